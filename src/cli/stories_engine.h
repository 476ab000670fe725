/* Grouping across languages by translated titles and leads: articles of different languages meet in one, the hub, into which the
 * engine translates the most. What has no route to it meets the others by names, numbers and cognates. */
#ifndef CR_CLI_STORIES_ENGINE_H
#define CR_CLI_STORIES_ENGINE_H
#include <courant/story.h>

#include "cli/cli.h"

typedef struct cr_story_hub cr_story_hub;
/* CR_ERR_NOT_FOUND: the engine has no pair of languages here. */
cr_status cr_story_hub_open(const cr_invocation *in, cr_str engine, cr_story_hub **out, cr_error *err) CR_MUST_CHECK;
void cr_story_hub_free(cr_story_hub *h);
/* Fills hub_lang, hub_title, hub_lead where there is a route; what it puts there lives in the arena. */
cr_status cr_story_hub_translate(cr_story_hub *h, cr_arena *arena, cr_story_input *article, cr_error *err) CR_MUST_CHECK;
#endif
