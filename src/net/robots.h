/* robots.txt by RFC 9309, for the product token "Courant".
 *
 * The groups that name the token count together, else the groups of "*"; the longest matching rule decides, Allow where
 * two are equally long; "*" and a final "$" in rules; %-encoding compared by meaning. Lines that are no rules are passed
 * over, so that an HTML page in its place forbids nothing. What an answer means: 2xx is read, 4xx allows all, anything else
 * (5xx, no answer) forbids all. */
#ifndef CR_NET_ROBOTS_H
#define CR_NET_ROBOTS_H
#include <courant/str.h>

#define CR_ROBOTS_TOKEN "courant"

typedef struct cr_robots cr_robots; /* lives in the arena */

/* `http`: status of the answer, 0 when there was none. `bytes` matter for 2xx; only the limit "robots_bytes" is read by
 * the fetch. NULL when memory is out (to be taken as: forbidden). */
cr_robots *cr_robots_read(cr_arena *arena, int http, cr_str bytes);
/* `path`: path and query, "/news?id=1", as it would be sent. A NULL robots forbids. */
bool cr_robots_allow(const cr_robots *robots, cr_str path);
/* Crawl-delay of the group in milliseconds, at most 60000; 0 when not told (not in the RFC, but meant). */
unsigned cr_robots_delay_ms(const cr_robots *robots);
#endif
