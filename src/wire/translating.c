/* What is owed in translation: titles and leads of all first, bodies after, newest first (the store gives it in that order).
 *
 * The memory is keyed by sentence, exactly as it stands: the title, and each of the knowledge's sentences. A page
 * finds its translations by asking for the same. Results and acknowledgements of a batch go into one transaction. */
#include <stdlib.h>

#include "base/time.h"
#include "wire/crew.h"
#include "wire/memory.h"

enum { BATCH = 32, BATCH_MS = 4000, PAUSE_MS = 1000, RETRY_MS = 5000, REST_MS = 60000, SERVER_SECONDS = 60, LOOK_MS = 60000 };

typedef struct desk { /* of the translating thread */
    cr_store *store;
    cr_arena *arena; /* of the batch */
    cr_wire_memory memory;
    bool away;       /* a server did not answer, and that was said */
    cr_error passed_over; /* why an engine was, as it was said last */
} desk;

/* Title and the sentences of the first paragraph, or everything. */
static cr_str *segments_of(cr_arena *a, const cr_knowledge *k, bool head, size_t *count) {
    const cr_article *x = k->article;
    size_t end = head ? 0 : x->text.len;
    for (size_t i = 0; head && i < x->block_count && end == 0; i++)
        if (x->blocks[i].kind == CR_BLOCK_PARAGRAPH)
            end = x->blocks[i].end;
    cr_str *segments = CR_NEW_ARRAY(a, cr_str, k->sentence_count + 2);
    *count = 0;
    if (!segments)
        return NULL;
    if (!cr_str_empty(x->title))
        segments[(*count)++] = x->title;
    for (size_t i = 0; i < k->sentence_count && k->sentences[i].end <= end; i++)
        segments[(*count)++] = cr_str_slice(x->text, k->sentences[i].start, k->sentences[i].end);
    return segments;
}

/* One piece of work; its results wait at the desk. */
static cr_status translate_one(const cr_crew *crew, desk *d, cr_translator *t, const cr_work *work, cr_error *err) {
    cr_knowledge k;
    cr_route route;
    cr_str why;
    CR_TRY(cr_store_knowledge_get(d->store, d->arena, work->seq, &k, err));
    cr_str from = k.article->lang, to = cr_str_of(work->language);
    if (cr_str_eq(from, to))
        return CR_OK;
    if (!cr_translator_route(t, d->arena, from, to, CR_STR_NONE, &route, &why)) /* the page shows the original and asks the same question for the reason */
        return cr_translator_down(t, err) ? CR_ERR_NETWORK : CR_OK;
    cr_translate_request request = {.from = from, .to = to};
    request.segments = segments_of(d->arena, &k, work->head, &request.count);
    cr_translation *answers;
    if (request.count == 0)
        return CR_OK;
    if (!request.segments)
        return cr_fail(err, CR_ERR_MEMORY, "translation: out of memory");
    CR_TRY(cr_translator_run(t, d->arena, &request, &answers, err));
    cr_error passed;
    if (cr_translator_fell_back(t, &passed) && strcmp(passed.line, d->passed_over.line) != 0) {
        d->passed_over = passed;
        cr_log_line(crew->wire->log, CR_LOG_WARNING, "%s; another model or engine translates %.*s-%.*s", passed.line, CR_FMT(from), CR_FMT(to));
    }
    size_t missing = 0;
    for (size_t i = 0; i < request.count; i++)
        missing += (answers[i].flags & CR_FLAG_ENGINE_FAILED) != 0;
    if (missing) /* what there is is kept; the rest is tried again, and set aside in the open after the last try */
        return cr_fail(err, CR_ERR_ENGINE, "%.*s-%.*s: %.*s gave nothing for %zu of %zu sentences", CR_FMT(from), CR_FMT(to), CR_FMT(route.engine), missing,
                       request.count);
    return CR_OK;
}

static cr_status store_batch(desk *d, const cr_work *works, size_t done, size_t count, const cr_error *failed, cr_error *err) {
    CR_TRY(cr_store_begin(d->store, err));
    cr_status status = cr_wire_memory_store(&d->memory, err);
    for (size_t i = 0; status == CR_OK && i < count; i++) {
        if (i >= done)
            status = cr_store_work_give_back(d->store, &works[i], err);
        else if (failed[i].status == CR_ERR_NETWORK) /* the server is away: that is no try of this text */
            status = cr_store_work_postpone(d->store, &works[i], failed[i].line, cr_time_now() + SERVER_SECONDS, err);
        else if (failed[i].status != CR_OK)
            status = cr_store_work_failed(d->store, &works[i], failed[i].line, cr_time_now(), err);
        else if (cr_store_work_done(d->store, &works[i], err) != CR_OK)
            status = strncmp(err->line, "lease lost", 10) == 0 ? CR_OK : err->status; /* forgotten meanwhile */
    }
    if (status == CR_OK)
        return cr_store_commit(d->store, err);
    cr_store_rollback(d->store);
    return status;
}

/* By target language: what follows one after the other shares its pipelines. */
static int by_language(const void *x, const void *y) {
    const cr_work *a = x, *b = y;
    int order = strcmp(a->language, b->language);
    return order ? order : a->seq < b->seq ? 1 : a->seq > b->seq ? -1 : 0;
}

static cr_status take_batch(cr_store *store, cr_work *works, size_t *count, cr_error *err) {
    bool found = true;
    *count = 0;
    CR_TRY(cr_store_begin(store, err));
    cr_status status = CR_OK;
    while (status == CR_OK && *count < BATCH) {
        status = cr_store_work_take(store, CR_WORK_TRANSLATE, cr_time_now(), &works[*count], &found, err);
        if (status != CR_OK || !found)
            break;
        ++*count;
    }
    if (status == CR_OK)
        return cr_store_commit(store, err);
    cr_store_rollback(store);
    return status;
}

static cr_status work_batch(cr_crew *crew, desk *d, cr_translator *t, size_t *done, cr_error *err) {
    cr_work works[BATCH];
    cr_error failed[BATCH] = {0};
    size_t count;
    *done = 0;
    cr_arena_reset(d->arena);
    cr_wire_memory_clear(&d->memory);
    CR_TRY(take_batch(d->store, works, &count, err));
    qsort(works, count, sizeof *works, by_language);
    int64_t begun = cr_time_monotonic_ms();
    while (*done < count && (*done == 0 || (cr_time_monotonic_ms() - begun < BATCH_MS && !cr_crew_stopping(crew)))) {
        failed[*done].status = translate_one(crew, d, t, &works[*done], &failed[*done]);
        bool away = failed[*done].status == CR_ERR_NETWORK;
        if (away && !d->away)
            cr_log_line(crew->wire->log, CR_LOG_WARNING, "%s; what it should translate waits for it", failed[*done].line);
        d->away = away || (d->away && cr_translator_down(t, &(cr_error){0}));
        ++*done;
    }
    cr_status status = count ? store_batch(d, works, *done, count, failed, err) : CR_OK;
    cr_error ignored;
    for (size_t i = 0; status != CR_OK && i < count; i++) /* not stored: no try of theirs either, if even this can be written */
        if (cr_store_work_give_back(d->store, &works[i], &ignored) != CR_OK)
            break;
    return status;
}

/* What a rough gloss or an older model has translated is owed anew once something better is there: looked for at the start and each minute. */
static cr_status look_for_better(cr_crew *crew, desk *d, cr_translator *t, cr_error *err) {
    const cr_config *c = &crew->wire->config;
    cr_tally *languages;
    size_t count;
    cr_error away;
    CR_TRY(cr_store_languages(d->store, d->arena, false, &languages, &count, err));
    for (size_t i = 0; i < c->editions.count; i++)
        for (size_t k = 0; k < count && !cr_crew_stopping(crew); k++) {
            cr_str from = languages[k].key, to = c->editions.items[i], why;
            cr_route route;
            size_t owed;
            if (cr_str_eq(from, to) || !cr_translator_route(t, d->arena, from, to, CR_STR_NONE, &route, &why) || cr_translator_down(t, &away))
                continue; /* a server that is away for a while changes nothing */
            CR_TRY(cr_store_route_changed(d->store, &route, cr_limit(&c->limits, CR_LIMIT_RETRANSLATE_ARTICLES), &owed, err));
            if (owed)
                cr_log_line(crew->wire->log, CR_LOG_INFO, "%.*s-%.*s is translated by %.*s (%.*s) now: newest articles are translated anew", CR_FMT(from), CR_FMT(to),
                            CR_FMT(route.engine), CR_FMT(route.model));
        }
    return CR_OK;
}

void *cr_translating_main(void *context) {
    cr_crew *crew = context;
    cr_error err = {0};
    desk d = {.arena = cr_arena_new(0)};
    cr_translator *t = NULL;
    uint64_t seen = 0;
    int64_t looked = -LOOK_MS;
    bool go = true;
    cr_status status = d.arena ? cr_wire_connect(crew->wire, false, true, &d.store, &err) : cr_fail(&err, CR_ERR_MEMORY, "translation: out of memory");
    d.memory = (cr_wire_memory){.store = d.store, .arena = d.arena};
    if (status == CR_OK)
        status = cr_wire_translator(crew->wire, d.arena, &d.memory, &t, &err);
    if (status != CR_OK)
        cr_crew_failed(crew, &err);
    while (status == CR_OK && go) {
        size_t done = 0;
        cr_status step = CR_OK;
        if (cr_time_monotonic_ms() - looked >= LOOK_MS) {
            step = look_for_better(crew, &d, t, &err);
            looked = cr_time_monotonic_ms();
        }
        if (step == CR_OK)
            step = work_batch(crew, &d, t, &done, &err);
        pthread_mutex_lock(&crew->lock);
        crew->translated += done;
        seen = crew->wakes;
        pthread_mutex_unlock(&crew->lock);
        if (step != CR_OK)
            cr_crew_failed(crew, &err);
        if (!done)
            cr_translator_rest(t, REST_MS); /* a pipeline holds a hundred megabytes */
        go = step != CR_OK ? cr_crew_pause(crew, &seen, RETRY_MS) : done ? !cr_crew_stopping(crew) : cr_crew_pause(crew, &seen, PAUSE_MS);
    }
    cr_translator_free(t);
    cr_store_close(d.store);
    cr_arena_free(d.arena);
    return NULL;
}
