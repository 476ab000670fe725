/* The tree, its walks and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "html/html.h"

static cr_html_document *parse(cr_arena *a, cr_str html, const cr_html_options *options) {
    cr_html_document *d = NULL;
    cr_error err = {0};
    if (cr_html_parse(a, html, options, &d, &err) != CR_OK)
        fail_msg("%s", err.line);
    return d;
}

static void builds_a_tree(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_html_document *d = parse(a, CR_STR("<title>T &amp; U</title><p CLASS=x>One <b>two<p>three &eacute;<!--c--><script>no</script>"), NULL);
    assert_true(cr_str_is(cr_html_text(a, cr_html_find(d->root, "title")), "T & U"));
    const cr_html_node *p = cr_html_find(d->root, "p");
    assert_true(cr_str_is(cr_html_attribute(p, "class"), "x"));
    assert_true(cr_str_none(cr_html_attribute(p, "id")));
    assert_true(cr_str_is(cr_html_text(a, p), "One two"));
    assert_true(cr_html_is(p->next, "p"));
    assert_true(cr_str_is(cr_html_text(a, p->next), "three \xC3\xA9"));
    unsigned number = 0;
    for (const cr_html_node *n = cr_html_next(d->root, d->root); n; n = cr_html_next(n, d->root)) {
        assert_true(n->number > number);
        number = n->number;
    }
    assert_true(cr_str_none(d->cut));
    cr_arena_free(a);
}

#define LONG "if (a < b) { c = 'a script that is long enough to be put aside while the page is parsed'; }"

static void first_text_is(cr_arena *a, const char *html, const char *element, const char *expected) {
    cr_html_document *d = parse(a, cr_str_of(html), NULL);
    const cr_html_node *n = cr_html_find(d->root, element);
    assert_non_null(n);
    assert_non_null(n->first);
    if (!cr_str_is(n->first->text, expected))
        fail_msg("%s: %.*s", html, CR_FMT(n->first->text));
}

static void keeps_scripts_as_they_are(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    first_text_is(a, "<script>" LONG "</script>", "script", LONG);
    first_text_is(a, "<p>x<script>short</script><style>" LONG "</style><script>" LONG "2</script>", "style", LONG);
    first_text_is(a, "<script>" LONG "\r\nb\rc\n</script>", "script", LONG "\nb\nc\n");
    first_text_is(a, "<script><!-- <script>" LONG "</script>" LONG "</script>", "script", "<!-- <script>" LONG "</script>" LONG);
    first_text_is(a, "<script>" LONG "\x01</script>", "script", LONG "\x01");
    first_text_is(a, "<select><option>x<style>" LONG "</style>y", "style", LONG);
    cr_arena_free(a);
}

static void parses_a_fragment(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_html_document *d = parse(a, CR_STR("<li>x<li>y"), &(cr_html_options){.fragment = "ul"});
    assert_true(cr_html_is(d->root->first, "li"));
    assert_true(cr_str_is(cr_html_text(a, d->root), "xy"));
    cr_arena_free(a);
}

static cr_html_document *repeated(cr_arena *a, const char *head, const char *piece, size_t times, const char *tail) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, head);
    for (size_t i = 0; i < times; i++)
        cr_buf_add_z(&b, piece);
    cr_buf_add_z(&b, tail);
    cr_html_document *d = parse(a, cr_buf_str(&b), NULL);
    cr_buf_free(&b);
    return d;
}

static unsigned deepest(const cr_html_document *d) {
    unsigned most = 0;
    for (const cr_html_node *n = d->root; n; n = cr_html_next(n, d->root))
        most = n->depth > most ? n->depth : most;
    return most;
}

static void stays_bounded(void **state) {
    (void)state;
    static const struct { const char *head, *piece; size_t times; } cases[] = {
        {"", "<div>", 100000}, {"", "<b>", 100000}, {"", "<a href=x>", 100000}, {"", "<p><b><i><a>", 100000}, {"<p ", "a=1 b=2 ", 500000},
        {"", "<table><td>", 100000}, {"", "<svg>", 100000}, {"<svg><desc>", "<div>", 100000}, {"<svg><div><script><!--</script>", "<i class=a><div>", 50000},
        {"", "<font size=1><p>", 50000}, {"", "<select><option>", 50000}, {"", "</p>", 200000}, {"", "<!--", 100000}, {"", "<template>", 50000},
        {"", "<button><p>", 50000}, {"", "<li><ul>", 50000}, {"<math>", "<mi><annotation-xml encoding='text/html'>", 50000}, {"", "<nobr>", 50000},
        {"<table>", "<b>x", 50000}, {"", "<form><input>", 50000}, {"<script><!--<script>", "</script><div>", 50000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_html_document *d = repeated(a, cases[i].head, cases[i].piece, cases[i].times, "<p>end");
        if (deepest(d) > 2200)
            fail_msg("%s is %u deep", cases[i].piece, deepest(d));
        cr_arena_free(a);
    }
}

static void keeps_the_text_of_deep_pages(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_html_document *d = repeated(a, "", "<div>", 10000, "<p>still here</p>");
    assert_true(cr_str_is(cr_html_text(a, d->root), "still here"));
    assert_true(cr_str_is(d->cut, "html_depth"));
    cr_arena_free(a);
}

static void resolves_references(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const char *const cases[][2] = {
        {"caf&eacute; &amp; th&eacute", "caf\xC3\xA9 & th\xC3\xA9"}, {"&#8217;&#x2019;&#146;", "\xE2\x80\x99\xE2\x80\x99\xE2\x80\x99"},
        {"&notin; &notit; &no;", "\xE2\x88\x89 \xC2\xACit; &no;"}, {"&bsol;&NewLine;", "\\\n"}, {"a & b &", "a & b &"}, {"&#xD800;&#0;", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"&#99999999999;&#;&#x;", "\xEF\xBF\xBD&#;&#x;"}, {"&zwnj;&CounterClockwiseContourIntegral;", "\xE2\x80\x8C\xE2\x88\xB3"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str got = cr_html_unescape(a, cr_str_of(cases[i][0]));
        if (!cr_str_is(got, cases[i][1]))
            fail_msg("%s gave %.*s", cases[i][0], CR_FMT(got));
    }
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(builds_a_tree), cmocka_unit_test(keeps_scripts_as_they_are), cmocka_unit_test(parses_a_fragment), cmocka_unit_test(stays_bounded),
                                       cmocka_unit_test(keeps_the_text_of_deep_pages), cmocka_unit_test(resolves_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
