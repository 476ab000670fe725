/* An article for other programs: Markdown and clean HTML, written from our own blocks and from nothing of the page's markup. */
#ifndef CR_PAGE_RENDER_H
#define CR_PAGE_RENDER_H
#include <courant/article.h>

#include "base/buf.h"

void cr_render_text(cr_buf *out, const cr_article *article);     /* title and blocks, apart by blank lines */
void cr_render_markdown(cr_buf *out, const cr_article *article); /* CommonMark */
void cr_render_html(cr_buf *out, const cr_article *article);     /* one <article> element */
#endif
