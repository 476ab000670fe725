/* The encoder: source pieces to the keys and values that every decoder layer looks at.
 *
 * Some hundred rows at a time go through all layers: then the rows stay in the processor's own cache and only weights pass by. */
#include <math.h>

#include "infer/run.h"

enum { QUERIES = 16 }; /* rows of one attention's softmax at a time */

typedef struct group { /* sentences [first, end) of the batch */
    size_t first, end, rows;
    size_t *ends; /* the row after each sentence's last */
} group;

static void attend(cr_worker *w, const cr_sentence *s, const float *q, const float *values, float *out) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t n = s->pieces.count, head = m->width / m->heads;
    for (size_t h = 0; h < m->heads; h++)
        for (size_t at = 0; at < n; at += QUERIES)
            w->kernels->attend(&(cr_attention){.q = q + at * m->width + h * head, .q_stride = m->width, .m = n - at < QUERIES ? n - at : QUERIES,
                                               .width = head, .keys = r->keys_turned + h * head * s->key_stride, .key_stride = s->key_stride,
                                               .values = values + h * head, .value_stride = m->width, .length = n,
                                               .scale = 1.0f / sqrtf((float)head), .weights = r->attention, .weight_stride = s->key_stride,
                                               .out = out + at * m->width + h * head, .out_stride = m->width});
}

/* Keys and values are made of x as it is, the queries of x as the sublayer norms it: so does Marian with a norm before. */
static void self_attention(cr_worker *w, const cr_attention_weights *a, const group *g) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t d = m->width, row = 0;
    const float *in = cr_sublayer_begin(w, &a->before, r->x, g->rows, r->y);
    cr_input_set(w, in, g->rows, d, g->ends);
    cr_multiply(w, &a->q, false, r->q);
    if (in != r->x)
        cr_input_set(w, r->x, g->rows, d, g->ends);
    cr_multiply(w, &a->k, false, r->k);
    cr_multiply(w, &a->v, false, r->v);
    for (size_t i = g->first; i < g->end; i++) {
        const cr_sentence *s = &r->sentences[i];
        cr_turn_keys(r->k + row * d, s->pieces.count, d, s->key_stride, r->keys_turned);
        attend(w, s, r->q + row * d, r->v + row * d, r->k + row * d); /* the keys have been turned, their place is free */
        row += s->pieces.count;
    }
    cr_input_set(w, r->k, g->rows, d, g->ends);
    cr_multiply(w, &a->o, false, r->y);
    cr_sublayer_end(w, m->around.after, &a->after, r->y, g->rows, r->x);
}

static void embed(cr_worker *w, const group *g) {
    cr_run *r = &w->run;
    size_t row = 0, d = w->model->weights.width;
    for (size_t i = g->first; i < g->end; i++)
        for (size_t p = 0; p < r->sentences[i].pieces.count; p++)
            cr_embed(w, &w->model->weights.source, r->sentences[i].pieces.ids[p], p, r->x + row++ * d);
    if (r->embedded)
        memcpy(r->embedded, r->x, g->rows * d * sizeof *r->x);
}

/* What may follow the last layer; "a" adds what went into the first. */
static void top(cr_worker *w, const group *g) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    if (!*m->top)
        return;
    memcpy(r->y, r->x, g->rows * m->width * sizeof *r->y);
    cr_sublayer_end(w, m->top, &m->encoder_top, r->y, g->rows, r->embedded ? r->embedded : r->x);
    if (r->embedded)
        memcpy(r->x, r->embedded, g->rows * m->width * sizeof *r->x);
}

static void make_context(cr_worker *w, const group *g) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    cr_input_set(w, r->x, g->rows, m->width, g->ends);
    for (size_t l = 0; l < m->decoder_layers; l++) {
        size_t row = 0;
        cr_multiply(w, &m->decoder[l].context.v, false, r->context_values[l] + r->sentences[g->first].first_row * m->width);
        cr_multiply(w, &m->decoder[l].context.k, false, r->k);
        for (size_t i = g->first; i < g->end; i++) {
            const cr_sentence *s = &r->sentences[i];
            cr_turn_keys(r->k + row * m->width, s->pieces.count, m->width, s->key_stride, r->context_keys[l] + s->key_at);
            row += s->pieces.count;
        }
    }
}

void cr_encode(cr_worker *w) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t ends[256];
    for (group g = {.ends = ends}; g.first < r->count; g.first = g.end) {
        g.rows = 0;
        for (g.end = g.first; g.end < r->count && g.end - g.first < sizeof ends / sizeof *ends; g.end++) {
            if (g.end > g.first && g.rows + r->sentences[g.end].pieces.count > r->group_rows)
                break;
            g.rows += r->sentences[g.end].pieces.count;
            ends[g.end - g.first] = g.rows;
        }
        embed(w, &g);
        for (size_t l = 0; l < m->encoder_layers; l++) {
            self_attention(w, &m->encoder[l].self, &g);
            cr_ffn(w, &m->encoder[l].ffn, r->x, g.rows, ends);
        }
        top(w, &g);
        make_context(w, &g);
    }
}
