/* Inside of the handle of courant/quotes.h. */
#ifndef CR_SPEECH_TOOLS_H
#define CR_SPEECH_TOOLS_H
#include <courant/quotes.h>

#include "text/lexicon.h"

const cr_lexicon *cr_quotes_tools_lexicon(const cr_quotes_tools *t, cr_str lang);
#endif
