/* The threads of a wire. Only wire/ includes this. */
#ifndef CR_WIRE_CREW_H
#define CR_WIRE_CREW_H
#include "wire/wire.h"

enum { CR_BATCH = 8 }; /* documents understood for one transaction */

typedef struct cr_worker {
    struct cr_crew *crew;
    pthread_t thread;
    bool running;         /* the thread is not over */
    bool abandoned;       /* the watchdog gave its documents away: it must store nothing */
    cr_work works[CR_BATCH];
    size_t count, at;     /* in hand; the one being understood. count 0: idle */
    bool busy;            /* between the start and the end of works[at] */
    clockid_t clock;      /* processor time of the thread */
    int64_t started_ms;   /* by that clock */
} cr_worker;

typedef struct cr_crew {
    cr_wire *wire;
    cr_wire_mode mode;
    pthread_mutex_t lock;   /* over everything below */
    pthread_cond_t changed; /* something is owed, done, or to be stopped */
    bool stopping;
    cr_worker **workers;
    size_t worker_count, worker_room;
    pthread_t reducer, watchdog, translator;
    bool has_reducer, has_watchdog, has_translator;
    size_t understood, grouped, translated;
    uint64_t wakes;         /* grows with each wake: none is missed */
    cr_error failure;       /* of the store, the newest; status CR_OK: none */
    struct cr_quotes_tools *quotes; /* read-only, of all workers */
    struct cr_page_tools *pages;    /* likewise */
    cr_store *eyes;         /* the waiting thread's own connection */
} cr_crew;

bool cr_crew_stopping(cr_crew *crew);
/* Waits for a wake after `seen`, at most that long; false when it is time to stop. */
bool cr_crew_pause(cr_crew *crew, uint64_t *seen, int milliseconds);
void cr_crew_failed(cr_crew *crew, const cr_error *err);
/* Translates what is owed until the crew stops. */
void *cr_translating_main(void *crew);
cr_status cr_worker_begin(cr_crew *crew, cr_error *err); /* with crew->lock held */
#endif
