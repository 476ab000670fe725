#include "html/scan.h"

#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- plain C ---- */

static const char *run_plain(const char *p, const char *end, char stop, bool *reference) {
    for (; p < end && *p != stop; p++)
        *reference |= *p == '&';
    return p;
}

static const char *dashes_plain(const char *p, const char *end) {
    while (p < end && (p = memchr(p, '-', (size_t)(end - p))) != NULL) {
        if (p + 1 < end && p[1] == '-')
            return p;
        p++;
    }
    return end;
}

static const char *control_plain(const char *p, const char *end) {
    while (p < end && *p != '\r' && *p != '\0')
        p++;
    return p;
}

static const cr_html_scan plain = {"plain", run_plain, dashes_plain, control_plain};

/* ---- SSE2, AVX2: the same text for both widths ---- */

#if defined(__x86_64__)
#define KERNELS(suffix, target_name, bytes, vector, load, set1, equal, or, mask)                                        \
    __attribute__((target(target_name))) static const char *run_##suffix(const char *p, const char *end, char stop, bool *reference) { \
        const vector stops = set1(stop), ampersands = set1('&');                                                         \
        for (; end - p >= bytes; p += bytes) {                                                                           \
            vector v = load((const vector *)(const void *)p);                                                            \
            uint32_t found = (uint32_t)mask(equal(v, stops)), references = (uint32_t)mask(equal(v, ampersands));         \
            if (found) {                                                                                                 \
                *reference |= (references & (found ^ (found - 1))) != 0;                                                 \
                return p + __builtin_ctz(found);                                                                         \
            }                                                                                                            \
            *reference |= references != 0;                                                                               \
        }                                                                                                                \
        return run_plain(p, end, stop, reference);                                                                       \
    }                                                                                                                    \
    __attribute__((target(target_name))) static const char *dashes_##suffix(const char *p, const char *end) {            \
        const vector dash = set1('-');                                                                                   \
        for (; end - p > bytes; p += bytes) {                                                                            \
            uint32_t here = (uint32_t)mask(equal(load((const vector *)(const void *)p), dash));                          \
            if (here && (here &= (uint32_t)mask(equal(load((const vector *)(const void *)(p + 1)), dash))) != 0)         \
                return p + __builtin_ctz(here);                                                                          \
        }                                                                                                                \
        return dashes_plain(p, end);                                                                                     \
    }                                                                                                                    \
    __attribute__((target(target_name))) static const char *control_##suffix(const char *p, const char *end) {           \
        const vector cr = set1('\r'), nul = set1('\0');                                                                  \
        for (; end - p >= bytes; p += bytes) {                                                                           \
            vector v = load((const vector *)(const void *)p);                                                            \
            uint32_t found = (uint32_t)mask(or(equal(v, cr), equal(v, nul)));                                            \
            if (found)                                                                                                   \
                return p + __builtin_ctz(found);                                                                         \
        }                                                                                                                \
        return control_plain(p, end);                                                                                    \
    }                                                                                                                    \
    static const cr_html_scan suffix = {#suffix, run_##suffix, dashes_##suffix, control_##suffix}

KERNELS(sse2, "sse2", 16, __m128i, _mm_loadu_si128, _mm_set1_epi8, _mm_cmpeq_epi8, _mm_or_si128, _mm_movemask_epi8);
KERNELS(avx2, "avx2", 32, __m256i, _mm256_loadu_si256, _mm256_set1_epi8, _mm256_cmpeq_epi8, _mm256_or_si256, _mm256_movemask_epi8);
#endif

const cr_html_scan *cr_html_scan_number(size_t i) {
    if (i == 0)
        return &plain;
#if defined(__x86_64__)
    if (i == 1)
        return &sse2;
    if (i == 2 && __builtin_cpu_supports("avx2"))
        return &avx2;
#endif
    return NULL;
}

const cr_html_scan *cr_html_scan_best(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") ? &avx2 : &sse2;
#else
    return &plain;
#endif
}
