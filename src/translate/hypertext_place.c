/* Marks of a sentence onto the words of its translation.
 *
 * Each target word is linked to a source word, or to none. An element takes the run of target words in which the words linked to
 * its own outweigh those linked to others most; words that its parent does not have, or a sibling has taken, are not to be had. So
 * no two elements cross. */
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "translate/hypertext_inside.h"

#define NONE ((size_t)-1)

typedef struct words {
    cr_span *at;
    size_t count;
} words;

typedef struct range { /* of words; empty: first == behind */
    size_t first, behind;
} range;

typedef struct desk {
    cr_arena *arena;
    const cr_run *run;
    cr_str target;
    const cr_span *targets; /* of the sentences */
    words in, out;
    size_t *heads, *linked; /* target words of source word w: linked[heads[w]] ... linked[heads[w + 1] - 1] */
    size_t *foreign;        /* linked target words before word t */
    size_t *owner;          /* mark that has target word t */
    bool *sure;             /* did the engine tell the links of the sentence? */
    range *in_range, *out_range; /* words of each sentence */
    size_t *list;           /* scratch */
    size_t *taken;          /* bytes of the gap before word t that an element ending there has taken */
} desk;

static bool ideograph(uint32_t c) { return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xE00 && c <= 0xE7F); }
static bool letter(uint32_t c) { return u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0; }

static bool split(cr_arena *a, cr_str s, words *w) {
    size_t room = 0;
    *w = (words){0};
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        uint32_t c = cr_utf8_next(s, &at);
        if (!letter(c))
            continue;
        while (!ideograph(c) && at < s.len) {
            size_t next = at;
            uint32_t d = cr_utf8_next(s, &next);
            if (!letter(d) || ideograph(d))
                break;
            at = next;
        }
        cr_span *slot = CR_PUSH(a, w->at, w->count, room);
        if (!slot)
            return false;
        *slot = (cr_span){start, at};
    }
    return true;
}

/* The first word that ends behind `byte`. */
static size_t word_at(const words *w, size_t byte) {
    size_t low = 0, high = w->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->at[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Words that begin in [start, end). */
static range words_in(const words *w, size_t start, size_t end) {
    size_t first = word_at(w, start), behind = first;
    while (first < w->count && w->at[first].start < start)
        first++;
    behind = word_at(w, end);
    if (behind < w->count && w->at[behind].start < end)
        behind++;
    return (range){first, behind > first ? behind : first};
}

/* ---- links as words ---- */

static void note_links(desk *d, size_t *source_of) {
    for (size_t k = 0; k < d->run->sentence_count; k++) {
        const cr_run_sentence *s = &d->run->sentences[k];
        cr_str source = cr_str_slice(d->run->text, s->source.start, s->source.end), target = cr_str_slice(d->target, d->targets[k].start, d->targets[k].end);
        const cr_link *links = s->links;
        size_t n = s->link_count;
        d->in_range[k] = words_in(&d->in, s->source.start, s->source.end);
        d->out_range[k] = words_in(&d->out, d->targets[k].start, d->targets[k].end);
        d->sure[k] = links != NULL;
        range in = d->in_range[k], out = d->out_range[k];
        if (cr_str_none(s->answer)) { /* untranslated: word for word */
            for (size_t t = 0; out.first + t < out.behind && in.first + t < in.behind; t++)
                source_of[out.first + t] = in.first + t;
            d->sure[k] = true;
            continue;
        }
        if (!links)
            links = cr_links_guess(d->arena, source, target, &n);
        for (size_t i = 0; i < n; i++) {
            if (links[i].source.start >= links[i].source.end || links[i].source.end > source.len || links[i].target.start >= links[i].target.end || links[i].target.end > target.len)
                continue;
            size_t w = word_at(&d->in, s->source.start + links[i].source.start), t = word_at(&d->out, d->targets[k].start + links[i].target.start);
            if (w < in.behind && d->in.at[w].start < s->source.start + links[i].source.end)
                for (; t < out.behind && d->out.at[t].start < d->targets[k].start + links[i].target.end; t++)
                    if (source_of[t] == NONE)
                        source_of[t] = w;
        }
    }
}

static bool prepare(desk *d) {
    size_t n, m;
    if (!split(d->arena, d->run->text, &d->in) || !split(d->arena, d->target, &d->out))
        return false;
    n = d->in.count;
    m = d->out.count;
    size_t sentences = d->run->sentence_count, *source_of = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->heads = CR_NEW_ARRAY(d->arena, size_t, n + 2);
    d->linked = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->foreign = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->owner = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->list = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->taken = CR_NEW_ARRAY(d->arena, size_t, m + 1);
    d->sure = CR_NEW_ARRAY(d->arena, bool, sentences + 1);
    d->in_range = CR_NEW_ARRAY(d->arena, range, sentences + 1);
    d->out_range = CR_NEW_ARRAY(d->arena, range, sentences + 1);
    if (!source_of || !d->heads || !d->linked || !d->foreign || !d->owner || !d->list || !d->taken || !d->sure || !d->in_range || !d->out_range)
        return false;
    for (size_t t = 0; t <= m; t++) {
        source_of[t] = d->owner[t] = NONE;
        d->taken[t] = 0;
    }
    memset(d->heads, 0, (n + 2) * sizeof *d->heads);
    note_links(d, source_of);
    d->foreign[0] = 0;
    for (size_t t = 0; t < m; t++) {
        d->foreign[t + 1] = d->foreign[t] + (source_of[t] != NONE);
        if (source_of[t] != NONE)
            d->heads[source_of[t] + 2]++;
    }
    for (size_t w = 2; w < n + 2; w++)
        d->heads[w] += d->heads[w - 1];
    for (size_t t = 0; t < m; t++)
        if (source_of[t] != NONE)
            d->linked[d->heads[source_of[t] + 1]++] = t;
    return true;
}

/* ---- one element ---- */

static int ascending(const void *x, const void *y) {
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    return (a > b) - (a < b);
}

/* The run of target words in `bounds` that belongs to the source words of `from` most: own words count 1, others' -1, words of
 * nobody -1/2. */
static range heaviest(desk *d, range from, range bounds) {
    size_t n = 0;
    for (size_t i = d->heads[from.first]; i < d->heads[from.behind]; i++)
        if (d->linked[i] >= bounds.first && d->linked[i] < bounds.behind)
            d->list[n++] = d->linked[i];
    qsort(d->list, n, sizeof *d->list, ascending);
    double sum = 0, best = 0;
    range out = {0, 0};
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        if (sum > 0) {
            size_t a = d->list[i - 1], b = d->list[i], others = d->foreign[b] - d->foreign[a + 1];
            sum -= (double)others + 0.5 * (double)(b - a - 1 - others);
        }
        if (sum <= 0) {
            sum = 0;
            first = d->list[i];
        }
        sum++;
        if (sum > best) {
            best = sum;
            out = (range){first, d->list[i] + 1};
        }
    }
    return out;
}

static range by_proportion(const desk *d, range from, size_t k) {
    range in = d->in_range[k], out = d->out_range[k];
    size_t n = in.behind - in.first, m = out.behind - out.first;
    if (!n || !m)
        return (range){0, 0};
    size_t first = out.first + (from.first - in.first) * m / n, count = ((from.behind - from.first) * m + n / 2) / n;
    count = count ? count : 1;
    first = first < out.behind ? first : out.behind - 1;
    return (range){first, first + count < out.behind ? first + count : out.behind};
}

/* Some of its words were found by likeness alone: as many more on either side as it has without a link. */
static range widened(const desk *d, range from, range got, range bounds) {
    size_t before = from.first, after = from.behind;
    while (before < from.behind && d->heads[before] == d->heads[before + 1])
        before++;
    while (after > from.first && d->heads[after - 1] == d->heads[after])
        after--;
    for (size_t i = before - from.first; i > 0 && got.first > bounds.first && d->foreign[got.first - 1] == d->foreign[got.first]; i--)
        got.first--;
    for (size_t i = from.behind - after; i > 0 && got.behind < bounds.behind && d->foreign[got.behind] == d->foreign[got.behind + 1]; i--)
        got.behind++;
    return got;
}

static size_t sentence_of(const desk *d, size_t word) {
    size_t low = 0, high = d->run->sentence_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->in_range[middle].behind <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The words of sentence k that belong to `from`, which is all in it. */
static range in_sentence(desk *d, range from, size_t k, bool keep) {
    range in = d->in_range[k];
    if (from.first == in.first && from.behind == in.behind)
        return d->out_range[k];
    range got = heaviest(d, from, d->out_range[k]);
    if (got.first == got.behind)
        return keep ? by_proportion(d, from, k) : got;
    return d->sure[k] ? got : widened(d, from, got, d->out_range[k]);
}

static range target_of(desk *d, range from, bool keep) {
    size_t a = sentence_of(d, from.first), b = sentence_of(d, from.behind - 1);
    if (a >= d->run->sentence_count || b >= d->run->sentence_count)
        return (range){0, 0};
    if (a == b)
        return in_sentence(d, from, a, keep);
    range head = in_sentence(d, (range){from.first, d->in_range[a].behind}, a, true), tail = in_sentence(d, (range){d->in_range[b].first, from.behind}, b, true);
    return head.first < tail.behind ? (range){head.first, tail.behind} : (range){0, 0};
}

/* The longest part of `r` that `parent` still has. */
static range free_part(const desk *d, range r, size_t parent) {
    range best = {0, 0};
    for (size_t t = r.first; t < r.behind;) {
        size_t from = t;
        while (t < r.behind && d->owner[t] == parent)
            t++;
        if (t - from > best.behind - best.first)
            best = (range){from, t};
        t += t == from;
    }
    return best;
}

static bool no_break(uint32_t c) { return c == 0xA0 || c == 0x202F; }

/* Quotation marks and stops at its edges go with an element that had such at its own. */
static void dress(desk *d, const cr_mark *m, range from, range got, const cr_placed *parent, cr_placed *out) {
    cr_str t = d->target;
    size_t low = got.first ? d->out.at[got.first - 1].end : 0, high = got.behind < d->out.count ? d->out.at[got.behind].start : t.len;
    out->start = d->out.at[got.first].start;
    out->end = d->out.at[got.behind - 1].end;
    if (d->taken[got.first] > low)
        low = d->taken[got.first];
    if (parent) {
        low = parent->start > low ? parent->start : low;
        high = parent->end < high ? parent->end : high;
    }
    if (m->start < d->in.at[from.first].start)
        for (size_t at = out->start; at > low;) {
            uint32_t c = cr_utf8_previous(t, &at);
            if (at < low || (cr_utf8_is_space(c) && !no_break(c)))
                break;
            if (!no_break(c))
                out->start = at;
        }
    if (m->end > d->in.at[from.behind - 1].end)
        for (size_t at = out->end; at < high;) {
            uint32_t c = cr_utf8_next(t, &at);
            if (at > high || (cr_utf8_is_space(c) && !no_break(c)))
                break;
            if (!no_break(c))
                out->end = at;
        }
    d->taken[got.behind] = out->end > d->taken[got.behind] ? out->end : d->taken[got.behind];
}

static size_t placed_parent(const cr_run *run, const cr_placed *out, size_t i) {
    size_t p = run->marks[i].parent;
    while (p != CR_NO_MARK && !out[p].placed)
        p = run->marks[p].parent;
    return p;
}

/* What must stay as it is: where it stands in the answer, else where its words went. */
static bool place_fixed(desk *d, size_t i, range from, size_t parent, cr_placed *out) {
    const cr_mark *m = &d->run->marks[i];
    size_t k = from.first < from.behind ? sentence_of(d, from.first) : 0;
    if (k >= d->run->sentence_count)
        return false;
    cr_str text = cr_str_slice(d->run->text, m->start, m->end), here = cr_str_slice(d->target, 0, d->targets[k].end);
    for (size_t at = cr_str_find(here, text, d->targets[k].start); at != CR_STR_NPOS; at = cr_str_find(here, text, at + 1)) {
        range got = words_in(&d->out, at, at + text.len), open = free_part(d, got, parent);
        bool whole = got.first < got.behind ? d->out.at[got.first].start >= at && d->out.at[got.behind - 1].end <= at + text.len : true;
        bool within = parent == CR_NO_MARK || (at >= out[parent].start && at + text.len <= out[parent].end);
        if (whole && within && open.first == got.first && open.behind == got.behind && got.first < got.behind) {
            out[i] = (cr_placed){true, at, at + text.len};
            for (size_t t = got.first; t < got.behind; t++)
                d->owner[t] = i;
            d->taken[got.behind] = at + text.len > d->taken[got.behind] ? at + text.len : d->taken[got.behind];
            return true;
        }
    }
    return false;
}

static void place_words(desk *d, size_t i, cr_placed *out) {
    const cr_mark *m = &d->run->marks[i];
    range from = words_in(&d->in, m->start, m->end);
    size_t parent = placed_parent(d->run, out, i);
    if (m->kind == CR_MARK_FIXED && place_fixed(d, i, from, parent, out))
        return;
    if (from.first == from.behind)
        return;
    range got = free_part(d, target_of(d, from, m->keep), parent);
    if (got.first == got.behind)
        return;
    dress(d, m, from, got, parent == CR_NO_MARK ? NULL : &out[parent], &out[i]);
    out[i].placed = true;
    for (size_t t = got.first; t < got.behind; t++)
        d->owner[t] = i;
}

/* Before the word that its next word became, else behind that of the word before. */
static void place_point(desk *d, size_t i, cr_placed *out) {
    const cr_mark *m = &d->run->marks[i];
    size_t w = word_at(&d->in, m->start), parent = placed_parent(d->run, out, i), at = d->target.len;
    size_t k = sentence_of(d, w), low = 0, high = d->target.len;
    if (w < d->in.count && d->in.at[w].start < m->start)
        w++;
    if (w < d->in.count && k < d->run->sentence_count) {
        range all = d->out_range[k];
        if (w <= d->in_range[k].first)
            at = all.first < d->out.count ? d->out.at[all.first].start : d->target.len;
        else if (d->heads[w] < d->heads[w + 1])
            at = d->out.at[d->linked[d->heads[w]]].start;
        else if (w > 0 && d->heads[w - 1] < d->heads[w])
            at = d->out.at[d->linked[d->heads[w] - 1]].end;
        else {
            range about = by_proportion(d, (range){w, w + 1}, k);
            at = about.first < about.behind ? d->out.at[about.first].start : d->targets[k].end;
        }
    }
    if (m->start == 0)
        at = 0;
    if (parent != CR_NO_MARK) {
        low = out[parent].start;
        high = out[parent].end;
        at = m->start == d->run->marks[parent].start ? low : m->start == d->run->marks[parent].end ? high : at;
    }
    at = at < low ? low : at > high ? high : at;
    out[i] = (cr_placed){true, at, at};
}

bool cr_hypertext_place(cr_arena *arena, const cr_run *run, cr_str target, const cr_span *sentences, cr_placed *out) {
    desk d = {.arena = arena, .run = run, .target = target, .targets = sentences};
    if (!prepare(&d))
        return false;
    for (size_t i = 0; i < run->mark_count; i++) {
        out[i] = (cr_placed){0};
        if (run->marks[i].kind != CR_MARK_POINT)
            place_words(&d, i, out);
    }
    for (size_t i = 0; i < run->mark_count; i++)
        if (run->marks[i].kind == CR_MARK_POINT || (run->marks[i].kind == CR_MARK_FIXED && !out[i].placed))
            place_point(&d, i, out);
    return true;
}
