/* AVX512-VNNI: the dot product of four bytes as one instruction, on vectors of sixteen sums. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#include "infer/kernels_vec.inc"
#include "infer/kernels_pack.inc"
#include "infer/kernels_rows.inc"
#include "infer/kernels_floats.inc"

INLINE vi dot(vi sum, vi a, vi w) { return (vi)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)a, (__m512i)w); }
#define DP dot
#define PICK_DP dot
#define PICK_SHIFTED 1
#define ROWS 4 /* 4 × 4 sums hide the five cycles that one takes; 4 vectors of weights, 4 of activations */
#define COLUMNS 4
#include "infer/kernels_bytes.inc"
#include "infer/kernels_product.inc"

const cr_kernels cr_kernels_avx512vnni = KERNEL_TABLE("avx512vnni", pack_whole, pack_picked_whole);
#else
typedef int cr_not_this_processor; /* ISO C wants something in a file */
#endif
