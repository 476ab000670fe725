/* courant export: the store as text. */
#include "cli/wire_options.h"

static const cr_option options[] = {{0}};
static const char *const examples[] = {"courant export jsonl > articles.jsonl", "writes every document with what is known of it",
                                       "courant export opml > feeds.opml", "writes the sources for a feed reader", NULL};

static bool write_line(void *context, cr_str line) {
    (void)context;
    if (fwrite(line.ptr, 1, line.len, stdout) == line.len)
        return true;
    cr_end_of_pipe();
    return false;
}

static int run(cr_invocation *in) {
    cr_wire *wire;
    cr_error err = {0};
    bool jsonl = in->operand_count == 1 && strcmp(in->operands[0], "jsonl") == 0, opml = in->operand_count == 1 && strcmp(in->operands[0], "opml") == 0;
    if (!jsonl && !opml)
        return cr_usage(in, "wants jsonl or opml");
    if (cr_cli_wire_open(in, true, &wire, &err) != CR_OK)
        return cr_complain(&err);
    cr_str text = CR_STR_NONE;
    cr_status status = jsonl ? cr_wire_export(wire->store, write_line, NULL, &err) : cr_wire_export_opml(wire->store, wire->arena, &text, &err);
    if (status == CR_OK && opml)
        status = cr_write_out(text.ptr, text.len) ? CR_OK : CR_ERR_IO;
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    failed = cr_finish(failed);
    cr_wire_close(wire);
    return failed;
}

const cr_command cr_command_export = {
    .name = "export", .operands = "jsonl|opml", .summary = "write the store as JSON Lines, the sources as OPML",
    .description = "jsonl: one object for each document in the order of taking in, with the fields of `courant extract` and sentences, statements, dates, names, story, "
                   "dossier and relay. Canonical: the same input, taken in in the same order, gives the same bytes, whatever the number of workers.\n\n"
                   "opml: OPML 2.0 of the feeds.",
    .options = options, .examples = examples, .wire = true, .run = run};
