#include "base/time.h"
#include <stdio.h>
#include <time.h>

int64_t cr_days_from_civil(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void cr_civil_from_days(int64_t days, int *year, int *month, int *day) {
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

int cr_weekday(int64_t days) { /* 1970-01-01 was a Thursday */
    int64_t w = (days + 3) % 7;
    return (int)(w < 0 ? w + 7 : w) + 1;
}

int cr_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool cr_date_exists(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= cr_days_in_month(year, month);
}

int64_t cr_days_from_iso_week(int year, int week, int weekday) {
    int64_t fourth = cr_days_from_civil(year, 1, 4); /* always in week 1 */
    return fourth - (cr_weekday(fourth) - 1) + (int64_t)(week - 1) * 7 + (weekday - 1);
}

void cr_iso_week(int64_t days, int *year, int *week) {
    int y, m, d;
    cr_civil_from_days(days + 4 - cr_weekday(days), &y, &m, &d); /* its Thursday decides the year */
    *year = y;
    *week = (int)((days - cr_days_from_iso_week(y, 1, 1)) / 7) + 1;
}

/* Takes exactly n digits. */
static bool digits(cr_str s, size_t *at, size_t n, int *out) {
    int value = 0;
    if (s.len - *at < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.ptr[*at + i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *at += n;
    *out = value;
    return true;
}

static bool byte(cr_str s, size_t *at, char c) {
    if (*at >= s.len || s.ptr[*at] != c)
        return false;
    ++*at;
    return true;
}

static bool parse_offset(cr_str s, size_t *at, cr_civil *c) {
    if (byte(s, at, 'Z') || byte(s, at, 'z')) {
        c->has_offset = true;
        return true;
    }
    bool west = byte(s, at, '-');
    if (!west && !byte(s, at, '+'))
        return true; /* no offset */
    int h, m;
    if (!digits(s, at, 2, &h))
        return false;
    byte(s, at, ':');
    if (!digits(s, at, 2, &m) || h > 23 || m > 59)
        return false;
    c->offset = (h * 60 + m) * (west ? -1 : 1);
    c->has_offset = true;
    return true;
}

static bool parse_clock(cr_str s, size_t *at, cr_civil *c) {
    if (!digits(s, at, 2, &c->hour) || !byte(s, at, ':') || !digits(s, at, 2, &c->minute))
        return false;
    if (byte(s, at, ':') && !digits(s, at, 2, &c->second))
        return false;
    if (byte(s, at, '.') || byte(s, at, ','))
        while (*at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9')
            ++*at;
    return c->hour <= 24 && c->minute <= 59 && c->second <= 60 && parse_offset(s, at, c);
}

bool cr_time_parse(cr_str s, cr_civil *out) {
    cr_civil c = {.hour = -1};
    size_t at = 0;
    if (!digits(s, &at, 4, &c.year) || c.year < 1)
        return false;
    if (byte(s, &at, '-')) {
        if (!digits(s, &at, 2, &c.month) || c.month < 1 || c.month > 12)
            return false;
        if (byte(s, &at, '-')) {
            if (!digits(s, &at, 2, &c.day) || !cr_date_exists(c.year, c.month, c.day))
                return false;
            if ((byte(s, &at, 'T') || byte(s, &at, 't') || byte(s, &at, ' ')) && !parse_clock(s, &at, &c))
                return false;
        }
    }
    if (at != s.len)
        return false;
    *out = c;
    return true;
}

int64_t cr_time_epoch(const cr_civil *c) {
    int64_t days = cr_days_from_civil(c->year, c->month ? c->month : 1, c->day ? c->day : 1);
    int64_t seconds = c->hour < 0 ? 0 : c->hour * 3600 + c->minute * 60 + c->second;
    return days * 86400 + seconds - (int64_t)c->offset * 60;
}

void cr_time_format(int64_t epoch, char out[21]) {
    int64_t days = epoch / 86400, rest = epoch % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int year, month, day;
    cr_civil_from_days(days, &year, &month, &day);
    if (year < 0 || year > 9999)
        year = year < 0 ? 0 : 9999;
    snprintf(out, 21, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000u, (unsigned)month % 100u, (unsigned)day % 100u,
             (unsigned)(rest / 3600) % 100u, (unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
}

int64_t cr_time_now(void) { return (int64_t)time(NULL); }

int64_t cr_time_monotonic_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
