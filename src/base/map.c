#include "base/map.h"
#include <stdlib.h>

#include "base/hash.h"

typedef struct entry {
    cr_str key; /* ptr NULL: free */
    uint64_t hash;
    uintptr_t value;
} entry;

struct cr_map {
    cr_arena *keys;
    entry *entries;
    size_t capacity; /* a power of two */
    size_t count;
};

/* Fixed: the order of a map never reaches any output, and XXH3 over a secret would not make answers differ. */
static const uint64_t SEED = 0x9E3779B97F4A7C15u;

cr_map *cr_map_new(void) {
    cr_map *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->capacity = 16;
    m->entries = calloc(m->capacity, sizeof *m->entries);
    m->keys = cr_arena_new(SIZE_MAX / 4);
    if (!m->entries || !m->keys) {
        cr_map_free(m);
        return NULL;
    }
    return m;
}

void cr_map_free(cr_map *m) {
    if (!m)
        return;
    cr_arena_free(m->keys);
    free(m->entries);
    free(m);
}

size_t cr_map_count(const cr_map *m) { return m->count; }

static entry *slot(entry *entries, size_t capacity, cr_str key, uint64_t hash) {
    size_t at = (size_t)hash & (capacity - 1);
    while (entries[at].key.ptr && !(entries[at].hash == hash && cr_str_eq(entries[at].key, key)))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

uintptr_t *cr_map_get(const cr_map *m, cr_str key) {
    entry *e = slot(m->entries, m->capacity, key, cr_hash_64(key, SEED));
    return e->key.ptr ? &e->value : NULL;
}

static bool grow(cr_map *m) {
    size_t capacity = m->capacity * 2;
    entry *entries = calloc(capacity, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key.ptr)
            *slot(entries, capacity, m->entries[i].key, m->entries[i].hash) = m->entries[i];
    free(m->entries);
    m->entries = entries;
    m->capacity = capacity;
    return true;
}

uintptr_t *cr_map_put(cr_map *m, cr_str key, bool *fresh) {
    uint64_t hash = cr_hash_64(key, SEED);
    entry *e = slot(m->entries, m->capacity, key, hash);
    if (fresh)
        *fresh = !e->key.ptr;
    if (e->key.ptr)
        return &e->value;
    if (m->count >= m->capacity / 4 * 3) {
        if (!grow(m))
            return NULL;
        e = slot(m->entries, m->capacity, key, hash);
    }
    cr_str copy = cr_str_copy(m->keys, key.ptr ? key : CR_STR(""));
    if (!copy.ptr)
        return NULL;
    *e = (entry){.key = copy, .hash = hash};
    m->count++;
    return &e->value;
}

bool cr_map_next(const cr_map *m, size_t *at, cr_str *key, uintptr_t *value) {
    for (; *at < m->capacity; ++*at)
        if (m->entries[*at].key.ptr) {
            *key = m->entries[*at].key;
            *value = m->entries[*at].value;
            ++*at;
            return true;
        }
    return false;
}
