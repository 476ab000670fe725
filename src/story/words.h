/* Words for fingerprints: fast, the same for every language, with no dictionary behind them.
 *
 * Grouping reads every word of every article and needs no linguistic word breaks: runs of letters, two neighbours of a
 * script without spaces, numbers brought into one form ("380 000", "380.000" and "380,000" are 380000). So it has its own
 * small cutter that allocates nothing; what people read (sentences, search words) is cut by the text room. */
#ifndef CR_STORY_WORDS_H
#define CR_STORY_WORDS_H
#include <courant/str.h>
#include <stdint.h>

#define CR_STORY_WORD_BYTES 64 /* longer words are cut here: both sides of a comparison alike */

typedef struct cr_story_word {
    char text[CR_STORY_WORD_BYTES + 8];   /* lower case, accents kept (Snowball wants them) */
    size_t len;
    char latin[CR_STORY_WORD_BYTES + 8];  /* a-z and 0-9 only: "Столтенберг" -> "stoltenberg"; empty for Han and kana */
    size_t latin_len;
    size_t letters;      /* code points */
    uint32_t first;      /* first code point, lower case */
    bool capital;        /* first letter is upper case */
    bool shouted;        /* all of two or more letters are upper case */
    bool opens;          /* first word of a sentence, line or quotation: its capital tells nothing */
    bool adjoining;      /* only a space, hyphen or apostrophe stands before it */
    bool number;
    bool pair;           /* two neighbours of a script that is written without spaces */
    bool abjad;          /* a script that writes no short vowels and has no capitals */
} cr_story_word;

typedef struct cr_story_reader { /* begin with {.text = text, .opens = true} */
    cr_str text;
    size_t at;
    bool opens, adjoining;
} cr_story_reader;

/* False at the end of the text. Ill-formed UTF-8 separates words. */
bool cr_story_word_next(cr_story_reader *reader, cr_story_word *out);
/* The same in two steps, for a caller who may know the word by its bytes: of a word of letters only `opens`, `adjoining` and its
 * bytes in the text are told, and cr_story_word_read tells the rest; numbers and pairs are whole and their `span` none. */
bool cr_story_word_find(cr_story_reader *reader, cr_story_word *out, cr_str *span);
void cr_story_word_read(cr_str span, cr_story_word *word);

/* The words of a phrase in their Latin form where they have one, joined by single spaces: "Víctimas mortales" -> "victimas mortales". Returns the
 * length; 0 where it has no words or takes more than `room`. */
size_t cr_story_phrase(cr_str phrase, char *out, size_t room);

/* Lower-case ASCII letters for one lower-case code point (src/story/latin.c); returns how many, at most 4. */
size_t cr_story_latin(uint32_t point, char out[4]);
/* The letter without its accents, or the same code point. */
uint32_t cr_story_unaccented(uint32_t point);

/* Two keys under which the same name or international word meets across languages.
 * Spelling: first letters of the Latin form with spelling habits levelled ("philosophie", "filosofía" -> "filoso").
 * Sound: consonant classes alone ("Obama", "أوباما" -> "bm"), for scripts that write no vowels. Return the length. */
size_t cr_story_spelling_key(const cr_story_word *word, char out[8]);
size_t cr_story_sound_key(const cr_story_word *word, char out[8]);
#endif
