/* The steps of one answer. */
#ifndef CR_STORY_GROUP_H
#define CR_STORY_GROUP_H
#include "story/state.h"

#define CR_STORY_WALK 128 /* articles looked at for one term, the latest ones */
#define CR_STORY_REVIEW 64 /* articles of a dossier looked at again together, those nearest to the new one */
#define CR_STORY_REVIEW_PART 8 /* a dossier is reviewed when this part of it is new */
#define CR_STORY_JOIN 12 /* articles of a dossier compared with those of another */
#define CR_STORY_RING 128 /* stories of a dossier gone through for its articles */
#define CR_STORY_JOIN_SIDES 3 /* dossiers compared at once */
#define CR_STORY_JOIN_LEAST 4 /* pairs of articles, fewer prove nothing */
#define CR_STORY_MEMBERS 24 /* most similar members that speak for their story */

typedef struct cr_story_candidate {
    uint32_t number; /* article or story */
    float rough;     /* shared weight, not normalised */
    float near;      /* similarity */
    float timed;     /* similarity after time has taken its share */
} cr_story_candidate;

/* The article as a query, and as the vector that will be kept: arrays live in the arena. Terms are put in the vocabulary. */
cr_status cr_story_query_make(cr_stories *s, cr_arena *arena, uint16_t language, cr_story_query *q, cr_story_vector *v,
                              cr_error *err) CR_MUST_CHECK;

/* vector.c: puts the `best` first items, in any order, before the others; items of at most 32 bytes. */
void cr_story_select(void *items, size_t count, size_t size, size_t best, int (*compare)(const void *, const void *));

/* candidates.c: at most limit "story_candidates", most similar first; equal ones in the order of taking in. */
cr_status cr_story_candidates(cr_stories *s, cr_arena *arena, const cr_story_query *q, bool of_stories, cr_story_candidate **out,
                              size_t *count, cr_error *err) CR_MUST_CHECK;

/* stories.c */
float cr_story_time_share(const cr_stories *s, int32_t day, int32_t other);
float cr_story_calendar_share(const cr_stories *s, const cr_story_calendar *a, const cr_story_calendar *b);
/* A new story without articles, told by `v`. UINT32_MAX as `dossier`: a new one; else `beside` is a story of it. UINT32_MAX:
 * memory is out. Moves the records. */
uint32_t cr_story_open(cr_stories *s, const cr_story_vector *v, uint16_t language, uint32_t dossier, uint32_t beside);
void cr_story_tell_day(cr_story_record *r, int32_t day);

/* correct.c */
void cr_story_chain(cr_stories *s, uint32_t article, uint32_t story); /* one that is in no story yet */
bool cr_story_move(cr_stories *s, uint32_t article, uint32_t story);  /* the stories are of one dossier; false: memory is out */
bool cr_story_join_dossiers(cr_stories *s, uint32_t story, uint32_t other); /* of these two; likewise */
bool cr_story_redirect_put(cr_stories *s, char kind, uint32_t from, uint32_t to);
/* A story leaves its dossier for that of `beside`; UINT32_MAX: for a new one. */
bool cr_story_leave_dossier(cr_stories *s, uint32_t story, uint32_t beside);
/* Articles of the window in a dossier, of one language: those of `story` first, the latest of each story first. */
uint16_t cr_story_sample(const cr_stories *s, uint32_t story, uint16_t language, uint32_t *articles, uint16_t most);
void cr_story_ring(cr_stories *s, uint32_t story, uint32_t beside);
void cr_story_unring(cr_stories *s, uint32_t story);

/* review.c: the stories of the dossier of the article just taken in, looked at again when enough of it is new. */
cr_status cr_story_review(cr_stories *s, cr_arena *arena, uint32_t article, const cr_story_candidate *candidates, size_t count,
                          cr_error *err) CR_MUST_CHECK;

float cr_story_within(const cr_stories *s, float sum, float pairs);

/* join.c: other dossiers near the article just taken in become one with its own. */
cr_status cr_story_join(cr_stories *s, uint32_t article, const cr_story_candidate *candidates, size_t count, cr_error *err) CR_MUST_CHECK;

/* relay.c: the earliest article whose wording this one carries; running number + 1, or 0. */
uint32_t cr_story_relay_find(const cr_stories *s, const cr_story_candidate *candidates, size_t count, float *similarity);
/* Share of the shorter wording that the other holds, and how many runs of words that stands on. */
float cr_story_contained(const uint32_t *a, size_t an, uint32_t a_limit, const uint32_t *b, size_t bn, uint32_t b_limit,
                         size_t *common);
uint64_t cr_story_site(cr_str site); /* hash of an outlet's name or host, by which a declared relay meets it */
#endif
