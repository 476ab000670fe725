/* HTML standard, "prescan a byte stream to determine its encoding", step by step. Where the bytes run out in the middle of a
 * tag or comment, nothing that stands in it counts. */
#include <string.h>

#include "html/encodings.h"

typedef enum step { ATTRIBUTE, TAG_ENDS, BYTES_END } step;

static bool is_space(char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static size_t past_spaces(cr_str s, size_t at) {
    while (at < s.len && is_space(s.ptr[at]))
        at++;
    return at;
}

static step value_at(cr_str s, size_t *at, cr_str *value) { /* behind "=" and blanks */
    size_t i = *at, start = i;
    if (s.ptr[i] == '"' || s.ptr[i] == '\'') {
        size_t end = cr_str_find_byte(s, s.ptr[i], i + 1);
        if (end == CR_STR_NPOS)
            return BYTES_END;
        *value = cr_str_slice(s, i + 1, end);
        *at = end + 1;
        return ATTRIBUTE;
    }
    while (i < s.len && !is_space(s.ptr[i]) && s.ptr[i] != '>')
        i++;
    *value = cr_str_slice(s, start, i);
    *at = i;
    return i < s.len ? ATTRIBUTE : BYTES_END;
}

/* "get an attribute"; *at moves past it. */
static step get_attribute(cr_str s, size_t *at, cr_str *name, cr_str *value) {
    size_t i = *at;
    while (i < s.len && (is_space(s.ptr[i]) || s.ptr[i] == '/'))
        i++;
    *at = i;
    if (i >= s.len)
        return BYTES_END;
    if (s.ptr[i] == '>')
        return TAG_ENDS;
    size_t start = i;
    while (i < s.len && !is_space(s.ptr[i]) && s.ptr[i] != '/' && s.ptr[i] != '>' && (s.ptr[i] != '=' || i == start))
        i++;
    *name = cr_str_slice(s, start, i);
    *value = CR_STR("");
    i = past_spaces(s, i);
    *at = i;
    if (i >= s.len)
        return BYTES_END;
    if (s.ptr[i] != '=')
        return ATTRIBUTE;
    *at = past_spaces(s, i + 1);
    return *at < s.len ? value_at(s, at, value) : BYTES_END;
}

/* "extracting a character encoding from a meta element": text/html; charset=windows-1251 */
static const char *encoding_of_content(cr_str content) {
    for (size_t i = cr_str_find_nocase(content, CR_STR("charset"), 0); i != CR_STR_NPOS;
         i = cr_str_find_nocase(content, CR_STR("charset"), i)) {
        i = past_spaces(content, i + 7);
        if (i >= content.len || content.ptr[i] != '=')
            continue;
        i = past_spaces(content, i + 1);
        if (i >= content.len)
            return NULL;
        if (content.ptr[i] == '"' || content.ptr[i] == '\'') {
            size_t end = cr_str_find_byte(content, content.ptr[i], i + 1);
            return end == CR_STR_NPOS ? NULL : cr_encoding_for_label(cr_str_slice(content, i + 1, end));
        }
        size_t start = i;
        while (i < content.len && !is_space(content.ptr[i]) && content.ptr[i] != ';')
            i++;
        return cr_encoding_for_label(cr_str_slice(content, start, i));
    }
    return NULL;
}

static const char *usable(const char *encoding) {
    if (!encoding)
        return NULL;
    if (strncmp(encoding, "utf-16", 6) == 0)
        return "utf-8"; /* a <meta> that was read byte by byte cannot be UTF-16 */
    return strcmp(encoding, "x-user-defined") == 0 ? "windows-1252" : encoding;
}

/* *at behind "<meta"; moved behind the attributes. */
static step of_meta(cr_str s, size_t *at, const char **found) {
    bool pragma = false, need_pragma = false, seen_equiv = false, seen_content = false, seen_charset = false;
    const char *charset = NULL;
    cr_str name, value;
    step how;
    while ((how = get_attribute(s, at, &name, &value)) == ATTRIBUTE) {
        if (cr_str_is_nocase(name, "http-equiv") && !seen_equiv) {
            seen_equiv = true;
            pragma = cr_str_is_nocase(value, "content-type");
        } else if (cr_str_is_nocase(name, "content") && !seen_content) {
            seen_content = true;
            const char *named = encoding_of_content(value);
            if (named && !charset && !seen_charset) {
                charset = named;
                need_pragma = true;
            }
        } else if (cr_str_is_nocase(name, "charset") && !seen_charset) {
            seen_charset = true;
            charset = cr_encoding_for_label(value);
            need_pragma = false;
        }
    }
    *found = how == TAG_ENDS && (!need_pragma || pragma) ? usable(charset) : NULL;
    return how;
}

/* Behind the tag, comment or other markup at s[lt] (a "<"); CR_STR_NPOS where the bytes end in it. */
static size_t past_markup(cr_str s, size_t lt, const char **found) {
    cr_str rest = cr_str_slice(s, lt, s.len), name, value;
    size_t at = lt + 2;
    step how = TAG_ENDS;
    if (cr_str_starts(rest, "<!--")) {
        size_t end = cr_str_find(s, CR_STR("-->"), at);
        return end == CR_STR_NPOS ? end : end + 3;
    }
    if (cr_str_starts_nocase(rest, "<meta") && rest.len > 5 && (is_space(rest.ptr[5]) || rest.ptr[5] == '/')) {
        at = lt + 5;
        how = of_meta(s, &at, found);
    } else if (rest.len > 1 && (is_letter(rest.ptr[1]) || (rest.ptr[1] == '/' && rest.len > 2 && is_letter(rest.ptr[2])))) {
        while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>')
            at++;
        while ((how = get_attribute(s, &at, &name, &value)) == ATTRIBUTE)
            ;
    } else if (rest.len > 1 && (rest.ptr[1] == '!' || rest.ptr[1] == '/' || rest.ptr[1] == '?')) {
        size_t end = cr_str_find_byte(s, '>', at);
        return end == CR_STR_NPOS ? end : end + 1;
    } else
        at = lt + 1;
    return how == BYTES_END ? CR_STR_NPOS : at;
}

/* "get an XML encoding": <?xml version="1.0" encoding="windows-1251"?> */
static const char *of_xml_declaration(cr_str s) {
    size_t end = cr_str_starts(s, "<?xml") ? cr_str_find_byte(s, '>', 0) : CR_STR_NPOS;
    if (end == CR_STR_NPOS)
        return NULL;
    s = cr_str_slice(s, 0, end);
    size_t at = cr_str_find(s, CR_STR("encoding"), 0);
    if (at == CR_STR_NPOS)
        return NULL;
    for (at += 8; at < s.len && (unsigned char)s.ptr[at] <= ' ';)
        at++;
    if (at >= s.len || s.ptr[at] != '=')
        return NULL;
    for (at++; at < s.len && (unsigned char)s.ptr[at] <= ' ';)
        at++;
    if (at >= s.len || (s.ptr[at] != '"' && s.ptr[at] != '\''))
        return NULL;
    size_t close = cr_str_find_byte(s, s.ptr[at], at + 1);
    if (close == CR_STR_NPOS)
        return NULL;
    cr_str label = cr_str_slice(s, at + 1, close);
    for (size_t i = 0; i < label.len; i++)
        if ((unsigned char)label.ptr[i] <= ' ')
            return NULL;
    const char *named = cr_encoding_for_label(label);
    return named && strncmp(named, "utf-16", 6) == 0 ? "utf-8" : named;
}

const char *cr_encoding_prescan(cr_str s) {
    if (s.len >= 6 && memcmp(s.ptr, "<\0?\0x\0", 6) == 0)
        return "utf-16le";
    if (s.len >= 6 && memcmp(s.ptr, "\0<\0?\0x", 6) == 0)
        return "utf-16be";
    const char *found = NULL;
    for (size_t at = 0; at < s.len;) {
        size_t lt = cr_str_find_byte(s, '<', at);
        at = lt == CR_STR_NPOS ? lt : past_markup(s, lt, &found);
        if (found)
            return found;
        if (at == CR_STR_NPOS)
            break;
    }
    return of_xml_declaration(s);
}
