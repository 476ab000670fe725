/* The engine "marian" with a made-up model that was installed: what a request may ask for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "translate/adding.h"
#include "translate/translator.h"

#define ok(x) assert_int_equal(x, CR_OK)

static char folder[] = "/tmp/XXXXXX";
static cr_arena *arena;
static cr_str models;
static cr_installed_model installed;

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
    cr_str source = mkdtemp(folder) ? cr_str_format(arena, "%s/source", folder) : CR_STR_NONE;
    models = cr_str_format(arena, "%s/models", folder);
    if (cr_str_none(source) || made(source.ptr) != 0)
        return -1;
    cr_adding adding = {.folder = models, .now = CR_STR("2026-11-22T08:00:00Z")};
    bool already;
    cr_error err;
    cr_status status = cr_adding_local(&adding, arena, source, CR_STR("fr"), CR_STR("en"), &installed, &already, &err);
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        unlink(cr_str_format(arena, "%.*s/%s", CR_FMT(source), cr_model_file_name((cr_model_file_kind)i)).ptr);
    rmdir(source.ptr);
    return status == CR_OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    cr_named_model *all;
    size_t count;
    cr_error err;
    if (cr_models_named(arena, models, CR_STR_NONE, &all, &count, &err) == CR_OK)
        for (size_t i = 0; i < count; i++)
            if (cr_models_remove(arena, models, &all[i], &err) != CR_OK)
                return -1;
    rmdir(models.ptr);
    rmdir(folder);
    cr_arena_free(arena);
    return 0;
}

static size_t alternatives_of(size_t wanted, size_t beam) {
    cr_limits limits;
    cr_translator *t;
    cr_translation *out;
    cr_error err = {0};
    cr_str only[] = {CR_STR("marian")}, segments[] = {CR_STR("le chat noir dort")};
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_INFER_BEAM] = beam;
    ok(cr_translator_new(&(cr_translator_options){.models = models, .engines = {only, 1}, .limits = &limits, .threads = 1}, &t, &err));
    cr_translate_request q = {.from = CR_STR("fr"), .to = CR_STR("en"), .segments = segments, .count = 1, .alternatives = wanted, .plain = true};
    if (cr_translator_run(t, arena, &q, &out, &err) != CR_OK)
        fail_msg("%s", err.line);
    assert_false(cr_str_none(out->text));
    size_t count = out->alternatives.count;
    cr_translator_free(t);
    return count;
}

/* The beam has a limit; a request that wants more than it has room for gets those that there are. */
static void test_alternatives(void **state) {
    (void)state;
    assert_int_equal(alternatives_of(0, 32), 0);
    assert_in_range(alternatives_of(2, 32), 1, 2);
    assert_in_range(alternatives_of(50, 32), 1, 31);
    assert_in_range(alternatives_of(10, 3), 1, 2);
    assert_int_equal(alternatives_of(10, 1), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_alternatives)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
