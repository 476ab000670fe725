/* Headlines of other stories: links under a heading that says so ("Related", "Most read", "Lesen Sie auch"). */
#include "base/vec.h"
#include "page/assemble.h"

enum { HEADING_CHARS = 60, UNDER = 12, HEADLINE_LEAST = 12, HEADLINE_MOST = 250, ALL = 60, TEXT_CHARS = 200 };

static bool known(const cr_article *a, cr_str title, cr_str url) {
    for (size_t i = 0; i < a->related_count; i++)
        if (cr_str_eq(a->related[i].title, title) || (url.len && cr_str_eq(a->related[i].url, url)))
            return true;
    return false;
}

/* The first link of the piece that reads like a headline. */
static const cr_html_node *link_of(const cr_view *v, const cr_piece *p, cr_str *title) {
    const cr_html_node *up = p->owner->parent;
    if (up && cr_html_is(up, "a")) { /* the headline stands in an element inside the link */
        *title = p->text;
        return up;
    }
    for (const cr_html_node *n = cr_html_next(p->owner, p->owner); n; n = cr_html_next(n, p->owner))
        if (cr_html_is(n, "a") && cr_html_attribute(n, "href").len) {
            *title = cr_str_squeeze(v->arena, cr_html_text(v->arena, n));
            if (title->len >= HEADLINE_LEAST)
                return n;
        }
    return NULL;
}

static size_t spaces(cr_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ' ';
    return n;
}

/* "Sign up for free", "Share on …": no story. */
static bool of_site(const cr_view *v, cr_str title) {
    cr_str folded = cr_words_fold(v->arena, title);
    return cr_words_starts(v->words, CR_PHRASE_SHARE, folded, NULL) || (spaces(title) < 8 && cr_words_count(v->words, CR_PHRASE_SERVICE, folded) > 0);
}

cr_status cr_page_related(cr_arena *arena, cr_view *v, cr_str base, cr_article *a, cr_error *err) {
    size_t left = 0, capacity = 0;
    cr_related *all = NULL;
    size_t count = 0;
    for (size_t i = 0; i < a->related_count; i++) {
        cr_related *r = CR_PUSH(arena, all, count, capacity);
        if (!r)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
        *r = a->related[i];
    }
    a->related = all;
    for (size_t i = 0; i < v->piece_count && count < ALL; i++) {
        cr_piece *p = &v->pieces[i];
        if (p->chars <= HEADING_CHARS && p->chars >= 4 && !p->sentence_end && cr_words_is(v->words, CR_PHRASE_STRIP, cr_piece_folded(v, p), 3)) {
            left = v->flags[p->owner->number] & (CR_NODE_COMMENTS | CR_NODE_SKIPPED) ? 0 : UNDER;
            continue;
        }
        if (!left)
            continue;
        if (p->chars > TEXT_CHARS && p->link_chars * 2 < p->chars) { /* running text again */
            left = 0;
            continue;
        }
        cr_str title = CR_STR_NONE;
        const cr_html_node *n = p->link_chars * 2 >= p->chars && p->chars <= HEADLINE_MOST ? link_of(v, p, &title) : NULL;
        if (!n || (spaces(title) < 3 && (unsigned char)title.ptr[0] < 0xE0) || of_site(v, title))
            continue;
        left--;
        cr_str url = cr_page_resolve(arena, base, cr_html_attribute(n, "href"));
        if (known(a, title, url))
            continue;
        cr_related *r = CR_PUSH(arena, all, count, capacity);
        if (!r)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory while reading a page");
        *r = (cr_related){.title = title, .url = url};
        a->related = all;
        a->related_count = count;
    }
    return CR_OK;
}
