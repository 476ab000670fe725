/* schema.org in JSON-LD: {"@type": "NewsArticle", "datePublished": "…", "author": [{"name": "…"}]}, alone, in a list or in "@graph". */
#include <jansson.h>

#include "base/buf.h"
#include "page/metadata.h"

enum { OBJECTS = 400, SCRIPT_BYTES = 4 << 20, DEPTH = 6 };

static cr_str text_of(const json_t *j) {
    return json_is_string(j) ? (cr_str){json_string_value(j), json_string_length(j)} : CR_STR_NONE;
}

static bool type_is(const json_t *o, const char *const *names) {
    const json_t *type = json_object_get(o, "@type");
    size_t n = json_is_array(type) ? json_array_size(type) : 1;
    for (size_t i = 0; i < n && i < 8; i++) {
        cr_str t = text_of(json_is_array(type) ? json_array_get(type, i) : type);
        for (size_t k = 0; t.len && names[k]; k++)
            if (cr_str_ends(t, names[k]))
                return true;
    }
    return false;
}

static const char *const article_types[] = {"Article", "BlogPosting", "Posting", "Report", "Recipe", "Review", "LiveBlogPosting", "Reportage", NULL};
static const char *const page_types[] = {"WebPage", "ItemPage", "AboutPage", "VideoObject", "PodcastEpisode", "Event", "Product", NULL};
static const char *const index_types[] = {"CollectionPage", "SearchResultsPage", "ItemList", NULL};

/* A name, an object with a name, or a list of either. */
static void offer_people(cr_metadata *m, const json_t *j, int rank) {
    size_t n = json_is_array(j) ? json_array_size(j) : 1;
    for (size_t i = 0; i < n && i < 30; i++) {
        const json_t *one = json_is_array(j) ? json_array_get(j, i) : j;
        const json_t *name = json_is_object(one) ? json_object_get(one, "name") : one;
        if (json_is_array(name))
            name = json_array_get(name, 0);
        cr_str s = text_of(name);
        if (s.len)
            cr_metadata_offer_author(m, cr_html_unescape(m->arena, cr_str_copy(m->arena, s)), rank);
    }
}

static cr_str name_or_text(const json_t *j) {
    if (json_is_array(j))
        j = json_array_get(j, 0);
    if (json_is_object(j)) {
        const json_t *name = json_object_get(j, "name");
        j = name ? name : json_object_get(j, "url");
    }
    return text_of(j);
}

static void offer(cr_metadata *m, cr_field *field, cr_str s, int rank) {
    if (s.len && s.len <= 4000)
        cr_metadata_offer(field, cr_html_unescape(m->arena, cr_str_copy(m->arena, s)), rank);
}

static void of_article(cr_metadata *m, const json_t *o, int rank) {
    cr_str headline = text_of(json_object_get(o, "headline"));
    offer(m, &m->title, headline.len ? headline : text_of(json_object_get(o, "name")), rank + 1); /* og:title is as good, and shorter */
    cr_metadata_offer_date(m, &m->published, text_of(json_object_get(o, "datePublished")), rank);
    cr_metadata_offer_date(m, &m->published, text_of(json_object_get(o, "dateCreated")), rank + 2);
    cr_metadata_offer_date(m, &m->published, text_of(json_object_get(o, "uploadDate")), rank + 2);
    cr_metadata_offer_date(m, &m->modified, text_of(json_object_get(o, "dateModified")), rank);
    offer_people(m, json_object_get(o, "author"), rank);
    offer(m, &m->section, name_or_text(json_object_get(o, "articleSection")), rank);
    offer(m, &m->description, text_of(json_object_get(o, "description")), rank + 2);
    const json_t *image = json_object_get(o, "image");
    if (json_is_array(image))
        image = json_array_get(image, 0);
    offer(m, &m->image, json_is_object(image) ? text_of(json_object_get(image, "url")) : text_of(image), rank + 2);
    offer(m, &m->site, name_or_text(json_object_get(o, "publisher")), rank + 2);
    offer(m, &m->language, text_of(json_object_get(o, "inLanguage")), rank + 2);
    cr_str body = text_of(json_object_get(o, "articleBody"));
    if (body.len > m->body.len)
        m->body = cr_str_copy(m->arena, body);
    const json_t *free_of_charge = json_object_get(o, "isAccessibleForFree");
    if (json_is_false(free_of_charge) || cr_str_is_nocase(text_of(free_of_charge), "false"))
        m->not_free = true;
}

static void of_object(cr_metadata *m, const json_t *o) {
    if (type_is(o, article_types)) {
        m->article_type = true;
        of_article(m, o, CR_RANK_JSON_LD);
    } else if (type_is(o, page_types))
        of_article(m, o, CR_RANK_JSON_LD + 3);
    else if (type_is(o, index_types))
        m->index_type = true;
}

/* Breadth first, so that nesting costs a queue and no stack. */
static void walk(cr_metadata *m, const json_t *root) {
    const json_t *queue[OBJECTS];
    size_t n = 0;
    queue[n++] = root;
    for (size_t i = 0; i < n; i++) {
        const json_t *j = queue[i];
        if (json_is_array(j)) {
            for (size_t k = 0; k < json_array_size(j) && n < OBJECTS; k++)
                queue[n++] = json_array_get(j, k);
            continue;
        }
        if (!json_is_object(j))
            continue;
        of_object(m, j);
        static const char *const inside[] = {"@graph", "mainEntity", "mainEntityOfPage", "hasPart"};
        for (size_t k = 0; k < sizeof inside / sizeof *inside && n < OBJECTS; k++) {
            const json_t *child = json_object_get(j, inside[k]);
            if (json_is_object(child) || json_is_array(child))
                queue[n++] = child;
        }
    }
}

/* Pages leave raw line ends in strings, wrap all in a comment or CDATA, and end lists with a comma. */
static cr_str mended(cr_arena *arena, cr_str s) {
    char *out = cr_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        char c = (unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
        if (c == ']' || c == '}') {
            size_t back = n;
            while (back && out[back - 1] == ' ')
                back--;
            if (back && out[back - 1] == ',')
                n = back - 1;
        }
        out[n++] = c;
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

/* What is not JSON even so: "datePublished": "…" is looked for by its letters. */
static void by_letters(cr_metadata *m, cr_str s) {
    static const struct { const char *key; bool modified; } keys[] = {{"\"datePublished\"", false}, {"\"dateModified\"", true}};
    for (size_t i = 0; i < 2; i++) {
        size_t at = cr_str_find(s, cr_str_of(keys[i].key), 0);
        size_t open = at == CR_STR_NPOS ? at : cr_str_find_byte(s, '"', at + strlen(keys[i].key));
        size_t close = open == CR_STR_NPOS ? open : cr_str_find_byte(s, '"', open + 1);
        if (close != CR_STR_NPOS)
            cr_metadata_offer_date(m, keys[i].modified ? &m->modified : &m->published, cr_str_slice(s, open + 1, close), CR_RANK_JSON_LD + 1);
    }
}

static void of_script(cr_metadata *m, cr_str s) {
    if (s.len > SCRIPT_BYTES)
        return;
    s = mended(m->arena, s);
    size_t brace = cr_str_find_byte(s, '{', 0), bracket = cr_str_find_byte(s, '[', 0), start = brace < bracket ? brace : bracket;
    if (start == CR_STR_NPOS)
        return;
    json_error_t error;
    json_t *j = json_loadb(s.ptr + start, s.len - start, JSON_DISABLE_EOF_CHECK, &error);
    if (j)
        walk(m, j);
    else
        by_letters(m, s);
    json_decref(j);
}

void cr_metadata_from_json_ld(cr_metadata *m, const cr_view *v) {
    for (const cr_html_node *n = v->document->root; n; n = cr_html_next(n, v->document->root))
        if (cr_html_is(n, "script") && n->first && cr_str_starts_nocase(cr_str_trim(cr_html_attribute(n, "type")), "application/ld+json"))
            of_script(m, n->first->text);
}
