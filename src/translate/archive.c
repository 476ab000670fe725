#include "translate/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

enum { RECORD = 512, NAME_MOST = 4096, ARCHIVE_FILES = 1000, NAME_AT = 0, NAME_LEN = 100, SIZE_AT = 124, SIZE_LEN = 12, SUM_AT = 148, SUM_LEN = 8, TYPE_AT = 156 };

typedef struct reader {
    cr_stream *in;
    const char *name;
    cr_str folder;
    const cr_limits *limits;
    char next[NAME_MOST + 1]; /* name of the file to come, from a record of its own; "": in the header */
    uint64_t total;
    cr_error *err;
} reader;

/* Octal digits, or with the highest bit set a binary number (GNU). False: no number, or a huge one. */
static bool number(const char *field, size_t len, uint64_t *out) {
    size_t i = 0;
    *out = 0;
    if ((unsigned char)field[0] & 0x80) {
        for (i = 1; i < len; i++) {
            if (*out >> 48)
                return false;
            *out = *out << 8 | (unsigned char)field[i];
        }
        return (unsigned char)field[0] == 0x80;
    }
    while (i < len && field[i] == ' ')
        i++;
    for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
        *out = *out << 3 | (uint64_t)(field[i] - '0');
    return i == len || field[i] == '\0' || field[i] == ' ';
}

static bool sum_fits(const char *h) {
    uint64_t told, sum = 0;
    for (int i = 0; i < RECORD; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : (unsigned char)h[i];
    return number(h + SUM_AT, SUM_LEN, &told) && told == sum;
}

bool cr_archive_is(cr_str head) { return head.len >= RECORD && head.ptr[0] && sum_fits(head.ptr); }

static cr_status broken(reader *r, const char *words) { return cr_fail(r->err, CR_ERR_SYNTAX, "%s: %s", r->name, words); }

/* Hands on `size` bytes and passes over what fills up the last record; `to` may be NULL. */
static cr_status data(reader *r, uint64_t size, cr_status (*to)(void *context, cr_str bytes), void *context) {
    uint64_t left = size, fill = (RECORD - size % RECORD) % RECORD;
    while (left || fill) {
        cr_str w = cr_stream_peek(r->in, 1);
        if (w.len == 0)
            return broken(r, cr_stream_how(r->in) == CR_STREAM_ENDED ? "is cut off in the middle" : cr_stream_why(r->in));
        size_t n = left ? (w.len < left ? w.len : (size_t)left) : (w.len < fill ? w.len : (size_t)fill);
        if (left && to)
            CR_TRY(to(context, (cr_str){w.ptr, n}));
        *(left ? &left : &fill) -= n;
        cr_stream_take(r->in, n);
    }
    return CR_OK;
}

/* ---- names of their own ---- */

typedef struct gathered { char bytes[NAME_MOST * 2]; size_t len; } gathered;

static cr_status gather(void *context, cr_str bytes) {
    gathered *g = context;
    size_t room = sizeof g->bytes - 1 - g->len, n = bytes.len < room ? bytes.len : room;
    memcpy(g->bytes + g->len, bytes.ptr, n);
    g->len += n;
    return CR_OK;
}

/* pax: "19 path=folder/file\n", the number being the length of all of it */
static void pax_path(reader *r, cr_str all) {
    while (all.len) {
        size_t n = 0, i = 0;
        for (; i < all.len && all.ptr[i] >= '0' && all.ptr[i] <= '9' && n < NAME_MOST * 2; i++)
            n = n * 10 + (size_t)(all.ptr[i] - '0');
        if (i == 0 || n <= i + 1 || n > all.len || all.ptr[i] != ' ')
            return;
        cr_str item = cr_str_slice(all, i + 1, n - 1);
        if (cr_str_starts(item, "path=") && item.len - 5 <= NAME_MOST)
            snprintf(r->next, sizeof r->next, "%.*s", (int)(item.len - 5), item.ptr + 5);
        all = cr_str_slice(all, n, all.len);
    }
}

static cr_status name_record(reader *r, char type, uint64_t size) {
    gathered g = {.len = 0};
    if (size > NAME_MOST * 2 - 1 && type != 'g')
        return broken(r, "names a file at too great length");
    CR_TRY(data(r, size, type == 'g' ? NULL : gather, &g));
    g.bytes[g.len] = '\0';
    if (type == 'L')
        snprintf(r->next, sizeof r->next, "%.*s", NAME_MOST, g.bytes);
    else if (type == 'x')
        pax_path(r, (cr_str){g.bytes, g.len});
    return CR_OK;
}

/* ---- files ---- */

static cr_status keep(void *context, cr_str bytes) {
    int fd = *(int *)context;
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return CR_ERR_IO;
        at += (size_t)n;
    }
    return CR_OK;
}

/* The last part of a name that leads nowhere else; NULL: it does. */
static const char *last_part(const char *name) {
    const char *last = name;
    if (*name == '/')
        return NULL;
    for (const char *p = name;; p++) {
        if (*p != '/' && *p)
            continue;
        if (p - last == 2 && last[0] == '.' && last[1] == '.')
            return NULL;
        if (!*p)
            return last;
        last = p + 1;
    }
}

static cr_status file(reader *r, const char *name, uint64_t size) {
    char path[NAME_MOST * 2];
    size_t most = cr_limit(r->limits, CR_LIMIT_MODEL_BYTES);
    const char *last = last_part(name);
    if (!last)
        return broken(r, "names a file outside of itself; it is refused");
    if (size > most)
        return cr_limit_met(r->err, r->limits, CR_LIMIT_MODEL_BYTES, last);
    if (*last == '\0' || *last == '.' || strlen(last) > 200) /* what file managers leave behind */
        return data(r, size, NULL, NULL);
    int n = snprintf(path, sizeof path, "%.*s/%s", CR_FMT(r->folder), last);
    int fd = n > 0 && (size_t)n < sizeof path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    if (fd < 0)
        return errno == EEXIST ? cr_fail(r->err, CR_ERR_SYNTAX, "%s: holds two files \"%s\"", r->name, last) : cr_fail(r->err, CR_ERR_IO, "%s: %s", last, strerror(errno));
    errno = 0;
    cr_status status = data(r, size, keep, &fd);
    if (status == CR_ERR_IO)
        status = cr_fail(r->err, CR_ERR_IO, "%s: %s; nothing was kept", last, strerror(errno ? errno : ENOSPC));
    close(fd);
    return status;
}

cr_status cr_archive_unpack(cr_stream *in, const char *name, cr_str folder, const cr_limits *limits, cr_error *err) {
    reader r = {.in = in, .name = name, .folder = folder, .limits = limits, .err = err};
    for (int files = 0; files < ARCHIVE_FILES; files++) {
        cr_str head = cr_stream_peek(in, RECORD);
        char header[RECORD], own[NAME_LEN + 1];
        uint64_t size;
        if (head.len == 0 && files && cr_stream_how(in) == CR_STREAM_ENDED) /* without the two empty records at the end */
            return CR_OK;
        if (head.len < RECORD)
            return broken(&r, cr_stream_how(in) == CR_STREAM_ENDED ? "is cut off in the middle" : cr_stream_why(in));
        memcpy(header, head.ptr, RECORD);
        cr_stream_take(in, RECORD);
        if (header[0] == '\0') /* the end */
            return files ? CR_OK : broken(&r, "is an empty archive");
        if (!sum_fits(header) || !number(header + SIZE_AT, SIZE_LEN, &size))
            return broken(&r, "is damaged: a header's sum is wrong");
        snprintf(own, sizeof own, "%.*s", NAME_LEN, header + NAME_AT);
        char type = header[TYPE_AT];
        if ((r.total += size) > 2 * (uint64_t)cr_limit(limits, CR_LIMIT_MODEL_BYTES)) /* what is passed over takes its time as well */
            return cr_limit_met(err, limits, CR_LIMIT_MODEL_BYTES, name);
        if (type == 'L' || type == 'x' || type == 'g') {
            CR_TRY(name_record(&r, type, size));
            continue;
        }
        if (type == '0' || type == '\0' || type == '7')
            CR_TRY(file(&r, r.next[0] ? r.next : own, size));
        else if (type == '5')
            CR_TRY(data(&r, size, NULL, NULL));
        else
            return cr_fail(err, CR_ERR_SYNTAX, "%s: \"%.100s\" in it is no ordinary file (a link?); it is refused", name, r.next[0] ? r.next : own);
        r.next[0] = '\0';
    }
    return broken(&r, "holds more files than a model has");
}
