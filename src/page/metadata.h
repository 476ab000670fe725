/* Inside the room: what a page says of its article outside the text.
 *
 * Each way in which pages say it is one source; a field keeps the value of its best source (a lower rank wins), so that the
 * order of reading does not matter. Nothing is made up: what no source gives stays none. */
#ifndef CR_PAGE_METADATA_H
#define CR_PAGE_METADATA_H
#include "page/view.h"
#include "page/when.h"

typedef struct cr_field {
    cr_str value;
    int rank; /* 0: none yet; lower is better */
} cr_field;

typedef struct cr_metadata {
    cr_arena *arena;
    cr_when_options when;
    cr_field title, site, description, image, section, canonical, language, published, modified, author;
    cr_strs authors;        /* of the author field's rank */
    size_t author_capacity;
    cr_field shown;         /* the day as a reader sees it near the headline */
    cr_str headings_title;  /* text of the first <h1>, and of <title> */
    cr_str document_title;
    cr_str body;            /* articleBody of JSON-LD */
    cr_str type;            /* og:type or the type of the JSON-LD object */
    bool article_type;      /* a type that says "article" */
    bool index_type;        /* a type that says "collection", "search results" */
    unsigned looks;         /* elements whose text was read for a date or a name: bounded, since they may nest */
    bool noai;
    bool not_free;          /* isAccessibleForFree: false */
} cr_metadata;

enum { /* ranks */
    CR_RANK_JSON_LD = 1, CR_RANK_OPEN_GRAPH = 2, CR_RANK_META = 3, CR_RANK_MICRODATA = 4, CR_RANK_TIME = 5, CR_RANK_CLASS = 6,
    CR_RANK_URL = 7, CR_RANK_TEXT = 8, CR_RANK_WEAK = 9, CR_RANK_HINT = 10
};

/* Whether one more element may be read; a page that has thousands of dates has none. */
bool cr_metadata_may_look(cr_metadata *m);
/* The text of an element, none where it is longer than any field: elements that hold half the page cost nothing. */
cr_str cr_metadata_text(const cr_metadata *m, const cr_html_node *n);
void cr_metadata_offer(cr_field *field, cr_str value, int rank);
/* A date in any form; what is none is not offered. */
void cr_metadata_offer_date(cr_metadata *m, cr_field *field, cr_str text, int rank);
/* "By Jane Doe and John Roe" gives two; what is no name is left out. */
void cr_metadata_offer_author(cr_metadata *m, cr_str text, int rank);

void cr_metadata_from_json_ld(cr_metadata *m, const cr_view *v);
void cr_metadata_from_tags(cr_metadata *m, const cr_view *v);
/* Bylines, <time> and dates in the text; `top` is the article's element or NULL. */
void cr_metadata_from_text(cr_metadata *m, cr_view *v, const cr_html_node *top);
/* The headline among what the page offers, without the outlet's name. */
cr_str cr_metadata_title(const cr_metadata *m, const cr_view *v, const cr_html_node *top);
#endif
