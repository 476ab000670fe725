#include "cli/translate_files.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include "infer/infer.h"

enum { READ_BYTES = 64 << 10, WINDOW_BYTES = 256 << 10 }; /* lines of a window are sorted by length and batched together */

typedef struct job {
    cr_invocation *in;
    cr_model *model;
    cr_infer *infer;
    cr_decoding decoding;
    cr_arena *arena;
    cr_buf out, targets;
    cr_str targets_left; /* of --score-target; none: not given, or used up */
    bool score, pieces, nbest, json, attention;
    size_t line;   /* of all input */
    size_t looked; /* so many bytes that wait have no end of a line: not looked at again */
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

static cr_status run_lines(job *j, const cr_str *lines, size_t count, cr_error *err) {
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
    return written ? CR_OK : cr_fail(err, CR_ERR_CANCELLED, "standard output is closed");
}

/* All whole lines that are there; at the end what is left, too. */
static cr_status take_lines(job *j, cr_buf *pending, bool ended, cr_error *err) {
    cr_str all = cr_buf_str(pending), *lines = NULL;
    size_t at = 0, count = 0, capacity = 0;
    for (size_t end; at < all.len && ((end = cr_str_find_byte(all, '\n', at ? at : j->looked)) != CR_STR_NPOS || ended);) {
        size_t stop = end == CR_STR_NPOS ? all.len : end;
        cr_str *line = CR_PUSH(j->arena, lines, count, capacity);
        if (!line)
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for lines of text");
        *line = cr_str_slice(all, at, stop);
        line->len -= line->len && line->ptr[line->len - 1] == '\r';
        at = stop + (end != CR_STR_NPOS);
    }
    cr_status status = count ? run_lines(j, lines, count, err) : CR_OK;
    cr_arena_reset(j->arena);
    if (pending->len > at)
        memmove(pending->bytes, pending->bytes + at, pending->len - at);
    j->looked = pending->len -= at;
    return status;
}

static bool more_is_waiting(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1 && p.revents & (POLLIN | POLLHUP);
}

static cr_status translate_file(job *j, const char *path, cr_error *err) {
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%s: %s", path, strerror(errno));
    cr_buf pending;
    size_t most = cr_limit(&j->in->limits, CR_LIMIT_LINE_BYTES), window = WINDOW_BYTES + READ_BYTES; /* a line, or a window of short ones */
    cr_buf_init(&pending, most > window ? most : window);
    char *chunk = malloc(READ_BYTES);
    cr_status status = chunk ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    for (ssize_t n = 1; status == CR_OK && n != 0;) {
        n = read(fd, chunk, READ_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = cr_fail(err, CR_ERR_IO, "%s: %s", standard ? "standard input" : path, strerror(errno));
        else
            cr_buf_add(&pending, chunk, (size_t)n);
        if (status == CR_OK && pending.failed)
            status = cr_limit_met(err, &j->in->limits, CR_LIMIT_LINE_BYTES, standard ? "standard input" : path);
        if (status == CR_OK && (n == 0 || pending.len >= WINDOW_BYTES || !more_is_waiting(fd)))
            status = take_lines(j, &pending, n == 0, err);
    }
    free(chunk);
    cr_buf_free(&pending);
    if (!standard)
        close(fd);
    return status;
}

/* ---- options ---- */

static int check_usage(const cr_invocation *in, long *beam, long *batch) {
    *beam = *batch = 0;
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
    for (int i = 0; i < j->in->operand_count; i++)
        CR_TRY(translate_file(j, j->in->operands[i], err));
    if (j->in->operand_count == 0)
        CR_TRY(translate_file(j, "-", err));
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
