/* The token cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "html/cursor.h"

/* "text|<b a=x>|</b>|..." */
static void expect(const char *input, cr_cursor_mode mode, const char *tokens) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_cursor c = cr_cursor_on(cr_str_of(input), mode);
    size_t before = 0;
    while (cr_cursor_next(&c)) {
        assert_true(c.at > before); /* it always moves */
        before = c.at;
        switch (c.kind) {
        case CR_CURSOR_TEXT: cr_buf_add_str(&b, c.text); break;
        case CR_CURSOR_START:
            cr_buf_printf(&b, "<%.*s", CR_FMT(c.name));
            for (size_t i = 0; i < c.attribute_count; i++)
                cr_buf_printf(&b, " %.*s=%.*s", CR_FMT(c.attributes[i].name), CR_FMT(c.attributes[i].value));
            cr_buf_add_z(&b, c.empty ? "/>" : ">");
            break;
        case CR_CURSOR_END: cr_buf_printf(&b, "</%.*s>", CR_FMT(c.name)); break;
        case CR_CURSOR_COMMENT: cr_buf_printf(&b, "{!%.*s}", CR_FMT(c.text)); break;
        case CR_CURSOR_CDATA: cr_buf_printf(&b, "{[%.*s}", CR_FMT(c.text)); break;
        case CR_CURSOR_DOCTYPE: cr_buf_printf(&b, "{d%.*s}", CR_FMT(c.text)); break;
        case CR_CURSOR_PI: cr_buf_printf(&b, "{?%.*s}", CR_FMT(c.text)); break;
        }
        cr_buf_add_byte(&b, '|');
    }
    if (!cr_str_is(cr_buf_str(&b), tokens))
        fail_msg("%s\n gives %.*s\n  not  %s", input, CR_FMT(cr_buf_str(&b)), tokens);
    cr_buf_free(&b);
}

static void xml(void **state) {
    (void)state;
    expect("a<b c='1' d=\"2>\">t</b >", CR_CURSOR_XML, "a|<b c=1 d=2>>|t|</b>|");
    expect("<a:b/><c d=e/>", CR_CURSOR_XML, "<a:b/>|<c d=e/>|");
    expect("<?xml version='1.0'?><!--x--><![CDATA[<b>]]>", CR_CURSOR_XML, "{?xml version='1.0'}|{!x}|{[<b>}|");
    expect("<!DOCTYPE r [<!ENTITY a \"]>\">]><r>", CR_CURSOR_XML, "{dDOCTYPE r [<!ENTITY a \"]>\">]}|<r>|");
    expect("1 < 2 <= 3 <", CR_CURSOR_XML, "1 < 2 <= 3 <|");
    expect("<a b='c' <d>", CR_CURSOR_XML, "<a b=c>|<d>|");
    expect("<![CDATA[cut", CR_CURSOR_XML, "{[cut}|");
    expect("<!-- cut", CR_CURSOR_XML, "{! cut}|");
    expect("<a b='cut", CR_CURSOR_XML, "<a b=cut>|");
    expect("</>x", CR_CURSOR_XML, "</>x|");
}

static void html(void **state) {
    (void)state;
    expect("<B A=1 c>x</B>", CR_CURSOR_HTML, "<B A=1 c=>|x|</B>|");
    expect("<script>a<b></script >c", CR_CURSOR_HTML, "<script>|a<b>|</script>|c|");
    expect("<script></scriptx>y", CR_CURSOR_HTML, "<script>|</scriptx>y|");
    expect("<!x><![CDATA[y]]>", CR_CURSOR_HTML, "<!x>|<![CDATA[y]]>|");
    expect("<!doctype html>x", CR_CURSOR_HTML, "{ddoctype html}|x|");
    expect("<!doctype ", CR_CURSOR_HTML, "<!doctype |");
    expect("<a href=x/y/>z", CR_CURSOR_HTML, "<a href=x/y/>|z|");
    expect("<br/ >", CR_CURSOR_HTML, "<br>|");
}

/* A '>' far behind is looked for once, not from every "<!" before it. */
static void searches_once(void **state) {
    (void)state;
    enum { TIMES = 1000 };
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (int i = 0; i < TIMES; i++)
        cr_buf_add_z(&b, "<!doctype");
    cr_buf_add_z(&b, ">x<!doctype y>z<!doctype ");
    cr_cursor c = cr_cursor_on(cr_buf_str(&b), CR_CURSOR_HTML);
    size_t doctypes = 0, far = cr_str_find_byte(cr_buf_str(&b), '>', 0);
    while (cr_cursor_next(&c)) {
        doctypes += c.kind == CR_CURSOR_DOCTYPE;
        if (doctypes < TIMES)
            assert_int_equal(c.tag_end, far);
    }
    assert_int_equal(doctypes, TIMES + 1); /* the last one is text */
    assert_true(c.tag_end == CR_STR_NPOS);
    cr_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(xml), cmocka_unit_test(html), cmocka_unit_test(searches_once)};
    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
