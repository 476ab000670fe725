/* Escaping: the hostile texts of the H-list of our reliability notes, in every place where a text can stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "site/markup.h"

static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "<video onloadstart=alert(1)>",
    "\"><iframe srcdoc='<script>alert(1)</script>'>",
    "' onmouseover='alert(1)",
    "` onerror=alert(1) `",
    "<math><mi><style><img src=x onerror=alert(1)>",
    "<svg><![CDATA[</svg><script>alert(1)</script>]]>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt; &#60;b&#62;",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "\x80\xff<b\xc0\xbc>",
    "a\x01\x1b[31mb\rc\nd"};

static void no_markup_is_left(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        cr_buf b;
        cr_buf_init(&b, 1 << 16);
        cr_markup m = {&b};
        cr_markup_text(&m, cr_str_of(hostile[i]));
        cr_str out = cr_buf_str(&b);
        assert_true(cr_utf8_valid(out));
        for (size_t k = 0; k < out.len; k++) {
            assert_null(memchr("<>\"'`", out.ptr[k], 5));
            assert_true((unsigned char)out.ptr[k] >= 0x20 || out.ptr[k] == '\n' || out.ptr[k] == '\r' || out.ptr[k] == '\t');
        }
        cr_buf_free(&b);
    }
}

static cr_str text(cr_buf *b, const char *z) {
    cr_markup m = {b};
    cr_buf_clear(b);
    cr_markup_text(&m, cr_str_of(z));
    return cr_buf_str(b);
}

static void direction_controls_go_and_marks_stay(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, 1000);
    assert_true(cr_str_is(text(&b, "a\u202Eb\u2066c\u2069d\uFEFF"), "abcd"));
    assert_true(cr_str_is(text(&b, "\u200Fא\u200E"), "\u200Fא\u200E"));
    assert_true(cr_str_is(text(&b, "Ωß中文🙂"), "Ωß中文🙂"));
    assert_true(cr_str_is(text(&b, "a\x7F\xC2\x85z"), "a\uFFFD\uFFFDz"));
    cr_buf_free(&b);
}

static void attributes_are_quoted_and_escaped(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, 1000);
    cr_markup m = {&b};
    CR_HTML(&m, "<a");
    cr_markup_attribute(&m, "title", CR_STR("\"><x y='"));
    cr_markup_attribute(&m, "none", CR_STR_NONE);
    CR_HTML(&m, ">");
    assert_true(cr_str_is(cr_buf_str(&b), "<a title=\"&quot;&gt;&lt;x y=&#39;\">"));
    cr_buf_free(&b);
}

static void only_web_addresses_become_links(void **state) {
    (void)state;
    static const char *const good[] = {"https://a.example/", "http://a.example:8080/x?y=1&z=2#f", "HTTPS://A.example", "https://пример.example/",
                                       "http://[::1]/"};
    static const char *const bad[] = {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://a.example", "data:text/html,x", "//evil.example", "/\\evil.example",
                                      "https:evil.example", "https://", "https:///x", "https://a b/", "https://a\nb/", "https://user@evil.example/",
                                      "https://a.example\\@evil.example", "file:///etc/passwd", "ftp://a.example/", "https://a.example/\"onclick=x",
                                      "vbscript:x", "\x01javascript:x", "https://\xff.example/", "", "https://?x", "http://:80/"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!cr_markup_is_web_address(cr_str_of(good[i])) && !strchr(good[i], '['))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (cr_markup_is_web_address(cr_str_of(bad[i])))
            fail_msg("%s", bad[i]);
    cr_buf b;
    cr_buf_init(&b, 1000);
    cr_markup m = {&b};
    assert_false(cr_markup_link(&m, "href", CR_STR("javascript:alert(1)")));
    assert_int_equal(b.len, 0);
    assert_true(cr_markup_link(&m, "href", CR_STR("https://a.example/?a=1&b=2")));
    assert_true(cr_str_is(cr_buf_str(&b), " href=\"https://a.example/?a=1&amp;b=2\""));
    cr_buf_free(&b);
}

static void clean_cuts_between_characters(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    assert_true(cr_str_is(cr_markup_clean(a, CR_STR("é\u202Eé"), 3), "é"));
    assert_true(cr_str_none(cr_markup_clean(a, CR_STR_NONE, 3)));
    assert_true(cr_utf8_valid(cr_markup_clean(a, CR_STR("\xff\xff\xff"), 100)));
    cr_arena_free(a);
}

static void percent_encodes_all_but_unreserved(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, 1000);
    cr_markup_percent(&b, CR_STR("a b&c=é/~"));
    assert_true(cr_str_is(cr_buf_str(&b), "a%20b%26c%3D%C3%A9%2F~"));
    cr_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_markup_is_left), cmocka_unit_test(direction_controls_go_and_marks_stay),
                                       cmocka_unit_test(attributes_are_quoted_and_escaped), cmocka_unit_test(only_web_addresses_become_links),
                                       cmocka_unit_test(clean_cuts_between_characters), cmocka_unit_test(percent_encodes_all_but_unreserved)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
