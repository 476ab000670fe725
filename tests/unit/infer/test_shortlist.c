/* The shortlist: the set of a sentence, worked out by hand, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "infer/shortlist.h"
#include "../../support/model_file.h"

/* Six source pieces; first 4. 0: none, 1: 9 30, 2: 9 10, 3: none, 4: 11, 5: 12 39. */
static const uint64_t starts[] = {0, 0, 2, 4, 4, 5, 7};
static const uint32_t words[] = {9, 30, 9, 10, 11, 12, 39};
enum { SOURCES = 6, TARGETS = 40, WORDS = 7 };

static cr_buf file;
static cr_arena *arena;
static int setup(void **state) {
    (void)state;
    cr_buf_init(&file, CR_BUF_NO_CEILING);
    file_shortlist(&file, 4, 2, starts, SOURCES + 1, words, WORDS);
    arena = cr_arena_new(0);
    return arena && !file.failed ? 0 : -1;
}
static int teardown(void **state) {
    (void)state;
    cr_buf_free(&file);
    cr_arena_free(arena);
    return 0;
}

static cr_status read_copy(const cr_buf *b, size_t len, size_t sources, size_t targets, cr_error *err) {
    char *copy = malloc(len ? len : 1);
    cr_shortlist *s;
    memcpy(copy, b->bytes, len);
    *err = (cr_error){0};
    cr_status status = cr_shortlist_read((cr_str){copy, len}, "lex.bin", sources, targets, false, NULL, &s, err);
    cr_shortlist_close(s);
    free(copy);
    return status;
}

static void gives(const cr_shortlist *s, const uint32_t *source, size_t count, const char *want) {
    const uint32_t *ids;
    size_t n;
    char got[512] = "";
    assert_true(cr_shortlist_for(s, arena, source, count, &ids, &n));
    for (size_t i = 0, at = 0; i < n; i++)
        at += (size_t)snprintf(got + at, sizeof got - at, "%s%u", i ? " " : "", ids[i]);
    assert_string_equal(got, want);
}

static void a_sentence_has_its_own_set(void **state) {
    (void)state;
    cr_shortlist *s;
    cr_error err;
    assert_int_equal(cr_shortlist_read(cr_buf_str(&file), "lex.bin", SOURCES, TARGETS, false, NULL, &s, &err), CR_OK);
    gives(s, NULL, 0, "0 1 2 3 4 5 6 7");                                       /* 4 to begin with, to eight by the next */
    gives(s, (uint32_t[]){1, 2, 1}, 3, "0 1 2 3 4 9 10 30");                     /* each once */
    gives(s, (uint32_t[]){1, 2, 4, 5}, 4, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 30 39"); /* 10, to sixteen, past those that are in */
    gives(s, (uint32_t[]){77, UINT32_MAX, 3}, 3, "0 1 2 3 4 5 6 7");             /* no piece of the source, no list */
    cr_shortlist_close(s);
    assert_int_equal(cr_shortlist_read(cr_buf_str(&file), "lex.bin", SOURCES, TARGETS, true, NULL, &s, &err), CR_OK);
    gives(s, (uint32_t[]){5, 0}, 2, "0 1 2 3 4 5 12 39"); /* 5 itself as well */
    cr_shortlist_close(s);
    cr_shortlist_close(NULL);
}

static void a_table_may_lack_its_end(void **state) {
    (void)state;
    cr_buf b;
    cr_shortlist *s;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_shortlist(&b, 4, 2, starts, SOURCES, words, WORDS);
    assert_int_equal(cr_shortlist_read(cr_buf_str(&b), "lex.bin", SOURCES, TARGETS, false, NULL, &s, &err), CR_OK);
    gives(s, (uint32_t[]){5}, 1, "0 1 2 3 4 5 12 39");
    cr_shortlist_close(s);
    cr_buf_clear(&b);
    file_shortlist(&b, 4, 2, starts, 3, words, WORDS); /* pieces 3 to 5 have no list, the last one has the rest */
    assert_int_equal(cr_shortlist_read(cr_buf_str(&b), "lex.bin", SOURCES, TARGETS, false, NULL, &s, &err), CR_OK);
    gives(s, (uint32_t[]){3, 4, 5}, 3, "0 1 2 3 4 5 6 7");
    gives(s, (uint32_t[]){2}, 1, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 39");
    cr_shortlist_close(s);
    cr_buf_free(&b);
}

/* Fewer targets than the most frequent: all of them, and no more. */
static void a_small_vocabulary_is_used_whole(void **state) {
    (void)state;
    cr_buf b;
    cr_shortlist *s;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_shortlist(&b, 50, 2, (uint64_t[]){0, 1}, 2, (uint32_t[]){3}, 1);
    assert_int_equal(cr_shortlist_read(cr_buf_str(&b), "lex.bin", 5, 5, true, NULL, &s, &err), CR_OK);
    gives(s, (uint32_t[]){0, 4}, 2, "0 1 2 3 4");
    cr_shortlist_close(s);
    cr_buf_free(&b);
}

static void refused(size_t at, uint64_t value, size_t bytes, bool mend, const char *words_of_it) {
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_str(&b, cr_buf_str(&file));
    file_set(&b, at, value, bytes);
    if (mend)
        file_checksum(&b);
    cr_status status = read_copy(&b, b.len, SOURCES, TARGETS, &err);
    if (status == CR_OK || strncmp(err.line, "lex.bin: ", 9) != 0 || !strstr(err.line, words_of_it))
        fail_msg("byte %zu set to %llx: status %d: %s", at, (unsigned long long)value, status, err.line);
    cr_buf_free(&b);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    static const uint64_t values[] = {UINT64_C(1) << 31, UINT64_C(1) << 63, UINT64_MAX};
    static const struct {
        size_t at;
        const char *words;
    } heads[] = {{0, "magic"}, {8, "checksum"}, {16, "most frequent words"}, {24, "best translations"}, {32, "number of offsets"}};
    for (size_t v = 0; v < 3; v++) {
        for (size_t h = 0; h < 5; h++)
            refused(heads[h].at, values[v], 8, h != 1, heads[h].words);
        refused(48 + 8 * 3, values[v], 8, true, "offset 3: ");
    }
    refused(0, 0, 8, true, "magic");
    refused(32, 0, 8, true, "number of words");
    refused(40, 0, 8, true, "number of words");
    refused(40, UINT64_MAX, 8, true, "shortlist_entries");
    refused(40, WORDS + 1, 8, true, "number of words: 8");
    refused(48, 1, 8, true, "offset 1: 0, between 1"); /* before the one before it */
    refused(48 + 8 * 7 + 4 * 2, TARGETS, 4, true, "word 2: id 40");
    refused(48 + 8 * 7, 31, 4, false, "checksum");
    cr_error err;
    assert_int_equal(read_copy(&file, file.len, SOURCES - 1, TARGETS, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "belongs to another"));
    assert_int_equal(read_copy(&file, file.len, SOURCES, 39, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "id 39, and the target vocabulary has 39"));
}

static void a_cut_file_is_refused(void **state) {
    (void)state;
    cr_error err;
    for (size_t len = 0; len < file.len; len++) {
        assert_int_not_equal(read_copy(&file, len, SOURCES, TARGETS, &err), CR_OK);
        assert_int_equal(strncmp(err.line, "lex.bin: ", 9), 0);
    }
    cr_shortlist *s;
    assert_int_equal(cr_shortlist_open(CR_STR("no/lex.bin"), 1, 1, false, NULL, &s, &err), CR_ERR_NOT_FOUND);
    assert_null(s);
}

static void files_are_mapped(void **state) {
    (void)state;
    char path[] = "lex-test-XXXXXX";
    cr_shortlist *s;
    cr_error err;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, file.bytes, file.len), (ssize_t)file.len);
    close(fd);
    assert_int_equal(cr_shortlist_open(cr_str_of(path), SOURCES, TARGETS, false, NULL, &s, &err), CR_OK);
    gives(s, (uint32_t[]){1, 2, 1}, 3, "0 1 2 3 4 9 10 30");
    cr_shortlist_close(s);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_has_its_own_set), cmocka_unit_test(a_table_may_lack_its_end),
        cmocka_unit_test(a_small_vocabulary_is_used_whole), cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_cut_file_is_refused), cmocka_unit_test(files_are_mapped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
