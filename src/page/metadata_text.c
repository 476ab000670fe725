/* Byline and date as a reader sees them: <time>, elements named so, and the lines around the headline. */
#include "page/metadata.h"

enum { NEAR_PIECES = 40, DATE_CHARS = 120, BYLINE_CHARS = 90, ANY_PIECES = 1500 };

static bool in_comments_or_lists(const cr_view *v, const cr_html_node *n) {
    for (; n; n = n->parent) {
        unsigned char f = v->flags[n->number];
        if (f & (CR_NODE_COMMENTS | CR_NODE_SKIPPED))
            return true;
        if (f & (CR_NODE_STRUCTURAL) && cr_view_one_of(n->name, "nav footer aside"))
            return true;
    }
    return false;
}

/* Where the article begins and ends, as numbers of nodes, with room before it for its head. */
typedef struct reach {
    unsigned head, from, to;
} reach;

static reach reach_of(const cr_view *v, const cr_html_node *top) {
    if (!top)
        return (reach){0, 0, (unsigned)v->document->node_count};
    size_t first = v->piece_at[top->number], back = first > NEAR_PIECES ? first - NEAR_PIECES : 0;
    unsigned head = back < v->piece_count ? v->pieces[back].first : 0;
    return (reach){head < top->number ? head : top->number, top->number, v->end[top->number]};
}

static void of_time(cr_metadata *m, const cr_view *v, const cr_html_node *n, reach r) {
    unsigned groups = 0;
    cr_words_class(v->words, cr_html_attribute(n, "class"), &groups);
    bool near = n->number >= r.head && n->number < r.to, before = near && n->number < r.from + 200;
    cr_str value = cr_html_attribute(n, "datetime");
    if (value.len == 0)
        value = cr_metadata_text(m, n);
    cr_str class = cr_str_lower_ascii(m->arena, cr_html_attribute(n, "class"));
    if (cr_str_contains(class, "updat") || cr_str_contains(class, "modif"))
        cr_metadata_offer_date(m, &m->modified, value, CR_RANK_TIME);
    else if (!cr_str_none(cr_html_attribute(n, "pubdate")) || cr_str_contains(class, "publish"))
        cr_metadata_offer_date(m, &m->published, value, CR_RANK_MICRODATA);
    else
        cr_metadata_offer_date(m, &m->published, value, before ? CR_RANK_TIME : near ? CR_RANK_CLASS : CR_RANK_WEAK);
}

static void of_named(cr_metadata *m, const cr_view *v, const cr_html_node *n, reach r) {
    unsigned groups = 0;
    cr_words_class(v->words, cr_html_attribute(n, "class"), &groups);
    cr_words_class(v->words, cr_html_attribute(n, "id"), &groups);
    bool date = groups >> CR_CLASS_DATE & 1, byline = groups >> CR_CLASS_BYLINE & 1;
    if ((!date && !byline) || n->number < r.head || n->number >= r.to)
        return;
    size_t chars = 0;
    for (size_t i = v->piece_at[n->number], e = v->piece_at[v->end[n->number]]; i < e && chars <= DATE_CHARS; i++)
        chars += v->pieces[i].chars;
    if (chars > DATE_CHARS)
        return;
    if (!cr_metadata_may_look(m))
        return;
    cr_str text = cr_metadata_text(m, n);
    if (date)
        cr_metadata_offer_date(m, &m->published, text, CR_RANK_CLASS);
    if (byline && text.len <= BYLINE_CHARS && cr_str_none(cr_when_read(m->arena, text, m->when)))
        cr_metadata_offer_author(m, text, CR_RANK_CLASS);
}

/* "By Jane Doe", "Veröffentlicht am 3. Mai 2020" as lines near the headline. */
static void of_lines(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    size_t at = top ? v->piece_at[top->number] : 0, from = at > NEAR_PIECES ? at - NEAR_PIECES : 0, to = at + NEAR_PIECES;
    to = to < v->piece_count ? to : v->piece_count;
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->chars > DATE_CHARS || p->chars < 4 || in_comments_or_lists(v, p->owner))
            continue;
        cr_str rest = CR_STR_NONE, folded = cr_piece_folded(v, p);
        bool updated = cr_words_starts(v->words, CR_PHRASE_UPDATED, folded, NULL);
        bool published = cr_words_starts(v->words, CR_PHRASE_PUBLISHED, folded, NULL);
        if (updated)
            cr_metadata_offer_date(m, &m->modified, p->text, CR_RANK_TEXT);
        else if (p->chars < 90) {
            cr_metadata_offer_date(m, &m->shown, p->text, published ? 1 : 2);
            cr_metadata_offer_date(m, &m->published, p->text, published ? CR_RANK_CLASS : CR_RANK_TEXT);
        }
        if (p->chars < BYLINE_CHARS && !p->sentence_end && cr_words_starts(v->words, CR_PHRASE_BYLINE, folded, &rest) && rest.len > 3 &&
            cr_str_none(cr_when_read(m->arena, p->text, m->when)))
            cr_metadata_offer_author(m, p->text, CR_RANK_TEXT);
    }
}

/* The last resort: the first line anywhere that is little more than a date. */
static void of_any_line(cr_metadata *m, cr_view *v) {
    for (size_t i = 0; i < v->piece_count && i < ANY_PIECES && m->published.rank == 0; i++)
        if (v->pieces[i].chars <= 60 && !in_comments_or_lists(v, v->pieces[i].owner))
            cr_metadata_offer_date(m, &m->published, v->pieces[i].text, CR_RANK_WEAK);
}

void cr_metadata_from_text(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    reach r = reach_of(v, top);
    for (const cr_html_node *n = v->document->root; n; n = cr_html_next(n, v->document->root)) {
        if (n->type != CR_HTML_ELEMENT || (!cr_html_is(n, "time") && n->attribute_count == 0) || cr_view_one_of(n->name, "script style link meta img"))
            continue;
        if (cr_html_is(n, "time")) {
            if (!in_comments_or_lists(v, n) && cr_metadata_may_look(m))
                of_time(m, v, n, r);
        } else if (m->published.rank > CR_RANK_CLASS || m->published.rank == 0 || m->author.rank > CR_RANK_CLASS || m->author.rank == 0)
            of_named(m, v, n, r);
    }
    of_lines(m, v, top);
    of_any_line(m, v);
}
