#include "page/metadata.h"

#include "base/utf8.h"
#include "base/vec.h"

enum { FIELD_BYTES = 4000, NAME_BYTES = 90, LOOKS = 1000, FIELD_NODES = 2000 };

bool cr_metadata_may_look(cr_metadata *m) { return m->looks++ < LOOKS; }

cr_str cr_metadata_text(const cr_metadata *m, const cr_html_node *top) {
    size_t bytes = 0, nodes = 0;
    for (const cr_html_node *n = top; n; n = cr_html_next(n, top))
        if ((bytes += n->text.len) > FIELD_BYTES * 4 || ++nodes > FIELD_NODES)
            return CR_STR_NONE;
    return cr_html_text(m->arena, top);
}

void cr_metadata_offer(cr_field *field, cr_str value, int rank) {
    value = cr_str_trim(value);
    if (value.len == 0 || value.len > FIELD_BYTES || (field->rank && field->rank <= rank))
        return;
    *field = (cr_field){value, rank};
}

void cr_metadata_offer_date(cr_metadata *m, cr_field *field, cr_str text, int rank) {
    if (field->rank && field->rank <= rank)
        return;
    cr_metadata_offer(field, cr_when_read(m->arena, text, m->when), rank);
}

static bool address(cr_str s) {
    return cr_str_contains(s, "://") || cr_str_contains(s, "www.") || cr_str_find_byte(s, '@', 0) != CR_STR_NPOS || cr_str_starts(s, "/");
}

/* "By ", "Von ": prefixes that stand before names. */
static cr_str without_label(cr_str s) {
    static const char *const labels[] = {"by ", "by: ", "von ", "von: ", "par ", "por ", "por: ", "di ", "da ", "door ", "av ", "af ", "autor: ", "autor ", "author: ",
                                         "autorin: ", "text: ", "text von ", "written by ", "posted by ", "von\n", "автор: ", "oleh ", "auteur : ",
                                         "autore: ", "redaktion: ", "foto: ", "fotos: ", "story by ", "words by ", "published by ", "ein artikel von ", "ein beitrag von ", "a cura di "};
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
            if (cr_str_starts_nocase(s, labels[i]))
                s = cr_str_trim(cr_str_slice(s, strlen(labels[i]), s.len));
    return s;
}

static void add_name(cr_metadata *m, cr_str name) {
    name = without_label(cr_str_trim(name));
    while (name.len && strchr(",;:|-./ ", name.ptr[name.len - 1]) && !(name.ptr[name.len - 1] == '.' && name.len < 5))
        name.len--;
    if (name.len < 2 || name.len > NAME_BYTES || address(name) || cr_str_is_nocase(name, "admin") || cr_str_is_nocase(name, "null"))
        return;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] >= '0' && name.ptr[i] <= '9')
            return;
    for (size_t i = 0; i < m->authors.count; i++)
        if (cr_str_eq_nocase(m->authors.items[i], name))
            return;
    cr_str *slot = CR_PUSH(m->arena, m->authors.items, m->authors.count, m->author_capacity);
    if (slot)
        *slot = name;
}

/* The next border between two names: ",", ";", "|", " and ", " und ", " et ", " y ", " & ". */
static size_t border(cr_str s, size_t from, size_t *width) {
    static const char *const between[] = {" and ", " und ", " et ", " y ", " & ", " e ", " en ", " und\n"};
    for (size_t i = from; i < s.len; i++) {
        if (strchr(",;|\n/", s.ptr[i]) && s.ptr[i]) {
            *width = 1;
            return i;
        }
        for (size_t b = 0; s.ptr[i] == ' ' && b < sizeof between / sizeof *between; b++)
            if (cr_str_starts(cr_str_slice(s, i, s.len), between[b])) {
                *width = strlen(between[b]);
                return i;
            }
    }
    *width = 0;
    return s.len;
}

void cr_metadata_offer_author(cr_metadata *m, cr_str text, int rank) {
    text = without_label(cr_str_squeeze(m->arena, text));
    if (text.len < 2 || text.len > 300 || (m->author.rank && m->author.rank < rank))
        return;
    if (m->author.rank > rank || m->author.rank == 0)
        m->authors.count = 0;
    size_t before = m->authors.count, width;
    for (size_t at = 0; at < text.len;) {
        size_t end = border(text, at, &width);
        add_name(m, cr_str_slice(text, at, end));
        at = end + width;
        if (width == 0)
            break;
    }
    if (m->authors.count > before || m->author.rank)
        m->author = (cr_field){text, rank};
    if (m->authors.count == 0)
        m->author = (cr_field){CR_STR_NONE, 0};
}

/* " | ", " - ", " – ", " — ", " « ", " :: " between a headline and the outlet's name. */
static size_t last_separator(cr_str s, size_t before, size_t *width) {
    static const char *const signs[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xAB ", " \xC2\xBB ", " :: ", " \xC2\xB7 ", " \xE2\x80\xA2 ", " / ", " ~ ", "|", " : "};
    size_t best = CR_STR_NPOS;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        cr_str sign = cr_str_of(signs[i]);
        for (size_t at = cr_str_find(s, sign, 0); at != CR_STR_NPOS && at < before; at = cr_str_find(s, sign, at + 1))
            if (best == CR_STR_NPOS || at > best || (at == best && sign.len > *width)) {
                best = at;
                *width = sign.len;
            }
    }
    return best;
}

static bool holds_words(cr_arena *arena, cr_str text, cr_str part) {
    cr_str a = cr_words_fold(arena, text), b = cr_words_fold(arena, part);
    return b.len > 0 && cr_str_find(a, b, 0) != CR_STR_NPOS;
}

/* Takes "… | Section | Outlet" off, where what is left is a headline still. */
static cr_str without_site(const cr_metadata *m, cr_str title) {
    for (int i = 0; i < 3; i++) {
        size_t width = 0, at = last_separator(title, title.len, &width);
        if (at == CR_STR_NPOS)
            return title;
        cr_str head = cr_str_slice(title, 0, at), tail = cr_str_slice(title, at + width, title.len);
        bool site = m->site.value.len && (holds_words(m->arena, tail, m->site.value) || holds_words(m->arena, m->site.value, tail));
        bool heading = m->headings_title.len > 8 && holds_words(m->arena, head, m->headings_title);
        if (!site && !heading)
            return title;
        if (heading || cr_utf8_length(head) >= 15 || (site && cr_utf8_length(head) >= 5))
            title = cr_str_trim(head);
        else
            return title;
    }
    return title;
}

static cr_str squeezed(const cr_metadata *m, cr_str s) { return cr_str_squeeze(m->arena, cr_html_unescape(m->arena, s)); }

/* The <h1> that the article stands under: the last one before the article's first paragraph, or the first in it. */
static cr_str heading_of(const cr_metadata *m, const cr_view *v, const cr_html_node *top) {
    const cr_html_node *found = NULL;
    size_t count = 0;
    for (const cr_html_node *n = v->document->root; n; n = cr_html_next(n, v->document->root)) {
        if (!cr_html_is(n, "h1") || v->flags[n->number] & CR_NODE_SKIPPED || cr_metadata_text(m, n).len < 4)
            continue;
        count++;
        if (!found || (top && n->number < v->end[top->number]))
            found = n;
        if (count > 20)
            break;
    }
    return found ? cr_metadata_text(m, found) : CR_STR_NONE;
}

cr_str cr_metadata_title(const cr_metadata *m, const cr_view *v, const cr_html_node *top) {
    cr_str heading = heading_of(m, v, top), document = squeezed(m, m->document_title), given = squeezed(m, m->title.value);
    cr_metadata with = *m;
    with.headings_title = heading;
    /* A heading that the page's own title repeats is the headline. */
    cr_str folded = cr_words_fold(m->arena, heading), start = cr_words_fold(m->arena, document);
    if (heading.len >= 3 && start.len >= folded.len && cr_str_eq(cr_str_slice(start, 0, folded.len), folded))
        return heading;
    if (heading.len > 8 && ((document.len && holds_words(m->arena, document, heading)) || (given.len && holds_words(m->arena, given, heading))))
        return heading;
    cr_str title = given.len ? given : document;
    title = without_site(&with, title);
    return title.len ? title : heading;
}
