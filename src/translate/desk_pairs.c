#include "translate/desk_pairs.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { FRESH_MS = 30 * 1000, PAIRS_ARENA = 64 << 20 /* a server of 300 languages has 90,000 */ };

typedef struct cr_pairs_kept { /* freed with its last user */
    cr_desk_pairs pairs;       /* first: what is given out */
    cr_arena *arena;
    unsigned users;
} cr_pairs_kept;

static int by_pair(const void *x, const void *y) {
    const cr_route *a = x, *b = y;
    int order = cr_str_compare(a->from, b->from);
    return order ? order : cr_str_compare(a->to, b->to);
}

static int by_code(const void *x, const void *y) { return cr_str_compare(*(const cr_str *)x, *(const cr_str *)y); }

static void release(cr_pairs_kept *k) {
    if (!k || --k->users)
        return;
    cr_arena_free(k->arena);
    free(k);
}

static bool arrange(cr_pairs_kept *k, cr_route *routes, size_t count) {
    cr_strs *l = &k->pairs.languages;
    if (count)
        qsort(routes, count, sizeof *routes, by_pair);
    k->pairs.routes = routes;
    k->pairs.count = count;
    if (!(l->items = CR_NEW_ARRAY(k->arena, cr_str, 2 * count + 1)))
        return false;
    for (size_t i = 0; i < count; i++) {
        l->items[l->count++] = routes[i].from;
        l->items[l->count++] = routes[i].to;
    }
    qsort(l->items, l->count, sizeof *l->items, by_code);
    size_t n = 0;
    for (size_t i = 0; i < l->count; i++)
        if (i == 0 || !cr_str_eq(l->items[i], l->items[n - 1]))
            l->items[n++] = l->items[i];
    l->count = n;
    return true;
}

/* What engines tell may live no longer than the engine. */
static bool copy_routes(cr_arena *a, cr_route *routes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cr_str *parts[] = {&routes[i].from, &routes[i].to, &routes[i].engine, &routes[i].model};
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            *parts[k] = cr_str_none(*parts[k]) ? CR_STR("") : cr_str_copy(a, *parts[k]);
        routes[i].hash = CR_STR_NONE;
        routes[i].via = (cr_strs){0};
    }
    return !cr_arena_exhausted(a);
}

static cr_pairs_kept *look(cr_translator *t) {
    cr_error ignored;
    cr_route *routes;
    size_t count;
    cr_pairs_kept *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->users = 1;
    k->arena = cr_arena_new(PAIRS_ARENA);
    if (k->arena && cr_translator_list(t, k->arena, &routes, &count, &ignored) == CR_OK && copy_routes(k->arena, routes, count) && arrange(k, routes, count))
        return k;
    release(k);
    return NULL;
}

/* A translator of its own, made anew each time: what was installed meanwhile is seen. */
static void *clerk_main(void *context) {
    cr_pairs_clerk *c = context;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        pthread_mutex_unlock(&c->lock);
        cr_error ignored;
        cr_translator *t = NULL;
        cr_translator_options options = *c->options;
        options.memory = (cr_translate_memory){0};
        cr_pairs_kept *now = cr_translator_new(&options, &t, &ignored) == CR_OK ? look(t) : NULL;
        cr_translator_free(t);
        pthread_mutex_lock(&c->lock);
        if (now) {
            release(c->current);
            c->current = now;
        }
        c->found = true;
        pthread_cond_broadcast(&c->changed);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += FRESH_MS / 1000;
        while (!c->stopping && pthread_cond_timedwait(&c->changed, &c->lock, &until) != ETIMEDOUT) {
        }
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

cr_status cr_pairs_clerk_start(cr_pairs_clerk *c, const cr_translator_options *options, cr_error *err) {
    pthread_condattr_t attributes;
    *c = (cr_pairs_clerk){.options = options};
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&c->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    c->started = pthread_create(&c->thread, NULL, clerk_main, c) == 0;
    return c->started ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "translation: no thread could be started");
}

void cr_pairs_clerk_stop(cr_pairs_clerk *c) {
    pthread_mutex_lock(&c->lock);
    bool join = c->started;
    c->stopping = true;
    c->started = false;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    if (join)
        pthread_join(c->thread, NULL);
}

void cr_pairs_clerk_end(cr_pairs_clerk *c) {
    cr_pairs_clerk_stop(c);
    release(c->current);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->changed);
}

const cr_desk_pairs *cr_pairs_clerk_take(cr_pairs_clerk *c, int wait_ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&c->lock);
    while (!c->found && !c->stopping && pthread_cond_timedwait(&c->changed, &c->lock, &until) != ETIMEDOUT) {
    }
    cr_pairs_kept *k = c->current;
    if (k)
        k->users++;
    pthread_mutex_unlock(&c->lock);
    return k ? &k->pairs : NULL;
}

void cr_pairs_clerk_give(cr_pairs_clerk *c, const cr_desk_pairs *pairs) {
    if (!pairs)
        return;
    pthread_mutex_lock(&c->lock);
    release((cr_pairs_kept *)(void *)(uintptr_t)pairs);
    pthread_mutex_unlock(&c->lock);
}

const cr_route *cr_desk_pairs_find(const cr_desk_pairs *pairs, cr_str from, cr_str to) {
    cr_route wanted = {.from = from, .to = to};
    return pairs->count ? bsearch(&wanted, pairs->routes, pairs->count, sizeof wanted, by_pair) : NULL;
}
