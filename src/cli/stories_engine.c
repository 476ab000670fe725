#include "cli/stories_engine.h"

#include <courant/translate.h>
#include <stdlib.h>

#include "base/vec.h"
#include "translate/head.h"
#include "translate/segment.h"
#include "wire/config.h"

struct cr_story_hub {
    cr_translator *translator;
    cr_arena *arena;
    cr_config config;
    cr_str engine, language;
};

/* The language with the shortest ways from all others. */
static cr_status choose(cr_story_hub *h, cr_error *err) {
    cr_route *routes;
    size_t count;
    double most = 0;
    CR_TRY(cr_translator_list(h->translator, h->arena, &routes, &count, err));
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t k = 0; k < count; k++)
            if (cr_str_eq(routes[k].to, routes[i].to) && cr_str_eq(routes[k].engine, h->engine))
                sum += 1 / (1 + (double)routes[k].via.count);
        if (sum > most) {
            most = sum;
            h->language = routes[i].to;
        }
    }
    return most > 0 ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "the engine %.*s has no pair of languages here; courant translate --list shows what there is",
                                      CR_FMT(h->engine));
}

cr_status cr_story_hub_open(const cr_invocation *in, cr_str engine, cr_story_hub **out, cr_error *err) {
    *out = NULL;
    cr_story_hub *h = calloc(1, sizeof *h);
    cr_status status = CR_OK;
    if (!h || !(h->arena = cr_arena_new(0)))
        status = cr_fail(err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK)
        status = cr_config_load(h->arena, cr_value(in, "config"), &h->config, err);
    if (status == CR_OK) {
        cr_translator_options o = cr_config_translator(h->arena, &h->config, cr_value(in, "data"));
        o.engines = (cr_strs){CR_NEW(h->arena, cr_str), 1};
        h->engine = engine;
        if (o.engines.items) {
            o.engines.items[0] = engine;
            status = cr_translator_new(&o, &h->translator, err);
        }
    }
    if (status == CR_OK)
        status = choose(h, err);
    if (status == CR_OK)
        *out = h;
    else
        cr_story_hub_free(h);
    return status;
}

void cr_story_hub_free(cr_story_hub *h) {
    if (!h)
        return;
    cr_translator_free(h->translator);
    cr_arena_free(h->arena);
    free(h);
}

cr_status cr_story_hub_translate(cr_story_hub *h, cr_arena *arena, cr_story_input *article, cr_error *err) {
    cr_head_request q = {.from = article->lang, .to = h->language, .engine = h->engine, .title = article->title, .text = article->text};
    cr_span *sentences;
    cr_str title, lead;
    bool there;
    CR_TRY(cr_segment_sentences(NULL, arena, article->text, article->lang, &sentences, &q.count, err));
    q.sentences = sentences;
    CR_TRY(cr_translate_head(h->translator, arena, &q, &title, &lead, &there, err));
    if (there) {
        article->hub_lang = h->language;
        article->hub_title = title;
        article->hub_lead = lead;
    }
    return CR_OK;
}
