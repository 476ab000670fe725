/* Models shared by several threads: opened once, never closed under a user, closed when there are too many or nobody wants them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "translate/shelf.h"

#define ok(x) assert_int_equal(x, CR_OK)
enum { THREADS = 8, ROUNDS = 40, MODELS = 3 };

static char folder[] = "/tmp/XXXXXX";
static cr_arena *arena;
static cr_model_files files;
static const char *const keys[] = {"a", "b", "c"};

static int made(const char *path) {
    pid_t pid = fork();
    if (pid == 0) {
        execlp("python3", "python3", "scripts/make-model", "--dictionary", path, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int set_up(void **state) {
    (void)state;
    arena = cr_arena_new(0);
    if (!mkdtemp(folder) || made(folder) != 0)
        return -1;
    files = (cr_model_files){.model = cr_str_format(arena, "%s/model.bin", folder), .vocabulary = cr_str_format(arena, "%s/vocab.spm", folder),
                             .shortlist = cr_str_format(arena, "%s/lex.s2t.bin", folder), .settings = cr_str_format(arena, "%s/config.yml", folder)};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    cr_str all[] = {files.model, files.vocabulary, files.shortlist, files.settings};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        unlink(all[i].ptr);
    rmdir(folder);
    cr_arena_free(arena);
    return 0;
}

static cr_shelf *shelf_of(size_t most) {
    static cr_limits limits;
    cr_shelf *s;
    cr_error err;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_TRANSLATE_MODELS] = most;
    ok(cr_shelf_new(&limits, &s, &err));
    return s;
}

static const cr_model *take(cr_shelf *s, const char *key) {
    const cr_model *m;
    cr_error err;
    ok(cr_shelf_take(s, cr_str_of(key), &files, &m, &err));
    assert_non_null(m);
    return m;
}

static void numbers_are(cr_shelf *s, size_t open, size_t used, unsigned long opened) {
    cr_shelf_numbers n = cr_shelf_count(s);
    assert_int_equal(n.open, open);
    assert_int_equal(n.used, used);
    assert_int_equal(n.opened, opened);
}

static void one_model_for_all_who_ask(void **state) {
    (void)state;
    cr_shelf *s = shelf_of(4);
    const cr_model *a = take(s, "a"), *again = take(s, "a"), *b = take(s, "b");
    assert_ptr_equal(a, again);
    assert_ptr_not_equal(a, b);
    numbers_are(s, 2, 2, 2);
    cr_shelf_give(s, a, 10);
    numbers_are(s, 2, 2, 2);
    cr_shelf_rest(s, INT64_MAX); /* the other user has it still */
    numbers_are(s, 2, 2, 2);
    cr_shelf_give(s, again, 20);
    numbers_are(s, 2, 1, 2);
    cr_shelf_rest(s, 20); /* used at 20 is not before 20 */
    assert_ptr_equal(take(s, "a"), a);
    numbers_are(s, 2, 2, 2);
    cr_shelf_give(s, a, 15); /* the newest use counts */
    cr_shelf_rest(s, 20);
    numbers_are(s, 2, 1, 2);
    cr_shelf_rest(s, 21);
    numbers_are(s, 1, 1, 2);
    cr_shelf_give(s, b, 30);
    cr_shelf_free(s);
}

static void too_many_are_closed_but_none_in_use(void **state) {
    (void)state;
    cr_shelf *s = shelf_of(2);
    const cr_model *a = take(s, "a"), *b = take(s, "b"), *c = take(s, "c");
    numbers_are(s, 3, 3, 3);
    assert_true(cr_shelf_crowded(s));
    cr_shelf_give(s, a, 5); /* at once, for there are too many */
    numbers_are(s, 2, 2, 3);
    assert_false(cr_shelf_crowded(s));
    cr_shelf_give(s, b, 7);
    cr_shelf_give(s, c, 6);
    numbers_are(s, 2, 0, 3);
    a = take(s, "a"); /* c was unused longest */
    numbers_are(s, 2, 1, 4);
    assert_ptr_equal(take(s, "b"), b);
    numbers_are(s, 2, 2, 4);
    cr_shelf_give(s, a, 8);
    cr_shelf_give(s, b, 8);
    cr_shelf_free(s);
}

static void what_cannot_be_opened_is_tried_again(void **state) {
    (void)state;
    cr_shelf *s = shelf_of(2);
    cr_model_files missing = files;
    missing.model = CR_STR("/nowhere/model.bin");
    const cr_model *m;
    cr_error err;
    assert_int_not_equal(cr_shelf_take(s, CR_STR("a"), &missing, &m, &err), CR_OK);
    assert_null(m);
    assert_non_null(strstr(err.line, "/nowhere/model.bin"));
    numbers_are(s, 0, 0, 0);
    cr_shelf_give(s, m, 0);
    cr_shelf_give(s, take(s, "a"), 1);
    numbers_are(s, 1, 0, 1);
    cr_shelf_free(s);
}

/* ---- threads ---- */

typedef struct crowd {
    cr_shelf *shelf;
    pthread_barrier_t start;
    atomic_size_t wrong;
} crowd;

static void translate(crowd *c, const cr_model *m) {
    cr_infer *w = NULL;
    cr_error err;
    cr_arena *a = cr_arena_new(0);
    cr_decoding d = cr_decoding_default(m);
    cr_inferred *out;
    cr_str text = CR_STR("El tren llega hoy.");
    if (cr_infer_new(m, NULL, &w, &err) != CR_OK || cr_infer_run(w, a, &text, 1, &d, &out, &err) != CR_OK || !cr_str_is(out->best->text, "The train arrives today."))
        atomic_fetch_add(&c->wrong, 1);
    cr_infer_free(w);
    cr_arena_free(a);
}

static void *everyone(void *context) {
    crowd *c = context;
    const cr_model *m;
    cr_error err;
    pthread_barrier_wait(&c->start);
    cr_status status = cr_shelf_take(c->shelf, CR_STR("same"), &files, &m, &err);
    pthread_barrier_wait(&c->start); /* all have it */
    if (status != CR_OK || cr_shelf_count(c->shelf).opened != 1)
        atomic_fetch_add(&c->wrong, 1);
    else
        translate(c, m);
    cr_shelf_give(c->shelf, m, cr_time_monotonic_ms());
    return NULL;
}

static void *wild(void *context) {
    crowd *c = context;
    cr_model_files missing = files;
    missing.vocabulary = CR_STR("/nowhere/vocab.spm");
    pthread_barrier_wait(&c->start);
    for (size_t i = 0; i < ROUNDS; i++) {
        const cr_model *m;
        cr_error err;
        bool fails = i % 5 == 4;
        cr_status status = fails ? cr_shelf_take(c->shelf, CR_STR("broken"), &missing, &m, &err)
                                 : cr_shelf_take(c->shelf, cr_str_of(keys[(i * 7 + (size_t)(uintptr_t)&m / 4096) % MODELS]), &files, &m, &err);
        if ((status == CR_OK) == fails)
            atomic_fetch_add(&c->wrong, 1);
        if (status == CR_OK && i % 4 == 0)
            translate(c, m);
        cr_shelf_give(c->shelf, m, cr_time_monotonic_ms());
        if (i % 10 == 9)
            cr_shelf_rest(c->shelf, cr_time_monotonic_ms());
    }
    return NULL;
}

static void run_crowd(size_t most, void *(*work)(void *)) {
    crowd c = {.shelf = shelf_of(most)};
    pthread_t threads[THREADS];
    pthread_barrier_init(&c.start, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &c), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&c.start);
    assert_int_equal(c.wrong, 0);
    assert_int_equal(cr_shelf_count(c.shelf).used, 0);
    assert_true(cr_shelf_count(c.shelf).open <= most);
    cr_shelf_free(c.shelf);
}

static void eight_threads_open_it_once(void **state) {
    (void)state;
    run_crowd(4, everyone);
}

static void threads_take_and_give_as_they_like(void **state) {
    (void)state;
    run_crowd(2, wild);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_model_for_all_who_ask),          cmocka_unit_test(too_many_are_closed_but_none_in_use),
        cmocka_unit_test(what_cannot_be_opened_is_tried_again), cmocka_unit_test(eight_threads_open_it_once),
        cmocka_unit_test(threads_take_and_give_as_they_like),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
