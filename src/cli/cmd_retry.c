/* courant retry: what was set aside is owed again. */
#include "cli/wire_options.h"

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant retry", "tries again what was set aside, and translations that had no engine", NULL};

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    size_t count = 0, sources = 0;
    if (in->operand_count)
        return cr_usage(in, "takes no file");
    const atomic_bool *stop = cr_cli_stop_flag();
    if (cr_cli_wire_open(in, false, &wire, &err) != CR_OK)
        return cr_complain(&err);
    cr_status status = cr_store_work_retry(wire->store, &count, &err);
    if (status == CR_OK)
        status = cr_store_source_retry(wire->store, &sources, &err);
    if (status == CR_OK)
        status = cr_wire_work(wire, CR_WIRE_NO_TRANSLATION, false, stop, &err);
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    if (!failed && !cr_given(in, "quiet"))
        printf("%zu tried again; `courant status` shows what is left\n", count);
    if (!failed && sources && !cr_given(in, "quiet"))
        printf("%zu failing source%s due now; `courant fetch` or a running `courant run` asks %s\n", sources, sources == 1 ? " is" : "s are", sources == 1 ? "it" : "them");
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_retry = {
    .name = "retry", .operands = "", .summary = "try again what was set aside",
    .description = "Work that failed on its last try is set aside with its reason. This owes it again, and does it. Translations that had no engine when they were due "
                   "are owed again too; `courant run` makes them. Failing sources are due now; `courant fetch` or `courant run` asks them.",
    .options = options, .examples = examples, .wire = true, .run = run};
