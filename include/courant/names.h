/* Courant: names of persons, organisations and places, by form and context.
 *
 *     cr_lexicon *lexicon = cr_lexicon_new(CR_STR("fr"));     // some milliseconds: keep it
 *     cr_names_find_with(lexicon, arena, text, CR_STR("fr"), &names, &count, &err);
 *     cr_lexicon_free(lexicon);
 *
 * Capitals, titles, roles beside a name, acronyms and lists of general knowledge (countries, capitals, large bodies,
 * given names) tell names; short forms of a text are joined to its full ones. A lexicon is only read: threads may
 * share it. Limits: "tokens", "names" (finding stops there). Time is linear in the text. */
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

/* What words are in a language (src/text/lexicon.h); a language without data knows the world's names alone.
 * NULL when memory is out. Caller frees with cr_lexicon_free, which takes NULL. */
typedef struct cr_lexicon cr_lexicon;
cr_lexicon *cr_lexicon_new(cr_str lang);
void cr_lexicon_free(cr_lexicon *lexicon);

/* Mentions in order of the text; everything lives in the arena or borrows `text`. */
cr_status cr_names_find_with(const cr_lexicon *lexicon, cr_arena *arena, cr_str text, cr_str lang, cr_name **out, size_t *count,
                             cr_error *err) CR_MUST_CHECK;
/* The same for a single text: builds the lexicon for it alone. */
cr_status cr_names_find(cr_arena *arena, cr_str text, cr_str lang, cr_name **out, size_t *count, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
