#include "translate/adding.h"

#include <courant/language.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/stream.h"
#include "base/vec.h"
#include "net/download.h"
#include "net/url.h"
#include "translate/archive.h"
#include "translate/found.h"
#include "translate/staging.h"

enum { HEAD = 512, SPARE = 16 << 20 };

static bool waiting(void *context) {
    const cr_adding *a = context;
    return !a->progress || a->progress(a->context, "", 0, 0);
}

/* ---- the very same model ---- */

static bool same_files(const cr_installed_model *a, const cr_installed_model *b) {
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        if (strcmp(a->files[i].sha256, b->files[i].sha256) != 0)
            return false;
    return cr_str_eq(a->from, b->from) && cr_str_eq(a->to, b->to);
}

static cr_status look_for_same(const cr_adding *a, cr_arena *arena, const cr_installed_model *m, cr_installed_model *out, bool *already, cr_error *err) {
    cr_installed_model *all;
    size_t count;
    CR_TRY(cr_models_list(arena, a->folder, &all, &count, NULL, err));
    for (size_t i = 0; i < count && !*already; i++)
        if (same_files(&all[i], m)) {
            *out = all[i];
            *already = true;
        }
    return CR_OK;
}

/* What is damaged and has the name of this model gives its place up, so that no twin is made. */
static cr_status clear_damaged(const cr_adding *a, cr_staging *s, const cr_installed_model *m, cr_error *err) {
    cr_named_model *all;
    size_t count;
    cr_str names[] = {cr_staging_name(s->arena, m, false), cr_staging_name(s->arena, m, true)};
    CR_TRY(cr_models_named(s->arena, a->folder, CR_STR_NONE, &all, &count, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].damaged && (cr_str_eq(all[i].name, names[0]) || cr_str_eq(all[i].name, names[1])))
            CR_TRY(cr_models_remove(s->arena, a->folder, &all[i], err));
    return CR_OK;
}

static cr_status install(const cr_adding *a, cr_staging *s, cr_installed_model *m, cr_installed_model *out, bool *already, cr_error *err) {
    CR_TRY(look_for_same(a, s->arena, m, out, already, err));
    if (*already)
        return CR_OK;
    CR_TRY(cr_staging_try(s, m, err));
    CR_TRY(clear_damaged(a, s, m, err));
    CR_TRY(cr_staging_install(s, m, err));
    *out = *m;
    return CR_OK;
}

static cr_status finish(const cr_adding *a, cr_staging *s, cr_installed_model *m, cr_installed_model *out, bool *already, cr_error *err) {
    m->bytes = 0;
    m->installed = a->now;
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        m->bytes += m->files[i].bytes;
    int alone = cr_staging_alone(s);
    cr_status status = install(a, s, m, out, already, err);
    if (alone >= 0)
        close(alone);
    return status;
}

/* ---- from this disk ---- */

static cr_status room_for(const cr_adding *a, uint64_t bytes, cr_error *err) {
    struct statvfs v;
    cr_error ignored;
    if (cr_staging_folder(a->folder, &ignored) != CR_OK || statvfs(a->folder.ptr, &v) != 0)
        return CR_OK; /* writing will tell */
    uint64_t left = (uint64_t)v.f_bavail * v.f_frsize;
    if (bytes == 0 || left >= bytes)
        return CR_OK;
    return cr_fail(err, CR_ERR_IO, "%.*s: no room for a model of %.1f MB: %.1f MB are free; free some, or name another folder with `models` under [translate] in courant.conf",
                   CR_FMT(a->folder), (double)bytes / 1e6, (double)left / 1e6);
}

static cr_status copy_found(const cr_adding *a, cr_staging *s, const cr_found_model *f, cr_installed_model *m, cr_error *err) {
    uint64_t done = 0;
    CR_TRY(room_for(a, f->bytes, err));
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++) {
        struct stat st;
        if (cr_str_none(f->files[i]))
            continue;
        if (a->progress && !a->progress(a->context, cr_model_file_name((cr_model_file_kind)i), done, f->bytes))
            return cr_fail(err, CR_ERR_CANCELLED, "stopped");
        CR_TRY(cr_staging_unpack(s, f->files[i].ptr, (cr_model_file_kind)i, 0, i == CR_MODEL_FILE_MODEL ? f->sha256 : NULL, &m->files[i], err));
        done += stat(f->files[i].ptr, &st) == 0 ? (uint64_t)st.st_size : 0;
    }
    return CR_OK;
}

static cr_status add_found(const cr_adding *a, cr_staging *s, cr_str at, cr_str shown, cr_str origin, cr_str from, cr_str to, cr_installed_model *out, bool *already,
                           cr_error *err) {
    cr_found_model f;
    cr_installed_model m = {.origin = origin};
    cr_status status = cr_found_read(s->arena, at, from, to, a->limits, &f, err);
    if (status == CR_OK)
        status = cr_found_languages(s->arena, &f, shown, from, to, &m, err);
    m.architecture = f.architecture;
    m.version = f.version;
    m.licence = f.licence;
    if (status == CR_OK)
        status = copy_found(a, s, &f, &m, err);
    if (status == CR_OK)
        status = finish(a, s, &m, out, already, err);
    return status;
}

/* Bytes of an archive, or of something else (then `archive` is false and nothing was done). */
static cr_status unpack_archive(const cr_adding *a, cr_str path, const char *shown, cr_str into, bool *archive, cr_error *err) {
    int fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
    *archive = false;
    if (fd < 0)
        return cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%.*s: %s", CR_FMT(path), strerror(errno));
    cr_stream *in = cr_stream_of_fd(fd, a->limits);
    cr_status status = in ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    if (status == CR_OK && cr_archive_is(cr_stream_peek(in, HEAD))) {
        *archive = true;
        status = cr_archive_unpack(in, shown, into, a->limits, err);
    }
    cr_stream_free(in);
    close(fd);
    return status;
}

static cr_str last_part(cr_str path) {
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    return cr_str_slice(path, slash, path.len);
}

/* A folder of its own inside the staging for what an archive holds, under the archive's name, which may tell the languages. */
static cr_str unpacked_folder(cr_staging *s, cr_str path) {
    cr_str name = last_part(path);
    for (const char *const *end = (const char *const[]){".tar.gz", ".tgz", ".tar.zst", ".tar", NULL}; *end; end++)
        if (cr_str_ends(name, *end))
            name.len -= strlen(*end);
    return cr_str_format(s->arena, "%.*s/unpacked/%.*s", CR_FMT(s->folder), CR_FMT(cr_staging_plain(s->arena, name)));
}

cr_status cr_adding_local(const cr_adding *a, cr_arena *arena, cr_str path, cr_str from, cr_str to, cr_installed_model *out, bool *already, cr_error *err) {
    struct stat st;
    char digest[17];
    cr_staging s;
    bool archive = false;
    *already = false;
    cr_str z = cr_str_copy(arena, path);
    if (cr_str_none(z) || stat(z.ptr, &st) != 0)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s: %s", CR_FMT(path), strerror(errno));
    char *real = realpath(z.ptr, NULL);
    cr_str origin = real ? cr_str_copy_z(arena, real) : z;
    free(real);
    cr_hash_id(digest, 16, &origin, 1);
    CR_TRY(cr_staging_open(arena, a->folder, cr_str_format(arena, "local-%s", digest), a->limits, waiting, (void *)(size_t)a, &s, err));
    cr_str at = z, unpacked = unpacked_folder(&s, z);
    cr_status status = CR_OK;
    if (!S_ISDIR(st.st_mode)) {
        status = cr_staging_folder(unpacked, err);
        if (status == CR_OK)
            status = unpack_archive(a, z, z.ptr, unpacked, &archive, err);
        if (archive)
            at = unpacked;
    }
    if (status == CR_OK)
        status = add_found(a, &s, at, path, origin, from, to, out, already, err);
    cr_staging_close(&s, false);
    return status;
}

/* ---- what is fetched ---- */

typedef struct fetching {
    const cr_adding *a;
    const char *what;
    uint64_t before, total; /* bytes of the files before this one; of all, 0: not known */
} fetching;

static bool show(void *context, uint64_t done, uint64_t total) {
    const fetching *f = context;
    return !f->a->progress || f->a->progress(f->a->context, f->what, f->before + done, f->total ? f->total : f->before + total);
}

cr_status cr_adding_address(const cr_adding *a, cr_arena *arena, cr_str url, cr_str from, cr_str to, cr_installed_model *out, bool *already, cr_error *err) {
    char digest[17];
    cr_staging s;
    bool archive = false;
    *already = false;
    cr_hash_id(digest, 16, &url, 1);
    CR_TRY(cr_staging_open(arena, a->folder, cr_str_format(arena, "archive-%s", digest), a->limits, waiting, (void *)(size_t)a, &s, err));
    cr_str shown = cr_str_copy(arena, last_part(url)), packed = cr_staging_path(&s, "fetched", "archive"), unpacked = unpacked_folder(&s, url);
    fetching f = {.a = a, .what = shown.ptr};
    cr_download d = {.url = url, .path = packed.ptr, .ceiling = CR_LIMIT_MODEL_BYTES, .progress = show, .context = &f};
    struct stat st;
    cr_status status = stat(packed.ptr, &st) == 0 ? CR_OK : cr_download_file(a->options, &d, err); /* an earlier try may have had it whole */
    if (status == CR_OK)
        status = cr_staging_folder(unpacked, err);
    if (status == CR_OK)
        status = unpack_archive(a, packed, shown.ptr, unpacked, &archive, err);
    if (status == CR_OK && !archive)
        status = cr_fail(err, CR_ERR_UNSUPPORTED, "%.*s: no archive of a model (.tar.gz)", CR_FMT(url));
    if (status == CR_OK)
        status = add_found(a, &s, unpacked, url, url, from, to, out, already, err);
    cr_staging_close(&s, status == CR_ERR_CANCELLED || status == CR_ERR_NETWORK);
    return status;
}

cr_status cr_adding_registry_read(const cr_adding *a, cr_arena *arena, cr_str url, cr_registry **out, cr_error *err) {
    cr_fetch_request r = {.url = url, .accept = CR_STR("application/json"), .ceiling = CR_LIMIT_REGISTRY_BYTES};
    cr_fetch_answer *answer = NULL, *root = NULL;
    cr_str base = CR_STR_NONE;
    cr_error ignored;
    *out = NULL;
    CR_TRY(cr_fetch(a->options, &r, arena, &answer, err));
    cr_str at = cr_registry_root(arena, url);
    if (!cr_str_none(at) && cr_registry_wants_base(answer->body)) {
        r.url = at;
        if (cr_fetch(a->options, &r, arena, &root, &ignored) == CR_OK) /* a mirror may have none: the files are beside the list, then */
            base = cr_registry_base(arena, root->body, at);
    }
    return cr_registry_read(arena, answer->body, url, base, a->limits, out, err);
}

const cr_installed_model *cr_adding_is_there(const cr_registry_model *m, const cr_installed_model *installed, size_t count) {
    const char *hash = m->files[CR_MODEL_FILE_MODEL].sha256;
    for (size_t i = 0; i < count; i++) {
        const cr_installed_model *in = &installed[i];
        if (!cr_str_eq(in->from_tag, m->from_tag) || !cr_str_eq(in->to_tag, m->to_tag))
            continue;
        if (hash[0] ? strcmp(in->files[CR_MODEL_FILE_MODEL].sha256, hash) == 0
                    : cr_str_eq(in->architecture, m->architecture) && cr_str_eq(in->version, m->version) && !cr_str_none(m->version))
            return in;
    }
    return NULL;
}

static cr_status fetch_one(const cr_adding *a, cr_staging *s, const cr_registry_file *file, cr_model_file_kind kind, fetching *f, cr_model_file *out, cr_error *err) {
    cr_str path = cr_staging_path(s, "fetched", cr_model_file_name(kind)); /* a registry's own names may be numbers */
    struct stat st;
    if (cr_str_none(path))
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    f->what = cr_model_file_name(kind);
    cr_download d = {.url = file->url, .path = path.ptr, .bytes = file->packed, .sha256 = file->packed_sha256[0] ? file->packed_sha256 : NULL,
                     .ceiling = CR_LIMIT_MODEL_BYTES, .progress = show, .context = f};
    if (stat(path.ptr, &st) != 0) /* else an earlier try had it whole */
        CR_TRY(cr_download_file(a->options, &d, err));
    cr_status status = cr_staging_unpack(s, path.ptr, kind, file->bytes, file->sha256, out, err);
    if (status != CR_OK)
        unlink(path.ptr);
    if (status == CR_ERR_SYNTAX) {
        cr_error said = *err;
        return cr_fail(err, CR_ERR_SYNTAX, "%s; it was not kept", said.line);
    }
    if (stat(path.ptr, &st) == 0)
        f->before += (uint64_t)st.st_size;
    return status;
}

static uint64_t bytes_in(cr_arena *a, cr_str folder) {
    uint64_t sum = 0;
    DIR *d = cr_str_none(folder) ? NULL : opendir(folder.ptr);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        cr_str path = cr_str_format(a, "%.*s/%s", CR_FMT(folder), e->d_name);
        if (!cr_str_none(path) && stat(path.ptr, &st) == 0 && S_ISREG(st.st_mode))
            sum += (uint64_t)st.st_size;
    }
    if (d)
        closedir(d);
    return sum;
}

/* The whole of it goes when the same would happen again: the disk is full, the model cannot be read. */
static bool worth_keeping(cr_status status) {
    return status == CR_ERR_CANCELLED || status == CR_ERR_NETWORK || status == CR_ERR_SYNTAX || status == CR_ERR_NOT_FOUND || status == CR_ERR_REFUSED;
}

/* A model of which nothing is told but the name was begun by an earlier registry perhaps: what is told of it is part of the name. */
static cr_str staging_name(cr_arena *a, const cr_registry_model *m) {
    char digest[9];
    cr_str parts[CR_MODEL_FILE_KINDS * 3];
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++) {
        parts[i * 3] = m->files[i].url;
        parts[i * 3 + 1] = cr_str_of(m->files[i].packed_sha256);
        parts[i * 3 + 2] = cr_str_of(m->files[i].sha256);
    }
    cr_hash_id(digest, 8, parts, CR_MODEL_FILE_KINDS * 3);
    return cr_str_format(a, "%.*s-%.*s-%s", CR_FMT(m->from_tag), CR_FMT(m->to_tag), digest);
}

cr_status cr_adding_registry(const cr_adding *a, cr_arena *arena, const cr_registry_model *r, cr_str url, cr_installed_model *out, bool *already, cr_error *err) {
    cr_installed_model *all, m = {.from = r->from, .to = r->to, .from_tag = r->from_tag, .to_tag = r->to_tag, .architecture = r->architecture, .version = r->version,
                                  .origin = url};
    size_t count;
    cr_staging s;
    fetching f = {.a = a, .total = r->packed};
    *already = false;
    cr_str name = staging_name(arena, r);
    uint64_t begun = bytes_in(arena, cr_str_format(arena, "%.*s/.incoming/%.*s/fetched", CR_FMT(a->folder), CR_FMT(name)));
    uint64_t wants = r->packed + r->bytes > begun ? r->packed + r->bytes - begun : 0;
    CR_TRY(room_for(a, wants + (r->bytes > SPARE ? SPARE : 0), err));
    CR_TRY(cr_staging_open(arena, a->folder, name, a->limits, waiting, (void *)(size_t)a, &s, err));
    cr_status status = cr_models_list(arena, a->folder, &all, &count, NULL, err); /* now that nobody else is at it */
    const cr_installed_model *there = status == CR_OK ? cr_adding_is_there(r, all, count) : NULL;
    if (there) {
        *out = *there;
        *already = true;
        cr_staging_close(&s, false);
        return CR_OK;
    }
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        if (!cr_str_none(r->files[i].url) && r->files[i].packed == 0)
            f.total = 0; /* of one file it is not told */
    for (int i = 0; i < CR_MODEL_FILE_KINDS && status == CR_OK; i++)
        if (!cr_str_none(r->files[i].url))
            status = fetch_one(a, &s, &r->files[i], (cr_model_file_kind)i, &f, &m.files[i], err);
    cr_status fetched = status;
    if (status == CR_OK)
        status = finish(a, &s, &m, out, already, err);
    cr_staging_close(&s, fetched != CR_OK && worth_keeping(fetched));
    return status;
}

/* ---- removing, looking ---- */

static cr_status unknown(const cr_named_model *all, size_t count, cr_str which, cr_error *err) {
    char names[360] = "";
    size_t len = 0;
    for (size_t i = 0; i < count && len + 70 < sizeof names; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s%.60s", i ? ", " : "", all[i].name.ptr);
    if (count == 0)
        return cr_fail(err, CR_ERR_NOT_FOUND, "no model %.*s is installed; none is", CR_FMT(which));
    return cr_fail(err, CR_ERR_NOT_FOUND, "no model %.*s is installed; there are %s", CR_FMT(which), names);
}

/* A folder below that of a pair which holds nothing at all, or some file of a model: whatever else lies about is not ours to touch. */
static bool was_a_model(cr_arena *a, cr_str folder) {
    bool ours = false, empty = true;
    DIR *d = opendir(folder.ptr);
    if (!d)
        return false;
    for (struct dirent *e; (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        empty = false;
        ours |= strcmp(e->d_name, "courant-model.json") == 0;
        for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
            ours |= strcmp(e->d_name, cr_model_file_name((cr_model_file_kind)i)) == 0;
    }
    closedir(d);
    return (ours || empty) && !cr_arena_exhausted(a);
}

static bool pair_of(cr_str pair, cr_str *from, cr_str *to) {
    char code[8];
    size_t dash = cr_str_find_byte(pair, '-', 0);
    *from = cr_str_slice(pair, 0, dash == CR_STR_NPOS ? 0 : dash);
    *to = cr_str_slice(pair, dash == CR_STR_NPOS ? pair.len : dash + 1, pair.len);
    return cr_language_normalise(*from, code) && cr_language_normalise(*to, code);
}

/* "fr-en/tiny-3.0" of the folder of a damaged model. */
static bool name_damaged(cr_arena *a, cr_str models, cr_str folder, cr_named_model *out) {
    cr_str name = cr_str_slice(folder, models.len, folder.len);
    while (name.len && name.ptr[0] == '/')
        name = cr_str_slice(name, 1, name.len);
    size_t slash = cr_str_find_byte(name, '/', 0);
    *out = (cr_named_model){.name = name, .damaged = true, .bytes = bytes_in(a, folder)};
    return slash != CR_STR_NPOS && pair_of(cr_str_slice(name, 0, slash), &out->from, &out->to) && was_a_model(a, folder);
}

cr_status cr_models_named(cr_arena *arena, cr_str folder, cr_str which, cr_named_model **out, size_t *count, cr_error *err) {
    cr_installed_model *whole;
    cr_strs broken;
    size_t n, all = 0, kept = 0;
    *out = NULL;
    *count = 0;
    CR_TRY(cr_models_list(arena, folder, &whole, &n, &broken, err));
    cr_named_model *list = CR_NEW_ARRAY(arena, cr_named_model, n + broken.count + 1), *there = CR_NEW_ARRAY(arena, cr_named_model, n + broken.count + 1);
    if (!list || !there)
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    for (size_t i = 0; i < n; i++) {
        cr_str tags = cr_staging_pair(arena, whole[i].from_tag, whole[i].to_tag);
        there[all] = (cr_named_model){.name = whole[i].name, .from = whole[i].from, .to = whole[i].to, .bytes = whole[i].bytes};
        if (cr_str_none(which) || cr_str_eq(which, tags) || cr_model_is_named(arena, &there[all], which))
            list[kept++] = there[all];
        all++;
    }
    for (size_t i = 0; i < broken.count; i++)
        if (name_damaged(arena, folder, broken.items[i], &there[all])) {
            if (cr_str_none(which) || cr_model_is_named(arena, &there[all], which))
                list[kept++] = there[all];
            all++;
        }
    *out = list;
    *count = kept;
    return kept || cr_str_none(which) ? CR_OK : unknown(there, all, which, err);
}

bool cr_model_is_named(cr_arena *arena, const cr_named_model *m, cr_str which) {
    return cr_str_eq(which, m->name) || cr_str_eq(which, cr_staging_pair(arena, m->from, m->to));
}

cr_status cr_models_remove(cr_arena *arena, cr_str folder, const cr_named_model *m, cr_error *err) {
    /* out of the list first, by one rename, so that nobody sees half of it */
    char digest[9];
    cr_str path = cr_str_format(arena, "%.*s/%.*s", CR_FMT(folder), CR_FMT(m->name));
    cr_str incoming = cr_str_format(arena, "%.*s/.incoming", CR_FMT(folder)); /* whose leftovers are cleaned away */
    cr_error ignored;
    cr_hash_id(digest, 8, &m->name, 1);
    bool full = cr_staging_folder(incoming, &ignored) != CR_OK; /* no room for a folder: beside it, then */
    cr_str at = full ? folder : incoming;
    cr_str gone = cr_str_format(arena, "%.*s/%sremoved-%s-%ld", CR_FMT(at), full ? "." : "", digest, (long)getpid());
    if (cr_str_none(gone) || rename(path.ptr, gone.ptr) != 0)
        return cr_fail(err, CR_ERR_IO, "%.*s: cannot be removed: %s", CR_FMT(path), strerror(errno));
    CR_TRY(cr_staging_remove(gone, err));
    rmdir(incoming.ptr); /* when nothing else is in it */
    rmdir(cr_str_format(arena, "%.*s/%.*s", CR_FMT(folder), CR_FMT(cr_str_slice(m->name, 0, cr_str_find_byte(m->name, '/', 0)))).ptr);
    return CR_OK;
}

cr_status cr_models_unfinished(cr_arena *a, cr_str folder, cr_unfinished **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    cr_str incoming = cr_str_format(a, "%.*s/.incoming", CR_FMT(folder));
    *out = NULL;
    *count = 0;
    DIR *d = cr_str_none(incoming) ? NULL : opendir(incoming.ptr);
    for (struct dirent *e; d && (e = readdir(d));) {
        cr_unfinished *to = e->d_name[0] == '.' ? NULL : CR_PUSH(a, *out, *count, capacity);
        if (!to)
            continue;
        to->name = cr_str_copy_z(a, e->d_name);
        to->bytes = bytes_in(a, cr_str_format(a, "%.*s/%s/fetched", CR_FMT(incoming), e->d_name));
    }
    if (d)
        closedir(d);
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}
