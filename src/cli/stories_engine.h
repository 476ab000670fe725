/* Grouping across languages by translated titles and leads: every article is grouped as it reads in one language, the hub, into
 * which the engine translates the most. What has no route to it is grouped as it stands, by names, numbers and cognates. */
#ifndef CR_CLI_STORIES_ENGINE_H
#define CR_CLI_STORIES_ENGINE_H
#include <courant/story.h>

#include "cli/cli.h"

typedef struct cr_story_hub cr_story_hub;
/* CR_ERR_NOT_FOUND: the engine has no pair of languages here. */
cr_status cr_story_hub_open(const cr_invocation *in, cr_str engine, cr_story_hub **out, cr_error *err) CR_MUST_CHECK;
void cr_story_hub_free(cr_story_hub *h);
/* Puts title and lead in the language of the hub where there is a route; what it puts there lives in the arena. A sentence
 * that the engine could not translate stands as it was. */
cr_status cr_story_hub_translate(cr_story_hub *h, cr_arena *arena, cr_story_input *article, cr_error *err) CR_MUST_CHECK;
#endif
