/* Inside the room: the state of tree construction ("13.2.4 Parse state", "13.2.6 Tree construction") and what its parts share.
 *
 * Three things keep the cost linear and the code short.
 *  - The stack of open elements (stack.c): an entry knows the entry of the same tag below it and the nearest one that ends each
 *    kind of scope, so "has an element in scope" is one comparison, however deep the page.
 *  - Depth: at the limit "html_depth" a start tag closes the element it stands in and becomes its sibling, as in browsers; only
 *    what insertion modes lean on (tables, templates) may go on to twice that. So the stack is bounded, and with it all that
 *    has to go through it (the adoption agency).
 *  - The list of active formatting elements is bounded by "html_formatting".
 *
 * A function of an insertion mode returns true when the token is to be processed again, in the mode then set. */
#ifndef CR_HTML_TREE_H
#define CR_HTML_TREE_H
#include "html/scan.h"
#include "html/tokenizer.h"

typedef enum cr_html_mode {
    CR_MODE_INITIAL,
    CR_MODE_BEFORE_HTML,
    CR_MODE_BEFORE_HEAD,
    CR_MODE_IN_HEAD,
    CR_MODE_IN_HEAD_NOSCRIPT,
    CR_MODE_AFTER_HEAD,
    CR_MODE_IN_BODY,
    CR_MODE_TEXT,
    CR_MODE_IN_TABLE,
    CR_MODE_IN_TABLE_TEXT,
    CR_MODE_IN_CAPTION,
    CR_MODE_IN_COLUMN_GROUP,
    CR_MODE_IN_TABLE_BODY,
    CR_MODE_IN_ROW,
    CR_MODE_IN_CELL,
    CR_MODE_IN_TEMPLATE,
    CR_MODE_AFTER_BODY,
    CR_MODE_IN_FRAMESET,
    CR_MODE_AFTER_FRAMESET,
    CR_MODE_AFTER_AFTER_BODY,
    CR_MODE_AFTER_AFTER_FRAMESET
} cr_html_mode;

/* What an open element is to the tree construction dispatcher; for the root of a fragment, what its context is. */
enum {
    CR_OPEN_FOREIGN = 1,          /* not in the HTML namespace */
    CR_OPEN_MATHML_TEXT = 2,      /* MathML text integration point */
    CR_OPEN_HTML_POINT = 4,       /* HTML integration point */
    CR_OPEN_ANNOTATION_XML = 8
};

typedef struct cr_html_open { /* an entry of the stack of open elements; the numbers are indexes of the stack */
    cr_html_node *node;
    cr_html_tag tag;              /* of an HTML element; of others CR_TAG_NONE */
    uint16_t flags;               /* CR_OPEN_... */
    uint16_t same;                /* 1 + the nearest below of the same tag, 0: none */
    uint16_t scope, list_scope, button_scope, table_scope; /* nearest at or below that ends it */
    uint16_t special;             /* nearest at or below in the "special" category */
    uint16_t wall;                /* the same without address, div and p: what <li>, <dd> and <dt> look for */
} cr_html_open;

typedef struct cr_html_formatting { /* an active formatting element; node NULL: a marker */
    cr_html_node *node;
    uint64_t attributes;          /* hash of them, whatever their order; 0: not made yet */
} cr_html_formatting;

/* cr_html_node.inside */
enum {
    CR_INSIDE_OPEN = 1,           /* on the stack of open elements */
    CR_INSIDE_GROWN = 2,          /* a text in a buffer with room behind it */
    CR_INSIDE_INTEGRATION = 4     /* annotation-xml whose encoding makes it an HTML integration point */
};

typedef struct cr_html_builder {
    cr_html_tokenizer tokenizer;
    cr_arena *arena;
    cr_html_node *root;           /* of a fragment it stands for the html element on the stack as well */
    cr_html_node *head, *form;    /* the element pointers */
    cr_html_node spare;           /* what a node is that finds no memory or is one too many; never in the tree */
    cr_html_node *fresh, *fresh_end; /* nodes not given out yet */
    size_t node_count, node_limit;
    size_t depth_limit, formatting_limit, attribute_limit;

    cr_html_open *open;
    size_t open_count, open_room;
    uint16_t last[CR_TAG_COUNT];  /* 1 + index of the topmost open element of a tag, 0: none */

    cr_html_formatting *formatting;
    size_t formatting_count, formatting_room;

    uint8_t *template_modes;
    size_t template_count, template_room;

    cr_str *pending;              /* "pending table character tokens" */
    size_t pending_count, pending_room;

    cr_html_mode mode, original_mode;
    cr_html_tag context;          /* of a fragment, in the HTML namespace; else CR_TAG_NONE */
    cr_html_space context_space;
    bool fragment, scripting, quirks, frameset_ok, foster, skip_newline;
    bool stopped;                 /* memory or nodes are used up */
    bool moved;                   /* nodes are not in the order they were made in, or deeper than they say */
    bool has_selectedcontent;
    cr_str cut;
    size_t steps;
} cr_html_builder;

/* More than this "html_depth" cannot be: the stack's indexes are 16 bits wide. */
enum { CR_HTML_DEPTH_MOST = 15000 };

/* ---- stack.c ---- */

uint16_t cr_html_open_flags(const cr_html_node *n); /* CR_OPEN_... of an element */
void cr_html_push(cr_html_builder *b, cr_html_node *n);
void cr_html_pop(cr_html_builder *b);
void cr_html_pop_to(cr_html_builder *b, size_t count);       /* until so many are left */
void cr_html_pop_until(cr_html_builder *b, cr_html_tag tag); /* until an HTML element of this tag has been popped */
void cr_html_unstack(cr_html_builder *b, size_t index);      /* takes one out */
/* Replaces open[index .. index + old) by nodes[0 .. count). */
void cr_html_restack(cr_html_builder *b, size_t index, size_t old, cr_html_node *const *nodes, size_t count);
/* Index of an open element, or SIZE_MAX. */
size_t cr_html_index_of(const cr_html_builder *b, const cr_html_node *n);

static inline cr_html_open *cr_html_top(const cr_html_builder *b) { return &b->open[b->open_count - 1]; }
static inline cr_html_node *cr_html_current(const cr_html_builder *b) { return b->open[b->open_count - 1].node; }
static inline bool cr_html_current_is(const cr_html_builder *b, cr_html_tag tag) { return cr_html_top(b)->tag == tag; }
static inline bool cr_html_is_open(const cr_html_builder *b, cr_html_tag tag) { return b->last[tag] != 0; }
static inline bool cr_html_in_scope(const cr_html_builder *b, cr_html_tag tag) { return b->last[tag] > cr_html_top(b)->scope; }
static inline bool cr_html_in_button_scope(const cr_html_builder *b, cr_html_tag tag) { return b->last[tag] > cr_html_top(b)->button_scope; }
static inline bool cr_html_in_list_scope(const cr_html_builder *b, cr_html_tag tag) { return b->last[tag] > cr_html_top(b)->list_scope; }
static inline bool cr_html_in_table_scope(const cr_html_builder *b, cr_html_tag tag) { return b->last[tag] > cr_html_top(b)->table_scope; }

/* "Generate implied end tags", except for one tag (or CR_TAG_NONE). */
void cr_html_imply_ends(cr_html_builder *b, cr_html_tag except);
void cr_html_close_p(cr_html_builder *b); /* "close a p element" */
/* "Reset the insertion mode appropriately". */
void cr_html_reset_mode(cr_html_builder *b);

/* ---- insert.c ---- */

void cr_html_insert_text(cr_html_builder *b, cr_str s);
void cr_html_insert_comment(cr_html_builder *b, cr_html_node *parent, cr_str text); /* parent NULL: at the appropriate place */
void cr_html_insert_doctype(cr_html_builder *b, const cr_html_token *t);
/* Makes the element of a start tag, puts it at the appropriate place and on the stack. */
cr_html_node *cr_html_insert(cr_html_builder *b, const cr_html_token *t);
cr_html_node *cr_html_insert_foreign(cr_html_builder *b, const cr_html_token *t, cr_html_space space);
cr_html_node *cr_html_insert_tag(cr_html_builder *b, cr_html_tag tag); /* of a start tag that is not there */
void cr_html_insert_void(cr_html_builder *b, const cr_html_token *t);  /* and pops it again */
cr_html_node *cr_html_copy_element(cr_html_builder *b, const cr_html_node *of); /* the same tag and attributes, nowhere yet */
void cr_html_append(cr_html_builder *b, cr_html_node *parent, cr_html_node *n);
void cr_html_detach(cr_html_builder *b, cr_html_node *n);
/* At the "appropriate place for inserting a node", `target` overriding the current node. */
void cr_html_place(cr_html_builder *b, cr_html_node *target, cr_html_tag target_tag, cr_html_node *n);
void cr_html_add_attributes(cr_html_builder *b, cr_html_node *n, const cr_html_token *t); /* those it has not */
void cr_html_stop(cr_html_builder *b, const char *limit); /* NULL: memory */
cr_html_node *cr_html_new_node(cr_html_builder *b, cr_html_type type);

/* ---- formatting.c ---- */

void cr_html_push_formatting(cr_html_builder *b, cr_html_node *n);
void cr_html_push_marker(cr_html_builder *b);
void cr_html_clear_to_marker(cr_html_builder *b);
void cr_html_forget_formatting(cr_html_builder *b, const cr_html_node *n); /* takes it off the list if it is there */
cr_html_node *cr_html_active(const cr_html_builder *b, cr_html_tag tag);   /* the last of a tag after the last marker, or NULL */
void cr_html_reconstruct_all(cr_html_builder *b);
static inline void cr_html_reconstruct(cr_html_builder *b) { /* "reconstruct the active formatting elements" */
    if (b->formatting_count == 0)
        return;
    const cr_html_node *n = b->formatting[b->formatting_count - 1].node;
    if (n && !(n->inside & CR_INSIDE_OPEN))
        cr_html_reconstruct_all(b);
}
void cr_html_adopt(cr_html_builder *b, const cr_html_token *t); /* "adoption agency algorithm" */

/* ---- insertion modes ---- */

bool cr_html_process(cr_html_builder *b, cr_html_token *t);  /* by the current mode */
bool cr_html_in_head(cr_html_builder *b, cr_html_token *t);
bool cr_html_in_body(cr_html_builder *b, cr_html_token *t);
bool cr_html_in_template(cr_html_builder *b, cr_html_token *t);
bool cr_html_in_tables(cr_html_builder *b, cr_html_token *t); /* "in table" to "in cell", by the mode */
bool cr_html_in_foreign(cr_html_builder *b, cr_html_token *t);
void cr_html_other_end_tag(cr_html_builder *b, const cr_html_token *t); /* "any other end tag" of "in body" */
void cr_html_raw_element(cr_html_builder *b, const cr_html_token *t, cr_html_state state); /* "generic raw text element parsing" */
void cr_html_body_text(cr_html_builder *b, cr_html_token *t);
bool cr_html_in_math_or_svg(cr_html_builder *b, const cr_html_token *t, cr_html_space space); /* <math>, <svg> in HTML */
void cr_html_fill_selectedcontent(cr_html_builder *b); /* select.c */
void cr_html_push_template_mode(cr_html_builder *b, cr_html_mode mode);

/* ---- parse.c ---- */

/* cr_html_parse with kernels of the caller's choice (html/scan.h): for tests that hold them all to give the same tree. */
cr_status cr_html_parse_with(const cr_html_scan *scan, cr_arena *arena, cr_str utf8, const cr_html_options *options, cr_html_document **out, cr_error *err);

/* ---- small things ---- */

static inline bool cr_html_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r'; }
static inline size_t cr_html_blanks(cr_str s) { /* how many it starts with */
    size_t i = 0;
    while (i < s.len && cr_html_blank(s.ptr[i]))
        i++;
    return i;
}
/* Takes the white space off the start of a text token; what is left in it. */
static inline cr_str cr_html_take_blanks(cr_html_token *t) {
    size_t n = cr_html_blanks(t->text);
    cr_str taken = cr_str_slice(t->text, 0, n);
    t->text = cr_str_slice(t->text, n, t->text.len);
    return taken;
}
cr_str cr_html_without_nul(cr_html_builder *b, cr_str s);
cr_str cr_html_only_blanks(cr_html_builder *b, cr_str s);
static inline uint16_t cr_html_properties(cr_html_tag tag) { return cr_html_tag_properties[tag]; }
#endif
