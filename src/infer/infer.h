/* Translation inference: a sentence in, hypotheses out, by a Marian student model.
 *
 *     cr_model *m;                     // read-only once open: one model, many threads
 *     cr_infer *w;                     // working memory and threads: one caller at a time
 *     cr_model_open(&files, limits, &m, &err);
 *     cr_infer_new(m, &options, &w, &err);
 *     cr_decoding d = cr_decoding_default(m);
 *     cr_infer_run(w, arena, sentences, n, &d, &out, &err);   // out[i] answers sentences[i]
 *     cr_infer_free(w);
 *     cr_model_close(m);
 *
 * What comes out for a sentence depends on that sentence, the model and the settings alone: not on the batch it was in, the
 * number of threads or the processor. Facts of the format and the arithmetic: Marian (github.com/marian-nmt/marian-dev),
 * "Marian: Fast Neural Machine Translation in C++" (Junczys-Dowmunt et al. 2018); the student shapes: "From Research to
 * Production and Back: Ludicrously Fast Neural Machine Translation" (Kim et al. 2019). */
#ifndef CR_INFER_INFER_H
#define CR_INFER_INFER_H
#include <courant/arena.h>
#include <courant/status.h>
#include <courant/str.h>
#include <stdint.h>

#include "base/limits.h"

typedef struct cr_model cr_model;
typedef struct cr_infer cr_infer;

typedef struct cr_model_files {
    cr_str model;             /* *.bin: float32, intgemm8 with or without alphas */
    cr_str vocabulary;        /* *.spm, of the source */
    cr_str target_vocabulary; /* none: the same */
    cr_str shortlist;         /* *.s2t.bin, or none */
    cr_str settings;          /* config.yml of a decoder (beam-size, normalize, ...), or none */
} cr_model_files;

/* Opens and checks everything; what is not understood is refused by the name of the file and of the field. */
cr_status cr_model_open(const cr_model_files *files, const cr_limits *limits, cr_model **out, cr_error *err) CR_MUST_CHECK;
void cr_model_close(cr_model *m); /* NULL is fine; no cr_infer of it may be left */

typedef struct cr_model_facts {
    size_t encoder_layers, decoder_layers, width, heads, feed_forward;
    size_t source_pieces, target_pieces;
    size_t parameters;
    bool int8, alphas, ssru, shortlist;
} cr_model_facts;
cr_model_facts cr_model_facts_of(const cr_model *m);

typedef struct cr_infer_options {
    size_t threads;          /* 0 or 1: the caller's alone */
    size_t batch_pieces;     /* ceiling of sentences × longest of a batch; 0: 320 */
    const char *kernel;      /* "avx512vnni", "avxvnni", "avx2", "portable"; NULL: the best this processor has */
    const cr_limits *limits; /* borrowed; NULL: the defaults */
} cr_infer_options;

cr_status cr_infer_new(const cr_model *m, const cr_infer_options *options, cr_infer **out, cr_error *err) CR_MUST_CHECK;
void cr_infer_free(cr_infer *w);

typedef struct cr_decoding {
    size_t beam;            /* 1: greedy */
    size_t hypotheses;      /* how many are wanted, at most beam */
    double normalize;       /* score = (sum of log p - word_penalty × length) / length^normalize */
    double word_penalty;
    double length_factor;   /* at most so many pieces out for each piece in */
    bool shortlist;         /* use the model's, where it has one */
    bool attention;         /* fill cr_hypothesis.attention */
    bool probabilities;     /* fill log_probability and score when greedy (a beam has them anyway) */
    bool stop_repetition;   /* end a hypothesis that runs in a circle, and say so */
} cr_decoding;
cr_decoding cr_decoding_default(const cr_model *m); /* as the settings file says, else greedy, normalize 1, length_factor 2 */

typedef struct cr_hypothesis {
    cr_str text;
    const uint32_t *pieces; /* "</s>" included where it ended of itself */
    const cr_span *spans;   /* of each piece, in bytes of `text` ("</s>" is empty at the end) */
    size_t count;
    double log_probability; /* natural logarithm, sum over the pieces; NaN when not asked for */
    double score;           /* normalised as above */
    const float *attention; /* count rows of cr_inferred.count, each summing to 1: first head of the last decoder layer; or NULL */
    bool ended;             /* false: met the ceiling of length, or repeated itself */
    bool repeats;
} cr_hypothesis;

typedef struct cr_inferred {
    const uint32_t *pieces; /* of the source, "</s>" last */
    const cr_span *spans;   /* of each piece, in bytes of the text given */
    size_t count;
    bool cut;               /* longer than infer_pieces: only its beginning was translated */
    cr_hypothesis *best;    /* best first */
    size_t hypotheses;
} cr_inferred;

/* One answer a text, in the arena. Texts are taken as they stand: no splitting, no care for case or markup. */
cr_status cr_infer_run(cr_infer *w, cr_arena *arena, const cr_str *texts, size_t count, const cr_decoding *d, cr_inferred **out,
                       cr_error *err) CR_MUST_CHECK;

/* Forced decoding: out[i] has one hypothesis, targets[i], with its probability. A target is pieces as the vocabulary writes
 * them, with single spaces between; "</s>" last or not. */
cr_status cr_infer_score(cr_infer *w, cr_arena *arena, const cr_str *texts, const cr_str *targets, size_t count, const cr_decoding *d,
                         cr_inferred **out, cr_error *err) CR_MUST_CHECK;

/* How many pieces a text has, "</s>" not counted: what a splitter of long sentences needs to know. */
size_t cr_model_count_pieces(const cr_model *m, cr_arena *scratch, cr_str text);
/* A text as pieces of the target's vocabulary, single spaces between and "</s>" last, as cr_infer_score takes it; none when memory
 * is out. What the vocabulary does not cover becomes "<unk>". */
cr_str cr_model_target_pieces(const cr_model *m, cr_arena *arena, cr_str text);
/* A piece as the vocabulary writes it ("▁Some"); lives as long as the model. */
cr_str cr_model_target_piece(const cr_model *m, uint32_t id);

/* Words of source and target that belong together, from the attention: for each target word the source word its pieces look at
 * most. Bytes of the texts, white space at the ends left out; in order of the target. A word is a run of pieces of letters, digits
 * and what joins them; a mark is a word of its own; in scripts without spaces (Han, kana, Thai, ...) each piece is one. The
 * attention of a word's pieces is added up over the pieces of each source word, "</s>" left out; the first of equals wins. No link
 * where nothing is looked at. Needs the attention; without it there are no links. */
cr_status cr_infer_links(cr_arena *arena, cr_str source, const cr_inferred *of, size_t hypothesis, cr_link **out, size_t *count,
                         cr_error *err) CR_MUST_CHECK;
#endif
