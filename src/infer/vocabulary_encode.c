/* The cut into pieces whose scores have the highest sum (Kudo 2018, "Subword Regularization", section 3.2), in one pass over the
 * text: for each character the best way to it is known, and all pieces that begin there make ways to further ones. */
#include <stdlib.h>

#include "infer/vocabulary_inside.h"

typedef struct way { /* the best one to this place */
    float score;
    uint32_t start, id; /* of its last piece; start NOWHERE: none yet. Turned round later: where the next piece ends */
} way;

#define NOWHERE UINT32_MAX
static const float UNKNOWN_COSTS = 10; /* below the lowest score */

/* Length by the first byte alone, as the library steps. */
static size_t step_at(cr_str s, size_t at) {
    unsigned char b = (unsigned char)s.ptr[at];
    size_t len = b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
    return len < s.len - at ? len : s.len - at;
}

/* Sums are compared in double and kept as floats, and of equal ones the first stays: ties fall as the library's do. */
static inline void offer(way *to, double score, size_t start, uint32_t id) {
    if (to->start == NOWHERE || score > (double)to->score)
        *to = (way){(float)score, (uint32_t)start, id};
}

static void search(const cr_vocabulary *v, cr_str s, way *ways) {
    float unknown = v->lowest - UNKNOWN_COSTS;
    for (size_t at = 0, step; at < s.len; at += step) {
        double here = (double)ways[at].score;
        bool covered = false;
        step = step_at(s, at);
        for (cr_trie_walk w = cr_trie_at(&v->words, s, at); cr_trie_next(&w);) {
            size_t len = w.at - at;
            if (v->types[w.key] == CR_PIECE_UNUSED)
                continue;
            double score = v->types[w.key] == CR_PIECE_USER ? (double)((float)len * v->highest) - 0.1 : (double)v->scores[w.key];
            offer(&ways[w.at], score + here, at, w.key);
            covered = covered || len == step;
        }
        if (!covered)
            offer(&ways[at + step], (double)unknown + here, at, v->unknown);
    }
}

/* From the end back: how many pieces come out. */
static size_t count_pieces(const cr_vocabulary *v, const way *ways, size_t len) {
    size_t n = 0;
    bool after_unknown = false;
    for (size_t at = len; at > 0; at = ways[at].start) {
        bool unknown = ways[at].id == v->unknown;
        if (unknown && v->byte_fallback)
            n += at - ways[at].start;
        else
            n += !(unknown && after_unknown);
        after_unknown = unknown;
    }
    return n;
}

/* From the end back again: unknown neighbours are one piece, or each byte of them is one. */
static void write_pieces(const cr_vocabulary *v, const way *ways, const cr_normalised *n, cr_pieces *out) {
    size_t i = out->count;
    bool after_unknown = false;
    for (size_t at = n->len; at > 0; at = ways[at].start) {
        size_t start = ways[at].start;
        bool unknown = ways[at].id == v->unknown;
        cr_span span = {n->from[start], n->from[at]};
        if (unknown && v->byte_fallback) {
            for (size_t b = at; b > start; b--, span.end = span.start) { /* the last one has them all */
                out->ids[--i] = v->bytes_of[(unsigned char)n->bytes[b - 1]];
                out->spans[i] = span;
            }
        } else if (unknown && after_unknown)
            out->spans[i].start = span.start;
        else {
            out->ids[--i] = ways[at].id;
            out->spans[i] = span;
        }
        after_unknown = unknown;
    }
}

bool cr_vocabulary_encode(const cr_vocabulary *v, cr_arena *arena, cr_str text, cr_pieces *out) {
    cr_normalised n;
    way *ways = NULL;
    *out = (cr_pieces){0};
    bool ok = cr_vocabulary_normalise(v, text, &n) && (ways = malloc((n.len + 1) * sizeof *ways)) != NULL;
    if (ok) {
        ways[0] = (way){0, 0, 0};
        for (size_t i = 1; i <= n.len; i++)
            ways[i].start = NOWHERE;
        search(v, (cr_str){n.bytes, n.len}, ways);
        out->count = count_pieces(v, ways, n.len);
        out->ids = cr_arena_bytes(arena, (out->count + 1) * sizeof *out->ids); /* one more: callers put "</s>" there */
        out->spans = cr_arena_bytes(arena, (out->count + 1) * sizeof *out->spans);
        ok = out->ids && out->spans;
    }
    if (ok)
        write_pieces(v, ways, &n, out);
    free(ways);
    free(n.bytes);
    free(n.from);
    return ok;
}
