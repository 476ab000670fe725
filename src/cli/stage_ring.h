/* Inside cli/stage: the ring between reader, workers and writer. */
#ifndef CR_CLI_STAGE_RING_H
#define CR_CLI_STAGE_RING_H
#include <pthread.h>
#include <stdatomic.h>

#include "base/stream.h"
#include "cli/stage.h"

enum cr_slot_state { CR_SLOT_EMPTY, CR_SLOT_FILLED, CR_SLOT_TAKEN, CR_SLOT_DONE };

typedef struct cr_slot {
    enum cr_slot_state state;
    cr_record_kind kind;
    cr_buf bytes;
    cr_stage_out out;
    char *id, *path, *url, *content_type, *fetched;
    int http;
    bool is_text, noai;
    cr_status status;
    cr_error err;
} cr_slot;

typedef struct cr_ring {
    const cr_stage *stage;
    const cr_invocation *in;
    cr_slot *slots;
    size_t count;
    size_t head, next, tail; /* written < head ≤ next (to be taken) ≤ tail (to be filled), as running numbers */
    size_t waiting_bytes;    /* in the slots */
    size_t workers, next_worker;
    bool ended, stop;        /* no more input; stdout is gone */
    bool failed, written;    /* something went wrong; something was written */
    pthread_mutex_t lock;
    pthread_cond_t filled, finished, emptied; /* what workers, writer and reader wait for: each is woken for its own alone */
} cr_ring;

/* What the reader hands on. Strings are borrowed; the bytes of `moved`, where there, are taken over and its buffer is emptied. */
typedef struct cr_handed {
    cr_record_kind kind;
    const char *path;  /* "-": standard input */
    size_t line;       /* 0: none */
    size_t ordinal;    /* in an archive; 0: none */
    cr_str bytes;
    cr_buf *moved;
    cr_str url, content_type, fetched;
    int http;
    bool is_text, noai;
} cr_handed;

bool cr_ring_give(cr_ring *r, const cr_handed *handed);     /* false: the writer has stopped, or the user has */
bool cr_ring_failed(cr_ring *r, const cr_error *err);     /* says it; the exit status will be 1. True, unless to be stopped */
bool cr_ring_stopped(void);                               /* Ctrl-C */
void cr_ring_read(cr_ring *r);                            /* stage_read.c: all operands */
/* stage_warc.c: a web archive. */
bool cr_ring_read_archive(cr_ring *r, const char *path, cr_stream *s);
/* Reads on an interrupted call only until Ctrl-C. */
cr_stream *cr_ring_stream(int *fd, const cr_limits *limits);
#endif
