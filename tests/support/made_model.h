/* A small translation model of any shape the engine knows, with made-up weights, over the pieces of file_small_vocabulary. */
#ifndef TESTS_MADE_MODEL_H
#define TESTS_MADE_MODEL_H
#include <stdio.h>
#include <stdlib.h>

#include "model_file.h"

typedef struct made_shape {
    bool int8, alphas, self_attention, swish;
    bool two;    /* embeddings of source and target apart */
    bool untied; /* an output layer of its own */
    const char *before, *after, *top; /* transformer-preprocess, -postprocess, -postprocess-top */
    size_t encoder, decoder, width, heads, inner, pieces;
} made_shape;

typedef struct made_model {
    const made_shape *shape;
    file_item items[400];
    char names[400][80];
    size_t count;
} made_model;

static inline void made_add(made_model *m, uint64_t type, size_t rows, size_t cols, float spread, const char *prefix, const char *suffix) {
    file_item *item = &m->items[m->count];
    snprintf(m->names[m->count], sizeof *m->names, "%s%s", prefix, suffix);
    *item = (file_item){.name = m->names[m->count], .type = type, .rows = (int32_t)rows, .cols = (int32_t)cols, .seed = (uint32_t)m->count + 1, .spread = spread};
    m->count++;
}

/* A matrix, and the multiplier of what meets it. */
static inline void made_matrix(made_model *m, size_t rows, size_t cols, const char *prefix, const char *suffix) {
    char name[64];
    made_add(m, m->shape->int8 ? FILE_INT8 : FILE_FLOAT, rows, cols, 1.0f / (float)(rows < 16 ? 4 : 6), prefix, suffix);
    snprintf(name, sizeof name, "%s%s", prefix, suffix);
    if (m->shape->int8 && m->shape->alphas) {
        made_add(m, FILE_FLOAT, 1, 1, 0, strstr(name, "Wemb") ? "none" : name, "_QuantMultA");
        m->items[m->count - 1].value = 33.5f;
    }
}

static inline void made_norm(made_model *m, const char *prefix, const char *after, const char *pre) {
    char name[64];
    for (int i = 0; i < 2; i++) {
        const char *operations = i ? m->shape->after : m->shape->before;
        if (!strchr(operations, 'n'))
            continue;
        snprintf(name, sizeof name, "%s%s_ln_scale%s", prefix, i ? after : pre, i ? "" : "_pre");
        made_add(m, FILE_FLOAT, 1, m->shape->width, 0.3f, name, "");
        m->items[m->count - 1].value = 1;
        snprintf(name, sizeof name, "%s%s_ln_bias%s", prefix, i ? after : pre, i ? "" : "_pre");
        made_add(m, FILE_FLOAT, 1, m->shape->width, 0.3f, name, "");
    }
}

static inline void made_attention(made_model *m, const char *prefix) {
    for (const char *c = "qkvo"; *c; c++) {
        char w[] = {'_', 'W', *c, 0}, b[] = {'_', 'b', *c, 0};
        made_matrix(m, m->shape->width, m->shape->width, prefix, w);
        made_add(m, FILE_FLOAT, 1, m->shape->width, 0.2f, prefix, b);
    }
    made_norm(m, prefix, "_Wo", "_Wo");
}

static inline void made_ffn(made_model *m, const char *prefix) {
    made_matrix(m, m->shape->width, m->shape->inner, prefix, "_W1");
    made_add(m, FILE_FLOAT, 1, m->shape->inner, 0.2f, prefix, "_b1");
    made_matrix(m, m->shape->inner, m->shape->width, prefix, "_W2");
    made_add(m, FILE_FLOAT, 1, m->shape->width, 0.2f, prefix, "_b2");
    made_norm(m, prefix, "_ffn", "_ffn");
}

static inline void made_layers(made_model *m) {
    char prefix[48];
    for (size_t i = 1; i <= m->shape->encoder; i++) {
        snprintf(prefix, sizeof prefix, "encoder_l%zu_self", i);
        made_attention(m, prefix);
        snprintf(prefix, sizeof prefix, "encoder_l%zu_ffn", i);
        made_ffn(m, prefix);
    }
    for (size_t i = 1; i <= m->shape->decoder; i++) {
        snprintf(prefix, sizeof prefix, "decoder_l%zu_%s", i, m->shape->self_attention ? "self" : "rnn");
        if (m->shape->self_attention)
            made_attention(m, prefix);
        else {
            made_matrix(m, m->shape->width, m->shape->width, prefix, "_W");
            made_matrix(m, m->shape->width, m->shape->width, prefix, "_Wf");
            made_add(m, FILE_FLOAT, 1, m->shape->width, 0.2f, prefix, "_bf");
            made_norm(m, prefix, "_ffn", "");
        }
        snprintf(prefix, sizeof prefix, "decoder_l%zu_context", i);
        made_attention(m, prefix);
        snprintf(prefix, sizeof prefix, "decoder_l%zu_ffn", i);
        made_ffn(m, prefix);
    }
    for (int i = 0; i < 2 && strchr(m->shape->top, 'n'); i++) {
        made_add(m, FILE_FLOAT, 1, m->shape->width, 0.3f, i ? "decoder_top" : "encoder_top", "_ln_scale");
        m->items[m->count - 1].value = 1;
        made_add(m, FILE_FLOAT, 1, m->shape->width, 0.3f, i ? "decoder_top" : "encoder_top", "_ln_bias");
    }
}

/* The settings are the last item. */
static inline void made_file(cr_buf *out, const made_shape *shape) {
    made_model *m = calloc(1, sizeof *m);
    char settings[1000];
    m->shape = shape;
    made_layers(m);
    if (shape->two)
        made_add(m, shape->int8 ? FILE_INT8 : FILE_FLOAT, shape->pieces, shape->width, 0.25f, "encoder_Wemb", "");
    if (shape->untied)
        made_add(m, shape->int8 ? FILE_INT8 : FILE_FLOAT, shape->pieces, shape->width, 0.25f, shape->two ? "decoder_Wemb" : "Wemb", "");
    if (shape->untied)
        made_matrix(m, shape->width, shape->pieces, "decoder_ff_logit_out_W", "");
    else
        made_matrix(m, shape->pieces, shape->width, shape->two ? "decoder_Wemb" : "Wemb", "");
    made_add(m, FILE_FLOAT, 1, shape->pieces, 0.5f, "decoder_ff_logit_out_b", "");
    snprintf(settings, sizeof settings,
             "type: transformer\nenc-depth: %zu\ndec-depth: %zu\ndim-emb: %zu\ntransformer-heads: %zu\ntransformer-dim-ffn: %zu\n"
             "dim-vocabs:\n  - %zu\n  - %zu\ntied-embeddings: %s\ntied-embeddings-all: %s\ntied-embeddings-src: %s\ntransformer-decoder-autoreg: %s\ndec-cell: ssru\n"
             "transformer-preprocess: \"%s\"\ntransformer-postprocess: \"%s\"\ntransformer-postprocess-top: \"%s\"\ntransformer-ffn-activation: %s\n",
             shape->encoder, shape->decoder, shape->width, shape->heads, shape->inner, shape->pieces, shape->pieces, shape->two && !shape->untied ? "true" : "false",
             shape->two || shape->untied ? "false" : "true", shape->untied && !shape->two ? "true" : "false", shape->self_attention ? "self-attention" : "rnn",
             shape->before, shape->after, shape->top, shape->swish ? "swish" : "relu");
    m->items[m->count++] = (file_item){.name = "special:model.yml", .type = FILE_TEXT, .cols = (int32_t)strlen(settings) + 1, .text = settings};
    file_model(out, m->items, m->count);
    free(m);
}
#endif
