/* Document stages in order: extract, language, sentences, names, statements, dates. Pure: no store, no clock.
 *
 * Whatever the document holds, there is an answer: a page that cannot be read, or that meets a limit, becomes knowledge whose
 * article has an outcome and a reason. Where the page itself gave no article but its feed told its text, that text is the article and
 * the reason says so. Everything lives in the arena. */
#ifndef CR_WIRE_UNDERSTAND_H
#define CR_WIRE_UNDERSTAND_H
#include <courant/page.h>
#include <courant/text.h>

#include "store/store.h"

/* What a worker keeps open from document to document. */
typedef struct cr_wire_tools {
    cr_text_tools *text;           /* own */
    cr_date_tools *dates;          /* own */
    const cr_quotes_tools *quotes; /* borrowed: shared by all workers */
    const cr_page_tools *pages;    /* likewise */
} cr_wire_tools;
/* `limits`: base/limits.h, or NULL for the defaults. */
cr_status cr_wire_tools_open(cr_wire_tools *tools, const cr_quotes_tools *quotes, const cr_page_tools *pages, const struct cr_limits *limits, cr_error *err) CR_MUST_CHECK;
void cr_wire_tools_close(cr_wire_tools *tools);

/* Fails only when memory is out (CR_ERR_MEMORY). */
cr_status cr_wire_understand(const cr_wire_tools *tools, cr_arena *a, const cr_document *document, cr_knowledge *out, cr_error *err) CR_MUST_CHECK;
/* Knowledge that says only why there is none: for documents that could not be processed at all. */
cr_status cr_wire_recorded(cr_arena *a, const cr_document *document, cr_str reason, cr_knowledge *out, cr_error *err) CR_MUST_CHECK;
#endif
