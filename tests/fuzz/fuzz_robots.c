/* robots.txt: any bytes; the first half are the file, the rest the path. */
#include <stdint.h>

#include "net/address_guard.h"
#include "net/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_str s = {(const char *)data, size};
    size_t cut = cr_str_find_byte(s, '\0', 0);
    cut = cut == CR_STR_NPOS ? size : cut;
    if (a) {
        cr_robots *r = cr_robots_read(a, 200, cr_str_slice(s, 0, cut));
        (void)cr_robots_allow(r, cr_str_slice(s, cut, size));
        (void)cr_robots_allow(r, CR_STR("/a/b?c=d"));
        (void)cr_robots_delay_ms(r);
    }
    (void)cr_address_allow_valid(s);
    cr_arena_free(a);
    return 0;
}
