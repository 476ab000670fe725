#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* Length of the well-formed sequence at p (1-4), or minus the length of the maximal ill-formed
 * subpart (Unicode 15, table 3-7 and section 3.9). */
static int sequence(const unsigned char *p, size_t left, uint32_t *point) {
    unsigned char a = p[0];
    if (a < 0x80) {
        *point = a;
        return 1;
    }
    *point = REPLACEMENT;
    int need;
    unsigned char low = 0x80, high = 0xBF;
    if (a >= 0xC2 && a <= 0xDF)
        need = 2;
    else if (a >= 0xE0 && a <= 0xEF) {
        need = 3;
        if (a == 0xE0)
            low = 0xA0;
        if (a == 0xED)
            high = 0x9F;
    } else if (a >= 0xF0 && a <= 0xF4) {
        need = 4;
        if (a == 0xF0)
            low = 0x90;
        if (a == 0xF4)
            high = 0x8F;
    } else
        return -1;
    uint32_t value = a & (0xFFu >> (need + 1));
    for (int i = 1; i < need; i++) {
        if ((size_t)i >= left || p[i] < low || p[i] > high)
            return -i;
        value = value << 6 | (p[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *point = value;
    return need;
}

uint32_t cr_utf8_next_wide(cr_str s, size_t *at) {
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at;
    uint32_t point;
    if (p[0] >= 0xC2 && p[0] <= 0xDF && left > 1 && (p[1] & 0xC0) == 0x80) {
        *at += 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] > 0xE0 && p[0] < 0xED && left > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    int n = sequence(p, left, &point);
    *at += (size_t)(n < 0 ? -n : n);
    return point;
}

uint32_t cr_utf8_previous(cr_str s, size_t *at) {
    size_t end = *at, start = end - 1;
    while (start > 0 && end - start < 4 && ((unsigned char)s.ptr[start] & 0xC0) == 0x80)
        start--;
    for (; start < end; start++) { /* an ill-formed tail: each byte by itself */
        size_t next = start;
        uint32_t point = cr_utf8_next((cr_str){s.ptr, end}, &next);
        if (next == end) {
            *at = start;
            return point;
        }
    }
    *at = end - 1;
    return REPLACEMENT;
}

size_t cr_utf8_encode(uint32_t c, char out[4]) {
    unsigned char *o = (unsigned char *)out;
    if (c < 0x80) {
        o[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        o[0] = (unsigned char)(0xC0 | c >> 6);
        o[1] = (unsigned char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        if (c >= 0xD800 && c <= 0xDFFF)
            return 0;
        o[0] = (unsigned char)(0xE0 | c >> 12);
        o[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        o[2] = (unsigned char)(0x80 | (c & 0x3F));
        return 3;
    }
    if (c > 0x10FFFF)
        return 0;
    o[0] = (unsigned char)(0xF0 | c >> 18);
    o[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
    o[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    o[3] = (unsigned char)(0x80 | (c & 0x3F));
    return 4;
}

cr_str cr_utf8_repair(cr_arena *a, cr_str s) {
    if (cr_utf8_valid(s) && (!s.len || !memchr(s.ptr, 0, s.len)))
        return s;
    size_t room = 0; /* first pass: how long the copy will be */
    for (size_t at = 0; at < s.len;) {
        char bytes[4];
        uint32_t point = cr_utf8_next(s, &at);
        room += cr_utf8_encode(point ? point : REPLACEMENT, bytes);
    }
    char *out = cr_arena_bytes(a, room + 1);
    if (!out)
        return CR_STR_NONE;
    size_t n = 0;
    out[room] = '\0';
    for (size_t at = 0; at < s.len;) {
        uint32_t point = cr_utf8_next(s, &at);
        char bytes[4];
        size_t len = cr_utf8_encode(point ? point : REPLACEMENT, bytes);
        memcpy(out + n, bytes, len);
        n += len;
    }
    return (cr_str){out, n};
}

size_t cr_utf8_length(cr_str s) {
    cr_utf8_cursor c = cr_utf8_cursor_of(s);
    return cr_utf8_points_at(&c, s.len);
}

cr_utf8_cursor cr_utf8_cursor_of(cr_str text) { return (cr_utf8_cursor){.text = text}; }

size_t cr_utf8_points_at(cr_utf8_cursor *c, size_t byte) {
    if (byte > c->text.len)
        byte = c->text.len;
    if (byte < c->byte)
        c->byte = c->point = 0;
    while (c->byte < byte) {
        size_t end = cr_utf8_ascii_end((cr_str){c->text.ptr, byte}, c->byte);
        c->point += end - c->byte;
        c->byte = end;
        if (end < byte) {
            cr_utf8_next(c->text, &c->byte);
            c->point++;
        }
    }
    return c->point;
}

enum { STRETCH = 256 };

/* Bytes that begin a code point. */
static size_t points_in(cr_str s) {
    size_t points = 0, i = 0;
    for (; s.len - i >= 8; i += 8) { /* eight at a time: of a byte that goes on with one the first bit is set, the second not */
        uint64_t v;
        memcpy(&v, s.ptr + i, 8);
        uint64_t on = v >> 7 & ~v >> 6 & 0x0101010101010101u;
        points += 8 - (on * 0x0101010101010101u >> 56);
    }
    for (; i < s.len; i++)
        points += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return points;
}

bool cr_utf8_table_make(cr_arena *a, cr_str text, cr_utf8_table *out) {
    size_t *before = CR_NEW_ARRAY(a, size_t, text.len / STRETCH + 1), points = 0;
    *out = (cr_utf8_table){text, before};
    if (!before)
        return false;
    for (size_t i = 0; i <= text.len; i += STRETCH) {
        before[i / STRETCH] = points;
        points += points_in(cr_str_slice(text, i, text.len - i < STRETCH ? text.len : i + STRETCH));
    }
    return true;
}

size_t cr_utf8_table_at(const cr_utf8_table *t, size_t byte) {
    if (byte > t->text.len)
        byte = t->text.len;
    return t->before[byte / STRETCH] + points_in(cr_str_slice(t->text, byte - byte % STRETCH, byte));
}

bool cr_utf8_is_space_wide(uint32_t c) {
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}
