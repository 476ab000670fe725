/* Inside the reader of HTML fragments: what it keeps between reading and writing.
 *
 * A fragment is a list of pieces: markup that is passed on as it came, and runs of text between blocks. A run has marks: inline
 * elements around some of its bytes, elements whose content stays as it is (code), and points (img, empty elements, comments). */
#ifndef CR_TRANSLATE_HYPERTEXT_INSIDE_H
#define CR_TRANSLATE_HYPERTEXT_INSIDE_H
#include "translate/hypertext.h"

typedef enum cr_mark_kind { CR_MARK_ELEMENT, CR_MARK_FIXED, CR_MARK_POINT } cr_mark_kind;

typedef struct cr_mark {
    cr_mark_kind kind;
    bool keep;           /* placed by proportion rather than left out */
    bool space_after;    /* a point with white space on both sides */
    size_t start, end;   /* bytes of the run's text; of a point the same */
    cr_str open, close;  /* tags as they came; of the other kinds `open` is all of it */
    size_t parent;       /* index of the element around it, or NO_MARK */
    size_t last;         /* index behind the last mark inside it */
} cr_mark;

#define CR_NO_MARK ((size_t)-1)

typedef struct cr_run_sentence {
    cr_span source;
    cr_str answer;       /* none: as it was */
    const cr_link *links;
    size_t link_count;
} cr_run_sentence;

typedef struct cr_run {
    cr_str text, lead, trail; /* white space around it as it came */
    cr_mark *marks;           /* in the order of their beginnings, an element before what is in it */
    size_t mark_count;
    cr_run_sentence *sentences;
    size_t sentence_count;
} cr_run;

typedef struct cr_piece { /* raw, or where that is none a run */
    cr_str raw;
    cr_run *run;
} cr_piece;

struct cr_hypertext_inside {
    cr_arena *arena;
    cr_piece *pieces;
    size_t piece_count;
    cr_run_sentence **by_number; /* of cr_hypertext.sentences */
};

/* Bytes of the translated run that a mark got. */
typedef struct cr_placed {
    bool placed;
    size_t start, end;
} cr_placed;

/* Where each mark of the run goes in `target`; `sentences`: bytes of target for each of the run's sentences. False: out of memory. */
bool cr_hypertext_place(cr_arena *arena, const cr_run *run, cr_str target, const cr_span *sentences, cr_placed *out);
#endif
