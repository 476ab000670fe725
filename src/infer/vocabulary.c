#include "infer/vocabulary.h"
#include <stdlib.h>

#include "infer/mapped.h"
#include "infer/vocabulary_inside.h"

cr_status cr_vocabulary_read(cr_str bytes, const char *name, const cr_limits *limits, cr_vocabulary **out, cr_error *err) {
    cr_status status = CR_ERR_MEMORY;
    *out = NULL;
    cr_vocabulary *v = calloc(1, sizeof *v);
    if (v && (v->bytes = malloc(bytes.len + 1)) != NULL) {
        memcpy(v->bytes, bytes.ptr ? bytes.ptr : "", bytes.len);
        v->bytes[bytes.len] = '\0';
        v->name = name;
        status = cr_vocabulary_parse(v, (cr_str){v->bytes, bytes.len}, limits, err);
        v->name = NULL; /* the caller's */
    } else
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for a vocabulary", name);
    if (status == CR_OK)
        *out = v;
    else
        cr_vocabulary_close(v);
    return status;
}

cr_status cr_vocabulary_open(cr_str path, const cr_limits *limits, cr_vocabulary **out, cr_error *err) {
    cr_mapped file;
    *out = NULL;
    cr_status status = cr_mapped_open(path, limits, CR_LIMIT_VOCABULARY_BYTES, &file, err);
    if (status == CR_OK)
        status = cr_vocabulary_read((cr_str){(const char *)file.bytes, file.len}, file.path, limits, out, err);
    cr_mapped_close(&file);
    return status;
}

void cr_vocabulary_close(cr_vocabulary *v) {
    if (!v)
        return;
    cr_trie_free(&v->words);
    cr_trie_free(&v->users);
    cr_trie_free(&v->reserved);
    free(v->pieces);
    free(v->scores);
    free(v->types);
    free(v->bytes);
    free(v);
}

size_t cr_vocabulary_count(const cr_vocabulary *v) { return v->count; }
uint32_t cr_vocabulary_end(const cr_vocabulary *v) { return v->end; }
uint32_t cr_vocabulary_unknown(const cr_vocabulary *v) { return v->unknown; }
cr_str cr_vocabulary_piece(const cr_vocabulary *v, uint32_t id) { return v->pieces[id]; }

bool cr_vocabulary_find(const cr_vocabulary *v, cr_str piece, uint32_t *id) {
    uint32_t found = cr_trie_find(&v->reserved, piece);
    if (found == CR_TRIE_NONE)
        found = cr_trie_find(&v->words, piece);
    if (found != CR_TRIE_NONE)
        *id = found;
    return found != CR_TRIE_NONE;
}

/* Writing down what was produced. */

typedef struct writer {
    const cr_vocabulary *v;
    char *text;
    size_t len;
    cr_span *spans;
} writer;

static void write_bytes(writer *w, cr_str bytes) {
    memcpy(w->text + w->len, bytes.ptr, bytes.len);
    w->len += bytes.len;
}

/* A run of byte pieces: whole characters belong to the last of their bytes, what is none becomes U+FFFD. */
static void write_run(writer *w, const uint32_t *ids, size_t from, size_t to) {
    size_t at = from;
    while (at < to) {
        char raw[4];
        size_t have = to - at < sizeof raw ? to - at : sizeof raw, len;
        for (size_t i = 0; i < have; i++) {
            cr_str name = w->v->pieces[ids[at + i]]; /* <0xNN>, and nothing else is of this type */
            raw[i] = (char)strtoul(name.ptr + 3, NULL, 16);
        }
        len = cr_utf8_character((cr_str){raw, have});
        for (size_t i = 0; i + 1 < len; i++)
            w->spans[at + i] = (cr_span){w->len, w->len};
        size_t start = w->len;
        write_bytes(w, len ? (cr_str){raw, len} : CR_STR("\xEF\xBF\xBD"));
        at += len ? len : 1;
        w->spans[at - 1] = (cr_span){start, w->len};
    }
}

static void write_piece(writer *w, uint32_t id, bool first, bool *seen_space) {
    const cr_vocabulary *v = w->v;
    cr_str piece = v->pieces[id];
    *seen_space = false;
    if (v->types[id] == CR_PIECE_CONTROL)
        return;
    if (v->types[id] == CR_PIECE_UNKNOWN) {
        write_bytes(w, v->surface);
        return;
    }
    if (first && (v->dummy_prefix || v->squeeze) && cr_str_starts(piece, CR_SPACE_MARK)) {
        piece = cr_str_slice(piece, 3, piece.len);
        *seen_space = !v->squeeze; /* where spaces are squeezed all at the front go */
    }
    for (size_t i = 0; i < piece.len;) {
        if (cr_str_starts(cr_str_slice(piece, i, piece.len), CR_SPACE_MARK)) {
            w->text[w->len++] = ' ';
            i += 3;
        } else
            w->text[w->len++] = piece.ptr[i++];
    }
}

bool cr_vocabulary_decode(const cr_vocabulary *v, cr_arena *arena, const uint32_t *ids, size_t count, cr_str *text, cr_span **spans) {
    size_t most = 0, run = 0;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] >= v->count)
            return false;
        most += v->types[ids[i]] == CR_PIECE_UNKNOWN ? v->surface.len : v->pieces[ids[i]].len;
    }
    writer w = {.v = v, .text = cr_arena_bytes(arena, most + 1), .spans = CR_NEW_ARRAY(arena, cr_span, count + 1)};
    if (!w.text || !w.spans)
        return false;
    bool first = true, seen_space = false;
    for (size_t i = 0; i < count; i++) {
        if (v->types[ids[i]] == CR_PIECE_BYTE)
            continue;
        write_run(&w, ids, run, i);
        run = i + 1;
        if (seen_space || w.len)
            first = false;
        w.spans[i].start = w.len;
        write_piece(&w, ids[i], first, &seen_space);
        w.spans[i].end = w.len;
    }
    write_run(&w, ids, run, count);
    w.text[w.len] = '\0';
    *text = (cr_str){w.text, w.len};
    *spans = w.spans;
    return true;
}
