#include "text/date_period.h"

#include "base/time.h"

/* In what the two named ends are told: 'D', 'M' or 'Y' of "(2025-03-10,2025-03-14,P4D)", 'H' of hours; 0: no two ends. */
static char unit_of(const cr_date *d) {
    cr_str t = d->timex;
    if (t.len < 4 || t.ptr[0] != '(' || t.ptr[t.len - 1] != ')')
        return 0;
    return d->type == CR_DATETIME_RANGE ? 'H' : t.ptr[t.len - 2];
}

bool cr_date_last_day(const cr_date *d, int64_t *day) {
    cr_civil c;
    cr_str to = d->to;
    if ((d->type != CR_DATE_RANGE && d->type != CR_DATETIME_RANGE) || to.len < 10)
        return false;
    to.len = 10;
    if (!cr_time_parse(to, &c) || !c.day)
        return false;
    int64_t first = cr_days_from_civil(c.year, c.month, c.day);
    switch (unit_of(d)) {
    case 'D': case 'H': *day = first; return true;
    case 'M': *day = first + cr_days_in_month(c.year, c.month) - c.day; return true;
    case 'Y': *day = cr_days_from_civil(c.year, 12, 31); return true;
    default: *day = d->type == CR_DATETIME_RANGE ? first : first - 1; return true;
    }
}
