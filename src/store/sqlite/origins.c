/* Who carries whose text in a story, and which report is central: src/story/reports.h tells it, here it is kept in rows. */
#include "store/sqlite/origins.h"

#include "story/credit.h"

enum { MOST_REPORTS = 1000 /* of a story that are held against each other, the first ones */ };

/* ---- reading ---- */

static cr_status make_sketch(cr_store *s, cr_arena *a, int64_t seq, const cr_knowledge *k, cr_error *err) {
    cr_knowledge read;
    cr_str bytes;
    if (!k) {
        CR_TRY(cr_store_knowledge_get(s, a, seq, &read, err));
        k = &read;
    }
    const cr_article *x = k->article;
    cr_str credit = cr_story_credit(x->text, x->author);
    CR_TRY(cr_sketch_make(a, x->title, x->text, x->lang, &bytes, err));
    CR_TRY(cr_sql_run(s, err, "INSERT OR REPLACE INTO sketch VALUES (?,?)", "ib", seq, bytes));
    return cr_sql_run(s, err, "UPDATE article SET credit = ? WHERE seq = ?", "si", credit, seq);
}

cr_status cr_sketch_put(cr_store *s, cr_arena *a, int64_t seq, const cr_knowledge *k, cr_error *err) { return make_sketch(s, a, seq, k, err); }

/* Articles of a store that was written before sketches were kept. */
static cr_status make_missing(cr_store *s, cr_arena *a, const char *story, cr_error *err) {
    int64_t *seqs = NULL;
    size_t count = 0, capacity = 0;
    cr_query q = cr_sql(s, "SELECT a.seq FROM article a WHERE a.story = ? AND a.visible AND NOT EXISTS (SELECT 1 FROM sketch k WHERE k.seq = a.seq)", "z", story);
    while (cr_sql_next(&q)) {
        int64_t *seq = CR_PUSH(a, seqs, count, capacity);
        if (seq)
            *seq = cr_sql_int(&q, 0);
    }
    CR_TRY(cr_sql_end(&q, err));
    cr_arena *one = count ? cr_arena_new(0) : NULL;
    cr_status status = CR_OK;
    for (size_t i = 0; one && status == CR_OK && i < count; i++) {
        cr_arena_reset(one);
        status = make_sketch(s, one, seqs[i], NULL, err);
    }
    cr_arena_free(one);
    return status;
}

/* Names and hosts under which its outlet may be known. */
static void read_names(const cr_query *q, cr_arena *a, cr_origin_row *row, cr_report *r) {
    char source[CR_ID_ROOM];
    cr_str outlet = cr_sql_str(q, 4, a), url = cr_sql_str(q, 5, a), site = cr_sql_str(q, 6, a), title = cr_sql_str(q, 7, a);
    bool file = sqlite3_column_type(q->statement, 8) == SQLITE_NULL || cr_sql_int(q, 8) == CR_SOURCE_FILE;
    cr_sql_id(q, 10, source);
    r->outlet = cr_store_source_name(a, !file || cr_sql_int(q, 9), title, site, outlet, url, source, row->id);
    r->site = cr_store_host(a, url);
    r->called = site;
}

static bool is_fresh(const cr_origins *o, int64_t seq) {
    for (size_t i = 0; i < o->fresh_count; i++)
        if (o->fresh[i] == seq)
            return true;
    return false;
}

static void fill(cr_query *q, cr_arena *a, bool fresh, cr_origins *out) {
    while ((fresh || out->count < MOST_REPORTS) && cr_sql_next(q)) {
        if (!fresh && is_fresh(out, cr_sql_int(q, 0)))
            continue;
        cr_origin_row *row = CR_PUSH(a, out->rows, out->count, out->capacity);
        cr_report *r = row ? CR_PUSH(a, out->reports, out->report_count, out->report_capacity) : NULL;
        if (!r)
            break;
        row->seq = cr_sql_int(q, 0);
        cr_sql_id(q, 1, row->id);
        r->lang = cr_sql_str(q, 2, a);
        r->date = cr_sql_str(q, 3, a);
        read_names(q, a, row, r);
        cr_str notice = cr_sql_str(q, 11, a);
        r->named = cr_str_empty(notice) ? cr_sql_str(q, 12, a) : notice;
        r->machine_translated = cr_sql_int(q, 13) != 0;
        r->relayed = cr_sql_int(q, 14) != 0;
        r->titled = cr_sql_int(q, 15) != 0;
        r->whole = cr_sql_int(q, 16) != 0;
        cr_sql_id(q, 17, row->near);
        r->elsewhere = (uint64_t)cr_sql_int(q, 18);
        cr_sql_id(q, 19, row->relay_of);
        row->origin = (cr_origin_how)cr_sql_int(q, 20);
        row->carries = cr_sql_str(q, 21, a);
        cr_sql_id(q, 22, row->earliest);
        row->counted = sqlite3_column_type(q->statement, 23) != SQLITE_NULL;
        row->root = (uint64_t)cr_sql_int(q, 23);
        row->public = cr_sql_int(q, 24) != 0;
        cr_str bytes = cr_sql_str(q, 25, a);
        r->sketch = cr_sketch_read(bytes);
        out->unsketched |= cr_str_none(bytes);
        cr_sql_id(q, 26, row->dossier);
    }
}

/* A shared text of an earlier revision is that of the one shown now. */
#define COLUMNS                                                                                                                 \
    "a.seq, a.id, a.lang, a.date, a.outlet, a.url, a.site, s.title, s.kind, s.sample, a.source, a.notice_relay_of, a.credit, "  \
    "a.machine_translated, a.relayed, a.title IS NOT NULL, a.full, "                                                            \
    "coalesce((SELECT v.id FROM article v WHERE v.address = n.address AND v.visible AND n.address <> '' AND NOT n.visible), n.id), n.root, " \
    "a.relay_of, a.origin, a.carries, a.earliest, a.root, a.public, k.bytes, a.dossier "                                        \
    "FROM article a LEFT JOIN source s ON s.id = a.source LEFT JOIN article n ON n.id = a.near LEFT JOIN sketch k ON k.seq = a.seq "

static cr_status load_once(cr_store *s, cr_arena *a, const char *story, const int64_t *fresh, size_t fresh_count, cr_origins *out, cr_error *err) {
    *out = (cr_origins){.fresh = fresh, .fresh_count = fresh_count};
    cr_query q = cr_sql(s, "SELECT " COLUMNS "WHERE a.story = ? AND a.visible ORDER BY a.seq LIMIT ?", "zi", story, (int64_t)(MOST_REPORTS + fresh_count));
    fill(&q, a, false, out);
    CR_TRY(cr_sql_end(&q, err));
    for (size_t i = 0; i < fresh_count; i++) { /* they come last, whatever the number before them */
        cr_query one = cr_sql(s, "SELECT " COLUMNS "WHERE a.seq = ?", "i", fresh[i]);
        fill(&one, a, true, out);
        CR_TRY(cr_sql_end(&one, err));
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

static cr_status load(cr_store *s, cr_arena *a, const char *story, const int64_t *fresh, size_t fresh_count, cr_origins *out, cr_error *err) {
    CR_TRY(load_once(s, a, story, fresh, fresh_count, out, err));
    if (!out->unsketched)
        return CR_OK;
    CR_TRY(make_missing(s, a, story, err));
    return load_once(s, a, story, fresh, fresh_count, out, err);
}

/* ---- near ---- */

static void find_near(cr_origins *o) {
    for (size_t i = 0; i < o->count; i++) {
        o->reports[i].near = SIZE_MAX;
        for (size_t k = 0; o->rows[i].near[0] && k < o->count; k++)
            if (k != i && strcmp(o->rows[k].id, o->rows[i].near) == 0)
                o->reports[i].near = k;
        if (o->reports[i].near != SIZE_MAX || !o->rows[i].near[0])
            o->reports[i].elsewhere = 0;
    }
}

/* Once for each article, when it comes; and for all that share nobody's text yet where stories were joined (none fresh). */
static cr_status find_translations(cr_store *s, cr_origins *o, cr_error *err) {
    for (size_t i = 0; i < o->count; i++) {
        if (o->rows[i].near[0] || (o->fresh_count && !is_fresh(o, o->rows[i].seq)))
            continue;
        size_t near = cr_reports_translated(o->reports, o->fresh_count ? i + 1 : o->count, i);
        if (near == SIZE_MAX)
            continue;
        o->reports[i].near = near;
        memcpy(o->rows[i].near, o->rows[near].id, CR_ID_ROOM);
        CR_TRY(cr_sql_run(s, err, "UPDATE article SET near = ? WHERE seq = ?", "zi", o->rows[near].id, o->rows[i].seq));
    }
    return CR_OK;
}

/* ---- writing ---- */

cr_status cr_root_count(cr_store *s, int view, int kind, const char *id, uint64_t root, int by, cr_error *err) {
    char name[32];
    if (!root || !id[0])
        return CR_OK;
    snprintf(name, sizeof name, "=%016llx", (unsigned long long)root);
    return cr_sql_run(s, err,
                      "INSERT INTO bundle_outlet VALUES (?1,?2,?3,?4,0,?5) ON CONFLICT (view, kind, id, outlet) DO UPDATE SET own = own + ?5", "nnzzn", view,
                      kind, id, name, by);
}

/* The counts of what its bundles have counted already: not of the article that comes now. */
static cr_status move_root(cr_store *s, const char *story, const cr_origin_row *row, uint64_t root, cr_error *err) {
    for (int view = 0; row->root != root && view <= (row->public ? 1 : 0); view++) {
        CR_TRY(cr_root_count(s, view, CR_BUNDLE_STORY, story, row->root, -1, err));
        CR_TRY(cr_root_count(s, view, CR_BUNDLE_STORY, story, root, 1, err));
        CR_TRY(cr_root_count(s, view, CR_BUNDLE_DOSSIER, row->dossier, row->root, -1, err));
        CR_TRY(cr_root_count(s, view, CR_BUNDLE_DOSSIER, row->dossier, root, 1, err));
    }
    return CR_OK;
}

static cr_status write_row(cr_store *s, cr_arena *a, const char *story, cr_origins *o, size_t at, cr_error *err) {
    cr_origin_row *row = &o->rows[at];
    const cr_digest_origin *x = &o->origins[at];
    bool elsewhere = x->of == SIZE_MAX && (x->how == CR_ORIGIN_COPY || x->how == CR_ORIGIN_TRANSLATION);
    const char *relay_of = x->of != SIZE_MAX ? o->rows[x->of].id : elsewhere ? row->near : "";
    const char *earliest = x->earliest != at ? o->rows[x->earliest].id : elsewhere ? row->near : "";
    bool turned = strcmp(relay_of, row->relay_of) != 0;
    if (row->counted && !turned && strcmp(earliest, row->earliest) == 0 && row->origin == x->how && row->root == x->source &&
        (cr_str_eq(x->named, row->carries) || (cr_str_empty(x->named) && cr_str_empty(row->carries))))
        return CR_OK;
    if (turned && row->counted)
        CR_TRY(cr_sql_run(s, err, "INSERT INTO turned SELECT value + 1, ?, ?, ? FROM meta WHERE key = 'turn'", "zzz", row->id, row->relay_of[0] ? row->relay_of : NULL,
                          relay_of[0] ? relay_of : NULL));
    if (!is_fresh(o, row->seq))
        CR_TRY(move_root(s, story, row, x->source, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE article SET relay_of = ?, origin = ?, carries = ?, earliest = ?, root = ? WHERE seq = ?", "znszii", relay_of[0] ? relay_of : NULL,
                      (int)x->how, cr_str_empty(x->named) ? CR_STR_NONE : x->named, earliest[0] ? earliest : NULL, (int64_t)x->source, row->seq));
    if (!turned)
        return CR_OK;
    int64_t *seq = CR_PUSH(a, o->turned, o->turned_count, o->turned_capacity);
    if (!seq)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    *seq = row->seq;
    return CR_OK;
}

cr_status cr_origins_make(cr_store *s, cr_arena *a, const char *story, const int64_t *fresh, size_t fresh_count, cr_origins *o, cr_error *err) {
    CR_TRY(load(s, a, story, fresh, fresh_count, o, err));
    find_near(o);
    CR_TRY(find_translations(s, o, err));
    o->origins = CR_NEW_ARRAY(a, cr_digest_origin, o->count + 1);
    if (!o->origins)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    CR_TRY(cr_reports_origins(a, o->reports, o->count, o->origins, err));
    for (size_t i = 0; i < o->count; i++)
        CR_TRY(write_row(s, a, story, o, i, err));
    return CR_OK;
}

cr_status cr_origins_central(cr_arena *a, cr_origins *o, const cr_member *members, size_t count, int64_t central[2], cr_error *err) {
    size_t best, n = 0;
    central[0] = central[1] = 0;
    CR_TRY(cr_reports_central(a, o->reports, o->origins, o->count, &best, err));
    central[0] = central[1] = best == SIZE_MAX ? 0 : o->rows[best].seq;
    for (size_t i = 0; i < o->count; i++) {
        for (size_t k = 0; k < count; k++)
            if (o->rows[i].seq == members[k].seq)
                o->rows[i].public = members[k].public;
        n += o->rows[i].public;
    }
    if (n == o->count)
        return CR_OK;
    n = 0;
    for (size_t i = 0; i < o->count; i++)
        if (o->rows[i].public) {
            o->rows[n] = o->rows[i];
            o->reports[n] = o->reports[i];
            o->origins[n++] = o->origins[i];
        }
    o->count = n;
    CR_TRY(cr_reports_central(a, o->reports, o->origins, n, &best, err));
    central[1] = best == SIZE_MAX ? 0 : o->rows[best].seq;
    return CR_OK;
}
