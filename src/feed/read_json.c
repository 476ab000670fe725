/* JSON Feed 1.0 and 1.1 (jsonfeed.org), and JSON that is nearly one. */
#include <jansson.h>

#include "feed/build.h"
#include "feed/feed_date.h"
#include "feed/sanitise.h"

/* Where a text that was cut can be closed again: after its last whole object or array. */
typedef struct shape {
    size_t end, depth, deepest;
    char open[128];
    bool unclosed;
} shape;

static shape shape_of(cr_str s, size_t most) {
    shape r = {0};
    char stack[128];
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"')
            quoted = true;
        else if (c == '{' || c == '[') {
            if (depth >= most || depth >= sizeof stack) {
                r.deepest = depth + 1;
                return r;
            }
            stack[depth++] = c == '{' ? '}' : ']';
        } else if ((c == '}' || c == ']') && depth && stack[depth - 1] == c) {
            depth--;
            r.end = i + 1;
            r.depth = depth;
            memcpy(r.open, stack, depth);
        }
    }
    r.unclosed = depth > 0;
    return r;
}

static json_t *load(cr_feed_builder *b, cr_str utf8, bool *whole) {
    size_t most = cr_limit(b->limits, CR_LIMIT_JSON_DEPTH);
    shape s = shape_of(utf8, most);
    *whole = false;
    if (s.deepest) {
        cr_feed_limit(b, CR_LIMIT_JSON_DEPTH, "nesting of the feed");
        return NULL;
    }
    json_error_t error;
    json_t *j = json_loadb(utf8.ptr, utf8.len, JSON_REJECT_DUPLICATES * 0 | JSON_ALLOW_NUL, &error);
    *whole = j != NULL;
    if (j || !s.end)
        return j;
    cr_buf cut;
    cr_buf_init(&cut, CR_BUF_NO_CEILING);
    cr_buf_add(&cut, utf8.ptr, s.end);
    for (size_t i = s.depth; i-- > 0;)
        cr_buf_add_byte(&cut, s.open[i]);
    j = cut.failed ? NULL : json_loadb(cut.bytes, cut.len, JSON_ALLOW_NUL, &error);
    cr_buf_free(&cut);
    return j;
}

/* A string or a number as text; none otherwise. */
static cr_str get(cr_feed_builder *b, const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    if (json_is_string(v))
        return cr_feed_mend(b, (cr_str){json_string_value(v), json_string_length(v)});
    if (json_is_integer(v))
        return cr_str_format(b->arena, "%lld", (long long)json_integer_value(v));
    return CR_STR_NONE;
}

static cr_str get_address(cr_feed_builder *b, const json_t *o, const char *key) {
    cr_str s = get(b, o, key);
    return s.len ? cr_feed_address(b->arena, b->frames[0].base, s) : CR_STR_NONE;
}

static void construct(cr_feed_builder *b, cr_feed_node *object, const char *name, cr_str value, const char *type) {
    if (cr_str_none(value))
        return;
    if (strcmp(type, "text/html") == 0)
        value = cr_feed_sanitise(b->arena, value, b->frames[0].base);
    cr_feed_set(b->arena, object, name, value);
    cr_str detail = cr_str_format(b->arena, "%s_detail", name);
    cr_feed_node *d = cr_str_none(detail) ? NULL : cr_feed_member(b->arena, object, detail, CR_FEED_OBJECT);
    cr_feed_set(b->arena, d, "type", cr_str_of(type));
    cr_feed_set(b->arena, d, "base", b->frames[0].base.len ? b->frames[0].base : CR_STR(""));
}

static void person(cr_feed_builder *b, cr_feed_node *context, const json_t *j) {
    cr_feed_node *p = cr_feed_object_of(b, NULL, 0);
    if (!json_is_object(j) || !p)
        return;
    cr_str name = get(b, j, "name"), url = get_address(b, j, "url"), avatar = get_address(b, j, "avatar");
    if (name.len)
        cr_feed_set(b->arena, p, "name", name);
    if (url.len)
        cr_feed_set(b->arena, p, "href", url);
    if (avatar.len)
        cr_feed_set(b->arena, p, "avatar", avatar);
    cr_feed_person_add(b, context, "author", p, CR_STR_NONE);
}

static void persons(cr_feed_builder *b, cr_feed_node *context, const json_t *j) {
    const json_t *list = json_object_get(j, "authors");
    if (json_is_array(list) && json_array_size(list))
        for (size_t i = 0; i < json_array_size(list) && i < 100; i++)
            person(b, context, json_array_get(list, i));
    else
        person(b, context, json_object_get(j, "author"));
}

static cr_feed_node *link(cr_feed_builder *b, cr_feed_node *context, const char *list_name, cr_str href,
                          const char *rel, cr_str type) {
    cr_feed_node *list = href.len ? cr_feed_member(b->arena, context, cr_str_of(list_name), CR_FEED_ARRAY) : NULL;
    cr_feed_node *l = list && list->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
    if (rel)
        cr_feed_set(b->arena, l, "rel", cr_str_of(rel));
    if (type.len)
        cr_feed_set(b->arena, l, "type", type);
    cr_feed_set(b->arena, l, "href", href);
    return l;
}

static void attachments(cr_feed_builder *b, cr_feed_node *entry, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list) && i < CR_FEED_MEMBERS; i++) {
        const json_t *a = json_array_get(list, i);
        cr_str url = get_address(b, a, "url"), type = get(b, a, "mime_type"), length = get(b, a, "size_in_bytes");
        cr_feed_node *e = link(b, entry, "enclosures", url, NULL, type);
        cr_feed_set(b->arena, e, "length", length);
        cr_feed_set(b->arena, link(b, entry, "links", url, "enclosure", type), "length", length);
    }
}

static void content(cr_feed_builder *b, cr_feed_node *entry, cr_str value, const char *type) {
    if (!value.len)
        return;
    cr_feed_node *c =
        cr_feed_push(b->arena, cr_feed_member(b->arena, entry, CR_STR("content"), CR_FEED_ARRAY), CR_FEED_OBJECT);
    cr_feed_set(b->arena, c, "value",
                strcmp(type, "text/html") == 0 ? cr_feed_sanitise(b->arena, value, b->frames[0].base) : value);
    cr_feed_set(b->arena, c, "type", cr_str_of(type));
    cr_feed_set(b->arena, c, "base", b->frames[0].base.len ? b->frames[0].base : CR_STR(""));
}

static void item(cr_feed_builder *b, const json_t *j) {
    cr_feed_node *e = json_is_object(j) ? cr_feed_new_entry(b) : NULL;
    if (!e)
        return;
    cr_str url = get_address(b, j, "url"), external = get_address(b, j, "external_url");
    cr_feed_set(b->arena, e, "id", get(b, j, "id"));
    construct(b, e, "title", get(b, j, "title"), "text/plain");
    if (url.len || external.len)
        cr_feed_set(b->arena, e, "link", url.len ? url : external);
    link(b, e, "links", url, "alternate", CR_STR("text/html"));
    link(b, e, "links", external, "related", CR_STR_NONE);
    if (external.len)
        cr_feed_set(b->arena, e, "external_url", external);
    content(b, e, get(b, j, "content_html"), "text/html");
    content(b, e, get(b, j, "content_text"), "text/plain");
    construct(b, e, "summary", get(b, j, "summary"), "text/plain");
    cr_feed_set_date(b, e, "published", get(b, j, "date_published"));
    cr_feed_set_date(b, e, "updated", get(b, j, "date_modified"));
    cr_str image = get_address(b, j, "image"), banner = get_address(b, j, "banner_image");
    if (image.len || banner.len)
        cr_feed_set(b->arena, cr_feed_member(b->arena, e, CR_STR("image"), CR_FEED_OBJECT), "href",
                    image.len ? image : banner);
    if (banner.len)
        cr_feed_set(b->arena, e, "banner_image", banner);
    cr_feed_set(b->arena, e, "language", get(b, j, "language"));
    persons(b, e, j);
    const json_t *tags = json_object_get(j, "tags");
    for (size_t i = 0; i < json_array_size(tags) && i < CR_FEED_MEMBERS; i++)
        if (json_is_string(json_array_get(tags, i)))
            cr_feed_add_tag(b, e, cr_feed_mend(b, cr_str_of(json_string_value(json_array_get(tags, i)))), CR_STR_NONE,
                            CR_STR_NONE);
    attachments(b, e, json_object_get(j, "attachments"));
}

static void channel(cr_feed_builder *b, const json_t *j) {
    cr_feed_node *f = b->feed;
    cr_str home = get_address(b, j, "home_page_url"), self = get_address(b, j, "feed_url"),
           next = get_address(b, j, "next_url");
    construct(b, f, "title", get(b, j, "title"), "text/plain");
    construct(b, f, "subtitle", get(b, j, "description"), "text/plain");
    if (home.len)
        cr_feed_set(b->arena, f, "link", home);
    link(b, f, "links", home, "alternate", CR_STR("text/html"));
    link(b, f, "links", self, "self", CR_STR("application/feed+json"));
    link(b, f, "links", next, "next", CR_STR("application/feed+json"));
    if (self.len)
        cr_feed_set(b->arena, f, "id", self);
    cr_feed_set(b->arena, f, "language", get(b, j, "language"));
    cr_str icon = get_address(b, j, "icon"), favicon = get_address(b, j, "favicon"),
           comment = get(b, j, "user_comment");
    if (icon.len) {
        cr_feed_set(b->arena, f, "icon", icon);
        cr_feed_set(b->arena, cr_feed_member(b->arena, f, CR_STR("image"), CR_FEED_OBJECT), "href", icon);
    }
    if (favicon.len)
        cr_feed_set(b->arena, f, "favicon", favicon);
    if (comment.len)
        cr_feed_set(b->arena, f, "user_comment", comment);
    if (json_is_boolean(json_object_get(j, "expired")))
        cr_feed_set_bool(b->arena, f, "expired", json_is_true(json_object_get(j, "expired")));
    persons(b, f, j);
}

bool cr_feed_read_json(cr_feed_builder *b, cr_str utf8) {
    bool whole;
    json_t *j = load(b, utf8, &whole);
    if (json_is_object(j)) {
        cr_str version = get(b, j, "version");
        const json_t *items = json_object_get(j, "items");
        if (cr_str_ends(version, "/1") || cr_str_ends(version, "1.0"))
            b->version = "json10";
        else if (cr_str_ends(version, "1.1"))
            b->version = "json11";
        else if (json_is_array(items))
            b->version = "json";
        channel(b, j);
        for (size_t i = 0; i < json_array_size(items) && !b->full; i++)
            item(b, json_array_get(items, i));
    }
    json_decref(j);
    return whole && b->version;
}
