/* Two dossiers that turn out to be one. Its first articles may have little in common, and each begins a dossier; the article
 * that is near both shows it, when the means of the two are near as well. */
#include <math.h>

#include "story/group.h"

#define PLACES 4096 /* of a sum; more than all terms of a side, twice over */

typedef struct side { /* articles of one dossier, whichever: those near the new one would all speak for joining */
    uint32_t article[CR_STORY_JOIN];
    uint16_t count;
    uint32_t story, dossier;
    cr_story_print sum[PLACES]; /* of their vectors, by print, with 1 added; open addressing */
} side;

/* The place of a print in the sum, or the empty one where it would be. */
static cr_story_print *place(side *x, uint32_t print) {
    uint32_t at = print % PLACES;
    while (x->sum[at].print && x->sum[at].print != print + 1)
        at = (at + 1) % PLACES;
    return &x->sum[at];
}

/* The dot product of the sum of `a` with that of the articles of `b`. */
static float product(const cr_stories *s, side *a, const side *b) {
    float dot = 0;
    cr_story_print words[CR_STORY_WORDS];
    for (uint16_t i = 0; i < b->count; i++) {
        cr_story_vector v = cr_story_vector_of(cr_story_at(s, b->article[i]));
        for (uint16_t n = cr_story_vector_words(&v, words), k = 0; k < n; k++)
            dot += words[k].weight * place(a, words[k].print)->weight;
    }
    return dot;
}

/* Means of the cosines of all pairs, from the sums: the vectors are of length 1. */
static float between(const cr_stories *s, side *a, const side *b) { return product(s, a, b) / ((float)a->count * (float)b->count); }

static float within(const cr_stories *s, side *a) {
    float sum = (product(s, a, a) - (float)a->count) / 2;
    return cr_story_within(s, sum > 0 ? sum : 0, (float)a->count * (float)(a->count - 1) / 2);
}

static void begin(const cr_stories *s, side *x, uint32_t story, uint16_t language) {
    memset(x, 0, sizeof *x);
    x->story = story;
    x->dossier = cr_story_record_at(s, story)->dossier;
    x->count = cr_story_sample(s, story, language, x->article, CR_STORY_JOIN);
    cr_story_print words[CR_STORY_WORDS];
    for (uint16_t i = 0; i < x->count; i++) {
        cr_story_vector v = cr_story_vector_of(cr_story_at(s, x->article[i]));
        for (uint16_t n = cr_story_vector_words(&v, words), k = 0; k < n; k++) {
            cr_story_print *at = place(x, words[k].print);
            at->print = words[k].print + 1;
            at->weight += words[k].weight;
        }
    }
}

cr_status cr_story_join(cr_stories *s, uint32_t number, const cr_story_candidate *c, size_t n, cr_error *err) {
    const cr_story_article *a = cr_story_at(s, number);
    uint32_t tried[CR_STORY_JOIN_SIDES], dossier = cr_story_record_at(s, a->story)->dossier;
    size_t count = 0;
    side *own = NULL, *other = NULL;
    float inner = 0;
    for (size_t i = 0; i < n && count < CR_STORY_JOIN_SIDES && c[i].near >= s->tuned->dossier / 2; i++) {
        const cr_story_article *b = cr_story_at(s, c[i].number);
        const cr_story_record *r = b && b->language == a->language ? cr_story_record_at(s, b->story) : NULL;
        bool known = !r || r->dossier == dossier;
        for (size_t k = 0; k < count && !known; k++)
            known = tried[k] == r->dossier;
        if (known)
            continue;
        tried[count++] = r->dossier;
        if (!own) {
            if (!(own = CR_NEW(s->arena, side)) || !(other = CR_NEW(s->arena, side)))
                return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
            begin(s, own, a->story, a->language);
            inner = within(s, own);
        }
        begin(s, other, b->story, a->language);
        if (other->count * own->count < CR_STORY_JOIN_LEAST || between(s, own, other) < s->tuned->dossier_join * sqrtf(inner * within(s, other)))
            continue;
        return cr_story_join_dossiers(s, own->story, other->story) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    }
    return CR_OK;
}
