/* The configuration: defaults that work, both ways of writing sections, and refusals that say where and what is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "wire/config.h"
#include "wire/record.h"

static cr_arena *a;

static cr_status parse(const char *text, cr_config *c, cr_error *err) {
    *err = (cr_error){0};
    return cr_config_read(a, cr_str_of(text), "test.conf", c, err);
}

static void refused(const char *text, const char *place, const char *what) {
    cr_config c;
    cr_error err;
    if (parse(text, &c, &err) == CR_OK)
        fail_msg("%s: accepted", text);
    if (!strstr(err.line, place) || !strstr(err.line, what))
        fail_msg("%s: says \"%s\", not %s and %s", text, err.line, place, what);
}

static void nothing_written_gives_defaults_that_work(void **state) {
    (void)state;
    cr_config c;
    cr_error err;
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "C.UTF-8", 1);
    assert_int_equal(parse("", &c, &err), CR_OK);
    assert_true(cr_str_is(c.main, "en"));
    assert_int_equal(c.editions.count, 6);
    assert_true(cr_str_is(c.listen, "127.0.0.1:8040"));
    assert_false(c.public);
    assert_int_equal(c.limits.value[CR_LIMIT_WORK_ATTEMPTS], 3);
    setenv("LANG", "fr_CA.UTF-8", 1);
    assert_int_equal(parse("", &c, &err), CR_OK);
    assert_true(cr_str_is(c.main, "fr"));
    assert_int_equal(c.editions.count, 6);
    setenv("LANG", "ja_JP.UTF-8", 1);
    assert_int_equal(parse("", &c, &err), CR_OK);
    assert_true(cr_str_is(c.main, "en"));
}

static void both_ways_of_writing_sections_say_the_same(void **state) {
    (void)state;
    cr_error err;
    static const char *const texts[] = {
        "[site]\nmain = id # here\neditions = {en, zh, ja, ar, fr}\n[source \"https://a.example/\"] # theirs\nrights = internal\ntitle = \"A ] b\"\n[limits]\npage_bytes = 7\n",
        "site {\n main = id\n editions = {\"en\", zh, ja, ar, fr, en}\n}\nsource \"https://a.example/\" { rights = internal\n title = \"A ] b\" }\nlimits { page_bytes = 7 }\n"};
    for (size_t i = 0; i < 2; i++) {
        cr_config c;
        if (parse(texts[i], &c, &err) != CR_OK)
            fail_msg("%s", err.line);
        assert_true(cr_str_is(c.main, "id"));
        assert_int_equal(c.editions.count, 6);
        assert_true(cr_str_is(c.editions.items[0], "id"));
        assert_true(cr_str_is(c.editions.items[3], "ja"));
        assert_int_equal(c.source_count, 1);
        assert_int_equal(c.sources[0].rights, CR_RIGHTS_INTERNAL);
        assert_true(cr_str_is(c.sources[0].title, "A ] b"));
        assert_int_equal(c.limits.value[CR_LIMIT_PAGE_BYTES], 7);
        assert_int_equal(c.limits.value[CR_LIMIT_WORK_ATTEMPTS], 3);
    }
}

static void mistakes_are_refused_with_place_and_what_is_known(void **state) {
    (void)state;
    refused("[site]\nmain = en\nmian = fr\n", "test.conf:3", "known here: title main editions");
    refused("[sight]\nmain = en\n", "test.conf:1", "known here: site fetch");
    refused("[limits]\n\npage_byte = 3\n", "test.conf:3", "page_byte");
    refused("[limits]\npage_bytes = many\n", "test.conf:2", "");
    refused("[limits]\npage_bytes = -5\n", "test.conf", "wants 1 or more");
    refused("[limits]\nfetch_parallel = 0\n", "fetch_parallel = 0", "wants 1 or more"); /* nothing would ever be fetched */
    refused("[limits]\nfetch_seconds = 99999999999\n", "fetch_seconds", "wants 1000000 or less");
    refused("[site]\nmain = \"9!\"\n", "test.conf", "no language");
    refused("[source \"x\"]\nrights = all\n", "test.conf", "extract, full and internal");
    refused("[fetch]\ninterval_minutes = 0\n", "test.conf", "1 to 40000");
    refused("[site]\ntitle = \"open\n", "test.conf", "");
    refused("[serve]\ntranslate = perhaps\n", "test.conf", "auto, yes or no");
    refused("[serve]\nalternatives_limit = 1000\n", "alternatives_limit = 1000", "wants -1 to 50");
    cr_config c;
    cr_error err = {0};
    assert_int_equal(cr_config_load(a, "/nowhere/courant.conf", &c, &err), CR_ERR_NOT_FOUND);
    assert_int_equal(cr_config_read(a, (cr_str){"a\0b", 3}, "nul", &c, &err), CR_ERR_SYNTAX);
}

static void the_examples_are_accepted_as_they_are(void **state) {
    (void)state;
    cr_config c;
    cr_error err = {0};
    if (cr_config_load(a, "examples/courant.conf", &c, &err) != CR_OK || cr_config_load(a, "examples/indonesia.conf", &c, &err) != CR_OK)
        fail_msg("%s", err.line);
    static const char *const editions[] = {"id", "en", "zh", "ja", "ar", "fr"};
    assert_int_equal(c.editions.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_true(cr_str_is(c.editions.items[i], editions[i]));
}

static void records_name_their_address_or_say_what_is_missing(void **state) {
    (void)state;
    cr_document d;
    cr_error err = {0};
    cr_str name = CR_STR("f.jsonl"), refused;
    assert_int_equal(cr_record_read(a, CR_STR("{\"id\": \"x\", \"text\": \"t\", \"title\": null}"), name, 7, &d, &refused, &err), CR_OK);
    assert_true(cr_str_is(d.url, "f.jsonl#x"));
    assert_true(d.is_text && cr_str_none(d.title));
    assert_int_equal(cr_record_read(a, CR_STR("{\"url\": \"https://a/\", \"html\": \"<p>\", \"text\": \"t\"}"), name, 7, &d, &refused, &err), CR_OK);
    assert_false(d.is_text);
    assert_true(cr_str_none(refused));
    assert_int_equal(cr_record_read(a, CR_STR("{\"id\": \"x\", \"url\": \" JavaScript:alert(1)\", \"text\": \"t\"}"), name, 7, &d, &refused, &err), CR_OK);
    assert_true(cr_str_is(d.url, "f.jsonl#x") && cr_str_is(refused, " JavaScript:alert(1)"));
    assert_int_equal(cr_record_read(a, CR_STR("{\"url\": \"data:text/html,x\", \"text\": \"t\"}"), name, 7, &d, &refused, &err), CR_OK);
    assert_true(cr_str_is(d.url, "f.jsonl#7") && cr_str_is(refused, "data:text/html,x"));
    assert_int_equal(cr_record_read(a, CR_STR("{\"url\": \"pages/a.html\", \"text\": \"t\"}"), name, 7, &d, &refused, &err), CR_OK);
    assert_true(cr_str_is(d.url, "pages/a.html") && cr_str_none(refused));
    static const char *const bad[] = {"{}", "[1]", "{\"id\": \"x\"}", "{\"text\": \"t\"}", "{\"id\": \"x\", \"text\": 3}", "{\"id\": \"x\", \"text\": \"t\"", "", "{\"id\": 1, \"id\": 2, \"text\": \"t\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(cr_record_read(a, cr_str_of(bad[i]), name, 7, &d, &refused, &err), CR_ERR_SYNTAX);
}

int main(void) {
    a = cr_arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_written_gives_defaults_that_work), cmocka_unit_test(both_ways_of_writing_sections_say_the_same),
        cmocka_unit_test(mistakes_are_refused_with_place_and_what_is_known), cmocka_unit_test(the_examples_are_accepted_as_they_are),
        cmocka_unit_test(records_name_their_address_or_say_what_is_missing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cr_arena_free(a);
    return failed;
}
