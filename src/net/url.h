/* Rules of addresses: resolving, one spelling, host, what may be fetched. No socket here.
 *
 * The parser is libcurl's CURLU (RFC 3986 with the habits of browsers). Results live in the arena. */
#ifndef CR_NET_URL_H
#define CR_NET_URL_H
#include <courant/str.h>

/* "http", "mailto": the scheme of `url` as it is written, without the colon; none for a relative address.
 * Control characters and spaces inside a scheme ("java\nscript:") do not hide it: browsers drop them, and so does this
 * function by treating such a text as having the scheme that remains, in lower case in the arena. */
cr_str cr_url_scheme(cr_arena *arena, cr_str url);

/* http or https with a host. */
bool cr_url_is_web(cr_str url);

/* `relative` against `base` (RFC 3986, 5). An address that has a scheme already comes back as it was written, trimmed;
 * with no base, or one that cannot be parsed, the relative one comes back, trimmed. */
cr_str cr_url_resolve(cr_arena *arena, cr_str base, cr_str relative);

/* One spelling for comparing: scheme and host in lower case, default port, dot segments and fragment gone, an empty
 * path as "/". None when it is not a web address that can be parsed. */
cr_str cr_url_normalise(cr_arena *arena, cr_str url);

/* Host in lower case, without port, user and the brackets of an IPv6 address; none when there is none. */
cr_str cr_url_host(cr_arena *arena, cr_str url);
#endif
