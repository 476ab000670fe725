/* Small files of translation models, made here: what the tests of the readers and the seeds of their fuzz targets stand on. */
#ifndef TESTS_MODEL_FILE_H
#define TESTS_MODEL_FILE_H
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

static inline void file_le(cr_buf *out, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        cr_buf_add_byte(out, (char)(value >> 8 * i & 0xFF));
}

static inline void file_float(cr_buf *out, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    file_le(out, bits, 4);
}

/* Writes over what is there. */
static inline void file_set(cr_buf *out, size_t at, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        out->bytes[at + i] = (char)(value >> 8 * i & 0xFF);
}

/* The model file. */

enum { FILE_TEXT = 0x0101, FILE_FLOAT = 0x0404, FILE_INT8 = 0x4101 };

typedef struct file_item {
    const char *name;
    uint64_t type;
    int32_t rows, cols; /* rows 0: a shape of one dimension */
    const char *text;   /* of FILE_TEXT, else NULL: values 1, 2, 3, ... (int8: of 7 bits), multiplier 2 */
    uint32_t seed;      /* not 0: values drawn evenly from value - spread to value + spread */
    float spread, value;
} file_item;

static inline float file_drawn(uint32_t *seed) { /* -1 to 1 */
    *seed = *seed * 1664525u + 1013904223u;
    return (float)(*seed >> 8) / 8388608.0f - 1;
}

static inline size_t file_item_bytes(const file_item *item) {
    size_t n = (size_t)(item->rows ? item->rows : 1) * (size_t)item->cols;
    return (n * (item->type == FILE_FLOAT ? 4 : 1) + 4 + 255) / 256 * 256;
}

static inline void file_model(cr_buf *out, const file_item *items, size_t count) {
    file_le(out, 1, 8);
    file_le(out, count, 8);
    for (size_t i = 0; i < count; i++) {
        file_le(out, strlen(items[i].name) + 1, 8);
        file_le(out, items[i].type, 8);
        file_le(out, items[i].rows ? 2 : 1, 8);
        file_le(out, file_item_bytes(&items[i]), 8);
    }
    for (size_t i = 0; i < count; i++)
        cr_buf_add(out, items[i].name, strlen(items[i].name) + 1);
    for (size_t i = 0; i < count; i++) {
        if (items[i].rows)
            file_le(out, (uint32_t)items[i].rows, 4);
        file_le(out, (uint32_t)items[i].cols, 4);
    }
    size_t padding = 256 - (out->len + 8) % 256;
    file_le(out, padding, 8);
    for (size_t i = 0; i < padding; i++)
        cr_buf_add_byte(out, 0);
    for (size_t i = 0; i < count; i++) {
        size_t end = out->len + file_item_bytes(&items[i]), n = (size_t)(items[i].rows ? items[i].rows : 1) * (size_t)items[i].cols;
        if (items[i].text)
            cr_buf_add(out, items[i].text, strlen(items[i].text));
        else if (items[i].seed) {
            uint32_t seed = items[i].seed * 2654435761u;
            for (size_t k = 0; k < n; k++)
                if (items[i].type == FILE_FLOAT)
                    file_float(out, items[i].value + items[i].spread * file_drawn(&seed));
                else
                    cr_buf_add_byte(out, (char)(int)(127.9f * file_drawn(&seed)));
        } else
            for (size_t k = 0; k < n; k++)
                if (items[i].type == FILE_FLOAT)
                    file_float(out, (float)(k + 1));
                else
                    cr_buf_add_byte(out, (char)((k + 1) & 127));
        if (items[i].type == FILE_INT8)
            file_float(out, items[i].seed ? 127 / items[i].spread : 2);
        while (out->len < end)
            cr_buf_add_byte(out, 0);
    }
}

/* One of each kind of item. */
#define FILE_SETTINGS "type: transformer\nenc-depth: 1\ndim-vocabs:\n  - 16\n  - 16\ntransformer-postprocess: \"dan\"\nskip: false\n"
static inline void file_small_model(cr_buf *out) {
    static const file_item items[] = {
        {"Wemb", FILE_INT8, 16, 8, NULL},
        {"encoder_l1_self_Wq", FILE_INT8, 8, 8, NULL},
        {"encoder_l1_self_Wq_QuantMultA", FILE_FLOAT, 0, 1, NULL},
        {"encoder_l1_self_bq", FILE_FLOAT, 1, 8, NULL},
        {"special:model.yml", FILE_TEXT, 0, (int32_t)sizeof FILE_SETTINGS, FILE_SETTINGS},
    };
    file_model(out, items, sizeof items / sizeof *items);
}

/* The vocabulary: fields of protocol buffers. */

static inline void file_varint(cr_buf *out, uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        cr_buf_add_byte(out, (char)((value & 0x7F) | 0x80));
    cr_buf_add_byte(out, (char)value);
}

static inline void file_bytes_field(cr_buf *out, unsigned field, const char *bytes, size_t len) {
    file_varint(out, field << 3 | 2);
    file_varint(out, len);
    cr_buf_add(out, bytes, len);
}

static inline void file_number_field(cr_buf *out, unsigned field, uint64_t value) {
    file_varint(out, field << 3);
    file_varint(out, value);
}

static inline void file_piece(cr_buf *out, const char *text, float score, unsigned type) {
    cr_buf piece;
    cr_buf_init(&piece, CR_BUF_NO_CEILING);
    file_bytes_field(&piece, 1, text, strlen(text));
    file_varint(&piece, 2 << 3 | 5);
    file_float(&piece, score);
    if (type != 1)
        file_number_field(&piece, 3, type);
    file_bytes_field(out, 1, piece.bytes, piece.len);
    cr_buf_free(&piece);
}

/* A charsmap of one-byte keys: each byte of `from` becomes the text of its place in `to`. One root unit, then 256 units of the
 * first byte with their values behind them; the double array as Darts-clone lays it out. */
static inline void file_charsmap(cr_buf *out, const char *from, const char *const *to) {
    enum { UNITS = 768 };
    uint32_t units[UNITS] = {256u << 10}, at = 0;
    for (size_t i = 0; from[i]; i++) {
        unsigned byte = (unsigned char)from[i], place = 256u ^ byte, leaf = 512u | byte;
        units[place] = (place ^ leaf) << 10 | 0x100u | byte;
        units[leaf] = 0x80000000u | at;
        at += (uint32_t)strlen(to[i]) + 1;
    }
    file_le(out, UNITS * 4, 4);
    for (size_t i = 0; i < UNITS; i++)
        file_le(out, units[i], 4);
    for (size_t i = 0; from[i]; i++)
        cr_buf_add(out, to[i], strlen(to[i]) + 1);
}

typedef struct file_vocabulary {
    bool byte_fallback, no_prefix, no_squeeze, bpe;
    const char *from;      /* of the charsmap; NULL: none */
    const char *const *to;
} file_vocabulary;

/* What follows the pieces. */
static inline void file_vocabulary_end(cr_buf *out, const file_vocabulary *how) {
    cr_buf part, map;
    cr_buf_init(&part, CR_BUF_NO_CEILING);
    cr_buf_init(&map, CR_BUF_NO_CEILING);
    file_number_field(&part, 3, how->bpe ? 2 : 1);
    if (how->byte_fallback)
        file_number_field(&part, 35, 1);
    file_bytes_field(out, 2, part.bytes, part.len);
    cr_buf_clear(&part);
    file_bytes_field(&part, 1, "made", 4);
    if (how->from) {
        file_charsmap(&map, how->from, how->to);
        file_bytes_field(&part, 2, map.bytes, map.len);
    }
    file_number_field(&part, 3, !how->no_prefix);
    file_number_field(&part, 4, !how->no_squeeze);
    file_bytes_field(out, 3, part.bytes, part.len);
    cr_buf_free(&part);
    cr_buf_free(&map);
}

/* Some words of English and their letters. */
static inline void file_small_vocabulary(cr_buf *out, const file_vocabulary *how) {
    static const char *const words[] = {"▁", "▁the", "▁t", "▁cat", "▁c", "he", "at", "cat", "s", "t", "h", "e", "a", "c", ".", "é", "fi", "f", "i"};
    file_piece(out, "</s>", 0, 3);
    file_piece(out, "<unk>", 0, 2);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        file_piece(out, words[i], -1.0f - (float)i / 4, 1);
    file_piece(out, "<b>", 0, 4);
    file_piece(out, "▁dog", -0.5f, 5);
    for (unsigned b = 0; how->byte_fallback && b < 256; b++) {
        char name[8];
        snprintf(name, sizeof name, "<0x%02X>", b);
        file_piece(out, name, 0, 6);
    }
    file_vocabulary_end(out, how);
}

/* The shortlist. */

static inline void file_checksum(cr_buf *out) {
    uint64_t h = 0;
    for (size_t at = 16; at + 8 <= out->len; at += 8) {
        uint64_t w = 0;
        for (size_t i = 0; i < 8; i++)
            w |= (uint64_t)(unsigned char)out->bytes[at + i] << 8 * i;
        h ^= w + 0x9E3779B9u + (h << 6) + (h >> 2);
    }
    file_set(out, 8, h, 8);
}

static inline void file_shortlist(cr_buf *out, uint64_t first, uint64_t best, const uint64_t *offsets, size_t sources, const uint32_t *ids,
                                  size_t length) {
    const uint64_t head[] = {UINT64_C(0xF11A48D5013417F5), 0, first, best, sources, length};
    for (size_t i = 0; i < 6; i++)
        file_le(out, head[i], 8);
    for (size_t i = 0; i < sources; i++)
        file_le(out, offsets[i], 8);
    for (size_t i = 0; i < length; i++)
        file_le(out, ids[i], 4);
    file_checksum(out);
}
#endif
