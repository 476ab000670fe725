#include "infer/weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "infer/mapped.h"
#include "infer/pages.h"

enum { NAME_BYTES = 96 };

typedef struct binder {
    cr_weights *w;
    const cr_container *c;
    const cr_kernels *kernels;
    char *packed; /* the next free byte of the block */
    size_t with_alpha, without_alpha;
    char name[NAME_BYTES];
} binder;

/* ---- items by name ---- */

static const char *name_of(binder *b, const char *prefix, const char *suffix) {
    snprintf(b->name, sizeof b->name, "%s%s", prefix, suffix);
    return b->name;
}

static cr_status find(binder *b, const char *prefix, const char *suffix, size_t rows, size_t cols, const cr_item **out, cr_error *err) {
    const char *name = name_of(b, prefix, suffix), *path = cr_container_path(b->c);
    const cr_item *item = *out = cr_container_find(b->c, name);
    if (!item)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: missing, a matrix of %zu × %zu is wanted", path, name, rows, cols);
    if (item->rows != rows || item->cols != cols)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: is %zu × %zu, its settings want %zu × %zu", path, name, item->rows, item->cols, rows, cols);
    if (item->type == CR_ITEM_TEXT)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: is a text, not a matrix", path, name);
    return CR_OK;
}

static cr_status find_floats(binder *b, const char *prefix, const char *suffix, size_t n, const float **out, cr_error *err) {
    const cr_item *item;
    CR_TRY(find(b, prefix, suffix, 1, n, &item, err));
    if (item->type != CR_ITEM_FLOAT)
        return cr_fail(err, CR_ERR_UNSUPPORTED, "%s: %s: a vector of bytes; floats are wanted", cr_container_path(b->c), b->name);
    *out = cr_item_floats(item, b->w->arena);
    return *out ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", b->name);
}

/* The multiplier of the activations that a matrix meets: a float [1], or, where "Wemb" is in the name, one byte with a multiplier of
 * its own, for the writer takes the item itself for an embedding. 0: there is none. */
static cr_status find_alpha(binder *b, const char *matrix, float *out, cr_error *err) {
    const cr_item *item = cr_container_find(b->c, name_of(b, matrix, "_QuantMultA"));
    *out = 0;
    if (!item)
        return CR_OK;
    if (item->elements == 1 && item->type == CR_ITEM_FLOAT)
        *out = cr_le_float(item->data);
    else if (item->elements == 1 && item->type == CR_ITEM_INTGEMM8)
        *out = (float)*cr_item_int8(item) / item->multiplier;
    if (!(*out > 0) || *out > 1e30f)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %s: is not a positive number", cr_container_path(b->c), b->name);
    return CR_OK;
}

static void let_go(const void *data, size_t bytes) { /* a packed matrix is not looked at in the file again */
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)data / page * page, end = (uintptr_t)data + bytes;
    madvise((void *)from, end - from, MADV_DONTNEED); /* what else is on these pages comes back from the file */
}

static cr_status bind_dense(binder *b, const char *prefix, const char *matrix, const char *bias, size_t in, size_t out, cr_dense *d, cr_error *err) {
    const cr_item *item;
    *d = (cr_dense){.in = in, .out = out};
    if (bias)
        CR_TRY(find_floats(b, prefix, bias, out, &d->bias, err));
    CR_TRY(find(b, prefix, matrix, in, out, &item, err));
    if (item->type == CR_ITEM_FLOAT) {
        d->floats = cr_item_floats(item, b->w->arena);
        return d->floats ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", b->name);
    }
    d->int8 = b->w->int8 = true;
    d->multiplier = item->multiplier;
    b->kernels->pack(&d->packed, b->packed, cr_item_int8(item), out, in);
    b->packed += cr_packed_used(&d->packed);
    let_go(item->data, item->bytes);
    CR_TRY(find_alpha(b, item->name, &d->alpha, err));
    if (d->alpha > 0) {
        float *folded = cr_arena_bytes(b->w->arena, out * sizeof *folded);
        if (!folded)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", item->name);
        cr_fold(d->packed.shift, d->bias, out, d->alpha, d->multiplier, folded);
        d->folded = folded;
    }
    *(d->alpha > 0 ? &b->with_alpha : &b->without_alpha) += 1;
    return CR_OK;
}

/* ---- sublayers ---- */

static cr_status bind_norms(binder *b, const char *prefix, cr_norm *before, cr_norm *after, cr_error *err) {
    size_t d = b->w->width;
    if (strchr(b->w->around.before, 'n')) {
        CR_TRY(find_floats(b, prefix, "_ln_scale_pre", d, &before->scale, err));
        CR_TRY(find_floats(b, prefix, "_ln_bias_pre", d, &before->bias, err));
    }
    if (strchr(b->w->around.after, 'n')) {
        CR_TRY(find_floats(b, prefix, "_ln_scale", d, &after->scale, err));
        CR_TRY(find_floats(b, prefix, "_ln_bias", d, &after->bias, err));
    }
    return CR_OK;
}

static cr_status bind_attention(binder *b, const char *prefix, cr_attention_weights *a, cr_error *err) {
    char norm[NAME_BYTES + 8];
    size_t d = b->w->width;
    CR_TRY(bind_dense(b, prefix, "_Wq", "_bq", d, d, &a->q, err));
    CR_TRY(bind_dense(b, prefix, "_Wk", "_bk", d, d, &a->k, err));
    CR_TRY(bind_dense(b, prefix, "_Wv", "_bv", d, d, &a->v, err));
    CR_TRY(bind_dense(b, prefix, "_Wo", "_bo", d, d, &a->o, err));
    snprintf(norm, sizeof norm, "%s_Wo", prefix);
    return bind_norms(b, norm, &a->before, &a->after, err);
}

static cr_status bind_ffn(binder *b, const char *prefix, cr_ffn_weights *f, cr_error *err) {
    char norm[NAME_BYTES + 8];
    size_t d = b->w->width, inner = b->w->feed_forward;
    CR_TRY(bind_dense(b, prefix, "_W1", "_b1", d, inner, &f->up, err));
    CR_TRY(bind_dense(b, prefix, "_W2", "_b2", inner, d, &f->down, err));
    snprintf(norm, sizeof norm, "%s_ffn", prefix);
    return bind_norms(b, norm, &f->before, &f->after, err);
}

static cr_status bind_ssru(binder *b, const char *prefix, cr_ssru_weights *s, cr_error *err) {
    char norm[NAME_BYTES + 8];
    size_t d = b->w->width;
    CR_TRY(bind_dense(b, prefix, "_W", NULL, d, d, &s->x, err));
    CR_TRY(bind_dense(b, prefix, "_Wf", "_bf", d, d, &s->forget, err));
    /* The norm before it stands under the cell's own name, the one after it under "_ffn". */
    if (strchr(b->w->around.before, 'n')) {
        CR_TRY(find_floats(b, prefix, "_ln_scale_pre", d, &s->before.scale, err));
        CR_TRY(find_floats(b, prefix, "_ln_bias_pre", d, &s->before.bias, err));
    }
    snprintf(norm, sizeof norm, "%s_ffn", prefix);
    if (strchr(b->w->around.after, 'n')) {
        CR_TRY(find_floats(b, norm, "_ln_scale", d, &s->after.scale, err));
        CR_TRY(find_floats(b, norm, "_ln_bias", d, &s->after.bias, err));
    }
    return CR_OK;
}

static cr_status bind_top(binder *b, const char *prefix, cr_norm *top, cr_error *err) {
    if (!strchr(b->w->top, 'n'))
        return CR_OK;
    CR_TRY(find_floats(b, prefix, "_ln_scale", b->w->width, &top->scale, err));
    return find_floats(b, prefix, "_ln_bias", b->w->width, &top->bias, err);
}

static cr_status bind_layers(binder *b, cr_error *err) {
    cr_weights *w = b->w;
    char prefix[NAME_BYTES];
    for (size_t i = 0; i < w->encoder_layers; i++) {
        snprintf(prefix, sizeof prefix, "encoder_l%zu_self", i + 1);
        CR_TRY(bind_attention(b, prefix, &w->encoder[i].self, err));
        snprintf(prefix, sizeof prefix, "encoder_l%zu_ffn", i + 1);
        CR_TRY(bind_ffn(b, prefix, &w->encoder[i].ffn, err));
    }
    for (size_t i = 0; i < w->decoder_layers; i++) {
        cr_decoder_layer *l = &w->decoder[i];
        snprintf(prefix, sizeof prefix, "decoder_l%zu_%s", i + 1, w->ssru ? "rnn" : "self");
        CR_TRY(w->ssru ? bind_ssru(b, prefix, &l->ssru, err) : bind_attention(b, prefix, &l->self, err));
        snprintf(prefix, sizeof prefix, "decoder_l%zu_context", i + 1);
        CR_TRY(bind_attention(b, prefix, &l->context, err));
        snprintf(prefix, sizeof prefix, "decoder_l%zu_ffn", i + 1);
        CR_TRY(bind_ffn(b, prefix, &l->ffn, err));
    }
    CR_TRY(bind_top(b, "encoder_top", &w->encoder_top, err));
    return bind_top(b, "decoder_top", &w->decoder_top, err);
}

/* ---- embeddings and the output layer ---- */

static cr_status bind_embedding(binder *b, const char *name, size_t pieces, cr_embedding *e, cr_error *err) {
    const cr_item *item;
    CR_TRY(find(b, name, "", pieces, b->w->width, &item, err));
    *e = (cr_embedding){.pieces = pieces};
    if (item->type == CR_ITEM_INTGEMM8) {
        e->bytes = cr_item_int8(item);
        e->multiplier = item->multiplier;
        return CR_OK;
    }
    e->floats = cr_item_floats(item, b->w->arena);
    return e->floats ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", name);
}

/* [D, V] of a float model, laid the other way round, so that a piece's weights are together. */
static const float *transposed(cr_arena *arena, const float *from, size_t rows, size_t cols) {
    float *to = cols <= SIZE_MAX / sizeof *to / rows ? cr_arena_bytes(arena, rows * cols * sizeof *to) : NULL;
    for (size_t j = 0; to && j < cols; j++)
        for (size_t i = 0; i < rows; i++)
            to[j * rows + i] = from[i * cols + j];
    return to;
}

static cr_status bind_output(binder *b, const cr_architecture *a, cr_error *err) {
    cr_weights *w = b->w;
    const char *name = a->tied_output ? (a->one_embedding ? "Wemb" : "decoder_Wemb") : "decoder_ff_logit_out_W";
    const cr_item *item;
    size_t v = w->target.pieces, d = w->width;
    w->table.depth = d;
    if (!a->no_output_bias)
        CR_TRY(find_floats(b, "decoder_ff_logit_out_b", "", v, &w->table.bias, err));
    CR_TRY(a->tied_output ? find(b, name, "", v, d, &item, err) : find(b, name, "", d, v, &item, err));
    if (item->type == CR_ITEM_FLOAT) {
        const float *floats = cr_item_floats(item, w->arena);
        w->table_floats = floats && !a->tied_output ? transposed(w->arena, floats, d, v) : floats;
        return w->table_floats ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", name);
    }
    int32_t *shift = cr_arena_bytes(w->arena, v * sizeof *shift);
    if (!shift)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", name);
    w->int8 = true;
    w->table.rows = cr_item_int8(item);
    w->table_multiplier = item->multiplier;
    b->kernels->sum_rows(w->table.rows, v, d, shift);
    w->table.shift = shift;
    /* The same number stands under two names: the one of products with a shortlist is exact, the other went through a byte. */
    CR_TRY(find_alpha(b, "none", &w->table_alpha, err));
    if (!(w->table_alpha > 0))
        CR_TRY(find_alpha(b, name, &w->table_alpha, err));
    if (w->table_alpha > 0) {
        float *folded = cr_arena_bytes(w->arena, v * sizeof *folded);
        if (!folded)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for %s", name);
        cr_fold(shift, w->table.bias, v, w->table_alpha, w->table_multiplier, folded);
        w->table.folded = folded;
    }
    *(w->table_alpha > 0 ? &b->with_alpha : &b->without_alpha) += 1;
    return CR_OK;
}

/* ---- all of it ---- */

static size_t packed_bytes(const cr_container *c) {
    size_t sum = 64;
    for (size_t i = 0; i < cr_container_count(c); i++) {
        const cr_item *item = cr_container_item(c, i);
        if (item->type == CR_ITEM_INTGEMM8 && !strstr(item->name, "Wemb") && item->cols <= CR_KERNEL_DEPTH && item->rows <= CR_KERNEL_DEPTH)
            sum += (cr_packed_size(item->cols, item->rows) + 63) / 64 * 64;
    }
    return sum;
}

static size_t count_parameters(const cr_container *c) {
    size_t sum = 0;
    for (size_t i = 0; i < cr_container_count(c); i++) {
        const cr_item *item = cr_container_item(c, i);
        if (item->type != CR_ITEM_TEXT && !strstr(item->name, "_QuantMultA"))
            sum += item->elements;
    }
    return sum;
}

cr_status cr_weights_bind(cr_weights *w, const cr_container *c, const cr_limits *limits, cr_error *err) {
    cr_architecture a;
    *w = (cr_weights){0};
    CR_TRY(cr_architecture_read(&a, c, limits, err));
    w->encoder_layers = a.encoder_layers, w->decoder_layers = a.decoder_layers, w->width = a.width, w->heads = a.heads;
    w->feed_forward = a.feed_forward, w->ssru = a.ssru, w->swish = a.swish, w->alignment_layer = a.alignment_layer, w->around = a.around;
    memcpy(w->top, a.top, sizeof w->top);
    w->parameters = count_parameters(c);
    w->packed = cr_pages_room(packed_bytes(c));
    w->arena = cr_arena_new(SIZE_MAX / 2); /* what goes in has the size of the file, which has its own limit */
    w->encoder = w->arena ? CR_NEW_ARRAY(w->arena, cr_encoder_layer, w->encoder_layers) : NULL;
    w->decoder = w->arena ? CR_NEW_ARRAY(w->arena, cr_decoder_layer, w->decoder_layers) : NULL;
    if (!w->packed || !w->encoder || !w->decoder)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory for its weights", cr_container_path(c));
    binder b = {.w = w, .c = c, .kernels = cr_kernels_best(), .packed = w->packed};
    CR_TRY(bind_layers(&b, err));
    CR_TRY(bind_embedding(&b, a.one_embedding ? "Wemb" : "encoder_Wemb", a.source_pieces, &w->source, err));
    CR_TRY(bind_embedding(&b, a.one_embedding ? "Wemb" : "decoder_Wemb", a.target_pieces, &w->target, err));
    CR_TRY(bind_output(&b, &a, err));
    if (b.with_alpha && b.without_alpha)
        return cr_fail(err, CR_ERR_SYNTAX, "%s: %zu matrices have a multiplier of activations (_QuantMultA) and %zu have none", cr_container_path(c),
                       b.with_alpha, b.without_alpha);
    w->alphas = b.with_alpha > 0;
    return CR_OK;
}

void cr_weights_free(cr_weights *w) {
    cr_arena_free(w->arena);
    free(w->packed);
    *w = (cr_weights){0};
}
