/* Inside the program: the same as courant/render.h, into a buffer, and HTML in parts. */
#ifndef CR_PAGE_RENDER_H
#define CR_PAGE_RENDER_H
#include <courant/render.h>

#include "base/buf.h"

void cr_render_text_to(cr_buf *out, const cr_article *article);     /* ends with a line end */
void cr_render_markdown_to(cr_buf *out, const cr_article *article);
/* A document of several articles is the head of the first, the <article> of each, CR_RENDER_HTML_TAIL. */
void cr_render_html_head(cr_buf *out, const cr_article *article);
void cr_render_html_article(cr_buf *out, const cr_article *article);
#define CR_RENDER_HTML_TAIL "</body>\n</html>\n"

/* Rows of a table come as paragraphs of cells with " | " between (page/view.c). How many blocks from `first` on are rows of one
 * table with as many cells each; 0 when fewer than two. */
size_t cr_render_rows(const cr_article *article, size_t first, size_t *cells);
#endif
