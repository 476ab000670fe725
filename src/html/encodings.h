/* Inside the room: the steps of choosing a page's encoding. */
#ifndef CR_HTML_ENCODINGS_H
#define CR_HTML_ENCODINGS_H
#include "html/encoding.h"

enum { CR_PRESCAN_BYTES = 1024 /* of the standard */ };

/* The encoding that <meta charset> or <meta http-equiv=content-type> names in `head`, or an XML declaration, or NULL
 * (HTML standard, "prescan a byte stream to determine its encoding"). `head` is what is looked at: what it cuts off counts for nothing. */
const char *cr_encoding_prescan(cr_str head);

/* UTF-16 without a mark, told by the zero bytes of its markup or, in bare text, by what its units stand for; or NULL. */
const char *cr_encoding_by_zeros(cr_str bytes);
/* A guess for bytes that are not all UTF-8 (it may be UTF-8 with faults all the same); never NULL. `language` ("tr", or none) is what the page says of itself. */
const char *cr_encoding_guess(cr_str bytes, cr_str language);
/* Sequences of more than one byte that are well-formed UTF-8, and bytes that are not; both counted over the first megabytes. */
void cr_encoding_count_utf8(cr_str bytes, size_t *well, size_t *ill);
#endif
