/* Pipelines of small scripts that misbehave on request, and real Apertium where it is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <courant/translate.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "translate/pipeline.h"

static char folder[200];

/* Reads segments ended by NUL: "die" kills it, "sleep" makes it silent, "twice" is answered and more said, all else comes back in upper
 * case. */
static const char script[] = "#!/usr/bin/perl\n"
                             "$/ = \"\\0\"; $| = 1;\n"
                             "while (<STDIN>) { kill 9, $$ if /die/; (print \"half\\0\"), exit if /half/; sleep 60 if /sleep/; print uc $_; print \"again\\0\" if /twice/; }\n";

static int set_up(void **state) {
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/courant-pipeline-XXXXXX", tmp ? tmp : P_tmpdir);
    assert_non_null(mkdtemp(folder));
    char path[256];
    snprintf(path, sizeof path, "%s/echo-proc", folder);
    FILE *f = fopen(path, "w");
    fputs(script, f);
    fclose(f);
    return chmod(path, 0755);
}

static int tear_down(void **state) {
    (void)state;
    char path[256];
    snprintf(path, sizeof path, "%s/echo-proc", folder);
    unlink(path);
    return rmdir(folder);
}

static cr_pipeline *pipeline_of(cr_arena *a, cr_mode *mode, cr_limits *limits) {
    cr_error err;
    cr_pipeline *p;
    assert_int_equal(cr_mode_parse(a, CR_STR("fr-es"), CR_STR("echo-proc | echo-proc | echo-proc"), mode, &err), CR_OK);
    cr_limits_init(limits);
    cr_limits_set(limits, CR_STR("translate_seconds"), 1);
    assert_int_equal(cr_pipeline_new(mode, cr_str_of(folder), limits, &p, &err), CR_OK);
    return p;
}

static void ask(cr_pipeline *p, cr_arena *a, const char *const *in, const char *const *want, size_t n) {
    cr_str segments[200] = {{0}}, answers[200];
    cr_error err = {0};
    for (size_t i = 0; i < n; i++)
        segments[i] = cr_str_of(in[i]);
    assert_int_equal(cr_pipeline_run(p, a, segments, n, answers, &err), CR_OK);
    for (size_t i = 0; i < n; i++) {
        if (want[i])
            assert_string_equal(answers[i].ptr, want[i]);
        else
            assert_null(answers[i].ptr);
    }
}

static void test_held_open(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const in[] = {"one", "", "three"}, *const want[] = {"ONE", "", "THREE"};
    ask(p, a, in, want, 3);
    int group = cr_pipeline_group(p);
    ask(p, a, in, want, 3);
    assert_int_equal(group, cr_pipeline_group(p));
    cr_pipeline_rest(p, INT64_MAX);
    assert_false(cr_pipeline_is_open(p));
    assert_int_equal(kill(-group, 0), -1); /* the whole group is gone */
    assert_int_equal(errno, ESRCH);
    ask(p, a, in, want, 3);
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_death_costs_one(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const in[] = {"a", "b", "die", "c", "die", "die", "d"}, *const want[] = {"A", "B", NULL, "C", NULL, NULL, "D"};
    ask(p, a, in, want, 7);
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_half_an_answer(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const in[] = {"a[][\n]", "half[][\n]", "b[][\n]"}, *const want[] = {"A[][\n]", NULL, "B[][\n]"};
    ask(p, a, in, want, 3);
    cr_pipeline_free(p);
    cr_arena_free(a);
}

/* What was said beyond the answers is nobody's: the next to ask gets an answer of its own. */
static void test_more_than_asked(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const first[] = {"a", "twice"}, *const first_want[] = {"A", "TWICE"};
    static const char *const in[] = {"b", "c"}, *const want[] = {"B", "C"};
    for (int i = 0; i < 3; i++) {
        ask(p, a, first, first_want, 2);
        usleep(50000); /* it is in the pipe by now, or was read with the answers */
        ask(p, a, in, want, 2);
    }
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_silence_costs_one(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const in[] = {"a", "sleep", "b"}, *const want[] = {"A", NULL, "B"};
    ask(p, a, in, want, 3);
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_killed_from_outside(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static const char *const in[] = {"a", "b"}, *const want[] = {"A", "B"};
    ask(p, a, in, want, 2);
    kill(-cr_pipeline_group(p), SIGKILL);
    ask(p, a, in, want, 2); /* nothing is lost */
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_much_at_once(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_limits l;
    cr_pipeline *p = pipeline_of(a, &m, &l);
    static char big[100001];
    memset(big, 'x', 100000); /* more than a pipe holds, many times */
    cr_str segments[100] = {{0}}, answers[100];
    cr_error err;
    for (int i = 0; i < 100; i++)
        segments[i] = cr_str_of(big);
    assert_int_equal(cr_pipeline_run(p, a, segments, 100, answers, &err), CR_OK);
    for (int i = 0; i < 100; i++)
        assert_int_equal(answers[i].len, 100000);
    cr_pipeline_free(p);
    cr_arena_free(a);
}

static void test_missing_program(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_mode m;
    cr_error err;
    cr_pipeline *p;
    assert_int_equal(cr_mode_parse(a, CR_STR("fr-es"), CR_STR("echo-proc | no-such-program-here"), &m, &err), CR_OK);
    assert_int_equal(cr_pipeline_new(&m, cr_str_of(folder), NULL, &p, &err), CR_ERR_ENGINE);
    assert_non_null(strstr(err.line, "no-such-program-here"));
    assert_non_null(strstr(err.line, "apt install"));
    cr_arena_free(a);
}

/* ---- the real thing ---- */

static void test_apertium(void **state) {
    (void)state;
    cr_translator *t;
    cr_error err;
    cr_arena *a = cr_arena_new(0);
    cr_route r;
    cr_str why;
    assert_int_equal(cr_translator_new(NULL, &t, &err), CR_OK);
    if (!cr_translator_route(t, a, CR_STR("es"), CR_STR("en"), CR_STR("apertium"), &r, &why)) {
        printf("# apertium-eng-spa is not installed: skipped\n");
        cr_translator_free(t);
        cr_arena_free(a);
        skip();
    }
    cr_str segments[] = {CR_STR("El tren llega el 12/05/2026 a las 18:30."), CR_STR(""), CR_STR("Hola, mundo"), CR_STR("[ ] { } ^ $ / \\ @ < > * # ~"),
                         CR_STR("Mira https://example.org/a_b?c=1 o escribe a ana@example.org."), CR_STR("El ministro dijo «no» a la propuesta.")};
    cr_translate_request q = {.from = CR_STR("es"), .to = CR_STR("en"), .segments = segments, .count = 6};
    cr_translation *out;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
        assert_non_null(strstr(out[0].text.ptr, "12/05/2026"));
        assert_non_null(strstr(out[0].text.ptr, "train"));
        assert_int_equal(out[0].flags, 0);
        assert_true(cr_str_is(out[1].text, ""));
        assert_true(cr_str_is(out[2].text, "Hello, world"));
        assert_true(cr_str_is(out[3].text, "[ ] { } ^ $ / \\ @ < > * # ~"));
        assert_non_null(strstr(out[4].text.ptr, "https://example.org/a_b?c=1"));
        assert_non_null(strstr(out[4].text.ptr, "ana@example.org"));
        assert_non_null(strstr(out[5].text.ptr, "“no”"));
        assert_true(cr_str_is(out[0].engine, "apertium"));
    }
    cr_str same[] = {CR_STR("Hola * #mundo")};
    cr_translate_request none = {.from = CR_STR("es"), .to = CR_STR("es"), .segments = same, .count = 1};
    assert_int_equal(cr_translator_run(t, a, &none, &out, &err), CR_OK);
    assert_true(cr_str_eq(out[0].text, same[0]));
    assert_false(cr_translator_route(t, a, CR_STR("ja"), CR_STR("en"), CR_STR_NONE, &r, &why));
    assert_non_null(strstr(why.ptr, "ja-en"));
    q.from = CR_STR("ja");
    assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_ERR_NOT_FOUND);
    cr_translator_free(t);
    cr_arena_free(a);
}

/* Memory: asked first, told after; what it knows is not sent to the engine. */
typedef struct diary { int asked, told; } diary;
static bool look_up(void *context, cr_arena *arena, const cr_route *route, cr_str segment, cr_translation *out) {
    (void)route;
    ((diary *)context)->asked++;
    if (!cr_str_is(segment, "Hola."))
        return false;
    *out = (cr_translation){.text = cr_str_copy_z(arena, "from memory"), .score = 1};
    return true;
}
static void keep(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *t) {
    (void)from, (void)to, (void)segment, (void)t;
    ((diary *)context)->told++;
}

static void test_memory(void **state) {
    (void)state;
    diary d = {0};
    cr_translator_options o = {.memory = {&d, look_up, keep}};
    cr_translator *t;
    cr_error err;
    cr_arena *a = cr_arena_new(0);
    cr_route r;
    cr_str why;
    assert_int_equal(cr_translator_new(&o, &t, &err), CR_OK);
    if (cr_translator_route(t, a, CR_STR("es"), CR_STR("en"), CR_STR_NONE, &r, &why)) {
        cr_str segments[] = {CR_STR("Hola."), CR_STR("El perro come.")};
        cr_translate_request q = {.from = CR_STR("es"), .to = CR_STR("en"), .segments = segments, .count = 2};
        cr_translation *out;
        assert_int_equal(cr_translator_run(t, a, &q, &out, &err), CR_OK);
        assert_true(out[0].from_memory);
        assert_true(cr_str_is(out[0].text, "from memory"));
        assert_false(out[1].from_memory);
        assert_int_equal(d.asked, 2);
        assert_int_equal(d.told, 1);
    }
    cr_translator_free(t);
    cr_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_held_open), cmocka_unit_test(test_death_costs_one), cmocka_unit_test(test_half_an_answer), cmocka_unit_test(test_more_than_asked), cmocka_unit_test(test_silence_costs_one),
                                       cmocka_unit_test(test_killed_from_outside), cmocka_unit_test(test_much_at_once), cmocka_unit_test(test_missing_program),
                                       cmocka_unit_test(test_apertium), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
