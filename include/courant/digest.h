/* Courant: what the reports of one story say together.
 *
 *     cr_digest d;
 *     cr_digest_make(arena, articles, count, &(cr_digest_options){.lang = CR_STR("fr")}, &d, &err);
 *     // d.gist: three sentences; d.happenings: what happened when; d.differences: where reports disagree
 *
 * Everything is said in the reports' own words: each entry is a list of mentions, a mention is a sentence of an article. A pure
 * function of the articles given, in the order of their taking in; nothing is fetched, kept or asked of the clock. All
 * results live in the arena or borrow the texts given. Limits: "digest_articles" (the first so many are read), "digest_sentences"
 * and "digest_text_bytes" (of each), "digest_differences". */
#ifndef COURANT_DIGEST_H
#define COURANT_DIGEST_H
#include <courant/dates.h>
#include <courant/names.h>
#include <courant/str.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_digest_article {
    cr_str id, lang, date; /* date: when it appeared, or none */
    cr_str title;          /* or none */
    cr_str text;
    cr_str site;           /* host or address it appeared at, or none */
    cr_str outlet;         /* whose report; two reports of one outlet do not disagree, the later replaces the earlier */
    bool copy;             /* carries the text of another one: it tells nothing of its own */
    cr_str relay_of;       /* id of the report whose text it carries, as grouping found it; or none */
    cr_str credit;         /* agency or outlet whose text it says it carries; or none */
    bool machine_translated, relayed; /* as its page says */
    size_t quoted;         /* only so many of its first sentences may stand in the gist; 0: any */
    /* What is known of the text already; `sentences` NULL: all three are found here. */
    const cr_span *sentences;
    size_t sentence_count;
    const cr_date *dates;
    size_t date_count;
    const cr_name *names;
    size_t name_count;
} cr_digest_article;

struct cr_digest_origin;

typedef struct cr_digest_options {
    cr_str lang;           /* of the reader: sentences of reports in it come first; or none */
    const struct cr_limits *limits; /* of cutting sentences (base/limits.h), borrowed; NULL: the defaults */
    const struct cr_digest_origin *origins; /* beside the articles, where they are known already; else NULL: found here */
    size_t central;        /* likewise, where origins are given; SIZE_MAX: none */
} cr_digest_options;

typedef struct cr_digest_mention { /* one sentence that says it */
    size_t article;        /* place among those given */
    bool in_title;
    cr_span span;          /* bytes of the text, or of the title; the sentence */
    cr_span words;         /* the words that say the value: "au moins 12", "fin 2021" */
    cr_str date;           /* of a happening: as this sentence tells it ("2021", "2021-12", "2021-12-17"); else none */
} cr_digest_mention;

typedef struct cr_digest_happening {
    cr_str date;           /* of its finest grain: "2021-12-17" */
    cr_digest_mention *mentions; /* finest first, then as given */
    size_t count;
} cr_digest_happening;

typedef enum cr_difference_kind { CR_DIFFERENCE_NUMBER, CR_DIFFERENCE_DATE, CR_DIFFERENCE_PLACE, CR_DIFFERENCE_NAME, CR_DIFFERENCE_KINDS } cr_difference_kind;
const char *cr_difference_kind_name(cr_difference_kind kind); /* "number", ... */

typedef struct cr_digest_side {
    cr_str value;          /* in one form for all languages: "12", "12 %", "2022-01-12", or the name as written first */
    cr_str first;          /* date of the earliest report that says so, or none */
    cr_digest_mention *mentions;
    size_t count;
} cr_digest_side;

typedef struct cr_digest_difference {
    cr_difference_kind kind;
    cr_str about;          /* "dead", "wounded", …: what is counted, where it has a name of ours; else none */
    bool development;      /* a later count replaced the earlier one: sides stand in the order of time */
    cr_digest_side *sides; /* else most reports first */
    size_t count;
} cr_digest_difference;

typedef enum cr_origin_how {
    CR_ORIGIN_OWN,         /* nothing tells of another's text */
    CR_ORIGIN_COPY,        /* its wording is that of a report here */
    CR_ORIGIN_TRANSLATION, /* of a report here in another language: names, numbers and cognates stand at the same places */
    CR_ORIGIN_DECLARED     /* it says that it carries another's text, and that is not among the reports */
} cr_origin_how;
const char *cr_origin_how_name(cr_origin_how how); /* "own", "copy", "translation", "declared" */

typedef struct cr_digest_origin { /* of one report (src/story/reports.h) */
    cr_origin_how how;
    size_t of;             /* the report it carries; SIZE_MAX: none here */
    size_t earliest;       /* the earliest known original, itself where there is none */
    cr_str named;          /* whom it says it carries; none where it says nobody */
    uint64_t source;       /* whose report it is in the end, as a number: reports of one source have one; 0: nobody knows */
} cr_digest_origin;

typedef struct cr_digest {
    cr_digest_origin *origins; /* beside the articles */
    size_t independent;    /* different origins: five outlets that carry one agency's text are one */
    size_t central;        /* the report nearest to what all say; its title is the story's; SIZE_MAX: there is none */
    cr_digest_mention *gist;
    size_t gist_count;     /* at most three, in the order in which a reader wants them */
    cr_digest_happening *happenings; /* by date */
    size_t happening_count;
    cr_digest_difference *differences; /* what reports disagree on first, then developments */
    size_t difference_count;
} cr_digest;

cr_status cr_digest_make(cr_arena *arena, const cr_digest_article *articles, size_t count, const cr_digest_options *options,
                         cr_digest *out, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
