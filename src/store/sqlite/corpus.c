/* Persons, saved states of the reducers, wishes for translation. */
#include "store/sqlite/db.h"

cr_status cr_store_person_put(cr_store *s, const cr_person *person, cr_error *err) {
    cr_buf lists;
    cr_buf_init(&lists, 16 << 20);
    cr_pack_strs(&lists, person->aliases);
    cr_pack_strs(&lists, person->roles);
    cr_pack_strs(&lists, person->role_dates);
    cr_pack_strs(&lists, person->alias_langs);
    cr_pack_strs(&lists, person->role_langs);
    cr_pack_strs(&lists, person->role_lasts);
    cr_pack_strs(&lists, person->role_articles);
    cr_status status = lists.failed ? cr_fail(err, CR_ERR_MEMORY, "person %s: out of memory", person->id) : cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s,
                                 cr_sql_run(s, err, "INSERT OR REPLACE INTO person VALUES (?,?,?,?)", "znsb", person->id, (int)person->kind, person->name,
                                            cr_buf_str(&lists)),
                                 err);
    cr_buf_free(&lists);
    return status;
}

cr_status cr_store_person(cr_store *s, cr_arena *a, const char *id, cr_person *out, cr_error *err) {
    *out = (cr_person){0};
    cr_query q = cr_sql(s, "SELECT kind, name, lists FROM person WHERE id = ?", "z", id);
    bool found = cr_sql_next(&q), broken = false;
    if (found) {
        snprintf(out->id, sizeof out->id, "%s", id);
        out->kind = (cr_name_kind)cr_sql_int(&q, 0);
        out->name = cr_sql_str(&q, 1, a);
        cr_unpack u = {.bytes = cr_sql_str(&q, 2, a), .arena = a};
        out->aliases = cr_unpack_strs(&u);
        out->roles = cr_unpack_strs(&u);
        out->role_dates = cr_unpack_strs(&u);
        if (u.at < u.bytes.len) { /* what was written before these were kept ends here */
            out->alias_langs = cr_unpack_strs(&u);
            out->role_langs = cr_unpack_strs(&u);
            out->role_lasts = cr_unpack_strs(&u);
            out->role_articles = cr_unpack_strs(&u);
        }
        broken = u.broken;
    }
    CR_TRY(cr_sql_end(&q, err));
    if (broken)
        return cr_sqlite_fail(s, SQLITE_CORRUPT, err);
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no person %s", id);
}

/* ---- reducers ---- */

cr_status cr_store_turn(cr_store *s, int64_t *out, cr_error *err) {
    return cr_sql_number(s, err, out, 0, "SELECT value FROM meta WHERE key = 'turn'", "");
}

cr_status cr_store_checkpoint_put(cr_store *s, const char *name, int64_t turn, cr_str state, cr_error *err) {
    cr_arena *a = cr_arena_new(ZSTD_compressBound(state.len) + 65536);
    cr_str packed = a ? cr_store_compress(s, a, state) : CR_STR_NONE;
    cr_status status = cr_str_none(packed) ? cr_fail(err, CR_ERR_MEMORY, "checkpoint: out of memory") : cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s, cr_sql_run(s, err, "INSERT OR REPLACE INTO checkpoint VALUES (?,?,?)", "zib", name, turn, packed), err);
    cr_arena_free(a);
    return status;
}

cr_status cr_store_checkpoint_get(cr_store *s, cr_arena *a, const char *name, int64_t *turn, cr_str *state, cr_error *err) {
    *turn = 0;
    *state = CR_STR_NONE;
    cr_status status = CR_OK;
    cr_query q = cr_sql(s, "SELECT turn, state FROM checkpoint WHERE name = ?", "z", name);
    if (cr_sql_next(&q)) {
        *turn = cr_sql_int(&q, 0);
        status = cr_store_expand(s, a, cr_sql_borrow(&q, 1), SIZE_MAX, state, err);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}

cr_status cr_store_hub_put(cr_store *s, int64_t seq, const cr_hub_head *head, cr_error *err) {
    return cr_sql_run(s, err, "INSERT OR REPLACE INTO hub VALUES (?,?,?,?)", "isss", seq, head->lang, head->title, head->lead);
}

cr_status cr_store_hub_get(cr_store *s, cr_arena *a, int64_t seq, cr_hub_head *out, cr_error *err) {
    *out = (cr_hub_head){CR_STR_NONE, CR_STR_NONE, CR_STR_NONE};
    cr_query q = cr_sql(s, "SELECT lang, title, lead FROM hub WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q))
        *out = (cr_hub_head){cr_sql_str(&q, 0, a), cr_sql_str(&q, 1, a), cr_sql_str(&q, 2, a)};
    return cr_sql_end(&q, err);
}

cr_status cr_store_hub_clear(cr_store *s, cr_error *err) { return cr_sql_run(s, err, "DELETE FROM hub", ""); }

cr_status cr_store_grouped_after(cr_store *s, cr_arena *a, int64_t turn, size_t most, int64_t **out, size_t *count, int64_t *last, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    *last = turn;
    cr_query q = cr_sql(s, "SELECT seq, turn FROM article WHERE turn > ? ORDER BY turn LIMIT ?", "ii", turn, (int64_t)most);
    while (cr_sql_next(&q)) {
        int64_t *seq = CR_PUSH(a, *out, *count, capacity);
        if (seq) {
            *seq = cr_sql_int(&q, 0);
            *last = cr_sql_int(&q, 1);
        }
    }
    return cr_sql_end(&q, err);
}

/* ---- wishes ---- */

cr_status cr_store_translate_wanted(cr_store *s, const char *article, cr_str language, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s,
                           cr_sql_run(s, err, "UPDATE work SET priority = 2 WHERE seq = (SELECT seq FROM article WHERE id = ?) AND kind = 3 AND language = ? AND state = 0",
                                      "zs", article, language),
                           err);
}

static cr_status editions_set(cr_store *s, cr_arena *a, cr_strs languages, cr_str joined, cr_error *err) {
    cr_str before = CR_STR_NONE;
    cr_query q = cr_sql(s, "SELECT value FROM meta WHERE key = 'editions'", "");
    if (cr_sql_next(&q))
        before = cr_sql_str(&q, 0, a);
    CR_TRY(cr_sql_end(&q, err));
    if (cr_str_eq(before, joined))
        return CR_OK;
    CR_TRY(cr_sql_run(s, err, "UPDATE meta SET value = ? WHERE key = 'editions'", "s", joined));
    for (size_t i = 0; i < languages.count; i++) { /* a new edition is owed what is there already */
        cr_str rest = before, code;
        bool known = false;
        while (!known && cr_str_split(&rest, ' ', &code))
            known = cr_str_eq(code, languages.items[i]);
        if (!known)
            CR_TRY(cr_work_owe_editions(s, languages.items[i], err));
    }
    return CR_OK;
}

cr_status cr_store_editions_set(cr_store *s, cr_strs languages, cr_error *err) {
    cr_str joined = CR_STR("");
    cr_arena *a = cr_arena_new(0);
    for (size_t i = 0; a && i < languages.count; i++)
        joined = cr_str_format(a, "%.*s%s%.*s", CR_FMT(joined), i ? " " : "", CR_FMT(languages.items[i]));
    cr_status status = a && !cr_arena_exhausted(a) ? cr_store_begin(s, err) : cr_fail(err, CR_ERR_MEMORY, "editions: out of memory");
    if (status == CR_OK)
        status = cr_store_settle(s, editions_set(s, a, languages, joined, err), err);
    cr_arena_free(a);
    return status;
}
