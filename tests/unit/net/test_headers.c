#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/address.h"
#include "net/headers.h"

static void test_lines(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_headers h = {0};
    cr_fetch_answer answer = {.retry_after = -1};
    static const char *const lines[] = {"HTTP/1.1 200 OK\r\n", "ETag: W/\"a b\"\r\n", "CONTENT-TYPE:text/html; charset=\"Shift_JIS\" \r\n", "Retry-After: 120\r\n",
                                        "X-Robots-Tag: otherbot: noai\r\n", "Content-Encoding: gzip, utf-8\r\n", "Content-Encoding: br\r\n", "no colon\r\n", ": x\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_headers_line(a, cr_str_of(lines[i]), &h, &answer);
    assert_true(cr_str_is(answer.etag, "W/\"a b\""));
    assert_true(cr_str_is(cr_headers_charset(answer.content_type), "Shift_JIS"));
    assert_int_equal(answer.retry_after, 120);
    assert_false(answer.noai);
    assert_int_equal(h.encoding_count, 2);
    cr_headers_line(a, CR_STR("X-Robots-Tag: noindex, NoAI\r\n"), &h, &answer);
    assert_true(answer.noai);
    cr_fetch_answer tdm = {0}, free_for_all = {0};
    cr_headers_line(a, CR_STR("tdm-reservation: 1\r\n"), &h, &tdm);
    cr_headers_line(a, CR_STR("tdm-reservation: 0\r\n"), &h, &free_for_all);
    assert_true(tdm.noai);
    assert_false(free_for_all.noai);
    cr_arena_free(a);
}

static void test_retry_after(void **state) {
    (void)state;
    assert_int_equal(cr_headers_retry_after(CR_STR(" 7 "), 0), 7);
    assert_int_equal(cr_headers_retry_after(CR_STR("99999999999999999999999"), 0), 7 * 24 * 3600);
    assert_int_equal(cr_headers_retry_after(CR_STR("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777 - 60), 60);
    assert_int_equal(cr_headers_retry_after(CR_STR("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777 + 60), 0);
    assert_int_equal(cr_headers_retry_after(CR_STR("soon"), 0), -1);
    assert_int_equal(cr_headers_retry_after(CR_STR(""), 0), -1);
}

static void test_charset(void **state) {
    (void)state;
    assert_true(cr_str_is(cr_headers_charset(CR_STR("text/html;charset=utf-8;x=y")), "utf-8"));
    assert_true(cr_str_is(cr_headers_charset(CR_STR("text/html; boundary=a; Charset='x'")), "x"));
    assert_true(cr_str_none(cr_headers_charset(CR_STR("text/html"))));
    assert_true(cr_str_none(cr_headers_charset(CR_STR("text/html; charset="))));
    assert_true(cr_str_none(cr_headers_charset(CR_STR_NONE)));
}

static void test_may_send(void **state) {
    (void)state;
    static const char *const no[] = {"Host: a", "Remote-User: admin", "X-Forwarded-For: 127.0.0.1", "Proxy-Authorization: x", "Content-Length: 3", "A: b\r\nC: d",
                                     "A\n: b", "nocolon", ": x", "Transfer-Encoding: chunked", NULL};
    for (int i = 0; no[i]; i++)
        assert_false(cr_headers_may_send(cr_str_of(no[i])));
    assert_true(cr_headers_may_send(CR_STR("Authorization: Bearer x")));
    assert_true(cr_headers_may_send(CR_STR("X-Api-Key: x")));
}

static void test_address(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_address x;
    cr_error err;
    assert_int_equal(cr_address_read(a, CR_STR(" HTTP://jo:p%40ss@Example.ORG/a b?c=d e#f "), CR_STR_NONE, &x, &err), CR_OK);
    assert_true(cr_str_is(x.user, "jo"));
    assert_true(cr_str_is(x.password, "p@ss"));
    assert_false(cr_str_contains(x.url, "ss"));
    assert_false(cr_str_contains(x.url, "#"));
    assert_int_equal(x.port, 80);
    assert_int_equal(cr_address_read(a, CR_STR("../x?y"), CR_STR("https://a.org:8443/b/c/d"), &x, &err), CR_OK);
    assert_true(cr_str_is(x.url, "https://a.org:8443/b/x?y"));
    assert_true(cr_str_is(x.origin, "https://a.org:8443"));
    assert_true(cr_str_is(x.path, "/b/x?y"));
    assert_int_equal(cr_address_read(a, CR_STR("//b.org/"), CR_STR("https://a.org/"), &x, &err), CR_OK);
    assert_true(cr_str_is(x.url, "https://b.org/"));
    static const char *const bad[] = {"file:///etc/passwd", "gopher://a/", "ftp://a/", "javascript:alert(1)", "", "http://", "data:text/html,x", NULL};
    for (int i = 0; bad[i]; i++)
        assert_int_not_equal(cr_address_read(a, cr_str_of(bad[i]), CR_STR_NONE, &x, &err), CR_OK);
    assert_int_not_equal(cr_address_read(a, CR_STR("file:///etc/passwd"), CR_STR("http://a/"), &x, &err), CR_OK);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_retry_after), cmocka_unit_test(test_charset),
                                       cmocka_unit_test(test_may_send), cmocka_unit_test(test_address)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
