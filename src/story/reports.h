/* What the reports of one story owe to one another: who carries whose text, the earliest known original, how many sources are
 * independent, and which report is nearest to them all. The one place that tells it: digest, store, pages and API ask here.
 *
 *     size_t near = cr_reports_translated(reports, count, at);     // once for each new report; remembered
 *     cr_reports_origins(arena, reports, count, origins, err);
 *     size_t independent = cr_origins_independent(arena, origins, count);
 *     cr_reports_central(arena, reports, origins, count, &central, err);
 *
 * Reports that share a text (`near`) are a family. Its original is the one published first, where days or hours are given; then one
 * that names no other source; then the one taken in first. What says that it carries the text of another report of the family,
 * or that a machine translated it, is never its original while that one is there. A report that names a source counts as
 * that source's, whether its own report is here or not; where a whole copy names an agency and its original nobody, so does the
 * original. A translation told by its looks alone never holds against what either report says of itself. A page translated by machine that names
 * nobody has its outlet's own text. */
#ifndef CR_STORY_REPORTS_H
#define CR_STORY_REPORTS_H
#include <courant/digest.h>

#include "story/sketch.h"

typedef struct cr_report {
    cr_str lang, date;         /* date: of publication as given, or none */
    cr_str outlet, site;       /* name and host, each or none */
    cr_str called;             /* what its page calls the site, or none */
    cr_str named;              /* whose text it says it carries: agency or outlet; or none */
    bool machine_translated;   /* says the page */
    bool relayed;              /* "relayed automatically", says the page */
    bool titled, whole;        /* has a title; has its whole text */
    size_t near;               /* report whose text it shares, in either direction; SIZE_MAX: none, itself, or not here */
    uint64_t elsewhere;        /* source of such a report that is not here; 0: none */
    cr_sketch sketch;
} cr_report;

/* The report in another language that this one translates or that translates it; SIZE_MAX: none. Looks at the first so many. */
enum { CR_REPORTS_COMPARED = 200 };
size_t cr_reports_translated(const cr_report *reports, size_t count, size_t at);

cr_status cr_reports_origins(cr_arena *arena, const cr_report *reports, size_t count, cr_digest_origin *out, cr_error *err) CR_MUST_CHECK;
/* Different sources among the origins. */
size_t cr_origins_independent(const cr_digest_origin *origins, size_t count);
/* Of the reports that are nobody's copy and no machine's translation, titled and whole (what lacks counts in this order) the one whose title and beginning
 * are most like those of the others' own reports; the earliest of equals. *central SIZE_MAX: no reports. Linear in their words. */
cr_status cr_reports_central(cr_arena *arena, const cr_report *reports, const cr_digest_origin *origins, size_t count, size_t *central, cr_error *err) CR_MUST_CHECK;

/* A source under one number, however it is written: "https://www.reuters.com/", "Reuters", "Thomson Reuters". 0: none. */
uint64_t cr_report_source(cr_str name);
#endif
