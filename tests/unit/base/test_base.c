/* The pieces everything stands on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "base/data.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"

#define assert_str(s, z)                                  \
    do {                                                  \
        cr_str s_ = (s);                                  \
        assert_int_equal(s_.len, strlen(z));              \
        if (s_.len)                                       \
            assert_memory_equal(s_.ptr, (z), s_.len);     \
    } while (0)

static void arena_zeroes_aligns_and_stops_at_its_ceiling(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(1000);
    char *p = cr_arena_alloc(a, 600);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % 16, 0);
    for (int i = 0; i < 600; i++)
        assert_int_equal(p[i], 0);
    assert_null(cr_arena_alloc(a, 500));
    assert_true(cr_arena_exhausted(a));
    assert_null(cr_arena_array(a, SIZE_MAX / 2, 8));
    cr_arena_reset(a);
    assert_false(cr_arena_exhausted(a));
    memset(cr_arena_alloc(a, 10), 'x', 10);
    cr_arena_reset(a);
    assert_int_equal(*(char *)cr_arena_alloc(a, 10), 0);
    cr_arena_free(a);
    cr_arena_free(NULL);
}

static void vectors_keep_their_elements_when_they_grow(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++)
        *CR_PUSH(a, items, count, capacity) = i;
    assert_int_equal(count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    cr_arena_free(a);
}

static void slices_compare_find_trim_and_split(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    assert_true(cr_str_is_nocase(CR_STR("Content-Type"), "content-TYPE"));
    assert_false(cr_str_is(CR_STR("ab"), "abc"));
    assert_int_equal(cr_str_find(CR_STR("abcabc"), CR_STR("ca"), 0), 2);
    assert_int_equal(cr_str_find(CR_STR("abc"), CR_STR("abcd"), 0), CR_STR_NPOS);
    assert_int_equal(cr_str_find_nocase(CR_STR("xxABC"), CR_STR("abc"), 1), 2);
    assert_str(cr_str_trim(CR_STR("\xC2\xA0 \t été \n\xE3\x80\x80")), "été");
    assert_str(cr_str_trim(CR_STR(" \n ")), "");
    assert_str(cr_str_squeeze(a, CR_STR("  a \n\n b\xC2\xA0\xC2\xA0" "c ")), "a b c");
    cr_str rest = CR_STR("a,,b"), part;
    assert_true(cr_str_split(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(cr_str_split(&rest, ',', &part));
    assert_str(part, "");
    assert_true(cr_str_split(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(cr_str_split(&rest, ',', &part));
    assert_true(cr_str_compare(CR_STR("a"), CR_STR("ab")) < 0);
    assert_str(cr_str_format(a, "%d-%s", 7, "x"), "7-x");
    cr_arena_free(a);
}

static void buffers_refuse_what_passes_their_ceiling(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, 8);
    cr_buf_add_z(&b, "12345678");
    assert_int_equal(b.failed, CR_OK);
    cr_buf_add_byte(&b, '9');
    assert_int_equal(b.failed, CR_ERR_LIMIT);
    assert_str(cr_buf_str(&b), "12345678");
    cr_buf_clear(&b);
    cr_buf_printf(&b, "%03d", 7);
    assert_string_equal(b.bytes, "007");
    cr_buf_free(&b);
}

static void utf8_counts_points_in_any_order(void **state) {
    cr_arena *a = cr_arena_new(0);
    char text[3000];
    cr_utf8_table t;
    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "\xC3\xA9x", 3);
    assert_true(cr_utf8_table_make(a, (cr_str){text, sizeof text}, &t));
    assert_int_equal(cr_utf8_table_at(&t, 2999), 1999); /* the last x stands behind it */
    assert_int_equal(cr_utf8_table_at(&t, 3), 2);
    assert_int_equal(cr_utf8_table_at(&t, 1536), 1024);
    assert_int_equal(cr_utf8_table_at(&t, 0), 0);
    assert_int_equal(cr_utf8_table_at(&t, 5000), 2000);
    assert_true(cr_utf8_table_make(a, CR_STR(""), &t));
    assert_int_equal(cr_utf8_table_at(&t, 0), 0);
    cr_arena_free(a);
}

static void utf8_decodes_both_ways_and_replaces_what_is_broken(void **state) {
    (void)state;
    cr_arena *a = cr_arena_new(0);
    cr_str s = CR_STR("aé漢😀");
    static const uint32_t want[] = {'a', 0xE9, 0x6F22, 0x1F600};
    size_t at = 0;
    for (int i = 0; i < 4; i++)
        assert_int_equal(cr_utf8_next(s, &at), want[i]);
    for (int i = 3; i >= 0; i--)
        assert_int_equal(cr_utf8_previous(s, &at), want[i]);
    assert_int_equal(at, 0);
    assert_int_equal(cr_utf8_length(s), 4);
    assert_true(cr_utf8_valid(s));
    static const char *const broken[] = {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_false(cr_utf8_valid(cr_str_of(broken[i])));
        cr_str mended = cr_utf8_repair(a, cr_str_of(broken[i]));
        assert_true(cr_utf8_valid(mended));
        assert_true(mended.len >= 3);
    }
    assert_str(cr_utf8_repair(a, CR_STR("x\0y")), "x\xEF\xBF\xBDy");
    assert_str(cr_utf8_repair(a, CR_STR("\xE2\x82z")), "\xEF\xBF\xBDz"); /* a maximal subpart is one replacement */
    cr_utf8_cursor c = cr_utf8_cursor_of(s);
    assert_int_equal(cr_utf8_points_at(&c, 3), 2);
    assert_int_equal(cr_utf8_points_at(&c, s.len), 4);
    assert_int_equal(cr_utf8_points_at(&c, 1), 1);
    char out[4];
    assert_int_equal(cr_utf8_encode(0xD800, out), 0);
    assert_int_equal(cr_utf8_encode(0x110000, out), 0);
    cr_arena_free(a);
}

static void json_is_escaped_and_punctuated(void **state) {
    (void)state;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    cr_json j = cr_json_on(&b);
    cr_json_object(&j);
    cr_json_member(&j, "a", CR_STR("\"\\\n\x01é\xFF"));
    cr_json_key(&j, "b");
    cr_json_array(&j);
    cr_json_int(&j, -3);
    cr_json_number(&j, 0.930, 4);
    cr_json_number(&j, -0.00001, 2);
    cr_json_null(&j);
    cr_json_bool(&j, true);
    cr_json_object(&j);
    cr_json_end(&j);
    cr_json_end(&j);
    cr_json_member(&j, "c", CR_STR_NONE);
    cr_json_end(&j);
    assert_string_equal(b.bytes, "{\"a\": \"\\\"\\\\\\n\\u0001é\xEF\xBF\xBD\", \"b\": [-3, 0.93, 0, null, true, {}], \"c\": null}");
    cr_buf_clear(&b);
    j = cr_json_on(&b);
    j.html_safe = true;
    cr_json_str(&j, CR_STR("</script>&\xE2\x80\xA8"));
    assert_string_equal(b.bytes, "\"\\u003c/script\\u003e\\u0026\\u2028\"");
    cr_buf_clear(&b);
    j = cr_json_on(&b);
    for (int i = 0; i < CR_JSON_DEPTH + 1; i++)
        cr_json_array(&j);
    assert_int_equal(b.failed, CR_ERR_LIMIT);
    cr_buf_free(&b);
}

static void maps_find_what_was_put(void **state) {
    (void)state;
    cr_map *m = cr_map_new();
    char key[32];
    for (uintptr_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "key %zu", (size_t)i);
        bool fresh;
        *cr_map_put(m, cr_str_of(key), &fresh) = i;
        assert_true(fresh);
    }
    bool fresh;
    assert_int_equal(*cr_map_put(m, CR_STR("key 77"), &fresh), 77);
    assert_false(fresh);
    assert_null(cr_map_get(m, CR_STR("no key")));
    assert_int_equal(cr_map_count(m), 5000);
    size_t at = 0, seen = 0, sum = 0;
    cr_str k;
    uintptr_t v;
    while (cr_map_next(m, &at, &k, &v)) {
        seen++;
        sum += v;
    }
    assert_int_equal(seen, 5000);
    assert_int_equal(sum, 5000 * 4999 / 2);
    cr_map_free(m);
}

static void ids_tell_parts_apart(void **state) {
    (void)state;
    char x[65], y[65];
    cr_hash_sha256(x, CR_STR("abc"));
    assert_string_equal(x, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-4 */
    cr_hash_id(x, 16, (cr_str[]){CR_STR("ab"), CR_STR("c")}, 2);
    cr_hash_id(y, 16, (cr_str[]){CR_STR("a"), CR_STR("bc")}, 2);
    assert_int_equal(strlen(x), 16);
    assert_string_not_equal(x, y);
}

static void the_calendar_is_right(void **state) {
    (void)state;
    assert_int_equal(cr_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(cr_days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(cr_weekday(cr_days_from_civil(2021, 12, 27)), 1);
    for (int64_t d = -800000; d < 800000; d += 977) {
        int y, m, day;
        cr_civil_from_days(d, &y, &m, &day);
        assert_int_equal(cr_days_from_civil(y, m, day), d);
    }
    int year, week;
    cr_iso_week(cr_days_from_civil(2021, 1, 3), &year, &week);
    assert_int_equal(year, 2020);
    assert_int_equal(week, 53);
    assert_int_equal(cr_days_from_iso_week(2020, 53, 7), cr_days_from_civil(2021, 1, 3));
    cr_civil c;
    assert_true(cr_time_parse(CR_STR("2022-01-12T22:03:00-05:00"), &c));
    char out[21];
    cr_time_format(cr_time_epoch(&c), out);
    assert_string_equal(out, "2022-01-13T03:03:00Z");
    assert_true(cr_time_parse(CR_STR("2021-12"), &c));
    assert_int_equal(c.day, 0);
    assert_false(cr_time_parse(CR_STR("2021-02-29"), &c));
    assert_false(cr_time_parse(CR_STR("2021-12-01x"), &c));
    assert_false(cr_time_parse(CR_STR("99999999999"), &c));
}

static void packed_input_is_unpacked_within_its_ceiling(void **state) {
    (void)state;
    enum { SIZE = 300000 };
    char *plain = malloc(SIZE), *packed = malloc(SIZE);
    memset(plain, 'a', SIZE);
    cr_buf out;
    cr_error err;
    cr_buf_init(&out, SIZE);
    size_t n = ZSTD_compress(packed, SIZE, plain, SIZE, 3);
    assert_int_equal(cr_file_unpack((cr_str){packed, n}, &out, &err), CR_OK);
    assert_int_equal(out.len, SIZE);
    cr_buf_free(&out);
    cr_buf_init(&out, SIZE - 1);
    assert_int_equal(cr_file_unpack((cr_str){packed, n}, &out, &err), CR_ERR_LIMIT);
    cr_buf_free(&out);
    cr_buf_init(&out, SIZE);
    uLongf z = SIZE;
    compress((Bytef *)packed, &z, (Bytef *)plain, SIZE);
    assert_int_equal(cr_file_decode((cr_str){packed, z}, CR_STR("deflate"), &out, &err), CR_OK);
    assert_int_equal(out.len, SIZE);
    cr_buf_free(&out);
    assert_int_equal(cr_file_decode((cr_str){packed, z / 2}, CR_STR("deflate"), &out, &err), CR_ERR_SYNTAX);
    cr_buf_free(&out);
    assert_int_equal(cr_file_decode(CR_STR("x"), CR_STR("compress"), &out, &err), CR_ERR_UNSUPPORTED);
    cr_buf_free(&out);
    free(plain);
    free(packed);
}

static size_t gzip(const char *plain, size_t size, char *packed, size_t room) {
    z_stream z = {.next_in = (Bytef *)(size_t)plain, .avail_in = (uInt)size, .next_out = (Bytef *)packed, .avail_out = (uInt)room};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}

/* Members one after the other, a length at the end that lies, what follows the end: by either library the same. */
static void gzip_is_read_whole(void **state) {
    (void)state;
    enum { SIZE = 100000 };
    char *plain = malloc(SIZE), *packed = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        plain[i] = (char)('a' + i * i % 23);
    cr_buf out;
    cr_error err;
    cr_buf_init(&out, SIZE);
    size_t n = gzip(plain, SIZE, packed, SIZE), two;
    assert_int_equal(cr_file_unpack((cr_str){packed, n}, &out, &err), CR_OK);
    assert_int_equal(out.len, SIZE);
    assert_memory_equal(out.bytes, plain, SIZE);
    cr_buf_free(&out);
    cr_buf_init(&out, SIZE - 1);
    assert_int_equal(cr_file_unpack((cr_str){packed, n}, &out, &err), CR_ERR_LIMIT);
    cr_buf_free(&out);
    cr_buf_init(&out, SIZE * 2);
    for (unsigned lie = 0; lie < 3; lie++) { /* too short, too long, more than deflate can pack */
        memset(packed + n - 4, lie == 0 ? 0 : lie == 1 ? 3 : 0x70, lie == 1 ? 2 : 4);
        assert_int_equal(cr_file_unpack((cr_str){packed, n}, &out, &err), CR_ERR_SYNTAX);
        cr_buf_clear(&out);
    }
    n = gzip(plain, 1000, packed, SIZE);
    two = n + gzip(plain + 1000, 5000, packed + n, SIZE - n);
    assert_int_equal(cr_file_unpack((cr_str){packed, two}, &out, &err), CR_OK);
    assert_int_equal(out.len, 6000);
    assert_memory_equal(out.bytes, plain, 6000);
    packed[two] = 'x';
    assert_int_equal(cr_file_unpack((cr_str){packed, two + 1}, &out, &err), CR_OK);
    assert_int_equal(out.len, 6000);
    assert_int_equal(cr_file_unpack((cr_str){packed, two - 100}, &out, &err), CR_ERR_SYNTAX);
    size_t inner = gzip(plain, 2000, packed, 5000), outer = gzip(packed, inner, packed + 5000, SIZE - 5000); /* packed twice */
    assert_int_equal(cr_file_unpack((cr_str){packed + 5000, outer}, &out, &err), CR_OK);
    assert_int_equal(out.len, 2000);
    assert_memory_equal(out.bytes, plain, 2000);
    cr_buf_free(&out);
    free(plain);
    free(packed);
}

static void files_are_written_whole_and_read_back(void **state) {
    (void)state;
    char path[] = "file-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    cr_error err;
    assert_int_equal(cr_file_write(path, CR_STR("twelve bytes"), &err), CR_OK);
    cr_buf b;
    cr_buf_init(&b, 12);
    assert_int_equal(cr_file_read(path, &b, &err), CR_OK);
    assert_str(cr_buf_str(&b), "twelve bytes");
    cr_buf_free(&b);
    cr_buf_init(&b, 11);
    assert_int_equal(cr_file_read(path, &b, &err), CR_ERR_LIMIT);
    cr_buf_free(&b);
    assert_int_equal(cr_file_read("no/such/file", &b, &err), CR_ERR_NOT_FOUND);
    assert_non_null(strstr(err.line, "no/such/file"));
    assert_int_equal(cr_file_read(".", &b, &err), CR_ERR_IO);
    cr_buf_free(&b);
    unlink(path);
}

static void every_status_and_limit_has_its_name(void **state) {
    (void)state;
    for (int i = 0; i < CR_STATUS_COUNT; i++) {
        assert_non_null(cr_status_name((cr_status)i));
        assert_string_not_equal(cr_status_name((cr_status)i), "unknown");
    }
    assert_string_equal(cr_status_name((cr_status)999), "unknown");
    cr_limits limits;
    cr_limits_init(&limits);
    for (int i = 0; i < CR_LIMIT_COUNT; i++) {
        assert_true(cr_limits_set(&limits, cr_str_of(cr_limit_key((cr_limit_name)i)), 7));
        assert_int_equal(cr_limit(&limits, (cr_limit_name)i), 7);
        assert_true(cr_limit(NULL, (cr_limit_name)i) > 0);
        assert_true(strlen(cr_limit_meaning((cr_limit_name)i)) > 5);
    }
    assert_false(cr_limits_set(&limits, CR_STR("no_such_limit"), 1));
    cr_error err;
    assert_int_equal(cr_limit_met(&err, NULL, CR_LIMIT_PAGE_BYTES, "page.html"), CR_ERR_LIMIT);
    assert_non_null(strstr(err.line, "page_bytes"));
}

static void lines_cannot_be_forged(void **state) {
    (void)state;
    cr_error err;
    cr_fail(&err, CR_ERR_IO, "title: %s", "a\nERROR forged \x1B[31m\xE2\x80\xAEred");
    assert_null(strchr(err.line, '\n'));
    assert_null(strchr(err.line, '\x1B'));
    assert_null(strstr(err.line, "\xE2\x80\xAE"));
    char huge[2 * CR_ERROR_BYTES];
    memset(huge, 'x', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    cr_error_prefix(&err, "%s", huge);
    assert_true(strlen(err.line) < CR_ERROR_BYTES);
}

static void carried_files_are_found_by_name(void **state) {
    (void)state;
    for (size_t i = 0; i < cr_data_file_count; i++) {
        assert_true(cr_data(cr_data_files[i].name).ptr == (const char *)cr_data_files[i].bytes);
        assert_int_equal(cr_data_files[i].bytes[cr_data_files[i].len], 0);
    }
    assert_true(cr_str_none(cr_data("no/such")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_zeroes_aligns_and_stops_at_its_ceiling),
        cmocka_unit_test(vectors_keep_their_elements_when_they_grow),
        cmocka_unit_test(slices_compare_find_trim_and_split),
        cmocka_unit_test(buffers_refuse_what_passes_their_ceiling),
        cmocka_unit_test(utf8_counts_points_in_any_order),
        cmocka_unit_test(utf8_decodes_both_ways_and_replaces_what_is_broken),
        cmocka_unit_test(json_is_escaped_and_punctuated),
        cmocka_unit_test(maps_find_what_was_put),
        cmocka_unit_test(ids_tell_parts_apart),
        cmocka_unit_test(the_calendar_is_right),
        cmocka_unit_test(packed_input_is_unpacked_within_its_ceiling),
        cmocka_unit_test(gzip_is_read_whole),
        cmocka_unit_test(files_are_written_whole_and_read_back),
        cmocka_unit_test(every_status_and_limit_has_its_name),
        cmocka_unit_test(lines_cannot_be_forged),
        cmocka_unit_test(carried_files_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
