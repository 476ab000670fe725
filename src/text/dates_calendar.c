/* From the fields of a meaning to a stretch of the calendar: knows the calendar, no language.
 *
 * Where the year or week is left open, news speaks of the nearest past, unless the verb says future, or the past
 * reading is more than about half a year away and the future one is nearer ("the meeting on 12 January", in December). */
#include <stdio.h>

#include "base/time.h"
#include "text/dates.h"

enum { HALF_YEAR = 183, WEEKDAY_UNIT = 100 };

bool cr_dates_make_day(period *p, int64_t d) {
    int y, m, day;
    cr_civil_from_days(d, &y, &m, &day);
    p->unit = U_DAY;
    p->first = d;
    p->after = d + 1;
    snprintf(p->timex, sizeof p->timex, "%04d-%02d-%02d", y, m, day);
    return y > 0 && y < 10000;
}

static bool make_week(period *p, int64_t d, bool weekend) {
    int y, w;
    cr_iso_week(d, &y, &w);
    int64_t monday = d - cr_weekday(d) + 1;
    p->unit = weekend ? U_WEEKEND : U_WEEK;
    p->first = weekend ? monday + 5 : monday;
    p->after = monday + 7;
    snprintf(p->timex, sizeof p->timex, "%04d-W%02d%s", y, w, weekend ? "-WE" : "");
    return true;
}

/* `months` from January of year 0. */
static int64_t first_of_month(int months) { return cr_days_from_civil(months / 12, months % 12 + 1, 1); }

static bool make_months(period *p, int unit, int from, int count, const char *format, int year, int n) {
    p->unit = unit;
    p->first = first_of_month(from);
    p->after = first_of_month(from + count);
    snprintf(p->timex, sizeof p->timex, format, year, n);
    return from >= 12 && from < 9999 * 12;
}

static bool make_month(period *p, int y, int m) { return make_months(p, U_MONTH, y * 12 + m - 1, 1, "%04d-%02d", y, m); }
static bool make_quarter(period *p, int y, int q) { return make_months(p, U_QUARTER, y * 12 + (q - 1) * 3, 3, "%04d-Q%d", y, q); }
static bool make_half(period *p, int y, int h) { return make_months(p, U_HALF, y * 12 + (h - 1) * 6, 6, "%04d-H%d", y, h); }
static bool make_year(period *p, int y) { return make_months(p, U_YEAR, y * 12, 12, "%04d", y, 0); }
static bool make_decade(period *p, int d) { return make_months(p, U_DECADE, d * 120, 120, "%03d", d, 0); }
static bool make_century(period *p, int c) { return make_months(p, U_CENTURY, c * 1200, 1200, "%02d", c, 0); }
static bool make_season(period *p, int y, int s) {
    static const char *const formats[] = {"", "%04d-SP", "%04d-SU", "%04d-FA", "%04d-WI"};
    return s >= 1 && s <= 4 && make_months(p, U_SEASON, y * 12 + s * 3 - 1, 3, formats[s], y, 0);
}

static int clamp(int n) { return n > 9000 ? 9000 : n < -9000 ? -9000 : n; }

static int64_t shift_months(int64_t base, int n) {
    int y, m, d;
    cr_civil_from_days(base, &y, &m, &d);
    int months = y * 12 + m - 1 + n;
    if (months < 12 || months > 9990 * 12)
        return base;
    int last = cr_days_in_month(months / 12, months % 12 + 1);
    return cr_days_from_civil(months / 12, months % 12 + 1, d < last ? d : last);
}

static int64_t shift_business(int64_t base, int n) {
    for (int left = n < 0 ? -n : n; left > 0 && left < 400;) {
        base += n < 0 ? -1 : 1;
        left -= cr_weekday(base) <= 5;
    }
    return base;
}

int64_t cr_dates_shift(int64_t base, int unit, int n) {
    n = clamp(n);
    switch (unit) {
    case U_DAY: return base + n;
    case U_BUSINESS_DAY: return shift_business(base, n);
    case U_WEEK: case U_WEEKEND: return base + 7 * (int64_t)n;
    case U_MONTH: return shift_months(base, n);
    case U_QUARTER: return shift_months(base, 3 * n);
    case U_HALF: return shift_months(base, 6 * n);
    case U_SEASON: case U_YEAR: return shift_months(base, 12 * n);
    case U_DECADE: return shift_months(base, n < 900 && n > -900 ? 120 * n : 0);
    case U_CENTURY: return shift_months(base, n < 90 && n > -90 ? 1200 * n : 0);
    default: return base;
    }
}

bool cr_dates_period(period *p, int64_t d, int unit) {
    int y, m, day;
    cr_civil_from_days(d, &y, &m, &day);
    switch (unit) {
    case U_WEEK: return make_week(p, d, false);
    case U_WEEKEND: return make_week(p, d, true);
    case U_MONTH: return make_month(p, y, m);
    case U_QUARTER: return make_quarter(p, y, (m + 2) / 3);
    case U_HALF: return make_half(p, y, (m + 5) / 6);
    case U_SEASON: return make_season(p, m < 3 ? y - 1 : y, m < 3 ? 4 : m / 3);
    case U_YEAR: return make_year(p, y);
    case U_DECADE: return make_decade(p, y / 10);
    case U_CENTURY: return make_century(p, y / 100);
    default: return cr_dates_make_day(p, d);
    }
}

/* ---- open years and weeks ---- */

/* Of the same date in the year before, of and after the reference: the one meant. */
static int choose_year(const date_context *c, int month, int day, int dir) {
    int y, m, d;
    cr_civil_from_days(c->ref, &y, &m, &d);
    int64_t past = INT64_MIN, future = INT64_MAX;
    int past_year = y, future_year = y;
    for (int k = y - 9; k <= y + 9; k++) {
        if (!cr_date_exists(k, month, day ? day : 1))
            continue;
        int64_t first = cr_days_from_civil(k, month, day ? day : 1);
        int64_t last = day ? first : first_of_month(k * 12 + month);
        bool strict = dir != UNSET && dir != 0;
        if (first <= c->ref && !(strict && last > c->ref) && first > past)
            past = first, past_year = k;
        if ((strict ? first > c->ref : last > c->ref) && first < future)
            future = first, future_year = k;
    }
    if (past == INT64_MIN || future == INT64_MAX)
        return past == INT64_MIN ? future_year : past_year; /* 29 February is rare, the 30th never */
    if (dir != UNSET && dir != 0)
        return dir < 0 ? past_year : future_year;
    if (c->tense > 0 && c->ref - past > 0)
        return future_year;
    int64_t reach = day ? HALF_YEAR : HALF_YEAR + 40;
    if (c->tense == 0 && c->ref - past > reach && future - c->ref < c->ref - past)
        return future_year;
    if (c->ref - past > 300 && future - c->ref < 65)
        return future_year; /* a verb of saying stands in the past, what is announced does not */
    return past_year;
}

static int64_t choose_weekday(const date_context *c, int weekday, int dir) {
    int today = cr_weekday(c->ref);
    int64_t past = c->ref - (today - weekday + 7) % 7, future = c->ref + (weekday - today + 7) % 7;
    if (dir == -1)
        return past == c->ref ? past - 7 : past;
    if (dir == 1)
        return future == c->ref ? future + 7 : future;
    if (dir == 0)
        return c->ref - today + weekday;
    return c->tense > 0 || c->coming ? future : past;
}

/* ---- one calendar expression ---- */

static int64_t easter(int y) { /* Gregorian, anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8) */
    int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return cr_days_from_civil(y, n / 31, n % 31 + 1);
}

/* "the last week of March", "the second Sunday of May": NTH counts from 1, or from the end: -1. */
static bool nth(const meaning *w, period *p) {
    int n = w->f[F_NTH], unit = cr_dates_has(w, F_WEEKDAY) ? WEEKDAY_UNIT : w->f[F_NUNIT];
    int64_t d;
    switch (unit) {
    case WEEKDAY_UNIT:
        d = n > 0 ? p->first + (w->f[F_WEEKDAY] - cr_weekday(p->first) + 7) % 7 + 7 * (n - 1)
                  : p->after - 1 - (cr_weekday(p->after - 1) - w->f[F_WEEKDAY] + 7) % 7;
        break;
    case U_WEEK:
        return make_week(p, n > 0 ? p->first + 3 + 7 * (n - 1) : p->after - 4, false);
    case U_WEEKEND:
        return make_week(p, n > 0 ? p->first + 7 * (n - 1) : p->after - 4, true);
    case U_MONTH: {
        int y, m, day;
        cr_civil_from_days(n > 0 ? p->first : p->after - 1, &y, &m, &day);
        d = n > 0 ? shift_months(p->first, n - 1) : p->after - 1;
        return cr_dates_period(p, d, U_MONTH);
    }
    case U_QUARTER: case U_HALF: case U_YEAR: case U_DECADE:
        d = n > 0 ? cr_dates_shift(p->first, unit, n - 1) : p->after - 1;
        return cr_dates_period(p, d, unit);
    case U_DAY:
        d = n > 0 ? p->first + n - 1 : p->after + n;
        break;
    default: return false;
    }
    return d >= p->first && d < p->after && cr_dates_make_day(p, d);
}

static bool fine_relative(const meaning *w, const date_context *c, period *p) { /* "24 hours ago" */
    int64_t step = w->f[F_RUNIT] == U_HOUR ? 3600 : w->f[F_RUNIT] == U_MINUTE ? 60 : 1;
    int64_t at = c->ref * 86400 + (c->hour < 0 ? 0 : c->hour * 3600 + c->minute * 60 + c->second) + step * w->f[F_N];
    if (at < 0 && c->ref > 0)
        return false;
    int64_t day = at >= 0 ? at / 86400 : -((-at + 86399) / 86400);
    cr_dates_make_day(p, day);
    p->second_of_day = (int)(at - day * 86400);
    if (c->hour < 0)
        p->second_of_day = -1; /* the reference is a day: an hour would be invented */
    return true;
}

/* Year and month as far as they are said or follow; 0 when unknown. */
static void year_and_month(const meaning *w, const date_context *c, int64_t base, int *year, int *month) {
    int y, m, d;
    *year = cr_dates_has(w, F_YEAR) ? w->f[F_YEAR] : 0;
    *month = cr_dates_has(w, F_MONTH) ? w->f[F_MONTH] : 0;
    if (!*year && w->f[F_RUNIT] == U_YEAR && c->has_ref) {
        cr_civil_from_days(cr_dates_shift(base, U_YEAR, w->f[F_N]), &y, &m, &d);
        *year = y;
    }
    if (!*month && w->f[F_RUNIT] == U_MONTH && cr_dates_has(w, F_DAY) && c->has_ref) {
        cr_civil_from_days(cr_dates_shift(base, U_MONTH, w->f[F_N]), year, month, &d);
    }
}

/* "the 17th", "Friday 13th": of this month or the one before (after, when the tense says so); with a weekday of the
 * nearest month where the two agree. */
static bool day_alone(const meaning *w, const date_context *c, int months, int today, period *p) {
    int day = w->f[F_DAY], weekday = cr_dates_has(w, F_WEEKDAY) && w->f[F_WEEKDAY] >= 1 ? w->f[F_WEEKDAY] : 0;
    int64_t best = INT64_MIN;
    int base = months + (c->tense > 0 ? day < today : -(day > today));
    for (int k = 0; k < 28 && best == INT64_MIN; k++) { /* 0, +1, -1, +2 … with a weekday; else one way */
        int at = weekday ? months + (k % 2 ? (k + 1) / 2 : -(k / 2)) : base + (c->tense > 0 ? k : -k);
        if (at < 12 || at > 9990 * 12 || !cr_date_exists(at / 12, at % 12 + 1, day))
            continue;
        int64_t d = cr_days_from_civil(at / 12, at % 12 + 1, day);
        if (!weekday || cr_weekday(d) == weekday)
            best = d;
    }
    return best != INT64_MIN && cr_dates_make_day(p, best);
}

static bool finer_than_year(const meaning *w, const date_context *c, int year, int month, period *p) {
    int y = 0, m = 0, d = 0;
    if (c->has_ref)
        cr_civil_from_days(c->ref, &y, &m, &d);
    if (cr_dates_has(w, F_QUARTER))
        return (year || y) && make_quarter(p, year ? year : y, w->f[F_QUARTER]);
    if (cr_dates_has(w, F_HALF))
        return (year || y) && make_half(p, year ? year : y, w->f[F_HALF]);
    if (cr_dates_has(w, F_SEASON)) {
        if (!year && w->f[F_DIR] == UNSET && w->f[F_WDIR] != UNSET && y) {
            period now;
            make_season(&now, y, w->f[F_SEASON]);
            year = y + (w->f[F_WDIR] < 0 && now.after > c->ref ? -1 : w->f[F_WDIR] > 0 && now.first <= c->ref ? 1 : 0);
        }
        return (year || y) && make_season(p, year ? year : y, w->f[F_SEASON]);
    }
    if (cr_dates_has(w, F_WEEK))
        return (year || y) && w->f[F_WEEK] >= 1 && w->f[F_WEEK] <= 53 &&
               make_week(p, cr_days_from_iso_week(year ? year : y, w->f[F_WEEK], 4), false);
    if (cr_dates_has(w, F_EASTER)) {
        int chosen = year ? year : y;
        if (!year && c->has_ref && w->f[F_WDIR] != UNSET)
            chosen += w->f[F_WDIR] > 0 ? easter(y) + w->f[F_EASTER] <= c->ref : w->f[F_WDIR] < 0 ? -(easter(y) + w->f[F_EASTER] >= c->ref) : 0;
        return chosen && cr_dates_make_day(p, easter(chosen) + w->f[F_EASTER]);
    }
    if (cr_dates_has(w, F_DAY) && !month)
        return c->has_ref && day_alone(w, c, y * 12 + m - 1, d, p);
    if (!month)
        return false;
    if (!year) {
        if (!c->has_ref)
            return false;
        year = choose_year(c, month, cr_dates_has(w, F_DAY) ? w->f[F_DAY] : 0, w->f[F_WDIR]);
    }
    if (!cr_dates_has(w, F_DAY))
        return make_month(p, year, month);
    return cr_date_exists(year, month, w->f[F_DAY]) && cr_dates_make_day(p, cr_days_from_civil(year, month, w->f[F_DAY]));
}

/* "fiscal year 2016", "the school year": a name of its own, as its months differ from place to place. */
static bool year_kind(const meaning *w, period *p) {
    if (cr_dates_has(w, F_YEARKIND)) {
        char plain[16];
        snprintf(plain, sizeof plain, "%.15s", p->timex);
        snprintf(p->timex, sizeof p->timex, "%s%s", w->f[F_YEARKIND] == 1 ? "FY" : "SY", plain);
    }
    return true;
}

bool cr_dates_counted(const meaning *w, const date_context *c, const period *p, int64_t *day) {
    if (!cr_dates_has(w, F_COUNTED) || w->f[F_RUNIT] != p->unit || p->unit < U_WEEK || cr_dates_has(w, F_NTH) || cr_dates_has(w, F_MOD))
        return false;
    *day = cr_dates_shift(w->f[F_ANAPHOR] == 1 && c->has_last ? c->last : c->ref, p->unit, w->f[F_N]);
    return true;
}

/* "at the weekend": the one gone by, unless the verb speaks of the future or the reference lies in one. */
static int bare_unit(const date_context *c, int unit) {
    return unit == U_WEEKEND && c->tense <= 0 && !c->coming && cr_weekday(c->ref) <= 5 ? -1 : 0;
}

bool cr_dates_calendar(const meaning *w, const date_context *c, period *p) {
    bool anaphor = w->f[F_ANAPHOR] == 1 && c->has_last;
    if (anaphor && cr_dates_has(w, F_RUNIT) && w->f[F_N] == 0 && c->has_ref && c->last_unit > w->f[F_RUNIT])
        anaphor = false; /* a year spoken of is not what "the day" means */
    int64_t base = anaphor ? c->last : c->ref;
    int year, month;
    p->second_of_day = -1;
    year_and_month(w, c, base, &year, &month);
    bool fine = cr_dates_has(w, F_QUARTER) || cr_dates_has(w, F_HALF) || cr_dates_has(w, F_SEASON) || cr_dates_has(w, F_WEEK) || cr_dates_has(w, F_EASTER) || cr_dates_has(w, F_DAY) || month;
    bool ok;
    if (fine)
        ok = finer_than_year(w, c, year, month, p);
    else if (year)
        ok = make_year(p, year) && year_kind(w, p);
    else if (cr_dates_has(w, F_DECADE))
        ok = make_decade(p, w->f[F_DECADE] < 10 ? 190 + w->f[F_DECADE] : w->f[F_DECADE]);
    else if (cr_dates_has(w, F_CENTURY))
        ok = make_century(p, w->f[F_CENTURY]);
    else if (!c->has_ref)
        return false;
    else if (cr_dates_has(w, F_RUNIT)) {
        int unit = w->f[F_RUNIT];
        if (unit < U_DAY)
            return fine_relative(w, c, p);
        ok = cr_dates_period(p, cr_dates_shift(base, unit, cr_dates_has(w, F_N) ? w->f[F_N] : bare_unit(c, unit)), unit);
        if (ok && unit == U_WEEK && cr_dates_has(w, F_WEEKDAY))
            return cr_dates_make_day(p, p->first + w->f[F_WEEKDAY] - 1);
    } else if (cr_dates_has(w, F_WEEKDAY) && cr_dates_has(w, F_N)) { /* "three Fridays ago" */
        int n = clamp(w->f[F_N]);
        return n != 0 && cr_dates_make_day(p, choose_weekday(c, w->f[F_WEEKDAY], n < 0 ? -1 : 1) + 7 * (int64_t)(n < 0 ? n + 1 : n - 1));
    } else if (cr_dates_has(w, F_WEEKDAY))
        return cr_dates_make_day(p, choose_weekday(c, w->f[F_WEEKDAY], w->f[F_WDIR]));
    else
        return false;
    if (ok && cr_dates_has(w, F_NTH))
        ok = nth(w, p);
    return ok;
}
