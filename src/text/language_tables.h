/* Inside the library: what cr_language_detect looks up, made ready once for whoever reads thousands of texts. */
#ifndef CR_TEXT_LANGUAGE_TABLES_H
#define CR_TEXT_LANGUAGE_TABLES_H
#include <courant/language.h>
#include <stdint.h>

enum { CR_LANGUAGE_CODES = 64, CR_LANGUAGE_ALPHABET = 0x600 };

/* A word of data/language/words.txt and the languages that have it. */
typedef struct cr_language_word {
    cr_str word;             /* ptr NULL: the place is free */
    uint32_t hash;
    uint16_t first, count;   /* of `languages` */
    double worth;
} cr_language_word;

/* A letter below CR_LANGUAGE_ALPHABET (Latin, Greek, Cyrillic, Armenian, Hebrew). */
typedef struct cr_language_letter {
    uint16_t lower;          /* 0: no letter */
    int8_t script;           /* of its lower case; -1: none we know */
    bool telling;            /* its lower case is one that few languages write */
} cr_language_letter;

typedef struct cr_language_tables {
    cr_language_word *words; /* open addressing */
    size_t places;           /* a power of two */
    uint8_t *languages;      /* numbers of codes */
    char codes[CR_LANGUAGE_CODES][8];
    size_t code_count;
    cr_language_letter letters[CR_LANGUAGE_ALPHABET];
} cr_language_tables;

/* In the arena; NULL when memory is out. Read only from then on: threads share it. */
const cr_language_tables *cr_language_tables_new(cr_arena *arena);

/* cr_language_detect with tables, or without (NULL). `code_only`: the caller does not look at the confidence; CLD2 is then asked
 * only where its answer could change the code. */
cr_language cr_language_detect_with(const cr_language_tables *tables, cr_str text, cr_str hint, bool code_only);

static inline uint32_t cr_language_hash(const char *word, size_t len) { /* FNV-1a */
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    return hash;
}
static inline const cr_language_word *cr_language_word_of(const cr_language_tables *t, const char *word, size_t len) {
    uint32_t hash = cr_language_hash(word, len);
    for (size_t at = hash ^ hash >> 15;; at++) {
        const cr_language_word *w = &t->words[at & (t->places - 1)];
        if (!w->word.ptr)
            return NULL;
        if (w->hash == hash && cr_str_eq(w->word, (cr_str){word, len}))
            return w;
    }
}
#endif
