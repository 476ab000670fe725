#include "page/scripts.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { LEAST_BYTES = 600, LEAST_PARAGRAPHS = 3, SCRIPT_BYTES = 8 << 20 };

static size_t paragraphs(cr_str s) {
    size_t n = 0;
    for (size_t at = cr_str_find(s, CR_STR("<p"), 0); at != CR_STR_NPOS; at = cr_str_find(s, CR_STR("<p"), at + 2))
        n += at + 2 < s.len && (s.ptr[at + 2] == '>' || s.ptr[at + 2] == ' ');
    return n;
}

static int hex(cr_str s, size_t at) {
    int value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < s.len ? s.ptr[i] : 'x', low = (char)(c | 32);
        int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t add_unicode(cr_buf *out, cr_str s, size_t at) { /* behind "\u"; pairs of surrogates make one */
    int high = hex(s, at), low;
    if (high < 0)
        return at;
    uint32_t point = (uint32_t)high;
    at += 4;
    if (high >= 0xD800 && high <= 0xDBFF && at + 1 < s.len && s.ptr[at] == '\\' && s.ptr[at + 1] == 'u' && (low = hex(s, at + 2)) >= 0xDC00 && low <= 0xDFFF) {
        point = 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
        at += 6;
    }
    char utf8[4];
    cr_buf_add(out, utf8, cr_utf8_encode(point, utf8));
    return at;
}

static void unescape(cr_str s, cr_buf *out) {
    for (size_t at = 0; at < s.len;) {
        char c = s.ptr[at++];
        if (c != '\\' || at >= s.len) {
            cr_buf_add_byte(out, c);
            continue;
        }
        c = s.ptr[at++];
        if (c == 'u')
            at = add_unicode(out, s, at);
        else
            cr_buf_add_byte(out, c == 'n' || c == 'r' ? '\n' : c == 't' ? ' ' : c);
    }
}

/* Behind a quotation mark: where the string ends, or the end of the script. */
static size_t string_end(cr_str s, size_t at) {
    while (at < s.len && s.ptr[at] != '"')
        at += s.ptr[at] == '\\' ? 2 : 1;
    return at < s.len ? at : s.len;
}

/* Strings of `script`; what is a string within a string is looked into once more. */
static void best_string(cr_arena *arena, cr_str script, int depth, cr_str *best, size_t *most) {
    for (size_t at = cr_str_find_byte(script, '"', 0); at != CR_STR_NPOS && at < script.len; at = cr_str_find_byte(script, '"', at)) {
        size_t end = string_end(script, at + 1);
        cr_str raw = cr_str_slice(script, at + 1, end);
        at = end + 1;
        if (raw.len < LEAST_BYTES || (cr_str_find(raw, CR_STR("<p"), 0) == CR_STR_NPOS && cr_str_find_nocase(raw, CR_STR("u003cp"), 0) == CR_STR_NPOS))
            continue;
        cr_buf plain;
        cr_buf_init(&plain, SCRIPT_BYTES);
        unescape(raw, &plain);
        cr_str s = cr_buf_str(&plain);
        size_t n = paragraphs(s);
        if (depth < 1 && (n == 0 || cr_str_find(s, CR_STR("\\u003cp"), 0) != CR_STR_NPOS || cr_str_find(s, CR_STR("\\\""), 0) != CR_STR_NPOS))
            best_string(arena, s, depth + 1, best, most);
        if (n > *most && n >= LEAST_PARAGRAPHS && cr_str_find(s, CR_STR("\\\""), 0) == CR_STR_NPOS) {
            *most = n;
            *best = cr_buf_copy(&plain, arena);
        }
        cr_buf_free(&plain);
    }
}

/* <script type="text/template">: markup that a script is to put in place. */
static bool is_template(const cr_html_node *n) {
    cr_str type = cr_html_is(n, "script") && n->first ? cr_html_attribute(n, "type") : CR_STR_NONE;
    return (cr_str_contains(type, "template") || cr_str_is(type, "text/html")) && n->first->text.len >= LEAST_BYTES && n->first->text.len <= SCRIPT_BYTES;
}

cr_str cr_scripts_html(cr_arena *arena, const cr_html_document *document) {
    cr_str best = CR_STR_NONE;
    size_t most = 0;
    for (const cr_html_node *n = document->root; n; n = cr_html_next(n, document->root)) {
        if (is_template(n) && n->first->text.len > best.len && most == 0)
            best = n->first->text;
        if (cr_html_is(n, "script") && n->first && n->first->text.len >= LEAST_BYTES && n->first->text.len <= SCRIPT_BYTES &&
            !cr_str_starts(cr_html_attribute(n, "type"), "application/ld"))
            best_string(arena, n->first->text, 0, &best, &most);
    }
    return best;
}
