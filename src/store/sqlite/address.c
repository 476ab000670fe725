/* Addresses of stories, dossiers and persons: made of content, kept for ever (README.md, "Addresses that last"). */
#include "base/hash.h"
#include "people/name.h"
#include "store/sqlite/db.h"

enum { MOST_HOPS = 64, TWINS = 1000 };

/* ---- made ---- */

static cr_status there(cr_store *s, const char *id, int64_t *is, cr_error *err);

/* A story that was joined with another one and comes apart again has its name back; what led to the other one through it goes there
 * directly. */
static cr_status free_again(cr_store *s, const char *id, int64_t *taken, cr_error *err) {
    int64_t ended, is;
    CR_TRY(cr_sql_number(s, err, &ended, 0, "SELECT 1 FROM redirect WHERE id = ?", "z", id));
    CR_TRY(there(s, id, &is, err));
    if (!ended || is)
        return CR_OK;
    *taken = 0;
    CR_TRY(cr_sql_run(s, err, "UPDATE redirect SET target = (SELECT target FROM redirect WHERE id = ?1) WHERE target = ?1", "z", id));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM redirect WHERE id = ?", "z", id));
    return cr_sql_run(s, err, "UPDATE address SET id = number WHERE id = ?", "z", id);
}

static cr_status is_taken(cr_store *s, const char *id, int64_t *taken, cr_error *err) {
    CR_TRY(cr_sql_number(s, err, taken, 0, "SELECT 1 FROM address WHERE id = ?", "z", id));
    return *taken ? free_again(s, id, taken, err) : CR_OK;
}

cr_status cr_store_address(cr_store *s, const char *number, cr_str founder, char id[CR_ID_ROOM], cr_error *err) {
    int64_t taken = 1;
    id[0] = '\0';
    cr_query q = cr_sql(s, "SELECT id FROM address WHERE number = ?", "z", number);
    if (cr_sql_next(&q))
        cr_sql_id(&q, 0, id);
    CR_TRY(cr_sql_end(&q, err));
    if (id[0] || !number[0])
        return CR_OK;
    for (int twin = 1; taken && twin < TWINS; twin++) { /* a story that lost its founder to a younger one keeps the name */
        snprintf(id, CR_ID_ROOM, twin == 1 ? "%c%.*s" : "%c%.*s-%d", number[0], (int)(founder.len < CR_ID_DIGITS ? founder.len : CR_ID_DIGITS), founder.ptr, twin);
        CR_TRY(is_taken(s, id, &taken, err));
    }
    return cr_sql_run(s, err, "INSERT INTO address VALUES (?, ?)", "zz", number, taken ? number : id);
}

/* Of one key are all forms of a name that differ in case, accents, script or the order of writing alone. */
static cr_status key_of(cr_store *s, cr_str name, cr_name_kind kind, char key[CR_ID_DIGITS + 1], cr_error *err) {
    cr_name_key made;
    cr_arena *scratch = cr_arena_new(0);
    if (!s->text)
        s->text = cr_text_tools_new();
    if (!scratch || !s->text) {
        cr_arena_free(scratch);
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    }
    bool person = kind != CR_NAME_ORGANISATION && kind != CR_NAME_PLACE;
    cr_str whole = cr_name_key_make(s->text, scratch, name, &made) ? cr_str_of(made.whole) : name;
    cr_hash_id(key, CR_ID_DIGITS, (cr_str[]){person ? CR_STR("person") : CR_STR("body"), whole}, 2);
    cr_arena_free(scratch);
    return CR_OK;
}

static cr_status known_as(cr_store *s, const char *id, cr_name_kind kind, cr_str name, cr_error *err) {
    char key[CR_ID_DIGITS + 1];
    CR_TRY(key_of(s, name, kind, key, err));
    return cr_sql_run(s, err, "INSERT OR IGNORE INTO person_key VALUES (?, ?)", "zz", key, id);
}

cr_status cr_store_person_address(cr_store *s, cr_person *p, cr_error *err) {
    enum { NEWEST_FORMS = 3 }; /* those before came with earlier calls */
    char number[CR_ID_ROOM], founder[CR_ID_DIGITS + 1];
    memcpy(number, p->id, sizeof number);
    CR_TRY(key_of(s, p->name, p->kind, founder, err));
    CR_TRY(cr_store_address(s, number, cr_str_of(founder), p->id, err));
    CR_TRY(known_as(s, p->id, p->kind, p->name, err));
    for (size_t i = p->aliases.count > NEWEST_FORMS ? p->aliases.count - NEWEST_FORMS : 0; i < p->aliases.count; i++)
        CR_TRY(known_as(s, p->id, p->kind, p->aliases.items[i], err));
    return CR_OK;
}

/* ---- followed ---- */

static cr_status one_id(cr_store *s, const char *sql, const char *value, char out[CR_ID_ROOM], cr_error *err) {
    cr_query q = cr_sql(s, sql, "z", value);
    out[0] = '\0';
    if (cr_sql_next(&q))
        cr_sql_id(&q, 0, out);
    return cr_sql_end(&q, err);
}

static cr_status there(cr_store *s, const char *id, int64_t *is, cr_error *err) {
    if (id[0] == 'p')
        return cr_sql_number(s, err, is, 0, "SELECT 1 FROM person WHERE id = ?", "z", id);
    /* not by their bundles: those of dossiers are counted at the end of a transaction, and the answer must not depend on where that is */
    return cr_sql_number(s, err, is, 0, id[0] == 's' ? "SELECT 1 FROM article WHERE story = ? AND visible LIMIT 1" : "SELECT 1 FROM article WHERE dossier = ? AND visible LIMIT 1",
                         "z", id);
}

static cr_status along_redirects(cr_store *s, const char *id, char target[CR_ID_ROOM], cr_error *err) {
    char next[CR_ID_ROOM];
    target[0] = '\0';
    for (int hop = 0; hop < MOST_HOPS; hop++) {
        CR_TRY(one_id(s, "SELECT target FROM redirect WHERE id = ?", target[0] ? target : id, next, err));
        if (!next[0])
            break;
        memcpy(target, next, CR_ID_ROOM);
    }
    return CR_OK;
}

/* Where the report is now, or the newest form of its page. */
static cr_status by_article(cr_store *s, char letter, const char *article, char target[CR_ID_ROOM], cr_error *err) {
    return one_id(s,
                  letter == 's' ? "SELECT b.story FROM article a JOIN article b ON b.seq = a.seq OR (b.address = a.address AND a.address <> '') WHERE a.id = ? AND b.visible LIMIT 1"
                                : "SELECT b.dossier FROM article a JOIN article b ON b.seq = a.seq OR (b.address = a.address AND a.address <> '') WHERE a.id = ? AND b.visible LIMIT 1",
                  article, target, err);
}

/* What an earlier grouping, or another store with the same articles, called so. */
static cr_status by_content(cr_store *s, const char *id, char target[CR_ID_ROOM], cr_error *err) {
    char key[CR_ID_ROOM];
    snprintf(key, sizeof key, "%.*s", CR_ID_DIGITS, id + 1);
    if (id[0] == 'p') {
        CR_TRY(one_id(s, "SELECT k.id FROM former f JOIN person_key k ON k.key = f.person WHERE f.id = ?", id, target, err));
        return target[0] ? CR_OK : one_id(s, "SELECT id FROM person_key WHERE key = ?", key, target, err);
    }
    char article[CR_ID_ROOM];
    CR_TRY(one_id(s, "SELECT article FROM former WHERE id = ?", id, article, err));
    if (article[0])
        CR_TRY(by_article(s, id[0], article, target, err));
    return target[0] ? CR_OK : by_article(s, id[0], key, target, err);
}

cr_status cr_store_redirect(cr_store *s, const char *id, char target[CR_ID_ROOM], cr_error *err) {
    int64_t is = 0;
    target[0] = '\0';
    if (id[0] != 's' && id[0] != 'd' && id[0] != 'p')
        return CR_OK;
    CR_TRY(there(s, id, &is, err));
    if (is)
        return CR_OK;
    CR_TRY(along_redirects(s, id, target, err));
    if (!target[0])
        CR_TRY(by_content(s, id, target, err));
    if (strcmp(target, id) == 0)
        target[0] = '\0';
    return CR_OK;
}

cr_status cr_store_ended(cr_store *s, cr_arena *a, cr_str after, size_t most, cr_str **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s, "SELECT id FROM redirect WHERE id > ?1 UNION SELECT id FROM former WHERE id > ?1 ORDER BY id LIMIT ?2", "si",
                        cr_str_none(after) ? CR_STR("") : after, (int64_t)most);
    while (cr_sql_next(&q)) {
        cr_str *id = CR_PUSH(a, *out, *count, capacity);
        if (id)
            *id = cr_sql_str(&q, 0, a);
    }
    CR_TRY(cr_sql_end(&q, err));
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

/* ---- kept, when all is grouped anew ---- */

static cr_status keep_persons(cr_store *s, cr_arena *a, cr_error *err) {
    cr_person *all = NULL;
    size_t count = 0, capacity = 0;
    cr_query q = cr_sql(s, "SELECT id, kind, name FROM person", "");
    while (cr_sql_next(&q)) {
        cr_person *p = CR_PUSH(a, all, count, capacity);
        if (!p)
            break;
        *p = (cr_person){.kind = (cr_name_kind)cr_sql_int(&q, 1), .name = cr_sql_str(&q, 2, a)};
        cr_sql_id(&q, 0, p->id);
    }
    CR_TRY(cr_sql_end(&q, err));
    for (size_t i = 0; i < count; i++) {
        char key[CR_ID_DIGITS + 1];
        CR_TRY(key_of(s, all[i].name, all[i].kind, key, err));
        CR_TRY(cr_sql_run(s, err, "INSERT OR REPLACE INTO former (id, person) VALUES (?, ?)", "zz", all[i].id, key));
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path) : CR_OK;
}

cr_status cr_addresses_keep(cr_store *s, cr_error *err) {
    cr_arena *a = cr_arena_new(SIZE_MAX);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_status status = keep_persons(s, a, err);
    cr_arena_free(a);
    CR_TRY(status);
    CR_TRY(cr_sql_run(s, err, "INSERT OR REPLACE INTO former (id, article) SELECT id, headline_article FROM bundle WHERE view = 0 AND headline_article <> ''", ""));
    CR_TRY(cr_sql_run(s, err,
                      "WITH RECURSIVE lead (id, target, hop) AS (SELECT id, target, 1 FROM redirect UNION ALL SELECT lead.id, r.target, hop + 1 FROM lead "
                      "JOIN redirect r ON r.id = lead.target WHERE hop < ?) "
                      "INSERT OR REPLACE INTO former (id, article) SELECT lead.id, f.article FROM lead JOIN former f ON f.id = lead.target WHERE f.article IS NOT NULL",
                      "n", MOST_HOPS));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM address", ""));
    return cr_sql_run(s, err, "DELETE FROM person_key", "");
}
