/* Names as small integers: what the parser, and whoever reads its tree, compares instead of strings.
 *
 *     if (n->tag == CR_TAG_IMG) ...                   // any namespace
 *     if (cr_html_is_tag(n, CR_TAG_A)) ...            // an HTML element (html/html.h)
 *     if (pair->id == CR_ATTRIBUTE_HREF) ...
 *
 * The names stand in html/tags.def and html/attributes.def; one that is not there has the id ..._UNKNOWN and is told apart
 * by its text. Look-up is one multiplication and one comparison (the tables in html/names.inc are perfect hashes, written by
 * scripts/html-names and held to the .def files by a unit test). */
#ifndef CR_HTML_TAGS_H
#define CR_HTML_TAGS_H
#include <courant/str.h>
#include <stdint.h>

typedef uint16_t cr_html_tag;
enum {
    CR_TAG_NONE,    /* not an element */
    CR_TAG_UNKNOWN, /* an element of another name */
#define CR_TAG_ENTRY(id, name, svg, properties) CR_TAG_##id,
#include "html/tags.def"
#undef CR_TAG_ENTRY
    CR_TAG_COUNT
};

typedef uint16_t cr_html_attribute_id;
enum {
    CR_ATTRIBUTE_UNKNOWN,
#define CR_ATTRIBUTE_ENTRY(id, name, svg) CR_ATTRIBUTE_##id,
#include "html/attributes.def"
#undef CR_ATTRIBUTE_ENTRY
    CR_ATTRIBUTE_COUNT
};

/* What the standard says of an HTML element by its name. */
enum {
    CR_TAG_IS_SPECIAL = 1,      /* "special" category */
    CR_TAG_IS_FORMATTING = 2,   /* "formatting" category */
    CR_TAG_IS_SCOPE = 4,        /* ends "has an element in scope" */
    CR_TAG_IS_TABLE_SCOPE = 8,  /* ends "has an element in table scope" */
    CR_TAG_IS_IMPLIED = 16,     /* "generate implied end tags" */
    CR_TAG_IS_VOID = 32,        /* never has content */
    CR_TAG_IS_BREAKOUT = 64,    /* a start tag that leaves foreign content */
    CR_TAG_IS_FOSTER = 128,     /* text right in it is foster parented */
    CR_TAG_IS_STRUCTURE = 256,  /* insertion modes lean on it: never closed early for depth */
    CR_TAG_IS_HEADING = 512
};
extern const uint16_t cr_html_tag_properties[CR_TAG_COUNT];

/* Names by id, lower case; in SVG as that namespace spells them ("foreignObject"). Empty for NONE and UNKNOWN. */
extern const cr_str cr_html_tag_names[CR_TAG_COUNT], cr_html_tag_svg_names[CR_TAG_COUNT];
extern const cr_str cr_html_attribute_names[CR_ATTRIBUTE_COUNT], cr_html_attribute_svg_names[CR_ATTRIBUTE_COUNT];

/* The id of a name; ASCII case does not matter. */
cr_html_tag cr_html_tag_of(cr_str name);
cr_html_attribute_id cr_html_attribute_of(cr_str name);
#endif
