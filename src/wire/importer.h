/* What the files of one import share (import.c, import_records.c). */
#ifndef CR_WIRE_IMPORTER_H
#define CR_WIRE_IMPORTER_H
#include "base/buf.h"
#include "base/stream.h"
#include "wire/wire.h"

typedef struct cr_importer {
    cr_wire *wire;
    const cr_import_options *options;
    cr_import_counts *counts;
    char source[CR_ID_ROOM];
    cr_arena *names;   /* paths */
    cr_arena *a;       /* of one document */
    cr_str *files;     /* below the argument */
    size_t file_count, file_room, at;
    const char *path;  /* the argument */
    bool is_stdin;
    bool open;         /* a transaction */
    size_t pending, pending_bytes;
    cr_buf bytes, plain;
} cr_importer;

void cr_import_say(cr_importer *im, const char *line); /* NULL: how far it is */
bool cr_import_stopped(const cr_importer *im);
/* One document into the open transaction, which is opened and closed here. `d->source` and the time are filled. */
cr_status cr_import_put(cr_importer *im, cr_document *d, cr_error *err) CR_MUST_CHECK;
cr_status cr_import_settle(cr_importer *im, cr_error *err) CR_MUST_CHECK; /* commits what is open */

/* JSON Lines as they come, or whole. A broken line is left out; of all broken ones of a file the first is told, with its
 * number and reason, and how many there are. */
cr_status cr_import_records(cr_importer *im, cr_str name, cr_stream *s, cr_error *err) CR_MUST_CHECK;
cr_status cr_import_records_of(cr_importer *im, cr_str name, cr_str bytes, cr_error *err) CR_MUST_CHECK;
cr_status cr_import_opml(cr_importer *im, cr_str name, cr_str bytes, cr_error *err) CR_MUST_CHECK;
#endif
