/* Tokens, state by state, and the kernels under them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "html/references.h"
#include "html/scan.h"
#include "html/tokenizer.h"

static void add(cr_buf *b, cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i])
            cr_buf_add_byte(b, s.ptr[i]);
        else
            cr_buf_add_z(b, "\\0");
}

static void write_token(cr_buf *b, const cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: add(b, t->text); break;
    case CR_HTML_TOKEN_COMMENT: cr_buf_printf(b, "{!%.*s}", CR_FMT(t->text)); break;
    case CR_HTML_TOKEN_DOCTYPE:
        cr_buf_printf(b, "{doctype %.*s", CR_FMT(cr_str_none(t->name) ? CR_STR("?") : t->name));
        if (!cr_str_none(t->public_id))
            cr_buf_printf(b, " public(%.*s)", CR_FMT(t->public_id));
        if (!cr_str_none(t->system_id))
            cr_buf_printf(b, " system(%.*s)", CR_FMT(t->system_id));
        cr_buf_add_z(b, t->force_quirks ? " quirks}" : "}");
        break;
    case CR_HTML_TOKEN_START:
    case CR_HTML_TOKEN_END:
        cr_buf_printf(b, t->kind == CR_HTML_TOKEN_END ? "</%.*s" : "<%.*s", CR_FMT(t->name));
        for (size_t i = 0; i < t->attribute_count; i++)
            cr_buf_printf(b, " %.*s=%.*s", CR_FMT(t->attributes[i].name), CR_FMT(t->attributes[i].value));
        cr_buf_add_z(b, t->self_closing ? "/>" : ">");
        break;
    case CR_HTML_TOKEN_EOF: break;
    }
}

/* Tokens are set apart by "|"; texts that follow each other are one. */
static void expect_bytes(cr_str input, cr_html_state state, const char *last, bool cdata, const char *expected) {
    cr_arena *a = cr_arena_new(0);
    char *exact = malloc(input.len ? input.len : 1); /* so that a byte read past the end is seen */
    cr_html_tokenizer t;
    cr_html_token token;
    cr_buf b;
    bool text = false;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    memcpy(exact, input.ptr, input.len);
    cr_html_tokenizer_init(&t, a, (cr_str){exact, input.len});
    t.state = state;
    t.cdata = cdata;
    t.last_start_tag = cr_str_of(last);
    while (cr_html_token_next(&t, &token)) {
        bool is_text = token.kind == CR_HTML_TOKEN_TEXT;
        if (b.len && !(text && is_text))
            cr_buf_add_byte(&b, '|');
        text = is_text;
        write_token(&b, &token);
    }
    assert_false(t.failed);
    if (!cr_str_is(cr_buf_str(&b), expected))
        fail_msg("%.*s\n gives %.*s\n  not  %s", CR_FMT(input), CR_FMT(cr_buf_str(&b)), expected);
    cr_buf_free(&b);
    free(exact);
    cr_arena_free(a);
}
static void expect(const char *input, const char *expected) { expect_bytes(cr_str_of(input), CR_HTML_STATE_DATA, "", false, expected); }
static void expect_in(cr_html_state state, const char *last, const char *input, const char *expected) {
    expect_bytes(cr_str_of(input), state, last, false, expected);
}

static void data(void **state) {
    (void)state;
    expect("", "");
    expect("a<b>c</b>d", "a|<b>|c|</b>|d");
    expect("a < b <1 <= </ <", "a < b <1 <= |{! <}");
    expect("a</>b", "ab");
    expect("a</", "a</");
    expect("<", "<");
    expect("<?x y?>z", "{!?x y?}|z");
    expect("<!x>y<!>z", "{!x}|y|{!}|z");
    expect("1 &lt 2 &amp;&amp 3 &#38; &foo; & &", "1 < 2 && 3 & &foo; & &");
    expect("a\r\nb\rc", "a\nb\nc");
    expect_bytes(CR_STR("a\0b&amp;\0"), CR_HTML_STATE_DATA, "", false, "a\\0b&\\0");
    expect_bytes(CR_STR("\xED\xA0\x80 \xF0\x9F\x98\x80"), CR_HTML_STATE_DATA, "", false, "\xED\xA0\x80 \xF0\x9F\x98\x80");
}

static void tags(void **state) {
    (void)state;
    expect("<DIV>", "<div>");
    expect("<x-Y_z1>", "<x-y_z1>");
    expect("<annotation-xml><aVeryLongNameOfAnElementThatNobodyKnows>", "<annotation-xml>|<averylongnameofanelementthatnobodyknows>");
    expect("<br/><br / ><br\n/>", "<br/>|<br>|<br/>");
    expect("<a b c=d e='f' g=\"h\" i = j k=/l m=n/>", "<a b= c=d e=f g=h i=j k=/l m=n/>");
    expect("<a b='1'c=\"2\"d>", "<a b=1 c=2 d=>");
    expect("<a =b =c=d e==f>", "<a =b=c=d e==f>");
    expect("<a b=>c", "<a b=>|c");
    expect("<a b=1 B=2 b>", "<a b=1>");
    expect("<a href='?x&amp;y&lt=1&lt;' b=&quot>", "<a href=?x&y&lt=1< b=\">");
    expect("</a b=c/>d", "</a>|d");
    expect("</a b/>d", "</a/>|d");
    expect("a<b", "a");
    expect("a<b c", "a");
    expect("a<b c='d>e", "a");
    expect("a<b c=d", "a");
    expect("<a\fb\tc\nd>", "<a b= c= d=>");
    expect("<a<b>", "<a<b>");

    expect_bytes(CR_STR("<a\0b c\0='\0'>"), CR_HTML_STATE_DATA, "", false, "<a\xEF\xBF\xBD" "b c\xEF\xBF\xBD=\xEF\xBF\xBD>");
    expect("<p onclick=x ONLOAD=y data-Some-Attribute-Name-Past-Sixteen=z class>", "<p onclick=x onload=y data-some-attribute-name-past-sixteen=z class=>");
}

static void comments(void **state) {
    (void)state;
    expect("<!---->", "{!}");
    expect("<!-->a", "{!}|a");
    expect("<!--->a", "{!}|a");
    expect("<!--a-->b", "{!a}|b");
    expect("<!--a--!>b", "{!a}|b");
    expect("<!--a--!-->b", "{!a--!}|b");
    expect("<!--a--->b", "{!a-}|b");
    expect("<!--<!--a-->b", "{!<!--a}|b");
    expect("<!--a", "{!a}");
    expect("<!--a-", "{!a}");
    expect("<!--a--", "{!a}");
    expect("<!--a---", "{!a-}");
    expect("<!--a--!", "{!a}");
    expect("<!--", "{!}");
    expect("<!-", "{!-}");
    expect_bytes(CR_STR("<!--\0-->"), CR_HTML_STATE_DATA, "", false, "{!\xEF\xBF\xBD}");
}

static void doctypes(void **state) {
    (void)state;
    expect("<!DOCTYPE html>", "{doctype html}");
    expect("<!doctypeHTML>", "{doctype html}");
    expect("<!DOCTYPE>", "{doctype ? quirks}");
    expect("<!DOCTYPE ", "{doctype ? quirks}");
    expect("<!DOCTYPE a", "{doctype a quirks}");
    expect("<!DOCTYPE a PUBLIC \"b\" 'c'>", "{doctype a public(b) system(c)}");
    expect("<!DOCTYPE a PUBLIC'b''c'>", "{doctype a public(b) system(c)}");
    expect("<!DOCTYPE a public \"b\">", "{doctype a public(b)}");
    expect("<!DOCTYPE a SYSTEM \"b\" c>d", "{doctype a system(b)}|d");
    expect("<!DOCTYPE a SYSTEM \"b\" c", "{doctype a system(b)}");
    expect("<!DOCTYPE a SYSTEM \"b\"", "{doctype a system(b) quirks}");
    expect("<!DOCTYPE a PUBLIC>", "{doctype a quirks}");
    expect("<!DOCTYPE a PUBLIC b>c", "{doctype a quirks}|c");
    expect("<!DOCTYPE a PUBLIC \"b>c", "{doctype a public(b) quirks}|c");
    expect("<!DOCTYPE a PUBLIC \"b\" c>", "{doctype a public(b) quirks}");
    expect("<!DOCTYPE a OTHER>", "{doctype a quirks}");
}

static void raw_texts(void **state) {
    (void)state;
    expect_in(CR_HTML_STATE_RCDATA, "title", "a&amp;<b></titlex></TITLE >c&lt;", "a&<b></titlex>|</title>|c<");
    expect_in(CR_HTML_STATE_RCDATA, "title", "a</title", "a</title");
    expect_in(CR_HTML_STATE_RCDATA, "", "a</>b</title>", "a</>b</title>");
    expect_in(CR_HTML_STATE_RAWTEXT, "style", "a&amp;<b></style/>c", "a&amp;<b>|</style/>|c");
    expect_in(CR_HTML_STATE_PLAINTEXT, "plaintext", "a</plaintext>", "a</plaintext>");
    expect_in(CR_HTML_STATE_CDATA, "", "a]]b]]]>c<d>", "a]]b]c|<d>");
    expect_in(CR_HTML_STATE_CDATA, "", "a]]", "a]]");
    expect_bytes(CR_STR("<![CDATA[<a>]]>b<![CDATA[]]>"), CR_HTML_STATE_DATA, "", true, "<a>b");
    expect_bytes(CR_STR("<![CDATA[<a>]]>b"), CR_HTML_STATE_DATA, "", false, "{![CDATA[<a}|]]>b");
    expect_bytes(CR_STR("a\0</style>\0"), CR_HTML_STATE_RAWTEXT, "style", false, "a\xEF\xBF\xBD|</style>|\\0");
}

static void scripts(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"a<b</script>c", "a<b|</script>|c"},
        {"<!--</script>", "<!--|</script>"},
        {"<!--<script></script></script>x", "<!--<script></script>|</script>|x"},
        {"<!--<script></script>--></script>x", "<!--<script></script>-->|</script>|x"},
        {"<!--<script>--></script>x", "<!--<script>-->|</script>|x"},
        {"<!--><script></script>x", "<!--><script>|</script>|x"},
        {"<!---><script></script>x", "<!---><script>|</script>|x"},
        {"<!-<script></script>x", "<!-<script>|</script>|x"},
        {"<!--<scripts></script>x", "<!--<scripts>|</script>|x"},
        {"<!--<SCRIPT/</script x></script>y", "<!--<SCRIPT/</script x>|</script>|y"},
        {"<!--<script></scripts></script>x", "<!--<script></scripts></script>x"},
        {"<!--<script><script></script></script>x", "<!--<script><script></script>|</script>|x"},
        {"a<!--b", "a<!--b"},
        {"</script", "</script"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_in(CR_HTML_STATE_SCRIPT_DATA, "script", cases[i][0], cases[i][1]);
}

/* A tag's attributes past the limit are left out, and doubles among many are found. */
static void many_attributes(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, "<p");
    for (int i = 0; i < 600; i++)
        cr_buf_printf(&b, " n%d=%d class=c%d", i % 300, i, i);
    cr_buf_add_z(&b, ">");
    cr_html_tokenizer t;
    cr_html_token token;
    cr_html_tokenizer_init(&t, a, cr_buf_str(&b));
    assert_true(cr_html_token_next(&t, &token));
    assert_int_equal(token.attribute_count, 301);
    assert_false(t.cut);
    assert_true(cr_str_is(token.attributes[1].value, "c0"));
    assert_true(cr_str_is(token.attributes[300].name, "n299"));
    cr_html_tokenizer_init(&t, a, cr_buf_str(&b));
    t.attribute_limit = 20;
    assert_true(cr_html_token_next(&t, &token));
    assert_int_equal(token.attribute_count, 20);
    assert_true(t.cut);
    cr_buf_free(&b);
    cr_arena_free(a);
}

static void slices_are_of_the_input(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    static const char page[] = "<p class='lead'>The council met.<!--c-->";
    cr_html_tokenizer t;
    cr_html_token token;
    cr_html_tokenizer_init(&t, a, CR_STR(page));
    assert_true(cr_html_token_next(&t, &token));
    assert_ptr_equal(token.attributes[0].value.ptr, page + 10);
    assert_int_equal(token.attributes[0].id, CR_ATTRIBUTE_CLASS);
    assert_int_equal(token.tag, CR_TAG_P);
    assert_true(cr_html_token_next(&t, &token));
    assert_ptr_equal(token.text.ptr, page + 16);
    cr_arena_free(a);
}

static void names_have_numbers(void **state) {
    (void)state;
    for (cr_html_tag tag = CR_TAG_UNKNOWN + 1; tag < CR_TAG_COUNT; tag++) {
        assert_int_equal(cr_html_tag_of(cr_html_tag_names[tag]), tag);
        assert_int_equal(cr_html_tag_of(cr_html_tag_svg_names[tag]), tag);
        assert_true(cr_str_eq_nocase(cr_html_tag_names[tag], cr_html_tag_svg_names[tag]));
    }
    for (cr_html_attribute_id id = CR_ATTRIBUTE_UNKNOWN + 1; id < CR_ATTRIBUTE_COUNT; id++) {
        assert_int_equal(cr_html_attribute_of(cr_html_attribute_names[id]), id);
        assert_true(cr_str_eq_nocase(cr_html_attribute_names[id], cr_html_attribute_svg_names[id]));
    }
    static const char *const unknown[] = {"", "x", "div2", "dıv", "h\x11", "DIV ", "\x04iv", "foreignobjects", "linearXXXXXXXXXXXXXXXXXradient"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_int_equal(cr_html_tag_of(cr_str_of(unknown[i])), CR_TAG_UNKNOWN);
}

static void references(void **state) {
    (void)state;
    char out[CR_HTML_REFERENCE_BYTES];
    size_t len = 0;
    static const struct { const char *text; size_t used, len; bool attribute; } cases[] = {
        {"amp;", 4, 1, false}, {"amp", 3, 1, false}, {"ampx", 3, 1, false}, {"ampx", 0, 0, true}, {"amp=", 0, 0, true}, {"amp;x", 4, 1, true},
        {"nGt;", 4, 6, false}, {"nGt", 0, 0, false}, {"notin;", 6, 3, false}, {"noti;", 3, 2, false}, {"#65", 3, 1, false}, {"#x41;", 5, 1, false},
        {"#", 0, 0, false}, {"#x", 0, 0, false}, {"#xg", 0, 0, false}, {"CounterClockwiseContourIntegral;", 32, 3, false}, {"\xC3", 0, 0, false},
        {"#4294967361;", 12, 3, false}, {"zwnj;", 5, 3, false}, {"AM", 0, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *p = cases[i].text;
        size_t used = cr_html_reference(p, p + strlen(p), cases[i].attribute, out, &len);
        if (used != cases[i].used || (used && len != cases[i].len))
            fail_msg("&%s: %zu bytes used, %zu given", p, used, len);
    }
    assert_int_equal(cr_html_reference("amp;", "amp;", false, out, &len), 0);
}

/* Every kernel, at every offset and length, finds what the plain one finds. */
static void kernels_agree(void **state) {
    (void)state;
    enum { SIZE = 200 };
    char *bytes = malloc(SIZE);
    uint32_t chance = 1;
    for (int round = 0; round < 400; round++) {
        for (size_t i = 0; i < SIZE; i++) {
            chance = chance * 1664525 + 1013904223;
            bytes[i] = chance >> 24 < 4u + (unsigned)round % 8 ? "<&-\r\n\0\"'"[chance >> 16 & 7] : (char)('a' + (chance >> 12) % 26);
        }
        for (size_t k = 1; cr_html_scan_number(k); k++) {
            const cr_html_scan *plain = cr_html_scan_number(0), *fast = cr_html_scan_number(k);
            for (size_t from = 0; from < SIZE; from += 7) {
                const char *p = bytes + from, *end = bytes + SIZE - (size_t)(round % 40 < (int)(SIZE - from) ? round % 40 : 0);
                bool x = false, y = false, z = false;
                const char *found = plain->run(p, end, '<', &x);
                assert_ptr_equal(fast->run(p, end, '<', &y), found);
                assert_ptr_equal(cr_html_run(fast, p, end, '<', &z), found);
                assert_true(x == y && x == z);
                assert_ptr_equal(fast->dashes(p, end), plain->dashes(p, end));
                assert_ptr_equal(fast->control(p, end), plain->control(p, end));
            }
        }
    }
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data), cmocka_unit_test(tags), cmocka_unit_test(comments), cmocka_unit_test(doctypes), cmocka_unit_test(raw_texts),
        cmocka_unit_test(scripts), cmocka_unit_test(many_attributes), cmocka_unit_test(slices_are_of_the_input), cmocka_unit_test(names_have_numbers),
        cmocka_unit_test(references), cmocka_unit_test(kernels_agree)};
    return cmocka_run_group_tests_name("tokenizer", tests, NULL, NULL);
}
