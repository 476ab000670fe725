/* Inside the room: the files of a tar archive, taken out into one flat folder.
 *
 * Ordinary files only, under the last part of their name; links, devices and names that lead out of the archive ("..", a leading
 * slash) have no place in a model and are refused. Forms: POSIX ustar and pax ("path"), GNU's long names.
 * Limits: "model_bytes" for each file, ARCHIVE_FILES. Packing is undone by the stream. */
#ifndef CR_TRANSLATE_ARCHIVE_H
#define CR_TRANSLATE_ARCHIVE_H
#include "base/stream.h"

/* Do these bytes (512 of them) begin a tar archive? */
bool cr_archive_is(cr_str head);
/* `name` stands in messages. Where the folder already holds a file of a name, the archive holds it twice: refused. */
cr_status cr_archive_unpack(cr_stream *in, const char *name, cr_str folder, const cr_limits *limits, cr_error *err) CR_MUST_CHECK;
#endif
