/* Two dossiers that turn out to be one. Its first articles may have little in common, and each begins a dossier; the article
 * that is near both shows it, when the means of the two are near as well. */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"

typedef struct side { /* articles of one dossier, those nearest to the new one */
    const cr_story_article *article[CR_STORY_JOIN];
    size_t count;
    uint32_t story, dossier;
} side;

static float products(const side *a, const side *b) {
    float sum = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            sum += a == b && i == k ? 1 : cr_story_vector_cosine(&a->article[i]->vector, &b->article[k]->vector);
    return sum;
}

static side *side_of(side *sides, size_t *count, uint32_t dossier) {
    for (size_t i = 0; i < *count; i++)
        if (sides[i].dossier == dossier)
            return &sides[i];
    if (*count == CR_STORY_JOIN_SIDES)
        return NULL;
    sides[*count] = (side){.dossier = dossier};
    return &sides[(*count)++];
}

cr_status cr_story_join(cr_stories *s, uint32_t number, const cr_story_candidate *c, size_t n, cr_error *err) {
    const cr_story_article *a = cr_story_at(s, number);
    side sides[CR_STORY_JOIN_SIDES];
    size_t count = 0;
    side *own = side_of(sides, &count, cr_story_record_at(s, a->story)->dossier);
    *own = (side){.article = {a}, .count = 1, .story = a->story, .dossier = own->dossier};
    for (size_t i = 0; i < n && c[i].near >= s->tuned->dossier / 2; i++) {
        const cr_story_article *b = cr_story_at(s, c[i].number);
        const cr_story_record *r = b && b->language == a->language ? cr_story_record_at(s, b->story) : NULL;
        side *x = r ? side_of(sides, &count, r->dossier) : NULL;
        if (x && x->count < CR_STORY_JOIN) {
            x->story = b->story;
            x->article[x->count++] = b;
        }
    }
    float length = count > 1 ? sqrtf(products(own, own)) : 0;
    for (size_t i = 1; i < count; i++) {
        const side *x = &sides[i];
        if (x->count * own->count < CR_STORY_JOIN_LEAST)
            continue;
        float cosine = products(own, x) / (length * sqrtf(products(x, x)));
        if (cosine >= s->tuned->dossier_join && !cr_story_join_dossiers(s, own->story, x->story))
            return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    }
    return CR_OK;
}
