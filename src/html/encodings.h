/* Inside the room: the steps of decoding a page. */
#ifndef CR_HTML_ENCODINGS_H
#define CR_HTML_ENCODINGS_H
#include "html/encoding.h"

/* The encoding that <meta charset> or <meta http-equiv=content-type> names in `head`, or NULL
 * (HTML standard, "prescan a byte stream to determine its encoding"). */
const char *cr_encoding_prescan(cr_str head);
#endif
