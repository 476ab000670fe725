#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "text/language_tables.h"

/* The tables are another way to the same answer; so is the answer without CLD2, of long texts. */
static void same_by_tables(cr_str text, cr_language l) {
    cr_arena *arena = cr_arena_new(0);
    const cr_language_tables *tables = cr_language_tables_new(arena);
    assert_non_null(tables);
    cr_language by_tables = cr_language_detect_with(tables, text, CR_STR_NONE, false);
    assert_string_equal(by_tables.code, l.code);
    assert_string_equal(by_tables.script, l.script);
    assert_true(by_tables.confidence == l.confidence);
    cr_buf longer;
    cr_buf_init(&longer, CR_BUF_NO_CEILING);
    for (int i = 0; i < 40; i++) {
        cr_buf_add_str(&longer, text);
        cr_buf_add_byte(&longer, '\n');
        static const char *const hints[] = {"", "fr", "ms", "en"};
        cr_str hint = cr_str_of(hints[i % 4]);
        cr_language whole = cr_language_detect(cr_buf_str(&longer), hint), code = cr_language_detect_with(tables, cr_buf_str(&longer), hint, true);
        assert_string_equal(code.code, whole.code);
    }
    cr_buf_free(&longer);
    cr_arena_free(arena);
}

static void is(const char *code, const char *text) {
    cr_language l = cr_language_detect(cr_str_of(text), CR_STR_NONE);
    same_by_tables(cr_str_of(text), l);
    if (strcmp(l.code, code) != 0)
        fail_msg("\"%s\" is %s, not %s", text, l.code, code);
    assert_true(l.confidence >= 0 && l.confidence <= 1);
}

static void common(void **state) {
    (void)state;
    is("fr", "Le Conseil se réunit mercredi à Bruxelles.");
    is("en", "The council will meet in Brussels on Wednesday.");
    is("es", "El consejo se reunirá el miércoles en Bruselas.");
    is("it", "Il consiglio si riunirà mercoledì a Bruxelles.");
    is("pt", "O conselho não se reúne na quarta-feira em Bruxelas.");
    is("de", "Der Rat wird sich am Mittwoch in Brüssel treffen.");
    is("ca", "El consell es reunirà dimecres a Brussel·les amb els ministres.");
    is("id", "Dewan akan bertemu hari Rabu karena masalah keamanan, kata juru bicara itu.");
    is("ms", "Majlis itu akan bersidang pada hari Rabu kerana isu keselamatan, kata jurucakap kerajaan.");
    is("ru", "Совет соберётся в среду в Брюсселе.");
    is("ar", "يجتمع المجلس يوم الأربعاء في بروكسل.");
    is("zh", "理事会将于星期三在布鲁塞尔开会。");
    is("ja", "理事会は水曜日にブリュッセルで開かれる。");
    is("ko", "이사회는 수요일 브뤼셀에서 열린다.");
    is("fa", "شورا روز چهارشنبه در بروکسل تشکیل جلسه می‌دهد.");
    is("sr", "Савет ће се састати у среду у Бриселу, рекао је портпарол.");
    is("hr", "Vijeće će se sastati u srijedu, kazao je tajnik tijekom priopćenja o sigurnosti Europe.");
    is("he", "המועצה תתכנס ביום רביעי בבריסל.");
    is("el", "Το συμβούλιο θα συνεδριάσει την Τετάρτη.");
}
static void unsure(void **state) {
    (void)state;
    is("und", "");
    is("und", "12345 - 67,8 %");
    is("und", "\xff\xfe\x80");
    cr_language l = cr_language_detect(CR_STR("!!! 123"), CR_STR("fr"));
    assert_string_equal(l.code, "und");
    assert_string_equal(l.script, "Zyyy");
}
static void hints(void **state) {
    (void)state;
    cr_str close = CR_STR("Menteri itu tiba di Jakarta pada hari ini");
    assert_string_equal(cr_language_detect(close, CR_STR("ms")).code, "ms");
    assert_string_equal(cr_language_detect(close, CR_STR("id-ID")).code, "id");
    /* a hint never outweighs what the text plainly is */
    assert_string_equal(cr_language_detect(CR_STR("Le Conseil se réunit mercredi à Bruxelles avec les ministres."), CR_STR("en")).code, "fr");
}
static void tags(void **state) {
    (void)state;
    char code[8];
    assert_true(cr_language_normalise(CR_STR("fr-CA"), code));
    assert_string_equal(code, "fr");
    assert_true(cr_language_normalise(CR_STR("fra"), code));
    assert_string_equal(code, "fr");
    assert_true(cr_language_normalise(CR_STR("FR_fr"), code));
    assert_string_equal(code, "fr");
    assert_true(cr_language_normalise(CR_STR("iw"), code));
    assert_string_equal(code, "he");
    assert_true(cr_language_normalise(CR_STR("zh-Hant-TW"), code));
    assert_string_equal(code, "zh");
    assert_true(cr_language_normalise(CR_STR("ckb"), code));
    assert_string_equal(code, "ckb");
    assert_false(cr_language_normalise(CR_STR(""), code));
    assert_false(cr_language_normalise(CR_STR("f"), code));
    assert_false(cr_language_normalise(CR_STR("french"), code));
    assert_false(cr_language_normalise(CR_STR("12"), code));
    assert_true(cr_language_is_rtl(CR_STR("ar")));
    assert_false(cr_language_is_rtl(CR_STR("fr")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(common), cmocka_unit_test(unsure), cmocka_unit_test(hints), cmocka_unit_test(tags)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
