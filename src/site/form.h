/* Forms: what a client sends to be acted on, read by a reader of our own.
 *
 *     char boundary[CR_FORM_BOUNDARY_ROOM];
 *     cr_form form = {0};
 *     switch (cr_form_type(content_type, boundary)) {
 *     case CR_FORM_URLENCODED: cr_form_urlencoded(arena, body, limits, &form, &err); ...
 *     case CR_FORM_MULTIPART:  cr_form_multipart(arena, body, cr_str_of(boundary), limits, &form, &err); ...
 *     }
 *     cr_str q = cr_form_value(&form, "q");
 *
 * application/x-www-form-urlencoded as the URL standard reads it (a "%" that begins no escape stays, "+" is a space), multipart/form-data
 * by RFC 7578 over RFC 2046. Names and values come out as valid UTF-8 without NUL: what is ill-formed becomes U+FFFD.
 * Linear in the bytes, no recursion. Limits: "form_fields", "form_field_bytes", "form_header_bytes". */
#ifndef CR_SITE_FORM_H
#define CR_SITE_FORM_H
#include <courant/str.h>

#include "base/limits.h"

enum { CR_FORM_BOUNDARY_ROOM = 71 }; /* RFC 2046 §5.1.1: at most 70 characters */

typedef struct cr_form_field {
    cr_str name, value; /* in the arena, or borrowed from the body */
} cr_form_field;

typedef struct cr_form {
    cr_form_field *fields; /* in the order in which they came; a name may come twice */
    size_t count, capacity;
    size_t parts;   /* of everything read so far, for the limit */
    size_t ignored; /* parts that are files, or no text, or without a name */
} cr_form;

typedef enum cr_form_kind { CR_FORM_OTHER, CR_FORM_JSON, CR_FORM_URLENCODED, CR_FORM_MULTIPART } cr_form_kind;

/* What a Content-Type announces. Multipart without a boundary that RFC 2046 allows, or with two, is CR_FORM_OTHER. */
cr_form_kind cr_form_type(cr_str content_type, char boundary[CR_FORM_BOUNDARY_ROOM]);

/* Both add to *form, which may hold fields already. CR_ERR_LIMIT: over a limit; CR_ERR_SYNTAX: cut off or not of that form. */
cr_status cr_form_urlencoded(cr_arena *a, cr_str body, const cr_limits *limits, cr_form *form, cr_error *err) CR_MUST_CHECK;
cr_status cr_form_multipart(cr_arena *a, cr_str body, cr_str boundary, const cr_limits *limits, cr_form *form, cr_error *err) CR_MUST_CHECK;

/* The first value of that name; none when there is none. */
cr_str cr_form_value(const cr_form *form, const char *name);

/* CRLF and a CR alone become LF. `s` itself where it has no CR. Browsers send line ends as CRLF, whatever the text had. */
cr_str cr_form_lines(cr_arena *a, cr_str s);
#endif
