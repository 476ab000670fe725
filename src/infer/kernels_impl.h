/* Inside: the kernels there are. */
#ifndef CR_INFER_KERNELS_IMPL_H
#define CR_INFER_KERNELS_IMPL_H
#include "infer/kernels.h"

extern const cr_kernels cr_kernels_portable;
#endif
