/* What `courant models` and the question of `courant run` share. */
#ifndef CR_CLI_MODELS_OPTIONS_H
#define CR_CLI_MODELS_OPTIONS_H
#include "cli/wire_options.h"
#include "net/fetch.h"
#include "translate/adding.h"
#include "wire/config.h"

typedef struct cr_cli_models {
    const cr_invocation *in;
    cr_arena *arena;
    cr_config config;
    cr_limits limits;        /* the configuration's, without a pause between files of one host */
    cr_address_guard guard;
    cr_fetch_options options;
    cr_adding adding;
    cr_str registry;         /* configured, or of the example configuration where none was read; none */
    const atomic_bool *stop;
    /* the line of progress */
    bool bar;
    size_t width;
    int64_t shown_ms, began_ms;
    uint64_t began_at, begun; /* bytes when this fetch began */
    bool waited;
    char pair[48];
} cr_cli_models;

/* Reads the configuration. Caller frees with cr_cli_models_free, also after a failure. */
cr_status cr_cli_models_open(const cr_invocation *in, cr_cli_models *m, cr_error *err) CR_MUST_CHECK;
void cr_cli_models_free(cr_cli_models *m);
/* The guard lets through what somebody named: this address's host and port. */
void cr_cli_models_allow(cr_cli_models *m, cr_str url);
void cr_cli_models_clear(cr_cli_models *m); /* the line of progress, before another is written */

/* Fetches one model and says what came of it, on stdout. */
cr_status cr_cli_models_fetch(cr_cli_models *m, const cr_registry_model *model, cr_str url, cr_error *err) CR_MUST_CHECK;

/* Says that a model is installed, or was already: a line, or an object with --json. */
void cr_cli_models_say_added(const cr_cli_models *m, const cr_installed_model *model, bool already);

/* "17.3 MB" */
typedef struct cr_megabytes { char text[24]; } cr_megabytes;
cr_megabytes cr_cli_megabytes(uint64_t bytes);

/* Says why a registry could not be read, and what else can be done where it is out of reach. Returns 1. */
int cr_cli_models_no_registry(const cr_error *err);

int cr_cli_models_list(cr_cli_models *m);
int cr_cli_models_available(cr_cli_models *m, cr_str url);
int cr_cli_models_check(cr_cli_models *m, char **which, int count);

/* For `courant run`: on a terminal, when no model is installed, a registry is configured and the question was not put before, asks
 * whether to fetch the models that the editions want, and how much that is. Enter means no; the answer is remembered in the data
 * folder. What fails is said and is no reason not to go on. */
void cr_cli_models_ask(const cr_invocation *in);
#endif
