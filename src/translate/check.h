/* Must this translation be distrusted? What a reader would notice who knows both languages and looks at one sentence:
 * numbers, names, negations, quotation marks, addresses, repetition, length, words left as they were.
 *
 * The rules know words of counting and negation for the main languages (src/translate/data/checks/LANG.tsv) and nothing of
 * grammar; where a language has no file, what needs one is left out. They prefer to miss over crying wolf: a flag puts the
 * original beside the sentence and keeps it out of headlines. */
#ifndef CR_TRANSLATE_CHECK_H
#define CR_TRANSLATE_CHECK_H
#include <courant/str.h>

typedef struct cr_check {
    cr_str from, to;       /* ISO 639-1 */
    cr_str source, target;
    double unknown;        /* share of words the engine left as they were; negative: not told */
} cr_check;

/* CR_FLAG_… joined. Linear in both texts but for names (at most 64 on a side). `arena` holds scratch. */
unsigned cr_check_run(cr_arena *arena, const cr_check *check);

/* The same for many: word lists are read once, as long as the languages stay. Begins as zeros but for `words`, the arena that they are
 * read into, so that `arena` may be reset after each. */
typedef struct cr_check_memo {
    cr_arena *words;
    cr_str lang[2]; /* of source and target */
    const struct cr_check_lexicon *lexicon[2];
} cr_check_memo;
unsigned cr_check_run_on(cr_arena *arena, cr_check_memo *memo, const cr_check *check);

/* The target language's quotation marks instead of the source's; `text` itself where there is nothing to do. */
cr_str cr_check_quotes(cr_arena *arena, cr_str text, cr_str from, cr_str to);
/* More than four letters, none of them small: a headline in capitals. */
bool cr_check_capitals(cr_str text);
/* Upper or lower case by ICU in the language's manner; `first` changes the first letter alone. */
cr_str cr_check_upper(cr_arena *arena, cr_str text, cr_str lang, bool first);
cr_str cr_check_sentence_case(cr_arena *arena, cr_str text, cr_str lang);
#endif
