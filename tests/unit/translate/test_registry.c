/* Registries in their three forms, what is passed over in them, and which model is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "translate/registry.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define URL CR_STR("https://registry.example/v1/buckets/main/collections/translations-models-v2/records")

static cr_arena *arena;
static int set_up(void **state) { return (void)state, (arena = cr_arena_new(0)) == NULL; }
static int tear_down(void **state) { return (void)state, cr_arena_free(arena), 0; }

static cr_str record(const char *from, const char *to, const char *architecture, const char *version, const char *type, const char *filter, const char *location) {
    return cr_str_format(arena, "{\"name\": \"x\", \"sourceLanguage\": \"%s\", \"targetLanguage\": \"%s\", \"architecture\": \"%s\", \"version\": \"%s\", \"fileType\": \"%s\", "
                         "\"filter_expression\": \"%s\", \"decompressedSize\": 40, \"decompressedHash\": \"" HASH "\", \"last_modified\": 5, "
                         "\"attachment\": {\"hash\": \"" HASH "\", \"size\": \"30\", \"filename\": \"x\", \"location\": \"%s\", \"mimetype\": \"application/zstd\"}}",
                         from, to, architecture, version, type, filter, location);
}

static cr_str model(const char *from, const char *to, const char *architecture, const char *version, const char *filter) {
    return cr_str_format(arena, "%s, %s, %s", record(from, to, architecture, version, "model", filter, "a/model.zst").ptr,
                         record(from, to, architecture, version, "vocab", filter, "a/vocab.zst").ptr, record(from, to, architecture, version, "lex", filter, "a/lex.zst").ptr);
}

static cr_registry *read(cr_str json, cr_str base) {
    cr_registry *r;
    cr_error err = {0};
    if (cr_registry_read(arena, json, URL, base, NULL, &r, &err) != CR_OK)
        fail_msg("%s", err.line);
    return r;
}

static cr_str list(const cr_str *items, size_t count) {
    cr_str all = CR_STR("{\"data\": [");
    for (size_t i = 0; i < count; i++)
        all = cr_str_format(arena, "%s%s%s", all.ptr, i ? ", " : "", items[i].ptr);
    return cr_str_format(arena, "%s]}", all.ptr);
}

static void test_records(void **state) {
    (void)state;
    cr_str items[] = {model("fr", "en", "tiny", "1.0", ""), model("fr", "en", "base-memory", "2.0", ""), model("fr", "en", "tiny", "2.0", ""),
                      model("fr", "en", "tiny", "2.1a1", "env.channel == 'nightly'"), model("en", "fr", "base-memory", "1.0", "env.appinfo.OS != 'Android'"),
                      record("de", "en", "tiny", "1.0", "model", "", "a/alone.zst"), CR_STR("{}"), CR_STR("7"), CR_STR("null")};
    cr_registry *r = read(list(items, 9), CR_STR("https://files.example/base"));
    cr_error err = {0};
    assert_int_equal(r->count, 5);
    assert_int_equal(r->passed_over, 4); /* three that are none, and a model without a vocabulary */
    assert_string_equal(r->form.ptr, "records");
    const cr_registry_model *m = cr_registry_choose(r, CR_STR("fr"), CR_STR("en"), CR_STR_NONE, &err);
    assert_non_null(m);
    assert_string_equal(m->version.ptr, "2.0");
    assert_string_equal(m->architecture.ptr, "base-memory");
    assert_string_equal(m->files[CR_MODEL_FILE_MODEL].url.ptr, "https://files.example/base/a/model.zst");
    assert_string_equal(m->files[CR_MODEL_FILE_MODEL].sha256, HASH);
    assert_int_equal(m->packed, 90);
    assert_int_equal(m->bytes, 120);
    m = cr_registry_choose(r, CR_STR("fr"), CR_STR("en"), CR_STR("tiny"), &err);
    assert_string_equal(m->version.ptr, "2.0"); /* not the testers' */
    assert_non_null(cr_registry_choose(r, CR_STR("en"), CR_STR("fr"), CR_STR_NONE, &err));
    static const char *const none[][4] = {{"fr", "de", "", "into"}, {"de", "en", "", "from"}, {"en", "en", "", "third"}, {"fr", "en", "base", "architecture"}, {"", "", "", "from"}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_null(cr_registry_choose(r, cr_str_of(none[i][0]), cr_str_of(none[i][1]), cr_str_of(none[i][2]), &err));
        assert_int_equal(err.status, CR_ERR_NOT_FOUND);
        assert_non_null(strstr(err.line, none[i][3]));
    }
}

static void test_varieties(void **state) {
    (void)state;
    cr_str items[] = {model("en", "zh-Hant", "tiny", "3.0", ""), model("en", "zh-Hans", "tiny", "1.0", ""), model("nb", "en", "tiny", "1.0", ""), model("no", "en", "tiny", "1.0", "")};
    cr_registry *r = read(list(items, 4), CR_STR_NONE);
    cr_error err;
    static const char *const wanted[][3] = {{"en", "zh", "zh-Hans"}, {"en", "zh-Hant", "zh-Hant"}, {"en", "zh-hans", "zh-Hans"}, {"nb", "en", "nb"}, {"no", "en", "no"}, {"nn", "en", "no"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const cr_registry_model *m = cr_registry_choose(r, cr_str_of(wanted[i][0]), cr_str_of(wanted[i][1]), CR_STR_NONE, &err);
        assert_non_null(m);
        assert_string_equal(i < 3 ? m->to_tag.ptr : m->from_tag.ptr, wanted[i][2]);
        assert_string_equal(i < 3 ? m->to.ptr : m->from.ptr, i < 3 ? "zh" : "no");
    }
    assert_null(cr_registry_choose(r, CR_STR("en"), CR_STR("zh-TW"), CR_STR_NONE, &err));
    /* beside the list, where no base is told */
    assert_string_equal(r->models[0].files[0].url.ptr, "https://registry.example/v1/buckets/main/collections/translations-models-v2/a/model.zst");
}

static void test_hostile(void **state) {
    (void)state;
    static const char *const places[] = {"", "/etc/passwd", "../up", "a/../../up", "http://elsewhere.example/x", "a b", "a\\\\b", "a\\nb", "a?b", "a#b", "\\u00e9"};
    cr_str items[2 * sizeof places / sizeof *places + 6];
    size_t n = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        items[n++] = record("fr", "en", "tiny", "1.0", "model", "", places[i]);
        items[n++] = record("fr", "en", "tiny", "1.0", "vocab", "", places[i]);
    }
    static const char *const names[][4] = {{"../x", "en", "tiny", "1"}, {"fr", "e", "tiny", "1"}, {"fr", "en", "../../tiny", "1"}, {"fr", "en", "tiny", "1/2"}, {"fr", "en", ".", "1"}, {"fr", "en-", "tiny", " "}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        items[n++] = model(names[i][0], names[i][1], names[i][2], names[i][3], "");
    cr_registry *r = NULL;
    cr_error err;
    assert_int_equal(cr_registry_read(arena, list(items, n), URL, CR_STR_NONE, NULL, &r, &err), CR_ERR_NOT_FOUND);
    static const char *const bad[] = {"", "[]", "{}", "{\"data\": {}}", "{\"models\": []}", "not json", "{\"data\": [}", "{\"baseUrl\": \"ftp://x/\", \"models\": {\"fr-en\": []}}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_not_equal(cr_registry_read(arena, cr_str_of(bad[i]), URL, CR_STR_NONE, NULL, &r, &err), CR_OK);
        assert_null(r);
        assert_true(err.line[0]);
    }
    for (int i = 0; i < 2; i++) { /* a hash that is none: the file is passed over, not taken without */
        cr_str broken = model("fr", "en", "tiny", "1.0", "");
        size_t at = cr_str_find(broken, CR_STR(HASH), i ? cr_str_find(broken, CR_STR(HASH), 0) + 1 : 0);
        broken = cr_str_format(arena, "%.*sx%s", (int)at, broken.ptr, broken.ptr + at + 1);
        assert_int_equal(cr_registry_read(arena, list(&broken, 1), URL, CR_STR_NONE, NULL, &r, &err), CR_ERR_NOT_FOUND);
    }
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_REGISTRY_RECORDS] = 2;
    cr_str one = model("fr", "en", "tiny", "1.0", "");
    assert_int_equal(cr_registry_read(arena, list(&one, 1), URL, CR_STR_NONE, &limits, &r, &err), CR_OK);
    assert_int_equal(r->passed_over, 1); /* the shortlist is the third */
    limits.value[CR_LIMIT_MODEL_BYTES] = 35;
    assert_int_equal(cr_registry_read(arena, list(&one, 1), URL, CR_STR_NONE, &limits, &r, &err), CR_ERR_NOT_FOUND);
}

static void test_older(void **state) {
    (void)state;
    cr_registry *r = read(CR_STR("{\"data\": [{\"fromLang\": \"es\", \"toLang\": \"en\", \"version\": \"1.0\", \"fileType\": \"model\", \"attachment\": {\"hash\": \"" HASH "\", \"size\": 70, "
                                 "\"location\": \"m.bin\", \"mimetype\": \"application/octet-stream\"}}, {\"fromLang\": \"es\", \"toLang\": \"en\", \"version\": \"1.0\", \"fileType\": \"srcvocab\", "
                                 "\"attachment\": {\"size\": 5, \"location\": \"s.spm\"}}, {\"fromLang\": \"es\", \"toLang\": \"en\", \"version\": \"1.0\", \"fileType\": \"trgvocab\", "
                                 "\"attachment\": {\"size\": 6, \"location\": \"t.spm\"}}, {\"fromLang\": \"es\", \"toLang\": \"en\", \"version\": \"1.0\", \"fileType\": \"qualityModel\"}]}"),
                          CR_STR("https://files.example/"));
    assert_int_equal(r->count, 1);
    assert_string_equal(r->form.ptr, "older");
    const cr_registry_model *m = &r->models[0];
    assert_true(cr_str_none(m->architecture));
    assert_int_equal(m->files[CR_MODEL_FILE_MODEL].bytes, 70);
    assert_string_equal(m->files[CR_MODEL_FILE_MODEL].sha256, HASH);
    assert_string_equal(m->files[CR_MODEL_FILE_TARGET_VOCABULARY].url.ptr, "https://files.example/t.spm");
    assert_int_equal(m->files[CR_MODEL_FILE_TARGET_VOCABULARY].sha256[0], 0);
}

static void test_catalogue(void **state) {
    (void)state;
    static const char json[] = "{\"generated\": \"2026-01-01T00:00:00Z\", \"baseUrl\": \"https://bucket.example/b\", \"models\": {"
        "\"es-en\": [{\"architecture\": \"tiny\", \"releaseStatus\": \"Release\", \"sourceLanguage\": \"es\", \"targetLanguage\": \"en\", \"files\": {"
        "\"model\": {\"path\": \"m/tiny.bin.gz\", \"uncompressedSize\": 17, \"uncompressedHash\": \"" HASH "\"}, \"vocab\": {\"path\": \"m/v.spm.gz\"}}},"
        "{\"architecture\": \"base-memory\", \"releaseStatus\": \"Release\", \"sourceLanguage\": \"es\", \"targetLanguage\": \"en\", \"files\": {"
        "\"model\": {\"path\": \"m/base.bin.gz\"}, \"srcVocab\": {\"path\": \"m/s.spm.gz\"}, \"trgVocab\": {\"path\": \"m/t.spm.gz\"}, \"lexicalShortlist\": {\"path\": \"m/l.bin.gz\"}}},"
        "{\"architecture\": \"base\", \"releaseStatus\": null, \"sourceLanguage\": \"es\", \"targetLanguage\": \"en\", \"files\": {\"model\": {\"path\": \"m/x\"}, \"vocab\": {\"path\": \"m/y\"}}}],"
        "\"xx\": 7, \"yy\": [null, {}]}}";
    cr_error err;
    cr_registry *r = read(CR_STR(json), CR_STR_NONE);
    assert_int_equal(r->count, 3);
    const cr_registry_model *m = cr_registry_choose(r, CR_STR("es"), CR_STR("en"), CR_STR_NONE, &err);
    assert_string_equal(m->architecture.ptr, "base-memory");
    assert_string_equal(m->files[CR_MODEL_FILE_SHORTLIST].url.ptr, "https://bucket.example/b/m/l.bin.gz");
    m = cr_registry_choose(r, CR_STR("es"), CR_STR("en"), CR_STR("tiny"), &err);
    assert_string_equal(m->version.ptr, "01234567");
    assert_null(cr_registry_choose(r, CR_STR("es"), CR_STR("en"), CR_STR("base"), &err));
}

static void test_base(void **state) {
    (void)state;
    assert_string_equal(cr_registry_root(arena, URL).ptr, "https://registry.example/v1/");
    assert_true(cr_str_none(cr_registry_root(arena, CR_STR("https://mirror.example/models.json"))));
    assert_string_equal(cr_registry_base(arena, CR_STR("{\"capabilities\": {\"attachments\": {\"base_url\": \"https://cdn.example/x/\"}}}"), URL).ptr, "https://cdn.example/x/");
    assert_true(cr_str_none(cr_registry_base(arena, CR_STR("{\"capabilities\": {\"attachments\": {\"base_url\": \"file:///etc/\"}}}"), URL)));
    assert_true(cr_str_none(cr_registry_base(arena, CR_STR("[]"), URL)));
    assert_true(cr_registry_wants_base(CR_STR("{\"data\": []}")));
    assert_false(cr_registry_wants_base(CR_STR("{\"models\": {}}")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_records), cmocka_unit_test(test_varieties), cmocka_unit_test(test_hostile),
                                       cmocka_unit_test(test_older),   cmocka_unit_test(test_catalogue), cmocka_unit_test(test_base)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
