/* From a meaning to TIMEX3 and calendar values: knows the calendar, no language.
 *
 * Where the year or week is left open, news speaks of the nearest past, unless the verb says future, or the past
 * reading is more than about half a year away and the future one is nearer ("the meeting on 12 January", in December). */
#include <stdio.h>

#include "base/time.h"
#include "text/dates.h"

enum { HALF_YEAR = 183, WEEKDAY_UNIT = 100 };

typedef struct period {
    int unit;
    int64_t first, after; /* days */
    char timex[48];
    int second_of_day;    /* of an instant, else -1 */
} period;

static bool has(const meaning *w, field f) { return w->f[f] != UNSET; }

static bool make_day(period *p, int64_t d) {
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

static int64_t shift(int64_t base, int unit, int n) {
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

/* The calendar period of a grain that holds a day. */
static bool period_of_day(period *p, int64_t d, int unit) {
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
    default: return make_day(p, d);
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
    return c->tense > 0 ? future : past;
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
    int n = w->f[F_NTH], unit = has(w, F_WEEKDAY) ? WEEKDAY_UNIT : w->f[F_NUNIT];
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
        return period_of_day(p, d, U_MONTH);
    }
    case U_QUARTER: case U_HALF: case U_YEAR: case U_DECADE:
        d = n > 0 ? shift(p->first, unit, n - 1) : p->after - 1;
        return period_of_day(p, d, unit);
    case U_DAY:
        d = n > 0 ? p->first + n - 1 : p->after + n;
        break;
    default: return false;
    }
    return d >= p->first && d < p->after && make_day(p, d);
}

static bool fine_relative(const meaning *w, const date_context *c, period *p) { /* "24 hours ago" */
    int64_t step = w->f[F_RUNIT] == U_HOUR ? 3600 : w->f[F_RUNIT] == U_MINUTE ? 60 : 1;
    int64_t at = c->ref * 86400 + (c->hour < 0 ? 0 : c->hour * 3600 + c->minute * 60 + c->second) + step * w->f[F_N];
    if (at < 0 && c->ref > 0)
        return false;
    int64_t day = at >= 0 ? at / 86400 : -((-at + 86399) / 86400);
    make_day(p, day);
    p->second_of_day = (int)(at - day * 86400);
    if (c->hour < 0)
        p->second_of_day = -1; /* the reference is a day: an hour would be invented */
    return true;
}

/* Year and month as far as they are said or follow; 0 when unknown. */
static void year_and_month(const meaning *w, const date_context *c, int64_t base, int *year, int *month) {
    int y, m, d;
    *year = has(w, F_YEAR) ? w->f[F_YEAR] : 0;
    *month = has(w, F_MONTH) ? w->f[F_MONTH] : 0;
    if (!*year && w->f[F_RUNIT] == U_YEAR && c->has_ref) {
        cr_civil_from_days(shift(base, U_YEAR, w->f[F_N]), &y, &m, &d);
        *year = y;
    }
    if (!*month && w->f[F_RUNIT] == U_MONTH && has(w, F_DAY) && c->has_ref) {
        cr_civil_from_days(shift(base, U_MONTH, w->f[F_N]), year, month, &d);
    }
}

/* "the 17th", "Friday 13th": of this month or the one before (after, when the tense says so); with a weekday of the
 * nearest month where the two agree. */
static bool day_alone(const meaning *w, const date_context *c, int months, int today, period *p) {
    int day = w->f[F_DAY], weekday = has(w, F_WEEKDAY) && w->f[F_WEEKDAY] >= 1 ? w->f[F_WEEKDAY] : 0;
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
    return best != INT64_MIN && make_day(p, best);
}

static bool finer_than_year(const meaning *w, const date_context *c, int year, int month, period *p) {
    int y = 0, m = 0, d = 0;
    if (c->has_ref)
        cr_civil_from_days(c->ref, &y, &m, &d);
    if (has(w, F_QUARTER))
        return (year || y) && make_quarter(p, year ? year : y, w->f[F_QUARTER]);
    if (has(w, F_HALF))
        return (year || y) && make_half(p, year ? year : y, w->f[F_HALF]);
    if (has(w, F_SEASON)) {
        if (!year && w->f[F_DIR] == UNSET && w->f[F_WDIR] != UNSET && y) {
            period now;
            make_season(&now, y, w->f[F_SEASON]);
            year = y + (w->f[F_WDIR] < 0 && now.after > c->ref ? -1 : w->f[F_WDIR] > 0 && now.first <= c->ref ? 1 : 0);
        }
        return (year || y) && make_season(p, year ? year : y, w->f[F_SEASON]);
    }
    if (has(w, F_WEEK))
        return (year || y) && w->f[F_WEEK] >= 1 && w->f[F_WEEK] <= 53 &&
               make_week(p, cr_days_from_iso_week(year ? year : y, w->f[F_WEEK], 4), false);
    if (has(w, F_EASTER)) {
        int chosen = year ? year : y;
        if (!year && c->has_ref && w->f[F_WDIR] != UNSET)
            chosen += w->f[F_WDIR] > 0 ? easter(y) + w->f[F_EASTER] <= c->ref : w->f[F_WDIR] < 0 ? -(easter(y) + w->f[F_EASTER] >= c->ref) : 0;
        return chosen && make_day(p, easter(chosen) + w->f[F_EASTER]);
    }
    if (has(w, F_DAY) && !month)
        return c->has_ref && day_alone(w, c, y * 12 + m - 1, d, p);
    if (!month)
        return false;
    if (!year) {
        if (!c->has_ref)
            return false;
        year = choose_year(c, month, has(w, F_DAY) ? w->f[F_DAY] : 0, w->f[F_WDIR]);
    }
    if (!has(w, F_DAY))
        return make_month(p, year, month);
    return cr_date_exists(year, month, w->f[F_DAY]) && make_day(p, cr_days_from_civil(year, month, w->f[F_DAY]));
}

static bool calendar(const meaning *w, const date_context *c, period *p) {
    int64_t base = w->f[F_ANAPHOR] == 1 && c->has_last ? c->last : c->ref;
    int year, month;
    p->second_of_day = -1;
    year_and_month(w, c, base, &year, &month);
    bool fine = has(w, F_QUARTER) || has(w, F_HALF) || has(w, F_SEASON) || has(w, F_WEEK) || has(w, F_EASTER) || has(w, F_DAY) || month;
    bool ok;
    if (fine)
        ok = finer_than_year(w, c, year, month, p);
    else if (year)
        ok = make_year(p, year);
    else if (has(w, F_DECADE))
        ok = make_decade(p, w->f[F_DECADE] < 10 ? 190 + w->f[F_DECADE] : w->f[F_DECADE]);
    else if (has(w, F_CENTURY))
        ok = make_century(p, w->f[F_CENTURY]);
    else if (!c->has_ref)
        return false;
    else if (has(w, F_RUNIT)) {
        int unit = w->f[F_RUNIT];
        if (unit < U_DAY)
            return fine_relative(w, c, p);
        ok = period_of_day(p, shift(base, unit, w->f[F_N]), unit);
        if (ok && unit == U_WEEK && has(w, F_WEEKDAY))
            return make_day(p, p->first + w->f[F_WEEKDAY] - 1);
    } else if (has(w, F_WEEKDAY))
        return make_day(p, choose_weekday(c, w->f[F_WEEKDAY], w->f[F_WDIR]));
    else
        return false;
    if (ok && has(w, F_NTH))
        ok = nth(w, p);
    return ok;
}

/* ---- writing ---- */

static cr_str day_text(cr_arena *arena, int64_t d) {
    period p;
    make_day(&p, d);
    return cr_str_copy_z(arena, p.timex);
}

static bool has_clock(const meaning *w) { return has(w, F_HOUR) || has(w, F_PART); }

static bool has_calendar(const meaning *w) {
    static const field fields[] = {F_YEAR, F_MONTH, F_DAY, F_WEEKDAY, F_WEEK, F_QUARTER, F_HALF, F_SEASON, F_DECADE, F_CENTURY, F_EASTER, F_RUNIT};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (has(w, fields[i]))
            return true;
    return false;
}

/* "T18:30"; hours of the afternoon by AMPM or the part of the day. False when there is no such hour. */
static bool clock_of(const meaning *w, int *hour, int *minute, int *second) {
    *hour = w->f[F_HOUR];
    *minute = has(w, F_MINUTE) ? w->f[F_MINUTE] : 0;
    *second = has(w, F_SECOND) ? w->f[F_SECOND] : -1;
    bool pm = w->f[F_AMPM] == 2 || (w->f[F_AMPM] == UNSET && (w->f[F_PART] == PART_AF || w->f[F_PART] == PART_EV || (w->f[F_PART] == PART_NI && *hour >= 6)));
    if (pm && *hour < 12)
        *hour += 12;
    if (w->f[F_AMPM] == 1 && *hour == 12)
        *hour = 0;
    if (*minute < 0) { /* "ten to nine" */
        *minute += 60;
        *hour = (*hour + 23) % 24;
    }
    return *hour >= 0 && *hour <= 24 && *minute <= 59;
}

static const char *part_code(int part) {
    static const char *const codes[] = {"", "MO", "MI", "AF", "EV", "NI", "DT"};
    return part >= 1 && part <= 6 ? codes[part] : "";
}

static void part_hours(int part, const char **from, const char **to) {
    static const char *const hours[][2] = {{"", ""}, {"08:00:00", "12:00:00"}, {"12:00:00", "12:00:00"}, {"12:00:00", "16:00:00"},
                                           {"16:00:00", "20:00:00"}, {"20:00:00", "23:59:59"}, {"08:00:00", "18:00:00"}};
    *from = hours[part >= 1 && part <= 6 ? part : 0][0];
    *to = hours[part >= 1 && part <= 6 ? part : 0][1];
}

/* Which day a bare hour belongs to: the one last spoken of, else the reference. None when neither is known. */
static bool clock_day(const date_context *c, int64_t *day) {
    *day = c->has_last && c->last_unit == U_DAY ? c->last : c->ref;
    return c->has_ref || (c->has_last && c->last_unit == U_DAY);
}

static bool resolve_clock(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    period p = {.second_of_day = -1};
    bool dated = has_calendar(w);
    int64_t day = 0;
    if (dated && (!calendar(w, c, &p) || p.unit != U_DAY))
        return false;
    if (dated)
        day = p.first;
    bool known = dated || clock_day(c, &day);
    cr_str date = known ? day_text(arena, day) : CR_STR("");
    if (has(w, F_HOUR)) {
        int h, m, s;
        if (!clock_of(w, &h, &m, &s))
            return false;
        cr_str clock = s >= 0 ? cr_str_format(arena, "%02d:%02d:%02d", h, m, s) : cr_str_format(arena, "%02d:%02d", h, m);
        out->timex = cr_str_format(arena, "%.*sT%.*s%s", CR_FMT(date), CR_FMT(clock), w->f[F_ZONE] == 1 ? "Z" : "");
        out->value = dated ? cr_str_format(arena, "%.*sT%.*s%s", CR_FMT(date), CR_FMT(clock), s >= 0 ? "" : ":00")
                           : cr_str_format(arena, "%.*s%s", CR_FMT(clock), s >= 0 ? "" : ":00");
        out->type = dated ? CR_DATETIME : CR_TIME;
    } else {
        const char *from, *to;
        part_hours(w->f[F_PART], &from, &to);
        out->timex = cr_str_format(arena, "%.*sT%s", CR_FMT(date), part_code(w->f[F_PART]));
        out->from = dated ? cr_str_format(arena, "%.*sT%s", CR_FMT(date), from) : cr_str_copy_z(arena, from);
        out->to = dated ? cr_str_format(arena, "%.*sT%s", CR_FMT(date), to) : cr_str_copy_z(arena, to);
        out->type = dated ? CR_DATETIME_RANGE : CR_TIME_RANGE;
    }
    if (dated) {
        c->has_last = true;
        c->last = day;
        c->last_unit = U_DAY;
    }
    return true;
}

static cr_str duration_text(cr_arena *arena, int amount, int tenths, int unit) {
    static const char *const letters[] = {"", "S", "M", "H", "D", "BD", "WE", "W", "M", "Q", "H", "S", "Y", "Y", "Y"};
    if (unit < U_SECOND || unit > U_CENTURY)
        return CR_STR_NONE;
    int times = unit == U_DECADE ? 10 : unit == U_CENTURY ? 100 : 1;
    const char *t = unit <= U_HOUR ? "T" : "";
    if (amount < 0)
        return unit == U_DECADE ? CR_STR("PXDE") : unit == U_CENTURY ? CR_STR("PXCE") : cr_str_format(arena, "P%sX%s", t, letters[unit]);
    if (tenths > 0 && times == 1)
        return cr_str_format(arena, "P%s%d.%d%s", t, amount, tenths, letters[unit]);
    return cr_str_format(arena, "P%s%d%s", t, amount * times + (tenths > 0 ? tenths * times / 10 : 0), letters[unit]);
}

static bool resolve_set(cr_arena *arena, const meaning *w, cr_date *out) {
    out->type = CR_DATE_SET;
    int h, m, s;
    cr_str clock = CR_STR("");
    if (has(w, F_HOUR) && clock_of(w, &h, &m, &s))
        clock = m ? cr_str_format(arena, "T%02d:%02d", h, m) : cr_str_format(arena, "T%02d", h);
    else if (has(w, F_PART))
        clock = cr_str_format(arena, "T%s", part_code(w->f[F_PART]));
    if (has(w, F_WEEKDAY))
        out->timex = cr_str_format(arena, "XXXX-WXX-%d%.*s", w->f[F_WEEKDAY], CR_FMT(clock));
    else if (has(w, F_MONTH))
        out->timex = has(w, F_DAY) ? cr_str_format(arena, "XXXX-%02d-%02d", w->f[F_MONTH], w->f[F_DAY]) : cr_str_format(arena, "XXXX-%02d", w->f[F_MONTH]);
    else if (clock.len)
        out->timex = has(w, F_HOUR) ? clock : cr_str_format(arena, "XXXX-XX-XX%.*s", CR_FMT(clock));
    else if (has(w, F_DUNIT))
        out->timex = duration_text(arena, has(w, F_AMOUNT) ? w->f[F_AMOUNT] : 1, 0, w->f[F_DUNIT]);
    return !cr_str_none(out->timex);
}

static cr_str instant_text(cr_arena *arena, int64_t seconds) {
    char text[21];
    cr_time_format(seconds, text);
    return cr_str_copy(arena, (cr_str){text, 19});
}

/* "the last 13 minutes", where the hour of the reference is known. */
static bool short_span(cr_arena *arena, const meaning *w, const date_context *c, cr_date *out) {
    int64_t now = c->ref * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
    int64_t step = w->f[F_DUNIT] == U_HOUR ? 3600 : w->f[F_DUNIT] == U_MINUTE ? 60 : 1;
    int64_t other = now + (w->f[F_WDIR] < 0 ? -step : step) * w->f[F_AMOUNT];
    out->type = CR_DATETIME_RANGE;
    out->from = instant_text(arena, now < other ? now : other);
    out->to = instant_text(arena, now < other ? other : now);
    return true;
}

/* "the last three months": P3M, with its ends where the reference is known. */
static bool resolve_span(cr_arena *arena, const meaning *w, const date_context *c, cr_date *out) {
    int unit = w->f[F_DUNIT], n = w->f[F_AMOUNT];
    out->timex = duration_text(arena, n, 0, unit);
    if (cr_str_none(out->timex))
        return false;
    out->type = CR_DURATION;
    if (n >= 0 && c->has_ref && c->hour >= 0 && unit < U_DAY)
        return short_span(arena, w, c, out);
    if (n < 0 || !c->has_ref || unit < U_DAY)
        return true;
    int64_t base = w->f[F_WDIR] > 0 && unit != U_BUSINESS_DAY ? c->ref + 1 : c->ref;
    int64_t other = shift(base, unit, w->f[F_WDIR] < 0 ? -n : n);
    out->type = CR_DATE_RANGE;
    out->from = day_text(arena, w->f[F_WDIR] < 0 ? other : base);
    out->to = day_text(arena, w->f[F_WDIR] < 0 ? base : other);
    return true;
}

/* ---- ranges ---- */

/* "from 3 to 5 May 2021": the first end takes what only the second says. */
static void share_fields(meaning *a, meaning *b) {
    static const field shared[] = {F_YEAR, F_MONTH, F_RUNIT, F_N, F_AMPM, F_SEASON};
    if (!has_calendar(a) && has(b, F_HOUR) && has_calendar(b)) { /* "from 5 to 6 pm of April 22" */
        static const field day[] = {F_YEAR, F_MONTH, F_DAY, F_WEEKDAY, F_RUNIT, F_N, F_WDIR};
        for (size_t i = 0; i < sizeof day / sizeof *day; i++)
            a->f[day[i]] = b->f[day[i]];
    }
    if (!has_calendar(b) && has(b, F_HOUR) && has_calendar(a)) {
        static const field day[] = {F_YEAR, F_MONTH, F_DAY, F_WEEKDAY, F_RUNIT, F_N, F_WDIR};
        for (size_t i = 0; i < sizeof day / sizeof *day; i++)
            b->f[day[i]] = a->f[day[i]];
    }
    if (has(a, F_HOUR) && has(b, F_HOUR) && !has(a, F_AMPM) && !has(a, F_PART) && a->f[F_HOUR] <= b->f[F_HOUR]) {
        a->f[F_AMPM] = b->f[F_AMPM]; /* "between 5 and 6 in the afternoon" */
        a->f[F_PART] = b->f[F_PART];
    }
    bool whole = has(a, F_RUNIT) || has(a, F_WEEKDAY) || has(a, F_DECADE);
    for (size_t i = 0; i < sizeof shared / sizeof *shared && !whole; i++) {
        bool both_days = shared[i] != F_MONTH || has(a, F_DAY);
        if (!has(a, shared[i]) && has(b, shared[i]) && both_days && (shared[i] != F_RUNIT || has(a, F_MONTH) || has(a, F_DAY)) && shared[i] != F_SEASON)
            a->f[shared[i]] = b->f[shared[i]];
    }
    if (has(a, F_DAY) && has(a, F_MONTH) && has(b, F_DAY) && !has(b, F_MONTH)) { /* "May 3 to 5" */
        b->f[F_MONTH] = a->f[F_MONTH];
        if (has(a, F_YEAR))
            b->f[F_YEAR] = a->f[F_YEAR];
    }
    if (has(a, F_YEAR) && !has(b, F_YEAR) && has(b, F_MONTH))
        b->f[F_YEAR] = a->f[F_YEAR];
    if (has(a, F_YEAR) && has(b, F_YEAR) && a->f[F_YEAR] == b->f[F_YEAR] && has(a, F_MONTH) && has(b, F_MONTH) && a->f[F_MONTH] > b->f[F_MONTH])
        a->f[F_YEAR]--;
}

static cr_str end_text(const cr_date *d) { return cr_str_none(d->from) ? d->value : d->from; }

static bool resolve_range(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    cr_date x = {0}, y = {0};
    if (!w->a || (w->f[F_SPAN] == 1 && !w->b))
        return false;
    meaning a = *w->a, b = w->b ? *w->b : *w->a;
    if (w->b)
        share_fields(&a, &b);
    if (!cr_dates_resolve(arena, &a, c, &x))
        return false;
    cr_str first = end_text(&x);
    if (cr_str_none(first))
        return false;
    bool clock = has_clock(&a);
    out->type = clock ? (has_calendar(&a) ? CR_DATETIME_RANGE : CR_TIME_RANGE) : CR_DATE_RANGE;
    if (!w->b) {
        out->timex = x.timex;
        switch (w->f[F_SPAN]) {
        case 2: case 5: out->to = first; break;
        case 4: out->from = cr_str_none(x.to) ? first : x.to; break;
        default: out->from = first;
        }
        return true;
    }
    date_context later = *c;
    if (!has(&a, F_YEAR) && !has(&b, F_YEAR) && c->has_last && !clock) {
        later.ref = c->last; /* B comes after A */
        later.tense = 1;
    }
    if (!cr_dates_resolve(arena, &b, &later, &y))
        return false;
    cr_str last = end_text(&y);
    if (cr_str_none(last) || x.type != y.type)
        return false;
    out->from = first;
    out->to = last;
    cr_civil from, to;
    if (clock) {
        int h = b.f[F_HOUR] - a.f[F_HOUR];
        out->timex = cr_str_format(arena, "(%.*s,%.*s,PT%dH)", CR_FMT(x.timex), CR_FMT(y.timex), h < 0 ? h + 24 : h);
        return true;
    }
    if (!cr_time_parse(first, &from) || !cr_time_parse(last, &to))
        return false;
    int64_t days = cr_days_from_civil(to.year, to.month, to.day) - cr_days_from_civil(from.year, from.month, from.day);
    int months = (to.year - from.year) * 12 + to.month - from.month;
    if (days <= 0)
        return false;
    cr_str length = has(&a, F_DAY) || has(&a, F_WEEKDAY) ? cr_str_format(arena, "P%lldD", (long long)days) :
                    has(&a, F_MONTH) ? cr_str_format(arena, "P%dM", months) : cr_str_format(arena, "P%dY", months / 12);
    out->timex = cr_str_format(arena, "(%.*s,%.*s,%.*s)", CR_FMT(first), CR_FMT(last), CR_FMT(length));
    return true;
}

bool cr_dates_resolve(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    static const char *const refs[] = {"", "PRESENT_REF", "PAST_REF", "FUTURE_REF"};
    if (has(w, F_REF)) {
        out->type = CR_DATE;
        out->timex = cr_str_of(refs[w->f[F_REF] >= PRESENT_REF && w->f[F_REF] <= FUTURE_REF ? w->f[F_REF] : 1]);
        return true;
    }
    if (has(w, F_SET))
        return resolve_set(arena, w, out);
    if (w->a) /* ends never hold ends: ranges are no part of ranges (rules) */
        return resolve_range(arena, w, c, out);
    if (w->f[F_SPAN] == 6)
        return resolve_span(arena, w, c, out);
    if (has(w, F_AMOUNT)) {
        out->type = CR_DURATION;
        out->timex = duration_text(arena, w->f[F_AMOUNT], has(w, F_TENTHS) ? w->f[F_TENTHS] : 0, w->f[F_DUNIT]);
        return !cr_str_none(out->timex);
    }
    if (has_clock(w))
        return resolve_clock(arena, w, c, out);
    period p = {.second_of_day = -1};
    if (!calendar(w, c, &p))
        return false;
    c->has_last = true;
    c->last = p.first;
    c->last_unit = p.unit;
    out->timex = cr_str_copy_z(arena, p.timex);
    out->value = out->timex;
    out->type = p.unit == U_DAY ? CR_DATE : CR_DATE_RANGE;
    if (p.second_of_day >= 0) {
        int s = p.second_of_day;
        out->type = CR_DATETIME;
        out->timex = cr_str_format(arena, "%sT%02d:%02d:%02d", p.timex, s / 3600, s / 60 % 60, s % 60);
        out->value = out->timex;
    } else if (p.unit != U_DAY) {
        out->from = day_text(arena, p.first);
        out->to = day_text(arena, p.after);
    }
    return true;
}
