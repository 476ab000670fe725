/* What the reducers said: stored, and the article made visible. Articles of one transaction come into their stories together. */
#include <stdlib.h>

#include "base/time.h"
#include "store/sqlite/origins.h"

enum { DAY = 86400 };

/* full (shown whole) < extract < internal (never leaves the private mode) */
static int strictness(int64_t rights) { return rights == CR_RIGHTS_INTERNAL ? 2 : rights == CR_RIGHTS_FULL ? 0 : 1; }

int64_t cr_since_moment(cr_str since) {
    cr_civil c;
    return cr_str_empty(since) || !cr_time_parse(since, &c) ? INT64_MIN : cr_time_epoch(&c);
}

typedef struct row { /* of an article, as far as grouping needs it */
    char id[CR_ID_ROOM];
    cr_str address, date;
    int64_t taken_in, body_hash, turn, own_rights, own_public;
} row;

static cr_status row_get(cr_store *s, cr_arena *a, int64_t seq, row *out, cr_error *err) {
    *out = (row){0};
    cr_query q = cr_sql(s, "SELECT id, address, date, taken_in, body_hash, turn, own_rights, own_public FROM article WHERE seq = ?", "i", seq);
    bool found = cr_sql_next(&q);
    if (found) {
        cr_sql_id(&q, 0, out->id);
        out->address = cr_sql_str(&q, 1, a);
        out->date = cr_sql_str(&q, 2, a);
        out->taken_in = cr_sql_int(&q, 3);
        out->body_hash = cr_sql_int(&q, 4);
        out->turn = cr_sql_int(&q, 5);
        out->own_rights = cr_sql_int(&q, 6);
        out->own_public = cr_sql_int(&q, 7);
    }
    CR_TRY(cr_sql_end(&q, err));
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "document %lld is not understood yet", (long long)seq);
}

/* The visible revision of an address, 0 when there is none. */
static cr_status shown(cr_store *s, cr_str address, int64_t *seq, int64_t *body_hash, cr_error *err) {
    *seq = *body_hash = 0;
    if (cr_str_empty(address))
        return CR_OK;
    cr_query q = cr_sql(s, "SELECT seq, body_hash FROM article WHERE address = ? AND visible LIMIT 1", "s", address);
    if (cr_sql_next(&q)) {
        *seq = cr_sql_int(&q, 0);
        *body_hash = cr_sql_int(&q, 1);
    }
    return cr_sql_end(&q, err);
}

cr_status cr_store_group_needless(cr_store *s, int64_t seq, bool *needless, cr_error *err) {
    row r;
    int64_t other, hash;
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_status status = row_get(s, a, seq, &r, err);
    if (status == CR_OK)
        status = shown(s, r.address, &other, &hash, err);
    *needless = status == CR_OK && other && other != seq && (other > seq || hash == r.body_hash);
    cr_arena_free(a);
    return status;
}

/* Its own date; a date of tomorrow or later counts as today, so that one wrong page cannot lead the news for ever; without a
 * date the newest date before it, so that an archive keeps its order. */
static cr_status moment_of(cr_store *s, const row *r, int64_t *moment, cr_error *err) {
    int64_t newest;
    cr_civil c;
    CR_TRY(cr_sql_number(s, err, &newest, 0, "SELECT value FROM meta WHERE key = 'newest'", ""));
    if (!cr_str_none(r->date) && cr_time_parse(r->date, &c)) {
        *moment = cr_time_epoch(&c);
        if (*moment > r->taken_in + DAY)
            *moment = r->taken_in;
        if (*moment > newest)
            return cr_sql_run(s, err, "UPDATE meta SET value = ? WHERE key = 'newest'", "i", *moment);
    } else
        *moment = newest ? newest : r->taken_in;
    return CR_OK;
}

/* The strictest rights of the article and of what it relays. The target's are told already, so one step tells the chain; where
 * a target's change, cr_rights_follow goes along the relays. */
static cr_status chain_rights(cr_store *s, cr_str relay_of, int64_t *rights, int64_t *public, cr_error *err) {
    if (cr_str_empty(relay_of))
        return CR_OK;
    cr_query q = cr_sql(s, "SELECT rights, public FROM article WHERE id = ?", "s", relay_of);
    if (cr_sql_next(&q)) {
        if (strictness(cr_sql_int(&q, 0)) > strictness(*rights))
            *rights = cr_sql_int(&q, 0);
        *public = *public && cr_sql_int(&q, 1);
    }
    return cr_sql_end(&q, err);
}

static bool is_listed(cr_str list, cr_str code) {
    cr_str one;
    while (cr_str_split(&list, ' ', &one))
        if (cr_str_eq(one, code))
            return true;
    return false;
}

static cr_status owe_translations(cr_store *s, cr_arena *a, int64_t seq, cr_error *err) {
    cr_str editions = CR_STR_NONE, lang = CR_STR_NONE, owed = CR_STR_NONE, rest, code;
    cr_query q = cr_sql(s, "SELECT (SELECT value FROM meta WHERE key = 'editions'), lang, owed FROM article WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q)) {
        editions = cr_sql_str(&q, 0, a);
        lang = cr_sql_str(&q, 1, a);
        owed = cr_sql_str(&q, 2, a);
    }
    CR_TRY(cr_sql_end(&q, err));
    rest = editions;
    while (cr_str_split(&rest, ' ', &code))
        if (code.len && !cr_str_eq(code, lang) && !cr_str_is(lang, "und") && !is_listed(owed, code)) { /* grouped anew it is translated already */
            CR_TRY(cr_work_owe(s, CR_WORK_TRANSLATE, seq, code, true, 1, err));
            CR_TRY(cr_work_owe(s, CR_WORK_TRANSLATE, seq, code, false, 0, err));
        }
    return cr_str_eq(owed, editions) ? CR_OK : cr_sql_run(s, err, "UPDATE article SET owed = ? WHERE seq = ?", "si", editions, seq);
}

/* ---- visible or not ---- */

static cr_status show_happenings(cr_store *s, cr_arena *a, int64_t seq, const cr_member *m, const cr_knowledge *k, cr_error *err) {
    cr_str last = CR_STR_NONE;
    size_t last_start = SIZE_MAX;
    for (size_t i = 0; i < k->date_count; i++) {
        cr_str day = cr_knowledge_day(&k->dates[i], a);
        cr_span sentence = cr_knowledge_sentence(k, k->dates[i].start);
        if (cr_str_none(day) || (sentence.start == last_start && cr_str_eq(day, last))) /* once a sentence */
            continue;
        last = day;
        last_start = sentence.start;
        CR_TRY(cr_sql_run(s, err, "INSERT OR IGNORE INTO happening VALUES (?,?,?,?,?,?)", "siizzn", day, seq, (int64_t)i, m->story, m->dossier, m->public));
    }
    return CR_OK;
}

/* A visible article comes (1) or goes (-1), or changes its public face alone. */
static cr_status count_language(cr_store *s, int64_t seq, int by, cr_error *err) {
    return cr_sql_run(s, err,
                      "INSERT INTO language_count SELECT v, lang, ?2 FROM article, (SELECT 0 AS v UNION ALL SELECT 1) WHERE seq = ?1 AND visible "
                      "AND (v = 0 OR public) ON CONFLICT (view, lang) DO UPDATE SET n = n + ?2",
                      "in", seq, by);
}

/* Everywhere but in its bundles. */
static cr_status show(cr_store *s, cr_arena *a, const cr_member *m, const char (*persons)[CR_ID_ROOM], const cr_knowledge *k, cr_error *err) {
    for (size_t i = 0; i < k->statement_count; i++)
        CR_TRY(cr_sql_run(s, err, "INSERT OR REPLACE INTO statement VALUES (?,?,?,?,?,?,?,?)", "iiiszzzn", m->seq, (int64_t)i, m->moment, m->lang, m->story,
                          m->dossier, persons ? persons[i] : "", m->public));
    CR_TRY(show_happenings(s, a, m->seq, m, k, err));
    CR_TRY(cr_search_add(s, m->seq, m->public, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE source SET articles = articles + 1 WHERE id = ?", "z", m->source));
    return count_language(s, m->seq, 1, err);
}

/* The bundles are the caller's to remake. */
cr_status cr_article_hide(cr_store *s, int64_t seq, cr_error *err) {
    int64_t visible;
    CR_TRY(cr_coming_settle(s, err));
    CR_TRY(cr_sql_number(s, err, &visible, 0, "SELECT visible FROM article WHERE seq = ?", "i", seq));
    if (!visible)
        return CR_OK;
    CR_TRY(count_language(s, seq, -1, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE article SET visible = 0 WHERE seq = ?", "i", seq));
    CR_TRY(cr_sql_run(s, err, "UPDATE source SET articles = articles - 1 WHERE id = (SELECT source FROM article WHERE seq = ?)", "i", seq));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM statement WHERE seq = ?", "i", seq));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM happening WHERE seq = ?", "i", seq));
    CR_TRY(cr_sql_run(s, err, "DELETE FROM work WHERE seq = ? AND kind = 3", "i", seq));
    return cr_search_remove(s, seq, err);
}

static cr_status hide_older(cr_store *s, cr_arena *a, int64_t older, cr_error *err) {
    char story[CR_ID_ROOM] = "", dossier[CR_ID_ROOM] = "";
    cr_query q = cr_sql(s, "SELECT story, dossier FROM article WHERE seq = ?", "i", older);
    if (cr_sql_next(&q)) {
        cr_sql_id(&q, 0, story);
        cr_sql_id(&q, 1, dossier);
    }
    CR_TRY(cr_sql_end(&q, err));
    CR_TRY(cr_article_hide(s, older, err));
    return cr_bundle_remake(s, a, story, dossier, err);
}

/* A story that turns out to belong to another dossier moves whole. */
static cr_status move_story(cr_store *s, cr_arena *a, const char *story, const char *dossier, cr_error *err) {
    char old[CR_ID_ROOM] = "";
    cr_query q = cr_sql(s, "SELECT dossier FROM article WHERE story = ? AND visible LIMIT 1", "z", story);
    if (cr_sql_next(&q))
        cr_sql_id(&q, 0, old);
    CR_TRY(cr_sql_end(&q, err));
    if (!old[0] || strcmp(old, dossier) == 0)
        return CR_OK;
    CR_TRY(cr_coming_settle(s, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE article SET dossier = ? WHERE story = ? AND visible", "zz", dossier, story));
    CR_TRY(cr_sql_run(s, err, "UPDATE statement SET dossier = ? WHERE story = ?", "zz", dossier, story));
    CR_TRY(cr_sql_run(s, err, "UPDATE happening SET dossier = ? WHERE story = ?", "zz", dossier, story));
    CR_TRY(cr_bundle_remake(s, a, story, old, err));
    return cr_bundle_remake(s, a, NULL, dossier, err);
}

/* The strictest of its relay chain, for an article that nothing counts yet. */
static cr_status own_rights(cr_store *s, cr_arena *a, int64_t seq, cr_error *err) {
    int64_t rights = 0, public = 0;
    cr_str relay_of = CR_STR_NONE;
    cr_query q = cr_sql(s, "SELECT own_rights, own_public, relay_of FROM article WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q)) {
        rights = cr_sql_int(&q, 0);
        public = cr_sql_int(&q, 1);
        relay_of = cr_sql_str(&q, 2, a);
    }
    CR_TRY(cr_sql_end(&q, err));
    CR_TRY(chain_rights(s, relay_of, &rights, &public, err));
    return cr_sql_run(s, err, "UPDATE article SET rights = ?, public = ? WHERE seq = ?", "iii", rights, public, seq);
}

/* ---- articles that come together ---- */

enum { COMING_MOST = 64 }; /* their knowledge is kept that long */

typedef struct comer {
    int64_t seq;
    char story[CR_ID_ROOM];
    const char (*persons)[CR_ID_ROOM];
    cr_knowledge k;
    cr_member m;
} comer;

typedef struct cr_coming {
    cr_arena *arena;
    comer items[COMING_MOST];
    size_t count;
} cr_coming;

void cr_coming_forget(cr_store *s) {
    if (s->coming)
        cr_arena_free(s->coming->arena);
    free(s->coming);
    s->coming = NULL;
}

/* Whose text is shared with another story: that one is told before. */
static bool waits_elsewhere(const cr_coming *all, const char *story, cr_str id) {
    for (size_t i = 0; all && i < all->count; i++)
        if (cr_str_eq(all->items[i].k.article->id, id) && strcmp(all->items[i].story, story) != 0)
            return true;
    return false;
}

/* `seq` waits until its story is told. */
static cr_status come(cr_store *s, cr_arena *a, int64_t seq, const cr_grouping *g, cr_str relay_of, cr_error *err) {
    if (s->coming && (s->coming->count == COMING_MOST || waits_elsewhere(s->coming, g->story, relay_of)))
        CR_TRY(cr_coming_settle(s, err));
    if (!s->coming && (s->coming = calloc(1, sizeof *s->coming)))
        s->coming->arena = cr_arena_new(0);
    if (!s->coming || !s->coming->arena)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_arena *keep = s->coming->arena;
    comer *c = &s->coming->items[s->coming->count];
    *c = (comer){.seq = seq};
    snprintf(c->story, sizeof c->story, "%s", g->story);
    CR_TRY(cr_store_knowledge_get(s, keep, seq, &c->k, err));
    if (g->persons) {
        char(*ids)[CR_ID_ROOM] = cr_arena_array(keep, c->k.statement_count + 1, CR_ID_ROOM);
        if (!ids)
            return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
        memcpy(ids, g->persons, c->k.statement_count * CR_ID_ROOM);
        c->persons = (const char(*)[CR_ID_ROOM])ids;
    }
    CR_TRY(cr_sketch_put(s, a, seq, &c->k, err));
    s->coming->count++;
    return CR_OK;
}

static bool first_of_story(const cr_coming *all, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (strcmp(all->items[i].story, all->items[at].story) == 0)
            return false;
    return true;
}

static cr_status tell_story(cr_store *s, cr_arena *a, const cr_coming *all, const char *story, cr_origins *out, cr_error *err) {
    int64_t *fresh = CR_NEW_ARRAY(a, int64_t, all->count);
    size_t n = 0;
    if (!fresh)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].story, story) == 0)
            fresh[n++] = all->items[i].seq;
    return cr_origins_make(s, a, story, fresh, n, out, err);
}

static cr_status count_story(cr_store *s, cr_arena *a, const cr_coming *all, const char *story, cr_origins *origins, cr_error *err) {
    cr_member *members = CR_NEW_ARRAY(a, cr_member, all->count);
    size_t n = 0;
    if (!members)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].story, story) == 0)
            members[n++] = all->items[i].m;
    return cr_bundle_add(s, a, members, n, origins, err);
}

/* Relays first, for rights follow them; then rights, for the public face is made of them. Of two that come together the one that
 * is relayed may be the later one: whose rights that changes is looked at again in the end. */
static cr_status settle(cr_store *s, cr_coming *all, cr_error *err) {
    cr_arena *a = all->arena;
    int64_t *again = NULL;
    size_t count = 0, capacity = 0;
    cr_origins *origins = CR_NEW_ARRAY(a, cr_origins, all->count);
    if (!origins)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    for (size_t i = 0; i < all->count; i++)
        if (first_of_story(all, i))
            CR_TRY(tell_story(s, a, all, all->items[i].story, &origins[i], err));
    for (size_t i = 0; i < all->count; i++) {
        comer *c = &all->items[i];
        CR_TRY(own_rights(s, a, c->seq, err));
        CR_TRY(cr_member_get(s, a, c->seq, &c->m, err));
        CR_TRY(show(s, a, &c->m, c->persons, &c->k, err));
    }
    for (size_t i = 0; i < all->count; i++)
        if (first_of_story(all, i))
            CR_TRY(count_story(s, a, all, all->items[i].story, &origins[i], err));
    for (size_t i = 0; i < all->count; i++) {
        CR_TRY(owe_translations(s, a, all->items[i].seq, err));
        for (size_t k = 0; k <= origins[i].turned_count; k++) {
            int64_t *seq = CR_PUSH(a, again, count, capacity);
            if (!seq)
                return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
            *seq = k < origins[i].turned_count ? origins[i].turned[k] : all->items[i].seq;
        }
    }
    return cr_rights_follow(s, a, again, count, err);
}

cr_status cr_coming_settle(cr_store *s, cr_error *err) {
    cr_coming *all = s->coming;
    if (!all)
        return CR_OK;
    s->coming = NULL; /* what it does calls this again */
    cr_status status = settle(s, all, err);
    if (status == CR_OK && cr_arena_exhausted(all->arena))
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_arena_free(all->arena);
    free(all);
    return status;
}

static cr_status group_put(cr_store *s, cr_arena *a, int64_t seq, const cr_grouping *g, cr_error *err) {
    row r;
    int64_t moment, older, hash;
    CR_TRY(row_get(s, a, seq, &r, err));
    if (r.turn)
        return CR_OK;
    s->changed = true;
    CR_TRY(moment_of(s, &r, &moment, err));
    CR_TRY(shown(s, r.address, &older, &hash, err));
    cr_str relay_of = cr_str_empty(g->relay_of) ? CR_STR_NONE : g->relay_of;
    if (!cr_str_none(relay_of) && !cr_str_empty(r.address)) { /* a page does not relay its own earlier form */
        cr_query q = cr_sql(s, "SELECT relay_of FROM article WHERE id = ? AND address = ?", "ss", relay_of, r.address);
        if (cr_sql_next(&q))
            relay_of = cr_sql_str(&q, 0, a);
        CR_TRY(cr_sql_end(&q, err));
    }
    if (older && older < seq) /* before the new one shows, or counting anew would count it as well */
        CR_TRY(hide_older(s, a, older, err));
    if (g->correction_count || g->redirect_count)
        CR_TRY(cr_coming_settle(s, err));
    CR_TRY(cr_group_correct(s, a, g, err));
    CR_TRY(move_story(s, a, g->story, g->dossier, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE meta SET value = value + 1 WHERE key = 'turn'", ""));
    CR_TRY(cr_sql_run(s, err,
                      "UPDATE article SET story = ?2, dossier = ?3, relay_of = ?4, near = ?4, similarity = ?5, moment = ?6, "
                      "turn = (SELECT value FROM meta WHERE key = 'turn'), visible = ?7 WHERE seq = ?1",
                      "izzsdin", seq, g->story, g->dossier, relay_of, g->similarity, moment, older <= seq));
    if (older > seq) /* tried again late: a newer revision is shown already */
        return own_rights(s, a, seq, err);
    return come(s, a, seq, g, relay_of, err);
}

cr_status cr_store_group_put(cr_store *s, int64_t seq, const cr_grouping *g, cr_error *err) {
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_status status = cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s, group_put(s, a, seq, g, err), err);
    cr_arena_free(a);
    return status;
}

/* ---- rights made again ---- */

static cr_status remake_one(cr_store *s, cr_arena *a, int64_t seq, bool *moved, cr_error *err) {
    int64_t rights = 0, public = 0, had_rights = 0, had_public = 0;
    cr_str relay_of = CR_STR_NONE;
    cr_query q = cr_sql(s, "SELECT own_rights, own_public, rights, public, relay_of FROM article WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q)) {
        rights = cr_sql_int(&q, 0);
        public = cr_sql_int(&q, 1);
        had_rights = cr_sql_int(&q, 2);
        had_public = cr_sql_int(&q, 3);
        relay_of = cr_sql_str(&q, 4, a);
    }
    CR_TRY(cr_sql_end(&q, err));
    CR_TRY(chain_rights(s, relay_of, &rights, &public, err));
    *moved = rights != had_rights || public != had_public;
    if (!*moved)
        return CR_OK;
    CR_TRY(count_language(s, seq, -1, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE article SET rights = ?, public = ? WHERE seq = ?", "iii", rights, public, seq));
    CR_TRY(count_language(s, seq, 1, err));
    CR_TRY(cr_sql_run(s, err, "UPDATE statement SET public = ? WHERE seq = ?", "ii", public, seq));
    CR_TRY(cr_sql_run(s, err, "UPDATE happening SET public = ? WHERE seq = ?", "ii", public, seq));
    char story[CR_ID_ROOM] = "", dossier[CR_ID_ROOM] = "";
    bool visible = false;
    q = cr_sql(s, "SELECT story, dossier, visible FROM article WHERE seq = ?", "i", seq);
    if (cr_sql_next(&q)) {
        cr_sql_id(&q, 0, story);
        cr_sql_id(&q, 1, dossier);
        visible = cr_sql_int(&q, 2) != 0;
    }
    CR_TRY(cr_sql_end(&q, err));
    if (!visible || public == had_public)
        return CR_OK;
    CR_TRY(cr_search_remove(s, seq, err));
    CR_TRY(cr_search_add(s, seq, public != 0, err));
    return cr_bundle_remake(s, a, story, dossier, err);
}

cr_status cr_rights_follow(cr_store *s, cr_arena *a, const int64_t *given, size_t given_count, cr_error *err) {
    int64_t *seqs = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < given_count; i++) {
        int64_t *seq = CR_PUSH(a, seqs, count, capacity);
        if (!seq)
            return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
        *seq = given[i];
    }
    for (size_t i = 0; i < count; i++) {
        bool moved = false;
        CR_TRY(remake_one(s, a, seqs[i], &moved, err));
        if (!moved)
            continue;
        cr_query q = cr_sql(s, "SELECT r.seq FROM article r WHERE r.relay_of = (SELECT id FROM article WHERE seq = ?)", "i", seqs[i]);
        while (cr_sql_next(&q)) {
            int64_t *seq = CR_PUSH(a, seqs, count, capacity);
            if (seq)
                *seq = cr_sql_int(&q, 0);
        }
        CR_TRY(cr_sql_end(&q, err));
    }
    return CR_OK;
}

/* From the source's articles along the relays, in the order of taking in: a target comes before what relays it, mostly; what
 * moved is looked at again through its relays, and each can only move a few times, so this ends. */
cr_status cr_rights_remake(cr_store *s, const char *source, cr_error *err) {
    CR_TRY(cr_sql_run(s, err,
                      "UPDATE article SET own_rights = (SELECT rights FROM source WHERE id = ?1), "
                      "own_public = NOT noai AND (SELECT rights FROM source WHERE id = ?1) <> 2 WHERE source = ?1",
                      "z", source));
    cr_arena *a = cr_arena_new(0);
    int64_t *seqs = NULL;
    size_t count = 0, capacity = 0;
    cr_query q = cr_sql(s, "SELECT seq FROM article WHERE source = ? ORDER BY seq", "z", source);
    while (a && cr_sql_next(&q)) {
        int64_t *seq = CR_PUSH(a, seqs, count, capacity);
        if (seq)
            *seq = cr_sql_int(&q, 0);
    }
    cr_status status = cr_sql_end(&q, err);
    if (a && status == CR_OK)
        status = cr_rights_follow(s, a, seqs, count, err);
    if (status == CR_OK && (!a || cr_arena_exhausted(a)))
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    s->changed = true;
    cr_arena_free(a);
    return status;
}
