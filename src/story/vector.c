#include "story/state.h"
#include "story/tuning.h"
#include <math.h>

/* The hot function: one merge of two ascending lists. */
static float cosine(const cr_stories *s, const uint32_t *qt, const float *qw, uint32_t qn, const uint32_t *vt, const uint16_t *vw,
                    uint32_t vn, uint16_t language) {
    float dot = 0, norm = 0;
    uint32_t i = 0;
    for (uint32_t k = 0; k < vn; k++) {
        float w = (float)vw[k] * cr_story_idf(s, vt[k], language);
        norm += w * w;
        while (i < qn && qt[i] < vt[k])
            i++;
        if (i < qn && qt[i] == vt[k])
            dot += qw[i] * w;
    }
    return norm > 0 ? dot / sqrtf(norm) : 0;
}

float cr_story_similarity(const cr_stories *s, const cr_story_query *q, const cr_story_vector *v, uint16_t language) {
    float x = q->language == language
                  ? cosine(s, q->term, q->weight, q->words, v->term, v->weight, v->words, language)
                  : cr_story_tuned.cross_scale * cosine(s, q->term + q->words, q->weight + q->words, q->crosses, v->term + v->words,
                                                        v->weight + v->words, v->crosses, language);
    return x < 0 ? 0 : x > 1 ? 1 : x;
}
