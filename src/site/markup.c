#include "site/markup.h"

#include "base/utf8.h"

enum { ADDRESS_BYTES = 4000 };

/* Code points that may not stand in a page: true, and what stands there instead (0: nothing). */
static bool replaced(uint32_t point, uint32_t *instead) {
    *instead = 0;
    if ((point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069))
        return true;
    if (point == 0xFEFF || (point >= 0x206A && point <= 0x206F))
        return true;
    bool control = (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || (point >= 0x7F && point < 0xA0);
    if (control || point == 0xFFFE || point == 0xFFFF) {
        *instead = 0xFFFD;
        return true;
    }
    return false;
}

static const char *entity(unsigned char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '`': return "&#96;"; /* an attribute delimiter to some old parsers */
    default: return NULL;
    }
}

static void add_point(cr_buf *out, uint32_t point) {
    char bytes[4];
    cr_buf_add(out, bytes, cr_utf8_encode(point, bytes));
}

void cr_markup_text(cr_markup *m, cr_str s) {
    size_t plain = 0; /* start of the run that goes out as it is */
    for (size_t at = 0; at < s.len;) {
        unsigned char c = (unsigned char)s.ptr[at];
        const char *named = entity(c);
        if (c >= 0x20 && c < 0x7F && !named) {
            at++;
            continue;
        }
        size_t next = at;
        uint32_t point = cr_utf8_next(s, &next), instead = 0;
        bool out = replaced(point, &instead);
        if (point == 0xFFFD) { /* perhaps an ill-formed byte */
            out = true;
            instead = 0xFFFD;
        }
        if (out || named) {
            cr_buf_add(m->out, s.ptr + plain, at - plain);
            if (named)
                cr_buf_add_z(m->out, named);
            else if (instead)
                add_point(m->out, instead);
            plain = next;
        }
        at = next;
    }
    if (s.len > plain)
        cr_buf_add(m->out, s.ptr + plain, s.len - plain);
}

void cr_markup_text_z(cr_markup *m, const char *z) { cr_markup_text(m, cr_str_of(z)); }

void cr_markup_attribute(cr_markup *m, const char *name, cr_str value) {
    if (cr_str_none(value))
        return;
    cr_buf_add_byte(m->out, ' ');
    cr_buf_add_z(m->out, name);
    cr_buf_add_z(m->out, "=\"");
    cr_markup_text(m, value);
    cr_buf_add_byte(m->out, '"');
}

bool cr_markup_link(cr_markup *m, const char *name, cr_str url) {
    if (!cr_markup_is_web_address(url))
        return false;
    cr_markup_attribute(m, name, url);
    return true;
}

void cr_markup_number(cr_markup *m, long long n) { cr_buf_printf(m->out, "%lld", n); }

bool cr_markup_is_web_address(cr_str url) {
    size_t skip = cr_str_starts_nocase(url, "https://") ? 8 : cr_str_starts_nocase(url, "http://") ? 7 : 0;
    if (!skip || url.len == skip || url.len > ADDRESS_BYTES || !cr_utf8_valid(url))
        return false;
    bool authority = true;
    for (size_t i = skip; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= 0x20 || c == 0x7F || strchr("\"'<>\\^`{|}", c))
            return false;
        if (c == '/' || c == '?' || c == '#')
            authority = false;
        if (authority && c == '@')
            return false;
    }
    return !strchr("/?#:", url.ptr[skip]);
}

cr_str cr_markup_clean(cr_arena *a, cr_str s, size_t most) {
    if (cr_str_none(s))
        return s;
    char *out = cr_arena_alloc(a, (s.len < most ? s.len * 3 : most) + 4);
    if (!out)
        return CR_STR_NONE;
    size_t n = 0;
    for (size_t at = 0; at < s.len && n < most;) {
        uint32_t point = cr_utf8_next(s, &at), instead = 0;
        if (replaced(point, &instead))
            point = instead;
        if (point) {
            char bytes[4];
            size_t k = cr_utf8_encode(point, bytes);
            if (n + k > most)
                break;
            memcpy(out + n, bytes, k);
            n += k;
        }
    }
    out[n] = '\0';
    return (cr_str){out, n};
}

void cr_markup_percent(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~", c));
        if (plain)
            cr_buf_add_byte(out, (char)c);
        else
            cr_buf_printf(out, "%%%02X", c);
    }
}
