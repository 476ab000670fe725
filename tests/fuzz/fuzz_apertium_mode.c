/* Mode files: any line is refused or becomes argument vectors whose first words are bare names. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "translate/mode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    cr_mode m;
    cr_error err;
    if (a && cr_mode_parse(a, CR_STR("fra-cat"), (cr_str){(const char *)data, size}, &m, &err) == CR_OK)
        for (size_t i = 0; i < m.count; i++) {
            assert(!strchr(m.programs[i].argv[0], '/'));
            assert(m.programs[i].argv[m.programs[i].argc] == NULL);
        }
    char from[8], to[8];
    cr_str variant;
    if (size < 100)
        (void)cr_mode_name((cr_str){(const char *)data, size}, from, to, &variant);
    cr_arena_free(a);
    return 0;
}
