/* The AVX-VNNI kernel where no such processor is at hand: its source, with the one instruction of its own written out. */
#include "kernels_check.h"

#ifdef __x86_64__
#include <immintrin.h>

#pragma GCC diagnostic ignored "-Wpsabi"
static __m256i dpbusd(__m256i sum, __m256i a, __m256i w) {
    int32_t to[8];
    uint8_t x[32];
    int8_t y[32];
    memcpy(to, &sum, 32), memcpy(x, &a, 32), memcpy(y, &w, 32);
    for (int i = 0; i < 32; i++)
        to[i / 4] = (int32_t)((uint32_t)to[i / 4] + (uint32_t)(x[i] * y[i]));
    memcpy(&sum, to, 32);
    return sum;
}
#undef _mm256_dpbusd_avx_epi32
#define _mm256_dpbusd_avx_epi32 dpbusd
#define cr_kernels_avxvnni kernel
#include "infer/kernels_avxvnni.c"
#define KERNEL &kernel
#else
#define KERNEL cr_kernels_named("portable")
#endif

static void test_integers(void **state) {
    (void)state;
    check_all_integers(KERNEL);
}
static void test_floats(void **state) {
    (void)state;
    check_all_floats(KERNEL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_integers), cmocka_unit_test(test_floats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
