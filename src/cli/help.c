/* --help, man pages and completion, all from the tables of the commands, so that they cannot drift. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/version.h"

enum { WIDTH = 79, INDENT = 22 };

/* Prints text wrapped at WIDTH, every line after the first indented. */
static void wrapped(const char *text, int column, int indent) {
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, " \n");
        if (column + 1 + (int)n > WIDTH && column > indent) {
            printf("\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)n, p);
        column += (int)n;
        p += n;
        if (*p == '\n' && p[1] == '\n') {
            printf("\n\n%*s", indent, "");
            column = indent;
        }
        p += strspn(p, " \n");
    }
    putchar('\n');
}

static void option_line(const cr_option *o) {
    int column = printf("  --%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
    if (column >= INDENT - 1) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", INDENT - column, "");
    wrapped(o->help, INDENT, INDENT);
    if (o->fallback)
        printf("%*sdefault: %s\n", INDENT, "", o->fallback);
}

void cr_help_program(void) {
    printf("courant - a newswire that runs itself\n\nusage: courant COMMAND [OPTION…] [FILE…]\n");
    for (int wire = 0; wire < 2; wire++) {
        printf("\n%s\n", wire ? "The wire:" : "One stage, JSON Lines in and out:");
        for (size_t i = 0; cr_commands[i]; i++)
            if (cr_commands[i]->wire == wire) {
                printf("  %-*s", INDENT - 2, cr_commands[i]->name);
                wrapped(cr_commands[i]->summary, INDENT, INDENT);
            }
    }
    printf("\nOptions of every command:\n");
    for (const cr_option *o = cr_global_options; o->name; o++)
        option_line(o);
    printf("\ncourant COMMAND --help tells more of one command.\n");
}

void cr_help_command(const cr_command *c) {
    printf("usage: courant %s [OPTION…] %s\n\n", c->name, c->operands);
    wrapped(c->description, 0, 0);
    if (c->options && c->options->name) {
        printf("\nOptions:\n");
        for (const cr_option *o = c->options; o->name; o++)
            option_line(o);
    }
    printf("\nOptions of every command:\n");
    for (const cr_option *o = cr_global_options; o->name; o++)
        option_line(o);
    if (c->examples && c->examples[0])
        printf("\nExamples:\n");
    for (size_t i = 0; c->examples && c->examples[i]; i += 2)
        printf("  %s\n      %s\n", c->examples[i], c->examples[i + 1]);
}

/* mdoc needs a backslash and a leading dot or quote escaped, and each sentence on a line of its own. */
static void roff(const char *text) {
    bool line_start = true;
    char last = '\0';
    for (; *text; last = *text++) {
        if (*text == ' ' && (last == '.' || last == '?' || last == '!')) {
            putchar('\n');
            line_start = true;
            continue;
        }
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        line_start = *text == '\n';
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '\n' && text[1] == '\n') {
            fputs("\n.Pp\n", stdout);
            text++;
            line_start = true;
        } else
            putchar(*text);
    }
    putchar('\n');
}

/* The help of an option, which has no full stop of its own. */
static void roff_sentence(const char *text) {
    char sentence[1024];
    snprintf(sentence, sizeof sentence, "%s.", text);
    roff(sentence);
}

/* What is to be typed: quotes, hyphens and accents stay the bytes they are, on any device, so that an example can be copied. */
static void roff_literal(const char *text) {
    static const struct { char c; const char *escape; } escapes[] = {{'\\', "\\e"}, {'"', "\\(dq"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'-', "\\-"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    printf(".Dl ");
    for (; *text; text++) {
        const char *escape = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
            if (escapes[i].c == *text)
                escape = escapes[i].escape;
        if (escape)
            fputs(escape, stdout);
        else
            putchar(*text);
    }
    putchar('\n');
}

static void man_options(const cr_option *o) {
    printf(".Bl -tag -width Ds\n");
    for (; o->name; o++) {
        printf(".It Fl -%s", o->name);
        if (o->argument)
            printf(" Ar %s", o->argument);
        putchar('\n');
        roff_sentence(o->help);
        if (o->fallback)
            printf("The default is %s.\n", o->fallback);
        roff_literal(o->example);
    }
    printf(".El\n");
}

void cr_help_man(const cr_command *c) {
    printf(".Dd November 21, 2026\n.Dt COURANT%s", c ? "-" : "");
    for (const char *p = c ? c->name : ""; *p; p++) /* names of commands are lower case; mdoc wants titles in upper case */
        putchar(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
    printf(" 1\n.Os\n.Sh NAME\n.Nm courant%s%s\n.Nd ", c ? "-" : "", c ? c->name : "");
    roff(c ? c->summary : "a newswire that runs itself");
    if (!c) {
        printf(".Sh SYNOPSIS\n.Nm courant\n.Ar command\n.Op Ar option ...\n.Op Ar file ...\n.Sh DESCRIPTION\n");
        roff("Courant reads feeds and pages in any language, keeps the article and drops the page furniture, recognises when many outlets "
             "tell the same story, writes down who said what, when and according to whom, translates on the reader's own machine and "
             "publishes the result as a web site, feeds and an API, in which every sentence shows its source.\n\n"
             "The commands are:");
        printf(".Bl -tag -width Ds\n");
        for (size_t i = 0; cr_commands[i]; i++) {
            printf(".It Xr courant-%s 1\n", cr_commands[i]->name);
            roff(cr_commands[i]->summary);
        }
        printf(".El\n.Pp\nOptions of every command:\n");
    } else {
        printf(".Sh SYNOPSIS\n.Nm courant %s\n.Op Ar option ...\n", c->name);
        if (c->operands && c->operands[0]) {
            printf(".Ar ");
            roff(c->operands);
        }
        printf(".Sh DESCRIPTION\n");
        roff(c->description);
        if (c->options && c->options->name) {
            printf(".Pp\nThe options are:\n");
            man_options(c->options);
        }
        printf(".Pp\nOptions of every command:\n");
    }
    man_options(cr_global_options);
    printf(".Sh EXIT STATUS\n0 when the work is done, 1 when it failed (one line on standard error says why), 2 for wrong usage.\n");
    if (c && c->examples && c->examples[0]) {
        printf(".Sh EXAMPLES\n");
        for (size_t i = 0; c->examples[i]; i += 2) {
            roff(c->examples[i + 1]);
            roff_literal(c->examples[i]);
        }
    }
    printf(".Sh SEE ALSO\n%s.Xr courant.conf 5\n", c ? ".Xr courant 1 ,\n" : "");
}

static void bash_words(const cr_option *o) {
    for (; o && o->name; o++)
        printf(" --%s", o->name);
}

static void completion_bash(void) {
    printf("_courant() {\n    local cur=${COMP_WORDS[COMP_CWORD]} word command= words=\n    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in -*) ;; *) command=$word; break ;; esac\n    done\n    case $command in\n");
    for (size_t i = 0; cr_commands[i]; i++) {
        printf("    %s) words='", cr_commands[i]->name);
        bash_words(cr_commands[i]->options);
        printf("' ;;\n");
    }
    printf("    '') words='");
    for (size_t i = 0; cr_commands[i]; i++)
        printf("%s ", cr_commands[i]->name);
    printf("' ;;\n    esac\n    words+='");
    bash_words(cr_global_options);
    printf("'\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _courant courant\n");
}

static void completion_fish(void) {
    for (size_t i = 0; cr_commands[i]; i++) {
        const cr_command *c = cr_commands[i];
        printf("complete -c courant -n __fish_use_subcommand -a %s -d \"%s\"\n", c->name, c->summary);
        for (const cr_option *o = c->options; o && o->name; o++)
            printf("complete -c courant -n '__fish_seen_subcommand_from %s' -l %s%s -d \"%s\"\n", c->name, o->name, o->argument ? " -r" : "", o->help);
    }
    for (const cr_option *o = cr_global_options; o->name; o++)
        printf("complete -c courant -l %s%s -d \"%s\"\n", o->name, o->argument ? " -r" : "", o->help);
}

static void completion_zsh(void) {
    printf("#compdef courant\nautoload -U +X bashcompinit && bashcompinit\n");
    completion_bash();
}

void cr_help_completion(const char *shell) {
    if (strcmp(shell, "bash") == 0)
        completion_bash();
    else if (strcmp(shell, "zsh") == 0)
        completion_zsh();
    else
        completion_fish();
}
