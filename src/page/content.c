/* The main content: the element whose pieces add up to most, after menus and marked furniture are out.
 *
 * Running text counts for, links and scraps count against (view.c), so that the sum rises from paragraph to body to article
 * and falls when menus and teasers come in: no separate rule says how far up to go. Compare Kohlschütter, Fankhauser and
 * Nejdl, "Boilerplate Detection using Shallow Text Features" (2010) for the features, and Pasternack and Roth,
 * "Extracting Article Text from the Web with Maximum Subsequence Segmentation" (2009) for the sum. */
#include "page/content.h"

#include <limits.h>

static void drop_furniture(cr_view *v, bool lenient) {
    double total = v->sum[v->piece_count].good;
    const double *w = v->judging->weight;
    for (size_t i = 1; i < v->document->node_count;) {
        const cr_html_node *n = v->nodes[i];
        unsigned char f = v->flags[i];
        bool drop = false;
        if (f & (CR_NODE_STRUCTURAL | CR_NODE_FURNITURE | CR_NODE_COMMENTS)) {
            struct cr_piece_sum s = cr_view_sum(v, n);
            double most = f & CR_NODE_COMMENTS ? w[CR_W_COMMENTS_MOST] : f & CR_NODE_STRUCTURAL && cr_view_one_of(n->name, "nav footer") ? w[CR_W_FRAME_MOST] : w[CR_W_NAMED_MOST];
            drop = s.good <= total * most;
            if (f & CR_NODE_BODY && s.good > total * w[CR_W_NAMED_BODY_MOST])
                drop = false;
            if (lenient && s.good > 0 && s.link_chars * 3 < s.chars)
                drop = false;
        }
        if (drop) {
            cr_view_drop(v, n, CR_WHY_NAMED);
            i = v->end[i];
        } else
            i++;
    }
    cr_view_add_up(v);
}

enum { HEADED_BEHIND = 200 };
static const double HEADED_FIRST = 0.3;

/* A box that begins with "Related articles" or "Comments" is what it says. */
static void drop_headed(cr_view *v) {
    double total = v->sum[v->piece_count].good;
    bool any = false;
    if (!cr_judge_on(v->judging, CR_JUDGE_WORDING))
        return;
    unsigned headline = UINT_MAX; /* the last first-level heading behind what is looked at: its box is never one of these */
    for (size_t i = v->piece_count; i-- > 0;) {
        cr_piece *p = &v->pieces[i];
        if (p->kind == CR_BLOCK_HEADING && p->level == 1)
            headline = p->first;
        if (p->out || p->kind != CR_BLOCK_HEADING || p->chars > 40 || !cr_words_is(v->words, CR_PHRASE_ENDING, cr_piece_folded(v, p), 12))
            continue;
        /* much text may only be in such a box when the article has been before it */
        double most = total * (v->sum[i].good >= HEADED_BEHIND ? v->judging->weight[CR_W_HEADED_MOST] : HEADED_FIRST);
        const cr_html_node *box = NULL;
        for (const cr_html_node *n = p->owner; n && n->type == CR_HTML_ELEMENT && v->piece_at[n->number] == i && v->end[n->number] <= headline; n = n->parent)
            if (n != p->owner && !(v->flags[n->number] & CR_NODE_BODY) && cr_view_sum(v, n).good <= most)
                box = n;
        if (box) {
            cr_view_drop(v, box, CR_WHY_NAMED);
            any = true;
        }
    }
    if (any)
        cr_view_add_up(v);
}

/* Markup that says "article" is believed as far as to forgive some of the scraps in it. */
static double value_of_element(const cr_view *v, const cr_html_node *n) {
    struct cr_piece_sum s = cr_view_sum(v, n);
    unsigned char f = v->flags[n->number];
    double scraps = s.value - s.good;
    const double *w = v->judging->weight;
    if (f & CR_NODE_BODY)
        return s.good * w[CR_W_BODY] + scraps * w[CR_W_BODY_SCRAPS];
    if (cr_html_is(n, "article") && f & CR_NODE_CONTENT)
        return s.good * w[CR_W_ARTICLE] + scraps * w[CR_W_ARTICLE_SCRAPS];
    if (f & CR_NODE_CONTENT)
        return s.good * w[CR_W_MAIN] + scraps * w[CR_W_MAIN_SCRAPS];
    return s.value;
}

/* Within a wide choice, the one element that is marked as the article's body. */
static const cr_html_node *marked_body(const cr_view *v, const cr_html_node *top) {
    const cr_html_node *best = NULL;
    double most = 0, all = 0, total = cr_view_sum(v, top).good;
    for (unsigned i = top->number + 1; i < v->end[top->number];) {
        if (v->flags[i] & (CR_NODE_DROPPED | CR_NODE_SKIPPED)) {
            i = v->end[i];
            continue;
        }
        if (!(v->flags[i] & CR_NODE_BODY)) {
            i++;
            continue;
        }
        double good = cr_view_sum(v, v->nodes[i]).good;
        all += good;
        if (good > most) {
            most = good;
            best = v->nodes[i];
        }
        i = v->end[i]; /* the outermost one counts */
    }
    return best && most > 500 && most >= total * v->judging->weight[CR_W_MARKED_LEAST] && most >= all * 0.8 ? best : NULL;
}

/* Of what stands around the marked body only the lead before it is the article's. */
static void keep_around(cr_view *v, const cr_html_node *top, const cr_html_node *body) {
    size_t from = v->piece_at[top->number], start = v->piece_at[body->number], leads = 0;
    for (size_t i = start; i-- > from;) {
        cr_piece *p = &v->pieces[i];
        bool lead = p->value > 30 && p->kind != CR_BLOCK_LIST_ITEM && !p->in_table && leads < 3 && start - i < 25;
        leads += lead && !p->out;
        if (!p->out && !lead)
            p->out = CR_WHY_AROUND;
    }
    for (size_t i = v->piece_at[v->end[body->number]]; i < v->piece_at[v->end[top->number]]; i++)
        v->pieces[i].out = CR_WHY_AROUND;
}

/* A lone paragraph that says most stands in the article; what is marked as the article's body is all of it. */
static const cr_html_node *climb(const cr_view *v, const cr_html_node *top) {
    const cr_html_node *n = top;
    while (n && cr_view_one_of(n->name, "p li blockquote dd pre ul ol") && n->parent && n->parent->type == CR_HTML_ELEMENT)
        n = n->parent;
    for (const cr_html_node *up = n; up; up = up->parent)
        if (v->flags[up->number] & CR_NODE_BODY)
            return up;
    return n;
}

cr_content cr_content_find(cr_view *v, bool lenient) {
    double total = v->sum[v->piece_count].good, best = 0;
    cr_content c = {.method = lenient ? "density-lenient" : "density"};
    cr_content_mark_teasers(v);
    drop_furniture(v, lenient);
    drop_headed(v);
    for (size_t i = 0; i < v->document->node_count;) {
        const cr_html_node *n = v->nodes[i];
        if (v->flags[i] & (CR_NODE_DROPPED | CR_NODE_SKIPPED)) {
            i = v->end[i];
            continue;
        }
        i++;
        if (!cr_view_is_block(n)) /* the root too: what comes by script often has no element around it */
            continue;
        double value = value_of_element(v, n);
        if (value >= best && value > 0) {
            best = value;
            c.top = n;
        }
    }
    c.top = climb(v, c.top);
    const cr_html_node *body = c.top && !(v->flags[c.top->number] & CR_NODE_BODY) ? marked_body(v, c.top) : NULL;
    if (body) {
        keep_around(v, c.top, body);
        cr_view_add_up(v);
    }
    if (c.top) {
        c.good = cr_view_sum(v, c.top).good;
        c.share = total > 0 ? c.good / total : 0;
    }
    return c;
}
