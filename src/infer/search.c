/* The search: which pieces follow, greedily, in a beam, or as told.
 *
 * A beam is Marian's (src/translator/beam_search.cpp): of all one-piece continuations of the growing hypotheses the best k stay,
 * k being how many are still growing; those that took "</s>" leave the beam and narrow it; the answer is the best by normalised
 * score of all that left. "<unk>" is never produced. Probabilities are of all pieces allowed, <unk> included. */
#include <math.h>
#include <stdlib.h>

#include "infer/run.h"

enum { LOGIT_ROWS = 8, GROUP_ROWS = 96 };
enum { LOOP_LEAST = 12, LOOP_TIMES = 3 }; /* a circle: a period said four times, twelve pieces more than the source itself says again */

typedef struct searching {
    cr_worker *w;
    const cr_task *task;
    const cr_decoding *d;
    uint32_t end, unknown;
    size_t next; /* rows of the next step so far */
    uint32_t *next_pieces; /* [next row] */
    struct candidate {
        float path;
        uint32_t row, piece;
    } *kept; /* the best of a sentence: `beam` of them */
    bool out_of_memory;
} searching;

/* ---- circles ---- */

/* loops[p - 1] counts the last pieces that are the same as p pieces before; the longest that makes LOOP_TIMES periods more, or 0. */
static size_t step_loops(uint16_t *loops, const uint32_t *pieces, size_t at) {
    size_t longest = 0;
    for (size_t p = 1; p <= CR_LOOP_PERIODS; p++) {
        loops[p - 1] = at >= p && pieces[at] == pieces[at - p] && loops[p - 1] < UINT16_MAX ? (uint16_t)(loops[p - 1] + 1)
                       : at >= p && pieces[at] == pieces[at - p]                            ? UINT16_MAX
                                                                                            : 0;
        if (loops[p - 1] >= LOOP_TIMES * p && loops[p - 1] > longest)
            longest = loops[p - 1];
    }
    return longest;
}

static size_t longest_loop(const uint32_t *pieces, size_t count) {
    uint16_t loops[CR_LOOP_PERIODS] = {0};
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t now = step_loops(loops, pieces, i);
        longest = now > longest ? now : longest;
    }
    return longest;
}

/* ---- hypotheses that end ---- */

static double normalised(const cr_decoding *d, double path, size_t length) {
    return (path - d->word_penalty * (double)length) / pow((double)length, d->normalize);
}

/* Row `row` with one piece more is done: a copy of it goes to its sentence, in the order of scores. */
static void finish(searching *s, cr_sentence *to, size_t row, uint32_t piece, float path, bool ended, bool repeats) {
    cr_run *r = &s->w->run;
    size_t count = r->step + 1;
    uint32_t *pieces = cr_arena_bytes(s->w->arena, count * sizeof *pieces);
    float *attention = r->attended ? cr_arena_bytes(s->w->arena, count * to->pieces.count * sizeof *attention) : NULL;
    if (!pieces || (r->attended && !attention)) {
        s->out_of_memory = true;
        return;
    }
    memcpy(pieces, r->history + row * r->most, r->step * sizeof *pieces);
    pieces[r->step] = piece;
    for (size_t t = 0; r->attended && t < count; t++) {
        const float *from = t < r->step ? r->attended[row * r->most + t] : r->attended_now[row];
        if (!from) {
            s->out_of_memory = true;
            return;
        }
        memcpy(attention + t * to->pieces.count, from, to->pieces.count * sizeof *attention);
    }
    bool known = s->d->probabilities || s->d->beam > 1 || to->forced;
    cr_hypothesis h = {.pieces = pieces, .count = count, .attention = attention, .ended = ended, .repeats = repeats,
                       .log_probability = known ? (double)path : (double)NAN, .score = known ? normalised(s->d, (double)path, count) : (double)NAN};
    size_t at = to->done_count;
    while (at > 0 && h.score > to->done[at - 1].score) {
        if (at < s->d->beam)
            to->done[at] = to->done[at - 1];
        at--;
    }
    if (at < s->d->beam)
        to->done[at] = h;
    to->done_count += to->done_count < s->d->beam;
}

/* A row and its next piece: ends, or grows on. */
static void follow(searching *s, cr_sentence *of, size_t sentence, size_t row, uint32_t piece, float path) {
    cr_run *r = &s->w->run;
    bool last = r->step + 1 >= (of->forced ? of->forced_count : of->most), repeats = false;
    if (piece != s->end) {
        uint16_t loops[CR_LOOP_PERIODS];
        uint32_t *history = r->history + row * r->most;
        memcpy(loops, r->loops + row * CR_LOOP_PERIODS, sizeof loops);
        history[r->step] = piece; /* nobody reads there before the next step writes it */
        repeats = step_loops(loops, history, r->step) >= of->loop + LOOP_LEAST;
    }
    if (last || (!of->forced && (piece == s->end || (repeats && s->d->stop_repetition)))) {
        finish(s, of, row, piece, path, piece == s->end, repeats);
        return;
    }
    r->rows_next[s->next] = (cr_row){.sentence = sentence, .path = path};
    r->parents[s->next] = (uint32_t)row;
    s->next_pieces[s->next++] = piece;
}

/* ---- choosing ---- */

static size_t index_of(const cr_sentence *s, uint32_t piece) { /* among the pieces it may use; SIZE_MAX: none of them */
    if (!s->chosen)
        return piece;
    size_t low = 0, high = s->chosen_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->chosen[middle] < piece)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->chosen_count && s->chosen[low] == piece ? low : SIZE_MAX;
}

static uint32_t piece_at(const cr_sentence *s, size_t index) { return s->chosen ? s->chosen[index] : (uint32_t)index; }

static float log_sum(const searching *s, const float *logits, size_t count) { return s->w->kernels->log_sum_exp(logits, count); }

static void choose_one(searching *s, cr_sentence *of, size_t sentence, size_t row, const float *logits, size_t count) {
    cr_run *r = &s->w->run;
    size_t at = of->forced ? index_of(of, of->forced[r->step]) : s->w->kernels->best(logits, count, index_of(of, s->unknown));
    bool nothing = at >= count; /* no number is the largest of none: a broken model ends here */
    float path = r->rows[row].path;
    if (s->d->probabilities || of->forced)
        path = nothing ? NAN : path + (logits[at] - log_sum(s, logits, count));
    follow(s, of, sentence, row, nothing ? s->end : piece_at(of, at), path);
}

/* Puts a candidate among the `room` best, first come first where they are equal. */
static size_t keep(struct candidate *kept, size_t count, size_t room, struct candidate c) {
    size_t at = count;
    while (at > 0 && c.path > kept[at - 1].path)
        at--;
    if (at == room)
        return count;
    count += count < room;
    memmove(kept + at + 1, kept + at, (count - 1 - at) * sizeof *kept);
    kept[at] = c;
    return count;
}

static void choose_many(searching *s, cr_sentence *of, size_t sentence, size_t row, const float *logits, size_t count) {
    cr_run *r = &s->w->run;
    size_t room = r->step == 0 ? s->d->beam : of->rows, unknown = index_of(of, s->unknown), kept = 0;
    for (size_t i = 0; i < of->rows; i++) {
        const float *from = logits + i * count;
        float sum = log_sum(s, from, count), path = r->rows[row + i].path;
        for (size_t at = 0; at < count; at++) {
            float reach = path + (from[at] - sum);
            if (at == unknown || reach != reach || (kept == room && !(reach > s->kept[room - 1].path)))
                continue;
            kept = keep(s->kept, kept, room, (struct candidate){reach, (uint32_t)(row + i), (uint32_t)at});
        }
    }
    for (size_t i = 0; i < kept; i++)
        follow(s, of, sentence, s->kept[i].row, piece_at(of, s->kept[i].piece), s->kept[i].path);
    if (kept == 0) /* nothing but NaN */
        finish(s, of, row, s->end, NAN, false, false);
}

/* ---- steps ---- */

/* Logits of some sentences' rows at a time: with a shortlist of its own each sentence is a product by itself; without, rows of
 * several share the passing of the whole table. */
static void choose(searching *s) {
    cr_run *r = &s->w->run;
    size_t row = 0, pieces = s->w->model->weights.target.pieces;
    s->next = 0;
    for (size_t i = 0; i < r->count;) {
        size_t end = i, rows = 0, chosen_count = pieces;
        const uint32_t *chosen = r->sentences[i].chosen;
        for (; end < r->count && (end == i || (!chosen && !r->sentences[end].chosen && rows + r->sentences[end].rows <= LOGIT_ROWS)); end++)
            rows += r->sentences[end].rows;
        if (chosen)
            chosen_count = r->sentences[i].chosen_count;
        if (rows)
            cr_multiply_table(s->w, &r->sentences[i], row, rows, r->logits);
        const float *logits = r->logits;
        for (; i < end; i++) {
            cr_sentence *of = &r->sentences[i];
            size_t had = of->rows, before = s->next;
            if (had == 0)
                continue;
            if (s->d->beam > 1 && !of->forced)
                choose_many(s, of, i, row, logits, chosen_count);
            else
                choose_one(s, of, i, row, logits, chosen_count);
            logits += had * chosen_count;
            row += had;
            of->rows = s->next - before;
        }
    }
}

static void next_step(searching *s) {
    cr_run *r = &s->w->run;
    cr_decode_reorder(s->w, s->next);
    for (size_t i = 0; i < s->next; i++) {
        uint32_t *history = r->history + i * r->most;
        history[r->step] = s->next_pieces[i];
        step_loops(r->loops + i * CR_LOOP_PERIODS, history, r->step);
        if (r->attended)
            r->attended[i * r->most + r->step] = r->attended_now[r->parents[i]];
    }
    r->step++;
}

/* ---- a batch ---- */

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static bool set_sizes(searching *s) {
    cr_worker *w = s->w;
    cr_run *r = &w->run;
    const cr_weights *m = &w->model->weights;
    size_t longest = 0;
    for (size_t i = 0; i < r->count; i++) {
        cr_sentence *of = &r->sentences[i];
        size_t n = of->pieces.count;
        of->first_row = r->source_rows;
        of->key_at = r->key_floats;
        of->key_stride = (n + 15) / 16 * 16;
        of->loop = longest_loop(of->pieces.ids, n);
        of->rows = 1;
        r->source_rows += n;
        r->key_floats += of->key_stride * m->width;
        longest = n > longest ? n : longest;
        r->most = of->most > r->most ? of->most : r->most;
    }
    r->group_rows = longest > GROUP_ROWS ? longest : least(GROUP_ROWS, r->source_rows);
    r->row_limit = r->count * s->d->beam;
    r->ffn_rows = m->int8 && !m->alphas && r->group_rows > CR_FFN_ROWS ? r->group_rows : CR_FFN_ROWS;
    r->logit_rows = s->d->beam > LOGIT_ROWS ? s->d->beam : LOGIT_ROWS;
    r->self_stride = m->ssru ? 0 : (r->most + 15) / 16 * 16;
    return cr_signal_reserve(w, longest > r->most ? longest : r->most) && cr_run_layout(w, s->d->attention);
}

static void start_rows(searching *s) {
    cr_run *r = &s->w->run;
    const cr_weights *m = &s->w->model->weights;
    for (size_t i = 0; i < r->count; i++)
        r->rows[i] = (cr_row){.sentence = i, .slot = i};
    cr_chosen_pack(s->w);
    r->rows_now = r->count;
    memset(r->loops, 0, r->row_limit * CR_LOOP_PERIODS * sizeof *r->loops);
    if (m->ssru)
        memset(r->cells, 0, m->decoder_layers * r->row_limit * m->width * sizeof *r->cells);
    else
        memset(r->self_keys, 0, r->row_limit * m->decoder_layers * m->width * r->self_stride * sizeof *r->self_keys);
}

cr_status cr_search(cr_worker *w, const cr_task *task, cr_error *err) {
    searching s = {.w = w, .task = task, .d = task->decoding, .end = cr_vocabulary_end(w->model->target), .unknown = cr_vocabulary_unknown(w->model->target)};
    cr_run *r = &w->run;
    *r = (cr_run){.sentences = task->sentences, .count = task->count};
    size_t rows = task->count * s.d->beam;
    s.next_pieces = cr_arena_bytes(w->batch, rows * sizeof *s.next_pieces);
    s.kept = cr_arena_bytes(w->batch, (s.d->beam + 1) * sizeof *s.kept);
    bool whole = s.next_pieces && s.kept && set_sizes(&s);
    for (size_t i = 0; whole && i < r->count; i++)
        whole = (r->sentences[i].done = CR_NEW_ARRAY(w->arena, cr_hypothesis, s.d->beam)) != NULL;
    if (!whole)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a batch of %zu sentences, the longest of %zu pieces (infer_bytes: %zu)", task->count, task->sentences[0].pieces.count,
                       cr_limit(w->limits, CR_LIMIT_INFER_BYTES));
    cr_encode(w);
    start_rows(&s);
    while (r->rows_now && !s.out_of_memory) {
        cr_decode_step(w);
        choose(&s);
        next_step(&s);
    }
    return s.out_of_memory ? cr_fail(err, CR_ERR_MEMORY, "out of memory for the translations of %zu sentences", task->count) : CR_OK;
}
