/* Any bytes as a date. A date that was read reads back as itself. */
#include <stdint.h>
#include <stdlib.h>

#include "feed/feed_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(1u << 20);
    cr_str date = cr_feed_date(a, (cr_str){(const char *)data, size});
    if (!cr_str_none(date) && !cr_str_eq(date, cr_feed_date(a, date)))
        abort();
    cr_arena_free(a);
    return 0;
}
