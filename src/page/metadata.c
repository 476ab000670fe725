#include "page/metadata.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { FIELD_BYTES = 4000, FIELD_NODES = 2000, WORK = 300000, SMALL_ASIDE = 250, HEAD_PIECES = 40, TAIL_PIECES = 12, LAST_PIECES = 5, ABOVE_PIECES = 10 };

static bool silent(const cr_html_node *n) {
    return n->type == CR_HTML_ELEMENT && (n->space != CR_HTML_SPACE_HTML || cr_view_one_of(n->name, "script style noscript template rt rp"));
}

static bool tight(cr_buf *b) { return b->len && !strchr(" \t\r\n", b->bytes[b->len - 1]); }

/* Small letter before, capital behind: two elements that only style sheets keep apart. */
static bool turns(const cr_buf *b, cr_str next) {
    char c = b->bytes[b->len - 1];
    return c >= 'a' && c <= 'z' && next.ptr[0] >= 'A' && next.ptr[0] <= 'Z';
}

/* They are for the line ends of one page. */
static cr_str without_soft_hyphens(const cr_metadata *m, cr_str s) {
    if (cr_str_find(s, CR_STR("\xC2\xAD"), 0) == CR_STR_NPOS)
        return s;
    char *out = cr_arena_alloc(m->arena, s.len);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        if (s.ptr[i] == '\xC2' && i + 1 < s.len && s.ptr[i + 1] == '\xAD')
            i++;
        else
            out[n++] = s.ptr[i];
    }
    return out ? (cr_str){out, n} : s;
}

cr_str cr_metadata_text(const cr_metadata *m, const cr_html_node *top, bool lines) {
    if (m->work && *m->work > WORK)
        return CR_STR_NONE;
    cr_buf text;
    cr_buf_init(&text, FIELD_BYTES * 4);
    size_t nodes = 0;
    const cr_html_node *n = top, *last = NULL;
    bool border = false; /* an element ended or began since the last text */
    while (n && nodes++ <= FIELD_NODES && text.failed == CR_OK) {
        if (silent(n) && n != top) {
            n = cr_html_next_after(n, top);
            continue;
        }
        if (n->type == CR_HTML_TEXT) {
            bool glued = border && tight(&text) && n->text.len && !strchr(" \t\r\n", n->text.ptr[0]);
            if (glued && (lines || (last && last->parent != top && n->parent != top && last->parent != n->parent && turns(&text, n->text))))
                cr_buf_add_byte(&text, lines ? '\n' : ' ');
            last = n;
            cr_buf_add_str(&text, n->text);
            border = false;
        } else {
            border = true;
            if (cr_html_is(n, "br") || (cr_view_is_block(n) && text.len) || (lines && cr_html_is(n, "a")))
                cr_buf_add_byte(&text, '\n');
        }
        const cr_html_node *next = cr_html_next(n, top);
        for (const cr_html_node *left = n; next && left != top && left != next->parent; left = left->parent) {
            border = true;
            if (cr_view_is_block(left) || (lines && cr_html_is(left, "a")))
                cr_buf_add_byte(&text, '\n');
            if (left->parent == next->parent)
                break;
        }
        n = next;
    }
    cr_str out = CR_STR_NONE;
    if (m->work)
        *m->work += nodes;
    if (text.failed == CR_OK && nodes <= FIELD_NODES)
        out = without_soft_hyphens(m, lines ? cr_buf_copy(&text, m->arena) : cr_str_squeeze(m->arena, cr_buf_str(&text)));
    cr_buf_free(&text);
    return out;
}

void cr_metadata_offer(cr_field *field, cr_str value, int rank) {
    value = cr_str_trim(value);
    if (value.len == 0 || value.len > FIELD_BYTES || (field->rank && field->rank <= rank))
        return;
    *field = (cr_field){value, rank};
}

void cr_metadata_claim_title(cr_metadata *m, cr_str value, int rank) {
    value = value.len <= FIELD_BYTES ? cr_str_squeeze(m->arena, cr_html_unescape(m->arena, value)) : CR_STR_NONE;
    if (value.len == 0 || m->title_count == CR_METADATA_TITLES)
        return;
    for (size_t i = 0; i < m->title_count; i++)
        if (cr_str_eq(m->titles[i].value, value)) {
            m->titles[i].rank = rank < m->titles[i].rank ? rank : m->titles[i].rank;
            return;
        }
    m->titles[m->title_count++] = (cr_field){value, rank};
}

/* A small footer or aside between the headline and the end of the article, or behind it in its <article>: themes put the byline there. */
static bool of_article(const cr_metadata *m, const cr_view *v, const cr_html_node *top, const cr_html_node *n) {
    unsigned from = m->title_node ? m->title_node->number : top ? top->number : 0;
    if (!top || n->number <= from || cr_view_sum(v, n).chars > SMALL_ASIDE)
        return false;
    if (n->number < v->end[top->number])
        return true;
    const cr_html_node *up = n->parent;
    while (up && up->tag != CR_TAG_ARTICLE)
        up = up->parent;
    return up && up->number <= top->number && n->tag == CR_TAG_FOOTER;
}

bool cr_metadata_aside(const cr_metadata *m, const cr_view *v, const cr_html_node *top, const cr_html_node *n) {
    for (; n; n = n->parent) {
        unsigned char f = v->flags[n->number] & (CR_NODE_COMMENTS | CR_NODE_SKIPPED | CR_NODE_STRUCTURAL);
        if (!f)
            continue;
        if (top && n->number <= top->number && top->number < v->end[n->number])
            return false;
        if (f & (CR_NODE_COMMENTS | CR_NODE_SKIPPED))
            return true;
        if (f & CR_NODE_STRUCTURAL && (cr_html_is(n, "nav") || (cr_view_one_of(n->name, "footer aside") && !of_article(m, v, top, n))))
            return true;
    }
    return false;
}

/* "example" of "https://www.example.co.uk/…": the longest label of the host. */
static cr_str host_label(cr_str url) {
    size_t at = cr_str_find(url, CR_STR("://"), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_str rest = cr_str_slice(url, at + 3, url.len), host, label, best = CR_STR_NONE;
    if (!cr_str_split(&rest, '/', &host))
        return CR_STR_NONE;
    while (cr_str_split(&host, '.', &label))
        if (label.len > best.len && !cr_str_is(label, "www"))
            best = label;
    return best;
}

/* Letters and figures without spaces and umlauts, as hosts are written; longer names than these are no hosts. */
enum { GLUED = 64 };
static size_t glue(cr_str key, char out[GLUED]) {
    static const struct { char second, plain[3]; } umlauts[] = {{'\xA4', "ae"}, {'\xB6', "oe"}, {'\xBC', "ue"}, {'\x9F', "ss"}, {'\xA9', "e"}, {'\xA8', "e"}};
    size_t n = 0;
    for (size_t i = 0; i < key.len && n + 3 < GLUED; i++) {
        const char *plain = NULL;
        for (size_t u = 0; key.ptr[i] == '\xC3' && i + 1 < key.len && u < sizeof umlauts / sizeof *umlauts; u++)
            if (key.ptr[i + 1] == umlauts[u].second)
                plain = umlauts[u].plain;
        if (plain) {
            for (; *plain; plain++)
                out[n++] = *plain;
            i++;
        } else if (key.ptr[i] != ' ' && key.ptr[i] != '-')
            out[n++] = key.ptr[i];
    }
    return n;
}

static void know_site(cr_metadata *m) {
    if (m->site_known)
        return;
    m->site_known = true;
    m->site_key = cr_words_key(m->arena, m->site.value);
    char host[GLUED];
    size_t n = glue(host_label(m->canonical.value.len ? m->canonical.value : m->url), host);
    m->host_key = cr_str_copy(m->arena, (cr_str){host, n});
}

bool cr_metadata_is_site(cr_metadata *m, cr_str text) {
    if (text.len < 2 || text.len > 200)
        return false;
    know_site(m);
    cr_str a = m->site_key, b = cr_words_key(m->arena, text), host = m->host_key;
    if (b.len < 2)
        return false;
    if (a.len >= 2 && (cr_str_eq(a, b) || (a.len >= 4 && a.len * 2 >= b.len && cr_words_inside(b, a)) || (b.len >= 4 && b.len * 2 >= a.len &&
        cr_words_inside(a, b))))
        return true;
    if (host.len < 4 || b.len < 4 || b.len > GLUED - 4)
        return false;
    char bytes[GLUED];
    cr_str plain = {bytes, glue(b, bytes)};
    return (plain.len >= host.len && memcmp(plain.ptr, host.ptr, host.len) == 0 && plain.len <= host.len + 3) ||
           (plain.len >= 5 && plain.len * 3 >= host.len * 2 && cr_str_find(host, plain, 0) != CR_STR_NPOS);
}

cr_reach cr_reach_of(const cr_metadata *m, const cr_view *v, const cr_html_node *top) {
    unsigned all = (unsigned)v->document->node_count, title = m->title_node ? m->title_node->number : 0;
    if (!top)
        return (cr_reach){title, title, all, all, all, all};
    size_t first = v->piece_at[top->number], back = first > HEAD_PIECES ? first - HEAD_PIECES : 0, last = v->piece_at[v->end[top->number]];
    cr_reach r = {back < v->piece_count ? v->pieces[back].first : 0, title, v->end[top->number], v->end[top->number], v->end[top->number], all};
    r.head = r.head < top->number ? r.head : top->number;
    size_t above = title ? v->piece_at[title] : 0; /* kicker, date and byline may stand over the headline */
    above = above > ABOVE_PIECES ? above - ABOVE_PIECES : 0;
    r.head = title && above < v->piece_count && v->pieces[above].first < r.head ? v->pieces[above].first : r.head;
    if (last > first + LAST_PIECES)
        r.last = v->pieces[last - LAST_PIECES].first;
    if (last + TAIL_PIECES < v->piece_count)
        r.tail = v->pieces[last + TAIL_PIECES].first;
    for (size_t i = title > top->number && title < v->end[top->number] ? v->piece_at[title] : first, seen = 0; i < last; i++)
        if (v->pieces[i].chars > 120 && v->pieces[i].kind != CR_BLOCK_CAPTION && seen++ == 1) {
            r.text = v->pieces[i].first;
            break;
        }
    return r;
}

int cr_reach_place(const cr_reach *r, unsigned at) {
    if (at < r->text && at >= r->head)
        return at >= r->title ? 0 : 1;
    if (at >= r->text && at < r->end)
        return 2;
    return at >= r->end && at < r->tail ? 3 : 4;
}

void cr_metadata_decide(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    cr_metadata_decide_names(m, v, top);
    cr_metadata_decide_days(m, v, top);
}
