/* Dates as pages write them, in many languages and some calendars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "page/when.h"
#include "page/words.h"

static void expect(cr_arena *a, const char *text, const char *want, cr_when_options options) {
    cr_str got = cr_when_read(a, cr_str_of(text), options);
    if (want ? !cr_str_is(got, want) : !cr_str_none(got))
        fail_msg("\"%s\" gave %.*s, not %s", text, CR_FMT(got), want ? want : "none");
}

static void reads_dates_in_many_languages(void **state) {
    (void)state;
    static const char *const texts[] = {
        "3 May 2019", "May 3rd, 2019", "Friday, May 3, 2019", "3. Mai 2019", "Freitag, den 03. Mai 2019", "3 mai 2019", "vendredi 3 mai 2019", "3 de mayo de 2019",
        "3 maggio 2019", "3 de maio de 2019", "3 mei 2019", "3 maja 2019 r.", "3 мая 2019 г.", "3 травня 2019", "3. května 2019", "2019. május 3.", "3 Mayıs 2019",
        "3 مايو 2019", "٣ مايو ٢٠١٩", "2019年5月3日", "2019年05月03日 10:20", "2019년 5월 3일", "3 maj 2019", "3. maj 2019", "3. mai 2019", "3. toukokuuta 2019", "3 mai 2019",
        "3 Μαΐου 2019", "3 Mei 2019", "3 मई 2019", "3 במאי 2019", "2019 m. gegužės 3 d.", "3 พฤษภาคม 2562", "13 اردیبهشت 1398", "1398/02/13", "3 tháng 5 năm 2019",
        "2019-05-03", "03.05.2019", "3.5.2019", "2019/5/3", "20190503", "03 | 05 | 2019"};
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_str got = cr_when_read(a, cr_str_of(texts[i]), (cr_when_options){0});
        if (!cr_str_starts(got, "2019-05-03"))
            fail_msg("\"%s\" gave %.*s", texts[i], CR_FMT(got));
    }
    cr_arena_free(a);
}

static void knows_the_order_of_figures(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_when_options american = {.month_first = true}, dated = {.dated = true}, plain = {0};
    expect(a, "5/3/2019", "2019-05-03", american);
    expect(a, "5/3/2019", "2019-03-05", plain);
    expect(a, "5/13/2019", "2019-05-13", plain);
    expect(a, "2.11.22", NULL, plain); /* may be a version */
    expect(a, "2.11.22", "2022-11-02", dated);
    expect(a, "Version 31.2.2019", NULL, plain);
    expect(a, "1 January 1970", NULL, plain);
    expect(a, "0001-01-01T00:00:00", NULL, plain);
    expect(a, "1556841600", "2019-05-03T00:00:00Z", plain);
    expect(a, "2019-05-03T10:20:30.000+0200", "2019-05-03T10:20:30+02:00", plain);
    cr_arena_free(a);
}

static void goes_on_to_the_next_date(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str line = cr_words_fold(a, CR_STR("Published 3 May 2019, updated 5 May 2019"));
    size_t from = 0, start = 0;
    assert_true(cr_str_is(cr_when_next(a, line, &from, &start, (cr_when_options){0}), "2019-05-03"));
    assert_int_equal(start, 10);
    assert_true(cr_str_is(cr_when_next(a, line, &from, &start, (cr_when_options){0}), "2019-05-05"));
    assert_true(cr_str_none(cr_when_next(a, line, &from, &start, (cr_when_options){0})));
    cr_arena_free(a);
}

static void counts_iranian_years(void **state) {
    (void)state;
    int d[3];
    static const int days[][6] = {{1370, 1, 1, 1991, 3, 21}, {1399, 12, 30, 2021, 3, 20}, {1400, 1, 1, 2021, 3, 21}, {1403, 12, 30, 2025, 3, 20}, {1404, 1, 1, 2025, 3, 21}, {1399, 6, 25, 2020, 9, 15}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_true(cr_when_from_jalali(days[i][0], days[i][1], days[i][2], d));
        assert_memory_equal(d, &days[i][3], sizeof d);
    }
    assert_false(cr_when_from_jalali(1399, 13, 1, d));
    assert_false(cr_when_from_jalali(2019, 5, 3, d));
}

static void reads_addresses(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    assert_true(cr_str_is(cr_when_in_url(a, CR_STR("https://example.org/2019/05/03/bridge")), "2019-05-03"));
    assert_true(cr_str_is(cr_when_in_url(a, CR_STR("https://example.org/a-20190503.html")), "2019-05-03"));
    assert_true(cr_str_none(cr_when_in_url(a, CR_STR("https://example.org/2019/05/bridge-12"))));
    assert_true(cr_str_none(cr_when_in_url(a, CR_STR("https://example.org/id/120190503"))));
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_dates_in_many_languages), cmocka_unit_test(knows_the_order_of_figures), cmocka_unit_test(goes_on_to_the_next_date),
                                       cmocka_unit_test(counts_iranian_years), cmocka_unit_test(reads_addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
