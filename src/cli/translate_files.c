#include "cli/translate_files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/lines.h"
#include "infer/infer.h"

enum { WINDOW_BYTES = 256 << 10 }; /* lines of a window are sorted by length and batched together */

typedef struct job {
    cr_invocation *in;
    cr_model *model;
    cr_infer *infer;
    cr_decoding decoding;
    cr_arena *arena;
    cr_buf out, targets;
    cr_str targets_left; /* of --score-target; none: not given, or used up */
    bool score, pieces, nbest, json, attention;
    size_t line; /* of all input */
} job;

/* ---- what is printed ---- */

static void write_pieces(job *j, const cr_hypothesis *h) {
    for (size_t i = 0; i < h->count; i++) {
        if (i)
            cr_buf_add_byte(&j->out, ' ');
        cr_buf_add_str(&j->out, cr_model_target_piece(j->model, h->pieces[i]));
    }
}

static void write_output(job *j, const cr_hypothesis *h) {
    if (j->pieces)
        write_pieces(j, h);
    else
        cr_buf_add_str(&j->out, h->text);
}

static void write_attention(job *j, const cr_inferred *a, const cr_hypothesis *h) {
    cr_buf_add_z(&j->out, " |||");
    for (size_t t = 0; h->attention && t < h->count; t++)
        for (size_t i = 0; i < a->count; i++)
            cr_buf_printf(&j->out, "%c%g", i ? ',' : ' ', (double)h->attention[t * a->count + i]);
}

static void write_json(job *j, cr_str source, const cr_inferred *a, const cr_hypothesis *h) {
    cr_json o = cr_json_on(&j->out);
    cr_json_object(&o);
    cr_json_member(&o, "source", source);
    cr_json_member(&o, "text", h->text);
    cr_json_key(&o, "log_probability");
    cr_json_number(&o, h->log_probability, 6);
    cr_json_key(&o, "score");
    cr_json_number(&o, h->score, 6);
    if (j->pieces) {
        cr_json_key(&o, "pieces");
        cr_json_array(&o);
        for (size_t i = 0; i < h->count; i++)
            cr_json_str(&o, cr_model_target_piece(j->model, h->pieces[i]));
        cr_json_end(&o);
    }
    cr_json_member_bool(&o, "ended", h->ended);
    cr_json_member_bool(&o, "repeats", h->repeats);
    cr_json_member_bool(&o, "cut", a->cut);
    cr_json_end(&o);
    cr_buf_add_byte(&j->out, '\n');
}

static void write_answer(job *j, cr_str source, const cr_inferred *a) {
    size_t count = j->nbest ? a->hypotheses : a->hypotheses > 1 ? 1 : a->hypotheses;
    for (size_t i = 0; i < count; i++) {
        const cr_hypothesis *h = &a->best[i];
        if (j->json) {
            write_json(j, source, a, h);
            continue;
        }
        if (j->score) {
            cr_buf_printf(&j->out, "%.6f\t%.6f\t%zu\n", h->log_probability, h->log_probability / (double)h->count, h->count);
            continue;
        }
        if (j->nbest)
            cr_buf_printf(&j->out, "%zu ||| ", j->line);
        if (!cr_str_empty(source)) /* an empty line stays one, its "</s>" is not shown */
            write_output(j, h);
        if (j->nbest)
            cr_buf_printf(&j->out, " ||| F0= %.6f ||| %.6f", h->log_probability, h->score);
        if (j->attention)
            write_attention(j, a, h);
        cr_buf_add_byte(&j->out, '\n');
    }
}

/* ---- lines ---- */

/* Targets are pieces where they look like it: text has no U+2581. */
static cr_status take_target(job *j, cr_str *out, cr_error *err) {
    if (!cr_str_split(&j->targets_left, '\n', out) || (cr_str_none(j->targets_left) && cr_str_empty(*out)))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: has fewer lines than the input", cr_value(j->in, "score-target"));
    if (j->pieces || cr_str_contains(*out, "\xE2\x96\x81") || cr_str_is(*out, "</s>") || cr_str_ends(*out, " </s>"))
        return CR_OK;
    *out = cr_model_target_pieces(j->model, j->arena, *out);
    return cr_str_none(*out) ? cr_fail(err, CR_ERR_MEMORY, "out of memory") : CR_OK;
}

static cr_status run_lines(void *context, const cr_str *lines, size_t count, cr_error *err) {
    job *j = context;
    cr_inferred *answers;
    cr_status status;
    if (j->score) {
        cr_str *targets = CR_NEW_ARRAY(j->arena, cr_str, count + 1);
        for (size_t i = 0; targets && i < count; i++)
            CR_TRY(take_target(j, &targets[i], err));
        status = targets ? cr_infer_score(j->infer, j->arena, lines, targets, count, &j->decoding, &answers, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    } else
        status = cr_infer_run(j->infer, j->arena, lines, count, &j->decoding, &answers, err);
    if (status != CR_OK)
        return status;
    for (size_t i = 0; i < count; i++, j->line++)
        write_answer(j, lines[i], &answers[i]);
    if (j->out.failed)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    bool written = cr_write_out(j->out.bytes, j->out.len);
    cr_buf_clear(&j->out);
    cr_arena_reset(j->arena);
    return written ? CR_OK : cr_fail(err, CR_ERR_CANCELLED, "standard output is closed");
}

/* ---- options ---- */

static int check_usage(const cr_invocation *in, long *beam, long *batch) {
    static const char *const others[] = {"engine", "server", "list"};
    *beam = *batch = 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cr_given(in, others[i]))
            return cr_usage(in, "--%s is not for --model, which runs that file alone and as it lies", others[i]);
    if (!cr_value(in, "vocab"))
        return cr_usage(in, "--model wants its vocabulary: --vocab FILE");
    if (cr_given(in, "beam") && !cr_value_number(in, "beam", 1, (long)cr_limit(&in->limits, CR_LIMIT_INFER_BEAM), beam))
        return 2;
    if (cr_given(in, "batch-pieces") && !cr_value_number(in, "batch-pieces", 1, 1 << 20, batch))
        return 2;
    return 0;
}

static cr_status open_model(job *j, long beam, long batch, cr_error *err) {
    const char *list = cr_value(j->in, "shortlist");
    cr_model_files files = {.model = cr_str_of(cr_value(j->in, "model")), .vocabulary = cr_str_of(cr_value(j->in, "vocab")),
                            .target_vocabulary = cr_str_of(cr_value(j->in, "target-vocab")),
                            .shortlist = list && strcmp(list, "none") != 0 ? cr_str_of(list) : CR_STR_NONE};
    CR_TRY(cr_model_open(&files, &j->in->limits, &j->model, err));
    long threads = cr_jobs(j->in);
    if (cr_given(j->in, "threads") && !cr_value_number(j->in, "threads", 1, 256, &threads))
        return cr_fail(err, CR_ERR_USAGE, "--threads is no number");
    cr_infer_options o = {.threads = (size_t)threads, .batch_pieces = (size_t)batch, .kernel = cr_value(j->in, "kernel"), .limits = &j->in->limits};
    CR_TRY(cr_infer_new(j->model, &o, &j->infer, err));
    j->decoding = cr_decoding_default(j->model);
    const char *factor = cr_value(j->in, "length-factor");
    char *end = NULL;
    if (factor)
        j->decoding.length_factor = strtod(factor, &end);
    if (factor && (*end || !(j->decoding.length_factor > 0) || j->decoding.length_factor > 100))
        return cr_fail(err, CR_ERR_USAGE, "--length-factor wants a number from 0 to 100, not \"%s\"", factor);
    if (beam)
        j->decoding.beam = (size_t)beam;
    j->decoding.hypotheses = j->decoding.beam;
    j->decoding.stop_repetition = false; /* the model's own words, as any other engine would print them */
    j->decoding.attention = j->attention;
    j->decoding.probabilities = j->nbest || j->json;
    if (!j->score)
        return CR_OK;
    cr_buf_init(&j->targets, cr_limit(&j->in->limits, CR_LIMIT_INPUT_BYTES));
    CR_TRY(cr_file_read(cr_value(j->in, "score-target"), &j->targets, err));
    j->targets_left = cr_buf_str(&j->targets);
    return CR_OK;
}

static cr_status translate_all(job *j, cr_error *err) {
    cr_line_reader reader = {.take = run_lines, .context = j, .window = WINDOW_BYTES};
    CR_TRY(cr_lines_read_all(j->in, &reader, err));
    if (j->score && !cr_str_none(j->targets_left) && !cr_str_empty(j->targets_left))
        return cr_fail(err, CR_ERR_SYNTAX, "%s: has more lines than the input", cr_value(j->in, "score-target"));
    return CR_OK;
}

int cr_translate_files(cr_invocation *in) {
    long beam, batch;
    cr_error err = {0};
    if (check_usage(in, &beam, &batch) != 0)
        return 2;
    job *j = calloc(1, sizeof *j);
    cr_status status = CR_OK;
    if (!j || !(j->arena = cr_arena_new(cr_limit(&in->limits, CR_LIMIT_ARENA_BYTES))))
        status = cr_fail(&err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK) {
        j->in = in;
        cr_buf_init(&j->out, CR_BUF_NO_CEILING);
        j->score = cr_given(in, "score-target"), j->pieces = cr_given(in, "pieces"), j->nbest = cr_given(in, "nbest");
        j->json = cr_given(in, "json"), j->attention = cr_given(in, "attention");
        status = open_model(j, beam, batch, &err);
    }
    if (status == CR_OK)
        status = translate_all(j, &err);
    if (j) {
        cr_infer_free(j->infer);
        cr_model_close(j->model);
        cr_arena_free(j->arena);
        cr_buf_free(&j->out);
        cr_buf_free(&j->targets);
    }
    free(j);
    return status == CR_ERR_CANCELLED ? 1 : cr_finish(status == CR_OK ? 0 : cr_complain(&err));
}
