/* Sparse vectors, packed into two bytes a term, and their cosines.
 *
 *     item  bits 4 to 15: how far the print lies above the one before; bits 0 to 3: weight, 0: no term, only a way to go
 *
 * A print is the lower 17 bits of a word's hash, 16 of a cross term's: of two articles with nothing in common one pair in fourteen
 * seems to share one word of ninety-six, by which its cosine is wrong by about 0.01. A weight is told against the heaviest of its part in
 * steps of a quarter of an octave, within 9 %, and no lower than a twelfth of it; cosines are of the weights so told, exactly. */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"
#include "story/tuning.h"

#define FURTHEST 4095u
static const float levels[16] = {0,         0.08838835f, 0.10511205f, 0.125f,      0.14865089f, 0.17677670f, 0.21022410f, 0.25f,
                                 0.29730178f, 0.35355339f, 0.42044821f, 0.5f,      0.59460356f, 0.70710678f, 0.84089642f, 1};
static const float squares[16] = {0,          0.0078125f, 0.01104854f, 0.015625f, 0.02209709f, 0.03125f, 0.04419417f, 0.0625f,
                                  0.08838835f, 0.125f,     0.17677670f, 0.25f,     0.35355339f, 0.5f,     0.70710678f, 1};

static unsigned level_of(float share) { /* of the heaviest */
    float steps = share > 0 ? 15.5f + 4 * log2f(share) : 1;
    return steps < 1 ? 1 : steps > 15 ? 15 : (unsigned)steps;
}

static uint16_t pack(const cr_story_query *q, bool cross, uint16_t *items) {
    uint64_t keys[CR_STORY_TERMS];
    uint16_t from = cross ? q->words : 0, n = cross ? q->crosses : q->words, count = 0;
    for (uint16_t i = 0; i < n; i++)
        keys[i] = (uint64_t)cr_story_print_of(q->hash[from + i], cross) << 4 | level_of(q->weight[from + i] / q->weight[from]);
    cr_story_sort(keys, n);
    uint32_t at = 0;
    for (uint16_t i = 0; i < n; i++) {
        uint32_t way = (uint32_t)(keys[i] >> 4) - at;
        if (i + 1 < n && keys[i + 1] >> 4 == keys[i] >> 4)
            continue; /* two terms of one print: the heavier stands for both */
        for (; way > FURTHEST; way -= FURTHEST)
            items[count++] = FURTHEST << 4;
        items[count++] = (uint16_t)(way << 4 | (keys[i] & 15));
        at = (uint32_t)(keys[i] >> 4);
    }
    return count;
}

cr_story_vector cr_story_vector_pack(const cr_story_query *q, uint16_t *items) {
    cr_story_vector v = {.items = items, .words = pack(q, false, items)};
    v.crosses = pack(q, true, items + v.words);
    return v;
}

cr_story_vector cr_story_vector_of(const cr_story_article *a) {
    return (cr_story_vector){(const uint16_t *)(const void *)a->block, a->words, a->crosses};
}

uint16_t cr_story_vector_words(const cr_story_vector *v, cr_story_print *out) {
    uint16_t n = 0;
    uint32_t print = 0;
    float norm = 0;
    for (uint16_t i = 0; i < v->words && n < CR_STORY_WORDS; i++) {
        if (n && !(v->items[i] >> 4))
            continue; /* no print twice, whoever wrote the vector */
        print += v->items[i] >> 4;
        float level = levels[v->items[i] & 15];
        out[n] = (cr_story_print){print, level};
        norm += level * level;
        n = (uint16_t)(n + (level > 0));
    }
    norm = norm > 0 ? 1 / sqrtf(norm) : 0;
    for (uint16_t i = 0; i < n; i++)
        out[i].weight *= norm;
    return n;
}

void cr_story_query_table(cr_story_query *q) {
    memset(q->tables, 0, sizeof q->tables);
    memset(q->bits, 0, sizeof q->bits);
    for (uint16_t i = 0; i < q->words + q->crosses; i++) {
        bool cross = i >= q->words;
        uint32_t print = cr_story_print_of(q->hash[i], cross), at = print % CR_STORY_TABLE;
        while (q->tables[cross][at].print && q->tables[cross][at].print != print + 1)
            at = (at + 1) % CR_STORY_TABLE;
        if (!q->tables[cross][at].print)
            q->tables[cross][at] = (cr_story_print){print + 1, q->weight[i]};
        q->bits[cross][print / 64 % CR_STORY_BITS] |= UINT64_C(1) << print % 64;
    }
}

/* The hot function. Most prints are not the query's, and a bit tells so without a branch that could be foretold wrongly; those left
 * are looked up. */
static float cosine(const cr_story_query *q, bool cross, const uint16_t *items, uint16_t n) {
    const cr_story_print *table = q->tables[cross];
    const uint64_t *bits = q->bits[cross];
    uint32_t hit[UINT8_MAX + 1], hits = 0, print = 0;
    float dot = 0, norm = 0;
    for (uint16_t i = 0; i < n; i++) {
        print += items[i] >> 4;
        norm += squares[items[i] & 15];
        hit[hits] = print << 4 | (items[i] & 15);
        hits += (uint32_t)(bits[print / 64 % CR_STORY_BITS] >> print % 64 & 1);
    }
    for (uint32_t i = 0; i < hits; i++)
        for (uint32_t at = (hit[i] >> 4) % CR_STORY_TABLE; table[at].print; at = (at + 1) % CR_STORY_TABLE)
            if (table[at].print == (hit[i] >> 4) + 1) {
                dot += table[at].weight * levels[hit[i] & 15];
                break;
            }
    return norm > 0 ? dot / sqrtf(norm) : 0;
}

float cr_story_similarity(const cr_story_query *q, const cr_story_vector *v, uint16_t language) {
    float scale = q->scale[language];
    float x = scale > 0 ? scale * cosine(q, false, v->items, v->words) : q->cross_scale * cosine(q, true, v->items + v->words, v->crosses);
    return x > 1 ? 1 : x;
}
