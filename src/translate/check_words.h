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

/* src/translate/data/checks/LANG.tsv says what each kind means. */
typedef enum cr_check_kind {
    CR_CHECK_NOT, CR_CHECK_NAY, CR_CHECK_NUMBER, CR_CHECK_PART, CR_CHECK_SOFT, CR_CHECK_SCALE, CR_CHECK_GLUED, CR_CHECK_AND,
    CR_CHECK_MONTH, CR_CHECK_CLOCK, CR_CHECK_DECADE, CR_CHECK_UNIT, CR_CHECK_PLAIN, CR_CHECK_KINDS
} cr_check_kind;

typedef struct cr_check_lexicon cr_check_lexicon;
cr_check_lexicon *cr_check_lexicon_of(cr_arena *arena, cr_str lang); /* NULL: no file */
/* Is the word there, whole or by its beginning? *value (may be NULL): the first of its values. `x` may be NULL. */
bool cr_check_lookup(const cr_check_lexicon *x, cr_check_kind kind, cr_str folded, double *value);
/* All its values, at most `room`. */
size_t cr_check_values(const cr_check_lexicon *x, cr_check_kind kind, cr_str folded, double *values, size_t room);
/* The same for the words that begin at `i`, the longest entry first: "pour cent", "公里". *taken: how many words it took. */
size_t cr_check_phrase(const cr_check_lexicon *x, cr_check_kind kind, const cr_check_word *words, size_t count, size_t i, double *values,
                       size_t room, size_t *taken);
#endif
