/* Sentences with a known fault, and their sound neighbours: each flag must come and must stay away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/translate.h>
#include <stdio.h>

#include "translate/check.h"

typedef struct row { const char *from, *to, *source, *target; unsigned flags; } row;

static const row rows[] = {
    /* numbers */
    {"fr", "en", "Le budget est de 1 234,5 euros.", "The budget is 1,234.5 euros.", 0},
    {"fr", "en", "Le budget est de 1 234,5 euros.", "The budget is 1,234.6 euros.", CR_FLAG_NUMBER_CHANGED},
    {"fr", "en", "Il a 12 ans.", "He is old.", CR_FLAG_NUMBER_CHANGED},
    {"fr", "en", "Il a douze ans.", "He is 12 years old.", 0},
    {"fr", "en", "Cela coûte 3,2 milliards d'euros.", "It costs 3.2 billion euros.", 0},
    {"fr", "en", "Cela coûte 3,2 milliards d'euros.", "It costs 3.2 million euros.", CR_FLAG_NUMBER_CHANGED},
    {"fr", "es", "Cela coûte 3 milliards d'euros.", "Cuesta 3 mil millones de euros.", 0},
    {"en", "es", "It costs 3 billion euros.", "Cuesta 3 billones de euros.", CR_FLAG_NUMBER_CHANGED},
    {"en", "fr", "On 12.05.2026 at 10:30.", "Le 12/05/2026 à 10 h 30.", 0},
    {"en", "fr", "Three dogs and four cats.", "Trois chiens et quatre chats.", 0},
    {"en", "fr", "Three dogs came.", "Quatre chiens sont venus.", CR_FLAG_NUMBER_CHANGED},
    {"fr", "en", "Le roi Louis XIV est venu.", "King Louis XIV came.", 0},
    {"ar", "en", "عام ٢٠٢٦", "In the year 2026", 0},
    {"en", "fr", "In 2020 300 people left.", "En 2020, 300 personnes sont parties.", 0},
    {"de", "en", "Es waren 1.500 Leute.", "There were 1,500 people.", 0},
    {"en", "fr", "The F16 and COVID-19.", "Le F16 et le COVID-19.", 0},
    {"en", "fr", "The F16 and COVID-19.", "Le F15 et le COVID-19.", CR_FLAG_NUMBER_CHANGED},
    /* names */
    {"fr", "en", "Hier, Emmanuel Macron est allé à Londres.", "Yesterday, Emmanuel Macron went to London.", 0},
    {"en", "es", "The former governor Bush spoke.", "El anterior gobernador arbusto habló.", CR_FLAG_NAME_LOST},
    {"fr", "en", "Il vit aux États-Unis.", "He lives in the United States.", 0},
    {"en", "fr", "She came on Monday in March.", "Elle est venue lundi, en mars.", 0},
    {"en", "fr", "The French president spoke.", "Le président français a parlé.", 0},
    {"en", "ja", "Then Jens Stoltenberg spoke.", "その後、ストルテンベルグ氏が語った。", 0},
    {"en", "fr", "Later Maud Tibbet spoke to the crew.", "Plus tard, Maud Varnier a parlé à l'équipage.", CR_FLAG_NAME_LOST},
    {"en", "fr", "Later Maud Tibbet spoke to the crew.", "Plus tard, Maud a parlé à l'équipage.", CR_FLAG_NAME_LOST},
    {"en", "fr", "Later Maud Tibbet spoke to the crew.", "Plus tard, Maud Tibbet a parlé à l'équipage.", 0},
    {"es", "en", "Ayer llegó Rutiloba al puerto.", "Yesterday Candlewick came to the port.", CR_FLAG_NAME_LOST},
    {"en", "fr", "They came from Germany to Brussels.", "Ils venaient d'Allemagne et allaient à Bruxelles.", 0},
    {"en", "fr", "Yesterday the Labour Party met in Leeds.", "Hier, le Parti travailliste s'est réuni à Leeds.", 0},
    {"en", "es", "Help came from NATO and the EU.", "La ayuda llegó de la OTAN y la UE.", 0},
    {"ru", "en", "Вчера приехал Ковальчук.", "Yesterday Kovalchuk came.", 0},
    {"ru", "en", "Вчера приехал Ковальчук.", "Yesterday the guest came.", CR_FLAG_NAME_LOST},
    {"de", "en", "Gestern sprach Frau Odenthal lange.", "Yesterday Ms Winterbloom spoke for long.", CR_FLAG_NAME_LOST},
    {"de", "en", "Gestern sprach Frau Odenthal lange.", "Yesterday Ms Odenthal spoke for long.", 0},
    /* negation */
    {"fr", "en", "Il ne viendra pas demain.", "He will come tomorrow.", CR_FLAG_NEGATION_LOST},
    {"fr", "en", "Il ne viendra pas demain.", "He won't come tomorrow.", 0},
    {"fr", "en", "Il ne viendra pas demain.", "He will not come tomorrow.", 0},
    {"en", "es", "He agreed to the plan.", "No aceptó el plan.", CR_FLAG_NEGATION_LOST},
    {"fr", "en", "Ce n'est pas possible.", "It is impossible.", 0},
    {"zh", "en", "他没有来。", "He did not come.", 0},
    {"en", "zh", "He did not come.", "他来了。", CR_FLAG_NEGATION_LOST},
    {"en", "fr", "She wants more bread.", "Elle veut plus de pain.", 0},
    {"en", "fr", "It was a big step.", "C'était un grand pas.", 0},
    {"en", "es", "Not only bread came, but wine.", "Vino pan y además vino.", 0},
    {"it", "en", "Non sono mai venuti.", "They have always come.", CR_FLAG_NEGATION_LOST},
    {"en", "de", "The road is under water.", "Die Straße steht unter Wasser.", 0},
    /* form */
    {"fr", "en", "Le chat dort.", "The cat the cat the cat the cat sleeps.", CR_FLAG_REPETITION},
    {"fr", "en", "Non, non, non, non !", "No, no, no, no!", 0},
    {"fr", "en", "Oui.", "Yes, and then there was a very long story about a train that no one in the whole of the wide country had ever seen.", CR_FLAG_TOO_LONG | CR_FLAG_NEGATION_LOST},
    {"fr", "en", "Voir https://a.org/x.", "See https://a.org/x.", 0},
    {"fr", "en", "Voir https://a.org/x.", "See https://a.org/y.", CR_FLAG_URL_CHANGED},
    {"fr", "en", "Il dit « oui ».", "He says \xE2\x80\x9Cyes\xE2\x80\x9D.", 0},
    {"fr", "en", "Il dit « je viens demain ».", "He says I come tomorrow.", CR_FLAG_QUOTES_CHANGED},
    {"en", "de", "She said 'we are all here'.", "Sie sagte, wir sind alle hier.", CR_FLAG_QUOTES_CHANGED},
    {"en", "de", "She said 'we are all here'.", "Sie sagte: „Wir sind alle hier.“", 0},
    {"en", "fr", "The boys' toys aren't here.", "Les jouets des garçons ne sont pas ici.", 0},
    {"ru", "en", "Газета «Новости дня» пишет.", "The paper Novosti Dnia writes.", 0},
    {"ru", "en", "Завод «Новая Заря» закрыт.", "The Novaya Zarya works are closed.", 0},
    {"ru", "en", "Мэр назвал это «попыткой сорвать переговоры».", "The mayor called it an attempt to derail the talks.", CR_FLAG_QUOTES_CHANGED},
    {"zh", "en", "“蓝鲸”号沉了。", "The Blue Whale sank.", 0},
    {"zh", "en", "她说：“我们明天早上一定会回到这里。”", "She said we would be back here tomorrow morning.", CR_FLAG_QUOTES_CHANGED},
    {"ja", "en", "彼は「明日また来ます」と言った。", "He said he would come again tomorrow.", CR_FLAG_QUOTES_CHANGED},
    {"fr", "en", "Le maire parle d'une « réforme ».", "The mayor speaks of a reform.", CR_FLAG_QUOTES_CHANGED},
    {"fr", "en", "Elle dit « je viens demain » et sort.", "She says \xE2\x80\x9CI come tomorrow and leaves.", CR_FLAG_QUOTES_CHANGED},
    {"fr", "en", "« Je viens demain, dit-elle.", "\xE2\x80\x9CI come tomorrow, she says.", 0},
    {"en", "fr", "He calls it \"unfair\" and \"too late for us\".", "Il trouve cela « injuste ».", CR_FLAG_QUOTES_CHANGED},
    {"en", "fr", "He calls it \"unfair\" and \"too late\".", "Il trouve cela « injuste » et « trop tardif ».", 0},
    {"en", "fr", "She said \"he told me 'no' twice\".", "Elle a dit « il m'a dit “non” deux fois ».", 0},
    {"en", "fr", "The old baker of the harbour street calls the plan \"mad\".", "« Le vieux boulanger de la rue du port trouve le projet fou ».", CR_FLAG_QUOTES_CHANGED},
    {"en", "es", "The mayor spoke of taxes.", "El alcalde habló «de los impuestos de todos».", CR_FLAG_QUOTES_CHANGED},
    /* dates, times, units, scales */
    {"en", "fr", "The bells rang at 3 p.m.", "Les cloches ont sonné à 15 h.", 0},
    {"en", "fr", "The bells rang at 6:30 pm.", "Les cloches ont sonné à 18 h 30.", 0},
    {"en", "fr", "The bells rang at 3 p.m.", "Les cloches ont sonné à 16 h.", CR_FLAG_NUMBER_CHANGED},
    {"en", "es", "In the 1930s he left.", "Se fue en los años 30.", 0},
    {"en", "fr", "It raised £125m.", "Cela a rapporté 125 millions de livres sterling.", 0},
    {"en", "fr", "It raised £125m.", "Cela a rapporté 125 millions d'euros.", CR_FLAG_UNIT_CHANGED},
    {"en", "fr", "It is 45 miles away.", "C'est à 72 kilomètres.", 0},
    {"en", "fr", "It is 45 miles away.", "C'est à 45 kilomètres.", CR_FLAG_UNIT_CHANGED},
    {"en", "de", "It is 20 °C.", "Es sind 20 Grad.", 0},
    {"en", "de", "They walked twenty-three days.", "Sie gingen dreiundzwanzig Tage.", 0},
    {"en", "de", "They walked twenty-three days.", "Sie gingen zweiunddreißig Tage.", CR_FLAG_NUMBER_CHANGED},
    {"en", "fr", "He was ninety-seven.", "Il avait quatre-vingt-dix-sept ans.", 0},
    {"en", "zh", "It cost 350 million yuan.", "花费了3.5亿元。", 0},
    {"en", "zh", "It cost 350 million yuan.", "花费了35亿元。", CR_FLAG_NUMBER_CHANGED},
    {"en", "ja", "In September 2019, 30,500 came.", "2019年9月、3万500人が来た。", 0},
    {"zh", "en", "百分之三十的人来了。", "30% of them came.", 0},
    {"en", "id", "Twelve came, thirty-five left.", "Dua belas datang, tiga puluh lima pergi.", 0},
    {"en", "it", "Two hundred and three ships.", "Duecentotré navi.", 0},
    {"en", "fr", "In the 19th century.", "Au XIXe siècle.", 0},
    {"en", "fr", "From 2012-13 on.", "À partir de 2012-2013.", 0},
    {"ar", "en", "بعد ثلاثة أيام", "after three days", 0},
    {"en", "fr", "It took 30 percent.", "Il a fallu 30 pour cent.", 0},
};

static void test_flags(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_check c = {cr_str_of(rows[i].from), cr_str_of(rows[i].to), cr_str_of(rows[i].source), cr_str_of(rows[i].target), 0};
        unsigned got = cr_check_run(a, &c);
        if (got != rows[i].flags) {
            printf("# %s -> %s: flags %#x, not %#x\n", rows[i].source, rows[i].target, got, rows[i].flags);
            wrong++;
        }
        cr_arena_reset(a);
    }
    assert_int_equal(wrong, 0);
    cr_check unknown = {CR_STR("fr"), CR_STR("en"), CR_STR("Le blorgi mange des frobes."), CR_STR("The blorgi eats frobes."), 0.5};
    assert_int_equal(cr_check_run(a, &unknown), CR_FLAG_UNTRANSLATED_WORDS);
    cr_check echo = {CR_STR("fr"), CR_STR("en"), CR_STR("Le petit chien mange encore."), CR_STR("Le petit chien mange encore."), -1};
    assert_int_equal(cr_check_run(a, &echo), CR_FLAG_UNTRANSLATED_WORDS);
    cr_arena_free(a);
}

static void test_quotes(void **state) {
    (void)state;
    static const struct { const char *from, *to, *text, *want; } table[] = {
        {"fr", "en", "Il dit « oui » et « non ».", "Il dit “oui” et “non”."},
        {"fr", "en", "Il dit «\xC2\xA0oui\xC2\xA0».", "Il dit “oui”."},
        {"en", "fr", "He says \"yes\".", "He says «\xC2\xA0yes\xC2\xA0»."},
        {"en", "fr", "He says “he said \"no\" to me”.", "He says «\xC2\xA0he said “no” to me\xC2\xA0»."},
        {"en", "fr", "A 5\" disk.", "A 5\" disk."},
        {"de", "en", "Er sagt „ja“.", "Er sagt “ja”."},
        {"fr", "en", "« Le premier paragraphe", "“Le premier paragraphe"},
        {"fr", "en", "se termine ici ».", "se termine ici”."},
        {"ja", "en", "彼は「はい」と言った", "彼は“はい”と言った"},
        {"fr", "xx", "« oui »", "« oui »"}};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_str got = cr_check_quotes(a, cr_str_of(table[i].text), cr_str_of(table[i].from), cr_str_of(table[i].to));
        cr_str z = cr_str_copy(a, got);
        assert_string_equal(z.ptr, table[i].want);
    }
    cr_arena_free(a);
}

static void test_case(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    assert_true(cr_check_capitals(CR_STR("ÉTATS-UNIS : LE PRÉSIDENT")));
    assert_false(cr_check_capitals(CR_STR("OTAN")));
    assert_false(cr_check_capitals(CR_STR("L'OTAN parle")));
    assert_false(cr_check_capitals(CR_STR("北约NATO和美国USA会谈"))); /* no case, no headline in capitals */
    assert_false(cr_check_capitals(CR_STR("ناتو NATO و USA")));
    assert_true(cr_str_is(cr_check_upper(a, CR_STR("«été"), CR_STR("fr"), true), "«Été"));
    assert_true(cr_str_is(cr_check_upper(a, CR_STR("istanbul"), CR_STR("tr"), false), "İSTANBUL"));
    assert_true(cr_str_is(cr_check_sentence_case(a, CR_STR("LE PRÉSIDENT"), CR_STR("fr")), "Le président"));
    cr_arena_free(a);
}

static void test_more_numbers_than_are_looked_at(void **state) {
    (void)state;
    static const char *const bits[] = {"1.", "1.2.26 ", "12.05.2026, ", "7.55am ", "2012-13 ", "1930s ", "'98 "};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        for (size_t before = 0; before < 3; before++) { /* the limit is met at each of a date's parts */
            char text[4000] = "5 6 ";
            size_t n = before * 2, len = strlen(bits[i]);
            for (; n + len < sizeof text; n += len)
                memcpy(text + n, bits[i], len);
            cr_check c = {.from = CR_STR("en"), .to = CR_STR("de"), .source = {text, n}, .target = {text, n}, .unknown = -1};
            assert_false(cr_check_run(a, &c) & CR_FLAG_NUMBER_CHANGED);
        }
    cr_arena_free(a);
}

static void test_flag_names(void **state) {
    (void)state;
    for (unsigned bit = 1; bit <= CR_FLAG_UNIT_CHANGED; bit <<= 1)
        assert_non_null(cr_translate_flag_name(bit));
    assert_null(cr_translate_flag_name(CR_FLAG_UNIT_CHANGED << 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flags), cmocka_unit_test(test_quotes), cmocka_unit_test(test_case), cmocka_unit_test(test_more_numbers_than_are_looked_at), cmocka_unit_test(test_flag_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
