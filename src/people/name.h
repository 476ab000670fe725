/* Names made comparable across spellings and scripts. */
#ifndef CR_PEOPLE_NAME_H
#define CR_PEOPLE_NAME_H
#include <courant/people.h>
#include <courant/text.h>

enum { CR_NAME_PARTS = 8, CR_NAME_BYTES = 160 };

typedef struct cr_name_key {
    char bytes[CR_NAME_BYTES]; /* folded, romanised letters and digits, parts apart by one space, ended by NUL */
    cr_str part[CR_NAME_PARTS]; /* of bytes */
    size_t parts;
    char whole[CR_NAME_BYTES];  /* the same without spaces: 习近平 and Xi Jinping meet here */
    char surname[24];           /* consonants of the last part, spellings levelled: Poutine, Putin -> "ptn" */
    bool latin;                 /* written in Latin letters */
} cr_name_key;

/* False when nothing of a name is left, or it is longer than a name is. */
bool cr_name_key_make(cr_text_tools *tools, cr_arena *scratch, cr_str name, cr_name_key *out);
/* Consonants of a romanised word with its spellings levelled, at most room-1 letters. */
void cr_name_skeleton(cr_str word, char *out, size_t room);
/* Edits (insert, delete, change) between two words; stops counting past `most`. Words longer than 64 bytes: most + 1. */
unsigned cr_name_distance(cr_str a, cr_str b, unsigned most);
/* May two full names of persons be the same one's? `foreign`: they come from different languages, so that
 * spellings may differ; otherwise only middle names and initials may. Never true for a surname alone. */
bool cr_name_same_person(const cr_name_key *a, const cr_name_key *b, bool foreign);
#endif
