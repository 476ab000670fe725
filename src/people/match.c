/* Whose name it is.
 *
 *     key ─whole──▶ record                     the same letters, whatever the spacing, accents and marks
 *         ─sounds─▶ chain of records           compared one by one, with the name and the aliases of each
 *         surname alone ─▶ chain of records    told apart by dossier and role, else nobody
 *
 * A chain is walked at most MOST_COMPARED records far: the first, then the newest. Of two records that fit alike neither is
 * taken: a third one is made, and nothing is mixed up. */
#include <stdio.h>

#include "people/state.h"

enum { MOST_COMPARED = 200, ALIASES_COMPARED = 8 };

static bool speaks(const cr_record_person *record, cr_str lang) {
    for (const cr_alias *a = record->aliases; a; a = a->next)
        if (cr_str_eq(a->lang, lang))
            return true;
    return false;
}

/* Languages that put the family first, also where they write Latin letters. */
static bool family_first(cr_str lang) {
    static const char *const langs[] = {"zh", "ja", "ko", "hu", "vi", NULL};
    for (size_t i = 0; langs[i]; i++)
        if (cr_str_is(lang, langs[i]))
            return true;
    return false;
}

/* The best that name and aliases say; a conflict with any of them is one with all. */
static cr_name_match compare(cr_people *p, const cr_name_key *key, const cr_record_person *record, cr_str lang) {
    cr_name_match best = CR_NAMES_APART;
    bool foreign = !lang.len || !speaks(record, lang), latin = key->script == CR_SCRIPT_LATIN;
    size_t n = 0;
    for (const cr_alias *a = record->aliases; a && n < ALIASES_COMPARED; a = a->next, n++) {
        cr_name_key other;
        cr_arena_reset(p->scratch);
        if (!cr_name_key_make(p->tools, p->scratch, a->form, &other))
            continue;
        bool scripts = latin != (other.script == CR_SCRIPT_LATIN);
        cr_name_match m = cr_name_compare(key, &other, foreign || scripts);
        if (m == CR_NAMES_CONFLICT)
            return m;
        if (m > best)
            best = m;
    }
    return best;
}

static uint32_t by_sound(cr_people *p, const cr_name_key *key, cr_str lang) {
    uint32_t at = (uint32_t)cr_people_lookup(p, 'k', key->index), found = 0;
    cr_name_match best = CR_NAMES_APART;
    for (unsigned n = 0; at && n < MOST_COMPARED; n++, at = p->records[at - 1].next_sound) {
        cr_name_match m = compare(p, key, &p->records[at - 1], lang);
        if (m > best) {
            best = m;
            found = at;
        } else if (m == best && m > CR_NAMES_APART)
            found = 0;
    }
    return found;
}

/* "Orbán Viktor", "Viktor Orbán" */
static uint32_t turned_round(cr_people *p, const cr_name_key *key, cr_str lang) {
    char whole[2 * CR_NAME_BYTES];
    if (key->parts != 2)
        return 0;
    snprintf(whole, sizeof whole, "%.*s%.*s", CR_FMT(key->part[1]), CR_FMT(key->part[0]));
    uint32_t at = (uint32_t)cr_people_lookup(p, 'p', whole);
    if (!at || family_first(lang))
        return at;
    for (const cr_alias *a = p->records[at - 1].aliases; a; a = a->next)
        if (family_first(a->lang))
            return at;
    return 0;
}

static bool seen_in(const cr_record_person *record, cr_str dossier) {
    for (size_t i = 0; dossier.len && i < CR_RECORD_DOSSIERS; i++)
        if (cr_str_eq(record->dossiers[i], dossier))
            return true;
    return false;
}

static bool had_role(const cr_record_person *record, cr_str role) {
    for (const cr_role *r = record->roles; role.len && r; r = r->next)
        if (cr_str_eq_nocase(r->role, role) && cr_str_find_byte(role, ' ', 0) != CR_STR_NPOS) /* "minister" alone is many */
            return true;
    return false;
}

/* A surname alone: one person of the same dossier, or else one with the same role. */
static uint32_t by_surname(cr_people *p, const cr_name_key *key, const cr_person_mention *m) {
    uint32_t at = (uint32_t)cr_people_lookup(p, 's', key->bytes), near = 0, same_role = 0;
    unsigned near_count = 0, role_count = 0;
    for (unsigned n = 0; at && n < MOST_COMPARED; n++, at = p->records[at - 1].next_surname) {
        if (seen_in(&p->records[at - 1], m->dossier) && near_count++ == 0)
            near = at;
        if (had_role(&p->records[at - 1], m->role) && role_count++ == 0)
            same_role = at;
    }
    return near_count == 1 ? near : near_count == 0 && role_count == 1 ? same_role : 0;
}

uint32_t cr_people_find_person(cr_people *p, const cr_name_key *key, const cr_person_mention *m) {
    if (key->parts == 1)
        return by_surname(p, key, m);
    uint32_t found = (uint32_t)cr_people_lookup(p, 'p', key->whole);
    if (!found)
        found = by_sound(p, key, m->lang);
    return found ? found : turned_round(p, key, m->lang);
}
