/* <selectedcontent>: what a <select> shows of the option that is chosen ("maybe clone an option into selectedcontent"). Scripts and
 * users do not choose here, so the choice is made once, when the tree stands. */
#include "html/tree.h"

static cr_html_node *next_in(cr_html_node *n, const cr_html_node *top, bool below) {
    if (below && n->first)
        return n->first;
    for (; n != top; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

/* The last one that is marked as selected, else the first that is not disabled. */
static cr_html_node *chosen_option(cr_html_builder *b, cr_html_node *select) {
    cr_html_node *chosen = NULL, *first = NULL;
    for (cr_html_node *n = select->first; n; n = next_in(n, select, !cr_html_is_tag(n, CR_TAG_SELECT))) {
        b->steps++;
        if (!cr_html_is_tag(n, CR_TAG_OPTION))
            continue;
        if (!cr_str_none(cr_html_attribute_by_id(n, CR_ATTRIBUTE_SELECTED)))
            chosen = n;
        if (!first && cr_str_none(cr_html_attribute_by_id(n, CR_ATTRIBUTE_DISABLED)))
            first = n;
    }
    cr_str rows = cr_html_attribute_by_id(select, CR_ATTRIBUTE_SIZE); /* a list of several rows begins with nothing chosen */
    bool list = rows.len && !cr_str_is(rows, "0") && !cr_str_is(rows, "1") && rows.ptr[0] >= '0' && rows.ptr[0] <= '9';
    return chosen || list ? chosen : first;
}

/* Nodes below, or more than `most`. */
static size_t size_below(cr_html_builder *b, cr_html_node *top, size_t most) {
    size_t n = 0;
    for (cr_html_node *at = top->first; at && n <= most; at = next_in(at, top, true))
        n++;
    b->steps += n;
    return n;
}

static void copy_below(cr_html_builder *b, const cr_html_node *from, cr_html_node *to) {
    const cr_html_node *n = from->first;
    while (n && !b->stopped) {
        cr_html_node *copy = cr_html_copy_element(b, n);
        copy->type = n->type;
        copy->text = n->text;
        cr_html_append(b, to, copy);
        if (n->first) {
            n = n->first;
            to = copy;
            continue;
        }
        while (n != from && !n->next) {
            n = n->parent;
            to = n == from ? to : to->parent;
        }
        n = n == from ? NULL : n->next;
    }
}

static void fill(cr_html_builder *b, cr_html_node *select, size_t *budget) {
    cr_html_node *into = NULL;
    for (cr_html_node *n = select->first; n && !into; n = next_in(n, select, !cr_html_is_tag(n, CR_TAG_SELECT))) {
        b->steps++;
        if (cr_html_is_tag(n, CR_TAG_SELECTEDCONTENT))
            into = n;
    }
    if (!into || !cr_str_none(cr_html_attribute_by_id(select, CR_ATTRIBUTE_MULTIPLE)))
        return;
    for (const cr_html_node *n = into->parent; n && n != select; n = n->parent)
        if (cr_html_is_tag(n, CR_TAG_OPTION))
            return; /* it might hold itself */
    cr_html_node *option = chosen_option(b, select);
    size_t size = option ? size_below(b, option, *budget) : 0;
    if (!option || size > *budget)
        return;
    *budget -= size;
    into->first = into->last = NULL;
    b->moved = true;
    copy_below(b, option, into);
}

/* What is copied may hold selects that are filled in turn, so that nesting would double the page at every level: in all, no more
 * is copied than there was. */
void cr_html_fill_selectedcontent(cr_html_builder *b) {
    size_t budget = b->node_count;
    for (cr_html_node *n = b->root; n && !b->stopped; n = next_in(n, b->root, true))
        if (cr_html_is_tag(n, CR_TAG_SELECT))
            fill(b, n, &budget);
}
