#include "page/when.h"

#include <unicode/uchar.h>

#include "base/data.h"
#include "base/time.h"
#include "base/utf8.h"
#include "page/words.h"
#include "text/tools.h"

enum { FIRST_GIVEN_YEAR = 1600, FIRST_YEAR = 1990, LAST_YEAR = 2049, TOKENS = 120, TEXT_BYTES = 1200 };

typedef struct token {
    enum { NUMBER, WORD, SIGN } kind;
    cr_str s;
    int value, digits;
    bool glued;               /* no white space before it */
} token;

typedef struct tokens {
    token t[TOKENS];
    size_t n;
} tokens;

/* Of a word, or 0. */
static int month_of(const token *t) {
    cr_str month;
    if (t->kind == WORD && t->s.len > 4 && cr_str_starts(t->s, "\xD7\x91")) { /* Hebrew: "in May" is one word */
        token bare = {.kind = WORD, .s = cr_str_slice(t->s, 2, t->s.len)};
        return cr_text_list_find(cr_data("page/months.txt"), bare.s, &month) && month.len ? (month.len == 2 ? 10 + month.ptr[1] - '0' : month.ptr[0] - '0') : 0;
    }
    if (t->kind != WORD || t->s.len < 2 || !cr_text_list_find(cr_data("page/months.txt"), t->s, &month) || month.len == 0)
        return 0;
    return month.len == 2 ? 10 + month.ptr[1] - '0' : month.ptr[0] - '0';
}

bool cr_when_is_month(cr_str folded) { return month_of(&(token){.kind = WORD, .s = folded}) != 0; }

static bool ascii_letter(uint32_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool mark(uint32_t c) {
    if (c < 0x80)
        return ascii_letter(c);
    return u_hasBinaryProperty((UChar32)c, UCHAR_ALPHABETIC) || u_charType((UChar32)c) == U_NON_SPACING_MARK;
}

static int digit_of(uint32_t c) { return c >= '0' && c <= '9' ? (int)(c - '0') : c < 0x80 ? -1 : u_charDigitValue((UChar32)c); }

/* No date is without figures: most lines of a page are left at the first look. */
static bool holds_digit(cr_str s) {
    for (size_t at = 0; at < s.len;)
        if (digit_of(cr_utf8_next(s, &at)) >= 0)
            return true;
    return false;
}

/* Digits of any script count as digits; a run of letters is a word. */
static void cut(cr_str s, tokens *out) {
    bool glued = false;
    out->n = 0;
    for (size_t at = 0; at < s.len && out->n < TOKENS;) {
        size_t start = at, next = at;
        uint32_t c = cr_utf8_next(s, &next);
        if (cr_utf8_is_space(c)) {
            at = next;
            glued = false;
            continue;
        }
        token *t = &out->t[out->n++];
        *t = (token){.kind = SIGN, .glued = glued};
        glued = true;
        int digit = digit_of(c);
        if (digit >= 0) {
            t->kind = NUMBER;
            for (; at < s.len; at = next) {
                next = at;
                digit = digit_of(cr_utf8_next(s, &next));
                if (digit < 0)
                    break;
                t->value = t->value > 100000000 ? t->value : t->value * 10 + digit;
                t->digits++;
            }
        } else if (mark(c)) {
            t->kind = WORD;
            bool han = c >= 0x2E80; /* 年, 月, 日 each by itself */
            for (at = next; !han && at < s.len; at = next) {
                next = at;
                c = cr_utf8_next(s, &next);
                if (!mark(c))
                    break;
            }
        } else
            at = next;
        t->s = cr_str_slice(s, start, at);
    }
}

static bool sign(const token *t, const char *which) { return t->kind == SIGN && t->s.len == 1 && strchr(which, t->s.ptr[0]); }
static bool is_year(const token *t) { return t->kind == NUMBER && t->digits == 4 && t->value >= FIRST_YEAR && t->value <= LAST_YEAR; }
static bool is_day(const token *t) { return t->kind == NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31; }
static bool is_month(const token *t) { return t->kind == NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 12; }

static size_t skip_fillers(const tokens *k, size_t i) {
    static const char *const fillers[] = {"de", "del", "of", "st", "nd", "rd", "th", "er", "do", "den", "the", "di", "г", "el", "d", "m", "g", "na", "º", "'"};
    for (int n = 0; i < k->n && n < 4; n++) {
        bool filler = sign(&k->t[i], ".,-/'");
        for (size_t f = 0; !filler && k->t[i].s.len <= 3 && f < sizeof fillers / sizeof *fillers; f++)
            filler = cr_str_is(k->t[i].s, fillers[f]);
        if (!filler)
            break;
        i++;
    }
    return i;
}

typedef struct when {
    int year, month, day;
    size_t next; /* token behind it */
} when;

static bool exists(when *w, int year, int month, int day, size_t next) {
    if (!cr_date_exists(year, month, day))
        return false;
    *w = (when){year, month, day, next};
    return true;
}

/* 12 January 2022, 12. Januar 2022, 12 de enero de 2022; January 12, 2022; 2022 January 12. */
static bool with_name(const tokens *k, size_t i, when *w) {
    const token *t = k->t;
    int month;
    if (is_day(&t[i])) {
        size_t m = skip_fillers(k, i + 1), y;
        if (m < k->n && (y = skip_fillers(k, m + 1)) < k->n && is_year(&t[y]) && (month = month_of(&t[m])) != 0)
            return exists(w, t[y].value, month, t[i].value, y + 1);
    }
    if (t[i].kind == WORD) {
        size_t d = skip_fillers(k, i + 1), y;
        if (d < k->n && is_day(&t[d]) && (y = skip_fillers(k, d + 1)) < k->n && is_year(&t[y]) && (month = month_of(&t[i])) != 0)
            return exists(w, t[y].value, month, t[d].value, y + 1);
    }
    if (is_year(&t[i])) {
        size_t m = skip_fillers(k, i + 1), d;
        if (m < k->n && (d = skip_fillers(k, m + 1)) < k->n && is_day(&t[d]) && (month = month_of(&t[m])) != 0)
            return exists(w, t[i].value, month, t[d].value, d + 1);
    }
    return false;
}

/* 25 شهریور 1399, 1399/06/25; 3 พฤษภาคม 2562; 3 tháng 5 năm 2019. */
static bool of_elsewhere(const tokens *k, size_t i, when *w) {
    const token *t = k->t + i;
    int out[3];
    if (i + 2 >= k->n || t->kind != NUMBER)
        return false;
    if (i + 4 < k->n && t->digits == 4 && t->value < FIRST_YEAR && sign(&t[1], "/-") && is_month(&t[2]) && sign(&t[3], "/-") && is_day(&t[4]))
        return cr_when_from_jalali(t->value, t[2].value, t[4].value, out) && exists(w, out[0], out[1], out[2], i + 5);
    if (!is_day(t) || t[1].kind != WORD)
        return false;
    if (t[2].kind == NUMBER && t[2].digits == 4 && cr_when_jalali_month(t[1].s))
        return cr_when_from_jalali(t[2].value, cr_when_jalali_month(t[1].s), t->value, out) && exists(w, out[0], out[1], out[2], i + 3);
    if (t[2].kind == NUMBER && t[2].digits == 4 && cr_str_starts(t[1].s, "\xE0\xB8") && month_of(&t[1]))
        return exists(w, cr_when_from_buddhist(t[2].value), month_of(&t[1]), t->value, i + 3) && w->year >= FIRST_YEAR;
    size_t y = i + 3 < k->n && cr_str_is(t[3].s, "năm") ? i + 4 : i + 3;
    return y < k->n && cr_str_is(t[1].s, "tháng") && is_month(&t[2]) && is_year(&k->t[y]) && exists(w, k->t[y].value, t[2].value, t->value, y + 1);
}

static bool han(const token *t, const char *one, const char *other) { return t->kind == WORD && (cr_str_is(t->s, one) || cr_str_is(t->s, other)); }

/* 2022年1月12日, 2022년 1월 12일 */
static bool with_han(const tokens *k, size_t i, when *w) {
    const token *t = k->t + i;
    return i + 5 < k->n && is_year(t) && han(t + 1, "年", "년") && is_month(t + 2) && han(t + 3, "月", "월") && is_day(t + 4) && han(t + 5, "日", "일") &&
           exists(w, t->value, t[2].value, t[4].value, i + 6);
}

/* 2022-01-12, 2022/1/12, 2022. 1. 12; 12.01.2022, 12/01/2022, 1/12/2022, 12.01.22 */
static bool with_numbers(const tokens *k, size_t i, cr_when_options o, when *w) {
    const token *t = k->t + i;
    if (i + 4 >= k->n || t[0].kind != NUMBER || !sign(&t[1], "-/.|") || t[2].kind != NUMBER || !sign(&t[3], "-/.|") || t[1].s.ptr[0] != t[3].s.ptr[0] ||
        t[4].kind != NUMBER)
        return false;
    if (is_year(t))
        return is_month(&t[2]) && is_day(&t[4]) && exists(w, t->value, t[2].value, t[4].value, i + 5);
    int year = is_year(&t[4]) ? t[4].value : t[4].digits == 2 && t[4].glued && t[3].glued && (t[0].digits == 2 || o.dated) ? 2000 + t[4].value : 0;
    if (!year || year > LAST_YEAR || !is_day(&t[0]) || !is_day(&t[2]))
        return false;
    bool month_first = o.month_first && t[1].s.ptr[0] == '/';
    int first = t[0].value, second = t[2].value;
    if ((month_first && first <= 12) || second > 12)
        return exists(w, year, first, second, i + 5);
    return exists(w, year, second, first, i + 5);
}

/* 20220112 */
static bool compact(const token *t, size_t i, when *w) {
    if (t[i].kind != NUMBER || t[i].digits != 8)
        return false;
    int year = t[i].value / 10000;
    return year >= FIRST_YEAR && year <= LAST_YEAR && exists(w, year, t[i].value / 100 % 100, t[i].value % 100, i + 1);
}

/* "T22:03:00.000-0500", " 22:03:00 +01:00", "T22:03Z" behind a date in figures. */
static cr_str time_after(cr_arena *arena, const tokens *k, size_t i) {
    const token *t = k->t;
    if (i < k->n && t[i].kind == WORD && cr_str_is(t[i].s, "t"))
        i++;
    else if (i < k->n && sign(&t[i], ","))
        i++;
    if (i + 2 >= k->n || t[i].kind != NUMBER || t[i].digits > 2 || t[i].value > 23 || !sign(&t[i + 1], ":") || t[i + 2].digits != 2 || t[i + 2].value > 59)
        return CR_STR("");
    int hour = t[i].value, minute = t[i + 2].value, second = 0;
    i += 3;
    if (i + 1 < k->n && sign(&t[i], ":") && t[i + 1].digits == 2 && t[i + 1].value < 60) {
        second = t[i + 1].value;
        i += 2;
        if (i + 1 < k->n && sign(&t[i], ".,") && t[i + 1].kind == NUMBER && t[i + 1].glued)
            i += 2;
    }
    if (i < k->n && t[i].kind == WORD && (cr_str_is(t[i].s, "z") || cr_str_is(t[i].s, "gmt") || cr_str_is(t[i].s, "utc")))
        return cr_str_format(arena, "T%02d:%02d:%02dZ", hour, minute, second);
    if (i < k->n && t[i].kind == WORD && (cr_str_is(t[i].s, "pm") || cr_str_is(t[i].s, "am")))
        return CR_STR("");
    int from = 0, to = 0;
    if (i + 1 < k->n && sign(&t[i], "+-") && t[i + 1].kind == NUMBER) {
        const token *o = &t[i + 1];
        if (o->digits == 4) {
            from = o->value / 100;
            to = o->value % 100;
        } else if (o->digits <= 2) {
            from = o->value;
            to = i + 3 < k->n && sign(&t[i + 2], ":") && t[i + 3].digits == 2 ? t[i + 3].value : 0;
        } else
            from = 99;
        if (from <= 14 && to < 60)
            return cr_str_format(arena, "T%02d:%02d:%02d%c%02d:%02d", hour, minute, second, t[i].s.ptr[0], from, to);
    }
    return cr_str_format(arena, "T%02d:%02d:%02d", hour, minute, second);
}

/* 1642043000 or 1642043000000, as scripts leave them. */
static cr_str epoch(cr_arena *arena, cr_str s) {
    long long n = 0;
    if (s.len != 10 && s.len != 13)
        return CR_STR_NONE;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return CR_STR_NONE;
        n = n * 10 + (s.ptr[i] - '0');
    }
    if (s.len == 13)
        n /= 1000;
    if (n < 631152000 || n > 2500000000)
        return CR_STR_NONE;
    char out[21];
    cr_time_format(n, out);
    return cr_str_copy_z(arena, out);
}

static cr_str written(cr_arena *arena, const when *w, cr_str time) {
    return cr_str_format(arena, "%04d-%02d-%02d%.*s", w->year, w->month, w->day, CR_FMT(time));
}

static int figures(cr_str s, size_t at, size_t n);

/* 1953-06-02T06:00:00Z: an archive's date, older than anything a page would show as its own. */
static bool is_old_iso(cr_str s) {
    int year = figures(s, 0, 4), month, day;
    if (year < FIRST_GIVEN_YEAR || year >= FIRST_YEAR || s.len < 10 || s.ptr[4] != '-' || s.ptr[7] != '-')
        return false;
    month = figures(s, 5, 2);
    day = figures(s, 8, 2);
    return month > 0 && day > 0 && cr_date_exists(year, month, day) && (s.len == 10 || s.ptr[10] == 'T' || s.ptr[10] == ' ');
}

cr_str cr_when_read(cr_arena *arena, cr_str text, cr_when_options options) {
    text = cr_str_trim(text);
    if (text.len == 0 || (!options.anywhere && text.len > 160))
        return CR_STR_NONE;
    if (options.given && is_old_iso(text)) {
        tokens *k = CR_NEW(arena, tokens);
        if (!k)
            return CR_STR_NONE;
        cut(cr_words_fold(arena, text), k);
        when w = {.year = figures(text, 0, 4), .month = figures(text, 5, 2), .day = figures(text, 8, 2)};
        return written(arena, &w, k->n > 5 ? time_after(arena, k, 5) : CR_STR(""));
    }
    cr_str stamp = epoch(arena, text);
    if (!cr_str_none(stamp))
        return stamp;
    text.len = text.len < TEXT_BYTES ? text.len : TEXT_BYTES;
    if (!holds_digit(text))
        return CR_STR_NONE;
    size_t from = 0, start;
    return cr_when_next(arena, cr_words_fold(arena, text), &from, &start, options);
}

cr_str cr_when_next(cr_arena *arena, cr_str folded, size_t *from, size_t *start, cr_when_options options) {
    cr_str rest = cr_str_slice(folded, *from, folded.len);
    rest.len = rest.len < TEXT_BYTES ? rest.len : TEXT_BYTES;
    if (!holds_digit(rest))
        return CR_STR_NONE;
    tokens all, *k = &all;
    cut(rest, k);
    for (size_t i = 0; i < k->n; i++) {
        when w;
        bool figures = with_numbers(k, i, options, &w) || compact(k->t, i, &w);
        if (figures || with_name(k, i, &w) || with_han(k, i, &w) || of_elsewhere(k, i, &w)) {
            *start = (size_t)(k->t[i].s.ptr - folded.ptr);
            *from = (size_t)(k->t[w.next - 1].s.ptr - folded.ptr) + k->t[w.next - 1].s.len;
            return written(arena, &w, time_after(arena, k, w.next));
        }
    }
    return CR_STR_NONE;
}

static int figures(cr_str s, size_t at, size_t n) {
    int value = 0;
    if (at + n > s.len)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return -1;
        value = value * 10 + (s.ptr[i] - '0');
    }
    return value;
}

cr_str cr_when_in_url(cr_arena *arena, cr_str url) {
    for (size_t i = 1; i + 8 <= url.len; i++) {
        if (url.ptr[i - 1] >= '0' && url.ptr[i - 1] <= '9')
            continue;
        int year = figures(url, i, 4);
        if (year < FIRST_YEAR || year > LAST_YEAR)
            continue;
        char sep = url.ptr[i + 4];
        size_t j = i + 4 + (sep == '/' || sep == '-' || sep == '_' || sep == '.');
        bool apart = j > i + 4;
        size_t month_digits = apart && j + 1 < url.len && url.ptr[j + 1] == sep ? 1 : 2;
        int month = figures(url, j, month_digits);
        j += month_digits;
        if (month < 1 || (apart && (j >= url.len || url.ptr[j] != sep)))
            continue;
        j += apart;
        size_t day_digits = figures(url, j, 2) >= 0 ? 2 : 1;
        int day = figures(url, j, day_digits);
        if (j + day_digits < url.len && url.ptr[j + day_digits] >= '0' && url.ptr[j + day_digits] <= '9')
            continue;
        if (day > 0 && cr_date_exists(year, month, day))
            return cr_str_format(arena, "%04d-%02d-%02d", year, month, day);
    }
    return CR_STR_NONE;
}
