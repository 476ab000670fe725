/* The configuration: any bytes give a configuration or one line. */
#include <stdint.h>

#include "wire/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64 << 20);
    cr_config config;
    cr_error err = {0};
    if (a && cr_config_read(a, (cr_str){(const char *)data, size}, "fuzz.conf", &config, &err) == CR_OK) {
        if (config.editions.count == 0 || config.main.len == 0 || config.main.len > 7)
            __builtin_trap();
    } else if (err.line[0] == '\0')
        __builtin_trap();
    cr_arena_free(a);
    return 0;
}
