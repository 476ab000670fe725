/* The engine against a plain one, on made-up models of every shape it knows; and what must not change an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "infer/infer.h"
#include "infer/kernels.h"
#include "plain_model.h"
#include "infer/run.h"

enum { PIECES = 23 };
static const made_shape shapes[] = {
    {.before = "", .after = "dan", .top = "", .encoder = 2, .decoder = 2, .width = 16, .heads = 2, .inner = 24, .pieces = PIECES},
    {.int8 = true, .alphas = true, .before = "", .after = "dan", .top = "", .encoder = 2, .decoder = 2, .width = 32, .heads = 4, .inner = 48, .pieces = PIECES},
    {.int8 = true, .before = "", .after = "dan", .top = "", .encoder = 2, .decoder = 3, .width = 32, .heads = 2, .inner = 40, .pieces = PIECES},
    {.self_attention = true, .before = "n", .after = "da", .top = "n", .encoder = 2, .decoder = 2, .width = 16, .heads = 2, .inner = 24, .pieces = PIECES},
    {.int8 = true, .alphas = true, .self_attention = true, .swish = true, .two = true, .before = "", .after = "dan", .top = "", .encoder = 1, .decoder = 2, .width = 16, .heads = 4, .inner = 24, .pieces = PIECES},
    {.untied = true, .before = "n", .after = "a", .top = "an", .encoder = 1, .decoder = 1, .width = 20, .heads = 2, .inner = 30, .pieces = PIECES},
    {.int8 = true, .untied = true, .two = true, .self_attention = true, .before = "", .after = "an", .top = "", .encoder = 1, .decoder = 1, .width = 18, .heads = 3, .inner = 22, .pieces = PIECES},
};
enum { SHAPES = sizeof shapes / sizeof *shapes, TEXTS = 8 };
static const cr_str texts[TEXTS] = {{"the cat", 7}, {"cats", 4}, {"", 0}, {"the cat sat at the fiat; the chief ate it", 41}, {"é", 2}, {"tea at the cafe. the cats", 25},
                                    {"x y z", 5}, {"a a a a a a a a a a a a a a a a a a", 35}};

typedef struct opened {
    char folder[64], model[80], vocabulary[80];
    cr_model *m;
    cr_arena *arena;
} opened;

static void write_file(const char *path, cr_buf *b) {
    cr_error err = {0};
    if (cr_file_write(path, cr_buf_str(b), &err) != CR_OK)
        fail_msg("%s", err.line);
    cr_buf_free(b);
}

static cr_status open_with(opened *o, cr_buf *model, cr_error *err) {
    cr_buf vocabulary;
    snprintf(o->folder, sizeof o->folder, "%s/infer-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(o->folder));
    snprintf(o->model, sizeof o->model, "%s/model.bin", o->folder);
    snprintf(o->vocabulary, sizeof o->vocabulary, "%s/vocab.spm", o->folder);
    write_file(o->model, model);
    cr_buf_init(&vocabulary, CR_BUF_NO_CEILING);
    file_small_vocabulary(&vocabulary, &(file_vocabulary){0});
    write_file(o->vocabulary, &vocabulary);
    o->arena = cr_arena_new(0);
    return cr_model_open(&(cr_model_files){.model = cr_str_of(o->model), .vocabulary = cr_str_of(o->vocabulary)}, NULL, &o->m, err);
}

static void open_shape(opened *o, const made_shape *s) {
    cr_buf model;
    cr_error err = {0};
    cr_buf_init(&model, CR_BUF_NO_CEILING);
    made_file(&model, s);
    if (open_with(o, &model, &err) != CR_OK)
        fail_msg("%s", err.line);
}

static void close_all(opened *o) {
    cr_model_close(o->m);
    cr_arena_free(o->arena);
    unlink(o->model);
    unlink(o->vocabulary);
    rmdir(o->folder);
}

static cr_infer *infer_of(const opened *o, size_t threads, size_t batch, const char *kernel) {
    cr_infer *f;
    cr_error err = {0};
    if (cr_infer_new(o->m, &(cr_infer_options){.threads = threads, .batch_pieces = batch, .kernel = kernel}, &f, &err) != CR_OK)
        fail_msg("%s", err.line);
    return f;
}

static cr_inferred *run_all(const opened *o, cr_infer *f, const cr_decoding *d) {
    cr_inferred *out;
    cr_error err = {0};
    if (cr_infer_run(f, o->arena, texts, TEXTS, d, &out, &err) != CR_OK)
        fail_msg("%s", err.line);
    return out;
}

/* ---- against the plain one ---- */

static void same_as_plain(plain_model *p, const cr_inferred *got, uint32_t end, uint32_t unknown) {
    const cr_hypothesis *h = &got->best[0];
    double sum = 0, log_p[PLAIN_WIDTH];
    uint32_t last = UINT32_MAX;
    plain_encode(p, got->pieces, got->count);
    for (size_t t = 0; t < h->count; t++) {
        size_t best = end;
        plain_step(p, last, t, log_p);
        for (size_t i = 0; i < PIECES; i++)
            if (i != unknown && log_p[i] > log_p[best])
                best = i;
        assert_int_equal(h->pieces[t], best);
        for (size_t j = 0; j < got->count; j++)
            assert_true(fabs(h->attention[t * got->count + j] - p->attention[j]) < 1e-3);
        last = h->pieces[t];
        sum += log_p[last];
    }
    assert_true(fabs(h->log_probability - sum) < 1e-3 * (double)h->count);
    assert_true(fabs(h->score - h->log_probability / (double)h->count) < 1e-9);
    assert_int_equal(h->ended, last == end);
    assert_true(h->ended || h->count == 2 * got->count);
}

static void every_shape_is_as_plain_arithmetic_has_it(void **state) {
    (void)state;
    for (size_t i = 0; i < SHAPES; i++) {
        opened o;
        open_shape(&o, &shapes[i]);
        cr_infer *f = infer_of(&o, 1, 0, NULL);
        cr_decoding d = cr_decoding_default(o.m);
        d.probabilities = d.attention = true;
        d.stop_repetition = false;
        cr_inferred *got = run_all(&o, f, &d);
        plain_model *p = calloc(1, sizeof *p);
        *p = (plain_model){.s = &shapes[i], .c = o.m->container};
        for (size_t k = 0; k < TEXTS; k++)
            if (texts[k].len)
                same_as_plain(p, &got[k], 0, 1);
        assert_int_equal(cr_model_facts_of(o.m).ssru, !shapes[i].self_attention);
        assert_int_equal(cr_model_facts_of(o.m).alphas, shapes[i].alphas);
        free(p);
        cr_infer_free(f);
        close_all(&o);
    }
}

/* ---- what must not change an answer ---- */

static void same_answers(const cr_inferred *a, const cr_inferred *b, size_t of_beam) {
    for (size_t k = 0; k < TEXTS; k++) {
        assert_int_equal(a[k].hypotheses, b[k].hypotheses);
        for (size_t i = 0; i < a[k].hypotheses && i < of_beam; i++) {
            const cr_hypothesis *x = &a[k].best[i], *y = &b[k].best[i];
            assert_int_equal(x->count, y->count);
            assert_memory_equal(x->pieces, y->pieces, x->count * sizeof *x->pieces);
            assert_memory_equal(&x->log_probability, &y->log_probability, sizeof x->log_probability);
            assert_memory_equal(x->attention, y->attention, x->count * a[k].count * sizeof *x->attention);
            assert_true(cr_str_eq(x->text, y->text));
        }
    }
}

static void an_answer_is_its_sentence_s_alone(void **state) {
    (void)state;
    for (size_t i = 0; i < SHAPES; i++) {
        opened o;
        open_shape(&o, &shapes[i]);
        for (size_t beam = 1; beam <= 4; beam += 3) {
            cr_decoding d = cr_decoding_default(o.m);
            d.probabilities = d.attention = true;
            d.beam = d.hypotheses = beam;
            cr_infer *f = infer_of(&o, 1, 0, "portable");
            cr_inferred *want = run_all(&o, f, &d);
            cr_infer_free(f);
            static const size_t batches[] = {1, 30, 100000};
            for (size_t threads = 1; threads <= 3; threads += 2)
                for (size_t b = 0; b < 3; b++)
                    for (size_t k = 0; cr_kernels_at(k); k++) {
                        f = infer_of(&o, threads, batches[b], cr_kernels_at(k)->name);
                        same_answers(run_all(&o, f, &d), want, beam);
                        same_answers(run_all(&o, f, &d), want, beam); /* and again with memory that is not fresh */
                        cr_infer_free(f);
                    }
        }
        close_all(&o);
    }
}

static cr_str pieces_text(const opened *o, const cr_hypothesis *h) {
    cr_str all = CR_STR("");
    for (size_t t = 0; t < h->count; t++)
        all = cr_str_format(o->arena, "%.*s%s%.*s", CR_FMT(all), t ? " " : "", CR_FMT(cr_model_target_piece(o->m, h->pieces[t])));
    return all;
}

static void a_beam_s_scores_are_those_of_forced_decoding(void **state) {
    (void)state;
    for (size_t i = 0; i < SHAPES; i++) {
        opened o;
        open_shape(&o, &shapes[i]);
        cr_infer *f = infer_of(&o, 2, 0, NULL);
        cr_decoding d = cr_decoding_default(o.m);
        cr_error err = {0};
        d.beam = d.hypotheses = 5;
        d.normalize = 0.6;
        d.word_penalty = 0.1;
        d.stop_repetition = false;
        cr_inferred *got = run_all(&o, f, &d), *scored;
        for (size_t k = 0; k < TEXTS; k++)
            for (size_t b = 0; b < got[k].hypotheses && texts[k].len; b++) {
                const cr_hypothesis *h = &got[k].best[b];
                cr_str target = pieces_text(&o, h);
                assert_true(b == 0 || h->score <= got[k].best[b - 1].score);
                assert_int_equal(cr_infer_score(f, o.arena, &texts[k], &target, 1, &d, &scored, &err), CR_OK);
                assert_true(fabs(scored->best->log_probability - h->log_probability) < 1e-4);
                assert_true(fabs(scored->best->score - h->score) < 1e-4);
                assert_int_equal(scored->best->count, h->count);
            }
        cr_infer_free(f);
        close_all(&o);
    }
}

/* ---- circles, limits, nonsense ---- */

static void a_circle_is_seen_and_stopped(void **state) {
    (void)state;
    opened o;
    open_shape(&o, &shapes[0]);
    cr_infer *f = infer_of(&o, 1, 0, NULL);
    cr_decoding d = cr_decoding_default(o.m);
    d.length_factor = 20;
    size_t stopped = 0;
    cr_inferred *got = run_all(&o, f, &d);
    for (size_t k = 0; k < TEXTS; k++) {
        const cr_hypothesis *h = &got[k].best[0];
        stopped += h->repeats && !h->ended;
        assert_true(!h->repeats || h->count < 20 * got[k].count);
    }
    d.stop_repetition = false;
    got = run_all(&o, f, &d);
    for (size_t k = 0; k < TEXTS; k++)
        assert_true(got[k].best[0].ended || got[k].best[0].count == 20 * got[k].count);
    assert_true(stopped > 0); /* a made-up model does little else */
    cr_infer_free(f);
    close_all(&o);
}

static void a_long_text_is_cut(void **state) {
    (void)state;
    opened o;
    cr_limits limits;
    cr_infer *f;
    cr_inferred *got;
    cr_error err = {0};
    open_shape(&o, &shapes[1]);
    cr_limits_init(&limits);
    limits.value[CR_LIMIT_INFER_PIECES] = 5;
    assert_int_equal(cr_infer_new(o.m, &(cr_infer_options){.limits = &limits}, &f, &err), CR_OK);
    cr_decoding d = cr_decoding_default(o.m);
    assert_int_equal(cr_infer_run(f, o.arena, texts, TEXTS, &d, &got, &err), CR_OK);
    assert_true(got[3].cut && got[3].count == 6 && !got[1].cut);
    assert_true(got[2].count == 1 && got[2].best[0].text.len == 0);
    enum { HUGE_BYTES = 20000000 }; /* longer than any text that is cut into pieces as a whole */
    char *many = malloc(HUGE_BYTES);
    memset(many, 'a', HUGE_BYTES);
    assert_int_equal(cr_infer_run(f, o.arena, &(cr_str){many, HUGE_BYTES}, 1, &d, &got, &err), CR_OK);
    assert_true(got[0].cut && got[0].count == 6 && got[0].spans[4].end == 4 && got[0].spans[5].end == HUGE_BYTES);
    static const char *const few[] = {" ", "\xE6\xBC\xA2"}; /* of which only the beginning is looked at, too, and that is no piece, or a single one */
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        size_t step = strlen(few[i]), len = HUGE_BYTES / step * step;
        for (size_t at = 0; at < len; at += step)
            memcpy(many + at, few[i], step);
        assert_int_equal(cr_infer_run(f, o.arena, &(cr_str){many, len}, 1, &d, &got, &err), CR_OK);
        assert_true(got[0].cut && got[0].count <= 3);
    }
    free(many);
    limits.value[CR_LIMIT_INFER_BYTES] = 1000;
    cr_infer *small;
    assert_int_equal(cr_infer_new(o.m, &(cr_infer_options){.limits = &limits}, &small, &err), CR_OK);
    assert_int_equal(cr_infer_run(small, o.arena, texts, TEXTS, &d, &got, &err), CR_ERR_MEMORY);
    assert_non_null(strstr(err.line, "infer_bytes"));
    cr_infer_free(small);
    d.beam = 1000;
    assert_int_equal(cr_infer_run(f, o.arena, texts, TEXTS, &d, &got, &err), CR_ERR_USAGE);
    cr_infer_free(f);
    assert_int_equal(cr_infer_new(o.m, &(cr_infer_options){.kernel = "abacus"}, &f, &err), CR_ERR_UNSUPPORTED);
    assert_non_null(strstr(err.line, "portable"));
    close_all(&o);
}

static void weights_of_nan_end_in_time(void **state) {
    (void)state;
    for (size_t i = 0; i < SHAPES; i++)
        for (int infinite = 0; infinite < 2; infinite++) {
            opened o;
            cr_buf model;
            cr_error err = {0};
            cr_buf_init(&model, CR_BUF_NO_CEILING);
            made_shape s = shapes[i];
            made_file(&model, &s);
            for (size_t at = model.len / 2 / 256 * 256; at + 4 <= model.len / 2 / 256 * 256 + 1024; at += 4) { /* whatever stands there */
                float bad = infinite ? INFINITY : NAN;
                memcpy(model.bytes + at, &bad, sizeof bad);
            }
            cr_status status = open_with(&o, &model, &err); /* a multiplier may have been hit: refused */
            for (size_t beam = 1; status == CR_OK && beam < 4; beam += 2) {
                cr_infer *f = infer_of(&o, 1, 0, NULL);
                cr_decoding d = cr_decoding_default(o.m);
                d.probabilities = d.attention = true;
                d.beam = d.hypotheses = beam;
                cr_inferred *got = run_all(&o, f, &d);
                for (size_t k = 0; k < TEXTS; k++)
                    assert_true(got[k].hypotheses >= 1 && got[k].best[0].count <= 2 * got[k].count);
                cr_infer_free(f);
            }
            close_all(&o);
        }
}

/* Nothing to choose from: a shortlist without a word; logits that are all minus infinity, or infinite. */
static void nothing_to_choose_from_ends_in_time(void **state) {
    (void)state;
    static const float biases[] = {0, -INFINITY, INFINITY};
    for (size_t i = 0; i < SHAPES * 3; i++) {
        opened o;
        cr_buf model, list;
        cr_error err = {0};
        char path[100];
        cr_buf_init(&model, CR_BUF_NO_CEILING);
        cr_buf_init(&list, CR_BUF_NO_CEILING);
        made_file(&model, &shapes[i / 3]);
        size_t bias = cr_str_find(cr_buf_str(&model), CR_STR("type: transformer"), 0) - 256; /* the item before the settings */
        for (size_t k = 0; k < PIECES && i % 3; k++)
            memcpy(model.bytes + bias + 4 * k, &biases[i % 3], sizeof *biases);
        assert_int_equal(open_with(&o, &model, &err), CR_OK);
        cr_model_close(o.m);
        snprintf(path, sizeof path, "%s/lex", o.folder);
        file_shortlist(&list, 0, 0, (const uint64_t[]){0, 0}, 2, NULL, 0);
        write_file(path, &list);
        cr_model_files files = {.model = cr_str_of(o.model), .vocabulary = cr_str_of(o.vocabulary), .shortlist = cr_str_of(path)};
        assert_int_equal(cr_model_open(&files, NULL, &o.m, &err), CR_OK);
        cr_infer *f = infer_of(&o, 2, 40, NULL);
        for (size_t beam = 1; beam <= 32; beam = beam * 5 + 27) {
            cr_decoding d = cr_decoding_default(o.m);
            cr_inferred *got;
            d.probabilities = d.attention = true;
            d.beam = d.hypotheses = beam;
            for (int listed = 0; listed < 2; listed++) {
                d.shortlist = listed;
                got = run_all(&o, f, &d);
                for (size_t k = 0; k < TEXTS; k++)
                    assert_true(got[k].hypotheses >= 1 && got[k].best[0].count <= 2 * got[k].count);
                assert_int_equal(cr_infer_score(f, o.arena, texts, texts + 2, 1, &d, &got, &err), CR_OK);
            }
        }
        cr_infer_free(f);
        unlink(path);
        close_all(&o);
    }
}

/* ---- what is refused ---- */

static void refused(const char *from, const char *to, const char *said) {
    opened o;
    cr_buf model;
    cr_error err = {0};
    cr_buf_init(&model, CR_BUF_NO_CEILING);
    made_file(&model, &shapes[1]);
    char *at = memmem(model.bytes, model.len, from, strlen(from));
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
    assert_int_not_equal(open_with(&o, &model, &err), CR_OK);
    if (!strstr(err.line, said))
        fail_msg("\"%s\" does not say \"%s\"", err.line, said);
    close_all(&o);
}

static void what_is_not_implemented_is_refused(void **state) {
    (void)state;
    refused("type: transformer", "type: transformed", "type: \"transformed\"");
    refused("autoreg: rnn\ndec-cell: ssru", "autoreg: rnn\ndec-cell: gruu", "dec-cell: \"gruu\"");
    refused("autoreg: rnn\n", "autoreg: aan\n", "transformer-decoder-autoreg: \"aan\"");
    refused("postprocess: \"dan\"", "postprocess: \"dhn\"", "transformer-postprocess: \"dhn\"");
    refused("activation: relu", "activation: gelu", "transformer-ffn-activation: \"gelu\"");
    refused("dim-emb: 32", "dim-emb: 31", "dim-emb");
    refused("dim-emb: 32", "dim-emb: 36", "settings want");
    refused("heads: 4", "heads: 5", "heads");
    refused("enc-depth: 2", "enc-depth: 3", "encoder_l3_self_");
    refused("dec-depth: 2", "dec-depth: 0", "dec-depth");
    refused("  - 23\n  - 23", "  - 23\n  - 24", "dim-vocabs");
    refused("decoder_l2_rnn_bf", "decoder_l2_rnn_bx", "decoder_l2_rnn_bf: missing");
    refused("none_QuantMultA", "nine_QuantMultA", "multiplier of activations");
    refused("special:model.yml", "special:model.xml", "special:model.yml");
}

/* ---- links ---- */

static void words_are_linked_by_what_they_look_at(void **state) {
    (void)state;
    cr_arena *arena = cr_arena_new(0);
    cr_link *links;
    size_t count;
    cr_error err = {0};
    /* "the cats." → "les chats." : pieces ▁the ▁cat s . </s> and ▁les ▁ch ats . </s> */
    cr_str source = CR_STR("the cats.");
    cr_span from[] = {{0, 3}, {3, 7}, {7, 8}, {8, 9}, {9, 9}}, to[] = {{0, 3}, {3, 6}, {6, 9}, {9, 10}, {10, 10}};
    float attention[] = {.6f, .1f, .1f, .1f, .1f, /**/ .3f, .25f, .1f, .1f, .25f, /**/ .1f, .4f, .3f, .1f, .1f, /**/ 0, 0, 0, .1f, .9f, /**/ 0, 0, 0, 0, 1};
    cr_hypothesis h = {.text = CR_STR("les chats."), .spans = to, .count = 5, .attention = attention};
    cr_inferred of = {.spans = from, .count = 5, .best = &h, .hypotheses = 1};
    assert_int_equal(cr_infer_links(arena, source, &of, 0, &links, &count, &err), CR_OK);
    static const cr_link want[] = {{{0, 3}, {0, 3}}, {{4, 8}, {4, 9}}, {{8, 9}, {9, 10}}};
    assert_int_equal(count, 3);
    assert_memory_equal(links, want, sizeof want);
    h.attention = NULL;
    assert_int_equal(cr_infer_links(arena, source, &of, 0, &links, &count, &err), CR_OK);
    assert_int_equal(count, 0);
    cr_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_as_plain_arithmetic_has_it), cmocka_unit_test(an_answer_is_its_sentence_s_alone),
        cmocka_unit_test(a_beam_s_scores_are_those_of_forced_decoding), cmocka_unit_test(a_circle_is_seen_and_stopped),
        cmocka_unit_test(a_long_text_is_cut), cmocka_unit_test(weights_of_nan_end_in_time), cmocka_unit_test(nothing_to_choose_from_ends_in_time), cmocka_unit_test(what_is_not_implemented_is_refused),
        cmocka_unit_test(words_are_linked_by_what_they_look_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
