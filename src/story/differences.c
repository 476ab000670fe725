/* Where reports disagree on a number.
 *
 * A false "reports differ" is worse than a missed one, so two numbers stand against each other only when they count the same
 * kind of thing, of the same happening (no other place, no other date), are no bounds or roundings of one another, and
 * neither report says the other's number anywhere. A count that only grows, told later, is a development. */
#include "story/differences.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/vec.h"
#include "story/counts.h"
#include "text/date_period.h"

enum {
    SAID = 12,               /* counts of one kind in one report that are held against the other's */
    LEAD = 3,                /* sentences of a report that tell what it is about */
    HOUR = 3600, DAY = 86400,
    DEVELOPS = HOUR,         /* a later count comes at least so much later */
    OLD = 10 * DAY,          /* what a sentence dates that long before the other report is another happening */
    SAME_NEWS = 36 * HOUR    /* apart, within which counts without a name of ours are held against each other */
};
static const double ALIKE = 0.5; /* of two sentences that count something without a name of ours */

/* ---- sides ---- */

bool cr_sides_same_source(const cr_digest_work *w, size_t a, size_t b) {
    const cr_digest_article *x = &w->articles[a], *y = &w->articles[b];
    return a == b || w->copies[a] || w->copies[b] || (x->outlet.len && cr_str_eq(x->outlet, y->outlet)) || w->origins[a].earliest == w->origins[b].earliest ||
           (w->origins[a].source && w->origins[a].source == w->origins[b].source);
}

/* Of equal ones the one that a report says first; no two sides share a mention, so the order is total. */
static int by_mention(const cr_digest_side *x, const cr_digest_side *y) {
    const cr_digest_mention *a = x->mentions, *b = y->mentions;
    if (a->article != b->article)
        return a->article < b->article ? -1 : 1;
    if (a->in_title != b->in_title)
        return a->in_title ? -1 : 1;
    if (a->words.start != b->words.start)
        return a->words.start < b->words.start ? -1 : 1;
    return a->words.end < b->words.end ? -1 : a->words.end > b->words.end;
}

static int by_weight(const void *a, const void *b) {
    const cr_digest_side *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count ? 1 : -1) : by_mention(x, y);
}

static int by_time(const void *a, const void *b) {
    const cr_digest_side *x = a, *y = b;
    int order = cr_str_compare(x->first, y->first);
    return order ? order : by_mention(x, y);
}

cr_status cr_sides_write(cr_digest_work *w, cr_sides *out, cr_difference_kind kind, const char *about, bool development,
                         const cr_side_claim *claims, const size_t *group, size_t count, size_t sides) {
    if (out->count >= cr_limit(NULL, CR_LIMIT_DIGEST_DIFFERENCES))
        return CR_OK;
    cr_digest_difference *d = CR_PUSH(w->arena, out->items, out->count, out->capacity);
    if (!d || !(d->sides = CR_NEW_ARRAY(w->arena, cr_digest_side, sides)))
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    d->kind = kind;
    d->about = about ? cr_str_of(about) : CR_STR_NONE;
    d->development = development;
    for (size_t s = 0; s < sides; s++) {
        cr_digest_side *side = &d->sides[d->count];
        *side = (cr_digest_side){.mentions = CR_NEW_ARRAY(w->arena, cr_digest_mention, count)};
        if (!side->mentions)
            return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
        for (size_t i = 0; i < count; i++) {
            if (group[i] != s)
                continue;
            const cr_digest_sentence *from = &w->sentences[claims[i].sentence];
            const cr_digest_article *a = &w->articles[from->article];
            if (!side->count)
                side->value = claims[i].value;
            if (!cr_str_none(a->date) && (cr_str_none(side->first) || cr_str_compare(a->date, side->first) < 0))
                side->first = a->date;
            side->mentions[side->count++] = (cr_digest_mention){.article = from->article, .in_title = from->title, .span = from->span, .words = claims[i].words};
        }
        d->count += side->count > 0;
    }
    qsort(d->sides, d->count, sizeof *d->sides, development ? by_time : by_weight);
    return CR_OK;
}

/* ---- are two sentences of one happening? ---- */

/* Days [from, to) that a date of the calendar covers. */
static bool days_of(const cr_date *d, int64_t *from, int64_t *to) {
    cr_civil c;
    int64_t last;
    if (d->type == CR_DATE_RANGE && !cr_str_none(d->from) && cr_time_parse(d->from, &c) && cr_date_last_day(d, &last)) {
        *from = cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1);
        *to = last + 1;
        return *from < *to;
    }
    if ((d->type != CR_DATE && d->type != CR_DATETIME) || cr_str_none(d->value) || !cr_time_parse(d->value, &c))
        return false;
    *from = cr_days_from_civil(c.year, c.month ? c.month : 1, c.day ? c.day : 1);
    *to = c.day ? *from + 1 : c.month ? *from + cr_days_in_month(c.year, c.month) : cr_days_from_civil(c.year + 1, 1, 1);
    return true;
}

/* The dates of the two do not meet, or one tells of long before. */
static bool dates_part(const cr_digest_work *w, const cr_digest_sentence *a, const cr_digest_sentence *b) {
    bool both = false, meet = false;
    const cr_digest_sentence *s[2] = {a, b};
    for (size_t i = 0; i < a->date_count; i++)
        for (size_t k = 0; k < b->date_count; k++) {
            int64_t af, at, bf, bt;
            if (!days_of(&a->dates[i], &af, &at) || !days_of(&b->dates[k], &bf, &bt))
                continue;
            both = true;
            meet |= af < bt && bf < at;
        }
    if (both)
        return !meet;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < s[side]->date_count; i++) {
            int64_t from, to, moment = w->moments[s[!side]->article];
            if (moment != INT64_MIN && days_of(&s[side]->dates[i], &from, &to) && to * DAY < moment - OLD)
                return true;
        }
    return false;
}

static uint64_t name_key(const cr_digest_sentence *s, const cr_name *n) {
    for (size_t i = 0; i < s->token_count; i++)
        if (s->tokens[i].start >= n->start && s->tokens[i].end <= n->end && s->tokens[i].key)
            return s->tokens[i].key;
    return 0;
}

static bool article_has(const cr_digest_work *w, size_t article, uint64_t key) {
    for (size_t i = w->first[article]; i < w->first[article + 1]; i++)
        if (cr_digest_has(&w->sentences[i], key))
            return true;
    return false;
}

/* Both name places, and neither report knows the other's. */
static bool places_part(const cr_digest_work *w, const cr_digest_sentence *a, const cr_digest_sentence *b) {
    const cr_digest_sentence *s[2] = {a, b};
    bool named[2] = {false, false}, known = false;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < s[side]->name_count; i++) {
            uint64_t key = s[side]->names[i].kind == CR_NAME_PLACE ? name_key(s[side], &s[side]->names[i]) : 0;
            named[side] |= key != 0;
            known |= key && article_has(w, s[!side]->article, key);
        }
    return named[0] && named[1] && !known;
}

static const cr_digest_sentence *title_of(const cr_digest_work *w, size_t article) {
    const cr_digest_sentence *s = &w->sentences[w->first[article]];
    return w->first[article] < w->first[article + 1] && s->title ? s : NULL;
}

static bool framed(const cr_count *c, uint64_t key) {
    for (size_t i = 0; i < c->frame_count; i++)
        if (c->frame[i] == key)
            return true;
    return false;
}

/* Keys of the sentence of `x` or of its title that that of `y` or its title has, apart from words of counting. */
static size_t context(const cr_digest_work *w, const cr_count *x, const cr_count *y) {
    const cr_digest_sentence *a = &w->sentences[x->sentence], *b = &w->sentences[y->sentence];
    const cr_digest_sentence *from[2] = {a, a->title ? NULL : title_of(w, a->article)}, *to[2] = {b, b->title ? NULL : title_of(w, b->article)};
    size_t n = 0;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; from[side] && i < from[side]->key_count; i++)
            n += !framed(x, from[side]->keys[i]) &&
                 (cr_digest_has(to[0], from[side]->keys[i]) || (to[1] && cr_digest_has(to[1], from[side]->keys[i]))) &&
                 !(side == 1 && cr_digest_has(from[0], from[side]->keys[i]));
    return n;
}

static bool named_concept(const cr_count *c) { return c->concept && c->unit == CR_COUNT_THINGS && c->concept != CR_COUNTED_KILOMETRE; }

/* Names of the two can be held against each other by their spelling. */
static bool spelled(cr_str lang) {
    static const char *const not[] = {"ar", "fa", "ur", "he", "zh", "ja", "ko", "th", "lo", "my", "km"};
    for (size_t i = 0; i < sizeof not / sizeof *not; i++)
        if (cr_str_is(lang, not[i]))
            return false;
    return true;
}

/* What one outlet reports later counts as well: for a count that grows, not for one that differs. */
static bool own_update(const cr_digest_work *w, size_t a, size_t b) {
    return a != b && !w->copies[a] && !w->copies[b] && w->origins[a].earliest != w->origins[b].earliest;
}

static bool comparable(const cr_digest_work *w, const cr_count *a, const cr_count *b, bool update) {
    const cr_digest_sentence *x = &w->sentences[a->sentence], *y = &w->sentences[b->sentence];
    bool same_language = cr_str_eq(w->articles[x->article].lang, w->articles[y->article].lang);
    size_t shared;
    if (update ? !own_update(w, x->article, y->article) : cr_sides_same_source(w, x->article, y->article))
        return false;
    if (dates_part(w, x, y) || places_part(w, x, y))
        return false;
    int64_t one = w->moments[x->article], two = w->moments[y->article];
    if (named_concept(a)) {
        bool lead = x->position <= LEAD && y->position <= LEAD;
        cr_str xl = w->articles[x->article].lang, yl = w->articles[y->article].lang;
        return lead ? context(w, a, b) >= (same_language ? 2u : spelled(xl) && spelled(yl) ? 1u : 0u) : (cr_digest_alike(x, y, &shared) > 0 && shared >= 3);
    }
    if (one != INT64_MIN && two != INT64_MIN && llabs(one - two) > SAME_NEWS)
        return false;
    return same_language && cr_digest_alike(x, y, &shared) >= ALIKE && shared >= 4;
}

/* ---- can both be right? ---- */

/* "300" may stand for 297, "6" for 5.9: a round number is one of its own last digit that is not nought. */
static bool rounds_to(double round, double exact) {
    double unit = 1;
    if (round == floor(round) && exact != floor(exact))
        return fabs(round - exact) <= 0.5;
    if (round < 100)
        return false;
    while (fmod(round, unit * 10) == 0)
        unit *= 10;
    return unit > 1 && fabs(round - exact) <= unit / 2;
}

static bool agree(const cr_count *a, const cr_count *b) {
    return (a->low <= b->high && b->low <= a->high) || rounds_to(a->value, b->value) || rounds_to(b->value, a->value);
}

static bool same_value(const cr_count *a, const cr_count *b) { return a->value == b->value && a->low == b->low && a->high == b->high; }

/* Equal ones count the same kind of thing. */
static int compare_kind(const cr_count *a, const cr_count *b) {
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->concept != b->concept)
        return a->concept < b->concept ? -1 : 1;
    return (a->head > b->head) - (a->head < b->head);
}

static int by_kind(const void *a, const void *b) {
    const cr_count *x = *(const cr_count *const *)a, *y = *(const cr_count *const *)b;
    int order = compare_kind(x, y);
    return order ? order : (x > y) - (x < y); /* they stand in one array, in order */
}

/* ---- one kind of count ---- */

typedef struct main_count { /* what a report says of it first, and all that it says of it */
    const cr_count *count;
    size_t from, to; /* in `all`, at most SAID */
} main_count;

typedef struct counting {
    cr_digest_work *w;
    const cr_count *const *all; /* of this kind, by article and place */
    main_count *mains;
    size_t main_count;
    size_t *side;
} counting;

/* Does either report say anywhere what agrees with the other? */
static bool reports_agree(const counting *c, const main_count *a, const main_count *b) {
    for (size_t i = a->from; i < a->to; i++)
        for (size_t k = b->from; k < b->to; k++)
            if (agree(c->all[i], c->all[k]))
                return true;
    return false;
}

static bool in_date(const cr_digest_sentence *s, const cr_digest_token *t) {
    for (size_t i = 0; i < s->date_count; i++)
        if (s->dates[i].start <= t->start && s->dates[i].end > t->start)
            return true;
    return false;
}

/* "The 80 sailors of the Aurora and the 45 of the Borealis" are the other report's 125. */
static bool part_of(const cr_digest_work *w, const cr_count *part, const cr_count *whole) {
    const cr_digest_sentence *s = &w->sentences[part->sentence];
    for (size_t i = 0; !part->concept && i < s->token_count; i++)
        if (s->tokens[i].number && !in_date(s, &s->tokens[i]) && s->tokens[i].form.len <= 15 && part->value < whole->value && part->value + strtod(s->tokens[i].form.ptr, NULL) == whole->value)
            return true;
    return false;
}

static bool conflict(const counting *c, size_t i, size_t k) {
    const cr_count *a = c->mains[i].count, *b = c->mains[k].count;
    return comparable(c->w, a, b, false) && !reports_agree(c, &c->mains[i], &c->mains[k]) && !part_of(c->w, a, b) && !part_of(c->w, b, a);
}

/* Those that say the same value stand together. Returns how many sides. */
static size_t gather_sides(counting *c) {
    size_t sides = 0;
    for (size_t i = 0; i < c->main_count; i++) {
        c->side[i] = SIZE_MAX;
        for (size_t k = 0; k < i && c->side[i] == SIZE_MAX; k++)
            if (same_value(c->mains[k].count, c->mains[i].count))
                c->side[i] = c->side[k];
        if (c->side[i] == SIZE_MAX)
            c->side[i] = sides++;
    }
    return sides;
}

typedef struct period { /* of the reports of one side; [0]: with the hour, [1]: with the day alone */
    int64_t first[2], last[2];
    bool undated;
} period;

static period period_of(const counting *c, size_t side) {
    period p = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}, false};
    for (size_t i = 0; i < c->main_count; i++) {
        uint32_t a = c->w->sentences[c->mains[i].count->sentence].article;
        int64_t moment = c->w->moments[a];
        int by_day = c->w->timed[a] ? 0 : 1;
        if (c->side[i] != side)
            continue;
        p.undated |= moment == INT64_MIN;
        p.first[by_day] = moment < p.first[by_day] ? moment : p.first[by_day];
        p.last[by_day] = moment > p.last[by_day] ? moment : p.last[by_day];
    }
    return p;
}

/* Every report of the smaller count came before every report of the greater. */
static bool grows(const counting *c, size_t small, size_t great) {
    period a = period_of(c, small), b = period_of(c, great);
    if (a.undated || b.undated)
        return false;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (a.last[i] != INT64_MIN && b.first[k] != INT64_MAX &&
                (i || k ? b.first[k] / DAY <= a.last[i] / DAY : b.first[k] - a.last[i] < DEVELOPS))
                return false;
    return true;
}

/* "At least 12", and hours later 17: both may be right, and the count has grown. */
static bool rises(const counting *c, size_t early, size_t late) {
    const cr_count *a = c->mains[early].count, *b = c->mains[late].count;
    return cr_count_concept_grows(a->concept) && !a->about && !b->about && a->low == a->value && b->low == b->value && a->value < b->value &&
           comparable(c->w, a, b, true) && grows(c, c->side[early], c->side[late]);
}

static double value_of(const counting *c, size_t side) {
    for (size_t i = 0; i < c->main_count; i++)
        if (c->side[i] == side)
            return c->mains[i].count->value;
    return 0;
}

typedef struct verdict { /* of the sides */
    bool *differs;  /* cannot be right together with another one */
    bool *develops; /* was replaced by a later count, or replaced one */
    bool *disputed; /* as many reports or more tell of another count that cannot be right together with it */
    size_t differing, developing;
} verdict;

static bool judge(counting *c, size_t sides, verdict *v) {
    *v = (verdict){.differs = CR_NEW_ARRAY(c->w->arena, bool, sides + 1), .develops = CR_NEW_ARRAY(c->w->arena, bool, sides + 1),
                   .disputed = CR_NEW_ARRAY(c->w->arena, bool, sides + 1)};
    if (!v->differs || !v->develops || !v->disputed)
        return false;
    size_t *holders = CR_NEW_ARRAY(c->w->arena, size_t, sides + 1);
    if (!holders)
        return false;
    for (size_t i = 0; i < c->main_count; i++)
        holders[c->side[i]]++;
    for (size_t i = 0; i < c->main_count; i++)
        for (size_t k = i + 1; k < c->main_count; k++) {
            size_t a = c->side[i], b = c->side[k];
            if (a == b || !conflict(c, i, k))
                continue;
            size_t small = value_of(c, a) < value_of(c, b) ? a : b;
            bool *kind = cr_count_concept_grows(c->mains[i].count->concept) && grows(c, small, small == a ? b : a) ? v->develops : v->differs;
            kind[a] = kind[b] = true;
            if (kind == v->differs) {
                v->disputed[a] |= holders[b] >= holders[a];
                v->disputed[b] |= holders[a] >= holders[b];
            }
        }
    for (size_t i = 0; i < c->main_count; i++)
        for (size_t k = 0; k < c->main_count; k++) {
            size_t a = c->side[i], b = c->side[k];
            if (a != b && !v->disputed[a] && !v->disputed[b] && !(v->develops[a] && v->develops[b]) && rises(c, i, k))
                v->develops[a] = v->develops[b] = true;
        }
    for (size_t s = 0; s < sides; s++) {
        v->differing += v->differs[s];
        v->developing += v->develops[s];
    }
    return true;
}

static cr_str write_value(cr_digest_work *w, const cr_count *c) {
    static const char *const units[] = {[CR_COUNT_THINGS] = "", [CR_COUNT_PERCENT] = " %", [CR_COUNT_POINTS] = " pp", [CR_COUNT_MONEY] = ""};
    const char *bound = c->high == HUGE_VAL ? "\xE2\x89\xA5" : c->low == 0 ? "\xE2\x89\xA4" : c->about ? "~" : "";
    const char *money = c->unit == CR_COUNT_MONEY ? cr_count_concept_name(c->concept) : NULL;
    cr_str digits = c->value == floor(c->value) ? cr_str_format(w->arena, "%.0f", c->value) : cr_str_format(w->arena, "%.6g", c->value);
    return cr_str_format(w->arena, "%s%.*s%s%s%s", bound, CR_FMT(digits), units[c->unit], money ? " " : "", money ? money : "");
}

static cr_status write_sides(counting *c, const bool *kept, bool development, const cr_side_claim *claims, size_t sides, cr_sides *out) {
    size_t *side = CR_NEW_ARRAY(c->w->arena, size_t, c->main_count);
    if (!side)
        return cr_fail(c->w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < c->main_count; i++)
        side[i] = kept[c->side[i]] ? c->side[i] : SIZE_MAX;
    return cr_sides_write(c->w, out, CR_DIFFERENCE_NUMBER, cr_count_concept_name(c->mains[0].count->concept), development, claims, side, c->main_count, sides);
}

static cr_status differ(counting *c, cr_sides *out) {
    size_t sides = gather_sides(c);
    verdict v;
    if (sides < 2)
        return CR_OK;
    cr_side_claim *claims = CR_NEW_ARRAY(c->w->arena, cr_side_claim, c->main_count);
    if (!claims || !judge(c, sides, &v))
        return cr_fail(c->w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < c->main_count; i++)
        claims[i] = (cr_side_claim){.sentence = c->mains[i].count->sentence, .words = c->mains[i].count->words, .value = write_value(c->w, c->mains[i].count)};
    if (v.differing)
        CR_TRY(write_sides(c, v.differs, false, claims, sides, out));
    return v.developing ? write_sides(c, v.develops, true, claims, sides, out) : CR_OK;
}

static cr_status number_differences(cr_digest_work *w, const cr_count *counts, size_t count, cr_sides *out) {
    const cr_count **all = CR_NEW_ARRAY(w->arena, const cr_count *, count + 1);
    counting c = {.w = w, .all = all, .mains = CR_NEW_ARRAY(w->arena, main_count, w->count + 1), .side = CR_NEW_ARRAY(w->arena, size_t, w->count + 1)};
    if (!all || !c.mains || !c.side)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    for (size_t i = 0; i < count; i++)
        all[i] = &counts[i];
    if (count)
        qsort(all, count, sizeof *all, by_kind);
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t article = UINT32_MAX;
        c.main_count = 0;
        for (end = i; end < count && compare_kind(all[end], all[i]) == 0; end++) {
            uint32_t whose = w->sentences[all[end]->sentence].article;
            if (w->copies[whose])
                continue;
            if (whose != article)
                c.mains[c.main_count++] = (main_count){.count = all[end], .from = end, .to = end};
            main_count *m = &c.mains[c.main_count - 1];
            m->to = end + 1 - m->from <= SAID ? end + 1 : m->to;
            article = whose;
        }
        if (c.main_count > 1)
            CR_TRY(differ(&c, out));
    }
    return CR_OK;
}

static int by_certainty(const void *a, const void *b) {
    const cr_digest_difference *x = a, *y = b;
    if (x->development != y->development)
        return x->development - y->development;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : by_mention(x->sides, y->sides);
}

cr_status cr_digest_differences(cr_digest_work *w, cr_digest *out) {
    cr_count *counts = NULL;
    size_t count = 0, capacity = 0;
    cr_sides found = {0};
    for (uint32_t i = 0; i < w->sentence_count; i++)
        CR_TRY(cr_counts_find(w, i, &counts, &count, &capacity));
    CR_TRY(number_differences(w, counts, count, &found));
    CR_TRY(cr_digest_worded_differences(w, &found));
    if (found.count)
        qsort(found.items, found.count, sizeof *found.items, by_certainty);
    out->differences = found.items;
    out->difference_count = found.count;
    return CR_OK;
}
