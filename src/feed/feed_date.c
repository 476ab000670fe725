#include "feed/feed_date.h"
#include <unicode/uchar.h>

#include "base/time.h"
#include "base/utf8.h"

/* clang-format off */
/* Beginnings of month names, in lower case, in the languages whose news systems are known to write them into feeds.
 * A weekday that begins alike ("mar." for mardi, martes, martedi) stands before the month, and the last word counts. */
static const struct month_name { const char *begins; int month; } month_names[] = {
    {"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"may", 5}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
    {"f\u00E9v", 2}, {"fev", 2}, {"avr", 4}, {"mai", 5}, {"juin", 6}, {"juil", 7}, {"ao\u00FB", 8}, {"aou", 8}, {"d\u00E9c", 12}, /* French */
    {"ene", 1}, {"abr", 4}, {"ago", 8}, {"set", 9}, {"dic", 12}, {"out", 10}, {"dez", 12},                                        /* Spanish, Portuguese */
    {"gen", 1}, {"mag", 5}, {"mai", 5}, {"giu", 6}, {"lug", 7}, {"ott", 10}, {"des", 12}, {"mei", 5},                              /* Italian, Catalan, Dutch, Indonesian */
    {"peb", 2}, {"agu", 8}, {"agt", 8}, {"ags", 8}, {"okt", 10}, {"nop", 11}, {"mrt", 3}, {"maa", 3}, {"m\u00E4r", 3}, {"maj", 5},
    {"m\u00E1r", 3}, {"\u00E1pr", 4}, {"m\u00E1j", 5}, {"j\u00FAn", 6}, {"j\u00FAl", 7}, {"sze", 9},                               /* Hungarian */
    {"sty", 1}, {"lut", 2}, {"kwi", 4}, {"cze", 6}, {"lip", 7}, {"sie", 8}, {"wrz", 9}, {"pa\u017A", 10}, {"lis", 11}, {"gru", 12}, /* Polish */
    {"oca", 1}, {"\u015Fub", 2}, {"nis", 4}, {"haz", 6}, {"tem", 7}, {"a\u011Fu", 8}, {"eyl", 9}, {"eki", 10}, {"kas", 11}, {"ara", 12}, /* Turkish */
    {"янв", 1}, {"фев", 2}, {"мар", 3}, {"апр", 4}, {"май", 5}, {"мая", 5}, {"июн", 6}, {"июл", 7}, {"авг", 8}, {"сен", 9}, {"окт", 10}, {"ноя", 11}, {"дек", 12},
    {"січ", 1}, {"лют", 2}, {"бер", 3}, {"кві", 4}, {"тра", 5}, {"чер", 6}, {"лип", 7}, {"сер", 8}, {"вер", 9}, {"жов", 10}, {"лис", 11}, {"гру", 12},
    {"ιαν", 1}, {"φεβ", 2}, {"μαρ", 3}, {"μάρ", 3}, {"απρ", 4}, {"μάι", 5}, {"μαΐ", 5}, {"μαϊ", 5}, {"ιούν", 6}, {"ιουν", 6}, {"ιούλ", 7}, {"ιουλ", 7},
    {"αύγ", 8}, {"αυγ", 8}, {"σεπ", 9}, {"οκτ", 10}, {"νοέ", 11}, {"νοε", 11}, {"δεκ", 12},
    {"يناير", 1}, {"فبراير", 2}, {"مارس", 3}, {"أبريل", 4}, {"ابريل", 4}, {"مايو", 5}, {"يونيو", 6}, {"يوليو", 7}, {"أغسطس", 8}, {"اغسطس", 8},
    {"سبتمبر", 9}, {"أكتوبر", 10}, {"اكتوبر", 10}, {"نوفمبر", 11}, {"ديسمبر", 12}};

/* Minutes east of UTC. RFC 822 gives the American ones; IST is India's, since feeds with it are nearly all Indian. */
static const struct zone_name { const char *name; int minutes; } zone_names[] = {
    {"ut", 0}, {"utc", 0}, {"gmt", 0}, {"z", 0}, {"wet", 0}, {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
    {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"ast", -240}, {"adt", -180}, {"nst", -210}, {"ndt", -150},
    {"brt", -180}, {"art", -180}, {"bst", 60}, {"west", 60}, {"cet", 60}, {"cest", 120}, {"met", 60}, {"mest", 120}, {"mez", 60}, {"mesz", 120},
    {"eet", 120}, {"eest", 180}, {"sast", 120}, {"msk", 180}, {"msd", 240}, {"trt", 180}, {"gst", 240}, {"pkt", 300}, {"ist", 330}, {"npt", 345},
    {"wib", 420}, {"wita", 480}, {"wit", 540}, {"ict", 420}, {"sgt", 480}, {"hkt", 480}, {"awst", 480}, {"pht", 480}, {"jst", 540}, {"kst", 540},
    {"acst", 570}, {"acdt", 630}, {"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}};
/* clang-format on */

typedef struct found {
    int year, month, day, hour, minute, second, offset;
    bool has_time, has_offset, pm, am, named_month, wrong;
    int loose[3]; /* numbers whose meaning their place must tell */
    int loose_digits[3];
    int loose_count;
} found;

static bool digit(cr_str s, size_t at) { return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9'; }

/* Digits at *at, at most 9 of them; -1 without any. */
static int number(cr_str s, size_t *at, int *digits) {
    int n = 0;
    *digits = 0;
    while (digit(s, *at) && *digits < 9) {
        n = n * 10 + (s.ptr[(*at)++] - '0');
        (*digits)++;
    }
    return *digits ? n : -1;
}

/* "+01:00", "-0500", "+1" at *at. */
static bool offset_at(cr_str s, size_t *at, int *minutes) {
    if (*at >= s.len || (s.ptr[*at] != '+' && s.ptr[*at] != '-') || !digit(s, *at + 1))
        return false;
    bool west = s.ptr[*at] == '-';
    size_t i = *at + 1;
    int digits, h = number(s, &i, &digits), m = 0;
    if (digits == 4) {
        m = h % 100;
        h /= 100;
    } else if (digits > 2)
        return false;
    else if (i < s.len && s.ptr[i] == ':' && digit(s, i + 1)) {
        i++;
        m = number(s, &i, &digits);
    }
    if (h > 15 || m > 59)
        return false;
    *minutes = (west ? -1 : 1) * (h * 60 + m);
    *at = i;
    return true;
}

/* ":48:21.5" after the hour. */
static void clock_at(cr_str s, size_t *at, int hour, found *f) {
    int digits;
    f->hour = hour;
    f->second = 0;
    (*at)++;
    f->minute = number(s, at, &digits);
    if (*at < s.len && s.ptr[*at] == ':' && digit(s, *at + 1)) {
        (*at)++;
        f->second = number(s, at, &digits);
        if (*at < s.len && (s.ptr[*at] == '.' || s.ptr[*at] == ',') && digit(s, *at + 1))
            for ((*at)++; digit(s, *at);)
                (*at)++;
    }
    f->wrong |= f->minute < 0 || f->minute > 59 || f->second > 60 || f->hour > 24 || f->has_time;
    f->has_time = true;
}

static void ymd(found *f, int y, int m, int d) {
    f->wrong |= f->year || f->month || f->day;
    f->year = y;
    f->month = m;
    f->day = d;
}

/* ISO 8601 beside the calendar date: "20031231", "2003-335", "2003W521", "2003-W52-1", "2003-12", "2003". */
static void after_year(cr_str s, size_t *at, int year, found *f) {
    int digits;
    size_t i = *at + (*at < s.len && s.ptr[*at] == '-');
    if (i < s.len && (s.ptr[i] == 'W' || s.ptr[i] == 'w') && digit(s, i + 1)) {
        i++;
        int week = number(s, &i, &digits), day = 1;
        if (digits == 3) {
            day = week % 10;
            week /= 10;
        } else if (i + 1 < s.len && s.ptr[i] == '-' && digit(s, i + 1)) {
            i++;
            day = number(s, &i, &digits);
        }
        if (week >= 1 && week <= 53 && day >= 1 && day <= 7) {
            int y, m, d;
            cr_civil_from_days(cr_days_from_iso_week(year, week, day), &y, &m, &d);
            ymd(f, y, m, d);
            *at = i;
            return;
        }
    } else if (i > *at && digit(s, i)) {
        int n = number(s, &i, &digits);
        if (digits == 3 && n >= 1 && n <= 366) {
            int y, m, d;
            cr_civil_from_days(cr_days_from_civil(year, 1, 1) + n - 1, &y, &m, &d);
            ymd(f, y, m, d);
            *at = i;
            return;
        }
        if (digits == 2) {
            int day = 1;
            if (i < s.len && s.ptr[i] == '-' && digit(s, i + 1)) {
                i++;
                day = number(s, &i, &digits);
            }
            ymd(f, year, n, day);
            *at = i;
            return;
        }
    }
    f->wrong |= f->year != 0;
    f->year = year;
}

/* "12/31/2003", "31.12.2003", "2003/12/31", "31-12-03": three numbers apart by one sign. */
static bool triple(cr_str s, size_t *at, int first, int first_digits, found *f) {
    char sign = *at < s.len ? s.ptr[*at] : '\0';
    if (sign != '/' && sign != '.' && sign != '-')
        return false;
    size_t i = *at + 1;
    int digits, last_digits, second = number(s, &i, &digits);
    if (second < 0 || digits > 2 || i >= s.len || s.ptr[i] != sign)
        return false;
    i++;
    int third = number(s, &i, &last_digits);
    if (third < 0)
        return false;
    *at = i;
    if (first_digits == 4)
        ymd(f, first, second, third);
    else if (last_digits != 4)
        f->wrong = true; /* six digits have six readings */
    else if (sign == '.' || first > 12)
        ymd(f, third, second, first);
    else if (second > 12 || first == second)
        ymd(f, third, first, second);
    else {
        ymd(f, third, first, second);
        f->loose_digits[0] = -1; /* ambiguous unless AM or PM shows an American clock */
    }
    return true;
}

static void numeric(cr_str s, size_t *at, found *f) {
    int digits, n = number(s, at, &digits);
    char next = *at < s.len ? s.ptr[*at] : '\0';
    if (digits <= 2 && next == ':' && digit(s, *at + 1))
        clock_at(s, at, n, f);
    else if (triple(s, at, n, digits, f))
        return;
    else if (digits == 8 && n / 10000 >= 1900)
        ymd(f, n / 10000, n / 100 % 100, n % 100);
    else if (digits == 7 && n / 1000 >= 1900) { /* 2003335 */
        int y, m, d;
        cr_civil_from_days(cr_days_from_civil(n / 1000, 1, 1) + n % 1000 - 1, &y, &m, &d);
        ymd(f, y, m, d);
    } else if (digits == 6 && f->year && !f->has_time) { /* "T194821" */
        f->hour = n / 10000;
        f->minute = n / 100 % 100;
        f->second = n % 100;
        f->has_time = true;
    } else if (digits == 4 && !f->year)
        after_year(s, at, n, f);
    else if (digits <= 2 && f->loose_count < 3) {
        f->loose[f->loose_count] = n;
        f->loose_digits[f->loose_count++] = digits;
    } else
        f->wrong = true;
}

/* 年 year, 月 month, 日 day, 时 hour ... after a number. */
static bool counted(uint32_t sign, found *f) {
    if (!f->loose_count && !(f->year && (sign == 0x5E74 || sign == 0xB144)))
        return sign == 0x5E74 || sign == 0xB144;
    int *n = f->loose_count ? &f->loose[f->loose_count - 1] : NULL;
    switch (sign) {
    case 0x5E74:
    case 0xB144:
        return f->year != 0;
    case 0x6708:
    case 0xC6D4:
        f->month = *n;
        f->named_month = true;
        break;
    case 0x65E5:
    case 0x53F7:
    case 0xC77C:
        f->day = *n;
        break;
    case 0x65F6:
    case 0x6642:
    case 0xC2DC:
        f->hour = *n;
        f->minute = f->second = 0;
        f->has_time = true;
        break;
    case 0x5206:
    case 0xBD84:
        f->minute = *n;
        break;
    case 0x79D2:
    case 0xCD08:
        f->second = *n;
        break;
    default:
        return false;
    }
    f->loose_count--;
    return true;
}

static void word(cr_str s, size_t *at, found *f) {
    char lower[64];
    size_t n = 0;
    while (*at < s.len) {
        size_t before = *at;
        uint32_t point = cr_utf8_next(s, at);
        if (n == 0 && point >= 0x3000 && counted(point, f))
            return;
        if (!u_isalpha((UChar32)point)) {
            *at = n ? before : *at;
            break;
        }
        char bytes[4];
        size_t len = cr_utf8_encode((uint32_t)u_tolower((UChar32)point), bytes);
        if (n + len < sizeof lower) {
            memcpy(lower + n, bytes, len);
            n += len;
        }
    }
    cr_str w = {lower, n};
    if (!n || cr_str_is(w, "t"))
        return;
    if (cr_str_is(w, "am") || cr_str_is(w, "오전") || cr_str_is(w, "上午") || cr_str_is(w, "午前") ||
        cr_str_is(w, "πμ"))
        f->am = true;
    else if (cr_str_is(w, "pm") || cr_str_is(w, "오후") || cr_str_is(w, "下午") || cr_str_is(w, "午後") ||
             cr_str_is(w, "μμ"))
        f->pm = true;
    else {
        if (f->has_time || n == 1)
            for (size_t i = 0; i < sizeof zone_names / sizeof *zone_names; i++)
                if (cr_str_is(w, zone_names[i].name)) {
                    f->offset = zone_names[i].minutes;
                    f->has_offset = true;
                    size_t sign = *at; /* "GMT+0200" */
                    int more;
                    if (offset_at(s, &sign, &more)) {
                        f->offset += more;
                        *at = sign;
                    }
                    return;
                }
        for (size_t i = 0; i < sizeof month_names / sizeof *month_names; i++)
            if (cr_str_starts(w, month_names[i].begins)) {
                f->month = month_names[i].month;
                f->named_month = true;
                return;
            }
    }
}

/* Numbers that stood alone: with a named month the first is the day and the second a year of two digits. */
static void settle(found *f) {
    for (int i = 0; i < f->loose_count; i++) {
        int n = f->loose[i];
        if (!f->day)
            f->day = n;
        else if (!f->year && f->named_month)
            f->year = n < 69 ? 2000 + n : 1900 + n; /* POSIX strptime; RFC 2822 says 50 */
        else
            f->wrong = true;
    }
    if (f->year && !f->month && !f->day)
        f->month = f->day = 1;
    else if (f->year && f->month && !f->day)
        f->day = 1;
    if (f->loose_digits[0] == -1 && !f->am && !f->pm)
        f->wrong = true;
    if (f->pm && f->hour < 12)
        f->hour += 12;
    else if (f->am && f->hour == 12)
        f->hour = 0;
}

bool cr_feed_date_epoch(cr_str text, int64_t *epoch) {
    text = cr_str_trim(text);
    if (!text.len || text.len > 128)
        return false;
    found f = {0};
    for (size_t at = 0; at < text.len && !f.wrong;) {
        char c = text.ptr[at];
        if (digit(text, at))
            numeric(text, &at, &f);
        else if (f.has_time && !f.has_offset && (c == '+' || c == '-') && offset_at(text, &at, &f.offset))
            f.has_offset = true;
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
            word(text, &at, &f);
        else
            at++;
    }
    settle(&f);
    if (f.wrong || !cr_date_exists(f.year, f.month, f.day) || f.year < 1 || f.hour > 24 || f.minute > 59 ||
        f.second > 60)
        return false;
    *epoch =
        cr_days_from_civil(f.year, f.month, f.day) * 86400 + f.hour * 3600 + f.minute * 60 + f.second - f.offset * 60;
    return *epoch > -62135596800LL && *epoch < 253402300800LL; /* years 1 to 9999 */
}

cr_str cr_feed_date(cr_arena *arena, cr_str text) {
    int64_t epoch;
    if (!cr_feed_date_epoch(text, &epoch))
        return CR_STR_NONE;
    char out[21];
    cr_time_format(epoch, out);
    return cr_str_copy_z(arena, out);
}
