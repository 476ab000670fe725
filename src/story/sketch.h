/* What is kept of a report to tell whose text it carries, and how near it stands to the others: some hundred bytes.
 *
 *     cr_sketch_make(arena, title, text, lang, &bytes, &err);   // bytes: to be kept beside the report
 *     cr_sketch s = cr_sketch_read(bytes);
 *     if (cr_sketch_translates(&s, &other)) …                   // one is a translation of the other
 *
 * The marks are words that may stand in a translation as they are, or nearly: numbers, names, cognates. What a translation has in
 * common with its original stands at the same share of its length, its sentences end where the original's do, and neither has
 * numbers, or sentences with names, of its own. Two reporters of one happening share words as well, often in the same order. Where in
 * doubt it is no translation. */
#ifndef CR_STORY_SKETCH_H
#define CR_STORY_SKETCH_H
#include <courant/arena.h>
#include <courant/status.h>
#include <courant/str.h>
#include <stdint.h>

typedef struct cr_sketch {
    const uint8_t *marks, *lead, *ends; /* packed, by ascending key; places where sentences end */
    size_t mark_count, lead_count, end_count;
    size_t words;                /* of the whole text */
} cr_sketch;

/* A pure function of the report; `*out` lives in the arena. Bound: CR_SKETCH_BYTES, whatever the text. */
enum { CR_SKETCH_MARKS = 256, CR_SKETCH_LEAD = 80, CR_SKETCH_ENDS = 64, CR_SKETCH_BYTES = 8 + 6 * CR_SKETCH_MARKS + 4 * CR_SKETCH_LEAD + 2 * CR_SKETCH_ENDS };
cr_status cr_sketch_make(cr_arena *arena, cr_str title, cr_str text, cr_str lang, cr_str *out, cr_error *err) CR_MUST_CHECK;
/* Borrows the bytes; an empty sketch where they are none of ours. */
cr_sketch cr_sketch_read(cr_str bytes);

typedef struct cr_sketch_match {
    size_t shared;  /* marks that stand once in both */
    size_t placed;  /* of these, at the same share of the length */
} cr_sketch_match;
cr_sketch_match cr_sketch_compare(const cr_sketch *a, const cr_sketch *b);
bool cr_sketch_translates(const cr_sketch *a, const cr_sketch *b);
/* The words of its title and beginning, each once, by number. */
uint32_t cr_sketch_lead(const cr_sketch *s, size_t at);
#endif
