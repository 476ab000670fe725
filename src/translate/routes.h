/* Ways between languages over the pairs that are installed: by the measured table, else the shortest. */
#ifndef CR_TRANSLATE_ROUTES_H
#define CR_TRANSLATE_ROUTES_H
#include <courant/str.h>

enum { CR_ROUTE_HOPS = 4, CR_ROUTE_LANGUAGES = 128 };

typedef struct cr_pair { cr_str from, to; } cr_pair; /* ISO 639-1 */

/* The languages passed, both ends included: stops[0] == from, stops[count - 1] == to. False: no way within CR_ROUTE_HOPS hops. */
bool cr_routes_find(const cr_pair *pairs, size_t count, cr_str from, cr_str to, cr_str stops[CR_ROUTE_HOPS + 1], size_t *stop_count);
/* Like it over all pairs that Debian has packages for: "apertium-fra-cat apertium-spa-cat" of those that `pairs` lacks; none
 * where no packages would help. */
cr_str cr_routes_packages(cr_arena *arena, const cr_pair *pairs, size_t count, cr_str from, cr_str to);
#endif
