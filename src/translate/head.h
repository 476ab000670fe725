/* Title and lead of an article in another language, so that grouping sees what reports in many languages have in common.
 *
 * They are read by a program, not shown: a sentence that is not to be trusted helps all the same, and one that the engine
 * could not translate stands as it was. The sentences are asked for one by one as they stand in the text, so that a
 * translation memory answers what an edition has been given already, and the other way round. */
#ifndef CR_TRANSLATE_HEAD_H
#define CR_TRANSLATE_HEAD_H
#include <courant/text.h>
#include <courant/translate.h>

enum { CR_HEAD_BYTES = 1000 }; /* of a text that are its lead, to the end of the sentence in which they end */

typedef struct cr_head_request {
    cr_str from, to, engine;  /* of the translator; `engine` none: the best there is */
    cr_str title, text;       /* `title` may be none */
    const cr_span *sentences; /* of the text, in order */
    size_t count;
} cr_head_request;

/* In the arena. *there false: the article is of the language already, there is no way from one to the other, or the engine gave
 * nothing; that is no failure. */
cr_status cr_translate_head(cr_translator *t, cr_arena *arena, const cr_head_request *q, cr_str *title, cr_str *lead, bool *there,
                            cr_error *err) CR_MUST_CHECK;
#endif
