/* Inside the room: what a record holds, as its header and an HTTP message say. */
#ifndef CR_NET_WARC_MESSAGE_H
#define CR_NET_WARC_MESSAGE_H
#include <stdint.h>

#include "base/buf.h"
#include "net/headers.h"

typedef enum cr_warc_type { CR_WARC_OTHER, CR_WARC_RESPONSE, CR_WARC_RESOURCE, CR_WARC_CONVERSION } cr_warc_type;

typedef struct cr_warc_header {
    cr_warc_type type;
    bool has_length, whole; /* whole: the length counts the header as well (WARC 0.9) */
    uint64_t length;
    cr_str record_id, url, date, content_type, identified_type; /* borrowed from the header; or none */
    unsigned segment;       /* 0: not segmented */
} cr_warc_header;

/* `head`: everything up to the empty line. CR_ERR_SYNTAX: what is wrong with it. */
cr_status cr_warc_header_read(cr_str head, cr_warc_header *out, cr_error *err) CR_MUST_CHECK;
/* Bytes up to and with the empty line that ends a header; CR_STR_NPOS: it is not there. */
size_t cr_warc_head_end(cr_str s);
/* "20060825210905", "2006-08-25T21:09:05.123Z" -> "2006-08-25T21:09:05Z" in the arena; none. */
cr_str cr_warc_date(cr_arena *a, cr_str date);

typedef struct cr_warc_message {
    int http; /* 0: the bytes are no HTTP message */
    bool chunked, noai;
    cr_headers headers;
    cr_str content_type; /* or none */
} cr_warc_message;

/* "HTTP/1.1 200 OK" and the lines behind it. */
void cr_warc_message_read(cr_arena *a, cr_str head, cr_warc_message *out);

typedef enum cr_warc_kind { CR_WARC_NO_PAGE, CR_WARC_HTML, CR_WARC_TEXT, CR_WARC_ASK_BYTES } cr_warc_kind;
cr_warc_kind cr_warc_kind_of(cr_str content_type);
bool cr_warc_is_html(cr_str bytes); /* the first thousand bytes hold <html or <!doctype html */

/* Takes chunks off in place; what is not chunked after all (many writers keep the header) stays as it is. */
cr_str cr_warc_unchunk(char *bytes, size_t len);
/* Takes content encodings off, last applied first; `spare` and `other` hold the result. Bytes that are not encoded after all stay. */
cr_status cr_warc_decode(const cr_headers *h, cr_str bytes, cr_buf *spare, cr_buf *other, cr_str *out, cr_error *err) CR_MUST_CHECK;
#endif
