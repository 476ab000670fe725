/* The shelf: open models that the translators of one program share.
 *
 *     cr_shelf *shelf;
 *     cr_shelf_new(limits, &shelf, &err);              // by whoever owns several translators: cr_translator_options.shelf
 *     cr_shelf_take(shelf, key, &files, &model, &err); // opened once, also when two threads ask at the same moment
 *     ... cr_infer_new(model, …) ...
 *     cr_shelf_give(shelf, model, last_used);          // not cr_model_close
 *     cr_shelf_free(shelf);                            // when all was given back
 *
 * What somebody has is never closed. What was given back stays open for who wants it next, at most as many models in all as the limit
 * translate_models says: above it the one longest unused goes first; cr_shelf_rest closes what was not used for a while.
 * All calls but new and free may come from any thread. */
#ifndef CR_TRANSLATE_SHELF_H
#define CR_TRANSLATE_SHELF_H
#include <courant/translate.h>

#include "infer/infer.h"

/* `limits`: borrowed; NULL: the defaults. */
cr_status cr_shelf_new(const cr_limits *limits, cr_shelf **out, cr_error *err) CR_MUST_CHECK;
void cr_shelf_free(cr_shelf *shelf); /* NULL is fine; nothing taken may be left */

/* `key` tells the model apart: its folder and the hashes of its files. Waits while another thread opens it, and gets that
 * thread's error when it fails; who asks later tries anew. */
cr_status cr_shelf_take(cr_shelf *shelf, cr_str key, const cr_model_files *files, const cr_model **out, cr_error *err) CR_MUST_CHECK;
/* `used`: when the giver used it last, as cr_time_monotonic_ms. No model: nothing happens. */
void cr_shelf_give(cr_shelf *shelf, const cr_model *model, int64_t used);
/* Closes what nobody has and nobody used since then. */
void cr_shelf_rest(cr_shelf *shelf, int64_t before);

typedef struct cr_shelf_numbers {
    size_t open, used; /* now; used: of these, taken by somebody */
    unsigned long opened; /* since the start */
} cr_shelf_numbers;
cr_shelf_numbers cr_shelf_count(cr_shelf *shelf);
bool cr_shelf_crowded(cr_shelf *shelf); /* more is open than translate_models */
#endif
