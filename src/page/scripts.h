/* Inside the room: articles that a page carries in its scripts and shows only when they run. */
#ifndef CR_PAGE_SCRIPTS_H
#define CR_PAGE_SCRIPTS_H
#include "html/html.h"

/* The string of the page's scripts that holds most paragraphs of HTML, unescaped; none where there is none.
 *     self.__next_f.push([1,"2f:T1a2b,\u003cp\u003eThe council …\u003c/p\u003e"])
 *     {"body": "<p>The council …<\/p><p>…"} */
cr_str cr_scripts_html(cr_arena *arena, const cr_html_document *document);
#endif
