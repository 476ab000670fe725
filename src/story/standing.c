/* What tells the subject of a story: its first article while that is in the window, afterwards a copy of its vector, found under its
 * heaviest terms as articles are. So a sequel finds a story of months ago, and a story of today costs nothing beside its articles. */
#include <stdlib.h>

#include "story/group.h"

#define LOOK 16 /* articles of a story asked whether they can tell it */

/* Another article of the story that tells none, the latest first; NULL: none is near. */
static cr_story_article *another(const cr_stories *s, uint32_t story, uint32_t article) {
    const cr_story_record *r = cr_story_record_at(s, story);
    uint32_t at = r ? r->last_article : 0;
    for (unsigned i = 0; at && i < LOOK; i++) {
        cr_story_article *a = cr_story_at(s, at - 1);
        if (!a || (at - 1 != article && !a->tells))
            return a;
        at = a->before;
    }
    return NULL;
}

void cr_story_let_tell(cr_stories *s, uint32_t article, uint32_t story) {
    cr_story_article *a = cr_story_at(s, article), *other = a->tells ? another(s, a->tells - 1, article) : NULL;
    if (other)
        other->tells = a->tells; /* else nothing tells it until the last of its articles leaves */
    a->tells = story + 1;
}

/* Links of one part: its heaviest items, chained from the heads. */
static void link_part(cr_stories *s, uint32_t story, const uint16_t *items, uint16_t n, bool cross) {
    uint64_t keys[UINT8_MAX];
    uint32_t print = 0, count = 0, most = cross ? CR_STORY_LINK_CROSSES : CR_STORY_LINK_WORDS, first = cross ? CR_STORY_LINK_WORDS : 0;
    for (uint16_t i = 0; i < n; i++) {
        print += items[i] >> 4;
        if (items[i] & 15)
            keys[count++] = (uint64_t)(15 - (items[i] & 15)) << 32 | cr_story_print_of(print, cross);
    }
    cr_story_sort(keys, count);
    for (uint32_t i = 0; i < count && i < most; i++) {
        uint32_t *head = &s->heads[cr_story_head((uint32_t)keys[i], cross)];
        cr_story_record_at(s, story)->standing->links.before[first + i] = *head;
        *head = cr_story_place(story, first + i);
    }
}

static void link_all(cr_stories *s, uint32_t story) {
    cr_story_standing *x = cr_story_record_at(s, story)->standing;
    link_part(s, story, x->items, x->words, false);
    link_part(s, story, x->items + x->words, x->crosses, true);
}

static bool stand(cr_stories *s, const cr_story_article *a, uint32_t story) {
    cr_story_record *r = cr_story_record_at(s, story);
    if (!r || !r->articles || r->standing)
        return true;
    size_t bytes = (size_t)(a->words + a->crosses) * 2;
    if (!s->heads && !(s->heads = calloc(CR_STORY_HEADS, sizeof *s->heads)))
        return false;
    if (!(r->standing = calloc(1, sizeof *r->standing + bytes)))
        return false;
    r->standing->words = a->words;
    r->standing->crosses = a->crosses;
    memcpy(r->standing->items, a->block, bytes);
    link_all(s, story);
    return true;
}

bool cr_story_stand(cr_stories *s, uint32_t article) {
    cr_story_article *a = cr_story_at(s, article);
    const cr_story_record *own = cr_story_record_at(s, a->story);
    uint32_t tells = a->tells;
    a->tells = 0;
    return (!tells || stand(s, a, tells - 1)) && (!own || own->last_article != article + 1 || stand(s, a, a->story));
}
