/* Quotations of a sentence, for the check that none was lost or made up. */
#ifndef CR_TRANSLATE_CHECK_QUOTES_H
#define CR_TRANSLATE_CHECK_QUOTES_H
#include <courant/str.h>

typedef struct cr_check_quoting {
    size_t marks;  /* quotation marks of any kind, lone ones too; apostrophes not */
    size_t pairs;  /* quotations that open and close */
    size_t spoken; /* of these, two words and more that are no name or title */
    size_t words;  /* of the longest */
} cr_check_quoting;

/* Linear: a single mark looks at most 40 words ahead. */
cr_check_quoting cr_check_quoting_of(cr_str text);
#endif
