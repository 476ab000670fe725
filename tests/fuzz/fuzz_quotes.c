/* Statements: the first byte chooses the language; spans lie in the text, in order and not empty. */
#include <assert.h>
#include <courant/quotes.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cr_quotes_tools *tools; /* read-only once made; kept for the fuzzer's speed */
    static const char *const languages[] = {"fr", "en", "es", "it", "pt", "de", "ca", "id", "ja", "ru", "ar", "zh"};
    if (!tools)
        tools = cr_quotes_tools_new();
    if (!tools || !size)
        return 0;
    cr_arena *a = cr_arena_new(256u << 20);
    if (!a)
        return 0;
    cr_error err;
    cr_statement *found;
    size_t count;
    cr_quotes_input in = {.text = cr_utf8_repair(a, (cr_str){(const char *)data + 1, size - 1}), .lang = cr_str_of(languages[data[0] % 12]), .date = CR_STR("2022-01-14")};
    if (cr_quotes_find_with(tools, a, &in, &found, &count, &err) == CR_OK)
        for (size_t i = 0; i < count; i++) {
            assert(found[i].quote_span_count > 0);
            for (size_t k = 0; k < found[i].quote_span_count; k++)
                assert(found[i].quote_spans[k].start < found[i].quote_spans[k].end && found[i].quote_spans[k].end <= in.text.len);
            assert(found[i].speaker_span.start <= found[i].speaker_span.end && found[i].speaker_span.end <= in.text.len);
            assert(found[i].verb_span.start <= found[i].verb_span.end && found[i].verb_span.end <= in.text.len);
        }
    cr_arena_free(a);
    return 0;
}
