/* What the files that find names share. See names.c for the way through them. */
#ifndef CR_TEXT_NAMES_FIND_H
#define CR_TEXT_NAMES_FIND_H
#include "base/map.h"
#include "text/mention.h"

typedef struct cr_name_finder {
    cr_arena *arena;
    const cr_tokens *t;
    cr_map *capitals;  /* words seen with a capital inside a sentence */
    cr_mention *items;
    size_t count, capacity;
    bool bare_genitive;
    uint64_t steps;    /* tokens looked at, again and again: what a test holds against the text's length */
} cr_name_finder;

static inline bool cr_token_is_word(const cr_tokens *t, size_t i) { return i < t->count && t->at[i].kind == CR_TOKEN_WORD; }
static inline bool cr_token_has(const cr_tokens *t, size_t i, uint64_t bits) { return cr_token_is_word(t, i) && (t->at[i].lex & bits); }
static inline bool cr_token_capital(const cr_tokens *t, size_t i) { return cr_token_is_word(t, i) && (t->at[i].flags & CR_TOKEN_CAPITAL); }
/* cr_mentions_find, and how many steps it took. */
cr_status cr_mentions_find_counting(cr_arena *arena, const cr_tokens *tokens, cr_mention **out, size_t *count, uint64_t *steps, cr_error *err) CR_MUST_CHECK;
/* A place or body by a name of the lists starts here. */
bool cr_token_known_name(const cr_tokens *t, size_t i);

/* names_caseless.c: where no capital tells a name: Chinese, Japanese, Arabic. False when memory is out. */
bool cr_names_caseless(cr_name_finder *f);
/* names_kind.c: what stands around the mentions of an unknown name tells what it names. False when memory is out. */
bool cr_names_weigh(cr_name_finder *f);
/* names_join.c: short and inflected forms to full ones. */
bool cr_names_join(cr_name_finder *f);
/* Where every noun has a capital, a run of them that nothing else marks as a name is none. */
bool cr_names_drop_nouns(cr_name_finder *f);
#endif
