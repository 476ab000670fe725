/* Scripts, languages and grades. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "translate/scripts.h"
#include "translate/trust.h"

static void letters_tell_the_script(void **state) {
    (void)state;
    cr_letters l = cr_scripts_letters(CR_STR("Путин and 3 others"), CR_STR("ru"));
    assert_int_equal(l.own, 5);
    assert_int_equal(l.foreign, 9);
    assert_int_equal(l.latin, 9);
    l = cr_scripts_letters(CR_STR("日本語のテキスト 2024"), CR_STR("ja"));
    assert_int_equal(l.foreign, 0);
    l = cr_scripts_letters(CR_STR("中文"), CR_STR("zh"));
    assert_int_equal(l.own, 2);
    l = cr_scripts_letters(CR_STR("Ћирилица i latinica"), CR_STR("sr"));
    assert_int_equal(l.foreign, 0);
    l = cr_scripts_letters(CR_STR("anything"), CR_STR("tlh"));
    assert_int_equal(l.foreign, 0);
}

static void a_sentence_is_of_the_article_until_it_surely_is_not(void **state) {
    (void)state;
    static const struct { const char *text, *lang; cr_spoken spoken; const char *code; } cases[] = {
        {"It's a disaster.", "fr", CR_SPOKEN_AS_SAID, NULL}, /* too short to be sure */
        {"We will never surrender our island to those who attack it from the sea.", "fr", CR_SPOKEN_OTHER, "en"},
        {"Notre gouvernement ne cédera jamais devant ceux qui l'attaquent.", "fr", CR_SPOKEN_AS_SAID, NULL},
        {"Le but de Dolly Burton assure la victoire de Livingston", "fr", CR_SPOKEN_AS_SAID, NULL}, /* full of English names */
        {"Мы никогда не отдадим наш остров.", "fr", CR_SPOKEN_OTHER, "ru"},
        {"«Зенит»", "fr", CR_SPOKEN_AS_SAID, NULL}, /* a name */
        {"Manchester United, Real Madrid, Bayern München, Paris Saint-Germain", "ru", CR_SPOKEN_UNKNOWN, NULL},
        {"12/05/2026, 18:30", "fr", CR_SPOKEN_AS_SAID, NULL},
        {"", "fr", CR_SPOKEN_AS_SAID, NULL},
        {"これは島についての長い文章であり、誰もそれを読まない。", "en", CR_SPOKEN_OTHER, "ja"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char code[8] = "";
        cr_spoken s = cr_scripts_spoken(cr_str_of(cases[i].text), cr_str_of(cases[i].lang), code);
        if (i == 6) { /* a list of names may be called English or nothing; it is no Russian */
            assert_int_not_equal(s, CR_SPOKEN_AS_SAID);
            continue;
        }
        if (s != cases[i].spoken)
            fail_msg("%s: %d %s", cases[i].text, (int)s, code);
        if (cases[i].code)
            assert_string_equal(code, cases[i].code);
    }
}

static void an_answer_is_of_the_language_asked_for(void **state) {
    (void)state;
    assert_int_equal(cr_scripts_fit(CR_STR("Путин сказал, что iPhone 15 Pro стоит дорого."), CR_STR("Putin said that the iPhone 15 Pro is dear."), CR_STR("en")), CR_FITS);
    assert_int_equal(cr_scripts_fit(CR_STR("Путин сказал."), CR_STR("Путин сказал."), CR_STR("en")), CR_FITS_NOT);
    assert_int_equal(cr_scripts_fit(CR_STR("The iPhone 15 Pro Max"), CR_STR("iPhone 15 Pro Max"), CR_STR("zh")), CR_FITS); /* a name stays a name */
    assert_int_equal(cr_scripts_fit(CR_STR("The dog barks at night."), CR_STR("The dog barks at night, and the cat."), CR_STR("zh")), CR_FITS_NOT);
    assert_int_equal(cr_scripts_fit(CR_STR("Глава Роскомнадзора сообщил об этом вчера вечером в Москве."), CR_STR("The head of the Роскомнадзор said so last night in Moscow."), CR_STR("en")), CR_FITS_PARTLY);
    assert_int_equal(cr_scripts_fit(CR_STR("x"), CR_STR("La maison est grande et le jardin est plus grand encore que celui de nos voisins de la rue."), CR_STR("en")), CR_FITS_NOT);
    assert_true(cr_scripts_akin(CR_STR("es"), CR_STR("pt")));
    assert_false(cr_scripts_akin(CR_STR("es"), CR_STR("en")));
}

static void certainty_has_a_table(void **state) {
    (void)state;
    cr_str m = CR_STR("marian"), p = CR_STR("apertium");
    assert_int_equal(cr_trust_certainty(m, -1, -0.1), CR_GRADE_GOOD);
    assert_int_equal(cr_trust_certainty(m, -1, -0.4), CR_GRADE_FAIR);
    assert_int_equal(cr_trust_certainty(m, -1, -0.7), CR_GRADE_POOR);
    assert_int_equal(cr_trust_certainty(m, -1, -2), CR_GRADE_HOPELESS);
    assert_int_equal(cr_trust_certainty(m, 0.5, (double)NAN), CR_GRADE_NONE);
    assert_int_equal(cr_trust_certainty(p, 1, (double)NAN), CR_GRADE_FAIR); /* a gloss is never good */
    assert_int_equal(cr_trust_certainty(p, 0.6, (double)NAN), CR_GRADE_POOR);
    assert_int_equal(cr_trust_certainty(p, 0.1, (double)NAN), CR_GRADE_HOPELESS);
    assert_int_equal(cr_trust_certainty(p, -1, (double)NAN), CR_GRADE_NONE);
    assert_int_equal(cr_trust_certainty(CR_STR("libretranslate"), -1, (double)NAN), CR_GRADE_NONE);
}

static cr_grade judge(const char *source, const char *target, unsigned *flags) {
    cr_trust t = {.engine = CR_STR("libretranslate"), .from = CR_STR("fr"), .to = CR_STR("en"), .source = cr_str_of(source), .target = cr_str_of(target),
                  .score = -1, .probability = (double)NAN, .flags = *flags};
    return cr_trust_judge(&t, flags);
}

static void a_grade_is_the_worst_of_what_speaks(void **state) {
    (void)state;
    unsigned flags = 0;
    assert_int_equal(judge("Le train part.", "The train leaves.", &flags), CR_GRADE_NONE);
    flags = CR_FLAG_QUOTES_CHANGED;
    assert_int_equal(judge("Le train part.", "The train leaves.", &flags), CR_GRADE_FAIR);
    flags = CR_FLAG_QUOTES_CHANGED | CR_FLAG_NUMBER_CHANGED;
    assert_int_equal(judge("Le train part.", "The train leaves.", &flags), CR_GRADE_POOR);
    flags = 0;
    assert_int_equal(judge("Le train part ce soir de la gare du Nord, à ce que dit l'annonce faite hier.", "No.", &flags), CR_GRADE_HOPELESS);
    assert_int_equal(flags, CR_FLAG_TOO_LONG);
    for (int g = CR_GRADE_GOOD; g <= CR_GRADE_HOPELESS; g++)
        assert_non_null(cr_translate_grade_name((cr_grade)g));
    assert_null(cr_translate_grade_name(CR_GRADE_NONE));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(letters_tell_the_script), cmocka_unit_test(a_sentence_is_of_the_article_until_it_surely_is_not),
                                       cmocka_unit_test(an_answer_is_of_the_language_asked_for), cmocka_unit_test(certainty_has_a_table),
                                       cmocka_unit_test(a_grade_is_the_worst_of_what_speaks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
