/* Style attributes, cut down to layout and colour. What is not plainly of the form `name: words;` is dropped whole. */
#include <ctype.h>

#include "base/buf.h"
#include "feed/sanitise.h"

static const char *const properties[] = {"azimuth",
                                         "background-color",
                                         "border-bottom-color",
                                         "border-collapse",
                                         "border-color",
                                         "border-left-color",
                                         "border-right-color",
                                         "border-top-color",
                                         "clear",
                                         "color",
                                         "cursor",
                                         "direction",
                                         "display",
                                         "elevation",
                                         "float",
                                         "font",
                                         "font-family",
                                         "font-size",
                                         "font-style",
                                         "font-variant",
                                         "font-weight",
                                         "height",
                                         "letter-spacing",
                                         "line-height",
                                         "overflow",
                                         "pause",
                                         "pause-after",
                                         "pause-before",
                                         "pitch",
                                         "pitch-range",
                                         "richness",
                                         "speak",
                                         "speak-header",
                                         "speak-numeral",
                                         "speak-punctuation",
                                         "speech-rate",
                                         "stress",
                                         "text-align",
                                         "text-decoration",
                                         "text-indent",
                                         "unicode-bidi",
                                         "vertical-align",
                                         "voice-family",
                                         "volume",
                                         "white-space",
                                         "width"};
/* Of these families any member, provided every word of its value is one of these or a small length or a colour. */
static const char *const families[] = {"background", "border", "margin", "padding"};
static const char *const words[] = {
    "aqua",     "auto",   "black",  "block",   "blue",   "bold",        "both",       "bottom",  "brown",  "center",
    "collapse", "dashed", "dotted", "fuchsia", "gray",   "green",       "!important", "italic",  "left",   "lime",
    "maroon",   "medium", "none",   "navy",    "normal", "nowrap",      "olive",      "pointer", "purple", "red",
    "right",    "solid",  "silver", "teal",    "top",    "transparent", "underline",  "white",   "yellow"};

#define IN(list, s) in_list(list, sizeof(list) / sizeof *(list), s)
static bool in_list(const char *const *list, size_t count, cr_str s) {
    for (size_t i = 0; i < count; i++)
        if (cr_str_is_nocase(s, list[i]))
            return true;
    return false;
}

static bool word_byte(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Letters, digits, a few signs; a quoted run of words; digits in brackets. No backslash, no comment, no address. */
static bool harmless(cr_str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (isalnum((unsigned char)c) || isspace((unsigned char)c) || strchr(":,;#%.!", c))
            continue;
        if (c == '-' && i && i + 1 < s.len && word_byte(s.ptr[i - 1]) && word_byte(s.ptr[i + 1]))
            continue;
        if (c == '\'' || c == '"' || c == '(') {
            size_t from = ++i;
            char closing = c == '(' ? ')' : c;
            for (; i < s.len && s.ptr[i] != closing; i++)
                if (c == '(' ? !isdigit((unsigned char)s.ptr[i]) && !strchr(", ", s.ptr[i])
                             : !word_byte(s.ptr[i]) && s.ptr[i] != ' ')
                    return false;
            if (i == from || i == s.len)
                return false;
            continue;
        }
        return false;
    }
    return true;
}

/* "#ccc", "12px", "0", ".5em", "rgb(1,2,3)": at most two digits each side of the point, so that nothing covers the
 * page. */
static bool small_value(cr_str w) {
    if (w.len && w.ptr[0] == '#') {
        for (size_t i = 1; i < w.len; i++)
            if (!isxdigit((unsigned char)w.ptr[i]))
                return false;
        return w.len > 1;
    }
    if (cr_str_starts_nocase(w, "rgb("))
        return true; /* harmless() has seen that only digits follow */
    size_t i = 0, digits = 0;
    while (i < w.len && isdigit((unsigned char)w.ptr[i]) && digits < 2)
        i++, digits++;
    if (i < w.len && w.ptr[i] == '.')
        for (i++, digits = 0; i < w.len && isdigit((unsigned char)w.ptr[i]) && digits < 2;)
            i++, digits++;
    cr_str unit = cr_str_slice(w, i, w.len);
    static const char *const units[] = {"", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "%", ",", ")"};
    return IN(units, unit);
}

static bool allowed(cr_str name, cr_str value) {
    if (IN(properties, name))
        return true;
    size_t dash = cr_str_find_byte(name, '-', 0);
    if (!IN(families, cr_str_slice(name, 0, dash == CR_STR_NPOS ? name.len : dash)))
        return false;
    cr_str rest = value, word;
    while (cr_str_split(&rest, ' ', &word))
        if (word.len && !IN(words, word) && !small_value(word))
            return false;
    return true;
}

/* Takes url(...) out, so that the rest of the attribute can stand. */
static cr_str without_urls(cr_arena *arena, cr_str style) {
    size_t at = cr_str_find_nocase(style, CR_STR("url"), 0);
    if (at == CR_STR_NPOS)
        return style;
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    size_t from = 0;
    while (at != CR_STR_NPOS) {
        size_t open = at + 3;
        while (open < style.len && isspace((unsigned char)style.ptr[open]))
            open++;
        size_t close = open < style.len && style.ptr[open] == '(' ? cr_str_find_byte(style, ')', open) : CR_STR_NPOS;
        if (close == CR_STR_NPOS)
            break;
        cr_buf_add(&out, style.ptr + from, at - from);
        cr_buf_add_byte(&out, ' ');
        from = close + 1;
        at = cr_str_find_nocase(style, CR_STR("url"), from);
    }
    cr_buf_add(&out, style.ptr + from, style.len - from);
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return copy;
}

cr_str cr_feed_sanitise_style(cr_arena *arena, cr_str style) {
    style = without_urls(arena, style);
    if (!style.len || !harmless(style))
        return CR_STR("");
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    cr_str rest = style, part;
    bool form = true;
    while (form && cr_str_split(&rest, ';', &part)) {
        if (!cr_str_trim(part).len)
            continue;
        size_t colon = cr_str_find_byte(part, ':', 0);
        if (colon == CR_STR_NPOS || cr_str_find_byte(part, ':', colon + 1) != CR_STR_NPOS) {
            form = false;
            break;
        }
        cr_str name = cr_str_trim(cr_str_slice(part, 0, colon)), value = cr_str_slice(part, colon + 1, part.len);
        while (value.len && isspace((unsigned char)value.ptr[0]))
            value = cr_str_slice(value, 1, value.len);
        if (!value.len || !allowed(name, value))
            continue;
        if (out.len)
            cr_buf_add_byte(&out, ' ');
        cr_buf_add_str(&out, name);
        cr_buf_add_z(&out, ": ");
        cr_buf_add_str(&out, value);
        cr_buf_add_byte(&out, ';');
    }
    cr_str result = form ? cr_buf_copy(&out, arena) : CR_STR("");
    cr_buf_free(&out);
    return cr_str_none(result) ? CR_STR("") : result;
}
