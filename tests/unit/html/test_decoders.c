/* The decoders, byte for byte. What is expected of whole tables are sums over all pairs of bytes; they were compared pair by pair with
 * what a browser decodes (where the browser keeps state from one text to the next, with the standard's steps). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/utf8_kernels.h"
#include "html/decoders.h"
#include "html/encodings.h"

#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *encoding, *bytes, *utf8;
    size_t errors;
} cases[] = {
    {"windows-1252", "\x80\x81\x93\xE9\xFF", "€\xC2\x81“éÿ", 0}, /* 0x81 is a control there, not an error */
    {"windows-1253", "\xAA\xE1", BAD "α", 1},
    {"windows-874", "\xA1\xDB\xE0", "ก" BAD "เ", 1},
    {"iso-8859-8-i", "\xE0\xA1", "א" BAD, 1},
    {"x-user-defined", "a\x80\xFF", "a\xEF\x9E\x80\xEF\x9F\xBF", 0},
    {"replacement", "anything", BAD, 1},
    {"replacement", "", "", 0},
    /* maximal subparts */
    {"utf-8", "a\xE2\x82z", "a" BAD "z", 1},
    {"utf-8", "\xF0\x9F\x98", BAD, 1},
    {"utf-8", "\xED\xA0\x80", BAD BAD BAD, 3},
    {"utf-8", "\xC0\xAF\xF5\x80", BAD BAD BAD BAD, 4},
    {"utf-8", BAD "\xFF" BAD, BAD BAD BAD, 1},
    /* the second byte of a broken character is read again where it is ASCII */
    {"gbk", "\x80\xC4\xE3\xFF", "€你" BAD, 1},
    {"gbk", "\x81<b>", BAD "<b>", 1},
    {"gbk", "\xC4", BAD, 1},
    {"gb18030", "\x81\x30\x81\x30", "\xC2\x80", 0},
    {"gb18030", "\x90\x30\x81\x30\xE3\x32\x9A\x35", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 0},
    {"gb18030", "\xE3\x32\x9A\x36", BAD, 1},
    {"gb18030", "\x81\x35\xF4\x37\xA8\xBC", "\xEE\x9F\x87\xE1\xB8\xBF", 0},
    {"gb18030", "\x81\x30\x81<", BAD "0" BAD "<", 2},
    {"gb18030", "\x81\x30", BAD, 1},
    {"gb18030", "\xA6\xD9\xFE\x59", "\xEF\xB8\x90\xE9\xBE\xB4", 0}, /* GB 18030-2022; private characters before */
    {"big5", "\xA4\xA4\xA4\xE5\x87\x40\x88\x62\x88\xA5", "中文䏰Ê\xCC\x84ê\xCC\x8C", 0},
    {"big5", "\x87\x45", "𧉧", 0}, /* Hong Kong's, beyond the Basic Multilingual Plane */
    {"big5", "\x81\x41\xFA", BAD "A" BAD, 2},
    {"euc-jp", "\xC6\xFC\x8E\xB1\x8F\xB0\xA1", "日ｱ丂", 0},
    {"euc-jp", "\x8F\xB0<\x8E\x41\xA1", BAD "<" BAD "A" BAD, 3},
    {"euc-jp", "\xA1\xC1\xAD\xA1", "～①", 0},
    {"shift_jis", "\x93\xFA\xB1\x5C\x7E\x80\x87\x40\xF0\x40", "日ｱ\\~\xC2\x80①\xEE\x80\x80", 0},
    {"shift_jis", "\x81<\xA0\x82", BAD "<" BAD BAD, 3},
    {"euc-kr", "\xC7\xD1\x81\x41\xB1\xDB", "한갂글", 0},
    {"euc-kr", "\xC7<\xC9\xFE\xFF", BAD "<" BAD BAD, 3},
    {"iso-2022-jp", "a\x1B$B\x46\x7C\x4B\x5C\x1B(Bb\x1B(J\\~\x1B(I1", "a日本b¥‾ｱ", 0},
    {"iso-2022-jp", "\x1B$B\x1B(Ba", BAD "a", 1}, /* nothing between two escapes: how filters were once passed by */
    {"iso-2022-jp", "\x1B$Z\x0E\x80", BAD "$Z" BAD BAD, 3},
    {"iso-2022-jp", "\x1B$B\x46\x1B(Bx", BAD "x", 1},
    {"utf-16le", "\x3D\xD8\x00\xDE", "😀", 0},
};

static void decodes_by_the_standard(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str utf8, bytes = cr_str_of(cases[i].bytes);
        size_t errors;
        cr_error err;
        if (strcmp(cases[i].encoding, "utf-16le") == 0)
            bytes.len = 4;
        assert_int_equal(cr_encoding_convert(a, bytes, cases[i].encoding, &utf8, &errors, &err), CR_OK);
        if (!cr_str_is(utf8, cases[i].utf8))
            fail_msg("case %zu, %s: got \"%.*s\" instead of \"%s\"", i, cases[i].encoding, CR_FMT(utf8), cases[i].utf8);
        assert_int_equal(errors, cases[i].errors);
        cr_arena_free(a);
    }
}

static void reads_utf_16(void **state) {
    (void)state;
    static const struct { const char *bytes; size_t len; const char *utf8; } wide[] = {
        {"\xD8\x3D\xDE\x00", 4, "😀"}, {"\xD8\x3D\x00\x41", 4, BAD "A"}, {"\xDE\x00\x00\x41", 4, BAD "A"}, {"\x00\x41\x00", 3, "A" BAD}, {"\xD8\x3D\x00", 3, BAD}, {"\xD8\x3D", 2, BAD}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str utf8;
        cr_error err;
        assert_int_equal(cr_encoding_convert(a, (cr_str){wide[i].bytes, wide[i].len}, "utf-16be", &utf8, NULL, &err), CR_OK);
        assert_true(cr_str_is(utf8, wide[i].utf8));
        cr_arena_free(a);
    }
}

/* All single bytes and all pairs. */
static uint64_t sum_of(const char *encoding) {
    cr_arena *a = cr_arena_new(0);
    uint64_t sum = 0;
    for (unsigned i = 0; i < 256 + 65536; i++) {
        char bytes[2] = {(char)(i < 256 ? i : (i - 256) >> 8), (char)(i & 255)};
        cr_str utf8;
        cr_error err;
        if (cr_encoding_convert(a, (cr_str){bytes, i < 256 ? 1 : 2}, encoding, &utf8, NULL, &err) == CR_OK)
            sum = cr_hash_64(utf8, sum);
        cr_arena_reset(a);
    }
    cr_arena_free(a);
    return sum;
}

static const struct { const char *encoding; uint64_t sum; } sums[] = {
#include "test_decoders.inc"
};

static void holds_whole_tables(void **state) {
    (void)state;
    size_t names = 0, changed = 0;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        uint64_t sum = sum_of(sums[i].encoding);
        if (sum != sums[i].sum)
            print_error("{\"%s\", 0x%016llX},\n", sums[i].encoding, (unsigned long long)sum);
        changed += sum != sums[i].sum;
    }
    assert_int_equal(changed, 0);
    while (cr_encoding_names[names])
        names++;
    assert_int_equal(names, sizeof sums / sizeof *sums);
}

static uint32_t seed = 1;
static unsigned any(unsigned below) { /* the same each run */
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void assert_kernels_agree(const unsigned char *bytes, size_t len) {
    size_t well, ill;
    cr_encoding_count_utf8((cr_str){(const char *)bytes, len}, &well, &ill);
    cr_utf8_kind kind = ill ? CR_UTF8_ILL_FORMED : well ? CR_UTF8_WIDE : CR_UTF8_ASCII;
    for (size_t i = 0; i < cr_utf8_kernel_count; i++)
        if (cr_utf8_kernels[i].usable() && cr_utf8_kernels[i].kind(bytes, len) != kind)
            fail_msg("%s says %d of %zu bytes that are %d", cr_utf8_kernels[i].name, (int)cr_utf8_kernels[i].kind(bytes, len), len, (int)kind);
}

static void checks_utf8_alike_with_every_kernel(void **state) {
    (void)state;
    static const char *const pieces[] = {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", /* well-formed */
                                         "\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                         "\xF0\x9F\x98", "\xC2\x80\x80", "\xF4\x8F\xBF\xBF\x80", "\xFF"};
    unsigned char room[200];
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++)
        for (size_t at = 0; at < 140; at++)
            for (unsigned behind = 0; behind < 2; behind++) { /* with text behind it, and at the end */
                memset(room, 'x', sizeof room);
                memcpy(room + at, pieces[p], strlen(pieces[p]));
                assert_kernels_agree(room, behind ? sizeof room : at + strlen(pieces[p]));
            }
    unsigned char text[700];
    for (int round = 0; round < 3000; round++) {
        size_t len = 0, most = any(600);
        while (len < most) {
            const char *piece = pieces[any(7)];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
            for (unsigned plain = any(40); plain && any(2); plain--)
                text[len++] = 'a';
        }
        if (len && any(2))
            text[any((unsigned)len)] = (unsigned char)any(256);
        assert_kernels_agree(text, len);
    }
}

static void copies_nothing_that_is_the_same(void **state) {
    (void)state;
    static const char page[] = "<p>Nothing here stands above ASCII, so that every encoding but a few reads it alike.";
    cr_arena *a = cr_arena_new(0);
    cr_str utf8;
    const char *encoding;
    cr_error err;
    for (size_t i = 0; cr_encoding_names[i]; i++) {
        if (strncmp(cr_encoding_names[i], "utf-16", 6) == 0 || strcmp(cr_encoding_names[i], "iso-2022-jp") == 0 || strcmp(cr_encoding_names[i], "replacement") == 0)
            continue;
        assert_int_equal(cr_encoding_convert(a, CR_STR(page), cr_encoding_names[i], &utf8, NULL, &err), CR_OK);
        assert_ptr_equal(utf8.ptr, page);
    }
    static const char wide[] = "<meta charset=utf-8><p>Schnee über Čačak";
    assert_int_equal(cr_encoding_decode_html(a, CR_STR(wide), CR_STR_NONE, &utf8, &encoding, &err), CR_OK);
    assert_ptr_equal(utf8.ptr, wide);
    cr_arena_free(a);
}

/* Runs of ASCII are copied by other code than single bytes: all lengths and places around a letter. */
static void decodes_runs_of_any_length(void **state) {
    (void)state;
    static const struct { const char *encoding, *letter, *utf8; } letters[] = {{"windows-1251", "\xE6", "ж"}, {"windows-1252", "\x80", "€"}, {"gbk", "\xC4\xE3", "你"}, {"utf-8", "\xFF", BAD}};
    for (size_t l = 0; l < sizeof letters / sizeof *letters; l++)
        for (size_t before = 0; before < 40; before++)
            for (size_t after = 0; after < 40; after += 3) {
                char bytes[100], want[100];
                memset(bytes, 'a', sizeof bytes);
                memset(want, 'a', sizeof want);
                memcpy(bytes + before, letters[l].letter, strlen(letters[l].letter));
                memcpy(want + before, letters[l].utf8, strlen(letters[l].utf8));
                cr_arena *a = cr_arena_new(0);
                cr_str utf8;
                cr_error err;
                assert_int_equal(cr_encoding_convert(a, (cr_str){bytes, before + strlen(letters[l].letter) + after}, letters[l].encoding, &utf8, NULL, &err), CR_OK);
                assert_true(cr_str_eq(utf8, (cr_str){want, before + strlen(letters[l].utf8) + after}));
                cr_arena_free(a);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(decodes_by_the_standard), cmocka_unit_test(reads_utf_16),
                                       cmocka_unit_test(holds_whole_tables), cmocka_unit_test(checks_utf8_alike_with_every_kernel),
                                       cmocka_unit_test(copies_nothing_that_is_the_same), cmocka_unit_test(decodes_runs_of_any_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
