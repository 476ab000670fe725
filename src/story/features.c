#include "story/features.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "story/lexicon.h"
#include "story/tuning.h"

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
static bool add_both(cr_story_features *f, uint64_t whole, bool cross, float weight, float hub) {
    uint32_t upper = (uint32_t)(whole >> 32), hash = cross ? upper | CR_STORY_CROSS : (upper & ~CR_STORY_CROSS) | (upper << 1 == 0);
    if (f->count == f->capacity && f->count < cr_limit(NULL, CR_LIMIT_STORY_TERMS) && !grow(f))
        return false;
    size_t at = (size_t)hash & (f->slot_count - 1);
    for (; f->slots[at]; at = (at + 1) & (f->slot_count - 1))
        if (f->items[f->slots[at] - 1].hash == hash) {
            f->items[f->slots[at] - 1].weight += weight;
            f->items[f->slots[at] - 1].hub += hub;
            return true;
        }
    if (f->count == f->capacity)
        return true;
    f->items[f->count] = (cr_story_feature){.hash = hash, .weight = weight, .hub = hub};
    f->slots[at] = (uint32_t)++f->count;
    return true;
}

static bool add(cr_story_features *f, uint64_t whole, bool cross, float weight) { return add_both(f, whole, cross, weight, 0); }

static void note_year(cr_story_calendar *c, const cr_story_word *w) {
    if (w->letters != 4 || w->len != 4 || (w->text[0] != '1' && w->text[0] != '2'))
        return;
    int year = (w->text[0] - '0') * 1000 + (w->text[1] - '0') * 100 + (w->text[2] - '0') * 10 + (w->text[3] - '0') - 1900;
    if (year < 1 || year > 199)
        return;
    int at = 0;
    while (at < CR_STORY_YEARS && c->years[at] > year)
        at++;
    if (at == CR_STORY_YEARS || c->years[at] == year)
        return;
    memmove(c->years + at + 1, c->years + at, (size_t)(CR_STORY_YEARS - 1 - at));
    c->years[at] = (uint8_t)year;
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
    cr_story_language *language;
    bool title;
    float weight;            /* of a plain word here */
    uint64_t run[CR_STORY_SHINGLE]; /* hashes of the last words */
    size_t words;
    uint64_t last_name;      /* stem of the word before, when it was a capitalised one */
    uint64_t last_number;    /* likewise a number */
    unsigned figure, since;  /* the last number of one or two figures, NO_FIGURE none; words read since */
    unsigned month;          /* named just before, 0 none: a day may follow it */
} place;

/* ---- moments: a day of the year, a time of the day ----
 *
 * Each language writes them in its way and all mean the same, so they meet across languages as nothing else does:
 *     "20 July", "July 20", "20 de julio", "20 июля", "7月20日" -> day 7/20      "2.56", "2 h 56", "2:56", "2時56分" -> clock 2:56 */
#define NO_FIGURE 100u

static bool add_moment(place *p, uint64_t seed, unsigned a, unsigned b) {
    char key[2] = {(char)a, (char)b};
    return add(p->f, cr_hash_64((cr_str){key, 2}, seed), true, p->weight * p->f->tuned->moment);
}

static unsigned figures(const char *s, size_t n) {
    return n == 1 ? (unsigned)(s[0] - '0') : n == 2 ? (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0') : NO_FIGURE;
}

static bool moment_number(place *p, const cr_story_word *w) {
    const char *point = memchr(w->text, '.', w->len);
    size_t whole = point ? (size_t)(point - w->text) : w->len, part = point ? w->len - whole - 1 : 0;
    unsigned a = figures(w->text, whole), b = figures(point ? point + 1 : w->text, part), month = p->month;
    unsigned before = p->since <= 1 ? p->figure : NO_FIGURE;
    p->month = 0;
    p->figure = point ? NO_FIGURE : a;
    p->since = 0;
    if (point) {
        b = part == 1 ? b * 10 : b; /* "11.30" has lost its nought */
        return a > 24 || b > 59 ? true : add_moment(p, CR_STORY_SEED_CLOCK, a, b);
    }
    if (month && a >= 1 && a <= 31)
        return add_moment(p, CR_STORY_SEED_DAY, month, a);
    if (before > 24 || a > 59)
        return true;
    p->figure = NO_FIGURE;
    return add_moment(p, CR_STORY_SEED_CLOCK, before, a);
}

static bool moment_word(place *p, const cr_story_known *k, bool opens) {
    bool east = (k->is & CR_STORY_MONTH_SIGN) && !p->since; /* after a number */
    unsigned month = east ? (p->figure >= 1 && p->figure <= 12 ? p->figure : 0) : k->month;
    if (month && !east && p->language->capital_months && (!(k->is & CR_STORY_CAPITAL) || opens))
        month = 0;
    unsigned day = east || p->since > 1 ? NO_FIGURE : p->figure;
    p->since++;
    p->month = 0;
    if (!month)
        return true;
    p->f->calendar.months |= (uint16_t)(1u << (month - 1));
    p->figure = NO_FIGURE;
    if (day >= 1 && day <= 31)
        return add_moment(p, CR_STORY_SEED_DAY, month, day);
    p->month = month;
    return true;
}

static bool add_cross(place *p, const cr_story_known *k, bool name) {
    float weight = p->weight * (name ? p->f->tuned->cross_name : 1);
    if (k->is & CR_STORY_NUMBER)
        return add(p->f, (uint64_t)k->number << 32, true, k->is & CR_STORY_SHORT ? p->weight / 2 : p->weight);
    bool ok = !k->spelling || add(p->f, (uint64_t)k->spelling << 32, true, weight);
    bool whole = !(k->is & CR_STORY_SHORT);
    if (k->sound && (name || k->is & CR_STORY_ABJAD || whole))
        ok = ok && add(p->f, (uint64_t)k->sound << 32, true, whole ? weight : weight / 2);
    return ok;
}

/* The last words, their hashes in a ring: the wording is what stands in which order. */
static void add_run(place *p, uint64_t word) {
    p->run[p->words++ % CR_STORY_SHINGLE] = word;
    if (p->words < CR_STORY_SHINGLE)
        return;
    uint64_t mix = 0;
    for (size_t i = 0, at = p->words % CR_STORY_SHINGLE; i < CR_STORY_SHINGLE; i++, at = at + 1 < CR_STORY_SHINGLE ? at + 1 : 0)
        mix = (mix ^ p->run[at]) * UINT64_C(0x9E3779B97F4A7C15);
    sketch_add(p->f, (uint32_t)(mix >> 32));
}

static bool take_word(place *p, const cr_story_known *k, const cr_story_word *w) {
    cr_story_features *f = p->f;
    bool number = k->is & CR_STORY_NUMBER, capital = k->is & CR_STORY_CAPITAL, letters = !(k->is & CR_STORY_LETTER);
    if (number)
        note_year(&f->calendar, w);
    if (!(number ? moment_number(p, w) : moment_word(p, k, w->opens)))
        return false;
    /* A title may be written in capitals throughout, so its capitals tell nothing. */
    bool name = capital && !w->opens && !p->title;
    bool ok = true;
    if (!p->title)
        add_run(p, k->run);
    if (k->is & CR_STORY_STOP_WORD) {
        p->last_name = p->last_number = 0;
        return true;
    }
    if (number)
        ok = add(f, (uint64_t)k->number << 32, false, p->weight * f->tuned->number);
    else if (letters || k->is & CR_STORY_PAIR)
        ok = add(f, k->stem, false, p->weight * (name ? f->tuned->name : 1));
    if (ok && w->adjoining && letters && (p->last_number || (p->last_name && capital)))
        ok = add(f, (p->last_number ? p->last_number * 3 : p->last_name * 5) ^ k->stem, false,
                 p->weight * (p->last_number ? f->tuned->counted : f->tuned->name));
    p->last_number = number ? k->stem : 0;
    p->last_name = capital && !number && letters ? k->stem : 0;
    return ok && add_cross(p, k, name);
}

typedef struct found { /* a word found in the text, not yet looked at */
    cr_story_word word;
    cr_str span;
    uint64_t key;
} found;

static bool find_word(place *p, cr_story_reader *reader, found *x) {
    if (!cr_story_word_find(reader, &x->word, &x->span))
        return false;
    x->key = cr_str_none(x->span) ? 0 : cr_story_known_key(p->f->lexicon, p->language, x->span);
    return true;
}

static bool read_text(place *p, cr_str text) {
    cr_story_reader reader = {.text = text, .opens = true};
    size_t limit = cr_limit(NULL, CR_LIMIT_STORY_TEXT_BYTES), words = 0;
    if (reader.text.len > limit)
        reader.text.len = limit;
    p->last_name = p->last_number = 0;
    p->figure = NO_FIGURE;
    p->month = 0;
    found ahead[2]; /* the next word is found before this one is looked at, so that memory has time to bring what is known of it */
    bool more = find_word(p, &reader, &ahead[0]);
    while (more) {
        found *x = &ahead[words % 2];
        more = find_word(p, &reader, &ahead[(words + 1) % 2]);
        p->weight = p->title ? p->f->tuned->title : (float)words < p->f->tuned->lead_words ? 1 + p->f->tuned->lead : 1;
        words++;
        cr_story_known whole, *known = &whole;
        if (cr_str_none(x->span))
            cr_story_tell(p->language, &x->word, &whole);
        else
            known = cr_story_known_of(p->f->lexicon, p->language, x->span, x->key);
        if (!take_word(p, known, &x->word))
            return false;
    }
    if (!p->title)
        p->f->word_count = words;
    return true;
}

/* Words of title and lead in the language of the hub: what they add up to is weighed apart from the article's own. */
static bool read_hub(cr_story_features *f, const cr_story_language *language, cr_str text, float weight) {
    cr_story_reader reader = {.text = text, .opens = true};
    cr_story_word w;
    cr_str span;
    size_t limit = cr_limit(NULL, CR_LIMIT_STORY_TEXT_BYTES);
    if (reader.text.len > limit)
        reader.text.len = limit;
    while (cr_story_word_find(&reader, &w, &span)) {
        cr_story_known whole, *k = &whole;
        if (cr_str_none(span))
            cr_story_tell(language, &w, &whole);
        else
            k = cr_story_known_of(f->lexicon, language, span, cr_story_known_key(f->lexicon, language, span));
        bool number = k->is & CR_STORY_NUMBER;
        if (k->is & CR_STORY_STOP_WORD || (!number && k->is & CR_STORY_LETTER && !(k->is & CR_STORY_PAIR)))
            continue;
        float share = number ? f->tuned->number : k->is & CR_STORY_CAPITAL && !w.opens ? f->tuned->name : 1;
        if (!add_both(f, number ? (uint64_t)k->number << 32 : k->stem, false, 0, weight * share))
            return false;
    }
    return true;
}

cr_status cr_story_features_read(cr_story_features *f, const cr_story_input *in, cr_error *err) {
    f->tuned = f->tuned ? f->tuned : &cr_story_tuned;
    if (f->slot_count > 65536) { /* one huge article must not make every later one slow */
        free(f->slots);
        f->slots = NULL;
        f->slot_count = f->capacity = 0;
    } else if (f->slots)
        memset(f->slots, 0, f->slot_count * sizeof *f->slots);
    f->count = f->sketch_count = f->word_count = 0;
    f->sketch_limit = UINT32_MAX;
    memset(&f->calendar, 0, sizeof f->calendar);
    if (!f->lexicon)
        f->lexicon = cr_story_lexicon_new();
    place p = {.f = f, .language = f->lexicon ? cr_story_language_of(f->lexicon, in->lang) : NULL, .title = true};
    bool ok = f->lexicon && (f->slots || grow(f)) && read_text(&p, in->title);
    p.title = false;
    ok = ok && read_text(&p, in->text);
    if (ok && !cr_str_empty(in->hub_lang) && !cr_str_eq(in->hub_lang, in->lang)) {
        const cr_story_language *hub = cr_story_language_of(f->lexicon, in->hub_lang);
        ok = read_hub(f, hub, in->hub_title, f->tuned->title) && read_hub(f, hub, in->hub_lead, 1);
    }
    if (!ok)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    qsort(f->sketch, f->sketch_count, sizeof *f->sketch, by_value);
    if (f->sketch_limit != UINT32_MAX)
        f->sketch_limit = f->sketch[f->sketch_count - 1];
    return CR_OK;
}

void cr_story_features_free(cr_story_features *f) {
    cr_story_lexicon_free(f->lexicon);
    free(f->items);
    free(f->slots);
    memset(f, 0, sizeof *f);
}
