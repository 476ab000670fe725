/* Sources. */
#include "base/hash.h"
#include "store/sqlite/db.h"

#define COLUMNS                                                                                                              \
    "id, kind, url, title, site_url, language, rights, sample, state, reason, etag, last_modified, added, last_fetch, "      \
    "next_fetch, interval_seconds, failures, articles"

static void read_source(const cr_query *q, cr_arena *a, cr_source *out) {
    *out = (cr_source){0};
    cr_sql_id(q, 0, out->id);
    out->kind = (cr_source_kind)cr_sql_int(q, 1);
    out->url = cr_sql_str(q, 2, a);
    out->title = cr_sql_str(q, 3, a);
    out->site_url = cr_sql_str(q, 4, a);
    out->language = cr_sql_str(q, 5, a);
    out->rights = (cr_rights)cr_sql_int(q, 6);
    out->sample = cr_sql_int(q, 7) != 0;
    out->state = (cr_source_state)cr_sql_int(q, 8);
    out->reason = cr_sql_str(q, 9, a);
    out->etag = cr_sql_str(q, 10, a);
    out->last_modified = cr_sql_str(q, 11, a);
    out->added = cr_sql_int(q, 12);
    out->last_fetch = cr_sql_int(q, 13);
    out->next_fetch = cr_sql_int(q, 14);
    out->interval_seconds = (unsigned)cr_sql_int(q, 15);
    out->failures = (unsigned)cr_sql_int(q, 16);
    out->articles = (size_t)cr_sql_int(q, 17);
}

static cr_status put(cr_store *s, cr_source *source, bool *fresh, cr_error *err) {
    int64_t rights;
    CR_TRY(cr_sql_number(s, err, &rights, -1, "SELECT rights FROM source WHERE id = ?", "z", source->id));
    *fresh = rights < 0;
    if (*fresh)
        CR_TRY(cr_sql_run(s, err,
                          "INSERT INTO source (" COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)", "znssssnnnsssiiinn", source->id,
                          (int)source->kind, source->url, source->title, source->site_url, source->language, (int)source->rights,
                          source->sample, (int)source->state, source->reason, source->etag, source->last_modified, source->added,
                          source->last_fetch, source->next_fetch, (int)source->interval_seconds, (int)source->failures));
    else /* what a person may have changed; what fetching knows stays */
        CR_TRY(cr_sql_run(s, err,
                          "UPDATE source SET title = coalesce(?2, title), site_url = coalesce(?3, site_url), language = coalesce(?4, language), "
                          "rights = ?5, sample = ?6 WHERE id = ?1",
                          "zsssnn", source->id, source->title, source->site_url, source->language, (int)source->rights, source->sample));
    s->changed |= *fresh || rights != (int64_t)source->rights;
    return *fresh || rights == (int64_t)source->rights ? CR_OK : cr_rights_remake(s, source->id, err);
}

cr_status cr_store_source_put(cr_store *s, cr_source *source, bool *fresh, cr_error *err) {
    char kind = (char)('0' + source->kind);
    bool is_fresh = false;
    if (cr_str_none(source->url))
        source->url = CR_STR("");
    cr_hash_id(source->id, CR_ID_DIGITS, (cr_str[]){CR_STR("source"), {&kind, 1}, cr_str_empty(source->place) ? source->url : source->place}, 3);
    CR_TRY(cr_store_begin(s, err));
    cr_status status = cr_store_settle(s, put(s, source, &is_fresh, err), err);
    if (fresh)
        *fresh = is_fresh;
    return status;
}

cr_status cr_store_source_get(cr_store *s, cr_arena *a, const char *id, cr_source *out, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT " COLUMNS " FROM source WHERE id = ?", "z", id);
    bool found = cr_sql_next(&q);
    if (found)
        read_source(&q, a, out);
    CR_TRY(cr_sql_end(&q, err));
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no source %s", id);
}

static cr_status read_all(cr_query *q, cr_arena *a, cr_source **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    bool room = true;
    while (room && cr_sql_next(q)) {
        cr_source *source = CR_PUSH(a, *out, *count, capacity);
        room = source != NULL;
        if (room)
            read_source(q, a, source);
    }
    CR_TRY(cr_sql_end(q, err));
    return room && !cr_arena_exhausted(a) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "sources: out of memory");
}

cr_status cr_store_source_list(cr_store *s, cr_arena *a, cr_source **out, size_t *count, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT " COLUMNS " FROM source WHERE kind <> 2 OR articles > 0 ORDER BY title IS NULL, title, url", "");
    return read_all(&q, a, out, count, err);
}

cr_status cr_store_source_due(cr_store *s, cr_arena *a, int64_t now, size_t most, cr_source **out, size_t *count, cr_error *err) {
    cr_query q = cr_sql(s, "SELECT " COLUMNS " FROM source WHERE next_fetch <= ? AND kind <> ? AND state <> ? ORDER BY next_fetch, id LIMIT ?", "inni",
                        now, (int)CR_SOURCE_FILE, (int)CR_SOURCE_GONE, (int64_t)most);
    return read_all(&q, a, out, count, err);
}

cr_status cr_store_source_fetched(cr_store *s, const cr_source *source, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    s->changed = true;
    return cr_store_settle(
        s,
        cr_sql_run(s, err,
                   "UPDATE source SET url = ?2, title = coalesce(?3, title), site_url = coalesce(?4, site_url), "
                   "language = coalesce(?5, language), state = ?6, reason = ?7, etag = ?8, last_modified = ?9, last_fetch = ?10, "
                   "next_fetch = ?11, interval_seconds = ?12, failures = ?13, kind = ?14 WHERE id = ?1",
                   "zssssnsssiinnn", source->id, source->url, source->title, source->site_url, source->language, (int)source->state, source->reason,
                   source->etag, source->last_modified, source->last_fetch, source->next_fetch, (int)source->interval_seconds,
                   (int)source->failures, (int)source->kind),
        err);
}

cr_status cr_store_source_retry(cr_store *s, size_t *count, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    s->changed = true;
    cr_status status = cr_sql_run(s, err, "UPDATE source SET next_fetch = 0 WHERE kind <> ? AND state IN (?, ?)", "nnn", (int)CR_SOURCE_FILE, (int)CR_SOURCE_FAILING,
                                  (int)CR_SOURCE_REFUSED);
    if (status == CR_OK)
        *count = (size_t)sqlite3_changes(s->db);
    return cr_store_settle(s, status, err);
}
