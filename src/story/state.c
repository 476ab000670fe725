/* The state as bytes: little-endian, in the order of the structures, closed by a hash of everything before it.
 *
 *     "CRSTORY\n" u32 version, u32 window
 *     languages  u32 n, n × (8 bytes, u32 articles)        clock   u32 n, CLOCK × i32
 *     terms      u32 n, n × (u64 hash, u32 articles, last, last_story)
 *     articles   u32 oldest, u32 n, n × (vector, sketch, id, …)
 *     stories    u32 oldest, u32 n, u32 dossiers, n × (vector, …)
 *     u64 XXH3
 *
 * The hash finds damage, not malice: each number is checked against what it indexes before it is used, counts against the
 * bytes that are left, so that no file makes the loader read or allocate beyond its size. */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "story/state.h"

#define MAGIC "CRSTORY\n"
#define VERSION 2
#define SEED 1968

/* ---- writing ---- */

static void put(cr_buf *b, uint64_t x, unsigned bytes) {
    char le[8];
    for (unsigned i = 0; i < bytes; i++)
        le[i] = (char)(unsigned char)(x >> 8 * i);
    cr_buf_add(b, le, bytes);
}
static void put32(cr_buf *b, uint32_t x) { put(b, x, 4); }

static void put_vector(cr_buf *b, const cr_story_vector *v) {
    put(b, v->words, 2);
    put(b, v->crosses, 2);
    for (uint32_t i = 0; i < (uint32_t)v->words + v->crosses; i++) {
        put32(b, v->term[i]);
        put32(b, v->previous[i]);
        put(b, v->weight[i], 2);
    }
}

static void put_article(cr_buf *b, const cr_story_article *a) {
    put_vector(b, &a->vector);
    put(b, a->sketch_count, 2);
    for (uint32_t i = 0; i < a->sketch_count; i++)
        put32(b, a->sketch[i]);
    put32(b, a->sketch_limit);
    put32(b, a->id_bytes);
    cr_buf_add(b, a->id, a->id_bytes);
    put(b, a->language, 2);
    put32(b, (uint32_t)a->day);
    put32(b, (uint32_t)a->leaves);
    put32(b, a->words);
    put32(b, a->story);
    put(b, a->site, 8);
    put(b, a->calendar.months, 2);
    for (unsigned i = 0; i < CR_STORY_YEARS; i++)
        put(b, a->calendar.years[i], 1);
    put32(b, a->relay_of);
    put32(b, a->before);
}

static void put_story(cr_buf *b, const cr_story_record *r) {
    uint32_t likeness;
    memcpy(&likeness, &r->likeness, sizeof likeness);
    put_vector(b, &r->vector);
    put32(b, r->dossier);
    put32(b, r->articles);
    put32(b, r->pairs);
    put32(b, likeness);
    put32(b, (uint32_t)r->first_day);
    put32(b, (uint32_t)r->last_day);
    put32(b, r->last_article);
    put32(b, r->next);
    put32(b, r->previous);
    put(b, r->unreviewed, 2);
    put(b, r->language, 2);
}

cr_status cr_stories_save(const cr_stories *s, cr_arena *arena, cr_str *out, cr_error *err) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, MAGIC);
    put32(&b, VERSION);
    put32(&b, (uint32_t)s->window);
    put32(&b, s->language_count);
    for (uint32_t i = 0; i < s->language_count; i++) {
        cr_buf_add(&b, s->languages[i], 8);
        put32(&b, s->language_articles[i]);
    }
    put32(&b, s->clock_count);
    for (uint32_t i = 0; i < CR_STORY_CLOCK; i++)
        put32(&b, (uint32_t)s->clock_days[i]);
    put32(&b, s->term_count);
    for (uint32_t i = 0; i < s->term_count; i++) {
        put(&b, s->terms[i].hash, 8);
        put32(&b, s->terms[i].articles);
        put32(&b, s->terms[i].last);
        put32(&b, s->terms[i].last_story);
    }
    put32(&b, s->oldest);
    put32(&b, s->article_count);
    for (uint32_t i = 0; i < s->article_count; i++)
        put_article(&b, &s->articles[i]);
    put32(&b, s->oldest_story);
    put32(&b, s->story_count);
    put32(&b, s->dossier_count);
    for (uint32_t i = 0; i < s->story_count; i++)
        put_story(&b, &s->stories[i]);
    put(&b, cr_hash_64(cr_buf_str(&b), SEED), 8);
    *out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, arena);
    cr_buf_free(&b);
    return cr_str_none(*out) ? cr_fail(err, CR_ERR_MEMORY, "stories: out of memory while saving") : CR_OK;
}

/* ---- reading ---- */

typedef struct reader {
    const unsigned char *at, *end;
    bool bad; /* read past the end, or a number that points nowhere */
} reader;

static uint64_t get(reader *r, unsigned bytes) {
    uint64_t x = 0;
    if (r->bad || (size_t)(r->end - r->at) < bytes) {
        r->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++)
        x |= (uint64_t)*r->at++ << 8 * i;
    return x;
}
static uint32_t get32(reader *r) { return (uint32_t)get(r, 4); }
static uint16_t get16(reader *r, uint32_t most) {
    uint32_t x = (uint32_t)get(r, 2);
    r->bad |= x > most;
    return r->bad ? 0 : (uint16_t)x;
}

static void get_bytes(reader *r, void *to, size_t n) {
    if (r->bad || (size_t)(r->end - r->at) < n) {
        r->bad = true;
        return;
    }
    memcpy(to, r->at, n);
    r->at += n;
}

/* A count of things that take at least `least` bytes each. */
static uint32_t get_count(reader *r, size_t least) {
    uint32_t n = get32(r);
    r->bad |= n > (size_t)(r->end - r->at) / least;
    return r->bad ? 0 : n;
}

/* Into `v`, whose arrays have room. `number`: of the article or story, which must lie after all that it points to. */
static void get_vector(reader *r, const cr_stories *s, uint32_t number, cr_story_vector *v) {
    for (uint32_t i = 0; i < (uint32_t)v->words + v->crosses && !r->bad; i++) {
        v->term[i] = get32(r);
        v->previous[i] = get32(r);
        v->weight[i] = (uint16_t)get(r, 2);
        r->bad |= v->term[i] >= s->term_count || v->previous[i] > number;
        r->bad |= i > 0 && i != v->words && v->term[i] <= v->term[i - 1];
    }
}

/* The counts of a vector, and one block for its arrays and `extra` bytes more. */
static bool begin_vector(reader *r, cr_story_vector *v, size_t extra) {
    v->words = get16(r, CR_STORY_WORDS);
    v->crosses = get16(r, CR_STORY_CROSSES);
    size_t n = (size_t)v->words + v->crosses;
    char *block = r->bad ? NULL : malloc(n * (2 * sizeof(uint32_t) + sizeof(uint16_t)) + 4 + extra);
    v->term = (uint32_t *)(void *)block;
    if (!block)
        return false;
    v->previous = v->term + n;
    v->weight = (uint16_t *)(void *)(v->previous + n);
    return true;
}

/* The sizes of sketch and id stand behind the vector: look ahead for them, so that one block holds all. */
static size_t sizes_ahead(reader r, uint32_t *sketch, uint32_t *id) {
    size_t n = get16(&r, CR_STORY_WORDS);
    n += get16(&r, CR_STORY_CROSSES);
    if (r.bad || (size_t)(r.end - r.at) < n * 10)
        return SIZE_MAX;
    r.at += n * 10;
    *sketch = get16(&r, CR_STORY_SKETCH);
    if (r.bad || (size_t)(r.end - r.at) < (size_t)*sketch * 4)
        return SIZE_MAX;
    r.at += (size_t)*sketch * 4;
    get32(&r);
    *id = get_count(&r, 1);
    return r.bad ? SIZE_MAX : (size_t)*sketch * 4 + *id + 1;
}

static void get_article(reader *r, const cr_stories *s, uint32_t number, uint32_t stories_end, cr_story_article *a) {
    uint32_t sketch, id;
    size_t extra = sizes_ahead(*r, &sketch, &id);
    if (extra == SIZE_MAX || !begin_vector(r, &a->vector, extra)) {
        r->bad = true;
        return;
    }
    get_vector(r, s, number, &a->vector);
    size_t n = (size_t)a->vector.words + a->vector.crosses;
    a->sketch = (uint32_t *)(void *)(a->vector.weight + ((n + 1) & ~(size_t)1));
    a->sketch_count = get16(r, CR_STORY_SKETCH);
    for (uint32_t i = 0; i < a->sketch_count; i++) {
        a->sketch[i] = get32(r);
        r->bad |= i > 0 && a->sketch[i] <= a->sketch[i - 1];
    }
    a->sketch_limit = get32(r);
    a->id_bytes = get32(r);
    a->id = (char *)(a->sketch + a->sketch_count);
    get_bytes(r, a->id, id);
    a->id[id] = '\0';
    a->language = get16(r, s->language_count ? s->language_count - 1 : 0);
    a->day = (int32_t)get32(r);
    a->leaves = (int32_t)get32(r);
    a->words = get32(r);
    a->story = get32(r);
    a->site = get(r, 8);
    a->calendar.months = (uint16_t)get(r, 2);
    for (unsigned i = 0; i < CR_STORY_YEARS; i++)
        a->calendar.years[i] = (uint8_t)get(r, 1);
    a->relay_of = get32(r);
    a->before = get32(r);
    r->bad |= a->story >= stories_end || a->relay_of > number || a->before > number;
}

static void get_story(reader *r, const cr_stories *s, uint32_t number, cr_story_record *story) {
    if (!begin_vector(r, &story->vector, 0)) {
        r->bad = true;
        return;
    }
    get_vector(r, s, number, &story->vector);
    story->dossier = get32(r);
    story->articles = get32(r);
    story->pairs = get32(r);
    uint32_t likeness = get32(r);
    memcpy(&story->likeness, &likeness, sizeof likeness);
    story->first_day = (int32_t)get32(r);
    story->last_day = (int32_t)get32(r);
    story->last_article = get32(r);
    story->next = get32(r);
    story->previous = get32(r);
    story->unreviewed = (uint16_t)get(r, 2);
    story->language = get16(r, s->language_count ? s->language_count - 1 : 0);
    r->bad |= story->dossier >= s->dossier_count || !isfinite(story->likeness) || story->likeness < 0;
}

static bool get_head(reader *r, cr_stories *s) {
    char magic[8];
    get_bytes(r, magic, 8);
    if (r->bad || memcmp(magic, MAGIC, 8) != 0 || get32(r) != VERSION)
        return false;
    s->window = (int32_t)get32(r);
    r->bad |= s->window < 1 || s->window > 36500;
    s->language_count = get_count(r, 12);
    if (s->language_count > CR_STORY_LANGUAGES)
        return false;
    for (uint32_t i = 0; i < s->language_count; i++) {
        get_bytes(r, s->languages[i], 8);
        s->language_articles[i] = get32(r);
    }
    s->clock_count = get32(r);
    for (uint32_t i = 0; i < CR_STORY_CLOCK; i++)
        s->clock_days[i] = (int32_t)get32(r);
    return !r->bad;
}

static bool get_terms(reader *r, cr_stories *s) {
    uint32_t n = get_count(r, 20), slots = 4096;
    s->terms = n ? calloc(n, sizeof *s->terms) : NULL;
    if (r->bad || (n && !s->terms))
        return false;
    s->term_capacity = n;
    for (; s->term_count < n; s->term_count++) {
        cr_story_term *t = &s->terms[s->term_count];
        t->hash = get(r, 8);
        t->articles = get32(r);
        t->last = get32(r);
        t->last_story = get32(r);
    }
    while (slots / 2 < n && slots < UINT32_C(1) << 31)
        slots *= 2;
    return cr_story_terms_rehash(s, slots);
}

static bool get_body(reader *r, cr_stories *s) {
    s->oldest = get32(r);
    uint32_t n = get_count(r, 40), first = s->oldest;
    s->articles = n ? calloc(n, sizeof *s->articles) : NULL;
    if (r->bad || (n && !s->articles) || first > UINT32_MAX / 2 || n > UINT32_MAX / 2)
        return false;
    s->article_capacity = n;
    while (s->article_count < n && !r->bad) {
        uint32_t number = first + s->article_count;
        get_article(r, s, number, UINT32_MAX, &s->articles[s->article_count++]);
    }
    s->oldest_story = get32(r);
    n = get_count(r, 30);
    s->dossier_count = get32(r);
    s->stories = n ? calloc(n, sizeof *s->stories) : NULL;
    if (r->bad || (n && !s->stories) || s->oldest_story > UINT32_MAX / 2 || n > UINT32_MAX / 2)
        return false;
    s->story_capacity = n;
    while (s->story_count < n && !r->bad) {
        uint32_t number = s->oldest_story + s->story_count;
        get_story(r, s, number, &s->stories[s->story_count++]);
    }
    for (uint32_t i = 0; i < s->article_count; i++)
        r->bad |= s->articles[i].story >= s->oldest_story + s->story_count;
    for (uint32_t i = 0; i < s->story_count && !r->bad; i++) {
        uint32_t number = s->oldest_story + i;
        const cr_story_record *x = &s->stories[i], *next = cr_story_record_at(s, x->next), *previous = cr_story_record_at(s, x->previous);
        r->bad |= !next || !previous || next->previous != number || previous->next != number || next->dossier != x->dossier;
        r->bad |= x->last_article > s->oldest + s->article_count;
    }
    return !r->bad && r->at == r->end;
}

cr_status cr_stories_load(cr_str state, const cr_stories_options *options, cr_stories **out, cr_error *err) {
    *out = NULL;
    cr_stories *s = cr_stories_new(options);
    if (!s)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    bool ok = false;
    if (state.len > 8) {
        const unsigned char *bytes = (const unsigned char *)state.ptr;
        reader r = {bytes, bytes + state.len - 8, false}, sum = {r.end, r.end + 8, false};
        ok = get(&sum, 8) == cr_hash_64((cr_str){state.ptr, state.len - 8}, SEED) && get_head(&r, s) && get_terms(&r, s) && get_body(&r, s);
    }
    if (!ok) {
        cr_stories_free(s);
        return cr_fail(err, CR_ERR_STORE, "the saved state of the stories is damaged or of another version; "
                                          "remove it and the articles are grouped anew");
    }
    if (options && options->window_days > 0)
        s->window = options->window_days;
    *out = s;
    return CR_OK;
}
