/* Hash map from byte strings to a pointer-sized value. Keys are copied into the map's own arena.
 * Open addressing, linear probing, XXH3. Iteration order is unspecified and never decides output. */
#ifndef CR_BASE_MAP_H
#define CR_BASE_MAP_H
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_map cr_map;

cr_map *cr_map_new(void); /* NULL when memory is out; caller frees with cr_map_free */
void cr_map_free(cr_map *m);
size_t cr_map_count(const cr_map *m);
/* The slot of a key, or NULL when it is absent. Valid until the next cr_map_put. */
uintptr_t *cr_map_get(const cr_map *m, cr_str key);
/* The slot of a key, made with value 0 when it was absent (*fresh, may be NULL, tells). NULL when memory is out. */
uintptr_t *cr_map_put(cr_map *m, cr_str key, bool *fresh);
/* Walks the map: start with *at = 0; false at the end. */
bool cr_map_next(const cr_map *m, size_t *at, cr_str *key, uintptr_t *value);
#endif
