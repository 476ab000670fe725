/* Plain text as pages print it: which lines are the article's, and what is read beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <courant/page.h>

#include "base/buf.h"

static cr_page_tools *tools;

static cr_article *read_text(cr_arena *arena, cr_str text) {
    cr_article *a = NULL;
    cr_error err;
    cr_page_input in = {.bytes = text, .type = CR_PAGE_TEXT, .tools = tools};
    assert_int_equal(cr_page_read(arena, &in, &a, &err), CR_OK);
    return a;
}

static bool has(cr_str s, const char *part) { return cr_str_contains(s, part); }

#define TEXT_A "The council of Marrow Bay voted on Tuesday to rebuild the old pier, which a storm destroyed.\n"
#define TEXT_B "The work will cost nine million and should take eighteen months, the engineer said.\n"
#define TEXT_C "Boats will use the southern quay until the pier is open again next year.\n"

static void takes_furniture_out(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_article *a = read_text(arena, CR_STR("Home | World | Sport | Contact\nMarrow Bay rebuilds its old pier\nBy Jane Doe\n12 January 2022\nShare\n" TEXT_A
                                            "RELATED\nHow the storm took the pier away\nHarbour dues to rise in the spring\n" TEXT_B
                                            "Your email address\nSign up\nBy subscribing you accept our terms of use.\n" TEXT_C
                                            "12 comments\nReader\nThis is a scandal, and somebody should pay for it at last.\nMost read\nA cat returns after nine years away\n© Example Media\n"));
    assert_true(cr_str_is(a->title, "Marrow Bay rebuilds its old pier"));
    assert_int_equal(a->block_count, 3);
    assert_true(has(a->text, "southern quay") && !has(a->text, "scandal") && !has(a->text, "subscribing") && !has(a->text, "storm took"));
    assert_true(cr_str_is(a->date, "2022-01-12"));
    assert_int_equal(a->author.count, 1);
    assert_true(cr_str_is(a->author.items[0], "Jane Doe"));
    assert_int_equal(a->related_count, 3);
    assert_true(cr_str_is(a->related[1].title, "Harbour dues to rise in the spring"));
    cr_arena_free(arena);
}

/* What looks like furniture and is none. */
static void keeps_the_article(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_article *a = read_text(arena, CR_STR("Marrow Bay rebuilds its old pier\n\n" TEXT_A "\nWhat it costs\n\n" TEXT_B "\n\xE2\x80\xA2 The first piles come in April.\n\xE2\x80\xA2 The lamps come last of all.\n\n"
                                            "How long will it take?\nEighteen months, if the sea allows it to go on as planned.\n\n" TEXT_C));
    assert_true(has(a->text, "What it costs") && has(a->text, "first piles") && has(a->text, "lamps") && has(a->text, "How long"));
    assert_int_equal(a->blocks[1].kind, CR_BLOCK_HEADING);
    cr_arena_free(arena);
}

static void keeps_chronicles(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_article *a = read_text(arena, CR_STR(TEXT_A "12 January 2020: a storm takes the pier\n3 March 2020: the council asks for help\n9 May 2021: divers look at the piles\n" TEXT_B TEXT_C));
    assert_true(has(a->text, "12 January 2020") && has(a->text, "9 May 2021"));
    cr_arena_free(arena);
}

static void joins_wrapped_lines(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_article *a = read_text(arena, CR_STR("The council of Marrow Bay voted on Tuesday to rebuild the\nold pier, which a storm destroyed two winters ago. The work\nwill cost nine million.\n\n"
                                            "People here learned to swim under that pier, said the woman\nwho chaired the meeting, and the first piles will be driven\nin April, when the sea is calm.\n"));
    assert_int_equal(a->block_count, 2);
    assert_true(has(a->text, "rebuild the old pier"));
    cr_arena_free(arena);
}

static void survives_odd_texts(void **state) {
    (void)state;
    static const char *const texts[] = {"", "\n\n\n", "x", "Comments\nComments\nComments", "Share\nShare", "12 January 2022", "| | | |", "\xC2\xA0\xC2\xA0", "Related\n\nRelated\n\nRelated"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_arena *arena = cr_arena_new(0);
        cr_article *a = read_text(arena, cr_str_of(texts[i]));
        assert_true(a->outcome == CR_OUTCOME_NO_ARTICLE || a->text.len > 0);
        cr_arena_free(arena);
    }
}

/* Lines that stand in one element alone are read the same way. */
static void reads_flat_html(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_article *a = NULL;
    cr_error err;
    cr_page_input in = {.bytes = CR_STR("<html><title>Marrow Bay rebuilds its old pier</title><body><table><tr><td>Home | World | Sport | Contact<br>Marrow Bay rebuilds its old pier<br>" TEXT_A "<br>"
                                        "Read also: <a href=\"/storm\">How the storm took the pier away</a><br>" TEXT_B "<br>" TEXT_C "<br>" TEXT_B "<br>" TEXT_C
                                        "<br>12 comments<br>This is a scandal.<br>This page was translated automatically from Welsh."),
                        .url = CR_STR("https://news.example/1"), .type = CR_PAGE_HTML, .tools = tools};
    assert_int_equal(cr_page_read(arena, &in, &a, &err), CR_OK);
    assert_true(has(a->text, "southern quay") && !has(a->text, "scandal") && !has(a->text, "storm took") && !has(a->text, "Home"));
    assert_int_equal(a->related_count, 1);
    assert_true(cr_str_is(a->related[0].url, "https://news.example/storm"));
    assert_non_null(a->notice);
    assert_true(a->notice->machine_translated);
    cr_arena_free(arena);
}

static int make_tools(void **state) {
    (void)state;
    tools = cr_page_tools_new();
    return tools ? 0 : -1;
}

static int free_tools(void **state) {
    (void)state;
    cr_page_tools_free(tools);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_furniture_out), cmocka_unit_test(keeps_the_article), cmocka_unit_test(keeps_chronicles), cmocka_unit_test(joins_wrapped_lines),
                                       cmocka_unit_test(survives_odd_texts), cmocka_unit_test(reads_flat_html)};
    return cmocka_run_group_tests(tests, make_tools, free_tools);
}
