/* The crew of a wire.
 *
 *     worker × jobs   take a few documents, understand them, store them with their acknowledgement in one transaction
 *     reducer         groups, strictly by seq, what the workers have understood; holds the folder's `reducing` lock
 *     translator      under CR_WIRE_TRANSLATE (translating.c)
 *     watchdog        looks once a second whether a document takes more than its processor time
 *
 * A thread cannot be killed in C. Where a document goes over its time, the watchdog records that outcome itself, gives the rest
 * of the batch back, starts another worker in the place of the stuck one, and lets it run out: whatever it brings is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "wire/crew.h"
#include "wire/reduce.h"
#include "wire/understand.h"

enum { STACK_BYTES = 8 << 20, PAUSE_MS = 500, RETRY_MS = 2000, BATCH_MS = 3000, BATCH_ARENA = 64 << 20 };

/* ---- crew ---- */

bool cr_crew_stopping(cr_crew *crew) {
    pthread_mutex_lock(&crew->lock);
    bool stopping = crew->stopping;
    pthread_mutex_unlock(&crew->lock);
    return stopping;
}

static void deadline_of(struct timespec *t, int milliseconds) {
    clock_gettime(CLOCK_MONOTONIC, t);
    t->tv_sec += milliseconds / 1000;
    t->tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (t->tv_nsec >= 1000000000) {
        t->tv_nsec -= 1000000000;
        t->tv_sec++;
    }
}

bool cr_crew_pause(cr_crew *crew, uint64_t *seen, int milliseconds) {
    struct timespec deadline;
    deadline_of(&deadline, milliseconds);
    pthread_mutex_lock(&crew->lock);
    while (!crew->stopping && crew->wakes == *seen && pthread_cond_timedwait(&crew->changed, &crew->lock, &deadline) == 0)
        ;
    *seen = crew->wakes;
    bool go = !crew->stopping;
    pthread_mutex_unlock(&crew->lock);
    return go;
}

static void wake(cr_crew *crew) {
    pthread_mutex_lock(&crew->lock);
    crew->wakes++;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

void cr_crew_failed(cr_crew *crew, const cr_error *err) {
    pthread_mutex_lock(&crew->lock);
    crew->failure = *err;
    crew->wakes++;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/* ---- a worker ---- */

typedef struct batch {
    cr_document documents[CR_BATCH];
    cr_knowledge knowledge[CR_BATCH];
    cr_error failed[CR_BATCH]; /* status not CR_OK: to be tried again */
    size_t done;               /* understood so far */
} batch;

static int64_t clock_ms(clockid_t clock) {
    struct timespec t;
    return clock_gettime(clock, &t) == 0 ? (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 : 0;
}

static cr_status take_batch(cr_store *store, cr_worker *w, cr_error *err) {
    cr_work works[CR_BATCH];
    size_t count = 0;
    bool found = true;
    CR_TRY(cr_store_begin(store, err));
    cr_status status = CR_OK;
    while (status == CR_OK && count < CR_BATCH) {
        status = cr_store_work_take(store, CR_WORK_UNDERSTAND, cr_time_now(), &works[count], &found, err);
        if (status != CR_OK || !found)
            break;
        count++;
    }
    if (status == CR_OK)
        status = cr_store_commit(store, err);
    else
        cr_store_rollback(store);
    if (status != CR_OK)
        return status;
    pthread_mutex_lock(&w->crew->lock);
    memcpy(w->works, works, sizeof works);
    w->count = count;
    w->at = 0;
    pthread_mutex_unlock(&w->crew->lock);
    return CR_OK;
}

static void understand_one(const cr_wire_tools *tools, cr_store *store, cr_arena *a, const cr_work *work, cr_document *d, cr_knowledge *k, cr_error *failed) {
    failed->status = cr_store_document_get(store, a, work->seq, d, failed);
    if (failed->status == CR_OK)
        failed->status = cr_wire_understand(tools, a, d, k, failed);
    if (failed->status == CR_OK)
        failed->status = cr_store_knowledge_prepare(store, a, k, failed);
}

/* False: the watchdog has taken the document away. */
static bool understand_batch(const cr_wire_tools *tools, cr_store *store, cr_worker *w, cr_arena *a, batch *b) {
    cr_crew *crew = w->crew;
    int64_t begun = cr_time_monotonic_ms();
    for (b->done = 0; b->done < w->count; b->done++) {
        size_t i = b->done;
        pthread_mutex_lock(&crew->lock);
        bool stop = crew->stopping || w->abandoned;
        w->at = i;
        w->busy = true;
        w->started_ms = clock_ms(w->clock);
        pthread_mutex_unlock(&crew->lock);
        if (stop && i > 0)
            break;
        b->failed[i] = (cr_error){0};
        understand_one(tools, store, a, &w->works[i], &b->documents[i], &b->knowledge[i], &b->failed[i]);
        if (cr_arena_exhausted(a) && i > 0) { /* its own room, next time, alone */
            break;
        }
        if (cr_arena_used(a) > BATCH_ARENA || cr_time_monotonic_ms() - begun > BATCH_MS) {
            b->done++;
            break;
        }
    }
    pthread_mutex_lock(&crew->lock);
    w->busy = false;
    bool mine = !w->abandoned;
    pthread_mutex_unlock(&crew->lock);
    return mine;
}

static cr_status store_one(cr_store *store, const cr_work *work, const cr_document *d, const cr_knowledge *k, const cr_error *failed, cr_error *err) {
    if (failed->status != CR_OK)
        return cr_store_work_failed(store, work, failed->line, cr_time_now(), err);
    CR_TRY(cr_store_knowledge_put(store, d, k, err));
    return cr_store_work_done(store, work, err);
}

static cr_status store_range(cr_store *store, cr_worker *w, const batch *b, size_t from, size_t to, cr_error *err) {
    CR_TRY(cr_store_begin(store, err));
    cr_status status = CR_OK;
    for (size_t i = from; status == CR_OK && i < to; i++)
        status = store_one(store, &w->works[i], &b->documents[i], &b->knowledge[i], &b->failed[i], err);
    for (size_t i = to; status == CR_OK && to == b->done && i < w->count; i++) /* not begun */
        status = cr_store_work_give_back(store, &w->works[i], err);
    if (status == CR_OK)
        return cr_store_commit(store, err);
    cr_store_rollback(store);
    return status;
}

static bool lease_lost(const cr_error *err) { return strncmp(err->line, "lease lost", 10) == 0; }

/* Nothing was stored (a full disk): that is no try of these documents, if even this can be written. */
static void give_all_back(cr_store *store, cr_worker *w) {
    cr_error ignored;
    for (size_t i = 0; i < w->count; i++)
        if (cr_store_work_give_back(store, &w->works[i], &ignored) != CR_OK)
            return;
}

/* Together; where one lease was lost, one by one, so that the others are not. */
static cr_status store_batch(cr_store *store, cr_worker *w, const batch *b, cr_error *err) {
    cr_status status = store_range(store, w, b, 0, b->done, err);
    if (status == CR_OK || !lease_lost(err))
        return status;
    for (size_t i = 0; i < b->done; i++) {
        status = store_range(store, w, b, i, i + 1, err);
        if (status != CR_OK && !lease_lost(err))
            return status;
    }
    return CR_OK;
}

/* What exhausted the arena alone is over limit "arena_bytes": a recorded outcome like any. */
static void record_exhausted(cr_store *store, cr_worker *w, cr_arena *a, batch *b) {
    if (!cr_arena_exhausted(a) || b->done == 0 || b->failed[b->done - 1].status != CR_ERR_MEMORY || b->done != 1)
        return;
    cr_error line = {0};
    cr_limit_met(&line, &w->crew->wire->config.limits, CR_LIMIT_ARENA_BYTES, "what is to be known of this page");
    char url[512];
    cr_document *d = &b->documents[0];
    snprintf(url, sizeof url, "%.*s", CR_FMT(d->url));
    cr_arena_reset(a);
    d->url = cr_str_copy_z(a, url);
    d->bytes = d->feed_text = CR_STR_NONE;
    b->failed[0].status = cr_wire_recorded(a, d, cr_str_of(line.line), &b->knowledge[0], &b->failed[0]);
    if (b->failed[0].status == CR_OK)
        b->failed[0].status = cr_store_knowledge_prepare(store, a, &b->knowledge[0], &b->failed[0]);
}

static void worker_over(cr_worker *w) {
    pthread_mutex_lock(&w->crew->lock);
    w->running = false;
    w->count = 0;
    pthread_cond_broadcast(&w->crew->changed);
    pthread_mutex_unlock(&w->crew->lock);
}

static void *worker_main(void *context) {
    cr_worker *w = context;
    cr_crew *crew = w->crew;
    cr_error err = {0};
    cr_store *store = NULL;
    batch *b = calloc(1, sizeof *b);
    cr_arena *a = cr_arena_new(cr_limit(&crew->wire->config.limits, CR_LIMIT_ARENA_BYTES));
    cr_wire_tools tools = {0};
    uint64_t seen = 0;
    cr_status status = b && a ? cr_wire_connect(crew->wire, false, true, &store, &err) : cr_fail(&err, CR_ERR_MEMORY, "a worker has no memory");
    if (status == CR_OK)
        status = cr_wire_tools_open(&tools, crew->quotes, crew->pages, &crew->wire->config.limits, &err);
    if (status != CR_OK)
        cr_crew_failed(crew, &err);
    while (status == CR_OK) {
        cr_arena_reset(a);
        cr_status step = take_batch(store, w, &err);
        if (step == CR_OK && w->count == 0) {
            if (!cr_crew_pause(crew, &seen, PAUSE_MS))
                break;
            continue;
        }
        if (step == CR_OK) {
            if (!understand_batch(&tools, store, w, a, b))
                break;
            record_exhausted(store, w, a, b);
            step = store_batch(store, w, b, &err);
            if (step != CR_OK)
                give_all_back(store, w);
        }
        pthread_mutex_lock(&crew->lock);
        size_t done = step == CR_OK ? b->done : 0;
        w->count = 0;
        bool stop = crew->stopping || w->abandoned;
        crew->understood += done;
        pthread_mutex_unlock(&crew->lock);
        if (step != CR_OK)
            cr_crew_failed(crew, &err);
        else
            wake(crew);
        if (stop || (step != CR_OK && (seen = crew->wakes, !cr_crew_pause(crew, &seen, RETRY_MS))))
            break;
    }
    cr_wire_tools_close(&tools);
    cr_store_close(store);
    cr_arena_free(a);
    free(b);
    worker_over(w);
    return NULL;
}

static int start_thread(pthread_t *thread, void *(*run)(void *), void *context) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int rc = pthread_create(thread, &attributes, run, context);
    pthread_attr_destroy(&attributes);
    return rc;
}

cr_status cr_worker_begin(cr_crew *crew, cr_error *err) {
    if (crew->worker_count == crew->worker_room) {
        size_t room = crew->worker_room ? 2 * crew->worker_room : 8;
        cr_worker **more = realloc(crew->workers, room * sizeof *more);
        if (!more)
            return cr_fail(err, CR_ERR_MEMORY, "a worker has no memory");
        crew->workers = more;
        crew->worker_room = room;
    }
    cr_worker *w = calloc(1, sizeof *w);
    if (!w)
        return cr_fail(err, CR_ERR_MEMORY, "a worker has no memory");
    w->crew = crew;
    w->running = true;
    int rc = start_thread(&w->thread, worker_main, w);
    if (rc != 0) {
        free(w);
        return cr_fail(err, CR_ERR_MEMORY, "no thread could be started: %s", strerror(rc));
    }
    if (pthread_getcpuclockid(w->thread, &w->clock) != 0)
        w->clock = CLOCK_MONOTONIC;
    crew->workers[crew->worker_count++] = w;
    return CR_OK;
}

/* ---- the watchdog ---- */

typedef struct hand { /* a copy: the stuck worker may come back to life while it is looked at */
    cr_work works[CR_BATCH];
    size_t count, at;
} hand;

/* What the stuck worker had in hand: the document at fault gets its outcome, the others are given back. */
static cr_status take_away(cr_store *store, cr_arena *a, const hand *w, const cr_limits *limits, cr_error *err) {
    cr_document d;
    cr_knowledge k;
    cr_error line = {0};
    cr_arena_reset(a);
    cr_limit_met(&line, limits, CR_LIMIT_DOCUMENT_SECONDS, "understanding this page");
    CR_TRY(cr_store_document_get(store, a, w->works[w->at].seq, &d, err));
    CR_TRY(cr_wire_recorded(a, &d, cr_str_of(line.line), &k, err));
    CR_TRY(cr_store_begin(store, err));
    cr_status status = cr_store_knowledge_put(store, &d, &k, err);
    if (status == CR_OK)
        status = cr_store_work_done(store, &w->works[w->at], err);
    for (size_t i = 0; status == CR_OK && i < w->count; i++)
        if (i != w->at)
            status = cr_store_work_give_back(store, &w->works[i], err);
    if (status == CR_OK)
        return cr_store_commit(store, err);
    cr_store_rollback(store);
    return status;
}

static void look_at(cr_crew *crew, cr_worker *w, cr_store *store, cr_arena *a, int64_t most_ms) {
    cr_error err = {0};
    hand h = {0};
    pthread_mutex_lock(&crew->lock);
    bool stuck = w->running && w->busy && !w->abandoned && clock_ms(w->clock) - w->started_ms > most_ms;
    if (stuck) {
        w->abandoned = true;
        memcpy(h.works, w->works, sizeof h.works);
        h.count = w->count;
        h.at = w->at;
        if (cr_worker_begin(crew, &err) != CR_OK)
            crew->failure = err;
    }
    pthread_mutex_unlock(&crew->lock);
    if (!stuck)
        return;
    cr_log_line(crew->wire->log, CR_LOG_WARNING, "document %lld: over the limit document_seconds; set down as such", (long long)h.works[h.at].seq);
    if (take_away(store, a, &h, &crew->wire->config.limits, &err) != CR_OK)
        cr_log_line(crew->wire->log, CR_LOG_ERROR, "%s", err.line);
    wake(crew);
}

static void *watchdog_main(void *context) {
    cr_crew *crew = context;
    cr_error err = {0};
    cr_store *store = NULL;
    cr_arena *a = cr_arena_new(0);
    int64_t most_ms = (int64_t)cr_limit(&crew->wire->config.limits, CR_LIMIT_DOCUMENT_SECONDS) * 1000;
    if (a && cr_wire_connect(crew->wire, false, true, &store, &err) == CR_OK) {
        struct timespec deadline;
        pthread_mutex_lock(&crew->lock);
        deadline_of(&deadline, 1000);
        while (!crew->stopping) {
            if (pthread_cond_timedwait(&crew->changed, &crew->lock, &deadline) != ETIMEDOUT)
                continue;
            deadline_of(&deadline, 1000);
            for (size_t i = 0; i < crew->worker_count; i++) {
                cr_worker *w = crew->workers[i];
                pthread_mutex_unlock(&crew->lock);
                look_at(crew, w, store, a, most_ms);
                pthread_mutex_lock(&crew->lock);
            }
        }
        pthread_mutex_unlock(&crew->lock);
    } else
        cr_crew_failed(crew, &err);
    cr_store_close(store);
    cr_arena_free(a);
    return NULL;
}

/* ---- the reducer ---- */

/* Of all programs on one store one reduces. -1: not now. */
static int reducing_lock(const cr_wire *wire) {
    char path[4096];
    snprintf(path, sizeof path, "%.*s/reducing", CR_FMT(wire->folder));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Groups until the crew stops or something fails. */
static cr_status reduce(cr_crew *crew, cr_store *store, cr_arena *a, cr_error *err) {
    cr_reducer *r = NULL;
    cr_hub *hub = NULL; /* grouping across languages by translation, where the wire translates at all */
    uint64_t seen = 0;
    cr_status status = crew->mode == CR_WIRE_TRANSLATE ? cr_hub_open(crew->wire, store, &hub, err) : CR_OK;
    if (status == CR_OK)
        status = cr_reducer_open(store, crew->wire->config.window_days, hub, &r, err);
    bool go = true;
    while (status == CR_OK && go) {
        size_t grouped = 0;
        pthread_mutex_lock(&crew->lock);
        seen = crew->wakes;
        pthread_mutex_unlock(&crew->lock);
        status = cr_reducer_step(r, a, cr_time_now(), &grouped, err);
        if (status == CR_OK)
            status = cr_reducer_save(r, a, false, err);
        pthread_mutex_lock(&crew->lock);
        crew->grouped += grouped;
        go = !crew->stopping;
        if (grouped)
            pthread_cond_broadcast(&crew->changed);
        pthread_mutex_unlock(&crew->lock);
        if (status == CR_OK && go && grouped == 0) {
            cr_hub_rest(hub);
            go = cr_crew_pause(crew, &seen, PAUSE_MS);
        }
    }
    if (status == CR_OK)
        status = cr_reducer_save(r, a, true, err);
    cr_reducer_free(r);
    cr_hub_free(hub);
    return status;
}

static void *reducer_main(void *context) {
    cr_crew *crew = context;
    cr_error err = {0};
    cr_store *store = NULL;
    cr_arena *a = cr_arena_new(SIZE_MAX);
    uint64_t seen = 0;
    bool go = true;
    cr_status status = a ? cr_wire_connect(crew->wire, false, true, &store, &err) : cr_fail(&err, CR_ERR_MEMORY, "stories: out of memory");
    if (status != CR_OK)
        cr_crew_failed(crew, &err);
    while (status == CR_OK && go) {
        int lock = reducing_lock(crew->wire);
        if (lock >= 0) {
            if (reduce(crew, store, a, &err) != CR_OK)
                cr_crew_failed(crew, &err);
            close(lock);
        }
        pthread_mutex_lock(&crew->lock);
        seen = crew->wakes;
        pthread_mutex_unlock(&crew->lock);
        go = cr_crew_pause(crew, &seen, RETRY_MS);
    }
    cr_store_close(store);
    cr_arena_free(a);
    return NULL;
}

/* ---- start, wait, stop ---- */

cr_status cr_wire_start(cr_wire *wire, cr_wire_mode mode, cr_error *err) {
    if (wire->crew)
        return CR_OK;
    cr_crew *crew = calloc(1, sizeof *crew);
    if (!crew)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    crew->wire = wire;
    crew->mode = mode;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&crew->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    wire->crew = crew;
    cr_status status = cr_wire_connect(wire, true, false, &crew->eyes, err);
    crew->quotes = cr_quotes_tools_new();
    crew->pages = cr_page_tools_new();
    if (status == CR_OK && (!crew->quotes || !crew->pages))
        status = cr_fail(err, CR_ERR_MEMORY, "lists of words: out of memory");
    pthread_mutex_lock(&crew->lock);
    for (size_t i = 0; status == CR_OK && i < wire->jobs; i++)
        status = cr_worker_begin(crew, err);
    pthread_mutex_unlock(&crew->lock);
    if (status == CR_OK) {
        crew->has_reducer = start_thread(&crew->reducer, reducer_main, crew) == 0;
        crew->has_watchdog = start_thread(&crew->watchdog, watchdog_main, crew) == 0;
        if (mode == CR_WIRE_TRANSLATE)
            crew->has_translator = start_thread(&crew->translator, cr_translating_main, crew) == 0;
        if (!crew->has_reducer || !crew->has_watchdog || (mode == CR_WIRE_TRANSLATE && !crew->has_translator))
            status = cr_fail(err, CR_ERR_MEMORY, "no thread could be started");
    }
    if (status != CR_OK)
        cr_wire_stop(wire);
    return status;
}

void cr_wire_wake(cr_wire *wire) {
    if (wire->crew)
        wake(wire->crew);
}

static cr_status left(cr_crew *crew, cr_wire_progress *progress, cr_error *err) {
    size_t understand, group, translate = 0;
    CR_TRY(cr_store_work_left(crew->eyes, CR_WORK_UNDERSTAND, &understand, err));
    CR_TRY(cr_store_work_left(crew->eyes, CR_WORK_GROUP, &group, err));
    if (crew->mode == CR_WIRE_TRANSLATE)
        CR_TRY(cr_store_work_left(crew->eyes, CR_WORK_TRANSLATE, &translate, err));
    progress->left = understand + group + translate;
    return CR_OK;
}

cr_status cr_wire_wait(cr_wire *wire, const atomic_bool *stop, cr_wire_report report, void *context, cr_error *err) {
    enum { LOOK_MS = 50 };
    cr_crew *crew = wire->crew;
    if (!crew)
        return cr_fail(err, CR_ERR_USAGE, "nobody works");
    for (;;) {
        cr_wire_progress progress = {0};
        pthread_mutex_lock(&crew->lock);
        cr_error failure = crew->failure;
        crew->failure = (cr_error){0};
        progress.done = crew->understood + crew->grouped + crew->translated;
        uint64_t seen = crew->wakes;
        pthread_mutex_unlock(&crew->lock);
        if (failure.status != CR_OK)
            return cr_fail(err, failure.status, "%s", failure.line);
        CR_TRY(left(crew, &progress, err));
        if (report)
            report(context, &progress);
        if (progress.left == 0)
            return CR_OK;
        if (stop && atomic_load(stop))
            return cr_fail(err, CR_ERR_CANCELLED, "stopped; what is owed is done at the next start");
        cr_crew_pause(crew, &seen, LOOK_MS);
    }
}

void cr_wire_stop(cr_wire *wire) {
    cr_crew *crew = wire->crew;
    bool stuck = false;
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->stopping = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    if (crew->has_watchdog) /* first: it begins workers */
        pthread_join(crew->watchdog, NULL);
    for (size_t i = 0; i < crew->worker_count; i++) {
        cr_worker *w = crew->workers[i];
        pthread_mutex_lock(&crew->lock);
        bool lost = w->running && w->abandoned;
        pthread_mutex_unlock(&crew->lock);
        if (lost)
            pthread_detach(w->thread);
        else
            pthread_join(w->thread, NULL);
        stuck |= lost;
    }
    if (crew->has_reducer)
        pthread_join(crew->reducer, NULL);
    if (crew->has_translator)
        pthread_join(crew->translator, NULL);
    cr_store_close(crew->eyes);
    wire->crew = NULL;
    if (stuck) /* a thread that nobody can end still looks at the crew: it keeps it */
        return;
    for (size_t i = 0; i < crew->worker_count; i++)
        free(crew->workers[i]);
    free(crew->workers);
    cr_quotes_tools_free(crew->quotes);
    cr_page_tools_free(crew->pages);
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->changed);
    free(crew);
}
