/* HTML fragments: what is given to be translated, and where the marks go in the translation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "translate/hypertext.h"

static cr_str sentences_of(cr_arena *a, const char *html, const char *lang) {
    cr_hypertext *m;
    cr_error err;
    cr_str out = CR_STR("");
    assert_int_equal(cr_hypertext_read(a, cr_str_of(html), cr_str_of(lang), NULL, &m, &err), CR_OK);
    for (size_t i = 0; i < m->count; i++)
        out = cr_str_format(a, "%.*s%s%.*s", CR_FMT(out), i ? "|" : "", CR_FMT(m->sentences[i]));
    return cr_str_copy(a, out);
}

static void test_sentences(void **state) {
    (void)state;
    static const struct { const char *html, *want; } table[] = {
        {"<p>One. Two &amp; three.</p><p>Four</p>", "One.|Two & three.|Four"},
        {"a  <b>b</b>\n c", "a b c"},
        {"<pre>keep me</pre><p translate=no>and me</p><p>not me</p>", "not me"},
        {"<script>var x = '<p>no</p>';</script>yes<style>p{}</style>", "yes"},
        {"Press <code>Ctrl+C</code> now.", "Press Ctrl+C now."},
        {"one<br>two", "one|two"},
        {"<b>unclosed <i>tags</b> here", "unclosed tags here"},
        {"<li>12:30</li><li>https://a.org</li>", ""},
        {"</p>x</b>y<i>z", "x|y|z"},
        {"plain < text > 3", "plain < text > 3"},
    };
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string_equal(sentences_of(a, table[i].html, "en").ptr, table[i].want);
    cr_arena_free(a);
}

static cr_span word_of(cr_str text, char digit) {
    size_t at = 0;
    for (int w = digit - '0'; w > 0; w--)
        at = cr_str_find_byte(text, ' ', at) + 1;
    size_t end = cr_str_find_byte(text, ' ', at);
    return (cr_span){at, end == CR_STR_NPOS ? text.len : end};
}

/* Links by word numbers: "0-1 1-0" says that source word 0 became target word 1. */
static size_t links_of(cr_str source, cr_str target, const char *spec, cr_link *out) {
    size_t n = 0;
    for (const char *p = spec; *p; p += p[3] ? 4 : 3)
        out[n++] = (cr_link){word_of(source, p[0]), word_of(target, p[2])};
    return n;
}

typedef struct row { const char *html, *answer, *links, *want; } row;

static void test_marks(void **state) {
    (void)state;
    static const row table[] = {
        {"the <b>red</b> house", "la casa roja", "0-0 1-2 2-1", "la casa <b>roja</b>"},
        {"<p>the <a href=\"/x?a=1&amp;b\">red house</a>.</p>", "la casa roja.", "0-0 1-2 2-1", "<p>la <a href=\"/x?a=1&amp;b\">casa roja</a>.</p>"},
        {"<b>All of it.</b>", "Todo.", "", "<b>Todo.</b>"},
        {"<i>a <b>c</b></i> d", "D C A", "0-2 1-1 2-0", "D <i><b>C</b> A</i>"},
        {"<b>a</b> <i>c</i>", "C A", "0-1 1-0", "<i>C</i> <b>A</b>"},
        {"x <em>“yes”</em> y", "Y «yes» X", "0-2 1-1 2-0", "Y <em>«yes»</em> X"},
        {"see <img src=a> this", "ver esto", "0-0 1-1", "ver <img src=a> esto"},
        {"Press <code>Ctrl+C</code> now.", "Ahora pulse Ctrl+C.", "0-1 2-0", "Ahora pulse <code>Ctrl+C</code>."},
        {"it <b>is</b> so", "asi & <i>", "0-0", "asi &amp; &lt;i&gt;"},
        {"<a id=top></a>the end", "el fin", "0-0 1-1", "<a id=top></a>el fin"},
        {"a <a href=x>b</a> c", "uno dos tres", "0-0 2-2", "uno <a href=x>dos</a> tres"},
        {"a <b>b c</b> d", "C D A B", "0-2 1-3 2-0 3-1", "<b>C</b> D A B"},
    };
    cr_arena *a = cr_arena_new(0);
    int wrong = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_hypertext *m;
        cr_error err;
        cr_link links[16];
        cr_str out;
        assert_int_equal(cr_hypertext_read(a, cr_str_of(table[i].html), CR_STR("en"), NULL, &m, &err), CR_OK);
        assert_int_equal(m->count, 1);
        size_t n = links_of(m->sentences[0], cr_str_of(table[i].answer), table[i].links, links);
        cr_hypertext_answer(m, 0, cr_str_of(table[i].answer), links, n);
        assert_int_equal(cr_hypertext_write(m, a, CR_STR("es"), &out, &err), CR_OK);
        if (!cr_str_is(out, table[i].want)) {
            printf("# %s: %.*s, not %s\n", table[i].html, CR_FMT(out), table[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    cr_arena_free(a);
}

static void test_without_links(void **state) {
    (void)state;
    static const row table[] = {
        {"<p>Ayer <b>Macron</b> fue a Roma.</p>", "Yesterday Macron went to Rome.", NULL, "<p>Yesterday <b>Macron</b> went to Rome.</p>"},
        {"el <em>perro</em> negro", "the black dog", NULL, "the black dog"},
        {"el <a href=x>perro</a> negro", "the black dog", NULL, "the <a href=x>black</a> dog"},
        {"<em>el perro negro</em>", "the black dog", NULL, "<em>the black dog</em>"},
    };
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_hypertext *m;
        cr_error err;
        cr_str out;
        assert_int_equal(cr_hypertext_read(a, cr_str_of(table[i].html), CR_STR("es"), NULL, &m, &err), CR_OK);
        cr_hypertext_answer(m, 0, cr_str_of(table[i].answer), NULL, 0);
        assert_int_equal(cr_hypertext_write(m, a, CR_STR("en"), &out, &err), CR_OK);
        assert_string_equal(out.ptr, table[i].want);
    }
    cr_arena_free(a);
}

static void test_several(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_hypertext *m;
    cr_error err;
    cr_str out;
    const char *html = "<div class=\"x\">One <b>two. Three</b> four.<!-- c --></div>\n<p>Left <i>alone</i> &lt;</p><img alt=y>";
    assert_int_equal(cr_hypertext_read(a, cr_str_of(html), CR_STR("en"), NULL, &m, &err), CR_OK);
    assert_int_equal(m->count, 3);
    cr_link first[] = {{{0, 3}, {0, 3}}, {{4, 7}, {4, 7}}}, second[] = {{{0, 5}, {0, 4}}, {{6, 10}, {5, 11}}};
    cr_hypertext_answer(m, 0, CR_STR("Uno dos."), first, 2);
    cr_hypertext_answer(m, 1, CR_STR("Tres cuatro."), second, 2);
    assert_int_equal(cr_hypertext_write(m, a, CR_STR("es"), &out, &err), CR_OK);
    assert_string_equal(out.ptr, "<div class=\"x\">Uno <b>dos. Tres</b> cuatro.<!-- c --></div>\n<p>Left <i>alone</i> &lt;</p><img alt=y>");
    cr_arena_free(a);
}

static void test_linear(void **state) { /* a hundred thousand tags: linear, or this would not end */
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_hypertext *m;
    cr_error err;
    cr_str out, one = CR_STR("<b>a</b> <i>");
    size_t n = 30000;
    char *html = cr_arena_alloc(a, n * one.len + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(html + i * one.len, one.ptr, one.len);
    assert_int_equal(cr_hypertext_read(a, (cr_str){html, n * one.len}, CR_STR("en"), NULL, &m, &err), CR_OK);
    for (size_t i = 0; i < m->count; i++)
        cr_hypertext_answer(m, i, m->sentences[i], NULL, 0);
    assert_int_equal(cr_hypertext_write(m, a, CR_STR("es"), &out, &err), CR_OK);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sentences), cmocka_unit_test(test_marks), cmocka_unit_test(test_without_links), cmocka_unit_test(test_several), cmocka_unit_test(test_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
