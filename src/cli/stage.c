/* Three kinds of threads share one ring of slots:
 *
 *     reader (the caller) ─▶ [slot][slot][slot]… ─▶ workers (any free slot, in order of taking)
 *                                  └──────────────▶ writer (strictly head first, so output keeps the input's order)
 *
 * A slot is filled by the reader, worked on by one worker, written and emptied by the writer.
 * The ring bounds memory: the reader waits while all slots are in use, or while more than limit "queue_bytes" a worker wait in them.
 *
 * Ctrl-C ends the reading; what is in hand is finished and written, so that no line stays half, and the program then ends by
 * the signal. A second Ctrl-C ends it at once. */
#include <courant/language.h>
#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/stage_ring.h"

enum { SLOTS_PER_WORKER = 16, KEEP_BYTES = 64 << 10, WORKERS_PER_HEAP = 8 };

static atomic_int stopped_by;

static void on_signal(int number) { atomic_store(&stopped_by, number); }
bool cr_ring_stopped(void) { return atomic_load(&stopped_by) != 0; }

cr_str cr_record_get(const cr_record *record, const char *key) {
    json_t *v = record->json ? json_object_get(record->json, key) : NULL;
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

void cr_record_language(const cr_record *record, cr_str otherwise, cr_str text, char code[8]) {
    cr_str lang = cr_record_get(record, "lang");
    if (!cr_language_normalise(lang.len ? lang : otherwise, code))
        memcpy(code, cr_language_detect(text, CR_STR_NONE).code, 8);
}

cr_status cr_record_is_article(const cr_record *record, cr_error *err) {
    if (record->kind == CR_RECORD_JSON)
        return CR_OK;
    if (!cr_str_trim(record->bytes).len)
        return cr_fail(err, CR_ERR_SYNTAX, "empty: there is no article in it");
    return cr_fail(err, CR_ERR_SYNTAX, "articles come as JSON Lines with id, lang, date, title, text; make them with courant extract");
}

size_t cr_stage_workers(const cr_invocation *in, const cr_stage *stage) {
    return stage->sequential ? 1 : (size_t)cr_jobs(in);
}

/* ---- workers ---- */

static void work_on(cr_ring *r, cr_slot *s, size_t worker, cr_arena *arena) {
    const cr_stage *stage = r->stage;
    cr_record record = {.kind = s->kind, .id = cr_str_of(s->id), .path = cr_str_of(s->path), .bytes = cr_buf_str(&s->bytes), .url = cr_str_of(s->url),
                        .content_type = cr_str_of(s->content_type), .fetched = cr_str_of(s->fetched), .http = s->http, .is_text = s->is_text, .noai = s->noai};
    char number[24]; /* an id that is a number, as databases give them */
    s->status = CR_OK;
    if (s->kind == CR_RECORD_JSON) {
        json_error_t e;
        record.json = json_loadb(s->bytes.bytes ? s->bytes.bytes : "", s->bytes.len, JSON_REJECT_DUPLICATES, &e);
        if (!json_is_object(record.json)) {
            s->status = cr_fail(&s->err, CR_ERR_SYNTAX, "%s: not a JSON object: %s", s->path, record.json ? "another value" : e.text);
            json_decref(record.json);
            return;
        }
        cr_str id = cr_record_get(&record, "id");
        const json_t *counted = json_object_get(record.json, "id");
        if (!cr_str_none(id))
            record.id = id;
        else if (json_is_integer(counted))
            record.id = (cr_str){number, (size_t)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(counted))};
    }
    s->status = stage->run_parts ? stage->run_parts(stage->context, worker, arena, &record, &s->out, &s->err)
                                 : stage->run(stage->context, worker, arena, &record, &s->out.bytes, &s->err);
    if (s->status == CR_OK && s->out.bytes.failed)
        s->status = cr_fail(&s->err, s->out.bytes.failed, "result is too large or memory is out");
    if (s->status != CR_OK)
        cr_error_prefix(&s->err, "%s", s->path);
    json_decref(record.json);
}

static void buffer_empty(cr_buf *b) {
    if (b->capacity > KEEP_BYTES)
        cr_buf_free(b);
    cr_buf_clear(b);
}

static void *worker_main(void *context) {
    cr_ring *r = context;
    cr_arena *arena = cr_arena_new(cr_limit(&r->in->limits, CR_LIMIT_ARENA_BYTES));
    pthread_mutex_lock(&r->lock);
    size_t worker = r->next_worker++;
    for (;;) {
        while (r->next == r->tail && !r->ended && !r->stop)
            pthread_cond_wait(&r->filled, &r->lock);
        if (r->next == r->tail || r->stop)
            break;
        cr_slot *s = &r->slots[r->next++ % r->count];
        s->state = CR_SLOT_TAKEN;
        pthread_mutex_unlock(&r->lock);
        if (arena) {
            work_on(r, s, worker, arena);
            cr_arena_reset(arena);
        } else
            s->status = cr_fail(&s->err, CR_ERR_MEMORY, "%s: out of memory", s->path);
        size_t was = s->bytes.len;
        buffer_empty(&s->bytes); /* nobody reads it again */
        pthread_mutex_lock(&r->lock);
        r->waiting_bytes += s->out.bytes.len;
        r->waiting_bytes -= was;
        s->state = CR_SLOT_DONE;
        if (s == &r->slots[r->head % r->count])
            pthread_cond_signal(&r->finished);
    }
    pthread_mutex_unlock(&r->lock);
    cr_arena_free(arena);
    return NULL;
}

/* ---- writer ---- */

static void slot_empty(cr_slot *s) {
    char **const strings[] = {&s->id, &s->path, &s->url, &s->content_type, &s->fetched};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        free(*strings[i]);
        *strings[i] = NULL;
    }
    buffer_empty(&s->bytes);
    buffer_empty(&s->out.bytes);
    s->out.first = s->out.next = 0;
    s->state = CR_SLOT_EMPTY;
}

static bool write_all(const char *bytes, size_t len) {
    return len == 0 || (isatty(STDOUT_FILENO) ? cr_write_clean(stdout, bytes, len) : fwrite(bytes, 1, len, stdout) == len);
}

static bool write_out(cr_ring *r, const cr_stage_out *o) {
    if (o->bytes.len == 0)
        return true;
    size_t common = o->first + o->next;
    bool ok = r->written ? write_all(o->bytes.bytes + o->first, o->next) : write_all(o->bytes.bytes, o->first);
    r->written = true;
    return ok && write_all(o->bytes.bytes + common, o->bytes.len - common);
}

static void *writer_main(void *context) {
    cr_ring *r = context;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        cr_slot *s = &r->slots[r->head % r->count];
        while (!(r->head < r->tail && s->state == CR_SLOT_DONE) && !(r->ended && r->head == r->tail))
            pthread_cond_wait(&r->finished, &r->lock);
        if (r->head == r->tail)
            break;
        bool waiting = r->head + 1 == r->tail; /* nothing behind it: whoever reads us wants it now */
        pthread_mutex_unlock(&r->lock);
        bool ok = true;
        if (s->status == CR_OK)
            ok = write_out(r, &s->out);
        else
            cr_complain(&s->err);
        if (ok && waiting)
            ok = fflush(stdout) == 0;
        if (!ok)
            cr_end_of_pipe();
        pthread_mutex_lock(&r->lock);
        r->failed |= s->status != CR_OK;
        r->stop |= !ok;
        r->waiting_bytes -= s->out.bytes.len;
        slot_empty(s);
        r->head++;
        if (r->stop)
            pthread_cond_broadcast(&r->filled);
        if (r->stop || r->tail - r->head <= r->count / 2) /* the reader does not run for every slot */
            pthread_cond_signal(&r->emptied);
        if (r->stop)
            break;
    }
    pthread_mutex_unlock(&r->lock);
    if (r->written && r->stage->tail && !r->stop && !write_all(r->stage->tail, strlen(r->stage->tail)))
        cr_end_of_pipe();
    return NULL;
}

/* ---- the reader's side of the ring ---- */

bool cr_ring_failed(cr_ring *r, const cr_error *err) {
    fflush(stdout);
    cr_complain(err);
    pthread_mutex_lock(&r->lock);
    r->failed = true;
    bool stop = r->stop;
    pthread_mutex_unlock(&r->lock);
    return !stop && !cr_ring_stopped();
}

/* "dir/page.html.gz" -> "page", "dir/crawl.warc.gz" -> "crawl", "https://news.example/" -> the whole */
static char *id_of_path(const char *path, size_t ordinal) {
    const char *slash = strrchr(path, '/'), *name = slash && slash[1] ? slash + 1 : path;
    if (ordinal && strcmp(path, "-") == 0)
        name = "standard-input";
    size_t room = strlen(name) + 24;
    char *id = malloc(room);
    static const char *const endings[] = {".gz", ".zst", ".html", ".htm", ".xhtml", ".txt", ".md", NULL}, *const archive[] = {".gz", ".zst", ".warc", NULL};
    if (id)
        snprintf(id, room, "%s", name);
    for (int round = 0; id && round < 2; round++)
        for (const char *const *e = ordinal ? archive : endings; *e; e++) {
            size_t n = strlen(id), len = strlen(*e);
            if (n > len && strcasecmp(id + n - len, *e) == 0) {
                id[n - len] = '\0';
                break;
            }
        }
    if (id && ordinal)
        snprintf(id + strlen(id), 24, "#%zu", ordinal);
    return id;
}

static cr_slot *slot_wait(cr_ring *r, size_t bytes) {
    size_t most = cr_limit(&r->in->limits, CR_LIMIT_QUEUE_BYTES) * r->workers;
    pthread_mutex_lock(&r->lock);
    while ((r->tail - r->head == r->count || (r->tail != r->head && (bytes > most || r->waiting_bytes > most - bytes))) && !r->stop)
        pthread_cond_wait(&r->emptied, &r->lock);
    cr_slot *s = r->stop ? NULL : &r->slots[r->tail % r->count];
    pthread_mutex_unlock(&r->lock);
    return s;
}

static char *copy(cr_str s) { return cr_str_none(s) ? NULL : strndup(s.ptr, s.len); }

bool cr_ring_give(cr_ring *r, const cr_handed *g) {
    size_t len = g->moved ? g->moved->len : g->bytes.len;
    cr_slot *s = cr_ring_stopped() ? NULL : slot_wait(r, len);
    if (!s)
        return false;
    const char *shown = strcmp(g->path, "-") == 0 ? "standard input" : g->path;
    size_t room = strlen(shown) + 32;
    char *url = copy(g->url);
    bool named = g->kind != CR_RECORD_JSON && (strcmp(g->path, "-") != 0 || g->ordinal);
    s->kind = g->kind;
    s->id = named ? id_of_path(url && !g->ordinal ? url : g->path, g->ordinal) : NULL;
    s->path = malloc(room);
    if (s->path && (g->line || g->ordinal))
        snprintf(s->path, room, "%s%c%zu", shown, g->line ? ':' : '#', g->line ? g->line : g->ordinal);
    else if (s->path)
        snprintf(s->path, room, "%s", shown);
    s->url = url;
    s->content_type = copy(g->content_type);
    s->fetched = copy(g->fetched);
    s->http = g->http;
    s->is_text = g->is_text;
    s->noai = g->noai;
    if (g->moved) {
        cr_buf empty = s->bytes;
        s->bytes = *g->moved;
        *g->moved = empty;
    } else
        cr_buf_add_str(&s->bytes, g->bytes);
    if (!s->path || s->bytes.failed || (named && !s->id)) {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "%s: out of memory", shown);
        slot_empty(s);
        return cr_ring_failed(r, &err);
    }
    pthread_mutex_lock(&r->lock);
    s->state = CR_SLOT_FILLED;
    r->waiting_bytes += s->bytes.len;
    r->tail++;
    pthread_cond_signal(&r->filled);
    pthread_mutex_unlock(&r->lock);
    return true;
}

/* ---- running ---- */

/* Threads do not see the signals, so that a call of the reader is the one that is interrupted. */
static size_t start_threads(cr_ring *r, pthread_t *threads, bool *writer) {
    pthread_attr_t attributes; /* page trees are walked with a bounded depth, but not a small one */
    sigset_t block, before;
    size_t started = 0;
    sigemptyset(&block);
    sigaddset(&block, SIGINT);
    sigaddset(&block, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 8u << 20);
    while (started < r->workers && pthread_create(&threads[started], &attributes, worker_main, r) == 0)
        started++;
    *writer = started && pthread_create(&threads[r->workers], &attributes, writer_main, r) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void run_ring(cr_ring *r, pthread_t *threads) {
    bool writer;
#ifdef __GLIBC__ /* what one thread takes another frees: a heap for each thread would keep the holes of all of them */
    mallopt(M_ARENA_MAX, (int)(1 + r->workers / WORKERS_PER_HEAP));
#endif
    size_t started = start_threads(r, threads, &writer);
    if (writer)
        cr_ring_read(r);
    else {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "no thread could be started");
        cr_ring_failed(r, &err);
    }
    pthread_mutex_lock(&r->lock);
    r->ended = true;
    pthread_cond_broadcast(&r->filled);
    pthread_cond_signal(&r->finished);
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (writer)
        pthread_join(threads[r->workers], NULL);
}

static bool twice(const cr_invocation *in) {
    int n = 0;
    for (int i = 0; i < in->operand_count; i++)
        n += strcmp(in->operands[i], "-") == 0;
    return n > 1;
}

int cr_stage_run(cr_invocation *in, const cr_stage *stage) {
    if (twice(in))
        return cr_usage(in, "standard input (-) can be read once only");
    cr_ring r = {.stage = stage, .in = in, .workers = cr_stage_workers(in, stage)};
    r.count = r.workers * SLOTS_PER_WORKER;
    r.slots = calloc(r.count, sizeof *r.slots);
    pthread_t *threads = calloc(r.workers + 1, sizeof *threads);
    cr_error err;
    if (!r.slots || !threads) {
        free(r.slots);
        free(threads);
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        return cr_complain(&err);
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.filled, NULL);
    pthread_cond_init(&r.finished, NULL);
    pthread_cond_init(&r.emptied, NULL);
    for (size_t i = 0; i < r.count; i++) {
        cr_buf_init(&r.slots[i].bytes, CR_BUF_NO_CEILING); /* the reader knows the ceilings */
        cr_buf_init(&r.slots[i].out.bytes, CR_BUF_NO_CEILING);
    }
    run_ring(&r, threads);
    for (size_t i = 0; i < r.count; i++) {
        slot_empty(&r.slots[i]);
        cr_buf_free(&r.slots[i].bytes);
        cr_buf_free(&r.slots[i].out.bytes);
    }
    free(r.slots);
    free(threads);
    pthread_mutex_destroy(&r.lock);
    pthread_cond_destroy(&r.filled);
    pthread_cond_destroy(&r.finished);
    pthread_cond_destroy(&r.emptied);
    int status = cr_finish(r.failed || r.stop ? 1 : 0);
    if (cr_ring_stopped())
        raise(atomic_load(&stopped_by)); /* by the default action, as SA_RESETHAND left it */
    return status;
}
