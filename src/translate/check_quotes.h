/* Quotations of a sentence, for the check that none was lost, made up, left open or stretched. */
#ifndef CR_TRANSLATE_CHECK_QUOTES_H
#define CR_TRANSLATE_CHECK_QUOTES_H
#include <courant/str.h>

typedef struct cr_check_quoting {
    size_t marks;  /* quotation marks of any kind, lone ones too; apostrophes and those within a quotation not */
    size_t pairs;  /* quotations that open and close */
    size_t spoken; /* of these, two words and more that are no name or title */
    size_t kept;   /* of these, such as a translator from this language keeps */
    size_t loose;  /* single marks at a word's edge without a partner: a paragraph's mark or an apostrophe */
    size_t points; /* code points within them */
} cr_check_quoting;

/* Linear: a single mark looks at most 40 words ahead. `lang`: ISO 639-1, whose manner counts for `kept`. */
cr_check_quoting cr_check_quoting_of(cr_str text, cr_str lang);
/* Marks lost or made up, one of a pair lost, fewer or more quotations, or one that covers much more or less of the sentence. */
bool cr_check_quotes_changed(cr_str source, cr_str from, cr_str target, cr_str to);
#endif
