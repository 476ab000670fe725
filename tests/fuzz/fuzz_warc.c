/* Any bytes as a web archive. The first byte says how they are packed, so that the fuzzer gets past the checksums: as they are,
 * gzip as a whole, gzip or zstd with a member for each "WARC/"; the second may then damage one byte of the packed form.
 * Records come in rising order, none empty or over the limit; and what comes does not depend on the size of the reads. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "net/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct source { cr_str rest; size_t step; } source;

static ptrdiff_t read_some(void *context, char *to, size_t room) {
    source *s = context;
    size_t n = s->rest.len < s->step ? s->rest.len : s->step;
    n = n < room ? n : room;
    if (n)
        memcpy(to, s->rest.ptr, n);
    s->rest = cr_str_slice(s->rest, n, s->rest.len);
    return (ptrdiff_t)n;
}

static void add_member(cr_buf *out, cr_str s, bool zstd) {
    size_t room = (zstd ? ZSTD_compressBound(s.len) : compressBound(s.len)) + 64;
    char *to = malloc(room);
    size_t n = 0;
    if (zstd)
        n = ZSTD_compress(to, room, s.ptr, s.len, 1);
    else {
        z_stream z = {.next_in = (unsigned char *)(size_t)s.ptr, .avail_in = (unsigned)s.len, .next_out = (unsigned char *)to, .avail_out = (unsigned)room};
        if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK && deflate(&z, Z_FINISH) == Z_STREAM_END)
            n = room - z.avail_out;
        deflateEnd(&z);
    }
    cr_buf_add(out, to, n);
    free(to);
}

static void pack(cr_buf *out, cr_str s, unsigned how) {
    if (how % 4 == 0)
        cr_buf_add_str(out, s);
    else if (how % 4 == 1)
        add_member(out, s, false);
    else
        for (size_t at = 0; at < s.len;) {
            size_t end = cr_str_find(s, CR_STR("WARC/"), at + 1);
            end = end == CR_STR_NPOS ? s.len : end;
            add_member(out, cr_str_slice(s, at, end), how % 4 == 3);
            at = end;
        }
}

static void read_all(cr_str bytes, size_t step, const cr_limits *limits, cr_buf *out) {
    source from = {bytes, step};
    cr_stream *s = cr_stream_new(read_some, &from, limits);
    cr_warc *w = cr_warc_open(s, limits);
    cr_warc_want_errors(w, bytes.len % 2);
    size_t last = 0;
    for (size_t calls = 0;; calls++) {
        cr_warc_page page;
        cr_error err;
        if (calls > bytes.len + 16)
            abort();
        if (cr_warc_next(w, &page, &err) != CR_OK) {
            cr_buf_add_z(out, err.line);
            continue;
        }
        if (page.ordinal == 0)
            break;
        if (page.ordinal <= last || page.bytes.len == 0 || page.bytes.len > cr_limit(limits, CR_LIMIT_PAGE_BYTES))
            abort();
        last = page.ordinal;
        cr_buf_printf(out, "%zu %d %d %d", page.ordinal, page.http, page.is_text, page.noai);
        const cr_str fields[] = {page.record_id, page.url, page.fetched, page.content_type, page.bytes};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            cr_buf_add_str(out, fields[i]);
    }
    const cr_warc_counts *n = cr_warc_counted(w);
    if (n->pages + n->other + n->not_pages + n->unsuccessful > n->records)
        abort();
    cr_warc_close(w);
    cr_stream_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 32000)
        return 0;
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_PAGE_BYTES] = 100000;
    limits.value[CR_LIMIT_WARC_HEADER_BYTES] = 4000;
    limits.value[CR_LIMIT_FETCH_HEADER_BYTES] = 4000;
    limits.value[CR_LIMIT_WARC_COMPLAINTS] = 10;
    limits.value[CR_LIMIT_ZSTD_WINDOW_BYTES] = 1 << 20;
    cr_buf packed, one, other;
    cr_buf_init(&packed, CR_BUF_NO_CEILING);
    cr_buf_init(&one, CR_BUF_NO_CEILING);
    cr_buf_init(&other, CR_BUF_NO_CEILING);
    pack(&packed, (cr_str){(const char *)data + 2, size - 2}, data[0]);
    if (data[1] && packed.len)
        packed.bytes[(size_t)data[1] * packed.len / 256] ^= (char)(1 + data[0] / 4);
    read_all(cr_buf_str(&packed), packed.len + 1, &limits, &one);
    read_all(cr_buf_str(&packed), 1 + data[0] % 61, &limits, &other);
    if (!cr_str_eq(cr_buf_str(&one), cr_buf_str(&other))) {
        fprintf(stderr, "%s\n-- by %d bytes:\n%s\n", one.bytes, 1 + data[0] % 61, other.bytes);
        abort();
    }
    cr_buf_free(&packed);
    cr_buf_free(&one);
    cr_buf_free(&other);
    return 0;
}
