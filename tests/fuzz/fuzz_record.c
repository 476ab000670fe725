/* One line of JSON Lines: any bytes give a document or one line of error. */
#include <stdint.h>

#include "wire/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64 << 20);
    cr_document d;
    cr_str refused;
    cr_error err = {0};
    if (a && cr_record_read(a, (cr_str){(const char *)data, size}, CR_STR("fuzz.jsonl"), 1, &d, &refused, &err) == CR_OK) {
        if (d.url.len == 0 || cr_str_none(d.bytes))
            __builtin_trap();
    } else if (err.line[0] == '\0')
        __builtin_trap();
    cr_arena_free(a);
    return 0;
}
