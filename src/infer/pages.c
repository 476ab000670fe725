#include "infer/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { LINE = 64, HUGE = 2 << 20 };

void *cr_pages_room(size_t bytes) {
    if (bytes > SIZE_MAX - HUGE)
        return NULL;
    if (bytes < HUGE)
        return aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
    bytes = (bytes + HUGE - 1) / HUGE * HUGE;
    void *room = aligned_alloc(HUGE, bytes);
#ifdef MADV_HUGEPAGE
    if (room)
        madvise(room, bytes, MADV_HUGEPAGE); /* a wish: nothing depends on it */
#endif
    return room;
}
