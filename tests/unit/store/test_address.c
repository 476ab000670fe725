/* Addresses that last: made of content, kept through corrections, grouping anew and another order of intake. */
#include "made.h"

static const made one = {.url = "https://a.example/1", .lang = "en", .date = "2022-01-10", .title = "One", .text = "One came. « Said » here.", .story = "s1", .dossier = "d1", .person = "p1"},
                  two = {.url = "https://b.example/2", .lang = "fr", .date = "2022-01-11", .title = "Two", .text = "Two came.", .story = "s1", .dossier = "d1"},
                  three = {.url = "https://c.example/3", .lang = "en", .date = "2022-01-12", .title = "Three", .text = "Three came.", .story = "s2", .dossier = "d1"};

static void name(char out[CR_ID_ROOM], char letter, const char *article) {
    out[0] = letter;
    memcpy(out + 1, article, CR_ID_DIGITS + 1);
}

static const char *leads(place *p, const char *id) {
    static char target[CR_ID_ROOM];
    cr_error err = {0};
    ok(cr_store_redirect(p->s, id, target, &err));
    return target;
}

static void a_number_has_one_address_made_of_its_founder(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[CR_ID_ROOM], again[CR_ID_ROOM], other[CR_ID_ROOM];
    cr_str founder = CR_STR("0123456789abcdef");
    ok(cr_store_address(p->s, "s7", founder, id, &err));
    assert_string_equal(id, "s0123456789abcdef");
    ok(cr_store_address(p->s, "s7", CR_STR("ffffffffffffffff"), again, &err));
    assert_string_equal(again, id);
    ok(cr_store_address(p->s, "d7", founder, other, &err));
    assert_string_equal(other, "d0123456789abcdef");
    ok(cr_store_address(p->s, "s8", founder, other, &err)); /* its founder went to a younger story */
    assert_string_equal(other, "s0123456789abcdef-2");
    ok(cr_store_address(p->s, "", founder, other, &err));
    assert_string_equal(other, "");
}

static void put_person(place *p, cr_person *x) {
    cr_error err = {0};
    ok(cr_store_person_address(p->s, x, &err));
    ok(cr_store_person_put(p->s, x, &err));
}

static void every_form_of_a_name_leads_to_its_person(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_person first = {.id = "p1", .kind = CR_NAME_PERSON, .name = CR_STR("Sergei Lavrov")}, namesake = {.id = "p2", .kind = CR_NAME_PERSON, .name = CR_STR("SERGEI LAVROV")},
              body = {.id = "p3", .kind = CR_NAME_ORGANISATION, .name = CR_STR("Sergei Lavrov")}, elsewhere = {.id = "p9", .kind = CR_NAME_PERSON, .name = CR_STR("Serguéi V. Lavrov")};
    char id[CR_ID_ROOM], target[CR_ID_ROOM];
    put_person(p, &first);
    assert_int_equal(strlen(first.id), 1 + CR_ID_DIGITS);
    put_person(p, &namesake);
    assert_int_equal(strncmp(namesake.id, first.id, strlen(first.id)), 0);
    assert_string_equal(namesake.id + strlen(first.id), "-2");
    put_person(p, &body);
    assert_int_not_equal(strncmp(body.id, first.id, strlen(first.id)), 0);
    memcpy(id, first.id, sizeof id);
    memcpy(first.id, "p1", 3);
    first.aliases = (cr_strs){(cr_str[]){CR_STR("Serguéi V. Lavrov")}, 1}; /* another form, later */
    put_person(p, &first);
    assert_string_equal(first.id, id);
    /* a store that met the other form first calls her by it */
    place there = *p;
    char path[120];
    snprintf(path, sizeof path, "%s.copy", p->path);
    there.s = open_at(path);
    put_person(&there, &elsewhere);
    cr_store_close(there.s);
    ok(cr_store_redirect(p->s, elsewhere.id, target, &err));
    assert_string_equal(target, id);
    assert_string_equal(leads(p, id), "");
    assert_string_equal(leads(p, "p0000000000000000"), "");
}

static void owes(place *p, size_t translations) {
    cr_error err = {0};
    cr_store_counts c;
    ok(cr_store_count(p->s, &c, &err));
    assert_int_equal(c.owed[CR_WORK_TRANSLATE], translations);
}

static void translate_all(place *p) {
    cr_error err = {0};
    bool found = true;
    while (found) {
        cr_work w;
        ok(cr_store_work_take(p->s, CR_WORK_TRANSLATE, 1000, &w, &found, &err));
        if (found)
            ok(cr_store_work_done(p->s, &w, &err));
    }
}

static void group(place *p, int64_t seq, const char *story, const char *dossier, cr_str article) {
    cr_error err = {0};
    cr_work w;
    bool found;
    char s[CR_ID_ROOM], d[CR_ID_ROOM], nobody[1][CR_ID_ROOM] = {""};
    ok(cr_store_begin(p->s, &err));
    ok(cr_store_work_take(p->s, CR_WORK_GROUP, 1000, &w, &found, &err));
    assert_true(found);
    assert_int_equal(w.seq, seq);
    ok(cr_store_address(p->s, story, article, s, &err));
    ok(cr_store_address(p->s, dossier, article, d, &err));
    ok(cr_store_group_put(p->s, seq, &(cr_grouping){.story = s, .dossier = d, .persons = (const char (*)[CR_ID_ROOM])nobody}, &err));
    ok(cr_store_work_done(p->s, &w, &err));
    ok(cr_store_commit(p->s, &err));
}

static void grouped_anew_old_addresses_lead_on_and_nothing_is_translated_twice(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[3][CR_ID_ROOM], story[CR_ID_ROOM], dossier[CR_ID_ROOM];
    int64_t seq[3];
    size_t count;
    ok(cr_store_editions_set(p->s, (cr_strs){(cr_str[]){CR_STR("en"), CR_STR("fr")}, 2}, &err));
    cr_person ada = {.id = "p1", .kind = CR_NAME_PERSON, .name = CR_STR("Ada Speaker")}; /* by its number, as once was done */
    ok(cr_store_person_put(p->s, &ada, &err));
    made last = three;
    last.redirect = &(cr_story_redirect){"s9", "s1"};
    seq[0] = whole(p->s, &one, id[0]);
    seq[1] = whole(p->s, &two, id[1]);
    seq[2] = whole(p->s, &last, id[2]);
    owes(p, 6); /* head and body of each in the other language */
    translate_all(p);
    ok(cr_store_group_anew(p->s, &count, &err));
    assert_int_equal(count, 3);
    group(p, seq[0], "s1", "d1", cr_str_of(id[0]));
    group(p, seq[1], "s2", "d1", cr_str_of(id[1])); /* not with the first any more */
    group(p, seq[2], "s2", "d1", cr_str_of(id[2]));
    memcpy(ada.id, "p1", 3);
    put_person(p, &ada);
    owes(p, 0);
    name(story, 's', id[0]);
    assert_string_equal(leads(p, "s1"), story);
    assert_string_equal(leads(p, "s9"), story); /* which led to it before */
    name(story, 's', id[1]);
    assert_string_equal(leads(p, "s2"), story);
    name(dossier, 'd', id[0]);
    assert_string_equal(leads(p, "d1"), dossier);
    assert_string_equal(leads(p, "p1"), ada.id);
    name(dossier, 's', id[2]); /* as a store called it that met the third first */
    assert_string_equal(leads(p, dossier), story);
    assert_string_equal(leads(p, story), "");
    cr_str *ended;
    ok(cr_store_ended(p->s, p->a, CR_STR_NONE, 100, &ended, &count, &err));
    assert_int_equal(count, 5); /* s1, s2, s9, d1, p1 */
    assert_true(cr_str_is(ended[0], "d1") && cr_str_is(ended[4], "s9"));
    ok(cr_store_group_anew(p->s, &count, &err)); /* and once more */
    group(p, seq[0], "s5", "d5", cr_str_of(id[0]));
    group(p, seq[1], "s5", "d5", cr_str_of(id[1]));
    group(p, seq[2], "s5", "d5", cr_str_of(id[2]));
    owes(p, 0);
    name(dossier, 's', id[0]);
    assert_string_equal(leads(p, "s2"), dossier);
    assert_string_equal(leads(p, story), dossier);
    ok(cr_store_editions_set(p->s, (cr_strs){(cr_str[]){CR_STR("en"), CR_STR("fr"), CR_STR("de")}, 3}, &err));
    owes(p, 6); /* of the new edition alone */
}

static void a_newer_form_of_a_page_stands_for_the_older(void **state) {
    place *p = *state;
    char id[2][CR_ID_ROOM], story[CR_ID_ROOM];
    made newer = one;
    newer.text = "One came, and went.";
    newer.story = "s4";
    whole(p->s, &one, id[0]);
    whole(p->s, &newer, id[1]);
    name(story, 's', id[0]);
    assert_string_equal(leads(p, story), "s4");
}

/* A story that was joined with another and comes apart again. */
static void a_name_comes_back(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[2][CR_ID_ROOM], first[CR_ID_ROOM], second[CR_ID_ROOM], again[CR_ID_ROOM];
    made a = one, b = three, c = two;
    name(first, 's', "0000000000000000"), name(second, 's', "1111111111111111");
    ok(cr_store_address(p->s, "s1", CR_STR("0000000000000000"), again, &err));
    ok(cr_store_address(p->s, "s2", CR_STR("1111111111111111"), again, &err));
    a.story = first;
    b.story = second;
    whole(p->s, &a, id[0]);
    whole(p->s, &b, id[1]);
    cr_story_correction joined = {.id = cr_str_of(id[1]), .dossier = "d1", .was_dossier = "d1"};
    cr_story_redirect to = {.from = ""};
    memcpy(joined.story, first, sizeof first), memcpy(joined.was_story, second, sizeof second), memcpy(to.from, second, sizeof second), memcpy(to.to, first, sizeof first);
    c.story = first;
    c.correction = &joined;
    c.redirect = &to;
    whole(p->s, &c, NULL);
    assert_string_equal(leads(p, second), first);
    ok(cr_store_address(p->s, "s3", CR_STR("1111111111111111"), again, &err));
    assert_string_equal(again, second);
    ok(cr_store_address(p->s, "s4", CR_STR("0000000000000000"), again, &err)); /* that one lives */
    assert_string_equal(again, "s0000000000000000-2");
}

static size_t stories_of(place *p, const char *dossier) {
    cr_error err = {0};
    cr_story_row *rows;
    size_t count;
    cr_str next;
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.dossier = cr_str_of(dossier), .limit = 10}, &rows, &count, &next, &err));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(rows[i].dossier, dossier);
    return count;
}

/* Several corrections in one transaction: a story moves to another dossier and back again, with the articles it has. */
static void dossiers_are_counted_once_all_is_corrected(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[2][CR_ID_ROOM];
    cr_dossier_row row;
    cr_story_row story;
    whole(p->s, &one, id[0]);
    whole(p->s, &three, id[1]); /* s2, in d1 too */
    assert_int_equal(stories_of(p, "d1"), 2);
    cr_story_correction away = {.id = cr_str_of(id[1]), .story = "s2", .dossier = "d2", .was_story = "s2", .was_dossier = "d1"},
                        back = {.id = cr_str_of(id[1]), .story = "s2", .dossier = "d1", .was_story = "s2", .was_dossier = "d2"};
    made fourth = {.url = "https://d.example/4", .lang = "de", .date = "2022-01-13", .title = "Four", .text = "Four came.", .story = "s2", .dossier = "d2", .correction = &away},
         fifth = {.url = "https://e.example/5", .lang = "en", .date = "2022-01-14", .title = "Five", .text = "Five came.", .story = "s3", .dossier = "d1", .correction = &back};
    whole(p->s, &fourth, NULL);
    assert_int_equal(stories_of(p, "d1"), 1);
    assert_int_equal(stories_of(p, "d2"), 1);
    ok(cr_store_dossier(p->s, p->a, "d2", &row, &err));
    assert_true(row.articles == 2 && row.languages == 2 && row.stories == 1);
    ok(cr_store_begin(p->s, &err));
    whole(p->s, &fifth, NULL);
    fourth.url = "https://f.example/6";
    fourth.correction = NULL;
    fourth.dossier = "d1";
    whole(p->s, &fourth, NULL);
    ok(cr_store_commit(p->s, &err));
    assert_int_equal(stories_of(p, "d1"), 3);
    assert_int_equal(cr_store_dossier(p->s, p->a, "d2", &row, &err), CR_ERR_NOT_FOUND);
    ok(cr_store_dossier(p->s, p->a, "d1", &row, &err));
    assert_true(row.articles == 5 && row.sources == 5 && row.languages == 2 && row.stories == 3);
    assert_str(row.last_date, "2022-01-14");
    ok(cr_store_story(p->s, p->a, "s2", &story, &err));
    assert_int_equal(story.articles, 3);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {TEST(a_number_has_one_address_made_of_its_founder), TEST(every_form_of_a_name_leads_to_its_person),
                                       TEST(grouped_anew_old_addresses_lead_on_and_nothing_is_translated_twice), TEST(a_newer_form_of_a_page_stands_for_the_older), TEST(a_name_comes_back),
                                       TEST(dossiers_are_counted_once_all_is_corrected)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
