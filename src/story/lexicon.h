/* What grouping knows of a word by itself, in its language: its stem, its keys across languages, whether it is a stop word or a
 * month. All of it follows from the bytes and the language alone, so a word read a moment ago is not worked out again: most of a
 * text are words that were read a moment ago. The cache has one size for ever, and nothing hangs on what it holds. */
#ifndef CR_STORY_LEXICON_H
#define CR_STORY_LEXICON_H
#include "story/words.h"

enum { CR_STORY_SEED_STEM = 1, CR_STORY_SEED_NAME, CR_STORY_SEED_NUMBER, CR_STORY_SEED_COUNTED, CR_STORY_SEED_SPELLING, CR_STORY_SEED_SOUND,
       CR_STORY_SEED_SHINGLE, CR_STORY_SEED_DAY, CR_STORY_SEED_CLOCK };

#define CR_STORY_OPEN_LANGUAGES 8
#define CR_STORY_KNOWN 16384 /* words remembered, in sets of two; a power of two */

enum { /* what a word is */
    CR_STORY_CAPITAL = 1,    /* begins with one */
    CR_STORY_STOP_WORD = 2,
    CR_STORY_NUMBER = 4,
    CR_STORY_PAIR = 8,
    CR_STORY_LETTER = 16,    /* one letter or none */
    CR_STORY_ABJAD = 32,
    CR_STORY_SHORT = 64,     /* the number has one figure, the sound three consonants: tells half */
    CR_STORY_MONTH_SIGN = 128 /* a number before it is a month */
};

typedef struct cr_story_known {
    uint64_t key;      /* hash of bytes and language; 0: an empty place */
    uint64_t stem;     /* hashes; without accents */
    uint32_t run;      /* as it is written, lower case: for the wording */
    union {            /* upper halves of the hashes of terms */
        uint32_t spelling; /* 0: none */
        uint32_t number;   /* of a number */
    };
    uint32_t sound;    /* 0: none */
    uint8_t is;
    uint8_t month;     /* 1 to 12, 0: none */
} cr_story_known;

struct sb_stemmer;

typedef struct cr_story_language { /* what is kept open of one language */
    char code[8];
    uint64_t seed;
    struct sb_stemmer *stemmer; /* NULL: it has none */
    uint64_t months[24];        /* hashes of their names, by month and form; 0 none */
    bool capital_months;        /* "March" is the month, "march" is not */
    uint64_t *stop;             /* hashes of its stop words; open addressing */
    size_t stop_places;
} cr_story_language;

typedef struct cr_story_lexicon cr_story_lexicon;

cr_story_lexicon *cr_story_lexicon_new(void); /* NULL when memory is out */
void cr_story_lexicon_free(cr_story_lexicon *l); /* NULL is fine */
/* Borrowed until CR_STORY_OPEN_LANGUAGES others were asked for. */
cr_story_language *cr_story_language_of(cr_story_lexicon *l, cr_str lang);
/* The key of a word of letters by its bytes in the text; it will be asked for soon. */
uint64_t cr_story_known_key(cr_story_lexicon *l, const cr_story_language *language, cr_str span);
/* What is known of it; borrowed until the next call. */
cr_story_known *cr_story_known_of(cr_story_lexicon *l, const cr_story_language *language, cr_str span, uint64_t key);
/* The same of a word that was read, whatever it is; `key` is left alone. */
void cr_story_tell(const cr_story_language *language, const cr_story_word *w, cr_story_known *out);
#endif
