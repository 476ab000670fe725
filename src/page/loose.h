/* Inside the room: JSON as pages carry it, read leniently into a small tree.
 *
 * Publishers' systems leave raw line ends and quotation marks in strings, end lists with a comma, wrap all in a comment or in
 * CDATA, and cut objects short: what can be read is read. Strings stay slices of the input until they are asked for. No
 * recursion, every byte is looked at a bounded number of times. */
#ifndef CR_PAGE_LOOSE_H
#define CR_PAGE_LOOSE_H
#include <courant/str.h>

typedef enum cr_loose_kind { CR_LOOSE_OBJECT, CR_LOOSE_LIST, CR_LOOSE_STRING, CR_LOOSE_WORD } cr_loose_kind;

typedef struct cr_loose {
    cr_loose_kind kind;   /* WORD: a number, true, false, null */
    cr_str key;           /* within an object, raw */
    cr_str raw;           /* of strings and words, as written */
    struct cr_loose *parent, *first, *last, *next;
} cr_loose;

/* The first object or list of the text and what follows it, as children of a list; NULL where there is none. *values: how many
 * values may still be made, over all texts of a page. */
const cr_loose *cr_loose_read(cr_arena *arena, cr_str text, size_t *values);
/* The member of an object, or NULL; of anything else NULL. */
const cr_loose *cr_loose_get(const cr_loose *object, const char *key);
/* The text of a string with its escapes resolved, references to characters (&amp;) too; none for anything else. */
cr_str cr_loose_text(cr_arena *arena, const cr_loose *string);
#endif
