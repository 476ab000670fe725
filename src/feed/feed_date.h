/* Dates of feeds: RFC 822/2822, RFC 3339 and W3C-DTF, asctime, and what else is written where those belong.
 *
 * Meaning is never guessed: 03/04/2021 without AM or PM may be March or April and gives nothing, an impossible day
 * gives nothing. A date without a zone counts as UTC, one without a time as midnight, as feed readers have it. */
#ifndef CR_FEED_FEED_DATE_H
#define CR_FEED_FEED_DATE_H
#include <courant/str.h>
#include <stdint.h>

/* Seconds since 1970 UTC. False when the text is no date. Texts over 128 bytes are none. */
bool cr_feed_date_epoch(cr_str text, int64_t *epoch);
/* "2004-01-01T19:48:21Z" in the arena, or none. */
cr_str cr_feed_date(cr_arena *arena, cr_str text);
#endif
