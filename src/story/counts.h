/* Classes of the words around a number, and where they stand. */
#ifndef CR_STORY_COUNTS_H
#define CR_STORY_COUNTS_H
#include "story/digest.h"

enum {
    CR_COUNTED_NOTHING,
    CR_COUNTED_DEAD, CR_COUNTED_WOUNDED, CR_COUNTED_MISSING, CR_COUNTED_ARRESTED, CR_COUNTED_RESCUED, CR_COUNTED_EVACUATED,
    CR_COUNTED_INFECTED, CR_COUNTED_HOSTAGES, CR_COUNTED_EURO, CR_COUNTED_DOLLAR, CR_COUNTED_POUND, CR_COUNTED_YEN,
    CR_COUNTED_ROUBLE, CR_COUNTED_KILOMETRE, CR_COUNTED_MAGNITUDE, /* those above are what is counted */
    CR_COUNTED_PEOPLE, CR_COUNTED_LEAST, CR_COUNTED_MOST, CR_COUNTED_ABOUT, CR_COUNTED_PART, CR_COUNTED_MORE, CR_COUNTED_WAS,
    CR_COUNTED_AND, CR_COUNTED_YEARS, CR_COUNTED_PERCENT, CR_COUNTED_POINTS, CR_COUNTED_THOUSAND, CR_COUNTED_MILLION,
    CR_COUNTED_BILLION, CR_COUNTED_TRILLION,
    CR_COUNTED_TOLL, CR_COUNTED_REACHED, CR_COUNTED_ARE, CR_COUNTED_AFTER, CR_COUNTED_LIVES, CR_COUNTED_TOOK, CR_COUNTED_WHOLE, CR_COUNTED_MAYBE, CR_COUNTED_SINCE, CR_COUNTED_FORMER,
    CR_COUNTED_CLASSES
};
#define CR_COUNTED_CONCEPTS CR_COUNTED_MAGNITUDE
#define CR_COUNTED_BIT(class) (UINT64_C(1) << (class))
#define CR_COUNTED_ANY_CONCEPT ((UINT64_C(1) << (CR_COUNTED_CONCEPTS + 1)) - 2)

/* The words of a language, read once for a digest. */
cr_status cr_count_words(cr_digest_work *w, cr_str lang, const cr_digest_words **out) CR_MUST_CHECK;
void cr_count_words_free(cr_map *by_language);
/* Classes of the phrase of exactly `len` words at `at`; of the longest phrase from `at`; of the longest that ends before `end`. */
uint64_t cr_count_class(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t len);
uint64_t cr_count_class_from(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t *len);
uint64_t cr_count_class_to(const cr_digest_words *words, const cr_digest_sentence *s, size_t end, size_t *len);
/* "twelve", "vingt-cinq"; not "one". */
bool cr_count_number_word(const cr_digest_words *words, const cr_digest_sentence *s, size_t at, size_t *len, double *value);
#endif
