/* Courant: statements: who said what, when, according to whom.
 *
 * Direct, indirect and mixed speech, read from the original language only. A speaker who cannot
 * be told is none, never guessed. `via` names who carried the words, nearest to the speaker first. */
#ifndef COURANT_QUOTES_H
#define COURANT_QUOTES_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_speech_type { CR_SPEECH_DIRECT, CR_SPEECH_INDIRECT, CR_SPEECH_MIXED } cr_speech_type;
typedef enum cr_speech_act {
    CR_ACT_SAYS, CR_ACT_DEMANDS, CR_ACT_OFFERS, CR_ACT_PROMISES, CR_ACT_REFUSES, CR_ACT_WARNS, CR_ACT_DENIES, CR_ACT_ASKS
} cr_speech_act;

typedef struct cr_statement {
    cr_str quote;          /* the words said, without the outer quotation marks */
    cr_span *quote_spans;  /* bytes of the text; several when the quotation is cut by its verb */
    size_t quote_span_count;
    cr_str speaker;        /* the name resolved within the article ("Jens Stoltenberg"), or none */
    cr_str mention;        /* what stands beside the quotation ("le secrétaire général de l'OTAN"), or none */
    cr_span speaker_span;  /* of the mention; start == end when there is none */
    cr_str role;           /* or none */
    cr_str verb;           /* or none */
    cr_span verb_span;
    cr_speech_type type;
    cr_speech_act act;
    bool negated;
    cr_strs via;
    cr_str channel;        /* "interview", "communique", "press_conference", "document", "social" or none */
    cr_str date;           /* when it was said, as far as the article tells: "2022-01-14" or none */
} cr_statement;

const char *cr_speech_type_name(cr_speech_type type);
const char *cr_speech_act_name(cr_speech_act act);

typedef struct cr_quotes_input {
    cr_str text;  /* UTF-8, blocks apart by blank lines */
    cr_str lang;
    cr_str date;  /* of the article, or none */
    cr_str title; /* or none: names in it help to resolve speakers */
    struct cr_date_tools *dates; /* of this thread (courant/dates.h), for the dates of statements; NULL: made for the call */
} cr_quotes_input;

/* The lexicons of all languages, built once (some twenty milliseconds) and then only read: any number of threads may
 * share one. NULL when memory is out; caller frees with cr_quotes_tools_free. */
typedef struct cr_quotes_tools cr_quotes_tools;
cr_quotes_tools *cr_quotes_tools_new(void);
void cr_quotes_tools_free(cr_quotes_tools *tools); /* NULL is fine */

/* Everything lives in the arena or borrows in->text. */
cr_status cr_quotes_find_with(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count,
                              cr_error *err) CR_MUST_CHECK;
/* The same for a single text: builds the tools for it alone. */
cr_status cr_quotes_find(cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count,
                         cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
