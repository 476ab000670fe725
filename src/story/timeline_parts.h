/* The steps of a timeline: sentences and what they mention, dates weighed, sentences picked. */
#ifndef CR_STORY_TIMELINE_PARTS_H
#define CR_STORY_TIMELINE_PARTS_H
#include <courant/dates.h>
#include <courant/text.h>
#include <courant/timeline.h>
#include <stdint.h>

#define CR_TIMELINE_DATE 12 /* "2011-01-25" and a NUL */

typedef struct cr_timeline_sentence {
    cr_str text;
    uint32_t article;
    uint32_t position;  /* in its article; the title is 0 */
    uint32_t words;
    uint32_t repeated;  /* how many articles before say exactly the same: menus, footers, agency texts */
    float weight;       /* how much it is a sentence of the report: 1; of a menu or a teaser: little; of the title or lead: more */
    bool entity;        /* names what is asked for */
    bool dated;         /* mentions a date that is counted */
    uint64_t *terms;    /* hashes of its words, ascending, stop words left out */
    uint32_t term_count;
} cr_timeline_sentence;

typedef struct cr_timeline_mention { /* of one date in one sentence */
    char date[CR_TIMELINE_DATE];
    uint32_t sentence;
    bool published; /* not written there: the day its article appeared */
} cr_timeline_mention;

typedef struct cr_timeline_work {
    cr_arena *arena;
    const cr_timeline_article *articles;
    size_t count;
    const cr_timeline_options *options;
    cr_text_tools *tools;
    cr_date_tools *date_tools;
    cr_timeline_sentence *sentences;
    size_t sentence_count, sentence_capacity;
    cr_timeline_mention *mentions; /* by date after reading */
    size_t mention_count, mention_capacity;
    cr_error *err;
} cr_timeline_work;

/* timeline_read.c: fills sentences and mentions; mentions sorted by date, then by sentence. */
cr_status cr_timeline_read(cr_timeline_work *w) CR_MUST_CHECK;

/* What the mentions [from, to) of one date are worth. */
cr_status cr_timeline_weigh(const cr_timeline_work *w, size_t from, size_t to, float *weight) CR_MUST_CHECK;

/* timeline_pick.c: indexes of the best sentences for the mentions [from, to), best first; *count at most `most`. */
cr_status cr_timeline_pick(const cr_timeline_work *w, size_t from, size_t to, size_t most, uint32_t *out, size_t *count) CR_MUST_CHECK;
#endif
