/* Courant: the arena, where all knowledge about one document lives and dies together.
 *
 *     cr_arena *a = cr_arena_new(0);
 *     char *copy = cr_arena_alloc(a, 100);
 *     cr_arena_free(a);                 // frees copy as well
 *
 * An arena belongs to one thread at a time. Memory comes zeroed and aligned for any type.
 * cr_arena_alloc returns NULL when the ceiling is met or memory is out; the arena is then
 * marked exhausted and stays so, so that a caller may check once at the end of a stage
 * (cr_arena_exhausted) instead of after each of a hundred small copies - provided it can
 * live with the NULLs in between. */
#ifndef COURANT_ARENA_H
#define COURANT_ARENA_H
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_arena cr_arena;

/* `ceiling`: most bytes the arena may hand out, 0 for the default (limit "arena_bytes").
 * NULL when memory is out. Caller frees with cr_arena_free. */
cr_arena *cr_arena_new(size_t ceiling);
void cr_arena_free(cr_arena *a); /* NULL is fine */

/* Forgets everything handed out but keeps some of its memory (4 MB at most), for the next document. */
void cr_arena_reset(cr_arena *a);

void *cr_arena_alloc(cr_arena *a, size_t bytes);
/* The same, not zeroed: for bytes that the caller writes all of before anyone reads them. */
void *cr_arena_bytes(cr_arena *a, size_t bytes);
/* count * size with the multiplication checked. */
void *cr_arena_array(cr_arena *a, size_t count, size_t size);
bool cr_arena_exhausted(const cr_arena *a);
size_t cr_arena_used(const cr_arena *a); /* bytes handed out */

#define CR_NEW(a, type) ((type *)cr_arena_alloc((a), sizeof(type)))
#define CR_NEW_ARRAY(a, type, n) ((type *)cr_arena_array((a), (n), sizeof(type)))

#ifdef __cplusplus
}
#endif
#endif
