/* Addresses: what is a page, what is not, and parameters that are not what they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site/route.h"

static void known_addresses(void **state) {
    (void)state;
    static const struct { const char *path; cr_page_kind kind; const char *lang, *id, *tail; } cases[] = {
        {"/", CR_PAGE_FRONT, "", "", ""}, {"/fr/", CR_PAGE_FRONT, "fr", "", ""}, {"/fr", CR_PAGE_REDIRECT, "fr", "", ""},
        {"/fr/story/s12", CR_PAGE_STORY, "fr", "s12", "story/s12"}, {"/fr/story/s12/", CR_PAGE_STORY, "fr", "s12", "story/s12"},
        {"/fr/story/s12/feed.atom", CR_PAGE_STORY_ATOM, "fr", "s12", "story/s12/feed.atom"}, {"/zh/dossier/d3", CR_PAGE_DOSSIER, "zh", "d3", "dossier/d3"},
        {"/en/article/0123456789abcdef", CR_PAGE_ARTICLE, "en", "0123456789abcdef", "article/0123456789abcdef"}, {"/en/person/p7", CR_PAGE_PERSON, "en", "p7", "person/p7"},
        {"/en/search", CR_PAGE_SEARCH, "en", "", "search"}, {"/en/about/", CR_PAGE_ABOUT, "en", "", "about"}, {"/en/feed.atom", CR_PAGE_FEED_ATOM, "en", "", "feed.atom"},
        {"/sitemap.xml", CR_PAGE_SITEMAP, "", "", ""}, {"/api/v1/articles", CR_PAGE_API, "", "", ""}, {"/api/v1/articles/a1", CR_PAGE_API, "", "a1", ""},
        {"/api/v1/openapi.json", CR_PAGE_OPENAPI, "", "", ""}, {"/asset/abc/site.css", CR_PAGE_ASSET, "", "", ""}, {"/health", CR_PAGE_HEALTH, "", "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_site_route r = cr_route_parse(cr_str_of(cases[i].path));
        if (r.kind != cases[i].kind || strcmp(r.lang, cases[i].lang) != 0 || strcmp(r.id, cases[i].id) != 0 || strcmp(r.tail, cases[i].tail) != 0)
            fail_msg("%s: kind %d lang %s id %s tail %s", cases[i].path, (int)r.kind, r.lang, r.id, r.tail);
    }
}

static void everything_else_is_not_found(void **state) {
    (void)state;
    static const char *const paths[] = {"", "x", "//", "/../etc/passwd", "/fr/../", "/fr/story/", "/fr/story/../x", "/fr/story/a%2e", "/fr/story/a/b", "/FR/", "/fr1/",
                                        "/fr/story/s12/feed.xml", "/fr/story/aaaaaaaaaaaaaaaaaaaaaaaa", "/fr//", "/fr/unknown", "/api/v1/articles/../x", "/asset/x",
                                        "/fr/story/<script>", "/\\evil.example", "/fr/dossier/d1/feed.atom", "/fr/story//feed.atom", "/engl/", "/f/"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (cr_route_parse(cr_str_of(paths[i])).kind != CR_PAGE_NONE)
            fail_msg("%s", paths[i]);
    char longest[5000];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    assert_int_equal(cr_route_parse((cr_str){longest, sizeof longest}).kind, CR_PAGE_NONE);
}

static void parameters(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    bool bad = false;
    cr_str q = CR_STR("x=1&q=a+b%20%C3%A9&q=second&empty=&flag");
    assert_true(cr_str_is(cr_route_parameter(a, q, "q", 100, &bad), "a b é"));
    assert_true(cr_str_is(cr_route_parameter(a, q, "empty", 100, &bad), ""));
    assert_true(cr_str_is(cr_route_parameter(a, q, "flag", 100, &bad), ""));
    assert_true(cr_str_none(cr_route_parameter(a, q, "none", 100, &bad)));
    assert_false(bad);
    static const char *const broken[] = {"q=%", "q=%4", "q=%zz", "q=%00", "q=%ff", "q=%C3", "q=12345678901"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        bad = false;
        assert_true(cr_str_none(cr_route_parameter(a, cr_str_of(broken[i]), "q", 10, &bad)));
        assert_true(bad);
    }
    cr_buf many; /* only the first ones are looked at: no work without end */
    cr_buf_init(&many, 1 << 20);
    for (int i = 0; i < 10000; i++)
        cr_buf_add_z(&many, "a=1&");
    cr_buf_add_z(&many, "q=1");
    assert_true(cr_str_none(cr_route_parameter(a, cr_buf_str(&many), "q", 10, NULL)));
    cr_buf_free(&many);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_addresses), cmocka_unit_test(everything_else_is_not_found), cmocka_unit_test(parameters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
