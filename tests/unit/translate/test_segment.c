/* Cutting long texts, protecting what is no language, links that follow the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "translate/hypertext.h"
#include "translate/links.h"
#include "translate/protect.h"
#include "translate/segment.h"

static size_t spaces(void *context, cr_str s) {
    (void)context;
    size_t n = 1;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ' ';
    return n;
}

static void test_cut(void **state) {
    (void)state;
    static const struct { const char *text; size_t bytes, pieces; const char *want; } table[] = {
        {"Short.", 100, 0, "Short."},
        {"", 10, 0, ""},
        {"One two three four, five six seven eight.", 30, 0, "One two three four,|five six seven eight."},
        {"One, two three four; five six seven, eight.", 30, 0, "One, two three four;|five six seven, eight."},
        {"It cost 1,234,567,890,123 in all and more", 30, 0, "It cost 1,234,567,890,123|in all and more"},
        {"See https://example.org/a,b;c,d/e-f?g=h;i and go", 42, 0, "See https://example.org/a,b;c,d/e-f?g=h;i|and go"},
        {"He said “one, two, three, four” and went, then came", 46, 0, "He said “one, two, three, four” and went,|then came"},
        {"a b c d e f g h", 0, 4, "a b c d|e f g h"},
        {"第一句很长，第二句也很长。", 24, 0, "第一句很长，|第二句也很长。"},
        {"abcdefghij", 5, 0, "abcde|fghij"},
    };
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_segment_limits l = {.bytes = table[i].bytes, .pieces = table[i].pieces, .count = spaces};
        cr_span *parts;
        size_t n;
        cr_str text = cr_str_of(table[i].text), got = CR_STR("");
        assert_true(cr_segment_cut(a, text, &l, &parts, &n));
        for (size_t k = 0; k < n; k++)
            got = cr_str_format(a, "%.*s%s%.*s", CR_FMT(got), k ? "|" : "", CR_FMT(cr_str_slice(text, parts[k].start, parts[k].end)));
        assert_string_equal(cr_str_copy(a, got).ptr, table[i].want);
    }
    cr_arena_free(a);
}

static void test_join(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str text = CR_STR("One two,  three four");
    cr_span parts[] = {{0, 8}, {10, 20}};
    cr_str english[] = {CR_STR("Uno dos,"), CR_STR("tres")}, chinese[] = {CR_STR("一二，"), CR_STR("三四")}, none[] = {CR_STR("x"), CR_STR_NONE};
    assert_true(cr_str_is(cr_segment_join(a, text, parts, english, 2, CR_STR("es")), "Uno dos,  tres"));
    assert_true(cr_str_is(cr_segment_join(a, text, parts, chinese, 2, CR_STR("zh")), "一二，三四"));
    assert_true(cr_str_none(cr_segment_join(a, text, parts, none, 2, CR_STR("es"))));
    cr_str dense = CR_STR("一二，三四");
    cr_span halves[] = {{0, 9}, {9, 15}};
    assert_true(cr_str_is(cr_segment_join(a, dense, halves, english, 2, CR_STR("es")), "Uno dos, tres"));
    cr_arena_free(a);
}

static void test_find(void **state) {
    (void)state;
    static const struct { const char *text, *want; } table[] = {
        {"See https://a.org/x, or mail me@b.org.", "a:https://a.org/x a:me@b.org"},
        {"@anna and #MeToo, not #1", "h:@anna t:#MeToo"},
        {"Open courant.conf or /etc/fstab. The end.", "f:courant.conf f:/etc/fstab"},
        {"at bbc.co.uk and a p.m. or e.g. this.That", "f:bbc.co.uk"},
        {"Nice \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD day \xF0\x9F\x87\xAB\xF0\x9F\x87\xB7!", "e:\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD e:\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7"},
        {"<unk> and </s> and {{name}} ▁x, 3 < 4 > 2", "m:<unk> m:</s> m:{{name}} m:▁"},
        {"plain text, 12:30", ""},
        {"x.y@c.org", "a:x.y@c.org"},
    };
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t n;
        cr_str text = cr_str_of(table[i].text), got = CR_STR("");
        cr_protected *p = cr_protect_find(a, text, &n);
        for (size_t k = 0; k < n; k++)
            got = cr_str_format(a, "%.*s%s%c:%.*s", CR_FMT(got), k ? " " : "", "ahtfem"[p[k].kind], CR_FMT(cr_str_slice(text, p[k].span.start, p[k].span.end)));
        assert_string_equal(cr_str_copy(a, got).ptr, table[i].want);
    }
    assert_true(cr_protect_alone(CR_STR("https://a.org/x — 12:30 \xF0\x9F\x91\x8D #tag @anna")));
    assert_true(cr_protect_alone(CR_STR(" 1,234 % ")));
    assert_false(cr_protect_alone(CR_STR("https://a.org/x yes")));
    assert_false(cr_protect_alone(CR_STR("第一")));
    cr_arena_free(a);
}

static void test_restore(void **state) {
    (void)state;
    static const struct { const char *source, *answer, *want; size_t lost; } table[] = {
        {"Siehe https://a.org/x.", "See https://a.org/x.", "See https://a.org/x.", 0},
        {"Siehe https://a.org/x.", "See https://a.org/y.", "See https://a.org/x.", 0},
        {"Siehe https://a.org/x.", "See.", "See https://a.org/x.", 0},
        {"Gut gemacht \xF0\x9F\x91\x8D", "Well done", "Well done \xF0\x9F\x91\x8D", 0},
        {"\xF0\x9F\x91\x8D Gut", "Good", "\xF0\x9F\x91\x8D Good", 0},
        {"Gut \xF0\x9F\x91\x8D gemacht", "Well ⁇ done", "Well \xF0\x9F\x91\x8D done", 0},
        {"Frage @anna heute", "Ask today", "@anna Ask today", 1},
        {"Das </s> bleibt hier", "This remains here", "</s> This remains here", 1},
    };
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t lost;
        cr_str got = cr_protect_restore(a, cr_str_of(table[i].source), cr_str_of(table[i].answer), NULL, 0, &lost);
        assert_string_equal(cr_str_copy(a, got).ptr, table[i].want);
        assert_int_equal(lost, table[i].lost);
    }
    cr_link links[] = {{{0, 5}, {0, 3}}, {{12, 17}, {4, 9}}};
    size_t lost;
    cr_str got = cr_protect_restore(a, CR_STR("Frage @anna heute"), CR_STR("Ask today"), links, 2, &lost);
    assert_string_equal(cr_str_copy(a, got).ptr, "Ask @anna today");
    assert_int_equal(lost, 0);
    assert_int_equal(links[1].target.start, 10);
    assert_int_equal(links[1].target.end, 15);
    cr_link within[] = {{{0, 5}, {14, 24}}, {{0, 5}, {10, 12}}}; /* words of an address that becomes a shorter one */
    got = cr_protect_restore(a, CR_STR("Siehe http://a.b heute"), CR_STR("See http://other.org/way today"), within, 2, &lost);
    assert_string_equal(cr_str_copy(a, got).ptr, "See http://a.b today");
    for (size_t i = 0; i < 2; i++)
        assert_true(cr_str_is(cr_str_slice(got, within[i].target.start, within[i].target.end), "http://a.b"));
    cr_arena_free(a);
}

static void test_follow(void **state) {
    (void)state;
    cr_str before = CR_STR("say \"yes\" straße 1.5"), after = CR_STR("SAY «\xC2\xA0YES\xC2\xA0» STRASSE 1,5");
    cr_link links[] = {{{0, 0}, {0, 3}}, {{0, 0}, {5, 8}}, {{0, 0}, {10, 17}}, {{0, 0}, {18, 21}}};
    cr_links_follow_target(before, after, links, 4);
    static const char *const want[] = {"SAY", "YES", "STRASSE", "1,5"};
    for (size_t i = 0; i < 4; i++)
        assert_true(cr_str_is(cr_str_slice(after, links[i].target.start, links[i].target.end), want[i]));
    cr_link ligature = {{0, 0}, {8, 11}};
    cr_links_follow_target(CR_STR("o\xEF\xAC\x83 \xC5\x89 abc"), CR_STR("OFFI \xCA\xBCN ABC"), &ligature, 1);
    assert_int_equal(ligature.target.start, 9);
    assert_int_equal(ligature.target.end, 12);
    cr_arena *a = cr_arena_new(0);
    size_t n;
    cr_str source = CR_STR("Le président Macron a 46 ans"), target = CR_STR("President Macron is 46 years old");
    cr_link *guess = cr_links_guess(a, source, target, &n);
    assert_int_equal(n, 2);
    assert_true(cr_str_is(cr_str_slice(target, guess[0].target.start, guess[0].target.end), "Macron"));
    assert_true(cr_str_is(cr_str_slice(source, guess[1].source.start, guess[1].source.end), "46"));
    cr_arena_free(a);
}

/* More sentences than an article may have: none is left out, for it would come back untranslated and unmarked. */
static void test_many_sentences(void **state) {
    (void)state;
    static const char one[] = "The dog ran. ";
    enum { MANY = 20011, LEN = sizeof one - 1 };
    cr_arena *a = cr_arena_new(0);
    char *text = cr_arena_bytes(a, MANY * LEN);
    cr_span *spans;
    cr_error err;
    size_t n;
    for (size_t i = 0; i < MANY; i++)
        memcpy(text + i * LEN, one, LEN);
    assert_int_equal(cr_segment_sentences(NULL, a, (cr_str){text, MANY * LEN}, CR_STR("en"), &spans, &n, &err), CR_OK);
    assert_int_equal(n, MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_true(spans[i].start == i * LEN && spans[i].end == (i + 1) * LEN - 1);
    cr_hypertext *m;
    assert_int_equal(cr_hypertext_read(a, (cr_str){text, MANY * LEN}, CR_STR("en"), NULL, &m, &err), CR_OK);
    assert_int_equal(m->count, MANY);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many_sentences), cmocka_unit_test(test_cut), cmocka_unit_test(test_join), cmocka_unit_test(test_find), cmocka_unit_test(test_restore), cmocka_unit_test(test_follow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
