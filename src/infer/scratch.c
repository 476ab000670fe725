/* Where everything of a batch stands in a worker's one block of memory. */
#include <math.h>
#include <stdlib.h>

#include "infer/pages.h"
#include "infer/run.h"

enum { LINE = 64, ATTENTION_ROWS = 16 };

/* The layout is gone through twice: without memory, to learn the size, and then in earnest. */
static void *take(cr_scratch *s, size_t count, size_t size) {
    size_t bytes = (count * size + LINE - 1) / LINE * LINE;
    char *at = s->base ? s->base + s->used : NULL;
    s->used += bytes;
    return at;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void lay_layers(cr_run *r, cr_scratch *s, const cr_weights *m) {
    size_t d = m->width, rows = larger(r->group_rows, r->row_limit), longest = 0;
    for (size_t i = 0; i < r->count; i++)
        longest = larger(longest, r->sentences[i].key_stride);
    r->x = take(s, rows * d, sizeof(float));
    r->y = take(s, rows * d, sizeof(float));
    r->q = take(s, rows * d, sizeof(float));
    r->k = take(s, rows * d, sizeof(float));
    r->v = take(s, rows * d, sizeof(float));
    r->embedded = strchr(m->top, 'a') ? take(s, rows * d, sizeof(float)) : NULL;
    r->hidden = take(s, r->ffn_rows * m->feed_forward, sizeof(float));
    r->keys_turned = take(s, longest * d, sizeof(float));
    r->attention_stride = larger(longest, r->self_stride);
    r->attention_rows = larger(ATTENTION_ROWS, r->row_limit / larger(r->count, 1));
    r->attention = take(s, r->attention_rows * r->attention_stride, sizeof(float));
    r->bytes = m->int8 ? take(s, larger(rows * cr_quantised_stride(d), r->ffn_rows * cr_quantised_stride(m->feed_forward)), 1) : NULL;
    r->scale = take(s, rows, sizeof(float));
    r->unscale = take(s, rows, sizeof(float));
}

static void lay_context(cr_run *r, cr_scratch *s, const cr_weights *m) {
    r->context_keys = take(s, m->decoder_layers, sizeof(float *));
    r->context_values = take(s, m->decoder_layers, sizeof(float *));
    for (size_t l = 0; l < m->decoder_layers; l++) {
        float *keys = take(s, r->key_floats, sizeof(float)), *values = take(s, r->source_rows * m->width, sizeof(float));
        if (s->base) {
            r->context_keys[l] = keys;
            r->context_values[l] = values;
        }
    }
}

static void lay_rows(cr_run *r, cr_scratch *s, const cr_weights *m, bool attention) {
    size_t n = r->row_limit, cells = m->ssru ? m->decoder_layers * n * m->width : 0;
    bool twice = n > r->count; /* a greedy row's only child takes its place; others need room beside */
    r->rows = take(s, n, sizeof(cr_row));
    r->rows_next = take(s, n, sizeof(cr_row));
    r->parents = take(s, n, sizeof(uint32_t));
    r->history = take(s, n * r->most, sizeof(uint32_t));
    r->history_next = twice ? take(s, n * r->most, sizeof(uint32_t)) : r->history;
    r->loops = take(s, n * CR_LOOP_PERIODS, sizeof(uint16_t));
    r->loops_next = twice ? take(s, n * CR_LOOP_PERIODS, sizeof(uint16_t)) : r->loops;
    r->cells = take(s, cells, sizeof(float));
    r->cells_next = twice ? take(s, cells, sizeof(float)) : r->cells;
    r->attended = attention ? take(s, n * r->most, sizeof(float *)) : NULL;
    r->attended_next = attention && twice ? take(s, n * r->most, sizeof(float *)) : r->attended;
    r->attended_now = attention ? take(s, n, sizeof(float *)) : NULL;
    r->self_keys = r->self_values = NULL;
    if (!m->ssru) {
        r->self_keys = take(s, n * m->decoder_layers * m->width * r->self_stride, sizeof(float));
        r->self_values = take(s, n * m->decoder_layers * m->width * r->most, sizeof(float));
    }
    r->slot_taken = take(s, n, sizeof(bool));
    size_t widest = 0;
    for (size_t i = 0; i < r->count; i++)
        widest = larger(widest, r->sentences[i].chosen ? r->sentences[i].chosen_count : m->target.pieces);
    r->logits = take(s, r->logit_rows * widest, sizeof(float));
    size_t chosen = 0;
    for (size_t i = 0; i < r->count; i++)
        chosen += cr_chosen_size(m, &r->sentences[i]);
    r->chosen = take(s, chosen, 1);
}

bool cr_run_layout(cr_worker *w, bool attention) {
    const cr_weights *m = &w->model->weights;
    for (int pass = 0; pass < 2; pass++) {
        cr_scratch s = {.base = pass ? w->scratch.base : NULL};
        lay_layers(&w->run, &s, m);
        lay_context(&w->run, &s, m);
        lay_rows(&w->run, &s, m, attention);
        if (pass || s.used <= w->scratch.capacity)
            continue;
        free(w->scratch.base);
        w->scratch.capacity = 0;
        w->scratch.base = s.used > cr_limit(w->limits, CR_LIMIT_INFER_BYTES) ? NULL : cr_pages_room(s.used);
        if (!w->scratch.base)
            return false;
        w->scratch.capacity = s.used;
    }
    return true;
}

/* signal[p][i] = sin(p e^(-i s)), signal[p][D/2 + i] = cos of the same, s = ln(10000) / (D/2 - 1); in floats as the models were
 * trained with, the functions themselves in doubles so that no processor rounds them its own way. */
bool cr_signal_reserve(cr_worker *w, size_t rows) {
    size_t d = w->model->weights.width, half = d / 2;
    if (rows <= w->signal_rows)
        return true;
    rows = (rows + 63) / 64 * 64;
    float *grown = realloc(w->signal, rows * d * sizeof *grown);
    if (!grown)
        return false;
    w->signal = grown;
    float step = (float)log(10000.0) / ((float)half - 1.0f);
    for (size_t i = 0; i < half; i++) {
        float by = (float)exp((double)((float)i * -step));
        for (size_t p = w->signal_rows; p < rows; p++) {
            double angle = (double)((float)p * by);
            grown[p * d + i] = (float)sin(angle);
            grown[p * d + half + i] = (float)cos(angle);
        }
    }
    w->signal_rows = rows;
    return true;
}

void cr_worker_free(cr_worker *w) {
    free(w->scratch.base);
    free(w->signal);
    cr_arena_free(w->arena);
    cr_arena_free(w->batch);
    *w = (cr_worker){0};
}
