#include "wire/hub.h"

#include <stdlib.h>

#include "translate/head.h"
#include "wire/memory.h"

enum { REST_MS = 60000 };

struct cr_hub {
    cr_arena *batch;
    cr_translator *translator;
    cr_wire_memory memory;
    cr_str language;
};

cr_status cr_hub_open(const cr_wire *wire, cr_store *store, cr_hub **out, cr_error *err) {
    cr_hub *h = calloc(1, sizeof *h);
    cr_status status = CR_ERR_MEMORY;
    *out = NULL;
    if (!h || !(h->batch = cr_arena_new(0)))
        cr_fail(err, CR_ERR_MEMORY, "stories: out of memory");
    else {
        h->memory = (cr_wire_memory){.store = store, .arena = h->batch};
        h->language = wire->config.main;
        status = cr_wire_translator(wire, h->batch, &h->memory, &h->translator, err);
    }
    if (status == CR_OK)
        *out = h;
    else
        cr_hub_free(h);
    return status;
}

void cr_hub_free(cr_hub *h) {
    if (!h)
        return;
    cr_translator_free(h->translator);
    cr_arena_free(h->batch);
    free(h);
}

void cr_hub_begin(cr_hub *h) {
    if (!h)
        return;
    cr_wire_memory_clear(&h->memory);
    cr_arena_reset(h->batch);
}

cr_status cr_hub_fill(cr_hub *h, cr_arena *a, const cr_knowledge *k, cr_story_input *in, cr_error *err) {
    bool there;
    if (!h)
        return CR_OK;
    cr_head_request q = {.from = in->lang, .to = h->language, .title = in->title, .text = in->text, .sentences = k->sentences, .count = k->sentence_count};
    cr_str title, lead;
    CR_TRY(cr_translate_head(h->translator, a, &q, &title, &lead, &there, err));
    if (there) {
        in->hub_lang = h->language;
        in->hub_title = title;
        in->hub_lead = lead;
    }
    return CR_OK;
}

cr_status cr_hub_store(const cr_hub *h, cr_error *err) { return h ? cr_wire_memory_store(&h->memory, err) : CR_OK; }

void cr_hub_rest(cr_hub *h) {
    if (h)
        cr_translator_rest(h->translator, REST_MS);
}
