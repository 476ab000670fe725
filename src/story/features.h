/* One article as grouping sees it: weighted terms and a sketch of its wording. A pure function of the article.
 *
 *   words    what articles of one language share: stems, names (two capitalised words in a row), numbers with what they count
 *   cross    what articles of two languages share: numbers, names and international words by spelling and by sound
 *   sketch   lowest hashes of all runs of five words (bottom-k MinHash, Broder 1997): copies and contained texts */
#ifndef CR_STORY_FEATURES_H
#define CR_STORY_FEATURES_H
#include <courant/story.h>
#include <stdint.h>

#define CR_STORY_SKETCH 48    /* hashes kept of an article's wording */
#define CR_STORY_SHINGLE 5    /* words a run */

#define CR_STORY_YEARS 4      /* years kept of those an article names, the latest */

/* The calendar an article speaks of: a day's news names other months and years than the like event of another year. */
typedef struct cr_story_calendar {
    uint16_t months;                /* bit 0: January */
    uint8_t years[CR_STORY_YEARS];  /* since 1900, descending; 0: none */
} cr_story_calendar;

typedef struct cr_story_feature {
    uint32_t hash; /* upper half of the term's; top bit: cross term; never 0 */
    float weight;  /* how often, where (title, lead) and what kind; without idf */
    float hub;     /* the same of title and lead in the language of the hub */
    uint32_t cell; /* its place in the vocabulary, filled by cr_story_query_make */
} cr_story_feature;

#define CR_STORY_CROSS (UINT32_C(1) << 31)
#define CR_STORY_IS_CROSS(hash) ((hash) >> 31 != 0)

typedef struct cr_story_features {
    cr_story_feature *items; /* in order of first appearance */
    size_t count, capacity;
    uint32_t *slots;         /* open addressing into items, index + 1 */
    size_t slot_count;
    uint32_t sketch[CR_STORY_SKETCH]; /* ascending */
    size_t sketch_count;
    uint32_t sketch_limit;   /* all hashes up to this one were kept; UINT32_MAX: every one */
    size_t word_count;       /* of the text */
    cr_story_calendar calendar;
    const struct cr_story_tuning *tuned; /* NULL: as they are */
    struct cr_story_lexicon *lexicon;   /* opened when needed */
} cr_story_features;

/* Reused from article to article: begin zeroed, free at the end. */
cr_status cr_story_features_read(cr_story_features *f, const cr_story_input *in, cr_error *err) CR_MUST_CHECK;
void cr_story_features_free(cr_story_features *f);
#endif
