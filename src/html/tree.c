/* The main loop of tree construction, and the insertion modes around the body. */
#include "html/tree.h"

#include "html/quirks.h"

/* ---- initial, before html, before head ---- */

static bool initial(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        cr_html_take_blanks(t);
        if (t->text.len == 0)
            return false;
        break;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, b->root, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE:
        cr_html_insert_doctype(b, t);
        b->quirks = cr_html_is_quirky(t);
        b->mode = CR_MODE_BEFORE_HTML;
        return false;
    default: break;
    }
    b->quirks = true;
    b->mode = CR_MODE_BEFORE_HTML;
    return true;
}

static void open_html(cr_html_builder *b, const cr_html_token *t) {
    cr_html_node *n = cr_html_new_node(b, CR_HTML_ELEMENT);
    n->tag = CR_TAG_HTML;
    n->name = cr_html_tag_names[CR_TAG_HTML];
    if (t) {
        n->attributes = t->attributes;
        n->attribute_count = (uint16_t)t->attribute_count;
    }
    cr_html_append(b, b->root, n);
    cr_html_push(b, n);
    b->mode = CR_MODE_BEFORE_HEAD;
}

static bool ends_early(cr_html_tag tag) { return tag == CR_TAG_HEAD || tag == CR_TAG_BODY || tag == CR_TAG_HTML || tag == CR_TAG_BR; }

static bool before_html(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, b->root, t->text); return false;
    case CR_HTML_TOKEN_TEXT:
        cr_html_take_blanks(t);
        if (t->text.len == 0)
            return false;
        break;
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML) {
            open_html(b, t);
            return false;
        }
        break;
    case CR_HTML_TOKEN_END:
        if (!ends_early(t->tag))
            return false;
        break;
    case CR_HTML_TOKEN_EOF: break;
    }
    open_html(b, NULL);
    return true;
}

static bool before_head(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_TEXT:
        cr_html_take_blanks(t);
        if (t->text.len == 0)
            return false;
        break;
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML)
            return cr_html_in_body(b, t);
        if (t->tag == CR_TAG_HEAD) {
            b->head = cr_html_insert(b, t);
            b->mode = CR_MODE_IN_HEAD;
            return false;
        }
        break;
    case CR_HTML_TOKEN_END:
        if (!ends_early(t->tag))
            return false;
        break;
    case CR_HTML_TOKEN_EOF: break;
    }
    b->head = cr_html_insert_tag(b, CR_TAG_HEAD);
    b->mode = CR_MODE_IN_HEAD;
    return true;
}

/* ---- in head ---- */

static void end_template(cr_html_builder *b) {
    if (!cr_html_is_open(b, CR_TAG_TEMPLATE))
        return;
    cr_html_pop_until(b, CR_TAG_TEMPLATE);
    cr_html_clear_to_marker(b);
    b->template_count -= b->template_count > 0;
    cr_html_reset_mode(b);
}

static bool leave_head(cr_html_builder *b) {
    if (b->open_count > 1)
        cr_html_pop(b);
    b->mode = CR_MODE_AFTER_HEAD;
    return true;
}

static bool head_start(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_HTML: return cr_html_in_body(b, t);
    case CR_TAG_BASE: case CR_TAG_BASEFONT: case CR_TAG_BGSOUND: case CR_TAG_LINK: case CR_TAG_META: cr_html_insert_void(b, t); return false;
    case CR_TAG_TITLE: cr_html_raw_element(b, t, CR_HTML_STATE_RCDATA); return false;
    case CR_TAG_NOSCRIPT:
        if (!b->scripting) {
            cr_html_insert(b, t);
            b->mode = CR_MODE_IN_HEAD_NOSCRIPT;
            return false;
        }
        /* fall through */
    case CR_TAG_NOFRAMES: case CR_TAG_STYLE: cr_html_raw_element(b, t, CR_HTML_STATE_RAWTEXT); return false;
    case CR_TAG_SCRIPT: cr_html_raw_element(b, t, CR_HTML_STATE_SCRIPT_DATA); return false;
    case CR_TAG_TEMPLATE:
        cr_html_push_marker(b);
        b->frameset_ok = false;
        b->mode = CR_MODE_IN_TEMPLATE;
        cr_html_push_template_mode(b, CR_MODE_IN_TEMPLATE);
        cr_html_insert(b, t);
        return false;
    case CR_TAG_HEAD: return false;
    default: return leave_head(b);
    }
}

bool cr_html_in_head(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        cr_html_insert_text(b, cr_html_take_blanks(t));
        return t->text.len ? leave_head(b) : false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_START: return head_start(b, t);
    case CR_HTML_TOKEN_END:
        if (t->tag == CR_TAG_HEAD) {
            leave_head(b);
            return false;
        }
        if (t->tag == CR_TAG_TEMPLATE)
            end_template(b);
        return ends_early(t->tag) ? leave_head(b) : false;
    case CR_HTML_TOKEN_EOF: break;
    }
    return leave_head(b);
}

static bool leave_noscript(cr_html_builder *b) {
    cr_html_pop(b);
    b->mode = CR_MODE_IN_HEAD;
    return true;
}

static bool in_head_noscript(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_COMMENT: return cr_html_in_head(b, t);
    case CR_HTML_TOKEN_TEXT:
        cr_html_insert_text(b, cr_html_take_blanks(t));
        return t->text.len ? leave_noscript(b) : false;
    case CR_HTML_TOKEN_START:
        switch (t->tag) {
        case CR_TAG_HTML: return cr_html_in_body(b, t);
        case CR_TAG_BASEFONT: case CR_TAG_BGSOUND: case CR_TAG_LINK: case CR_TAG_META: case CR_TAG_NOFRAMES: case CR_TAG_STYLE:
            return cr_html_in_head(b, t);
        case CR_TAG_HEAD: case CR_TAG_NOSCRIPT: return false;
        default: return leave_noscript(b);
        }
    case CR_HTML_TOKEN_END:
        if (t->tag == CR_TAG_NOSCRIPT) {
            leave_noscript(b);
            return false;
        }
        return t->tag == CR_TAG_BR ? leave_noscript(b) : false;
    case CR_HTML_TOKEN_EOF: break;
    }
    return leave_noscript(b);
}

/* ---- after head ---- */

static bool open_body(cr_html_builder *b) {
    cr_html_insert_tag(b, CR_TAG_BODY);
    b->mode = CR_MODE_IN_BODY;
    return true;
}

static bool back_in_head(cr_html_builder *b, cr_html_token *t) { /* <meta> and the like behind </head> */
    if (!b->head)
        return false;
    b->moved |= b->head->next != NULL;
    cr_html_push(b, b->head);
    bool again = cr_html_in_head(b, t);
    size_t i = cr_html_index_of(b, b->head);
    if (i != SIZE_MAX)
        cr_html_unstack(b, i);
    return again;
}

static bool after_head_start(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_HTML: return cr_html_in_body(b, t);
    case CR_TAG_BODY:
        cr_html_insert(b, t);
        b->frameset_ok = false;
        b->mode = CR_MODE_IN_BODY;
        return false;
    case CR_TAG_FRAMESET:
        cr_html_insert(b, t);
        b->mode = CR_MODE_IN_FRAMESET;
        return false;
    case CR_TAG_BASE: case CR_TAG_BASEFONT: case CR_TAG_BGSOUND: case CR_TAG_LINK: case CR_TAG_META: case CR_TAG_NOFRAMES:
    case CR_TAG_SCRIPT: case CR_TAG_STYLE: case CR_TAG_TEMPLATE: case CR_TAG_TITLE:
        return back_in_head(b, t);
    case CR_TAG_HEAD: return false;
    default: return open_body(b);
    }
}

static bool after_head(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        cr_html_insert_text(b, cr_html_take_blanks(t));
        return t->text.len ? open_body(b) : false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_START: return after_head_start(b, t);
    case CR_HTML_TOKEN_END:
        if (t->tag == CR_TAG_TEMPLATE)
            return cr_html_in_head(b, t);
        return t->tag == CR_TAG_BODY || t->tag == CR_TAG_HTML || t->tag == CR_TAG_BR ? open_body(b) : false;
    case CR_HTML_TOKEN_EOF: break;
    }
    return open_body(b);
}

/* ---- text; after body ---- */

static bool text(cr_html_builder *b, cr_html_token *t) {
    if (t->kind == CR_HTML_TOKEN_TEXT) {
        cr_html_insert_text(b, t->text);
        return false;
    }
    cr_html_pop(b);
    b->mode = b->original_mode;
    return t->kind == CR_HTML_TOKEN_EOF;
}

/* More may come into an element behind which a comment stands already. */
static void note_order(cr_html_builder *b) {
    b->moved |= b->open[0].node->next || (b->open_count > 1 && b->open[1].node->next);
}

static bool back_to_body(cr_html_builder *b) {
    note_order(b);
    b->mode = CR_MODE_IN_BODY;
    return true;
}

static bool after_body(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        if (cr_html_blanks(t->text) < t->text.len)
            return back_to_body(b);
        note_order(b);
        return cr_html_in_body(b, t);
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, b->open[0].node, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: case CR_HTML_TOKEN_EOF: return false;
    case CR_HTML_TOKEN_START: return t->tag == CR_TAG_HTML ? cr_html_in_body(b, t) : back_to_body(b);
    case CR_HTML_TOKEN_END:
        if (t->tag != CR_TAG_HTML)
            return back_to_body(b);
        if (!b->fragment)
            b->mode = CR_MODE_AFTER_AFTER_BODY;
        return false;
    }
    return false;
}

static bool after_after_body(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, b->root, t->text); return false;
    case CR_HTML_TOKEN_EOF: return false;
    case CR_HTML_TOKEN_DOCTYPE: return cr_html_in_body(b, t);
    case CR_HTML_TOKEN_TEXT:
        if (cr_html_blanks(t->text) < t->text.len)
            return back_to_body(b);
        note_order(b);
        return cr_html_in_body(b, t);
    default: return t->kind == CR_HTML_TOKEN_START && t->tag == CR_TAG_HTML ? cr_html_in_body(b, t) : back_to_body(b);
    }
}

/* ---- frames ---- */

static bool in_frameset(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: cr_html_insert_text(b, cr_html_only_blanks(b, t->text)); return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: case CR_HTML_TOKEN_EOF: return false;
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML)
            return cr_html_in_body(b, t);
        if (t->tag == CR_TAG_FRAMESET)
            cr_html_insert(b, t);
        else if (t->tag == CR_TAG_FRAME)
            cr_html_insert_void(b, t);
        else if (t->tag == CR_TAG_NOFRAMES)
            return cr_html_in_head(b, t);
        return false;
    case CR_HTML_TOKEN_END:
        if (t->tag != CR_TAG_FRAMESET || b->open_count == 1)
            return false;
        cr_html_pop(b);
        if (!b->fragment && !cr_html_current_is(b, CR_TAG_FRAMESET))
            b->mode = CR_MODE_AFTER_FRAMESET;
        return false;
    }
    return false;
}

static bool after_frameset(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: cr_html_insert_text(b, cr_html_only_blanks(b, t->text)); return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: case CR_HTML_TOKEN_EOF: return false;
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML)
            return cr_html_in_body(b, t);
        return t->tag == CR_TAG_NOFRAMES ? cr_html_in_head(b, t) : false;
    case CR_HTML_TOKEN_END:
        if (t->tag == CR_TAG_HTML)
            b->mode = CR_MODE_AFTER_AFTER_FRAMESET;
        return false;
    }
    return false;
}

static bool after_after_frameset(cr_html_builder *b, cr_html_token *t) {
    note_order(b);
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        t->text = cr_html_only_blanks(b, t->text);
        t->has_nul = false;
        return cr_html_in_body(b, t);
    case CR_HTML_TOKEN_COMMENT:
        if (!b->fragment) /* the document's, which a fragment is not given */
            cr_html_insert_comment(b, b->root, t->text);
        return false;
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML)
            return cr_html_in_body(b, t);
        return t->tag == CR_TAG_NOFRAMES ? cr_html_in_head(b, t) : false;
    default: return false;
    }
}

bool cr_html_process(cr_html_builder *b, cr_html_token *t) {
    switch (b->mode) {
    case CR_MODE_IN_BODY: return cr_html_in_body(b, t);
    case CR_MODE_TEXT: return text(b, t);
    case CR_MODE_INITIAL: return initial(b, t);
    case CR_MODE_BEFORE_HTML: return before_html(b, t);
    case CR_MODE_BEFORE_HEAD: return before_head(b, t);
    case CR_MODE_IN_HEAD: return cr_html_in_head(b, t);
    case CR_MODE_IN_HEAD_NOSCRIPT: return in_head_noscript(b, t);
    case CR_MODE_AFTER_HEAD: return after_head(b, t);
    case CR_MODE_IN_TEMPLATE: return cr_html_in_template(b, t);
    case CR_MODE_AFTER_BODY: return after_body(b, t);
    case CR_MODE_AFTER_AFTER_BODY: return after_after_body(b, t);
    case CR_MODE_IN_FRAMESET: return in_frameset(b, t);
    case CR_MODE_AFTER_FRAMESET: return after_frameset(b, t);
    case CR_MODE_AFTER_AFTER_FRAMESET: return after_after_frameset(b, t);
    default: return cr_html_in_tables(b, t);
    }
}
