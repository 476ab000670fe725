/* The translation memory of the store, for a translating thread: a connection of its own, what was kept written down after each batch
 * in one transaction. Where the store cannot be written, it is read all the same. */
#include <stdio.h>
#include <stdlib.h>

#include "base/vec.h"
#include "site/page.h"
#include "site/translate.h"

typedef struct kept {
    cr_str from, to, segment;
    cr_translation t;
} kept;

typedef struct memory {
    const cr_service *service;
    cr_store *store;
    cr_arena *arena;
    bool read_only, said;
    kept *items;
    size_t count, room;
} memory;

static bool lookup(void *context, cr_arena *arena, const cr_route *route, cr_str segment, cr_translation *out) {
    return cr_store_memory_lookup(((memory *)context)->store, arena, route, segment, out);
}

static void keep(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *t) {
    memory *m = context;
    cr_arena *a = m->arena;
    kept *k = m->read_only ? NULL : CR_PUSH(a, m->items, m->count, m->room);
    if (!k)
        return;
    *k = (kept){cr_str_copy(a, from), cr_str_copy(a, to), cr_str_copy(a, segment), *t};
    cr_str *parts[] = {&k->t.text, &k->t.rejected, &k->t.engine, &k->t.model, &k->t.hash, &k->t.language};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] = cr_str_none(*parts[i]) ? *parts[i] : cr_str_copy(a, *parts[i]);
    k->t.via.items = CR_NEW_ARRAY(a, cr_str, t->via.count + 1);
    for (size_t i = 0; k->t.via.items && i < t->via.count; i++)
        k->t.via.items[i] = cr_str_copy(a, t->via.items[i]);
    if (!k->t.via.items) /* memory is out: the batch fails for it, without a look behind this */
        k->t.via.count = 0;
    k->t.links = NULL;
    k->t.link_count = 0;
    k->t.alternatives = (cr_strs){0};
}

void *cr_service_memory_open(void *service, cr_translate_memory *out) {
    const cr_service *s = service;
    char path[4096];
    cr_error err;
    memory *m = calloc(1, sizeof *m);
    cr_str store = s->site->options->store_path;
    if (!m || !store.len || store.len >= sizeof path) {
        free(m);
        return NULL;
    }
    memcpy(path, store.ptr, store.len);
    path[store.len] = '\0';
    m->service = s;
    cr_store_options writing = {.limits = s->limits, .rebuildable = true, .writer = s->site->options->writer}, reading = {.limits = s->limits, .read_only = true};
    cr_status status = cr_store_open(path, &writing, &m->store, &err);
    if (status != CR_OK) {
        m->read_only = true;
        status = cr_store_open(path, &reading, &m->store, &err);
    }
    if (status != CR_OK || !(m->arena = cr_arena_new(0))) {
        cr_store_close(status == CR_OK ? m->store : NULL);
        free(m);
        return NULL;
    }
    *out = (cr_translate_memory){.context = m, .lookup = lookup, .keep = keep};
    return m;
}

void cr_service_memory_settle(void *handle) {
    memory *m = handle;
    cr_error err;
    if (m->count) {
        cr_status status = cr_store_begin(m->store, &err);
        bool begun = status == CR_OK;
        for (size_t i = 0; status == CR_OK && i < m->count; i++)
            status = cr_store_memory_keep(m->store, m->items[i].from, m->items[i].to, m->items[i].segment, &m->items[i].t, &err);
        if (status == CR_OK)
            status = cr_store_commit(m->store, &err);
        else if (begun)
            cr_store_rollback(m->store);
        if (status != CR_OK && !m->said) { /* translations are given all the same, only not remembered */
            cr_log_line(m->service->site->options->log, CR_LOG_WARNING, "the translation memory cannot be written: %s", err.line);
            m->said = true;
        }
    }
    cr_arena_reset(m->arena);
    m->items = NULL;
    m->count = m->room = 0;
}

void cr_service_memory_close(void *handle) {
    memory *m = handle;
    if (!m)
        return;
    cr_store_close(m->store);
    cr_arena_free(m->arena);
    free(m);
}
