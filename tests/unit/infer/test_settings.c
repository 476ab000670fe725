/* Settings in YAML: values by their names, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "infer/settings.h"

static cr_arena *arena;
static int setup(void **state) {
    (void)state;
    return (arena = cr_arena_new(0)) ? 0 : -1;
}
static int teardown(void **state) {
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static const char yaml[] = "# of a model\n"
                           "type: transformer\n"
                           "enc-depth: 6\n"
                           "dim-vocabs:\n  - 32000\n  - 32001\n"
                           "transformer-preprocess: \"\"\n"
                           "input-types: []\n"
                           "skip: false\n"
                           "normalize: 1.5\n"
                           "shortlist: [lex.s2t.bin, false]\n"
                           "nested: {a: 1, b: {c: two words}}\n"
                           "empty:\n";

static void values_have_their_names(void **state) {
    (void)state;
    cr_settings s;
    cr_error err;
    size_t n = 7;
    double x = 0;
    bool yes = true;
    assert_int_equal(cr_settings_read(arena, "m.yml", CR_STR(yaml), NULL, &s, &err), CR_OK);
    assert_true(cr_settings_has(&s, "type", "transformer"));
    assert_false(cr_settings_has(&s, "type", "rnn"));
    assert_true(cr_settings_has(&s, "transformer-preprocess", ""));
    assert_true(cr_str_none(cr_settings_get(&s, "input-types")));
    assert_int_equal(cr_settings_length(&s, "dim-vocabs"), 2);
    assert_true(cr_str_is(cr_settings_at(&s, "dim-vocabs", 1), "32001"));
    assert_true(cr_str_none(cr_settings_at(&s, "dim-vocabs", 2)));
    assert_true(cr_str_is(cr_settings_get(&s, "nested.b.c"), "two words"));
    assert_true(cr_str_is(cr_settings_get(&s, "empty"), ""));
    assert_int_equal(cr_settings_count(&s, "enc-depth", 100, &n, &err), CR_OK);
    assert_int_equal(n, 6);
    assert_int_equal(cr_settings_count(&s, "dec-depth", 100, &n, &err), CR_OK); /* not there: as it was */
    assert_int_equal(n, 6);
    assert_int_equal(cr_settings_number(&s, "normalize", &x, &err), CR_OK);
    assert_true(x == 1.5);
    assert_int_equal(cr_settings_flag(&s, "skip", &yes, &err), CR_OK);
    assert_false(yes);
}

static void what_is_of_another_kind_is_named(void **state) {
    (void)state;
    cr_settings s;
    cr_error err;
    size_t n;
    double x;
    bool yes;
    assert_int_equal(cr_settings_read(arena, "m.yml", CR_STR(yaml), NULL, &s, &err), CR_OK);
    assert_int_equal(cr_settings_count(&s, "type", 100, &n, &err), CR_ERR_SYNTAX);
    assert_string_equal(err.line, "m.yml: type: transformer is no whole number");
    assert_int_equal(cr_settings_count(&s, "enc-depth", 5, &n, &err), CR_ERR_SYNTAX);
    assert_string_equal(err.line, "m.yml: enc-depth: 6, at most 5 is supported");
    assert_int_equal(cr_settings_count(&s, "normalize", 5, &n, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_count(&s, "empty", 5, &n, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_number(&s, "skip", &x, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_number(&s, "empty", &x, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_flag(&s, "enc-depth", &yes, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_read(arena, "m.yml", CR_STR("a: 1e999\nb: 0x10\nc: 99999999999999999999"), NULL, &s, &err), CR_OK);
    assert_int_equal(cr_settings_number(&s, "a", &x, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_number(&s, "b", &x, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_settings_count(&s, "c", SIZE_MAX, &n, &err), CR_ERR_SYNTAX);
}

static void hostile_yaml_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"a: &x 1\nb: *x\n", "m.yml: line 2: an alias"},
        {"a: 1\na: 2\n", "m.yml: line 2: a name that was there before"},
        {"- a\n", "a list where names"},
        {"word\n", "a lone value"},
        {"a: [1, 2\n", "not YAML"},
        {"a: b: c\n", "m.yml: line 1: not YAML"},
        {"? [a]\n: b\n", "in place of a name"},
        {"a: [[[[[[[[[[1]]]]]]]]]]\n", "nested too deeply"},
        {"a: \"x\\0y\"\n", "a value with a NUL"},
        {"a: \xFF\n", "not YAML"},
    };
    cr_settings s;
    cr_error err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_status status = cr_settings_read(arena, "m.yml", cr_str_of(cases[i].text), NULL, &s, &err);
        if (status != CR_ERR_SYNTAX || !strstr(err.line, cases[i].words))
            fail_msg("%s: status %d: %s", cases[i].text, status, err.line);
    }
    char *many = malloc(70000);
    memset(many, '[', 70000);
    assert_int_equal(cr_settings_read(arena, "m.yml", (cr_str){many, 70000}, NULL, &s, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "model_settings_bytes"));
    assert_int_equal(cr_settings_read(arena, "m.yml", (cr_str){many, 60000}, NULL, &s, &err), CR_ERR_SYNTAX);
    for (size_t i = 0; i < 60000; i += 2) /* more values than are taken */
        memcpy(many + i, "1,", 2);
    memcpy(many, "a: [", 4);
    assert_int_equal(cr_settings_read(arena, "m.yml", (cr_str){many, 60000}, NULL, &s, &err), CR_ERR_SYNTAX);
    memset(many, 'a', 60000); /* a name that all others would be kept and compared with */
    memcpy(many, "? ", 2);
    memcpy(many + 30000, "\n: {b, c}\n", 10);
    assert_int_equal(cr_settings_read(arena, "m.yml", (cr_str){many, 30010}, NULL, &s, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "too long"));
    free(many);
    assert_int_equal(cr_settings_read(arena, "m.yml", CR_STR(""), NULL, &s, &err), CR_OK);
    assert_int_equal(s.count, 0);
}

/* In a list of mappings a name comes again with each. */
static void lists_of_mappings_repeat_their_names(void **state) {
    (void)state;
    cr_settings s;
    cr_error err;
    assert_int_equal(cr_settings_read(arena, "m.yml", CR_STR("l:\n - {b: 1}\n - {b: 2}\nk: 3\n"), NULL, &s, &err), CR_OK);
    assert_int_equal(cr_settings_length(&s, "l.b"), 2);
    assert_true(cr_str_is(cr_settings_at(&s, "l.b", 1), "2"));
    assert_true(cr_str_is(cr_settings_get(&s, "k"), "3"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_their_names),
        cmocka_unit_test(what_is_of_another_kind_is_named),
        cmocka_unit_test(hostile_yaml_is_refused),
        cmocka_unit_test(lists_of_mappings_repeat_their_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
