#include "cli/site_options.h"

#include <stdio.h>
#include <stdlib.h>

static void to_stderr(void *context, cr_log_level level, const char *line) {
    (void)context;
    (void)level;
    fprintf(stderr, "courant: %s\n", line);
}

static cr_str store_path(cr_arena *a, const cr_invocation *in) {
    const char *data = cr_value(in, "data"), *home = getenv("XDG_DATA_HOME");
    if (data)
        return cr_str_format(a, "%s/courant.db", data);
    if (home && home[0] == '/')
        return cr_str_format(a, "%s/courant/courant.db", home);
    return cr_str_format(a, "%s/.local/share/courant/courant.db", getenv("HOME") ? getenv("HOME") : ".");
}

cr_status cr_cli_site_read(const cr_invocation *in, cr_cli_site *out, cr_error *err) {
    *out = (cr_cli_site){.log = {.write = to_stderr, .least = CR_LOG_WARNING}};
    if (!(out->arena = cr_arena_new(0)))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    cr_site_options *o = &out->options;
    o->limits = &in->limits;
    o->log = &out->log;
    o->store_path = store_path(out->arena, in);
    o->listen = cr_value(in, "listen") ? cr_str_of(cr_value(in, "listen")) : CR_STR("127.0.0.1:8040");
    o->threads = (unsigned)cr_jobs(in) * 2;
    return CR_OK;
}

void cr_cli_site_free(cr_cli_site *c) { cr_arena_free(c->arena); }
