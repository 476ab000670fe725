/* Stories and dossiers, kept up to date article by article.
 *
 * Both are a `bundle`: counts, a headline, dates, an importance, and the lists it stands in. Each is kept twice, as seen in
 * private and as the public may see it. Adding an article touches the bundle's row, its outlets and its list rows and never
 * reads its other articles, so that a story of a thousand reports costs no more than one of two; only taking an article away
 * (a revision, `courant forget`) counts the bundle anew. Importance: docs/importance.md. */
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
                      "INSERT INTO bundle_key VALUES (?,?,?,?,1,0,0) ON CONFLICT (view, kind, id, key) DO UPDATE SET n = n + 1", "nnzz", b->view,
                      b->kind, b->id, key);
}

static cr_status keys_move(cr_store *s, const bundle *b, cr_error *err) {
    return cr_sql_run(s, err, "UPDATE bundle_key SET moment = ?4, importance = ?5 WHERE view = ?1 AND kind = ?2 AND id = ?3", "nnzid", b->view, b->kind,
                      b->id, b->last_moment, b->importance);
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

static cr_status count_members(cr_store *s, cr_arena *a, bundle *b, cr_error *err) {
    CR_TRY(count_sources(s, b, err));
    cr_query q;
    b->language_list = CR_STR("");
    b->languages = 0;
    q = cr_sql(s,
               "SELECT substr(key, 3) FROM bundle_key WHERE view = ? AND kind = ? AND id = ? AND key >= 'l:' AND key < 'l;' ORDER BY n DESC, key",
               "nnz", b->view, b->kind, b->id);
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
static cr_status finish(cr_store *s, cr_arena *a, bundle *b, const cr_member *central, cr_error *err) {
    CR_TRY(count_members(s, a, b, err));
    if (b->kind == CR_BUNDLE_STORY) {
        if (central)
            take_headline(a, b, central);
        b->importance = importance(b);
    } else
        CR_TRY(dossier_headline(s, a, b, err));
    CR_TRY(save(s, b, err));
    return keys_move(s, b, err);
}

/* The article alone; the bundle is to be finished once all have come. */
static cr_status add(cr_store *s, cr_arena *a, int view, int kind, const cr_member *m, bundle *b, cr_error *err) {
    bool found;
    CR_TRY(load(s, a, view, kind, kind == CR_BUNDLE_STORY ? m->story : m->dossier, b, &found, err));
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
    consider_dates(b, m, !found);
    b->articles++;
    b->sample |= m->sample;
    return CR_OK;
}

/* The central report of the story in this view: `m` itself, or read. */
static cr_status central_of(cr_store *s, cr_arena *a, int64_t seq, const cr_member *m, cr_member *out, cr_error *err) {
    if (m && seq == m->seq) {
        *out = *m;
        return CR_OK;
    }
    return cr_member_get(s, a, seq, out, err);
}

cr_status cr_bundle_add(cr_store *s, cr_arena *a, const cr_member *m, cr_origins *origins, cr_error *err) {
    int64_t central[2];
    CR_TRY(cr_origins_central(a, origins, m, central, err));
    for (int view = 0; view <= (m->public ? 1 : 0); view++) {
        bundle story, dossier;
        cr_member head;
        CR_TRY(central_of(s, a, central[view], m, &head, err));
        CR_TRY(add(s, a, view, CR_BUNDLE_STORY, m, &story, err));
        CR_TRY(finish(s, a, &story, &head, err));
        CR_TRY(add(s, a, view, CR_BUNDLE_DOSSIER, m, &dossier, err));
        CR_TRY(finish(s, a, &dossier, NULL, err));
    }
    return CR_OK;
}

/* A bundle whose articles were counted anew; `origins` of a story, NULL of a dossier. */
static cr_status finish_both(cr_store *s, cr_arena *a, int kind, const char *id, cr_origins *origins, cr_error *err) {
    int64_t central[2] = {0, 0};
    if (origins)
        CR_TRY(cr_origins_central(a, origins, NULL, central, err));
    for (int view = 0; view < 2; view++) {
        bundle b;
        bool found;
        cr_member head;
        CR_TRY(load(s, a, view, kind, id, &b, &found, err));
        if (!found)
            continue;
        if (central[view])
            CR_TRY(central_of(s, a, central[view], NULL, &head, err));
        CR_TRY(finish(s, a, &b, central[view] ? &head : NULL, err));
    }
    return CR_OK;
}

/* ---- counting anew ---- */

static cr_status erase(cr_store *s, int kind, const char *id, cr_error *err) {
    CR_TRY(cr_sql_run(s, err, "DELETE FROM bundle WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM bundle_key WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id));
    return cr_sql_run(s, err, "DELETE FROM bundle_outlet WHERE view IN (0, 1) AND kind = ? AND id = ?", "nz", kind, id);
}

/* *turned: articles whose rights are to be made again, once all is counted. */
static cr_status recount(cr_store *s, cr_arena *a, int kind, const char *id, int64_t **turned, size_t *turned_count, cr_error *err) {
    int64_t *seqs = NULL;
    size_t count = 0, capacity = 0;
    cr_origins origins = {0};
    if (kind == CR_BUNDLE_STORY) {
        CR_TRY(cr_origins_make(s, a, id, 0, &origins, err));
        *turned = origins.turned;
        *turned_count = origins.turned_count;
    }
    CR_TRY(erase(s, kind, id, err));
    cr_query q = cr_sql(s,
                        kind == CR_BUNDLE_STORY ? "SELECT seq FROM article WHERE story = ? AND visible ORDER BY moment, seq"
                                                : "SELECT seq FROM article WHERE dossier = ? AND visible ORDER BY moment, seq",
                        "z", id);
    while (cr_sql_next(&q)) {
        int64_t *seq = CR_PUSH(a, seqs, count, capacity);
        if (seq)
            *seq = cr_sql_int(&q, 0);
    }
    CR_TRY(cr_sql_end(&q, err));
    cr_arena *one = cr_arena_new(0); /* a text at a time: a dossier has thousands */
    cr_status status = one ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    for (size_t i = 0; status == CR_OK && i < count; i++) {
        cr_member m;
        cr_arena_reset(one);
        status = cr_member_get(s, one, seqs[i], &m, err);
        for (int view = 0; status == CR_OK && view <= (m.public ? 1 : 0); view++) {
            bundle b;
            status = add(s, one, view, kind, &m, &b, err);
            if (status == CR_OK)
                status = save(s, &b, err);
        }
        if (status == CR_OK && cr_arena_exhausted(one))
            status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    }
    cr_arena_free(one);
    CR_TRY(status);
    CR_TRY(finish_both(s, a, kind, id, kind == CR_BUNDLE_STORY ? &origins : NULL, err));
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

cr_status cr_bundle_remake(cr_store *s, cr_arena *a, const char *story, const char *dossier, cr_error *err) {
    int64_t *turned = NULL;
    size_t count = 0;
    if (story && story[0])
        CR_TRY(recount(s, a, CR_BUNDLE_STORY, story, &turned, &count, err));
    if (dossier && dossier[0])
        CR_TRY(recount(s, a, CR_BUNDLE_DOSSIER, dossier, NULL, NULL, err));
    return cr_rights_follow(s, a, turned, count, err);
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
