/* Inside the room: what a page is spared before libgumbo sees it.
 *
 * libgumbo recurses over the tree and is quadratic where elements nest deeply, where formatting elements stay
 * open ("the adoption agency", "reconstruct the active formatting elements") and where a tag has very many
 * attributes. One linear pass over the tags leaves out what is past a limit, so that the work behind it is bounded. */
#ifndef CR_HTML_GUARD_H
#define CR_HTML_GUARD_H
#include "base/buf.h"
#include "html/html.h"

/* Scripts and style sheets are near half of the bytes of a page of news, and libgumbo goes over them letter by letter for
 * one text node each. So they are put aside: a sign with a number stands for them (CR_HTML_ASIDE, digits, CR_HTML_ASIDE),
 * and whoever copies the tree puts them back, wherever the sign turns up, each once. A page that holds the sign itself,
 * or what would not come out of the parser as it went in, is left as it is. */
#define CR_HTML_ASIDE "\xEF\xA3\xB1" /* U+F8F1, for private use */

typedef struct cr_html_asides {
    cr_arena *arena;    /* of the list */
    cr_str *items;      /* slices of the page; none once put back */
    size_t count, capacity;
} cr_html_asides;

/* `out` holds the page to be parsed. Returns the key of the first limit that was met, or none. */
cr_str cr_html_guard(cr_str html, const cr_limits *limits, cr_buf *out, cr_html_asides *asides);
#endif
