/* What a page says of its encoding, and how far it is believed. */
#include <string.h>

#include "base/utf8.h"
#include "html/encodings.h"

enum {
    PRESCAN_BYTES = 1024,        /* of the standard */
    PRESCAN_WIDE_BYTES = 64 << 10, /* pages that put their scripts first, where the standard's bytes say nothing */
    LABEL_SCAN_BYTES = 200
};

static bool is_space(char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* "get an attribute": *at moves past it; false at the tag's end. */
static bool get_attribute(cr_str s, size_t *at, cr_str *name, cr_str *value) {
    size_t i = *at;
    while (i < s.len && (is_space(s.ptr[i]) || s.ptr[i] == '/'))
        i++;
    *at = i;
    if (i >= s.len || s.ptr[i] == '>')
        return false;
    size_t start = i;
    while (i < s.len && !is_space(s.ptr[i]) && s.ptr[i] != '/' && s.ptr[i] != '>' && (s.ptr[i] != '=' || i == start))
        i++;
    *name = cr_str_slice(s, start, i);
    *value = CR_STR("");
    size_t after = i;
    while (i < s.len && is_space(s.ptr[i]))
        i++;
    if (i >= s.len || s.ptr[i] != '=') {
        *at = after;
        return true;
    }
    i++;
    while (i < s.len && is_space(s.ptr[i]))
        i++;
    if (i < s.len && (s.ptr[i] == '"' || s.ptr[i] == '\'')) {
        size_t end = cr_str_find_byte(s, s.ptr[i], i + 1);
        end = end == CR_STR_NPOS ? s.len : end;
        *value = cr_str_slice(s, i + 1, end);
        *at = end + (end < s.len);
        return true;
    }
    start = i;
    while (i < s.len && !is_space(s.ptr[i]) && s.ptr[i] != '>')
        i++;
    *value = cr_str_slice(s, start, i);
    *at = i;
    return true;
}

/* "extracting a character encoding from a meta element": text/html; charset=windows-1251 */
static cr_str charset_of_content(cr_str content) {
    for (size_t i = cr_str_find_nocase(content, CR_STR("charset"), 0); i != CR_STR_NPOS;
         i = cr_str_find_nocase(content, CR_STR("charset"), i)) {
        i += 7;
        while (i < content.len && is_space(content.ptr[i]))
            i++;
        if (i >= content.len || content.ptr[i] != '=')
            continue;
        i++;
        while (i < content.len && is_space(content.ptr[i]))
            i++;
        if (i >= content.len)
            return CR_STR_NONE;
        if (content.ptr[i] == '"' || content.ptr[i] == '\'') {
            size_t end = cr_str_find_byte(content, content.ptr[i], i + 1);
            return end == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(content, i + 1, end);
        }
        size_t start = i;
        while (i < content.len && !is_space(content.ptr[i]) && content.ptr[i] != ';')
            i++;
        return cr_str_slice(content, start, i);
    }
    return CR_STR_NONE;
}

static const char *usable(const char *encoding) {
    if (!encoding)
        return NULL;
    if (strncmp(encoding, "utf-16", 6) == 0)
        return "utf-8"; /* a <meta> that was read byte by byte cannot be UTF-16 */
    return strcmp(encoding, "x-user-defined") == 0 ? "windows-1252" : encoding;
}

/* *at behind "<meta"; moved behind the attributes. */
static const char *of_meta(cr_str s, size_t *at) {
    bool pragma = false, need_pragma = false, need_known = false;
    bool seen_equiv = false, seen_content = false, seen_charset = false;
    const char *charset = NULL;
    cr_str name, value;
    while (get_attribute(s, at, &name, &value)) {
        if (cr_str_is_nocase(name, "http-equiv") && !seen_equiv) {
            seen_equiv = true;
            pragma = cr_str_is_nocase(value, "content-type");
        } else if (cr_str_is_nocase(name, "content") && !seen_content) {
            seen_content = true;
            const char *found = cr_encoding_for_label(charset_of_content(value));
            if (found && !charset) {
                charset = found;
                need_pragma = true;
                need_known = true;
            }
        } else if (cr_str_is_nocase(name, "charset") && !seen_charset) {
            seen_charset = true;
            charset = cr_encoding_for_label(value);
            need_pragma = false;
            need_known = true;
        }
    }
    return need_known && (!need_pragma || pragma) ? usable(charset) : NULL;
}

const char *cr_encoding_prescan(cr_str s) {
    cr_str name, value;
    for (size_t at = 0; at < s.len;) {
        size_t lt = cr_str_find_byte(s, '<', at);
        if (lt == CR_STR_NPOS || lt + 1 >= s.len)
            return NULL;
        cr_str rest = cr_str_slice(s, lt, s.len);
        if (cr_str_starts(rest, "<!--")) {
            size_t end = cr_str_find(s, CR_STR("-->"), lt + 2);
            if (end == CR_STR_NPOS)
                return NULL;
            at = end + 3;
        } else if (cr_str_starts_nocase(rest, "<meta") && rest.len > 5 && (is_space(rest.ptr[5]) || rest.ptr[5] == '/')) {
            at = lt + 5;
            const char *found = of_meta(s, &at);
            if (found)
                return found;
        } else if (is_letter(rest.ptr[1]) || (rest.ptr[1] == '/' && rest.len > 2 && is_letter(rest.ptr[2]))) {
            at = lt + 2;
            while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>')
                at++;
            while (get_attribute(s, &at, &name, &value))
                ;
        } else if (rest.ptr[1] == '!' || rest.ptr[1] == '/' || rest.ptr[1] == '?') {
            size_t end = cr_str_find_byte(s, '>', lt + 2);
            if (end == CR_STR_NPOS)
                return NULL;
            at = end + 1;
        } else
            at = lt + 1;
    }
    return NULL;
}

/* `<?xml version="1.0" encoding="windows-1251"?>`: not HTML's own, but XHTML pages have nothing else. */
static const char *of_xml_declaration(cr_str s) {
    if (!cr_str_starts(s, "<?xml"))
        return NULL;
    size_t end = cr_str_find_byte(s, '>', 0);
    s = cr_str_slice(s, 0, end == CR_STR_NPOS ? (s.len < LABEL_SCAN_BYTES ? s.len : LABEL_SCAN_BYTES) : end);
    size_t at = cr_str_find(s, CR_STR("encoding"), 0);
    at = at == CR_STR_NPOS ? at : cr_str_find_byte(s, '=', at);
    if (at == CR_STR_NPOS)
        return NULL;
    for (at++; at < s.len && is_space(s.ptr[at]);)
        at++;
    if (at >= s.len || (s.ptr[at] != '"' && s.ptr[at] != '\''))
        return NULL;
    size_t close = cr_str_find_byte(s, s.ptr[at], at + 1);
    return close == CR_STR_NPOS ? NULL : usable(cr_encoding_for_label(cr_str_slice(s, at + 1, close)));
}

static const char *declared(cr_str bytes, cr_str http_charset) {
    const char *found = cr_encoding_for_label(http_charset);
    if (found)
        return found;
    found = cr_encoding_prescan(cr_str_slice(bytes, 0, bytes.len < PRESCAN_BYTES ? bytes.len : PRESCAN_BYTES));
    if (!found)
        found = of_xml_declaration(bytes);
    if (!found)
        found = cr_encoding_prescan(cr_str_slice(bytes, 0, bytes.len < PRESCAN_WIDE_BYTES ? bytes.len : PRESCAN_WIDE_BYTES));
    return found;
}

/* Whether the bytes hold something that only UTF-8 text holds: multi-byte sequences, all well formed. */
static bool surely_utf8(cr_str bytes) {
    size_t high = 0;
    for (size_t i = 0; i < bytes.len && high < 6; i++)
        high += (unsigned char)bytes.ptr[i] >= 0x80;
    return high >= 6 && cr_utf8_valid(bytes);
}

cr_status cr_encoding_decode_html(cr_arena *arena, cr_str bytes, cr_str http_charset, cr_str *utf8, const char **encoding, cr_error *err) {
    size_t skip, errors = 0;
    const char *name = cr_encoding_by_bom(bytes, &skip);
    if (name) {
        *encoding = name;
        return cr_encoding_convert(arena, cr_str_slice(bytes, skip, bytes.len), name, utf8, NULL, err);
    }
    name = declared(bytes, http_charset);
    bool wide = name && strncmp(name, "utf-16", 6) == 0;
    if (name && !wide && strcmp(name, "utf-8") != 0 && strncmp(name, "iso-2022", 8) != 0 && surely_utf8(bytes))
        name = "utf-8"; /* servers and templates left behind by a change to UTF-8 */
    *encoding = name ? name : cr_encoding_detect(bytes);
    CR_TRY(cr_encoding_convert(arena, bytes, *encoding, utf8, &errors, err));
    /* A declaration that the bytes contradict: a slip here and there is mended, a page full of them was not meant so. */
    if (!name || errors == 0 || errors * 500 < bytes.len)
        return CR_OK;
    const char *guess = cr_encoding_detect(bytes);
    if (strcmp(guess, name) == 0)
        return CR_OK;
    cr_str other;
    size_t other_errors = 0;
    CR_TRY(cr_encoding_convert(arena, bytes, guess, &other, &other_errors, err));
    if (other_errors * 4 < errors) {
        *encoding = guess;
        *utf8 = other;
    }
    return CR_OK;
}
