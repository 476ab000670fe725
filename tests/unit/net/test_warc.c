/* Web archives written here byte by byte, packed every way, broken in every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "net/warc.h"
#include "net/warc_message.h"

enum packing { PLAIN, BY_RECORD, WHOLE, ZSTD_BY_RECORD, ZSTD_WHOLE };

static void add_gzip(cr_buf *out, cr_str s) {
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, s.len) + 64;
    unsigned char *to = malloc(room);
    z.next_in = (unsigned char *)(size_t)s.ptr;
    z.avail_in = (unsigned)s.len;
    z.next_out = to;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    cr_buf_add(out, (char *)to, room - z.avail_out);
    deflateEnd(&z);
    free(to);
}

static void add_zstd(cr_buf *out, cr_str s, const void *dictionary, size_t n) {
    size_t room = ZSTD_compressBound(s.len);
    char *to = malloc(room);
    ZSTD_CCtx *c = ZSTD_createCCtx();
    size_t got = ZSTD_compress_usingDict(c, to, room, s.ptr, s.len, dictionary, n, 3);
    assert_false(ZSTD_isError(got));
    cr_buf_add(out, to, got);
    ZSTD_freeCCtx(c);
    free(to);
}

static void add(cr_buf *out, enum packing p, cr_str record) {
    if (p == BY_RECORD)
        add_gzip(out, record);
    else if (p == ZSTD_BY_RECORD)
        add_zstd(out, record, NULL, 0);
    else
        cr_buf_add_str(out, record);
}

static cr_str record(cr_arena *a, const char *type, const char *uri, const char *content_type, const char *block) {
    return cr_str_format(a, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2022-01-12T22:03:00Z\r\nWARC-Record-ID: <urn:uuid:%s>\r\nContent-Type: %s\r\n"
                            "Content-Length: %zu\r\n\r\n%s\r\n\r\n", type, uri, uri, content_type, strlen(block), block);
}

#define HTTP "application/http; msgtype=response"
#define PAGE(text) "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<html>" text "</html>"

/* warcinfo, request, a page, an image, a redirect, a 404, a resource, a conversion, a revisit. */
static void make(cr_arena *a, cr_buf *out, enum packing p) {
    cr_buf plain;
    cr_buf_init(&plain, CR_BUF_NO_CEILING);
    cr_buf *to = p == WHOLE || p == ZSTD_WHOLE ? &plain : out;
    add(to, p, record(a, "warcinfo", "", "application/warc-fields", "software: hand\r\n"));
    add(to, p, record(a, "request", "http://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"));
    add(to, p, record(a, "response", "<http://a.example/1>", HTTP, PAGE("one")));
    add(to, p, record(a, "response", "http://a.example/i.png", HTTP, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"));
    add(to, p, record(a, "response", "http://a.example/r", HTTP, "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /1\r\n\r\n<html>moved</html>"));
    add(to, p, record(a, "response", "http://a.example/gone", HTTP, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>gone</html>"));
    add(to, p, record(a, "resource", "file:///two.html", "text/html", "<html>two</html>"));
    add(to, p, record(a, "conversion", "http://a.example/3", "text/plain", "three"));
    add(to, p, record(a, "revisit", "http://a.example/1", HTTP, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"));
    if (p == WHOLE)
        add_gzip(out, cr_buf_str(&plain));
    else if (p == ZSTD_WHOLE)
        add_zstd(out, cr_buf_str(&plain), NULL, 0);
    cr_buf_free(&plain);
}

typedef struct dribble { cr_str rest; size_t step; } dribble;
static ptrdiff_t read_dribble(void *context, char *to, size_t room) {
    dribble *d = context;
    size_t n = d->rest.len < d->step ? d->rest.len : d->step;
    n = n < room ? n : room;
    memcpy(to, d->rest.ptr, n);
    d->rest = cr_str_slice(d->rest, n, d->rest.len);
    return (ptrdiff_t)n;
}

/* Everything read, as "ordinal url bytes|"; complaints as "!line|". */
static cr_str read_all(cr_arena *a, cr_str bytes, size_t step, bool errors, const cr_limits *limits) {
    dribble d = {bytes, step};
    cr_stream *s = cr_stream_new(read_dribble, &d, limits);
    cr_warc *w = cr_warc_open(s, limits);
    cr_buf out;
    cr_warc_page page;
    cr_error err;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_warc_want_errors(w, errors);
    for (size_t calls = 0;; calls++) {
        assert_true(calls < 10000);
        if (cr_warc_next(w, &page, &err) != CR_OK) {
            cr_buf_printf(&out, "!%s|", err.line);
            continue;
        }
        if (page.ordinal == 0)
            break;
        assert_true(page.bytes.len > 0);
        cr_buf_printf(&out, "%zu %.*s %.*s|", page.ordinal, CR_FMT(page.url), CR_FMT(page.bytes));
    }
    cr_str all = cr_buf_copy(&out, a);
    cr_buf_free(&out);
    cr_warc_close(w);
    cr_stream_free(s);
    return all;
}

#define WANT "3 http://a.example/1 <html>one</html>|7 file:///two.html <html>two</html>|8 http://a.example/3 three|"

static void test_every_packing(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    for (int p = PLAIN; p <= ZSTD_WHOLE; p++) {
        cr_buf b;
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        make(a, &b, (enum packing)p);
        for (size_t step = 1; step < 5000; step = step * 7 + 1) {
            cr_str got = read_all(a, cr_buf_str(&b), step, false, NULL);
            assert_string_equal(got.ptr, WANT);
        }
        cr_buf_free(&b);
    }
    cr_arena_free(a);
}

static void test_fields(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    make(a, &b, BY_RECORD);
    cr_stream *s = cr_stream_of_bytes(cr_buf_str(&b), NULL);
    cr_warc *w = cr_warc_open(s, NULL);
    cr_warc_page page;
    cr_error err;
    cr_warc_want_errors(w, true);
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_int_equal(page.http, 200);
    assert_true(cr_str_is(page.content_type, "text/html; charset=koi8-r"));
    assert_true(cr_str_is(page.fetched, "2022-01-12T22:03:00Z"));
    assert_true(cr_str_is(page.record_id, "urn:uuid:<http://a.example/1>"));
    assert_false(page.is_text);
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_int_equal(page.http, 404);
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_int_equal(page.http, 0);
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_true(page.is_text);
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_int_equal(page.ordinal, 0);
    const cr_warc_counts *n = cr_warc_counted(w);
    assert_int_equal(n->records, 9);
    assert_int_equal(n->pages, 4);
    assert_int_equal(n->other, 3);
    assert_int_equal(n->not_pages, 1);
    assert_int_equal(n->unsuccessful, 1);
    assert_int_equal(n->broken, 0);
    cr_warc_close(w);
    cr_stream_free(s);
    cr_buf_free(&b);
    cr_arena_free(a);
}

/* Cut at every byte: what is whole before the cut comes out, and one line at most. */
static void test_cut_short(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    for (int p = PLAIN; p <= ZSTD_WHOLE; p++) {
        cr_buf b;
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        make(a, &b, (enum packing)p);
        size_t lines_at_most = 1, last = 0;
        for (size_t cut = 0; cut < b.len; cut++) {
            cr_arena *each = cr_arena_new(0);
            cr_str got = read_all(each, (cr_str){b.bytes, cut}, 4096, false, NULL), rest = got, part;
            size_t lines = 0, good = 0;
            cr_str want = CR_STR(WANT);
            while (cr_str_split(&rest, '|', &part) && part.len) {
                lines += part.ptr[0] == '!';
                if (part.ptr[0] != '!') {
                    assert_true(cr_str_find(want, part, 0) != CR_STR_NPOS || p == PLAIN);
                    good++;
                }
            }
            assert_true(lines <= lines_at_most);
            assert_true(good >= last || p == ZSTD_WHOLE || p == WHOLE);
            last = good;
            cr_arena_free(each);
        }
        cr_buf_free(&b);
    }
    cr_arena_free(a);
}

static void test_damage_costs_one_record(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf one;
    cr_buf_init(&one, CR_BUF_NO_CEILING);
    for (int p = BY_RECORD; p <= ZSTD_BY_RECORD; p += ZSTD_BY_RECORD - BY_RECORD) {
        cr_buf_clear(&b);
        for (int i = 0; i < 3; i++) {
            cr_str page = cr_str_format(a, PAGE("page %d with some words that are not all the same"), i);
            cr_buf_clear(&one);
            add(&one, (enum packing)p, record(a, "response", "http://a.example/", HTTP, page.ptr));
            if (i == 1)
                memset(one.bytes + one.len / 2, 'x', 20);
            cr_buf_add(&b, one.bytes, one.len);
        }
        cr_str got = read_all(a, cr_buf_str(&b), 100, false, NULL);
        assert_true(cr_str_contains(got, "page 0") && cr_str_contains(got, "page 2"));
        assert_true(cr_str_contains(got, "!record 2: "));
        assert_true(cr_str_find(got, CR_STR("!"), cr_str_find(got, CR_STR("!"), 0) + 1) == CR_STR_NPOS);
    }
    /* plain: a header without a length, rubbish between records, a length too short and one too long */
    cr_str first = record(a, "response", "http://a.example/1", HTTP, PAGE("one")), second = record(a, "response", "http://a.example/2", HTTP, PAGE("two"));
    cr_str third = record(a, "response", "http://a.example/3", HTTP, PAGE("three"));
    cr_str none = CR_STR("WARC/1.0\r\nWARC-Type: response\r\n\r\n<html>lost</html>\r\n\r\n");
    cr_str got = read_all(a, cr_str_concat(a, first, cr_str_concat(a, none, second)), 50, false, NULL);
    assert_string_equal(got.ptr, "1 http://a.example/1 <html>one</html>|!record 2: it has no Content-Length|3 http://a.example/2 <html>two</html>|");
    got = read_all(a, cr_str_concat(a, first, cr_str_concat(a, CR_STR("rubbish\nand more\n"), second)), 50, false, NULL);
    assert_string_equal(got.ptr, "1 http://a.example/1 <html>one</html>|!record 2: no WARC header where one should begin|3 http://a.example/2 <html>two</html>|");
    for (int wrong = -10; wrong <= 100; wrong += 110) {
        cr_str block = CR_STR(PAGE("two"));
        cr_str lying = cr_str_format(a, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/2\r\nContent-Length: %d\r\n\r\n%.*s\r\n\r\n", (int)block.len + wrong, CR_FMT(block));
        got = read_all(a, cr_str_concat(a, first, cr_str_concat(a, lying, third)), 50, false, NULL);
        assert_true(cr_str_starts(got, "1 http://a.example/1 <html>one</html>|") && cr_str_contains(got, "http://a.example/3 <html>three</html>|"));
        if (wrong > 0) /* what it swallowed is given back */
            assert_true(cr_str_contains(got, "|2 http://a.example/2 <html>two</html>|") && !cr_str_contains(got, "!"));
    }
    cr_buf_free(&b);
    cr_buf_free(&one);
    cr_arena_free(a);
}

static void test_dictionary(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    char samples[20000], dictionary[8000];
    size_t sizes[100];
    for (size_t i = 0; i < 100; i++) {
        sizes[i] = 200;
        for (size_t k = 0; k < 200; k++)
            samples[i * 200 + k] = (char)("WARC-Type: response Content-Length: "[(k + i) % 36] + (k % (i + 2) == 0));
    }
    size_t n = ZDICT_trainFromBuffer(dictionary, sizeof dictionary, samples, sizes, 100);
    assert_false(ZDICT_isError(n));
    cr_str page = record(a, "response", "http://a.example/1", HTTP, PAGE("one"));
    for (int form = 0; form < 3; form++) { /* plain, packed itself, missing */
        cr_buf b, d;
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        cr_buf_init(&d, CR_BUF_NO_CEILING);
        if (form == 1)
            add_zstd(&d, (cr_str){dictionary, n}, NULL, 0);
        else
            cr_buf_add(&d, dictionary, n);
        if (form < 2) {
            cr_buf_add(&b, "\x5D\x2A\x4D\x18", 4);
            for (int i = 0; i < 4; i++)
                cr_buf_add_byte(&b, (char)(d.len >> (8 * i)));
            cr_buf_add_str(&b, cr_buf_str(&d));
        }
        add_zstd(&b, page, dictionary, n);
        cr_buf_add(&b, "\x50\x2A\x4D\x18\x03\0\0\0abc", 11); /* an extension frame */
        add_zstd(&b, page, dictionary, n);
        cr_str got = read_all(a, cr_buf_str(&b), 77, false, NULL);
        if (form < 2)
            assert_string_equal(got.ptr, "1 http://a.example/1 <html>one</html>|2 http://a.example/1 <html>one</html>|");
        else
            assert_true(cr_str_starts(got, "!record 1: zstd: packed with dictionary ") && cr_str_find_byte(got, '|', 0) == got.len - 1);
        cr_buf_free(&b);
        cr_buf_free(&d);
    }
    cr_arena_free(a);
}

static void test_old_form(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const char *const lines[] = {"WARC/0.9 %012zu response http://a.example/1 20060825210905 uuri:dbf1ef20;type=response application/http; msgtype=response\r\nIP-Address: 1.2.3.4\r\n\r\n%s\r\n\r\n",
                                        "warc/0.9 %12zu response http://a.example/1 20060825210905 message/http uuid:dbf1ef20\r\n\r\n%s\r\n\r\n"};
    for (size_t i = 0; i < 2; i++) {
        cr_str body = CR_STR(PAGE("one")), empty = cr_str_format(a, lines[i], (size_t)0, "");
        for (size_t ends = 0; ends <= 4; ends += 4) { /* some count the two line ends behind the block, some do not */
            cr_str r = cr_str_format(a, lines[i], empty.len - 4 + body.len + ends, body.ptr);
            cr_str got = read_all(a, cr_str_concat(a, r, r), 33, false, NULL);
            assert_true(cr_str_starts(got, "1 http://a.example/1 <html>one</html>"));
            assert_true(cr_str_contains(got, "|2 http://a.example/1 <html>one</html>"));
            assert_false(cr_str_contains(got, "!"));
        }
    }
    assert_true(cr_str_is(cr_warc_date(a, CR_STR("20060825210905")), "2006-08-25T21:09:05Z"));
    assert_true(cr_str_is(cr_warc_date(a, CR_STR("2006-08-25T21:09:05.123456Z")), "2006-08-25T21:09:05Z"));
    static const char *const none[] = {"", "2006", "2006-13-25T21:09:05Z", "2006-08-25T25:09:05Z", "yesterday", "2006-08-25T21:09:05+01:00"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_true(cr_str_none(cr_warc_date(a, cr_str_of(none[i]))));
    cr_arena_free(a);
}

static void test_bodies(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const struct { const char *block, *want; } cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n3;x=y\r\nabc\r\n0\r\n\r\n", "<html>abc"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n<html>taken off before", "<html>taken off before"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n99\r\ncut", "<html>cut"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n<html>taken off before", "<html>taken off before"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n<html>taken off before", "<html>taken off before"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n<html>taken off before", "<html>taken off before"},
        {"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<html>line feeds alone", "<html>line feeds alone"},
        {"HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE HTML><p>no type", "<!DOCTYPE HTML><p>no type"},
        {"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<?xml version='1.0'?><rss/>", NULL},
        {"HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n", NULL},
        {"<html>HTTP/0.9", "<html>HTTP/0.9"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\n<html>", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str got = read_all(a, record(a, "response", "http://a.example/", HTTP, cases[i].block), 11, false, NULL);
        cr_str want = cases[i].want ? cr_str_format(a, "1 http://a.example/ %s|", cases[i].want) : CR_STR("");
        assert_string_equal(got.ptr, want.ptr);
    }
    cr_buf packed, r;
    cr_buf_init(&packed, CR_BUF_NO_CEILING);
    cr_buf_init(&r, CR_BUF_NO_CEILING);
    cr_str head = CR_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nX-Robots-Tag: noai\r\n\r\n");
    add_gzip(&packed, CR_STR("<html>packed</html>"));
    cr_buf_printf(&r, "WARC/1.1\nWARC-Type: response\nContent-Length: %zu\n\n%.*s", head.len + packed.len, CR_FMT(head));
    cr_buf_add_str(&r, cr_buf_str(&packed));
    cr_stream *s = cr_stream_of_bytes(cr_buf_str(&r), NULL);
    cr_warc *w = cr_warc_open(s, NULL);
    cr_warc_page page;
    cr_error err;
    assert_int_equal(cr_warc_next(w, &page, &err), CR_OK);
    assert_true(cr_str_is(page.bytes, "<html>packed</html>"));
    assert_true(page.noai);
    cr_warc_close(w);
    cr_stream_free(s);
    cr_buf_free(&packed);
    cr_buf_free(&r);
    cr_str robots = read_all(a, record(a, "response", "http://a.example/robots.txt", HTTP, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *"), 99, false, NULL);
    assert_string_equal(robots.ptr, "");
    cr_str log = read_all(a, record(a, "resource", "<metadata://gnu.org/software/wget/warc/wget.log>", "text/plain", "FINISHED"), 99, false, NULL);
    assert_string_equal(log.ptr, "");
    cr_arena_free(a);
}

static void add_deflate(cr_buf *out, cr_str s, int window) {
    unsigned char to[500];
    z_stream z = {.next_in = (unsigned char *)(size_t)s.ptr, .avail_in = (unsigned)s.len, .next_out = to, .avail_out = sizeof to};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    cr_buf_add(out, (char *)to, sizeof to - z.avail_out);
    deflateEnd(&z);
}

/* One block that is not compressed, and the end (RFC 7932 section 9.2). */
static void add_brotli(cr_buf *out, cr_str s) {
    size_t n = s.len - 1;
    cr_buf_add(out, (char[]){(char)((n & 15) << 4), (char)(n >> 4), (char)((n >> 12 & 15) | 16)}, 3);
    cr_buf_add_str(out, s);
    cr_buf_add_byte(out, 3);
}

static void test_encodings(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const char *const names[] = {"gzip", "deflate", "deflate", "br", "zstd", "gzip, br"};
    cr_str page = CR_STR("<html>the same page, packed in every way there is</html>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cr_buf packed, first, r;
        cr_buf_init(&packed, CR_BUF_NO_CEILING);
        cr_buf_init(&first, CR_BUF_NO_CEILING);
        cr_buf_init(&r, CR_BUF_NO_CEILING);
        if (i == 0)
            add_gzip(&packed, page);
        else if (i < 3)
            add_deflate(&packed, page, i == 1 ? 15 : -15);
        else if (i == 3)
            add_brotli(&packed, page);
        else if (i == 4)
            add_zstd(&packed, page, NULL, 0);
        else {
            add_gzip(&first, page);
            add_brotli(&packed, cr_buf_str(&first));
        }
        cr_str head = cr_str_format(a, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", names[i], packed.len);
        cr_buf_printf(&r, "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %zu\r\n\r\n%.*s", head.len + packed.len + 7, CR_FMT(head));
        cr_buf_add_str(&r, cr_buf_str(&packed));
        cr_buf_add_z(&r, "\r\n0\r\n\r\n\r\n\r\n");
        cr_str got = read_all(a, cr_buf_str(&r), 13, false, NULL);
        assert_string_equal(got.ptr, cr_str_format(a, "1  %.*s|", CR_FMT(page)).ptr);
        cr_buf_free(&packed);
        cr_buf_free(&first);
        cr_buf_free(&r);
    }
    cr_arena_free(a);
}

static void test_limits(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_PAGE_BYTES] = 60;
    limits.value[CR_LIMIT_WARC_COMPLAINTS] = 3;
    cr_str big = record(a, "response", "http://a.example/big", HTTP, PAGE("1234567890123456789012345678901234567890123456789012345678901234567890"));
    cr_str small = record(a, "response", "http://a.example/1", HTTP, PAGE("one"));
    cr_str got = read_all(a, cr_str_concat(a, big, small), 64, false, &limits);
    assert_true(cr_str_starts(got, "!record 1: over the limit page_bytes = 60;"));
    assert_true(cr_str_ends(got, "|2 http://a.example/1 <html>one</html>|"));
    cr_str many = CR_STR("");
    for (int i = 0; i < 10; i++)
        many = cr_str_concat(a, many, CR_STR("WARC/1.0\r\nx: y\r\n\r\n"));
    got = read_all(a, cr_str_concat(a, many, small), 64, false, &limits);
    assert_true(cr_str_ends(got, "11 http://a.example/1 <html>one</html>|!7 more records are broken|"));
    limits.value[CR_LIMIT_WARC_HEADER_BYTES] = 40;
    got = read_all(a, small, 64, false, &limits);
    assert_string_equal(got.ptr, "!record 1: its header has no end|");
    cr_arena_free(a);
}

static void test_sniff(void **state) {
    (void)state;
    assert_true(cr_warc_sniff(CR_STR("WARC/1.1\r\n")));
    assert_true(cr_warc_sniff(CR_STR("\r\nwarc/0.9 12")));
    assert_false(cr_warc_sniff(CR_STR("WARC/")));
    assert_false(cr_warc_sniff(CR_STR("WARC/archives are")));
    assert_false(cr_warc_sniff(CR_STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_packing), cmocka_unit_test(test_fields), cmocka_unit_test(test_cut_short), cmocka_unit_test(test_damage_costs_one_record),
                                       cmocka_unit_test(test_dictionary), cmocka_unit_test(test_old_form), cmocka_unit_test(test_bodies), cmocka_unit_test(test_encodings), cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_sniff)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
