/* A statement as JSON, as `courant quotes` prints it and the export keeps it. */
#ifndef CR_SPEECH_STATEMENT_JSON_H
#define CR_SPEECH_STATEMENT_JSON_H
#include <courant/quotes.h>

#include "base/json.h"
#include "base/utf8.h"

/* One object; offsets are turned into code points of `points`, which was made of the text that the statement was found in.
 * `person`: id of the speaker's record, NULL where records are not known: then there is no such member; "" is null. */
void cr_statement_write(cr_json *j, const cr_utf8_table *points, const cr_statement *statement, const char *person);

/* [start, end] */
void cr_span_write(cr_json *j, const cr_utf8_table *points, size_t start, size_t end);
#endif
