#include "page/loose.h"

#include "base/utf8.h"
#include "html/html.h"

enum { DEPTH = 64 };

typedef struct reader {
    cr_arena *arena;
    cr_str s;
    size_t at, *values;
} reader;

static bool blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static void skip_blanks(reader *r) {
    while (r->at < r->s.len && blank(r->s.ptr[r->at]))
        r->at++;
}

/* A quotation mark ends a string where what follows can follow a string: one inside a headline mostly has a letter behind it. */
static bool ends_string(cr_str s, size_t at) {
    for (at++; at < s.len && blank(s.ptr[at]); at++) {}
    return at >= s.len || strchr(",:}]", s.ptr[at]) || s.ptr[at] == '\0';
}

/* At the opening mark; what is left of the text where it never ends. */
static cr_str string_at(reader *r) {
    size_t start = ++r->at;
    for (; r->at < r->s.len; r->at++) {
        char c = r->s.ptr[r->at];
        if (c == '\\')
            r->at++;
        else if (c == '"' && ends_string(r->s, r->at))
            break;
    }
    size_t end = r->at < r->s.len ? r->at : r->s.len;
    r->at = end + 1;
    return cr_str_slice(r->s, start, end);
}

static cr_loose *push(reader *r, cr_loose *parent, cr_loose_kind kind, cr_str key) {
    cr_loose *v = *r->values > 0 ? CR_NEW(r->arena, cr_loose) : NULL;
    if (!v)
        return NULL;
    --*r->values;
    *v = (cr_loose){.kind = kind, .key = key, .parent = parent};
    if (parent->last)
        parent->last->next = v;
    else
        parent->first = v;
    parent->last = v;
    return v;
}

/* One token: opens or closes a level, or adds a value. False when memory or patience is out. */
static bool step(reader *r, cr_loose **at, size_t *depth, cr_str *key) {
    char c = r->s.ptr[r->at];
    if (c == '{' || c == '[') {
        cr_loose *v = push(r, *at, c == '{' ? CR_LOOSE_OBJECT : CR_LOOSE_LIST, *key);
        if (!v || ++*depth > DEPTH)
            return false;
        *at = v;
        *key = CR_STR_NONE;
        r->at++;
    } else if (c == '}' || c == ']') {
        if ((*at)->parent) {
            *at = (*at)->parent;
            --*depth;
        }
        *key = CR_STR_NONE;
        r->at++;
    } else if (c == '"') {
        cr_str s = string_at(r);
        skip_blanks(r);
        if ((*at)->kind == CR_LOOSE_OBJECT && cr_str_none(*key) && r->at < r->s.len && r->s.ptr[r->at] == ':') {
            *key = s;
            r->at++;
            return true;
        }
        cr_loose *v = push(r, *at, CR_LOOSE_STRING, *key);
        if (!v)
            return false;
        v->raw = s;
        *key = CR_STR_NONE;
    } else if (c == ',' || c == ':' || blank(c)) {
        r->at++;
    } else {
        size_t start = r->at;
        while (r->at < r->s.len && !strchr(",:{}[]\" \n\r\t", r->s.ptr[r->at]))
            r->at++;
        if (r->at == start) /* NUL */
            r->at++;
        cr_loose *v = push(r, *at, CR_LOOSE_WORD, *key);
        if (!v)
            return false;
        v->raw = cr_str_slice(r->s, start, r->at);
        *key = CR_STR_NONE;
    }
    return true;
}

const cr_loose *cr_loose_read(cr_arena *arena, cr_str text, size_t *values) {
    reader r = {.arena = arena, .s = text, .values = values};
    while (r.at < text.len && text.ptr[r.at] != '{' && text.ptr[r.at] != '[')
        r.at++;
    if (cr_str_starts(cr_str_slice(text, r.at, text.len), "[CDATA["))
        for (r.at += 7; r.at < text.len && text.ptr[r.at] != '{' && text.ptr[r.at] != '['; r.at++) {}
    cr_loose *root = r.at < text.len ? CR_NEW(arena, cr_loose) : NULL, *at = root;
    if (!root)
        return NULL;
    *root = (cr_loose){.kind = CR_LOOSE_LIST};
    size_t depth = 0;
    cr_str key = CR_STR_NONE;
    while (r.at < text.len && step(&r, &at, &depth, &key)) {}
    return root;
}

const cr_loose *cr_loose_get(const cr_loose *object, const char *key) {
    if (!object || object->kind != CR_LOOSE_OBJECT)
        return NULL;
    for (const cr_loose *v = object->first; v; v = v->next)
        if (cr_str_is(v->key, key))
            return v;
    return NULL;
}

static int hex4(cr_str s, size_t at) {
    int value = 0;
    if (at + 4 > s.len)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = s.ptr[i], low = (char)(c | 32);
        if (!((c >= '0' && c <= '9') || (low >= 'a' && low <= 'f')))
            return -1;
        value = value * 16 + (c <= '9' ? c - '0' : low - 'a' + 10);
    }
    return value;
}

/* Behind "\u": the character, a pair of surrogates as one. */
static uint32_t escaped(cr_str s, size_t *at) {
    int high = hex4(s, *at), low;
    if (high < 0)
        return 0xFFFD;
    *at += 4;
    if (high >= 0xD800 && high < 0xDC00 && *at + 6 <= s.len && s.ptr[*at] == '\\' && s.ptr[*at + 1] == 'u' && (low = hex4(s, *at + 2)) >= 0xDC00 && low < 0xE000) {
        *at += 6;
        return 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    }
    return (high >= 0xD800 && high < 0xE000) || high == 0 ? 0xFFFD : (uint32_t)high;
}

cr_str cr_loose_text(cr_arena *arena, const cr_loose *v) {
    if (!v || v->kind != CR_LOOSE_STRING)
        return CR_STR_NONE;
    cr_str s = v->raw;
    if (s.len && memchr(s.ptr, '\\', s.len)) {
        char *out = cr_arena_alloc(arena, s.len / 2 * 3 + 8); /* "\\u" without figures becomes three bytes */
        size_t n = 0;
        for (size_t at = 0; out && at < s.len;) {
            char c = s.ptr[at++];
            if (c != '\\' || at >= s.len) {
                out[n++] = c;
                continue;
            }
            c = s.ptr[at++];
            if (c == 'u')
                n += cr_utf8_encode(escaped(s, &at), out + n);
            else
                out[n++] = c == 'n' || c == 'r' ? '\n' : c == 't' || c == 'b' || c == 'f' ? ' ' : c;
        }
        s = out ? (cr_str){out, n} : CR_STR_NONE;
    }
    return s.len && memchr(s.ptr, '&', s.len) ? cr_html_unescape(arena, s) : s;
}
