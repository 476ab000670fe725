/* What the commands of the wire share: opening it from the command line, stopping it by a signal, a bar on a terminal. */
#ifndef CR_CLI_WIRE_OPTIONS_H
#define CR_CLI_WIRE_OPTIONS_H
#include <stdio.h>

#include "cli/cli.h"
#include "wire/wire.h"

/* `read_only`: for status, search and export. */
cr_status cr_cli_wire_open(const cr_invocation *in, bool read_only, cr_wire **out, cr_error *err) CR_MUST_CHECK;
/* Becomes true at SIGINT or SIGTERM; a second one ends the program at once. */
const atomic_bool *cr_cli_stop_flag(void);

/* A bar on standard error where that is a terminal and --quiet is not given; else nothing. */
typedef struct cr_bar {
    bool on;
    int64_t shown_ms;
    size_t width;
} cr_bar;
cr_bar cr_bar_of(const cr_invocation *in);
void cr_bar_show(cr_bar *bar, const char *what, size_t done, size_t total);
void cr_bar_clear(cr_bar *bar); /* before a line is written, and at the end */
#endif
