/* Any bytes as OPML; what was read is written and must read back as the same list. */
#include <courant/feed.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_opml_outline *o, *again;
    size_t n, m, refused;
    cr_error err;
    cr_str text;
    if (cr_opml_parse(a, (cr_str){(const char *)data, size}, &o, &n, &refused, &err) == CR_OK &&
        cr_opml_write(a, CR_STR("t"), o, n, &text, &err) == CR_OK &&
        cr_opml_parse(a, text, &again, &m, &refused, &err) == CR_OK) {
        if (m != n || refused)
            abort();
        for (size_t i = 0; i < n; i++)
            if (!cr_str_eq(o[i].url, again[i].url))
                abort();
    }
    cr_arena_free(a);
    return 0;
}
