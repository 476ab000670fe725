/* One article at a time: read it, find what is like it, decide its story, its dossier and whose text it carries, remember it.
 *
 *     features ─▶ query ─▶ candidates (inverted index) ─┬▶ relay   (wording)
 *                                                       ├▶ story   (nearest members, time)
 *                                                       └▶ dossier (representatives of stories) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "story/group.h"
#include "story/tuning.h"

cr_stories *cr_stories_new(const cr_stories_options *options) {
    cr_stories *s = calloc(1, sizeof *s);
    if (s)
        *s = (cr_stories){.window = options && options->window_days > 0 ? options->window_days : 7, .tuned = &cr_story_tuned,
                          .features.tuned = &cr_story_tuned};
    return s;
}

void cr_stories_free(cr_stories *s) {
    if (!s)
        return;
    for (uint32_t i = 0; i < s->article_count; i++)
        free(s->articles[i].vector.term);
    for (uint32_t i = 0; i < s->story_count; i++)
        free(s->stories[i].vector.term);
    cr_story_features_free(&s->features);
    free(s->terms);
    free(s->slots);
    free(s->articles);
    free(s->stories);
    free(s->score);
    free(s->touched);
    free(s->corrections);
    free(s->redirects);
    free(s);
}

static int32_t day_of(cr_str date) {
    cr_civil c;
    if (cr_str_none(date) || !cr_time_parse(date, &c) || !c.month || !c.day)
        return CR_STORY_NO_DAY;
    return (int32_t)cr_days_from_civil(c.year, c.month, c.day);
}

/* ---- the decision ---- */

typedef struct decision {
    cr_arena *arena;
    const cr_story_input *in;
    cr_story_query query;
    cr_story_vector vector;
    uint16_t language;
    int32_t day;
    uint32_t story;       /* UINT32_MAX: a new one */
    float score, nearest; /* of the story chosen; of its most similar member */
    float sum;            /* similarities to its members, for the story's likeness */
    uint32_t members;
    uint32_t dossier;     /* UINT32_MAX: a new one */
    uint32_t beside;      /* a story of it */
    uint32_t relay;       /* running number + 1 */
    float relay_similarity;
} decision;

/* What remains of a similarity over the days between; 0 outside the window. */
float cr_story_time_share(const cr_stories *s, int32_t day, int32_t other) {
    if (day == CR_STORY_NO_DAY || other == CR_STORY_NO_DAY)
        return 1;
    float days = fabsf((float)day - (float)other);
    return days > (float)s->window ? 0 : 1 - s->tuned->decay * days / (float)s->window;
}

/* What remains of a similarity when the two speak of other months or years. Both must name some. */
float cr_story_calendar_share(const cr_stories *s, const cr_story_calendar *a, const cr_story_calendar *b) {
    float share = a->months && b->months && !(a->months & b->months) ? s->tuned->month_apart : 1;
    bool common = !a->years[0] || !b->years[0];
    for (unsigned i = 0; i < CR_STORY_YEARS && a->years[i] && !common; i++)
        common = memchr(b->years, a->years[i], CR_STORY_YEARS) != NULL;
    return common ? share : share * s->tuned->year_apart;
}

typedef struct tally { /* of one story among the candidates */
    uint32_t story, members;
    float sum, best, timed_sum, timed_best;
} tally;

/* The cosine to the mean of the members, from the cosines to each and their likeness among themselves. */
static float mean_cosine(const cr_stories *s, const cr_story_record *r, const tally *t, float sum) {
    float n = (float)(r->articles < CR_STORY_MEMBERS ? r->articles : CR_STORY_MEMBERS);
    if (n < (float)t->members)
        n = (float)t->members;
    float like = r->pairs ? r->likeness / (float)r->pairs : s->tuned->story;
    return sum / sqrtf(n + n * (n - 1) * like);
}

static float blend(const cr_stories *s, float best, float mean) {
    return s->tuned->story_linked * best + (1 - s->tuned->story_linked) * mean;
}

static tally *tally_of(tally *tallies, size_t *count, uint32_t story) {
    for (size_t i = 0; i < *count; i++)
        if (tallies[i].story == story)
            return &tallies[i];
    tallies[*count] = (tally){.story = story};
    return &tallies[(*count)++];
}

static cr_status decide_story(cr_stories *s, decision *d, cr_story_candidate *c, size_t n, tally **out, size_t *count, cr_error *err) {
    tally *tallies = CR_NEW_ARRAY(d->arena, tally, n + 1);
    *count = 0;
    if (!tallies)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    for (size_t i = 0; i < n; i++) {
        const cr_story_article *a = cr_story_at(s, c[i].number);
        tally *t = tally_of(tallies, count, a->story);
        if (t->members == CR_STORY_MEMBERS)
            continue;
        c[i].timed = c[i].near * cr_story_time_share(s, d->day, a->day) * cr_story_calendar_share(s, &s->features.calendar, &a->calendar);
        t->members++;
        t->sum += c[i].near;
        t->timed_sum += c[i].timed;
        t->best = c[i].near > t->best ? c[i].near : t->best;
        t->timed_best = c[i].timed > t->timed_best ? c[i].timed : t->timed_best;
    }
    for (size_t i = 0; i < *count; i++) {
        const tally *t = &tallies[i];
        const cr_story_record *r = cr_story_record_at(s, t->story);
        float score = r ? blend(s, t->timed_best, mean_cosine(s, r, t, t->timed_sum)) : 0;
        if (score >= s->tuned->story && score > d->score) {
            d->story = t->story;
            d->score = score;
            d->nearest = t->best;
            d->sum = t->sum;
            d->members = t->members;
        }
    }
    *out = tallies;
    return CR_OK;
}

/* A copy belongs where its original is, whatever the words around it say. */
static void follow_relay(cr_stories *s, decision *d) {
    const cr_story_article *a = d->relay ? cr_story_at(s, d->relay - 1) : NULL;
    if (!a || !cr_story_record_at(s, a->story) || cr_story_time_share(s, d->day, a->day) <= 0)
        return;
    if (d->story != a->story)
        d->sum = 0, d->members = 0;
    d->story = a->story;
    d->nearest = d->relay_similarity;
}

static bool long_quiet(const cr_story_record *r, int32_t day) {
    return day != CR_STORY_NO_DAY && r->last_day != CR_STORY_NO_DAY && (int64_t)day - r->last_day > CR_STORY_DOSSIER_DAYS;
}

static cr_status decide_dossier(cr_stories *s, decision *d, const tally *tallies, size_t count, cr_error *err) {
    cr_story_candidate *c;
    size_t n;
    float best = s->tuned->dossier;
    for (size_t i = 0; i < count; i++) { /* stories whose articles are still here */
        const cr_story_record *r = cr_story_record_at(s, tallies[i].story);
        float score = r ? blend(s, tallies[i].best, mean_cosine(s, r, &tallies[i], tallies[i].sum)) : 0;
        if (score >= best) {
            best = score;
            d->dossier = r->dossier;
            d->beside = tallies[i].story;
        }
    }
    CR_TRY(cr_story_candidates(s, d->arena, &d->query, true, &c, &n, err));
    for (size_t i = 0; i < n; i++) {
        const cr_story_record *r = cr_story_record_at(s, c[i].number);
        if (c[i].near >= best && !long_quiet(r, d->day)) {
            best = c[i].near;
            d->dossier = r->dossier;
            d->beside = c[i].number;
        }
    }
    return CR_OK;
}

/* The page says whose text it carries: the nearest article of that outlet in the same story. */
static void follow_notice(const cr_stories *s, decision *d, const cr_story_candidate *c, size_t n) {
    uint64_t site = d->relay || cr_str_empty(d->in->relay_of) ? 0 : cr_story_site(d->in->relay_of);
    for (size_t i = 0; site && i < n && !d->relay; i++) {
        const cr_story_article *a = cr_story_at(s, c[i].number);
        if (a->site == site && a->story == d->story) {
            d->relay = c[i].number + 1;
            d->relay_similarity = c[i].near;
        }
    }
}

/* ---- remembering ---- */

static bool copy_vector(const cr_story_vector *from, size_t extra, cr_story_vector *to) {
    size_t n = (size_t)from->words + from->crosses;
    char *block = malloc(n * (2 * sizeof(uint32_t) + sizeof(uint16_t)) + 4 + extra);
    if (!block)
        return false;
    *to = *from;
    to->term = (uint32_t *)(void *)block;
    to->previous = to->term + n;
    to->weight = (uint16_t *)(void *)(to->previous + n);
    memcpy(to->term, from->term, n * sizeof *to->term);
    memcpy(to->weight, from->weight, n * sizeof *to->weight);
    return true;
}

static void link_vector(cr_stories *s, cr_story_vector *v, uint32_t number, bool of_stories) {
    for (uint32_t i = 0; i < (uint32_t)v->words + v->crosses; i++) {
        uint32_t *last = of_stories ? &s->terms[v->term[i]].last_story : &s->terms[v->term[i]].last;
        v->previous[i] = *last;
        *last = number + 1;
    }
}

static void drop_old_stories(cr_stories *s) {
    uint32_t most = (uint32_t)cr_limit(NULL, CR_LIMIT_DOSSIER_STORIES), gone = s->story_count > most ? s->story_count - most : 0;
    if (gone < most / 16 + 1)
        return; /* by the batch, so that each new story costs little */
    for (uint32_t i = 0; i < gone; i++) {
        cr_story_unring(s, s->oldest_story + i);
        free(s->stories[i].vector.term);
    }
    memmove(s->stories, s->stories + gone, (s->story_count - gone) * sizeof *s->stories);
    s->story_count -= gone;
    s->oldest_story += gone;
}

uint32_t cr_story_open(cr_stories *s, const cr_story_vector *v, uint16_t language, uint32_t dossier, uint32_t beside) {
    if (s->story_count == s->story_capacity) {
        uint32_t capacity = s->story_capacity ? s->story_capacity * 2 : 256;
        cr_story_record *stories = realloc(s->stories, capacity * sizeof *stories);
        if (!stories)
            return UINT32_MAX;
        s->stories = stories;
        s->story_capacity = capacity;
    }
    cr_story_record r = {.first_day = CR_STORY_NO_DAY, .last_day = CR_STORY_NO_DAY, .language = language};
    if (!copy_vector(v, 0, &r.vector))
        return UINT32_MAX;
    r.dossier = dossier != UINT32_MAX ? dossier : s->dossier_count++;
    uint32_t number = s->oldest_story + s->story_count;
    r.next = r.previous = number;
    link_vector(s, &r.vector, number, true);
    s->stories[s->story_count++] = r;
    if (dossier != UINT32_MAX)
        cr_story_ring(s, number, beside);
    return number;
}

static bool new_article(cr_stories *s, const decision *d) {
    if (s->article_count == s->article_capacity) {
        uint32_t capacity = s->article_capacity ? s->article_capacity + s->article_capacity / 2 + 64 : 1024;
        cr_story_article *articles = realloc(s->articles, capacity * sizeof *articles);
        if (!articles)
            return false;
        s->articles = articles;
        s->article_capacity = capacity;
    }
    const cr_story_features *f = &s->features;
    cr_story_article a = {.language = d->language, .day = d->day, .leaves = d->day, .story = d->story, .relay_of = d->relay};
    size_t sketch = f->sketch_count * sizeof(uint32_t);
    if (!copy_vector(&d->vector, sketch + d->in->id.len + 1, &a.vector))
        return false;
    size_t n = (size_t)a.vector.words + a.vector.crosses;
    a.sketch = (uint32_t *)(void *)(a.vector.weight + ((n + 1) & ~(size_t)1));
    memcpy(a.sketch, f->sketch, sketch);
    a.id = (char *)(a.sketch + f->sketch_count);
    memcpy(a.id, d->in->id.len ? d->in->id.ptr : "", d->in->id.len);
    a.id[d->in->id.len] = '\0';
    a.id_bytes = (uint32_t)d->in->id.len;
    a.sketch_count = (uint16_t)f->sketch_count;
    a.sketch_limit = f->sketch_limit;
    a.words = (uint32_t)f->word_count;
    a.calendar = f->calendar;
    a.site = cr_str_empty(d->in->site) ? 0 : cr_story_site(d->in->site);
    link_vector(s, &a.vector, s->oldest + s->article_count, false);
    s->articles[s->article_count++] = a;
    return true;
}

void cr_story_tell_day(cr_story_record *r, int32_t day) {
    if (day == CR_STORY_NO_DAY)
        return;
    if (r->first_day == CR_STORY_NO_DAY || day < r->first_day)
        r->first_day = day;
    if (r->last_day == CR_STORY_NO_DAY || day > r->last_day)
        r->last_day = day;
}

static void tell_story(cr_stories *s, const decision *d) {
    cr_story_record *r = cr_story_record_at(s, d->story);
    cr_story_chain(s, s->oldest + s->article_count - 1, d->story);
    r->unreviewed = (uint16_t)(r->unreviewed + (r->unreviewed < UINT16_MAX));
    r->pairs += d->members;
    r->likeness += d->sum;
    cr_story_tell_day(r, d->day);
}

/* A cross term counts once while the same story repeats it: many reports of an event, each in its language, must not make
 * the names of that event common. Before the article is linked: `last` still is the one before. */
static void count_terms(cr_stories *s, const decision *d) {
    for (size_t i = 0; i < s->features.count; i++) {
        const cr_story_feature *f = &s->features.items[i];
        if (f->id == UINT32_MAX)
            continue;
        cr_story_term *t = &s->terms[f->id];
        const cr_story_article *before = CR_STORY_IS_CROSS(f->hash) && t->last ? cr_story_at(s, t->last - 1) : NULL;
        t->articles += !before || before->story != d->story;
    }
}

static cr_status remember(cr_stories *s, decision *d, cr_error *err) {
    if (d->story == UINT32_MAX)
        d->story = cr_story_open(s, &d->vector, d->language, d->dossier, d->beside);
    if (d->story == UINT32_MAX)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    count_terms(s, d);
    if (!new_article(s, d))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    tell_story(s, d);
    s->language_articles[d->language]++;
    if (d->day != CR_STORY_NO_DAY)
        s->clock_days[s->clock_count++ % CR_STORY_CLOCK] = d->day;
    int32_t clock = cr_story_clock(s);
    cr_story_article *a = &s->articles[s->article_count - 1];
    if (clock != CR_STORY_NO_DAY && d->day != CR_STORY_NO_DAY) /* a wrong date neither stays for ever nor goes at once */
        a->leaves = d->day > clock + 1 ? clock + 1 : d->day < clock - s->window ? clock - s->window : d->day;
    return CR_OK;
}

/* ---- the calls ---- */

static void answer_with(const cr_stories *s, const decision *d, cr_story_answer *answer) {
    uint32_t story = s->articles[s->article_count - 1].story; /* the review may have moved it */
    const cr_story_record *r = cr_story_record_at(s, story);
    snprintf(answer->story, sizeof answer->story, "s%u", story + 1);
    snprintf(answer->dossier, sizeof answer->dossier, "d%u", r->dossier + 1);
    const cr_story_article *original = d->relay ? cr_story_at(s, d->relay - 1) : NULL;
    answer->relay_of = original ? (cr_str){original->id, original->id_bytes} : CR_STR_NONE;
    answer->similarity = original ? (double)d->relay_similarity : (double)d->nearest;
    answer->corrections = s->corrections;
    answer->correction_count = s->correction_count;
    answer->redirects = s->redirects;
    answer->redirect_count = s->redirect_count;
}

static cr_status add(cr_stories *s, decision *d, cr_story_answer *answer, cr_error *err) {
    cr_story_candidate *c;
    tally *tallies;
    size_t n, count;
    s->correction_count = s->redirect_count = 0;
    drop_old_stories(s);
    if (!cr_story_make_room(s))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    cr_story_drop_old(s); /* not at the end: the answer still names an article that leaves with it */
    CR_TRY(cr_story_features_read(&s->features, d->in, err));
    CR_TRY(cr_story_query_make(s, d->arena, d->language, &d->query, &d->vector, err));
    CR_TRY(cr_story_candidates(s, d->arena, &d->query, false, &c, &n, err));
    d->relay = cr_story_relay_find(s, c, n, &d->relay_similarity);
    CR_TRY(decide_story(s, d, c, n, &tallies, &count, err));
    follow_relay(s, d);
    if (d->story == UINT32_MAX)
        CR_TRY(decide_dossier(s, d, tallies, count, err));
    else
        follow_notice(s, d, c, n);
    CR_TRY(remember(s, d, err));
    CR_TRY(cr_story_review(s, d->arena, s->oldest + s->article_count - 1, c, n, err));
    answer_with(s, d, answer);
    return CR_OK;
}

cr_status cr_stories_add(cr_stories *s, const cr_story_input *in, cr_story_answer *answer, cr_error *err) {
    memset(answer, 0, sizeof *answer);
    if (s->oldest + s->article_count >= UINT32_MAX / 2)
        return cr_fail(err, CR_ERR_LIMIT, "stories: more than 2,147,483,647 articles; remove the saved state and group anew");
    cr_arena *arena = cr_arena_new(0);
    if (!arena)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    decision d = {.arena = arena, .in = in, .language = cr_story_language(s, in->lang), .day = day_of(in->date),
                  .story = UINT32_MAX, .dossier = UINT32_MAX};
    cr_status status = add(s, &d, answer, err);
    cr_arena_free(arena);
    return status;
}

cr_status cr_stories_same(const cr_story_input *a, const cr_story_input *b, bool *same, double *similarity, cr_error *err) {
    return cr_stories_same_tuned(a, b, &cr_story_tuned, same, similarity, err);
}

cr_status cr_stories_same_tuned(const cr_story_input *a, const cr_story_input *b, const cr_story_tuning *tuned, bool *same,
                                double *similarity, cr_error *err) {
    cr_arena *arena = cr_arena_new(0);
    cr_stories *s = cr_stories_new(NULL);
    cr_story_answer answer;
    cr_status status = CR_ERR_MEMORY;
    *same = false;
    *similarity = 0;
    if (!arena || !s) {
        cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
        goto done;
    }
    s->flat = true;
    s->tuned = s->features.tuned = tuned;
    if ((status = cr_stories_add(s, a, &answer, err)) != CR_OK)
        goto done;
    decision d = {.arena = arena, .in = b, .language = cr_story_language(s, b->lang), .day = day_of(b->date)};
    if ((status = cr_story_features_read(&s->features, b, err)) != CR_OK ||
        (status = cr_story_query_make(s, arena, d.language, &d.query, &d.vector, err)) != CR_OK)
        goto done;
    const cr_story_article *first = cr_story_at(s, 0);
    float near = cr_story_similarity(&d.query, &first->vector, first->language);
    *similarity = (double)near;
    near *= cr_story_calendar_share(s, &s->features.calendar, &first->calendar);
    *same = near >= s->tuned->same_pair && cr_story_time_share(s, d.day, first->day) > 0;
done:
    cr_stories_free(s);
    cr_arena_free(arena);
    return status;
}
