/* HTML in, HTML out: the sentences of a fragment, and the fragment again with their translations.
 *
 *     cr_hypertext *m;
 *     CR_TRY(cr_hypertext_read(arena, html, CR_STR("fr"), limits, &m, err));
 *     for (size_t i = 0; i < m->count; i++) ... translate m->sentences[i]: plain text, references resolved
 *         cr_hypertext_answer(m, i, translation, links, link_count);
 *     CR_TRY(cr_hypertext_write(m, arena, &html_out, err));
 *
 * Tags come out as they came in, byte for byte; all text is escaped, so that nothing an engine says becomes markup. Blocks (p, div,
 * li, td, h1, br ...) end a sentence; inline elements are carried to the words that the links name: one run of words each,
 * properly nested, the heaviest run where the words were scattered. Where an element's words went cannot be told (no links, no
 * word alike): a link is placed by proportion, emphasis is left out, an element around the whole sentence always stays.
 * Not translated: code, kbd, samp, var, pre, script, style, textarea, svg, math, template, translate="no", class "notranslate". Inside a
 * sentence these keep their words for the engine to see, and come back as they were.
 *
 * Cost: linear; inline elements deeper than html_formatting, and those left open or closed out of order, end the sentence. */
#ifndef CR_TRANSLATE_HYPERTEXT_H
#define CR_TRANSLATE_HYPERTEXT_H
#include <courant/str.h>

#include "base/limits.h"
#include "translate/links.h"

typedef struct cr_hypertext {
    cr_str *sentences; /* plain text, white space squeezed, in order */
    size_t count;
    struct cr_hypertext_inside *inside;
} cr_hypertext;

/* `html` is borrowed, ill-formed UTF-8 replaced; `lang` (may be none) chooses the abbreviations. Limits: html_formatting, sentences (what
 * comes after so many is left untranslated). */
cr_status cr_hypertext_read(cr_arena *arena, cr_str html, cr_str lang, const cr_limits *limits, cr_hypertext **out, cr_error *err) CR_MUST_CHECK;
/* `text` and `links` are borrowed until cr_hypertext_write; none: the sentence stays as it was. `links` NULL: the engine told none. */
void cr_hypertext_answer(cr_hypertext *m, size_t sentence, cr_str text, const cr_link *links, size_t link_count);
/* `to`: the language, for what stands between two sentences. */
cr_status cr_hypertext_write(const cr_hypertext *m, cr_arena *arena, cr_str to, cr_str *out, cr_error *err) CR_MUST_CHECK;
#endif
