/* What characters are, against ICU, for all of Unicode; and the table of words and phrases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "text/letters.h"
#include "text/word_table.h"

static void all_of_unicode(void **state) {
    (void)state;
    for (uint32_t p = 0; p < 0x110000; p++) {
        bool letter = (U_GET_GC_MASK((UChar32)p) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
        if (cr_is_letter(p) != letter || cr_is_digit(p) != (bool)u_isdigit((UChar32)p) || cr_is_upper(p) != (bool)u_isupper((UChar32)p) || cr_small_letter(p) != (uint32_t)u_tolower((UChar32)p))
            fail_msg("U+%04X: not as ICU has it", p);
    }
}

static void words(void **state) {
    (void)state;
    cr_word_table t;
    assert_true(cr_word_table_init(&t));
    char word[40];
    uint32_t numbers[3000];
    for (unsigned i = 0; i < 3000; i++) { /* of 1 to 31 bytes, many with the same first and last eight */
        int n = snprintf(word, sizeof word, "%.*s%u", (int)(i % 28), "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", i);
        assert_int_equal(cr_word_table_find(&t, (cr_str){word, (size_t)n}), 0);
        numbers[i] = cr_word_table_put(&t, (cr_str){word, (size_t)n});
        assert_int_equal(numbers[i], i + 1);
    }
    for (unsigned i = 0; i < 3000; i++) {
        int n = snprintf(word, sizeof word, "%.*s%u", (int)(i % 28), "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", i);
        assert_int_equal(cr_word_table_find(&t, (cr_str){word, (size_t)n}), numbers[i]);
        assert_int_equal(cr_word_table_put(&t, (cr_str){word, (size_t)n}), numbers[i]);
    }
    static const char *const near[] = {"", "a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaaaa", "aaaaaaaaa", "aba", "bbb", "\xC3\xA9", "abcdXefgh", "abcdYefgh", NULL};
    for (size_t i = 0; near[i]; i++)
        assert_int_equal(cr_word_table_find(&t, cr_str_of(near[i])), 0);
    assert_int_equal(cr_word_table_next(&t, 1, 2), 0);
    uint32_t pair = cr_word_table_put_next(&t, 1, 2), longer = cr_word_table_put_next(&t, pair, 1);
    assert_int_equal(pair, 3001);
    assert_int_equal(longer, 3002);
    assert_int_equal(cr_word_table_next(&t, 1, 2), pair);
    assert_int_equal(cr_word_table_next(&t, 2, 1), 0);
    for (uint32_t i = 1; i < 3000; i++)
        assert_int_not_equal(cr_word_table_put_next(&t, i, 3000 - i), 0);
    assert_int_equal(cr_word_table_next(&t, pair, 1), longer);
    cr_word_table_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_of_unicode), cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
