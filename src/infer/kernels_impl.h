/* Inside: the kernels there are, and what they share. */
#ifndef CR_INFER_KERNELS_IMPL_H
#define CR_INFER_KERNELS_IMPL_H
#include "infer/kernels.h"

extern const cr_kernels cr_kernels_portable;
#ifdef __x86_64__
extern const cr_kernels cr_kernels_avx2, cr_kernels_avxvnni, cr_kernels_avx512vnni;
#endif

/* Where the parts of a packed matrix lie in its block: bytes from its beginning, where the shifts are. */
typedef struct cr_packed_layout {
    size_t steps;  /* of a panel: 64 bytes, 4 inputs of 16 outputs each; a multiple of 4 */
    size_t budget; /* so many extra steps have room, over all half panels */
    size_t panels, extra_at, extra_of, order, extra, size; /* extra steps last: most of their room stays empty */
} cr_packed_layout;
cr_packed_layout cr_packed_layout_of(size_t n, size_t depth);
#endif
