/* Who carries whose text, as far as the texts themselves tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <courant/digest.h>
#include <courant/story.h>

#define EN "Ida Lund, mayor of Nordvik, met Peter Holm and Anna Berg on 12 March in Sandhamn. The company Norlink had asked for 340 million crowns. " \
           "In Sandhamn Peter Holm said that the Aurora, built in 1998, would sail again. Anna Berg of the union Sjofolk disagreed: the 80 sailors of the Aurora " \
           "and the 45 of the Borealis wanted guarantees. Ida Lund will travel to Brannes on 15 March to meet Karl Vik, and the council of Nordvik votes on 20 March."
#define FR "Ida Lund, maire de Nordvik, a rencontré Peter Holm et Anna Berg le 12 mars à Sandhamn. La société Norlink avait demandé 340 millions de couronnes. " \
           "À Sandhamn, Peter Holm a dit que l'Aurora, construit en 1998, naviguerait de nouveau. Anna Berg, du syndicat Sjofolk, n'était pas d'accord : les 80 marins de l'Aurora " \
           "et les 45 du Borealis voulaient des garanties. Ida Lund se rendra à Brannes le 15 mars pour rencontrer Karl Vik, et le conseil de Nordvik votera le 20 mars."
#define OTHER "Le conseil de Nordvik votera le 20 mars. D'ici là, la maire Ida Lund doit convaincre : à Brannes, le 15 mars, elle verra Karl Vik. Le syndicat Sjofolk demande des garanties " \
              "pour 125 marins, a dit Anna Berg. Norlink, de Peter Holm, veut 340 millions. L'Aurora, en service depuis 1998, est à quai avec le Borealis. À Sandhamn, la réunion du 12 mars " \
              "n'a rien donné, et Oslo attend. Le ministre Jon Dahl a parlé de 60 millions, la banque Fjordia de 90."

static cr_digest digest(cr_arena *arena, const cr_digest_article *a, size_t n) {
    cr_digest d;
    cr_error err;
    assert_int_equal(cr_digest_make(arena, a, n, NULL, &d, &err), CR_OK);
    return d;
}

static void test_translation(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        {.id = CR_STR("fr"), .lang = CR_STR("fr"), .date = CR_STR("2024-03-13T09:00:00Z"), .outlet = CR_STR("Le Quai"), .title = CR_STR("À Sandhamn"), .text = CR_STR(FR)},
        {.id = CR_STR("en"), .lang = CR_STR("en"), .date = CR_STR("2024-03-13T08:00:00Z"), .outlet = CR_STR("Harbour"), .title = CR_STR("Sandhamn"), .text = CR_STR(EN)},
        {.id = CR_STR("own"), .lang = CR_STR("fr"), .date = CR_STR("2024-03-13T10:00:00Z"), .outlet = CR_STR("La Digue"), .title = CR_STR("Vote"), .text = CR_STR(OTHER)}};
    cr_digest d = digest(arena, a, 3);
    assert_int_equal(d.origins[0].how, CR_ORIGIN_TRANSLATION); /* came later, though it was taken in first */
    assert_int_equal(d.origins[0].of, 1);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_OWN);
    assert_int_equal(d.origins[2].how, CR_ORIGIN_OWN); /* the same names and numbers in its own order */
    assert_int_equal(d.independent, 2);
    a[1].machine_translated = true; /* then it is the copy, whatever the clock says */
    d = digest(arena, a, 3);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_TRANSLATION);
    assert_int_equal(d.origins[0].how, CR_ORIGIN_OWN);
    cr_arena_free(arena);
}

/* What a report says of itself tells more than its looks, and a credit travels along no translation. */
static void test_declared_before_guessed(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        {.id = CR_STR("fr"), .lang = CR_STR("fr"), .date = CR_STR("2024-03-13T08:00:00Z"), .outlet = CR_STR("Le Quai"), .text = CR_STR(FR)},
        {.id = CR_STR("en"), .lang = CR_STR("en"), .date = CR_STR("2024-03-13T09:00:00Z"), .outlet = CR_STR("Harbour"), .text = CR_STR(EN), .credit = CR_STR("Reuters")}};
    cr_digest d = digest(arena, a, 2);
    assert_int_equal(d.origins[0].how, CR_ORIGIN_OWN);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_DECLARED);
    assert_int_equal(d.independent, 2);
    a[0].date = CR_STR("2024-03-13T10:00:00Z"); /* may be the agency's in translation */
    d = digest(arena, a, 2);
    assert_int_equal(d.origins[0].how, CR_ORIGIN_TRANSLATION);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_DECLARED);
    a[0].credit = CR_STR("AFP");
    d = digest(arena, a, 2);
    assert_int_equal(d.origins[0].how, CR_ORIGIN_DECLARED);
    assert_int_equal(d.independent, 2);
    a[0].credit = CR_STR_NONE;
    a[0].date = CR_STR("2024-03-13T08:00:00Z");
    a[1].credit = CR_STR("Le Quai"); /* a machine's page that names its original */
    a[1].machine_translated = true;
    d = digest(arena, a, 2);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_TRANSLATION);
    assert_int_equal(d.origins[1].of, 0);
    assert_int_equal(d.independent, 1);
    cr_arena_free(arena);
}

/* As many facts in the same order, but a number, a name and a quotation more. */
static void test_own_material(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        {.id = CR_STR("en"), .lang = CR_STR("en"), .date = CR_STR("2024-03-13T08:00:00Z"), .outlet = CR_STR("Harbour"), .text = CR_STR(EN)},
        {.id = CR_STR("fr"), .lang = CR_STR("fr"), .date = CR_STR("2024-03-13T09:00:00Z"), .outlet = CR_STR("Le Quai"),
         .text = CR_STR(FR " « Nous avons perdu 12 navires en 2019 », a dit Jon Dahl à Radio Oslo. Le ministre Lars Moe, lui, a parlé de 60 millions et du Caledonia.")}};
    cr_digest d = digest(arena, a, 2);
    assert_int_equal(d.origins[1].how, CR_ORIGIN_OWN);
    cr_arena_free(arena);
}

static void test_chain_and_credit(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_digest_article a[] = {
        {.id = CR_STR("one"), .lang = CR_STR("en"), .outlet = CR_STR("A"), .text = CR_STR("First.")},
        {.id = CR_STR("two"), .lang = CR_STR("en"), .outlet = CR_STR("B"), .text = CR_STR("First."), .copy = true, .relay_of = CR_STR("one")},
        {.id = CR_STR("three"), .lang = CR_STR("en"), .outlet = CR_STR("C"), .text = CR_STR("First."), .copy = true, .relay_of = CR_STR("two")},
        {.id = CR_STR("four"), .lang = CR_STR("en"), .outlet = CR_STR("D"), .text = CR_STR("Other."), .credit = CR_STR("Reuters")},
        {.id = CR_STR("five"), .lang = CR_STR("en"), .outlet = CR_STR("E"), .text = CR_STR("Another."), .credit = CR_STR("Reuters")},
        {.id = CR_STR("ring"), .lang = CR_STR("en"), .outlet = CR_STR("F"), .text = CR_STR("Ring."), .relay_of = CR_STR("ring")}};
    cr_digest d = digest(arena, a, 6);
    assert_int_equal(d.origins[2].earliest, 0);
    assert_int_equal(d.origins[2].of, 0); /* of copies of copies nobody can tell: all are of the earliest */
    assert_int_equal(d.origins[3].how, CR_ORIGIN_DECLARED);
    assert_int_equal(d.origins[5].how, CR_ORIGIN_OWN);
    assert_int_equal(d.independent, 3); /* A, Reuters, F */
    a[0].outlet = CR_STR("www.reuters.com"); /* the agency is here itself */
    d = digest(arena, a, 6);
    assert_int_equal(d.origins[3].how, CR_ORIGIN_COPY);
    assert_int_equal(d.origins[3].earliest, 0);
    assert_int_equal(d.independent, 2);
    cr_arena_free(arena);
}

/* An answer still names the original that leaves the window with it: the stream's clock has just passed two years. */
static void test_original_leaves(void **unused) {
    (void)unused;
    cr_stories *s = cr_stories_new(NULL);
    cr_story_answer answer;
    cr_error err;
    static const char *const dates[] = {"2022-01-29", "2024-03-05", "2024-03-05"};
    for (int i = 0; i < 3; i++) {
        cr_story_input in = {.id = cr_str_of(&"0\0001\0002"[2 * i]), .lang = CR_STR("en"), .date = cr_str_of(dates[i]), .title = CR_STR("Sandhamn"), .text = i ? CR_STR(EN) : CR_STR("A council met far away and long ago.")};
        assert_int_equal(cr_stories_add(s, &in, &answer, &err), CR_OK);
    }
    assert_true(cr_str_is(answer.relay_of, "1"));
    cr_stories_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_translation), cmocka_unit_test(test_declared_before_guessed), cmocka_unit_test(test_own_material), cmocka_unit_test(test_chain_and_credit), cmocka_unit_test(test_original_leaves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
