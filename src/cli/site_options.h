/* The site's options from the command line and the configuration; shared by serve, publish and run. */
#ifndef CR_CLI_SITE_OPTIONS_H
#define CR_CLI_SITE_OPTIONS_H
#include "cli/cli.h"
#include "site/site.h"

typedef struct cr_cli_site {
    cr_arena *arena;
    cr_site_options options; /* borrows from the arena and the invocation */
    cr_log log;
} cr_cli_site;

cr_status cr_cli_site_read(const cr_invocation *in, cr_cli_site *out, cr_error *err) CR_MUST_CHECK;
void cr_cli_site_free(cr_cli_site *c);
#endif
