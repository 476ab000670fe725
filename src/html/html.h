/* HTML to a tree: parse, walk, attribute, text. No script, no style.
 *
 *     cr_html_document *d;
 *     CR_TRY(cr_html_parse(arena, utf8, NULL, &d, err));
 *     for (const cr_html_node *n = d->root; n; n = cr_html_next(n, d->root))
 *         if (n->type == CR_HTML_ELEMENT && cr_html_is(n, "a")) ... cr_html_attribute(n, "href")
 *
 * The tree is that of the HTML standard (tree construction), template contents as children.
 * Nodes and strings live in the arena. Depth and node count are limited ("html_depth", "html_nodes":
 * what is deeper becomes a sibling, what is more is dropped and `cut` says so). Walks below use
 * no recursion, so that no input can exhaust the stack. */
#ifndef CR_HTML_HTML_H
#define CR_HTML_HTML_H
#include <courant/str.h>

#include "base/limits.h"

typedef enum cr_html_type { CR_HTML_DOCUMENT, CR_HTML_ELEMENT, CR_HTML_TEXT, CR_HTML_COMMENT } cr_html_type;
typedef enum cr_html_space { CR_HTML_SPACE_HTML, CR_HTML_SPACE_SVG, CR_HTML_SPACE_MATHML } cr_html_space;

typedef struct cr_html_attribute_pair { cr_str name, value; } cr_html_attribute_pair;

typedef struct cr_html_node {
    cr_html_type type;
    cr_html_space space;
    cr_str name;  /* of an element, lower case in HTML */
    cr_str text;  /* of a text or comment, entities resolved */
    const cr_html_attribute_pair *attributes;
    size_t attribute_count;
    struct cr_html_node *parent, *first, *last, *next, *previous;
    unsigned depth;
    unsigned number; /* in document order, from 0: for side tables */
} cr_html_node;

typedef struct cr_html_document {
    cr_html_node *root; /* CR_HTML_DOCUMENT; of a fragment its children are the fragment */
    size_t node_count;
    cr_str cut; /* which limit was met, or none */
} cr_html_document;

typedef struct cr_html_options {
    const cr_limits *limits; /* or NULL */
    const char *fragment;    /* context element ("div") for the fragment algorithm, or NULL for a whole page */
} cr_html_options;

/* `utf8`: decoded (html/encoding.h). Options may be NULL. */
cr_status cr_html_parse(cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err) CR_MUST_CHECK;

/* Document order below `top`, `n` first; NULL at the end. */
const cr_html_node *cr_html_next(const cr_html_node *n, const cr_html_node *top);
/* The same, but past the subtree of `n`. */
const cr_html_node *cr_html_next_after(const cr_html_node *n, const cr_html_node *top);
static inline bool cr_html_is(const cr_html_node *n, const char *name) { /* an HTML element of this name; inline: asked of every node */
    return n && n->type == CR_HTML_ELEMENT && n->space == CR_HTML_SPACE_HTML && cr_str_is(n->name, name);
}
static inline cr_str cr_html_attribute(const cr_html_node *n, const char *name) { /* none when absent; "" when empty */
    for (size_t i = 0; n && i < n->attribute_count; i++)
        if (cr_str_is(n->attributes[i].name, name))
            return n->attributes[i].value;
    return CR_STR_NONE;
}
/* All text below, white space squeezed; script, style, noscript and template left out. */
cr_str cr_html_text(cr_arena *arena, const cr_html_node *n);
/* First descendant element of this name, or NULL. */
const cr_html_node *cr_html_find(const cr_html_node *top, const char *name);

/* "&eacute;" and the standard's other names, decimal and hexadecimal references, in text of any origin. */
cr_str cr_html_unescape(cr_arena *arena, cr_str text);
#endif
