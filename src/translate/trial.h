/* Is an installed model what it was, and does it translate? For `courant models check`. */
#ifndef CR_TRANSLATE_TRIAL_H
#define CR_TRANSLATE_TRIAL_H
#include <courant/text.h>

#include "base/limits.h"
#include "translate/models.h"

typedef struct cr_trial {
    cr_model_facts facts;
    size_t sentences, words;     /* of the source; no sentences: there are none of its language, and it was opened alone */
    double open_ms, ms;          /* opening, translating */
    cr_str source, target;       /* the first sentence and what became of it */
    cr_str doubt;                /* what is wrong with an output (none, a circle, no end, babble, mere guesses), in words; none: nothing is */
} cr_trial;

/* Hashes all files, opens the model, translates. CR_ERR_SYNTAX: a file is not what was installed. Results live in the arena. */
cr_status cr_trial_run(cr_arena *arena, const cr_installed_model *m, const cr_limits *limits, cr_trial *out, cr_error *err) CR_MUST_CHECK;
/* Nine words or more, and more than two in three of them were said before: no plain sentence does that, a model that babbles does, also
 * where its circle is no exact one. */
bool cr_trial_babbles(const cr_word *words, size_t count);
/* The sentences there are of a language. */
cr_strs cr_trial_sentences(cr_arena *arena, cr_str lang);
#endif
