/* "13.2.6.5 The rules for parsing tokens in foreign content", and how names are adjusted there. */
#include "html/tokens.h"
#include "html/tree.h"

/* "Adjust SVG / MathML / foreign attributes". Names are of the tables, so the same letters in another spelling. */
static void adjust_attributes(const cr_html_token *t, cr_html_space space) {
    for (size_t i = 0; i < t->attribute_count; i++) {
        cr_html_attribute_pair *a = &t->attributes[i];
        if (a->id && space == CR_HTML_SPACE_SVG)
            a->name = cr_html_attribute_svg_names[a->id];
        else if (a->id == CR_ATTRIBUTE_DEFINITIONURL && space == CR_HTML_SPACE_MATHML)
            a->name = CR_STR("definitionURL");
    }
}

static bool is_html_annotation(const cr_html_token *t) {
    for (size_t i = 0; i < t->attribute_count; i++)
        if (t->attributes[i].id == CR_ATTRIBUTE_ENCODING)
            return cr_str_is_nocase(t->attributes[i].value, "text/html") || cr_str_is_nocase(t->attributes[i].value, "application/xhtml+xml");
    return false;
}

cr_html_node *cr_html_insert_foreign(cr_html_builder *b, const cr_html_token *t, cr_html_space space) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_ELEMENT);
    const cr_html_open *top = cr_html_top(b);
    adjust_attributes(t, space);
    n->tag = t->tag;
    n->space = (uint8_t)space;
    n->name = space == CR_HTML_SPACE_SVG && t->tag != CR_TAG_UNKNOWN ? cr_html_tag_svg_names[t->tag] : t->name;
    n->attributes = t->attributes;
    n->attribute_count = (uint16_t)t->attribute_count;
    if (space == CR_HTML_SPACE_MATHML && t->tag == CR_TAG_ANNOTATION_XML && is_html_annotation(t))
        n->inside |= CR_INSIDE_INTEGRATION;
    cr_html_place(b, top->node, top->tag, n);
    if (!t->self_closing)
        cr_html_push(b, n);
    return n;
}

bool cr_html_in_math_or_svg(cr_html_builder *b, const cr_html_token *t, cr_html_space space) {
    cr_html_reconstruct(b);
    cr_html_insert_foreign(b, t, space);
    return false;
}

static void foreign_text(cr_html_builder *b, cr_html_token *t) {
    for (size_t i = 0; b->frameset_ok && i < t->text.len; i++)
        b->frameset_ok = cr_html_blank(t->text.ptr[i]) || t->text.ptr[i] == '\0';
    cr_html_insert_text(b, t->has_nul ? cr_html_replace_nul(&b->tokenizer, t->text) : t->text);
}

/* A start tag that belongs to HTML alone ends foreign content. */
static bool breaks_out(const cr_html_token *t) {
    if (t->tag != CR_TAG_FONT)
        return cr_html_properties(t->tag) & CR_TAG_IS_BREAKOUT;
    for (size_t i = 0; i < t->attribute_count; i++) {
        cr_html_attribute_id id = t->attributes[i].id;
        if (id == CR_ATTRIBUTE_COLOR || id == CR_ATTRIBUTE_FACE || id == CR_ATTRIBUTE_SIZE)
            return true;
    }
    return false;
}

static bool break_out(cr_html_builder *b, cr_html_token *t) {
    while (b->open_count > 1 && cr_html_top(b)->flags & CR_OPEN_FOREIGN &&
           !(cr_html_top(b)->flags & (CR_OPEN_MATHML_TEXT | CR_OPEN_HTML_POINT)))
        cr_html_pop(b);
    return cr_html_process(b, t); /* by the current insertion mode, whatever the current node is */
}

static bool same_name(const cr_html_node *n, const cr_html_token *t) {
    return n->tag == t->tag && (t->tag != CR_TAG_UNKNOWN || cr_str_eq(n->name, t->name));
}

static bool end_tag(cr_html_builder *b, cr_html_token *t) {
    if (t->tag == CR_TAG_BR || t->tag == CR_TAG_P)
        return break_out(b, t);
    for (size_t i = b->open_count; i-- > 1;) {
        b->steps++;
        if (same_name(b->open[i].node, t)) {
            cr_html_pop_to(b, i);
            return false;
        }
        if (i == 1 || !(b->open[i - 1].flags & CR_OPEN_FOREIGN))
            return cr_html_process(b, t);
    }
    return false;
}

bool cr_html_in_foreign(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: foreign_text(b, t); return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: case CR_HTML_TOKEN_EOF: return false;
    case CR_HTML_TOKEN_END: return end_tag(b, t);
    case CR_HTML_TOKEN_START: break;
    }
    if (breaks_out(t))
        return break_out(b, t);
    cr_html_space space = b->open_count == 1 ? b->context_space : (cr_html_space)cr_html_current(b)->space;
    cr_html_insert_foreign(b, t, space);
    return false;
}
