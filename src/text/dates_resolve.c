/* From a meaning to what is printed: TIMEX3, value, ends. Points and clocks, durations, sets, ranges. */
#include <stdio.h>

#include "base/time.h"
#include "text/dates.h"

/* ---- writing ---- */

static cr_str day_text(cr_arena *arena, int64_t d) {
    period p;
    cr_dates_make_day(&p, d);
    return cr_str_copy_z(arena, p.timex);
}

static bool has_clock(const meaning *w) { return cr_dates_has(w, F_HOUR) || cr_dates_has(w, F_PART); }

static bool has_calendar(const meaning *w) {
    static const field fields[] = {F_YEAR, F_MONTH, F_DAY, F_WEEKDAY, F_WEEK, F_QUARTER, F_HALF, F_SEASON, F_DECADE, F_CENTURY, F_EASTER, F_RUNIT};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (cr_dates_has(w, fields[i]))
            return true;
    return false;
}

/* "T18:30"; hours of the afternoon by AMPM or the part of the day. False when there is no such hour. */
static bool clock_of(const meaning *w, int *hour, int *minute, int *second) {
    *hour = w->f[F_HOUR];
    *minute = cr_dates_has(w, F_MINUTE) ? w->f[F_MINUTE] : 0;
    *second = cr_dates_has(w, F_SECOND) ? w->f[F_SECOND] : -1;
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

/* "late afternoon" is its second half, "early evening" the first. */
static void part_hours(int part, int mod, const char **from, const char **to) {
    static const char *const hours[][3] = {{"", "", ""}, {"08:00:00", "10:00:00", "12:00:00"}, {"12:00:00", "12:00:00", "12:00:00"},
                                           {"12:00:00", "14:00:00", "16:00:00"}, {"16:00:00", "18:00:00", "20:00:00"},
                                           {"20:00:00", "22:00:00", "23:59:59"}, {"08:00:00", "13:00:00", "18:00:00"}};
    const char *const *of = hours[part >= 1 && part <= 6 ? part : 0];
    *from = of[mod == 3 ? 1 : 0];
    *to = of[mod == 1 ? 1 : 2];
}

enum { HOUR_REACH = 200 }; /* bytes: about two sentences */

/* Which day a bare hour belongs to: the one spoken of shortly before, else the reference. None when neither is known. */
static bool clock_day(const date_context *c, int64_t *day) {
    bool spoken = c->has_last && c->last_unit == U_DAY && (!c->has_ref || c->here - c->last_at <= HOUR_REACH);
    *day = spoken ? c->last : c->ref;
    return c->has_ref || spoken;
}

static bool resolve_clock(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    period p = {.second_of_day = -1};
    bool dated = has_calendar(w);
    int64_t day = 0;
    if (dated && (!cr_dates_calendar(w, c, &p) || p.unit != U_DAY))
        return false;
    if (dated)
        day = p.first;
    bool known = dated || clock_day(c, &day);
    cr_str date = known ? day_text(arena, day) : CR_STR("");
    if (cr_dates_has(w, F_HOUR)) {
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
        part_hours(w->f[F_PART], w->f[F_MOD], &from, &to);
        out->timex = cr_str_format(arena, "%.*sT%s", CR_FMT(date), part_code(w->f[F_PART]));
        out->from = dated ? cr_str_format(arena, "%.*sT%s", CR_FMT(date), from) : cr_str_copy_z(arena, from);
        out->to = dated ? cr_str_format(arena, "%.*sT%s", CR_FMT(date), to) : cr_str_copy_z(arena, to);
        out->type = dated ? CR_DATETIME_RANGE : CR_TIME_RANGE;
    }
    if (dated) {
        c->has_last = true;
        c->last = day;
        c->last_at = c->here;
        c->last_unit = U_DAY;
    }
    return true;
}

/* Without the "P": "3D", "T5H"; none for no unit. */
static cr_str length_text(cr_arena *arena, int amount, int tenths, int unit) {
    static const char *const letters[] = {"", "S", "M", "H", "D", "BD", "WE", "W", "M", "Q", "H", "S", "Y", "Y", "Y"};
    if (unit < U_SECOND || unit > U_CENTURY)
        return CR_STR_NONE;
    int times = unit == U_DECADE ? 10 : unit == U_CENTURY ? 100 : 1;
    const char *t = unit <= U_HOUR ? "T" : "";
    if (amount < 0)
        return unit == U_DECADE ? CR_STR("XDE") : unit == U_CENTURY ? CR_STR("XCE") : cr_str_format(arena, "%sX%s", t, letters[unit]);
    if (tenths > 0 && times == 1)
        return cr_str_format(arena, "%s%d.%d%s", t, amount, tenths, letters[unit]);
    return cr_str_format(arena, "%s%d%s", t, amount * times + (tenths > 0 ? tenths * times / 10 : 0), letters[unit]);
}

static cr_str duration_text(cr_arena *arena, int amount, int tenths, int unit) {
    cr_str length = length_text(arena, amount, tenths, unit);
    return cr_str_none(length) ? length : cr_str_format(arena, "P%.*s", CR_FMT(length));
}

static cr_str instant_text(cr_arena *arena, int64_t seconds) {
    char text[21];
    cr_time_format(seconds, text);
    return cr_str_copy(arena, (cr_str){text, 19});
}

/* "two years and three months" (12), the same "ago" or from now (13: N tells the way). */
static bool resolve_lengths(cr_arena *arena, const meaning *w, const date_context *c, cr_date *out) {
    const meaning *a = w->a, *b = w->b;
    if (!b || !cr_dates_has(a, F_AMOUNT) || !cr_dates_has(b, F_AMOUNT) || a->f[F_DUNIT] <= b->f[F_DUNIT] || a->f[F_AMOUNT] < 0 || b->f[F_AMOUNT] < 0)
        return false;
    if (w->f[F_SPAN] == 12) {
        cr_str x = length_text(arena, a->f[F_AMOUNT], 0, a->f[F_DUNIT]), y = length_text(arena, b->f[F_AMOUNT], 0, b->f[F_DUNIT]);
        bool t = x.len && y.len && *x.ptr == 'T' && *y.ptr == 'T';
        out->type = CR_DURATION;
        out->timex = cr_str_format(arena, "P%.*s%.*s", CR_FMT(x), CR_FMT(cr_str_slice(y, t, y.len)));
        return x.len && y.len;
    }
    if (!c->has_ref || (b->f[F_DUNIT] < U_DAY && c->hour < 0))
        return false;
    int64_t day = cr_dates_shift(c->ref, a->f[F_DUNIT], w->f[F_N] * a->f[F_AMOUNT]);
    if (b->f[F_DUNIT] < U_DAY) {
        static const int seconds[] = {0, 1, 60, 3600};
        int64_t more = (int64_t)b->f[F_AMOUNT] * seconds[b->f[F_DUNIT]] + (a->f[F_DUNIT] < U_DAY ? (int64_t)a->f[F_AMOUNT] * seconds[a->f[F_DUNIT]] : 0);
        out->type = CR_DATETIME;
        out->timex = out->value = instant_text(arena, day * 86400 + c->hour * 3600 + c->minute * 60 + c->second + w->f[F_N] * more);
        return true;
    }
    out->type = CR_DATE;
    out->timex = out->value = day_text(arena, cr_dates_shift(day, b->f[F_DUNIT], w->f[F_N] * b->f[F_AMOUNT]));
    return true;
}

static bool resolve_set(cr_arena *arena, const meaning *w, cr_date *out) {
    out->type = CR_DATE_SET;
    int h, m, s;
    cr_str clock = CR_STR("");
    if (cr_dates_has(w, F_HOUR) && clock_of(w, &h, &m, &s))
        clock = m ? cr_str_format(arena, "T%02d:%02d", h, m) : cr_str_format(arena, "T%02d", h);
    else if (cr_dates_has(w, F_PART))
        clock = cr_str_format(arena, "T%s", part_code(w->f[F_PART]));
    if (cr_dates_has(w, F_WEEKDAY))
        out->timex = cr_str_format(arena, "XXXX-WXX-%d%.*s", w->f[F_WEEKDAY], CR_FMT(clock));
    else if (cr_dates_has(w, F_SEASON)) {
        static const char *const seasons[] = {"", "SP", "SU", "FA", "WI"};
        out->timex = cr_str_format(arena, "XXXX-%s", w->f[F_SEASON] >= 1 && w->f[F_SEASON] <= 4 ? seasons[w->f[F_SEASON]] : "");
    } else if (cr_dates_has(w, F_MONTH))
        out->timex = cr_dates_has(w, F_DAY) ? cr_str_format(arena, "XXXX-%02d-%02d", w->f[F_MONTH], w->f[F_DAY]) : cr_str_format(arena, "XXXX-%02d", w->f[F_MONTH]);
    else if (clock.len)
        out->timex = cr_dates_has(w, F_HOUR) ? clock : cr_str_format(arena, "XXXX-XX-XX%.*s", CR_FMT(clock));
    else if (cr_dates_has(w, F_DUNIT))
        out->timex = duration_text(arena, cr_dates_has(w, F_AMOUNT) ? w->f[F_AMOUNT] : 1, 0, w->f[F_DUNIT]);
    return !cr_str_none(out->timex);
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

/* Business days and quarters are counted whole: "the next four business days", "the previous two quarters". */
static bool working_span(cr_arena *arena, const meaning *w, const date_context *c, cr_date *out) {
    int unit = w->f[F_DUNIT], n = w->f[F_AMOUNT];
    bool back = w->f[F_WDIR] < 0;
    int64_t from = cr_dates_shift(c->ref, unit, back ? -n : 1), to = back ? c->ref : cr_dates_shift(c->ref, unit, n) + 1;
    period p;
    if (unit == U_QUARTER) {
        to = back ? c->ref : cr_dates_shift(c->ref, unit, n + 1);
        from = cr_dates_period(&p, from, unit) ? p.first : from;
        to = cr_dates_period(&p, to, unit) ? p.first : to;
    }
    out->type = CR_DATE_RANGE;
    out->from = day_text(arena, from);
    out->to = day_text(arena, to);
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
    int64_t base = w->f[F_WDIR] > 0 && unit != U_BUSINESS_DAY && w->f[F_SPAN] == 6 ? c->ref + 1 : c->ref;
    if (unit == U_BUSINESS_DAY || unit == U_QUARTER)
        return working_span(arena, w, c, out);
    int64_t other = cr_dates_shift(base, unit, w->f[F_WDIR] < 0 ? -n : n);
    out->type = CR_DATE_RANGE;
    out->from = day_text(arena, w->f[F_WDIR] < 0 ? other : base);
    out->to = day_text(arena, w->f[F_WDIR] < 0 ? base : other);
    return true;
}

/* ---- ranges ---- */

static const field day_fields[] = {F_YEAR, F_MONTH, F_DAY, F_WEEKDAY, F_EASTER, F_NTH, F_RUNIT, F_N, F_ANAPHOR, F_WDIR};

/* The day of one end is that of the other: "from 5 to 6 pm of April 22". */
static void share_day(meaning *to, const meaning *from) {
    for (size_t i = 0; i < sizeof day_fields / sizeof *day_fields; i++)
        to->f[day_fields[i]] = from->f[day_fields[i]];
}

/* "this evening from 7 to 8": what stands beside the range holds for both of its ends. */
static void take_day(meaning *end, const meaning *w) {
    if (!has_calendar(end) && has_calendar(w) && has_clock(end))
        share_day(end, w);
    if (cr_dates_has(end, F_WEEKDAY) && !cr_dates_has(end, F_RUNIT) && w->f[F_RUNIT] == U_WEEK && w->f[F_SPAN] == 1) {
        end->f[F_RUNIT] = U_WEEK; /* "Monday to Wednesday next week" */
        end->f[F_N] = w->f[F_N];
    }
    if (cr_dates_has(end, F_DAY) && !cr_dates_has(end, F_MONTH) && !cr_dates_has(end, F_RUNIT) && w->f[F_RUNIT] == U_MONTH && w->f[F_SPAN] == 1) {
        end->f[F_RUNIT] = U_MONTH; /* "from 4 to 22 of this month" */
        end->f[F_N] = w->f[F_N];
    }
    if (cr_dates_has(w, F_PART) && !cr_dates_has(end, F_PART) && !cr_dates_has(end, F_AMPM))
        end->f[F_PART] = w->f[F_PART];
}

/* "10:30 to 3", "from 9 to 5": hours go on past noon. */
static void past_noon(const meaning *a, meaning *b) {
    if (cr_dates_has(a, F_HOUR) && cr_dates_has(b, F_HOUR) && !cr_dates_has(b, F_AMPM) && !cr_dates_has(b, F_PART) &&
        a->f[F_HOUR] >= b->f[F_HOUR] && a->f[F_AMPM] != 2 && a->f[F_HOUR] <= 12 && b->f[F_HOUR] >= 1 && b->f[F_HOUR] < 12 &&
        (!(has_calendar(b) && cr_dates_has(b, F_RUNIT)) || (a->f[F_RUNIT] == b->f[F_RUNIT] && a->f[F_N] == b->f[F_N])))
        b->f[F_AMPM] = 2;
    if (a->f[F_AMPM] == 2 && cr_dates_has(a, F_HOUR) && cr_dates_has(b, F_HOUR) && !cr_dates_has(b, F_AMPM) && !cr_dates_has(b, F_PART) &&
        b->f[F_HOUR] > a->f[F_HOUR] && b->f[F_HOUR] < 12)
        b->f[F_AMPM] = 2; /* "3 p.m. to 5" */
}

/* "from 3 to 5 May 2021": the first end takes what only the second says. */
static void share_fields(meaning *a, meaning *b) {
    static const field shared[] = {F_YEAR, F_MONTH, F_RUNIT, F_N, F_AMPM, F_SEASON};
    if (!has_calendar(a) && cr_dates_has(b, F_HOUR) && has_calendar(b))
        share_day(a, b);
    if (!has_calendar(b) && cr_dates_has(b, F_HOUR) && has_calendar(a))
        share_day(b, a);
    if (cr_dates_has(a, F_HOUR) && cr_dates_has(b, F_HOUR) && !cr_dates_has(a, F_AMPM) && !cr_dates_has(a, F_PART) && a->f[F_HOUR] <= b->f[F_HOUR]) {
        a->f[F_AMPM] = b->f[F_AMPM]; /* "between 5 and 6 in the afternoon" */
        a->f[F_PART] = b->f[F_PART];
    }
    bool whole = cr_dates_has(a, F_RUNIT) || (cr_dates_has(a, F_WEEKDAY) && !cr_dates_has(a, F_DAY)) || cr_dates_has(a, F_DECADE);
    for (size_t i = 0; i < sizeof shared / sizeof *shared && !whole; i++) {
        bool both_days = shared[i] != F_MONTH || cr_dates_has(a, F_DAY);
        if (!cr_dates_has(a, shared[i]) && cr_dates_has(b, shared[i]) && both_days && (shared[i] != F_RUNIT || cr_dates_has(a, F_MONTH) || cr_dates_has(a, F_DAY)) && shared[i] != F_SEASON)
            a->f[shared[i]] = b->f[shared[i]];
    }
    if (cr_dates_has(a, F_DAY) && cr_dates_has(a, F_MONTH) && cr_dates_has(b, F_DAY) && !cr_dates_has(b, F_MONTH)) { /* "May 3 to 5" */
        b->f[F_MONTH] = a->f[F_MONTH];
        if (cr_dates_has(a, F_YEAR))
            b->f[F_YEAR] = a->f[F_YEAR];
    }
    if (cr_dates_has(a, F_YEAR) && !cr_dates_has(b, F_YEAR) && cr_dates_has(b, F_MONTH))
        b->f[F_YEAR] = a->f[F_YEAR];
    if (cr_dates_has(a, F_YEAR) && cr_dates_has(b, F_YEAR) && a->f[F_YEAR] == b->f[F_YEAR] && cr_dates_has(a, F_MONTH) && cr_dates_has(b, F_MONTH) && a->f[F_MONTH] > b->f[F_MONTH])
        a->f[F_YEAR]--;
}

static bool day_of(cr_str text, int64_t *day) {
    cr_civil c;
    if (cr_str_none(text) || !cr_time_parse(text, &c))
        return false;
    *day = cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1);
    return true;
}

/* Where a period counts as an end of a range: its first day; "since late July", "from mid-March": its middle. */
static cr_str start_text(cr_arena *arena, const meaning *w, const cr_date *d) {
    int64_t from, to;
    if (cr_str_none(d->from) || d->type != CR_DATE_RANGE)
        return cr_str_none(d->from) ? d->value : d->from;
    if (cr_dates_has(w, F_COUNTED) && d->value.len == 10)
        return d->value;
    if (!cr_dates_has(w, F_MOD) || w->f[F_MOD] == 1 || !day_of(d->from, &from) || !day_of(d->to, &to))
        return d->from;
    int64_t days = to - from;
    return day_text(arena, from + (days >= 28 && days <= 31 ? 15 : days / 2));
}

/* "until the end of June": the month is over. */
static cr_str stop_text(cr_arena *arena, const meaning *w, const cr_date *d) {
    return w->f[F_MOD] == 3 && !cr_str_none(d->to) && d->type == CR_DATE_RANGE ? d->to : start_text(arena, w, d);
}

/* "two hours before noon" */
static bool resolve_from_clock(cr_arena *arena, const meaning *w, const cr_date *x, cr_date *out) {
    cr_civil c;
    if (w->f[F_SPAN] != 7 || x->timex.len < 16 || !cr_time_parse(x->timex, &c) || c.hour < 0)
        return false;
    int64_t step = w->f[F_RUNIT] == U_HOUR ? 3600 : w->f[F_RUNIT] == U_MINUTE ? 60 : 1;
    int64_t at = cr_days_from_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + step * w->f[F_N];
    out->type = CR_DATETIME;
    out->value = instant_text(arena, at);
    out->timex = cr_str_slice(out->value, 0, 16);
    return out->value.len >= 16;
}

/* Open at one side, or counted from the day given: "two days before X" (7), "a week starting X" (8), "the week of X" (9),
 * "the last three weeks of X" (11). */
static bool resolve_from_one(cr_arena *arena, const meaning *w, const meaning *a, const cr_date *x, cr_date *out) {
    cr_str first = start_text(arena, a, x), over = stop_text(arena, a, x);
    int64_t day;
    out->timex = x->timex;
    switch (w->f[F_SPAN]) {
    case 2: case 5: out->to = over; return true;
    case 4: out->from = cr_str_none(x->to) ? first : x->to; return true;
    case 3: out->from = first; return true;
    default: break;
    }
    if (!cr_dates_has(w, F_RUNIT) || !cr_dates_has(w, F_N))
        return false;
    if (w->f[F_RUNIT] < U_DAY)
        return resolve_from_clock(arena, w, x, out);
    if (!day_of(first, &day))
        return false;
    if (w->f[F_SPAN] == 11 && !day_of(x->to, &day))
        return false;
    if (w->f[F_SPAN] == 11 && w->f[F_RUNIT] == U_WEEK)
        day -= cr_weekday(day) - 1;
    int64_t other = cr_dates_shift(day, w->f[F_RUNIT], w->f[F_N]);
    if (w->f[F_SPAN] == 7) {
        out->type = CR_DATE;
        out->timex = out->value = day_text(arena, other);
        return true;
    }
    if (w->f[F_SPAN] == 9) {
        period p;
        if (w->f[F_RUNIT] == U_WEEKEND && cr_weekday(day) == 1)
            day--; /* a holiday on a Monday closes its weekend */
        return cr_dates_period(&p, cr_dates_shift(day, w->f[F_RUNIT], w->f[F_N]), w->f[F_RUNIT]) && cr_dates_write_period(arena, &p, out);
    }
    out->type = CR_DATE_RANGE;
    out->from = day_text(arena, w->f[F_N] < 0 ? other : day);
    out->to = day_text(arena, w->f[F_N] < 0 ? day : other);
    out->timex = cr_str_format(arena, "(%.*s,%.*s,%.*s)", CR_FMT(out->from), CR_FMT(out->to),
                               CR_FMT(duration_text(arena, w->f[F_N] < 0 ? -w->f[F_N] : w->f[F_N], 0, w->f[F_RUNIT])));
    return true;
}

static cr_str clock_length(cr_arena *arena, const meaning *a, const meaning *b) {
    int h = 0, m = 0, s, h2 = 0, m2 = 0;
    clock_of(a, &h, &m, &s);
    clock_of(b, &h2, &m2, &s);
    int minutes = (h2 * 60 + m2 - h * 60 - m + 2880) % 1440;
    return minutes % 60 == 0 ? cr_str_format(arena, "PT%dH", minutes / 60) : minutes < 60 ? cr_str_format(arena, "PT%dM", minutes)
                             : cr_str_format(arena, "PT%dH%dM", minutes / 60, minutes % 60);
}

static cr_str day_length(cr_arena *arena, const meaning *a, const meaning *b, int64_t from, int64_t to) {
    int y, m, d, y2, m2, d2;
    cr_civil_from_days(from, &y, &m, &d);
    cr_civil_from_days(to, &y2, &m2, &d2);
    bool days = cr_dates_has(a, F_DAY) || cr_dates_has(a, F_WEEKDAY) || cr_dates_has(b, F_DAY) || cr_dates_has(b, F_WEEKDAY) || d != 1 || d2 != 1;
    int months = (y2 - y) * 12 + m2 - m;
    return days ? cr_str_format(arena, "P%lldD", (long long)(to - from)) :
           cr_dates_has(a, F_MONTH) || months % 12 ? cr_str_format(arena, "P%dM", months) : cr_str_format(arena, "P%dY", months / 12);
}

static bool resolve_range(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    cr_date x = {0}, y = {0};
    if (!w->a || ((w->f[F_SPAN] == 1 || w->f[F_SPAN] == UNSET) && !w->b))
        return false;
    meaning a = *w->a, b = w->b ? *w->b : *w->a;
    if (w->f[F_SPAN] == 12 || w->f[F_SPAN] == 13)
        return resolve_lengths(arena, w, c, out);
    if (a.a || b.a)
        return false; /* ends hold no ends: rules see to it, this makes it sure */
    take_day(&a, w);
    take_day(&b, w);
    bool bare = w->b && cr_dates_has(&a, F_DAY) && !cr_dates_has(&a, F_MONTH) && !cr_dates_has(&a, F_RUNIT) && !cr_dates_has(&a, F_WEEKDAY);
    if (bare && cr_dates_has(&b, F_DAY) && a.f[F_DAY] >= b.f[F_DAY])
        return false; /* "26-Oct-16" is no stretch of days */
    bool year = w->b && cr_dates_has(&a, F_YEAR) && !cr_dates_has(&a, F_MONTH) && !cr_dates_has(&a, F_QUARTER);
    if (year && !cr_dates_has(&b, F_YEAR) && (cr_dates_has(&b, F_QUARTER) || cr_dates_has(&b, F_MONTH)) && !cr_dates_has(&b, F_RUNIT))
        return false; /* nor are "2017-Q1" and "2015-December" of years */
    if (w->b) {
        share_fields(&a, &b);
        past_noon(&a, &b);
    }
    if ((w->f[F_SPAN] == 5 || (w->f[F_SPAN] == 2 && cr_dates_has(&a, F_WEEKDAY)) || (w->f[F_SPAN] == 7 && w->f[F_N] > 0 && cr_dates_has(&a, F_WEEKDAY))) && c->tense == 0)
        c->tense = 1; /* "closed until Friday", "a week from Friday" */
    if (!cr_dates_resolve(arena, &a, c, &x))
        return false;
    cr_str first = start_text(arena, &a, &x);
    if (cr_str_none(first))
        return false;
    bool clock = has_clock(&a);
    out->type = clock ? (has_calendar(&a) ? CR_DATETIME_RANGE : CR_TIME_RANGE) : CR_DATE_RANGE;
    if (!w->b)
        return resolve_from_one(arena, w, &a, &x, out);
    date_context later = *c;
    if (!cr_dates_has(&a, F_YEAR) && !cr_dates_has(&b, F_YEAR) && c->has_last && !clock && !cr_dates_has(&b, F_RUNIT)) {
        later.ref = c->last; /* B comes after A */
        later.tense = 1;
    }
    if (!cr_dates_resolve(arena, &b, &later, &y))
        return false;
    cr_str last = stop_text(arena, &b, &y);
    bool days = (x.type == CR_DATE || x.type == CR_DATE_RANGE) && (y.type == CR_DATE || y.type == CR_DATE_RANGE);
    bool hours = clock && has_clock(&b) && has_calendar(&a) == has_calendar(&b);
    if (cr_str_none(last) || (x.type != y.type && !days && !hours))
        return false;
    out->from = first;
    out->to = last;
    if (clock) {
        out->timex = cr_str_format(arena, "(%.*s,%.*s,%.*s)", CR_FMT(x.timex), CR_FMT(y.timex), CR_FMT(clock_length(arena, &a, &b)));
        return true;
    }
    int64_t from, to;
    if (!day_of(first, &from) || !day_of(last, &to) || to <= from)
        return false;
    out->timex = cr_str_format(arena, "(%.*s,%.*s,%.*s)", CR_FMT(first), CR_FMT(last), CR_FMT(day_length(arena, &a, &b, from, to)));
    return true;
}

bool cr_dates_write_period(cr_arena *arena, const period *p, cr_date *out) {
    out->timex = cr_str_copy_z(arena, p->timex);
    out->value = out->timex;
    out->type = p->unit == U_DAY ? CR_DATE : CR_DATE_RANGE;
    out->from = out->to = CR_STR_NONE;
    if (p->unit != U_DAY) {
        out->from = day_text(arena, p->first);
        out->to = day_text(arena, p->after);
    }
    return !cr_str_none(out->timex);
}

bool cr_dates_resolve(cr_arena *arena, const meaning *w, date_context *c, cr_date *out) {
    static const char *const refs[] = {"", "PRESENT_REF", "PAST_REF", "FUTURE_REF"};
    if (cr_dates_has(w, F_REF)) {
        out->type = CR_DATE;
        out->timex = cr_str_of(refs[w->f[F_REF] >= PRESENT_REF && w->f[F_REF] <= FUTURE_REF ? w->f[F_REF] : 1]);
        return true;
    }
    if (cr_dates_has(w, F_SET))
        return resolve_set(arena, w, out);
    if (w->a) /* ends never hold ends: ranges are no part of ranges (rules) */
        return resolve_range(arena, w, c, out);
    if (w->f[F_SPAN] == 6 || w->f[F_SPAN] == 10)
        return resolve_span(arena, w, c, out);
    if (cr_dates_has(w, F_AMOUNT)) {
        out->type = CR_DURATION;
        out->timex = duration_text(arena, w->f[F_AMOUNT], cr_dates_has(w, F_TENTHS) ? w->f[F_TENTHS] : 0, w->f[F_DUNIT]);
        return !cr_str_none(out->timex);
    }
    if (has_clock(w))
        return resolve_clock(arena, w, c, out);
    period p = {.second_of_day = -1};
    if (!cr_dates_calendar(w, c, &p))
        return false;
    int64_t counted;
    bool counts = cr_dates_counted(w, c, &p, &counted);
    c->has_last = true;
    c->last = p.first;
    c->last_at = c->here;
    c->last_unit = p.unit;
    cr_dates_write_period(arena, &p, out);
    if (p.second_of_day >= 0) {
        int s = p.second_of_day;
        out->type = CR_DATETIME;
        out->timex = cr_str_format(arena, "%sT%02d:%02d:%02d", p.timex, s / 3600, s / 60 % 60, s % 60);
        out->value = out->timex;
    } else if (counts)
        out->value = day_text(arena, counted);
    return true;
}
