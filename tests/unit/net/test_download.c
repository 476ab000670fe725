/* Files that come in parts, from a server that drops, lies, forgets and starts over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../support/loopback.h"
#include "base/file.h"
#include "base/hash.h"
#include "net/download.h"
#include "net/headers.h"

enum { SIZE = 100000, PIECE = 1000 };

static char file[SIZE + 1], hash[65], folder[] = "/tmp/XXXXXX", path[64];
/* how the server behaves */
static size_t drop_after; /* bytes of one answer, 0: never */
static bool ignores_range, wrong_part, other_file, no_length, weak;
static size_t range_most; /* bytes of one 206, 0: all that are left */
static size_t served;

static void send_bytes(int fd, const char *from, size_t n) {
    size_t most = drop_after && drop_after < n ? drop_after : n;
    for (size_t at = 0; at < most;) {
        ssize_t k = send(fd, from + at, most - at < PIECE ? most - at : PIECE, MSG_NOSIGNAL);
        if (k <= 0)
            return;
        at += (size_t)k;
        served += (size_t)k;
    }
}

static void answer(loopback *s, int fd, const char *where, const char *request) {
    (void)s;
    char head[400], etag[40];
    const char *range = strstr(request, "Range: bytes="), *condition = strstr(request, "If-Range: ");
    unsigned long from = range && !ignores_range ? strtoul(range + 13, NULL, 10) : 0, end;
    snprintf(etag, sizeof etag, "%s\"%s\"", weak ? "W/" : "", other_file ? "two" : "one");
    if (condition && strncmp(condition + 10, etag, strlen(etag)) != 0)
        from = 0;
    end = range_most && from && from + range_most < SIZE ? from + range_most : SIZE;
    if (strcmp(where, "/empty") == 0)
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else if (strcmp(where, "/file") != 0)
        snprintf(head, sizeof head, "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else if (from >= SIZE)
        snprintf(head, sizeof head, "HTTP/1.1 416 Range Not Satisfiable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else if (from)
        snprintf(head, sizeof head, "HTTP/1.1 206 Partial Content\r\nConnection: close\r\nETag: %s\r\nContent-Range: bytes %lu-%lu/%d\r\nContent-Length: %lu\r\n\r\n", etag,
                 wrong_part ? from + 1 : from, end - 1, SIZE, end - from);
    else if (no_length)
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: %s\r\n\r\n", etag);
    else
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: %s\r\nContent-Length: %d\r\n\r\n", etag, SIZE);
    say(fd, head);
    if (strcmp(where, "/file") == 0 && from < SIZE)
        send_bytes(fd, file + from, end - from);
}

static loopback server = {.answer = answer};

static int set_up(void **state) {
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < SIZE; i++)
        file[i] = (char)('a' + i * i / 7 % 26);
    cr_hash_sha256(hash, (cr_str){file, SIZE});
    loopback_start(&server);
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/got", folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    loopback_stop(&server);
    return rmdir(folder); /* fails when a test left something behind */
}

static int clean(void **state) {
    (void)state;
    char other[80];
    static const char *const ends[] = {"", ".part", ".part.from"};
    for (int i = 0; i < 3; i++) {
        snprintf(other, sizeof other, "%s%s", path, ends[i]);
        unlink(other);
    }
    drop_after = served = range_most = 0;
    ignores_range = wrong_part = other_file = no_length = weak = false;
    return 0;
}

static const cr_address_guard guard = {.allow_private = true};
static const cr_fetch_options options = {.guard = &guard};

static size_t stop_at;
static bool progress(void *context, uint64_t done, uint64_t total) {
    (void)context;
    assert_true(total == 0 || (total >= SIZE - 1 && total <= SIZE + 1)); /* as announced, which may be wrong */
    return !stop_at || done < stop_at;
}

static cr_status get(const char *where, const char *sha256, uint64_t bytes, cr_error *err) {
    char url[80];
    snprintf(url, sizeof url, "http://127.0.0.1:%u%s", server.port, where);
    cr_download d = {.url = cr_str_of(url), .path = path, .sha256 = sha256, .bytes = bytes, .ceiling = CR_LIMIT_MODEL_BYTES, .progress = progress};
    *err = (cr_error){0};
    return cr_download_file(&options, &d, err);
}

static bool there(const char *end) {
    char other[80];
    snprintf(other, sizeof other, "%s%s", path, end);
    return access(other, F_OK) == 0;
}

static uint64_t begun_bytes(void) {
    char part[80];
    struct stat st;
    snprintf(part, sizeof part, "%s.part", path);
    return stat(part, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void assert_whole(void) {
    cr_buf b;
    cr_error err;
    char got[65];
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    assert_int_equal(cr_file_read(path, &b, &err), CR_OK);
    cr_hash_sha256(got, cr_buf_str(&b));
    assert_string_equal(got, hash);
    cr_buf_free(&b);
    assert_false(there(".part") || there(".part.from"));
}

static void test_whole(void **state) {
    (void)state;
    cr_error err;
    assert_int_equal(get("/file", hash, SIZE, &err), CR_OK);
    assert_whole();
    assert_int_equal(served, SIZE);
    clean(NULL);
    no_length = true;
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
}

static void test_drops_are_taken_up(void **state) {
    (void)state;
    cr_error err;
    drop_after = 40000; /* three answers: 40000, 40000, 20000 */
    assert_int_equal(get("/file", hash, SIZE, &err), CR_OK);
    assert_whole();
    assert_int_equal(served, SIZE);
    clean(NULL);
    drop_after = 20000; /* three answers are not enough, the next call goes on */
    assert_int_equal(get("/file", hash, SIZE, &err), CR_ERR_NETWORK);
    assert_int_equal(begun_bytes(), 60000);
    assert_int_equal(get("/file", hash, SIZE, &err), CR_OK);
    assert_whole();
    assert_int_equal(served, SIZE);
}

static void test_stopped_and_resumed(void **state) {
    (void)state;
    cr_error err;
    for (int known = 0; known < 2; known++) {
        clean(NULL);
        stop_at = 50000;
        assert_int_equal(get("/file", known ? hash : NULL, known ? SIZE : 0, &err), CR_ERR_CANCELLED);
        stop_at = 0;
        uint64_t begun = begun_bytes();
        assert_true(begun >= 50000 && begun < SIZE);
        served = 0;
        assert_int_equal(get("/file", known ? hash : NULL, known ? SIZE : 0, &err), CR_OK);
        assert_whole();
        assert_int_equal(served, SIZE - begun);
    }
}

static void begin_part(void) {
    cr_error err;
    stop_at = 50000;
    assert_int_equal(get("/file", NULL, 0, &err), CR_ERR_CANCELLED);
    stop_at = 0;
    served = 0;
}

static void test_starts_over(void **state) {
    (void)state;
    cr_error err;
    begin_part();
    ignores_range = true; /* 200 and all of it */
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
    clean(NULL);
    begin_part();
    wrong_part = true; /* 206 of other bytes than asked for */
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
    clean(NULL);
    begin_part();
    for (size_t i = 0; i < SIZE; i++)
        file[i] ^= 1;
    other_file = true; /* the ETag is another: If-Range has it sent whole */
    cr_hash_sha256(hash, (cr_str){file, SIZE});
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
    clean(NULL);
    weak = true; /* a weak ETag tells nothing of bytes, and no hash does: from the beginning */
    begin_part();
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
    assert_int_equal(served, SIZE);
    clean(NULL);
    weak = true; /* with a hash the part may be tried; it is of another version, which the hash tells: once more */
    stop_at = 50000;
    assert_int_equal(get("/file", hash, SIZE, &err), CR_ERR_CANCELLED);
    stop_at = 0;
    for (size_t i = 0; i < SIZE; i++)
        file[i] ^= 1;
    cr_hash_sha256(hash, (cr_str){file, SIZE});
    assert_int_equal(get("/file", hash, SIZE, &err), CR_OK);
    assert_whole();
}

/* A server may answer a range with the beginning of it: that is no whole file, hash or none. */
static void test_short_ranges(void **state) {
    (void)state;
    cr_error err;
    begin_part();
    uint64_t left = SIZE - begun_bytes();
    range_most = left / 5 + 1; /* three answers are not enough, three more are */
    assert_int_equal(get("/file", NULL, 0, &err), CR_ERR_NETWORK);
    assert_non_null(strstr(err.line, "of 100000 bytes"));
    assert_false(there(""));
    assert_int_equal(get("/file", NULL, 0, &err), CR_OK);
    assert_whole();
}

static cr_status get_small(size_t most, cr_error *err) {
    cr_limits limits;
    char url[80];
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_MODEL_BYTES] = most;
    snprintf(url, sizeof url, "http://127.0.0.1:%u/file", server.port);
    cr_download d = {.url = cr_str_of(url), .path = path, .ceiling = CR_LIMIT_MODEL_BYTES};
    return cr_download_file(&(cr_fetch_options){.guard = &guard, .limits = &limits}, &d, err);
}

static void test_refused(void **state) {
    (void)state;
    cr_error err;
    assert_int_equal(get("/file", "0000000000000000000000000000000000000000000000000000000000000000", SIZE, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "SHA-256"));
    assert_false(there("") || there(".part") || there(".part.from"));
    assert_int_equal(get("/file", hash, SIZE - 1, &err), CR_ERR_SYNTAX);
    assert_false(there("") || there(".part") || there(".part.from"));
    no_length = true;
    assert_int_equal(get("/file", hash, SIZE - 1, &err), CR_ERR_SYNTAX);
    assert_false(there("") || there(".part") || there(".part.from"));
    assert_int_equal(get("/file", hash, SIZE + 1, &err), CR_ERR_SYNTAX);
    assert_false(there("") || there(".part") || there(".part.from"));
    assert_int_equal(get("/empty", NULL, 0, &err), CR_ERR_SYNTAX);
    assert_int_equal(get("/none", NULL, 0, &err), CR_ERR_NOT_FOUND);
    assert_false(there("") || there(".part") || there(".part.from"));
    no_length = false;
    for (int begun = 0; begun < 2; begun++) { /* also where the part is longer than the limit is now */
        if (begun)
            begin_part();
        assert_int_equal(get_small(30000, &err), CR_ERR_LIMIT);
        assert_non_null(strstr(err.line, "model_bytes"));
        assert_false(there("") || there(".part") || there(".part.from"));
    }
    char url[80];
    snprintf(url, sizeof url, "http://127.0.0.1:%u/file", server.port);
    cr_download d = {.url = cr_str_of(url), .path = path, .ceiling = CR_LIMIT_MODEL_BYTES};
    assert_int_equal(cr_download_file(&(cr_fetch_options){0}, &d, &err), CR_ERR_REFUSED); /* the guard stands here as well */
}

static void test_disk_full(void **state) {
    (void)state;
    cr_error err;
    struct rlimit was, small;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    small = (struct rlimit){40000, was.rlim_max}; /* what a full disk is, but for the number of the error */
    setrlimit(RLIMIT_FSIZE, &small);
    cr_status status = get("/file", hash, SIZE, &err);
    setrlimit(RLIMIT_FSIZE, &was);
    assert_int_equal(status, CR_ERR_IO);
    assert_non_null(strstr(err.line, "no room"));
    assert_false(there("") || there(".part") || there(".part.from"));
}

static void test_ranges(void **state) {
    (void)state;
    static const struct { const char *value; bool fine; unsigned from, of; } cases[] = {
        {"bytes 100-199/200", true, 100, 200}, {"bytes 0-0/1", true, 0, 1}, {"BYTES 5-9/*", true, 5, 0}, {"bytes 100-199/199", false, 0, 0},
        {"bytes 100-99/200", false, 0, 0},     {"bytes */200", false, 0, 0}, {"bytes 1-2", false, 0, 0},  {"lines 1-2/3", false, 0, 0},
        {"bytes 1-2/3x", false, 0, 0},         {"", false, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t from, of;
        assert_int_equal(cr_headers_range(cr_str_of(cases[i].value), &from, &of), cases[i].fine);
        if (cases[i].fine) {
            assert_int_equal(from, cases[i].from);
            assert_int_equal(of, cases[i].of);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole, clean, clean),           cmocka_unit_test_setup_teardown(test_drops_are_taken_up, clean, clean),
        cmocka_unit_test_setup_teardown(test_stopped_and_resumed, clean, clean), cmocka_unit_test_setup_teardown(test_starts_over, clean, clean),
        cmocka_unit_test_setup_teardown(test_short_ranges, clean, clean),
        cmocka_unit_test_setup_teardown(test_refused, clean, clean),         cmocka_unit_test_setup_teardown(test_disk_full, clean, clean), cmocka_unit_test(test_ranges)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
