/* Writes JSON into a buffer. Commas and colons come by themselves.
 *
 *     cr_json j = cr_json_on(&buf);
 *     cr_json_object(&j);
 *     cr_json_key(&j, "id");   cr_json_str(&j, id);      // none is written as null
 *     cr_json_key(&j, "n");    cr_json_int(&j, 3);
 *     cr_json_end(&j);
 *
 * Output is UTF-8, not ASCII-escaped, on one line, in the form of `{"a": 1, "b": [1, 2]}`.
 * Ill-formed UTF-8 is written as U+FFFD. Nesting is limited to CR_JSON_DEPTH. */
#ifndef CR_BASE_JSON_H
#define CR_BASE_JSON_H
#include "base/buf.h"

#define CR_JSON_DEPTH 64

typedef struct cr_json {
    cr_buf *out;
    bool compact;                 /* no space after comma and colon */
    bool html_safe;               /* <, > and & are escaped, for JSON inside a script element */
    unsigned depth;
    bool after_key;
    char close[CR_JSON_DEPTH];    /* '}' or ']' */
    bool filled[CR_JSON_DEPTH];   /* has a member already */
} cr_json;

cr_json cr_json_on(cr_buf *out);
void cr_json_object(cr_json *j);
void cr_json_array(cr_json *j);
void cr_json_end(cr_json *j); /* closes the innermost object or array */
void cr_json_key(cr_json *j, const char *key);
void cr_json_key_str(cr_json *j, cr_str key);
void cr_json_str(cr_json *j, cr_str s);
void cr_json_z(cr_json *j, const char *z); /* NULL is null */
void cr_json_int(cr_json *j, long long n);
void cr_json_number(cr_json *j, double x, int decimals); /* not finite: null; zeros at the end are dropped */
void cr_json_bool(cr_json *j, bool b);
void cr_json_null(cr_json *j);
void cr_json_strs(cr_json *j, cr_strs list);
void cr_json_raw(cr_json *j, cr_str json); /* already JSON */
/* key and value in one */
void cr_json_member(cr_json *j, const char *key, cr_str value);
void cr_json_member_z(cr_json *j, const char *key, const char *value);
void cr_json_member_int(cr_json *j, const char *key, long long value);
void cr_json_member_bool(cr_json *j, const char *key, bool value);
void cr_json_member_strs(cr_json *j, const char *key, cr_strs value);
#endif
