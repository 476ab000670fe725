/* Addresses as operands of stage commands: `courant extract https://…`, through the address guard. */
#ifndef CR_CLI_FETCH_URL_H
#define CR_CLI_FETCH_URL_H
#include "cli/stage.h"
#include "net/fetch.h"
#include "wire/config.h"

/* For the options table of a command that takes addresses. */
#define CR_OPTION_ALLOW_PRIVATE(command)                                                                                              \
    {.name = "allow-private", .help = "also reach loopback and private addresses; [fetch] allow in courant.conf names single ones",   \
     .example = "courant " command " --allow-private http://127.0.0.1:8000/"}

typedef struct cr_cli_fetch {
    cr_arena *arena;
    cr_config config;
    cr_address_guard guard;
    cr_fetch_options options;
} cr_cli_fetch;

/* Lets the stage fetch. Reads the configuration only when an operand is an address; false: the error was printed. */
bool cr_cli_fetch_set(cr_invocation *in, cr_cli_fetch *f, cr_stage *stage);
void cr_cli_fetch_free(cr_cli_fetch *f);
#endif
