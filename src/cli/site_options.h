/* The site's options from the command line and the configuration; shared by serve, publish and run. */
#ifndef CR_CLI_SITE_OPTIONS_H
#define CR_CLI_SITE_OPTIONS_H
#include <pthread.h>

#include "cli/cli.h"
#include "site/site.h"
#include "wire/config.h"

typedef struct cr_cli_site { /* does not move once read: the options point into it */
    cr_arena *arena;
    cr_config config;
    cr_site_options options;
    cr_log log;
    cr_shelf *shelf; /* open models of all translators */
    cr_translator_options engines;
    cr_site_service service;
    cr_translator *translator; /* for the question "is there a route"; NULL: none could be made */
    pthread_mutex_t lock;
} cr_cli_site;

cr_status cr_cli_site_read(const cr_invocation *in, cr_cli_site *out, cr_error *err) CR_MUST_CHECK;
/* What [serve] says; borrows both. */
cr_site_service cr_cli_site_service(const cr_config *config, const cr_translator_options *engines);
void cr_cli_site_free(cr_cli_site *c); /* also after a failure to read */
#endif
