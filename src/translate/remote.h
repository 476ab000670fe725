/* A server that an engine asks: one address that the user's configuration names, reached through net/'s guard with that one exception,
 * with the engines' time limits, JSON to and fro. Shared by the engines over HTTP. */
#ifndef CR_TRANSLATE_REMOTE_H
#define CR_TRANSLATE_REMOTE_H
#include "net/fetch.h"

typedef struct cr_remote { /* does not move once open */
    cr_arena *arena;
    const char *engine; /* its name stands in messages */
    cr_str url;         /* without a slash at the end */
    char hash[17];      /* of the address, without a user's name in it */
    cr_limits limits;
    cr_str allowed;
    cr_address_guard guard;
    cr_fetch_options options;
    cr_fetcher *fetcher;
} cr_remote;

/* Nothing is asked yet. After a failure too, cr_remote_close is to be called. */
cr_status cr_remote_open(cr_remote *r, const char *engine, cr_str url, const cr_limits *limits, cr_error *err) CR_MUST_CHECK;
void cr_remote_close(cr_remote *r);

/* GET, or POST where `body` is not none, of `path` below the address; `headers`: "Name: value". A 429 that asks for no more than five
 * seconds (Retry-After) is waited for, once. *answer is NULL only without memory. */
cr_status cr_remote_ask(cr_remote *r, cr_arena *a, const char *path, cr_str body, cr_strs headers, cr_fetch_answer **answer, cr_error *err) CR_MUST_CHECK;

/* What a server says is text like any other input: valid UTF-8, one line, trimmed. In the arena. */
cr_str cr_remote_text(cr_arena *a, cr_str text);
#endif
