/* Headline, authors and days of pages of our own: each class of rule of src/page/metadata*.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <courant/page.h>

#include "base/buf.h"
#include "page/loose.h"

#define TEXT "<p>The city council approved a new bridge across the river on Tuesday, the mayor told a news conference at the town hall on the hill.</p>" \
             "<p>The work will start in March, said the head of public works, who promised that the old road would stay open until the end of it.</p>" \
             "<p>It is the bridge that this city has been waiting for since the flood, she said, and nobody in the room would say a word against it.</p>"
#define BODY "<article><h1>Council approves bridge</h1>"

static cr_page_tools *tools;

static cr_article *read_page(cr_arena *a, const char *html) {
    cr_page_input in = {.bytes = cr_str_of(html), .type = CR_PAGE_HTML, .tools = tools};
    cr_article *article = NULL;
    cr_error err = {0};
    if (cr_page_read(a, &in, &article, &err) != CR_OK)
        fail_msg("%s", err.line);
    return article;
}

static cr_str joined(cr_arena *a, cr_strs names) {
    cr_str all = CR_STR("");
    for (size_t i = 0; i < names.count; i++)
        all = i ? cr_str_format(a, "%.*s; %.*s", CR_FMT(all), CR_FMT(names.items[i])) : names.items[0];
    return all;
}

static void expect_title(const char *html, const char *want) {
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, html);
    if (!cr_str_is(article->title, want))
        fail_msg("title \"%.*s\", not \"%s\"\n%s", CR_FMT(article->title), want, html);
    cr_arena_free(a);
}

static void expect_author(const char *html, const char *want) {
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, html);
    cr_str got = joined(a, article->author);
    if (!cr_str_is(got, want))
        fail_msg("author \"%.*s\", not \"%s\"\n%s", CR_FMT(got), want, html);
    cr_arena_free(a);
}

static void expect_days(const char *html, const char *published, const char *modified) {
    cr_arena *a = cr_arena_new(0);
    cr_article *article = read_page(a, html);
    bool day = published ? cr_str_is(article->date, published) : cr_str_none(article->date);
    if (!day || (modified ? !cr_str_is(article->modified, modified) : !cr_str_none(article->modified)))
        fail_msg("date %.*s, modified %.*s, not %s and %s\n%s", CR_FMT(article->date), CR_FMT(article->modified), published ? published : "none", modified ? modified : "none", html);
    cr_arena_free(a);
}

static void takes_the_headline_over_the_text(void **state) {
    (void)state;
    expect_title("<title>Bridge: all you need to know | Example News</title><meta property=og:title content='Bridge, explained'>" BODY TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge | Example News</title><meta property=og:site_name content='Example News'><h1><a href='/'>Example News</a></h1>"
                 "<article><h2>Council approves bridge</h2>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge at last - Example News</title><h1>Example News</h1><div><h3 class=storytitle>Council approves bridge at last</h3>" TEXT "</div>",
                 "Council approves bridge at last");
    expect_title("<title>Council approves bridge</title><nav><h1>Menu of the day and more</h1></nav><article><h1>Council approves bridge</h1>" TEXT "<h1>Subscribe to our newsletter now</h1></article>",
                 "Council approves bridge");
    expect_title("<title>x</title><article><h1>Er\xC2\xADin\xC2\xADne\xC2\xADrung an die Br\xC3\xBC\xC2\xAD" "cke</h1>" TEXT, "Erinnerung an die Br\xC3\xBC" "cke");
}

static void leaves_the_outlet_out(void **state) {
    (void)state;
    expect_title("<title>Council approves bridge | Local | Example News</title><meta property=og:site_name content='Example News'>" TEXT, "Council approves bridge | Local");
    expect_title("<title>Example News: Council approves bridge</title><meta property=og:site_name content='Example News'>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge \xE2\x80\x93 B\xC3\xA4" "chli-News</title><link rel=canonical href='https://www.baechli-news.example/1'>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge - and a road</title>" TEXT, "Council approves bridge - and a road");
    expect_title("<title>Council approves bridge | </title>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge in Norland - news.example - Frontpage - Norland</title><meta property=og:title content='Council approves bridge in Norland'>"
                 "<div><a href='/'><div class=headline>Frontpage</div></a></div><div><a href='/no'><div class=headline>Norland</div></a></div><article>" TEXT, "Council approves bridge in Norland");
}

static void tells_kickers_from_headlines(void **state) {
    (void)state;
    expect_title("<title>City: Council approves bridge</title><article><h1><span class=kicker>City</span><span class=hidden-sign>: </span><span>Council approves bridge</span></h1>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves bridge</title><article><h1><span>Council approves bridge</span> <span class=sub>Mayor pleased with a vote that took all night</span></h1>" TEXT, "Council approves bridge");
    expect_title("<title>Council approves <em>bridge</em></title><article><h1>Council <em>finally</em> approves bridge</h1>" TEXT, "Council finally approves bridge");
}

static void reads_bylines_in_many_languages(void **state) {
    (void)state;
    static const char *const lines[] = {
        "By Jane Example", "Written by Jane Example", "Posted by Jane Example on May 3, 2019", "Von Jane Example", "Ein Gastbeitrag von Jane Example", "Text: Jane Example", "Autorin: Jane Example",
        "Par Jane Example", "Propos recueillis par Jane Example", "Por Jane Example", "Escrito por Jane Example", "Di Jane Example", "A cura di Jane Example", "Door Jane Example", "Autor: Jane Example",
        "Autorka: Jane Example", "Автор: Jane Example", "Szerző: Jane Example", "Yazan: Jane Example", "Av Jane Example", "Af Jane Example", "Kirjoittaja: Jane Example", "De Jane Example",
        "Γράφει η Jane Example", "Oleh Jane Example", "बिना", "بقلم: Jane Example", "作者：Jane Example", "文：Jane Example", "글: Jane Example", "Tác giả: Jane Example", "Per Jane Example",
        "veröffentlicht am 3. Mai 2019 von Jane Example", "3. Mai 2019 | Jane Example", "3. Mai 2019 - Redaktion: Jane Example", "By Jane Example, Senior Editor", "By Jane Example in Berlin",
        "Von Jane Example, Redakteurin", "By Jane Example | 5 min read", "By Jane Example Updated 3 May 2019", "by JANE EXAMPLE"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_arena *a = cr_arena_new(0);
        expect_author(cr_str_format(a, "<title>x</title>" BODY "<p class=l>%s</p>" TEXT, lines[i]).ptr, cr_str_is(cr_str_of(lines[i]), "बिना") ? "" : "Jane Example");
        cr_arena_free(a);
    }
}

static void cuts_names_apart(void **state) {
    (void)state;
    expect_author(BODY "<div class=byline>By Jane Example, John Roe and Max van der Berg</div>" TEXT, "Jane Example; John Roe; Max van der Berg");
    expect_author(BODY "<div class=byline>Von <a href='/autor/1'>Hanna Beispiel</a> und <a href='/autor/2'>Jan Muster</a></div>" TEXT, "Hanna Beispiel; Jan Muster");
    expect_author(BODY "<div class=author><a href='/author/jane'>Jane Example</a><span>EdTech content writer</span></div>" TEXT, "Jane Example");
    expect_author(BODY "<div class=author-name>Written by<span>Jane Example</span></div>" TEXT, "Jane Example");
    expect_author("<meta name=author content='Jane Example, PhD'>" BODY TEXT, "Jane Example");
    expect_author("<meta name=citation_author content='Example, Jane'><meta name=citation_author content='Roe, John'>" BODY TEXT, "Jane Example; John Roe");
    expect_author("<meta name=author content='https://social.example/jane'>" BODY TEXT, "");
    expect_author("<meta name=author content='admin'>" BODY TEXT, "");
    expect_author(BODY "<p>Sort by</p><p>3 May 2019</p><p>Abril de</p><p>Letters to The</p>" TEXT, "");
    expect_author(BODY "<div class=byline>By April Example, Mahua Das and Steve Roe, AP Sports Writer</div>" TEXT, "April Example; Mahua Das; Steve Roe");
    expect_author("<html lang=ko>" BODY "<div class=reporter>\xEC\x98\x88\xEC\x8B\x9C\xEC\x9D\xBC\xEB\xB3\xB4=\xEA\xB9\x80\xEC\x98\x88\xEC\x8B\x9C \xEA\xB8\xB0\xEC\x9E\x90</div>" TEXT, "\xEA\xB9\x80\xEC\x98\x88\xEC\x8B\x9C");
    expect_author(BODY "<div class=author-box><a rel=author href='/author/jane'>View all posts by Jane Example</a></div>" TEXT, "Jane Example");
}

static void weighs_the_authors(void **state) {
    (void)state;
    expect_author("<meta property=og:site_name content='Example News'><meta name=author content='Example News'>" BODY "<p>By Jane Example</p>" TEXT, "Jane Example");
    expect_author("<meta name=author content='Redaktion'>" BODY "<p>Von Jane Example</p>" TEXT, "Jane Example");
    expect_author("<meta property=og:site_name content='Example News'><meta name=author content='Example News'>" BODY TEXT, "Example News");
    expect_author("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Organization\",\"name\":\"Example Media Group\"}}</script>" BODY "<p>By Jane Example</p>" TEXT, "Jane Example");
    expect_author(BODY TEXT "</article><div class=comments><div class=comment><span class=author>Peter Reader</span><p>I do not think so.</p></div></div>", "");
    expect_author(BODY TEXT "</article><aside><div class=author>Peter One</div><div class=author>Paul Two</div></aside>", "");
}

static void reads_json_ld(void **state) {
    (void)state;
    expect_author("<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Jane Example\"},{\"@type\":[\"Article\"],\"author\":{\"@id\":\"#p\"}}]}</script>" BODY TEXT, "Jane Example");
    expect_author("<script type='application/ld+json'>[{\"@type\":\"NewsArticle\",\"author\":[\"Jane Example\",{\"@type\":\"Person\",\"name\":\"John Roe\"}]}]</script>" BODY TEXT, "Jane Example; John Roe");
    /* of several articles the one that is the page */
    expect_days("<link rel=canonical href='https://example.org/2'><script type='application/ld+json'>[{\"@type\":\"NewsArticle\",\"url\":\"https://example.org/1\",\"headline\":\"Other\",\"datePublished\":\"2018-01-01\"},"
                "{\"@type\":\"NewsArticle\",\"url\":\"https://www.example.org/2/\",\"headline\":\"Council approves bridge\",\"datePublished\":\"2019-05-03\"}]</script>" BODY TEXT, "2019-05-03", NULL);
    /* line ends and quotation marks in strings, a comma too many, cut short */
    expect_days("<script type='application/ld+json'><!-- {\"@type\":\"Article\",\"headline\":\"A \"new\" bridge\n\",\"datePublished\":\"2019-05-03\",},</script>" BODY TEXT, "2019-05-03", NULL);
}

static void tells_published_from_modified(void **state) {
    (void)state;
    expect_days(BODY "<p>Published 3 May 2019, updated 5 May 2019</p>" TEXT, "2019-05-03", "2019-05-05");
    expect_days(BODY "<p>Updated: 5 May 2019</p><p>Published: 3 May 2019</p>" TEXT, "2019-05-03", "2019-05-05");
    expect_days(BODY "<p>Aktualisiert am <time datetime='2019-05-05'>gestern</time></p><time datetime='2019-05-03' itemprop=datePublished>vorgestern</time>" TEXT, "2019-05-03", "2019-05-05");
    expect_days("<meta property=article:published_time content='2019-05-03T10:00:00+02:00'><meta property=article:modified_time content='2019-05-05T10:00:00+02:00'>" BODY TEXT,
                "2019-05-03T10:00:00+02:00", "2019-05-05T10:00:00+02:00");
    /* one day said twice, an earlier one shown */
    expect_days("<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":\"2021-05-05\",\"dateModified\":\"2021-05-05\"}</script>" BODY "<div class=date>3 May 2019</div>" TEXT, "2019-05-03", "2021-05-05");
    expect_days(BODY "<p>Last updated 5 May 2019</p>" TEXT, "2019-05-05", "2019-05-05"); /* the one day that the page bears */
}

static void judges_days(void **state) {
    (void)state;
    expect_days("<html lang=de><meta property=article:published_time content='2019-05-02T22:00:00Z'>" BODY TEXT, "2019-05-03", NULL);
    expect_days("<html lang=en><meta property=article:published_time content='2019-05-04T02:30:00Z'>" BODY "<time>May 3, 2019</time>" TEXT, "2019-05-03", NULL);
    expect_days(BODY TEXT "</article><div class=comments><time datetime='2019-05-09'>May 9</time></div><footer>Copyright 2019-05-10</footer>", NULL, NULL);
    expect_days("<link rel=canonical href='https://example.org/2019/05/03/bridge'>" BODY TEXT, "2019-05-03", NULL);
    expect_days("<meta name=date content='1970-01-01'>" BODY TEXT, NULL, NULL);
    expect_days(BODY "<p>03.05.2019 \xE2\x80\x93 The city council approved a new bridge across the river on Tuesday, the mayor told a news conference at the town hall, and she smiled as she said so.</p>" TEXT, "2019-05-03", NULL);
    expect_days(BODY "<span class=date data-timestamp=1556841600>three years ago</span>" TEXT, "2019-05-03T00:00:00Z", NULL);
    expect_days("<script>window.state = {\"article\":{\"publishedAt\":\"2019-05-03T08:00:00\"}}</script>" BODY TEXT, "2019-05-03T08:00:00", NULL);
}

static void bears_any_json(void **state) {
    (void)state;
    static const char text[] = "x {\"a\": [1, {\"b\": \"c\\u00e9\\\"\\ud83d\\ude00 &amp;\"}], \"k\": \"v \"w\" x\", \"n\": null,, }";
    cr_arena *a = cr_arena_new(0);
    size_t values = 10000;
    for (size_t n = 0; n < sizeof text; n++)
        (void)cr_loose_read(a, (cr_str){text, n}, &values);
    const cr_loose *root = cr_loose_read(a, cr_str_of(text), &values), *object = root->first;
    assert_true(cr_str_is(cr_loose_text(a, cr_loose_get(cr_loose_get(object, "a")->first->next, "b")), "c\xC3\xA9\"\xF0\x9F\x98\x80 &"));
    assert_true(cr_str_is(cr_loose_text(a, cr_loose_get(object, "k")), "v \"w\" x"));
    assert_true(cr_str_is(cr_loose_get(object, "n")->raw, "null"));
    assert_null(cr_loose_get(object, "z"));
    cr_buf deep;
    cr_buf_init(&deep, CR_BUF_NO_CEILING);
    for (int i = 0; i < 100000; i++)
        cr_buf_add_byte(&deep, '[');
    (void)cr_loose_read(a, cr_buf_str(&deep), &values);
    values = 10;
    assert_int_equal(cr_loose_text(a, cr_loose_read(a, CR_STR("[\"\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\\u\"]"), &values)->first->first).len, 54);
    values = 3;
    assert_null(cr_loose_read(a, CR_STR("[1,2,3,4]"), &values)->first->first->next->next); /* no more than may be */
    cr_buf_free(&deep);
    cr_arena_free(a);
}

static int start(void **state) {
    (void)state;
    return (tools = cr_page_tools_new()) ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    cr_page_tools_free(tools);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_the_headline_over_the_text), cmocka_unit_test(leaves_the_outlet_out), cmocka_unit_test(tells_kickers_from_headlines),
                                       cmocka_unit_test(reads_bylines_in_many_languages), cmocka_unit_test(cuts_names_apart), cmocka_unit_test(weighs_the_authors), cmocka_unit_test(reads_json_ld),
                                       cmocka_unit_test(tells_published_from_modified), cmocka_unit_test(judges_days), cmocka_unit_test(bears_any_json)};
    return cmocka_run_group_tests(tests, start, stop);
}
