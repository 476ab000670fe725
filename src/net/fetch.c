/* Many requests, one thread, no host hurried.
 *
 *     add ─▶ queue of its host ─(free, pause over, a place free)─▶ on its way ─▶ done
 *                 ▲                                                   │
 *                 └──────────────── the next hop, first in line ◀─────┘
 *
 * The pause counts from the end of a host's last transfer; a redirect within a host does not wait for it. */
#include "net/fetch.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/time.h"
#include "net/transfer.h"

typedef struct host {
    struct host *next_busy; /* in the list of hosts with something to do */
    cr_transfer *first, *last;
    bool listed, busy;
    int64_t ready;          /* cr_time_monotonic_ms: not before */
    unsigned pause_ms;      /* of its last request */
} host;

struct cr_fetcher {
    const cr_fetch_options *options;
    CURLM *multi;
    cr_map *hosts;          /* name to host */
    host *busy;             /* those with a queue */
    cr_transfer *finished;  /* over without having been started */
    size_t running, pending;
    uint64_t dice;
};

static const cr_fetch_options no_options = {0};
static pthread_once_t once = PTHREAD_ONCE_INIT; /* libcurl wants its global set-up exactly once */
static void set_up(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

cr_status cr_fetcher_new(const cr_fetch_options *options, cr_fetcher **out, cr_error *err) {
    *out = NULL;
    pthread_once(&once, set_up);
    cr_fetcher *f = calloc(1, sizeof *f);
    if (f) {
        f->options = options ? options : &no_options;
        f->multi = curl_multi_init();
        f->hosts = cr_map_new();
        f->dice = (uint64_t)cr_time_monotonic_ms();
    }
    if (!f || !f->multi || !f->hosts) {
        cr_fetcher_free(f);
        return cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    }
    curl_multi_setopt(f->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)cr_limit(f->options->limits, CR_LIMIT_FETCH_PARALLEL));
    *out = f;
    return CR_OK;
}

static void forget(cr_transfer *t, CURLM *multi) {
    if (t->easy)
        curl_multi_remove_handle(multi, t->easy);
    cr_transfer_free(t);
}

void cr_fetcher_free(cr_fetcher *f) {
    if (!f)
        return;
    cr_str key;
    uintptr_t value;
    for (size_t at = 0; f->hosts && cr_map_next(f->hosts, &at, &key, &value);) {
        host *h = (host *)value;
        for (cr_transfer *t = h->first, *next; t; t = next) { /* what runs is first in its queue */
            next = t->next;
            forget(t, f->multi);
        }
        free(h);
    }
    cr_map_free(f->hosts);
    if (f->multi)
        curl_multi_cleanup(f->multi);
    free(f);
}

/* ---- queues ---- */

static host *host_of(cr_fetcher *f, cr_str name) {
    cr_arena *scratch = cr_arena_new(16 << 10);
    cr_str key = scratch ? cr_str_lower_ascii(scratch, name) : CR_STR_NONE;
    bool fresh = false;
    uintptr_t *slot = cr_str_none(key) ? NULL : cr_map_put(f->hosts, key, &fresh);
    cr_arena_free(scratch);
    if (slot && !*slot)
        *slot = (uintptr_t)calloc(1, sizeof(host));
    return slot ? (host *)*slot : NULL;
}

static bool enqueue(cr_fetcher *f, cr_transfer *t, bool in_front) {
    host *h = host_of(f, t->at.host);
    if (!h)
        return false;
    t->next = in_front ? h->first : NULL;
    if (in_front || !h->first) {
        h->first = t;
        if (!t->next)
            h->last = t;
    } else {
        h->last->next = t;
        h->last = t;
    }
    if (!h->listed) {
        h->listed = true;
        h->next_busy = f->busy;
        f->busy = h;
    }
    return true;
}

cr_status cr_fetcher_add(cr_fetcher *f, const cr_fetch_request *request, cr_fetch_done done, void *context, cr_error *err) {
    cr_transfer *t;
    CR_TRY(cr_transfer_new(f->options, request, done, context, &t, err));
    if (!enqueue(f, t, false)) {
        cr_transfer_free(t);
        return cr_fail(err, CR_ERR_MEMORY, "fetching: out of memory");
    }
    f->pending++;
    return CR_OK;
}

/* The pause and up to a quarter more or less, so that many readers of one host do not march in step. */
static int64_t pause_of(cr_fetcher *f, unsigned asked) {
    int64_t ms = (int64_t)cr_limit(f->options->limits, CR_LIMIT_HOST_PAUSE_MS);
    if ((int64_t)asked > ms)
        ms = asked;
    f->dice = f->dice * 6364136223846793005u + 1442695040888963407u;
    return ms - ms / 4 + (ms ? (int64_t)(f->dice >> 33) % (ms / 2 + 1) : 0);
}

static void finish(cr_fetcher *f, cr_transfer *t) {
    f->pending--;
    t->done(t->context, t->arena, &t->answer);
    cr_transfer_free(t);
}

/* The first of its host's queue is over for now: it leaves, or stands for its next hop. */
static void leave(cr_fetcher *f, host *h, cr_transfer *t, bool more) {
    h->first = t->next;
    if (!h->first)
        h->last = NULL;
    t->next = NULL;
    h->busy = false;
    h->ready = cr_time_monotonic_ms() + pause_of(f, t->request.pause_ms);
    if (!more) {
        finish(f, t);
        return;
    }
    host *next = host_of(f, t->at.host);
    if (next == h)
        h->ready = 0;
    if (!next || !enqueue(f, t, !next->busy)) {
        t->answer.status = cr_fail(&t->answer.error, CR_ERR_MEMORY, "fetching: out of memory");
        finish(f, t);
    }
}

/* Starts what may start; *next: milliseconds until something more might. */
static void start_ready(cr_fetcher *f, int64_t *next) {
    int64_t now = cr_time_monotonic_ms();
    size_t most = cr_limit(f->options->limits, CR_LIMIT_FETCH_PARALLEL);
    host **link = &f->busy;
    while (*link) {
        host *h = *link;
        if (!h->first) {
            h->listed = false;
            *link = h->next_busy;
            continue;
        }
        link = &h->next_busy;
        if (h->busy || f->running >= most)
            continue;
        if (h->ready > now) {
            if (h->ready - now < *next)
                *next = h->ready - now;
            continue;
        }
        cr_transfer *t = h->first;
        h->busy = true;
        if (!cr_transfer_begin(t)) {
            leave(f, h, t, false); /* may add to the front of the list: the walk goes on from h */
            *next = 0;
        } else if (curl_multi_add_handle(f->multi, t->easy) == CURLM_OK)
            f->running++;
        else {
            t->answer.status = cr_fail(&t->answer.error, CR_ERR_MEMORY, "fetching: out of memory");
            leave(f, h, t, false);
        }
    }
}

static void collect(cr_fetcher *f) {
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(f->multi, &left))) {
        cr_transfer *t = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURL *easy = m->easy_handle;
        CURLcode code = m->data.result;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
        curl_multi_remove_handle(f->multi, easy);
        f->running--;
        host *h = host_of(f, t->at.host);
        bool more = cr_transfer_end(t, code);
        if (h)
            leave(f, h, t, more);
    }
}

size_t cr_fetcher_step(cr_fetcher *f, int wait_ms) {
    int64_t next = wait_ms < 0 ? 0 : wait_ms;
    int still = 0;
    start_ready(f, &next);
    curl_multi_perform(f->multi, &still);
    collect(f);
    if (f->pending && next > 0) {
        curl_multi_poll(f->multi, NULL, 0, (int)next, NULL);
        curl_multi_perform(f->multi, &still);
        collect(f);
    }
    return f->pending;
}

void cr_fetcher_rest(cr_fetcher *f, int wait_ms) { curl_multi_poll(f->multi, NULL, 0, wait_ms, NULL); }
void cr_fetcher_wake(cr_fetcher *f) { curl_multi_wakeup(f->multi); }

/* ---- one ---- */

typedef struct single { cr_arena *arena; cr_fetch_answer *answer; bool done; } single;

static cr_str keep(cr_arena *a, cr_str s) { return cr_str_none(s) ? s : cr_str_copy(a, s); }

static void take(void *context, cr_arena *arena, const cr_fetch_answer *from) {
    single *s = context;
    cr_arena *a = s->arena;
    (void)arena;
    s->done = true;
    s->answer = CR_NEW(a, cr_fetch_answer);
    if (!s->answer)
        return;
    *s->answer = *from;
    cr_str *members[] = {&s->answer->body, &s->answer->url, &s->answer->leads_to, &s->answer->moved_to, &s->answer->content_type, &s->answer->charset,
                         &s->answer->content_location, &s->answer->content_language, &s->answer->etag, &s->answer->last_modified, &s->answer->link};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        *members[i] = keep(a, *members[i]);
}

cr_status cr_fetcher_one(cr_fetcher *f, const cr_fetch_request *request, cr_arena *arena, cr_fetch_answer **out, cr_error *err) {
    single s = {.arena = arena};
    *out = NULL;
    CR_TRY(cr_fetcher_add(f, request, take, &s, err));
    while (!s.done)
        cr_fetcher_step(f, 1000);
    *out = s.answer;
    if (!s.answer || cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "fetching: over the limit arena_bytes");
    if (s.answer->status != CR_OK && err)
        *err = s.answer->error;
    return s.answer->status;
}

cr_status cr_fetch(const cr_fetch_options *options, const cr_fetch_request *request, cr_arena *arena, cr_fetch_answer **out, cr_error *err) {
    cr_fetcher *f;
    *out = NULL;
    CR_TRY(cr_fetcher_new(options, &f, err));
    cr_status status = cr_fetcher_one(f, request, arena, out, err);
    cr_fetcher_free(f);
    return status;
}
