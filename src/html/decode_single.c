/* Single-byte encodings: runs of ASCII are copied 16 bytes at a time, other bytes by a table of their UTF-8. */
#include "base/utf8.h"
#include "html/decoders.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { STEP = 16 };

const cr_single_byte *cr_single_byte_named(const char *name) {
    for (size_t i = 0; i < cr_single_byte_count; i++)
        if (strcmp(cr_single_bytes[i].name, name) == 0)
            return &cr_single_bytes[i];
    return strcmp(name, "iso-8859-8-i") == 0 ? cr_single_byte_named("iso-8859-8") : NULL; /* they differ in direction alone */
}

static inline bool ascii_step(const char *p) { /* STEP bytes */
#if defined(__SSE2__)
    return _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)p)) == 0;
#else
    uint64_t words[2];
    memcpy(words, p, sizeof words);
    return ((words[0] | words[1]) & 0x8080808080808080u) == 0;
#endif
}

size_t cr_ascii_run(cr_str s, size_t at) {
    while (s.len - at >= STEP && ascii_step(s.ptr + at))
        at += STEP;
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

typedef struct piece { /* the UTF-8 of one byte; copied as four bytes, of which `len` count */
    char bytes[3];
    unsigned char len;
} piece;

static void make_pieces(piece pieces[256], const cr_single_byte *table) {
    for (unsigned c = 0; c < 256; c++) {
        char utf8[4];
        uint32_t point = c < 0x80 ? c : !table ? 0xF700 + c : table->upper[c - 0x80] ? table->upper[c - 0x80] : 0xFFFD;
        pieces[c].len = (unsigned char)cr_utf8_encode(point, utf8);
        memcpy(pieces[c].bytes, utf8, 3);
    }
}

static inline char *put(char *o, const piece *p) {
    memcpy(o, p, sizeof *p);
    return o + p->len;
}

static size_t count_errors(cr_str s, const cr_single_byte *table) {
    bool holes = false;
    for (size_t i = 0; table && i < 128; i++)
        holes = holes || table->upper[i] == 0;
    size_t n = 0;
    for (size_t i = 0; holes && i < s.len; i++)
        n += (unsigned char)s.ptr[i] >= 0x80 && table->upper[(unsigned char)s.ptr[i] - 0x80] == 0;
    return n;
}

static size_t count_upper(cr_str s) {
    size_t n = 0, i = 0;
    for (; s.len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.ptr + i, sizeof word);
        n += (size_t)(((word >> 7 & 0x0101010101010101u) * 0x0101010101010101u) >> 56);
    }
    for (; i < s.len; i++)
        n += (unsigned char)s.ptr[i] >> 7;
    return n;
}

cr_str cr_single_byte_decode(cr_arena *arena, cr_str bytes, const cr_single_byte *table, size_t *errors) {
    size_t upper = count_upper(bytes);
    *errors = 0;
    if (upper == 0)
        return bytes;
    char *out = cr_arena_bytes(arena, bytes.len + 2 * upper + STEP), *o = out;
    if (!out)
        return CR_STR_NONE;
    piece pieces[256];
    make_pieces(pieces, table);
    *errors = count_errors(bytes, table);
    size_t at = 0;
    while (bytes.len - at >= STEP) {
        const char *p = bytes.ptr + at;
        if (ascii_step(p)) {
            memcpy(o, p, STEP);
            o += STEP;
        } else
            for (size_t i = 0; i < STEP; i++)
                o = put(o, &pieces[(unsigned char)p[i]]);
        at += STEP;
    }
    for (; at < bytes.len; at++)
        o = put(o, &pieces[(unsigned char)bytes.ptr[at]]);
    return (cr_str){out, (size_t)(o - out)};
}
