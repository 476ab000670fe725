/* A model: its files opened together and checked against each other. */
#include <stdlib.h>

#include "base/file.h"
#include "infer/run.h"
#include "infer/settings.h"

static cr_decoding defaults(const cr_model *m) {
    return (cr_decoding){.beam = 1, .hypotheses = 1, .normalize = 1, .length_factor = 2, .shortlist = m->shortlist != NULL, .stop_repetition = true};
}

/* config.yml of a decoder: "beam-size: 1", "normalize: 1.0", "word-penalty: 0", "max-length-factor: 2.0". */
static cr_status read_settings(cr_model *m, cr_str path, const cr_limits *limits, cr_error *err) {
    cr_settings s;
    cr_buf text;
    cr_arena *arena = cr_arena_new(0);
    cr_str name = cr_str_copy(arena, path);
    double factor = m->decoding.length_factor;
    cr_buf_init(&text, cr_limit(limits, CR_LIMIT_MODEL_SETTINGS_BYTES));
    cr_status status = arena && !cr_str_none(name) ? cr_file_read(name.ptr, &text, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK)
        status = cr_settings_read(arena, name.ptr, cr_buf_str(&text), limits, &s, err);
    if (status == CR_OK)
        status = cr_settings_count(&s, "beam-size", cr_limit(limits, CR_LIMIT_INFER_BEAM), &m->decoding.beam, err);
    if (status == CR_OK)
        status = cr_settings_number(&s, "normalize", &m->decoding.normalize, err);
    if (status == CR_OK)
        status = cr_settings_number(&s, "word-penalty", &m->decoding.word_penalty, err);
    if (status == CR_OK)
        status = cr_settings_number(&s, "max-length-factor", &factor, err);
    if (status == CR_OK && (m->decoding.beam == 0 || !(factor > 0)))
        status = cr_fail(err, CR_ERR_SYNTAX, "%s: %s: must be more than 0", name.ptr, m->decoding.beam ? "max-length-factor" : "beam-size");
    m->decoding.length_factor = factor;
    cr_buf_free(&text);
    cr_arena_free(arena);
    return status;
}

static cr_status check_vocabulary(const cr_model *m, const cr_vocabulary *v, size_t pieces, cr_str path, cr_error *err) {
    if (cr_vocabulary_count(v) != pieces)
        return cr_fail(err, CR_ERR_SYNTAX, "%.*s: has %zu pieces, and %s was made for %zu; is it another model's?", CR_FMT(path), cr_vocabulary_count(v),
                       cr_container_path(m->container), pieces);
    return CR_OK;
}

static cr_status open_all(cr_model *m, const cr_model_files *f, const cr_limits *limits, cr_error *err) {
    bool two = !cr_str_none(f->target_vocabulary) && !cr_str_eq(f->target_vocabulary, f->vocabulary);
    CR_TRY(cr_container_open(f->model, limits, &m->container, err));
    CR_TRY(cr_vocabulary_open(f->vocabulary, limits, &m->source, err));
    m->target = m->source;
    if (two) {
        m->target = NULL;
        CR_TRY(cr_vocabulary_open(f->target_vocabulary, limits, &m->target, err));
    }
    CR_TRY(cr_weights_bind(&m->weights, m->container, limits, err));
    CR_TRY(check_vocabulary(m, m->source, m->weights.source.pieces, f->vocabulary, err));
    CR_TRY(check_vocabulary(m, m->target, m->weights.target.pieces, two ? f->target_vocabulary : f->vocabulary, err));
    if (!cr_str_none(f->shortlist))
        CR_TRY(cr_shortlist_open(f->shortlist, m->weights.source.pieces, m->weights.target.pieces, m->source == m->target, limits, &m->shortlist, err));
    m->decoding = defaults(m);
    return cr_str_none(f->settings) ? CR_OK : read_settings(m, f->settings, limits, err);
}

cr_status cr_model_open(const cr_model_files *files, const cr_limits *limits, cr_model **out, cr_error *err) {
    *out = NULL;
    cr_model *m = calloc(1, sizeof *m);
    if (!m)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a model");
    cr_status status = open_all(m, files, limits, err);
    if (status == CR_OK)
        *out = m;
    else
        cr_model_close(m);
    return status;
}

void cr_model_close(cr_model *m) {
    if (!m)
        return;
    cr_weights_free(&m->weights);
    cr_shortlist_close(m->shortlist);
    if (m->target != m->source)
        cr_vocabulary_close(m->target);
    cr_vocabulary_close(m->source);
    cr_container_close(m->container);
    free(m);
}

cr_model_facts cr_model_facts_of(const cr_model *m) {
    const cr_weights *w = &m->weights;
    return (cr_model_facts){.encoder_layers = w->encoder_layers, .decoder_layers = w->decoder_layers, .width = w->width, .heads = w->heads,
                            .feed_forward = w->feed_forward, .source_pieces = w->source.pieces, .target_pieces = w->target.pieces,
                            .parameters = w->parameters, .int8 = w->int8, .alphas = w->alphas, .ssru = w->ssru, .shortlist = m->shortlist != NULL};
}

cr_decoding cr_decoding_default(const cr_model *m) { return m->decoding; }

size_t cr_model_count_pieces(const cr_model *m, cr_arena *scratch, cr_str text) {
    cr_pieces p;
    return cr_vocabulary_encode(m->source, scratch, text, &p) ? p.count : 0;
}

cr_str cr_model_target_pieces(const cr_model *m, cr_arena *arena, cr_str text) {
    cr_pieces p;
    cr_buf out;
    cr_buf_init(&out, CR_BUF_NO_CEILING);
    if (!cr_vocabulary_encode(m->target, arena, text, &p))
        return CR_STR_NONE;
    for (size_t i = 0; i < p.count; i++) {
        cr_buf_add_str(&out, cr_vocabulary_piece(m->target, p.ids[i]));
        cr_buf_add_byte(&out, ' ');
    }
    cr_buf_add_str(&out, cr_vocabulary_piece(m->target, cr_vocabulary_end(m->target)));
    cr_str copy = out.failed ? CR_STR_NONE : cr_buf_copy(&out, arena);
    cr_buf_free(&out);
    return copy;
}

cr_str cr_model_target_piece(const cr_model *m, uint32_t id) { return cr_vocabulary_piece(m->target, id); }
