/* AVX2: exact integer products out of an instruction that saturates.
 *
 * vpmaddubsw multiplies unsigned activations (0..254) with signed weights and adds two neighbours in 16 bits; sums past 32767 are cut
 * off. Others live with that. We look at the weights when they are packed: 254 × 129 still fits, so while the positive weights that
 * meet in one 16-bit lane sum to at most 129, and the negative ones too, nothing can be cut off whatever the activations. What sticks
 * out is taken from the weights and kept in extra steps of the same shape, added like any other. With that sure, the sums of two
 * steps are added in 16 bits before one vpmaddwd widens them: 5 instructions for 64 products where widening first takes 8.
 * Weights of a hostile or a flat kind (all 127) would need too many extra steps: those are left whole and multiplied in 16 bits. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES 8
#include "infer/kernels_vec.inc"
typedef __m256i v32;

/* Saturating packs work in halves of a register: dwords 0 4 1 5 2 6 3 7 put the bytes in their order. */
static void quantise_row(const float *x, size_t n, float scale, uint8_t *out);
#define QUANTISE_ROW
#include "infer/kernels_pack.inc"
#include "infer/kernels_rows.inc"
#include "infer/kernels_floats.inc"

static void quantise_row(const float *x, size_t n, float scale, uint8_t *out) {
    const v32 order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        v32 a = (v32)quantised(vf_load(x + i), scale), b = (v32)quantised(vf_load(x + i + 8), scale);
        v32 c = (v32)quantised(vf_load(x + i + 16), scale), d = (v32)quantised(vf_load(x + i + 24), scale);
        v32 bytes = _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
        _mm256_storeu_si256((v32 *)(out + i), _mm256_permutevar8x32_epi32(bytes, order));
    }
    for (; i < (n + 15) / 16 * 16; i += 8) {
        vi v = quantised(n >= i + 8 ? vf_load(x + i) : vf_few(x + i, n > i ? n - i : 0, 0), scale);
        for (size_t k = 0; k < 8; k++)
            out[i + k] = (uint8_t)v[k];
    }
}

/* The sign of a weight goes over to its activation: |w| is unsigned, and 2 × 127 × 128 fits 16 bits whatever the row. */
INLINE vi dot(vi sum, vi a, vi w) {
    v32 x = _mm256_sub_epi8((v32)a, _mm256_set1_epi8(127));
    v32 pairs = _mm256_maddubs_epi16(_mm256_abs_epi8((v32)w), _mm256_sign_epi8(x, (v32)w));
    return sum + (vi)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}
#define PICK_DP dot
#define PICK_SHIFTED 0
#include "infer/kernels_bytes.inc"

/* -- clipping -- */

#define LIMIT 129 /* 254 × 129 = 32766 */

/* Takes from the weights *v what brings the lanes' sums of positive weights down by `above`, of negative ones up by `below`, as far
 * as *v has it; what could not be had stays in them. Returns what was taken. */
static v32 take(v32 *v, v32 *above, v32 *below) {
    v32 part[2] = {_mm256_srai_epi16(_mm256_slli_epi16(*v, 8), 8), _mm256_srai_epi16(*v, 8)}, zero = _mm256_setzero_si256();
    for (int i = 0; i < 2; i++) {
        v32 up = _mm256_min_epi16(_mm256_max_epi16(part[i], zero), *above);
        v32 down = _mm256_min_epi16(_mm256_max_epi16(_mm256_sub_epi16(zero, part[i]), zero), *below);
        *above = _mm256_sub_epi16(*above, up);
        *below = _mm256_sub_epi16(*below, down);
        part[i] = _mm256_sub_epi16(up, down);
    }
    v32 taken = _mm256_or_si256(_mm256_and_si256(part[0], _mm256_set1_epi16(0xff)), _mm256_slli_epi16(part[1], 8));
    *v = _mm256_sub_epi8(*v, taken);
    return taken;
}

/* Sums of the positive and of the negative weights (as a positive number) of each lane. */
INLINE void sums_of(v32 v, v32 *positive, v32 *negative) {
    v32 one = _mm256_set1_epi8(1), kept = _mm256_max_epi8(v, _mm256_setzero_si256());
    *positive = _mm256_maddubs_epi16(kept, one);
    *negative = _mm256_sub_epi16(*positive, _mm256_maddubs_epi16(one, v));
}

INLINE v32 past(v32 sums) { return _mm256_subs_epu16(sums, _mm256_set1_epi16(LIMIT)); }
INLINE bool any(v32 v) { return !_mm256_testz_si256(v, v); }

/* Where extra steps go. */
typedef struct extras {
    int8_t *weights;
    uint16_t *of;
    size_t count, budget;
} extras;

/* Writes `taken` as extra steps of the four inputs from `first`; one of 254 in a lane needs two. */
static bool add_extras(extras *x, v32 taken, uint16_t first) {
    while (any(taken)) {
        v32 above, below;
        sums_of(taken, &above, &below);
        above = past(above), below = past(below);
        v32 more = take(&taken, &above, &below);
        if (x->count == x->budget)
            return false;
        memcpy(x->weights + x->count * 32, &taken, 32);
        x->of[x->count++] = first;
        taken = more;
    }
    return true;
}

/* One half of a panel, two steps at a time. */
static bool clip_half(int8_t *half, const uint16_t *order, size_t steps, extras *x) {
    for (size_t s = 0; s < steps; s += 2) {
        v32 *first = (v32 *)(void *)(half + s * 64), *second = (v32 *)(void *)(half + s * 64 + 64);
        v32 a = *first, b = *second, pa, na, pb, nb;
        sums_of(a, &pa, &na);
        sums_of(b, &pb, &nb);
        v32 above = past(_mm256_add_epi16(pa, pb)), below = past(_mm256_add_epi16(na, nb));
        if (!any(_mm256_or_si256(above, below)))
            continue;
        v32 from_b = take(&b, &above, &below), from_a = take(&a, &above, &below);
        *first = a, *second = b;
        if (!add_extras(x, from_b, order[s + 1]) || !add_extras(x, from_a, order[s]))
            return false;
    }
    return true;
}

/* -- pairing -- */

#define WINDOW 64 /* steps among which partners are sought */

/* Sums of the positive and of the negative weights of all 32 lanes of a step, 255 standing for more. */
typedef struct weight_sums {
    v32 positive, negative;
} weight_sums;

static weight_sums sums_of_step(const int8_t *step) {
    v32 p[2], n[2];
    for (size_t h = 0; h < 2; h++)
        sums_of(_mm256_load_si256((const v32 *)(const void *)(step + 32 * h)), &p[h], &n[h]);
    return (weight_sums){_mm256_packus_epi16(p[0], p[1]), _mm256_packus_epi16(n[0], n[1])};
}

INLINE bool fit(const weight_sums *a, const weight_sums *b) {
    v32 most = _mm256_max_epu8(_mm256_adds_epu8(a->positive, b->positive), _mm256_adds_epu8(a->negative, b->negative));
    return !any(_mm256_subs_epu8(most, _mm256_set1_epi8((char)LIMIT)));
}

/* How hard a step is to pair: what its lanes hold past a third of the room, in WINDOW classes. */
static size_t hardness(const weight_sums *s) {
    v32 past_third = _mm256_subs_epu8(_mm256_max_epu8(s->positive, s->negative), _mm256_set1_epi8(LIMIT / 3));
    v32 sum = _mm256_sad_epu8(past_third, _mm256_setzero_si256());
    int64_t of = _mm256_extract_epi64(sum, 0) + _mm256_extract_epi64(sum, 1) + _mm256_extract_epi64(sum, 2) + _mm256_extract_epi64(sum, 3);
    return (size_t)of / 32 < WINDOW ? (size_t)of / 32 : WINDOW - 1;
}

/* Numbers 0 to count - 1, the easiest steps first. */
static void by_hardness(const weight_sums *sums, size_t count, uint8_t *out) {
    uint8_t class[WINDOW], starts[WINDOW + 1] = {0};
    for (size_t s = 0; s < count; s++) {
        class[s] = (uint8_t)hardness(&sums[s]);
        starts[class[s] + 1]++;
    }
    for (size_t c = 0; c < WINDOW; c++)
        starts[c + 1] = (uint8_t)(starts[c + 1] + starts[c]);
    for (size_t s = 0; s < count; s++)
        out[starts[class[s]]++] = (uint8_t)s;
}

/* The order of up to WINDOW steps in which those that fit together stand in pairs: each time the hardest step left, and the hardest
 * that fits it. Those left over come last. */
static void pair_steps(const int8_t *steps, size_t count, uint8_t *order) {
    weight_sums sums[WINDOW];
    uint8_t left[WINDOW];
    size_t done = 0, lonely = 0, open = count;
    for (size_t s = 0; s < count; s++)
        sums[s] = sums_of_step(steps + s * 64);
    by_hardness(sums, count, left);
    while (open) {
        size_t a = left[--open], b = open;
        while (b && !fit(&sums[a], &sums[left[b - 1]]))
            b--;
        if (!b) {
            order[count - ++lonely] = (uint8_t)a;
            continue;
        }
        order[done++] = (uint8_t)a, order[done++] = left[b - 1];
        memmove(left + b - 1, left + b, --open - (b - 1));
    }
}

/* Puts the steps of a panel in pairs and writes what input each begins with. */
static void order_panel(int8_t *panel, size_t steps, uint16_t *order) {
    _Alignas(64) int8_t old[WINDOW * 64];
    for (size_t s = 0; s < steps; s += WINDOW) {
        size_t count = steps - s < WINDOW ? steps - s : WINDOW;
        uint8_t from[WINDOW];
        pair_steps(panel + s * 64, count, from);
        memcpy(old, panel + s * 64, count * 64);
        for (size_t i = 0; i < count; i++) {
            memcpy(panel + (s + i) * 64, old + from[i] * 64, 64);
            order[s + i] = (uint16_t)((s + from[i]) * 4);
        }
    }
}

static void pack(cr_packed *w, void *to, const int8_t *rows, size_t n, size_t depth) {
    cr_packed_layout at = cr_packed_layout_of(n, depth);
    int8_t *base = to;
    uint32_t *extra_at = (uint32_t *)(void *)(base + at.extra_at);
    uint16_t *order = (uint16_t *)(void *)(base + at.order);
    extras x = {.weights = base + at.extra, .of = (uint16_t *)(void *)(base + at.extra_of), .budget = at.budget};
    pack_whole(w, to, rows, n, depth);
    for (size_t h = 0; h < (n + 15) / 16 * 2; h++) {
        int8_t *panel = base + at.panels + h / 2 * at.steps * 64;
        if (h % 2 == 0)
            order_panel(panel, at.steps, order + h / 2 * at.steps);
        extra_at[h] = (uint32_t)x.count;
        if (!clip_half(panel + h % 2 * 32, order + h / 2 * at.steps, at.steps, &x)) {
            pack_whole(w, to, rows, n, depth);
            return;
        }
        extra_at[h + 1] = (uint32_t)x.count;
    }
    w->order = order, w->extra_at = extra_at, w->extra_of = x.of, w->extra = x.weights;
}

/* The same of picked rows, which are wanted soon and not for long: their steps stay in order, some more of their weights stick out. */
static void pack_picked(cr_packed *w, void *to, const cr_table *t, const uint32_t *ids, size_t n) {
    cr_packed_layout at = cr_packed_layout_of(n, t->depth);
    int8_t *base = to;
    uint32_t *extra_at = (uint32_t *)(void *)(base + at.extra_at);
    uint16_t *order = (uint16_t *)(void *)(base + at.order);
    extras x = {.weights = base + at.extra, .of = (uint16_t *)(void *)(base + at.extra_of), .budget = at.budget};
    start_picked(w, to, t, ids, n);
    for (size_t j = 0; j < (n + 15) / 16; j++) {
        int8_t *panel = base + at.panels + j * at.steps * 64;
        pack_picked_panel(t, ids, n, j, panel);
        for (size_t s = 0; s < at.steps; s++)
            order[j * at.steps + s] = (uint16_t)(s * 4);
        for (size_t h = 0; h < 2; h++) {
            extra_at[2 * j + h] = (uint32_t)x.count;
            if (!clip_half(panel + h * 32, order + j * at.steps, at.steps, &x)) {
                pack_picked_whole(w, to, t, ids, n);
                return;
            }
        }
    }
    extra_at[(n + 15) / 16 * 2] = (uint32_t)x.count;
    w->order = order, w->extra_at = extra_at, w->extra_of = x.of, w->extra = x.weights;
}

/* -- the product -- */

#define ROWS 4 /* 4 × 2 sums, 4 vectors of weights, 2 of activations, one of ones: 15 of 16 registers */

INLINE v32 activations(const uint8_t *a) {
    int32_t x;
    memcpy(&x, a, sizeof x);
    return _mm256_set1_epi32(x);
}
INLINE v32 widen(v32 sum, v32 pairs) { return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1))); }

/* maddubs with weights that stay in memory: a compiler that gives them a register of their own has none left for the sums. */
INLINE v32 multiply_at(v32 a, const v32 *weights) {
    v32 out;
    __asm__("vpmaddubsw %2, %1, %0" : "=x"(out) : "x"(a), "m"(*weights));
    return out;
}

/* Four rows by a panel, whose outputs are low and high ones: each sum has a name, so that it has a register; arrays went to memory
 * and back at every step. */
typedef struct sums {
    v32 low0, high0, low1, high1, low2, high2, low3, high3;
} sums;
#define EACH_ROW(rows, do)                                                                                                       \
    do(0, 0) if ((rows) > 1) { do(1, stride) }                                                                                   \
    if ((rows) > 2) { do(2, 2 * stride) }                                                                                        \
    if ((rows) > 3) { do(3, third) }

/* Clipped weights: two steps meet in 16 bits. */
INLINE void sum_clipped(size_t rows, const cr_packed *w, const uint8_t *a, size_t stride, size_t steps, size_t j, sums *out) {
    const v32 *weights = (const v32 *)(const void *)(w->panels + j * steps * 64);
    const uint16_t *order = w->order + j * steps;
    size_t third = 3 * stride;
    v32 none = _mm256_setzero_si256();
    sums sum = {none, none, none, none, none, none, none, none};
    for (size_t s = 0; s < steps; s += 2, weights += 4) {
        v32 w0 = weights[0], w1 = weights[1], w2 = weights[2];
        const uint8_t *at0 = a + order[s], *at1 = a + order[s + 1];
#define PAIR(k, row) {                                                                                                           \
        v32 x = activations(at0 + (row)), low = _mm256_maddubs_epi16(x, w0), high = _mm256_maddubs_epi16(x, w1);                \
        x = activations(at1 + (row));                                                                                           \
        sum.low##k = widen(sum.low##k, _mm256_add_epi16(low, _mm256_maddubs_epi16(x, w2)));                                     \
        sum.high##k = widen(sum.high##k, _mm256_add_epi16(high, multiply_at(x, &weights[3])));                                  \
    }
        EACH_ROW(rows, PAIR)
    }
    size_t x = w->extra_at[2 * j], end = w->extra_at[2 * j + 1];
    const v32 *extra = (const v32 *)(const void *)w->extra;
    for (; x < end; x++) {
        const uint8_t *at = a + w->extra_of[x];
#define LOW(k, row) sum.low##k = widen(sum.low##k, _mm256_maddubs_epi16(activations(at + (row)), extra[x]));
        EACH_ROW(rows, LOW)
    }
    for (end = w->extra_at[2 * j + 2]; x < end; x++) {
        const uint8_t *at = a + w->extra_of[x];
#define HIGH(k, row) sum.high##k = widen(sum.high##k, _mm256_maddubs_epi16(activations(at + (row)), extra[x]));
        EACH_ROW(rows, HIGH)
    }
    *out = sum;
}

/* Whole weights: even and odd bytes apart, as 16 bits. */
INLINE void sum_whole(size_t rows, const cr_packed *w, const uint8_t *a, size_t stride, size_t steps, size_t j, v32 sum[ROWS][2]) {
    const v32 *weights = (const v32 *)(const void *)(w->panels + j * steps * 64), low = _mm256_set1_epi16(0xff);
    for (size_t s = 0; s < steps; s++, weights += 2) {
        v32 even[2], odd[2];
        for (size_t h = 0; h < 2; h++) {
            even[h] = _mm256_srai_epi16(_mm256_slli_epi16(weights[h], 8), 8);
            odd[h] = _mm256_srai_epi16(weights[h], 8);
        }
        for (size_t k = 0; k < rows; k++) {
            v32 x = activations(a + k * stride + s * 4), x0 = _mm256_and_si256(x, low), x1 = _mm256_srli_epi16(x, 8);
            for (size_t h = 0; h < 2; h++) {
                sum[k][h] = _mm256_add_epi32(sum[k][h], _mm256_madd_epi16(x0, even[h]));
                sum[k][h] = _mm256_add_epi32(sum[k][h], _mm256_madd_epi16(x1, odd[h]));
            }
        }
    }
}

/* As end_panel does it, for what products of a model with scales nearly always are: folded, nothing to add, sixteen outputs. */
INLINE void end_folded(size_t rows, const sums *sum, const cr_packed *w, const cr_ending *e, size_t r, size_t column, float *out) {
    vf bias[2] = {vf_load(e->folded + column), vf_load(e->folded + column + 8)}, zero = {0};
    size_t stride = w->n, third = 3 * stride;
    const float *unscale = e->unscale + r;
    bool relu = e->relu;
    out += r * stride + column;
#define END(k, row) {                                                                                                            \
        vf by = vf_all(unscale[k]), low = vf_fused(__builtin_convertvector((vi)sum->low##k, vf), by, bias[0]);                   \
        vf high = vf_fused(__builtin_convertvector((vi)sum->high##k, vf), by, bias[1]);                                         \
        vf_store(out + (row), relu ? vf_max(low, zero) : low);                                                                  \
        vf_store(out + (row) + 8, relu ? vf_max(high, zero) : high);                                                            \
    }
    EACH_ROW(rows, END)
}

/* `rows` rows by one panel of sixteen outputs. */
INLINE void tile(size_t rows, const cr_packed *w, const uint8_t *a, size_t r, size_t j, const cr_ending *e, float *out) {
    size_t stride = cr_quantised_stride(w->depth), steps = (w->depth + 15) / 16 * 4;
    v32 sum[ROWS][2];
    if (w->order) {
        sums clipped;
        sum_clipped(rows, w, a + r * stride, stride, steps, j, &clipped);
        if (e->folded && !e->add && (j + 1) * 16 <= w->n) {
            end_folded(rows, &clipped, w, e, r, j * 16, out);
            return;
        }
        memcpy(sum, &clipped, sizeof sum);
    } else {
        memset(sum, 0, sizeof sum);
        sum_whole(rows, w, a + r * stride, stride, steps, j, sum);
    }
    for (size_t k = 0; k < rows; k++) {
        vi both[2] = {(vi)sum[k][0], (vi)sum[k][1]};
        end_panel(both, w, e, r + k, j * 16, out);
    }
}

/* Asks for a part of the next panel while this one is worked on: panels are whole pages, where the processor itself stops looking
 * ahead. */
INLINE void fetch(const cr_packed *w, size_t j, size_t from, size_t lines) {
    size_t steps = (w->depth + 15) / 16 * 4, end = from + lines < steps ? from + lines : steps;
    const int8_t *panel = w->panels + j * steps * 64;
    for (; from < end; from++)
        _mm_prefetch((const char *)panel + from * 64, _MM_HINT_T0);
}

/* A panel stays in the first cache while all rows pass; four rows share each load of it. */
static void product(const cr_packed *w, const uint8_t *a, size_t m, const cr_ending *e, float *out) {
    size_t panels = (w->n + 15) / 16, lines = ((w->depth + 15) / 16 * 4 + m / ROWS) / (m / ROWS + 1);
    for (size_t j = 0; j < panels; j++) {
        size_t r = 0;
        for (; r + ROWS <= m; r += ROWS) {
            if (j + 1 < panels)
                fetch(w, j + 1, r / ROWS * lines, lines);
            tile(ROWS, w, a, r, j, e, out);
        }
        if (j + 1 < panels && m > 1)
            fetch(w, j + 1, r / ROWS * lines, lines);
        if (m - r == 3)
            tile(3, w, a, r, j, e, out);
        else if (m - r == 2)
            tile(2, w, a, r, j, e, out);
        else if (m - r == 1)
            tile(1, w, a, r, j, e, out);
    }
}

const cr_kernels cr_kernels_avx2 = KERNEL_TABLE("avx2", pack, pack_picked);
#else
typedef int cr_not_this_processor; /* ISO C wants something in a file */
#endif
