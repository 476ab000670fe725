/* Prints how near the kernels come to what the registers of this core can do: GMAC/s of the products beside loops of the same
 * instructions on registers alone, measured in turns in one run (other tenants of the machine take their share of both); then float
 * operations in nanoseconds a row. Weights: normal, the largest 127, as a trained matrix is after quantisation.
 * usage: build/bench/kernels [KERNEL...]   (all that this processor runs) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "infer/kernels.h"

enum { ROUNDS = 15 };

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t state = 1;
static float normal(void) {
    float sum = 0;
    for (int i = 0; i < 12; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        sum += (float)(state >> 33) / 2147483648.0f;
    }
    return sum - 6;
}

static void *block(size_t bytes) {
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!p)
        exit(1);
    memset(p, 0, bytes);
    return p;
}

/* -- the register peaks: eight chains, nothing but the instructions -- */

typedef struct peak {
    const char *what, *kernel;
    void (*run)(size_t turns);
    double macs; /* a turn */
    double best; /* GMAC/s */
} peak;

#ifdef __x86_64__
#define EIGHT(x) x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7)
#define USED "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"
#define LOOP(name, text)                                                                                                         \
    static void name(size_t turns) {                                                                                             \
        while (turns--)                                                                                                          \
            __asm__ volatile(text ::: USED);                                                                                     \
        __asm__ volatile("vzeroupper");                                                                                          \
    }
#define EXACT(i) "vpmaddwd %%ymm8, %%ymm9, %%ymm10\n vpaddd %%ymm10, %%ymm" #i ", %%ymm" #i "\n"
#define CLIPPED(i)                                                                                                               \
    "vpmaddubsw %%ymm8, %%ymm9, %%ymm10\n vpmaddubsw %%ymm8, %%ymm9, %%ymm11\n vpaddw %%ymm10, %%ymm11, %%ymm10\n"               \
    "vpmaddwd %%ymm8, %%ymm10, %%ymm10\n vpaddd %%ymm10, %%ymm" #i ", %%ymm" #i "\n"
#define VNNI256(i) "%{vex%} vpdpbusd %%ymm14, %%ymm15, %%ymm" #i "\n"
#define MORE256(i) "%{vex%} vpdpbusd %%ymm14, %%ymm15, %%ymm1" #i "\n"
#define VNNI512(i) "vpdpbusd %%zmm14, %%zmm15, %%zmm" #i "\n"
#define MORE512(i) "vpdpbusd %%zmm14, %%zmm15, %%zmm1" #i "\n"
#define TWELVE(x, more) EIGHT(x) x(8) x(9) more(0) more(1)
LOOP(exact, EIGHT(EXACT))
LOOP(clipped, EIGHT(CLIPPED))
LOOP(vnni256, TWELVE(VNNI256, MORE256))
LOOP(vnni512, TWELVE(VNNI512, MORE512))
static peak peaks[] = {{"vpmaddwd + vpaddd (16 bits, exact)", "avx2", exact, 8 * 16, 0},
                       {"2 vpmaddubsw + vpaddw + vpmaddwd + vpaddd", "avx2", clipped, 8 * 64, 0},
                       {"vpdpbusd ymm", "avxvnni", vnni256, 12 * 32, 0},
                       {"vpdpbusd zmm", "avx512vnni", vnni512, 12 * 64, 0}};
#else
static peak peaks[] = {{"none known", "no kernel", NULL, 0, 0}};
#endif
enum { PEAKS = sizeof peaks / sizeof *peaks };

static void measure_peaks(void) {
    for (size_t i = 0; i < PEAKS; i++) {
        if (!cr_kernels_named(peaks[i].kernel))
            continue;
        size_t turns = (size_t)(2e7 / peaks[i].macs);
        double start = seconds();
        peaks[i].run(turns);
        double speed = (double)turns * peaks[i].macs / (seconds() - start) / 1e9;
        peaks[i].best = fmax(peaks[i].best, speed);
    }
}

/* -- products -- */

typedef struct shape {
    size_t depth, n;
} shape;
static const shape shapes[] = {{256, 256}, {256, 1536}, {1536, 256}, {384, 384}, {512, 2048}};
static const size_t batches[] = {1, 4, 16, 64};
enum { SHAPES = sizeof shapes / sizeof *shapes, BATCHES = 4 };

typedef struct matrix {
    int8_t *rows;
    cr_packed w;
    void *block;
    uint8_t *a;
    float *x, *unscale, *bias, *out;
} matrix;

static matrix make(const cr_kernels *k, shape s) {
    size_t all = s.n * s.depth, m = batches[BATCHES - 1];
    matrix x = {.rows = block(all), .block = block(cr_packed_size(s.n, s.depth)), .a = block(m * cr_quantised_stride(s.depth)),
                .x = block(m * s.depth * 4), .unscale = block(m * 4), .bias = block(s.n * 4), .out = block(m * s.n * 4)};
    float *weights = block(all * 4), max = 0;
    for (size_t i = 0; i < all; i++)
        weights[i] = normal(), max = fmaxf(max, fabsf(weights[i]));
    for (size_t i = 0; i < all; i++)
        x.rows[i] = (int8_t)lrintf(weights[i] * 127 / max);
    free(weights);
    for (size_t i = 0; i < m * s.depth; i++)
        x.x[i] = normal();
    for (size_t i = 0; i < m; i++)
        x.unscale[i] = 30;
    k->quantise(x.x, m, s.depth, x.unscale, x.a);
    k->pack(&x.w, x.block, x.rows, s.n, s.depth);
    return x;
}

static double measure(const cr_kernels *k, const matrix *x, size_t m) {
    double macs = (double)(m * x->w.n * x->w.depth);
    size_t turns = (size_t)(2e7 / macs) + 1;
    double start = seconds();
    for (size_t i = 0; i < turns; i++)
        k->product(&x->w, x->a, m, &(cr_ending){.unscale = x->unscale, .bias = x->bias}, x->out);
    return (double)turns * macs / (seconds() - start) / 1e9;
}

static void products(const cr_kernels *k) {
    double best[SHAPES][BATCHES] = {0}, packing = 0, bytes = 0;
    matrix made[SHAPES];
    for (size_t s = 0; s < SHAPES; s++)
        made[s] = make(k, shapes[s]);
    for (int round = 0; round < ROUNDS; round++) {
        measure_peaks();
        for (size_t s = 0; s < SHAPES; s++)
            for (size_t b = 0; b < BATCHES; b++)
                best[s][b] = fmax(best[s][b], measure(k, &made[s], batches[b]));
    }
    printf("-- %s: GMAC/s, inputs x outputs, M rows\n", k->name);
    for (size_t i = 0; i < PEAKS; i++)
        if (!strcmp(peaks[i].kernel, k->name))
            printf("register peak of %-44s %7.1f\n", peaks[i].what, peaks[i].best);
    printf("%-14s", "");
    for (size_t b = 0; b < BATCHES; b++)
        printf("   M = %-4zu", batches[b]);
    printf("extra steps\n");
    for (size_t s = 0; s < SHAPES; s++) {
        printf("%5zu x %-6zu", shapes[s].depth, shapes[s].n);
        for (size_t b = 0; b < BATCHES; b++)
            printf("%9.1f ", best[s][b]);
        size_t halves = made[s].w.n / 16 * 2, steps = halves * (shapes[s].depth / 4);
        printf("  %5.1f %%\n", made[s].w.order ? 100.0 * made[s].w.extra_at[halves] / (double)steps : 0.0);
        double start = seconds();
        for (int i = 0; i < 8; i++)
            k->pack(&made[s].w, made[s].block, made[s].rows, shapes[s].n, shapes[s].depth);
        packing += seconds() - start;
        bytes += 8.0 * (double)(shapes[s].n * shapes[s].depth);
    }
    printf("packing %.2f ms a million weights\n", packing / bytes * 1e9);
    for (size_t s = 0; s < SHAPES; s++) {
        void *blocks[] = {made[s].rows, made[s].block, made[s].a, made[s].x, made[s].unscale, made[s].bias, made[s].out};
        for (size_t i = 0; i < 7; i++)
            free(blocks[i]);
    }
}

/* -- the rest, nanoseconds -- */

typedef struct room {
    const cr_kernels *k;
    float *x, *y, *z, *out, *unscale;
    uint8_t *a;
    int8_t *table;
    int32_t *shift;
    uint32_t *ids;
} room;
enum { WIDTH = 256, PICKED = 1000, WORDS = 32000 };

static void do_quantise(room *r) { r->k->quantise(r->x, 1, WIDTH, r->unscale, r->a); }
static void do_norm(room *r) { r->k->layer_norm(r->x, r->y, r->z, r->z, 1, WIDTH, r->out); }
static void do_softmax(room *r) { memcpy(r->out, r->x, WIDTH * 4), r->k->softmax(r->out, WIDTH); }
static void do_sigmoid(room *r) { r->k->sigmoid(r->x, WIDTH, r->out); }
static void do_ssru(room *r) { r->k->ssru(r->x, r->y, WIDTH, r->z, r->out); }
static void do_best(room *r) { r->k->best(r->x, PICKED, 1); }
static void do_log_sum(room *r) { r->k->log_sum_exp(r->x, PICKED); }
static void do_pick(room *r) {
    cr_table t = {.rows = r->table, .shift = r->shift, .depth = WIDTH};
    r->k->pick(&t, r->ids, PICKED, r->a, 1, r->unscale, r->out);
}
static void do_sums(room *r) { r->k->sum_rows(r->table, WORDS, WIDTH, r->shift); }
static void do_attend(room *r) {
    r->k->attend(&(cr_attention){.q = r->x, .q_stride = WIDTH, .m = 1, .width = 32, .keys = r->y, .key_stride = 32, .values = r->x,
                                 .value_stride = WIDTH / 8, .length = 30, .scale = 0.2f, .weights = r->out, .weight_stride = 32,
                                 .out = r->out + 64, .out_stride = WIDTH});
}
static void do_float(room *r) {
    r->k->product_float(r->x, 64, 64, r->y, 4, &(cr_ending){.bias = r->z}, r->out);
}

static void operations(const cr_kernels *k) {
    static const struct {
        const char *what;
        void (*run)(room *);
        size_t turns;
    } all[] = {{"quantise a row of 256", do_quantise, 20000}, {"add and norm a row of 256", do_norm, 10000},
               {"softmax of 256", do_softmax, 5000}, {"sigmoid of 256", do_sigmoid, 5000}, {"recurrent cell of 256", do_ssru, 5000},
               {"best of 1000", do_best, 10000}, {"log of the sum of e^x, 1000", do_log_sum, 2000},
               {"output layer, 1000 of 32000 rows of 256", do_pick, 100}, {"sums of 32000 rows of 256, at loading", do_sums, 1},
               {"attention, one head of 32 over 30", do_attend, 5000}, {"product of floats, 4 x 64 by 64 x 64", do_float, 2000}};
    room r = {.k = k, .x = block(65536), .y = block(65536), .z = block(65536), .out = block(65536), .unscale = block(64),
              .a = block(4096), .table = block(WORDS * WIDTH), .shift = block(WORDS * 4), .ids = block(PICKED * 4)};
    for (size_t i = 0; i < 16384; i++)
        r.x[i] = normal(), r.y[i] = normal(), r.z[i] = normal();
    for (size_t i = 0; i < WORDS * WIDTH; i++)
        r.table[i] = (int8_t)(i * 31 % 255 - 127);
    for (size_t i = 0; i < PICKED; i++)
        r.ids[i] = (uint32_t)(i * 32 + i * 7 % 29);
    r.unscale[0] = 30;
    printf("-- %s: nanoseconds\n", k->name);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double best = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            double start = seconds();
            for (size_t t = 0; t < all[i].turns; t++)
                all[i].run(&r);
            best = fmin(best, (seconds() - start) / (double)all[i].turns);
        }
        printf("%-44s %10.0f\n", all[i].what, best * 1e9);
    }
    void *blocks[] = {r.x, r.y, r.z, r.out, r.unscale, r.a, r.table, r.shift, r.ids};
    for (size_t i = 0; i < 9; i++)
        free(blocks[i]);
}

int main(int argc, char **argv) {
    for (size_t i = 0; cr_kernels_at(i); i++) {
        bool wanted = argc < 2;
        for (int a = 1; a < argc; a++)
            wanted = wanted || !strcmp(argv[a], cr_kernels_at(i)->name);
        if (!wanted)
            continue;
        products(cr_kernels_at(i));
        operations(cr_kernels_at(i));
    }
    return 0;
}
