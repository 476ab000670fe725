/* Labels, prescan, conversion and the detector. Samples are written in UTF-8 and turned into old bytes by ICU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unicode/ucnv.h>

#include "html/encoding.h"

static cr_str in_bytes(cr_arena *a, const char *utf8, const char *converter) {
    UErrorCode code = U_ZERO_ERROR;
    char *out = cr_arena_alloc(a, strlen(utf8) * 2 + 64);
    int32_t n = ucnv_convert(converter, "UTF-8", out, (int32_t)strlen(utf8) * 2 + 64, utf8, -1, &code);
    assert_true(U_SUCCESS(code));
    return (cr_str){out, (size_t)n};
}

static const struct {
    const char *label, *converter, *text;
} samples[] = {
    {"windows-1251", "windows-1251", "Министерство иностранных дел сообщило в среду, что переговоры продолжатся на следующей неделе в столице."},
    {"koi8-r", "KOI8-R", "Министерство иностранных дел сообщило в среду, что переговоры продолжатся на следующей неделе в столице."},
    {"iso-8859-5", "ISO-8859-5", "Министерство иностранных дел сообщило в среду, что переговоры продолжатся на следующей неделе."},
    {"ibm866", "ibm-866", "Министерство иностранных дел сообщило в среду, что переговоры продолжатся на следующей неделе."},
    {"shift_jis", "windows-31j", "外務省は水曜日、協議が来週も首都で続けられると発表した。市民の多くは会場の前に集まった。"},
    {"euc-jp", "EUC-JP", "外務省は水曜日、協議が来週も首都で続けられると発表した。市民の多くは会場の前に集まった。"},
    {"iso-2022-jp", "ISO-2022-JP", "外務省は水曜日、協議が来週も首都で続けられると発表した。"},
    {"gb18030", "gb18030", "外交部星期三表示，会谈将于下周在首都继续进行，许多市民已经来到会场前面，他们希望看到结果。"},
    {"big5", "Big5", "外交部星期三表示，會談將於下週在首都繼續進行，許多市民已經來到會場前面，他們希望看到結果。"},
    {"euc-kr", "windows-949-2000", "외교부는 수요일 회담이 다음 주에도 수도에서 계속될 것이라고 발표했다. 많은 시민이 회의장 앞에 모였다."},
    {"windows-1253", "windows-1253", "Το υπουργείο Εξωτερικών ανακοίνωσε την Τετάρτη ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα."},
    {"windows-1255", "windows-1255", "משרד החוץ הודיע ביום רביעי כי השיחות יימשכו בשבוע הבא בבירה, ותושבים רבים התאספו מול הבניין."},
    {"windows-1256", "windows-1256", "أعلنت وزارة الخارجية يوم الأربعاء أن المحادثات ستستمر في الأسبوع المقبل في العاصمة وسط حضور كبير."},
    {"windows-874", "windows-874-2000", "กระทรวงการต่างประเทศแถลงเมื่อวันพุธว่าการเจรจาจะดำเนินต่อไปในสัปดาห์หน้า"},
    {"windows-1252", "windows-1252", "Le ministère des Affaires étrangères a annoncé mercredi que les négociations dureront jusqu'à l'été, « malgré tout »."},
    {"windows-1252", "windows-1252", "Das Außenministerium erklärte am Mittwoch, die Gespräche würden nächste Woche in der Hauptstadt fortgeführt, hieß es."},
    {"windows-1250", "windows-1250", "Ministerstwo Spraw Zagranicznych ogłosiło w środę, że rozmowy będą kontynuowane w przyszłym tygodniu, choć część posłów się sprzeciwia."},
};

static void detects_undeclared(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str bytes = in_bytes(a, samples[i].text, samples[i].converter), utf8;
        cr_str page = cr_str_concat(a, cr_str_concat(a, CR_STR("<html><head><title>x</title><body><p class=\"lead\">"), bytes), CR_STR("</p>\n"));
        const char *encoding;
        cr_error err;
        assert_int_equal(cr_encoding_decode_html(a, page, CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
        if (!cr_str_contains(utf8, samples[i].text))
            fail_msg("%s was read as %s", samples[i].label, encoding);
        cr_arena_free(a);
    }
}

static void follows_declarations(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str bytes = in_bytes(a, samples[i].text, samples[i].converter), utf8;
        cr_str page = cr_str_concat(a, cr_str_format(a, "<!-- <meta charset=koi8-u> --><meta name=x content='y'><META http-equiv=Content-Type content=\"text/html; charset=%s\"><p>", samples[i].label), bytes);
        const char *encoding;
        cr_error err;
        assert_int_equal(cr_encoding_decode_html(a, page, CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
        assert_string_equal(encoding, samples[i].label);
        assert_true(cr_str_contains(utf8, samples[i].text));
        assert_int_equal(cr_encoding_decode_html(a, bytes, cr_str_of(samples[i].label), &utf8, &encoding, &err), CR_OK);
        assert_string_equal(encoding, samples[i].label);
        cr_arena_free(a);
    }
}

static void knows_labels(void **state) {
    (void)state;
    assert_string_equal(cr_encoding_for_label(CR_STR(" Latin1\n")), "windows-1252");
    assert_string_equal(cr_encoding_for_label(CR_STR("SJIS")), "shift_jis");
    assert_string_equal(cr_encoding_for_label(CR_STR("gb2312")), "gbk");
    assert_null(cr_encoding_for_label(CR_STR("utf-7")));
    assert_null(cr_encoding_for_label(CR_STR("")));
    assert_null(cr_encoding_for_label(CR_STR("utf-8 utf8")));
    size_t skip;
    assert_string_equal(cr_encoding_by_bom(CR_STR("\xFF\xFE<\0"), &skip), "utf-16le");
    assert_int_equal(skip, 2);
}

static void counts_what_is_ill_formed(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str utf8;
    size_t errors;
    cr_error err;
    assert_int_equal(cr_encoding_convert(a, CR_STR("a\x81\xFF"), "shift_jis", &utf8, &errors, &err), CR_OK);
    assert_true(errors >= 1);
    assert_true(cr_str_contains(utf8, "\xEF\xBF\xBD"));
    assert_int_equal(cr_encoding_convert(a, CR_STR("caf\xE9"), "utf-8", &utf8, &errors, &err), CR_OK);
    assert_int_equal(errors, 1);
    assert_true(cr_str_is(utf8, "caf\xEF\xBF\xBD"));
    assert_int_equal(cr_encoding_convert(a, CR_STR("\xD8\x3D\xDE\x00"), "utf-16be", &utf8, &errors, &err), CR_OK);
    assert_true(cr_str_is(utf8, "\xF0\x9F\x98\x80"));
    assert_int_equal(cr_encoding_convert(a, CR_STR("x"), "no-such", &utf8, &errors, &err), CR_ERR_ENCODING);
    cr_arena_free(a);
}

/* A page that says UTF-8 and is windows-1251 throughout, and one that says Latin 1 and is UTF-8. */
static void doubts_a_lie(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str utf8, page = cr_str_concat(a, CR_STR("<meta charset=utf-8><p>"), in_bytes(a, samples[0].text, "windows-1251"));
    const char *encoding;
    cr_error err;
    assert_int_equal(cr_encoding_decode_html(a, page, CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
    assert_string_equal(encoding, "windows-1251");
    page = cr_str_concat(a, CR_STR("<meta charset=iso-8859-1><p>"), cr_str_of(samples[0].text));
    assert_int_equal(cr_encoding_decode_html(a, page, CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
    assert_string_equal(encoding, "utf-8");
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(detects_undeclared), cmocka_unit_test(follows_declarations), cmocka_unit_test(knows_labels),
                                       cmocka_unit_test(counts_what_is_ill_formed), cmocka_unit_test(doubts_a_lie)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
