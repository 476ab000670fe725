/* Vocabulary, languages and the window of articles. */
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "story/state.h"
#include "story/tuning.h"

uint32_t cr_story_term_find(const cr_stories *s, uint64_t hash) {
    if (!s->slot_count)
        return UINT32_MAX;
    for (uint32_t at = (uint32_t)hash & (s->slot_count - 1); s->slots[at].id; at = (at + 1) & (s->slot_count - 1))
        if (s->slots[at].tag == (uint32_t)(hash >> 32) && s->terms[s->slots[at].id - 1].hash == hash)
            return s->slots[at].id - 1;
    return UINT32_MAX;
}

bool cr_story_terms_rehash(cr_stories *s, uint32_t slot_count) {
    cr_story_slot *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < s->term_count; i++) {
        uint32_t at = (uint32_t)s->terms[i].hash & (slot_count - 1);
        while (slots[at].id)
            at = (at + 1) & (slot_count - 1);
        slots[at] = (cr_story_slot){(uint32_t)(s->terms[i].hash >> 32), i + 1};
    }
    free(s->slots);
    s->slots = slots;
    s->slot_count = slot_count;
    return true;
}

bool cr_story_term_put(cr_stories *s, uint64_t hash, uint32_t *id) {
    *id = cr_story_term_find(s, hash);
    if (*id != UINT32_MAX)
        return true;
    if (s->term_count >= cr_limit(NULL, CR_LIMIT_STORY_VOCABULARY))
        return true; /* full until the next sweep: the term stays unknown */
    if (s->term_count >= s->slot_count / 2 && !cr_story_terms_rehash(s, s->slot_count ? s->slot_count * 2 : 4096))
        return false;
    if (s->term_count == s->term_capacity) {
        uint32_t capacity = s->term_capacity ? s->term_capacity + s->term_capacity / 2 + 64 : 2048;
        cr_story_term *terms = realloc(s->terms, capacity * sizeof *terms);
        if (!terms)
            return false;
        s->terms = terms;
        s->term_capacity = capacity;
    }
    uint32_t at = (uint32_t)hash & (s->slot_count - 1);
    while (s->slots[at].id)
        at = (at + 1) & (s->slot_count - 1);
    s->terms[s->term_count] = (cr_story_term){.hash = hash};
    *id = s->term_count++;
    s->slots[at] = (cr_story_slot){(uint32_t)(hash >> 32), s->term_count};
    return true;
}

/* Order is kept, so that vectors stay ascending. A term that is forgotten leaves them all. */
static void renumber(cr_story_vector *v, const uint32_t *to) {
    uint32_t kept = 0, words = 0;
    for (uint32_t i = 0; i < (uint32_t)v->words + v->crosses; i++) {
        uint32_t term = to[v->term[i]];
        if (term == UINT32_MAX)
            continue;
        words += i < v->words;
        v->term[kept] = term;
        v->previous[kept] = v->previous[i];
        v->weight[kept++] = v->weight[i];
    }
    v->words = (uint16_t)words;
    v->crosses = (uint16_t)(kept - words);
}

bool cr_story_sweep(cr_stories *s, uint32_t least, uint32_t before) {
    uint32_t *to = malloc((s->term_count + (size_t)1) * sizeof *to), kept = 0;
    if (!to)
        return false;
    for (uint32_t i = 0; i < s->term_count; i++) {
        const cr_story_term *t = &s->terms[i];
        to[i] = UINT32_MAX;
        if (t->last <= before && t->articles < least)
            continue;
        to[i] = kept;
        s->terms[kept++] = *t;
    }
    for (uint32_t i = 0; i < s->article_count; i++)
        renumber(&s->articles[i].vector, to);
    for (uint32_t i = 0; i < s->story_count; i++)
        renumber(&s->stories[i].vector, to);
    s->term_count = kept;
    free(to);
    return !s->slot_count || cr_story_terms_rehash(s, s->slot_count);
}

/* What a quarter of the vocabulary must give way to: terms few articles held and none of late; in the end also of late. */
bool cr_story_make_room(cr_stories *s) {
    size_t most = cr_limit(NULL, CR_LIMIT_STORY_VOCABULARY);
    if (s->term_count < most)
        return true;
    static const struct { uint32_t least, eighths; } steps[] = {{4, 0}, {2, 4}, {2, 7}, {3, 4}, {3, 7}, {6, 7}, {50, 7}, {UINT32_MAX, 8}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && s->term_count > most - most / 4; i++)
        if (!cr_story_sweep(s, steps[i].least, s->oldest + (uint32_t)((uint64_t)s->article_count * steps[i].eighths / 8)))
            return false;
    return true;
}

/* Before much has been read every term looks rare; the prior keeps the first articles from being told apart by chance. */
float cr_story_idf(const cr_stories *s, uint32_t term, uint16_t language) {
    if (s->flat)
        return 1;
    const cr_story_term *t = &s->terms[term];
    bool cross = CR_STORY_IS_CROSS(t->hash);
    uint32_t read = cross ? s->oldest + s->article_count : s->language_articles[language];
    float prior = cross ? s->tuned->cross_prior : s->tuned->prior_articles;
    float idf = logf(1 + ((float)read + prior) / ((float)t->articles + 0.5f)) - s->tuned->idf_floor;
    return idf > 0 ? idf : 0;
}

uint16_t cr_story_language(cr_stories *s, cr_str lang) {
    char code[8] = "";
    memcpy(code, lang.len ? lang.ptr : "und", lang.len ? (lang.len < 7 ? lang.len : 7) : 3);
    uint32_t i = 0;
    while (i < s->language_count && memcmp(s->languages[i], code, 8) != 0)
        i++;
    if (i == s->language_count) {
        if (i == CR_STORY_LANGUAGES)
            return CR_STORY_LANGUAGES - 1;
        memcpy(s->languages[i], code, 8);
        s->language_count++;
    }
    return (uint16_t)i;
}

static int by_day(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The median date of the last dated articles: one wrong date in a feed must not empty the window. */
int32_t cr_story_clock(const cr_stories *s) {
    int32_t days[CR_STORY_CLOCK];
    uint32_t n = s->clock_count < CR_STORY_CLOCK ? s->clock_count : CR_STORY_CLOCK;
    if (!n)
        return CR_STORY_NO_DAY;
    memcpy(days, s->clock_days, n * sizeof *days);
    qsort(days, n, sizeof *days, by_day);
    return days[(n - 1) / 2];
}

static bool too_old(const cr_stories *s, const cr_story_article *a, int32_t clock) {
    uint64_t behind = s->article_count;
    if (behind > cr_limit(NULL, CR_LIMIT_STORY_WINDOW_ARTICLES))
        return true;
    if (a->leaves != CR_STORY_NO_DAY)
        return clock != CR_STORY_NO_DAY && (int64_t)clock - a->leaves > (int64_t)s->window * 2;
    return behind > (uint64_t)s->window * cr_limit(NULL, CR_LIMIT_STORY_SEQUENCE);
}

void cr_story_drop_old(cr_stories *s) {
    int32_t clock = cr_story_clock(s);
    uint32_t gone = 0;
    while (gone < s->article_count) {
        s->articles += gone;
        s->article_count -= gone;
        bool old = too_old(s, &s->articles[0], clock);
        s->articles -= gone;
        s->article_count += gone;
        if (!old)
            break;
        free(s->articles[gone++].vector.term);
    }
    if (!gone)
        return;
    memmove(s->articles, s->articles + gone, (s->article_count - gone) * sizeof *s->articles);
    s->article_count -= gone;
    s->oldest += gone;
}
