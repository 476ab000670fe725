#include "story/features.h"

#include <courant/text.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "story/tuning.h"
#include "story/words.h"

enum { SEED_STEM = 1, SEED_NAME, SEED_NUMBER, SEED_COUNTED, SEED_SPELLING, SEED_SOUND, SEED_SHINGLE, SEED_DAY, SEED_CLOCK };

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
    f->items[f->count] = (cr_story_feature){.hash = hash, .weight = weight, .id = UINT32_MAX};
    f->slots[at] = (uint32_t)++f->count;
    return true;
}

/* ---- languages ---- */

#define STOP_CACHE 8192

/* Asking the text room's list costs a search among lines; most words of a text were asked for a moment ago. */
static bool is_stop_word(cr_story_features *f, const cr_story_language_tools *l, const cr_story_word *w) {
    if (w->number || w->pair)
        return false;
    cr_str word = {w->text, w->len}, lang = cr_str_of(l->code);
    uint64_t hash = cr_hash_64(word, cr_hash_64(lang, SEED_STEM)) | 1, *at = &f->stop_cache[(hash >> 1) % STOP_CACHE];
    if ((*at | 1) != hash)
        *at = cr_text_is_stop_word(word, lang) ? hash : hash - 1;
    return *at & 1;
}

/* Names of the months from CLDR, in both grammatical forms ("июль", "июля"). */
static void read_months(cr_story_language_tools *l) {
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_DEFAULT, UDAT_DEFAULT, l->code, NULL, 0, NULL, 0, &status);
    static const UDateFormatSymbolType forms[2] = {UDAT_MONTHS, UDAT_STANDALONE_MONTHS};
    for (int i = 0; i < 24 && U_SUCCESS(status); i++) {
        UChar wide[64];
        char name[128];
        int32_t n = 0;
        udat_getSymbols(format, forms[i / 12], i % 12, wide, 64, &status);
        u_strToUTF8(name, sizeof name, &n, wide, -1, &status);
        cr_story_reader reader = {.text = {name, n > 0 ? (size_t)n : 0}};
        cr_story_word w;
        if (U_SUCCESS(status) && cr_story_word_next(&reader, &w) && !w.number) {
            l->months[i] = cr_hash_64((cr_str){w.text, w.len}, SEED_STEM);
            l->capital_months |= w.capital;
        }
    }
    udat_close(format);
}

static cr_story_language_tools *language_of(cr_story_features *f, cr_str lang) {
    char code[8] = "";
    if (lang.len >= 2 && lang.len < sizeof code)
        memcpy(code, lang.ptr, lang.len);
    unsigned i = 0;
    while (i < CR_STORY_OPEN_LANGUAGES && (i >= f->language_next || memcmp(f->languages[i].code, code, 8) != 0))
        i++;
    if (i < CR_STORY_OPEN_LANGUAGES)
        return &f->languages[i];
    cr_story_language_tools *l = &f->languages[f->language_next++ % CR_STORY_OPEN_LANGUAGES];
    sb_stemmer_delete(l->stemmer);
    memset(l, 0, sizeof *l);
    memcpy(l->code, code, 8);
    if (code[0]) {
        l->stemmer = sb_stemmer_new(code, NULL);
        read_months(l);
    }
    return l;
}

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

/* The month that the word names, 1 to 12, or 0. */
static unsigned month_of(const cr_story_language_tools *l, const cr_story_word *w) {
    if (l->capital_months && (!w->capital || w->opens))
        return 0;
    uint64_t hash = cr_hash_64((cr_str){w->text, w->len}, SEED_STEM);
    for (unsigned i = 0; i < 24; i++)
        if (l->months[i] == hash)
            return i % 12 + 1;
    return 0;
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
    const cr_story_language_tools *language;
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
        return a > 24 || b > 59 ? true : add_moment(p, SEED_CLOCK, a, b);
    }
    if (month && a >= 1 && a <= 31)
        return add_moment(p, SEED_DAY, month, a);
    if (before > 24 || a > 59)
        return true;
    p->figure = NO_FIGURE;
    return add_moment(p, SEED_CLOCK, before, a);
}

static bool moment_word(place *p, const cr_story_word *w) {
    bool east = w->letters == 1 && (w->first == 0x6708 || w->first == 0xC6D4) && !p->since; /* 月, 월 after a number */
    unsigned month = east ? (p->figure >= 1 && p->figure <= 12 ? p->figure : 0) : w->pair ? 0 : month_of(p->language, w);
    unsigned day = east || p->since > 1 ? NO_FIGURE : p->figure;
    p->since++;
    p->month = 0;
    if (!month)
        return true;
    p->f->calendar.months |= (uint16_t)(1u << (month - 1));
    p->figure = NO_FIGURE;
    if (day >= 1 && day <= 31)
        return add_moment(p, SEED_DAY, month, day);
    p->month = month;
    return true;
}

static bool add_cross(place *p, const cr_story_word *w, bool name) {
    char key[8];
    float weight = p->weight * (name ? p->f->tuned->cross_name : 1);
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
    if (w->number)
        note_year(&f->calendar, w);
    if (!(w->number ? moment_number(p, w) : moment_word(p, w)))
        return false;
    uint64_t stem = stem_hash(p->language->stemmer, w);
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
    if (is_stop_word(f, p->language, w)) {
        p->last_name = p->last_number = 0;
        return true;
    }
    if (w->number)
        ok = add(f, cr_hash_64((cr_str){w->text, w->len}, SEED_NUMBER), false, p->weight * p->f->tuned->number);
    else if (w->letters > 1 || w->pair)
        ok = add(f, stem, false, p->weight * (name ? p->f->tuned->name : 1));
    if (ok && w->adjoining && w->letters > 1 && (p->last_number || (p->last_name && w->capital)))
        ok = add(f, (p->last_number ? p->last_number * 3 : p->last_name * 5) ^ stem, false,
                 p->weight * (p->last_number ? p->f->tuned->counted : p->f->tuned->name));
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
    p->figure = NO_FIGURE;
    p->month = 0;
    while (cr_story_word_next(&reader, &w)) {
        p->weight = p->title ? p->f->tuned->title : (float)words < p->f->tuned->lead_words ? 1 + p->f->tuned->lead : 1;
        words++;
        if (!take_word(p, &w))
            return false;
    }
    if (!p->title)
        p->f->word_count = words;
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
    if (!f->stop_cache)
        f->stop_cache = calloc(STOP_CACHE, sizeof *f->stop_cache);
    place p = {.f = f, .language = language_of(f, in->lang), .title = true};
    bool ok = f->stop_cache && (f->slots || grow(f)) && read_text(&p, in->title);
    p.title = false;
    if (!ok || !read_text(&p, in->text))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    qsort(f->sketch, f->sketch_count, sizeof *f->sketch, by_value);
    if (f->sketch_limit != UINT32_MAX)
        f->sketch_limit = f->sketch[f->sketch_count - 1];
    return CR_OK;
}

void cr_story_features_free(cr_story_features *f) {
    for (unsigned i = 0; i < CR_STORY_OPEN_LANGUAGES; i++)
        sb_stemmer_delete(f->languages[i].stemmer);
    free(f->stop_cache);
    free(f->items);
    free(f->slots);
    memset(f, 0, sizeof *f);
}
