/* Three kinds of threads share one ring of slots:
 *
 *     reader (the caller) ─▶ [slot][slot][slot]… ─▶ workers (any free slot, in order of taking)
 *                                  └──────────────▶ writer (strictly head first, so output keeps the input's order)
 *
 * A slot is filled by the reader, worked on by one worker, written and emptied by the writer.
 * The ring bounds memory: the reader waits while all slots are in use. */
#include "cli/stage.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

enum slot_state { EMPTY, FILLED, TAKEN, DONE };

typedef struct slot {
    enum slot_state state;
    cr_record_kind kind;
    cr_buf bytes, out;
    char *id, *path, *url, *content_type;
    cr_status status;
    cr_error err;
} slot;

typedef struct ring {
    const cr_stage *stage;
    const cr_invocation *in;
    slot *slots;
    size_t count;
    size_t head, next, tail; /* written < head ≤ next (to be taken) ≤ tail (to be filled), as running numbers */
    size_t workers, next_worker;
    bool ended, stop;        /* no more input; stdout is gone */
    bool failed;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} ring;

cr_str cr_record_get(const cr_record *record, const char *key) {
    json_t *v = record->json ? json_object_get(record->json, key) : NULL;
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

size_t cr_stage_workers(const cr_invocation *in, const cr_stage *stage) {
    return stage->sequential ? 1 : (size_t)cr_jobs(in);
}

/* ---- workers ---- */

static void work_on(ring *r, slot *s, size_t worker, cr_arena *arena) {
    cr_record record = {.kind = s->kind, .id = cr_str_of(s->id), .path = cr_str_of(s->path), .bytes = cr_buf_str(&s->bytes),
                        .url = cr_str_of(s->url), .content_type = cr_str_of(s->content_type)};
    s->status = CR_OK;
    if (s->kind == CR_RECORD_JSON) {
        json_error_t e;
        record.json = json_loadb(s->bytes.bytes, s->bytes.len, JSON_REJECT_DUPLICATES, &e);
        if (!json_is_object(record.json)) {
            s->status = cr_fail(&s->err, CR_ERR_SYNTAX, "%s: not a JSON object: %s", s->path, record.json ? "another value" : e.text);
            json_decref(record.json);
            return;
        }
        cr_str id = cr_record_get(&record, "id");
        if (!cr_str_none(id))
            record.id = id;
    }
    s->status = r->stage->run(r->stage->context, worker, arena, &record, &s->out, &s->err);
    if (s->status == CR_OK && s->out.failed)
        s->status = cr_fail(&s->err, s->out.failed, "result is too large or memory is out");
    if (s->status != CR_OK)
        cr_error_prefix(&s->err, "%s", s->path);
    json_decref(record.json);
}

static void *worker_main(void *context) {
    ring *r = context;
    cr_arena *arena = cr_arena_new(cr_limit(&r->in->limits, CR_LIMIT_ARENA_BYTES));
    pthread_mutex_lock(&r->lock);
    size_t worker = r->next_worker++;
    for (;;) {
        while (r->next == r->tail && !r->ended && !r->stop)
            pthread_cond_wait(&r->changed, &r->lock);
        if (r->next == r->tail || r->stop)
            break;
        slot *s = &r->slots[r->next++ % r->count];
        s->state = TAKEN;
        pthread_mutex_unlock(&r->lock);
        if (arena) {
            work_on(r, s, worker, arena);
            cr_arena_reset(arena);
        } else
            s->status = cr_fail(&s->err, CR_ERR_MEMORY, "%s: out of memory", s->path);
        pthread_mutex_lock(&r->lock);
        s->state = DONE;
        pthread_cond_broadcast(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    cr_arena_free(arena);
    return NULL;
}

/* ---- writer ---- */

static void slot_empty(slot *s) {
    free(s->id);
    free(s->path);
    free(s->url);
    free(s->content_type);
    s->id = s->path = s->url = s->content_type = NULL;
    if (s->bytes.capacity > 1 << 20)
        cr_buf_free(&s->bytes);
    if (s->out.capacity > 1 << 20)
        cr_buf_free(&s->out);
    cr_buf_clear(&s->bytes);
    cr_buf_clear(&s->out);
    s->state = EMPTY;
}

static void *writer_main(void *context) {
    ring *r = context;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        slot *s = &r->slots[r->head % r->count];
        while (!(r->head < r->tail && s->state == DONE) && !(r->ended && r->head == r->tail))
            pthread_cond_wait(&r->changed, &r->lock);
        if (r->head == r->tail)
            break;
        pthread_mutex_unlock(&r->lock);
        bool ok = true;
        if (s->status == CR_OK)
            ok = fwrite(s->out.bytes ? s->out.bytes : "", 1, s->out.len, stdout) == s->out.len;
        else
            cr_complain(&s->err);
        pthread_mutex_lock(&r->lock);
        bool waiting = r->head + 1 == r->tail; /* nothing behind it: whoever reads us wants it now */
        pthread_mutex_unlock(&r->lock);
        if (ok && waiting)
            ok = fflush(stdout) == 0;
        if (!ok && errno == EPIPE) {
            signal(SIGPIPE, SIG_DFL);
            raise(SIGPIPE);
        }
        pthread_mutex_lock(&r->lock);
        r->failed |= s->status != CR_OK;
        r->stop |= !ok;
        slot_empty(s);
        r->head++;
        pthread_cond_broadcast(&r->changed);
        if (r->stop)
            break;
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* ---- reader ---- */

/* "dir/page.html.gz" -> "page" */
static char *id_of_path(const char *path) {
    const char *slash = strrchr(path, '/');
    char *id = strdup(slash ? slash + 1 : path);
    static const char *const endings[] = {".gz", ".zst", ".html", ".htm", ".xhtml", ".txt", ".md", NULL};
    for (int round = 0; id && round < 2; round++)
        for (int i = 0; endings[i]; i++) {
            size_t n = strlen(id), e = strlen(endings[i]);
            if (n > e && strcasecmp(id + n - e, endings[i]) == 0) {
                id[n - e] = '\0';
                break;
            }
        }
    return id;
}

static slot *slot_wait(ring *r) {
    pthread_mutex_lock(&r->lock);
    while (r->tail - r->head == r->count && !r->stop)
        pthread_cond_wait(&r->changed, &r->lock);
    slot *s = r->stop ? NULL : &r->slots[r->tail % r->count];
    pthread_mutex_unlock(&r->lock);
    return s;
}

static void slot_filled(ring *r, slot *s) {
    pthread_mutex_lock(&r->lock);
    s->state = FILLED;
    r->tail++;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

static bool input_failed(ring *r, const cr_error *err) {
    fflush(stdout);
    cr_complain(err);
    pthread_mutex_lock(&r->lock);
    r->failed = true;
    pthread_mutex_unlock(&r->lock);
    return true;
}

/* Hands one record on. False when the writer has stopped. */
static bool give(ring *r, cr_record_kind kind, const char *path, size_t line, cr_str bytes, const char *url, const char *type) {
    slot *s = slot_wait(r);
    if (!s)
        return false;
    s->kind = kind;
    s->id = kind == CR_RECORD_JSON || strcmp(path, "-") == 0 ? NULL : id_of_path(url ? url : path);
    s->path = malloc(strlen(path) + 32);
    if (s->path) {
        const char *shown = strcmp(path, "-") == 0 ? "standard input" : path;
        if (line)
            snprintf(s->path, strlen(path) + 32, "%s:%zu", shown, line);
        else
            snprintf(s->path, strlen(path) + 32, "%s", shown);
    }
    s->url = url ? strdup(url) : NULL;
    s->content_type = type ? strdup(type) : NULL;
    cr_buf_add_str(&s->bytes, bytes);
    if (!s->path || s->bytes.failed) {
        cr_error err;
        cr_fail(&err, CR_ERR_MEMORY, "%s: out of memory or over the limit line_bytes", path);
        slot_empty(s);
        return input_failed(r, &err);
    }
    slot_filled(r, s);
    return true;
}

static bool blank(cr_str line) {
    for (size_t i = 0; i < line.len; i++)
        if (!strchr(" \t\r\f\v", line.ptr[i]))
            return false;
    return true;
}

static bool give_lines(ring *r, const char *path, cr_str bytes, cr_record_kind kind) {
    cr_str rest = bytes, line;
    if (cr_str_starts(rest, "\xEF\xBB\xBF"))
        rest = cr_str_slice(rest, 3, rest.len);
    for (size_t number = 1; cr_str_split(&rest, '\n', &line); number++) {
        if (cr_str_none(rest) && line.len == 0)
            break; /* after the last line end */
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (kind == CR_RECORD_JSON && blank(line))
            continue;
        if (!give(r, kind, path, number, line, NULL, NULL))
            return false;
    }
    return true;
}

/* First byte that is not white space or a BOM. */
static char first_byte(cr_str s) {
    if (cr_str_starts(s, "\xEF\xBB\xBF"))
        s = cr_str_slice(s, 3, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (!strchr(" \t\r\n\f", s.ptr[i]))
            return s.ptr[i];
    return '\0';
}

static bool give_bytes(ring *r, const char *path, cr_str bytes, const char *url, const char *type) {
    const cr_stage *stage = r->stage;
    if (stage->force_kind == CR_RECORD_JSON)
        return give_lines(r, path, bytes, CR_RECORD_JSON);
    if (stage->force_kind >= 0)
        return give(r, (cr_record_kind)stage->force_kind, path, 0, bytes, url, type);
    if (stage->lines)
        return give_lines(r, path, bytes, CR_RECORD_TEXT);
    if (cr_str_starts(bytes, "WARC/")) {
        cr_error err;
        cr_fail(&err, CR_ERR_UNSUPPORTED, "%s: WARC archives are not read yet; unpack the pages first", path);
        return input_failed(r, &err);
    }
    char first = first_byte(bytes);
    if (first == '{' && !stage->whole)
        return give_lines(r, path, bytes, CR_RECORD_JSON);
    return give(r, first == '<' ? CR_RECORD_HTML : CR_RECORD_TEXT, path, 0, bytes, url, type);
}

/* Standard input as it comes, so that a stage can answer line by line in a pipe that stays open. */
static bool read_stream(ring *r) {
    const cr_stage *stage = r->stage;
    size_t ceiling = cr_limit(&r->in->limits, CR_LIMIT_INPUT_BYTES);
    char *line = NULL;
    size_t room = 0, number = 0;
    bool go = true;
    ssize_t n = getline(&line, &room, stdin);
    cr_str first = {line, n > 0 ? (size_t)n : 0};
    bool packed = cr_str_starts(first, "\x1F\x8B") || cr_str_starts(first, "\x28\xB5\x2F\xFD");
    bool json = stage->force_kind == CR_RECORD_JSON || (stage->force_kind < 0 && !stage->whole && first_byte(first) == '{');
    if (!packed && (stage->lines || json)) {
        for (; n > 0 && go; n = getline(&line, &room, stdin)) {
            number++;
            cr_str s = {line, (size_t)n};
            if (number == 1 && cr_str_starts(s, "\xEF\xBB\xBF"))
                s = cr_str_slice(s, 3, s.len);
            while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
                s.len--;
            if (json && !stage->lines && blank(s))
                continue;
            go = give(r, stage->lines ? CR_RECORD_TEXT : CR_RECORD_JSON, "-", number, s, NULL, NULL);
        }
        free(line);
        return go;
    }
    cr_buf raw, plain;
    cr_error err;
    cr_buf_init(&raw, ceiling);
    cr_buf_init(&plain, ceiling);
    for (; n > 0 && !raw.failed; n = getline(&line, &room, stdin))
        cr_buf_add(&raw, line, (size_t)n);
    free(line);
    if (raw.failed) {
        cr_limit_met(&err, &r->in->limits, CR_LIMIT_INPUT_BYTES, "standard input");
        go = input_failed(r, &err);
    } else if (packed && cr_file_unpack(cr_buf_str(&raw), &plain, &err) != CR_OK)
        go = input_failed(r, &err);
    else
        go = give_bytes(r, "-", packed ? cr_buf_str(&plain) : cr_buf_str(&raw), NULL, NULL);
    cr_buf_free(&raw);
    cr_buf_free(&plain);
    return go;
}

static bool read_file(ring *r, const char *path) {
    cr_error err;
    cr_buf raw, plain;
    cr_buf_init(&raw, cr_limit(&r->in->limits, CR_LIMIT_INPUT_BYTES));
    cr_buf_init(&plain, cr_limit(&r->in->limits, CR_LIMIT_INPUT_BYTES));
    bool go;
    if (cr_file_read(path, &raw, &err) != CR_OK)
        go = input_failed(r, &err);
    else {
        cr_str bytes = cr_buf_str(&raw);
        bool packed = cr_str_starts(bytes, "\x1F\x8B") || cr_str_starts(bytes, "\x28\xB5\x2F\xFD");
        if (packed && cr_file_unpack(bytes, &plain, &err) != CR_OK) {
            cr_error_prefix(&err, "%s", path);
            go = input_failed(r, &err);
        } else
            go = give_bytes(r, path, packed ? cr_buf_str(&plain) : bytes, NULL, NULL);
    }
    cr_buf_free(&raw);
    cr_buf_free(&plain);
    return go;
}

static bool read_url(ring *r, const char *url) {
    cr_error err;
    if (!r->stage->fetch) {
        cr_fail(&err, CR_ERR_USAGE, "%s: this command reads files, not addresses", url);
        return input_failed(r, &err);
    }
    cr_arena *arena = cr_arena_new(0);
    cr_buf body;
    cr_buf_init(&body, cr_limit(&r->in->limits, CR_LIMIT_PAGE_BYTES));
    cr_str final_url = CR_STR_NONE, type = CR_STR_NONE;
    bool go;
    if (!arena || r->stage->fetch(r->stage->fetch_context, url, arena, &body, &final_url, &type, &err) != CR_OK)
        go = input_failed(r, &err);
    else
        go = give_bytes(r, url, cr_buf_str(&body), final_url.ptr ? final_url.ptr : url, type.ptr);
    cr_buf_free(&body);
    cr_arena_free(arena);
    return go;
}

static int visible(const struct dirent *e) { return e->d_name[0] != '.'; }
static int byte_order(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static bool read_operand(ring *r, const char *path, int depth);

static bool read_folder(ring *r, const char *path, int depth) {
    struct dirent **names;
    int n = scandir(path, &names, visible, byte_order);
    cr_error err;
    if (n < 0 || depth > 64) {
        cr_fail(&err, CR_ERR_IO, "%s: %s", path, n < 0 ? strerror(errno) : "folders nested more than 64 deep");
        return input_failed(r, &err);
    }
    bool go = true;
    for (int i = 0; i < n; i++) {
        size_t room = strlen(path) + strlen(names[i]->d_name) + 2;
        char *inside = go ? malloc(room) : NULL;
        if (inside) {
            snprintf(inside, room, "%s/%s", path, names[i]->d_name);
            go = read_operand(r, inside, depth + 1);
            free(inside);
        }
        free(names[i]);
    }
    free(names);
    return go;
}

static bool read_operand(ring *r, const char *path, int depth) {
    if (strcmp(path, "-") == 0)
        return read_stream(r);
    if (strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0)
        return read_url(r, path);
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && r->stage->folders)
        return read_folder(r, path, depth);
    return read_file(r, path);
}

int cr_stage_run(cr_invocation *in, const cr_stage *stage) {
    ring r = {.stage = stage, .in = in, .workers = cr_stage_workers(in, stage)};
    r.count = r.workers * 16;
    r.slots = calloc(r.count, sizeof *r.slots);
    pthread_t *threads = calloc(r.workers + 1, sizeof *threads);
    cr_error err;
    if (!r.slots || !threads) {
        free(r.slots);
        free(threads);
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        return cr_complain(&err);
    }
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.changed, NULL);
    for (size_t i = 0; i < r.count; i++) {
        cr_buf_init(&r.slots[i].bytes, cr_limit(&in->limits, CR_LIMIT_INPUT_BYTES));
        cr_buf_init(&r.slots[i].out, CR_BUF_NO_CEILING);
    }
    pthread_attr_t attributes; /* page trees are walked with a bounded depth, but not a small one */
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 8u << 20);
    size_t started = 0;
    while (started < r.workers && pthread_create(&threads[started], &attributes, worker_main, &r) == 0)
        started++;
    bool writer = started && pthread_create(&threads[r.workers], &attributes, writer_main, &r) == 0;
    pthread_attr_destroy(&attributes);
    bool go = writer;
    if (!writer) {
        cr_fail(&err, CR_ERR_MEMORY, "no thread could be started");
        input_failed(&r, &err);
    }
    for (int i = 0; go && i < in->operand_count; i++)
        go = read_operand(&r, in->operands[i], 0);
    if (go && in->operand_count == 0)
        read_stream(&r);
    pthread_mutex_lock(&r.lock);
    r.ended = true;
    pthread_cond_broadcast(&r.changed);
    pthread_mutex_unlock(&r.lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (writer)
        pthread_join(threads[r.workers], NULL);
    for (size_t i = 0; i < r.count; i++) {
        slot_empty(&r.slots[i]);
        cr_buf_free(&r.slots[i].bytes);
        cr_buf_free(&r.slots[i].out);
    }
    free(r.slots);
    free(threads);
    pthread_mutex_destroy(&r.lock);
    pthread_cond_destroy(&r.changed);
    return cr_finish(r.failed || r.stop ? 1 : 0);
}
