/* What must come through a translation as it is: addresses, @names, #tags, file names, emoji, and text that looks like the marks
 * of a model ("<unk>", "</s>") or of a page.
 *
 *     if (cr_protect_alone(text)) ... nothing to translate: the text itself is the answer
 *     ... engine ...
 *     answer = cr_protect_restore(arena, text, answer, links, link_count, &lost);
 *
 * Nothing is replaced by placeholders: models were not trained on them and lose them oftener than the thing itself. The answer
 * is checked instead, and what is missing is put back where its neighbours went. */
#ifndef CR_TRANSLATE_PROTECT_H
#define CR_TRANSLATE_PROTECT_H
#include <courant/str.h>

#include "translate/links.h"

typedef enum cr_protected_kind {
    CR_PROTECTED_ADDRESS, /* https://…, www.…, name@host */
    CR_PROTECTED_HANDLE,  /* @name */
    CR_PROTECTED_TAG,     /* #tag */
    CR_PROTECTED_FILE,    /* courant.conf, /etc/fstab */
    CR_PROTECTED_EMOJI,   /* a sequence: with its joiners, tones and variants */
    CR_PROTECTED_MARK     /* <unk>, </s>, {{name}}, ▁ */
} cr_protected_kind;

typedef struct cr_protected {
    cr_span span;
    cr_protected_kind kind;
} cr_protected;

/* All of them in order, at most 200; linear. NULL and 0 where there is none. */
cr_protected *cr_protect_find(cr_arena *arena, cr_str text, size_t *count);

/* Nothing but these, digits, marks and white space: no letter that an engine could translate. */
bool cr_protect_alone(cr_str text);

/* The answer with every protected span of the source in it. One that came out changed is set right, one that is missing is put
 * back at the place of its links or of its neighbours; without any, at the end it stood nearest to. *lost: how many had no sure place.
 * `links` (may be NULL) are moved along. */
cr_str cr_protect_restore(cr_arena *arena, cr_str source, cr_str answer, cr_link *links, size_t link_count, size_t *lost);
#endif
