/* JSON as the conformance suites write it: any escaped code unit, lone surrogates included, which strict readers refuse.
 * A surrogate pair becomes the character; a lone surrogate its three bytes of generalised UTF-8. */
#ifndef CONFORMANCE_JSON_H
#define CONFORMANCE_JSON_H
#include <courant/str.h>

typedef enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_type;

typedef struct json {
    json_type type;
    cr_str text;         /* of a string, unescaped; of a number, as written */
    cr_str name;         /* of a member of an object */
    struct json *first, *next;
} json;

/* NULL where `text` is no JSON value. All of it lives in the arena. */
json *json_read(cr_arena *arena, cr_str text);
/* The member of an object, or NULL. */
const json *json_get(const json *object, const char *name);
/* Resolves \uXXXX (and nothing else): the suite's "double escaped" strings. */
cr_str json_unescape_again(cr_arena *arena, cr_str s);
#endif
