/* The fetcher against a server that misbehaves in every way on record (design: reliability, sections 1 and 7). */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <time.h>
#include <zlib.h>

#include "../support/loopback.h"
#include "net/fetch.h"

static void body(int fd, const char *status, const char *headers, const char *text) {
    char head[1024];
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n", status, strlen(text), headers);
    say(fd, head);
    say(fd, text);
}

static void gzip_zeros(int fd, size_t bytes) { /* a bomb: a thousand to one */
    z_stream z = {0};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    static unsigned char in[1 << 16], out[1 << 16];
    say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n");
    for (size_t done = 0; done <= bytes; done += sizeof in) {
        z.next_in = in;
        z.avail_in = sizeof in;
        do {
            z.next_out = out;
            z.avail_out = sizeof out;
            deflate(&z, done == bytes ? Z_FINISH : Z_NO_FLUSH);
            size_t n = sizeof out - z.avail_out;
            if (n && send(fd, out, n, MSG_NOSIGNAL) < 0)
                done = bytes + 1;
        } while (z.avail_out == 0);
    }
    deflateEnd(&z);
}

static void answer(loopback *s, int fd, const char *path, const char *request) {
    char text[512];
    if (strcmp(path, "/plain") == 0)
        body(fd, "200 OK", "Content-Type: text/html; charset=utf-8\r\nETag: \"v1\"\r\nLast-Modified: x y z\r\n", "hello");
    else if (strcmp(path, "/conditional") == 0)
        strstr(request, "If-None-Match: \"v1\"") ? say(fd, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n") : body(fd, "200 OK", "", "new");
    else if (strcmp(path, "/loop") == 0)
        body(fd, "302 Found", "Location: /loop2\r\n", "");
    else if (strcmp(path, "/loop2") == 0)
        body(fd, "302 Found", "Location: /loop\r\n", "");
    else if (strncmp(path, "/far/", 5) == 0) {
        snprintf(text, sizeof text, "Location: /far/%lu\r\n", strtoul(path + 5, NULL, 10) + 1);
        body(fd, "302 Found", text, "");
    } else if (strcmp(path, "/metadata") == 0)
        body(fd, "302 Found", "Location: http://169.254.169.254/latest/meta-data/\r\n", "");
    else if (strcmp(path, "/decimal") == 0)
        body(fd, "302 Found", "Location: http://2130706434/\r\n", "");
    else if (strcmp(path, "/file") == 0)
        body(fd, "302 Found", "Location: file:///etc/passwd\r\n", "");
    else if (strcmp(path, "/gopher") == 0)
        body(fd, "302 Found", "Location: gopher://127.0.0.1/\r\n", "");
    else if (strcmp(path, "/moved") == 0)
        body(fd, "301 Moved Permanently", "Location: /moved2\r\n", "");
    else if (strcmp(path, "/moved2") == 0)
        body(fd, "308 Permanent Redirect", "Location: /plain\r\n", "");
    else if (strcmp(path, "/mixed") == 0)
        body(fd, "301 Moved Permanently", "Location: /other\r\n", "");
    else if (strcmp(path, "/other") == 0)
        body(fd, "307 Temporary Redirect", "Location: /plain\r\n", "");
    else if (strcmp(path, "/elsewhere") == 0) { /* another origin: localhost for 127.0.0.1 */
        snprintf(text, sizeof text, "Location: http://localhost:%u/plain\r\n", s->port);
        body(fd, "302 Found", text, "");
    } else if (strcmp(path, "/gone") == 0)
        body(fd, "410 Gone", "", "");
    else if (strcmp(path, "/busy") == 0)
        body(fd, "429 Too Many Requests", "Retry-After: 90\r\n", "");
    else if (strcmp(path, "/error") == 0)
        body(fd, "500 Oops", "", "{\"error\": \"why\"}");
    else if (strcmp(path, "/slow") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 6; i++) {
            if (send(fd, "x", 1, MSG_NOSIGNAL) < 0)
                break;
            struct pollfd client = {.fd = fd, .events = POLLRDHUP};
            if (poll(&client, 1, 1000) != 0) /* gone: the next request must not wait behind this one */
                break;
        }
    } else if (strcmp(path, "/bomb") == 0)
        gzip_zeros(fd, 64u << 20);
    else if (strcmp(path, "/stacked") == 0)
        body(fd, "200 OK", "Content-Encoding: gzip, gzip, gzip\r\n", "x");
    else if (strcmp(path, "/short") == 0)
        say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nonly this");
    else if (strcmp(path, "/nothing") == 0)
        ;
    else if (strcmp(path, "/noise") == 0)
        say(fd, "\x01\x02\x03 no http at all\r\n\r\n");
    else if (strcmp(path, "/headers") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 20000; i++)
            say(fd, "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
        say(fd, "\r\n");
    } else if (strcmp(path, "/long") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 400; i++)
            say(fd, "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789");
    } else if (strcmp(path, "/reserved") == 0)
        body(fd, "200 OK", "X-Robots-Tag: noai\r\n", "x");
    else if (strcmp(path, "/post") == 0)
        body(fd, "200 OK", "", strstr(request, "\r\n\r\n") + 4);
    else
        body(fd, "404 Not Found", "", "");
}

static loopback server = {.answer = answer};
static cr_limits limits;
static cr_address_guard guard;
static cr_str allowed[2];
static cr_fetch_options options = {.limits = &limits, .guard = &guard, .contact = {"https://example.org/courant", 27}};

static int set_up(void **state) {
    (void)state;
    loopback_start(&server);
    cr_limits_init(&limits);
    cr_limits_set(&limits, CR_STR("host_pause_ms"), 0);
    cr_limits_set(&limits, CR_STR("fetch_stall_seconds"), 2);
    cr_limits_set(&limits, CR_STR("page_bytes"), 1 << 20);
    cr_limits_set(&limits, CR_STR("robots_bytes"), 1000);
    static char one[64];
    snprintf(one, sizeof one, "127.0.0.1:%u", server.port);
    allowed[0] = cr_str_of(one);
    guard.allow = (cr_strs){allowed, 1};
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    loopback_stop(&server);
    return 0;
}

static cr_arena *arena;
static int make_arena(void **state) { return (void)state, arena = cr_arena_new(0), 0; }
static int free_arena(void **state) { return (void)state, cr_arena_free(arena), 0; }

static cr_fetch_answer *get_with(cr_fetch_request r, const char *path, cr_status want, cr_error *err) {
    cr_fetch_answer *a;
    r.url = cr_str_format(arena, "http://127.0.0.1:%u%s", server.port, path);
    cr_status status = cr_fetch(&options, &r, arena, &a, err);
    if (status != want)
        fail_msg("%s: %s, not %s: %s", path, cr_status_name(status), cr_status_name(want), status ? err->line : "");
    return a;
}
static cr_fetch_answer *get(const char *path, cr_status want, cr_error *err) { return get_with((cr_fetch_request){0}, path, want, err); }

static void test_plain(void **state) {
    (void)state;
    cr_error err;
    cr_fetch_answer *a = get("/plain", CR_OK, &err);
    assert_true(cr_str_is(a->body, "hello"));
    assert_true(cr_str_is(a->charset, "utf-8"));
    assert_true(cr_str_is(a->etag, "\"v1\""));
    assert_true(cr_str_is(a->last_modified, "x y z"));
    assert_int_equal(a->http, 200);
    assert_true(cr_str_none(a->moved_to));
    assert_non_null(strstr(server.last, "User-Agent: Courant/0.1 (+https://example.org/courant)\r\n"));
    assert_null(strstr(server.last, "Cookie"));
}

static void test_conditional(void **state) {
    (void)state;
    cr_error err;
    cr_fetch_answer *a = get_with((cr_fetch_request){.etag = CR_STR("\"v1\""), .last_modified = CR_STR("x y z")}, "/conditional", CR_OK, &err);
    assert_true(a->not_modified);
    assert_non_null(strstr(server.last, "If-Modified-Since: x y z\r\n"));
    assert_false(get("/conditional", CR_OK, &err)->not_modified);
}

static void test_guard(void **state) {
    (void)state;
    cr_error err;
    get("/metadata", CR_ERR_REFUSED, &err);
    assert_non_null(strstr(err.line, "link-local"));
    get("/decimal", CR_ERR_REFUSED, &err);
    assert_non_null(strstr(err.line, "loopback"));
    get("/file", CR_ERR_REFUSED, &err);
    get("/gopher", CR_ERR_REFUSED, &err);
    static const char *const hosts[] = {"http://localhost:%u/", "http://0x7f.0.0.2:%u/", "http://2130706434:%u/", "http://[::1]:%u/", "http://[::ffff:127.0.0.2]:%u/", "http://0:%u/", NULL};
    int before = server.requests;
    for (int i = 0; hosts[i]; i++) {
        char url[100];
        snprintf(url, sizeof url, hosts[i], server.port + (i == 0));
        cr_fetch_answer *a;
        cr_fetch_request r = {.url = cr_str_of(url)};
        assert_int_equal(cr_fetch(&options, &r, arena, &a, &err), CR_ERR_REFUSED);
    }
    assert_int_equal(before, server.requests);
    cr_fetch_options strict = {.limits = &limits};
    cr_fetch_request r = {.url = cr_str_format(arena, "http://127.0.0.1:%u/plain", server.port)};
    cr_fetch_answer *a;
    assert_int_equal(cr_fetch(&strict, &r, arena, &a, &err), CR_ERR_REFUSED);
    setenv("http_proxy", cr_str_format(arena, "http://127.0.0.1:%u", server.port).ptr, 1); /* the environment opens nothing */
    assert_int_equal(cr_fetch(&strict, &r, arena, &a, &err), CR_ERR_REFUSED);
    unsetenv("http_proxy");
    cr_fetch_options proxied = {.limits = &limits, .proxy = cr_str_format(arena, "http://127.0.0.1:%u", server.port)};
    r.url = CR_STR("http://2130706433/plain"); /* nor does a proxy */
    assert_int_equal(cr_fetch(&proxied, &r, arena, &a, &err), CR_ERR_REFUSED);
    r.url = CR_STR("http://localhost/plain");
    assert_int_equal(cr_fetch(&proxied, &r, arena, &a, &err), CR_ERR_REFUSED);
    assert_int_equal(before, server.requests);
}

static void test_redirects(void **state) {
    (void)state;
    cr_error err;
    get("/loop", CR_ERR_NETWORK, &err);
    assert_non_null(strstr(err.line, "circle"));
    get("/far/1", CR_ERR_NETWORK, &err);
    assert_non_null(strstr(err.line, "fetch_redirects"));
    cr_fetch_answer *a = get("/moved", CR_OK, &err);
    assert_true(cr_str_ends(a->moved_to, "/plain"));
    assert_int_equal(a->hops, 2);
    a = get("/mixed", CR_OK, &err);
    assert_true(cr_str_none(a->moved_to)); /* one temporary hop: keep the old address */
    assert_true(cr_str_ends(a->url, "/plain"));
    a = get_with((cr_fetch_request){.stay = true}, "/elsewhere", CR_ERR_NETWORK, &err);
    assert_true(cr_str_starts(a->leads_to, "http://localhost:"));
    assert_true(cr_str_ends(get_with((cr_fetch_request){.stay = true}, "/moved", CR_OK, &err)->url, "/plain"));
}

static void test_credentials_stay(void **state) {
    (void)state;
    cr_error err;
    cr_str header = CR_STR("X-Api-Key: secret");
    cr_fetch_request r = {.headers = {&header, 1}, .url = cr_str_format(arena, "http://jo:pw@127.0.0.1:%u/plain", server.port)};
    cr_fetch_answer *a;
    assert_int_equal(cr_fetch(&options, &r, arena, &a, &err), CR_OK);
    assert_non_null(strstr(server.last, "Authorization: Basic am86cHc="));
    assert_non_null(strstr(server.last, "X-Api-Key: secret"));
    assert_false(cr_str_contains(a->url, "jo"));
    allowed[1] = CR_STR("localhost");
    guard.allow.count = 2;
    r.url = cr_str_format(arena, "http://jo:pw@127.0.0.1:%u/elsewhere", server.port);
    assert_int_equal(cr_fetch(&options, &r, arena, &a, &err), CR_OK);
    guard.allow.count = 1;
    assert_non_null(strstr(server.last, "Host: localhost"));
    assert_null(strstr(server.last, "Authorization"));
    assert_null(strstr(server.last, "secret"));
    header = CR_STR("Remote-User: admin");
    assert_int_equal(cr_fetch(&options, &r, arena, &a, &err), CR_ERR_REFUSED);
}

static void test_failures(void **state) {
    (void)state;
    cr_error err;
    assert_true(get("/gone", CR_ERR_NOT_FOUND, &err)->gone);
    assert_int_equal(get("/busy", CR_ERR_NETWORK, &err)->retry_after, 90);
    assert_non_null(strstr(err.line, "90 s"));
    assert_true(cr_str_is(get("/error", CR_ERR_NETWORK, &err)->body, "{\"error\": \"why\"}"));
    assert_int_equal(get("/nowhere", CR_ERR_NOT_FOUND, &err)->http, 404);
    get("/short", CR_ERR_NETWORK, &err);
    assert_non_null(strstr(err.line, "cut off"));
    get("/nothing", CR_ERR_NETWORK, &err);
    get("/noise", CR_ERR_NETWORK, &err);
    assert_true(get("/reserved", CR_OK, &err)->noai);
}

static void test_limits(void **state) {
    (void)state;
    cr_error err;
    get("/bomb", CR_ERR_LIMIT, &err);
    assert_non_null(strstr(err.line, "page_bytes"));
    get("/stacked", CR_ERR_LIMIT, &err);
    get("/headers", CR_ERR_LIMIT, &err);
    assert_non_null(strstr(err.line, "fetch_header_bytes"));
    get_with((cr_fetch_request){.ceiling = CR_LIMIT_ROBOTS_BYTES}, "/long", CR_ERR_LIMIT, &err);
    assert_non_null(strstr(err.line, "robots_bytes"));
    cr_fetch_answer *a = get_with((cr_fetch_request){.ceiling = CR_LIMIT_ROBOTS_BYTES, .cut = true}, "/long", CR_OK, &err);
    assert_true(a->truncated);
    assert_int_equal(a->body.len, 1000);
    get("/slow", CR_ERR_NETWORK, &err);
    assert_non_null(strstr(err.line, "fetch_stall_seconds"));
}

static void test_post(void **state) {
    (void)state;
    cr_error err;
    cr_fetch_request r = {.body = CR_STR("{\"q\": 1}"), .body_type = CR_STR("application/json")};
    assert_true(cr_str_is(get_with(r, "/post", CR_OK, &err)->body, "{\"q\": 1}"));
    get_with(r, "/moved", CR_ERR_NETWORK, &err);
}

/* ---- many ---- */

typedef struct tally { int done, good; cr_fetcher *f; } tally;
static void count(void *context, cr_arena *a, const cr_fetch_answer *answer_) {
    tally *t = context;
    (void)a;
    t->good += answer_->status == CR_OK;
    if (++t->done == 1) { /* a callback may add more */
        cr_fetch_request r = {.url = cr_str_format(arena, "http://127.0.0.1:%u/plain", server.port)};
        cr_error err;
        assert_int_equal(cr_fetcher_add(t->f, &r, count, t, &err), CR_OK);
    }
}

static void test_many(void **state) {
    (void)state;
    tally t = {0};
    cr_error err;
    assert_int_equal(cr_fetcher_new(&options, &t.f, &err), CR_OK);
    static const char *const paths[] = {"/plain", "/gone", "/moved", "/metadata"};
    for (int i = 0; i < 40; i++) {
        cr_fetch_request r = {.url = cr_str_format(arena, "http://127.0.0.1:%u%s", server.port, paths[i % 4])};
        assert_int_equal(cr_fetcher_add(t.f, &r, count, &t, &err), CR_OK);
    }
    while (cr_fetcher_step(t.f, 100))
        ;
    assert_int_equal(t.done, 41);
    assert_int_equal(t.good, 21);
    for (int i = 0; i < 10; i++) { /* given up in the middle: nothing is called, nothing leaks */
        cr_fetch_request r = {.url = cr_str_format(arena, "http://127.0.0.1:%u/slow", server.port)};
        assert_int_equal(cr_fetcher_add(t.f, &r, count, &t, &err), CR_OK);
    }
    cr_fetcher_step(t.f, 10);
    cr_fetcher_free(t.f);
    assert_int_equal(t.done, 41);
}

#define T(f) cmocka_unit_test_setup_teardown(f, make_arena, free_arena)
int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {T(test_plain), T(test_conditional), T(test_guard), T(test_redirects), T(test_credentials_stay), T(test_failures),
                                       T(test_limits), T(test_post), T(test_many)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
