/* What names and statements are read with, opened once for all workers of a command. */
#ifndef CR_CLI_LANGUAGE_TOOLS_H
#define CR_CLI_LANGUAGE_TOOLS_H
#include <courant/dates.h>
#include <courant/quotes.h>

#include "cli/stage.h"

typedef struct cr_language_tools {
    cr_quotes_tools *quotes; /* shared: only read */
    cr_date_tools **dates;   /* one a worker */
    size_t workers;
} cr_language_tools;

/* For the workers that the stage will use; CR_ERR_MEMORY, and then there is nothing to free. Freed with cr_language_tools_free. */
cr_status cr_language_tools_open(cr_language_tools *tools, const cr_invocation *in, const cr_stage *stage, cr_error *err) CR_MUST_CHECK;
void cr_language_tools_free(cr_language_tools *tools);
#endif
