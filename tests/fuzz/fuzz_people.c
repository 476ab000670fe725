/* The state of people: any bytes are refused or load; a loaded state saves, and names of any bytes resolve in it. */
#include <assert.h>
#include <courant/people.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char magic[] = "courant people 2\n";
    enum { HEAD = sizeof magic - 1 };
    cr_arena *a = cr_arena_new(64u << 20);
    cr_people *p = NULL;
    cr_error err;
    char id[24];
    if (!a)
        return 0;
    if (cr_people_load((cr_str){(const char *)data, size}, &p, &err) != CR_OK) {
        /* the same bytes with the head and checksum that they lack, so that the records are reached */
        char *state = cr_arena_alloc(a, size + HEAD + 8);
        if (state) {
            memcpy(state, magic, HEAD);
            memcpy(state + HEAD + 8, data, size);
            uint64_t hash = cr_hash_64((cr_str){state + HEAD + 8, size}, 0);
            for (int i = 0; i < 8; i++)
                state[HEAD + i] = (char)(hash >> (8 * i) & 255);
            if (cr_people_load((cr_str){state, size + HEAD + 8}, &p, &err) != CR_OK)
                assert(!p);
        }
    }
    static cr_people *kept; /* names resolve in one that grows: making one opens ICU, which is slow */
    if (!p) {
        if (!kept)
            kept = cr_people_new();
        cr_str rest = {(const char *)data, size}, line;
        for (int n = 0; kept && n < 20 && cr_str_split(&rest, '\n', &line); n++) { /* a line is a language's number, a kind, a name */
            static const char *const languages[] = {"en", "fr", "ru", "ar", "zh", "ja", "hu", "de", ""};
            cr_person_mention m = {.name = cr_str_slice(line, line.len < 2 ? line.len : 2, line.len), .lang = cr_str_of(languages[line.len ? (unsigned char)line.ptr[0] % 9 : 0]),
                                   .kind = (cr_name_kind)(line.len > 1 ? (unsigned char)line.ptr[1] % 4 : 0), .dossier = CR_STR("d1"), .date = CR_STR("2022-01-01")};
            m.role = m.name;
            cr_person person;
            if (cr_people_resolve_mention(kept, &m, id, &err) == CR_OK && id[0])
                assert(cr_people_get(kept, id, a, &person));
        }
    }
    if (p) {
        cr_str bytes;
        if (cr_people_resolve(p, (cr_str){(const char *)data, size < 100 ? size : 100}, CR_NAME_PERSON, CR_STR("en"), CR_STR_NONE, CR_STR_NONE, id, &err) == CR_OK && id[0]) {
            cr_person person;
            assert(cr_people_get(p, id, a, &person));
        }
        assert(cr_people_save(p, a, &bytes, &err) == CR_OK || cr_arena_exhausted(a));
    }
    cr_people_free(p);
    cr_arena_free(a);
    return 0;
}
