/* The days that a range covers. */
#ifndef CR_TEXT_DATE_PERIOD_H
#define CR_TEXT_DATE_PERIOD_H
#include <courant/dates.h>
#include <stdint.h>

/* The last day of a range, in days since 1970. `to` of a calendar period ("last week", "May") and of a stretch counted off ("the
 * past three days") is the first day after; of two ends that were named ("from 10 to 14 March", "from May to July") it is where the last
 * one begins, and the whole of that belongs to the range. False: no range, or open. */
bool cr_date_last_day(const cr_date *date, int64_t *day);
#endif
