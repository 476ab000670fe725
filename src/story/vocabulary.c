/* Terms by hash: open addressing by the bucket, one bucket one line of the cache. A term is told by 32 bits of its hash: among ten
 * million terms one in four hundred shares its place with another. No cell is ever emptied alone; a sweep builds the table anew. */
#include <stdlib.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "story/state.h"

#define LEAST_BUCKETS 4096u
#define FULL(buckets) ((uint64_t)(buckets) * CR_STORY_BUCKET * 88 / 100)
#define LARGE (16u << 20)
#define LARGE_PAGE (2u << 20)
#define EXACT 32768u
#define STEP 64u

uint32_t cr_story_articles(uint16_t code) { return code < EXACT ? code : EXACT + (code - EXACT) * STEP; }

/* Past the exact counts one in STEP raises the count by STEP (R. Morris, "Counting large numbers of events in small registers", 1978). */
uint16_t cr_story_articles_next(uint16_t code, uint32_t random) {
    return (uint16_t)(code + (code < UINT16_MAX && (code < EXACT || random * 2654435769u >> 26 == 0)));
}

static uint32_t home(const cr_story_vocabulary *v, uint32_t hash) {
    return (uint32_t)((uint64_t)(hash * 2654435769u) * v->bucket_count >> 32);
}

void cr_story_cell_fetch(const cr_story_vocabulary *v, uint32_t hash) { __builtin_prefetch(&v->buckets[home(v, hash)]); }

/* The cell of the term, or the empty one where it would be: the hot function. */
static uint32_t seek(const cr_story_vocabulary *v, uint32_t hash) {
    for (uint32_t at = home(v, hash);; at = at + 1 < v->bucket_count ? at + 1 : 0)
        for (uint32_t i = 0; i < CR_STORY_BUCKET; i++)
            if (v->buckets[at].hash[i] == hash || !v->buckets[at].hash[i])
                return at * CR_STORY_BUCKET + i;
}

uint32_t cr_story_cell_find(const cr_story_vocabulary *v, uint32_t hash) {
    uint32_t cell = v->bucket_count ? seek(v, hash) : CR_STORY_NO_CELL;
    return cell != CR_STORY_NO_CELL && v->buckets[cell / CR_STORY_BUCKET].hash[cell % CR_STORY_BUCKET] ? cell : CR_STORY_NO_CELL;
}

uint32_t cr_story_cell_put(cr_story_vocabulary *v, uint32_t hash) {
    uint32_t cell = seek(v, hash), *is = &v->buckets[cell / CR_STORY_BUCKET].hash[cell % CR_STORY_BUCKET];
    v->used += *is == 0;
    *is = hash;
    return cell;
}

bool cr_story_vocabulary_sized(cr_story_vocabulary *v, uint32_t bucket_count) {
    v->bucket_count = bucket_count < LEAST_BUCKETS ? LEAST_BUCKETS : bucket_count;
    v->used = 0;
    /* Every look-up goes somewhere else: a large table is asked for in large pages, where the system has them. */
    size_t bytes = (size_t)v->bucket_count * sizeof *v->buckets, page = bytes >= LARGE ? LARGE_PAGE : sizeof *v->buckets;
    bytes = (bytes + page - 1) / page * page;
    v->buckets = aligned_alloc(page, bytes);
    if (!v->buckets)
        return false;
    if (page == LARGE_PAGE)
        (void)madvise(v->buckets, bytes, MADV_HUGEPAGE);
    memset(v->buckets, 0, bytes);
    return true;
}

typedef struct sieve {
    const cr_stories *s;
    uint32_t least, before;
} sieve;

static bool goes(const sieve *x, const cr_story_bucket *b, uint32_t i) {
    uint32_t link;
    if (cr_story_articles(b->articles[i]) >= x->least)
        return false;
    uint32_t number = b->last[i] ? cr_story_placed(b->last[i], x->s->oldest + x->s->article_count, &link) : UINT32_MAX;
    return number == UINT32_MAX || number < x->before;
}

static uint64_t count_going(const cr_stories *s, uint32_t least, uint32_t before) {
    uint64_t n = 0;
    if (!least)
        return 0;
    sieve x = {s, least, before};
    for (uint32_t at = 0; at < s->vocabulary.bucket_count; at++)
        for (uint32_t i = 0; i < CR_STORY_BUCKET; i++)
            n += s->vocabulary.buckets[at].hash[i] && goes(&x, &s->vocabulary.buckets[at], i);
    return n;
}

bool cr_story_sweep(cr_stories *s, uint32_t least, uint32_t before, uint32_t room) {
    cr_story_vocabulary *old = &s->vocabulary, new = {0};
    sieve x = {s, least, before};
    uint64_t most = old->used - count_going(s, least, before) + CR_STORY_SPARE; /* where few stay, not the room of the many that went */
    room = room < most ? room : (uint32_t)most;
    if (!cr_story_vocabulary_sized(&new, room))
        return false;
    for (uint32_t at = 0; at < old->bucket_count; at++)
        for (uint32_t i = 0; i < CR_STORY_BUCKET; i++) {
            const cr_story_bucket *b = &old->buckets[at];
            if (!b->hash[i] || goes(&x, b, i))
                continue;
            uint32_t cell = cr_story_cell_put(&new, b->hash[i]);
            new.buckets[cell / CR_STORY_BUCKET].last[cell % CR_STORY_BUCKET] = b->last[i];
            new.buckets[cell / CR_STORY_BUCKET].articles[cell % CR_STORY_BUCKET] = b->articles[i];
        }
    free(old->buckets);
    *old = new;
    return true;
}

/* What must give way at the limit: terms few articles held and none of late; in the end also of late. */
static bool make_room(cr_stories *s, uint64_t most) {
    static const struct { uint32_t least, eighths; } steps[] = {{4, 0}, {2, 4}, {2, 7}, {3, 4}, {3, 7}, {6, 7}, {50, 7}, {UINT32_MAX, 8}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && s->vocabulary.used > most - most / 4; i++)
        if (!cr_story_sweep(s, steps[i].least, s->oldest + (uint32_t)((uint64_t)s->article_count * steps[i].eighths / 8), s->vocabulary.bucket_count))
            return false;
    return true;
}

bool cr_story_vocabulary_reserve(cr_stories *s, size_t more) {
    cr_story_vocabulary *v = &s->vocabulary;
    uint64_t need = v->used + more, most = cr_limit(NULL, CR_LIMIT_STORY_VOCABULARY);
    if (!v->bucket_count && !cr_story_vocabulary_sized(v, LEAST_BUCKETS))
        return false;
    if (need <= FULL(v->bucket_count))
        return true;
    /* A term that one article alone held, half a window ago, seldom comes back; where such are many, they go before the table grows. */
    uint32_t half = s->oldest + s->article_count / 2;
    if (v->used >= most)
        return make_room(s, most) && (need = s->vocabulary.used + more, need <= FULL(v->bucket_count) || cr_story_sweep(s, 0, 0, (uint32_t)(need / 4)));
    if (v->bucket_count > LEAST_BUCKETS * 8 && count_going(s, 2, half) > v->used / 8)
        return cr_story_sweep(s, 2, half, v->bucket_count) && cr_story_vocabulary_reserve(s, more);
    uint64_t room = v->bucket_count + v->bucket_count / 8;
    while (need > FULL(room))
        room += room / 8;
    return cr_story_sweep(s, 0, 0, (uint32_t)room);
}
