/* From texts to batches of sentences, and from finished sentences to answers. */
#include <math.h>
#include <stdlib.h>

#include "infer/run.h"

enum { MOST_ROWS = 256, PIECE_BYTES = 512 }; /* of a batch; of the longest piece a vocabulary may have */

static cr_status out_of_memory(cr_error *err) { return cr_fail(err, CR_ERR_MEMORY, "out of memory for the pieces of a text"); }

/* ---- a text ---- */

/* As much of a text as `most` pieces can hold, whole characters: what comes behind need not be looked at. */
static cr_str beginning(cr_str text, size_t most) {
    if (text.len / PIECE_BYTES <= most)
        return text;
    size_t end = (most + 1) * PIECE_BYTES;
    while (end < text.len && end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end--;
    return cr_str_slice(text, 0, end);
}

cr_status cr_sentence_make(const cr_model *m, cr_arena *arena, const cr_limits *limits, const cr_decoding *d, cr_str text, size_t index,
                           cr_sentence *out, cr_error *err) {
    cr_pieces p;
    size_t most = cr_limit(limits, CR_LIMIT_INFER_PIECES);
    *out = (cr_sentence){.index = index};
    cr_str head = beginning(text, most);
    if (!cr_vocabulary_encode(m->source, arena, head, &p))
        return out_of_memory(err);
    out->cut = head.len < text.len || p.count > most;
    size_t count = p.count < most ? p.count : most; /* a head that was cut may hold few: white space, or letters that no piece has */
    out->pieces.ids = cr_arena_bytes(arena, (count + 1) * sizeof *p.ids);
    out->pieces.spans = cr_arena_bytes(arena, (count + 1) * sizeof *p.spans);
    out->pieces.count = count + 1;
    if (!out->pieces.ids || !out->pieces.spans)
        return out_of_memory(err);
    if (count) {
        memcpy(out->pieces.ids, p.ids, count * sizeof *p.ids);
        memcpy(out->pieces.spans, p.spans, count * sizeof *p.spans);
    }
    out->pieces.ids[count] = cr_vocabulary_end(m->source);
    out->pieces.spans[count] = (cr_span){text.len, text.len};
    double room = ceil((double)(count + 1) * d->length_factor);
    out->most = room < 1 ? 1 : room > 4 * (double)most ? 4 * most : (size_t)room;
    return CR_OK;
}

cr_status cr_sentence_force(const cr_model *m, cr_arena *arena, const cr_limits *limits, cr_str target, cr_sentence *of, cr_error *err) {
    size_t room = 1, count = 0, most = 4 * cr_limit(limits, CR_LIMIT_INFER_PIECES);
    for (size_t i = 0; i < target.len; i++)
        room += target.ptr[i] == ' ';
    uint32_t *ids = cr_arena_bytes(arena, room * sizeof *ids);
    if (!ids)
        return out_of_memory(err);
    cr_str rest = target, piece;
    while (cr_str_split(&rest, ' ', &piece)) {
        if (cr_str_empty(piece))
            continue;
        if (count == most)
            return cr_limit_met(err, limits, CR_LIMIT_INFER_PIECES, "a target to be scored (four times as many)");
        if (!cr_vocabulary_find(m->target, piece, &ids[count]))
            return cr_fail(err, CR_ERR_SYNTAX, "\"%.*s\" is no piece of the target's vocabulary", piece.len > 100 ? 100 : (int)piece.len, piece.ptr);
        count++;
    }
    if (count == 0)
        ids[count++] = cr_vocabulary_end(m->target);
    of->forced = ids;
    of->forced_count = count;
    of->most = count;
    return CR_OK;
}

/* ---- batches ---- */

static int longest_first(const void *x, const void *y) {
    const cr_sentence *a = x, *b = y;
    size_t m = a->pieces.count, n = b->pieces.count;
    if (m == n && a->most != b->most)
        m = a->most, n = b->most;
    return m != n ? (m < n ? 1 : -1) : a->index < b->index ? -1 : 1;
}

void cr_batches_plan(cr_sentence *sentences, size_t count, size_t beam, size_t pieces, size_t *ends, size_t *batches) {
    qsort(sentences, count, sizeof *sentences, longest_first);
    *batches = 0;
    for (size_t i = 0, end; i < count; i = end) {
        size_t longest = sentences[i].pieces.count;
        for (end = i + 1; end < count && (end + 1 - i) * beam * longest <= pieces && (end + 1 - i) * beam <= MOST_ROWS;)
            end++;
        ends[(*batches)++] = end;
    }
}

/* ---- shortlists ---- */

static int by_id(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

/* What is to be scored must be among what may be produced. */
static bool allow_forced(cr_arena *arena, cr_sentence *s) {
    uint32_t *all = cr_arena_bytes(arena, (s->chosen_count + s->forced_count) * sizeof *all);
    if (!all)
        return false;
    size_t count = 0;
    memcpy(all, s->chosen, s->chosen_count * sizeof *all);
    memcpy(all + s->chosen_count, s->forced, s->forced_count * sizeof *all);
    qsort(all, s->chosen_count + s->forced_count, sizeof *all, by_id);
    for (size_t i = 0; i < s->chosen_count + s->forced_count; i++)
        if (i == 0 || all[i] != all[i - 1])
            all[count++] = all[i];
    s->chosen = all;
    s->chosen_count = count;
    return true;
}

cr_status cr_batch_run(cr_worker *w, const cr_task *task, cr_error *err) {
    const cr_shortlist *list = task->decoding->shortlist ? w->model->shortlist : NULL;
    cr_arena_reset(w->batch);
    for (size_t i = 0; list && i < task->count; i++) {
        cr_sentence *s = &task->sentences[i];
        if (!cr_shortlist_for(list, w->batch, s->pieces.ids, s->pieces.count, &s->chosen, &s->chosen_count) ||
            (s->forced && !allow_forced(w->batch, s)))
            return cr_fail(err, CR_ERR_MEMORY, "out of memory for a shortlist");
    }
    return cr_search(w, task, err);
}

/* ---- answers ---- */

static cr_status answer_one(const cr_model *m, cr_arena *arena, const cr_hypothesis *h, size_t source, cr_hypothesis *out, cr_error *err) {
    uint32_t *pieces = cr_arena_bytes(arena, h->count * sizeof *pieces);
    float *attention = h->attention ? cr_arena_bytes(arena, h->count * source * sizeof *attention) : NULL;
    cr_span *spans;
    *out = *h;
    if (!pieces || (h->attention && !attention) || !cr_vocabulary_decode(m->target, arena, h->pieces, h->count, &out->text, &spans))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a translation");
    memcpy(pieces, h->pieces, h->count * sizeof *pieces);
    if (attention)
        memcpy(attention, h->attention, h->count * source * sizeof *attention);
    out->pieces = pieces;
    out->spans = spans;
    out->attention = attention;
    return CR_OK;
}

cr_status cr_sentence_answer(const cr_model *m, cr_arena *arena, const cr_sentence *of, size_t hypotheses, cr_inferred *out, cr_error *err) {
    size_t count = of->done_count < hypotheses ? of->done_count : hypotheses;
    *out = (cr_inferred){.pieces = of->pieces.ids, .spans = of->pieces.spans, .count = of->pieces.count, .cut = of->cut, .hypotheses = count};
    out->best = CR_NEW_ARRAY(arena, cr_hypothesis, count + 1);
    if (!out->best)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for a translation");
    for (size_t i = 0; i < count; i++)
        CR_TRY(answer_one(m, arena, &of->done[i], of->pieces.count, &out->best[i], err));
    return CR_OK;
}
