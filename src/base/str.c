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

bool cr_str_is_nocase(cr_str a, const char *z) { return cr_str_eq_nocase(a, cr_str_of(z)); }

int cr_str_compare(cr_str a, cr_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool cr_str_starts(cr_str s, const char *prefix) {
    cr_str p = cr_str_of(prefix);
    return s.len >= p.len && cr_str_eq(cr_str_slice(s, 0, p.len), p);
}

bool cr_str_starts_nocase(cr_str s, const char *prefix) {
    cr_str p = cr_str_of(prefix);
    return s.len >= p.len && cr_str_eq_nocase(cr_str_slice(s, 0, p.len), p);
}

bool cr_str_ends(cr_str s, const char *suffix) {
    cr_str p = cr_str_of(suffix);
    return s.len >= p.len && cr_str_eq(cr_str_slice(s, s.len - p.len, s.len), p);
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
    for (size_t at = from; needle.len <= s.len && at <= s.len - needle.len; at++)
        if (cr_str_eq_nocase(cr_str_slice(s, at, at + needle.len), needle))
            return at;
    return CR_STR_NPOS;
}

size_t cr_str_find_byte(cr_str s, char byte, size_t from) {
    const char *hit = from < s.len ? memchr(s.ptr + from, byte, s.len - from) : NULL;
    return hit ? (size_t)(hit - s.ptr) : CR_STR_NPOS;
}

bool cr_str_contains(cr_str s, const char *needle) { return cr_str_find(s, cr_str_of(needle), 0) != CR_STR_NPOS; }

cr_str cr_str_trim(cr_str s) {
    size_t start = 0, end = s.len;
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
    char *copy = cr_arena_alloc(a, s.len + 1);
    if (!copy)
        return CR_STR_NONE;
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (cr_str){copy, s.len};
}

cr_str cr_str_copy_z(cr_arena *a, const char *z) { return cr_str_copy(a, cr_str_of(z)); }

cr_str cr_str_vformat(cr_arena *a, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    char *out = need < 0 ? NULL : cr_arena_alloc(a, (size_t)need + 1);
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
    char *out = cr_arena_alloc(a, x.len + y.len + 1);
    if (!out)
        return CR_STR_NONE;
    if (x.len)
        memcpy(out, x.ptr, x.len);
    if (y.len)
        memcpy(out + x.len, y.ptr, y.len);
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
    char *out = cr_arena_alloc(a, s.len + 1);
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
        memcpy(out + n, s.ptr + start, at - start);
        n += at - start;
    }
    return (cr_str){out, n};
}
