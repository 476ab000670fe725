/* `courant forget`: an address, gone everywhere and kept out. */
#include "store/sqlite/db.h"

static cr_status remove_document(cr_store *s, cr_arena *a, int64_t seq, cr_error *err) {
    char story[CR_ID_ROOM] = "", dossier[CR_ID_ROOM] = "", id[CR_ID_ROOM] = "";
    cr_query q = cr_sql(s, "SELECT story, dossier, id FROM article WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q)) {
        cr_sql_id(&q, 0, story);
        cr_sql_id(&q, 1, dossier);
        cr_sql_id(&q, 2, id);
    }
    CR_TRY(cr_sql_end(&q, err));
    CR_TRY(cr_article_hide(s, seq, err));
    static const char *const deletes[] = {
        "DELETE FROM work WHERE seq = ?",      "DELETE FROM tokens WHERE seq = ?", "DELETE FROM knowledge WHERE seq = ?",
        "DELETE FROM sketch WHERE seq = ?",    "DELETE FROM hub WHERE seq = ?",    "DELETE FROM article WHERE seq = ?",   "DELETE FROM raw WHERE seq = ?",    "DELETE FROM document WHERE seq = ?",
    };
    for (size_t i = 0; i < sizeof deletes / sizeof *deletes; i++)
        CR_TRY(cr_sql_run(s, err, deletes[i], "i", seq));
    return cr_bundle_remake(s, a, story, dossier, err);
}

static cr_status keep_out(cr_store *s, cr_str address, cr_error *err) {
    char hash[65];
    cr_address_hash(address, hash);
    return cr_sql_run(s, err, "INSERT OR IGNORE INTO forgotten VALUES (?)", "z", hash);
}

/* What is known under the address, whatever its spelling, or calls itself by it. */
static cr_status find(cr_store *s, cr_arena *a, cr_str key, int64_t **seqs, size_t *count, cr_error *err) {
    size_t capacity = 0;
    cr_arena *each = cr_arena_new(0);
    if (!each)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_status status = CR_OK;
    cr_query q = cr_sql(s, "SELECT d.seq, d.url, a.url, a.seq IS NOT NULL FROM document d LEFT JOIN article a ON a.seq = d.seq ORDER BY d.seq", "");
    while (status == CR_OK && cr_sql_next(&q)) {
        cr_knowledge k;
        int64_t seq = cr_sql_int(&q, 0);
        cr_arena_reset(each);
        bool same = cr_str_eq(cr_address_key(each, cr_sql_str(&q, 1, each)), key) || cr_str_eq(cr_address_key(each, cr_sql_str(&q, 2, each)), key);
        if (!same && cr_sql_int(&q, 3)) {
            status = cr_store_knowledge_get(s, each, seq, &k, err);
            same = status == CR_OK && k.article->canonical_url.len && cr_str_eq(cr_address_key(each, k.article->canonical_url), key);
        }
        int64_t *found = same ? CR_PUSH(a, *seqs, *count, capacity) : NULL;
        if (found)
            *found = seq;
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    cr_arena_free(each);
    return status != CR_OK ? status : ended;
}

static cr_status forget(cr_store *s, cr_arena *a, cr_str url, size_t *removed, cr_error *err) {
    int64_t *seqs = NULL;
    size_t count = 0;
    cr_str key = cr_address_key(a, url);
    s->changed = true;
    CR_TRY(keep_out(s, url, err));
    CR_TRY(keep_out(s, key, err));
    CR_TRY(find(s, a, key, &seqs, &count, err));
    for (size_t i = 0; i < count; i++) {
        /* the address it was taken in from is kept out too, where the page called itself otherwise; of a file, for its import alone */
        cr_document d = {0};
        bool file = false;
        cr_query q = cr_sql(s, "SELECT d.url, d.source, s.kind = 2 FROM document d LEFT JOIN source s ON s.id = d.source WHERE d.seq = ?", "i", seqs[i]);
        if (cr_sql_next(&q)) {
            d.url = cr_sql_str(&q, 0, a);
            cr_sql_id(&q, 1, d.source);
            file = cr_sql_int(&q, 2) != 0;
        }
        CR_TRY(cr_sql_end(&q, err));
        cr_str address = cr_address_of(a, &d, file);
        CR_TRY(keep_out(s, address, err));
        CR_TRY(keep_out(s, cr_address_key(a, address), err));
        CR_TRY(remove_document(s, a, seqs[i], err));
    }
    *removed = count;
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

cr_status cr_store_forget(cr_store *s, cr_str url, size_t *removed, cr_error *err) {
    *removed = 0;
    cr_status status = cr_sql_run(s, err, "PRAGMA secure_delete = ON", ""); /* zeros, not freed pages that could be read from the file */
    cr_arena *a = cr_arena_new(0);
    if (status == CR_OK && !a)
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    if (status == CR_OK)
        status = cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s, forget(s, a, url, removed, err), err);
    if (cr_sql_run(s, NULL, "PRAGMA secure_delete = OFF", "") != CR_OK && status == CR_OK)
        status = cr_fail(err, CR_ERR_STORE, "%s: a setting could not be put back", s->path);
    cr_arena_free(a);
    return status;
}
