/* Which kernel this processor can run, and how a packed matrix lies in its block. */
#include "infer/kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "infer/kernels_impl.h"

#ifdef __x86_64__
#include <cpuid.h>

/* That the system saves the registers is part of each answer of __builtin_cpu_supports. */
static bool runs_avx512vnni(void) {
    return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
}
static bool runs_avxvnni(void) { /* leaf 7.1, EAX bit 4: a name that compilers of 2022 do not know yet */
    unsigned a = 0, b, c, d;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 4 & 1;
}
#endif

const cr_kernels *cr_kernels_at(size_t at) {
    const cr_kernels *found[4];
    size_t count = 0;
#ifdef __x86_64__
    if (runs_avx512vnni())
        found[count++] = &cr_kernels_avx512vnni;
    if (runs_avxvnni())
        found[count++] = &cr_kernels_avxvnni;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found[count++] = &cr_kernels_avx2;
#endif
    found[count++] = &cr_kernels_portable;
    return at < count ? found[at] : NULL;
}

const cr_kernels *cr_kernels_best(void) { return cr_kernels_at(0); }

const cr_kernels *cr_kernels_named(const char *name) {
    if (!name)
        return cr_kernels_best();
    for (size_t i = 0; cr_kernels_at(i); i++)
        if (!strcmp(cr_kernels_at(i)->name, name))
            return cr_kernels_at(i);
    return NULL;
}

void cr_fold(const int32_t *shift, const float *bias, size_t n, float activations, float weights, float *folded) {
    float down = -1.0f * ((127.0f / activations) * (127.0f / weights)) / 127.0f;
    for (size_t i = 0; i < n; i++)
        folded[i] = fmaf((float)(shift[i] / 127), down, bias ? bias[i] : 0.0f);
}

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

/* Extra steps are at most a quarter of all: more would cost more than they save. */
cr_packed_layout cr_packed_layout_of(size_t n, size_t depth) {
    cr_packed_layout l = {.steps = round_up(depth, 16) / 4};
    size_t panels = round_up(n, 16) / 16;
    l.budget = panels * 2 * l.steps / 4;
    l.panels = round_up(panels * 16 * sizeof(int32_t), 64);
    l.extra_at = l.panels + panels * l.steps * 64;
    l.extra_of = l.extra_at + (panels * 2 + 1) * sizeof(uint32_t);
    l.order = l.extra_of + l.budget * sizeof(uint16_t);
    l.extra = round_up(l.order + panels * l.steps * sizeof(uint16_t), 64);
    l.size = round_up(l.extra + l.budget * 32, 64);
    return l;
}

size_t cr_packed_used(const cr_packed *w) {
    cr_packed_layout l = cr_packed_layout_of(w->n, w->depth);
    return w->order ? round_up(l.extra + w->extra_at[round_up(w->n, 16) / 8] * 32, 64) : l.extra_at;
}

size_t cr_packed_size(size_t n, size_t depth) { return cr_packed_layout_of(n, depth).size; }

size_t cr_quantised_stride(size_t depth) { return round_up(depth, 64); }

float cr_quantise_scale(float max) {
    if (!(max > 0))
        return 1;
    return max > FLT_MAX ? 127 / FLT_MAX : 127 / max > FLT_MAX ? FLT_MAX : 127 / max;
}
