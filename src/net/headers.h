/* Inside the room: what an answer's headers say. */
#ifndef CR_NET_HEADERS_H
#define CR_NET_HEADERS_H
#include "net/fetch.h"

typedef struct cr_headers {
    cr_str location;
    cr_str encodings[3]; /* in the order in which they were applied */
    size_t encoding_count;
    bool part;                   /* Content-Range could be read */
    uint64_t part_from, part_of; /* of it: first byte, length of the whole or 0 */
} cr_headers;

/* One header line, "Name: value", into the answer and `h`. */
void cr_headers_line(cr_arena *arena, cr_str line, cr_headers *h, cr_fetch_answer *answer);
/* Seconds of "Retry-After: 120" or of a date, -1 when it is neither. */
int64_t cr_headers_retry_after(cr_str value, int64_t now);
/* "bytes 100-199/200" -> 100, 200; where an asterisk stands for the length it is 0. */
bool cr_headers_range(cr_str value, uint64_t *from, uint64_t *of);
/* "text/html; charset=\"utf-8\"" -> utf-8; none. */
cr_str cr_headers_charset(cr_str content_type);
/* May a source's configuration send this header? Not one that speaks for somebody else or breaks the message. */
bool cr_headers_may_send(cr_str line);
#endif
