/* The headline: what the page shows over the article, else what the head says, without the outlet's name.
 *
 * The head's titles are written for search engines and social networks, often in other words; a reader quotes what stands over the
 * text. So the headings come first: each is weighed by its level, its place before the article's first paragraph, the words it shares
 * with the head's titles, and whether it is but the outlet's name. */
#include "base/utf8.h"
#include "page/metadata.h"

enum { LEAST_UNTOLD = 36, /* where the head has no title */ HEADINGS = 60, BOXES = 20, LEAST_POINTS = 50, MOST_BYTES = 600, SEGMENTS = 12,
    LONG_BYTES = 140, CLAIM_WORDS = 60, HANDLE_RANK = 8, SITE_CHARS = 45 };

/* Between a headline and the outlet's name. Weak ones stand in headlines too: only where the site is known. */
static const struct sign { cr_str sign; bool weak; } signs[] = {
#define S(sign, weak) {{sign, sizeof sign - 1}, weak}
    S(" | ", false), S(" - ", false), S(" \xE2\x80\x93 ", false), S(" \xE2\x80\x94 ", false), S(" \xC2\xAB ", false), S(" \xC2\xBB ", false), S(" :: ", false),
    S(" // ", false), S(" \xC2\xB7 ", false), S(" \xE2\x80\xA2 ", false), S(" / ", false), S(" ~ ", false), S(" > ", false), S(" < ", false),
    S(" \xE2\x80\xBA ", false), S(" \xE2\x9D\x98 ", false), S(" \xE2\x88\x99 ", false), S(" : ", true), S(" @ ", true), S(" [", true),
    S("|", false), S("\xEF\xBD\x9C", false), S("_", true), S(": ", true), S("-", true)
#undef S
};

static size_t separator_at(cr_str s, size_t from, size_t *width, bool *weak) {
    for (size_t at = from; at < s.len; at++) {
        char c = s.ptr[at];
        if (c != ' ' && c != '|' && c != '_' && c != ':' && c != '-' && c != '\xEF')
            continue;
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) /* the longer ones come first */
            if (signs[i].sign.ptr[0] == c && signs[i].sign.len <= s.len - at &&
                s.ptr[at + signs[i].sign.len - 1] == signs[i].sign.ptr[signs[i].sign.len - 1] &&
                memcmp(s.ptr + at, signs[i].sign.ptr, signs[i].sign.len) == 0) {
                *width = signs[i].sign.len;
                *weak = signs[i].weak;
                return at;
            }
    }
    return CR_STR_NPOS;
}

typedef struct segment { size_t start, end, width; bool weak; } segment; /* width, weak: of the separator behind it */

static size_t cut(cr_str s, segment *out) {
    size_t n = 0, at = 0, width = 0;
    bool weak = false;
    while (n + 1 < SEGMENTS) {
        size_t end = separator_at(s, at, &width, &weak);
        if (end == CR_STR_NPOS)
            break;
        out[n++] = (segment){at, end, width, weak};
        at = end + width;
    }
    out[n++] = (segment){at, s.len, 0, false};
    return n;
}

/* Takes the outlet's name off either end: "Headline | Section | Outlet", "Outlet: Headline". Where the outlet is not known, a short end
 * behind a strong separator is it, of a title whose other part is long. */
static cr_str without_site(cr_metadata *m, cr_str title) {
    segment part[SEGMENTS];
    size_t n = cut(title, part), from = 0, to;
    while (n > 1 && cr_str_trim(cr_str_slice(title, part[n - 1].start, part[n - 1].end)).len == 0 && !part[n - 2].weak) /* "Headline | " */
        title = cr_str_trim(cr_str_slice(title, 0, part[--n - 1].end));
    to = n;
    for (size_t i = n; i-- > 1;) { /* from the end: the first part that names the site, and all behind it */
        cr_str tail = cr_str_trim(cr_str_slice(title, part[i].start, part[i].end)), all = cr_str_trim(cr_str_slice(title, part[i].start, title.len));
        if (cr_metadata_is_site(m, tail) || cr_metadata_is_site(m, all)) {
            to = i;
            break;
        }
    }
    if (to == n && cr_metadata_is_site(m, cr_str_slice(title, part[0].start, part[0].end)) && n > 1)
        from = 1;
    if (to == n && from == 0 && n > 1 && !part[n - 2].weak) {
        size_t head = cr_utf8_length(cr_str_slice(title, 0, part[n - 2].end)), tail = cr_utf8_length(cr_str_slice(title, part[n - 1].start, title.len));
        if (head >= 25 && tail * 2 < head && tail <= 35 && m->site.value.len == 0)
            to = n - 1;
    }
    if (to == 0 || from >= to)
        return title;
    cr_str rest = cr_str_trim(cr_str_slice(title, part[from].start, part[to - 1].end));
    return cr_utf8_length(rest) >= 4 ? rest : title;
}

/* A title of the head as it is compared: its key, and its words as hashes. */
typedef struct claim {
    cr_str key;
    uint32_t words[CLAIM_WORDS];
    size_t count;
} claim;

static void hash_words(cr_str key, claim *out) {
    *out = (claim){.key = key};
    for (size_t at = 0; at < key.len && out->count < CLAIM_WORDS; at++) {
        uint32_t hash = 2166136261u;
        for (; at < key.len && key.ptr[at] != ' '; at++)
            hash = (hash ^ (unsigned char)key.ptr[at]) * 16777619u;
        out->words[out->count++] = hash;
    }
}

/* Of the heading's words the share that the claim holds, in hundredths. */
static int shared(const claim *own, const claim *other) {
    size_t hits = 0;
    for (size_t i = 0; i < own->count; i++)
        for (size_t k = 0; k < other->count; k++)
            if (own->words[i] == other->words[k]) {
                hits++;
                break;
            }
    bool whole = hits == own->count || (unsigned char)own->key.ptr[0] >= 0xE2; /* of writing without spaces, words say little */
    if (whole && cr_words_inside(other->key, own->key))
        return 100;
    return own->count ? (int)(hits * 100 / own->count) : 0;
}

typedef struct heading {
    const cr_html_node *node;
    cr_str text, key;
    int points, agrees;
} heading;

/* A heading that is but a link to the start page, or holds the outlet's logo. */
static bool leads_home(const cr_html_node *n) {
    for (const cr_html_node *k = n; k; k = cr_html_next(k, n)) {
        if (!cr_html_is(k, "a"))
            continue;
        cr_str href = cr_html_attribute(k, "href");
        size_t at = cr_str_find(href, CR_STR("://"), 0), slashes = 0;
        for (size_t i = at == CR_STR_NPOS ? 0 : at + 3; i < href.len; i++)
            slashes += href.ptr[i] == '/' && i + 1 < href.len;
        return href.len > 0 && (cr_str_is(href, "/") || (at != CR_STR_NPOS && slashes == 0));
    }
    return false;
}

/* The number of the article's first line of running text: headings behind it are those of its parts. */
static unsigned text_begins(const cr_view *v, const cr_html_node *top) {
    for (size_t i = top ? v->piece_at[top->number] : 0; top && i < v->piece_at[v->end[top->number]]; i++)
        if (v->pieces[i].kind == CR_BLOCK_PARAGRAPH && v->pieces[i].chars > 120 && v->pieces[i].link_chars * 2 < v->pieces[i].chars)
            return v->pieces[i].first;
    return top ? v->end[top->number] : (unsigned)v->document->node_count;
}

static int agreement(const claim *own, const claim *claims, size_t count) {
    int best = 0;
    for (size_t i = 0; i < count; i++) {
        int s = shared(own, &claims[i]);
        if (s < 100 && own->key.len >= 12 && claims[i].key.len * 3 > own->key.len && cr_words_inside(own->key, claims[i].key))
            s = 100;
        best = s > best ? s : best;
    }
    return best;
}

/* "Denmark", of "Virus hits the trains of Denmark": an entry of a menu is a word of many headlines. */
static bool scrap_of_all(const claim *own, const claim *claims, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (own->key.len * 3 >= claims[i].key.len)
            return false;
    return count > 0;
}

typedef struct part { const cr_html_node *node; cr_str text; } part;

/* The two parts of a heading that is made of two; a colon or dash in an element of its own is none. */
static size_t parts_of(cr_metadata *m, const cr_html_node *h, part out[2]) {
    const cr_html_node *at = h;
    size_t count = 0;
    for (const cr_html_node *only = NULL; at->first; at = only) { /* down to where it parts */
        size_t full = 0;
        for (const cr_html_node *k = at->first; k; k = k->next)
            if (k->type == CR_HTML_ELEMENT ? cr_metadata_text(m, k, false).len > 0 : k->type == CR_HTML_TEXT && cr_str_trim(k->text).len > 0) {
                full++;
                only = k;
            }
        if (full != 1 || only->type != CR_HTML_ELEMENT)
            break;
    }
    for (const cr_html_node *k = at->first; k; k = k->next) {
        cr_str text = k->type == CR_HTML_ELEMENT ? cr_metadata_text(m, k, false) : k->type == CR_HTML_TEXT ? cr_str_squeeze(m->arena, k->text) : CR_STR_NONE;
        if (cr_words_key(m->arena, text).len == 0)
            continue;
        if (count == 2)
            return 3;
        out[count++] = (part){k, text};
    }
    return count;
}

static bool told_in(cr_metadata *m, cr_str text, const claim *claims, size_t count) {
    cr_str key = cr_words_key(m->arena, text);
    for (size_t i = 0; i < count; i++)
        if (cr_words_inside(claims[i].key, key))
            return true;
    return false;
}

/* A heading of two elements is a kicker and the headline, or the headline and a line below it: the head's titles tell which is the
 * headline, else the longer one behind is. */
static cr_str without_kicker(cr_metadata *m, const cr_html_node *h, cr_str whole, const claim *claims, size_t count) {
    part parts[2];
    if (parts_of(m, h, parts) != 2)
        return whole;
    bool first = told_in(m, parts[0].text, claims, count), second = told_in(m, parts[1].text, claims, count);
    if (first && !second && parts[1].node->type == CR_HTML_ELEMENT && cr_utf8_length(parts[0].text) >= 15)
        return parts[0].text;
    bool apart = parts[0].node->type == CR_HTML_ELEMENT && !cr_html_is(parts[0].node, "em") && !cr_html_is(parts[0].node, "i") &&
        !cr_html_is(parts[0].node, "a");
    return apart && parts[0].text.len < parts[1].text.len && parts[1].text.len > 12 ? parts[1].text : whole;
}

/* A later part of <title>, where that is not what Open Graph calls the page: the section, or the outlet's name. */
static bool ends_title(cr_metadata *m, cr_str key) {
    segment segments[SEGMENTS];
    size_t n = cut(m->document_title, segments);
    if (m->open_title.len == 0 || cr_words_inside(cr_words_key(m->arena, m->open_title), key))
        return false;
    for (size_t i = n; i-- > 1 && !segments[i - 1].weak;)
        if (cr_str_eq(cr_words_key(m->arena, cr_str_slice(m->document_title, segments[i].start, segments[i].end)), key))
            return true;
    return false;
}

/* The class names of publishing systems for the headline of an article, where "title" alone may be that of any box. */
static bool names_headline(const cr_metadata *m, const cr_html_node *n) {
    static const char *const names[] = {"entry-title", "post-title", "article-title", "story-title", "node-title", "article-headline",
        "article__headline", "article__title", "post_title", "entry_title"};
    cr_str class = cr_str_lower_ascii(m->arena, cr_html_attribute(n, "class"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cr_str_contains(class, names[i]))
            return true;
    return false;
}

static void weigh(cr_metadata *m, const cr_view *v, const cr_html_node *top, const claim *claims, size_t claim_count, heading *h, const cr_hint *hint, unsigned text) {
    int points = hint->level == 1 ? 40 : hint->level == 2 ? 15 : hint->level == 3 ? 8 : 0;
    if (hint->says & CR_SAYS_TITLE)
        points += hint->says & CR_SAYS_PROP || names_headline(m, hint->node) ? 15 : 5;
    claim own;
    hash_words(h->key, &own);
    h->agrees = agreement(&own, claims, claim_count);
    if (hint->level == 0 && scrap_of_all(&own, claims, claim_count))
        h->agrees = 0;
    if (hint->level == 1 || h->agrees >= 75) /* words like "the" are shared by all */
        points += h->agrees * (hint->level ? 60 : 40) / 100;
    if (hint->node->number < text)
        points += 20;
    else if (h->agrees < 90 || h->key.len < 16)
        points -= 50;
    if (top && hint->node->number >= v->end[top->number])
        points -= 25;
    if (cr_metadata_is_site(m, h->text) || ends_title(m, h->key) || leads_home(hint->node))
        points -= 60;
    if (h->agrees < 60 && h->text.len > LONG_BYTES)
        points -= 30; /* a standfirst */
    bool single = cr_str_find_byte(h->key, ' ', 0) == CR_STR_NPOS && (unsigned char)h->key.ptr[0] < 0xE0;
    if (claim_count && h->key.len < 8 && h->agrees < 100)
        points -= 15;
    else if (claim_count && single && h->agrees == 0) /* "Frontpage" */
        points -= 15;
    h->points = points;
}

/* The best heading, or none where none is good enough. */
static const heading *best_heading(cr_metadata *m, const cr_view *v, const cr_html_node *top, const claim *claims, size_t claim_count, heading *all) {
    size_t count = 0, boxes = 0;
    const heading *best = NULL;
    unsigned text = text_begins(v, top);
    for (size_t i = 0; i < m->hint_count && count < HEADINGS; i++) {
        const cr_hint *hint = &m->hints[i];
        if (!(hint->says & (CR_SAYS_HEADING | CR_SAYS_TITLE)) || cr_html_is(hint->node, "meta") || cr_metadata_aside(m, v, top, hint->node))
            continue;
        if (!(hint->says & CR_SAYS_HEADING) && (hint->node->number > text || hint->says & (CR_SAYS_AUTHOR | CR_SAYS_DATE)))
            continue;
        heading *h = &all[count];
        if (!(hint->says & CR_SAYS_HEADING) && boxes++ >= BOXES)
            continue;
        *h = (heading){.node = hint->node, .text = cr_metadata_text(m, hint->node, false)};
        if (h->text.len == 0 || h->text.len > MOST_BYTES)
            continue;
        h->key = cr_words_key(m->arena, h->text);
        if (h->key.len == 0)
            continue;
        weigh(m, v, top, claims, claim_count, h, hint, text);
        count++;
        if (!best || h->points > best->points || (h->points == best->points && h->points >= LEAST_POINTS && h->agrees >= best->agrees &&
            h->node->number < text && h->text.len > best->text.len))
            best = h;
    }
    return best && best->points >= (claim_count ? LEAST_POINTS : LEAST_UNTOLD) ? best : NULL;
}

/* The head's title that comes first: og:title, unless it is but the outlet's name. */
static cr_str given_title(cr_metadata *m) {
    cr_str best = CR_STR_NONE;
    int rank = 100;
    for (size_t i = 0; i < m->title_count; i++) {
        int own = m->titles[i].rank + (cr_metadata_is_site(m, m->titles[i].value) ? 20 : 0);
        if (own < rank) {
            rank = own;
            best = m->titles[i].value;
        }
    }
    return best;
}

/* "Headline | Outlet": where nothing else names the outlet, the last part of <title> does, if the parts before are the headline. */
static void site_of_title(cr_metadata *m) {
    segment segments[SEGMENTS];
    size_t n = cut(m->document_title, segments);
    if ((m->site.rank && m->site.rank < HANDLE_RANK) || n < 2 || segments[n - 2].weak || m->title.len == 0)
        return;
    cr_str first = cr_words_key(m->arena, cr_str_slice(m->document_title, 0, segments[n - 2].end)), last = cr_str_trim(cr_str_slice(m->document_title, segments[n - 1].start, segments[n - 1].end));
    if (cr_utf8_length(last) <= SITE_CHARS && last.len >= 2 && cr_words_inside(first, cr_words_key(m->arena, m->title))) {
        m->site = (cr_field){CR_STR_NONE, 0};
        cr_metadata_offer(&m->site, last, HANDLE_RANK);
        m->site_known = false;
    }
}

cr_str cr_metadata_title(cr_metadata *m, const cr_view *v, const cr_html_node *top) {
    cr_metadata_claim_title(m, m->document_title, 6);
    claim claims[CR_METADATA_TITLES];
    size_t count = 0;
    for (size_t i = 0; i < m->title_count; i++) {
        cr_str key = cr_words_key(m->arena, without_site(m, m->titles[i].value));
        bool known = key.len == 0;
        for (size_t k = 0; k < count; k++)
            known = known || cr_str_eq(claims[k].key, key);
        if (!known)
            hash_words(key, &claims[count++]);
    }
    heading *all = CR_NEW_ARRAY(m->arena, heading, HEADINGS);
    const heading *h = all ? best_heading(m, v, top, claims, count, all) : NULL;
    m->title_node = h ? h->node : NULL;
    m->title = h ? without_kicker(m, h->node, h->text, claims, count) : without_site(m, given_title(m));
    site_of_title(m);
    return m->title;
}
