/* What a model's own settings say of its shape and arithmetic, and whether this engine knows it.
 *
 * Every key that changes what comes out is read; a value that is not implemented is refused in one line by key and value. */
#ifndef CR_INFER_ARCHITECTURE_H
#define CR_INFER_ARCHITECTURE_H
#include "infer/container.h"

/* What stands around a sublayer: "n" (layer norm) before it; "a" (add its input) and "n" after it, in this order. Dropout ("d") is
 * nothing here. Ended by NUL. */
enum { CR_OPERATIONS = 4 };
typedef struct cr_around {
    char before[CR_OPERATIONS], after[CR_OPERATIONS];
} cr_around;

typedef struct cr_architecture {
    size_t encoder_layers, decoder_layers, width, heads, feed_forward;
    size_t source_pieces, target_pieces;
    size_t alignment_layer; /* of the decoder, from 0: whose first head aligns */
    bool ssru;              /* else self-attention */
    bool swish;             /* else relu */
    bool one_embedding;     /* Wemb for all; else encoder_Wemb and decoder_Wemb */
    bool tied_output;       /* the output layer is the target's embedding; else decoder_ff_logit_out_W */
    bool no_output_bias;
    cr_around around;
    char top[CR_OPERATIONS]; /* after the last layer */
} cr_architecture;

cr_status cr_architecture_read(cr_architecture *a, const cr_container *c, const cr_limits *limits, cr_error *err) CR_MUST_CHECK;
#endif
