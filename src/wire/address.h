/* Inside the room: what the reducers answered by their numbers, under the ids that are published (store.h, cr_store_address). */
#ifndef CR_WIRE_ADDRESS_H
#define CR_WIRE_ADDRESS_H
#include "store/store.h"

/* Puts published ids in the place of numbers: in `g`, of which story, dossier, corrections, redirects and the persons of
 * `statement_count` statements are copied into the arena, and in `persons`. `article`: the id of the article that was grouped. Within
 * the transaction that stores them. */
cr_status cr_address_publish(cr_store *store, cr_arena *a, cr_str article, size_t statement_count, cr_grouping *g, cr_person *persons, size_t person_count,
                             cr_error *err) CR_MUST_CHECK;
#endif
