/* Sources fetched from a server on loopback: what is new is taken in once, what refuses leaves the feed's own text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>

#include "../support/loopback.h"
#include "base/time.h"
#include "wire/fetching.h"

static const char *feed_text, *robots = "User-agent: *\nDisallow: /private/\n";
static bool robots_cut; /* in the middle of the answer */
static int feed_status, forbidden_asked, pages_asked, robots_asked;

static void reply(int fd, const char *status, const char *headers, const char *text) {
    char head[600];
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n", status, strlen(text), headers);
    say(fd, head);
    say(fd, text);
}

#define PAGE(title)                                                                                                                      \
    "<!DOCTYPE html><html lang=en><title>" title "</title><body><article><h1>" title "</h1><p>The engineers said on Monday that the old "  \
    "bridge over the river is safe again, and that it will open to all in the spring of the year.</p><p>Many people came to see it with "  \
    "their own eyes, and some of them had waited for two years to walk over it again, they said.</p></article></body></html>"

static void answer(loopback *s, int fd, const char *path, const char *request) {
    (void)s;
    if (strcmp(path, "/feed") == 0) {
        if (feed_status == 410)
            reply(fd, "410 Gone", "", "");
        else if (feed_status == 503)
            reply(fd, "503 X", "Retry-After: 7200\r\n", "");
        else if (strstr(request, "If-None-Match: \"f1\""))
            say(fd, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
        else
            reply(fd, "200 OK", "Content-Type: application/rss+xml\r\nETag: \"f1\"\r\n", feed_text);
    } else if (strcmp(path, "/robots.txt") == 0) {
        robots_asked++;
        if (robots_cut)
            say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4000\r\n\r\nUser-agent: *\n");
        else
            robots ? reply(fd, "200 OK", "", robots) : reply(fd, "500 X", "", "");
    } else if (strncmp(path, "/private/", 9) == 0) {
        forbidden_asked++;
        reply(fd, "200 OK", "", PAGE("Private"));
    } else if (strncmp(path, "/refuses/", 9) == 0)
        pages_asked++, reply(fd, "403 No", "", "");
    else if (strncmp(path, "/page/", 6) == 0)
        pages_asked++, reply(fd, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", PAGE("A bridge"));
    else if (strcmp(path, "/moved") == 0)
        reply(fd, "302 Found", "Location: /private/2\r\n", "");
    else if (strcmp(path, "/reserved") == 0)
        reply(fd, "200 OK", "Content-Type: text/html\r\nX-Robots-Tag: noai\r\n", PAGE("Reserved"));
    else if (strcmp(path, "/pdf") == 0)
        reply(fd, "200 OK", "Content-Type: application/pdf\r\n", "%PDF-1.4");
    else if (strcmp(path, "/home") == 0)
        reply(fd, "200 OK", "Content-Type: text/html\r\n", "<html><head><title>Home</title><link rel=alternate type=application/rss+xml href=/comments/feed><link rel=alternate "
                                                            "type=application/rss+xml href=/feed></head><body>x</body></html>");
    else
        reply(fd, "404 Not Found", "", "");
}

static loopback server = {.answer = answer};
static cr_config config;
static cr_str allowed;
static cr_arena *arena;
static cr_store *store;
static char path[300], address[64], feed_url[100];

static int start(void **state) {
    (void)state;
    loopback_start(&server);
    cr_limits_init(&config.limits);
    cr_limits_set(&config.limits, CR_STR("host_pause_ms"), 0);
    cr_limits_set(&config.limits, CR_STR("fetch_items"), 4);
    config.interval_minutes = 30;
    snprintf(address, sizeof address, "127.0.0.1:%u", server.port);
    snprintf(feed_url, sizeof feed_url, "http://%s/feed", address);
    allowed = cr_str_of(address);
    config.allow = (cr_strs){&allowed, 1};
    return 0;
}
static int stop(void **state) { return (void)state, loopback_stop(&server), 0; }

static int open_store(void **state) {
    (void)state;
    cr_error err;
    arena = cr_arena_new(0);
    const char *tmp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/courant-fetching-%d.db", tmp ? tmp : P_tmpdir, (int)getpid());
    unlink(path);
    cr_store_options o = {.relaxed_sync = true};
    assert_int_equal(cr_store_open(path, &o, &store, &err), CR_OK);
    robots = "User-agent: *\nDisallow: /private/\n";
    feed_status = 200;
    robots_cut = false;
    forbidden_asked = pages_asked = robots_asked = 0;
    return 0;
}
static int close_store(void **state) {
    (void)state;
    cr_store_close(store);
    cr_arena_free(arena);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char file[320];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    return 0;
}

static void add(cr_source_kind kind, const char *url) {
    cr_error err;
    cr_source s = {.kind = kind, .url = cr_str_of(url), .state = CR_SOURCE_NEW};
    assert_int_equal(cr_store_source_put(store, &s, NULL, &err), CR_OK);
}

static cr_fetching_counts round_of(bool all) {
    cr_fetching_options o = {.store = store, .config = &config};
    cr_fetching *f;
    cr_error err;
    assert_int_equal(cr_fetching_new(&o, &f, &err), CR_OK);
    if (cr_fetching_run(f, all, false, &err) != CR_OK)
        fail_msg("%s", err.line);
    cr_fetching_counts c = *cr_fetching_counted(f);
    cr_fetching_free(f);
    return c;
}

static cr_source source(void) {
    cr_source *list;
    size_t n;
    cr_error err;
    assert_int_equal(cr_store_source_list(store, arena, &list, &n, &err), CR_OK);
    assert_int_equal(n, 1);
    return list[0];
}

static cr_document document(int64_t seq) {
    cr_document d;
    cr_error err;
    assert_int_equal(cr_store_document_get(store, arena, seq, &d, &err), CR_OK);
    return d;
}

static const char *rss(const char *items) {
    return cr_str_format(arena, "<?xml version='1.0'?><rss version='2.0'><channel><title>Test</title><link>http://x.example/</link>%s</channel></rss>", items).ptr;
}
static const char *item(const char *page, const char *text) {
    return cr_str_format(arena, "<item><title>T %s</title><link>http://%s%s</link><description>%s</description></item>", page, address, page, text).ptr;
}

static void test_feed(void **state) {
    (void)state;
    feed_text = rss(cr_str_format(arena, "%s%s%s<item><title>Only words</title><guid isPermaLink='false'>g1</guid><description>No link at all.</description></item>",
                                  item("/page/1", "One."), item("/private/2", "Two."), item("/pdf", "Three.")).ptr);
    add(CR_SOURCE_FEED, feed_url);
    cr_fetching_counts c = round_of(false);
    assert_int_equal(c.sources, 1);
    assert_int_equal(c.documents, 4);
    assert_int_equal(c.own_text, 3);
    assert_int_equal(forbidden_asked, 0);
    assert_int_equal(robots_asked, 1);
    int pages = 0, forbidden = 0, pdf = 0, words = 0;
    for (int64_t seq = 1; seq <= 4; seq++) {
        cr_document d = document(seq);
        pages += d.bytes.len > 0 && cr_str_is(d.charset, "utf-8") && cr_str_is(d.feed_text, "One.");
        forbidden += cr_str_is(d.note, "robots.txt forbids the page") && cr_str_is(d.feed_text, "Two.");
        pdf += d.note.ptr && cr_str_contains(d.note, "application/pdf");
        words += cr_str_is(d.title, "Only words") && cr_str_none(d.note);
    }
    assert_int_equal(pages, 1);
    assert_int_equal(forbidden, 1);
    assert_int_equal(pdf, 1);
    assert_int_equal(words, 1);
    cr_source s = source();
    assert_int_equal(s.state, CR_SOURCE_OK);
    assert_non_null(s.reason.ptr);
    assert_true(cr_str_is(s.title, "Test"));
    assert_true(cr_str_is(s.etag, "\"f1\""));
    assert_true(s.next_fetch > cr_time_now());
    assert_int_equal(round_of(false).sources, 0); /* not due */
    c = round_of(true);                           /* 304 */
    assert_int_equal(c.unchanged, 1);
    assert_int_equal(c.documents, 0);
}

static void test_nothing_twice(void **state) {
    (void)state;
    feed_text = rss(item("/page/1", "One."));
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).documents, 1);
    /* the whole feed again, another GUID, another order, and one new entry */
    feed_text = rss(cr_str_format(arena, "%s%s", item("/page/2", "New."), item("/page/1#top", "One, changed summary.")).ptr);
    cr_source s = source();
    s.etag = CR_STR_NONE;
    cr_error err;
    assert_int_equal(cr_store_source_fetched(store, &s, &err), CR_OK);
    assert_int_equal(round_of(true).documents, 1);
    assert_int_equal(pages_asked, 2);
}

static void test_most(void **state) {
    (void)state;
    char *items = cr_arena_alloc(arena, 20000);
    items[0] = '\0';
    size_t n = 0;
    for (int i = 0; i < 9; i++) {
        char page[32];
        snprintf(page, sizeof page, "/page/%d", i);
        n += (size_t)snprintf(items + n, 20000 - n, "%s", item(page, "Text."));
    }
    feed_text = rss(items);
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).documents, 4); /* fetch_items, of a feed met for the first time */
    cr_document last = document(4);
    assert_true(cr_str_ends(last.url, "/page/0")); /* oldest first, the newest last */
    cr_source s = source();
    s.etag = CR_STR_NONE;
    cr_error err;
    assert_int_equal(cr_store_source_fetched(store, &s, &err), CR_OK);
    assert_int_equal(round_of(true).documents, 0); /* the archive behind them is left alone */
}

static void test_refusals(void **state) {
    (void)state;
    cr_limits_set(&config.limits, CR_STR("fetch_items"), 10);
    char items[4000] = "";
    size_t n = 0;
    for (int i = 0; i < 6; i++) {
        char page[32];
        snprintf(page, sizeof page, "/refuses/%d", i);
        n += (size_t)snprintf(items + n, sizeof items - n, "%s", item(page, "The feed says this much."));
    }
    feed_text = rss(items);
    add(CR_SOURCE_FEED, feed_url);
    cr_fetching_counts c = round_of(false);
    cr_limits_set(&config.limits, CR_STR("fetch_items"), 4);
    assert_int_equal(c.own_text, 6);
    assert_true(pages_asked < 6); /* after three refusals nobody is asked again */
    cr_source s = source();
    assert_int_equal(s.state, CR_SOURCE_REFUSED);
    assert_non_null(strstr(s.reason.ptr, "403"));
    assert_non_null(strstr(s.reason.ptr, "own text"));
}

static void test_robots_unread(void **state) {
    (void)state;
    robots = NULL; /* 500: all is forbidden */
    feed_text = rss(item("/page/1", "One."));
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).own_text, 1);
    assert_int_equal(pages_asked, 0);
    assert_non_null(strstr(document(1).note.ptr, "robots.txt could not be read"));
}

static void test_robots_cut(void **state) {
    (void)state;
    robots_cut = true; /* what was not read may forbid */
    feed_text = rss(item("/page/1", "One."));
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).own_text, 1);
    assert_int_equal(pages_asked, 0);
}

static void test_redirect_forbidden(void **state) {
    (void)state;
    feed_text = rss(item("/moved", "One."));
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).own_text, 1);
    assert_int_equal(forbidden_asked, 0);
    assert_non_null(strstr(document(1).note.ptr, "robots.txt forbids"));
}

static void test_robots_sites(void **state) {
    (void)state;
    cr_limits_set(&config.limits, CR_STR("robots_sites"), 1); /* every errand looks for room */
    feed_text = rss(cr_str_format(arena, "%s%s%s", item("/page/1", "One."), item("/page/2", "Two."), item("/private/3", "Three.")).ptr);
    add(CR_SOURCE_FEED, feed_url);
    cr_fetching_counts c = round_of(false);
    cr_limits_set(&config.limits, CR_STR("robots_sites"), 1000);
    assert_int_equal(c.own_text, 1);
    assert_int_equal(c.documents, 3);
    assert_int_equal(forbidden_asked, 0);
}

static void run_sql(const char *sql) { /* from beside, as another program would */
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A text that was read but could not be stored is stored the next time. */
static void test_store_fails(void **state) {
    (void)state;
    feed_text = rss(item("/page/1", "One."));
    add(CR_SOURCE_FEED, feed_url);
    run_sql("CREATE TRIGGER broken BEFORE INSERT ON document BEGIN SELECT raise(ABORT, 'not now'); END");
    cr_fetching_options o = {.store = store, .config = &config};
    cr_fetching *f;
    cr_error err;
    assert_int_equal(cr_fetching_new(&o, &f, &err), CR_OK);
    assert_int_equal(cr_fetching_run(f, false, false, &err), CR_ERR_STORE);
    cr_fetching_free(f);
    run_sql("DROP TRIGGER broken");
    assert_int_equal(round_of(true).documents, 1);
    assert_true(document(1).bytes.len > 0);
}

static void test_failures(void **state) {
    (void)state;
    add(CR_SOURCE_FEED, feed_url);
    feed_status = 503;
    assert_int_equal(round_of(false).failed, 1);
    cr_source s = source();
    assert_int_equal(s.state, CR_SOURCE_FAILING);
    assert_int_equal(s.failures, 1);
    assert_true(s.next_fetch >= s.last_fetch + 7200); /* Retry-After */
    feed_status = 200;
    feed_text = "<html><body>no feed any more</body></html>";
    assert_int_equal(round_of(true).failed, 1);
    feed_status = 410;
    assert_int_equal(round_of(true).failed, 1);
    assert_int_equal(source().state, CR_SOURCE_GONE);
    assert_int_equal(round_of(true).sources, 0); /* never again */
}

static void test_reserved(void **state) {
    (void)state;
    feed_text = rss(item("/reserved", "One."));
    add(CR_SOURCE_FEED, feed_url);
    assert_int_equal(round_of(false).documents, 1);
    assert_true(cr_str_starts(document(1).note, "noai"));
}

static void test_page_source(void **state) {
    (void)state;
    add(CR_SOURCE_PAGE, cr_str_format(arena, "http://%s/page/home", address).ptr);
    assert_int_equal(round_of(false).documents, 1);
    assert_int_equal(round_of(true).documents, 0); /* the same text */
    assert_int_equal(pages_asked, 2);
}

static void test_add(void **state) {
    (void)state;
    cr_fetching_options o = {.store = store, .config = &config};
    cr_fetching *f;
    cr_fetching_found found;
    cr_error err;
    feed_text = rss(item("/page/1", "One."));
    assert_int_equal(cr_fetching_new(&o, &f, &err), CR_OK);
    assert_int_equal(cr_fetching_add(f, arena, cr_str_format(arena, "http://%s/home", address), &found, &err), CR_OK);
    assert_true(cr_str_is(found.source.url, feed_url));
    assert_int_equal(found.source.kind, CR_SOURCE_FEED);
    assert_true(found.fresh);
    assert_int_equal(found.entries, 1);
    assert_int_equal(cr_fetching_add(f, arena, cr_str_of(feed_url), &found, &err), CR_OK);
    assert_false(found.fresh);
    assert_int_equal(cr_fetching_add(f, arena, cr_str_format(arena, "http://%s/page/x", address), &found, &err), CR_OK);
    assert_int_equal(found.source.kind, CR_SOURCE_PAGE);
    assert_true(cr_str_is(found.source.title, "A bridge"));
    assert_int_equal(cr_fetching_add(f, arena, cr_str_format(arena, "http://%s/nowhere", address), &found, &err), CR_ERR_NOT_FOUND);
    assert_int_equal(cr_fetching_add(f, arena, CR_STR("file:///etc/passwd"), &found, &err), CR_ERR_REFUSED);
    cr_fetching_free(f);
}

static void test_interval(void **state) {
    (void)state;
    assert_int_equal(cr_fetching_interval(0, 30, true, false, 0), 1800);
    assert_int_equal(cr_fetching_interval(1800, 30, true, false, 0), 900);
    assert_int_equal(cr_fetching_interval(900, 30, true, false, 0), 900);
    assert_int_equal(cr_fetching_interval(900, 30, false, false, 0), 1200);
    assert_int_equal(cr_fetching_interval(900, 30, true, false, 60), 3600);
    assert_int_equal(cr_fetching_interval(80000, 30, false, true, 0), 86400);
    assert_int_equal(cr_fetching_interval(4000000000u, 30, false, false, 4000000000u), 86400);
}

#define T(f) cmocka_unit_test_setup_teardown(f, open_store, close_store)
int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {T(test_feed), T(test_nothing_twice), T(test_most), T(test_refusals), T(test_robots_unread), T(test_robots_cut), T(test_redirect_forbidden),
                                       T(test_robots_sites), T(test_store_fails), T(test_failures), T(test_reserved),
                                       T(test_page_source), T(test_add), cmocka_unit_test(test_interval)};
    return cmocka_run_group_tests(tests, start, stop);
}
