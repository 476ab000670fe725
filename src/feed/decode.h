/* From the bytes of a feed to UTF-8.
 *
 * What counts, in this order: the charset of Content-Type, the XML declaration, the byte order mark, a guess
 * (RFC 7303 for application/xml and +xml, RFC 3023 for text/xml, whose default is US-ASCII). A declaration that the
 * bytes contradict is passed over and `honest` becomes false: charsets lie often enough. */
#ifndef CR_FEED_DECODE_H
#define CR_FEED_DECODE_H
#include <courant/feed.h>

typedef struct cr_feed_decoded {
    cr_str utf8;     /* without mark and with the declaration still in it */
    cr_str encoding; /* as declared or found, lower case: "us-ascii", "iso-8859-1", "utf-16be" */
    bool honest;     /* the declaration held and the media type is one of XML or JSON */
} cr_feed_decoded;

cr_status cr_feed_decode(cr_arena *arena, cr_str bytes, const cr_feed_options *options, cr_feed_decoded *out,
                         cr_error *err) CR_MUST_CHECK;
#endif
