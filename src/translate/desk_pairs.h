/* The desk's clerk: a thread that finds out which pairs can be translated, again and again, so that nobody who asks has to wait for a
 * server. Internal to the room; see cr_desk_pairs_take. */
#ifndef CR_TRANSLATE_DESK_PAIRS_H
#define CR_TRANSLATE_DESK_PAIRS_H
#include <pthread.h>

#include "translate/desk.h"

typedef struct cr_pairs_clerk {
    const cr_translator_options *options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool started, stopping, found; /* `found`: it has looked once, whatever it saw */
    struct cr_pairs_kept *current;
} cr_pairs_clerk;

/* After a failure too, cr_pairs_clerk_end is to be called. */
cr_status cr_pairs_clerk_start(cr_pairs_clerk *c, const cr_translator_options *options, cr_error *err) CR_MUST_CHECK;
void cr_pairs_clerk_stop(cr_pairs_clerk *c); /* ends the thread; what it found stays */
void cr_pairs_clerk_end(cr_pairs_clerk *c);
const cr_desk_pairs *cr_pairs_clerk_take(cr_pairs_clerk *c, int wait_ms);
void cr_pairs_clerk_give(cr_pairs_clerk *c, const cr_desk_pairs *pairs);
#endif
