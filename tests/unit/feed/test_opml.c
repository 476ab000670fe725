/* OPML in and out, and the feeds a page offers. */
#include "feed_test.h"

static cr_opml_outline *read_ok(cr_arena *a, const char *opml, size_t *count, size_t *refused) {
    cr_opml_outline *o;
    cr_error err;
    if (cr_opml_parse(a, cr_str_of(opml), &o, count, refused, &err) != CR_OK)
        fail_msg("%s", err.line);
    return o;
}

static const char nested[] =
    "<?xml version='1.0'?><opml version='2.0'><body>"
    "<outline text='World' language='fr'><outline text='Europe'>"
    "<outline type='rss' text='A &amp; B' xmlUrl='https://a.example/rss?x=1&amp;y=2' htmlUrl='https://a.example/'/></outline>"
    "<outline text='C' xmlUrl='http://c.example/' language='de'></outline></outline>"
    "<outline title='D' text='no' XMLURL='http://d.example/feed'/></body></opml>";

static void nested_folders_become_paths(void **state) {
    size_t n, refused;
    cr_opml_outline *o = read_ok(*state, nested, &n, &refused);
    assert_int_equal(n, 3);
    assert_int_equal(refused, 0);
    assert_str(o[0].url, "https://a.example/rss?x=1&y=2");
    assert_str(o[0].title, "A & B");
    assert_str(o[0].folder, "World/Europe");
    assert_str(o[0].language, "fr");
    assert_str(o[0].site_url, "https://a.example/");
    assert_str(o[1].folder, "World");
    assert_str(o[1].language, "de");
    assert_str(o[2].title, "D");
    assert_none(o[2].folder);
    assert_none(o[2].language);
}

static void commands_and_other_schemes_are_refused_and_counted(void **state) {
    size_t n, refused;
    cr_opml_outline *o = read_ok(*state,
                                 "<opml><body><outline xmlUrl='|touch canary'/><outline xmlUrl='exec:rm'/><outline xmlUrl='file:///etc/passwd'/>"
                                 "<outline xmlUrl='javascript:alert(1)'/><outline xmlUrl='filter:cat:http://a.example/'/><outline xmlUrl='http://'/>"
                                 "<outline xmlUrl='http://x.example/' filtercmd='sh'/><outline xmlUrl='http://a.example/ |sh'/>"
                                 "<outline xmlUrl='&#106;avascript:x'/><outline xmlUrl='http://good.example/f'/></body></opml>",
                                 &n, &refused);
    assert_int_equal(n, 1);
    assert_int_equal(refused, 9);
    assert_str(o[0].url, "http://good.example/f");
}

static void broken_files_are_read_and_others_refused(void **state) {
    size_t n, refused;
    cr_opml_outline *o = read_ok(*state, "<opml><body><outline text='A & B' xmlUrl=http://a.example/f><outline text=x xmlUrl='http://b.example/'", &n, &refused);
    assert_int_equal(n, 2);
    assert_str(o[0].title, "A & B");
    cr_error err;
    assert_int_equal(cr_opml_parse(*state, CR_STR("<html><body>no</body></html>"), &o, &n, &refused, &err), CR_ERR_SYNTAX);
    assert_int_equal(cr_opml_parse(*state, CR_STR(""), &o, &n, &refused, &err), CR_ERR_SYNTAX);
}

static void what_is_written_reads_back_the_same(void **state) {
    size_t n, refused, again_n;
    cr_opml_outline *o = read_ok(*state, nested, &n, &refused);
    o[0].title = CR_STR("<\"A\" & 'B'>");
    cr_str text, text2;
    cr_error err;
    assert_int_equal(cr_opml_write(*state, CR_STR("T & <t>"), o, n, &text, &err), CR_OK);
    cr_opml_outline *again = read_ok(*state, text.ptr, &again_n, &refused);
    assert_int_equal(again_n, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(cr_str_eq(o[i].url, again[i].url) && cr_str_eq(o[i].title, again[i].title));
        assert_true(cr_str_eq(o[i].folder, again[i].folder) && cr_str_eq(o[i].language, again[i].language));
    }
    assert_int_equal(cr_opml_write(*state, CR_STR("T & <t>"), again, again_n, &text2, &err), CR_OK);
    assert_true(cr_str_eq(text, text2));
}

static void depth_and_number_of_outlines_are_bounded(void **state) {
    size_t room = 60000 * 60;
    char *text = cr_arena_alloc(*state, room);
    size_t len = (size_t)sprintf(text, "<opml>");
    for (int i = 0; i < 30000; i++)
        len += (size_t)snprintf(text + len, room - len, "<outline text='f' xmlUrl='http://e.example/%d'>", i);
    cr_opml_outline *o;
    size_t n, refused;
    cr_error err;
    assert_int_equal(cr_opml_parse(*state, (cr_str){text, len}, &o, &n, &refused, &err), CR_OK);
    assert_int_equal(n, 20000); /* limit opml_outlines */
    assert_int_equal(refused, 10000);
}

static void a_page_offers_its_feeds_once_and_absolute(void **state) {
    cr_strs found;
    cr_error err;
    cr_str page = CR_STR("<!doctype html><head><base href='/de/'><link rel='alternate' type='application/rss+xml' href='comments/feed'>"
                         "<link rel='stylesheet alternate' type='text/css' href=x.css><LINK REL=Alternate TYPE='application/atom+xml; charset=utf-8' HREF='feed.atom?a=1&amp;b=2'>"
                         "<link rel=alternate type=application/json href=/wp-json/1><link rel=alternate type=application/feed+json href=https://o.example/f.json>"
                         "<link rel=alternate type=application/rss+xml href='javascript:x'><link rel='alternate' type='application/rss+xml' href='comments/feed'>"
                         "<script>\"<link rel=alternate type=application/rss+xml href=/no>\"</script><!-- <link rel=alternate type=application/rss+xml href=/no2> -->");
    assert_int_equal(cr_feed_discover(*state, page, CR_STR("https://e.example/x/y"), &found, &err), CR_OK);
    assert_int_equal(found.count, 3);
    assert_str(found.items[0], "https://e.example/de/feed.atom?a=1&b=2");
    assert_str(found.items[1], "https://o.example/f.json");
    assert_str(found.items[2], "https://e.example/de/comments/feed"); /* comments last */
}

static void without_links_anchors_that_lead_to_feeds_count(void **state) {
    cr_strs found;
    cr_error err;
    cr_str page = CR_STR("<a href='/news/rss.xml'>RSS</a><a href=/about>about</a><a href='/feed/'>f</a><a href='/feedback'>no</a>");
    assert_int_equal(cr_feed_discover(*state, page, CR_STR("https://e.example/"), &found, &err), CR_OK);
    assert_int_equal(found.count, 2);
    assert_str(found.items[0], "https://e.example/news/rss.xml");
    assert_str(found.items[1], "https://e.example/feed/");
    assert_int_equal(cr_feed_discover(*state, CR_STR(""), CR_STR(""), &found, &err), CR_OK);
    assert_int_equal(found.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(nested_folders_become_paths), TEST(commands_and_other_schemes_are_refused_and_counted), TEST(broken_files_are_read_and_others_refused),
                                       TEST(what_is_written_reads_back_the_same), TEST(depth_and_number_of_outlines_are_bounded),
                                       TEST(a_page_offers_its_feeds_once_and_absolute), TEST(without_links_anchors_that_lead_to_feeds_count)};
    return cmocka_run_group_tests_name("opml", tests, NULL, NULL);
}
