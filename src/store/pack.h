/* Knowledge of one document as bytes, and back.
 *
 *     version byte 1, then the fields of cr_knowledge in the order of its declaration;
 *     numbers as LEB128 varints, strings as (length + 1) and bytes, 0 for "no value"
 *
 * Reading checks every length: what was damaged is refused, never followed. Strings read borrow the bytes. */
#ifndef CR_STORE_PACK_H
#define CR_STORE_PACK_H
#include "base/buf.h"
#include "store/store.h"

void cr_pack_number(cr_buf *b, uint64_t n);
void cr_pack_str(cr_buf *b, cr_str s);
void cr_pack_strs(cr_buf *b, cr_strs list);

typedef struct cr_unpack {
    cr_str bytes;
    size_t at;
    bool broken; /* stays set: check once at the end */
    cr_arena *arena;
} cr_unpack;
uint64_t cr_unpack_number(cr_unpack *u);
cr_str cr_unpack_str(cr_unpack *u);
cr_strs cr_unpack_strs(cr_unpack *u);

void cr_knowledge_pack(const cr_knowledge *k, cr_buf *out);
/* False when the bytes are not what cr_knowledge_pack wrote, or the arena is exhausted. */
bool cr_knowledge_unpack(cr_str bytes, cr_arena *a, cr_knowledge *out);

/* The sentence of `k` that holds byte `at`; the whole text's range around it where sentences do not cover it. */
cr_span cr_knowledge_sentence(const cr_knowledge *k, size_t at);
/* "2021-12-17", "2021-12-17/2021-12-20" of a date that can stand in a timeline; none of the others. `to` of a range
 * of the calendar is turned from the first day after into the last day. */
cr_str cr_knowledge_day(const cr_date *d, cr_arena *a);
#endif
