#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <courant/timeline.h>

#define TEXT(literal) {(literal), sizeof(literal) - 1} /* CR_STR is no constant */
static const cr_timeline_article articles[] = {
    {TEXT("a"), TEXT("en"), TEXT("2024-01-02"), TEXT("Ferry hits pier in Nordvik"),
     TEXT("A ferry hit the pier of Nordvik in thick fog on 1 January 2024, the coast guard said.\n\nThe harbour was closed at once.\n\nMenu\n\nRead on: 3 March 2021")},
    {TEXT("b"), TEXT("en"), TEXT("2024-01-09"), TEXT("Inquiry into the Nordvik ferry"),
     TEXT("Mayor Ida Lund opened an inquiry into the accident of 1 January 2024 on Monday.\n\nThe ship will be repaired in May 2024.")},
    {TEXT("c"), TEXT("en"), TEXT("2024-03-20"), TEXT("Captain of the ferry fined"),
     TEXT("The captain who struck the pier of Nordvik on 1 January 2024 was fined by a court.\n\nIda Lund called the sentence fair.")}};

static cr_timeline_entry *build(cr_arena *arena, const cr_timeline_options *o, size_t *n) {
    cr_timeline_entry *e;
    cr_error err;
    assert_int_equal(cr_timeline_build(arena, articles, 3, o, &e, n, &err), CR_OK);
    return e;
}

static void test_dates(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    size_t n;
    cr_timeline_entry *e = build(arena, &(cr_timeline_options){.entries = 1, .sentences = 2}, &n);
    assert_int_equal(n, 1);
    assert_true(cr_str_is(e[0].date, "2024-01-01"));
    assert_int_equal(e[0].sentences.count, 2);
    assert_int_equal(e[0].articles.count, 2);
    assert_true(cr_str_contains(e[0].sentences.items[0], "1 January 2024"));
    e = build(arena, NULL, &n);
    for (size_t i = 1; i < n; i++) /* each date once, in order */
        assert_true(cr_str_compare(e[i - 1].date, e[i].date) < 0);
    for (size_t i = 0; i < n; i++)
        assert_true(e[i].sentences.count == 1);
    cr_arena_free(arena);
}

static void test_span_and_entity(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    size_t n;
    cr_timeline_entry *e = build(arena, &(cr_timeline_options){.from = CR_STR("2024-01-05"), .to = CR_STR("2024-04")}, &n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++)
        assert_true(cr_str_compare(e[i].date, CR_STR("2024-01-05")) >= 0 && cr_str_compare(e[i].date, CR_STR("2024-05")) < 0);
    e = build(arena, &(cr_timeline_options){.entity = CR_STR("Ida Lund")}, &n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++)
        assert_true(cr_str_contains(e[i].sentences.items[0], "Ida Lund"));
    build(arena, &(cr_timeline_options){.entity = CR_STR("Nobody Here")}, &n);
    assert_int_equal(n, 0);
    cr_arena_free(arena);
}

static void test_order_and_nothing(void **unused) {
    (void)unused;
    cr_arena *arena = cr_arena_new(0);
    cr_timeline_article turned[3] = {articles[2], articles[0], articles[1]};
    cr_timeline_entry *e, *f;
    cr_error err;
    size_t n, m;
    e = build(arena, NULL, &n);
    assert_int_equal(cr_timeline_build(arena, turned, 3, NULL, &f, &m, &err), CR_OK);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++)
        assert_true(cr_str_eq(e[i].date, f[i].date));
    assert_int_equal(cr_timeline_build(arena, NULL, 0, NULL, &f, &m, &err), CR_OK);
    assert_int_equal(m, 0);
    assert_int_equal(cr_timeline_build(arena, articles, 3, &(cr_timeline_options){.sentences = 5000}, &f, &m, &err), CR_ERR_LIMIT);
    cr_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dates), cmocka_unit_test(test_span_and_entity), cmocka_unit_test(test_order_and_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
