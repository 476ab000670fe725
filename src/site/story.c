/* The story page and the dossier page. */
#include "site/page.h"

enum { MAX_ROWS = 100, DOSSIER_BYTES = 110 };

typedef struct gathered {
    cr_article_row *articles;
    cr_statement_row *statements;
    cr_happening *happenings;
    size_t article_count, statement_count, happening_count;
    bool more_articles, more_statements, more_happenings;
    cr_page_digest digest;
    bool digested;
} gathered;

static bool gather(cr_page *p, cr_str story, cr_str dossier, const char *central, gathered *g) {
    cr_error err;
    cr_str next;
    bool publishable = cr_page_public(p);
    cr_article_query articles = {.story = story, .dossier = dossier, .publishable = publishable, .oldest_first = true, .limit = MAX_ROWS};
    if (cr_page_failed(p, cr_store_articles(p->store, p->arena, &articles, &g->articles, &g->article_count, &next, &err), &err))
        return false;
    g->more_articles = next.len;
    cr_statement_query statements = {.story = story, .dossier = dossier, .publishable = publishable, .limit = MAX_ROWS};
    if (cr_page_failed(p, cr_store_statements(p->store, p->arena, &statements, &g->statements, &g->statement_count, &next, &err), &err))
        return false;
    g->more_statements = next.len;
    cr_happening_query happenings = {.story = story, .dossier = dossier, .publishable = publishable, .limit = MAX_ROWS};
    if (cr_page_failed(p, cr_store_timeline(p->store, p->arena, &happenings, &g->happenings, &g->happening_count, &next, &err), &err))
        return false;
    g->more_happenings = next.len;
    if (!g->article_count) {
        cr_page_error(p, 404, "There is no such page", "It may have been removed, or the address is mistyped.");
        return false;
    }
    g->digested = cr_page_digest_make(p, g->articles, g->article_count, central, &g->digest);
    return true;
}

static void more_note(cr_page *p, bool more) {
    if (!more)
        return;
    CR_HTML(&p->m, "<p class=\"label\">");
    CR_SAY(p, "There is more than this page shows; the API has all of it.");
    CR_HTML(&p->m, "</p>");
}

static void write_times(cr_page *p, const gathered *g) {
    CR_HTML(&p->m, "<section id=\"timeline\" aria-labelledby=\"h-timeline\"><h2 id=\"h-timeline\">");
    CR_SAY(p, "What happened");
    CR_HTML(&p->m, "</h2>");
    cr_timeline_draw(p, g->articles, g->article_count, g->happenings, g->happening_count);
    if (g->digested && g->digest.d.happening_count)
        cr_happenings_write(p, &g->digest);
    else if (g->happening_count)
        cr_timeline_write(p, g->happenings, NULL, g->happening_count);
    else {
        CR_HTML(&p->m, "<p class=\"empty\">");
        CR_SAY(p, "The reports date no happening.");
        CR_HTML(&p->m, "</p>");
    }
    more_note(p, g->more_happenings);
    CR_HTML(&p->m, "</section>");
}

static void write_voices(cr_page *p, const gathered *g) {
    CR_HTML(&p->m, "<section id=\"statements\" aria-labelledby=\"h-said\"><h2 id=\"h-said\">");
    CR_SAY(p, "Who said what");
    CR_HTML(&p->m, "</h2>");
    if (g->statement_count)
        cr_statements_write(p, g->statements, g->statement_count, true);
    else {
        CR_HTML(&p->m, "<p class=\"empty\">");
        CR_SAY(p, "No statement was found in the reports.");
        CR_HTML(&p->m, "</p>");
    }
    more_note(p, g->more_statements);
    CR_HTML(&p->m, "</section>");
}

static const cr_article_row *find(const gathered *g, const char *id) {
    for (size_t i = 0; i < g->article_count; i++)
        if (strcmp(g->articles[i].id, id) == 0)
            return &g->articles[i];
    return NULL;
}

/* "relay of {1}": its text with a link to that report. */
static void write_relay(cr_page *p, const char *english, const char *id, const cr_article_row *from) {
    cr_str rest = cr_texts_get(p->texts, english);
    while (cr_texts_next(&p->m, &rest)) {
        cr_page_open_link(p, "article", id, NULL);
        CR_HTML(&p->m, "<bdi>");
        if (from && from->source_title.len)
            cr_markup_text(&p->m, from->source_title);
        else
            CR_SAY(p, "another report");
        CR_HTML(&p->m, "</bdi></a>");
    }
}

/* Its origin as the store tells it (src/story/reports.h), and what its page says of itself. */
static void write_origin_cell(cr_page *p, const gathered *g, const cr_article_row *row) {
    const char *between = "";
    if (row->relay_of[0]) {
        write_relay(p, row->origin == CR_ORIGIN_TRANSLATION && !row->notice_relay_of.len ? CR_N("translation of {1}, to judge by its names and numbers") : CR_N("relay of {1}"), row->relay_of,
                    find(g, row->relay_of));
        between = "; ";
    } else if (row->origin == CR_ORIGIN_DECLARED && row->carries.len && !row->notice_relay_of.len) {
        cr_page_say(p, "carries a text of {1}", row->carries);
        between = "; ";
    } else if (row->origin == CR_ORIGIN_OWN) {
        CR_SAY(p, "independent");
        between = "; ";
    }
    if (row->earliest[0] && strcmp(row->earliest, row->relay_of) != 0) {
        cr_markup_text_z(&p->m, between);
        write_relay(p, CR_N("earliest known: {1}"), row->earliest, find(g, row->earliest));
        between = "; ";
    }
    if (row->notice_relay_of.len && !(row->relay_of[0] && row->origin == CR_ORIGIN_TRANSLATION)) {
        cr_markup_text_z(&p->m, between);
        cr_page_say(p, "says it relays {1}", row->notice_relay_of);
        between = "; ";
    } else if (row->relayed_automatically) {
        cr_markup_text_z(&p->m, between);
        CR_SAY(p, "relayed automatically");
        between = "; ";
    }
    if (row->machine_translated) {
        cr_markup_text_z(&p->m, between);
        CR_SAY(p, "machine translated, says the page");
    }
}

static bool first_of_source(const gathered *g, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (cr_str_eq(g->articles[i].source_title, g->articles[at].source_title) && strcmp(g->articles[i].source, g->articles[at].source) == 0)
            return false;
    return true;
}

/* Two passes, so that "4 independent" has a place of its own to lead to. */
static void write_source_rows(cr_page *p, const gathered *g, bool relays) {
    for (size_t i = 0; i < g->article_count; i++) {
        const cr_article_row *row = &g->articles[i];
        if (!first_of_source(g, i) || (row->origin != CR_ORIGIN_OWN) != relays || cr_page_visible(p, row, NULL) == CR_VISIBLE_NOT)
            continue;
        CR_HTML(&p->m, "<tr><th scope=\"row\">");
        cr_page_open_link(p, "source", row->source, NULL);
        CR_HTML(&p->m, "<bdi>");
        cr_markup_text(&p->m, row->source_title.len ? row->source_title : row->site);
        CR_HTML(&p->m, "</bdi></a></th><td>");
        cr_markup_text(&p->m, cr_page_language(p, row->lang));
        CR_HTML(&p->m, "</td><td>");
        cr_page_date(p, row->date, CR_DATE_TIME);
        CR_HTML(&p->m, "</td><td>");
        write_origin_cell(p, g, row);
        CR_HTML(&p->m, "</td></tr>");
    }
}

static void write_sources(cr_page *p, const gathered *g) {
    CR_HTML(&p->m, "<section id=\"sources\" aria-labelledby=\"h-sources\"><h2 id=\"h-sources\">");
    CR_SAY(p, "Who reports it");
    CR_HTML(&p->m, "</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">");
    CR_SAY(p, "Source");
    CR_HTML(&p->m, "</th><th scope=\"col\">");
    CR_SAY(p, "Language");
    CR_HTML(&p->m, "</th><th scope=\"col\">");
    CR_SAY(p, "First report");
    CR_HTML(&p->m, "</th><th scope=\"col\">");
    CR_SAY(p, "Origin");
    CR_HTML(&p->m, "</th></tr></thead><tbody id=\"independent\">");
    write_source_rows(p, g, false);
    CR_HTML(&p->m, "</tbody><tbody>");
    write_source_rows(p, g, true);
    CR_HTML(&p->m, "</tbody></table></div></section>");
}

static bool language_before(const gathered *g, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (cr_str_eq(g->articles[i].lang, g->articles[at].lang))
            return true;
    return false;
}

/* Reports by language, the edition's own first: each unfolds to its beginning. */
static void write_language(cr_page *p, const gathered *g, cr_str lang) {
    bool any = false;
    for (size_t i = 0; i < g->article_count; i++)
        any |= cr_str_eq(g->articles[i].lang, lang);
    if (!any)
        return;
    CR_HTML(&p->m, "<h3 class=\"label\">");
    cr_markup_text(&p->m, cr_page_language(p, lang));
    CR_HTML(&p->m, "</h3><ul class=\"lines\">");
    for (size_t i = 0; i < g->article_count; i++)
        if (cr_str_eq(g->articles[i].lang, lang))
            cr_article_line(p, &g->articles[i]);
    CR_HTML(&p->m, "</ul>");
}

static void write_reports(cr_page *p, const gathered *g) {
    CR_HTML(&p->m, "<section id=\"languages\" aria-labelledby=\"h-reports\" data-filter><h2 id=\"h-reports\">");
    CR_SAY(p, "Reports");
    CR_HTML(&p->m, "</h2>");
    write_language(p, g, p->lang);
    for (size_t i = 0; i < g->article_count; i++)
        if (!language_before(g, i) && !cr_str_eq(g->articles[i].lang, p->lang))
            write_language(p, g, g->articles[i].lang);
    more_note(p, g->more_articles);
    CR_HTML(&p->m, "</section>");
}

static void write_chain(cr_page *p, cr_str dossier) {
    cr_story_query q = {.dossier = dossier, .publishable = cr_page_public(p), .limit = MAX_ROWS};
    cr_story_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (cr_store_stories(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK)
        return;
    CR_HTML(&p->m, "<section aria-labelledby=\"h-chain\"><h2 id=\"h-chain\">");
    CR_SAY(p, "Its stories, oldest first");
    CR_HTML(&p->m, "</h2><ol class=\"chain\">");
    for (size_t i = count; i-- > 0;) {
        CR_HTML(&p->m, "<li><p class=\"when\">");
        cr_page_date(p, rows[i].first_date, CR_DATE_LONG);
        CR_HTML(&p->m, "</p>");
        cr_story_item(p, &rows[i], 3, true);
        CR_HTML(&p->m, "</li>");
    }
    CR_HTML(&p->m, "</ol></section>");
}

/* On a wide screen the reports stand beside what they tell. */
static void write_sections(cr_page *p, const gathered *g, cr_str dossier) {
    p->wide = true;
    CR_HTML(&p->m, "<div class=\"columns\"><div>");
    if (g->digested && !dossier.len)
        cr_gist_write(p, &g->digest);
    if (g->digested)
        cr_differences_write(p, &g->digest);
    if (dossier.len)
        write_chain(p, dossier);
    write_times(p, g);
    write_voices(p, g);
    CR_HTML(&p->m, "</div><div>");
    write_sources(p, g);
    write_reports(p, g);
    CR_HTML(&p->m, "</div></div>");
}

static void dossier_line(cr_page *p, const cr_story_row *story) {
    cr_dossier_row dossier;
    cr_error err;
    if (!story->dossier[0] || cr_store_dossier_as(p->store, p->arena, story->dossier, cr_page_public(p), &dossier, &err) != CR_OK || dossier.stories < 2)
        return;
    cr_str headline = CR_STR_NONE, lang = CR_STR_NONE;
    cr_story_row head;
    if (cr_store_story_as(p->store, p->arena, dossier.headline_story, cr_page_public(p), &head, &err) == CR_OK) {
        cr_headline h = cr_headline_of_story(p, &head);
        if (h.hidden)
            return;
        cr_shown s = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
        headline = cr_headline_cut(p, s.text, DOSSIER_BYTES);
        lang = s.lang;
    }
    CR_HTML(&p->m, "<p class=\"part-of\">");
    cr_str rest = cr_texts_get(p->texts, "Part of the dossier {1}");
    while (cr_texts_next(&p->m, &rest)) {
        cr_page_open_link(p, "dossier", dossier.id, NULL);
        CR_HTML(&p->m, "<span");
        cr_page_lang(p, lang);
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, headline);
        CR_HTML(&p->m, "</span></a>");
    }
    CR_HTML(&p->m, " <span class=\"label\">· ");
    cr_page_say_count(p, "{1} story", "{1} stories", dossier.stories);
    if (dossier.first_date.len) {
        CR_HTML(&p->m, " · ");
        cr_str since = cr_texts_get(p->texts, "since {1}");
        while (cr_texts_next(&p->m, &since))
            cr_page_date(p, dossier.first_date, CR_DATE_LONG);
    }
    CR_HTML(&p->m, "</span></p>");
}

static void feed_links(cr_page *p) {
    CR_HTML(&p->h, "<link rel=\"alternate\" type=\"application/atom+xml\"");
    cr_markup_attribute(&p->h, "href", cr_str_format(p->arena, "/%.*s/story/%s/feed.atom", CR_FMT(p->lang), p->route.id));
    CR_HTML(&p->h, ">\n<link rel=\"alternate\" type=\"application/feed+json\"");
    cr_markup_attribute(&p->h, "href", cr_str_format(p->arena, "/%.*s/story/%s/feed.json", CR_FMT(p->lang), p->route.id));
    CR_HTML(&p->h, ">\n");
}

void cr_page_story(cr_page *p) {
    cr_story_row story;
    cr_error err;
    gathered g = {0};
    if (cr_page_failed(p, cr_store_story_as(p->store, p->arena, p->route.id, cr_page_public(p), &story, &err), &err) ||
        !gather(p, cr_str_of(p->route.id), CR_STR_NONE, story.headline_article, &g))
        return;
    cr_headline h = cr_headline_of_story(p, &story);
    if (h.hidden) {
        cr_page_error(p, 404, "There is no such page", "It may have been removed, or the address is mistyped.");
        return;
    }
    cr_shown title = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
    p->title = title.text;
    p->description = title.text;
    feed_links(p);
    CR_HTML(&p->m, "<header class=\"top\">");
    cr_headline_write(p, &h, 1, NULL, NULL);
    cr_story_numbers(p, &story);
    bool translated = p->translated;
    dossier_line(p, &story); /* names another story */
    p->translated = translated;
    CR_HTML(&p->m, "</header>");
    if (!h.is_sentence && (!g.digested || g.digest.d.gist_count < 2)) /* the gist tells more */
        cr_show_lead(p, h.lead_lang, h.lead, 3, "lead");
    write_sections(p, &g, CR_STR_NONE);
    cr_importance_write(p, &story);
    CR_HTML(&p->m, "<p class=\"more\"><a");
    cr_markup_attribute(&p->m, "href", cr_str_format(p->arena, "/%.*s/story/%s/feed.atom", CR_FMT(p->lang), p->route.id));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "Follow this story: Atom feed");
    CR_HTML(&p->m, "</a></p>");
}

void cr_page_dossier(cr_page *p) {
    cr_dossier_row dossier;
    cr_story_row story;
    cr_error err;
    gathered g = {0};
    if (cr_page_failed(p, cr_store_dossier_as(p->store, p->arena, p->route.id, cr_page_public(p), &dossier, &err), &err) ||
        cr_page_failed(p, cr_store_story_as(p->store, p->arena, dossier.headline_story, cr_page_public(p), &story, &err), &err) ||
        !gather(p, CR_STR_NONE, cr_str_of(p->route.id), story.headline_article, &g))
        return;
    cr_headline h = cr_headline_of_story(p, &story);
    if (h.hidden) {
        cr_page_error(p, 404, "There is no such page", "It may have been removed, or the address is mistyped.");
        return;
    }
    cr_shown title = cr_show_trusted(p, h.shown.original_lang, h.shown.original);
    p->title = cr_page_text(p, "Dossier: {1}", title.text);
    p->description = title.text;
    p->sample |= dossier.sample;
    CR_HTML(&p->m, "<header class=\"top\"><p class=\"label kicker\">");
    CR_SAY(p, "Dossier");
    CR_HTML(&p->m, "</p>");
    cr_headline_write(p, &h, 1, NULL, NULL);
    CR_HTML(&p->m, "<p class=\"numbers\">");
    cr_page_say_count(p, "{1} story", "{1} stories", dossier.stories);
    CR_HTML(&p->m, " · <a href=\"#languages\">");
    cr_page_say_count(p, "{1} report", "{1} reports", dossier.articles);
    CR_HTML(&p->m, "</a> · <a href=\"#sources\">");
    cr_page_say_count(p, "{1} source", "{1} sources", dossier.sources);
    CR_HTML(&p->m, "</a> · ");
    cr_page_say_count(p, "{1} language", "{1} languages", dossier.languages);
    if (dossier.first_date.len) {
        CR_HTML(&p->m, " · ");
        cr_page_date(p, dossier.first_date, CR_DATE_LONG);
        CR_HTML(&p->m, " – ");
        cr_page_date(p, dossier.last_date, CR_DATE_LONG);
    }
    CR_HTML(&p->m, "</p></header>");
    write_sections(p, &g, cr_str_of(p->route.id));
}
