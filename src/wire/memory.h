/* Translations on their way into the store's memory: looked up at once, kept until the transaction of the batch they belong to.
 * One thread; only wire/ includes this. */
#ifndef CR_WIRE_MEMORY_H
#define CR_WIRE_MEMORY_H
#include <courant/translate.h>

#include "wire/wire.h"

typedef struct cr_wire_memory {
    cr_store *store; /* borrowed */
    cr_arena *arena; /* borrowed; of the batch */
    struct cr_wire_kept *items;
    size_t count, room;
} cr_wire_memory;

/* A translator of the wire's, on the thread that calls: with its models, beside its workers, with this memory. `wire` and `m` are
 * borrowed for the translator's life, the arena for the call. */
cr_status cr_wire_translator(const cr_wire *wire, cr_arena *arena, cr_wire_memory *m, cr_translator **out, cr_error *err) CR_MUST_CHECK;
/* Before the arena is reset. */
void cr_wire_memory_clear(cr_wire_memory *m);
/* Within the caller's transaction. */
cr_status cr_wire_memory_store(const cr_wire_memory *m, cr_error *err) CR_MUST_CHECK;
#endif
