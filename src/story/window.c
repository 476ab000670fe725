/* The articles of the window, its clock, and the languages that were read. */
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "story/group.h"
#include "story/tuning.h"

/* Before much has been read every term looks rare; the prior keeps the first articles from being told apart by chance. */
float cr_story_idf(const cr_stories *s, uint32_t hash, uint16_t articles, uint16_t language) {
    if (s->flat)
        return 1;
    bool cross = hash >> 31 != 0;
    uint32_t read = cross ? s->oldest + s->article_count : s->language_articles[language];
    float prior = cross ? s->tuned->cross_prior : s->tuned->prior_articles;
    float idf = logf(1 + ((float)read + prior) / ((float)cr_story_articles(articles) + 0.5f)) - s->tuned->idf_floor;
    return idf > 0 ? idf : 0;
}

/* The median date of the last dated articles: one wrong date in a feed must not empty the window. */
int32_t cr_story_clock(const cr_stories *s) {
    uint64_t days[CR_STORY_CLOCK];
    uint32_t n = s->clock_count < CR_STORY_CLOCK ? s->clock_count : CR_STORY_CLOCK;
    if (!n)
        return CR_STORY_NO_DAY;
    for (uint32_t i = 0; i < n; i++)
        days[i] = (uint64_t)((int64_t)s->clock_days[i] - INT32_MIN);
    for (uint32_t i = 0; i < n; i++)
        days[i] = days[i] << 8 | i; /* no two are equal */
    cr_story_select(days, n, (n - 1) / 2 + 1);
    uint64_t median = 0;
    for (uint32_t i = 0; i <= (n - 1) / 2; i++)
        median = days[i] > median ? days[i] : median;
    return (int32_t)((int64_t)(median >> 8) + INT32_MIN);
}

static bool too_old(const cr_stories *s, const cr_story_article *a, int32_t clock) {
    uint64_t behind = s->article_count;
    if (behind > cr_limit(NULL, CR_LIMIT_STORY_WINDOW_ARTICLES))
        return true;
    /* Ahead of the clock: of a stream that has just begun, whose clock is behind, or a wrong date, which then counts as none. */
    if (a->leaves != CR_STORY_NO_DAY && clock != CR_STORY_NO_DAY && a->leaves <= clock + 1)
        return (int64_t)clock - a->leaves > (int64_t)s->window * 2;
    return behind > (uint64_t)s->window * cr_limit(NULL, CR_LIMIT_STORY_SEQUENCE);
}

cr_story_article *cr_story_window_next(cr_stories *s, cr_story_links **links) {
    uint32_t number = s->oldest + s->article_count, at = number / CR_STORY_CHUNK - s->oldest / CR_STORY_CHUNK;
    if (at == s->chunk_count) {
        if (at == s->chunk_capacity) {
            uint32_t capacity = s->chunk_capacity ? s->chunk_capacity * 2 : 16;
            cr_story_chunk **chunks = realloc(s->chunks, capacity * sizeof *chunks);
            if (!chunks)
                return NULL;
            s->chunks = chunks;
            s->chunk_capacity = capacity;
        }
        cr_story_chunk *chunk = malloc(sizeof *chunk);
        if (!chunk)
            return NULL;
        s->chunks[s->chunk_count++] = chunk;
    }
    *links = &s->chunks[at]->links[number % CR_STORY_CHUNK];
    cr_story_article *a = &s->chunks[at]->articles[number % CR_STORY_CHUNK];
    memset(a, 0, sizeof *a);
    memset(*links, 0, sizeof **links);
    return a;
}

bool cr_story_drop_old(cr_stories *s) {
    int32_t clock = cr_story_clock(s);
    for (cr_story_article *a; (a = cr_story_at(s, s->oldest)) && too_old(s, a, clock);) {
        if (!cr_story_stand(s, s->oldest))
            return false;
        free(a->block);
        s->oldest++;
        s->article_count--;
        if (s->oldest % CR_STORY_CHUNK == 0) {
            free(s->chunks[0]);
            memmove(s->chunks, s->chunks + 1, --s->chunk_count * sizeof *s->chunks);
        }
    }
    return true;
}
