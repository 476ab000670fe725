/* Inside the room: one entry of a feed on its way into the store, and the robots.txt of the places it leads to. */
#ifndef CR_WIRE_ERRANDS_H
#define CR_WIRE_ERRANDS_H
#include <courant/feed.h>

#include "base/map.h"
#include "net/robots.h"
#include "wire/fetching.h"

typedef struct visit { /* one source being fetched */
    struct visit *next;
    struct cr_fetching *f;
    cr_arena *arena;
    cr_source source;
    struct errand *errands; /* not done yet */
    size_t pending, active; /* of these, sent */
    struct errand *queue, *queue_end; /* not sent yet, oldest first: two at a time, so that a site that refuses is not asked for all */
    bool going;
    size_t taken, refused, own_text;
    unsigned failures_in_a_row; /* pages that refused: after three the rest is not asked for */
    bool answered, cut;    /* the source itself has answered; more entries than are taken at once */
    bool failed;
    unsigned ttl_minutes;
    cr_fetch_answer answer; /* of the source: what its row needs, in the arena */
    cr_error error;
    char reason[300];      /* of the first page that refused */
} visit;

typedef struct errand {
    visit *v;
    struct errand *before, *after; /* in the visit's list */
    struct errand *next;   /* waiting for the same robots.txt */
    cr_arena *arena;
    cr_feed_entry entry;   /* copied; link may change on the way */
    cr_str key, update_key;
    cr_str text_key;       /* of the page's text, once it is read */
    cr_str language;
    struct site *site;     /* whose rules let the page on its way be asked for */
    unsigned hops;
    bool again;            /* seen before: stored only when its text has changed */
    bool page_source;
} errand;

struct cr_fetching {
    cr_fetching_options o;
    cr_address_guard guard;
    cr_fetch_options fetch;
    cr_fetcher *fetcher;
    cr_map *robots;        /* origin to struct site * */
    visit *visits;
    size_t visit_count;
    cr_fetching_counts counts;
    cr_error broken;       /* the store failed: nothing more is begun */
};

/* A new errand of the visit, with an arena of its own; NULL when memory is out. */
errand *cr_errand_new(visit *v);
/* Sends it on its way; it frees itself and calls cr_visit_errand_done. */
void cr_errand_send(errand *e);
void cr_errand_free(errand *e);
void cr_errands_forget(struct cr_fetching *f); /* frees the robots files */
/* Called when an errand is over: the next one goes, or the visit ends. */
void cr_visit_errand_done(visit *v);
#endif
