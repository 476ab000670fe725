/* Numbers written in words and in the characters of China and Japan. */
#ifndef CR_TRANSLATE_CHECK_COUNTING_H
#define CR_TRANSLATE_CHECK_COUNTING_H
#include "translate/check_words.h"

/* A number as it is read: "three hundred (current 300) and five (305) thousand (total 305000, current 0)". */
typedef struct cr_counting {
    double total, current, scale; /* scale: the last one that was multiplied by */
    bool any;
} cr_counting;

/* Takes the next number or scale word. False: it begins another number. `turned`: units before tens, as in German. */
bool cr_counting_number(cr_counting *c, double value, bool turned);
bool cr_counting_scale(cr_counting *c, double scale);
static inline double cr_counting_value(const cr_counting *c) { return c->total + c->current; }

/* Stand the words i - 1 and i beside each other, with nothing but a space or a hyphen between? */
bool cr_counting_joined(cr_str text, const cr_check_word *words, size_t i);

/* The number in words that begins at `i`: how many words it takes, 0 for none. *exact: not only "thousands" or "a hundred". */
size_t cr_counting_words(cr_str text, const cr_check_word *words, size_t count, size_t i, const cr_check_lexicon *x, double *value, bool *exact);
/* 三百二十 from `i` on; `first` (NULL or digits that stand before it) as in 3万5千. */
size_t cr_counting_ideographs(const cr_check_word *words, size_t count, size_t i, const double *first, double *value, bool *exact);
#endif
