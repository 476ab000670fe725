/* HTML of feeds: what stays, what goes, and that nothing of the source's markup comes through. */
#include "feed_test.h"

#include "feed/sanitise.h"

static const struct { const char *in, *out; } cases[] = {
    {"plain", "plain"},
    {"1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 > 2"},
    {"<b>bold</b> &eacute; &#233; &bogus; &#146;", "<b>bold</b> &eacute; &#233; &amp;bogus; \u2019"},
    {"<P CLASS=x onclick='evil()'>t</P>", "<p class=\"x\">t</p>"},
    {"a<br>b<br/>c<hr></br>", "a<br />b<br />c<hr />"},
    {"<script>alert(1)</script>x<style>p{}</style>", "x"},
    {"<script>a</b>\"<b>\"</script>x", "x"},
    {"x<script>never closed", "x"},
    {"<svg><script>alert(1)</script><a xlink:href='javascript:x'>t</a></svg>", "<a>t</a>"},
    {"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", "<table><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\" />"},
    {"<a href='javascript:alert(1)'>t</a>", "<a href=\"\">t</a>"},
    {"<a href=' jAva\tscr&#10;ipt&colon;alert(1)'>t</a>", "<a href=\"\">t</a>"},
    {"<a href='data:text/html,x'>t</a><img src='vbscript:x'>", "<a href=\"\">t</a><img src=\"\" />"},
    {"<a href='/x?a=1&b=2' title='\"><script>'>t</a>", "<a href=\"http://e.example/x?a=1&amp;b=2\" title=\"&quot;&gt;&lt;script&gt;\">t</a>"},
    {"<img src=a.jpg srcset='b.jpg 2x' ping=x formaction=y>", "<img src=\"http://e.example/d/a.jpg\" />"},
    {"<iframe srcdoc='<script>'>inside</iframe>", "inside"},
    {"<!-- <b> -->x<!doctype html><?php x ?>", "x"},
    {"<![CDATA[x]]>", "&lt;![CDATA[x]]>"},
    {"<p style='color: red; position: fixed; background: url(http://x/); width: 10px'>t", "<p style=\"color: red; width: 10px;\">t"},
    {"<p style='width: expression(alert(1))'>t", "<p>t"},
    {"<p style='c\\olor: red'>t", "<p>t"},
    {"<b", "<b>"},
    {"<", "&lt;"},
    {"<b/>x", "<b></b>x"},
    {"<a href=x hre<a HREF=y>t", "<a href=\"http://e.example/d/x\">t"}};

static void only_what_is_listed_comes_out(void **state) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str out = cr_feed_sanitise(*state, cr_str_of(cases[i].in), CR_STR("http://e.example/d/"));
        if (!cr_str_is(out, cases[i].out))
            fail_msg("%s\n gives %.*s\n  not  %s", cases[i].in, CR_FMT(out), cases[i].out);
    }
}

/* Whatever is thrown in, reading the output again gives the output: no second meaning is left in it. */
static void what_came_out_stays_as_it_is(void **state) {
    static const char *const pieces[] = {"<", ">", "\"", "'", "&", "lt;", "b", "script", "/", "!--", "-->", " href=", "javascript:", "style", "=", "]]>", "<![CDATA[",
                                         "title", "&#x3c;", "svg", "<p ", "</p>", "textarea", "<a ", "\n"};
    unsigned seed = 1;
    for (int round = 0; round < 3000; round++) {
        char in[400];
        size_t n = 0;
        for (int k = 0; k < 25; k++) {
            seed = seed * 1664525u + 1013904223u;
            n += (size_t)snprintf(in + n, sizeof in - n, "%s", pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        cr_str once = cr_feed_sanitise(*state, (cr_str){in, n}, CR_STR_NONE);
        cr_str twice = cr_feed_sanitise(*state, once, CR_STR_NONE);
        if (!cr_str_eq(once, twice))
            fail_msg("%.*s\n then %.*s\n from %s", CR_FMT(once), CR_FMT(twice), in);
        for (size_t i = 0; i < once.len; i++)
            if (once.ptr[i] == '<')
                assert_true(i + 1 < once.len && strchr("abcdefghijklmnopqrstuvwxyz/", once.ptr[i + 1]));
        assert_true(cr_str_find_nocase(once, CR_STR("<script"), 0) == CR_STR_NPOS && cr_str_find_nocase(once, CR_STR("<style"), 0) == CR_STR_NPOS);
    }
}

static void plain_text_of_a_fragment(void **state) {
    assert_str(cr_feed_plain(*state, CR_STR("<p>a&amp;b</p><p>c<br>d</p><script>x</script>")), "a&b c d");
    assert_str(cr_feed_plain(*state, CR_STR("  x \n y ")), "x y");
    assert_str(cr_feed_escape(*state, CR_STR("a<b>&\"")), "a&lt;b&gt;&amp;&quot;");
}

static void html_is_recognised_by_its_own_tags_only(void **state) {
    assert_true(cr_feed_looks_like_html(*state, CR_STR("a <b>c</b>")));
    assert_true(cr_feed_looks_like_html(*state, CR_STR("caf&eacute;")));
    assert_false(cr_feed_looks_like_html(*state, CR_STR("History of the <blink> tag</blink>")));
    assert_false(cr_feed_looks_like_html(*state, CR_STR("a < b > c")));
    assert_false(cr_feed_looks_like_html(*state, CR_STR("AT&T; and &nothing;")));
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(only_what_is_listed_comes_out), TEST(what_came_out_stays_as_it_is), TEST(plain_text_of_a_fragment), TEST(html_is_recognised_by_its_own_tags_only)};
    return cmocka_run_group_tests_name("sanitise", tests, NULL, NULL);
}
