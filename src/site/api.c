/* The JSON API, /api/v1/: lists with a cursor, single things by id; errors as RFC 9457; described in data/openapi.json.
 *
 * `lang` filters by the language of the originals; `edition` adds translations into a language of the site, each marked as
 * machine translated with its engine. Without it the answer is originals alone. */
#include <stdlib.h>

#include "net/url.h"
#include "base/time.h"
#include "base/utf8.h"
#include "site/page.h"
#include "story/digest_json.h"

typedef struct api_query {
    cr_str lang, since, source, story, dossier, article, person, from, to, cursor, words;
    size_t limit;
    bool translated; /* an edition was asked for */
} api_query;

void cr_api_problem(cr_page *p, int status, const char *title, const char *detail) {
    cr_buf_clear(&p->content);
    cr_json j = cr_json_on(&p->content);
    cr_json_object(&j);
    cr_json_member_z(&j, "type", "about:blank");
    cr_json_member_z(&j, "title", title);
    cr_json_member_int(&j, "status", status);
    cr_json_member_z(&j, "detail", detail);
    cr_json_member(&j, "instance", cr_markup_clean(p->arena, p->request->path, 300));
    cr_json_end(&j);
    p->status = status;
    cr_page_plain(p, "application/problem+json");
}

static bool failed(cr_page *p, cr_status status, const cr_error *err) {
    if (status == CR_OK)
        return false;
    if (status == CR_ERR_NOT_FOUND)
        cr_api_problem(p, 404, "Not Found", "there is no such thing in the store");
    else if (status == CR_ERR_USAGE || status == CR_ERR_SYNTAX || status == CR_ERR_LIMIT)
        cr_api_problem(p, 400, "Bad Request", err->line);
    else {
        cr_log_line(p->site->options->log, CR_LOG_ERROR, "site: api: %s", err->line);
        cr_api_problem(p, 503, "Service Unavailable", "the store could not be read; courant doctor tells what is wrong");
    }
    return true;
}

/* ---- parameters ---- */

static bool is_date(cr_str s) {
    cr_civil c;
    return !s.len || cr_time_parse(s, &c);
}

static bool is_language_code(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z')
            return false;
    return s.len <= 7;
}

static bool choose_edition(cr_page *p, api_query *q, cr_str edition) {
    if (!edition.len)
        return true;
    for (size_t i = 0; i < p->site->editions.count; i++)
        if (cr_str_eq(p->site->editions.items[i], edition)) {
            p->lang = p->site->editions.items[i];
            p->texts = &p->site->texts[i];
            q->translated = true;
            return true;
        }
    cr_api_problem(p, 400, "Bad Request", "edition: this site has no such edition");
    return false;
}

static bool read_query(cr_page *p, api_query *q) {
    *q = (api_query){0};
    bool bad = false;
    const size_t id = CR_ID_ROOM - 1;
    struct { const char *name; cr_str *value; size_t most; } all[] = {
        {"lang", &q->lang, 7},     {"since", &q->since, 40},     {"source", &q->source, id}, {"story", &q->story, id}, {"dossier", &q->dossier, id},
        {"article", &q->article, id}, {"person", &q->person, id}, {"from", &q->from, 40},    {"to", &q->to, 40},       {"cursor", &q->cursor, 200},
        {"q", &q->words, cr_limit(p->site->options->limits, CR_LIMIT_HTTP_QUERY_BYTES)}};
    for (size_t i = 0; i < sizeof all / sizeof *all && !bad; i++) {
        *all[i].value = cr_route_parameter(p->arena, p->request->query, all[i].name, all[i].most, &bad);
        if (bad) {
            cr_api_problem(p, 400, "Bad Request", cr_str_format(p->arena, "%s: too long or not well-formed", all[i].name).ptr);
            return false;
        }
        if (all[i].most == id && all[i].value->len && !cr_route_is_id(*all[i].value)) {
            cr_api_problem(p, 400, "Bad Request", cr_str_format(p->arena, "%s: not an id", all[i].name).ptr);
            return false;
        }
    }
    if (!is_date(q->since) || !is_date(q->from) || !is_date(q->to) || !is_language_code(q->lang)) {
        cr_api_problem(p, 400, "Bad Request", "since, from, to: a date as 2022-01-31; lang: a code as fr");
        return false;
    }
    q->limit = cr_limit(p->site->options->limits, CR_LIMIT_PAGE_LIST);
    cr_str limit = cr_route_parameter(p->arena, p->request->query, "limit", 6, &bad);
    if (limit.len || bad) {
        char digits[8] = "", *end = digits;
        memcpy(digits, limit.ptr ? limit.ptr : "", limit.len);
        unsigned long n = strtoul(digits, &end, 10);
        if (bad || digits[0] < '0' || digits[0] > '9' || *end || n < 1 || n > q->limit) {
            cr_api_problem(p, 400, "Bad Request", cr_str_format(p->arena, "limit: a number from 1 to %zu", q->limit).ptr);
            return false;
        }
        q->limit = n;
    }
    return choose_edition(p, q, cr_route_parameter(p->arena, p->request->query, "edition", 7, NULL));
}

/* ---- members ---- */

static void id_member(cr_json *j, const char *key, const char *id) { cr_json_member(j, key, id[0] ? cr_str_of(id) : CR_STR_NONE); }

static void translated(cr_page *p, cr_json *j, const api_query *q, const char *key, cr_str lang, cr_str text) {
    if (!q->translated || !text.len || cr_str_eq(lang, p->lang))
        return;
    cr_shown s = cr_show(p, lang, text);
    if (s.how == CR_SHOWN_UNTRANSLATED && !s.rejected)
        return;
    cr_json_key(j, key);
    cr_json_object(j);
    cr_show_json(p, j, &s);
    cr_json_end(j);
}

static const char *rights_name(cr_rights r) { return r == CR_RIGHTS_FULL ? "full" : r == CR_RIGHTS_INTERNAL ? "internal" : "extract"; }

/* A path of an import is told; what looks like an address and is none of the web ("javascript:…") is not handed on. */
static cr_str address_or_path(cr_page *p, cr_str url) {
    return cr_url_is_web(url) || cr_str_none(cr_url_scheme(p->arena, url)) ? url : CR_STR_NONE;
}

static void article_members(cr_page *p, cr_json *j, const api_query *q, const cr_article_row *row) {
    cr_json_member_z(j, "id", row->id);
    cr_json_member(j, "url", address_or_path(p, row->url));
    cr_json_member(j, "page", cr_page_absolute(p, cr_page_to(p, "article", row->id)));
    cr_json_member(j, "title", row->title.len ? row->title : CR_STR_NONE);
    cr_json_member(j, "lang", row->lang);
    cr_json_member(j, "date", row->date.len ? row->date : CR_STR_NONE);
    cr_json_member(j, "lead", cr_page_public(p) ? cr_show_extract(p, row->lang, row->lead, CR_EXTRACT_SENTENCES).original : row->lead);
    id_member(j, "source", row->source);
    cr_json_member(j, "source_title", row->source_title);
    cr_json_member(j, "site", row->site.len ? row->site : CR_STR_NONE);
    id_member(j, "story", row->story);
    id_member(j, "dossier", row->dossier);
    id_member(j, "relay_of", row->relay_of);
    cr_json_member_z(j, "origin", cr_origin_how_name(row->origin));
    cr_json_member(j, "carries", row->carries.len ? row->carries : CR_STR_NONE);
    id_member(j, "earliest", row->earliest);
    cr_json_member_z(j, "rights", rights_name(row->rights));
    cr_json_member_int(j, "words", (long long)row->words);
    cr_json_member_int(j, "statements", (long long)row->statements);
    cr_json_member_bool(j, "sample", row->sample);
    cr_json_key(j, "notice");
    if (row->machine_translated || row->relayed_automatically || row->notice_relay_of.len || row->notice_main_language.len) {
        cr_json_object(j);
        cr_json_member_bool(j, "machine_translated", row->machine_translated);
        cr_json_member(j, "main_language", row->notice_main_language.len ? row->notice_main_language : CR_STR_NONE);
        cr_json_member_bool(j, "relayed_automatically", row->relayed_automatically);
        cr_json_member(j, "relay_of", row->notice_relay_of.len ? row->notice_relay_of : CR_STR_NONE);
        cr_json_end(j);
    } else
        cr_json_null(j);
    translated(p, j, q, "title_translated", row->lang, row->title);
}

static void story_members(cr_page *p, cr_json *j, const api_query *q, const cr_story_row *row, const cr_headline *h) {
    cr_json_member_z(j, "id", row->id);
    cr_json_member(j, "page", cr_page_absolute(p, cr_page_to(p, "story", row->id)));
    id_member(j, "dossier", row->dossier);
    cr_json_member(j, "headline", h->shown.original);
    cr_json_member(j, "headline_lang", h->shown.original_lang);
    cr_json_member(j, "headline_source", h->source);
    id_member(j, "headline_article", h->article);
    cr_json_member_bool(j, "headline_is_sentence", h->is_sentence);
    cr_json_member_int(j, "articles", (long long)row->articles);
    cr_json_member_int(j, "sources", (long long)row->sources);
    cr_json_member_int(j, "independent", (long long)row->independent);
    cr_json_key(j, "languages");
    cr_json_array(j);
    cr_str list = row->language_list, part;
    while (list.len && cr_str_split(&list, ' ', &part))
        if (part.len)
            cr_json_str(j, part);
    cr_json_end(j);
    cr_json_member(j, "first_date", row->first_date.len ? row->first_date : CR_STR_NONE);
    cr_json_member(j, "last_date", row->last_date.len ? row->last_date : CR_STR_NONE);
    cr_json_key(j, "importance");
    cr_json_number(j, row->importance, 4);
    cr_json_member_bool(j, "sample", row->sample);
    translated(p, j, q, "headline_translated", h->shown.original_lang, h->shown.original);
}

/* {"items": [...], "next": "cursor" or null} */
static void open_list(cr_json *j) {
    cr_json_object(j);
    cr_json_key(j, "items");
    cr_json_array(j);
}

static void close_list(cr_page *p, cr_json *j, cr_str next) {
    cr_json_end(j);
    cr_json_member(j, "next", next.len ? next : CR_STR_NONE);
    cr_json_end(j);
    cr_page_plain(p, "application/json");
}

/* ---- collections ---- */

static void one_article(cr_page *p, const api_query *q) {
    cr_article_row row;
    cr_knowledge k = {0};
    cr_error err;
    if (failed(p, cr_store_article(p->store, p->arena, p->route.id, &row, &k, &err), &err))
        return;
    const char *why = NULL;
    cr_visible visible = cr_page_visible(p, &row, &why);
    if (visible == CR_VISIBLE_NOT || !k.article) {
        cr_api_problem(p, row.noai ? 451 : 404, row.noai ? "Unavailable For Legal Reasons" : "Not Found", why ? why : "there is no such thing in the store");
        return;
    }
    cr_json j = cr_json_on(&p->content);
    cr_json_object(&j);
    article_members(p, &j, q, &row);
    cr_json_member_strs(&j, "author", k.article->author);
    cr_json_member(&j, "text", visible == CR_VISIBLE_FULL ? k.article->text : CR_STR_NONE);
    if (visible == CR_VISIBLE_FULL && q->translated) {
        cr_json_key(&j, "sentences");
        cr_json_array(&j);
        for (size_t i = 0; i < k.sentence_count; i++) {
            cr_shown s = cr_show(p, row.lang, cr_str_slice(k.article->text, k.sentences[i].start, k.sentences[i].end));
            cr_json_object(&j);
            cr_show_json(p, &j, &s);
            cr_json_end(&j);
        }
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_page_plain(p, "application/json");
}

static void articles(cr_page *p, const api_query *q) {
    if (p->route.id[0]) {
        one_article(p, q);
        return;
    }
    cr_article_query a = {.lang = q->lang, .source = q->source, .story = q->story, .dossier = q->dossier, .since = q->since,
                          .publishable = cr_page_public(p), .limit = q->limit, .cursor = q->cursor};
    cr_article_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (failed(p, cr_store_articles(p->store, p->arena, &a, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    open_list(&j);
    for (size_t i = 0; i < count; i++)
        if (cr_page_visible(p, &rows[i], NULL) != CR_VISIBLE_NOT) {
            cr_json_object(&j);
            article_members(p, &j, q, &rows[i]);
            cr_json_end(&j);
        }
    close_list(p, &j, next);
}

/* What the reports of one story or dossier say together; nothing where it has more than can be read or none that may be shown. */
static void digest_members(cr_page *p, cr_json *j, const char *story, const char *dossier, const char *central) {
    cr_article_query q = {.story = cr_str_of(story), .dossier = cr_str_of(dossier), .publishable = cr_page_public(p), .limit = 100, .oldest_first = true};
    cr_article_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    cr_page_digest g;
    if (cr_store_articles(p->store, p->arena, &q, &rows, &count, &next, &err) != CR_OK || !cr_page_digest_make(p, rows, count, central, &g))
        return;
    cr_json_key(j, "digest");
    cr_json_object(j);
    cr_json_member_bool(j, "whole", !next.len);
    cr_digest_json(j, p->arena, &g.d, g.articles, g.count);
    cr_json_end(j);
}

static void stories(cr_page *p, const api_query *q) {
    cr_error err;
    cr_str next = CR_STR_NONE;
    cr_story_row one, *rows = &one;
    size_t count = 1;
    cr_story_query s = {.lang = q->lang, .source = q->source, .dossier = q->dossier, .since = q->since, .publishable = cr_page_public(p),
                        .limit = q->limit, .cursor = q->cursor};
    bool single = p->route.id[0];
    if (failed(p, single ? cr_store_story_as(p->store, p->arena, p->route.id, cr_page_public(p), &one, &err)
                         : cr_store_stories(p->store, p->arena, &s, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    if (!single)
        open_list(&j);
    for (size_t i = 0; i < count; i++) {
        cr_headline h = cr_headline_of_story(p, &rows[i]);
        if (h.hidden && single) {
            cr_api_problem(p, 404, "Not Found", "there is no such thing in the store");
            return;
        }
        if (h.hidden)
            continue;
        cr_json_object(&j);
        story_members(p, &j, q, &rows[i], &h);
        if (single)
            digest_members(p, &j, rows[i].id, "", rows[i].headline_article);
        cr_json_end(&j);
    }
    if (single)
        cr_page_plain(p, "application/json");
    else
        close_list(p, &j, next);
}

static void dossier_object(cr_page *p, cr_json *j, const api_query *q, const cr_dossier_row *row) {
    cr_story_row story;
    cr_error err;
    cr_headline h = {.hidden = true};
    if (cr_store_story_as(p->store, p->arena, row->headline_story, cr_page_public(p), &story, &err) == CR_OK)
        h = cr_headline_of_story(p, &story);
    if (h.hidden && cr_page_public(p))
        return;
    cr_json_object(j);
    cr_json_member_z(j, "id", row->id);
    cr_json_member(j, "page", cr_page_absolute(p, cr_page_to(p, "dossier", row->id)));
    cr_json_member(j, "headline", h.shown.original);
    cr_json_member(j, "headline_lang", h.shown.original_lang);
    id_member(j, "headline_story", row->headline_story);
    cr_json_member_int(j, "stories", (long long)row->stories);
    cr_json_member_int(j, "articles", (long long)row->articles);
    cr_json_member_int(j, "sources", (long long)row->sources);
    cr_json_member_int(j, "languages", (long long)row->languages);
    cr_json_member(j, "first_date", row->first_date.len ? row->first_date : CR_STR_NONE);
    cr_json_member(j, "last_date", row->last_date.len ? row->last_date : CR_STR_NONE);
    cr_json_member_bool(j, "sample", row->sample);
    translated(p, j, q, "headline_translated", h.shown.original_lang, h.shown.original);
    if (p->route.id[0])
        digest_members(p, j, "", row->id, h.article);
    cr_json_end(j);
}

static void dossiers(cr_page *p, const api_query *q) {
    cr_error err;
    cr_str next = CR_STR_NONE;
    cr_dossier_row one, *rows = &one;
    size_t count = 1;
    cr_story_query s = {.lang = q->lang, .since = q->since, .publishable = cr_page_public(p), .limit = q->limit, .cursor = q->cursor};
    bool single = p->route.id[0];
    if (failed(p, single ? cr_store_dossier_as(p->store, p->arena, p->route.id, cr_page_public(p), &one, &err)
                         : cr_store_dossiers(p->store, p->arena, &s, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    if (!single)
        open_list(&j);
    for (size_t i = 0; i < count; i++)
        dossier_object(p, &j, q, &rows[i]);
    if (!single)
        close_list(p, &j, next);
    else if (p->content.len)
        cr_page_plain(p, "application/json");
    else
        cr_api_problem(p, 404, "Not Found", "there is no such thing in the store");
}

static void statement_object(cr_page *p, cr_json *j, const api_query *q, const cr_statement_row *row) {
    static const char *const types[] = {[CR_SPEECH_DIRECT] = "direct", [CR_SPEECH_INDIRECT] = "indirect", [CR_SPEECH_MIXED] = "mixed"};
    static const char *const acts[] = {[CR_ACT_SAYS] = "says",       [CR_ACT_DEMANDS] = "demands", [CR_ACT_OFFERS] = "offers", [CR_ACT_PROMISES] = "promises",
                                       [CR_ACT_REFUSES] = "refuses", [CR_ACT_WARNS] = "warns",     [CR_ACT_DENIES] = "denies", [CR_ACT_ASKS] = "asks"};
    const cr_statement *s = &row->statement;
    cr_json_object(j);
    cr_json_member(j, "id", cr_str_format(p->arena, "%s-%zu", row->article, row->number));
    cr_json_member(j, "quote", s->quote);
    cr_json_member(j, "lang", row->lang);
    cr_json_member(j, "speaker", s->speaker.len ? s->speaker : CR_STR_NONE);
    id_member(j, "person", row->person);
    cr_json_member(j, "mention", s->mention.len ? s->mention : CR_STR_NONE);
    cr_json_member(j, "role", s->role.len ? s->role : CR_STR_NONE);
    cr_json_member(j, "verb", s->verb.len ? s->verb : CR_STR_NONE);
    cr_json_member_z(j, "type", (unsigned)s->type < 3 ? types[s->type] : NULL);
    cr_json_member_z(j, "act", (unsigned)s->act < 8 ? acts[s->act] : NULL);
    cr_json_member_bool(j, "negated", s->negated);
    cr_json_member_strs(j, "via", s->via);
    cr_json_member(j, "channel", s->channel.len ? s->channel : CR_STR_NONE);
    cr_json_member(j, "date", s->date.len ? s->date : CR_STR_NONE);
    cr_json_member_z(j, "article", row->article);
    id_member(j, "story", row->story);
    cr_json_member(j, "article_date", row->article_date.len ? row->article_date : CR_STR_NONE);
    cr_json_member(j, "source_title", row->source_title);
    translated(p, j, q, "quote_translated", row->lang, s->quote);
    cr_json_end(j);
}

static void statements(cr_page *p, const api_query *q) {
    cr_statement_query s = {.story = q->story, .dossier = q->dossier, .article = q->article, .person = q->person, .lang = q->lang, .since = q->since,
                            .publishable = cr_page_public(p), .limit = q->limit, .cursor = q->cursor};
    cr_statement_row *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (failed(p, cr_store_statements(p->store, p->arena, &s, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    open_list(&j);
    for (size_t i = 0; i < count; i++)
        statement_object(p, &j, q, &rows[i]);
    close_list(p, &j, next);
}

static void timeline(cr_page *p, const api_query *q) {
    cr_happening_query h = {.story = q->story, .dossier = q->dossier, .article = q->article, .from = q->from.len ? q->from : q->since, .to = q->to,
                            .publishable = cr_page_public(p), .limit = q->limit, .cursor = q->cursor};
    cr_happening *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (failed(p, cr_store_timeline(p->store, p->arena, &h, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    open_list(&j);
    for (size_t i = 0; i < count; i++) {
        cr_json_object(&j);
        cr_json_member(&j, "date", rows[i].date);
        cr_json_member(&j, "sentence", rows[i].sentence);
        cr_json_member(&j, "expression", rows[i].expression);
        cr_json_member(&j, "lang", rows[i].lang);
        cr_json_member(&j, "source_title", rows[i].source_title);
        cr_json_member_z(&j, "article", rows[i].article);
        id_member(&j, "story", rows[i].story);
        translated(p, &j, q, "sentence_translated", rows[i].lang, rows[i].sentence);
        cr_json_end(&j);
    }
    close_list(p, &j, next);
}

static void sources(cr_page *p) {
    static const char *const states[] = {[CR_SOURCE_OK] = "ok", [CR_SOURCE_NEW] = "new", [CR_SOURCE_FAILING] = "failing", [CR_SOURCE_REFUSED] = "refused", [CR_SOURCE_GONE] = "gone"};
    static const char *const kinds[] = {[CR_SOURCE_FEED] = "feed", [CR_SOURCE_PAGE] = "page", [CR_SOURCE_FILE] = "file"};
    cr_source *rows;
    size_t count;
    cr_error err;
    if (failed(p, cr_store_source_list(p->store, p->arena, &rows, &count, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    open_list(&j);
    for (size_t i = 0; i < count; i++) {
        const cr_source *s = &rows[i];
        if ((cr_page_public(p) && s->rights == CR_RIGHTS_INTERNAL) || (p->route.id[0] && strcmp(s->id, p->route.id) != 0))
            continue;
        cr_json_object(&j);
        cr_json_member_z(&j, "id", s->id);
        cr_json_member_z(&j, "kind", kinds[s->kind]);
        cr_json_member(&j, "url", cr_page_public(p) && !cr_markup_is_web_address(s->url) ? CR_STR_NONE : s->url);
        cr_json_member(&j, "title", s->title);
        cr_json_member(&j, "site_url", s->site_url.len ? s->site_url : CR_STR_NONE);
        cr_json_member(&j, "language", s->language.len ? s->language : CR_STR_NONE);
        cr_json_member_z(&j, "rights", rights_name(s->rights));
        cr_json_member_z(&j, "state", states[s->state]);
        if (!cr_page_public(p))
            cr_json_member(&j, "reason", s->reason.len ? s->reason : CR_STR_NONE);
        cr_json_member_int(&j, "articles", (long long)s->articles);
        cr_json_member_bool(&j, "sample", s->sample);
        cr_json_end(&j);
    }
    close_list(p, &j, CR_STR_NONE);
}

static void search(cr_page *p, const api_query *q) {
    cr_search_query s = {.text = q->words, .publishable = cr_page_public(p), .limit = q->limit, .cursor = q->cursor};
    cr_search_hit *rows;
    size_t count;
    cr_str next;
    cr_error err;
    if (!cr_str_trim(q->words).len) {
        cr_api_problem(p, 400, "Bad Request", "q: the words to look for");
        return;
    }
    if (failed(p, cr_store_search(p->store, p->arena, &s, &rows, &count, &next, &err), &err))
        return;
    cr_json j = cr_json_on(&p->content);
    open_list(&j);
    for (size_t i = 0; i < count; i++) {
        if (cr_page_visible(p, &rows[i].article, NULL) == CR_VISIBLE_NOT)
            continue;
        cr_json_object(&j);
        article_members(p, &j, q, &rows[i].article);
        cr_json_member(&j, "snippet", rows[i].snippet);
        cr_json_key(&j, "marks");
        cr_json_array(&j);
        cr_utf8_cursor points = cr_utf8_cursor_of(rows[i].snippet);
        for (size_t k = 0; k < rows[i].mark_count; k++) {
            cr_json_array(&j);
            cr_json_int(&j, (long long)cr_utf8_points_at(&points, rows[i].marks[k].start));
            cr_json_int(&j, (long long)cr_utf8_points_at(&points, rows[i].marks[k].end));
            cr_json_end(&j);
        }
        cr_json_end(&j);
        cr_json_end(&j);
    }
    close_list(p, &j, next);
}

void cr_api(cr_page *p) {
    api_query q;
    cr_str name = cr_str_of(p->route.name);
    if (!read_query(p, &q))
        return;
    bool listed = !p->route.id[0];
    if (cr_str_is(name, "articles"))
        articles(p, &q);
    else if (cr_str_is(name, "stories"))
        stories(p, &q);
    else if (cr_str_is(name, "dossiers"))
        dossiers(p, &q);
    else if (cr_str_is(name, "sources"))
        sources(p);
    else if (cr_str_is(name, "statements") && listed)
        statements(p, &q);
    else if (cr_str_is(name, "timeline") && listed)
        timeline(p, &q);
    else if (cr_str_is(name, "search") && listed)
        search(p, &q);
    else
        cr_api_problem(p, 404, "Not Found", "there is no such collection; /api/v1/openapi.json lists them");
}
