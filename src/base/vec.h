/* Arrays that grow in an arena:
 *
 *     cr_date *dates = NULL; size_t count = 0, capacity = 0;
 *     cr_date *d = CR_PUSH(arena, dates, count, capacity);
 *     if (!d) return cr_fail(err, CR_ERR_MEMORY, ...);
 *
 * Growing copies into new arena memory and leaves the old to the arena (at most twice the final size). */
#ifndef CR_BASE_VEC_H
#define CR_BASE_VEC_H
#include <courant/arena.h>

/* A zeroed new last element, or NULL when the arena is exhausted (then nothing changed). */
#define CR_PUSH(arena, items, count, capacity)                                                                  \
    ((__typeof__(&(items)[0]))cr_vec_push((arena), (void **)&(items), &(count), &(capacity), sizeof((items)[0])))
void *cr_vec_push(cr_arena *arena, void **items, size_t *count, size_t *capacity, size_t size);
#endif
