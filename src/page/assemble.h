/* Inside the room: decoded input to article. */
#ifndef CR_PAGE_ASSEMBLE_H
#define CR_PAGE_ASSEMBLE_H
#include <courant/page.h>

#include "base/buf.h"
#include "page/content.h"
#include "page/metadata.h"
#include "page/notice.h"
#include "text/language_tables.h"

/* Inside of the handle of courant/page.h. */
struct cr_page_tools {
    cr_arena *arena;
    cr_words words;
    const cr_notice_rules *rules;
    const cr_language_tables *language;
    const cr_judging *judging; /* the fitted one, but in bench/content.c */
};

/* in->tools is set. Both leave a->lang as the page declares it (or none): the caller weighs it with the text. */
cr_status cr_page_from_html(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_article *a, cr_error *err) CR_MUST_CHECK;
cr_status cr_page_from_text(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_article *a, cr_error *err) CR_MUST_CHECK;

/* The same in two steps, so that a bench can read a page many times: what does not depend on the judges, and the rest.
 * `parsed` lives in the arena it was made in; cr_page_from_tree leaves it as it is. */
typedef struct cr_page_parsed {
    const cr_html_document *document;
    cr_metadata metadata;
} cr_page_parsed;
cr_status cr_page_parse(cr_arena *arena, cr_str utf8, const cr_page_input *in, cr_page_parsed *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_page_from_tree(cr_arena *arena, const cr_page_parsed *parsed, const cr_page_input *in, cr_article *a, cr_error *err) CR_MUST_CHECK;

/* Blocks and text of an article, one after the other; the limit "page_text_bytes" is said in a->reason. */
typedef struct cr_block_writer {
    cr_arena *arena;
    cr_buf *text;
    cr_article *article;
    size_t capacity, ceiling;
    bool failed;
} cr_block_writer;
void cr_block_add(cr_block_writer *w, cr_block_kind kind, int level, cr_str text);
/* Moves the text into the article. */
cr_status cr_block_done(cr_block_writer *w, cr_error *err) CR_MUST_CHECK;

/* What the markup says of machines that translated the page; fills in what a notice leaves open. a->canonical_url is set. */
void cr_notice_of_markup(cr_arena *arena, const cr_notice_rules *rules, const cr_html_document *d, const cr_metadata *meta, cr_str url, cr_article *a);

/* Adds the links under headings that name other stories to a->related. */
cr_status cr_page_related(cr_arena *arena, cr_view *v, cr_str base, cr_article *a, cr_error *err) CR_MUST_CHECK;

/* An agency credited right behind the text is the author where nobody else is named. `top`: the article's element, or NULL. */
void cr_page_credit(cr_arena *arena, const cr_view *v, const cr_html_node *top, cr_article *a);
/* The same of lines behind the text. */
void cr_page_credit_lines(cr_arena *arena, const cr_words *words, const cr_str *lines, size_t count, cr_article *a);

/* Why a page is no article; sets outcome and reason. `text_chars`: of what was extracted. */
void cr_page_judge(const cr_words *words, const cr_metadata *m, const cr_view *v, const cr_content *c, cr_article *a);

/* An absolute http(s) address, or none. */
cr_str cr_page_resolve(cr_arena *arena, cr_str base, cr_str reference);
#endif
