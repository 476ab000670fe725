/* schema.org in JSON-LD: {"@type": "NewsArticle", "datePublished": "…", "author": [{"name": "…"}]}, alone, in a list or in "@graph". */
#include "page/loose.h"
#include "page/metadata.h"

enum { VALUES = 60000, OBJECTS = 400, SCRIPT_BYTES = 4 << 20, PEOPLE = 30 };

typedef struct objects {
    const cr_loose *items[OBJECTS];
    size_t count;
} objects;

/* "NewsArticle", ["Article", "SocialMediaPosting"], "https://schema.org/BlogPosting". */
static bool type_is(const cr_loose *o, const char *const *names) {
    const cr_loose *type = cr_loose_get(o, "@type");
    bool list = type && type->kind == CR_LOOSE_LIST;
    for (const cr_loose *t = list ? type->first : type; t; t = list ? t->next : NULL)
        for (size_t k = 0; t->kind == CR_LOOSE_STRING && names[k]; k++)
            if (cr_str_ends(t->raw, names[k]))
                return true;
    return false;
}

static const char *const article_types[] = {"Article", "BlogPosting", "Posting", "Report", "Recipe", "Review", "Reportage", NULL};
static const char *const page_types[] = {"WebPage", "ItemPage", "AboutPage", "VideoObject", "PodcastEpisode", "Event", "Product", "Blog", "CreativeWork", NULL};
static const char *const index_types[] = {"CollectionPage", "SearchResultsPage", "ItemList", NULL};
static const char *const body_types[] = {"Organization", "NewsMediaOrganization", "Corporation", "WebSite", "Brand", NULL};

static cr_str text_of(cr_metadata *m, const cr_loose *v) {
    if (v && v->kind == CR_LOOSE_LIST)
        v = v->first;
    return cr_loose_text(m->arena, v);
}

/* Of a name, an object with a name or an address, or the first of a list of either. */
static cr_str name_or_text(cr_metadata *m, const cr_loose *v) {
    if (v && v->kind == CR_LOOSE_LIST)
        v = v->first;
    if (v && v->kind == CR_LOOSE_OBJECT) {
        const cr_loose *name = cr_loose_get(v, "name");
        v = name ? name : cr_loose_get(v, "url");
    }
    return text_of(m, v);
}

static const cr_loose *with_id(const objects *all, cr_str id) {
    for (size_t i = 0; id.len && i < all->count; i++) {
        const cr_loose *own = cr_loose_get(all->items[i], "@id");
        if (own && cr_str_eq(own->raw, id) && cr_loose_get(all->items[i], "name"))
            return all->items[i];
    }
    return NULL;
}

static cr_str joined(cr_metadata *m, cr_str list, cr_str name) { return list.len ? cr_str_format(m->arena, "%.*s\n%.*s", CR_FMT(list), CR_FMT(name)) : name; }

/* A name, an object with a name, a reference to one, or a list of these: one claim, so that they stay together. A body counts less:
 * it is mostly the outlet itself, while the page shows who wrote. */
static void claim_people(cr_metadata *m, const objects *all, const cr_loose *v, int weight) {
    bool list = v && v->kind == CR_LOOSE_LIST;
    cr_str people = CR_STR_NONE, bodies = CR_STR_NONE;
    size_t count = 0;
    for (const cr_loose *one = list ? v->first : v; one && count < PEOPLE; one = list ? one->next : NULL, count++) {
        const cr_loose *id = cr_loose_get(one, "@id"), *who = id && !cr_loose_get(one, "name") ? with_id(all, id->raw) : one;
        cr_str name = who && who->kind == CR_LOOSE_OBJECT ? name_or_text(m, cr_loose_get(who, "name")) : text_of(m, who);
        if (name.len == 0 || name.len > 300)
            continue;
        if (type_is(who, body_types))
            bodies = joined(m, bodies, name);
        else
            people = joined(m, people, name);
    }
    cr_metadata_claim_names(m, people, weight, true, CR_NAME_TOLD);
    if (people.len == 0)
        cr_metadata_claim_names(m, bodies, weight - 35, true, CR_NAME_TOLD);
}

static void of_article(cr_metadata *m, const objects *all, const cr_loose *o, int rank, int weight) {
    cr_str headline = text_of(m, cr_loose_get(o, "headline"));
    cr_metadata_claim_title(m, headline.len ? headline : text_of(m, cr_loose_get(o, "name")), rank + 1); /* og:title is as good, and shorter */
    cr_metadata_claim_day(m, text_of(m, cr_loose_get(o, "datePublished")), weight, false, false);
    cr_metadata_claim_day(m, text_of(m, cr_loose_get(o, "dateCreated")), weight - 20, false, false);
    cr_metadata_claim_day(m, text_of(m, cr_loose_get(o, "uploadDate")), weight - 20, false, false);
    cr_metadata_claim_day(m, text_of(m, cr_loose_get(o, "dateModified")), weight, true, false);
    const cr_loose *author = cr_loose_get(o, "author");
    claim_people(m, all, author ? author : cr_loose_get(o, "creator"), weight);
    cr_metadata_offer(&m->section, name_or_text(m, cr_loose_get(o, "articleSection")), rank);
    cr_metadata_offer(&m->description, text_of(m, cr_loose_get(o, "description")), rank + 2);
    const cr_loose *image = cr_loose_get(o, "image");
    if (image && image->kind == CR_LOOSE_LIST)
        image = image->first;
    cr_metadata_offer(&m->image, image && image->kind == CR_LOOSE_OBJECT ? text_of(m, cr_loose_get(image, "url")) : text_of(m, image), rank + 2);
    cr_metadata_offer(&m->site, name_or_text(m, cr_loose_get(o, "publisher")), rank + 2);
    cr_metadata_offer(&m->language, text_of(m, cr_loose_get(o, "inLanguage")), rank + 2);
    cr_str body = text_of(m, cr_loose_get(o, "articleBody"));
    if (body.len > m->body.len)
        m->body = body;
    const cr_loose *free_of_charge = cr_loose_get(o, "isAccessibleForFree");
    if (free_of_charge && cr_str_is_nocase(free_of_charge->raw, "false"))
        m->not_free = true;
}

/* Breadth first, so that nesting costs a queue and no stack. */
static void gather(const cr_loose *root, objects *all) {
    const cr_loose *queue[OBJECTS];
    size_t n = 0;
    queue[n++] = root;
    for (size_t i = 0; i < n; i++) {
        const cr_loose *v = queue[i];
        if (v->kind == CR_LOOSE_LIST) {
            for (const cr_loose *c = v->first; c && n < OBJECTS; c = c->next)
                if (c->kind <= CR_LOOSE_LIST)
                    queue[n++] = c;
            continue;
        }
        if (all->count < OBJECTS)
            all->items[all->count++] = v;
        static const char *const inside[] = {"@graph", "mainEntity", "mainEntityOfPage", "hasPart"};
        for (size_t k = 0; k < sizeof inside / sizeof *inside && n < OBJECTS; k++) {
            const cr_loose *child = cr_loose_get(v, inside[k]);
            if (child && child->kind <= CR_LOOSE_LIST)
                queue[n++] = child;
        }
    }
}

/* Without scheme, "www.", query, fragment and last slash. */
static cr_str bare_address(cr_str s) {
    size_t at = cr_str_find(s, CR_STR("://"), 0);
    s = at == CR_STR_NPOS ? s : cr_str_slice(s, at + 3, s.len);
    if (cr_str_starts(s, "www."))
        s = cr_str_slice(s, 4, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '?' || s.ptr[i] == '#')
            s.len = i;
    while (s.len && s.ptr[s.len - 1] == '/')
        s.len--;
    return s;
}

static bool own_address(const cr_metadata *m, cr_str s) {
    s = bare_address(s);
    return s.len && (cr_str_eq(s, bare_address(m->canonical.value)) || cr_str_eq(s, bare_address(m->url)));
}

/* How much says that the object is the page's own article, where there are several. */
static int belongs(cr_metadata *m, const cr_loose *o) {
    const cr_loose *page = cr_loose_get(o, "mainEntityOfPage"), *id = page && page->kind == CR_LOOSE_OBJECT ? cr_loose_get(page, "@id") : page;
    int points = 0;
    if (own_address(m, text_of(m, cr_loose_get(o, "url"))) || own_address(m, text_of(m, id)))
        points += 4;
    cr_str headline = cr_words_key(m->arena, text_of(m, cr_loose_get(o, "headline"))), title = cr_words_key(m->arena, m->document_title);
    if (headline.len && (cr_str_find(title, headline, 0) != CR_STR_NPOS || cr_str_eq(headline, cr_words_key(m->arena, m->open_title))))
        points += 3;
    points += cr_loose_get(o, "datePublished") != NULL;
    points += cr_loose_get(o, "author") != NULL;
    return points;
}

static void decide(cr_metadata *m, const objects *all) {
    const cr_loose *best = NULL;
    int most = -1;
    for (size_t i = 0; i < all->count; i++) {
        if (!type_is(all->items[i], article_types)) {
            m->index_type = m->index_type || (type_is(all->items[i], index_types) && !type_is(all->items[i], page_types));
            continue;
        }
        m->article_type = true;
        int points = belongs(m, all->items[i]);
        if (points > most) {
            most = points;
            best = all->items[i];
        }
    }
    if (best)
        of_article(m, all, best, 1, 100);
    for (size_t i = 0; i < all->count; i++)
        if (type_is(all->items[i], page_types) && !type_is(all->items[i], article_types))
            of_article(m, all, all->items[i], 4, 70);
}

void cr_metadata_from_json_ld(cr_metadata *m) {
    objects *all = m->linked_count ? CR_NEW(m->arena, objects) : NULL;
    if (!all)
        return;
    all->count = 0;
    size_t values = VALUES;
    for (size_t i = 0; i < m->linked_count; i++) {
        cr_str s = m->linked[i]->text;
        const cr_loose *root = s.len <= SCRIPT_BYTES ? cr_loose_read(m->arena, s, &values) : NULL;
        if (root)
            gather(root, all);
    }
    decide(m, all);
}
