#include "cli/language_tools.h"

#include <stdlib.h>

#include "speech/tools.h"

cr_status cr_language_tools_open(cr_language_tools *tools, const cr_invocation *in, const cr_stage *stage, cr_error *err) {
    size_t workers = cr_stage_workers(in, stage);
    *tools = (cr_language_tools){.dates = calloc(workers, sizeof *tools->dates), .workers = workers};
    cr_status status = cr_quotes_tools_read(&tools->quotes, err); /* tells which file of which language is wrong */
    if (status != CR_OK) {
        cr_language_tools_free(tools);
        return status;
    }
    bool ok = tools->dates != NULL;
    for (size_t i = 0; ok && i < workers; i++)
        ok = (tools->dates[i] = cr_date_tools_new()) != NULL;
    if (ok)
        return CR_OK;
    cr_language_tools_free(tools);
    return cr_fail(err, CR_ERR_MEMORY, "out of memory for the lexicons and the rules of dates");
}

void cr_language_tools_free(cr_language_tools *tools) {
    for (size_t i = 0; tools->dates && i < tools->workers; i++)
        cr_date_tools_free(tools->dates[i]);
    free(tools->dates);
    cr_quotes_tools_free(tools->quotes);
    *tools = (cr_language_tools){0};
}
