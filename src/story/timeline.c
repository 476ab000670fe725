#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "story/timeline_parts.h"

typedef struct weighed {
    size_t from, to; /* mentions */
    float weight;
} weighed;

static int64_t day_of(const char *date) {
    cr_civil c;
    return cr_time_parse(cr_str_of(date), &c) ? cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1) : 0;
}

/* Weights of a date, chosen by hand among some twenty settings on six timelines in French, Spanish and Italian and 24 short
 * English ones, so few that a date F1 moves by several points with single dates: they are no fine measurement. What many articles come back to long after is a
 * milestone; what an article says of its own day is news, and every day has some. With an entity the day's news is
 * what is asked for. */
typedef struct weights {
    float ahead, fresh, later, much_later; /* of a mention, by the days between the date and the article's appearing */
    float published;                       /* of a lead that appeared on the day and names no date */
    float month, year;                     /* of a date known only so far */
} weights;
static const weights for_dossier = {.ahead = 0.4f, .fresh = 0.7f, .later = 1, .much_later = 1.6f, .published = 0.3f, .month = 0.1f, .year = 0.05f};
static const weights for_entity = {.ahead = 0.4f, .fresh = 1, .later = 1, .much_later = 1.3f, .published = 0.6f, .month = 0.4f, .year = 0.25f};
#define AGAIN 0.3f      /* of further mentions in the same article, on a logarithm */
#define SAME_DAY 0.7f   /* power over the sum of what appeared on one day: those articles tell one another's news */

/* The mentions [*at, to) of one article; moves *at behind them. */
static float weigh_article(const cr_timeline_work *w, const weights *k, size_t *at, size_t to, int64_t days_after) {
    uint32_t article = w->sentences[w->mentions[*at].sentence].article;
    float named = 0, all = 0, published = 0;
    for (; *at < to && w->sentences[w->mentions[*at].sentence].article == article; ++*at) {
        float weight = w->sentences[w->mentions[*at].sentence].weight;
        if (w->mentions[*at].published) {
            published = published > weight ? published : weight;
            continue;
        }
        all += weight;
        named = named > weight ? named : weight;
    }
    float near = days_after < -1 ? k->ahead : days_after <= 3 ? k->fresh : days_after <= 30 ? k->later : k->much_later;
    return near * (named + AGAIN * logf(1 + all - named)) + k->published * published;
}

typedef struct share { /* of one article in a date */
    int64_t appeared;
    float weight;
} share;

static int by_appearance(const void *a, const void *b) {
    const share *x = a, *y = b;
    if (x->appeared != y->appeared)
        return x->appeared < y->appeared ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight); /* sums of floats depend on their order */
}

cr_status cr_timeline_weigh(const cr_timeline_work *w, size_t from, size_t to, float *weight) {
    const char *date = w->mentions[from].date;
    const weights *k = w->options->entity.len ? &for_entity : &for_dossier;
    int64_t day = day_of(date);
    share *shares = CR_NEW_ARRAY(w->arena, share, to - from);
    size_t n = 0;
    if (!shares)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    for (size_t i = from; i < to; n++) {
        cr_str appeared = w->articles[w->sentences[w->mentions[i].sentence].article].date;
        cr_civil c;
        bool dated = !cr_str_none(appeared) && cr_time_parse(appeared, &c);
        shares[n].appeared = dated ? cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1) : day;
        shares[n].weight = weigh_article(w, k, &i, to, shares[n].appeared - day);
    }
    qsort(shares, n, sizeof *shares, by_appearance);
    *weight = 0;
    for (size_t i = 0; i < n;) {
        float sum = 0;
        for (int64_t appeared = shares[i].appeared; i < n && shares[i].appeared == appeared; i++)
            sum += shares[i].weight;
        *weight += powf(sum, SAME_DAY);
    }
    *weight *= strlen(date) == 10 ? 1 : strlen(date) == 7 ? k->month : k->year;
    return CR_OK;
}

static int by_weight(const void *a, const void *b) {
    const weighed *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->from > y->from) - (x->from < y->from);
}

static int by_place(const void *a, const void *b) {
    const weighed *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static cr_status write_entry(const cr_timeline_work *w, const weighed *d, cr_timeline_entry *e) {
    size_t most = w->options->sentences ? w->options->sentences : 1, n = 0;
    uint32_t *picked = CR_NEW_ARRAY(w->arena, uint32_t, most);
    e->date = cr_str_copy_z(w->arena, w->mentions[d->from].date);
    e->sentences.items = CR_NEW_ARRAY(w->arena, cr_str, most);
    e->articles.items = CR_NEW_ARRAY(w->arena, cr_str, most);
    if (!picked || !e->sentences.items || !e->articles.items)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    CR_TRY(cr_timeline_pick(w, d->from, d->to, most, picked, &n));
    for (size_t i = 0; i < n; i++) {
        const cr_timeline_sentence *s = &w->sentences[picked[i]];
        e->sentences.items[i] = cr_str_squeeze(w->arena, s->text);
        e->articles.items[i] = cr_str_copy(w->arena, w->articles[s->article].id);
    }
    e->sentences.count = e->articles.count = n;
    return CR_OK;
}

static cr_status write_entries(cr_timeline_work *w, cr_timeline_entry **out, size_t *out_count) {
    weighed *dates = CR_NEW_ARRAY(w->arena, weighed, w->mention_count + 1);
    if (!dates)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    size_t n = 0, most = cr_limit(NULL, CR_LIMIT_TIMELINE_ENTRIES);
    for (size_t i = 0, end; i < w->mention_count; i = end) {
        for (end = i + 1; end < w->mention_count && strcmp(w->mentions[end].date, w->mentions[i].date) == 0; end++)
            ;
        dates[n] = (weighed){.from = i, .to = end};
        CR_TRY(cr_timeline_weigh(w, i, end, &dates[n].weight));
        n += dates[n].weight > 0;
    }
    qsort(dates, n, sizeof *dates, by_weight);
    if (w->options->entries && w->options->entries < most)
        most = w->options->entries;
    n = n < most ? n : most;
    qsort(dates, n, sizeof *dates, by_place);
    *out = CR_NEW_ARRAY(w->arena, cr_timeline_entry, n + 1);
    if (!*out)
        return cr_fail(w->err, CR_ERR_MEMORY, "timeline: out of memory");
    for (size_t i = 0; i < n; i++)
        CR_TRY(write_entry(w, &dates[i], &(*out)[i]));
    *out_count = n;
    return CR_OK;
}

cr_status cr_timeline_build(cr_arena *arena, const cr_timeline_article *articles, size_t count, const cr_timeline_options *options,
                            cr_timeline_entry **out, size_t *out_count, cr_error *err) {
    static const cr_timeline_options none;
    cr_timeline_work w = {.arena = arena, .articles = articles, .count = count, .options = options ? options : &none, .err = err};
    *out = NULL;
    *out_count = 0;
    if (w.options->sentences > cr_limit(NULL, CR_LIMIT_TIMELINE_SENTENCES))
        return cr_limit_met(err, NULL, CR_LIMIT_TIMELINE_SENTENCES, "sentences of a date");
    w.tools = cr_text_tools_new();
    w.date_tools = cr_date_tools_new(); /* the rules of a language are read once, not for each article */
    if (w.tools)
        cr_text_tools_limit(w.tools, w.options->limits);
    cr_status status = w.tools && w.date_tools ? cr_timeline_read(&w) : cr_fail(err, CR_ERR_MEMORY, "timeline: out of memory");
    if (status == CR_OK)
        status = write_entries(&w, out, out_count);
    cr_text_tools_free(w.tools);
    cr_date_tools_free(w.date_tools);
    if (status != CR_OK) {
        *out = NULL;
        *out_count = 0;
    }
    return status;
}
