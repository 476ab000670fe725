/* Reading the quantities of a sentence: "1.234,5", "1 234,5" and "1,234.5" are one; "3,2 milliards" is 3.2e9; dates and times fall
 * into their parts. Where a writing has two readings both are kept: a check that cries wolf is switched off. */
#include "translate/check_numbers.h"

#include <math.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "translate/check_counting.h"

enum { GROUPS = 12 };

typedef struct reader {
    cr_str text;
    const cr_check_word *words;
    size_t count;
    const cr_check_lexicon *x;
    cr_quantity *out;
    size_t room, n;
    size_t done; /* bytes of the text already read */
} reader;

static int digit_at(cr_str s, size_t at, size_t *next) {
    *next = at;
    if (at >= s.len)
        return -1;
    uint32_t c = cr_utf8_next(s, next);
    return c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : u_charDigitValue((UChar32)c);
}

static uint32_t point_at(cr_str s, size_t at) { return at < s.len ? cr_utf8_next(s, &at) : 0; }
static uint32_t point_before(cr_str s, size_t at) { return at > 0 ? cr_utf8_previous(s, &at) : 0; }

static cr_quantity *add(reader *r, double value, cr_quantity_kind kind, size_t start, size_t end) {
    if (r->n >= r->room)
        return NULL;
    cr_quantity *q = &r->out[r->n++];
    *q = (cr_quantity){.values = {value}, .count = 1, .kind = kind, .start = start, .end = end};
    return q;
}

static void also(cr_quantity *q, double value) {
    if (q && q->count < CR_QUANTITY_VALUES)
        q->values[q->count++] = value;
}

/* ---- digits ---- */

/* One separator between digit groups: '.', ',', an apostrophe, or a space of some kind (written 's'). 0: none. */
static char separator_at(cr_str s, size_t at, size_t *next) {
    *next = at;
    if (at >= s.len)
        return 0;
    uint32_t c = cr_utf8_next(s, next);
    size_t after;
    if (digit_at(s, *next, &after) < 0)
        return 0;
    if (c == '.' || c == 0x66B || c == 0xFF0E)
        return '.';
    if (c == ',' || c == 0x66C || c == 0xFF0C)
        return ',';
    if (c == '\'' || c == 0x2019)
        return '\'';
    return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009 ? 's' : 0;
}

typedef struct run {
    double values[GROUPS];
    size_t count;
    double other;        /* another reading of a single value; negative: none */
    unsigned digits;     /* of the first group */
    double whole, part;  /* of "7.55": 7 and 55, which may be a time; part negative: not so written */
    size_t end;
} run;

typedef struct groups {
    double value[GROUPS];
    unsigned digits[GROUPS];
    char before[GROUPS]; /* separator in front of the group */
    size_t n, end;
} groups;

static void read_groups(cr_str s, size_t at, groups *g) {
    char separator = 0;
    size_t next;
    for (g->n = 0; g->n < GROUPS;) {
        g->value[g->n] = 0;
        g->digits[g->n] = 0;
        g->before[g->n] = separator;
        for (int d; (d = digit_at(s, at, &next)) >= 0; at = next, g->digits[g->n]++)
            g->value[g->n] = g->value[g->n] * 10 + d;
        g->n++;
        separator = separator_at(s, at, &next);
        if (!separator)
            break;
        if (separator == 's' || separator == '\'') { /* joins thousands only: "1 234", not "12 34" nor "in 2020 300 people" */
            size_t from = next, k = 0, after;
            for (; k < 4 && digit_at(s, from, &after) >= 0; from = after)
                k++;
            if (k != 3 || g->digits[g->n - 1] > 3 || (g->n > 1 && g->digits[g->n - 1] != 3))
                break;
        }
        at = next;
    }
    g->end = at;
}

/* The run of digits and separators at `at`, as one value or several. */
static run read_run(cr_str s, size_t at) {
    groups g;
    read_groups(s, at, &g);
    run r = {.other = -1, .part = -1, .digits = g.digits[0], .end = g.end};
    bool thousands = g.n > 1 && g.digits[0] <= 3, mixed = false;
    for (size_t i = 1; i < g.n; i++) {
        bool last = i + 1 == g.n;
        mixed = mixed || (last && i > 1 && g.before[i] != g.before[i - 1]);
        if (g.digits[i] != 3 && !(last && (g.n == 2 || mixed)))
            thousands = false;
    }
    if (g.n > 1 && (thousands || g.n == 2)) { /* groups of three join; a last one of another length, or behind another mark, is decimal */
        double v = g.value[0];
        for (size_t i = 1; i < g.n; i++) {
            bool decimal = i + 1 == g.n && (g.digits[i] != 3 || mixed) && (g.before[i] == '.' || g.before[i] == ',');
            v = decimal ? v + g.value[i] / pow(10, g.digits[i]) : v * 1000 + g.value[i];
        }
        r.values[r.count++] = v;
        if (g.n == 2 && g.digits[1] == 3 && (g.before[1] == '.' || g.before[1] == ','))
            r.other = g.value[0] + g.value[1] / 1000;
        if (g.n == 2 && g.digits[1] == 2 && g.value[1] < 60 && g.value[0] <= 24) {
            r.whole = g.value[0];
            r.part = g.value[1];
        }
        return r;
    }
    for (size_t i = 0; i < g.n; i++) /* 12.05.2026 */
        r.values[r.count++] = g.value[i];
    return r;
}

/* "F16", "18h30": runs of digits between two bytes of the text. */
static void add_inner(reader *r, size_t at, size_t end) {
    while (at < end) {
        size_t next;
        if (digit_at(r->text, at, &next) < 0) {
            cr_utf8_next(r->text, &at);
            continue;
        }
        run x = read_run(r->text, at);
        for (size_t k = 0; k < x.count; k++)
            if (x.values[k] > 0 || at + 1 == next)
                add(r, x.values[k], CR_QUANTITY_DIGITS, at, x.end);
        at = x.end;
    }
}

/* ---- what stands beside a number ---- */

/* Index of the first word that begins at or behind byte `at`, from word i on. */
static size_t word_from(const reader *r, size_t i, size_t at) {
    while (i < r->count && (size_t)(r->words[i].text.ptr - r->text.ptr) < at)
        i++;
    return i;
}

static bool beside(const reader *r, size_t end, size_t i) { /* the word i follows byte `end` with a space or hyphen at most */
    if (i >= r->count)
        return false;
    size_t start = (size_t)(r->words[i].text.ptr - r->text.ptr);
    if (start < end || start - end > 3)
        return false;
    for (size_t at = end; at < start;) {
        uint32_t c = cr_utf8_next(r->text, &at);
        if (!cr_utf8_is_space(c) && c != '-' && c != 0x2011)
            return false;
    }
    return true;
}

static bool has(const reader *r, cr_check_kind kind, size_t i) {
    double v;
    size_t taken;
    return i < r->count && cr_check_phrase(r->x, kind, r->words, r->count, i, &v, 1, &taken) > 0;
}

/* A mark or word of measure behind byte `end` (next word i) or before byte `start` (word before: i_before). */
static cr_unit unit_beside(const reader *r, size_t start, size_t end, size_t first, size_t i) {
    size_t at = end, back = start, taken;
    double v;
    cr_unit u = cr_unit_of_symbol(point_before(r->text, start));
    if (u)
        return u;
    if (cr_utf8_is_space(point_before(r->text, start)) && (cr_utf8_previous(r->text, &back), u = cr_unit_of_symbol(point_before(r->text, back))))
        return u;
    while (at < r->text.len && cr_utf8_is_space(point_at(r->text, at)) && at - end < 3)
        cr_utf8_next(r->text, &at);
    if ((u = cr_unit_of_symbol(point_at(r->text, at)))) {
        cr_utf8_next(r->text, &at); /* 20 °C */
        bool degree = cr_unit_same(u, cr_unit_of(CR_STR("deg")));
        uint32_t scale = degree ? point_at(r->text, at == r->text.len ? at : cr_utf8_is_space(point_at(r->text, at)) ? at + 1 : at) : 0;
        return scale == 'C' ? cr_unit_of(CR_STR("c")) : scale == 'F' ? cr_unit_of(CR_STR("f")) : u;
    }
    static const char *const of[] = {"de", "d", "di", "of"}; /* 3 millones de dólares */
    for (size_t k = 0; k < sizeof of / sizeof *of && i + 1 < r->count; k++)
        if (cr_str_is(r->words[i].folded, of[k]) && r->words[i].gap == 1 && beside(r, end, i)) {
            i++;
            end = (size_t)(r->words[i].text.ptr - r->text.ptr);
            break;
        }
    if (beside(r, end, i) && cr_check_phrase(r->x, CR_CHECK_UNIT, r->words, r->count, i, &v, 1, &taken)) {
        u = (cr_unit)v; /* "80 degrees Fahrenheit", "pounds sterling" */
        size_t far = i + taken;
        if (far < r->count && r->words[far].gap <= 6 && cr_check_phrase(r->x, CR_CHECK_UNIT, r->words, r->count, far, &v, 1, &taken) && cr_unit_same(u, (cr_unit)v))
            u = (cr_unit)v;
        return u;
    }
    if (first >= 3 && r->words[first - 1].ideograph && cr_str_is(r->words[first - 3].text, "百") && cr_str_is(r->words[first - 2].text, "分"))
        return cr_unit_of(CR_STR("pct"));
    return 0;
}

static bool clock_beside(const reader *r, size_t start, size_t end, size_t first, size_t i) {
    size_t next;
    if (point_at(r->text, end) == ':' && digit_at(r->text, end + 1, &next) >= 0)
        return true;
    if (i < r->count && beside(r, end, i) && has(r, CR_CHECK_CLOCK, i))
        return true;
    return first > 0 && has(r, CR_CHECK_CLOCK, first - 1) && start - (size_t)(r->words[first - 1].text.ptr - r->text.ptr) - r->words[first - 1].text.len <= 6;
}

static void as_hour(cr_quantity *q, double v) {
    if (v <= 24 && v == floor(v))
        also(q, v <= 12 ? v + 12 : v - 12);
}

static void as_decade(cr_quantity *q, double v) {
    if (v >= 1000 && fmod(v, 10) == 0) {
        also(q, fmod(v, 100));
        also(q, floor(v / 100) + 1);
    } else if (v < 100 && fmod(v, 10) == 0) {
        also(q, 1900 + v);
        also(q, 1800 + v);
    }
}

/* ---- one number in digits ---- */

/* Letters glued to the digits: "125m", "1930s", "18h30". Returns where the number's own writing ends. */
static void glued(reader *r, cr_quantity *q, size_t i, double v) {
    cr_str folded = r->words[i].folded, tail;
    size_t word_end = (size_t)(r->words[i].text.ptr - r->text.ptr) + r->words[i].text.len, next;
    if (word_end <= q->end)
        return;
    size_t letters = q->end;
    while (letters < word_end && digit_at(r->text, letters, &next) < 0)
        cr_utf8_next(r->text, &letters);
    size_t back = word_end - q->end; /* lower case of Latin letters is as long */
    tail = folded.len >= back ? cr_str_slice(folded, folded.len - back, folded.len - (word_end - letters)) : CR_STR_NONE;
    double factor;
    if (tail.len && cr_check_lookup(r->x, CR_CHECK_GLUED, tail, &factor)) {
        if (q->unit)
            q->values[0] = v * factor;
        else
            also(q, v * factor);
    }
    if (tail.len && cr_check_lookup(r->x, CR_CHECK_SCALE, tail, &factor))
        q->values[0] = v * factor;
    if (tail.len && cr_check_lookup(r->x, CR_CHECK_UNIT, tail, &factor) && !q->unit)
        q->unit = (cr_unit)factor;
    if (tail.len && cr_check_lookup(r->x, CR_CHECK_CLOCK, tail, NULL))
        as_hour(q, v);
    if (cr_str_is(tail, "s") || cr_str_is(tail, "er") || cr_str_is(tail, "ern"))
        as_decade(q, v);
    add_inner(r, letters, word_end);
}

/* Scale words and characters behind the number; returns the index of the word after them. */
static size_t scaled(reader *r, cr_quantity *q, size_t i, double *v) {
    cr_counting c = {.current = *v, .any = true};
    double factor, all;
    bool exact;
    if (i < r->count && r->words[i].ideograph && r->words[i].gap == 0) {
        size_t taken = cr_counting_ideographs(r->words, r->count, i, v, &all, &exact);
        if (taken && all != *v && all >= *v) {
            q->values[0] = *v = all;
            const cr_check_word *last = &r->words[i + taken - 1];
            q->end = (size_t)(last->text.ptr - r->text.ptr) + last->text.len;
            return i + taken;
        }
        return i;
    }
    while (i < r->count && beside(r, q->end, i) && cr_check_lookup(r->x, CR_CHECK_SCALE, r->words[i].folded, &factor) && factor >= 10) {
        if (c.current > 0 || c.total > 0) {
            double before = cr_counting_value(&c);
            c = (cr_counting){.total = before * factor, .any = true};
        }
        q->end = (size_t)(r->words[i].text.ptr - r->text.ptr) + r->words[i].text.len;
        i++;
    }
    q->values[0] = *v = cr_counting_value(&c);
    return i;
}

/* "2012-13": the year in full; "'98". `q`: the last one, or NULL where there was no room for it. */
static void as_year(reader *r, cr_quantity *q, double v) {
    if (!q)
        return;
    const cr_quantity *before = r->n > 1 ? &r->out[r->n - 2] : NULL;
    uint32_t mark = point_before(r->text, q->start);
    if (v >= 100 || v != floor(v))
        return;
    if (before && q->start - before->end <= 3 && before->values[0] >= 1000 && before->values[0] < 2200 && (mark == '-' || mark == '/' || mark == 0x2013))
        also(q, floor(before->values[0] / 100) * 100 + v);
    if (mark == '\'' || mark == 0x2019 || mark == 0x2018) {
        also(q, 1900 + v);
        also(q, 2000 + v);
    }
}

static void minutes(reader *r, size_t at) { /* ":30" */
    run m = read_run(r->text, at);
    if (m.values[0] > 0)
        add(r, m.values[0], CR_QUANTITY_DIGITS, at, m.end);
    r->done = m.end;
}

/* The number at word i, byte `start`. Returns the last word that it used. */
static size_t read_digits(reader *r, size_t i, size_t start) {
    run d = read_run(r->text, start);
    r->done = d.end;
    size_t last = i;
    while (last + 1 < r->count && (size_t)(r->words[last + 1].text.ptr - r->text.ptr) < d.end)
        last++;
    if (d.count != 1) {
        for (size_t k = 0; k < d.count; k++)
            if (d.values[k] > 0)
                as_year(r, add(r, d.values[k], CR_QUANTITY_DIGITS, start, d.end), d.values[k]);
        return last;
    }
    double v = d.values[0];
    size_t next = word_from(r, last, d.end);
    bool clock = clock_beside(r, start, d.end, i, next) ||
                 (d.part >= 0 && d.end < r->text.len && (point_at(r->text, d.end) == 'a' || point_at(r->text, d.end) == 'p'));
    if (clock && d.part >= 0) { /* 7.55am */
        as_hour(add(r, d.whole, CR_QUANTITY_DIGITS, start, d.end), d.whole);
        if (d.part > 0)
            add(r, d.part, CR_QUANTITY_DIGITS, start, d.end);
        return last;
    }
    cr_quantity *q = add(r, v, CR_QUANTITY_DIGITS, start, d.end);
    if (!q)
        return last;
    if (d.other >= 0)
        also(q, d.other);
    if (clock)
        as_hour(q, v);
    as_year(r, q, v);
    if (has(r, CR_CHECK_DECADE, next) || (i > 0 && has(r, CR_CHECK_DECADE, i - 1)))
        as_decade(q, v);
    q->unit = cr_unit_of_symbol(point_before(r->text, start)); /* "£125m" is no length */
    glued(r, q, last, v);
    v = q->values[0];
    next = scaled(r, q, next, &v);
    if (!q->unit)
        q->unit = unit_beside(r, start, q->end, i, next);
    if (point_at(r->text, d.end) == ':') {
        size_t after;
        if (digit_at(r->text, d.end + 1, &after) >= 0)
            minutes(r, d.end + 1);
    }
    if (q->end > r->done)
        r->done = q->end;
    return last;
}

/* ---- others ---- */

static double roman(cr_str s, bool *small) {
    static const char letters[] = "IVXLCDM";
    static const int values[] = {1, 5, 10, 50, 100, 500, 1000};
    int total = 0, before = 0;
    while (s.len > 2 && (s.ptr[s.len - 1] < 'A' || s.ptr[s.len - 1] > 'Z')) /* XIXe */
        s.len--;
    *small = true;
    if (s.len < 2 || s.len > 8)
        return 0;
    for (size_t i = s.len; i-- > 0;) {
        const char *p = s.ptr[i] ? strchr(letters, s.ptr[i]) : NULL;
        if (!p)
            return 0;
        int v = values[p - letters];
        *small = *small && v <= 10;
        total += v < before ? -v : v;
        before = v > before ? v : before;
    }
    return total;
}

static bool is_digit_word(cr_str w) {
    size_t next;
    return digit_at(w, 0, &next) >= 0;
}

/* A number in words or characters, a month, a Roman number, at word i. Returns the last word used. */
static size_t read_words(reader *r, size_t i) {
    const cr_check_word *w = &r->words[i];
    size_t start = (size_t)(w->text.ptr - r->text.ptr), end = start + w->text.len, taken;
    double v, values[CR_QUANTITY_VALUES];
    bool exact = false;
    taken = w->ideograph ? cr_counting_ideographs(r->words, r->count, i, NULL, &v, &exact) : cr_counting_words(r->text, r->words, r->count, i, r->x, &v, &exact);
    if (taken) {
        const cr_check_word *last = &r->words[i + taken - 1];
        cr_quantity *q = add(r, v, exact ? CR_QUANTITY_WORDS : CR_QUANTITY_SOFT, start, (size_t)(last->text.ptr - r->text.ptr) + last->text.len);
        if (!q)
            return i + taken - 1;
        r->done = q->end;
        if (clock_beside(r, start, q->end, i, i + taken))
            as_hour(q, v);
        if (has(r, CR_CHECK_DECADE, i + taken) || (i > 0 && has(r, CR_CHECK_DECADE, i - 1)))
            as_decade(q, v);
        q->unit = unit_beside(r, start, q->end, i, i + taken);
        return i + taken - 1;
    }
    size_t n = cr_check_phrase(r->x, CR_CHECK_SOFT, r->words, r->count, i, values, CR_QUANTITY_VALUES, &taken);
    cr_quantity *q = n ? add(r, values[0], CR_QUANTITY_SOFT, start, end) : NULL;
    for (size_t k = 1; k < n; k++)
        also(q, values[k]);
    if (cr_check_lookup(r->x, CR_CHECK_MONTH, w->folded, &v))
        add(r, v, CR_QUANTITY_SOFT, start, end);
    if (!n && !w->ideograph && (v = roman(w->text, &exact)) > 0)
        add(r, v, exact ? CR_QUANTITY_WORDS : CR_QUANTITY_SOFT, start, end);
    else if (!n && !w->ideograph)
        add_inner(r, start, end);
    return i;
}

/* "2 to 4 inches": the first is of inches too. "6-foot-6": one length. */
static void share_units(reader *r) {
    for (size_t i = r->n; i-- > 1;) {
        cr_quantity *a = &r->out[i - 1], *b = &r->out[i];
        if (b->start < a->end)
            continue;
        size_t gap = b->start - a->end;
        if (!a->unit && b->unit && gap <= 10 && gap > 0 && memchr(r->text.ptr + a->end, '.', gap) == NULL)
            a->unit = b->unit;
        else if (a->unit && a->unit == cr_unit_of(CR_STR("ft")) && (!b->unit || b->unit == cr_unit_of(CR_STR("in"))) && gap <= 7 && b->values[0] < 12 && b->count == 1) {
            a->values[0] += b->values[0] / 12;
            b->kind = CR_QUANTITY_SOFT;
        }
    }
}

size_t cr_check_quantities(cr_str text, const cr_check_word *words, size_t count, const cr_check_lexicon *x, cr_quantity *out, size_t room) {
    reader r = {.text = text, .words = words, .count = count, .x = x, .out = out, .room = room};
    for (size_t i = 0; i < count && r.n < room; i++) {
        size_t start = (size_t)(words[i].text.ptr - text.ptr), end = start + words[i].text.len;
        if (end <= r.done)
            continue;
        if (start < r.done)
            add_inner(&r, r.done, end);
        else if (is_digit_word(words[i].text))
            i = read_digits(&r, i, start);
        else
            i = read_words(&r, i);
    }
    share_units(&r);
    return r.n;
}
