/* Stories and dossiers, kept up to date article by article.
 *
 * Both are a `bundle`: counts, a headline, dates, an importance, and the lists it stands in. Each is kept twice, as seen in
 * private and as the public may see it. Adding an article touches the bundle's row, its outlets and its list rows and never
 * reads its other articles, so that a story of a thousand reports costs no more than one of two; only taking an article away
 * (a revision, a correction, `courant forget`) counts the bundle anew, in a walk along one index. Importance: docs/importance.md. */
#include <math.h>

#include "store/sqlite/origins.h"

typedef struct bundle {
    int view, kind;
    char id[CR_ID_ROOM], dossier[CR_ID_ROOM], headline_story[CR_ID_ROOM], headline_article[CR_ID_ROOM];
    int64_t headline_seq, headline_rank, headline_moment;
    cr_str headline, headline_lang, headline_source, lead, language_list, first_date, last_date;
    bool is_sentence, sample;
    int64_t stories, articles, sources, independent, languages, first_moment, last_moment, first_seen, last_seen;
    double importance;
} bundle;

static const double DAY = 86400;

double cr_importance_least(int64_t moment) { return CR_IMPORTANCE_A_DAY * (double)moment / DAY; }

cr_importance cr_store_importance(size_t independent, size_t languages, size_t articles, double days, int64_t moment) {
    return (cr_importance){.sources = 2 * log2(1 + (double)independent), .languages = log2(languages ? (double)languages : 1),
                           .pace = 0.5 * log2(1 + (double)articles / (1 + days)), .freshness = cr_importance_least(moment)};
}

static double importance(const bundle *b) {
    cr_importance i = cr_store_importance((size_t)b->independent, (size_t)b->languages, (size_t)b->articles, (double)(b->last_moment - b->first_moment) / DAY, b->last_moment);
    return i.sources + i.languages + i.pace + i.freshness;
}

static cr_status load(cr_store *s, cr_arena *a, int view, int kind, const char *id, bundle *b, bool *found, cr_error *err) {
    *b = (bundle){.view = view, .kind = kind, .language_list = CR_STR("")};
    snprintf(b->id, sizeof b->id, "%s", id);
    cr_query q = cr_sql(s,
                        "SELECT dossier, headline_seq, headline_rank, headline_moment, headline_story, headline_article, headline, headline_lang, "
                        "headline_source, lead, is_sentence, stories, articles, first_date, last_date, first_moment, last_moment, first_seen, "
                        "last_seen, sample, importance FROM bundle WHERE view = ? AND kind = ? AND id = ?",
                        "nnz", view, kind, id);
    *found = cr_sql_next(&q);
    if (*found) {
        cr_sql_id(&q, 0, b->dossier);
        b->headline_seq = cr_sql_int(&q, 1);
        b->headline_rank = cr_sql_int(&q, 2);
        b->headline_moment = cr_sql_int(&q, 3);
        cr_sql_id(&q, 4, b->headline_story);
        cr_sql_id(&q, 5, b->headline_article);
        b->headline = cr_sql_str(&q, 6, a);
        b->headline_lang = cr_sql_str(&q, 7, a);
        b->headline_source = cr_sql_str(&q, 8, a);
        b->lead = cr_sql_str(&q, 9, a);
        b->is_sentence = cr_sql_int(&q, 10) != 0;
        b->stories = cr_sql_int(&q, 11);
        b->articles = cr_sql_int(&q, 12);
        b->first_date = cr_sql_str(&q, 13, a);
        b->last_date = cr_sql_str(&q, 14, a);
        b->first_moment = cr_sql_int(&q, 15);
        b->last_moment = cr_sql_int(&q, 16);
        b->first_seen = cr_sql_int(&q, 17);
        b->last_seen = cr_sql_int(&q, 18);
        b->sample = cr_sql_int(&q, 19) != 0;
        b->importance = cr_sql_real(&q, 20);
    }
    return cr_sql_end(&q, err);
}

static cr_status save(cr_store *s, const bundle *b, cr_error *err) {
    return cr_sql_run(s, err,
                      "INSERT OR REPLACE INTO bundle (view, kind, id, dossier, headline_seq, headline_rank, headline_moment, headline_story, "
                      "headline_article, headline, headline_lang, headline_source, lead, is_sentence, stories, articles, sources, independent, "
                      "languages, language_list, first_date, last_date, first_moment, last_moment, first_seen, last_seen, importance, sample) "
                      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                      "nnzziiizzssssniiiiisssiiiidn", b->view, b->kind, b->id, b->dossier, b->headline_seq, b->headline_rank, b->headline_moment,
                      b->headline_story, b->headline_article, b->headline, b->headline_lang, b->headline_source, b->lead, b->is_sentence, b->stories,
                      b->articles, b->sources, b->independent, b->languages, b->language_list, b->first_date, b->last_date, b->first_moment,
                      b->last_moment, b->first_seen, b->last_seen, b->importance, b->sample);
}

/* ---- the lists a bundle stands in ---- */

static cr_status key_add(cr_store *s, const bundle *b, char letter, cr_str name, cr_error *err) {
    char key[80];
    snprintf(key, sizeof key, letter ? "%c:%.*s" : "", letter, CR_FMT(name));
    return cr_sql_run(s, err,
                      "INSERT INTO bundle_key VALUES (?,?,?,?,1,?,?) ON CONFLICT (view, kind, id, key) DO UPDATE SET n = n + 1", "nnzzid", b->view,
                      b->kind, b->id, key, b->last_moment, b->importance);
}

static cr_status keys_move(cr_store *s, const bundle *b, cr_error *err) {
    return cr_sql_run(s, err,
                      "UPDATE bundle_key SET moment = ?4, importance = ?5 WHERE view = ?1 AND kind = ?2 AND id = ?3 AND (moment <> ?4 OR importance <> ?5)",
                      "nnzid", b->view, b->kind, b->id, b->last_moment, b->importance);
}

/* Outlets, and the different sources their reports are of in the end (src/story/reports.h). */
static cr_status count_sources(cr_store *s, bundle *b, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT sum(n > 0), sum(outlet >= '=' AND outlet < '>' AND own > 0) FROM bundle_outlet WHERE view = ? AND kind = ? AND id = ?", "nnz", b->view,
                        b->kind, b->id);
    b->sources = b->independent = 0;
    if (cr_sql_next(&q)) {
        b->sources = cr_sql_int(&q, 0);
        b->independent = cr_sql_int(&q, 1);
    }
    if (b->sources && !b->independent)
        b->independent = 1; /* somebody's it is */
    return cr_sql_end(&q, err);
}

/* `query`: the languages, the most frequent first. */
static cr_status count_languages(cr_arena *a, bundle *b, cr_query q, cr_error *err) {
    b->language_list = CR_STR("");
    b->languages = 0;
    while (cr_sql_next(&q)) {
        cr_str code = cr_sql_borrow(&q, 0);
        b->language_list = cr_str_format(a, "%.*s%s%.*s", CR_FMT(b->language_list), b->languages++ ? " " : "", CR_FMT(code));
    }
    return cr_sql_end(&q, err);
}

/* ---- adding ---- */

/* The central report's title, else its first sentence, named as whose it is. */
static void take_headline(cr_arena *a, bundle *b, const cr_member *m) {
    b->headline_seq = m->seq;
    b->headline_moment = m->moment;
    snprintf(b->headline_article, sizeof b->headline_article, "%s", m->id);
    b->headline = cr_str_copy(a, m->headline);
    b->headline_lang = cr_str_copy(a, m->lang);
    b->headline_source = cr_str_copy(a, m->source_title);
    b->lead = cr_str_copy(a, m->lead);
    b->is_sentence = !m->has_title;
}

static void consider_dates(bundle *b, const cr_member *m, bool first) {
    int64_t date = cr_since_moment(m->date); /* not the moment: that of an article without a date is not its own */
    if (!cr_str_none(m->date)) {
        if (cr_str_none(b->first_date) || date < cr_since_moment(b->first_date))
            b->first_date = m->date;
        if (cr_str_none(b->last_date) || date > cr_since_moment(b->last_date))
            b->last_date = m->date;
    }
    b->first_moment = first || m->moment < b->first_moment ? m->moment : b->first_moment;
    b->last_moment = first || m->moment > b->last_moment ? m->moment : b->last_moment;
    b->first_seen = first || m->taken_in < b->first_seen ? m->taken_in : b->first_seen;
    b->last_seen = first || m->taken_in > b->last_seen ? m->taken_in : b->last_seen;
}

/* A dossier's headline and importance are those of its most important story. */
static cr_status dossier_headline(cr_store *s, cr_arena *a, bundle *b, cr_error *err) {
    cr_query q = cr_sql(s,
                        "SELECT id, headline, headline_lang, importance, headline_article, headline_source, lead, is_sentence FROM bundle "
                        "WHERE view = ? AND kind = 1 AND dossier = ? ORDER BY importance DESC, id DESC LIMIT 1",
                        "nz", b->view, b->id);
    if (cr_sql_next(&q)) {
        cr_sql_id(&q, 0, b->headline_story);
        b->headline = cr_sql_str(&q, 1, a);
        b->headline_lang = cr_sql_str(&q, 2, a);
        b->importance = cr_sql_real(&q, 3);
        cr_sql_id(&q, 4, b->headline_article);
        b->headline_source = cr_sql_str(&q, 5, a);
        b->lead = cr_sql_str(&q, 6, a);
        b->is_sentence = cr_sql_int(&q, 7) != 0;
    }
    CR_TRY(cr_sql_end(&q, err));
    return cr_sql_number(s, err, &b->stories, 0, "SELECT count(*) FROM bundle WHERE view = ? AND kind = 1 AND dossier = ?", "nz", b->view, b->id);
}

/* What is counted over all its articles. `central`: whose headline, of a story. */
static cr_status weigh(cr_store *s, cr_arena *a, bundle *b, const cr_member *central, cr_error *err) {
    CR_TRY(count_sources(s, b, err));
    if (b->kind == CR_BUNDLE_STORY) {
        if (central)
            take_headline(a, b, central);
        b->importance = importance(b);
    } else
        CR_TRY(dossier_headline(s, a, b, err));
    return save(s, b, err);
}

static cr_status finish(cr_store *s, cr_arena *a, bundle *b, const cr_member *central, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT substr(key, 3) FROM bundle_key WHERE view = ? AND kind = ? AND id = ? AND key >= 'l:' AND key < 'l;' ORDER BY n DESC, key",
                        "nnz", b->view, b->kind, b->id);
    CR_TRY(count_languages(a, b, q, err));
    CR_TRY(weigh(s, a, b, central, err));
    return keys_move(s, b, err);
}

/* The article alone; the bundle is to be finished once all have come. */
static cr_status add(cr_store *s, int view, int kind, const cr_member *m, bundle *b, cr_error *err) {
    CR_TRY(cr_sql_run(s, err, "INSERT INTO bundle_outlet VALUES (?1,?2,?3,?4,1,0) ON CONFLICT (view, kind, id, outlet) DO UPDATE SET n = n + 1", "nnzs", view, kind,
                      b->id, m->outlet));
    CR_TRY(cr_root_count(s, view, kind, b->id, m->root, 1, err));
    CR_TRY(key_add(s, b, 0, CR_STR(""), err));
    CR_TRY(key_add(s, b, 'l', m->lang, err));
    if (m->source[0])
        CR_TRY(key_add(s, b, 's', cr_str_of(m->source), err));
    if (kind == CR_BUNDLE_STORY) {
        CR_TRY(key_add(s, b, 'd', cr_str_of(m->dossier), err));
        snprintf(b->dossier, sizeof b->dossier, "%s", m->dossier);
    }
    consider_dates(b, m, b->articles == 0);
    b->articles++;
    b->sample |= m->sample;
    return CR_OK;
}

static cr_status add_all(cr_store *s, cr_arena *a, int view, int kind, const cr_member *members, size_t count, const cr_member *central, cr_error *err) {
    bundle b;
    bool found;
    CR_TRY(load(s, a, view, kind, kind == CR_BUNDLE_STORY ? members->story : members->dossier, &b, &found, err));
    size_t before = (size_t)b.articles;
    for (size_t i = 0; i < count; i++)
        if (view == 0 || members[i].public)
            CR_TRY(add(s, view, kind, &members[i], &b, err));
    return (size_t)b.articles > before ? finish(s, a, &b, central, err) : CR_OK;
}

static bool is_due(const cr_store *s, const char *dossier) { return s->due && cr_map_get(s->due, cr_str_of(dossier)); }

cr_status cr_bundle_add(cr_store *s, cr_arena *a, const cr_member *members, size_t count, cr_origins *origins, cr_error *err) {
    int64_t central[2];
    CR_TRY(cr_origins_central(a, origins, members, count, central, err));
    for (int view = 0; view < 2 && central[view]; view++) {
        cr_member head;
        CR_TRY(cr_member_get(s, a, central[view], &head, err));
        CR_TRY(add_all(s, a, view, CR_BUNDLE_STORY, members, count, &head, err));
        if (!is_due(s, members->dossier))
            CR_TRY(add_all(s, a, view, CR_BUNDLE_DOSSIER, members, count, NULL, err));
    }
    return CR_OK;
}

/* ---- counting anew ---- */

static cr_status erase(cr_store *s, int kind, const char *id, cr_error *err) {
    CR_TRY(cr_sql_run(s, err, "DELETE FROM bundle WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM bundle_key WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id));
    return cr_sql_run(s, err, "DELETE FROM bundle_outlet WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id);
}

/* What `add` writes article by article, of all at once: a dossier of thousands costs a walk along one index. */
#define OF(column) " FROM article WHERE " column " = ?3 AND visible AND (?1 = 0 OR public) "
#define OUTLETS(column) "INSERT INTO bundle_outlet SELECT ?1, ?2, ?3, outlet, count(*), 0" OF(column) "GROUP BY outlet"
#define ROOTS(column)                                                                                                          \
    "INSERT INTO bundle_outlet SELECT ?1, ?2, ?3, format('=%016x', root), 0, count(*)" OF(column) "AND root <> 0 GROUP BY root " \
    "ON CONFLICT (view, kind, id, outlet) DO UPDATE SET own = own + excluded.own"
#define KEYS(column, more)                                                                                                       \
    "INSERT INTO bundle_key SELECT ?1, ?2, ?3, key, count(*), ?4, ?5 FROM (SELECT '' AS key" OF(column) "UNION ALL SELECT substr('l:' || lang, 1, 79)" \
    OF(column) "UNION ALL SELECT 's:' || source" OF(column) "AND source <> ''" more ") GROUP BY key"
#define LANGUAGES(column)                                                                                                        \
    "SELECT substr(lang, 1, 77) AS code FROM article WHERE " column " = ?2 AND visible AND (?1 = 0 OR public) GROUP BY code ORDER BY count(*) DESC, code"
#define ROWS(column)                                                                                                             \
    "SELECT a.date, a.moment, a.taken_in, s.sample, a.dossier FROM article a LEFT JOIN source s ON s.id = a.source "              \
    "WHERE a." column " = ?2 AND a.visible AND (?1 = 0 OR a.public) ORDER BY a.moment, a.seq"

static cr_status count_rows(cr_store *s, cr_arena *a, bundle *b, cr_error *err) {
    cr_query q = cr_sql(s, b->kind == CR_BUNDLE_STORY ? ROWS("story") : ROWS("dossier"), "nz", b->view, b->id);
    while (cr_sql_next(&q)) {
        cr_member m = {.date = cr_sql_str(&q, 0, a), .moment = cr_sql_int(&q, 1), .taken_in = cr_sql_int(&q, 2)};
        consider_dates(b, &m, b->articles == 0);
        b->articles++;
        b->sample |= cr_sql_int(&q, 3) != 0;
        if (b->kind == CR_BUNDLE_STORY)
            cr_sql_id(&q, 4, b->dossier);
    }
    return cr_sql_end(&q, err);
}

/* `central`: seq of the report whose headline a story bears, 0 of a dossier. */
static cr_status count_anew(cr_store *s, cr_arena *a, int view, int kind, const char *id, int64_t central, cr_error *err) {
    bundle b = {.view = view, .kind = kind};
    bool story = kind == CR_BUNDLE_STORY;
    cr_member head;
    snprintf(b.id, sizeof b.id, "%s", id);
    CR_TRY(count_rows(s, a, &b, err));
    if (!b.articles)
        return CR_OK;
    CR_TRY(cr_sql_run(s, err, story ? OUTLETS("story") : OUTLETS("dossier"), "nnz", view, kind, id));
    CR_TRY(cr_sql_run(s, err, story ? ROOTS("story") : ROOTS("dossier"), "nnz", view, kind, id));
    CR_TRY(count_languages(a, &b, cr_sql(s, story ? LANGUAGES("story") : LANGUAGES("dossier"), "nz", view, id), err));
    if (central)
        CR_TRY(cr_member_get(s, a, central, &head, err));
    CR_TRY(weigh(s, a, &b, central ? &head : NULL, err));
    return cr_sql_run(s, err, story ? KEYS("story", " UNION ALL SELECT substr('d:' || dossier, 1, 79)" OF("story")) : KEYS("dossier", ""), "nnzid", view, kind, id,
                      b.last_moment, b.importance);
}

/* *turned: articles whose rights are to be made again, once all is counted. */
static cr_status recount_story(cr_store *s, cr_arena *a, const char *id, int64_t **turned, size_t *turned_count, cr_error *err) {
    cr_origins origins = {0};
    int64_t central[2];
    CR_TRY(cr_origins_make(s, a, id, NULL, 0, &origins, err));
    *turned = origins.turned;
    *turned_count = origins.turned_count;
    CR_TRY(cr_origins_central(a, &origins, NULL, 0, central, err));
    CR_TRY(erase(s, CR_BUNDLE_STORY, id, err));
    for (int view = 0; view < 2; view++)
        CR_TRY(count_anew(s, a, view, CR_BUNDLE_STORY, id, central[view], err));
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

cr_status cr_bundle_remake(cr_store *s, cr_arena *a, const char *story, const char *dossier, cr_error *err) {
    int64_t *turned = NULL;
    size_t count = 0;
    CR_TRY(cr_coming_settle(s, err));
    if (story && story[0])
        CR_TRY(recount_story(s, a, story, &turned, &count, err));
    if (dossier && dossier[0]) {
        if (!s->due)
            s->due = cr_map_new();
        if (!s->due || !cr_map_put(s->due, cr_str_of(dossier), NULL))
            return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    }
    return cr_rights_follow(s, a, turned, count, err);
}

cr_status cr_bundle_move(cr_store *s, const char *story, cr_error *err) {
    char dossier[CR_ID_ROOM] = "";
    cr_query q = cr_sql(s, "SELECT dossier FROM article WHERE story = ? AND visible LIMIT 1", "z", story);
    if (cr_sql_next(&q))
        cr_sql_id(&q, 0, dossier);
    CR_TRY(cr_sql_end(&q, err));
    if (!dossier[0])
        return CR_OK;
    CR_TRY(cr_sql_run(s, err, "UPDATE bundle SET dossier = ?1 WHERE view IN (0, 1) AND kind = 1 AND id = ?2 AND dossier <> ?1", "zz", dossier, story));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM bundle_key WHERE view IN (0, 1) AND kind = 1 AND id = ? AND key >= 'd:' AND key < 'd;'", "z", story));
    return cr_sql_run(s, err,
                      "INSERT INTO bundle_key SELECT view, kind, id, 'd:' || dossier, articles, last_moment, importance FROM bundle WHERE view IN (0, 1) AND kind = 1 "
                      "AND id = ?", "z", story);
}

cr_status cr_bundles_settle(cr_store *s, cr_error *err) {
    cr_status status = CR_OK;
    size_t at = 0;
    cr_str id;
    uintptr_t value;
    cr_arena *a = s->due ? cr_arena_new(0) : NULL;
    if (s->due && !a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    while (status == CR_OK && s->due && cr_map_next(s->due, &at, &id, &value)) {
        char z[CR_ID_ROOM];
        snprintf(z, sizeof z, "%.*s", CR_FMT(id));
        cr_arena_reset(a);
        status = erase(s, CR_BUNDLE_DOSSIER, z, err);
        for (int view = 0; status == CR_OK && view < 2; view++)
            status = count_anew(s, a, view, CR_BUNDLE_DOSSIER, z, 0, err);
        if (status == CR_OK && cr_arena_exhausted(a))
            status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    }
    cr_arena_free(a);
    cr_bundles_forget(s);
    return status;
}

void cr_bundles_forget(cr_store *s) {
    cr_map_free(s->due);
    s->due = NULL;
}

cr_status cr_member_get(cr_store *s, cr_arena *a, int64_t seq, cr_member *out, cr_error *err) {
    *out = (cr_member){.seq = seq};
    cr_query q = cr_sql(s,
                        "SELECT a.id, a.source, a.story, a.dossier, a.relay_of, a.outlet, a.title, a.lang, a.date, a.lead, a.public, a.relayed, a.full, "
                        "s.sample, a.moment, a.taken_in, s.title, s.kind, a.site, a.root, a.first_sentence, a.url "
                        "FROM article a LEFT JOIN source s ON s.id = a.source WHERE a.seq = ?",
                        "i", seq);
    bool found = cr_sql_next(&q);
    if (found) {
        cr_sql_id(&q, 0, out->id);
        cr_sql_id(&q, 1, out->source);
        cr_sql_id(&q, 2, out->story);
        cr_sql_id(&q, 3, out->dossier);
        cr_sql_id(&q, 4, out->relay_of);
        out->outlet = cr_sql_str(&q, 5, a);
        cr_str title = cr_sql_str(&q, 6, a);
        out->has_title = !cr_str_none(title);
        out->headline = out->has_title ? title : cr_sql_str(&q, 20, a);
        out->lang = cr_sql_str(&q, 7, a);
        out->date = cr_sql_str(&q, 8, a);
        out->lead = cr_sql_str(&q, 9, a);
        out->public = cr_sql_int(&q, 10) != 0;
        out->full = cr_sql_int(&q, 12) != 0;
        out->sample = cr_sql_int(&q, 13) != 0;
        out->moment = cr_sql_int(&q, 14);
        out->taken_in = cr_sql_int(&q, 15);
        cr_str source_title = cr_sql_str(&q, 16, a), site = cr_sql_str(&q, 18, a);
        bool file = sqlite3_column_type(q.statement, 17) == SQLITE_NULL || cr_sql_int(&q, 17) == CR_SOURCE_FILE;
        out->source_title = cr_store_source_name(a, !file || out->sample, source_title, site, out->outlet, cr_sql_borrow(&q, 21), out->source, out->id);
        out->root = (uint64_t)cr_sql_int(&q, 19);
    }
    CR_TRY(cr_sql_end(&q, err));
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no article %lld", (long long)seq);
}
