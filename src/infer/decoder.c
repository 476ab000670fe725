/* The decoder: one step of all rows of a batch, and the states of the rows that follow from them. */
#include <math.h>

#include "infer/run.h"

/* ---- looking at what has been produced ---- */

/* c = f c + (1 - f) (x W), f = sigmoid(x Wf + bf), h = relu(c): Kim et al. 2019. One product for each of W and Wf from the same
 * bytes; only c is kept. */
static void ssru(cr_worker *w, const cr_ssru_weights *s, float *cells) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    cr_input_set(w, cr_sublayer_begin(w, &s->before, r->x, r->rows_now, r->k), r->rows_now, m->width, NULL);
    cr_multiply(w, &s->x, false, r->q);
    cr_multiply(w, &s->forget, false, r->v);
    w->kernels->ssru(r->v, r->q, r->rows_now * m->width, cells, r->y);
    cr_sublayer_end(w, m->around.after, &s->after, r->y, r->rows_now, r->x);
}

/* Keys and values of all steps so far are kept for each hypothesis in its slot; keys transposed, this step's is a column. */
static void self_attention(cr_worker *w, const cr_attention_weights *a, size_t layer) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t d = m->width, head = d / m->heads;
    const float *in = cr_sublayer_begin(w, &a->before, r->x, r->rows_now, r->y);
    cr_input_set(w, in, r->rows_now, d, NULL);
    cr_multiply(w, &a->q, false, r->q);
    if (in != r->x)
        cr_input_set(w, r->x, r->rows_now, d, NULL);
    cr_multiply(w, &a->k, false, r->k);
    cr_multiply(w, &a->v, false, r->v);
    for (size_t i = 0; i < r->rows_now; i++) {
        size_t at = r->rows[i].slot * m->decoder_layers + layer;
        float *keys = r->self_keys + at * d * r->self_stride, *values = r->self_values + at * d * r->most;
        for (size_t k = 0; k < d; k++)
            keys[k * r->self_stride + r->step] = r->k[i * d + k];
        memcpy(values + r->step * d, r->v + i * d, d * sizeof *values);
        for (size_t h = 0; h < m->heads; h++)
            w->kernels->attend(&(cr_attention){.q = r->q + i * d + h * head, .q_stride = d, .m = 1, .width = head,
                                               .keys = keys + h * head * r->self_stride, .key_stride = r->self_stride,
                                               .values = values + h * head, .value_stride = d, .length = r->step + 1,
                                               .scale = 1.0f / sqrtf((float)head), .weights = r->attention, .weight_stride = r->attention_stride,
                                               .out = r->k + i * d + h * head, .out_stride = d}); /* this row's key is in its slot by now */
    }
    cr_input_set(w, r->k, r->rows_now, d, NULL);
    cr_multiply(w, &a->o, false, r->y);
    cr_sublayer_end(w, m->around.after, &a->after, r->y, r->rows_now, r->x);
}

/* ---- looking at the source ---- */

static void keep_attention(cr_worker *w, const cr_sentence *s, size_t row) {
    cr_run *r = &w->run;
    for (size_t i = 0; i < s->rows; i++) {
        r->attended_now[row + i] = cr_arena_bytes(w->batch, s->pieces.count * sizeof(float));
        if (r->attended_now[row + i])
            memcpy(r->attended_now[row + i], r->attention + i * s->key_stride, s->pieces.count * sizeof(float));
    }
}

static void context_attention(cr_worker *w, const cr_attention_weights *a, size_t layer) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t d = m->width, head = d / m->heads, row = 0;
    cr_input_set(w, cr_sublayer_begin(w, &a->before, r->x, r->rows_now, r->y), r->rows_now, d, NULL);
    cr_multiply(w, &a->q, false, r->q);
    for (size_t i = 0; i < r->count; i++) {
        const cr_sentence *s = &r->sentences[i];
        if (s->rows == 0)
            continue;
        const float *keys = r->context_keys[layer] + s->key_at, *values = r->context_values[layer] + s->first_row * d;
        for (size_t h = 0; h < m->heads; h++) {
            w->kernels->attend(&(cr_attention){.q = r->q + row * d + h * head, .q_stride = d, .m = s->rows, .width = head,
                                               .keys = keys + h * head * s->key_stride, .key_stride = s->key_stride,
                                               .values = values + h * head, .value_stride = d, .length = s->pieces.count,
                                               .scale = 1.0f / sqrtf((float)head), .weights = r->attention, .weight_stride = s->key_stride,
                                               .out = r->k + row * d + h * head, .out_stride = d});
            if (h == 0 && r->attended && layer == m->alignment_layer)
                keep_attention(w, s, row);
        }
        row += s->rows;
    }
    cr_input_set(w, r->k, r->rows_now, d, NULL);
    cr_multiply(w, &a->o, false, r->y);
    cr_sublayer_end(w, m->around.after, &a->after, r->y, r->rows_now, r->x);
}

/* ---- a step ---- */

void cr_decode_step(cr_worker *w) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t d = m->width;
    for (size_t i = 0; i < r->rows_now; i++) /* before the first piece there is none: the signal stands alone */
        cr_embed(w, &m->target, r->step ? r->history[i * r->most + r->step - 1] : CR_NO_PIECE, r->step, r->x + i * d);
    if (r->embedded)
        memcpy(r->embedded, r->x, r->rows_now * d * sizeof *r->x);
    for (size_t l = 0; l < m->decoder_layers; l++) {
        if (m->ssru)
            ssru(w, &m->decoder[l].ssru, r->cells + l * r->row_limit * d);
        else
            self_attention(w, &m->decoder[l].self, l);
        context_attention(w, &m->decoder[l].context, l);
        cr_ffn(w, &m->decoder[l].ffn, r->x, r->rows_now, NULL);
    }
    if (*m->top) {
        memcpy(r->y, r->x, r->rows_now * d * sizeof *r->y);
        cr_sublayer_end(w, m->top, &m->decoder_top, r->y, r->rows_now, r->embedded ? r->embedded : r->x);
        if (r->embedded)
            memcpy(r->x, r->embedded, r->rows_now * d * sizeof *r->x);
    }
    cr_input_set(w, r->x, r->rows_now, d, NULL);
}

/* ---- from this step's rows to the next one's ---- */

static void swap(void *a, void *b) {
    void *t;
    memcpy(&t, a, sizeof t);
    memcpy(a, b, sizeof t);
    memcpy(b, &t, sizeof t);
}

/* Row by row in ascending order: a greedy row never moves up, so that it can be done in place. */
static void move(void *to, const void *from, const uint32_t *parents, size_t rows, size_t stride, size_t bytes) {
    for (size_t i = 0; i < rows; i++)
        if (to != from || parents[i] != i)
            memcpy((char *)to + i * stride, (const char *)from + parents[i] * stride, bytes);
}

/* A slot goes to the first child; further children get a copy in a slot that nobody holds. */
static void move_slots(cr_worker *w, size_t rows) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t keys = m->decoder_layers * m->width * r->self_stride, values = m->decoder_layers * m->width * r->most, vacant = 0;
    memset(r->slot_taken, 0, r->row_limit * sizeof *r->slot_taken);
    for (size_t i = 0; i < rows; i++) {
        size_t slot = r->rows[r->parents[i]].slot;
        r->rows_next[i].slot = r->slot_taken[slot] ? SIZE_MAX : slot;
        r->slot_taken[slot] = true;
    }
    for (size_t i = 0; i < rows; i++) {
        if (r->rows_next[i].slot != SIZE_MAX)
            continue;
        while (r->slot_taken[vacant])
            vacant++;
        size_t from = r->rows[r->parents[i]].slot;
        memcpy(r->self_keys + vacant * keys, r->self_keys + from * keys, keys * sizeof(float));
        memcpy(r->self_values + vacant * values, r->self_values + from * values, values * sizeof(float));
        r->slot_taken[vacant] = true;
        r->rows_next[i].slot = vacant;
    }
}

void cr_decode_reorder(cr_worker *w, size_t rows) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    bool same = rows == r->rows_now;
    for (size_t i = 0; same && i < rows; i++)
        same = r->parents[i] == i;
    if (!m->ssru)
        move_slots(w, rows);
    if (!same) {
        size_t d = m->width;
        for (size_t l = 0; m->ssru && l < m->decoder_layers; l++)
            move(r->cells_next + l * r->row_limit * d, r->cells + l * r->row_limit * d, r->parents, rows, d * sizeof(float), d * sizeof(float));
        move(r->history_next, r->history, r->parents, rows, r->most * sizeof *r->history, r->step * sizeof *r->history);
        move(r->loops_next, r->loops, r->parents, rows, CR_LOOP_PERIODS * sizeof *r->loops, CR_LOOP_PERIODS * sizeof *r->loops);
        if (r->attended)
            move(r->attended_next, r->attended, r->parents, rows, r->most * sizeof *r->attended, r->step * sizeof *r->attended);
        swap(&r->cells, &r->cells_next);
        swap(&r->history, &r->history_next);
        swap(&r->loops, &r->loops_next);
        swap(&r->attended, &r->attended_next);
    }
    swap(&r->rows, &r->rows_next);
    r->rows_now = rows;
}
