/* Corrections of grouping: articles that move to another story or dossier, and ids that lead elsewhere. */
#include "store/sqlite/db.h"

typedef struct touched { /* bundles to be counted anew, each once */
    const char **ids;
    size_t count, capacity;
} touched;

static cr_status touch(cr_store *s, cr_arena *a, touched *t, const char *id, cr_error *err) {
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->ids[i], id) == 0)
            return CR_OK;
    const char **room = CR_PUSH(a, t->ids, t->count, t->capacity);
    if (!room)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    *room = id;
    return CR_OK;
}

/* Stories that no correction names, because their articles have left the window, name the dossier as well. */
static cr_status touch_stories_of(cr_store *s, cr_arena *a, touched *t, const char *dossier, cr_error *err) {
    cr_status status = CR_OK;
    cr_query q = cr_sql(s, "SELECT id FROM bundle WHERE view = 0 AND kind = 1 AND dossier = ?", "z", dossier);
    while (status == CR_OK && cr_sql_next(&q)) {
        char *id = cr_arena_bytes(a, CR_ID_ROOM);
        if (id)
            cr_sql_id(&q, 0, id);
        status = id ? touch(s, a, t, id, err) : cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}

static cr_status move_article(cr_store *s, const cr_story_correction *c, cr_error *err) {
    int64_t seq;
    CR_TRY(cr_sql_number(s, err, &seq, 0, "SELECT seq FROM article WHERE id = ?", "s", c->id));
    if (!seq) /* forgotten since */
        return CR_OK;
    if (strcmp(c->story, c->was_story) != 0) {
        CR_TRY(cr_sql_run(s, err, "UPDATE article SET story = ?, dossier = ? WHERE seq = ?", "zzi", c->story, c->dossier, seq));
        CR_TRY(cr_sql_run(s, err, "UPDATE statement SET story = ?, dossier = ? WHERE seq = ?", "zzi", c->story, c->dossier, seq));
        CR_TRY(cr_sql_run(s, err, "UPDATE happening SET story = ?, dossier = ? WHERE seq = ?", "zzi", c->story, c->dossier, seq));
    } /* else story_whole moves it with the others */
    return cr_sql_run(s, err, "INSERT INTO correction SELECT value + 1, ?, ?, ?, ?, ? FROM meta WHERE key = 'turn'", "szzzz", c->id, c->was_story,
                      c->was_dossier, c->story, c->dossier);
}

/* A story that changed its dossier takes along its articles that have left the window of grouping. */
static cr_status story_whole(cr_store *s, const cr_story_correction *c, cr_error *err) {
    CR_TRY(cr_sql_run(s, err, "UPDATE article SET dossier = ?1 WHERE story = ?2 AND visible AND dossier = ?3", "zzz", c->dossier, c->story, c->was_dossier));
    CR_TRY(cr_sql_run(s, err, "UPDATE statement SET dossier = ?1 WHERE story = ?2 AND dossier = ?3", "zzz", c->dossier, c->story, c->was_dossier));
    return cr_sql_run(s, err, "UPDATE happening SET dossier = ?1 WHERE story = ?2 AND dossier = ?3", "zzz", c->dossier, c->story, c->was_dossier);
}

/* The articles of a story come one after the other. */
static bool same_move(const cr_story_correction *a, const cr_story_correction *b) {
    return strcmp(a->story, b->story) == 0 && strcmp(a->was_dossier, b->was_dossier) == 0 && strcmp(a->dossier, b->dossier) == 0;
}

/* Also what has left the window of grouping, and so is in no correction. */
static cr_status lead_on(cr_store *s, const cr_story_redirect *r, cr_error *err) {
    if (r->from[0] == 's') {
        CR_TRY(cr_sql_run(s, err, "UPDATE article SET story = ? WHERE story = ? AND visible", "zz", r->to, r->from));
        CR_TRY(cr_sql_run(s, err, "UPDATE statement SET story = ? WHERE story = ?", "zz", r->to, r->from));
        CR_TRY(cr_sql_run(s, err, "UPDATE happening SET story = ? WHERE story = ?", "zz", r->to, r->from));
    } else {
        CR_TRY(cr_sql_run(s, err, "UPDATE article SET dossier = ? WHERE dossier = ? AND visible", "zz", r->to, r->from));
        CR_TRY(cr_sql_run(s, err, "UPDATE statement SET dossier = ? WHERE dossier = ?", "zz", r->to, r->from));
        CR_TRY(cr_sql_run(s, err, "UPDATE happening SET dossier = ? WHERE dossier = ?", "zz", r->to, r->from));
    }
    return cr_sql_run(s, err, "INSERT OR REPLACE INTO redirect VALUES (?, ?)", "zz", r->from, r->to);
}

cr_status cr_group_correct(cr_store *s, cr_arena *a, const cr_grouping *g, cr_error *err) {
    touched stories = {0}, dossiers = {0}, moved = {0};
    for (size_t i = 0; i < g->correction_count; i++) {
        const cr_story_correction *c = &g->corrections[i];
        bool whole = strcmp(c->story, c->was_story) == 0;
        size_t known = moved.count;
        CR_TRY(move_article(s, c, err));
        CR_TRY(touch(s, a, whole ? &moved : &stories, c->story, err));
        if (!whole)
            CR_TRY(touch(s, a, &stories, c->was_story, err));
        else if (moved.count > known || !same_move(&g->corrections[i - 1], c))
            CR_TRY(story_whole(s, c, err));
        CR_TRY(touch(s, a, &dossiers, c->was_dossier, err));
        CR_TRY(touch(s, a, &dossiers, c->dossier, err));
    }
    for (size_t i = 0; i < g->redirect_count; i++) {
        const cr_story_redirect *r = &g->redirects[i];
        touched *t = r->from[0] == 's' ? &stories : &dossiers;
        if (r->from[0] == 'd')
            CR_TRY(touch_stories_of(s, a, &moved, r->from, err));
        CR_TRY(lead_on(s, r, err));
        CR_TRY(touch(s, a, t, r->from, err));
        CR_TRY(touch(s, a, t, r->to, err));
    }
    for (size_t i = 0; i < moved.count; i++) { /* the same articles in another dossier: nothing in it is to be counted */
        size_t count = stories.count;
        CR_TRY(touch(s, a, &stories, moved.ids[i], err));
        if (stories.count > count) {
            stories.count = count;
            CR_TRY(cr_bundle_move(s, moved.ids[i], err));
        }
    }
    for (size_t i = 0; i < stories.count; i++)
        CR_TRY(cr_bundle_remake(s, a, stories.ids[i], NULL, err));
    for (size_t i = 0; i < dossiers.count; i++)
        CR_TRY(cr_bundle_remake(s, a, NULL, dossiers.ids[i], err));
    return CR_OK;
}

/* ---- everything anew ---- */

cr_status cr_store_group_anew(cr_store *s, size_t *count, cr_error *err) {
    static const char *const steps[] = {
        "INSERT OR IGNORE INTO work (kind, seq) SELECT 2, seq FROM article WHERE turn IS NOT NULL",
        "DELETE FROM bundle", "DELETE FROM bundle_key", "DELETE FROM bundle_outlet", "DELETE FROM statement", "DELETE FROM happening",
        "DELETE FROM person", "DELETE FROM correction", "DELETE FROM turned", "DELETE FROM redirect", "DELETE FROM checkpoint", "DELETE FROM hub", "DELETE FROM language_count",
        "INSERT INTO search (search) VALUES ('delete-all')", "UPDATE tokens SET keys = '' WHERE keys <> ''",
        "UPDATE source SET articles = 0 WHERE articles <> 0",
        "UPDATE article SET story = NULL, dossier = NULL, relay_of = NULL, near = NULL, origin = 0, carries = NULL, earliest = NULL, root = NULL, similarity = NULL, "
        "turn = NULL, visible = 0, rights = own_rights, public = own_public WHERE turn IS NOT NULL",
        "UPDATE meta SET value = 0 WHERE key IN ('turn', 'newest')"};
    int64_t grouped = 0;
    *count = 0;
    CR_TRY(cr_store_begin(s, err));
    cr_status status = cr_sql_number(s, err, &grouped, 0, "SELECT count(*) FROM article WHERE turn IS NOT NULL", "");
    if (status == CR_OK)
        status = cr_addresses_keep(s, err);
    for (size_t i = 0; status == CR_OK && i < sizeof steps / sizeof *steps; i++)
        status = cr_sql_run(s, err, steps[i], "");
    s->changed = true;
    *count = (size_t)grouped;
    return cr_store_settle(s, status, err);
}
