#include "page/view.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

bool cr_view_one_of(cr_str name, const char *list) { /* hot: most words are told apart by their first letter */
    for (const char *p = list; *p; p++) {
        size_t i = 0;
        while (i < name.len && p[i] == name.ptr[i])
            i++;
        if (i == name.len && (p[i] == ' ' || p[i] == '\0'))
            return true;
        while (*p && *p != ' ')
            p++;
        if (!*p)
            return false;
    }
    return false;
}

/* The words are sorted by length: every element of a page is asked for, most are none of them. */
static bool one_of_length(cr_str name, const char *const *by_length, size_t count) {
    return name.len < count && by_length[name.len] && cr_view_one_of(name, by_length[name.len]);
}
#define ONE_OF_LENGTH(name, lists) one_of_length(name, lists, sizeof(lists) / sizeof *(lists))

bool cr_view_is_block(const cr_html_node *n) {
    static const char *const names[] = {[1] = "p", [2] = "dd dl dt h1 h2 h3 h4 h5 h6 hr li ol td th tr ul",
            [3] = "dir div nav pre", [4] = "html body form main menu", [5] = "aside table tbody tfoot thead",
            [6] = "center dialog figure footer header hgroup",
            [7] = "address article caption details section summary", [8] = "fieldset noscript template",
            [10] = "blockquote figcaption", [12] = "amp-carousel"};
    return n->type == CR_HTML_DOCUMENT || (n->type == CR_HTML_ELEMENT && ONE_OF_LENGTH(n->name, names));
}

static bool skipped_element(const cr_html_node *n) {
    static const char *const names[] = {[2] = "rp", [3] = "map svg", [4] = "head math link meta",
            [5] = "style input embed audio video meter",
            [6] = "script select option button iframe object applet canvas dialog amp-ad",
            [8] = "noscript template optgroup textarea datalist progress frameset noframes", [9] = "amp-embed",
            [16] = "amp-social-share"};
    return ONE_OF_LENGTH(n->name, names);
}

/* display:none and the attributes that hide; what waits for a script to be shown is often the article, so opacity counts not. */
static bool hidden(const cr_html_node *n) {
    if (!cr_str_none(cr_html_attribute(n, "hidden")) && !cr_html_is(n, "body"))
        return true;
    cr_str style = cr_html_attribute(n, "style");
    if (cr_str_find_nocase(style, CR_STR("visibility:hidden"), 0) != CR_STR_NPOS || cr_str_find_nocase(style, CR_STR("visibility: hidden"), 0) != CR_STR_NPOS)
        return true;
    for (size_t at = cr_str_find_nocase(style, CR_STR("display"), 0); at != CR_STR_NPOS; at = cr_str_find_nocase(style, CR_STR("display"), at + 7)) {
        cr_str value = cr_str_trim(cr_str_slice(style, at + 7, style.len));
        if (value.len && value.ptr[0] == ':' && cr_str_starts_nocase(cr_str_trim(cr_str_slice(value, 1, value.len)), "none"))
            return true;
    }
    return false;
}

static bool structural(const cr_html_node *n) {
    if (cr_view_one_of(n->name, "nav footer aside menu"))
        return true;
    cr_str role = cr_html_attribute(n, "role");
    return role.len && cr_view_one_of(role, "navigation complementary banner contentinfo search dialog alert alertdialog menu menubar toolbar tablist "
                                    "form radiogroup tooltip button");
}

static unsigned char flags_of(const cr_view *v, const cr_html_node *n) {
    if (skipped_element(n) || (!v->show_hidden && hidden(n)))
        return CR_NODE_SKIPPED;
    unsigned groups = 0;
    bool structure = cr_judge_on(v->judging, CR_JUDGE_STRUCTURE);
    unsigned char f = structure && structural(n) ? CR_NODE_STRUCTURAL : 0;
    if (cr_view_one_of(n->name, "html body"))
        return f;
    cr_str class = cr_html_attribute(n, "class"), id = cr_html_attribute(n, "id");
    if (cr_judge_on(v->judging, CR_JUDGE_CLASSES)) {
        cr_words_class(v->words, class, &groups);
        cr_words_class(v->words, id, &groups);
    }
    cr_str itemprop = cr_html_attribute(n, "itemprop");
    if (structure && (cr_str_is(itemprop, "articleBody") || cr_str_is(itemprop, "reviewBody")))
        f |= CR_NODE_BODY;
    if (cr_str_is(itemprop, "comment") || cr_str_contains(cr_html_attribute(n, "itemtype"), "schema.org/Comment"))
        f |= CR_NODE_COMMENTS;
    if (groups & 1u << CR_CLASS_COMMENTS)
        f |= CR_NODE_COMMENTS;
    if (groups & 1u << CR_CLASS_FURNITURE)
        f |= CR_NODE_FURNITURE;
    if (groups & 1u << CR_CLASS_WEAK)
        f |= CR_NODE_WEAK;
    if (groups & 1u << CR_CLASS_CONTENT || (structure && cr_view_one_of(n->name, "article main")))
        f |= CR_NODE_CONTENT;
    if (groups & 1u << CR_CLASS_BODY)
        f |= CR_NODE_BODY;
    return f;
}

typedef struct builder {
    cr_view *v;
    cr_buf text;
    size_t capacity;
    const cr_html_node *owner;
    unsigned first;
    bool started, space, pre, row; /* space: one is due before the next letter; row: cells are joined */
    unsigned breaks;
    size_t chars, link_chars, links;
    size_t link_depth;
    bool failed;
} builder;

static void measure(cr_piece *p) {
    uint32_t last = 0;
    for (size_t at = 0; at < p->text.len;) {
        uint32_t c = cr_utf8_next(p->text, &at);
        if (c == ',' || c == 0x3001 || c == 0xFF0C || c == 0x60C || c == '.' || c == 0x3002 || c == '!' || c == '?' || c == ';' || c == 0x61F ||
            c == 0x964 || c == 0xFF01 || c == 0xFF1F)
            p->marks++;
        if (!cr_utf8_is_space(c) && c != '"' && c != '\'' && c != 0x201D && c != 0xBB && c != ')' && c != ']' && c != 0x2019 && c != 0x300D && c != 0x201C)
            last = c;
    }
    p->sentence_end = last == '.' || last == '!' || last == '?' || last == 0x2026 || last == 0x3002 || last == 0xFF01 || last == 0xFF1F || last == ':' ||
                      last == 0x61F || last == 0x964 || last == ';' || last == 0x6D4 || last == 0xFF1A;
}

static void set_kind(cr_piece *p) {
    p->kind = CR_BLOCK_PARAGRAPH;
    bool item = false, inner = true;
    for (const cr_html_node *n = p->owner; n && n->type == CR_HTML_ELEMENT; n = n->parent) {
        if (inner && n->name.len == 2 && n->name.ptr[0] == 'h' && n->name.ptr[1] >= '1' && n->name.ptr[1] <= '6') {
            p->kind = CR_BLOCK_HEADING;
            p->level = n->name.ptr[1] - '0';
        } else if (cr_html_is(n, "pre"))
            p->kind = CR_BLOCK_PREFORMATTED;
        else if (cr_html_is(n, "figcaption") || cr_html_is(n, "caption"))
            p->kind = CR_BLOCK_CAPTION;
        else if (!item && cr_view_one_of(n->name, "li dd dt") && p->kind == CR_BLOCK_PARAGRAPH) {
            p->kind = CR_BLOCK_LIST_ITEM;
            item = true;
        } else if (cr_html_is(n, "blockquote")) {
            p->quoted = true;
            if (p->kind == CR_BLOCK_PARAGRAPH)
                p->kind = CR_BLOCK_QUOTATION;
        } else if (cr_html_is(n, "table"))
            p->in_table = true;
        else if (cr_html_is(n, "figure"))
            p->in_figure = true;
        inner = inner && !cr_view_one_of(n->name, "li td th section article div");
    }
}

static void flush(builder *b) {
    cr_str text = cr_buf_str(&b->text);
    if (b->chars && !b->failed) {
        cr_piece *p = CR_PUSH(b->v->arena, b->v->pieces, b->v->piece_count, b->capacity);
        cr_str copy = cr_str_copy(b->v->arena, b->pre ? text : cr_str_trim(text));
        if (!p || cr_str_none(copy))
            b->failed = true;
        else {
            *p = (cr_piece){.owner = b->owner, .first = b->first, .text = copy, .chars = b->chars, .link_chars = b->link_chars};
            p->one_link = b->links == 1 && b->link_chars * 10 >= b->chars * 9;
            measure(p);
            set_kind(p);
        }
    }
    cr_buf_clear(&b->text);
    b->started = b->space = false;
    b->breaks = 0;
    b->chars = b->link_chars = b->links = 0;
}

static void add_text(builder *b, const cr_html_node *n) {
    cr_str s = n->text;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at);
        if (cr_utf8_is_space(c) && !b->pre) {
            b->space = b->started;
            continue;
        }
        if (c == 0xAD || c == 0x200B || c == 0xFEFF || (c < 0x20 && c != '\n' && c != '\t'))
            continue; /* soft hyphens and marks of width zero: no reader sees them */
        if (!b->started) {
            if (b->pre && cr_utf8_is_space(c) && c == '\n')
                continue;
            b->started = true;
            b->first = n->number;
        }
        if (b->breaks)
            cr_buf_add_byte(&b->text, '\n');
        else if (b->space)
            cr_buf_add_byte(&b->text, ' ');
        b->space = false;
        b->breaks = 0;
        cr_buf_add(&b->text, s.ptr + start, at - start);
        if (!cr_utf8_is_space(c)) {
            b->chars++;
            b->link_chars += b->link_depth > 0;
        }
    }
}

/* A row of a table whose cells hold no blocks of their own is one piece. */
static bool plain_row(const cr_html_node *tr) {
    size_t cells = 0;
    for (const cr_html_node *n = cr_html_next(tr, tr); n; n = cr_html_next(n, tr)) {
        if (n->type != CR_HTML_ELEMENT)
            continue;
        if (cr_html_is(n, "td") || cr_html_is(n, "th"))
            cells++;
        else if (cr_view_is_block(n) && !cr_html_is(n, "p"))
            return false;
        else if (cr_html_is(n, "p") && n->previous && cr_html_is(n->previous, "p"))
            return false;
    }
    return cells > 1;
}

static void enter(builder *b, const cr_html_node *n) {
    if (cr_html_is(n, "a") && !cr_str_none(cr_html_attribute(n, "href"))) {
        b->link_depth++;
        b->links++;
    } else if (cr_html_is(n, "br")) {
        if (b->pre)
            cr_buf_add_byte(&b->text, '\n');
        else if (++b->breaks >= 2 && !b->row)
            flush(b);
    } else if (b->row && (cr_html_is(n, "td") || cr_html_is(n, "th"))) {
        if (b->started)
            cr_buf_add_z(&b->text, " | ");
        b->space = false;
    } else if (b->row && cr_view_is_block(n))
        b->space = b->started;
    else if (cr_view_is_block(n) && !(b->row && n != b->owner)) {
        flush(b);
        b->owner = n;
        b->row = cr_html_is(n, "tr") && plain_row(n);
        b->pre = b->pre || cr_html_is(n, "pre");
    }
}

static void leave(builder *b, const cr_html_node *n) {
    if (cr_html_is(n, "a") && !cr_str_none(cr_html_attribute(n, "href"))) {
        b->link_depth -= b->link_depth > 0;
        return;
    }
    if (!cr_view_is_block(n))
        return;
    if (b->row && n != b->owner) {
        b->space = b->started;
        return;
    }
    flush(b);
    if (cr_html_is(n, "pre"))
        b->pre = false;
    b->row = false;
    for (b->owner = n->parent; b->owner && !cr_view_is_block(b->owner);)
        b->owner = b->owner->parent;
}

static bool build_pieces(cr_view *v) {
    builder b = {.v = v, .owner = v->document->root};
    cr_buf_init(&b.text, CR_BUF_NO_CEILING);
    const cr_html_node *root = v->document->root, *n = root;
    while (n && !b.failed) {
        bool down = false;
        if (n->type == CR_HTML_TEXT)
            add_text(&b, n);
        else if (n->type != CR_HTML_COMMENT && !(v->flags[n->number] & CR_NODE_SKIPPED)) {
            enter(&b, n);
            down = n->first != NULL;
            if (!down)
                leave(&b, n);
        }
        if (down) {
            n = n->first;
            continue;
        }
        while (n && n != root && !n->next) {
            n = n->parent;
            if (n)
                leave(&b, n);
        }
        n = n == root ? NULL : n ? n->next : NULL;
    }
    flush(&b);
    b.failed = b.failed || b.text.failed;
    cr_buf_free(&b.text);
    return !b.failed;
}

const cr_judging cr_judging_fitted = {0, {
#define CR_WEIGHT(judge, name, value, least, most, what) value,
#include "page/weights.def"
}};

/* How much a piece looks like running text. Lengths are in characters; scripts without spaces say more in each. */
static double value_of(const cr_judging *g, const cr_piece *p) {
    const double *w = g->weight;
    double n = (double)p->chars, links = p->chars ? (double)p->link_chars / n : 0;
    size_t at = 0;
    uint32_t c = p->text.len ? cr_utf8_next(p->text, &at) : 0;
    if (c >= 0x2E80 && c < 0xFFE0)
        n *= 2.5;
    if (!cr_judge_on(g, CR_JUDGE_TEXT))
        return n * (1 - links);
    if (p->kind == CR_BLOCK_HEADING)
        return links > 0.5 ? w[CR_W_LINK_HEADING] : 0;
    if (p->kind == CR_BLOCK_CAPTION)
        return 0;
    if (links > 0.5)
        return w[CR_W_LINKS] + n * w[CR_W_LINK_CHARS];
    double weight = 1 - links;
    if (n >= w[CR_W_LONG] && (p->marks >= 2 || p->sentence_end))
        return weight * (n < w[CR_W_FULL] ? n : w[CR_W_FULL] + (n - w[CR_W_FULL]) * w[CR_W_BEYOND]);
    if (n >= w[CR_W_LONG])
        return weight * n * w[CR_W_LONG_UNMARKED];
    if (n >= w[CR_W_SENTENCE] && p->sentence_end)
        return weight * n * w[CR_W_SENTENCE_SHARE];
    if (p->kind == CR_BLOCK_LIST_ITEM || p->in_table || p->kind == CR_BLOCK_PREFORMATTED)
        return links > 0.2 ? w[CR_W_LINK_ITEM] : 0;
    return n < w[CR_W_SENTENCE] ? w[CR_W_SCRAP] : w[CR_W_LINE];
}

static bool index_pieces(cr_view *v) {
    size_t nodes = v->document->node_count;
    v->sum = CR_NEW_ARRAY(v->arena, struct cr_piece_sum, v->piece_count + 1);
    v->piece_at = CR_NEW_ARRAY(v->arena, size_t, nodes + 1);
    if (!v->sum || !v->piece_at)
        return false;
    size_t piece = 0;
    for (size_t number = 0; number <= nodes; number++) {
        while (piece < v->piece_count && v->pieces[piece].first < number)
            piece++;
        v->piece_at[number] = piece;
    }
    for (size_t i = 0; i < v->piece_count; i++)
        v->pieces[i].value = value_of(v->judging, &v->pieces[i]);
    cr_view_add_up(v);
    return true;
}

void cr_view_add_up(cr_view *v) {
    for (size_t i = 0; i < v->piece_count; i++) {
        const cr_piece *p = &v->pieces[i];
        struct cr_piece_sum s = v->sum[i];
        if (!p->out) {
            s.value += p->value;
            s.good += p->value > 0 ? p->value : 0;
            s.chars += p->chars;
            s.link_chars += p->link_chars;
        }
        v->sum[i + 1] = s;
    }
}

void cr_view_drop(cr_view *v, const cr_html_node *n) {
    v->flags[n->number] |= CR_NODE_DROPPED;
    for (size_t i = v->piece_at[n->number], e = v->piece_at[v->end[n->number]]; i < e; i++)
        v->pieces[i].out = true;
}

static bool number_nodes(cr_view *v) {
    const cr_html_node *root = v->document->root;
    size_t nodes = v->document->node_count;
    v->nodes = CR_NEW_ARRAY(v->arena, const cr_html_node *, nodes);
    v->flags = CR_NEW_ARRAY(v->arena, unsigned char, nodes);
    v->end = CR_NEW_ARRAY(v->arena, unsigned, nodes);
    if (!v->nodes || !v->flags || !v->end)
        return false;
    for (const cr_html_node *n = root; n; n = cr_html_next(n, root)) {
        v->nodes[n->number] = n;
        v->end[n->number] = n->number + 1;
        v->flags[n->number] = n->type == CR_HTML_ELEMENT ? flags_of(v, n) : 0;
    }
    for (size_t i = nodes; i-- > 1;) { /* children come after their parents */
        const cr_html_node *n = v->nodes[i];
        if (n && n->parent && v->end[n->parent->number] < v->end[i])
            v->end[n->parent->number] = v->end[i];
    }
    return true;
}

cr_status cr_view_make(cr_arena *arena, const cr_html_document *document, const cr_words *words, const cr_judging *judging, bool show_hidden, cr_view **out, cr_error *err) {
    cr_view *v = *out = CR_NEW(arena, cr_view);
    if (v) {
        *v = (cr_view){.arena = arena, .document = document, .words = words, .judging = judging, .show_hidden = show_hidden};
        if (number_nodes(v) && build_pieces(v) && index_pieces(v))
            return CR_OK;
    }
    return cr_fail(err, CR_ERR_MEMORY, "a page does not fit into memory; raise `arena_bytes` under [limits] if it is honest input");
}

struct cr_piece_sum cr_view_sum(const cr_view *v, const cr_html_node *n) {
    struct cr_piece_sum from = v->sum[v->piece_at[n->number]], to = v->sum[v->piece_at[v->end[n->number]]];
    return (struct cr_piece_sum){to.value - from.value, to.good - from.good, to.chars - from.chars, to.link_chars - from.link_chars};
}

bool cr_view_inside(const cr_view *v, const cr_html_node *n, const cr_html_node *top) {
    return n->number >= top->number && n->number < v->end[top->number];
}

cr_str cr_piece_folded(const cr_view *v, cr_piece *p) {
    if (cr_str_none(p->folded))
        p->folded = cr_words_fold(v->arena, p->text);
    return p->folded;
}
