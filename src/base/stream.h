/* Bytes in, a window at a time, gzip and zstd unpacked on the way: memory does not grow with the input.
 *
 *     cr_stream *s = cr_stream_of_fd(fd);
 *     for (cr_str w; (w = cr_stream_peek(s, 1)).len > 0; cr_stream_take(s, w.len))
 *         use(w);
 *     if (cr_stream_how(s) != CR_STREAM_ENDED)
 *         puts(cr_stream_why(s));
 *
 * Packed input may be many members one after the other, as web archives are; a damaged member breaks the stream there, and
 * cr_stream_mend goes on at the next. zstd may begin with a dictionary in a skippable frame (IIPC, "Zstandard Compression for
 * WARC Files 1.0"); it then serves for all frames behind it. Belongs to one thread. */
#ifndef CR_BASE_STREAM_H
#define CR_BASE_STREAM_H
#include <stddef.h>

#include "base/limits.h"

typedef struct cr_stream cr_stream;

typedef enum cr_stream_state {
    CR_STREAM_GOING,
    CR_STREAM_ENDED,  /* all there is was read */
    CR_STREAM_BROKEN, /* a packed member is damaged or cut short: cr_stream_mend may go on behind it */
    CR_STREAM_FAILED  /* reading failed, memory is out, or the packing needs what is not there */
} cr_stream_state;

/* Bytes read, 0 at the end, -1 with errno. */
typedef ptrdiff_t (*cr_stream_read)(void *context, char *to, size_t room);

/* NULL when memory is out. `limits` are borrowed, may be NULL: "zstd_window_bytes", "zstd_dictionary_bytes". Descriptors and
 * bytes are borrowed; nothing is closed. */
cr_stream *cr_stream_new(cr_stream_read read, void *context, const cr_limits *limits);
cr_stream *cr_stream_of_fd(int fd, const cr_limits *limits);
cr_stream *cr_stream_of_bytes(cr_str bytes, const cr_limits *limits);
void cr_stream_free(cr_stream *s); /* NULL is fine */

/* The unpacked bytes not yet taken: at least `least` of them, fewer only where the stream is not going on (cr_stream_how).
 * Borrowed until the next call. The window grows to `least` and no further. */
cr_str cr_stream_peek(cr_stream *s, size_t least);
void cr_stream_take(cr_stream *s, size_t bytes); /* of those peeked */
/* Puts bytes back before the window. False when memory is out. */
bool cr_stream_return(cr_stream *s, cr_str bytes);

cr_stream_state cr_stream_how(const cr_stream *s);
const char *cr_stream_why(const cr_stream *s); /* one line, of BROKEN and FAILED */
bool cr_stream_cut(const cr_stream *s);        /* BROKEN because the input ends in the middle of a member */
bool cr_stream_packed(const cr_stream *s);     /* known after the first peek */
/* After BROKEN: drops what is left of the window and goes on at the next member that unpacks to bytes beginning with `begins`
 * (letters of any case). False: there is none, and the stream has ended. */
bool cr_stream_mend(cr_stream *s, cr_str begins);
#endif
