/* Where reports disagree on a date, a place or a name: two sentences of different reports that say the same otherwise, each
 * with one such word, and neither report knows the other's. */
#include <stdlib.h>

#include "base/time.h"
#include "base/vec.h"
#include "story/differences.h"

enum { MOST = 400, NEAR_DAYS = 31, SAME_NEWS = 2 * 86400 };
static const double ALIKE = 0.6;
enum { SHARED = 4 };

typedef struct slot { /* a sentence with one word of the kind asked for */
    uint32_t sentence;
    cr_span words;
    cr_str value;
    int64_t day;        /* of a date */
    uint64_t keys[6];   /* of a name's words */
    size_t key_count;
    bool sure;          /* that the name is of this kind */
} slot;

typedef struct slots {
    slot *items;
    size_t count, capacity;
} slots;

static bool has_digit(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

/* Written with its day: "Wednesday" is resolved by us, and our error would be the reports'. */
static bool date_slot(const cr_digest_work *w, const cr_digest_sentence *s, slot *out) {
    size_t n = 0;
    cr_str text = cr_digest_text(w, s);
    for (size_t i = 0; i < s->date_count; i++) {
        const cr_date *d = &s->dates[i];
        cr_civil c;
        if (d->type == CR_DURATION || d->type == CR_TIME)
            continue;
        n++;
        if ((d->type != CR_DATE && d->type != CR_DATETIME) || cr_str_none(d->value) || !cr_time_parse(d->value, &c) || !c.day ||
            !has_digit(cr_str_slice(text, d->start, d->end)))
            return false;
        out->day = cr_days_from_civil(c.year, c.month, c.day);
        out->words = (cr_span){d->start, d->end};
        out->value = cr_str_slice(d->value, 0, d->value.len < 10 ? d->value.len : 10);
    }
    return n == 1;
}

static bool name_slot(const cr_digest_work *w, const cr_digest_sentence *s, cr_name_kind kind, slot *out) {
    size_t n = 0;
    cr_str text = cr_digest_text(w, s);
    for (size_t i = 0; i < s->name_count; i++) {
        cr_str name = cr_str_slice(text, s->names[i].start, s->names[i].end);
        bool unknown = kind == CR_NAME_PERSON && s->names[i].kind == CR_NAME_UNKNOWN && cr_str_find_byte(name, ' ', 0) != CR_STR_NPOS;
        if (s->names[i].kind != kind && !unknown)
            continue;
        if (n++)
            return false;
        out->sure = !unknown;
        out->words = (cr_span){s->names[i].start, s->names[i].end};
        out->value = cr_str_slice(text, out->words.start, out->words.end);
    }
    for (size_t i = 0; n && i < s->token_count && out->key_count < 6; i++)
        if (s->tokens[i].start >= out->words.start && s->tokens[i].end <= out->words.end && s->tokens[i].key)
            out->keys[out->key_count++] = s->tokens[i].key;
    return n == 1 && out->key_count;
}

static cr_status find_slots(cr_digest_work *w, cr_difference_kind kind, slots *out) {
    for (uint32_t i = 0; i < w->sentence_count && out->count < MOST; i++) {
        const cr_digest_sentence *s = &w->sentences[i];
        slot found = {.sentence = i};
        bool one = kind == CR_DIFFERENCE_DATE ? date_slot(w, s, &found) : name_slot(w, s, kind == CR_DIFFERENCE_PLACE ? CR_NAME_PLACE : CR_NAME_PERSON, &found);
        if (!one || w->copies[s->article] || s->key_count < SHARED)
            continue;
        slot *kept = CR_PUSH(w->arena, out->items, out->count, out->capacity);
        if (!kept)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        *kept = found;
    }
    return CR_OK;
}

static bool knows_day(const cr_digest_work *w, uint32_t article, int64_t day) {
    for (size_t i = w->first[article]; i < w->first[article + 1]; i++)
        for (size_t k = 0; k < w->sentences[i].date_count; k++) {
            cr_civil c;
            cr_str value = w->sentences[i].dates[k].value;
            if (!cr_str_none(value) && cr_time_parse(value, &c) && c.day && cr_days_from_civil(c.year, c.month, c.day) == day)
                return true;
        }
    return false;
}

static bool knows_name(const cr_digest_work *w, uint32_t article, const slot *s) {
    for (size_t i = w->first[article]; i < w->first[article + 1]; i++)
        for (size_t k = 0; k < s->key_count; k++)
            if (cr_digest_has(&w->sentences[i], s->keys[k]))
                return true;
    return false;
}

/* Two spellings of one name: at most one letter in three differs. */
static bool variants(cr_arena *arena, cr_str a, cr_str b) {
    cr_str x = cr_text_latin(arena, a), y = cr_text_latin(arena, b);
    unsigned row[64];
    if (x.len == 0 || y.len == 0 || x.len > 60 || y.len > 60)
        return true;
    for (size_t k = 0; k <= y.len; k++)
        row[k] = (unsigned)k;
    for (size_t i = 1; i <= x.len; i++) {
        unsigned corner = row[0];
        row[0] = (unsigned)i;
        for (size_t k = 1; k <= y.len; k++) {
            unsigned least = corner + (x.ptr[i - 1] != y.ptr[k - 1]);
            least = row[k] + 1 < least ? row[k] + 1 : least;
            least = row[k - 1] + 1 < least ? row[k - 1] + 1 : least;
            corner = row[k];
            row[k] = least;
        }
    }
    return row[y.len] * 3 <= (x.len > y.len ? x.len : y.len);
}

static double own_weight(const cr_digest_sentence *s, const slot *of) {
    double sum = 0;
    for (size_t k = 0; k < of->key_count; k++)
        for (size_t i = 0; i < s->key_count; i++)
            sum += s->keys[i] == of->keys[k] ? s->weights[i] : 0;
    return sum;
}

/* The share of what both say once the words in question are left out; neither has the other's. */
static bool alike(const cr_digest_work *w, const slot *a, const slot *b) {
    const cr_digest_sentence *x = &w->sentences[a->sentence], *y = &w->sentences[b->sentence];
    size_t shared;
    double dice = cr_digest_alike(x, y, &shared), all = x->weight + y->weight;
    if (shared < SHARED || dice <= 0)
        return false;
    return dice * all >= ALIKE * (all - own_weight(x, a) - own_weight(y, b));
}

static bool conflict(const cr_digest_work *w, cr_difference_kind kind, const slot *a, const slot *b) {
    uint32_t x = w->sentences[a->sentence].article, y = w->sentences[b->sentence].article;
    if (cr_sides_same_source(w, x, y))
        return false;
    int64_t one = w->moments[x], two = w->moments[y];
    if (one != INT64_MIN && two != INT64_MIN && llabs(one - two) > SAME_NEWS)
        return false;
    if (!alike(w, a, b)) /* of two sentences in few, and cheaply told */
        return false;
    if (kind == CR_DIFFERENCE_DATE) {
        if (a->day == b->day || llabs(a->day - b->day) > NEAR_DAYS || knows_day(w, x, b->day) || knows_day(w, y, a->day))
            return false;
    } else if ((!a->sure && !b->sure) || variants(w->arena, a->value, b->value) || knows_name(w, x, b) || knows_name(w, y, a))
        return false;
    return true;
}

static bool same_value(cr_difference_kind kind, const slot *a, const slot *b) {
    return kind == CR_DIFFERENCE_DATE ? a->day == b->day : a->key_count == b->key_count && memcmp(a->keys, b->keys, a->key_count * sizeof *a->keys) == 0;
}

/* From one slot: those that stand against it, and those that say the same as one of the two. */
static cr_status differ(cr_digest_work *w, cr_difference_kind kind, const slots *all, size_t at, bool *done, cr_sides *out) {
    cr_side_claim *claims = CR_NEW_ARRAY(w->arena, cr_side_claim, all->count);
    size_t *group = CR_NEW_ARRAY(w->arena, size_t, all->count), sides = 1, n = 0;
    const slot **first = CR_NEW_ARRAY(w->arena, const slot *, all->count);
    if (!claims || !group || !first)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    first[0] = &all->items[at];
    for (size_t i = at; i < all->count; i++) {
        const slot *s = &all->items[i];
        size_t side = SIZE_MAX;
        if (done[i])
            continue;
        for (size_t k = 0; k < sides && side == SIZE_MAX; k++)
            if (same_value(kind, s, first[k]) && (i == at || alike(w, s, first[k])))
                side = k;
        if (side == SIZE_MAX && conflict(w, kind, first[0], s)) {
            side = sides;
            first[sides++] = s;
        }
        if (side == SIZE_MAX)
            continue;
        claims[n] = (cr_side_claim){.sentence = s->sentence, .words = s->words, .value = first[side]->value};
        group[n++] = side;
        done[i] = true;
    }
    return sides > 1 ? cr_sides_write(w, out, kind, NULL, false, claims, group, n, sides) : CR_OK;
}

cr_status cr_digest_worded_differences(cr_digest_work *w, cr_sides *out) {
    for (int kind = CR_DIFFERENCE_DATE; kind <= CR_DIFFERENCE_NAME; kind++) {
        slots all = {0};
        CR_TRY(find_slots(w, (cr_difference_kind)kind, &all));
        bool *done = CR_NEW_ARRAY(w->arena, bool, all.count + 1);
        if (!done)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        for (size_t i = 0; i < all.count; i++)
            if (!done[i])
                CR_TRY(differ(w, (cr_difference_kind)kind, &all, i, done, out));
    }
    return CR_OK;
}
