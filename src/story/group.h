/* The steps of one answer. */
#ifndef CR_STORY_GROUP_H
#define CR_STORY_GROUP_H
#include "story/state.h"

#define CR_STORY_WALK 64 /* articles looked at for one term, the latest ones */
#define CR_STORY_REVIEW 64 /* articles of a dossier looked at again together, those nearest to the new one */
#define CR_STORY_REVIEW_PART 8 /* a dossier is reviewed when this part of it is new */
#define CR_STORY_JOIN 12 /* articles of a dossier compared with those of another */
#define CR_STORY_RING 128 /* stories of a dossier gone through for its articles */
#define CR_STORY_JOIN_SIDES 3 /* dossiers compared at once */
#define CR_STORY_JOIN_LEAST 4 /* pairs of articles, fewer prove nothing */
#define CR_STORY_MEMBERS 24 /* most similar members that speak for their story */

typedef struct cr_story_candidate {
    uint32_t number; /* article or story */
    float near;      /* similarity */
    float timed;     /* similarity after time has taken its share */
} cr_story_candidate;

/* The article as a query. Its terms are put in the vocabulary, where nothing moves until the next one. */
cr_status cr_story_query_make(cr_stories *s, cr_arena *arena, uint16_t language, cr_story_query *q, cr_error *err) CR_MUST_CHECK;

/* select.c: ascending; no two keys are equal. */
uint64_t cr_story_key(float falling, uint32_t below); /* the greater the float, the lower the key; what is below 0 is 0 */
void cr_story_sort(uint64_t *keys, size_t n);
void cr_story_select(uint64_t *keys, size_t count, size_t best); /* the `best` lowest, in any order, before the others */

/* candidates.c: at most limit "story_candidates", most similar first; equal ones in the order of taking in. */
cr_status cr_story_candidates(cr_stories *s, cr_arena *arena, const cr_story_query *q, bool of_stories, cr_story_candidate **out,
                              size_t *count, cr_error *err) CR_MUST_CHECK;

/* stories.c */
/* More than CR_STORY_DOSSIER_DAYS lie between the day and the story: neither has followed from the other. */
bool cr_story_far(const cr_story_record *r, int32_t day);
float cr_story_time_share(const cr_stories *s, int32_t day, int32_t other);
float cr_story_calendar_share(const cr_stories *s, const cr_story_calendar *a, const cr_story_calendar *b);
/* A new story without articles. UINT32_MAX as `dossier`: a new one; else `beside` is a story of it. UINT32_MAX: memory is out.
 * Moves the records. */
uint32_t cr_story_open(cr_stories *s, uint16_t language, uint32_t dossier, uint32_t beside);
/* The article tells the subject of the story; what it told before is told by another one. */
void cr_story_let_tell(cr_stories *s, uint32_t article, uint32_t story);
/* Before the article leaves: the story that it tells, or is the last of, gets a copy of what tells it. False: memory is out. */
bool cr_story_stand(cr_stories *s, uint32_t article);
static inline uint32_t cr_story_head(uint32_t hash, bool cross) { return (hash & (CR_STORY_HEADS / 2 - 1)) + (cross ? CR_STORY_HEADS / 2 : 0); }
void cr_story_tell_day(cr_story_record *r, int32_t day);

/* correct.c */
void cr_story_correct_nothing(cr_stories *s); /* before an answer: those of the last one are forgotten */
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
cr_status cr_story_review(cr_stories *s, uint32_t article, const cr_story_candidate *candidates, size_t count, cr_error *err) CR_MUST_CHECK;

float cr_story_within(const cr_stories *s, float sum, float pairs);

/* join.c: other dossiers near the article just taken in become one with its own. */
cr_status cr_story_join(cr_stories *s, uint32_t article, const cr_story_candidate *candidates, size_t count, cr_error *err) CR_MUST_CHECK;

/* relay.c: the earliest article whose wording this one carries; running number + 1, or 0. */
uint32_t cr_story_relay_find(const cr_stories *s, const cr_story_candidate *candidates, size_t count, float *similarity);
/* What is kept of a wording: upper 22 bits of its lowest hashes, ascending, as differences in bytes of seven bits each. */
#define CR_STORY_SKETCH_BYTES (CR_STORY_SKETCH * 4)
size_t cr_story_sketch_pack(const cr_story_features *f, uint8_t out[CR_STORY_SKETCH_BYTES]); /* bytes */
size_t cr_story_sketch_unpack(const uint8_t *bytes, size_t n, uint32_t out[CR_STORY_SKETCH]); /* hashes */
/* Share of the shorter wording that the other holds, and how many runs of words that stands on. */
float cr_story_contained(const uint32_t *a, size_t an, uint32_t a_limit, const uint32_t *b, size_t bn, uint32_t b_limit,
                         size_t *common);
uint16_t cr_story_site(cr_str site); /* hash of an outlet's name or host, by which a declared relay meets it */
#endif
