#include "net/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

#define USER_AGENT "Courant/0.1"

static cr_limit_name ceiling_of(const cr_transfer *t) { return t->request.ceiling ? t->request.ceiling : CR_LIMIT_PAGE_BYTES; }
static cr_limit_name seconds_of(const cr_fetch_request *r) { return r->seconds ? r->seconds : CR_LIMIT_FETCH_SECONDS; }
static size_t ceiling(const cr_transfer *t) { return cr_limit(t->options->limits, ceiling_of(t)); }

/* The address for messages: short, without credentials. */
static int shown(const cr_transfer *t) { return (int)(t->at.url.len > 200 ? 200 : t->at.url.len); }
#define SHOWN(t) shown(t), ((t)->at.url.ptr ? (t)->at.url.ptr : "")

/* ---- making ---- */

static cr_status copy_request(cr_transfer *t, const cr_fetch_request *r, cr_error *err) {
    cr_arena *a = t->arena;
    t->request = *r;
    cr_str *members[] = {&t->request.url, &t->request.etag, &t->request.last_modified, &t->request.accept, &t->request.body, &t->request.body_type, &t->request.if_range};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!cr_str_none(*members[i]))
            *members[i] = cr_str_copy(a, *members[i]);
    t->request.headers.items = CR_NEW_ARRAY(a, cr_str, r->headers.count + 1);
    for (size_t i = 0; t->request.headers.items && i < r->headers.count; i++) {
        if (!cr_headers_may_send(r->headers.items[i])) {
            size_t n = r->headers.items[i].len, colon = cr_str_find_byte(r->headers.items[i], ':', 0);
            return cr_fail(err, CR_ERR_REFUSED, "the header \"%.*s\" may not be sent", (int)(colon < 60 ? colon : n < 60 ? n : 60), r->headers.items[i].ptr);
        }
        t->request.headers.items[i] = cr_str_copy(a, r->headers.items[i]);
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "out of memory") : CR_OK;
}

cr_status cr_transfer_new(const cr_fetch_options *options, const cr_fetch_request *request, cr_fetch_done done, void *context,
                          cr_transfer **out, cr_error *err) {
    *out = NULL;
    cr_transfer *t = calloc(1, sizeof *t);
    if (!t || !(t->arena = cr_arena_new(0))) {
        free(t);
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    }
    t->options = options;
    t->done = done;
    t->context = context;
    t->permanent = true;
    t->left_ms = (int64_t)cr_limit(options->limits, seconds_of(request)) * 1000;
    t->answer.retry_after = -1;
    cr_status status = copy_request(t, request, err);
    cr_buf_init(&t->raw, ceiling(t));
    if (status == CR_OK)
        status = cr_address_read(t->arena, t->request.url, CR_STR_NONE, &t->at, err);
    if (status != CR_OK) {
        cr_transfer_free(t);
        return status;
    }
    t->origin = t->at.origin;
    t->user = t->at.user;
    t->password = t->at.password;
    *out = t;
    return CR_OK;
}

void cr_transfer_drop(cr_transfer *t) {
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->list);
    t->easy = NULL;
    t->list = NULL;
}

void cr_transfer_free(cr_transfer *t) {
    if (!t)
        return;
    cr_transfer_drop(t);
    cr_buf_free(&t->raw);
    cr_arena_free(t->arena);
    free(t);
}

/* ---- callbacks ---- */

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    cr_transfer *t = context;
    (void)purpose;
    if (cr_str_empty(t->options->proxy)) { /* a configured proxy is one allowed hop */
        t->refused = cr_address_refused(t->options->guard, &to->addr, t->at.host, t->at.port);
        if (t->refused)
            return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
    cr_transfer *t = context;
    cr_str line = {bytes, size * count};
    t->header_bytes += line.len;
    if (t->header_bytes > cr_limit(t->options->limits, CR_LIMIT_FETCH_HEADER_BYTES)) {
        t->headers_too_long = true;
        return 0;
    }
    if (cr_str_starts(line, "HTTP/")) { /* of the last of several: 100, a proxy's 200 */
        cr_fetch_answer fresh = {.retry_after = -1, .hops = t->answer.hops};
        t->answer = fresh;
        memset(&t->headers, 0, sizeof t->headers);
    } else
        cr_headers_line(t->arena, line, &t->headers, &t->answer);
    return line.len;
}

/* A file's bytes, as they come. What stands behind another status, or is a part of nothing told, is no part of the file. */
static bool give(cr_transfer *t, cr_str bytes) {
    curl_off_t length = -1;
    uint64_t from = 0, total = 0;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (t->answer.http == 206) {
        if (!t->headers.part)
            return false;
        from = t->headers.part_from;
        total = t->headers.part_of;
    } else if (length > 0)
        total = (uint64_t)length;
    if (!t->request.take(t->request.context, &t->answer, from + t->taken, total, bytes)) {
        t->given_up = true;
        return false;
    }
    t->taken += bytes.len;
    return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    cr_transfer *t = context;
    if (t->request.take) {
        long http = 0;
        curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &http);
        t->answer.http = (int)http;
        if (http >= 200 && http <= 299)
            return give(t, (cr_str){bytes, size * count}) ? size * count : 0;
    }
    size_t n = size * count, room = t->raw.ceiling - t->raw.len;
    cr_buf_add(&t->raw, bytes, n < room ? n : room);
    t->too_long = n > room;
    return n > room || t->raw.failed ? 0 : n;
}

/* ---- one hop ---- */

/* Behind a proxy nobody shows us the address that is connected: what can be told by the host's form is told here. */
static const char *refused_by_form(const cr_transfer *t) {
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    cr_str host = t->at.host;
    if (inet_aton(host.ptr ? host.ptr : "", &four.sin_addr)) /* reads decimal, octal and hexadecimal forms as well */
        return cr_address_refused(t->options->guard, (struct sockaddr *)&four, host, t->at.port);
    cr_str z = cr_str_copy(t->arena, host);
    if (z.ptr && inet_pton(AF_INET6, z.ptr, &six.sin6_addr) == 1)
        return cr_address_refused(t->options->guard, (struct sockaddr *)&six, host, t->at.port);
    if (cr_str_is_nocase(host, "localhost") || cr_str_ends(host, ".localhost")) {
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return cr_address_refused(t->options->guard, (struct sockaddr *)&four, host, t->at.port);
    }
    return NULL;
}

static bool add_header(cr_transfer *t, cr_str line) {
    cr_str z = cr_str_copy(t->arena, line);
    struct curl_slist *longer = z.ptr ? curl_slist_append(t->list, z.ptr) : NULL;
    if (longer)
        t->list = longer;
    return longer != NULL;
}

static bool add_headers(cr_transfer *t) {
    const cr_fetch_request *r = &t->request;
    bool ours = cr_str_eq(t->at.origin, t->origin);
    bool ok = add_header(t, CR_STR("Expect:")) && (r->take || add_header(t, CR_STR("Accept-Encoding: gzip, deflate, br, zstd")));
    if (ok && r->from)
        ok = add_header(t, cr_str_format(t->arena, "Range: bytes=%llu-", (unsigned long long)r->from));
    if (ok && r->from && !cr_str_empty(r->if_range))
        ok = add_header(t, cr_str_format(t->arena, "If-Range: %.*s", CR_FMT(r->if_range)));
    if (ok && !cr_str_none(r->accept))
        ok = add_header(t, cr_str_format(t->arena, "Accept: %.*s", CR_FMT(r->accept)));
    if (ok && ours && !cr_str_empty(r->etag))
        ok = add_header(t, cr_str_format(t->arena, "If-None-Match: %.*s", CR_FMT(r->etag)));
    if (ok && ours && !cr_str_empty(r->last_modified))
        ok = add_header(t, cr_str_format(t->arena, "If-Modified-Since: %.*s", CR_FMT(r->last_modified)));
    if (ok && !cr_str_none(r->body))
        ok = add_header(t, cr_str_format(t->arena, "Content-Type: %.*s", CR_FMT(r->body_type)));
    for (size_t i = 0; ok && ours && i < r->headers.count; i++)
        ok = add_header(t, r->headers.items[i]);
    return ok;
}

static void set_options(cr_transfer *t, const char *agent) {
    CURL *c = t->easy;
    const cr_limits *l = t->options->limits;
    curl_easy_setopt(c, CURLOPT_URL, t->at.url.ptr);
    curl_easy_setopt(c, CURLOPT_PRIVATE, t);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->curl_words);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(c, CURLOPT_USERAGENT, agent);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->list);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(t->left_ms > 0 ? t->left_ms : 1));
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)cr_limit(l, CR_LIMIT_FETCH_STALL_SECONDS));
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)cr_limit(l, CR_LIMIT_FETCH_STALL_SECONDS));
    curl_easy_setopt(c, CURLOPT_PROXY, t->options->proxy.ptr ? t->options->proxy.ptr : ""); /* "": the environment's counts for nothing */
    if (!cr_str_none(t->request.body)) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->request.body.len);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, t->request.body.ptr);
    }
    if (cr_str_eq(t->at.origin, t->origin) && !cr_str_none(t->user)) {
        curl_easy_setopt(c, CURLOPT_USERNAME, t->user.ptr);
        curl_easy_setopt(c, CURLOPT_PASSWORD, t->password.ptr ? t->password.ptr : "");
    }
}

static void failed(cr_transfer *t, cr_status status, const char *words) {
    cr_fail(&t->answer.error, status, "%.*s: %s", SHOWN(t), words);
    t->answer.status = status;
    t->answer.url = t->at.url;
}

static void refused(cr_transfer *t) {
    char words[200];
    snprintf(words, sizeof words, "refused: %s; if it is meant, give --allow-private, or name the host in courant.conf, [fetch] allow", t->refused);
    failed(t, CR_ERR_REFUSED, words);
}

bool cr_transfer_begin(cr_transfer *t) {
    t->visited[t->answer.hops] = t->at.url;
    t->header_bytes = 0;
    t->curl_words[0] = '\0';
    t->refused = NULL;
    t->too_long = t->headers_too_long = t->given_up = false;
    t->taken = 0;
    cr_buf_clear(&t->raw);
    t->started = cr_time_monotonic_ms();
    if (!cr_str_empty(t->options->proxy) && (t->refused = refused_by_form(t))) {
        refused(t);
        return false;
    }
    cr_str contact = t->options->contact, own = t->options->agent;
    cr_str agent = !cr_str_empty(own) ? cr_str_copy(t->arena, own) : cr_str_empty(contact) ? cr_str_copy_z(t->arena, USER_AGENT) : cr_str_format(t->arena, USER_AGENT " (+%.*s)", CR_FMT(contact));
    t->easy = curl_easy_init();
    if (!t->easy || cr_str_none(agent) || !add_headers(t)) {
        failed(t, CR_ERR_MEMORY, "out of memory");
        cr_transfer_drop(t);
        return false;
    }
    set_options(t, agent.ptr);
    return true;
}

/* ---- what came of it ---- */

static void failed_in_curl(cr_transfer *t, CURLcode code) {
    char words[400];
    const char *detail = t->curl_words[0] ? t->curl_words : curl_easy_strerror(code);
    const cr_limits *l = t->options->limits;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: failed(t, CR_ERR_NETWORK, "the name of the host is not known"); return;
    case CURLE_COULDNT_CONNECT: failed(t, CR_ERR_NETWORK, "nothing answers there: no connection"); return;
    case CURLE_PARTIAL_FILE: failed(t, CR_ERR_NETWORK, "the answer was cut off in the middle"); return;
    case CURLE_GOT_NOTHING: failed(t, CR_ERR_NETWORK, "the server closed without an answer"); return;
    case CURLE_OPERATION_TIMEDOUT:
        if (t->left_ms - (cr_time_monotonic_ms() - t->started) <= 0)
            snprintf(words, sizeof words, "not done within %s = %zu", cr_limit_key(seconds_of(&t->request)), cr_limit(l, seconds_of(&t->request)));
        else
            snprintf(words, sizeof words, "too slow for fetch_stall_seconds = %zu", cr_limit(l, CR_LIMIT_FETCH_STALL_SECONDS));
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR: snprintf(words, sizeof words, "TLS: %.300s", detail); break;
    default: snprintf(words, sizeof words, "%.300s", detail);
    }
    failed(t, CR_ERR_NETWORK, words);
}

static void unpack(cr_transfer *t) {
    const cr_headers *h = &t->headers;
    cr_buf out;
    cr_buf_init(&out, ceiling(t));
    cr_error err;
    cr_status status = CR_OK;
    if (h->encoding_count > 2)
        status = cr_fail(&err, CR_ERR_LIMIT, "more than two content encodings, one over the other");
    for (size_t i = h->encoding_count; status == CR_OK && t->raw.len && i-- > 0;) {
        cr_buf_clear(&out);
        status = cr_file_decode(cr_buf_str(&t->raw), h->encodings[i], &out, &err);
        if (status == CR_ERR_LIMIT && t->request.cut) {
            t->answer.truncated = true;
            status = CR_OK;
        } else if (status == CR_ERR_LIMIT)
            cr_limit_met(&err, t->options->limits, ceiling_of(t), "unpacked");
        if (status == CR_OK) {
            cr_buf swap = t->raw;
            t->raw = out;
            out = swap;
        }
    }
    cr_buf_free(&out);
    if (status != CR_OK)
        failed(t, status == CR_ERR_LIMIT ? status : CR_ERR_NETWORK, err.line);
}

static void http_failed(cr_transfer *t) {
    int http = t->answer.http;
    const char *words = http == 401 || http == 407 ? "asks for a password" : http == 402 ? "asks for payment" : http == 403 ? "refuses" :
                        http == 404 ? "not found" : http == 410 ? "gone for good" : http == 429 ? "too many requests" : http == 451 ? "withheld for legal reasons" :
                        http == 503 ? "not available now" : http >= 500 ? "the server failed" : http == 304 ? "unchanged, though nothing was asked" : "no answer that can be read";
    char line[160];
    if (t->answer.retry_after > 0)
        snprintf(line, sizeof line, "HTTP %d, %s; try again in %lld s", http, words, (long long)t->answer.retry_after);
    else
        snprintf(line, sizeof line, "HTTP %d, %s", http, words);
    bool no = http == 401 || http == 402 || http == 403 || http == 407 || http == 451;
    failed(t, http == 404 || http == 410 ? CR_ERR_NOT_FOUND : no ? CR_ERR_REFUSED : CR_ERR_NETWORK, line);
}

static void complete(cr_transfer *t) {
    cr_fetch_answer *a = &t->answer;
    a->url = t->at.url;
    a->gone = a->http == 410;
    a->charset = cr_headers_charset(a->content_type);
    if (a->hops && t->permanent)
        a->moved_to = t->at.url;
    bool conditional = !cr_str_empty(t->request.etag) || !cr_str_empty(t->request.last_modified);
    a->not_modified = a->http == 304 && conditional;
    if (!a->not_modified) /* a body behind 304 is none of ours */
        unpack(t);
    if (a->status == CR_OK && !a->not_modified && (a->http < 200 || a->http > 299))
        http_failed(t);
    a->body = a->not_modified ? CR_STR("") : cr_str_copy(t->arena, cr_buf_str(&t->raw));
    if (cr_str_none(a->body))
        failed(t, CR_ERR_MEMORY, "out of memory");
    cr_buf_free(&t->raw);
}

static bool redirected(cr_transfer *t) {
    int http = t->answer.http;
    if ((http != 301 && http != 302 && http != 303 && http != 307 && http != 308) || cr_str_empty(t->headers.location))
        return false;
    cr_error err;
    size_t most = cr_limit(t->options->limits, CR_LIMIT_FETCH_REDIRECTS);
    cr_address next;
    if (!cr_str_none(t->request.body))
        failed(t, CR_ERR_NETWORK, "redirects a request that may not be; name the address it leads to");
    else if (t->answer.hops >= most || t->answer.hops + 1 >= CR_TRANSFER_HOPS)
        failed(t, CR_ERR_NETWORK, "redirects more often than fetch_redirects allows");
    else if (cr_address_read(t->arena, t->headers.location, t->at.url, &next, &err) != CR_OK)
        failed(t, err.status, err.line);
    else if (t->request.stay && !cr_str_eq(next.origin, t->at.origin)) {
        failed(t, CR_ERR_NETWORK, "leads to another host");
        t->answer.leads_to = next.url;
    } else if (t->request.may_follow && !t->request.may_follow(t->request.context, next.path))
        failed(t, CR_ERR_REFUSED, "leads to a page that robots.txt forbids");
    else {
        for (unsigned i = 0; i <= t->answer.hops; i++)
            if (cr_str_eq(t->visited[i], next.url)) {
                failed(t, CR_ERR_NETWORK, "redirects in a circle");
                return false;
            }
        t->permanent = t->permanent && (http == 301 || http == 308);
        t->answer = (cr_fetch_answer){.retry_after = -1, .hops = t->answer.hops + 1};
        memset(&t->headers, 0, sizeof t->headers);
        t->at = next;
        return true;
    }
    return false;
}

bool cr_transfer_end(cr_transfer *t, CURLcode code) {
    long http = 0;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &http);
    t->answer.http = (int)http;
    bool kept = t->too_long && t->request.cut;
    t->answer.truncated = kept;
    if (t->refused)
        refused(t);
    else if (t->headers_too_long) {
        cr_limit_met(&t->answer.error, t->options->limits, CR_LIMIT_FETCH_HEADER_BYTES, t->at.host.ptr);
        t->answer.status = CR_ERR_LIMIT;
    } else if (t->too_long && !kept) {
        cr_error err;
        cr_limit_met(&err, t->options->limits, ceiling_of(t), "body");
        failed(t, CR_ERR_LIMIT, err.line);
    } else if (t->raw.failed == CR_ERR_MEMORY)
        failed(t, CR_ERR_MEMORY, "out of memory");
    else if (t->given_up)
        failed(t, CR_ERR_CANCELLED, "stopped");
    else if (code == CURLE_WRITE_ERROR && t->request.take)
        failed(t, CR_ERR_NETWORK, "the server sent a part of the file and did not say which");
    else if (code != CURLE_OK && !kept)
        failed_in_curl(t, code);
    t->left_ms -= cr_time_monotonic_ms() - t->started;
    bool more = t->answer.status == CR_OK && redirected(t);
    cr_transfer_drop(t);
    if (!more && t->answer.status == CR_OK)
        complete(t);
    if (!more && cr_str_none(t->answer.url))
        t->answer.url = t->at.url;
    return more;
}
