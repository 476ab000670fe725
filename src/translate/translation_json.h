/* What is told of a translation as JSON: who made it and how far it may be trusted. Members of the object that is open in `j`. */
#ifndef CR_TRANSLATE_TRANSLATION_JSON_H
#define CR_TRANSLATE_TRANSLATION_JSON_H
#include <courant/translate.h>

#include "base/json.h"

/* "engine", "model", "hash", "via" */
void cr_translation_json_maker(cr_json *j, const cr_translation *t);
/* "score", "probability", "grade", "flags" */
void cr_translation_json_trust(cr_json *j, const cr_translation *t);
/* An array of the flags' names. */
void cr_translation_json_flags(cr_json *j, unsigned flags);
#endif
