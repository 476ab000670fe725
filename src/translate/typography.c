/* Quotation marks and capitals in the manner of a language. */
#include <stdlib.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/data.h"
#include "base/utf8.h"
#include "translate/check.h"

typedef struct marks { cr_str open, close, inner_open, inner_close; } marks;

/* A line of quotes.tsv: "fr	«_	_»	“	”". */
static bool marks_of(cr_str lang, marks *out) {
    cr_str table = cr_data("translate/quotes.tsv"), line, name;
    while (cr_str_split(&table, '\n', &line))
        if (line.len && line.ptr[0] != '#' && cr_str_split(&line, '\t', &name) && cr_str_eq(name, lang))
            return cr_str_split(&line, '\t', &out->open) && cr_str_split(&line, '\t', &out->close) &&
                   cr_str_split(&line, '\t', &out->inner_open) && cr_str_split(&line, '\t', &out->inner_close);
    return false;
}

static void add_mark(cr_buf *b, cr_str mark) {
    for (size_t i = 0; i < mark.len; i++)
        if (mark.ptr[i] == '_')
            cr_buf_add_z(b, "\xC2\xA0");
        else
            cr_buf_add_byte(b, mark.ptr[i]);
}

static bool is_quote(uint32_t c) {
    return c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || (c >= 0x300C && c <= 0x300F);
}

/* Does the mark at [at, end) open? Guillemets say it by their form (the other way round in Danish), the rest by what stands before. */
static bool opens(cr_str s, size_t at, size_t end, uint32_t c, cr_str from) {
    bool danish = cr_str_is(from, "da");
    if (c == 0xAB || c == 0xBB)
        return (c == 0xAB) != danish;
    if (c == 0x201E || c == 0x300C || c == 0x300E)
        return true;
    if (c == 0x300D || c == 0x300F)
        return false;
    if (at == 0)
        return true;
    size_t back = at, next = end;
    uint32_t before = cr_utf8_previous(s, &back);
    bool space_before = cr_utf8_is_space(before) || before == '(' || before == '[' || before == 0x2014 || before == 0x2013 || is_quote(before);
    return space_before && end < s.len && !cr_utf8_is_space(cr_utf8_next(s, &next));
}

static size_t straight_marks(cr_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '"';
    return n;
}

cr_str cr_check_quotes(cr_arena *arena, cr_str text, cr_str from, cr_str to) {
    marks m;
    if (!marks_of(to, &m))
        return text;
    bool straight = straight_marks(text) % 2 == 0; /* an odd one may be inches, or belong to the sentence before */
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    size_t depth = 0, copied = 0, seen = 0;
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(text, &at);
        if (!is_quote(c) || (c == '"' && !straight))
            continue;
        bool open = opens(text, start, at, c, from);
        size_t until = start;
        while (!open && until > copied) { /* French spaces inside the marks go with them */
            size_t back = until;
            if (!cr_utf8_is_space(cr_utf8_previous(text, &back)))
                break;
            until = back;
        }
        cr_buf_add_str(&b, cr_str_slice(text, copied, c == 0xBB || c == 0xAB ? until : start));
        while (open && c == 0xAB && at < text.len) {
            size_t next = at;
            if (!cr_utf8_is_space(cr_utf8_next(text, &next)))
                break;
            at = next;
        }
        if (!open && depth > 0)
            depth--;
        add_mark(&b, open ? (depth ? m.inner_open : m.open) : depth ? m.inner_close : m.close);
        if (open)
            depth++;
        copied = at;
        seen++;
    }
    cr_buf_add_str(&b, cr_str_slice(text, copied, text.len));
    cr_str out = seen && !b.failed ? cr_buf_copy(&b, arena) : text;
    cr_buf_free(&b);
    return cr_str_none(out) ? text : out;
}

/* Letters of scripts that have no case say nothing of capitals: a Chinese sentence about NATO is no headline in them. */
bool cr_check_capitals(cr_str text) {
    size_t upper = 0, caseless = 0;
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (UChar32)cr_utf8_next(text, &at);
        if (u_islower(c))
            return false;
        if (u_isupper(c))
            upper++;
        else
            caseless += u_isalpha(c) != 0;
    }
    return upper > 4 && caseless < upper / 4;
}

typedef int32_t (*case_map)(const UCaseMap *, char *, int32_t, const char *, int32_t, UErrorCode *);

static cr_str map_case(cr_arena *arena, cr_str text, cr_str lang, case_map map) {
    char locale[16];
    UErrorCode e = U_ZERO_ERROR;
    if (lang.len >= sizeof locale || text.len > (1u << 24))
        return text;
    memcpy(locale, lang.ptr ? lang.ptr : "", lang.len);
    locale[lang.len] = '\0';
    UCaseMap *cm = ucasemap_open(locale, 0, &e);
    int32_t room = (int32_t)text.len * 3 + 8, n = 0;
    char *out = U_SUCCESS(e) ? cr_arena_alloc(arena, (size_t)room) : NULL;
    if (out)
        n = map(cm, out, room, text.ptr, (int32_t)text.len, &e);
    ucasemap_close(cm);
    return out && U_SUCCESS(e) ? (cr_str){out, (size_t)n} : text;
}

cr_str cr_check_upper(cr_arena *arena, cr_str text, cr_str lang, bool first) {
    if (!first)
        return map_case(arena, text, lang, ucasemap_utf8ToUpper);
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        UChar32 c = (UChar32)cr_utf8_next(text, &at);
        if (!u_isalnum(c))
            continue;
        if (!u_islower(c))
            return text;
        cr_str head = cr_str_concat(arena, cr_str_slice(text, 0, start), map_case(arena, cr_str_slice(text, start, at), lang, ucasemap_utf8ToUpper));
        return cr_str_concat(arena, head, cr_str_slice(text, at, text.len));
    }
    return text;
}

/* Small letters but for words that hold a digit ("G7", "COVID-19") and initials with dots ("U.S."). */
cr_str cr_check_sentence_case(cr_arena *arena, cr_str text, cr_str lang) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        bool keep = false;
        while (at < text.len && text.ptr[at] != ' ') {
            keep = keep || (text.ptr[at] >= '0' && text.ptr[at] <= '9') || (text.ptr[at] == '.' && at + 2 < text.len && text.ptr[at + 1] != '.' && text.ptr[at + 2] == '.');
            at++;
        }
        cr_str word = cr_str_slice(text, start, at);
        cr_buf_add_str(&b, keep ? word : map_case(arena, word, lang, ucasemap_utf8ToLower));
        for (; at < text.len && text.ptr[at] == ' '; at++)
            cr_buf_add_byte(&b, ' ');
    }
    cr_str lower = b.failed ? CR_STR_NONE : cr_buf_copy(&b, arena);
    cr_buf_free(&b);
    return cr_str_none(lower) ? text : cr_check_upper(arena, lower, lang, true);
}
