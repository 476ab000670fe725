/* The tree, its walks and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../support/html_tree.h"
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
    cr_html_document *d = parse(a, cr_buf_copy(&b, a), NULL); /* the tree borrows from what it was read from */
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
        {"<table>", "<b>x", 50000}, {"", "<form><div></form>", 50000}, {"<table>", "<a>x<tr><a>", 50000}, {"", "<form><input>", 50000}, {"<script><!--<script>", "</script><div>", 50000},
        {"<svg>", "<script>", 100000}, {"<svg>", "<input>", 100000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_html_document *d = repeated(a, cases[i].head, cases[i].piece, cases[i].times, "<p>end");
        const char *fault = html_tree_fault(d, NULL);
        if (fault)
            fail_msg("%s: %s", cases[i].piece, fault);
        if (deepest(d) > 514)
            fail_msg("%s is %u deep", cases[i].piece, deepest(d));
        cr_arena_free(a);
    }
}

/* Ten times the input takes at most twelve times the steps, at every size. */
static void works_in_linear_time(void **state) {
    (void)state;
    static const struct { const char *head, *piece, *tail; } cases[] = {
        {"", "<div>", "</div>"}, {"", "<b>", "</b>"}, {"", "<b><div>", "</b>"}, {"", "<a href=x><div>", "</a>"}, {"", "<object><p>", ""},
        {"", "<table><td>", ""}, {"", "<table><tr>x", ""}, {"", "<svg>", "</svg>"}, {"<svg>", "<g>", "</x></y>"}, {"", "<select><option>", ""},
        {"", "<template>", "</template>"}, {"", "<ul><li>", ""}, {"<b><i><u><s><font size=1><font size=2>", "<p>x", ""},
        {"", "<p><b><i>x</b>y</i>", ""}, {"<table>", "<tr>x</foo> </foo>", ""}, {"", "<span>", "</foo>"}, {"", "<x-a>", "</x-b>"},
        {"<p ", "a b c ", ">"}, {"", "<form>", "</form>"}, {"", "<button>", ""}, {"", "<nobr>", "</nobr>"}, {"", "</p>", ""}, {"", "&amp;<", ""},
        {"<!--", "--!-", ""}, {"<svg>", "<![CDATA[]]", ""}, {"<script><!--", "<script>", "</script>"}, {"", "<font size=1><p>", "</font>"},
        {"<math>", "<mi><annotation-xml encoding=text/html>", ""}, {"", "<b>", "<i></b></i>"}, {"", "<form><div></form>", ""}, {"", "<select><button><selectedcontent>", ""},
        {"", "<select><selectedcontent></selectedcontent><option><object>", ""}, {"", "a b c d e f g h i j k l m n o p q r s t u v w x y z. ", ""},
        {"", "&amp;&lt;&notit;", ""}, {"<p title='", "a &amp; b ", "'>"}, {"<!--", "a - b ", ""}, {"", "<", ""}, {"", "&", ""},
        {"<i class=a>", "<p><b class=c>", "</i><i>"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t steps[3], times = 3000;
        for (int k = 0; k < 3; k++, times *= 5) { /* past the depth at which pages are cut, where each tag costs most */
            cr_arena *a = cr_arena_new(0);
            cr_buf b;
            cr_buf_init(&b, CR_BUF_NO_CEILING);
            cr_buf_add_z(&b, cases[i].head);
            for (size_t n = 0; n < times; n++)
                cr_buf_add_z(&b, cases[i].piece);
            for (size_t n = 0; n < times; n++)
                cr_buf_add_z(&b, cases[i].tail);
            steps[k] = parse(a, cr_buf_str(&b), NULL)->steps;
            cr_buf_free(&b);
            cr_arena_free(a);
        }
        if (steps[1] > 6 * steps[0] || steps[2] > 6 * steps[1]) /* five times the input */
            fail_msg("%s: %zu, %zu, %zu steps", cases[i].piece, steps[0], steps[1], steps[2]);
        if (steps[2] > times / 5 * 20000) /* and no input is dear beyond its size */
            fail_msg("%s: %zu steps", cases[i].piece, steps[2]);
    }
}

static void meets_its_limits(void **state) {
    (void)state;
    static const struct { cr_limit_name name; size_t value; const char *html, *cut; } cases[] = {
        {CR_LIMIT_HTML_NODES, 20, "<p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>h<p>i<p>j<b>k", "html_nodes"},
        {CR_LIMIT_HTML_NODES, 1, "<p>a", "html_nodes"},
        {CR_LIMIT_HTML_DEPTH, 10, "<div><div><div><div><div><div><div><div><div><div><div><p>a</p>b</div>c", "html_depth"},
        {CR_LIMIT_HTML_DEPTH, 10, "<table><td><table><td><table><td><table><td><table><td><table><td><table><td>a", "html_depth"},
        {CR_LIMIT_HTML_DEPTH, 10, "<div><div><div><div><div><div><table><td>a", "html_depth"}, /* by elements that are implied */
        {CR_LIMIT_HTML_DEPTH, 10, "<p><b><i><u><s></p><div><div><div><div><div>a", "html_depth"}, /* and by those taken up again */
        {CR_LIMIT_HTML_ATTRIBUTES, 2, "<p a b c d>x<html e f g>", "html_attributes"},
        {CR_LIMIT_HTML_FORMATTING, 2, "<p><b><i><u><s>a<p>b", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_limits limits;
        cr_limits_init(&limits);
        limits.value[cases[i].name] = cases[i].value;
        cr_html_document *d = parse(a, cr_str_of(cases[i].html), &(cr_html_options){.limits = &limits});
        const char *fault = html_tree_fault(d, &limits);
        if (fault)
            fail_msg("%s: %s", cases[i].html, fault);
        if (cases[i].cut ? !cr_str_is(d->cut, cases[i].cut) : !cr_str_none(d->cut))
            fail_msg("%s: cut by %.*s", cases[i].html, CR_FMT(d->cut));
        cr_arena_free(a);
    }
    cr_arena *a = cr_arena_new(0);
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_HTML_FORMATTING] = 2;
    cr_html_document *d = parse(a, CR_STR("<p><b><i><u><s>a<p>b"), &(cr_html_options){.limits = &limits});
    const cr_html_node *second = cr_html_find(d->root, "p")->next;
    assert_true(cr_html_is_tag(second->first, CR_TAG_U)); /* the oldest went */
    assert_true(cr_html_is_tag(second->first->first, CR_TAG_S));
    cr_arena_free(a);
}

/* Nodes run out while the adoption agency moves what is there: nothing of it is lost. */
static void keeps_what_it_moves(void **state) {
    (void)state;
    for (size_t most = 8; most < 16; most++) {
        cr_arena *a = cr_arena_new(0);
        cr_limits limits;
        cr_limits_init(&limits);
        limits.value[CR_LIMIT_HTML_NODES] = most;
        cr_html_document *d = parse(a, CR_STR("<b><i><u><div>x</b></i></u>y"), &(cr_html_options){.limits = &limits});
        assert_null(html_tree_fault(d, &limits));
        if (most >= 9) /* so many with the "x" */
            assert_true(cr_str_starts(cr_html_text(a, d->root), "x"));
        cr_arena_free(a);
    }
}

static void says_when_memory_is_out(void **state) {
    (void)state;
    for (size_t ceiling = 1000; ceiling < 200000; ceiling += 3001) {
        cr_arena *a = cr_arena_new(ceiling);
        cr_buf b;
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        for (int i = 0; i < 300; i++)
            cr_buf_add_z(&b, "<b class=a><div>x &amp; y<table><tr>z<td><template><i>\r\n");
        cr_html_document *d = NULL;
        cr_error err = {0};
        if (cr_html_parse(a, cr_buf_str(&b), NULL, &d, &err) == CR_OK)
            assert_null(html_tree_fault(d, NULL));
        else
            assert_non_null(strstr(err.line, "arena_bytes"));
        cr_buf_free(&b);
        cr_arena_free(a);
    }
}

static void keeps_the_text_of_deep_pages(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_html_document *d = repeated(a, "", "<div>", 10000, "<p>still here</p>");
    assert_true(cr_str_is(cr_html_text(a, d->root), "still here"));
    assert_true(cr_str_is(d->cut, "html_depth"));
    d = repeated(a, "", "<div>", 1000, "<script>a = 1;</script><style>b</style><p>and here");
    assert_true(cr_str_is(cr_html_text(a, d->root), "and here")); /* code stays in its element */
    d = repeated(a, "", "<table><td>", 1000, "<script>a = 1;</script>and here");
    assert_true(cr_str_is(cr_html_text(a, d->root), "and here"));
    static const char *const leaves[] = {"<script>", "<input>", "<textarea>", "<noscript>"}; /* in HTML, but not here */
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        d = repeated(a, "<svg>", leaves[i], 40000, "<p>still here</p>");
        assert_true(cr_str_is(cr_html_text(a, d->root), "still here"));
        assert_true(cr_str_is(d->cut, "html_depth"));
    }
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(builds_a_tree), cmocka_unit_test(keeps_scripts_as_they_are), cmocka_unit_test(parses_a_fragment), cmocka_unit_test(stays_bounded), cmocka_unit_test(works_in_linear_time), cmocka_unit_test(meets_its_limits), cmocka_unit_test(keeps_what_it_moves), cmocka_unit_test(says_when_memory_is_out),
                                       cmocka_unit_test(keeps_the_text_of_deep_pages), cmocka_unit_test(resolves_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
