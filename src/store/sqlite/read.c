/* Reading stories, dossiers and articles: index walks with cursors, never an offset. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "store/sqlite/db.h"

size_t cr_page_size(const cr_store *s, size_t limit) {
    enum { MOST = 10000 }; /* export and site builders may ask for more than a page of the web */
    return limit == 0 ? cr_limit(s->limits, CR_LIMIT_PAGE_LIST) : limit < MOST ? limit : MOST;
}

bool cr_cursor_split(cr_str cursor, cr_str *parts, size_t count) {
    size_t n = 0;
    cr_str part;
    while (n < count && cr_str_split(&cursor, '~', &part))
        parts[n++] = part;
    return n == count && cursor.len == 0;
}

bool cr_cursor_number(cr_str part, int64_t *out) {
    char text[32], *end;
    if (part.len == 0 || part.len >= sizeof text)
        return false;
    memcpy(text, part.ptr, part.len);
    text[part.len] = '\0';
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0;
}

static bool cursor_real(cr_str part, double *out) {
    char text[40], *end;
    if (part.len == 0 || part.len >= sizeof text)
        return false;
    memcpy(text, part.ptr, part.len);
    text[part.len] = '\0';
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

static cr_status bad_cursor(cr_error *err) { return cr_fail(err, CR_ERR_USAGE, "this is no cursor of ours; begin again without it"); }

/* ---- articles ---- */

cr_str cr_store_source_name(cr_arena *a, bool by_title, cr_str title, cr_str site, cr_str outlet, cr_str url, const char *source, const char *article) {
    cr_str named = cr_str_is(outlet, source) || cr_str_is(outlet, article) ? CR_STR_NONE : outlet;
    cr_str order[] = {by_title ? title : site, by_title ? site : named, by_title ? named : title, cr_store_host(a, url)};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (!cr_str_empty(order[i]))
            return cr_str_copy(a, order[i]);
    return cr_str_copy(a, url);
}

void cr_article_row_read(const cr_query *q, cr_arena *a, cr_article_row *row, int64_t *moment) {
    *row = (cr_article_row){.seq = cr_sql_int(q, 0)};
    cr_sql_id(q, 1, row->id);
    cr_sql_id(q, 2, row->story);
    cr_sql_id(q, 3, row->dossier);
    cr_sql_id(q, 4, row->source);
    cr_sql_id(q, 5, row->relay_of);
    row->url = cr_sql_str(q, 6, a);
    row->title = cr_sql_str(q, 7, a);
    row->lang = cr_sql_str(q, 8, a);
    row->date = cr_sql_str(q, 9, a);
    cr_str outlet = cr_sql_borrow(q, 10);
    row->site = cr_sql_str(q, 11, a);
    row->lead = cr_sql_str(q, 12, a);
    row->rights = (cr_rights)cr_sql_int(q, 13);
    row->machine_translated = cr_sql_int(q, 14) != 0;
    row->relayed_automatically = cr_sql_int(q, 15) != 0;
    row->noai = cr_sql_int(q, 16) != 0;
    row->notice_relay_of = cr_sql_str(q, 17, a);
    row->notice_main_language = cr_sql_str(q, 18, a);
    row->words = (size_t)cr_sql_int(q, 19);
    row->statements = (size_t)cr_sql_int(q, 20);
    row->taken_in = cr_sql_int(q, 21);
    if (moment)
        *moment = cr_sql_int(q, 22);
    row->sample = cr_sql_int(q, 24) != 0;
    bool file = sqlite3_column_type(q->statement, 25) == SQLITE_NULL || cr_sql_int(q, 25) == CR_SOURCE_FILE;
    cr_str source_title = cr_sql_borrow(q, 23);
    row->origin = (cr_origin_how)cr_sql_int(q, 26);
    row->carries = cr_sql_str(q, 27, a);
    cr_sql_id(q, 28, row->earliest);
    row->root = (uint64_t)cr_sql_int(q, 29);
    row->source_title = cr_store_source_name(a, !file || row->sample, source_title, row->site, outlet, row->url, row->source, row->id);
}

/* The list of articles along one index. ?1 key, ?2 ?3 cursor (moment, seq), ?4 limit, ?5 since, ?6 public only, ?7 lang, ?8 source. */
#define ARTICLES(where, order, compare)                                                                                         \
    "SELECT " CR_ARTICLE_COLUMNS CR_ARTICLE_FROM "WHERE a.visible AND " where " AND (a.moment, a.seq) " compare                \
    " (?2, ?3) AND a.moment >= ?5 AND (NOT ?6 OR a.public) AND (?7 IS NULL OR a.lang = ?7) AND (?8 IS NULL OR a.source = ?8) " \
    "ORDER BY a.moment " order ", a.seq " order " LIMIT ?4"
static const char *const article_lists[5][2] = {
    {ARTICLES("?1 IS NULL", "DESC", "<"), ARTICLES("?1 IS NULL", "ASC", ">")},
    {ARTICLES("a.lang = ?1", "DESC", "<"), ARTICLES("a.lang = ?1", "ASC", ">")},
    {ARTICLES("a.source = ?1", "DESC", "<"), ARTICLES("a.source = ?1", "ASC", ">")},
    {ARTICLES("a.story = ?1", "DESC", "<"), ARTICLES("a.story = ?1", "ASC", ">")},
    {ARTICLES("a.dossier = ?1", "DESC", "<"), ARTICLES("a.dossier = ?1", "ASC", ">")},
};

static cr_str given(cr_str s) { return s.len ? s : CR_STR_NONE; }

cr_status cr_store_articles(cr_store *s, cr_arena *a, const cr_article_query *query, cr_article_row **out, size_t *count, cr_str *next, cr_error *err) {
    int64_t moment = query->oldest_first ? INT64_MIN : INT64_MAX, seq = moment;
    cr_str parts[2];
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    if (query->cursor.len && !(cr_cursor_split(query->cursor, parts, 2) && cr_cursor_number(parts[0], &moment) && cr_cursor_number(parts[1], &seq)))
        return bad_cursor(err);
    int list = query->story.len ? 3 : query->dossier.len ? 4 : query->source.len ? 2 : query->lang.len ? 1 : 0;
    const cr_str keys[] = {CR_STR_NONE, query->lang, query->source, query->story, query->dossier};
    size_t size = cr_page_size(s, query->limit), capacity = 0;
    bool more = false, room = true;
    cr_query q = cr_sql(s, article_lists[list][query->oldest_first], "siiiinss", keys[list], moment, seq, (int64_t)size + 1, cr_since_moment(query->since),
                        query->publishable, list == 1 ? CR_STR_NONE : given(query->lang), list == 2 ? CR_STR_NONE : given(query->source));
    while (room && !more && cr_sql_next(&q)) {
        more = *count == size;
        if (more)
            break;
        cr_article_row *row = CR_PUSH(a, *out, *count, capacity);
        room = row != NULL;
        if (room)
            cr_article_row_read(&q, a, row, &moment);
    }
    CR_TRY(cr_sql_end(&q, err));
    if (more)
        *next = cr_str_format(a, "%lld~%lld", (long long)moment, (long long)(*out)[*count - 1].seq);
    return room && !cr_arena_exhausted(a) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "articles: out of memory");
}

cr_status cr_store_article(cr_store *s, cr_arena *a, const char *id, cr_article_row *row, cr_knowledge *knowledge, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT " CR_ARTICLE_COLUMNS CR_ARTICLE_FROM "WHERE a.id = ?", "z", id);
    bool found = cr_sql_next(&q);
    if (found)
        cr_article_row_read(&q, a, row, NULL);
    CR_TRY(cr_sql_end(&q, err));
    if (!found)
        return cr_fail(err, CR_ERR_NOT_FOUND, "there is no article %s", id);
    return knowledge ? cr_store_knowledge_get(s, a, row->seq, knowledge, err) : CR_OK;
}

cr_status cr_store_relays(cr_store *s, cr_arena *a, const char *id, cr_article_row **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s, "SELECT " CR_ARTICLE_COLUMNS CR_ARTICLE_FROM "WHERE a.relay_of = ? AND a.visible ORDER BY a.moment, a.seq LIMIT ?", "zi", id,
                        (int64_t)cr_page_size(s, 0));
    bool room = true;
    while (room && cr_sql_next(&q)) {
        cr_article_row *row = CR_PUSH(a, *out, *count, capacity);
        room = row != NULL;
        if (room)
            cr_article_row_read(&q, a, row, NULL);
    }
    CR_TRY(cr_sql_end(&q, err));
    return room ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "relays: out of memory");
}

cr_status cr_store_revisions(cr_store *s, cr_arena *a, const char *id, cr_revision **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s,
                        "SELECT id, seq, taken_in, title FROM article WHERE story IS NOT NULL AND (id = ?1 OR address = (SELECT address FROM article "
                        "WHERE id = ?1 AND address <> '')) ORDER BY seq",
                        "z", id);
    bool room = true;
    while (room && cr_sql_next(&q)) {
        cr_revision *r = CR_PUSH(a, *out, *count, capacity);
        room = r != NULL;
        if (room) {
            cr_sql_id(&q, 0, r->id);
            r->seq = cr_sql_int(&q, 1);
            r->taken_in = cr_sql_int(&q, 2);
            r->title = cr_sql_str(&q, 3, a);
        }
    }
    CR_TRY(cr_sql_end(&q, err));
    return room ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "revisions: out of memory");
}

/* ---- stories and dossiers ---- */

#define BUNDLE_COLUMNS                                                                                                          \
    "b.id, b.dossier, b.headline_article, b.headline, b.headline_lang, b.headline_source, b.lead, b.is_sentence, b.articles, " \
    "b.sources, b.independent, b.languages, b.language_list, b.first_date, b.last_date, b.first_seen, b.last_seen, "           \
    "b.importance, b.sample, b.stories, b.headline_story, b.last_moment"

static void story_read(const cr_query *q, cr_arena *a, cr_story_row *row) {
    *row = (cr_story_row){0};
    cr_sql_id(q, 0, row->id);
    cr_sql_id(q, 1, row->dossier);
    cr_sql_id(q, 2, row->headline_article);
    row->headline = cr_sql_str(q, 3, a);
    row->headline_lang = cr_sql_str(q, 4, a);
    row->headline_source = cr_sql_str(q, 5, a);
    row->lead = cr_sql_str(q, 6, a);
    row->headline_is_sentence = cr_sql_int(q, 7) != 0;
    row->articles = (size_t)cr_sql_int(q, 8);
    row->sources = (size_t)cr_sql_int(q, 9);
    row->independent = (size_t)cr_sql_int(q, 10);
    row->languages = (size_t)cr_sql_int(q, 11);
    row->language_list = cr_sql_str(q, 12, a);
    row->first_date = cr_sql_str(q, 13, a);
    row->last_date = cr_sql_str(q, 14, a);
    row->first_seen = cr_sql_int(q, 15);
    row->last_seen = cr_sql_int(q, 16);
    row->importance = cr_sql_real(q, 17);
    row->sample = cr_sql_int(q, 18) != 0;
}

static void dossier_read(const cr_query *q, cr_arena *a, cr_dossier_row *row) {
    *row = (cr_dossier_row){0};
    cr_sql_id(q, 0, row->id);
    cr_sql_id(q, 20, row->headline_story);
    row->headline = cr_sql_str(q, 3, a);
    row->headline_lang = cr_sql_str(q, 4, a);
    row->stories = (size_t)cr_sql_int(q, 19);
    row->articles = (size_t)cr_sql_int(q, 8);
    row->sources = (size_t)cr_sql_int(q, 9);
    row->languages = (size_t)cr_sql_int(q, 11);
    row->first_date = cr_sql_str(q, 13, a);
    row->last_date = cr_sql_str(q, 14, a);
    row->sample = cr_sql_int(q, 18) != 0;
}

/* ?1 view ?2 kind ?3 key ?4 ?5 cursor ?6 limit ?7 since ?8 ?9 other keys that must be there */
#define BUNDLES(by, least)                                                                                                           \
    "SELECT " BUNDLE_COLUMNS " FROM bundle_key k JOIN bundle b ON b.view = k.view AND b.kind = k.kind AND b.id = k.id "        \
    "WHERE k.view = ?1 AND k.kind = ?2 AND k.key = ?3 AND (k." by ", k.id) < (?4, ?5) AND k.moment >= ?7 " least               \
    "AND (?8 IS NULL OR EXISTS (SELECT 1 FROM bundle_key o WHERE o.view = ?1 AND o.kind = ?2 AND o.id = k.id AND o.key = ?8)) " \
    "AND (?9 IS NULL OR EXISTS (SELECT 1 FROM bundle_key o WHERE o.view = ?1 AND o.kind = ?2 AND o.id = k.id AND o.key = ?9)) " \
    "ORDER BY k." by " DESC, k.id DESC LIMIT ?6"

static cr_status bundles_begin(cr_store *s, cr_arena *a, int kind, const cr_story_query *query, size_t size, cr_query *q, cr_error *err) {
    cr_str keys[3] = {CR_STR_NONE, CR_STR_NONE, CR_STR_NONE}, parts[2], id = CR_STR("");
    size_t n = 0;
    double importance = INFINITY;
    int64_t moment = INT64_MAX;
    if (query->dossier.len)
        keys[n++] = cr_str_format(a, "d:%.*s", CR_FMT(query->dossier));
    if (query->source.len)
        keys[n++] = cr_str_format(a, "s:%.*s", CR_FMT(query->source));
    if (query->lang.len)
        keys[n++] = cr_str_format(a, "l:%.*s", CR_FMT(query->lang));
    if (n == 0)
        keys[0] = CR_STR("");
    if (query->cursor.len) {
        if (!cr_cursor_split(query->cursor, parts, 2) ||
            !(query->by_importance ? cursor_real(parts[0], &importance) : cr_cursor_number(parts[0], &moment)))
            return bad_cursor(err);
        id = parts[1];
    }
    int64_t since = cr_since_moment(query->since);
    *q = query->by_importance ? cr_sql(s, BUNDLES("importance", "AND k.importance >= ?10 "), "nnsdsiissd", (int)query->publishable, kind, keys[0], importance, id, (int64_t)size + 1, since,
                                       keys[1], keys[2], since == INT64_MIN ? -INFINITY : cr_importance_least(since))
                              : cr_sql(s, BUNDLES("moment", ""), "nnsisiiss", (int)query->publishable, kind, keys[0], moment, id, (int64_t)size + 1, since,
                                       keys[1], keys[2]);
    return CR_OK;
}

/* The cursor behind the row that q stands on. */
static cr_str bundle_cursor(const cr_query *q, cr_arena *a, bool by_importance) {
    cr_str id = cr_sql_borrow(q, 0);
    return by_importance ? cr_str_format(a, "%.17g~%.*s", cr_sql_real(q, 17), CR_FMT(id))
                         : cr_str_format(a, "%lld~%.*s", (long long)cr_sql_int(q, 21), CR_FMT(id));
}

cr_status cr_store_stories(cr_store *s, cr_arena *a, const cr_story_query *query, cr_story_row **out, size_t *count, cr_str *next, cr_error *err) {
    size_t size = cr_page_size(s, query->limit), capacity = 0;
    cr_query q;
    cr_str cursor = CR_STR_NONE;
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    CR_TRY(bundles_begin(s, a, CR_BUNDLE_STORY, query, size, &q, err));
    bool room = true;
    while (room && cr_sql_next(&q)) {
        if (*count == size) {
            *next = cursor;
            break;
        }
        cr_story_row *row = CR_PUSH(a, *out, *count, capacity);
        room = row != NULL;
        if (room)
            story_read(&q, a, row);
        if (*count == size)
            cursor = bundle_cursor(&q, a, query->by_importance);
    }
    CR_TRY(cr_sql_end(&q, err));
    return room && !cr_arena_exhausted(a) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
}

cr_status cr_store_dossiers(cr_store *s, cr_arena *a, const cr_story_query *query, cr_dossier_row **out, size_t *count, cr_str *next, cr_error *err) {
    size_t size = cr_page_size(s, query->limit), capacity = 0;
    cr_query q;
    cr_str cursor = CR_STR_NONE;
    cr_story_query own = *query;
    own.dossier = CR_STR_NONE;
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    CR_TRY(bundles_begin(s, a, CR_BUNDLE_DOSSIER, &own, size, &q, err));
    bool room = true;
    while (room && cr_sql_next(&q)) {
        if (*count == size) {
            *next = cursor;
            break;
        }
        cr_dossier_row *row = CR_PUSH(a, *out, *count, capacity);
        room = row != NULL;
        if (room)
            dossier_read(&q, a, row);
        if (*count == size)
            cursor = bundle_cursor(&q, a, query->by_importance);
    }
    CR_TRY(cr_sql_end(&q, err));
    return room && !cr_arena_exhausted(a) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "dossiers: out of memory");
}

static const char one_bundle[] = "SELECT " BUNDLE_COLUMNS " FROM bundle b WHERE b.view = ? AND b.kind = ? AND b.id = ?";

cr_status cr_store_story_as(cr_store *s, cr_arena *a, const char *id, bool publishable, cr_story_row *out, cr_error *err) {
    cr_query q = cr_sql(s, one_bundle, "nnz", (int)publishable, (int)CR_BUNDLE_STORY, id);
    bool found = cr_sql_next(&q);
    if (found)
        story_read(&q, a, out);
    CR_TRY(cr_sql_end(&q, err));
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no story %s", id);
}

cr_status cr_store_dossier_as(cr_store *s, cr_arena *a, const char *id, bool publishable, cr_dossier_row *out, cr_error *err) {
    cr_query q = cr_sql(s, one_bundle, "nnz", (int)publishable, (int)CR_BUNDLE_DOSSIER, id);
    bool found = cr_sql_next(&q);
    if (found)
        dossier_read(&q, a, out);
    CR_TRY(cr_sql_end(&q, err));
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no dossier %s", id);
}

cr_status cr_store_story(cr_store *s, cr_arena *a, const char *id, cr_story_row *out, cr_error *err) { return cr_store_story_as(s, a, id, false, out, err); }
cr_status cr_store_dossier(cr_store *s, cr_arena *a, const char *id, cr_dossier_row *out, cr_error *err) {
    return cr_store_dossier_as(s, a, id, false, out, err);
}

cr_status cr_store_languages(cr_store *s, cr_arena *a, bool publishable, cr_tally **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s,
                        "SELECT lang, n FROM language_count WHERE view = ? AND n > 0 ORDER BY n DESC, lang",
                        "n", (int)publishable);
    while (cr_sql_next(&q)) {
        cr_tally *t = CR_PUSH(a, *out, *count, capacity);
        if (t)
            *t = (cr_tally){.key = cr_sql_str(&q, 0, a), .count = (size_t)cr_sql_int(&q, 1)};
    }
    return cr_sql_end(&q, err);
}
