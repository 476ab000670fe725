/* Courant: dates and times in running text, resolved.
 *
 *     cr_dates_find(arena, CR_STR("Mardi, il a déclaré …"), CR_STR("fr"), CR_STR("2021-12-27"), &d, &n, &err);
 *     // d[0].timex "2021-12-21", value "2021-12-21", type CR_DATE
 *
 * Absolute, relative and vague expressions, resolved against the article's date (in news: to the
 * past unless the tense says otherwise), keeping their grain: "fin 2021" is 2021, never a day.
 * Values follow TIMEX3 (TimeML 1.2.1). Language rules are data files under src/text/data/dates/.
 *
 * The rules of a language are compiled when it is first asked for; a worker keeps them in a cr_date_tools (one thread
 * at a time) and calls cr_dates_find_with. Limit: dates (the first so many are kept). */
#ifndef COURANT_DATES_H
#define COURANT_DATES_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_date_type {
    CR_DATE, CR_DATE_RANGE, CR_DATETIME, CR_DATETIME_RANGE, CR_TIME, CR_TIME_RANGE, CR_DURATION, CR_DATE_SET
} cr_date_type;

typedef struct cr_date {
    size_t start, end;  /* bytes of the text */
    cr_date_type type;
    cr_str timex;       /* always: "2022-01", "P3D", "XXXX-WXX-1" */
    cr_str value;       /* of a point: "2022-01-26"; of a calendar period too: "2021-12", "1962"; of what is counted off in
                         * more than days ("two weeks ago") the day it comes to, where timex keeps the grain; else none */
    cr_str from, to;    /* of a range; `to` of a calendar period is the first day after; one alone: open */
} cr_date;

const char *cr_date_type_name(cr_date_type type); /* "date", "daterange", ... */

/* `reference`: RFC 3339 date or date-time of the article, or none (then only absolute dates have values). */
cr_status cr_dates_find(cr_arena *arena, cr_str text, cr_str lang, cr_str reference, cr_date **out, size_t *count,
                        cr_error *err) CR_MUST_CHECK;

typedef struct cr_date_tools cr_date_tools;
cr_date_tools *cr_date_tools_new(void); /* NULL when memory is out. Caller frees with cr_date_tools_free. */
void cr_date_tools_free(cr_date_tools *tools); /* NULL is fine */

/* The same answer with rules kept. `tools` NULL is allowed. */
cr_status cr_dates_find_with(cr_date_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_str reference, cr_date **out,
                             size_t *count, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
