/* Addresses of a feed: links, enclosures, guids, licences. */
#include "feed/build.h"
#include "feed/sanitise.h"

cr_str cr_feed_address_attribute(cr_feed_builder *b, const cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    static const char *const names[] = {"url", "uri", "href"};
    for (size_t i = 0; i < 3; i++) {
        cr_str value = cr_feed_attr(a, n, names[i]);
        if (!cr_str_none(value))
            return cr_feed_mend(b, cr_feed_address(b->arena, f->base, value));
    }
    return CR_STR_NONE;
}

static cr_feed_node *push_link(cr_feed_builder *b, cr_feed_node *context, cr_feed_node *link) {
    cr_feed_node *links = cr_feed_member(b->arena, context, CR_STR("links"), CR_FEED_ARRAY);
    cr_feed_node *l = links && links->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, links, CR_FEED_OBJECT) : NULL;
    cr_feed_copy_members(b->arena, l, link);
    return l;
}

static void push_enclosure(cr_feed_builder *b, cr_feed_node *context, const cr_feed_node *link) {
    cr_feed_node *list = cr_feed_member(b->arena, context, CR_STR("enclosures"), CR_FEED_ARRAY);
    cr_feed_node *e = list && list->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
    static const char *const names[] = {"href", "type", "length"};
    for (size_t i = 0; i < 3; i++)
        cr_feed_set(b->arena, e, names[i], cr_feed_text(link, names[i]));
}

void cr_feed_link_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *link = cr_feed_object_of(b, a, n);
    cr_str rel = cr_feed_text(link, "rel");
    if (!rel.len)
        cr_feed_set(b->arena, link, "rel", rel = CR_STR("alternate"));
    cr_str type = cr_feed_text(link, "type");
    if (!type.len)
        cr_feed_set(b->arena, link, "type",
                    type = cr_str_is(rel, "self") ? CR_STR("application/atom+xml") : CR_STR("text/html"));
    cr_str href = cr_feed_address_attribute(b, f, a, n);
    f->object = link;
    if (cr_str_none(href))
        return; /* the address is the text: cr_feed_rule_end */
    f->collects = false;
    cr_feed_set(b->arena, link, "href", href);
    push_link(b, f->outer, link);
    if (cr_str_is(rel, "enclosure"))
        push_enclosure(b, f->outer, link);
    if (cr_str_is(rel, "alternate") && cr_feed_is_html_type(cr_feed_media_type(b, type)) && href.len)
        cr_feed_set(b->arena, f->outer, "link", href);
    else if (cr_str_is(rel, "license"))
        cr_feed_set(b->arena, f->outer, "license", href);
}

void cr_feed_link_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str href = f->collects ? cr_feed_mend(b, cr_feed_address(b->arena, f->base, raw)) : CR_STR("");
    if (!href.len || !f->object)
        return;
    cr_feed_set(b->arena, f->object, "href", href);
    if (f->outer == b->feed || cr_feed_is_entry(b, f->outer))
        push_link(b, f->outer, f->object);
    if (cr_str_is(cr_feed_text(f->object, "rel"), "alternate"))
        cr_feed_set(b->arena, f->outer, "link", href);
}

void cr_feed_enclosure_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *link = cr_feed_object_of(b, a, n), *url = cr_feed_get(link, "url");
    cr_str href = cr_feed_address_attribute(b, f, a, n);
    f->collects = false;
    if (url && !cr_feed_get(link, "href"))
        url->name = CR_STR("href");
    if (!cr_str_none(href))
        cr_feed_set(b->arena, link, "href", href);
    cr_feed_set(b->arena, link, "rel", CR_STR("enclosure"));
    push_link(b, f->outer, link);
    push_enclosure(b, f->outer, link);
}

void cr_feed_license(cr_feed_builder *b, cr_feed_frame *f, cr_str value) {
    value = cr_feed_mend(b, cr_feed_address(b->arena, f->base, value));
    if (!value.len)
        return;
    cr_feed_set(b->arena, f->outer, "license", value);
    cr_feed_node *link = cr_feed_object_of(b, NULL, 0);
    cr_feed_set(b->arena, link, "rel", CR_STR("license"));
    cr_feed_set(b->arena, link, "href", value);
    push_link(b, f->outer, link);
}

void cr_feed_guid_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str id = cr_feed_mend(b, raw);
    if (f->permalink && id.len)
        id = cr_feed_mend(b, cr_feed_address(b->arena, f->base, id));
    cr_feed_store(b, f->outer, "id", id, (unsigned)b->depth, false);
    cr_feed_set_bool(b->arena, f->outer, "guidislink", f->permalink && !cr_feed_get(f->outer, "link"));
    if (f->permalink && id.len)
        cr_feed_set_default(b->arena, f->outer, "link", id);
}
