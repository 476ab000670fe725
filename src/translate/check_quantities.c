/* Comparing the quantities of a sentence with those of its translation. */
#include <courant/translate.h>
#include <math.h>

#include "translate/check_numbers.h"

enum { QUANTITIES = 200 };

typedef struct list {
    const cr_quantity *q;
    size_t count;
    bool *matched;
} list;

static bool near(double a, double b) { return fabs(a - b) <= 1e-6 * fabs(b); }

static bool equal(const cr_quantity *a, const cr_quantity *b) {
    for (unsigned i = 0; i < a->count; i++)
        for (unsigned k = 0; k < b->count; k++)
            if (near(a->values[i], b->values[k]))
                return true;
    return false;
}

static void match_values(list a, list b) {
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if (equal(&a.q[i], &b.q[k]))
                a.matched[i] = b.matched[k] = true;
}

/* Miles into kilometres, and "45 miles (72 km)" into "72 km". */
static void match_conversions(list a, list b) {
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if ((!a.matched[i] || !b.matched[k]) && cr_unit_converts(a.q[i].values[0], a.q[i].unit, b.q[k].values[0], b.q[k].unit))
                a.matched[i] = b.matched[k] = true;
}

static void match_within(list a) {
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < a.count && !a.matched[i]; k++)
            if (a.matched[k] && cr_unit_converts(a.q[i].values[0], a.q[i].unit, a.q[k].values[0], a.q[k].unit))
                a.matched[i] = true;
}

static size_t index_of(list a, double value) {
    size_t i = 0;
    while (i < a.count && !near(a.q[i].values[0], value) && !(a.q[i].count > 1 && near(a.q[i].values[1], value)))
        i++;
    return i;
}

/* "4.40" on one side, "4:40" on the other: nothing but the language tells that it is a time. */
static void match_times(list a, list b) {
    for (size_t i = 0; i < a.count; i++) {
        double v = a.q[i].values[0], whole = floor(v), part = round((v - whole) * 100);
        size_t hour, minute;
        if (a.matched[i] || a.q[i].kind != CR_QUANTITY_DIGITS || part <= 0 || part >= 60 || whole > 24 || !near(whole + part / 100, v))
            continue;
        if ((hour = index_of(b, whole)) < b.count && (minute = index_of(b, part)) < b.count)
            a.matched[i] = b.matched[hour] = b.matched[minute] = true;
    }
}

/* A number that a translator may put into other words: "100 percent certain", "1". */
static bool may_go(const cr_quantity *q) {
    double v = q->values[0];
    return v == 1 || v == 0 || (v == 100 && cr_unit_same(q->unit, cr_unit_of(CR_STR("pct"))));
}

/* Digits without a counterpart: true. *words: is there a number in words without one? */
static bool lost(list a, bool *words) {
    for (size_t i = 0; i < a.count; i++) {
        if (a.matched[i] || may_go(&a.q[i]))
            continue;
        if (a.q[i].kind == CR_QUANTITY_DIGITS)
            return true;
        *words = *words || (a.q[i].kind == CR_QUANTITY_WORDS && a.q[i].values[0] >= 2);
    }
    return false;
}

/* The same value stands with another unit of the same kind, and nowhere with its own. */
static bool unit_changed(list a, list b) {
    for (size_t i = 0; i < a.count; i++) {
        bool other = false, same = a.q[i].unit == 0 || a.q[i].kind == CR_QUANTITY_SOFT;
        for (size_t k = 0; k < b.count && !same; k++) {
            if (!equal(&a.q[i], &b.q[k]))
                continue;
            same = cr_unit_same(a.q[i].unit, b.q[k].unit) || !b.q[k].unit;
            other = other || cr_unit_same_kind(a.q[i].unit, b.q[k].unit);
        }
        if (other && !same)
            return true;
    }
    return false;
}

unsigned cr_check_quantities_compare(const cr_quantity *source, size_t source_count, const cr_quantity *target, size_t target_count, bool lexicons) {
    bool source_matched[QUANTITIES] = {false}, target_matched[QUANTITIES] = {false};
    list s = {source, source_count < QUANTITIES ? source_count : QUANTITIES, source_matched};
    list t = {target, target_count < QUANTITIES ? target_count : QUANTITIES, target_matched};
    match_values(s, t);
    match_conversions(s, t);
    match_within(s);
    match_within(t);
    match_times(s, t);
    match_times(t, s);
    bool word_lost = false, word_new = false;
    unsigned flags = 0;
    if (lost(s, &word_lost) || lost(t, &word_new) || (word_lost && word_new && lexicons))
        flags |= CR_FLAG_NUMBER_CHANGED;
    if (unit_changed(s, t))
        flags |= CR_FLAG_UNIT_CHANGED;
    return flags;
}
