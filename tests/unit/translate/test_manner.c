/* Typography of a language: set right where it is certain, left alone where it is not, and the same when done twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "translate/manner.h"

#define N "\xC2\xA0"
#define T "\xE2\x80\xAF"

static void test_manner(void **state) {
    (void)state;
    static const struct { const char *from, *to, *source, *text, *want; } table[] = {
        {"en", "fr", "Really?", "Vraiment?", "Vraiment" T "?"},
        {"en", "fr", "Really?", "Vraiment ?", "Vraiment" T "?"},
        {"en", "fr", "Time: 12:30; https://a.org/?x=1!", "Heure: 12:30; https://a.org/?x=1!", "Heure" N ": 12:30" T "; https://a.org/?x=1" T "!"},
        {"en", "fr", "What?!", "Quoi?!", "Quoi" T "?!"},
        {"fr", "en", "Vraiment ? Oui : « non » !", "Really ? Yes : « no » !", "Really? Yes: “no”!"},
        {"en", "es", "Is he here?", "Está aquí?", "¿Está aquí?"},
        {"en", "es", "“Is he here?”", "«Está aquí?»", "«¿Está aquí?»"},
        {"en", "es", "He left. Is he here?", "Se fue. Está aquí?", "Se fue. Está aquí?"},
        {"en", "es", "People asked \"where?\"", "Las personas pedidas \"dónde?\"", "Las personas pedidas «¿dónde?»"},
        {"en", "es", "\"Help!\" he said.", " \"Ayuda!\"  dijo.", "«¡Ayuda!» dijo."},
        {"en", "es", "Did he say \"where?\"?", "Dijo \"dónde?\"?", "¿Dijo «¿dónde?»?"},
        {"en", "es", "\"No. Where?\" he said.", "\"No. Dónde?\" dijo.", "«No. Dónde?» dijo."},
        {"en", "es", "Who (he?) came.", "Quién (él?) vino.", "Quién (¿él?) vino."},
        {"en", "es", "Is \"he\" here?", "\"Él\" está aquí?", "¿«Él» está aquí?"},
        {"en", "es", "He said (?).", " Dijo (?).", "Dijo (?)."},
        {"en", "es", "He said:  yes.", " Dijo:  sí. ", "Dijo:  sí."},
        {"es", "en", "¿Está aquí?", "¿Is he here?", "Is he here?"},
        {"en", "zh", "He came, and left.", "他来了, 走了.", "他来了，走了。"},
        {"en", "ja", "He came, and left.", "彼は来て, 去った.", "彼は来て、去った。"},
        {"zh", "en", "他来了，走了。", "He came，and left。", "He came, and left."},
        {"en", "ar", "Yes, is it?", "نعم, هل هو?", "نعم، هل هو؟"},
        {"de", "en", "Es kostet 1.234.567,89 Euro.", "It costs 1.234.567,89 euros.", "It costs 1,234,567.89 euros."},
        {"en", "de", "There were 1,500 of 2.5%.", "Es waren 1,500 von 2.5%.", "Es waren 1.500 von 2,5" N "%."},
        {"en", "de", "Version 2.5 of 12.05.2026", "Version 2.5 vom 12.05.2026", "Version 2.5 vom 12.05.2026"},
        {"en", "fr", "It has 12,345,678 parts.", "Il a 12,345,678 parties.", "Il a 12" T "345" T "678 parties."},
        {"fr", "en", "Il a 12 345 678 parties.", "It has 12 345 678 parts.", "It has 12,345,678 parts."},
        {"en", "de", "1,234", "1.234", "1.234"},
        {"fr", "en", "5 % des gens", "5 % of people", "5% of people"},
        {"en", "de", "See file a,b.txt 1,234.5", "Siehe a,b.txt 1,234.5", "Siehe a,b.txt 1.234,5"},
    };
    cr_arena *a = cr_arena_new(0);
    int wrong = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cr_str from = cr_str_of(table[i].from), to = cr_str_of(table[i].to), source = cr_str_of(table[i].source);
        cr_str once = cr_manner_apply(a, source, cr_str_of(table[i].text), from, to), again = cr_manner_apply(a, source, once, from, to);
        if (!cr_str_is(once, table[i].want) || !cr_str_eq(once, again)) {
            printf("# %s: %.*s, then %.*s, not %s\n", table[i].text, CR_FMT(once), CR_FMT(again), table[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_manner)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
