#include "net/headers.h"

#include <curl/curl.h>

#include "base/time.h"

enum { WEEK = 7 * 24 * 3600 };

int64_t cr_headers_retry_after(cr_str value, int64_t now) {
    value = cr_str_trim(value);
    if (value.len == 0 || value.len > 60)
        return -1;
    int64_t seconds = 0;
    size_t i = 0;
    for (; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9'; i++)
        seconds = seconds > WEEK ? seconds : seconds * 10 + (value.ptr[i] - '0');
    if (i < value.len) {
        char z[64];
        memcpy(z, value.ptr, value.len);
        z[value.len] = '\0';
        time_t date = curl_getdate(z, NULL);
        if (date == -1)
            return -1;
        seconds = (int64_t)date > now ? (int64_t)date - now : 0;
    }
    return seconds > WEEK ? WEEK : seconds;
}

static bool read_number(cr_str *rest, uint64_t *out) {
    size_t i = 0;
    for (*out = 0; i < rest->len && i < 18 && rest->ptr[i] >= '0' && rest->ptr[i] <= '9'; i++)
        *out = *out * 10 + (uint64_t)(rest->ptr[i] - '0');
    *rest = cr_str_slice(*rest, i, rest->len);
    return i > 0;
}

bool cr_headers_range(cr_str value, uint64_t *from, uint64_t *of) {
    uint64_t last;
    *from = *of = 0;
    if (!cr_str_starts_nocase(value, "bytes "))
        return false;
    cr_str rest = cr_str_trim(cr_str_slice(value, 6, value.len));
    if (!read_number(&rest, from) || !cr_str_starts(rest, "-"))
        return false;
    rest = cr_str_slice(rest, 1, rest.len);
    if (!read_number(&rest, &last) || last < *from || !cr_str_starts(rest, "/"))
        return false;
    rest = cr_str_slice(rest, 1, rest.len);
    return cr_str_is(rest, "*") || (read_number(&rest, of) && rest.len == 0 && *of > last);
}

cr_str cr_headers_charset(cr_str type) {
    for (size_t at = cr_str_find_byte(type, ';', 0); at != CR_STR_NPOS; at = cr_str_find_byte(type, ';', at)) {
        cr_str rest = cr_str_trim(cr_str_slice(type, ++at, type.len));
        if (!cr_str_starts_nocase(rest, "charset="))
            continue;
        rest = cr_str_trim(cr_str_slice(rest, 8, rest.len));
        size_t end = 0;
        char quote = rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'') ? rest.ptr[0] : ';';
        if (quote != ';')
            rest = cr_str_slice(rest, 1, rest.len);
        while (end < rest.len && rest.ptr[end] != quote && rest.ptr[end] != ';')
            end++;
        cr_str out = cr_str_trim(cr_str_slice(rest, 0, end));
        return cr_str_empty(out) ? CR_STR_NONE : out;
    }
    return CR_STR_NONE;
}

/* "noindex, noai" is for all, "somebot: noai" for somebot only. */
static bool says_noai(cr_str value) {
    cr_str part;
    bool ours = true;
    while (cr_str_split(&value, ',', &part)) {
        part = cr_str_trim(part);
        size_t colon = cr_str_find_byte(part, ':', 0);
        if (colon != CR_STR_NPOS) {
            ours = cr_str_is_nocase(cr_str_trim(cr_str_slice(part, 0, colon)), "courant");
            part = cr_str_trim(cr_str_slice(part, colon + 1, part.len));
        }
        if (ours && cr_str_is_nocase(part, "noai"))
            return true;
    }
    return false;
}

static void read_encodings(cr_arena *a, cr_str value, cr_headers *h) {
    cr_str part;
    while (cr_str_split(&value, ',', &part)) {
        part = cr_str_trim(part);
        if (cr_str_empty(part) || cr_str_is_nocase(part, "identity") || h->encoding_count == 3)
            continue;
        static const char *const known[] = {"gzip", "x-gzip", "deflate", "br", "zstd", NULL};
        for (int i = 0; known[i]; i++) /* "utf-8", "none" and other inventions say nothing about the bytes */
            if (cr_str_is_nocase(part, known[i]))
                h->encodings[h->encoding_count++] = i == 1 ? CR_STR("gzip") : cr_str_copy(a, part);
    }
}

void cr_headers_line(cr_arena *a, cr_str line, cr_headers *h, cr_fetch_answer *answer) {
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS)
        return;
    cr_str name = cr_str_slice(line, 0, colon), value = cr_str_trim(cr_str_slice(line, colon + 1, line.len));
    struct { const char *name; cr_str *to; } plain[] = {
        {"location", &h->location}, {"content-type", &answer->content_type}, {"content-location", &answer->content_location},
        {"content-language", &answer->content_language}, {"etag", &answer->etag}, {"last-modified", &answer->last_modified}, {"link", &answer->link}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (cr_str_is_nocase(name, plain[i].name) && cr_str_none(*plain[i].to) && value.len < 8000)
            *plain[i].to = cr_str_copy(a, value);
    if (cr_str_is_nocase(name, "content-encoding"))
        read_encodings(a, value, h);
    else if (cr_str_is_nocase(name, "retry-after"))
        answer->retry_after = cr_headers_retry_after(value, cr_time_now());
    else if (cr_str_is_nocase(name, "content-range"))
        h->part = cr_headers_range(value, &h->part_from, &h->part_of);
    else if (cr_str_is_nocase(name, "x-robots-tag"))
        answer->noai |= says_noai(value);
    else if (cr_str_is_nocase(name, "tdm-reservation"))
        answer->noai |= cr_str_is(value, "1");
}

bool cr_headers_may_send(cr_str line) {
    static const char *const refused[] = {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "forwarded",
                                          "remote-user", "x-remote-user", "x-webauth-user", "x-real-ip", "via", "user-agent", "accept-encoding", NULL};
    size_t colon = cr_str_find_byte(line, ':', 0);
    if (colon == CR_STR_NPOS || colon == 0 || line.len > 4000)
        return false;
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.ptr[i] < ' ' || (unsigned char)line.ptr[i] == 0x7F || (i < colon && line.ptr[i] == ' '))
            return false;
    cr_str name = cr_str_slice(line, 0, colon);
    if (cr_str_starts_nocase(name, "x-forwarded") || cr_str_starts_nocase(name, "proxy-") || cr_str_starts_nocase(name, "sec-"))
        return false;
    for (int i = 0; refused[i]; i++)
        if (cr_str_is_nocase(name, refused[i]))
            return false;
    return true;
}
