/* What is not well-formed: tokens of the cursor, references as HTML knows them, ends matched by the builder. */
#include "feed/build.h"
#include "feed/sanitise.h"
#include "html/cursor.h"

/* Elements that have no end tag in HTML, for markup that stands unescaped in a feed. */
static bool never_closed(cr_str name) {
    static const char *const names[] = {"br",  "hr",    "img",  "input", "wbr", "area",
                                        "col", "embed", "meta", "param", NULL};
    for (size_t i = 0; names[i]; i++)
        if (cr_str_is_nocase(name, names[i]))
            return true;
    return false;
}

/* Line ends as XML has them. */
static void text(cr_feed_builder *b, cr_str s, bool resolve) {
    if (resolve && memchr(s.ptr, '&', s.len))
        s = cr_feed_unescape(b->arena, s);
    while (s.len) {
        size_t at = cr_str_find_byte(s, '\r', 0);
        if (at == CR_STR_NPOS) {
            cr_feed_builder_text(b, s);
            return;
        }
        cr_feed_builder_text(b, cr_str_slice(s, 0, at));
        if (at + 1 == s.len || s.ptr[at + 1] != '\n')
            cr_feed_builder_text(b, CR_STR("\n"));
        s = cr_str_slice(s, at + 1, s.len);
    }
}

bool cr_feed_read_lenient(cr_feed_builder *b, cr_str utf8) {
    b->lenient = true;
    cr_cursor c = cr_cursor_on(utf8, CR_CURSOR_XML);
    cr_feed_attribute attributes[CR_CURSOR_ATTRIBUTES];
    while (!b->full && !cr_arena_exhausted(b->arena) && cr_cursor_next(&c)) {
        switch (c.kind) {
        case CR_CURSOR_START:
            for (size_t i = 0; i < c.attribute_count; i++) {
                cr_str value = c.attributes[i].value;
                attributes[i] =
                    (cr_feed_attribute){c.attributes[i].name,
                                        memchr(value.ptr, '&', value.len) ? cr_feed_unescape(b->arena, value) : value};
            }
            cr_feed_builder_start(b, c.name, attributes, c.attribute_count);
            if (c.empty || (b->construct && never_closed(c.name)))
                cr_feed_builder_end(b, c.name);
            break;
        case CR_CURSOR_END:
            cr_feed_builder_end(b, c.name);
            break;
        case CR_CURSOR_TEXT:
            text(b, c.text, true);
            break;
        case CR_CURSOR_CDATA:
            text(b, c.text, false);
            break;
        case CR_CURSOR_DOCTYPE:
            cr_feed_builder_doctype(b, c.text);
            break;
        case CR_CURSOR_COMMENT:
        case CR_CURSOR_PI:
            break;
        }
    }
    return false;
}
