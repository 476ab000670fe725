/* Statements and dated happenings: rows point into the knowledge of their articles, which is unpacked once a run. */
#include "store/sqlite/db.h"

typedef struct last { /* the article unpacked last: rows of one article come together */
    int64_t seq;
    cr_knowledge k;
    cr_article_row row;
} last;

static cr_status unpack(cr_store *s, cr_arena *a, int64_t seq, last *l, cr_error *err) {
    if (l->seq == seq)
        return CR_OK;
    l->seq = 0;
    CR_TRY(cr_store_knowledge_get(s, a, seq, &l->k, err));
    cr_query q = cr_sql(s, "SELECT " CR_ARTICLE_COLUMNS CR_ARTICLE_FROM "WHERE a.seq = ?", "i", seq);
    bool found = cr_sql_next(&q);
    if (found)
        cr_article_row_read(&q, a, &l->row, NULL);
    CR_TRY(cr_sql_end(&q, err));
    if (!found)
        return cr_fail(err, CR_ERR_NOT_FOUND, "article %lld is gone", (long long)seq);
    l->seq = seq;
    return CR_OK;
}

static cr_status bad_cursor(cr_error *err) { return cr_fail(err, CR_ERR_USAGE, "this is no cursor of ours; begin again without it"); }

/* ---- statements: newest article first, within it as it stands ---- */

/* ?1 key ?2 ?3 ?4 cursor (moment, seq, number) ?5 limit ?6 since ?7 public only ?8 lang */
#define STATEMENTS(where)                                                                                                        \
    "SELECT t.seq, t.number, t.moment, t.person FROM statement t WHERE " where                                                   \
    " AND (t.moment, t.seq) <= (?2, ?3) AND ((t.moment, t.seq) < (?2, ?3) OR t.number > ?4) AND t.moment >= ?6 "                 \
    "AND (NOT ?7 OR t.public) AND (?8 IS NULL OR t.lang = ?8) ORDER BY t.moment DESC, t.seq DESC, t.number LIMIT ?5"
static const char *const statement_lists[] = {
    STATEMENTS("?1 IS NULL"),
    STATEMENTS("t.lang = ?1"),
    STATEMENTS("t.story = ?1"),
    STATEMENTS("t.dossier = ?1"),
    STATEMENTS("t.person = ?1 AND t.person <> ''"),
    STATEMENTS("t.seq = (SELECT seq FROM article WHERE id = ?1)"),
};

cr_status cr_store_statements(cr_store *s, cr_arena *a, const cr_statement_query *query, cr_statement_row **out, size_t *count, cr_str *next, cr_error *err) {
    int64_t moment = INT64_MAX, seq = INT64_MAX, number = INT64_MAX;
    cr_str parts[3];
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    if (query->cursor.len && !(cr_cursor_split(query->cursor, parts, 3) && cr_cursor_number(parts[0], &moment) && cr_cursor_number(parts[1], &seq) &&
                               cr_cursor_number(parts[2], &number)))
        return bad_cursor(err);
    int list = query->article.len ? 5 : query->person.len ? 4 : query->story.len ? 2 : query->dossier.len ? 3 : query->lang.len ? 1 : 0;
    const cr_str keys[] = {CR_STR_NONE, query->lang, query->story, query->dossier, query->person, query->article};
    size_t size = cr_page_size(s, query->limit), capacity = 0;
    last l = {0};
    cr_status status = CR_OK;
    cr_query q = cr_sql(s, statement_lists[list], "siiiiins", keys[list], moment, seq, number, (int64_t)size + 1, cr_since_moment(query->since),
                        query->publishable, list != 1 && query->lang.len ? query->lang : CR_STR_NONE);
    while (status == CR_OK && cr_sql_next(&q)) {
        if (*count == size) {
            *next = cr_str_format(a, "%lld~%lld~%lld", (long long)moment, (long long)seq, (long long)number);
            break;
        }
        seq = cr_sql_int(&q, 0);
        number = cr_sql_int(&q, 1);
        moment = cr_sql_int(&q, 2);
        status = unpack(s, a, seq, &l, err);
        if (status != CR_OK || (size_t)number >= l.k.statement_count)
            continue;
        cr_statement_row *row = CR_PUSH(a, *out, *count, capacity);
        if (!row) {
            status = cr_fail(err, CR_ERR_MEMORY, "statements: out of memory");
            break;
        }
        row->statement = l.k.statements[number];
        memcpy(row->article, l.row.id, sizeof row->article);
        memcpy(row->story, l.row.story, sizeof row->story);
        cr_sql_id(&q, 3, row->person);
        row->lang = l.row.lang;
        row->article_date = l.row.date;
        row->source_title = l.row.source_title;
        row->sample = l.row.sample;
        row->carried = l.row.relay_of[0] != '\0';
        row->title = l.row.title;
        row->number = (size_t)number;
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}

/* ---- happenings: by date, then as taken in ---- */

/* ?1 key ?2 ?3 ?4 cursor (date, seq, number) ?5 limit ?6 from ?7 to ?8 public only */
#define HAPPENINGS(where)                                                                                                         \
    "SELECT h.date, h.seq, h.number FROM happening h WHERE " where " AND (h.date, h.seq, h.number) > (?2, ?3, ?4) "              \
    "AND (?6 IS NULL OR h.date >= ?6) AND (?7 IS NULL OR h.date <= ?7 || '~') AND (NOT ?8 OR h.public) "                         \
    "ORDER BY h.date, h.seq, h.number LIMIT ?5"
static const char *const happening_lists[] = {
    HAPPENINGS("?1 IS NULL"),
    HAPPENINGS("h.story = ?1"),
    HAPPENINGS("h.dossier = ?1"),
    HAPPENINGS("h.seq = (SELECT seq FROM article WHERE id = ?1)"),
};

cr_status cr_store_timeline(cr_store *s, cr_arena *a, const cr_happening_query *query, cr_happening **out, size_t *count, cr_str *next, cr_error *err) {
    int64_t seq = 0, number = 0;
    cr_str date = CR_STR(""), parts[3];
    *out = NULL;
    *count = 0;
    *next = CR_STR_NONE;
    if (query->cursor.len) {
        if (!cr_cursor_split(query->cursor, parts, 3) || !cr_cursor_number(parts[1], &seq) || !cr_cursor_number(parts[2], &number))
            return bad_cursor(err);
        date = parts[0];
    }
    int list = query->article.len ? 3 : query->story.len ? 1 : query->dossier.len ? 2 : 0;
    const cr_str keys[] = {CR_STR_NONE, query->story, query->dossier, query->article};
    size_t size = cr_page_size(s, query->limit), capacity = 0;
    last l = {0};
    cr_status status = CR_OK;
    cr_query q = cr_sql(s, happening_lists[list], "ssiiissn", keys[list], date, seq, number, (int64_t)size + 1, query->from.len ? query->from : CR_STR_NONE,
                        query->to.len ? query->to : CR_STR_NONE, query->publishable);
    while (status == CR_OK && cr_sql_next(&q)) {
        if (*count == size) {
            *next = cr_str_format(a, "%.*s~%lld~%lld", CR_FMT(date), (long long)seq, (long long)number);
            break;
        }
        date = cr_sql_str(&q, 0, a);
        seq = cr_sql_int(&q, 1);
        number = cr_sql_int(&q, 2);
        status = unpack(s, a, seq, &l, err);
        if (status != CR_OK || (size_t)number >= l.k.date_count)
            continue;
        cr_happening *h = CR_PUSH(a, *out, *count, capacity);
        if (!h) {
            status = cr_fail(err, CR_ERR_MEMORY, "timeline: out of memory");
            break;
        }
        const cr_date *d = &l.k.dates[number];
        cr_str text = l.k.article->text;
        h->date = date;
        h->span = cr_knowledge_sentence(&l.k, d->start);
        h->sentence = cr_str_slice(text, h->span.start, h->span.end);
        h->expression = cr_str_slice(text, d->start, d->end);
        h->lang = l.row.lang;
        h->source_title = l.row.source_title;
        memcpy(h->article, l.row.id, sizeof h->article);
        memcpy(h->story, l.row.story, sizeof h->story);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}
