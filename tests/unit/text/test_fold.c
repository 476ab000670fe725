/* Folding by tables gives what ICU gives: every letter, and letters beside each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "text/tools.h"

enum { ROOM = 400 };

static bool spare(UChar c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640 ||
           (c >= 0x6D6 && c <= 0x6ED);
}

static void agrees(cr_arena *arena, const UChar *units, int32_t n) {
    UErrorCode e = U_ZERO_ERROR;
    UChar a[ROOM], b[ROOM];
    char text[ROOM * 3], expected[ROOM * 3];
    int32_t bytes, length, kept = 0;
    u_strToUTF8(text, sizeof text, &bytes, units, n, &e);
    cr_str s = {text, (size_t)bytes};
    int32_t k = u_strFoldCase(a, ROOM, units, n, U_FOLD_CASE_DEFAULT, &e);
    u_strToUTF8(expected, sizeof expected, &length, a, k, &e);
    cr_str folded = cr_text_fold(arena, s);
    if (!cr_str_eq(folded, (cr_str){expected, (size_t)length}))
        fail_msg("\"%.*s\" folds to \"%.*s\", not \"%.*s\"", CR_FMT(s), length, expected, CR_FMT(folded));
    k = unorm2_normalize(unorm2_getNFKCCasefoldInstance(&e), units, n, a, ROOM, &e);
    k = unorm2_normalize(unorm2_getNFDInstance(&e), a, k, b, ROOM, &e);
    for (int32_t i = 0; i < k; i++)
        if (!spare(b[i]))
            b[kept++] = b[i];
    k = unorm2_normalize(unorm2_getNFCInstance(&e), b, kept, a, ROOM, &e);
    u_strToUTF8(expected, sizeof expected, &length, a, k, &e);
    cr_str stripped = cr_text_strip(arena, s);
    if (!cr_str_eq(stripped, (cr_str){expected, (size_t)length}))
        fail_msg("\"%.*s\" strips to \"%.*s\", not \"%.*s\"", CR_FMT(s), length, expected, CR_FMT(stripped));
    assert_false(U_FAILURE(e));
}

static void each_letter(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    for (uint32_t c = 1; c < 0x20000; c++) {
        UChar units[3] = {'A'};
        int32_t n = 1;
        if (U_IS_SURROGATE(c))
            continue;
        U16_APPEND_UNSAFE(units, n, c);
        agrees(arena, units + 1, n - 1);
        agrees(arena, units, n);
        if (c % 256 == 0)
            cr_arena_reset(arena);
    }
    cr_arena_free(arena);
}

/* Numbers of our own, so that each run tests the same. */
static uint32_t next(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u, *seed >> 8; }

static void letters_beside_each_other(void **state) {
    (void)state;
    static const struct { UChar first, count; } parts[] = {{0x20, 0x60}, {0x80, 0x180}, {0x200, 0x100}, {0x300, 0x70}, {0x370, 0x90}, {0x400, 0x130}, {0x590, 0x60},
        {0x600, 0x100}, {0x900, 0x80}, {0xE00, 0x80}, {0x1100, 0x100}, {0x1E00, 0x100}, {0x2000, 0x70}, {0x3000, 0x100}, {0x4E00, 0x100}, {0xAC00, 0x200}, {0xFF00, 0xEF}};
    cr_arena *arena = cr_arena_new(0);
    uint32_t seed = 7;
    for (int round = 0; round < 40000; round++) {
        UChar units[24];
        int32_t n = (int32_t)(next(&seed) % 24) + 1;
        size_t kinds = next(&seed) % 3 ? 3 : sizeof parts / sizeof *parts, from = next(&seed) % (sizeof parts / sizeof *parts);
        for (int32_t i = 0; i < n; i++) {
            size_t part = (from + next(&seed) % kinds) % (sizeof parts / sizeof *parts);
            units[i] = (UChar)(parts[part].first + next(&seed) % parts[part].count);
        }
        agrees(arena, units, n);
        cr_arena_reset(arena);
    }
    cr_arena_free(arena);
}

static void broken_bytes(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    assert_true(cr_str_is(cr_text_fold(arena, CR_STR("\xC3\x89t\xFF")), "ét\xEF\xBF\xBD"));
    assert_true(cr_str_is(cr_text_strip(arena, CR_STR("\xC3\x89t\xE2\x80")), "et\xEF\xBF\xBD"));
    assert_true(cr_str_is(cr_text_strip(arena, CR_STR("")), ""));
    assert_true(cr_str_is(cr_text_strip(arena, CR_STR("\xC2\xAD")), ""));
    cr_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_letter), cmocka_unit_test(letters_beside_each_other), cmocka_unit_test(broken_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
