/* Inside the room: who has a say in what the article is. Each judge looks at one thing, and can be switched off to measure what it
 * brings (bench/content.c); the program itself always asks all of them. docs/extraction.md has the table. */
#ifndef CR_PAGE_JUDGES_H
#define CR_PAGE_JUDGES_H
#include <stdbool.h>

typedef enum cr_judge {
    CR_JUDGE_TEXT,      /* length, punctuation and links of each piece (view.c) */
    CR_JUDGE_STRUCTURE, /* <article>, <main>, <nav>, roles, itemprop */
    CR_JUDGE_CLASSES,   /* words of class and id attributes */
    CR_JUDGE_SIBLINGS,  /* boxes of one make side by side: teasers (teasers.c) */
    CR_JUDGE_POSITION,  /* leads before, endings behind */
    CR_JUDGE_LINKS,     /* boxes of links within the article */
    CR_JUDGE_BARE,      /* short lines outside of paragraphs, where the text is in paragraphs */
    CR_JUDGE_WORDING,   /* lines that say what they are: "Share", "Read also" */
    CR_JUDGE_BODY,      /* articleBody of JSON-LD */
    CR_JUDGE_SECOND,    /* another pass where the first looks wrong */
    CR_JUDGES
} cr_judge;

enum cr_weight_name {
#define CR_WEIGHT(judge, name, value, least, most, what) CR_W_##name,
#include "page/weights.def"
    CR_WEIGHTS
};

typedef struct cr_judging {
    unsigned off; /* bit n: judge n is not asked */
    double weight[CR_WEIGHTS];
} cr_judging;

extern const cr_judging cr_judging_fitted;

static inline bool cr_judge_on(const cr_judging *g, cr_judge judge) { return !(g->off >> judge & 1); }
#endif
