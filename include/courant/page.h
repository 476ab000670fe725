/* Courant: a page in, an article out.
 *
 *     cr_page_input in = {.bytes = bytes, .url = CR_STR("https://example.org/1")};
 *     cr_article *article;
 *     if (cr_page_read(arena, &in, &article, &err) == CR_OK)
 *         printf("%.*s\n", CR_FMT(article->title));
 *
 * Reads HTML in any encoding and plain text as pages print it. Menus, share bars, "read also",
 * consent banners and disclaimers are left out of the text; related links and notices are kept
 * apart as knowledge. A page that is no article is not an error: article->outcome says so.
 * Errors are CR_ERR_LIMIT (limits "page_bytes", "html_depth", "html_nodes") and CR_ERR_MEMORY.
 * Thread-safe as long as an arena is used by one thread. Everything lives in `arena`; `in` may go. */
#ifndef COURANT_PAGE_H
#define COURANT_PAGE_H
#include <courant/article.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_page_type { CR_PAGE_SNIFF, CR_PAGE_HTML, CR_PAGE_TEXT } cr_page_type;

/* The lists of words that reading a page needs, read once and then only read: any number of threads may share one.
 * NULL when memory is out; caller frees with cr_page_tools_free, which takes NULL. */
typedef struct cr_page_tools cr_page_tools;
cr_page_tools *cr_page_tools_new(void);
void cr_page_tools_free(cr_page_tools *tools);

typedef struct cr_page_input {
    cr_str bytes;        /* as they came */
    cr_page_type type;   /* CR_PAGE_SNIFF: '<' after white space and BOM is HTML, else text */
    cr_str id;           /* given back in the article */
    cr_str url;          /* base of relative addresses; may be none */
    cr_str charset;      /* of the Content-Type header, or none */
    cr_str title;        /* what the feed or the importer knows; the page's own comes first */
    cr_str published;    /* likewise */
    cr_str language;     /* likewise: a hint */
    const cr_page_tools *tools;     /* kept from page to page; NULL: made for this one, some milliseconds */
    const struct cr_limits *limits; /* borrowed; NULL: the defaults */
} cr_page_input;

cr_status cr_page_read(cr_arena *arena, const cr_page_input *in, cr_article **out, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
