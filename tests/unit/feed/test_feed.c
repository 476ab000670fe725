/* Feeds: what the wire is given, and what hostile ones meet. */
#include "feed_test.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "feed/build.h"

static cr_feed *parse_with(cr_arena *a, cr_str bytes, const cr_feed_options *o) {
    cr_feed *f;
    cr_error err;
    if (cr_feed_parse(a, bytes, o, &f, &err) != CR_OK)
        fail_msg("%s", err.line);
    return f;
}
static cr_feed *parse(cr_arena *a, const char *text) { return parse_with(a, cr_str_of(text), NULL); }

static const char rss[] =
    "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:c='http://purl.org/rss/1.0/modules/content/'>"
    "<channel><title>News &amp; more</title><link>https://e.example/</link><language>fr</language><ttl>30</ttl>"
    "<image><title>Logo</title><url>/l.png</url><link>https://e.example/i</link></image>"
    "<item><title>One &amp;lt;two&amp;gt; <![CDATA[<b>bold</b>]]></title><link>/1</link><guid isPermaLink='false'>g1</guid>"
    "<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><dc:creator>A. Writer</dc:creator><dc:creator>B. Writer</dc:creator>"
    "<description>Short</description><c:encoded><![CDATA[<p onclick='x'>Long <a href='/x'>text</a></p>]]></c:encoded></item>"
    "<item><title>Two</title><guid>https://e.example/2</guid></item></channel></rss>";

static void rss_gives_the_wire_what_it_needs(void **state) {
    cr_feed *f = parse(*state, rss);
    assert_true(f->well_formed);
    assert_false(f->truncated);
    assert_str(f->version, "rss20");
    assert_str(f->title, "News & more");
    assert_str(f->link, "https://e.example/");
    assert_str(f->language, "fr");
    assert_int_equal(f->ttl_minutes, 30);
    assert_int_equal(f->entry_count, 2);
    const cr_feed_entry *e = f->entries;
    assert_str(e->title, "One <two> bold");
    assert_str(e->link, "https://e.example/1"); /* against the feed's own link, for want of a better base */
    assert_str(e->id, "g1");
    assert_str(e->published, "2004-01-01T19:48:21Z");
    assert_none(e->updated);
    assert_str(e->author, "A. Writer, B. Writer");
    assert_str(e->summary, "Short");
    assert_str(e->content, "<p>Long <a href=\"/x\">text</a></p>");
    assert_str(e->language, "fr");
    assert_str(e[1].link, "https://e.example/2");
    assert_none(e[1].summary);
}

static void atom_with_base_language_and_xhtml(void **state) {
    cr_feed *f = parse_with(*state, CR_STR("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='/b/'><title type='text'>1 &lt; 2</title>"
                                           "<entry xml:lang='id'><id>urn:1</id><title type='html'>a &amp;amp; b</title><link rel='self' href='s'/><link href='p?q=1'/>"
                                           "<updated>2003-12-31T10:14:55+01:00</updated><author><name>N</name><email>n@e.example</email></author>"
                                           "<content type='xhtml' xml:base='c/'><div xmlns='http://www.w3.org/1999/xhtml'>x <em>y</em><img src='i.png'/></div></content></entry></feed>"),
                            &(cr_feed_options){.url = CR_STR("https://e.example/f")});
    assert_true(f->well_formed);
    assert_str(f->version, "atom10");
    assert_str(f->title, "1 < 2");
    const cr_feed_entry *e = f->entries;
    assert_str(e->title, "a & b");
    assert_str(e->link, "https://e.example/b/p?q=1");
    assert_str(e->updated, "2003-12-31T09:14:55Z");
    assert_str(e->language, "id");
    assert_str(e->author, "N");
    assert_str(e->content, "x <em>y</em><img src=\"https://e.example/b/c/i.png\" />");
}

static void json_feed(void **state) {
    cr_feed *f = parse(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"home_page_url\":\"https://e.example/\",\"language\":\"de\",\"items\":["
                               "{\"id\":7,\"url\":\"https://e.example/7\",\"title\":\"a <b>\",\"content_html\":\"<p onclick=x>c</p>\",\"date_published\":\"2020-01-02T03:04:05+02:00\","
                               "\"authors\":[{\"name\":\"N\"}]},{\"id\":\"8\",\"content_text\":\"1 < 2\"}]}");
    assert_true(f->well_formed);
    assert_str(f->version, "json11");
    assert_int_equal(f->entry_count, 2);
    assert_str(f->entries[0].id, "7");
    assert_str(f->entries[0].title, "a <b>");
    assert_str(f->entries[0].content, "<p>c</p>");
    assert_str(f->entries[0].published, "2020-01-02T01:04:05Z");
    assert_str(f->entries[0].author, "N");
    assert_str(f->entries[1].content, "1 &lt; 2");
}

static void json_that_breaks_off_keeps_whole_items(void **state) {
    cr_feed *f = parse(*state, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"content_text\":\"a\"},{\"id\":\"2\",\"tags\":[\"x\"]},{\"id\":\"3");
    assert_false(f->well_formed);
    assert_int_equal(f->entry_count, 2);
    assert_str(f->entries[1].id, "2");
}

static void ill_formed_feeds_are_read_all_the_same(void **state) {
    cr_feed *f = parse(*state, "<rss version=2.0><channel><title>Caf&eacute; & bar</title><item><title>a &amp;amp; b<link>https://e.example/1?a=1&b=2</link>"
                               "<description>one<br>two <p>three</description></item><item><dc:date>2003-12-31</dc:date><title>next</channel>");
    assert_false(f->well_formed);
    assert_str(f->title, "Caf\u00E9 & bar");
    assert_int_equal(f->entry_count, 2);
    assert_str(f->entries[1].title, "next");
    assert_str(f->entries[1].updated, "2003-12-31T00:00:00Z");
}

/* The same feed, strictly and - for one end tag too many - leniently. */
static void both_readers_agree(void **state) {
    static const char *const feeds[] = {rss,
                                        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='http://e.example/b/'><a:title>t</a:title><a:entry xml:lang='it'><a:link href='x'/>"
                                        "<a:id>i</a:id><a:title type='html'>&lt;b&gt;c&lt;/b&gt; &#226;&#128;&#166; &#146;</a:title><a:summary type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'>"
                                        "<x:p>1 &lt; 2</x:p></x:div></a:summary><a:author><a:name>N</a:name></a:author></a:entry></a:feed>",
                                        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:zz='http://purl.org/dc/elements/1.1/'>"
                                        "<channel><title>t</title></channel><item r:about='u'><zz:date>2003-12-31</zz:date><zz:creator>c</zz:creator></item></r:RDF>"};
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        cr_feed *strict = parse(*state, feeds[i]), *lenient = parse_with(*state, cr_str_format(*state, "%s</none>", feeds[i]), NULL);
        assert_true(strict->well_formed && !lenient->well_formed);
        cr_buf a, b;
        cr_buf_init(&a, CR_BUF_NO_CEILING);
        cr_buf_init(&b, CR_BUF_NO_CEILING);
        cr_json ja = cr_json_on(&a), jb = cr_json_on(&b);
        cr_feed_tree_json(&ja, strict->tree);
        cr_feed_tree_json(&jb, lenient->tree);
        assert_str(cr_buf_str(&b), a.bytes);
        assert_true(cr_str_eq(strict->version, lenient->version));
        cr_buf_free(&a);
        cr_buf_free(&b);
    }
}

static void an_entry_that_was_not_closed_ends_where_the_next_begins(void **state) {
    cr_feed *f = parse(*state, "<rss><channel><item><title>1</title><description>a <b>b<item><title>2</title></item></channel></rss>");
    assert_int_equal(f->entry_count, 2);
    assert_str(f->entries[0].title, "1");
    assert_str(f->entries[1].title, "2");
}

static void charsets(void **state) {
    static const struct { const char *bytes; size_t len; const char *type, *title, *encoding; } c[] = {
#define BYTES(s) (s), sizeof(s) - 1
        {BYTES("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>caf\xE9</title></channel></rss>"), "", "caf\u00E9", "iso-8859-1"},
        {BYTES("<?xml version='1.0' encoding='koi8-r'?><rss><channel><title>\xED\xC9\xD2</title></channel></rss>"), "application/xml", "Мир", "koi8-r"},
        {BYTES("<rss><channel><title>\xEC\xE8\xF0</title></channel></rss>"), "text/xml; charset=windows-1251", "мир", "windows-1251"},
        {BYTES("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>\xC3\xA9t\xC3\xA9 \xC3\xA0 \xE2\x82\xAC</title></channel></rss>"), "", "\u00E9t\u00E9 \u00E0 \u20AC", "utf-8"},
        {BYTES("\xEF\xBB\xBF<rss><channel><title>\xC3\xA9</title></channel></rss>"), "", "\u00E9", "utf-8"},
        {BYTES("\xFF\xFE<\0r\0s\0s\0>\0<\0t\0i\0t\0l\0e\0>\0\xE9\0<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0r\0s\0s\0>\0"), "", "\u00E9", "utf-16le"}};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        cr_feed *f = parse_with(*state, (cr_str){c[i].bytes, c[i].len}, &(cr_feed_options){.content_type = cr_str_of(c[i].type)});
        assert_str(f->title, c[i].title);
        assert_str(f->encoding, c[i].encoding);
    }
}

static void no_entity_of_a_dtd_is_expanded(void **state) {
    cr_feed *f = parse(*state, "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                               "<rss version='2.0'><channel><title>&b;&x;</title><item><title>kept</title></item></channel></rss>");
    assert_false(f->well_formed);
    assert_str(f->title, "&b;&x;");
    assert_str(f->entries[0].title, "kept");
}

static cr_feed *repeated(cr_arena *a, const char *before, const char *unit, size_t times, const char *after, const cr_limits *limits) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, before);
    for (size_t i = 0; i < times; i++)
        cr_buf_add_z(&b, unit);
    cr_buf_add_z(&b, after);
    cr_feed *f = parse_with(a, cr_buf_copy(&b, a), &(cr_feed_options){.limits = limits});
    cr_buf_free(&b);
    return f;
}

static void too_many_items_keep_the_first(void **state) {
    cr_feed *f = repeated(*state, "<rss version='2.0'><channel><title>t</title>", "<item><title>x</title></item>", 50000, "</channel></rss>", NULL);
    assert_int_equal(f->entry_count, 5000);
    assert_true(f->truncated);
    assert_true(cr_str_contains(f->reason, "feed_entries"));
    assert_true(f->well_formed);
    f = repeated(*state, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[1", ",{\"id\":\"x\"}", 6000, "]}", NULL);
    assert_int_equal(f->entry_count, 5000);
    assert_true(f->truncated);
}

static void limits_cut_and_say_so(void **state) {
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_FEED_TEXT_BYTES] = 1001;
    cr_feed *f = repeated(*state, "<rss><channel><item><description>", "\u00E9", 5000, "</description></item></channel></rss>", &limits);
    assert_int_equal(f->entries[0].summary.len, 1000); /* never inside a character */
    assert_true(cr_str_contains(f->reason, "feed_text_bytes"));
    f = repeated(*state, "<rss><channel><item><title>t</title>", "<a>", 20000, "</item></channel></rss>", NULL);
    assert_str(f->entries[0].title, "t");
    assert_true(cr_str_contains(f->reason, "feed_depth"));
    f = repeated(*state, "<rss><channel><item><title>t</title><description>", "<p>x", 20000, "</description><link>http://e.example/</link></item></channel></rss>", NULL);
    assert_str(f->entries[0].link, "http://e.example/");
    f = repeated(*state, "", "[", 10000, "", NULL);
    assert_true(cr_str_contains(f->reason, "json_depth"));
    limits.value[CR_LIMIT_FEED_BYTES] = 10;
    cr_error err;
    assert_int_equal(cr_feed_parse(*state, CR_STR("<rss></rss> "), &(cr_feed_options){.limits = &limits}, &f, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "feed_bytes"));
}

static void attributes_without_number(void **state) {
    cr_feed *f = repeated(*state, "<rss><channel><item><title ", "a=\"1\" ", 1000000, ">t</title></item></channel></rss>", NULL);
    assert_str(f->entries[0].title, "t"); /* the same name twice is not well-formed: both readers see it */
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_z(&b, "<rss><channel><item><x:y ");
    for (int i = 0; i < 300000; i++)
        cr_buf_printf(&b, "a%d='%d' ", i, i);
    cr_buf_add_z(&b, "/><title>t</title></item></channel></rss>");
    f = parse_with(*state, cr_buf_str(&b), NULL);
    assert_str(f->entries[0].title, "t");
    cr_buf_free(&b);
}

/* Cut at every byte: no crash, valid UTF-8, and every entry that was whole before the cut is there as it is in the whole. */
static void cut_at_every_byte(void **state) {
    cr_feed *whole = parse(*state, rss);
    size_t first_end = cr_str_find(CR_STR(rss), CR_STR("</item>"), 0) + 7;
    for (size_t n = 0; n < sizeof rss; n++) {
        char *exact = malloc(n ? n : 1); /* so that ASan sees a byte read too far */
        memcpy(exact, rss, n);
        cr_arena *a = cr_arena_new(0);
        cr_feed *f = parse_with(a, (cr_str){exact, n}, NULL);
        assert_true(f->entry_count <= 2);
        if (n >= first_end) {
            assert_true(f->entry_count >= 1);
            assert_true(cr_str_eq(f->entries[0].title, whole->entries[0].title));
            assert_true(cr_str_eq(f->entries[0].content, whole->entries[0].content));
        }
        for (size_t i = 0; i < f->entry_count; i++)
            assert_true(cr_utf8_valid(f->entries[i].title));
        cr_arena_free(a);
        free(exact);
    }
}

static void what_is_no_feed_gives_no_entries(void **state) {
    static const char *const none[] = {"", " ", "hello", "<html><body><p>x</p></body></html>", "{}", "[]", "null", "{\"a\": 1}", "\x1F\x8B\x08\xFF\xFE\x01", "<", "&", "<?xml", "<!DOCTYPE"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        cr_feed *f = parse(*state, none[i]);
        assert_int_equal(f->entry_count, 0);
        assert_str(f->version, "");
    }
}

static void controls_and_broken_utf8_come_out_valid(void **state) {
    cr_feed *f = parse(*state, "<rss version='2.0'><channel><item><title>a\x01 \xE2\x28 b\xED\xA0\x80</title></item></channel></rss>");
    assert_false(f->well_formed);
    assert_int_equal(f->entry_count, 1);
    assert_true(cr_utf8_valid(f->entries[0].title));
    assert_true(memchr(f->entries[0].title.ptr, 1, f->entries[0].title.len) == NULL);
}

static void how_often_a_feed_changes(void **state) {
    cr_feed *f = parse(*state, "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod>hourly</sy:updatePeriod>"
                               "<sy:updateFrequency>4</sy:updateFrequency></channel></rss>");
    assert_int_equal(f->ttl_minutes, 15);
    assert_int_equal(parse(*state, "<rss><channel><ttl>-1</ttl></channel></rss>")->ttl_minutes, 0);
}

static void language_tags_and_the_address_behind_a_redirect(void **state) {
    assert_str(parse(*state, "<rss><channel><language> pt_BR </language></channel></rss>")->language, "pt-BR");
    assert_none(parse(*state, "<rss><channel><language>English</language></channel></rss>")->language);
    cr_feed *f = parse(*state, "<rss xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'><channel><language>es</language><item><link>http://count.example/~r/1</link>"
                               "<fb:origLink>http://e.example/1</fb:origLink><title>a&#1;b</title></item></channel></rss>");
    assert_str(f->entries[0].link, "http://e.example/1");
    assert_str(f->entries[0].language, "es");
}

static void rules_stand_in_order(void **state) {
    (void)state;
    for (size_t i = 0; cr_feed_rule_at(i); i++)
        assert_ptr_equal(cr_feed_rule_of(cr_str_of(cr_feed_rule_at(i)->key)), cr_feed_rule_at(i));
    assert_null(cr_feed_rule_of(CR_STR("zzz")));
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(rss_gives_the_wire_what_it_needs), TEST(atom_with_base_language_and_xhtml), TEST(json_feed), TEST(json_that_breaks_off_keeps_whole_items),
                                       TEST(ill_formed_feeds_are_read_all_the_same), TEST(both_readers_agree), TEST(an_entry_that_was_not_closed_ends_where_the_next_begins), TEST(charsets),
                                       TEST(no_entity_of_a_dtd_is_expanded), TEST(too_many_items_keep_the_first), TEST(limits_cut_and_say_so), TEST(attributes_without_number),
                                       TEST(cut_at_every_byte), TEST(what_is_no_feed_gives_no_entries), TEST(controls_and_broken_utf8_come_out_valid), TEST(how_often_a_feed_changes), TEST(language_tags_and_the_address_behind_a_redirect), TEST(rules_stand_in_order)};
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
