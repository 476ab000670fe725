/* The end of a feed: what is open is closed, what other members imply is filled in. */
#include "feed/build.h"
#include "html/cursor.h"
#include "html/html.h"

static cr_str first_of(const cr_feed_node *object, const char *const *names) {
    for (; *names; names++) {
        cr_str s = cr_feed_text(object, *names);
        if (s.len)
            return s;
    }
    return CR_STR_NONE;
}

static cr_str first_picture(cr_feed_builder *b, cr_str html) {
    size_t at = cr_str_find(html, CR_STR("<img "), 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    cr_cursor c = cr_cursor_on(cr_str_slice(html, at, html.len), CR_CURSOR_HTML);
    return cr_cursor_next(&c) ? cr_html_unescape(b->arena, cr_cursor_attribute_get(&c, "src")) : CR_STR_NONE;
}

static void imply_image(cr_feed_builder *b, cr_feed_node *context) {
    static const char *const names[] = {"logo", "icon", NULL};
    cr_str href = first_of(context, names);
    if (cr_feed_text(cr_feed_get(context, "image"), "href").len)
        return;
    for (const cr_feed_node *e =
             href.len || !cr_feed_get(context, "enclosures") ? NULL : cr_feed_get(context, "enclosures")->first;
         e; e = e->next)
        if (!href.len && cr_str_starts_nocase(cr_feed_text(e, "type"), "image/"))
            href = cr_feed_text(e, "href");
    if (!href.len) /* the first picture of its text */
        href = first_picture(b, cr_feed_text(context, context == b->feed ? "subtitle" : "summary"));
    if (href.len)
        cr_feed_set(b->arena, cr_feed_member(b->arena, context, CR_STR("image"), CR_FEED_OBJECT), "href", href);
}

void cr_feed_builder_finish(cr_feed_builder *b) {
    b->full = false;
    while (b->depth > 1) {
        cr_feed_frame *f = &b->frames[b->depth - 1];
        char name[CR_FEED_NAME];
        size_t len = f->name_len;
        memcpy(name, f->name, len);
        b->skipped = 0;
        cr_feed_builder_end(b, (cr_str){name, len});
    }
    imply_image(b, b->feed);
    if (!cr_feed_get(b->feed, "author")) {
        const cr_feed_node *publisher = cr_feed_get(b->feed, "publisher_detail");
        cr_feed_person_add(b, b->feed, "author", publisher, cr_feed_text(b->feed, "publisher"));
    }
    cr_str summary = cr_feed_text(b->feed, "summary"); /* itunes:summary of a channel */
    if (summary.len)
        cr_feed_set_default(b->arena, b->feed, "subtitle", summary);
    for (cr_feed_node *e = b->entries->first; e; e = e->next)
        imply_image(b, e);
}
