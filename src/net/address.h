/* Inside the room: web addresses taken apart by libcurl's URL parser, so that what is checked is what is fetched. */
#ifndef CR_NET_ADDRESS_H
#define CR_NET_ADDRESS_H
#include <courant/str.h>

typedef struct cr_address {
    cr_str url;      /* without credentials and fragment */
    cr_str origin;   /* "https://example.org:443" */
    cr_str host;     /* without brackets */
    cr_str path;     /* path and query, as sent */
    cr_str user, password; /* decoded; or none */
    unsigned port;
} cr_address;

/* `base`: what a relative address is relative to, or none. CR_ERR_USAGE: not an http or https address. */
cr_status cr_address_read(cr_arena *arena, cr_str url, cr_str base, cr_address *out, cr_error *err) CR_MUST_CHECK;
#endif
