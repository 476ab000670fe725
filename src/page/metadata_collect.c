/* The one walk over the tree: <meta>, <link>, <title>, scripts, headings, and elements whose names speak of an author or a date. */
#include "base/vec.h"
#include "page/metadata.h"

enum { CITED = 92 }; /* the weight of citation_author */

enum field { TITLE, SITE, DESCRIPTION, IMAGE, SECTION, LANGUAGE, PUBLISHED, MODIFIED, AUTHOR, CANONICAL, LABEL, LABELLED };

/* Open Graph, Dublin Core, and what publishers' systems made up over the years. Of days and names the figure is the weight of the
 * claim (more is better), of other fields the rank (less is better). */
static const struct meta_name {
    cr_str name;
    enum field field;
    int rank;
} meta_names[] = {
#define M(name, field, rank) {{name, sizeof name - 1}, field, rank}
    M("og:title", TITLE, 1), M("twitter:title", TITLE, 3), M("dc.title", TITLE, 4), M("dcterms.title", TITLE, 4), M("parsely-title", TITLE, 3),
    M("sailthru.title", TITLE, 3), M("citation_title", TITLE, 2), M("headline", TITLE, 3), M("title", TITLE, 5), M("fb_title", TITLE, 4),
    M("twitter:text:title", TITLE, 4), M("hdl", TITLE, 4),
    M("og:site_name", SITE, 1), M("application-name", SITE, 4), M("dc.publisher", SITE, 4), M("publisher", SITE, 5), M("al:android:app_name", SITE, 6),
    M("al:ios:app_name", SITE, 7), M("apple-mobile-web-app-title", SITE, 7), M("citation_journal_title", SITE, 5), M("twitter:site", SITE, 8),
    M("og:description", DESCRIPTION, 1), M("description", DESCRIPTION, 2), M("twitter:description", DESCRIPTION, 3), M("dc.description", DESCRIPTION, 4),
    M("og:image", IMAGE, 1), M("og:image:url", IMAGE, 2), M("og:image:secure_url", IMAGE, 2), M("twitter:image", IMAGE, 3), M("twitter:image:src", IMAGE, 3),
    M("article:section", SECTION, 2), M("section", SECTION, 4), M("dc.subject", SECTION, 8), M("parsely-section", SECTION, 3), M("category", SECTION, 6),
    M("og:locale", LANGUAGE, 5), M("content-language", LANGUAGE, 4), M("dc.language", LANGUAGE, 4), M("language", LANGUAGE, 6), M("inlanguage", LANGUAGE, 5),
    M("og:url", CANONICAL, 2), M("twitter:url", CANONICAL, 4), M("parsely-link", CANONICAL, 4),
    M("article:published_time", PUBLISHED, 102), M("og:article:published_time", PUBLISHED, 95), M("article:published", PUBLISHED, 93),
    M("og:published_time", PUBLISHED, 93), M("datepublished", PUBLISHED, 92), M("date_published", PUBLISHED, 90), M("pubdate", PUBLISHED, 90),
    M("publishdate", PUBLISHED, 90), M("publish-date", PUBLISHED, 90), M("publish_date", PUBLISHED, 90), M("published-date", PUBLISHED, 90),
    M("publication_date", PUBLISHED, 90), M("publicationdate", PUBLISHED, 90), M("parsely-pub-date", PUBLISHED, 91), M("sailthru.date", PUBLISHED, 90),
    M("dc.date.issued", PUBLISHED, 91), M("dcterms.issued", PUBLISHED, 90), M("dc.date.published", PUBLISHED, 90), M("dcterms.date", PUBLISHED, 64),
    M("dc.date", PUBLISHED, 64), M("dc.date.created", PUBLISHED, 84), M("dcterms.created", PUBLISHED, 84), M("article.published", PUBLISHED, 90),
    M("article_date_original", PUBLISHED, 91), M("cxenseparse:recs:publishtime", PUBLISHED, 90), M("originalpublicationdate", PUBLISHED, 91),
    M("rnews:datepublished", PUBLISHED, 90), M("vr:published_time", PUBLISHED, 90), M("citation_publication_date", PUBLISHED, 84),
    M("citation_online_date", PUBLISHED, 84), M("citation_date", PUBLISHED, 82), M("prism.publicationdate", PUBLISHED, 84), M("ptime", PUBLISHED, 84),
    M("published", PUBLISHED, 84), M("published_time", PUBLISHED, 90), M("release_date", PUBLISHED, 84), M("og:release_date", PUBLISHED, 84),
    M("displaydate", PUBLISHED, 84), M("date", PUBLISHED, 64), M("created", PUBLISHED, 80), M("datecreated", PUBLISHED, 80), M("creation_date", PUBLISHED, 80),
    M("last-published", PUBLISHED, 80), M("bt:pubdate", PUBLISHED, 90), M("article:create_at", PUBLISHED, 90), M("article-publish-date", PUBLISHED, 90),
    M("weibo:article:create_at", PUBLISHED, 90), M("field-name-post-date", PUBLISHED, 84), M("article:post_date", PUBLISHED, 90), M("shareaholic:article_published_time", PUBLISHED, 90),
    M("mediator_published_time", PUBLISHED, 90), M("dc:date", PUBLISHED, 64), M("dc:created", PUBLISHED, 84), M("pdate", PUBLISHED, 84), M("firstpublished", PUBLISHED, 90),
    M("article:modified_time", MODIFIED, 95), M("og:updated_time", MODIFIED, 85), M("article:updated_time", MODIFIED, 93), M("datemodified", MODIFIED, 90),
    M("lastmod", MODIFIED, 84), M("last-modified", MODIFIED, 84), M("dc.date.modified", MODIFIED, 90), M("dcterms.modified", MODIFIED, 90),
    M("modified", MODIFIED, 84), M("modified_date", MODIFIED, 84), M("updated_time", MODIFIED, 84), M("revised", MODIFIED, 80), M("og:modified_time", MODIFIED, 90),
    M("shareaholic:article_modified_time", MODIFIED, 85),
    M("author", AUTHOR, 74), M("article:author", AUTHOR, 76), M("article:author_name", AUTHOR, 84), M("dc.creator", AUTHOR, 76), M("dcterms.creator", AUTHOR, 76),
    M("parsely-author", AUTHOR, 86), M("sailthru.author", AUTHOR, 86), M("byl", AUTHOR, 86), M("citation_author", AUTHOR, CITED), M("dc.contributor", AUTHOR, 50),
    M("creator", AUTHOR, 70), M("cxenseparse:author", AUTHOR, 84), M("og:article:author", AUTHOR, 76), M("og:author", AUTHOR, 76), M("byline", AUTHOR, 84),
    M("dc:creator", AUTHOR, 76), M("authors", AUTHOR, 80), M("article:authors", AUTHOR, 80), M("mediator_author", AUTHOR, 84), M("shareaholic:article_author_name", AUTHOR, 84),
    M("lbl-author", AUTHOR, 76), M("rbauthors", AUTHOR, 76), M("dable:author", AUTHOR, 80), M("twitter:label1", LABEL, 0), M("twitter:data1", LABELLED, 78),
#undef M
};

/* Several authors stand in several elements of the same name. */
static void claim_author(cr_metadata *m, cr_str content, int weight) {
    size_t before = m->name_count, comma = cr_str_find_byte(content, ',', 0);
    if (weight == CITED && comma != CR_STR_NPOS && cr_str_find_byte(content, ',', comma + 1) == CR_STR_NPOS) /* "Doe, Jane" */
        content = cr_str_format(m->arena, "%.*s %.*s", CR_FMT(cr_str_trim(cr_str_slice(content, comma + 1, content.len))), CR_FMT(cr_str_slice(content, 0, comma)));
    cr_metadata_claim_names(m, content, weight, true, CR_NAME_TOLD);
    if (before && m->name_count > before && m->names[before - 1].weight == weight)
        cr_metadata_join_names(m);
}

static void offer_meta(cr_metadata *m, const struct meta_name *of, cr_str content) {
    cr_field *fields[] = {[SITE] = &m->site, [DESCRIPTION] = &m->description, [IMAGE] = &m->image, [SECTION] = &m->section, [LANGUAGE] = &m->language,
                          [CANONICAL] = &m->canonical};
    switch (of->field) {
    case TITLE:
        if (of->rank == 1 && cr_str_none(m->open_title))
            m->open_title = content;
        cr_metadata_claim_title(m, content, of->rank);
        break;
    case PUBLISHED:
    case MODIFIED: cr_metadata_claim_day(m, content, of->rank, of->field == MODIFIED, false); break;
    case AUTHOR: claim_author(m, content, of->rank); break;
    case LABEL: m->head_label = content; break;
    case LABELLED: /* "Written by", "Verfasst von": the label tells what the other holds */
        if (m->head_label.len && cr_words_is(m->words, CR_PHRASE_BYLINE, cr_words_fold(m->arena, m->head_label), 0))
            cr_metadata_claim_names(m, content, of->rank, true, CR_NAME_TOLD);
        break;
    default: cr_metadata_offer(fields[of->field], content, of->rank);
    }
}

static bool reserves(cr_str name, cr_str content) {
    if (cr_str_is_nocase(name, "tdm-reservation"))
        return cr_str_is(cr_str_trim(content), "1");
    cr_str rest = content, part;
    if (!cr_str_is_nocase(name, "robots"))
        return false;
    while (cr_str_split(&rest, ',', &part))
        if (cr_str_is_nocase(cr_str_trim(part), "noai"))
            return true;
    return false;
}

static void of_meta_name(cr_metadata *m, cr_str name, cr_str content) {
    m->noai = m->noai || reserves(name, content);
    if (cr_str_is_nocase(name, "og:type"))
        m->article_type = m->article_type || cr_str_is_nocase(content, "article");
    char first = name.len ? (char)(name.ptr[0] | 32) : 0;
    for (size_t i = 0; i < sizeof meta_names / sizeof *meta_names; i++)
        if (meta_names[i].name.len == name.len && meta_names[i].name.ptr[0] == first && cr_str_eq_nocase(meta_names[i].name, name))
            offer_meta(m, &meta_names[i], content);
}

static void of_meta(cr_metadata *m, const cr_html_node *n) {
    cr_str content = CR_STR_NONE, names[4];
    size_t count = 0;
    for (size_t i = 0; i < n->attribute_count; i++) {
        cr_html_attribute_id id = n->attributes[i].id;
        cr_str value = n->attributes[i].value;
        if (id == CR_ATTRIBUTE_CONTENT)
            content = cr_str_trim(value);
        else if (count < 4 && (id == CR_ATTRIBUTE_PROPERTY || id == CR_ATTRIBUTE_NAME || id == CR_ATTRIBUTE_HTTP_EQUIV))
            names[count++] = cr_str_trim(value);
    }
    for (size_t i = 0; content.len && i < count; i++)
        if (i == 0 || !cr_str_eq(names[i], names[i - 1]))
            of_meta_name(m, names[i], content);
}

static bool rel_is(cr_str rel, const char *word) {
    cr_str part;
    while (cr_str_split(&rel, ' ', &part))
        if (cr_str_is_nocase(part, word))
            return true;
    return false;
}

/* Words of class, id and itemprop by their first letters, in the order of the alphabet; `whole`: the word must end there. */
static const struct stem {
    cr_str stem;
    bool whole;
    unsigned says;
} stems[] = {
#define S(stem, whole, says) {{stem, sizeof stem - 1}, whole, says}
    S("auteur", false, CR_SAYS_AUTHOR), S("author", false, CR_SAYS_AUTHOR), S("autor", false, CR_SAYS_AUTHOR), S("bio", false, CR_SAYS_BOX),
    S("box", true, CR_SAYS_BOX), S("by", true, CR_SAYS_AUTHOR), S("byl", true, CR_SAYS_AUTHOR), S("byline", false, CR_SAYS_AUTHOR),
    S("bylines", true, CR_SAYS_AUTHOR), S("contributor", false, CR_SAYS_AUTHOR), S("created", true, CR_SAYS_DATE), S("creator", true, CR_SAYS_AUTHOR),
    S("data", true, CR_SAYS_DATE), S("date", false, CR_SAYS_DATE), S("datemodified", true, CR_SAYS_MODIFIED), S("datenow", true, 0),
    S("datepublished", true, CR_SAYS_DATE | CR_SAYS_PUBLISHED), S("datum", false, CR_SAYS_DATE), S("fecha", false, CR_SAYS_DATE),
    S("firma", true, CR_SAYS_AUTHOR), S("fn", true, CR_SAYS_NAME), S("forfatter", false, CR_SAYS_AUTHOR), S("headline", false, CR_SAYS_TITLE),
    S("journalist", false, CR_SAYS_AUTHOR), S("lastmod", false, CR_SAYS_MODIFIED), S("modified", true, CR_SAYS_MODIFIED),
    S("name", true, CR_SAYS_NAME), S("penulis", true, CR_SAYS_AUTHOR), S("posted", true, CR_SAYS_DATE),
    S("pubdate", true, CR_SAYS_DATE | CR_SAYS_PUBLISHED), S("publication", true, CR_SAYS_DATE), S("publish", true, CR_SAYS_DATE),
    S("published", true, CR_SAYS_DATE | CR_SAYS_PUBLISHED), S("redacteur", false, CR_SAYS_AUTHOR), S("redactor", false, CR_SAYS_AUTHOR),
    S("redakteur", false, CR_SAYS_AUTHOR), S("reporter", false, CR_SAYS_AUTHOR), S("skribent", false, CR_SAYS_AUTHOR), S("time", true, CR_SAYS_DATE),
    S("timestamp", false, CR_SAYS_DATE), S("titel", false, CR_SAYS_TITLE), S("title", false, CR_SAYS_TITLE), S("titre", false, CR_SAYS_TITLE),
    S("titulo", false, CR_SAYS_TITLE), S("updated", true, CR_SAYS_MODIFIED), S("vcard", true, CR_SAYS_AUTHOR), S("verfasser", false, CR_SAYS_AUTHOR),
    S("writer", false, CR_SAYS_AUTHOR), S("written", true, CR_SAYS_AUTHOR),
#undef S
};

static bool letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool high(char c) { return c >= 'A' && c <= 'Z'; }

/* Where the stems of a letter begin, and which letters can be second: nearly all words are told from it. Made anew for every page, which
 * is cheaper than one search. */
typedef struct stem_index {
    unsigned char from[27];
    uint32_t second[26];
} stem_index;

static void index_stems(stem_index *x) {
    size_t at = 0, count = sizeof stems / sizeof *stems;
    *x = (stem_index){0};
    for (size_t c = 0; c < 26; c++) {
        x->from[c] = (unsigned char)at;
        for (; at < count && stems[at].stem.ptr[0] == (char)('a' + c); at++)
            x->second[c] |= UINT32_C(1) << (stems[at].stem.ptr[1] - 'a');
    }
    x->from[26] = (unsigned char)count;
}

static unsigned word_says(const stem_index *x, cr_str s, size_t at) {
    unsigned says = 0, first = (unsigned char)((s.ptr[at] | 32) - 'a');
    if (at + 1 >= s.len || !letter(s.ptr[at + 1]) || !(x->second[first] >> ((s.ptr[at + 1] | 32) - 'a') & 1))
        return 0;
    for (size_t i = x->from[first]; i < x->from[first + 1]; i++) {
        cr_str stem = stems[i].stem;
        size_t end = at + stem.len;
        if (end > s.len || (s.ptr[at + 1] | 32) != stem.ptr[1] || !cr_str_eq_nocase(stem, cr_str_slice(s, at, end)))
            continue;
        bool ends = end == s.len || !letter(s.ptr[end]) || (high(s.ptr[end]) && !high(s.ptr[end - 1]));
        if (ends || !stems[i].whole)
            says |= stems[i].says;
    }
    return says;
}

/* "entry-date", "articleAuthor": words begin behind anything but a letter, and at capitals behind small letters. */
static unsigned attribute_says(const stem_index *x, cr_str s) {
    unsigned says = 0;
    bool inside = false, low = false; /* of a word; the last letter was small */
    s.len = s.len < 300 ? s.len : 300;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool is = letter(c), capital = is && high(c);
        if (is && (!inside || (capital && low)))
            says |= word_says(x, s, i);
        inside = is;
        low = is && !capital;
    }
    return says;
}

/* Addresses of authors' pages: one of these folders. */
static bool authors_address(cr_str href) {
#define F(name) {name, sizeof name - 1}
    static const cr_str folders[] = {F("auteur/"), F("auteurs/"), F("author/"), F("author="), F("authors/"), F("autor-"), F("autor/"), F("autore/"),
        F("autoren/"), F("autores/"), F("autori/"), F("bio/"), F("by/"), F("byline/"), F("columnist/"), F("columnists/"), F("contributor/"),
        F("contributors/"), F("journalist/"), F("journalisten/"), F("people/"), F("person/"), F("profile/"), F("redakteur/"), F("reporter/"),
        F("reporters/"), F("staff/"), F("verfasser/")};
#undef F
    href.len = href.len < 200 ? href.len : 200;
    for (size_t at = 0; at + 4 < href.len; at++) {
        char c = href.ptr[at], first = href.ptr[at + 1];
        if ((c != '/' && c != '?' && c != '&') || first < 'a' || first > 'v')
            continue;
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (folders[i].ptr[0] == first && folders[i].len < href.len - at && memcmp(href.ptr + at + 1, folders[i].ptr, folders[i].len) == 0)
                return true;
    }
    return false;
}

static void note(cr_metadata *m, const cr_html_node *n, unsigned says, int level) {
    cr_hint *h = m->hint_count < CR_METADATA_HINTS ? CR_PUSH(m->arena, m->hints, m->hint_count, m->hint_capacity) : NULL;
    if (h)
        *h = (cr_hint){n, says, level};
}

static unsigned link_says(cr_str rel, cr_str href) {
    if (rel.len && rel_is(rel, "author"))
        return CR_SAYS_AUTHOR | CR_SAYS_LINK | CR_SAYS_REL;
    return authors_address(href) ? CR_SAYS_AUTHOR | CR_SAYS_LINK : 0;
}

static void of_element(cr_metadata *m, const stem_index *x, const cr_html_node *n) {
    unsigned says = 0;
    cr_str rel = CR_STR_NONE, href = CR_STR_NONE;
    for (size_t i = 0; i < n->attribute_count; i++) {
        cr_html_attribute_id id = n->attributes[i].id;
        cr_str value = n->attributes[i].value;
        if (id == CR_ATTRIBUTE_CLASS || id == CR_ATTRIBUTE_ID || (id == CR_ATTRIBUTE_UNKNOWN && cr_str_is(n->attributes[i].name, "data-testid")))
            says |= attribute_says(x, value);
        else if (id == CR_ATTRIBUTE_ITEMPROP || (id == CR_ATTRIBUTE_PROPERTY && n->tag != CR_TAG_META)) {
            unsigned prop = attribute_says(x, value);
            says |= prop ? prop | CR_SAYS_PROP : 0;
        } else if (id == CR_ATTRIBUTE_REL)
            rel = value;
        else if (id == CR_ATTRIBUTE_HREF)
            href = value;
    }
    int level = n->tag == CR_TAG_H1 ? 1 : n->tag == CR_TAG_H2 ? 2 : n->tag == CR_TAG_H3 ? 3 : 0;
    if (level)
        says |= CR_SAYS_HEADING;
    else if (n->tag == CR_TAG_TIME)
        says |= CR_SAYS_TIME;
    else if (href.len && n->tag == CR_TAG_A)
        says |= link_says(rel, href);
    if (says & ~(unsigned)(CR_SAYS_NAME | CR_SAYS_BOX | CR_SAYS_PROP) || (says & CR_SAYS_NAME && says & CR_SAYS_PROP))
        note(m, n, says, level);
}

static void of_script(cr_metadata *m, const cr_html_node *n) {
    if (!n->first)
        return;
    if (cr_str_starts_nocase(cr_str_trim(cr_html_attribute(n, "type")), "application/ld+json")) {
        if (m->linked_count < CR_METADATA_SCRIPTS)
            m->linked[m->linked_count++] = n->first;
    } else if (m->script_count < CR_METADATA_SCRIPTS && n->first->text.len >= 20)
        m->scripts[m->script_count++] = n->first;
}

static void of_link(cr_metadata *m, const cr_html_node *n) {
    if (rel_is(cr_html_attribute(n, "rel"), "canonical"))
        cr_metadata_offer(&m->canonical, cr_html_attribute(n, "href"), 1);
}

static void of_language(cr_metadata *m, const cr_html_node *n) {
    cr_str lang = cr_html_attribute(n, "lang");
    cr_metadata_offer(&m->language, lang.len ? lang : cr_html_attribute(n, "xml:lang"), n->tag == CR_TAG_HTML ? 1 : 2);
    m->when.month_first = cr_str_starts_nocase(m->language.value, "en") && !cr_str_is_nocase(m->language.value, "en-gb");
}

void cr_metadata_collect(cr_metadata *m, const cr_html_document *document) {
    stem_index stems_by_letter;
    if ((m->work = CR_NEW(m->arena, size_t)) != NULL)
        *m->work = 0;
    index_stems(&stems_by_letter);
    for (const cr_html_node *n = document->root; n; n = cr_html_next(n, document->root)) {
        if (n->type != CR_HTML_ELEMENT || n->space != CR_HTML_SPACE_HTML)
            continue;
        switch (n->tag) {
        case CR_TAG_META:
            of_meta(m, n);
            of_element(m, &stems_by_letter, n); /* itemprop */
            break;
        case CR_TAG_LINK: of_link(m, n); break;
        case CR_TAG_SCRIPT: of_script(m, n); break;
        case CR_TAG_TITLE:
            if (cr_str_none(m->document_title))
                m->document_title = cr_metadata_text(m, n, false);
            break;
        case CR_TAG_HTML:
        case CR_TAG_BODY: of_language(m, n); break;
        case CR_TAG_STYLE:
        case CR_TAG_IMG:
        case CR_TAG_BR:
        case CR_TAG_INPUT:
        case CR_TAG_OPTION:
        case CR_TAG_IFRAME: break;
        default:
            if (n->attribute_count || (n->tag >= CR_TAG_H1 && n->tag <= CR_TAG_H3))
                of_element(m, &stems_by_letter, n);
        }
    }
}
