/* Inside: one batch on its way through the model.
 *
 * A worker is a thread with its memory: one block (scratch) laid out afresh for each batch, nothing is allocated within a step. A
 * batch is a handful of sentences of like length:
 *
 *     sentences ─(encoder, some hundred rows at a time)─▶ keys and values of every decoder layer, kept for the whole batch
 *     rows ─(decoder, one step for all rows)─▶ states ─(search, a sentence at a time)─▶ the rows of the next step
 *
 * A row is a hypothesis that is still growing. Rows of one sentence stand together; rows that end leave, the others close up, so
 * dense products never work for the dead. Sentences are stacked without padding: an encoder product over three sentences of 7, 9
 * and 12 pieces has 28 rows.
 *
 * Words: D = width, F = feed_forward, n = pieces of a source with "</s>", N = rows of a step. All matrices are row-major. */
#ifndef CR_INFER_RUN_H
#define CR_INFER_RUN_H
#include "infer/infer.h"
#include "infer/shortlist.h"
#include "infer/vocabulary.h"
#include "infer/weights.h"

struct cr_model {
    cr_container *container;
    cr_vocabulary *source, *target; /* target may be source */
    cr_shortlist *shortlist;        /* or NULL */
    cr_weights weights;
    cr_decoding decoding;           /* as its settings file says */
};

/* How far back repetition is looked for, in pieces. */
enum { CR_LOOP_PERIODS = 24 };

/* Rows of a feed-forward sublayer at a time: their inner rows, as floats and as bytes, stay in a core's own cache. */
enum { CR_FFN_ROWS = 32 };

/* One source text and where the search for its translation stands. */
typedef struct cr_sentence {
    size_t index;         /* of the call */
    cr_pieces pieces;     /* "</s>" last */
    bool cut;             /* longer than the limit */
    const uint32_t *forced; /* what it is to be translated as, or NULL */
    size_t forced_count;
    size_t most;          /* pieces out at most, at least 1 */
    size_t first_row;     /* of the values of its batch */
    size_t key_at, key_stride; /* where its keys begin in each layer's, in floats; n rounded up to 16 */
    const uint32_t *chosen; /* target pieces it may use, ascending; NULL: all */
    size_t chosen_count;
    cr_packed chosen_rows; /* their rows of an int8 output layer, packed for all steps of the sentence; n 0: floats, or all pieces */
    float *chosen_bias;    /* and their biases (folded, where the table's are), or NULL */
    size_t loop;          /* longest run in a circle in the source itself, in pieces */
    cr_hypothesis *done;  /* in the worker's arena; best first */
    size_t done_count;
    size_t rows;          /* growing hypotheses */
} cr_sentence;

/* A growing hypothesis. Its pieces so far, its attention and its state are in cr_run, under its row. */
typedef struct cr_row {
    size_t sentence; /* of the batch */
    size_t slot;     /* of self-attention's keys and values */
    float path;      /* sum of log p */
} cr_row;

/* The layout of a batch in the scratch block. */
typedef struct cr_run {
    cr_sentence *sentences;
    size_t count;
    size_t source_rows, key_floats; /* sums over the sentences */
    size_t group_rows;              /* of the encoder at most */
    size_t most;                    /* the largest of the sentences' */
    size_t row_limit;               /* rows of a step at most: sentences × beam */
    size_t ffn_rows;                /* rows of `hidden` */
    size_t logit_rows;
    size_t step, rows_now;
    /* the encoder, and the decoder after it */
    float *x, *y, *q, *k, *v, *embedded, *hidden, *keys_turned, *attention; /* attention: scratch of the softmax */
    size_t attention_rows, attention_stride;
    uint8_t *bytes;      /* quantised rows */
    float *scale, *unscale;
    /* kept for the batch: of each decoder layer, keys transposed a sentence, and values */
    float **context_keys, **context_values;
    /* rows, twice: the search writes the next step's beside this one's */
    cr_row *rows, *rows_next;
    uint32_t *parents;                  /* of the next rows */
    uint32_t *history, *history_next;   /* [row][most] pieces */
    float **attended, **attended_next;  /* [row][most] attention of each step, in the batch's arena; NULL: not asked for */
    float **attended_now;               /* [row] of this step */
    uint16_t *loops, *loops_next;       /* [row][CR_LOOP_PERIODS] pieces that go on as one period before */
    float *cells, *cells_next;          /* SSRU: [layer][row_limit][D] */
    float *self_keys, *self_values;     /* self-attention: [slot][layer] of D × self_stride, transposed, and most × D */
    size_t self_stride;
    bool *slot_taken;
    float *logits;
    char *chosen; /* all sentences' chosen rows and biases, one after the other */
} cr_run;

typedef struct cr_scratch {
    char *base;
    size_t capacity, used;
} cr_scratch;

typedef struct cr_worker {
    const cr_model *model;
    const cr_kernels *kernels;
    const cr_limits *limits; /* NULL: the defaults */
    cr_scratch scratch;
    cr_arena *arena; /* answers, until the caller has copied them */
    cr_arena *batch; /* shortlists and the attention of growing hypotheses: forgotten with the batch */
    float *signal;   /* of positions: signal_rows of D */
    size_t signal_rows;
    cr_run run;
    /* What is to be multiplied: see cr_multiply. */
    const float *input;
    size_t input_rows, input_depth;
    const size_t *input_ends; /* rows [ends[i-1], ends[i]) share one scale where the model has none; NULL: each its own */
    float input_alpha;        /* of what `bytes` holds now; -1: nothing */
} cr_worker;

/* What a call asks of a batch. */
typedef struct cr_task {
    const cr_decoding *decoding;
    cr_sentence *sentences;
    size_t count;
} cr_task;

/* ---- scratch.c ---- */

/* Lays out the worker's block for a batch, growing it where needed; the run's sizes and sentences have been set. False: out of
 * memory, or past infer_bytes. */
bool cr_run_layout(cr_worker *w, bool attention);
/* Rows of the position signal 0 to rows - 1. */
bool cr_signal_reserve(cr_worker *w, size_t rows);
void cr_worker_free(cr_worker *w);

/* ---- layers.c: what encoder and decoder share ---- */

/* The rows that the products to come take in. */
void cr_input_set(cr_worker *w, const float *x, size_t rows, size_t depth, const size_t *ends);
/* out = input × W + bias, then relu where asked. Rows are quantised once for as many matrices as share their scale. */
void cr_multiply(cr_worker *w, const cr_dense *d, bool relu, float *out);
/* The same for the output layer: out [rows][chosen_count, or all pieces], for input rows [first, first + rows), all of one sentence
 * where it has a shortlist. */
void cr_multiply_table(cr_worker *w, const cr_sentence *of, size_t first, size_t rows, float *out);
/* Bytes that a sentence's chosen rows take at most, and what packs those of the whole batch. */
size_t cr_chosen_size(const cr_weights *m, const cr_sentence *of);
void cr_chosen_pack(cr_worker *w);
/* What a sublayer reads: x itself, or x normed into `copy`. */
const float *cr_sublayer_begin(cr_worker *w, const cr_norm *before, const float *x, size_t rows, float *copy);
/* x = x and y put together and normed as the model wants; y is used up. */
void cr_sublayer_end(cr_worker *w, const char *operations, const cr_norm *after, float *y, size_t rows, float *x);
/* x through a feed-forward sublayer. */
void cr_ffn(cr_worker *w, const cr_ffn_weights *f, float *x, size_t rows, const size_t *ends);
/* Embedding × sqrt(D) + signal of the position, one row; `piece` CR_NO_PIECE: the signal alone. */
#define CR_NO_PIECE UINT32_MAX
void cr_embed(cr_worker *w, const cr_embedding *e, uint32_t piece, size_t position, float *out);
/* keys [n][D] to D rows of `stride`, zeros after n. */
void cr_turn_keys(const float *keys, size_t n, size_t width, size_t stride, float *out);

/* ---- encoder.c ---- */

/* Fills the run's context keys and values. */
void cr_encode(cr_worker *w);

/* ---- decoder.c ---- */

/* One step of all rows: w->run.x [rows_now][D] becomes what the output layer reads. Where attention is kept, attended_now[row] gets
 * the sentence's n weights (NULL: out of memory). */
void cr_decode_step(cr_worker *w);
/* The states of the next step's rows from their parents'. */
void cr_decode_reorder(cr_worker *w, size_t next_rows); /* run.rows_next and run.parents say which */

/* ---- batch.c ---- */

/* Pieces of a text, "</s>" last, and what else a sentence needs before it can be batched. */
cr_status cr_sentence_make(const cr_model *m, cr_arena *arena, const cr_limits *limits, const cr_decoding *d, cr_str text, size_t index,
                           cr_sentence *out, cr_error *err) CR_MUST_CHECK;
/* What it is to be translated as: see cr_infer_score. */
cr_status cr_sentence_force(const cr_model *m, cr_arena *arena, const cr_limits *limits, cr_str target, cr_sentence *of, cr_error *err) CR_MUST_CHECK;
/* Puts the sentences in order of length, longest first, and cuts them into batches: ends[b] is the first sentence after batch b;
 * `batches` at most `count`. `pieces` is the ceiling of rows × longest of a batch. */
void cr_batches_plan(cr_sentence *sentences, size_t count, size_t beam, size_t pieces, size_t *ends, size_t *batches);
/* Shortlists for the batch, then the search. */
cr_status cr_batch_run(cr_worker *w, const cr_task *task, cr_error *err) CR_MUST_CHECK;
/* The answer to a sentence, in the caller's arena. */
cr_status cr_sentence_answer(const cr_model *m, cr_arena *arena, const cr_sentence *of, size_t hypotheses, cr_inferred *out, cr_error *err) CR_MUST_CHECK;

/* ---- search.c ---- */

/* The whole of a batch: every sentence gets its hypotheses. */
cr_status cr_search(cr_worker *w, const cr_task *task, cr_error *err) CR_MUST_CHECK;
#endif
