#include "translate/models.h"

#include <courant/language.h>
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"

enum { FORM = 1, DESCRIPTION_BYTES = 64 << 10, MODELS_MOST = 2000 };

const char *cr_model_file_name(cr_model_file_kind kind) {
    static const char *const names[CR_MODEL_FILE_KINDS] = {"model.bin", "vocab.spm", "trgvocab.spm", "lex.s2t.bin", "config.yml"};
    return names[kind];
}

const char *cr_model_file_key(cr_model_file_kind kind) {
    static const char *const keys[CR_MODEL_FILE_KINDS] = {"model", "vocabulary", "target_vocabulary", "shortlist", "settings"};
    return keys[kind];
}

/* ---- which one first ---- */

static uint64_t number(cr_str s, size_t *at) {
    uint64_t n = 0;
    for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; (*at)++)
        n = n > UINT32_MAX ? n : n * 10 + (uint64_t)(s.ptr[*at] - '0');
    return n;
}

static bool is_digit(cr_str s, size_t at) { return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9'; }

/* Number after number; what follows the last one ("a1") comes before its absence. */
int cr_model_version_compare(cr_str a, cr_str b) {
    size_t i = 0, k = 0;
    if (is_digit(a, 0) != is_digit(b, 0))
        return is_digit(a, 0) ? 1 : -1;
    for (;;) {
        bool more_a = is_digit(a, i), more_b = is_digit(b, k);
        if (!more_a && !more_b)
            break;
        uint64_t x = more_a ? number(a, &i) : 0, y = more_b ? number(b, &k) : 0;
        if (x != y)
            return x < y ? -1 : 1;
        i += i < a.len && a.ptr[i] == '.';
        k += k < b.len && b.ptr[k] == '.';
    }
    cr_str rest_a = cr_str_slice(a, i, a.len), rest_b = cr_str_slice(b, k, b.len);
    if (is_digit(a, 0) && cr_str_empty(rest_a) != cr_str_empty(rest_b))
        return cr_str_empty(rest_a) ? 1 : -1;
    return cr_str_compare(rest_a, rest_b);
}

/* Published scores of the same pairs: base-memory above tiny nearly everywhere, by 0 to 5 chrF2. */
int cr_model_architecture_rank(cr_str architecture) {
    static const char *const worst_first[] = {"tiny", "base", "base-memory"};
    for (int i = 0; i < 3; i++)
        if (cr_str_is_nocase(architecture, worst_first[i]))
            return i + 1;
    return 0;
}

static int order(const void *x, const void *y) {
    const cr_installed_model *a = x, *b = y;
    int by = cr_str_compare(a->from, b->from);
    if (by == 0)
        by = cr_str_compare(a->to, b->to);
    if (by == 0)
        by = cr_model_architecture_rank(b->architecture) - cr_model_architecture_rank(a->architecture);
    if (by == 0)
        by = cr_model_version_compare(b->version, a->version);
    if (by == 0)
        by = cr_str_compare(b->installed, a->installed);
    return by ? by : cr_str_compare(a->name, b->name);
}

/* ---- the description ---- */

static cr_str text_of(cr_arena *a, const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) && json_string_length(v) ? cr_str_copy(a, (cr_str){json_string_value(v), json_string_length(v)}) : CR_STR_NONE;
}

static bool plain_name(const char *s) { return s && *s && *s != '.' && !strchr(s, '/') && strlen(s) < 200; }

static bool is_hash(const char *s) { return s && strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64; }

static cr_status read_file(cr_arena *a, const json_t *files, cr_model_file_kind kind, cr_str folder, cr_model_file *out, cr_error *err) {
    const json_t *f = json_object_get(files, cr_model_file_key(kind));
    if (!f || json_is_null(f))
        return CR_OK;
    const char *name = json_string_value(json_object_get(f, "name")), *hash = json_string_value(json_object_get(f, "sha256"));
    json_int_t bytes = json_integer_value(json_object_get(f, "bytes"));
    if (!plain_name(name) || !is_hash(hash) || bytes < 0)
        return cr_fail(err, CR_ERR_SYNTAX, "%.*s/courant-model.json: \"%s\" wants a name, bytes and a sha256", CR_FMT(folder), cr_model_file_key(kind));
    out->path = cr_str_format(a, "%.*s/%s", CR_FMT(folder), name);
    memcpy(out->sha256, hash, 65);
    out->bytes = (uint64_t)bytes;
    return CR_OK;
}

static cr_status read_members(cr_arena *a, const json_t *all, cr_str folder, cr_installed_model *out, cr_error *err) {
    char from[8], to[8];
    out->from_tag = text_of(a, all, "from");
    out->to_tag = text_of(a, all, "to");
    if (!json_is_object(all) || json_integer_value(json_object_get(all, "form")) != FORM)
        return cr_fail(err, CR_ERR_SYNTAX, "%.*s/courant-model.json: no description of form %d", CR_FMT(folder), FORM);
    if (!cr_language_normalise(out->from_tag, from) || !cr_language_normalise(out->to_tag, to))
        return cr_fail(err, CR_ERR_SYNTAX, "%.*s/courant-model.json: \"from\" and \"to\" want languages", CR_FMT(folder));
    out->from = cr_str_copy_z(a, from);
    out->to = cr_str_copy_z(a, to);
    out->name = text_of(a, all, "name");
    out->version = text_of(a, all, "version");
    out->architecture = text_of(a, all, "architecture");
    out->licence = text_of(a, all, "licence");
    out->origin = text_of(a, all, "origin");
    out->installed = text_of(a, all, "installed");
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++) {
        CR_TRY(read_file(a, json_object_get(all, "files"), (cr_model_file_kind)i, folder, &out->files[i], err));
        out->bytes += out->files[i].bytes;
    }
    if (cr_str_none(out->files[CR_MODEL_FILE_MODEL].path) || cr_str_none(out->files[CR_MODEL_FILE_VOCABULARY].path))
        return cr_fail(err, CR_ERR_SYNTAX, "%.*s/courant-model.json: no model or no vocabulary", CR_FMT(folder));
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}

cr_status cr_model_description_read(cr_arena *a, cr_str text, cr_str folder, cr_installed_model *out, cr_error *err) {
    json_error_t je;
    *out = (cr_installed_model){0};
    json_t *all = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &je);
    cr_status status = all ? read_members(a, all, folder, out, err)
                           : cr_fail(err, CR_ERR_SYNTAX, "%.*s/courant-model.json: %s in line %d", CR_FMT(folder), je.text, je.line);
    json_decref(all);
    return status;
}

cr_status cr_model_description_write(cr_arena *a, const cr_installed_model *m, cr_str *out, cr_error *err) {
    cr_buf b;
    cr_buf_init(&b, DESCRIPTION_BYTES);
    cr_json j = cr_json_on(&b);
    cr_json_object(&j);
    cr_json_member_int(&j, "form", FORM);
    cr_json_member(&j, "from", m->from_tag);
    cr_json_member(&j, "to", m->to_tag);
    cr_json_member(&j, "name", m->name);
    cr_json_member(&j, "version", m->version);
    cr_json_member(&j, "architecture", m->architecture);
    cr_json_member(&j, "licence", m->licence);
    cr_json_member(&j, "origin", m->origin);
    cr_json_member(&j, "installed", m->installed);
    cr_json_key(&j, "files");
    cr_json_object(&j);
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++) {
        if (cr_str_none(m->files[i].path))
            continue;
        cr_json_key(&j, cr_model_file_key((cr_model_file_kind)i));
        cr_json_object(&j);
        cr_json_member_z(&j, "name", cr_model_file_name((cr_model_file_kind)i));
        cr_json_member_int(&j, "bytes", (long long)m->files[i].bytes);
        cr_json_member_z(&j, "sha256", m->files[i].sha256);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_end(&j);
    cr_buf_add_byte(&b, '\n');
    *out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, a);
    cr_buf_free(&b);
    return cr_str_none(*out) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}

cr_model_files cr_installed_files(const cr_installed_model *m) {
    return (cr_model_files){.model = m->files[CR_MODEL_FILE_MODEL].path, .vocabulary = m->files[CR_MODEL_FILE_VOCABULARY].path,
                            .target_vocabulary = m->files[CR_MODEL_FILE_TARGET_VOCABULARY].path, .shortlist = m->files[CR_MODEL_FILE_SHORTLIST].path,
                            .settings = m->files[CR_MODEL_FILE_SETTINGS].path};
}

/* ---- the list ---- */

typedef struct listing {
    cr_arena *arena;
    cr_installed_model *models;
    size_t count, capacity;
    cr_strs broken;
    size_t broken_capacity;
} listing;

/* Every file there, and as long as it was: what the hash would say is for `courant models check`. */
static bool whole(const cr_installed_model *m) {
    struct stat st;
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        if (!cr_str_none(m->files[i].path) &&
            (stat(m->files[i].path.ptr, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size != m->files[i].bytes))
            return false;
    return true;
}

static void look_at(listing *l, cr_str folder, const char *pair, const char *name) {
    cr_arena *a = l->arena;
    cr_str at = cr_str_format(a, "%.*s/%s/%s", CR_FMT(folder), pair, name);
    cr_str path = cr_str_format(a, "%.*s/courant-model.json", CR_FMT(at));
    cr_installed_model m;
    cr_buf bytes;
    cr_error ignored;
    if (cr_str_none(path))
        return;
    cr_buf_init(&bytes, DESCRIPTION_BYTES);
    bool fine = cr_file_read(path.ptr, &bytes, &ignored) == CR_OK && cr_model_description_read(a, cr_buf_str(&bytes), at, &m, &ignored) == CR_OK && whole(&m);
    cr_buf_free(&bytes);
    if (fine) {
        cr_installed_model *to = CR_PUSH(a, l->models, l->count, l->capacity);
        if (to) {
            *to = m;
            to->name = cr_str_format(a, "%s/%s", pair, name); /* the folder counts, whatever was copied about */
        }
    } else {
        cr_str *to = CR_PUSH(a, l->broken.items, l->broken.count, l->broken_capacity);
        if (to)
            *to = at;
    }
}

static void look_into(listing *l, cr_str folder, const char *pair) {
    cr_str path = cr_str_format(l->arena, "%.*s/%s", CR_FMT(folder), pair);
    DIR *d = cr_str_none(path) ? NULL : opendir(path.ptr);
    struct dirent *e;
    while (d && l->count + l->broken.count < MODELS_MOST && (e = readdir(d)))
        if (e->d_name[0] != '.')
            look_at(l, folder, pair, e->d_name);
    if (d)
        closedir(d);
}

cr_status cr_models_list(cr_arena *a, cr_str folder, cr_installed_model **out, size_t *count, cr_strs *broken, cr_error *err) {
    listing l = {.arena = a};
    *out = NULL;
    *count = 0;
    if (broken)
        *broken = (cr_strs){0};
    cr_str z = cr_str_copy(a, folder);
    if (cr_str_none(z))
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    DIR *d = opendir(z.ptr);
    if (!d)
        return errno == ENOENT || errno == ENOTDIR ? CR_OK : cr_fail(err, CR_ERR_IO, "%s: %s", z.ptr, strerror(errno));
    struct dirent *e;
    while (l.count + l.broken.count < MODELS_MOST && (e = readdir(d)))
        if (e->d_name[0] != '.')
            look_into(&l, z, e->d_name);
    closedir(d);
    if (cr_arena_exhausted(a))
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    if (l.count)
        qsort(l.models, l.count, sizeof *l.models, order);
    *out = l.models;
    *count = l.count;
    if (broken)
        *broken = l.broken;
    return CR_OK;
}
