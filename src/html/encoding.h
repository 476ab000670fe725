/* Bytes to UTF-8, as the Encoding Standard (encoding.spec.whatwg.org) and the HTML standard's "determining the character
 * encoding" have it, and what to do where a page lies about itself.
 *
 *     const char *encoding;
 *     CR_TRY(cr_encoding_decode_html(arena, bytes, http_charset, &utf8, &encoding, err));
 *
 * Names of encodings are the standard's in lower case ("windows-1252"), static strings. */
#ifndef CR_HTML_ENCODING_H
#define CR_HTML_ENCODING_H
#include <courant/str.h>

/* "latin1" -> "windows-1252", "sjis" -> "shift_jis": one of 228 labels, or NULL for an unknown one. */
const char *cr_encoding_for_label(cr_str label);

/* The names of all encodings, ended by NULL. */
extern const char *const cr_encoding_names[];

/* Converts; ill-formed bytes become U+FFFD by the standard's rule and are counted in *errors (may be NULL). `encoding` is a
 * name that cr_encoding_for_label gave. The result lives in the arena (or is `bytes` itself where that is the same text). */
cr_status cr_encoding_convert(cr_arena *arena, cr_str bytes, const char *encoding, cr_str *utf8, size_t *errors, cr_error *err) CR_MUST_CHECK;

/* UTF-8, UTF-16LE or UTF-16BE by its byte order mark (*skip: its bytes), or NULL. */
const char *cr_encoding_by_bom(cr_str bytes, size_t *skip);

/* A guess for undeclared bytes: UTF-8 where valid or nearly so, else by the letters they would stand for; never NULL. */
const char *cr_encoding_detect(cr_str bytes);

/* What the HTML standard has a browser use: byte order mark (*skip: its bytes), `http_charset` (or none), <meta> in the first
 * bytes or, failing that, farther down, then the guess; windows-1252 where nothing speaks for anything. Never NULL. */
const char *cr_encoding_sniff(cr_str bytes, cr_str http_charset, size_t *skip);

/* The whole of an HTML page's decoding: cr_encoding_sniff, and where the bytes contradict what is declared, what makes the page
 * readable. *encoding is the name used. A UTF-8 page is not copied. */
cr_status cr_encoding_decode_html(cr_arena *arena, cr_str bytes, cr_str http_charset, cr_str *utf8, const char **encoding, cr_error *err) CR_MUST_CHECK;
#endif
