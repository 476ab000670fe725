/* A SentencePiece vocabulary (.spm): text to pieces and back, each piece with the bytes it stands for.
 *
 *     cr_vocabulary *v;
 *     cr_vocabulary_open(path, limits, &v, &err);
 *     cr_pieces p;
 *     cr_vocabulary_encode(v, arena, text, &p);      // p.ids[i] stands for the bytes p.spans[i] of text; no "</s>" at the end
 *     cr_vocabulary_decode(v, arena, p.ids, p.count, &produced, &spans);
 *
 * Our own reader: SentencePiece's library takes twelve times as long to open a vocabulary and twice to cut text, says less of what is
 * wrong with a file; pieces, spans and texts are the library's to the byte (tests/shared/models.sh compares them where it is
 * installed). Unigram models are read, others refused. Read-only once open: many threads may use one.
 * github.com/google/sentencepiece: src/sentencepiece_model.proto, normalizer.cc, unigram_model.cc, sentencepiece_processor.cc;
 * Kudo & Richardson 2018. */
#ifndef CR_INFER_VOCABULARY_H
#define CR_INFER_VOCABULARY_H
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_vocabulary cr_vocabulary;

typedef struct cr_pieces {
    uint32_t *ids;
    cr_span *spans; /* bytes of the text given; in order, they meet; white space that is taken away belongs to none or to a neighbour */
    size_t count; /* there is room for one more of each, which the caller may write ("</s>") */
} cr_pieces;

cr_status cr_vocabulary_open(cr_str path, const cr_limits *limits, cr_vocabulary **out, cr_error *err) CR_MUST_CHECK;
/* The same from memory, which is copied; `name` is for messages. */
cr_status cr_vocabulary_read(cr_str bytes, const char *name, const cr_limits *limits, cr_vocabulary **out, cr_error *err) CR_MUST_CHECK;
void cr_vocabulary_close(cr_vocabulary *v); /* NULL is fine */

size_t cr_vocabulary_count(const cr_vocabulary *v);
uint32_t cr_vocabulary_end(const cr_vocabulary *v);     /* "</s>" */
uint32_t cr_vocabulary_unknown(const cr_vocabulary *v); /* "<unk>" */
/* As the file writes it ("▁Some"); lives as long as the vocabulary. Needs id < count. */
cr_str cr_vocabulary_piece(const cr_vocabulary *v, uint32_t id);
/* The id of a piece as the file writes it, "</s>" and other control pieces too; false when there is none. */
bool cr_vocabulary_find(const cr_vocabulary *v, cr_str piece, uint32_t *id);

/* Any bytes: what is not UTF-8 becomes U+FFFD. An unknown run of characters is one <unk> with the bytes of all of it. A piece made
 * of nothing of the text (the space put in front of the first word) has an empty span. Linear in the text. False when memory is
 * out. */
bool cr_vocabulary_encode(const cr_vocabulary *v, cr_arena *arena, cr_str text, cr_pieces *out) CR_MUST_CHECK;

/* The text of pieces, and the bytes of it each of them gave ("</s>" and other control pieces none; <unk> " ⁇ "). False when memory
 * is out or an id is not of this vocabulary. */
bool cr_vocabulary_decode(const cr_vocabulary *v, cr_arena *arena, const uint32_t *ids, size_t count, cr_str *text,
                          cr_span **spans) CR_MUST_CHECK;
#endif
