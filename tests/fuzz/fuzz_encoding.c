/* Any bytes as an undeclared or declared page, and in every encoding: valid UTF-8 comes out, the same each time, no ASCII byte is
 * swallowed, and all ways to check UTF-8 agree. The first byte chooses what is said of the page. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8_kernels.h"
#include "html/encodings.h"

enum { SMALL = 300 }; /* inputs up to here are read in every encoding, longer ones in one */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void want(bool held) {
    if (!held)
        abort();
}

static bool known(const char *name) {
    for (size_t i = 0; name && cr_encoding_names[i]; i++)
        if (strcmp(cr_encoding_names[i], name) == 0)
            return true;
    return false;
}

static void check_kernels(cr_str bytes) {
    size_t well, ill;
    cr_encoding_count_utf8(bytes, &well, &ill);
    cr_utf8_kind kind = ill ? CR_UTF8_ILL_FORMED : well ? CR_UTF8_WIDE : CR_UTF8_ASCII;
    for (size_t i = 0; i < cr_utf8_kernel_count; i++)
        want(!cr_utf8_kernels[i].usable() || cr_utf8_kernels[i].kind((const unsigned char *)bytes.ptr, bytes.len) == kind);
    want(cr_utf8_kind_of(bytes) == kind);
}

static void check_encoding(cr_arena *arena, cr_str bytes, const char *name) {
    cr_str utf8, longer;
    size_t errors;
    cr_error err;
    want(cr_encoding_convert(arena, bytes, name, &utf8, &errors, &err) == CR_OK);
    want(cr_utf8_valid(utf8) && errors <= bytes.len && utf8.len <= 3 * bytes.len + 4);
    if (strncmp(name, "utf-16", 6) == 0 || strcmp(name, "iso-2022-jp") == 0 || strcmp(name, "replacement") == 0)
        return;
    want(cr_encoding_convert(arena, cr_str_concat(arena, bytes, CR_STR("\n<b")), name, &longer, NULL, &err) == CR_OK);
    want(cr_str_ends(longer, "\n<b"));
}

static void check_page(cr_arena *arena, cr_str bytes, cr_str charset) {
    cr_str utf8, again;
    const char *encoding, *same;
    cr_error err;
    want(cr_encoding_decode_html(arena, bytes, charset, &utf8, &encoding, &err) == CR_OK);
    want(known(encoding) && cr_utf8_valid(utf8));
    want(cr_encoding_decode_html(arena, bytes, charset, &again, &same, &err) == CR_OK);
    want(strcmp(encoding, same) == 0 && cr_str_eq(utf8, again));
    size_t skip;
    want(known(cr_encoding_sniff(bytes, charset, &skip)) && skip <= bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(0);
    cr_str bytes = {(const char *)data, size};
    unsigned what = size ? data[0] : 0;
    size_t count = 0;
    while (cr_encoding_names[count])
        count++;
    check_kernels(bytes);
    const char *prescanned = cr_encoding_prescan(bytes);
    want(!prescanned || known(prescanned));
    if (what & 128)
        want(known(cr_encoding_detect(bytes)) && known(cr_encoding_guess(bytes, cr_str_slice(bytes, 0, size < 2 ? size : 2))));
    check_page(a, bytes, what % 3 == 0 ? CR_STR_NONE : what % 3 == 1 ? cr_str_of(cr_encoding_names[what % count]) : cr_str_slice(bytes, 0, size < 12 ? size : 12));
    for (size_t i = 0; i < count; i++)
        if (size <= SMALL || i == what % count)
            check_encoding(a, bytes, cr_encoding_names[i]);
    cr_arena_free(a);
    return 0;
}
