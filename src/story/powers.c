/* Names of one power under one key: src/story/data/places.txt. */
#include <stdlib.h>

#include "base/data.h"
#include "story/digest.h"
#include "story/words.h"

enum { NAME_BYTES = 96, NAME_WORDS = 4 };

cr_status cr_digest_powers_read(cr_map *powers, cr_error *err) {
    cr_str data = cr_data("story/places.txt"), line, name;
    uintptr_t number = 0;
    while (cr_str_split(&data, '\n', &line)) {
        if (!line.len || line.ptr[0] == '#')
            continue;
        number++;
        while (cr_str_split(&line, ',', &name)) {
            char form[NAME_BYTES];
            size_t n = cr_story_phrase(cr_str_trim(name), form, sizeof form);
            uintptr_t *slot = n ? cr_map_put(powers, (cr_str){form, n}, NULL) : NULL;
            if (n && !slot)
                return cr_fail(err, CR_ERR_MEMORY, "digest: out of memory");
            if (slot)
                *slot = number;
        }
    }
    return CR_OK;
}

/* The longest name that begins at each word takes its words together: "États-Unis" is one key. Names have capitals where
 * the script has any, so that "rom" and "us" are not taken for what they are not. */
void cr_digest_powers_mark(const cr_map *powers, cr_digest_token *tokens, size_t count) {
    for (size_t i = 0; i < count; i++) {
        unsigned char first = tokens[i].form.len ? (unsigned char)tokens[i].form.ptr[0] : 0;
        if (tokens[i].number || (!tokens[i].capital && first < 0x80 && !tokens[i].abjad))
            continue;
        for (size_t n = count - i < NAME_WORDS ? count - i : NAME_WORDS; n >= 1; n--) {
            char form[NAME_BYTES];
            size_t len = 0;
            for (size_t k = i; k < i + n && len < NAME_BYTES; k++) {
                if (len + tokens[k].form.len + 1 > NAME_BYTES) {
                    len = NAME_BYTES + 1;
                    break;
                }
                if (len)
                    form[len++] = ' ';
                memcpy(form + len, tokens[k].form.ptr, tokens[k].form.len);
                len += tokens[k].form.len;
            }
            uintptr_t *number = len && len <= NAME_BYTES ? cr_map_get(powers, (cr_str){form, len}) : NULL;
            if (!number || (len <= 3 && !tokens[i].shouted && first < 0x80 && n == 1 && len < 3))
                continue;
            tokens[i].key = UINT64_C(0xC0DE0000) + (uint64_t)*number;
            for (size_t k = i + 1; k < i + n; k++)
                tokens[k].key = 0;
            i += n - 1;
            break;
        }
    }
}
