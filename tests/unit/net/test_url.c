/* Addresses: resolving, one spelling, host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/url.h"

#define IS(call, z)                                                                 \
    do {                                                                            \
        cr_str s_ = (call);                                                         \
        if (!cr_str_is(s_, z))                                                      \
            fail_msg("line %d: \"%.*s\", not \"%s\"", __LINE__, CR_FMT(s_), z);      \
    } while (0)

static void relative_addresses_resolve(void **state) {
    cr_arena *a = cr_arena_new(0);
    (void)state;
    const cr_str base = CR_STR("http://e.example/b/c/d;p?q");
    static const char *const rfc3986[][2] = {{"g", "http://e.example/b/c/g"}, {"./g", "http://e.example/b/c/g"}, {"g/", "http://e.example/b/c/g/"}, {"/g", "http://e.example/g"},
                                             {"//g.example/x", "http://g.example/x"}, {"?y", "http://e.example/b/c/d;p?y"}, {"g?y", "http://e.example/b/c/g?y"},
                                             {"#s", "http://e.example/b/c/d;p?q#s"}, {"..", "http://e.example/b/"}, {"../g", "http://e.example/b/g"},
                                             {"../../../g", "http://e.example/g"}, {"http://o.example", "http://o.example"}, {"mailto:a@b.c", "mailto:a@b.c"}};
    for (size_t i = 0; i < sizeof rfc3986 / sizeof *rfc3986; i++)
        IS(cr_url_resolve(a, base, cr_str_of(rfc3986[i][0])), rfc3986[i][1]);
    IS(cr_url_resolve(a, CR_STR(""), CR_STR(" x/y ")), "x/y");
    IS(cr_url_resolve(a, CR_STR("not a base"), CR_STR("x")), "x");
    cr_arena_free(a);
}

static void one_spelling(void **state) {
    cr_arena *a = cr_arena_new(0);
    (void)state;
    IS(cr_url_normalise(a, CR_STR("HTTP://E.Example:80/a/../b#c")), "http://e.example/b");
    IS(cr_url_normalise(a, CR_STR("https://e.example:443")), "https://e.example/");
    IS(cr_url_normalise(a, CR_STR("https://e.example:8443/x?y=1")), "https://e.example:8443/x?y=1");
    assert_true(cr_str_none(cr_url_normalise(a, CR_STR("ftp://e.example/"))));
    assert_true(cr_str_none(cr_url_normalise(a, CR_STR("/x"))));
    IS(cr_url_host(a, CR_STR("https://user:pw@WWW.E.example:8443/x")), "www.e.example");
    IS(cr_url_host(a, CR_STR("http://[::1]:80/")), "::1");
    assert_true(cr_str_none(cr_url_host(a, CR_STR("mailto:a@b.c"))));
    cr_arena_free(a);
}

static void schemes_hide_from_nobody(void **state) {
    cr_arena *a = cr_arena_new(0);
    (void)state;
    IS(cr_url_scheme(a, CR_STR(" Java\tScript\n:alert(1)")), "javascript");
    IS(cr_url_scheme(a, CR_STR("\x01javascript:x")), "javascript");
    assert_true(cr_str_none(cr_url_scheme(a, CR_STR("/a:b"))));
    assert_true(cr_str_none(cr_url_scheme(a, CR_STR("a/b:c"))));
    assert_true(cr_url_is_web(CR_STR("HTTPS://e.example")));
    assert_false(cr_url_is_web(CR_STR("http://")));
    assert_false(cr_url_is_web(CR_STR("http:///x")));
    assert_false(cr_url_is_web(CR_STR("httpx://e")));
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(relative_addresses_resolve), cmocka_unit_test(one_spelling), cmocka_unit_test(schemes_hide_from_nobody)};
    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
