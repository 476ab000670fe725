/* Inside the room: the key of a name, two numbers made from its bytes in lower case (see scripts/html-names). */
#ifndef CR_HTML_NAMES_H
#define CR_HTML_NAMES_H
#include "html/tags.h"

typedef struct cr_html_key {
    uint64_t first, next; /* bytes 0-7 and 8-15 (past 16 bytes: the last 8), little-endian, filled with zeros */
} cr_html_key;

/* A-Z to a-z in eight bytes at once: a byte above 'Z' or below 'A' carries no bit into `upper`. */
static inline uint64_t cr_html_lower8(uint64_t x) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = x & (ones * 0x7F);
    uint64_t upper = ((low + ones * (0x80 - 'A')) ^ (low + ones * (0x7F - 'Z'))) & ~x & (ones * 0x80);
    return x | upper >> 2;
}

static inline uint64_t cr_html_load_bytes(const char *p, size_t n) { /* up to 8, little-endian whatever the machine */
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x |= (uint64_t)(unsigned char)p[i] << (8 * i);
    return x;
}

static inline cr_html_key cr_html_key_of(cr_str name) {
    cr_html_key k = {cr_html_lower8(cr_html_load_bytes(name.ptr, name.len < 8 ? name.len : 8)), 0};
    if (name.len > 16)
        k.next = cr_html_lower8(cr_html_load_bytes(name.ptr + name.len - 8, 8));
    else if (name.len > 8)
        k.next = cr_html_lower8(cr_html_load_bytes(name.ptr + 8, name.len - 8));
    return k;
}

/* `name`: in any case, for its length and what the key leaves out. */
cr_html_tag cr_html_tag_of_key(cr_html_key key, cr_str name);
cr_html_attribute_id cr_html_attribute_of_key(cr_html_key key, cr_str name);
#endif
