/* courant: reads the command line and calls the command. */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "wire/config.h"
#include "cli/version.h"

#define CR_COMMAND(name) extern const cr_command cr_command_##name;
#include "cli/commands.def"
#undef CR_COMMAND

const cr_command *const cr_commands[] = {
#define CR_COMMAND(name) &cr_command_##name,
#include "cli/commands.def"
#undef CR_COMMAND
    NULL};

const cr_option cr_global_options[] = {
    {.name = "config", .argument = "FILE", .help = "read this configuration instead of ./courant.conf or $XDG_CONFIG_HOME/courant/courant.conf", .example = "courant run --config newsroom.conf"},
    {.name = "data", .argument = "DIR", .help = "keep the store in this folder instead of $XDG_DATA_HOME/courant", .example = "courant status --data ./data"},
    {.name = "listen", .argument = "ADDRESS:PORT", .help = "serve on this address; the default is 127.0.0.1:8040", .example = "courant serve --listen 127.0.0.1:9000"},
    {.name = "jobs", .argument = "N", .help = "use N cores instead of all", .example = "courant extract --jobs 1 pages/"},
    {.name = "json", .help = "print JSON where there is a form for people", .example = "courant status --json"},
    {.name = "quiet", .help = "say nothing but errors", .example = "courant import --quiet pages/"},
    {.name = "help", .help = "print this help", .example = "courant extract --help"},
    {.name = "version", .help = "print the version", .example = "courant --version"},
    {0}};

static const cr_option *find_option(const cr_option *table, const char *name, size_t n) {
    for (; table && table->name; table++)
        if (strlen(table->name) == n && memcmp(table->name, name, n) == 0)
            return table;
    return NULL;
}

bool cr_given(const cr_invocation *in, const char *option) { return cr_value_at(in, option, 0) != NULL; }

const char *cr_value_at(const cr_invocation *in, const char *option, size_t n) {
    for (size_t i = 0; i < in->value_count; i++)
        if (strcmp(in->values[i].option->name, option) == 0 && n-- == 0)
            return in->values[i].value;
    return NULL;
}

const char *cr_value(const cr_invocation *in, const char *option) {
    for (size_t i = in->value_count; i-- > 0;)
        if (strcmp(in->values[i].option->name, option) == 0)
            return in->values[i].value;
    const cr_option *known = find_option(in->command->options, option, strlen(option));
    return known ? known->fallback : NULL;
}

bool cr_value_number(const cr_invocation *in, const char *option, long least, long most, long *out) {
    const char *text = cr_value(in, option);
    char *end = NULL;
    errno = 0;
    long n = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text || *end || errno || n < least || n > most) {
        cr_usage(in, "--%s wants a whole number from %ld to %ld, not \"%s\"", option, least, most, text ? text : "");
        return false;
    }
    *out = n;
    return true;
}

long cr_jobs(const cr_invocation *in) {
    const char *text = cr_value(in, "jobs");
    long n = text ? strtol(text, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 256 ? 256 : n;
}

int cr_complain(const cr_error *err) {
    fprintf(stderr, "courant: %s\n", err->line);
    return 1;
}

int cr_usage(const cr_invocation *in, const char *format, ...) {
    cr_error err;
    va_list args;
    va_start(args, format);
    char line[CR_ERROR_BYTES];
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    cr_fail(&err, CR_ERR_USAGE, "%s", line);
    if (in->command)
        fprintf(stderr, "courant %s: %s; see courant %s --help\n", in->command->name, err.line, in->command->name);
    else
        fprintf(stderr, "courant: %s; see courant --help\n", err.line);
    return 2;
}

void cr_end_of_pipe(void) {
    if (errno == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
}

bool cr_write_out(const char *bytes, size_t len) {
    errno = 0;
    if ((len == 0 || (isatty(STDOUT_FILENO) ? cr_write_clean(stdout, bytes, len) : fwrite(bytes, 1, len, stdout) == len)) && fflush(stdout) == 0 && !ferror(stdout))
        return true;
    cr_end_of_pipe();
    fprintf(stderr, "courant: standard output: %s\n", errno ? strerror(errno) : "could not be written");
    return false;
}

int cr_finish(int status) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    cr_end_of_pipe();
    fprintf(stderr, "courant: standard output: %s\n", errno ? strerror(errno) : "could not be written whole; is the disk full?");
    return 1;
}

/* Splits argv into the command, options and operands. False: a usage error was printed. */
static bool parse(int argc, char **argv, cr_invocation *in, struct cr_option_value *values, char **operands) {
    for (int i = 1; i < argc && !in->command; i++) { /* the command first, so that its options are known */
        if (strcmp(argv[i], "--") == 0)
            break;
        if (argv[i][0] == '-') {
            const char *name = argv[i] + strspn(argv[i], "-");
            const cr_option *o = strchr(name, '=') ? NULL : find_option(cr_global_options, name, strlen(name));
            if (o && o->argument)
                i++;
            continue;
        }
        for (size_t k = 0; cr_commands[k] && !in->command; k++)
            if (strcmp(cr_commands[k]->name, argv[i]) == 0)
                in->command = cr_commands[k];
        if (!in->command)
            return cr_usage(in, "there is no command \"%s\"", argv[i]), false;
        argv[i] = NULL;
    }
    bool options = true;
    for (int i = 1; i < argc; i++) {
        char *arg = argv[i];
        if (!arg)
            continue;
        if (!options || arg[0] != '-' || arg[1] == '\0') {
            operands[in->operand_count++] = arg;
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            options = false;
            continue;
        }
        const char *name = strcmp(arg, "-h") == 0 ? "help" : arg + strspn(arg, "-");
        size_t n = strcspn(name, "=");
        const cr_option *o = in->command ? find_option(in->command->options, name, n) : NULL;
        if (!o)
            o = find_option(cr_global_options, name, n);
        if (!o || (arg[1] != '-' && strcmp(arg, "-h") != 0))
            return cr_usage(in, "there is no option \"%s\"", arg), false;
        const char *value = name[n] == '=' ? name + n + 1 : NULL;
        if (!o->argument && value)
            return cr_usage(in, "--%s takes no value", o->name), false;
        if (o->argument && !value) {
            if (i + 1 >= argc || !argv[i + 1])
                return cr_usage(in, "--%s wants %s", o->name, o->argument), false;
            value = argv[++i];
        }
        if (value && !*value) /* "--data=$UNSET" is a slip, and "" would be the root folder */
            return cr_usage(in, "--%s wants %s", o->name, o->argument), false;
        values[in->value_count++] = (struct cr_option_value){o, value ? value : "yes"};
    }
    return true;
}

/* Models are mapped from files; one that is cut short while it is read ends the program, but not in silence. */
static void on_lost_mapping(int number) {
    static const char line[] = "courant: a file became shorter while it was being read (a model replaced in place?); start again\n";
    (void)number;
    _exit(write(STDERR_FILENO, line, sizeof line - 1) < 0 ? 2 : 1);
}

/* [limits] of the configuration; the commands of the wire read theirs with the rest of it. */
static cr_status read_limits(cr_invocation *in, cr_error *err) {
    cr_arena *a = cr_arena_new(0);
    cr_config c;
    cr_status status = a ? cr_config_load(a, cr_value(in, "config"), &c, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK)
        in->limits = c.limits;
    cr_arena_free(a);
    return status;
}

int main(int argc, char **argv) {
    mallopt(M_MMAP_THRESHOLD, 4 << 20); /* buffers of a page's size come and go: from warm memory, not from the kernel each time */
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    signal(SIGBUS, on_lost_mapping);
    signal(SIGPIPE, SIG_IGN); /* a broken pipe is met where it is written to: cr_finish, engines, sockets */
    cr_invocation in = {0};
    cr_error err = {0};
    cr_limits_init(&in.limits);
    struct cr_option_value *values = calloc((size_t)argc + 1, sizeof *values);
    char **operands = calloc((size_t)argc + 1, sizeof *operands);
    int status;
    if (!values || !operands) {
        fprintf(stderr, "courant: out of memory\n");
        status = 1;
        goto done;
    }
    in.values = values;
    in.operands = operands;
    if (!parse(argc, argv, &in, values, operands)) {
        status = 2;
        goto done;
    }
    if (cr_given(&in, "version")) {
        printf("courant %s\n", CR_VERSION);
        status = cr_finish(0);
    } else if (!in.command && (cr_given(&in, "help") || argc == 1)) {
        cr_help_program();
        status = cr_finish(argc == 1 ? 2 : 0);
    } else if (!in.command)
        status = cr_usage(&in, "which command?");
    else if (cr_given(&in, "help")) {
        cr_help_command(in.command);
        status = cr_finish(0);
    } else if (cr_given(&in, "jobs") && !cr_value_number(&in, "jobs", 1, 256, &(long){0}))
        status = 2;
    else if (!in.command->wire && read_limits(&in, &err) != CR_OK)
        status = cr_complain(&err);
    else
        status = in.command->run(&in);
done:
    free(values);
    free(operands);
    return status;
}
