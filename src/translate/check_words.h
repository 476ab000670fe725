/* Words of a text, and what the data files say of them: shared by the checks. */
#ifndef CR_TRANSLATE_CHECK_WORDS_H
#define CR_TRANSLATE_CHECK_WORDS_H
#include <courant/str.h>

typedef struct cr_check_word {
    cr_str text;        /* as it stands */
    cr_str folded;      /* lower case */
    bool capital;       /* begins in upper case */
    bool opens;         /* first of a sentence or a quotation: a capital says nothing there */
    bool latin;
    bool ideograph;     /* one character of a script without spaces */
    size_t gap;         /* bytes between the word before and this one */
} cr_check_word;

/* At most 4000 words. NULL and 0 when memory is out. */
cr_check_word *cr_check_words(cr_arena *arena, cr_str text, size_t *count);
/* Looks a word up in translate/checks/LANG.tsv under a kind ("not", "nay", "number", "scale", "plain"); *value for the two
 * that have one. False when it is not there. */
typedef struct cr_check_lexicon cr_check_lexicon;
cr_check_lexicon *cr_check_lexicon_of(cr_arena *arena, cr_str lang); /* NULL: no file */
bool cr_check_lookup(const cr_check_lexicon *lexicon, char kind, cr_str folded, double *value); /* kind: 'n' not, 'y' nay, 'u' number, 's' scale, 'p' plain */
#endif
