/* Inside the room: the lines of a plain text and what is known of each (plain.c, plain_lines.c, plain_roles.c). */
#ifndef CR_PAGE_PLAIN_H
#define CR_PAGE_PLAIN_H
#include "page/assemble.h"

/* What a line becomes. */
typedef enum cr_line_role { CR_LINE_BODY, CR_LINE_FURNITURE, CR_LINE_NOTICE, CR_LINE_TITLE, CR_LINE_SUBHEADING } cr_line_role;

/* What a line is by its wording and shape, before its place is looked at. */
typedef enum cr_line_kind {
    CR_LINE_PLAIN,
    CR_LINE_READ_ALSO, /* with the headline in it */
    CR_LINE_STRIP,     /* a heading over headlines of other stories */
    CR_LINE_COMMENTS,  /* the heading of the comments */
    CR_LINE_ENDING,    /* another heading behind articles: tags, categories */
    CR_LINE_LABEL,     /* share bars, menus, what stands beside a headline */
    CR_LINE_SERVICE,   /* newsletters, accounts, consent, offers, rights */
    CR_LINE_CREDIT,    /* of a picture */
    CR_LINE_DATE,
    CR_LINE_BYLINE
} cr_line_kind;

typedef struct cr_text_line {
    cr_str s, folded;          /* folded: of the first bytes alone */
    size_t chars, words;
    bool sentence_end, running, blank_before, bullet;
    cr_line_kind kind;
    cr_line_role role;
    bool headline;             /* of another story */
    bool box;                  /* a strip of one or two headlines before running text, as they stand inside of articles */
    int value;
} cr_text_line;

typedef struct cr_plain {
    cr_arena *arena;
    const cr_words *words;
    const cr_notice_rules *rules;
    cr_text_line *lines;
    size_t count, capacity, first, last; /* the article's lines: [first, last) */
    cr_article *article;
    cr_str title_tail;
    size_t related_capacity;
    bool cut;                  /* the lines are what they are: none goes on in the next */
} cr_plain;

/* Reads a text into the article: title, date, names, blocks, furniture, related headlines, notice. `title`: as known from elsewhere, or none.
 * `cut`: a line is a whole paragraph; else a text may be wrapped at some column. */
cr_status cr_plain_read(cr_arena *arena, cr_str utf8, cr_str title, bool cut, const cr_page_input *in, cr_article *a, cr_error *err) CR_MUST_CHECK;

/* Cuts the text into lines and says of each what it is. False when memory is out. */
bool cr_plain_read_lines(cr_plain *p, cr_str text);
/* Short and no running text: what menus, labels, headings and headlines are. */
bool cr_plain_short(const cr_text_line *l);
bool cr_plain_colon(cr_str s); /* ends with one */
/* The headline in a line "Read also: …": what stands behind the phrase. */
cr_str cr_plain_headline(const cr_plain *p, const cr_text_line *l);

/* Bounds of the article, then the role of every line; title, dates and names on the way. */
void cr_plain_find_bounds(cr_plain *p);
void cr_plain_find_title(cr_plain *p);
void cr_plain_give_roles(cr_plain *p);
/* How much of a line's words stands in the article's lines, 0 to 1. */
double cr_plain_overlap(const cr_plain *p, cr_str line);
#endif
