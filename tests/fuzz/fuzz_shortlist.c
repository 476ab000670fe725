/* A shortlist, and a sentence: the first byte says how many pieces the vocabularies have, the next four are the sentence. The
 * checksum of what the fuzzer made is put right, or nothing behind it would be reached; every eighth is left as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "infer/shortlist.h"

static void mend(uint8_t *bytes, size_t size) {
    uint64_t h = 0, w;
    for (size_t at = 16; at + 8 <= size; at += 8) {
        memcpy(&w, bytes + at, 8);
        h ^= w + 0x9E3779B9u + (h << 6) + (h >> 2);
    }
    if (size >= 16)
        memcpy(bytes + 8, &h, 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 6)
        return 0;
    size_t pieces = (size_t)data[0] + 1, chosen;
    bool shared = data[5] & 1;
    uint32_t sentence[4];
    const uint32_t *ids;
    cr_shortlist *s;
    cr_error err;
    for (size_t i = 0; i < 4; i++)
        sentence[i] = data[1 + i];
    uint8_t *bytes = malloc(size - 5);
    cr_arena *a = cr_arena_new(8 << 20);
    if (bytes && a) {
        memcpy(bytes, data + 6, size - 6);
        if (data[5] & 0x0E)
            mend(bytes, size - 6);
        if (cr_shortlist_read((cr_str){(const char *)bytes, size - 6}, "lex.s2t.bin", pieces, pieces, shared, NULL, &s, &err) == CR_OK) {
            if (!cr_shortlist_for(s, a, sentence, 4, &ids, &chosen) || chosen > pieces)
                __builtin_trap();
            for (size_t i = 0; i < chosen; i++)
                if (ids[i] >= pieces || (i && ids[i] <= ids[i - 1]))
                    __builtin_trap();
            cr_shortlist_close(s);
        }
    }
    cr_arena_free(a);
    free(bytes);
    return 0;
}
