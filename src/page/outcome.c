/* Pages that are no article: lists of links, consent walls, paywall stubs, error pages, bot checks. One line says why. */
#include "base/utf8.h"
#include "page/assemble.h"

enum { STUB_CHARS = 600, WALL_CHARS = 1500, LITTLE_CHARS = 140 };

static void set(cr_article *a, cr_outcome outcome, const char *reason) {
    a->outcome = outcome;
    a->reason = cr_str_of(reason);
}

/* A line of the page that holds a phrase of the group; of a page with little text only. */
static bool page_says(const cr_view *v, cr_phrase_group group) {
    for (size_t i = 0; v && i < v->piece_count && i < 400; i++)
        if (v->pieces[i].chars < 400 && cr_words_holds(v->words, group, cr_piece_folded(v, &v->pieces[i])))
            return true;
    return false;
}

/* Characters as Latin text would need them: one of Chinese or Japanese says as much as two or three letters. */
static size_t weighed(cr_str s) {
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = cr_utf8_next(s, &at);
        n += c >= 0x2E80 && c < 0xFFE0 ? 3 : 1;
    }
    return n;
}

void cr_page_judge(const cr_words *words, const cr_metadata *m, const cr_view *v, const cr_content *c, cr_article *a) {
    size_t chars = weighed(a->text), page_chars = v->sum[v->piece_count].chars;
    cr_str title = cr_words_fold(v->arena, cr_str_format(v->arena, "%.*s / %.*s", CR_FMT(a->title), CR_FMT(m->document_title))); /* shown and told */
    bool none = !c->top && !cr_str_is(a->method, "json-ld"); /* the markup may hold nothing where JSON-LD holds it all */
    struct cr_piece_sum all = v->sum[v->piece_count];
    if (chars < WALL_CHARS && cr_words_holds(words, CR_PHRASE_BLOCKED, title))
        set(a, CR_OUTCOME_BLOCKED, "the site asks for a check that the reader is human");
    else if (chars < WALL_CHARS && cr_words_holds(words, CR_PHRASE_ERROR, title))
        set(a, CR_OUTCOME_ERROR_PAGE, "the page says that it was not found or failed");
    else if (chars < STUB_CHARS && page_chars < 3000 && page_says(v, CR_PHRASE_BLOCKED))
        set(a, CR_OUTCOME_BLOCKED, "the site asks for a check that the reader is human");
    else if (chars < WALL_CHARS && cr_words_holds(words, CR_PHRASE_CONSENT, title))
        set(a, CR_OUTCOME_CONSENT_WALL, "the site shows its consent dialogue instead of the text");
    else if (chars < LITTLE_CHARS && page_says(v, CR_PHRASE_CONSENT))
        set(a, CR_OUTCOME_CONSENT_WALL, "the site shows its consent dialogue instead of the text");
    else if (chars < STUB_CHARS * 2 && (m->not_free || chars < STUB_CHARS) && page_says(v, CR_PHRASE_PAYWALL))
        set(a, CR_OUTCOME_PAYWALL_STUB, "the text ends at a paywall");
    else if ((none || chars < LITTLE_CHARS) && !m->article_type && (m->index_type || (all.chars > STUB_CHARS && all.link_chars * 2 > all.chars)))
        set(a, CR_OUTCOME_INDEX_PAGE, "the page lists other pages");
    else if (none || chars < LITTLE_CHARS)
        set(a, CR_OUTCOME_NO_ARTICLE, "the page holds no running text");
}
