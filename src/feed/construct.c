/* The value of a text construct when it closes: base64, the XHTML div, guessing HTML, sanitising. */
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

/* RFC 4287, 3.1.1.3: the div that must hold XHTML is no part of it. Only tags that build.c wrote begin with "<" here. */
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
    bool atom10 = b->version && strcmp(b->version, "atom10") == 0, atom = b->version && strncmp(b->version, "atom", 4) == 0;
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
