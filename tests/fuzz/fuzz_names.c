/* Names: the first byte chooses the language; mentions lie in the text, in order, and do not overlap. */
#include <assert.h>
#include <courant/names.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const languages[] = {"fr", "en", "es", "it", "pt", "de", "ca", "id", "ja", "ru", "ar", "zh"};
    static cr_lexicon *lexicons[12]; /* read-only once made; kept for the fuzzer's speed */
    if (!size)
        return 0;
    size_t which = data[0] % 12;
    if (!lexicons[which])
        lexicons[which] = cr_lexicon_new(cr_str_of(languages[which]));
    cr_arena *a = cr_arena_new(256u << 20);
    if (!a || !lexicons[which])
        return 0;
    cr_error err;
    cr_name *names;
    size_t count, last = 0;
    if (cr_names_find_with(lexicons[which], a, (cr_str){(const char *)data + 1, size - 1}, cr_str_of(languages[which]), &names, &count, &err) == CR_OK)
        for (size_t i = 0; i < count; i++) {
            assert(names[i].start >= last && names[i].start < names[i].end && names[i].end <= size - 1);
            assert(names[i].full.len);
            last = names[i].end;
        }
    cr_arena_free(a);
    return 0;
}
