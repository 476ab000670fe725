/* A vocabulary, and a text in it: the first two bytes say how many of those at the end are the text. Spans are in order and in the
 * text; what was cut can be put together. */
#include <stdint.h>
#include <stdlib.h>

#include "infer/vocabulary.h"

static void check(const cr_vocabulary *v, cr_arena *a, cr_str text) {
    cr_pieces p;
    cr_str back;
    cr_span *spans;
    uint32_t id;
    if (!cr_vocabulary_encode(v, a, text, &p))
        return;
    for (size_t i = 0; i < p.count; i++) {
        if (p.ids[i] >= cr_vocabulary_count(v) || p.spans[i].start > p.spans[i].end || p.spans[i].end > text.len ||
            (i && p.spans[i].start < p.spans[i - 1].end))
            __builtin_trap();
        if (!cr_vocabulary_find(v, cr_vocabulary_piece(v, p.ids[i]), &id))
            __builtin_trap();
    }
    if (!cr_vocabulary_decode(v, a, p.ids, p.count, &back, &spans))
        return;
    for (size_t i = 0, at = 0; i < p.count; at = spans[i++].end)
        if (spans[i].start != at || spans[i].end < at || spans[i].end > back.len)
            __builtin_trap();
    if (p.count ? spans[p.count - 1].end != back.len : back.len != 0)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    size_t len = (size_t)data[0] | (size_t)data[1] << 8;
    data += 2;
    size -= 2;
    len = len > size ? size : len;
    char *text = malloc(len ? len : 1); /* exact size matters: one byte too far is seen */
    cr_arena *a = cr_arena_new(64 << 20);
    cr_vocabulary *v;
    cr_error err;
    if (text && a && cr_vocabulary_read((cr_str){(const char *)data, size - len}, "vocab.spm", NULL, &v, &err) == CR_OK) {
        memcpy(text, data + size - len, len);
        check(v, a, (cr_str){text, len});
        for (uint32_t id = 0; id < cr_vocabulary_count(v) && id < 300; id++) {
            cr_str back;
            cr_span *spans;
            if (!cr_vocabulary_decode(v, a, (uint32_t[]){id, id}, 2, &back, &spans))
                break;
        }
        cr_vocabulary_close(v);
    }
    cr_arena_free(a);
    free(text);
    return 0;
}
