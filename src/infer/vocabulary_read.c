/* ModelProto of SentencePiece: protocol buffers on the wire (protobuf.dev/programming-guides/encoding), the few fields we need. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "infer/mapped.h"
#include "infer/vocabulary_inside.h"

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

typedef struct message {
    cr_str bytes;
    size_t at;
    /* the field just read */
    uint64_t field, value; /* value: of a varint, or 32 bits */
    unsigned wire;
    cr_str part; /* of WIRE_BYTES */
} message;

typedef enum step { STEP_FIELD, STEP_END, STEP_BROKEN } step;

static inline bool varint(message *m, uint64_t *out) {
    if (m->at < m->bytes.len && (unsigned char)m->bytes.ptr[m->at] < 0x80) { /* nearly all */
        *out = (unsigned char)m->bytes.ptr[m->at++];
        return true;
    }
    *out = 0;
    for (unsigned shift = 0; shift < 64 && m->at < m->bytes.len; shift += 7) {
        unsigned char b = (unsigned char)m->bytes.ptr[m->at++];
        *out |= (uint64_t)(b & 0x7F) << shift;
        if (b < 0x80)
            return true;
    }
    return false;
}

static step next_field(message *m) {
    uint64_t key;
    if (m->at == m->bytes.len)
        return STEP_END;
    if (!varint(m, &key) || key >> 3 == 0)
        return STEP_BROKEN;
    m->field = key >> 3;
    m->wire = (unsigned)key & 7;
    size_t left = m->bytes.len - m->at;
    switch (m->wire) {
    case WIRE_VARINT: return varint(m, &m->value) ? STEP_FIELD : STEP_BROKEN;
    case WIRE_BYTES:
        if (!varint(m, &m->value) || m->value > m->bytes.len - m->at)
            return STEP_BROKEN;
        m->part = cr_str_slice(m->bytes, m->at, m->at + (size_t)m->value);
        m->at += (size_t)m->value;
        return STEP_FIELD;
    case WIRE_32:
        if (left < 4)
            return STEP_BROKEN;
        m->value = cr_le32(m->bytes.ptr + m->at);
        m->at += 4;
        return STEP_FIELD;
    case WIRE_64:
        if (left < 8)
            return STEP_BROKEN;
        m->at += 8;
        return STEP_FIELD;
    default: return STEP_BROKEN; /* groups: no writer of these files makes them */
    }
}

static bool is(const message *m, uint64_t field, unsigned wire) { return m->field == field && m->wire == wire; }

static cr_status broken(const cr_vocabulary *v, const message *m, const char *where, cr_error *err) {
    return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: not a field of protocol buffers near byte %zu; the file is cut or damaged", v->name, where,
                   (size_t)(m->bytes.ptr - v->bytes) + m->at);
}

static cr_status bad_piece(const cr_vocabulary *v, size_t id, const char *what, cr_error *err) {
    return cr_fail(err, CR_ERR_SYNTAX, "%s: piece %zu: %s", v->name, id, what);
}

static cr_status read_piece(cr_vocabulary *v, size_t id, cr_str bytes, cr_error *err) {
    message m = {.bytes = bytes};
    uint64_t type = CR_PIECE_NORMAL;
    float score = 0;
    cr_str text = CR_STR("");
    char line[80];
    step s;
    /* As nearly all begin: key and length of a text of less than 128 bytes, the text. */
    if (bytes.len >= 2 && bytes.ptr[0] == (1 << 3 | WIRE_BYTES) && !(bytes.ptr[1] & 0x80) && (size_t)bytes.ptr[1] <= bytes.len - 2) {
        m.at = 2 + (size_t)bytes.ptr[1];
        text = cr_str_slice(bytes, 2, m.at);
    }
    while ((s = next_field(&m)) == STEP_FIELD) {
        if (is(&m, 1, WIRE_BYTES))
            text = m.part;
        else if (is(&m, 2, WIRE_32)) {
            uint32_t bits = (uint32_t)m.value;
            memcpy(&score, &bits, sizeof score);
        } else if (is(&m, 3, WIRE_VARINT))
            type = m.value;
    }
    if (s == STEP_BROKEN) {
        snprintf(line, sizeof line, "piece %zu", id);
        return broken(v, &m, line, err);
    }
    if (text.len == 0)
        return bad_piece(v, id, "its text is empty", err);
    if (text.len > CR_PIECE_BYTES) {
        snprintf(line, sizeof line, "its text has %zu bytes, at most %d are read", text.len, CR_PIECE_BYTES);
        return bad_piece(v, id, line, err);
    }
    if (!cr_utf8_valid(text) || memchr(text.ptr, '\0', text.len))
        return bad_piece(v, id, "its text is not UTF-8", err);
    if (type < CR_PIECE_NORMAL || type > CR_PIECE_BYTE) {
        snprintf(line, sizeof line, "type %s; 1 to 6 are known", cr_group(type).text);
        return bad_piece(v, id, line, err);
    }
    if (!isfinite(score))
        return bad_piece(v, id, "its score is not a number", err);
    v->pieces[id] = text;
    v->scores[id] = score;
    v->types[id] = (unsigned char)type;
    if (type == CR_PIECE_NORMAL) {
        v->lowest = score < v->lowest ? score : v->lowest;
        v->highest = score > v->highest ? score : v->highest;
    }
    return CR_OK;
}

typedef struct trainer {
    uint64_t model; /* 1 unigram, 2 BPE, 3 words, 4 characters */
    cr_str end;
} trainer;

static cr_status read_trainer(cr_vocabulary *v, trainer *t, cr_str bytes, cr_error *err) {
    message m = {.bytes = bytes};
    step s;
    while ((s = next_field(&m)) == STEP_FIELD) {
        if (is(&m, 3, WIRE_VARINT))
            t->model = m.value;
        else if (is(&m, 24, WIRE_VARINT))
            v->space_after = m.value != 0;
        else if (is(&m, 35, WIRE_VARINT))
            v->byte_fallback = m.value != 0;
        else if (is(&m, 44, WIRE_BYTES))
            v->surface = m.part;
        else if (is(&m, 47, WIRE_BYTES))
            t->end = m.part;
    }
    if (s == STEP_BROKEN)
        return broken(v, &m, "trainer_spec", err);
    if (!cr_utf8_valid(v->surface) || v->surface.len > CR_PIECE_BYTES)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: trainer_spec: unk_surface is not a short text in UTF-8", v->name);
    return CR_OK;
}

/* u32 bytes of the trie, the trie, the texts. */
static cr_status read_charsmap(cr_vocabulary *v, cr_str bytes, cr_error *err) {
    v->map = (cr_charsmap){0};
    if (bytes.len == 0)
        return CR_OK;
    uint32_t trie = bytes.len >= 4 ? cr_le32(bytes.ptr) : 0;
    if (trie < 4 || trie % 4 || trie >= bytes.len - 4)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: normalizer_spec: charsmap: a trie of %s bytes in %zu", v->name, cr_group(trie).text, bytes.len);
    v->map.units = bytes.ptr + 4;
    v->map.count = trie / 4;
    v->map.texts = cr_str_slice(bytes, 4 + trie, bytes.len);
    if (v->map.texts.ptr[v->map.texts.len - 1] != '\0')
        return cr_fail(err, CR_ERR_SYNTAX, "%s: normalizer_spec: charsmap: its last replacement does not end in NUL", v->name);
    for (size_t at = 0, end; at < v->map.texts.len; at = end + 1) {
        end = cr_str_find_byte(v->map.texts, '\0', at);
        if (end - at > CR_REPLACEMENT_BYTES)
            return cr_fail(err, CR_ERR_SYNTAX, "%s: normalizer_spec: charsmap: a replacement of %zu bytes, at most %d are read", v->name, end - at,
                           CR_REPLACEMENT_BYTES);
    }
    return CR_OK;
}

static cr_status read_normalizer(cr_vocabulary *v, cr_str bytes, cr_error *err) {
    message m = {.bytes = bytes};
    step s;
    while ((s = next_field(&m)) == STEP_FIELD) {
        if (is(&m, 2, WIRE_BYTES))
            CR_TRY(read_charsmap(v, m.part, err));
        else if (is(&m, 3, WIRE_VARINT))
            v->dummy_prefix = m.value != 0;
        else if (is(&m, 4, WIRE_VARINT))
            v->squeeze = m.value != 0;
        else if (is(&m, 5, WIRE_VARINT))
            v->escape = m.value != 0;
    }
    return s == STEP_BROKEN ? broken(v, &m, "normalizer_spec", err) : CR_OK;
}

static cr_status read_denormalizer(const cr_vocabulary *v, cr_str bytes, cr_error *err) {
    message m = {.bytes = bytes};
    step s;
    while ((s = next_field(&m)) == STEP_FIELD)
        if (is(&m, 2, WIRE_BYTES) && m.part.len)
            return cr_fail(err, CR_ERR_UNSUPPORTED, "%s: denormalizer_spec: rules that rewrite the text produced are not supported", v->name);
    return s == STEP_BROKEN ? broken(v, &m, "denormalizer_spec", err) : CR_OK;
}

/* How many pieces there are, before memory is asked for them. */
static cr_status count_pieces(cr_vocabulary *v, cr_str bytes, const cr_limits *limits, cr_error *err) {
    message m = {.bytes = bytes};
    step s;
    while ((s = next_field(&m)) == STEP_FIELD)
        v->count += is(&m, 1, WIRE_BYTES);
    char where[64];
    snprintf(where, sizeof where, "after piece %zu", v->count);
    if (s == STEP_BROKEN)
        return broken(v, &m, where, err);
    if (v->count == 0)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: no pieces; this is no vocabulary of SentencePiece (.spm)", v->name);
    if (v->count > cr_limit(limits, CR_LIMIT_VOCABULARY_PIECES))
        return cr_limit_met(err, limits, CR_LIMIT_VOCABULARY_PIECES, v->name);
    return CR_OK;
}

static cr_status twins(const cr_vocabulary *v, cr_status status, const uint32_t two[2], cr_error *err) {
    if (status == CR_ERR_SYNTAX)
        return cr_fail(err, status, "%s: piece %u (%.*s): is piece %u as well", v->name, two[1], CR_FMT(v->pieces[two[1]]), two[0]);
    return status == CR_OK ? CR_OK : cr_fail(err, status, "%s: out of memory for its pieces", v->name);
}

static cr_status build_tries(cr_vocabulary *v, cr_error *err) {
    size_t words = 0, reserved = v->count, users = 0;
    uint32_t two[2] = {0};
    uint32_t *which = calloc(v->count, sizeof *which); /* words from the front, reserved from the back */
    if (!which)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for its pieces", v->name);
    for (uint32_t id = 0; id < v->count; id++)
        switch (v->types[id]) {
        case CR_PIECE_NORMAL:
        case CR_PIECE_USER:
        case CR_PIECE_UNUSED: which[words++] = id; break;
        default: which[--reserved] = id;
        }
    cr_status status = twins(v, cr_trie_build(&v->words, v->pieces, which, words, two), two, err);
    if (status == CR_OK)
        status = twins(v, cr_trie_build(&v->reserved, v->pieces, which + reserved, v->count - reserved, two), two, err);
    for (uint32_t id = 0; id < v->count; id++)
        if (v->types[id] == CR_PIECE_USER)
            which[users++] = id;
    if (status == CR_OK)
        status = twins(v, cr_trie_build(&v->users, v->pieces, which, users, two), two, err);
    free(which);
    return status;
}

static cr_status find_bytes(cr_vocabulary *v, cr_error *err) {
    for (unsigned b = 0; b < 256; b++) {
        char name[8];
        snprintf(name, sizeof name, "<0x%02X>", b);
        uint32_t id = cr_trie_find(&v->reserved, cr_str_of(name));
        if (id == CR_TRIE_NONE || v->types[id] != CR_PIECE_BYTE)
            return cr_fail(err, CR_ERR_SYNTAX, "%s: trainer_spec: byte_fallback, but there is no piece %s of type byte", v->name, name);
        v->bytes_of[b] = id;
    }
    return CR_OK;
}

/* The pieces that a translation cannot do without. */
static cr_status find_special(cr_vocabulary *v, const trainer *t, cr_error *err) {
    size_t unknown = 0, bytes = 0;
    for (uint32_t id = 0; id < v->count; id++) {
        if (v->types[id] == CR_PIECE_BYTE && !v->byte_fallback)
            return bad_piece(v, id, "of type byte, but trainer_spec says nothing of byte_fallback", err);
        bytes += v->types[id] == CR_PIECE_BYTE;
        if (v->types[id] == CR_PIECE_UNKNOWN) {
            v->unknown = id;
            unknown++;
        }
    }
    if (unknown != 1)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %zu pieces of type unknown; one is needed", v->name, unknown);
    if (!cr_vocabulary_find(v, t->end, &v->end))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: no piece %.*s, with which every sentence ends", v->name, CR_FMT(t->end));
    if (v->byte_fallback && bytes != 256)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: trainer_spec: byte_fallback, but %zu pieces of type byte; 256 are needed", v->name, bytes);
    return v->byte_fallback ? find_bytes(v, err) : CR_OK;
}

static bool room_for_pieces(cr_vocabulary *v) {
    v->pieces = calloc(v->count, sizeof *v->pieces);
    v->scores = calloc(v->count, sizeof *v->scores);
    v->types = calloc(v->count, sizeof *v->types);
    return v->pieces && v->scores && v->types;
}

cr_status cr_vocabulary_parse(cr_vocabulary *v, cr_str bytes, const cr_limits *limits, cr_error *err) {
    message m = {.bytes = bytes};
    trainer t = {.model = 1, .end = CR_STR("</s>")};
    size_t id = 0;
    v->surface = CR_STR(" \xE2\x81\x87 ");
    v->dummy_prefix = v->squeeze = v->escape = true;
    v->lowest = FLT_MAX;
    v->highest = FLT_MIN; /* not the lowest float, but what the library begins with; a user's pieces are weighed by it */
    CR_TRY(count_pieces(v, bytes, limits, err));
    if (!room_for_pieces(v))
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for its %zu pieces", v->name, v->count);
    while (next_field(&m) == STEP_FIELD) {
        if (is(&m, 1, WIRE_BYTES))
            CR_TRY(read_piece(v, id++, m.part, err));
        else if (is(&m, 2, WIRE_BYTES))
            CR_TRY(read_trainer(v, &t, m.part, err));
        else if (is(&m, 3, WIRE_BYTES))
            CR_TRY(read_normalizer(v, m.part, err));
        else if (is(&m, 5, WIRE_BYTES))
            CR_TRY(read_denormalizer(v, m.part, err));
    }
    if (t.model != 1)
        return cr_fail(err, CR_ERR_UNSUPPORTED, "%s: trainer_spec: model_type %s%s; unigram models (1) are read", v->name, cr_group(t.model).text,
                       t.model == 2 ? " (BPE)" : t.model == 3 ? " (words)" : t.model == 4 ? " (characters)" : "");
    CR_TRY(build_tries(v, err));
    CR_TRY(find_special(v, &t, err));
    cr_charsmap_prepare(v);
    return CR_OK;
}
