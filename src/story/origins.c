/* Who carries whose text, among the reports of one story.
 *
 *     copy          grouping found its wording in another report (relay.c)
 *     translation   in another language, and names and numbers follow one another in the same order
 *     declared      it credits an agency (credit.c) or says on the page whose text it relays, and that one is not here
 *
 * A translation keeps names and numbers where they stand; two reporters of one event do not. So the longest common sequence
 * of these anchors tells them apart, and a text with few anchors is never judged. */
#include <stdlib.h>

#include "story/credit.h"
#include "story/digest.h"

enum { ANCHORS = 250, LEAST_ANCHORS = 25 };
static const double SEQUENCE = 0.6, LENGTHS = 0.6; /* shares of the longer */

typedef struct anchors {
    uint64_t *keys, *sorted;
    size_t count, words;
} anchors;

static int by_key(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Names and numbers of the text in their order. In languages where every noun has a capital only names count. */
static bool read_anchors(const cr_digest_work *w, size_t article, anchors *out) {
    *out = (anchors){.keys = CR_NEW_ARRAY(w->arena, uint64_t, ANCHORS), .sorted = CR_NEW_ARRAY(w->arena, uint64_t, ANCHORS)};
    if (!out->keys || !out->sorted)
        return false;
    bool nouns = cr_str_is(w->articles[article].lang, "de");
    for (size_t i = w->first[article]; i < w->first[article + 1]; i++) {
        const cr_digest_sentence *s = &w->sentences[i];
        size_t n = 0;
        for (size_t k = 0; k < s->token_count && !s->title; k++) {
            const cr_digest_token *t = &s->tokens[k];
            while (n < s->name_count && s->names[n].end <= t->start)
                n++;
            bool name = n < s->name_count && s->names[n].start <= t->start && (!nouns || s->names[n].kind != CR_NAME_UNKNOWN);
            out->words++;
            if (t->key && (t->number || name) && out->count < ANCHORS)
                out->keys[out->count++] = t->key;
        }
    }
    memcpy(out->sorted, out->keys, out->count * sizeof *out->keys);
    if (out->count)
        qsort(out->sorted, out->count, sizeof *out->sorted, by_key);
    return true;
}

static size_t in_common(const anchors *a, const anchors *b) {
    size_t n = 0;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        bool same = a->sorted[i] == b->sorted[k];
        n += same;
        bool left = a->sorted[i] <= b->sorted[k], right = b->sorted[k] <= a->sorted[i];
        i += left;
        k += right;
    }
    return n;
}

static size_t sequence(const anchors *a, const anchors *b) {
    uint16_t row[ANCHORS + 1] = {0};
    for (size_t i = 0; i < a->count; i++) {
        uint16_t corner = 0;
        for (size_t k = 0; k < b->count; k++) {
            uint16_t above = row[k + 1];
            if (a->keys[i] == b->keys[k])
                row[k + 1] = (uint16_t)(corner + 1);
            else if (row[k] > row[k + 1])
                row[k + 1] = row[k];
            corner = above;
        }
    }
    return row[b->count];
}

static bool translation(const anchors *a, const anchors *b) {
    const anchors *longer = a->count > b->count ? a : b, *shorter = longer == a ? b : a;
    double most = (double)longer->count;
    if (shorter->count < LEAST_ANCHORS || (double)shorter->count < LENGTHS * most ||
        (double)(a->words < b->words ? a->words : b->words) < LENGTHS * (double)(a->words > b->words ? a->words : b->words))
        return false;
    return (double)in_common(a, b) >= SEQUENCE * most && (double)sequence(a, b) >= SEQUENCE * most;
}

static size_t find_id(const cr_digest_work *w, cr_str id) {
    for (size_t i = 0; i < w->count; i++)
        if (id.len && cr_str_eq(w->articles[i].id, id))
            return i;
    return SIZE_MAX;
}

/* `a` may be the original of `b`: it came first, or the other says a machine made it. */
static bool before(const cr_digest_work *w, size_t a, size_t b) {
    if (w->articles[a].machine_translated != w->articles[b].machine_translated)
        return w->articles[b].machine_translated;
    if (w->moments[a] != w->moments[b] && w->moments[a] != INT64_MIN && w->moments[b] != INT64_MIN)
        return w->moments[a] < w->moments[b];
    return a < b;
}

static void find_translation(const cr_digest_work *w, const anchors *all, cr_digest_origin *origins, size_t at) {
    for (size_t i = 0; i < w->count && origins[at].how == CR_ORIGIN_OWN; i++)
        if (i != at && origins[i].how != CR_ORIGIN_TRANSLATION && origins[i].how != CR_ORIGIN_COPY && before(w, i, at) &&
            !cr_str_eq(w->articles[i].lang, w->articles[at].lang) && translation(&all[i], &all[at])) {
            origins[at].how = CR_ORIGIN_TRANSLATION;
            origins[at].of = i;
        }
}

/* The report here of the outlet that is credited, the earliest. */
static size_t credited(const cr_digest_work *w, size_t at) {
    uint64_t site = cr_str_empty(w->articles[at].credit) ? 0 : cr_story_site(w->articles[at].credit);
    size_t found = SIZE_MAX;
    for (size_t i = 0; site && i < w->count; i++)
        if (i != at && w->articles[i].outlet.len && cr_story_site(w->articles[i].outlet) == site && (found == SIZE_MAX || before(w, i, found)))
            found = i;
    return found;
}

static size_t count_independent(const cr_digest_work *w, const cr_digest_origin *origins) {
    size_t n = 0;
    for (size_t i = 0; i < w->count; i++) {
        const cr_digest_origin *o = &origins[i];
        bool counts = o->earliest == i;
        for (size_t k = 0; k < i && counts; k++) {
            const cr_digest_origin *x = &origins[k];
            bool root = x->earliest == k;
            if (o->how == CR_ORIGIN_DECLARED)
                counts = !(root && x->how == CR_ORIGIN_DECLARED && cr_str_eq(x->named, o->named));
            else
                counts = !(root && x->how == CR_ORIGIN_OWN && w->articles[i].outlet.len && cr_str_eq(w->articles[i].outlet, w->articles[k].outlet));
        }
        n += counts;
    }
    return n;
}

cr_status cr_digest_origins(cr_digest_work *w, cr_digest *out) {
    cr_digest_origin *origins = CR_NEW_ARRAY(w->arena, cr_digest_origin, w->count + 1);
    anchors *all = CR_NEW_ARRAY(w->arena, anchors, w->count + 1);
    if (!origins || !all)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < w->count; i++) {
        size_t of = find_id(w, w->articles[i].relay_of);
        if (!read_anchors(w, i, &all[i]))
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        origins[i] = (cr_digest_origin){.of = of == i ? SIZE_MAX : of, .earliest = i};
        origins[i].how = origins[i].of != SIZE_MAX ? CR_ORIGIN_COPY : CR_ORIGIN_OWN;
    }
    for (size_t i = 0; i < w->count; i++)
        find_translation(w, all, origins, i);
    for (size_t i = 0; i < w->count; i++) {
        cr_digest_origin *o = &origins[i];
        if (o->how != CR_ORIGIN_OWN || cr_str_empty(w->articles[i].credit))
            continue;
        o->of = credited(w, i);
        o->how = o->of != SIZE_MAX ? CR_ORIGIN_COPY : CR_ORIGIN_DECLARED;
        o->named = w->articles[i].credit;
    }
    for (size_t i = 0; i < w->count; i++) /* along the chain; no longer than there are reports, should it ever run in a ring */
        for (size_t step = 0; step < w->count && origins[origins[i].earliest].of != SIZE_MAX; step++)
            origins[i].earliest = origins[origins[i].earliest].of;
    out->origins = origins;
    out->independent = count_independent(w, origins);
    return CR_OK;
}
