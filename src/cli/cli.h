/* The command line: one table a command, from which parsing, --help, man pages and completion come.
 *
 * A command is a file src/cli/cmd_NAME.c that defines `const cr_command cr_command_NAME`, and one
 * line in src/cli/commands.def. Options may stand before or after the command and its operands;
 * "--" ends them; values come as "--name value" or "--name=value". Every option has an example:
 * `make lint` refuses one without. */
#ifndef CR_CLI_CLI_H
#define CR_CLI_CLI_H
#include <courant/str.h>
#include <stdio.h>

#include "base/limits.h"

typedef struct cr_option {
    const char *name;     /* "url", without dashes */
    const char *argument; /* "URL"; NULL: a flag */
    const char *fallback; /* default as text, or NULL */
    const char *help;     /* one sentence, no full stop */
    const char *example;  /* a whole command */
    bool many;            /* may be given several times */
} cr_option;

typedef struct cr_invocation cr_invocation;

typedef struct cr_command {
    const char *name;
    const char *operands;    /* "FILE…|DIR|URL|-" */
    const char *summary;     /* one line for `courant --help` */
    const char *description; /* paragraphs apart by blank lines, for `courant NAME --help` and the man page */
    const cr_option *options; /* ended by one without a name */
    const char *const *examples; /* pairs: command line, what it does; ended by NULL */
    bool wire;               /* works on the store: in the second group of the help */
    /* Returns the exit status: 0 done, 1 the work failed (one line said why), 2 wrong usage. */
    int (*run)(cr_invocation *in);
} cr_command;

struct cr_invocation {
    const cr_command *command;
    char **operands;
    int operand_count;
    const struct cr_option_value { const cr_option *option; const char *value; } *values;
    size_t value_count;
    cr_limits limits;
};

/* Options every command has: --config, --data, --listen, --jobs, --json, --quiet, --help, --version. */
extern const cr_option cr_global_options[];
/* All commands, in the order of commands.def; ended by NULL. */
extern const cr_command *const cr_commands[];

bool cr_given(const cr_invocation *in, const char *option);
/* The last value given, else the default, else NULL. */
const char *cr_value(const cr_invocation *in, const char *option);
/* The n-th value of an option that may be given several times, or NULL. */
const char *cr_value_at(const cr_invocation *in, const char *option, size_t n);
/* A whole number in [least, most]. Prints the usage error and returns false when it is not one. */
bool cr_value_number(const cr_invocation *in, const char *option, long least, long most, long *out);
/* Workers: --jobs, else the number of cores. */
long cr_jobs(const cr_invocation *in);

/* "courant: LINE" on stderr; returns 1 (the work failed). */
int cr_complain(const cr_error *err);
/* "courant NAME: LINE; see courant NAME --help" on stderr; returns 2 (wrong usage). */
int cr_usage(const cr_invocation *in, const char *format, ...) CR_PRINTF(2, 3);
/* Flushes stdout; a write error is said and gives 1, a broken pipe ends the program quietly. Otherwise `status`. */
int cr_finish(int status);
/* Writes to stdout at once. False: it cannot be, and that was said, with the system's reason; a broken pipe ends the program quietly. */
bool cr_write_out(const char *bytes, size_t len);
/* After a failed write: where the reader of a pipe has gone, ends the program as any other would, quietly. */
void cr_end_of_pipe(void);

/* Text from outside (titles, addresses, names of models) as one line for a terminal: control characters, escapes and what turns the
 * direction of writing are spaces, and what is longer ends in "…". Everything that a command prints for people goes through it:
 *     printf("%s\n", cr_clean(title).text); */
typedef struct cr_clean_text { char text[4096]; } cr_clean_text;
cr_clean_text cr_clean(cr_str s);
/* What a stage writes, on its way to a terminal: all control characters but tabs and ends of lines as spaces. A file or a pipe gets
 * the bytes as they are. */
bool cr_write_clean(FILE *to, const char *bytes, size_t len);

/* cli/help.c */
void cr_help_program(void);
void cr_help_command(const cr_command *command);
void cr_help_man(const cr_command *command);   /* mdoc; NULL: courant(1) */
void cr_help_completion(const char *shell);    /* "bash", "zsh", "fish" */
#endif
