/* Courant: feeds: RSS 0.9x/1.0/2.0, Atom 0.3/1.0, CDF, JSON Feed 1.0/1.1, well-formed or not.
 *
 *     cr_feed *feed;
 *     if (cr_feed_parse(arena, bytes, &(cr_feed_options){.url = url}, &feed, &err) == CR_OK)
 *         for (size_t i = 0; i < feed->entry_count; i++) ...
 *
 * `*out` lives in `arena`; options may be NULL; on failure *out is NULL. A broken feed is not a
 * failure: what stands before the break is kept and well_formed is false. What is no feed at all (a page,
 * an empty file) gives no entries and an empty `version`. Limits: "feed_bytes",
 * "feed_entries" (the first entries are kept, `truncated` says so), "feed_depth", entity
 * amplification is impossible because entities of a DTD are never expanded. */
#ifndef COURANT_FEED_H
#define COURANT_FEED_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_feed_options {
    cr_str url;          /* base of relative addresses, or none */
    cr_str content_type; /* the HTTP header's value, or none: its charset counts */
    cr_str content_location; /* the HTTP header's value, or none */
    cr_str content_language; /* likewise */
    const struct cr_limits *limits; /* base/limits.h, or NULL for the defaults */
} cr_feed_options;

/* The few things the wire needs of an entry. The whole neutral schema that `courant feed` prints
 * is kept in a tree of our own, see src/feed/. HTML values are sanitised fragments. */
typedef struct cr_feed_entry {
    cr_str id;        /* guid, or none */
    cr_str link;      /* absolute http(s), or none */
    cr_str title;     /* plain text, or none */
    cr_str summary;   /* HTML fragment, or none */
    cr_str content;   /* the fullest text: HTML fragment, or none */
    cr_str published; /* RFC 3339 UTC, or none */
    cr_str updated;
    cr_str author;
    cr_str language;
} cr_feed_entry;

typedef struct cr_feed {
    bool well_formed;
    bool truncated;    /* a limit cut entries off; `reason` says which */
    cr_str reason;     /* one line, or none */
    cr_str encoding;   /* lower-case IANA name used to decode */
    cr_str version;    /* "rss20", "atom10", ... or "" */
    cr_str title, link, language, subtitle;
    unsigned ttl_minutes; /* 0: not told */
    cr_feed_entry *entries;
    size_t entry_count;
    struct cr_feed_node *tree; /* the whole neutral schema (src/feed/tree.h) */
} cr_feed;

cr_status cr_feed_parse(cr_arena *arena, cr_str bytes, const cr_feed_options *options, cr_feed **out, cr_error *err) CR_MUST_CHECK;

/* Feeds that an HTML page offers (<link rel=alternate type=application/rss+xml ...>), absolute. */
cr_status cr_feed_discover(cr_arena *arena, cr_str html, cr_str url, cr_strs *out, cr_error *err) CR_MUST_CHECK;

typedef struct cr_opml_outline {
    cr_str url;      /* xmlUrl, http(s) only */
    cr_str title, site_url, language, folder;
} cr_opml_outline;

/* OPML 1.0 and 2.0. Refused addresses (pipe-prefixed, filter commands, file:, javascript:) are counted, never run. */
cr_status cr_opml_parse(cr_arena *arena, cr_str bytes, cr_opml_outline **out, size_t *count, size_t *refused, cr_error *err) CR_MUST_CHECK;
/* OPML 2.0 text in the arena. */
cr_status cr_opml_write(cr_arena *arena, cr_str title, const cr_opml_outline *outlines, size_t count, cr_str *out, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
