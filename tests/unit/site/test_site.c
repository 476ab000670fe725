/* The whole site over a store made for it, asked as a reader would, without a socket: which page answers what, to whom;
 * that nothing hostile, internal or reserved comes out anywhere; translations and their originals; the static site. */
#include "../store/made.h"

#include <curl/curl.h>
#include <expat.h>
#include <jansson.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <zlib.h>

#include "base/file.h"
#include "site/site.h"

#define HOSTILE "Dam <script>alert(1)</script> \"opens\" </title>\u202Egnp"
#define BODYWORD "Whalebone"   /* deep in a text whose source allows extracts only */
#define INNERWORD "Innermost"  /* of an internal source */
#define NOAIWORD "Reservedly"  /* of a page that reserves its text */

typedef struct world {
    char folder[64], path[96];
    char whole_id[CR_ID_ROOM], extract_id[CR_ID_ROOM], inner_id[CR_ID_ROOM], noai_id[CR_ID_ROOM], relay_id[CR_ID_ROOM], full_source[CR_ID_ROOM], inner_source[CR_ID_ROOM];
    int64_t extract_seq;
    cr_store *store;
    cr_site *private_site, *public_site;
    cr_site_options private_options, public_options;
} world;

static void put_source(cr_store *s, const char *url, const char *title, cr_rights rights, char id[CR_ID_ROOM]) {
    cr_error err = {0};
    cr_source source = {.kind = CR_SOURCE_FEED, .url = cr_str_of(url), .title = cr_str_of(title), .rights = rights, .language = CR_STR("en")};
    ok(cr_store_source_put(s, &source, NULL, &err));
    memcpy(id, source.id, CR_ID_ROOM);
}

static void keep_translation(cr_store *s, const char *from, const char *to, const char *segment, const char *text, unsigned flags) {
    cr_error err = {0};
    cr_translation t = {.text = cr_str_of(text), .flags = flags, .score = -1, .engine = CR_STR("apertium"), .model = CR_STR("fra-cat 1.10.0")};
    ok(cr_store_memory_keep(s, cr_str_of(from), cr_str_of(to), cr_str_of(segment), &t, &err));
}

static void fill(world *w) {
    static char extract_source[CR_ID_ROOM];
    cr_store *s = w->store;
    cr_error err = {0};
    cr_str languages[] = {{"en", 2}, {"fr", 2}, {"ar", 2}};
    ok(cr_store_editions_set(s, (cr_strs){languages, 3}, &err));
    put_source(s, "https://full.example/feed", "Full <b>Times</b>", CR_RIGHTS_FULL, w->full_source);
    put_source(s, "https://extract.example/feed", "Extrait", CR_RIGHTS_EXTRACT, extract_source);
    put_source(s, "https://inner.example/feed", "Inner desk " INNERWORD, CR_RIGHTS_INTERNAL, w->inner_source);
    cr_person ada = {.id = "p1", .kind = CR_NAME_PERSON, .name = CR_STR("Ada <i>Speaker</i>")};
    ok(cr_store_person_put(s, &ada, &err));
    whole(s, &(made){"https://full.example/1", "en", "2022-01-10T10:00:00Z", HOSTILE, "The dam opened on 2022-01-09. «We <b>waited</b> long» said Ada. It ran dry from 2021-12-27/2021-12-30.", "s1", "d1", .source = w->full_source, .person = "p1"}, w->whole_id);
    w->extract_seq = whole(s, &(made){"https://extract.example/1", "fr", "2022-01-10T12:00:00Z", "Le barrage ouvre", "Le barrage a ouvert. Il y a 12 blessés. La fin vient tard. " BODYWORD " dort ici.", "s1", "d1", .source = extract_source}, w->extract_id);
    whole(s, &(made){"https://inner.example/1", "en", "2022-01-10T13:00:00Z", INNERWORD " note", INNERWORD " things happened on 2022-01-08. «" INNERWORD " words» said Ada.", "s1", "d1", .source = w->inner_source, .person = "p1"}, w->inner_id);
    whole(s, &(made){"https://full.example/2", "en", "2022-01-11", NOAIWORD " page", NOAIWORD " text of 2022-01-07.", "s2", "d1", .source = w->full_source, .noai = true}, w->noai_id);
    whole(s, &(made){"https://full.example/3", "en", "2022-01-11T09:00:00Z", "Copy of " INNERWORD, INNERWORD " things were copied.", "s1", "d1", .source = w->full_source, .relay_of = w->inner_id, .redirect = &(cr_story_redirect){"s9", "s1"}}, w->relay_id);
    keep_translation(s, "fr", "en", "Le barrage ouvre", "The dam opens", 0);
    keep_translation(s, "fr", "en", "Le barrage a ouvert.", "The dam has opened.", 0);
    keep_translation(s, "fr", "en", "Il y a 12 blessés.", "There are 14 <img src=x onerror=alert(1)> injured.", CR_FLAG_NUMBER_CHANGED);
}

static cr_site *open_site(cr_site_options *o) {
    cr_error err;
    cr_site *site = NULL;
    if (cr_site_open(o, &site, &err) != CR_OK)
        fail_msg("%s", err.line);
    return site;
}

static int begin(void **state) {
    static cr_str editions[] = {{"en", 2}, {"fr", 2}, {"ar", 2}};
    world *w = calloc(1, sizeof *w);
    const char *temporary = getenv("TMPDIR");
    snprintf(w->folder, sizeof w->folder, "%.40s/cr-site-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(w->folder))
        return -1;
    snprintf(w->path, sizeof w->path, "%s/store.db", w->folder);
    w->store = open_at(w->path);
    fill(w);
    w->private_options = (cr_site_options){.main = CR_STR("en"), .editions = {editions, 3}, .store_path = cr_str_of(w->path), .listen = CR_STR("127.0.0.1:0"), .threads = 2};
    w->public_options = w->private_options;
    w->public_options.public_mode = true;
    w->public_options.base_url = CR_STR("https://news.example");
    w->private_site = open_site(&w->private_options);
    w->public_site = open_site(&w->public_options);
    *state = w;
    return 0;
}

static int end(void **state) {
    world *w = *state;
    cr_site_close(w->private_site);
    cr_site_close(w->public_site);
    cr_store_close(w->store);
    char command[128];
    const char *endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(command, sizeof command, "%s%s", w->path, endings[i]);
        unlink(command);
    }
    rmdir(w->folder);
    free(w);
    return 0;
}

static cr_site_response *ask_with(cr_site *site, cr_site_request q) {
    static cr_site_response r;
    cr_buf_free(&r.body);
    if (!q.method.len)
        q.method = CR_STR("GET");
    if (!q.host.ptr)
        q.host = CR_STR("localhost:8040");
    cr_site_answer(site, &q, &r);
    return &r;
}

static cr_site_response *ask(cr_site *site, const char *uri) {
    cr_str s = cr_str_of(uri);
    size_t mark = cr_str_find_byte(s, '?', 0);
    return ask_with(site, (cr_site_request){.path = mark == CR_STR_NPOS ? s : cr_str_slice(s, 0, mark), .query = mark == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(s, mark + 1, s.len), .from_loopback = true});
}

static bool says(const cr_site_response *r, const char *text) { return cr_str_contains(cr_buf_str(&r->body), text); }

/* ---- which page answers what ---- */

typedef struct route_case { const char *uri; int in_private, in_public; } route_case;
/* {w} whole, {e} extract, {i} internal, {n} reserved, {r} relay of the internal one, {s} a source, {j} the internal source */
static const route_case matrix[] = {
    {"/", 200, 200}, {"/en/", 200, 200}, {"/fr/", 200, 200}, {"/ar/", 200, 200}, {"/de/", 404, 404}, {"/fr", 301, 301},
    {"/en/stories", 200, 200}, {"/en/stories?lang=fr", 200, 200}, {"/en/stories?cursor=nonsense", 400, 400}, {"/en/dossiers", 200, 200},
    {"/en/story/s1", 200, 200}, {"/fr/story/s1", 200, 200}, {"/en/story/s2", 200, 404}, {"/en/story/none", 404, 404}, {"/en/story/s9", 301, 301}, {"/en/story/s9/feed.json", 301, 301}, {"/api/v1/stories/s9", 301, 301}, {"/en/dossier/d1", 200, 200}, {"/ar/dossier/d1", 200, 200}, {"/en/dossier/d9", 404, 404},
    {"/en/article/{w}", 200, 200}, {"/en/article/{e}", 200, 200}, {"/fr/article/{e}", 200, 200}, {"/ar/article/{e}", 200, 200},
    {"/en/article/{i}", 200, 404}, {"/en/article/{r}", 200, 404}, {"/en/article/{n}", 200, 451}, {"/en/article/0000000000000000", 404, 404},
    {"/en/person/p1", 200, 200}, {"/fr/person/p1?story=s1", 200, 200}, {"/en/person/p1?story=%3Cx", 400, 400}, {"/en/person/p99", 404, 404},
    {"/en/source/{s}", 200, 200}, {"/en/source/{j}", 200, 404}, {"/en/search", 200, 200}, {"/en/search?q=dam", 200, 200}, {"/en/search?q=nothingofthekind", 200, 200}, {"/en/search?q=%FF", 400, 400},
    {"/en/search?q=%22%28%29%2A%20NEAR%20AND%20OR%20-%20%5E", 200, 200}, {"/en/about", 200, 200}, {"/en/status", 200, 200},
    {"/en/feed.atom", 200, 200}, {"/fr/feed.json", 200, 200}, {"/en/story/s1/feed.atom", 200, 200}, {"/en/story/s1/feed.json", 200, 200}, {"/en/story/s2/feed.atom", 200, 404}, {"/en/search.atom?q=dam", 200, 200}, {"/en/search.atom", 400, 400},
    {"/sitemap.xml", 200, 200}, {"/en/sitemap.xml", 200, 200}, {"/news-sitemap.xml", 200, 200}, {"/opml", 200, 200}, {"/robots.txt", 200, 200}, {"/health", 200, 200}, {"/metrics", 200, 200},
    {"/api/v1/articles", 200, 200}, {"/api/v1/articles?edition=en&limit=2", 200, 200}, {"/api/v1/articles/{w}", 200, 200}, {"/api/v1/articles/{e}?edition=en", 200, 200}, {"/api/v1/articles/{i}", 200, 404}, {"/api/v1/articles/{n}", 200, 451},
    {"/api/v1/stories", 200, 200}, {"/api/v1/stories/s1", 200, 200}, {"/api/v1/stories/s2", 200, 404}, {"/api/v1/dossiers", 200, 200}, {"/api/v1/dossiers/d1", 200, 200}, {"/api/v1/statements?story=s1&edition=fr", 200, 200}, {"/api/v1/timeline?story=s1", 200, 200}, {"/api/v1/sources", 200, 200}, {"/api/v1/search?q=dam", 200, 200},
    {"/api/v1/search", 400, 400}, {"/api/v1/articles?limit=0", 400, 400}, {"/api/v1/articles?limit=9999999", 400, 400}, {"/api/v1/articles?limit=-1", 400, 400}, {"/api/v1/articles?since=yesterday", 400, 400}, {"/api/v1/articles?lang=<x>", 400, 400}, {"/api/v1/articles?story=../x", 400, 400}, {"/api/v1/articles?edition=xx", 400, 400}, {"/api/v1/articles?cursor=x", 400, 400}, {"/api/v1/nothing", 404, 404}, {"/api/v1/openapi.json", 200, 200},
    {"/favicon.ico", 200, 200}, {"/asset/x/site.css", 200, 200}, {"/asset/x/../site.css", 404, 404}, {"/asset/x/unknown", 404, 404}, {"/etc/passwd", 404, 404}, {"/en/story/%3Cscript%3E", 404, 404}};

static const char *uri_of(const world *w, const char *pattern) {
    static char out[300];
    const char *brace = strchr(pattern, '{');
    if (!brace || brace[2] != '}')
        return pattern;
    const char *id = brace[1] == 'w' ? w->whole_id : brace[1] == 'e' ? w->extract_id : brace[1] == 'i' ? w->inner_id : brace[1] == 'n' ? w->noai_id : brace[1] == 'r' ? w->relay_id : brace[1] == 's' ? w->full_source : w->inner_source;
    snprintf(out, sizeof out, "%.*s%s%s", (int)(brace - pattern), pattern, id, brace + 3);
    return out;
}

static void protected_by_headers(const char *uri, const cr_site_response *r) {
    if (!cr_str_starts(cr_site_response_header(r, "Content-Security-Policy"), "default-src 'none'; ") || !cr_str_is(cr_site_response_header(r, "X-Content-Type-Options"), "nosniff") ||
        !cr_str_is(cr_site_response_header(r, "Referrer-Policy"), "no-referrer"))
        fail_msg("%s: a header is missing", uri);
}

static void each_address_answers_as_written(void **state) {
    world *w = *state;
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++)
        for (int public = 0; public < 2; public++) {
            const char *uri = uri_of(w, matrix[i].uri);
            cr_site_response *r = ask(public ? w->public_site : w->private_site, uri);
            int expected = public ? matrix[i].in_public : matrix[i].in_private;
            if (r->status != expected)
                fail_msg("%s %s: %d, not %d", public ? "public" : "private", uri, r->status, expected);
            protected_by_headers(uri, r);
            if (r->status != 301 && !cr_site_response_header(r, "Content-Type").len)
                fail_msg("%s: no type", uri);
        }
}

static void nothing_hostile_internal_or_reserved_comes_out(void **state) {
    world *w = *state;
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++) {
        const char *uri = uri_of(w, matrix[i].uri);
        cr_site_response *r = ask(w->public_site, uri);
        bool search = strstr(uri, "q=") != NULL;
        if (says(r, INNERWORD) || says(r, NOAIWORD) || (says(r, BODYWORD) && !search))
            fail_msg("public %s shows what it must not", uri);
        r = ask(w->private_site, uri);
        cr_str type = cr_site_response_header(r, "Content-Type");
        bool json = cr_str_starts(type, "application/") && cr_str_contains(type, "json");
        if (!json && (says(r, "<script>alert") || says(r, "<img") || says(r, "\u202E") || says(r, "<b>Times") || says(r, "<i>Speaker")))
            fail_msg("%s lets markup through", uri);
    }
}

/* ---- well-formed ---- */

static void feeds_are_well_formed(void **state) {
    world *w = *state;
    static const char *const xml[] = {"/en/feed.atom", "/fr/story/s1/feed.atom", "/en/search.atom?q=dam", "/sitemap.xml", "/en/sitemap.xml", "/news-sitemap.xml", "/opml", "/favicon.ico"};
    for (size_t i = 0; i < sizeof xml / sizeof *xml; i++) {
        cr_site_response *r = ask(w->private_site, xml[i]);
        XML_Parser x = XML_ParserCreate(NULL);
        if (XML_Parse(x, r->body.bytes, (int)r->body.len, 1) != XML_STATUS_OK)
            fail_msg("%s: %s", xml[i], XML_ErrorString(XML_GetErrorCode(x)));
        XML_ParserFree(x);
    }
    static const char *const json[] = {"/en/feed.json", "/en/story/s1/feed.json", "/api/v1/articles?edition=en", "/api/v1/stories", "/api/v1/dossiers", "/api/v1/statements", "/api/v1/timeline", "/api/v1/sources",
                                       "/api/v1/search?q=dam", "/api/v1/nothing", "/api/v1/openapi.json", "/health"};
    for (size_t i = 0; i < sizeof json / sizeof *json; i++) {
        cr_site_response *r = ask(w->private_site, json[i]);
        json_t *v = json_loadb(r->body.bytes, r->body.len, 0, NULL);
        if (!v)
            fail_msg("%s is no JSON", json[i]);
        json_decref(v);
    }
}

static void problems_are_rfc_9457(void **state) {
    world *w = *state;
    cr_site_response *r = ask(w->private_site, "/api/v1/articles?limit=0");
    assert_true(cr_str_is(cr_site_response_header(r, "Content-Type"), "application/problem+json"));
    assert_true(says(r, "\"status\": 400"));
}

/* ---- ranges ---- */

static void a_range_ends_on_the_day_named(void **state) {
    world *w = *state;
    const char *const pages[] = {"/en/story/s1", "/en/dossier/d1"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        cr_site_response *r = ask(w->private_site, pages[i]);
        if (!says(r, "<time datetime=\"2021-12-27\">") || !says(r, "<time datetime=\"2021-12-30\">"))
            fail_msg("%s does not show the range", pages[i]);
    }
    assert_true(says(ask(w->private_site, "/api/v1/timeline?story=s1"), "\"2021-12-27/2021-12-30\""));
}

/* ---- translations ---- */

static void translation_and_original_stand_together(void **state) {
    world *w = *state;
    cr_site_response *r = ask(w->private_site, uri_of(w, "/en/article/{e}"));
    assert_true(says(r, "The dam has opened."));
    assert_true(says(r, "Le barrage a ouvert."));
    assert_true(says(r, "rough gloss from French · apertium fra-cat 1.10.0"));
    assert_true(says(r, "a number differs"));
    assert_true(says(r, "There are 14 &lt;img src=x"));
    assert_true(says(r, "Il y a 12 blessés."));
    assert_true(says(r, "2 sentences are not translated yet"));
    assert_true(says(r, "\"translationOfWork\""));
    assert_true(says(r, "lang=\"fr\""));
    r = ask(w->private_site, uri_of(w, "/ar/article/{e}"));
    assert_true(says(r, "dir=\"rtl\""));
    assert_true(says(r, "courant models add --from fr --to ar"));
    assert_true(says(r, "hreflang=\"x-default\""));
    r = ask(w->private_site, uri_of(w, "/fr/article/{e}"));
    assert_false(says(r, "translationOfWork"));
    assert_true(says(r, "<a href=\"/en/article/"));
}

static void what_cannot_be_trusted_stands_as_it_was(void **state) {
    world *w = *state;
    cr_error err = {0};
    cr_translation loop = {.rejected = CR_STR("The end the end the end"), .flags = CR_FLAG_REPETITION, .grade = CR_GRADE_HOPELESS, .score = 0.2, .probability = -2,
                           .engine = CR_STR("marian"), .model = CR_STR("fr-en/tiny-3.0"), .hash = CR_STR("ab12")};
    cr_translation same = {.text = CR_STR(BODYWORD " dort ici."), .score = 1, .probability = -0.1, .engine = CR_STR("none"), .language = CR_STR("en")};
    ok(cr_store_memory_keep(w->store, CR_STR("fr"), CR_STR("en"), CR_STR("La fin vient tard."), &loop, &err));
    ok(cr_store_memory_keep(w->store, CR_STR("fr"), CR_STR("en"), CR_STR(BODYWORD " dort ici."), &same, &err));
    cr_site_response *r = ask(w->private_site, uri_of(w, "/en/article/{e}"));
    assert_true(says(r, "La fin vient"));
    assert_true(says(r, "not shown translated: words repeat"));
    assert_false(says(r, "The end the end"));
    assert_true(says(r, "in English in the original"));
    assert_false(says(r, "not translated yet"));
    r = ask(w->private_site, uri_of(w, "/api/v1/articles/{e}?edition=en"));
    assert_true(says(r, "\"rejected\": true"));
    assert_true(says(r, "\"hash\": \"ab12\""));
    assert_true(says(r, "\"grade\": \"hopeless\""));
    assert_false(says(r, "The end the end"));
}

static void a_wish_reaches_the_store(void **state) {
    world *w = *state;
    ask(w->private_site, uri_of(w, "/en/article/{e}"));
    cr_error err = {0};
    cr_work work;
    bool found;
    ok(cr_store_work_take(w->store, CR_WORK_TRANSLATE, 2000000000, &work, &found, &err));
    assert_true(found);
    assert_int_equal(work.seq, w->extract_seq); /* before the newer ones */
    assert_string_not_equal(work.language, "fr");
}

static void machine_translation_is_marked_for_machines(void **state) {
    world *w = *state;
    assert_true(says(ask(w->private_site, "/en/story/s1/feed.atom"), "<courant:translation of=\"title\" from=\"fr\" engine=\"apertium\""));
    assert_true(says(ask(w->private_site, "/en/story/s1/feed.json"), "\"machine_translated\": true"));
    assert_true(says(ask(w->private_site, "/api/v1/articles?edition=en&lang=fr"), "\"engine\": \"apertium\""));
    assert_false(says(ask(w->private_site, "/api/v1/articles?lang=fr"), "machine_translated\": true"));
}

/* ---- who may ask ---- */

static void other_methods_hosts_and_lengths_are_refused(void **state) {
    world *w = *state;
    cr_site_response *r = ask_with(w->private_site, (cr_site_request){.method = CR_STR("POST"), .path = CR_STR("/")});
    assert_int_equal(r->status, 405);
    assert_true(cr_str_is(cr_site_response_header(r, "Allow"), "GET, HEAD"));
    protected_by_headers("POST", r);
    r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/"), .malformed = true});
    assert_int_equal(r->status, 400);
    assert_true(cr_str_is(cr_site_response_header(r, "Connection"), "close"));
    protected_by_headers("malformed", r);
    static const struct { const char *host; int status; } hosts[] = {{"localhost", 200}, {"127.0.0.1:8040", 200}, {"[::1]:8040", 200}, {"127.8.8.8", 200}, {"evil.example", 421}, {"127.0.0.1.evil.example", 421}, {"localhost.evil.example:8040", 421}, {"", 421}};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/"), .host = cr_str_of(hosts[i].host)});
        if (r->status != hosts[i].status)
            fail_msg("host \"%s\": %d", hosts[i].host, r->status);
        protected_by_headers(hosts[i].host, r);
    }
    assert_int_equal(ask_with(w->public_site, (cr_site_request){.path = CR_STR("/en/"), .host = CR_STR("news.example")})->status, 200);
    char query[9000];
    memset(query, 'a', sizeof query);
    assert_int_equal(ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/search"), .query = {query, sizeof query}})->status, 414);
    assert_int_equal(ask_with(w->private_site, (cr_site_request){.path = CR_STR("/metrics"), .from_loopback = false})->status, 404);
}

static void a_password_is_asked_for(void **state) {
    world *w = *state;
    cr_site_options o = w->private_options;
    o.password = CR_STR("open sesame");
    o.listen = CR_STR("0.0.0.0:0");
    cr_site *site = open_site(&o);
    static const struct { const char *header; int status; } cases[] = {{NULL, 401}, {"Basic", 401}, {"Basic !!!", 401}, {"Basic eDpvcGVuIHNlc2FtZQ==", 200}, {"basic YW55OnBhc3M6b3BlbiBzZXNhbWU=", 401}, {"Basic eDpvcGVuIHNlc2FtZTI=", 401}, {"Basic eDo=", 401}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_site_response *r = ask_with(site, (cr_site_request){.path = CR_STR("/en/"), .authorization = cr_str_of(cases[i].header)});
        if (r->status != cases[i].status)
            fail_msg("%s: %d", cases[i].header ? cases[i].header : "none", r->status);
        protected_by_headers("401", r);
        assert_false(says(r, "dam") && r->status == 401);
    }
    assert_int_equal(ask_with(site, (cr_site_request){.path = CR_STR("/health")})->status, 200);
    cr_site_close(site);
}

static void listening_elsewhere_needs_a_reason(void **state) {
    world *w = *state;
    cr_site_options o = w->private_options;
    cr_site *site;
    cr_error err;
    static const char *const open[] = {"0.0.0.0:0", "[::]:0", "192.0.2.1:80", ":0"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        o.listen = cr_str_of(open[i]);
        assert_int_equal(cr_site_open(&o, &site, &err), CR_ERR_REFUSED);
        assert_null(site);
    }
    o.listen = CR_STR("nonsense");
    assert_int_equal(cr_site_open(&o, &site, &err), CR_ERR_USAGE);
    o.listen = CR_STR("[::1]:0");
    assert_int_equal(cr_site_open(&o, &site, &err), CR_OK);
    cr_site_close(site);
}

/* ---- what did not change, and smaller ---- */

static void unchanged_pages_are_not_sent_again(void **state) {
    world *w = *state;
    char tag[80];
    cr_site_response *r = ask(w->private_site, "/en/story/s1");
    snprintf(tag, sizeof tag, "\"x\", %.*s", CR_FMT(cr_site_response_header(r, "ETag")));
    r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/story/s1"), .if_none_match = cr_str_of(tag)});
    assert_int_equal(r->status, 304);
    assert_int_equal(r->body.len, 0);
    protected_by_headers("304", r);
    keep_translation(w->store, "fr", "en", "La fin vient tard.", "The end comes late.", 0);
    r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/story/s1"), .if_none_match = cr_str_of(tag)});
    assert_int_equal(r->status, 200);
}

static void gzip_where_accepted(void **state) {
    world *w = *state;
    cr_site_response *r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/story/s1"), .accept_encoding = CR_STR("br, gzip;q=0.8")});
    assert_true(cr_str_is(cr_site_response_header(r, "Content-Encoding"), "gzip"));
    cr_buf plain;
    cr_error err;
    cr_buf_init(&plain, 1 << 20);
    assert_int_equal(cr_file_decode(cr_buf_str(&r->body), CR_STR("gzip"), &plain, &err), CR_OK);
    assert_true(cr_str_starts(cr_buf_str(&plain), "<!DOCTYPE html>"));
    cr_buf_free(&plain);
    r = ask_with(w->private_site, (cr_site_request){.path = CR_STR("/en/story/s1"), .accept_encoding = CR_STR("gzip;q=0")});
    assert_true(cr_str_none(cr_site_response_header(r, "Content-Encoding")));
}

/* ---- over a socket ---- */

static size_t count_bytes(char *bytes, size_t size, size_t n, void *context) {
    (void)bytes;
    *(size_t *)context += size * n;
    return size * n;
}

static void it_answers_over_http(void **state) {
    world *w = *state;
    cr_error err = {0};
    ok(cr_site_listen(w->private_site, &err));
    char url[80];
    long status = 0;
    size_t bytes = 0;
    snprintf(url, sizeof url, "http://127.0.0.1:%u/en/story/s1", cr_site_port(w->private_site));
    CURL *c = curl_easy_init();
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, count_bytes);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &bytes);
    assert_int_equal(curl_easy_perform(c), CURLE_OK);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    assert_int_equal(status, 200);
    assert_true(bytes > 1000);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, "a=b");
    assert_int_equal(curl_easy_perform(c), CURLE_OK);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    assert_int_equal(status, 405);
    curl_easy_cleanup(c);
}

/* ---- files ---- */

static bool there(const char *folder, const char *name) {
    char path[400];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &st) == 0;
}

static void holds(const char *path, const char *text) {
    cr_buf bytes;
    cr_error err;
    cr_buf_init(&bytes, 1 << 20);
    ok(cr_file_read(path, &bytes, &err));
    assert_true(cr_str_is(cr_buf_str(&bytes), text));
    cr_buf_free(&bytes);
}

static void publishing_spares_what_it_did_not_write(void **state) {
    world *w = *state;
    char dir[80], front[100], page[140], list[120], bytes[400];
    cr_site_published n;
    cr_error err = {0};
    snprintf(dir, sizeof dir, "%s/spared", w->folder);
    snprintf(front, sizeof front, "%s/index.html", dir);
    snprintf(page, sizeof page, "%s/fr/about/index.html", dir);
    snprintf(list, sizeof list, "%s/.courant-published", dir);
    assert_int_equal(mkdir(dir, 0777), 0);
    ok(cr_file_write(front, CR_STR("my own front page"), &err));
    assert_int_equal(cr_site_publish(w->public_site, dir, &n, &err), CR_ERR_REFUSED);
    assert_non_null(strstr(err.line, "/spared/index.html"));
    assert_non_null(strstr(err.line, "nothing was written"));
    holds(front, "my own front page");
    assert_false(there(dir, "en") || there(dir, "robots.txt") || there(dir, ".courant-published"));
    assert_int_equal(unlink(front), 0);
    ok(cr_file_write((snprintf(bytes, sizeof bytes, "%s/fr", dir), bytes), CR_STR("a file where a folder goes"), &err));
    assert_int_equal(cr_site_publish(w->public_site, dir, &n, &err), CR_ERR_REFUSED);
    assert_false(there(dir, "index.html"));
    assert_int_equal(unlink(bytes), 0);
    ok(cr_site_publish(w->public_site, dir, &n, &err));
    ok(cr_file_write(page, CR_STR("changed by hand"), &err)); /* ours once, no longer */
    assert_int_equal(cr_site_publish(w->public_site, dir, &n, &err), CR_ERR_REFUSED);
    assert_non_null(strstr(err.line, "was changed since"));
    holds(page, "changed by hand");
    /* A list of names alone, as earlier versions kept, trusts the names: what stops the run now are the other pages. */
    ok(cr_file_write(list, CR_STR("fr/about/index.html\n"), &err));
    assert_int_equal(cr_site_publish(w->public_site, dir, &n, &err), CR_ERR_REFUSED);
    assert_null(strstr(err.line, "fr/about"));
    holds(page, "changed by hand");
}

static void the_static_site(void **state) { /* last: it forgets an article */
    world *w = *state;
    char dir[80], name[200];
    cr_site_published n;
    cr_error err = {0};
    size_t removed;
    snprintf(dir, sizeof dir, "%s/out", w->folder);
    ok(cr_site_publish(w->public_site, dir, &n, &err));
    assert_true(n.files > 40 && n.written == n.files && n.removed == 0);
    assert_true(there(dir, "index.html") && there(dir, "ar/index.html") && there(dir, "fr/story/s1/index.html") && there(dir, "en/feed.atom") && there(dir, "robots.txt"));
    snprintf(name, sizeof name, "%s/fr/story/s9/index.html", dir); /* a story that ended leads on */
    cr_buf page;
    cr_buf_init(&page, 1 << 20);
    ok(cr_file_read(name, &page, &err));
    assert_true(cr_str_contains(cr_buf_str(&page), "<link rel=\"canonical\" href=\"https://news.example/fr/story/s1/\">"));
    assert_true(cr_str_contains(cr_buf_str(&page), "http-equiv=\"refresh\" content=\"0; url=/fr/story/s1/\""));
    cr_buf_free(&page);
    snprintf(name, sizeof name, "en/article/%s/index.html", w->extract_id);
    assert_true(there(dir, name));
    snprintf(name, sizeof name, "en/article/%s/index.html", w->inner_id);
    assert_false(there(dir, name));
    snprintf(name, sizeof name, "%s/mine.txt", dir);
    ok(cr_file_write(name, CR_STR("mine"), &err));
    ok(cr_site_publish(w->public_site, dir, &n, &err));
    assert_int_equal(n.written, 0);
    ok(cr_store_forget(w->store, CR_STR("https://extract.example/1"), &removed, &err));
    ok(cr_site_publish(w->public_site, dir, &n, &err));
    assert_int_equal(n.removed, 3); /* one page for each edition */
    snprintf(name, sizeof name, "en/article/%s/index.html", w->extract_id);
    assert_false(there(dir, name));
    assert_true(there(dir, "mine.txt"));
    assert_int_equal(cr_site_publish(w->private_site, dir, &n, &err), CR_ERR_REFUSED);
    assert_true(there(dir, ".courant-published"));
    char *const arguments[] = {"rm", "-r", dir, NULL};
    pid_t child = fork();
    if (child == 0) {
        execv("/bin/rm", arguments);
        _exit(1);
    }
    assert_true(child > 0);
    waitpid(child, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_answers_as_written), cmocka_unit_test(nothing_hostile_internal_or_reserved_comes_out), cmocka_unit_test(feeds_are_well_formed),
        cmocka_unit_test(problems_are_rfc_9457), cmocka_unit_test(a_range_ends_on_the_day_named), cmocka_unit_test(translation_and_original_stand_together), cmocka_unit_test(what_cannot_be_trusted_stands_as_it_was), cmocka_unit_test(a_wish_reaches_the_store),
        cmocka_unit_test(machine_translation_is_marked_for_machines), cmocka_unit_test(other_methods_hosts_and_lengths_are_refused), cmocka_unit_test(a_password_is_asked_for),
        cmocka_unit_test(listening_elsewhere_needs_a_reason), cmocka_unit_test(unchanged_pages_are_not_sent_again), cmocka_unit_test(gzip_where_accepted),
        cmocka_unit_test(it_answers_over_http), cmocka_unit_test(publishing_spares_what_it_did_not_write), cmocka_unit_test(the_static_site)};
    return cmocka_run_group_tests(tests, begin, end);
}
