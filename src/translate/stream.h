/* Text to and from Apertium's stream format.
 *
 *     Visitez http://a.fr/x le 12/05   ->   Visitez [http:\/\/a.fr\/x] le 12\/05.[][\n]
 *
 * Three rules, each learnt from a failure: ten characters are reserved and escaped (a lone "/" ends a later program with
 * "Malformed input stream"); a superblank "[][\n]" closes a segment, or its last word stays inside; a text without a final
 * stop gets ".[]" for the tagger, taken off the answer again. Marks of unknown words (*, @, #) are counted and taken off,
 * so a "*" or "#" of the text travels inside a superblank, which comes back untouched, and so do addresses. */
#ifndef CR_TRANSLATE_STREAM_H
#define CR_TRANSLATE_STREAM_H
#include "base/buf.h"

typedef struct cr_stream_marks {
    size_t words;         /* runs of letters in the answer */
    size_t unknown;       /* of these, marked */
    size_t unknown_lower; /* of these, beginning in lower case: hardly names */
} cr_stream_marks;

/* Appends the segment, without the NUL that ends it. `protect`: addresses go in superblanks. *stopped: a stop was added. */
void cr_stream_escape(cr_buf *out, cr_str text, bool protect, bool *stopped);
/* Appends the plain text of an answer (without its NUL). Takes any bytes. */
void cr_stream_unescape(cr_buf *out, cr_str answer, bool stopped, cr_stream_marks *marks);
/* The next web or e-mail address at or after `from`, without the punctuation behind it. False: none. */
bool cr_stream_address(cr_str text, size_t from, cr_span *out);
#endif
