/* What is at an address: a feed, a page that names one, or a page to be read itself. */
#include <stdio.h>

#include "base/time.h"
#include "net/url.h"
#include "wire/errands.h"

enum { CANDIDATES = 5 };

static cr_status ask(cr_fetching *f, cr_arena *a, cr_str url, cr_fetch_answer **out, cr_error *err) {
    cr_fetch_request r = {.url = url, .ceiling = CR_LIMIT_FEED_BYTES,
                          .accept = CR_STR("application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.5")};
    return cr_fetcher_one(f->fetcher, &r, a, out, err);
}

/* A feed says which version it is of; anything else does not, however leniently it is read. */
static cr_feed *feed_of(cr_fetching *f, cr_arena *a, const cr_fetch_answer *answer) {
    cr_feed *feed = NULL;
    cr_error ignored;
    cr_feed_options o = {.url = answer->url, .content_type = answer->content_type, .content_location = answer->content_location,
                         .content_language = answer->content_language, .limits = f->fetch.limits};
    if (cr_feed_parse(a, answer->body, &o, &feed, &ignored) != CR_OK || (cr_str_empty(feed->version) && feed->entry_count == 0))
        return NULL;
    return feed;
}

static bool of_comments(cr_str url) { return cr_str_find_nocase(url, CR_STR("comment"), 0) != CR_STR_NPOS; }

/* Asks the feeds that the page names, those of comments last, and takes the first that is one. */
static cr_feed *named_feed(cr_fetching *f, cr_arena *a, const cr_fetch_answer *page, cr_fetch_answer **answer) {
    cr_strs named;
    cr_error ignored;
    if (cr_feed_discover(a, page->body, page->url, &named, &ignored) != CR_OK)
        return NULL;
    size_t asked = 0;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < named.count && asked < CANDIDATES; i++) {
            if (of_comments(named.items[i]) != (round == 1))
                continue;
            asked++;
            cr_feed *feed = ask(f, a, named.items[i], answer, &ignored) == CR_OK ? feed_of(f, a, *answer) : NULL;
            if (feed)
                return feed;
        }
    return NULL;
}

static void configured(const cr_config *config, cr_str asked, cr_source *source) { /* [source "…"] of either address */
    for (size_t i = 0; config && i < config->source_count; i++) {
        const cr_config_source *c = &config->sources[i];
        if (!cr_str_eq(c->url, source->url) && !cr_str_eq(c->url, asked))
            continue;
        source->rights = c->rights;
        source->title = cr_str_none(c->title) ? source->title : c->title;
        source->language = cr_str_none(c->language) ? source->language : c->language;
    }
}

static cr_str title_of_page(cr_arena *a, cr_str body) {
    size_t open = cr_str_find_nocase(body, CR_STR("<title"), 0), start = open == CR_STR_NPOS ? open : cr_str_find_byte(body, '>', open);
    size_t end = start == CR_STR_NPOS ? start : cr_str_find_nocase(body, CR_STR("</title"), start);
    if (end == CR_STR_NPOS || end - start > 2000)
        return CR_STR_NONE;
    cr_str title = cr_str_squeeze(a, cr_str_slice(body, start + 1, end));
    return cr_str_empty(title) ? CR_STR_NONE : title;
}

cr_status cr_fetching_add(cr_fetching *f, cr_arena *arena, cr_str url, cr_fetching_found *out, cr_error *err) {
    cr_fetch_answer *answer, *page;
    *out = (cr_fetching_found){0};
    if (cr_str_find(url, CR_STR("://"), 0) == CR_STR_NPOS) /* "example.org": what people write */
        url = cr_str_format(arena, "https://%.*s", CR_FMT(url));
    CR_TRY(ask(f, arena, url, &answer, err));
    page = answer;
    cr_feed *feed = feed_of(f, arena, answer);
    out->by = CR_STR("feed");
    if (!feed) {
        feed = named_feed(f, arena, page, &answer);
        out->by = CR_STR("named by the page");
    }
    cr_source *s = &out->source;
    s->state = CR_SOURCE_NEW;
    s->added = cr_time_now();
    if (feed) {
        s->kind = CR_SOURCE_FEED;
        s->url = cr_str_none(answer->moved_to) && page == answer ? url : answer->url;
        s->title = feed->title;
        s->site_url = feed->link;
        s->language = feed->language;
        out->entries = feed->entry_count;
    } else {
        out->by = CR_STR("page");
        s->kind = CR_SOURCE_PAGE;
        s->url = cr_str_none(page->moved_to) ? url : page->moved_to;
        s->title = title_of_page(arena, page->body);
        s->site_url = s->url;
    }
    configured(f->o.config, url, s);
    return cr_store_source_put(f->o.store, s, &out->fresh, err);
}
