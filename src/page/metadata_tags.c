/* <meta>, <link>, <title>, <html lang> and microdata: Open Graph, Dublin Core, and what publishers' systems made up over the years. */
#include "page/metadata.h"

enum field { TITLE, SITE, DESCRIPTION, IMAGE, SECTION, LANGUAGE, PUBLISHED, MODIFIED, AUTHOR };

static const struct {
    const char *name;
    enum field field;
    int rank;
} names[] = {
    {"og:title", TITLE, 1}, {"twitter:title", TITLE, 3}, {"dc.title", TITLE, 4}, {"dcterms.title", TITLE, 4}, {"parsely-title", TITLE, 3},
    {"sailthru.title", TITLE, 3}, {"citation_title", TITLE, 2}, {"headline", TITLE, 3}, {"title", TITLE, 5}, {"fb_title", TITLE, 4},
    {"og:site_name", SITE, 1}, {"application-name", SITE, 4}, {"dc.publisher", SITE, 4}, {"publisher", SITE, 5}, {"al:android:app_name", SITE, 6},
    {"citation_journal_title", SITE, 5}, {"twitter:site", SITE, 8},
    {"og:description", DESCRIPTION, 1}, {"description", DESCRIPTION, 2}, {"twitter:description", DESCRIPTION, 3}, {"dc.description", DESCRIPTION, 4},
    {"og:image", IMAGE, 1}, {"og:image:url", IMAGE, 2}, {"og:image:secure_url", IMAGE, 2}, {"twitter:image", IMAGE, 3}, {"twitter:image:src", IMAGE, 3},
    {"article:section", SECTION, 2}, {"section", SECTION, 4}, {"dc.subject", SECTION, 8}, {"parsely-section", SECTION, 3}, {"category", SECTION, 6},
    {"og:locale", LANGUAGE, 5}, {"content-language", LANGUAGE, 4}, {"dc.language", LANGUAGE, 4}, {"language", LANGUAGE, 6}, {"inlanguage", LANGUAGE, 5},
    {"article:published_time", PUBLISHED, 2}, {"og:article:published_time", PUBLISHED, 2}, {"article:published", PUBLISHED, 2},
    {"og:published_time", PUBLISHED, 2}, {"datepublished", PUBLISHED, 3}, {"date_published", PUBLISHED, 3}, {"pubdate", PUBLISHED, 3},
    {"publishdate", PUBLISHED, 3}, {"publish-date", PUBLISHED, 3}, {"publish_date", PUBLISHED, 3}, {"published-date", PUBLISHED, 3},
    {"publication_date", PUBLISHED, 3}, {"publicationdate", PUBLISHED, 3}, {"parsely-pub-date", PUBLISHED, 3}, {"sailthru.date", PUBLISHED, 3},
    {"dc.date.issued", PUBLISHED, 3}, {"dcterms.issued", PUBLISHED, 3}, {"dc.date.published", PUBLISHED, 3}, {"dcterms.date", PUBLISHED, 4},
    {"dc.date", PUBLISHED, 4}, {"dc.date.created", PUBLISHED, 4}, {"dcterms.created", PUBLISHED, 4}, {"article.published", PUBLISHED, 3},
    {"article_date_original", PUBLISHED, 3}, {"cxenseparse:recs:publishtime", PUBLISHED, 3}, {"originalpublicationdate", PUBLISHED, 3},
    {"rnews:datepublished", PUBLISHED, 3}, {"vr:published_time", PUBLISHED, 3}, {"citation_publication_date", PUBLISHED, 4},
    {"citation_online_date", PUBLISHED, 4}, {"prism.publicationdate", PUBLISHED, 4}, {"ptime", PUBLISHED, 4}, {"published", PUBLISHED, 4},
    {"published_time", PUBLISHED, 3}, {"release_date", PUBLISHED, 4}, {"og:release_date", PUBLISHED, 4}, {"displaydate", PUBLISHED, 4},
    {"date", PUBLISHED, 4}, {"created", PUBLISHED, 5}, {"datecreated", PUBLISHED, 5}, {"creation_date", PUBLISHED, 5}, {"last-published", PUBLISHED, 5},
    {"bt:pubdate", PUBLISHED, 3}, {"article:create_at", PUBLISHED, 3}, {"article-publish-date", PUBLISHED, 3}, {"weibo:article:create_at", PUBLISHED, 3},
    {"article:modified_time", MODIFIED, 2}, {"og:updated_time", MODIFIED, 3}, {"article:updated_time", MODIFIED, 2}, {"datemodified", MODIFIED, 3},
    {"lastmod", MODIFIED, 4}, {"last-modified", MODIFIED, 4}, {"dc.date.modified", MODIFIED, 3}, {"dcterms.modified", MODIFIED, 3},
    {"modified", MODIFIED, 4}, {"modified_date", MODIFIED, 4}, {"updated_time", MODIFIED, 4}, {"revised", MODIFIED, 5},
    {"author", AUTHOR, 3}, {"article:author", AUTHOR, 4}, {"article:author_name", AUTHOR, 3}, {"dc.creator", AUTHOR, 4}, {"dcterms.creator", AUTHOR, 4},
    {"parsely-author", AUTHOR, 3}, {"sailthru.author", AUTHOR, 3}, {"byl", AUTHOR, 3}, {"citation_author", AUTHOR, 2}, {"dc.contributor", AUTHOR, 6},
    {"creator", AUTHOR, 5}, {"twitter:data1", AUTHOR, 9}, {"cxenseparse:author", AUTHOR, 4}, {"og:article:author", AUTHOR, 4}, {"byline", AUTHOR, 3},
};

static cr_field *field_of(cr_metadata *m, enum field f) {
    switch (f) {
    case TITLE: return &m->title;
    case SITE: return &m->site;
    case DESCRIPTION: return &m->description;
    case IMAGE: return &m->image;
    case SECTION: return &m->section;
    case LANGUAGE: return &m->language;
    case PUBLISHED: return &m->published;
    case MODIFIED: return &m->modified;
    default: return &m->author;
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

static void of_meta(cr_metadata *m, const cr_html_node *n) {
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    cr_str content = cr_html_attribute(n, "content");
    if (cr_str_trim(content).len == 0)
        return;
    for (size_t a = 0; a < 4; a++) {
        cr_str name = cr_str_trim(cr_html_attribute(n, attributes[a]));
        if (name.len == 0)
            continue;
        m->noai = m->noai || reserves(name, content);
        if (cr_str_is_nocase(name, "og:url"))
            cr_metadata_offer(&m->canonical, content, 2);
        if (cr_str_is_nocase(name, "og:type")) {
            m->type = content;
            m->article_type = m->article_type || cr_str_is_nocase(content, "article");
        }
        if (attributes[a][0] == 'i' && (cr_str_is(name, "name") || cr_str_is(name, "image")))
            continue; /* itemprop says of whom only with its scope */
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (!cr_str_is_nocase(name, names[i].name))
                continue;
            if (names[i].field == PUBLISHED || names[i].field == MODIFIED)
                cr_metadata_offer_date(m, field_of(m, names[i].field), content, names[i].rank);
            else if (names[i].field == AUTHOR)
                cr_metadata_offer_author(m, content, names[i].rank);
            else
                cr_metadata_offer(field_of(m, names[i].field), content, names[i].rank);
        }
    }
}

static bool rel_is(const cr_html_node *n, const char *word) {
    cr_str rest = cr_html_attribute(n, "rel"), part;
    while (cr_str_split(&rest, ' ', &part))
        if (cr_str_is_nocase(part, word))
            return true;
    return false;
}

static bool within(const cr_html_node *n, const char *itemprop) {
    for (n = n->parent; n; n = n->parent)
        if (n->attribute_count && cr_str_is(cr_html_attribute(n, "itemprop"), itemprop))
            return true;
    return false;
}

static void of_microdata(cr_metadata *m, const cr_html_node *n, cr_str prop) {
    cr_str value = cr_html_attribute(n, "content");
    if (cr_str_none(value))
        value = cr_html_attribute(n, "datetime");
    if (cr_str_contains(prop, "datePublished"))
        cr_metadata_offer_date(m, &m->published, cr_str_none(value) ? cr_metadata_text(m, n) : value, CR_RANK_MICRODATA);
    else if (cr_str_contains(prop, "dateModified"))
        cr_metadata_offer_date(m, &m->modified, cr_str_none(value) ? cr_metadata_text(m, n) : value, CR_RANK_MICRODATA);
    else if (cr_str_is(prop, "headline") && !cr_html_is(n, "meta"))
        cr_metadata_offer(&m->title, cr_metadata_text(m, n), CR_RANK_MICRODATA);
    else if (cr_str_is(prop, "articleSection"))
        cr_metadata_offer(&m->section, cr_str_none(value) ? cr_metadata_text(m, n) : value, CR_RANK_MICRODATA);
    else if (cr_str_is(prop, "author") || (cr_str_is(prop, "name") && within(n, "author"))) {
        cr_str text = cr_str_none(value) ? cr_metadata_text(m, n) : value;
        if (text.len < 80)
            cr_metadata_offer_author(m, text, cr_str_is(prop, "name") ? CR_RANK_MICRODATA : CR_RANK_MICRODATA + 1);
    }
}

void cr_metadata_from_tags(cr_metadata *m, const cr_view *v) {
    for (const cr_html_node *n = v->document->root; n; n = cr_html_next(n, v->document->root)) {
        if (n->type != CR_HTML_ELEMENT)
            continue;
        cr_str prop = n->attribute_count ? cr_html_attribute(n, "itemprop") : CR_STR_NONE;
        if (cr_html_is(n, "html") || (cr_html_is(n, "body") && m->language.rank == 0))
            cr_metadata_offer(&m->language, cr_html_attribute(n, "lang").len ? cr_html_attribute(n, "lang") : cr_html_attribute(n, "xml:lang"), 1);
        else if (cr_html_is(n, "title") && cr_str_none(m->document_title))
            m->document_title = cr_metadata_text(m, n);
        else if (cr_html_is(n, "meta"))
            of_meta(m, n);
        else if (cr_html_is(n, "link") && rel_is(n, "canonical"))
            cr_metadata_offer(&m->canonical, cr_html_attribute(n, "href"), 1);
        if (prop.len && cr_metadata_may_look(m))
            of_microdata(m, n, prop);
        if (cr_html_is(n, "a") && rel_is(n, "author") && cr_metadata_may_look(m)) {
            cr_str name = cr_metadata_text(m, n);
            if (name.len < 60)
                cr_metadata_offer_author(m, name, CR_RANK_TIME);
        }
    }
}
