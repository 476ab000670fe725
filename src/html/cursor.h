/* A cursor over the tokens of markup: tags, text, comments, CDATA, doctype, processing instructions - well-formed or not.
 *
 *     cr_cursor c = cr_cursor_on(utf8, CR_CURSOR_XML);
 *     while (cr_cursor_next(&c))
 *         if (c.kind == CR_CURSOR_START) ... c.name, c.attributes[0].name, c.attributes[0].value
 *
 * It builds no tree, checks no nesting, resolves no entities (cr_html_unescape does) and allocates nothing: all slices
 * point into the input. Every byte is looked at a bounded number of times, whatever the input. What cannot be a tag is
 * text, so that "1 < 2" loses nothing. Tags follow the tokenization chapter of the HTML standard closely: quoted and
 * bare values, attributes without a value, a slash anywhere. */
#ifndef CR_HTML_CURSOR_H
#define CR_HTML_CURSOR_H
#include <courant/str.h>

typedef enum cr_cursor_mode {
    CR_CURSOR_XML, /* CDATA sections; a start tag stops at "<" when it was never closed */
    CR_CURSOR_HTML /* "<!" that opens no comment, doctype or CDATA, is text; the content of script and style is one text */
} cr_cursor_mode;

typedef enum cr_cursor_kind {
    CR_CURSOR_TEXT,
    CR_CURSOR_START,
    CR_CURSOR_END,
    CR_CURSOR_COMMENT,
    CR_CURSOR_CDATA,   /* `text` is what stands inside */
    CR_CURSOR_DOCTYPE, /* `text` is all between "<!" and its ">", internal subset included */
    CR_CURSOR_PI
} cr_cursor_kind;

typedef struct cr_cursor_attribute { cr_str name, value; } cr_cursor_attribute; /* value as written, without quotes */

#define CR_CURSOR_ATTRIBUTES 128 /* of one tag; later ones are read over */

typedef struct cr_cursor {
    cr_str input;
    size_t at; /* where the next token starts */
    cr_cursor_mode mode;
    /* the token */
    cr_cursor_kind kind;
    size_t start;     /* where it started */
    cr_str name;      /* of a tag, as written */
    cr_str text;      /* of the others */
    bool empty;       /* "<br/>" */
    bool broken;      /* the token was not well-formed XML: unclosed, bare or missing value, doubled "<" */
    bool raw;         /* HTML: text inside script or style */
    size_t attribute_count;
    cr_cursor_attribute attributes[CR_CURSOR_ATTRIBUTES];
    /* inside */
    cr_str raw_until; /* name whose end tag ends raw text, or none */
    bool no_comment_end, no_cdata_end, no_pi_end, no_raw_end; /* searched to the end of the input once, never again */
    size_t tag_end; /* HTML: the last '>' that was looked for, CR_STR_NPOS when there is no more */
} cr_cursor;

cr_cursor cr_cursor_on(cr_str utf8, cr_cursor_mode mode);
/* False at the end of the input. */
bool cr_cursor_next(cr_cursor *c);
/* The raw value of an attribute by name (ASCII case does not matter); none when absent. */
cr_str cr_cursor_attribute_get(const cr_cursor *c, const char *name);
#endif
