#include "cli/stories_engine.h"

#include <courant/translate.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/vec.h"
#include "translate/segment.h"
#include "wire/config.h"

enum { LEAD_BYTES = 2000 }; /* of the text that are translated, to the end of the sentence */

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

static void put(cr_buf *b, const cr_translation *t, cr_str segment) {
    cr_buf_add_str(b, !cr_str_none(t->text) ? t->text : !cr_str_none(t->rejected) ? t->rejected : segment);
    cr_buf_add_byte(b, ' ');
}

cr_status cr_story_hub_translate(cr_story_hub *h, cr_arena *arena, cr_story_input *article, cr_error *err) {
    cr_route route;
    cr_str why;
    if (cr_str_eq(article->lang, h->language) || !cr_translator_route(h->translator, arena, article->lang, h->language, h->engine, &route, &why))
        return CR_OK;
    cr_span *sentences;
    size_t count, used = 0;
    CR_TRY(cr_segment_sentences(NULL, arena, article->text, article->lang, &sentences, &count, err));
    cr_str *segments = CR_NEW_ARRAY(arena, cr_str, count + 1);
    cr_translation *answers;
    if (!segments)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    segments[used++] = cr_str_none(article->title) ? CR_STR("") : article->title;
    for (size_t i = 0; i < count && sentences[i].start < LEAD_BYTES; i++)
        segments[used++] = cr_str_slice(article->text, sentences[i].start, sentences[i].end);
    cr_translate_request q = {.from = article->lang, .to = h->language, .segments = segments, .count = used, .engine = h->engine, .one_language = true};
    if (cr_translator_run(h->translator, arena, &q, &answers, err) != CR_OK)
        return CR_OK; /* as it stands */
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    put(&b, &answers[0], segments[0]);
    article->title = cr_buf_copy(&b, arena);
    cr_buf_clear(&b);
    for (size_t i = 1; i < used; i++)
        put(&b, &answers[i], segments[i]);
    article->text = cr_buf_copy(&b, arena);
    article->lang = h->language;
    bool failed = b.failed;
    cr_buf_free(&b);
    return failed ? cr_fail(err, CR_ERR_MEMORY, "out of memory") : CR_OK;
}
