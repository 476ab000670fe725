/* Inside the room: what a page says of its article outside the text.
 *
 * Two steps. cr_metadata_collect walks the tree once, before the article is known, and notes whatever may say something: <meta>,
 * <link>, JSON-LD, headings, and elements whose names (class, itemprop, rel, href) speak of an author or a date. The decisions come
 * when the article's element is found, over what was noted and over the lines around the headline: each source of a headline, a
 * name or a day is a claim with a weight, nearness to the headline and agreement between sources add to it, and the best is taken.
 * Nothing is made up: what no source gives stays none. */
#ifndef CR_PAGE_METADATA_H
#define CR_PAGE_METADATA_H
#include "page/view.h"
#include "page/when.h"

typedef struct cr_field { /* a field with few sources: the best rank wins, whatever the order of reading */
    cr_str value;
    int rank; /* 0: none yet; lower is better */
} cr_field;

/* What the names of an element say of what is in it. */
enum {
    CR_SAYS_AUTHOR = 1, CR_SAYS_DATE = 2, CR_SAYS_PUBLISHED = 4, CR_SAYS_MODIFIED = 8, CR_SAYS_TITLE = 16, CR_SAYS_NAME = 32,
    CR_SAYS_HEADING = 64, CR_SAYS_TIME = 128,
    CR_SAYS_PROP = 256,  /* itemprop or RDFa: said for machines */
    CR_SAYS_LINK = 512,  /* rel=author, or an address of authors' pages */
    CR_SAYS_BOX = 1024,  /* a box about the author, a list of authors */
    CR_SAYS_REL = 2048
};

typedef struct cr_hint { /* an element to be read when the article is known */
    const cr_html_node *node;
    unsigned says;
    int level; /* of a heading, 1-3 */
} cr_hint;

/* Sources, for the weights of claims. */
typedef struct cr_day_claim {
    cr_str value; /* as cr_when_read gives it */
    int weight;
    bool modified, shown; /* shown: a reader sees it */
} cr_day_claim;

typedef enum cr_name_source { CR_NAME_TOLD, CR_NAME_ELEMENT, CR_NAME_LINE } cr_name_source; /* told: to machines, in the head */

typedef struct cr_name_claim {
    cr_strs names, keys;
    int weight;
    cr_name_source source;
    bool labelled; /* behind "by", "Autor:" */
} cr_name_claim;

enum { CR_METADATA_TITLES = 12, CR_METADATA_SCRIPTS = 120, CR_METADATA_DAYS = 160, CR_METADATA_NAMES = 80, CR_METADATA_HINTS = 1000 };

typedef struct cr_metadata {
    cr_arena *arena;
    const cr_words *words;
    cr_str url;             /* where the page was read, or none */
    cr_when_options when;
    cr_field site, description, image, section, canonical, language;
    cr_str document_title, open_title;      /* <title>, og:title */
    cr_field titles[CR_METADATA_TITLES];    /* what the head calls the page; of equal texts one */
    size_t title_count;
    cr_hint *hints;
    size_t hint_count, hint_capacity;
    const cr_html_node *scripts[CR_METADATA_SCRIPTS], *linked[CR_METADATA_SCRIPTS]; /* other scripts; JSON-LD */
    size_t script_count, linked_count;
    size_t *work;           /* nodes whose text was read: elements nest, and each may be asked for more than once */
    cr_day_claim days[CR_METADATA_DAYS];
    size_t day_count;
    cr_name_claim names[CR_METADATA_NAMES];
    size_t name_count;
    cr_str site_key, host_key; /* the outlet's name and host, as names are compared */
    bool site_known;
    cr_str head_label;      /* twitter:label1 as last read */
    /* decided */
    cr_str title, published, modified;
    const cr_html_node *title_node; /* the heading that the title was taken from, or NULL */
    cr_strs authors;
    cr_str body;            /* articleBody of JSON-LD */
    bool article_type;      /* a type that says "article" */
    bool index_type;        /* a type that says "collection", "search results" */
    bool noai;
    bool not_free;          /* isAccessibleForFree: false */
} cr_metadata;

/* The walk. m->arena, words and url are set, all else is zero. JSON-LD is read behind it, since it is weighed with the head's addresses. */
void cr_metadata_collect(cr_metadata *m, const cr_html_document *document);
void cr_metadata_from_json_ld(cr_metadata *m);
/* The headline as the page shows it, else as the head gives it without the outlet's name; `top` is the article's element or NULL. */
cr_str cr_metadata_title(cr_metadata *m, const cr_view *v, const cr_html_node *top);
/* Authors and days. */
void cr_metadata_decide(cr_metadata *m, cr_view *v, const cr_html_node *top);

/* For the sources. */
void cr_metadata_offer(cr_field *field, cr_str value, int rank);
void cr_metadata_claim_title(cr_metadata *m, cr_str value, int rank);
/* A date in any form; what is none is no claim. */
void cr_metadata_claim_day(cr_metadata *m, cr_str text, int weight, bool modified, bool shown);
/* A byline in any form: labels, roles and places are taken off, names cut apart; what holds no name is no claim.
 * `sure`: the source says that it is a name, so that "delta201" may be one. */
void cr_metadata_claim_names(cr_metadata *m, cr_str text, int weight, bool sure, cr_name_source source);
/* The last claim's names to the claim before. */
void cr_metadata_join_names(cr_metadata *m);
/* The text of an element, none where it is longer than any field. `lines`: links, blocks and glued elements are apart by line ends. */
cr_str cr_metadata_text(const cr_metadata *m, const cr_html_node *n, bool lines);
/* In comments, in what is hidden, in navigation, footers and asides; what holds the article's element is none of these. */
bool cr_metadata_aside(const cr_metadata *m, const cr_view *v, const cr_html_node *top, const cr_html_node *n);
/* The outlet's name in either: equal, or the one in the other. */
bool cr_metadata_is_site(cr_metadata *m, cr_str text);
bool cr_metadata_is_generic(cr_metadata *m, cr_str name);

/* Numbers of nodes: where the head of the article begins (some lines before its element), its headline, its running text, its last
 * lines, its end, the end of what stands behind it. */
typedef struct cr_reach {
    unsigned head, title, text, last, end, tail;
} cr_reach;
cr_reach cr_reach_of(const cr_metadata *m, const cr_view *v, const cr_html_node *top);
/* 0: between the headline and the running text; 1: before the headline; 2: in the text; 3: behind it; 4: elsewhere. */
int cr_reach_place(const cr_reach *r, unsigned at);
void cr_metadata_decide_names(cr_metadata *m, cr_view *v, const cr_html_node *top);
void cr_metadata_decide_days(cr_metadata *m, cr_view *v, const cr_html_node *top);
#endif
