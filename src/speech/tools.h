/* Inside of the handle of courant/quotes.h. */
#ifndef CR_SPEECH_TOOLS_H
#define CR_SPEECH_TOOLS_H
#include <courant/quotes.h>

#include "text/lexicon.h"

/* cr_quotes_tools_new, which tells what is wrong: the file of a language and its line. */
cr_status cr_quotes_tools_read(cr_quotes_tools **out, cr_error *err) CR_MUST_CHECK;
const cr_lexicon *cr_quotes_tools_lexicon(const cr_quotes_tools *t, cr_str lang);
/* cr_quotes_find_with, and the names of the text with the kinds and roles that cr_names_find_with gives: for half its price, as
 * statements are read from them. */
cr_status cr_quotes_find_named(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_name **names, size_t *name_count, cr_error *err) CR_MUST_CHECK;
/* cr_quotes_find_with, which also adds to *steps how many tokens were looked at: the work, for tests that must not ask a clock. */
cr_status cr_quotes_find_counting(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, uint64_t *steps, cr_error *err) CR_MUST_CHECK;
#endif
