/* First byte: how long the hint is; then hint and text. */
#include <courant/language.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t hint = size ? data[0] % 12 : 0;
    if (size < hint + 1)
        return 0;
    const char *p = (const char *)data + 1;
    cr_language l = cr_language_detect((cr_str){p + hint, size - hint - 1}, hint ? (cr_str){p, hint} : CR_STR_NONE);
    if (!(l.confidence >= 0 && l.confidence <= 1) || !memchr(l.code, 0, sizeof l.code) || !l.code[0] || strlen(l.script) != 4)
        abort();
    return 0;
}
