/* Inside the room: what a page says of itself in a sentence, that a machine translated it or passed it on.
 *
 * A line is a notice where it speaks of the page itself, of something automatic, and of translating or relaying
 * (data/notice.txt has the stems of some twenty languages). It names the languages of the editions in the order in
 * which they are listed (data/languages.txt), the main one by a word for "main" beside it, and who runs the machine. */
#ifndef CR_PAGE_NOTICE_H
#define CR_PAGE_NOTICE_H
#include <courant/article.h>

typedef struct cr_notice_rules cr_notice_rules;

/* Reads the lists into the arena; NULL when memory is out. */
const cr_notice_rules *cr_notice_rules_load(cr_arena *arena);

/* Whether the line is a notice; if so it is added to *notice (made when NULL). */
bool cr_notice_line(const cr_notice_rules *rules, cr_arena *arena, cr_str line, cr_notice **notice);

/* The line says that nobody edited it: "from a syndicated feed", "sans intervention". */
bool cr_notice_unedited(const cr_notice_rules *rules, cr_arena *arena, cr_str line);

/* The outlet in a headline's end, "Headline — RT World News" gives RT, "Headline | The Daily Star" the whole; none where it names none. */
cr_str cr_notice_outlet(cr_str tail);
/* " — ", " | ", " - ": where the last one stands in a headline whose tail names the outlet, with the sign's width in bytes;
 * CR_STR_NPOS when there is none. */
size_t cr_notice_headline_end(cr_str headline, size_t *width);
#endif
