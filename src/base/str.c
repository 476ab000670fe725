#include <courant/str.h>
#include <stdio.h>

#include "base/utf8.h"

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool cr_str_eq_nocase(cr_str a, cr_str b) {
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

int cr_str_compare(cr_str a, cr_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

size_t cr_str_find(cr_str s, cr_str needle, size_t from) {
    if (from > s.len || needle.len > s.len - from)
        return CR_STR_NPOS;
    if (needle.len == 0)
        return from;
    const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - s.ptr) : CR_STR_NPOS;
}

size_t cr_str_find_nocase(cr_str s, cr_str needle, size_t from) {
    if (needle.len > s.len)
        return CR_STR_NPOS;
    if (needle.len == 0)
        return from <= s.len ? from : CR_STR_NPOS;
    char small = lower(needle.ptr[0]), large = small >= 'a' && small <= 'z' ? (char)(small - 32) : small;
    for (size_t at = from; at <= s.len - needle.len; at++)
        if ((s.ptr[at] == small || s.ptr[at] == large) && cr_str_eq_nocase(cr_str_slice(s, at, at + needle.len), needle))
            return at;
    return CR_STR_NPOS;
}

size_t cr_str_find_byte(cr_str s, char byte, size_t from) {
    const char *hit = from < s.len ? memchr(s.ptr + from, byte, s.len - from) : NULL;
    return hit ? (size_t)(hit - s.ptr) : CR_STR_NPOS;
}

bool cr_str_contains(cr_str s, const char *needle) { return cr_str_find(s, cr_str_of(needle), 0) != CR_STR_NPOS; }

static bool plain(char c) { return c > ' ' && (unsigned char)c < 0x80; }

cr_str cr_str_trim(cr_str s) {
    size_t start = 0, end = s.len;
    if (end && plain(s.ptr[0]) && plain(s.ptr[end - 1])) /* most need none */
        return s;
    while (start < end) {
        size_t next = start;
        if (!cr_utf8_is_space(cr_utf8_next((cr_str){s.ptr, end}, &next)))
            break;
        start = next;
    }
    while (end > start) {
        size_t before = end;
        if (!cr_utf8_is_space(cr_utf8_previous((cr_str){s.ptr, end}, &before)) || before < start)
            break;
        end = before;
    }
    return s.ptr ? cr_str_slice(s, start, end) : s;
}

bool cr_str_split(cr_str *rest, char separator, cr_str *part) {
    if (!rest->ptr)
        return false;
    size_t at = cr_str_find_byte(*rest, separator, 0);
    if (at == CR_STR_NPOS) {
        *part = *rest;
        *rest = CR_STR_NONE;
    } else {
        *part = cr_str_slice(*rest, 0, at);
        *rest = cr_str_slice(*rest, at + 1, rest->len);
    }
    return true;
}

cr_str cr_str_copy(cr_arena *a, cr_str s) {
    if (!s.ptr)
        return CR_STR_NONE;
    char *copy = cr_arena_bytes(a, s.len + 1);
    if (!copy)
        return CR_STR_NONE;
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (cr_str){copy, s.len};
}

cr_str cr_str_copy_z(cr_arena *a, const char *z) { return cr_str_copy(a, cr_str_of(z)); }

cr_str cr_str_vformat(cr_arena *a, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    char *out = need < 0 ? NULL : cr_arena_bytes(a, (size_t)need + 1);
    if (out)
        vsnprintf(out, (size_t)need + 1, format, again);
    va_end(again);
    return out ? (cr_str){out, (size_t)need} : CR_STR_NONE;
}

cr_str cr_str_format(cr_arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    cr_str s = cr_str_vformat(a, format, args);
    va_end(args);
    return s;
}

cr_str cr_str_concat(cr_arena *a, cr_str x, cr_str y) {
    char *out = cr_arena_bytes(a, x.len + y.len + 1);
    if (!out)
        return CR_STR_NONE;
    if (x.len)
        memcpy(out, x.ptr, x.len);
    if (y.len)
        memcpy(out + x.len, y.ptr, y.len);
    out[x.len + y.len] = '\0';
    return (cr_str){out, x.len + y.len};
}

cr_str cr_str_lower_ascii(cr_arena *a, cr_str s) {
    cr_str copy = cr_str_copy(a, s);
    char *p = (char *)(void *)(size_t)copy.ptr; /* our own fresh copy */
    for (size_t i = 0; i < copy.len; i++)
        p[i] = lower(p[i]);
    return copy;
}

cr_str cr_str_squeeze(cr_arena *a, cr_str s) {
    char *out = cr_arena_bytes(a, s.len + 1);
    if (!out)
        return CR_STR_NONE;
    size_t n = 0;
    bool gap = false;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        if (cr_utf8_is_space(cr_utf8_next(s, &at))) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        while (at < s.len && plain(s.ptr[at])) /* the rest of a word */
            at++;
        memcpy(out + n, s.ptr + start, at - start);
        n += at - start;
    }
    out[n] = '\0';
    return (cr_str){out, n};
}
