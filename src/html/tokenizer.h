/* Inside the room: the tokens of the HTML standard ("13.2.5 Tokenization").
 *
 *     cr_html_tokenizer t;
 *     cr_html_token token;
 *     cr_html_tokenizer_init(&t, arena, utf8);
 *     while (cr_html_token_next(&t, &token))
 *         if (token.kind == CR_HTML_TOKEN_START) ... token.tag, token.name, token.attributes
 *     if (t.failed) ... the arena is exhausted
 *
 * The whole input is at hand, so a token is read in one go by code that follows the standard's states without storing them;
 * what is kept between tokens is only the state that the tree construction sets (`state`). Names, texts and values are slices
 * of the input wherever they stand there as they are; a copy in the arena is made where a character reference, a NUL, an
 * upper-case letter of an unknown name or a carriage return has to be resolved. Nothing is looked at twice: a token costs
 * what its bytes cost, whatever they are.
 *
 * Text may come in several tokens in a row. Parse errors are not reported. */
#ifndef CR_HTML_TOKENIZER_H
#define CR_HTML_TOKENIZER_H
#include "html/html.h"

typedef enum cr_html_token_kind {
    CR_HTML_TOKEN_DOCTYPE,
    CR_HTML_TOKEN_START,
    CR_HTML_TOKEN_END,
    CR_HTML_TOKEN_COMMENT,
    CR_HTML_TOKEN_TEXT,
    CR_HTML_TOKEN_EOF /* the tree construction's own: cr_html_token_next gives false instead */
} cr_html_token_kind;

/* A token; the fields of other kinds hold what an earlier token left there. */
typedef struct cr_html_token {
    cr_html_token_kind kind;
    bool self_closing;  /* START, END */
    bool force_quirks;  /* DOCTYPE */
    bool has_nul;       /* TEXT: holds U+0000, which the tree construction drops or replaces */
    cr_html_tag tag;    /* START, END */
    cr_str name;        /* START, END: lower case; DOCTYPE: lower case, CR_STR_NONE when missing */
    cr_str text;        /* TEXT, COMMENT */
    cr_html_attribute_pair *attributes; /* START, END; in the arena, values resolved, the first of each name */
    size_t attribute_count;
    cr_str public_id, system_id; /* DOCTYPE: CR_STR_NONE when missing */
} cr_html_token;

typedef enum cr_html_state {
    CR_HTML_STATE_DATA,
    CR_HTML_STATE_RCDATA,      /* until the end tag of `last_start_tag`; character references are resolved */
    CR_HTML_STATE_RAWTEXT,     /* until that end tag; nothing is resolved */
    CR_HTML_STATE_SCRIPT_DATA, /* the same, with the rules of "<!--" in scripts */
    CR_HTML_STATE_PLAINTEXT,   /* to the end of the input */
    CR_HTML_STATE_CDATA        /* until "]]>" */
} cr_html_state;

struct cr_html_scan; /* html/scan.h */

typedef struct cr_html_tokenizer {
    /* may be set between two tokens */
    cr_html_state state;     /* an end tag that ends RCDATA, RAWTEXT or SCRIPT_DATA sets it back to DATA */
    cr_str last_start_tag;   /* lower case; every start tag sets it */
    bool cdata;              /* "<![CDATA[" opens a section here: the adjusted current node is not an HTML element */
    size_t attribute_limit;  /* of one tag; later ones are dropped */
    /* may be read */
    bool failed;             /* the arena is exhausted; no more tokens come */
    bool cut;                /* attributes were dropped */
    size_t steps;            /* of work: what unit tests hold to be linear */
    /* inside */
    const char *at, *end;
    const struct cr_html_scan *scan;
    cr_arena *arena;
    bool nul;                /* the input holds U+0000 */
    cr_html_attribute_pair *room; /* free places for attributes in the arena */
    size_t room_count;
    struct cr_html_seen *seen;    /* names of one tag, once they are many */
} cr_html_tokenizer;

/* `utf8` is borrowed for as long as the tokens are used; it may hold surrogates in three bytes each, which pass through. */
void cr_html_tokenizer_init(cr_html_tokenizer *t, cr_arena *arena, cr_str utf8);
/* False at the end of the input. */
bool cr_html_token_next(cr_html_tokenizer *t, cr_html_token *token);
#endif
