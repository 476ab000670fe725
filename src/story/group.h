/* The steps of one answer. */
#ifndef CR_STORY_GROUP_H
#define CR_STORY_GROUP_H
#include "story/state.h"

#define CR_STORY_WALK 128 /* articles looked at for one term, the latest ones */
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

/* candidates.c: at most limit "story_candidates", most similar first; equal ones in the order of taking in. */
cr_status cr_story_candidates(cr_stories *s, cr_arena *arena, const cr_story_query *q, bool of_stories, cr_story_candidate **out,
                              size_t *count, cr_error *err) CR_MUST_CHECK;

/* relay.c: the earliest article whose wording this one carries; running number + 1, or 0. */
uint32_t cr_story_relay_find(const cr_stories *s, const cr_story_candidate *candidates, size_t count, float *similarity);
/* Share of the shorter wording that the other holds, and how many runs of words that stands on. */
float cr_story_contained(const uint32_t *a, size_t an, uint32_t a_limit, const uint32_t *b, size_t bn, uint32_t b_limit,
                         size_t *common);
uint64_t cr_story_site(cr_str site); /* hash of an outlet's name or host, by which a declared relay meets it */
#endif
