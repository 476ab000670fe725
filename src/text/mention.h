/* Names as tokens see them: what cr_names_find is made of, and what src/speech/ reads as well. */
#ifndef CR_TEXT_MENTION_H
#define CR_TEXT_MENTION_H
#include <courant/names.h>

#include "text/lexicon.h"

typedef struct cr_mention {
    uint32_t start, end;           /* tokens */
    uint32_t full;                 /* index of the mention that gives the fullest form (may be itself) */
    uint32_t role_start, role_end; /* tokens of the role beside it; equal when there is none */
    uint8_t kind;                  /* cr_name_kind */
    bool titled;                   /* "M.", "President" stands before it */
    bool female, male;             /* as far as title, given name or role tell */
    bool shared;                   /* a surname alone that two persons of the text bear, and nothing tells whose it is here */
} cr_mention;

/* Mentions in order of the text, at most the limit "names". `tokens` must be marked (cr_lexicon_mark). */
cr_status cr_mentions_find(cr_arena *arena, const cr_tokens *tokens, cr_mention **out, size_t *count, cr_error *err) CR_MUST_CHECK;

/* The mentions as names of the text. */
cr_status cr_mentions_names(cr_arena *arena, const cr_tokens *tokens, const cr_mention *mentions, size_t n, cr_name **out, size_t *count, cr_error *err) CR_MUST_CHECK;
/* The name in the nominative where it stands in another case and its given name is known ("Ивана Петрова": Иван Петров); or none. */
cr_str cr_mention_nominative(cr_arena *arena, const cr_tokens *tokens, const cr_mention *mention);

/* Bytes of the text from the first to the last token of [start, end). */
static inline cr_str cr_tokens_slice(const cr_tokens *t, size_t start, size_t end) {
    return end > start ? cr_str_slice(t->text, t->at[start].start, t->at[end - 1].end) : CR_STR_NONE;
}
#endif
