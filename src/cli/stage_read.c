/* The reader: operands to records. Everything is read as a stream, unpacked on the way; what is one record is gathered up to its
 * limit, lines and archives are handed on as they come. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sniff.h"
#include "cli/stage_ring.h"
#include "net/warc.h"

enum { FOLDER_DEPTH = 64, SNIFF_SPACE = 4096 };

typedef struct place {
    const char *path;
    cr_str url, content_type; /* of a fetched page; or none */
    bool in_folder;           /* what is no page there is passed over */
    size_t *passed_over;
} place;

static const char *shown(const char *path) { return strcmp(path, "-") == 0 ? "standard input" : path; }

static bool complain(cr_ring *r, const char *path, cr_status status, const char *what) {
    cr_error err;
    cr_fail(&err, status, "%s: %s", shown(path), what);
    return cr_ring_failed(r, &err);
}

/* A call that a signal interrupts is made again, unless it was Ctrl-C. */
static ptrdiff_t read_fd(void *context, char *to, size_t room) {
    for (;;) {
        if (cr_ring_stopped())
            return 0;
        ssize_t n = read(*(int *)context, to, room);
        if (n >= 0 || errno != EINTR)
            return n;
    }
}

cr_stream *cr_ring_stream(int *fd, const cr_limits *limits) { return cr_stream_new(read_fd, fd, limits); }

/* ---- lines ---- */

static bool blank(cr_str line) {
    for (size_t i = 0; i < line.len; i++)
        if (!strchr(" \t\r\f\v", line.ptr[i]) || !line.ptr[i])
            return false;
    return true;
}

static bool give_line(cr_ring *r, const char *path, size_t number, cr_str line, cr_record_kind kind) {
    if (number == 1 && cr_str_starts(line, "\xEF\xBB\xBF"))
        line = cr_str_slice(line, 3, line.len);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (kind == CR_RECORD_JSON && blank(line))
        return true;
    return cr_ring_give(r, &(cr_handed){.kind = kind, .path = path, .line = number, .bytes = line});
}

/* Takes the rest of a line that is over the limit. */
static void drop_line(cr_stream *s) {
    for (cr_str w; (w = cr_stream_peek(s, 1)).len > 0;) {
        size_t end = cr_str_find_byte(w, '\n', 0);
        cr_stream_take(s, end == CR_STR_NPOS ? w.len : end + 1);
        if (end != CR_STR_NPOS)
            return;
    }
}

/* As they come, so that a stage can answer line by line in a pipe that stays open. */
static bool give_lines(cr_ring *r, const char *path, cr_stream *s, cr_record_kind kind) {
    size_t most = cr_limit(&r->in->limits, CR_LIMIT_LINE_BYTES), seen = 0;
    bool go = true;
    for (size_t number = 1; go;) {
        cr_str w = cr_stream_peek(s, seen + 1);
        size_t end = cr_str_find_byte(w, '\n', seen < w.len ? seen : w.len);
        bool last = w.len <= seen, whole = end != CR_STR_NPOS || last;
        if (last && w.len == 0)
            break;
        seen = w.len;
        size_t len = end != CR_STR_NPOS ? end : w.len;
        if (len > most) {
            cr_error err;
            char what[CR_ERROR_BYTES / 2];
            snprintf(what, sizeof what, "%s:%zu", shown(path), number++);
            cr_limit_met(&err, &r->in->limits, CR_LIMIT_LINE_BYTES, what);
            go = cr_ring_failed(r, &err);
            drop_line(s);
            seen = 0;
        } else if (whole) {
            go = give_line(r, path, number++, cr_str_slice(w, 0, len), kind);
            cr_stream_take(s, len + (end != CR_STR_NPOS));
            seen = 0;
        }
    }
    return go && (cr_stream_how(s) == CR_STREAM_ENDED || cr_stream_how(s) == CR_STREAM_GOING || complain(r, path, CR_ERR_IO, cr_stream_why(s)));
}

/* ---- one record ---- */

static bool not_a_page(cr_ring *r, const place *p, const char *what) {
    if (p->in_folder) {
        ++*p->passed_over;
        return true;
    }
    cr_error err;
    cr_fail(&err, CR_ERR_UNSUPPORTED, "%s: %s%s: not %s", shown(p->path), what, strcmp(what, "binary") == 0 ? " data" : "",
            r->stage->pages ? "a page, text, JSON Lines or web archive" : "text or JSON Lines");
    return cr_ring_failed(r, &err);
}

static bool give_whole(cr_ring *r, const place *p, cr_stream *s, cr_record_kind kind) {
    cr_limit_name name = r->stage->pages ? CR_LIMIT_PAGE_BYTES : CR_LIMIT_INPUT_BYTES;
    cr_buf bytes;
    cr_buf_init(&bytes, cr_limit(&r->in->limits, name));
    for (cr_str w; !bytes.failed && (w = cr_stream_peek(s, 1)).len > 0; cr_stream_take(s, w.len)) {
        if (bytes.len == 0 && w.len <= bytes.ceiling) /* a packed page comes whole */
            cr_buf_reserve(&bytes, w.len);
        cr_buf_add(&bytes, w.ptr, w.len);
    }
    bool go = true;
    const char *binary = !r->stage->whole && r->stage->force_kind < 0 ? cr_sniff_binary(cr_buf_str(&bytes)) : NULL;
    if (cr_ring_stopped())
        go = false; /* half a page is none */
    else if (bytes.failed == CR_ERR_LIMIT) {
        cr_error err;
        cr_limit_met(&err, &r->in->limits, name, shown(p->path));
        go = cr_ring_failed(r, &err);
    } else if (bytes.failed)
        go = complain(r, p->path, CR_ERR_MEMORY, "out of memory");
    else if (cr_stream_how(s) != CR_STREAM_ENDED)
        go = complain(r, p->path, CR_ERR_IO, cr_stream_why(s));
    else if (binary)
        go = not_a_page(r, p, binary);
    else if (bytes.len > 0 || strcmp(p->path, "-") != 0) /* nothing in a pipe is no record */
        go = cr_ring_give(r, &(cr_handed){.kind = kind, .path = p->path, .moved = &bytes, .url = p->url, .content_type = p->content_type});
    cr_buf_free(&bytes);
    return go;
}

/* ---- sniffing ---- */

/* The first byte that is not white space or a BOM; no more is waited for than it takes to see it. */
static char first_byte(cr_stream *s) {
    for (size_t need = 1;;) {
        cr_str w = cr_stream_peek(s, need);
        size_t at = cr_str_starts(w, "\xEF\xBB\xBF") ? 3 : 0;
        while (at < w.len && w.ptr[at] && strchr(" \t\r\n\f", w.ptr[at]))
            at++;
        if (at < w.len)
            return w.ptr[at];
        if (w.len < need || w.len >= SNIFF_SPACE)
            return '\0';
        need = w.len + 1;
    }
}

static bool is_archive(cr_stream *s, char first) {
    if (first != 'W' && first != 'w')
        return false;
    cr_str w = cr_stream_peek(s, 1);
    size_t at = 0;
    while (at < w.len && w.ptr[at] != first)
        at++;
    return cr_warc_sniff(cr_stream_peek(s, at + 6));
}

static bool give_sniffed(cr_ring *r, const place *p, cr_stream *s) {
    const cr_stage *stage = r->stage;
    int kind = stage->force_kind;
    char first = first_byte(s);
    if (kind == CR_RECORD_ARCHIVED)
        return cr_ring_read_archive(r, p->path, s);
    if (kind == CR_RECORD_JSON)
        return give_lines(r, p->path, s, CR_RECORD_JSON);
    if (kind < 0 && stage->lines)
        return give_lines(r, p->path, s, CR_RECORD_TEXT);
    if (kind < 0 && is_archive(s, first)) {
        if (stage->pages)
            return cr_ring_read_archive(r, p->path, s);
        cr_error err;
        cr_fail(&err, CR_ERR_UNSUPPORTED, "%s: a web archive; `courant extract %s` reads its pages", shown(p->path), p->path);
        return cr_ring_failed(r, &err);
    }
    if (kind < 0 && first == '{' && !stage->whole)
        return give_lines(r, p->path, s, CR_RECORD_JSON);
    return give_whole(r, p, s, kind >= 0 ? (cr_record_kind)kind : first == '<' ? CR_RECORD_HTML : CR_RECORD_TEXT);
}

static ptrdiff_t read_layer(void *context, char *to, size_t room) {
    cr_stream *outer = context;
    cr_str w = cr_stream_peek(outer, 1);
    size_t n = w.len < room ? w.len : room;
    if (n)
        memcpy(to, w.ptr, n);
    cr_stream_take(outer, n);
    errno = 0;
    return n == 0 && cr_stream_how(outer) != CR_STREAM_ENDED ? -1 : (ptrdiff_t)n;
}

/* Servers and archives pack what is packed already: two layers come off. */
static bool give_stream(cr_ring *r, const place *p, cr_stream *s) {
    if (!s)
        return complain(r, p->path, CR_ERR_MEMORY, "out of memory");
    cr_str head = cr_stream_peek(s, 1);
    cr_stream *inner = NULL;
    if (cr_stream_packed(s) && head.len > 2 && (cr_str_starts(head, "\x1F\x8B\x08") || cr_str_starts(head, "\x28\xB5\x2F\xFD")))
        inner = cr_stream_new(read_layer, s, &r->in->limits);
    bool go = give_sniffed(r, p, inner ? inner : s);
    cr_stream_free(inner);
    return go;
}

/* ---- operands ---- */

static bool read_fd_of(cr_ring *r, const place *p, int fd) {
    cr_stream *s = cr_ring_stream(&fd, &r->in->limits);
    bool go = give_stream(r, p, s);
    cr_stream_free(s);
    return go;
}

static bool read_file(cr_ring *r, const place *p) {
    int fd = open(p->path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return complain(r, p->path, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, strerror(errno));
    bool go;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        go = complain(r, p->path, CR_ERR_IO, "is a folder");
    else
        go = read_fd_of(r, p, fd);
    close(fd);
    return go;
}

static bool read_url(cr_ring *r, const char *url) {
    cr_error err;
    if (!r->stage->fetch) {
        cr_fail(&err, CR_ERR_USAGE, "%s: this command reads files, not addresses", url);
        return cr_ring_failed(r, &err);
    }
    cr_arena *arena = cr_arena_new(0);
    cr_buf body;
    cr_buf_init(&body, cr_limit(&r->in->limits, CR_LIMIT_PAGE_BYTES));
    cr_str final_url = CR_STR_NONE, type = CR_STR_NONE;
    bool go;
    if (!arena || r->stage->fetch(r->stage->fetch_context, url, arena, &body, &final_url, &type, &err) != CR_OK)
        go = arena ? cr_ring_failed(r, &err) : complain(r, url, CR_ERR_MEMORY, "out of memory");
    else {
        place p = {.path = url, .url = cr_str_none(final_url) ? cr_str_of(url) : final_url, .content_type = type};
        cr_stream *s = cr_stream_of_bytes(cr_buf_str(&body), &r->in->limits);
        go = give_stream(r, &p, s);
        cr_stream_free(s);
    }
    cr_buf_free(&body);
    cr_arena_free(arena);
    return go;
}

static int visible(const struct dirent *e) { return e->d_name[0] != '.'; }
static int byte_order(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

/* What a browser saves beside a page. */
static bool is_side_file(const char *name) {
    static const char *const endings[] = {".css", ".js", ".mjs", ".map", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".mp4", ".webm", ".mp3"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t e = strlen(endings[i]);
        if (n > e && strcasecmp(name + n - e, endings[i]) == 0)
            return true;
    }
    return false;
}

typedef struct tally { size_t files, passed_over; } tally;

/* The folders that the reading is in, from the operand down. */
typedef struct way { const struct way *up; dev_t device; ino_t inode; int depth; } way;

/* A link to a folder that holds it would be read again and again; two of them would never end. */
static bool leads_back(const way *w, const struct stat *st) {
    while (w && (w->device != st->st_dev || w->inode != st->st_ino))
        w = w->up;
    return w != NULL;
}

/* NOLINT(misc-no-recursion): as deep as FOLDER_DEPTH */
static bool read_folder(cr_ring *r, const char *path, const way *here, tally *t) {
    struct dirent **names;
    int n = scandir(path, &names, visible, byte_order);
    if (n < 0)
        return complain(r, path, CR_ERR_IO, strerror(errno));
    bool go = true;
    for (int i = 0; i < n; i++) {
        size_t room = strlen(path) + strlen(names[i]->d_name) + 2;
        char *inside = go ? malloc(room) : NULL;
        struct stat st;
        if (inside) {
            snprintf(inside, room, path[strlen(path) - 1] == '/' ? "%s%s" : "%s/%s", path, names[i]->d_name);
            bool there = stat(inside, &st) == 0;
            if (there && S_ISDIR(st.st_mode)) {
                way next = {here, st.st_dev, st.st_ino, here->depth + 1};
                if (here->depth >= FOLDER_DEPTH)
                    go = complain(r, inside, CR_ERR_LIMIT, "folders nested more than 64 deep");
                else if (!leads_back(here, &st))
                    go = read_folder(r, inside, &next, t);
            } else if (r->stage->pages && (is_side_file(inside) || (there && !S_ISREG(st.st_mode))))
                t->passed_over++;
            else {
                size_t before = t->passed_over;
                go = read_file(r, &(place){.path = inside, .in_folder = true, .passed_over = &t->passed_over});
                t->files += t->passed_over == before;
            }
            free(inside);
        }
        free(names[i]);
    }
    free(names);
    return go;
}

static bool read_operand(cr_ring *r, const char *path) {
    if (strcmp(path, "-") == 0)
        return read_fd_of(r, &(place){.path = "-"}, STDIN_FILENO);
    if (strncasecmp(path, "http://", 7) == 0 || strncasecmp(path, "https://", 8) == 0)
        return read_url(r, path);
    struct stat st;
    if (!r->stage->folders || stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return read_file(r, &(place){.path = path});
    tally t = {0};
    way top = {NULL, st.st_dev, st.st_ino, 0};
    bool go = read_folder(r, path, &top, &t);
    if (t.files == 0 && go)
        return complain(r, path, CR_ERR_NOT_FOUND, t.passed_over ? "no page in this folder" : "an empty folder");
    if (t.passed_over && go && !cr_given(r->in, "quiet")) {
        fflush(stdout);
        fprintf(stderr, "courant: %s: %zu file%s passed over, being no page\n", path, t.passed_over, t.passed_over == 1 ? "" : "s");
    }
    return go;
}

void cr_ring_read(cr_ring *r) {
    bool go = true;
    for (int i = 0; go && i < r->in->operand_count; i++)
        go = read_operand(r, r->in->operands[i]);
    if (r->in->operand_count == 0)
        read_operand(r, "-");
}
