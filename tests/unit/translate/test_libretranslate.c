/* The LibreTranslate client against a server of our own that keeps to the protocol, and one that does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/translate.h>
#include <jansson.h>
#include <signal.h>

#include "../support/loopback.h"

static int busy; /* answers 429 so many times */

static void reply(int fd, int status, const char *json) {
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n", status, strlen(json),
             status == 429 ? "Retry-After: 0\r\n" : "");
    say(fd, head);
    say(fd, json);
}

static void answer(loopback *s, int fd, const char *path, const char *request) {
    (void)s;
    if (strcmp(path, "/lt/languages") == 0) {
        reply(fd, 200, "[{\"code\": \"en\", \"name\": \"English\", \"targets\": [\"en\", \"ja\", \"zh-Hans\"]}, {\"code\": \"ja\", \"targets\": [\"en\"]}, {\"code\": 7}, null]");
        return;
    }
    json_t *body = json_loads(strstr(request, "\r\n\r\n") + 4, 0, NULL), *out = json_array(), *q = json_object_get(body, "q");
    const char *key = json_string_value(json_object_get(body, "api_key")), *target = json_string_value(json_object_get(body, "target"));
    if (strcmp(path, "/lt/translate") != 0)
        reply(fd, 404, "{}");
    else if (!key || strcmp(key, "k1") != 0)
        reply(fd, 403, "{\"error\": \"Invalid API key\"}");
    else if (busy-- > 0)
        reply(fd, 429, "{\"error\": \"Slowdown\"}");
    else {
        bool poison = false, tarpit = false;
        for (size_t i = 0; i < json_array_size(q); i++) {
            const char *text = json_string_value(json_array_get(q, i));
            char line[300];
            poison = poison || strstr(text, "poison");
            tarpit = tarpit || strstr(text, "tarpit");
            snprintf(line, sizeof line, "[%s] %.200s", target, text);
            json_array_append_new(out, json_string(line));
        }
        json_t *all = json_pack("{s:O}", "translatedText", out), *wanted = json_object_get(body, "alternatives");
        bool choosy = json_integer_value(wanted) > 2;
        if (choosy || tarpit) { /* alone it gets no answer at all */
            if (choosy)
                reply(fd, 400, "{\"error\": \"Invalid request: alternatives parameter must be <= 2\"}");
            else if (json_array_size(q) > 1)
                reply(fd, 500, "{\"error\": \"too much at once\"}");
            json_decref(all);
            json_decref(out);
            json_decref(body);
            return;
        }
        if (wanted)
            json_object_set_new(all, "alternatives", json_pack("[[s,s],[]]", "other\nwords", ""));
        char *text = json_dumps(all, 0);
        poison ? reply(fd, 400, "{\"error\": \"poison is not supported\"}") : reply(fd, 200, text);
        free(text);
        json_decref(all);
    }
    json_decref(out);
    json_decref(body);
}

static loopback server = {.answer = answer};
static int set_up(void **state) { return (void)state, loopback_start(&server), 0; }
static int tear_down(void **state) { return (void)state, loopback_stop(&server), 0; }

static cr_translator *translator_of(cr_arena *a, const char *key, unsigned port) {
    cr_translator *t;
    cr_error err;
    static cr_str only[1];
    only[0] = CR_STR("libretranslate");
    cr_translator_options o = {.libretranslate_url = cr_str_format(a, "http://127.0.0.1:%u/lt/", port), .libretranslate_key = cr_str_of(key), .engines = {only, 1}};
    assert_int_equal(cr_translator_new(&o, &t, &err), CR_OK);
    return t;
}

static void test_translate(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_translator *t = translator_of(a, "k1", server.port);
    cr_str segments[] = {CR_STR("One dog."), CR_STR("THE WHOLE HEADLINE"), CR_STR(""), CR_STR("Two poison cats."), CR_STR("Three.")};
    cr_translate_request q = {.from = CR_STR("en"), .to = CR_STR("zh"), .segments = segments, .count = 5};
    cr_translation *out;
    cr_error err;
    busy = 1; /* waits and asks again */
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
    assert_true(cr_str_is(out[0].text, "[Zh-Hans] One dog."));
    assert_true(cr_str_is(out[1].text, "[ZH-HANS] THE WHOLE HEADLINE")); /* sent as a sentence, shown in capitals */
    assert_true(cr_str_is(out[2].text, ""));
    assert_true(cr_str_none(out[3].text)); /* costs itself alone */
    assert_int_equal(out[3].flags, CR_FLAG_ENGINE_FAILED);
    assert_true(cr_str_none(out[4].text)); /* no Chinese in it: not passed off as a translation */
    assert_true(cr_str_is(out[4].rejected, "[Zh-Hans] Three."));
    assert_int_equal(out[4].flags, CR_FLAG_WRONG_LANGUAGE);
    assert_int_equal(out[4].grade, CR_GRADE_HOPELESS);
    assert_int_equal(out[0].hash.len, 16); /* of the address, so that another server's lines are not taken for this one's */
    assert_null(strstr(out[0].hash.ptr, "127"));
    assert_true(cr_str_is(out[0].engine, "libretranslate"));
    assert_null(strstr(server.last, "HEADLINE"));
    cr_route *routes;
    size_t count;
    assert_int_equal(cr_translator_list(t, a, &routes, &count, &err), CR_OK);
    assert_int_equal(count, 3);
    cr_str why;
    cr_route r;
    assert_false(cr_translator_route(t, a, CR_STR("ja"), CR_STR("zh"), CR_STR_NONE, &r, &why));
    assert_non_null(strstr(why.ptr, "does not translate ja to zh"));
    cr_translator_free(t);
    cr_arena_free(a);
}

static void test_alternatives(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_translator *t = translator_of(a, "k1", server.port);
    cr_str segments[] = {CR_STR("One dog."), CR_STR("Two.")};
    cr_translation *out;
    cr_error err;
    cr_translate_request q = {.from = CR_STR("en"), .to = CR_STR("ja"), .segments = segments, .count = 2, .plain = true, .alternatives = 2};
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
    assert_int_equal(out[0].alternatives.count, 1);
    assert_true(cr_str_is(out[0].alternatives.items[0], "other words"));
    assert_int_equal(out[1].alternatives.count, 0);
    q.alternatives = 5; /* more than the server gives: then none */
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
    assert_true(cr_str_is(out[1].text, "[ja] Two."));
    assert_int_equal(out[0].alternatives.count, 0);
    cr_route here;
    cr_str why;
    assert_true(cr_translator_route(t, a, CR_STR("en"), CR_STR("ja"), CR_STR_NONE, &here, &why));
    assert_int_equal(here.hash.len, 16); /* the memory tells servers apart */
    assert_null(strstr(here.hash.ptr, "127"));
    cr_translator_free(t);
    cr_arena_free(a);
}

static void test_refused(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_translator *t = translator_of(a, "wrong", server.port);
    cr_str segments[] = {CR_STR("One dog.")};
    cr_translate_request q = {.from = CR_STR("en"), .to = CR_STR("ja"), .segments = segments, .count = 1};
    cr_translation *out;
    cr_error err;
    assert_int_not_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
    assert_non_null(strstr(err.line, "Invalid API key"));
    assert_null(strstr(err.line, "wrong"));
    cr_translator_free(t);
    t = translator_of(a, "k1", 1); /* nobody listens there */
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_ERR_NOT_FOUND);
    assert_non_null(strstr(err.line, "libretranslate"));
    cr_translator_free(t);
    cr_arena_free(a);
}

/* A server that refuses a batch and dies of its parts is not asked for every one of them. */
static void test_gone_half_way(void **state) {
    (void)state;
    enum { COUNT = 12 };
    cr_arena *a = cr_arena_new(0);
    cr_translator *t = translator_of(a, "k1", server.port);
    cr_str segments[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        segments[i] = cr_str_format(a, i < 2 ? "Dog %zu." : "A tarpit %zu.", i);
    cr_translate_request q = {.from = CR_STR("en"), .to = CR_STR("ja"), .segments = segments, .count = COUNT, .plain = true};
    cr_translation *out;
    cr_error err;
    int before = server.requests;
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
    assert_true(cr_str_is(out[1].text, "[ja] Dog 1.")); /* what came before stays */
    for (size_t i = 2; i < COUNT; i++)
        assert_int_equal(out[i].flags, CR_FLAG_ENGINE_FAILED);
    assert_in_range(server.requests - before, 1, 6); /* languages, the batch, two dogs, a tarpit */
    cr_translator_free(t);
    cr_arena_free(a);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_translate), cmocka_unit_test(test_alternatives), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_gone_half_way)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
