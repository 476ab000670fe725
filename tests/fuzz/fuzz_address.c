/* Addresses and header lines as servers send them: what is read as an address has a host and is http or https. */
#include <assert.h>
#include <stdint.h>

#include "net/address.h"
#include "net/headers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_str s = {(const char *)data, size};
    cr_address x;
    cr_error err;
    if (a && cr_address_read(a, s, CR_STR("https://example.org/a/b"), &x, &err) == CR_OK) {
        assert(cr_str_starts(x.url, "http://") || cr_str_starts(x.url, "https://"));
        assert(x.host.len > 0 && x.path.len > 0);
    }
    cr_headers h = {0};
    cr_fetch_answer answer = {0};
    if (a)
        cr_headers_line(a, s, &h, &answer);
    (void)cr_headers_charset(s);
    (void)cr_headers_retry_after(s, 0);
    (void)cr_headers_may_send(s);
    cr_arena_free(a);
    return 0;
}
