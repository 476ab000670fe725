#include "net/address.h"

#include <curl/curl.h>
#include <stdlib.h>

static cr_str part(CURLU *u, cr_arena *a, CURLUPart what, unsigned flags) {
    char *text = NULL;
    cr_str out = CR_STR_NONE;
    if (curl_url_get(u, what, &text, flags) == CURLUE_OK)
        out = cr_str_copy_z(a, text);
    curl_free(text);
    return out;
}

static bool set(CURLU *u, cr_arena *a, cr_str url) {
    cr_str z = cr_str_copy(a, url);
    if (cr_str_none(z) || memchr(z.ptr, '\0', z.len))
        return false;
    /* spaces and letters outside of ASCII are encoded rather than refused: feeds are full of them */
    return curl_url_set(u, CURLUPART_URL, z.ptr, CURLU_URLENCODE) == CURLUE_OK;
}

cr_status cr_address_read(cr_arena *a, cr_str url, cr_str base, cr_address *out, cr_error *err) {
    *out = (cr_address){0};
    CURLU *u = curl_url();
    if (!u)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    cr_status status = CR_OK;
    url = cr_str_trim(url);
    if (url.len > 8000 || (!cr_str_none(base) && !set(u, a, base)) || !set(u, a, url)) {
        status = cr_fail(err, CR_ERR_USAGE, "%.*s: not a web address", (int)(url.len > 200 ? 200 : url.len), url.ptr ? url.ptr : "");
        goto done;
    }
    cr_str scheme = part(u, a, CURLUPART_SCHEME, 0);
    if (!cr_str_is(scheme, "http") && !cr_str_is(scheme, "https")) {
        status = cr_fail(err, CR_ERR_REFUSED, "%.*s: only http and https addresses are fetched", (int)(url.len > 200 ? 200 : url.len), url.ptr);
        goto done;
    }
    out->user = part(u, a, CURLUPART_USER, CURLU_URLDECODE);
    out->password = part(u, a, CURLUPART_PASSWORD, CURLU_URLDECODE);
    if (curl_url_set(u, CURLUPART_USER, NULL, 0) != CURLUE_OK || curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) != CURLUE_OK ||
        curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK) {
        status = cr_fail(err, CR_ERR_MEMORY, "out of memory");
        goto done;
    }
    cr_str path = part(u, a, CURLUPART_PATH, 0), query = part(u, a, CURLUPART_QUERY, 0);
    cr_str port = part(u, a, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    out->url = part(u, a, CURLUPART_URL, 0);
    out->host = part(u, a, CURLUPART_HOST, 0);
    if (out->host.len > 2 && out->host.ptr[0] == '[')
        out->host = cr_str_slice(out->host, 1, out->host.len - 1);
    out->port = port.ptr ? (unsigned)strtoul(port.ptr, NULL, 10) : 0;
    out->origin = cr_str_lower_ascii(a, cr_str_format(a, "%.*s://%.*s:%u", CR_FMT(scheme), CR_FMT(out->host), out->port));
    out->path = cr_str_none(query) ? path : cr_str_format(a, "%.*s?%.*s", CR_FMT(path), CR_FMT(query));
    if (cr_str_empty(out->host) || cr_str_none(out->url) || cr_str_none(out->origin) || cr_str_none(out->path))
        status = cr_fail(err, CR_ERR_USAGE, "%.*s: not a web address", (int)(url.len > 200 ? 200 : url.len), url.ptr);
done:
    curl_url_cleanup(u);
    return status;
}
