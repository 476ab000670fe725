/* The tensors of a model, each bound to its place by name, type and shape.
 *
 * A file says in its settings what it is; every setting that changes the arithmetic is looked at here, and one that is not
 * implemented is refused by its key and value: a model run wrongly would still print words. Names and shapes:
 * github.com/marian-nmt/marian-dev, src/models/transformer.h, src/layers/generic.cpp, src/rnn/cells.h.
 *
 * Words: D = width, F = feed_forward, V = pieces of a vocabulary. Vectors are [1, n]; a dense layer is x W + b. */
#ifndef CR_INFER_WEIGHTS_H
#define CR_INFER_WEIGHTS_H
#include "infer/architecture.h"
#include "infer/container.h"
#include "infer/kernels.h"

/* y = x W + b, W [in, out]. Either int8 (packed) or float (in place in the mapped file). */
typedef struct cr_dense {
    size_t in, out;
    bool int8;
    cr_packed packed;
    const float *floats;  /* in rows of out */
    const float *bias;    /* out of them, or NULL */
    const float *folded;  /* bias with what the activations' 127 too much makes taken off; where alpha is known */
    float multiplier;     /* of the weights: weight = byte / multiplier */
    float alpha;          /* multiplier of the activations; 0: from the activations themselves */
} cr_dense;

typedef struct cr_norm { /* D each */
    const float *scale, *bias;
} cr_norm;

typedef struct cr_attention_weights {
    cr_dense q, k, v, o; /* [D, D] */
    cr_norm before, after;
} cr_attention_weights;

typedef struct cr_ffn_weights {
    cr_dense up, down; /* [D, F], [F, D] */
    cr_norm before, after;
} cr_ffn_weights;

typedef struct cr_ssru_weights {
    cr_dense x, forget; /* [D, D]; x has no bias */
    cr_norm before, after;
} cr_ssru_weights;

typedef struct cr_encoder_layer {
    cr_attention_weights self;
    cr_ffn_weights ffn;
} cr_encoder_layer;

typedef struct cr_decoder_layer {
    cr_ssru_weights ssru;      /* one of these two: cr_weights.ssru */
    cr_attention_weights self;
    cr_attention_weights context;
    cr_ffn_weights ffn;
} cr_decoder_layer;

/* [V, D], a row a piece. */
typedef struct cr_embedding {
    const int8_t *bytes; /* value = byte / multiplier; or NULL */
    const float *floats;
    float multiplier;
    size_t pieces;
} cr_embedding;

typedef struct cr_weights {
    size_t encoder_layers, decoder_layers, width, heads, feed_forward;
    size_t parameters;
    bool ssru, swish, int8, alphas;
    size_t alignment_layer; /* of the decoder, from 0 */
    cr_around around;
    char top[CR_OPERATIONS]; /* after the last layer, of "an" */
    cr_norm encoder_top, decoder_top;
    cr_encoder_layer *encoder;
    cr_decoder_layer *decoder;
    cr_embedding source, target;
    /* The output layer: h · row + bias. */
    cr_table table;             /* int8 */
    const float *table_floats;  /* [V, D] */
    float table_multiplier, table_alpha;
    /* Whose all this is. */
    cr_arena *arena;
    void *packed; /* one block for all packed matrices */
} cr_weights;

/* Binds, checks and packs. The container must outlive the weights: floats and embeddings stay in the mapped file. Release with
 * cr_weights_free, also after a failure. */
cr_status cr_weights_bind(cr_weights *w, const cr_container *c, const cr_limits *limits, cr_error *err) CR_MUST_CHECK;
void cr_weights_free(cr_weights *w);
#endif
