#include "cli/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 << 10 };

static bool more_is_waiting(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1 && p.revents & (POLLIN | POLLHUP);
}

typedef struct gathering {
    const cr_line_reader *reader;
    size_t most;       /* bytes of a line */
    cr_buf pending;    /* bytes that are not passed on */
    size_t looked;     /* so many of them have no end of a line: not looked at again */
    cr_str *lines;
    size_t capacity;
} gathering;

static bool add_line(gathering *g, size_t *count, cr_str line) {
    if (*count == g->capacity) {
        size_t more = g->capacity ? 2 * g->capacity : 256;
        cr_str *lines = reallocarray(g->lines, more, sizeof *lines);
        if (!lines)
            return false;
        g->lines = lines;
        g->capacity = more;
    }
    line.len -= line.len && line.ptr[line.len - 1] == '\r';
    g->lines[(*count)++] = line;
    return true;
}

/* All whole lines that are there; at the end what is left, too. */
static cr_status pass_on(gathering *g, bool ended, cr_error *err) {
    cr_str all = cr_buf_str(&g->pending);
    size_t at = 0, count = 0;
    for (size_t end; at < all.len && ((end = cr_str_find_byte(all, '\n', at ? at : g->looked)) != CR_STR_NPOS || ended);) {
        size_t stop = end == CR_STR_NPOS ? all.len : end;
        if (stop - at > g->most)
            break;
        if (!add_line(g, &count, cr_str_slice(all, at, stop)))
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for lines of text");
        at = stop + (end != CR_STR_NPOS);
    }
    if (count)
        CR_TRY(g->reader->take(g->reader->context, g->lines, count, err));
    if (g->pending.len > at)
        memmove(g->pending.bytes, g->pending.bytes + at, g->pending.len - at);
    g->looked = g->pending.len -= at;
    return CR_OK;
}

/* The line at the front, whole or not, is too long. */
static bool too_long(const gathering *g) {
    cr_str all = cr_buf_str(&g->pending);
    return all.len > g->most && cr_str_find_byte(cr_str_slice(all, 0, g->most + 1), '\n', 0) == CR_STR_NPOS;
}

static cr_status read_on(const cr_invocation *in, int fd, const char *name, gathering *g, char *chunk, cr_error *err) {
    for (;;) {
        ssize_t n = read(fd, chunk, READ_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cr_fail(err, CR_ERR_IO, "%s: %s", name, strerror(errno));
        cr_buf_add(&g->pending, chunk, (size_t)n);
        if (g->pending.failed)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for lines of text");
        if (n == 0 || g->pending.len > g->most || g->pending.len >= g->reader->window || !more_is_waiting(fd))
            CR_TRY(pass_on(g, n == 0, err));
        if (too_long(g))
            return cr_limit_met(err, &in->limits, CR_LIMIT_LINE_BYTES, name);
        if (n == 0)
            return CR_OK;
    }
}

cr_status cr_lines_read(const cr_invocation *in, const char *path, const cr_line_reader *reader, cr_error *err) {
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%s: %s", path, strerror(errno));
    gathering g = {.reader = reader, .most = cr_limit(&in->limits, CR_LIMIT_LINE_BYTES)};
    cr_buf_init(&g.pending, CR_BUF_NO_CEILING); /* never more than a line and a window */
    char *chunk = malloc(READ_BYTES);
    cr_status status = chunk ? read_on(in, fd, standard ? "standard input" : path, &g, chunk, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    free(chunk);
    cr_buf_free(&g.pending);
    free(g.lines);
    if (!standard)
        close(fd);
    return status;
}

cr_status cr_lines_read_all(const cr_invocation *in, const cr_line_reader *reader, cr_error *err) {
    for (int i = 0; i < in->operand_count; i++)
        CR_TRY(cr_lines_read(in, in->operands[i], reader, err));
    return in->operand_count ? CR_OK : cr_lines_read(in, "-", reader, err);
}
