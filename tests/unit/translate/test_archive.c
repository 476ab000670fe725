/* Archives of models: what is in them is put into one folder, and nothing else happens, whatever they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "translate/archive.h"

static char folder[] = "/tmp/XXXXXX";

/* A record, and the bytes behind it, filled up to a whole record. */
static void entry(cr_buf *b, const char *name, char type, unsigned long long told, const char *bytes) {
    char h[512] = "", told_in_octal[24];
    unsigned sum = 0;
    snprintf(h, 100, "%s", name);
    snprintf(told_in_octal, sizeof told_in_octal, "%011llo", told);
    memcpy(h + 124, told_in_octal, 11);
    h[156] = type;
    memset(h + 148, ' ', 8);
    for (int i = 0; i < 512; i++)
        sum += (unsigned char)h[i];
    snprintf(h + 148, 8, "%06o", sum);
    cr_buf_add(b, h, sizeof h);
    cr_buf_add_z(b, bytes);
    while (b->len % 512)
        cr_buf_add_byte(b, '\0');
}

static cr_status unpack(cr_buf *b, cr_error *err) {
    cr_limits limits;
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_MODEL_BYTES] = 1000;
    cr_stream *in = cr_stream_of_bytes(cr_buf_str(b), &limits);
    *err = (cr_error){0};
    cr_status status = cr_archive_unpack(in, "a.tar", cr_str_of(folder), &limits, err);
    cr_stream_free(in);
    cr_buf_clear(b);
    return status;
}

static void take_back(const char *name, const char *wanted) {
    char path[64];
    cr_buf got;
    cr_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_buf_init(&got, CR_BUF_NO_CEILING);
    assert_int_equal(cr_file_read(path, &got, &err), CR_OK);
    assert_true(cr_str_is(cr_buf_str(&got), wanted));
    cr_buf_free(&got);
    unlink(path);
}

static void test_files(void **state) {
    (void)state;
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    entry(&b, "a/", '5', 0, "");
    entry(&b, "a/model.bin", '0', 5, "model");
    entry(&b, "a/.hidden", '0', 1, "x");
    entry(&b, "p", 'x', 27, "27 path=a/b/vocabulary.spm\n");
    entry(&b, "short", '0', 5, "words");
    assert_int_equal(unpack(&b, &err), CR_OK);
    take_back("model.bin", "model");
    take_back("vocabulary.spm", "words");
    cr_buf_free(&b);
}

/* Whatever kind of record tells the length, it is held to the limit before a byte of it is read. */
static void test_lengths(void **state) {
    (void)state;
    cr_buf b;
    cr_error err;
    char many[901];
    memset(many, 'x', 900);
    many[900] = '\0';
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (const char *type = "05g"; *type; type++) {
        entry(&b, "a", *type, 1ull << 32, "x");
        assert_int_equal(unpack(&b, &err), CR_ERR_LIMIT);
        assert_non_null(strstr(err.line, "model_bytes"));
    }
    for (int i = 0; i < 3; i++) /* each may be so long, all of them not */
        entry(&b, ".a", '0', 900, many);
    assert_int_equal(unpack(&b, &err), CR_ERR_LIMIT);
    cr_buf_free(&b);
}

static void test_elsewhere(void **state) {
    (void)state;
    static const char *const names[] = {"../model.bin", "a/../../model.bin", "/etc/model.bin", "a/.."};
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        entry(&b, names[i], '0', 1, "x");
        assert_int_equal(unpack(&b, &err), CR_ERR_SYNTAX);
        assert_non_null(strstr(err.line, "outside"));
    }
    entry(&b, "model.bin", '2', 0, "");
    assert_int_equal(unpack(&b, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "no ordinary file"));
    cr_buf_free(&b);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    return rmdir(folder); /* fails when something was left there */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), cmocka_unit_test(test_lengths), cmocka_unit_test(test_elsewhere)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
