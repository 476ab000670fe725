/* Stream format: any answer can be read; what is escaped comes back as it was, control characters and outer space aside.
 * The checks and quotation marks get the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "translate/check.h"
#include "translate/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 8000)
        return 0;
    cr_str s = {(const char *)data, size};
    cr_buf b, c;
    cr_stream_marks m = {0};
    bool stopped;
    cr_buf_init(&b, 1 << 20);
    cr_buf_init(&c, 1 << 20);
    cr_stream_unescape(&c, s, size & 1, &m);
    cr_buf_clear(&c);
    cr_stream_escape(&b, s, true, &stopped);
    cr_stream_unescape(&c, cr_buf_str(&b), stopped, &m);
    bool plain = true;
    for (size_t i = 0; i < size; i++)
        plain = plain && data[i] > ' ' && data[i] != 0x7F;
    if (plain && size)
        assert(c.len == size && memcmp(c.bytes, data, size) == 0);
    cr_arena *a = cr_arena_new(256u << 20);
    if (a) {
        size_t half = size / 2;
        cr_str x = cr_utf8_repair(a, cr_str_slice(s, 0, half)), y = cr_utf8_repair(a, cr_str_slice(s, half, size));
        cr_check check = {CR_STR("fr"), CR_STR("en"), x, y, 0};
        (void)cr_check_run(a, &check);
        (void)cr_check_quotes(a, x, CR_STR("fr"), CR_STR("de"));
        (void)cr_check_upper(a, x, CR_STR("tr"), true);
        (void)cr_check_sentence_case(a, y, CR_STR("el"));
    }
    cr_arena_free(a);
    cr_buf_free(&b);
    cr_buf_free(&c);
    return 0;
}
