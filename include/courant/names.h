/* Courant: names of persons, organisations and places, by form and context. */
#ifndef COURANT_NAMES_H
#define COURANT_NAMES_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_name_kind { CR_NAME_UNKNOWN, CR_NAME_PERSON, CR_NAME_ORGANISATION, CR_NAME_PLACE } cr_name_kind;

typedef struct cr_name {
    size_t start, end; /* bytes of the text: this mention */
    cr_name_kind kind;
    cr_str full;       /* fullest form of the same name in this text ("Jens Stoltenberg" for "Stoltenberg") */
    cr_str role;       /* "secrétaire général de l'OTAN" where it stands beside the name; or none */
} cr_name;

const char *cr_name_kind_name(cr_name_kind kind);

/* Mentions in order of the text; everything lives in the arena or borrows `text`. */
cr_status cr_names_find(cr_arena *arena, cr_str text, cr_str lang, cr_name **out, size_t *count, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
