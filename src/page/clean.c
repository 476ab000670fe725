/* Inside the article's element: what is furniture there, by shape and by wording. */
#include "base/hash.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "page/content.h"

enum { LINE = 100, LONGEST = 400, REPEATED = 80, ANNOUNCEMENT = 12, BOX_CHARS = 260, BOX_WORDS = 3 };

static double link_share(struct cr_piece_sum s) { return s.chars ? (double)s.link_chars / (double)s.chars : 0; }

static bool box(const cr_html_node *n) {
    return cr_view_one_of(n->name, "div section ul ol dl table aside figure header footer nav details menu center article fieldset");
}

/* "The five cities are:" before a list: it belongs to the sentence. */
static bool announced(const cr_view *v, const cr_html_node *list) {
    size_t at = v->piece_at[list->number];
    if (at == 0)
        return false;
    const cr_piece *p = &v->pieces[at - 1];
    return !p->out && p->chars >= ANNOUNCEMENT && p->kind == CR_BLOCK_PARAGRAPH && p->link_chars * 3 < p->chars && (cr_str_ends(p->text, ":") || cr_str_ends(p->text, "\xEF\xBC\x9A"));
}

/* A box of links, or a box that is named like furniture and reads like it. */
static bool linky(const cr_view *v, const cr_html_node *n, const cr_html_node *top, double total) {
    struct cr_piece_sum s = cr_view_sum(v, n);
    if (s.chars == 0)
        return false;
    double share = link_share(s);
    const double *w = v->judging->weight;
    unsigned char f = v->flags[n->number];
    bool list = cr_view_one_of(n->name, "ul ol dl table");
    if (list && announced(v, n))
        return false;
    /* short items without links are what the article lists */
    if (f & CR_NODE_WEAK && !(f & CR_NODE_BODY) && s.good < total * w[CR_W_WEAK_MOST] && ((s.value <= 0 && !(list && s.link_chars == 0)) || share > w[CR_W_WEAK_LINKS]))
        return true;
    if (share > w[CR_W_BOX_LINKS] && s.good < total * w[CR_W_BOX_MOST])
        return true;
    return cr_html_is(n, "header") && s.good <= 0 && (s.value < 0 || v->sum[v->piece_at[n->number]].good - v->sum[v->piece_at[top->number]].good < 300);
}

static void drop_boxes(cr_view *v, const cr_html_node *top) {
    double total = cr_view_sum(v, top).good;
    if (!cr_judge_on(v->judging, CR_JUDGE_LINKS))
        return;
    for (unsigned i = top->number + 1; i < v->end[top->number];) {
        const cr_html_node *n = v->nodes[i];
        if (v->flags[i] & (CR_NODE_DROPPED | CR_NODE_SKIPPED))
            i = v->end[i];
        else if (n->type == CR_HTML_ELEMENT && box(n) && linky(v, n, top, total)) {
            cr_view_drop(v, n, CR_WHY_BOX);
            i = v->end[i];
        } else
            i++;
    }
    cr_view_add_up(v);
}

/* "[button link=...]Send[/button]", "[CTA_MODULE]": what a template has left over. */
static bool left_over(const cr_piece *p) {
    return p->chars <= 200 && cr_str_starts(p->text, "[") && cr_str_ends(p->text, "]") &&
           (cr_str_contains(p->text, "=") || cr_str_contains(p->text, "[/") || (cr_str_contains(p->text, "_") && cr_str_find_byte(p->text, ' ', 0) == CR_STR_NPOS));
}

/* Lines that are furniture by what they say, wherever they stand. */
bool cr_content_says_furniture(const cr_view *v, cr_piece *p) {
    const cr_words *w = v->words;
    if (p->chars > LONGEST || !cr_judge_on(v->judging, CR_JUDGE_WORDING))
        return false;
    if (left_over(p))
        return true;
    cr_str s = cr_piece_folded(v, p), rest = CR_STR_NONE;
    bool listed = p->kind == CR_BLOCK_LIST_ITEM || p->in_table; /* "Facebook | 12 %" is an entry, a share bar is the name alone */
    if (listed && p->link_chars == 0 && !(p->chars <= 40 && (cr_words_is(w, CR_PHRASE_SHARE, s, 4) || cr_words_is(w, CR_PHRASE_NAVIGATION, s, 4))))
        return cr_words_holds(w, CR_PHRASE_DISCLAIMER, s);
    if (p->chars <= LINE && (cr_words_starts(w, CR_PHRASE_SHARE, s, NULL) || cr_words_is(w, CR_PHRASE_NAVIGATION, s, 12) ||
                             cr_words_starts(w, CR_PHRASE_SUBSCRIBE, s, NULL)))
        return !p->sentence_end || p->link_chars * 3 > p->chars || p->chars < 60;
    if (p->chars <= 160 && cr_words_holds(w, CR_PHRASE_PAYWALL, s))
        return true;
    if (p->chars <= 260 && cr_words_starts(w, CR_PHRASE_READ_ALSO, s, &rest))
        return p->link_chars * 3 > p->chars || rest.len == 0 || cr_str_find_byte(cr_str_slice(s, 0, s.len < 60 ? s.len : 60), ':', 0) != CR_STR_NPOS;
    if (p->chars <= 60 && cr_words_starts(w, CR_PHRASE_CREDIT, s, NULL) && !p->sentence_end)
        return true;
    return cr_words_holds(w, CR_PHRASE_DISCLAIMER, s) || (p->chars <= BOX_CHARS && cr_words_count(w, CR_PHRASE_SERVICE, s) >= BOX_WORDS);
}

static bool collect_related(cr_view *v, const cr_piece *p, cr_article *a, size_t *capacity) {
    cr_str rest = CR_STR_NONE;
    if (p->link_chars * 3 < p->chars || !cr_words_starts(v->words, CR_PHRASE_READ_ALSO, cr_piece_folded(v, (cr_piece *)(uintptr_t)p), &rest))
        return true;
    for (const cr_html_node *n = cr_html_next(p->owner, p->owner); n; n = cr_html_next(n, p->owner)) {
        cr_str href = cr_html_is(n, "a") ? cr_html_attribute(n, "href") : CR_STR_NONE;
        cr_str title = href.len ? cr_html_text(v->arena, n) : CR_STR_NONE;
        if (title.len < 8)
            continue;
        size_t wide = cr_str_find(title, CR_STR("\xEF\xBC\x9A"), 0), colon = cr_str_find_byte(title, ':', 0), width = 1;
        if (wide < colon) {
            colon = wide;
            width = 3;
        }
        if (colon != CR_STR_NPOS && cr_words_starts(v->words, CR_PHRASE_READ_ALSO, cr_words_fold(v->arena, title), NULL))
            title = cr_str_trim(cr_str_slice(title, colon + width, title.len));
        cr_related *r = CR_PUSH(v->arena, a->related, a->related_count, *capacity);
        if (!r)
            return false;
        *r = (cr_related){.title = title, .url = href};
    }
    return true;
}

/* A paragraph that stands word for word further up, in another box: a summary shown twice, a form for each size of screen. What is said
 * again in one and the same box (a chorus, a prayer) is meant. */
static void drop_repeats(cr_view *v, size_t from, size_t to) {
    enum { SLOTS = 1024 };
    struct { uint64_t hash; const cr_html_node *parent; } seen[SLOTS] = {0};
    size_t repeated = 0;
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->out || p->chars < REPEATED || p->in_table)
            continue;
        uint64_t h = cr_hash_64(p->text, 0);
        if (seen[h % SLOTS].hash == h && p->kind != CR_BLOCK_LIST_ITEM && seen[h % SLOTS].parent != p->owner->parent)
            p->out = CR_WHY_REPEATED, repeated += p->chars;
        seen[h % SLOTS].hash = h;
        seen[h % SLOTS].parent = p->owner->parent;
    }
    size_t most = (size_t)((double)(v->sum[to].chars - v->sum[from].chars) * v->judging->weight[CR_W_REPEATED_MOST]);
    for (size_t i = from; repeated > most && i < to; i++) /* a text that lives by repeating itself */
        if (v->pieces[i].out == CR_WHY_REPEATED)
            v->pieces[i].out = CR_WHY_KEPT;
}

/* Where paragraphs are <p>, a short line that stands bare in a box is a label: a price, "Get it now", a photographer's name. */
static void drop_bare(cr_view *v, size_t from, size_t to) {
    const double *w = v->judging->weight;
    size_t marked = 0, all = 0;
    for (size_t i = from; i < to; i++) {
        const cr_piece *p = &v->pieces[i];
        all += p->out ? 0 : p->chars;
        marked += !p->out && cr_html_is_tag(p->owner, CR_TAG_P) ? p->chars : 0;
    }
    if (!cr_judge_on(v->judging, CR_JUDGE_BARE) || (double)marked < (double)all * w[CR_W_MARKED_SHARE])
        return;
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (!p->out && p->kind == CR_BLOCK_PARAGRAPH && !p->in_table && (double)p->chars < w[CR_W_BARE_CHARS] && !cr_html_is_tag(p->owner, CR_TAG_P))
            p->out = CR_WHY_BARE;
    }
}

cr_status cr_content_clean(cr_view *v, const cr_html_node *top, cr_article *article, cr_error *err) {
    drop_boxes(v, top);
    size_t from = v->piece_at[top->number], to = v->piece_at[v->end[top->number]], capacity = 0;
    for (size_t i = from; i < to; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->out)
            continue;
        if (!collect_related(v, p, article, &capacity))
            return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
        bool label = p->one_link && !p->sentence_end && p->kind != CR_BLOCK_HEADING && p->kind != CR_BLOCK_LIST_ITEM && p->chars < 200;
        bool caption = p->kind == CR_BLOCK_CAPTION || (p->in_figure && (p->kind == CR_BLOCK_PARAGRAPH || p->kind == CR_BLOCK_HEADING));
        p->out = caption && !p->in_table ? CR_WHY_CAPTION : label ? CR_WHY_LABEL : cr_content_says_furniture(v, p) ? CR_WHY_WORDING : CR_WHY_KEPT;
    }
    drop_repeats(v, from, to);
    drop_bare(v, from, to);
    cr_content_find_edges(v, from, to);
    cr_content_settle_body(v, from, to);
    cr_view_add_up(v);
    return CR_OK;
}
