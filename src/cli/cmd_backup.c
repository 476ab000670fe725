/* courant backup: a consistent copy of the store, while it is in use. */
#include "cli/wire_options.h"

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant backup courant-monday.db", "copies the store; put it in the data folder as courant.db to restore it", NULL};

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    if (in->operand_count != 1)
        return cr_usage(in, "wants one file to write");
    if (cr_cli_wire_open(in, true, &wire, &err) != CR_OK)
        return cr_complain(&err);
    int failed = cr_store_backup(wire->store, in->operands[0], &err) == CR_OK ? 0 : cr_complain(&err);
    if (!failed && !cr_given(in, "quiet"))
        printf("%s written\n", in->operands[0]);
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_backup = {
    .name = "backup", .operands = "FILE", .summary = "copy the store while it is in use",
    .description = "Writes one file that holds everything, consistent at one moment, also while `courant run` works. To restore, stop Courant, remove courant.db, "
                   "courant.db-wal and courant.db-shm from the data folder, and put the copy there as courant.db.",
    .options = options, .examples = examples, .wire = true, .run = run};
