#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "translate/mode.h"
#include "translate/routes.h"

static void test_line(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_error err;
    cr_str line = CR_STR("lt-proc -w '/usr/x/fra cat.bin' | cg-proc '/y' |apertium-tagger -g $2 '/p'|lt-proc $1 -b \"/gen.bin\"\n");
    assert_int_equal(cr_mode_parse(a, CR_STR("fra-cat"), line, &m, &err), CR_OK);
    assert_string_equal(m.from, "fr");
    assert_string_equal(m.to, "ca");
    assert_int_equal(m.count, 4);
    static const char *const want[4][6] = {{"lt-proc", "-z", "-w", "/usr/x/fra cat.bin", NULL}, {"cg-proc", "-z", "/y", NULL},
                                          {"apertium-tagger", "-z", "-g", "/p", NULL}, {"lt-proc", "-z", "-g", "-b", "/gen.bin", NULL}};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 6; k++) {
            if (!want[i][k]) {
                assert_null(m.programs[i].argv[k]);
                break;
            }
            assert_string_equal(m.programs[i].argv[k], want[i][k]);
        }
    assert_true(cr_str_is(m.folder, "/usr/x"));
    cr_arena_free(a);
}

static void test_refused(void **state) {
    (void)state;
    static const char *const lines[] = {"", "   ", "|", "lt-proc |", "| lt-proc", "lt-proc; rm -rf x", "lt-proc `id`", "lt-proc $(id)", "lt-proc \"$HOME\"",
                                        "lt-proc $3", "lt-proc > x", "lt-proc 'open", "/bin/sh -c x", "../lt-proc x", "-x", "lt-proc a && b", "lt-proc a\\b", NULL};
    cr_arena *a = cr_arena_new(0);
    for (int i = 0; lines[i]; i++) {
        cr_mode m;
        cr_error err = {0};
        assert_int_equal(cr_mode_parse(a, CR_STR("fr-es"), cr_str_of(lines[i]), &m, &err), CR_ERR_SYNTAX);
        assert_true(strlen(err.line) > 0);
    }
    cr_arena_free(a);
}

static void test_names(void **state) {
    (void)state;
    static const struct { const char *name; bool ok; const char *from, *to, *variant; } table[] = {
        {"fr-es", true, "fr", "es", NULL}, {"spa-eng_US", true, "es", "en", "US"}, {"ind-zlm", true, "id", "ms", NULL},
        {"eng-cat_valencia_uni", true, "en", "ca", "valencia_uni"}, {"eco-es-fr", false, "", "", NULL}, {"spa-tagger", false, "", "", NULL},
        {"fr", false, "", "", NULL}, {"fra-fr", false, "", "", NULL}, {"FR-es", false, "", "", NULL}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char from[8], to[8];
        cr_str variant;
        assert_int_equal(cr_mode_name(cr_str_of(table[i].name), from, to, &variant), table[i].ok);
        if (!table[i].ok)
            continue;
        assert_string_equal(from, table[i].from);
        assert_string_equal(to, table[i].to);
        assert_true(table[i].variant ? cr_str_is(variant, table[i].variant) : cr_str_none(variant));
    }
}

static void way(const cr_pair *pairs, size_t n, const char *from, const char *to, const char *want) {
    cr_str stops[CR_ROUTE_HOPS + 1];
    size_t count = 0;
    char got[64] = "";
    if (cr_routes_find(pairs, n, cr_str_of(from), cr_str_of(to), stops, &count))
        for (size_t i = 0; i < count; i++) {
            strncat(got, stops[i].ptr, stops[i].len);
            strncat(got, " ", 2);
        }
    assert_string_equal(got, want);
}

#define P(x, y) {{x, 2}, {y, 2}}
static void test_routes(void **state) {
    (void)state;
    static const cr_pair all[] = {P("fr", "es"), P("fr", "ca"), P("ca", "es"), P("es", "en"), P("ca", "en"), P("en", "ca"), P("ru", "uk")};
    way(all, 7, "fr", "es", "fr ca es ");  /* the measured best, not the shortest */
    way(all, 7, "fr", "en", "fr ca es en ");
    way(all, 1, "fr", "es", "fr es ");     /* the better way is not installed */
    way(all, 4, "ca", "en", "ca es en ");  /* not in the table that way: the shortest */
    way(all, 7, "ru", "uk", "ru uk ");
    way(all, 7, "ru", "en", "");
    way(all, 0, "fr", "es", "");
    cr_arena *a = cr_arena_new(0);
    cr_str packages = cr_routes_packages(a, all, 1, CR_STR("fr"), CR_STR("ca"));
    assert_true(cr_str_is(packages, "apertium-fra-cat"));
    assert_true(cr_str_none(cr_routes_packages(a, all, 7, CR_STR("ja"), CR_STR("en"))));
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_line), cmocka_unit_test(test_refused), cmocka_unit_test(test_names), cmocka_unit_test(test_routes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
