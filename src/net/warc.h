/* Web archives: WARC 0.9 to 1.1 (ISO 28500), packed as a whole, record by record or not at all.
 *
 *     cr_stream *s = cr_stream_of_fd(fd, limits);
 *     cr_warc *w = cr_warc_open(s, limits);
 *     for (cr_warc_page page;;) {
 *         cr_status status = cr_warc_next(w, &page, &err);
 *         if (status != CR_OK) { complain(&err); continue; }   // one record lost, the next call goes on behind it
 *         if (page.ordinal == 0) break;
 *         use(&page);
 *     }
 *
 * A page is a `response` with an HTTP message of status 2xx, or of 4xx and 5xx where the caller wants those, a `resource` or a
 * `conversion`, that holds HTML, XHTML or plain text: by its Content-Type, by its bytes where none is told. Chunks and content
 * encodings are taken off. All else is passed over and counted: other records (warcinfo, request, metadata, revisit,
 * continuation), images, style and script, redirects, empty answers, robots.txt, a crawler's own log (metadata:). Of a segmented record the first segment is read.
 *
 * A broken record costs itself; the next "WARC/" at the beginning of a line or of a packed member is looked for. What is cut
 * short gives what was whole. Memory does not grow with the archive: one record of at most limit "page_bytes" is held. */
#ifndef CR_NET_WARC_H
#define CR_NET_WARC_H
#include <stdint.h>

#include "base/stream.h"

typedef struct cr_warc cr_warc;

typedef struct cr_warc_page { /* borrowed until the next call */
    size_t ordinal;       /* of the record in the archive, from 1, every record counted; 0: the archive has ended */
    cr_str record_id;     /* "urn:uuid:…"; or none */
    cr_str url;           /* WARC-Target-URI, of any scheme; or none */
    cr_str fetched;       /* WARC-Date, "2020-01-31T12:00:00Z"; or none */
    cr_str content_type;  /* the payload's, with its parameters; or none */
    int http;             /* status; 0: no HTTP message */
    bool is_text;         /* plain text */
    bool noai;            /* X-Robots-Tag: noai, or tdm-reservation: 1 */
    cr_str bytes;         /* of the payload, never empty */
} cr_warc_page;

typedef struct cr_warc_counts {
    size_t records;      /* headers read */
    size_t pages;
    size_t other;        /* records that hold no payload of their own */
    size_t not_pages;    /* payloads that are no page */
    size_t unsuccessful; /* HTTP status not wanted */
    size_t broken;
} cr_warc_counts;

/* Does an archive begin here? "WARC/" and a digit, in any case, after white space. */
bool cr_warc_sniff(cr_str bytes);

/* `stream` and `limits` (may be NULL) are borrowed until close. NULL when memory is out. */
cr_warc *cr_warc_open(cr_stream *stream, const cr_limits *limits);
void cr_warc_close(cr_warc *w); /* NULL is fine */
/* Also gives answers of status 4xx and 5xx that hold a page. */
void cr_warc_want_errors(cr_warc *w, bool want);
cr_status cr_warc_next(cr_warc *w, cr_warc_page *page, cr_error *err) CR_MUST_CHECK;
const cr_warc_counts *cr_warc_counted(const cr_warc *w);
#endif
