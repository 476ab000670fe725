/* Text rewritten as SentencePiece's normaliser does it (src/normalizer.cc): rules of the charsmap, longest first; spaces squeezed,
 * marked, one put in front; each byte with the place it comes from. */
#include <stdlib.h>

#include "infer/mapped.h"
#include "infer/vocabulary_inside.h"

enum { MOST_BYTES = 1 << 26 }; /* of text rewritten */

/* Units of a double array as Darts-clone writes them (github.com/s-yata/darts-clone). */
static inline uint32_t unit_label(uint32_t unit) { return unit & 0x800000FFu; }
static inline uint32_t unit_offset(uint32_t unit) { return (unit >> 10) << ((unit & 0x200u) >> 6); }
static inline bool unit_has_leaf(uint32_t unit) { return unit & 0x100u; }
static inline uint32_t unit_value(uint32_t unit) { return unit & 0x7FFFFFFFu; }

/* One step of the trie. False: nothing that begins so. An index outside the array, which only a damaged file has, is nothing. */
static inline bool follow(const cr_charsmap *map, size_t *place, uint32_t *unit, unsigned char byte) {
    size_t next = *place ^ byte;
    if (next >= map->count)
        return false;
    uint32_t u = cr_le32(map->units + 4 * next);
    if (unit_label(u) != byte)
        return false;
    *unit = u;
    *place = next ^ unit_offset(u);
    return true;
}

static inline size_t root_of(const cr_charsmap *map) { return map->count ? unit_offset(cr_le32(map->units)) : 0; }

size_t cr_charsmap_match(const cr_charsmap *map, cr_str text, cr_str *replacement) {
    size_t place = root_of(map), longest = 0, at_text = 0;
    for (size_t i = 0; i < text.len && i < CR_RULE_BYTES && map->count; i++) {
        uint32_t unit;
        if (!follow(map, &place, &unit, (unsigned char)text.ptr[i]))
            break;
        if (unit_has_leaf(unit) && place < map->count) {
            size_t value = unit_value(cr_le32(map->units + 4 * place));
            if (value < map->texts.len) {
                longest = i + 1;
                at_text = value;
            }
        }
    }
    if (longest)
        *replacement = cr_str_of(map->texts.ptr + at_text); /* the last byte is NUL */
    return longest;
}

/* ASCII that no rule begins with, or only rules whose second byte is not ASCII (a letter and its accent), need no look-up. */
void cr_charsmap_prepare(cr_vocabulary *v) {
    cr_charsmap *map = &v->map;
    for (unsigned b = 1; b < 128; b++) {
        size_t place = root_of(map), further;
        uint32_t unit;
        bool plain = v->users.count == 0 && b != ' ';
        if (plain && map->count && follow(map, &place, &unit, (unsigned char)b)) {
            plain = !unit_has_leaf(unit);
            for (unsigned next = 0; next < 128 && plain; next++) {
                further = place;
                plain = !follow(map, &further, &unit, (unsigned char)next);
            }
        }
        map->plain[b] = plain;
    }
}

size_t cr_utf8_character(cr_str s) {
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    size_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (s.len < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return len;
}

/* What the beginning of the text becomes; returns how much of the text that is. */
static size_t prefix(const cr_vocabulary *v, cr_str text, cr_str *becomes) {
    if (v->users.count) {
        size_t longest = 0;
        for (cr_trie_walk w = cr_trie_at(&v->users, text, 0); cr_trie_next(&w);)
            longest = w.at;
        if (longest) {
            *becomes = cr_str_slice(text, 0, longest);
            return longest;
        }
    }
    size_t len = cr_charsmap_match(&v->map, text, becomes);
    if (len)
        return len;
    len = cr_utf8_character(text);
    *becomes = len ? cr_str_slice(text, 0, len) : CR_STR("\xEF\xBF\xBD");
    return len ? len : 1;
}

static bool room(cr_normalised *n, size_t more) {
    if (n->capacity - n->len > more) /* one more than needed: the place of the end */
        return true;
    size_t capacity = n->capacity + n->capacity / 2 + more + 1;
    if (capacity > MOST_BYTES)
        return false;
    char *bytes = realloc(n->bytes, capacity);
    if (bytes)
        n->bytes = bytes;
    uint32_t *from = realloc(n->from, capacity * sizeof *from);
    if (from)
        n->from = from;
    if (!bytes || !from)
        return false;
    n->capacity = capacity;
    return true;
}

static inline void put(cr_normalised *n, char byte, size_t from) {
    n->bytes[n->len] = byte;
    n->from[n->len++] = (uint32_t)from;
}

static void put_space(const cr_vocabulary *v, cr_normalised *n, size_t from) {
    if (!v->escape) {
        put(n, ' ', from);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        put(n, CR_SPACE_MARK[i], from);
}

static bool ends_in_space(const cr_vocabulary *v, const cr_normalised *n) {
    if (!v->escape)
        return n->len && n->bytes[n->len - 1] == ' ';
    return n->len >= 3 && memcmp(n->bytes + n->len - 3, CR_SPACE_MARK, 3) == 0;
}

bool cr_vocabulary_normalise(const cr_vocabulary *v, cr_str text, cr_normalised *n) {
    size_t at = 0;
    cr_str becomes;
    *n = (cr_normalised){0};
    if (text.len > MOST_BYTES / 4 || !room(n, text.len + text.len / 2 + 16))
        return false;
    while (v->squeeze && at < text.len) {
        size_t taken = prefix(v, cr_str_slice(text, at, text.len), &becomes);
        if (!cr_str_is(becomes, " "))
            break;
        at += taken;
    }
    if (at == text.len) {
        n->from[0] = (uint32_t)at;
        return true;
    }
    if (v->dummy_prefix && !v->space_after)
        put_space(v, n, at);
    bool after_space = v->squeeze;
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte < 0x80 && v->map.plain[byte] && (at + 1 == text.len || !((unsigned char)text.ptr[at + 1] & 0x80))) {
            if (!room(n, 4))
                return false;
            put(n, (char)byte, at++);
            after_space = false;
            continue;
        }
        size_t taken = prefix(v, cr_str_slice(text, at, text.len), &becomes);
        while (after_space && becomes.len && becomes.ptr[0] == ' ')
            becomes = cr_str_slice(becomes, 1, becomes.len);
        if (!room(n, becomes.len * 3 + 4))
            return false;
        for (size_t i = 0; i < becomes.len; i++) {
            if (becomes.ptr[i] == ' ')
                put_space(v, n, at);
            else
                put(n, becomes.ptr[i], at);
        }
        if (becomes.len)
            after_space = becomes.ptr[becomes.len - 1] == ' ';
        at += taken;
        after_space = after_space && v->squeeze;
    }
    while (v->squeeze && ends_in_space(v, n)) {
        n->len -= v->escape ? 3 : 1;
        at = n->from[n->len];
    }
    if (v->dummy_prefix && v->space_after)
        put_space(v, n, at);
    n->from[n->len] = (uint32_t)at;
    return true;
}
