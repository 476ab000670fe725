/* What readers see: lists, stories, statements, happenings, search, and forgetting. */
#include "made.h"
#include "store/sqlite/db.h"

static const made four[] = {
    {.url = "https://a.example/1", .lang = "fr", .date = "2022-01-10", .title = "Le pont est tombé", .story = "s1", .dossier = "d1", .person = "p1",
     .text = "Le grand pont est tombé le 2022-01-09 dans la nuit. « Personne n'est blessé » a dit le maire. Les élections attendront."},
    {.url = "https://b.example/1", .lang = "en", .date = "2022-01-11", .title = "Bridge falls", .story = "s1", .dossier = "d1",
     .text = "The great bridge fell on 2022-01-09. Nobody was hurt. The elections will wait."},
    {.url = "https://c.example/1", .lang = "en", .date = "2022-01-12T10:00:00+02:00", .story = "s2", .dossier = "d1",
     .text = "A new bridge will be built from 2022-03-01 on. The council met."},
    {.url = "https://d.example/1", .lang = "es", .title = "Otra cosa", .story = "s3", .dossier = "d2", .text = "Una cosa sin fecha. Las elecciones."},
};

static void lists_come_newest_first_and_page_by_cursor(void **state) {
    place *p = *state;
    cr_error err = {0};
    for (size_t i = 0; i < 4; i++)
        whole(p->s, &four[i], NULL);
    cr_article_row *rows;
    size_t count;
    cr_str next;
    ok(cr_store_articles(p->s, p->a, &(cr_article_query){0}, &rows, &count, &next, &err));
    assert_int_equal(count, 4);
    assert_true(cr_str_none(next));
    assert_str(rows[0].title, "Otra cosa"); /* undated: beside the newest date before it, later by its sequence */
    assert_true(cr_str_none(rows[1].title));
    assert_str(rows[2].title, "Bridge falls");
    assert_str(rows[2].source_title, "b.example");
    assert_str(rows[3].lead, four[0].text);
    char seen[5] = "";
    cr_article_query q = {.limit = 1};
    for (size_t i = 0; i < 4; i++) {
        ok(cr_store_articles(p->s, p->a, &q, &rows, &count, &next, &err));
        assert_int_equal(count, 1);
        seen[i] = (char)('0' + rows[0].seq);
        q.cursor = next;
    }
    assert_string_equal(seen, "4321");
    assert_true(cr_str_none(next));
    ok(cr_store_articles(p->s, p->a, &(cr_article_query){.lang = CR_STR("en"), .oldest_first = true, .limit = 1}, &rows, &count, &next, &err));
    assert_int_equal(rows[0].seq, 2);
    ok(cr_store_articles(p->s, p->a, &(cr_article_query){.lang = CR_STR("en"), .oldest_first = true, .limit = 1, .cursor = next}, &rows, &count, &next, &err));
    assert_int_equal(rows[0].seq, 3);
    assert_true(cr_str_none(next));
    ok(cr_store_articles(p->s, p->a, &(cr_article_query){.since = CR_STR("2022-01-12")}, &rows, &count, &next, &err));
    assert_int_equal(count, 2);
    assert_int_equal(cr_store_articles(p->s, p->a, &(cr_article_query){.cursor = CR_STR("x~y")}, &rows, &count, &next, &err), CR_ERR_USAGE);
}

static void stories_count_headline_and_weigh(void **state) {
    place *p = *state;
    cr_error err = {0};
    char first[CR_ID_ROOM];
    whole(p->s, &four[0], first);
    for (size_t i = 1; i < 4; i++)
        whole(p->s, &four[i], NULL);
    whole(p->s, &(made){.url = "https://e.example/1", .lang = "en", .date = "2022-01-11", .title = "Copied", .story = "s1", .dossier = "d1",
                        .relay_of = first, .text = "The bridge fell, they copied."}, NULL);
    cr_story_row story, *rows;
    size_t count;
    cr_str next;
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_int_equal(story.articles, 3);
    assert_int_equal(story.sources, 3);
    assert_int_equal(story.independent, 2);
    assert_str(story.language_list, "en fr");
    assert_str(story.headline, "Le pont est tombé"); /* no relay, and the earliest of those as near to the others */
    assert_str(story.headline_source, "a.example");
    assert_string_equal(story.headline_article, first);
    assert_false(story.headline_is_sentence);
    assert_str(story.first_date, "2022-01-10");
    assert_str(story.last_date, "2022-01-11");
    ok(cr_store_story(p->s, p->a, "s2", &story, &err));
    assert_true(story.headline_is_sentence);
    assert_str(story.headline, "A new bridge will be built from 2022-03-01 on.");
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.by_importance = true, .limit = 2}, &rows, &count, &next, &err));
    assert_int_equal(count, 2);
    assert_false(cr_str_none(next));
    assert_true(rows[0].importance >= rows[1].importance);
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.by_importance = true, .limit = 2, .cursor = next}, &rows, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_true(cr_str_none(next));
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.lang = CR_STR("en"), .dossier = CR_STR("d1")}, &rows, &count, &next, &err));
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].id, "s2");
    cr_dossier_row *dossiers;
    ok(cr_store_dossiers(p->s, p->a, &(cr_story_query){0}, &dossiers, &count, &next, &err));
    assert_int_equal(count, 2);
    cr_dossier_row d1;
    ok(cr_store_dossier(p->s, p->a, "d1", &d1, &err));
    assert_int_equal(d1.stories, 2);
    assert_int_equal(d1.articles, 4);
    assert_int_equal(d1.languages, 2);
    cr_tally *languages;
    ok(cr_store_languages(p->s, p->a, false, &languages, &count, &err));
    assert_int_equal(count, 3);
    assert_str(languages[0].key, "en");
    assert_int_equal(languages[0].count, 3);
    assert_int_equal(cr_store_story(p->s, p->a, "s99", &story, &err), CR_ERR_NOT_FOUND);
}

static cr_article_row row_of(place *p, const char *id) {
    cr_error err = {0};
    cr_article_row row;
    ok(cr_store_article(p->s, p->a, id, &row, NULL, &err));
    return row;
}

static size_t independent(place *p, const char *story) {
    cr_error err = {0};
    cr_story_row row;
    ok(cr_store_story(p->s, p->a, story, &row, &err));
    return row.independent;
}

/* The original is taken in after its copies: the relays turn, what was told before is kept on record, and rights follow. */
static void an_original_may_come_after_its_copies(void **state) {
    place *p = *state;
    cr_error err = {0};
    char copy[CR_ID_ROOM], other[CR_ID_ROOM], original[CR_ID_ROOM];
    made m = {.url = "https://b.example/1", .lang = "en", .date = "2022-01-11T12:00:00Z", .title = "Copy", .story = "s1", .dossier = "d1", .text = "The bridge fell."};
    whole(p->s, &m, copy);
    m.url = "https://c.example/1", m.date = "2022-01-11T14:00:00Z", m.title = "Other copy", m.relay_of = copy;
    whole(p->s, &m, other);
    assert_string_equal(row_of(p, other).relay_of, copy);
    m.url = "https://a.example/1", m.date = "2022-01-11T09:00:00Z", m.title = "Original", m.noai = true;
    whole(p->s, &m, original);
    assert_int_equal(row_of(p, original).origin, CR_ORIGIN_OWN);
    assert_string_equal(row_of(p, original).relay_of, "");
    assert_string_equal(row_of(p, copy).relay_of, original);
    assert_string_equal(row_of(p, other).earliest, original);
    assert_int_equal(row_of(p, other).origin, CR_ORIGIN_COPY);
    assert_int_equal(independent(p, "s1"), 1);
    cr_story_row story;
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_str(story.headline, "Original");
    assert_int_equal(cr_store_story_as(p->s, p->a, "s1", true, &story, &err), CR_ERR_NOT_FOUND); /* all of them carry a reserved text */
    int64_t turns;
    ok(cr_sql_number(p->s, &err, &turns, 0, "SELECT count(*) FROM turned WHERE article = ? AND relay_of = ?", "zz", copy, original));
    assert_int_equal(turns, 1);
}

/* Who carries an agency's text counts as the agency, who says that it relays somebody as that one, and all of them once. */
static void independent_are_sources_and_not_outlets(void **state) {
    place *p = *state;
    made m = {.url = "https://a.example/1", .lang = "en", .date = "2022-01-11", .title = "One", .story = "s1", .dossier = "d1",
              .text = "KYIV (Reuters) - The bridge of the town fell last night. Nobody was hurt there."};
    whole(p->s, &m, NULL);
    m.url = "https://b.example/1", m.text = "The mayor wants a new bridge and has asked for money. It will cost a lot.\n(Reuters)";
    whole(p->s, &m, NULL);
    assert_int_equal(independent(p, "s1"), 1);
    m.url = "https://www.reuters.com/1", m.text = "The old bridge was of iron and a hundred years old. Trains crossed it.";
    whole(p->s, &m, NULL);
    assert_int_equal(independent(p, "s1"), 1); /* the agency itself is no second one */
    m.url = "https://c.example/1", m.text = "Fishers saw it fall, and rowed there at once.";
    whole(p->s, &m, NULL);
    assert_int_equal(independent(p, "s1"), 2);
    m.url = "https://d.example/1", m.text = "A machine put this together from somewhere.", m.relayed = true;
    whole(p->s, &m, NULL);
    assert_int_equal(independent(p, "s1"), 2); /* a relay of nobody knows whom */
    m.url = "https://e.example/1", m.story = "s2";
    char lone[CR_ID_ROOM];
    whole(p->s, &m, lone);
    assert_int_equal(independent(p, "s2"), 1);
    assert_int_equal(row_of(p, lone).origin, CR_ORIGIN_DECLARED);
}

static void a_story_may_have_many_reports(void **state) {
    place *p = *state;
    char url[64], date[24], first[CR_ID_ROOM];
    for (int i = 0; i < 40; i++) {
        made m = {.url = url, .lang = "en", .date = date, .title = "Bridge", .story = "s1", .dossier = "d1", .text = "The bridge fell.", .relay_of = i % 2 ? first : NULL};
        snprintf(url, sizeof url, "https://o%d.example/1", i);
        snprintf(date, sizeof date, "2022-01-11T10:%02d:00Z", 59 - i);
        whole(p->s, &m, i ? NULL : first);
    }
    assert_int_equal(independent(p, "s1"), 20); /* copies of the first, each time turned to the newest of them, which is the earliest */
    assert_int_equal(row_of(p, first).origin, CR_ORIGIN_COPY);
}

#define EN "Ida Lund, mayor of Nordvik, met Peter Holm and Anna Berg on 12 March in Sandhamn. The company Norlink had asked for 340 million crowns. " \
           "In Sandhamn Peter Holm said that the Aurora, built in 1998, would sail again. Anna Berg of the union Sjofolk disagreed: the 80 sailors of the Aurora " \
           "and the 45 of the Borealis wanted guarantees. Ida Lund will travel to Brannes on 15 March to meet Karl Vik, and the council of Nordvik votes on 20 March."
#define FR "Ida Lund, maire de Nordvik, a rencontré Peter Holm et Anna Berg le 12 mars à Sandhamn. La société Norlink avait demandé 340 millions de couronnes. " \
           "À Sandhamn, Peter Holm a dit que l'Aurora, construit en 1998, naviguerait de nouveau. Anna Berg, du syndicat Sjofolk, n'était pas d'accord : les 80 marins de l'Aurora " \
           "et les 45 du Borealis voulaient des garanties. Ida Lund se rendra à Brannes le 15 mars pour rencontrer Karl Vik, et le conseil de Nordvik votera le 20 mars."
/* The store knows translations as the digest does, whichever was taken in first. */
static void translations_are_relays(void **state) {
    place *p = *state;
    char fr[CR_ID_ROOM], en[CR_ID_ROOM];
    made m = {.url = "https://a.example/1", .lang = "fr", .date = "2024-03-13T09:00:00Z", .title = "À Sandhamn", .story = "s1", .dossier = "d1", .text = FR};
    whole(p->s, &m, fr);
    m.url = "https://b.example/1", m.lang = "en", m.date = "2024-03-13T08:00:00Z", m.title = "Sandhamn", m.text = EN;
    whole(p->s, &m, en);
    assert_int_equal(row_of(p, fr).origin, CR_ORIGIN_TRANSLATION);
    assert_string_equal(row_of(p, fr).relay_of, en);
    assert_int_equal(row_of(p, en).origin, CR_ORIGIN_OWN);
    assert_int_equal(independent(p, "s1"), 1);
    cr_error err = {0};
    size_t removed;
    ok(cr_store_forget(p->s, CR_STR("https://b.example/1"), &removed, &err));
    assert_int_equal(row_of(p, fr).origin, CR_ORIGIN_OWN); /* nothing here is its original any more */
    assert_string_equal(row_of(p, fr).relay_of, "");
}

static void a_story_moves_to_another_dossier_whole(void **state) {
    place *p = *state;
    cr_error err = {0};
    whole(p->s, &four[0], NULL);
    made late = four[1];
    late.dossier = "d7";
    whole(p->s, &late, NULL);
    cr_dossier_row row;
    assert_int_equal(cr_store_dossier(p->s, p->a, "d1", &row, &err), CR_ERR_NOT_FOUND);
    ok(cr_store_dossier(p->s, p->a, "d7", &row, &err));
    assert_int_equal(row.articles, 2);
    assert_int_equal(row.stories, 1);
}

static void a_dossier_that_moves_takes_along_what_left_the_window(void **state) {
    place *p = *state;
    cr_error err = {0};
    char old[CR_ID_ROOM], young[CR_ID_ROOM], lone[CR_ID_ROOM];
    made m = {.url = "https://a.example/1", .lang = "en", .date = "2022-01-01", .title = "One", .text = "One.", .story = "s1", .dossier = "d1"};
    whole(p->s, &m, old);
    m.url = "https://a.example/2";
    whole(p->s, &m, young);
    m.url = "https://a.example/3", m.story = "s2";
    whole(p->s, &m, lone);
    /* grouping knows the young one alone: its story leaves for a dossier of its own */
    cr_story_correction c = {.id = cr_str_of(young), .story = "s1", .dossier = "d2", .was_story = "s1", .was_dossier = "d1"};
    m.url = "https://a.example/4", m.story = "s3", m.dossier = "d3", m.correction = &c;
    whole(p->s, &m, NULL);
    cr_article_row row;
    cr_story_row story;
    ok(cr_store_article(p->s, p->a, old, &row, NULL, &err));
    assert_string_equal(row.dossier, "d2");
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_string_equal(story.dossier, "d2");
    assert_int_equal(story.articles, 2);
    /* and a dossier becomes another one without a correction of the story that is old */
    cr_story_redirect r = {.from = "d1", .to = "d3"};
    m.url = "https://a.example/5", m.correction = NULL, m.redirect = &r;
    whole(p->s, &m, NULL);
    ok(cr_store_article(p->s, p->a, lone, &row, NULL, &err));
    assert_string_equal(row.dossier, "d3");
    ok(cr_store_story(p->s, p->a, "s2", &story, &err));
    assert_string_equal(story.dossier, "d3");
}

static void a_correction_moves_an_article_and_an_id_that_ends_leads_on(void **state) {
    place *p = *state;
    cr_error err = {0};
    char id[3][CR_ID_ROOM], target[CR_ID_ROOM];
    cr_story_row story;
    cr_dossier_row dossier;
    whole(p->s, &(made){.url = "https://a.example/1", .lang = "en", .date = "2022-01-01", .title = "One", .text = "One. « Said » here.", .story = "s1", .dossier = "d1"}, id[0]);
    whole(p->s, &(made){.url = "https://b.example/2", .lang = "en", .date = "2022-01-02", .title = "Two", .text = "Two. « Said » here.", .story = "s2", .dossier = "d2"}, id[1]);
    ok(cr_store_redirect(p->s, "s2", target, &err));
    assert_string_equal(target, "");
    cr_story_correction c = {.id = cr_str_of(id[1]), .story = "s1", .dossier = "d1", .was_story = "s2", .was_dossier = "d2"};
    cr_story_redirect first = {.from = "s2", .to = "s1"}, second = {.from = "s1", .to = "s7"}, third = {.from = "d2", .to = "d1"};
    whole(p->s, &(made){.url = "https://c.example/3", .lang = "en", .date = "2022-01-03", .title = "Three", .text = "Three.", .story = "s1", .dossier = "d1",
                        .correction = &c, .redirect = &first}, id[2]);
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_int_equal(story.articles, 3);
    assert_int_equal(cr_store_story(p->s, p->a, "s2", &story, &err), CR_ERR_NOT_FOUND);
    ok(cr_store_dossier(p->s, p->a, "d1", &dossier, &err));
    assert_int_equal(dossier.stories, 1);
    cr_statement_query q = {.story = CR_STR("s1")};
    cr_statement_row *rows;
    size_t count;
    cr_str next;
    ok(cr_store_statements(p->s, p->a, &q, &rows, &count, &next, &err));
    assert_int_equal(count, 2);
    ok(cr_store_redirect(p->s, "s2", target, &err));
    assert_string_equal(target, "s1");
    whole(p->s, &(made){.url = "https://c.example/4", .lang = "en", .date = "2022-01-03", .title = "Four", .text = "Four.", .story = "s7", .dossier = "d1", .redirect = &second}, NULL);
    ok(cr_store_redirect(p->s, "s2", target, &err)); /* to the end of the chain */
    assert_string_equal(target, "s7");
    ok(cr_store_story(p->s, p->a, "s7", &story, &err));
    assert_int_equal(story.articles, 4);
    whole(p->s, &(made){.url = "https://c.example/5", .lang = "en", .date = "2022-01-03", .title = "Five", .text = "Five.", .story = "s7", .dossier = "d1", .redirect = &third}, NULL);
    ok(cr_store_redirect(p->s, "d2", target, &err));
    assert_string_equal(target, "d1");
}

static void statements_and_happenings_lead_to_their_sentences(void **state) {
    place *p = *state;
    cr_error err = {0};
    char first[CR_ID_ROOM];
    whole(p->s, &four[0], first);
    whole(p->s, &four[1], NULL);
    whole(p->s, &four[2], NULL);
    ok(cr_store_person_put(p->s, &(cr_person){.id = "p1", .kind = CR_NAME_PERSON, .name = CR_STR("Ada Speaker"),
                                              .aliases = {(cr_str[]){CR_STR("Ada")}, 1}}, &err));
    cr_statement_row *rows;
    size_t count;
    cr_str next;
    const cr_statement_query asks[] = {{.story = CR_STR("s1")}, {.dossier = CR_STR("d1")}, {.person = CR_STR("p1")}, {.article = cr_str_of(first)}, {.lang = CR_STR("fr")}, {.limit = 10}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        ok(cr_store_statements(p->s, p->a, &asks[i], &rows, &count, &next, &err));
        assert_int_equal(count, 1);
        assert_str(cr_str_trim(rows[0].statement.quote), "Personne n'est blessé");
        assert_str(rows[0].statement.via.items[0], "An Agency");
        assert_string_equal(rows[0].person, "p1");
        assert_str(rows[0].title, "Le pont est tombé");
    }
    cr_person person;
    ok(cr_store_person(p->s, p->a, "p1", &person, &err));
    assert_str(person.aliases.items[0], "Ada");
    cr_happening *h;
    ok(cr_store_timeline(p->s, p->a, &(cr_happening_query){.dossier = CR_STR("d1"), .limit = 2}, &h, &count, &next, &err));
    assert_int_equal(count, 2);
    assert_str(h[0].date, "2022-01-09");
    assert_str(h[1].sentence, "The great bridge fell on 2022-01-09.");
    ok(cr_store_timeline(p->s, p->a, &(cr_happening_query){.dossier = CR_STR("d1"), .limit = 2, .cursor = next}, &h, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_str(h[0].expression, "2022-03-01");
    assert_true(cr_str_none(next));
    ok(cr_store_timeline(p->s, p->a, &(cr_happening_query){.from = CR_STR("2022-02"), .to = CR_STR("2022-03")}, &h, &count, &next, &err));
    assert_int_equal(count, 1);
}

static void search_finds_by_stem_phrase_and_filter(void **state) {
    place *p = *state;
    cr_error err = {0};
    for (size_t i = 0; i < 4; i++)
        whole(p->s, &four[i], NULL);
    static const struct {
        const char *text;
        size_t count;
    } asks[] = {{"pont", 1}, {"elections", 2}, {"élection", 2}, {"bridge", 2}, {"bridge council", 1}, {"\"great bridge\"", 1}, {"\"bridge great\"", 0},
                {"bridge lang:fr", 0}, {"bridge lang:en since:2022-01-12", 1}, {"nowhere", 0}, {"", 0}, {"\" AND (", 0}, {"NEAR(a b)*", 0}, {"lang:", 0},
                {"lang:fr", 1}, {"LANG:EN", 2}, {"since:2022-01-11 lang:en", 2}, {"since:1969-07-22", 4}, {"source:none", 0}, {"bridge source:none", 0},
                {"bridge source:B.example", 1}, {"source:a.example", 1}, {"http://x", 0}, {"\"foo:bar\"", 0}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        cr_search_hit *hits;
        size_t count;
        cr_str next;
        ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = cr_str_of(asks[i].text)}, &hits, &count, &next, &err));
        if (count != asks[i].count)
            fail_msg("%s: %zu hits", asks[i].text, count);
        for (size_t k = 0; k < count; k++)
            for (size_t m = 0; m < hits[k].mark_count; m++)
                assert_true(hits[k].marks[m].end <= hits[k].snippet.len);
    }
    cr_search_hit *hits;
    size_t count;
    cr_str next;
    static const char *const wrong[] = {"foo:bar", "since:gestern", "lang:klingon", "bridge since:2022-13-45"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (cr_store_search(p->s, p->a, &(cr_search_query){.text = cr_str_of(wrong[i])}, &hits, &count, &next, &err) != CR_ERR_USAGE)
            fail_msg("%s is answered", wrong[i]);
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("lang:en"), .limit = 1}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_str(hits[0].article.url, "https://c.example/1");
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("lang:en"), .limit = 1, .cursor = next}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_str(hits[0].article.url, "https://b.example/1");
    assert_true(cr_str_none(next));
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("bridge"), .limit = 1}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_true(hits[0].mark_count >= 1);
    int64_t first = hits[0].article.seq;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("bridge"), .limit = 1, .cursor = next}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_int_not_equal(hits[0].article.seq, first);
    assert_true(cr_str_none(next));
}

static void a_file_replaces_only_a_file_of_the_same_import(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_source sources[2] = {{.kind = CR_SOURCE_FILE, .url = CR_STR("pages"), .place = CR_STR("/a/pages")},
                            {.kind = CR_SOURCE_FILE, .url = CR_STR("pages"), .place = CR_STR("/b/pages")}};
    for (size_t i = 0; i < 2; i++)
        ok(cr_store_source_put(p->s, &sources[i], NULL, &err));
    assert_string_not_equal(sources[0].id, sources[1].id);
    static const char *const texts[] = {"One lantern was lit.", "Another lantern was sold.", "One lantern was lit again."};
    char ids[3][CR_ID_ROOM];
    for (size_t i = 0; i < 3; i++)
        whole(p->s, &(made){.url = "day/page.html", .lang = "en", .text = texts[i], .story = "s8", .dossier = "d8", .source = sources[i % 2].id}, ids[i]);
    cr_search_hit *hits;
    cr_revision *revisions;
    size_t count;
    cr_str next;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("lantern")}, &hits, &count, &next, &err));
    assert_int_equal(count, 2);
    ok(cr_store_revisions(p->s, p->a, ids[2], &revisions, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(revisions[0].id, ids[0]);
    ok(cr_store_revisions(p->s, p->a, ids[1], &revisions, &count, &err));
    assert_int_equal(count, 1);
}

static void a_changed_page_is_a_revision_and_the_same_text_none(void **state) {
    place *p = *state;
    cr_error err = {0};
    made m = four[1];
    char old[CR_ID_ROOM], new[CR_ID_ROOM];
    whole(p->s, &m, old);
    m.text = "The bridge stood after all. A correction.";
    whole(p->s, &m, new);
    cr_story_row story;
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_int_equal(story.articles, 1);
    assert_string_equal(story.headline_article, new);
    cr_revision *revisions;
    size_t count;
    ok(cr_store_revisions(p->s, p->a, new, &revisions, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(revisions[0].id, old);
    cr_search_hit *hits;
    cr_str next;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("bridge")}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    assert_string_equal(hits[0].article.id, new);
    cr_document d;
    bool fresh, needless;
    take_in(p->s, &m, &d, &fresh);
    assert_false(fresh);
    /* other bytes, the same text: understood, but not grouped again */
    d = (cr_document){.url = cr_str_of(m.url), .is_text = true, .bytes = CR_STR("other furniture"), .taken_in = 1700000000};
    ok(cr_store_document_put(p->s, &d, &fresh, &err));
    assert_true(fresh);
    ok(cr_store_knowledge_put(p->s, &d, know(p->a, &m, &d), &err));
    ok(cr_store_group_needless(p->s, d.seq, &needless, &err));
    assert_true(needless);
}

static void forgetting_removes_everywhere_and_keeps_out(void **state) {
    place *p = *state;
    cr_error err = {0};
    for (size_t i = 0; i < 4; i++)
        whole(p->s, &four[i], NULL);
    size_t removed, count;
    ok(cr_store_forget(p->s, CR_STR("https://a.example/1"), &removed, &err));
    assert_int_equal(removed, 1);
    cr_story_row story;
    ok(cr_store_story(p->s, p->a, "s1", &story, &err));
    assert_int_equal(story.articles, 1);
    assert_str(story.headline, "Bridge falls");
    assert_str(story.language_list, "en");
    cr_search_hit *hits;
    cr_statement_row *statements;
    cr_happening *h;
    cr_str next;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("pont")}, &hits, &count, &next, &err));
    assert_int_equal(count, 0);
    ok(cr_store_statements(p->s, p->a, &(cr_statement_query){0}, &statements, &count, &next, &err));
    assert_int_equal(count, 0);
    ok(cr_store_timeline(p->s, p->a, &(cr_happening_query){.story = CR_STR("s1")}, &h, &count, &next, &err));
    assert_int_equal(count, 1);
    cr_document d;
    bool fresh;
    take_in(p->s, &four[0], &d, &fresh);
    assert_false(fresh);
    ok(cr_store_forget(p->s, CR_STR("https://d.example/1"), &removed, &err));
    assert_int_equal(cr_store_story(p->s, p->a, "s3", &story, &err), CR_ERR_NOT_FOUND);
    ok(cr_store_forget(p->s, CR_STR("https://never.example/"), &removed, &err));
    assert_int_equal(removed, 0);
    ok(cr_store_check(p->s, &err));
}

static void rights_are_the_strictest_of_the_chain(void **state) {
    place *p = *state;
    cr_error err = {0};
    cr_source inside = {.kind = CR_SOURCE_FEED, .url = CR_STR("https://inside.example/feed"), .title = CR_STR("Inside"), .rights = CR_RIGHTS_INTERNAL};
    cr_source full = {.kind = CR_SOURCE_FEED, .url = CR_STR("https://full.example/feed"), .title = CR_STR("Full"), .rights = CR_RIGHTS_FULL};
    bool fresh;
    ok(cr_store_source_put(p->s, &inside, &fresh, &err));
    ok(cr_store_source_put(p->s, &full, &fresh, &err));
    made m = four[0];
    char id[CR_ID_ROOM], relay[CR_ID_ROOM], second[CR_ID_ROOM];
    m.source = inside.id;
    whole(p->s, &m, id);
    m = four[1];
    m.source = full.id;
    m.relay_of = id;
    whole(p->s, &m, relay);
    m = four[2];
    m.source = full.id;
    m.relay_of = relay;
    m.story = "s1";
    whole(p->s, &m, second);
    cr_article_row row;
    ok(cr_store_article(p->s, p->a, second, &row, NULL, &err));
    assert_int_equal(row.rights, CR_RIGHTS_INTERNAL);
    assert_str(row.source_title, "Full");
    cr_story_row *rows, story;
    size_t count;
    cr_str next;
    ok(cr_store_stories(p->s, p->a, &(cr_story_query){.publishable = true}, &rows, &count, &next, &err));
    assert_int_equal(count, 0);
    m = (made){.url = "https://open.example/", .lang = "en", .date = "2022-01-13", .title = "Open", .story = "s1", .dossier = "d1", .text = "All may read. The bridge."};
    whole(p->s, &m, NULL);
    ok(cr_store_story_as(p->s, p->a, "s1", true, &story, &err));
    assert_int_equal(story.articles, 1);
    assert_str(story.headline, "Open");
    cr_search_hit *hits;
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("bridge"), .publishable = true}, &hits, &count, &next, &err));
    assert_int_equal(count, 1);
    inside.rights = CR_RIGHTS_FULL; /* changed in the configuration: the whole chain follows */
    ok(cr_store_source_put(p->s, &inside, &fresh, &err));
    assert_false(fresh);
    ok(cr_store_article(p->s, p->a, second, &row, NULL, &err));
    assert_int_equal(row.rights, CR_RIGHTS_FULL);
    ok(cr_store_story_as(p->s, p->a, "s1", true, &story, &err));
    assert_int_equal(story.articles, 4);
    ok(cr_store_search(p->s, p->a, &(cr_search_query){.text = CR_STR("bridge"), .publishable = true}, &hits, &count, &next, &err));
    assert_int_equal(count, 3);
    m = (made){.url = "https://noai.example/", .lang = "en", .title = "Reserved", .story = "s8", .dossier = "d8", .text = "Not for machines.", .noai = true};
    whole(p->s, &m, NULL);
    assert_int_equal(cr_store_story_as(p->s, p->a, "s8", true, &story, &err), CR_ERR_NOT_FOUND);
    cr_source *sources;
    ok(cr_store_source_list(p->s, p->a, &sources, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(sources[0].articles, 2);
}

/* Adding one by one and counting anew must say the same. */
static void incremental_rows_equal_remade_ones(void **state) {
    place *p = *state;
    cr_error err = {0};
    srand(7);
    for (int i = 0; i < 60; i++) {
        char url[64], date[24], title[32], story[16], text[100], dossier[16];
        int n = rand() % 5;
        snprintf(url, sizeof url, "https://%c.example/%d", 'a' + rand() % 6, i);
        snprintf(date, sizeof date, "2022-02-%02d", 1 + rand() % 28);
        snprintf(title, sizeof title, "Title %d", i);
        snprintf(story, sizeof story, "s%d", n);
        snprintf(dossier, sizeof dossier, "d%d", n % 2);
        snprintf(text, sizeof text, "Text number %d on 2022-02-01. « Said %d. »", i, i);
        whole(p->s, &(made){.url = url, .lang = rand() % 2 ? "en" : "fr", .date = rand() % 5 ? date : NULL, .title = rand() % 4 ? title : NULL, .text = text,
                            .story = story, .dossier = dossier, .relayed = rand() % 7 == 0}, NULL);
    }
    whole(p->s, &(made){.url = "https://x.example/", .lang = "it", .text = "Passing by.", .story = "s2", .dossier = "d0"}, NULL);
    cr_story_row before[5], after;
    cr_dossier_row dossiers[2], dossier;
    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", i);
        ok(cr_store_story(p->s, p->a, id, &before[i], &err));
        snprintf(id, sizeof id, "d%d", i % 2);
        ok(cr_store_dossier(p->s, p->a, id, &dossiers[i % 2], &err));
    }
    size_t removed;
    ok(cr_store_forget(p->s, CR_STR("https://x.example/"), &removed, &err)); /* remakes s2 and d0 */
    ok(cr_store_story(p->s, p->a, "s2", &after, &err));
    assert_int_equal(after.articles, before[2].articles - 1);
    assert_int_equal(after.sources, before[2].sources - 1);
    assert_int_equal(after.independent, before[2].independent - 1);
    assert_string_equal(after.headline_article, before[2].headline_article);
    assert_true(cr_str_eq(after.first_date, before[2].first_date));
    assert_true(cr_str_eq(after.last_date, before[2].last_date));
    ok(cr_store_dossier(p->s, p->a, "d0", &dossier, &err));
    assert_int_equal(dossier.articles, dossiers[0].articles - 1);
    assert_int_equal(dossier.stories, dossiers[0].stories);
    assert_int_equal(dossier.languages, dossiers[0].languages - 1);
}

static void sources_go_by_names_never_by_ids(void **state) {
    place *p = *state;
    const char *source = "0123456789abcdef", *article = "fedcba9876543210";
    cr_str id = cr_str_of(source), title = CR_STR("notes.txt"), site = CR_STR("The Daily"), host = CR_STR("daily.example"), url = CR_STR("https://www.Daily.example/1");
    struct { bool by_title; cr_str title, site, outlet, url; const char *name; } const cases[] = {
        {true, title, site, host, url, "notes.txt"},
        {true, CR_STR_NONE, site, id, url, "The Daily"},
        {true, CR_STR_NONE, CR_STR_NONE, id, url, "daily.example"},
        {false, title, site, host, url, "The Daily"},
        {false, title, CR_STR_NONE, host, url, "daily.example"},
        {false, title, CR_STR_NONE, id, CR_STR_NONE, "notes.txt"},
        {false, title, CR_STR_NONE, cr_str_of(article), CR_STR_NONE, "notes.txt"},
        {false, CR_STR_NONE, CR_STR_NONE, id, CR_STR_NONE, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_str name = cr_store_source_name(p->a, cases[i].by_title, cases[i].title, cases[i].site, cases[i].outlet, cases[i].url, source, article);
        if (!cr_str_is(name, cases[i].name))
            fail_msg("case %zu: %.*s", i, CR_FMT(name));
    }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, place_open, place_close)
    const struct CMUnitTest tests[] = {
        TEST(lists_come_newest_first_and_page_by_cursor), TEST(stories_count_headline_and_weigh), TEST(a_story_moves_to_another_dossier_whole),
        TEST(an_original_may_come_after_its_copies), TEST(independent_are_sources_and_not_outlets), TEST(translations_are_relays), TEST(a_story_may_have_many_reports),
        TEST(a_correction_moves_an_article_and_an_id_that_ends_leads_on), TEST(a_dossier_that_moves_takes_along_what_left_the_window),
        TEST(statements_and_happenings_lead_to_their_sentences), TEST(search_finds_by_stem_phrase_and_filter),
        TEST(sources_go_by_names_never_by_ids), TEST(a_file_replaces_only_a_file_of_the_same_import),
        TEST(a_changed_page_is_a_revision_and_the_same_text_none), TEST(forgetting_removes_everywhere_and_keeps_out),
        TEST(rights_are_the_strictest_of_the_chain), TEST(incremental_rows_equal_remade_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
