#include "translate/trial.h"

#include <courant/text.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/data.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/vec.h"

enum { CHUNK = 256 << 10, WORDS_LEAST = 9, WORDS_MOST = 400 };
/* Mean log-probability of a piece. A model that knows its languages is at -0.1 to -1 in plain prose; -3 is one choice of twenty. */
static const double PROBABILITY_FLOOR = -3;

static cr_status hash_file(const cr_model_file *f, char out[65], cr_error *err) {
    int fd = open(f->path.ptr, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cr_fail(err, CR_ERR_IO, "%s: %s", f->path.ptr, strerror(errno));
    char *chunk = malloc(CHUNK);
    cr_status status = chunk ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    cr_sha256 h;
    cr_sha256_begin(&h);
    for (ssize_t n = 1; status == CR_OK && n > 0;) {
        n = read(fd, chunk, CHUNK);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            status = cr_fail(err, CR_ERR_IO, "%s: %s", f->path.ptr, strerror(errno));
        else
            cr_sha256_add(&h, chunk, (size_t)n);
    }
    cr_sha256_end(&h, out);
    free(chunk);
    close(fd);
    return status;
}

static cr_status hash_all(const cr_installed_model *m, cr_error *err) {
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++) {
        char now[65];
        if (cr_str_none(m->files[i].path))
            continue;
        CR_TRY(hash_file(&m->files[i], now, err));
        if (strcmp(now, m->files[i].sha256) != 0)
            return cr_fail(err, CR_ERR_SYNTAX, "%s is not the file that was installed: its SHA-256 is %.12s…, not %.12s…; remove the model and add it again",
                           cr_model_file_name((cr_model_file_kind)i), now, m->files[i].sha256);
    }
    return CR_OK;
}

cr_strs cr_trial_sentences(cr_arena *a, cr_str lang) {
    cr_strs out = {0};
    size_t capacity = 0;
    cr_str all = cr_data("translate/check-sentences.txt"), line;
    while (cr_str_split(&all, '\n', &line)) {
        size_t tab = cr_str_find_byte(line, '\t', 0);
        if (tab == CR_STR_NPOS || !cr_str_eq(cr_str_slice(line, 0, tab), lang))
            continue;
        cr_str *to = CR_PUSH(a, out.items, out.count, capacity);
        if (to)
            *to = cr_str_slice(line, tab + 1, line.len);
    }
    return out;
}

bool cr_trial_babbles(const cr_word *words, size_t n) {
    size_t distinct = 0;
    for (size_t i = 0; i < n && i < WORDS_MOST; i++) {
        size_t k = 0;
        while (k < i && !cr_str_eq(words[k].stem, words[i].stem))
            k++;
        distinct += k == i;
    }
    n = n < WORDS_MOST ? n : WORDS_MOST;
    return n >= WORDS_LEAST && distinct * 3 < n;
}

static const char *fault_of(const cr_inferred *got, const cr_hypothesis *h, const cr_word *words, size_t n) {
    if (!h || cr_str_empty(cr_str_trim(h->text)))
        return "nothing came of";
    if (h->repeats)
        return "it runs in a circle after";
    if (!h->ended)
        return "it does not end after";
    if (cr_trial_babbles(words, n))
        return "it repeats itself after";
    if (h->count > 3 * got->count + 6)
        return "far too much came of";
    if (h->count * 4 < got->count)
        return "far too little came of";
    return h->count && h->log_probability / (double)h->count < PROBABILITY_FLOOR ? "it only guesses after" : NULL;
}

static cr_status judge(cr_arena *a, const cr_strs *s, const cr_inferred *got, cr_trial *out, cr_error *err) {
    for (size_t i = 0; i < s->count; i++) {
        const cr_hypothesis *h = got[i].hypotheses ? &got[i].best[0] : NULL;
        cr_word *words;
        size_t n;
        CR_TRY(cr_text_words(a, s->items[i], CR_STR_NONE, &words, &n, err));
        out->words += n;
        CR_TRY(cr_text_words(a, h ? h->text : CR_STR(""), CR_STR_NONE, &words, &n, err));
        const char *wrong = fault_of(&got[i], h, words, n);
        if (i == 0 && h)
            out->target = cr_str_copy(a, h->text);
        if (wrong && cr_str_none(out->doubt))
            out->doubt = cr_str_format(a, "%s \"%.*s\"", wrong, CR_FMT(s->items[i]));
    }
    return CR_OK;
}

static cr_status translate(cr_arena *a, const cr_model *model, const cr_strs *s, const cr_limits *limits, cr_trial *out, cr_error *err) {
    cr_infer *w;
    cr_inferred *got;
    cr_decoding d = cr_decoding_default(model);
    d.stop_repetition = d.probabilities = true;
    CR_TRY(cr_infer_new(model, &(cr_infer_options){.threads = 1, .limits = limits}, &w, err));
    int64_t began = cr_time_monotonic_ms();
    cr_status status = cr_infer_run(w, a, s->items, s->count, &d, &got, err);
    out->ms = (double)(cr_time_monotonic_ms() - began);
    if (status == CR_OK)
        status = judge(a, s, got, out, err);
    cr_infer_free(w);
    return status;
}

cr_status cr_trial_run(cr_arena *a, const cr_installed_model *m, const cr_limits *limits, cr_trial *out, cr_error *err) {
    cr_model *model;
    cr_model_files files = cr_installed_files(m);
    *out = (cr_trial){0};
    CR_TRY(hash_all(m, err));
    int64_t began = cr_time_monotonic_ms();
    CR_TRY(cr_model_open(&files, limits, &model, err));
    out->open_ms = (double)(cr_time_monotonic_ms() - began);
    out->facts = cr_model_facts_of(model);
    cr_strs s = cr_trial_sentences(a, m->from);
    out->sentences = s.count;
    cr_status status = CR_OK;
    if (s.count) {
        out->source = s.items[0];
        status = translate(a, model, &s, limits, out, err);
    }
    cr_model_close(model);
    return status;
}
