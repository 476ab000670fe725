/* A translation in the manner of its language: quotation marks, spaces and signs of punctuation, forms of numbers.
 *
 * Engines carry much of the source's typography over. What is certain is set right, the rest is left: a number only where the
 * source has the very same digits and marks, so that its value is beyond doubt; never inside addresses, file names and marks-up-like
 * text. Applied to its own answer it changes nothing. Signs change, letters and digits never do: cr_links_follow_target holds. */
#ifndef CR_TRANSLATE_MANNER_H
#define CR_TRANSLATE_MANNER_H
#include <courant/str.h>

cr_str cr_manner_apply(cr_arena *arena, cr_str source, cr_str text, cr_str from, cr_str to);
#endif
