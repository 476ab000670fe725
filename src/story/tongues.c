/* Tongues: the languages in which an article's words stand. Its own, and the hub's where title and lead were put into it too; both
 * stand in one vector, each with half of its square, so two articles are compared in whatever they have in common:
 *
 *     "en"      its own words, and English is the hub
 *     "fr>en"   its own words, and those of its title and lead in English
 *
 * The cosine of such vectors is lower than that of the parts they share. With p parts on one side, q on the other and n in common it
 * is n / sqrt(p q) of it, and is told on that scale. */
#include <math.h>

#include "story/group.h"

/* A code as it can stand beside another: up to the mark between two, or what no code has. */
static void read_code(cr_str lang, char code[8]) {
    memset(code, 0, 8);
    for (size_t i = 0; i < lang.len && i < 7 && lang.ptr[i] && lang.ptr[i] != '>'; i++)
        code[i] = lang.ptr[i];
}

/* False: it is new, and `most` are known. */
static bool known(cr_stories *s, const char code[8], uint32_t most, uint16_t *place) {
    uint32_t i = 0;
    while (i < s->language_count && memcmp(s->languages[i], code, 8) != 0)
        i++;
    if (i == s->language_count) {
        if (i >= most)
            return false;
        memcpy(s->languages[i], code, 8);
        s->parts[i].own = s->parts[i].hub = (uint8_t)i;
        s->language_count++;
    }
    *place = (uint16_t)i;
    return true;
}

uint16_t cr_story_tongue(cr_stories *s, cr_str lang, cr_str hub) {
    char code[8], other[8];
    uint16_t own = CR_STORY_LANGUAGES - 1, middle, both; /* later ones share the last place, which is no tongue's */
    read_code(lang, code);
    read_code(hub, other);
    if (!code[0])
        memcpy(code, "und", 3);
    if (!known(s, code, CR_STORY_LANGUAGES, &own) || !other[0] || hub.len > 3 || lang.len > 3 || strcmp(code, other) == 0)
        return own;
    if (!known(s, other, CR_STORY_LANGUAGES, &middle))
        return own;
    size_t n = strlen(code);
    code[n] = '>';
    memcpy(code + n + 1, other, strlen(other));
    if (!known(s, code, CR_STORY_LANGUAGES - 1, &both))
        return own; /* no room for one more */
    s->parts[both] = (cr_story_parts){(uint8_t)own, (uint8_t)middle};
    return both;
}

bool cr_story_tongues_read(cr_stories *s) {
    for (uint32_t i = 0; i < s->language_count; i++) {
        const char *mark = memchr(s->languages[i], '>', 8);
        char own[8] = "", hub[8] = "";
        s->parts[i].own = s->parts[i].hub = (uint8_t)i;
        if (!mark)
            continue;
        size_t n = (size_t)(mark - s->languages[i]);
        memcpy(own, s->languages[i], n);
        memcpy(hub, mark + 1, 7 - n);
        bool found[2] = {false, false};
        for (uint8_t k = 0; k < i; k++)
            if (memcmp(s->languages[k], own, 8) == 0)
                s->parts[i].own = k, found[0] = true;
            else if (memcmp(s->languages[k], hub, 8) == 0)
                s->parts[i].hub = k, found[1] = true;
        if (!found[0] || !found[1])
            return false;
    }
    return true;
}

float cr_story_scale(const cr_stories *s, uint16_t a, uint16_t b) {
    cr_story_parts x = s->parts[a], y = s->parts[b];
    unsigned p = 1 + (x.own != x.hub), q = 1 + (y.own != y.hub), n;
    if (p == 2 && q == 2)
        n = (unsigned)(x.own == y.own) + (x.hub == y.hub);
    else
        n = x.own == y.own || x.own == y.hub || x.hub == y.own || x.hub == y.hub;
    return n ? sqrtf((float)(p * q)) / (float)n : 0;
}
