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

/* A date counts once an article, a little more when the article comes back to it; a date ahead of the article is a plan,
 * and an article that only appeared on the day is a weaker witness than one that names it. */
float cr_timeline_weigh(const cr_timeline_work *w, size_t from, size_t to) {
    const char *date = w->mentions[from].date;
    float total = 0;
    int64_t day = day_of(date);
    for (size_t i = from; i < to;) {
        uint32_t article = w->sentences[w->mentions[i].sentence].article;
        float named = 0, more = 0, published = 0;
        for (; i < to && w->sentences[w->mentions[i].sentence].article == article; i++) {
            const cr_timeline_sentence *s = &w->sentences[w->mentions[i].sentence];
            if (w->mentions[i].published) {
                published = published > s->weight ? published : s->weight;
                continue;
            }
            more += s->weight;
            named = named > s->weight ? named : s->weight;
        }
        cr_civil c;
        cr_str appeared = w->articles[article].date;
        int64_t behind = !cr_str_none(appeared) && cr_time_parse(appeared, &c) ? cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1) - day : 0;
        float near = behind < -1 ? 0.4f : behind <= 3 ? 1.3f : behind <= 30 ? 1 : 0.8f;
        total += near * (named + 0.3f * logf(1 + more - named)) + 0.6f * published;
    }
    size_t grain = strlen(date);
    return total * (grain == 10 ? 1 : grain == 7 ? 0.4f : 0.25f);
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
        dates[n] = (weighed){i, end, cr_timeline_weigh(w, i, end)};
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
    if (!w.tools)
        return cr_fail(err, CR_ERR_MEMORY, "timeline: out of memory");
    cr_status status = cr_timeline_read(&w);
    if (status == CR_OK)
        status = write_entries(&w, out, out_count);
    cr_text_tools_free(w.tools);
    if (status != CR_OK) {
        *out = NULL;
        *out_count = 0;
    }
    return status;
}
