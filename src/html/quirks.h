/* Inside the room: whether a doctype puts a page into quirks mode, where a table does not close a paragraph. */
#ifndef CR_HTML_QUIRKS_H
#define CR_HTML_QUIRKS_H
#include "html/tokenizer.h"

bool cr_html_is_quirky(const cr_html_token *doctype);
#endif
