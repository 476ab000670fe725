/* Which kernel this processor can run. */
#include "infer/kernels.h"

#include <float.h>
#include <string.h>

#include "infer/kernels_impl.h"

const cr_kernels *cr_kernels_at(size_t at) {
    const cr_kernels *found[1];
    size_t count = 0;
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

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

size_t cr_packed_size(size_t n, size_t depth) {
    return round_up(n, 16) * round_up(depth, 4) + round_up(round_up(n, 16) * sizeof(int32_t), 64);
}

size_t cr_quantised_stride(size_t depth) { return round_up(depth, 64); }

float cr_quantise_scale(float max) {
    if (!(max > 0))
        return 1;
    return max > FLT_MAX ? 127 / FLT_MAX : 127 / max > FLT_MAX ? FLT_MAX : 127 / max;
}
