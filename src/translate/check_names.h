/* Names of a sentence: was one left out or replaced by another? */
#ifndef CR_TRANSLATE_CHECK_NAMES_H
#define CR_TRANSLATE_CHECK_NAMES_H
#include "translate/check_words.h"

typedef struct cr_check_names {
    cr_str lang; /* ISO 639-1 */
    const cr_check_word *words;
    size_t count;
    const cr_check_lexicon *lexicon; /* NULL: none for the language */
    bool capitals;                   /* all of it in capitals */
} cr_check_names;

/* At most 64 names of the source against 160 words of the target. Scripts with capitals alone, and no German source, where any noun
 * has one. Names of countries and places are left out when there is another name that may be theirs. */
bool cr_check_name_lost(const cr_check_names *source, const cr_check_names *target);
#endif
