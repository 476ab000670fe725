/* Bytes to UTF-8: the Encoding Standard's labels (encoding.spec.whatwg.org) over ICU's converters. */
#ifndef CR_HTML_ENCODING_H
#define CR_HTML_ENCODING_H
#include <courant/str.h>

/* "latin1" -> "windows-1252", "sjis" -> "shift_jis": the standard's name in lower case, or NULL for an unknown label. */
const char *cr_encoding_for_label(cr_str label);

/* Converts; ill-formed bytes become U+FFFD and are counted in *errors (may be NULL). `encoding` is a name that
 * cr_encoding_for_label gave. The result lives in the arena (or is `bytes` itself where that is valid UTF-8). */
cr_status cr_encoding_convert(cr_arena *arena, cr_str bytes, const char *encoding, cr_str *utf8, size_t *errors, cr_error *err) CR_MUST_CHECK;

/* UTF-8, UTF-16LE or UTF-16BE by its byte order mark (*skip: its bytes), or NULL. */
const char *cr_encoding_by_bom(cr_str bytes, size_t *skip);

/* A guess for undeclared bytes: UTF-8 where valid, else ICU's detector weighed with the frequency of letters; never NULL. */
const char *cr_encoding_detect(cr_str bytes);

/* The whole of an HTML page's decoding: BOM, `http_charset` (or none), prescan of <meta>, then the detector.
 * *encoding is the name used. */
cr_status cr_encoding_decode_html(cr_arena *arena, cr_str bytes, cr_str http_charset, cr_str *utf8, const char **encoding, cr_error *err) CR_MUST_CHECK;
#endif
