/* Courant: the article, one published text, clean.
 *
 * What a page or a plain text becomes after extraction (courant/page.h), and what every later
 * stage reads. All slices and arrays live in the arena that the article was made in. The
 * article is immutable once stored; a changed page is a new revision.
 *
 * The names of the fields are those of `courant extract` (courant-extract(1)). */
#ifndef COURANT_ARTICLE_H
#define COURANT_ARTICLE_H
#include <courant/str.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cr_block_kind {
    CR_BLOCK_PARAGRAPH,
    CR_BLOCK_HEADING,
    CR_BLOCK_QUOTATION,
    CR_BLOCK_LIST_ITEM,
    CR_BLOCK_CAPTION,
    CR_BLOCK_PREFORMATTED
} cr_block_kind;

typedef struct cr_block {
    cr_block_kind kind;
    int level;         /* of a heading, 1-6; else 0 */
    size_t start, end; /* bytes of article->text; blocks are in order and do not overlap */
} cr_block;

/* What a page says of itself: the disclaimers that the old systems printed. */
typedef struct cr_notice {
    bool machine_translated;
    cr_str main_language;  /* ISO 639-1: the one it names as main, else the one it was translated from; none where it says neither */
    cr_strs languages;     /* the editions the page says a machine writes, as it lists them */
    bool relayed_automatically;
    cr_str relay_of;       /* the outlet whose text it carries, none where not told */
    cr_str operator_name;  /* who runs the machine, none where not told; "operator" in JSON */
    cr_str text;           /* the notice itself */
} cr_notice;

typedef struct cr_related { /* "read also": knowledge kept apart from the text */
    cr_str title;
    cr_str url;   /* none in plain text */
    cr_str media; /* "video" or none */
} cr_related;

typedef enum cr_outcome {
    CR_OUTCOME_ARTICLE,
    CR_OUTCOME_NO_ARTICLE,
    CR_OUTCOME_INDEX_PAGE,
    CR_OUTCOME_CONSENT_WALL,
    CR_OUTCOME_PAYWALL_STUB,
    CR_OUTCOME_ERROR_PAGE,
    CR_OUTCOME_BLOCKED,
    CR_OUTCOME_COUNT
} cr_outcome;

typedef struct cr_article {
    cr_str id;
    cr_str url;           /* where it was read */
    cr_str canonical_url; /* what the page calls itself, absolute, http(s) only; or none */
    cr_str site;
    cr_str title;
    cr_strs author;
    cr_str date;          /* "2022-01-12T22:03:00-05:00", "2022-01-12", "2022-01" or none: never invented */
    cr_str modified;      /* the same */
    cr_str lang;          /* ISO 639-1 of the text, "und" when unsure */
    cr_str fetched;       /* when a web archive's page was read, "2022-01-12T22:03:00Z"; or none */
    cr_str description, image, section;
    cr_str text;          /* UTF-8; blocks joined by a blank line ("\n\n") */
    cr_block *blocks;
    size_t block_count;
    cr_notice *notice;    /* NULL: the page says nothing of itself */
    cr_related *related;
    size_t related_count;
    cr_strs furniture;    /* blocks taken out of a plain-text input */
    bool noai;            /* the page reserves text and data mining (meta robots noai, TDMRep) */
    cr_outcome outcome;
    cr_str reason;        /* one line: why the outcome is not "article", or which limit was met; or none */
    cr_str method;        /* which way of extraction won */
    double score;         /* its confidence, 0 to 1 */
} cr_article;

const char *cr_block_kind_name(cr_block_kind kind); /* "paragraph", ... */
const char *cr_outcome_name(cr_outcome outcome);    /* "article", "no_article", ... */
bool cr_block_kind_parse(cr_str name, cr_block_kind *out);
bool cr_outcome_parse(cr_str name, cr_outcome *out);

static inline cr_str cr_block_text(const cr_article *article, size_t i) {
    return cr_str_slice(article->text, article->blocks[i].start, article->blocks[i].end);
}

#ifdef __cplusplus
}
#endif
#endif
