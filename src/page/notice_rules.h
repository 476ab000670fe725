/* Inside the room: the lists of data/notice.txt and how notices are searched with them (notice.c, notice_find.c, notice_names.c). */
#ifndef CR_PAGE_NOTICE_RULES_H
#define CR_PAGE_NOTICE_RULES_H
#include <courant/article.h>
#include <stdint.h>
#include <string.h>

#include "page/notice.h"

typedef enum cr_notice_group {
    CR_NOTICE_AUTOMATIC, CR_NOTICE_ENGINE, CR_NOTICE_TRANSLATE, CR_NOTICE_GENERATE, CR_NOTICE_RELAY, CR_NOTICE_UNEDITED, CR_NOTICE_SELF, CR_NOTICE_DEMO,
    CR_NOTICE_ITEM, CR_NOTICE_WEAK, CR_NOTICE_CAUTION, CR_NOTICE_REPORT, CR_NOTICE_MAIN, CR_NOTICE_ORIGINAL, CR_NOTICE_OPERATOR, CR_NOTICE_BY, CR_NOTICE_FROM,
    CR_NOTICE_SOURCE, CR_NOTICE_SOURCE_AFTER, CR_NOTICE_TONGUE, CR_NOTICE_MEDIUM, CR_NOTICE_MEDIUM_NOUN, CR_NOTICE_LABEL, CR_NOTICE_COMMAND, CR_NOTICE_EDITION, CR_NOTICE_ITSELF,
    CR_NOTICE_MACHINE, /* automatic, engine and unedited together: lines without any are no notices */
    CR_NOTICE_GROUPS
} cr_notice_group;

struct cr_notice_rules {
    cr_strs stems[CR_NOTICE_GROUPS]; /* folded by cr_text_plain */
    struct cr_language_name { cr_str name; const char *code; } *names;
    size_t name_count;
    struct cr_first_bytes {
        uint16_t *places;    /* of stems or names, by first byte */
        uint16_t from[257];  /* the first place of a byte; the next byte's is behind the last */
    } stem_index[CR_NOTICE_GROUPS], name_index;
    uint64_t opens[64]; /* of the stems that any notice must hold: bits of cr_notice_opening, by their first two bytes */
};
static inline unsigned cr_notice_opening(char first, char second) { return ((unsigned char)first * 61u + (unsigned char)second) % (64 * 64); }

static inline bool cr_notice_begins(cr_str s, cr_str head) { return s.len >= head.len && memcmp(s.ptr, head.ptr, head.len) == 0; }
static inline bool cr_notice_closes(cr_str s, cr_str tail) { return s.len >= tail.len && memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0; }

/* A line of a page, folded. */
typedef struct cr_notice_text {
    const cr_notice_rules *rules;
    cr_str s;
} cr_notice_text;

/* Lower case without accents, as cr_text_plain, and with straight apostrophes. */
cr_str cr_notice_plain(cr_arena *arena, cr_str s);
/* First place of a stem of the group in [from, to); *end (may be NULL) behind it. CR_STR_NPOS when there is none. */
size_t cr_notice_find(const cr_notice_text *t, cr_notice_group g, size_t from, size_t to, size_t *end);
bool cr_notice_has(const cr_notice_text *t, cr_notice_group g, size_t from, size_t to);
/* The word is one of the group's. */
bool cr_notice_word(const cr_notice_rules *r, cr_notice_group g, cr_str word);
/* The word starts with a stem of the group. */
bool cr_notice_stem(const cr_notice_rules *r, cr_notice_group g, cr_str word);
/* End of the sentence that `at` is in: behind a full stop and its like before a space, or at the text's end. `clauses`: semicolons end one too. */
size_t cr_notice_sentence_end(cr_str s, size_t at, bool clauses);
size_t cr_notice_letters_after(cr_str s, size_t at); /* bytes of letters from `at` on */
bool cr_notice_letter_before(cr_str s, size_t at);
bool cr_notice_spaced(unsigned char lead); /* a script that puts spaces between words */

/* Names of languages in the text, in their order. */
typedef struct cr_mention {
    size_t start, end;
    const char *code;
} cr_mention;
enum { CR_NOTICE_MENTIONS = 40 };
size_t cr_notice_mentions(const cr_notice_text *t, cr_mention out[CR_NOTICE_MENTIONS]);
bool cr_notice_is_language(const cr_notice_rules *r, cr_arena *arena, cr_str name);

/* Whose reports are relayed, and who runs the machine, as the line writes the names; none where it names none. */
cr_str cr_notice_relay_of(const cr_notice_rules *r, cr_arena *arena, cr_str line);
/* "The original was published by Example.": said by a page that a machine translated. */
cr_str cr_notice_original_of(const cr_notice_rules *r, cr_arena *arena, cr_str line);
cr_str cr_notice_operator(const cr_notice_rules *r, cr_arena *arena, cr_str line, cr_str relay_of);
#endif
