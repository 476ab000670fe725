/* Inside the room: character references ("13.2.5.72 Character reference state" and on). */
#ifndef CR_HTML_REFERENCES_H
#define CR_HTML_REFERENCES_H
#include <courant/str.h>

/* No reference stands for more bytes than this, and none for more than 6/5 of its own. */
enum { CR_HTML_REFERENCE_BYTES = 8 };

/* What stands at `p`, behind an '&': how many bytes the reference takes there (0: it is none), and what it stands for. In
 * an attribute a name without ';' before '=' or an alphanumeric is none (old query strings: "?a=1&copy=2"). */
size_t cr_html_reference(const char *p, const char *end, bool attribute, char out[CR_HTML_REFERENCE_BYTES], size_t *out_len);

/* `raw` with its references resolved: `raw` itself where there are none, else a copy in the arena; none when that is exhausted. */
cr_str cr_html_resolve(cr_arena *arena, cr_str raw, bool attribute);
#endif
