/* The kernel that every processor runs. */
#include <math.h>
#include <string.h>

#include "infer/kernels_impl.h"

static void pack(cr_packed *w, void *block, const int8_t *rows, size_t n, size_t depth) {
    size_t groups = (depth + 3) / 4, panels = (n + 15) / 16;
    int32_t *shift = block;
    int8_t *to = (int8_t *)block + (panels * 16 * sizeof *shift + 63) / 64 * 64;
    *w = (cr_packed){.n = n, .depth = depth, .panels = to, .shift = shift};
    for (size_t p = 0; p < panels; p++)
        for (size_t g = 0; g < groups; g++)
            for (size_t j = 0; j < 16; j++)
                for (size_t i = 0; i < 4; i++)
                    *to++ = p * 16 + j < n && g * 4 + i < depth ? rows[(p * 16 + j) * depth + g * 4 + i] : 0;
    for (size_t j = 0; j < panels * 16; j++) {
        int32_t sum = 0;
        for (size_t i = 0; i < depth && j < n; i++)
            sum += rows[j * depth + i];
        shift[j] = 127 * sum;
    }
}

static void quantise(const float *x, size_t m, size_t depth, const float *scale, uint8_t *out) {
    size_t stride = cr_quantised_stride(depth);
    for (size_t r = 0; r < m; r++) {
        memset(out + r * stride, 127, stride);
        for (size_t i = 0; i < depth; i++) {
            float v = x[r * depth + i] * scale[r];
            v = v > -127 ? v : -127;
            v = v < 127 ? v : 127;
            out[r * stride + i] = (uint8_t)((int)lrintf(v) + 127);
        }
    }
}

static float ended(int32_t sum, const cr_ending *e, size_t r, size_t j, size_t n) {
    float v = (float)sum * e->unscale[r];
    if (e->bias)
        v = v + e->bias[j];
    if (e->add)
        v = v + e->add[r * n + j];
    return e->relu && !(v > 0) ? 0 : v;
}

static void product(const cr_packed *w, const uint8_t *a, size_t m, const cr_ending *end, float *out) {
    size_t stride = cr_quantised_stride(w->depth), groups = (w->depth + 3) / 4;
    for (size_t r = 0; r < m; r++)
        for (size_t p = 0; p < (w->n + 15) / 16; p++) {
            int32_t sums[16] = {0};
            for (size_t g = 0; g < groups; g++)
                for (size_t j = 0; j < 16; j++)
                    for (size_t i = 0; i < 4; i++)
                        sums[j] += a[r * stride + g * 4 + i] * w->panels[((p * groups + g) * 16 + j) * 4 + i];
            for (size_t j = 0; j < 16 && p * 16 + j < w->n; j++)
                out[r * w->n + p * 16 + j] = ended(sums[j] - w->shift[p * 16 + j], end, r, p * 16 + j, w->n);
        }
}

static void sum_rows(const int8_t *rows, size_t n, size_t depth, int32_t *sums) {
    for (size_t j = 0; j < n; j++) {
        int32_t sum = 0;
        for (size_t i = 0; i < depth; i++)
            sum += rows[j * depth + i];
        sums[j] = 127 * sum;
    }
}

static void pick(const cr_table *t, const uint32_t *ids, size_t count, const uint8_t *a, size_t m, const float *unscale, float *out) {
    size_t stride = cr_quantised_stride(t->depth);
    for (size_t r = 0; r < m; r++)
        for (size_t c = 0; c < count; c++) {
            size_t id = ids ? ids[c] : c;
            int32_t sum = 0;
            for (size_t i = 0; i < t->depth; i++)
                sum += a[r * stride + i] * t->rows[id * t->depth + i];
            float v = (float)(sum - t->shift[id]) * unscale[r];
            out[r * count + c] = t->bias ? v + t->bias[id] : v;
        }
}

static void product_float(const float *w, size_t n, size_t depth, const float *x, size_t m, const cr_ending *end, float *out) {
    for (size_t r = 0; r < m; r++)
        for (size_t j = 0; j < n; j++) {
            float v = 0;
            for (size_t i = 0; i < depth; i++)
                v = v + x[r * depth + i] * w[i * n + j];
            if (end->bias)
                v = v + end->bias[j];
            if (end->add)
                v = v + end->add[r * n + j];
            out[r * n + j] = end->relu && !(v > 0) ? 0 : v;
        }
}

static float tree(float *lane) {
    for (size_t half = 8; half; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] = lane[i] + lane[i + half];
    return lane[0];
}

static void pick_float(const float *rows, const float *bias, size_t depth, const uint32_t *ids, size_t count, const float *x, size_t m,
                       float *out) {
    for (size_t r = 0; r < m; r++)
        for (size_t c = 0; c < count; c++) {
            size_t id = ids ? ids[c] : c;
            float lane[16] = {0};
            for (size_t i = 0; i < depth; i++)
                lane[i % 16] = lane[i % 16] + x[r * depth + i] * rows[id * depth + i];
            float v = tree(lane);
            out[r * count + c] = bias ? v + bias[id] : v;
        }
}

static void softmax(float *x, size_t n) {
    float max = -INFINITY, lane[16] = {0};
    for (size_t i = 0; i < n; i++)
        max = x[i] > max ? x[i] : max;
    for (size_t i = 0; i < n; i++) {
        x[i] = expf(x[i] - max);
        lane[i % 16] = lane[i % 16] + x[i];
    }
    float by = 1 / tree(lane);
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] * by;
}

static void attend(const cr_attention *a) {
    for (size_t r = 0; r < a->m; r++) {
        const float *q = a->q + r * a->q_stride;
        float *weights = a->weights + r * a->weight_stride, *out = a->out + r * a->out_stride;
        for (size_t j = 0; j < a->length; j++) {
            float v = 0;
            for (size_t i = 0; i < a->width; i++)
                v = v + q[i] * a->keys[i * a->key_stride + j];
            weights[j] = v * a->scale;
        }
        softmax(weights, a->length);
        for (size_t i = 0; i < a->width; i++) {
            float v = 0;
            for (size_t j = 0; j < a->length; j++)
                v = v + weights[j] * a->values[j * a->value_stride + i];
            out[i] = v;
        }
    }
}

static float max_abs(const float *x, size_t n) {
    float max = 0;
    for (size_t i = 0; i < n; i++)
        max = fabsf(x[i]) > max ? fabsf(x[i]) : max;
    return max;
}

static size_t best(const float *x, size_t n, size_t but) {
    size_t at = n;
    for (size_t i = 0; i < n; i++)
        if (i != but && x[i] == x[i] && (at == n || x[i] > x[at]))
            at = i;
    return at;
}

static void layer_norm(const float *x, const float *add, const float *scale, const float *bias, size_t m, size_t n, float *out) {
    for (size_t r = 0; r < m; r++) {
        float sums[16] = {0}, squares[16] = {0};
        for (size_t i = 0; i < n; i++) {
            out[r * n + i] = add ? x[r * n + i] + add[r * n + i] : x[r * n + i];
            sums[i % 16] = sums[i % 16] + out[r * n + i];
        }
        float mean = tree(sums) / (float)n;
        for (size_t i = 0; i < n; i++)
            squares[i % 16] = squares[i % 16] + (out[r * n + i] - mean) * (out[r * n + i] - mean);
        float by = 1 / sqrtf(tree(squares) / (float)n + 1e-6f);
        for (size_t i = 0; i < n; i++)
            out[r * n + i] = (out[r * n + i] - mean) * by * scale[i] + bias[i];
    }
}

static float log_sum_exp(const float *x, size_t n) {
    float max = -INFINITY, lane[16] = {0};
    for (size_t i = 0; i < n; i++)
        max = x[i] > max ? x[i] : max;
    for (size_t i = 0; i < n; i++)
        lane[i % 16] = lane[i % 16] + expf(x[i] - max);
    return max + logf(tree(lane));
}

static void exp_each(const float *x, size_t n, float *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = expf(x[i]);
}

static float sigmoid_of(float x) { return 1 / (1 + expf(-x)); }

static void sigmoid(const float *x, size_t n, float *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = sigmoid_of(x[i]);
}

static void ssru(const float *gate, const float *x, size_t n, float *c, float *h) {
    for (size_t i = 0; i < n; i++) {
        float f = sigmoid_of(gate[i]);
        c[i] = f * c[i] + (1 - f) * x[i];
        h[i] = c[i] > 0 ? c[i] : 0;
    }
}

const cr_kernels cr_kernels_portable = {
    .name = "portable", .pack = pack, .quantise = quantise, .product = product, .sum_rows = sum_rows, .pick = pick,
    .product_float = product_float, .pick_float = pick_float, .attend = attend, .max_abs = max_abs, .best = best,
    .layer_norm = layer_norm, .softmax = softmax, .log_sum_exp = log_sum_exp, .exp = exp_each, .sigmoid = sigmoid, .ssru = ssru};
