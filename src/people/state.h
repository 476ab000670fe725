/* Inside of cr_people. */
#ifndef CR_PEOPLE_STATE_H
#define CR_PEOPLE_STATE_H
#include <stdint.h>

#include "base/map.h"
#include "people/name.h"

typedef struct cr_lexicons cr_lexicons; /* of the languages met so far */

typedef struct cr_alias {
    cr_str form, lang;
    struct cr_alias *next;
} cr_alias;

typedef struct cr_role {
    cr_str role, lang;
    cr_str date, last; /* of the first and the last article, or none */
    cr_str article;    /* the first one's id, or none */
    struct cr_role *next;
} cr_role;

enum { CR_RECORD_DOSSIERS = 4 };

typedef struct cr_record_person {
    cr_name_kind kind;
    cr_str name;
    cr_alias *aliases; /* in order of their coming; the name itself among them, with its language */
    cr_role *roles;
    cr_str dossiers[CR_RECORD_DOSSIERS]; /* seen last in these, the newest first */
    uint32_t next_sound, next_surname;   /* 1 + the next record of this key of the index, of this surname; or 0 */
} cr_record_person;

struct cr_people {
    cr_arena *arena, *scratch;
    /* 'p' whole key of a person, 'b' of a body, 'k' index of sounds, 's' surname -> 1 + record; 'w' form of a body -> its line */
    cr_map *index;
    cr_text_tools *tools;
    cr_lexicons *lexicons;
    cr_record_person *records;
    size_t count, capacity;
};

void cr_people_body_key(const cr_people *p, cr_name_key *key);
/* False when memory is out. `at`: 1 + the record. The alias leads to the record from now on. */
bool cr_people_add_alias(cr_people *p, uint32_t at, cr_str form, cr_str lang);
bool cr_people_add_role(cr_people *p, uint32_t at, const cr_role *role);
bool cr_people_add_dossier(cr_people *p, uint32_t at, cr_str dossier);
/* A new record; its number, or 0 when memory is out. */
uint32_t cr_people_make(cr_people *p, const cr_name_key *key, cr_str name, cr_name_kind kind);

/* match.c: the record that carries this person's name, 0 when there is none, or more than one that it may be. */
uint32_t cr_people_find_person(cr_people *p, const cr_name_key *key, const cr_person_mention *m);
uintptr_t cr_people_lookup(const cr_people *p, char tag, const char *key);
/* describe.c: what a name of unknown kind is: CR_NAME_UNKNOWN may be a name, CR_NAME_ORGANISATION a body described by the noun it
 * is ("ministry of defence of Norway"). False for what names nobody in particular: "a senior official", "the two countries". */
bool cr_people_names_somebody(cr_people *p, cr_str name, cr_str lang, cr_name_kind *kind);
cr_lexicons *cr_lexicons_new(void);
void cr_lexicons_free(cr_lexicons *l);
#endif
