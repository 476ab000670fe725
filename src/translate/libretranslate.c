/* The engine "libretranslate": any server that speaks LibreTranslate's protocol, with or without a key.
 *
 *     GET  /languages   [{"code": "en", "name": "English", "targets": ["es", "fr"]}, …]
 *     POST /translate   {"q": ["…", "…"], "source": "fr", "target": "en", "format": "text", "api_key": "…"}
 *                       {"translatedText": ["…", "…"]}     or, with 400, 403, 429 or 500: {"error": "…"}
 *
 * Texts go in batches; a batch that is refused as a whole (a server may limit texts or letters) is sent one by one. The
 * address is reached through net/'s guard with one exception, the host and port that the configuration names. */
#include <jansson.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/time.h"
#include "base/vec.h"
#include "translate/engine.h"
#include "translate/remote.h"

enum { BATCH = 32, BATCH_BYTES = 8000, FRESH_MS = 10 * 60 * 1000, STALE_MS = 30 * 1000, LANGUAGES = 300, ALTERNATIVES = 10 };

typedef struct language {
    char code[16];   /* as the server writes it */
    char ours[8];    /* "zh" of zh-Hans */
    char (*targets)[16];
    size_t count;
} language;

typedef struct libretranslate {
    cr_engine engine;
    cr_remote remote;
    cr_str key;
    cr_arena *languages_arena;
    language *languages;
    size_t language_count;
    int64_t asked;         /* cr_time_monotonic_ms of the last /languages; 0: never */
    cr_error broken;       /* why it failed */
} libretranslate;

/* ---- languages ---- */

/* "zh-Hans", "zt", "pt-BR", "pb" -> zh, zh, pt, pt. */
static bool our_code(const char *code, char out[8]) {
    static const char *const aliases[][2] = {{"zt", "zh"}, {"pb", "pt"}, {"nb", "no"}, {NULL, NULL}};
    size_t n = strcspn(code, "-_");
    if (n < 2 || n > 3)
        return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(code[i] | 0x20);
    out[n] = '\0';
    for (int i = 0; aliases[i][0]; i++)
        if (strcmp(out, aliases[i][0]) == 0)
            memcpy(out, aliases[i][1], 3);
    return true;
}

static bool copy_code(char to[16], const json_t *value) {
    const char *s = json_string_value(value);
    size_t n = s ? strlen(s) : 0;
    if (n == 0 || n > 15)
        return false;
    memcpy(to, s, n + 1);
    return true;
}

static cr_status read_languages(libretranslate *e, cr_str body, cr_error *err) {
    json_error_t je;
    json_t *all = json_loadb(body.ptr, body.len, 0, &je);
    cr_status status = json_is_array(all) ? CR_OK : cr_fail(err, CR_ERR_ENGINE, "libretranslate: %.*s/languages is not a list of languages", CR_FMT(e->remote.url));
    size_t n = json_array_size(all) < LANGUAGES ? json_array_size(all) : LANGUAGES;
    cr_arena_reset(e->languages_arena);
    e->language_count = 0;
    e->languages = CR_NEW_ARRAY(e->languages_arena, language, n + 1);
    for (size_t i = 0; status == CR_OK && e->languages && i < n; i++) {
        json_t *one = json_array_get(all, i), *targets = json_object_get(one, "targets");
        language *l = &e->languages[e->language_count];
        if (!copy_code(l->code, json_object_get(one, "code")) || !our_code(l->code, l->ours))
            continue;
        size_t m = json_array_size(targets) < LANGUAGES ? json_array_size(targets) : LANGUAGES;
        l->targets = cr_arena_array(e->languages_arena, m + 1, sizeof *l->targets);
        l->count = 0;
        for (size_t k = 0; l->targets && k < m; k++)
            if (copy_code(l->targets[l->count], json_array_get(targets, k)))
                l->count++;
        e->language_count++;
    }
    json_decref(all);
    return status;
}

static cr_status ask_languages(libretranslate *e, cr_error *err) {
    int64_t now = cr_time_monotonic_ms();
    bool failed = e->broken.status != CR_OK;
    if (e->asked == 0 || now - e->asked > (failed ? STALE_MS : FRESH_MS)) {
        cr_arena *a = cr_arena_new(0);
        cr_fetch_answer *answer;
        e->broken = (cr_error){0};
        e->asked = now ? now : 1;
        cr_status status = a ? CR_OK : cr_fail(&e->broken, CR_ERR_MEMORY, "libretranslate: out of memory");
        if (status == CR_OK) {
            status = cr_remote_ask(&e->remote, a, "/languages", CR_STR_NONE, (cr_strs){0}, &answer, &e->broken);
            if (status == CR_OK)
                status = read_languages(e, answer->body, &e->broken);
            else
                cr_error_prefix(&e->broken, "libretranslate");
        }
        cr_arena_free(a);
        if (status != CR_OK)
            e->language_count = 0;
    }
    if (e->broken.status != CR_OK)
        return cr_fail(err, e->broken.status, "%s", e->broken.line);
    return CR_OK;
}

/* The server's own codes for a pair. An exact code comes before a variant ("pt" before "pt-BR"). */
static bool pair_of(const libretranslate *e, cr_str from, cr_str to, const char **source, const char **target) {
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < e->language_count; i++) {
            const language *l = &e->languages[i];
            if (!cr_str_is(from, exact ? l->code : l->ours))
                continue;
            for (int exact_target = 1; exact_target >= 0; exact_target--)
                for (size_t k = 0; k < l->count; k++) {
                    char ours[8];
                    if (exact_target ? cr_str_is(to, l->targets[k]) : our_code(l->targets[k], ours) && cr_str_is(to, ours)) {
                        *source = l->code;
                        *target = l->targets[k];
                        return true;
                    }
                }
        }
    return false;
}

/* Two servers are two engines to the memory. The address itself is nobody else's business. */
static void describe(const libretranslate *e, cr_arena *a, cr_str from, cr_str to, cr_route *out) {
    *out = (cr_route){.from = cr_str_copy(a, from), .to = cr_str_copy(a, to), .engine = CR_STR("libretranslate"), .model = CR_STR("libretranslate"), .hash = cr_str_copy_z(a, e->remote.hash)};
}

static bool route(cr_engine *engine, cr_arena *a, cr_str from, cr_str to, cr_route *out, cr_str *why) {
    libretranslate *e = engine->state;
    cr_error err;
    const char *source, *target;
    if (ask_languages(e, &err) != CR_OK) {
        *why = cr_str_copy_z(a, err.line);
        return false;
    }
    if (!pair_of(e, from, to, &source, &target)) {
        *why = cr_str_format(a, "the server at %.*s does not translate %.*s to %.*s", CR_FMT(e->remote.url), CR_FMT(from), CR_FMT(to));
        return false;
    }
    describe(e, a, from, to, out);
    return true;
}

static cr_status list(cr_engine *engine, cr_arena *a, cr_route **out, size_t *count, cr_error *err) {
    libretranslate *e = engine->state;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    CR_TRY(ask_languages(e, err));
    for (size_t i = 0; i < e->language_count; i++)
        for (size_t k = 0; k < e->languages[i].count; k++) {
            char ours[8];
            if (!our_code(e->languages[i].targets[k], ours) || strcmp(ours, e->languages[i].ours) == 0)
                continue;
            cr_route *r = CR_PUSH(a, *out, *count, capacity);
            if (!r)
                return cr_fail(err, CR_ERR_MEMORY, "libretranslate: out of memory");
            describe(e, a, cr_str_of(e->languages[i].ours), cr_str_of(ours), r);
        }
    return CR_OK;
}

/* ---- translating ---- */

static cr_str tidy(cr_arena *a, const json_t *value) {
    return json_is_string(value) ? cr_remote_text(a, (cr_str){json_string_value(value), json_string_length(value)}) : CR_STR_NONE;
}

/* "alternatives": strings for one text, lists of strings for several. */
static cr_strs read_alternatives(cr_arena *a, const json_t *list) {
    size_t n = json_array_size(list) < ALTERNATIVES ? json_array_size(list) : ALTERNATIVES;
    cr_strs out = {.items = n ? CR_NEW_ARRAY(a, cr_str, n) : NULL};
    for (size_t i = 0; out.items && i < n; i++) {
        cr_str text = tidy(a, json_array_get(list, i));
        if (text.len)
            out.items[out.count++] = text;
    }
    return out;
}

cr_status cr_libretranslate_read(cr_arena *arena, cr_str body, size_t count, cr_str *texts, cr_strs *alternatives, cr_error *err) {
    json_error_t je;
    json_t *all = json_loadb(body.ptr ? body.ptr : "", body.len, JSON_ALLOW_NUL, &je);
    json_t *text = json_object_get(all, "translatedText"), *error = json_object_get(all, "error"), *others = json_object_get(all, "alternatives");
    cr_status status = CR_OK;
    if (json_is_array(text) && json_array_size(text) == count) {
        for (size_t i = 0; i < count; i++) {
            texts[i] = tidy(arena, json_array_get(text, i));
            if (alternatives)
                alternatives[i] = read_alternatives(arena, json_array_get(others, i));
        }
    } else if (json_is_string(text) && count == 1) {
        texts[0] = tidy(arena, text);
        if (alternatives)
            alternatives[0] = read_alternatives(arena, others);
    } else if (json_is_string(error))
        status = cr_fail(err, CR_ERR_ENGINE, "libretranslate: the server says: %.300s", json_string_value(error));
    else
        status = cr_fail(err, CR_ERR_ENGINE, "libretranslate: the server's answer is not one of its protocol");
    json_decref(all);
    return status;
}

typedef struct asking { /* one run along a pair of the server's codes */
    libretranslate *e;
    cr_arena *arena;
    const char *source, *target;
    size_t alternatives;
} asking;

static void write_request(const asking *w, const cr_str *segments, size_t count, cr_buf *out) {
    cr_json j = cr_json_on(out);
    cr_json_object(&j);
    cr_json_key(&j, "q");
    cr_json_array(&j);
    for (size_t i = 0; i < count; i++)
        cr_json_str(&j, segments[i]);
    cr_json_end(&j);
    cr_json_member_z(&j, "source", w->source);
    cr_json_member_z(&j, "target", w->target);
    cr_json_member_z(&j, "format", "text");
    if (w->alternatives)
        cr_json_member_int(&j, "alternatives", (long long)w->alternatives);
    if (!cr_str_empty(w->e->key))
        cr_json_member(&j, "api_key", w->e->key);
    cr_json_end(&j);
}

/* One request. *http: the status, for those who want to try in another way. */
static cr_status post(const asking *w, const cr_str *segments, size_t count, cr_str *texts, cr_strs *others, int *http, cr_error *err) {
    cr_buf b;
    cr_fetch_answer *answer = NULL;
    cr_error said;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    write_request(w, segments, count, &b);
    cr_status status = b.failed ? cr_fail(err, CR_ERR_MEMORY, "libretranslate: out of memory")
                                : cr_remote_ask(&w->e->remote, w->arena, "/translate", cr_buf_str(&b), (cr_strs){0}, &answer, err);
    *http = answer ? answer->http : 0;
    if (answer && *http >= 200 && answer->body.len) { /* the server's own words are better than ours */
        cr_status read = cr_libretranslate_read(w->arena, answer->body, count, texts, others, &said);
        if (status == CR_OK || (read == CR_ERR_ENGINE && cr_str_contains(cr_str_of(said.line), "the server says")))
            status = read == CR_OK ? status : cr_fail(err, status == CR_OK ? read : status, "%s", said.line);
    }
    cr_buf_free(&b);
    return status;
}

/* It will not get better within this call: nobody answers, or it was refused to whoever asks. */
static bool gives_up(int http) { return http == 0 || http == 403 || http == 429; }

/* CR_OK when any of them was answered. *lost: the server is gone, and what is left was not sent; each try may take minutes. */
static cr_status one_by_one(const asking *w, const cr_str *segments, size_t count, cr_str *texts, cr_strs *others, bool *lost, cr_error *err) {
    cr_status status = CR_OK;
    bool some = false;
    for (size_t k = 0; k < count && !*lost; k++) {
        int http = 0;
        status = post(w, segments + k, 1, texts + k, others + k, &http, err);
        *lost = status != CR_OK && gives_up(http);
        some = some || status == CR_OK;
    }
    return some ? CR_OK : status;
}

static cr_status run(cr_engine *engine, cr_arena *a, const cr_route *r, const cr_engine_request *q, cr_engine_answer *answers, cr_error *err) {
    libretranslate *e = engine->state;
    const cr_str *segments = q->segments;
    size_t count = q->count;
    asking w = {.e = e, .arena = a, .alternatives = q->alternatives < ALTERNATIVES ? q->alternatives : ALTERNATIVES};
    cr_str texts[BATCH];
    cr_strs others[BATCH];
    CR_TRY(ask_languages(e, err));
    if (!pair_of(e, r->from, r->to, &w.source, &w.target))
        return cr_fail(err, CR_ERR_NOT_FOUND, "libretranslate: no pair %.*s-%.*s", CR_FMT(r->from), CR_FMT(r->to));
    size_t good = 0;
    cr_status last = CR_OK;
    for (size_t at = 0, n; at < count; at += n) {
        size_t bytes = 0;
        for (n = 0; at + n < count && n < BATCH && (n == 0 || bytes + segments[at + n].len <= BATCH_BYTES); n++) {
            bytes += segments[at + n].len;
            answers[at + n] = CR_ENGINE_ANSWER_NONE;
            texts[n] = CR_STR_NONE;
            others[n] = (cr_strs){0};
        }
        int http = 0;
        cr_status status = post(&w, segments + at, n, texts, others, &http, err);
        if (status != CR_OK && http == 400 && w.alternatives) { /* a server may give fewer, or none */
            w.alternatives = 0;
            status = post(&w, segments + at, n, texts, others, &http, err);
        }
        bool lost = status != CR_OK && gives_up(http);
        if (status != CR_OK && n > 1 && !lost && (http == 400 || http == 500 || status == CR_ERR_ENGINE)) /* one bad text, or too many at once */
            status = one_by_one(&w, segments + at, n, texts, others, &lost, err);
        if (status == CR_ERR_MEMORY)
            return status;
        last = status != CR_OK ? status : last;
        for (size_t k = 0; k < n; k++) {
            answers[at + k].text = texts[k];
            answers[at + k].alternatives = others[k];
            good += !cr_str_none(texts[k]);
        }
        if (lost) {
            for (size_t k = at + n; k < count; k++)
                answers[k] = CR_ENGINE_ANSWER_NONE;
            break;
        }
    }
    if (good == 0 && last != CR_OK)
        return err->status == CR_ERR_NOT_FOUND ? cr_fail(err, CR_ERR_ENGINE, "%s", err->line) : last;
    return CR_OK;
}

static bool down(const cr_engine *engine, cr_error *why) {
    const libretranslate *e = engine->state;
    if (e->broken.status != CR_OK)
        cr_fail(why, CR_ERR_NETWORK, "%s", e->broken.line);
    return e->broken.status != CR_OK;
}

static void end(cr_engine *engine) {
    libretranslate *e = engine->state;
    cr_remote_close(&e->remote);
    cr_arena_free(e->languages_arena);
    free(e);
}

cr_status cr_libretranslate_new(cr_str url, cr_str key, const cr_limits *limits, cr_engine **out, cr_error *err) {
    *out = NULL;
    libretranslate *e = calloc(1, sizeof *e);
    if (!e)
        return cr_fail(err, CR_ERR_MEMORY, "libretranslate: out of memory");
    e->engine = (cr_engine){.name = "libretranslate", .fears_capitals = true, .state = e, .route = route, .list = list, .run = run, .down = down, .free = end};
    e->languages_arena = cr_arena_new(0);
    cr_status status = cr_remote_open(&e->remote, "libretranslate", url, limits, err);
    if (status == CR_OK && !e->languages_arena)
        status = cr_fail(err, CR_ERR_MEMORY, "libretranslate: out of memory");
    if (status == CR_OK) {
        e->key = cr_str_none(key) ? CR_STR_NONE : cr_str_copy(e->remote.arena, key);
        *out = &e->engine;
    } else
        end(&e->engine);
    return status;
}
