/* First byte: the language; then the text. Spans must lie in the text, in order, without overlap. */
#include <courant/text.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const langs[] = {"fr", "en", "de", "zh", "ja", "ar", "th", "el", "it", "ru", "xx", ""};
    if (!size)
        return 0;
    cr_str lang = cr_str_of(langs[data[0] % (sizeof langs / sizeof *langs)]), text = {(const char *)data + 1, size - 1};
    cr_arena *arena = cr_arena_new(0);
    cr_error err;
    size_t n, reached = 0;
    cr_word *w;
    cr_str tokens;
    if (arena && cr_text_words(arena, text, lang, &w, &n, &err) == CR_OK)
        for (size_t i = 0; i < n; reached = w[i++].end)
            if (w[i].start < reached || w[i].end <= w[i].start || w[i].end > text.len)
                abort();
    if (arena && cr_text_search_tokens(arena, text, lang, &tokens, &err) == CR_OK && cr_str_none(tokens))
        abort();
    if (arena)
        cr_text_latin(arena, text);
    cr_arena_free(arena);
    return 0;
}
