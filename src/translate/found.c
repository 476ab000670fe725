#include "translate/found.h"

#include <courant/language.h>
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unicode/uloc.h>

#include "base/file.h"
#include "base/vec.h"
#include "infer/settings.h"

enum { NAMES_MOST = 2000, TEXT_BYTES = 1 << 20, TAGS_MOST = 40 };

typedef struct entry {
    cr_str name;  /* as it lies there */
    cr_str plain; /* without .gz or .zst */
    uint64_t bytes;
    char from[16], to[16]; /* "": its name tells no pair */
} entry;

typedef struct reader {
    cr_arena *arena;
    const cr_limits *limits;
    cr_str folder;
    entry *entries; /* by name */
    size_t count, capacity;
    cr_found_model *out;
} reader;

/* ---- names ---- */

bool cr_found_language(cr_str tag) {
    char code[8];
    return cr_language_normalise(tag, code) && *uloc_getISO3Language(code) != '\0';
}

static bool language(cr_str s, char out[16]) {
    char code[8], z[16];
    if (s.len < 2 || s.len > 3 || !cr_language_normalise(s, code))
        return false;
    snprintf(z, sizeof z, "%.*s", CR_FMT(s));
    if (*uloc_getISO3Language(z) == '\0') /* no language of ISO 639 */
        return false;
    memcpy(out, z, sizeof z);
    return true;
}

static bool four_letters(cr_str s, char from[16], char to[16]) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z')
            return false;
    return s.len == 4 && !cr_str_is(s, "base") && !cr_str_is(s, "tiny") && language(cr_str_slice(s, 0, 2), from) && language(cr_str_slice(s, 2, 4), to) &&
           strcmp(from, to) != 0;
}

bool cr_found_pair(cr_str name, char from[16], char to[16]) {
    cr_str rest = name, part;
    size_t dash = cr_str_find_byte(name, '-', 0);
    from[0] = to[0] = '\0';
    if (dash != CR_STR_NPOS) { /* "es-en", "es-en-tiny", "es-en.tiny" */
        size_t end = dash + 1;
        while (end < name.len && name.ptr[end] >= 'a' && name.ptr[end] <= 'z')
            end++;
        if (language(cr_str_slice(name, 0, dash), from) && language(cr_str_slice(name, dash + 1, end), to) && strcmp(from, to) != 0)
            return true;
    }
    for (int i = 0; cr_str_split(&rest, '.', &part); i++) /* "lex.50.50.esen.s2t.bin", "ende.student.tiny11"; but no "data.bin" */
        if ((i > 0 || cr_str_contains(name, ".student")) && four_letters(part, from, to))
            return true;
    from[0] = to[0] = '\0';
    return false;
}

static cr_str without_packing(cr_str name) {
    size_t off = cr_str_ends(name, ".gz") ? 3 : cr_str_ends(name, ".zst") ? 4 : 0;
    return cr_str_slice(name, 0, name.len - off);
}

static bool is_kind(cr_str plain, cr_model_file_kind kind) {
    bool lexicon = cr_str_starts(plain, "lex") || cr_str_ends(plain, ".s2t.bin");
    switch (kind) {
    case CR_MODEL_FILE_MODEL: return cr_str_ends(plain, ".bin") && !lexicon && !cr_str_starts(plain, "qualityModel");
    case CR_MODEL_FILE_VOCABULARY: return cr_str_ends(plain, ".spm") && !cr_str_starts(plain, "trgvocab");
    case CR_MODEL_FILE_TARGET_VOCABULARY: return cr_str_ends(plain, ".spm") && cr_str_starts(plain, "trgvocab");
    case CR_MODEL_FILE_SHORTLIST: return lexicon && cr_str_ends(plain, ".bin");
    case CR_MODEL_FILE_SETTINGS: return cr_str_starts(plain, "config.") && cr_str_ends(plain, ".yml");
    default: return false;
    }
}

static int by_name(const void *a, const void *b) { return cr_str_compare(((const entry *)a)->name, ((const entry *)b)->name); }

static cr_status list(reader *r, cr_error *err) {
    DIR *d = opendir(r->folder.ptr);
    if (!d)
        return cr_fail(err, errno == ENOENT ? CR_ERR_NOT_FOUND : CR_ERR_IO, "%s: %s", r->folder.ptr, strerror(errno));
    for (struct dirent *e; r->count < NAMES_MOST && (e = readdir(d));) {
        struct stat st;
        cr_str path = cr_str_format(r->arena, "%.*s/%s", CR_FMT(r->folder), e->d_name);
        if (e->d_name[0] == '.' || cr_str_none(path) || stat(path.ptr, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        entry *n = CR_PUSH(r->arena, r->entries, r->count, r->capacity);
        if (!n)
            break;
        n->name = cr_str_copy_z(r->arena, e->d_name);
        n->plain = without_packing(n->name);
        n->bytes = (uint64_t)st.st_size;
        cr_found_pair(n->plain, n->from, n->to);
    }
    closedir(d);
    if (cr_arena_exhausted(r->arena))
        return cr_fail(err, CR_ERR_MEMORY, "models: out of memory");
    if (r->count)
        qsort(r->entries, r->count, sizeof *r->entries, by_name);
    return CR_OK;
}

static cr_str last_part(cr_str path) {
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    return cr_str_slice(path, slash, path.len);
}

/* A configuration's "model.bin" may lie there as model.bin.gz; of both the one that is not packed. */
static const entry *named(const reader *r, cr_str name) {
    const entry *found = NULL;
    name = without_packing(last_part(name));
    for (size_t i = 0; name.len && i < r->count; i++)
        if (cr_str_eq(r->entries[i].plain, name) && (!found || cr_str_eq(r->entries[i].name, name)))
            found = &r->entries[i];
    return found;
}

static void put(reader *r, cr_model_file_kind kind, const entry *e) {
    r->out->files[kind] = cr_str_format(r->arena, "%.*s/%.*s", CR_FMT(r->folder), CR_FMT(e->name));
}

/* What names say counts where no description does. */
static void say_pair(reader *r, const char *from, const char *to) {
    if (!cr_str_none(r->out->from_tag) || r->out->from_tags.count)
        return;
    r->out->from_tag = cr_str_copy_z(r->arena, from);
    r->out->to_tag = cr_str_copy_z(r->arena, to);
}

/* ---- what descriptions say ---- */

static json_t *read_json(const reader *r, const char *name) {
    const entry *e = named(r, cr_str_of(name));
    cr_buf b;
    cr_error ignored;
    json_t *all = NULL;
    cr_str path = e ? cr_str_format(r->arena, "%.*s/%.*s", CR_FMT(r->folder), CR_FMT(e->name)) : CR_STR_NONE;
    cr_buf_init(&b, TEXT_BYTES);
    if (!cr_str_none(path) && cr_file_read(path.ptr, &b, &ignored) == CR_OK && b.len)
        all = json_loadb(b.bytes, b.len, 0, NULL);
    cr_buf_free(&b);
    return all;
}

static cr_str text(const reader *r, const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    if (json_is_integer(v))
        return cr_str_format(r->arena, "%lld", (long long)json_integer_value(v));
    return json_is_string(v) && json_string_length(v) && json_string_length(v) < 200 ? cr_str_copy(r->arena, (cr_str){json_string_value(v), json_string_length(v)})
                                                                                     : CR_STR_NONE;
}

/* translateLocally: {"shortName": "fr-en-tiny", "srcTags": {"fr": "French"}, "trgTag": "en", "type": "tiny", "version": 1} */
static void read_model_info(reader *r) {
    json_t *all = read_json(r, "model_info.json"), *tags = json_object_get(all, "srcTags"), *ignored;
    const char *tag;
    if (!json_is_object(all)) {
        json_decref(all);
        return;
    }
    size_t n = json_object_size(tags);
    r->out->from_tags.items = n ? CR_NEW_ARRAY(r->arena, cr_str, n < TAGS_MOST ? n : TAGS_MOST) : NULL;
    json_object_foreach(tags, tag, ignored) if (r->out->from_tags.items && r->out->from_tags.count < TAGS_MOST)
        r->out->from_tags.items[r->out->from_tags.count++] = cr_str_copy_z(r->arena, tag);
    if (r->out->from_tags.count == 1)
        r->out->from_tag = r->out->from_tags.items[0];
    r->out->to_tag = text(r, all, "trgTag");
    r->out->architecture = text(r, all, "type");
    r->out->version = text(r, all, "version");
    json_decref(all);
}

/* The Firefox project: {"architecture": "tiny", "sourceLanguage": "fr", "targetLanguage": "en", "version": "2.0", "hash": SHA-256} */
static void read_metadata(reader *r) {
    json_t *all = read_json(r, "metadata.json");
    if (json_is_object(all)) {
        cr_str hash = text(r, all, "hash");
        r->out->from_tag = text(r, all, "sourceLanguage");
        r->out->to_tag = text(r, all, "targetLanguage");
        r->out->architecture = text(r, all, "architecture");
        r->out->version = text(r, all, "version");
        if (hash.len == 64)
            memcpy(r->out->sha256, hash.ptr, 65);
    }
    json_decref(all);
}

/* translateLocally: "models: [model.bin]", "vocabs: [vocab.spm, vocab.spm]", "shortlist: [lex.s2t.bin, false]" */
static bool read_configuration(reader *r, const entry *e, cr_error *err) {
    cr_settings s;
    cr_buf b;
    cr_str path = cr_str_format(r->arena, "%.*s/%.*s", CR_FMT(r->folder), CR_FMT(e->name));
    cr_buf_init(&b, TEXT_BYTES);
    bool fine = !cr_str_none(path) && cr_file_read(path.ptr, &b, err) == CR_OK;
    cr_str yaml = cr_str_copy(r->arena, cr_buf_str(&b));
    cr_buf_free(&b);
    if (!fine || cr_settings_read(r->arena, e->name.ptr, yaml, r->limits, &s, err) != CR_OK || !cr_settings_has(&s, "models", cr_settings_at(&s, "models", 0).ptr))
        return false;
    const entry *model = named(r, cr_settings_at(&s, "models", 0)), *source = named(r, cr_settings_at(&s, "vocabs", 0));
    const entry *target = named(r, cr_settings_at(&s, "vocabs", 1)), *shortlist = named(r, cr_settings_at(&s, "shortlist", 0));
    if (!model || !source)
        return false;
    put(r, CR_MODEL_FILE_MODEL, model);
    put(r, CR_MODEL_FILE_VOCABULARY, source);
    if (target && target != source)
        put(r, CR_MODEL_FILE_TARGET_VOCABULARY, target);
    if (shortlist && is_kind(shortlist->plain, CR_MODEL_FILE_SHORTLIST))
        put(r, CR_MODEL_FILE_SHORTLIST, shortlist);
    r->out->old_shortlist = shortlist && !is_kind(shortlist->plain, CR_MODEL_FILE_SHORTLIST);
    put(r, CR_MODEL_FILE_SETTINGS, e);
    if (model->from[0])
        say_pair(r, model->from, model->to);
    return true;
}

/* ---- what names say ---- */

static bool same_language(cr_str wanted, const char *code) {
    char a[8], b[8];
    return cr_language_normalise(wanted, a) && cr_language_normalise(cr_str_of(code), b) && strcmp(a, b) == 0;
}

static bool fits(const entry *e, cr_str from, cr_str to) {
    return !e->from[0] || ((cr_str_empty(from) || same_language(from, e->from)) && (cr_str_empty(to) || same_language(to, e->to)));
}

/* Of several the one that names the pair, else the first that is not packed. */
static const entry *companion(const reader *r, cr_model_file_kind kind, const entry *model) {
    const entry *found = NULL;
    int best = 0;
    for (size_t i = 0; i < r->count; i++) {
        const entry *e = &r->entries[i];
        bool same = strcmp(e->from, model->from) == 0 && strcmp(e->to, model->to) == 0;
        if (!is_kind(e->plain, kind) || e == model || (e->from[0] && model->from[0] && !same))
            continue;
        int worth = 1 + 2 * same + (e->plain.len == e->name.len);
        if (worth > best) {
            best = worth;
            found = e;
        }
    }
    return found;
}

static cr_status choose_model(const reader *r, cr_str from, cr_str to, const entry **out, cr_error *err) {
    char all[200] = "";
    size_t n = 0, len = 0;
    bool told_apart = false; /* their names tell languages, and not the same ones */
    *out = NULL;
    for (size_t i = 0; i < r->count; i++) {
        const entry *e = &r->entries[i];
        if (!is_kind(e->plain, CR_MODEL_FILE_MODEL) || !fits(e, from, to) || (*out && cr_str_eq((*out)->plain, e->plain)))
            continue;
        told_apart = told_apart || (*out && strcmp((*out)->from, e->from) != 0) || (*out && strcmp((*out)->to, e->to) != 0);
        if (len < sizeof all)
            len += (size_t)snprintf(all + len, sizeof all - len, "%s%.60s", n ? ", " : "", e->name.ptr);
        *out = e;
        n++;
    }
    if (n == 1)
        return CR_OK;
    if (n == 0)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s: no translation model in it%s; what is looked for is a model's .bin file with its vocabulary (.spm)", CR_FMT(r->folder),
                       cr_str_empty(from) && cr_str_empty(to) ? "" : " for these languages");
    return cr_fail(err, CR_ERR_USAGE, "%.*s: holds %zu models (%.160s); name one of the files%s", CR_FMT(r->folder), n, all,
                   told_apart && (cr_str_empty(from) || cr_str_empty(to)) ? ", or the languages with --from and --to" : "");
}

static cr_status read_names(reader *r, const entry *model, cr_error *err) {
    const entry *source = companion(r, CR_MODEL_FILE_VOCABULARY, model), *target = companion(r, CR_MODEL_FILE_TARGET_VOCABULARY, model);
    const entry *shortlist = companion(r, CR_MODEL_FILE_SHORTLIST, model), *settings = companion(r, CR_MODEL_FILE_SETTINGS, model);
    if (!source)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s/%.*s: no vocabulary (vocab.*.spm) beside it", CR_FMT(r->folder), CR_FMT(model->name));
    put(r, CR_MODEL_FILE_MODEL, model);
    put(r, CR_MODEL_FILE_VOCABULARY, source);
    if (target)
        put(r, CR_MODEL_FILE_TARGET_VOCABULARY, target);
    if (shortlist)
        put(r, CR_MODEL_FILE_SHORTLIST, shortlist);
    if (settings)
        put(r, CR_MODEL_FILE_SETTINGS, settings);
    const entry *teller = model->from[0] ? model : source;
    if (teller->from[0])
        say_pair(r, teller->from, teller->to);
    return CR_OK;
}

/* ---- the whole ---- */

static const entry *configuration(const reader *r) {
    const entry *first = NULL;
    for (size_t i = 0; i < r->count; i++) {
        if (cr_str_is(r->entries[i].name, "config.intgemm8bitalpha.yml"))
            return &r->entries[i];
        if (!first && is_kind(r->entries[i].name, CR_MODEL_FILE_SETTINGS))
            first = &r->entries[i];
    }
    return first;
}

cr_status cr_found_read(cr_arena *a, cr_str path, cr_str from, cr_str to, const cr_limits *limits, cr_found_model *out, cr_error *err) {
    struct stat st;
    cr_str z = cr_str_copy(a, path);
    cr_str file = CR_STR_NONE;
    cr_error ignored = {0};
    *out = (cr_found_model){0};
    if (cr_str_none(z) || stat(z.ptr, &st) != 0)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s: %s", CR_FMT(path), strerror(errno));
    if (!S_ISDIR(st.st_mode)) {
        file = last_part(z);
        size_t slash = z.len - file.len;
        z = slash ? cr_str_copy(a, cr_str_slice(z, 0, slash > 1 ? slash - 1 : 1)) : CR_STR(".");
    }
    while (z.len > 1 && z.ptr[z.len - 1] == '/')
        z = cr_str_copy(a, cr_str_slice(z, 0, z.len - 1));
    reader r = {.arena = a, .limits = limits, .folder = z, .out = out};
    CR_TRY(list(&r, err));
    read_metadata(&r);
    read_model_info(&r);
    const entry *yaml = cr_str_none(file) ? configuration(&r) : NULL, *model = NULL;
    if (!yaml || !read_configuration(&r, yaml, &ignored)) {
        if (cr_str_none(file))
            CR_TRY(choose_model(&r, from, to, &model, err));
        else if (!(model = named(&r, file)) || !is_kind(model->plain, CR_MODEL_FILE_MODEL))
            return cr_fail(err, CR_ERR_UNSUPPORTED, "%.*s: no translation model; give a model's .bin file, its folder, an archive of it (.tar.gz) or a registry's address", CR_FMT(path));
        CR_TRY(read_names(&r, model, err));
    }
    char pair[2][16];
    if (cr_found_pair(last_part(z), pair[0], pair[1]))
        say_pair(&r, pair[0], pair[1]);
    for (int i = 0; i < CR_MODEL_FILE_KINDS; i++)
        if (!cr_str_none(out->files[i]) && stat(out->files[i].ptr, &st) == 0)
            out->bytes += (uint64_t)st.st_size;
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}

/* ---- languages ---- */

static cr_status several(const cr_found_model *f, cr_str path, cr_error *err) {
    char all[160] = "";
    size_t len = 0;
    for (size_t i = 0; i < f->from_tags.count && len + 20 < sizeof all; i++)
        len += (size_t)snprintf(all + len, sizeof all - len, "%s%.12s", i ? ", " : "", f->from_tags.items[i].ptr);
    return cr_fail(err, CR_ERR_USAGE, "%.*s: translates from several languages (%s); say which one you want it for: --from %.12s", CR_FMT(path), all, f->from_tags.items[0].ptr);
}

cr_status cr_found_languages(cr_arena *a, const cr_found_model *f, cr_str path, cr_str from, cr_str to, cr_installed_model *out, cr_error *err) {
    char from_code[8], to_code[8];
    bool listed = f->from_tags.count == 0 || cr_str_empty(from);
    for (size_t i = 0; i < f->from_tags.count && !cr_str_empty(from); i++)
        listed |= same_language(from, f->from_tags.items[i].ptr);
    if (cr_str_empty(from) && cr_str_none(f->from_tag) && f->from_tags.count > 1)
        return several(f, path, err);
    out->from_tag = !cr_str_none(f->from_tag) ? f->from_tag : cr_str_copy(a, from);
    out->to_tag = !cr_str_none(f->to_tag) ? f->to_tag : cr_str_copy(a, to);
    if (cr_str_empty(out->from_tag) || cr_str_empty(out->to_tag))
        return cr_fail(err, CR_ERR_USAGE, "%.*s: neither a description nor the names of the files tell its languages; add them: courant models add --from LANG --to LANG %.*s",
                       CR_FMT(path), CR_FMT(path));
    if (!cr_language_normalise(out->from_tag, from_code) || !cr_language_normalise(out->to_tag, to_code) || strcmp(from_code, to_code) == 0)
        return cr_fail(err, CR_ERR_USAGE, "%.*s: \"%.*s\" to \"%.*s\" are no two languages; write codes such as fr, en, zh-Hant", CR_FMT(path), CR_FMT(out->from_tag),
                       CR_FMT(out->to_tag));
    if ((!cr_str_empty(from) && !same_language(from, from_code)) || (!cr_str_empty(to) && !same_language(to, to_code)) || !listed)
        return cr_fail(err, CR_ERR_USAGE, "%.*s: translates from %.*s to %.*s, not from %.*s to %.*s", CR_FMT(path), CR_FMT(out->from_tag), CR_FMT(out->to_tag),
                       CR_FMT(cr_str_empty(from) ? out->from_tag : from), CR_FMT(cr_str_empty(to) ? out->to_tag : to));
    out->from = cr_str_copy_z(a, from_code);
    out->to = cr_str_copy_z(a, to_code);
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}

/* ---- other programs' models ---- */

cr_status cr_found_elsewhere(cr_arena *a, cr_str home, cr_strs *folders, cr_error *err) {
    static const char *const places[] = {".local/share/translateLocally/models", ".local/share/translateLocally", ".config/translateLocally",
                                         ".var/app/com.translatelocally.translateLocally/config/translateLocally",
                                         ".var/app/com.translatelocally.translateLocally/data/translateLocally/models", "snap/translatelocally/common/.config/translateLocally"};
    size_t capacity = 0;
    *folders = (cr_strs){0};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        cr_str place = cr_str_format(a, "%.*s/%s", CR_FMT(home), places[i]);
        DIR *d = cr_str_none(place) ? NULL : opendir(place.ptr);
        for (struct dirent *e; d && folders->count < NAMES_MOST && (e = readdir(d));) {
            struct stat st;
            cr_str info = cr_str_format(a, "%.*s/%s/model_info.json", CR_FMT(place), e->d_name);
            if (e->d_name[0] == '.' || cr_str_none(info) || stat(info.ptr, &st) != 0)
                continue;
            cr_str *to = CR_PUSH(a, folders->items, folders->count, capacity);
            if (to)
                *to = cr_str_format(a, "%.*s/%s", CR_FMT(place), e->d_name);
        }
        if (d)
            closedir(d);
    }
    return cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "models: out of memory") : CR_OK;
}
