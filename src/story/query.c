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

static void take(cr_stories *s, cr_story_query *q, const uint64_t *keys, uint16_t n, const float *score) {
    uint16_t from = (uint16_t)(q->words + q->crosses);
    for (uint16_t i = 0; i < n; i++) {
        const cr_story_feature *f = &s->features.items[(uint32_t)keys[i]];
        q->hash[from + i] = f->hash;
        q->cell[from + i] = f->cell;
        q->weight[from + i] = score[(uint32_t)keys[i]];
    }
    normalise(q->weight + from, n);
}

#define KNOWN 256 /* counts whose logarithms are looked up once */

typedef struct logarithms {
    float idf[2][KNOWN]; /* of words and of cross terms, by how many articles held them; below 0: not yet known */
    float weight[64];    /* of one and a weight, by halves: what most weights are */
} logarithms;

static logarithms *begin(cr_arena *arena) {
    logarithms *l = CR_NEW(arena, logarithms);
    for (size_t i = 0; l && i < KNOWN; i++)
        l->idf[0][i] = l->idf[1][i] = -1;
    for (size_t i = 0; l && i < 64; i++)
        l->weight[i] = -1;
    return l;
}

static float idf_of(const cr_stories *s, logarithms *l, uint32_t hash, uint16_t articles, uint16_t language) {
    if (articles >= KNOWN)
        return cr_story_idf(s, hash, articles, language);
    float *known = &l->idf[hash >> 31][articles];
    return *known < 0 ? *known = cr_story_idf(s, hash, articles, language) : *known;
}

static float weight_of(logarithms *l, float weight) {
    size_t halves = (size_t)(weight * 2);
    if (halves >= 64 || (float)halves != weight * 2)
        return logf(1 + weight);
    return l->weight[halves] < 0 ? l->weight[halves] = logf(1 + weight) : l->weight[halves];
}

cr_status cr_story_query_make(cr_stories *s, cr_arena *arena, uint16_t language, cr_story_query *q, cr_error *err) {
    enum { AHEAD = 12 };
    cr_story_features *f = &s->features;
    cr_story_vocabulary *v = &s->vocabulary;
    uint64_t *words = CR_NEW_ARRAY(arena, uint64_t, f->count + 1), *crosses = CR_NEW_ARRAY(arena, uint64_t, f->count + 1);
    float *score = CR_NEW_ARRAY(arena, float, f->count + 1);
    logarithms *known = begin(arena);
    size_t word_count = 0, cross_count = 0;
    if (!known || !words || !crosses || !score || !cr_story_vocabulary_reserve(s, f->count))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < f->count; i++) {
        if (i + AHEAD < f->count)
            cr_story_cell_fetch(v, f->items[i + AHEAD].hash);
        uint32_t hash = f->items[i].hash, cell = f->items[i].cell = cr_story_cell_put(v, hash);
        float weight = s->flat ? f->items[i].weight : weight_of(known, f->items[i].weight);
        score[i] = weight * idf_of(s, known, hash, v->buckets[cell / CR_STORY_BUCKET].articles[cell % CR_STORY_BUCKET], language);
        if (hash >> 31)
            crosses[cross_count++] = cr_story_key(score[i], (uint32_t)i);
        else
            words[word_count++] = cr_story_key(score[i], (uint32_t)i);
    }
    q->words = q->crosses = 0;
    q->language = language;
    uint16_t n = choose(words, word_count, CR_STORY_WORDS);
    take(s, q, words, n, score);
    q->words = n;
    n = choose(crosses, cross_count, CR_STORY_CROSSES);
    take(s, q, crosses, n, score);
    q->crosses = n;
    cr_story_query_table(q);
    return CR_OK;
}
