/* What bytes cannot be: a page, a text. */
#ifndef CR_BASE_SNIFF_H
#define CR_BASE_SNIFF_H
#include <courant/str.h>

enum { CR_SNIFF_BYTES = 4096 }; /* more of a file says no more */

/* "a PDF document", "a picture", "binary": by the first bytes, or by bytes that no text holds; NULL: it may be a text. */
const char *cr_sniff_binary(cr_str head);
#endif
