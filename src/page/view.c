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

/* What an element is by its name alone, one bit each: asked of every node. */
enum {
    BLOCK = 1,      /* stands by itself: the block-level elements of the standard's rendering section */
    SKIP = 2,       /* never text */
    STRUCTURE = 4,  /* nav, footer, aside, menu, form */
    WHOLE = 8,      /* html, body */
    CONTENT = 16,   /* article, main */
    CELL = 32,      /* td, th */
    ITEM = 64,      /* li, dd, dt */
    INNER_END = 128, /* a heading around it is no heading of it */
    HEADING = 256,
    KIND = 512      /* what is in it is of a kind of its own (set_kind) */
};
static const uint16_t traits[CR_TAG_COUNT] = {
    [CR_TAG_P] = BLOCK, [CR_TAG_DD] = BLOCK | ITEM, [CR_TAG_DL] = BLOCK, [CR_TAG_DT] = BLOCK | ITEM, [CR_TAG_HR] = BLOCK,
    [CR_TAG_H1] = BLOCK | HEADING, [CR_TAG_H2] = BLOCK | HEADING, [CR_TAG_H3] = BLOCK | HEADING, [CR_TAG_H4] = BLOCK | HEADING,
    [CR_TAG_H5] = BLOCK | HEADING, [CR_TAG_H6] = BLOCK | HEADING, [CR_TAG_LI] = BLOCK | ITEM | INNER_END, [CR_TAG_OL] = BLOCK,
    [CR_TAG_TD] = BLOCK | CELL | INNER_END, [CR_TAG_TH] = BLOCK | CELL | INNER_END, [CR_TAG_TR] = BLOCK, [CR_TAG_UL] = BLOCK,
    [CR_TAG_DIR] = BLOCK, [CR_TAG_DIV] = BLOCK | INNER_END, [CR_TAG_NAV] = BLOCK | STRUCTURE, [CR_TAG_PRE] = BLOCK | KIND,
    [CR_TAG_HTML] = BLOCK | WHOLE, [CR_TAG_BODY] = BLOCK | WHOLE, [CR_TAG_FORM] = BLOCK | STRUCTURE, [CR_TAG_MAIN] = BLOCK | CONTENT,
    [CR_TAG_MENU] = BLOCK | STRUCTURE, [CR_TAG_ASIDE] = BLOCK | STRUCTURE, [CR_TAG_TABLE] = BLOCK | KIND, [CR_TAG_TBODY] = BLOCK,
    [CR_TAG_TFOOT] = BLOCK, [CR_TAG_THEAD] = BLOCK, [CR_TAG_CENTER] = BLOCK, [CR_TAG_DIALOG] = BLOCK | SKIP,
    [CR_TAG_FIGURE] = BLOCK | KIND, [CR_TAG_FOOTER] = BLOCK | STRUCTURE, [CR_TAG_HEADER] = BLOCK, [CR_TAG_HGROUP] = BLOCK,
    [CR_TAG_ADDRESS] = BLOCK, [CR_TAG_ARTICLE] = BLOCK | CONTENT | INNER_END, [CR_TAG_CAPTION] = BLOCK | KIND, [CR_TAG_DETAILS] = BLOCK,
    [CR_TAG_SECTION] = BLOCK | INNER_END, [CR_TAG_SUMMARY] = BLOCK, [CR_TAG_FIELDSET] = BLOCK, [CR_TAG_NOSCRIPT] = BLOCK | SKIP,
    [CR_TAG_TEMPLATE] = BLOCK | SKIP, [CR_TAG_BLOCKQUOTE] = BLOCK | KIND, [CR_TAG_FIGCAPTION] = BLOCK | KIND,
    [CR_TAG_RP] = SKIP, [CR_TAG_MAP] = SKIP, [CR_TAG_SVG] = SKIP, [CR_TAG_HEAD] = SKIP, [CR_TAG_ANNOTATION] = SKIP, [CR_TAG_LINK] = SKIP,
    [CR_TAG_META] = SKIP, [CR_TAG_STYLE] = SKIP, [CR_TAG_INPUT] = SKIP, [CR_TAG_EMBED] = SKIP, [CR_TAG_AUDIO] = SKIP, [CR_TAG_VIDEO] = SKIP,
    [CR_TAG_METER] = SKIP, [CR_TAG_SCRIPT] = SKIP, [CR_TAG_SELECT] = SKIP, [CR_TAG_OPTION] = SKIP, [CR_TAG_BUTTON] = SKIP,
    [CR_TAG_IFRAME] = SKIP, [CR_TAG_OBJECT] = SKIP, [CR_TAG_APPLET] = SKIP, [CR_TAG_CANVAS] = SKIP, [CR_TAG_OPTGROUP] = SKIP,
    [CR_TAG_TEXTAREA] = SKIP, [CR_TAG_DATALIST] = SKIP, [CR_TAG_PROGRESS] = SKIP, [CR_TAG_FRAMESET] = SKIP, [CR_TAG_NOFRAMES] = SKIP};

static unsigned amp_traits(cr_str name) { /* names of the AMP project, which the parser knows none of */
    if (!cr_str_starts(name, "amp-"))
        return 0;
    return cr_str_is(name, "amp-carousel") ? BLOCK : cr_view_one_of(name, "amp-ad amp-embed amp-social-share") ? SKIP : 0;
}

static unsigned traits_of(const cr_html_node *n) { return n->tag == CR_TAG_UNKNOWN ? amp_traits(n->name) : traits[n->tag]; }

bool cr_view_is_block(const cr_html_node *n) { return n->type == CR_HTML_DOCUMENT || traits_of(n) & BLOCK; }

/* Whether `value` stands at `at` behind blanks, a colon and blanks again. */
static bool has_value(cr_str style, size_t at, const char *value) {
    for (int colons = 0; at < style.len; at++)
        if (style.ptr[at] == ':' && colons == 0)
            colons++;
        else if (style.ptr[at] != ' ' && style.ptr[at] != '\t' && style.ptr[at] != '\n')
            return colons == 1 && cr_str_starts_nocase(cr_str_slice(style, at, style.len), value);
    return false;
}

/* display:none and the like; what waits for a script to be shown is often the article, so opacity counts not. */
static bool hidden_by_style(cr_str style) {
    for (size_t at = 0; at + 11 < style.len; at++) { /* the shortest is "display:none" */
        char c = style.ptr[at] | 32;
        if (c != 'd' && c != 'v')
            continue;
        cr_str rest = cr_str_slice(style, at, style.len);
        if ((cr_str_starts_nocase(rest, "visibility") && has_value(style, at + 10, "hidden")) ||
            (cr_str_starts_nocase(rest, "display") && has_value(style, at + 7, "none")))
            return true;
    }
    return false;
}

static bool structural_role(cr_str role) {
    return role.len && cr_view_one_of(role, "navigation complementary banner contentinfo search dialog alert alertdialog menu menubar toolbar tablist "
                                    "form radiogroup tooltip button");
}

static bool is_of_comments(cr_str itemprop, cr_str itemtype) {
    return cr_str_is(itemprop, "comment") || (itemtype.len && cr_str_contains(itemtype, "schema.org/Comment"));
}

/* The attributes that tell something of an element, gathered in one go. */
typedef struct told {
    cr_str class, id, style, role, itemprop, itemtype;
    bool hidden;
} told;

static told attributes_of(const cr_html_node *n) {
    told t = {0};
    for (size_t i = 0; i < n->attribute_count; i++) {
        const cr_html_attribute_pair *a = &n->attributes[i];
        switch (a->id) {
        case CR_ATTRIBUTE_CLASS: t.class = a->value; break;
        case CR_ATTRIBUTE_ID: t.id = a->value; break;
        case CR_ATTRIBUTE_STYLE: t.style = a->value; break;
        case CR_ATTRIBUTE_ROLE: t.role = a->value; break;
        case CR_ATTRIBUTE_ITEMPROP: t.itemprop = a->value; break;
        case CR_ATTRIBUTE_ITEMTYPE: t.itemtype = a->value; break;
        case CR_ATTRIBUTE_HIDDEN: t.hidden = true; break;
        default: break;
        }
    }
    return t;
}

enum { SLUG_WORDS = 5 };
/* "how-to-shop-for-a-laptop": the words of a heading, made into a mark for links; they name nothing. */
static bool is_slug(cr_str id) {
    size_t words = 0;
    bool letters = true;
    for (size_t i = 0; i <= id.len; i++) {
        char c = i < id.len ? id.ptr[i] : '-';
        if (c == '-' || c == '_' || c == '.') {
            words += letters && i > 0;
            letters = true;
        } else if (c >= '0' && c <= '9')
            letters = false; /* a number of some kind */
    }
    return words >= SLUG_WORDS;
}

static unsigned char flags_of(const cr_view *v, const cr_html_node *n) {
    unsigned is = traits_of(n), groups = 0;
    if (is & SKIP)
        return CR_NODE_SKIPPED;
    bool structure = cr_judge_on(v->judging, CR_JUDGE_STRUCTURE);
    unsigned char f = structure && is & STRUCTURE ? CR_NODE_STRUCTURAL : 0;
    if (n->attribute_count) {
        told t = attributes_of(n);
        if (!v->show_hidden && ((t.hidden && !cr_html_is_tag(n, CR_TAG_BODY)) || hidden_by_style(t.style)))
            return CR_NODE_SKIPPED;
        if (structure && structural_role(t.role))
            f |= CR_NODE_STRUCTURAL;
        if (is & WHOLE)
            return f;
        if (cr_judge_on(v->judging, CR_JUDGE_CLASSES)) {
            cr_words_class(v->words, t.class, &groups);
            if (!(is & HEADING) && !is_slug(t.id))
                cr_words_class(v->words, t.id, &groups);
        }
        if (structure && (cr_str_is(t.itemprop, "articleBody") || cr_str_is(t.itemprop, "reviewBody")))
            f |= CR_NODE_BODY;
        if (is_of_comments(t.itemprop, t.itemtype))
            f |= CR_NODE_COMMENTS;
    }
    if (groups & 1u << CR_CLASS_COMMENTS)
        f |= CR_NODE_COMMENTS;
    if (groups & 1u << CR_CLASS_FURNITURE)
        f |= CR_NODE_FURNITURE;
    if (groups & 1u << CR_CLASS_WEAK)
        f |= CR_NODE_WEAK;
    if (groups & 1u << CR_CLASS_CONTENT || (structure && is & CONTENT))
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

static bool is_mark(uint32_t c) {
    return c == ',' || c == '.' || c == '!' || c == '?' || c == ';' || c == 0x3001 || c == 0xFF0C || c == 0x60C || c == 0x3002 || c == 0x61F || c == 0x964 ||
           c == 0xFF01 || c == 0xFF1F;
}
/* Bytes that a mark may start with. */
static const bool starts_mark[256] = {[','] = 1, ['.'] = 1, ['!'] = 1, ['?'] = 1, [';'] = 1, [0xD8] = 1, [0xE0] = 1, [0xE3] = 1, [0xEF] = 1};

static bool may_close_sentence(uint32_t c) { /* stands behind its end: spaces, closing quotation marks and brackets */
    return cr_utf8_is_space(c) || c == '"' || c == '\'' || c == 0x201D || c == 0xBB || c == ')' || c == ']' || c == 0x2019 || c == 0x300D || c == 0x201C;
}

static bool ends_sentence(uint32_t c) {
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == ':' || c == 0x61F || c == 0x964 || c == ';' ||
           c == 0x6D4 || c == 0xFF1A;
}

static void measure(cr_piece *p) {
    cr_str s = p->text;
    for (size_t at = 0; at < s.len;)
        if (starts_mark[(unsigned char)s.ptr[at]])
            p->marks += is_mark(cr_utf8_next(s, &at));
        else
            at++;
    for (size_t at = s.len; at > 0;) {
        uint32_t c = cr_utf8_previous(s, &at);
        if (!may_close_sentence(c)) {
            p->sentence_end = ends_sentence(c);
            break;
        }
    }
}

static void set_kind(cr_piece *p) {
    p->kind = CR_BLOCK_PARAGRAPH;
    bool item = false, inner = true;
    for (const cr_html_node *n = p->owner; n && n->type == CR_HTML_ELEMENT; n = n->parent) {
        unsigned is = traits_of(n);
        if (inner && is & HEADING) {
            p->kind = CR_BLOCK_HEADING;
            p->level = n->name.ptr[1] - '0';
        } else if (is & ITEM && !item && p->kind == CR_BLOCK_PARAGRAPH) {
            p->kind = CR_BLOCK_LIST_ITEM;
            item = true;
        } else if (is & KIND && n->space == CR_HTML_SPACE_HTML) {
            if (n->tag == CR_TAG_PRE)
                p->kind = CR_BLOCK_PREFORMATTED;
            else if (n->tag == CR_TAG_FIGCAPTION || n->tag == CR_TAG_CAPTION)
                p->kind = CR_BLOCK_CAPTION;
            else if (n->tag == CR_TAG_BLOCKQUOTE) {
                p->quoted = true;
                if (p->kind == CR_BLOCK_PARAGRAPH)
                    p->kind = CR_BLOCK_QUOTATION;
            }
            p->in_table = p->in_table || n->tag == CR_TAG_TABLE;
            p->in_figure = p->in_figure || n->tag == CR_TAG_FIGURE;
        }
        inner = inner && !(is & INNER_END);
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

static bool plain(char c) { return c > ' ' && (unsigned char)c < 0x80; }

/* Letters of ASCII with single spaces between them, from `at`: where they end, and how many of them are letters. */
static size_t plain_run(cr_str s, size_t at, size_t *letters) {
    size_t start = at, spaces = 0;
#ifdef __SSE2__
    for (size_t n, gaps; at + 16 <= s.len && (n = cr_utf8_plain_16(s.ptr + at, &gaps)) != 0; at += n)
        spaces += gaps;
#endif
    for (; at < s.len; at++)
        if (!plain(s.ptr[at])) {
            if (s.ptr[at] != ' ' || at + 1 == s.len || !plain(s.ptr[at + 1]))
                break;
            spaces++;
        }
    *letters = at - start - spaces;
    return at;
}

/* What is due before the next letter. */
static void add_gap(builder *b) {
    if (b->breaks)
        cr_buf_add_byte(&b->text, '\n');
    else if (b->space)
        cr_buf_add_byte(&b->text, ' ');
    b->space = false;
    b->breaks = 0;
}

static void start(builder *b, const cr_html_node *n) {
    if (b->started)
        return;
    b->started = true;
    b->first = n->number;
}

static void add_text(builder *b, const cr_html_node *n) {
    cr_str s = n->text;
    for (size_t at = 0; at < s.len;) {
        size_t from = at, letters = 1;
        if (!b->pre && plain(s.ptr[at]))
            at = plain_run(s, at, &letters);
        else {
            uint32_t c = cr_utf8_next(s, &at);
            bool space = cr_utf8_is_space(c);
            if (space && !b->pre) {
                b->space = b->started;
                while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\n' || s.ptr[at] == '\t')) /* how sources are indented */
                    at++;
                continue;
            }
            if (c == 0xAD || c == 0x200B || c == 0xFEFF || (c < 0x20 && c != '\n' && c != '\t'))
                continue; /* soft hyphens and marks of width zero: no reader sees them */
            if (!b->started && c == '\n')
                continue;
            letters = !space;
        }
        start(b, n);
        add_gap(b);
        cr_buf_add(&b->text, s.ptr + from, at - from);
        b->chars += letters;
        b->link_chars += b->link_depth > 0 ? letters : 0;
    }
}

/* A row of a table whose cells hold no blocks of their own is one piece. */
static bool plain_row(const cr_html_node *tr) {
    size_t cells = 0;
    for (const cr_html_node *n = cr_html_next(tr, tr); n; n = cr_html_next(n, tr)) {
        if (n->type != CR_HTML_ELEMENT)
            continue;
        bool paragraph = cr_html_is_tag(n, CR_TAG_P);
        if (traits_of(n) & CELL && n->space == CR_HTML_SPACE_HTML)
            cells++;
        else if (cr_view_is_block(n) && !paragraph)
            return false;
        else if (paragraph && cr_html_is_tag(n->previous, CR_TAG_P))
            return false;
    }
    return cells > 1;
}

static bool is_link(const cr_html_node *n) {
    return cr_html_is_tag(n, CR_TAG_A) && !cr_str_none(cr_html_attribute_by_id(n, CR_ATTRIBUTE_HREF));
}

static void enter(builder *b, const cr_html_node *n) {
    unsigned is = n->type == CR_HTML_DOCUMENT ? BLOCK : traits_of(n);
    if (!(is & BLOCK)) {
        if (is_link(n)) {
            b->link_depth++;
            b->links++;
        } else if (cr_html_is_tag(n, CR_TAG_BR)) {
            if (b->pre)
                cr_buf_add_byte(&b->text, '\n');
            else if (++b->breaks >= 2 && !b->row)
                flush(b);
        }
    } else if (b->row && is & CELL && n->space == CR_HTML_SPACE_HTML) {
        if (b->started)
            cr_buf_add_z(&b->text, " | ");
        b->space = false;
    } else if (b->row)
        b->space = b->started;
    else {
        flush(b);
        b->owner = n;
        b->row = cr_html_is_tag(n, CR_TAG_TR) && plain_row(n);
        b->pre = b->pre || cr_html_is_tag(n, CR_TAG_PRE);
    }
}

static void leave(builder *b, const cr_html_node *n) {
    if (!cr_view_is_block(n)) {
        if (b->link_depth && is_link(n))
            b->link_depth--;
        return;
    }
    if (b->row && n != b->owner) {
        b->space = b->started;
        return;
    }
    flush(b);
    if (cr_html_is_tag(n, CR_TAG_PRE))
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

void cr_view_drop(cr_view *v, const cr_html_node *n, cr_why why) {
    v->flags[n->number] |= CR_NODE_DROPPED;
    for (size_t i = v->piece_at[n->number], e = v->piece_at[v->end[n->number]]; i < e; i++)
        v->pieces[i].out = why;
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
