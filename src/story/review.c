/* A dossier looked at again. One article at a time, the first ones of an affair are told apart by little; when more have
 * come, what all of them share tells nothing any more and what only some share tells the stage. So the articles of the dossier
 * that are near the new one are parted in two where they part best, in a space in which a term weighs by how few of them
 * hold it, each part likewise, as long as the parts are far from each other and near within; and the stories follow.
 *
 *     members ─▶ near (as in the whole stream) ─┐
 *             ─▶ apart (within the dossier) ─▶ two parts ─▶ far enough? ─▶ each part again ─▶ stories ─▶ corrections */
#include <math.h>
#include <stdlib.h>

#include "story/group.h"

#define TRIES 8   /* beginnings from which two parts are sought */
#define ROUNDS 16 /* in which articles change sides */

typedef struct posting { /* of one term in one member */
    uint32_t print; /* times CR_STORY_REVIEW and the member */
    float weight;
} posting;

#define POSTINGS (CR_STORY_REVIEW * CR_STORY_WORDS)

typedef struct cr_story_desk { /* kept from review to review: room alone */
    cr_stories *s;
    uint32_t number[CR_STORY_REVIEW]; /* ascending */
    uint8_t language[CR_STORY_REVIEW];
    uint16_t count;
    float near[CR_STORY_REVIEW][CR_STORY_REVIEW];
    float share[CR_STORY_REVIEW][CR_STORY_REVIEW]; /* what time and calendar leave of a similarity */
    float apart[CR_STORY_REVIEW][CR_STORY_REVIEW];
    posting postings[POSTINGS], other[POSTINGS]; /* by term; room to sort them */
    size_t posting_count;
    uint16_t part[CR_STORY_REVIEW], parts; /* where each member ends up */
    uint16_t affair[CR_STORY_REVIEW], affairs; /* of each part: parts of one number stay one dossier */
    uint32_t random;
} review;

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t term_of(const posting *p) { return p->print / CR_STORY_REVIEW; }
static uint32_t member_of(const posting *p) { return p->print % CR_STORY_REVIEW; }

/* By term, members ascending within each: two passes of a radix sort, as the vectors come member by member. */
static void sort_postings(posting *postings, posting *other, size_t n) {
    for (unsigned shift = 0; shift < 18; shift += 9) {
        uint32_t at[513] = {0};
        for (size_t i = 0; i < n; i++)
            at[(term_of(&postings[i]) >> shift & 511) + 1]++;
        for (size_t i = 0; i < 512; i++)
            at[i + 1] += at[i];
        for (size_t i = 0; i < n; i++)
            other[at[term_of(&postings[i]) >> shift & 511]++] = postings[i];
        posting *swap = postings;
        postings = other;
        other = swap;
    }
}

/* Terms that one member alone holds bring nobody nearer to anybody. */
static size_t keep_shared(posting *postings, size_t n) {
    size_t kept = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && term_of(&postings[to]) == term_of(&postings[from]); to++)
            ;
        for (size_t i = from; i < to && to - from > 1; i++)
            postings[kept++] = postings[i];
    }
    return kept;
}

static void gather(review *r) {
    r->posting_count = 0;
    for (uint16_t i = 0; i < r->count; i++) {
        cr_story_vector v = cr_story_vector_of(cr_story_at(r->s, r->number[i]));
        cr_story_print words[CR_STORY_WORDS];
        uint16_t held = cr_story_vector_words(&v, words);
        for (uint16_t k = 0; k < held; k++)
            r->postings[r->posting_count++] = (posting){words[k].print * CR_STORY_REVIEW + i, words[k].weight};
    }
    sort_postings(r->postings, r->other, r->posting_count);
    r->posting_count = keep_shared(r->postings, r->posting_count);
}

/* Sums of products over the terms that at least two of the members marked hold; `by_rarity`: each weighed by how few do. */
static void products(review *r, const bool *in, uint16_t n, bool by_rarity, float out[][CR_STORY_REVIEW]) {
    for (uint16_t i = 0; i < r->count; i++)
        for (uint16_t k = 0; in[i] && k < r->count; k++)
            out[i][k] = 0;
    float rarity[CR_STORY_REVIEW + 1]; /* squared: the weight is its root */
    for (uint16_t count = 2; count <= n; count++)
        rarity[count] = by_rarity ? logf((float)n / ((float)count - 0.5f)) : 1;
    for (size_t from = 0, to; from < r->posting_count; from = to) {
        const posting *held[CR_STORY_REVIEW];
        uint16_t count = 0;
        for (to = from; to < r->posting_count && term_of(&r->postings[to]) == term_of(&r->postings[from]); to++)
            if (in[member_of(&r->postings[to])])
                held[count++] = &r->postings[to];
        if (count < 2)
            continue;
        for (uint16_t i = 0; i < count && rarity[count] > 0; i++) {
            float *row = out[member_of(held[i])], weight = rarity[count] * held[i]->weight;
            for (uint16_t k = 0; k <= i; k++)
                row[member_of(held[k])] += weight * held[k]->weight;
        }
    }
    for (uint16_t i = 0; i < r->count; i++)
        for (uint16_t k = 0; in[i] && k < i; k++)
            out[k][i] = out[i][k];
}

/* Of a cosine between two of the members, which may share one part of two. */
static float scaled(const review *r, uint16_t i, uint16_t k, float cosine) {
    uint8_t a = r->language[i], b = r->language[k];
    float x = a == b ? cosine : cosine * cr_story_scale(r->s, a, b);
    return x < 1 ? x : 1;
}

static void measure_near(review *r) {
    bool all[CR_STORY_REVIEW];
    memset(all, true, sizeof all);
    products(r, all, r->count, false, r->near);
    const cr_story_article *at[CR_STORY_REVIEW];
    for (uint16_t i = 0; i < r->count; i++)
        at[i] = cr_story_at(r->s, r->number[i]), r->language[i] = at[i]->language;
    for (uint16_t i = 0; i < r->count; i++)
        for (uint16_t k = 0; k <= i; k++) {
            const cr_story_article *a = at[i], *b = at[k];
            r->near[k][i] = r->near[i][k] = scaled(r, i, k, r->near[i][k]);
            r->share[k][i] = r->share[i][k] = cr_story_time_share(r->s, a->day, b->day) * cr_story_calendar_share(r->s, &a->calendar, &b->calendar);
        }
}

static void measure_apart(review *r, const bool *in, uint16_t n) {
    float length[CR_STORY_REVIEW];
    products(r, in, n, true, r->apart);
    for (uint16_t i = 0; i < r->count; i++)
        length[i] = in[i] && r->apart[i][i] > 0 ? 1 / sqrtf(r->apart[i][i]) : 0;
    for (uint16_t i = 0; i < r->count; i++)
        for (uint16_t k = 0; in[i] && k < r->count; k++)
            r->apart[i][k] = i == k ? r->apart[i][k] * length[i] * length[i] : scaled(r, i, k, r->apart[i][k] * length[i] * length[k]) * r->share[i][k];
}

/* ---- two parts ---- */

typedef float four __attribute__((vector_size(16)));
#define FOURS ((CR_STORY_REVIEW + 3) / 4)

typedef union rows { /* likeness of the members to be parted to each other, their own left out */
    four fours[CR_STORY_REVIEW][FOURS];
    float one[CR_STORY_REVIEW][FOURS * 4];
} rows;

typedef union sums { /* of such rows: what a side is to each member */
    four fours[2][FOURS];
    float one[2][FOURS * 4];
} sums;

typedef struct halves {
    uint16_t member[CR_STORY_REVIEW], count; /* those to be parted */
    bool side[CR_STORY_REVIEW];              /* beside */
    float gain;                              /* lengths of the sums of both sides: the k-means of directions */
} halves;

static void fill(const review *r, const halves *h, rows *out, float own[CR_STORY_REVIEW]) {
    memset(out, 0, sizeof *out);
    for (uint16_t i = 0; i < h->count; i++) {
        own[i] = r->apart[h->member[i]][h->member[i]];
        for (uint16_t k = 0; k < h->count; k++)
            out->one[i][k] = i == k ? 0 : r->apart[h->member[i]][h->member[k]];
    }
}

/* Moves members to the side whose mean they are nearer to, until none moves. The hot function of a review. */
static void settle(const rows *like, const float own[CR_STORY_REVIEW], halves *h) {
    unsigned fours = (h->count + 3u) / 4;
    for (int round = 0; round < ROUNDS; round++) {
        sums to = {0};
        float sum[2] = {0, 0};
        bool moved = false, side[CR_STORY_REVIEW];
        for (uint16_t i = 0; i < h->count; i++)
            for (unsigned k = 0; k < fours; k++)
                to.fours[h->side[i]][k] += like->fours[i][k];
        for (uint16_t i = 0; i < h->count; i++)
            sum[h->side[i]] += to.one[h->side[i]][i] + own[i];
        h->gain = sqrtf(sum[0]) + sqrtf(sum[1]);
        for (uint16_t i = 0; i < h->count; i++) {
            bool at = h->side[i];
            float mine = to.one[at][i], theirs = to.one[!at][i], without = sum[at] - 2 * mine - own[i];
            /* theirs over the length of their sum against mine over that of my own: both squared and without the divisions. */
            bool here = mine > 0 && without > 0, there = theirs > 0 && sum[!at] > 0;
            side[i] = there && (!here || theirs * theirs * without > mine * mine * sum[!at]) ? !at : at;
            moved |= side[i] != at;
        }
        if (!moved)
            return;
        memcpy(h->side, side, h->count * sizeof *side);
    }
}

static uint32_t draw(review *r, uint32_t below) {
    r->random = r->random * 1664525u + 1013904223u;
    return (r->random >> 8) % below;
}

static void part_best(review *r, halves *best) {
    halves h = *best;
    rows like;
    float own[CR_STORY_REVIEW];
    fill(r, best, &like, own);
    best->gain = -1;
    for (int try = 0; try < TRIES; try++) {
        for (uint16_t i = 0; i < h.count; i++)
            h.side[i] = draw(r, 2);
        settle(&like, own, &h);
        if (h.gain > best->gain + 1e-6f)
            *best = h;
    }
}

static float near(const review *r, uint16_t i, uint16_t k, bool timed) { return r->near[i][k] * (timed ? r->share[i][k] : 1); }

static float within(const review *r, const halves *h, bool side, bool timed) {
    float sum = 0, pairs = 0;
    for (uint16_t i = 0; i < h->count; i++)
        for (uint16_t k = 0; k < i; k++)
            if (h->side[i] == side && h->side[k] == side) {
                sum += near(r, h->member[i], h->member[k], timed);
                pairs++;
            }
    return cr_story_within(r->s, sum, pairs);
}

/* The mean similarity within a part, as if some pairs of middling similarity had been seen before. */
float cr_story_within(const cr_stories *s, float sum, float pairs) {
    return (sum + s->tuned->part_prior * s->tuned->part_pairs) / (pairs + s->tuned->part_pairs);
}

static float between(const review *r, const halves *h, bool timed) {
    float sum = 0, pairs = 0;
    for (uint16_t i = 0; i < h->count; i++)
        for (uint16_t k = 0; k < i; k++)
            if (h->side[i] != h->side[k]) {
                sum += near(r, h->member[i], h->member[k], timed);
                pairs++;
            }
    return pairs > 0 ? sum / pairs : 1;
}

static float inside(const review *r, const halves *h, bool timed) { return sqrtf(within(r, h, false, timed) * within(r, h, true, timed)); }

static bool enough(const halves *h) { /* to tell two dossiers apart */
    uint16_t n = 0;
    for (uint16_t i = 0; i < h->count; i++)
        n = (uint16_t)(n + h->side[i]);
    return n * (h->count - n) >= CR_STORY_JOIN_LEAST;
}

/* Parts are parted again until none comes apart; a part that stays whole is a story. */
static void part_all(review *r) {
    uint16_t open = 1; /* parts 0 to open - 1; those before `done` are whole */
    for (uint16_t done = 0; done < open;) {
        halves h = {.count = 0};
        bool in[CR_STORY_REVIEW];
        for (uint16_t i = 0; i < r->count; i++)
            if ((in[i] = r->part[i] == done))
                h.member[h.count++] = i;
        if (h.count > 1) {
            measure_apart(r, in, h.count);
            part_best(r, &h);
        }
        float across = h.count > 1 ? between(r, &h, true) : 1, share = across / inside(r, &h, true);
        if (across >= r->s->tuned->part || share >= r->s->tuned->part_share) {
            done++;
            continue;
        }
        for (uint16_t i = 0; i < h.count; i++)
            if (h.side[i] != h.side[0])
                r->part[h.member[i]] = open;
        r->affair[open] = between(r, &h, false) < r->s->tuned->dossier_part * inside(r, &h, false) && enough(&h) ? ++r->affairs : r->affair[done];
        open++;
    }
    r->parts = open;
}

/* ---- the stories follow ---- */

static uint16_t in_common(const review *r, uint16_t part, uint32_t story) {
    uint16_t n = 0;
    for (uint16_t i = 0; i < r->count; i++)
        n = (uint16_t)(n + (r->part[i] == part && cr_story_at(r->s, r->number[i])->story == story));
    return n;
}

/* Each part keeps the story with which it has most in common, the greatest claim first, the older story where claims are equal. */
static void claim(const review *r, uint32_t story_of[CR_STORY_REVIEW]) {
    uint32_t stories[CR_STORY_REVIEW];
    uint16_t count = 0;
    for (uint16_t i = 0; i < r->count; i++) {
        uint32_t story = cr_story_at(r->s, r->number[i])->story;
        uint16_t k = 0;
        while (k < count && stories[k] != story)
            k++;
        if (k == count)
            stories[count++] = story;
        story_of[i] = UINT32_MAX;
    }
    for (;;) {
        uint16_t most = 0, part = 0, which = 0;
        for (uint16_t p = 0; p < r->parts; p++)
            for (uint16_t k = 0; story_of[p] == UINT32_MAX && k < count; k++) {
                uint16_t n = stories[k] == UINT32_MAX ? 0 : in_common(r, p, stories[k]);
                if (n > most || (n == most && n && stories[k] < stories[which])) {
                    most = n;
                    part = p;
                    which = k;
                }
            }
        if (!most)
            return;
        story_of[part] = stories[which];
        stories[which] = UINT32_MAX;
    }
}

static void retell(review *r, uint16_t part, uint32_t story) {
    cr_story_record *record = cr_story_record_at(r->s, story);
    record->pairs = 0;
    record->likeness = 0;
    for (uint16_t i = 0; i < r->count; i++) {
        if (r->part[i] != part)
            continue;
        cr_story_tell_day(record, cr_story_at(r->s, r->number[i])->day);
        for (uint16_t k = 0; k < i; k++)
            if (r->part[k] == part) {
                record->pairs++;
                record->likeness += near(r, i, k, true);
            }
    }
}

/* The affair of most articles keeps the dossier. */
static bool leave(review *r, const uint32_t story_of[CR_STORY_REVIEW]) {
    uint16_t size[CR_STORY_REVIEW] = {0}, stays = 0;
    for (uint16_t i = 0; i < r->count; i++)
        size[r->affair[r->part[i]]]++;
    for (uint16_t i = 1; i <= r->affairs; i++)
        stays = size[i] > size[stays] ? i : stays;
    for (uint16_t i = 0; i <= r->affairs; i++) {
        uint32_t beside = UINT32_MAX;
        for (uint16_t p = 0; p < r->parts && i != stays; p++)
            if (r->affair[p] == i) {
                if (!cr_story_leave_dossier(r->s, story_of[p], beside))
                    return false;
                beside = story_of[p];
            }
    }
    return true;
}

static bool follow(review *r, uint32_t dossier) {
    cr_stories *s = r->s;
    uint32_t story_of[CR_STORY_REVIEW], were[CR_STORY_REVIEW];
    claim(r, story_of);
    for (uint16_t i = 0; i < r->count; i++)
        were[i] = cr_story_at(s, r->number[i])->story;
    for (uint16_t p = 0; p < r->parts; p++)
        for (uint16_t i = 0; i < r->count; i++) {
            if (r->part[i] != p)
                continue;
            bool opens = story_of[p] == UINT32_MAX;
            if (opens) {
                const cr_story_article *a = cr_story_at(s, r->number[i]);
                story_of[p] = cr_story_open(s, a->language, dossier, a->story);
                if (story_of[p] == UINT32_MAX)
                    return false;
            }
            if (!cr_story_move(s, r->number[i], story_of[p]))
                return false;
            if (opens)
                cr_story_let_tell(s, r->number[i], story_of[p]);
        }
    for (uint16_t p = 0; p < r->parts; p++)
        retell(r, p, story_of[p]);
    for (uint16_t i = 0; i < r->count; i++) {
        cr_story_record *was = cr_story_record_at(s, were[i]);
        was->unreviewed = 0;
        if (was->articles)
            continue;
        bool told = false;
        for (uint16_t k = 0; k < i; k++)
            told |= were[k] == were[i];
        if (!told && !cr_story_redirect_put(s, 's', were[i], story_of[r->part[i]]))
            return false;
    }
    return leave(r, story_of);
}

/* ---- when ---- */


static void members(review *r, uint32_t number, const cr_story_candidate *c, size_t n) {
    cr_stories *s = r->s;
    const cr_story_article *a = cr_story_at(s, number);
    uint32_t dossier = cr_story_record_at(s, a->story)->dossier;
    r->count = 0;
    r->number[r->count++] = number;
    for (size_t i = 0; i < n && r->count < CR_STORY_REVIEW; i++) {
        const cr_story_article *b = cr_story_at(s, c[i].number);
        if (b && cr_story_meet(s, a->language, b->language) && cr_story_record_at(s, b->story) && cr_story_record_at(s, b->story)->dossier == dossier)
            r->number[r->count++] = c[i].number;
    }
    uint32_t more[CR_STORY_REVIEW];
    uint16_t count = cr_story_sample(s, a->story, a->language, more, CR_STORY_REVIEW), found = r->count;
    for (uint16_t i = 0; i < count && r->count < CR_STORY_REVIEW; i++) {
        uint16_t k = 0;
        while (k < found && r->number[k] != more[i])
            k++;
        if (k == found)
            r->number[r->count++] = more[i];
    }
    qsort(r->number, r->count, sizeof *r->number, by_number);
}

static bool due(const review *r) {
    uint32_t fresh = 1;
    for (uint16_t i = 0; i < r->count; i++) { /* each story once */
        uint32_t story = cr_story_at(r->s, r->number[i])->story;
        bool seen = false;
        for (uint16_t k = 0; k < i && !seen; k++)
            seen = cr_story_at(r->s, r->number[k])->story == story;
        fresh += seen ? 0 : cr_story_record_at(r->s, story)->unreviewed;
    }
    return fresh * CR_STORY_REVIEW_PART >= r->count;
}

cr_status cr_story_review(cr_stories *s, uint32_t number, const cr_story_candidate *c, size_t n, cr_error *err) {
    if (!s->desk && !(s->desk = malloc(sizeof *s->desk)))
        return cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    review *r = s->desk;
    r->s = s;
    r->random = 2463534242u;
    r->parts = r->affairs = 0;
    memset(r->part, 0, sizeof r->part);
    memset(r->affair, 0, sizeof r->affair);
    members(r, number, c, n);
    if (!due(r))
        return CR_OK;
    CR_TRY(cr_story_join(s, number, c, n, err));
    members(r, number, c, n);
    if (r->count < 2)
        return CR_OK;
    gather(r);
    measure_near(r);
    part_all(r);
    return follow(r, cr_story_record_at(s, cr_story_at(s, number)->story)->dossier) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
}
