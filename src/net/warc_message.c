#include "net/warc_message.h"

#include "base/file.h"

enum { SNIFF_BYTES = 1024, CHUNK_DIGITS = 15 };

/* ---- the record's header ---- */

size_t cr_warc_head_end(cr_str s) {
    for (size_t at = 0; (at = cr_str_find_byte(s, '\n', at)) != CR_STR_NPOS; at++) {
        if (at + 1 < s.len && s.ptr[at + 1] == '\n')
            return at + 2;
        if (at + 2 < s.len && s.ptr[at + 1] == '\r' && s.ptr[at + 2] == '\n')
            return at + 3;
    }
    return CR_STR_NPOS;
}

static bool read_length(cr_str s, uint64_t *out) {
    s = cr_str_trim(s);
    *out = 0;
    if (s.len == 0 || s.len > 18)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return true;
}

/* "<http://example.org/>": the grammar of 1.0 asks for the brackets, nearly nobody writes them around addresses. */
static cr_str without_brackets(cr_str s) {
    s = cr_str_trim(s);
    return s.len > 1 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>' ? cr_str_slice(s, 1, s.len - 1) : s;
}

static cr_warc_type type_of(cr_str s) {
    s = cr_str_trim(s);
    return cr_str_is_nocase(s, "response") ? CR_WARC_RESPONSE : cr_str_is_nocase(s, "resource") ? CR_WARC_RESOURCE
         : cr_str_is_nocase(s, "conversion") ? CR_WARC_CONVERSION : CR_WARC_OTHER;
}

/* WARC/0.9 000000000496 response http://example.org/ 20060825210905 uuri:dbf1ef20 application/http; msgtype=response (Heritrix)
 * warc/0.9 395 response http://example.org/ 20050708010101 message/http uuid:a4acff63 (the draft's own order) */
static bool read_line_09(cr_str line, cr_warc_header *out) {
    cr_str part;
    for (int field = -1; cr_str_split(&line, ' ', &part);) {
        if (cr_str_trim(part).len == 0)
            continue;
        field++;
        if (field == 1)
            out->has_length = read_length(part, &out->length);
        else if (field == 2)
            out->type = type_of(part);
        else if (field == 3)
            out->url = part;
        else if (field == 4)
            out->date = part;
        else if (field > 4 && cr_str_find_byte(part, '/', 0) != CR_STR_NPOS && cr_str_find_byte(part, ':', 0) == CR_STR_NPOS) {
            if (cr_str_none(out->content_type))
                out->content_type = cr_str_trim(cr_str_slice(part, 0, part.len - (part.ptr[part.len - 1] == ';')));
        } else if (field > 4 && cr_str_none(out->record_id) && cr_str_find_byte(part, ':', 0) != CR_STR_NPOS)
            out->record_id = part;
    }
    out->whole = true;
    return out->has_length;
}

static void read_field(cr_str line, cr_warc_header *out, bool *bad_length) {
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS || colon == 0 || line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return; /* a folded line goes on with a field that nobody here asks for */
    cr_str name = cr_str_trim(cr_str_slice(line, 0, colon)), value = cr_str_trim(cr_str_slice(line, colon + 1, line.len));
    struct { const char *name; cr_str *to; } plain[] = {{"warc-record-id", &out->record_id}, {"warc-target-uri", &out->url}, {"warc-date", &out->date},
                                                        {"content-type", &out->content_type}, {"warc-identified-payload-type", &out->identified_type}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (cr_str_is_nocase(name, plain[i].name) && cr_str_none(*plain[i].to))
            *plain[i].to = value;
    uint64_t n;
    if (cr_str_is_nocase(name, "warc-type"))
        out->type = type_of(value);
    else if (cr_str_is_nocase(name, "warc-segment-number") && read_length(value, &n))
        out->segment = n > 1000 ? 1000 : (unsigned)n;
    else if (cr_str_is_nocase(name, "content-length")) {
        bool good = read_length(value, &n);
        *bad_length = *bad_length || !good || (out->has_length && out->length != n);
        out->has_length = out->has_length || good;
        out->length = n;
    }
}

cr_status cr_warc_header_read(cr_str head, cr_warc_header *out, cr_error *err) {
    cr_str line;
    bool bad_length = false, old = false;
    *out = (cr_warc_header){0};
    for (bool first = true; cr_str_split(&head, '\n', &line); first = false) {
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (first && cr_str_find_byte(line, ' ', 0) != CR_STR_NPOS && cr_str_trim(cr_str_slice(line, cr_str_find_byte(line, ' ', 0), line.len)).len) {
            old = true;
            if (!read_line_09(line, out))
                return cr_fail(err, CR_ERR_SYNTAX, "its first line tells no length");
        } else if (!first && !old)
            read_field(line, out, &bad_length);
    }
    out->record_id = without_brackets(out->record_id);
    out->url = without_brackets(out->url);
    if (bad_length)
        return cr_fail(err, CR_ERR_SYNTAX, "its Content-Length is no length");
    return out->has_length ? CR_OK : cr_fail(err, CR_ERR_SYNTAX, "it has no Content-Length");
}

cr_str cr_warc_date(cr_arena *a, cr_str s) {
    char d[14];
    size_t n = 0, i = 0;
    for (; i < s.len && n < 14; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            d[n++] = s.ptr[i];
        else if (!strchr("-:T ", s.ptr[i]) || !s.ptr[i])
            return CR_STR_NONE;
    }
    bool ends = i == s.len || s.ptr[i] == 'Z' || s.ptr[i] == '.'; /* a fraction of a second is nobody's business */
    int month = n == 14 ? (d[4] - '0') * 10 + d[5] - '0' : 0, day = n == 14 ? (d[6] - '0') * 10 + d[7] - '0' : 0;
    if (!ends || month < 1 || month > 12 || day < 1 || day > 31 || (d[8] - '0') * 10 + d[9] - '0' > 23 || d[10] > '5' || d[12] > '6')
        return CR_STR_NONE;
    return cr_str_format(a, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4, d + 6, d + 8, d + 10, d + 12);
}

/* ---- the HTTP message ---- */

void cr_warc_message_read(cr_arena *a, cr_str head, cr_warc_message *out) {
    cr_fetch_answer answer = {.retry_after = -1};
    cr_str line;
    *out = (cr_warc_message){0};
    for (bool first = true; cr_str_split(&head, '\n', &line); first = false) {
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (first) { /* "HTTP/1.1 200 OK", "HTTP/2 200" */
            size_t space = cr_str_find_byte(line, ' ', 0);
            for (size_t i = space == CR_STR_NPOS ? line.len : space + 1; i < line.len && line.ptr[i] >= '0' && line.ptr[i] <= '9' && out->http < 1000; i++)
                out->http = out->http * 10 + (line.ptr[i] - '0');
            continue;
        }
        cr_headers_line(a, line, &out->headers, &answer);
        if (cr_str_starts_nocase(line, "transfer-encoding:"))
            out->chunked = cr_str_find_nocase(line, CR_STR("chunked"), 0) != CR_STR_NPOS;
    }
    out->content_type = answer.content_type;
    out->noai = answer.noai;
}

cr_warc_kind cr_warc_kind_of(cr_str type) {
    size_t end = cr_str_find_byte(type, ';', 0);
    type = cr_str_trim(end == CR_STR_NPOS ? type : cr_str_slice(type, 0, end));
    static const struct { const char *type; cr_warc_kind kind; } kinds[] = {
        {"text/html", CR_WARC_HTML}, {"application/xhtml+xml", CR_WARC_HTML}, {"application/vnd.wap.xhtml+xml", CR_WARC_HTML}, {"text/plain", CR_WARC_TEXT},
        {"", CR_WARC_ASK_BYTES}, {"application/octet-stream", CR_WARC_ASK_BYTES}, {"application/xml", CR_WARC_ASK_BYTES}, {"text/xml", CR_WARC_ASK_BYTES}, {"*/*", CR_WARC_ASK_BYTES}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cr_str_is_nocase(type, kinds[i].type))
            return kinds[i].kind;
    return cr_str_find_byte(type, '/', 0) == CR_STR_NPOS || cr_str_starts_nocase(type, "unknown/") ? CR_WARC_ASK_BYTES : CR_WARC_NO_PAGE;
}

bool cr_warc_is_html(cr_str s) {
    s = cr_str_slice(s, 0, s.len < SNIFF_BYTES ? s.len : SNIFF_BYTES);
    return cr_str_find_nocase(s, CR_STR("<html"), 0) != CR_STR_NPOS || cr_str_find_nocase(s, CR_STR("<!doctype html"), 0) != CR_STR_NPOS;
}

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

/* "1a0;name=value" CRLF, that many bytes, CRLF, ... "0" CRLF (RFC 9112 section 7.1). */
cr_str cr_warc_unchunk(char *bytes, size_t len) {
    size_t to = 0;
    for (size_t at = 0; at < len;) {
        size_t size = 0, digits = 0;
        for (; at < len && hex(bytes[at]) >= 0 && digits < CHUNK_DIGITS; at++, digits++)
            size = size * 16 + (size_t)hex(bytes[at]);
        bool head = digits > 0;
        for (bool extension = false; head && at < len && bytes[at] != '\n'; at++) {
            extension = extension || bytes[at] == ';';
            head = extension || bytes[at] == '\r' || bytes[at] == ' ' || bytes[at] == '\t';
        }
        if (!head || at == len) /* not chunked from the first, or cut here */
            return (cr_str){bytes, to ? to : len};
        at++;
        if (size == 0)
            return (cr_str){bytes, to};
        if (size > len - at)
            size = len - at;
        memmove(bytes + to, bytes + at, size);
        to += size;
        at += size;
        at += at < len && bytes[at] == '\r';
        at += at < len && bytes[at] == '\n';
    }
    return (cr_str){bytes, to};
}

static bool begins(cr_str s, const char *magic, size_t n) { return s.len >= n && memcmp(s.ptr, magic, n) == 0; }

/* Archives hold answers whose Content-Encoding was taken off while they were written, and the header kept. deflate and br have no
 * mark: there it shows when they do not decode. */
static bool is_marked(cr_str s, cr_str encoding, bool *unmarked) {
    *unmarked = false;
    if (cr_str_is_nocase(encoding, "gzip"))
        return begins(s, "\x1F\x8B", 2);
    if (cr_str_is_nocase(encoding, "zstd"))
        return begins(s, "\x28\xB5\x2F\xFD", 4);
    *unmarked = true;
    return true;
}

cr_status cr_warc_decode(const cr_headers *h, cr_str bytes, cr_buf *spare, cr_buf *other, cr_str *out, cr_error *err) {
    cr_buf *to = spare;
    *out = bytes;
    if (h->encoding_count > 2)
        return cr_fail(err, CR_ERR_UNSUPPORTED, "more than two content encodings");
    for (size_t i = h->encoding_count; i-- > 0;) {
        bool unmarked;
        if (!is_marked(*out, h->encodings[i], &unmarked))
            continue;
        cr_buf_clear(to);
        cr_status status = cr_file_decode(*out, h->encodings[i], to, err);
        if (status == CR_ERR_SYNTAX && unmarked && cr_warc_is_html(*out))
            continue;
        if (status != CR_OK && (status != CR_ERR_SYNTAX || to->len == 0)) /* what a cut answer still tells is kept */
            return status;
        *out = cr_buf_str(to);
        to = to == spare ? other : spare;
    }
    return CR_OK;
}
