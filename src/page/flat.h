/* Inside the room: pages without structure, where nearly all text stands in one element under no telling name: old pages with <br> for
 * lines, texts put into paragraphs. They are read line by line as plain text is. */
#ifndef CR_PAGE_FLAT_H
#define CR_PAGE_FLAT_H
#include "page/assemble.h"

/* The text of a flat page, a line each block and each <br>; none where the page has structure. */
cr_str cr_flat_lines(cr_arena *arena, const cr_view *v);
/* Gives headlines the addresses of the links that they stand in. */
void cr_flat_link(cr_arena *arena, const cr_view *v, cr_related *related, size_t count);
#endif
