/* Character references in text of any origin (HTML standard, "named character references"): the table is the data file
 * html/entities.txt, a name and its text a line, in byte order. */
#include "base/buf.h"
#include "base/data.h"
#include "base/utf8.h"
#include "html/html.h"

enum { NAME_BYTES = 32 };

/* The line of `table` that starts with `name` and a tab. */
static cr_str look_up(cr_str table, cr_str name) {
    size_t low = 0, high = table.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        while (middle > low && table.ptr[middle - 1] != '\n')
            middle--;
        size_t end = cr_str_find_byte(table, '\n', middle);
        end = end == CR_STR_NPOS ? table.len : end;
        cr_str line = cr_str_slice(table, middle, end);
        size_t tab = cr_str_find_byte(line, '\t', 0);
        if (tab == CR_STR_NPOS)
            return CR_STR_NONE;
        int order = cr_str_compare(name, cr_str_slice(line, 0, tab));
        if (order == 0)
            return cr_str_slice(line, tab + 1, line.len);
        if (order < 0)
            high = middle;
        else
            low = end + 1;
    }
    return CR_STR_NONE;
}

static bool alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The longest name that stands at `s`; *used is its length. */
static cr_str named(cr_str table, cr_str s, size_t *used) {
    size_t n = 0;
    while (n < s.len && n < NAME_BYTES && alphanumeric(s.ptr[n]))
        n++;
    if (n < s.len && s.ptr[n] == ';')
        n++;
    for (; n > 1; n--) {
        cr_str text = look_up(table, cr_str_slice(s, 0, n));
        if (!cr_str_none(text)) {
            *used = n;
            return text;
        }
    }
    return CR_STR_NONE;
}

/* "#8217;" or "#x2019;" at `s`; 0 where it is none. References to 0x80-0x9F mean windows-1252. */
static uint32_t numbered(cr_str s, size_t *used) {
    static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                         0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                         0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    bool hex = s.len > 1 && (s.ptr[1] | 32) == 'x';
    size_t i = hex ? 2 : 1, start = i;
    uint32_t value = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i], low = (char)(c | 32);
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : hex && low >= 'a' && low <= 'f' ? (uint32_t)(low - 'a' + 10) : 99;
        if (digit == 99)
            break;
        value = value > 0x10FFFF ? value : value * (hex ? 16 : 10) + digit;
    }
    if (i == start)
        return 0;
    *used = i + (i < s.len && s.ptr[i] == ';');
    if (value >= 0x80 && value <= 0x9F)
        return windows[value - 0x80];
    return value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
}

static void add_named(cr_buf *out, cr_str text) { /* in the table "\n" and "\t" are written out */
    if (cr_str_is(text, "\\n"))
        cr_buf_add_byte(out, '\n');
    else if (cr_str_is(text, "\\t"))
        cr_buf_add_byte(out, '\t');
    else
        cr_buf_add_str(out, text);
}

cr_str cr_html_unescape(cr_arena *arena, cr_str text) {
    size_t at = cr_str_find_byte(text, '&', 0);
    if (at == CR_STR_NPOS)
        return text;
    cr_str table = cr_data("html/entities.txt");
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    size_t done = 0;
    for (; at != CR_STR_NPOS; at = cr_str_find_byte(text, '&', at)) {
        cr_str rest = cr_str_slice(text, at + 1, text.len);
        size_t used = 0;
        cr_buf_add_str(&out, cr_str_slice(text, done, at));
        done = at;
        if (rest.len && rest.ptr[0] == '#') {
            uint32_t point = numbered(rest, &used);
            char utf8[4];
            if (point)
                cr_buf_add(&out, utf8, cr_utf8_encode(point, utf8));
        } else {
            cr_str value = named(table, rest, &used);
            if (!cr_str_none(value))
                add_named(&out, value);
        }
        at += 1 + used;
        done = used ? at : done;
    }
    cr_buf_add_str(&out, cr_str_slice(text, done, text.len));
    cr_str copy = cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return copy;
}
