/* What one worker keeps open: ICU's iterators, Snowball's stemmers, the transliterator. */
#ifndef CR_TEXT_TOOLS_H
#define CR_TEXT_TOOLS_H
#include <courant/text.h>
#include <libstemmer.h>
#include <unicode/ubrk.h>
#include <unicode/utrans.h>

/* Limits "sentences" and "sentence_bytes" as these tools have them; the latter never so small that it could not be kept. */
size_t cr_tools_sentences(const cr_text_tools *tools);
size_t cr_tools_sentence_bytes(const cr_text_tools *tools);

/* The iterator for a language, on `text`; NULL when ICU or memory refuses. Borrowed until the next call
 * with the same kind and language, and only while `text` stays. Boundaries are bytes of `text`. */
UBreakIterator *cr_tools_break(cr_text_tools *tools, UBreakIteratorType kind, cr_str lang, cr_str text);

/* NULL when the language has none. */
struct sb_stemmer *cr_tools_stemmer(cr_text_tools *tools, cr_str lang);

/* "Any-Latin; Latin-ASCII"; NULL when ICU refuses. */
UTransliterator *cr_tools_latin(cr_text_tools *tools);

/* NFKC, case-folded, marks of the generic, Arabic and Hebrew blocks off, recomposed; in the arena. */
cr_str cr_text_strip(cr_arena *arena, cr_str text);

/* True when a list in the program's data holds `word` as a whole line. The lists are sorted by bytes. */
bool cr_text_list_has(cr_str list, cr_str word);
/* The line that starts with `word` and a tab (or is the word); what stands behind the tab in *rest. */
bool cr_text_list_find(cr_str list, cr_str word, cr_str *rest);
/* cr_data("text/FOLDER/LANG.txt"). */
cr_str cr_text_list(const char *folder, cr_str lang);
#endif
