/* Tables and templates ("in table" to "in cell", "in template"). */
#include "base/vec.h"
#include "html/tree.h"

/* "Clear the stack back to a table / table body / table row context". */
static void clear_back_to(cr_html_builder *b, cr_html_tag x, cr_html_tag y, cr_html_tag z) {
    for (;;) {
        cr_html_tag tag = cr_html_top(b)->tag;
        if (b->open_count == 1 || tag == x || tag == y || tag == z || tag == CR_TAG_TEMPLATE)
            return;
        cr_html_pop(b);
    }
}
static void clear_to_table(cr_html_builder *b) { clear_back_to(b, CR_TAG_TABLE, CR_TAG_TABLE, CR_TAG_TABLE); }
static void clear_to_body(cr_html_builder *b) { clear_back_to(b, CR_TAG_TBODY, CR_TAG_TFOOT, CR_TAG_THEAD); }
static void clear_to_row(cr_html_builder *b) { clear_back_to(b, CR_TAG_TR, CR_TAG_TR, CR_TAG_TR); }

static bool by_body_rules(cr_html_builder *b, cr_html_token *t) { /* "anything else" of "in table" */
    b->foster = true;
    bool again = cr_html_in_body(b, t);
    b->foster = false;
    return again;
}

/* ---- text ---- */

static bool begin_table_text(cr_html_builder *b, cr_html_token *t) {
    if (!(cr_html_properties(cr_html_top(b)->tag) & CR_TAG_IS_FOSTER) && !cr_html_current_is(b, CR_TAG_TEMPLATE))
        return by_body_rules(b, t);
    b->pending_count = 0;
    b->original_mode = b->mode;
    b->mode = CR_MODE_IN_TABLE_TEXT;
    return true;
}

static void flush_table_text(cr_html_builder *b) {
    bool blank = true;
    for (size_t i = 0; i < b->pending_count; i++)
        blank = blank && cr_html_blanks(b->pending[i]) == b->pending[i].len;
    for (size_t i = 0; i < b->pending_count; i++) {
        if (blank)
            cr_html_insert_text(b, b->pending[i]);
        else
            by_body_rules(b, &(cr_html_token){.kind = CR_HTML_TOKEN_TEXT, .text = b->pending[i]});
    }
    b->mode = b->original_mode;
}

static bool table_text(cr_html_builder *b, cr_html_token *t) {
    if (t->kind != CR_HTML_TOKEN_TEXT) {
        flush_table_text(b);
        return true;
    }
    cr_str *s = CR_PUSH(b->arena, b->pending, b->pending_count, b->pending_room);
    if (s)
        *s = t->has_nul ? cr_html_without_nul(b, t->text) : t->text;
    else
        cr_html_stop(b, NULL);
    return false;
}

/* ---- in table ---- */

static bool end_table(cr_html_builder *b) { /* false: there is none in scope */
    if (!cr_html_in_table_scope(b, CR_TAG_TABLE))
        return false;
    cr_html_pop_until(b, CR_TAG_TABLE);
    cr_html_reset_mode(b);
    return true;
}

static bool hidden_input(const cr_html_token *t) {
    for (size_t i = 0; i < t->attribute_count; i++)
        if (t->attributes[i].id == CR_ATTRIBUTE_TYPE)
            return cr_str_is_nocase(t->attributes[i].value, "hidden");
    return false;
}

static bool table_start(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_CAPTION:
        clear_to_table(b);
        cr_html_push_marker(b);
        cr_html_insert(b, t);
        b->mode = CR_MODE_IN_CAPTION;
        return false;
    case CR_TAG_COLGROUP:
        clear_to_table(b);
        cr_html_insert(b, t);
        b->mode = CR_MODE_IN_COLUMN_GROUP;
        return false;
    case CR_TAG_COL:
        clear_to_table(b);
        cr_html_insert_tag(b, CR_TAG_COLGROUP);
        b->mode = CR_MODE_IN_COLUMN_GROUP;
        return true;
    case CR_TAG_TBODY: case CR_TAG_TFOOT: case CR_TAG_THEAD:
        clear_to_table(b);
        cr_html_insert(b, t);
        b->mode = CR_MODE_IN_TABLE_BODY;
        return false;
    case CR_TAG_TD: case CR_TAG_TH: case CR_TAG_TR:
        clear_to_table(b);
        cr_html_insert_tag(b, CR_TAG_TBODY);
        b->mode = CR_MODE_IN_TABLE_BODY;
        return true;
    case CR_TAG_TABLE: return end_table(b);
    case CR_TAG_STYLE: case CR_TAG_SCRIPT: case CR_TAG_TEMPLATE: return cr_html_in_head(b, t);
    case CR_TAG_INPUT:
        if (!hidden_input(t))
            return by_body_rules(b, t);
        cr_html_insert_void(b, t);
        return false;
    case CR_TAG_FORM:
        if (!b->form && !cr_html_is_open(b, CR_TAG_TEMPLATE)) {
            b->form = cr_html_insert(b, t);
            cr_html_pop(b);
        }
        return false;
    default: return by_body_rules(b, t);
    }
}

static bool table_end(cr_html_builder *b, cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_TABLE: end_table(b); return false;
    case CR_TAG_BODY: case CR_TAG_CAPTION: case CR_TAG_COL: case CR_TAG_COLGROUP: case CR_TAG_HTML: case CR_TAG_TBODY: case CR_TAG_TD:
    case CR_TAG_TFOOT: case CR_TAG_TH: case CR_TAG_THEAD: case CR_TAG_TR:
        return false;
    case CR_TAG_TEMPLATE: return cr_html_in_head(b, t);
    default: return by_body_rules(b, t);
    }
}

static bool in_table(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: return begin_table_text(b, t);
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_START: return table_start(b, t);
    case CR_HTML_TOKEN_END: return table_end(b, t);
    case CR_HTML_TOKEN_EOF: return cr_html_in_body(b, t);
    }
    return false;
}

/* ---- caption, columns ---- */

static bool end_caption(cr_html_builder *b) {
    if (!cr_html_in_table_scope(b, CR_TAG_CAPTION))
        return false;
    cr_html_imply_ends(b, CR_TAG_NONE);
    cr_html_pop_until(b, CR_TAG_CAPTION);
    cr_html_clear_to_marker(b);
    b->mode = CR_MODE_IN_TABLE;
    return true;
}

static bool in_caption(cr_html_builder *b, cr_html_token *t) {
    bool end = t->kind == CR_HTML_TOKEN_END;
    if (end || t->kind == CR_HTML_TOKEN_START)
        switch (t->tag) {
        case CR_TAG_CAPTION:
            if (end) {
                end_caption(b);
                return false;
            }
            return end_caption(b);
        case CR_TAG_COL: case CR_TAG_COLGROUP: case CR_TAG_TBODY: case CR_TAG_TD: case CR_TAG_TFOOT: case CR_TAG_TH: case CR_TAG_THEAD:
        case CR_TAG_TR:
            return end ? false : end_caption(b);
        case CR_TAG_TABLE:
            if (end)
                return end_caption(b);
            break;
        case CR_TAG_BODY: case CR_TAG_HTML:
            if (end)
                return false;
            break;
        default: break;
        }
    return cr_html_in_body(b, t);
}

static bool in_column_group(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT:
        cr_html_insert_text(b, cr_html_take_blanks(t));
        if (t->text.len == 0)
            return false;
        if (!cr_html_current_is(b, CR_TAG_COLGROUP)) { /* characters are left out one by one, white space among them stays */
            cr_html_insert_text(b, cr_html_only_blanks(b, t->text));
            return false;
        }
        break;
    case CR_HTML_TOKEN_COMMENT: cr_html_insert_comment(b, NULL, t->text); return false;
    case CR_HTML_TOKEN_DOCTYPE: return false;
    case CR_HTML_TOKEN_EOF: return cr_html_in_body(b, t);
    case CR_HTML_TOKEN_START:
        if (t->tag == CR_TAG_HTML)
            return cr_html_in_body(b, t);
        if (t->tag == CR_TAG_COL) {
            cr_html_insert_void(b, t);
            return false;
        }
        if (t->tag == CR_TAG_TEMPLATE)
            return cr_html_in_head(b, t);
        break;
    case CR_HTML_TOKEN_END:
        if (t->tag == CR_TAG_COL)
            return false;
        if (t->tag == CR_TAG_TEMPLATE)
            return cr_html_in_head(b, t);
        break;
    }
    if (!cr_html_current_is(b, CR_TAG_COLGROUP))
        return false;
    cr_html_pop(b);
    b->mode = CR_MODE_IN_TABLE;
    return !(t->kind == CR_HTML_TOKEN_END && t->tag == CR_TAG_COLGROUP);
}

/* ---- bodies, rows, cells ---- */

static bool end_table_body(cr_html_builder *b) {
    if (!cr_html_in_table_scope(b, CR_TAG_TBODY) && !cr_html_in_table_scope(b, CR_TAG_THEAD) && !cr_html_in_table_scope(b, CR_TAG_TFOOT))
        return false;
    clear_to_body(b);
    cr_html_pop(b);
    b->mode = CR_MODE_IN_TABLE;
    return true;
}

static bool in_table_body(cr_html_builder *b, cr_html_token *t) {
    bool end = t->kind == CR_HTML_TOKEN_END;
    if (end || t->kind == CR_HTML_TOKEN_START)
        switch (t->tag) {
        case CR_TAG_TR:
            if (end)
                return false;
            clear_to_body(b);
            cr_html_insert(b, t);
            b->mode = CR_MODE_IN_ROW;
            return false;
        case CR_TAG_TH: case CR_TAG_TD:
            if (end)
                return false;
            clear_to_body(b);
            cr_html_insert_tag(b, CR_TAG_TR);
            b->mode = CR_MODE_IN_ROW;
            return true;
        case CR_TAG_TBODY: case CR_TAG_TFOOT: case CR_TAG_THEAD:
            if (!end)
                return end_table_body(b);
            if (cr_html_in_table_scope(b, t->tag)) {
                clear_to_body(b);
                cr_html_pop(b);
                b->mode = CR_MODE_IN_TABLE;
            }
            return false;
        case CR_TAG_CAPTION: case CR_TAG_COL: case CR_TAG_COLGROUP: return end ? false : end_table_body(b);
        case CR_TAG_TABLE:
            if (end)
                return end_table_body(b);
            break;
        case CR_TAG_BODY: case CR_TAG_HTML:
            if (end)
                return false;
            break;
        default: break;
        }
    return in_table(b, t);
}

static bool end_row(cr_html_builder *b) {
    if (!cr_html_in_table_scope(b, CR_TAG_TR))
        return false;
    clear_to_row(b);
    cr_html_pop(b);
    b->mode = CR_MODE_IN_TABLE_BODY;
    return true;
}

static bool in_row(cr_html_builder *b, cr_html_token *t) {
    bool end = t->kind == CR_HTML_TOKEN_END;
    if (end || t->kind == CR_HTML_TOKEN_START)
        switch (t->tag) {
        case CR_TAG_TH: case CR_TAG_TD:
            if (end)
                return false;
            clear_to_row(b);
            cr_html_insert(b, t);
            b->mode = CR_MODE_IN_CELL;
            cr_html_push_marker(b);
            return false;
        case CR_TAG_TR:
            if (!end)
                return end_row(b);
            end_row(b);
            return false;
        case CR_TAG_TBODY: case CR_TAG_TFOOT: case CR_TAG_THEAD:
            if (end && !cr_html_in_table_scope(b, t->tag))
                return false;
            return end_row(b);
        case CR_TAG_CAPTION: case CR_TAG_COL: case CR_TAG_COLGROUP: return end ? false : end_row(b);
        case CR_TAG_TABLE:
            if (end)
                return end_row(b);
            break;
        case CR_TAG_BODY: case CR_TAG_HTML:
            if (end)
                return false;
            break;
        default: break;
        }
    return in_table(b, t);
}

static bool close_cell(cr_html_builder *b, cr_html_tag tag) {
    if (!cr_html_in_table_scope(b, tag))
        return false;
    cr_html_imply_ends(b, CR_TAG_NONE);
    cr_html_pop_until(b, tag);
    cr_html_clear_to_marker(b);
    b->mode = CR_MODE_IN_ROW;
    return true;
}
static bool close_the_cell(cr_html_builder *b) { /* whichever is open */
    return close_cell(b, b->last[CR_TAG_TD] > b->last[CR_TAG_TH] ? CR_TAG_TD : CR_TAG_TH);
}

static bool in_cell(cr_html_builder *b, cr_html_token *t) {
    bool end = t->kind == CR_HTML_TOKEN_END;
    if (end || t->kind == CR_HTML_TOKEN_START)
        switch (t->tag) {
        case CR_TAG_TD: case CR_TAG_TH:
            if (!end)
                return close_the_cell(b);
            close_cell(b, t->tag);
            return false;
        case CR_TAG_CAPTION: case CR_TAG_COL: case CR_TAG_COLGROUP: return end ? false : close_the_cell(b);
        case CR_TAG_TBODY: case CR_TAG_TFOOT: case CR_TAG_THEAD: case CR_TAG_TR:
            if (end && !cr_html_in_table_scope(b, t->tag))
                return false;
            return close_the_cell(b);
        case CR_TAG_TABLE:
            if (end)
                return cr_html_in_table_scope(b, CR_TAG_TABLE) ? close_the_cell(b) : false;
            break;
        case CR_TAG_BODY: case CR_TAG_HTML:
            if (end)
                return false;
            break;
        default: break;
        }
    return cr_html_in_body(b, t);
}

bool cr_html_in_tables(cr_html_builder *b, cr_html_token *t) {
    switch (b->mode) {
    case CR_MODE_IN_TABLE: return in_table(b, t);
    case CR_MODE_IN_TABLE_TEXT: return table_text(b, t);
    case CR_MODE_IN_CAPTION: return in_caption(b, t);
    case CR_MODE_IN_COLUMN_GROUP: return in_column_group(b, t);
    case CR_MODE_IN_TABLE_BODY: return in_table_body(b, t);
    case CR_MODE_IN_ROW: return in_row(b, t);
    default: return in_cell(b, t);
    }
}

/* ---- template ---- */

void cr_html_push_template_mode(cr_html_builder *b, cr_html_mode mode) {
    uint8_t *m = CR_PUSH(b->arena, b->template_modes, b->template_count, b->template_room);
    if (m)
        *m = (uint8_t)mode;
    else
        cr_html_stop(b, NULL);
}

static bool turn_to(cr_html_builder *b, cr_html_mode mode) {
    if (b->template_count)
        b->template_modes[b->template_count - 1] = (uint8_t)mode;
    b->mode = mode;
    return true;
}

static bool template_end_of_input(cr_html_builder *b) {
    if (!cr_html_is_open(b, CR_TAG_TEMPLATE))
        return false;
    cr_html_pop_until(b, CR_TAG_TEMPLATE);
    cr_html_clear_to_marker(b);
    b->template_count -= b->template_count > 0;
    cr_html_reset_mode(b);
    return true;
}

bool cr_html_in_template(cr_html_builder *b, cr_html_token *t) {
    switch (t->kind) {
    case CR_HTML_TOKEN_TEXT: case CR_HTML_TOKEN_COMMENT: case CR_HTML_TOKEN_DOCTYPE: return cr_html_in_body(b, t);
    case CR_HTML_TOKEN_EOF: return template_end_of_input(b);
    case CR_HTML_TOKEN_END: return t->tag == CR_TAG_TEMPLATE ? cr_html_in_head(b, t) : false;
    case CR_HTML_TOKEN_START: break;
    }
    switch (t->tag) {
    case CR_TAG_BASE: case CR_TAG_BASEFONT: case CR_TAG_BGSOUND: case CR_TAG_LINK: case CR_TAG_META: case CR_TAG_NOFRAMES:
    case CR_TAG_SCRIPT: case CR_TAG_STYLE: case CR_TAG_TEMPLATE: case CR_TAG_TITLE:
        return cr_html_in_head(b, t);
    case CR_TAG_CAPTION: case CR_TAG_COLGROUP: case CR_TAG_TBODY: case CR_TAG_TFOOT: case CR_TAG_THEAD: return turn_to(b, CR_MODE_IN_TABLE);
    case CR_TAG_COL: return turn_to(b, CR_MODE_IN_COLUMN_GROUP);
    case CR_TAG_TR: return turn_to(b, CR_MODE_IN_TABLE_BODY);
    case CR_TAG_TD: case CR_TAG_TH: return turn_to(b, CR_MODE_IN_ROW);
    default: return turn_to(b, CR_MODE_IN_BODY);
    }
}
