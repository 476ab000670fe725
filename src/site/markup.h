/* Writing HTML and XML so that a slip of the pen cannot let a source's markup through.
 *
 * Two ways in, and they cannot be confused: CR_HTML takes a string literal of ours and nothing else
 * (a variable does not compile); every value goes through one of the functions, which escape it for
 * any place at once - text, quoted attribute, HTML or XML.
 *
 *     CR_HTML(m, "<a class=\"more\"");
 *     cr_markup_attribute(m, "href", path);
 *     CR_HTML(m, ">");
 *     cr_markup_text(m, row->title);
 *     CR_HTML(m, "</a>");
 *
 * What is escaped away besides markup: ill-formed UTF-8 and control characters (U+FFFD), code points
 * that XML 1.0 forbids, and bidirectional embeddings, overrides and isolates, which could make a
 * headline read backwards (Trojan Source, CVE-2021-42574); LRM, RLM and ALM stay, honest Arabic and
 * Hebrew text uses them. */
#ifndef CR_SITE_MARKUP_H
#define CR_SITE_MARKUP_H
#include "base/buf.h"

typedef struct cr_markup {
    cr_buf *out;
} cr_markup;

#define CR_HTML(m, literal) cr_buf_add((m)->out, "" literal "", sizeof(literal) - 1)

void cr_markup_text(cr_markup *m, cr_str s);
void cr_markup_text_z(cr_markup *m, const char *z);
/* ` name="value"`; nothing when the value is none. Not for addresses of others: cr_markup_link. */
void cr_markup_attribute(cr_markup *m, const char *name, cr_str value);
/* ` name="https://…"` for an address that came from outside; nothing, and false, when it is not a plain http(s) one. */
bool cr_markup_link(cr_markup *m, const char *name, cr_str url);
void cr_markup_number(cr_markup *m, long long n);

/* http or https, a host, no user name, no white space, controls, quotation marks or backslashes. */
bool cr_markup_is_web_address(cr_str url);
/* A copy free of what cr_markup_text would neutralise, for JSON and headers; at most `most` bytes, cut between characters. */
cr_str cr_markup_clean(cr_arena *a, cr_str s, size_t most);
/* Percent-encodes for a query value or path segment (RFC 3986 unreserved characters stay). */
void cr_markup_percent(cr_buf *out, cr_str s);
#endif
