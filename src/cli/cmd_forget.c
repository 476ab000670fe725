/* courant forget: an address gone everywhere, for good. */
#include "cli/wire_options.h"

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant forget https://example.org/article", "removes it everywhere and keeps it out", NULL};

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    int failed = 0, missed = 0;
    if (in->operand_count == 0)
        return cr_usage(in, "which address?");
    if (cr_cli_wire_open(in, false, &wire, &err) != CR_OK)
        return cr_complain(&err);
    for (int i = 0; i < in->operand_count && !failed; i++) {
        size_t removed;
        if (cr_store_forget(wire->store, cr_str_of(in->operands[i]), &removed, &err) != CR_OK)
            failed = cr_complain(&err);
        else if (removed == 0) {
            fprintf(stderr, "courant: nothing is stored under %s; its address is kept out from now on; `courant search` shows addresses\n", in->operands[i]);
            missed = 1;
        } else if (!cr_given(in, "quiet"))
            printf("%s: %zu removed; the address is kept out\n", in->operands[i], removed);
    }
    failed = cr_finish(failed ? failed : missed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_forget = {
    .name = "forget", .operands = "URL…", .summary = "remove an article everywhere and keep it out",
    .description = "Removes every revision of the address, or of the page that names it as its own: page, text, search, statements, happenings; its story is counted anew. The address (kept as a hash only) is "
                   "not taken in again, by a feed or by an import. Pages published before with `courant publish` are yours to publish again.",
    .options = options, .examples = examples, .wire = true, .run = run};
