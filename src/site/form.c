#include "site/form.h"

#include "base/utf8.h"
#include "base/vec.h"

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static cr_str trim_blanks(cr_str s) {
    while (s.len && is_blank(s.ptr[0]))
        s = cr_str_slice(s, 1, s.len);
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* ---- header values with parameters ---- */

/* RFC 9110 §5.6.2 */
static bool is_token(char c) { return c > ' ' && c < 0x7F && !strchr("()<>@,;:\\\"/[]?={}", c); }

static bool is_escape(cr_str s, size_t at) { return s.ptr[at] == '\\' && at + 1 < s.len && (s.ptr[at + 1] == '"' || s.ptr[at + 1] == '\\'); }

static cr_str without_escapes(cr_arena *a, cr_str s) {
    char *plain = cr_arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; plain && i < s.len; i++) {
        i += is_escape(s, i);
        plain[n++] = s.ptr[i];
    }
    return plain ? (cr_str){plain, n} : CR_STR_NONE;
}

/* Takes one `; name=value` off *rest; the value of a quoted string without its quotes, `\"` and `\\` undone when an arena is given. False at the
 * end and at what is no parameter. */
static bool take_parameter(cr_arena *a, cr_str *rest, cr_str *name, cr_str *value) {
    cr_str s = trim_blanks(*rest);
    if (!s.len || s.ptr[0] != ';')
        return false;
    s = trim_blanks(cr_str_slice(s, 1, s.len));
    size_t at = 0;
    while (at < s.len && is_token(s.ptr[at]))
        at++;
    *name = cr_str_slice(s, 0, at);
    s = trim_blanks(cr_str_slice(s, at, s.len));
    if (!name->len || !s.len || s.ptr[0] != '=')
        return false;
    s = trim_blanks(cr_str_slice(s, 1, s.len));
    if (s.len && s.ptr[0] == '"') {
        bool escapes = false;
        for (at = 1; at < s.len && s.ptr[at] != '"'; at++)
            if (is_escape(s, at)) {
                escapes = true;
                at++;
            }
        if (at >= s.len)
            return false;
        *value = cr_str_slice(s, 1, at);
        if (a && escapes)
            *value = without_escapes(a, *value);
        *rest = cr_str_slice(s, at + 1, s.len);
        return true;
    }
    at = 0;
    while (at < s.len && is_token(s.ptr[at]))
        at++;
    *value = cr_str_slice(s, 0, at);
    *rest = cr_str_slice(s, at, s.len);
    return true;
}

/* RFC 2046 §5.1.1: 1 to 70 of these, the last no space. */
static bool is_boundary(cr_str b) {
    if (b.len == 0 || b.len >= CR_FORM_BOUNDARY_ROOM || b.ptr[b.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.len; i++) {
        char c = b.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || !strchr("'()+_,-./:=? ", c)))
            return false;
    }
    return true;
}

cr_form_kind cr_form_type(cr_str content_type, char boundary[CR_FORM_BOUNDARY_ROOM]) {
    size_t end = cr_str_find_byte(content_type, ';', 0);
    cr_str type = trim_blanks(end == CR_STR_NPOS ? content_type : cr_str_slice(content_type, 0, end));
    cr_str rest = end == CR_STR_NPOS ? CR_STR("") : cr_str_slice(content_type, end, content_type.len), name, value;
    boundary[0] = '\0';
    if (cr_str_is_nocase(type, "application/x-www-form-urlencoded"))
        return CR_FORM_URLENCODED;
    if (cr_str_is_nocase(type, "application/json") ||
        (cr_str_starts_nocase(type, "application/") && type.len > 5 && cr_str_is_nocase(cr_str_slice(type, type.len - 5, type.len), "+json")))
        return CR_FORM_JSON;
    if (!cr_str_is_nocase(type, "multipart/form-data"))
        return CR_FORM_OTHER;
    while (take_parameter(NULL, &rest, &name, &value)) {
        if (!cr_str_is_nocase(name, "boundary"))
            continue;
        if (boundary[0] || !is_boundary(value))
            return CR_FORM_OTHER;
        memcpy(boundary, value.ptr, value.len);
        boundary[value.len] = '\0';
    }
    return boundary[0] ? CR_FORM_MULTIPART : CR_FORM_OTHER;
}

/* ---- fields ---- */

static cr_status add(cr_arena *a, cr_form *form, cr_str name, cr_str value, cr_error *err) {
    cr_form_field *f = CR_PUSH(a, form->fields, form->count, form->capacity);
    if (!f)
        return cr_fail(err, CR_ERR_MEMORY, "form: out of memory");
    *f = (cr_form_field){cr_utf8_repair(a, name), cr_utf8_repair(a, value)};
    return CR_OK;
}

/* One more part, of any kind. */
static cr_status count_part(cr_form *form, const cr_limits *limits, cr_error *err) {
    if (++form->parts > cr_limit(limits, CR_LIMIT_FORM_FIELDS))
        return cr_limit_met(err, limits, CR_LIMIT_FORM_FIELDS, "a form");
    return CR_OK;
}

cr_str cr_form_value(const cr_form *form, const char *name) {
    for (size_t i = 0; i < form->count; i++)
        if (cr_str_is(form->fields[i].name, name))
            return form->fields[i].value;
    return CR_STR_NONE;
}

cr_str cr_form_lines(cr_arena *a, cr_str s) {
    if (cr_str_find_byte(s, '\r', 0) == CR_STR_NPOS)
        return s;
    char *out = cr_arena_bytes(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++) {
        bool pair = s.ptr[i] == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n';
        if (!pair)
            out[n++] = s.ptr[i] == '\r' ? '\n' : s.ptr[i];
    }
    return out ? (cr_str){out, n} : CR_STR_NONE;
}

/* ---- application/x-www-form-urlencoded ---- */

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static cr_status decode(cr_arena *a, cr_str s, cr_str *out, cr_error *err) {
    char *bytes = cr_arena_bytes(a, s.len + 1);
    size_t n = 0;
    if (!bytes)
        return cr_fail(err, CR_ERR_MEMORY, "form: out of memory");
    for (size_t i = 0; i < s.len; i++) {
        int high = s.ptr[i] == '%' && i + 2 < s.len ? hex(s.ptr[i + 1]) : -1, low = high < 0 ? -1 : hex(s.ptr[i + 2]);
        if (low >= 0) {
            bytes[n++] = (char)(high * 16 + low);
            i += 2;
        } else
            bytes[n++] = s.ptr[i] == '+' ? ' ' : s.ptr[i];
    }
    *out = (cr_str){bytes, n};
    return CR_OK;
}

cr_status cr_form_urlencoded(cr_arena *a, cr_str body, const cr_limits *limits, cr_form *form, cr_error *err) {
    size_t most = cr_limit(limits, CR_LIMIT_FORM_FIELD_BYTES);
    cr_str part;
    while (cr_str_split(&body, '&', &part)) {
        if (!part.len)
            continue;
        size_t equals = cr_str_find_byte(part, '=', 0);
        cr_str name = equals == CR_STR_NPOS ? part : cr_str_slice(part, 0, equals);
        cr_str value = equals == CR_STR_NPOS ? CR_STR("") : cr_str_slice(part, equals + 1, part.len);
        CR_TRY(count_part(form, limits, err));
        CR_TRY(decode(a, name, &name, err));
        CR_TRY(decode(a, value, &value, err));
        if (name.len > most || value.len > most)
            return cr_limit_met(err, limits, CR_LIMIT_FORM_FIELD_BYTES, "a form's field");
        CR_TRY(add(a, form, name, value, err));
    }
    return CR_OK;
}

/* ---- multipart/form-data ---- */

typedef struct delimiter {
    size_t start, end; /* of the delimiter with the line end before it and the one behind it */
    bool last;
} delimiter;

/* The next line that is "--boundary" (and padding, and its line end) or "--boundary--". A longer line that begins so is text. */
static bool find_delimiter(cr_str body, cr_str line, size_t from, delimiter *out) {
    for (;;) {
        /* `line` is CRLF--boundary; at the very beginning of the body without its CRLF */
        bool head = from == 0 && body.len >= line.len - 2 && memcmp(body.ptr, line.ptr + 2, line.len - 2) == 0;
        size_t start = head ? 0 : cr_str_find(body, line, from);
        if (start == CR_STR_NPOS)
            return false;
        size_t at = start + line.len - (head ? 2 : 0);
        from = at;
        if (body.len - at >= 2 && body.ptr[at] == '-' && body.ptr[at + 1] == '-') {
            *out = (delimiter){start, at + 2, true};
            return true;
        }
        while (at < body.len && is_blank(body.ptr[at]))
            at++;
        if (body.len - at >= 2 && body.ptr[at] == '\r' && body.ptr[at + 1] == '\n') {
            /* the line end stays: a part without headers begins with the one that ends them, an empty part ends with it too */
            *out = (delimiter){start, at, false};
            return true;
        }
    }
}

typedef struct part {
    cr_str name;
    bool file, text; /* has a file's name; is plain text as it stands */
} part;

static void read_disposition(cr_arena *a, cr_str value, part *p) {
    size_t end = cr_str_find_byte(value, ';', 0);
    cr_str rest = end == CR_STR_NPOS ? CR_STR("") : cr_str_slice(value, end, value.len), name, parameter;
    if (!cr_str_is_nocase(trim_blanks(end == CR_STR_NPOS ? value : cr_str_slice(value, 0, end)), "form-data"))
        return;
    while (take_parameter(a, &rest, &name, &parameter)) {
        if (cr_str_is_nocase(name, "name") && cr_str_none(p->name))
            p->name = parameter;
        p->file = p->file || cr_str_starts_nocase(name, "filename"); /* and filename* */
    }
}

static void read_header(cr_arena *a, cr_str line, part *p) {
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS)
        return;
    cr_str name = cr_str_slice(line, 0, colon), value = trim_blanks(cr_str_slice(line, colon + 1, line.len));
    if (cr_str_is_nocase(name, "Content-Disposition"))
        read_disposition(a, value, p);
    else if (cr_str_is_nocase(name, "Content-Type")) {
        size_t end = cr_str_find_byte(value, ';', 0);
        p->text = p->text && cr_str_is_nocase(trim_blanks(end == CR_STR_NPOS ? value : cr_str_slice(value, 0, end)), "text/plain");
    } else if (cr_str_is_nocase(name, "Content-Transfer-Encoding")) /* RFC 7578 §4.7: not to be used; base64 would be no text */
        p->text = p->text && (cr_str_is_nocase(value, "binary") || cr_str_is_nocase(value, "8bit") || cr_str_is_nocase(value, "7bit"));
}

/* `s` begins with the line end of the delimiter: CRLF header CRLF header CRLF CRLF value, or CRLF CRLF value. */
static cr_status read_part(cr_arena *a, cr_str s, const cr_limits *limits, cr_form *form, cr_error *err) {
    part p = {.name = CR_STR_NONE, .text = true};
    size_t most = cr_limit(limits, CR_LIMIT_FORM_HEADER_BYTES);
    CR_TRY(count_part(form, limits, err));
    size_t end = cr_str_find(s.len > most ? cr_str_slice(s, 0, most) : s, CR_STR("\r\n\r\n"), 0);
    if (end == CR_STR_NPOS)
        return s.len > most ? cr_limit_met(err, limits, CR_LIMIT_FORM_HEADER_BYTES, "a form's part")
                            : cr_fail(err, CR_ERR_SYNTAX, "form: a part has no end of its headers");
    cr_str headers = end > 2 ? cr_str_slice(s, 2, end) : CR_STR(""), value = cr_str_slice(s, end + 4, s.len), line;
    while (cr_str_split(&headers, '\n', &line))
        read_header(a, line.len && line.ptr[line.len - 1] == '\r' ? cr_str_slice(line, 0, line.len - 1) : line, &p);
    if (cr_str_none(p.name) || p.file || !p.text) {
        form->ignored++;
        return CR_OK;
    }
    if (value.len > cr_limit(limits, CR_LIMIT_FORM_FIELD_BYTES))
        return cr_limit_met(err, limits, CR_LIMIT_FORM_FIELD_BYTES, "a form's field");
    return add(a, form, p.name, value, err);
}

cr_status cr_form_multipart(cr_arena *a, cr_str body, cr_str boundary, const cr_limits *limits, cr_form *form, cr_error *err) {
    char text[CR_FORM_BOUNDARY_ROOM + 4] = "\r\n--";
    if (!is_boundary(boundary))
        return cr_fail(err, CR_ERR_SYNTAX, "form: the boundary is not one of RFC 2046");
    memcpy(text + 4, boundary.ptr, boundary.len);
    cr_str line = {text, boundary.len + 4};
    delimiter here, next;
    if (!find_delimiter(body, line, 0, &here))
        return cr_fail(err, CR_ERR_SYNTAX, "form: the boundary stands nowhere in the body");
    while (!here.last) {
        if (!find_delimiter(body, line, here.end, &next))
            return cr_fail(err, CR_ERR_SYNTAX, "form: cut off before its end");
        CR_TRY(read_part(a, cr_str_slice(body, here.end, next.start), limits, form, err));
        here = next;
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "form: out of memory") : CR_OK;
}
