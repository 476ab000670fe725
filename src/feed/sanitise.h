/* HTML of a feed, made safe: written anew from its tokens by an allow-list.
 *
 * The one promise, which holds whatever the input: every "<" of the output begins a tag that this
 * file wrote itself - an element of the list, its attributes of the list, double-quoted, with
 * & " < > escaped. Text and attribute values hold no bare "<"; script, style, svg, math and comments
 * are gone. So there is nothing for a second parser to read differently (mutation XSS), in any
 * context. References in text stay as they are written where they are references.
 * Addresses are resolved against `base`; those of a scheme that could run or reveal something
 * (javascript:, data:, vbscript:, blob:, file:) are dropped. */
#ifndef CR_FEED_SANITISE_H
#define CR_FEED_SANITISE_H
#include <courant/str.h>

/* The fragment in the arena; "" when nothing is left. `base` may be none. */
cr_str cr_feed_sanitise(cr_arena *arena, cr_str html, cr_str base);

/* Plain text of an HTML fragment: tags away, references resolved, white space squeezed. */
cr_str cr_feed_plain(cr_arena *arena, cr_str html);

/* References that end in ";" resolved as the HTML standard's table has them. Those without stay as they are: in feeds
 * "&copy=3" is nearly always a piece of an address. */
cr_str cr_feed_unescape(cr_arena *arena, cr_str text);

/* &, <, > and " as references: text as an HTML fragment. */
cr_str cr_feed_escape(cr_arena *arena, cr_str text);

/* True when a text of no declared type reads as HTML: it closes an element or holds a reference, and every
 * tag and every named reference in it is one of HTML. */
bool cr_feed_looks_like_html(cr_arena *arena, cr_str text);

/* `relative` against `base`, "" when the result has a scheme that no reader should follow. */
cr_str cr_feed_address(cr_arena *arena, cr_str base, cr_str relative);

/* The declarations of a style attribute that only lay out or colour text; "" when none is left. src/feed/style.c */
cr_str cr_feed_sanitise_style(cr_arena *arena, cr_str style);
#endif
