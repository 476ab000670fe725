/* Which page an address asks for. Paths are ours: ASCII letters, digits, "-", "_", ".", "/"; anything else is not found.
 * Parameters are percent-decoded here and nowhere else. */
#ifndef CR_SITE_ROUTE_H
#define CR_SITE_ROUTE_H
#include <courant/str.h>

#include "base/buf.h"
#include "store/store.h"

/* CR_PAGE(identifier, "name in the path", has an id, belongs to an edition) */
typedef enum cr_page_kind {
    CR_PAGE_NONE,
    CR_PAGE_FRONT, CR_PAGE_STORY, CR_PAGE_DOSSIER, CR_PAGE_ARTICLE, CR_PAGE_PERSON, CR_PAGE_SOURCE,
    CR_PAGE_STORIES, CR_PAGE_DOSSIERS, CR_PAGE_SEARCH, CR_PAGE_ABOUT, CR_PAGE_STATUS,
    CR_PAGE_FEED_ATOM, CR_PAGE_FEED_JSON, CR_PAGE_STORY_ATOM, CR_PAGE_STORY_JSON, CR_PAGE_SEARCH_ATOM, CR_PAGE_EDITION_SITEMAP,
    CR_PAGE_SITEMAP, CR_PAGE_NEWS_SITEMAP, CR_PAGE_OPML, CR_PAGE_ROBOTS,
    CR_PAGE_API, CR_PAGE_OPENAPI, CR_PAGE_HEALTH, CR_PAGE_METRICS, CR_PAGE_ASSET, CR_PAGE_REDIRECT
} cr_page_kind;

#define CR_ROUTE_PATH_BYTES 200

typedef struct cr_site_route {
    cr_page_kind kind;
    char lang[8];          /* of the edition; "" outside editions */
    char id[CR_ID_ROOM];
    char name[40];         /* of an asset or an API collection */
    char tail[CR_ROUTE_PATH_BYTES]; /* the path below the edition, "story/s12": for the same page of another edition */
} cr_site_route;

/* kind CR_PAGE_NONE: no such page. CR_PAGE_REDIRECT: "/fr" for "/fr/". Whether the edition exists is not checked here. */
cr_site_route cr_route_parse(cr_str path);

/* Ids are 1 to 23 ASCII letters, digits, "-" or "_". */
bool cr_route_is_id(cr_str id);

/* The value of a parameter, decoded into the arena: none when absent, malformed (bad escape, ill-formed UTF-8, NUL) or longer
 * than `most`; then *bad (may be NULL) is set. The first of several counts; at most 64 parameters are looked at. */
cr_str cr_route_parameter(cr_arena *a, cr_str query, const char *name, size_t most, bool *bad);
#endif
