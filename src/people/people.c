/* One record for each person and body, across articles, languages and scripts.
 *
 *     name ──latin──▶ whole key ──▶ record            exact, whatever the spacing and accents
 *                     surname   ──▶ chain of records  compared one by one: cr_name_same_person
 *
 * Records are made in the order of the calls and numbered so ("p1", "p2"), which makes the answer depend on
 * the order alone. The chain of a surname is walked at most MOST_COMPARED records far: the first, then the newest. */
#include <courant/people.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "people/name.h"
#include "people/state.h"

enum { MOST_COMPARED = 200, MOST_ALIASES = 64, MOST_ROLES = 64 };

static bool body(cr_name_kind kind) { return kind == CR_NAME_ORGANISATION || kind == CR_NAME_PLACE; }

/* Keys of persons, bodies, surnames and raw names live in one map, told apart by their first letter. */
static cr_str tagged(char *room, size_t size, char tag, const char *key) {
    int n = snprintf(room, size, "%c%s", tag, key);
    return (cr_str){room, n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1};
}

/* The bodies file: every form of a line leads to the line's first form. */
static bool read_bodies(cr_people *p) {
    cr_str data = cr_data("people/bodies.txt"), line, form;
    cr_arena *scratch = cr_arena_new(0);
    bool ok = scratch != NULL;
    for (uintptr_t number = 1; ok && cr_str_split(&data, '\n', &line); number++) {
        if (!line.len || line.ptr[0] == '#')
            continue;
        while (ok && cr_str_split(&line, ',', &form)) {
            cr_name_key key;
            char room[CR_NAME_BYTES + 2];
            if (!cr_name_key_make(p->tools, scratch, cr_str_trim(form), &key))
                continue;
            uintptr_t *slot = cr_map_put(p->index, tagged(room, sizeof room, 'w', key.whole), NULL);
            ok = slot != NULL;
            if (slot && !*slot)
                *slot = number;
        }
        cr_arena_reset(scratch);
    }
    cr_arena_free(scratch);
    return ok;
}

cr_people *cr_people_new(void) {
    cr_people *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->arena = cr_arena_new(0);
    p->scratch = cr_arena_new(0);
    p->index = cr_map_new();
    p->tools = cr_text_tools_new();
    if (!p->arena || !p->scratch || !p->index || !p->tools || !read_bodies(p)) {
        cr_people_free(p);
        return NULL;
    }
    return p;
}

void cr_people_free(cr_people *p) {
    if (!p)
        return;
    cr_map_free(p->index);
    cr_text_tools_free(p->tools);
    cr_arena_free(p->scratch);
    cr_arena_free(p->arena);
    free(p);
}

static uintptr_t lookup(const cr_people *p, char tag, const char *key) {
    char room[CR_NAME_BYTES + 2];
    const uintptr_t *slot = cr_map_get(p->index, tagged(room, sizeof room, tag, key));
    return slot ? *slot : 0;
}

static bool keep(cr_people *p, char tag, const char *key, uintptr_t value) {
    char room[CR_NAME_BYTES + 2];
    uintptr_t *slot = cr_map_put(p->index, tagged(room, sizeof room, tag, key), NULL);
    if (slot && !*slot)
        *slot = value;
    return slot != NULL;
}

/* All forms of a known body share the key of its line. */
void cr_people_body_key(const cr_people *p, cr_name_key *key) {
    uintptr_t line = lookup(p, 'w', key->whole);
    if (line)
        snprintf(key->whole, sizeof key->whole, "#%lu", (unsigned long)line);
}

static bool speaks(const cr_record_person *record, cr_str lang) {
    for (const cr_alias *a = record->aliases; a; a = a->next)
        if (cr_str_eq(a->lang, lang))
            return true;
    return false;
}

/* The record that carries this person's name, 0 when there is none. */
static uint32_t find_person(cr_people *p, const cr_name_key *key, cr_str lang) {
    uint32_t found = (uint32_t)lookup(p, 'p', key->whole);
    if (found)
        return found;
    uint32_t at = (uint32_t)lookup(p, 's', key->surname), only = 0, carriers = 0;
    for (unsigned n = 0; at && n < MOST_COMPARED; n++, at = p->records[at - 1].next_surname) {
        cr_record_person *record = &p->records[at - 1];
        cr_name_key other;
        cr_arena_reset(p->scratch);
        if (!cr_name_key_make(p->tools, p->scratch, record->name, &other))
            continue;
        if (key->parts == 1) { /* a bare surname: only where one person alone carries it */
            if (cr_str_eq(other.part[other.parts - 1], key->part[0]) && other.parts > 1) {
                only = at;
                carriers++;
            }
            continue;
        }
        if (cr_name_same_person(key, &other, !lang.len || !speaks(record, lang) || !key->latin))
            return at;
    }
    return carriers == 1 ? only : 0;
}

bool cr_people_add_alias(cr_people *p, uint32_t at, cr_str form, cr_str lang) {
    cr_record_person *record = &p->records[at - 1];
    cr_name_key key;
    size_t n = 0;
    cr_arena_reset(p->scratch);
    if (cr_name_key_make(p->tools, p->scratch, form, &key)) {
        if (body(record->kind))
            cr_people_body_key(p, &key);
        if (!keep(p, body(record->kind) ? 'b' : 'p', key.whole, at))
            return false;
    }
    cr_alias **end = &record->aliases;
    for (; *end; end = &(*end)->next, n++)
        if (cr_str_eq((*end)->form, form))
            return true;
    if (n >= MOST_ALIASES)
        return true;
    cr_alias *a = CR_NEW(p->arena, cr_alias);
    if (!a)
        return false;
    *a = (cr_alias){.form = cr_str_copy(p->arena, form), .lang = cr_str_copy(p->arena, lang.ptr ? lang : CR_STR(""))};
    *end = a;
    return a->form.ptr != NULL;
}

/* Roles stay in the order of their dates; one without a date goes to the end. */
bool cr_people_add_role(cr_people *p, uint32_t at, cr_str role, cr_str date) {
    cr_record_person *record = &p->records[at - 1];
    if (!role.len)
        return true;
    size_t n = 0;
    for (cr_role *r = record->roles; r; r = r->next, n++)
        if (cr_str_eq_nocase(r->role, role)) {
            if (date.len && r->date.len && cr_str_compare(date, r->date) < 0)
                r->date = cr_str_copy(p->arena, date);
            return true;
        }
    if (n >= MOST_ROLES)
        return true;
    cr_role *made = CR_NEW(p->arena, cr_role);
    if (!made)
        return false;
    *made = (cr_role){.role = cr_str_copy(p->arena, role), .date = date.len ? cr_str_copy(p->arena, date) : CR_STR_NONE};
    cr_role **place = &record->roles;
    while (*place && !(date.len && (*place)->date.len && cr_str_compare(date, (*place)->date) < 0))
        place = &(*place)->next;
    made->next = *place;
    *place = made;
    return made->role.ptr != NULL;
}

uint32_t cr_people_make(cr_people *p, const cr_name_key *key, cr_str name, cr_name_kind kind) {
    cr_record_person *record = CR_PUSH(p->arena, p->records, p->count, p->capacity);
    if (!record)
        return 0;
    uint32_t at = (uint32_t)p->count;
    *record = (cr_record_person){.kind = kind, .name = cr_str_copy(p->arena, name)};
    if (!record->name.ptr || !keep(p, body(kind) ? 'b' : 'p', key->whole, at))
        return 0;
    if (!body(kind)) {
        uint32_t first = (uint32_t)lookup(p, 's', key->surname);
        if (!first)
            return keep(p, 's', key->surname, at) ? at : 0;
        cr_record_person *head = &p->records[first - 1]; /* the newest goes second, so that joining takes one step */
        record->next_surname = head->next_surname;
        head->next_surname = at;
    }
    return at;
}

static cr_status out_of_memory(cr_error *err) { return cr_fail(err, CR_ERR_MEMORY, "out of memory for people; raise `arena_bytes` under [limits] in courant.conf"); }

cr_status cr_people_resolve(cr_people *p, cr_str name, cr_name_kind kind, cr_str lang, cr_str role, cr_str date, char id[24], cr_error *err) {
    cr_name_key key;
    id[0] = 0;
    cr_arena_reset(p->scratch);
    name = cr_str_trim(name);
    if (!cr_name_key_make(p->tools, p->scratch, name, &key))
        return CR_OK;
    uint32_t at = 0;
    if (!body(kind))
        at = find_person(p, &key, lang);
    if (!at && kind != CR_NAME_PERSON) {
        cr_people_body_key(p, &key);
        at = (uint32_t)lookup(p, 'b', key.whole);
    }
    if (!at) {
        bool weak = !body(kind) && key.parts < 2;
        if (weak || p->count >= cr_limit(NULL, CR_LIMIT_PEOPLE))
            return CR_OK;
        at = cr_people_make(p, &key, name, kind);
        if (!at)
            return out_of_memory(err);
    }
    cr_record_person *record = &p->records[at - 1];
    if (record->kind == CR_NAME_UNKNOWN && kind != CR_NAME_UNKNOWN && !body(kind))
        record->kind = kind;
    bool bare = !body(record->kind) && key.parts == 1;
    if (!bare && !cr_people_add_alias(p, at, name, lang))
        return out_of_memory(err);
    if (!cr_people_add_role(p, at, cr_str_trim(role), date))
        return out_of_memory(err);
    snprintf(id, 24, "p%u", at);
    return CR_OK;
}

static bool parse_id(const char *id, size_t count, uint32_t *at) {
    uint64_t n = 0;
    if (!id || id[0] != 'p' || !id[1] || id[1] == '0')
        return false;
    for (const char *c = id + 1; *c; c++) {
        if (*c < '0' || *c > '9' || n > count)
            return false;
        n = n * 10 + (uint64_t)(*c - '0');
    }
    *at = (uint32_t)n;
    return n >= 1 && n <= count;
}

bool cr_people_get(const cr_people *p, const char *id, cr_arena *arena, cr_person *out) {
    uint32_t at;
    if (!parse_id(id, p->count, &at))
        return false;
    const cr_record_person *record = &p->records[at - 1];
    *out = (cr_person){.kind = record->kind, .name = record->name};
    snprintf(out->id, sizeof out->id, "p%u", at);
    size_t aliases = 0, roles = 0;
    for (const cr_alias *a = record->aliases; a; a = a->next)
        aliases++;
    for (const cr_role *r = record->roles; r; r = r->next)
        roles++;
    out->aliases.items = CR_NEW_ARRAY(arena, cr_str, aliases + 1);
    out->roles.items = CR_NEW_ARRAY(arena, cr_str, roles + 1);
    out->role_dates.items = CR_NEW_ARRAY(arena, cr_str, roles + 1);
    if (!out->aliases.items || !out->roles.items || !out->role_dates.items)
        return false;
    for (const cr_alias *a = record->aliases; a; a = a->next)
        if (!cr_str_eq(a->form, record->name))
            out->aliases.items[out->aliases.count++] = a->form;
    for (const cr_role *r = record->roles; r; r = r->next) {
        out->roles.items[out->roles.count++] = r->role;
        out->role_dates.items[out->role_dates.count++] = r->date;
    }
    return true;
}
