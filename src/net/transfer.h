/* Inside the room: one request on its way, over all its hops. The fetcher (fetch.c) decides when each hop may start. */
#ifndef CR_NET_TRANSFER_H
#define CR_NET_TRANSFER_H
#include <curl/curl.h>

#include "base/buf.h"
#include "net/address.h"
#include "net/fetch.h"
#include "net/headers.h"

enum { CR_TRANSFER_HOPS = 20 };

typedef struct cr_transfer {
    struct cr_transfer *next;  /* in the queue of its host */
    const cr_fetch_options *options;
    cr_arena *arena;           /* of the request's copy and of the answer */
    cr_fetch_request request;
    cr_fetch_done done;
    void *context;
    cr_address at;             /* of the hop to come or on its way */
    cr_str origin;             /* of the request: what its headers and credentials were given for */
    cr_str user, password;
    cr_str visited[CR_TRANSFER_HOPS];
    cr_headers headers;
    cr_fetch_answer answer;
    cr_buf raw;
    size_t header_bytes;
    const char *refused;       /* what the guard said of the address */
    bool too_long, headers_too_long, permanent, again;
    bool given_up;             /* by request.take */
    uint64_t taken;            /* bytes of this hop given to it */
    int64_t left_ms, started;  /* of "fetch_seconds"; when this hop began */
    CURL *easy;
    struct curl_slist *list;
    char curl_words[CURL_ERROR_SIZE];
} cr_transfer;

cr_status cr_transfer_new(const cr_fetch_options *options, const cr_fetch_request *request, cr_fetch_done done, void *context,
                          cr_transfer **out, cr_error *err) CR_MUST_CHECK;
void cr_transfer_free(cr_transfer *t);
/* Makes t->easy for the hop to t->at. False: memory is out, or the proxy's guard refused; the answer says so. */
bool cr_transfer_begin(cr_transfer *t);
/* The hop is over. True: t->at is the next hop; false: the answer is complete. */
bool cr_transfer_end(cr_transfer *t, CURLcode code);
void cr_transfer_drop(cr_transfer *t); /* frees t->easy */
#endif
