/* A translation model run as plainly as can be, one sentence, one row, one number at a time, in doubles: what the engine is held to.
 * It reads the same files and knows nothing of the engine's ways. */
#ifndef PLAIN_MODEL_H
#define PLAIN_MODEL_H
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "infer/container.h"
#include "../../support/made_model.h"

enum { PLAIN_ROWS = 128, PLAIN_WIDTH = 64 };
typedef double plain_rows[PLAIN_ROWS][PLAIN_WIDTH];

typedef struct plain_model {
    const made_shape *s;
    const cr_container *c;
    plain_rows context;
    size_t length;
    double attention[PLAIN_ROWS]; /* of the last step */
    plain_rows state[4], keys[4], values[4]; /* of each decoder layer: SSRU's cell in row 0; self-attention's past */
} plain_model;

static const cr_item *plain_item(const plain_model *m, const char *prefix, const char *suffix) {
    char name[64];
    snprintf(name, sizeof name, "%s%s", prefix, suffix);
    return cr_container_find(m->c, name);
}

static double plain_value(const cr_item *w, size_t i, size_t j) { /* of a matrix of [rows, cols] */
    if (w->type == CR_ITEM_FLOAT)
        return (double)((const float *)w->data)[i * w->cols + j];
    size_t at = strstr(w->name, "Wemb") ? i * w->cols + j : j * w->rows + i;
    return (double)cr_item_int8(w)[at] / (double)w->multiplier;
}

/* out = x W + b; `table`: x W^T. Bytes where the matrix has bytes, with one scale for all rows given. */
static void plain_dense(const plain_model *m, double (*x)[PLAIN_WIDTH], size_t rows, const cr_item *w, const cr_item *b, bool table, double (*out)[PLAIN_WIDTH]) {
    size_t in = table ? w->cols : w->rows, n = table ? w->rows : w->cols;
    double scale = 0, most = 0;
    if (w->type == CR_ITEM_INTGEMM8) {
        const cr_item *alpha = plain_item(m, strstr(w->name, "Wemb") ? "none" : w->name, "_QuantMultA");
        for (size_t r = 0; r < rows; r++)
            for (size_t i = 0; i < in; i++)
                most = fmax(most, fabs(x[r][i]));
        scale = alpha ? (double)*(const float *)alpha->data : 127 / most;
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t i = 0; i < in; i++) {
                double v = scale > 0 ? fmin(fmax(rint(x[r][i] * scale), -127), 127) / scale : x[r][i];
                sum += v * (table ? plain_value(w, j, i) : plain_value(w, i, j));
            }
            out[r][j] = sum + (b ? plain_value(b, 0, j) : 0);
        }
}

static void plain_norm(const plain_model *m, double (*x)[PLAIN_WIDTH], size_t rows, const char *prefix, const char *suffix) {
    char scale[24], bias[24];
    size_t d = m->s->width;
    snprintf(scale, sizeof scale, "_ln_scale%s", suffix);
    snprintf(bias, sizeof bias, "_ln_bias%s", suffix);
    const cr_item *by = plain_item(m, prefix, scale), *plus = plain_item(m, prefix, bias);
    for (size_t r = 0; r < rows; r++) {
        double mean = 0, variance = 0;
        for (size_t i = 0; i < d; i++)
            mean += x[r][i] / (double)d;
        for (size_t i = 0; i < d; i++)
            variance += (x[r][i] - mean) * (x[r][i] - mean) / (double)d;
        for (size_t i = 0; i < d; i++)
            x[r][i] = (x[r][i] - mean) / sqrt(variance + 1e-6) * plain_value(by, 0, i) + plain_value(plus, 0, i);
    }
}

static void plain_around(const plain_model *m, const char *operations, const char *prefix, double (*y)[PLAIN_WIDTH], size_t rows, double (*x)[PLAIN_WIDTH]) {
    for (; *operations; operations++)
        if (*operations == 'n')
            plain_norm(m, y, rows, prefix, "");
        else if (*operations == 'a')
            for (size_t r = 0; r < rows; r++)
                for (size_t i = 0; i < m->s->width; i++)
                    y[r][i] += x[r][i];
    memmove(x, y, rows * sizeof *x);
}

/* x through attention over keys and values of `length` rows. */
static void plain_attend(plain_model *m, const char *prefix, double (*x)[PLAIN_WIDTH], size_t rows, double (*k)[PLAIN_WIDTH], double (*v)[PLAIN_WIDTH], size_t length) {
    plain_rows q, in, out;
    char norm[64];
    size_t d = m->s->width, head = d / m->s->heads;
    snprintf(norm, sizeof norm, "%s_Wo", prefix);
    memcpy(in, x, rows * sizeof *x);
    if (strchr(m->s->before, 'n'))
        plain_norm(m, in, rows, norm, "_pre");
    plain_dense(m, in, rows, plain_item(m, prefix, "_Wq"), plain_item(m, prefix, "_bq"), false, q);
    for (size_t r = 0; r < rows; r++)
        for (size_t h = 0; h < m->s->heads; h++) {
            double weight[PLAIN_ROWS], sum = 0;
            for (size_t j = 0; j < length; j++) {
                weight[j] = 0;
                for (size_t i = h * head; i < (h + 1) * head; i++)
                    weight[j] += q[r][i] * k[j][i];
                sum += weight[j] = exp(weight[j] / sqrt((double)head));
            }
            for (size_t i = h * head; i < (h + 1) * head; i++) {
                out[r][i] = 0;
                for (size_t j = 0; j < length; j++)
                    out[r][i] += weight[j] / sum * v[j][i];
            }
            for (size_t j = 0; h == 0 && j < length; j++)
                m->attention[j] = weight[j] / sum;
        }
    plain_dense(m, out, rows, plain_item(m, prefix, "_Wo"), plain_item(m, prefix, "_bo"), false, q);
    plain_around(m, m->s->after, norm, q, rows, x);
}

static void plain_ffn(const plain_model *m, const char *prefix, double (*x)[PLAIN_WIDTH], size_t rows) {
    plain_rows in, inner, out;
    char norm[64];
    snprintf(norm, sizeof norm, "%s_ffn", prefix);
    memcpy(in, x, rows * sizeof *x);
    if (strchr(m->s->before, 'n'))
        plain_norm(m, in, rows, norm, "_pre");
    plain_dense(m, in, rows, plain_item(m, prefix, "_W1"), plain_item(m, prefix, "_b1"), false, inner);
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < m->s->inner; i++)
            inner[r][i] = m->s->swish ? inner[r][i] / (1 + exp(-inner[r][i])) : fmax(inner[r][i], 0);
    plain_dense(m, inner, rows, plain_item(m, prefix, "_W2"), plain_item(m, prefix, "_b2"), false, out);
    plain_around(m, m->s->after, norm, out, rows, x);
}

static void plain_embed(const plain_model *m, const char *table, uint32_t piece, size_t position, double *out) {
    size_t d = m->s->width;
    const cr_item *w = plain_item(m, table, "");
    for (size_t i = 0; i < d; i++) {
        double angle = (double)position * exp(-(double)(i % (d / 2)) * log(10000) / ((double)d / 2 - 1));
        out[i] = (i < d / 2 ? sin(angle) : cos(angle)) + (piece == UINT32_MAX ? 0 : plain_value(w, piece, i) * sqrt((double)d));
    }
}

static void plain_encode(plain_model *m, const uint32_t *pieces, size_t count) {
    plain_rows k, v, first;
    char prefix[48];
    m->length = count;
    memset(m->state, 0, sizeof m->state);
    for (size_t p = 0; p < count; p++)
        plain_embed(m, m->s->two ? "encoder_Wemb" : "Wemb", pieces[p], p, m->context[p]);
    memcpy(first, m->context, sizeof first);
    for (size_t l = 1; l <= m->s->encoder; l++) {
        snprintf(prefix, sizeof prefix, "encoder_l%zu_self", l);
        plain_dense(m, m->context, count, plain_item(m, prefix, "_Wk"), plain_item(m, prefix, "_bk"), false, k);
        plain_dense(m, m->context, count, plain_item(m, prefix, "_Wv"), plain_item(m, prefix, "_bv"), false, v);
        plain_attend(m, prefix, m->context, count, k, v, count);
        snprintf(prefix, sizeof prefix, "encoder_l%zu_ffn", l);
        plain_ffn(m, prefix, m->context, count);
    }
    plain_around(m, m->s->top, "encoder_top", m->context, count, first);
    memcpy(m->context, first, sizeof first);
}

static void plain_ssru(plain_model *m, const char *prefix, double (*x)[PLAIN_WIDTH], double *cell) {
    double in[1][PLAIN_WIDTH], y[1][PLAIN_WIDTH], gate[1][PLAIN_WIDTH];
    char norm[64];
    snprintf(norm, sizeof norm, "%s_ffn", prefix);
    memcpy(in, x, sizeof in);
    if (strchr(m->s->before, 'n'))
        plain_norm(m, in, 1, prefix, "_pre");
    plain_dense(m, in, 1, plain_item(m, prefix, "_W"), NULL, false, y);
    plain_dense(m, in, 1, plain_item(m, prefix, "_Wf"), plain_item(m, prefix, "_bf"), false, gate);
    for (size_t i = 0; i < m->s->width; i++) {
        double f = 1 / (1 + exp(-gate[0][i]));
        cell[i] = f * cell[i] + (1 - f) * y[0][i];
        y[0][i] = fmax(cell[i], 0);
    }
    plain_around(m, m->s->after, norm, y, 1, x);
}

/* log p of every piece at step t, after `last`. */
static void plain_step(plain_model *m, uint32_t last, size_t t, double *log_p) {
    double x[1][PLAIN_WIDTH], first[1][PLAIN_WIDTH], logits[1][PLAIN_WIDTH], sum = 0;
    plain_rows k, v;
    char prefix[48];
    plain_embed(m, m->s->two ? "decoder_Wemb" : "Wemb", last, t, x[0]);
    memcpy(first, x, sizeof x);
    for (size_t l = 1; l <= m->s->decoder; l++) {
        snprintf(prefix, sizeof prefix, "decoder_l%zu_%s", l, m->s->self_attention ? "self" : "rnn");
        if (m->s->self_attention) {
            plain_dense(m, x, 1, plain_item(m, prefix, "_Wk"), plain_item(m, prefix, "_bk"), false, &m->keys[l - 1][t]);
            plain_dense(m, x, 1, plain_item(m, prefix, "_Wv"), plain_item(m, prefix, "_bv"), false, &m->values[l - 1][t]);
            plain_attend(m, prefix, x, 1, m->keys[l - 1], m->values[l - 1], t + 1);
        } else
            plain_ssru(m, prefix, x, m->state[l - 1][0]);
        snprintf(prefix, sizeof prefix, "decoder_l%zu_context", l);
        plain_dense(m, m->context, m->length, plain_item(m, prefix, "_Wk"), plain_item(m, prefix, "_bk"), false, k);
        plain_dense(m, m->context, m->length, plain_item(m, prefix, "_Wv"), plain_item(m, prefix, "_bv"), false, v);
        plain_attend(m, prefix, x, 1, k, v, m->length);
        snprintf(prefix, sizeof prefix, "decoder_l%zu_ffn", l);
        plain_ffn(m, prefix, x, 1);
    }
    plain_around(m, m->s->top, "decoder_top", x, 1, first);
    const cr_item *out = plain_item(m, m->s->untied ? "decoder_ff_logit_out_W" : m->s->two ? "decoder_Wemb" : "Wemb", "");
    plain_dense(m, first, 1, out, plain_item(m, "decoder_ff_logit_out_b", ""), !m->s->untied, logits);
    for (size_t i = 0; i < m->s->pieces; i++)
        sum += exp(logits[0][i]);
    for (size_t i = 0; i < m->s->pieces; i++)
        log_p[i] = logits[0][i] - log(sum);
}
#endif
