/* The AVX512-VNNI kernel where no such processor is at hand: its source, with the one instruction of its own written out. */
#include "kernels_check.h"

#ifdef __x86_64__
#include <immintrin.h>

#pragma GCC diagnostic ignored "-Wpsabi"
static __m512i dpbusd(__m512i sum, __m512i a, __m512i w) {
    int32_t to[16];
    uint8_t x[64];
    int8_t y[64];
    memcpy(to, &sum, 64), memcpy(x, &a, 64), memcpy(y, &w, 64);
    for (int i = 0; i < 64; i++)
        to[i / 4] = (int32_t)((uint32_t)to[i / 4] + (uint32_t)(x[i] * y[i]));
    memcpy(&sum, to, 64);
    return sum;
}
#undef _mm512_dpbusd_epi32
#define _mm512_dpbusd_epi32 dpbusd
#define cr_kernels_avx512vnni kernel
#include "infer/kernels_avx512vnni.c"
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
