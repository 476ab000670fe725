/* courant help: help, man pages and completion from the tables. */
#include "cli/cli.h"

static const cr_option options[] = {
    {.name = "man", .help = "print the man page instead (mdoc)", .example = "courant help --man extract | man -l -"},
    {.name = "completion", .argument = "SHELL", .help = "print completion for bash, zsh or fish", .example = "courant help --completion bash > ~/.local/share/bash-completion/completions/courant"},
    {0}};
static const char *const examples[] = {"courant help extract", "tells what extract does and which options it has", NULL};

static const cr_command *find(const char *name) {
    for (size_t i = 0; cr_commands[i]; i++)
        if (strcmp(cr_commands[i]->name, name) == 0)
            return cr_commands[i];
    return NULL;
}

static int run(cr_invocation *in) {
    const char *shell = cr_value(in, "completion");
    if (shell) {
        if (strcmp(shell, "bash") != 0 && strcmp(shell, "zsh") != 0 && strcmp(shell, "fish") != 0)
            return cr_usage(in, "there is no completion for \"%s\": bash, zsh or fish", shell);
        cr_help_completion(shell);
        return cr_finish(0);
    }
    if (in->operand_count > 1)
        return cr_usage(in, "one command at a time: \"%s\" is one too many", in->operands[1]);
    const cr_command *c = in->operand_count ? find(in->operands[0]) : NULL;
    if (in->operand_count && !c)
        return cr_usage(in, "there is no command \"%s\"", in->operands[0]);
    if (cr_given(in, "man"))
        cr_help_man(c);
    else if (c)
        cr_help_command(c);
    else
        cr_help_program();
    return cr_finish(0);
}

const cr_command cr_command_help = {
    .name = "help", .operands = "[COMMAND]", .summary = "tell what a command does",
    .description = "Prints the help of one command or of the program, its man page, or completion for a shell.",
    .options = options, .examples = examples, .wire = true, .run = run};
