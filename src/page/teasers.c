/* Lists of teasers: siblings of one make, each with a headline that is a link and a line or two of text. Their text reads like an
 * article's, only their repetition tells. */
#include "page/content.h"

enum { KINDS = 4, LEGENDS_LEAST = 8, BOX_REACH = 4 };

static bool same_make(const cr_html_node *a, const cr_html_node *b) {
    return cr_str_eq(a->name, b->name) && (cr_str_is(a->name, "li") || cr_str_eq(cr_html_attribute(a, "class"), cr_html_attribute(b, "class")));
}

/* A headline that is a link, and little text. */
static bool card(const cr_view *v, const cr_html_node *n) {
    size_t from = v->piece_at[n->number], to = v->piece_at[v->end[n->number]], chars = 0;
    bool headline = false, text = false;
    for (size_t i = from; i < to; i++) {
        const cr_piece *p = &v->pieces[i];
        chars += p->chars;
        if ((double)chars > v->judging->weight[CR_W_CARD_CHARS])
            return false;
        headline = headline || (p->chars >= 12 && p->link_chars * 10 >= p->chars * 9 && (p->kind == CR_BLOCK_HEADING || (!text && !p->sentence_end && p->chars >= 25)));
        text = text || p->value > 0;
    }
    return headline && chars > 0;
}

/* Of a picture in a gallery: a heading, some lines below it, no link. */
static bool legend(const cr_view *v, const cr_html_node *n) {
    size_t from = v->piece_at[n->number], to = v->piece_at[v->end[n->number]];
    struct cr_piece_sum s = cr_view_sum(v, n);
    return to - from > 1 && v->pieces[from].kind == CR_BLOCK_HEADING && s.link_chars == 0 && (double)s.chars <= v->judging->weight[CR_W_CARD_CHARS];
}

/* A box near above is named like a gallery, a list, a widget. */
static bool in_weak_box(const cr_view *v, const cr_html_node *n) {
    for (int up = 0; n && up < BOX_REACH; up++, n = n->parent)
        if (v->flags[n->number] & CR_NODE_WEAK && !(v->flags[n->number] & (CR_NODE_CONTENT | CR_NODE_BODY)))
            return true;
    return false;
}

static void mark(cr_view *v, const cr_html_node *parent, const cr_html_node *make) {
    for (const cr_html_node *n = parent->first; n; n = n->next)
        if (n->type == CR_HTML_ELEMENT && same_make(n, make))
            for (size_t i = v->piece_at[n->number], e = v->piece_at[v->end[n->number]]; i < e; i++)
                if (v->pieces[i].value > 0)
                    v->pieces[i].value = -3;
}

static bool in_body(const cr_view *v, const cr_html_node *n) {
    for (; n; n = n->parent)
        if (v->flags[n->number] & CR_NODE_BODY)
            return true;
    return false;
}

static void look_at_children(cr_view *v, const cr_html_node *parent, double total) {
    const cr_html_node *makes[KINDS];
    size_t kinds = 0;
    for (const cr_html_node *n = parent->first; n && kinds < KINDS; n = n->next) {
        if (n->type != CR_HTML_ELEMENT || !cr_view_one_of(n->name, "li div article section a") || v->flags[n->number] & (CR_NODE_SKIPPED | CR_NODE_DROPPED))
            continue;
        bool known = false;
        for (size_t k = 0; k < kinds; k++)
            known = known || same_make(n, makes[k]);
        if (known)
            continue;
        makes[kinds++] = n;
        size_t count = 0, cards = 0, legends = 0;
        double good = 0;
        for (const cr_html_node *s = n; s; s = s->next)
            if (s->type == CR_HTML_ELEMENT && same_make(s, n)) {
                count++;
                cards += card(v, s);
                legends += cr_html_is_tag(s, CR_TAG_LI) && legend(v, s);
                good += cr_view_sum(v, s).good;
            }
        const double *w = v->judging->weight;
        if ((double)cards >= w[CR_W_CARDS_LEAST] && (double)cards >= (double)count * w[CR_W_CARDS_SHARE] && (good <= total * w[CR_W_CARDS_MOST] || total - good >= w[CR_W_CARDS_REST]) && !in_body(v, parent))
            mark(v, parent, n);
        else if (legends >= LEGENDS_LEAST && legends * 10 >= count * 9 && total - good >= w[CR_W_LEGENDS_REST] && in_weak_box(v, parent))
            mark(v, parent, n);
    }
}

void cr_content_mark_teasers(cr_view *v) {
    double total = v->sum[v->piece_count].good;
    if (!cr_judge_on(v->judging, CR_JUDGE_SIBLINGS))
        return;
    for (size_t i = 1; i < v->document->node_count; i++) {
        const cr_html_node *n = v->nodes[i];
        if (n->type == CR_HTML_ELEMENT && n->first && n->first != n->last && cr_view_is_block(n) && !(v->flags[i] & (CR_NODE_SKIPPED | CR_NODE_DROPPED)))
            look_at_children(v, n, total);
    }
    cr_view_add_up(v);
}
