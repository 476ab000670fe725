/* Any bytes as tokens, in both modes; sanitising what was sanitised changes nothing. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "feed/sanitise.h"
#include "html/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_str text = cr_utf8_repair(a, (cr_str){(const char *)data, size});
    for (int mode = 0; mode < 2; mode++) {
        cr_cursor c = cr_cursor_on(text, mode ? CR_CURSOR_HTML : CR_CURSOR_XML);
        size_t before = 0;
        while (cr_cursor_next(&c)) {
            if (c.at <= before || c.at > text.len)
                abort();
            before = c.at;
        }
        if (c.at != text.len)
            abort();
    }
    cr_str once = cr_feed_sanitise(a, text, CR_STR("https://e.example/"));
    cr_str twice = cr_feed_sanitise(a, once, CR_STR("https://e.example/"));
    if (!cr_str_eq(once, twice) && !cr_arena_exhausted(a))
        abort();
    cr_arena_free(a);
    return 0;
}
