#include "translate/check_counting.h"

#include <math.h>
#include <unicode/uchar.h>

#include "base/utf8.h"

enum { COMPOUND_BYTES = 24, NUMBER_WORDS = 24 };

bool cr_counting_number(cr_counting *c, double v, bool turned) {
    double tail = fmod(c->current, 100);
    if (v >= 1000) {
        if (c->any)
            return false;
        c->total = v;
    } else if (!c->any || (c->current == 0 && c->total > 0))
        c->current = v;
    else if (v >= 100)
        return false;
    else if (tail == 0 && c->current >= 100)
        c->current += v;
    else if (tail >= 20 && fmod(tail, 10) == 0 && v >= 1 && v < 10)
        c->current += v;
    else if ((tail == 60 || tail == 80) && v >= 10 && v < 20) /* soixante-dix, quatre-vingt-douze */
        c->current += v;
    else if (tail == 10 && v >= 7 && v < 10) /* dix-sept */
        c->current += v;
    else if (tail == 4 && v == 20) /* quatre-vingts */
        c->current += 76;
    else if (tail < 10 && v >= 20 && turned) /* dreiundzwanzig */
        c->current += v;
    else if (c->total == 0 && c->current >= 18 && c->current <= 20 && v >= 10) /* nineteen eighty-four */
        c->current = c->current * 100 + v;
    else
        return false;
    c->any = true;
    return true;
}

bool cr_counting_scale(cr_counting *c, double s) {
    double tail = fmod(c->current, 100);
    if (s == 1) { /* Malay "belas": ten more */
        if (!c->any || tail < 1 || tail >= 10)
            return false;
        c->current += 10;
    } else if (s == 10) {
        if (!c->any || tail < 1 || tail >= 10)
            return false;
        c->current += tail * 9;
    } else if (s == 100) {
        if (c->current >= 100)
            return false;
        c->current = c->current > 0 ? c->current * 100 : 100;
    } else {
        if (c->current == 0 && c->total > 0)
            c->total *= s; /* mil millones */
        else if (c->total > 0 && s >= c->scale)
            c->total = (c->total + c->current) * s;
        else
            c->total += (c->current > 0 ? c->current : 1) * s;
        c->current = 0;
        c->scale = s;
    }
    c->any = true;
    return true;
}

bool cr_counting_joined(cr_str text, const cr_check_word *words, size_t i) {
    size_t at = (size_t)(words[i].text.ptr - text.ptr) - words[i].gap, end = at + words[i].gap;
    if (words[i].gap > 6)
        return false;
    while (at < end) {
        uint32_t c = cr_utf8_next(text, &at);
        if (!cr_utf8_is_space(c) && c != '-' && c != 0x2010 && c != 0x2011 && c != 0xAD)
            return false;
    }
    return true;
}

/* The longest number, scale or part that `s` begins with; bytes taken, 0 for none. */
static size_t part_of(const cr_check_lexicon *x, cr_str s, cr_check_kind *kind, double *value) {
    static const cr_check_kind kinds[] = {CR_CHECK_NUMBER, CR_CHECK_SCALE, CR_CHECK_PART};
    for (size_t len = s.len < COMPOUND_BYTES ? s.len : COMPOUND_BYTES; len > 1; len--)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (cr_check_lookup(x, kinds[k], cr_str_slice(s, 0, len), value)) {
                *kind = kinds[k];
                return len;
            }
    return 0;
}

/* "zweiundzwanzigtausend", "duecentotré"; "achtjährig" too, not exact. Languages without parts of compounds have none. */
static bool compound(const cr_check_lexicon *x, cr_str word, double *value, bool *exact) {
    cr_counting c = {0};
    cr_check_kind kind;
    double v;
    bool turned = false, number = false;
    size_t at = 0, parts = 0;
    if (word.len < 5)
        return false;
    for (size_t taken; at < word.len && (taken = part_of(x, cr_str_slice(word, at, word.len), &kind, &v)) > 0; at += taken) {
        bool link = kind == CR_CHECK_PART && v == 0;
        if (!link && !(kind == CR_CHECK_SCALE ? cr_counting_scale(&c, v) : cr_counting_number(&c, v, turned)))
            break;
        turned = link;
        number = number || (kind == CR_CHECK_NUMBER);
        parts++;
    }
    *value = cr_counting_value(&c);
    *exact = at == word.len && number;
    return c.any && number && parts > 0 && *value >= 2;
}

typedef enum taken { NO_NUMBER, EXACT, VAGUE } taken;

static taken take_word(cr_counting *c, const cr_check_lexicon *x, cr_str w, bool alone) {
    double v;
    bool exact;
    if (cr_check_lookup(x, CR_CHECK_NUMBER, w, &v))
        return cr_counting_number(c, v, false) ? EXACT : NO_NUMBER;
    if (cr_check_lookup(x, CR_CHECK_SCALE, w, &v))
        return cr_counting_scale(c, v) ? VAGUE : NO_NUMBER;
    if (cr_check_lookup(x, CR_CHECK_SOFT, w, &v) && v >= 1 && v < 10 && v == floor(v)) /* "trente et un", "vingt-neuf" */
        return !alone && cr_counting_number(c, v, false) ? VAGUE : NO_NUMBER;
    if (cr_check_lookup(x, CR_CHECK_PART, CR_STR("und"), NULL) || cr_check_lookup(x, CR_CHECK_PART, CR_STR("en"), NULL) ||
        cr_check_lookup(x, CR_CHECK_PART, CR_STR("vent"), NULL))
        if (!c->any && compound(x, w, &v, &exact) && v < 1e9) {
            c->total = v >= 1000 ? floor(v / 1000) * 1000 : 0;
            c->current = v - c->total;
            c->scale = 1000;
            c->any = true;
            return exact ? EXACT : VAGUE;
        }
    return NO_NUMBER;
}

size_t cr_counting_words(cr_str text, const cr_check_word *words, size_t count, size_t i, const cr_check_lexicon *x, double *value, bool *exact) {
    cr_counting c = {0};
    size_t k = 0;
    *exact = false;
    for (; k < NUMBER_WORDS && i + k < count; k++) {
        if (k && !cr_counting_joined(text, words, i + k))
            break;
        cr_str w = words[i + k].folded;
        bool alone = k == 0 && !(i + 1 < count && cr_check_lookup(x, CR_CHECK_SCALE, words[i + 1].folded, NULL) && cr_counting_joined(text, words, i + 1));
        taken t = take_word(&c, x, w, alone);
        if (t == NO_NUMBER && k && i + k + 1 < count && cr_check_lookup(x, CR_CHECK_AND, w, NULL) && cr_counting_joined(text, words, i + k + 1)) {
            cr_counting before = c;
            if ((t = take_word(&c, x, words[i + k + 1].folded, false)) != NO_NUMBER && cr_counting_value(&c) - cr_counting_value(&before) < 100)
                k++;
            else {
                c = before;
                break;
            }
        } else if (t == NO_NUMBER)
            break;
        *exact = *exact || t == EXACT;
    }
    *value = cr_counting_value(&c);
    return c.any ? k : 0;
}

/* ---- characters ---- */

/* 0-9 for a digit, a scale, or -1. */
static double numeral(uint32_t c) {
    static const struct { uint32_t point; double value; } table[] = {
        {0x3007, 0}, {0x96F6, 0}, {0x4E00, 1}, {0x4E8C, 2}, {0x4E24, 2}, {0x5169, 2}, {0x4E09, 3}, {0x56DB, 4}, {0x4E94, 5}, {0x516D, 6}, {0x4E03, 7},
        {0x516B, 8}, {0x4E5D, 9}, {0x5341, 10}, {0x767E, 100}, {0x5343, 1000}, {0x4E07, 1e4}, {0x842C, 1e4}, {0x4EBF, 1e8}, {0x5104, 1e8}, {0x5146, 1e12}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].point == c)
            return table[i].value;
    return -1;
}

static double digits_of(cr_str s) {
    double v = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = cr_utf8_next(s, &at);
        int d = c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : u_charDigitValue((UChar32)c);
        if (d < 0)
            return -1;
        v = v * 10 + d;
    }
    return v;
}

size_t cr_counting_ideographs(const cr_check_word *words, size_t count, size_t i, const double *first, double *value, bool *exact) {
    double total = 0, section = 0, current = first ? *first : -1;
    size_t k = 0;
    bool digit = first != NULL;
    for (; k < NUMBER_WORDS && i + k < count && (words[i + k].gap == 0 || k == 0); k++) {
        size_t at = 0;
        cr_str w = words[i + k].text;
        double v = words[i + k].ideograph ? numeral(cr_utf8_next(w, &at)) : digits_of(w);
        if (v < 0 || (k == 0 && !words[i].ideograph))
            break;
        if (!words[i + k].ideograph) {
            if (current >= 0)
                break;
            current = v;
        } else if (v < 10) {
            current = current >= 0 ? current * 10 + v : v;
            digit = true;
        } else if (v < 1e4) {
            section += (current >= 0 ? current : 1) * v;
            current = -1;
        } else {
            section += current >= 0 ? current : 0;
            total = total > 0 && total < v ? (total + section) * v : total + (section > 0 ? section : 1) * v;
            section = 0;
            current = -1;
        }
    }
    *value = total + section + (current >= 0 ? current : 0);
    *exact = digit && k > 1 && *value >= 11;
    return k;
}
