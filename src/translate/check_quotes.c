/* Quotation marks as pairs: what is said to be somebody's words, in any language's manner. */
#include "translate/check_quotes.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

enum { SINGLE_WORDS = 40, SINGLE_BYTES = 1000, FRAGMENT = 20, LONG_WORDS = 3, LONGER_WORDS = 5 };

static bool single(uint32_t c) { return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201A || c == 0x2039 || c == 0x203A || c == '`'; }
static bool corner(uint32_t c) { return c >= 0x300C && c <= 0x300F; }
static bool twice(uint32_t c) { return c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || corner(c) || c == 0xFF02 || c == 0x301D || c == 0x301F; }

static bool letter(uint32_t c) { return c && (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK)); }

/* Marks that close one another: within one pair those of another sort are a quotation's quotation. */
static unsigned sort_of(uint32_t c) { return c == 0xAB || c == 0xBB ? 1 : c == 0x300C || c == 0x300D ? 2 : c == 0x300E || c == 0x300F ? 3 : 4; }

/* Which quotations have to come back. Russian, German and Japanese set names of bodies and ships in marks where others write none,
 * Chinese and Arabic many a word that is meant as it is written. */
typedef enum manner { EVERY, NO_NAMES, LONG, LONGER } manner;

static manner manner_of(cr_str lang) {
    static const char *const names[] = {"ru", "uk", "be", "bg", "de", "ja"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cr_str_is(lang, names[i]))
            return NO_NAMES;
    if (cr_str_is(lang, "ar"))
        return LONG;
    if (cr_str_is(lang, "zh"))
        return LONGER;
    return EVERY;
}

/* The words between two marks. */
static void close_pair(cr_check_quoting *q, cr_str inside, manner m) {
    size_t words = 0, capitals = 0, ideographs = 0, katakana = 0;
    bool in = false, first = false;
    for (size_t at = 0; at < inside.len;) {
        uint32_t c = cr_utf8_next(inside, &at);
        bool is = letter(c) || (in && (c == '\'' || c == 0x2019 || c == '-'));
        ideographs += c >= 0x3040 && c <= 0x9FFF;
        katakana += c >= 0x30A0 && c <= 0x30FF;
        if (is && !in) {
            words++;
            capitals += u_isupper((UChar32)c) != 0 || u_isdigit((UChar32)c);
            first = first || (words == 1 && u_isupper((UChar32)c));
        }
        in = is;
        q->points++;
    }
    words += ideographs / 2;
    q->pairs++;
    /* a title or a name: short, and in capitals where the script has them */
    bool name = words <= 5 && (first || ideographs > 0 || capitals * 2 >= words);
    q->spoken += words > 1 && !name;
    if (m == NO_NAMES && ideographs > 0)
        name = words <= 5 && katakana == ideographs;
    q->kept += words > 0 && (m == EVERY || (m == NO_NAMES && !name) || words > (m == LONG ? LONG_WORDS : LONGER_WORDS));
}

/* A single mark that opens here: a word's end with such a mark must follow soon, or it is an apostrophe. 0: it does not open. */
static size_t single_end(cr_str s, size_t at) {
    size_t words = 0, from = at;
    uint32_t before = 0;
    while (at < s.len && at - from < SINGLE_BYTES && words < SINGLE_WORDS) {
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

cr_check_quoting cr_check_quoting_of(cr_str s, cr_str lang) {
    manner m = manner_of(lang);
    cr_check_quoting q = {0};
    size_t open = 0, single_until = 0;
    unsigned opened = 0; /* its sort */
    uint32_t before = 0;
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at), after = 0;
        size_t peek = at, end;
        if (peek < s.len)
            after = cr_utf8_next(s, &peek);
        bool inches = c == '"' && u_isdigit((UChar32)before) && !opened;
        if (twice(c) && !inches && (!opened || opened == sort_of(c))) {
            q.marks++;
            if (opened)
                close_pair(&q, cr_str_slice(s, open, start), m);
            opened = opened ? 0 : sort_of(c);
            open = at;
        } else if (single(c) && !opened && start >= single_until && !letter(before) && letter(after) && !u_isdigit((UChar32)after) && (end = single_end(s, at)) > 0) {
            q.marks += 2;
            close_pair(&q, cr_str_slice(s, at, end), m);
            single_until = end + 1;
        } else if (single(c) && start >= single_until && !opened)
            q.loose += (letter(before) != 0) != (letter(after) != 0);
        before = c;
    }
    return q;
}

bool cr_check_quotes_changed(cr_str source, cr_str from, cr_str target, cr_str to) {
    cr_check_quoting a = cr_check_quoting_of(source, from), b = cr_check_quoting_of(target, to);
    size_t all_a = cr_utf8_length(source), all_b = cr_utf8_length(target);
    if (a.marks % 2) /* opened in a paragraph before or closed in one behind: a mark at least */
        return !b.marks && all_a > FRAGMENT;
    if (b.marks % 2)
        return a.marks > 0 && !a.loose;
    if ((!b.marks && b.loose) || (!a.marks && a.loose))
        return false;
    if (a.kept > b.pairs || b.spoken > a.pairs)
        return true;
    if (!a.pairs || a.pairs != b.pairs)
        return false;
    double share_a = (double)a.points / (double)all_a, share_b = (double)b.points / (double)all_b;
    double apart = share_a > share_b ? share_a - share_b : share_b - share_a;
    bool script = cr_str_is(from, "zh") || cr_str_is(from, "ja") || cr_str_is(to, "zh") || cr_str_is(to, "ja");
    return apart > (script ? 0.25 : 0.18);
}
