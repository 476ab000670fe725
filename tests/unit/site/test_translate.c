/* LibreTranslate's endpoints without a socket: codes and their names, keys, passwords, addresses, limits, and the answers put together. The
 * engine is the LibreTranslate client with a server of our own. */
#include "../store/made.h"

#include <jansson.h>

#include "../support/loopback.h"
#include "site/translate.h"

static void reply(int fd, int status, const char *body) {
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", status, strlen(body));
    say(fd, head);
    say(fd, body);
}

/* "[target] text", with two alternatives where wanted; "fail" is no translation. */
static void answer(loopback *s, int fd, const char *path, const char *request) {
    (void)s;
    if (strcmp(path, "/languages") == 0) {
        reply(fd, 200, "[{\"code\": \"en\", \"targets\": [\"en\", \"zh\", \"pt-BR\", \"fr\"]}, {\"code\": \"zh\", \"targets\": [\"en\"]}, {\"code\": \"fr\", \"targets\": [\"en\"]}, "
                       "{\"code\": \"pt-BR\", \"targets\": [\"en\"]}]");
        return;
    }
    json_t *body = json_loads(strstr(request, "\r\n\r\n") + 4, 0, NULL), *out = json_array(), *others = json_array(), *q = json_object_get(body, "q");
    const char *target = json_string_value(json_object_get(body, "target"));
    for (size_t i = 0; i < json_array_size(q); i++) {
        char line[2000];
        const char *text = json_string_value(json_array_get(q, i));
        snprintf(line, sizeof line, "%s %.1500s", target, text);
        json_array_append_new(out, strstr(text, "fail") ? json_null() : json_string(line));
        json_array_append_new(others, json_pack("[s,s,s]", "first other", line, "second other"));
    }
    json_t *all = json_pack("{s:O,s:O}", "translatedText", out, "alternatives", others);
    char *text = json_dumps(all, 0);
    reply(fd, 200, text);
    free(text);
    json_decref(all);
    json_decref(out);
    json_decref(others);
    json_decref(body);
}

static loopback server = {.answer = answer};
static char folder[64], path[96];
static cr_str only[1], keys[2];
static cr_translator_options translator;
static cr_site_service service;
static cr_site_options options;
static cr_site *site;
static cr_site_response r;
static json_t *body;

static int begin(void **state) {
    static char url[64];
    (void)state;
    loopback_start(&server);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", server.port);
    only[0] = CR_STR("libretranslate");
    keys[0] = CR_STR("first key");
    keys[1] = CR_STR("second key");
    translator = (cr_translator_options){.libretranslate_url = cr_str_of(url), .engines = {only, 1}};
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/cr-translate-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/store.db", folder);
    return 0;
}

static int end(void **state) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    char file[128];
    (void)state;
    loopback_stop(&server);
    for (size_t i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
    return rmdir(folder);
}

static int site_open(void **state) {
    (void)state;
    service = (cr_site_service){.translator = &translator, .char_limit = 100, .batch_limit = 3, .alternatives_limit = 2, .requests_per_minute = -1};
    options = (cr_site_options){.main = CR_STR("en"), .store_path = cr_str_of(path), .listen = CR_STR("127.0.0.1:0"), .threads = 1, .service = &service};
    site = NULL;
    return 0;
}

static void start(void) {
    cr_error err;
    if (cr_site_open(&options, &site, &err) != CR_OK)
        fail_msg("%s", err.line);
}

static int site_close(void **state) {
    (void)state;
    cr_site_close(site);
    cr_buf_free(&r.body);
    json_decref(body);
    body = NULL;
    return 0;
}

static int ask_with(cr_site_request q) {
    cr_buf_free(&r.body);
    json_decref(body);
    if (!q.host.ptr)
        q.host = CR_STR("localhost");
    cr_site_answer(site, &q, &r);
    body = json_loadb(r.body.bytes ? r.body.bytes : "", r.body.len, JSON_DECODE_ANY, NULL);
    return r.status;
}
static int post(const char *where, const char *json) {
    return ask_with((cr_site_request){.method = CR_STR("POST"), .path = cr_str_of(where), .content_type = CR_STR("application/json"), .body = cr_str_of(json), .from_loopback = true});
}
static int get(const char *where) { return ask_with((cr_site_request){.method = CR_STR("GET"), .path = cr_str_of(where), .from_loopback = true}); }

static const char *member(const char *key) {
    const char *s = json_string_value(json_object_get(body, key));
    return s ? s : "(none)";
}
#define TEXT(wanted) assert_string_equal(member("translatedText"), (wanted))
static void error_says(const char *words) {
    if (!strstr(member("error"), words))
        fail_msg("\"%s\" is not in the error \"%s\"", words, member("error"));
}

/* What is small as text and large in memory is refused unread; commas and brackets of a text are none. */
static void values_are_counted(void **state) {
    (void)state;
    enum { ROOM = 400000, MORE = 100000 };
    char *json = malloc(ROOM);
    start();
    size_t n = (size_t)snprintf(json, ROOM, "{\"q\": [\"x\"");
    for (int i = 0; i < MORE; i++)
        n += (size_t)snprintf(json + n, ROOM - n, ",{}");
    snprintf(json + n, ROOM - n, "], \"source\": \"en\", \"target\": \"ja\"}");
    assert_int_equal(post("/translate", json), 413);
    error_says("http_json_values");
    n = (size_t)snprintf(json, ROOM, "{\"source\": \"en\", \"target\": \"ja\", \"q\": \"\\\"");
    memset(json + n, ',', 2 * MORE);
    snprintf(json + n + 2 * MORE, ROOM - n - 2 * MORE, "\"}");
    assert_int_equal(post("/translate", json), 400);
    error_says("exceeds text limit");
    free(json);
}

static void texts_and_lists(void **state) {
    (void)state;
    start();
    assert_int_equal(post("/translate", "{\"q\": \"One dog eats.\\n\\n Two cats.\", \"source\": \"en\", \"target\": \"fr\"}"), 200);
    TEXT("Fr One dog eats.\n\n Fr Two cats.");
    assert_string_equal(member("engine"), "libretranslate");
    assert_int_equal(post("/translate", "{\"q\": [\"One dog eats.\", \"\", \"! 😀\"], \"source\": \"en\", \"target\": \"fr\"}"), 200);
    json_t *list = json_object_get(body, "translatedText");
    assert_int_equal(json_array_size(list), 3);
    assert_string_equal(json_string_value(json_array_get(list, 1)), "");
    assert_string_equal(json_string_value(json_array_get(list, 2)), "! 😀");
    assert_int_equal(post("/translate", "{\"q\": \"One dog eats. This will fail. Another cat.\", \"source\": \"en\", \"target\": \"fr\"}"), 200);
    TEXT("Fr One dog eats. This will fail. Fr Another cat."); /* what has no translation stays, and the flags say so */
    assert_string_equal(json_string_value(json_array_get(json_object_get(body, "flags"), 0)), "engine_failed");
    assert_int_equal(post("/translate", "{\"q\": \"This will fail.\", \"source\": \"en\", \"target\": \"fr\"}"), 500);
    error_says("Cannot translate text");
    assert_int_equal(post("/translate", "{\"q\": \"One two. Three four.\", \"source\": \"en\", \"target\": \"zh\"}"), 200);
    assert_null(strstr(member("translatedText"), ". zh")); /* no space between Chinese sentences */
    assert_int_equal(post("/translate", "{\"q\": \"A \\u0000 null stays out.\", \"source\": \"en\", \"target\": \"fr\"}"), 200);
}

static void alternatives(void **state) {
    (void)state;
    start();
    assert_int_equal(post("/translate", "{\"q\": \"One dog eats.\", \"source\": \"en\", \"target\": \"fr\", \"alternatives\": 2}"), 200);
    json_t *list = json_object_get(body, "alternatives");
    assert_true(json_is_array(list) && json_array_size(list) >= 1 && json_array_size(list) <= 2);
    for (size_t i = 0; i < json_array_size(list); i++)
        assert_string_not_equal(json_string_value(json_array_get(list, i)), member("translatedText"));
    assert_int_equal(post("/translate", "{\"q\": \"One dog eats.\", \"source\": \"en\", \"target\": \"fr\", \"alternatives\": 3}"), 400);
    error_says("alternatives parameter must be <= 2");
}

static void codes(void **state) {
    static const struct { const char *source, *target; int status; } cases[] = {
        {"EN", "fr", 200}, {"en", "zh", 200}, {"en", "zh-Hans", 200}, {"en", "ZH-HANS", 200}, {"en", "zh-CN", 200}, {"en", "pt", 200}, {"en", "pt-BR", 200}, {"en", "pb", 200},
        {"zh-Hans", "en", 200}, {"en", "en", 200}, {"fr", "zh", 400}, {"en", "zt", 400}, {"en", "xx", 400}, {"", "en", 400}, {"en", "abcdefghijklmnopqrstuvwxyz", 400}};
    (void)state;
    start();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        snprintf(text, sizeof text, "{\"q\": \"A word.\", \"source\": \"%s\", \"target\": \"%s\"}", cases[i].source, cases[i].target);
        if (post("/translate", text) != cases[i].status)
            fail_msg("%s-%s: %d %s", cases[i].source, cases[i].target, r.status, member("error"));
    }
    post("/translate", "{\"q\": \"A word.\", \"source\": \"fr\", \"target\": \"zh\"}");
    error_says("Chinese (Simplified) (zh-Hans) is not available as a target language from French (fr)");
    error_says("courant models add --from fr --to zh");
    assert_int_equal(post("/detect", "{\"q\": \"这是一个关于城市的故事。\"}"), 200);
    assert_string_equal(json_string_value(json_object_get(json_array_get(body, 0), "language")), "zh-Hans");
    assert_int_equal(get("/languages"), 200);
    assert_string_equal(json_string_value(json_object_get(json_array_get(body, 0), "code")), "en");
    assert_int_equal(json_array_size(json_object_get(json_array_get(body, 0), "targets")), 4);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("GET"), .path = CR_STR("/languages"), .accept_language = CR_STR("fr-FR,fr;q=0.8"), .from_loopback = true}), 200);
    assert_string_equal(json_string_value(json_object_get(json_array_get(body, 0), "name")), "anglais");
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("GET"), .path = CR_STR("/languages"), .query = CR_STR("lang=de"), .accept_language = CR_STR("fr"), .from_loopback = true}), 200);
    assert_string_equal(json_string_value(json_object_get(json_array_get(body, 0), "name")), "Englisch");
}

static void keys_and_addresses(void **state) {
    (void)state;
    service.keys = (cr_strs){keys, 2};
    options.listen = CR_STR("0.0.0.0:0");
    options.public_mode = true;
    start(); /* elsewhere than on loopback: for those who have a key */
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\"}"), 400);
    error_says("API key");
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\", \"api_key\": \"first ke\"}"), 403);
    error_says("Invalid API key");
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\", \"api_key\": \"second key\"}"), 200);
    cr_site_close(site);
    service.keys = (cr_strs){0};
    start(); /* and without keys for nobody */
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\"}"), 403);
    error_says("[serve]");
    assert_int_equal(get("/languages"), 403);
    assert_int_equal(get("/health"), 200);
    cr_site_close(site);
    service.on = CR_SERVICE_ON;
    start();
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\"}"), 200);
    cr_site_close(site);
    service.on = CR_SERVICE_OFF;
    start();
    assert_int_equal(get("/languages"), 404);
    cr_site_close(site);
    service.on = CR_SERVICE_AUTO;
    service.key_required = true;
    cr_error err;
    assert_int_equal(cr_site_open(&options, &site, &err), CR_ERR_USAGE);
    assert_non_null(strstr(err.line, "keys"));
    site = NULL;
}

static void a_password(void **state) {
    (void)state;
    options.password = CR_STR("open sesame");
    service.keys = (cr_strs){keys, 2};
    start();
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\"}"), 401);
    assert_int_equal(get("/languages"), 401);
    assert_int_equal(post("/translate", "{\"q\": \"A word.\", \"source\": \"en\", \"target\": \"fr\", \"api_key\": \"first key\"}"), 200);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("GET"), .path = CR_STR("/languages"), .authorization = CR_STR("Basic eDpvcGVuIHNlc2FtZQ==")}), 200);
}

static void how_often(void **state) {
    (void)state;
    static cr_rate rate = {.lock = PTHREAD_MUTEX_INITIALIZER};
    unsigned seconds = 0;
    for (int i = 0; i < 6; i++)
        assert_true(cr_rate_take(&rate, 77, 6, 1000, &seconds));
    assert_false(cr_rate_take(&rate, 77, 6, 1000, &seconds));
    assert_in_range(seconds, 10, 11);
    assert_true(cr_rate_take(&rate, 78, 6, 1000, &seconds)); /* another address */
    assert_true(cr_rate_take(&rate, 77, 6, 11001, &seconds)); /* one more after ten seconds, no two */
    assert_false(cr_rate_take(&rate, 77, 6, 11001, &seconds));
    for (uint64_t i = 0; i < 100000; i++) /* whatever the number of addresses */
        assert_true(cr_rate_take(&rate, i * 2654435761u + 1, 6, 12000, &seconds));
    service.requests_per_minute = 2;
    start();
    assert_int_equal(post("/detect", "{\"q\": \"A word.\"}"), 200);
    assert_int_equal(post("/detect", "{\"q\": \"A word.\"}"), 200);
    assert_int_equal(post("/detect", "{\"q\": \"A word.\"}"), 429);
    error_says("Slowdown: 2 per 1 minute");
    assert_true(cr_site_response_header(&r, "Retry-After").len > 0);
    assert_int_equal(get("/health"), 200);
}

static void others(void **state) {
    (void)state;
    start();
    assert_int_equal(get("/spec"), 200);
    assert_non_null(json_object_get(json_object_get(body, "paths"), "/translate"));
    assert_int_equal(get("/translate"), 405);
    assert_true(cr_str_is(cr_site_response_header(&r, "Allow"), "POST, OPTIONS"));
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("OPTIONS"), .path = CR_STR("/translate")}), 204);
    assert_true(cr_str_is(cr_site_response_header(&r, "Access-Control-Allow-Origin"), "*"));
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("OPTIONS"), .path = CR_STR("/health")}), 204);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("OPTIONS"), .path = CR_STR("/en/")}), 405);
    assert_true(cr_str_none(cr_site_response_header(&r, "Access-Control-Allow-Origin")));
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("GET"), .path = CR_STR("/languages"), .host = CR_STR("evil.example")}), 421);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("POST"), .path = CR_STR("/translate"), .body_too_large = true}), 413);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("POST"), .path = CR_STR("/translate"), .busy = true}), 429);
    assert_int_equal(ask_with((cr_site_request){.method = CR_STR("POST"), .path = CR_STR("/translate"), .malformed = true}), 400);
    assert_int_equal(post("/translate", "{\"q\": \"a\\ud800b\", \"source\": \"en\", \"target\": \"fr\"}"), 400);
    assert_int_equal(post("/translate", "{\"q\": {\"a\": 1}, \"source\": \"en\", \"target\": \"fr\"}"), 400);
    assert_int_equal(post("/translate", "{\"q\": [\"a\", null], \"source\": \"en\", \"target\": \"fr\"}"), 400);
    assert_int_equal(post("/translate", "null"), 400);
}

static void html(void **state) {
    (void)state;
    start();
    assert_int_equal(post("/translate", "{\"q\": \"<p class=x>One dog &amp; a cat.</p><!-- no --><code>One</code>\", \"source\": \"en\", \"target\": \"fr\", \"format\": \"html\"}"), 200);
    TEXT("<p class=x>Fr One dog &amp; a cat.</p><!-- no --><code>One</code>");
    assert_int_equal(post("/translate", "{\"q\": \"a < b <img src=x onerror=1> <b\", \"source\": \"en\", \"target\": \"fr\", \"format\": \"html\"}"), 200);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
    const struct CMUnitTest tests[] = {TEST(texts_and_lists), TEST(alternatives), TEST(codes), TEST(keys_and_addresses), TEST(a_password), TEST(how_often), TEST(others), TEST(html),
                                       TEST(values_are_counted)};
    return cmocka_run_group_tests(tests, begin, end);
}
