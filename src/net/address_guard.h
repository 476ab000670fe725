/* Which addresses may be reached: none that is loopback, private, link-local or otherwise not a public host, unless allowed.
 *
 * Asked with the address that is about to be connected, for every hop: what a name resolved to before does not count (DNS
 * rebinding), and however a host is written (decimal, octal, mapped, NAT64), the address is what it is.
 * Ranges: IANA special-purpose address registries (RFC 6890 and its successors). */
#ifndef CR_NET_ADDRESS_GUARD_H
#define CR_NET_ADDRESS_GUARD_H
#include <courant/str.h>
#include <sys/socket.h>

typedef struct cr_address_guard {
    cr_strs allow;      /* "news.lan", "news.lan:8080", "10.1.2.3", "10.0.0.0/8", "127.0.0.1:5000", "[fd00::1]:80", "fd00::/8" */
    bool allow_private; /* everything but multicast and the unspecified address: --allow-private */
} cr_address_guard;

/* NULL: a public host. Else what it is, in words: "a loopback address". IPv4 inside of IPv6 (mapped, NAT64, 6to4) is looked at. */
const char *cr_address_kind(const struct sockaddr *address);
/* NULL: may be connected. Else the words of cr_address_kind. `host` is the name in the URL, none when unknown. */
const char *cr_address_refused(const cr_address_guard *guard, const struct sockaddr *address, cr_str host, unsigned port);
/* Is it a form that cr_address_refused understands? For reading the configuration. */
bool cr_address_allow_valid(cr_str entry);
#endif
