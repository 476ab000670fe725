/* Courant: the dated happenings that a story's articles mention, each with its sentences.
 * All results live in the arena; the order of articles given does not change the answer beyond ties. */
#ifndef COURANT_TIMELINE_H
#define COURANT_TIMELINE_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_timeline_article {
    cr_str id, lang, date, title, text;
} cr_timeline_article;

typedef struct cr_timeline_options {
    cr_str entity;    /* keep what this name takes part in; or none */
    size_t entries;   /* 0: as many as the articles carry */
    size_t sentences; /* a date; 0: 1 */
    cr_str from, to;  /* dates, inclusive; or none */
    const struct cr_limits *limits; /* of cutting sentences (base/limits.h), borrowed; NULL: the defaults */
} cr_timeline_options;

typedef struct cr_timeline_entry {
    cr_str date;       /* "2021-12-17", "2021-12", "2021" */
    cr_strs sentences; /* best first */
    cr_strs articles;  /* ids, beside the sentences */
} cr_timeline_entry;

cr_status cr_timeline_build(cr_arena *arena, const cr_timeline_article *articles, size_t count,
                            const cr_timeline_options *options, cr_timeline_entry **out, size_t *out_count,
                            cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
