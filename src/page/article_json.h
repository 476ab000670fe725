/* An article as JSON, as `courant extract` prints it (courant-extract(1)), and back. Store and site keep the same form. */
#ifndef CR_PAGE_ARTICLE_JSON_H
#define CR_PAGE_ARTICLE_JSON_H
#include <courant/article.h>
#include <jansson.h>

#include "base/json.h"

/* The whole object, without a line end. */
void cr_article_write(cr_json *j, const cr_article *article);
/* Only the notice: an object or null. */
void cr_notice_write(cr_json *j, const cr_notice *notice);

/* What cr_article_write wrote. Strings are copied into the arena. Members may be missing; a member of another type is
 * CR_ERR_SYNTAX. Blocks are found again in `text`, so that offsets stay bytes inside and out. */
cr_status cr_article_read(cr_arena *arena, const json_t *object, cr_article **out, cr_error *err) CR_MUST_CHECK;
cr_status cr_notice_read(cr_arena *arena, const json_t *object, cr_notice **out, cr_error *err) CR_MUST_CHECK;
#endif
