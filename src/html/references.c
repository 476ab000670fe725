#include "html/references.h"

#include <stdint.h>

#include "base/utf8.h"
#include "html/html.h"

typedef struct reference {
    const char *name, *text;
    uint8_t name_len, text_len;
} reference;
#include "html/references.inc"

static bool alphanumeric(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

/* "Numeric character reference end state": what windows-1252 had in 0x80-0x9F was meant. */
static uint32_t meant(uint32_t value) {
    static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                         0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                         0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (value >= 0x80 && value <= 0x9F)
        return windows[value - 0x80];
    return value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
}

/* "#8217;", "#x2019;"; the ';' may be missing. */
static size_t numeric(const char *p, const char *end, char *out, size_t *out_len) {
    const char *q = p + 1;
    bool hex = q < end && (*q | 32) == 'x';
    const char *digits = q += hex;
    uint32_t value = 0;
    for (; q < end; q++) {
        char c = *q, low = (char)(c | 32);
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (hex && low >= 'a' && low <= 'f')
            digit = (uint32_t)(low - 'a' + 10);
        else
            break;
        value = value > 0x10FFFF ? value : value * (hex ? 16 : 10) + digit;
    }
    if (q == digits)
        return 0;
    *out_len = cr_utf8_encode(meant(value), out);
    return (size_t)(q - p) + (q < end && *q == ';');
}

/* The longest name at `p`: the range of names that agree so far is narrowed letter by letter. */
static const reference *named(const char *p, const char *end) {
    unsigned char first = (unsigned char)*p;
    if (first >= 128)
        return NULL;
    size_t from = first_letters[first][0], to = first_letters[first][1];
    const reference *best = NULL;
    for (size_t n = 1; from < to; n++) {
        if (references[from].name_len == n) /* the shortest of a range comes first */
            best = &references[from++];
        if (p + n >= end || from == to)
            break;
        char c = p[n];
        size_t low = from, high = to;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (references[middle].name[n] < c)
                low = middle + 1;
            else
                high = middle;
        }
        from = low;
        for (high = to; low < high;) {
            size_t middle = (low + high) / 2;
            if (references[middle].name[n] <= c)
                low = middle + 1;
            else
                high = middle;
        }
        to = low;
    }
    return best;
}

size_t cr_html_reference(const char *p, const char *end, bool attribute, char out[CR_HTML_REFERENCE_BYTES], size_t *out_len) {
    if (p == end)
        return 0;
    if (*p == '#')
        return numeric(p, end, out, out_len);
    if (end - p >= 5 && memcmp(p, "nbsp;", 5) == 0) { /* half of all references of a page */
        memcpy(out, "\xC2\xA0", 2);
        *out_len = 2;
        return 5;
    }
    if (end - p >= 4 && memcmp(p, "amp;", 4) == 0) {
        *out = '&';
        *out_len = 1;
        return 4;
    }
    const reference *r = named(p, end);
    if (!r)
        return 0;
    const char *next = p + r->name_len;
    if (attribute && next[-1] != ';' && next < end && (*next == '=' || alphanumeric(*next)))
        return 0;
    memcpy(out, r->text, r->text_len);
    *out_len = r->text_len;
    return r->name_len;
}

cr_str cr_html_resolve(cr_arena *arena, cr_str raw, bool attribute) {
    if (raw.len == 0)
        return raw;
    const char *end = raw.ptr + raw.len, *p = memchr(raw.ptr, '&', raw.len), *done = raw.ptr;
    char text[CR_HTML_REFERENCE_BYTES], *copy = NULL, *to = NULL;
    for (; p; p = p < end ? memchr(p, '&', (size_t)(end - p)) : NULL) {
        size_t len = 0, used = cr_html_reference(p + 1, end, attribute, text, &len);
        if (used == 0) {
            p++;
            continue;
        }
        if (!copy && !(to = copy = cr_arena_alloc(arena, raw.len + raw.len / 5 + CR_HTML_REFERENCE_BYTES)))
            return CR_STR_NONE;
        memcpy(to, done, (size_t)(p - done));
        to += p - done;
        memcpy(to, text, len);
        to += len;
        done = p += 1 + used;
    }
    if (!copy)
        return raw;
    memcpy(to, done, (size_t)(end - done));
    to += end - done;
    return (cr_str){copy, (size_t)(to - copy)};
}

cr_str cr_html_unescape(cr_arena *arena, cr_str text) { return cr_html_resolve(arena, text, false); }
