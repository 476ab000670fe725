#include "net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

typedef struct range4 { uint32_t network; unsigned bits; const char *what; } range4;

static const range4 ranges4[] = {
    {0x00000000, 8, "an unspecified address"},   {0x0A000000, 8, "a private address"},        {0x64400000, 10, "a shared (carrier) address"},
    {0x7F000000, 8, "a loopback address"},       {0xA9FE0000, 16, "a link-local address"},    {0xAC100000, 12, "a private address"},
    {0xC0000000, 24, "a protocol address"},      {0xC0000200, 24, "a documentation address"}, {0xC0586300, 24, "a relay address"},
    {0xC0A80000, 16, "a private address"},       {0xC6120000, 15, "a benchmarking address"},  {0xC6336400, 24, "a documentation address"},
    {0xCB007100, 24, "a documentation address"}, {0xE0000000, 4, "a multicast address"},      {0xF0000000, 4, "a reserved address"}};

static const char *kind4(uint32_t a) {
    for (size_t i = 0; i < sizeof ranges4 / sizeof *ranges4; i++)
        if ((a ^ ranges4[i].network) >> (32 - ranges4[i].bits) == 0)
            return ranges4[i].what;
    return NULL;
}

static uint32_t four(const uint8_t *b) { return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]; }

static bool starts(const uint8_t *a, const uint8_t *prefix, unsigned bits) {
    unsigned whole = bits / 8, rest = bits % 8;
    return memcmp(a, prefix, whole) == 0 && (!rest || (a[whole] ^ prefix[whole]) >> (8 - rest) == 0);
}

static const char *kind6(const uint8_t a[16]) {
    static const struct { uint8_t prefix[12]; unsigned bits; unsigned embedded; const char *what; } table[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, 12, NULL},                /* ::ffff:0:0/96, IPv4-mapped */
        {{0, 0x64, 0xFF, 0x9B}, 96, 12, NULL},                                     /* 64:ff9b::/96, NAT64 (RFC 6052) */
        {{0x20, 0x02}, 16, 2, NULL},                                               /* 2002::/16, 6to4 */
        {{0, 0x64, 0xFF, 0x9B, 0, 1}, 48, 0, "a local translation address"},       /* RFC 8215 */
        {{0x20, 0x01, 0x0D, 0xB8}, 32, 0, "a documentation address"},
        {{0x20, 0x01, 0x00}, 23, 0, "a protocol address"},                         /* Teredo, ORCHID, benchmarking */
        {{0x3F, 0xFF, 0x00}, 20, 0, "a documentation address"},
        {{0xFC}, 7, 0, "a private address"},
        {{0xFE, 0x80}, 10, 0, "a link-local address"},
        {{0xFE, 0xC0}, 10, 0, "a private address"},
        {{0xFF}, 8, 0, "a multicast address"}};
    static const uint8_t loopback[16] = {[15] = 1}, zero[16] = {0}, global[1] = {0x20};
    if (memcmp(a, loopback, 16) == 0)
        return "a loopback address";
    if (memcmp(a, zero, 16) == 0)
        return "an unspecified address";
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (starts(a, table[i].prefix, table[i].bits))
            return table[i].embedded ? kind4(four(a + table[i].embedded)) : table[i].what;
    return starts(a, global, 3) ? NULL : "a reserved address"; /* public hosts live in 2000::/3 */
}

const char *cr_address_kind(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return kind4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return kind6(in.sin6_addr.s6_addr);
    }
    return "not an internet address";
}

/* ---- the list of exceptions ---- */

typedef struct exception {
    cr_str host;       /* without brackets */
    unsigned port;     /* 0: any */
    int bits;          /* of a network; -1: the whole address */
    int family;        /* AF_INET, AF_INET6, or 0: a name */
    uint8_t address[16];
} exception;

static bool read_number(cr_str s, unsigned most, unsigned *out) {
    unsigned n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || n > most)
            return false;
        n = n * 10 + (unsigned)(s.ptr[i] - '0');
    }
    *out = n;
    return s.len > 0 && n <= most;
}

static bool read_exception(cr_str s, exception *e) {
    *e = (exception){.bits = -1};
    cr_str tail = CR_STR_NONE;
    if (s.len && s.ptr[0] == '[') {
        size_t close = cr_str_find_byte(s, ']', 0);
        if (close == CR_STR_NPOS)
            return false;
        e->host = cr_str_slice(s, 1, close);
        tail = cr_str_slice(s, close + 1, s.len);
    } else {
        size_t colon = cr_str_find_byte(s, ':', 0);
        bool six = colon != CR_STR_NPOS && cr_str_find_byte(s, ':', colon + 1) != CR_STR_NPOS; /* bare IPv6 has no port */
        size_t cut = six || colon == CR_STR_NPOS ? s.len : colon;
        e->host = cr_str_slice(s, 0, cut);
        tail = cr_str_slice(s, cut, s.len);
    }
    size_t slash = cr_str_find_byte(e->host, '/', 0);
    unsigned bits = 0;
    if (slash != CR_STR_NPOS) {
        if (!read_number(cr_str_slice(e->host, slash + 1, e->host.len), 128, &bits))
            return false;
        e->host = cr_str_slice(e->host, 0, slash);
        e->bits = (int)bits;
    }
    if (tail.len && (tail.ptr[0] != ':' || !read_number(cr_str_slice(tail, 1, tail.len), 65535, &e->port)))
        return false;
    char z[64];
    if (e->host.len == 0 || e->host.len > 253)
        return false;
    if (e->host.len < sizeof z) {
        memcpy(z, e->host.ptr, e->host.len);
        z[e->host.len] = '\0';
        e->family = inet_pton(AF_INET, z, e->address) == 1 ? AF_INET : inet_pton(AF_INET6, z, e->address) == 1 ? AF_INET6 : 0;
    }
    if (e->family == 0)
        return e->bits < 0;
    return e->bits <= (e->family == AF_INET ? 32 : 128);
}

bool cr_address_allow_valid(cr_str entry) {
    exception e;
    return read_exception(entry, &e);
}

static bool excepts(cr_str entry, const struct sockaddr *address, cr_str host, unsigned port) {
    exception e;
    if (!read_exception(entry, &e) || (e.port && e.port != port))
        return false;
    if (e.family == 0)
        return cr_str_eq_nocase(e.host, host);
    if (e.family != address->sa_family)
        return false;
    uint8_t actual[16] = {0};
    if (e.family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(actual, &in.sin_addr, 4);
    } else {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        memcpy(actual, &in.sin6_addr, 16);
    }
    return starts(actual, e.address, e.bits >= 0 ? (unsigned)e.bits : e.family == AF_INET ? 32 : 128);
}

const char *cr_address_refused(const cr_address_guard *guard, const struct sockaddr *address, cr_str host, unsigned port) {
    const char *kind = cr_address_kind(address);
    if (!kind || !guard)
        return kind;
    if (guard->allow_private && strcmp(kind, "a multicast address") != 0 && strcmp(kind, "an unspecified address") != 0 &&
        strcmp(kind, "not an internet address") != 0)
        return NULL;
    for (size_t i = 0; i < guard->allow.count; i++)
        if (excepts(guard->allow.items[i], address, host, port))
            return NULL;
    return kind;
}
