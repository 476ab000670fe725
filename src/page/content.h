/* Inside the room: which pieces of a page are its article. */
#ifndef CR_PAGE_CONTENT_H
#define CR_PAGE_CONTENT_H
#include "page/view.h"

typedef struct cr_content {
    const cr_html_node *top; /* the element that holds the article, or NULL */
    double good;             /* value of the text kept */
    double share;            /* of all running text of the page */
    const char *method;
} cr_content;

/* Marks what is not the article's as `out` and finds its element. `lenient`: the second pass, for pages on which the first
 * found next to nothing; class words then count only where the text agrees. */
cr_content cr_content_find(cr_view *v, bool lenient);

/* Fills `agrees` of the pieces; the share of the body's runs of words that the page shows. 0 where the body is too short to tell. */
double cr_content_agree(cr_view *v, cr_str body);
/* Before the article is looked for: what agrees is worth more, what does not less. */
void cr_content_weigh_body(cr_view *v, cr_str body);
/* When furniture is out: lists, headings and lines that the body holds word for word come back; where it holds most of the text,
 * what follows its last words goes. */
void cr_content_settle_body(cr_view *v, size_t from, size_t to);

/* Takes the value off text that stands in lists of teasers. */
void cr_content_mark_teasers(cr_view *v);

/* Inside the article's element: boxes of links, share bars, "read also", credits, what follows the end. Related links are collected. */
cr_status cr_content_clean(cr_view *v, const cr_html_node *top, cr_article *article, cr_error *err) CR_MUST_CHECK;
/* Its first and last lines, of the pieces from..to that are its element's (edges.c). */
void cr_content_find_edges(cr_view *v, size_t from, size_t to);
/* When the authors are known: what the last lines say about them. */
void cr_content_leave_authors(cr_view *v, const cr_html_node *top, const cr_strs *authors);
/* A line that is furniture by what it says. */
bool cr_content_says_furniture(const cr_view *v, cr_piece *p);
#endif
