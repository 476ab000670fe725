/* HTTP by libmicrohttpd: epoll and a pool of threads. Requests are turned into cr_site_request, answers sent; nothing else.
 *
 * A body is collected only for the translation endpoints. While a translation is made the connection is suspended and no thread of ours
 * waits: the desk's thread resumes it, and libmicrohttpd asks again, finding the answer.
 *
 * Its POST processor is never used (CVE-2023-27371). What it answers by itself - a malformed request, headers over the memory of
 * a connection - is fixed text that echoes nothing. */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/hash.h"
#include "base/time.h"
#include "site/page.h"
#include "site/translate.h"

enum { HEADER_MEMORY = 48 << 10, READ_AWAY = 8 /* times the limit: so much of a body too large is read, that its sender hears why */ };

void cr_site_stop(cr_site *site);

typedef struct incoming { /* made at the first line of a request, freed when it is over */
    cr_str uri;           /* as sent */
    bool seen;
    size_t body; /* bytes of it so far */
    bool collects, over, busy;
    int64_t begun;
    cr_buf bytes;        /* of the body, where it is collected */
    cr_service *service; /* that counts them */
    cr_call *call;       /* to a translation endpoint */
} incoming;

static void drop_body(incoming *in) {
    if (in->service)
        atomic_fetch_sub(&in->service->body_bytes, in->bytes.len);
    cr_buf_free(&in->bytes);
}

static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection) {
    (void)context;
    (void)connection;
    size_t len = strlen(uri);
    incoming *in = calloc(1, sizeof *in + len + 1);
    if (in) {
        char *copy = (char *)(in + 1);
        memcpy(copy, uri, len);
        in->uri = (cr_str){copy, len};
    }
    return in;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code) {
    (void)context;
    (void)connection;
    (void)code;
    incoming *in = *state;
    if (in) {
        cr_call_free(in->call);
        drop_body(in);
    }
    free(in);
    *state = NULL;
}

/* libmicrohttpd must not decode: paths are compared as sent. */
static size_t keep_escaped(void *context, struct MHD_Connection *connection, char *s) {
    (void)context;
    (void)connection;
    return strlen(s);
}

static cr_str header(struct MHD_Connection *connection, const char *name) {
    return cr_str_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

typedef struct framing {
    unsigned hosts, lengths, encodings;
    bool nameless;
} framing;

static enum MHD_Result look_at_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    (void)kind;
    (void)value;
    framing *f = context;
    cr_str n = cr_str_of(name ? name : "");
    f->hosts += cr_str_is_nocase(n, "Host");
    f->lengths += cr_str_is_nocase(n, "Content-Length");
    f->encodings += cr_str_is_nocase(n, "Transfer-Encoding");
    f->nameless |= !n.len || n.ptr[n.len - 1] == ' ' || n.ptr[n.len - 1] == '\t';
    return MHD_YES;
}

/* What two servers in a row could read differently (request smuggling, RFC 9112 §6.3, §11.2). libmicrohttpd lets it pass. */
static bool is_malformed(struct MHD_Connection *connection) {
    framing f = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_header, &f);
    return f.hosts > 1 || f.lengths > 1 || f.encodings > 1 || (f.lengths && f.encodings) || f.nameless;
}

static bool peer_is_loopback(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr)
        return false;
    if (info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, info->client_addr, sizeof four);
        return (ntohl(four.sin_addr.s_addr) >> 24) == 127;
    }
    if (info->client_addr->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 six;
    memcpy(&six, info->client_addr, sizeof six);
    static const unsigned char mapped[13] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127};
    return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) || memcmp(six.sin6_addr.s6_addr, mapped, sizeof mapped) == 0;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, cr_site_response *answer) {
    struct MHD_Response *response = MHD_create_response_from_buffer(answer->body.len, answer->body.bytes ? answer->body.bytes : (void *)"", 
                                                                    answer->body.bytes ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response) {
        cr_buf_free(&answer->body);
        return MHD_NO;
    }
    enum MHD_Result result = MHD_YES; /* the bytes are the response's now */
    for (size_t i = 0; i < answer->header_count && result == MHD_YES; i++)
        result = MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value.ptr);
    if (result == MHD_YES)
        result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* One number for an address; of IPv6 its network of 64 bits, which one household has. */
static uint64_t peer_number(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char bytes[16] = "";
    size_t n = 0;
    if (info && info->client_addr && info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, info->client_addr, sizeof four);
        memcpy(bytes, &four.sin_addr, n = 4);
    } else if (info && info->client_addr && info->client_addr->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, info->client_addr, sizeof six);
        memcpy(bytes, &six.sin6_addr, 16);
        n = IN6_IS_ADDR_V4MAPPED(&six.sin6_addr) ? 16 : 8;
    }
    return cr_hash_64((cr_str){bytes, n}, 0) | 1;
}

/* ---- bodies ---- */

static cr_str path_of(const incoming *in) {
    size_t mark = cr_str_find_byte(in->uri, '?', 0);
    return mark == CR_STR_NPOS ? in->uri : cr_str_slice(in->uri, 0, mark);
}

/* At the headers. True: the answer is known without the body, and it is better not sent at all. */
static bool prepare_body(cr_site *site, incoming *in, struct MHD_Connection *connection, const char *method) {
    in->collects = site->service && strcmp(method, "POST") == 0 && cr_endpoint_of(path_of(in)) != CR_ENDPOINT_NONE;
    if (!in->collects)
        return false;
    size_t most = cr_limit(site->options->limits, CR_LIMIT_HTTP_BODY_BYTES);
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    unsigned long long declared = length ? strtoull(length, NULL, 10) : 0;
    in->service = site->service;
    in->begun = cr_time_monotonic_ms();
    cr_buf_init(&in->bytes, most);
    in->over = declared > most;
    return in->over && (declared / READ_AWAY > most || !cr_str_none(header(connection, "Expect")));
}

/* Some more of it. False: the connection is to end. */
static bool take_body(const cr_site *site, incoming *in, const char *bytes, size_t len) {
    const cr_limits *limits = site->options->limits;
    size_t most = cr_limit(limits, CR_LIMIT_HTTP_BODY_BYTES);
    in->body += len;
    if (!in->collects)
        return in->body <= most;
    if (in->body / READ_AWAY > most || cr_time_monotonic_ms() - in->begun > (int64_t)cr_limit(limits, CR_LIMIT_HTTP_BODY_SECONDS) * 1000)
        return false;
    in->over = in->over || in->body > most;
    if (!in->over && !in->busy) {
        size_t before = in->bytes.len;
        in->busy = atomic_fetch_add(&in->service->body_bytes, len) + len > cr_limit(limits, CR_LIMIT_HTTP_BODIES_BYTES);
        if (!in->busy)
            cr_buf_add(&in->bytes, bytes, len);
        if (in->bytes.len == before)
            atomic_fetch_sub(&in->service->body_bytes, len);
        in->busy = in->busy || in->bytes.failed != CR_OK;
    }
    if (in->over || in->busy)
        drop_body(in);
    return true;
}

/* ---- translation endpoints ---- */

static void resume(void *connection) { MHD_resume_connection(connection); }

/* Called again when the answer is there. */
static enum MHD_Result serve(cr_site *site, incoming *in, struct MHD_Connection *connection, const cr_site_request *request) {
    if (!in->call) {
        in->call = cr_call_new(site->service, request);
        if (!in->call)
            return MHD_NO;
        if (in->call->waits) {
            MHD_suspend_connection(connection);
            cr_call_start(in->call, resume, connection);
            return MHD_YES;
        }
    }
    cr_site_response answer;
    cr_call_take_response(in->call, &answer);
    cr_site_count(site, &answer);
    return send_answer(connection, &answer);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **state) {
    (void)url;
    (void)version;
    cr_site *site = context;
    incoming *in = *state;
    if (!in)
        return MHD_NO;
    bool malformed = is_malformed(connection);
    if (!in->seen && !malformed) { /* headers only; where a body is not wanted it is read away, so that the connection stays usable */
        in->seen = true;
        if (!prepare_body(site, in, connection, method))
            return MHD_YES;
    }
    if (*upload_size && !malformed) {
        if (!take_body(site, in, upload, *upload_size))
            return MHD_NO;
        *upload_size = 0;
        return MHD_YES;
    }
    size_t mark = cr_str_find_byte(in->uri, '?', 0);
    cr_site_request request = {
        .method = cr_str_of(method),
        .path = mark == CR_STR_NPOS ? in->uri : cr_str_slice(in->uri, 0, mark),
        .query = mark == CR_STR_NPOS ? CR_STR_NONE : cr_str_slice(in->uri, mark + 1, in->uri.len),
        .host = header(connection, "Host"), .authorization = header(connection, "Authorization"),
        .if_none_match = header(connection, "If-None-Match"), .accept_encoding = header(connection, "Accept-Encoding"),
        .content_type = header(connection, "Content-Type"), .accept_language = header(connection, "Accept-Language"),
        .body = cr_buf_str(&in->bytes), .body_too_large = in->over, .busy = in->busy, .address = peer_number(connection),
        .from_loopback = peer_is_loopback(connection), .malformed = malformed};
    if (cr_service_takes(site->service, &request))
        return serve(site, in, connection, &request);
    cr_site_response answer;
    cr_site_answer(site, &request, &answer);
    return send_answer(connection, &answer);
}

static cr_status resolve(const char *host, unsigned port, struct sockaddr_storage *out, bool *six, cr_error *err) {
    memset(out, 0, sizeof *out);
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 wide = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    *six = false;
    if (inet_pton(AF_INET, host, &four.sin_addr) == 1)
        memcpy(out, &four, sizeof four);
    else if (inet_pton(AF_INET6, host, &wide.sin6_addr) == 1) {
        memcpy(out, &wide, sizeof wide);
        *six = true;
    } else
        return cr_fail(err, CR_ERR_USAGE, "\"%s\" is not a numeric address to listen on; write it as 127.0.0.1:8040 or [::1]:8040", host);
    return CR_OK;
}

cr_status cr_site_listen(cr_site *site, cr_error *err) {
    char host[64];
    unsigned port;
    bool loopback, six;
    struct sockaddr_storage address;
    const cr_limits *limits = site->options->limits;
    CR_TRY(cr_site_address(site->options->listen, host, &port, &loopback, err));
    CR_TRY(resolve(host, port, &address, &six, err));
    errno = 0;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        (unsigned)MHD_USE_EPOLL_INTERNAL_THREAD | (unsigned)MHD_ALLOW_SUSPEND_RESUME | (six ? (unsigned)MHD_USE_IPv6 : 0), (uint16_t)port, NULL, NULL, on_request, site,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, site->thread_count, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)cr_limit(limits, CR_LIMIT_HTTP_CONNECTIONS), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)cr_limit(limits, CR_LIMIT_HTTP_CONNECTIONS_PER_ADDRESS), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)cr_limit(limits, CR_LIMIT_HTTP_TIMEOUT_SECONDS), MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MEMORY,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, (void *)NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, (void *)NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, (void *)NULL, MHD_OPTION_END);
    if (!daemon)
        return cr_fail(err, CR_ERR_NETWORK, "%s:%u: %s; is another Courant running? choose another address with --listen", host, port,
                       errno ? strerror(errno) : "cannot listen");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    site->port = info && info->port ? info->port : port;
    site->daemon = daemon;
    return CR_OK;
}

unsigned cr_site_port(const cr_site *site) { return site->port; }

void cr_site_stop(cr_site *site) {
    if (site->daemon)
        MHD_stop_daemon(site->daemon);
    site->daemon = NULL;
}
