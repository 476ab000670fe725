/* Threads that take whole batches, and the calls of infer.h.
 *
 * DESIGN: a cr_infer has threads − 1 threads that sleep until a call comes; the caller is the first worker itself. A call makes
 * sentences of its texts, plans batches, longest first, and wakes the others; every worker takes the next batch until none is left.
 * Workers share the model, which nobody writes, and the list of batches under one lock; a sentence belongs to the worker that has
 * its batch. The caller waits for all, then copies answers in the order of the texts. A worker that fails leaves its error and
 * takes no further batch; nor do the others then. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "infer/run.h"

enum { BATCH_PIECES = 320, MOST_THREADS = 256 };

typedef struct job {
    const cr_decoding *decoding;
    cr_sentence *sentences;
    const size_t *ends; /* of batches */
    size_t batches, taken;
    cr_status status;   /* the first failure */
    cr_error err;
} job;

struct cr_infer {
    const cr_model *model;
    const cr_limits *limits;
    size_t batch_pieces;
    size_t workers, started; /* threads that run: started <= workers - 1 */
    cr_worker *worker;
    pthread_t *thread;
    pthread_mutex_t lock;
    pthread_cond_t wake, rest;
    /* under the lock */
    job *job;
    size_t turn, busy; /* calls so far; threads that have not finished this one */
    bool stop;
};

typedef struct seat { /* what a thread is started with */
    cr_infer *infer;
    size_t index;
} seat;

/* ---- workers ---- */

static bool next_batch(cr_infer *f, job *j, cr_task *task) {
    pthread_mutex_lock(&f->lock);
    bool more = j->status == CR_OK && j->taken < j->batches;
    if (more) {
        size_t first = j->taken ? j->ends[j->taken - 1] : 0;
        *task = (cr_task){j->decoding, j->sentences + first, j->ends[j->taken] - first};
        j->taken++;
    }
    pthread_mutex_unlock(&f->lock);
    return more;
}

static void work_on(cr_infer *f, cr_worker *w, job *j) {
    cr_task task;
    cr_error err = {0};
    while (next_batch(f, j, &task)) {
        cr_status status = cr_batch_run(w, &task, &err);
        if (status == CR_OK)
            continue;
        pthread_mutex_lock(&f->lock);
        if (j->status == CR_OK) {
            j->status = status;
            j->err = err;
        }
        pthread_mutex_unlock(&f->lock);
    }
}

static void *thread_main(void *given) {
    seat s = *(seat *)given;
    cr_infer *f = s.infer;
    free(given);
    size_t seen = 0;
    pthread_mutex_lock(&f->lock);
    for (;;) {
        while (!f->stop && f->turn == seen)
            pthread_cond_wait(&f->wake, &f->lock);
        if (f->stop)
            break;
        seen = f->turn;
        job *j = f->job;
        pthread_mutex_unlock(&f->lock);
        work_on(f, &f->worker[s.index], j);
        pthread_mutex_lock(&f->lock);
        if (--f->busy == 0)
            pthread_cond_signal(&f->rest);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

static void do_job(cr_infer *f, job *j) {
    bool shared = j->batches > 1 && f->started > 0;
    if (shared) {
        pthread_mutex_lock(&f->lock);
        f->job = j;
        f->busy = f->started;
        f->turn++;
        pthread_cond_broadcast(&f->wake);
        pthread_mutex_unlock(&f->lock);
    }
    work_on(f, &f->worker[0], j);
    if (shared) {
        pthread_mutex_lock(&f->lock);
        while (f->busy)
            pthread_cond_wait(&f->rest, &f->lock);
        f->job = NULL;
        pthread_mutex_unlock(&f->lock);
    }
}

/* ---- making and ending ---- */

static cr_status start_threads(cr_infer *f, cr_error *err) {
    for (size_t i = 1; i < f->workers; i++) {
        seat *s = malloc(sizeof *s);
        if (!s)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for threads of translation");
        *s = (seat){f, i};
        if (pthread_create(&f->thread[f->started], NULL, thread_main, s) != 0) {
            free(s);
            return cr_fail(err, CR_ERR_MEMORY, "the system gives no more than %zu threads", i);
        }
        f->started++;
    }
    return CR_OK;
}

static cr_status kernel_of(const char *name, const cr_kernels **out, cr_error *err) {
    *out = name ? cr_kernels_named(name) : cr_kernels_best();
    if (*out)
        return CR_OK;
    char known[120] = "";
    for (size_t i = 0; cr_kernels_at(i); i++) {
        strncat(known, i ? ", " : "", sizeof known - strlen(known) - 1);
        strncat(known, cr_kernels_at(i)->name, sizeof known - strlen(known) - 1);
    }
    return cr_fail(err, CR_ERR_UNSUPPORTED, "kernel \"%s\": this processor has %s", name, known);
}

cr_status cr_infer_new(const cr_model *m, const cr_infer_options *options, cr_infer **out, cr_error *err) {
    const cr_kernels *kernels;
    size_t workers = options && options->threads ? options->threads : 1;
    *out = NULL;
    CR_TRY(kernel_of(options ? options->kernel : NULL, &kernels, err));
    if (workers > MOST_THREADS)
        workers = MOST_THREADS;
    cr_infer *f = calloc(1, sizeof *f);
    if (!f)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for translation");
    f->model = m;
    f->limits = options ? options->limits : NULL;
    f->batch_pieces = options && options->batch_pieces ? options->batch_pieces : BATCH_PIECES;
    f->workers = workers;
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->wake, NULL);
    pthread_cond_init(&f->rest, NULL);
    f->worker = calloc(workers, sizeof *f->worker);
    f->thread = calloc(workers, sizeof *f->thread);
    bool whole = f->worker && f->thread;
    for (size_t i = 0; whole && i < workers; i++) {
        f->worker[i] = (cr_worker){.model = m, .kernels = kernels, .limits = f->limits, .arena = cr_arena_new(0), .batch = cr_arena_new(0)};
        whole = f->worker[i].arena && f->worker[i].batch;
    }
    cr_status status = whole ? start_threads(f, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory for translation");
    if (status == CR_OK)
        *out = f;
    else
        cr_infer_free(f);
    return status;
}

void cr_infer_free(cr_infer *f) {
    if (!f)
        return;
    pthread_mutex_lock(&f->lock);
    f->stop = true;
    pthread_cond_broadcast(&f->wake);
    pthread_mutex_unlock(&f->lock);
    for (size_t i = 0; i < f->started; i++)
        pthread_join(f->thread[i], NULL);
    for (size_t i = 0; f->worker && i < f->workers; i++)
        cr_worker_free(&f->worker[i]);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->wake);
    pthread_cond_destroy(&f->rest);
    free(f->worker);
    free(f->thread);
    free(f);
}

/* ---- calls ---- */

/* A text without a piece needs no model. */
static void answer_nothing(const cr_model *m, cr_sentence *s, cr_arena *arena) {
    uint32_t *end = CR_NEW(arena, uint32_t);
    float *attention = CR_NEW(arena, float);
    s->done = CR_NEW(arena, cr_hypothesis);
    if (!end || !attention || !s->done)
        return;
    *end = cr_vocabulary_end(m->target);
    *attention = 1;
    *s->done = (cr_hypothesis){.pieces = end, .count = 1, .attention = attention, .ended = true};
    s->done_count = 1;
}

static cr_status check(const cr_decoding *d, const cr_limits *limits, cr_error *err) {
    if (d->beam < 1 || d->beam > cr_limit(limits, CR_LIMIT_INFER_BEAM))
        return cr_fail(err, CR_ERR_USAGE, "a beam of %zu; 1 to %zu are possible (infer_beam)", d->beam, cr_limit(limits, CR_LIMIT_INFER_BEAM));
    if (!(d->length_factor > 0) || !isfinite(d->normalize) || !isfinite(d->word_penalty))
        return cr_fail(err, CR_ERR_USAGE, "the length factor must be positive, normalize and word penalty numbers");
    return CR_OK;
}

/* Small calls are shared out evenly: a batch too many costs less than a thread without one. */
static size_t batch_pieces(const cr_infer *f, const cr_sentence *sentences, size_t count, size_t beam) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += sentences[i].pieces.count * beam;
    size_t share = sum / f->workers + 1;
    return f->workers > 1 && share < f->batch_pieces ? share : f->batch_pieces;
}

static cr_status infer(cr_infer *f, cr_arena *arena, const cr_str *texts, const cr_str *targets, size_t count, const cr_decoding *d, cr_inferred **out,
                       cr_error *err) {
    const cr_model *m = f->model;
    size_t wanted = d->hypotheses ? d->hypotheses : 1, live = 0;
    CR_TRY(check(d, f->limits, err));
    cr_sentence *sentences = CR_NEW_ARRAY(arena, cr_sentence, count + 1);
    size_t *ends = CR_NEW_ARRAY(arena, size_t, count + 1);
    *out = CR_NEW_ARRAY(arena, cr_inferred, count + 1);
    if (!sentences || !ends || !*out)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for %zu texts", count);
    for (size_t i = 0; i < f->workers; i++)
        cr_arena_reset(f->worker[i].arena);
    for (size_t i = 0; i < count; i++) {
        cr_sentence *s = &sentences[live], none;
        CR_TRY(cr_sentence_make(m, arena, f->limits, d, texts[i], i, s, err));
        if (targets)
            CR_TRY(cr_sentence_force(m, arena, f->limits, targets[i], s, err));
        if (s->pieces.count > 1 || targets) {
            live++;
            continue;
        }
        none = *s;
        answer_nothing(m, &none, arena);
        CR_TRY(cr_sentence_answer(m, arena, &none, wanted, &(*out)[i], err));
    }
    job j = {.decoding = d, .sentences = sentences, .ends = ends};
    cr_batches_plan(sentences, live, d->beam, batch_pieces(f, sentences, live, d->beam), ends, &j.batches);
    do_job(f, &j);
    if (j.status != CR_OK) {
        if (err)
            *err = j.err;
        return j.status;
    }
    for (size_t i = 0; i < live; i++)
        CR_TRY(cr_sentence_answer(m, arena, &sentences[i], wanted, &(*out)[sentences[i].index], err));
    return CR_OK;
}

cr_status cr_infer_run(cr_infer *f, cr_arena *arena, const cr_str *texts, size_t count, const cr_decoding *d, cr_inferred **out, cr_error *err) {
    return infer(f, arena, texts, NULL, count, d, out, err);
}

cr_status cr_infer_score(cr_infer *f, cr_arena *arena, const cr_str *texts, const cr_str *targets, size_t count, const cr_decoding *d, cr_inferred **out,
                         cr_error *err) {
    cr_decoding one = *d;
    one.beam = one.hypotheses = 1;
    return infer(f, arena, texts, targets, count, &one, out, err);
}
