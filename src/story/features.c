#include "story/features.h"

#include <libstemmer.h>
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "story/tuning.h"
#include "story/words.h"

enum { SEED_STEM = 1, SEED_NAME, SEED_NUMBER, SEED_COUNTED, SEED_SPELLING, SEED_SOUND, SEED_SHINGLE };

/* ---- the table of terms ---- */

static bool grow(cr_story_features *f) {
    size_t slot_count = f->slot_count ? f->slot_count * 2 : 1024;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    cr_story_feature *items = realloc(f->items, slot_count / 2 * sizeof *items);
    if (items)
        f->items = items;
    if (!slots || !items) {
        free(slots);
        return false;
    }
    for (size_t i = 0; i < f->count; i++) {
        size_t at = (size_t)f->items[i].hash & (slot_count - 1);
        while (slots[at])
            at = (at + 1) & (slot_count - 1);
        slots[at] = (uint32_t)i + 1;
    }
    free(f->slots);
    f->slots = slots;
    f->slot_count = slot_count;
    f->capacity = slot_count / 2;
    return true;
}

/* Past the limit new terms are not told apart any more; those known go on counting. */
static bool add(cr_story_features *f, uint64_t hash, bool cross, float weight) {
    hash = cross ? hash | CR_STORY_CROSS : hash & ~CR_STORY_CROSS;
    if (f->count == f->capacity && f->count < cr_limit(NULL, CR_LIMIT_STORY_TERMS) && !grow(f))
        return false;
    size_t at = (size_t)hash & (f->slot_count - 1);
    for (; f->slots[at]; at = (at + 1) & (f->slot_count - 1))
        if (f->items[f->slots[at] - 1].hash == hash) {
            f->items[f->slots[at] - 1].weight += weight;
            return true;
        }
    if (f->count == f->capacity)
        return true;
    f->items[f->count] = (cr_story_feature){hash, weight};
    f->slots[at] = (uint32_t)++f->count;
    return true;
}

/* ---- stems ---- */

static struct sb_stemmer *stemmer_of(cr_story_features *f, cr_str lang) {
    char code[8] = "";
    if (lang.len >= 2 && lang.len < sizeof code)
        memcpy(code, lang.ptr, lang.len);
    for (unsigned i = 0; i < 8; i++)
        if (memcmp(f->stemmer_codes[i], code, 8) == 0)
            return f->stemmers[i];
    unsigned i = f->stemmer_next++ % 8;
    sb_stemmer_delete(f->stemmers[i]);
    f->stemmers[i] = code[0] ? sb_stemmer_new(code, NULL) : NULL;
    memcpy(f->stemmer_codes[i], code, 8);
    return f->stemmers[i];
}

/* The stem without accents, so that "États" and the capitals "ETATS" meet. */
static uint64_t stem_hash(struct sb_stemmer *stemmer, const cr_story_word *w) {
    cr_str stem = {w->text, w->len};
    if (stemmer && !w->number && !w->pair) {
        const sb_symbol *s = sb_stemmer_stem(stemmer, (const sb_symbol *)w->text, (int)w->len);
        if (s)
            stem = (cr_str){(const char *)s, (size_t)sb_stemmer_length(stemmer)};
    }
    char plain[CR_STORY_WORD_BYTES + 8];
    size_t n = 0, at = 0;
    bool ascii = true;
    for (size_t i = 0; i < stem.len; i++)
        ascii &= (unsigned char)stem.ptr[i] < 0x80;
    if (!ascii && !w->pair) {
        while (at < stem.len && n < CR_STORY_WORD_BYTES)
            n += cr_utf8_encode(cr_story_unaccented(cr_utf8_next(stem, &at)), plain + n);
        stem = (cr_str){plain, n};
    }
    return cr_hash_64(stem, SEED_STEM);
}

/* ---- the wording ---- */

static void sift_down(uint32_t *heap, size_t count, size_t at) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[at] >= heap[child])
            return;
        uint32_t t = heap[at];
        heap[at] = heap[child];
        heap[child] = t;
    }
}

/* Keeps the lowest CR_STORY_SKETCH different hashes: a heap with the highest on top once it is full. */
static void sketch_add(cr_story_features *f, uint32_t hash) {
    if (f->sketch_count == CR_STORY_SKETCH && hash >= f->sketch[0]) {
        f->sketch_limit = hash > f->sketch[0] ? 0 : f->sketch_limit; /* told at the end */
        return;
    }
    for (size_t i = 0; i < f->sketch_count; i++)
        if (f->sketch[i] == hash)
            return;
    if (f->sketch_count < CR_STORY_SKETCH) {
        f->sketch[f->sketch_count++] = hash;
        if (f->sketch_count == CR_STORY_SKETCH)
            for (size_t i = CR_STORY_SKETCH / 2; i-- > 0;)
                sift_down(f->sketch, CR_STORY_SKETCH, i);
        return;
    }
    f->sketch[0] = hash;
    f->sketch_limit = 0;
    sift_down(f->sketch, CR_STORY_SKETCH, 0);
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* ---- the article ---- */

typedef struct place { /* where the reader of words stands */
    cr_story_features *f;
    struct sb_stemmer *stemmer;
    bool title;
    float weight;            /* of a plain word here */
    uint64_t run[CR_STORY_SHINGLE]; /* hashes of the last words */
    size_t words;
    uint64_t last_name;      /* stem of the word before, when it was a capitalised one */
    uint64_t last_number;    /* likewise a number */
} place;

static bool add_cross(place *p, const cr_story_word *w, bool name) {
    char key[8];
    float weight = p->weight * (name ? cr_story_tuned.name : 1);
    if (w->number)
        return add(p->f, cr_hash_64((cr_str){w->text, w->len}, SEED_NUMBER), true, w->len < 2 ? p->weight / 2 : p->weight);
    if (w->pair || !w->latin_len)
        return true;
    size_t n = cr_story_spelling_key(w, key);
    bool ok = true;
    if (n >= 4 && !w->abjad)
        ok = add(p->f, cr_hash_64((cr_str){key, n}, SEED_SPELLING), true, weight);
    n = cr_story_sound_key(w, key);
    if (n >= 3 && (name || w->abjad || n >= 4))
        ok = ok && add(p->f, cr_hash_64((cr_str){key, n}, SEED_SOUND), true, n >= 4 ? weight : weight / 2);
    return ok;
}

static bool take_word(place *p, const cr_story_word *w) {
    cr_story_features *f = p->f;
    uint64_t stem = stem_hash(p->stemmer, w);
    /* A title may be written in capitals throughout, so its capitals tell nothing. */
    bool name = w->capital && !w->opens && !p->title;
    bool ok = true;
    if (!p->title) {
        p->run[p->words++ % CR_STORY_SHINGLE] = cr_hash_64((cr_str){w->text, w->len}, SEED_SHINGLE);
        uint64_t mix = 0;
        for (size_t i = 0; i < CR_STORY_SHINGLE && p->words >= CR_STORY_SHINGLE; i++)
            mix = (mix ^ p->run[(p->words + i) % CR_STORY_SHINGLE]) * UINT64_C(0x9E3779B97F4A7C15);
        if (p->words >= CR_STORY_SHINGLE)
            sketch_add(f, (uint32_t)(mix >> 32));
    }
    if (w->number)
        ok = add(f, cr_hash_64((cr_str){w->text, w->len}, SEED_NUMBER), false, p->weight * cr_story_tuned.number);
    else if (w->letters > 1 || w->pair)
        ok = add(f, stem, false, p->weight * (name ? cr_story_tuned.name : 1));
    if (ok && w->adjoining && w->letters > 1 && (p->last_number || (p->last_name && w->capital)))
        ok = add(f, (p->last_number ? p->last_number * 3 : p->last_name * 5) ^ stem, false,
                 p->weight * (p->last_number ? cr_story_tuned.number : cr_story_tuned.name));
    p->last_number = w->number ? stem : 0;
    p->last_name = w->capital && !w->number && w->letters > 1 ? stem : 0;
    return ok && add_cross(p, w, name);
}

static bool read_text(place *p, cr_str text) {
    cr_story_reader reader = {.text = text, .opens = true};
    cr_story_word w;
    size_t limit = cr_limit(NULL, CR_LIMIT_STORY_TEXT_BYTES);
    if (reader.text.len > limit)
        reader.text.len = limit;
    size_t words = 0;
    p->last_name = p->last_number = 0;
    while (cr_story_word_next(&reader, &w)) {
        p->weight = p->title ? cr_story_tuned.title : (float)words < cr_story_tuned.lead_words ? 1 + cr_story_tuned.lead : 1;
        words++;
        if (!take_word(p, &w))
            return false;
    }
    if (!p->title)
        p->f->word_count = words;
    return true;
}

cr_status cr_story_features_read(cr_story_features *f, const cr_story_input *in, cr_error *err) {
    if (f->slot_count > 65536) { /* one huge article must not make every later one slow */
        free(f->slots);
        f->slots = NULL;
        f->slot_count = f->capacity = 0;
    } else if (f->slots)
        memset(f->slots, 0, f->slot_count * sizeof *f->slots);
    f->count = f->sketch_count = f->word_count = 0;
    f->sketch_limit = UINT32_MAX;
    place p = {.f = f, .stemmer = stemmer_of(f, in->lang), .title = true};
    bool ok = (f->slots || grow(f)) && read_text(&p, in->title);
    p.title = false;
    if (!ok || !read_text(&p, in->text))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    qsort(f->sketch, f->sketch_count, sizeof *f->sketch, by_value);
    if (f->sketch_limit != UINT32_MAX)
        f->sketch_limit = f->sketch[f->sketch_count - 1];
    return CR_OK;
}

void cr_story_features_free(cr_story_features *f) {
    for (unsigned i = 0; i < 8; i++)
        sb_stemmer_delete(f->stemmers[i]);
    free(f->items);
    free(f->slots);
    memset(f, 0, sizeof *f);
}
