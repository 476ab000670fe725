/* The wire: everything opened from the configuration, and the workers that do what the store says is owed.
 *
 *     cr_wire *wire;
 *     if (cr_wire_open(&(cr_wire_options){.jobs = 2}, &wire, &err) != CR_OK) ...
 *     cr_wire_start(wire, CR_WIRE_NO_TRANSLATION, &err);   // threads begin to work
 *     ... cr_store_document_put(wire->store, ...); cr_wire_wake(wire); ...
 *     cr_wire_wait(wire, NULL, NULL, &err);                // until nothing is owed
 *     cr_wire_close(wire);                                 // finishes what is in hand
 *
 * Threads share nothing but the store: each has its own connection and arena; writers of the program queue at one lock.
 * A cr_wire belongs to the thread that opened it, but cr_wire_connect and cr_wire_wake may be called from any. */
#ifndef CR_WIRE_WIRE_H
#define CR_WIRE_WIRE_H
#include <stdatomic.h>

#include "base/log.h"
#include "store/store.h"
#include "wire/config.h"

typedef struct cr_wire_options {
    const char *config; /* --config, or NULL */
    const char *data;   /* --data, or NULL */
    const char *listen; /* --listen, or NULL */
    size_t jobs;        /* workers; 0: 1 */
    const cr_log *log;  /* borrowed, or NULL */
    bool read_only;     /* status, search, export: nothing is made; CR_ERR_NOT_FOUND when there is no store yet */
} cr_wire_options;

typedef struct cr_wire {
    cr_arena *arena;      /* lives as long as the wire */
    cr_config config;     /* --listen is in it already */
    cr_str folder;        /* of the data */
    cr_str store_path;
    cr_store *store;      /* connection of the thread that opened the wire; every commit is on the disk when it returns */
    size_t jobs;
    const cr_log *log;
    cr_shelf *shelf;      /* models of all translators in this program: cr_translator_options.shelf */
    struct cr_crew *crew; /* threads; NULL before cr_wire_start */
    pthread_mutex_t writer;
    int lock;             /* descriptor of the lock that says "a program works here" */
} cr_wire;

cr_status cr_wire_open(const cr_wire_options *options, cr_wire **out, cr_error *err) CR_MUST_CHECK;
/* Stops the threads (each finishes the document in hand), saves the reducers, closes. NULL is fine. */
void cr_wire_close(cr_wire *wire);
/* Another connection to the same store, for another thread. `rebuildable`: for work that the store still owes when its
 * last commits are lost with the power. Caller closes with cr_store_close, before the wire. */
cr_status cr_wire_connect(cr_wire *wire, bool read_only, bool rebuildable, cr_store **out, cr_error *err) CR_MUST_CHECK;

typedef enum cr_wire_mode { CR_WIRE_NO_TRANSLATION, CR_WIRE_TRANSLATE } cr_wire_mode;
cr_status cr_wire_start(cr_wire *wire, cr_wire_mode mode, cr_error *err) CR_MUST_CHECK;
void cr_wire_wake(cr_wire *wire); /* something new is owed: look now */
void cr_wire_stop(cr_wire *wire); /* clean stop; may be started again */

/* What is done and what is left, while waiting; `done` counts since the start. */
typedef struct cr_wire_progress { size_t done, left; } cr_wire_progress;
typedef void (*cr_wire_report)(void *context, const cr_wire_progress *progress);

/* Waits until nothing is owed (translations count only under CR_WIRE_TRANSLATE) or *stop becomes true (CR_ERR_CANCELLED).
 * A worker that cannot go on (disk full) ends the wait with its error. `stop` and `report` may be NULL. */
cr_status cr_wire_wait(cr_wire *wire, const atomic_bool *stop, cr_wire_report report, void *context, cr_error *err) CR_MUST_CHECK;
/* Start, wait and stop in one: `forever` waits for *stop alone. */
cr_status cr_wire_work(cr_wire *wire, cr_wire_mode mode, bool forever, const atomic_bool *stop, cr_error *err) CR_MUST_CHECK;

/* ---- import and export ---- */

typedef struct cr_import_options {
    const atomic_bool *stop; /* or NULL */
    /* Called after each document or source; `line` is one clear line where something was refused, else NULL. May be NULL. */
    void (*report)(void *context, const char *line, size_t taken, size_t total);
    void *context;
} cr_import_options;

typedef struct cr_import_counts {
    size_t documents; /* new */
    size_t known;     /* there already */
    size_t kept_out;  /* forgotten addresses */
    size_t sources;   /* new, of OPML */
    size_t passed_over; /* answers of web archives that are no page: pictures, redirects, errors */
    size_t refused;   /* files and records that could not be read; each was reported with a line; counted nowhere above */
    size_t unread;    /* of these, recorded with their reason now for the first time */
    size_t unreadable;/* of these, files that the system did not give */
    size_t broken_lines; /* of these, lines of JSON Lines that are no record */
} cr_import_counts;

/* Takes in files and folders (in byte order of path): OPML, HTML, text, JSON Lines, WARC, plain, gzip or zstd. What cannot be read is
 * recorded or reported, and the next is taken in. Fails only when the store does, a path does not exist, or with CR_ERR_CANCELLED after
 * *stop: what was read whole by then is taken in. */
cr_status cr_wire_import(cr_wire *wire, const char *path, const cr_import_options *options, cr_import_counts *counts, cr_error *err) CR_MUST_CHECK;

/* One JSON object for each document in the order of taking in, canonical: no time of ours. `write` gets whole lines. */
cr_status cr_wire_export(cr_store *store, bool (*write)(void *context, cr_str line), void *context, cr_error *err) CR_MUST_CHECK;
cr_status cr_wire_export_opml(cr_store *store, cr_arena *a, cr_str *out, cr_error *err) CR_MUST_CHECK;
#endif
