/* HTML of a translation request: the sentences of its text, and the fragment again with their translations. Tags and what must not be
 * translated (script, style, code, pre, textarea …, translate="no") come out as they came in; all text is escaped. Each run of text between two
 * tags is cut into sentences by itself. Linear. */
#ifndef CR_SITE_TRANSLATE_HTML_H
#define CR_SITE_TRANSLATE_HTML_H
#include <courant/text.h>

typedef struct cr_fragment_sentence {
    size_t start, end; /* bytes of the fragment that a translation takes the place of */
    cr_str text;       /* plain, references resolved */
} cr_fragment_sentence;

typedef struct cr_fragment {
    cr_str html;
    cr_fragment_sentence *sentences;
    size_t count, room;
} cr_fragment;

/* `html` is borrowed. */
cr_status cr_fragment_read(cr_text_tools *tools, cr_arena *a, cr_str html, cr_str lang, cr_fragment *out, cr_error *err) CR_MUST_CHECK;
/* One translation for each sentence; none: it stays as it was. None when memory is out. */
cr_str cr_fragment_write(const cr_fragment *f, cr_arena *a, const cr_str *translations);
#endif
