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
        "DELETE FROM article WHERE seq = ?",   "DELETE FROM raw WHERE seq = ?",    "DELETE FROM document WHERE seq = ?",
    };
    for (size_t i = 0; i < sizeof deletes / sizeof *deletes; i++)
        CR_TRY(cr_sql_run(s, err, deletes[i], "i", seq));
    return cr_bundle_remake(s, a, story, dossier, err);
}

static cr_status forget(cr_store *s, cr_arena *a, cr_str url, size_t *removed, cr_error *err) {
    char hash[65];
    int64_t *seqs = NULL;
    size_t count = 0, capacity = 0;
    cr_address_hash(url, hash);
    s->changed = true;
    CR_TRY(cr_sql_run(s, err, "INSERT OR IGNORE INTO forgotten VALUES (?)", "z", hash));
    cr_query q = cr_sql(s, "SELECT seq FROM document WHERE url = ?1 UNION SELECT seq FROM article WHERE url = ?1 ORDER BY 1", "s", url);
    while (cr_sql_next(&q)) {
        int64_t *seq = CR_PUSH(a, seqs, count, capacity);
        if (seq)
            *seq = cr_sql_int(&q, 0);
    }
    CR_TRY(cr_sql_end(&q, err));
    for (size_t i = 0; i < count; i++) {
        /* the address it was taken in from is kept out too, where the page called itself otherwise */
        cr_str address = CR_STR_NONE;
        q = cr_sql(s, "SELECT url FROM document WHERE seq = ?", "i", seqs[i]);
        if (cr_sql_next(&q))
            address = cr_sql_str(&q, 0, a);
        CR_TRY(cr_sql_end(&q, err));
        cr_address_hash(address, hash);
        CR_TRY(cr_sql_run(s, err, "INSERT OR IGNORE INTO forgotten VALUES (?)", "z", hash));
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
