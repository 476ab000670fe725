/* The story page and the API tell what the reports say together: gist, happenings, differences, relays, importance; a public
 * site by public reports alone; and one agency's text is one independent source. */
#include "../store/made.h"

#include <jansson.h>

#include "site/site.h"

typedef struct world {
    char folder[64], path[96], first[CR_ID_ROOM], copy[CR_ID_ROOM], inner[CR_ID_ROOM];
    cr_store *store;
    cr_site *private_site, *public_site;
} world;

static void put_source(cr_store *s, const char *url, const char *title, cr_rights rights, char id[CR_ID_ROOM]) {
    cr_error err = {0};
    cr_source source = {.kind = CR_SOURCE_FEED, .url = cr_str_of(url), .title = cr_str_of(title), .rights = rights, .language = CR_STR("en")};
    ok(cr_store_source_put(s, &source, NULL, &err));
    memcpy(id, source.id, CR_ID_ROOM);
}

#define FIRE "A fire on the ferry Aurora off Nordvik killed 12 people on 2024-03-05, the coast guard of the island said."

static void fill(world *w) {
    static char a[CR_ID_ROOM], b[CR_ID_ROOM], c[CR_ID_ROOM], d[CR_ID_ROOM];
    put_source(w->store, "https://a.example/feed", "Alpha", CR_RIGHTS_FULL, a);
    put_source(w->store, "https://b.example/feed", "Beta", CR_RIGHTS_FULL, b);
    put_source(w->store, "https://c.example/feed", "Gamma", CR_RIGHTS_FULL, c);
    put_source(w->store, "https://d.example/feed", "Inner", CR_RIGHTS_INTERNAL, d);
    whole(w->store, &(made){"https://a.example/1", "en", "2024-03-05T10:00:00Z", "Ferry fire off Nordvik", FIRE " The harbour of Nordvik was closed to all ships until the evening.", "s1", "d1", .source = a}, w->first);
    whole(w->store, &(made){"https://b.example/1", "en", "2024-03-05T10:10:00Z", "Ferry Aurora burns off Nordvik", "On 2024-03-05 a fire on the ferry Aurora off the island of Nordvik killed 15 people, police said. The harbour of Nordvik was closed to all ships.", "s1", "d1", .source = b}, NULL);
    whole(w->store, &(made){"https://c.example/1", "en", "2024-03-05T12:00:00Z", "Fire", FIRE, "s1", "d1", .source = c, .relay_of = w->first}, w->copy);
    whole(w->store, &(made){"https://d.example/1", "en", "2024-03-05T10:05:00Z", "Secret <b>note</b>", "The fire on the ferry Aurora off Nordvik killed 19 people on 2024-03-05, an inner <i>source</i> said.", "s1", "d1", .source = d}, w->inner);
    /* three outlets and one agency's text, and the agency itself in another story */
    whole(w->store, &(made){"https://a.example/2", "en", "2023-01-05", "Talks", "GENEVA (Reuters) - Talks began on Wednesday in the old palace by the lake.", "s2", "d2", .source = a}, NULL);
    whole(w->store, &(made){"https://b.example/2", "en", "2023-01-05", "Talks begin", "The talks began on Wednesday.\n\nSource: Reuters", "s2", "d2", .source = b}, NULL);
    whole(w->store, &(made){"https://c.example/2", "en", "2023-01-05", "Talks", "Delegates met by the lake, our reporter saw.", "s2", "d2", .source = c}, NULL);
    /* a copy that was taken in first, and the original; a third report that has the same words in its own text */
    char early[CR_ID_ROOM];
    whole(w->store, &(made){"https://c.example/3", "en", "2023-02-05T12:00:00Z", "Copy of the council", "« We shall see » said the mayor of Nordvik.", "s3", "d3", .source = c}, early);
    whole(w->store, &(made){"https://a.example/3", "en", "2023-02-05T09:00:00Z", "Council", "« We shall see » said the mayor of Nordvik.", "s3", "d3", .source = a, .relay_of = early}, NULL);
    whole(w->store, &(made){"https://b.example/3", "en", "2023-02-05T13:00:00Z", "A mayor waits", "Nobody knows more yet. « We shall see! » was what one heard.", "s3", "d3", .source = b}, NULL);
}

static cr_site *open_site(world *w, bool public) {
    static cr_str editions[] = {{"en", 2}, {"fr", 2}, {"ar", 2}};
    static cr_site_options options[2];
    cr_site_options *o = &options[public];
    *o = (cr_site_options){.main = CR_STR("en"), .editions = {editions, 3}, .store_path = cr_str_of(w->path), .listen = CR_STR("127.0.0.1:0"), .threads = 1, .public_mode = public};
    if (public)
        o->base_url = CR_STR("https://news.example");
    cr_error err;
    cr_site *site = NULL;
    if (cr_site_open(o, &site, &err) != CR_OK)
        fail_msg("%s", err.line);
    return site;
}

static int begin(void **state) {
    world *w = calloc(1, sizeof *w);
    const char *temporary = getenv("TMPDIR");
    snprintf(w->folder, sizeof w->folder, "%.40s/cr-digest-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(w->folder))
        return -1;
    snprintf(w->path, sizeof w->path, "%s/store.db", w->folder);
    w->store = open_at(w->path);
    fill(w);
    w->private_site = open_site(w, false);
    w->public_site = open_site(w, true);
    *state = w;
    return 0;
}

static int end(void **state) {
    world *w = *state;
    const char *endings[] = {"", "-wal", "-shm"};
    char file[128];
    cr_site_close(w->private_site);
    cr_site_close(w->public_site);
    cr_store_close(w->store);
    for (size_t i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s%s", w->path, endings[i]);
        unlink(file);
    }
    rmdir(w->folder);
    free(w);
    return 0;
}

static cr_str ask(cr_site *site, const char *path) {
    static cr_site_response r;
    cr_buf_free(&r.body);
    cr_site_request q = {.method = CR_STR("GET"), .host = CR_STR("localhost:8040"), .path = cr_str_of(path), .from_loopback = true};
    cr_site_answer(site, &q, &r);
    assert_int_equal(r.status, 200);
    return cr_buf_str(&r.body);
}

static void the_page_tells(void **state) {
    world *w = *state;
    cr_str page = ask(w->private_site, "/en/story/s1");
    assert_true(cr_str_contains(page, "id=\"differences\"") && cr_str_contains(page, "Reports differ"));
    assert_true(cr_str_contains(page, "<mark>12</mark>") && cr_str_contains(page, "<mark>15</mark>") && cr_str_contains(page, "<mark>19</mark>"));
    assert_true(cr_str_contains(page, "id=\"gist\""));
    assert_true(cr_str_contains(page, "id=\"importance\"") && cr_str_contains(page, "+4.0")); /* 2·log2(1 + 3) */
    assert_false(cr_str_contains(page, "<i>source")); /* a report's markup is text */
    page = ask(w->public_site, "/en/story/s1");
    assert_true(cr_str_contains(page, "<mark>15</mark>"));
    assert_false(cr_str_contains(page, ">19<"));
    assert_false(cr_str_contains(page, "inner"));
    assert_true(cr_str_contains(ask(w->private_site, "/ar/story/s1"), "id=\"differences\""));
    page = ask(w->public_site, "/en/"); /* the lead story says so on the front page, by public reports alone */
    assert_true(cr_str_contains(page, "/en/story/s1#differences\">Reports differ"));
    assert_false(cr_str_contains(page, ">19<"));
    assert_true(cr_str_contains(ask(w->private_site, "/en/dossier/d1"), "id=\"differences\""));
}

static json_t *get(cr_site *site, const char *path) {
    cr_str body = ask(site, path);
    json_t *o = json_loadb(body.ptr, body.len, 0, NULL);
    assert_non_null(o);
    return o;
}

static const char *text(json_t *o, const char *key) { return json_string_value(json_object_get(o, key)); }

static void the_api_tells(void **state) {
    world *w = *state;
    json_t *story = get(w->public_site, "/api/v1/stories/s1"), *digest = json_object_get(story, "digest"), *o;
    assert_true(json_is_true(json_object_get(digest, "whole")));
    json_t *difference = json_array_get(json_object_get(digest, "differences"), 0), *sides = json_object_get(difference, "sides");
    assert_string_equal(text(difference, "about"), "dead");
    assert_int_equal(json_array_size(sides), 2);
    assert_string_equal(text(json_array_get(json_object_get(json_array_get(sides, 1), "reports"), 0), "words"), "15");
    size_t i, copies = 0;
    json_array_foreach(json_object_get(digest, "relays"), i, o) if (strcmp(text(o, "article"), w->copy) == 0) {
        copies++;
        assert_string_equal(text(o, "origin"), "copy");
        assert_string_equal(text(o, "earliest"), w->first);
    }
    assert_int_equal(copies, 1);
    assert_int_equal(json_integer_value(json_object_get(digest, "independent_reports")), 2);
    json_t *happenings = json_object_get(digest, "happenings");
    assert_int_equal(json_array_size(happenings), 1); /* three reports of one day's fire */
    assert_int_equal(json_array_size(json_object_get(json_array_get(happenings, 0), "reports")), 3);
    json_decref(story);
    json_t *list = get(w->public_site, "/api/v1/stories");
    assert_null(json_object_get(json_array_get(json_object_get(list, "items"), 0), "digest"));
    json_decref(list);
}

static void an_agency_is_one_source(void **state) {
    world *w = *state;
    cr_arena *a = cr_arena_new(0);
    cr_error err;
    cr_story_row row;
    ok(cr_store_story(w->store, a, "s2", &row, &err));
    assert_int_equal(row.sources, 3);
    assert_int_equal(row.independent, 2);
    cr_str page = ask(w->private_site, "/en/story/s2");
    assert_true(cr_str_contains(page, "carries a text of <bdi>Reuters") || cr_str_contains(page, "carries a text of Reuters"));
    cr_importance i = cr_store_importance(3, 4, 10, 4, 0);
    assert_true(i.sources == 4 && i.languages == 2 && i.freshness == 0 && i.pace > 0.79 && i.pace < 0.8);
    cr_arena_free(a);
}

static size_t times(cr_str page, const char *words) {
    size_t n = 0;
    for (size_t at = 0; (at = cr_str_find(page, cr_str_of(words), at)) != CR_STR_NPOS; at++)
        n++;
    return n;
}

/* The same words in three reports: once, in the original's row, which is the one published first. */
static void a_statement_is_shown_once(void **state) {
    world *w = *state;
    cr_str page = ask(w->private_site, "/en/story/s3");
    size_t from = cr_str_find(page, CR_STR("id=\"statements\""), 0), to = cr_str_find(page, CR_STR("</section></section>"), from);
    assert_true(from != CR_STR_NPOS && to != CR_STR_NPOS);
    cr_str said = cr_str_slice(page, from, to);
    assert_int_equal(times(said, "We shall see"), 1);
    assert_int_equal(times(said, "also in"), 1);
    size_t original = cr_str_find(said, CR_STR("Alpha"), 0), also = cr_str_find(said, CR_STR("also in"), 0);
    assert_true(original < also && cr_str_find(said, CR_STR("Beta"), 0) > also && cr_str_find(said, CR_STR("Gamma"), 0) > also);
    assert_true(cr_str_contains(page, "relay of"));
    assert_true(cr_str_contains(ask(w->private_site, "/fr/story/s3"), "aussi dans"));
    json_t *list = get(w->private_site, "/api/v1/articles"), *o;
    size_t i, turned = 0;
    json_array_foreach(json_object_get(list, "items"), i, o) turned += text(o, "relay_of") && strcmp(text(o, "origin"), "copy") == 0 && strcmp(text(o, "title"), "Copy of the council") == 0;
    assert_int_equal(turned, 1);
    json_decref(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_tells), cmocka_unit_test(the_api_tells), cmocka_unit_test(an_agency_is_one_source),
                                       cmocka_unit_test(a_statement_is_shown_once)};
    return cmocka_run_group_tests(tests, begin, end);
}
