/* Courant: which language is this?
 *
 *     cr_language l = cr_language_detect(CR_STR("Le Conseil se réunit mercredi."), CR_STR_NONE);
 *     // l.code "fr", l.script "Latn", l.confidence 0.98
 *
 * CLD2 behind a shim, corrected where it is known to be wrong. Thread-safe; never fails: where
 * it cannot tell, code is "und". */
#ifndef COURANT_LANGUAGE_H
#define COURANT_LANGUAGE_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_language {
    char code[8];      /* ISO 639-1 where there is one, else 639-3; "und" when unsure */
    char script[5];    /* ISO 15924: "Latn", "Arab", "Zyyy" when there are no letters */
    double confidence; /* 0 to 1 */
} cr_language;

/* `text`: UTF-8. `hint`: a code that the source declares, or none; only weighs where the text is doubtful. */
cr_language cr_language_detect(cr_str text, cr_str hint);

/* "fr-CA", "fra", "FR_fr" -> "fr"; copies at most 7 letters. False when it is not a language tag. */
bool cr_language_normalise(cr_str tag, char code[8]);

/* Right-to-left by language: ar, fa, he, ur, ps, sd, ug, yi, dv, ckb. */
bool cr_language_is_rtl(cr_str code);

#ifdef __cplusplus
}
#endif
#endif
