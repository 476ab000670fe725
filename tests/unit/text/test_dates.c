/* The examples inside the rule files, what a language does not decide, and hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/data.h"
#include "text/dates.h"

static cr_arena *arena;
static int setup(void **state) { (void)state; arena = cr_arena_new(0); return arena ? 0 : -1; }
static int teardown(void **state) { (void)state; cr_arena_free(arena); return 0; }

static cr_str timexes(cr_date_tools *tools, cr_str text, cr_str lang, cr_str ref) {
    cr_date *d;
    size_t n;
    cr_error err;
    cr_str got = CR_STR("");
    assert_int_equal(cr_dates_find_with(tools, arena, text, lang, ref, &d, &n, &err), CR_OK);
    for (size_t i = 0; i < n; i++)
        got = cr_str_format(arena, "%.*s%s%.*s", CR_FMT(got), i ? " " : "", CR_FMT(d[i].timex));
    return got;
}

static void examples(void **state) {
    (void)state;
    cr_date_tools *tools = cr_date_tools_new();
    size_t files = 0, wrong = 0;
    for (size_t f = 0; f < cr_data_file_count; f++) {
        cr_str name = cr_str_of(cr_data_files[f].name);
        if (!cr_str_starts(name, "text/dates/") || name.len != sizeof "text/dates/fr.txt" - 1)
            continue;
        cr_str lang = cr_str_slice(name, 11, 13);
        cr_date_rules *rules;
        cr_error err;
        if (cr_date_rules_new(lang, &rules, &err) != CR_OK)
            fail_msg("%s", err.line);
        assert_true(rules->examples.count > 0);
        files++;
        for (size_t i = 0; i < rules->examples.count; i++) {
            cr_str rest = rules->examples.items[i], ref, text, want;
            assert_true(cr_str_split(&rest, '|', &ref) && cr_str_split(&rest, '|', &text) && cr_str_split(&rest, '|', &want));
            cr_str got = timexes(tools, text, lang, cr_str_trim(ref));
            if (!cr_str_eq(got, cr_str_trim(want))) {
                print_message("%.*s: \"%.*s\": got %.*s, not %.*s\n", CR_FMT(lang), CR_FMT(text), CR_FMT(got), CR_FMT(cr_str_trim(want)));
                wrong++;
            }
        }
        cr_date_rules_free(rules);
    }
    cr_date_tools_free(tools);
    assert_true(files >= 13);
    assert_int_equal(wrong, 0);
}

static void is(const char *lang, const char *ref, const char *text, const char *want) {
    cr_str got = timexes(NULL, cr_str_of(text), cr_str_of(lang), ref ? cr_str_of(ref) : CR_STR_NONE);
    assert_string_equal(got.len ? got.ptr : "", want);
}

static void figures(void **state) {
    (void)state;
    is("xx", "2022-01-12", "2021-12-07 and 07.12.2021, at 18:30", "2021-12-07 2021-12-07 2021-12-07T18:30");
    is("en", "2022-01-12", "12/01/2021", "2021-12-01");
    is("fr", "2022-01-12", "12/01/2021", "2021-01-12");
    is("en", "2022-01-12", "31/12/2021", "2021-12-31");
    is("en", "2022-01-12", "45/13/20 and 1,234,567 and $ 2010", "");
    is("en", "2022-01-12", "February 30, 2021", "");
    is("en", "2022-01-12", "report-20170302, 20171345, 120170302", "2017-03-02");
    is("es", "2022-01-12", "cayó más del 7,3%, a la edad de 56 años", "");
    is("en", "2022-01-12", "It fell by 4.08 %, a 38-year-old man said", "");
    is("en", "2022-01-12", "on Friday 7.6 they left", "2022-07-06");
}
static void without_reference(void **state) {
    (void)state;
    is("fr", NULL, "Le 26 janvier 2022, puis mercredi et en mars", "2022-01-26");
    is("en", NULL, "yesterday, for three days", "P3D");
    is("en", "not a date", "yesterday in 1999", "1999");
}
/* What is counted off keeps its grain in timex; the value is the day it comes to. */
static void counted(void **state) {
    (void)state;
    cr_date *d;
    size_t n;
    cr_error err;
    assert_int_equal(cr_dates_find(arena, CR_STR("It ended two weeks ago."), CR_STR("en"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_int_equal(n, 1);
    assert_string_equal(d[0].timex.ptr, "2021-W52");
    assert_string_equal(d[0].value.ptr, "2021-12-29");
    assert_string_equal(d[0].from.ptr, "2021-12-27");
    assert_int_equal(cr_dates_find(arena, CR_STR("Last year it ended."), CR_STR("en"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_string_equal(d[0].value.ptr, "2021");
}
/* Lines end expressions; a capital in the midst of a sentence makes "March" a month. */
static void marks(void **state) {
    (void)state;
    is("en", "2022-06-12", "They may march. It was March when we left.", "2022-03");
    is("en", "2022-01-12", "on 4\nMay", "2022-01-04");
    is("en", "2022-01-12", "until the end of June", "2022-06");
    is("en", "2022-01-12", "4.5.2021 and 4/5/2021", "2021-05-04 2021-04-05");
    is("ja", "2022-01-12", "21/04/16", "2021-04-16");
    is("en", "2022-01-12", "26-Oct-16, 7:30-9:30", "(2016-10-26T07:30,2016-10-26T09:30,PT2H)");
}
/* A text of many pieces keeps its places and the date last spoken of. */
static void long_text(void **state) {
    (void)state;
    size_t len = 300000;
    char *text = cr_arena_alloc(arena, len);
    memset(text, ' ', len);
    memcpy(text + 140000, "On 5 May 2021", 13);
    memcpy(text + 290000, "The next day", 12);
    cr_date *d;
    size_t n;
    cr_error err;
    assert_int_equal(cr_dates_find(arena, (cr_str){text, len}, CR_STR("en"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_int_equal(n, 2);
    assert_int_equal(d[0].start, 140003);
    assert_int_equal(d[1].start, 290000);
    assert_string_equal(d[1].timex.ptr, "2021-05-06");
}
/* What goes by a calendar is told in the present before it happens; what else stands in the present has happened. */
static void coming(void **state) {
    (void)state;
    is("en", "2021-12-27", "Parliament meets on Wednesday. Police arrest man on Thursday.", "2021-12-29 2021-12-23");
    is("en", "2021-12-27", "He said on Wednesday that talks resume on Thursday", "2021-12-22 2021-12-30");
    is("fr", "2021-12-27", "Le Parlement se réunit mercredi. Le procès commence jeudi, il avait commencé vendredi.", "2021-12-29 2021-12-30 2021-12-24");
    is("fr", "2021-12-27", "La réunion a lieu mercredi. La réunion a eu lieu jeudi.", "2021-12-29 2021-12-23");
    is("es", "2021-12-27", "El Congreso se reúne el miércoles. El Congreso se reunió el jueves.", "2021-12-29 2021-12-23");
    is("it", "2021-12-27", "Il Parlamento si riunisce mercoledì.", "2021-12-29");
    is("pt", "2021-12-27", "O Parlamento reúne-se na quarta-feira.", "2021-12-29");
    is("de", "2021-12-27", "Der Bundestag tritt am Mittwoch zusammen.", "2021-12-29");
    is("nl", "2021-12-27", "De Kamer vergadert woensdag.", "2021-12-29");
    is("en", "2021-12-27", "The trial, which opens on 3 September in Paris", "2021-09-03"); /* a month stays with the rule of months */
}
/* A bare hour belongs to the day spoken of shortly before, else to that of the text. */
static void hours(void **state) {
    (void)state;
    is("en", "2021-12-27", "On 5 May 2021 he rose at 6 a.m. and left.", "2021-05-05 2021-05-05T06:00");
    is("en", "2021-12-27",
       "The last concert was on 5 May 2021. The hall has eight hundred seats and a bar, and the organ is the largest of the whole region, "
       "so that people come from everywhere and talk about it. Entrance is free for all children and for their parents. Today's concert: 6 p.m.",
       "2021-05-05 2021-12-27 2021-12-27T18:00");
    is("de", "2021-12-27",
       "Morgen tagt der Rat. Der Saal hat achthundert Plätze und eine Bar, und die Orgel ist die größte der ganzen Gegend, so dass "
       "Leute von überall kommen und davon reden. Der Eintritt ist frei für alle Kinder und ihre Eltern. Konzert: 20 Uhr.",
       "2021-12-28 2021-12-27T20:00");
}
/* A piece that is all readings of dates is cut smaller instead of failing. */
static void dense_text(void **state) {
    (void)state;
    size_t len = 400000;
    char *text = cr_arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++)
        text[i] = "from 1 to 2 p.m. 3 "[i % 19];
    cr_date *d;
    size_t n;
    cr_error err;
    assert_int_equal(cr_dates_find(arena, (cr_str){text, len}, CR_STR("en"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_true(n > 100 && d[n - 1].end <= len);
}
static void ends(void **state) {
    (void)state;
    cr_date *d;
    size_t n;
    cr_error err;
    assert_int_equal(cr_dates_find(arena, CR_STR("En novembre 2021."), CR_STR("fr"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_int_equal(n, 1);
    assert_int_equal(d[0].type, CR_DATE_RANGE);
    assert_string_equal(d[0].value.ptr, "2021-11");
    assert_string_equal(d[0].from.ptr, "2021-11-01");
    assert_string_equal(d[0].to.ptr, "2021-12-01");
    assert_int_equal(cr_dates_find(arena, CR_STR("depuis le 3 mai 2021"), CR_STR("fr"), CR_STR("2022-01-12"), &d, &n, &err), CR_OK);
    assert_int_equal(n, 1);
    assert_string_equal(d[0].from.ptr, "2021-05-03");
    assert_true(cr_str_none(d[0].to));
    assert_int_equal(cr_dates_find(arena, CR_STR("3 mai"), CR_STR("fr"), CR_STR("2022-01-12T22:03:00-05:00"), &d, &n, &err), CR_OK);
    assert_int_equal(n, 1);
    assert_int_equal(d[0].start, 0);
    assert_int_equal(d[0].end, 5);
}
/* Four times the text must not be more than about four times the work, and no text is dear beyond its length: steps and the bytes of
 * the arena tell it without a clock. */
static void linear(void **state) {
    (void)state;
    enum { DEAREST = 1000 }; /* bytes of the arena for one of the text */
    static const char *const pieces[] = {"«", "1", "1/", "12-", "12:30:", "1,", "12 ", "12, ", "2021 ", "2021-12-07-", "2021-12-07 ", "March ", "mars ", "March, ", "le 9, ", "le 9, ", "9 et 10 et ", "le 9 et ",
                                         "Monday, ", "lundi, ", "12 h ", "12 heures ", "a", "é", "e\u0301", "\n", "\u00a0", ". ", "Mr. ", "M. ", "two hundred ", "deux cent ", "vingt-", "vingt-", "ago ", "il y a ",
                                         "from 1 to ", "the first of the last of ", "12/12/12/", "1 2 3 4 5 ", "lundi mardi ", "last next last ", "))))((((", "de de de la ",
                                         "two days before two days before ", "entre lundi et ", "5:30-6:30-", "le 5 mars de 3 à 5 h à ",
                                         "two years and two years and ", "0730 0930 ", "Monday to Friday to ", "lundi 3 mars lundi "};
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        size_t used[2];
        uint64_t work[2];
        for (int big = 0; big < 2; big++) {
            size_t unit = strlen(pieces[k]), len = unit * (big ? 4000 : 1000);
            char *text = cr_arena_alloc(arena, len);
            for (size_t i = 0; i < len; i++)
                text[i] = pieces[k][i % unit];
            cr_date_rules *rules;
            cr_error err;
            assert_int_equal(cr_date_rules_new(k % 2 ? CR_STR("fr") : CR_STR("en"), &rules, &err), CR_OK);
            cr_arena *scratch = cr_arena_new(0);
            matcher m = {.rules = rules, .arena = scratch, .text = {text, len}};
            assert_int_equal(cr_dates_tokenise(&m, &err), CR_OK);
            assert_int_equal(cr_dates_match(&m, &err), CR_OK);
            used[big] = cr_arena_used(scratch);
            work[big] = m.work;
            if (used[big] > len * DEAREST || m.work > (uint64_t)m.count * 1000)
                fail_msg("\"%s\": %zu bytes and %zu steps for %zu", pieces[k], used[big], (size_t)m.work, len);
            cr_arena_free(scratch);
            cr_date_rules_free(rules);
        }
        if (used[1] > used[0] * 5 || work[1] > work[0] * 5)
            fail_msg("\"%s\": %zu, %zu bytes, %zu, %zu steps", pieces[k], used[0], used[1], (size_t)work[0], (size_t)work[1]);
    }
}
static void any_bytes(void **state) {
    (void)state;
    char junk[500];
    uint32_t x = 11;
    cr_date_tools *tools = cr_date_tools_new();
    for (int round = 0; round < 60; round++) {
        for (size_t i = 0; i < sizeof junk; i++)
            junk[i] = "0123456789 /-.:lundimarchdelastnext\n\xe2\x80\x99\xc3\xa9\xff"[((x = x * 1103515245u + 12345u) >> 16) % 42];
        timexes(tools, (cr_str){junk, sizeof junk}, round % 2 ? CR_STR("fr") : CR_STR("zh"), CR_STR("2022-01-12"));
    }
    cr_date_tools_free(tools);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(examples, setup, teardown),
        cmocka_unit_test_setup_teardown(figures, setup, teardown),
        cmocka_unit_test_setup_teardown(without_reference, setup, teardown),
        cmocka_unit_test_setup_teardown(counted, setup, teardown),
        cmocka_unit_test_setup_teardown(marks, setup, teardown),
        cmocka_unit_test_setup_teardown(long_text, setup, teardown),
        cmocka_unit_test_setup_teardown(hours, setup, teardown),
        cmocka_unit_test_setup_teardown(coming, setup, teardown),
        cmocka_unit_test_setup_teardown(dense_text, setup, teardown),
        cmocka_unit_test_setup_teardown(ends, setup, teardown),
        cmocka_unit_test_setup_teardown(linear, setup, teardown),
        cmocka_unit_test_setup_teardown(any_bytes, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
