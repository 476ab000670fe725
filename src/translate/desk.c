#include "translate/desk.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "translate/desk_pairs.h"

enum { THREADS = 16, BATCH_FIRST = 16, BATCH_MOST = 256, BATCH_BYTES = 64 << 10, QUICK_MS = 250, SLOW_MS = 1000, REST_MS = 60000, BATCH_ARENA = 64 << 20 };

typedef struct item { /* one sentence of a batch */
    cr_desk_task *task;
    size_t segment;
    size_t request; /* its place among the batch's different sentences */
} item;

typedef struct worker {
    cr_desk *desk;
    pthread_t thread;
    bool started, busy;
    cr_str from, to; /* of the pair worked on, while busy; a task's own strings */
    size_t size;     /* of the next batch */
    cr_translator *translator;
    void *memory;
    cr_arena *arena;
    item items[BATCH_MOST];
    size_t count;
} worker;

struct cr_desk {
    cr_desk_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cr_desk_task *first, *last; /* those with sentences that nobody has taken */
    size_t waiting, bytes;      /* tasks not done, and their text */
    bool closing, closed;
    worker *workers;
    unsigned worker_count;
    cr_pairs_clerk clerk;
    cr_desk_numbers numbers;
};

/* ---- the queue; called with the lock ---- */

static bool same_pair(const cr_desk_task *a, const cr_desk_task *b) {
    return cr_str_eq(a->from, b->from) && cr_str_eq(a->to, b->to) && cr_str_eq(a->engine, b->engine) && a->alternatives == b->alternatives && a->links == b->links;
}

static void push(cr_desk *d, cr_desk_task *t) {
    t->next = NULL;
    *(d->last ? &d->last->next : &d->first) = t;
    d->last = t;
}

static void unlink_task(cr_desk *d, cr_desk_task *task) {
    cr_desk_task *before = NULL;
    for (cr_desk_task *t = d->first; t; before = t, t = t->next)
        if (t == task) {
            *(before ? &before->next : &d->first) = t->next;
            if (d->last == t)
                d->last = before;
            t->next = NULL;
            return;
        }
}

static bool is_worked_on(const cr_desk *d, const cr_desk_task *t) {
    for (unsigned i = 0; i < d->worker_count; i++)
        if (d->workers[i].busy && cr_str_eq(d->workers[i].from, t->from) && cr_str_eq(d->workers[i].to, t->to))
            return true;
    return false;
}

/* The task that has waited longest behind the others of its kind, among those whose pair is free. */
static cr_desk_task *choose(const cr_desk *d) {
    for (cr_desk_task *t = d->first; t; t = t->next)
        if (!is_worked_on(d, t))
            return t;
    return NULL;
}

/* How many sentences there are when each task gives at most `share`. */
static size_t given(const cr_desk_task *first, size_t share) {
    size_t n = 0;
    for (const cr_desk_task *t = first; t; t = t->next)
        if (same_pair(t, first))
            n += t->count - t->taken < share ? t->count - t->taken : share;
    return n;
}

/* Fills w->items from all tasks that go with `first`; those not taken whole go to the end of the queue. */
static void take_batch(cr_desk *d, worker *w, cr_desk_task *first) {
    size_t bytes = 0, share = 1;
    cr_desk_task *again = NULL, **tail = &again, *next;
    while (share < w->size && given(first, share) < w->size)
        share *= 2;
    w->count = 0;
    unsigned long shared = 0;
    cr_desk_task pattern = *first;
    for (cr_desk_task *t = first; t && w->count < w->size; t = next) {
        next = t->next;
        if (!same_pair(t, &pattern))
            continue;
        size_t mine = 0;
        for (; mine < share && t->taken < t->count && w->count < w->size && (w->count == 0 || bytes < BATCH_BYTES); mine++) {
            bytes += t->segments[t->taken].len;
            w->items[w->count++] = (item){.task = t, .segment = t->taken++};
        }
        if (!mine)
            break;
        shared++;
        unlink_task(d, t);
        if (t->taken < t->count) {
            *tail = t;
            tail = &t->next;
        }
    }
    for (cr_desk_task *t = again; t; t = next) {
        next = t->next;
        push(d, t);
    }
    w->busy = true;
    w->from = pattern.from;
    w->to = pattern.to;
    d->numbers.batches++;
    d->numbers.segments += w->count;
    d->numbers.widest = shared > d->numbers.widest ? shared : d->numbers.widest;
}

/* ---- a batch ---- */

static cr_str copy(cr_arena *a, cr_str s) { return cr_str_none(s) ? s : cr_str_copy(a, s); }

static cr_strs copy_list(cr_arena *a, cr_strs list) {
    cr_strs out = {.items = list.count ? CR_NEW_ARRAY(a, cr_str, list.count) : NULL};
    for (size_t i = 0; out.items && i < list.count; i++)
        out.items[out.count++] = copy(a, list.items[i]);
    return out;
}

/* The answer into the task's own memory. */
static void hand_out(const item *i, const cr_translation *answer) {
    cr_desk_task *t = i->task;
    cr_translation *mine = &t->answers[i->segment];
    *mine = *answer;
    mine->text = copy(t->arena, answer->text);
    mine->rejected = copy(t->arena, answer->rejected);
    mine->engine = copy(t->arena, answer->engine);
    mine->model = copy(t->arena, answer->model);
    mine->hash = copy(t->arena, answer->hash);
    mine->language = copy(t->arena, answer->language);
    mine->via = copy_list(t->arena, answer->via);
    mine->alternatives = copy_list(t->arena, answer->alternatives);
    cr_link *links = answer->link_count ? CR_NEW_ARRAY(t->arena, cr_link, answer->link_count) : NULL;
    if (links)
        memcpy(links, answer->links, answer->link_count * sizeof *links);
    mine->links = links;
    mine->link_count = links ? answer->link_count : 0;
    if (cr_arena_exhausted(t->arena) && t->error.status == CR_OK)
        cr_fail(&t->error, CR_ERR_MEMORY, "translation: out of memory");
}

/* Items [from, to) of the batch in one run, each different sentence once. */
static cr_status run_items(worker *w, size_t from, size_t to, cr_error *err) {
    cr_desk_task *t = w->items[from].task;
    cr_str *segments = CR_NEW_ARRAY(w->arena, cr_str, to - from);
    cr_translation *answers;
    size_t n = 0;
    if (!segments)
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    for (size_t i = from; i < to; i++) {
        cr_str s = w->items[i].task->segments[w->items[i].segment];
        size_t k = 0;
        while (k < n && !cr_str_eq(segments[k], s))
            k++;
        if (k == n)
            segments[n++] = s;
        w->items[i].request = k;
    }
    cr_translate_request q = {.from = t->from, .to = t->to, .engine = t->engine, .segments = segments, .count = n, .links = t->links,
                              .alternatives = t->alternatives};
    CR_TRY(cr_translator_run(w->translator, w->arena, &q, &answers, err));
    for (size_t i = from; i < to; i++)
        hand_out(&w->items[i], &answers[w->items[i].request]);
    return CR_OK;
}

static cr_status ready(worker *w, cr_error *err) {
    const cr_desk_options *o = &w->desk->options;
    if (!w->arena && !(w->arena = cr_arena_new(BATCH_ARENA)))
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    cr_arena_reset(w->arena);
    if (w->translator)
        return CR_OK;
    cr_translator_options t = *o->translator;
    t.memory = (cr_translate_memory){0};
    if (o->open && !w->memory)
        w->memory = o->open(o->context, &t.memory);
    cr_status status = cr_translator_new(&t, &w->translator, err);
    if (status != CR_OK && w->memory) {
        o->close(w->memory);
        w->memory = NULL;
    }
    return status;
}

static void run_batch(worker *w) {
    cr_error err = {0};
    cr_status status = ready(w, &err);
    if (status == CR_OK)
        status = run_items(w, 0, w->count, &err);
    bool alone = w->items[0].task == w->items[w->count - 1].task;
    for (size_t i = 0, end; status != CR_OK && i < w->count; i = end) {
        cr_desk_task *t = w->items[i].task;
        for (end = i; end < w->count && w->items[end].task == t;)
            end++;
        if (w->translator && !alone) {
            cr_arena_reset(w->arena);
            if (run_items(w, i, end, &err) == CR_OK)
                continue;
        }
        t->error = err;
    }
    if (w->memory && w->desk->options.settle)
        w->desk->options.settle(w->memory);
}

/* Takes what is finished out of the desk; the rest has its place in the queue. Called with the lock. */
static cr_desk_task *finished(worker *w) {
    cr_desk *d = w->desk;
    cr_desk_task *done = NULL, *before = NULL;
    for (size_t i = 0; i < w->count; i++)
        w->items[i].task->answered++;
    for (size_t i = 0; i < w->count; i++) {
        cr_desk_task *t = w->items[i].task;
        if (t == before)
            continue;
        before = t;
        bool open = t->answered < t->count;
        if (open && d->closing && t->error.status == CR_OK)
            cr_fail(&t->error, CR_ERR_CANCELLED, "the server is stopping");
        if (open && t->error.status == CR_OK)
            continue;
        if (open)
            unlink_task(d, t);
        d->waiting--;
        d->bytes -= t->bytes;
        t->next = done;
        done = t;
    }
    w->busy = false;
    w->count = 0;
    pthread_cond_broadcast(&d->changed);
    return done;
}

static void call_done(cr_desk_task *list) {
    for (cr_desk_task *next; list; list = next) {
        next = list->next;
        list->done(list); /* it may be gone after this */
    }
}

/* Those that have waited too long. Called with the lock. */
static cr_desk_task *expired(cr_desk *d) {
    int64_t oldest = cr_time_monotonic_ms() - (int64_t)cr_limit(d->options.limits, CR_LIMIT_DESK_SECONDS) * 1000;
    cr_desk_task *out = NULL, *next;
    for (cr_desk_task *t = d->first; t; t = next) {
        next = t->next;
        if (t->since > oldest || t->taken > t->answered) /* sentences of it are with a thread now */
            continue;
        unlink_task(d, t);
        cr_fail(&t->error, CR_ERR_LIMIT, "the translation took longer than the limit of %zu seconds", cr_limit(d->options.limits, CR_LIMIT_DESK_SECONDS));
        d->waiting--;
        d->bytes -= t->bytes;
        t->next = out;
        out = t;
    }
    return out;
}

/* Waits for work. False: none for `ms`. Called with the lock. */
static bool wait_for_change(cr_desk *d, int ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    return pthread_cond_timedwait(&d->changed, &d->lock, &until) != ETIMEDOUT;
}

static void *translate_main(void *context) {
    worker *w = context;
    cr_desk *d = w->desk;
    pthread_mutex_lock(&d->lock);
    while (!d->closing) {
        cr_desk_task *late = expired(d), *next = choose(d);
        if (late || !next) {
            bool idle = !late && !wait_for_change(d, REST_MS);
            if (late || idle) {
                pthread_mutex_unlock(&d->lock);
                call_done(late);
                if (idle && w->translator)
                    cr_translator_rest(w->translator, REST_MS); /* a pipeline holds a hundred megabytes */
                pthread_mutex_lock(&d->lock);
            }
            continue;
        }
        take_batch(d, w, next);
        size_t full = w->count == w->size;
        pthread_mutex_unlock(&d->lock);
        int64_t begun = cr_time_monotonic_ms();
        run_batch(w);
        int64_t took = cr_time_monotonic_ms() - begun;
        if (took > SLOW_MS && w->size > 1)
            w->size /= 2;
        else if (took < QUICK_MS && full && w->size < BATCH_MOST)
            w->size *= 2;
        pthread_mutex_lock(&d->lock);
        cr_desk_task *done = finished(w);
        pthread_mutex_unlock(&d->lock);
        call_done(done);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
    cr_translator_free(w->translator);
    if (w->memory)
        d->options.close(w->memory);
    cr_arena_free(w->arena);
    return NULL;
}

/* ---- opening and closing ---- */

cr_status cr_desk_new(const cr_desk_options *options, cr_desk **out, cr_error *err) {
    pthread_condattr_t attributes;
    *out = NULL;
    cr_desk *d = calloc(1, sizeof *d);
    unsigned count = options->threads == 0 ? 2 : options->threads > THREADS ? THREADS : options->threads;
    if (!d || !(d->workers = calloc(count, sizeof *d->workers))) {
        free(d);
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    }
    d->options = *options;
    pthread_mutex_init(&d->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&d->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    cr_status status = cr_pairs_clerk_start(&d->clerk, options->translator, err);
    for (d->worker_count = 0; status == CR_OK && d->worker_count < count;) {
        worker *w = &d->workers[d->worker_count];
        *w = (worker){.desk = d, .size = BATCH_FIRST};
        pthread_mutex_lock(&d->lock); /* a thread already at work looks at worker_count */
        w->started = pthread_create(&w->thread, NULL, translate_main, w) == 0;
        d->worker_count += w->started;
        pthread_mutex_unlock(&d->lock);
        if (!w->started)
            status = cr_fail(err, CR_ERR_MEMORY, "translation: no thread could be started");
    }
    if (status != CR_OK) {
        cr_desk_free(d);
        return status;
    }
    *out = d;
    return CR_OK;
}

void cr_desk_close(cr_desk *d) {
    pthread_mutex_lock(&d->lock);
    bool again = d->closing;
    d->closing = true;
    cr_desk_task *left = NULL, *next;
    for (cr_desk_task *t = d->first; t && !again; t = next) {
        next = t->next;
        if (t->taken > t->answered) /* the thread that holds some of it says so */
            continue;
        unlink_task(d, t);
        cr_fail(&t->error, CR_ERR_CANCELLED, "the server is stopping");
        d->waiting--;
        d->bytes -= t->bytes;
        t->next = left;
        left = t;
    }
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
    call_done(left);
    if (again)
        return;
    for (unsigned i = 0; i < d->worker_count; i++)
        pthread_join(d->workers[i].thread, NULL);
    cr_pairs_clerk_stop(&d->clerk);
}

void cr_desk_free(cr_desk *d) {
    if (!d)
        return;
    cr_desk_close(d);
    cr_pairs_clerk_end(&d->clerk);
    pthread_mutex_destroy(&d->lock);
    pthread_cond_destroy(&d->changed);
    free(d->workers);
    free(d);
}

cr_status cr_desk_submit(cr_desk *d, cr_desk_task *t, cr_error *err) {
    cr_status status = CR_OK;
    if (t->count == 0)
        return cr_fail(err, CR_ERR_USAGE, "nothing to translate");
    t->taken = t->answered = t->bytes = 0;
    t->error = (cr_error){0};
    for (size_t i = 0; i < t->count; i++)
        t->bytes += t->segments[i].len;
    t->since = cr_time_monotonic_ms();
    if (!(t->answers = CR_NEW_ARRAY(t->arena, cr_translation, t->count)))
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    pthread_mutex_lock(&d->lock);
    if (d->closing)
        status = cr_fail(err, CR_ERR_CANCELLED, "the server is stopping");
    else if (d->waiting >= cr_limit(d->options.limits, CR_LIMIT_DESK_TASKS) ||
             (d->waiting && d->bytes + t->bytes > cr_limit(d->options.limits, CR_LIMIT_DESK_BYTES)))
        status = cr_fail(err, CR_ERR_LIMIT, "too many texts wait for their translation; try again in a few seconds");
    else {
        push(d, t);
        d->waiting++;
        d->bytes += t->bytes;
        d->numbers.tasks++;
        pthread_cond_signal(&d->changed);
    }
    pthread_mutex_unlock(&d->lock);
    return status;
}

const cr_desk_pairs *cr_desk_pairs_take(cr_desk *d, int wait_ms) { return cr_pairs_clerk_take(&d->clerk, wait_ms); }
void cr_desk_pairs_give(cr_desk *d, const cr_desk_pairs *pairs) { cr_pairs_clerk_give(&d->clerk, pairs); }

cr_desk_numbers cr_desk_count(cr_desk *d) {
    pthread_mutex_lock(&d->lock);
    cr_desk_numbers n = d->numbers;
    n.waiting = d->waiting;
    pthread_mutex_unlock(&d->lock);
    return n;
}
