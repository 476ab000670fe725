/* Corrections: what later articles show of earlier answers. An answer given stays what was answered; that it no longer holds
 * is told beside a later answer, with the ids that stay and those that now lead elsewhere. */
#include <stdio.h>
#include <stdlib.h>

#include "story/group.h"

#define KEPT 256 /* room kept from answer to answer: two great dossiers that become one correct thousands */

void cr_story_correct_nothing(cr_stories *s) {
    s->correction_count = s->redirect_count = 0;
    if (s->correction_capacity > KEPT) {
        free(s->corrections);
        s->corrections = NULL;
        s->correction_capacity = 0;
    }
    if (s->redirect_capacity > KEPT) {
        free(s->redirects);
        s->redirects = NULL;
        s->redirect_capacity = 0;
    }
}

static cr_story_correction *next_correction(cr_stories *s) {
    if (s->correction_count == s->correction_capacity) {
        size_t capacity = s->correction_capacity ? s->correction_capacity * 2 : 64;
        cr_story_correction *items = realloc(s->corrections, capacity * sizeof *items);
        if (!items)
            return NULL;
        s->corrections = items;
        s->correction_capacity = capacity;
    }
    return &s->corrections[s->correction_count++];
}

static void name(char out[24], char kind, uint32_t number) { snprintf(out, 24, "%c%u", kind, number + 1); }

bool cr_story_redirect_put(cr_stories *s, char kind, uint32_t from, uint32_t to) {
    if (s->redirect_count == s->redirect_capacity) {
        size_t capacity = s->redirect_capacity ? s->redirect_capacity * 2 : 16;
        cr_story_redirect *items = realloc(s->redirects, capacity * sizeof *items);
        if (!items)
            return false;
        s->redirects = items;
        s->redirect_capacity = capacity;
    }
    cr_story_redirect *r = &s->redirects[s->redirect_count++];
    name(r->from, kind, from);
    name(r->to, kind, to);
    return true;
}

/* The last article taken in has no earlier answer that could be wrong. */
static bool tell(cr_stories *s, uint32_t number, uint32_t story, uint32_t dossier) {
    const cr_story_article *a = cr_story_at(s, number);
    if (number == s->oldest + s->article_count - 1)
        return true;
    cr_story_correction *c = next_correction(s);
    if (!c)
        return false;
    c->id = cr_story_id(a);
    name(c->story, 's', story);
    name(c->dossier, 'd', dossier);
    name(c->was_story, 's', a->story);
    name(c->was_dossier, 'd', cr_story_record_at(s, a->story)->dossier);
    return true;
}

/* ---- articles of a story: a chain from the last one back, which ends where the window ends ---- */

void cr_story_chain(cr_stories *s, uint32_t number, uint32_t story) {
    cr_story_record *r = cr_story_record_at(s, story);
    cr_story_article *a = cr_story_at(s, number), *above = NULL;
    uint32_t at = r->last_article;
    while (at && at - 1 > number) {
        above = cr_story_at(s, at - 1);
        at = above->before;
    }
    a->before = at;
    a->story = story;
    if (above)
        above->before = number + 1;
    else
        r->last_article = number + 1;
    r->articles++;
}

static void unchain(cr_stories *s, uint32_t number) {
    cr_story_article *a = cr_story_at(s, number);
    cr_story_record *r = cr_story_record_at(s, a->story);
    if (r->last_article == number + 1)
        r->last_article = a->before && cr_story_at(s, a->before - 1) ? a->before : 0;
    else {
        cr_story_article *above = cr_story_at(s, r->last_article - 1);
        while (above && above->before != number + 1)
            above = above->before ? cr_story_at(s, above->before - 1) : NULL;
        if (above)
            above->before = a->before;
    }
    r->articles--;
}

bool cr_story_move(cr_stories *s, uint32_t number, uint32_t story) {
    cr_story_article *a = cr_story_at(s, number);
    if (a->story == story)
        return true;
    if (!tell(s, number, story, cr_story_record_at(s, story)->dossier))
        return false;
    unchain(s, number);
    cr_story_chain(s, number, story);
    return true;
}

/* ---- stories of a dossier: a ring ---- */

void cr_story_ring(cr_stories *s, uint32_t story, uint32_t beside) {
    cr_story_record *r = cr_story_record_at(s, story), *b = cr_story_record_at(s, beside);
    r->previous = beside;
    r->next = b->next;
    cr_story_record_at(s, b->next)->previous = story;
    b->next = story;
}

void cr_story_unring(cr_stories *s, uint32_t story) {
    cr_story_record *r = cr_story_record_at(s, story);
    cr_story_record_at(s, r->previous)->next = r->next;
    cr_story_record_at(s, r->next)->previous = r->previous;
    r->next = r->previous = story;
}

static bool tell_dossier(cr_stories *s, uint32_t story, uint32_t dossier) {
    cr_story_record *r = cr_story_record_at(s, story);
    for (uint32_t k = r->last_article; k && cr_story_at(s, k - 1); k = cr_story_at(s, k - 1)->before)
        if (!tell(s, k - 1, story, dossier))
            return false;
    r->dossier = dossier;
    return true;
}

bool cr_story_leave_dossier(cr_stories *s, uint32_t story, uint32_t beside) {
    cr_story_unring(s, story);
    if (beside == UINT32_MAX)
        return tell_dossier(s, story, s->dossier_count++);
    cr_story_ring(s, story, beside);
    return tell_dossier(s, story, cr_story_record_at(s, beside)->dossier);
}

bool cr_story_join_dossiers(cr_stories *s, uint32_t one, uint32_t other) {
    cr_story_record *a = cr_story_record_at(s, one), *b = cr_story_record_at(s, other);
    if (a->dossier == b->dossier)
        return true;
    if (a->dossier > b->dossier) { /* the older id stays */
        cr_story_record *t = a;
        uint32_t n = one;
        a = b, b = t;
        one = other, other = n;
    }
    uint32_t gone = b->dossier, at = other;
    do {
        if (!tell_dossier(s, at, a->dossier))
            return false;
        at = cr_story_record_at(s, at)->next;
    } while (at != other);
    uint32_t after = a->next, before = b->previous; /* two rings become one */
    a->next = other;
    b->previous = one;
    cr_story_record_at(s, before)->next = after;
    cr_story_record_at(s, after)->previous = before;
    return cr_story_redirect_put(s, 'd', gone, a->dossier);
}

uint16_t cr_story_sample(const cr_stories *s, uint32_t story, uint16_t language, uint32_t *articles, uint16_t most) {
    uint16_t n = 0;
    uint32_t at = story;
    for (int steps = 0; steps < CR_STORY_RING && n < most; steps++) {
        const cr_story_record *r = cr_story_record_at(s, at);
        const cr_story_article *a;
        for (uint32_t k = r->last_article; n < most && k && (a = cr_story_at(s, k - 1)); k = a->before)
            if (cr_story_meet(s, a->language, language))
                articles[n++] = k - 1;
        at = r->next;
        if (at == story)
            break;
    }
    return n;
}
