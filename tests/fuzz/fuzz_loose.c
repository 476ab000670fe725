/* Any bytes as JSON that pages carry: what is made is bounded, and every string can be asked for. */
#include <stdint.h>
#include <stdlib.h>

#include "page/loose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *arena = cr_arena_new(0);
    size_t values = 5000, made = 0;
    const cr_loose *root = cr_loose_read(arena, (cr_str){(const char *)data, size}, &values);
    for (const cr_loose *v = root; v;) {
        (void)cr_loose_text(arena, v);
        if (++made > 5001)
            abort();
        const cr_loose *next = v->first;
        while (!next && v) {
            next = v->next;
            v = v->parent;
        }
        v = next;
    }
    cr_arena_free(arena);
    return 0;
}
