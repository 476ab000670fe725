/* The desk: many askers, few translators.
 *
 *     cr_desk *desk;
 *     cr_desk_new(&options, &desk, &err);
 *     cr_desk_task task = {.arena = a, .from = …, .to = …, .segments = sentences, .count = n, .done = wake};
 *     cr_desk_submit(desk, &task, &err);     // returns at once; wake(&task) is called later, from a thread of the desk
 *     ...
 *     cr_desk_close(desk);                   // what still waits is answered with CR_ERR_CANCELLED
 *
 * Tasks wait in one queue. A translating thread takes sentences of one pair from all tasks that ask for it, gives them to its
 * translator as one batch (a sentence asked for twice goes once), and hands the answers out. Each task gives a share of a
 * batch and then stands behind the others, so that a huge one delays a small one by a batch, not by itself. A pair is worked
 * on by one thread at a time: two would only start its programs twice. The size of a batch follows the speed of the engine, so that a
 * batch takes about half a second.
 *
 * When a batch fails as a whole it is tried again task by task: what breaks one asker's text breaks no other's. */
#ifndef CR_TRANSLATE_DESK_H
#define CR_TRANSLATE_DESK_H
#include <courant/translate.h>
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_desk cr_desk;

typedef struct cr_desk_options {
    const cr_translator_options *translator; /* borrowed; its `memory` is not used */
    unsigned threads;                        /* at most 16; 0: 2 */
    const cr_limits *limits;                 /* borrowed, or NULL: "desk_tasks", "desk_bytes", "desk_seconds" */
    /* A translation memory for each translating thread, called in that thread; all may be NULL. `open` fills *memory and returns
     * what the other two are given; `settle` comes after each batch: what was kept is to be written down now. */
    void *context;
    void *(*open)(void *context, cr_translate_memory *memory);
    void (*settle)(void *handle);
    void (*close)(void *handle);
} cr_desk_options;

typedef struct cr_desk_task cr_desk_task;
struct cr_desk_task { /* the asker's memory; it and its arena are the desk's from submit until `done` is called */
    cr_arena *arena;
    cr_str from, to;
    cr_str engine;           /* a name, or none for the best */
    const cr_str *segments;  /* at least one */
    size_t count;
    bool links;              /* these two as in cr_translate_request */
    size_t alternatives;
    void (*done)(cr_desk_task *task); /* once, as the last thing the desk does with the task */
    void *context;           /* the asker's */
    /* filled by the desk */
    cr_translation *answers; /* in the arena, one for each segment; none translated: text none, flag engine_failed */
    cr_error error;          /* status CR_OK: `answers` are there */
    /* the desk's own */
    cr_desk_task *next;
    size_t taken, answered, bytes;
    int64_t since;
};

cr_status cr_desk_new(const cr_desk_options *options, cr_desk **out, cr_error *err) CR_MUST_CHECK;
/* Refuses new tasks, answers those that wait (CR_ERR_CANCELLED) and ends the threads, each after the batch in hand: every `done` has
 * been called when it returns. The desk may still be asked until cr_desk_free. */
void cr_desk_close(cr_desk *desk);
void cr_desk_free(cr_desk *desk); /* closes first; NULL is fine */

/* CR_ERR_LIMIT: too much waits already. CR_ERR_CANCELLED: closed. Then `done` is not called. Thread-safe. */
cr_status cr_desk_submit(cr_desk *desk, cr_desk_task *task, cr_error *err) CR_MUST_CHECK;

/* What can be translated, as found at most half a minute ago by a thread of its own (a server may have to be asked). */
typedef struct cr_desk_pairs {
    const cr_route *routes; /* by from, then to */
    size_t count;
    cr_strs languages; /* every code in them once, in byte order */
} cr_desk_pairs;
/* Waits at most `wait_ms` for the first one. NULL: not known yet. Caller gives it back. Thread-safe. */
const cr_desk_pairs *cr_desk_pairs_take(cr_desk *desk, int wait_ms);
void cr_desk_pairs_give(cr_desk *desk, const cr_desk_pairs *pairs); /* NULL is fine */
const cr_route *cr_desk_pairs_find(const cr_desk_pairs *pairs, cr_str from, cr_str to); /* NULL when there is none */

typedef struct cr_desk_numbers {
    unsigned long tasks, segments, batches; /* since the start: taken in, translated, runs of a translator */
    unsigned long widest;                   /* most tasks that shared a batch */
    size_t waiting;                         /* tasks now */
} cr_desk_numbers;
cr_desk_numbers cr_desk_count(cr_desk *desk);
#endif
