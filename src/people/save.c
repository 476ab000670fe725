/* The state as bytes, and back.
 *
 *     "courant people 2\n" | XXH3 of the rest, 8 bytes | count, 4 bytes | records
 *     record: kind 1 | name | aliases 2 × (form, language) | roles 2 × (role, language, date, last, article) | 4 dossiers
 *
 * Numbers are little-endian; a string is its length in 4 bytes (0xFFFFFFFF: none) and its bytes. Loading runs every
 * name through the same door as resolving does, so that the indexes are those of the saved state. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "people/state.h"

static const char MAGIC[] = "courant people 2\n";
enum { HEAD = sizeof MAGIC - 1, ROLE_FIELDS = 5 };

static void put(cr_buf *b, uint64_t n, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++)
        cr_buf_add_byte(b, (char)(n >> (8 * i) & 255));
}
static void put_str(cr_buf *b, cr_str s) {
    put(b, s.ptr ? s.len : 0xFFFFFFFFu, 4);
    cr_buf_add_str(b, s);
}

cr_status cr_people_save(const cr_people *p, cr_arena *arena, cr_str *out, cr_error *err) {
    cr_buf body, whole;
    cr_buf_init(&body, CR_BUF_NO_CEILING);
    cr_buf_init(&whole, CR_BUF_NO_CEILING);
    put(&body, p->count, 4);
    for (size_t i = 0; i < p->count; i++) {
        const cr_record_person *record = &p->records[i];
        size_t aliases = 0, roles = 0;
        for (const cr_alias *a = record->aliases; a; a = a->next)
            aliases++;
        for (const cr_role *r = record->roles; r; r = r->next)
            roles++;
        put(&body, (uint64_t)record->kind, 1);
        put_str(&body, record->name);
        put(&body, aliases, 2);
        for (const cr_alias *a = record->aliases; a; a = a->next) {
            put_str(&body, a->form);
            put_str(&body, a->lang);
        }
        put(&body, roles, 2);
        for (const cr_role *r = record->roles; r; r = r->next) {
            const cr_str fields[ROLE_FIELDS] = {r->role, r->lang, r->date, r->last, r->article};
            for (size_t f = 0; f < ROLE_FIELDS; f++)
                put_str(&body, fields[f]);
        }
        for (size_t d = 0; d < CR_RECORD_DOSSIERS; d++)
            put_str(&body, record->dossiers[d]);
    }
    cr_buf_add(&whole, MAGIC, HEAD);
    put(&whole, cr_hash_64(cr_buf_str(&body), 0), 8);
    cr_buf_add_str(&whole, cr_buf_str(&body));
    *out = body.failed || whole.failed ? CR_STR_NONE : cr_buf_copy(&whole, arena);
    cr_buf_free(&body);
    cr_buf_free(&whole);
    return out->ptr ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory while the people are saved");
}

typedef struct reader {
    cr_str bytes;
    size_t at;
    bool bad;
} reader;

static uint64_t take(reader *r, unsigned bytes) {
    if (r->bad || r->bytes.len - r->at < bytes) {
        r->bad = true;
        return 0;
    }
    uint64_t n = 0;
    for (unsigned i = 0; i < bytes; i++)
        n |= (uint64_t)(unsigned char)r->bytes.ptr[r->at + i] << (8 * i);
    r->at += bytes;
    return n;
}

static cr_str take_str(reader *r) {
    uint64_t len = take(r, 4);
    if (r->bad || len == 0xFFFFFFFFu)
        return CR_STR_NONE;
    if (len > r->bytes.len - r->at) {
        r->bad = true;
        return CR_STR_NONE;
    }
    cr_str s = cr_str_slice(r->bytes, r->at, r->at + (size_t)len);
    r->at += (size_t)len;
    r->bad |= !cr_utf8_valid(s);
    return s;
}

/* One record; false when the bytes cannot be a record, or memory is out (*memory). */
static bool load_record(cr_people *p, reader *r, bool *memory) {
    uint64_t kind = take(r, 1);
    cr_str name = take_str(r);
    cr_name_key key;
    cr_arena_reset(p->scratch);
    if (r->bad || kind > CR_NAME_PLACE || !cr_name_key_make(p->tools, p->scratch, name, &key))
        return false;
    uint32_t number = (uint32_t)p->count + 1;
    if (kind == CR_NAME_ORGANISATION || kind == CR_NAME_PLACE)
        cr_people_body_key(p, &key);
    uint32_t at = cr_people_make(p, &key, name, (cr_name_kind)kind);
    *memory = at == 0;
    if (at != number)
        return false;
    uint64_t aliases = take(r, 2);
    for (uint64_t i = 0; i < aliases; i++) {
        cr_str form = take_str(r), lang = take_str(r);
        if (r->bad || !form.ptr)
            return false;
        *memory = !cr_people_add_alias(p, at, form, lang);
        if (*memory)
            return false;
    }
    uint64_t roles = take(r, 2);
    for (uint64_t i = 0; i < roles; i++) {
        cr_role role = {0};
        cr_str *const fields[ROLE_FIELDS] = {&role.role, &role.lang, &role.date, &role.last, &role.article};
        for (size_t f = 0; f < ROLE_FIELDS; f++)
            *fields[f] = take_str(r);
        if (r->bad || !role.role.ptr)
            return false;
        *memory = !cr_people_add_role(p, at, &role);
        if (*memory)
            return false;
    }
    for (size_t d = 0; d < CR_RECORD_DOSSIERS; d++) {
        cr_str dossier = take_str(r);
        p->records[at - 1].dossiers[d] = dossier.len ? cr_str_copy(p->arena, dossier) : CR_STR_NONE;
    }
    return true;
}

/* Walks the bytes without building anything: a damaged state costs no more than its reading. */
static bool well_formed(reader r) {
    uint64_t count = take(&r, 4);
    for (uint64_t i = 0; i < count && !r.bad; i++) {
        r.bad |= take(&r, 1) > CR_NAME_PLACE || !take_str(&r).ptr;
        for (int list = 0; list < 2; list++) {
            uint64_t n = take(&r, 2), fields = list ? ROLE_FIELDS : 2;
            for (uint64_t k = 0; k < fields * n && !r.bad; k++) {
                bool none = !take_str(&r).ptr;
                r.bad |= none && k % fields == 0;
            }
        }
        for (int d = 0; d < CR_RECORD_DOSSIERS; d++)
            (void)take_str(&r);
    }
    return !r.bad && r.at == r.bytes.len && count <= cr_limit(NULL, CR_LIMIT_PEOPLE);
}

cr_status cr_people_load(cr_str state, cr_people **out, cr_error *err) {
    *out = NULL;
    if (state.len < HEAD + 12 || memcmp(state.ptr, MAGIC, HEAD) != 0)
        return cr_fail(err, CR_ERR_SYNTAX, "not a state of people of this version");
    reader r = {.bytes = cr_str_slice(state, HEAD, state.len)};
    uint64_t hash = take(&r, 8);
    if (hash != cr_hash_64(cr_str_slice(r.bytes, 8, r.bytes.len), 0))
        return cr_fail(err, CR_ERR_SYNTAX, "the state of people is damaged: its checksum is wrong");
    if (!well_formed(r))
        return cr_fail(err, CR_ERR_SYNTAX, "the state of people is damaged inside");
    cr_people *p = cr_people_new();
    if (!p)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for people");
    uint64_t count = take(&r, 4);
    bool ok = true, memory = false;
    for (uint64_t i = 0; ok && i < count; i++)
        ok = load_record(p, &r, &memory);
    if (!ok || r.bad || r.at != r.bytes.len) {
        cr_people_free(p);
        return memory ? cr_fail(err, CR_ERR_MEMORY, "out of memory for people") : cr_fail(err, CR_ERR_SYNTAX, "the state of people is damaged at byte %zu", r.at + HEAD);
    }
    *out = p;
    return CR_OK;
}
