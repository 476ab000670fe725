#include "cli/site_options.h"

#include <stdio.h>

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

cr_status cr_cli_site_read(const cr_invocation *in, cr_cli_site *out, cr_error *err) {
    *out = (cr_cli_site){.log = {.write = to_stderr, .least = CR_LOG_WARNING}};
    pthread_mutex_init(&out->lock, NULL);
    if (!(out->arena = cr_arena_new(0)))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    cr_config *config = &out->config;
    CR_TRY(cr_config_load(out->arena, cr_value(in, "config"), config, err));
    cr_translator_options engines = cr_config_translator(out->arena, config, cr_value(in, "data"));
    cr_error ignored; /* a site without engines shows originals */
    if (cr_translator_new(&engines, &out->translator, &ignored) != CR_OK)
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
    cr_arena_free(c->arena);
    pthread_mutex_destroy(&c->lock);
}
