/* Statements of languages that are read by strings: Chinese and Japanese, which set no spaces, and Arabic, whose names no capital
 * shows. There is no lexicon of names behind it: the speaker is the words that stand where a speaker stands. */
#ifndef CR_SPEECH_STRINGS_H
#define CR_SPEECH_STRINGS_H
#include <courant/quotes.h>

#include "text/lexicon.h"

typedef struct cr_string_words cr_string_words;

/* Is this a file to be read by strings? Its first line that is no comment says "order ...". */
bool cr_string_words_wanted(cr_str data);
/* Reads src/speech/data/LANG.txt; NULL when memory is out or the file is damaged: then *wrong is its line. Freed with cr_string_words_free. */
cr_string_words *cr_string_words_read(cr_str data, cr_str *wrong);
bool cr_string_verb_first(const cr_string_words *w); /* the speaker stands behind the verb, his role before his name */
void cr_string_words_free(cr_string_words *w); /* NULL is fine */

/* Everything lives in the arena or borrows the text. A speaker who is only referred to ("他", "وأضافت") is given as the words that name
 * him in the statement before; mention then is the pronoun, or none. */
cr_status cr_string_statements(const cr_string_words *w, const cr_lexicon *lexicon, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_error *err) CR_MUST_CHECK;
#endif
