/* Two dossiers that turn out to be one. Its first articles may have little in common, and each begins a dossier; the article
 * that is near both shows it, when the means of the two are near as well. */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"

#define PLACES 4096 /* of a sum; more than all terms of a side, twice over */

typedef struct side { /* articles of one dossier, whichever: those near the new one would all speak for joining */
    uint16_t count;
    uint32_t story;
    uint16_t held[CR_STORY_JOIN];
    cr_story_print words[CR_STORY_JOIN][CR_STORY_WORDS];
    float squares; /* of the lengths of their vectors, summed up */
    bool summed;
    cr_story_print sum[PLACES]; /* of their vectors, by print, with 1 added; open addressing */
} side;

struct cr_story_sides { /* kept from article to article: room alone */
    side own, other;
};

/* The place of a print in the sum, or the empty one where it would be. */
static cr_story_print *place(side *x, uint32_t print) {
    uint32_t at = print % PLACES;
    while (x->sum[at].print && x->sum[at].print != print + 1)
        at = (at + 1) % PLACES;
    return &x->sum[at];
}

static void begin(const cr_stories *s, side *x, uint32_t story, uint16_t language) {
    uint32_t article[CR_STORY_JOIN];
    x->story = story;
    x->summed = false;
    x->squares = 0;
    x->count = cr_story_sample(s, story, language, article, CR_STORY_JOIN);
    for (uint16_t i = 0; i < x->count; i++) {
        const cr_story_article *a = cr_story_at(s, article[i]);
        cr_story_vector v = cr_story_vector_of(a);
        float length = s->parts[a->language].own == s->parts[a->language].hub ? 1 : sqrtf(2); /* the part that all share is of length 1 */
        x->held[i] = cr_story_vector_words(&v, x->words[i]);
        for (uint16_t k = 0; k < x->held[i]; k++)
            x->words[i][k].weight *= length;
        x->squares += length * length;
    }
}

static void sum_up(side *x) {
    memset(x->sum, 0, sizeof x->sum);
    x->summed = true;
    for (uint16_t i = 0; i < x->count; i++)
        for (uint16_t k = 0; k < x->held[i]; k++) {
            cr_story_print *at = place(x, x->words[i][k].print);
            at->print = x->words[i][k].print + 1;
            at->weight += x->words[i][k].weight;
        }
}

/* The dot product of the sum of `a` with that of the articles of `b`. */
static float product(side *a, const side *b) {
    float dot = 0;
    if (!a->summed)
        sum_up(a);
    for (uint16_t i = 0; i < b->count; i++)
        for (uint16_t k = 0; k < b->held[i]; k++)
            dot += b->words[i][k].weight * place(a, b->words[i][k].print)->weight;
    return dot;
}

/* Means of the cosines of all pairs, from the sums. */
static float between(side *a, const side *b) { return product(a, b) / ((float)a->count * (float)b->count); }

static float within(const cr_stories *s, side *a, float sum) { return cr_story_within(s, sum > 0 ? sum : 0, (float)a->count * (float)(a->count - 1) / 2); }
static float inside(const cr_stories *s, side *a) { return within(s, a, (product(a, a) - a->squares) / 2); }

static bool near_enough(const cr_stories *s, side *own, float inner, side *other) {
    if (other->count * own->count < CR_STORY_JOIN_LEAST)
        return false;
    float across = between(own, other), least = s->tuned->dossier_join;
    /* The other is at least as near within as if it had nothing in common: most are told apart by that alone. */
    return across >= least * sqrtf(inner * within(s, other, 0)) && across >= least * sqrtf(inner * inside(s, other));
}

cr_status cr_story_join(cr_stories *s, uint32_t number, const cr_story_candidate *c, size_t n, cr_error *err) {
    const cr_story_article *a = cr_story_at(s, number);
    uint32_t tried[CR_STORY_JOIN_SIDES], dossier = cr_story_record_at(s, a->story)->dossier;
    size_t count = 0;
    side *own = NULL, *other = NULL;
    float inner = 0;
    for (size_t i = 0; i < n && count < CR_STORY_JOIN_SIDES && c[i].near >= s->tuned->dossier / 2; i++) {
        const cr_story_article *b = cr_story_at(s, c[i].number);
        const cr_story_record *r = b && cr_story_meet(s, a->language, b->language) ? cr_story_record_at(s, b->story) : NULL;
        bool known = !r || r->dossier == dossier || cr_story_far(r, a->day);
        for (size_t k = 0; k < count && !known; k++)
            known = tried[k] == r->dossier;
        if (known)
            continue;
        tried[count++] = r->dossier;
        if (!own) {
            if (!s->sides && !(s->sides = malloc(sizeof *s->sides)))
                return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
            own = &s->sides->own;
            other = &s->sides->other;
            begin(s, own, a->story, a->language);
            inner = inside(s, own);
        }
        begin(s, other, b->story, a->language);
        if (near_enough(s, own, inner, other))
            return cr_story_join_dossiers(s, own->story, other->story) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    }
    return CR_OK;
}
