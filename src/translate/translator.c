/* The translator: its engines, in the order in which they are asked, and their routes. request.c does the work. */
#include "translate/translator.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/time.h"
#include "base/vec.h"

const char *cr_translate_flag_name(unsigned bit) {
    switch (bit) {
    case CR_FLAG_NUMBER_CHANGED: return "number_changed";
    case CR_FLAG_NAME_LOST: return "name_lost";
    case CR_FLAG_NEGATION_LOST: return "negation_lost";
    case CR_FLAG_REPETITION: return "repetition";
    case CR_FLAG_TOO_LONG: return "too_long";
    case CR_FLAG_UNTRANSLATED_WORDS: return "untranslated_words";
    case CR_FLAG_SOURCE_DOUBTFUL: return "source_doubtful";
    case CR_FLAG_ENGINE_FAILED: return "engine_failed";
    case CR_FLAG_URL_CHANGED: return "url_changed";
    case CR_FLAG_QUOTES_CHANGED: return "quotes_changed";
    case CR_FLAG_WRONG_LANGUAGE: return "wrong_language";
    case CR_FLAG_UNIT_CHANGED: return "unit_changed";
    default: return NULL;
    }
}

const char *cr_translate_grade_name(cr_grade grade) {
    static const char *const names[] = {NULL, "good", "fair", "poor", "hopeless"};
    return grade >= CR_GRADE_NONE && grade <= CR_GRADE_HOPELESS ? names[grade] : NULL;
}

/* ---- engines ---- */

static bool wanted(const cr_translator_options *o, const char *name) {
    for (size_t i = 0; i < o->engines.count; i++)
        if (cr_str_is(o->engines.items[i], name))
            return true;
    return o->engines.count == 0;
}

static size_t rank_of(const cr_translator_options *o, const char *name) {
    size_t i = 0;
    while (i < o->engines.count && !cr_str_is(o->engines.items[i], name))
        i++;
    return i;
}

bool cr_translator_knows(cr_str name) {
    static const char *const names[] = {"marian", "apertium", "libretranslate", "openai", NULL};
    for (int i = 0; names[i]; i++)
        if (cr_str_is(name, names[i]))
            return true;
    return false;
}

static cr_status add(cr_translator *t, cr_engine **e, cr_error *err) {
    if (*e && t->count == CR_TRANSLATOR_ENGINES) {
        (*e)->free(*e);
        *e = NULL;
        return cr_fail(err, CR_ERR_USAGE, "translator: more than %d engines", CR_TRANSLATOR_ENGINES);
    }
    if (*e)
        t->engines[t->count++] = *e;
    *e = NULL;
    return CR_OK;
}

cr_status cr_translator_add(cr_translator *t, cr_engine *engine, cr_error *err) { return add(t, &engine, err); }

cr_status cr_translator_new(const cr_translator_options *options, cr_translator **out, cr_error *err) {
    static const cr_translator_options nothing = {0};
    const cr_translator_options *o = options ? options : &nothing;
    *out = NULL;
    for (size_t i = 0; i < o->engines.count; i++)
        if (!cr_translator_knows(o->engines.items[i]))
            return cr_fail(err, CR_ERR_USAGE, "there is no translation engine \"%.*s\": marian, apertium, libretranslate or openai", CR_FMT(o->engines.items[i]));
    cr_translator *t = calloc(1, sizeof *t);
    if (!t)
        return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    t->memory = o->memory;
    t->limits = o->limits;
    cr_status status = CR_OK;
    cr_engine *e = NULL;
    if (!cr_str_empty(o->models) && wanted(o, "marian"))
        status = cr_marian_new(o, &e, err);
    if (status == CR_OK)
        status = add(t, &e, err);
    /* a server that somebody named comes before the rough gloss */
    if (status == CR_OK && !cr_str_empty(o->libretranslate_url) && wanted(o, "libretranslate"))
        status = cr_libretranslate_new(o->libretranslate_url, o->libretranslate_key, o->limits, &e, err);
    if (status == CR_OK)
        status = add(t, &e, err);
    if (status == CR_OK && !cr_str_empty(o->chat_url) && wanted(o, "openai"))
        status = cr_openai_new(o, &e, err);
    if (status == CR_OK)
        status = add(t, &e, err);
    if (status == CR_OK && wanted(o, "apertium"))
        status = cr_apertium_new(o->apertium_data, o->limits, &e, err);
    if (status == CR_OK)
        status = add(t, &e, err);
    if (status != CR_OK) {
        cr_translator_free(t);
        return status;
    }
    for (size_t i = 1; i < t->count; i++)
        for (size_t k = i; k > 0 && rank_of(o, t->engines[k]->name) < rank_of(o, t->engines[k - 1]->name); k--) {
            cr_engine *swap = t->engines[k];
            t->engines[k] = t->engines[k - 1];
            t->engines[k - 1] = swap;
        }
    *out = t;
    return CR_OK;
}

void cr_translator_free(cr_translator *t) {
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++)
        t->engines[i]->free(t->engines[i]);
    free(t);
}

void cr_translator_rest(cr_translator *t, int64_t idle_ms) {
    for (size_t i = 0; i < t->count; i++)
        if (t->engines[i]->rest)
            t->engines[i]->rest(t->engines[i], cr_time_monotonic_ms() - idle_ms);
}

bool cr_translator_down(const cr_translator *t, cr_error *why) {
    for (size_t i = 0; i < t->count; i++)
        if (t->engines[i]->down && t->engines[i]->down(t->engines[i], why))
            return true;
    return false;
}

bool cr_translator_fell_back(const cr_translator *t, cr_error *why) {
    if (t->passed_over.status != CR_OK && why)
        *why = t->passed_over;
    return t->passed_over.status != CR_OK;
}

/* ---- routes ---- */

/* "no engine for ja-en: apt install … or set libretranslate in courant.conf" */
static cr_str why_none(const cr_translator *t, cr_arena *a, cr_str from, cr_str to, cr_str engine, cr_str advice) {
    bool has_libre = false;
    for (size_t i = 0; i < t->count; i++)
        has_libre = has_libre || strcmp(t->engines[i]->name, "libretranslate") == 0;
    const char *name = engine.len ? "" : "no engine";
    cr_str head = cr_str_format(a, "%s%.*s%s for %.*s-%.*s", name, CR_FMT(engine), engine.len ? " has no route" : "", CR_FMT(from), CR_FMT(to));
    if (!cr_str_none(advice))
        return cr_str_format(a, "%.*s: %.*s%s", CR_FMT(head), CR_FMT(advice), has_libre || engine.len ? "" : ", or name a LibreTranslate server: [translate] libretranslate_url");
    return cr_str_format(a, "%.*s%s", CR_FMT(head), has_libre ? "" : ": name a LibreTranslate server in courant.conf: [translate] libretranslate_url");
}

/* The n-th engine that may be used, or NULL. */
static cr_engine *engine_at(cr_translator *t, cr_str name, size_t n) {
    for (size_t i = 0; i < t->count; i++)
        if ((cr_str_empty(name) || cr_str_is(name, t->engines[i]->name)) && n-- == 0)
            return t->engines[i];
    return NULL;
}

cr_engine *cr_translator_find(cr_translator *t, cr_arena *a, cr_str from, cr_str to, cr_str name, size_t *n, cr_route *out, cr_str *why) {
    cr_str advice = CR_STR_NONE;
    for (cr_engine *e; (e = engine_at(t, name, *n)); ++*n) {
        cr_str word = CR_STR_NONE;
        if (e->route(e, a, from, to, out, &word)) {
            ++*n;
            return e;
        }
        if (!cr_str_none(word))
            advice = cr_str_none(advice) ? word : cr_str_format(a, "%.*s; %.*s", CR_FMT(advice), CR_FMT(word));
    }
    *why = why_none(t, a, from, to, name, advice);
    return NULL;
}

void cr_translator_note_spoilt(cr_translator *t, cr_str from, cr_str to, cr_str name, size_t n) {
    cr_error why;
    for (size_t i = 0; i < n && t->passed_over.status == CR_OK; i++) {
        cr_engine *e = engine_at(t, name, i);
        if (e && e->spoilt && e->spoilt(e, from, to, &why))
            t->passed_over = why;
    }
}

bool cr_translator_route(cr_translator *t, cr_arena *arena, cr_str from, cr_str to, cr_str engine, cr_route *out, cr_str *why) {
    size_t n = 0;
    cr_str ignored;
    return cr_translator_find(t, arena, from, to, engine, &n, out, why ? why : &ignored) != NULL;
}

/* Routes of one engine for pairs that none before it has. */
static cr_status add_routes(cr_map *seen, cr_arena *arena, const cr_route *mine, size_t n, cr_route **out, size_t *count, size_t *capacity) {
    for (size_t k = 0; k < n; k++) {
        bool fresh;
        cr_str pair = cr_str_format(arena, "%.*s %.*s", CR_FMT(mine[k].from), CR_FMT(mine[k].to));
        if (cr_str_none(pair) || !cr_map_put(seen, pair, &fresh))
            return CR_ERR_MEMORY;
        cr_route *slot = fresh ? CR_PUSH(arena, *out, *count, *capacity) : NULL;
        if (fresh && !slot)
            return CR_ERR_MEMORY;
        if (slot)
            *slot = mine[k];
    }
    return CR_OK;
}

cr_status cr_translator_list(cr_translator *t, cr_arena *arena, cr_route **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    cr_map *seen = cr_map_new();
    cr_status status = seen ? CR_OK : CR_ERR_MEMORY;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; status == CR_OK && i < t->count; i++) {
        cr_route *mine = NULL;
        size_t n = 0;
        cr_error ignored;
        status = t->engines[i]->list(t->engines[i], arena, &mine, &n, &ignored);
        if (status == CR_OK)
            status = add_routes(seen, arena, mine, n, out, count, &capacity);
        else if (status != CR_ERR_MEMORY) /* a server that is away has none now */
            status = CR_OK;
    }
    cr_map_free(seen);
    return status == CR_OK ? CR_OK : cr_fail(err, status, "translator: out of memory for the list of routes");
}
