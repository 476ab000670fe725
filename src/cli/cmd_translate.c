/* courant translate: a line for a line, through whatever engine is there.
 *
 * Lines are taken as they come, many at a time where many are waiting (an engine works on one while the next is on its
 * way), one at a time where somebody types them. */
#include <courant/language.h>
#include <courant/text.h>
#include <courant/translate.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "cli/lines.h"
#include "cli/translate_files.h"
#include "translate/segment.h"
#include "translate/translation_json.h"
#include "wire/config.h"

enum { BATCH_LINES = 256, NAMED_LINES = 5 };

static const cr_option options[] = {
    {.name = "from", .argument = "LANG", .help = "the language of the input", .example = "courant translate --from fr --to en letter.txt"},
    {.name = "to", .argument = "LANG", .help = "the language wanted", .example = "courant translate --from fr --to es < lines.txt"},
    {.name = "engine", .argument = "NAME", .help = "use this engine: marian, apertium, libretranslate or openai", .example = "courant translate --from fr --to en --engine apertium letter.txt"},
    {.name = "server", .argument = "URL", .help = "ask this LibreTranslate server; its key, where it wants one, is read from $COURANT_LIBRETRANSLATE_KEY", .example = "courant translate --from ja --to en --server http://127.0.0.1:5000 letter.txt"},
    {.name = "plain", .help = "give each line to the engine as it stands: no splitting, protection, case handling or checks", .example = "courant translate --plain --from fr --to es sentences.txt"},
    {.name = "threads", .argument = "N", .help = "threads of the built-in engine, 1 to 256; without it [translate] threads, else as many as there are cores, at most 4; with --model as many as --jobs says", .example = "courant translate --from fr --to en --threads 1 letter.txt"},
    CR_TRANSLATE_FILES_OPTIONS,
    {.name = "list", .help = "show the pairs, engines and routes there are", .example = "courant translate --list"},
    {0}};
static const char *const examples[] = {
    "echo 'Le train arrive à 18 h 30.' | courant translate --from fr --to en", "translates a line",
    "courant translate --from fr --to es --json article.txt", "tells for every line which engine was used, by which way, and what to distrust",
    "courant translate --list", "shows what can be translated here",
    "courant translate --model model.bin --vocab vocab.spm --shortlist lex.s2t.bin --json letter.txt", "runs a model's files as they lie, and tells for every line its score", NULL};

typedef struct work {
    cr_invocation *in;
    cr_translator *translator;
    cr_str from, to, engine;
    bool plain, json;
    long threads;    /* 0: not said */
    cr_arena *arena, *config_arena;
    cr_config config;
    cr_str lines[BATCH_LINES];
    size_t count;
    cr_buf out;
    size_t failed;   /* segments */
    size_t line, failed_lines, failed_at[NAMED_LINES]; /* lines written; those with such segments, the first of them by number */
    cr_error said;   /* why an engine was passed over */
} work;

typedef struct line_plan { /* sentences of a line, as segments of the batch */
    cr_span *sentences;
    size_t count, first;
} line_plan;

/* ---- one batch ---- */

static cr_status plan_lines(work *w, line_plan *plans, cr_str **segments, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *segments = NULL;
    *count = 0;
    for (size_t i = 0; i < w->count; i++) {
        line_plan *p = &plans[i];
        p->first = *count;
        if (w->plain) {
            p->sentences = CR_NEW(w->arena, cr_span);
            p->count = 1;
            if (p->sentences)
                *p->sentences = (cr_span){0, w->lines[i].len};
        } else
            CR_TRY(cr_segment_sentences(NULL, w->arena, w->lines[i], w->from, &p->sentences, &p->count, err));
        for (size_t k = 0; k < p->count; k++) {
            cr_str *s = p->sentences ? CR_PUSH(w->arena, *segments, *count, capacity) : NULL;
            if (!s)
                return cr_fail(err, CR_ERR_MEMORY, "out of memory");
            *s = cr_str_slice(w->lines[i], p->sentences[k].start, p->sentences[k].end);
        }
    }
    return CR_OK;
}

static void write_maker(cr_json *j, const cr_translation *t) {
    cr_translation_json_maker(j, t);
    cr_translation_json_trust(j, t);
}

static void write_sentences(cr_json *j, cr_str source, cr_str target, const cr_span *from, const cr_span *to, const cr_translation *answers, size_t count) {
    cr_utf8_cursor a = cr_utf8_cursor_of(source), b = cr_utf8_cursor_of(target);
    cr_json_array(j);
    for (size_t i = 0; i < count; i++) {
        cr_json_object(j);
        for (int side = 0; side < 2; side++) {
            const cr_span *s = side ? &to[i] : &from[i];
            cr_json_key(j, side ? "target" : "source");
            cr_json_array(j);
            cr_json_int(j, (long long)cr_utf8_points_at(side ? &b : &a, s->start));
            cr_json_int(j, (long long)cr_utf8_points_at(side ? &b : &a, s->end));
            cr_json_end(j);
        }
        cr_json_member(j, "lang", answers[i].language);
        write_maker(j, &answers[i]);
        cr_json_member(j, "rejected", answers[i].rejected);
        cr_json_end(j);
    }
    cr_json_end(j);
}

/* Of the sentences of a line: the first one's maker, the worst doubts. */
static void add_up(cr_translation *sum, const cr_translation *t) {
    sum->flags |= t->flags;
    sum->grade = t->grade > sum->grade ? t->grade : sum->grade;
    sum->score = t->score < sum->score ? t->score : sum->score;
    sum->probability = fmin(sum->probability, t->probability);
    if (!cr_str_none(t->engine) && (cr_str_none(sum->engine) || cr_str_is(sum->engine, "none"))) {
        sum->engine = t->engine;
        sum->model = t->model;
        sum->hash = t->hash;
        sum->via = t->via;
    }
}

/* The sentences' translations with the white space that stood between the originals. */
static cr_status write_line(work *w, cr_str line, const line_plan *p, const cr_translation *answers, cr_error *err) {
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    cr_span *targets = CR_NEW_ARRAY(w->arena, cr_span, p->count + 1);
    cr_translation sum = {.score = 1, .probability = (double)NAN};
    size_t at = 0, done = 0, failed = w->failed;
    for (size_t k = 0; targets && k < p->count; k++) {
        const cr_translation *t = &answers[p->first + k];
        cr_str original = cr_str_slice(line, p->sentences[k].start, p->sentences[k].end);
        cr_buf_add_str(&text, cr_str_slice(line, at, p->sentences[k].start));
        at = p->sentences[k].end;
        targets[k].start = text.len;
        cr_buf_add_str(&text, cr_str_none(t->text) ? original : t->text);
        targets[k].end = text.len;
        done += !cr_str_none(t->text);
        w->failed += cr_str_none(t->text);
        add_up(&sum, t);
    }
    cr_buf_add_str(&text, cr_str_slice(line, at, line.len));
    w->line++;
    if (w->failed > failed && w->failed_lines++ < NAMED_LINES)
        w->failed_at[w->failed_lines - 1] = w->line;
    bool whole = targets && !text.failed;
    if (whole && w->json) {
        cr_json j = cr_json_on(&w->out);
        cr_json_object(&j);
        cr_json_member(&j, "source", line);
        cr_json_member(&j, "text", done || p->count == 0 ? cr_buf_str(&text) : CR_STR_NONE);
        write_maker(&j, &sum);
        cr_json_key(&j, "sentences");
        write_sentences(&j, line, cr_buf_str(&text), p->sentences, targets, answers + p->first, p->count);
        cr_json_end(&j);
    } else if (whole)
        cr_buf_add_str(&w->out, cr_buf_str(&text));
    cr_buf_add_byte(&w->out, '\n');
    cr_buf_free(&text);
    return whole ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory");
}

static cr_status run_batch(work *w, cr_error *err) {
    line_plan *plans = CR_NEW_ARRAY(w->arena, line_plan, BATCH_LINES);
    cr_str *segments;
    size_t count;
    cr_translation *answers;
    if (!plans)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < w->count; i++)
        w->lines[i] = cr_utf8_repair(w->arena, w->lines[i]);
    CR_TRY(plan_lines(w, plans, &segments, &count, err));
    cr_translate_request q = {.from = w->from, .to = w->to, .segments = segments, .count = count, .engine = w->engine, .plain = w->plain};
    CR_TRY(cr_translator_run(w->translator, w->arena, &q, &answers, err));
    cr_error why;
    if (cr_translator_fell_back(w->translator, &why) && strcmp(why.line, w->said.line) != 0) {
        w->said = why;
        fprintf(stderr, "courant: %s; another model or engine was asked\n", why.line);
    }
    for (size_t i = 0; i < w->count; i++)
        CR_TRY(write_line(w, w->lines[i], &plans[i], answers, err));
    bool written = cr_write_out(w->out.bytes, w->out.len);
    cr_buf_clear(&w->out);
    cr_arena_reset(w->arena);
    w->count = 0;
    return written ? CR_OK : cr_fail(err, CR_ERR_CANCELLED, "standard output is closed");
}

/* ---- lines as they come ---- */

static cr_status take_lines(void *context, const cr_str *lines, size_t count, cr_error *err) {
    work *w = context;
    for (size_t i = 0; i < count; i++) {
        w->lines[w->count++] = lines[i];
        if (w->count == BATCH_LINES)
            CR_TRY(run_batch(w, err));
    }
    return w->count ? run_batch(w, err) : CR_OK;
}

/* ---- the list ---- */

static void print_route(const cr_route *r, bool json, cr_buf *out) {
    cr_json j = cr_json_on(out);
    if (json) {
        cr_json_object(&j);
        cr_json_member(&j, "from", r->from);
        cr_json_member(&j, "to", r->to);
        cr_json_member(&j, "engine", r->engine);
        cr_json_member(&j, "model", r->model);
        cr_json_member_strs(&j, "via", r->via);
        cr_json_member_bool(&j, "rough", r->rough);
        cr_json_end(&j);
    } else {
        cr_buf_printf(out, "%s-%s\t%s%s\t%s", cr_clean(r->from).text, cr_clean(r->to).text, cr_clean(r->engine).text, r->rough ? " (rough gloss)" : "", cr_clean(r->model).text);
        for (size_t i = 0; i < r->via.count; i++)
            cr_buf_printf(out, "%s%s", i ? ", " : "\tvia ", cr_clean(r->via.items[i]).text);
    }
    cr_buf_add_byte(out, '\n');
}

static int by_pair(const void *x, const void *y) {
    const cr_route *a = x, *b = y;
    int order = cr_str_compare(a->from, b->from);
    return order ? order : cr_str_compare(a->to, b->to);
}

static cr_status list(work *w, cr_error *err) {
    cr_route *routes;
    size_t count;
    CR_TRY(cr_translator_list(w->translator, w->arena, &routes, &count, err));
    if (count == 0)
        return cr_fail(err, CR_ERR_NOT_FOUND, "no translation engine has a pair of languages; courant models add FILE (courant models available lists what there is), or apt install apertium apertium-fra-cat apertium-spa-cat apertium-eng-spa, or --server URL");
    qsort(routes, count, sizeof *routes, by_pair);
    for (size_t i = 0; i < count; i++)
        print_route(&routes[i], w->json, &w->out);
    return cr_write_out(w->out.bytes, w->out.len) ? CR_OK : cr_fail(err, CR_ERR_CANCELLED, "standard output is closed");
}

static bool language_option(cr_invocation *in, const char *name, char code[8]) {
    const char *value = cr_value(in, name);
    if (!value)
        cr_usage(in, "--%s LANG is missing", name);
    else if (!cr_language_normalise(cr_str_of(value), code))
        cr_usage(in, "--%s: \"%s\" is not a language code", name, value);
    else
        return true;
    return false;
}

/* Engines as the configuration names them; --server and its key come before. */
static cr_status open_translator(work *w, cr_error *err) {
    const char *server = cr_value(w->in, "server"), *key = getenv("COURANT_LIBRETRANSLATE_KEY");
    CR_TRY(cr_config_load(w->config_arena, cr_value(w->in, "config"), &w->config, err));
    const cr_config *c = &w->config;
    cr_translator_options o = cr_config_translator(w->config_arena, c, cr_value(w->in, "data"));
    if (w->threads)
        o.threads = (size_t)w->threads;
    if (server)
        o.libretranslate_url = cr_str_of(server);
    if (key || server)
        o.libretranslate_key = cr_str_of(key);
    return cr_translator_new(&o, &w->translator, err);
}

static bool usable(const cr_invocation *in, long *threads) {
    static const char *const alone[] = CR_TRANSLATE_FILES_ALONE;
    const char *engine = cr_value(in, "engine");
    for (size_t i = 0; i < sizeof alone / sizeof *alone && !cr_given(in, "model"); i++)
        if (cr_given(in, alone[i]))
            return cr_usage(in, "--%s needs --model FILE", alone[i]), false;
    if (engine && !cr_translator_knows(cr_str_of(engine)))
        return cr_usage(in, "--engine: no engine is called \"%s\"; there are marian, apertium, libretranslate, openai", engine), false;
    *threads = 0;
    return !cr_given(in, "threads") || cr_value_number(in, "threads", 1, 256, threads);
}

static cr_error failures(const work *w) {
    cr_error err;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < w->failed_lines && i < NAMED_LINES; i++)
        cr_buf_printf(&b, "%s%zu", i ? ", " : "", w->failed_at[i]);
    cr_fail(&err, CR_ERR_ENGINE, "%zu %s could not be translated and %s: %s %s%s", w->failed, w->failed == 1 ? "sentence" : "sentences",
            w->failed == 1 ? "stands as it was" : "stand as they were", w->failed_lines == 1 ? "line" : "lines", b.bytes ? b.bytes : "",
            w->failed_lines > NAMED_LINES ? " and more" : "");
    cr_buf_free(&b);
    return err;
}

static int run(cr_invocation *in) {
    long threads;
    if (!usable(in, &threads))
        return 2;
    if (cr_given(in, "model"))
        return cr_translate_files(in);
    work *w = calloc(1, sizeof *w);
    cr_error err = {0};
    int exit_status = 1;
    bool said = false; /* that nothing can be written */
    char from[8], to[8];
    if (!w || !(w->arena = cr_arena_new(cr_limit(&in->limits, CR_LIMIT_ARENA_BYTES))) || !(w->config_arena = cr_arena_new(0))) {
        cr_fail(&err, CR_ERR_MEMORY, "out of memory");
        cr_complain(&err);
        goto done;
    }
    w->in = in;
    w->threads = threads;
    cr_buf_init(&w->out, CR_BUF_NO_CEILING);
    if (!cr_given(in, "list")) {
        if (!language_option(in, "from", from) || !language_option(in, "to", to)) {
            exit_status = 2;
            goto done;
        }
        w->from = cr_str_of(from);
        w->to = cr_str_of(to);
    }
    w->engine = cr_str_of(cr_value(in, "engine"));
    w->plain = cr_given(in, "plain");
    w->json = cr_given(in, "json");
    cr_status status = open_translator(w, &err);
    if (status == CR_OK && cr_given(in, "list"))
        status = list(w, &err);
    else if (status == CR_OK)
        status = cr_lines_read_all(in, &(cr_line_reader){.take = take_lines, .context = w}, &err);
    said = status == CR_ERR_CANCELLED;
    exit_status = status == CR_OK ? 0 : said ? 1 : cr_complain(&err);
    if (status == CR_OK && w->failed) {
        err = failures(w);
        exit_status = cr_complain(&err);
    }
done:
    if (w) {
        cr_translator_free(w->translator);
        cr_arena_free(w->arena);
        cr_arena_free(w->config_arena);
        cr_buf_free(&w->out);
    }
    free(w);
    return exit_status == 2 || said ? exit_status : cr_finish(exit_status);
}

const cr_command cr_command_translate = {
    .name = "translate", .operands = "[FILE…|-]", .summary = "translate text, a line for a line",
    .description = "Translates every line of the input and prints one line for it. Sentences are translated one by one; addresses, numbers, names and "
                   "quotation marks are watched over, and with --json what must be distrusted is flagged: number_changed, name_lost, negation_lost, repetition, "
                   "too_long, untranslated_words, url_changed, quotes_changed, unit_changed.\n\n"
                   "Engines are the built-in one, with the models that courant models add has installed; any server that speaks LibreTranslate's protocol; a "
                   "language model of your own; and Apertium, where it is installed (its output is a rough gloss). A sentence that no engine could translate, or whose "
                   "translation is hopeless, stands in the output as it was, and the exit status is 1. --json tells for every sentence its engine, its model with "
                   "version and hash, its score and its grade (good, fair, poor, hopeless).\n\n"
                   "With --model and --vocab the files of a Marian model (float32 or int8) are run as they lie, for those who make or compare models: a line is one "
                   "segment, languages are not asked for, and nothing is split, protected or checked. What comes out for a line depends on that line alone, not on "
                   "the lines beside it, --threads, --jobs or --kernel. These options need --model: --vocab, --target-vocab, --shortlist, --beam, --nbest, "
                   "--pieces, --attention, --score-target, --length-factor, --kernel and --batch-pieces.",
    .options = options, .examples = examples, .run = run};
