/* Forms as browsers, curl and careless clients send them; limits; what is cut off or no form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "site/form.h"

static cr_arena *arena;
static int begin(void **state) { return (void)state, (arena = cr_arena_new(0)) ? 0 : -1; }
static int end(void **state) { return (void)state, cr_arena_free(arena), 0; }

static cr_form read_url(const char *body, size_t len) {
    cr_form form = {0};
    cr_error err;
    assert_int_equal(cr_form_urlencoded(arena, (cr_str){body, len}, NULL, &form, &err), CR_OK);
    return form;
}

static void has(const cr_form *form, const char *name, const char *value) {
    cr_str got = cr_form_value(form, name);
    if (!value ? !cr_str_none(got) : !cr_str_is(got, value) || cr_str_none(got))
        fail_msg("%s is \"%.*s\", not \"%s\"", name, CR_FMT(got), value ? value : "(none)");
}

static void test_types(void **state) {
    (void)state;
    static const struct { const char *type; cr_form_kind kind; const char *boundary; } cases[] = {
        {"application/json", CR_FORM_JSON, ""}, {"Application/JSON; charset=utf-8", CR_FORM_JSON, ""}, {"application/ld+json", CR_FORM_JSON, ""},
        {"application/x-www-form-urlencoded", CR_FORM_URLENCODED, ""}, {"application/x-www-form-urlencoded ; charset=UTF-8", CR_FORM_URLENCODED, ""},
        {"multipart/form-data; boundary=abc", CR_FORM_MULTIPART, "abc"}, {"multipart/form-data;boundary=\"a b\"", CR_FORM_MULTIPART, "a b"},
        {"MULTIPART/FORM-DATA; charset=x; BOUNDARY = abc ; y=z", CR_FORM_MULTIPART, "abc"},
        {"multipart/form-data", CR_FORM_OTHER, ""}, {"multipart/form-data; boundary=", CR_FORM_OTHER, ""}, {"multipart/form-data; boundary=\"a \"", CR_FORM_OTHER, ""},
        {"multipart/form-data; boundary=a; boundary=b", CR_FORM_OTHER, NULL}, {"multipart/form-data; boundary=\"a", CR_FORM_OTHER, ""},
        {"multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890", CR_FORM_MULTIPART,
         "1234567890123456789012345678901234567890123456789012345678901234567890"},
        {"multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901", CR_FORM_OTHER, ""},
        {"multipart/mixed; boundary=a", CR_FORM_OTHER, ""}, {"text/plain", CR_FORM_OTHER, ""}, {"", CR_FORM_OTHER, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char boundary[CR_FORM_BOUNDARY_ROOM];
        cr_form_kind kind = cr_form_type(cr_str_of(cases[i].type), boundary);
        if (kind != cases[i].kind || (cases[i].boundary && strcmp(boundary, cases[i].boundary) != 0))
            fail_msg("%s: kind %d, boundary \"%s\"", cases[i].type, (int)kind, boundary);
    }
    char boundary[CR_FORM_BOUNDARY_ROOM];
    assert_int_equal(cr_form_type(CR_STR_NONE, boundary), CR_FORM_OTHER);
}

static void test_urlencoded(void **state) {
    (void)state;
    static const char body[] = "q=Hola%2C+mundo%21&source=es&target=en&&empty=&bare&q=second&%61%62=x%3Dy=z";
    cr_form form = read_url(body, sizeof body - 1);
    assert_int_equal(form.count, 7);
    has(&form, "q", "Hola, mundo!");
    has(&form, "source", "es");
    has(&form, "empty", "");
    has(&form, "bare", "");
    has(&form, "ab", "x=y=z");
    has(&form, "missing", NULL);
    static const char odd[] = "q=100%&r=%4&s=%zz&t=%C3%A9&u=%C3&v=a%00b&w=%e2%82%ac";
    form = read_url(odd, sizeof odd - 1);
    has(&form, "q", "100%");
    has(&form, "r", "%4");
    has(&form, "s", "%zz");
    has(&form, "t", "é");
    has(&form, "u", "\xEF\xBF\xBD");
    has(&form, "v", "a\xEF\xBF\xBD" "b");
    has(&form, "w", "€");
    form = read_url("", 0);
    assert_int_equal(form.count, 0);
}

static void test_lines(void **state) {
    (void)state;
    assert_true(cr_str_is(cr_form_lines(arena, CR_STR("a\r\nb\rc\nd\r\r\n\r")), "a\nb\nc\nd\n\n\n"));
    cr_str same = CR_STR("a\nb");
    assert_ptr_equal(cr_form_lines(arena, same).ptr, same.ptr);
}

static cr_status multi(const char *body, size_t len, const char *boundary, cr_form *form, const cr_limits *limits) {
    cr_error err = {0};
    *form = (cr_form){0};
    cr_status status = cr_form_multipart(arena, (cr_str){body, len}, cr_str_of(boundary), limits, form, &err);
    assert_true(status == CR_OK || err.line[0]);
    return status;
}
#define MULTI(body, boundary, form) multi((body), sizeof(body) - 1, (boundary), (form), NULL)

static void test_multipart(void **state) {
    (void)state;
    cr_form form;
    static const char all[] = "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nUno\r\n--Bx\r\n--\r\nDos\r\n--B \t\r\n"
                              "content-type: text/plain; charset=utf-8\r\nCONTENT-DISPOSITION:form-data;name=source\r\n\r\nes\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"a\\\"b\\\\c\"\r\n\r\n\xC3(\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"file\"; filename=\"q.txt\"\r\n\r\nbytes\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"picture\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"coded\"\r\nContent-Transfer-Encoding: base64\r\n\r\nSG9sYQ==\r\n--B\r\n"
                              "Content-Disposition: attachment; name=\"other\"\r\n\r\nx\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--B--\r\nepilogue --B\r\n";
    assert_int_equal(MULTI(all, "B", &form), CR_OK);
    has(&form, "q", "Uno\r\n--Bx\r\n--\r\nDos"); /* a longer line is text */
    has(&form, "source", "es");
    has(&form, "a\"b\\c", "\xEF\xBF\xBD(");
    has(&form, "file", NULL);
    has(&form, "picture", NULL);
    has(&form, "coded", NULL);
    has(&form, "other", NULL);
    has(&form, "empty", "");
    assert_int_equal(form.parts, 8);
    assert_int_equal(form.ignored, 4);
    assert_int_equal(MULTI("--B--", "B", &form), CR_OK);
    assert_int_equal(form.count, 0);
    assert_int_equal(MULTI("--B\r\n\r\nno name\r\n--B--", "B", &form), CR_OK);
    assert_int_equal(form.ignored, 1);
}

static void test_broken(void **state) {
    (void)state;
    cr_form form;
    assert_int_equal(MULTI("", "B", &form), CR_ERR_SYNTAX);
    assert_int_equal(MULTI("q=Hola", "B", &form), CR_ERR_SYNTAX);
    assert_int_equal(MULTI("--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\ncut", "B", &form), CR_ERR_SYNTAX);
    assert_int_equal(MULTI("--B\r\nContent-Disposition: form-data; name=\"q\"\r\n--B--", "B", &form), CR_ERR_SYNTAX);
    assert_int_equal(MULTI("--B\r\n--B--", "B", &form), CR_ERR_SYNTAX);
    assert_int_equal(MULTI("--B\r\n\r\n--B--", "", &form), CR_ERR_SYNTAX);
}

static void test_limits(void **state) {
    (void)state;
    cr_form form = {0};
    cr_error err;
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_FORM_FIELDS] = 3;
    limits.value[CR_LIMIT_FORM_FIELD_BYTES] = 10;
    limits.value[CR_LIMIT_FORM_HEADER_BYTES] = 60;
    assert_int_equal(cr_form_urlencoded(arena, CR_STR("a=1&b=2&c=%31%32%33%34%35%36%37%38%39%30"), &limits, &form, &err), CR_OK);
    assert_int_equal(cr_form_urlencoded(arena, CR_STR("d=4"), &limits, &form, &err), CR_ERR_LIMIT); /* of all that was read into it */
    assert_non_null(strstr(err.line, "form_fields"));
    form = (cr_form){0};
    assert_int_equal(cr_form_urlencoded(arena, CR_STR("a=12345678901"), &limits, &form, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "form_field_bytes"));
    static const char long_header[] = "--B\r\nContent-Disposition: form-data; name=\"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\"\r\n\r\nx\r\n--B--";
    assert_int_equal(multi(long_header, sizeof long_header - 1, "B", &form, &limits), CR_ERR_LIMIT);
    static const char long_value[] = "--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n12345678901\r\n--B--";
    assert_int_equal(multi(long_value, sizeof long_value - 1, "B", &form, &limits), CR_ERR_LIMIT);
    static const char many[] = "--B\r\n\r\na\r\n--B\r\n\r\na\r\n--B\r\n\r\na\r\n--B\r\n\r\na\r\n--B--";
    assert_int_equal(multi(many, sizeof many - 1, "B", &form, &limits), CR_ERR_LIMIT);
}

/* Four megabytes of what begins like a boundary, and of quotes: memory stays in proportion. */
static void test_linear(void **state) {
    (void)state;
    enum { BYTES = 4 << 20 };
    char *body = malloc(BYTES);
    cr_form form;
    assert_non_null(body);
    for (size_t i = 0; i < BYTES; i++)
        body[i] = "\r\n--B  "[i % 7];
    assert_int_equal(multi(body, BYTES, "B", &form, NULL), CR_ERR_SYNTAX);
    memcpy(body, "--B\r\nContent-Disposition: form-data", 35);
    for (size_t i = 35; i < BYTES; i++)
        body[i] = ";a=\"\\\"\""[i % 7];
    size_t before = cr_arena_used(arena);
    memcpy(body + 8000, "\r\n\r\n", 4);
    memcpy(body + BYTES - 7, "\r\n--B--", 7);
    assert_int_equal(multi(body, BYTES, "B", &form, NULL), CR_OK);
    assert_true(cr_arena_used(arena) - before < 1 << 20);
    free(body);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_types, begin, end),     cmocka_unit_test_setup_teardown(test_urlencoded, begin, end),
        cmocka_unit_test_setup_teardown(test_lines, begin, end),     cmocka_unit_test_setup_teardown(test_multipart, begin, end),
        cmocka_unit_test_setup_teardown(test_broken, begin, end),    cmocka_unit_test_setup_teardown(test_limits, begin, end),
        cmocka_unit_test_setup_teardown(test_linear, begin, end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
