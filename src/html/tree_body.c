/* "13.2.6.4.7 The "in body" insertion mode". */
#include "html/tree.h"

enum { HEADINGS = CR_TAG_H6 - CR_TAG_H1 + 1 };

static void close_p_in_button_scope(cr_html_builder *b) {
    if (cr_html_in_button_scope(b, CR_TAG_P))
        cr_html_close_p(b);
}

/* Off the stack, not out of the tree: what stays open stands deeper than the stack says. */
static void take_out(cr_html_builder *b, size_t index) {
    b->moved |= index + 1 < b->open_count;
    cr_html_unstack(b, index);
}

/* ---- text ---- */

void cr_html_body_text(cr_html_builder *b, cr_html_token *t) {
    if (t->has_nul)
        t->text = cr_html_without_nul(b, t->text);
    if (t->text.len == 0)
        return;
    cr_html_reconstruct(b);
    cr_html_insert_text(b, t->text);
    if (b->frameset_ok && cr_html_blanks(t->text) < t->text.len)
        b->frameset_ok = false;
}

/* ---- start tags ---- */

static void second_body(cr_html_builder *b, const cr_html_token *t) {
    if (b->open_count < 2 || b->open[1].tag != CR_TAG_BODY || cr_html_is_open(b, CR_TAG_TEMPLATE))
        return;
    b->frameset_ok = false;
    cr_html_add_attributes(b, b->open[1].node, t);
}

static void frameset(cr_html_builder *b, const cr_html_token *t) {
    if (b->open_count < 2 || b->open[1].tag != CR_TAG_BODY || !b->frameset_ok)
        return;
    cr_html_detach(b, b->open[1].node);
    cr_html_pop_to(b, 1);
    cr_html_insert(b, t);
    b->mode = CR_MODE_IN_FRAMESET;
}

static void form(cr_html_builder *b, const cr_html_token *t) {
    bool in_template = cr_html_is_open(b, CR_TAG_TEMPLATE);
    if (b->form && !in_template)
        return;
    close_p_in_button_scope(b);
    cr_html_node *n = cr_html_insert(b, t);
    if (!in_template)
        b->form = n;
}

/* <li>, <dd>, <dt>: an open one of the same kind is closed, unless an element that counts stands between. */
static void item(cr_html_builder *b, const cr_html_token *t) {
    cr_html_tag at = b->open[cr_html_top(b)->wall].tag;
    b->frameset_ok = false;
    if (t->tag == CR_TAG_LI ? at == CR_TAG_LI : at == CR_TAG_DD || at == CR_TAG_DT) {
        cr_html_imply_ends(b, at);
        cr_html_pop_until(b, at);
    }
    close_p_in_button_scope(b);
    cr_html_insert(b, t);
}

static void anchor(cr_html_builder *b, const cr_html_token *t) {
    cr_html_node *open = cr_html_active(b, CR_TAG_A);
    if (open) {
        cr_html_adopt(b, &(cr_html_token){.tag = CR_TAG_A, .name = cr_html_tag_names[CR_TAG_A]});
        cr_html_forget_formatting(b, open);
        size_t i = cr_html_index_of(b, open);
        if (i != SIZE_MAX)
            take_out(b, i);
    }
    cr_html_reconstruct(b);
    cr_html_push_formatting(b, cr_html_insert(b, t));
}

static void nobr(cr_html_builder *b, const cr_html_token *t) {
    cr_html_reconstruct(b);
    if (cr_html_in_scope(b, CR_TAG_NOBR)) {
        cr_html_adopt(b, &(cr_html_token){.tag = CR_TAG_NOBR, .name = cr_html_tag_names[CR_TAG_NOBR]});
        cr_html_reconstruct(b);
    }
    cr_html_push_formatting(b, cr_html_insert(b, t));
}

static bool is_hidden(const cr_html_token *t) {
    for (size_t i = 0; i < t->attribute_count; i++)
        if (t->attributes[i].id == CR_ATTRIBUTE_TYPE)
            return cr_str_is_nocase(t->attributes[i].value, "hidden");
    return false;
}

static void input(cr_html_builder *b, const cr_html_token *t) {
    if (b->context == CR_TAG_SELECT)
        return;
    if (cr_html_in_scope(b, CR_TAG_SELECT))
        cr_html_pop_until(b, CR_TAG_SELECT);
    cr_html_reconstruct(b);
    cr_html_insert_void(b, t);
    if (!is_hidden(t))
        b->frameset_ok = false;
}

static void select_start(cr_html_builder *b, const cr_html_token *t) {
    if (b->context == CR_TAG_SELECT)
        return;
    if (cr_html_in_scope(b, CR_TAG_SELECT)) {
        cr_html_pop_until(b, CR_TAG_SELECT);
        return;
    }
    cr_html_reconstruct(b);
    cr_html_insert(b, t);
    b->frameset_ok = false;
}

static void option(cr_html_builder *b, const cr_html_token *t) { /* or optgroup */
    if (cr_html_in_scope(b, CR_TAG_SELECT))
        cr_html_imply_ends(b, t->tag == CR_TAG_OPTION ? CR_TAG_OPTGROUP : CR_TAG_NONE);
    else if (cr_html_current_is(b, CR_TAG_OPTION))
        cr_html_pop(b);
    cr_html_reconstruct(b);
    cr_html_insert(b, t);
}

void cr_html_raw_element(cr_html_builder *b, const cr_html_token *t, cr_html_state state) {
    cr_html_insert(b, t);
    b->tokenizer.state = state;
    b->original_mode = b->mode;
    b->mode = CR_MODE_TEXT;
}

static void unknown_start(cr_html_builder *b, const cr_html_token *t) {
    cr_html_reconstruct(b);
    cr_html_insert(b, t);
}

static void rare_start(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_PARAM: case CR_TAG_SOURCE: case CR_TAG_TRACK: cr_html_insert_void(b, t); return;
    case CR_TAG_HR:
        close_p_in_button_scope(b);
        if (cr_html_in_scope(b, CR_TAG_SELECT))
            cr_html_imply_ends(b, CR_TAG_NONE);
        cr_html_insert_void(b, t);
        b->frameset_ok = false;
        return;
    case CR_TAG_TEXTAREA:
        cr_html_raw_element(b, t, CR_HTML_STATE_RCDATA);
        b->skip_newline = true;
        b->frameset_ok = false;
        return;
    case CR_TAG_XMP:
        close_p_in_button_scope(b);
        cr_html_reconstruct(b);
        /* fall through */
    case CR_TAG_IFRAME:
        b->frameset_ok = false;
        /* fall through */
    case CR_TAG_NOEMBED: cr_html_raw_element(b, t, CR_HTML_STATE_RAWTEXT); return;
    case CR_TAG_NOSCRIPT:
        if (b->scripting)
            cr_html_raw_element(b, t, CR_HTML_STATE_RAWTEXT);
        else
            unknown_start(b, t);
        return;
    case CR_TAG_RB: case CR_TAG_RTC: case CR_TAG_RP: case CR_TAG_RT:
        if (cr_html_in_scope(b, CR_TAG_RUBY))
            cr_html_imply_ends(b, t->tag == CR_TAG_RP || t->tag == CR_TAG_RT ? CR_TAG_RTC : CR_TAG_NONE);
        cr_html_insert(b, t);
        return;
    case CR_TAG_SELECTEDCONTENT:
        b->has_selectedcontent = true;
        /* fall through */
    default: unknown_start(b, t); return;
    }
}

static bool start_tag(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_A: anchor(b, t); return false;
    case CR_TAG_HTML:
        if (!cr_html_is_open(b, CR_TAG_TEMPLATE))
            cr_html_add_attributes(b, b->open[0].node, t);
        return false;
    case CR_TAG_BASE: case CR_TAG_BASEFONT: case CR_TAG_BGSOUND: case CR_TAG_LINK: case CR_TAG_META: case CR_TAG_NOFRAMES:
    case CR_TAG_SCRIPT: case CR_TAG_STYLE: case CR_TAG_TEMPLATE: case CR_TAG_TITLE:
        return cr_html_in_head(b, t);
    case CR_TAG_BODY: second_body(b, t); return false;
    case CR_TAG_FRAMESET: frameset(b, t); return false;
    case CR_TAG_ADDRESS: case CR_TAG_ARTICLE: case CR_TAG_ASIDE: case CR_TAG_BLOCKQUOTE: case CR_TAG_CENTER: case CR_TAG_DETAILS:
    case CR_TAG_DIALOG: case CR_TAG_DIR: case CR_TAG_DIV: case CR_TAG_DL: case CR_TAG_FIELDSET: case CR_TAG_FIGCAPTION:
    case CR_TAG_FIGURE: case CR_TAG_FOOTER: case CR_TAG_HEADER: case CR_TAG_HGROUP: case CR_TAG_MAIN: case CR_TAG_MENU:
    case CR_TAG_NAV: case CR_TAG_OL: case CR_TAG_P: case CR_TAG_SEARCH: case CR_TAG_SECTION: case CR_TAG_SUMMARY: case CR_TAG_UL:
        close_p_in_button_scope(b);
        cr_html_insert(b, t);
        return false;
    case CR_TAG_H1: case CR_TAG_H2: case CR_TAG_H3: case CR_TAG_H4: case CR_TAG_H5: case CR_TAG_H6:
        close_p_in_button_scope(b);
        if (cr_html_properties(cr_html_top(b)->tag) & CR_TAG_IS_HEADING)
            cr_html_pop(b);
        cr_html_insert(b, t);
        return false;
    case CR_TAG_PRE: case CR_TAG_LISTING:
        close_p_in_button_scope(b);
        cr_html_insert(b, t);
        b->skip_newline = true;
        b->frameset_ok = false;
        return false;
    case CR_TAG_FORM: form(b, t); return false;
    case CR_TAG_LI: case CR_TAG_DD: case CR_TAG_DT: item(b, t); return false;
    case CR_TAG_PLAINTEXT:
        close_p_in_button_scope(b);
        cr_html_insert(b, t);
        b->tokenizer.state = CR_HTML_STATE_PLAINTEXT;
        return false;
    case CR_TAG_BUTTON:
        if (cr_html_in_scope(b, CR_TAG_BUTTON)) {
            cr_html_imply_ends(b, CR_TAG_NONE);
            cr_html_pop_until(b, CR_TAG_BUTTON);
        }
        cr_html_reconstruct(b);
        cr_html_insert(b, t);
        b->frameset_ok = false;
        return false;
    case CR_TAG_B: case CR_TAG_BIG: case CR_TAG_CODE: case CR_TAG_EM: case CR_TAG_FONT: case CR_TAG_I: case CR_TAG_S:
    case CR_TAG_SMALL: case CR_TAG_STRIKE: case CR_TAG_STRONG: case CR_TAG_TT: case CR_TAG_U:
        cr_html_reconstruct(b);
        cr_html_push_formatting(b, cr_html_insert(b, t));
        return false;
    case CR_TAG_NOBR: nobr(b, t); return false;
    case CR_TAG_APPLET: case CR_TAG_MARQUEE: case CR_TAG_OBJECT:
        cr_html_reconstruct(b);
        cr_html_insert(b, t);
        cr_html_push_marker(b);
        b->frameset_ok = false;
        return false;
    case CR_TAG_TABLE:
        if (!b->quirks)
            close_p_in_button_scope(b);
        cr_html_insert(b, t);
        b->frameset_ok = false;
        b->mode = CR_MODE_IN_TABLE;
        return false;
    case CR_TAG_IMAGE:
        t->tag = CR_TAG_IMG;
        t->name = cr_html_tag_names[CR_TAG_IMG];
        /* fall through */
    case CR_TAG_AREA: case CR_TAG_BR: case CR_TAG_EMBED: case CR_TAG_IMG: case CR_TAG_KEYGEN: case CR_TAG_WBR:
        cr_html_reconstruct(b);
        cr_html_insert_void(b, t);
        b->frameset_ok = false;
        return false;
    case CR_TAG_INPUT: input(b, t); return false;
    case CR_TAG_SELECT: select_start(b, t); return false;
    case CR_TAG_OPTION: case CR_TAG_OPTGROUP: option(b, t); return false;
    case CR_TAG_MATH: return cr_html_in_math_or_svg(b, t, CR_HTML_SPACE_MATHML);
    case CR_TAG_SVG: return cr_html_in_math_or_svg(b, t, CR_HTML_SPACE_SVG);
    case CR_TAG_CAPTION: case CR_TAG_COL: case CR_TAG_COLGROUP: case CR_TAG_FRAME: case CR_TAG_HEAD: case CR_TAG_TBODY:
    case CR_TAG_TD: case CR_TAG_TFOOT: case CR_TAG_TH: case CR_TAG_THEAD: case CR_TAG_TR:
        return false;
    default: rare_start(b, t); return false;
    }
}

/* ---- end tags ---- */

void cr_html_other_end_tag(cr_html_builder *b, const cr_html_token *t) {
    size_t special = cr_html_top(b)->special, at = b->last[t->tag];
    if (t->tag == CR_TAG_UNKNOWN) /* these share a number: the name decides */
        for (; at > special + 1; at = b->open[at - 1].same) {
            b->steps++;
            if (cr_str_eq(b->open[at - 1].node->name, t->name))
                break;
        }
    if (at == 0 || at - 1 < special || (at - 1 == special && t->tag == CR_TAG_UNKNOWN))
        return;
    cr_html_imply_ends(b, t->tag);
    cr_html_pop_to(b, at - 1);
}

static void end_in_scope(cr_html_builder *b, cr_html_tag tag) {
    if (!cr_html_in_scope(b, tag))
        return;
    cr_html_imply_ends(b, CR_TAG_NONE);
    cr_html_pop_until(b, tag);
}

static void end_form(cr_html_builder *b) {
    if (cr_html_is_open(b, CR_TAG_TEMPLATE)) {
        end_in_scope(b, CR_TAG_FORM);
        return;
    }
    cr_html_node *n = b->form;
    size_t i = n ? cr_html_index_of(b, n) : SIZE_MAX;
    b->form = NULL;
    if (i == SIZE_MAX || i < cr_html_top(b)->scope)
        return;
    cr_html_imply_ends(b, CR_TAG_NONE);
    take_out(b, i);
}

static void end_heading(cr_html_builder *b) {
    size_t topmost = 0;
    for (cr_html_tag tag = CR_TAG_H1; tag < CR_TAG_H1 + HEADINGS; tag++)
        topmost = b->last[tag] > topmost ? b->last[tag] : topmost;
    if (topmost <= cr_html_top(b)->scope)
        return;
    cr_html_imply_ends(b, CR_TAG_NONE);
    cr_html_pop_to(b, topmost - 1);
}

static void end_br(cr_html_builder *b) {
    cr_html_reconstruct(b);
    cr_html_insert_void(b, &(cr_html_token){.tag = CR_TAG_BR, .name = cr_html_tag_names[CR_TAG_BR]});
    b->frameset_ok = false;
}

static bool end_tag(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_TEMPLATE: return cr_html_in_head(b, t);
    case CR_TAG_BODY: case CR_TAG_HTML:
        if (!cr_html_in_scope(b, CR_TAG_BODY))
            return false;
        b->mode = CR_MODE_AFTER_BODY;
        return t->tag == CR_TAG_HTML;
    case CR_TAG_ADDRESS: case CR_TAG_ARTICLE: case CR_TAG_ASIDE: case CR_TAG_BLOCKQUOTE: case CR_TAG_BUTTON: case CR_TAG_CENTER:
    case CR_TAG_DETAILS: case CR_TAG_DIALOG: case CR_TAG_DIR: case CR_TAG_DIV: case CR_TAG_DL: case CR_TAG_FIELDSET:
    case CR_TAG_FIGCAPTION: case CR_TAG_FIGURE: case CR_TAG_FOOTER: case CR_TAG_HEADER: case CR_TAG_HGROUP: case CR_TAG_LISTING:
    case CR_TAG_MAIN: case CR_TAG_MENU: case CR_TAG_NAV: case CR_TAG_OL: case CR_TAG_PRE: case CR_TAG_SEARCH: case CR_TAG_SECTION:
    case CR_TAG_SELECT: case CR_TAG_SUMMARY: case CR_TAG_UL:
        end_in_scope(b, t->tag);
        return false;
    case CR_TAG_FORM: end_form(b); return false;
    case CR_TAG_P:
        if (!cr_html_in_button_scope(b, CR_TAG_P))
            cr_html_insert_tag(b, CR_TAG_P);
        cr_html_close_p(b);
        return false;
    case CR_TAG_LI:
        if (cr_html_in_list_scope(b, CR_TAG_LI)) {
            cr_html_imply_ends(b, CR_TAG_LI);
            cr_html_pop_until(b, CR_TAG_LI);
        }
        return false;
    case CR_TAG_DD: case CR_TAG_DT:
        if (cr_html_in_scope(b, t->tag)) {
            cr_html_imply_ends(b, t->tag);
            cr_html_pop_until(b, t->tag);
        }
        return false;
    case CR_TAG_H1: case CR_TAG_H2: case CR_TAG_H3: case CR_TAG_H4: case CR_TAG_H5: case CR_TAG_H6: end_heading(b); return false;
    case CR_TAG_A: case CR_TAG_B: case CR_TAG_BIG: case CR_TAG_CODE: case CR_TAG_EM: case CR_TAG_FONT: case CR_TAG_I: case CR_TAG_NOBR:
    case CR_TAG_S: case CR_TAG_SMALL: case CR_TAG_STRIKE: case CR_TAG_STRONG: case CR_TAG_TT: case CR_TAG_U:
        cr_html_adopt(b, t);
        return false;
    case CR_TAG_APPLET: case CR_TAG_MARQUEE: case CR_TAG_OBJECT:
        if (cr_html_in_scope(b, t->tag)) {
            end_in_scope(b, t->tag);
            cr_html_clear_to_marker(b);
        }
        return false;
    case CR_TAG_BR: end_br(b); return false;
    default: cr_html_other_end_tag(b, t); return false;
    }
}

bool cr_html_in_body(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: cr_html_body_text(b, t); return false;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_START: return start_tag(b, t);
    case CR_HTML_TOKEN_END: return end_tag(b, t);
    case CR_HTML_TOKEN_EOF: return b->template_count ? cr_html_in_template(b, t) : false;
    }
    return false;
}
