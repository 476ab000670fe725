/* Apertium's mode files: one shell line of programs joined by '|', read without a shell.
 *
 *     lt-proc '/usr/share/…/spa-eng.automorf.bin' | apertium-tagger -g $2 '…/spa-eng.prob' | … | lt-proc $1 '…/spa-eng.autogen.bin'
 *
 * becomes argument vectors: $1 (the generator's marks) is -g, $2 (of the tagger) nothing, and -z (flush at NUL)
 * goes before the arguments of every program. Anything that only a shell would understand is refused. */
#ifndef CR_TRANSLATE_MODE_H
#define CR_TRANSLATE_MODE_H
#include <courant/str.h>

enum { CR_MODE_PROGRAMS = 40, CR_MODE_ARGUMENTS = 24, CR_MODE_BYTES = 64 << 10 };

typedef struct cr_mode_program {
    char **argv; /* ended by NULL; argv[0] is a bare name, "lt-proc" */
    size_t argc;
} cr_mode_program;

typedef struct cr_mode {
    cr_str name;              /* "fra-cat", "spa-eng_US" */
    char from[8], to[8];      /* ISO 639-1 where there is one */
    cr_str variant;           /* "US", "valencia", or none */
    cr_mode_program *programs;
    size_t count;
    cr_str folder;            /* of the first data file, "/usr/share/apertium/apertium-fra-cat", or none */
} cr_mode;

/* Codes and variant of a mode's name; false when it is not a pair ("eco-es-fr", "spa-tagger"). */
bool cr_mode_name(cr_str name, char from[8], char to[8], cr_str *variant);
/* Everything lives in the arena. CR_ERR_SYNTAX says what is wrong with the line. */
cr_status cr_mode_parse(cr_arena *arena, cr_str name, cr_str line, cr_mode *out, cr_error *err) CR_MUST_CHECK;
/* "fra" -> "fr", "zlm" -> "ms"; false when it is no code of two or three letters. */
bool cr_mode_code(cr_str code, char out[8]);
#endif
