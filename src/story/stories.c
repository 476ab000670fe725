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
    int window = options && options->window_days > 0 ? options->window_days : 7;
    if (s)
        *s = (cr_stories){.window = window < CR_STORY_WINDOW_DAYS ? window : CR_STORY_WINDOW_DAYS, .tuned = &cr_story_tuned,
                          .features.tuned = &cr_story_tuned};
    return s;
}

void cr_stories_free(cr_stories *s) {
    if (!s)
        return;
    for (uint32_t i = 0; i < s->article_count; i++)
        free(cr_story_at(s, s->oldest + i)->block);
    for (uint32_t i = 0; i < s->chunk_count; i++)
        free(s->chunks[i]);
    for (uint32_t i = 0; i < s->story_count; i++)
        free(s->stories[i].standing);
    cr_story_features_free(&s->features);
    cr_arena_free(s->arena);
    free(s->desk);
    free(s->sides);
    free(s->vocabulary.buckets);
    free(s->chunks);
    free(s->stories);
    free(s->heads);
    free(s->scores);
    free(s->scored);
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
    cr_story_query *query;
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

/* What remains of a similarity over the days between; 0 outside the window. Reports of one event come within a day or two, those of what
 * follows from it speak of the same people and places some days later. */
float cr_story_time_share(const cr_stories *s, int32_t day, int32_t other) {
    if (day == CR_STORY_NO_DAY || other == CR_STORY_NO_DAY)
        return 1;
    float days = fabsf((float)day - (float)other);
    float far = days / ((float)s->window * s->tuned->decay);
    return days > (float)s->window ? 0 : expf(-far * far / 2);
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

/* An archive may be read from its end. */
bool cr_story_far(const cr_story_record *r, int32_t day) {
    return day != CR_STORY_NO_DAY && r->last_day != CR_STORY_NO_DAY &&
           ((int64_t)day - r->last_day > CR_STORY_DOSSIER_DAYS || (int64_t)r->first_day - day > CR_STORY_DOSSIER_DAYS);
}

static void may_follow(const cr_stories *s, decision *d, uint32_t story, float near, float *best) {
    const cr_story_record *r = cr_story_record_at(s, story);
    if (!r || near < *best || cr_story_far(r, d->day))
        return;
    *best = near;
    d->dossier = r->dossier;
    d->beside = story;
}

static cr_status decide_dossier(cr_stories *s, decision *d, const cr_story_candidate *near, size_t near_count, const tally *tallies, size_t count,
                                cr_error *err) {
    cr_story_candidate *c;
    size_t n;
    float best = s->tuned->dossier;
    for (size_t i = 0; i < count; i++) { /* stories whose articles are still here */
        const cr_story_record *r = cr_story_record_at(s, tallies[i].story);
        float score = r && !cr_story_far(r, d->day) ? blend(s, tallies[i].best, mean_cosine(s, r, &tallies[i], tallies[i].sum)) : 0;
        if (score >= best) {
            best = score;
            d->dossier = r->dossier;
            d->beside = tallies[i].story;
        }
    }
    for (size_t i = 0; i < near_count; i++) /* articles that tell their story by themselves */
        may_follow(s, d, cr_story_at(s, near[i].number)->tells - 1, near[i].near, &best);
    if (!s->heads)
        return CR_OK;
    CR_TRY(cr_story_candidates(s, d->arena, d->query, true, &c, &n, err)); /* and those whose first article has left */
    for (size_t i = 0; i < n; i++)
        may_follow(s, d, c[i].number, c[i].near, &best);
    return CR_OK;
}

/* The page says whose text it carries: the nearest article of that outlet in the same story. */
static void follow_notice(const cr_stories *s, decision *d, const cr_story_candidate *c, size_t n) {
    uint16_t site = d->relay || cr_str_empty(d->in->relay_of) ? 0 : cr_story_site(d->in->relay_of);
    for (size_t i = 0; site && i < n && !d->relay; i++) {
        const cr_story_article *a = cr_story_at(s, c[i].number);
        if (a->site == site && a->story == d->story) {
            d->relay = c[i].number + 1;
            d->relay_similarity = c[i].near;
        }
    }
}

/* ---- remembering ---- */

/* The oldest go, by the batch, so that each new story costs little. One that articles of the window still belong to (it has gone on
 * while the limit and more were opened) goes with them: those articles answer as before and take nobody in any more. */
static void drop_old_stories(cr_stories *s) {
    uint64_t most = (uint64_t)cr_limit(NULL, CR_LIMIT_DOSSIER_STORIES) + s->article_count, gone = s->story_count > most ? s->story_count - most : 0;
    if (gone < most / 16 + 1)
        return;
    for (uint32_t i = 0; i < gone; i++) {
        cr_story_unring(s, s->oldest_story + i);
        free(s->stories[i].standing);
    }
    memmove(s->stories, s->stories + gone, (s->story_count - gone) * sizeof *s->stories);
    s->story_count -= (uint32_t)gone;
    s->oldest_story += (uint32_t)gone;
}

uint32_t cr_story_open(cr_stories *s, uint16_t language, uint32_t dossier, uint32_t beside) {
    if (s->story_count == s->story_capacity) {
        uint32_t capacity = s->story_capacity + s->story_capacity / 4 + 256;
        cr_story_record *stories = realloc(s->stories, capacity * sizeof *stories);
        if (!stories)
            return UINT32_MAX;
        s->stories = stories;
        s->story_capacity = capacity;
    }
    cr_story_record r = {.first_day = CR_STORY_NO_DAY, .last_day = CR_STORY_NO_DAY, .language = language};
    r.dossier = dossier != UINT32_MAX ? dossier : s->dossier_count++;
    uint32_t number = s->oldest_story + s->story_count;
    r.next = r.previous = number;
    s->stories[s->story_count++] = r;
    if (dossier != UINT32_MAX)
        cr_story_ring(s, number, beside);
    return number;
}

static void link_terms(cr_stories *s, const cr_story_query *q, uint32_t number, cr_story_links *links) {
    for (uint32_t i = 0; i < (uint32_t)q->words + q->crosses; i++) {
        bool cross = i >= q->words;
        uint32_t link = cross ? i - q->words + CR_STORY_LINK_WORDS : i;
        if (link >= (cross ? CR_STORY_LINKS : CR_STORY_LINK_WORDS))
            continue;
        uint32_t *last = &s->vocabulary.buckets[q->cell[i] / CR_STORY_BUCKET].last[q->cell[i] % CR_STORY_BUCKET];
        links->before[link] = *last;
        *last = cr_story_place(number, link);
    }
}

static bool new_article(cr_stories *s, const decision *d) {
    const cr_story_features *f = &s->features;
    uint16_t items[2 * CR_STORY_TERMS];
    uint8_t sketch[CR_STORY_SKETCH_BYTES];
    cr_story_vector v = cr_story_vector_pack(d->query, items);
    size_t sketch_bytes = cr_story_sketch_pack(f, sketch), vector_bytes = (size_t)(v.words + v.crosses) * 2;
    cr_story_links *links;
    cr_story_article *a = cr_story_window_next(s, &links);
    uint8_t *block = a ? malloc(vector_bytes + sketch_bytes + d->in->id.len + 1) : NULL;
    if (!block)
        return false;
    memcpy(block, items, vector_bytes);
    memcpy(block + vector_bytes, sketch, sketch_bytes);
    memcpy(block + vector_bytes + sketch_bytes, d->in->id.len ? d->in->id.ptr : "", d->in->id.len);
    block[vector_bytes + sketch_bytes + d->in->id.len] = '\0';
    *a = (cr_story_article){.block = block, .day = d->day, .leaves = d->day, .story = d->story, .relay_of = d->relay,
                            .id_bytes = (uint16_t)d->in->id.len, .site = cr_str_empty(d->in->site) ? 0 : cr_story_site(d->in->site),
                            .words = (uint8_t)v.words, .crosses = (uint8_t)v.crosses, .sketch_bytes = (uint16_t)sketch_bytes,
                            .language = (uint8_t)d->language, .sketch_all = f->sketch_limit == UINT32_MAX, .calendar = f->calendar};
    uint32_t number = s->oldest + s->article_count++;
    cr_story_chunk_of(s, number)->language[number % CR_STORY_CHUNK] = a->language;
    link_terms(s, d->query, number, links);
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

/* The article that is found last under a term; NULL: it has left, or there is none. */
static const cr_story_article *last_of(const cr_stories *s, uint32_t cell) {
    uint32_t link, last = s->vocabulary.buckets[cell / CR_STORY_BUCKET].last[cell % CR_STORY_BUCKET];
    return last ? cr_story_at(s, cr_story_placed(last, s->oldest + s->article_count, &link)) : NULL;
}

/* A cross term counts once while the same story repeats it: many reports of an event, each in its language, must not make
 * the names of that event common. Likewise words of the hub alone. Before the article is linked: `last` still is the one before. */
static void count_terms(cr_stories *s, const decision *d, bool opens) {
    enum { AHEAD = 8 };
    const cr_story_feature *f = s->features.items;
    for (size_t i = 0; i < s->features.count; i++) {
        if (!opens && i + AHEAD < s->features.count && CR_STORY_IS_CROSS(f[i + AHEAD].hash))
            __builtin_prefetch(last_of(s, f[i + AHEAD].cell));
        const cr_story_article *before = !opens && CR_STORY_IS_CROSS(f[i].hash) ? last_of(s, f[i].cell) : NULL;
        if ((before && before->story == d->story) || (!opens && f[i].weight <= 0))
            continue;
        uint16_t *articles = &s->vocabulary.buckets[f[i].cell / CR_STORY_BUCKET].articles[f[i].cell % CR_STORY_BUCKET];
        *articles = cr_story_articles_next(*articles, f[i].hash + s->oldest + s->article_count);
    }
}

static cr_status remember(cr_stories *s, decision *d, cr_error *err) {
    bool opens = d->story == UINT32_MAX;
    if (opens)
        d->story = cr_story_open(s, d->language, d->dossier, d->beside);
    if (d->story == UINT32_MAX)
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    count_terms(s, d, opens);
    if (!new_article(s, d))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    if (opens)
        cr_story_let_tell(s, s->oldest + s->article_count - 1, d->story);
    tell_story(s, d);
    s->language_articles[s->parts[d->language].own]++;
    if (opens && s->parts[d->language].hub != s->parts[d->language].own)
        s->language_articles[s->parts[d->language].hub]++;
    if (d->day != CR_STORY_NO_DAY)
        s->clock_days[s->clock_count++ % CR_STORY_CLOCK] = d->day;
    int32_t clock = cr_story_clock(s);
    cr_story_article *a = cr_story_at(s, s->oldest + s->article_count - 1);
    if (clock != CR_STORY_NO_DAY && d->day != CR_STORY_NO_DAY) /* an old one does not go at once: its story may go on */
        a->leaves = d->day < clock - s->window ? clock - s->window : d->day;
    return CR_OK;
}

/* ---- the calls ---- */

static void answer_with(const cr_stories *s, const decision *d, cr_story_answer *answer) {
    uint32_t story = cr_story_at(s, s->oldest + s->article_count - 1)->story; /* the review may have moved it */
    const cr_story_record *r = cr_story_record_at(s, story);
    snprintf(answer->story, sizeof answer->story, "s%u", story + 1);
    snprintf(answer->dossier, sizeof answer->dossier, "d%u", r->dossier + 1);
    const cr_story_article *original = d->relay ? cr_story_at(s, d->relay - 1) : NULL;
    answer->relay_of = original ? cr_story_id(original) : CR_STR_NONE;
    answer->similarity = original ? (double)d->relay_similarity : (double)d->nearest;
    answer->corrections = s->corrections;
    answer->correction_count = s->correction_count;
    answer->redirects = s->redirects;
    answer->redirect_count = s->redirect_count;
}

static cr_status take(cr_stories *s, decision *d, cr_story_answer *answer, cr_error *err) {
    cr_story_candidate *c;
    tally *tallies;
    size_t n, count;
    cr_story_correct_nothing(s);
    drop_old_stories(s);
    if (!cr_story_drop_old(s)) /* not at the end: the answer still names an article that leaves with it */
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    CR_TRY(cr_story_query_make(s, d->arena, d->language, d->query, err));
    CR_TRY(cr_story_candidates(s, d->arena, d->query, false, &c, &n, err));
    d->relay = cr_story_relay_find(s, c, n, &d->relay_similarity);
    CR_TRY(decide_story(s, d, c, n, &tallies, &count, err));
    follow_relay(s, d);
    if (d->story == UINT32_MAX)
        CR_TRY(decide_dossier(s, d, c, n, tallies, count, err));
    else
        follow_notice(s, d, c, n);
    CR_TRY(remember(s, d, err));
    CR_TRY(cr_story_review(s, s->oldest + s->article_count - 1, c, n, err));
    answer_with(s, d, answer);
    return CR_OK;
}

static cr_status begin(cr_stories *s, const cr_story_input *in, decision *d, cr_error *err) {
    if (!s->arena && !(s->arena = cr_arena_new(0)))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    cr_arena_reset(s->arena);
    *d = (decision){.arena = s->arena, .in = in, .language = cr_story_tongue(s, in->lang, in->hub_lang), .day = day_of(in->date), .story = UINT32_MAX,
                    .dossier = UINT32_MAX, .query = CR_NEW(s->arena, cr_story_query)};
    return d->query ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
}

cr_status cr_stories_take(cr_stories *s, const cr_story_input *in, cr_story_answer *answer, cr_error *err) {
    decision d;
    memset(answer, 0, sizeof *answer);
    if (s->oldest + s->article_count >= UINT32_MAX / 2)
        return cr_fail(err, CR_ERR_LIMIT, "stories: more than 2,147,483,647 articles; remove the saved state and group anew");
    if (in->id.len > UINT16_MAX)
        return cr_fail(err, CR_ERR_LIMIT, "stories: the id of an article is longer than 65,535 bytes");
    CR_TRY(begin(s, in, &d, err));
    return take(s, &d, answer, err);
}

cr_status cr_stories_add(cr_stories *s, const cr_story_input *in, cr_story_answer *answer, cr_error *err) {
    CR_TRY(cr_story_features_read(&s->features, in, err));
    return cr_stories_take(s, in, answer, err);
}

cr_status cr_stories_same(const cr_story_input *a, const cr_story_input *b, bool *same, double *similarity, cr_error *err) {
    return cr_stories_same_tuned(a, b, &cr_story_tuned, same, similarity, err);
}

cr_status cr_stories_same_tuned(const cr_story_input *a, const cr_story_input *b, const cr_story_tuning *tuned, bool *same,
                                double *similarity, cr_error *err) {
    cr_stories *s = cr_stories_new(NULL);
    cr_story_answer answer;
    decision d;
    cr_status status = CR_ERR_MEMORY;
    *same = false;
    *similarity = 0;
    if (!s) {
        cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
        goto done;
    }
    s->flat = true;
    s->tuned = s->features.tuned = tuned;
    if ((status = cr_stories_add(s, a, &answer, err)) != CR_OK || (status = cr_story_features_read(&s->features, b, err)) != CR_OK ||
        (status = begin(s, b, &d, err)) != CR_OK || (status = cr_story_query_make(s, d.arena, d.language, d.query, err)) != CR_OK)
        goto done;
    const cr_story_article *first = cr_story_at(s, 0);
    cr_story_vector v = cr_story_vector_of(first);
    float near = cr_story_similarity(d.query, &v, first->language);
    *similarity = (double)near;
    near *= cr_story_calendar_share(s, &s->features.calendar, &first->calendar);
    *same = near >= s->tuned->same_pair && cr_story_time_share(s, d.day, first->day) > 0;
done:
    cr_stories_free(s);
    return status;
}
