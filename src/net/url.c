#include "net/url.h"
#include <ctype.h>
#include <curl/curl.h>

static bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool scheme_byte(char c) {
    return ascii_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

cr_str cr_url_scheme(cr_arena *arena, cr_str url) {
    size_t end = 0;
    while (end < url.len && (scheme_byte(url.ptr[end]) || (unsigned char)url.ptr[end] <= ' '))
        end++;
    if (end == url.len || url.ptr[end] != ':')
        return CR_STR_NONE;
    char *out = cr_arena_alloc(arena, end + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < end; i++)
        if ((unsigned char)url.ptr[i] > ' ')
            out[n++] = (char)tolower((unsigned char)url.ptr[i]);
    return out && n && ascii_letter(out[0]) ? (cr_str){out, n} : CR_STR_NONE;
}

/* The length of "scheme:" as it stands at the start, 0 without one. */
static size_t plain_scheme(cr_str url) {
    size_t end = 0;
    while (end < url.len && scheme_byte(url.ptr[end]))
        end++;
    return end && end < url.len && url.ptr[end] == ':' && ascii_letter(url.ptr[0]) ? end + 1 : 0;
}

bool cr_url_is_web(cr_str url) {
    size_t from = cr_str_starts_nocase(url, "http://") ? 7 : cr_str_starts_nocase(url, "https://") ? 8 : 0;
    return from && url.len > from && (unsigned char)url.ptr[from] > ' ' && !strchr("/?#", url.ptr[from]);
}

static CURLU *parsed(cr_arena *arena, cr_str url, unsigned flags) {
    cr_str z = cr_str_copy(arena, url);
    if (cr_str_none(z) || memchr(z.ptr, '\0', z.len))
        return NULL;
    CURLU *u = curl_url();
    if (u && curl_url_set(u, CURLUPART_URL, z.ptr, flags) != CURLUE_OK) {
        curl_url_cleanup(u);
        u = NULL;
    }
    return u;
}

cr_str cr_url_resolve(cr_arena *arena, cr_str base, cr_str relative) {
    relative = cr_str_trim(relative);
    base = cr_str_trim(base);
    if (plain_scheme(relative) || base.len == 0 || !plain_scheme(base))
        return relative;
    const unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE | CURLU_NO_AUTHORITY;
    if (relative.len == 0)
        return base;
    if (relative.ptr[0] == '#') { /* libcurl 7.88 drops the last part of the path here */
        size_t hash = cr_str_find_byte(base, '#', 0);
        return cr_str_concat(arena, hash == CR_STR_NPOS ? base : cr_str_slice(base, 0, hash), relative);
    }
    cr_str out = relative;
    CURLU *u = parsed(arena, base, flags);
    cr_str z = cr_str_copy(arena, relative);
    char *text = NULL;
    if (u && !cr_str_none(z) && !memchr(z.ptr, '\0', z.len) &&
        curl_url_set(u, CURLUPART_URL, z.ptr, flags) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_URL, &text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
        out = cr_str_copy_z(arena, text);
    curl_free(text);
    curl_url_cleanup(u);
    return out;
}

cr_str cr_url_normalise(cr_arena *arena, cr_str url) {
    url = cr_str_trim(url);
    if (!cr_url_is_web(url))
        return CR_STR_NONE;
    CURLU *u = parsed(arena, url, CURLU_URLENCODE);
    if (!u)
        return CR_STR_NONE;
    cr_str out = CR_STR_NONE;
    char *host = NULL, *text = NULL;
    if (curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        for (char *c = host; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        curl_url_set(u, CURLUPART_HOST, host, 0);
        curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
        if (curl_url_get(u, CURLUPART_URL, &text, CURLU_NO_DEFAULT_PORT) == CURLUE_OK)
            out = cr_str_copy_z(arena, text);
    }
    curl_free(host);
    curl_free(text);
    curl_url_cleanup(u);
    return out;
}

cr_str cr_url_host(cr_arena *arena, cr_str url) {
    CURLU *u = parsed(arena, cr_str_trim(url), CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE);
    if (!u)
        return CR_STR_NONE;
    cr_str out = CR_STR_NONE;
    char *host = NULL;
    if (curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK && host[0]) {
        cr_str h = cr_str_of(host);
        if (h.len > 2 && h.ptr[0] == '[')
            h = cr_str_slice(h, 1, h.len - 1);
        out = cr_str_lower_ascii(arena, h);
    }
    curl_free(host);
    curl_url_cleanup(u);
    return out;
}
