/* The reader of model files: what it gives, what it refuses and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "infer/container.h"
#include "infer/mapped.h"
#include "../../support/model_file.h"

static cr_buf small;
static int setup(void **state) {
    (void)state;
    cr_buf_init(&small, CR_BUF_NO_CEILING);
    file_small_model(&small);
    return small.failed ? -1 : 0;
}
static int teardown(void **state) {
    (void)state;
    cr_buf_free(&small);
    return 0;
}

enum { ITEMS = 5, HEADS = 16, NAMES = HEADS + 32 * ITEMS };

/* A copy of exactly that many bytes, so that one byte too far is seen. */
static cr_status read_copy(const char *bytes, size_t len, cr_error *err) {
    char *copy = malloc(len ? len : 1);
    cr_container *c = NULL;
    memcpy(copy, bytes, len);
    *err = (cr_error){0};
    cr_status status = cr_container_read((cr_str){copy, len}, "model.bin", NULL, &c, err);
    if (status == CR_OK)
        cr_container_close(c);
    else
        assert_null(c);
    free(copy);
    return status;
}

static void items_are_what_was_written(void **state) {
    (void)state;
    cr_container *c;
    cr_error err;
    cr_arena *a = cr_arena_new(0);
    assert_int_equal(cr_container_read(cr_buf_str(&small), "model.bin", NULL, &c, &err), CR_OK);
    assert_int_equal(cr_container_count(c), ITEMS);
    assert_string_equal(cr_container_path(c), "model.bin");
    const cr_item *w = cr_container_find(c, "Wemb");
    assert_ptr_equal(w, cr_container_item(c, 0));
    assert_int_equal(w->type, CR_ITEM_INTGEMM8);
    assert_int_equal(w->rows, 16);
    assert_int_equal(w->cols, 8);
    assert_int_equal(w->elements, 128);
    assert_int_equal(w->dimensions, 2);
    assert_true(w->multiplier == 2);
    assert_int_equal(cr_item_int8(w)[126], 127);
    assert_null(cr_item_floats(w, a));
    const cr_item *b = cr_container_find(c, "encoder_l1_self_bq");
    assert_int_equal(b->type, CR_ITEM_FLOAT);
    assert_true(cr_item_floats(b, a)[7] == 8);
    const cr_item *one = cr_container_find(c, "encoder_l1_self_Wq_QuantMultA");
    assert_int_equal(one->rows, 1);
    assert_int_equal(one->cols, 1);
    assert_int_equal(one->dimensions, 1);
    assert_null(cr_container_find(c, "decoder_Wemb"));
    cr_str settings = cr_container_text(c, "special:model.yml");
    assert_int_equal(settings.len, strlen(FILE_SETTINGS));
    assert_memory_equal(settings.ptr, FILE_SETTINGS, settings.len);
    assert_true(cr_str_none(cr_container_text(c, "Wemb")));
    assert_true(cr_str_none(cr_container_text(c, "none")));
    cr_container_close(c);
    cr_container_close(NULL);
    cr_arena_free(a);
}

static void floats_that_are_not_aligned_are_copied(void **state) {
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char *moved = malloc(small.len + shift);
        cr_container *c;
        cr_error err;
        cr_arena *a = cr_arena_new(0);
        memcpy(moved + shift, small.bytes, small.len);
        assert_int_equal(cr_container_read((cr_str){moved + shift, small.len}, "model.bin", NULL, &c, &err), CR_OK);
        const float *f = cr_item_floats(cr_container_find(c, "encoder_l1_self_bq"), a);
        assert_int_equal((uintptr_t)f % sizeof(float), 0);
        for (size_t i = 0; i < 8; i++)
            assert_true(f[i] == (float)(i + 1));
        assert_true(cr_container_find(c, "Wemb")->multiplier == 2);
        cr_container_close(c);
        cr_arena_free(a);
        free(moved);
    }
}

/* Byte `at`, as many of them, set to the value; the error must hold each of the words. */
typedef struct fault {
    size_t at, bytes;
    uint64_t value;
    cr_status status;
    const char *words[2];
} fault;

static void refused(const fault *f) {
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_buf_add_str(&b, cr_buf_str(&small));
    file_set(&b, f->at, f->value, f->bytes);
    cr_status status = read_copy(b.bytes, b.len, &err);
    if (status != f->status || strncmp(err.line, "model.bin: ", 11) != 0 || (f->words[0] && !strstr(err.line, f->words[0])) ||
        (f->words[1] && !strstr(err.line, f->words[1])))
        fail_msg("byte %zu set to %llx: status %d: %s", f->at, (unsigned long long)f->value, status, err.line);
    cr_buf_free(&b);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    const size_t q = HEADS + 32; /* header of encoder_l1_self_Wq */
    size_t name = NAMES + sizeof "Wemb", shapes = NAMES;
    for (size_t i = 0, n = 0; n < ITEMS; i++)
        if (small.bytes[NAMES + i] == '\0' && ++n == ITEMS)
            shapes = NAMES + i + 1;
    const fault faults[] = {
        {0, 8, 2, CR_ERR_UNSUPPORTED, {"version: 2"}},
        {8, 8, 0, CR_ERR_SYNTAX, {"number of items: 0"}},
        {8, 8, UINT64_MAX, CR_ERR_SYNTAX, {"number of items: 18,446,744,073,709,551,615"}},
        {q, 8, 0, CR_ERR_SYNTAX, {"item 1", "0 bytes of name"}},
        {q, 8, 1, CR_ERR_SYNTAX, {"item 1", "1 bytes of name"}},
        {q, 8, 18, CR_ERR_SYNTAX, {"item 1", "does not end in NUL"}},
        {q, 8, UINT64_C(1) << 63, CR_ERR_SYNTAX, {"item 1", "9,223,372,036,854,775,808 bytes of name"}},
        {q + 8, 8, 0x4102, CR_ERR_UNSUPPORTED, {"item 1 (encoder_l1_self_Wq)", "intgemm16"}},
        {q + 8, 8, 0x0802, CR_ERR_UNSUPPORTED, {"item 1 (encoder_l1_self_Wq)", "FBGEMM"}},
        {q + 8, 8, 0x1801, CR_ERR_UNSUPPORTED, {"item 1 (encoder_l1_self_Wq)", "packed"}},
        {q + 8, 8, 0x0402, CR_ERR_UNSUPPORTED, {"item 1 (encoder_l1_self_Wq)", "0x402"}},
        {q + 16, 8, UINT64_C(1) << 31, CR_ERR_SYNTAX, {"item 1 (encoder_l1_self_Wq)", "2,147,483,648 dimensions"}},
        {q + 16, 8, 0, CR_ERR_SYNTAX, {"item 1 (encoder_l1_self_Wq)", "0 dimensions"}},
        {q + 24, 8, 67, CR_ERR_SYNTAX, {"item 1 (encoder_l1_self_Wq)", "67 bytes of data where its shape needs 68"}},
        {q + 24, 8, UINT64_MAX, CR_ERR_SYNTAX, {"item 1 (encoder_l1_self_Wq)", "bytes of data"}},
        {name, 1, ' ', CR_ERR_SYNTAX, {"item 1", "not printable"}},
        {name + 3, 1, 0, CR_ERR_SYNTAX, {"item 1", "not printable"}},
        {shapes, 4, 0, CR_ERR_SYNTAX, {"item 0 (Wemb)", "dimension 0 is 0"}},
        {shapes, 4, UINT32_MAX, CR_ERR_SYNTAX, {"item 0 (Wemb)", "dimension 0 is -1"}},
        {shapes + 4, 4, UINT64_C(1) << 31, CR_ERR_SYNTAX, {"item 0 (Wemb)", "dimension 1 is -2147483648"}},
        {shapes, 4, INT32_MAX, CR_ERR_SYNTAX, {"item 0 (Wemb)", "2,147,483,647 values"}},
        {shapes + 4 * 8, 8, 5000, CR_ERR_SYNTAX, {"number of padding bytes"}},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        refused(&faults[i]);
    for (size_t i = 0; i < 4; i++) { /* a multiplier of nothing, of less, of infinity, of no number */
        cr_container *c;
        cr_error err;
        assert_int_equal(cr_container_read(cr_buf_str(&small), "model.bin", NULL, &c, &err), CR_OK);
        const cr_item *w = cr_container_find(c, "encoder_l1_self_Wq");
        size_t at = (size_t)((const char *)w->data - small.bytes) + w->elements;
        static const uint32_t bits[] = {0, 0xBF800000u, 0x7F800000u, 0x7FC00000u};
        cr_container_close(c);
        refused(&(fault){at, 4, bits[i], CR_ERR_SYNTAX, {"item 1 (encoder_l1_self_Wq)", "multiplier"}});
    }
}

static void names_are_given_once(void **state) {
    (void)state;
    static const file_item twice[] = {{"W", FILE_FLOAT, 1, 2, NULL}, {"V", FILE_FLOAT, 1, 2, NULL}, {"W", FILE_FLOAT, 1, 2, NULL}};
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_model(&b, twice, 3);
    assert_int_equal(read_copy(b.bytes, b.len, &err), CR_ERR_SYNTAX);
    assert_string_equal(err.line, "model.bin: item 2 (W): 0 is an item of the same name");
    cr_buf_free(&b);
}

static void text_is_utf8(void **state) {
    (void)state;
    static const file_item bad[] = {{"special:model.yml", FILE_TEXT, 0, 4, "a\xFF: "}};
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    file_model(&b, bad, 1);
    assert_int_equal(read_copy(b.bytes, b.len, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "UTF-8"));
    cr_buf_free(&b);
}

/* Cut anywhere, or with something behind it, it is no model. */
static void a_cut_file_is_refused(void **state) {
    (void)state;
    cr_error err;
    for (size_t len = 0; len < small.len; len++) {
        assert_int_not_equal(read_copy(small.bytes, len, &err), CR_OK);
        assert_int_equal(strncmp(err.line, "model.bin: ", 11), 0);
    }
    cr_buf longer;
    cr_buf_init(&longer, CR_BUF_NO_CEILING);
    cr_buf_add_str(&longer, cr_buf_str(&small));
    cr_buf_add_byte(&longer, 0);
    assert_int_equal(read_copy(longer.bytes, longer.len, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "1 bytes too many"));
    cr_buf_free(&longer);
}

/* Each word of the head, the headers and the shapes by turns 0, 2^31, 2^63, -1: refused with a line, or still a sound model. */
static void hostile_numbers_do_no_harm(void **state) {
    (void)state;
    static const uint64_t values[] = {0, UINT64_C(1) << 31, UINT64_C(1) << 63, UINT64_MAX, 1, 0x4101, 0x0404};
    cr_buf b;
    cr_error err;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t at = 0; at + 8 <= 420; at += 4)
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            cr_buf_clear(&b);
            cr_buf_add_str(&b, cr_buf_str(&small));
            file_set(&b, at, values[v], 8);
            if (read_copy(b.bytes, b.len, &err) != CR_OK)
                assert_int_equal(strncmp(err.line, "model.bin: ", 11), 0);
        }
    cr_buf_free(&b);
}

static void files_are_mapped_and_missing_ones_named(void **state) {
    (void)state;
    char path[] = "model-test-XXXXXX";
    cr_container *c;
    cr_error err;
    cr_limits limits;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(cr_container_open(cr_str_of(path), NULL, &c, &err), CR_ERR_SYNTAX);
    assert_non_null(strstr(err.line, "is empty"));
    assert_int_equal(write(fd, small.bytes, small.len), (ssize_t)small.len);
    close(fd);
    assert_int_equal(cr_container_open(cr_str_of(path), NULL, &c, &err), CR_OK);
    assert_int_equal(cr_container_count(c), ITEMS);
    cr_container_close(c);
    cr_limits_init(&limits);
    cr_limits_set(&limits, CR_STR("model_items"), 4);
    assert_int_equal(cr_container_open(cr_str_of(path), &limits, &c, &err), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "model_items"));
    cr_limits_set(&limits, CR_STR("model_bytes"), 100);
    assert_int_equal(cr_container_open(cr_str_of(path), &limits, &c, &err), CR_ERR_LIMIT);
    unlink(path);
    assert_int_equal(cr_container_open(CR_STR("no/such/model.bin"), NULL, &c, &err), CR_ERR_NOT_FOUND);
    assert_non_null(strstr(err.line, "no/such/model.bin"));
    assert_int_equal(cr_container_open(CR_STR("."), NULL, &c, &err), CR_ERR_IO);
    assert_null(c);
}

static void numbers_are_grouped(void **state) {
    (void)state;
    assert_string_equal(cr_group(0).text, "0");
    assert_string_equal(cr_group(999).text, "999");
    assert_string_equal(cr_group(1000).text, "1,000");
    assert_string_equal(cr_group(UINT64_MAX).text, "18,446,744,073,709,551,615");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_what_was_written),   cmocka_unit_test(floats_that_are_not_aligned_are_copied),
        cmocka_unit_test(what_is_wrong_is_named),       cmocka_unit_test(names_are_given_once),
        cmocka_unit_test(text_is_utf8),                 cmocka_unit_test(a_cut_file_is_refused),
        cmocka_unit_test(hostile_numbers_do_no_harm),   cmocka_unit_test(files_are_mapped_and_missing_ones_named),
        cmocka_unit_test(numbers_are_grouped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
