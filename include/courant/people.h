/* Courant: persons and organisations across articles: one record each, with aliases, scripts and roles.
 * Never merged on a surname alone. A reducer like courant/story.h: order makes the answer, state saved and loaded. */
#ifndef COURANT_PEOPLE_H
#define COURANT_PEOPLE_H
#include <courant/names.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_people cr_people;

cr_people *cr_people_new(void);
void cr_people_free(cr_people *p);

/* The stable id ("p7") of the person or organisation of this name; made when new. `role` may be none,
 * `date` the article's. `id` is filled; an empty string when the name is too weak to be a record (a bare
 * surname that no record carries, a pronoun). */
cr_status cr_people_resolve(cr_people *p, cr_str name, cr_name_kind kind, cr_str lang, cr_str role, cr_str date,
                            char id[24], cr_error *err) CR_MUST_CHECK;

typedef struct cr_person {
    char id[24];
    cr_name_kind kind;
    cr_str name;      /* fullest form seen first */
    cr_strs aliases;  /* other forms, other scripts */
    cr_strs roles;    /* as written, oldest first */
    cr_strs role_dates; /* beside roles: first article's date, or none */
} cr_person;

/* Borrowed until the next call that changes `p`. False when there is none. */
bool cr_people_get(const cr_people *p, const char *id, cr_arena *arena, cr_person *out);

cr_status cr_people_save(const cr_people *p, cr_arena *arena, cr_str *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_people_load(cr_str state, cr_people **out, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
