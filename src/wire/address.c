#include "wire/address.h"

static cr_status copy_corrections(cr_store *store, cr_arena *a, cr_grouping *g, cr_error *err) {
    cr_story_correction *all = CR_NEW_ARRAY(a, cr_story_correction, g->correction_count + 1);
    if (!all)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < g->correction_count; i++) {
        const cr_story_correction *c = &g->corrections[i];
        all[i].id = c->id;
        CR_TRY(cr_store_address(store, c->was_story, c->id, all[i].was_story, err));
        CR_TRY(cr_store_address(store, c->was_dossier, c->id, all[i].was_dossier, err));
        CR_TRY(cr_store_address(store, c->story, c->id, all[i].story, err));
        CR_TRY(cr_store_address(store, c->dossier, c->id, all[i].dossier, err));
    }
    g->corrections = all;
    return CR_OK;
}

static cr_status copy_redirects(cr_store *store, cr_arena *a, cr_str article, cr_grouping *g, cr_error *err) {
    cr_story_redirect *all = CR_NEW_ARRAY(a, cr_story_redirect, g->redirect_count + 1);
    if (!all)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < g->redirect_count; i++) {
        CR_TRY(cr_store_address(store, g->redirects[i].from, article, all[i].from, err));
        CR_TRY(cr_store_address(store, g->redirects[i].to, article, all[i].to, err));
    }
    g->redirects = all;
    return CR_OK;
}

static cr_status copy_persons(cr_store *store, cr_arena *a, size_t statement_count, cr_grouping *g, cr_error *err) {
    char(*ids)[CR_ID_ROOM] = cr_arena_array(a, statement_count + 1, CR_ID_ROOM);
    if (!ids)
        return cr_fail(err, CR_ERR_MEMORY, "people: out of memory");
    for (size_t i = 0; i < statement_count; i++) /* their records were given theirs before */
        CR_TRY(cr_store_address(store, g->persons[i], CR_STR(""), ids[i], err));
    g->persons = (const char(*)[CR_ID_ROOM])ids;
    return CR_OK;
}

cr_status cr_address_publish(cr_store *store, cr_arena *a, cr_str article, size_t statement_count, cr_grouping *g, cr_person *persons, size_t person_count,
                             cr_error *err) {
    char *story = cr_arena_bytes(a, CR_ID_ROOM), *dossier = cr_arena_bytes(a, CR_ID_ROOM);
    if (!story || !dossier)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < person_count; i++)
        CR_TRY(cr_store_person_address(store, &persons[i], err));
    CR_TRY(copy_persons(store, a, statement_count, g, err));
    CR_TRY(copy_corrections(store, a, g, err)); /* of a new story or dossier the first article that is moved there is the founder */
    CR_TRY(cr_store_address(store, g->story, article, story, err));
    CR_TRY(cr_store_address(store, g->dossier, article, dossier, err));
    CR_TRY(copy_redirects(store, a, article, g, err));
    g->story = story;
    g->dossier = dossier;
    return CR_OK;
}
