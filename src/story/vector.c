#include <stdlib.h>
#include <string.h>

#include "story/group.h"
#include "story/state.h"
#include "story/tuning.h"

/* The hot function: one merge of two ascending lists. Both sides are of length 1 already. */
static float cosine(const uint32_t *qt, const float *qw, uint32_t qn, const uint32_t *vt, const uint16_t *vw, uint32_t vn) {
    float dot = 0;
    for (uint32_t i = 0, k = 0; i < qn && k < vn;) {
        uint32_t a = qt[i], b = vt[k];
        if (a == b)
            dot += qw[i] * (float)vw[k];
        i += a <= b;
        k += b <= a;
    }
    return dot / CR_STORY_UNIT;
}

float cr_story_similarity(const cr_story_query *q, const cr_story_vector *v, uint16_t language) {
    float x = q->language == language
                  ? cosine(q->term, q->weight, q->words, v->term, v->weight, v->words)
                  : cr_story_tuned.cross_scale * cosine(q->term + q->words, q->weight + q->words, q->crosses, v->term + v->words,
                                                        v->weight + v->words, v->crosses);
    return x > 1 ? 1 : x;
}

float cr_story_vector_cosine(const cr_story_vector *a, const cr_story_vector *b) {
    float dot = 0;
    for (uint32_t i = 0, k = 0; i < a->words && k < b->words;) {
        uint32_t x = a->term[i], y = b->term[k];
        if (x == y)
            dot += (float)a->weight[i] * (float)b->weight[k];
        i += x <= y;
        k += y <= x;
    }
    return dot / (CR_STORY_UNIT * CR_STORY_UNIT);
}

/* Hoare's selection (1961) with the middle as pivot; no two items compare equal, so the answer does not hang on their order. */
void cr_story_select(void *items, size_t count, size_t size, size_t best, int (*compare)(const void *, const void *)) {
    char *base = items, pivot[32], swap[32];
    size_t low = 0, high = count;
    if (!best || best >= count)
        return;
    while (high - low > 1) {
        memcpy(pivot, base + (low + (high - low) / 2) * size, size);
        size_t i = low, k = high - 1;
        for (;;) {
            while (compare(base + i * size, pivot) < 0)
                i++;
            while (compare(base + k * size, pivot) > 0)
                k--;
            if (i >= k)
                break;
            memcpy(swap, base + i * size, size);
            memcpy(base + i * size, base + k * size, size);
            memcpy(base + k * size, swap, size);
            i++;
            k--;
        }
        size_t middle = i == k ? i + 1 : i; /* [low, middle) come before or are the pivot */
        if (i == k && compare(base + i * size, pivot) > 0)
            middle = i;
        if (best <= middle && middle < high)
            high = middle;
        else if (middle > low && middle < high)
            low = middle;
        else
            break;
    }
    if (low + 1 < high)
        qsort(base + low * size, high - low, size, compare);
}
