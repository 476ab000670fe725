/* Inside the room: what a page is spared before libgumbo sees it.
 *
 * libgumbo recurses over the tree and is quadratic where elements nest deeply, where formatting elements stay
 * open ("the adoption agency", "reconstruct the active formatting elements") and where a tag has very many
 * attributes. One linear pass over the tags leaves out what is past a limit, so that the work behind it is bounded. */
#ifndef CR_HTML_GUARD_H
#define CR_HTML_GUARD_H
#include "base/buf.h"
#include "html/html.h"

/* `out` holds the page to be parsed. Returns the key of the first limit that was met, or none. */
cr_str cr_html_guard(cr_str html, const cr_limits *limits, cr_buf *out);
#endif
