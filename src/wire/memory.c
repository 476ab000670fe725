#include "wire/memory.h"

#include "base/vec.h"

typedef struct cr_wire_kept {
    cr_str from, to, segment;
    cr_translation t;
} kept;

static bool lookup(void *context, cr_arena *arena, const cr_route *route, cr_str segment, cr_translation *out) {
    return cr_store_memory_lookup(((cr_wire_memory *)context)->store, arena, route, segment, out);
}

static cr_str copy(cr_arena *a, cr_str s) { return cr_str_none(s) ? s : cr_str_copy(a, s); }

static void keep(void *context, cr_str from, cr_str to, cr_str segment, const cr_translation *t) {
    cr_wire_memory *m = context;
    kept *k = CR_PUSH(m->arena, m->items, m->count, m->room);
    if (!k)
        return;
    cr_arena *a = m->arena; /* nothing said where the engine keeps its strings */
    *k = (kept){cr_str_copy(a, from), cr_str_copy(a, to), cr_str_copy(a, segment), *t};
    k->t.text = copy(a, t->text);
    k->t.rejected = copy(a, t->rejected);
    k->t.engine = copy(a, t->engine);
    k->t.model = copy(a, t->model);
    k->t.hash = copy(a, t->hash);
    k->t.language = copy(a, t->language);
    k->t.links = NULL;
    k->t.link_count = 0;
    k->t.alternatives = (cr_strs){0};
    k->t.via.items = CR_NEW_ARRAY(a, cr_str, t->via.count + 1);
    for (size_t i = 0; k->t.via.items && i < t->via.count; i++)
        k->t.via.items[i] = cr_str_copy(a, t->via.items[i]);
    if (!k->t.via.items) /* memory is out: the batch fails for it, without a look behind this */
        k->t.via.count = 0;
}

cr_status cr_wire_translator(const cr_wire *wire, cr_arena *arena, cr_wire_memory *m, cr_translator **out, cr_error *err) {
    cr_translator_options o = cr_config_translator(arena, &wire->config, NULL); /* the folder of models was set when the wire was opened */
    o.threads = o.threads ? o.threads : 1; /* the workers beside this thread have the other cores */
    o.shelf = wire->shelf;
    o.memory = (cr_translate_memory){.context = m, .lookup = lookup, .keep = keep};
    return cr_translator_new(&o, out, err);
}

void cr_wire_memory_clear(cr_wire_memory *m) {
    m->items = NULL;
    m->count = m->room = 0;
}

cr_status cr_wire_memory_store(const cr_wire_memory *m, cr_error *err) {
    for (size_t i = 0; i < m->count; i++)
        CR_TRY(cr_store_memory_keep(m->store, m->items[i].from, m->items[i].to, m->items[i].segment, &m->items[i].t, err));
    return CR_OK;
}
