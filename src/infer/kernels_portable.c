/* The kernel that every processor runs: vectors of four, in the compiler's own terms. */
#define LANES 4
#include "infer/kernels_vec.inc"
#include "infer/kernels_pack.inc"
#include "infer/kernels_rows.inc"
#include "infer/kernels_floats.inc"

/* 254 × 128 fits 16 bits, a sum of two such products does not: even and odd bytes are multiplied apart and widened. */
INLINE vi dot(vi sum, vi a, vi w) {
    short8 even = (short8)(a & 0x00ff00ff) * (((short8)w << 8) >> 8);
    short8 odd = (short8)((vi)((vu)a >> 8) & 0x00ff00ff) * ((short8)w >> 8);
    return sum + ((((vi)even << 16) >> 16) + ((vi)even >> 16)) + ((((vi)odd << 16) >> 16) + ((vi)odd >> 16));
}
#define DP dot
#define PICK_DP dot
#define PICK_SHIFTED 1
#define ROWS 4
#define COLUMNS 1
#include "infer/kernels_bytes.inc"
#include "infer/kernels_product.inc"

const cr_kernels cr_kernels_portable = KERNEL_TABLE("portable", pack_whole, pack_picked_whole);
