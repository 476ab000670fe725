/* One record for each person and body, across articles, languages and scripts.
 *
 * Records are made in the order of the calls and numbered so ("p1", "p2"), which makes the answer depend on
 * the order alone. Whose name it is, is told in match.c; what is no name at all in describe.c. */
#include <courant/people.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"
#include "people/name.h"
#include "people/state.h"

enum { MOST_ALIASES = 64, MOST_ROLES = 64 };

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
    p->lexicons = cr_lexicons_new();
    if (!p->arena || !p->scratch || !p->index || !p->tools || !p->lexicons || !read_bodies(p)) {
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
    cr_lexicons_free(p->lexicons);
    cr_arena_free(p->scratch);
    cr_arena_free(p->arena);
    free(p);
}

uintptr_t cr_people_lookup(const cr_people *p, char tag, const char *key) {
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
    uintptr_t line = cr_people_lookup(p, 'w', key->whole);
    if (line)
        snprintf(key->whole, sizeof key->whole, "#%lu", (unsigned long)line);
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

static cr_str keep_str(cr_people *p, cr_str s) { return s.len ? cr_str_copy(p->arena, s) : CR_STR_NONE; }

/* Roles stay in the order of their dates; one without a date goes to the end. */
bool cr_people_add_role(cr_people *p, uint32_t at, const cr_role *role) {
    cr_record_person *record = &p->records[at - 1];
    if (!role->role.len)
        return true;
    cr_str date = role->date, last = role->last.len ? role->last : date;
    size_t n = 0;
    for (cr_role *r = record->roles; r; r = r->next, n++)
        if (cr_str_eq_nocase(r->role, role->role)) {
            if (date.len && r->date.len && cr_str_compare(date, r->date) < 0) {
                r->date = keep_str(p, date);
                r->article = keep_str(p, role->article);
            }
            if (last.len && (!r->last.len || cr_str_compare(last, r->last) > 0))
                r->last = keep_str(p, last);
            return true;
        }
    if (n >= MOST_ROLES)
        return true;
    cr_role *made = CR_NEW(p->arena, cr_role);
    if (!made)
        return false;
    *made = (cr_role){.role = cr_str_copy(p->arena, role->role), .lang = keep_str(p, role->lang), .date = keep_str(p, date), .last = keep_str(p, last),
                      .article = keep_str(p, role->article)};
    cr_role **place = &record->roles;
    while (*place && !(date.len && (*place)->date.len && cr_str_compare(date, (*place)->date) < 0))
        place = &(*place)->next;
    made->next = *place;
    *place = made;
    return made->role.ptr != NULL;
}

bool cr_people_add_dossier(cr_people *p, uint32_t at, cr_str dossier) {
    cr_str *list = p->records[at - 1].dossiers;
    size_t from = CR_RECORD_DOSSIERS - 1;
    if (!dossier.len)
        return true;
    for (size_t i = 0; i < CR_RECORD_DOSSIERS; i++)
        if (cr_str_eq(list[i], dossier)) {
            from = i;
            break;
        }
    cr_str kept = cr_str_eq(list[from], dossier) ? list[from] : cr_str_copy(p->arena, dossier);
    for (; from; from--)
        list[from] = list[from - 1];
    list[0] = kept;
    return kept.ptr != NULL;
}

/* Puts a record into the chain of a key: the newest goes second, so that joining takes one step. */
static bool chain(cr_people *p, char tag, const char *key, uint32_t at, uint32_t *next, size_t member) {
    uint32_t first = (uint32_t)cr_people_lookup(p, tag, key);
    if (!first)
        return keep(p, tag, key, at);
    uint32_t *head = (uint32_t *)(void *)((char *)&p->records[first - 1] + member);
    *next = *head;
    *head = at;
    return true;
}

uint32_t cr_people_make(cr_people *p, const cr_name_key *key, cr_str name, cr_name_kind kind) {
    cr_record_person *record = CR_PUSH(p->arena, p->records, p->count, p->capacity);
    if (!record)
        return 0;
    uint32_t at = (uint32_t)p->count;
    *record = (cr_record_person){.kind = kind, .name = cr_str_copy(p->arena, name)};
    if (!record->name.ptr || !keep(p, body(kind) ? 'b' : 'p', key->whole, at))
        return 0;
    if (body(kind))
        return at;
    char surname[CR_NAME_BYTES];
    snprintf(surname, sizeof surname, "%.*s", CR_FMT(cr_name_surname(key)));
    bool ok = chain(p, 'k', key->index, at, &record->next_sound, offsetof(cr_record_person, next_sound)) &&
              chain(p, 's', surname, at, &record->next_surname, offsetof(cr_record_person, next_surname));
    return ok ? at : 0;
}

static cr_status out_of_memory(cr_error *err) { return cr_fail(err, CR_ERR_MEMORY, "out of memory for people; raise `arena_bytes` under [limits] in courant.conf"); }

static cr_status keep_mention(cr_people *p, uint32_t at, const cr_person_mention *m, cr_str name, bool bare, cr_error *err) {
    cr_role role = {.role = cr_str_trim(m->role), .lang = m->lang, .date = m->date, .article = m->article};
    bool ok = (bare || cr_people_add_alias(p, at, name, m->lang)) && cr_people_add_role(p, at, &role) && cr_people_add_dossier(p, at, m->dossier);
    return ok ? CR_OK : out_of_memory(err);
}

cr_status cr_people_resolve_mention(cr_people *p, const cr_person_mention *m, char id[24], cr_error *err) {
    cr_name_key key;
    cr_str name = cr_str_trim(m->name);
    cr_name_kind kind = m->kind;
    id[0] = 0;
    if (!name.len || (kind == CR_NAME_UNKNOWN && !cr_people_names_somebody(p, name, m->lang, &kind)))
        return CR_OK;
    cr_arena_reset(p->scratch);
    if (!cr_name_key_make(p->tools, p->scratch, name, &key))
        return CR_OK;
    uint32_t at = 0;
    if (!body(kind))
        at = cr_people_find_person(p, &key, m);
    if (!at && kind != CR_NAME_PERSON) {
        cr_people_body_key(p, &key);
        at = (uint32_t)cr_people_lookup(p, 'b', key.whole);
    }
    if (!at) {
        bool weak = !body(kind) && key.parts < 2 && key.whole[0] != '#'; /* "les États-Unis" is one word, but known */
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
    snprintf(id, 24, "p%u", at);
    return keep_mention(p, at, m, name, bare, err);
}

cr_status cr_people_resolve(cr_people *p, cr_str name, cr_name_kind kind, cr_str lang, cr_str role, cr_str date, char id[24], cr_error *err) {
    cr_person_mention m = {.name = name, .kind = kind, .lang = lang, .role = role, .date = date};
    return cr_people_resolve_mention(p, &m, id, err);
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
    cr_strs *lists[] = {&out->aliases, &out->alias_langs, &out->roles, &out->role_dates, &out->role_langs, &out->role_lasts, &out->role_articles};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!(lists[i]->items = CR_NEW_ARRAY(arena, cr_str, (i < 2 ? aliases : roles) + 1)))
            return false;
    for (const cr_alias *a = record->aliases; a; a = a->next)
        if (!cr_str_eq(a->form, record->name)) {
            out->aliases.items[out->aliases.count++] = a->form;
            out->alias_langs.items[out->alias_langs.count++] = a->lang;
        }
    for (const cr_role *r = record->roles; r; r = r->next) {
        out->roles.items[out->roles.count++] = r->role;
        out->role_dates.items[out->role_dates.count++] = r->date;
        out->role_langs.items[out->role_langs.count++] = r->lang;
        out->role_lasts.items[out->role_lasts.count++] = r->last;
        out->role_articles.items[out->role_articles.count++] = r->article;
    }
    return true;
}
