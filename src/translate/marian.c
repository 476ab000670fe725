/* The engine "marian": student models on this disk, run by infer/.
 *
 *     fr-en installed           fr ─▶ en
 *     no fr-de, but en-de too   fr ─▶ en ─▶ de
 *     neither, but fr-es, es-de fr ─▶ es ─▶ de     the third language whose two models are best
 *
 * The folder is looked at again every few seconds, so that a model added while the program runs is used without a restart, and one
 * replaced by another version is not used any longer. A model is taken from the shelf (shelf.h), which other translators share, when first
 * needed, and held; the limit translate_models says how many, the one unused longest is given back. One that cannot be opened is passed over, with the reason, until
 * its files change: routes then go round it, and the next engine is asked where there is no way round. */
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"
#include "base/vec.h"
#include "translate/hops.h"
#include "translate/models.h"
#include "translate/shelf.h"

enum { LOOK_MS = 3000, MOST_OPEN = 64, MOST_BROKEN = 64, IDLE_MS = 10 * 60 * 1000, MOST_CORES = 4, HASH_DIGITS = 16, REST_DIGITS = 8, LANGUAGES = 256 };

typedef struct open_model {
    char id[HASH_DIGITS + REST_DIGITS + 2];
    const cr_model *model; /* the shelf's */
    cr_infer *infer;
    cr_arena *scratch; /* for counting pieces */
    int64_t used;      /* cr_time_monotonic_ms */
} open_model;

typedef struct broken_model {
    char id[HASH_DIGITS + REST_DIGITS + 2];
    cr_error why;
} broken_model;

typedef struct marian {
    cr_engine engine;
    cr_arena *arena;  /* lives as long as the engine */
    cr_arena *listed; /* of the list */
    cr_str folder;
    const cr_limits *limits;
    size_t threads;
    cr_shelf *shelf, *own; /* own: NULL when it is borrowed */
    cr_installed_model *models;
    size_t count;
    cr_strs damaged;  /* folders that are no whole model */
    bool looked;
    int64_t looked_at;
    open_model open[MOST_OPEN];
    size_t open_count;
    broken_model broken[MOST_BROKEN];
    size_t broken_count;
} marian;

/* ---- what is installed ---- */

/* "9f86d081884c7d65.5994471a": the model file's SHA-256, and all other files' together, cut. */
static void id_of(const cr_installed_model *m, char id[HASH_DIGITS + REST_DIGITS + 2]) {
    cr_str rest[CR_MODEL_FILE_KINDS];
    for (int k = 0; k < CR_MODEL_FILE_KINDS; k++)
        rest[k] = k == CR_MODEL_FILE_MODEL ? CR_STR("") : cr_str_of(m->files[k].sha256);
    memcpy(id, m->files[CR_MODEL_FILE_MODEL].sha256, HASH_DIGITS);
    id[HASH_DIGITS] = '.';
    cr_hash_id(id + HASH_DIGITS + 1, REST_DIGITS, rest, CR_MODEL_FILE_KINDS);
}

static const broken_model *broken_of(const marian *e, const cr_installed_model *m) {
    char id[HASH_DIGITS + REST_DIGITS + 2];
    id_of(m, id);
    for (size_t i = 0; i < e->broken_count; i++)
        if (strcmp(e->broken[i].id, id) == 0)
            return &e->broken[i];
    return NULL;
}

static void close_one(marian *e, size_t i) {
    cr_infer_free(e->open[i].infer);
    cr_shelf_give(e->shelf, e->open[i].model, e->open[i].used);
    cr_arena_free(e->open[i].scratch);
    e->open[i] = e->open[--e->open_count];
}

/* What is open but not installed any more is let go. */
static void close_removed(marian *e) {
    for (size_t i = e->open_count; i-- > 0;) {
        bool there = false;
        for (size_t k = 0; k < e->count && !there; k++) {
            char id[HASH_DIGITS + REST_DIGITS + 2];
            id_of(&e->models[k], id);
            there = strcmp(id, e->open[i].id) == 0;
        }
        if (!there)
            close_one(e, i);
    }
}

static cr_status look(marian *e, cr_error *err) {
    int64_t now = cr_time_monotonic_ms();
    if (e->looked && now - e->looked_at < LOOK_MS)
        return CR_OK;
    cr_arena_reset(e->listed);
    e->models = NULL;
    e->count = 0;
    e->damaged = (cr_strs){0};
    CR_TRY(cr_models_list(e->listed, e->folder, &e->models, &e->count, &e->damaged, err));
    e->looked = true;
    e->looked_at = now;
    close_removed(e);
    return CR_OK;
}

/* The best model of a pair that can be used; else NULL, and *broken is one that cannot. */
static const cr_installed_model *model_of(const marian *e, cr_str from, cr_str to, const broken_model **broken) {
    for (size_t i = 0; i < e->count; i++) {
        if (!cr_str_eq(e->models[i].from, from) || !cr_str_eq(e->models[i].to, to))
            continue;
        const broken_model *b = broken_of(e, &e->models[i]);
        if (!b)
            return &e->models[i];
        if (broken)
            *broken = b;
    }
    return NULL;
}

/* ---- routes ---- */

typedef struct way {
    const cr_installed_model *hops[2];
    size_t count;
} way;

static bool find_way(const marian *e, cr_str from, cr_str to, way *out, const broken_model **broken) {
    *out = (way){.hops = {model_of(e, from, to, broken)}, .count = 1};
    if (out->hops[0])
        return true;
    out->count = 2;
    int best = -1;
    for (size_t i = 0; i < e->count; i++) {
        cr_str middle = e->models[i].to;
        if (!cr_str_eq(e->models[i].from, from) || cr_str_eq(middle, to))
            continue;
        const cr_installed_model *first = model_of(e, from, middle, broken), *second = first ? model_of(e, middle, to, broken) : NULL;
        if (!second)
            continue;
        int rank = cr_model_architecture_rank(first->architecture) + cr_model_architecture_rank(second->architecture);
        if (cr_str_is(middle, "en")) /* most models were made from or to it */
            rank += 1000;
        if (rank > best) {
            best = rank;
            out->hops[0] = first;
            out->hops[1] = second;
        }
    }
    return best >= 0;
}

/* "fr-en/tiny-3.0", with the version where the name does not say it. */
static cr_str name_of(cr_arena *a, const cr_installed_model *m) {
    if (m->version.len == 0 || cr_str_find(m->name, m->version, 0) != CR_STR_NPOS)
        return m->name;
    return cr_str_format(a, "%.*s %.*s", CR_FMT(m->name), CR_FMT(m->version));
}

static bool describe(cr_arena *a, const way *w, cr_route *out) {
    char id[HASH_DIGITS + REST_DIGITS + 2];
    *out = (cr_route){.from = cr_str_copy(a, w->hops[0]->from), .to = cr_str_copy(a, w->hops[w->count - 1]->to), .engine = CR_STR("marian")};
    for (size_t i = 0; i < w->count; i++) {
        id_of(w->hops[i], id);
        cr_str name = name_of(a, w->hops[i]);
        out->model = cr_str_format(a, "%.*s%s%.*s", CR_FMT(out->model), i ? ", " : "", CR_FMT(name));
        out->hash = cr_str_format(a, "%.*s%s%s", CR_FMT(out->hash), i ? "," : "", id);
    }
    if (w->count > 1) {
        cr_str *via = CR_NEW(a, cr_str);
        if (!via)
            return false;
        *via = cr_str_copy(a, w->hops[0]->to);
        out->via = (cr_strs){via, 1};
    }
    return !cr_arena_exhausted(a);
}

/* The folder of a model of this pair that is not as it was installed; or none. */
static cr_str damaged_of(const marian *e, cr_arena *a, cr_str from, cr_str to) {
    cr_str pair = cr_str_format(a, "/%.*s-%.*s/", CR_FMT(from), CR_FMT(to));
    for (size_t i = 0; !cr_str_none(pair) && i < e->damaged.count; i++)
        if (cr_str_contains(e->damaged.items[i], pair.ptr))
            return e->damaged.items[i];
    return CR_STR_NONE;
}

static void damaged_line(cr_str folder, cr_error *why) {
    cr_fail(why, CR_ERR_ENGINE, "marian: %.*s is damaged; `courant models check` says what is wrong, adding the model again mends it", CR_FMT(folder));
}

static bool spoilt(cr_engine *engine, cr_str from, cr_str to, cr_error *why) {
    marian *e = engine->state;
    cr_error ignored;
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return false;
    bool direct = look(e, &ignored) == CR_OK && model_of(e, from, to, NULL) != NULL;
    cr_str folder = damaged_of(e, a, from, to);
    if (cr_str_none(folder) && !direct) { /* the way that most pairs go */
        folder = cr_str_is(from, "en") ? CR_STR_NONE : damaged_of(e, a, from, CR_STR("en"));
        if (cr_str_none(folder) && !cr_str_is(to, "en"))
            folder = damaged_of(e, a, CR_STR("en"), to);
    }
    if (!cr_str_none(folder))
        damaged_line(folder, why);
    cr_arena_free(a);
    return !cr_str_none(folder);
}

static bool route(cr_engine *engine, cr_arena *a, cr_str from, cr_str to, cr_route *out, cr_str *why) {
    marian *e = engine->state;
    cr_error err;
    way w;
    const broken_model *broken = NULL;
    *why = CR_STR_NONE;
    if (look(e, &err) != CR_OK)
        *why = cr_str_copy_z(a, err.line);
    else if (find_way(e, from, to, &w, &broken))
        return describe(a, &w, out);
    else if (broken)
        *why = cr_str_copy_z(a, broken->why.line);
    else if (!cr_str_none(damaged_of(e, a, from, to)))
        *why = cr_str_format(a, "%.*s is not the model that was installed; courant models check says what is wrong", CR_FMT(damaged_of(e, a, from, to)));
    else
        *why = cr_str_format(a, "courant models add --from %.*s --to %.*s (courant models available lists what there is)", CR_FMT(from), CR_FMT(to));
    return false;
}

static cr_status list(cr_engine *engine, cr_arena *a, cr_route **out, size_t *count, cr_error *err) {
    marian *e = engine->state;
    size_t capacity = 0, n = 0;
    *out = NULL;
    *count = 0;
    CR_TRY(look(e, err));
    cr_str *languages = CR_NEW_ARRAY(a, cr_str, LANGUAGES);
    if (!languages)
        return cr_fail(err, CR_ERR_MEMORY, "marian: out of memory");
    for (size_t i = 0; i < 2 * e->count; i++) {
        cr_str l = i % 2 ? e->models[i / 2].to : e->models[i / 2].from;
        bool there = false;
        for (size_t k = 0; k < n && !there; k++)
            there = cr_str_eq(languages[k], l);
        if (!there && n < LANGUAGES)
            languages[n++] = l;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            way w;
            if (i == k || !find_way(e, languages[i], languages[k], &w, NULL))
                continue;
            cr_route *slot = CR_PUSH(a, *out, *count, capacity);
            if (!slot || !describe(a, &w, slot))
                return cr_fail(err, CR_ERR_MEMORY, "marian: out of memory");
        }
    return CR_OK;
}

/* ---- open models ---- */

static size_t threads_of(const marian *e) {
    long cores = e->threads ? (long)e->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : !e->threads && cores > MOST_CORES ? MOST_CORES : (size_t)cores;
}

static void make_room(marian *e) {
    size_t most = cr_limit(e->limits, CR_LIMIT_TRANSLATE_MODELS);
    most = most < 1 ? 1 : most > MOST_OPEN ? MOST_OPEN : most;
    while (e->open_count >= most) {
        size_t oldest = 0;
        for (size_t i = 1; i < e->open_count; i++)
            if (e->open[i].used < e->open[oldest].used)
                oldest = i;
        close_one(e, oldest);
    }
}

static cr_status open_files(const marian *e, const cr_installed_model *m, open_model *o, cr_error *err) {
    cr_model_files files = cr_installed_files(m);
    cr_infer_options options = {.threads = threads_of(e), .limits = e->limits};
    if (!(o->scratch = cr_arena_new(0)))
        return cr_fail(err, CR_ERR_MEMORY, "marian: out of memory");
    cr_str key = cr_str_format(o->scratch, "%.*s %s", CR_FMT(files.model), o->id); /* the folder is in the file's path */
    cr_status status = cr_str_none(key) ? cr_fail(err, CR_ERR_MEMORY, "marian: out of memory") : cr_shelf_take(e->shelf, key, &files, &o->model, err);
    cr_arena_reset(o->scratch);
    if (status == CR_OK)
        status = cr_infer_new(o->model, &options, &o->infer, err);
    if (status != CR_OK) {
        cr_shelf_give(e->shelf, o->model, o->used);
        cr_arena_free(o->scratch);
    }
    return status;
}

static cr_status open_of(marian *e, const cr_installed_model *m, open_model **out, cr_error *err) {
    open_model o = {.used = cr_time_monotonic_ms()};
    id_of(m, o.id);
    for (size_t i = 0; i < e->open_count; i++)
        if (strcmp(e->open[i].id, o.id) == 0) {
            *out = &e->open[i];
            (*out)->used = o.used;
            return CR_OK;
        }
    make_room(e);
    cr_status status = open_files(e, m, &o, err);
    if (status == CR_OK) {
        e->open[e->open_count] = o;
        *out = &e->open[e->open_count++];
        return CR_OK;
    }
    cr_error_prefix(err, "marian: %.*s", CR_FMT(m->name));
    if (status == CR_ERR_MEMORY) /* not the model's fault: another time */
        return status;
    broken_model *b = &e->broken[e->broken_count < MOST_BROKEN ? e->broken_count++ : MOST_BROKEN - 1];
    memcpy(b->id, o.id, sizeof b->id);
    b->why = *err;
    return cr_fail(err, CR_ERR_ENGINE, "%s", b->why.line);
}

/* ---- work ---- */

static size_t pieces(void *context, cr_str text) {
    open_model *o = context;
    size_t n = cr_model_count_pieces(o->model, o->scratch, text);
    cr_arena_reset(o->scratch);
    return n;
}

static cr_engine_answer answer_of(cr_arena *a, cr_str source, const cr_inferred *r, const cr_engine_request *q, cr_error *err) {
    cr_engine_answer out = CR_ENGINE_ANSWER_NONE;
    const cr_hypothesis *best = r->best;
    if (r->hypotheses == 0)
        return out;
    out.text = best->text;
    out.probability = best->count ? best->log_probability / (double)best->count : (double)NAN;
    out.score = isnan(out.probability) ? -1 : exp(fmin(out.probability, 0));
    out.cut = r->cut;
    out.repeats = best->repeats;
    if (q->links) {
        cr_link *links;
        if (cr_infer_links(a, source, r, 0, &links, &out.link_count, err) == CR_OK)
            out.links = links;
    }
    if (r->hypotheses > 1 && q->alternatives)
        out.alternatives.items = CR_NEW_ARRAY(a, cr_str, r->hypotheses);
    for (size_t i = 1; out.alternatives.items && i < r->hypotheses && out.alternatives.count < q->alternatives; i++) {
        bool new = true;
        for (size_t k = 0; k < i && new; k++) /* two ways of cutting a word give the same text */
            new = !cr_str_eq(r->best[k].text, r->best[i].text);
        if (new)
            out.alternatives.items[out.alternatives.count++] = r->best[i].text;
    }
    return out;
}

/* As many alternatives as the limit of the beam has room for: fewer than were asked for are better than no translation. */
static cr_status run_model(const marian *e, open_model *o, cr_arena *a, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    cr_decoding d = cr_decoding_default(o->model);
    size_t most = cr_limit(e->limits, CR_LIMIT_INFER_BEAM);
    if (d.beam <= q->alternatives)
        d.beam = q->alternatives < most ? q->alternatives + 1 : most;
    d.hypotheses = q->alternatives + 1;
    d.attention = q->links;
    d.probabilities = d.stop_repetition = true;
    cr_inferred *results;
    CR_TRY(cr_infer_run(o->infer, a, q->segments, q->count, &d, &results, err));
    for (size_t i = 0; i < q->count; i++)
        answers[i] = answer_of(a, q->segments[i], &results[i], q, err);
    return CR_OK;
}

/* A model may be let go when the next one is opened, so each is opened when its turn comes. */
typedef struct hop_context {
    marian *e;
    const cr_installed_model *m;
} hop_context;

static cr_status run_lazily(void *context, cr_arena *a, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    const hop_context *h = context;
    open_model *o;
    CR_TRY(open_of(h->e, h->m, &o, err));
    return run_model(h->e, o, a, q, answers, err);
}

static size_t pieces_lazily(void *context, cr_str text) {
    const hop_context *h = context;
    open_model *o;
    cr_error ignored; /* the run says it */
    return open_of(h->e, h->m, &o, &ignored) == CR_OK ? pieces(o, text) : 0;
}

static cr_status run(cr_engine *engine, cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    marian *e = engine->state;
    cr_hop hops[2];
    hop_context contexts[2];
    way w;
    if (!find_way(e, r->from, r->to, &w, NULL))
        return cr_fail(err, CR_ERR_NOT_FOUND, "marian: no model %.*s-%.*s", CR_FMT(r->from), CR_FMT(r->to));
    for (size_t i = 0; i < w.count; i++) {
        contexts[i] = (hop_context){e, w.hops[i]};
        hops[i] = (cr_hop){.context = &contexts[i], .run = run_lazily, .pieces = pieces_lazily, .most_pieces = cr_limit(e->limits, CR_LIMIT_TRANSLATE_PIECES),
                           .to = w.hops[i]->to};
    }
    int64_t begun = cr_time_monotonic_ms();
    cr_status status = cr_hops_run(a, hops, w.count, q, answers, err);
    engine->rest(engine, cr_shelf_crowded(e->shelf) ? begun : cr_time_monotonic_ms() - IDLE_MS); /* all translators together hold too many */
    return status;
}

static void rest(cr_engine *engine, int64_t before) {
    marian *e = engine->state;
    for (size_t i = e->open_count; i-- > 0;)
        if (e->open[i].used < before)
            close_one(e, i);
    cr_shelf_rest(e->shelf, before);
}

static void end(cr_engine *engine) {
    marian *e = engine->state;
    while (e->open_count)
        close_one(e, 0);
    cr_shelf_free(e->own);
    cr_arena_free(e->listed);
    cr_arena_free(e->arena);
    free(e);
}

cr_status cr_marian_new(const cr_translator_options *o, cr_engine **out, cr_error *err) {
    *out = NULL;
    marian *e = calloc(1, sizeof *e);
    if (!e)
        return cr_fail(err, CR_ERR_MEMORY, "marian: out of memory");
    e->engine = (cr_engine){.name = "marian", .fears_capitals = true, .state = e, .route = route, .spoilt = spoilt, .list = list, .run = run, .rest = rest, .free = end};
    e->arena = cr_arena_new(0);
    e->listed = cr_arena_new(0);
    cr_status status = e->arena && e->listed ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "marian: out of memory");
    if (status == CR_OK && !o->shelf)
        status = cr_shelf_new(o->limits, &e->own, err);
    if (status != CR_OK) {
        end(&e->engine);
        return status;
    }
    e->shelf = o->shelf ? o->shelf : e->own;
    e->folder = cr_str_copy(e->arena, o->models);
    e->limits = o->limits;
    e->threads = o->threads;
    *out = &e->engine;
    return CR_OK;
}
