/* Who wrote it: claims of the head, of microdata, of elements named so, of links to authors' pages and of lines around the text.
 *
 * The head mostly knows best, except where it names the outlet itself or nobody ("editorial team") and the page shows a person. */
#include "base/utf8.h"
#include "base/vec.h"
#include "page/metadata.h"

enum { HINT_BYTES = 260, LINE_CHARS = 130, AGREES = 8, WEAK = 20, OUTLET = 45, NOBODY = 42, APART = 40, JOINED = 12 };

/* One element's claim: by what says so, and by where it stands. */
static int weight_of(const cr_hint *h, int where) {
    static const int prop_at[] = {90, 82, 56, 64, 34}, link_at[] = {86, 58, 22, 56, 8}, class_at[] = {80, 60, 26, 54, 8};
    const int *at = h->says & CR_SAYS_PROP ? prop_at : h->says & CR_SAYS_LINK ? link_at : class_at;
    int weight = at[where];
    if (h->says & CR_SAYS_REL)
        weight += 4;
    if (h->says & CR_SAYS_BOX)
        weight -= 8;
    if (h->says & CR_SAYS_DATE)
        weight -= 3;
    if (h->says & CR_SAYS_TITLE && !(h->says & CR_SAYS_PROP))
        weight -= 3;
    return weight;
}

/* itemprop=name and class=fn say of whom only by what they stand in. */
static bool within_author(const cr_html_node *n) {
    for (int up = 0; n && up < 5; up++, n = n->parent) {
        cr_str prop = cr_html_attribute(n, "itemprop"), class = cr_html_attribute(n, "class");
        if (cr_str_contains(prop, "author") || cr_str_contains(prop, "creator") || (class.len && (cr_str_contains(class, "vcard") ||
            cr_str_contains(class, "author"))))
            return true;
        if (prop.len && up && !cr_str_is(prop, "name"))
            return false;
    }
    return false;
}

/* The links within a byline, where there are any to authors' pages: their texts are the names. */
static cr_str linked_names(cr_metadata *m, const cr_hint *h, size_t index, const cr_view *v) {
    cr_str joined = CR_STR_NONE;
    for (size_t i = index + 1; i < m->hint_count && m->hints[i].node->number < v->end[h->node->number]; i++) {
        const cr_hint *k = &m->hints[i];
        if (!(k->says & CR_SAYS_LINK))
            continue;
        cr_str text = cr_metadata_text(m, k->node, false);
        if (text.len >= 2 && text.len < 80)
            joined = joined.len ? cr_str_format(m->arena, "%.*s, %.*s", CR_FMT(joined), CR_FMT(text)) : text;
    }
    return joined;
}

void cr_metadata_join_names(cr_metadata *m) {
    cr_strs a = m->names[m->name_count - 2].names, b = m->names[m->name_count - 1].names, all = {NULL, 0};
    size_t capacity = 0;
    if (a.count + b.count > JOINED)
        return;
    for (size_t i = 0; i < a.count + b.count; i++) {
        cr_str name = i < a.count ? a.items[i] : b.items[i - a.count];
        bool known = false;
        for (size_t k = 0; k < all.count; k++)
            known = known || cr_str_eq_nocase(all.items[k], name);
        cr_str *slot = known ? NULL : CR_PUSH(m->arena, all.items, all.count, capacity);
        if (slot)
            *slot = name;
    }
    m->names[m->name_count - 2].names = all;
    m->name_count--;
}

static void of_hints(cr_metadata *m, const cr_view *v, const cr_html_node *top, const cr_reach *r) {
    unsigned last_node = 0;
    int last_weight = 0;
    for (size_t i = 0; i < m->hint_count; i++) {
        const cr_hint *h = &m->hints[i];
        bool name = h->says & CR_SAYS_NAME && h->says & CR_SAYS_PROP && !(h->says & CR_SAYS_AUTHOR);
        if ((!(h->says & CR_SAYS_AUTHOR) && !name) || (h->says & CR_SAYS_HEADING && h->level == 1) || (name && !within_author(h->node)))
            continue;
        bool head = (cr_html_is(h->node, "meta") || cr_html_is(h->node, "link")), body = head && cr_reach_place(r, h->node->number) != 4;
        cr_str content = cr_html_attribute(h->node, "content"), text = head || (content.len && h->says & CR_SAYS_PROP) ? content : CR_STR_NONE;
        if (!head && cr_metadata_aside(m, v, top, h->node))
            continue;
        if (cr_str_none(text) && !head && !(h->says & (CR_SAYS_LINK | CR_SAYS_NAME)))
            text = linked_names(m, h, i, v);
        bool linked = !head && !cr_str_none(text);
        if (cr_str_none(text) && !head)
            text = cr_metadata_text(m, h->node, true);
        if (text.len < 2 || text.len > HINT_BYTES)
            continue;
        int weight = head && !body ? (cr_html_is(h->node->parent, "head") ? 84 : 34) : weight_of(h, cr_reach_place(r, h->node->number));
        size_t before = m->name_count;
        bool sure = head || linked || h->says & CR_SAYS_REL || (name && h->says & CR_SAYS_PROP);
        cr_metadata_claim_names(m, text, weight, sure, head ? CR_NAME_TOLD : CR_NAME_ELEMENT);
        if (m->name_count == before)
            continue;
        /* names side by side, each in a link or an element of its own, are one byline */
        if (before && last_weight == weight && h->node->number - last_node < APART && (name || h->says & CR_SAYS_LINK))
            cr_metadata_join_names(m);
        last_node = h->node->number;
        last_weight = weight;
    }
}

/* Where in the folded line a label of a byline stands behind a date or "posted": " by ", " von ". */
static size_t label_within(cr_str folded) {
    static const char *const labels[] = {" by ", " von ", " vom ", " par ", " por ", " di ", " da ", " door ", " av ", " af ", " przez ", " de ",
        " autor: ", " author: ", " автор: ", " | by ", "\nby ", "\nvon "};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t at = cr_str_find(folded, cr_str_of(labels[i]), 0);
        if (at != CR_STR_NPOS)
            return at + 1;
    }
    return CR_STR_NPOS;
}

/* "Von Hanna Beispiel", "Posted on 3 May by Jane Doe", "(Autor: …)". */
static void of_line(cr_metadata *m, cr_view *v, const cr_html_node *top, cr_piece *p, const cr_reach *r) {
    static const int at[] = {76, 58, 24, 52, 0};
    if (p->chars > LINE_CHARS || p->chars < 5 || cr_metadata_aside(m, v, top, p->owner))
        return;
    cr_str folded = cr_piece_folded(v, p), line = p->text;
    while (line.len && strchr("([-*|/ ", line.ptr[0]))
        line = cr_str_slice(line, 1, line.len);
    int weight = cr_reach_place(r, p->first) == 4 ? 0 : at[cr_reach_place(r, p->first)];
    cr_str start = cr_words_fold(m->arena, cr_str_slice(line, 0, line.len < 60 ? line.len : 60));
    size_t label = cr_words_byline(m->words, CR_BYLINE_LABEL, start), within;
    if (p->first >= r->text && p->first < r->end)
        weight = p->first >= r->last ? 50 : 0;
    if (weight == 0 || (m->title.len && p->chars + 4 < m->title.len && cr_words_inside(cr_words_key(m->arena, m->title), cr_words_key(m->arena, p->text))))
        return;
    if (label && label + 2 < line.len) {
        bool strong = label > 3 || cr_str_starts(start, "by") || cr_str_starts(start, "von") || cr_str_starts(start, "par") || cr_str_starts(start, "por");
        if (p->sentence_end && p->marks > 2)
            return;
        cr_metadata_claim_names(m, line, weight - (strong ? 0 : 8) - (p->sentence_end ? 6 : 0), false, CR_NAME_LINE);
    } else if (!p->sentence_end && folded.len == p->text.len && (within = label_within(folded)) != CR_STR_NPOS &&
               (cr_words_starts(v->words, CR_PHRASE_PUBLISHED, folded, NULL) || !cr_str_none(cr_when_read(m->arena, p->text, m->when))))
        cr_metadata_claim_names(m, cr_str_slice(p->text, within, p->text.len), weight - 2, false, CR_NAME_LINE);
}

static bool upper_start(cr_str s) { return s.len && ((s.ptr[0] >= 'A' && s.ptr[0] <= 'Z') || (unsigned char)s.ptr[0] >= 0x80); }

/* "3 May 2020 | Jane Doe", or a line that is but a name beside a line with a date, at the headline. */
static void of_bare_line(cr_metadata *m, cr_view *v, const cr_html_node *top, size_t i, const cr_reach *r) {
    cr_piece *p = &v->pieces[i];
    int where = cr_reach_place(r, p->first);
    if ((where != 0 && where != 3) || p->chars > 70 || p->chars < 6 || p->sentence_end || p->kind == CR_BLOCK_CAPTION || cr_metadata_aside(m, v, top, p->owner))
        return;
    if (m->title_node && p->first < v->end[m->title_node->number] && p->first > m->title_node->number)
        return;
    size_t from = 0, start = 0;
    cr_str folded = cr_piece_folded(v, p), day = cr_when_next(m->arena, folded, &from, &start, m->when);
    if (!cr_str_none(day)) {
        cr_str text = cr_str_squeeze(m->arena, p->text), rest = text.len == folded.len ? (start < 12 ? cr_str_slice(text, from, text.len) : cr_str_slice(text, 0, start)) : CR_STR_NONE;
        while (rest.len && strchr(" 0123456789:", rest.ptr[0]))
            rest = cr_str_slice(rest, 1, rest.len);
        cr_metadata_claim_names(m, rest, where == 0 ? 62 : 46, false, CR_NAME_LINE);
        return;
    }
    if (where != 0 || p->chars > 40 || p->kind == CR_BLOCK_HEADING || !upper_start(p->text))
        return;
    for (size_t k = i > 2 ? i - 2 : 0; k < v->piece_count && k <= i + 2; k++)
        if (k != i && v->pieces[k].chars <= 40 && !cr_str_none(cr_when_read(m->arena, v->pieces[k].text, m->when))) {
            cr_metadata_claim_names(m, p->text, 44, false, CR_NAME_LINE);
            return;
        }
}

static bool same_person(cr_strs a, cr_strs b) {
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if (cr_str_eq(a.items[i], b.items[k]))
                return true;
    return false;
}

static void add_keys(cr_metadata *m, cr_name_claim *c) {
    c->keys = (cr_strs){CR_NEW_ARRAY(m->arena, cr_str, c->names.count), 0};
    for (size_t i = 0; c->keys.items && i < c->names.count; i++)
        c->keys.items[c->keys.count++] = cr_words_key(m->arena, c->names.items[i]);
}

/* Outlets and nobodies beside persons are left out: "Rob Example, CNN". */
static cr_strs persons_of(cr_metadata *m, cr_strs names, bool *site, bool *generic) {
    cr_strs out = {NULL, 0};
    size_t capacity = 0;
    *site = *generic = false;
    for (size_t i = 0; i < names.count; i++) {
        bool own = cr_metadata_is_site(m, names.items[i]), nobody = cr_metadata_is_generic(m, names.items[i]);
        *site = *site || own;
        *generic = *generic || (nobody && !own);
        cr_str *slot = own || nobody ? NULL : CR_PUSH(m->arena, out.items, out.count, capacity);
        if (slot)
            *slot = names.items[i];
    }
    if (out.count)
        *site = *generic = false;
    return out.count ? out : names;
}

static bool slug(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ' ' || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

static int final_weight(cr_metadata *m, cr_name_claim *c) {
    bool site, generic;
    cr_strs names = persons_of(m, c->names, &site, &generic);
    int weight = c->weight - (site ? OUTLET : generic ? NOBODY : 0);
    c->names = names;
    if (names.count == 1 && slug(names.items[0]))
        weight -= cr_str_contains(names.items[0], ".") ? NOBODY : 14; /* users' names; a full name elsewhere is better */
    else if (names.count == 1 && !c->labelled && !memchr(names.items[0].ptr, ' ', names.items[0].len))
        weight -= 6;
    bool told = false, element = false, line = false;
    for (size_t k = 0; k < m->name_count; k++)
        if (m->names[k].source != c->source && m->names[k].weight >= 20 && same_person(m->names[k].keys, c->keys)) {
            told = told || m->names[k].source == CR_NAME_TOLD;
            element = element || m->names[k].source == CR_NAME_ELEMENT;
            line = line || m->names[k].source == CR_NAME_LINE;
        }
    return weight + (told ? AGREES : 0) + (element || line ? AGREES : 0);
}

/* "Example-Expert Jane Doe" where the page shows "Jane Doe". */
static void shorten(cr_metadata *m, cr_strs names) {
    for (size_t i = 0; i < names.count; i++)
        for (size_t k = 0; k < m->name_count; k++)
            for (size_t j = 0; m->names[k].source != CR_NAME_TOLD && m->names[k].weight >= 40 && j < m->names[k].names.count; j++) {
                cr_str shorter = m->names[k].names.items[j];
                if (shorter.len + 3 < names.items[i].len && cr_str_find_byte(shorter, ' ', 0) != CR_STR_NPOS &&
                    cr_str_ends(names.items[i], cr_str_format(m->arena, " %.*s", CR_FMT(shorter)).ptr))
                    names.items[i] = shorter;
            }
}

void cr_metadata_decide_names(cr_metadata *m, cr_view *v, const cr_html_node *top) {
    cr_reach r = cr_reach_of(m, v, top);
    of_hints(m, v, top, &r);
    for (size_t i = v->piece_at[r.head]; i < v->piece_count && v->pieces[i].first <= r.text; i++)
        of_line(m, v, top, &v->pieces[i], &r);
    for (size_t i = v->piece_at[r.head]; i < v->piece_count && v->pieces[i].first < r.tail; i++)
        of_bare_line(m, v, top, i, &r);
    for (size_t i = v->piece_at[r.last]; i < v->piece_count && v->pieces[i].first < r.tail; i++)
        if (v->pieces[i].first > r.text)
            of_line(m, v, top, &v->pieces[i], &r);
    int most = 0;
    cr_strs keys = {NULL, 0};
    for (size_t i = 0; i < m->name_count; i++)
        add_keys(m, &m->names[i]);
    for (size_t i = 0; i < m->name_count; i++) {
        int weight = final_weight(m, &m->names[i]);
        if (weight > most) {
            most = weight;
            m->authors = m->names[i].names;
            keys = m->names[i].keys;
        }
    }
    for (size_t i = 0; i < m->name_count && most < WEAK; i++) /* far from the text, in a sidebar: only where it is the page's only author */
        if (!same_person(m->names[i].keys, keys))
            m->authors.count = 0;
    shorten(m, m->authors);
}
