/* Numbers of a sentence as values: "1.234,5", "1 234,5" and "1,234.5" are one; "3,2 milliards" is 3.2e9; dates and times
 * fall into their parts. */
#include "translate/check_numbers.h"

#include <math.h>
#include <unicode/uchar.h>

#include "base/utf8.h"

enum { GROUPS = 12 };

typedef struct scan { cr_str s; size_t at; } scan;

static int digit_at(cr_str s, size_t at, size_t *next) {
    *next = at;
    if (at >= s.len)
        return -1;
    uint32_t c = cr_utf8_next(s, next);
    return c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : u_charDigitValue((UChar32)c);
}

static void add(cr_check_number *out, size_t room, size_t *count, double value, bool word) {
    for (size_t i = 0; i < *count; i++)
        if (fabs(out[i].value - value) <= 1e-9 * fabs(value) && out[i].word == word)
            return;
    if (*count < room)
        out[(*count)++] = (cr_check_number){value, word};
}

/* One separator between digit groups: '.', ',', an apostrophe, or a space of some kind (written 's'). 0: none. */
static char separator_at(cr_str s, size_t at, size_t *next) {
    *next = at;
    if (at >= s.len)
        return 0;
    uint32_t c = cr_utf8_next(s, next);
    size_t after;
    if (digit_at(s, *next, &after) < 0)
        return 0;
    if (c == '.' || c == 0x66B)
        return '.';
    if (c == ',' || c == 0x66C)
        return ',';
    if (c == '\'' || c == 0x2019)
        return '\'';
    return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 ? 's' : 0;
}

/* The run of digits and separators at x->at, as one value or several. */
static size_t read_run(scan *x, double values[GROUPS]) {
    double group[GROUPS];
    unsigned digits[GROUPS];
    char before[GROUPS]; /* separator in front of the group */
    size_t n = 0, next;
    char separator = 0;
    while (n < GROUPS) {
        group[n] = 0;
        digits[n] = 0;
        before[n] = separator;
        for (int d; (d = digit_at(x->s, x->at, &next)) >= 0; x->at = next, digits[n]++)
            group[n] = group[n] * 10 + d;
        n++;
        separator = separator_at(x->s, x->at, &next);
        if (!separator)
            break;
        if (separator == 's' || separator == '\'') { /* joins thousands only: "1 234", not "12 34" nor "in 2020 300 people" */
            size_t at = next, k = 0, after;
            for (; digit_at(x->s, at, &after) >= 0; at = after)
                k++;
            if (k != 3 || digits[n - 1] > 3)
                break;
        }
        x->at = next;
    }
    bool thousands = n > 1 && digits[0] <= 3, mixed = false;
    for (size_t i = 1; i < n; i++) {
        bool last = i + 1 == n;
        mixed = mixed || (last && i > 1 && before[i] != before[i - 1]);
        if (digits[i] != 3 && !(last && (n == 2 || mixed)))
            thousands = false;
    }
    size_t count = 0;
    if (n > 1 && (thousands || n == 2)) { /* groups of three join; a last one of another length, or behind another mark, is decimal */
        double v = group[0];
        for (size_t i = 1; i < n; i++) {
            bool decimal = i + 1 == n && (digits[i] != 3 || mixed) && (before[i] == '.' || before[i] == ',');
            v = decimal ? v + group[i] / pow(10, digits[i]) : v * 1000 + group[i];
        }
        values[count++] = v;
        return count;
    }
    for (size_t i = 0; i < n; i++) /* 12.05.2026 */
        values[count++] = group[i];
    return count;
}

static double roman(cr_str s) {
    static const char letters[] = "IVXLCDM";
    static const int values[] = {1, 5, 10, 50, 100, 500, 1000};
    int total = 0, before = 0;
    if (s.len < 2 || s.len > 8)
        return 0;
    for (size_t i = s.len; i-- > 0;) {
        const char *p = s.ptr[i] ? strchr(letters, s.ptr[i]) : NULL;
        if (!p)
            return 0;
        int v = values[p - letters];
        total += v < before ? -v : v;
        before = v > before ? v : before;
    }
    return total;
}

static bool is_digit_word(cr_str w) {
    size_t next;
    return digit_at(w, 0, &next) >= 0;
}

/* Multiplies by the scale words that follow the word at `i`: "3 mil millones", "2,5 milliards". Moves *i onto the last one. */
static double scaled(double v, const cr_check_word *words, size_t count, size_t *i, const cr_check_lexicon *x) {
    double factor;
    while (*i + 1 < count && words[*i + 1].gap <= 3 && cr_check_lookup(x, 's', words[*i + 1].folded, &factor)) {
        v *= factor;
        ++*i;
    }
    return v;
}

/* "F16", "12h30": runs of digits in the rest of a word, from byte `at` of the text. */
static void add_inner(cr_str text, size_t at, size_t end, cr_check_number *out, size_t room, size_t *n) {
    while (at < end) {
        size_t next;
        if (digit_at(text, at, &next) < 0) {
            cr_utf8_next(text, &at);
            continue;
        }
        scan s = {text, at};
        double values[GROUPS];
        size_t k = read_run(&s, values);
        for (size_t m = 0; m < k; m++)
            add(out, room, n, values[m], false);
        at = s.at;
    }
}

size_t cr_check_numbers(cr_str text, const cr_check_word *words, size_t count, const cr_check_lexicon *x, cr_check_number *out, size_t room) {
    size_t n = 0, done = 0; /* bytes of the text already read as digits */
    for (size_t i = 0; i < count; i++) {
        const cr_check_word *w = &words[i];
        size_t start = (size_t)(w->text.ptr - text.ptr), end = start + w->text.len;
        double v;
        if (end <= done)
            continue;
        if (start < done || !is_digit_word(w->text)) {
            if (start >= done && cr_check_lookup(x, 'u', w->folded, &v))
                add(out, room, &n, scaled(v, words, count, &i, x), true);
            else if (start >= done && cr_check_lookup(x, 's', w->folded, &v))
                add(out, room, &n, scaled(v, words, count, &i, x), true);
            else if (start >= done && (v = roman(w->text)) > 0)
                add(out, room, &n, v, true);
            else
                add_inner(text, start < done ? done : start, end, out, room, &n);
            continue;
        }
        scan s = {text, start};
        double values[GROUPS];
        size_t k = read_run(&s, values);
        done = s.at;
        while (i + 1 < count && (size_t)(words[i + 1].text.ptr - text.ptr) + words[i + 1].text.len <= done)
            i++;
        end = (size_t)(words[i].text.ptr - text.ptr) + words[i].text.len;
        if (end > done) /* "12h30" */
            add_inner(text, done, end, out, room, &n);
        if (k == 1)
            values[0] = scaled(values[0], words, count, &i, x);
        for (size_t m = 0; m < k; m++)
            add(out, room, &n, values[m], false);
    }
    return n;
}
