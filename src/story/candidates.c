/* Candidates: the heaviest terms followed back through the articles that are found under them. What is rare leads to what is alike, so
 * the walk has a limit for each term and one for all; the best are then compared closely. */
#include <stdlib.h>

#include "base/limits.h"
#include "story/group.h"

#define ABREAST 8 /* terms followed at once: while one waits for memory the others go on */

typedef struct chain {
    uint32_t place; /* next one; 0: its end */
    uint16_t left;
    bool cross;
    float gain;
} chain;

typedef struct search {
    cr_stories *s;
    const cr_story_query *q;
    bool of_stories;
    uint32_t end; /* running numbers lie below */
    size_t left;  /* steps */
    uint32_t found;
} search;

static bool make_table(cr_stories *s) {
    uint32_t places = 1024;
    while (places < 2 * cr_limit(NULL, CR_LIMIT_STORY_STEPS) && places < UINT32_C(1) << 24)
        places *= 2;
    if (s->score_places == places)
        return true;
    free(s->scores);
    free(s->scored);
    s->scores = calloc(places, sizeof *s->scores);
    s->scored = malloc(places * sizeof *s->scored);
    s->score_places = s->scores && s->scored ? places : 0;
    return s->score_places != 0;
}

static void score(search *x, uint32_t number, float gain) {
    cr_stories *s = x->s;
    uint32_t at = (number * 2654435769u) >> 7 & (s->score_places - 1);
    while (s->scores[at].number && s->scores[at].number != number + 1)
        at = (at + 1) & (s->score_places - 1);
    if (!s->scores[at].number) {
        s->scores[at].number = number + 1;
        s->scored[x->found++] = at;
    }
    s->scores[at].rough += gain;
}

static const cr_story_links *links_of(const search *x, uint32_t number, uint16_t *language) {
    cr_stories *s = x->s;
    if (x->of_stories) {
        const cr_story_record *r = cr_story_record_at(s, number);
        *language = r ? r->language : 0;
        return r && r->standing ? &r->standing->links : NULL;
    }
    if (!cr_story_at(s, number))
        return NULL;
    cr_story_chunk *c = cr_story_chunk_of(s, number);
    *language = c->language[number % CR_STORY_CHUNK];
    return &c->links[number % CR_STORY_CHUNK];
}

static void fetch(const search *x, uint32_t place) {
    uint32_t link, number = cr_story_placed(place, x->end, &link);
    if (!x->of_stories && cr_story_at(x->s, number))
        __builtin_prefetch(&cr_story_chunk_of(x->s, number)->links[number % CR_STORY_CHUNK].before[link]);
}

static void step(search *x, chain *c) {
    uint32_t link, number = cr_story_placed(c->place, x->end, &link);
    uint16_t language;
    const cr_story_links *links = links_of(x, number, &language);
    c->place = links && --c->left ? links->before[link] : 0;
    if (!links)
        return; /* left the window */
    x->left--;
    if (c->place)
        fetch(x, c->place);
    if (c->cross == (x->q->scale[language] <= 0))
        score(x, number, c->gain);
}

/* Terms whose chains begin at the places given, eight by eight. */
static void walk(search *x, chain *chains, size_t n) {
    for (size_t from = 0; from < n && x->left; from += ABREAST) {
        size_t to = from + ABREAST < n ? from + ABREAST : n;
        for (bool going = true; going;) {
            going = false;
            for (size_t i = from; i < to && x->left; i++)
                if (chains[i].place) {
                    step(x, &chains[i]);
                    going |= chains[i].place != 0;
                }
            going &= x->left > 0;
        }
    }
}

static chain chain_of(const search *x, uint16_t i) {
    const cr_stories *s = x->s;
    const cr_story_query *q = x->q;
    bool cross = i >= q->words;
    uint32_t place = 0;
    if (!x->of_stories)
        place = s->vocabulary.buckets[q->cell[i] / CR_STORY_BUCKET].last[q->cell[i] % CR_STORY_BUCKET];
    else if (s->heads)
        place = s->heads[cr_story_head(q->hash[i], cross)];
    if (place)
        fetch(x, place);
    return (chain){place, CR_STORY_WALK, cross, q->weight[i] * q->weight[i]};
}

/* Words and cross terms as they weigh. With one language read so far there is nobody to meet across languages. */
static size_t begin(const search *x, chain *chains) {
    const cr_story_query *q = x->q;
    uint16_t i = 0, k = q->words, n = 0, end = x->s->language_count > 1 ? (uint16_t)(q->words + q->crosses) : q->words;
    while (i < q->words || k < end) {
        uint16_t next = k >= end || (i < q->words && q->weight[i] >= q->weight[k]) ? i++ : k++;
        if (q->weight[next] <= 0)
            continue;
        chains[n] = chain_of(x, next);
        n = (uint16_t)(n + (chains[n].place != 0));
    }
    return n;
}

static cr_story_vector vector_of(const search *x, uint32_t number, uint16_t *language) {
    if (x->of_stories) {
        const cr_story_record *r = cr_story_record_at(x->s, number);
        *language = r->language;
        return (cr_story_vector){r->standing->items, r->standing->words, r->standing->crosses};
    }
    const cr_story_article *a = cr_story_at(x->s, number);
    *language = a->language;
    return cr_story_vector_of(a);
}

/* The best ones by rough score, compared closely. */
static size_t compare(const search *x, uint64_t *keys, cr_story_candidate *c) {
    cr_stories *s = x->s;
    size_t most = cr_limit(NULL, CR_LIMIT_STORY_CANDIDATES), n = x->found;
    for (uint32_t i = 0; i < x->found; i++) {
        cr_story_score *at = &s->scores[s->scored[i]];
        keys[i] = cr_story_key(at->rough, at->number - 1);
        *at = (cr_story_score){0};
    }
    cr_story_select(keys, n, most);
    n = n < most ? n : most;
    for (size_t i = 0; i < n && !x->of_stories; i++)
        __builtin_prefetch(cr_story_at(s, (uint32_t)keys[i]));
    for (size_t i = 0; i < n && !x->of_stories; i++) {
        const uint8_t *block = cr_story_at(s, (uint32_t)keys[i])->block;
        for (size_t line = 0; line < 5; line++)
            __builtin_prefetch(block + 64 * line);
    }
    for (size_t i = 0; i < n; i++) {
        uint16_t language;
        uint32_t number = (uint32_t)keys[i];
        cr_story_vector v = vector_of(x, number, &language);
        keys[i] = cr_story_key(cr_story_similarity(x->q, &v, language), number);
    }
    cr_story_sort(keys, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t bits = ~(uint32_t)(keys[i] >> 32);
        float near;
        memcpy(&near, &bits, sizeof near);
        c[i] = (cr_story_candidate){.number = (uint32_t)keys[i], .near = near, .timed = near};
    }
    return n;
}

cr_status cr_story_candidates(cr_stories *s, cr_arena *arena, const cr_story_query *q, bool of_stories, cr_story_candidate **out,
                              size_t *count, cr_error *err) {
    search x = {.s = s, .q = q, .of_stories = of_stories, .left = cr_limit(NULL, CR_LIMIT_STORY_STEPS)};
    x.end = of_stories ? s->oldest_story + s->story_count : s->oldest + s->article_count;
    chain chains[CR_STORY_TERMS + 1];
    *count = 0;
    if (!make_table(s))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    walk(&x, chains, begin(&x, chains));
    uint64_t *keys = CR_NEW_ARRAY(arena, uint64_t, x.found + 1);
    size_t most = cr_limit(NULL, CR_LIMIT_STORY_CANDIDATES);
    *out = CR_NEW_ARRAY(arena, cr_story_candidate, (x.found < most ? x.found : most) + 1);
    if (!keys || !*out) {
        memset(s->scores, 0, s->score_places * sizeof *s->scores);
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    }
    *count = compare(&x, keys, *out);
    return CR_OK;
}
