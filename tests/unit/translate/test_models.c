/* The list of installed models: what is whole, in which order, and what is passed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "translate/models.h"

static char folder[] = "/tmp/XXXXXX";
static cr_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = cr_arena_new(0);
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state) {
    (void)state;
    cr_str line = cr_str_format(arena, "%s", folder);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", line.ptr, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
    cr_arena_free(arena);
    return 0;
}

static void put(const char *name, const char *text) {
    cr_error err;
    cr_str path = cr_str_format(arena, "%s/%s", folder, name);
    for (char *p = strchr((char *)(size_t)path.ptr + strlen(folder) + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        mkdir(path.ptr, 0777);
        *p = '/';
    }
    assert_int_equal(cr_file_write(path.ptr, cr_str_of(text), &err), CR_OK);
}

static void install(const char *name, const char *from, const char *to, const char *architecture, const char *version) {
    cr_installed_model m = {.from_tag = cr_str_of(from), .to_tag = cr_str_of(to), .name = cr_str_of(name), .version = cr_str_of(version),
                            .architecture = cr_str_of(architecture), .installed = CR_STR("2026-01-01T00:00:00Z")};
    cr_str json;
    cr_error err;
    for (int i = 0; i < 2; i++) {
        const char *text = i ? "vocabulary" : "weights";
        m.files[i].path = CR_STR("x");
        m.files[i].bytes = strlen(text);
        cr_hash_sha256(m.files[i].sha256, cr_str_of(text));
        put(cr_str_format(arena, "%s/%s", name, cr_model_file_name((cr_model_file_kind)i)).ptr, text);
    }
    assert_int_equal(cr_model_description_write(arena, &m, &json, &err), CR_OK);
    put(cr_str_format(arena, "%s/courant-model.json", name).ptr, json.ptr);
}

static void test_versions(void **state) {
    (void)state;
    static const char *const rising[] = {"", "one", "0.9", "1.0a1", "1.0a2", "1.0", "1.0.1", "1.9", "1.10a1", "1.10", "2", "3.0"};
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
        for (size_t k = 0; k < sizeof rising / sizeof *rising; k++) {
            int by = cr_model_version_compare(cr_str_of(rising[i]), cr_str_of(rising[k]));
            assert_int_equal((by > 0) - (by < 0), (i > k) - (i < k));
        }
    assert_int_equal(cr_model_version_compare(CR_STR("99999999999999999999999"), CR_STR("99999999999999999999999")), 0);
}

static void test_list(void **state) {
    (void)state;
    cr_installed_model *m;
    size_t n;
    cr_strs broken;
    cr_error err = {0};
    assert_int_equal(cr_models_list(arena, cr_str_format(arena, "%s/none", folder), &m, &n, &broken, &err), CR_OK);
    assert_int_equal(n, 0);
    install("fr-en/tiny-3.0", "fr", "en", "tiny", "3.0");
    install("fr-en/base-memory-2.0", "fr", "en", "base-memory", "2.0");
    install("fr-en/base-memory-2.1", "fr", "en", "base-memory", "2.1");
    install("en-zh/base-memory-zh-Hant-1.0", "en", "zh-Hant", "base-memory", "1.0");
    install(".incoming/fr-en", "fr", "en", "tiny", "9.0");
    put("es-en/half/model.bin", "weights");
    put("stray", "a file");
    assert_int_equal(cr_models_list(arena, cr_str_of(folder), &m, &n, &broken, &err), CR_OK);
    assert_int_equal(n, 4);
    assert_string_equal(m[0].name.ptr, "en-zh/base-memory-zh-Hant-1.0");
    assert_string_equal(m[0].to.ptr, "zh");
    assert_string_equal(m[0].to_tag.ptr, "zh-Hant");
    assert_string_equal(m[1].name.ptr, "fr-en/base-memory-2.1");
    assert_string_equal(m[2].name.ptr, "fr-en/base-memory-2.0");
    assert_string_equal(m[3].name.ptr, "fr-en/tiny-3.0");
    assert_int_equal(m[3].bytes, 17);
    assert_int_equal(broken.count, 1);
    assert_true(cr_str_ends(broken.items[0], "es-en/half"));
    cr_model_files f = cr_installed_files(&m[3]);
    assert_true(cr_str_ends(f.model, "fr-en/tiny-3.0/model.bin"));
    assert_true(cr_str_none(f.shortlist));
    put("fr-en/tiny-3.0/vocab.spm", "shorter"); /* changed behind our back */
    assert_int_equal(cr_models_list(arena, cr_str_of(folder), &m, &n, &broken, &err), CR_OK);
    assert_int_equal(n, 3);
    assert_int_equal(broken.count, 2);
}

static void test_descriptions(void **state) {
    (void)state;
    static const char hash[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    static const char *const bad[] = {"", "[]", "{}", "{\"form\": 2}", "{\"form\": 1, \"from\": \"fr\", \"to\": \"\"}",
                                      "{\"form\": 1, \"from\": \"fr\", \"to\": \"en\", \"files\": []}",
                                      "{\"form\": 1, \"from\": \"fr\", \"to\": \"en\", \"files\": {\"model\": {\"name\": \"../../x\", \"bytes\": 1, \"sha256\": \"%s\"}}}",
                                      "{\"form\": 1, \"from\": \"fr\", \"to\": \"en\", \"files\": {\"model\": {\"name\": \"x\", \"bytes\": -1, \"sha256\": \"%s\"}}}",
                                      "{\"form\": 1, \"from\": \"fr\", \"to\": \"en\", \"files\": {\"model\": {\"name\": \"x\", \"bytes\": 1, \"sha256\": \"%.63s\"}}}",
                                      "{\"form\": 1, \"from\": \"fr\", \"to\": \"en\", \"files\": {\"model\": {\"name\": \"x\", \"bytes\": 1, \"sha256\": \"%s\"}}}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_installed_model m;
        cr_error err = {0};
        const char *at = strstr(bad[i], "%");
        cr_str json = cr_str_of(bad[i]);
        if (at)
            json = cr_str_format(arena, "%.*s%.*s%s", (int)(at - bad[i]), bad[i], at[1] == 's' ? 64 : 63, hash, strchr(at, 's') + 1);
        assert_int_equal(cr_model_description_read(arena, json, CR_STR("m"), &m, &err), CR_ERR_SYNTAX);
        assert_true(err.line[0]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_versions), cmocka_unit_test(test_list), cmocka_unit_test(test_descriptions)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
