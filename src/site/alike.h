/* Statements that say the same words: shown once, in the row of the original's report, with the other reports beside it. */
#ifndef CR_SITE_ALIKE_H
#define CR_SITE_ALIKE_H
#include "site/page.h"

typedef struct cr_alike { /* beside the rows; lives in the page's arena */
    const cr_statement_row *rows;
    size_t *shown; /* row in whose place each is shown: its own, or another's */
    size_t *next;  /* of the same words, the next that is not shown itself; SIZE_MAX: none */
} cr_alike;

/* Same language, speaker and words, marks and case apart. False when memory is out. */
bool cr_alike_find(cr_page *p, const cr_statement_row *rows, size_t count, cr_alike *out);
/* Under which a speaker's statements stand together; "" where nobody can be told. */
cr_str cr_alike_speaker(const cr_statement_row *row);
#endif
