#include "html/cursor.h"

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/* What may begin a tag's name: letters, in XML also the underscore, the colon and everything outside ASCII. */
static bool name_start(const cr_cursor *c, char b) {
    return is_letter(b) || (c->mode == CR_CURSOR_XML && (b == '_' || b == ':' || (unsigned char)b >= 0x80));
}

cr_cursor cr_cursor_on(cr_str utf8, cr_cursor_mode mode) {
    cr_cursor c;
    memset(&c, 0, offsetof(cr_cursor, attributes));
    c.raw_until = CR_STR_NONE;
    c.no_comment_end = c.no_cdata_end = c.no_pi_end = c.no_raw_end = false;
    c.tag_end = 0;
    c.input = utf8;
    c.mode = mode;
    return c;
}

cr_str cr_cursor_attribute_get(const cr_cursor *c, const char *name) {
    for (size_t i = 0; i < c->attribute_count; i++)
        if (cr_str_is_nocase(c->attributes[i].name, name))
            return c->attributes[i].value;
    return CR_STR_NONE;
}

static bool token(cr_cursor *c, cr_cursor_kind kind, size_t from, size_t to, size_t next) {
    c->kind = kind;
    c->text = cr_str_slice(c->input, from, to);
    c->at = next;
    return true;
}

/* From `from` to the next "<" that could open something; at least one byte. */
static bool text_token(cr_cursor *c, size_t from) {
    cr_str in = c->input;
    size_t at = from + 1;
    for (;; at++) {
        const char *p = at < in.len ? memchr(in.ptr + at, '<', in.len - at) : NULL;
        if (!p) {
            at = in.len;
            break;
        }
        at = (size_t)(p - in.ptr);
        char next = at + 1 < in.len ? p[1] : '\0';
        if (name_start(c, next) || next == '/' || next == '!' || next == '?')
            break;
        c->broken = true;
    }
    return token(c, CR_CURSOR_TEXT, from, at, at);
}

/* "<!--", "<![CDATA[", "<?": to their end, or, where there is none, to the end of the input (a comment, an instruction:
 * broken) - for a CDATA section the rest counts as its text, since feeds are cut in the middle of one. */
static bool delimited(cr_cursor *c, cr_cursor_kind kind, size_t opening, const char *closing, bool *never) {
    size_t from = c->start + opening;
    size_t end = *never ? CR_STR_NPOS : cr_str_find(c->input, cr_str_of(closing), from);
    if (end == CR_STR_NPOS) {
        *never = true;
        c->broken = true;
        if (kind == CR_CURSOR_CDATA)
            return token(c, kind, from, c->input.len, c->input.len);
        /* an unclosed comment or instruction ends at the next ">", or swallows the rest when there is none */
        size_t gt = cr_str_find_byte(c->input, '>', c->start);
        size_t stop = gt == CR_STR_NPOS ? c->input.len : gt + 1;
        return token(c, kind, from < stop ? from : stop, stop, stop);
    }
    return token(c, kind, from, end, end + strlen(closing));
}

static bool doctype(cr_cursor *c) {
    cr_str in = c->input;
    size_t at = c->start + 2, depth = 0;
    char quote = '\0';
    for (; at < in.len; at++) {
        char b = in.ptr[at];
        if (quote) {
            if (b == quote)
                quote = '\0';
            else if (b == '>' && !depth)
                break; /* a quote that was never closed */
        } else if ((b == '"' || b == '\''))
            quote = b;
        else if (b == '[')
            depth = 1;
        else if (b == ']')
            depth = 0;
        else if (b == '>' && !depth)
            break;
        else if (b == '<' && !depth) { /* never closed: the next tag begins here */
            c->broken = true;
            return token(c, CR_CURSOR_DOCTYPE, c->start + 2, at, at);
        }
    }
    if (at == in.len)
        c->broken = true;
    return token(c, CR_CURSOR_DOCTYPE, c->start + 2, at, at < in.len ? at + 1 : at);
}

static bool stops_name(const cr_cursor *c, char b) {
    return is_space(b) || b == '/' || b == '>' || (b == '<' && c->mode == CR_CURSOR_XML);
}

static size_t value_end(cr_cursor *c, size_t at, cr_str *value) {
    cr_str in = c->input;
    if (at < in.len && (in.ptr[at] == '"' || in.ptr[at] == '\'')) {
        size_t end = cr_str_find_byte(in, in.ptr[at], at + 1);
        if (end == CR_STR_NPOS) {
            c->broken = true;
            end = in.len;
        }
        *value = cr_str_slice(in, at + 1, end);
        return end < in.len ? end + 1 : end;
    }
    c->broken = true; /* XML wants quotes */
    size_t from = at;
    while (at < in.len && !is_space(in.ptr[at]) && in.ptr[at] != '>')
        at++;
    if (at > from && at < in.len && in.ptr[at] == '>' && in.ptr[at - 1] == '/' && c->mode == CR_CURSOR_XML)
        at--;
    *value = cr_str_slice(in, from, at);
    return at;
}

static size_t attributes(cr_cursor *c, size_t at) {
    cr_str in = c->input;
    c->attribute_count = 0;
    while (at < in.len) {
        char b = in.ptr[at];
        if (is_space(b)) {
            at++;
            continue;
        }
        if (b == '>')
            return at + 1;
        if (b == '/') {
            at++;
            c->empty = at < in.len && in.ptr[at] == '>';
            continue;
        }
        if (b == '<' && c->mode == CR_CURSOR_XML) {
            c->broken = true;
            return at;
        }
        size_t from = at++;
        while (at < in.len && !stops_name(c, in.ptr[at]) && in.ptr[at] != '=')
            at++;
        cr_str name = cr_str_slice(in, from, at), value = CR_STR("");
        while (at < in.len && is_space(in.ptr[at]))
            at++;
        if (at < in.len && in.ptr[at] == '=') {
            at++;
            while (at < in.len && is_space(in.ptr[at]))
                at++;
            at = value_end(c, at, &value);
        } else
            c->broken = true;
        if (c->attribute_count < CR_CURSOR_ATTRIBUTES)
            c->attributes[c->attribute_count++] = (cr_cursor_attribute){name, value};
    }
    c->broken = true;
    return at;
}

static bool is_raw_element(cr_str name) { return cr_str_is_nocase(name, "script") || cr_str_is_nocase(name, "style"); }

static bool tag(cr_cursor *c, bool end) {
    cr_str in = c->input;
    size_t from = c->start + (end ? 2 : 1), at = from;
    while (at < in.len && !stops_name(c, in.ptr[at]))
        at++;
    c->name = cr_str_slice(in, from, at);
    c->kind = end ? CR_CURSOR_END : CR_CURSOR_START;
    c->at = attributes(c, at);
    if (!end && c->mode == CR_CURSOR_HTML && !c->empty && is_raw_element(c->name))
        c->raw_until = c->name;
    return true;
}

/* Text up to "</name" of the raw element that is open; without one, the content is parsed like any other. */
static bool raw_text(cr_cursor *c) {
    cr_str name = c->raw_until, in = c->input;
    c->raw_until = CR_STR_NONE;
    size_t at = c->at;
    while (!c->no_raw_end) {
        at = cr_str_find(in, CR_STR("</"), at);
        if (at == CR_STR_NPOS) {
            c->no_raw_end = true;
            break;
        }
        size_t end = at + 2 + name.len;
        if (end <= in.len && cr_str_eq_nocase(cr_str_slice(in, at + 2, end), name) &&
            (end == in.len || is_space(in.ptr[end]) || in.ptr[end] == '/' || in.ptr[end] == '>')) {
            if (at == c->at)
                return false;
            c->raw = true;
            return token(c, CR_CURSOR_TEXT, c->at, at, at);
        }
        at += 2;
    }
    if (c->at == in.len)
        return false;
    c->raw = c->broken = true; /* never closed: all the rest, as browsers have it */
    return token(c, CR_CURSOR_TEXT, c->at, in.len, in.len);
}

/* Whether a '>' stands behind c->start; no stretch of the input is searched twice. */
static bool has_tag_end(cr_cursor *c) {
    if (c->tag_end <= c->start)
        c->tag_end = cr_str_find_byte(c->input, '>', c->start);
    return c->tag_end != CR_STR_NPOS;
}

static bool declaration(cr_cursor *c) {
    cr_str rest = cr_str_slice(c->input, c->start, c->input.len);
    if (cr_str_starts(rest, "<!--"))
        return delimited(c, CR_CURSOR_COMMENT, 4, "-->", &c->no_comment_end);
    if (c->mode == CR_CURSOR_XML && cr_str_starts(rest, "<![CDATA["))
        return delimited(c, CR_CURSOR_CDATA, 9, "]]>", &c->no_cdata_end);
    if ((cr_str_starts_nocase(rest, "<!doctype") && (c->mode == CR_CURSOR_XML || has_tag_end(c))) ||
        (c->mode == CR_CURSOR_XML && rest.len > 2 && is_letter(rest.ptr[2])))
        return doctype(c);
    c->broken = true;
    return text_token(c, c->start);
}

bool cr_cursor_next(cr_cursor *c) {
    cr_str in = c->input;
    c->name = c->text = CR_STR_NONE;
    c->empty = c->broken = c->raw = false;
    c->attribute_count = 0;
    c->start = c->at;
    if (!cr_str_none(c->raw_until) && raw_text(c))
        return true;
    if (c->at >= in.len)
        return false;
    char b = in.ptr[c->at], next = c->at + 1 < in.len ? in.ptr[c->at + 1] : '\0';
    char after = c->at + 2 < in.len ? in.ptr[c->at + 2] : '\0';
    if (b != '<')
        return text_token(c, c->at);
    if (name_start(c, next))
        return tag(c, false);
    if (next == '/' && name_start(c, after))
        return tag(c, true);
    if (next == '!')
        return declaration(c);
    if (next == '?') {
        if (c->mode == CR_CURSOR_XML)
            return delimited(c, CR_CURSOR_PI, 2, "?>", &c->no_pi_end);
        size_t gt = cr_str_find_byte(in, '>', c->at); /* a bogus comment of the HTML standard */
        size_t stop = gt == CR_STR_NPOS ? in.len : gt + 1;
        return token(c, CR_CURSOR_PI, c->at + 2, stop, stop);
    }
    c->broken = true;
    return text_token(c, c->at);
}
