#include "infer/architecture.h"

#include "infer/kernels.h"
#include "infer/settings.h"

enum { MOST_LAYERS = 64, MOST_HEADS = 256, MOST_PIECES = 1000000 };

typedef struct reading {
    const cr_settings *s;
    cr_error *err;
} reading;

static cr_status refuse(const reading *r, const char *key, cr_str value, const char *known) {
    return cr_fail(r->err, CR_ERR_UNSUPPORTED, "%s: %s: \"%.*s\" is not implemented; %s", r->s->name, key, CR_FMT(value), known);
}

/* A key that must have one of these values, or not be there. */
static cr_status only(const reading *r, const char *key, const char *value) {
    cr_str found = cr_settings_get(r->s, key);
    return cr_str_none(found) || cr_str_is(found, value) ? CR_OK : refuse(r, key, found, cr_str_empty(cr_str_of(value)) ? "only none is" : value);
}

/* Operations of a string like "dan", dropout left out. */
static cr_status operations(const reading *r, const char *key, const char *fallback, const char *known, char out[CR_OPERATIONS]) {
    cr_str found = cr_settings_get(r->s, key);
    size_t count = 0;
    if (cr_str_none(found))
        found = cr_str_of(fallback);
    for (size_t i = 0; i < found.len; i++) {
        if (found.ptr[i] == 'd')
            continue;
        if (!strchr(known, found.ptr[i]) || found.ptr[i] == '\0' || count + 1 == CR_OPERATIONS)
            return refuse(r, key, found, "d, a (after a layer) and n are, three at most");
        out[count++] = found.ptr[i];
    }
    out[count] = '\0';
    return CR_OK;
}

static cr_status size(const reading *r, const char *key, size_t most, size_t *out) {
    CR_TRY(cr_settings_count(r->s, key, most, out, r->err));
    return *out ? CR_OK : cr_fail(r->err, CR_ERR_SYNTAX, "%s: %s: missing, or 0", r->s->name, key);
}

static cr_status read_sizes(const reading *r, cr_architecture *a) {
    CR_TRY(size(r, "enc-depth", MOST_LAYERS, &a->encoder_layers));
    CR_TRY(size(r, "dec-depth", MOST_LAYERS, &a->decoder_layers));
    CR_TRY(size(r, "dim-emb", CR_KERNEL_DEPTH, &a->width));
    CR_TRY(size(r, "transformer-heads", MOST_HEADS, &a->heads));
    CR_TRY(size(r, "transformer-dim-ffn", CR_KERNEL_DEPTH, &a->feed_forward));
    if (a->width < 4 || a->width % 2 || a->width % a->heads)
        return cr_fail(r->err, CR_ERR_UNSUPPORTED, "%s: dim-emb: %zu; an even width that %zu heads share evenly is wanted", r->s->name, a->width, a->heads);
    if (cr_settings_length(r->s, "dim-vocabs") != 2)
        return cr_fail(r->err, CR_ERR_UNSUPPORTED, "%s: dim-vocabs: %zu values; models from one text to one text have 2", r->s->name,
                       cr_settings_length(r->s, "dim-vocabs"));
    size_t *pieces[2] = {&a->source_pieces, &a->target_pieces};
    for (size_t i = 0; i < 2; i++) {
        cr_str value = cr_settings_at(r->s, "dim-vocabs", i);
        for (size_t k = 0; k < value.len && *pieces[i] <= MOST_PIECES; k++)
            *pieces[i] = value.ptr[k] >= '0' && value.ptr[k] <= '9' ? *pieces[i] * 10 + (size_t)(value.ptr[k] - '0') : MOST_PIECES + 1;
        if (*pieces[i] < 2 || *pieces[i] > MOST_PIECES)
            return cr_fail(r->err, CR_ERR_SYNTAX, "%s: dim-vocabs: \"%.*s\" is not a number from 2 to %d", r->s->name, CR_FMT(value), MOST_PIECES);
    }
    return CR_OK;
}

static cr_status read_decoder(const reading *r, cr_architecture *a) {
    cr_str autoreg = cr_settings_get(r->s, "transformer-decoder-autoreg");
    a->ssru = cr_str_is(autoreg, "rnn");
    if (a->ssru) {
        if (!cr_settings_has(r->s, "dec-cell", "ssru"))
            return refuse(r, "dec-cell", cr_settings_get(r->s, "dec-cell"), "ssru is");
    } else if (!cr_str_none(autoreg) && !cr_str_is(autoreg, "self-attention"))
        return refuse(r, "transformer-decoder-autoreg", autoreg, "rnn (with dec-cell ssru) and self-attention are");
    cr_str layer = cr_settings_get(r->s, "transformer-guided-alignment-layer");
    a->alignment_layer = a->decoder_layers - 1;
    if (!cr_str_none(layer) && !cr_str_is(layer, "last")) {
        size_t n = 0;
        CR_TRY(cr_settings_count(r->s, "transformer-guided-alignment-layer", a->decoder_layers, &n, r->err));
        if (n == 0)
            return refuse(r, "transformer-guided-alignment-layer", layer, "last or a layer from 1 is");
        a->alignment_layer = n - 1;
    }
    return CR_OK;
}

static cr_status read_embeddings(const reading *r, cr_architecture *a) {
    bool all = false, source = false, output = false;
    CR_TRY(cr_settings_flag(r->s, "tied-embeddings-all", &all, r->err));
    CR_TRY(cr_settings_flag(r->s, "tied-embeddings-src", &source, r->err));
    CR_TRY(cr_settings_flag(r->s, "tied-embeddings", &output, r->err));
    CR_TRY(cr_settings_flag(r->s, "output-omit-bias", &a->no_output_bias, r->err));
    a->one_embedding = all || source;
    a->tied_output = all || output;
    if (a->one_embedding && a->source_pieces != a->target_pieces)
        return cr_fail(r->err, CR_ERR_SYNTAX, "%s: dim-vocabs: %zu and %zu pieces, but one embedding (tied-embeddings-%s)", r->s->name, a->source_pieces,
                       a->target_pieces, all ? "all" : "src");
    return CR_OK;
}

/* What would change the arithmetic and is at its usual value in every student. */
static cr_status read_rest(const reading *r) {
    static const char *const off[] = {"layer-normalization", "transformer-no-projection", "transformer-train-position-embeddings",
                                      "transformer-train-positions", "ulr", "transformer-pool", "transformer-rnn-projection", "transformer-no-bias",
                                      "transformer-no-affine"};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        bool on = false;
        CR_TRY(cr_settings_flag(r->s, off[i], &on, r->err));
        if (on)
            return refuse(r, off[i], CR_STR("true"), "false is");
    }
    CR_TRY(only(r, "transformer-ffn-depth", "2"));
    CR_TRY(only(r, "lemma-dim-emb", "0"));
    CR_TRY(only(r, "transformer-decoder-dim-ffn", "0"));
    CR_TRY(only(r, "transformer-decoder-ffn-depth", "0"));
    if (cr_settings_length(r->s, "transformer-tied-layers"))
        return refuse(r, "transformer-tied-layers", cr_settings_get(r->s, "transformer-tied-layers"), "layers of their own are");
    if (cr_settings_length(r->s, "input-types") && !cr_settings_has(r->s, "input-types", "sequence"))
        return refuse(r, "input-types", cr_settings_get(r->s, "input-types"), "sequence is");
    return CR_OK;
}

static cr_status read_all(const reading *r, cr_architecture *a) {
    char emb[CR_OPERATIONS];
    cr_str type = cr_settings_get(r->s, "type"), activation = cr_settings_get(r->s, "transformer-ffn-activation");
    if (!cr_str_is(type, "transformer"))
        return refuse(r, "type", type, "transformer is");
    CR_TRY(read_sizes(r, a));
    CR_TRY(read_decoder(r, a));
    CR_TRY(read_embeddings(r, a));
    CR_TRY(operations(r, "transformer-preprocess", "", "n", a->around.before));
    CR_TRY(operations(r, "transformer-postprocess", "dan", "an", a->around.after));
    CR_TRY(operations(r, "transformer-postprocess-emb", "d", "", emb));
    CR_TRY(operations(r, "transformer-postprocess-top", "", "an", a->top));
    a->swish = cr_str_is(activation, "swish");
    if (!a->swish && !cr_str_none(activation) && !cr_str_is(activation, "relu"))
        return refuse(r, "transformer-ffn-activation", activation, "relu and swish are");
    return read_rest(r);
}

cr_status cr_architecture_read(cr_architecture *a, const cr_container *c, const cr_limits *limits, cr_error *err) {
    *a = (cr_architecture){0};
    cr_str yaml = cr_container_text(c, "special:model.yml");
    if (cr_str_none(yaml))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: special:model.yml: missing, the settings of the model", cr_container_path(c));
    cr_arena *arena = cr_arena_new(0);
    cr_settings s;
    cr_status status = arena ? cr_settings_read(arena, cr_container_path(c), yaml, limits, &s, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK)
        status = read_all(&(reading){&s, err}, a);
    cr_arena_free(arena);
    return status;
}
