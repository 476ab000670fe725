/* The arithmetic of a student model: int8 matrix products and the float operations around them.
 *
 *     const cr_kernels *k = cr_kernels_best();              // what this processor does fastest
 *     k->pack(&w, block, rows, n, depth);                   // once: weights as the kernels read them
 *     k->quantise(x, m, depth, scales, a);                  // float rows to bytes, one scale a row
 *     k->product(&w, a, m, &(cr_ending){...}, out);         // out[m][n]
 *
 * Every kernel gives the same bits. An integer product is the exact sum, whatever instruction made it; one conversion, one
 * multiplication and one addition follow, each rounded by itself; or, where a model has the scales of its activations, one fused
 * multiply-add, as Marian has it (see `folded`). Sums of floats have one order on every kernel: products of
 * floats run along the inner dimension one by one, reductions of a row have sixteen lanes and then a tree (lane i with i + 8, then
 * + 4, + 2, + 1). So a test compares bits, and a sentence reads the same on every machine (NaN alone has bits of no meaning).
 *
 * Words: m rows of activations, n outputs, `depth` the inner dimension. Rows of floats lie one after another, without gaps.
 * Nothing here allocates or fails; hostile numbers (NaN, infinities, weights all 127) cost time or sense, never safety. */
#ifndef CR_INFER_KERNELS_H
#define CR_INFER_KERNELS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ceiling of an inner dimension: 254 × 127 × 65536 still fits 32 bits. Whoever reads a model checks it. */
#define CR_KERNEL_DEPTH 65536

/* Weights of one matrix, int8, as every kernel reads them; the pointers go into the caller's block, which must outlive this. */
typedef struct cr_packed {
    size_t n, depth;
    const int8_t *panels;     /* 16 outputs × 4 inputs in 64 bytes: a step; the steps of 16 outputs, then those of the next */
    const int32_t *shift;     /* an output's 127 × sum of weights, padded to 16 outputs */
    const uint16_t *order;    /* first input of each step of each panel; NULL: 0, 4, 8, ..., and nothing was clipped */
    const uint32_t *extra_at; /* first extra step of each half panel (8 outputs), one more at the end */
    const uint16_t *extra_of; /* first input of an extra step */
    const int8_t *extra;      /* its weights, 32 bytes a step */
} cr_packed;

/* What happens to the sums of a product on their way out: sum × unscale[row] + bias[output] + add[row][output], then relu. */
typedef struct cr_ending {
    const float *unscale; /* a row: 1 / (scale of the activations × scale of the weights) */
    const float *bias;    /* n of them, or NULL */
    /* n of them, or NULL: (sum of the activations as they lie, 127 too much each) × unscale[row] + folded[output] in one rounding
     * takes the place of sum × unscale + bias. What it is: cr_fold. */
    const float *folded;
    const float *add;     /* m × n, or NULL; may be `out` itself */
    bool relu;
} cr_ending;

/* The output layer: rows of an embedding table, picked by their ids. */
typedef struct cr_table {
    const int8_t *rows; /* as in the file: `depth` bytes a row */
    const int32_t *shift; /* a row's 127 × sum of weights: sum_rows */
    const float *bias;  /* a row, or NULL */
    const float *folded; /* a row, or NULL: as in cr_ending */
    size_t depth;
} cr_table;

/* Attention of one head: out[r] = sum over j of softmax_j(q[r]·key[j] × scale) × value[j]. Strides count floats. */
typedef struct cr_attention {
    const float *q;          /* m rows of `width` */
    size_t q_stride, m, width;
    const float *keys;       /* TRANSPOSED: `width` rows of key_stride floats; column j is the key of position j */
    size_t key_stride;       /* a multiple of 16, at least `length`; the rest of a row is zeros */
    const float *values;     /* `length` rows of `width` */
    size_t value_stride, length;
    float scale;
    float *weights;          /* m rows of weight_stride: the softmax, for the caller to keep or throw away */
    size_t weight_stride;    /* a multiple of 16, at least `length` */
    float *out;              /* m rows of `width` */
    size_t out_stride;
} cr_attention;

typedef struct cr_kernels {
    const char *name; /* "avx512vnni", "avxvnni", "avx2", "portable" */

    /* -- integers -- */
    /* Packs n rows (one an output) of `depth` bytes each, the layout of the file's intgemm8 items. `block`: cr_packed_size(n, depth)
     * bytes at a multiple of 64. Every kernel reads what any kernel packed. */
    void (*pack)(cr_packed *w, void *block, const int8_t *rows, size_t n, size_t depth);
    /* The same of the rows of a table that `ids` name, for products by a sentence's shortlist; about as dear as one such product. */
    void (*pack_picked)(cr_packed *w, void *block, const cr_table *t, const uint32_t *ids, size_t n);
    /* out[r][i] = nearest even of x[r][i] × scale[r], within ±127, plus 127; NaN counts as -127. A row of `out` has
     * cr_quantised_stride(depth) bytes, the rest of it is filled. `out` at a multiple of 64. */
    void (*quantise)(const float *x, size_t m, size_t depth, const float *scale, uint8_t *out);
    void (*product)(const cr_packed *w, const uint8_t *a, size_t m, const cr_ending *end, float *out);
    /* sums[i] = 127 × sum of row i: what turns the sum over shifted activations into the true one. */
    void (*sum_rows)(const int8_t *rows, size_t n, size_t depth, int32_t *sums);
    /* out[r][i] = a[r] · table row ids[i] × unscale[r] + bias[ids[i]]; ids NULL: rows 0 to count - 1. `out` has m rows of count. */
    void (*pick)(const cr_table *t, const uint32_t *ids, size_t count, const uint8_t *a, size_t m, const float *unscale, float *out);

    /* -- products of floats -- */
    /* w as a float model has it: depth rows of n. Of `end`, unscale is not looked at. */
    void (*product_float)(const float *w, size_t n, size_t depth, const float *x, size_t m, const cr_ending *end, float *out);
    /* pick for a table of floats */
    void (*pick_float)(const float *rows, const float *bias, size_t depth, const uint32_t *ids, size_t count, const float *x, size_t m,
                       float *out);
    void (*attend)(const cr_attention *a);

    /* -- rows of floats -- */
    float (*max_abs)(const float *x, size_t n); /* NaN is passed over */
    /* The first index with the largest value, index `but` not counted (SIZE_MAX: none left out); n when all is NaN or n is 0. */
    size_t (*best)(const float *x, size_t n, size_t but);
    /* out = scale × (x + add - mean) / sqrt(variance + 1e-6) + bias, for m rows; add may be NULL, out may be x or add. */
    void (*layer_norm)(const float *x, const float *add, const float *scale, const float *bias, size_t m, size_t n, float *out);
    void (*softmax)(float *x, size_t n);              /* in place, one row */
    float (*log_sum_exp)(const float *x, size_t n);   /* log of the sum of e^x, one row; -infinity for n = 0 */
    void (*exp)(const float *x, size_t n, float *out);     /* within 2 units in the last place; 0 below -87.3, infinity above 88.7 */
    void (*sigmoid)(const float *x, size_t n, float *out); /* 1 / (1 + e^-x) */
    /* One step of a simple recurrent unit over n cells: f = sigmoid(gate), c = f c + (1 - f) x, h = max(c, 0). */
    void (*ssru)(const float *gate, const float *x, size_t n, float *c, float *h);
} cr_kernels;

const cr_kernels *cr_kernels_best(void);
/* NULL for a name that is none, or one this processor (or its system) cannot run. NULL: the best. */
const cr_kernels *cr_kernels_named(const char *name);
/* Those there are for this processor, best first, portable last; NULL from `at` on. */
const cr_kernels *cr_kernels_at(size_t at);

/* folded[i] = bias[i] - shift[i] / (activations × weights), the multipliers of both, rounded as Marian rounds it: at 122 of 128
 * lines of a half-trained model that decides what comes out. Bias may be NULL. marian-dev: src/tensors/cpu/intgemm_interface.h */
void cr_fold(const int32_t *shift, const float *bias, size_t n, float activations, float weights, float *folded);
size_t cr_packed_size(size_t n, size_t depth);
size_t cr_packed_used(const cr_packed *w); /* what of it is used, a multiple of 64; what lies behind may be given to another */
size_t cr_quantised_stride(size_t depth); /* bytes of a quantised row: depth, rounded up to 64 */
/* 127 / max, the scale that just fills a byte; 1 for a row of zeros, finite whatever `max` is. */
float cr_quantise_scale(float max);
#endif
