/* Names made comparable across spellings and scripts.
 *
 *     "Сергей Лавров" ─ICU─▶ sergey lavrov ─levelled─▶ sergei lavrov ─sound─▶ srg lfrf ─coarse─▶ slk lplp
 *
 * Levelled words put the romanisations of one sound beside each other (Poutine, Putin; Lawrow, Lavrov) and keep their vowels;
 * sounds are what is left without vowels, for scripts that do not write them or add their own; the coarse ones are the key
 * of the index, so that a name is compared with a handful of others and never with all. */
#ifndef CR_PEOPLE_NAME_H
#define CR_PEOPLE_NAME_H
#include <courant/people.h>
#include <courant/text.h>

enum { CR_NAME_PARTS = 8, CR_NAME_BYTES = 160, CR_SOUND_BYTES = 24 };

/* How a script writes a foreign name: Greek is CR_SCRIPT_CYRILLIC (vowels written), Hebrew CR_SCRIPT_ARABIC (not written). */
typedef enum cr_name_script { CR_SCRIPT_LATIN, CR_SCRIPT_CYRILLIC, CR_SCRIPT_ARABIC, CR_SCRIPT_KANA, CR_SCRIPT_HAN, CR_SCRIPT_OTHER } cr_name_script;

typedef struct cr_name_key {
    char bytes[CR_NAME_BYTES]; /* folded, romanised letters and digits, parts apart by one space, ended by NUL; hyphens and particles off */
    cr_str part[CR_NAME_PARTS]; /* of bytes */
    size_t parts;
    char whole[CR_NAME_BYTES];  /* the same without spaces: 习近平 and Xi Jinping meet here */
    char index[2 * CR_SOUND_BYTES]; /* coarse sounds of the surname, '/', the first two of the given name or fewer */
    cr_name_script script;
    char generation;            /* 'j' Jr., 's' Sr., '2' II …; 0 when none stands there */
} cr_name_key;

/* False when nothing of a name is left, or it is longer than a name is. */
bool cr_name_key_make(cr_text_tools *tools, cr_arena *scratch, cr_str name, cr_name_key *out);
/* The surname: the last part. */
static inline cr_str cr_name_surname(const cr_name_key *key) { return key->part[key->parts - 1]; }
/* Edits (insert, delete, change) between two words; stops counting past `most`. Words longer than 64 bytes: most + 1. */
unsigned cr_name_distance(cr_str a, cr_str b, unsigned most);

/* sound.c: NUL-ended, cut at room - 1. */
size_t cr_name_levelled(cr_str word, bool surname, char *out, size_t room);
size_t cr_name_sound(cr_str word, cr_name_script script, char *out, size_t room);
void cr_name_coarse(char *sound); /* in place */
/* Do two words of two scripts sound alike? Latin beside Latin: the same levelled letters. */
bool cr_name_sounds_alike(cr_str a, cr_name_script script_a, cr_str b, cr_name_script script_b, bool surname);

/* How far two full names of persons may be one person's. `foreign`: they come from different languages, so that
 * spellings may differ; otherwise only middle names and initials may. Never more than apart for a surname alone.
 * CR_NAMES_CONFLICT: the same but for what tells two persons apart: Jr., another middle name. */
typedef enum cr_name_match { CR_NAMES_CONFLICT = -1, CR_NAMES_APART, CR_NAMES_ALIKE, CR_NAMES_EQUAL } cr_name_match;
cr_name_match cr_name_compare(const cr_name_key *a, const cr_name_key *b, bool foreign);
#endif
