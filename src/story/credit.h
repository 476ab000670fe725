/* Whose text an article says it carries: the agency of its byline, its dateline or its last line.
 *
 *     "KYIV, Jan 12 (Reuters) - NATO said …"    "… a-t-il ajouté. (AFP)"    "Avec AFP"    author "Reuters"
 *
 * Agencies are told by a list of names (src/text/data/agencies.txt), and only where a credit stands: between brackets or
 * before a dash at the beginning, alone in the last line or in brackets at its end, or as an author. "Reuters reported" within a sentence is
 * a citation, and no credit. */
#ifndef CR_STORY_CREDIT_H
#define CR_STORY_CREDIT_H
#include <courant/str.h>
#include <stdint.h>

/* The name of the agency, for as long as the program runs; none where none is credited. */
cr_str cr_story_credit(cr_str text, cr_strs author);
/* "https://www.reuters.com/", "reuters.com" and "Reuters" are one outlet: the host's name before its last dot, folded. 0: none. */
uint64_t cr_story_site(cr_str site);
#endif
