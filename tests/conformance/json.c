#include "json.h"

typedef struct reader {
    cr_arena *arena;
    cr_str s;
    size_t at;
    bool bad;
    unsigned depth;
} reader;

enum { DEPTH = 32 };

static size_t put(char *out, unsigned long c) { /* generalised UTF-8: surrogates like any other code point */
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00 >> n & 0xFF) | c);
    return n;
}

static long hex4(const char *p, const char *end) {
    long value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* p behind "\u"; the pair of a high surrogate is taken along. */
static size_t take_unit(const char **p, const char *end, char *out) {
    long c = hex4(*p, end);
    if (c < 0)
        return 0;
    *p += 4;
    if (c >= 0xD800 && c < 0xDC00 && end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u') {
        long low = hex4(*p + 2, end);
        if (low >= 0xDC00 && low < 0xE000) {
            *p += 6;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return put(out, (unsigned long)c);
}

static cr_str read_string(reader *r) { /* at the quotation mark */
    const char *p = r->s.ptr + r->at + 1, *end = r->s.ptr + r->s.len, *close = p;
    while (close < end && *close != '"')
        close += *close == '\\' && close + 1 < end ? 2 : 1;
    char *out = cr_arena_alloc(r->arena, (size_t)(close - p) + 1);
    size_t n = 0;
    if (!out || close >= end) {
        r->bad = true;
        return CR_STR("");
    }
    while (p < close) {
        if (*p != '\\') {
            out[n++] = *p++;
            continue;
        }
        static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
        const char *known = strchr(names, p[1]);
        p += 2;
        if (p[-1] == 'u') {
            size_t added = take_unit(&p, close, out + n);
            r->bad = r->bad || added == 0;
            n += added;
        } else if (known && *known)
            out[n++] = values[known - names];
        else
            r->bad = true;
    }
    r->at = (size_t)(close + 1 - r->s.ptr);
    return (cr_str){out, n};
}

static char peek(reader *r) {
    while (r->at < r->s.len && strchr(" \t\r\n", r->s.ptr[r->at]) && r->s.ptr[r->at])
        r->at++;
    return r->at < r->s.len ? r->s.ptr[r->at] : '\0';
}

static bool take(reader *r, char c) {
    bool there = peek(r) == c;
    r->at += there;
    return there;
}

static json *read_value(reader *r);

static void read_members(reader *r, json *of, bool named, char close) {
    json **last = &of->first;
    r->at++;
    if (take(r, close))
        return;
    do {
        cr_str name = CR_STR_NONE;
        if (named) {
            if (peek(r) != '"') {
                r->bad = true;
                return;
            }
            name = read_string(r);
            r->bad = r->bad || !take(r, ':');
        }
        json *v = r->bad ? NULL : read_value(r);
        if (!v)
            return;
        v->name = name;
        *last = v;
        last = &v->next;
    } while (take(r, ','));
    r->bad = r->bad || !take(r, close);
}

static json *read_value(reader *r) {
    json *v = CR_NEW(r->arena, json);
    if (!v || ++r->depth > DEPTH) {
        r->bad = true;
        return NULL;
    }
    char c = peek(r);
    cr_str rest = cr_str_slice(r->s, r->at, r->s.len);
    if (c == '"') {
        v->type = JSON_STRING;
        v->text = read_string(r);
    } else if (c == '{' || c == '[') {
        v->type = c == '{' ? JSON_OBJECT : JSON_ARRAY;
        read_members(r, v, c == '{', c == '{' ? '}' : ']');
    } else if (cr_str_starts(rest, "true") || cr_str_starts(rest, "null")) {
        v->type = c == 't' ? JSON_TRUE : JSON_NULL;
        r->at += 4;
    } else if (cr_str_starts(rest, "false")) {
        v->type = JSON_FALSE;
        r->at += 5;
    } else {
        v->type = JSON_NUMBER;
        size_t n = 0;
        while (n < rest.len && rest.ptr[n] && strchr("+-.0123456789eE", rest.ptr[n]))
            n++;
        v->text = cr_str_slice(rest, 0, n);
        r->at += n;
        r->bad = r->bad || n == 0;
    }
    r->depth--;
    return r->bad ? NULL : v;
}

json *json_read(cr_arena *arena, cr_str text) {
    reader r = {.arena = arena, .s = text};
    json *v = read_value(&r);
    return peek(&r) == '\0' && r.at == r.s.len ? v : NULL;
}

const json *json_get(const json *object, const char *name) {
    for (const json *m = object ? object->first : NULL; m; m = m->next)
        if (cr_str_is(m->name, name))
            return m;
    return NULL;
}

cr_str json_unescape_again(cr_arena *arena, cr_str s) {
    char *out = cr_arena_alloc(arena, s.len + 1);
    if (!out)
        return s;
    size_t n = 0;
    for (const char *p = s.ptr, *end = p + s.len; p < end;) {
        if (*p == '\\' && end - p >= 6 && p[1] == 'u') {
            p += 2;
            size_t added = take_unit(&p, end, out + n);
            n += added;
            if (added)
                continue;
            p -= 2;
        }
        out[n++] = *p++;
    }
    return (cr_str){out, n};
}
