/* The stack of open elements ("13.2.4.2"). */
#include "html/tree.h"

enum { ROOM = 64, OPEN_MOST = UINT16_MAX }; /* indexes are 16 bits wide */

uint16_t cr_html_open_flags(const cr_html_node *n) {
    if (n->space == CR_HTML_SPACE_HTML)
        return 0;
    if (n->space == CR_HTML_SPACE_SVG)
        return n->tag == CR_TAG_FOREIGNOBJECT || n->tag == CR_TAG_DESC || n->tag == CR_TAG_TITLE ? CR_OPEN_FOREIGN | CR_OPEN_HTML_POINT : CR_OPEN_FOREIGN;
    switch (n->tag) {
    case CR_TAG_MI:
    case CR_TAG_MO:
    case CR_TAG_MN:
    case CR_TAG_MS:
    case CR_TAG_MTEXT: return CR_OPEN_FOREIGN | CR_OPEN_MATHML_TEXT;
    case CR_TAG_ANNOTATION_XML:
        return n->inside & CR_INSIDE_INTEGRATION ? CR_OPEN_FOREIGN | CR_OPEN_ANNOTATION_XML | CR_OPEN_HTML_POINT : CR_OPEN_FOREIGN | CR_OPEN_ANNOTATION_XML;
    default: return CR_OPEN_FOREIGN;
    }
}

/* Fills the entry at `index`, whose node and tag stand, from the one below. */
static void link_entry(cr_html_builder *b, size_t index) {
    cr_html_open *e = &b->open[index];
    const uint16_t here = (uint16_t)index;
    if (index == 0)
        e->scope = e->list_scope = e->button_scope = e->table_scope = e->special = e->wall = 0;
    else {
        const cr_html_open *below = e - 1;
        e->scope = below->scope;
        e->list_scope = below->list_scope;
        e->button_scope = below->button_scope;
        e->table_scope = below->table_scope;
        e->special = below->special;
        e->wall = below->wall;
    }
    if (e->flags & CR_OPEN_FOREIGN) {
        if (e->flags & (CR_OPEN_MATHML_TEXT | CR_OPEN_ANNOTATION_XML | CR_OPEN_HTML_POINT))
            e->scope = e->list_scope = e->button_scope = e->special = e->wall = here;
        e->same = 0;
        return;
    }
    uint16_t is = cr_html_properties(e->tag);
    e->same = b->last[e->tag];
    b->last[e->tag] = (uint16_t)(index + 1);
    if (!(is & CR_TAG_IS_SPECIAL))
        return;
    e->special = here;
    if (e->tag != CR_TAG_DIV && e->tag != CR_TAG_P && e->tag != CR_TAG_ADDRESS)
        e->wall = here;
    if (is & CR_TAG_IS_SCOPE)
        e->scope = e->list_scope = e->button_scope = here;
    else if (e->tag == CR_TAG_UL || e->tag == CR_TAG_OL)
        e->list_scope = here;
    else if (e->tag == CR_TAG_BUTTON)
        e->button_scope = here;
    if (is & CR_TAG_IS_TABLE_SCOPE)
        e->table_scope = here;
}

static bool make_room(cr_html_builder *b, size_t more) {
    if (b->open_count + more <= b->open_room)
        return true;
    size_t room = b->open_room ? b->open_room * 2 : ROOM;
    while (room < b->open_count + more)
        room *= 2;
    cr_html_open *open = room <= OPEN_MOST ? CR_NEW_ARRAY(b->arena, cr_html_open, room) : NULL;
    if (!open) {
        cr_html_stop(b, room > OPEN_MOST ? "html_depth" : NULL);
        return false;
    }
    if (b->open_count)
        memcpy(open, b->open, b->open_count * sizeof *open);
    b->open = open;
    b->open_room = room;
    return true;
}

static void set_entry(cr_html_builder *b, size_t index, cr_html_node *n) {
    cr_html_open *e = &b->open[index];
    e->node = n;
    e->flags = cr_html_open_flags(n);
    e->tag = n->space == CR_HTML_SPACE_HTML ? n->tag : CR_TAG_NONE;
    n->inside |= CR_INSIDE_OPEN;
    b->moved |= index >= b->depth_limit; /* depths are looked at in the end */
    link_entry(b, index);
}

void cr_html_push(cr_html_builder *b, cr_html_node *n) {
    if (b->open_count == b->open_room && !make_room(b, 1))
        return;
    set_entry(b, b->open_count++, n);
}

static void unlink_entry(cr_html_builder *b, const cr_html_open *e) {
    if (!(e->flags & CR_OPEN_FOREIGN))
        b->last[e->tag] = e->same;
}

void cr_html_pop(cr_html_builder *b) {
    cr_html_open *e = &b->open[--b->open_count];
    unlink_entry(b, e);
    e->node->inside &= (uint16_t)~CR_INSIDE_OPEN;
    b->steps++;
}

void cr_html_pop_to(cr_html_builder *b, size_t count) {
    while (b->open_count > count)
        cr_html_pop(b);
}

void cr_html_pop_until(cr_html_builder *b, cr_html_tag tag) {
    if (b->last[tag])
        cr_html_pop_to(b, (size_t)b->last[tag] - 1);
}

void cr_html_restack(cr_html_builder *b, size_t index, size_t old, cr_html_node *const *nodes, size_t count) {
    if (!make_room(b, count))
        return;
    for (size_t i = b->open_count; i-- > index;)
        unlink_entry(b, &b->open[i]);
    for (size_t i = index; i < index + old; i++)
        b->open[i].node->inside &= (uint16_t)~CR_INSIDE_OPEN;
    memmove(&b->open[index + count], &b->open[index + old], (b->open_count - index - old) * sizeof *b->open);
    b->open_count = b->open_count - old + count;
    for (size_t i = 0; i < count; i++)
        set_entry(b, index + i, nodes[i]);
    for (size_t i = index + count; i < b->open_count; i++)
        link_entry(b, i);
    b->steps += b->open_count - index;
}

void cr_html_unstack(cr_html_builder *b, size_t index) { cr_html_restack(b, index, 1, NULL, 0); }

size_t cr_html_index_of(const cr_html_builder *b, const cr_html_node *n) {
    if (n->space != CR_HTML_SPACE_HTML || !(n->inside & CR_INSIDE_OPEN))
        return SIZE_MAX;
    for (size_t i = b->last[n->tag]; i; i = b->open[i - 1].same)
        if (b->open[i - 1].node == n)
            return i - 1;
    return SIZE_MAX;
}

void cr_html_imply_ends(cr_html_builder *b, cr_html_tag except) {
    for (;;) {
        cr_html_tag tag = cr_html_top(b)->tag;
        if (tag == except || !(cr_html_properties(tag) & CR_TAG_IS_IMPLIED))
            return;
        cr_html_pop(b);
    }
}

void cr_html_close_p(cr_html_builder *b) {
    cr_html_imply_ends(b, CR_TAG_P);
    cr_html_pop_until(b, CR_TAG_P);
}

/* "Reset the insertion mode appropriately": of the elements it looks for, the topmost decides. */
void cr_html_reset_mode(cr_html_builder *b) {
    static const struct { cr_html_tag tag; uint8_t mode; } rows[] = {
        {CR_TAG_TD, CR_MODE_IN_CELL},           {CR_TAG_TH, CR_MODE_IN_CELL},          {CR_TAG_TR, CR_MODE_IN_ROW},
        {CR_TAG_TBODY, CR_MODE_IN_TABLE_BODY},  {CR_TAG_THEAD, CR_MODE_IN_TABLE_BODY}, {CR_TAG_TFOOT, CR_MODE_IN_TABLE_BODY},
        {CR_TAG_CAPTION, CR_MODE_IN_CAPTION},   {CR_TAG_COLGROUP, CR_MODE_IN_COLUMN_GROUP},
        {CR_TAG_TABLE, CR_MODE_IN_TABLE},       {CR_TAG_TEMPLATE, CR_MODE_IN_TEMPLATE}, {CR_TAG_HEAD, CR_MODE_IN_HEAD},
        {CR_TAG_BODY, CR_MODE_IN_BODY},         {CR_TAG_FRAMESET, CR_MODE_IN_FRAMESET}};
    enum { ROWS = sizeof rows / sizeof *rows };
    size_t best = 1; /* the html element, or of a fragment its context */
    cr_html_mode mode = b->head ? CR_MODE_AFTER_HEAD : CR_MODE_BEFORE_HEAD;
    cr_html_tag at = b->fragment ? b->context : CR_TAG_HTML;
    for (size_t i = 0; i < ROWS; i++)
        if (b->last[rows[i].tag] > best) {
            best = b->last[rows[i].tag];
            mode = (cr_html_mode)rows[i].mode;
            at = rows[i].tag;
        }
    if (b->fragment && best == 1) { /* "last": cells and head do not count as contexts */
        if (at != CR_TAG_HTML)
            mode = CR_MODE_IN_BODY;
        for (size_t i = 0; i < ROWS; i++)
            if (rows[i].tag == at && at != CR_TAG_TD && at != CR_TAG_TH && at != CR_TAG_HEAD)
                mode = (cr_html_mode)rows[i].mode;
    }
    if (mode == CR_MODE_IN_TEMPLATE && b->template_count)
        mode = (cr_html_mode)b->template_modes[b->template_count - 1];
    b->mode = mode;
}
