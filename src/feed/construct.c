/* Text constructs: titles, summaries, contents, rights. Their start, their value when they close (base64, the XHTML
 * div, guessing HTML, sanitising), and where that value goes. */
#include "base/utf8.h"
#include "feed/build.h"
#include "feed/sanitise.h"

static int sextet(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The text itself where it is not base64 of UTF-8. */
static cr_str from_base64(cr_arena *arena, cr_str s) {
    char *out = cr_arena_alloc(arena, s.len / 4 * 3 + 4);
    size_t n = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        int v = sextet(s.ptr[i]);
        if (s.ptr[i] == '=')
            break;
        if (v < 0) {
            if ((unsigned char)s.ptr[i] <= ' ')
                continue;
            return s;
        }
        held = (held << 6 | (unsigned)v) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[n++] = (char)(held >> bits);
        }
    }
    cr_str plain = {out, n};
    return out && cr_utf8_valid(plain) && !memchr(out, 0, n) ? plain : s;
}

/* RFC 4287, 3.1.1.3: the div that must hold XHTML is no part of it. Only tags that build.c wrote begin with "<" here.
 */
static cr_str without_div(cr_str s) {
    s = cr_str_trim(s);
    if (!(cr_str_starts(s, "<div>") || cr_str_starts(s, "<div ")) || !cr_str_ends(s, "</div>"))
        return s;
    size_t depth = 0, first = 0, at = 0;
    while ((at = cr_str_find_byte(s, '<', at)) != CR_STR_NPOS) {
        bool end = at + 1 < s.len && s.ptr[at + 1] == '/';
        size_t close = cr_str_find_byte(s, '>', at);
        if (close == CR_STR_NPOS)
            return s;
        if (end && --depth == 0)
            return close + 1 == s.len ? cr_str_slice(s, first, at) : s;
        if (!end && depth++ == 0)
            first = close + 1;
        at = close + 1;
    }
    return s;
}

cr_str cr_feed_construct_value(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    cr_str value = raw;
    bool atom10 = b->version && strcmp(b->version, "atom10") == 0,
         atom = b->version && strncmp(b->version, "atom", 4) == 0;
    if (atom10 && cr_str_is(f->type, "application/xhtml+xml"))
        value = without_div(value);
    value = cr_str_trim(value);
    if (f->base64)
        value = from_base64(b->arena, value);
    if (!atom && cr_str_is(f->type, "text/plain") && cr_feed_looks_like_html(b->arena, value))
        f->type = CR_STR("text/html");
    if (cr_str_is(f->type, "text/html") || cr_str_is(f->type, "application/xhtml+xml"))
        value = cr_feed_sanitise(b->arena, value, f->base);
    return cr_feed_mend(b, value);
}

void cr_feed_construct_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n) {
    cr_str type = cr_feed_attr(a, n, "type"), src = cr_feed_attr(a, n, "src");
    f->type = cr_feed_media_type(b, type.len ? type : cr_str_of(f->rule->detail));
    if (cr_str_is(cr_feed_attr(a, n, "mode"), "base64"))
        f->base64 = true;
    else
        f->base64 = !cr_str_starts(f->type, "text/") && !cr_str_ends(f->type, "+xml") &&
                    !cr_str_ends(f->type, "/xml") && !cr_str_ends(f->type, "/json");
    if (src.len)
        f->src = cr_feed_mend(b, cr_feed_address(b->arena, f->base, src));
    b->construct = b->depth;
}

void cr_feed_detail(cr_feed_builder *b, cr_feed_node *object, const cr_feed_frame *f) {
    cr_feed_set(b->arena, object, "type", f->type);
    if (f->language.len)
        cr_feed_set(b->arena, object, "language", f->language);
    cr_feed_set(b->arena, object, "base", f->base.len ? f->base : CR_STR(""));
}

/* Directly inside an image or a text input. */
static bool in_part(const cr_feed_builder *b) {
    const cr_feed_rule *rule = b->depth > 1 ? b->frames[b->depth - 2].rule : NULL;
    return rule && (rule->action == CR_FEED_IMAGE || rule->action == CR_FEED_INPUT);
}

void cr_feed_construct_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw) {
    const char *name = f->rule->name;
    cr_feed_node *context = f->outer;
    bool entry = cr_feed_is_entry(b, context), content = strcmp(name, "content") == 0;
    cr_str value = cr_feed_construct_value(b, f, raw);
    unsigned depth = (unsigned)b->depth;
    bool summary = strcmp(name, "description") == 0 || strcmp(name, "summary") == 0;
    /* A second text of an entry is its content, unless the content was told already. */
    if (entry && summary && !f->rule->weak && !b->has_content && cr_feed_text(context, "summary").len)
        content = true;
    if (content) {
        b->has_content = true;
        cr_feed_node *list = cr_feed_member(b->arena, context, CR_STR("content"), CR_FEED_ARRAY);
        cr_feed_node *c = list && list->count < CR_FEED_MEMBERS ? cr_feed_push(b->arena, list, CR_FEED_OBJECT) : NULL;
        cr_feed_set(b->arena, c, "value", value);
        cr_feed_detail(b, c, f);
        cr_feed_set(b->arena, c, "src", f->src);
        if ((cr_str_is(f->type, "text/plain") || cr_feed_is_html_type(f->type)) && value.len &&
            !cr_feed_get(context, "summary")) {
            cr_feed_set(b->arena, context, "summary", value);
            cr_feed_detail(b, cr_feed_member(b->arena, context, CR_STR("summary_detail"), CR_FEED_OBJECT), f);
        }
        return;
    }
    if (summary)
        name = entry ? "summary" : in_part(b) ? "description" : "subtitle";
    if (!value.len && strcmp(name, "title") == 0)
        return;
    cr_feed_store(b, context, name, value, depth, f->rule->weak);
    const cr_feed_node *stored = cr_feed_get(context, name);
    if (stored && stored->string.ptr == value.ptr) {
        cr_str detail = cr_str_format(b->arena, "%s_detail", name);
        if (!cr_str_none(detail))
            cr_feed_detail(b, cr_feed_member(b->arena, context, detail, CR_FEED_OBJECT), f);
    }
}
