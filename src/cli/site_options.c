#include "cli/site_options.h"

#include <stdio.h>

#include "translate/shelf.h"

static void to_stderr(void *context, cr_log_level level, const char *line) {
    (void)context;
    (void)level;
    fprintf(stderr, "courant: %s\n", line);
}

/* One translator for all readers, asked one at a time: a question about routes takes microseconds. */
static bool find_route(void *context, cr_arena *arena, cr_str from, cr_str to, cr_route *route, cr_str *why) {
    cr_cli_site *c = context;
    pthread_mutex_lock(&c->lock);
    bool found = cr_translator_route(c->translator, arena, from, to, CR_STR_NONE, route, why);
    pthread_mutex_unlock(&c->lock);
    return found;
}

cr_site_service cr_cli_site_service(const cr_config *c, const cr_translator_options *engines) {
    return (cr_site_service){.translator = engines,
                             .on = cr_str_is(c->serve_translate, "yes") ? CR_SERVICE_ON : cr_str_is(c->serve_translate, "no") ? CR_SERVICE_OFF : CR_SERVICE_AUTO,
                             .char_limit = c->char_limit, .batch_limit = c->batch_limit, .alternatives_limit = c->alternatives_limit,
                             .requests_per_minute = c->requests_per_minute, .keys = c->keys, .key_required = c->key_required, .threads = c->serve_threads};
}

cr_status cr_cli_site_read(const cr_invocation *in, cr_cli_site *out, cr_error *err) {
    *out = (cr_cli_site){.log = {.write = to_stderr, .least = CR_LOG_WARNING}};
    pthread_mutex_init(&out->lock, NULL);
    if (!(out->arena = cr_arena_new(0)))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    cr_config *config = &out->config;
    CR_TRY(cr_config_load(out->arena, cr_value(in, "config"), config, err));
    CR_TRY(cr_shelf_new(&config->limits, &out->shelf, err));
    out->engines = cr_config_translator(out->arena, config, cr_value(in, "data"));
    out->engines.shelf = out->shelf;
    out->service = cr_cli_site_service(config, &out->engines);
    cr_error ignored; /* a site without engines shows originals */
    if (cr_translator_new(&out->engines, &out->translator, &ignored) != CR_OK)
        out->translator = NULL;
    cr_str folder = cr_config_data(out->arena, cr_value(in, "data"));
    const char *listen = cr_value(in, "listen");
    out->options = (cr_site_options){
        .title = config->title, .main = config->main, .editions = config->editions,
        .store_path = cr_str_format(out->arena, "%.*s/courant.db", CR_FMT(folder)),
        .listen = listen ? cr_str_of(listen) : config->listen, .password = config->password, .base_url = config->base_url,
        .public_mode = config->public, .threads = (unsigned)cr_jobs(in) * 2, .limits = &config->limits, .log = &out->log,
        .route = out->translator ? find_route : NULL, .route_context = out};
    return CR_OK;
}

void cr_cli_site_free(cr_cli_site *c) {
    cr_translator_free(c->translator);
    cr_shelf_free(c->shelf);
    cr_arena_free(c->arena);
    pthread_mutex_destroy(&c->lock);
}
