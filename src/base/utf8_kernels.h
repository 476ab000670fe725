/* Inside: the ways to check UTF-8, for the tests that hold them equal and the bench that compares them. */
#ifndef CR_BASE_UTF8_KERNELS_H
#define CR_BASE_UTF8_KERNELS_H
#include "base/utf8.h"

typedef struct cr_utf8_kernel {
    const char *name;
    bool (*usable)(void); /* on this processor */
    cr_utf8_kind (*kind)(const unsigned char *bytes, size_t len);
} cr_utf8_kernel;

extern const cr_utf8_kernel cr_utf8_kernels[]; /* the best first, portable code last */
extern const size_t cr_utf8_kernel_count;
#endif
