/* Inside the room: dates as pages write them. */
#ifndef CR_PAGE_WHEN_H
#define CR_PAGE_WHEN_H
#include <courant/str.h>

typedef struct cr_when_options {
    bool month_first; /* 3/4/2020 is 4 March (en-US) */
    bool anywhere;    /* the first date in running text; else the text is nothing but a date, after a label at most */
    bool dated;       /* the text is known to hold a date: 2.11.22 is one, of 2022 */
    bool given;       /* said beside the document, by a feed or a record: an ISO date of any age counts */
} cr_when_options;

/* "2022-01-12T22:03:00-05:00", "2022-01-12", or none. The page's own offset is kept; a date that cannot be, or a day that
 * is not said, is none. */
cr_str cr_when_read(cr_arena *arena, cr_str text, cr_when_options options);

/* The next date of running text in the form of cr_words_fold, at or behind *from: [*start, *from) is what it stands in. */
cr_str cr_when_next(cr_arena *arena, cr_str folded, size_t *from, size_t *start, cr_when_options options);

/* A day of the Iranian calendar, 1370 to 1428, to year, month and day; false for one that is none. */
bool cr_when_from_jalali(int year, int month, int day, int out[3]);
/* 1 to 12 for a month of that calendar, else 0. */
int cr_when_jalali_month(cr_str word);
int cr_when_from_buddhist(int year);
/* A month's name, folded. */
bool cr_when_is_month(cr_str folded);

/* The day in an address: /2020/01/31/, /2020-01-31-title, /20200131; or none. */
cr_str cr_when_in_url(cr_arena *arena, cr_str url);
#endif
