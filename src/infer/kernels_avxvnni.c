/* AVX-VNNI: the dot product of four bytes as one instruction, on vectors of eight sums. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES 8
#include "infer/kernels_vec.inc"
#include "infer/kernels_pack.inc"
#include "infer/kernels_rows.inc"
#include "infer/kernels_floats.inc"

INLINE vi dot(vi sum, vi a, vi w) { return (vi)_mm256_dpbusd_avx_epi32((__m256i)sum, (__m256i)a, (__m256i)w); }
#define DP dot
#define PICK_DP dot
#define PICK_SHIFTED 1
#define ROWS 6 /* 6 × 2 sums, 2 vectors of weights and one of activations: 15 of 16 registers */
#define COLUMNS 1
#include "infer/kernels_bytes.inc"
#include "infer/kernels_product.inc"

const cr_kernels cr_kernels_avxvnni = KERNEL_TABLE("avxvnni", pack_whole, pack_picked_whole);
#else
typedef int cr_not_this_processor; /* ISO C wants something in a file */
#endif
