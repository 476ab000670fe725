/* The engine "apertium": modes found on disk, one pipeline a mode, held open; chains of them.
 *
 * Nothing is asked of the network and nothing is linked: the programs are separate processes (translate/pipeline.h).
 * In a chain the marks of unknown words are taken off between the hops, since the next one would take them for text. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "base/vec.h"
#include "translate/engine.h"
#include "translate/pipeline.h"
#include "translate/routes.h"
#include "translate/stream.h"

enum { MODES = 1000, IDLE_MS = 120 * 1000, VERSIONS_BYTES = 64 << 20 };

typedef struct installed {
    cr_str name, path;
    cr_pair pair;
    bool read;             /* the file was read: mode and version are there, or `broken` */
    cr_mode mode;
    cr_str model;          /* "fra-cat 1.10.0" */
    cr_error broken;
    cr_pipeline *pipeline; /* NULL: not made yet */
} installed;

typedef struct apertium {
    cr_engine engine;
    cr_arena *arena;
    const cr_limits *limits;
    cr_str programs;       /* folder of the programs, or none */
    installed *modes;      /* without variants, by name */
    size_t count, capacity;
    cr_pair *pairs;        /* of modes */
    cr_buf packages;       /* the package manager's record, for versions; empty until asked */
    bool packages_read;
} apertium;

/* ---- discovery ---- */

/* The folder of the `apertium` program in $PATH, or none. */
static cr_str programs_folder(cr_arena *a) {
    const char *path = getenv("PATH");
    cr_str rest = cr_str_of(path && *path ? path : "/usr/local/bin:/usr/bin:/bin"), part;
    while (cr_str_split(&rest, ':', &part)) {
        cr_str full = part.len && part.ptr[0] == '/' ? cr_str_format(a, "%.*s/apertium", CR_FMT(part)) : CR_STR_NONE;
        if (full.ptr && access(full.ptr, X_OK) == 0)
            return part;
    }
    return CR_STR_NONE;
}

static bool known(const apertium *e, cr_str name) {
    for (size_t i = 0; i < e->count; i++)
        if (cr_str_eq(e->modes[i].name, name))
            return true;
    return false;
}

/* Takes in the modes of one folder; what an earlier folder has stays. A folder that is not there has none. */
static cr_status find_modes(apertium *e, cr_str folder, cr_error *err) {
    cr_str path = cr_str_copy(e->arena, folder);
    DIR *d = path.ptr ? opendir(path.ptr) : NULL;
    if (!d)
        return CR_OK;
    cr_status status = CR_OK;
    for (struct dirent *entry; status == CR_OK && (entry = readdir(d));) {
        cr_str file = cr_str_of(entry->d_name);
        char from[8], to[8];
        cr_str variant;
        if (!cr_str_ends(file, ".mode"))
            continue;
        cr_str name = cr_str_slice(file, 0, file.len - 5);
        if (!cr_mode_name(name, from, to, &variant) || variant.ptr || known(e, name) || e->count >= MODES)
            continue;
        installed *m = CR_PUSH(e->arena, e->modes, e->count, e->capacity);
        if (!m) {
            status = cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
            break;
        }
        m->name = cr_str_copy(e->arena, name);
        m->path = cr_str_format(e->arena, "%.*s/%s", CR_FMT(path), entry->d_name);
        m->pair.from = cr_str_copy_z(e->arena, from);
        m->pair.to = cr_str_copy_z(e->arena, to);
    }
    closedir(d);
    return status;
}

/* "fra-spa" before "fr-es": data under the longer codes is the newer. Byte order after that, so that no folder's order counts. */
static int by_preference(const void *x, const void *y) {
    const installed *a = x, *b = y;
    if (a->name.len != b->name.len)
        return a->name.len > b->name.len ? -1 : 1;
    return cr_str_compare(a->name, b->name);
}

static cr_status discover(apertium *e, cr_str data, cr_error *err) {
    const char *variable = getenv("APERTIUM_DATADIR");
    e->programs = programs_folder(e->arena);
    if (!cr_str_none(data)) {
        CR_TRY(find_modes(e, data, err));
        CR_TRY(find_modes(e, cr_str_format(e->arena, "%.*s/modes", CR_FMT(data)), err));
    } else {
        if (variable && *variable)
            CR_TRY(find_modes(e, cr_str_format(e->arena, "%s/modes", variable), err));
        if (!cr_str_none(e->programs))
            CR_TRY(find_modes(e, cr_str_format(e->arena, "%.*s/../share/apertium/modes", CR_FMT(e->programs)), err));
    }
    if (e->count)
        qsort(e->modes, e->count, sizeof *e->modes, by_preference);
    e->pairs = CR_NEW_ARRAY(e->arena, cr_pair, e->count + 1);
    if (!e->pairs)
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    for (size_t i = 0; i < e->count; i++)
        e->pairs[i] = e->modes[i].pair;
    return CR_OK;
}

/* ---- one mode ---- */

/* Version of a package in dpkg's record: the folder of the data bears its name. None elsewhere. */
static cr_str package_version(apertium *e, cr_str package) {
    if (!e->packages_read) {
        cr_error ignored;
        e->packages_read = true;
        if (cr_file_read("/var/lib/dpkg/status", &e->packages, &ignored) != CR_OK)
            cr_buf_clear(&e->packages);
    }
    cr_str record = cr_buf_str(&e->packages), head = cr_str_format(e->arena, "\nPackage: %.*s\n", CR_FMT(package));
    size_t at = cr_str_find(record, head, 0);
    if (at == CR_STR_NPOS)
        return CR_STR_NONE;
    size_t end = cr_str_find(record, CR_STR("\n\n"), at);
    size_t version = cr_str_find(record, CR_STR("\nVersion: "), at);
    if (version == CR_STR_NPOS || (end != CR_STR_NPOS && version > end))
        return CR_STR_NONE;
    version += 10;
    cr_str line = cr_str_slice(record, version, cr_str_find_byte(record, '\n', version));
    size_t revision = cr_str_find_byte(line, '-', 0); /* "1.10.0-1": the part after the dash is Debian's */
    return cr_str_copy(e->arena, revision == CR_STR_NPOS ? line : cr_str_slice(line, 0, revision));
}

/* "fra-cat 1.10.0"; where no package tells, the day and size of the first data file. */
static cr_str model_of(apertium *e, const cr_mode *mode) {
    const char *slash = mode->folder.len ? memrchr(mode->folder.ptr, '/', mode->folder.len) : NULL;
    cr_str package = slash ? (cr_str){slash + 1, mode->folder.len - (size_t)(slash + 1 - mode->folder.ptr)} : CR_STR_NONE;
    cr_str version = cr_str_empty(package) ? CR_STR_NONE : package_version(e, package);
    if (!cr_str_none(version))
        return cr_str_format(e->arena, "%.*s %.*s", CR_FMT(mode->name), CR_FMT(version));
    struct stat st;
    for (size_t i = 1; i < mode->programs[0].argc; i++)
        if (mode->programs[0].argv[i][0] == '/' && stat(mode->programs[0].argv[i], &st) == 0)
            return cr_str_format(e->arena, "%.*s %lld/%lld", CR_FMT(mode->name), (long long)st.st_mtime / 86400, (long long)st.st_size);
    return mode->name;
}

static cr_status read_mode(apertium *e, installed *m, cr_error *err) {
    if (!m->read) {
        cr_buf line;
        cr_buf_init(&line, CR_MODE_BYTES);
        m->read = true;
        cr_status status = cr_file_read(m->path.ptr, &line, &m->broken);
        cr_str copy = status == CR_OK ? cr_buf_copy(&line, e->arena) : CR_STR_NONE;
        cr_buf_free(&line);
        if (status == CR_OK)
            status = cr_mode_parse(e->arena, m->name, copy, &m->mode, &m->broken);
        if (status == CR_OK)
            m->model = model_of(e, &m->mode);
        else
            cr_error_prefix(&m->broken, "apertium: %s", m->path.ptr);
    }
    if (m->broken.status != CR_OK)
        return cr_fail(err, m->broken.status, "%s", m->broken.line);
    return CR_OK;
}

static installed *mode_of(apertium *e, cr_str from, cr_str to) {
    for (size_t i = 0; i < e->count; i++)
        if (cr_str_eq(e->modes[i].pair.from, from) && cr_str_eq(e->modes[i].pair.to, to))
            return &e->modes[i];
    return NULL;
}

/* ---- routes ---- */

static cr_status describe(apertium *e, cr_arena *a, const cr_str *stops, size_t count, cr_route *out, cr_error *err) {
    cr_buf model;
    cr_buf_init(&model, 4096);
    cr_status status = CR_OK;
    *out = (cr_route){.from = cr_str_copy(a, stops[0]), .to = cr_str_copy(a, stops[count - 1]), .engine = CR_STR("apertium"), .rough = true};
    out->via.items = CR_NEW_ARRAY(a, cr_str, count);
    for (size_t i = 0; status == CR_OK && i + 1 < count; i++) {
        installed *m = mode_of(e, stops[i], stops[i + 1]);
        status = m ? read_mode(e, m, err) : cr_fail(err, CR_ERR_NOT_FOUND, "apertium: no mode");
        if (status != CR_OK)
            break;
        cr_buf_printf(&model, "%s%.*s", i ? ", " : "", CR_FMT(m->model));
        if (i > 0 && out->via.items)
            out->via.items[out->via.count++] = cr_str_copy(a, stops[i]);
    }
    out->model = cr_buf_copy(&model, a);
    cr_buf_free(&model);
    if (status == CR_OK && (!out->via.items || cr_str_none(out->model)))
        status = cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    return status;
}

static bool route(cr_engine *engine, cr_arena *a, cr_str from, cr_str to, cr_route *out, cr_str *why) {
    apertium *e = engine->state;
    cr_str stops[CR_ROUTE_HOPS + 1];
    size_t count;
    cr_error err;
    if (cr_routes_find(e->pairs, e->count, from, to, stops, &count)) {
        if (describe(e, a, stops, count, out, &err) == CR_OK)
            return true;
        *why = cr_str_copy_z(a, err.line);
        return false;
    }
    cr_str packages = cr_routes_packages(a, e->pairs, e->count, from, to);
    if (!cr_str_none(packages))
        *why = cr_str_format(a, "apt install %s%.*s", cr_str_none(e->programs) ? "apertium " : "", CR_FMT(packages));
    else
        *why = CR_STR_NONE;
    return false;
}

static cr_status list(cr_engine *engine, cr_arena *a, cr_route **out, size_t *count, cr_error *err) {
    apertium *e = engine->state;
    cr_strs languages = {CR_NEW_ARRAY(a, cr_str, 2 * e->count + 1), 0};
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    if (!languages.items)
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    for (size_t i = 0; i < 2 * e->count; i++) {
        cr_str l = i % 2 ? e->modes[i / 2].pair.to : e->modes[i / 2].pair.from;
        bool there = false;
        for (size_t k = 0; k < languages.count && !there; k++)
            there = cr_str_eq(languages.items[k], l);
        if (!there && languages.count < CR_ROUTE_LANGUAGES)
            languages.items[languages.count++] = l;
    }
    for (size_t i = 0; i < languages.count; i++)
        for (size_t k = 0; k < languages.count; k++) {
            cr_route r;
            cr_str why;
            if (i == k || !route(engine, a, languages.items[i], languages.items[k], &r, &why))
                continue;
            cr_route *slot = CR_PUSH(a, *out, *count, capacity);
            if (!slot)
                return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
            *slot = r;
        }
    return CR_OK;
}

/* ---- work ---- */

/* Makes room for one more pipeline: the open ones that were unused longest end. */
static void make_room(apertium *e, const installed *next) {
    size_t most = cr_limit(e->limits, CR_LIMIT_TRANSLATE_PIPELINES);
    if (cr_pipeline_is_open(next->pipeline))
        return;
    for (;;) {
        installed *oldest = NULL;
        size_t open = 0;
        for (size_t i = 0; i < e->count; i++) {
            installed *m = &e->modes[i];
            if (!m->pipeline || !cr_pipeline_is_open(m->pipeline))
                continue;
            open++;
            if (!oldest || cr_pipeline_used(m->pipeline) < cr_pipeline_used(oldest->pipeline))
                oldest = m;
        }
        if (open < most || !oldest)
            return;
        cr_pipeline_rest(oldest->pipeline, INT64_MAX);
    }
}

/* One hop for all segments that are still alive: `texts` in, `texts` out, none where it failed. */
static cr_status hop(apertium *e, cr_arena *a, installed *m, cr_str *texts, size_t count, bool plain, cr_engine_answer *answers,
                     cr_error *err) {
    CR_TRY(read_mode(e, m, err));
    if (!m->pipeline)
        CR_TRY(cr_pipeline_new(&m->mode, e->programs, e->limits, &m->pipeline, err));
    cr_str *in = CR_NEW_ARRAY(a, cr_str, count), *back = CR_NEW_ARRAY(a, cr_str, count);
    size_t *of = CR_NEW_ARRAY(a, size_t, count), alive = 0;
    bool *stopped = CR_NEW_ARRAY(a, bool, count);
    if (count && (!in || !back || !of || !stopped))
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < count; i++) {
        if (cr_str_none(texts[i]) || cr_str_empty(cr_str_trim(texts[i])))
            continue; /* an empty line is its own translation */
        cr_buf_clear(&b);
        cr_stream_escape(&b, texts[i], !plain, &stopped[alive]);
        of[alive] = i;
        in[alive++] = cr_buf_copy(&b, a);
    }
    make_room(e, m);
    cr_status status = b.failed || cr_arena_exhausted(a) ? cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory") : CR_OK;
    if (status == CR_OK && alive)
        status = cr_pipeline_run(m->pipeline, a, in, alive, back, err);
    for (size_t k = 0; status == CR_OK && k < alive; k++) {
        size_t i = of[k];
        cr_stream_marks marks = {0};
        cr_buf_clear(&b);
        cr_stream_unescape(&b, back[k], stopped[k], &marks);
        texts[i] = cr_str_none(back[k]) ? CR_STR_NONE : cr_buf_copy(&b, a);
        /* A capital on a word that no dictionary knows is a name's, as a rule, and a name that stays as it is, is right. */
        size_t names = marks.unknown - marks.unknown_lower;
        double words = marks.words ? (double)marks.words : 1, plain_words = marks.words > names ? (double)(marks.words - names) : 1;
        double known_share = 1 - (double)marks.unknown_lower / plain_words, unknown = (double)marks.unknown_lower / words;
        answers[i].score = answers[i].score < known_share ? answers[i].score : known_share < 0 ? 0 : known_share;
        answers[i].unknown = answers[i].unknown > unknown ? answers[i].unknown : unknown;
    }
    cr_buf_free(&b);
    return status;
}

static cr_status run(cr_engine *engine, cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    apertium *e = engine->state;
    size_t count = q->count;
    cr_str *texts = CR_NEW_ARRAY(a, cr_str, count);
    if (count && !texts)
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    for (size_t i = 0; i < count; i++) {
        texts[i] = q->segments[i];
        answers[i] = (cr_engine_answer){.score = 1, .unknown = 0, .probability = NAN};
    }
    for (size_t i = 0; i <= r->via.count; i++) {
        cr_str from = i ? r->via.items[i - 1] : r->from, to = i < r->via.count ? r->via.items[i] : r->to;
        installed *m = mode_of(e, from, to);
        if (!m)
            return cr_fail(err, CR_ERR_NOT_FOUND, "apertium: no mode %.*s-%.*s", CR_FMT(from), CR_FMT(to));
        CR_TRY(hop(e, a, m, texts, count, q->plain, answers, err));
    }
    for (size_t i = 0; i < count; i++)
        answers[i].text = texts[i];
    engine->rest(engine, cr_time_monotonic_ms() - IDLE_MS);
    return CR_OK;
}

static void rest(cr_engine *engine, int64_t before) {
    apertium *e = engine->state;
    for (size_t i = 0; i < e->count; i++)
        if (e->modes[i].pipeline)
            cr_pipeline_rest(e->modes[i].pipeline, before);
}

static void end(cr_engine *engine) {
    apertium *e = engine->state;
    for (size_t i = 0; i < e->count; i++)
        cr_pipeline_free(e->modes[i].pipeline);
    cr_buf_free(&e->packages);
    cr_arena_free(e->arena);
    free(e);
}

cr_status cr_apertium_new(cr_str data, const cr_limits *limits, cr_engine **out, cr_error *err) {
    *out = NULL;
    apertium *e = calloc(1, sizeof *e);
    if (!e || !(e->arena = cr_arena_new(0))) {
        free(e);
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    }
    e->limits = limits;
    cr_buf_init(&e->packages, VERSIONS_BYTES);
    e->engine = (cr_engine){.name = "apertium", .rough = true, .state = e, .route = route, .list = list, .run = run, .rest = rest, .free = end};
    cr_status status = discover(e, data, err);
    if (status == CR_OK)
        *out = &e->engine;
    else
        end(&e->engine);
    return status;
}
