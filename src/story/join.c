/* Two dossiers that turn out to be one. Its first articles may have little in common, and each begins a dossier; the article
 * that is near both shows it, when the means of the two are near as well. */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"

typedef struct side { /* articles of one dossier, whichever: those near the new one would all speak for joining */
    uint32_t article[CR_STORY_JOIN];
    uint16_t count;
    uint32_t story, dossier;
} side;

static float near(const cr_stories *s, uint32_t a, uint32_t b) {
    return cr_story_vector_cosine(&cr_story_at(s, a)->vector, &cr_story_at(s, b)->vector);
}

static float between(const cr_stories *s, const side *a, const side *b) {
    float sum = 0;
    for (uint16_t i = 0; i < a->count; i++)
        for (uint16_t k = 0; k < b->count; k++)
            sum += near(s, a->article[i], b->article[k]);
    return sum / ((float)a->count * (float)b->count);
}

static float within(const cr_stories *s, const side *a) {
    float sum = 0;
    for (uint16_t i = 0; i < a->count; i++)
        for (uint16_t k = 0; k < i; k++)
            sum += near(s, a->article[i], a->article[k]);
    return cr_story_within(s, sum, (float)a->count * (float)(a->count - 1) / 2);
}

static side side_of(const cr_stories *s, uint32_t story, uint16_t language) {
    side x = {.story = story, .dossier = cr_story_record_at(s, story)->dossier};
    x.count = cr_story_sample(s, story, language, x.article, CR_STORY_JOIN);
    return x;
}

cr_status cr_story_join(cr_stories *s, uint32_t number, const cr_story_candidate *c, size_t n, cr_error *err) {
    const cr_story_article *a = cr_story_at(s, number);
    uint32_t tried[CR_STORY_JOIN_SIDES];
    size_t count = 0;
    side own = side_of(s, a->story, a->language);
    float inner = 0;
    for (size_t i = 0; i < n && count < CR_STORY_JOIN_SIDES && c[i].near >= s->tuned->dossier / 2; i++) {
        const cr_story_article *b = cr_story_at(s, c[i].number);
        const cr_story_record *r = b && b->language == a->language ? cr_story_record_at(s, b->story) : NULL;
        bool known = !r || r->dossier == own.dossier;
        for (size_t k = 0; k < count && !known; k++)
            known = tried[k] == r->dossier;
        if (known)
            continue;
        tried[count++] = r->dossier;
        side other = side_of(s, b->story, a->language);
        if (other.count * own.count < CR_STORY_JOIN_LEAST)
            continue;
        inner = inner > 0 ? inner : within(s, &own);
        if (between(s, &own, &other) < s->tuned->dossier_join * sqrtf(inner * within(s, &other)))
            continue;
        return cr_story_join_dossiers(s, own.story, other.story) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    }
    return CR_OK;
}
