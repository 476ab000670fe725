#include <stdlib.h>

#include "base/limits.h"
#include "story/group.h"

static const cr_story_vector *vector_of(const cr_stories *s, bool of_stories, uint32_t number, uint16_t *language) {
    if (of_stories) {
        const cr_story_record *r = cr_story_record_at(s, number);
        *language = r ? r->language : 0;
        return r ? &r->vector : NULL;
    }
    const cr_story_article *a = cr_story_at(s, number);
    *language = a ? a->language : 0;
    return a ? &a->vector : NULL;
}

/* Place of a term in one part of a vector, by halving; UINT32_MAX when it is not there. */
static uint32_t place_of(const cr_story_vector *v, bool cross, uint32_t term) {
    uint32_t low = cross ? v->words : 0, high = cross ? (uint32_t)v->words + v->crosses : v->words;
    uint32_t end = high;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (v->term[middle] < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && v->term[low] == term ? low : UINT32_MAX;
}

static bool touch(cr_stories *s, uint32_t place) {
    if (s->touched_count == s->touched_capacity) {
        size_t capacity = s->touched_capacity ? s->touched_capacity * 2 : 1024;
        uint32_t *touched = realloc(s->touched, capacity * sizeof *touched);
        if (!touched)
            return false;
        s->touched = touched;
        s->touched_capacity = capacity;
    }
    s->touched[s->touched_count++] = place;
    return true;
}

/* Follows one term back through the articles that hold it, adding what it is worth to each one's score. */
static bool walk(cr_stories *s, const cr_story_query *q, uint32_t i, bool of_stories, size_t *left) {
    bool cross = i >= q->words;
    uint32_t term = q->term[i], first = of_stories ? s->oldest_story : s->oldest;
    uint32_t next = of_stories ? s->terms[term].last_story : s->terms[term].last;
    for (int steps = 0; next && *left && steps < CR_STORY_WALK; steps++, (*left)--) {
        uint16_t language;
        const cr_story_vector *v = vector_of(s, of_stories, next - 1, &language);
        uint32_t at = v ? place_of(v, cross, term) : UINT32_MAX;
        if (at == UINT32_MAX)
            return true; /* left the window */
        if (cross == (language != q->language)) {
            float *score = &s->score[next - 1 - first];
            if (*score <= 0 && !touch(s, next - 1 - first))
                return false;
            *score += q->weight[i] * (float)v->weight[at] + 1e-6f;
        }
        next = v->previous[at];
    }
    return true;
}

static int by_rough(const void *a, const void *b) {
    const cr_story_candidate *x = a, *y = b;
    if (x->rough != y->rough)
        return x->rough < y->rough ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_near(const void *a, const void *b) {
    const cr_story_candidate *x = a, *y = b;
    if (x->near != y->near)
        return x->near < y->near ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

typedef struct heavy { /* a term of the query */
    float weight;
    uint32_t place;
} heavy;

static int by_weight(const void *a, const void *b) {
    const heavy *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

static bool room_for_scores(cr_stories *s, uint32_t count) {
    if (count <= s->score_capacity)
        return true;
    uint32_t capacity = count + count / 2 + 64;
    float *score = realloc(s->score, capacity * sizeof *score);
    if (!score)
        return false;
    memset(score + s->score_capacity, 0, (capacity - s->score_capacity) * sizeof *score);
    s->score = score;
    s->score_capacity = capacity;
    return true;
}

cr_status cr_story_candidates(cr_stories *s, cr_arena *arena, const cr_story_query *q, bool of_stories, cr_story_candidate **out,
                              size_t *count, cr_error *err) {
    uint32_t first = of_stories ? s->oldest_story : s->oldest;
    bool ok = room_for_scores(s, of_stories ? s->story_count : s->article_count);
    /* With one language read so far there is nobody to meet across languages. */
    uint32_t terms = s->language_count > 1 ? (uint32_t)q->words + q->crosses : q->words;
    heavy *order = CR_NEW_ARRAY(arena, heavy, terms + 1);
    size_t left = cr_limit(NULL, CR_LIMIT_STORY_STEPS);
    ok = ok && order;
    for (uint32_t i = 0; ok && i < terms; i++)
        order[i] = (heavy){q->weight[i], i};
    if (ok)
        qsort(order, terms, sizeof *order, by_weight);
    for (uint32_t i = 0; ok && i < terms; i++)
        ok = order[i].weight <= 0 || walk(s, q, order[i].place, of_stories, &left);
    cr_story_candidate *c = CR_NEW_ARRAY(arena, cr_story_candidate, s->touched_count + 1);
    size_t n = 0, most = cr_limit(NULL, CR_LIMIT_STORY_CANDIDATES);
    for (size_t i = 0; i < s->touched_count; i++) {
        if (c)
            c[n++] = (cr_story_candidate){.number = s->touched[i] + first, .rough = s->score[s->touched[i]]};
        s->score[s->touched[i]] = 0;
    }
    s->touched_count = 0;
    if (!ok || !c)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    cr_story_select(c, n, sizeof *c, most, by_rough);
    n = n < most ? n : most;
    for (size_t i = 0; i < n; i++) {
        uint16_t language;
        const cr_story_vector *v = vector_of(s, of_stories, c[i].number, &language);
        c[i].near = c[i].timed = cr_story_similarity(q, v, language);
    }
    qsort(c, n, sizeof *c, by_near);
    *out = c;
    *count = n;
    return CR_OK;
}
