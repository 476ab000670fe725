/* Media RSS and podcast chapters. */
#include "feed/build.h"
#include "feed/sanitise.h"

void cr_feed_media_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *attributes = cr_feed_object_of(b, a, n), *o;
    if (f->rule->action == CR_FEED_MEDIA_LIST) {
        cr_feed_node *list = cr_feed_member(b->arena, f->outer, cr_str_of(f->rule->name), CR_FEED_ARRAY);
        o = list && list->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
    } else
        o = cr_feed_member(b->arena, f->outer, cr_str_of(f->rule->name), CR_FEED_OBJECT);
    cr_feed_copy_members(b->arena, o, attributes);
    cr_str href = CR_STR_NONE;
    if (cr_str_is(cr_str_of(f->rule->name), "media_license") && (href = cr_feed_text(attributes, "href")).len)
        cr_feed_set(b->arena, o, "href", cr_feed_mend(b, cr_feed_address(b->arena, f->base, href)));
    f->object = o;
}

void cr_feed_media_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str value = cr_feed_mend(b, raw);
    if (!f->object || !value.len)
        return;
    if (!cr_str_is(cr_str_of(f->rule->name), "media_restriction")) {
        cr_feed_set_default(b->arena, f->object, f->rule->detail, value);
        return;
    }
    cr_feed_node *list = cr_feed_member(b->arena, f->object, CR_STR("content"), CR_FEED_ARRAY);
    cr_str rest = cr_str_lower_ascii(b->arena, value), part;
    while (cr_str_split(&rest, ' ', &part))
        if (part.len && list && list->count < CR_FEED_MEMBERS) {
            cr_feed_node *item = cr_feed_push(b->arena, list, CR_FEED_STRING);
            if (item)
                item->string = part;
        }
}

static double chapter_ms(cr_str start) { /* "08:26", "00:03:07.250" */
    double seconds = 0;
    cr_str part;
    while (cr_str_split(&start, ':', &part)) {
        double value = 0, unit = 1;
        bool point = false;
        for (size_t i = 0; i < part.len && i < 12; i++) {
            if (part.ptr[i] == '.' && !point)
                point = true;
            else if (part.ptr[i] >= '0' && part.ptr[i] <= '9')
                value = point ? value + (part.ptr[i] - '0') * (unit /= 10) : value * 10 + (part.ptr[i] - '0');
            else
                return -1;
        }
        seconds = seconds * 60 + value;
    }
    return (double)(long long)(seconds * 1000 + 0.5);
}

void cr_feed_chapter_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *list = cr_feed_get(cr_feed_get(f->outer, "psc_chapters"), "chapters");
    cr_feed_node *chapter = list && list->count < 10000 ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
    cr_str start = cr_feed_attr(a, n, "start");
    double ms = start.len ? chapter_ms(cr_str_trim(start)) : -1;
    cr_feed_copy_members(b->arena, chapter, cr_feed_object_of(b, a, n));
    if (ms >= 0)
        cr_feed_set_number(b->arena, chapter, "start_ms", ms);
}

void cr_feed_chapters_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_feed_node *o = cr_feed_member(b->arena, f->outer, CR_STR("psc_chapters"), CR_FEED_OBJECT);
    cr_feed_set(b->arena, o, "version", cr_feed_mend(b, cr_feed_attr(a, n, "version")));
    cr_feed_member(b->arena, o, CR_STR("chapters"), CR_FEED_ARRAY);
    f->collects = false;
}
