/* Tokens: words, numbers, punctuation and quotation marks of a text, in one linear pass.
 *
 * Finer than words for the full-text index (courant/text.h), cheaper than ICU's break iterators,
 * and made for reading grammar off the surface: French and Italian elisions are tokens of their own
 * ("l'", "qu'"), inverted pronouns are cut off and marked ("a-t-il" is "a" + "il"), English "'s" is
 * cut off. Names, statements and people are read from these. */
#ifndef CR_TEXT_TOKEN_H
#define CR_TEXT_TOKEN_H
#include <courant/str.h>
#include <stdint.h>

typedef enum cr_token_kind { CR_TOKEN_WORD, CR_TOKEN_NUMBER, CR_TOKEN_PUNCT, CR_TOKEN_MARK } cr_token_kind;

enum { /* cr_token.flags */
    CR_TOKEN_CAPITAL = 1,   /* first letter is upper case */
    CR_TOKEN_ALL_CAPS = 2,  /* two or more letters, all upper case */
    CR_TOKEN_SPACE = 4,     /* white space before it */
    CR_TOKEN_LINE = 8,      /* a line end before it, or the text's start */
    CR_TOKEN_BLANK = 16,    /* an empty line before it, or the text's start */
    CR_TOKEN_SENTENCE = 32, /* first token of a sentence */
    CR_TOKEN_INVERTED = 64, /* "-t-il", "-elle" */
    CR_TOKEN_INSIDE = 128   /* second or later token of a phrase of the lexicon */
};

typedef struct cr_token {
    uint32_t start, end;  /* bytes of the text */
    uint32_t point;       /* code point of punctuation and marks, else 0 */
    uint8_t kind, flags;
    uint8_t span;         /* tokens of the lexicon's phrase that starts here, at least 1 */
    cr_str key;           /* of words: lower case, ’ as ', lives in the arena; else none */
    uint64_t lex;         /* classes of courant's lexicon (text/lexicon.h); 0 before cr_lexicon_mark */
} cr_token;

typedef struct cr_tokens {
    cr_str text;
    cr_token *at;         /* two empty tokens follow the last */
    size_t count;
    bool nouns_capital;   /* German: a capital tells nothing of a name */
    bool titles_capital;  /* English: headlines and names of things write all their words so */
    bool bare_genitive;   /* Russian, Indonesian: "president of Turkey X" without a word between */
    bool syllables;       /* Chinese, Japanese: a token is one Chinese character, or a run of kana */
    bool caseless;        /* these and Arabic: no capitals */
    const struct cr_lexicon *lexicon; /* that marked them, or NULL */
} cr_tokens;

/* `text` is UTF-8, at most 4 GiB; everything else lives in the arena. Stops, without failing, at the
 * limit "tokens". CR_ERR_MEMORY when the arena is exhausted. */
cr_status cr_tokens_cut(cr_arena *arena, cr_str text, cr_str lang, cr_tokens *out, cr_error *err) CR_MUST_CHECK;
/* The same where the language's traits are at hand: for many short texts. */
struct cr_traits;
cr_status cr_tokens_cut_as(cr_arena *arena, cr_str text, const struct cr_traits *traits, cr_tokens *out, cr_error *err) CR_MUST_CHECK;
/* Sets CR_TOKEN_SENTENCE; wants the lexicon's marks (abbreviations) where there are some. */
void cr_tokens_sentences(cr_tokens *tokens);

static inline cr_str cr_token_text(const cr_tokens *t, size_t i) {
    return cr_str_slice(t->text, t->at[i].start, t->at[i].end);
}
static inline bool cr_token_is(const cr_tokens *t, size_t i, const char *key) {
    return i < t->count && t->at[i].kind == CR_TOKEN_WORD && cr_str_is(t->at[i].key, key);
}
#endif
