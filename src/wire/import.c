/* Files in: found, sorted, sniffed, taken in a few dozen to a transaction. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/sniff.h"
#include "base/time.h"
#include "base/vec.h"
#include "net/headers.h"
#include "net/warc.h"
#include "wire/importer.h"

enum { COMMIT_DOCUMENTS = 64, COMMIT_BYTES = 16 << 20, HEAD_BYTES = 4096, FOLDER_DEPTH = 64 };

void cr_import_say(cr_importer *im, const char *line) {
    if (im->options && im->options->report)
        im->options->report(im->options->context, line, im->at, im->file_count);
}

bool cr_import_stopped(const cr_importer *im) { return im->options && im->options->stop && atomic_load(im->options->stop); }

/* ---- transactions ---- */

cr_status cr_import_settle(cr_importer *im, cr_error *err) {
    if (!im->open)
        return CR_OK;
    im->open = false;
    im->pending = im->pending_bytes = 0;
    CR_TRY(cr_store_commit(im->wire->store, err));
    cr_wire_wake(im->wire);
    return CR_OK;
}

static cr_status put_source(cr_importer *im, cr_error *err);

cr_status cr_import_put(cr_importer *im, cr_document *d, cr_error *err) {
    bool fresh;
    if (!im->open)
        CR_TRY(cr_store_begin(im->wire->store, err));
    im->open = true;
    if (!im->source[0]) /* with the first document: an OPML file is no source of any */
        CR_TRY(put_source(im, err));
    memcpy(d->source, im->source, sizeof d->source);
    d->taken_in = cr_time_now();
    CR_TRY(cr_store_document_put(im->wire->store, d, &fresh, err));
    im->counts->documents += fresh;
    im->counts->known += !fresh && d->seq;
    im->counts->kept_out += !fresh && !d->seq;
    im->pending += fresh;
    im->pending_bytes += fresh ? d->bytes.len : 0;
    return im->pending >= COMMIT_DOCUMENTS || im->pending_bytes >= COMMIT_BYTES ? cr_import_settle(im, err) : CR_OK;
}

/* A file that cannot be processed is a document all the same, with its reason. */
static cr_status put_unread(cr_importer *im, cr_str name, const char *line, cr_error *err) {
    cr_document d = {.url = name, .note = cr_str_of(line), .is_text = true};
    cr_import_counts before = *im->counts;
    cr_import_say(im, line);
    cr_status status = cr_import_put(im, &d, err);
    before.refused++; /* and is neither new nor known */
    before.unread += im->counts->documents - before.documents;
    *im->counts = before;
    return status;
}

/* ---- what a file holds ---- */

static bool ends_nocase(cr_str s, const char *ending) {
    size_t n = strlen(ending);
    return s.len >= n && cr_str_is_nocase(cr_str_slice(s, s.len - n, s.len), ending);
}

static cr_str without_packing(cr_str name) {
    static const char *const packed[] = {".gz", ".zst"};
    for (size_t i = 0; i < 2; i++)
        if (ends_nocase(name, packed[i]))
            return cr_str_slice(name, 0, name.len - strlen(packed[i]));
    return name;
}

typedef enum held { HELD_HTML, HELD_TEXT, HELD_RECORDS, HELD_OPML } held;

static held sniff(cr_str name, cr_str head) {
    static const char *const html[] = {".html", ".htm", ".xhtml", ".shtml"}, *const text[] = {".txt", ".text", ".md"};
    name = without_packing(name);
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (ends_nocase(name, html[i]))
            return HELD_HTML;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (ends_nocase(name, text[i]))
            return HELD_TEXT;
    if (head.len >= 2 && (memcmp(head.ptr, "\xFF\xFE", 2) == 0 || memcmp(head.ptr, "\xFE\xFF", 2) == 0))
        return HELD_HTML; /* UTF-16: the page's own decoder tells */
    if (cr_str_starts(head, "\xEF\xBB\xBF"))
        head = cr_str_slice(head, 3, head.len);
    head = cr_str_trim(head);
    if (head.len && head.ptr[0] == '{')
        return HELD_RECORDS;
    if (ends_nocase(name, ".opml") || cr_str_find_nocase(head, CR_STR("<opml"), 0) != CR_STR_NPOS)
        return HELD_OPML;
    return head.len && head.ptr[0] == '<' ? HELD_HTML : HELD_TEXT;
}

/* ---- one file ---- */

static cr_status take_bytes(cr_importer *im, cr_str name, cr_str bytes, cr_error *err) {
    held h = sniff(name, (cr_str){bytes.ptr, bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES});
    cr_document d = {.url = name, .is_text = h == HELD_TEXT, .bytes = bytes};
    cr_error line = {0};
    if (h == HELD_OPML)
        return cr_import_opml(im, name, bytes, err);
    if (h == HELD_RECORDS)
        return cr_import_records_of(im, name, bytes, err);
    if (bytes.len == 0) {
        cr_fail(&line, CR_ERR_SYNTAX, "%.*s: empty", CR_FMT(name));
        return put_unread(im, name, line.line, err);
    }
    if (cr_sniff_binary(bytes)) {
        cr_fail(&line, CR_ERR_SYNTAX, "%.*s: binary: not a page, text, JSON Lines, OPML or web archive", CR_FMT(name));
        return put_unread(im, name, line.line, err);
    }
    if (bytes.len > cr_limit(&im->wire->config.limits, CR_LIMIT_PAGE_BYTES)) {
        char what[300];
        snprintf(what, sizeof what, "%.*s", CR_FMT(name));
        cr_limit_met(&line, &im->wire->config.limits, CR_LIMIT_PAGE_BYTES, what);
        return put_unread(im, name, line.line, err);
    }
    if (im->is_stdin) { /* it has no name: another page on another day is another article */
        char hash[CR_ID_ROOM];
        cr_hash_id(hash, CR_ID_DIGITS, (cr_str[]){CR_STR("standard input"), bytes}, 2);
        d.url = cr_str_format(im->a, "%.*s-%s", CR_FMT(name), hash);
    }
    return cr_import_put(im, &d, err);
}

static bool is_packed(cr_str head) {
    return (head.len > 2 && memcmp(head.ptr, "\x1F\x8B\x08", 3) == 0) || (head.len > 3 && memcmp(head.ptr, "\x28\xB5\x2F\xFD", 4) == 0);
}

/* ---- web archives ---- */

/* "crawl.warc.gz" and the same unpacked are one archive: a page without an address of the web is known by its place in it. */
static cr_str place_in_archive(cr_importer *im, cr_str name, size_t ordinal) {
    name = without_packing(name);
    if (ends_nocase(name, ".warc"))
        name.len -= strlen(".warc");
    return cr_str_format(im->a, "%.*s#%zu", CR_FMT(name), ordinal);
}

static cr_status take_page(cr_importer *im, cr_str name, const cr_warc_page *page, cr_error *err) {
    cr_arena_reset(im->a);
    bool web = cr_str_starts_nocase(page->url, "http://") || cr_str_starts_nocase(page->url, "https://");
    cr_document d = {.url = web ? page->url : place_in_archive(im, name, page->ordinal), .is_text = page->is_text, .charset = cr_headers_charset(page->content_type),
                     .note = page->noai ? CR_STR("noai: the server reserves text and data mining") : CR_STR_NONE, .bytes = page->bytes};
    return cr_import_put(im, &d, err);
}

/* Answers of status 2xx, resources and conversions, each a document at its own address, in the order of the archive. An import that
 * was cut goes through the archive again and finds what it took in as known. */
static cr_status take_archive(cr_importer *im, cr_str name, cr_stream *s, cr_error *err) {
    cr_warc *w = cr_warc_open(s, &im->wire->config.limits);
    cr_status status = w ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(name));
    for (cr_warc_page page; status == CR_OK && !cr_import_stopped(im);) {
        cr_error why = {0};
        if (cr_warc_next(w, &page, &why) != CR_OK) {
            if (cr_import_stopped(im))
                break;
            cr_error_prefix(&why, "%.*s", CR_FMT(name));
            im->counts->refused++;
            cr_import_say(im, why.line);
        } else if (page.ordinal == 0)
            break;
        else
            status = take_page(im, name, &page, err);
    }
    if (w)
        im->counts->passed_over += cr_warc_counted(w)->not_pages + cr_warc_counted(w)->unsuccessful;
    cr_warc_close(w);
    return status;
}

/* ---- any file ---- */

typedef struct opened {
    const cr_importer *im;
    int fd;
    bool failed; /* the system did not give it */
} opened;

/* Waits for what a pipe has not yet, but looks now and then whether it should stop. */
static ptrdiff_t read_opened(void *context, char *to, size_t room) {
    enum { LOOK_AFTER = 200 /* milliseconds */ };
    opened *o = context;
    struct pollfd p = {.fd = o->fd, .events = POLLIN};
    ssize_t n = -1;
    do {
        if (cr_import_stopped(o->im))
            return errno = EINTR, -1;
        int ready = poll(&p, 1, LOOK_AFTER);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            errno = EINTR;
        else
            n = read(o->fd, to, room);
    } while (n < 0 && errno == EINTR);
    o->failed |= n < 0;
    return n;
}

/* What is one document, whole: at most limit "page_bytes", packed or through a pipe "input_bytes", because it may be a list. */
static cr_status take_whole(cr_importer *im, cr_str name, const opened *o, cr_stream *s, bool is_pipe, cr_error *err) {
    const cr_limits *limits = &im->wire->config.limits;
    cr_limit_name ceiling = cr_stream_packed(s) || is_pipe ? CR_LIMIT_INPUT_BYTES : CR_LIMIT_PAGE_BYTES;
    cr_error line = {0};
    char what[300];
    snprintf(what, sizeof what, "%.*s", CR_FMT(name));
    cr_buf_free(&im->bytes);
    cr_buf_init(&im->bytes, cr_limit(limits, ceiling));
    for (cr_str w; !im->bytes.failed && !cr_import_stopped(im) && (w = cr_stream_peek(s, 1)).len > 0; cr_stream_take(s, w.len))
        cr_buf_add(&im->bytes, w.ptr, w.len);
    cr_str bytes = cr_buf_str(&im->bytes);
    if (cr_import_stopped(im)) /* half a document is none */
        return CR_OK;
    if (o->failed) {
        im->counts->unreadable++;
        cr_fail(&line, CR_ERR_IO, "%s: %s", what, cr_stream_why(s));
    } else if (im->bytes.failed)
        cr_limit_met(&line, limits, ceiling, what);
    else if (cr_stream_how(s) != CR_STREAM_ENDED)
        cr_fail(&line, CR_ERR_SYNTAX, "%s: %s", what, cr_stream_why(s));
    else if (is_packed(bytes)) { /* twice */
        cr_buf_free(&im->plain);
        cr_buf_init(&im->plain, cr_limit(limits, CR_LIMIT_INPUT_BYTES));
        if (cr_file_unpack(bytes, &im->plain, &line) != CR_OK)
            cr_error_prefix(&line, "%s", what);
        else
            bytes = cr_buf_str(&im->plain);
    }
    return line.status != CR_OK ? put_unread(im, name, line.line, err) : take_bytes(im, name, bytes, err);
}

static cr_status read_stream(cr_importer *im, cr_str name, int fd, int64_t size, cr_error *err) {
    opened o = {.im = im, .fd = fd};
    cr_stream *s = cr_stream_new(read_opened, &o, &im->wire->config.limits);
    if (!s)
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(name));
    cr_str head = cr_stream_peek(s, HEAD_BYTES);
    head.len = head.len < HEAD_BYTES ? head.len : HEAD_BYTES;
    cr_status status = cr_warc_sniff(head)                               ? take_archive(im, name, s, err)
                       : sniff(name, head) == HELD_RECORDS && !o.failed ? cr_import_records(im, name, s, err)
                                                                         : take_whole(im, name, &o, s, size < 0, err);
    cr_stream_free(s);
    return status;
}

static cr_status take_file(cr_importer *im, const char *path, cr_str name, cr_error *err) {
    struct stat st;
    cr_error line = {0};
    cr_arena_reset(im->a);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        cr_fail(&line, CR_ERR_IO, "%s: %s", path, strerror(errno));
        im->counts->refused++; /* nothing is known of it: another try may succeed */
        im->counts->unreadable++;
        cr_import_say(im, line.line);
        if (fd >= 0)
            close(fd);
        return CR_OK;
    }
    cr_status status = read_stream(im, name, fd, S_ISREG(st.st_mode) ? st.st_size : -1, err);
    close(fd);
    return status;
}

/* ---- folders ---- */

static int by_bytes(const void *x, const void *y) { return cr_str_compare(*(const cr_str *)x, *(const cr_str *)y); }

/* A folder still to be listed, and those that hold it. */
typedef struct listed {
    cr_str below;
    unsigned depth;
    const struct listed *up;
    dev_t device;
    ino_t inode;
} listed;

/* A link to a folder that holds it would be listed again and again; two of them would never end. */
static bool leads_back(const listed *p, const struct stat *st) {
    while (p && (p->device != st->st_dev || p->inode != st->st_ino))
        p = p->up;
    return p != NULL;
}

static const listed *listed_below(cr_arena *arena, const listed *up, cr_str below, const struct stat *st) {
    listed *p = CR_NEW(arena, listed);
    if (p)
        *p = (listed){below, up ? up->depth + 1 : 0, up, st->st_dev, st->st_ino};
    return p;
}

/* All regular files below the folder, hidden ones left out, by a stack of folders instead of recursion. */
static cr_status list_folder(cr_importer *im, cr_str root, const struct stat *top, cr_error *err) {
    const listed **stack = NULL;
    size_t count = 0, room = 0;
    const listed **first = CR_PUSH(im->names, stack, count, room);
    if (!first || !(*first = listed_below(im->names, NULL, CR_STR(""), top)))
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(root));
    while (count > 0) {
        const listed *at = stack[--count], here = *at;
        cr_str folder = here.below.len ? cr_str_format(im->names, "%.*s/%.*s", CR_FMT(root), CR_FMT(here.below)) : cr_str_copy(im->names, root);
        DIR *dir = cr_str_none(folder) ? NULL : opendir(folder.ptr);
        if (!dir) {
            cr_error line = {0};
            cr_fail(&line, CR_ERR_IO, "%.*s: %s", CR_FMT(folder), strerror(errno));
            im->counts->refused++;
            im->counts->unreadable++;
            cr_import_say(im, line.line);
            continue;
        }
        for (struct dirent *e; (e = readdir(dir)) != NULL;) {
            struct stat st;
            if (e->d_name[0] == '.')
                continue;
            cr_str below = here.below.len ? cr_str_format(im->names, "%.*s/%s", CR_FMT(here.below), e->d_name) : cr_str_copy_z(im->names, e->d_name);
            cr_str path = cr_str_format(im->names, "%.*s/%.*s", CR_FMT(root), CR_FMT(below));
            if (cr_str_none(path) || stat(path.ptr, &st) != 0)
                continue;
            if (S_ISDIR(st.st_mode) && here.depth < FOLDER_DEPTH) {
                const listed *inside = leads_back(at, &st) ? NULL : listed_below(im->names, at, below, &st);
                const listed **p = inside ? CR_PUSH(im->names, stack, count, room) : NULL;
                if (p)
                    *p = inside;
            } else if (S_ISDIR(st.st_mode)) {
                cr_error line = {0};
                cr_fail(&line, CR_ERR_LIMIT, "%.*s: folders nested more than %d deep are left out; import it by itself", CR_FMT(path), FOLDER_DEPTH);
                im->counts->refused++;
                cr_import_say(im, line.line);
            } else if (S_ISREG(st.st_mode)) {
                cr_str *file = CR_PUSH(im->names, im->files, im->file_count, im->file_room);
                if (file)
                    *file = below;
            }
        }
        closedir(dir);
    }
    if (cr_arena_exhausted(im->names))
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: too many files for the memory there is", CR_FMT(root));
    if (im->file_count)
        qsort(im->files, im->file_count, sizeof *im->files, by_bytes);
    return CR_OK;
}

static cr_status take_all(cr_importer *im, const char *path, bool folder, cr_error *err) {
    const char *slash = strrchr(path, '/');
    if (strcmp(path, "-") == 0)
        return read_stream(im, CR_STR("standard-input"), STDIN_FILENO, -1, err);
    if (!folder)
        return take_file(im, path, cr_str_of(slash && slash[1] ? slash + 1 : path), err);
    for (im->at = 0; im->at < im->file_count && !cr_import_stopped(im); im->at++) {
        char whole[8192];
        snprintf(whole, sizeof whole, "%s/%.*s", path, CR_FMT(im->files[im->at]));
        CR_TRY(take_file(im, whole, im->files[im->at], err));
        cr_import_say(im, NULL);
    }
    return CR_OK;
}

static cr_status put_source(cr_importer *im, cr_error *err) {
    const char *path = im->path, *slash = strrchr(path, '/');
    char *place = im->is_stdin ? NULL : realpath(path, NULL);
    cr_source source = {.kind = CR_SOURCE_FILE, .place = place ? cr_str_copy_z(im->names, place) : CR_STR_NONE, .url = cr_str_of(path), .title = cr_str_of(slash && slash[1] ? slash + 1 : path), .state = CR_SOURCE_OK,
                        .added = cr_time_now()};
    free(place);
    for (size_t i = 0; i < im->wire->config.source_count; i++)
        if (cr_str_eq(im->wire->config.sources[i].url, source.url))
            source.rights = im->wire->config.sources[i].rights;
    CR_TRY(cr_store_source_put(im->wire->store, &source, NULL, err));
    memcpy(im->source, source.id, sizeof im->source);
    return CR_OK;
}

cr_status cr_wire_import(cr_wire *wire, const char *path, const cr_import_options *options, cr_import_counts *counts, cr_error *err) {
    cr_importer im = {.wire = wire, .options = options, .counts = counts, .names = cr_arena_new(0), .a = cr_arena_new(0)};
    struct stat st;
    char *clean = strdup(path);
    cr_status status = CR_OK;
    cr_buf_init(&im.bytes, 0);
    cr_buf_init(&im.plain, 0);
    if (!clean || !im.names || !im.a) {
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
        goto done;
    }
    for (size_t n = strlen(clean); n > 1 && clean[n - 1] == '/'; n--) /* "pages/" and "pages" are one source */
        clean[n - 1] = '\0';
    im.path = clean;
    im.is_stdin = strcmp(clean, "-") == 0;
    if (!im.is_stdin && stat(clean, &st) != 0) {
        status = cr_fail(err, CR_ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
        goto done;
    }
    bool folder = !im.is_stdin && S_ISDIR(st.st_mode);
    im.file_count = 0;
    if (folder)
        status = list_folder(&im, cr_str_of(clean), &st, err);
    if (status == CR_OK)
        status = take_all(&im, clean, folder, err);
    if (status == CR_OK)
        status = cr_import_settle(&im, err);
    else if (im.open)
        cr_store_rollback(wire->store);
    if (status == CR_OK && cr_import_stopped(&im))
        status = cr_fail(err, CR_ERR_CANCELLED, "stopped; what was read is kept, import the same again to go on");
done:
    cr_buf_free(&im.bytes);
    cr_buf_free(&im.plain);
    cr_arena_free(im.names);
    cr_arena_free(im.a);
    free(clean);
    return status;
}
