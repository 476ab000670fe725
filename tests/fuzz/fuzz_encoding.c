/* Any bytes as an undeclared or declared page: valid UTF-8 comes out. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "html/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(0);
    cr_str bytes = {(const char *)data, size}, utf8;
    const char *encoding;
    cr_error err;
    if (cr_encoding_decode_html(a, bytes, cr_str_slice(bytes, 0, size < 12 ? size : 12), &utf8, &encoding, &err) == CR_OK && !cr_utf8_valid(utf8))
        abort();
    cr_arena_free(a);
    return 0;
}
