#include "story/sketch.h"

#include <courant/text.h>
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "story/words.h"

enum { WORDS = 4000, LEAD_WORDS = 120, LETTERS = 5, NAME_LETTERS = 3, SCALE = 65535,
       HEAD = 8 /* bytes: words, sentences, marks, words of the lead */ };

/* Beside a mark's key, in its lowest bits. */
enum { NUMBER = 1, NAME = 2, REPEATED = 4, FLAGS = 7 };

/* Reports of one event tell the same facts in much the same order, so it is not enough that what both say stands in its place: what
 * only one of them says tells more. Chosen on 65 texts in eight languages each, and on twelve originals, each with a translation and
 * with a report of the same event in the same language (bench/digest/translations.py prints both). */
enum { LEAST_SHARED = 6 };
static const double PLACED = 0.8, AWAY = 0.06, CROSSED = 0.08, CHANCE = 1e-4, LENGTHS = 0.7, SENTENCES = 0.25, OWN = 0.2, ENDS = 0.6;

typedef struct mark {
    uint32_t key, at;
} mark;

static int by_key(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Whatever its flags. */
static int by_mark(const void *a, const void *b) {
    const mark *x = a, *y = b;
    uint32_t one = x->key / (FLAGS + 1), two = y->key / (FLAGS + 1);
    return one != two ? (one < two ? -1 : 1) : (x->at > y->at) - (x->at < y->at);
}

static int by_place(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t key_of(const cr_story_word *w) {
    char key[8];
    if (w->number || w->pair || !w->latin_len)
        return (uint32_t)cr_hash_64((cr_str){w->text, w->len}, 41);
    if (w->latin_len < LETTERS)
        return (uint32_t)cr_hash_64((cr_str){w->latin, w->latin_len}, 43);
    return (uint32_t)cr_hash_64((cr_str){key, cr_story_spelling_key(w, key)}, 47);
}

/* May stand in a translation as well. */
static bool is_mark(const cr_story_word *w) {
    if (w->number)
        return w->len > 1;
    return !w->pair && (w->latin_len >= LETTERS || (w->capital && !w->opens && w->latin_len >= NAME_LETTERS));
}

static bool is_told(const cr_story_word *w, cr_str lang) {
    return w->number || (w->letters > 1 && !cr_text_is_stop_word((cr_str){w->text, w->len}, lang));
}

/* A sentence or line ends between the bytes: not behind an initial, nor in a number. */
static bool ends_between(cr_str s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        cr_str rest = cr_str_slice(s, i, s.len);
        if (s.ptr[i] == '\n' || s.ptr[i] == '!' || s.ptr[i] == '?' || cr_str_starts(rest, "\xE3\x80\x82") || cr_str_starts(rest, "\xD8\x9F"))
            return true;
        if (s.ptr[i] == '.' && i > 1 && i + 1 < s.len && (s.ptr[i + 1] == ' ' || s.ptr[i + 1] == '"') && s.ptr[i - 2] != ' ' && s.ptr[i - 2] != '.')
            return true;
    }
    return false;
}

typedef struct reading { /* marks of a text, the words where its sentences begin but the first, and what its beginning says */
    mark *marks, *lead;
    uint32_t *ends;
    size_t mark_count, lead_count, end_count;
} reading;

static uint32_t read_words(cr_str text, cr_str lang, bool title, reading *out) {
    cr_story_reader r = {.text = text, .opens = true};
    cr_story_word word;
    bool nouns = cr_str_is(lang, "de") || cr_str_is(lang, "lb"); /* every noun has a capital there */
    uint32_t n = 0;
    for (size_t from = 0; n < WORDS && cr_story_word_next(&r, &word); n++, from = r.at) {
        uint32_t key = key_of(&word), flags = (word.number ? NUMBER : 0u) | (word.capital && !word.opens && !nouns ? NAME : 0u);
        if (!title && is_mark(&word))
            out->marks[out->mark_count++] = (mark){(key & ~(uint32_t)FLAGS) | flags, n};
        if (!title && n && out->end_count < CR_SKETCH_ENDS && ends_between(text, from, r.at))
            out->ends[out->end_count++] = n;
        if (n < LEAD_WORDS && is_told(&word, lang))
            out->lead[out->lead_count++] = (mark){key, 0};
    }
    return n;
}

static size_t each_once(mark *lead, size_t count) {
    size_t n = 0;
    if (count)
        qsort(lead, count, sizeof *lead, by_key);
    for (size_t i = 0; i < count; i++)
        if (!n || lead[n - 1].key != lead[i].key)
            lead[n++] = lead[i];
    return n;
}

/* Each once, where it stands first; of many the first, in the order of the text. */
static size_t marks_once(mark *marks, size_t count) {
    size_t n = 0;
    if (count)
        qsort(marks, count, sizeof *marks, by_mark);
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t flags = 0;
        for (end = i; end < count && marks[end].key / (FLAGS + 1) == marks[i].key / (FLAGS + 1); end++)
            flags |= marks[end].key & FLAGS;
        marks[n] = marks[i];
        marks[n++].key |= flags | (end > i + 1 ? REPEATED : 0u);
    }
    if (n > CR_SKETCH_MARKS) {
        qsort(marks, n, sizeof *marks, by_place);
        n = CR_SKETCH_MARKS;
        qsort(marks, n, sizeof *marks, by_key);
    }
    return n;
}

static uint8_t *put(uint8_t *at, uint32_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

static uint32_t get(const uint8_t *at, size_t bytes) {
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint32_t)at[i] << (8 * i);
    return value;
}

cr_status cr_sketch_make(cr_arena *arena, cr_str title, cr_str text, cr_str lang, cr_str *out, cr_error *err) {
    reading r = {CR_NEW_ARRAY(arena, mark, WORDS + 1), CR_NEW_ARRAY(arena, mark, 2 * LEAD_WORDS + 1), CR_NEW_ARRAY(arena, uint32_t, CR_SKETCH_ENDS), 0, 0, 0};
    uint8_t *bytes = CR_NEW_ARRAY(arena, uint8_t, CR_SKETCH_BYTES), *at = bytes;
    *out = CR_STR_NONE;
    if (!r.marks || !r.lead || !r.ends || !bytes)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    read_words(title, lang, true, &r);
    uint32_t words = read_words(text, lang, false, &r);
    r.mark_count = marks_once(r.marks, r.mark_count);
    r.lead_count = each_once(r.lead, r.lead_count);
    r.lead_count = r.lead_count < CR_SKETCH_LEAD ? r.lead_count : CR_SKETCH_LEAD;
    at = put(put(at, words, 2), (uint32_t)r.end_count, 2);
    at = put(put(at, (uint32_t)r.mark_count, 2), (uint32_t)r.lead_count, 2);
    for (size_t i = 0; i < r.mark_count; i++)
        at = put(put(at, r.marks[i].key, 4), r.marks[i].at * SCALE / words, 2);
    for (size_t i = 0; i < r.lead_count; i++)
        at = put(at, r.lead[i].key, 4);
    for (size_t i = 0; i < r.end_count; i++)
        at = put(at, r.ends[i] * SCALE / words, 2);
    *out = (cr_str){(const char *)bytes, (size_t)(at - bytes)};
    return CR_OK;
}

cr_sketch cr_sketch_read(cr_str bytes) {
    const uint8_t *at = (const uint8_t *)bytes.ptr;
    cr_sketch s = {0};
    if (bytes.len < HEAD)
        return s;
    s.words = get(at, 2);
    s.end_count = get(at + 2, 2);
    s.mark_count = get(at + 4, 2);
    s.lead_count = get(at + 6, 2);
    if (bytes.len != HEAD + 6 * s.mark_count + 4 * s.lead_count + 2 * s.end_count || bytes.len > CR_SKETCH_BYTES)
        return (cr_sketch){0};
    s.marks = at + HEAD;
    s.lead = s.marks + 6 * s.mark_count;
    s.ends = s.lead + 4 * s.lead_count;
    return s;
}

static uint32_t key_at(const cr_sketch *s, size_t i) { return get(s->marks + 6 * i, 4); }
static double place_at(const cr_sketch *s, size_t i) { return (double)get(s->marks + 6 * i + 4, 2) / SCALE; }

static double fewer_words(const cr_sketch *a, const cr_sketch *b) { return (double)(a->words < b->words ? a->words : b->words); }

/* Words of slack on either side of a mark's place; a share of the text, and some for short ones. */
static double slack(double words) { return 5 + words / 40; }

typedef struct pairs { /* places of what stands once in both */
    double x[CR_SKETCH_MARKS], y[CR_SKETCH_MARKS];
    bool left[CR_SKETCH_MARKS], right[CR_SKETCH_MARKS]; /* beside the marks of each: the other has it */
    size_t count;
} pairs;

static void pair_up(const cr_sketch *a, const cr_sketch *b, pairs *out) {
    memset(out->left, 0, sizeof out->left);
    memset(out->right, 0, sizeof out->right);
    out->count = 0;
    for (size_t i = 0, k = 0; i < a->mark_count && k < b->mark_count;) {
        uint32_t one = key_at(a, i), two = key_at(b, k), left = one / (FLAGS + 1), right = two / (FLAGS + 1);
        if (left == right && i < CR_SKETCH_MARKS && k < CR_SKETCH_MARKS) {
            out->left[i] = out->right[k] = true;
            if (!((one | two) & REPEATED)) {
                out->x[out->count] = place_at(a, i);
                out->y[out->count++] = place_at(b, k);
            }
        }
        i += left <= right;
        k += right <= left;
    }
}

static size_t placed(const pairs *p, double words) {
    size_t n = 0;
    for (size_t i = 0; i < p->count; i++)
        n += fabs(p->y[i] - p->x[i]) * words <= slack(words);
    return n;
}

cr_sketch_match cr_sketch_compare(const cr_sketch *a, const cr_sketch *b) {
    pairs p;
    pair_up(a, b, &p);
    return (cr_sketch_match){p.count, placed(&p, fewer_words(a, b))};
}

/* How unlikely it is that so many of the shared marks stand in their place by chance: the leading term of the binomial tail. */
static double by_chance(double n, double k, double words) {
    double p = 2 * slack(words) / words;
    p = p < 0.9 ? p : 0.9;
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p));
}

/* On average so near to its place, and so few in another order, some words' way aside. */
static bool in_order(const pairs *p, double words) {
    double away = 0, crossed = 0;
    for (size_t i = 0; i < p->count; i++) {
        away += fabs(p->y[i] - p->x[i]);
        for (size_t k = 0; k < p->count; k++)
            crossed += p->x[k] < p->x[i] && p->y[k] * words > p->y[i] * words + 8;
    }
    return away <= AWAY * (double)p->count && crossed <= CROSSED * (double)p->count * (double)(p->count - 1) / 2;
}

static double end_at(const cr_sketch *s, size_t i) { return (double)get(s->ends + 2 * i, 2) / SCALE; }

/* Most sentences of the one end where one of the other ends. */
static bool ends_meet(const cr_sketch *a, const cr_sketch *b) {
    double words = fewer_words(a, b);
    size_t met = 0;
    for (size_t i = 0, k = 0; i < a->end_count && b->end_count; i++) {
        double at = end_at(a, i);
        while (k + 1 < b->end_count && fabs(end_at(b, k + 1) - at) <= fabs(end_at(b, k) - at))
            k++;
        met += fabs(end_at(b, k) - at) * words <= slack(words);
    }
    return (double)met >= ENDS * (double)a->end_count;
}

/* Where the marks that are kept end: 1 where all are. */
static double reach(const cr_sketch *s) {
    double most = 0;
    for (size_t i = 0; i < s->mark_count; i++)
        most = place_at(s, i) > most ? place_at(s, i) : most;
    return s->mark_count < CR_SKETCH_MARKS ? 1 : most;
}

/* Numbers, and sentences with names or numbers, that the other lacks: more than a few. */
static bool has_its_own(const cr_sketch *s, const bool *shared, double until) {
    size_t numbers = 0, own = 0, alone = 0, told[CR_SKETCH_ENDS + 1] = {0}, known[CR_SKETCH_ENDS + 1] = {0};
    for (size_t i = 0; i < s->mark_count && i < CR_SKETCH_MARKS; i++) {
        uint32_t flags = key_at(s, i) & (NUMBER | NAME);
        size_t sentence = 0;
        if (!flags || place_at(s, i) > until)
            continue;
        while (sentence < s->end_count && end_at(s, sentence) <= place_at(s, i))
            sentence++;
        numbers += flags & NUMBER ? 1u : 0u;
        own += (flags & NUMBER) && !shared[i];
        told[sentence]++;
        known[sentence] += shared[i];
    }
    for (size_t i = 0; i <= s->end_count; i++)
        alone += told[i] > 1 && known[i] * 3 < told[i];
    return (double)own > 1 + OWN * (double)numbers || (double)alone > OWN * (double)(s->end_count + 1);
}

bool cr_sketch_translates(const cr_sketch *a, const cr_sketch *b) {
    pairs p;
    double less = fewer_words(a, b), more = (double)(a->words + b->words) - less;
    double fewer = (double)(a->end_count < b->end_count ? a->end_count : b->end_count) + 1, sentences = (double)(a->end_count + b->end_count) + 2 - fewer;
    if (less < LENGTHS * more || sentences - fewer > fmax(1, SENTENCES * sentences) || a->end_count > CR_SKETCH_ENDS || b->end_count > CR_SKETCH_ENDS)
        return false;
    pair_up(a, b, &p);
    double shared = (double)p.count, right = (double)placed(&p, less), until = fmin(reach(a), reach(b));
    return p.count >= LEAST_SHARED && right >= PLACED * shared && by_chance(shared, right, less) <= CHANCE && in_order(&p, less) && ends_meet(a, b) &&
           ends_meet(b, a) && !has_its_own(a, p.left, until) && !has_its_own(b, p.right, until);
}

uint32_t cr_sketch_lead(const cr_sketch *s, size_t at) { return get(s->lead + 4 * at, 4); }
