/* The static site: every page of every edition as a file, asked of cr_site_answer as a reader would.
 *
 *   /fr/story/s12          fr/story/s12/index.html
 *   /fr/feed.atom          fr/feed.atom
 *   /asset/…/site.css      asset/…/site.css
 *
 * What was written is listed in `.courant-published`, one line "HASH NAME" each, so that the next run removes what the
 * site no longer has - an article that was forgotten goes from here as well - and nothing else in the folder. A file of
 * somebody else's where one of ours should go stops the run before anything is written. While a run lasts, the list
 * grows by a line ahead of each file, so that a run that was cut short finds its own files again. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "site/page.h"

enum { LIST_BYTES = 256 << 20, FILE_BYTES = 256 << 20, CURSOR_BYTES = 256, HASH_DIGITS = 16 };
enum { ANY_BYTES = 1 }; /* listed without a hash, as once was done */
static const char list_name[] = ".courant-published";

typedef struct publisher {
    cr_site *site;
    const char *dir;
    cr_site_published *n;
    cr_map *now, *before;  /* files of this run and of the last */
    cr_map *known;         /* "HASH NAME" of the last */
    cr_map *folders;       /* made already */
    cr_map *people;
    cr_buf list;
    FILE *journal;         /* the list of the last run, growing; NULL while looking */
    bool looking;          /* the first of two passes: is a file of somebody else's in the way? */
    cr_error *err;
} publisher;

static cr_str file_of(cr_arena *a, const char *path) {
    size_t len = strlen(path);
    const char *last = strrchr(path, '/');
    if (len == 1 || path[len - 1] == '/')
        return cr_str_format(a, "%sindex.html", path + 1);
    if (strchr(last, '.') || strcmp(path, "/opml") == 0)
        return cr_str_copy_z(a, path + 1);
    return cr_str_format(a, "%s/index.html", path + 1);
}

static cr_status make_folders(publisher *b, cr_arena *a, cr_str file) {
    for (size_t i = 0; i <= file.len; i++) {
        if (i != 0 && (i == file.len || file.ptr[i] != '/'))
            continue;
        bool fresh = false;
        cr_str folder = cr_str_format(a, "%s%s%.*s", b->dir, i ? "/" : "", (int)i, file.ptr);
        if (!folder.ptr || !cr_map_put(b->folders, folder, &fresh))
            return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
        if (fresh && mkdir(folder.ptr, 0777) != 0 && errno != EEXIST)
            return cr_fail(b->err, CR_ERR_IO, "%s: %s; choose a folder that can be written", folder.ptr, strerror(errno));
    }
    return CR_OK;
}

static bool same_as_there(const char *path, cr_str bytes) {
    cr_buf old;
    cr_error err;
    cr_buf_init(&old, bytes.len + 1);
    bool same = cr_file_read(path, &old, &err) == CR_OK && cr_str_eq(cr_buf_str(&old), bytes);
    cr_buf_free(&old);
    return same;
}

static cr_str entry_of(cr_arena *a, cr_str file, cr_str bytes) {
    return cr_str_format(a, "%016llx %.*s", (unsigned long long)cr_hash_64(bytes, 0), CR_FMT(file));
}

/* Whether a file that is there has the bytes that an earlier run wrote. */
static bool is_ours(publisher *b, cr_arena *a, cr_str file, const char *path) {
    const uintptr_t *listed = cr_map_get(b->before, file);
    struct stat st;
    if (!listed || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    if (*listed == ANY_BYTES)
        return true;
    cr_buf old;
    cr_error err;
    cr_buf_init(&old, FILE_BYTES);
    bool ours = cr_file_read(path, &old, &err) == CR_OK && cr_map_get(b->known, entry_of(a, file, cr_buf_str(&old)));
    cr_buf_free(&old);
    return ours;
}

static cr_status look_at_file(publisher *b, cr_arena *a, cr_str file) {
    cr_str path = cr_str_format(a, "%s/%.*s", b->dir, CR_FMT(file));
    struct stat st;
    if (!path.ptr)
        return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
    if ((lstat(path.ptr, &st) != 0 && errno != ENOTDIR) || is_ours(b, a, file, path.ptr))
        return CR_OK; /* ENOTDIR: a file stands where a folder has to go */
    return cr_fail(b->err, CR_ERR_REFUSED, "%s %s; nothing was written: move it away, or publish to another folder", path.ptr,
                   cr_map_get(b->before, file) ? "was changed since courant published it" : "is in the way and was not written by courant publish");
}

static cr_status write_file(publisher *b, cr_arena *a, cr_str file, cr_str bytes) {
    cr_str path = cr_str_format(a, "%s/%.*s", b->dir, CR_FMT(file)), entry = entry_of(a, file, bytes);
    if (!path.ptr || !entry.ptr || !cr_map_put(b->now, file, NULL))
        return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
    b->n->files++;
    cr_buf_add_str(&b->list, entry);
    cr_buf_add_byte(&b->list, '\n');
    CR_TRY(make_folders(b, a, file));
    if (same_as_there(path.ptr, bytes))
        return CR_OK;
    b->n->written++;
    if (fprintf(b->journal, "%s\n", entry.ptr) < 0 || fflush(b->journal) != 0)
        return cr_fail(b->err, CR_ERR_IO, "%s/%s: %s; choose a folder that can be written", b->dir, list_name, strerror(errno));
    return cr_file_write(path.ptr, bytes, b->err);
}

/* One page; a page that may not be shown (404, 451) is left out. */
static cr_status write_page(publisher *b, cr_arena *a, const char *path) {
    if (b->looking)
        return look_at_file(b, a, file_of(a, path));
    cr_site_response r;
    cr_site_request q = {.method = CR_STR("GET"), .path = cr_str_of(path), .internal = true, .from_loopback = false};
    cr_site_answer(b->site, &q, &r);
    cr_status status = CR_OK;
    cr_str to = cr_site_response_header(&r, "Location");
    bool leads = r.status == 301 && r.body.len && to.len && cr_map_get(b->now, file_of(a, cr_str_copy(a, to).ptr)); /* to a page that is there */
    if (r.status == 200 || leads)
        status = write_file(b, a, file_of(a, path), cr_buf_str(&r.body));
    else if (r.status >= 500)
        status = cr_fail(b->err, CR_ERR_STORE, "%s could not be made; courant doctor tells what is wrong", path);
    cr_buf_free(&r.body);
    return status;
}

static cr_status in_editions(publisher *b, cr_arena *a, const char *what, const char *id, const char *tail) {
    for (size_t i = 0; i < b->site->editions.count; i++) {
        cr_str path = cr_str_format(a, "/%.*s/%s%s%s", CR_FMT(b->site->editions.items[i]), what, id, tail);
        if (!path.ptr)
            return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
        CR_TRY(write_page(b, a, path.ptr));
    }
    return CR_OK;
}

static cr_status write_fixed(publisher *b, cr_arena *a) {
    static const char *const whole[] = {"/", "/sitemap.xml", "/news-sitemap.xml", "/opml", "/robots.txt"};
    static const char *const each[] = {"", "about", "status", "stories", "dossiers", "feed.atom", "feed.json", "sitemap.xml"};
    const char *assets[] = {b->site->style_path, b->site->script_path, b->site->icon_path};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        CR_TRY(write_page(b, a, whole[i]));
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        CR_TRY(write_page(b, a, assets[i]));
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        CR_TRY(in_editions(b, a, "", each[i], ""));
    return CR_OK;
}

/* One round over a list of the store: the pages of the rows behind `cursor`, and where the next round goes on (none at the end). */
typedef cr_status round_of(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next);

static cr_status all_rounds(publisher *b, cr_store *store, cr_arena *a, round_of *round) {
    char cursor[CURSOR_BYTES] = "";
    do {
        cr_str next;
        CR_TRY(round(b, store, a, cr_str_of(cursor), &next));
        size_t n = next.len < CURSOR_BYTES ? next.len : 0;
        if (n)
            memcpy(cursor, next.ptr, n); /* it outlives the rows it came with */
        cursor[n] = '\0';
        cr_arena_reset(a);
    } while (cursor[0]);
    return CR_OK;
}

static cr_status story_round(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next) {
    cr_story_row *rows;
    size_t count;
    CR_TRY(cr_store_stories(store, a, &(cr_story_query){.publishable = true, .cursor = cursor}, &rows, &count, next, b->err));
    for (size_t i = 0; i < count; i++) {
        CR_TRY(in_editions(b, a, "story/", rows[i].id, ""));
        CR_TRY(in_editions(b, a, "story/", rows[i].id, "/feed.atom"));
        CR_TRY(in_editions(b, a, "story/", rows[i].id, "/feed.json"));
    }
    return CR_OK;
}

static cr_status dossier_round(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next) {
    cr_dossier_row *rows;
    size_t count;
    CR_TRY(cr_store_dossiers(store, a, &(cr_story_query){.publishable = true, .cursor = cursor}, &rows, &count, next, b->err));
    for (size_t i = 0; i < count; i++)
        CR_TRY(in_editions(b, a, "dossier/", rows[i].id, ""));
    return CR_OK;
}

static cr_status article_round(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next) {
    cr_article_row *rows;
    size_t count;
    CR_TRY(cr_store_articles(store, a, &(cr_article_query){.publishable = true, .cursor = cursor}, &rows, &count, next, b->err));
    for (size_t i = 0; i < count; i++)
        CR_TRY(in_editions(b, a, "article/", rows[i].id, ""));
    return CR_OK;
}

/* Persons are reached through what they said. */
static cr_status person_round(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next) {
    cr_statement_row *rows;
    size_t count;
    CR_TRY(cr_store_statements(store, a, &(cr_statement_query){.publishable = true, .cursor = cursor}, &rows, &count, next, b->err));
    for (size_t i = 0; i < count; i++) {
        bool fresh = false;
        if (!rows[i].person[0])
            continue;
        if (!cr_map_put(b->people, cr_str_of(rows[i].person), &fresh))
            return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
        if (fresh)
            CR_TRY(in_editions(b, a, "person/", rows[i].person, ""));
    }
    return CR_OK;
}

/* Addresses that ended, behind all pages that they may lead to. */
static cr_status ended_round(publisher *b, cr_store *store, cr_arena *a, cr_str cursor, cr_str *next) {
    enum { IDS = 500 };
    cr_str *ids;
    size_t count;
    CR_TRY(cr_store_ended(store, a, cursor, IDS, &ids, &count, b->err));
    for (size_t i = 0; i < count; i++) {
        char letter = ids[i].ptr[0];
        CR_TRY(in_editions(b, a, letter == 's' ? "story/" : letter == 'd' ? "dossier/" : "person/", ids[i].ptr, ""));
    }
    *next = count == IDS ? ids[count - 1] : CR_STR_NONE;
    return CR_OK;
}

static cr_status write_sources(publisher *b, cr_store *store, cr_arena *a) {
    cr_source *sources;
    size_t count;
    CR_TRY(cr_store_source_list(store, a, &sources, &count, b->err));
    for (size_t i = 0; i < count; i++)
        CR_TRY(in_editions(b, a, "source/", sources[i].id, ""));
    return CR_OK;
}

/* A name from the list is trusted no more than any input: nothing above the folder, nothing absolute. */
static bool below(cr_str file) {
    return file.len && file.len < 300 && file.ptr[0] != '/' && !cr_str_contains(file, "..") && !cr_str_contains(file, "//");
}

static cr_status read_list(publisher *b, cr_arena *a, cr_buf *bytes) {
    cr_error ignored;
    cr_str path = cr_str_format(a, "%s/%s", b->dir, list_name);
    cr_str rest, line;
    if (!path.ptr || access(path.ptr, R_OK) != 0 || cr_file_read(path.ptr, bytes, &ignored) != CR_OK)
        return CR_OK;
    rest = cr_buf_str(bytes);
    while (cr_str_split(&rest, '\n', &line)) {
        size_t digits = 0;
        while (digits < line.len && digits < HASH_DIGITS && strchr("0123456789abcdef", line.ptr[digits]))
            digits++;
        bool hashed = digits == HASH_DIGITS && line.len > HASH_DIGITS && line.ptr[HASH_DIGITS] == ' ';
        cr_str file = hashed ? cr_str_slice(line, HASH_DIGITS + 1, line.len) : line;
        if (!below(file))
            continue;
        uintptr_t *listed = cr_map_put(b->before, file, NULL);
        if (!listed || (hashed && !cr_map_put(b->known, line, NULL)))
            return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
        if (!hashed)
            *listed = ANY_BYTES;
    }
    return CR_OK;
}

static cr_status finish(publisher *b, cr_arena *a) {
    cr_str path = cr_str_format(a, "%s/%s", b->dir, list_name), file;
    uintptr_t value;
    for (size_t at = 0; cr_map_next(b->before, &at, &file, &value);)
        if (!cr_map_get(b->now, file)) {
            cr_str gone = cr_str_format(a, "%s/%.*s", b->dir, CR_FMT(file));
            if (gone.ptr && is_ours(b, a, file, gone.ptr) && unlink(gone.ptr) == 0)
                b->n->removed++;
        }
    if (!path.ptr || b->list.failed != CR_OK)
        return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
    return cr_file_write(path.ptr, cr_buf_str(&b->list), b->err);
}

static cr_status every_page(publisher *b, cr_store *store, cr_arena *a) {
    static round_of *const rounds[] = {story_round, dossier_round, article_round, person_round, ended_round};
    CR_TRY(write_fixed(b, a));
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++)
        CR_TRY(all_rounds(b, store, a, rounds[i]));
    return write_sources(b, store, a);
}

static cr_status open_journal(publisher *b, cr_arena *a) {
    cr_str path = cr_str_format(a, "%s/%s", b->dir, list_name);
    if (!path.ptr)
        return cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
    CR_TRY(make_folders(b, a, CR_STR("")));
    b->journal = fopen(path.ptr, "ae");
    return b->journal ? CR_OK : cr_fail(b->err, CR_ERR_IO, "%s: %s; choose a folder that can be written", path.ptr, strerror(errno));
}

static cr_status run(publisher *b, cr_store *store, cr_arena *a) {
    cr_buf old;
    cr_buf_init(&old, LIST_BYTES);
    cr_status status = read_list(b, a, &old);
    b->looking = true;
    if (status == CR_OK)
        status = every_page(b, store, a);
    b->looking = false;
    cr_map_free(b->people); /* each pass meets every person anew */
    b->people = cr_map_new();
    if (status == CR_OK && !b->people)
        status = cr_fail(b->err, CR_ERR_MEMORY, "publish: out of memory");
    if (status == CR_OK)
        status = open_journal(b, a);
    if (status == CR_OK)
        status = every_page(b, store, a);
    if (status == CR_OK)
        status = finish(b, a);
    if (b->journal && fclose(b->journal) != 0 && status == CR_OK)
        status = cr_fail(b->err, CR_ERR_IO, "%s/%s: %s", b->dir, list_name, strerror(errno));
    cr_buf_free(&old);
    return status;
}

cr_status cr_site_publish(cr_site *site, const char *dir, cr_site_published *out, cr_error *err) {
    *out = (cr_site_published){0};
    if (!site->options->public_mode)
        return cr_fail(err, CR_ERR_REFUSED, "only the public site can be published");
    publisher b = {.site = site, .dir = dir, .n = out, .err = err, .now = cr_map_new(), .before = cr_map_new(), .known = cr_map_new(), .folders = cr_map_new(), .people = cr_map_new()};
    cr_arena *a = cr_arena_new(0);
    cr_store *store = NULL;
    char path[4096] = "";
    cr_status status = CR_ERR_MEMORY;
    cr_buf_init(&b.list, LIST_BYTES);
    if (!b.now || !b.before || !b.known || !b.folders || !b.people || !a) {
        cr_fail(err, CR_ERR_MEMORY, "publish: out of memory");
        goto done;
    }
    if (site->options->store_path.len < sizeof path)
        memcpy(path, site->options->store_path.ptr, site->options->store_path.len);
    site->static_files = true;
    status = cr_store_open(path, &(cr_store_options){.read_only = true, .limits = site->options->limits}, &store, err);
    if (status == CR_OK)
        status = run(&b, store, a);
done:
    site->static_files = false;
    cr_store_close(store);
    cr_arena_free(a);
    cr_buf_free(&b.list);
    cr_map_free(b.now);
    cr_map_free(b.before);
    cr_map_free(b.known);
    cr_map_free(b.folders);
    cr_map_free(b.people);
    return status;
}
