/* The best sentences of a date: those nearest to what all its sentences say (centroid summarisation, Radev et al. 2000),
 * of readable length, written with the date rather than near it. */
#include <math.h>
#include <stdlib.h>

#include "story/timeline_parts.h"

#define MOST 400 /* sentences of one date compared with each other */

typedef struct counted {
    uint64_t term;
    float weight;
} counted;

static int by_term(const void *a, const void *b) {
    const counted *x = a, *y = b;
    return (x->term > y->term) - (x->term < y->term);
}

/* Total: the sum of a term's floats depends on their order. */
static int by_term_and_weight(const void *a, const void *b) {
    const counted *x = a, *y = b;
    int order = by_term(a, b);
    return order ? order : (x->weight > y->weight) - (x->weight < y->weight);
}

static float in_centroid(const counted *c, size_t n, uint64_t term) {
    counted key = {term, 0};
    const counted *found = n ? bsearch(&key, c, n, sizeof *c, by_term) : NULL;
    return found ? found->weight : 0;
}

static size_t centroid(const cr_timeline_work *w, const uint32_t *sentences, size_t count, counted *c) {
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        const cr_timeline_sentence *s = &w->sentences[sentences[i]];
        for (uint32_t k = 0; k < s->term_count; k++)
            c[n++] = (counted){s->terms[k], s->weight};
    }
    qsort(c, n, sizeof *c, by_term_and_weight);
    for (size_t i = 0; i < n; i++) {
        if (kept && c[kept - 1].term == c[i].term)
            c[kept - 1].weight += c[i].weight;
        else
            c[kept++] = c[i];
    }
    for (size_t i = 0; i < kept; i++)
        c[i].weight = logf(1 + c[i].weight) * (c[i].weight > 1.01f ? 1 : 0.3f); /* said once is said by chance */
    return kept;
}

static float worth(const cr_timeline_work *w, const cr_timeline_mention *m, const counted *c, size_t n) {
    const cr_timeline_sentence *s = &w->sentences[m->sentence];
    float sum = 0;
    for (uint32_t k = 0; k < s->term_count; k++)
        sum += in_centroid(c, n, s->terms[k]);
    float length = s->words < 8 ? (float)s->words / 8 : s->words > 45 ? 45 / (float)s->words : 1;
    float place = m->published ? (s->dated ? 0.3f : 0.8f) : 1;
    return (sum / sqrtf((float)s->term_count + 4) + 0.01f) * length * place * s->weight;
}

cr_status cr_timeline_pick(const cr_timeline_work *w, size_t from, size_t to, size_t most, uint32_t *out, size_t *count) {
    if (to - from > MOST)
        to = from + MOST;
    size_t n = to - from, terms = 1;
    uint32_t *all = CR_NEW_ARRAY(w->arena, uint32_t, n + 1);
    float *value = CR_NEW_ARRAY(w->arena, float, n + 1);
    for (size_t i = 0; all && i < n; i++) {
        all[i] = w->mentions[from + i].sentence;
        terms += w->sentences[all[i]].term_count;
    }
    counted *c = CR_NEW_ARRAY(w->arena, counted, terms);
    if (!all || !value || !c)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    size_t kept = centroid(w, all, n, c);
    for (size_t i = 0; i < n; i++)
        value[i] = w->sentences[all[i]].text.len ? worth(w, &w->mentions[from + i], c, kept) : 0;
    *count = 0;
    while (*count < most) {
        size_t best = n;
        for (size_t i = 0; i < n; i++)
            if (value[i] > 0 && (best == n || value[i] > value[best]))
                best = i;
        if (best == n)
            break;
        out[(*count)++] = all[best];
        for (size_t i = 0; i < n; i++) /* the same sentence again tells nothing new */
            if (all[i] == all[best] || cr_str_eq(w->sentences[all[i]].text, w->sentences[all[best]].text))
                value[i] = 0;
    }
    return CR_OK;
}
