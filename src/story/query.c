#include <math.h>
#include <stdlib.h>

#include "story/group.h"

typedef struct ranked {
    uint32_t term;
    float score;
    bool cross;
} ranked;

/* Words first, then the heaviest; equal ones by id, so that the answer does not hang on the sort. */
static int by_score(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->cross != y->cross)
        return x->cross - y->cross;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->term > y->term) - (x->term < y->term);
}

static void crosses_last(ranked *all, size_t n, size_t words) { /* words first, each part in any order */
    for (size_t i = 0, k = words; i < words; i++) {
        while (all[i].cross && k < n && all[k].cross)
            k++;
        if (all[i].cross && k < n) {
            ranked t = all[i];
            all[i] = all[k];
            all[k] = t;
        }
    }
}

static int by_term(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->cross != y->cross)
        return x->cross - y->cross;
    return (x->term > y->term) - (x->term < y->term);
}

static void normalise(float *weight, size_t n) {
    float norm = 0;
    for (size_t i = 0; i < n; i++)
        norm += weight[i] * weight[i];
    for (size_t i = 0; i < n && norm > 0; i++)
        weight[i] /= sqrtf(norm);
}

cr_status cr_story_query_make(cr_stories *s, cr_arena *arena, uint16_t language, cr_story_query *q, cr_story_vector *v, cr_error *err) {
    cr_story_features *f = &s->features;
    ranked *all = CR_NEW_ARRAY(arena, ranked, f->count + 1);
    size_t n = 0, words = 0;
    bool ok = all != NULL;
    for (size_t i = 0; ok && i < f->count; i++) {
        uint32_t id;
        if (s->slot_count && i + 12 < f->count)
            __builtin_prefetch(&s->slots[(uint32_t)f->items[i + 12].hash & (s->slot_count - 1)]);
        ok = cr_story_term_put(s, f->items[i].hash, &id);
        f->items[i].id = id;
        if (!ok || id == UINT32_MAX)
            continue;
        float weight = s->flat ? f->items[i].weight : logf(1 + f->items[i].weight);
        all[n++] = (ranked){id, weight * cr_story_idf(s, id, language), CR_STORY_IS_CROSS(f->items[i].hash)};
        words += !CR_STORY_IS_CROSS(f->items[i].hash);
    }
    if (ok) {
        crosses_last(all, n, words);
        cr_story_select(all, words, sizeof *all, CR_STORY_WORDS, by_score);
        cr_story_select(all + words, n - words, sizeof *all, CR_STORY_CROSSES, by_score);
        size_t crosses = n - words < CR_STORY_CROSSES ? n - words : CR_STORY_CROSSES, kept = words < CR_STORY_WORDS ? words : CR_STORY_WORDS;
        memmove(all + kept, all + words, crosses * sizeof *all);
        n = kept + crosses;
        qsort(all, n, sizeof *all, by_term);
        q->words = v->words = (uint16_t)kept;
        q->crosses = v->crosses = (uint16_t)crosses;
    }
    q->language = language;
    q->term = v->term = CR_NEW_ARRAY(arena, uint32_t, n + 1);
    q->weight = CR_NEW_ARRAY(arena, float, n + 1);
    v->weight = CR_NEW_ARRAY(arena, uint16_t, n + 1);
    v->previous = CR_NEW_ARRAY(arena, uint32_t, n + 1);
    if (!ok || !q->term || !q->weight || !v->weight || !v->previous)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < n; i++) {
        q->term[i] = all[i].term;
        q->weight[i] = all[i].score;
    }
    normalise(q->weight, q->words);
    normalise(q->weight + q->words, q->crosses);
    for (size_t i = 0; i < n; i++)
        v->weight[i] = (uint16_t)(q->weight[i] * CR_STORY_UNIT + 0.5f);
    return CR_OK;
}
