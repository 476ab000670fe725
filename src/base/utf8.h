/* UTF-8: RFC 3629; replacement follows the WHATWG Encoding Standard (maximal subparts). */
#ifndef CR_BASE_UTF8_H
#define CR_BASE_UTF8_H
#include <courant/str.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Decodes one code point at *at and moves *at past it. Ill-formed bytes give U+FFFD. Needs *at < s.len. */
uint32_t cr_utf8_next_wide(cr_str s, size_t *at); /* its way for other than ASCII */
static inline uint32_t cr_utf8_next(cr_str s, size_t *at) {
    unsigned char byte = (unsigned char)s.ptr[*at];
    if (byte >= 0x80)
        return cr_utf8_next_wide(s, at);
    ++*at;
    return byte;
}
/* The same where it is asked for every character: what is well-formed and of two or three bytes is decoded in place. */
static inline uint32_t cr_utf8_read(cr_str s, size_t *at) {
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at;
    if (p[0] < 0x80) {
        ++*at;
        return p[0];
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF && left > 1 && (p[1] & 0xC0) == 0x80) {
        *at += 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] > 0xE0 && p[0] < 0xED && left > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    return cr_utf8_next_wide(s, at);
}
/* The code point that ends at *at; moves *at back to its start. Needs *at > 0. */
uint32_t cr_utf8_previous(cr_str s, size_t *at);
/* Writes 1-4 bytes; returns how many (0 for a surrogate or above U+10FFFF). */
size_t cr_utf8_encode(uint32_t point, char out[4]);
/* At many gigabytes a second (utf8_valid.c). */
typedef enum cr_utf8_kind { CR_UTF8_ILL_FORMED, CR_UTF8_ASCII, CR_UTF8_WIDE /* valid, and not all ASCII */ } cr_utf8_kind;
cr_utf8_kind cr_utf8_kind_of(cr_str s);
bool cr_utf8_valid(cr_str s); /* ASCII or wide */
/* s itself where it is valid and free of NUL, else a copy with U+FFFD for what is not. */
cr_str cr_utf8_repair(cr_arena *a, cr_str s);
size_t cr_utf8_length(cr_str s); /* code points */

/* Bytes to code points for many ascending offsets: each call goes on from the last.
 *     cr_utf8_cursor c = cr_utf8_cursor_of(text);
 *     size_t points = cr_utf8_points_at(&c, byte_offset);
 * An offset below the last one is counted again from the start. */
typedef struct cr_utf8_cursor {
    cr_str text;
    size_t byte, point;
} cr_utf8_cursor;
cr_utf8_cursor cr_utf8_cursor_of(cr_str text);
size_t cr_utf8_points_at(cr_utf8_cursor *c, size_t byte);

/* The same for offsets in any order: code points before every 1024th byte, so that each answer costs no more than such a
 * stretch. The table lives in the arena; false when memory is out. `text` is borrowed. */
typedef struct cr_utf8_table {
    cr_str text;
    const size_t *before;
} cr_utf8_table;
bool cr_utf8_table_make(cr_arena *a, cr_str text, cr_utf8_table *out) CR_MUST_CHECK;
size_t cr_utf8_table_at(const cr_utf8_table *t, size_t byte); /* past the end: all code points */

/* White space as Unicode has it, without U+200B. */
bool cr_utf8_is_space_wide(uint32_t point); /* its way for other than ASCII */
static inline bool cr_utf8_is_space(uint32_t point) {
    return point < 0x80 ? point == ' ' || (point >= 9 && point <= 13) : cr_utf8_is_space_wide(point);
}
#ifdef __SSE2__
/* How many of the sixteen bytes at `p` are visible ASCII with single spaces between them, the last no space: 16, 15 where the
 * sixteenth is a space, else 0. p[-1], if there is one, must be no space where p[0] is. *spaces (may be NULL): those among them. */
static inline size_t cr_utf8_plain_16(const char *p, size_t *spaces) {
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p), space = _mm_cmpeq_epi8(x, _mm_set1_epi8(' '));
    unsigned gaps = (unsigned)_mm_movemask_epi8(space);
    if (_mm_movemask_epi8(_mm_or_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8(' ')), space)) != 0xFFFF || gaps & gaps >> 1)
        return 0;
    size_t n = gaps & 0x8000u ? 15 : 16;
    if (spaces)
        for (*spaces = 0, gaps &= 0x7FFFu; gaps; gaps &= gaps - 1)
            ++*spaces;
    return n;
}
#endif
/* Where the ASCII that starts at `from` ends. */
static inline size_t cr_utf8_ascii_end(cr_str s, size_t from) {
    for (uint64_t eight; from + sizeof eight <= s.len; from += sizeof eight) {
        memcpy(&eight, s.ptr + from, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (from < s.len && (unsigned char)s.ptr[from] < 0x80)
        from++;
    return from;
}
#endif
