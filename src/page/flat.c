#include "page/flat.h"

#include "base/utf8.h"

enum { LEAST_CHARS = 200, LINKS = 2000 };

static bool of_line(const cr_html_node *n) { return cr_view_one_of(n->name, "p h1 h2 h3 h4 h5 h6 li blockquote pre dt dd center b font figcaption"); }

/* Elements that tell by their names, or by their classes, what is in them. */
static bool telling(const cr_view *v, const cr_html_node *n) {
    enum { TELLING = CR_NODE_STRUCTURAL | CR_NODE_FURNITURE | CR_NODE_WEAK | CR_NODE_CONTENT | CR_NODE_BODY | CR_NODE_COMMENTS };
    return (v->flags[n->number] & TELLING) || cr_view_one_of(n->name, "article main nav header footer aside section");
}

/* The share of the page's text in the one element that most of it stands in; 0 where anything tells of structure. */
static double share_of_one(cr_arena *arena, const cr_view *v) {
    size_t all = 0, most = 0;
    for (unsigned i = 0; i < v->document->node_count; i++)
        if (v->nodes[i] && v->nodes[i]->type == CR_HTML_ELEMENT && !(v->flags[i] & CR_NODE_SKIPPED) && telling(v, v->nodes[i]))
            return 0;
    size_t *chars = CR_NEW_ARRAY(arena, size_t, v->document->node_count + 1);
    for (size_t i = 0; chars && i < v->piece_count; i++)
        all += v->pieces[i].chars;
    for (size_t i = 0; chars && i < v->piece_count; i++) {
        const cr_html_node *n = v->pieces[i].owner;
        while (n->parent && (of_line(n) || (cr_html_is(n, "div") && cr_view_sum(v, n).chars * 2 < all)) && n->parent->type == CR_HTML_ELEMENT)
            n = n->parent;
        chars[n->number] += v->pieces[i].chars;
        most = chars[n->number] > most ? chars[n->number] : most;
    }
    return all >= LEAST_CHARS ? (double)most / (double)all : 0;
}

static void add_text(cr_buf *out, cr_str s, bool raw) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\r' || (!raw && (c == '\n' || c == '\t' || c == '\f')))
            c = ' ';
        cr_buf_add_byte(out, c);
    }
}

cr_str cr_flat_lines(cr_arena *arena, const cr_view *v) {
    if (share_of_one(arena, v) < 0.9)
        return CR_STR_NONE;
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    const cr_html_node *body = cr_html_find(v->document->root, "body"), *last = NULL;
    for (const cr_html_node *n = body; n;) {
        bool element = n->type == CR_HTML_ELEMENT;
        if (element && v->flags[n->number] & CR_NODE_SKIPPED) {
            n = cr_html_next_after(n, body);
            continue;
        }
        const cr_html_node *block = n->parent; /* text of another block than the last starts a line */
        while (block && block != body && !cr_view_is_block(block))
            block = block->parent;
        if (element && (cr_html_is(n, "br") || cr_html_is(n, "hr")))
            cr_buf_add_byte(&out, '\n');
        else if (n->type == CR_HTML_TEXT) {
            if (block != last)
                cr_buf_add_byte(&out, '\n');
            last = block;
            add_text(&out, n->text, cr_html_is(block, "pre"));
        }
        n = cr_html_next(n, body);
    }
    cr_str text = out.failed == CR_OK ? cr_str_copy(arena, cr_buf_str(&out)) : CR_STR_NONE;
    cr_buf_free(&out);
    return text;
}

void cr_flat_link(cr_arena *arena, const cr_view *v, cr_related *related, size_t count) {
    size_t links = 0, next = 0;
    for (unsigned i = 0; i < v->document->node_count && links < LINKS && next < count; i++) {
        const cr_html_node *n = v->nodes[i];
        if (!n || !cr_html_is(n, "a") || cr_html_attribute(n, "href").len == 0)
            continue;
        links++;
        cr_str text = cr_str_squeeze(arena, cr_html_text(arena, n));
        for (size_t k = next; k < count && k < next + 8; k++) /* both are in the page's order */
            if (text.len >= 8 && (cr_str_eq(related[k].title, text) || cr_str_find(related[k].title, text, 0) != CR_STR_NPOS)) {
                related[k].url = cr_html_attribute(n, "href");
                next = k + 1;
                break;
            }
    }
}
