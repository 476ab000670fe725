/* Translates a text with the model in a folder and says what it cost. bench/translate calls it; see there.
 *
 * usage: translate FOLDER TEXT [--kernel NAME] [--threads N] [--batch PIECES] [--one] [--no-shortlist] [--beam N] [--factor X]
 *                              [--repeat N] [--print]
 * One line of numbers: source words, source pieces, output pieces, columns of the output layer on average, millions of
 * multiply-adds, processor and wall seconds of the translation alone, processor and wall milliseconds of opening the model, peak kB.
 * --one: a sentence at a time. --factor: pieces out for each piece in, at most; made-up models never end of themselves, so this is
 * how long each output is (1). --print: the translations instead. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file.h"
#include "infer/infer.h"
#include "infer/shortlist.h"

typedef struct settings {
    const char *kernel;
    size_t threads, batch, beam, repeat;
    double factor;
    bool one, shortlist, print;
} settings;

static double wall(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static size_t count_words(cr_str s) {
    size_t words = 0;
    for (size_t i = 0; i < s.len; i++)
        words += s.ptr[i] != ' ' && (i == 0 || s.ptr[i - 1] == ' ');
    return words;
}

/* Multiply-adds of one sentence: every product with a weight, and the attention's. */
static double work_of(const cr_model_facts *f, double in, double out, double columns) {
    double d = (double)f->width, inner = (double)f->feed_forward;
    double encoder = (double)f->encoder_layers * (in * (4 * d * d + 2 * d * inner) + 2 * in * in * d);
    double own = f->ssru ? 2 * d * d * out : 4 * d * d * out + out * out * d;
    double decoder = (double)f->decoder_layers * (own + out * (2 * d * d + 2 * d * inner) + 2 * in * d * d + 2 * in * out * d);
    return encoder + decoder + out * d * columns;
}

typedef struct totals {
    double words, in, out, columns, work;
} totals;

/* The size of a sentence's shortlist, as the decoder makes it; outside what is timed. */
static double columns_of(const cr_shortlist *s, const cr_model_facts *f, cr_arena *scratch, const cr_inferred *x) {
    const uint32_t *ids;
    size_t chosen = f->target_pieces;
    if (s && !cr_shortlist_for(s, scratch, x->pieces, x->count, &ids, &chosen))
        chosen = f->target_pieces;
    return (double)chosen;
}

static void sum_up(totals *t, const cr_model_facts *f, const cr_shortlist *s, cr_arena *scratch, const cr_str *lines, const cr_inferred *x,
                   size_t count, bool print) {
    for (size_t i = 0; i < count; i++) {
        double out = x[i].hypotheses ? (double)x[i].best[0].count : 0, columns = columns_of(s, f, scratch, &x[i]);
        t->words += (double)count_words(lines[i]);
        t->in += (double)x[i].count;
        t->out += out;
        t->columns += columns;
        t->work += work_of(f, (double)x[i].count, out, columns);
        if (print)
            printf("%.*s\n", CR_FMT(x[i].best[0].text));
    }
}

static int fail(const cr_error *err) {
    fprintf(stderr, "%s\n", err->line);
    return 1;
}

static bool translate(cr_infer *w, const settings *o, const cr_model *m, const cr_shortlist *s, const cr_str *lines, size_t count,
                      totals *t, double *used, double *took, cr_error *err) {
    cr_decoding d = cr_decoding_default(m);
    cr_model_facts f = cr_model_facts_of(m);
    cr_arena *arena = cr_arena_new(0);
    d.beam = d.hypotheses = o->beam;
    d.length_factor = o->factor;
    d.shortlist = o->shortlist;
    d.stop_repetition = false;
    size_t step = o->one ? 1 : count;
    bool good = arena;
    for (size_t at = 0; good && at < count; at += step) {
        cr_inferred *x;
        double c = cpu(), began = wall();
        good = cr_infer_run(w, arena, lines + at, step, &d, &x, err) == CR_OK;
        *used += cpu() - c;
        *took += wall() - began;
        if (good && t)
            sum_up(t, &f, o->shortlist ? s : NULL, arena, lines + at, x, step, o->print);
        cr_arena_reset(arena);
    }
    cr_arena_free(arena);
    return good;
}

static bool options_of(int argc, char **argv, settings *o) {
    *o = (settings){.threads = 1, .beam = 1, .repeat = 1, .factor = 1, .shortlist = true};
    for (int i = 3; i < argc; i++) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(name, "--one") == 0)
            o->one = true;
        else if (strcmp(name, "--no-shortlist") == 0)
            o->shortlist = false;
        else if (strcmp(name, "--print") == 0)
            o->print = true;
        else {
            size_t n = strtoul(value, NULL, 10);
            if (strcmp(name, "--kernel") == 0)
                o->kernel = value;
            else if (strcmp(name, "--threads") == 0)
                o->threads = n;
            else if (strcmp(name, "--batch") == 0)
                o->batch = n;
            else if (strcmp(name, "--beam") == 0)
                o->beam = n;
            else if (strcmp(name, "--repeat") == 0)
                o->repeat = n;
            else if (strcmp(name, "--factor") == 0)
                o->factor = strtod(value, NULL);
            else
                return false;
            i++;
        }
    }
    return argc >= 3;
}

int main(int argc, char **argv) {
    settings o;
    if (!options_of(argc, argv, &o)) {
        fprintf(stderr, "usage: %s FOLDER TEXT [--kernel NAME] [--threads N] [--batch PIECES] [--one] [--no-shortlist] [--beam N] [--factor X] [--repeat N] [--print]\n", argv[0]);
        return 2;
    }
    cr_error err = {0};
    cr_buf text;
    cr_buf_init(&text, 256u << 20);
    if (cr_file_read(argv[2], &text, &err) != CR_OK)
        return fail(&err);
    cr_arena *arena = cr_arena_new(0);
    cr_str rest = cr_buf_str(&text), line, folder = cr_str_of(argv[1]);
    size_t count = 0, room = 1;
    for (size_t i = 0; i < text.len; i++)
        room += text.bytes[i] == '\n';
    cr_str *lines = CR_NEW_ARRAY(arena, cr_str, room);
    while (lines && cr_str_split(&rest, '\n', &line))
        if (line.len)
            lines[count++] = line;
    double began = wall(), used = cpu();
    cr_model_files files = {.model = cr_str_format(arena, "%.*s/model.bin", CR_FMT(folder)), .vocabulary = cr_str_format(arena, "%.*s/vocab.spm", CR_FMT(folder)),
                            .shortlist = cr_str_format(arena, "%.*s/lex.s2t.bin", CR_FMT(folder)), .settings = cr_str_format(arena, "%.*s/config.yml", CR_FMT(folder))};
    cr_model *m;
    cr_infer *w;
    cr_infer_options io = {.threads = o.threads, .batch_pieces = o.batch, .kernel = o.kernel};
    if (cr_model_open(&files, NULL, &m, &err) != CR_OK || cr_infer_new(m, &io, &w, &err) != CR_OK)
        return fail(&err);
    double opened = wall() - began, opening = cpu() - used, seconds = 0, took = 0;
    totals t = {0};
    cr_model_facts f = cr_model_facts_of(m);
    cr_shortlist *s = NULL;
    struct rusage peak; /* before the shortlist is opened a second time for counting */
    for (size_t i = 0; i < o.repeat; i++) {
        bool last = i + 1 == o.repeat;
        getrusage(RUSAGE_SELF, &peak);
        if (last && !o.print && cr_shortlist_open(files.shortlist, f.source_pieces, f.target_pieces, f.source_pieces == f.target_pieces, NULL, &s, &err) != CR_OK)
            return fail(&err);
        if (!translate(w, &o, m, s, lines, count, last ? &t : NULL, &seconds, &took, &err))
            return fail(&err);
    }
    if (o.repeat == 1)
        getrusage(RUSAGE_SELF, &peak);
    if (!o.print)
        printf("%.0f %.0f %.0f %.0f %.0f %.4f %.4f %.3f %.3f %ld\n", t.words, t.in, t.out, count ? t.columns / (double)count : 0, t.work * 1e-6,
               seconds / (double)o.repeat, took / (double)o.repeat, opening * 1e3, opened * 1e3, peak.ru_maxrss);
    cr_shortlist_close(s);
    cr_infer_free(w);
    cr_model_close(m);
    cr_arena_free(arena);
    cr_buf_free(&text);
    return 0;
}
