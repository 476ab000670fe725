/* What folders, files and archives say of a model in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "translate/found.h"
#include "translate/staging.h"

static char folder[] = "/tmp/XXXXXX";
static cr_arena *arena;

static cr_str at(const char *name) { return cr_str_format(arena, "%s/%s", folder, name); }

static int set_up(void **state) {
    (void)state;
    arena = cr_arena_new(0);
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state) {
    cr_error err;
    (void)state;
    /* it takes away no deeper folders than models have */
    int failed = cr_staging_remove(at("home/.local/share"), &err) != CR_OK || cr_staging_remove(cr_str_of(folder), &err) != CR_OK;
    cr_arena_free(arena);
    return failed;
}

static void put(const char *in, const char *name, const char *text) {
    cr_error err;
    assert_int_equal(cr_staging_folder(at(in), &err), CR_OK);
    assert_int_equal(cr_file_write(cr_str_format(arena, "%s/%s/%s", folder, in, name).ptr, cr_str_of(text), &err), CR_OK);
}

static void test_pairs(void **state) {
    (void)state;
    static const char *const names[][3] = {{"model.esen.intgemm.alphas.bin", "es", "en"}, {"vocab.fren.spm", "fr", "en"}, {"lex.50.50.deen.s2t.bin", "de", "en"},
                                           {"es-en-tiny", "es", "en"}, {"ende.student.tiny11", "en", "de"}, {"fr-en", "fr", "en"}, {"fr-en.tiny", "fr", "en"}};
    static const char *const none[] = {"model.bin", "model.base.bin", "vocab.tiny.spm", "data", "data.bin", "vocab.enen.spm", "model.xqzz.bin", "", ".", "-", "pre-release", "es-es", "lex.s2t.bin"};
    char from[16], to[16];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(cr_found_pair(cr_str_of(names[i][0]), from, to));
        assert_string_equal(from, names[i][1]);
        assert_string_equal(to, names[i][2]);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(cr_found_pair(cr_str_of(none[i]), from, to));
}

static void test_several(void **state) {
    (void)state;
    cr_found_model f;
    cr_installed_model m = {0};
    cr_error err;
    static const char *const pairs[] = {"esen", "fren"};
    for (int i = 0; i < 2; i++) {
        put("several", cr_str_format(arena, "model.%s.intgemm.alphas.bin.gz", pairs[i]).ptr, "x");
        put("several", cr_str_format(arena, "vocab.%s.spm", pairs[i]).ptr, "x");
        put("several", cr_str_format(arena, "lex.50.50.%s.s2t.bin.zst", pairs[i]).ptr, "x");
    }
    assert_int_equal(cr_found_read(arena, at("several"), CR_STR_NONE, CR_STR_NONE, NULL, &f, &err), CR_ERR_USAGE);
    assert_int_equal(cr_found_read(arena, at("several"), CR_STR("de"), CR_STR("en"), NULL, &f, &err), CR_ERR_NOT_FOUND);
    assert_int_equal(cr_found_read(arena, at("several/"), CR_STR("fr"), CR_STR_NONE, NULL, &f, &err), CR_OK);
    assert_true(cr_str_ends(f.files[CR_MODEL_FILE_MODEL], "/several/model.fren.intgemm.alphas.bin.gz"));
    assert_true(cr_str_ends(f.files[CR_MODEL_FILE_VOCABULARY], "/vocab.fren.spm"));
    assert_true(cr_str_ends(f.files[CR_MODEL_FILE_SHORTLIST], "/lex.50.50.fren.s2t.bin.zst"));
    assert_true(cr_str_none(f.files[CR_MODEL_FILE_TARGET_VOCABULARY]));
    assert_int_equal(cr_found_languages(arena, &f, at("several"), CR_STR_NONE, CR_STR_NONE, &m, &err), CR_OK);
    assert_string_equal(m.from.ptr, "fr");
    assert_int_equal(cr_found_read(arena, at("several/model.esen.intgemm.alphas.bin.gz"), CR_STR_NONE, CR_STR_NONE, NULL, &f, &err), CR_OK);
    assert_true(cr_str_ends(f.files[CR_MODEL_FILE_VOCABULARY], "/vocab.esen.spm"));
    assert_int_equal(cr_found_languages(arena, &f, at("several"), CR_STR("fr"), CR_STR("en"), &m, &err), CR_ERR_USAGE);
}

static void test_descriptions(void **state) {
    (void)state;
    cr_found_model f;
    cr_installed_model m = {0};
    cr_error err;
    put("local", "model_info.json", "{\"srcTags\": {\"nb\": \"Norwegian\", \"nn\": \"Nynorsk\"}, \"trgTag\": \"en\", \"type\": \"tiny\", \"version\": 2}");
    put("local", "config.intgemm8bitalpha.yml", "models:\n  - ../../model.bin\nvocabs:\n  - s.spm\n  - t.spm\nshortlist:\n  - lex.s2t.gz\n  - false\n");
    put("local", "model.bin", "x");
    put("local", "another.bin", "x");
    put("local", "s.spm", "x");
    put("local", "t.spm", "x");
    put("local", "lex.s2t.gz", "x");
    assert_int_equal(cr_found_read(arena, at("local"), CR_STR_NONE, CR_STR_NONE, NULL, &f, &err), CR_OK);
    assert_true(cr_str_eq(f.files[CR_MODEL_FILE_MODEL], at("local/model.bin"))); /* not what lies outside */
    assert_true(cr_str_ends(f.files[CR_MODEL_FILE_TARGET_VOCABULARY], "/t.spm"));
    assert_true(cr_str_none(f.files[CR_MODEL_FILE_SHORTLIST]));
    assert_true(f.old_shortlist);
    assert_string_equal(f.version.ptr, "2");
    assert_int_equal(cr_found_languages(arena, &f, at("local"), CR_STR_NONE, CR_STR_NONE, &m, &err), CR_ERR_USAGE);
    assert_non_null(strstr(err.line, "--from nb"));
    assert_int_equal(cr_found_languages(arena, &f, at("local"), CR_STR("nn"), CR_STR_NONE, &m, &err), CR_OK);
    assert_string_equal(m.from.ptr, "no");
    put("exported", "metadata.json", "{\"architecture\": \"base-memory\", \"sourceLanguage\": \"en\", \"targetLanguage\": \"zh-Hant\", \"version\": \"2.1\"}");
    put("exported", "model.bin", "x");
    put("exported", "vocab.spm", "x");
    assert_int_equal(cr_found_read(arena, at("exported"), CR_STR_NONE, CR_STR_NONE, NULL, &f, &err), CR_OK);
    assert_int_equal(cr_found_languages(arena, &f, at("exported"), CR_STR_NONE, CR_STR("zh"), &m, &err), CR_OK);
    assert_string_equal(m.to.ptr, "zh");
    assert_string_equal(m.to_tag.ptr, "zh-Hant");
    cr_strs elsewhere;
    put("home/.local/share/translateLocally/nb-en-tiny", "model_info.json", "{}");
    put("home/.local/share/translateLocally/empty", "x", "{}");
    assert_int_equal(cr_found_elsewhere(arena, at("home"), &elsewhere, &err), CR_OK);
    assert_int_equal(elsewhere.count, 1);
    assert_true(cr_str_ends(elsewhere.items[0], "/nb-en-tiny"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs), cmocka_unit_test(test_several), cmocka_unit_test(test_descriptions)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
