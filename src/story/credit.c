#include "story/credit.h"

#include "text/agencies.h"

enum { HEAD_BYTES = 160 };

static size_t dash_at(cr_str s, size_t at) {
    static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95", "--"};
    for (size_t i = sizeof dashes / sizeof *dashes; i-- > 0;) {
        cr_str d = cr_str_of(dashes[i]);
        if (at + d.len <= s.len && memcmp(s.ptr + at, d.ptr, d.len) == 0)
            return d.len;
    }
    return 0;
}

/* "KYIV, Jan 12 (Reuters) - …", "PARIS (AFP) …", "AP — …": before the first sentence begins in earnest. */
static cr_str in_dateline(cr_str text) {
    cr_str head = cr_str_slice(text, 0, text.len < HEAD_BYTES ? text.len : HEAD_BYTES);
    size_t line = cr_str_find_byte(head, '\n', 0);
    if (line != CR_STR_NPOS)
        head.len = line;
    size_t open = cr_str_find_byte(head, '(', 0), close = open == CR_STR_NPOS ? open : cr_str_find_byte(head, ')', open);
    if (close != CR_STR_NPOS && cr_str_find(cr_str_slice(head, 0, open), CR_STR(". "), 0) == CR_STR_NPOS) {
        cr_str found = cr_text_agency_among(cr_str_slice(head, open + 1, close));
        size_t after = close + 1;
        while (after < head.len && head.ptr[after] == ' ')
            after++;
        if (!cr_str_none(found) && (dash_at(head, after) || open < 60))
            return found;
    }
    for (size_t i = 1; i + 1 < head.len && i < 60; i++)
        if (head.ptr[i - 1] == ' ' && dash_at(head, i)) { /* "MOSCOW, January 12. /TASS/. …" has none */
            cr_str before = cr_str_trim(cr_str_slice(head, 0, i));
            size_t comma = before.len;
            while (comma > 0 && before.ptr[comma - 1] != ',')
                comma--;
            cr_str found = cr_text_agency(cr_str_slice(before, comma, before.len));
            if (!cr_str_none(found))
                return found;
        }
    size_t slash = cr_str_find_byte(head, '/', 0), second = slash == CR_STR_NPOS ? slash : cr_str_find_byte(head, '/', slash + 1);
    return second != CR_STR_NPOS ? cr_text_agency(cr_str_slice(head, slash + 1, second)) : CR_STR_NONE;
}

/* "(AFP)", "Avec AFP", "Source : Reuters", "— Reuters" as the last line or at its end. */
static cr_str in_last_line(cr_str text) {
    text = cr_str_trim(text);
    size_t start = text.len;
    while (start > 0 && text.ptr[start - 1] != '\n')
        start--;
    cr_str line = cr_str_trim(cr_str_slice(text, start, text.len));
    bool alone = start > 0 || cr_str_ends(line, ")") || cr_str_ends(line, ")."); /* a text of one line cites, it does not credit */
    return alone ? cr_text_credit(line) : CR_STR_NONE;
}

cr_str cr_story_credit(cr_str text, cr_strs author) {
    for (size_t i = 0; i < author.count; i++) {
        cr_str found = cr_text_agency_among(author.items[i]);
        if (!cr_str_none(found))
            return found;
    }
    if (cr_str_empty(text))
        return CR_STR_NONE;
    cr_str found = in_dateline(text);
    return cr_str_none(found) ? in_last_line(text) : found;
}
