#include "story/sketch.h"

#include <courant/text.h>
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "story/words.h"

enum { WORDS = 4000, LEAD_WORDS = 120, LETTERS = 5, NAME_LETTERS = 3, SCALE = 65535,
       HEAD = 8 /* bytes: words, marks, words of the lead */ };

/* Chosen on 65 texts in eight languages each (recall of pairs 93 % among English, French, Spanish, Italian, Portuguese, German; of 10,590 pairs of
 * two texts none taken) and on 889 pairs of French reports of one event in one language, none taken. */
enum { LEAST_SHARED = 5 };
static const double PLACED = 0.85, CHANCE = 1e-4, LENGTHS = 0.4;

typedef struct mark {
    uint32_t key, at;
} mark;

static int by_key(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
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

/* Words of a text: marks into one list, what its beginning says into the other. */
static uint32_t read_words(cr_str text, cr_str lang, mark *marks, size_t *mark_count, mark *lead, size_t *lead_count, size_t lead_most) {
    cr_story_reader r = {.text = text, .opens = true};
    cr_story_word word;
    uint32_t n = 0;
    while (n < WORDS && cr_story_word_next(&r, &word)) {
        uint32_t key = key_of(&word);
        if (marks && is_mark(&word))
            marks[(*mark_count)++] = (mark){key, n};
        if (n < lead_most && is_told(&word, lang))
            lead[(*lead_count)++] = (mark){key, 0};
        n++;
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

/* Those that stand once; of many the first, in the order of the text. */
static size_t that_stand_once(mark *marks, size_t count) {
    size_t n = 0;
    if (count)
        qsort(marks, count, sizeof *marks, by_key);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && marks[end].key == marks[i].key; end++)
            ;
        if (end == i + 1)
            marks[n++] = marks[i];
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
    mark *marks = CR_NEW_ARRAY(arena, mark, WORDS + 1), *lead = CR_NEW_ARRAY(arena, mark, 2 * LEAD_WORDS + 1);
    uint8_t *bytes = CR_NEW_ARRAY(arena, uint8_t, CR_SKETCH_BYTES), *at = bytes;
    size_t mark_count = 0, lead_count = 0;
    *out = CR_STR_NONE;
    if (!marks || !lead || !bytes)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    read_words(title, lang, NULL, NULL, lead, &lead_count, LEAD_WORDS);
    uint32_t words = read_words(text, lang, marks, &mark_count, lead, &lead_count, LEAD_WORDS);
    mark_count = that_stand_once(marks, mark_count);
    lead_count = each_once(lead, lead_count);
    lead_count = lead_count < CR_SKETCH_LEAD ? lead_count : CR_SKETCH_LEAD;
    at = put(at, words, 4);
    at = put(at, (uint32_t)mark_count, 2);
    at = put(at, (uint32_t)lead_count, 2);
    for (size_t i = 0; i < mark_count; i++)
        at = put(put(at, marks[i].key, 4), marks[i].at * SCALE / words, 2);
    for (size_t i = 0; i < lead_count; i++)
        at = put(at, lead[i].key, 4);
    *out = (cr_str){(const char *)bytes, (size_t)(at - bytes)};
    return CR_OK;
}

cr_sketch cr_sketch_read(cr_str bytes) {
    const uint8_t *at = (const uint8_t *)bytes.ptr;
    cr_sketch s = {0};
    if (bytes.len < HEAD)
        return s;
    s.words = get(at, 4);
    s.mark_count = get(at + 4, 2);
    s.lead_count = get(at + 6, 2);
    if (bytes.len != HEAD + 6 * s.mark_count + 4 * s.lead_count || bytes.len > CR_SKETCH_BYTES)
        return (cr_sketch){0};
    s.marks = at + HEAD;
    s.lead = s.marks + 6 * s.mark_count;
    return s;
}

static double ratio_of(double *ratios, size_t n) {
    for (size_t i = 1; i < n; i++) /* at most CR_SKETCH_MARKS, and mostly few */
        for (size_t k = i; k > 0 && ratios[k - 1] > ratios[k]; k--) {
            double x = ratios[k];
            ratios[k] = ratios[k - 1];
            ratios[k - 1] = x;
        }
    return ratios[n / 2];
}

/* Words of slack on either side of a mark's place; a share of the text, and some for short ones. */
static double slack(double words) { return 8 + words / 16; }

cr_sketch_match cr_sketch_compare(const cr_sketch *a, const cr_sketch *b) {
    cr_sketch_match m = {0};
    double x[CR_SKETCH_MARKS], y[CR_SKETCH_MARKS], ratios[CR_SKETCH_MARKS];
    for (size_t i = 0, k = 0; i < a->mark_count && k < b->mark_count;) {
        uint32_t left = get(a->marks + 6 * i, 4), right = get(b->marks + 6 * k, 4);
        if (left == right && m.shared < CR_SKETCH_MARKS) {
            x[m.shared] = (double)get(a->marks + 6 * i + 4, 2) * (double)a->words / SCALE;
            y[m.shared] = (double)get(b->marks + 6 * k + 4, 2) * (double)b->words / SCALE;
            ratios[m.shared] = (y[m.shared] + 8) / (x[m.shared] + 8);
            m.shared++;
        }
        i += left <= right;
        k += right <= left;
    }
    if (!m.shared)
        return m;
    double ratio = ratio_of(ratios, m.shared), most = (double)a->words * ratio < (double)b->words ? (double)a->words * ratio : (double)b->words;
    for (size_t i = 0; i < m.shared; i++)
        m.placed += fabs(y[i] - ratio * x[i]) <= slack(most);
    return m;
}

/* How unlikely it is that so many of the shared marks stand in their place by chance: the leading term of the binomial tail. */
static double by_chance(const cr_sketch_match *m, double words) {
    double n = (double)m->shared, k = (double)m->placed, p = 2 * slack(words) / words;
    p = p < 0.9 ? p : 0.9;
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p));
}

bool cr_sketch_translates(const cr_sketch *a, const cr_sketch *b) {
    cr_sketch_match m = cr_sketch_compare(a, b);
    double less = (double)(a->words < b->words ? a->words : b->words), more = (double)(a->words < b->words ? b->words : a->words);
    return m.shared >= LEAST_SHARED && less >= LENGTHS * more && (double)m.placed >= PLACED * (double)m.shared && by_chance(&m, less) <= CHANCE;
}

uint32_t cr_sketch_lead(const cr_sketch *s, size_t at) { return get(s->lead + 4 * at, 4); }
