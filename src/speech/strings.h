/* Statements of languages that are read by strings: Chinese and Japanese, which set no spaces, and Arabic, whose names no capital
 * shows. There is no lexicon of names behind it: the speaker is the words that stand where a speaker stands. */
#ifndef CR_SPEECH_STRINGS_H
#define CR_SPEECH_STRINGS_H
#include <courant/quotes.h>

typedef struct cr_string_words cr_string_words;

/* Reads src/speech/data/LANG.txt; NULL when memory is out or the file is damaged. Freed with cr_string_words_free. */
cr_string_words *cr_string_words_read(const char *lang);
void cr_string_words_free(cr_string_words *w); /* NULL is fine */

/* Everything lives in the arena or borrows the text. */
cr_status cr_string_statements(const cr_string_words *w, cr_arena *arena, cr_str text, cr_statement **out, size_t *count, cr_error *err) CR_MUST_CHECK;
#endif
