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

static bool is_disabled(const cr_html_node *option) {
    return !cr_str_none(cr_html_attribute_by_id(option, CR_ATTRIBUTE_DISABLED)) ||
           (cr_html_is_tag(option->parent, CR_TAG_OPTGROUP) && !cr_str_none(cr_html_attribute_by_id(option->parent, CR_ATTRIBUTE_DISABLED)));
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
        if (!first && !is_disabled(n))
            first = n;
    }
    cr_str rows = cr_html_attribute_by_id(select, CR_ATTRIBUTE_SIZE); /* a list of several rows begins with nothing chosen */
    bool list = rows.len && !cr_str_is(rows, "0") && !cr_str_is(rows, "1") && rows.ptr[0] >= '0' && rows.ptr[0] <= '9';
    return chosen || list ? chosen : first;
}

/* "A select's enabled selectedcontent", or NULL. One that stands in an option or in another one is disabled: what is copied holds
 * none that would be filled in turn. */
static cr_html_node *enabled_content(cr_html_builder *b, cr_html_node *select) {
    cr_html_node *into = select->first;
    for (; into && !cr_html_is_tag(into, CR_TAG_SELECTEDCONTENT); into = next_in(into, select, true))
        b->steps++;
    for (const cr_html_node *n = into ? into->parent : select; n != select; n = n->parent)
        if (cr_html_is_tag(n, CR_TAG_OPTION) || cr_html_is_tag(n, CR_TAG_SELECT))
            return NULL;
    return cr_str_none(cr_html_attribute_by_id(select, CR_ATTRIBUTE_MULTIPLE)) ? into : NULL;
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

static void fill(cr_html_builder *b, cr_html_node *select) {
    cr_html_node *into = enabled_content(b, select), *option = into ? chosen_option(b, select) : NULL;
    if (!option)
        return;
    for (const cr_html_node *n = option; n && n != select; n = n->parent)
        if (n == into)
            return; /* the option stands in it */
    into->first = into->last = NULL;
    b->moved = true;
    copy_below(b, option, into);
}

/* A select in a select shows nothing by itself, so no node is copied twice: the cost is linear. */
void cr_html_fill_selectedcontent(cr_html_builder *b) {
    for (cr_html_node *n = b->root; n && !b->stopped; n = next_in(n, b->root, !cr_html_is_tag(n, CR_TAG_SELECT)))
        if (cr_html_is_tag(n, CR_TAG_SELECT))
            fill(b, n);
}
