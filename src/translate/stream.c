#include "translate/stream.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

/* ---- addresses ---- */

static bool name_byte(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '+';
}

static bool address_byte(unsigned char c) { return c > ' ' && c != '<' && c != '>' && c != '"' && c != '`' && c < 0x7F; }

/* Written without spaces, or with endings joined on: behind a Latin letter the sentence goes on with one of these, not the address. */
static bool runs_on(uint32_t c) {
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x1780 && c <= 0x17FF) ||
           (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Letters and digits of all scripts and what combines with them: of RFC 3987's ucschar what is neither punctuation nor space. */
static bool far_point(uint32_t c) {
    return c >= 0x80 && (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0 || c == 0xB7 || c == 0x200C || c == 0x200D);
}

/* Behind the character at `at`, where an address that goes on over it may go on; `at`: it ends here. */
static size_t step(cr_str s, size_t start, size_t at, bool (*near)(unsigned char c)) {
    if ((unsigned char)s.ptr[at] < 0x80)
        return near((unsigned char)s.ptr[at]) ? at + 1 : at;
    size_t next = at;
    uint32_t c = cr_utf8_next(s, &next);
    char before = at > start ? s.ptr[at - 1] : '\0';
    bool word = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || (before >= '0' && before <= '9');
    return far_point(c) && !(word && runs_on(c)) ? next : at;
}

static size_t without_tail(cr_str s, size_t start, size_t end) {
    while (end > start && strchr(".,;:!?'", s.ptr[end - 1]))
        end--;
    return end;
}

static bool web_at(cr_str s, size_t at, cr_span *out) {
    static const char *const starts[] = {"http://", "https://", "ftp://", "www.", NULL};
    if (at > 0 && name_byte((unsigned char)s.ptr[at - 1]))
        return false;
    cr_str here = cr_str_slice(s, at, s.len);
    for (int i = 0; starts[i]; i++)
        if (cr_str_starts_nocase(here, starts[i])) {
            size_t end = at, depth = 0;
            while (end < s.len && end - at < 2048) {
                char c = s.ptr[end];
                size_t next = step(s, at, end, address_byte);
                if (next == end || ((c == ')' || c == ']') && depth == 0)) /* "(see https://a.org/x_(y))." has opened one of the two */
                    break;
                depth += c == '(' || c == '[';
                depth -= c == ')' || c == ']';
                end = next;
            }
            end = without_tail(s, at, end);
            if (end <= at + strlen(starts[i]))
                return false;
            *out = (cr_span){at, end};
            return true;
        }
    return false;
}

/* `at` is that of '@'. Also takes handles: "@name". */
static bool mail_at(cr_str s, size_t at, size_t from, cr_span *out) {
    size_t start = at, end = at + 1;
    while (start > from && at - start < 64) {
        size_t back = start;
        uint32_t c = cr_utf8_previous(s, &back);
        if (back < from || (c < 0x80 ? !name_byte((unsigned char)c) : !far_point(c) || runs_on(c)))
            break;
        start = back;
    }
    for (size_t next; end < s.len && end - at < 256 && (next = step(s, at, end, name_byte)) > end;)
        end = next;
    end = without_tail(s, at, end);
    *out = (cr_span){start, end};
    return end > at + 1;
}

bool cr_stream_address(cr_str text, size_t from, cr_span *out) {
    for (size_t i = from; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '@' && mail_at(text, i, from, out))
            return true;
        if ((c == 'h' || c == 'H' || c == 'f' || c == 'F' || c == 'w' || c == 'W') && web_at(text, i, out))
            return true;
    }
    return false;
}

/* ---- out ---- */

static void escape_plain(cr_buf *out, cr_str text, bool inside) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((unsigned char)c < ' ' || c == 0x7F)
            cr_buf_add_byte(out, ' ');
        else if (strchr("[]{}^$/\\@<>", c)) {
            cr_buf_add_byte(out, '\\');
            cr_buf_add_byte(out, c);
        } else if (!inside && (c == '*' || c == '#' || c == '~'))
            cr_buf_printf(out, "[%c]", c);
        else
            cr_buf_add_byte(out, c);
    }
}

static bool closing(uint32_t c) {
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '}' || c == 0xBB || c == 0x203A || c == 0x201D || c == 0x2019 ||
           c == 0x201C || c == '*' || c == '~' || cr_utf8_is_space(c);
}

static bool has_final_stop(cr_str text) {
    for (size_t at = text.len; at > 0;) {
        uint32_t c = cr_utf8_previous(text, &at);
        if (closing(c))
            continue;
        return c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
               c == 0x61F || c == 0x6D4 || c == 0x964;
    }
    return true; /* nothing to say */
}

void cr_stream_escape(cr_buf *out, cr_str text, bool protect, bool *stopped) {
    size_t at = 0;
    cr_span a;
    while (protect && cr_stream_address(text, at, &a)) {
        escape_plain(out, cr_str_slice(text, at, a.start), false);
        cr_buf_add_byte(out, '[');
        escape_plain(out, cr_str_slice(text, a.start, a.end), true);
        cr_buf_add_byte(out, ']');
        at = a.end;
    }
    escape_plain(out, cr_str_slice(text, at, text.len), false);
    *stopped = !has_final_stop(text);
    cr_buf_add_z(out, *stopped ? ".[][][\n]" : "[][\n]");
}

/* ---- in ---- */

static bool letter_follows(cr_str s, size_t at) {
    if (at >= s.len)
        return false;
    unsigned char c = (unsigned char)s.ptr[at];
    return (c | 0x20) >= 'a' ? (c | 0x20) <= 'z' || c >= 0x80 : c >= '0' && c <= '9';
}

static bool lower_at(cr_str s, size_t at) {
    size_t next = at;
    uint32_t c = cr_utf8_next(s, &next);
    return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF) || (c >= 0x430 && c <= 0x45F) || (c > 0xFF && c < 0x180 && (c & 1));
}

void cr_stream_unescape(cr_buf *out, cr_str s, bool stopped, cr_stream_marks *marks) {
    size_t begin = out->len;
    size_t visible = out->len; /* end of the text before the closing superblanks */
    bool in_word = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '[') { /* a superblank: what we put inside, or the line end that closes the segment */
            for (i++; i < s.len && s.ptr[i] != ']'; i++) {
                if (s.ptr[i] == '\\' && i + 1 < s.len)
                    i++;
                if (s.ptr[i] != '\n' && s.ptr[i] != '\0') {
                    cr_buf_add_byte(out, s.ptr[i]);
                    visible = out->len;
                }
            }
            in_word = false;
            continue;
        }
        if (c == '*' || c == '@' || c == '#') { /* the text's own came in superblanks or escaped: this is a mark, also before a hyphen: "sud#-ovest" */
            bool letter = letter_follows(s, i + 1);
            marks->unknown += letter;
            marks->unknown_lower += letter && lower_at(s, i + 1);
            continue;
        }
        if (c == '\\' && i + 1 < s.len)
            c = s.ptr[++i];
        if (c == '\0' || c == '\n' || c == '\r')
            c = ' ';
        bool word = letter_follows((cr_str){&c, 1}, 0);
        marks->words += word && !in_word;
        in_word = word;
        cr_buf_add_byte(out, c);
        if (c != ' ')
            visible = out->len;
    }
    if (out->failed)
        return;
    out->len = visible < begin ? begin : visible;
    if (stopped && out->len > begin && out->bytes[out->len - 1] == '.')
        out->len--;
    while (out->len > begin && out->bytes[out->len - 1] == ' ')
        out->len--;
    if (out->bytes)
        out->bytes[out->len] = '\0';
}
