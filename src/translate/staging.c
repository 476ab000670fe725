#include "translate/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/stream.h"

enum { WAIT_MS = 200, STALE_SECONDS = 14 * 24 * 3600, DEPTH = 4, TRIES = 1000 /* against whoever takes away empty folders */ };

cr_str cr_staging_path(const cr_staging *s, const char *part, const char *name) {
    return *name ? cr_str_format(s->arena, "%.*s/%s/%s", CR_FMT(s->folder), part, name) : cr_str_format(s->arena, "%.*s/%s", CR_FMT(s->folder), part);
}

cr_str cr_staging_pair(cr_arena *a, cr_str from, cr_str to) { return cr_str_format(a, "%.*s-%.*s", CR_FMT(from), CR_FMT(to)); }

cr_str cr_staging_plain(cr_arena *a, cr_str name) {
    cr_str copy = cr_str_copy(a, name.len > 100 ? cr_str_slice(name, 0, 100) : name);
    for (size_t i = 0; i < copy.len; i++) {
        char c = copy.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (i && (c == '.' || c == '-' || c == '+'));
        if (!fine)
            ((char *)(size_t)copy.ptr)[i] = '_';
    }
    return copy;
}

/* ---- folders ---- */

cr_status cr_staging_folder(cr_str path, cr_error *err) {
    char z[4096];
    if (path.len == 0 || path.len >= sizeof z)
        return cr_fail(err, CR_ERR_IO, "%.100s…: too long for a path", path.ptr ? path.ptr : "");
    memcpy(z, path.ptr, path.len);
    z[path.len] = '\0';
    int tries = 0;
    for (char *p = z + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char was = *p;
        *p = '\0';
        bool there = mkdir(z, 0777) == 0 || errno == EEXIST;
        if (!there && errno == ENOENT && tries++ < TRIES) { /* another program found the folder above empty, and took it away: from the start */
            *p = was;
            p = z;
            continue;
        }
        if (!there)
            return cr_fail(err, CR_ERR_IO, "%s: %s", z, strerror(errno));
        *p = was;
        if (was == '\0')
            return CR_OK;
    }
}

static bool remove_at(int parent, const char *name, int depth) {
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return true;
    int fd = depth ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        if (fd >= 0)
            close(fd);
        return errno == ENOENT; /* somebody else cleans here, too */
    }
    bool fine = true;
    for (struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            fine = remove_at(fd, e->d_name, depth - 1) && fine;
    closedir(d);
    return fine && (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT);
}

cr_status cr_staging_remove(cr_str folder, cr_error *err) {
    if (remove_at(AT_FDCWD, folder.ptr, DEPTH))
        return CR_OK;
    return cr_fail(err, CR_ERR_IO, "%.*s: cannot be removed: %s", CR_FMT(folder), strerror(errno));
}

/* ---- the lock ---- */

/* The folder itself is locked; whoever finished in the meantime took it away, so that the one locked must still be the one there.
 * -1: not locked; *failed is 0 when somebody has it, or took it away just now, else why it never will be. */
static int lock_folder(const char *path, int *failed) {
    struct stat ours, there;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *failed = fd < 0 && errno != ENOENT ? errno : 0;
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        *failed = errno != EWOULDBLOCK && errno != EINTR ? errno : 0;
    else if (fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
        return fd;
    close(fd);
    return -1;
}

static void sweep(cr_arena *a, cr_str incoming, cr_str but) {
    DIR *d = opendir(incoming.ptr);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        cr_str path = cr_str_format(a, "%.*s/%s", CR_FMT(incoming), e->d_name);
        if (e->d_name[0] == '.' || cr_str_none(path) || cr_str_eq(path, but) || stat(path.ptr, &st) != 0 || time(NULL) - st.st_mtime < STALE_SECONDS)
            continue;
        int failed, fd = lock_folder(path.ptr, &failed);
        if (fd >= 0) {
            remove_at(AT_FDCWD, path.ptr, DEPTH);
            close(fd);
        }
    }
    if (d)
        closedir(d);
}

cr_status cr_staging_open(cr_arena *a, cr_str models, cr_str name, const cr_limits *limits, bool (*wait)(void *context), void *context, cr_staging *out,
                        cr_error *err) {
    static const char *const parts[] = {"fetched", "model"}, *const unpacked[] = {"model", "unpacked"};
    cr_str incoming = cr_str_format(a, "%.*s/.incoming", CR_FMT(models));
    *out = (cr_staging){.arena = a, .limits = limits, .models = models, .lock = -1, .folder = cr_str_format(a, "%.*s/%.*s", CR_FMT(incoming), CR_FMT(name))};
    if (cr_str_none(out->folder))
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    for (;;) {
        CR_TRY(cr_staging_folder(out->folder, err));
        int failed;
        out->lock = lock_folder(out->folder.ptr, &failed);
        if (out->lock >= 0)
            break;
        if (failed)
            return cr_fail(err, CR_ERR_IO, "%.*s: cannot be locked: %s", CR_FMT(out->folder), strerror(failed));
        if (wait && !wait(context))
            return cr_fail(err, CR_ERR_CANCELLED, "stopped while another program adds the same model");
        nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000L}, NULL);
    }
    for (int i = 0; i < 2; i++) { /* of an earlier try that was killed; unpacking costs little */
        cr_str old = cr_staging_path(out, unpacked[i], "");
        if (!cr_str_none(old))
            remove_at(AT_FDCWD, old.ptr, DEPTH);
    }
    for (int i = 0; i < 2; i++) {
        cr_status status = cr_staging_folder(cr_staging_path(out, parts[i], ""), err);
        if (status != CR_OK) {
            cr_staging_close(out, false);
            return status;
        }
    }
    sweep(a, incoming, out->folder);
    return CR_OK;
}

int cr_staging_alone(const cr_staging *s) {
    cr_str incoming = cr_str_format(s->arena, "%.*s/.incoming", CR_FMT(s->models));
    int fd = cr_str_none(incoming) ? -1 : open(incoming.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR) { /* a model is tried in a second or two: that long it is waited */
    }
    return fd;
}

void cr_staging_close(cr_staging *s, bool keep) {
    if (s->lock < 0)
        return;
    if (!keep)
        remove_at(AT_FDCWD, s->folder.ptr, DEPTH);
    close(s->lock);
    s->lock = -1;
    cr_str incoming = cr_str_format(s->arena, "%.*s/.incoming", CR_FMT(s->models));
    if (!cr_str_none(incoming))
        rmdir(incoming.ptr); /* when it is empty */
    rmdir(s->models.ptr);    /* likewise: what failed leaves nothing */
}

/* ---- files ---- */

static cr_status disk_failed(const char *path, int error, cr_error *err) {
    struct statvfs v;
    const char *slash = strrchr(path, '/');
    if (error != ENOSPC && error != EDQUOT && error != EFBIG)
        return cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(error));
    double left = statvfs(path, &v) == 0 ? (double)v.f_bavail * (double)v.f_frsize / 1e6 : 0;
    return cr_fail(err, CR_ERR_IO, "%s: no room for it (%s; %.1f MB are free); nothing was kept", slash ? slash + 1 : path, strerror(error), left);
}

static cr_status copy(cr_stream *in, int fd, const char *path, uint64_t most, cr_model_file *out, const cr_limits *limits, cr_error *err) {
    cr_sha256 h;
    cr_sha256_begin(&h);
    out->bytes = 0;
    for (cr_str w; (w = cr_stream_peek(in, 1)).len > 0; cr_stream_take(in, w.len)) {
        if (w.len > most - out->bytes)
            return cr_limit_met(err, limits, CR_LIMIT_MODEL_BYTES, path);
        cr_sha256_add(&h, w.ptr, w.len);
        for (size_t at = 0; at < w.len;) {
            ssize_t n = write(fd, w.ptr + at, w.len - at);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return disk_failed(path, n < 0 ? errno : ENOSPC, err);
            at += (size_t)n;
        }
        out->bytes += w.len;
    }
    cr_sha256_end(&h, out->sha256);
    if (cr_stream_how(in) != CR_STREAM_ENDED)
        return cr_fail(err, CR_ERR_SYNTAX, "cannot be unpacked: %s", cr_stream_why(in));
    return CR_OK;
}

static cr_status as_announced(const cr_model_file *f, uint64_t bytes, const char *sha256, cr_error *err) {
    if (f->bytes == 0)
        return cr_fail(err, CR_ERR_SYNTAX, "is empty");
    if (bytes && f->bytes != bytes)
        return cr_fail(err, CR_ERR_SYNTAX, "unpacks to %llu bytes, %llu were announced", (unsigned long long)f->bytes, (unsigned long long)bytes);
    if (sha256 && *sha256 && strcmp(sha256, f->sha256) != 0)
        return cr_fail(err, CR_ERR_SYNTAX, "is not what was announced: its SHA-256 is %.12s…, not %.12s…", f->sha256, sha256);
    return CR_OK;
}

cr_status cr_staging_unpack(const cr_staging *s, const char *from, cr_model_file_kind kind, uint64_t bytes, const char *sha256, cr_model_file *out,
                          cr_error *err) {
    size_t most = cr_limit(s->limits, CR_LIMIT_MODEL_BYTES);
    out->path = cr_staging_path(s, "model", cr_model_file_name(kind));
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0 || cr_str_none(out->path)) {
        if (in >= 0)
            close(in);
        return cr_fail(err, CR_ERR_IO, "%s: %s", from, strerror(errno));
    }
    cr_status status = CR_OK;
    cr_stream *stream = cr_stream_of_fd(in, s->limits);
    int fd = open(out->path.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        status = disk_failed(out->path.ptr, errno, err);
    else if (!stream)
        status = cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    if (status == CR_OK)
        status = copy(stream, fd, out->path.ptr, most, out, s->limits, err);
    if (status == CR_OK)
        status = as_announced(out, bytes, sha256, err);
    if (status == CR_ERR_SYNTAX)
        cr_error_prefix(err, "%s", strrchr(from, '/') ? strrchr(from, '/') + 1 : from);
    if (status == CR_OK && fsync(fd) != 0)
        status = disk_failed(out->path.ptr, errno, err);
    if (fd >= 0)
        close(fd);
    if (fd >= 0 && status != CR_OK)
        unlink(out->path.ptr);
    cr_stream_free(stream);
    close(in);
    return status;
}

/* ---- into its place ---- */

static void sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

cr_str cr_staging_name(cr_arena *a, const cr_installed_model *m, bool clash) {
    cr_str architecture = cr_str_empty(m->architecture) ? CR_STR("model") : cr_staging_plain(a, m->architecture);
    bool variety = !cr_str_eq_nocase(m->to_tag, m->to) || !cr_str_eq_nocase(m->from_tag, m->from);
    cr_str digest = (cr_str){m->files[CR_MODEL_FILE_MODEL].sha256, 8};
    cr_str version = cr_str_empty(m->version) ? digest : cr_staging_plain(a, m->version);
    cr_str tags = variety ? cr_str_format(a, "%.*s-%.*s-", CR_FMT(cr_staging_plain(a, m->from_tag)), CR_FMT(cr_staging_plain(a, m->to_tag))) : CR_STR("");
    cr_str pair = cr_staging_pair(a, m->from, m->to);
    return cr_str_format(a, "%.*s/%.*s%.*s-%.*s%s%.*s", CR_FMT(pair), CR_FMT(tags), CR_FMT(architecture), CR_FMT(version), clash ? "-" : "", clash ? 8 : 0, digest.ptr);
}

cr_status cr_staging_install(cr_staging *s, cr_installed_model *m, cr_error *err) {
    cr_arena *a = s->arena;
    cr_str pair = cr_staging_pair(a, m->from, m->to), from = cr_staging_path(s, "model", ""), json, to = CR_STR_NONE;
    cr_str parent = cr_str_format(a, "%.*s/%.*s", CR_FMT(s->models), CR_FMT(pair));
    for (int clash = 0; clash < 2; clash++) {
        struct stat st;
        m->name = cr_staging_name(a, m, clash);
        to = cr_str_format(a, "%.*s/%.*s", CR_FMT(s->models), CR_FMT(m->name));
        if (cr_str_none(to) || cr_str_none(parent))
            return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
        if (stat(to.ptr, &st) != 0)
            break;
    }
    CR_TRY(cr_model_description_write(a, m, &json, err));
    CR_TRY(cr_file_write(cr_staging_path(s, "model", "courant-model.json").ptr, json, err));
    sync_folder(from.ptr);
    bool moved = false;
    for (int tries = 0; !moved && tries < TRIES; tries++) { /* `models remove` takes away an empty pair */
        CR_TRY(cr_staging_folder(parent, err));
        moved = rename(from.ptr, to.ptr) == 0;
        if (!moved && errno != ENOENT)
            break;
    }
    if (!moved) {
        cr_status status = cr_fail(err, CR_ERR_IO, "%.*s: %s", CR_FMT(to), strerror(errno));
        rmdir(parent.ptr);
        return status;
    }
    sync_folder(parent.ptr);
    sync_folder(s->models.ptr);
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        if (!cr_str_none(m->files[i].path))
            m->files[i].path = cr_str_format(a, "%.*s/%s", CR_FMT(to), cr_model_file_name((cr_model_file_kind)i));
    return CR_OK;
}

cr_status cr_staging_try(const cr_staging *s, const cr_installed_model *m, cr_error *err) {
    cr_model_files files = cr_installed_files(m);
    cr_model *model = NULL;
    cr_status status = cr_model_open(&files, s->limits, &model, err);
    cr_model_close(model);
    return status;
}
