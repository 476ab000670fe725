/* Quotation marks as pairs: what is said to be somebody's words, in any language's manner. */
#include "translate/check_quotes.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

enum { SINGLE_WORDS = 40 };

static bool single(uint32_t c) { return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201A || c == 0x2039 || c == 0x203A || c == '`'; }
static bool corner(uint32_t c) { return c >= 0x300C && c <= 0x300F; }
static bool twice(uint32_t c) { return c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || corner(c) || c == 0xFF02 || c == 0x301D || c == 0x301F; }

static bool letter(uint32_t c) { return c && (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK)); }

/* The words between two marks. */
static void close_pair(cr_check_quoting *q, cr_str inside) {
    size_t words = 0, capitals = 0, ideographs = 0;
    bool in = false, first = false;
    for (size_t at = 0; at < inside.len;) {
        uint32_t c = cr_utf8_next(inside, &at);
        bool is = letter(c) || (in && (c == '\'' || c == 0x2019 || c == '-'));
        ideographs += c >= 0x3040 && c <= 0x9FFF;
        if (is && !in) {
            words++;
            capitals += u_isupper((UChar32)c) != 0 || u_isdigit((UChar32)c);
            first = first || (words == 1 && u_isupper((UChar32)c));
        }
        in = is;
    }
    words += ideographs / 2;
    q->pairs++;
    /* a title or a name: short, and in capitals where the script has them */
    bool name = words <= 5 && (first || ideographs > 0 || capitals * 2 >= words);
    if (words > 1 && !name)
        q->spoken++;
    q->words = words > q->words ? words : q->words;
}

/* A single mark that opens here: a word's end with such a mark must follow soon, or it is an apostrophe. 0: it does not open. */
static size_t single_end(cr_str s, size_t at) {
    size_t words = 0;
    uint32_t before = 0;
    while (at < s.len && words < SINGLE_WORDS) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at), after = 0;
        size_t peek = at;
        if (peek < s.len)
            after = cr_utf8_next(s, &peek);
        words += cr_utf8_is_space(c);
        if (twice(c))
            return 0;
        if (single(c) && before && !cr_utf8_is_space(before) && !letter(after))
            return start;
        before = c;
    }
    return 0;
}

cr_check_quoting cr_check_quoting_of(cr_str s) {
    cr_check_quoting q = {0};
    size_t open = 0, single_until = 0;
    bool opened = false;
    uint32_t before = 0;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at), after = 0;
        size_t peek = at, end;
        if (peek < s.len)
            after = cr_utf8_next(s, &peek);
        bool inches = c == '"' && u_isdigit((UChar32)before) && !opened;
        if (twice(c) && !inches) {
            q.marks++;
            if (opened)
                close_pair(&q, cr_str_slice(s, open, start));
            opened = !opened;
            open = at;
        } else if (single(c) && !opened && start >= single_until && !letter(before) && letter(after) && !u_isdigit((UChar32)after) && (end = single_end(s, at)) > 0) {
            q.marks += 2;
            close_pair(&q, cr_str_slice(s, at, end));
            single_until = end + 1;
        }
        before = c;
    }
    return q;
}
