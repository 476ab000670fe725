/* Several models one behind the other, and texts longer than a model takes: what lies between an engine's one call and a route.
 *
 *     texts ─▶ cut ─▶ fr-en ─▶ joined ─▶ cut ─▶ en-de ─▶ joined ─▶ answers
 *
 * A sentence stays a sentence: each hop gets whole ones, so that what was one sentence is never two at the end. Links of
 * the hops are put together; the least certain hop speaks for all. */
#ifndef CR_TRANSLATE_HOPS_H
#define CR_TRANSLATE_HOPS_H
#include "translate/engine.h"

typedef struct cr_hop {
    void *context;
    /* Answers texts as they stand. An error fails the whole. */
    cr_status (*run)(void *context, cr_arena *arena, const cr_engine_request *request, cr_engine_answer *answers, cr_error *err);
    size_t (*pieces)(void *context, cr_str text); /* how many the model makes of it */
    size_t most_pieces;                           /* that it takes; longer texts are cut at punctuation and marked */
    cr_str to;                                    /* its language */
} cr_hop;

/* What the answer to text k of hop i+1 depends on: the answer to text k of hop i. An answer that is none stays none. */
cr_status cr_hops_run(cr_arena *arena, const cr_hop *hops, size_t hop_count, const cr_engine_request *request, cr_engine_answer *answers,
                      cr_error *err) CR_MUST_CHECK;

/* The answers to a text's parts as the answer to the text: joined as language `to` joins, links moved, the least certain part speaking for
 * all. None when a part is none. */
cr_engine_answer cr_hops_join(cr_arena *arena, cr_str text, const cr_span *spans, const cr_engine_answer *parts, size_t count, cr_str to);

/* Source to target by what both have in the middle: for each link of the second the one of the first that covers most of its source.
 * In the arena; NULL and 0 when either has none. */
cr_link *cr_hops_links(cr_arena *arena, const cr_link *first, size_t first_count, const cr_link *second, size_t second_count, size_t *count);
#endif
