/* Person, source, search, about, and the state of the wire. */
#include <courant/language.h>
#include <stdio.h>

#include "site/page.h"

/* ---- person ---- */

/* What stands beside item i of a list, or none: records written by an older program lack some lists. */
static cr_str beside(cr_strs list, size_t i) { return i < list.count && list.items[i].len ? list.items[i] : CR_STR_NONE; }

static void write_aliases(cr_page *p, const cr_person *person) {
    CR_HTML(&p->m, "<p class=\"label\">");
    CR_SAY(p, "Also written");
    CR_HTML(&p->m, ": ");
    for (size_t i = 0; i < person->aliases.count && i < 40; i++) {
        cr_str lang = beside(person->alias_langs, i);
        if (i)
            CR_HTML(&p->m, " · ");
        CR_HTML(&p->m, "<bdi translate=\"no\"");
        cr_page_lang(p, lang.len ? lang : CR_STR("und"));
        CR_HTML(&p->m, ">");
        cr_markup_text(&p->m, person->aliases.items[i]);
        CR_HTML(&p->m, "</bdi>");
    }
    CR_HTML(&p->m, "</p>");
}

/* When the role was told first and last, and the role itself, one step from the report that told it first. */
static void write_role(cr_page *p, const cr_person *person, size_t i) {
    cr_str lang = beside(person->role_langs, i), first = beside(person->role_dates, i), last = beside(person->role_lasts, i), article = beside(person->role_articles, i);
    CR_HTML(&p->m, "<li class=\"line\"><span class=\"when\">");
    cr_page_date(p, first, CR_DATE_LONG);
    if (last.len && !cr_str_eq(cr_str_slice(last, 0, last.len < 10 ? last.len : 10), cr_str_slice(first, 0, first.len < 10 ? first.len : 10))) {
        CR_HTML(&p->m, " – ");
        cr_page_date(p, last, CR_DATE_LONG);
    }
    CR_HTML(&p->m, "</span> ");
    cr_article_row row;
    char id[CR_ID_ROOM];
    snprintf(id, sizeof id, "%.*s", CR_FMT(article));
    bool linked = id[0] && cr_store_article(p->store, p->arena, id, &row, NULL, NULL) == CR_OK && !(cr_page_public(p) && row.rights == CR_RIGHTS_INTERNAL);
    bool foreign = lang.len && !cr_str_eq(lang, p->lang);
    CR_HTML(&p->m, "<bdi");
    cr_page_lang(p, lang.len ? lang : CR_STR("und"));
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, person->roles.items[i]);
    CR_HTML(&p->m, "</bdi>");
    if (linked || foreign)
        CR_HTML(&p->m, " <span class=\"label\">");
    if (foreign)
        cr_page_say(p, "original in {1}", cr_page_language(p, lang));
    if (linked) {
        if (foreign)
            CR_HTML(&p->m, " · ");
        cr_page_open_link(p, "article", id, NULL);
        CR_HTML(&p->m, "<bdi>");
        cr_markup_text(&p->m, row.source_title.len ? row.source_title : row.title);
        CR_HTML(&p->m, "</bdi></a>");
    }
    if (linked || foreign)
        CR_HTML(&p->m, "</span>");
    CR_HTML(&p->m, "</li>");
}

static void write_names(cr_page *p, const cr_person *person) {
    if (person->aliases.count)
        write_aliases(p, person);
    if (!person->roles.count)
        return;
    CR_HTML(&p->m, "<section><h2>");
    CR_SAY(p, "Roles, as the reports name them");
    CR_HTML(&p->m, "</h2><ul class=\"lines\">");
    for (size_t i = 0; i < person->roles.count && i < 40; i++)
        write_role(p, person, i);
    CR_HTML(&p->m, "</ul></section>");
}

static void story_filter(cr_page *p, cr_str chosen) {
    if (!chosen.len)
        return;
    CR_HTML(&p->m, "<p class=\"notice\">");
    CR_SAY(p, "Only statements of one story are shown.");
    CR_HTML(&p->m, " ");
    cr_page_open_link(p, "person", p->route.id, NULL);
    CR_SAY(p, "Show all");
    CR_HTML(&p->m, "</a></p>");
}

void cr_page_person(cr_page *p) {
    cr_person person;
    cr_error err;
    bool bad = false;
    if (cr_page_failed(p, cr_store_person(p->store, p->arena, p->route.id, &person, &err), &err))
        return;
    cr_statement_query q = {.person = cr_str_of(p->route.id), .publishable = cr_page_public(p), .limit = 60,
                            .story = cr_route_parameter(p->arena, p->request->query, "story", CR_ID_ROOM - 1, &bad),
                            .cursor = cr_route_parameter(p->arena, p->request->query, "cursor", 200, &bad)};
    cr_statement_row *rows;
    size_t count;
    cr_str next;
    if (cr_page_failed(p, bad || (q.story.len && !cr_route_is_id(q.story)) ? CR_ERR_USAGE
                              : cr_store_statements(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
        return;
    p->title = person.name;
    p->noindex = p->request->query.len != 0;
    CR_HTML(&p->m, "<header class=\"top\"><p class=\"label kicker\">");
    CR_SAY(p, person.kind == CR_NAME_ORGANISATION ? CR_N("Organisation") : CR_N("Person"));
    CR_HTML(&p->m, "</p><h1><bdi translate=\"no\">");
    cr_markup_text(&p->m, person.name);
    CR_HTML(&p->m, "</bdi></h1></header>");
    write_names(p, &person);
    CR_HTML(&p->m, "<section data-filter><h2>");
    CR_SAY(p, "Statements, newest first");
    CR_HTML(&p->m, "</h2>");
    story_filter(p, q.story);
    if (count)
        cr_statements_write(p, rows, count, false);
    else {
        CR_HTML(&p->m, "<p class=\"empty\">");
        CR_SAY(p, "No statement was found in the reports.");
        CR_HTML(&p->m, "</p>");
    }
    if (next.len && !p->site->static_files) {
        CR_HTML(&p->m, "<p class=\"more\"><a rel=\"next\"");
        cr_buf path;
        cr_buf_init(&path, 2000);
        cr_buf_add_str(&path, cr_page_to(p, "person", p->route.id));
        cr_buf_add_z(&path, "?cursor=");
        cr_markup_percent(&path, next);
        cr_markup_attribute(&p->m, "href", cr_buf_copy(&path, p->arena));
        cr_buf_free(&path);
        CR_HTML(&p->m, ">");
        CR_SAY(p, "Older");
        CR_HTML(&p->m, "</a></p>");
    }
    CR_HTML(&p->m, "</section>");
}

/* ---- source ---- */

static const char *state_text(cr_source_state state) {
    switch (state) {
    case CR_SOURCE_OK: return CR_N("works");
    case CR_SOURCE_NEW: return CR_N("not fetched yet");
    case CR_SOURCE_FAILING: return CR_N("failing");
    case CR_SOURCE_REFUSED: return CR_N("refuses");
    default: return CR_N("gone");
    }
}

static const char *rights_text(cr_rights rights) {
    return rights == CR_RIGHTS_FULL ? CR_N("whole texts may be published") : rights == CR_RIGHTS_INTERNAL ? CR_N("for readers of the private site alone")
                                                                                                     : CR_N("extracts may be published");
}

/* What went wrong, without the address that the page names already. */
static cr_str reason_of(const cr_source *s) {
    if (!cr_str_starts_nocase(s->reason, "http://") && !cr_str_starts_nocase(s->reason, "https://"))
        return s->reason;
    size_t end = cr_str_find(s->reason, CR_STR(": "), 0);
    return end == CR_STR_NPOS || cr_str_find_byte(cr_str_slice(s->reason, 0, end), ' ', 0) != CR_STR_NPOS ? s->reason : cr_str_slice(s->reason, end + 2, s->reason.len);
}

/* `known`: a reason that the page told already, or none. */
static void write_health(cr_page *p, const cr_source *s, cr_str known) {
    CR_HTML(&p->m, "<p>");
    if (s->state == CR_SOURCE_OK || s->state == CR_SOURCE_NEW)
        CR_HTML(&p->m, "<span class=\"state\">");
    else
        CR_HTML(&p->m, "<span class=\"state flag\">");
    CR_SAY(p, state_text(s->state));
    CR_HTML(&p->m, "</span>");
    cr_str reason = reason_of(s);
    if (reason.len && !cr_page_public(p) && !cr_str_eq(reason, known)) { /* a reason may name addresses of the private network */
        CR_HTML(&p->m, ": <span lang=\"en\" dir=\"ltr\">");
        cr_markup_text(&p->m, reason);
        CR_HTML(&p->m, "</span>");
    }
    if (s->last_fetch) {
        CR_HTML(&p->m, " <span class=\"label\">");
        cr_page_say(p, "last fetched {1}", cr_formats_instant(p->worker->formats, p->arena, p->texts, s->last_fetch, true));
        CR_HTML(&p->m, "</span>");
    }
    CR_HTML(&p->m, "</p>");
}

static void write_articles(cr_page *p, bool relays, const char *title, const cr_article_row *rows, size_t count) {
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= (rows[i].relay_of[0] != '\0') == relays;
    if (!any)
        return;
    CR_HTML(&p->m, "<section data-filter><h2>");
    CR_SAY(p, title);
    CR_HTML(&p->m, "</h2><ul class=\"lines\">");
    for (size_t i = 0; i < count; i++)
        if ((rows[i].relay_of[0] != '\0') == relays)
            cr_article_line(p, &rows[i]);
    CR_HTML(&p->m, "</ul></section>");
}

void cr_page_source(cr_page *p) {
    cr_source s;
    cr_error err;
    if (cr_page_failed(p, cr_store_source_get(p->store, p->arena, p->route.id, &s, &err), &err))
        return;
    if (cr_page_public(p) && s.rights == CR_RIGHTS_INTERNAL) {
        cr_page_error(p, 404, "There is no such page", NULL);
        return;
    }
    cr_article_query q = {.source = cr_str_of(p->route.id), .publishable = cr_page_public(p), .limit = 60};
    cr_article_row *rows;
    size_t count;
    cr_str next;
    if (cr_page_failed(p, cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err), &err))
        return;
    p->sample |= s.sample;
    p->title = s.title.len ? s.title : s.url;
    CR_HTML(&p->m, "<header class=\"top\"><p class=\"label kicker\">");
    CR_SAY(p, "Source");
    CR_HTML(&p->m, "</p><h1><bdi>");
    cr_markup_text(&p->m, p->title);
    CR_HTML(&p->m, "</bdi></h1><p class=\"numbers\">");
    cr_page_say_count(p, "{1} report", "{1} reports", s.articles);
    if (s.language.len) {
        CR_HTML(&p->m, " · ");
        cr_markup_text(&p->m, cr_page_language(p, s.language));
    }
    CR_HTML(&p->m, " · ");
    CR_SAY(p, rights_text(s.rights));
    if (cr_markup_is_web_address(s.site_url)) {
        CR_HTML(&p->m, " · <a rel=\"external noopener\"");
        cr_markup_link(&p->m, "href", s.site_url);
        CR_HTML(&p->m, ">");
        CR_SAY(p, "its own site");
        CR_HTML(&p->m, " ↗</a>");
    }
    CR_HTML(&p->m, "</p></header>");
    write_health(p, &s, CR_STR_NONE);
    write_articles(p, false, "Its own reports, newest first", rows, count);
    write_articles(p, true, "What it relays", rows, count);
    if (!count) {
        CR_HTML(&p->m, "<p class=\"empty\">");
        CR_SAY(p, "No report of this source can be shown yet.");
        CR_HTML(&p->m, "</p>");
    }
}

/* ---- search ---- */

static void write_snippet(cr_page *p, const cr_search_hit *hit) {
    CR_HTML(&p->m, "<p class=\"snippet\"");
    cr_page_lang(p, hit->article.lang);
    CR_HTML(&p->m, ">");
    size_t at = 0;
    for (size_t i = 0; i < hit->mark_count; i++) {
        cr_span mark = hit->marks[i];
        if (mark.start < at || mark.end > hit->snippet.len || mark.start > mark.end)
            continue;
        cr_markup_text(&p->m, cr_str_slice(hit->snippet, at, mark.start));
        CR_HTML(&p->m, "<mark>");
        cr_markup_text(&p->m, cr_str_slice(hit->snippet, mark.start, mark.end));
        CR_HTML(&p->m, "</mark>");
        at = mark.end;
    }
    cr_markup_text(&p->m, cr_str_slice(hit->snippet, at, hit->snippet.len));
    CR_HTML(&p->m, "</p>");
}

static void search_help(cr_page *p) {
    CR_HTML(&p->m, "<p>");
    CR_SAY(p, "Words are found in every form they take. Filters are words too:");
    CR_HTML(&p->m, "</p><ul class=\"filters\" dir=\"ltr\"><li><code>lang:fr</code></li><li><code>source:rfi</code></li><li><code>since:2022-01-01</code></li></ul>");
}

/* Hits of one story stand together, in the place of the best of them. */
static void write_hits(cr_page *p, const cr_search_hit *hits, size_t count) {
    bool *done = CR_NEW_ARRAY(p->arena, bool, count);
    if (!done)
        return;
    CR_HTML(&p->m, "<ol class=\"hits\">");
    for (size_t i = 0; i < count; i++) {
        if (done[i])
            continue;
        const char *story = hits[i].article.story;
        size_t same = 0;
        for (size_t k = i; k < count; k++)
            if (k == i || (story[0] && strcmp(hits[k].article.story, story) == 0)) {
                done[k] = true;
                if (cr_page_visible(p, &hits[k].article, NULL) == CR_VISIBLE_NOT)
                    continue;
                if (same++ == 0)
                    CR_HTML(&p->m, "<li><ul class=\"lines\">");
                cr_article_line_open(p, &hits[k].article);
                if (hits[k].snippet.len && same <= 2)
                    write_snippet(p, &hits[k]);
                CR_HTML(&p->m, "</li>");
            }
        if (!same)
            continue;
        CR_HTML(&p->m, "</ul>");
        if (story[0] && same > 1) {
            CR_HTML(&p->m, "<p class=\"label\">");
            cr_page_open_link(p, "story", story, NULL);
            CR_SAY(p, "The whole story, with every report");
            CR_HTML(&p->m, "</a></p>");
        }
        CR_HTML(&p->m, "</li>");
    }
    CR_HTML(&p->m, "</ol>");
}

static cr_str search_address(cr_page *p, const char *tail, cr_str words, cr_str cursor) {
    cr_buf path;
    cr_buf_init(&path, 20000);
    cr_buf_add_str(&path, cr_page_path(p, p->lang, tail));
    cr_buf_add_z(&path, "?q=");
    cr_markup_percent(&path, words);
    if (cursor.len) {
        cr_buf_add_z(&path, "&cursor=");
        cr_markup_percent(&path, cursor);
    }
    cr_str out = cr_buf_copy(&path, p->arena);
    cr_buf_free(&path);
    return out;
}

static void no_hits(cr_page *p, cr_str words) {
    CR_HTML(&p->m, "<div class=\"empty\"><p>");
    cr_page_say(p, "Nothing was found for “{1}”.", words);
    CR_HTML(&p->m, "</p>");
    search_help(p);
    CR_HTML(&p->m, "</div>");
}

void cr_page_search(cr_page *p) {
    bool bad = false;
    size_t most = cr_limit(p->site->options->limits, CR_LIMIT_HTTP_QUERY_BYTES);
    cr_str words = cr_route_parameter(p->arena, p->request->query, "q", most, &bad);
    cr_search_query q = {.text = words, .publishable = cr_page_public(p), .limit = 30,
                         .cursor = cr_route_parameter(p->arena, p->request->query, "cursor", 200, &bad)};
    p->noindex = true;
    p->title = cr_texts_get(p->texts, "Search");
    if (bad) {
        cr_page_error(p, 400, "That could not be understood", "Please check the address or the search words.");
        return;
    }
    CR_HTML(&p->m, "<h1>");
    CR_SAY(p, "Search");
    CR_HTML(&p->m, "</h1>");
    if (!cr_str_trim(words).len) {
        search_help(p);
        return;
    }
    cr_search_hit *hits = NULL;
    size_t count = 0;
    cr_str next = CR_STR_NONE;
    cr_error err;
    cr_status status = cr_store_search(p->store, p->arena, &q, &hits, &count, &next, &err);
    if (status == CR_ERR_USAGE && !q.cursor.len) { /* a filter that is none: said, with those that are */
        CR_HTML(&p->m, "<div class=\"empty\"><p lang=\"en\" dir=\"ltr\">");
        cr_markup_text(&p->m, cr_str_of(err.line));
        CR_HTML(&p->m, "</p>");
        search_help(p);
        CR_HTML(&p->m, "</div>");
        return;
    }
    if (cr_page_failed(p, status, &err))
        return;
    p->title = cr_page_text(p, "Search: {1}", words);
    if (!count) {
        no_hits(p, words);
        return;
    }
    write_hits(p, hits, count);
    CR_HTML(&p->m, "<p class=\"more\">");
    if (next.len) {
        CR_HTML(&p->m, "<a rel=\"next\"");
        cr_markup_attribute(&p->m, "href", search_address(p, "search", words, next));
        CR_HTML(&p->m, ">");
        CR_SAY(p, "More results");
        CR_HTML(&p->m, "</a> · ");
    }
    CR_HTML(&p->m, "<a");
    cr_markup_attribute(&p->m, "href", search_address(p, "search.atom", words, CR_STR_NONE));
    CR_HTML(&p->m, ">");
    CR_SAY(p, "This search as a feed");
    CR_HTML(&p->m, "</a></p>");
}

/* ---- about ---- */

void cr_page_about(cr_page *p) {
    static const char *const parts[][2] = {
        {CR_N("Where this comes from"), CR_N("Courant reads the feeds and pages it is pointed at, keeps the article and drops what surrounds it. Nobody edits it. Every line leads to its source.")},
        {CR_N("Stories and dossiers"), CR_N("Reports of the same event, in any language, form a story. Stories that follow from one another form a dossier. A story's headline is that of the report nearest to what all of them say, and it says whose.")},
        {CR_N("How stories are ordered"), CR_N("By importance and freshness. Importance grows with the number of independent sources and of languages that report a story and with the pace of its reports; copies count for little. Each day without a new report takes from it.")},
        {CR_N("What independent means"), CR_N("Reports are independent when they are not one text or one agency's in the end. Copies, translations of another report and reports with an agency's text count as the source they come from; pages that say whom they relay count as that one, even where we do not know its page.")},
        {CR_N("Who said what"), CR_N("Statements are read from the original language alone. A speaker who cannot be told stays unattributed; nobody is guessed.")},
        {CR_N("Translations"), CR_N("Translations are made by machine on our own computer and marked with the engine. A rough gloss gives the sense and no more. Where a number, a name or a negation may have changed, the original stands beside. The original counts first, then the main edition, then the others.")},
        {CR_N("What is shown"), CR_N("A public site shows headlines, short extracts and statements with their sources; whole texts only where the source allows it. Sources that reserve their texts against machines are left out.")}};
    p->title = cr_texts_get(p->texts, "About this page");
    CR_HTML(&p->m, "<h1>");
    CR_SAY(p, "About this page");
    CR_HTML(&p->m, "</h1><div class=\"text\">");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        CR_HTML(&p->m, "<h2 class=\"inner\">");
        CR_SAY(p, parts[i][0]);
        CR_HTML(&p->m, "</h2><p>");
        CR_SAY(p, parts[i][1]);
        CR_HTML(&p->m, "</p>");
    }
    CR_HTML(&p->m, "</div>");
}

/* ---- status ---- */

static void source_row(cr_page *p, const cr_source *s, cr_str known) {
    CR_HTML(&p->m, "<li class=\"line\" data-lang=\"");
    cr_markup_text(&p->m, s->language);
    CR_HTML(&p->m, "\">");
    cr_page_open_link(p, "source", s->id, NULL);
    CR_HTML(&p->m, "<bdi>");
    cr_markup_text(&p->m, s->title.len ? s->title : s->url);
    CR_HTML(&p->m, "</bdi></a> <span class=\"label\">");
    if (s->sample) {
        CR_SAY(p, "Sample edition.");
        CR_HTML(&p->m, " ");
    }
    cr_page_say_count(p, "{1} report", "{1} reports", s->articles);
    CR_HTML(&p->m, "</span>");
    write_health(p, s, known);
    CR_HTML(&p->m, "</li>");
}

static void source_list(cr_page *p, const char *title, const cr_source *rows, size_t count, bool failing, cr_str known) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool fails = rows[i].state != CR_SOURCE_OK && rows[i].state != CR_SOURCE_NEW;
        if (fails != failing || (cr_page_public(p) && rows[i].rights == CR_RIGHTS_INTERNAL))
            continue;
        if (n++ == 0) {
            CR_HTML(&p->m, "<section data-filter><h2>");
            CR_SAY(p, title);
            CR_HTML(&p->m, "</h2>");
            if (failing && !cr_page_public(p)) {
                CR_HTML(&p->m, "<p>");
                CR_SAY(p, "They are tried again by themselves; to try now:");
                CR_HTML(&p->m, " <code dir=\"ltr\">courant fetch --all</code></p>");
            }
            CR_HTML(&p->m, "<ul class=\"lines\">");
        }
        source_row(p, &rows[i], known);
    }
    if (n)
        CR_HTML(&p->m, "</ul></section>");
}

/* No feed's host is known by name: that is the machine's network, said once instead of beside each. */
static cr_str no_network(cr_page *p, const cr_source *rows, size_t count) {
    cr_str reason = CR_STR_NONE;
    size_t failing = 0;
    if (cr_page_public(p))
        return reason;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == CR_SOURCE_FILE || rows[i].sample)
            continue;
        if (rows[i].state != CR_SOURCE_FAILING || (failing++ && !cr_str_eq(reason_of(&rows[i]), reason)))
            return CR_STR_NONE;
        reason = reason_of(&rows[i]);
    }
    if (failing < 2 || !cr_str_contains(reason, "host is not known"))
        return CR_STR_NONE;
    CR_HTML(&p->m, "<p class=\"notice\">");
    cr_str rest = cr_texts_get(p->texts, "No network: {1}");
    while (cr_texts_next(&p->m, &rest)) {
        CR_HTML(&p->m, "<span lang=\"en\" dir=\"ltr\">");
        cr_markup_text(&p->m, reason);
        CR_HTML(&p->m, "</span>");
    }
    CR_HTML(&p->m, "</p>");
    return reason;
}

static void set_aside(cr_page *p) {
    cr_set_aside *rows;
    size_t count;
    cr_error err;
    if (cr_page_public(p) || cr_store_set_aside_list(p->store, p->arena, 50, &rows, &count, &err) != CR_OK || !count)
        return;
    CR_HTML(&p->m, "<section><h2>");
    CR_SAY(p, "Set aside after several tries");
    CR_HTML(&p->m, "</h2><ul class=\"lines\">");
    for (size_t i = 0; i < count; i++) {
        CR_HTML(&p->m, "<li class=\"line\"><span class=\"address\">");
        cr_markup_text(&p->m, rows[i].url);
        CR_HTML(&p->m, "</span> <span class=\"label\" lang=\"en\" dir=\"ltr\">");
        cr_markup_text(&p->m, rows[i].reason);
        CR_HTML(&p->m, "</span></li>");
    }
    CR_HTML(&p->m, "</ul></section>");
}

void cr_page_status(cr_page *p) {
    cr_store_counts counts;
    cr_source *sources;
    size_t count;
    cr_error err;
    if (cr_page_failed(p, cr_store_count(p->store, &counts, &err), &err) ||
        cr_page_failed(p, cr_store_source_list(p->store, p->arena, &sources, &count, &err), &err))
        return;
    p->title = cr_texts_get(p->texts, "Sources and their state");
    p->noindex = true;
    CR_HTML(&p->m, "<h1>");
    CR_SAY(p, "Sources and their state");
    CR_HTML(&p->m, "</h1><p class=\"numbers\">");
    cr_page_say_count(p, "{1} source", "{1} sources", counts.sources);
    CR_HTML(&p->m, " · ");
    cr_page_say_count(p, "{1} report", "{1} reports", counts.articles);
    CR_HTML(&p->m, " · ");
    cr_page_say_count(p, "{1} story", "{1} stories", counts.stories);
    CR_HTML(&p->m, " · ");
    cr_page_say_count(p, "{1} statement", "{1} statements", counts.statements);
    CR_HTML(&p->m, "</p>");
    size_t owed = counts.owed[CR_WORK_UNDERSTAND] + counts.owed[CR_WORK_GROUP], translations = counts.owed[CR_WORK_TRANSLATE];
    if (owed || translations) {
        CR_HTML(&p->m, "<p class=\"notice quiet\">");
        cr_page_say_count(p, "{1} page still to be read", "{1} pages still to be read", owed);
        CR_HTML(&p->m, " · ");
        cr_page_say_count(p, "{1} translation still to be made", "{1} translations still to be made", translations);
        CR_HTML(&p->m, "</p>");
    }
    cr_str known = no_network(p, sources, count);
    source_list(p, "Failing", sources, count, true, known);
    set_aside(p);
    source_list(p, "Working", sources, count, false, known);
    if (!count) {
        CR_HTML(&p->m, "<p class=\"empty\">");
        CR_SAY(p, "There is no source yet.");
        CR_HTML(&p->m, " <code dir=\"ltr\">courant add https://example.org/</code></p>");
    }
}
