/* The front page of an edition, and the lists behind it. */
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "site/page.h"

/* The grid and the strip beside it are about as long as one another: with few stories each has its lead, with many the first rows. */
enum { GRID = 18, LEADS = 6, FEW = 12, STRIP = 18, STRIP_LEAST = 5, SOURCES_SHOWN = 20, YESTERDAY_HOUR = 18 };

static void failing_link(cr_page *p) {
    cr_source *sources;
    size_t count = 0, failing = 0;
    cr_error err;
    if (cr_store_source_list(p->store, p->arena, &sources, &count, &err) != CR_OK)
        return;
    for (size_t i = 0; i < count; i++)
        failing += sources[i].state == CR_SOURCE_FAILING || sources[i].state == CR_SOURCE_REFUSED;
    if (!failing)
        return;
    CR_HTML(&p->m, " · <a class=\"warn\"");
    cr_markup_attribute(&p->m, "href", cr_page_path(p, p->lang, "status"));
    CR_HTML(&p->m, ">");
    cr_page_say_count(p, "{1} source failing", "{1} sources failing", failing);
    CR_HTML(&p->m, "</a>");
}

/* "Since yesterday 18:00: 41 new stories · 3 sources failing" */
static void since_line(cr_page *p) {
    if (p->site->static_files) /* a file does not know when it is read */
        return;
    time_t now = (time_t)cr_time_now();
    struct tm local;
    localtime_r(&now, &local);
    local.tm_hour = YESTERDAY_HOUR;
    local.tm_min = local.tm_sec = 0;
    local.tm_mday--;
    local.tm_isdst = -1;
    int64_t from = (int64_t)mktime(&local);
    cr_story_query q = {.publishable = cr_page_public(p), .limit = 100};
    cr_story_row *rows;
    size_t count = 0, fresh = 0, own = 0;
    cr_str next;
    cr_error err;
    if (cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (!rows[i].sample) { /* reports on events long past are no news since yesterday */
            own++;
            fresh += rows[i].first_seen >= from;
        }
    CR_HTML(&p->m, "<p class=\"since\">");
    if (own)
        cr_page_say(p, "Since yesterday {1}:", cr_formats_instant(p->worker->formats, p->arena, p->texts, from, false));
    else
        CR_SAY(p, "Sample edition.");
    CR_HTML(&p->m, " <a");
    cr_markup_attribute(&p->m, "href", cr_page_path(p, p->lang, "stories"));
    CR_HTML(&p->m, ">");
    if (!own)
        CR_SAY(p, "All stories");
    else if (fresh == count && next.len)
        cr_page_say(p, "more than {1} new stories", cr_str_format(p->arena, "%zu", fresh));
    else
        cr_page_say_count(p, "{1} new story", "{1} new stories", fresh);
    CR_HTML(&p->m, "</a>");
    failing_link(p);
    CR_HTML(&p->m, "</p>");
}

/* Rows of the grid against lines of the strip: about as high as three of these is one of those. */
static bool strip_is_short(size_t stories, size_t lines) { return (stories + 1) / 3 * 3 + 2 > lines; }

/* *lines: how many there are. The aside stays open. */
static void last_minute(cr_page *p, size_t stories, size_t *lines) {
    cr_article_query q = {.publishable = cr_page_public(p), .limit = stories < FEW ? STRIP_LEAST + stories : STRIP};
    cr_article_row *rows = NULL;
    size_t count = 0;
    cr_str next;
    cr_error err;
    *lines = 0;
    CR_HTML(&p->m, "<div class=\"beside\">");
    if (cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK || !count)
        return;
    *lines = count;
    if (!p->site->static_files)
        cr_formats_today(p->worker->formats, cr_time_now());
    CR_HTML(&p->m, "<aside class=\"strip\" aria-labelledby=\"last\"><h2 id=\"last\">");
    CR_SAY(p, "Last minute");
    CR_HTML(&p->m, "</h2><ol class=\"lines\">");
    for (size_t i = 0; i < count; i++)
        cr_article_line(p, &rows[i]);
    cr_formats_today(p->worker->formats, 0);
    CR_HTML(&p->m, "</ol></aside>");
}

static void list_link(cr_page *p, const char *parameter, cr_str key, cr_str title, size_t n) {
    cr_buf path;
    cr_buf_init(&path, 1000);
    cr_buf_add_str(&path, cr_page_path(p, p->lang, "stories"));
    cr_buf_printf(&path, "?%s=", parameter);
    cr_markup_percent(&path, key);
    CR_HTML(&p->m, "<li><a");
    cr_markup_attribute(&p->m, "href", cr_buf_copy(&path, p->arena));
    CR_HTML(&p->m, "><bdi>");
    cr_markup_text(&p->m, title);
    CR_HTML(&p->m, "</bdi></a> <span class=\"label\">");
    cr_markup_number(&p->m, (long long)n);
    CR_HTML(&p->m, "</span></li>");
    cr_buf_free(&path);
}

static int by_articles(const void *x, const void *y) {
    const cr_source *a = x, *b = y;
    return a->articles < b->articles ? 1 : a->articles > b->articles ? -1 : strcmp(a->id, b->id);
}

static void sections(cr_page *p) {
    cr_error err;
    cr_tally *languages = NULL;
    cr_source *sources = NULL;
    size_t language_count = 0, source_count = 0;
    if (!cr_site_languages(p, &languages, &language_count) ||
        cr_store_source_list(p->store, p->arena, &sources, &source_count, &err) != CR_OK)
        return;
    CR_HTML(&p->m, "<section class=\"sections\"><div><h2>");
    CR_SAY(p, "By language");
    CR_HTML(&p->m, "</h2><ul class=\"inline\">");
    for (size_t i = 0; i < language_count; i++)
        if (p->site->static_files) {
            CR_HTML(&p->m, "<li>");
            cr_markup_text(&p->m, cr_page_language(p, languages[i].key));
            CR_HTML(&p->m, " <span class=\"label\">");
            cr_markup_number(&p->m, (long long)languages[i].count);
            CR_HTML(&p->m, "</span></li>");
        } else
            list_link(p, "lang", languages[i].key, cr_page_language(p, languages[i].key), languages[i].count);
    CR_HTML(&p->m, "</ul></div><div><h2>");
    CR_SAY(p, "By source");
    CR_HTML(&p->m, "</h2><ul class=\"inline\">");
    qsort(sources, source_count, sizeof *sources, by_articles);
    for (size_t i = 0, shown = 0; i < source_count && shown < SOURCES_SHOWN && sources[i].articles; i++) {
        if (cr_page_public(p) && sources[i].rights == CR_RIGHTS_INTERNAL)
            continue;
        shown++;
        CR_HTML(&p->m, "<li>");
        cr_page_open_link(p, "source", sources[i].id, NULL);
        CR_HTML(&p->m, "<bdi>");
        cr_markup_text(&p->m, sources[i].title.len ? sources[i].title : sources[i].url);
        CR_HTML(&p->m, "</bdi></a> <span class=\"label\">");
        cr_markup_number(&p->m, (long long)sources[i].articles);
        CR_HTML(&p->m, "</span></li>");
    }
    CR_HTML(&p->m, "</ul><p class=\"more\"><a");
    cr_markup_attribute(&p->m, "href", cr_page_path(p, p->lang, "status"));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "Sources and their state");
    CR_HTML(&p->m, "</a></p></div></section>");
}

static void first_steps(cr_page *p) {
    CR_HTML(&p->m, "<p>");
    CR_SAY(p, "Courant reads what it is pointed at. Give it a first source:");
    CR_HTML(&p->m, "</p><pre>courant add https://example.org/\ncourant import pages/\ncourant run</pre>");
}

static void nothing_yet(cr_page *p) {
    CR_HTML(&p->m, "<section class=\"empty\"><h1>");
    CR_SAY(p, "Nothing has been read yet");
    CR_HTML(&p->m, "</h1>");
    first_steps(p);
    CR_HTML(&p->m, "</section>");
}

/* A list without a line. `all`: no word of the address narrows it, so there is nothing in the store. */
static void no_story(cr_page *p, bool all) {
    CR_HTML(&p->m, "<div class=\"empty\"><p>");
    CR_SAY(p, "No story here yet.");
    CR_HTML(&p->m, "</p>");
    if (all)
        first_steps(p);
    CR_HTML(&p->m, "</div>");
}

/* The store's importance has freshness in it (docs/importance.md): the first is the lead story. */
void cr_page_front(cr_page *p) {
    cr_story_query q = {.publishable = cr_page_public(p), .by_importance = true, .limit = GRID + 1};
    cr_story_row *rows = NULL;
    size_t count = 0;
    cr_str next;
    cr_error err;
    p->wide = true;
    if (cr_page_failed(p, cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
        return;
    p->description = cr_texts_get(p->texts, "The day's stories from sources in many languages, each with its originals.");
    if (!count) {
        nothing_yet(p);
        return;
    }
    since_line(p);
    CR_HTML(&p->m, "<h1 class=\"unseen\">");
    cr_markup_text(&p->m, p->site->title);
    CR_HTML(&p->m, "</h1><div class=\"front\"><div><div class=\"lead-story\">");
    cr_story_item(p, &rows[0], 2, true);
    cr_differences_note(p, &rows[0]);
    CR_HTML(&p->m, "</div><div class=\"grid\">");
    for (size_t i = 1; i < count; i++)
        cr_story_item(p, &rows[i], 3, count <= FEW || i <= LEADS);
    CR_HTML(&p->m, "</div>");
    if (next.len) {
        CR_HTML(&p->m, "<p class=\"more\"><a");
        cr_markup_attribute(&p->m, "href", cr_page_path(p, p->lang, "stories"));
        CR_HTML(&p->m, ">");
        CR_SAY(p, "All stories");
        CR_HTML(&p->m, "</a></p>");
    }
    CR_HTML(&p->m, "</div>");
    size_t lines;
    last_minute(p, count, &lines);
    bool beside = strip_is_short(count, lines);
    if (beside)
        sections(p);
    CR_HTML(&p->m, "</div></div>");
    if (!beside)
        sections(p);
}

/* The next page of a list keeps its filters. */
static void next_link(cr_page *p, const char *tail, const char *const *keep, cr_str next) {
    if (!next.len || p->site->static_files)
        return;
    cr_buf path;
    cr_buf_init(&path, 4000);
    cr_buf_add_str(&path, cr_page_path(p, p->lang, tail));
    cr_buf_add_z(&path, "?cursor=");
    cr_markup_percent(&path, next);
    for (; *keep; keep++) {
        cr_str value = cr_route_parameter(p->arena, p->request->query, *keep, 64, NULL);
        if (value.len) {
            cr_buf_printf(&path, "&%s=", *keep);
            cr_markup_percent(&path, value);
        }
    }
    CR_HTML(&p->m, "<p class=\"more\"><a rel=\"next\"");
    cr_markup_attribute(&p->m, "href", cr_buf_copy(&path, p->arena));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "Older");
    CR_HTML(&p->m, "</a></p>");
    cr_buf_free(&path);
}

void cr_page_stories(cr_page *p) {
    static const char *const keep[] = {"lang", "source", NULL};
    bool bad = false;
    cr_story_query q = {.publishable = cr_page_public(p), .limit = 30,
                        .lang = cr_route_parameter(p->arena, p->request->query, "lang", 8, &bad),
                        .source = cr_route_parameter(p->arena, p->request->query, "source", CR_ID_ROOM - 1, &bad),
                        .cursor = cr_route_parameter(p->arena, p->request->query, "cursor", 200, &bad)};
    if (bad || (q.source.len && !cr_route_is_id(q.source))) {
        cr_page_error(p, 400, "That could not be understood", "Please check the address or the search words.");
        return;
    }
    cr_story_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (cr_page_failed(p, cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
        return;
    p->noindex = p->request->query.len != 0;
    p->title = q.lang.len ? cr_page_text(p, "Stories with reports in {1}", cr_page_language(p, q.lang)) : cr_texts_get(p->texts, "All stories");
    CR_HTML(&p->m, "<h1>");
    cr_markup_text(&p->m, p->title);
    CR_HTML(&p->m, "</h1>");
    if (!count)
        no_story(p, !q.lang.len && !q.source.len && !q.cursor.len);
    CR_HTML(&p->m, "<div class=\"list\">");
    for (size_t i = 0; i < count; i++)
        cr_story_item(p, &rows[i], 2, false);
    CR_HTML(&p->m, "</div>");
    next_link(p, "stories", keep, next);
}

void cr_page_dossiers(cr_page *p) {
    static const char *const keep[] = {NULL};
    bool bad = false;
    cr_story_query q = {.publishable = cr_page_public(p), .limit = 50, .cursor = cr_route_parameter(p->arena, p->request->query, "cursor", 200, &bad)};
    cr_dossier_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (cr_page_failed(p, bad ? CR_ERR_USAGE : cr_store_dossiers(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
        return;
    p->noindex = p->request->query.len != 0;
    p->title = cr_texts_get(p->texts, "Dossiers");
    CR_HTML(&p->m, "<h1>");
    CR_SAY(p, "Dossiers");
    CR_HTML(&p->m, "</h1><p>");
    CR_SAY(p, "A dossier is a chain of stories that follow from one another, over months.");
    CR_HTML(&p->m, "</p>");
    if (!count)
        no_story(p, !q.cursor.len);
    CR_HTML(&p->m, "<ul class=\"lines\">");
    for (size_t i = 0; i < count; i++) {
        cr_story_row story;
        cr_headline h = {.hidden = true};
        if (cr_store_story_as(p->store, p->arena, rows[i].headline_story, cr_page_public(p), &story, &err) == CR_OK)
            h = cr_headline_of_story(p, &story);
        if (h.hidden)
            continue;
        cr_shown s = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
        CR_HTML(&p->m, "<li class=\"line\">");
        cr_page_open_link(p, "dossier", rows[i].id, NULL);
        cr_show_text(p, &s);
        CR_HTML(&p->m, "</a> <span class=\"label\">");
        cr_page_say_count(p, "{1} story", "{1} stories", rows[i].stories);
        CR_HTML(&p->m, " · ");
        cr_page_say_count(p, "{1} report", "{1} reports", rows[i].articles);
        if (rows[i].first_date.len) {
            CR_HTML(&p->m, " · ");
            cr_page_date(p, rows[i].first_date, CR_DATE_LONG);
            CR_HTML(&p->m, " – ");
            cr_page_date(p, rows[i].last_date, CR_DATE_LONG);
        }
        if (s.how != CR_SHOWN_OWN) {
            CR_HTML(&p->m, " · ");
            cr_markup_text(&p->m, cr_show_label(p, &s, false));
        }
        CR_HTML(&p->m, "</span></li>");
    }
    CR_HTML(&p->m, "</ul>");
    next_link(p, "dossiers", keep, next);
}
