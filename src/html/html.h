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
#include "html/tags.h"

typedef enum cr_html_type { CR_HTML_DOCUMENT, CR_HTML_ELEMENT, CR_HTML_TEXT, CR_HTML_COMMENT, CR_HTML_DOCTYPE } cr_html_type;
typedef enum cr_html_space { CR_HTML_SPACE_HTML, CR_HTML_SPACE_SVG, CR_HTML_SPACE_MATHML } cr_html_space;

typedef struct cr_html_attribute_pair {
    cr_str name; /* lower case in HTML; in SVG and MathML as these spell it: "viewBox", "definitionURL", "xlink:href" */
    cr_str value;
    cr_html_attribute_id id; /* of the name in lower case */
} cr_html_attribute_pair;

typedef struct cr_html_node {
    uint8_t type;            /* cr_html_type */
    uint8_t space;           /* cr_html_space, of an element */
    cr_html_tag tag;         /* of an element: CR_TAG_A ..., CR_TAG_UNKNOWN; of others CR_TAG_NONE */
    uint16_t attribute_count;
    uint16_t inside;         /* the parser's own */
    unsigned depth;
    unsigned number;         /* in document order, from 0: for side tables */
    cr_str name;             /* of an element: lower case in HTML, "foreignObject" in SVG; of a doctype */
    cr_str text;             /* of a text or comment, references resolved */
    const cr_html_attribute_pair *attributes; /* of a doctype: "public" and "system", those that are there */
    struct cr_html_node *parent, *first, *last, *next, *previous;
} cr_html_node;

typedef struct cr_html_document {
    cr_html_node *root; /* CR_HTML_DOCUMENT; of a fragment its children are the fragment */
    size_t node_count;
    cr_str cut;         /* which limit was met, or none */
    size_t steps;       /* of work, for tests that hold the cost to be linear */
} cr_html_document;

typedef struct cr_html_options {
    const cr_limits *limits; /* or NULL */
    const char *fragment;    /* context element for the fragment algorithm ("div", "svg path", "math mi"), or NULL for a whole page */
    bool scripting;          /* as if scripts ran: <noscript> is text then */
} cr_html_options;

/* `utf8`: decoded (html/encoding.h), and borrowed: texts, values and names of the tree are slices of it wherever they stand there as
 * they are, so it has to live as long as the tree. Options may be NULL. */
cr_status cr_html_parse(cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err) CR_MUST_CHECK;

/* Whether an HTML element has this tag: one comparison of integers, where cr_html_is compares names. */
static inline bool cr_html_is_tag(const cr_html_node *n, cr_html_tag tag) {
    return n && n->tag == tag && n->space == CR_HTML_SPACE_HTML;
}
/* The value of an attribute by its id; none when absent; "" when empty. */
static inline cr_str cr_html_attribute_by_id(const cr_html_node *n, cr_html_attribute_id id) {
    for (size_t i = 0; n && i < n->attribute_count; i++)
        if (n->attributes[i].id == id)
            return n->attributes[i].value;
    return CR_STR_NONE;
}

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
