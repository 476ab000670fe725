/* One request: sentences in, answers out, with what care before and after.
 *
 *     of the language wanted already? ── yes ─▶ the sentence itself
 *        │ no                                    (nothing in it but addresses, marks, digits: likewise)
 *     of a third language, surely? ── yes ─▶ that language's route; none: left as it is, source_doubtful
 *        │ no
 *     memory of this route ── known ─▶ done
 *        │ not known
 *     capitals taken down ─▶ cut where too long ─▶ engine ─▶ joined ─▶ quotation marks, capitals ─▶ checks ─▶ grade ─▶ memory
 *
 * All sentences of a language go to the engine as one batch. When an engine can do nothing at all (server gone, model broken) the
 * next one that has a route is asked. */
#include "base/vec.h"
#include "translate/check.h"
#include "translate/hops.h"
#include "translate/manner.h"
#include "translate/protect.h"
#include "translate/scripts.h"
#include "translate/segment.h"
#include "translate/translator.h"
#include "translate/trust.h"

enum { MOST_MODELS = 8 }; /* of one engine that are found damaged one after the other */
enum { LANGUAGES = 8 }; /* of one request; sentences in yet another one are taken as said */

typedef struct job { /* one segment on its way */
    size_t segment;      /* of the request */
    bool capitals;
    cr_str text;         /* as it is sent */
    cr_span *spans;      /* of its pieces, in `text` */
    size_t first, count; /* its pieces, of the desk's */
} job;

typedef struct desk { /* the segments of one language */
    cr_translator *t;
    cr_arena *arena;
    const cr_translate_request *q;
    cr_translation *answers;
    const unsigned char *tongue; /* of each segment, an index of `languages` */
    unsigned char language;
    cr_str from;
    job *jobs;
    size_t job_count, job_room;
    cr_str *pieces;
    size_t piece_count, piece_room;
    cr_check_memo *memo;
    cr_arena *scratch; /* of the checks of one sentence, forty kilobytes */
} desk;

static cr_translation unknown_of(cr_str language) { return (cr_translation){.score = -1, .probability = NAN, .language = language}; }

static cr_translation answer_of(const desk *d, const cr_route *r) {
    cr_translation out = unknown_of(d->from);
    out.engine = r->engine;
    out.model = r->model;
    out.hash = r->hash;
    out.via = r->via;
    return out;
}

/* Under the languages of the request, whatever the sentence was read as: so a page finds it. Not from a search made wider for
 * alternatives: what is remembered must not depend on who asked. */
static void remember(const desk *d, cr_str segment, const cr_translation *answer) {
    const cr_translate_memory *m = &d->t->memory;
    if (!d->q->plain && !d->q->alternatives && m->keep)
        m->keep(m->context, d->q->from, d->q->to, segment, answer);
}

static bool recall(const desk *d, const cr_route *r, cr_str segment, cr_translation *answer) {
    const cr_translate_memory *m = &d->t->memory;
    cr_route key = *r;
    key.from = d->q->from;
    if (d->q->plain || d->q->links || d->q->alternatives || !m->lookup || !m->lookup(m->context, d->arena, &key, segment, answer))
        return false;
    answer->from_memory = true;
    return true;
}

/* ---- before the engine ---- */

/* Memory, then the pieces to be sent. */
static bool prepare(desk *d, cr_engine *e, const cr_route *r, size_t i) {
    cr_str s = d->q->segments[i];
    if (recall(d, r, s, &d->answers[i]))
        return true;
    job *j = CR_PUSH(d->arena, d->jobs, d->job_count, d->job_room);
    if (!j)
        return false;
    *j = (job){.segment = i, .first = d->piece_count};
    if (!d->q->plain && e->fears_capitals && cr_check_capitals(s)) {
        j->capitals = true;
        s = cr_check_sentence_case(d->arena, s, d->from);
    }
    j->text = s;
    cr_segment_limits limits = {.bytes = cr_limit(d->t->limits, CR_LIMIT_TRANSLATE_SEGMENT_BYTES)};
    if (!cr_segment_cut(d->arena, s, &limits, &j->spans, &j->count))
        return false;
    for (size_t k = 0; k < j->count; k++) {
        cr_str *piece = CR_PUSH(d->arena, d->pieces, d->piece_count, d->piece_room);
        if (!piece)
            return false;
        *piece = cr_str_slice(s, j->spans[k].start, j->spans[k].end);
    }
    return true;
}

/* ---- after the engine ---- */

/* As the target language writes it: typography, capitals where the source has them. */
static cr_str dress(const desk *d, const job *j, cr_str source, cr_str text) {
    text = cr_manner_apply(d->arena, source, text, d->from, d->q->to);
    if (j->capitals || (cr_check_capitals(source) && !cr_check_capitals(text)))
        return cr_check_upper(d->arena, text, d->q->to, false);
    if (cr_str_eq(cr_check_upper(d->arena, source, d->from, true), source))
        return cr_check_upper(d->arena, text, d->q->to, true);
    return text;
}

static void judge(const desk *d, cr_str source, const cr_engine_answer *got, cr_translation *answer) {
    cr_check c = {d->from, d->q->to, source, answer->text, got->unknown};
    cr_trust t = {.engine = answer->engine, .from = d->from, .to = d->q->to, .source = source, .target = answer->text, .score = got->score,
                  .probability = got->probability, .cut = got->cut, .repeats = got->repeats};
    t.flags = cr_check_run_on(d->scratch, d->memo, &c) | (got->parts > 1 ? CR_FLAG_TOO_LONG : 0);
    cr_arena_reset(d->scratch);
    answer->grade = cr_trust_judge(&t, &answer->flags);
    if (answer->grade == CR_GRADE_HOPELESS) {
        answer->rejected = answer->text;
        answer->text = CR_STR_NONE;
    }
}

/* The text is dressed, then what must come through is put back: capitals and quotation marks would change it. Links go along with both. */
static void set_right(const desk *d, const job *j, cr_str source, const cr_engine_answer *got, cr_translation *answer) {
    cr_link *links = got->link_count ? CR_NEW_ARRAY(d->arena, cr_link, got->link_count) : NULL;
    size_t lost, count = links ? got->link_count : 0;
    if (count)
        memcpy(links, got->links, count * sizeof *links);
    cr_links_follow_source(j->text, source, links, count);
    cr_str dressed = dress(d, j, source, got->text);
    cr_links_follow_target(got->text, dressed, links, count);
    answer->text = cr_protect_restore(d->arena, source, dressed, links, count, &lost);
    answer->links = links;
    answer->link_count = count;
    for (size_t i = 0; i < answer->alternatives.count; i++)
        answer->alternatives.items[i] = cr_protect_restore(d->arena, source, dress(d, j, source, answer->alternatives.items[i]), NULL, 0, &lost);
}

static void finish(desk *d, const cr_route *r, const job *j, const cr_engine_answer *parts) {
    cr_translation *answer = &d->answers[j->segment];
    cr_str source = d->q->segments[j->segment];
    cr_engine_answer got = cr_hops_join(d->arena, j->text, j->spans, parts + j->first, j->count, d->q->to);
    *answer = answer_of(d, r);
    if (cr_str_none(got.text)) {
        answer->flags = CR_FLAG_ENGINE_FAILED;
        answer->grade = CR_GRADE_HOPELESS;
        return;
    }
    answer->score = got.score;
    answer->probability = got.probability;
    answer->text = got.text;
    answer->links = got.links;
    answer->link_count = got.link_count;
    answer->alternatives = got.alternatives;
    if (d->q->plain) {
        answer->flags = got.cut ? CR_FLAG_TOO_LONG : 0;
        return;
    }
    set_right(d, j, source, &got, answer);
    judge(d, source, &got, answer);
    remember(d, source, answer);
}

/* ---- one language of a request ---- */

static cr_status run_engine(desk *d, cr_engine *e, const cr_route *r, cr_error *err) {
    d->job_count = d->piece_count = 0;
    for (size_t i = 0; i < d->q->count; i++)
        if (d->tongue[i] == d->language && !prepare(d, e, r, i))
            return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
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

static bool may_ask_another(cr_status s) { return s == CR_ERR_ENGINE || s == CR_ERR_NETWORK || s == CR_ERR_REFUSED || s == CR_ERR_NOT_FOUND; }

/* An engine that found its model damaged may have another of the pair, which comes before another engine. */
static bool has_another_way(desk *d, cr_engine *e, const cr_route *r) {
    cr_route other;
    cr_str ignored;
    return e->route(e, d->arena, d->from, d->q->to, &other, &ignored) && !cr_str_empty(other.hash) && !cr_str_eq(other.hash, r->hash);
}

/* CR_ERR_NOT_FOUND: no engine has a route. */
static cr_status run_language(desk *d, cr_error *err) {
    cr_status status = CR_ERR_NOT_FOUND;
    cr_route r;
    cr_str why;
    bool tried = false;
    size_t n = 0, again = 0;
    for (cr_engine *e; (e = cr_translator_find(d->t, d->arena, d->from, d->q->to, d->q->engine, &n, &r, &why)); tried = true) {
        cr_translator_note_spoilt(d->t, d->from, d->q->to, d->q->engine, n);
        status = run_engine(d, e, &r, err);
        if (!may_ask_another(status))
            return status;
        if (d->t->passed_over.status == CR_OK)
            cr_fail(&d->t->passed_over, status, "%s", err->line);
        if (again < MOST_MODELS && has_another_way(d, e, &r)) {
            again++;
            n--;
        }
    }
    if (!tried)
        return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s", CR_FMT(why));
    return status == CR_ERR_NOT_FOUND ? cr_fail(err, CR_ERR_ENGINE, "%s", err->line) : status;
}

/* No engine knows the language that these sentences are in: left as they are, with the reason. */
static void leave(desk *d) {
    for (size_t i = 0; i < d->q->count; i++)
        if (d->tongue[i] == d->language) {
            d->answers[i] = unknown_of(d->from);
            d->answers[i].flags = CR_FLAG_SOURCE_DOUBTFUL;
            d->answers[i].grade = CR_GRADE_HOPELESS;
            remember(d, d->q->segments[i], &d->answers[i]);
        }
}

/* ---- which language is each sentence of ---- */

enum { STAYS = 255 };

typedef struct tongues {
    cr_str codes[LANGUAGES]; /* the first is the request's own; none: cannot be said */
    size_t count;
    unsigned char *of; /* for each segment: an index, or STAYS */
} tongues;

static void stay(const desk *d, size_t i, cr_str language) {
    d->answers[i] = unknown_of(language);
    d->answers[i].text = cr_str_copy(d->arena, d->q->segments[i]);
    d->answers[i].score = 1;
    d->answers[i].engine = CR_STR("none");
}

static unsigned char tongue_of(const desk *d, tongues *all, cr_str segment) {
    char code[8];
    cr_spoken spoken = cr_scripts_spoken(segment, d->q->from, code);
    if (spoken == CR_SPOKEN_AS_SAID)
        return 0;
    cr_str other = spoken == CR_SPOKEN_OTHER ? cr_str_of(code) : CR_STR_NONE;
    if (!cr_str_none(other) && cr_str_eq(other, d->q->to))
        return STAYS;
    size_t i = 1;
    while (i < all->count && !(cr_str_eq(all->codes[i], other) && cr_str_none(all->codes[i]) == cr_str_none(other)))
        i++;
    if (i == LANGUAGES)
        return 0;
    if (i == all->count)
        all->codes[all->count++] = cr_str_none(other) ? other : cr_str_copy(d->arena, other);
    return (unsigned char)i;
}

static bool sort_tongues(const desk *d, tongues *all) {
    const cr_translate_request *q = d->q;
    *all = (tongues){.codes = {q->from}, .count = 1, .of = CR_NEW_ARRAY(d->arena, unsigned char, q->count + 1)};
    for (size_t i = 0; all->of && i < q->count; i++) {
        bool blank = cr_str_empty(cr_str_trim(q->segments[i]));
        bool nothing = blank || (!q->plain && cr_protect_alone(q->segments[i])); /* that could be translated */
        all->of[i] = nothing ? STAYS : q->plain || q->one_language ? 0 : tongue_of(d, all, q->segments[i]);
        if (all->of[i] != STAYS)
            continue;
        stay(d, i, nothing ? q->from : q->to);
        if (!blank)
            remember(d, q->segments[i], &d->answers[i]);
    }
    return all->of != NULL;
}

static bool any_of(const tongues *all, size_t count, size_t language) {
    for (size_t i = 0; i < count; i++)
        if (all->of[i] == language)
            return true;
    return false;
}

static cr_status run_tongues(desk *d, const tongues *all, cr_error *err) {
    d->tongue = all->of;
    for (size_t i = 0; i < all->count; i++) {
        cr_error why;
        cr_status status = CR_ERR_NOT_FOUND;
        d->language = (unsigned char)i;
        d->from = all->codes[i];
        if (i && !any_of(all, d->q->count, i))
            continue;
        if (i == 0 || !cr_str_none(d->from))
            status = run_language(d, i ? &why : err);
        if (i == 0 && status != CR_OK)
            return status;
        if (i && status == CR_ERR_MEMORY)
            return cr_fail(err, status, "%s", why.line);
        if (status != CR_OK)
            leave(d);
    }
    return CR_OK;
}

cr_status cr_translator_run(cr_translator *t, cr_arena *arena, const cr_translate_request *q, cr_translation **out, cr_error *err) {
    cr_check_memo memo = {.words = arena};
    desk d = {.t = t, .arena = arena, .q = q, .memo = &memo};
    tongues all;
    t->passed_over = (cr_error){0};
    *out = d.answers = CR_NEW_ARRAY(arena, cr_translation, q->count + 1);
    if (!d.answers)
        return cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    if (cr_str_eq(q->from, q->to)) {
        for (size_t i = 0; i < q->count; i++) {
            stay(&d, i, q->from);
            d.answers[i].engine = CR_STR_NONE;
        }
        return CR_OK;
    }
    d.scratch = cr_arena_new(0);
    cr_status status = d.scratch && sort_tongues(&d, &all) ? run_tongues(&d, &all, err) : cr_fail(err, CR_ERR_MEMORY, "translator: out of memory");
    cr_arena_free(d.scratch);
    return status;
}
