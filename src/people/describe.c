/* Names, and what only looks like one.
 *
 * A statement's speaker that no name was found for stands as it is written: "a senior official" is somebody else in every
 * article, "the ministry of defence of Norway" is one body. The noun that leads it tells, by the names' lexicon. */
#include <stdlib.h>

#include "people/state.h"
#include "text/lexicon.h"

enum { LANGUAGES = 32 };

struct cr_lexicons {
    cr_lexicon *of[LANGUAGES];
    char lang[LANGUAGES][8];
    size_t count;
};

cr_lexicons *cr_lexicons_new(void) { return calloc(1, sizeof(cr_lexicons)); }

void cr_lexicons_free(cr_lexicons *l) {
    for (size_t i = 0; l && i < l->count; i++)
        cr_lexicon_free(l->of[i]);
    free(l);
}

static const cr_lexicon *lexicon_of(cr_lexicons *l, cr_str lang) {
    if (lang.len >= sizeof l->lang[0])
        lang = CR_STR("und");
    for (size_t i = 0; i < l->count; i++)
        if (cr_str_is(lang, l->lang[i]))
            return l->of[i];
    if (l->count == LANGUAGES || !(l->of[l->count] = cr_lexicon_new(lang)))
        return NULL;
    memcpy(l->lang[l->count], lang.ptr ? lang.ptr : "", lang.len);
    return l->of[l->count++];
}

static bool word_has(const cr_tokens *t, size_t i, uint64_t bits) { return i < t->count && t->at[i].kind == CR_TOKEN_WORD && (t->at[i].lex & bits); }

bool cr_people_names_somebody(cr_people *p, cr_str name, cr_str lang, cr_name_kind *kind) {
    const cr_lexicon *lexicon = lexicon_of(p->lexicons, lang);
    cr_tokens t;
    cr_error err;
    cr_arena_reset(p->scratch);
    if (!lexicon || cr_tokens_cut(p->scratch, name, lang, &t, &err) != CR_OK)
        return true;
    cr_lexicon_mark(lexicon, &t);
    size_t head = 0, capitals = 0;
    while (head + 1 < t.count && (t.at[head].kind != CR_TOKEN_WORD || word_has(&t, head, CR_LEX_DETERMINER)))
        head++;
    for (size_t i = head; i < t.count; i++) {
        if (word_has(&t, i, CR_LEX_AND) && !(t.at[i].flags & CR_TOKEN_CAPITAL)) /* two at once */
            return false;
        capitals += i > head && t.at[i].kind == CR_TOKEN_WORD && (t.at[i].flags & CR_TOKEN_CAPITAL);
    }
    bool named = (t.at[head].flags & CR_TOKEN_CAPITAL) && (head == 0 || !t.nouns_capital || word_has(&t, head, CR_LEX_NAMED_BODY | CR_LEX_PLACE));
    if (named && !(head > 0 && word_has(&t, head, CR_LEX_ROLE)))
        return true;
    if (word_has(&t, head, CR_LEX_ORGANISATION) && capitals) {
        *kind = CR_NAME_ORGANISATION;
        return true;
    }
    return t.caseless && t.count && t.at[0].span == t.count && word_has(&t, 0, CR_LEX_NAMED_BODY | CR_LEX_PLACE); /* no capitals: what the lists know */
}
