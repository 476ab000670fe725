#include <courant/arena.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#if defined(__SANITIZE_ADDRESS__)
#define CR_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CR_ASAN 1
#endif
#endif

#ifdef CR_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define RED_ZONE ((size_t)16) /* so that an overrun inside the arena is seen */
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define RED_ZONE ((size_t)0)
#endif

enum { ALIGN = 16, FIRST_CHUNK = 16 << 10, LARGEST_STEP = 1 << 20, KEPT = 4 << 20 };

/* Chunks form a list, newest first; each has its bytes right behind the header. What a reset keeps stands in a list of its
 * own, largest first: pages of common size then live in one warm chunk and never reach malloc. */
typedef struct chunk {
    struct chunk *older;
    size_t size, used; /* bytes behind the header */
} chunk;

struct cr_arena {
    chunk *newest, *spare;
    size_t used, ceiling;
    bool exhausted;
};

#define HEADER ((sizeof(chunk) + ALIGN - 1) / ALIGN * ALIGN)

static char *chunk_bytes(chunk *c) { return (char *)c + HEADER; }

cr_arena *cr_arena_new(size_t ceiling) {
    cr_arena *a = calloc(1, sizeof *a);
    if (a)
        a->ceiling = ceiling ? ceiling : cr_limit(NULL, CR_LIMIT_ARENA_BYTES);
    return a;
}

static void chunk_free(chunk *c) {
    UNPOISON(chunk_bytes(c), c->size);
    free(c);
}

static void list_free(chunk *c) {
    for (chunk *older; c; c = older) {
        older = c->older;
        chunk_free(c);
    }
}

void cr_arena_free(cr_arena *a) {
    if (!a)
        return;
    list_free(a->newest);
    list_free(a->spare);
    free(a);
}

static void keep(cr_arena *a, chunk *c) {
    chunk **at = &a->spare;
    while (*at && (*at)->size > c->size)
        at = &(*at)->older;
    c->older = *at;
    c->used = 0;
    POISON(chunk_bytes(c), c->size);
    *at = c;
}

void cr_arena_reset(cr_arena *a) {
    size_t kept = 0;
    for (chunk *c = a->spare; c; c = c->older)
        kept += c->size;
    for (chunk *c = a->newest, *older; c; c = older) { /* the largest come first */
        older = c->older;
        if (c->size <= LARGEST_STEP && kept + c->size <= KEPT) {
            kept += c->size;
            keep(a, c);
        } else
            chunk_free(c);
    }
    a->newest = NULL;
    a->used = 0;
    a->exhausted = false;
}

static chunk *chunk_new(cr_arena *a, size_t need) {
    if (a->spare && a->spare->size >= need) {
        chunk *c = a->spare;
        a->spare = c->older;
        c->older = a->newest;
        return a->newest = c;
    }
    size_t size = a->newest ? a->newest->size * 2 : FIRST_CHUNK;
    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size < need)
        size = need;
    chunk *c = malloc(HEADER + size);
    if (!c)
        return NULL;
    c->older = a->newest;
    c->size = size;
    c->used = 0;
    POISON(chunk_bytes(c), size);
    return a->newest = c;
}

void *cr_arena_bytes(cr_arena *a, size_t bytes) {
    if (bytes > a->ceiling || a->used > a->ceiling - bytes) {
        a->exhausted = true;
        return NULL;
    }
    size_t need = (bytes + RED_ZONE + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0)
        need = ALIGN;
    chunk *c = a->newest;
    if (!c || c->size - c->used < need) {
        c = chunk_new(a, need);
        if (!c) {
            a->exhausted = true;
            return NULL;
        }
    }
    char *p = chunk_bytes(c) + c->used;
    c->used += need;
    a->used += bytes;
    UNPOISON(p, bytes);
    return p;
}

void *cr_arena_alloc(cr_arena *a, size_t bytes) {
    void *p = cr_arena_bytes(a, bytes);
    return p ? memset(p, 0, bytes) : NULL;
}

void *cr_arena_array(cr_arena *a, size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) {
        a->exhausted = true;
        return NULL;
    }
    return cr_arena_alloc(a, count * size);
}

bool cr_arena_exhausted(const cr_arena *a) { return a->exhausted; }
size_t cr_arena_used(const cr_arena *a) { return a->used; }
