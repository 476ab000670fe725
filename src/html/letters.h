/* Inside the room: html/data/letters.txt, the models of how letters follow each other that detect.c reads encodings by.
 * It is written by bench/encodings.py, whose head says what its lines are. */
#ifndef CR_HTML_LETTERS_H
#define CR_HTML_LETTERS_H
#include <courant/str.h>
#include <stdint.h>

/* Classes of characters; LETTERS is "a", the letters with marks and of other scripts stand behind "z". */
enum { CR_LETTERS_BLANK, CR_LETTERS_DIGIT, CR_LETTERS_SIGN, CR_LETTERS_FOREIGN, CR_LETTERS_A, CR_LETTERS_PLAIN = CR_LETTERS_A + 26 };
enum { CR_LETTERS_MODELS = 64, CR_LETTERS_OWN = 64 };

typedef struct cr_letter_model {
    cr_str language;
    uint32_t own[CR_LETTERS_OWN]; /* the letters behind "z" */
    size_t own_count, classes;
    const char *rows;             /* `classes` lines of `classes` bytes: '0' and the cost, in quarters of a bit */
} cr_letter_model;

typedef struct cr_letters {
    cr_letter_model models[CR_LETTERS_MODELS];
    size_t count;
    cr_str signs; /* the part on multi-byte encodings */
} cr_letters;

void cr_letters_load(cr_letters *l);
/* NULL when there is none. */
const cr_letter_model *cr_letters_of(const cr_letters *l, cr_str language);
static inline int cr_letters_cost(const cr_letter_model *m, size_t first, size_t second) { return m->rows[first * (m->classes + 1) + second] - '0'; }
/* The costs of the common characters of a language ("zh", "zh_TW", "ja", "ko") in bits; 0 for all others. */
void cr_letters_signs(const cr_letters *l, const char *language, unsigned char costs[65536]);
#endif
