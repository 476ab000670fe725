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

static uint16_t language(cr_stories *s, const char code[8]) {
    uint32_t i = 0;
    while (i < s->language_count && memcmp(s->languages[i], code, 8) != 0)
        i++;
    if (i == s->language_count) {
        if (i == CR_STORY_LANGUAGES)
            return CR_STORY_LANGUAGES - 1;
        memcpy(s->languages[i], code, 8);
        s->parts[i].own = s->parts[i].hub = (uint8_t)i;
        s->language_count++;
    }
    return (uint16_t)i;
}

uint16_t cr_story_tongue(cr_stories *s, cr_str lang, cr_str hub) {
    char code[8] = "", other[8] = "";
    memcpy(code, lang.len ? lang.ptr : "und", lang.len ? (lang.len < 7 ? lang.len : 7) : 3);
    uint16_t own = language(s, code);
    if (cr_str_empty(hub) || hub.len > 3 || lang.len > 3 || cr_str_eq(lang, hub))
        return own;
    memcpy(other, hub.ptr, hub.len);
    uint16_t middle = language(s, other);
    size_t n = strlen(code);
    code[n] = '>';
    memcpy(code + n + 1, other, strlen(other));
    if (s->language_count == CR_STORY_LANGUAGES)
        return own; /* no room for one more */
    uint16_t both = language(s, code);
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
