/* Feeds out: Atom (RFC 4287), JSON Feed 1.1, OPML 2.0, sitemaps (sitemaps.org; news: Google's extension), robots.txt (RFC 9309).
 *
 * Entry ids are tag URIs (RFC 4151) of the host, the edition and the story or article, the same for ever; `updated` is the moment
 * a text came that was not there before. What a machine translated says so in courant:translation and in _courant. */
#include "base/time.h"
#include "site/page.h"

enum { FEED_ENTRIES = 50, SITEMAP_STORIES = 5000, NEWS_ENTRIES = 1000, NEWS_DAYS = 2 };

typedef struct feed_entry {
    cr_str id, link, origin, source_title, source_url, published;
    int64_t updated;
    cr_shown title, summary;
    bool sample;
} feed_entry;

static cr_str tag(const cr_page *p, const char *what, const char *id) {
    return cr_str_format(p->arena, "tag:%.*s,2022:%.*s/%s%s%s", CR_FMT(p->site->host), CR_FMT(p->lang), what, id[0] ? "/" : "", id);
}

/* 0 where the date is unknown or known to the month only: none is invented. */
static int64_t moment(cr_str date) {
    cr_civil c;
    return cr_time_parse(date, &c) && c.day ? cr_time_epoch(&c) : 0;
}

static cr_str full_time(const cr_page *p, int64_t epoch) {
    char text[21];
    cr_time_format(epoch > 0 ? epoch : 0, text);
    return cr_str_copy_z(p->arena, text);
}

static void origin_of(cr_page *p, const cr_article_row *row, feed_entry *e) {
    e->origin = cr_markup_is_web_address(row->url) ? row->url : CR_STR_NONE;
    e->source_title = row->source_title.len ? row->source_title : row->site;
    e->sample = row->sample;
    cr_source source;
    cr_error err;
    if (row->source[0] && cr_store_source_get(p->store, p->arena, row->source, &source, &err) == CR_OK)
        e->source_url = cr_markup_is_web_address(source.url) ? source.url : CR_STR_NONE;
}

static bool story_entry(cr_page *p, const cr_story_row *story, feed_entry *e) {
    *e = (feed_entry){0};
    cr_headline h = cr_headline_of_story(p, story);
    cr_article_row row;
    cr_error err;
    if (h.hidden || cr_store_article(p->store, p->arena, h.article, &row, NULL, &err) != CR_OK)
        return false;
    e->id = tag(p, "story", story->id);
    e->link = cr_page_absolute(p, cr_page_to(p, "story", story->id));
    e->updated = story->last_seen;
    e->published = story->first_date;
    e->title = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
    e->summary = cr_show_extract(p, row.lang, row.lead, cr_page_public(p) ? CR_EXTRACT_SENTENCES : 0);
    origin_of(p, &row, e);
    return true;
}

static bool article_entry(cr_page *p, const cr_article_row *row, feed_entry *e) {
    *e = (feed_entry){0};
    if (cr_page_visible(p, row, NULL) == CR_VISIBLE_NOT)
        return false;
    cr_headline h = cr_headline_of_article(p, row);
    e->id = tag(p, "article", row->id);
    e->link = cr_page_absolute(p, cr_page_to(p, "article", row->id));
    e->updated = row->taken_in;
    e->published = row->date;
    e->title = cr_show_trusted(p, row->lang, h.shown.original);
    e->summary = cr_show_extract(p, row->lang, row->lead, cr_page_public(p) ? CR_EXTRACT_SENTENCES : 0);
    origin_of(p, row, e);
    return true;
}

/* Entries of an edition (stories), of a story (its articles), or of a search. False: an answer is written already. */
static bool gather(cr_page *p, feed_entry *entries, size_t *count, cr_str *title) {
    cr_error err;
    cr_str next;
    size_t n = 0;
    *count = 0;
    *title = p->site->title;
    if (p->route.kind == CR_PAGE_STORY_ATOM || p->route.kind == CR_PAGE_STORY_JSON) {
        cr_story_row story;
        cr_article_row *rows;
        cr_article_query q = {.story = cr_str_of(p->route.id), .publishable = cr_page_public(p), .limit = FEED_ENTRIES};
        if (cr_page_failed(p, cr_store_story_as(p->store, p->arena, p->route.id, cr_page_public(p), &story, &err), &err) ||
            cr_page_failed(p, cr_store_articles(p->store, p->arena, &q, &rows, &n, &next, &err), &err))
            return false;
        cr_headline h = cr_headline_of_story(p, &story);
        if (h.hidden || !n)
            return cr_page_failed(p, CR_ERR_NOT_FOUND, &err), false;
        *title = cr_show_trusted(p, h.shown.original_lang, h.shown.original).text;
        for (size_t i = 0; i < n; i++)
            *count += article_entry(p, &rows[i], &entries[*count]);
    } else if (p->route.kind == CR_PAGE_SEARCH_ATOM) {
        bool bad = false;
        cr_search_hit *hits;
        cr_search_query q = {.publishable = cr_page_public(p), .limit = FEED_ENTRIES,
                             .text = cr_route_parameter(p->arena, p->request->query, "q", cr_limit(p->site->options->limits, CR_LIMIT_HTTP_QUERY_BYTES), &bad)};
        if (cr_page_failed(p, bad || !q.text.len ? CR_ERR_USAGE : cr_store_search(p->store, p->arena, &q, &hits, &n, &next, &err), &err))
            return false;
        *title = cr_page_text(p, "Search: {1}", q.text);
        for (size_t i = 0; i < n; i++)
            *count += article_entry(p, &hits[i].article, &entries[*count]);
    } else {
        cr_story_row *rows;
        cr_story_query q = {.publishable = cr_page_public(p), .limit = FEED_ENTRIES};
        if (cr_page_failed(p, cr_store_stories(p->store, p->arena, &q, &rows, &n, &next, &err), &err))
            return false;
        for (size_t i = 0; i < n; i++)
            *count += story_entry(p, &rows[i], &entries[*count]);
    }
    return true;
}

static bool is_machine(const cr_shown *s) { return s->how == CR_SHOWN_TRANSLATED || s->how == CR_SHOWN_ROUGH; }

static void element(cr_markup *m, cr_page *p, const char *name, const cr_shown *s) {
    cr_buf_printf(m->out, "<%s", name);
    if (!cr_str_eq(s->lang, p->lang))
        cr_markup_attribute(m, "xml:lang", s->lang);
    CR_HTML(m, ">");
    cr_markup_text(m, s->text);
    cr_buf_printf(m->out, "</%s>\n", name);
}

static void atom_translation(cr_page *p, cr_markup *m, const cr_shown *s, const char *of) {
    if (!is_machine(s))
        return;
    cr_str scheme = CR_STR("urn:x-courant:machine-translation");
    CR_HTML(m, "<category");
    cr_markup_attribute(m, "scheme", scheme);
    cr_markup_attribute(m, "term", s->translation.engine);
    cr_markup_attribute(m, "label", cr_show_label(p, s, true));
    CR_HTML(m, "/>\n<courant:translation");
    cr_markup_attribute(m, "of", cr_str_of(of));
    cr_markup_attribute(m, "from", s->original_lang);
    cr_markup_attribute(m, "engine", s->translation.engine);
    cr_markup_attribute(m, "model", s->translation.model);
    cr_markup_attribute(m, "rough", s->how == CR_SHOWN_ROUGH ? CR_STR("true") : CR_STR("false"));
    CR_HTML(m, "><courant:original");
    cr_markup_attribute(m, "xml:lang", s->original_lang);
    CR_HTML(m, ">");
    cr_markup_text(m, s->original);
    CR_HTML(m, "</courant:original></courant:translation>\n");
}

static void atom_entry(cr_page *p, const feed_entry *e) {
    cr_markup *m = &p->m;
    CR_HTML(m, "<entry");
    cr_markup_attribute(m, "xml:lang", p->lang);
    CR_HTML(m, ">\n<id>");
    cr_markup_text(m, e->id);
    CR_HTML(m, "</id>\n");
    element(m, p, "title", &e->title);
    CR_HTML(m, "<updated>");
    cr_markup_text(m, full_time(p, e->updated));
    CR_HTML(m, "</updated>\n");
    if (moment(e->published)) {
        CR_HTML(m, "<published>");
        cr_markup_text(m, full_time(p, moment(e->published)));
        CR_HTML(m, "</published>\n");
    }
    CR_HTML(m, "<link rel=\"alternate\" type=\"text/html\"");
    cr_markup_attribute(m, "hreflang", p->lang);
    cr_markup_attribute(m, "href", e->link);
    CR_HTML(m, "/>\n");
    if (e->origin.len) {
        CR_HTML(m, "<link rel=\"via\"");
        cr_markup_attribute(m, "hreflang", e->title.original_lang);
        cr_markup_attribute(m, "href", e->origin);
        CR_HTML(m, "/>\n");
    }
    CR_HTML(m, "<author><name>");
    cr_markup_text(m, e->source_title.len ? e->source_title : p->site->title);
    CR_HTML(m, "</name></author>\n");
    if (e->sample) {
        CR_HTML(m, "<category scheme=\"urn:x-courant:sample\" term=\"sample\"");
        cr_markup_attribute(m, "label", cr_texts_get(p->texts, "Sample edition."));
        CR_HTML(m, "/>\n");
    }
    atom_translation(p, m, &e->title, "title");
    if (e->summary.text.len) {
        element(m, p, "summary", &e->summary);
        atom_translation(p, m, &e->summary, "summary");
    }
    if (e->source_url.len || e->source_title.len) {
        CR_HTML(m, "<source><id>");
        cr_markup_text(m, e->source_url.len ? e->source_url : tag(p, "source", "unnamed"));
        CR_HTML(m, "</id><title>");
        cr_markup_text(m, e->source_title);
        CR_HTML(m, "</title><updated>");
        cr_markup_text(m, full_time(p, e->updated));
        CR_HTML(m, "</updated></source>\n");
    }
    CR_HTML(m, "</entry>\n");
}

static cr_str own_address(const cr_page *p) {
    cr_str path = cr_page_path(p, p->lang, p->route.tail);
    if (p->route.kind == CR_PAGE_SEARCH_ATOM)
        path = cr_str_format(p->arena, "%.*s?%.*s", CR_FMT(path), CR_FMT(p->request->query));
    return cr_page_absolute(p, path);
}

static cr_str home_address(const cr_page *p) {
    return cr_page_absolute(p, p->route.id[0] ? cr_page_to(p, "story", p->route.id) : cr_page_path(p, p->lang, ""));
}

static bool any_sample(const feed_entry *entries, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (entries[i].sample)
            return true;
    return false;
}

static cr_str sample_words(cr_page *p) {
    cr_str what = cr_texts_get(p->texts, "Sample edition.");
    cr_str why = cr_texts_get(p->texts, "These reports on events long past were written to show how Courant works. Add sources of your own with courant add.");
    return cr_str_format(p->arena, "%.*s %.*s", CR_FMT(what), CR_FMT(why));
}

void cr_feed_atom(cr_page *p) {
    feed_entry *entries = CR_NEW_ARRAY(p->arena, feed_entry, FEED_ENTRIES + 1);
    size_t count = 0;
    cr_str title;
    if (!entries || !gather(p, entries, &count, &title))
        return;
    cr_markup *m = &p->m;
    int64_t updated = 0;
    for (size_t i = 0; i < count; i++)
        updated = entries[i].updated > updated ? entries[i].updated : updated;
    CR_HTML(m, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:courant=\"urn:x-courant:feed\"");
    cr_markup_attribute(m, "xml:lang", p->lang);
    CR_HTML(m, ">\n<id>");
    cr_markup_text(m, tag(p, p->route.kind == CR_PAGE_SEARCH_ATOM ? "search" : p->route.id[0] ? "story-feed" : "feed", p->route.id));
    CR_HTML(m, "</id>\n<title>");
    cr_markup_text(m, title);
    CR_HTML(m, "</title>\n");
    if (any_sample(entries, count)) {
        CR_HTML(m, "<subtitle>");
        cr_markup_text(m, sample_words(p));
        CR_HTML(m, "</subtitle>\n");
    }
    CR_HTML(m, "<updated>");
    cr_markup_text(m, full_time(p, updated));
    CR_HTML(m, "</updated>\n<generator>Courant</generator>\n<link rel=\"self\" type=\"application/atom+xml\"");
    cr_markup_attribute(m, "href", own_address(p));
    CR_HTML(m, "/>\n<link rel=\"alternate\" type=\"text/html\"");
    cr_markup_attribute(m, "hreflang", p->lang);
    cr_markup_attribute(m, "href", home_address(p));
    CR_HTML(m, "/>\n");
    for (size_t i = 0; i < p->site->editions.count; i++) {
        cr_str lang = p->site->editions.items[i];
        if (cr_str_eq(lang, p->lang) || p->route.kind == CR_PAGE_SEARCH_ATOM)
            continue;
        CR_HTML(m, "<link rel=\"alternate\" type=\"application/atom+xml\"");
        cr_markup_attribute(m, "hreflang", lang);
        cr_markup_attribute(m, "href", cr_page_absolute(p, cr_page_path(p, lang, p->route.tail)));
        CR_HTML(m, "/>\n");
    }
    for (size_t i = 0; i < count; i++)
        atom_entry(p, &entries[i]);
    CR_HTML(m, "</feed>\n");
    cr_page_plain(p, "application/atom+xml; charset=utf-8");
}

static void json_item(cr_page *p, cr_json *j, const feed_entry *e) {
    cr_json_object(j);
    cr_json_member(j, "id", e->id);
    cr_json_member(j, "url", e->link);
    if (e->origin.len)
        cr_json_member(j, "external_url", e->origin);
    cr_json_member(j, "title", cr_markup_clean(p->arena, e->title.text, 1000));
    cr_json_member(j, "content_text", cr_markup_clean(p->arena, e->summary.text.len ? e->summary.text : e->title.text, 4000));
    cr_json_member(j, "language", e->title.lang);
    if (moment(e->published))
        cr_json_member(j, "date_published", full_time(p, moment(e->published)));
    cr_json_member(j, "date_modified", full_time(p, e->updated));
    cr_json_key(j, "authors");
    cr_json_array(j);
    if (e->source_title.len) {
        cr_json_object(j);
        cr_json_member(j, "name", cr_markup_clean(p->arena, e->source_title, 200));
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_key(j, "_courant");
    cr_json_object(j);
    cr_json_member_z(j, "about", "https://jsonfeed.org/version/1.1#extensions: what a machine translated, and from what");
    cr_json_member_bool(j, "sample", e->sample);
    cr_json_member_bool(j, "machine_translated", is_machine(&e->title) || is_machine(&e->summary));
    cr_json_key(j, "title");
    cr_json_object(j);
    cr_show_json(p, j, &e->title);
    cr_json_end(j);
    cr_json_key(j, "summary");
    cr_json_object(j);
    cr_show_json(p, j, &e->summary);
    cr_json_end(j);
    cr_json_end(j);
    cr_json_end(j);
}

void cr_feed_json(cr_page *p) {
    feed_entry *entries = CR_NEW_ARRAY(p->arena, feed_entry, FEED_ENTRIES + 1);
    size_t count = 0;
    cr_str title;
    if (!entries || !gather(p, entries, &count, &title))
        return;
    cr_json j = cr_json_on(&p->content);
    cr_json_object(&j);
    cr_json_member_z(&j, "version", "https://jsonfeed.org/version/1.1");
    cr_json_member(&j, "title", cr_markup_clean(p->arena, title, 400));
    if (any_sample(entries, count))
        cr_json_member(&j, "description", sample_words(p));
    cr_json_member(&j, "home_page_url", home_address(p));
    cr_json_member(&j, "feed_url", own_address(p));
    cr_json_member(&j, "language", p->lang);
    cr_json_key(&j, "items");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        json_item(p, &j, &entries[i]);
    cr_json_end(&j);
    cr_json_end(&j);
    cr_page_plain(p, "application/feed+json; charset=utf-8");
}

/* ---- OPML ---- */

void cr_opml_out(cr_page *p) {
    cr_source *rows;
    size_t count;
    cr_error err;
    cr_markup *m = &p->m;
    if (cr_page_failed(p, cr_store_source_list(p->store, p->arena, &rows, &count, &err), &err))
        return;
    CR_HTML(m, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head><title>");
    cr_markup_text(m, p->site->title);
    CR_HTML(m, "</title></head>\n<body>\n");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind != CR_SOURCE_FEED || !cr_markup_is_web_address(rows[i].url) || (cr_page_public(p) && rows[i].rights == CR_RIGHTS_INTERNAL))
            continue;
        CR_HTML(m, "<outline type=\"rss\"");
        cr_str title = rows[i].title.len ? rows[i].title : rows[i].url;
        cr_markup_attribute(m, "text", title);
        cr_markup_attribute(m, "title", title);
        cr_markup_attribute(m, "xmlUrl", rows[i].url);
        cr_markup_link(m, "htmlUrl", rows[i].site_url);
        if (rows[i].language.len)
            cr_markup_attribute(m, "language", rows[i].language);
        CR_HTML(m, "/>\n");
    }
    CR_HTML(m, "</body>\n</opml>\n");
    cr_page_plain(p, "text/x-opml; charset=utf-8");
}

/* ---- sitemaps ---- */

void cr_sitemap(cr_page *p) {
    cr_markup *m = &p->m;
    CR_HTML(m, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < p->site->editions.count; i++) {
        cr_str lang = p->site->editions.items[i];
        if (i && !p->site->options->index_translations)
            break;
        CR_HTML(m, "<sitemap><loc>");
        cr_markup_text(m, cr_page_absolute(p, cr_page_path(p, lang, "sitemap.xml")));
        CR_HTML(m, "</loc></sitemap>\n");
    }
    CR_HTML(m, "</sitemapindex>\n");
    cr_page_plain(p, "application/xml; charset=utf-8");
}

static void sitemap_url(cr_page *p, const char *tail, cr_str modified) {
    cr_markup *m = &p->m;
    CR_HTML(m, "<url><loc>");
    cr_markup_text(m, cr_page_absolute(p, cr_page_path(p, p->lang, tail)));
    CR_HTML(m, "</loc>");
    if (modified.len) {
        CR_HTML(m, "<lastmod>");
        cr_markup_text(m, modified);
        CR_HTML(m, "</lastmod>");
    }
    for (size_t i = 0; i <= p->site->editions.count; i++) {
        bool fallback = i == p->site->editions.count;
        cr_str lang = fallback ? p->site->main : p->site->editions.items[i];
        CR_HTML(m, "<xhtml:link rel=\"alternate\"");
        cr_markup_attribute(m, "hreflang", fallback ? CR_STR("x-default") : lang);
        cr_markup_attribute(m, "href", cr_page_absolute(p, cr_page_path(p, lang, tail)));
        CR_HTML(m, "/>");
    }
    CR_HTML(m, "</url>\n");
}

void cr_edition_sitemap(cr_page *p) {
    cr_markup *m = &p->m;
    cr_story_query q = {.publishable = cr_page_public(p)};
    size_t written = 0;
    CR_HTML(m, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
               "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    sitemap_url(p, "", CR_STR_NONE);
    sitemap_url(p, "about", CR_STR_NONE);
    do {
        cr_story_row *rows;
        size_t count;
        cr_str next;
        cr_error err;
        if (cr_page_failed(p, cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
            return;
        for (size_t i = 0; i < count; i++, written++) {
            cr_str tail = cr_str_format(p->arena, "story/%s", rows[i].id);
            if (tail.ptr)
                sitemap_url(p, tail.ptr, full_time(p, rows[i].last_seen));
        }
        q.cursor = next;
    } while (q.cursor.len && written < SITEMAP_STORIES);
    CR_HTML(m, "</urlset>\n");
    cr_page_plain(p, "application/xml; charset=utf-8");
}

void cr_news_sitemap(cr_page *p) {
    cr_markup *m = &p->m;
    int64_t from = cr_time_now() - NEWS_DAYS * 86400;
    cr_story_query q = {.publishable = cr_page_public(p), .since = cr_str_slice(full_time(p, from), 0, 10)};
    size_t written = 0;
    CR_HTML(m, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
               "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n");
    do {
        cr_story_row *rows;
        size_t count;
        cr_str next;
        cr_error err;
        if (cr_page_failed(p, cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
            return;
        for (size_t i = 0; i < count && written < NEWS_ENTRIES; i++) {
            cr_headline h = cr_headline_of_story(p, &rows[i]);
            if (h.hidden || moment(rows[i].last_date) < from)
                continue;
            cr_shown title = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
            written++;
            CR_HTML(m, "<url><loc>");
            cr_markup_text(m, cr_page_absolute(p, cr_page_to(p, "story", rows[i].id)));
            CR_HTML(m, "</loc><news:news><news:publication><news:name>");
            cr_markup_text(m, p->site->title);
            CR_HTML(m, "</news:name><news:language>");
            cr_markup_text(m, p->lang);
            CR_HTML(m, "</news:language></news:publication><news:publication_date>");
            cr_markup_text(m, full_time(p, moment(rows[i].first_date)));
            CR_HTML(m, "</news:publication_date><news:title>");
            cr_markup_text(m, title.text);
            CR_HTML(m, "</news:title></news:news></url>\n");
        }
        q.cursor = next;
    } while (q.cursor.len && written < NEWS_ENTRIES);
    CR_HTML(m, "</urlset>\n");
    cr_page_plain(p, "application/xml; charset=utf-8");
}

void cr_robots_out(cr_page *p) {
    cr_markup *m = &p->m;
    if (!cr_page_public(p))
        CR_HTML(m, "User-agent: *\nDisallow: /\n");
    else {
        CR_HTML(m, "User-agent: *\nDisallow: /api/\n");
        for (size_t i = 0; i < p->site->editions.count; i++) {
            cr_str lang = p->site->editions.items[i];
            CR_HTML(m, "Disallow: /");
            cr_markup_text(m, lang);
            CR_HTML(m, "/search\nDisallow: /");
            cr_markup_text(m, lang);
            CR_HTML(m, "/stories?\n");
        }
        CR_HTML(m, "Sitemap: ");
        cr_markup_text(m, cr_page_absolute(p, CR_STR("/sitemap.xml")));
        CR_HTML(m, "\nSitemap: ");
        cr_markup_text(m, cr_page_absolute(p, CR_STR("/news-sitemap.xml")));
        CR_HTML(m, "\n");
    }
    cr_page_plain(p, "text/plain; charset=utf-8");
}
