/* The scheduler of sources: what is due is fetched, what is new is taken in.
 *
 *     source ─fetch▶ feed ─▶ entries not seen ─robots.txt▶ page ─▶ document (with the feed's own text beside it)
 *                     │                            └ forbidden, refused, walled ─▶ document of the feed's text, with the reason
 *                     └ 304, 410, failure ─▶ the source's line
 *
 * One thread, many transfers (net/fetch.h). What is learnt of a source (ETag, interval) is written when all its new entries
 * are in the store, so that a stop or a crash in between loses nothing: what was not taken in is new again next time.
 * A source's interval adapts between a quarter of an hour and a day: shorter when there was something new, longer when not,
 * doubled by failures, and never against Retry-After. */
#ifndef CR_WIRE_FETCHING_H
#define CR_WIRE_FETCHING_H
#include <stdatomic.h>

#include "base/log.h"
#include "net/fetch.h"
#include "store/store.h"
#include "wire/config.h"

typedef struct cr_fetching_options {
    cr_store *store;          /* the fetching thread's own */
    const cr_config *config;
    const cr_log *log;        /* or NULL */
    bool allow_private;       /* --allow-private */
    const atomic_bool *stop;  /* or NULL: looked at four times a second */
    /* After each document taken in, and with a line about a source when it is done (line NULL otherwise). May be NULL. */
    void (*report)(void *context, const cr_source *source, const char *line);
    void *context;
} cr_fetching_options;

typedef struct cr_fetching_counts {
    size_t sources, unchanged, failed; /* visited; of these with nothing new; of these not readable */
    size_t documents, own_text;        /* taken in; of these with the feed's own text alone */
} cr_fetching_counts;

typedef struct cr_fetching cr_fetching;
cr_status cr_fetching_new(const cr_fetching_options *options, cr_fetching **out, cr_error *err) CR_MUST_CHECK;
void cr_fetching_free(cr_fetching *f);
/* One round over the sources that are due at `now`; or, `forever`, round after round until *stop. `all`: due or not.
 * Fails only when the store does. */
cr_status cr_fetching_run(cr_fetching *f, bool all, bool forever, cr_error *err) CR_MUST_CHECK;
const cr_fetching_counts *cr_fetching_counted(const cr_fetching *f);

/* ---- adding ---- */

typedef struct cr_fetching_found { /* lives in the arena */
    cr_source source;  /* as put into the store */
    bool fresh;        /* it was not there yet */
    size_t entries;    /* of a feed */
    cr_str by;         /* how it was found: "feed", "named by the page", "page" */
} cr_fetching_found;
/* Reads the address: a feed, else a page that names one, else a page to be read itself. */
cr_status cr_fetching_add(cr_fetching *f, cr_arena *arena, cr_str url, cr_fetching_found *out, cr_error *err) CR_MUST_CHECK;
/* The fetch options that the configuration means, for those who fetch without a scheduler. `guard` is filled and borrowed. */
cr_fetch_options cr_fetching_fetch_options(const cr_config *config, bool allow_private, cr_address_guard *guard);

/* The next interval in seconds: `before` 0 for the first. `found`: new entries; `ttl_minutes` of the feed, 0: not told. */
unsigned cr_fetching_interval(unsigned before, unsigned first_minutes, bool found, bool failed, unsigned ttl_minutes);
#endif
