/* The translation memory: a sentence of a pair of languages, and what each maker (engine, model, files) made of it.
 *
 * A maker is named by number, so that provenance costs a sentence four bytes. Old makers' rows stay: what a page showed can be
 * told from them; whoever translates asks by the maker of now. */
#include <math.h>

#include "base/hash.h"
#include "store/sqlite/db.h"

#define COLUMNS "text, flags, score, engine, model, hash, via, grade, probability, lang"

static void memory_key(cr_str from, cr_str to, cr_str segment, char pair[32], char hash[40]) {
    snprintf(pair, 32, "%.*s-%.*s", (int)(from.len < 12 ? from.len : 12), from.ptr ? from.ptr : "", (int)(to.len < 12 ? to.len : 12), to.ptr ? to.ptr : "");
    cr_hash_id(hash, 32, &segment, 1);
}

/* "ca es" */
static cr_str join_via(cr_strs via, char room[128]) {
    size_t used = 0;
    room[0] = '\0';
    for (size_t i = 0; i < via.count && used < 128 - 20; i++)
        used += (size_t)snprintf(room + used, 128 - used, "%s%.*s", used ? " " : "", (int)(via.items[i].len < 12 ? via.items[i].len : 12),
                                 via.items[i].ptr ? via.items[i].ptr : "");
    return (cr_str){room, used};
}

static cr_str or_empty(cr_str s) { return cr_str_none(s) ? CR_STR("") : s; }
static cr_str or_none(cr_str s) { return s.len ? s : CR_STR_NONE; }

static void read_row(const cr_query *q, cr_arena *a, cr_translation *out) {
    *out = (cr_translation){.text = cr_sql_str(q, 0, a), .flags = (unsigned)cr_sql_int(q, 1), .score = cr_sql_real(q, 2), .engine = or_none(cr_sql_str(q, 3, a)),
                            .model = or_none(cr_sql_str(q, 4, a)), .hash = or_none(cr_sql_str(q, 5, a)), .grade = (cr_grade)cr_sql_int(q, 7),
                            .probability = (double)NAN, .language = or_none(cr_sql_str(q, 9, a)), .from_memory = true};
    if (sqlite3_column_type(q->statement, 8) != SQLITE_NULL)
        out->probability = cr_sql_real(q, 8);
    if (out->grade == CR_GRADE_HOPELESS) {
        out->rejected = or_none(out->text);
        out->text = CR_STR_NONE;
    }
    cr_str via = cr_sql_str(q, 6, a), code;
    size_t capacity = 0;
    while (cr_str_split(&via, ' ', &code)) {
        cr_str *item = code.len ? CR_PUSH(a, out->via.items, out->via.count, capacity) : NULL;
        if (item)
            *item = code;
    }
}

bool cr_store_memory_lookup(cr_store *s, cr_arena *a, const cr_route *route, cr_str segment, cr_translation *out) {
    char pair[32], hash[40], via[128];
    memory_key(route->from, route->to, segment, pair, hash);
    cr_query q = cr_sql(s,
                        "SELECT " COLUMNS " FROM memory JOIN maker ON maker.id = memory.maker WHERE pair = ?1 AND segment = ?2 "
                        "AND maker = (SELECT id FROM maker WHERE engine = ?3 AND model = ?4 AND hash = ?5 AND via = ?6)",
                        "zzssss", pair, hash, or_empty(route->engine), or_empty(route->model), or_empty(route->hash), join_via(route->via, via));
    bool found = cr_sql_next(&q);
    if (found)
        read_row(&q, a, out);
    return cr_sql_end(&q, NULL) == CR_OK && found;
}

bool cr_store_memory_best(cr_store *s, cr_arena *a, cr_str from, cr_str to, cr_str segment, cr_translation *out) {
    char pair[32], hash[40];
    memory_key(from, to, segment, pair, hash);
    cr_query q = cr_sql(s,
                        "SELECT " COLUMNS " FROM memory JOIN maker ON maker.id = memory.maker WHERE pair = ?1 AND segment = ?2 "
                        "ORDER BY grade = 4, grade = 3 OR flag_count > 0, flag_count, kept DESC, engine, model LIMIT 1", /* 4: hopeless, 3: poor */
                        "zz", pair, hash);
    bool found = cr_sql_next(&q);
    if (found)
        read_row(&q, a, out);
    return cr_sql_end(&q, NULL) == CR_OK && found;
}

static cr_status keep(cr_store *s, const char *pair, const char *hash, const cr_translation *t, cr_error *err) {
    char room[128];
    cr_str engine = or_empty(t->engine), model = or_empty(t->model), files = or_empty(t->hash), via = join_via(t->via, room);
    bool hopeless = t->grade == CR_GRADE_HOPELESS;
    CR_TRY(cr_sql_run(s, err, "INSERT OR IGNORE INTO maker (engine, model, hash, via) VALUES (?,?,?,?)", "ssss", engine, model, files, via));
    return cr_sql_run(s, err,
                      "INSERT OR REPLACE INTO memory SELECT ?1, ?2, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                      "(SELECT coalesce(max(kept), 0) + 1 FROM memory WHERE pair = ?1 AND segment = ?2) "
                      "FROM maker WHERE engine = ?10 AND model = ?11 AND hash = ?12 AND via = ?13",
                      "zzsnnnddsssss", pair, hash, or_empty(hopeless ? t->rejected : t->text), (int)t->flags, __builtin_popcount(t->flags), (int)t->grade,
                      t->score, t->probability, t->language, engine, model, files, via);
}

cr_status cr_store_memory_keep(cr_store *s, cr_str from, cr_str to, cr_str segment, const cr_translation *t, cr_error *err) {
    char pair[32], hash[40];
    memory_key(from, to, segment, pair, hash);
    if ((t->flags & CR_FLAG_ENGINE_FAILED) || (cr_str_none(t->text) && t->grade != CR_GRADE_HOPELESS))
        return CR_OK;
    CR_TRY(cr_store_begin(s, err));
    s->changed = true;
    return cr_store_settle(s, keep(s, pair, hash, t, err), err);
}

/* ---- a better translator came ---- */

/* *before: what translated this pair when it was asked last; none: never asked. */
static cr_status maker_before(cr_store *s, cr_arena *a, const char *key, cr_str *before, cr_error *err) {
    *before = CR_STR_NONE;
    cr_query q = cr_sql(s, "SELECT value FROM meta WHERE key = ?", "z", key);
    if (cr_sql_next(&q))
        *before = cr_sql_str(&q, 0, a);
    return cr_sql_end(&q, err);
}

static cr_status owe_anew(cr_store *s, const cr_route *r, const char *key, cr_str now, bool anew, size_t most, size_t *owed, cr_error *err) {
    CR_TRY(cr_sql_run(s, err, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", "zs", key, now));
    if (!anew)
        return CR_OK;
    CR_TRY(cr_sql_run(s, err,
                      "INSERT OR IGNORE INTO work (kind, seq, language, head, priority) SELECT 3, seq, ?1, h, h FROM "
                      "(SELECT seq FROM article WHERE visible AND lang = ?2 ORDER BY moment DESC, seq DESC LIMIT ?3), (SELECT 1 AS h UNION ALL SELECT 0)",
                      "ssi", r->to, r->from, (int64_t)most));
    *owed = (size_t)sqlite3_changes(s->db);
    return CR_OK;
}

cr_status cr_store_route_changed(cr_store *s, const cr_route *r, size_t most, size_t *owed, cr_error *err) {
    char key[48], room[128];
    cr_str before = CR_STR_NONE, now = CR_STR_NONE;
    *owed = 0;
    cr_arena *a = cr_arena_new(0);
    if (a)
        now = cr_str_format(a, "%.*s\t%.*s\t%.*s\t%.*s", CR_FMT(r->engine), CR_FMT(r->model), CR_FMT(r->hash), CR_FMT(join_via(r->via, room)));
    snprintf(key, sizeof key, "maker:%.*s-%.*s", (int)(r->from.len < 12 ? r->from.len : 12), r->from.ptr, (int)(r->to.len < 12 ? r->to.len : 12), r->to.ptr);
    cr_status status = cr_str_none(now) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : maker_before(s, a, key, &before, err);
    if (status == CR_OK && !cr_str_eq(before, now)) { /* nothing is written, and nobody waits, as long as nothing changes */
        status = cr_store_begin(s, err);
        if (status == CR_OK)
            status = cr_store_settle(s, owe_anew(s, r, key, now, !cr_str_none(before) && !r->rough, most, owed, err), err);
    }
    cr_arena_free(a);
    return status;
}
