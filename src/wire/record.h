/* One line of JSON Lines as a document: {"id", "url", "published", "language", "title", "html" or "text"}. Pure. */
#ifndef CR_WIRE_RECORD_H
#define CR_WIRE_RECORD_H
#include "store/store.h"

/* `name`: of the file below the import argument; the address of a record without a url is NAME#ID. A url of another scheme than http and
 * https ("javascript:…", "file:…") is no address: it comes back in *refused, and the record's is NAME#ID, or NAME#NUMBER, its line, where it
 * has no id. Without a scheme it is the path of a page in a folder, and stands. Strings live in the arena. CR_ERR_SYNTAX says what is
 * wrong with the record. */
cr_status cr_record_read(cr_arena *a, cr_str line, cr_str name, size_t number, cr_document *out, cr_str *refused, cr_error *err) CR_MUST_CHECK;
#endif
