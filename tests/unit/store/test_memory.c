/* The translation memory: whose answers it gives, and what becomes of those of an older form of the store. */
#include "made.h"

#include <math.h>
#include <sqlite3.h>

#include "base/hash.h"

static void the_memory_keeps_the_best_and_forgets_failures(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_str fr = CR_STR("fr"), en = CR_STR("en"), segment = CR_STR("Bonjour.");
    cr_translation t;
    cr_str stops[] = {CR_STR("ca"), CR_STR("es")};
    cr_route apertium = {.from = fr, .to = en, .engine = CR_STR("apertium"), .model = CR_STR("1"), .via = {stops, 2}};
    cr_route other = {.from = fr, .to = en, .engine = CR_STR("other"), .model = CR_STR("3")}, back = apertium;
    assert_false(cr_store_memory_best(p->s, p->a, fr, en, segment, &t));
    cr_translation rough = {.text = CR_STR("Good-day"), .flags = CR_FLAG_NUMBER_CHANGED | CR_FLAG_NAME_LOST, .score = -1, .probability = NAN, .engine = CR_STR("apertium"),
                            .model = CR_STR("1"), .via = {stops, 2}};
    cr_translation good = {.text = CR_STR("Hello."), .score = 0.9, .probability = -0.1, .grade = CR_GRADE_GOOD, .engine = CR_STR("marian"), .model = CR_STR("2"),
                           .hash = CR_STR("ab"), .language = fr};
    cr_translation failed = {.flags = CR_FLAG_ENGINE_FAILED, .engine = CR_STR("other"), .model = CR_STR("3")};
    ok(cr_store_memory_keep(p->s, fr, en, segment, &rough, &err));
    ok(cr_store_memory_keep(p->s, fr, en, segment, &good, &err));
    ok(cr_store_memory_keep(p->s, fr, en, segment, &failed, &err));
    assert_true(cr_store_memory_best(p->s, p->a, fr, en, segment, &t));
    assert_str(t.text, "Hello.");
    assert_true(t.from_memory);
    assert_int_equal(t.grade, CR_GRADE_GOOD);
    assert_true(t.probability == -0.1);
    assert_str(t.hash, "ab");
    assert_str(t.language, "fr");
    cr_translation unsure = {.text = CR_STR("Hullo?"), .score = 0.2, .probability = -3, .grade = CR_GRADE_POOR, .engine = CR_STR("marian"), .model = CR_STR("3")};
    ok(cr_store_memory_keep(p->s, fr, en, segment, &unsure, &err));
    assert_true(cr_store_memory_best(p->s, p->a, fr, en, segment, &t)); /* newer, without a flag, but its engine was not sure */
    assert_str(t.text, "Hello.");
    assert_true(cr_store_memory_lookup(p->s, p->a, &apertium, segment, &t));
    assert_int_equal(t.via.count, 2);
    assert_str(t.via.items[1], "es");
    assert_true(isnan(t.probability));
    assert_false(cr_store_memory_lookup(p->s, p->a, &other, segment, &t));
    back.from = en;
    back.to = fr;
    assert_false(cr_store_memory_lookup(p->s, p->a, &back, segment, &t));
}

static void a_new_model_does_not_serve_the_old_ones_lines(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_str fr = CR_STR("fr"), en = CR_STR("en"), segment = CR_STR("Le chat.");
    cr_translation t, old = {.text = CR_STR("The cat, said by the old one."), .score = 0.5, .probability = -0.7, .engine = CR_STR("marian"), .model = CR_STR("fr-en 1"), .hash = CR_STR("aa")};
    cr_route now = {.from = fr, .to = en, .engine = CR_STR("marian"), .model = CR_STR("fr-en 1"), .hash = CR_STR("bb")};
    ok(cr_store_memory_keep(p->s, fr, en, segment, &old, &err));
    assert_false(cr_store_memory_lookup(p->s, p->a, &now, segment, &t)); /* the same name and version, other files */
    now.hash = CR_STR("aa");
    assert_true(cr_store_memory_lookup(p->s, p->a, &now, segment, &t));
    cr_translation hopeless = {.rejected = CR_STR("the the the the"), .grade = CR_GRADE_HOPELESS, .flags = CR_FLAG_REPETITION, .score = 0.1, .probability = -4,
                               .engine = CR_STR("marian"), .model = CR_STR("fr-en 2"), .hash = CR_STR("cc")};
    ok(cr_store_memory_keep(p->s, fr, en, segment, &hopeless, &err));
    now.model = CR_STR("fr-en 2");
    now.hash = CR_STR("cc");
    assert_true(cr_store_memory_lookup(p->s, p->a, &now, segment, &t)); /* known, so that it is not tried for ever; never text */
    assert_true(cr_str_none(t.text));
    assert_str(t.rejected, "the the the the");
    assert_true(cr_store_memory_best(p->s, p->a, fr, en, segment, &t)); /* what can be shown comes before what cannot */
    assert_str(t.text, "The cat, said by the old one.");
    assert_str(t.model, "fr-en 1");
}

static void the_memory_of_an_older_form_is_kept(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_store *s;
    sqlite3 *db;
    char path[128], id[40];
    cr_str segment = CR_STR("Bonjour.");
    cr_hash_id(id, 32, &segment, 1);
    snprintf(path, sizeof path, "%s/memory-2.db", p->folder);
    ok(cr_store_open(path, &(cr_store_options){.relaxed_sync = true, .version = 2}, &s, &err));
    cr_store_close(s);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *sql = sqlite3_mprintf("INSERT INTO memory VALUES ('fr-en', %Q, 'apertium', 'fra-cat 1.10', 'Good morning.', 1, 1, 0.75, 'ca es', 1);"
                                "INSERT INTO memory VALUES ('fr-en', %Q, 'libretranslate', 'libretranslate', 'Hello.', 0, 0, -1, '', 2)", id, id);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    sqlite3_close(db);
    s = open_at(path);
    cr_translation t;
    cr_str stops[] = {CR_STR("ca"), CR_STR("es")};
    cr_route route = {.from = CR_STR("fr"), .to = CR_STR("en"), .engine = CR_STR("apertium"), .model = CR_STR("fra-cat 1.10"), .via = {stops, 2}};
    assert_true(cr_store_memory_lookup(s, p->a, &route, segment, &t));
    assert_str(t.text, "Good morning.");
    assert_int_equal(t.flags, CR_FLAG_NUMBER_CHANGED);
    assert_true(t.score == 0.75 && isnan(t.probability));
    assert_int_equal(t.grade, CR_GRADE_NONE);
    assert_true(cr_store_memory_best(s, p->a, CR_STR("fr"), CR_STR("en"), segment, &t));
    assert_str(t.text, "Hello.");
    route = (cr_route){.from = CR_STR("fr"), .to = CR_STR("en"), .engine = CR_STR("libretranslate"), .model = CR_STR("libretranslate"), .hash = CR_STR("0123456789abcdef")};
    assert_false(cr_store_memory_lookup(s, p->a, &route, segment, &t)); /* nobody knows which server said it */
    cr_store_close(s);
    unlink(path);
}

static size_t owed_now(cr_store *s) {
    size_t n = 0;
    bool found = true;
    cr_error err = {0};
    for (cr_work w; found;) {
        ok(cr_store_work_take(s, CR_WORK_TRANSLATE, 1000000, &w, &found, &err));
        if (found) {
            assert_string_equal(w.language, "en");
            ok(cr_store_work_done(s, &w, &err));
        }
        n += found;
    }
    return n;
}

static void what_an_older_maker_translated_is_owed_to_a_better_one(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[CR_ID_ROOM];
    size_t owed;
    cr_str editions[] = {CR_STR("fr"), CR_STR("en")};
    ok(cr_store_editions_set(p->s, (cr_strs){editions, 2}, &err));
    static const made articles[] = {
        {.url = "https://a.example/1", .lang = "fr", .date = "2024-05-01", .title = "Un", .text = "Le premier texte.", .story = "s1", .dossier = "d1"},
        {.url = "https://a.example/2", .lang = "fr", .date = "2024-05-02", .title = "Deux", .text = "Le second texte.", .story = "s2", .dossier = "d2"},
        {.url = "https://a.example/3", .lang = "es", .date = "2024-05-03", .title = "Tres", .text = "Otro texto.", .story = "s3", .dossier = "d3"}};
    for (size_t i = 0; i < 3; i++)
        whole(p->s, &articles[i], id);
    cr_work w;
    bool found = true;
    while (found) { /* all is translated once, by Apertium */
        ok(cr_store_work_take(p->s, CR_WORK_TRANSLATE, 1000000, &w, &found, &err));
        if (found)
            ok(cr_store_work_done(p->s, &w, &err));
    }
    cr_route route = {.from = CR_STR("fr"), .to = CR_STR("en"), .engine = CR_STR("apertium"), .model = CR_STR("fra-cat 1"), .rough = true};
    ok(cr_store_route_changed(p->s, &route, 10, &owed, &err)); /* told for the first time */
    assert_int_equal(owed, 0);
    route = (cr_route){.from = CR_STR("fr"), .to = CR_STR("en"), .engine = CR_STR("marian"), .model = CR_STR("fr-en 1"), .hash = CR_STR("aa")};
    ok(cr_store_route_changed(p->s, &route, 10, &owed, &err));
    assert_int_equal(owed, 4); /* title and body of two articles, not the Spanish one */
    ok(cr_store_route_changed(p->s, &route, 10, &owed, &err));
    assert_int_equal(owed, 0);
    assert_int_equal(owed_now(p->s), 4);
    route.hash = CR_STR("bb");
    ok(cr_store_route_changed(p->s, &route, 1, &owed, &err)); /* the newest alone */
    assert_int_equal(owed, 2);
    assert_int_equal(owed_now(p->s), 2);
    route = (cr_route){.from = CR_STR("fr"), .to = CR_STR("en"), .engine = CR_STR("apertium"), .model = CR_STR("fra-cat 1"), .rough = true};
    ok(cr_store_route_changed(p->s, &route, 10, &owed, &err)); /* the model was taken away: nothing gets worse for that */
    assert_int_equal(owed, 0);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {TEST(the_memory_keeps_the_best_and_forgets_failures), TEST(a_new_model_does_not_serve_the_old_ones_lines),
                                       TEST(the_memory_of_an_older_form_is_kept),
                                       TEST(what_an_older_maker_translated_is_owed_to_a_better_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
