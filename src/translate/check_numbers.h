/* Numbers of a sentence, for the check that none was lost. */
#ifndef CR_TRANSLATE_CHECK_NUMBERS_H
#define CR_TRANSLATE_CHECK_NUMBERS_H
#include "translate/check_words.h"

typedef struct cr_check_number {
    double value;
    bool word; /* written in letters, or Roman: may stand for digits, may also be something else */
} cr_check_number;

/* Each value once. `x` may be NULL: digits only. */
size_t cr_check_numbers(cr_str text, const cr_check_word *words, size_t count, const cr_check_lexicon *x, cr_check_number *out, size_t room);
#endif
