/* Fetching over HTTP: bounded, polite, and never to a place it must not reach.
 *
 *     cr_fetch_request r = {.url = CR_STR("https://example.org/feed")};
 *     cr_fetch_answer *a;
 *     if (cr_fetch(&options, &r, arena, &a, &err) == CR_OK)
 *         read(a->body);
 *
 * For many at once a fetcher drives them from one thread: at most limit "fetch_parallel" at a time, one to a host, with a
 * pause of limit "host_pause_ms" (and a quarter more or less) between two.
 *
 * Only http and https. Redirects are followed here, hop by hop (limit "fetch_redirects"), each hop through the
 * address guard, which is asked with the address being connected. Credentials and the request's own headers stay with the
 * origin they were given for. Bytes are counted as they come and again as they are unpacked, at most two encodings.
 * Environment variables (http_proxy …) count for nothing; a proxy is one only by options. Limits: "fetch_seconds" in
 * all hops together, "fetch_stall_seconds", "fetch_header_bytes", and the ceiling of the request. */
#ifndef CR_NET_FETCH_H
#define CR_NET_FETCH_H
#include <stdint.h>

#include "base/limits.h"
#include "net/address_guard.h"

typedef struct cr_fetch_options {
    const cr_limits *limits;       /* or NULL */
    const cr_address_guard *guard; /* or NULL: public hosts only */
    cr_str contact;                /* address in the User-Agent: "Courant/0.1 (+contact)"; or none */
    cr_str agent;                  /* the whole User-Agent instead; or none */
    cr_str proxy;                  /* URL, or none. The proxy itself may be anywhere; the guard then sees numeric hosts only */
} cr_fetch_options;

struct cr_fetch_answer;
/* Bytes of the file beginning at `offset`; `total` bytes in all, 0 where the server does not tell. `head`: http and headers so far.
 * False: no more; the answer's status is then CR_ERR_CANCELLED. */
typedef bool (*cr_fetch_take)(void *context, const struct cr_fetch_answer *head, uint64_t offset, uint64_t total, cr_str bytes);

typedef struct cr_fetch_request { /* copied when it is added */
    cr_str url;
    cr_str etag, last_modified;  /* as received: a conditional request; or none */
    cr_str accept;               /* or none */
    cr_strs headers;             /* "Name: value"; names that speak for somebody else (Host, Remote-User, X-Forwarded-…) are refused */
    cr_str body, body_type;      /* a POST when body is not none; redirects are then not followed */
    cr_limit_name ceiling;       /* of the body, unpacked: 0 is CR_LIMIT_PAGE_BYTES */
    bool cut;                    /* at the ceiling keep what there is instead of failing */
    bool stay;                   /* do not follow to another origin: the answer fails and says where it leads, so that the
                                    caller can ask that origin's robots.txt first */
    unsigned pause_ms;           /* longer pause for this host, from its robots.txt */
    /* May a redirect within the origin be followed to this path (with its query)? NULL: yes. `context` outlives the request. */
    bool (*may_follow)(void *context, cr_str path);
    void *context;
    /* For files (net/download.h): the body of a 2xx answer goes to `take` as it comes and answer->body stays empty. No packing is
     * asked for and none undone. `context` of both is the same and outlives the request. */
    cr_fetch_take take;
    uint64_t from;               /* ask for the bytes from here on; a server may send all of them nevertheless */
    cr_str if_range;             /* the ETag or date of the part that is there: another file is then sent whole; or none */
    cr_limit_name seconds;       /* in all: 0 is CR_LIMIT_FETCH_SECONDS */
} cr_fetch_request;

typedef struct cr_fetch_answer { /* everything lives in the arena of the answer */
    cr_status status;            /* CR_OK: 2xx, or 304 to a conditional request */
    cr_error error;              /* one line when it is not */
    int http;                    /* status code of the last hop; 0: none came */
    cr_str body;                 /* unpacked; also of failures */
    cr_str url;                  /* where the answer came from */
    cr_str leads_to;             /* with `stay`: the address at another origin; or none */
    cr_str moved_to;             /* every hop so far was permanent (301, 308): the address to remember; or none */
    cr_str content_type;         /* whole header; or none */
    cr_str charset;              /* of it; or none */
    cr_str content_location, content_language, etag, last_modified, link; /* or none */
    bool not_modified, gone, truncated;
    bool noai;                   /* X-Robots-Tag: noai, or tdm-reservation: 1 */
    int64_t retry_after;         /* seconds from now, at most a week; -1 when not told */
    unsigned hops;
} cr_fetch_answer;

/* Waits for one. Returns the answer's status, *out is there whenever an answer was made (NULL only without memory). */
cr_status cr_fetch(const cr_fetch_options *options, const cr_fetch_request *request, cr_arena *arena, cr_fetch_answer **out,
                   cr_error *err) CR_MUST_CHECK;

typedef struct cr_fetcher cr_fetcher;
/* `options` are borrowed until it is freed. Belongs to one thread; only cr_fetcher_wake may come from others and from a
 * signal handler. Free gives up what is on its way, without calling back. */
cr_status cr_fetcher_new(const cr_fetch_options *options, cr_fetcher **out, cr_error *err) CR_MUST_CHECK;
void cr_fetcher_free(cr_fetcher *f);

/* Called from cr_fetcher_step, once for each request; may add more. `arena` and what is in it go when it returns. */
typedef void (*cr_fetch_done)(void *context, cr_arena *arena, const cr_fetch_answer *answer);
cr_status cr_fetcher_add(cr_fetcher *f, const cr_fetch_request *request, cr_fetch_done done, void *context, cr_error *err) CR_MUST_CHECK;
/* Works for at most wait_ms; returns how many are waiting or on their way. */
size_t cr_fetcher_step(cr_fetcher *f, int wait_ms);
/* cr_fetch on a fetcher that keeps its connections, for one server asked again and again. */
cr_status cr_fetcher_one(cr_fetcher *f, const cr_fetch_request *request, cr_arena *arena, cr_fetch_answer **out, cr_error *err) CR_MUST_CHECK;
/* Waits although nothing is under way, until cr_fetcher_wake or for wait_ms. */
void cr_fetcher_rest(cr_fetcher *f, int wait_ms);
void cr_fetcher_wake(cr_fetcher *f);
#endif
