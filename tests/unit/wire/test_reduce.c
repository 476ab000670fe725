/* The reducers over a store: what an older program left behind must not be mixed with what this one answers. */
#include "../store/made.h"

#include "wire/reduce.h"

static const made first = {.url = "https://a.example/1", .lang = "en", .date = "2022-01-10", .title = "Storm floods the harbour of Lund", .story = "s40", .dossier = "d30",
                           .person = "p9", .text = "A storm flooded the harbour of Lund on 2022-01-09. « We saw it », said Ada Speaker."},
                  second = {.url = "https://b.example/1", .lang = "en", .date = "2022-01-10", .title = "Council votes on a new bridge", .story = "s41", .dossier = "d30",
                            .text = "The council voted on a bridge over the river. It will be built in two years."};

static void group_all(place *p, cr_reducer *r) {
    cr_error err = {0};
    for (size_t n = 1; n;)
        ok(cr_reducer_step(r, p->a, 5000, &n, &err));
}

static void answers_of_an_older_program_are_made_anew(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[2][CR_ID_ROOM], person[CR_ID_ROOM] = "p9";
    whole(p->s, &first, id[0]);
    whole(p->s, &second, id[1]);
    cr_person old = {.kind = CR_NAME_PERSON, .name = CR_STR("Somebody Else")};
    memcpy(old.id, person, sizeof person);
    ok(cr_store_person_put(p->s, &old, &err));
    ok(cr_store_checkpoint_put(p->s, "stories", 2, CR_STR("of another form"), &err));
    ok(cr_store_checkpoint_put(p->s, "people", 2, CR_STR("of another form"), &err));
    cr_reducer *r;
    ok(cr_reducer_open(p->s, 14, NULL, &r, &err));
    group_all(p, r);
    cr_reducer_free(r);
    cr_article_query q = {.limit = 10, .oldest_first = true};
    cr_article_row *rows;
    size_t count;
    cr_str next;
    ok(cr_store_articles(p->s, p->a, &q, &rows, &count, &next, &err));
    assert_int_equal(count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rows[i].story[0], 's'); /* made of the article that founded it, not of its number */
        assert_string_equal(rows[i].story + 1, rows[i].id);
        assert_string_equal(rows[i].dossier + 1, rows[i].id);
    }
    cr_story_row *stories;
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.limit = 10}, &stories, &count, &next, &err));
    assert_int_equal(count, 2);
    assert_int_equal(stories[0].articles, 1);
    assert_int_equal(cr_store_person(p->s, p->a, "p9", &old, &err), CR_ERR_NOT_FOUND);
    int64_t turn;
    ok(cr_store_turn(p->s, &turn, &err));
    assert_int_equal(turn, 2);
    cr_search_hit *hits;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("harbour"), .limit = 10}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
}

/* What this program saved is read, and nothing is made anew: ids that a reader has stay. */
static void its_own_state_is_kept(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_reducer *r;
    char id[CR_ID_ROOM];
    ok(cr_reducer_open(p->s, 14, NULL, &r, &err));
    ok(cr_reducer_save(r, p->a, true, &err));
    cr_reducer_free(r);
    whole(p->s, &first, id); /* told s40, as no program here would */
    ok(cr_reducer_open(p->s, 14, NULL, &r, &err));
    ok(cr_reducer_save(r, p->a, true, &err));
    cr_reducer_free(r);
    ok(cr_reducer_open(p->s, 14, NULL, &r, &err));
    cr_reducer_free(r);
    cr_article_row row;
    ok(cr_store_article(p->s, p->a, id, &row, NULL, &err));
    assert_string_equal(row.story, "s40");
}

/* What was grouped by its translation is read again by that, whether anything translates now or not. */
static void an_article_is_read_again_as_it_was_seen(void **state) {
    static const made es = {.url = "https://es.example/1", .lang = "es", .date = "2022-01-10", .title = "El puente cierra", .story = "s1", .dossier = "d1",
                            .text = "El gobierno cierra el puente de madera sobre el cauce. El transbordador lleva pan y leche al pueblo."},
                      en = {.url = "https://en.example/1", .lang = "en", .date = "2022-01-10", .title = "The wooden bridge is closed",
                            .text = "The government closes the wooden bridge over the river. The ferry brings bread and milk to the village."};
    cr_hub_head head = {CR_STR("en"), CR_STR("The bridge closes"), CR_STR("The government closes the wooden bridge over the riverbed. The ferry takes bread and milk to the village.")};
    for (int seen = 0; seen < 2; seen++) {
        place *p = *state;
        cr_error err = {0};
        cr_reducer *r;
        cr_document d;
        cr_work w;
        bool fresh, found;
        char id[CR_ID_ROOM];
        int64_t seq = whole(p->s, &es, id);
        if (seen)
            ok(cr_store_hub_put(p->s, seq, &head, &err));
        take_in(p->s, &en, &d, &fresh);
        ok(cr_store_work_take(p->s, CR_WORK_UNDERSTAND, 1000, &w, &found, &err));
        ok(cr_store_begin(p->s, &err));
        ok(cr_store_knowledge_put(p->s, &d, know(p->a, &en, &d), &err));
        ok(cr_store_work_done(p->s, &w, &err));
        ok(cr_store_commit(p->s, &err));
        ok(cr_reducer_open(p->s, 14, NULL, &r, &err));
        group_all(p, r);
        cr_document_row *rows;
        size_t count;
        ok(cr_store_document_rows(p->s, p->a, seq, 1, &rows, &count, &err));
        assert_int_equal(count, 1);
        assert_int_equal(rows[0].similarity > 0.3, seen);
        ok(cr_reducer_save(r, p->a, true, &err)); /* the state has read it: it is not kept for longer */
        cr_reducer_free(r);
        ok(cr_store_hub_get(p->s, p->a, seq, &head, &err));
        assert_true(cr_str_none(head.lang));
        head = (cr_hub_head){CR_STR("en"), CR_STR("The bridge closes"), CR_STR("The government closes the wooden bridge over the riverbed. The ferry takes bread and milk to the village.")};
        place_close(state);
        place_open(state);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(answers_of_an_older_program_are_made_anew), TEST(its_own_state_is_kept), TEST(an_article_is_read_again_as_it_was_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
