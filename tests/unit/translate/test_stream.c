#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "translate/stream.h"

static void escapes(const char *text, const char *want, bool want_stop) {
    cr_buf b;
    bool stopped;
    cr_buf_init(&b, 1 << 20);
    cr_stream_escape(&b, cr_str_of(text), true, &stopped);
    assert_string_equal(b.bytes, want);
    assert_int_equal(stopped, want_stop);
    cr_buf_free(&b);
}

static void test_escape(void **state) {
    (void)state;
    escapes("Bonjour.", "Bonjour.[][\n]", false);
    escapes("Un titre", "Un titre.[][][\n]", true);
    escapes("Le 12/05/2026 [à] {b} ^c$ \\d @ <e>!", "Le 12\\/05\\/2026 \\[à\\] \\{b\\} \\^c\\$ \\\\d \\@ \\<e\\>![][\n]", false);
    escapes("Voir https://a.org/x?y=1, puis (www.b.org).", "Voir [https:\\/\\/a.org\\/x?y=1], puis ([www.b.org]).[][\n]", false);
    escapes("Jean jean.d@ex-emple.fr !", "Jean [jean.d\\@ex-emple.fr] ![][\n]", false);
    escapes("5 * 3 #mot ~", "5 [*] 3 [#]mot [~].[][][\n]", true);
    escapes("« Oui. »", "« Oui. »[][\n]", false);
    escapes("a\tb\nc.", "a b c.[][\n]", false);
}

static void reads(const char *answer, bool stopped, const char *want, size_t unknown, size_t lower) {
    cr_buf b;
    cr_stream_marks m = {0};
    cr_buf_init(&b, 1 << 20);
    cr_stream_unescape(&b, cr_str_of(answer), stopped, &m);
    assert_string_equal(b.bytes ? b.bytes : "", want);
    assert_int_equal(m.unknown, unknown);
    assert_int_equal(m.unknown_lower, lower);
    cr_buf_free(&b);
}

static void test_unescape(void **state) {
    (void)state;
    reads("Hello world.[][\n]", false, "Hello world.", 0, 0);
    reads("A title.[][][\n]", true, "A title", 0, 0);
    reads("*Blorg eats *blorgs 12\\/05.[][\n]", false, "Blorg eats blorgs 12/05.", 2, 1);
    reads("@lloc #anar [*] [#]tag \\*x[][\n]", false, "lloc anar * #tag *x", 2, 2);
    reads("al sud#-west *- here.[][\n]", false, "al sud-west - here.", 0, 0); /* a mark stands before signs too */
    reads("See [https:\\/\\/a.org\\/x], then.[][\n]", false, "See https://a.org/x, then.", 0, 0);
    reads("", true, "", 0, 0);
    reads("[", false, "", 0, 0);
    reads("x\\", false, "x\\", 0, 0);
}

static void test_there_and_back(void **state) {
    (void)state;
    static const char *const texts[] = {"Le 12/05, 5 * 3 = 15 $ [sic] <b> a@b.org http://c.d/e_(f) #x ~y", "« Où ? »", "\\", "*", "[]", "Ça (va). ", NULL};
    for (int i = 0; texts[i]; i++) {
        cr_buf b, c;
        bool stopped;
        cr_stream_marks m = {0};
        cr_buf_init(&b, 1 << 20);
        cr_buf_init(&c, 1 << 20);
        cr_stream_escape(&b, cr_str_of(texts[i]), true, &stopped);
        cr_stream_unescape(&c, cr_buf_str(&b), stopped, &m);
        cr_str want = cr_str_trim(cr_str_of(texts[i]));
        assert_int_equal(c.len, want.len);
        assert_memory_equal(c.bytes, want.ptr, want.len);
        cr_buf_free(&b);
        cr_buf_free(&c);
    }
}

static void test_address(void **state) {
    (void)state;
    cr_span a;
    cr_str s = CR_STR("(see http://a.org/x_(y)). mail: a.b@c.fr; www. nothttp://x");
    assert_true(cr_stream_address(s, 0, &a));
    assert_memory_equal(s.ptr + a.start, "http://a.org/x_(y)", a.end - a.start);
    assert_true(cr_stream_address(s, a.end, &a));
    assert_int_equal(a.end - a.start, 8);
    assert_memory_equal(s.ptr + a.start, "a.b@c.fr", 8);
    assert_false(cr_stream_address(s, a.end, &a));
}

/* Letters of all scripts belong to an address, the punctuation of none does. */
static void test_wide_address(void **state) {
    (void)state;
    static const struct { const char *text, *want; } table[] = {
        {"https://example.org/a?b=c&d=ñ#x", "https://example.org/a?b=c&d=ñ#x"},
        {"Véase https://es.wikipedia.org/wiki/España aquí.", "https://es.wikipedia.org/wiki/España"},
        {"«https://es.wikipedia.org/wiki/España»", "https://es.wikipedia.org/wiki/España"},
        {"(https://es.wikipedia.org/wiki/León_(España)).", "https://es.wikipedia.org/wiki/León_(España)"},
        {"Смотри https://ru.wikipedia.org/wiki/Москва!", "https://ru.wikipedia.org/wiki/Москва"},
        {"https://पाठ.भारत/हिन्दी, ", "https://पाठ.भारत/हिन्दी"},
        {"见https://zh.wikipedia.org/wiki/北京。好", "https://zh.wikipedia.org/wiki/北京"},
        {"见（https://example.org/x）吧", "https://example.org/x"},
        {"请看https://example.org/x了解", "https://example.org/x"},
        {"https://example.org/x에서", "https://example.org/x"},
        {"https://a.org/x)y", "https://a.org/x"},
        {"“https://a.org/é”", "https://a.org/é"},
        {"escribe a josé@españa.es.", "josé@españa.es"},
        {"请写a@b.cn吧", "a@b.cn"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_span a = {0, 0};
        cr_str s = cr_str_of(table[i].text);
        assert_true(cr_stream_address(s, 0, &a));
        if (!cr_str_is(cr_str_slice(s, a.start, a.end), table[i].want))
            fail_msg("%s: %.*s", table[i].text, CR_FMT(cr_str_slice(s, a.start, a.end)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escape), cmocka_unit_test(test_unescape), cmocka_unit_test(test_there_and_back),
                                       cmocka_unit_test(test_address), cmocka_unit_test(test_wide_address)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
