#include "base/json.h"
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

cr_json cr_json_on(cr_buf *out) { return (cr_json){.out = out}; }

/* What comes before any value: a comma, unless it is the first member or follows its key. */
static void before(cr_json *j) {
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth) {
        if (j->filled[j->depth - 1])
            cr_buf_add_z(j->out, j->compact ? "," : ", ");
        j->filled[j->depth - 1] = true;
    }
}

static void open_with(cr_json *j, char bracket, char closing) {
    before(j);
    if (j->depth == CR_JSON_DEPTH) { /* a fault of the program, not of the input */
        j->out->failed = CR_ERR_LIMIT;
        return;
    }
    cr_buf_add_byte(j->out, bracket);
    j->close[j->depth] = closing;
    j->filled[j->depth] = false;
    j->depth++;
}

void cr_json_object(cr_json *j) { open_with(j, '{', '}'); }
void cr_json_array(cr_json *j) { open_with(j, '[', ']'); }

void cr_json_end(cr_json *j) {
    if (j->depth)
        cr_buf_add_byte(j->out, j->close[--j->depth]);
}

/* Bytes that stand for themselves, whatever comes around them. */
static const bool plain[256] = {
    [' '] = 1, [0x21] = 1, [0x23] = 1, [0x24] = 1, [0x25] = 1, ['\''] = 1, ['('] = 1, [')'] = 1, ['*'] = 1, ['+'] = 1, [','] = 1, ['-'] = 1,
    ['.'] = 1, ['/'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
    [':'] = 1, [';'] = 1, ['='] = 1, ['?'] = 1, ['@'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1,
    ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1,
    ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['['] = 1, [']'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1,
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1,
    ['y'] = 1, ['z'] = 1, ['{'] = 1, ['|'] = 1, ['}'] = 1, ['~'] = 1};

/* Past the plain bytes at `at`, sixteen at a time; it may stop before the first that is not. */
static size_t past_plain(cr_str s, size_t at) {
#ifdef __SSE2__
    for (; at + 16 <= s.len; at += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s.ptr + at));
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(x, _mm_set1_epi8('"'))), /* above ASCII is below zero */
                                   _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\\')), _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7F))));
        __m128i markup = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('<')), _mm_cmpeq_epi8(x, _mm_set1_epi8('>'))), _mm_cmpeq_epi8(x, _mm_set1_epi8('&')));
        if (_mm_movemask_epi8(_mm_or_si128(odd, markup)))
            break;
    }
#endif
    while (at < s.len && plain[(unsigned char)s.ptr[at]])
        at++;
    return at;
}

static void quoted(cr_json *j, cr_str s) {
    cr_buf_add_byte(j->out, '"');
    size_t from = 0; /* plain run not yet written */
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        unsigned char c = (unsigned char)s.ptr[at];
        if (plain[c]) {
            at = past_plain(s, at);
            continue;
        }
        const char *escape = NULL;
        char hex[8];
        if (c >= 0x80) {
            uint32_t point = cr_utf8_next(s, &at);
            /* U+FFFD from broken bytes and the two line separators that break JavaScript */
            if (point == 0xFFFD && (at - start != 3 || memcmp(s.ptr + start, "\xEF\xBF\xBD", 3) != 0))
                escape = "\xEF\xBF\xBD";
            else if (j->html_safe && (point == 0x2028 || point == 0x2029))
                escape = point == 0x2028 ? "\\u2028" : "\\u2029";
            else if (point <= 0x9F) { /* controls too, and terminals obey some of them */
                snprintf(hex, sizeof hex, "\\u%04x", (unsigned)point);
                escape = hex;
            }
        } else {
            at++;
            if (c == '"')
                escape = "\\\"";
            else if (c == '\\')
                escape = "\\\\";
            else if (c == '\n')
                escape = "\\n";
            else if (c == '\r')
                escape = "\\r";
            else if (c == '\t')
                escape = "\\t";
            else if (c < 0x20 || c == 0x7F || (j->html_safe && (c == '<' || c == '>' || c == '&'))) {
                snprintf(hex, sizeof hex, "\\u%04x", c);
                escape = hex;
            }
        }
        if (escape) {
            cr_buf_add(j->out, s.ptr + from, start - from);
            cr_buf_add_z(j->out, escape);
            from = at;
        }
    }
    if (s.len)
        cr_buf_add(j->out, s.ptr + from, s.len - from);
    cr_buf_add_byte(j->out, '"');
}

void cr_json_key_str(cr_json *j, cr_str key) {
    before(j);
    quoted(j, key);
    cr_buf_add_z(j->out, j->compact ? ":" : ": ");
    j->after_key = true;
}

void cr_json_key(cr_json *j, const char *key) { cr_json_key_str(j, cr_str_of(key)); }

void cr_json_str(cr_json *j, cr_str s) {
    before(j);
    if (cr_str_none(s))
        cr_buf_add_z(j->out, "null");
    else
        quoted(j, s);
}

void cr_json_z(cr_json *j, const char *z) { cr_json_str(j, cr_str_of(z)); }

void cr_json_int(cr_json *j, long long n) {
    before(j);
    cr_buf_printf(j->out, "%lld", n);
}

void cr_json_number(cr_json *j, double x, int decimals) {
    before(j);
    if (!isfinite(x)) {
        cr_buf_add_z(j->out, "null");
        return;
    }
    char text[400];
    snprintf(text, sizeof text, "%.*f", decimals, x);
    size_t n = strlen(text);
    if (strchr(text, '.')) {
        while (n && text[n - 1] == '0')
            n--;
        if (n && text[n - 1] == '.')
            n--;
    }
    if (n == 2 && text[0] == '-' && text[1] == '0') /* minus nothing */
        cr_buf_add_z(j->out, "0");
    else
        cr_buf_add(j->out, text, n);
}

void cr_json_bool(cr_json *j, bool b) {
    before(j);
    cr_buf_add_z(j->out, b ? "true" : "false");
}

void cr_json_null(cr_json *j) {
    before(j);
    cr_buf_add_z(j->out, "null");
}

void cr_json_strs(cr_json *j, cr_strs list) {
    cr_json_array(j);
    for (size_t i = 0; i < list.count; i++)
        cr_json_str(j, list.items[i]);
    cr_json_end(j);
}

void cr_json_raw(cr_json *j, cr_str json) {
    before(j);
    cr_buf_add_str(j->out, json);
}

void cr_json_member(cr_json *j, const char *key, cr_str value) {
    cr_json_key(j, key);
    cr_json_str(j, value);
}
void cr_json_member_z(cr_json *j, const char *key, const char *value) {
    cr_json_key(j, key);
    cr_json_z(j, value);
}
void cr_json_member_int(cr_json *j, const char *key, long long value) {
    cr_json_key(j, key);
    cr_json_int(j, value);
}
void cr_json_member_bool(cr_json *j, const char *key, bool value) {
    cr_json_key(j, key);
    cr_json_bool(j, value);
}
void cr_json_member_strs(cr_json *j, const char *key, cr_strs value) {
    cr_json_key(j, key);
    cr_json_strs(j, value);
}
