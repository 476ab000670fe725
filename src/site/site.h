/* The published wire: HTTP pages, feeds and API over the store, and the same as static files.
 *
 *     cr_site *site;
 *     cr_site_open(&options, &site, &err);
 *     cr_site_listen(site, &err);            // threads of its own answer from here on
 *     ...
 *     cr_site_close(site);
 *
 * The one idea: an answer is a function from a request to bytes (cr_site_answer), free of sockets.
 * HTTP (http.c), the static site (publish.c) and the tests all call it, so that what is tested is
 * what is served. A request borrows a worker (store connection, arena, formats) from a pool.
 *
 * Reading never needs a writer; the wish for a translation is written by a connection of its own
 * and may fail without harm. */
#ifndef CR_SITE_SITE_H
#define CR_SITE_SITE_H
#include <courant/translate.h>
#include <pthread.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/store.h"

#define CR_SITE_EDITIONS 16 /* most editions of one site */

/* Why there is no translation from one language to another, with the command that mends it: filled by whoever knows the
 * engines. True: there is a route (the translation is only not done yet); false: *why says what is missing. May be
 * called from several threads at once. */
typedef bool (*cr_site_route_fn)(void *context, cr_arena *arena, cr_str from, cr_str to, cr_route *route, cr_str *why);

/* How /translate and its kin are served (LibreTranslate's API). [serve] of the configuration. */
typedef struct cr_site_service {
    const cr_translator_options *translator;
    enum { CR_SERVICE_AUTO, /* on loopback freely; elsewhere where there are keys, and then to those who have one */
           CR_SERVICE_ON, CR_SERVICE_OFF } on;
    long char_limit;          /* letters (code points) of one text; -1: no limit */
    long batch_limit;         /* texts of one request; -1: no limit */
    long alternatives_limit;  /* -1: no limit */
    long requests_per_minute; /* of one address without a key; 0: 120, and none from this machine; -1: no limit */
    cr_strs keys;             /* who has one is not counted */
    bool key_required;
    unsigned threads;         /* that translate; 0: 2 */
} cr_site_service;

typedef struct cr_site_options {
    cr_str title;        /* none: "Courant" */
    cr_str main;         /* main edition, "en" */
    cr_strs editions;    /* the main one among them or not; at most CR_SITE_EDITIONS */
    cr_str store_path;
    cr_str listen;       /* "127.0.0.1:8040", "[::1]:8040" */
    cr_str password;     /* none: no password */
    cr_str base_url;     /* "https://news.example", no slash at the end; for feeds, canonical links. None: from `listen` */
    bool public_mode;    /* extracts only, but for sources with full rights; nothing internal or reserved */
    bool index_translations; /* search engines may index editions that are machine translated */
    unsigned threads;    /* 0: 4 */
    const cr_limits *limits; /* borrowed; NULL: defaults */
    const cr_log *log;       /* borrowed; may be NULL */
    cr_site_route_fn route;  /* may be NULL */
    void *route_context;
    pthread_mutex_t *writer; /* borrowed, or NULL: where the program's writers of the store queue (cr_store_options) */
    const cr_site_service *service; /* borrowed; NULL: there are no such paths */
} cr_site_options;

typedef struct cr_site cr_site;

/* Checks the options, opens the store (which is made when there is none), reads the interface texts. `options` and what it
 * borrows must outlive the site. CR_ERR_REFUSED: listening beyond this machine without `public = yes` or a password. */
cr_status cr_site_open(const cr_site_options *options, cr_site **out, cr_error *err) CR_MUST_CHECK;
/* Starts answering; returns at once. */
cr_status cr_site_listen(cr_site *site, cr_error *err) CR_MUST_CHECK;
unsigned cr_site_port(const cr_site *site); /* the port listened on, also where `listen` said 0; 0: not listening */
void cr_site_close(cr_site *site);          /* stops answering, frees; NULL is fine */

typedef struct cr_site_request {
    cr_str method;         /* "GET" */
    cr_str path, query;    /* as sent, not decoded; the query without "?" */
    cr_str host, authorization, if_none_match, accept_encoding; /* headers, or none */
    cr_str content_type, accept_language;
    cr_str body;           /* of a POST to the translation endpoints; borrowed */
    uint64_t address;      /* of the asker, hashed: for counting */
    bool body_too_large;   /* over limit "http_body_bytes": `body` is none */
    bool busy;             /* over limit "http_bodies_bytes": `body` is none */
    bool from_loopback;    /* by the connection's own address, never by a header */
    bool malformed;        /* two lengths, two hosts, a length beside chunks, a header without a name: 400 and the connection ends */
    bool internal;         /* asked by ourselves (publishing): no host or password check */
} cr_site_request;

typedef struct cr_site_header {
    const char *name;
    cr_str value;
} cr_site_header;

typedef struct cr_site_response {
    int status;
    cr_buf body;             /* caller frees with cr_buf_free */
    cr_site_header headers[20];
    size_t header_count;
    char store[512];         /* header values live here */
    size_t store_used;
} cr_site_response;

/* Answers in every case; a failure is a page of its own. *response is filled; its body is the caller's. Thread-safe. */
void cr_site_answer(cr_site *site, const cr_site_request *request, cr_site_response *response);
cr_str cr_site_response_header(const cr_site_response *response, const char *name); /* none where there is none */

typedef struct cr_site_published {
    size_t files, written, removed; /* of the site; changed now; gone since the last time */
} cr_site_published;

/* Writes the public site as files below `dir`, each one atomically; unchanged files keep their times, and files of an earlier
 * run that the site no longer has are removed. The site must be in public mode. */
cr_status cr_site_publish(cr_site *site, const char *dir, cr_site_published *out, cr_error *err) CR_MUST_CHECK;

/* "127.0.0.1:8040", "[::1]:0", "localhost:80", ":8040" into parts; *loopback: reachable from this machine alone. */
cr_status cr_site_address(cr_str listen, char host[64], unsigned *port, bool *loopback, cr_error *err) CR_MUST_CHECK;
#endif
