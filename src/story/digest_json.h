/* A digest as JSON: the same members for `courant digest` and the API. */
#ifndef CR_STORY_DIGEST_JSON_H
#define CR_STORY_DIGEST_JSON_H
#include <courant/digest.h>
#include <stdint.h>

#include "base/json.h"

/* Members "independent_reports", "relays", "central", "gist", "happenings", "differences" of the open object. Sentences as they stand in the reports. */
void cr_digest_json(cr_json *j, cr_arena *arena, const cr_digest *d, const cr_digest_article *articles, size_t count);
#endif
