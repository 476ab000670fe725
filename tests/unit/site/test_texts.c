/* The .po reader, the plural rules, and that the texts we ship are whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/data.h"
#include "site/texts.h"

static cr_arena *arena;

static cr_po *read_po(const char *z) {
    cr_po *po;
    cr_error err;
    if (cr_po_read(arena, cr_str_of(z), &po, &err) != CR_OK)
        return NULL;
    return po;
}

static void reads_what_gettext_writes(void **state) {
    (void)state;
    cr_po *po = read_po("msgid \"\"\nmsgstr \"\"\n\"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n\n#: a.c\n#, c-format\nmsgid \"one\\n\"\n\"two \\\"x\\\"\"\n"
                        "msgstr \"un\"\n\"deux\"\n\n#, fuzzy\nmsgid \"vague\"\nmsgstr \"flou\"\n\n#~ msgid \"old\"\n#~ msgstr \"vieux\"\n\n"
                        "msgctxt \"menu\"\nmsgid \"{1} source\"\nmsgid_plural \"{1} sources\"\nmsgstr[0] \"{1} s\"\nmsgstr[1] \"{1} ss\"\n\nmsgid \"empty\"\nmsgstr \"\"\n");
    assert_non_null(po);
    assert_int_equal(cr_po_count(po), 2);
    assert_true(cr_str_is(cr_po_find(po, CR_STR("one\ntwo \"x\"")), "undeux"));
    assert_true(cr_str_none(cr_po_find(po, CR_STR("vague"))));
    assert_true(cr_str_none(cr_po_find(po, CR_STR("old"))));
    assert_true(cr_str_none(cr_po_find(po, CR_STR("empty"))));
    assert_true(cr_str_is(cr_po_find_plural(po, CR_STR("{1} source"), 0), "{1} s"));
    assert_true(cr_str_is(cr_po_find_plural(po, CR_STR("{1} source"), 2), "{1} ss"));
}

static void refuses_what_is_no_po(void **state) {
    (void)state;
    static const char *const broken[] = {"msgid \"a", "msgid \"a\" x\nmsgstr \"\"", "msgstr \"a\"", "hello", "\"alone\"", "msgid \"a\"\nmsgstr[9] \"b\"",
                                         "msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", "msgid \"a\\\"", "msgid_plural \"x\""};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        if (read_po(broken[i]))
            fail_msg("%s", broken[i]);
    assert_non_null(read_po(""));
}

static unsigned form(const char *rule, unsigned long n) {
    cr_str text = cr_str_format(arena, "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=6; plural=%s;\\n\"\n", rule);
    cr_po *po = read_po(text.ptr);
    assert_non_null(po);
    return cr_po_form(po, n);
}

static void plural_rules_are_those_of_gettext(void **state) {
    (void)state;
    const char *russian = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)";
    static const unsigned long numbers[] = {1, 2, 5, 11, 12, 21, 22, 25, 100, 101, 111};
    static const unsigned expected[] = {0, 1, 2, 2, 2, 0, 1, 2, 2, 0, 2};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(form(russian, numbers[i]), expected[i]);
    const char *arabic = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)";
    assert_int_equal(form(arabic, 0), 0);
    assert_int_equal(form(arabic, 2), 2);
    assert_int_equal(form(arabic, 7), 3);
    assert_int_equal(form(arabic, 42), 4);
    assert_int_equal(form(arabic, 100), 5);
    assert_int_equal(form("n/0", 3), 0);
    assert_int_equal(form("n%0", 3), 0);
    assert_int_equal(form("!n+1*2", 0), 3);
    assert_int_equal(form("((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))", 1), 0); /* too deep: the first form */
    assert_int_equal(form("n == 1 ?", 1), 0);
    assert_int_equal(form("99999999999999999999", 1), 0);
}

/* Every language we ship says everything that the program asks for, with the same placeholders. */
static void shipped_texts_are_whole(void **state) {
    (void)state;
    static const char *const languages[] = {"fr", "es", "ca", "it", "pt", "id", "zh", "ja", "ar", "de", "ru"};
    cr_str rest = cr_data("site/po/courant.pot"), line;
    assert_false(cr_str_none(rest));
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
        cr_texts t;
        cr_error err;
        if (cr_texts_load(arena, cr_str_of(languages[l]), &t, &err) != CR_OK)
            fail_msg("%s", err.line);
        assert_int_equal(t.rtl, strcmp(languages[l], "ar") == 0);
        rest = cr_data("site/po/courant.pot");
        size_t ids = 0;
        while (cr_str_split(&rest, '\n', &line)) {
            if (!cr_str_starts(line, "msgid \"") || line.len < 9)
                continue;
            ids++;
            cr_str id = cr_str_slice(line, 7, line.len - 1), found = cr_po_find(t.po, id);
            if (!found.len)
                fail_msg("%s lacks \"%.*s\"; run scripts/messages", languages[l], CR_FMT(id));
            for (unsigned long n = 0; n < 130; n++)
                assert_true(cr_po_find_plural(t.po, id, n).len > 0);
            bool link = cr_str_contains(id, "{1}") && !cr_str_contains(id, "sentence is not"); /* "one sentence" needs no number */
            if (link && !cr_str_contains(cr_po_find_plural(t.po, id, 111), "{1}"))
                fail_msg("%s: \"%.*s\" has no {1}", languages[l], CR_FMT(id));
        }
        assert_true(ids > 150);
        assert_int_equal(ids, cr_po_count(t.po));
    }
}

static void placeholders_in_any_order(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, 1000);
    cr_markup m = {&b};
    cr_str rest = CR_STR("<{2}> of {1} {x} {");
    int k;
    while ((k = cr_texts_next(&m, &rest)) != 0)
        cr_markup_number(&m, k);
    assert_true(cr_str_is(cr_buf_str(&b), "&lt;2&gt; of 1 {x} {"));
    cr_buf_free(&b);
}

static void dates_say_what_is_known(void **state) {
    (void)state;
    cr_formats *f = cr_formats_new();
    cr_texts en, fr, xx;
    cr_error err;
    assert_int_equal(cr_texts_load(arena, CR_STR("en"), &en, &err), CR_OK);
    assert_int_equal(cr_texts_load(arena, CR_STR("fr"), &fr, &err), CR_OK);
    assert_int_equal(cr_texts_load(arena, CR_STR("nn"), &xx, &err), CR_ERR_NOT_FOUND);
    assert_true(cr_str_is(cr_texts_get(&xx, "Search"), "Search"));
    assert_true(cr_str_is(cr_formats_date(f, arena, &en, CR_STR("2021"), CR_DATE_LONG), "2021"));
    assert_true(cr_str_is(cr_formats_date(f, arena, &en, CR_STR("2021-12"), CR_DATE_LONG), "December 2021"));
    assert_true(cr_str_is(cr_formats_date(f, arena, &fr, CR_STR("2022-01-12"), CR_DATE_LONG), "12 janvier 2022"));
    /* in the date's own offset: still the 12th there */
    assert_true(cr_str_is(cr_formats_date(f, arena, &fr, CR_STR("2022-01-12T22:03:00-05:00"), CR_DATE_LONG), "12 janvier 2022"));
    assert_true(cr_str_contains(cr_formats_date(f, arena, &fr, CR_STR("2022-01-12T22:03:00-05:00"), CR_DATE_TIME), "22:03"));
    assert_true(cr_str_is(cr_formats_date(f, arena, &fr, CR_STR("soon"), CR_DATE_LONG), "soon"));
    assert_true(cr_str_is(cr_texts_language(arena, &fr, CR_STR("ru")), "russe"));
    assert_true(cr_str_is(cr_texts_own_name(arena, CR_STR("ru")), "русский"));
    cr_formats_free(f);
}

static int begin(void **state) {
    (void)state;
    arena = cr_arena_new(0);
    return arena ? 0 : -1;
}
static int end(void **state) {
    (void)state;
    cr_arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_what_gettext_writes), cmocka_unit_test(refuses_what_is_no_po),
                                       cmocka_unit_test(plural_rules_are_those_of_gettext), cmocka_unit_test(shipped_texts_are_whole),
                                       cmocka_unit_test(placeholders_in_any_order), cmocka_unit_test(dates_say_what_is_known)};
    return cmocka_run_group_tests(tests, begin, end);
}
