/* RFC 9309 and the cases that crawlers and sites meet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/robots.h"

typedef struct row { const char *text, *path; bool allowed; } row;
static const row rows[] = {
    {"", "/x", true},
    {"User-agent: *\nDisallow: /", "/x", false},
    {"User-agent: *\nDisallow:", "/x", true},
    {"User-agent: *\nDisallow: /\n\nUser-agent: Courant\nDisallow: /private", "/x", true},
    {"User-agent: *\nDisallow: /\n\nUser-agent: courant/1.0 (x)\nDisallow: /private", "/private/a", false},
    {"User-agent: CourantBot\nDisallow: /", "/x", true},                                  /* another product */
    {"User-agent: a\nUser-agent: courant\nDisallow: /x", "/x", false},                    /* one group, two agents */
    {"User-agent: courant\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: courant\nDisallow: /c", "/c", false}, /* merged */
    {"User-agent: courant\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: courant\nDisallow: /c", "/b", true},
    {"User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false},                        /* longest wins */
    {"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
    {"User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},                      /* equal: allow */
    {"User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false},
    {"User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true},
    {"User-agent: *\nDisallow: /a*c", "/abbbcd", false},
    {"User-agent: *\nDisallow: *", "/x", false},
    {"User-agent: *\nDisallow: /$", "/", false},
    {"User-agent: *\nDisallow: /$", "/x", true},
    {"User-agent: *\nDisallow: /%7Ejo/%e3", "/~jo/%E3x", false},
    {"User-agent: *\nDisallow: /caf\xC3\xA9", "/caf%C3%A9", false},
    {"User-agent: *\nDisallow: /?id=", "/?id=3", false},
    {"User-agent: *\nDisallow: /a # only this\n", "/b", true},
    {"\xEF\xBB\xBFUser-agent: *\r\nDisallow: /a\r\n", "/a", false},
    {"User-agent: *\rDisallow: /a\r", "/a", false},
    {"user-AGENT : *\n  disallow : /a  ", "/a", false},
    {"Disallow: /\nUser-agent: *\nDisallow: /b", "/a", true},                             /* before any group: nothing */
    {"User-agent: *\nSitemap: https://a/b\nDisallow: /a", "/a", false},                    /* does not end the group */
    {"User-agent: *\nDisallow: /", "/robots.txt", true},
    {"<!DOCTYPE html><html><body>User-agent: *", "/a", true},
    {"User-agent: *\nDisallow: /fish*", "/Fish", true},
};

static void test_rules(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_robots *r = cr_robots_read(a, 200, cr_str_of(rows[i].text));
        if (cr_robots_allow(r, cr_str_of(rows[i].path)) != rows[i].allowed)
            fail_msg("row %zu: %s", i, rows[i].path);
        cr_arena_free(a);
    }
}

static void test_answers(void **state) {
    (void)state;
    static const struct { int http; bool allowed; } table[] = {{404, true}, {403, true}, {401, true}, {410, true}, {429, true}, {500, false}, {503, false}, {0, false}, {302, false}};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(cr_robots_allow(cr_robots_read(a, table[i].http, CR_STR("User-agent: *\nDisallow: /")), CR_STR("/a")), table[i].allowed);
    assert_false(cr_robots_allow(NULL, CR_STR("/a")));
    assert_int_equal(cr_robots_delay_ms(cr_robots_read(a, 200, CR_STR("User-agent: *\nCrawl-delay: 2.5"))), 2500);
    assert_int_equal(cr_robots_delay_ms(cr_robots_read(a, 200, CR_STR("User-agent: *\nCrawl-delay: 99999999999"))), 60000);
    assert_int_equal(cr_robots_delay_ms(cr_robots_read(a, 200, CR_STR("User-agent: *\nCrawl-delay: soon"))), 0);
    cr_arena_free(a);
}

static void test_hostile(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    size_t n = 1 << 20;
    char *big = malloc(n);
    memset(big, '*', n);
    memcpy(big, "User-agent: *\nDisallow: /", 25);
    for (size_t i = 100; i + 30 < n; i += 100)
        memcpy(big + i, "\nDisallow: /a*a*a*a*a*a*b$", 26);
    char path[4001];
    memset(path, 'a', 4000);
    path[0] = '/';
    path[4000] = '\0';
    assert_false(cr_robots_allow(cr_robots_read(a, 200, (cr_str){big, n}), cr_str_of(path))); /* ends, and says no */
    free(big);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules), cmocka_unit_test(test_answers), cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
