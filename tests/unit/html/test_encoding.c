/* Labels, prescan, sniffing, doubts and the guess. Samples are written in UTF-8 and turned into old bytes by ICU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unicode/ucnv.h>

#include "html/encodings.h"

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
    {"windows-1252", "windows-1252", "El ministro anunció el miércoles que las negociaciones continuarán mañana, según señaló su portavoz en Logroño."},
    {"windows-1252", "windows-1252", "Utanríkisráðherra sagði á miðvikudag að viðræður þjóðanna héldu áfram í næstu viku og óvíst væri um lyktir þeirra."},
    {"windows-1252", "windows-1252", "Utenriksministeren sa onsdag at møtet måtte utsettes, fordi båten fra øya ikke kom fram."},
    {"iso-8859-15", "ISO-8859-15", "La manœuvre a coûté 300 € à la sœur du maire, qui n'en a pas le cœur léger, a-t-elle déploré."},
    {"windows-1250", "windows-1250", "Ministr zahraničí ve středu řekl, že jednání budou příští týden pokračovat, ačkoli část poslanců nesouhlasí."},
    {"windows-1250", "windows-1250", "A külügyminiszter szerdán közölte, hogy a tárgyalások jövő héten folytatódnak, bár többen ezt hűvösen fogadták."},
    {"windows-1250", "windows-1250", "Ministrul a anunţat miercuri că negocierile vor continua săptămâna viitoare, deşi o parte din deputaţi se împotriveşte."},
    {"iso-8859-2", "ISO-8859-2", "Minister za zunanje zadeve je v sredo dejal, da se bodo pogajanja nadaljevala še naslednji teden, čeprav žal počasi."},
    {"iso-8859-2", "ISO-8859-2", "Minister zahraničných vecí v stredu oznámil, že rokovania budú ďalej pokračovať, keďže ťažkosti sa podarilo prekonať."},
    {"windows-1254", "windows-1254", "Dışişleri Bakanlığı çarşamba günü görüşmelerin gelecek hafta başkentte süreceğini açıkladı, ayrıntı vermedi."},
    {"windows-1257", "windows-1257", "Užsienio reikalų ministerija trečiadienį pranešė, kad derybos tęsis kitą savaitę, nors ne visi tuo džiaugėsi."},
    {"windows-1257", "windows-1257", "Ārlietu ministrija trešdien paziņoja, ka sarunas turpināsies nākamnedēļ, kaut arī daļa deputātu iebilst."},
    {"windows-1258", "windows-1258", "Bộ Ngoại giao cho biết hôm thứ tư rằng cuộc đàm phán sẽ tiếp tục vào tuần tới."},
    {"koi8-u", "KOI8-U", "Міністерство закордонних справ повідомило в середу, що переговори її делегації триватимуть наступного тижня."},
    {"windows-1251", "windows-1251", "Министерството на външните работи съобщи в сряда, че преговорите ще продължат и следващата седмица."},
    {"windows-1251", "windows-1251", "Министарство спољних послова саопштило је у среду да ће преговори бити настављени следеће недеље."},
    {"windows-1256", "windows-1256", "وزارت امور خارجه روز چهارشنبه گفت که گفتگوها هفته آينده نيز در پايتخت پيگيرى خواهد شد."},
    {"iso-8859-6", "ISO-8859-6", "أعلنت وزارة الخارجية يوم الأربعاء أن المحادثات ستستمر في الأسبوع المقبل في العاصمة وسط حضور كبير."},
    {"iso-8859-7", "ISO-8859-7", "Το υπουργείο Εξωτερικών ανακοίνωσε την Τετάρτη ότι οι συνομιλίες στην Άγκυρα θα συνεχιστούν."},
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

/* Where what is declared and the bytes disagree. Each page ends in the text that is to be read. */
static void doubts_a_lie(void **state) {
    (void)state;
    static const struct { const char *head, *http, *text, *converter, *encoding; } pages[] = {
        /* declared UTF-8, and not a sequence of it */
        {"<meta charset=utf-8><p>", NULL, "Министерство сообщило в среду, что переговоры продолжатся", "windows-1251", "windows-1251"},
        {"<p>", "utf-8", "Der Zug fährt um acht Uhr nach Köln", "windows-1252", "windows-1252"},
        /* declared otherwise, and UTF-8 throughout: one letter is enough in a single-byte encoding */
        {"<meta charset=iso-8859-1><p>", NULL, "Министерство сообщило", "UTF-8", "utf-8"},
        {"<p>", "iso-8859-1", "un café", "UTF-8", "utf-8"},
        {"<meta charset=euc-jp><p>", NULL, "日本最大の新聞", "UTF-8", "utf-8"},
        /* but not in one of several bytes: two characters look like UTF-8 by chance */
        {"<meta charset=gbk><p>", NULL, "\xC3\xA9", "UTF-8", "gbk"},
        /* the header comes before the page, the mark before both */
        {"<meta charset=koi8-r><p>", "windows-1251", "Министерство", "windows-1251", "windows-1251"},
        {"\xEF\xBB\xBF<meta charset=koi8-r><p>", "windows-1251", "Министерство", "UTF-8", "utf-8"},
        /* declared single-byte encodings are believed */
        {"<meta charset=koi8-r><p>", NULL, "\xD1\x8F", "windows-1251", "koi8-r"},
        /* declared one and written in another encoding of several bytes */
        {"<meta charset=shift_jis><p>", NULL, "外務省は水曜日、協議が来週も首都で続けられると発表した。市民の多くは会場の前に集まった。", "EUC-JP", "euc-jp"},
        /* an UTF-16 that is none, and one that is said to be UTF-8 */
        {"<p>", "utf-16le", "un café", "UTF-8", "utf-8"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str utf8, page = cr_str_concat(a, cr_str_of(pages[i].head), in_bytes(a, pages[i].text, pages[i].converter));
        const char *encoding;
        cr_error err;
        assert_int_equal(cr_encoding_decode_html(a, page, cr_str_of(pages[i].http), &utf8, &encoding, &err), CR_OK);
        if (strcmp(encoding, pages[i].encoding) != 0)
            fail_msg("page %zu was read as %s, not %s", i, encoding, pages[i].encoding);
        if (i != 5 && i != 8 && !cr_str_ends(utf8, pages[i].text))
            fail_msg("page %zu was read as %.*s", i, CR_FMT(utf8));
        cr_arena_free(a);
    }
}

static void reads_utf_16_without_a_mark(void **state) {
    (void)state;
    static const char *const texts[] = {"<html><p>Министерство сообщило в среду</p></html>", "<!DOCTYPE html><p>日本の新聞", "Die Gespräche dauern an", "أعلنت وزارة الخارجية يوم الأربعاء"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int big = 0; big < 2; big++) {
            cr_arena *a = cr_arena_new(0);
            cr_str utf8, bytes = in_bytes(a, texts[i], big ? "UTF-16BE" : "UTF-16LE");
            const char *encoding;
            cr_error err;
            assert_string_equal(cr_encoding_detect(bytes), big ? "utf-16be" : "utf-16le");
            assert_int_equal(cr_encoding_decode_html(a, bytes, CR_STR("utf-8"), &utf8, &encoding, &err), CR_OK);
            assert_true(cr_str_is(utf8, texts[i]));
            cr_arena_free(a);
        }
}

static void prescans_by_the_standard(void **state) {
    (void)state;
    static const struct { const char *head, *encoding; } heads[] = {
        {"<meta charset=koi8-r>", "koi8-r"},
        {"<META/CHARSET = 'KOI8-R' >", "koi8-r"},
        {"<meta charset=\"koi8-r", NULL},                /* the bytes end in it */
        {"<meta charset=koi8-r", NULL},
        {"<metacharset=koi8-r>", NULL},
        {"<meta charset=utf-16le>", "utf-8"},             /* read as bytes, it cannot be */
        {"<meta charset=x-user-defined>", "windows-1252"},
        {"<meta charset=klingon><meta charset=big5>", "big5"},
        {"<meta charset=gbk charset=big5>", "gbk"},       /* the first of each name counts */
        {"<meta content='text/html; charset=big5'>", NULL},
        {"<meta content='text/html; charset=big5' http-equiv=content-type>", "big5"},
        {"<meta http-equiv=content-type content='text/html; charset=\"big5\"'>", "big5"},
        {"<meta http-equiv=content-type content='text/html; charset=\"big5'>", NULL},
        {"<meta http-equiv=content-type content='charset text; charset = gbk; x'>", "gbk"},
        {"<meta http-equiv=refresh content='text/html; charset=big5'>", NULL},
        {"<meta http-equiv=content-type content='text/html; charset=big5' charset=gbk>", "gbk"},
        {"<!--> <meta charset=gbk>", "gbk"},              /* "-->" may share the dashes of "<!--" */
        {"<!-- <meta charset=gbk> ", NULL},
        {"<!-- > <meta charset=gbk> --><meta charset=big5>", "big5"},
        {"<a title='><meta charset=gbk>'><meta charset=big5>", "big5"},
        {"</a title='><meta charset=gbk>'><meta charset=big5>", "big5"},
        {"<! '><meta charset=gbk>'", "gbk"},
        {"</ <meta charset=gbk><meta charset=big5>", "big5"},
        {"<script>'<meta charset=gbk>'</script>", "gbk"},  /* the prescan knows no scripts */
        {"<?xml version='1.0' encoding='koi8-r'?><p>", "koi8-r"},
        {"<?xml version='1.0' encoding='koi8-r'?><meta charset=gbk>", "gbk"},
        {"<?xml encoding='koi8-r", NULL},
        {" <?xml encoding='koi8-r'?>", NULL},
        {"<", NULL}, {"</", NULL}, {"<!", NULL}, {"<meta", NULL}, {"<meta ", NULL}, {"<meta charset=", NULL}, {"", NULL},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *found = cr_encoding_prescan(cr_str_of(heads[i].head));
        if ((found == NULL) != (heads[i].encoding == NULL) || (found && strcmp(found, heads[i].encoding) != 0))
            fail_msg("%s: %s instead of %s", heads[i].head, found ? found : "nothing", heads[i].encoding ? heads[i].encoding : "nothing");
    }
    assert_string_equal(cr_encoding_prescan((cr_str){"<\0?\0x\0", 6}), "utf-16le");
}

static void finds_a_late_declaration(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    char *filler = cr_arena_alloc(a, 5001);
    memset(filler, 'x', 5000);
    cr_str page = cr_str_format(a, "<!-- %s --><meta charset=koi8-r><p>\xF0", filler);
    size_t skip;
    assert_string_equal(cr_encoding_sniff(page, CR_STR_NONE, &skip), "koi8-r");
    assert_null(cr_encoding_prescan(cr_str_slice(page, 0, CR_PRESCAN_BYTES)));
    assert_string_equal(cr_encoding_sniff(CR_STR("<p>plain"), CR_STR_NONE, &skip), "windows-1252");
    cr_arena_free(a);
}

/* What the page says of its language decides where a few letters do not. */
static void hears_the_language(void **state) {
    (void)state;
    size_t skip;
    assert_string_equal(cr_encoding_sniff(CR_STR("<html lang=\"tr\"><title>\xFE\xF0</title>"), CR_STR_NONE, &skip), "windows-1254");
    assert_string_equal(cr_encoding_sniff(CR_STR("<html lang=\"is\"><title>\xFE\xF0</title>"), CR_STR_NONE, &skip), "windows-1252");
    assert_string_equal(cr_encoding_sniff(CR_STR("<html lang='ru-RU'><title>\xFE\xF0</title>"), CR_STR_NONE, &skip), "windows-1251");
}

static void keeps_utf8_with_faults(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str utf8;
    const char *encoding;
    cr_error err;
    assert_int_equal(cr_encoding_decode_html(a, CR_STR("<p>Die Gespräche über Köln dauern länger \xE2\x80"), CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
    assert_string_equal(encoding, "utf-8");
    assert_int_equal(cr_encoding_decode_html(a, CR_STR("<p>Переговоры продолжатся\xFF, сообщило министерство"), CR_STR("utf-8"), &utf8, &encoding, &err), CR_OK);
    assert_string_equal(encoding, "utf-8");
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(detects_undeclared), cmocka_unit_test(follows_declarations), cmocka_unit_test(knows_labels),
                                       cmocka_unit_test(counts_what_is_ill_formed), cmocka_unit_test(doubts_a_lie), cmocka_unit_test(reads_utf_16_without_a_mark),
                                       cmocka_unit_test(prescans_by_the_standard), cmocka_unit_test(finds_a_late_declaration),
                                       cmocka_unit_test(hears_the_language), cmocka_unit_test(keeps_utf8_with_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
