/* Inside the room: a page as the extractor sees it, a run of pieces (later blocks) beside the tree.
 *
 * A piece is the text between two borders of block elements: a paragraph, a heading, a list item, a table row.
 * `value` says how much it looks like running text (above 0) or like furniture (below 0); the main content is
 * the element whose pieces add up to most. Arrays are indexed by the nodes' numbers. */
#ifndef CR_PAGE_VIEW_H
#define CR_PAGE_VIEW_H
#include <courant/article.h>

#include "html/html.h"
#include "page/judges.h"
#include "page/words.h"

/* Why a piece is not the article's; 0: nothing speaks against it. */
typedef enum cr_why {
    CR_WHY_KEPT,
    CR_WHY_NAMED,   /* in an element named or marked as furniture */
    CR_WHY_AROUND,  /* beside the element marked as the article's body */
    CR_WHY_BOX,     /* in a box of links */
    CR_WHY_CAPTION, /* of a picture */
    CR_WHY_LABEL,   /* one link and nothing else */
    CR_WHY_WORDING, /* says itself that it is furniture */
    CR_WHY_TITLE,   /* the headline again */
    CR_WHY_BARE,     /* a short line outside of any paragraph, where the others are in paragraphs */
    CR_WHY_REPEATED, /* stands word for word further up */
    CR_WHY_ENDING,  /* behind a heading that ends the article */
    CR_WHY_EDGE,    /* scraps before the first and behind the last paragraph */
    CR_WHY_NOTICE   /* a notice of translation or relaying, kept apart */
} cr_why;

typedef struct cr_piece {
    const cr_html_node *owner; /* innermost block element around it */
    unsigned first;            /* number of its first text node: pieces are in document order */
    cr_block_kind kind;
    int level;
    cr_str text, folded;       /* folded is made on demand (cr_piece_folded) */
    size_t chars, link_chars;  /* characters that are not white space, and those of links among them */
    unsigned marks;            /* commas and ends of sentences */
    bool sentence_end;         /* ends like a sentence */
    bool quoted, in_table, one_link, in_figure;
    double value;
    float agrees;  /* with the JSON-LD articleBody: share of its runs of words (agree.c), -1: too short; 0 where there is none */
    cr_why out;
    bool lead; /* before the article's element, and the article's all the same */
} cr_piece;

/* What is known of an element, by its number. */
enum {
    CR_NODE_SKIPPED = 1,    /* never text: script, form controls, hidden */
    CR_NODE_STRUCTURAL = 2, /* nav, footer, aside: furniture unless most of the text is in it */
    CR_NODE_FURNITURE = 4,  /* by class or id */
    CR_NODE_WEAK = 8,
    CR_NODE_CONTENT = 16,
    CR_NODE_BODY = 32,
    CR_NODE_DROPPED = 64,   /* decided: it and what is in it is out */
    CR_NODE_COMMENTS = 128
};

typedef struct cr_view {
    cr_arena *arena;
    const cr_html_document *document;
    const cr_words *words;
    const cr_judging *judging;
    bool show_hidden;
    bool has_body; /* pieces are weighed against the articleBody of JSON-LD */
    cr_str title;              /* of the article, to be left out of the text */
    const cr_html_node **nodes; /* by number */
    unsigned char *flags;
    unsigned *end;             /* number of the first node behind the subtree */
    cr_piece *pieces;
    size_t piece_count;
    size_t *piece_at;          /* first piece at or behind a node's number; node_count + 1 entries */
    struct cr_piece_sum { double value, good; size_t chars, link_chars; } *sum; /* of the pieces before, piece_count + 1 */
} cr_view;

/* `show_hidden`: what is hidden counts as well; pages that a script is to put together keep their text so. */
cr_status cr_view_make(cr_arena *arena, const cr_html_document *document, const cr_words *words, const cr_judging *judging, bool show_hidden, cr_view **out, cr_error *err) CR_MUST_CHECK;

/* Of the pieces below an element that are not out: all values, those above 0, characters, characters of links. */
struct cr_piece_sum cr_view_sum(const cr_view *v, const cr_html_node *n);
void cr_view_add_up(cr_view *v); /* again, after pieces went out */
/* Puts the element and all its pieces out. */
void cr_view_drop(cr_view *v, const cr_html_node *n, cr_why why);
bool cr_view_one_of(cr_str name, const char *list); /* words apart by single spaces */
bool cr_view_inside(const cr_view *v, const cr_html_node *n, const cr_html_node *top);
cr_str cr_piece_folded(const cr_view *v, cr_piece *p);
/* A block-level element of the HTML standard's rendering section. */
bool cr_view_is_block(const cr_html_node *n);
#endif
