/* Holds a kernel to plain arithmetic in 64 bits and, where floats are summed, to the portable kernel bit for bit. */
#ifndef KERNELS_CHECK_H
#define KERNELS_CHECK_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/kernels.h"

static uint64_t check_state = 1;
static uint32_t check_random(void) {
    check_state = check_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(check_state >> 33);
}
/* Roughly normal, spread 1. */
static float check_normal(void) {
    float sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (float)check_random() / 2147483648.0f;
    return sum - 6;
}

static void *check_block(size_t bytes) {
    void *p = aligned_alloc(64, (bytes + 64) / 64 * 64);
    assert_non_null(p);
    memset(p, 0xa5, bytes);
    return p;
}

/* Weights of several kinds: spread as trained ones are, flat, all at the edge, one sign, the byte that has no opposite. */
enum check_kind { CHECK_NORMAL, CHECK_FLAT, CHECK_MOST, CHECK_LEAST, CHECK_EDGES, CHECK_MINUS_128, CHECK_KINDS };
static int8_t check_weight(enum check_kind kind) {
    switch (kind) {
    case CHECK_NORMAL: {
        float v = check_normal() * 28;
        return (int8_t)(v > 127 ? 127 : v < -127 ? -127 : v);
    }
    case CHECK_FLAT: return (int8_t)((int)(check_random() % 255) - 127);
    case CHECK_MOST: return 127;
    case CHECK_LEAST: return -127;
    case CHECK_EDGES: return check_random() & 1 ? 127 : -127;
    default: return -128;
    }
}

/* The same bits, any NaN for any other: which of two NaN an addition hands on is the compiler's choice of operands. */
static bool check_same(const float *a, const float *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (memcmp(a + i, b + i, sizeof *a) && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

static void check_near(double got, double want, double within) { assert_true(fabs(got - want) <= within); }

typedef struct check_case {
    size_t n, depth, m;
    enum check_kind weights;
    int values; /* 0: normal, 1: all far out, 2: NaN and infinities */
} check_case;

static void check_quantised(const float *x, const check_case *c, const float *scale, const uint8_t *a) {
    size_t stride = cr_quantised_stride(c->depth);
    for (size_t r = 0; r < c->m; r++)
        for (size_t i = 0; i < stride; i++) {
            float v = i < c->depth ? x[r * c->depth + i] * scale[r] : 0;
            int want = !(v > -127) ? -127 : v > 127 ? 127 : (int)rintf(v);
            assert_int_equal(a[r * stride + i], want + 127);
        }
}

static int64_t check_dot(const uint8_t *a, const int8_t *w, size_t depth) {
    int64_t sum = 0;
    for (size_t i = 0; i < depth; i++)
        sum += ((int64_t)a[i] - 127) * w[i];
    return sum;
}

static int64_t check_shift(const int8_t *w, size_t depth) {
    int64_t sum = 0;
    for (size_t i = 0; i < depth; i++)
        sum += 127 * w[i];
    return sum;
}

static void check_product(const cr_kernels *k, const check_case *c, const int8_t *rows, const uint8_t *a, const float *unscale,
                          const float *bias, const float *add) {
    size_t stride = cr_quantised_stride(c->depth), all = c->m * c->n;
    float *out = check_block(all * sizeof *out), *want = check_block(all * sizeof *want);
    for (int form = 0; form < 8; form++) { /* from 4 on folded: any number will do for it here */
        cr_ending e = {.unscale = unscale, .bias = form & 3 ? bias : NULL, .add = form & 2 ? add : NULL, .folded = form & 4 ? bias : NULL, .relu = form % 4 == 3};
        for (size_t r = 0; r < c->m; r++)
            for (size_t j = 0; j < c->n; j++) {
                int64_t sum = check_dot(a + r * stride, rows + j * c->depth, c->depth);
                float v = e.folded ? fmaf((float)(sum + check_shift(rows + j * c->depth, c->depth)), unscale[r], bias[j]) : (float)sum * unscale[r];
                v = e.bias && !e.folded ? v + bias[j] : v;
                v = e.add ? v + add[r * c->n + j] : v;
                want[r * c->n + j] = e.relu && !(v > 0) ? 0 : v;
            }
        /* Every kernel reads what it and the others packed. */
        for (size_t other = 0; other == 0 || cr_kernels_at(other - 1); other++) {
            cr_packed w;
            void *block = check_block(cr_packed_size(c->n, c->depth));
            (other ? cr_kernels_at(other - 1) : k)->pack(&w, block, rows, c->n, c->depth);
            memset(out, 0xff, all * sizeof *out);
            k->product(&w, a, c->m, &e, out);
            free(block);
            assert_true(check_same(out, want, all));
        }
    }
    free(out);
    free(want);
}

/* What pack_picked packs gives the numbers that pick gives. */
static void check_picked(const cr_kernels *k, const cr_table *t, const uint32_t *ids, size_t count, size_t m, const uint8_t *a,
                         const float *unscale, const float *want) {
    const float *from = t->folded ? t->folded : t->bias;
    float *bias = malloc(count * sizeof *bias), *out = check_block(m * count * sizeof *out);
    void *block = check_block(cr_packed_size(count, t->depth));
    cr_packed w;
    for (size_t i = 0; i < count; i++)
        bias[i] = from ? from[ids[i]] : 0;
    k->pack_picked(&w, block, t, ids, count);
    k->product(&w, a, m, &(cr_ending){.unscale = unscale, .bias = from ? bias : NULL, .folded = t->folded ? bias : NULL}, out);
    assert_true(check_same(out, want, m * count));
    free(bias);
    free(out);
    free(block);
}

static void check_pick(const cr_kernels *k, const check_case *c, const int8_t *rows, const uint8_t *a, const float *unscale,
                       const float *bias) {
    size_t stride = cr_quantised_stride(c->depth), count = c->n < 300 ? c->n : 300;
    int32_t *shift = check_block(c->n * sizeof *shift);
    uint32_t ids[300];
    float *out = check_block(c->m * count * sizeof *out);
    k->sum_rows(rows, c->n, c->depth, shift);
    for (size_t i = 0; i < count; i++)
        ids[i] = check_random() % (uint32_t)c->n;
    for (int form = 0; form < 8; form++) {
        cr_table t = {.rows = rows, .shift = shift, .bias = form & 1 ? bias : NULL, .folded = form & 4 ? bias : NULL, .depth = c->depth};
        k->pick(&t, form & 2 ? ids : NULL, count, a, c->m, unscale, out);
        for (size_t r = 0; r < c->m; r++)
            for (size_t i = 0; i < count; i++) {
                size_t id = form & 2 ? ids[i] : i;
                int64_t sum = check_dot(a + r * stride, rows + id * c->depth, c->depth);
                float want = (float)sum * unscale[r];
                want = form & 4 ? fmaf((float)(sum + check_shift(rows + id * c->depth, c->depth)), unscale[r], bias[id]) : form & 1 ? want + bias[id] : want;
                assert_true(check_same(out + r * count + i, &want, 1));
            }
        if (form & 2)
            check_picked(k, &t, ids, count, c->m, a, unscale, out);
    }
    free(shift);
    free(out);
}

static void check_integers(const cr_kernels *k, const check_case *c) {
    size_t all = c->m * c->n, stride = cr_quantised_stride(c->depth);
    int8_t *rows = malloc(c->n * c->depth); /* exact sizes, for the sanitizer to watch */
    float *x = malloc(c->m * c->depth * sizeof *x), *bias = malloc(c->n * sizeof *bias), *add = malloc(all * sizeof *add);
    float *scale = malloc(c->m * sizeof *scale), *unscale = malloc(c->m * sizeof *unscale);
    uint8_t *a = check_block(c->m * stride);
    for (size_t i = 0; i < c->n * c->depth; i++)
        rows[i] = check_weight(c->weights);
    for (size_t i = 0; i < c->m * c->depth; i++)
        x[i] = c->values == 1 ? 1e9f : c->values == 2 && i % 3 ? (i % 3 == 1 ? NAN : -INFINITY) : check_normal();
    for (size_t i = 0; i < c->n; i++)
        bias[i] = check_normal();
    for (size_t i = 0; i < all; i++)
        add[i] = check_normal();
    for (size_t r = 0; r < c->m; r++)
        scale[r] = 20 + (float)r, unscale[r] = 1 / (scale[r] * 300);
    k->quantise(x, c->m, c->depth, scale, a);
    check_quantised(x, c, scale, a);
    check_product(k, c, rows, a, unscale, bias, add);
    check_pick(k, c, rows, a, unscale, bias);
    void *blocks[] = {rows, x, bias, add, scale, unscale, a};
    for (size_t i = 0; i < 7; i++)
        free(blocks[i]);
}

/* Shapes of every remainder, the shapes of the models thinned out, and the ends of the numbers. */
static void check_all_integers(const cr_kernels *k) {
    static const size_t depths[] = {1, 3, 16, 64, 65, 100, 192, 256}, ns[] = {1, 7, 8, 16, 33, 64, 192}, ms[] = {1, 2, 3, 4, 5, 7, 13};
    check_state = 1;
    for (size_t d = 0; d < 8; d++)
        for (size_t n = 0; n < 7; n++)
            for (size_t m = 0; m < 7; m++)
                check_integers(k, &(check_case){.n = ns[n], .depth = depths[d], .m = ms[m], .weights = (d + n + m) % CHECK_KINDS,
                                                .values = (d + m) % 5 == 0 ? 1 : (n + m) % 5 == 0 ? 2 : 0});
    check_integers(k, &(check_case){.n = 40, .depth = 1536, .m = 70, .weights = CHECK_NORMAL});
    check_integers(k, &(check_case){.n = 256, .depth = 256, .m = 5, .weights = CHECK_NORMAL});
    check_integers(k, &(check_case){.n = 8, .depth = CR_KERNEL_DEPTH, .m = 2, .weights = CHECK_MOST, .values = 1});
    check_integers(k, &(check_case){.n = 8, .depth = CR_KERNEL_DEPTH, .m = 1, .weights = CHECK_MINUS_128, .values = 1});
    check_integers(k, &(check_case){.n = 5, .depth = 2048, .m = 9, .weights = CHECK_EDGES, .values = 1});
    check_integers(k, &(check_case){.n = 32000, .depth = 20, .m = 1, .weights = CHECK_NORMAL});
}

/* -- floats: the same bits as the portable kernel -- */

typedef struct check_rows {
    float x[1200], y[1200], z[1200], w[1200];
} check_rows;

static void check_row_operations(const cr_kernels *k, const check_rows *in, size_t n) {
    const cr_kernels *p = cr_kernels_named("portable");
    float a[1200], b[1200], c[1200], d[1200];
#define BOTH(...)                                                                                                                \
    do {                                                                                                                         \
        memcpy(a, in->x, sizeof a), memcpy(b, in->x, sizeof b), memcpy(c, in->w, sizeof c), memcpy(d, in->w, sizeof d);          \
        const cr_kernels *with = k;                                                                                              \
        float *to = a, *cell = c; (void)cell;                                                                                                \
        __VA_ARGS__;                                                                                                             \
        with = p, to = b, cell = d;                                                                                              \
        __VA_ARGS__;                                                                                                             \
        assert_true(check_same(a, b, 1200) && check_same(c, d, 1200));                                                           \
    } while (0)
    BOTH(with->exp(in->x, n, to));
    BOTH(with->sigmoid(in->x, n, to));
    BOTH(with->softmax(to, n));
    BOTH(with->ssru(in->y, in->z, n, cell, to));
    BOTH(with->layer_norm(in->x, in->y, in->z, in->w, 1, n, to));
    BOTH(with->layer_norm(in->x, NULL, in->z, in->w, n > 400 ? 1 : 3, n, to));
    BOTH(to[0] = with->max_abs(in->x, n), to[1] = with->log_sum_exp(in->x, n));
    for (size_t but = 0; but < n + 2; but += 1 + n / 9)
        assert_int_equal(k->best(in->x, n, but), p->best(in->x, n, but));
    assert_int_equal(k->best(in->x, n, SIZE_MAX), p->best(in->x, n, SIZE_MAX));
#undef BOTH
}

static void check_attention(const cr_kernels *k, size_t width, size_t length) {
    const cr_kernels *p = cr_kernels_named("portable");
    size_t stride = (length + 15) / 16 * 16, m = 3;
    float *keys = calloc(width * stride, sizeof *keys), *values = calloc(length * width, sizeof *values);
    float *q = calloc(m * width, sizeof *q), *weights[2], *out[2];
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j < length; j++)
            keys[i * stride + j] = check_normal(), values[j * width + i] = check_normal();
    for (size_t i = 0; i < m * width; i++)
        q[i] = check_normal();
    for (int with = 0; with < 2; with++) {
        weights[with] = calloc(m * stride, sizeof(float)), out[with] = calloc(m * width, sizeof(float));
        (with ? p : k)->attend(&(cr_attention){.q = q, .q_stride = width, .m = m, .width = width, .keys = keys, .key_stride = stride,
            .values = values, .value_stride = width, .length = length, .scale = 0.3f, .weights = weights[with], .weight_stride = stride,
            .out = out[with], .out_stride = width});
    }
    assert_true(check_same(weights[0], weights[1], m * stride) && check_same(out[0], out[1], m * width));
    for (size_t r = 0; r < m; r++) { /* and near to the definition */
        double sum = 0, of = 0;
        for (size_t j = 0; j < length; j++) {
            double dot = 0;
            for (size_t i = 0; i < width; i++)
                dot += (double)q[r * width + i] * (double)keys[i * stride + j];
            sum += exp(dot * 0.3), of += exp(dot * 0.3) * (double)values[j * width];
        }
        check_near((double)out[0][r * width], of / sum, 1e-5);
    }
    void *blocks[] = {keys, values, q, weights[0], weights[1], out[0], out[1]};
    for (size_t i = 0; i < 7; i++)
        free(blocks[i]);
}

static void check_float_products(const cr_kernels *k, size_t n, size_t depth, size_t m) {
    const cr_kernels *p = cr_kernels_named("portable");
    float *w = malloc(n * depth * sizeof *w), *x = malloc(m * depth * sizeof *x), *bias = malloc(n * sizeof *bias);
    float *add = malloc(m * n * sizeof *add), *out[4];
    for (size_t i = 0; i < n * depth; i++)
        w[i] = check_normal();
    for (size_t i = 0; i < m * depth; i++)
        x[i] = check_normal();
    for (size_t i = 0; i < m * n; i++)
        add[i] = check_normal();
    for (size_t i = 0; i < n; i++)
        bias[i] = check_normal();
    uint32_t ids[50];
    for (size_t i = 0; i < 50; i++)
        ids[i] = check_random() % (uint32_t)n;
    for (int i = 0; i < 4; i++) {
        out[i] = malloc(m * (n + 50) * sizeof(float));
        cr_ending e = {.bias = bias, .add = add, .relu = true};
        if (i < 2)
            (i ? p : k)->product_float(w, n, depth, x, m, &e, out[i]);
        else
            (i == 3 ? p : k)->pick_float(w, bias, depth, ids, 50, x, m, out[i]);
    }
    assert_true(check_same(out[0], out[1], m * n) && check_same(out[2], out[3], m * 50));
    double sum = (double)bias[n - 1] + (double)add[n - 1], dot = (double)bias[ids[49]];
    for (size_t i = 0; i < depth; i++)
        sum += (double)w[i * n + n - 1] * (double)x[i], dot += (double)w[ids[49] * depth + i] * (double)x[i];
    check_near((double)out[0][n - 1], sum > 0 ? sum : 0, 1e-3);
    check_near((double)out[2][49], dot, 1e-3);
    void *blocks[] = {w, x, bias, add, out[0], out[1], out[2], out[3]};
    for (size_t i = 0; i < 8; i++)
        free(blocks[i]);
}

static void check_all_floats(const cr_kernels *k) {
    static const float odd[] = {NAN, INFINITY, -INFINITY, 0, -0.0f, 1e-40f, -1e38f, 3e38f, 88.8f, -87.4f};
    static check_rows in;
    check_state = 2;
    for (size_t n = 1; n < 1200; n += n < 70 ? 1 : 173)
        for (int hostile = 0; hostile < 2; hostile++) {
            for (size_t i = 0; i < 1200; i++) {
                in.x[i] = check_normal() * 8, in.y[i] = check_normal() * 4, in.z[i] = check_normal(), in.w[i] = check_normal();
                if (hostile && check_random() % 4 == 0)
                    in.x[i] = odd[check_random() % 10], in.y[i] = odd[check_random() % 10];
            }
            check_row_operations(k, &in, n);
        }
    static const size_t lengths[] = {1, 2, 15, 16, 17, 31, 32, 33, 48, 70, 129}, widths[] = {1, 8, 20, 32, 48, 64};
    for (size_t i = 0; i < 66; i++)
        check_attention(k, widths[i % 6], lengths[i / 6]);
    for (size_t i = 1; i < 40; i++)
        check_float_products(k, i * 7 % 50 + 1, i * 13 % 70 + 1, i % 7 + 1);
}
#endif
