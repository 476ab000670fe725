/* The vocabulary: one line an element, then what each kind of element does when it starts and ends. */
#include <stdlib.h>

#include "feed/build.h"
#include "feed/feed_date.h"
#include "feed/sanitise.h"
#include "html/html.h"

#define PLAIN "text/plain"
#define HTML "text/html"
#define XHTML "application/xhtml+xml"

/* By key in byte order (checked by a unit test). */
const cr_feed_rule rules[] = {
    {"abstract", CR_FEED_CONSTRUCT, "description", PLAIN},
    {"admin_errorreportsto", CR_FEED_RESOURCE, "errorreportsto"},
    {"admin_generatoragent", CR_FEED_RESOURCE, "generator"},
    {"author", CR_FEED_PERSON, "author"},
    {"body", CR_FEED_CONSTRUCT, "content", XHTML},
    {"category", CR_FEED_CATEGORY, NULL},
    {"cc_license", CR_FEED_LICENSE, "license"},
    {"channel", CR_FEED_CHANNEL, NULL},
    {"cloud", CR_FEED_ATTRIBUTES, "cloud"},
    {"comments", CR_FEED_ADDRESS_OF, "comments"},
    {"content", CR_FEED_CONSTRUCT, "content", PLAIN},
    {"content_encoded", CR_FEED_CONSTRUCT, "content", HTML},
    {"contributor", CR_FEED_PERSON, "contributor"},
    {"copyright", CR_FEED_CONSTRUCT, "rights", PLAIN},
    {"created", CR_FEED_DATE, "created"},
    {"creativecommons_license", CR_FEED_LICENSE, "license"},
    {"dc_author", CR_FEED_PERSON, "author", "text"},
    {"dc_contributor", CR_FEED_PERSON, "contributor", "text"},
    {"dc_creator", CR_FEED_PERSON, "author", "text"},
    {"dc_date", CR_FEED_DATE, "updated"},
    {"dc_description", CR_FEED_CONSTRUCT, "description", HTML},
    {"dc_identifier", CR_FEED_STRING_OF, "dc_identifier"},
    {"dc_language", CR_FEED_STRING_OF, "language"},
    {"dc_publisher", CR_FEED_PERSON, "publisher", "text"},
    {"dc_rights", CR_FEED_CONSTRUCT, "rights", PLAIN},
    {"dc_subject", CR_FEED_CATEGORY, NULL},
    {"dc_title", CR_FEED_CONSTRUCT, "title", PLAIN, true},
    {"dcterms_created", CR_FEED_DATE, "created"},
    {"dcterms_issued", CR_FEED_DATE, "published"},
    {"dcterms_modified", CR_FEED_DATE, "updated"},
    {"dcterms_valid", CR_FEED_VALID, NULL},
    {"description", CR_FEED_CONSTRUCT, "description", HTML},
    {"docs", CR_FEED_ADDRESS_OF, "docs"},
    {"email", CR_FEED_PERSON_EMAIL, "email"},
    {"enclosure", CR_FEED_ENCLOSURE, NULL},
    {"entry", CR_FEED_ITEM, NULL},
    {"expirationdate", CR_FEED_DATE, "expired"},
    {"feed", CR_FEED_ATOM, NULL},
    {"feedburner_browserfriendly", CR_FEED_CONSTRUCT, "info", PLAIN},
    {"fullitem", CR_FEED_CONSTRUCT, "content", HTML},
    {"generator", CR_FEED_GENERATOR, "generator"},
    {"geo_lat", CR_FEED_GEO_TEXT, "lat"},
    {"geo_long", CR_FEED_GEO_TEXT, "long"},
    {"geo_point", CR_FEED_PASS, NULL},
    {"georss_box", CR_FEED_GEO_TEXT, "Box"},
    {"georss_line", CR_FEED_GEO_TEXT, "LineString"},
    {"georss_point", CR_FEED_GEO_TEXT, "Point"},
    {"georss_polygon", CR_FEED_GEO_TEXT, "Polygon"},
    {"georss_where", CR_FEED_PASS, NULL},
    {"gml_exterior", CR_FEED_PASS, NULL},
    {"gml_linearring", CR_FEED_PASS, NULL},
    {"gml_linestring", CR_FEED_GEO_SHAPE, "LineString"},
    {"gml_point", CR_FEED_GEO_SHAPE, "Point"},
    {"gml_polygon", CR_FEED_GEO_SHAPE, "Polygon"},
    {"gml_pos", CR_FEED_GEO_COORDINATE, NULL},
    {"gml_poslist", CR_FEED_GEO_COORDINATE, NULL},
    {"guid", CR_FEED_GUID, "id"},
    {"height", CR_FEED_SIZE, "height"},
    {"homepage", CR_FEED_PERSON_ADDRESS, "href"},
    {"href", CR_FEED_PERSON_ADDRESS, "href"},
    {"icon", CR_FEED_ADDRESS_OF, "icon"},
    {"id", CR_FEED_STRING_OF, "id"},
    {"image", CR_FEED_IMAGE, "image"},
    {"info", CR_FEED_CONSTRUCT, "info", PLAIN},
    {"issued", CR_FEED_DATE, "published"},
    {"item", CR_FEED_ITEM, NULL},
    {"items", CR_FEED_PASS, NULL},
    {"itunes_author", CR_FEED_PERSON, "author", "text", true},
    {"itunes_block", CR_FEED_YES, "itunes_block"},
    {"itunes_category", CR_FEED_CATEGORY, NULL, "http://www.itunes.com/"},
    {"itunes_email", CR_FEED_PERSON_EMAIL, "email"},
    {"itunes_explicit", CR_FEED_YES, "itunes_explicit"},
    {"itunes_image", CR_FEED_ITUNES_IMAGE, "image"},
    {"itunes_keywords", CR_FEED_KEYWORDS, NULL, "http://www.itunes.com/"},
    {"itunes_link", CR_FEED_ITUNES_IMAGE, "image"},
    {"itunes_name", CR_FEED_PERSON_NAME, "name"},
    {"itunes_owner", CR_FEED_PERSON, "publisher"},
    {"itunes_subtitle", CR_FEED_CONSTRUCT, "subtitle", PLAIN, true},
    {"itunes_summary", CR_FEED_CONSTRUCT, "summary", PLAIN, true},
    {"keywords", CR_FEED_KEYWORDS, NULL},
    {"language", CR_FEED_STRING_OF, "language"},
    {"lastbuilddate", CR_FEED_DATE, "updated"},
    {"link", CR_FEED_LINK, "link"},
    {"logo", CR_FEED_ADDRESS_OF, "logo"},
    {"managingeditor", CR_FEED_PERSON, "author"},
    {"media_category", CR_FEED_CATEGORY, NULL, "http://search.yahoo.com/mrss/category_schema"},
    {"media_content", CR_FEED_MEDIA_LIST, "media_content", "value"},
    {"media_credit", CR_FEED_MEDIA_LIST, "media_credit", "content"},
    {"media_description", CR_FEED_CONSTRUCT, "description", HTML, true},
    {"media_group", CR_FEED_PASS, NULL},
    {"media_keywords", CR_FEED_KEYWORDS, NULL},
    {"media_license", CR_FEED_MEDIA_ONE, "media_license", "content"},
    {"media_player", CR_FEED_MEDIA_ONE, "media_player", "content"},
    {"media_rating", CR_FEED_MEDIA_ONE, "media_rating", "content"},
    {"media_restriction", CR_FEED_MEDIA_ONE, "media_restriction", "content"},
    {"media_thumbnail", CR_FEED_MEDIA_LIST, "media_thumbnail", "url"},
    {"media_title", CR_FEED_CONSTRUCT, "title", PLAIN, true},
    {"modified", CR_FEED_DATE, "updated"},
    {"name", CR_FEED_PERSON_NAME, "name"},
    {"psc_chapter", CR_FEED_CHAPTER, NULL},
    {"psc_chapters", CR_FEED_CHAPTERS, NULL},
    {"pubdate", CR_FEED_DATE, "published"},
    {"published", CR_FEED_DATE, "published"},
    {"rdf_li", CR_FEED_PASS, NULL},
    {"rdf_rdf", CR_FEED_RDF, NULL},
    {"rdf_seq", CR_FEED_PASS, NULL},
    {"rights", CR_FEED_CONSTRUCT, "rights", PLAIN},
    {"rss", CR_FEED_RSS, NULL},
    {"source", CR_FEED_SOURCE, "source"},
    {"subtitle", CR_FEED_CONSTRUCT, "subtitle", PLAIN},
    {"summary", CR_FEED_CONSTRUCT, "summary", PLAIN},
    {"tagline", CR_FEED_CONSTRUCT, "subtitle", PLAIN},
    {"textinput", CR_FEED_INPUT, "textinput"},
    {"title", CR_FEED_CONSTRUCT, "title", PLAIN},
    {"updated", CR_FEED_DATE, "updated"},
    {"uri", CR_FEED_PERSON_ADDRESS, "href"},
    {"url", CR_FEED_PERSON_ADDRESS, "href"},
    {"webmaster", CR_FEED_PERSON, "publisher", "text"},
    {"wfw_comment", CR_FEED_ADDRESS_OF, "wfw_comment"},
    {"wfw_commentrss", CR_FEED_ADDRESS_OF, "wfw_commentrss"},
    {"width", CR_FEED_SIZE, "width"},
    {"xhtml_body", CR_FEED_CONSTRUCT, "content", XHTML}};
/* clang-format on */

static int by_key(const void *key, const void *rule) { return strcmp(key, ((const cr_feed_rule *)rule)->key); }

const cr_feed_rule *cr_feed_rule_of(cr_str key) {
    return bsearch(key.ptr, rules, sizeof rules / sizeof *rules, sizeof *rules, by_key);
}

const cr_feed_rule *cr_feed_rule_at(size_t index) {
    return index < sizeof rules / sizeof *rules ? &rules[index] : NULL;
}

/* ---- small parts ---- */

/* "text" and "html" and the like as media types, lower case. */
cr_str cr_feed_media_type(cr_feed_builder *b, cr_str type) {
    type = cr_feed_mend(b, cr_str_lower_ascii(b->arena, type));
    if (cr_str_is(type, "text") || cr_str_is(type, "plain"))
        return CR_STR(PLAIN);
    if (cr_str_is(type, "html"))
        return CR_STR(HTML);
    return cr_str_is(type, "xhtml") ? CR_STR(XHTML) : type;
}

bool cr_feed_is_html_type(cr_str type) { return cr_str_is(type, HTML) || cr_str_is(type, XHTML); }

void cr_feed_set_date(cr_feed_builder *b, cr_feed_node *context, const char *name, cr_str raw) {
    raw = cr_feed_mend(b, raw);
    if (!raw.len)
        return;
    cr_str date = cr_feed_date(b->arena, raw);
    cr_feed_set(b->arena, context, name, date);
    cr_str raw_name = cr_str_format(b->arena, "%s_raw", name);
    if (!cr_str_none(raw_name))
        cr_feed_set(b->arena, context, raw_name.ptr, raw);
}

#define TAGS 500 /* of one entry; more say nothing */
void cr_feed_add_tag(cr_feed_builder *b, cr_feed_node *context, cr_str term, cr_str scheme, cr_str label) {
    cr_feed_node *tags = cr_feed_member(b->arena, context, CR_STR("tags"), CR_FEED_ARRAY);
    if (!tags || tags->count >= TAGS || (!term.len && !scheme.len && !label.len))
        return;
    for (const cr_feed_node *t = tags->first; t; t = t->next)
        if (cr_str_eq(cr_feed_text(t, "term"), term) && cr_str_eq(cr_feed_text(t, "scheme"), scheme) &&
            cr_str_eq(cr_feed_text(t, "label"), label))
            return;
    cr_feed_node *tag = cr_feed_push(b->arena, tags, CR_FEED_OBJECT);
    cr_feed_set(b->arena, tag, "term", term);
    cr_feed_set(b->arena, tag, "scheme", scheme);
    cr_feed_set(b->arena, tag, "label", label);
}

static void split_tags(cr_feed_builder *b, cr_feed_node *context, cr_str text, cr_str scheme) {
    cr_str rest = cr_feed_mend(b, text), part;
    while (cr_str_split(&rest, ',', &part))
        if (cr_str_trim(part).len)
            cr_feed_add_tag(b, context, cr_str_trim(part), scheme, CR_STR_NONE);
}

/* ---- starts ---- */

static void start_version(cr_feed_builder *b, const cr_feed_attribute *a, size_t n, bool atom) {
    cr_str v = cr_str_trim(cr_feed_attr(a, n, "version"));
    if (atom && b->name_version && !b->version)
        b->version = b->name_version;
    if (b->version && (atom || cr_str_starts(cr_str_of(b->version), "rss")))
        return;
    static const char *const map[][2] = {{"0.91", "rss091u"}, {"0.92", "rss092"}, {"0.93", "rss093"},
                                         {"0.94", "rss094"},  {"0.1", "atom01"},  {"0.2", "atom02"},
                                         {"0.3", "atom03"}};
    b->version = atom ? "atom" : cr_str_starts(v, "2.") ? "rss20" : "rss";
    for (size_t i = atom ? 4 : 0; i < (atom ? 7 : 4); i++)
        if (cr_str_is(v, map[i][0]))
            b->version = map[i][1];
}

static void root_language(cr_feed_builder *b, const cr_feed_frame *f) {
    if (f->language.len)
        cr_feed_set_default(b->arena, b->feed, "language", f->language);
}

/* Channel Definition Format writes dates and addresses as attributes of its channel and items. */
static void cdf(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_str modified = cr_feed_attr(a, n, "lastmod"), href = cr_feed_attr(a, n, "href");
    if (!cr_str_none(modified))
        cr_feed_set_date(b, f->context, "updated", modified);
    if (!cr_str_none(href)) {
        if (!b->version)
            b->version = "cdf";
        cr_str url = cr_feed_mend(b, cr_feed_address(b->arena, f->base, href));
        cr_feed_set(b->arena, f->context, "link", url);
        cr_feed_node *link = cr_feed_push(
            b->arena, cr_feed_member(b->arena, f->context, CR_STR("links"), CR_FEED_ARRAY), CR_FEED_OBJECT);
        cr_feed_set(b->arena, link, "href", url);
        cr_feed_set(b->arena, link, "rel", CR_STR("alternate"));
        cr_feed_set(b->arena, link, "type", CR_STR(HTML));
    }
}

static void start_item(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *entry = cr_feed_new_entry(b);
    f->collects = false;
    if (!entry)
        return;
    f->context = entry;
    f->person = NULL;
    b->entry_frame = b->depth;
    b->has_content = false;
    b->geometry = NULL;
    for (size_t i = 0; i < n; i++)
        if (cr_str_ends(a[i].name, ":about") && a[i].value.len)
            cr_feed_set(b->arena, entry, "id", cr_feed_mend(b, a[i].value));
    cdf(b, f, a, n);
}

static void start_category(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_str term = cr_feed_attr(a, n, "term"), scheme = cr_feed_attr(a, n, "scheme"),
           label = cr_feed_attr(a, n, "label");
    if (cr_str_none(term))
        term = cr_feed_attr(a, n, "text"); /* itunes:category */
    if (cr_str_none(scheme))
        scheme = cr_feed_attr(a, n, "domain");
    if (cr_str_none(scheme) && f->rule->detail)
        scheme = cr_str_of(f->rule->detail);
    f->object = CR_NEW(b->arena, cr_feed_node);
    if (!f->object)
        return;
    f->object->kind = CR_FEED_OBJECT;
    if (term.len)
        cr_feed_set(b->arena, f->object, "term", cr_feed_mend(b, term));
    if (scheme.len)
        cr_feed_set(b->arena, f->object, "scheme", cr_feed_mend(b, scheme));
    if (label.len)
        cr_feed_set(b->arena, f->object, "label", cr_feed_mend(b, label));
    if (term.len) { /* before those inside it */
        cr_feed_add_tag(b, f->outer, cr_feed_text(f->object, "term"), cr_feed_text(f->object, "scheme"),
                        cr_feed_text(f->object, "label"));
        f->object = NULL;
    }
}

static void start_object(cr_feed_builder *b, cr_feed_frame *f, const char *name) {
    cr_feed_node *o = cr_feed_member(b->arena, f->outer, cr_str_of(name), CR_FEED_OBJECT);
    if (!o) { /* the object is full: what comes goes nowhere */
        o = CR_NEW(b->arena, cr_feed_node);
        if (o)
            o->kind = CR_FEED_OBJECT;
    }
    f->context = o ? o : f->outer;
    f->person = NULL;
}

static void start_generator(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *detail = cr_feed_member(b->arena, f->outer, CR_STR("generator_detail"), CR_FEED_OBJECT);
    cr_str href = cr_feed_address_attribute(b, f, a, n), version = cr_feed_attr(a, n, "version");
    cr_feed_set(b->arena, detail, "href", href);
    if (version.len)
        cr_feed_set(b->arena, detail, "version", cr_feed_mend(b, version));
}

static void start_resource(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_str value = cr_feed_attr(a, n, "resource");
    if (cr_str_none(value))
        return;
    value = cr_feed_mend(b, cr_feed_address(b->arena, f->base, value));
    cr_feed_set(b->arena, f->outer, f->rule->name, value);
    if (cr_str_is(cr_str_of(f->rule->name), "generator"))
        cr_feed_set(b->arena, cr_feed_member(b->arena, f->outer, CR_STR("generator_detail"), CR_FEED_OBJECT), "href",
                    value);
}

static void set_image(cr_feed_builder *b, cr_feed_frame *f, cr_str href) {
    cr_feed_node *image = cr_feed_member(b->arena, f->outer, CR_STR("image"), CR_FEED_OBJECT);
    if (href.len && image)
        cr_feed_set_default(b->arena, image, "href", href);
}

static void start_unknown(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *o = n ? cr_feed_object_of(b, a, n) : NULL;
    f->object = o && o->count ? o : NULL;
}

void cr_feed_rule_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    switch (f->rule ? f->rule->action : CR_FEED_UNKNOWN) {
    case CR_FEED_UNKNOWN:
        start_unknown(b, f, a, n);
        break;
    case CR_FEED_PASS:
        f->collects = false;
        break;
    case CR_FEED_RSS:
        start_version(b, a, n, false);
        root_language(b, f);
        f->collects = false;
        break;
    case CR_FEED_ATOM:
        start_version(b, a, n, true);
        root_language(b, f);
        f->collects = false;
        break;
    case CR_FEED_RDF:
        b->version = b->version ? b->version : b->name_version;
        root_language(b, f);
        f->collects = false;
        break;
    case CR_FEED_CHANNEL:
        if (!b->version) /* RSS 0.90 and 1.0 are told by their namespace alone */
            b->version = b->name_version;
        cdf(b, f, a, n);
        f->collects = false;
        break;
    case CR_FEED_ITEM:
        start_item(b, f, a, n);
        break;
    case CR_FEED_CONSTRUCT:
        cr_feed_construct_start(b, f, a, n);
        break;
    case CR_FEED_PERSON:
        f->person = cr_feed_object_of(b, NULL, 0);
        f->object = f->person;
        break;
    case CR_FEED_LINK:
        cr_feed_link_start(b, f, a, n);
        break;
    case CR_FEED_GUID: {
        cr_str permalink = cr_feed_attr(a, n, "ispermalink");
        f->permalink = cr_str_none(permalink) || cr_str_is_nocase(cr_str_trim(permalink), "true");
        break;
    }
    case CR_FEED_IMAGE:
    case CR_FEED_INPUT:
        start_object(b, f, f->rule->name);
        f->collects = false;
        break;
    case CR_FEED_CATEGORY:
        start_category(b, f, a, n);
        break;
    case CR_FEED_ATTRIBUTES:
        cr_feed_copy_members(b->arena, cr_feed_member(b->arena, f->outer, cr_str_of(f->rule->name), CR_FEED_OBJECT),
                             cr_feed_object_of(b, a, n));
        f->collects = false;
        break;
    case CR_FEED_ENCLOSURE:
        cr_feed_enclosure_start(b, f, a, n);
        break;
    case CR_FEED_SOURCE:
        start_object(b, f, "source");
        cr_feed_set(b->arena, f->context, "href", cr_feed_address_attribute(b, f, a, n));
        break;
    case CR_FEED_GENERATOR:
        start_generator(b, f, a, n);
        break;
    case CR_FEED_RESOURCE:
        start_resource(b, f, a, n);
        f->collects = false;
        break;
    case CR_FEED_LICENSE:
        cr_feed_license(b, f, cr_feed_attr(a, n, "resource"));
        break;
    case CR_FEED_ITUNES_IMAGE:
        set_image(b, f, cr_feed_address_attribute(b, f, a, n));
        break;
    case CR_FEED_MEDIA_LIST:
    case CR_FEED_MEDIA_ONE:
        cr_feed_media_start(b, f, a, n);
        break;
    case CR_FEED_GEO_TEXT:
    case CR_FEED_GEO_SHAPE:
    case CR_FEED_GEO_COORDINATE:
        cr_feed_geo_start(b, f, a, n);
        break;
    case CR_FEED_CHAPTERS:
        cr_feed_chapters_start(b, f, a, n);
        break;
    case CR_FEED_CHAPTER:
        cr_feed_chapter_start(b, f, a, n);
        f->collects = false;
        break;
    default:
        break;
    }
}

/* ---- ends ---- */

static void end_category(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    if (!f->object)
        return;
    cr_str term = cr_feed_mend(b, raw);
    cr_feed_add_tag(b, f->outer, term.len ? term : CR_STR_NONE, cr_feed_text(f->object, "scheme"),
                    cr_feed_text(f->object, "label"));
}

static void end_unknown(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str value = cr_feed_mend(b, raw);
    if (!f->object && !value.len)
        return;
    cr_str key = cr_str_copy_z(b->arena, f->key);
    if (cr_str_none(key) || !key.len)
        return;
    if (!f->object) {
        cr_feed_store(b, f->outer, key.ptr, value, (unsigned)b->depth, false);
        return;
    }
    cr_feed_node *o = cr_feed_member(b->arena, f->outer, key, CR_FEED_OBJECT);
    cr_feed_copy_members(b->arena, o, f->object);
    if (value.len)
        cr_feed_set(b->arena, o, "value", value);
}

static void end_valid(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) { /* "start=2003-12-31;end=2004-01-31" */
    cr_str rest = cr_feed_mend(b, raw), part;
    cr_feed_set(b->arena, f->outer, "validity", rest);
    while (cr_str_split(&rest, ';', &part)) {
        size_t equals = cr_str_find_byte(part, '=', 0);
        if (equals == CR_STR_NPOS)
            continue;
        cr_str name = cr_str_trim(cr_str_slice(part, 0, equals)), value = cr_str_slice(part, equals + 1, part.len);
        if (cr_str_is(name, "start"))
            cr_feed_set_date(b, f->outer, "validity_start", value);
        else if (cr_str_is(name, "end"))
            cr_feed_set_date(b, f->outer, "validity_end", value);
    }
}

static void end_yes(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    /* Byte by byte, as Apple's directory reads them: any other value of block has no effect, of explicit no meaning. */
    bool block = cr_str_is(cr_str_of(f->rule->name), "itunes_block"),
         yes = cr_str_is(raw, "yes") || cr_str_is(raw, "Yes");
    if (!block)
        yes |= cr_str_is(raw, "true") || cr_str_is(raw, "explicit");
    if (block || yes || cr_str_is(raw, "clean") || cr_str_is(raw, "false"))
        cr_feed_set_bool(b->arena, f->outer, f->rule->name, yes);
}

static void end_size(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str v = cr_str_trim(raw);
    double n = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] < '0' || v.ptr[i] > '9' || i > 8)
            return;
        n = n * 10 + (v.ptr[i] - '0');
    }
    if (v.len)
        cr_feed_set_number(b->arena, f->outer, f->rule->name, n);
}

static void end_simple(cr_feed_builder *b, cr_feed_frame *f, cr_str raw, bool address) {
    cr_str value = address ? cr_feed_address(b->arena, f->base, raw) : raw;
    value = cr_feed_mend(b, value);
    if (!value.len)
        return;
    if (f->person && f->rule->action != CR_FEED_STRING_OF && f->rule->action != CR_FEED_ADDRESS_OF)
        cr_feed_set(b->arena, f->person, f->rule->name, value);
    else
        cr_feed_store(b, f->outer, f->rule->name, value, (unsigned)b->depth, false);
}

void cr_feed_rule_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    switch (f->rule ? f->rule->action : CR_FEED_UNKNOWN) {
    case CR_FEED_UNKNOWN:
        end_unknown(b, f, raw);
        break;
    case CR_FEED_STRING_OF:
    case CR_FEED_PERSON_NAME:
    case CR_FEED_PERSON_EMAIL:
        end_simple(b, f, raw, false);
        break;
    case CR_FEED_ADDRESS_OF:
    case CR_FEED_PERSON_ADDRESS:
        end_simple(b, f, raw, true);
        break;
    case CR_FEED_CONSTRUCT:
        cr_feed_construct_end(b, f, raw);
        break;
    case CR_FEED_DATE:
        cr_feed_set_date(b, f->outer, f->rule->name, raw);
        break;
    case CR_FEED_VALID:
        end_valid(b, f, raw);
        break;
    case CR_FEED_PERSON:
        cr_feed_person_end(b, f, raw);
        break;
    case CR_FEED_LINK:
        cr_feed_link_end(b, f, raw);
        break;
    case CR_FEED_GUID:
        cr_feed_guid_end(b, f, raw);
        break;
    case CR_FEED_SIZE:
        end_size(b, f, raw);
        break;
    case CR_FEED_CATEGORY:
        end_category(b, f, raw);
        break;
    case CR_FEED_KEYWORDS:
        split_tags(b, f->outer, raw, f->rule->detail ? cr_str_of(f->rule->detail) : CR_STR_NONE);
        break;
    case CR_FEED_SOURCE: {
        cr_str title = cr_feed_mend(b, raw);
        if (title.len)
            cr_feed_set_default(b->arena, f->context, "title", title);
        break;
    }
    case CR_FEED_GENERATOR: {
        cr_str name = cr_feed_mend(b, raw);
        cr_feed_set(b->arena, f->outer, "generator", name);
        if (name.len)
            cr_feed_set(b->arena, cr_feed_get(f->outer, "generator_detail"), "name", name);
        break;
    }
    case CR_FEED_LICENSE:
        if (f->outer)
            cr_feed_license(b, f, raw);
        break;
    case CR_FEED_YES:
        end_yes(b, f, raw);
        break;
    case CR_FEED_MEDIA_LIST:
    case CR_FEED_MEDIA_ONE:
        cr_feed_media_end(b, f, raw);
        break;
    case CR_FEED_GEO_TEXT:
    case CR_FEED_GEO_SHAPE:
    case CR_FEED_GEO_COORDINATE:
        cr_feed_geo_end(b, f, raw);
        break;
    default:
        break;
    }
}
