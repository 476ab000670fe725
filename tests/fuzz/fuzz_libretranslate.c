/* A LibreTranslate server's answers: any bytes are texts without control characters, or an error in words. */
#include <assert.h>
#include <stdint.h>

#include "translate/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cr_arena *a = cr_arena_new(64u << 20);
    for (size_t count = 1; a && count <= 3; count++) {
        cr_str texts[3] = {{0}};
        cr_strs others[3] = {{0}};
        cr_error err = {0};
        if (cr_libretranslate_read(a, (cr_str){(const char *)data, size}, count, texts, others, &err) != CR_OK)
            assert(err.line[0]);
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < texts[i].len; k++)
                assert((unsigned char)texts[i].ptr[k] >= ' ');
    }
    cr_arena_free(a);
    return 0;
}
