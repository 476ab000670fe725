/* How far may a translation be trusted: what the engine says of its own certainty, and what is to be seen in the text, as one grade.
 *
 *     good       shown
 *     fair       shown; where there are flags, beside its original
 *     poor       shown beside its original
 *     hopeless   not shown: the original stands there, with the reason
 *
 * The borders of an engine's certainty stand in data/grades.tsv, with how they were set. A grade is the worst of what speaks. */
#ifndef CR_TRANSLATE_TRUST_H
#define CR_TRANSLATE_TRUST_H
#include <courant/translate.h>

typedef struct cr_trust {
    cr_str engine;
    cr_str from, to, source, target;
    double score, probability; /* as in cr_engine_answer */
    unsigned flags;            /* of the checks */
    bool cut, repeats;         /* as in cr_engine_answer */
} cr_trust;

/* *flags: those of the checks and what was found here. */
cr_grade cr_trust_judge(const cr_trust *t, unsigned *flags);
/* The grade of an engine's own certainty alone; CR_GRADE_NONE where it tells none, or the table does not know it. */
cr_grade cr_trust_certainty(cr_str engine, double score, double probability);
#endif
