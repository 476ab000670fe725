/* Files and pipes in, within limits, unpacked. */
#ifndef CR_BASE_FILE_H
#define CR_BASE_FILE_H
#include "base/buf.h"
#include "base/limits.h"

/* Reads a whole file ("-": standard input) into a buffer whose ceiling is set by the caller. */
cr_status cr_file_read(const char *path, cr_buf *out, cr_error *err) CR_MUST_CHECK;
/* Unpacks gzip, zlib (by magic), zstd into `out` (ceiling set by the caller); copies what is packed in no way.
 * At most two layers. */
cr_status cr_file_unpack(cr_str bytes, cr_buf *out, cr_error *err) CR_MUST_CHECK;
/* Content-Encoding tokens: "gzip", "deflate", "br", "zstd", "identity". */
cr_status cr_file_decode(cr_str bytes, cr_str encoding, cr_buf *out, cr_error *err) CR_MUST_CHECK;
/* Writes beside the path, then renames, so that a reader sees the old or the new file, never half of one. */
cr_status cr_file_write(const char *path, cr_str bytes, cr_error *err) CR_MUST_CHECK;
#endif
