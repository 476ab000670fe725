/* Courant: an article written out: JSON, plain text, Markdown, HTML.
 *
 *     cr_str text = cr_render_text(arena, article);
 *     fwrite(text.ptr, 1, text.len, stdout);
 *
 * Each call returns UTF-8 in the arena, followed by a NUL that .len does not count; none when memory is out. Nothing of a
 * page's own markup is ever written again: blocks are escaped for the place they stand in, control characters are dropped.
 * An article whose outcome is another than "article" says so and why. */
#ifndef COURANT_RENDER_H
#define COURANT_RENDER_H
#include <courant/article.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One line of JSON, in the form of `courant extract`, without the line end. */
cr_str cr_render_json(cr_arena *arena, const cr_article *article);

/* Title, one line of authors, date and site, the address; an empty line; blocks with an empty line between. Headings stand
 * alone, list items begin with "• ", quotations with "  ", rows of a table keep their " | ". */
cr_str cr_render_text(cr_arena *arena, const cr_article *article);

/* CommonMark, tables as GitHub writes them. The metadata stand before it as YAML between two lines "---"; strings are quoted
 * as JSON quotes them. */
cr_str cr_render_markdown(cr_arena *arena, const cr_article *article);

/* A whole HTML document: head with title, language and direction, canonical address, authors, dates; one <article>. It holds no
 * script, style, event handler, frame or picture, and forbids them by a Content-Security-Policy. */
cr_str cr_render_html(cr_arena *arena, const cr_article *article);

#ifdef __cplusplus
}
#endif
#endif
