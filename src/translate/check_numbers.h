/* Quantities of a sentence: what its numbers are worth, however they are written. */
#ifndef CR_TRANSLATE_CHECK_NUMBERS_H
#define CR_TRANSLATE_CHECK_NUMBERS_H
#include "translate/check_units.h"
#include "translate/check_words.h"

enum { CR_QUANTITY_VALUES = 4 };

typedef enum cr_quantity_kind {
    CR_QUANTITY_DIGITS, /* a translation must have it */
    CR_QUANTITY_WORDS,  /* written in words: must not be replaced by another */
    CR_QUANTITY_SOFT    /* may stand for a number of the other side: "decade", "both", a month, "millions" */
} cr_quantity_kind;

typedef struct cr_quantity {
    double values[CR_QUANTITY_VALUES]; /* any of them: "3 p.m." is 3 or 15, "1.500" is 1500 or 1.5, "the 1930s" 1930 or 30 */
    unsigned count;
    cr_quantity_kind kind;
    cr_unit unit;
    size_t start, end; /* bytes of the text; the unit not included */
} cr_quantity;

/* In order, at most `room`. `x` may be NULL: digits only. Linear. */
size_t cr_check_quantities(cr_str text, const cr_check_word *words, size_t count, const cr_check_lexicon *x, cr_quantity *out, size_t room);

/* CR_FLAG_NUMBER_CHANGED, CR_FLAG_UNIT_CHANGED or both; `lexicons`: both languages have words of counting. */
unsigned cr_check_quantities_compare(const cr_quantity *source, size_t source_count, const cr_quantity *target, size_t target_count, bool lexicons);
#endif
