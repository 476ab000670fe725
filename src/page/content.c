/* The main content: the element whose pieces add up to most, after menus and marked furniture are out.
 *
 * Running text counts for, links and scraps count against (view.c), so that the sum rises from paragraph to body to article
 * and falls when menus and teasers come in: no separate rule says how far up to go. Compare Kohlschütter, Fankhauser and
 * Nejdl, "Boilerplate Detection using Shallow Text Features" (2010) for the features, and Pasternack and Roth,
 * "Extracting Article Text from the Web with Maximum Subsequence Segmentation" (2009) for the sum. */
#include "page/content.h"

static const double MOST = 0.5; /* furniture that holds more of the page's text than this was named wrongly */

static void drop_furniture(cr_view *v, bool lenient) {
    double total = v->sum[v->piece_count].good;
    for (size_t i = 1; i < v->document->node_count;) {
        const cr_html_node *n = v->nodes[i];
        unsigned char f = v->flags[i];
        bool drop = false;
        if (f & (CR_NODE_STRUCTURAL | CR_NODE_FURNITURE | CR_NODE_COMMENTS)) {
            struct cr_piece_sum s = cr_view_sum(v, n);
            double most = f & CR_NODE_COMMENTS ? 0.8 : f & CR_NODE_STRUCTURAL && cr_view_one_of(n->name, "nav footer") ? 0.7 : MOST;
            drop = s.good <= total * most;
            if (f & CR_NODE_BODY && s.good > total * 0.2)
                drop = false;
            if (lenient && s.good > 0 && s.link_chars * 3 < s.chars)
                drop = false;
        }
        if (drop) {
            cr_view_drop(v, n);
            i = v->end[i];
        } else
            i++;
    }
    cr_view_add_up(v);
}

cr_content cr_content_find(cr_view *v, bool lenient) {
    double total = v->sum[v->piece_count].good, best = 0;
    cr_content c = {.method = lenient ? "density-lenient" : "density"};
    drop_furniture(v, lenient);
    for (size_t i = 1; i < v->document->node_count;) {
        const cr_html_node *n = v->nodes[i];
        if (v->flags[i] & (CR_NODE_DROPPED | CR_NODE_SKIPPED)) {
            i = v->end[i];
            continue;
        }
        i++;
        if (n->type != CR_HTML_ELEMENT || !cr_view_is_block(n))
            continue;
        double value = cr_view_sum(v, n).value;
        if (v->flags[n->number] & CR_NODE_BODY)
            value *= 1.15;
        else if (cr_html_is(n, "article"))
            value *= 1.08;
        else if (v->flags[n->number] & CR_NODE_CONTENT)
            value *= 1.03;
        if (value >= best && value > 0) {
            best = value;
            c.top = n;
        }
    }
    if (c.top) {
        c.good = cr_view_sum(v, c.top).good;
        c.share = total > 0 ? c.good / total : 0;
    }
    return c;
}
