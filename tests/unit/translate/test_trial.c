/* What a trial says of an output: babble is told from prose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "translate/found.h"
#include "translate/trial.h"

static bool babbles(const char *text) {
    cr_arena *a = cr_arena_new(0);
    cr_word *words;
    size_t n;
    cr_error err;
    assert_int_equal(cr_text_words(a, cr_str_of(text), CR_STR_NONE, &words, &n, &err), CR_OK);
    bool out = cr_trial_babbles(words, n);
    cr_arena_free(a);
    return out;
}

static void test_babble(void **state) {
    (void)state;
    assert_true(babbles("to get to to to get to to get get to to to get"));
    assert_true(babbles("The the the. the, the the and the the and the the!"));
    assert_true(babbles("会 会 会 的 会 会 的 会 会 会 的 会"));
    assert_false(babbles("to get to to to get"));
    assert_false(babbles("")); /* said otherwise */
    assert_false(babbles("The council of the city met on Tuesday to discuss the budget of the schools and the roads of the north."));
    assert_false(babbles("No, no, no, said the mayor: the bridge is the bridge of the people, and the people will cross the bridge."));
}

/* The sentences we try models with would pass, in every language there is. */
static void test_sentences(void **state) {
    (void)state;
    static const char *const languages[] = {"ar", "de", "el", "en", "es", "fr", "ja", "ko", "ru", "zh"};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        cr_strs s = cr_trial_sentences(a, cr_str_of(languages[i]));
        for (size_t k = 0; k < s.count; k++)
            assert_false(babbles(cr_str_copy(a, s.items[k]).ptr));
    }
    cr_arena_free(a);
}

static void test_languages(void **state) {
    (void)state;
    static const char *const known[] = {"fr", "zh-Hant", "zh_Hans", "fra", "pt-BR", "ca", "nb", "sr"}, *const unknown[] = {"french", "xx", "", "f", "qq-QQ", "12", "x-y"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(cr_found_language(cr_str_of(known[i])));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(cr_found_language(cr_str_of(unknown[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_babble), cmocka_unit_test(test_sentences), cmocka_unit_test(test_languages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
