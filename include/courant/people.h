/* Courant: persons and organisations across articles: one record each, with aliases, scripts and roles.
 * Never merged on a surname alone; across scripts by sound (src/people/name.h), found through an index, never a scan. A reducer like courant/story.h: order makes the answer, state saved and loaded. */
#ifndef COURANT_PEOPLE_H
#define COURANT_PEOPLE_H
#include <courant/names.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cr_people cr_people;

cr_people *cr_people_new(void);
void cr_people_free(cr_people *p);

/* One naming of somebody in one article. What is not known is none. */
typedef struct cr_person_mention {
    cr_str name;      /* the fullest form in its article */
    cr_name_kind kind;
    cr_str lang;
    cr_str role;      /* as written beside the name */
    cr_str date;      /* of the article, or the day that it tells */
    cr_str article;   /* its id: kept with the role, so that a reader can look */
    cr_str dossier;   /* of the article: a surname alone counts among people of the same dossier */
} cr_person_mention;

/* The stable id ("p7") of the person or organisation of this name; made when new. `id` is filled; an empty string when
 * the name is too weak to be a record: a pronoun, a description of somebody ("a senior official"), two names at once, or a
 * surname alone, unless exactly one person of that surname was seen in the same dossier or with the same role. */
cr_status cr_people_resolve_mention(cr_people *p, const cr_person_mention *mention, char id[24], cr_error *err) CR_MUST_CHECK;
/* The same of a name out of no article. */
cr_status cr_people_resolve(cr_people *p, cr_str name, cr_name_kind kind, cr_str lang, cr_str role, cr_str date,
                            char id[24], cr_error *err) CR_MUST_CHECK;

typedef struct cr_person {
    char id[24];
    cr_name_kind kind;
    cr_str name;      /* fullest form seen first */
    cr_strs aliases;  /* other forms, other scripts */
    cr_strs roles;    /* as written, oldest first */
    cr_strs role_dates; /* beside roles: first article's date, or none */
    cr_strs alias_langs; /* beside aliases: the language that wrote so first */
    cr_strs role_langs, role_lasts, role_articles; /* beside roles: its language; the last article's date; the id of the first article, or none */
} cr_person;

/* Borrowed until the next call that changes `p`. False when there is none. */
bool cr_people_get(const cr_people *p, const char *id, cr_arena *arena, cr_person *out);

cr_status cr_people_save(const cr_people *p, cr_arena *arena, cr_str *out, cr_error *err) CR_MUST_CHECK;
cr_status cr_people_load(cr_str state, cr_people **out, cr_error *err) CR_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
