/* Text read line by line as it comes: what is typed is answered at once, a file is taken in windows.
 *
 * (The stage commands read records, whole or from JSON Lines: cli/stage.h.) */
#ifndef CR_CLI_LINES_H
#define CR_CLI_LINES_H
#include "base/buf.h"
#include "cli/cli.h"

typedef struct cr_line_reader {
    /* Lines in their order, without their ends ("\n" or "\r\n"), valid until it returns; at least one. A last line needs no end. */
    cr_status (*take)(void *context, const cr_str *lines, size_t count, cr_error *err);
    void *context;
    size_t window; /* bytes to gather as long as more is waiting; 0: every read is passed on */
} cr_line_reader;

/* Reads the file, or standard input for "-". A line longer than limit "line_bytes" is an error that names the file. */
cr_status cr_lines_read(const cr_invocation *in, const char *path, const cr_line_reader *reader, cr_error *err);
/* Likewise each operand in turn, standard input where there are none. */
cr_status cr_lines_read_all(const cr_invocation *in, const cr_line_reader *reader, cr_error *err);
#endif
