/* From elements to the neutral tree: one state machine for every XML vocabulary and both readers.
 *
 * The readers (expat for what is well-formed, the cursor for the rest) report start, end and text; names are resolved
 * here to "prefix_name" with the usual prefix of the namespace, none for RSS and Atom, and looked up in one table of
 * rules (rules.c). Each open element is a frame. A frame knows its context - the object of the tree to which what is
 * inside belongs: the feed, an entry, an image, a source - so that an image's title can never become the feed's.
 *
 * Text constructs (title, summary, content ...) may hold markup: escaped, or inline as XHTML. Inside one, elements are
 * no longer looked up but written into its text, which is sanitised as a whole when it closes. */
#ifndef CR_FEED_BUILD_H
#define CR_FEED_BUILD_H
#include "base/buf.h"
#include "base/limits.h"
#include "feed/tree.h"

typedef struct cr_feed_attribute {
    cr_str name, value;
} cr_feed_attribute; /* references resolved */

/* What an element means. Rules of one group share code in rules.c. */
typedef enum cr_feed_action {
    CR_FEED_UNKNOWN,
    CR_FEED_PASS,
    CR_FEED_RSS,
    CR_FEED_ATOM,
    CR_FEED_RDF,
    CR_FEED_CHANNEL,
    CR_FEED_ITEM,
    CR_FEED_STRING_OF,
    CR_FEED_ADDRESS_OF,
    CR_FEED_CONSTRUCT,
    CR_FEED_DATE,
    CR_FEED_VALID,
    CR_FEED_PERSON,
    CR_FEED_PERSON_NAME,
    CR_FEED_PERSON_EMAIL,
    CR_FEED_PERSON_ADDRESS,
    CR_FEED_LINK,
    CR_FEED_GUID,
    CR_FEED_IMAGE,
    CR_FEED_INPUT,
    CR_FEED_SIZE,
    CR_FEED_CATEGORY,
    CR_FEED_KEYWORDS,
    CR_FEED_ATTRIBUTES,
    CR_FEED_ENCLOSURE,
    CR_FEED_SOURCE,
    CR_FEED_GENERATOR,
    CR_FEED_RESOURCE,
    CR_FEED_LICENSE,
    CR_FEED_ITUNES_IMAGE,
    CR_FEED_YES,
    CR_FEED_MEDIA_LIST,
    CR_FEED_MEDIA_ONE,
    CR_FEED_GEO_TEXT,
    CR_FEED_GEO_SHAPE,
    CR_FEED_GEO_COORDINATE,
    CR_FEED_CHAPTERS,
    CR_FEED_CHAPTER
} cr_feed_action;

typedef struct cr_feed_rule {
    const char *key; /* "dc_creator" */
    cr_feed_action action;
    const char *name;   /* of the member it fills */
    const char *detail; /* of a text construct its default type; of others see the action */
    bool weak;          /* gives way to the feed's own vocabulary */
} cr_feed_rule;

typedef enum cr_feed_frame_kind {
    CR_FEED_FRAME_ELEMENT,
    CR_FEED_FRAME_MARKUP, /* written into the text construct around it */
    CR_FEED_FRAME_DIV     /* a div around escaped markup, left out */
} cr_feed_frame_kind;

#define CR_FEED_NAME 64 /* bytes of an element's name that are kept */

typedef struct cr_feed_frame {
    char name[CR_FEED_NAME]; /* as written */
    size_t name_len;
    char key[CR_FEED_NAME]; /* "prefix_name" in lower case */
    cr_feed_frame_kind kind;
    const cr_feed_rule *rule;
    cr_feed_node *context; /* of what is inside */
    cr_feed_node *outer;   /* of the element itself */
    cr_feed_node *person;  /* being described, or NULL */
    cr_feed_node *object;  /* what the start of the element made */
    cr_str language, base;
    bool collects; /* its own text matters */
    bool permalink;
    size_t text_start;
    size_t namespaces; /* in force before it */
    /* of a text construct */
    cr_str type, src;
    bool base64;
} cr_feed_frame;

typedef struct cr_feed_namespace {
    cr_str prefix, uri;
    const char *usual;
} cr_feed_namespace;

typedef struct cr_feed_builder {
    cr_arena *arena;
    const cr_limits *limits;
    bool lenient;
    bool ill; /* something was wrong that the reader itself could not see: a prefix that is declared nowhere */
    cr_feed_node *root, *feed, *entries;
    const char *version;
    const char *name_version; /* that the namespace of the element in hand tells, or NULL */
    cr_feed_frame *frames;
    size_t depth, skipped; /* skipped: open elements beyond feed_depth */
    size_t construct;      /* frame of the open text construct + 1, or 0 */
    size_t entry_frame;    /* frame of the open entry + 1, or 0 */
    bool has_content;      /* the open entry has a content already */
    cr_feed_node *geometry;
    bool geo_swap;
    unsigned geo_dimensions;
    cr_buf text;
    cr_feed_namespace *bindings;
    size_t binding_count;
    bool full;     /* the entry limit is met: the reader may stop */
    cr_str reason; /* of the first limit that was met */
} cr_feed_builder;

cr_status cr_feed_builder_init(cr_feed_builder *b, cr_arena *arena, const cr_limits *limits, cr_str base,
                               cr_str language, cr_error *err) CR_MUST_CHECK;
void cr_feed_builder_free(cr_feed_builder *b); /* the text buffer; the tree stays in the arena */
void cr_feed_builder_doctype(cr_feed_builder *b, cr_str text);
void cr_feed_builder_start(cr_feed_builder *b, cr_str name, const cr_feed_attribute *attributes, size_t count);
void cr_feed_builder_end(cr_feed_builder *b, cr_str name);
void cr_feed_builder_text(cr_feed_builder *b, cr_str text);
/* Closes what is open and fills in what other members imply. */
void cr_feed_builder_finish(cr_feed_builder *b);

/* Shared by build.c, rules.c, persons.c, geo.c, finish.c and the JSON reader. */
const cr_feed_rule *cr_feed_rule_of(cr_str key);
const cr_feed_rule *cr_feed_rule_at(size_t index); /* NULL past the end */
void cr_feed_rule_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *attributes, size_t count);
void cr_feed_rule_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
cr_str cr_feed_attr(const cr_feed_attribute *attributes, size_t count,
                    const char *name);        /* by name, any case, any prefix */
const char *cr_feed_usual_prefix(cr_str uri); /* "" for RSS and Atom, NULL for an unknown namespace */
const char *cr_feed_version_of_namespace(cr_str uri);
void cr_feed_limit(cr_feed_builder *b, cr_limit_name which, const char *what);
bool cr_feed_is_entry(const cr_feed_builder *b, const cr_feed_node *context);
cr_feed_node *cr_feed_new_entry(cr_feed_builder *b); /* NULL when the limit is met */
cr_str cr_feed_mend(cr_feed_builder *b,
                    cr_str text); /* trimmed, windows-1252 and double encoding mended, in the arena */
void cr_feed_store(cr_feed_builder *b, cr_feed_node *context, const char *name, cr_str value, unsigned depth,
                   bool weak);
/* A text construct's value: decoded, resolved, sanitised. *type may change from text/plain to text/html. */
cr_str cr_feed_construct_value(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
void cr_feed_detail(cr_feed_builder *b, cr_feed_node *object, const cr_feed_frame *f);
cr_feed_node *cr_feed_object_of(cr_feed_builder *b, const cr_feed_attribute *attributes, size_t count);
void cr_feed_add_tag(cr_feed_builder *b, cr_feed_node *context, cr_str term, cr_str scheme, cr_str label);
void cr_feed_set_date(cr_feed_builder *b, cr_feed_node *context, const char *name, cr_str raw);
cr_str cr_feed_media_type(cr_feed_builder *b, cr_str type); /* "text" and "html" too, as media types in lower case */
bool cr_feed_is_html_type(cr_str type);
/* construct.c */
void cr_feed_construct_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
void cr_feed_construct_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
/* links.c */
cr_str cr_feed_address_attribute(cr_feed_builder *b, const cr_feed_frame *f, const cr_feed_attribute *a,
                                 size_t n); /* url, uri or href, absolute; none */
void cr_feed_link_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
void cr_feed_link_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
void cr_feed_enclosure_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
void cr_feed_license(cr_feed_builder *b, cr_feed_frame *f, cr_str value);
void cr_feed_guid_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
/* media.c */
void cr_feed_media_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
void cr_feed_media_end(cr_feed_builder *b, cr_feed_frame *f, cr_str raw);
void cr_feed_chapters_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
void cr_feed_chapter_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *a, size_t n);
/* persons.c */
void cr_feed_person_end(cr_feed_builder *b, cr_feed_frame *f, cr_str text);
void cr_feed_person_of_text(cr_feed_builder *b, cr_feed_node *person, cr_str text);
void cr_feed_person_add(cr_feed_builder *b, cr_feed_node *context, const char *role, const cr_feed_node *person,
                        cr_str text);
/* geo.c */
void cr_feed_geo_start(cr_feed_builder *b, cr_feed_frame *f, const cr_feed_attribute *attributes, size_t count);
void cr_feed_geo_end(cr_feed_builder *b, cr_feed_frame *f, cr_str text);

/* The readers. Each returns false when the document is not well-formed (what was read stays in the builder). */
bool cr_feed_read_xml(cr_feed_builder *b, cr_str utf8);
bool cr_feed_read_lenient(cr_feed_builder *b, cr_str utf8);
bool cr_feed_read_json(cr_feed_builder *b, cr_str utf8);
#endif
