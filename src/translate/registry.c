#include "translate/registry.h"

#include <courant/language.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "net/url.h"

enum { TAG_BYTES = 24, NAME_BYTES = 60, PATH_BYTES = 1000 };

typedef struct reader {
    cr_arena *arena;
    const cr_limits *limits;
    cr_str base;            /* ends with a slash */
    cr_registry *to;
    size_t capacity, records;
    cr_map *index;          /* languages, architecture, version, release: place + 1 in to->models */
} reader;

/* ---- values ---- */

static cr_str text(const json_t *o, const char *key) { /* borrowed from the JSON */
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

/* A number, or digits in a string; 0 for all else. */
static uint64_t number(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    uint64_t n = 0;
    if (json_is_integer(v))
        return json_integer_value(v) > 0 ? (uint64_t)json_integer_value(v) : 0;
    cr_str s = text(o, key);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || i > 17)
            return 0;
        n = n * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return n;
}

/* False: something is told, but no SHA-256. A file must not go unchecked for that. */
static bool hash(const json_t *o, const char *key, char out[65]) {
    cr_str s = text(o, key);
    out[0] = '\0';
    for (size_t i = 0; i < s.len; i++)
        if (s.len != 64 || !strchr("0123456789abcdefABCDEF", s.ptr[i]))
            return false;
    for (size_t i = 0; i < s.len; i++)
        out[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'F' ? s.ptr[i] | 0x20 : s.ptr[i]);
    out[s.len] = '\0';
    return true;
}

/* Names that become folder names: letters, digits, "-", "_", "+" and ".", the first a letter or a digit. */
static bool plain(cr_str s, size_t most) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || !strchr("-_+.", c) || c == '\0'))
            return false;
    }
    return s.len <= most;
}

static bool tag(cr_str s, char code[8]) { return s.len >= 2 && plain(s, TAG_BYTES) && cr_language_normalise(s, code); }

/* A path below the base: printable, not absolute, not upwards. */
static bool path(cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] <= ' ' || (unsigned char)s.ptr[i] >= 0x7F || strchr("\\\"<>^`{|}#?", s.ptr[i]))
            return false;
    return s.len && s.len <= PATH_BYTES && s.ptr[0] != '/' && !cr_str_contains(s, "..") && !cr_str_contains(s, "://");
}

static cr_str below(reader *r, cr_str location) { return cr_str_format(r->arena, "%.*s%.*s", CR_FMT(r->base), CR_FMT(location)); }

/* ---- models ---- */

static cr_registry_model *model_of(reader *r, cr_str from, cr_str to, cr_str architecture, cr_str version, bool released) {
    char from_code[8], to_code[8];
    bool fresh = false;
    if (!tag(from, from_code) || !tag(to, to_code) || !plain(architecture, NAME_BYTES) || !plain(version, NAME_BYTES))
        return NULL;
    cr_str key = cr_str_format(r->arena, "%.*s %.*s %.*s %.*s %d", CR_FMT(from), CR_FMT(to), CR_FMT(architecture), CR_FMT(version), released);
    uintptr_t *slot = cr_str_none(key) ? NULL : cr_map_put(r->index, key, &fresh);
    if (!slot)
        return NULL;
    if (!fresh)
        return *slot ? &r->to->models[*slot - 1] : NULL;
    cr_registry_model *m = CR_PUSH(r->arena, r->to->models, r->to->count, r->capacity);
    if (!m)
        return NULL;
    *slot = r->to->count;
    m->from = cr_str_copy_z(r->arena, from_code);
    m->to = cr_str_copy_z(r->arena, to_code);
    m->from_tag = cr_str_copy(r->arena, from);
    m->to_tag = cr_str_copy(r->arena, to);
    m->architecture = cr_str_empty(architecture) ? CR_STR_NONE : cr_str_copy(r->arena, architecture);
    m->version = cr_str_empty(version) ? CR_STR_NONE : cr_str_copy(r->arena, version);
    m->released = released;
    return m;
}

static bool too_long(const reader *r, const cr_registry_file *f) {
    size_t most = cr_limit(r->limits, CR_LIMIT_MODEL_BYTES);
    return f->bytes > most || f->packed > most;
}

static void add(cr_registry_model *m, cr_model_file_kind kind, const cr_registry_file *file) {
    cr_registry_file *f = &m->files[kind];
    if (cr_str_none(f->url) || file->changed >= f->changed)
        *f = *file;
}

/* ---- one record a file ---- */

/* The filters in use say "Android", "not Android" or a channel of testers. */
static bool released(cr_str filter) {
    return cr_str_empty(cr_str_trim(filter)) || cr_str_eq(cr_str_trim(filter), CR_STR("env.appinfo.OS != 'Android'"));
}

static bool kind_of(cr_str type, cr_model_file_kind *out) {
    static const struct { const char *type; cr_model_file_kind kind; } known[] = {
        {"model", CR_MODEL_FILE_MODEL}, {"lex", CR_MODEL_FILE_SHORTLIST}, {"vocab", CR_MODEL_FILE_VOCABULARY}, {"srcvocab", CR_MODEL_FILE_VOCABULARY},
        {"trgvocab", CR_MODEL_FILE_TARGET_VOCABULARY}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cr_str_is(type, known[i].type)) {
            *out = known[i].kind;
            return true;
        }
    return false;
}

static bool read_record(reader *r, const json_t *o) {
    bool older = json_object_get(o, "fromLang") != NULL;
    const json_t *attachment = json_object_get(o, "attachment");
    cr_str location = text(attachment, "location"), filter = text(o, "filter_expression");
    cr_registry_file f = {.bytes = number(o, "decompressedSize"), .packed = number(attachment, "size"), .changed = number(o, "last_modified")};
    cr_model_file_kind kind;
    if (!kind_of(text(o, "fileType"), &kind) || !path(location) || !hash(attachment, "hash", f.packed_sha256) || !hash(o, "decompressedHash", f.sha256))
        return false;
    if (older && !cr_str_is(text(attachment, "mimetype"), "application/zstd")) { /* not packed */
        f.bytes = f.packed;
        memcpy(f.sha256, f.packed_sha256, sizeof f.sha256);
    }
    cr_registry_model *m = too_long(r, &f) ? NULL
                                           : model_of(r, text(o, older ? "fromLang" : "sourceLanguage"), text(o, older ? "toLang" : "targetLanguage"),
                                                      text(o, "architecture"), text(o, "version"), released(filter));
    if (!m)
        return false;
    if (older)
        r->to->form = CR_STR("older");
    f.url = below(r, location);
    add(m, kind, &f);
    return true;
}

static void read_records(reader *r, const json_t *list) {
    size_t most = cr_limit(r->limits, CR_LIMIT_REGISTRY_RECORDS), n = json_array_size(list);
    r->to->form = CR_STR("records");
    for (size_t i = 0; i < n && i < most; i++)
        r->to->passed_over += !read_record(r, json_array_get(list, i));
    if (n > most)
        r->to->passed_over += n - most;
}

/* ---- one object a model ---- */

static bool read_entry(reader *r, const json_t *o) {
    static const struct { const char *key; cr_model_file_kind kind; } files[] = {
        {"model", CR_MODEL_FILE_MODEL}, {"lexicalShortlist", CR_MODEL_FILE_SHORTLIST}, {"vocab", CR_MODEL_FILE_VOCABULARY},
        {"srcVocab", CR_MODEL_FILE_VOCABULARY}, {"trgVocab", CR_MODEL_FILE_TARGET_VOCABULARY}};
    const json_t *all = json_object_get(o, "files");
    char digest[65];
    cr_str status = text(o, "releaseStatus"), version = text(o, "version");
    hash(json_object_get(all, "model"), "uncompressedHash", digest);
    if (cr_str_empty(version)) /* the catalogue has none, so a model goes by its hash */
        version = (cr_str){digest, strlen(digest) < 8 ? strlen(digest) : 8};
    cr_registry_model *m = model_of(r, text(o, "sourceLanguage"), text(o, "targetLanguage"), text(o, "architecture"), version,
                                    cr_str_is(status, "Release") || cr_str_is(status, "Release Desktop"));
    for (size_t i = 0; m && i < sizeof files / sizeof *files; i++) {
        const json_t *one = json_object_get(all, files[i].key);
        cr_registry_file f = {.bytes = number(one, "uncompressedSize"), .packed = number(one, "size")};
        if (!path(text(one, "path")) || too_long(r, &f) || !hash(one, "uncompressedHash", f.sha256))
            continue;
        if (!hash(one, "hash", f.packed_sha256) && !f.sha256[0]) /* what is unpacked may be told alone, the packing by another sum */
            continue;
        f.url = below(r, text(one, "path"));
        add(m, files[i].kind, &f);
    }
    return m != NULL;
}

static void read_catalogue(reader *r, json_t *models) {
    size_t most = cr_limit(r->limits, CR_LIMIT_REGISTRY_RECORDS);
    const char *pair;
    json_t *list;
    r->to->form = CR_STR("catalogue");
    json_object_foreach(models, pair, list) {
        for (size_t i = 0; i < json_array_size(list); i++)
            r->to->passed_over += r->records++ >= most || !read_entry(r, json_array_get(list, i));
    }
}

/* ---- the whole list ---- */

static int order(const void *x, const void *y) {
    const cr_registry_model *a = x, *b = y;
    int by = cr_str_compare(a->from_tag, b->from_tag);
    if (by == 0)
        by = cr_str_compare(a->to_tag, b->to_tag);
    if (by == 0)
        by = (int)b->released - (int)a->released;
    if (by == 0)
        by = cr_model_version_compare(b->version, a->version);
    if (by == 0)
        by = cr_model_architecture_rank(b->architecture) - cr_model_architecture_rank(a->architecture);
    return by ? by : cr_str_compare(a->architecture, b->architecture);
}

/* Where a version stands by its hash it says nothing of newer or older. */
static int catalogue_order(const void *x, const void *y) {
    const cr_registry_model *a = x, *b = y;
    cr_registry_model p = *a, q = *b;
    int by;
    p.version = q.version = CR_STR_NONE;
    by = order(&p, &q);
    return by ? by : cr_str_compare(a->version, b->version);
}

static void finish(cr_registry *r) {
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        cr_registry_model *m = &r->models[i];
        if (cr_str_none(m->files[CR_MODEL_FILE_MODEL].url) || cr_str_none(m->files[CR_MODEL_FILE_VOCABULARY].url)) {
            r->passed_over++;
            continue;
        }
        for (int k = 0; k < CR_MODEL_FILE_KINDS; k++) {
            m->packed += m->files[k].packed;
            m->bytes += m->files[k].bytes;
        }
        r->models[kept++] = *m;
    }
    r->count = kept;
    if (kept)
        qsort(r->models, kept, sizeof *r->models, cr_str_is(r->form, "catalogue") ? catalogue_order : order);
}

/* The folder in which the list lies. */
static cr_str beside(cr_arena *a, cr_str url) {
    size_t end = cr_str_find_byte(url, '?', 0), slash = url.len;
    for (slash = end == CR_STR_NPOS ? url.len : end; slash > 0 && url.ptr[slash - 1] != '/'; slash--)
        ;
    return slash ? cr_str_copy(a, cr_str_slice(url, 0, slash)) : CR_STR_NONE;
}

static cr_str with_slash(cr_arena *a, cr_str base) { return cr_str_ends(base, "/") ? base : cr_str_format(a, "%.*s/", CR_FMT(base)); }

static json_t *records_of(const json_t *all) {
    json_t *data = json_object_get(all, "data");
    return json_is_array(data) ? data : json_is_array(json_object_get(all, "changes")) ? json_object_get(all, "changes") : NULL;
}

static json_t *parse(cr_str json) { return json_loadb(json.ptr ? json.ptr : "", json.len, 0, NULL); }

cr_status cr_registry_read(cr_arena *a, cr_str json, cr_str url, cr_str base, const cr_limits *limits, cr_registry **out, cr_error *err) {
    json_error_t je;
    reader r = {.arena = a, .limits = limits, .to = CR_NEW(a, cr_registry), .index = cr_map_new()};
    json_t *all = json_loadb(json.ptr ? json.ptr : "", json.len, 0, &je);
    json_t *records = records_of(all), *models = json_object_get(all, "models");
    cr_status status = CR_OK;
    *out = NULL;
    if (!r.to || !r.index)
        status = cr_fail(err, CR_ERR_MEMORY, "registry: out of memory");
    else if (!all)
        status = cr_fail(err, CR_ERR_SYNTAX, "%.*s: no registry of models: %s in line %d", CR_FMT(url), je.text, je.line);
    else if (records) {
        r.base = with_slash(a, cr_str_empty(base) ? beside(a, url) : base);
        read_records(&r, records);
    } else if (json_is_object(models)) {
        cr_str own = text(all, "baseUrl");
        r.base = with_slash(a, cr_str_empty(own) ? beside(a, url) : cr_str_copy(a, cr_url_resolve(a, url, own)));
        read_catalogue(&r, models);
    } else
        status = cr_fail(err, CR_ERR_SYNTAX, "%.*s: JSON, but no registry of models: neither a list of records (\"data\") nor a catalogue (\"models\")", CR_FMT(url));
    if (status == CR_OK) {
        finish(r.to);
        if (cr_arena_exhausted(a))
            status = cr_fail(err, CR_ERR_MEMORY, "registry: over the limit arena_bytes");
        else if (!cr_url_is_web(r.base))
            status = cr_fail(err, CR_ERR_SYNTAX, "%.*s: its files are at no web address", CR_FMT(url));
        else if (r.to->count == 0)
            status = cr_fail(err, CR_ERR_NOT_FOUND, "%.*s: a registry without a single whole model", CR_FMT(url));
        else
            *out = r.to;
    }
    json_decref(all);
    cr_map_free(r.index);
    return status;
}

bool cr_registry_wants_base(cr_str json) {
    json_t *all = parse(json);
    bool wants = records_of(all) != NULL;
    json_decref(all);
    return wants;
}

cr_str cr_registry_root(cr_arena *a, cr_str url) {
    size_t at = cr_str_find(url, CR_STR("/v1/"), 0);
    return at == CR_STR_NPOS ? CR_STR_NONE : cr_str_copy(a, cr_str_slice(url, 0, at + 4));
}

cr_str cr_registry_base(cr_arena *a, cr_str json, cr_str url) {
    json_t *all = parse(json);
    cr_str base = text(json_object_get(json_object_get(all, "capabilities"), "attachments"), "base_url");
    base = cr_str_empty(base) ? CR_STR_NONE : cr_str_copy(a, cr_url_resolve(a, url, base));
    json_decref(all);
    return cr_url_is_web(base) ? base : CR_STR_NONE;
}

/* ---- choosing ---- */

/* How well: as the registry writes it, before the bare language, before a variety of it. Chinese without a script is meant simplified. */
static int match(cr_str wanted, cr_str registry_tag, cr_str code) {
    char plain_code[8];
    if (cr_str_eq_nocase(wanted, registry_tag))
        return 4;
    if (!cr_language_normalise(wanted, plain_code) || !cr_str_is(code, plain_code))
        return 0;
    if (cr_str_find_byte(wanted, '-', 0) != CR_STR_NPOS && cr_str_find_byte(registry_tag, '-', 0) != CR_STR_NPOS)
        return 0; /* zh-Hant is no zh-Hans */
    return cr_str_eq_nocase(registry_tag, code) ? 3 : cr_str_is(registry_tag, "zh-Hans") ? 2 : 1;
}

const cr_registry_model *cr_registry_choose(const cr_registry *r, cr_str from, cr_str to, cr_str architecture, cr_error *err) {
    const cr_registry_model *best = NULL;
    int best_match = 0;
    bool unreleased = false, other = false, from_known = false, to_known = false;
    for (size_t i = 0; i < r->count; i++) { /* the first of equals is the one to take */
        const cr_registry_model *m = &r->models[i];
        int by_from = match(from, m->from_tag, m->from), by_to = match(to, m->to_tag, m->to);
        from_known |= by_from > 0;
        to_known |= by_to > 0;
        if (!by_from || !by_to)
            continue;
        if (!m->released)
            unreleased = true;
        else if (!cr_str_empty(architecture) && !cr_str_eq_nocase(architecture, m->architecture))
            other = true;
        else if (by_from + by_to > best_match) {
            best = m;
            best_match = by_from + by_to;
        }
    }
    if (best)
        return best;
    if (other)
        cr_fail(err, CR_ERR_NOT_FOUND, "the registry has no model %.*s-%.*s of the architecture %.*s; `courant models available` lists them", CR_FMT(from), CR_FMT(to),
                CR_FMT(architecture));
    else if (unreleased)
        cr_fail(err, CR_ERR_NOT_FOUND, "the registry's model %.*s-%.*s is not released yet", CR_FMT(from), CR_FMT(to));
    else if (from_known && to_known)
        cr_fail(err, CR_ERR_NOT_FOUND, "the registry has no model %.*s-%.*s; two may do it, by way of a third language: `courant models available` lists them", CR_FMT(from),
                CR_FMT(to));
    else
        cr_fail(err, CR_ERR_NOT_FOUND, "the registry has no model %s \"%.*s\"; `courant models available` lists what it has", from_known ? "into" : "from",
                CR_FMT(from_known ? to : from));
    return NULL;
}
