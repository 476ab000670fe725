/* The feeds that an HTML page offers. */
#include <courant/feed.h>

#include "base/vec.h"
#include "html/cursor.h"
#include "html/encoding.h"
#include "html/html.h"
#include "net/url.h"

#define OFFERS 100

typedef struct offers {
    cr_arena *arena;
    cr_str base;
    cr_str *items;
    size_t count, capacity;
} offers;

static cr_str value_of(cr_arena *a, const cr_cursor *c, const char *name) {
    return cr_str_trim(cr_html_unescape(a, cr_cursor_attribute_get(c, name)));
}

static void offer(offers *o, cr_str href) {
    cr_str url = cr_url_resolve(o->arena, o->base, href);
    if (!cr_url_is_web(url) || o->count >= OFFERS)
        return;
    for (size_t i = 0; i < o->count; i++)
        if (cr_str_eq(o->items[i], url))
            return;
    cr_str *place = CR_PUSH(o->arena, o->items, o->count, o->capacity);
    if (place)
        *place = url;
}

static bool feed_type(cr_str type) {
    size_t semicolon = cr_str_find_byte(type, ';', 0);
    type = cr_str_trim(semicolon == CR_STR_NPOS ? type : cr_str_slice(type, 0, semicolon));
    static const char *const types[] = {"application/rss+xml",
                                        "application/atom+xml",
                                        "application/rdf+xml",
                                        "application/feed+json",
                                        "application/x.atom+xml",
                                        "application/x-atom+xml",
                                        "application/xml",
                                        "text/xml",
                                        "text/rss",
                                        NULL};
    for (size_t i = 0; types[i]; i++)
        if (cr_str_is_nocase(type, types[i]))
            return true;
    return false;
}

/* application/json is offered for much that is no feed (oEmbed, REST): only where the address or the title says feed.
 */
static bool json_feed(cr_str type, cr_str href, cr_str title) {
    return cr_str_is_nocase(type, "application/json") && (cr_str_find_nocase(href, CR_STR("feed"), 0) != CR_STR_NPOS ||
                                                          cr_str_find_nocase(title, CR_STR("feed"), 0) != CR_STR_NPOS);
}

static bool has_word(cr_str list, const char *word) {
    cr_str part;
    while (cr_str_split(&list, ' ', &part))
        if (cr_str_is_nocase(cr_str_trim(part), word))
            return true;
    return false;
}

/* An anchor that can only lead to a feed: by its media type, or by the last part of its path. */
static bool feed_path(cr_str href) {
    size_t end = 0;
    while (end < href.len && href.ptr[end] != '?' && href.ptr[end] != '#')
        end++;
    while (end && href.ptr[end - 1] == '/')
        end--;
    size_t start = end;
    while (start && href.ptr[start - 1] != '/')
        start--;
    cr_str last = cr_str_slice(href, start, end);
    static const char *const names[] = {"rss",       "feed",     "atom",     "rdf",       "rss.xml",
                                        "feed.xml",  "atom.xml", "rss2.xml", "index.rdf", "feed.json",
                                        "index.xml", "rss.php",  "rss2",     NULL};
    for (size_t i = 0; names[i]; i++)
        if (cr_str_is_nocase(last, names[i]))
            return true;
    static const char *const endings[] = {".rss", ".atom", ".rdf", "-rss.xml", "_rss.xml", NULL};
    for (size_t i = 0; endings[i]; i++) {
        size_t n = strlen(endings[i]);
        if (last.len > n && cr_str_is_nocase(cr_str_slice(last, last.len - n, last.len), endings[i]))
            return true;
    }
    return false;
}

static bool of_comments(cr_str url) { return cr_str_find_nocase(url, CR_STR("comment"), 0) != CR_STR_NPOS; }

/* Feeds of comments go last: the first offer is the one that is taken. */
static void order(offers *o) {
    size_t kept = 0;
    cr_str *sorted = CR_NEW_ARRAY(o->arena, cr_str, o->count + 1);
    for (int comments = 0; sorted && comments < 2; comments++)
        for (size_t i = 0; i < o->count; i++)
            if (of_comments(o->items[i]) == (comments == 1))
                sorted[kept++] = o->items[i];
    if (sorted && o->count)
        memcpy(o->items, sorted, o->count * sizeof *sorted);
}

static void scan(offers *o, cr_str html, bool anchors) {
    cr_cursor c = cr_cursor_on(html, CR_CURSOR_HTML);
    bool based = anchors;
    while (cr_cursor_next(&c) && o->count < OFFERS) {
        if (c.kind != CR_CURSOR_START)
            continue;
        if (!based && cr_str_is_nocase(c.name, "base")) {
            cr_str href = value_of(o->arena, &c, "href");
            if (href.len) {
                o->base = cr_url_resolve(o->arena, o->base, href);
                based = true;
            }
        } else if (!anchors && cr_str_is_nocase(c.name, "link")) {
            cr_str type = value_of(o->arena, &c, "type"), href = value_of(o->arena, &c, "href");
            cr_str rel = cr_cursor_attribute_get(&c, "rel");
            if (href.len && (has_word(rel, "feed") ||
                             (has_word(rel, "alternate") &&
                              (feed_type(type) || json_feed(type, href, cr_cursor_attribute_get(&c, "title"))))))
                offer(o, href);
        } else if (anchors && cr_str_is_nocase(c.name, "a")) {
            cr_str href = value_of(o->arena, &c, "href");
            if (href.len && (feed_path(href) || (feed_type(cr_cursor_attribute_get(&c, "type")))))
                offer(o, href);
        }
    }
}

cr_status cr_feed_discover(cr_arena *arena, cr_str html, cr_str url, cr_strs *out, cr_error *err) {
    *out = (cr_strs){0};
    cr_str utf8;
    const char *encoding;
    CR_TRY(cr_encoding_decode_html(arena, html, CR_STR_NONE, &utf8, &encoding, err));
    offers o = {.arena = arena, .base = url};
    scan(&o, utf8, false);
    if (o.count == 0)
        scan(&o, utf8, true);
    order(&o);
    if (cr_arena_exhausted(arena))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while looking for feeds");
    *out = (cr_strs){o.items, o.count};
    return CR_OK;
}
