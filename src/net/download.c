#include "net/download.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"

enum { TRIES = 3, STEP_MS = 200, CHUNK = 64 << 10, NOTE_BYTES = 16 << 10 };

typedef struct job {
    const cr_download *d;
    const cr_fetch_options *options;
    cr_arena *arena;
    char *part, *note;   /* PATH.part, PATH.part.from */
    int fd;
    uint64_t have;       /* bytes of the part */
    uint64_t total;      /* as the server tells; 0: not */
    cr_str validator;    /* ETag or date of what the part is of; or none */
    bool began;          /* this answer's first bytes were looked at */
    bool anew;           /* the server cannot go on where we are: from the beginning */
    bool resumed;        /* the part was begun by an earlier answer */
    bool stopped;        /* by progress */
    cr_error failed;     /* why no more bytes are taken */
    cr_fetch_answer *answer;
    cr_status status;
    cr_error error;
    bool done;
} job;

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void drop(job *j) {
    unlink(j->part);
    unlink(j->note);
    j->have = 0;
    j->resumed = false;
    j->validator = CR_STR_NONE;
}

/* ---- writing ---- */

static void disk_failed(job *j, int error) {
    struct statvfs v;
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
        double left = fstatvfs(j->fd, &v) == 0 ? (double)v.f_bavail * (double)v.f_frsize / 1e6 : 0;
        if (j->total)
            cr_fail(&j->failed, CR_ERR_IO, "%s: no room for its %.1f MB (%s; %.1f MB are free); nothing was kept", last_part(j->d->path), (double)j->total / 1e6,
                    strerror(error), left);
        else
            cr_fail(&j->failed, CR_ERR_IO, "%s: no room for it (%s; %.1f MB are free); nothing was kept", last_part(j->d->path), strerror(error), left);
    } else
        cr_fail(&j->failed, CR_ERR_IO, "%s: %s", j->part, strerror(error));
    drop(j);
}

static bool write_all(job *j, cr_str bytes) {
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = pwrite(j->fd, bytes.ptr + at, bytes.len - at, (off_t)(j->have + at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            disk_failed(j, n < 0 ? errno : ENOSPC);
            return false;
        }
        at += (size_t)n;
    }
    j->have += bytes.len;
    return true;
}

/* Written before the first byte: a part without its note is of nobody knows what. */
static bool write_note(job *j, const cr_fetch_answer *head) {
    cr_error err;
    bool strong = !cr_str_none(head->etag) && !cr_str_starts(head->etag, "W/"); /* If-Range takes no weak one */
    j->validator = strong ? cr_str_copy(j->arena, head->etag) : cr_str_copy(j->arena, cr_str_none(head->last_modified) ? CR_STR("") : head->last_modified);
    cr_str text = cr_str_format(j->arena, "%.*s\n%.*s\n", CR_FMT(j->d->url), CR_FMT(j->validator));
    if (cr_str_none(text) || cr_file_write(j->note, text, &err) != CR_OK) {
        disk_failed(j, errno ? errno : ENOMEM);
        return false;
    }
    return true;
}

/* The first bytes of an answer: do they belong where we are? */
static bool begin(job *j, const cr_fetch_answer *head, uint64_t offset, uint64_t total) {
    j->began = true;
    j->total = total;
    if (offset && offset != j->have) {
        j->anew = true;
        return false;
    }
    if (j->d->bytes && total && total != j->d->bytes) {
        cr_fail(&j->failed, CR_ERR_SYNTAX, "%s: the server has %llu bytes, %llu were announced; nothing was kept", last_part(j->d->path),
                (unsigned long long)total, (unsigned long long)j->d->bytes);
        drop(j);
        return false;
    }
    if (offset)
        return true;
    j->have = 0;
    j->resumed = false;
    if (ftruncate(j->fd, 0) != 0) {
        disk_failed(j, errno);
        return false;
    }
    return write_note(j, head);
}

static bool take(void *context, const cr_fetch_answer *head, uint64_t offset, uint64_t total, cr_str bytes) {
    job *j = context;
    uint64_t most = j->d->bytes ? j->d->bytes : cr_limit(j->options->limits, j->d->ceiling);
    if (!j->began && !begin(j, head, offset, total))
        return false;
    if (j->have > most || bytes.len > most - j->have) { /* an earlier program may have had a higher limit */
        if (j->d->bytes)
            cr_fail(&j->failed, CR_ERR_SYNTAX, "%s: longer than the %llu bytes announced; nothing was kept", last_part(j->d->path), (unsigned long long)most);
        else
            cr_limit_met(&j->failed, j->options->limits, j->d->ceiling, last_part(j->d->path));
        drop(j);
        return false;
    }
    if (!write_all(j, bytes))
        return false;
    j->stopped = j->d->progress && !j->d->progress(j->d->context, j->have, j->d->bytes ? j->d->bytes : j->total);
    return !j->stopped;
}

/* ---- one try ---- */

static void finished(void *context, cr_arena *arena, const cr_fetch_answer *answer) {
    job *j = context;
    (void)arena;
    j->status = answer->status;
    j->error = answer->error;
    if (answer->http == 416) /* the part is as long as the file, or longer: of another file, then */
        j->anew = true;
    j->done = true;
}

static cr_status ask(job *j, cr_error *err) {
    cr_fetch_request r = {.url = j->d->url, .take = take, .context = j, .from = j->have, .if_range = j->validator, .seconds = CR_LIMIT_DOWNLOAD_SECONDS};
    cr_fetcher *f;
    j->done = j->began = j->anew = false;
    j->failed.status = CR_OK;
    CR_TRY(cr_fetcher_new(j->options, &f, err));
    cr_status status = cr_fetcher_add(f, &r, finished, j, err);
    while (status == CR_OK && !j->done && !j->stopped) {
        cr_fetcher_step(f, STEP_MS);
        if (!j->done && j->d->progress)
            j->stopped = j->stopped || !j->d->progress(j->d->context, j->have, j->d->bytes ? j->d->bytes : j->total);
    }
    cr_fetcher_free(f);
    if (status != CR_OK)
        return status;
    if (j->failed.status != CR_OK)
        return cr_fail(err, j->failed.status, "%s", j->failed.line);
    if (j->stopped)
        return cr_fail(err, CR_ERR_CANCELLED, "%s: stopped", last_part(j->d->path));
    if (j->status != CR_OK)
        return cr_fail(err, j->status, "%s", j->error.line);
    if (j->began && j->total && j->have < j->total) /* a range may be answered with less than was asked for: RFC 9110 section 15.3.7 */
        return cr_fail(err, CR_ERR_NETWORK, "%s: the server sent %llu of %llu bytes", last_part(j->d->path), (unsigned long long)j->have, (unsigned long long)j->total);
    if (j->d->bytes && j->have != j->d->bytes) {
        drop(j);
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %llu bytes came, %llu were announced; nothing was kept", last_part(j->d->path), (unsigned long long)j->have,
                       (unsigned long long)j->d->bytes);
    }
    if (!j->began) { /* an empty file brings no bytes to take */
        drop(j);
        return cr_fail(err, CR_ERR_SYNTAX, "%s: the file is empty", last_part(j->d->path));
    }
    return CR_OK;
}

static cr_status check_hash(job *j, cr_error *err) {
    char hash[65];
    if (!j->d->sha256)
        return CR_OK;
    char *chunk = malloc(CHUNK);
    if (!chunk)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", last_part(j->d->path));
    cr_sha256 h;
    cr_sha256_begin(&h);
    ssize_t n;
    for (off_t at = 0; (n = pread(j->fd, chunk, CHUNK, at)) > 0; at += n)
        cr_sha256_add(&h, chunk, (size_t)n);
    cr_sha256_end(&h, hash);
    free(chunk);
    if (strcmp(hash, j->d->sha256) == 0)
        return CR_OK;
    drop(j);
    return cr_fail(err, CR_ERR_SYNTAX, "%s: what came is not what was announced: its SHA-256 is %.12s…, not %.12s…; nothing was kept", last_part(j->d->path), hash,
                   j->d->sha256);
}

/* ---- all of it ---- */

/* Is what lies there a part of this file? Else it goes. */
static void look_for_part(job *j) {
    struct stat st;
    cr_buf note;
    cr_error ignored;
    cr_str url = CR_STR_NONE, validator = CR_STR_NONE;
    cr_buf_init(&note, NOTE_BYTES);
    bool ours = fstat(j->fd, &st) == 0 && st.st_size > 0 && cr_file_read(j->note, &note, &ignored) == CR_OK;
    cr_str text = cr_str_copy(j->arena, cr_buf_str(&note));
    ours = ours && cr_str_split(&text, '\n', &url) && cr_str_split(&text, '\n', &validator) && cr_str_eq(url, j->d->url) &&
           (validator.len > 0 || j->d->sha256) && (!j->d->bytes || (uint64_t)st.st_size <= j->d->bytes);
    cr_buf_free(&note);
    if (ours) {
        j->have = (uint64_t)st.st_size;
        j->validator = validator;
        j->resumed = true;
    } else if (ftruncate(j->fd, 0) == 0)
        unlink(j->note);
}

static cr_status open_part(job *j, cr_error *err) {
    if (j->fd >= 0)
        close(j->fd);
    j->fd = open(j->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    return j->fd < 0 ? cr_fail(err, CR_ERR_IO, "%s: %s", j->part, strerror(errno)) : CR_OK;
}

static cr_status get(job *j, cr_error *err) {
    cr_status status = CR_OK;
    for (int tries = 0; tries < TRIES; tries++) {
        uint64_t had = j->have;
        bool resumed = j->resumed;
        bool whole = j->d->bytes && j->have == j->d->bytes; /* the program ended between the last byte and the hash */
        status = whole ? CR_OK : ask(j, err);
        if (status == CR_OK) {
            status = check_hash(j, err);
            if (status != CR_ERR_SYNTAX || !resumed)
                break; /* a part of another version of the file is no news: once more from the beginning */
        } else if (j->anew)
            drop(j);
        else if (status != CR_ERR_NETWORK || j->have <= had)
            break;
        else
            j->resumed = true;
        if (tries + 1 < TRIES && !j->resumed)
            CR_TRY(open_part(j, err));
    }
    return status;
}

static cr_status put_in_place(job *j, cr_error *err) {
    if (fsync(j->fd) != 0) {
        disk_failed(j, errno);
        return cr_fail(err, j->failed.status, "%s", j->failed.line);
    }
    if (rename(j->part, j->d->path) != 0)
        return cr_fail(err, CR_ERR_IO, "%s: %s", j->d->path, strerror(errno));
    unlink(j->note);
    return CR_OK;
}

cr_status cr_download_file(const cr_fetch_options *options, const cr_download *d, cr_error *err) {
    job j = {.d = d, .options = options, .fd = -1, .arena = cr_arena_new(0)};
    size_t room = strlen(d->path) + 16;
    j.part = malloc(room);
    j.note = malloc(room);
    cr_status status = CR_OK;
    if (!j.arena || !j.part || !j.note)
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", d->path);
    else {
        snprintf(j.part, room, "%s.part", d->path);
        snprintf(j.note, room, "%s.part.from", d->path);
        status = open_part(&j, err);
    }
    if (status == CR_OK) {
        look_for_part(&j);
        status = get(&j, err);
    }
    if (status == CR_OK)
        status = put_in_place(&j, err);
    if (j.fd >= 0) {
        close(j.fd);
        if (status != CR_OK && j.have == 0)
            drop(&j);
    }
    free(j.part);
    free(j.note);
    cr_arena_free(j.arena);
    return status;
}
