/* The hub: the language of the main edition, in which grouping sees titles and leads of articles of other languages.
 *
 * What is translated here is kept in the store's memory, sentence by sentence, so that the editions need not ask again. Belongs to the
 * reducer's thread. */
#ifndef CR_WIRE_HUB_H
#define CR_WIRE_HUB_H
#include <courant/story.h>

#include "wire/wire.h"

typedef struct cr_hub cr_hub;

/* The wire and the store are borrowed. */
cr_status cr_hub_open(const cr_wire *wire, cr_store *store, cr_hub **out, cr_error *err) CR_MUST_CHECK;
void cr_hub_free(cr_hub *h); /* NULL is fine */

/* All calls do nothing where `h` is NULL: nothing is translated. */
void cr_hub_begin(cr_hub *h); /* a batch: what the one before has translated is forgotten, stored or not */
/* Fills hub_lang, hub_title, hub_lead where there is a way; what it puts there lives in `a`. */
cr_status cr_hub_fill(cr_hub *h, cr_arena *a, const cr_knowledge *k, cr_story_input *in, cr_error *err) CR_MUST_CHECK;
/* What was translated since the beginning of the batch, within the caller's transaction. */
cr_status cr_hub_store(const cr_hub *h, cr_error *err) CR_MUST_CHECK;
void cr_hub_rest(cr_hub *h); /* nothing to do for a while: lets go of idle programs */
#endif
