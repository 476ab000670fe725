/* What a language's grammar and writing are like, as far as the cutter of tokens, names and statements must know: src/text/data/traits.txt. */
#ifndef CR_TEXT_TRAITS_H
#define CR_TEXT_TRAITS_H
#include <courant/str.h>

typedef struct cr_traits {
    bool nouns_capital;  /* German: a capital tells nothing of a name */
    bool titles_capital; /* English: headlines and names of things write all their words so */
    bool bare_genitive;  /* Russian, Indonesian: "president of Turkey X" without a word between */
    bool bare_nouns;     /* the same: a noun needs no article, "сообщил министр" */
    bool syllables;      /* Chinese, Japanese: a token is one character, or a run of kana */
    bool caseless;       /* no capitals */
    bool inverts;        /* French: dit-il */
    bool genitive_s;     /* English: the man's */
    bool drops_subject;  /* Spanish: "Dijo que": a verb may do without its pronoun */
    bool subject_first;  /* English, Indonesian: "A, he said" */
    cr_str elides;       /* words that lose their vowel before an apostrophe, a space between two; or none */
} cr_traits;

/* All false where the language is not listed. Some hundred comparisons: ask once a text. */
cr_traits cr_traits_of(cr_str lang);
/* Is `word`, which stands before an apostrophe, one that loses its vowel? Capitals do not matter. */
bool cr_traits_elide(const cr_traits *traits, cr_str word);
/* The first line of `data` that is not to be understood; none when all are. For tests. */
cr_str cr_traits_wrong(cr_str data);
#endif
