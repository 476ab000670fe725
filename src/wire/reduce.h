/* Corpus stages in order: stories with dossiers and relays, then people. One thread of one program reduces at a time.
 *
 * The state of the reducers lives in memory. It is saved now and then, with the turn up to which it has read; after a
 * restart the articles grouped since are read again, in their turns, without storing anything. A state that this program cannot
 * read (an older program's) is given up, and all articles are grouped anew. */
#ifndef CR_WIRE_REDUCE_H
#define CR_WIRE_REDUCE_H
#include "base/log.h"
#include "store/store.h"
#include "wire/hub.h"

typedef struct cr_reducer cr_reducer;

/* `hub` is borrowed; NULL: grouping sees every article in its own language alone. */
cr_status cr_reducer_open(cr_store *store, int window_days, cr_hub *hub, cr_reducer **out, cr_error *err) CR_MUST_CHECK;
void cr_reducer_free(cr_reducer *r); /* NULL is fine; saves nothing */

/* Groups a batch of what is ready, or what of it can be translated in some seconds: answers first, then one transaction of results with their acknowledgements. *grouped: how many,
 * 0 when nothing is ready. After a failure the state is behind or ahead of the store: free it and open it again. */
cr_status cr_reducer_step(cr_reducer *r, cr_arena *a, int64_t now, size_t *grouped, cr_error *err) CR_MUST_CHECK;
/* Saves when enough has changed, or always when `force`. */
cr_status cr_reducer_save(cr_reducer *r, cr_arena *a, bool force, cr_error *err) CR_MUST_CHECK;
#endif
