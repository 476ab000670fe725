/* Translations on their way into the store's memory: looked up at once, kept until the transaction of the batch they belong to.
 * One thread; only wire/ includes this. */
#ifndef CR_WIRE_MEMORY_H
#define CR_WIRE_MEMORY_H
#include <courant/translate.h>

#include "store/store.h"

typedef struct cr_wire_memory {
    cr_store *store; /* borrowed */
    cr_arena *arena; /* borrowed; of the batch */
    struct cr_wire_kept *items;
    size_t count, room;
} cr_wire_memory;

/* What cr_translator_options.memory wants; `m` is borrowed for the translator's life. */
cr_translate_memory cr_wire_memory_of(cr_wire_memory *m);
/* Before the arena is reset. */
void cr_wire_memory_clear(cr_wire_memory *m);
/* Within the caller's transaction. */
cr_status cr_wire_memory_store(const cr_wire_memory *m, cr_error *err) CR_MUST_CHECK;
#endif
