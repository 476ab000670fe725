/* The lexical shortlist (.s2t.bin): for each source piece the target pieces that may translate it, so that the output layer is
 * computed for some hundred pieces in place of all.
 *
 * Mapped (see mapped.h) and checked whole when opened; read-only after, for many threads.
 * github.com/marian-nmt/marian-dev: src/data/shortlist.h */
#ifndef CR_INFER_SHORTLIST_H
#define CR_INFER_SHORTLIST_H
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_shortlist cr_shortlist;

/* `shared`: source and target have one vocabulary, so a source piece may be produced as it stands. A file made for a vocabulary
 * of other sizes is refused. */
cr_status cr_shortlist_open(cr_str path, size_t source_pieces, size_t target_pieces, bool shared, const cr_limits *limits,
                            cr_shortlist **out, cr_error *err) CR_MUST_CHECK;
/* The same from memory, which is borrowed until it is closed; `name` is for messages. */
cr_status cr_shortlist_read(cr_str bytes, const char *name, size_t source_pieces, size_t target_pieces, bool shared,
                            const cr_limits *limits, cr_shortlist **out, cr_error *err) CR_MUST_CHECK;
void cr_shortlist_close(cr_shortlist *s); /* NULL is fine */

/* The target ids one sentence may use, ascending, each once: the most frequent, all lists of its source pieces ("</s>" included
 * where the caller gives it), with a shared vocabulary those pieces themselves, then the next most frequent up to a multiple of
 * eight. False when memory is out. Ids of no source piece are passed over. */
bool cr_shortlist_for(const cr_shortlist *s, cr_arena *arena, const uint32_t *source, size_t count, const uint32_t **ids,
                      size_t *chosen) CR_MUST_CHECK;
#endif
