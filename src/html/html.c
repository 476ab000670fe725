/* Walks over the tree. */
#include "html/html.h"

#include "base/buf.h"

const cr_html_node *cr_html_next_after(const cr_html_node *n, const cr_html_node *top) {
    for (; n && n != top; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

const cr_html_node *cr_html_next(const cr_html_node *n, const cr_html_node *top) {
    return n->first ? n->first : cr_html_next_after(n, top);
}

static bool silent(const cr_html_node *n) {
    return cr_html_is_tag(n, CR_TAG_SCRIPT) || cr_html_is_tag(n, CR_TAG_STYLE) || cr_html_is_tag(n, CR_TAG_NOSCRIPT) || cr_html_is_tag(n, CR_TAG_TEMPLATE);
}

cr_str cr_html_text(cr_arena *arena, const cr_html_node *top) {
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    for (const cr_html_node *n = top; n;) {
        if (silent(n)) {
            n = n == top ? NULL : cr_html_next_after(n, top);
            continue;
        }
        if (n->type == CR_HTML_TEXT)
            cr_buf_add_str(&text, n->text);
        else if (cr_html_is_tag(n, CR_TAG_BR))
            cr_buf_add_byte(&text, '\n');
        n = cr_html_next(n, top);
    }
    cr_str squeezed = cr_str_squeeze(arena, cr_buf_str(&text));
    cr_buf_free(&text);
    return squeezed;
}

const cr_html_node *cr_html_find(const cr_html_node *top, const char *name) {
    for (const cr_html_node *n = cr_html_next(top, top); n; n = cr_html_next(n, top))
        if (cr_html_is(n, name))
            return n;
    return NULL;
}
