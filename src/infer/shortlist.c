#include "infer/shortlist.h"
#include <stdlib.h>

#include "infer/mapped.h"

/* u64 magic, checksum, first, best, A, L; A × u64 where each source piece's list begins; L × u32 target ids. */
enum { HEAD = 48 };
static const uint64_t MAGIC = UINT64_C(0xF11A48D5013417F5);

struct cr_shortlist {
    cr_mapped file;
    const unsigned char *offsets, *ids;
    size_t sources, length; /* entries of the two tables */
    size_t first;           /* so many target ids are always in */
    uint32_t highest;       /* of the ids */
    size_t source_pieces, target_pieces;
    bool shared;
};

static inline uint64_t mix(uint64_t h, uint64_t word) { return h ^ (word + 0x9E3779B9u + (h << 6) + (h >> 2)); }
static inline uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* All whole words from the third on, as the writer of these files mixes them. Each waits for the one before; the highest of the ids,
 * which begin at `ids`, is found meanwhile. */
static uint64_t checksum(const cr_mapped *f, size_t ids, uint32_t *highest) {
    uint64_t h = 0;
    size_t at = 16;
    uint32_t even = 0, odd = 0;
    for (; at < ids; at += 8)
        h = mix(h, cr_le64(f->bytes + at));
    for (; at + 8 <= f->len; at += 8) {
        uint64_t two = cr_le64(f->bytes + at);
        h = mix(h, two);
        even = larger(even, (uint32_t)two);
        odd = larger(odd, (uint32_t)(two >> 32));
    }
    if (at < f->len)
        even = larger(even, cr_le32(f->bytes + at));
    *highest = larger(even, odd);
    return h;
}

static size_t start_of(const cr_shortlist *s, size_t source) {
    size_t start = source < s->sources ? (size_t)cr_le64(s->offsets + 8 * source) : s->length;
    return start < s->length ? start : s->length;
}

static cr_status read_head(cr_shortlist *s, const cr_limits *limits, cr_error *err) {
    const cr_mapped *f = &s->file;
    if (f->len < HEAD)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: ends within its head, after %zu bytes", f->path, f->len);
    if (cr_le64(f->bytes) != MAGIC)
        return cr_fail(err, CR_ERR_UNSUPPORTED, "%s: magic number: this is no shortlist of Marian (.s2t.bin)", f->path);
    uint64_t first = cr_le64(f->bytes + 16), best = cr_le64(f->bytes + 24), a = cr_le64(f->bytes + 32), l = cr_le64(f->bytes + 40);
    size_t most = cr_limit(limits, CR_LIMIT_VOCABULARY_PIECES);
    if (first > most)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of most frequent words: %s", f->path, cr_group(first).text);
    if (best > most)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of best translations: %s", f->path, cr_group(best).text);
    if (a > (f->len - HEAD) / 8)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of offsets: %s, and the file has %zu bytes", f->path, cr_group(a).text, f->len);
    if (a > s->source_pieces + 1)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of offsets: %s, and the source vocabulary has %zu pieces; it belongs to another", f->path,
                       cr_group(a).text, s->source_pieces);
    if (l > cr_limit(limits, CR_LIMIT_SHORTLIST_ENTRIES))
        return cr_limit_met(err, limits, CR_LIMIT_SHORTLIST_ENTRIES, f->path);
    if (f->len - HEAD - 8 * a != 4 * l)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: number of words: %s, and %s bytes are left for them", f->path, cr_group(l).text,
                       cr_group(f->len - HEAD - 8 * a).text);
    if (cr_le64(f->bytes + 8) != checksum(f, HEAD + 8 * (size_t)a, &s->highest))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: checksum: the file is damaged; fetch it again", f->path);
    s->first = first < s->target_pieces ? (size_t)first : s->target_pieces;
    s->sources = (size_t)a;
    s->length = (size_t)l;
    s->offsets = f->bytes + HEAD;
    s->ids = s->offsets + 8 * a;
    return CR_OK;
}

static cr_status check_tables(const cr_shortlist *s, cr_error *err) {
    uint64_t last = 0;
    for (size_t i = 0; i < s->sources; i++) {
        uint64_t start = cr_le64(s->offsets + 8 * i);
        if (start < last || start > s->length)
            return cr_fail(err, CR_ERR_SYNTAX, "%s: offset %zu: %s, between %s and %zu words", s->file.path, i, cr_group(start).text,
                           cr_group(last).text, s->length);
        last = start;
    }
    for (size_t i = 0; s->highest >= s->target_pieces && i < s->length; i++)
        if (cr_le32(s->ids + 4 * i) >= s->target_pieces)
            return cr_fail(err, CR_ERR_SYNTAX, "%s: word %zu: id %s, and the target vocabulary has %zu pieces", s->file.path, i,
                           cr_group(cr_le32(s->ids + 4 * i)).text, s->target_pieces);
    return CR_OK;
}

/* Takes over the file, whose opening gave `status`. */
static cr_status make(cr_status status, cr_shortlist like, const cr_limits *limits, cr_shortlist **out, cr_error *err) {
    cr_shortlist *s = malloc(sizeof *s);
    if (s)
        *s = like;
    else {
        status = cr_fail(err, CR_ERR_MEMORY, "out of memory for a shortlist");
        cr_mapped_close(&like.file);
    }
    if (status == CR_OK)
        status = read_head(s, limits, err);
    if (status == CR_OK)
        status = check_tables(s, err);
    *out = status == CR_OK ? s : NULL;
    if (status != CR_OK)
        cr_shortlist_close(s);
    return status;
}

cr_status cr_shortlist_open(cr_str path, size_t source_pieces, size_t target_pieces, bool shared, const cr_limits *limits,
                            cr_shortlist **out, cr_error *err) {
    cr_shortlist s = {.source_pieces = source_pieces, .target_pieces = target_pieces, .shared = shared};
    cr_status status = cr_mapped_open(path, limits, CR_LIMIT_MODEL_BYTES, &s.file, err);
    return make(status, s, limits, out, err);
}

cr_status cr_shortlist_read(cr_str bytes, const char *name, size_t source_pieces, size_t target_pieces, bool shared,
                            const cr_limits *limits, cr_shortlist **out, cr_error *err) {
    cr_shortlist s = {.source_pieces = source_pieces, .target_pieces = target_pieces, .shared = shared};
    cr_status status = cr_mapped_borrow(bytes, name, limits, CR_LIMIT_MODEL_BYTES, &s.file, err);
    return make(status, s, limits, out, err);
}

void cr_shortlist_close(cr_shortlist *s) {
    if (!s)
        return;
    cr_mapped_close(&s->file);
    free(s);
}

static bool mark(uint64_t *set, size_t most, size_t i) { /* true: it was not in */
    if (i >= most) /* not in a file that was checked; but someone may write into it since */
        return false;
    uint64_t bit = UINT64_C(1) << (i & 63), before = set[i >> 6];
    set[i >> 6] |= bit;
    return !(before & bit);
}

bool cr_shortlist_for(const cr_shortlist *s, cr_arena *arena, const uint32_t *source, size_t count, const uint32_t **ids,
                      size_t *chosen) {
    size_t words = s->target_pieces / 64 + 1, n = s->first, found = 0;
    uint64_t *in = CR_NEW_ARRAY(arena, uint64_t, words), *seen = CR_NEW_ARRAY(arena, uint64_t, s->source_pieces / 64 + 1);
    *ids = NULL;
    *chosen = 0;
    if (!in || !seen)
        return false;
    for (size_t i = 0; i < s->first; i++)
        mark(in, s->target_pieces, i);
    for (size_t i = 0; i < count; i++) { /* a piece met again adds nothing, and costs nothing */
        size_t piece = source[i];
        if (!mark(seen, s->source_pieces, piece))
            continue;
        for (size_t at = start_of(s, piece), end = start_of(s, piece + 1); at < end; at++)
            n += mark(in, s->target_pieces, cr_le32(s->ids + 4 * at));
        if (s->shared)
            n += mark(in, s->target_pieces, piece);
    }
    for (size_t i = s->first; n % 8 && i < s->target_pieces; i++) /* which words can be produced depends on it: kept as the peers do */
        n += mark(in, s->target_pieces, i);
    uint32_t *list = cr_arena_bytes(arena, (n ? n : 1) * sizeof *list);
    if (!list)
        return false;
    for (size_t w = 0; w < words; w++)
        for (uint64_t left = in[w]; left; left &= left - 1)
            list[found++] = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(left));
    *ids = list;
    *chosen = found;
    return true;
}
