/* Addresses and parameters on any bytes: path, "?" and query as one input; what comes out stays in its bounds. */
#include <stdint.h>

#include "base/utf8.h"
#include "site/markup.h"
#include "site/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"q", "lang", "cursor", "limit"};
    cr_str uri = {(const char *)data, size};
    size_t mark = cr_str_find_byte(uri, '?', 0);
    cr_str path = mark == CR_STR_NPOS ? uri : cr_str_slice(uri, 0, mark), query = mark == CR_STR_NPOS ? CR_STR("") : cr_str_slice(uri, mark + 1, size);
    cr_site_route r = cr_route_parse(path);
    if (r.id[0] && !cr_route_is_id(cr_str_of(r.id)))
        __builtin_trap();
    cr_arena *a = cr_arena_new(16 << 20);
    cr_buf b;
    cr_buf_init(&b, 4 << 20);
    cr_markup m = {&b};
    for (size_t i = 0; a && i < sizeof names / sizeof *names; i++) {
        cr_str value = cr_route_parameter(a, query, names[i], 200, NULL);
        if (value.len > 200 || !cr_utf8_valid(value))
            __builtin_trap();
        cr_markup_text(&m, value);
        cr_markup_percent(&b, value);
    }
    cr_markup_text(&m, uri);
    cr_markup_link(&m, "href", uri);
    for (size_t i = 0; i < b.len; i++)
        if (b.bytes[i] == '<' || b.bytes[i] == '>')
            __builtin_trap();
    cr_buf_free(&b);
    cr_arena_free(a);
    return 0;
}
