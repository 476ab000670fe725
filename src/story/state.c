/* The state as bytes: little-endian, in the order of the structures, closed by a hash of everything before it.
 *
 *     "CRSTORY\n" u32 version, u32 window
 *     languages  u32 n, n × (8 bytes, u32 articles)        clock   u32 n, CLOCK × i32
 *     terms      u32 buckets, u32 n, n × (u32 hash, u32 last, u16 articles)
 *     articles   u32 oldest, u32 n, n × (day, …, links, items of the vector, sketch, id)
 *     stories    u32 oldest, u32 n, u32 dossiers, n × (dossier, …, items and links where it stands for itself)
 *     heads      u32 n, n × (u32 print, u32 place)
 *     u64 XXH3
 *
 * The hash finds damage, not malice: each number is checked against what it indexes before it is used, counts against the
 * bytes that are left, so that no file makes the loader read or allocate beyond its size. Places are checked when they are
 * followed (candidates.c): they may lead to what has left. */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "story/group.h"

#define MAGIC "CRSTORY\n"
#define VERSION 3
#define SEED 1968
#define FURTHEST_DAY (INT32_C(1) << 30) /* no date has one: days near it can be reckoned with */

/* ---- writing ---- */

static void put(cr_buf *b, uint64_t x, unsigned bytes) {
    char le[8];
    for (unsigned i = 0; i < bytes; i++)
        le[i] = (char)(unsigned char)(x >> 8 * i);
    cr_buf_add(b, le, bytes);
}
static void put32(cr_buf *b, uint32_t x) { put(b, x, 4); }

static void put_links(cr_buf *b, const cr_story_links *links) {
    for (unsigned i = 0; i < CR_STORY_LINKS; i++)
        put32(b, links->before[i]);
}

static void put_items(cr_buf *b, const uint16_t *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        put(b, items[i], 2);
}

static void put_article(cr_buf *b, const cr_stories *s, uint32_t number) {
    const cr_story_article *a = cr_story_at(s, number);
    size_t n = (size_t)(a->words + a->crosses);
    put32(b, (uint32_t)a->day);
    put32(b, (uint32_t)a->leaves);
    put32(b, a->story);
    put32(b, a->relay_of);
    put32(b, a->before);
    put32(b, a->tells);
    put(b, a->site, 2);
    put(b, a->language, 1);
    put(b, a->sketch_all, 1);
    put(b, a->calendar.months, 2);
    for (unsigned i = 0; i < CR_STORY_YEARS; i++)
        put(b, a->calendar.years[i], 1);
    put_links(b, &cr_story_chunk_of(s, number)->links[number % CR_STORY_CHUNK]);
    put(b, a->words, 1);
    put(b, a->crosses, 1);
    put(b, a->sketch_bytes, 2);
    put(b, a->id_bytes, 2);
    put_items(b, (const uint16_t *)(const void *)a->block, n);
    cr_buf_add(b, (const char *)a->block + n * 2, (size_t)a->sketch_bytes + a->id_bytes);
}

static void put_story(cr_buf *b, const cr_story_record *r) {
    uint32_t likeness;
    memcpy(&likeness, &r->likeness, sizeof likeness);
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
    put(b, r->standing != NULL, 1);
    if (!r->standing)
        return;
    put(b, r->standing->words, 1);
    put(b, r->standing->crosses, 1);
    put_items(b, r->standing->items, (size_t)(r->standing->words + r->standing->crosses));
    put_links(b, &r->standing->links);
}

static void put_terms(cr_buf *b, const cr_story_vocabulary *v) {
    put32(b, v->bucket_count);
    put32(b, v->used);
    for (uint32_t at = 0; at < v->bucket_count; at++)
        for (unsigned i = 0; i < CR_STORY_BUCKET; i++)
            if (v->buckets[at].hash[i]) {
                put32(b, v->buckets[at].hash[i]);
                put32(b, v->buckets[at].last[i]);
                put(b, v->buckets[at].articles[i], 2);
            }
}

static void put_heads(cr_buf *b, const uint32_t *heads) {
    uint32_t n = 0;
    for (uint32_t i = 0; heads && i < CR_STORY_HEADS; i++)
        n += heads[i] != 0;
    put32(b, n);
    for (uint32_t i = 0; heads && i < CR_STORY_HEADS; i++)
        if (heads[i]) {
            put32(b, i);
            put32(b, heads[i]);
        }
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
    put_terms(&b, &s->vocabulary);
    put32(&b, s->oldest);
    put32(&b, s->article_count);
    for (uint32_t i = 0; i < s->article_count; i++)
        put_article(&b, s, s->oldest + i);
    put32(&b, s->oldest_story);
    put32(&b, s->story_count);
    put32(&b, s->dossier_count);
    for (uint32_t i = 0; i < s->story_count; i++)
        put_story(&b, &s->stories[i]);
    put_heads(&b, s->heads);
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

static void get_links(reader *r, cr_story_links *links) {
    for (unsigned i = 0; i < CR_STORY_LINKS; i++)
        links->before[i] = get32(r);
}

static void get_items(reader *r, uint16_t *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        items[i] = (uint16_t)get(r, 2);
}

/* Into a place already made; false when it cannot be an article. */
static bool get_article(reader *r, const cr_stories *s, uint32_t number, cr_story_article *a, cr_story_links *links) {
    a->day = (int32_t)get32(r);
    a->leaves = (int32_t)get32(r);
    a->story = get32(r);
    a->relay_of = get32(r);
    a->before = get32(r);
    a->tells = get32(r);
    a->site = (uint16_t)get(r, 2);
    a->language = (uint8_t)get(r, 1);
    a->sketch_all = get(r, 1) != 0;
    a->calendar.months = (uint16_t)get(r, 2);
    for (unsigned i = 0; i < CR_STORY_YEARS; i++)
        a->calendar.years[i] = (uint8_t)get(r, 1);
    get_links(r, links);
    a->words = (uint8_t)get(r, 1);
    a->crosses = (uint8_t)get(r, 1);
    a->sketch_bytes = (uint16_t)get(r, 2);
    a->id_bytes = (uint16_t)get(r, 2);
    size_t n = (size_t)(a->words + a->crosses), rest = (size_t)a->sketch_bytes + a->id_bytes;
    r->bad |= a->language >= s->language_count || a->relay_of > number || a->before > number;
    r->bad |= (size_t)(r->end - r->at) < n * 2 + rest;
    a->block = r->bad ? NULL : malloc(n * 2 + rest + 1);
    if (!a->block)
        return false;
    get_items(r, (uint16_t *)(void *)a->block, n);
    get_bytes(r, a->block + n * 2, rest);
    a->block[n * 2 + rest] = '\0';
    return true;
}

static bool get_story(reader *r, const cr_stories *s, cr_story_record *story) {
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
    if (!get(r, 1) || r->bad)
        return !r->bad;
    uint16_t words = (uint16_t)get(r, 1), crosses = (uint16_t)get(r, 1);
    size_t n = (size_t)(words + crosses);
    r->bad |= (size_t)(r->end - r->at) < n * 2;
    story->standing = r->bad ? NULL : calloc(1, sizeof *story->standing + n * 2);
    if (!story->standing)
        return false;
    story->standing->words = words;
    story->standing->crosses = crosses;
    get_items(r, story->standing->items, n);
    get_links(r, &story->standing->links);
    return !r->bad;
}

static bool get_head(reader *r, cr_stories *s) {
    char magic[8];
    get_bytes(r, magic, 8);
    if (r->bad || memcmp(magic, MAGIC, 8) != 0 || get32(r) != VERSION)
        return false;
    s->window = (int32_t)get32(r);
    r->bad |= s->window < 1 || s->window > CR_STORY_WINDOW_DAYS;
    s->language_count = get_count(r, 12);
    if (s->language_count > CR_STORY_LANGUAGES)
        return false;
    for (uint32_t i = 0; i < s->language_count; i++) {
        get_bytes(r, s->languages[i], 8);
        s->language_articles[i] = get32(r);
    }
    if (!cr_story_tongues_read(s))
        return false;
    s->clock_count = get32(r);
    for (uint32_t i = 0; i < CR_STORY_CLOCK; i++) {
        int32_t day = s->clock_days[i] = (int32_t)get32(r);
        r->bad |= day > FURTHEST_DAY || day < -FURTHEST_DAY;
    }
    return !r->bad;
}

static bool get_terms(reader *r, cr_stories *s) {
    uint32_t buckets = get32(r), n = get_count(r, 10);
    /* Not more room than the program would have made, which leaves some free. */
    if (r->bad || buckets > n + (uint64_t)CR_STORY_SPARE || n > (uint64_t)(buckets ? buckets : 1) * CR_STORY_BUCKET * 9 / 10)
        return false;
    if (buckets && !cr_story_vocabulary_sized(&s->vocabulary, buckets))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t hash = get32(r), last = get32(r);
        uint16_t articles = (uint16_t)get(r, 2);
        if (r->bad || !hash || !buckets)
            return false;
        uint32_t cell = cr_story_cell_put(&s->vocabulary, hash);
        s->vocabulary.buckets[cell / CR_STORY_BUCKET].last[cell % CR_STORY_BUCKET] = last;
        s->vocabulary.buckets[cell / CR_STORY_BUCKET].articles[cell % CR_STORY_BUCKET] = articles;
    }
    return true;
}

static bool get_articles(reader *r, cr_stories *s) {
    s->oldest = get32(r);
    uint32_t n = get_count(r, 40 + 4 * CR_STORY_LINKS);
    if (r->bad || s->oldest > UINT32_MAX / 2 || n > UINT32_MAX / 2)
        return false;
    while (s->article_count < n) {
        cr_story_links *links;
        cr_story_article *a = cr_story_window_next(s, &links);
        uint32_t number = s->oldest + s->article_count;
        if (!a || !get_article(r, s, number, a, links))
            return false;
        cr_story_chunk_of(s, number)->language[number % CR_STORY_CHUNK] = a->language;
        s->article_count++;
    }
    return true;
}

static bool get_stories(reader *r, cr_stories *s) {
    s->oldest_story = get32(r);
    uint32_t n = get_count(r, 30);
    s->dossier_count = get32(r);
    s->stories = n ? calloc(n, sizeof *s->stories) : NULL;
    if (r->bad || (n && !s->stories) || s->oldest_story > UINT32_MAX / 2 || n > UINT32_MAX / 2)
        return false;
    s->story_capacity = n;
    while (s->story_count < n)
        if (!get_story(r, s, &s->stories[s->story_count++]))
            return false;
    return true;
}

static bool get_heads(reader *r, cr_stories *s) {
    uint32_t n = get_count(r, 8);
    s->heads = n ? calloc(CR_STORY_HEADS, sizeof *s->heads) : NULL;
    if (r->bad || (n && !s->heads))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t print = get32(r), place = get32(r);
        if (print >= CR_STORY_HEADS)
            return false;
        s->heads[print] = place;
    }
    return true;
}

/* Does the chain of the articles of a story go on with one of it, or out of the window? */
static bool leads(const cr_stories *s, uint32_t at, uint32_t story) {
    const cr_story_article *a = at ? cr_story_at(s, at - 1) : NULL;
    return !a || a->story == story;
}

/* What the parts say of each other. */
static bool coherent(const cr_stories *s) {
    bool bad = false;
    for (uint32_t i = 0; i < s->article_count; i++) {
        const cr_story_article *a = cr_story_at(s, s->oldest + i);
        bad |= a->story >= s->oldest_story + s->story_count || !leads(s, a->before, a->story);
    }
    for (uint32_t i = 0; i < s->story_count && !bad; i++) {
        uint32_t number = s->oldest_story + i;
        const cr_story_record *x = &s->stories[i], *next = cr_story_record_at(s, x->next), *previous = cr_story_record_at(s, x->previous);
        bad |= !next || !previous || next->previous != number || previous->next != number || next->dossier != x->dossier;
        bad |= x->last_article > s->oldest + s->article_count || !leads(s, x->last_article, number);
    }
    return !bad;
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
        ok = get(&sum, 8) == cr_hash_64((cr_str){state.ptr, state.len - 8}, SEED) && get_head(&r, s) && get_terms(&r, s) &&
             get_articles(&r, s) && get_stories(&r, s) && get_heads(&r, s) && coherent(s) && r.at == r.end;
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
