#include "base/vec.h"
#include <stdint.h>
#include <string.h>

void *cr_vec_push(cr_arena *arena, void **items, size_t *count, size_t *capacity, size_t size) {
    if (*count == *capacity) {
        size_t larger = *capacity ? *capacity * 2 : 8;
        if (larger > SIZE_MAX / 2 / size)
            return NULL;
        char *moved = cr_arena_bytes(arena, larger * size);
        if (!moved)
            return NULL;
        if (*count)
            memcpy(moved, *items, *count * size);
        memset(moved + *count * size, 0, (larger - *count) * size);
        *items = moved;
        *capacity = larger;
    }
    return (char *)*items + (*count)++ * size;
}
