/* The steps of a digest: articles cut into sentences of tokens, then each question asked of them apart. */
#ifndef CR_STORY_DIGEST_H
#define CR_STORY_DIGEST_H
#include <courant/digest.h>
#include <courant/text.h>
#include <stdint.h>

#include "base/map.h"

typedef struct cr_digest_token {
    uint32_t start, end;   /* bytes of the sentence's whole text */
    uint64_t key;          /* under which the word meets its other forms and its cognates; 0: a stop word or too short */
    cr_str form;           /* Latin letters ("morts"), or as written where the script has none; a number's digits */
    bool number, capital, opens, stop, shouted, abjad;
} cr_digest_token;

typedef struct cr_digest_sentence {
    uint32_t article;
    bool title;
    uint32_t position;     /* 0: the title, 1: the first of the text */
    cr_span span;          /* of the title or text */
    const cr_digest_token *tokens;
    size_t token_count;
    uint64_t *keys;        /* ascending, each once */
    size_t key_count;
    double *weights;       /* beside the keys */
    double weight;         /* of all of them */
    const cr_date *dates;  /* those that stand in it */
    size_t date_count;
    const cr_name *names;
    size_t name_count;
} cr_digest_sentence;

typedef struct cr_digest_words cr_digest_words; /* counts.c */

typedef struct cr_digest_work {
    const cr_digest_origin *origins; /* once they are known */
    bool *copies;          /* beside the articles: carries the text of another one in its own language, and tells nothing of its own */
    cr_arena *arena;
    const cr_digest_article *articles;
    size_t count;
    const cr_digest_options *options;
    cr_digest_sentence *sentences; /* by article; each article's title first, where it has one */
    size_t sentence_count, sentence_capacity;
    size_t *first;         /* of each article, and one behind the last */
    int64_t *moments;      /* of each article, epoch seconds; INT64_MIN: not dated */
    bool *timed;           /* to the hour */
    cr_map *words;         /* forms by language: cr_digest_words */
    cr_map *powers;        /* names of powers -> number of the power */
    cr_map *holders;       /* key -> number of articles that hold it */
    cr_text_tools *tools;
    cr_date_tools *date_tools;
    cr_error *err;
} cr_digest_work;

/* digest_read.c */
cr_status cr_digest_read(cr_digest_work *w) CR_MUST_CHECK;
cr_str cr_digest_text(const cr_digest_work *w, const cr_digest_sentence *s); /* what spans of a sentence point into */
double cr_digest_weight(const cr_digest_work *w, uint64_t key); /* what few articles say weighs more */
/* Weighted share of what two sentences have in common in what both say (Dice); *shared: keys in common. */
double cr_digest_alike(const cr_digest_sentence *a, const cr_digest_sentence *b, size_t *shared);
bool cr_digest_has(const cr_digest_sentence *s, uint64_t key);

/* powers.c */
cr_status cr_digest_powers_read(cr_map *powers, cr_error *err) CR_MUST_CHECK;
void cr_digest_powers_mark(const cr_map *powers, cr_digest_token *tokens, size_t count);

/* counts.c: what is counted in a sentence */
typedef enum cr_count_unit { CR_COUNT_THINGS, CR_COUNT_PERCENT, CR_COUNT_POINTS, CR_COUNT_MONEY } cr_count_unit;
typedef struct cr_count {
    uint32_t sentence;
    cr_span words;         /* "au moins 12 morts", as far as they say the number */
    double value, low, high; /* "at least 12": 12 and more */
    cr_count_unit unit;
    bool about;            /* "about 12" */
    int concept;           /* 0: none of ours */
    const uint64_t *frame; /* keys of its sentence's words of counting: "death toll", "rose to"; they tell of no happening */
    size_t frame_count;
    uint64_t head;         /* what is counted where there is no concept; the kind of people where there is one; 0: nobody in particular */
} cr_count;
/* Counts of a sentence that stand for themselves: no dates, ages, scores, parts of others, earlier values. */
cr_status cr_counts_find(cr_digest_work *w, uint32_t sentence, cr_count **out, size_t *count, size_t *capacity) CR_MUST_CHECK;
const char *cr_count_concept_name(int concept); /* "dead" */
bool cr_count_concept_grows(int concept);       /* reports of it only add up as hours pass */

/* origins.c, differences.c, happenings.c, gist.c */
cr_status cr_digest_origins(cr_digest_work *w, cr_digest *out) CR_MUST_CHECK;
cr_status cr_digest_differences(cr_digest_work *w, cr_digest *out) CR_MUST_CHECK;
cr_status cr_digest_happenings(cr_digest_work *w, cr_digest *out) CR_MUST_CHECK;
cr_status cr_digest_gist(cr_digest_work *w, cr_digest *out) CR_MUST_CHECK;
#endif
