#include "translate/hops.h"

#include "base/vec.h"
#include "translate/segment.h"

typedef struct cutting { /* the parts of one hop's texts, one behind the other */
    cr_span **spans;     /* of each text; NULL: it is none */
    size_t *counts;
    cr_str *parts;
    size_t count, room;
} cutting;

static bool cut_one(cr_arena *a, const cr_hop *h, cr_str text, bool whole, cr_span **spans, size_t *count) {
    if (whole || h->most_pieces == 0 || text.len <= h->most_pieces) { /* no piece is shorter than a byte */
        *spans = CR_NEW(a, cr_span);
        *count = 1;
        if (*spans)
            **spans = (cr_span){0, text.len};
        return *spans != NULL;
    }
    cr_segment_limits limits = {.pieces = h->most_pieces, .count = h->pieces, .context = h->context};
    return cr_segment_cut(a, text, &limits, spans, count);
}

static bool cut_all(cr_arena *a, const cr_hop *h, const cr_str *texts, size_t count, bool whole, cutting *c) {
    *c = (cutting){.spans = CR_NEW_ARRAY(a, cr_span *, count), .counts = CR_NEW_ARRAY(a, size_t, count)};
    if (count && (!c->spans || !c->counts))
        return false;
    for (size_t i = 0; i < count; i++) {
        c->spans[i] = NULL;
        c->counts[i] = 0;
        if (cr_str_none(texts[i]))
            continue;
        if (!cut_one(a, h, texts[i], whole, &c->spans[i], &c->counts[i]))
            return false;
        for (size_t k = 0; k < c->counts[i]; k++) {
            cr_str *part = CR_PUSH(a, c->parts, c->count, c->room);
            if (!part)
                return false;
            *part = cr_str_slice(texts[i], c->spans[i][k].start, c->spans[i][k].end);
        }
    }
    return true;
}

/* Links of the parts as links of the whole: each moved by where its part stands on both sides. */
static void join_links(cr_arena *a, const cr_span *spans, const cr_engine_answer *parts, size_t count, cr_engine_answer *out) {
    size_t total = 0, at = 0;
    for (size_t k = 0; k < count; k++)
        total += parts[k].links ? parts[k].link_count : 0;
    cr_link *links = total ? CR_NEW_ARRAY(a, cr_link, total) : NULL;
    for (size_t k = 0; links && k < count; k++) {
        size_t found = cr_str_find(out->text, parts[k].text, at);
        if (found == CR_STR_NPOS)
            return;
        for (size_t i = 0; parts[k].links && i < parts[k].link_count; i++) {
            cr_link l = parts[k].links[i];
            links[out->link_count++] = (cr_link){{l.source.start + spans[k].start, l.source.end + spans[k].start}, {l.target.start + found, l.target.end + found}};
        }
        at = found + parts[k].text.len;
    }
    out->links = links;
}

cr_engine_answer cr_hops_join(cr_arena *a, cr_str text, const cr_span *spans, const cr_engine_answer *parts, size_t count, cr_str to) {
    if (count == 1)
        return parts[0];
    cr_engine_answer out = parts[0];
    cr_str *answers = CR_NEW_ARRAY(a, cr_str, count);
    if (!answers)
        return CR_ENGINE_ANSWER_NONE;
    for (size_t k = 0; k < count; k++) {
        answers[k] = parts[k].text;
        out.score = fmin(out.score, parts[k].score);
        out.unknown = parts[k].unknown < 0 || out.unknown < 0 ? -1 : fmax(out.unknown, parts[k].unknown);
        out.probability = fmin(out.probability, parts[k].probability);
        out.cut |= parts[k].cut;
        out.repeats |= parts[k].repeats;
    }
    out.parts = count;
    out.links = NULL;
    out.link_count = 0;
    out.alternatives = (cr_strs){0};
    out.text = cr_segment_join(a, text, spans, answers, count, to);
    if (!cr_str_none(out.text))
        join_links(a, spans, parts, count, &out);
    return out;
}

static size_t overlap(cr_span x, cr_span y) {
    size_t start = x.start > y.start ? x.start : y.start, end = x.end < y.end ? x.end : y.end;
    return end > start ? end - start : 0;
}

cr_link *cr_hops_links(cr_arena *a, const cr_link *first, size_t first_count, const cr_link *second, size_t second_count, size_t *count) {
    *count = 0;
    cr_link *out = first && second ? CR_NEW_ARRAY(a, cr_link, second_count + 1) : NULL;
    for (size_t i = 0, near = 0; out && i < second_count; i++) {
        /* Both lists are in order of the middle or nearly so: the search begins where the last one ended and goes round once. */
        size_t best = 0, most = 0;
        for (size_t n = 0; n < first_count; n++) {
            size_t k = (near + n) % first_count, common = overlap(first[k].target, second[i].source);
            if (common > most) {
                most = common;
                best = k;
            }
            if (most && most == second[i].source.end - second[i].source.start)
                break;
        }
        if (!most)
            continue;
        out[(*count)++] = (cr_link){first[best].source, second[i].target};
        near = best;
    }
    return *count ? out : NULL;
}

/* What two hops say of a sentence, together. */
static cr_engine_answer chain(cr_arena *a, const cr_engine_answer *before, const cr_engine_answer *now) {
    cr_engine_answer out = *now;
    out.score = fmin(before->score, now->score);
    out.unknown = now->unknown < 0 ? before->unknown : fmax(before->unknown, now->unknown);
    out.probability = fmin(before->probability, now->probability);
    out.cut |= before->cut;
    out.repeats |= before->repeats;
    out.parts = before->parts > now->parts ? before->parts : now->parts;
    out.links = cr_hops_links(a, before->links, before->link_count, now->links, now->link_count, &out.link_count);
    return out;
}

static cr_status run_hop(cr_arena *a, const cr_hop *h, const cr_engine_request *q, const cr_str *texts, bool last, cr_engine_answer *answers, cr_error *err) {
    cutting c;
    if (!cut_all(a, h, texts, q->count, q->plain, &c))
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    cr_engine_answer *parts = CR_NEW_ARRAY(a, cr_engine_answer, c.count + 1);
    if (!parts)
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    cr_engine_request inner = {.segments = c.parts, .count = c.count, .plain = q->plain, .links = q->links, .alternatives = last ? q->alternatives : 0};
    if (c.count)
        CR_TRY(h->run(h->context, a, &inner, parts, err));
    for (size_t i = 0, at = 0; i < q->count; at += c.counts[i], i++)
        answers[i] = c.counts[i] ? cr_hops_join(a, texts[i], c.spans[i], parts + at, c.counts[i], h->to) : CR_ENGINE_ANSWER_NONE;
    return CR_OK;
}

cr_status cr_hops_run(cr_arena *a, const cr_hop *hops, size_t hop_count, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    cr_str *texts = CR_NEW_ARRAY(a, cr_str, q->count + 1);
    cr_engine_answer *now = CR_NEW_ARRAY(a, cr_engine_answer, q->count + 1);
    if (!texts || !now)
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    memcpy(texts, q->segments, q->count * sizeof *texts);
    for (size_t hop = 0; hop < hop_count; hop++) {
        CR_TRY(run_hop(a, &hops[hop], q, texts, hop + 1 == hop_count, now, err));
        for (size_t i = 0; i < q->count; i++) {
            answers[i] = hop ? chain(a, &answers[i], &now[i]) : now[i];
            texts[i] = answers[i].text;
        }
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "translation: over the limit arena_bytes") : CR_OK;
}
