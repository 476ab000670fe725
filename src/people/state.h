/* Inside of cr_people. */
#ifndef CR_PEOPLE_STATE_H
#define CR_PEOPLE_STATE_H
#include <stdint.h>

#include "base/map.h"
#include "people/name.h"

typedef struct cr_alias {
    cr_str form, lang;
    struct cr_alias *next;
} cr_alias;

typedef struct cr_role {
    cr_str role, date; /* date: of the first article, or none */
    struct cr_role *next;
} cr_role;

typedef struct cr_record_person {
    cr_name_kind kind;
    cr_str name;
    cr_alias *aliases; /* in order of their coming; the name itself among them, with its language */
    cr_role *roles;
    uint32_t next_surname; /* 1 + the next record with this surname's skeleton, or 0 */
} cr_record_person;

struct cr_people {
    cr_arena *arena, *scratch;
    cr_map *index; /* 'p' whole key of a person, 'b' of a body, 's' surname's skeleton -> 1 + record; 'w' form of a body -> its line */
    cr_text_tools *tools;
    cr_record_person *records;
    size_t count, capacity;
};

void cr_people_body_key(const cr_people *p, cr_name_key *key);
/* False when memory is out. `at`: 1 + the record. The alias leads to the record from now on. */
bool cr_people_add_alias(cr_people *p, uint32_t at, cr_str form, cr_str lang);
bool cr_people_add_role(cr_people *p, uint32_t at, cr_str role, cr_str date);
/* A new record; its number, or 0 when memory is out. */
uint32_t cr_people_make(cr_people *p, const cr_name_key *key, cr_str name, cr_name_kind kind);
#endif
