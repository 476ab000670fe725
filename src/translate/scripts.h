/* Which script and language a sentence is in, and whether that is what was asked for. */
#ifndef CR_TRANSLATE_SCRIPTS_H
#define CR_TRANSLATE_SCRIPTS_H
#include <courant/str.h>

/* Letters of a text that are of the language's scripts, and others. A language that ICU knows no script of takes all. */
typedef struct cr_letters {
    size_t own, foreign, latin; /* latin: of the foreign ones */
} cr_letters;
cr_letters cr_scripts_letters(cr_str text, cr_str lang);

/* Written so alike that a sentence of one is easily taken for the other: "es" and "pt", "id" and "ms", "cs" and "sk". */
bool cr_scripts_akin(cr_str a, cr_str b);

/* What a sentence of an article in `lang` is in. */
typedef enum cr_spoken {
    CR_SPOKEN_AS_SAID, /* of the article's language, or nothing speaks against it */
    CR_SPOKEN_OTHER,   /* of another one, surely: `code` */
    CR_SPOKEN_UNKNOWN  /* not of the article's language, its letters tell, but of which cannot be said */
} cr_spoken;
cr_spoken cr_scripts_spoken(cr_str sentence, cr_str lang, char code[8]);

/* Is `target` of the language asked for, as far as its letters and words tell? What the source holds of foreign letters (names, brands)
 * may stand in it again. */
typedef enum cr_fits {
    CR_FITS,
    CR_FITS_PARTLY,   /* words in another script were left standing */
    CR_FITS_NOT
} cr_fits;
cr_fits cr_scripts_fit(cr_str source, cr_str target, cr_str to);
#endif
