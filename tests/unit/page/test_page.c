/* Pages in, articles out: blocks, furniture, limits, JSON there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <courant/page.h>

#include "base/limits.h"
#include "page/article_json.h"

#define PARAGRAPH "<p>The city council approved a new bridge across the river on Tuesday, the mayor told a news conference at the town hall.</p>"

static cr_article *read_page(cr_arena *a, const char *html, const char *url) {
    cr_page_input in = {.bytes = cr_str_of(html), .url = cr_str_of(url)};
    cr_article *article = NULL;
    cr_error err = {0};
    if (cr_page_read(a, &in, &article, &err) != CR_OK)
        fail_msg("%s", err.line);
    return article;
}

static void leaves_furniture_out(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, "<title>Bridge | Example</title><div class=menu><p>Menu text that is long enough to look like a sentence, is it not.</p></div><article><h1>Bridge</h1>" PARAGRAPH
                                       "<div class='share-bar'>Share this</div>" PARAGRAPH PARAGRAPH "<p>Read also: <a href='/2'>The older bridge</a></p></article>"
                                       "<div id=comments><p>I do not think that we need another bridge at all, dear neighbours.</p></div>", "https://example.org/1");
    assert_int_equal(article->outcome, CR_OUTCOME_ARTICLE);
    assert_int_equal(article->block_count, 3);
    assert_false(cr_str_contains(article->text, "Menu") || cr_str_contains(article->text, "neighbours") || cr_str_contains(article->text, "Share"));
    assert_int_equal(article->related_count, 1);
    assert_true(cr_str_is(article->related[0].url, "https://example.org/2"));
    assert_true(cr_str_is(article->title, "Bridge"));
    cr_arena_free(a);
}

/* What a style hides is left out, in whatever way it is written; and a long style is read once, whatever it says. */
static void leaves_hidden_text_out(void **state) {
    (void)state;
    static const char *const hide[] = {"display:none", "color:red; Display : none !important", "visibility:hidden", "visibility:  hidden"};
    for (size_t i = 0; i < sizeof hide / sizeof *hide; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_str html = cr_str_format(a, "<title>Bridge</title><article><h1>Bridge</h1>" PARAGRAPH PARAGRAPH PARAGRAPH
                                       "<p style='%s'>Words that nobody is to see, said at some length, and then said again.</p></article>", hide[i]);
        cr_article *article = read_page(a, html.ptr, "https://example.org/1");
        assert_int_equal(article->block_count, 3);
        cr_arena_free(a);
    }
    cr_arena *a = cr_arena_new(0);
    enum { PIECES = 200000, BLANKS = 2000000 };
    char *bytes = cr_arena_alloc(a, PIECES * 8 + BLANKS + 1000), *o = bytes;
    o += snprintf(o, 100, "<article><p style='");
    for (size_t i = 0; i < PIECES; i++, o += 8)
        memcpy(o, "displayx", 8);
    memset(o, ' ', BLANKS);
    o += BLANKS;
    snprintf(o, 900, "'>" PARAGRAPH PARAGRAPH PARAGRAPH);
    assert_int_equal(read_page(a, bytes, "https://example.org/1")->block_count, 3);
    cr_arena_free(a);
}

static void keeps_addresses_harmless(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, "<link rel=canonical href='javascript:alert(1)'><meta property=og:image content='data:text/html,x'>" PARAGRAPH PARAGRAPH PARAGRAPH, "https://example.org/");
    assert_true(cr_str_none(article->canonical_url));
    assert_true(cr_str_none(article->image));
    assert_true(cr_str_none(article->date)); /* never invented */
    assert_int_equal(article->author.count, 0);
    cr_arena_free(a);
}

static void says_when_a_page_is_too_large(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    size_t n = ((size_t)32 << 20) + 1;
    char *bytes = cr_arena_alloc(a, n);
    memset(bytes, 'x', n);
    cr_page_input in = {.bytes = {bytes, n}};
    cr_article *article;
    cr_error err;
    assert_int_equal(cr_page_read(a, &in, &article, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "page_bytes"));
    cr_arena_free(a);
}

static void survives_every_prefix(void **state) {
    (void)state;
    static const char page[] = "<!DOCTYPE html><html lang=fr><head><meta charset=utf-8><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"A\"}}</script>"
                               "</head><body><table><tr><td>a<td>b</table><pre>x\n y</pre><ul><li><a href=x>y</a></ul><p>caf\xC3\xA9&eacute;</body>";
    for (size_t n = 0; n < sizeof page; n++) {
        cr_arena *a = cr_arena_new(0);
        cr_page_input in = {.bytes = {page, n}, .type = CR_PAGE_HTML};
        cr_article *article;
        cr_error err;
        assert_int_equal(cr_page_read(a, &in, &article, &err), CR_OK);
        cr_arena_free(a);
    }
}

static void reads_its_own_json(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, "<html lang=en><h1>The new bridge</h1>" PARAGRAPH "<h2>Why</h2>" PARAGRAPH PARAGRAPH, "https://example.org/"), *again;
    article->notice = &(cr_notice){.machine_translated = true, .languages = {(cr_str[]){CR_STR("en"), CR_STR("fr")}, 2}, .text = CR_STR("x")};
    cr_buf first, second;
    cr_buf_init(&first, CR_BUF_NO_CEILING);
    cr_buf_init(&second, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&first), k = cr_json_on(&second);
    cr_article_write(&j, article);
    json_t *object = json_loadb(first.bytes, first.len, 0, NULL);
    cr_error err;
    assert_int_equal(cr_article_read(a, object, &again, &err), CR_OK);
    cr_article_write(&k, again);
    assert_string_equal(first.bytes, second.bytes);
    assert_int_equal(again->blocks[1].level, 2);
    json_object_set_new(object, "title", json_integer(3));
    assert_int_equal(cr_article_read(a, object, &again, &err), CR_ERR_SYNTAX);
    json_decref(object);
    cr_buf_free(&first);
    cr_buf_free(&second);
    cr_arena_free(a);
}

/* In a tree, in lines of HTML without structure and in plain text alike. */
static void says_when_a_text_was_cut(void **state) {
    (void)state;
    static const char *const pages[] = {"<title>Bridge</title><main><article><h1>Bridge</h1>" PARAGRAPH PARAGRAPH PARAGRAPH "</article></main>",
                                        "<body>" PARAGRAPH PARAGRAPH PARAGRAPH,
                                        "Bridge\n\nThe city council approved a new bridge across the river on Tuesday, the mayor said.\n\n"
                                        "It takes two years to build it, and the old one stays where it is until then, he said.\n\n"
                                        "The county pays for half of it, and the state for the rest, the council was told at length.\n"};
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_PAGE_TEXT_BYTES] = 260;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        cr_arena *a = cr_arena_new(0);
        cr_page_input in = {.bytes = cr_str_of(pages[i]), .limits = &limits};
        cr_article *article = NULL;
        cr_error err = {0};
        assert_int_equal(cr_page_read(a, &in, &article, &err), CR_OK);
        if (article->text.len > 260 || !cr_str_contains(article->reason, "page_text_bytes"))
            fail_msg("page %zu: %zu bytes, reason \"%.*s\"", i, article->text.len, CR_FMT(article->reason));
        cr_arena_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(leaves_furniture_out), cmocka_unit_test(leaves_hidden_text_out), cmocka_unit_test(keeps_addresses_harmless), cmocka_unit_test(says_when_a_page_is_too_large),
                                       cmocka_unit_test(says_when_a_text_was_cut), cmocka_unit_test(survives_every_prefix), cmocka_unit_test(reads_its_own_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
