/* Differences between reports: sides gathered by value, kept when reports of one happening cannot both be right. */
#ifndef CR_STORY_DIFFERENCES_H
#define CR_STORY_DIFFERENCES_H
#include "story/digest.h"

typedef struct cr_side_claim { /* that an article says this value */
    uint32_t sentence;
    cr_span words;
    cr_str value;          /* in one form */
    double low, high;      /* of a number; a day's number twice */
} cr_side_claim;

typedef struct cr_sides { /* differences found so far */
    cr_digest_difference *items;
    size_t count, capacity;
} cr_sides;

/* Writes a difference of claims grouped by their value; `group[i]`: the side of claim i, SIZE_MAX: none. */
cr_status cr_sides_write(cr_digest_work *w, cr_sides *out, cr_difference_kind kind, const char *about, bool development,
                         const cr_side_claim *claims, const size_t *group, size_t count, size_t sides) CR_MUST_CHECK;
bool cr_sides_same_source(const cr_digest_work *w, size_t a, size_t b); /* one outlet, or a copy */

/* differences_words.c: dates, places and names in sentences that say the same otherwise */
cr_status cr_digest_worded_differences(cr_digest_work *w, cr_sides *out) CR_MUST_CHECK;
#endif
