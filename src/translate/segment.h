/* Texts too long for an engine: where to cut, and how to put the answers together again.
 *
 *     cr_span *parts;
 *     cr_segment_cut(arena, text, &limits, &parts, &n);
 *     ... translate cr_str_slice(text, parts[i].start, parts[i].end) to answers[i] ...
 *     cr_str whole = cr_segment_join(arena, text, parts, answers, n, to);
 *
 * The best place is behind punctuation near the middle (; : — ,), then at white space, then behind a whole character; never
 * inside a number or an address and, where it can be avoided, not inside a quotation or brackets. */
#ifndef CR_TRANSLATE_SEGMENT_H
#define CR_TRANSLATE_SEGMENT_H
#include <courant/text.h>

/* All sentences of a text, also where it has more than the limit "sentences" of one article: what would be left out of the list would be
 * left untranslated without a word. `tools` may be NULL. */
cr_status cr_segment_sentences(cr_text_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_span **out, size_t *count,
                               cr_error *err) CR_MUST_CHECK;

typedef struct cr_segment_limits {
    size_t bytes;                                /* 0: no limit */
    size_t pieces;                               /* 0: no limit; else counted by: */
    size_t (*count)(void *context, cr_str text); /* pieces of a text */
    void *context;
} cr_segment_limits;

/* Parts in order, without the white space between them; one that covers all of the text where nothing is too long. False when
 * memory is out. n log n in the length of the text. */
bool cr_segment_cut(cr_arena *arena, cr_str text, const cr_segment_limits *limits, cr_span **parts, size_t *count) CR_MUST_CHECK;

/* The answers with what stood between the parts: no white space into Chinese, Japanese and Thai, one space where the source
 * needed none. None when an answer is none. */
cr_str cr_segment_join(cr_arena *arena, cr_str text, const cr_span *parts, const cr_str *answers, size_t count, cr_str to);
#endif
