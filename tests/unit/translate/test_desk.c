/* The desk: every asker gets its own answer; tasks share batches; a huge one does not hold up a small one; limits; closing. The engine is
 * the LibreTranslate client with a server of our own that can be held at a gate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdatomic.h>

#include "../support/loopback.h"
#include "translate/desk.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER; /* held: the server waits before it answers /translate */
static atomic_int at_gate;

static void reply(int fd, int status, const char *json) {
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", status, strlen(json));
    say(fd, head);
    say(fd, json);
}

enum { MANY = 300 };
static atomic_bool has_many; /* languages, each into all */

static void reply_many(int fd) {
    enum { ROOM = MANY * (MANY * 6 + 40) };
    char *all = malloc(ROOM);
    size_t n = 0;
    for (int i = 0; i < MANY; i++) {
        n += (size_t)snprintf(all + n, ROOM - n, "%s{\"code\": \"q%c%c\", \"targets\": [", i ? "," : "[", 'a' + i / 26, 'a' + i % 26);
        for (int k = 0; k < MANY; k++)
            n += (size_t)snprintf(all + n, ROOM - n, "%s\"q%c%c\"", k ? "," : "", 'a' + k / 26, 'a' + k % 26);
        n += (size_t)snprintf(all + n, ROOM - n, "]}");
    }
    snprintf(all + n, ROOM - n, "]");
    reply(fd, 200, all);
    free(all);
}

static void answer(loopback *s, int fd, const char *path, const char *request) {
    (void)s;
    if (strcmp(path, "/languages") == 0 && has_many) {
        reply_many(fd);
        return;
    }
    if (strcmp(path, "/languages") == 0) {
        reply(fd, 200, "[{\"code\": \"en\", \"targets\": [\"en\", \"ja\", \"fr\"]}, {\"code\": \"ja\", \"targets\": [\"en\"]}]");
        return;
    }
    atomic_fetch_add(&at_gate, 1);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    json_t *body = json_loads(strstr(request, "\r\n\r\n") + 4, 0, NULL), *out = json_array(), *q = json_object_get(body, "q");
    const char *target = json_string_value(json_object_get(body, "target"));
    bool broken = false;
    for (size_t i = 0; i < json_array_size(q); i++) {
        char line[300];
        const char *text = json_string_value(json_array_get(q, i));
        broken = broken || strstr(text, "poison");
        snprintf(line, sizeof line, "[%s] %.200s", target, text);
        json_array_append_new(out, json_string(line));
    }
    json_t *all = json_pack("{s:O}", "translatedText", out);
    char *text = json_dumps(all, 0);
    broken ? reply(fd, 400, "{\"error\": \"poison\"}") : reply(fd, 200, text);
    free(text);
    json_decref(all);
    json_decref(out);
    json_decref(body);
}

static loopback server = {.answer = answer};
static cr_translator_options translator;
static cr_str only[1];
static cr_desk *desk;
static cr_limits limits;

static void desk_open(unsigned threads) {
    cr_error err;
    cr_desk_options o = {.translator = &translator, .threads = threads, .limits = &limits};
    atomic_store(&at_gate, 0);
    if (cr_desk_new(&o, &desk, &err) != CR_OK)
        fail_msg("%s", err.line);
}

static int begin(void **state) {
    static char url[64];
    (void)state;
    loopback_start(&server);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", server.port);
    only[0] = CR_STR("libretranslate");
    translator = (cr_translator_options){.libretranslate_url = cr_str_of(url), .engines = {only, 1}};
    cr_limits_init(&limits);
    return 0;
}
static int end(void **state) { return (void)state, loopback_stop(&server), 0; }

/* ---- askers ---- */

typedef struct asker {
    cr_desk_task task;
    cr_str *segments;
    char target[4];
    int order; /* in which it was done; 0: not yet */
    int calls;
} asker;

static pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done_changed = PTHREAD_COND_INITIALIZER;
static int done_count;

static void on_done(cr_desk_task *t) {
    asker *a = t->context;
    pthread_mutex_lock(&done_lock);
    a->order = ++done_count;
    a->calls++;
    pthread_cond_broadcast(&done_changed);
    pthread_mutex_unlock(&done_lock);
}

static void wait_for(int count) {
    pthread_mutex_lock(&done_lock);
    while (done_count < count)
        pthread_cond_wait(&done_changed, &done_lock);
    pthread_mutex_unlock(&done_lock);
}

static void fill(asker *a, const char *target, size_t count, int number) {
    cr_arena *arena = cr_arena_new(0);
    *a = (asker){0};
    memcpy(a->target, target, 3);
    a->segments = CR_NEW_ARRAY(arena, cr_str, count);
    for (size_t i = 0; i < count; i++)
        a->segments[i] = i % 3 == 2 ? CR_STR("The same for all.") : cr_str_format(arena, "This is sentence %zu of asker %d.", i, number);
    a->task = (cr_desk_task){.arena = arena, .from = CR_STR("en"), .to = cr_str_of(a->target), .segments = a->segments, .count = count, .done = on_done, .context = a};
}

static cr_status submit(asker *a) {
    cr_error err = {0};
    cr_status status = cr_desk_submit(desk, &a->task, &err);
    assert_true(status == CR_OK || err.line[0]);
    return status;
}

static void check_and_free(asker *a) {
    assert_int_equal(a->calls, 1);
    assert_int_equal(a->task.error.status, CR_OK);
    for (size_t i = 0; i < a->task.count; i++) {
        const cr_translation *t = &a->task.answers[i];
        cr_str text = cr_str_none(t->text) ? t->rejected : t->text, source = a->segments[i]; /* no translation, our server's words, as the checks may see */
        if (text.len < source.len || !cr_str_eq(cr_str_slice(text, text.len - source.len, text.len), source) || !cr_str_contains(text, a->target + 1))
            fail_msg("\"%.*s\" was answered with \"%.*s\"", CR_FMT(source), CR_FMT(text));
    }
    cr_arena_free(a->task.arena);
}

static void hold(void) { pthread_mutex_lock(&gate); }
static void let_go(void) { pthread_mutex_unlock(&gate); }
static void until_somebody_waits_at_the_gate(void) {
    while (atomic_load(&at_gate) == 0)
        usleep(1000);
}

static void each_asker_gets_its_own_answer(void **state) {
    (void)state;
    enum { ASKERS = 60 };
    static asker askers[ASKERS];
    done_count = 0;
    desk_open(2);
    for (int i = 0; i < ASKERS; i++) {
        fill(&askers[i], i % 2 ? "ja" : "fr", (size_t)(i % 7 + 1), i);
        assert_int_equal(submit(&askers[i]), CR_OK);
    }
    wait_for(ASKERS);
    cr_desk_numbers n = cr_desk_count(desk);
    assert_int_equal(n.tasks, ASKERS);
    assert_int_equal(n.waiting, 0);
    cr_desk_free(desk);
    for (int i = 0; i < ASKERS; i++)
        check_and_free(&askers[i]);
}

static void askers_share_a_batch_and_a_small_one_overtakes(void **state) {
    (void)state;
    enum { SMALL = 12 };
    static asker first, huge, small[SMALL];
    done_count = 0;
    desk_open(1);
    hold();
    fill(&first, "fr", 1, 100);
    fill(&huge, "fr", 900, 101);
    assert_int_equal(submit(&first), CR_OK);
    until_somebody_waits_at_the_gate();
    assert_int_equal(submit(&huge), CR_OK);
    for (int i = 0; i < SMALL; i++) {
        fill(&small[i], "fr", 1, i);
        assert_int_equal(submit(&small[i]), CR_OK);
    }
    let_go();
    wait_for(SMALL + 2);
    cr_desk_numbers n = cr_desk_count(desk);
    assert_true(n.widest == SMALL + 1); /* the huge one and all small ones in one run */
    for (int i = 0; i < SMALL; i++) {
        assert_true(small[i].order < huge.order);
        check_and_free(&small[i]);
    }
    cr_desk_free(desk);
    check_and_free(&first);
    check_and_free(&huge);
}

static void what_breaks_one_breaks_no_other(void **state) {
    (void)state;
    static asker first, good, bad;
    done_count = 0;
    desk_open(1);
    hold();
    fill(&first, "fr", 1, 1);
    fill(&good, "fr", 2, 2);
    fill(&bad, "fr", 1, 3);
    bad.segments[0] = CR_STR("This is poison.");
    assert_int_equal(submit(&first), CR_OK);
    until_somebody_waits_at_the_gate();
    assert_int_equal(submit(&good), CR_OK);
    assert_int_equal(submit(&bad), CR_OK);
    let_go();
    wait_for(3);
    cr_desk_free(desk);
    check_and_free(&first);
    check_and_free(&good);
    assert_true(bad.task.error.status != CR_OK || (bad.task.answers[0].flags & CR_FLAG_ENGINE_FAILED));
    cr_arena_free(bad.task.arena);
}

static void too_much_is_refused_and_closing_answers_all(void **state) {
    (void)state;
    static asker askers[5], late;
    done_count = 0;
    limits.value[CR_LIMIT_DESK_TASKS] = 4;
    desk_open(1);
    hold();
    for (int i = 0; i < 5; i++)
        fill(&askers[i], "fr", 3, i);
    assert_int_equal(submit(&askers[0]), CR_OK);
    until_somebody_waits_at_the_gate();
    for (int i = 1; i < 4; i++)
        assert_int_equal(submit(&askers[i]), CR_OK);
    assert_int_equal(submit(&askers[4]), CR_ERR_LIMIT);
    assert_int_equal(askers[4].calls, 0);
    let_go();
    cr_desk_close(desk); /* what is in hand is finished, the rest is told */
    for (int i = 0; i < 4; i++) {
        assert_int_equal(askers[i].calls, 1);
        assert_true(askers[i].task.error.status == CR_OK || askers[i].task.error.status == CR_ERR_CANCELLED);
    }
    fill(&late, "fr", 1, 9);
    assert_int_equal(submit(&late), CR_ERR_CANCELLED);
    cr_desk_free(desk);
    for (int i = 0; i < 5; i++)
        cr_arena_free(askers[i].task.arena);
    cr_arena_free(late.task.arena);
    cr_limits_init(&limits);
}

static void pairs_are_known(void **state) {
    (void)state;
    desk_open(1);
    const cr_desk_pairs *pairs = cr_desk_pairs_take(desk, 60000);
    assert_non_null(pairs);
    assert_int_equal(pairs->count, 3);
    assert_int_equal(pairs->languages.count, 3);
    assert_true(cr_str_is(pairs->languages.items[0], "en"));
    assert_non_null(cr_desk_pairs_find(pairs, CR_STR("ja"), CR_STR("en")));
    assert_null(cr_desk_pairs_find(pairs, CR_STR("ja"), CR_STR("fr")));
    cr_desk_close(desk);
    assert_true(cr_str_is(pairs->routes[0].engine, "libretranslate")); /* ours until given back */
    cr_desk_pairs_give(desk, pairs);
    cr_desk_free(desk);
    cr_desk_free(NULL);
}

/* A server of all languages there are is no reason to know none. */
static void many_pairs_are_known(void **state) {
    (void)state;
    has_many = true;
    desk_open(1);
    const cr_desk_pairs *pairs = cr_desk_pairs_take(desk, 60000);
    assert_non_null(pairs);
    assert_int_equal(pairs->count, MANY * (MANY - 1));
    assert_int_equal(pairs->languages.count, MANY);
    assert_non_null(cr_desk_pairs_find(pairs, CR_STR("qaa"), CR_STR("qln")));
    cr_desk_pairs_give(desk, pairs);
    cr_desk_free(desk);
    has_many = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_asker_gets_its_own_answer), cmocka_unit_test(askers_share_a_batch_and_a_small_one_overtakes),
                                       cmocka_unit_test(what_breaks_one_breaks_no_other), cmocka_unit_test(too_much_is_refused_and_closing_answers_all),
                                       cmocka_unit_test(pairs_are_known), cmocka_unit_test(many_pairs_are_known)};
    return cmocka_run_group_tests(tests, begin, end);
}
