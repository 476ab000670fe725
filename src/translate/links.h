/* Which words of a sentence and of its translation belong together, kept right while the texts are worked on. */
#ifndef CR_TRANSLATE_LINKS_H
#define CR_TRANSLATE_LINKS_H
#include <courant/str.h>

/* Typography and case change marks, spaces and the form of letters, never their number. So a link of `before` is that of `after`
 * at the same letters: moves the target ends of the links (or the source ends) from one text to the other. Linear. */
void cr_links_follow_target(cr_str before, cr_str after, cr_link *links, size_t count);
void cr_links_follow_source(cr_str before, cr_str after, cr_link *links, size_t count);

/* For engines that tell nothing: links words that are alike (names, numbers, cognates) and stand at about the same place.
 * Certain enough to place a link by, silent about most words. At most a constant cost for each word. */
cr_link *cr_links_guess(cr_arena *arena, cr_str source, cr_str target, size_t *count);
#endif
