/* What happened when: dated sentences, those of one happening together, also when told at several grains.
 *
 *     "le 17 décembre, le ministère a publié un projet d'accord"   2021-12-17 ┐
 *     "fin 2021, la Russie a publié des projets de traité"         2021       ├ one happening, of 17 December
 *     "le mois dernier, Moscou a envoyé deux projets de traités"   2021-12    ┘
 *
 * Two mentions are of one happening when their periods meet and what stands near the date is alike. The most alike are joined
 * first, and a happening never spans periods that do not all meet: "in 2021" cannot draw two days into one. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "base/vec.h"
#include "story/digest.h"
#include "text/date_period.h"

enum { MENTIONS = 400, AROUND = 16 /* words on either side of the date */, KEYS = 2 * AROUND, SHARED = 3, SHARED_NAMES = 4 };
static const double SAME_DAY = 0.38, OTHER_GRAIN = 0.33, /* least likeness */
    OTHER_LANGUAGE = 0.2; /* of one day, where names and cognates are all that two can share */

typedef struct mention {
    uint32_t sentence, cluster;
    cr_span words;
    cr_str date;
    int64_t from, to;        /* days [from, to) */
    uint64_t keys[KEYS];     /* near the date, ascending */
    double weights[KEYS], weight;
    size_t key_count;
} mention;

typedef struct pair {
    uint32_t a, b;
    double alike;
} pair;

typedef struct happenings {
    cr_digest_work *w;
    mention *items;
    size_t count, capacity;
    int64_t *from, *to;      /* of a cluster: where all its periods meet */
} happenings;

/* ---- dates ---- */

static bool day_number(cr_str s, int64_t *out) {
    cr_civil c;
    if (cr_str_none(s) || !cr_time_parse(s, &c) || c.year < 1000)
        return false;
    *out = cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1);
    return true;
}

static cr_str civil_day(const cr_digest_work *w, int64_t day) {
    int y, m, d;
    cr_civil_from_days(day, &y, &m, &d);
    return cr_str_format(w->arena, "%04d-%02d-%02d", y, m, d);
}

/* The period of a date of the calendar and its name; durations, times of day and open ends have none. */
static bool period(const cr_digest_work *w, const cr_date *d, int64_t *from, int64_t *to, cr_str *name) {
    cr_civil c;
    if (d->type != CR_DATE && d->type != CR_DATETIME && d->type != CR_DATE_RANGE && d->type != CR_DATETIME_RANGE)
        return false;
    cr_str value = d->value;
    if (value.len > 10)
        value.len = 10; /* the time of the day is no part of it */
    if (!cr_str_none(value) && (value.len == 10 || value.len == 7 || value.len == 4) && cr_time_parse(value, &c) && c.year >= 1000) {
        *from = cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1);
        *to = c.day ? *from + 1 : c.month ? *from + cr_days_in_month(c.year, c.month) : cr_days_from_civil(c.year + 1, 1, 1);
        *name = value;
        return true;
    }
    cr_str start = d->from;
    start.len = start.len > 10 ? 10 : start.len;
    if (!day_number(start, from) || !cr_date_last_day(d, to))
        return false;
    *to = *to > *from ? *to + 1 : *from + 1;
    *name = *to == *from + 1 ? civil_day(w, *from) : cr_str_format(w->arena, "%.*s/%.*s", CR_FMT(civil_day(w, *from)), CR_FMT(civil_day(w, *to - 1)));
    return true;
}

/* ---- mentions ---- */

static int by_key(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The words around the date, without the date's own. */
static void read_keys(const cr_digest_work *w, mention *m) {
    const cr_digest_sentence *s = &w->sentences[m->sentence];
    size_t at = 0, n = 0;
    while (at < s->token_count && s->tokens[at].end <= m->words.start)
        at++;
    size_t first = at > AROUND ? at - AROUND : 0, last = at + AROUND < s->token_count ? at + AROUND : s->token_count;
    if (at < AROUND)
        last = last + (AROUND - at) < s->token_count ? last + (AROUND - at) : s->token_count;
    for (size_t i = first; i < last && n < KEYS; i++)
        if (s->tokens[i].key && !s->tokens[i].number && (s->tokens[i].end <= m->words.start || s->tokens[i].start >= m->words.end))
            m->keys[n++] = s->tokens[i].key;
    if (n)
        qsort(m->keys, n, sizeof *m->keys, by_key);
    for (size_t i = 0; i < n; i++)
        if (!m->key_count || m->keys[m->key_count - 1] != m->keys[i])
            m->keys[m->key_count++] = m->keys[i];
    for (size_t i = 0; i < m->key_count; i++)
        m->weight += m->weights[i] = cr_digest_weight(w, m->keys[i]);
}

static cr_status find_mentions(happenings *h) {
    cr_digest_work *w = h->w;
    for (uint32_t i = 0; i < w->sentence_count; i++) {
        const cr_digest_sentence *s = &w->sentences[i];
        size_t before = h->count;
        for (size_t k = 0; k < s->date_count && !s->title; k++) {
            int64_t from, to;
            cr_str name;
            if (h->count == MENTIONS)
                return CR_OK;
            bool told = !period(w, &s->dates[k], &from, &to, &name);
            for (size_t j = before; j < h->count && !told; j++) /* once a sentence */
                told = h->items[j].from == from && h->items[j].to == to;
            if (told)
                continue;
            mention *m = CR_PUSH(w->arena, h->items, h->count, h->capacity);
            if (!m)
                return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
            *m = (mention){.sentence = i, .cluster = (uint32_t)h->count - 1, .words = {s->dates[k].start, s->dates[k].end}, .from = from, .to = to, .date = name};
            read_keys(w, m);
        }
    }
    return CR_OK;
}

/* ---- joining ---- */

static double alike(const mention *a, const mention *b, size_t *shared) {
    double both = 0;
    *shared = 0;
    for (size_t i = 0, k = 0; i < a->key_count && k < b->key_count;) {
        if (a->keys[i] == b->keys[k]) {
            both += a->weights[i];
            ++*shared;
            i++;
            k++;
        } else if (a->keys[i] < b->keys[k])
            i++;
        else
            k++;
    }
    return a->weight + b->weight > 0 ? 2 * both / (a->weight + b->weight) : 0;
}

static bool same_words(const cr_digest_work *w, const mention *a, const mention *b) {
    const cr_digest_sentence *x = &w->sentences[a->sentence], *y = &w->sentences[b->sentence];
    return cr_str_eq(cr_str_slice(cr_digest_text(w, x), x->span.start, x->span.end), cr_str_slice(cr_digest_text(w, y), y->span.start, y->span.end));
}

static int by_likeness(const void *x, const void *y) {
    const pair *a = x, *b = y;
    if (a->alike != b->alike)
        return a->alike < b->alike ? 1 : -1;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

/* First sentences of two reports: of one day they tell the same news, though what all reports say weighs little. */
static bool leads(const cr_digest_work *w, const mention *a, const mention *b, size_t shared) {
    const cr_digest_sentence *x = &w->sentences[a->sentence], *y = &w->sentences[b->sentence];
    bool same_language = cr_str_eq(w->articles[x->article].lang, w->articles[y->article].lang);
    return a->to - a->from == 1 && x->position == 1 && y->position == 1 && shared >= (same_language ? SHARED : SHARED - 1);
}

static double least_likeness(const cr_digest_work *w, const mention *a, const mention *b, size_t shared) {
    if (a->from != b->from || a->to != b->to || a->to - a->from != 1)
        return OTHER_GRAIN;
    const cr_digest_article *x = &w->articles[w->sentences[a->sentence].article], *y = &w->articles[w->sentences[b->sentence].article];
    return shared >= SHARED_NAMES && !cr_str_eq(x->lang, y->lang) ? OTHER_LANGUAGE : SAME_DAY;
}

static cr_status find_pairs(happenings *h, pair **out, size_t *count) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (uint32_t i = 0; i < h->count; i++)
        for (uint32_t k = i + 1; k < h->count; k++) {
            const mention *a = &h->items[i], *b = &h->items[k];
            size_t shared = 0;
            if (a->from >= b->to || b->from >= a->to || a->sentence == b->sentence)
                continue;
            bool same = a->from == b->from && a->to == b->to;
            double like = same && same_words(h->w, a, b) ? 2 : alike(a, b, &shared);
            if (like < SAME_DAY && same && leads(h->w, a, b, shared))
                like = SAME_DAY;
            if (like < 2 && ((shared < SHARED && !leads(h->w, a, b, shared)) || like < least_likeness(h->w, a, b, shared)))
                continue;
            pair *p = CR_PUSH(h->w->arena, *out, *count, capacity);
            if (!p)
                return cr_fail(h->w->err, CR_ERR_MEMORY, "digest: out of memory");
            *p = (pair){i, k, like};
        }
    if (*count)
        qsort(*out, *count, sizeof **out, by_likeness);
    return CR_OK;
}

static void join(happenings *h, uint32_t a, uint32_t b) {
    uint32_t into = h->items[a].cluster, gone = h->items[b].cluster;
    int64_t from = h->from[into] > h->from[gone] ? h->from[into] : h->from[gone], to = h->to[into] < h->to[gone] ? h->to[into] : h->to[gone];
    if (into == gone || from >= to)
        return;
    h->from[into] = from;
    h->to[into] = to;
    for (size_t i = 0; i < h->count; i++)
        if (h->items[i].cluster == gone)
            h->items[i].cluster = into;
}

/* ---- writing ---- */

static int finest_first(const void *x, const void *y) {
    const mention *a = x, *b = y;
    if (a->cluster != b->cluster)
        return a->cluster < b->cluster ? -1 : 1;
    if (a->to - a->from != b->to - b->from)
        return a->to - a->from < b->to - b->from ? -1 : 1;
    if (a->sentence != b->sentence)
        return a->sentence < b->sentence ? -1 : 1;
    if (a->words.start != b->words.start)
        return a->words.start < b->words.start ? -1 : 1;
    return a->words.end < b->words.end ? -1 : a->words.end > b->words.end;
}

static int by_date(const void *left, const void *right) {
    const cr_digest_happening *a = left, *b = right;
    int order = cr_str_compare(a->date, b->date);
    if (order)
        return order;
    const cr_digest_mention *x = a->mentions, *y = b->mentions;
    if (x->article != y->article)
        return x->article < y->article ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    if (x->words.start != y->words.start)
        return x->words.start < y->words.start ? -1 : 1;
    return x->words.end < y->words.end ? -1 : x->words.end > y->words.end;
}

static cr_status write_all(happenings *h, cr_digest *out) {
    cr_digest_work *w = h->w;
    if (h->count)
        qsort(h->items, h->count, sizeof *h->items, finest_first);
    out->happenings = CR_NEW_ARRAY(w->arena, cr_digest_happening, h->count + 1);
    if (!out->happenings)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0, end; i < h->count; i = end) {
        for (end = i + 1; end < h->count && h->items[end].cluster == h->items[i].cluster; end++)
            ;
        cr_digest_happening *x = &out->happenings[out->happening_count++];
        *x = (cr_digest_happening){.date = h->items[i].date, .mentions = CR_NEW_ARRAY(w->arena, cr_digest_mention, end - i)};
        if (!x->mentions)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        for (size_t k = i; k < end; k++) {
            const cr_digest_sentence *s = &w->sentences[h->items[k].sentence];
            x->mentions[x->count++] = (cr_digest_mention){.article = s->article, .span = s->span, .words = h->items[k].words, .date = h->items[k].date};
        }
    }
    qsort(out->happenings, out->happening_count, sizeof *out->happenings, by_date);
    return CR_OK;
}

cr_status cr_digest_happenings(cr_digest_work *w, cr_digest *out) {
    happenings h = {.w = w};
    pair *pairs;
    size_t count;
    CR_TRY(find_mentions(&h));
    h.from = CR_NEW_ARRAY(w->arena, int64_t, h.count + 1);
    h.to = CR_NEW_ARRAY(w->arena, int64_t, h.count + 1);
    if (!h.from || !h.to)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < h.count; i++) {
        h.from[i] = h.items[i].from;
        h.to[i] = h.items[i].to;
    }
    CR_TRY(find_pairs(&h, &pairs, &count));
    for (size_t i = 0; i < count; i++)
        join(&h, pairs[i].a, pairs[i].b);
    return write_all(&h, out);
}
