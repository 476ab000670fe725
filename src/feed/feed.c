/* One feed: decode, read (strictly, then leniently), and take out of the tree what the wire uses. */
#include <courant/feed.h>

#include "base/utf8.h"
#include "feed/build.h"
#include "feed/decode.h"
#include "feed/sanitise.h"
#include "net/url.h"

static bool is_json(cr_str utf8) {
    for (size_t i = 0; i < utf8.len; i++)
        if (!strchr(" \t\r\n", utf8.ptr[i]))
            return utf8.ptr[i] == '{' || utf8.ptr[i] == '[';
    return false;
}

static bool detail_is_plain(cr_arena *a, const cr_feed_node *object, const char *name) {
    cr_str key = cr_str_format(a, "%s_detail", name);
    return !cr_str_none(key) && cr_str_is(cr_feed_text(cr_feed_get(object, key.ptr), "type"), "text/plain");
}

static cr_str as_text(cr_arena *a, const cr_feed_node *object, const char *name) {
    cr_str s = cr_feed_text(object, name);
    if (!s.len)
        return CR_STR_NONE;
    return detail_is_plain(a, object, name) ? cr_str_squeeze(a, s) : cr_feed_plain(a, s);
}

static cr_str or_none(cr_str s) { return s.len ? s : CR_STR_NONE; }

/* A language tag (RFC 5646) as "en" or "pt-BR"; none for what is no tag ("English", "n/a"). */
static cr_str language_tag(cr_arena *a, cr_str s) {
    s = cr_str_copy(a, cr_str_trim(s));
    size_t primary = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '_')
            ((char *)(uintptr_t)s.ptr)[i] = '-';
        else if (!letter && c != '-' && !(c >= '0' && c <= '9' && i > 2))
            return CR_STR_NONE;
        if (letter && primary == i)
            primary++;
    }
    return (primary == 2 || primary == 3) && s.len <= 35 ? s : CR_STR_NONE;
}

/* Absolute, http or https, else none. */
static cr_str web_address(cr_arena *a, cr_str base, cr_str url) {
    if (!url.len)
        return CR_STR_NONE;
    cr_str absolute = cr_url_resolve(a, base, url);
    return cr_url_is_web(absolute) ? absolute : CR_STR_NONE;
}

static cr_str authors(cr_arena *a, const cr_feed_node *entry) {
    cr_str all = CR_STR_NONE;
    const cr_feed_node *list = cr_feed_get(entry, "authors");
    size_t n = 0;
    for (const cr_feed_node *p = list ? list->first : NULL; p && n < 20; p = p->next, n++) {
        cr_str name = cr_feed_text(p, "name");
        if (name.len)
            all = cr_str_none(all) ? name : cr_str_format(a, "%.*s, %.*s", CR_FMT(all), CR_FMT(name));
    }
    return cr_str_none(all) ? or_none(cr_feed_text(entry, "author")) : all;
}

/* The longest of an entry's contents, as HTML. */
static cr_str content_of(cr_arena *a, const cr_feed_node *entry, cr_str *language) {
    const cr_feed_node *list = cr_feed_get(entry, "content"), *best = NULL;
    for (const cr_feed_node *c = list ? list->first : NULL; c; c = c->next) {
        cr_str type = cr_feed_text(c, "type");
        if ((cr_str_starts(type, "text/") || cr_str_ends(type, "xml")) &&
            cr_feed_text(c, "value").len > cr_feed_text(best, "value").len)
            best = c;
    }
    cr_str value = cr_feed_text(best, "value");
    if (!value.len)
        return CR_STR_NONE;
    *language = or_none(cr_feed_text(best, "language"));
    cr_str type = cr_feed_text(best, "type");
    return cr_str_is(type, "text/html") || cr_str_is(type, "application/xhtml+xml") ? value : cr_feed_escape(a, value);
}

static void fill_entry(cr_arena *a, cr_feed_entry *e, const cr_feed_node *n, cr_str base, cr_str language) {
    e->id = or_none(cr_feed_text(n, "id"));
    e->link = web_address(a, base, cr_feed_text(n, "feedburner_origlink")); /* what the counting redirect hides */
    if (cr_str_none(e->link))
        e->link = web_address(a, base, cr_feed_text(n, "link"));
    e->title = as_text(a, n, "title");
    cr_str summary = cr_feed_text(n, "summary");
    if (summary.len)
        e->summary = detail_is_plain(a, n, "summary") ? cr_feed_escape(a, summary) : summary;
    e->language = CR_STR_NONE;
    e->content = content_of(a, n, &e->language);
    if (cr_str_none(e->language))
        e->language = or_none(cr_feed_text(cr_feed_get(n, "title_detail"), "language"));
    if (cr_str_none(e->language))
        e->language = or_none(cr_feed_text(n, "language"));
    e->language = language_tag(a, e->language);
    if (cr_str_none(e->language))
        e->language = language;
    e->published = or_none(cr_feed_text(n, "published"));
    e->updated = or_none(cr_feed_text(n, "updated"));
    e->author = authors(a, n);
}

static unsigned minutes(cr_str s) {
    unsigned n = 0;
    for (size_t i = 0; i < s.len && i < 7; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return 0;
        n = n * 10 + (unsigned)(s.ptr[i] - '0');
    }
    return n;
}

/* RSS's ttl, else the syndication module's "so many times a day". */
static unsigned interval(const cr_feed_node *feed) {
    unsigned ttl = minutes(cr_feed_text(feed, "ttl")), times = minutes(cr_feed_text(feed, "sy_updatefrequency"));
    cr_str period = cr_feed_text(feed, "sy_updateperiod");
    static const struct {
        const char *name;
        unsigned minutes;
    } periods[] = {{"hourly", 60}, {"daily", 1440}, {"weekly", 10080}, {"monthly", 43200}, {"yearly", 525600}};
    for (size_t i = 0; !ttl && i < sizeof periods / sizeof *periods; i++)
        if (cr_str_is_nocase(period, periods[i].name))
            return periods[i].minutes / (times ? times : 1);
    return ttl;
}

static cr_status fill(cr_arena *a, cr_feed *feed, cr_feed_builder *b, cr_str url, cr_error *err) {
    feed->tree = b->root;
    feed->version = cr_str_of(b->version ? b->version : "");
    feed->reason = b->reason;
    feed->truncated = !cr_str_none(b->reason);
    feed->title = as_text(a, b->feed, "title");
    feed->subtitle = as_text(a, b->feed, "subtitle");
    feed->link = web_address(a, url, cr_feed_text(b->feed, "link"));
    feed->language = language_tag(a, cr_feed_text(b->feed, "language"));
    feed->ttl_minutes = interval(b->feed);
    feed->entries = CR_NEW_ARRAY(a, cr_feed_entry, b->entries->count + 1);
    if (!feed->entries || cr_arena_exhausted(a))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a feed");
    cr_str base = url.len ? url : feed->link;
    for (const cr_feed_node *e = b->entries->first; e; e = e->next)
        fill_entry(a, &feed->entries[feed->entry_count++], e, base, feed->language);
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a feed") : CR_OK;
}

/* Content-Location, itself resolved against the address that was asked, is the base where there is one. */
static cr_str base_of(cr_arena *a, const cr_feed_options *o) {
    cr_str url = o ? o->url : CR_STR_NONE, location = o ? o->content_location : CR_STR_NONE;
    cr_str base = location.len ? cr_feed_address(a, url, location) : CR_STR_NONE;
    return base.len ? base : url;
}

static cr_str language_of(cr_arena *a, const cr_feed_options *o) {
    cr_str l = o ? cr_str_copy(a, cr_str_trim(o->content_language)) : CR_STR_NONE;
    for (size_t i = 0; i < l.len; i++)
        if (l.ptr[i] == '_')
            ((char *)(uintptr_t)l.ptr)[i] = '-';
    return l.len ? l : CR_STR_NONE;
}

cr_status cr_feed_parse(cr_arena *arena, cr_str bytes, const cr_feed_options *options, cr_feed **out, cr_error *err) {
    *out = NULL;
    const cr_limits *limits = options ? options->limits : NULL;
    if (bytes.len > cr_limit(limits, CR_LIMIT_FEED_BYTES))
        return cr_limit_met(err, limits, CR_LIMIT_FEED_BYTES, "the feed");
    cr_feed *feed = CR_NEW(arena, cr_feed);
    if (!feed)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a feed");
    cr_feed_decoded text;
    CR_TRY(cr_feed_decode(arena, bytes, options, &text, err));
    cr_str base = base_of(arena, options), language = language_of(arena, options), utf8 = cr_str_trim(text.utf8);
    cr_feed_builder b;
    CR_TRY(cr_feed_builder_init(&b, arena, limits, base, language, err));
    bool json = is_json(utf8), good = json ? cr_feed_read_json(&b, utf8) : cr_feed_read_xml(&b, utf8);
    if (!json && !good) {
        cr_feed_builder_free(&b);
        CR_TRY(cr_feed_builder_init(&b, arena, limits, base, language, err));
        cr_feed_read_lenient(&b, utf8);
    }
    cr_feed_builder_finish(&b);
    feed->well_formed = good && text.honest && !b.ill;
    feed->encoding = text.encoding;
    cr_status status = fill(arena, feed, &b, base, err);
    cr_feed_builder_free(&b);
    if (status == CR_OK)
        *out = feed;
    return status;
}
