/* The translator: which engine, by which way, with what care before and after.
 *
 *     same language? ── yes ─▶ the text itself
 *        │ no
 *     memory ── known ─▶ done
 *        │ not known
 *     capitals taken down ─▶ cut where too long ─▶ engine ─▶ joined ─▶ quotation marks, capitals ─▶ checks ─▶ memory
 *
 * When an engine can do nothing at all (server gone, program missing) the next one that has a route is asked. */
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "translate/check.h"
#include "translate/engine.h"

enum { ENGINES = 8 };

struct cr_translator {
    cr_engine *engines[ENGINES]; /* in order of preference */
    size_t count;
    cr_translate_memory memory;
    const cr_limits *limits;
};

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

cr_status cr_translator_new(const cr_translator_options *options, cr_translator **out, cr_error *err) {
    static const cr_translator_options nothing = {0};
    const cr_translator_options *o = options ? options : &nothing;
    *out = NULL;
    for (size_t i = 0; i < o->engines.count; i++)
        if (!cr_str_is(o->engines.items[i], "apertium") && !cr_str_is(o->engines.items[i], "libretranslate") && !cr_str_is(o->engines.items[i], "openai"))
            return cr_fail(err, CR_ERR_USAGE, "there is no translation engine \"%.*s\": apertium, libretranslate or openai", CR_FMT(o->engines.items[i]));
    cr_translator *t = calloc(1, sizeof *t);
    if (!t)
        return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    t->memory = o->memory;
    t->limits = o->limits;
    cr_status status = CR_OK;
    if (!cr_str_empty(o->libretranslate_url) && wanted(o, "libretranslate"))
        status = cr_libretranslate_new(o->libretranslate_url, o->libretranslate_key, o->limits, &t->engines[t->count], err);
    if (status == CR_OK && t->engines[t->count])
        t->count++;
    if (status == CR_OK && !cr_str_empty(o->chat_url) && wanted(o, "openai"))
        status = cr_openai_new(o, &t->engines[t->count], err);
    if (status == CR_OK && t->engines[t->count])
        t->count++;
    if (status == CR_OK && wanted(o, "apertium"))
        status = cr_apertium_new(o->apertium_data, o->limits, &t->engines[t->count], err);
    if (status == CR_OK && t->engines[t->count])
        t->count++;
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

static cr_engine *find_route(cr_translator *t, cr_arena *a, cr_str from, cr_str to, cr_str name, size_t *n, cr_route *out, cr_str *why) {
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

bool cr_translator_route(cr_translator *t, cr_arena *arena, cr_str from, cr_str to, cr_str engine, cr_route *out, cr_str *why) {
    size_t n = 0;
    cr_str ignored;
    return find_route(t, arena, from, to, engine, &n, out, why ? why : &ignored) != NULL;
}

cr_status cr_translator_list(cr_translator *t, cr_arena *arena, cr_route **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < t->count; i++) {
        cr_route *mine = NULL;
        size_t n = 0;
        cr_error ignored;
        cr_status status = t->engines[i]->list(t->engines[i], arena, &mine, &n, &ignored);
        if (status == CR_ERR_MEMORY)
            return cr_fail(err, status, "%s", ignored.line);
        for (size_t k = 0; status == CR_OK && k < n; k++) {
            bool there = false;
            for (size_t m = 0; m < *count && !there; m++)
                there = cr_str_eq((*out)[m].from, mine[k].from) && cr_str_eq((*out)[m].to, mine[k].to);
            cr_route *slot = there ? NULL : CR_PUSH(arena, *out, *count, capacity);
            if (!there && !slot)
                return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
            if (slot)
                *slot = mine[k];
        }
    }
    return CR_OK;
}

/* ---- one request ---- */

typedef struct job { /* one segment on its way */
    size_t segment;      /* of the request */
    bool capitals, cut;
    size_t first, count; /* its pieces */
} job;

typedef struct desk {
    cr_translator *t;
    cr_arena *arena;
    const cr_translate_request *q;
    cr_translation *answers;
    job *jobs;
    size_t job_count, job_room;
    cr_str *pieces;
    size_t piece_count, piece_room;
} desk;

/* Where to cut a text that is too long for one segment: behind white space, else behind a whole character. */
static size_t cut_before(cr_str s, size_t ceiling) {
    if (s.len <= ceiling)
        return s.len;
    size_t at = ceiling;
    while (at > 0 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
        at--;
    size_t hard = at ? at : ceiling;
    for (size_t back = hard; back > ceiling / 2;) {
        size_t before = back;
        if (cr_utf8_is_space(cr_utf8_previous(s, &back)))
            return before;
    }
    return hard;
}

static bool add_piece(desk *d, cr_str piece) {
    cr_str *slot = CR_PUSH(d->arena, d->pieces, d->piece_count, d->piece_room);
    if (slot)
        *slot = piece;
    return slot != NULL;
}

/* Memory, then the pieces to be sent. */
static bool prepare(desk *d, cr_engine *e, const cr_route *r, size_t i) {
    cr_str s = d->q->segments[i];
    cr_translation *answer = &d->answers[i];
    const cr_translate_memory *m = &d->t->memory;
    if (!d->q->plain && m->lookup && !d->q->links && !d->q->alternatives && m->lookup(m->context, d->arena, r, s, answer)) {
        answer->from_memory = true;
        return true;
    }
    job *j = CR_PUSH(d->arena, d->jobs, d->job_count, d->job_room);
    if (!j)
        return false;
    *j = (job){.segment = i, .first = d->piece_count};
    if (!d->q->plain && e->fears_capitals && cr_check_capitals(s)) {
        j->capitals = true;
        s = cr_check_sentence_case(d->arena, s, d->q->from);
    }
    size_t ceiling = cr_limit(d->t->limits, CR_LIMIT_TRANSLATE_SEGMENT_BYTES);
    j->cut = s.len > ceiling;
    do {
        size_t end = cut_before(s, ceiling);
        if (!add_piece(d, cr_str_slice(s, 0, end)))
            return false;
        j->count++;
        s = cr_str_slice(s, end, s.len);
    } while (s.len);
    return true;
}

static cr_translation answer_of(const desk *d, const cr_route *r) {
    return (cr_translation){.score = -1, .probability = NAN, .engine = r->engine, .model = r->model, .hash = r->hash, .via = r->via, .language = d->q->from};
}

static void finish(desk *d, const cr_route *r, const job *j, const cr_engine_answer *parts) {
    cr_translation *answer = &d->answers[j->segment];
    cr_str source = d->q->segments[j->segment], text = parts[j->first].text;
    double score = 1, unknown = 0, probability = NAN;
    for (size_t k = j->first; k < j->first + j->count; k++) {
        if (k > j->first && !cr_str_none(text))
            text = cr_str_none(parts[k].text) ? CR_STR_NONE : cr_str_format(d->arena, "%.*s %.*s", CR_FMT(text), CR_FMT(parts[k].text));
        score = parts[k].score < score ? parts[k].score : score;
        unknown = parts[k].unknown > unknown || parts[k].unknown < 0 ? parts[k].unknown : unknown;
        probability = fmin(probability, parts[k].probability);
    }
    *answer = answer_of(d, r);
    answer->score = score;
    answer->probability = probability;
    answer->flags = j->cut ? CR_FLAG_TOO_LONG : 0;
    if (j->count == 1)
        answer->alternatives = parts[j->first].alternatives;
    if (cr_str_none(text)) {
        answer->flags |= CR_FLAG_ENGINE_FAILED;
        answer->score = -1;
        return;
    }
    if (!d->q->plain) {
        text = cr_check_quotes(d->arena, text, d->q->from, d->q->to);
        if (j->capitals || (cr_check_capitals(source) && !cr_check_capitals(text)))
            text = cr_check_upper(d->arena, text, d->q->to, false);
        else if (cr_str_eq(cr_check_upper(d->arena, source, d->q->from, true), source))
            text = cr_check_upper(d->arena, text, d->q->to, true);
        cr_check c = {d->q->from, d->q->to, source, text, unknown};
        answer->flags |= cr_check_run(d->arena, &c);
    }
    answer->text = text;
    const cr_translate_memory *m = &d->t->memory;
    if (!d->q->plain && m->keep)
        m->keep(m->context, d->q->from, d->q->to, source, answer);
}

static cr_status run_engine(desk *d, cr_engine *e, const cr_route *r, cr_error *err) {
    d->job_count = d->piece_count = 0;
    for (size_t i = 0; i < d->q->count; i++) {
        if (cr_str_empty(cr_str_trim(d->q->segments[i]))) {
            d->answers[i] = answer_of(d, r);
            d->answers[i].text = cr_str_copy(d->arena, d->q->segments[i]);
            d->answers[i].score = 1;
        } else if (!prepare(d, e, r, i))
            return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    }
    if (d->piece_count == 0)
        return CR_OK;
    cr_engine_answer *parts = CR_NEW_ARRAY(d->arena, cr_engine_answer, d->piece_count);
    if (!parts)
        return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    cr_engine_request request = {.segments = d->pieces, .count = d->piece_count, .plain = d->q->plain, .links = d->q->links, .alternatives = d->q->alternatives};
    CR_TRY(e->run(e, d->arena, r, &request, parts, err));
    for (size_t i = 0; i < d->job_count; i++)
        finish(d, r, &d->jobs[i], parts);
    return cr_arena_exhausted(d->arena) ? cr_fail(err, CR_ERR_MEMORY, "translator: over the limit arena_bytes") : CR_OK;
}

cr_status cr_translator_run(cr_translator *t, cr_arena *arena, const cr_translate_request *q, cr_translation **out, cr_error *err) {
    desk d = {.t = t, .arena = arena, .q = q};
    *out = d.answers = CR_NEW_ARRAY(arena, cr_translation, q->count + 1);
    if (!d.answers)
        return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    if (cr_str_eq(q->from, q->to)) {
        for (size_t i = 0; i < q->count; i++)
            d.answers[i] = (cr_translation){.text = cr_str_copy(arena, q->segments[i]), .score = 1, .probability = NAN, .language = q->from};
        return CR_OK;
    }
    size_t n = 0;
    cr_route r;
    cr_str why;
    cr_status status = CR_ERR_NOT_FOUND;
    bool tried = false;
    for (cr_engine *e; (e = find_route(t, arena, q->from, q->to, q->engine, &n, &r, &why)); tried = true) {
        status = run_engine(&d, e, &r, err);
        if (status != CR_ERR_ENGINE && status != CR_ERR_NETWORK && status != CR_ERR_REFUSED && status != CR_ERR_NOT_FOUND)
            break;
    }
    if (status == CR_ERR_NOT_FOUND && !tried)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s", CR_FMT(why));
    return status;
}
