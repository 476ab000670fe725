/* Courant: string slices.
 *
 * A cr_str is a borrowed run of bytes, UTF-8 unless a function says otherwise, not ended by
 * NUL. {NULL, 0} means "no value" (null in JSON); {"", 0} is an empty string. Whoever makes
 * a slice says what it borrows from: usually an arena or the decoded input.
 *
 * `start`/`end` pairs all over Courant are byte offsets, end exclusive; JSON output counts
 * Unicode code points (src/base/utf8.h converts). */
#ifndef COURANT_STR_H
#define COURANT_STR_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <courant/arena.h>
#include <courant/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_str {
    const char *ptr;
    size_t len; /* bytes */
} cr_str;

typedef struct cr_strs { /* a list of slices */
    cr_str *items;
    size_t count;
} cr_strs;

typedef struct cr_span { /* bytes [start, end) of a text named beside it */
    size_t start, end;
} cr_span;
/* Bytes of a text and of its translation that belong together. */
typedef struct cr_link { cr_span source, target; } cr_link;

#define CR_STR(literal) ((cr_str){(literal), sizeof(literal) - 1})
#define CR_STR_NONE ((cr_str){NULL, 0})
/* For printf("%.*s", CR_FMT(s)). */
#define CR_FMT(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

static inline cr_str cr_str_of(const char *z) { /* borrows z; NULL gives no value */
    return z ? (cr_str){z, strlen(z)} : (cr_str){NULL, 0};
}
static inline bool cr_str_none(cr_str s) { return s.ptr == NULL; }
static inline bool cr_str_empty(cr_str s) { return s.len == 0; }
static inline cr_str cr_str_slice(cr_str s, size_t start, size_t end) {
    return (cr_str){s.ptr ? s.ptr + start : NULL, end - start}; /* NULL + 0 is undefined in C */
}

/* Inline, and length first: a page is millions of these, most of them with a literal whose length is then known. */
static inline bool cr_str_eq(cr_str a, cr_str b) { return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0); }
bool cr_str_eq_nocase(cr_str a, cr_str b); /* folds ASCII letters only */
static inline bool cr_str_is(cr_str a, const char *z) { return cr_str_eq(a, cr_str_of(z)); }
static inline bool cr_str_is_nocase(cr_str a, const char *z) {
    cr_str b = cr_str_of(z);
    return a.len == b.len && cr_str_eq_nocase(a, b);
}
int cr_str_compare(cr_str a, cr_str b); /* byte order */
static inline bool cr_str_starts(cr_str s, const char *prefix) {
    cr_str p = cr_str_of(prefix);
    return s.len >= p.len && (p.len == 0 || memcmp(s.ptr, p.ptr, p.len) == 0);
}
static inline bool cr_str_starts_nocase(cr_str s, const char *prefix) {
    cr_str p = cr_str_of(prefix);
    return s.len >= p.len && cr_str_eq_nocase(cr_str_slice(s, 0, p.len), p);
}
static inline bool cr_str_ends(cr_str s, const char *suffix) {
    cr_str p = cr_str_of(suffix);
    return s.len >= p.len && (p.len == 0 || memcmp(s.ptr + (s.len - p.len), p.ptr, p.len) == 0);
}

/* Byte position of the first `needle` at or after `from`; CR_STR_NPOS when there is none. */
#define CR_STR_NPOS ((size_t)-1)
size_t cr_str_find(cr_str s, cr_str needle, size_t from);
size_t cr_str_find_nocase(cr_str s, cr_str needle, size_t from); /* ASCII folding */
size_t cr_str_find_byte(cr_str s, char byte, size_t from);
bool cr_str_contains(cr_str s, const char *needle);

cr_str cr_str_trim(cr_str s); /* ASCII white space and U+00A0, both ends */

/* Takes the part before the next `separator` off *rest; false when *rest is used up. */
bool cr_str_split(cr_str *rest, char separator, cr_str *part);

/* Copies live in the arena and are followed by a NUL that .len does not count, so .ptr may be
 * handed to C functions where the text holds no NUL itself. Failure gives CR_STR_NONE. */
cr_str cr_str_copy(cr_arena *a, cr_str s);
cr_str cr_str_copy_z(cr_arena *a, const char *z);
cr_str cr_str_format(cr_arena *a, const char *format, ...) CR_PRINTF(2, 3);
cr_str cr_str_vformat(cr_arena *a, const char *format, va_list args);
cr_str cr_str_concat(cr_arena *a, cr_str x, cr_str y);
cr_str cr_str_lower_ascii(cr_arena *a, cr_str s);
/* Runs of white space (Unicode included) become one space; both ends trimmed. */
cr_str cr_str_squeeze(cr_arena *a, cr_str s);

#ifdef __cplusplus
}
#endif
#endif
