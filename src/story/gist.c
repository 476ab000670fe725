/* Three sentences that tell what most reports tell.
 *
 * A sentence is worth the pairs of words in it that several reports hold and no sentence chosen before does (maximum coverage
 * of bigrams by document frequency: D. Gillick, B. Favre, "A scalable global model for summarization", 2009; greedy here), by
 * its length and by how early it stands. Only sentences that can stand alone: whole, of readable length, of a report and no
 * copy. Where there is a report in the reader's language they are all of that language, else of the language of most reports. */
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/vec.h"
#include "story/digest.h"

enum { SENTENCES = 3, LEAST_WORDS = 8, MOST_WORDS = 45, EARLY = 12 };
static const double LENGTH_POWER = 0.5, /* of its words that a sentence's worth is divided by */
    PLACE_LOSS = 0.2, /* for each sentence before it: 1/(1 + that much) */
    TOLD_ONCE = 0.1;                    /* what one report alone says counts that much */

typedef struct pairs { /* bigrams of a sentence */
    uint32_t *ids;
    size_t count;
} pairs;

typedef struct gist {
    cr_digest_work *w;
    cr_str lang;
    cr_map *numbers;       /* bigram -> id + 1 */
    uint32_t *holders;     /* by id: reports that hold it */
    uint32_t *last;        /* by id: the report counted last, + 1 */
    bool *told;            /* by id: a sentence chosen holds it */
    size_t count, capacity;
    pairs *of;             /* by sentence */
    size_t reports;
} gist;

/* ---- which language ---- */

static size_t reports_in(const cr_digest_work *w, cr_str lang) {
    size_t n = 0;
    for (size_t i = 0; i < w->count; i++)
        n += !w->copies[i] && cr_str_eq(w->articles[i].lang, lang);
    return n;
}

static cr_str choose_language(const cr_digest_work *w) {
    cr_str best = CR_STR_NONE;
    size_t most = 0;
    if (w->options->lang.len && reports_in(w, w->options->lang))
        return w->options->lang;
    for (size_t i = 0; i < w->count; i++) {
        size_t n = w->copies[i] ? 0 : reports_in(w, w->articles[i].lang);
        if (n > most) {
            most = n;
            best = w->articles[i].lang;
        }
    }
    return best;
}

/* ---- bigrams ---- */

static uint64_t unit(const cr_digest_token *t) { return t->key ? t->key : cr_hash_64(t->form, 29); }

static cr_status count_pair(gist *g, uint64_t hash, uint32_t article, uint32_t *id) {
    uintptr_t *slot = cr_map_put(g->numbers, (cr_str){(const char *)&hash, sizeof hash}, NULL);
    if (!slot)
        return cr_fail(g->w->err, CR_ERR_MEMORY, "digest: out of memory");
    if (!*slot)
        *slot = ++g->count;
    *id = (uint32_t)(*slot - 1);
    if (g->last[*id] != article + 1) {
        g->last[*id] = article + 1;
        g->holders[*id]++;
    }
    return CR_OK;
}

static cr_status read_pairs(gist *g) {
    const cr_digest_work *w = g->w;
    size_t tokens = 1;
    for (size_t i = 0; i < w->sentence_count; i++)
        tokens += w->sentences[i].token_count;
    g->holders = CR_NEW_ARRAY(w->arena, uint32_t, tokens);
    g->last = CR_NEW_ARRAY(w->arena, uint32_t, tokens);
    g->told = CR_NEW_ARRAY(w->arena, bool, tokens);
    g->of = CR_NEW_ARRAY(w->arena, pairs, w->sentence_count + 1);
    if (!g->holders || !g->last || !g->told || !g->of)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < w->sentence_count; i++) {
        const cr_digest_sentence *s = &w->sentences[i];
        const cr_digest_article *a = &w->articles[s->article];
        if (w->copies[s->article] || !cr_str_eq(a->lang, g->lang) || !s->token_count)
            continue;
        g->of[i].ids = CR_NEW_ARRAY(w->arena, uint32_t, s->token_count);
        if (!g->of[i].ids)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        for (size_t k = 0; k + 1 < s->token_count; k++) {
            const cr_digest_token *x = &s->tokens[k], *y = x + 1;
            uint64_t both[2] = {unit(x), unit(y)};
            if (x->stop && y->stop)
                continue;
            CR_TRY(count_pair(g, cr_hash_64((cr_str){(const char *)both, sizeof both}, 31), s->article, &g->of[i].ids[g->of[i].count]));
            g->of[i].count++;
        }
    }
    return CR_OK;
}

/* ---- choosing ---- */

/* Ends as a sentence does, and does not lean on the one before ("He also said", "However"): no way to tell in every language. */
static bool whole(const cr_digest_work *w, const cr_digest_sentence *s) {
    static const char *const ends[] = {".", "!", "?", "\xE3\x80\x82", "\xC2\xBB", "\xE2\x80\x9D", "\"", "\xD8\x9F", "\xE2\x80\xA6"};
    cr_str text = cr_str_trim(cr_str_slice(cr_digest_text(w, s), s->span.start, s->span.end));
    size_t quoted = w->articles[s->article].quoted;
    if ((quoted && s->position > quoted) || s->title || s->token_count < LEAST_WORDS || s->token_count > MOST_WORDS || cr_str_find_byte(text, '\n', 0) != CR_STR_NPOS)
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (cr_str_ends(text, ends[i]))
            return true;
    return false;
}

static double worth(const gist *g, size_t sentence) {
    const cr_digest_sentence *s = &g->w->sentences[sentence];
    double sum = 0;
    for (size_t i = 0; i < g->of[sentence].count; i++) {
        uint32_t id = g->of[sentence].ids[i];
        if (!g->told[id])
            sum += g->holders[id] > 1 ? (double)g->holders[id] : TOLD_ONCE;
    }
    double place = s->position < EARLY ? (double)s->position - 1 : EARLY;
    return sum / pow((double)s->token_count, LENGTH_POWER) / (1 + PLACE_LOSS * place);
}

static uint32_t position_of(const gist *g, const cr_digest_mention *m) {
    for (size_t i = g->w->first[m->article]; i < g->w->first[m->article + 1]; i++)
        if (!g->w->sentences[i].title && g->w->sentences[i].span.start == m->span.start)
            return g->w->sentences[i].position;
    return UINT32_MAX;
}

static cr_status choose(gist *g, cr_digest *out) {
    const cr_digest_work *w = g->w;
    out->gist = CR_NEW_ARRAY(w->arena, cr_digest_mention, SENTENCES);
    if (!out->gist)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    while (out->gist_count < SENTENCES) {
        size_t best = SIZE_MAX;
        double most = 0;
        for (size_t i = 0; i < w->sentence_count; i++) {
            double value = g->of[i].count && whole(w, &w->sentences[i]) ? worth(g, i) : 0;
            if (value > most) {
                most = value;
                best = i;
            }
        }
        if (best == SIZE_MAX)
            return CR_OK;
        for (size_t i = 0; i < g->of[best].count; i++)
            g->told[g->of[best].ids[i]] = true;
        g->of[best].count = 0;
        /* Leads come first, whatever they are worth: they can be read without what stands before them. */
        size_t at = out->gist_count++;
        for (; at > 0 && position_of(g, &out->gist[at - 1]) > w->sentences[best].position; at--)
            out->gist[at] = out->gist[at - 1];
        out->gist[at] = (cr_digest_mention){.article = w->sentences[best].article, .span = w->sentences[best].span};
    }
    return CR_OK;
}

cr_status cr_digest_gist(cr_digest_work *w, cr_digest *out) {
    gist g = {.w = w, .lang = choose_language(w), .numbers = cr_map_new()};
    cr_status status = g.numbers ? read_pairs(&g) : cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    if (status == CR_OK)
        status = choose(&g, out);
    cr_map_free(g.numbers);
    return status;
}
