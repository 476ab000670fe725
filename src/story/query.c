/* The article as a query: its heaviest terms, looked up in the vocabulary once. */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"

static void normalise(float *weight, size_t n) {
    float norm = 0;
    for (size_t i = 0; i < n; i++)
        norm += weight[i] * weight[i];
    norm = norm > 0 ? 1 / sqrtf(norm) : 0;
    for (size_t i = 0; i < n; i++)
        weight[i] *= norm;
}

/* The `most` heaviest, the heaviest first; equal ones in the order in which the article has them. */
static uint16_t choose(uint64_t *keys, size_t n, size_t most) {
    cr_story_select(keys, n, most);
    n = n < most ? n : most;
    cr_story_sort(keys, n);
    return (uint16_t)n;
}

typedef enum part { OWN, HUB, CROSS, PARTS } part;

#define KNOWN 256 /* counts whose logarithms are looked up once */

typedef struct logarithms {
    float idf[PARTS][KNOWN]; /* of words, of words of the hub and of cross terms, by how many articles held them; below 0: not yet known */
    float weight[64];    /* of one and a weight, by halves: what most weights are */
} logarithms;

static logarithms *begin(cr_arena *arena) {
    logarithms *l = CR_NEW(arena, logarithms);
    for (size_t i = 0; l && i < KNOWN; i++)
        l->idf[0][i] = l->idf[1][i] = l->idf[2][i] = -1;
    for (size_t i = 0; l && i < 64; i++)
        l->weight[i] = -1;
    return l;
}

static float idf_of(const cr_stories *s, logarithms *l, part which, uint32_t hash, uint16_t articles, uint16_t language) {
    if (articles >= KNOWN)
        return cr_story_idf(s, hash, articles, language);
    float *known = &l->idf[which][articles];
    return *known < 0 ? *known = cr_story_idf(s, hash, articles, language) : *known;
}

static float weight_of(logarithms *l, float weight) {
    size_t halves = (size_t)(weight * 2);
    if (halves >= 64 || (float)halves != weight * 2)
        return logf(1 + weight);
    return l->weight[halves] < 0 ? l->weight[halves] = logf(1 + weight) : l->weight[halves];
}

/* ---- parts ---- */

typedef struct ranked { /* terms of one part, as they weigh */
    uint64_t *keys;
    float *score; /* by feature */
    size_t count;
} ranked;

static bool ranked_begin(ranked *r, cr_arena *arena, size_t features) {
    r->keys = CR_NEW_ARRAY(arena, uint64_t, features + 1);
    r->score = CR_NEW_ARRAY(arena, float, features + 1);
    r->count = 0;
    return r->keys && r->score;
}

static void rank(ranked *r, size_t feature, float score) {
    r->score[feature] = score;
    r->keys[r->count++] = cr_story_key(score, (uint32_t)feature);
}

/* Puts the heaviest terms of a part behind the first `from` of the query. Returns how many. */
static uint16_t take(const cr_stories *s, cr_story_query *q, uint16_t from, ranked *r, size_t most) {
    uint16_t n = choose(r->keys, r->count, most);
    for (uint16_t i = 0; i < n; i++) {
        uint32_t feature = (uint32_t)r->keys[i];
        q->hash[from + i] = s->features.items[feature].hash;
        q->cell[from + i] = s->features.items[feature].cell;
        q->weight[from + i] = r->score[feature];
    }
    normalise(q->weight + from, n);
    return n;
}

/* Two parts of words become one: a term of both weighs what it weighs in each. Again the heaviest first. */
static void join(cr_story_query *q, uint16_t own, uint16_t hub) {
    uint64_t keys[CR_STORY_WORDS];
    uint32_t hash[CR_STORY_WORDS], cell[CR_STORY_WORDS];
    float weight[CR_STORY_WORDS];
    uint16_t n = own;
    for (uint16_t k = own; k < own + hub; k++) {
        uint16_t i = 0;
        while (i < own && q->cell[i] != q->cell[k])
            i++;
        if (i < own) {
            q->weight[i] += q->weight[k];
            continue;
        }
        q->hash[n] = q->hash[k];
        q->cell[n] = q->cell[k];
        q->weight[n++] = q->weight[k];
    }
    memcpy(hash, q->hash, n * sizeof *hash);
    memcpy(cell, q->cell, n * sizeof *cell);
    memcpy(weight, q->weight, n * sizeof *weight);
    for (uint16_t i = 0; i < n; i++)
        keys[i] = cr_story_key(weight[i], i);
    cr_story_sort(keys, n);
    for (uint16_t i = 0; i < n; i++) {
        uint32_t at = (uint32_t)keys[i];
        q->hash[i] = hash[at];
        q->cell[i] = cell[at];
        q->weight[i] = weight[at];
    }
    normalise(q->weight, n);
    q->words = n;
}

cr_status cr_story_query_make(cr_stories *s, cr_arena *arena, uint16_t language, cr_story_query *q, cr_error *err) {
    enum { AHEAD = 12 };
    cr_story_features *f = &s->features;
    cr_story_vocabulary *v = &s->vocabulary;
    cr_story_parts parts = s->parts[language];
    bool both = parts.own != parts.hub;
    ranked ranks[PARTS];
    logarithms *known = begin(arena);
    bool room = known && cr_story_vocabulary_reserve(s, f->count);
    for (int i = 0; i < PARTS; i++)
        room = room && ranked_begin(&ranks[i], arena, f->count);
    if (!room)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < f->count; i++) {
        if (i + AHEAD < f->count)
            cr_story_cell_fetch(v, f->items[i + AHEAD].hash);
        uint32_t hash = f->items[i].hash, cell = f->items[i].cell = cr_story_cell_put(v, hash);
        uint16_t articles = v->buckets[cell / CR_STORY_BUCKET].articles[cell % CR_STORY_BUCKET];
        float own = f->items[i].weight, hub = both ? f->items[i].hub : 0;
        part which = hash >> 31 ? CROSS : OWN;
        if (own > 0)
            rank(&ranks[which], i, (s->flat ? own : weight_of(known, own)) * idf_of(s, known, which, hash, articles, parts.own));
        if (hub > 0)
            rank(&ranks[HUB], i, (s->flat ? hub : weight_of(known, hub)) * idf_of(s, known, HUB, hash, articles, parts.hub));
    }
    q->language = language;
    q->cross_scale = s->tuned->cross_scale;
    for (uint16_t i = 0; i < s->language_count; i++)
        q->scale[i] = cr_story_scale(s, language, i);
    q->words = take(s, q, 0, &ranks[OWN], both ? CR_STORY_WORDS - CR_STORY_HUB_WORDS : CR_STORY_WORDS);
    if (both)
        join(q, q->words, take(s, q, q->words, &ranks[HUB], CR_STORY_HUB_WORDS));
    q->crosses = take(s, q, q->words, &ranks[CROSS], CR_STORY_CROSSES);
    cr_story_query_table(q);
    return CR_OK;
}
