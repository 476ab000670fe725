/* The sample edition: a few reports on events long past, written for the project (docs/sample-edition.md), for a first run
 * without a network. Its sources carry `sample`, so that every page says what it is. */
#ifndef CR_WIRE_SAMPLE_H
#define CR_WIRE_SAMPLE_H
#include "store/store.h"

/* Takes the sample in, in one transaction; loading it again changes nothing. *taken (may be NULL): documents that were new. */
cr_status cr_wire_sample_load(cr_store *store, size_t *taken, cr_error *err) CR_MUST_CHECK;
#endif
