/* For tests of the HTML parser: what holds of every tree, whether two trees are the same, and a tree written out again
 * by the standard's "serializing HTML fragments". */
#ifndef CR_TESTS_SUPPORT_HTML_TREE_H
#define CR_TESTS_SUPPORT_HTML_TREE_H
#include "base/buf.h"
#include "html/html.h"

/* NULL, or what is wrong with the tree's links, numbers, depths or limits. */
static inline const char *html_tree_fault(const cr_html_document *d, const cr_limits *limits) {
    size_t n = 0, depth = cr_limit(limits, CR_LIMIT_HTML_DEPTH), attributes = cr_limit(limits, CR_LIMIT_HTML_ATTRIBUTES);
    if (d->root->type != CR_HTML_DOCUMENT || d->root->parent || d->root->next || d->root->previous)
        return "the root is no root";
    for (const cr_html_node *at = d->root; at; at = cr_html_next(at, d->root), n++) {
        if (at->number != n)
            return "numbers are not in document order";
        if (at->parent && at->depth != at->parent->depth + 1)
            return "a depth is wrong";
        if (at->depth > depth + 1 + (at->type == CR_HTML_TEXT))
            return "deeper than html_depth";
        if (at->first ? !at->last || at->first->previous || at->last->next || at->first->parent != at : at->last != NULL)
            return "first and last child do not agree";
        if (at->next && (at->next->previous != at || at->next->parent != at->parent))
            return "siblings do not agree";
        if (!at->next && at->parent && at->parent->last != at)
            return "the last sibling is not its parent's last child";
        if (at->type != CR_HTML_ELEMENT && at->type != CR_HTML_DOCUMENT && at->first)
            return "a leaf has children";
        if (at->type == CR_HTML_TEXT && at->text.len == 0)
            return "an empty text";
        if (at->type == CR_HTML_ELEMENT ? at->tag == CR_TAG_NONE || at->name.len == 0 : at->tag != CR_TAG_NONE)
            return "a tag is wrong";
        if (at->type == CR_HTML_ELEMENT && at->attribute_count > attributes)
            return "more than html_attributes";
    }
    if (n != d->node_count)
        return "nodes are counted wrongly";
    return n > cr_limit(limits, CR_LIMIT_HTML_NODES) ? "more than html_nodes" : NULL;
}

static inline bool html_same_node(const cr_html_node *a, const cr_html_node *b) {
    if (a->type != b->type || a->space != b->space || a->tag != b->tag || a->attribute_count != b->attribute_count || a->number != b->number ||
        a->depth != b->depth || !cr_str_eq(a->name, b->name) || !cr_str_eq(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->attribute_count; i++)
        if (a->attributes[i].id != b->attributes[i].id || !cr_str_eq(a->attributes[i].name, b->attributes[i].name) ||
            !cr_str_eq(a->attributes[i].value, b->attributes[i].value))
            return false;
    return true;
}

static inline bool html_same_tree(const cr_html_document *x, const cr_html_document *y) {
    const cr_html_node *a = x->root, *b = y->root;
    for (; a && b; a = cr_html_next(a, x->root), b = cr_html_next(b, y->root))
        if (!html_same_node(a, b))
            return false;
    return !a && !b;
}

static inline void html_write_escaped(cr_buf *out, cr_str s, bool attribute) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '&')
            cr_buf_add_z(out, "&amp;");
        else if (c == '<')
            cr_buf_add_z(out, "&lt;");
        else if (c == '>')
            cr_buf_add_z(out, "&gt;");
        else if (c == '"' && attribute)
            cr_buf_add_z(out, "&quot;");
        else if (c == '\xC2' && i + 1 < s.len && s.ptr[i + 1] == '\xA0') {
            cr_buf_add_z(out, "&nbsp;");
            i++;
        } else
            cr_buf_add_byte(out, c);
    }
}

static inline bool html_writes_raw(const cr_html_node *n, bool scripting) {
    switch (n->space == CR_HTML_SPACE_HTML ? n->tag : CR_TAG_NONE) {
    case CR_TAG_STYLE: case CR_TAG_SCRIPT: case CR_TAG_XMP: case CR_TAG_IFRAME: case CR_TAG_NOEMBED: case CR_TAG_NOFRAMES: case CR_TAG_PLAINTEXT:
        return true;
    case CR_TAG_NOSCRIPT: return scripting;
    default: return false;
    }
}

static inline void html_write_start(cr_buf *out, const cr_html_node *n, bool scripting) {
    if (n->type == CR_HTML_TEXT) {
        if (n->parent && html_writes_raw(n->parent, scripting))
            cr_buf_add_str(out, n->text);
        else
            html_write_escaped(out, n->text, false);
    } else if (n->type == CR_HTML_COMMENT)
        cr_buf_printf(out, "<!--%.*s-->", CR_FMT(n->text));
    else if (n->type == CR_HTML_DOCTYPE)
        cr_buf_printf(out, "<!DOCTYPE %.*s>", CR_FMT(n->name));
    else if (n->type == CR_HTML_ELEMENT) {
        cr_buf_printf(out, "<%.*s", CR_FMT(n->name));
        for (size_t i = 0; i < n->attribute_count; i++) {
            cr_buf_printf(out, " %.*s=\"", CR_FMT(n->attributes[i].name));
            html_write_escaped(out, n->attributes[i].value, true);
            cr_buf_add_byte(out, '"');
        }
        cr_buf_add_byte(out, '>');
    }
}

static inline void html_write_end(cr_buf *out, const cr_html_node *n) {
    if (n->type == CR_HTML_ELEMENT && !(n->space == CR_HTML_SPACE_HTML && cr_html_tag_properties[n->tag] & CR_TAG_IS_VOID))
        cr_buf_printf(out, "</%.*s>", CR_FMT(n->name));
}

/* What is below `top`. */
static inline void html_write(cr_buf *out, const cr_html_node *top, bool scripting) {
    const cr_html_node *n = top->first;
    while (n) {
        html_write_start(out, n, scripting);
        if (n->first) {
            n = n->first;
            continue;
        }
        html_write_end(out, n);
        while (!n->next && n->parent != top) {
            n = n->parent;
            html_write_end(out, n);
        }
        n = n->next;
    }
}

/* The tree as text: a node a line, "| " and two spaces a level, attributes and a template's "content" one level down. */
static inline void html_print_line(cr_buf *out, unsigned level, const char *before, cr_str text, const char *after) {
    cr_buf_add_z(out, "| ");
    for (unsigned i = 0; i < level; i++)
        cr_buf_add_z(out, "  ");
    cr_buf_printf(out, "%s%.*s%s\n", before, CR_FMT(text), after);
}

static inline void html_print_node(cr_buf *out, const cr_html_node *n, unsigned level) {
    static const char *const spaces[] = {"<", "<svg ", "<math "};
    if (n->type == CR_HTML_TEXT)
        html_print_line(out, level, "\"", n->text, "\"");
    else if (n->type == CR_HTML_COMMENT)
        html_print_line(out, level, "<!-- ", n->text, " -->");
    else if (n->type == CR_HTML_DOCTYPE)
        html_print_line(out, level, "<!DOCTYPE ", n->name, ">");
    else
        html_print_line(out, level, spaces[n->space], n->name, ">");
    for (size_t i = 0; i < n->attribute_count; i++) {
        html_print_line(out, level + 1, "", n->attributes[i].name, "=\"");
        out->len--; /* the line goes on with the value */
        cr_buf_printf(out, "%.*s\"\n", CR_FMT(n->attributes[i].value));
    }
    if (cr_html_is_tag(n, CR_TAG_TEMPLATE))
        html_print_line(out, level + 1, "content", CR_STR(""), "");
}

static inline void html_print(cr_buf *out, const cr_html_node *root) {
    unsigned level = 0;
    for (const cr_html_node *n = root->first; n;) {
        html_print_node(out, n, level);
        if (n->first) {
            level += cr_html_is_tag(n, CR_TAG_TEMPLATE) ? 2 : 1;
            n = n->first;
            continue;
        }
        while (n && !n->next) {
            n = n->parent == root ? NULL : n->parent;
            level -= n ? (cr_html_is_tag(n, CR_TAG_TEMPLATE) ? 2 : 1) : 0;
        }
        n = n ? n->next : NULL;
    }
}
#endif
