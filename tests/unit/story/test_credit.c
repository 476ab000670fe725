/* Whose text an article says it carries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "story/credit.h"

static void test_text(void **unused) {
    (void)unused;
    static const struct { const char *text, *agency; } cases[] = {
        {"KYIV, Jan 12 (Reuters) - NATO said on Wednesday it was ready.", "Reuters"},
        {"PARIS (AFP) – Le gouvernement a annoncé mercredi une réforme.", "AFP"},
        {"MOSCOW, January 12. /TASS/. The ministry said talks would go on.", "TASS"},
        {"Berlin (dpa) - Die Bundesregierung hat am Mittwoch entschieden.", "dpa"},
        {"NEW YORK (AP) — Stocks rose on Wednesday.", "AP"},
        {"Le port a été fermé mardi.\n\nIl rouvrira jeudi, a dit la mairie. (AFP)", "AFP"},
        {"Le port a été fermé mardi.\n\n(avec AFP)", "AFP"},
        {"The port was closed on Tuesday.\n\nSource: Reuters", "Reuters"},
        {"Le port a été fermé mardi.\n\nAvec AFP", "AFP"},
        {"El puerto fue cerrado el martes.\n\nEFE", "EFE"},
        /* cited, not credited */
        {"Reuters reported on Tuesday that the port had been closed.", NULL},
        {"The port was closed on Tuesday, Reuters reported.", NULL},
        {"The port was closed on Tuesday.\n\nThe mayor told the agency in the afternoon that it would open again soon, said Reuters", NULL},
        {"The map of the port (map) was shown by the AP team.", NULL},
        {"He works for the port (and for AP Moller).", NULL},
        {"", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str found = cr_story_credit(cr_str_of(cases[i].text), (cr_strs){NULL, 0});
        if (cases[i].agency ? !cr_str_is(found, cases[i].agency) : !cr_str_none(found))
            fail_msg("%s: %.*s", cases[i].text, CR_FMT(found));
    }
}

static void test_author(void **unused) {
    (void)unused;
    cr_str names[] = {CR_STR("Ida Lund"), CR_STR("Le Quai avec AFP"), CR_STR("Agence France-Presse")}, none[] = {CR_STR("A. P. Reuterswärd")};
    assert_true(cr_str_is(cr_story_credit(CR_STR("Text."), (cr_strs){names, 3}), "AFP"));
    assert_true(cr_str_none(cr_story_credit(CR_STR("Text."), (cr_strs){none, 1})));
    cr_str two[] = {CR_STR("Reuters/AP")};
    assert_true(cr_str_is(cr_story_credit(CR_STR_NONE, (cr_strs){two, 1}), "Reuters"));
}

static void test_hostile(void **unused) {
    (void)unused;
    static char many[20000];
    memset(many, '(', sizeof many - 1);
    assert_true(cr_str_none(cr_story_credit(cr_str_of(many), (cr_strs){NULL, 0})));
    memset(many, '/', sizeof many - 1);
    assert_true(cr_str_none(cr_story_credit(cr_str_of(many), (cr_strs){NULL, 0})));
    assert_true(cr_str_none(cr_story_credit(CR_STR("\xFF\xE2\x80 - \xFF)"), (cr_strs){NULL, 0})));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_author), cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
