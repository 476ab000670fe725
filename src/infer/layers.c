/* What encoder and decoder share: dense products, norms, the feed-forward sublayer, embeddings. */
#include <math.h>

#include "infer/run.h"

/* ---- products ---- */

void cr_input_set(cr_worker *w, const float *x, size_t rows, size_t depth, const size_t *ends) {
    w->input = x;
    w->input_rows = rows;
    w->input_depth = depth;
    w->input_ends = ends;
    w->input_alpha = -1;
}

/* Scales of a model without multipliers of its own: what just fits the largest value of a sentence's rows (or of the row alone,
 * in the decoder), so that a sentence never feels what else is in the batch. */
static void find_scales(cr_worker *w) {
    cr_run *r = &w->run;
    size_t at = 0;
    for (size_t i = 0; at < w->input_rows; i++) {
        size_t end = w->input_ends ? w->input_ends[i] : at + 1;
        float scale = cr_quantise_scale(w->kernels->max_abs(w->input + at * w->input_depth, (end - at) * w->input_depth));
        while (at < end)
            r->scale[at++] = scale;
    }
}

static void quantise(cr_worker *w, float alpha) {
    cr_run *r = &w->run;
    if (w->input_alpha == alpha) /* NOLINT: the same number, not one near it */
        return;
    if (alpha > 0)
        for (size_t i = 0; i < w->input_rows; i++)
            r->scale[i] = alpha;
    else
        find_scales(w);
    w->kernels->quantise(w->input, w->input_rows, w->input_depth, r->scale, r->bytes);
    w->input_alpha = alpha;
}

static void unscale(cr_run *r, size_t rows, float multiplier) {
    for (size_t i = 0; i < rows; i++)
        r->unscale[i] = 1.0f / (r->scale[i] * multiplier);
}

void cr_multiply(cr_worker *w, const cr_dense *d, bool relu, float *out) {
    cr_run *r = &w->run;
    cr_ending end = {.bias = d->bias, .folded = d->folded, .relu = relu};
    if (!d->int8) {
        w->kernels->product_float(d->floats, d->out, d->in, w->input, w->input_rows, &end, out);
        return;
    }
    quantise(w, d->alpha);
    unscale(r, w->input_rows, d->multiplier);
    end.unscale = r->unscale;
    w->kernels->product(&d->packed, r->bytes, w->input_rows, &end, out);
}

void cr_multiply_table(cr_worker *w, const cr_sentence *of, size_t first, size_t rows, float *out) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    size_t count = of->chosen ? of->chosen_count : m->target.pieces;
    if (m->table_floats) {
        w->kernels->pick_float(m->table_floats, m->table.bias, m->width, of->chosen, count, w->input + first * m->width, rows, out);
        return;
    }
    if (w->input_alpha < 0) {
        quantise(w, m->table_alpha);
        unscale(r, w->input_rows, m->table_multiplier);
    }
    const uint8_t *bytes = r->bytes + first * cr_quantised_stride(m->width);
    if (of->chosen_rows.n == 0) {
        w->kernels->pick(&m->table, of->chosen, count, bytes, rows, r->unscale + first, out);
        return;
    }
    cr_ending end = {.unscale = r->unscale + first, .bias = of->chosen_bias, .folded = m->table.folded ? of->chosen_bias : NULL};
    w->kernels->product(&of->chosen_rows, bytes, rows, &end, out);
}

static size_t bias_size(const cr_weights *m, const cr_sentence *of) {
    return m->table.folded || m->table.bias ? (of->chosen_count * sizeof(float) + 63) / 64 * 64 : 0;
}

size_t cr_chosen_size(const cr_weights *m, const cr_sentence *of) {
    return of->chosen && !m->table_floats ? bias_size(m, of) + cr_packed_size(of->chosen_count, m->width) : 0;
}

void cr_chosen_pack(cr_worker *w) {
    const cr_weights *m = &w->model->weights;
    const float *from = m->table.folded ? m->table.folded : m->table.bias;
    char *at = w->run.chosen;
    for (size_t i = 0; i < w->run.count; i++) {
        cr_sentence *s = &w->run.sentences[i];
        if (cr_chosen_size(m, s) == 0)
            continue;
        s->chosen_bias = from ? (float *)(void *)at : NULL;
        for (size_t k = 0; from && k < s->chosen_count; k++)
            s->chosen_bias[k] = from[s->chosen[k]];
        at += bias_size(m, s);
        w->kernels->pack_picked(&s->chosen_rows, at, &m->table, s->chosen, s->chosen_count);
        at += cr_packed_used(&s->chosen_rows);
    }
}

/* ---- around a sublayer ---- */

const float *cr_sublayer_begin(cr_worker *w, const cr_norm *before, const float *x, size_t rows, float *copy) {
    if (!before->scale)
        return x;
    w->kernels->layer_norm(x, NULL, before->scale, before->bias, rows, w->model->weights.width, copy);
    return copy;
}

void cr_sublayer_end(cr_worker *w, const char *operations, const cr_norm *after, float *y, size_t rows, float *x) {
    size_t d = w->model->weights.width;
    if (!strcmp(operations, "an")) {
        w->kernels->layer_norm(y, x, after->scale, after->bias, rows, d, x);
        return;
    }
    for (; *operations; operations++)
        if (*operations == 'a')
            for (size_t i = 0; i < rows * d; i++)
                y[i] = y[i] + x[i];
        else
            w->kernels->layer_norm(y, NULL, after->scale, after->bias, rows, d, y);
    memcpy(x, y, rows * d * sizeof *x);
}

static void swish(cr_worker *w, float *x, size_t n) { /* x sigmoid(x) */
    float part[256];
    for (size_t at = 0; at < n; at += sizeof part / sizeof *part) {
        size_t count = n - at < sizeof part / sizeof *part ? n - at : sizeof part / sizeof *part;
        w->kernels->sigmoid(x + at, count, part);
        for (size_t i = 0; i < count; i++)
            x[at + i] = x[at + i] * part[i];
    }
}

void cr_ffn(cr_worker *w, const cr_ffn_weights *f, float *x, size_t rows, const size_t *ends) {
    const cr_weights *m = &w->model->weights;
    cr_run *r = &w->run;
    bool whole = m->int8 && !m->alphas && ends; /* a scale of all rows of a sentence: they must be there together */
    size_t d = m->width;
    const float *in = cr_sublayer_begin(w, &f->before, x, rows, r->q);
    for (size_t at = 0, count; at < rows; at += count) {
        count = whole || rows - at < CR_FFN_ROWS ? rows - at : CR_FFN_ROWS;
        cr_input_set(w, in + at * d, count, d, whole ? ends : NULL);
        cr_multiply(w, &f->up, !m->swish, r->hidden);
        if (m->swish)
            swish(w, r->hidden, count * m->feed_forward);
        cr_input_set(w, r->hidden, count, m->feed_forward, whole ? ends : NULL);
        cr_multiply(w, &f->down, false, r->y + at * d);
    }
    cr_sublayer_end(w, m->around.after, &f->after, r->y, rows, x);
}

/* ---- embeddings and keys ---- */

void cr_embed(cr_worker *w, const cr_embedding *e, uint32_t piece, size_t position, float *out) {
    size_t d = w->model->weights.width;
    const float *signal = w->signal + position * d;
    float root = sqrtf((float)d);
    if (piece == CR_NO_PIECE) {
        memcpy(out, signal, d * sizeof *out);
        return;
    }
    if (e->bytes) {
        float by = 1.0f / e->multiplier;
        const int8_t *row = e->bytes + piece * d;
        for (size_t i = 0; i < d; i++)
            out[i] = (float)row[i] * by * root + signal[i];
        return;
    }
    const float *row = e->floats + piece * d;
    for (size_t i = 0; i < d; i++)
        out[i] = row[i] * root + signal[i];
}

void cr_turn_keys(const float *keys, size_t n, size_t width, size_t stride, float *out) {
    for (size_t j = 0; j < n; j += 16) { /* a cache line of every row at a time */
        size_t end = j + 16 < n ? j + 16 : n;
        for (size_t i = 0; i < width; i++) {
            for (size_t k = j; k < end; k++)
                out[i * stride + k] = keys[k * width + i];
            for (size_t k = end; k < j + 16; k++)
                out[i * stride + k] = 0;
        }
    }
}
