/* A person's name out of its case: "Ивана Петрова" is Иван Петров, "Анны Петровой" Анна Петрова.
 *
 * The given name tells: where a list knows it in the nominative, and for whom it stands. The surname then takes the form that goes
 * with that: a consonant or -ий for a man, -а or -ая for a woman. What cannot be told stays as it is written. */
#include <string.h>

#include "base/vec.h"
#include "text/mention.h"

enum { MOST_WORDS = 4, MOST_BASES = 12, ROOM = 1024 };

static bool ends_with_one(cr_str s, const char *const *endings) {
    for (; *endings; endings++)
        if (cr_str_ends(s, *endings))
            return true;
    return false;
}

/* How well the word fits as a surname's nominative: 0 not at all. */
static unsigned fits_surname(cr_str base, bool female) {
    static const char *const his[] = {"ов", "ев", "ёв", "ин", "ын", NULL}, *const her[] = {"ова", "ева", "ёва", "ина", "ына", NULL}, *const adjective[] = {"ий", "ый", "ой", NULL},
                      *const vowels[] = {"а", "о", "у", "ы", "и", "е", "ё", "э", "ю", "я", "й", "ь", NULL};
    if (female)
        return ends_with_one(base, her) ? 3 : cr_str_ends(base, "ая") ? 2 : 0;
    return ends_with_one(base, his) ? 3 : ends_with_one(base, adjective) ? 2 : ends_with_one(base, vowels) ? 0 : 1;
}

/* `word` with the ending of `base`, its capital kept: both differ at their ends alone. */
static cr_str put_on(cr_arena *arena, cr_str word, cr_str key, cr_str base) {
    size_t same = 0;
    while (same < key.len && same < base.len && key.ptr[same] == base.ptr[same])
        same++;
    while (same && ((unsigned char)key.ptr[same] & 0xC0) == 0x80)
        same--;
    return word.len == key.len ? cr_str_format(arena, "%.*s%.*s", (int)same, word.ptr, (int)(base.len - same), base.ptr + same) : word;
}

cr_str cr_mention_nominative(cr_arena *arena, const cr_tokens *t, const cr_mention *m) {
    char room[ROOM];
    cr_str bases[MOST_BASES], whole = CR_STR_NONE;
    if (m->kind != CR_NAME_PERSON || m->end - m->start < 2 || m->end - m->start > MOST_WORDS || !t->lexicon || (cr_lexicon_get(t->lexicon, t->at[m->start].key) & CR_LEX_GIVEN))
        return CR_STR_NONE;
    bool female = false, known = false;
    for (uint32_t i = m->start; i < m->end; i++) {
        cr_str key = t->at[i].key, word = cr_token_text(t, i), best = CR_STR_NONE;
        size_t n = t->at[i].kind == CR_TOKEN_WORD ? cr_lexicon_bases(t->lexicon, key, room, sizeof room, bases, MOST_BASES) : 0;
        unsigned most = 0;
        for (size_t k = 0; k < n; k++) {
            uint64_t lex = i == m->start ? cr_lexicon_get(t->lexicon, bases[k]) : 0;
            unsigned fit = i == m->start ? (lex & CR_LEX_GIVEN) != 0 : fits_surname(bases[k], female);
            if (fit <= most)
                continue;
            most = fit;
            best = bases[k];
            if (i == m->start) {
                female = (lex & CR_LEX_FEMALE) != 0;
                known = true;
            }
        }
        if (!known)
            return CR_STR_NONE;
        cr_str form = best.ptr ? put_on(arena, word, key, best) : word;
        whole = whole.ptr ? cr_str_format(arena, "%.*s %.*s", CR_FMT(whole), CR_FMT(form)) : cr_str_copy(arena, form);
    }
    return whole;
}
