/* A file over HTTP, whole or not at all, taken up again where an earlier try ended.
 *
 *     cr_download d = {.url = url, .path = "/data/model.zst", .bytes = announced, .sha256 = hash};
 *     cr_status status = cr_download_file(&options, &d, &err);      // CR_OK: /data/model.zst is there, and is what was announced
 *
 * While it comes it is PATH.part, with PATH.part.from beside it: which address, and under which ETag or date. A later call for the
 * same address asks for the rest (Range, If-Range; RFC 9110 sections 13.1.5 and 14); a server that sends all of it is taken at its
 * word, and the part begins anew. A connection that is lost in the middle is tried again, twice, as long as something came.
 *
 * What is not as announced (length, SHA-256) is removed. A part stays after a lost connection, `progress` saying no, or the end of
 * the program; not when the disk is full or the file is too long. One call a path at a time: the caller sees to that. */
#ifndef CR_NET_DOWNLOAD_H
#define CR_NET_DOWNLOAD_H
#include "net/fetch.h"

typedef struct cr_download {
    cr_str url;
    const char *path;
    uint64_t bytes;        /* announced length, 0: not told */
    const char *sha256;    /* announced, 64 hex digits; NULL: not told */
    cr_limit_name ceiling; /* most bytes there may be */
    /* Called often; `total` is 0 while it is not known. False: stop, keeping the part. NULL: never. */
    bool (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
} cr_download;

/* CR_ERR_CANCELLED: `progress` said no. CR_ERR_SYNTAX: not what was announced. CR_ERR_IO: the disk. CR_ERR_LIMIT: too long. */
cr_status cr_download_file(const cr_fetch_options *options, const cr_download *d, cr_error *err) CR_MUST_CHECK;
#endif
