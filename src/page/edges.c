/* Where the article begins and ends: its lead before its element, bylines and labels around the first paragraph, headings behind which
 * it is over, scraps and boxes about the author at the end. */
#include "base/utf8.h"
#include "page/content.h"

enum { HEAD_LINE = 140, LEAD_PIECES = 30, LEAD_HEADING = 80, INVITATION = 250, LABEL = 60, LABEL_REACH = 25, LABEL_TEXT = 600, BIO_CHARS = 900, BIO_LOOKS = 12 };

static bool same_words(cr_str a, cr_str b) { return a.len > 0 && cr_str_eq(a, b); }

static void put_out(cr_view *v, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        v->pieces[i].out = CR_WHY_ENDING;
}

/* "Comments", "Related articles": the article is over where little text follows such a heading. */
static size_t cut_ending(cr_view *v, size_t from, size_t to) {
    double total = v->sum[to].good - v->sum[from].good;
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->out || p->chars > 60 || (p->sentence_end && p->kind != CR_BLOCK_HEADING) || !cr_words_is(v->words, CR_PHRASE_ENDING, cr_piece_folded(v, p), 12))
            continue;
        double before = v->sum[i].good - v->sum[from].good;
        if (before > total * (p->kind == CR_BLOCK_HEADING && before > 400 ? v->judging->weight[CR_W_ENDING_HEADING] : v->judging->weight[CR_W_ENDING_LINE])) {
            put_out(v, i, to);
            return i;
        }
        p->out = CR_WHY_ENDING;
    }
    return to;
}

/* A paragraph right below the element marked as the article's body. */
static bool line_of_body(const cr_view *v, const cr_piece *p) {
    return cr_html_is(p->owner, "p") && p->owner->parent && v->flags[p->owner->parent->number] & CR_NODE_BODY && p->link_chars * 2 < p->chars;
}

/* "For the latest news, download our app.": full sentences too, when nothing follows them. */
static bool invites(const cr_view *v, cr_piece *p) {
    return cr_judge_on(v->judging, CR_JUDGE_WORDING) && p->chars <= INVITATION && p->kind == CR_BLOCK_PARAGRAPH &&
           (cr_words_starts(v->words, CR_PHRASE_SUBSCRIBE, cr_piece_folded(v, p), NULL) || cr_words_starts(v->words, CR_PHRASE_SHARE, cr_piece_folded(v, p), NULL));
}

/* An address alone: long, but no text. */
static bool bare_address(const cr_piece *p) { return cr_str_starts(p->text, "http") && cr_str_find_byte(p->text, ' ', 0) == CR_STR_NPOS; }

/* "Read next:", when what it announces was left out: the last words of no article. */
static bool announces(const cr_piece *p) {
    return p->kind == CR_BLOCK_PARAGRAPH && p->chars <= LABEL && (cr_str_ends(p->text, ":") || cr_str_ends(p->text, "\xEF\xBC\x9A"));
}

/* Bylines, dates and labels before the first paragraph, scraps and headings behind the last. */
static void trim_edges(cr_view *v, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->out)
            continue;
        if ((p->value > 30 && !bare_address(p)) || (p->kind == CR_BLOCK_LIST_ITEM && p->sentence_end))
            break;
        if (p->kind != CR_BLOCK_HEADING || p->level == 1)
            p->out = p->chars < HEAD_LINE && (p->value <= 0 || bare_address(p)) && !line_of_body(v, p) ? CR_WHY_EDGE : CR_WHY_KEPT;
    }
    for (size_t i = to; i > from; i--) {
        cr_piece *p = &v->pieces[i - 1];
        if (p->out)
            continue;
        if (invites(v, p)) {
            p->out = CR_WHY_WORDING;
            continue;
        }
        if (cr_judge_on(v->judging, CR_JUDGE_POSITION) && announces(p)) { /* the line before it is text: it goes no further */
            p->out = CR_WHY_EDGE;
            break;
        }
        bool text = line_of_body(v, p);
        if (p->kind == CR_BLOCK_HEADING && p->chars >= LEAD_HEADING && p->link_chars == 0)
            break;
        if (p->kind != CR_BLOCK_HEADING && (p->value >= 0 || p->sentence_end || text))
            break;
        p->out = CR_WHY_EDGE;
    }
}

static bool says_who_or_when(const cr_view *v, cr_piece *p) {
    cr_str s = cr_piece_folded(v, p);
    return cr_words_starts(v->words, CR_PHRASE_BYLINE, s, NULL) || cr_words_starts(v->words, CR_PHRASE_PUBLISHED, s, NULL) ||
           cr_words_starts(v->words, CR_PHRASE_UPDATED, s, NULL) || cr_words_byline(v->words, CR_BYLINE_LABEL, s);
}

/* "Written by", "Updated on 3 May" between the lead and the text, each a line of its own. */
static void drop_labels(cr_view *v, size_t from, size_t to) {
    if (!cr_judge_on(v->judging, CR_JUDGE_WORDING))
        return;
    double before = v->sum[from].good;
    for (size_t i = from; i < to && i < from + LABEL_REACH && v->sum[i].good - before < LABEL_TEXT; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->out || p->chars > LABEL || p->value > 0 || p->kind == CR_BLOCK_HEADING || p->kind == CR_BLOCK_LIST_ITEM || p->in_table)
            continue;
        if (says_who_or_when(v, p))
            p->out = CR_WHY_EDGE;
    }
}

static void drop_titles(cr_view *v, size_t from, size_t to) {
    cr_str title = cr_words_fold(v->arena, v->title);
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (!p->out && (p->kind == CR_BLOCK_HEADING ? p->level == 1 : false))
            p->out = v->sum[i].good - v->sum[from].good < 300 ? CR_WHY_TITLE : CR_WHY_KEPT;
        if (!p->out && p->chars < 400 && same_words(title, cr_piece_folded(v, p)))
            p->out = CR_WHY_TITLE;
    }
}

static bool of_picture(const cr_html_node *n) {
    static const char *const words[] = {"caption", "image", "photo", "picture", "credit", "gallery", "slide"};
    for (int up = 0; n && up < 4; up++, n = n->parent)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (cr_str_find_nocase(cr_html_attribute(n, "class"), cr_str_of(words[i]), 0) != CR_STR_NPOS)
                return true;
    return false;
}

/* Between the headline and the article's element often stands its lead. */
static void find_leads(cr_view *v, size_t from) {
    size_t heading = from, leads = 0;
    cr_str title = cr_words_fold(v->arena, v->title);
    for (size_t i = from; i-- > 0 && from - i < LEAD_PIECES;)
        if ((v->pieces[i].kind == CR_BLOCK_HEADING && v->pieces[i].level == 1) || (v->pieces[i].chars < 400 && same_words(title, cr_piece_folded(v, &v->pieces[i])))) {
            heading = i;
            break;
        }
    for (size_t i = heading + 1; i < from && leads < 3; i++) {
        cr_piece *p = &v->pieces[i];
        bool line = p->kind == CR_BLOCK_PARAGRAPH || (p->kind == CR_BLOCK_HEADING && p->level > 1 && p->chars >= LEAD_HEADING);
        bool lead = !p->out && line && !p->in_table && !p->in_figure && (double)p->chars >= v->judging->weight[CR_W_LEAD_CHARS] && p->chars <= 900 &&
                    (p->value > 25 || p->sentence_end || p->kind == CR_BLOCK_HEADING) && p->link_chars * 3 < p->chars && !of_picture(p->owner) && !(p->chars < 2 * LABEL && says_who_or_when(v, p)) && !cr_content_says_furniture(v, p);
        p->lead = lead;
        leads += lead;
    }
}


void cr_content_find_edges(cr_view *v, size_t from, size_t to) {
    drop_titles(v, from, to);
    if (cr_judge_on(v->judging, CR_JUDGE_POSITION))
        find_leads(v, from);
    cr_view_add_up(v);
    if (cr_judge_on(v->judging, CR_JUDGE_POSITION))
        to = cut_ending(v, from, to);
    trim_edges(v, from, to);
    drop_labels(v, from, to);
    cr_view_add_up(v);
}

/* "Jane Doe is a reporter in Paris.": who wrote the article does not speak of themselves by name in its last lines. */
static bool about_author(const cr_view *v, cr_piece *p, const cr_strs *authors) {
    cr_str s = p->chars < BIO_CHARS ? cr_piece_folded(v, p) : CR_STR_NONE;
    for (size_t i = 0; s.len && i < authors->count && i < 6; i++) {
        cr_str name = cr_words_fold(v->arena, authors->items[i]);
        if (name.len < 5 || cr_str_find_byte(name, ' ', 0) == CR_STR_NPOS || s.len < name.len)
            continue;
        if (memcmp(s.ptr, name.ptr, name.len) == 0 && (s.len == name.len || strchr(" ,", s.ptr[name.len])))
            return true;
    }
    return false;
}

void cr_content_leave_authors(cr_view *v, const cr_html_node *top, const cr_strs *authors) {
    size_t from = v->piece_at[top->number], to = v->piece_at[v->end[top->number]];
    double all = v->sum[to].good - v->sum[from].good;
    for (size_t i = to, looks = 0; authors->count && cr_judge_on(v->judging, CR_JUDGE_POSITION) && i > from && looks < BIO_LOOKS; i--) {
        cr_piece *p = &v->pieces[i - 1];
        if (v->sum[i - 1].good - v->sum[from].good < all * v->judging->weight[CR_W_BIO_FROM])
            break;
        if (p->out)
            continue;
        looks++;
        if (about_author(v, p, authors))
            p->out = CR_WHY_EDGE;
    }
}
