/* Calendar arithmetic and RFC 3339, without the C library's time zone.
 * Days are counted from 1970-01-01, proleptic Gregorian (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#ifndef CR_BASE_TIME_H
#define CR_BASE_TIME_H
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_civil {
    int year, month, day;        /* 0 where unknown (month, day) */
    int hour, minute, second;    /* hour -1 where unknown */
    int offset;                  /* minutes east of UTC */
    bool has_offset;
} cr_civil;

int64_t cr_days_from_civil(int year, int month, int day);
void cr_civil_from_days(int64_t days, int *year, int *month, int *day);
int cr_weekday(int64_t days); /* 1 Monday to 7 Sunday (ISO 8601) */
int cr_days_in_month(int year, int month);
bool cr_date_exists(int year, int month, int day);
/* ISO week date. */
void cr_iso_week(int64_t days, int *year, int *week);
int64_t cr_days_from_iso_week(int year, int week, int weekday);

/* "2022", "2022-01", "2022-01-12", "2022-01-12T22:03[:00[.5]][Z|-05:00]". False when it is not one of them or does not exist. */
bool cr_time_parse(cr_str s, cr_civil *out);
/* Seconds since 1970 UTC; unknown parts count as the earliest. */
int64_t cr_time_epoch(const cr_civil *c);
/* "2022-01-13T03:03:00Z" into out[21]. */
void cr_time_format(int64_t epoch, char out[21]);
int64_t cr_time_now(void); /* wall clock, seconds; only wire/, net/, site/ and cli/ ask */
int64_t cr_time_monotonic_ms(void);
#endif
