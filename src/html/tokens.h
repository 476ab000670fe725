/* Inside the tokenizer: what its parts share. */
#ifndef CR_HTML_TOKENS_H
#define CR_HTML_TOKENS_H
#include "html/scan.h"
#include "html/tokenizer.h"

/* So many bytes of a run count as one step of work. */
enum { CR_HTML_BYTES_A_STEP = 64 };

/* The standard's white space between tokens; a carriage return is a line feed by now. */
static inline bool cr_html_space_byte(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\f'; }
static inline bool cr_html_letter(char c) { return (unsigned char)((c | 32) - 'a') < 26; }

/* `p` stands behind "<" or "</", on a letter. False when the input ends inside the tag: then there is no token. */
bool cr_html_read_tag(cr_html_tokenizer *t, cr_html_token *token, const char *p, bool end);
/* `p` stands behind "<!". */
bool cr_html_read_declaration(cr_html_tokenizer *t, cr_html_token *token, const char *p);
/* From `p` to the next '>': what is no comment and becomes one. */
bool cr_html_read_bogus_comment(cr_html_tokenizer *t, cr_html_token *token, const char *p);
/* RCDATA, RAWTEXT, script data, PLAINTEXT, CDATA: false where no text is left before the end tag or the end. */
bool cr_html_read_raw(cr_html_tokenizer *t, cr_html_token *token);

/* `s` with U+FFFD for each U+0000. */
cr_str cr_html_replace_nul(cr_html_tokenizer *t, cr_str s);
cr_str cr_html_slice(cr_html_tokenizer *t, const char *from, const char *to); /* the same where the input has any */
/* A name in lower case: the slice itself where it is. */
cr_str cr_html_lower(cr_html_tokenizer *t, cr_str s);
bool cr_html_starts_nocase(const char *p, const char *end, const char *lower);
#endif
