/* courant run: fetch on schedule, understand, translate, serve.
 *
 *     main thread      opens everything, works the store until a signal, closes everything
 *     fetching thread  sources that are due, round after round, on a connection of its own
 *     site's threads   answer requests
 *     crew's threads   understand, group, translate (wire/workers.c)
 *
 * A first SIGINT or SIGTERM lets each finish the document in hand; a second one ends the program at once. */
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/fetch_url.h"
#include "cli/models_options.h"
#include "cli/site_options.h"
#include "cli/wire_options.h"
#include "site/site.h"
#include "wire/fetching.h"
#include "wire/sample.h"

enum { FAILURES_BEFORE_SAMPLE = 6 };

static const cr_option options[] = {
    {.name = "no-fetch", .help = "do not ask the sources", .example = "courant run --no-fetch"},
    {.name = "no-starter", .help = "with an empty store, add no starter sources and no sample", .example = "courant run --no-starter"},
    CR_OPTION_ALLOW_PRIVATE("run"),
    {0}};
static const char *const examples[] = {"courant run", "fetches, understands, translates and serves on http://127.0.0.1:8040 until Ctrl-C",
                                       "courant run --config newsroom.conf --data ./data", "the same with another configuration and store", NULL};

typedef struct program {
    cr_invocation *in;
    cr_wire *wire;
    const atomic_bool *stop;
    cr_store *store;            /* of the fetching thread */
    cr_fetching *fetching;
    cr_log log;                 /* the wire's; on a first run silent about single sources until the round is over */
    bool first;                 /* the store was empty: the starter list was added */
    size_t reached, unreached;  /* sources, on the first run */
    char why[160];              /* the first could not be reached */
    bool sample;
    /* routes for the site, asked from many threads */
    cr_translator *translator;
    pthread_mutex_t route_lock;
    cr_translator_options engines;
    cr_site_service service;
} program;

static void say(const program *p, const char *format, ...) CR_PRINTF(2, 3);
static void say(const program *p, const char *format, ...) {
    if (cr_given(p->in, "quiet"))
        return;
    va_list args;
    va_start(args, format);
    fputs("courant: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

/* ---- the first run ---- */

/* The starter list lies beside the program's folder: build/courant and examples/, or bin/ and share/doc/courant/examples/. */
static bool find_starter(char out[PATH_MAX]) {
    static const char *const places[] = {"../examples/feeds.opml", "../share/doc/courant/examples/feeds.opml", NULL};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    for (int i = 0; slash && places[i]; i++) {
        int len = snprintf(out, PATH_MAX, "%.*s/%s", (int)(slash - self), self, places[i]);
        if (len > 0 && len < PATH_MAX && access(out, R_OK) == 0)
            return true;
    }
    return false;
}

static cr_status first_run(program *p, cr_error *err) {
    cr_store_counts c;
    char path[PATH_MAX];
    CR_TRY(cr_store_count(p->wire->store, &c, err));
    if (c.sources || c.documents || cr_given(p->in, "no-starter") || cr_given(p->in, "no-fetch"))
        return CR_OK;
    p->first = true;
    if (!find_starter(path)) {
        say(p, "the store is empty and there is no starter list; `courant add URL` adds a source");
        return CR_OK;
    }
    cr_import_counts counts = {0};
    CR_TRY(cr_wire_import(p->wire, path, NULL, &counts, err));
    say(p, "the store is empty: %zu public news feeds of the starter list were added; `courant status` lists them", counts.sources);
    return CR_OK;
}

static void load_sample(program *p) {
    size_t taken = 0;
    cr_error err;
    p->sample = true;
    if (cr_wire_sample_load(p->store, &taken, &err) != CR_OK) {
        cr_complain(&err);
        return;
    }
    say(p, "no source could be reached (%s); a small sample edition of %zu reports was loaded, marked as sample on every page", p->why, taken);
    cr_wire_wake(p->wire);
}

/* ---- fetching ---- */

static void report(void *context, const cr_source *source, const char *line) {
    program *p = context;
    cr_wire_wake(p->wire);
    if (!line)
        return;
    if (source->state != CR_SOURCE_FAILING) {
        p->reached++;
        return;
    }
    if (p->unreached++ == 0)
        snprintf(p->why, sizeof p->why, "%.150s", line);
    if (p->unreached >= FAILURES_BEFORE_SAMPLE && p->first && !p->reached && !p->sample)
        load_sample(p);
}

static void *fetch_main(void *context) {
    program *p = context;
    cr_error err;
    cr_status status = cr_fetching_run(p->fetching, false, false, &err); /* the first round tells whether there is a network */
    if (status == CR_OK && p->first && !atomic_load(p->stop)) {
        if (!p->reached && !p->sample)
            load_sample(p);
        say(p, "%zu of %zu sources answered; `courant status` tells of each", p->reached, p->reached + p->unreached);
    }
    p->log.least = CR_LOG_WARNING;
    if (status == CR_OK)
        status = cr_fetching_run(p->fetching, false, true, &err);
    if (status != CR_OK)
        cr_complain(&err);
    return NULL;
}

static cr_status start_fetching(program *p, pthread_t *thread, bool *started, cr_error *err) {
    if (cr_given(p->in, "no-fetch"))
        return CR_OK;
    CR_TRY(cr_wire_connect(p->wire, false, false, &p->store, err));
    p->log = p->wire->log ? *p->wire->log : (cr_log){0};
    if (p->first)
        p->log.least = CR_LOG_ERROR;
    cr_fetching_options o = {.store = p->store, .config = &p->wire->config, .log = p->wire->log ? &p->log : NULL, .allow_private = cr_given(p->in, "allow-private"),
                             .stop = p->stop, .report = report, .context = p};
    CR_TRY(cr_fetching_new(&o, &p->fetching, err));
    if (pthread_create(thread, NULL, fetch_main, p) != 0)
        return cr_fail(err, CR_ERR_MEMORY, "no thread could be started");
    *started = true;
    return CR_OK;
}

/* ---- serving ---- */

static bool route(void *context, cr_arena *arena, cr_str from, cr_str to, cr_route *out, cr_str *why) {
    program *p = context;
    pthread_mutex_lock(&p->route_lock);
    bool found = cr_translator_route(p->translator, arena, from, to, CR_STR_NONE, out, why);
    pthread_mutex_unlock(&p->route_lock);
    return found;
}

static cr_status start_serving(program *p, cr_site_options *o, cr_site **site, cr_error *err) {
    const cr_config *c = &p->wire->config;
    p->engines = cr_config_translator(p->wire->arena, c, NULL);
    p->engines.shelf = p->wire->shelf;
    p->service = cr_cli_site_service(c, &p->engines);
    CR_TRY(cr_translator_new(&p->engines, &p->translator, err));
    *o = (cr_site_options){.title = c->title, .main = c->main, .editions = c->editions, .store_path = p->wire->store_path, .listen = c->listen,
                           .password = c->password, .base_url = c->base_url, .public_mode = c->public, .threads = (unsigned)p->wire->jobs * 2,
                           .limits = &c->limits, .log = p->wire->log, .route = route, .route_context = p, .service = &p->service, .writer = &p->wire->writer};
    CR_TRY(cr_site_open(o, site, err));
    return cr_site_listen(*site, err);
}

static int run(cr_invocation *in) {
    program p = {.in = in, .stop = cr_cli_stop_flag(), .route_lock = PTHREAD_MUTEX_INITIALIZER};
    cr_site *site = NULL;
    cr_site_options site_options;
    pthread_t thread;
    bool fetching = false;
    cr_error err = {0};
    if (in->operand_count)
        return cr_usage(in, "takes no file; `courant import` does");
    cr_cli_models_ask(in);
    cr_status status = cr_cli_wire_open(in, false, &p.wire, &err);
    if (status == CR_OK)
        status = start_serving(&p, &site_options, &site, &err);
    if (status == CR_OK) {
        say(&p, "serving on http://%.*s; stop with Ctrl-C", CR_FMT(p.wire->config.listen));
        status = first_run(&p, &err);
    }
    if (status == CR_OK)
        status = start_fetching(&p, &thread, &fetching, &err);
    if (status == CR_OK)
        status = cr_wire_work(p.wire, CR_WIRE_TRANSLATE, true, p.stop, &err);
    if (status == CR_ERR_CANCELLED) /* asked to stop */
        status = CR_OK;
    int failed = status == CR_OK ? 0 : cr_complain(&err);
    if (failed && fetching) /* the fetching thread looks at the same flag */
        raise(SIGTERM);
    if (fetching)
        pthread_join(thread, NULL);
    cr_fetching_free(p.fetching);
    cr_store_close(p.store);
    cr_site_close(site);
    cr_translator_free(p.translator);
    cr_wire_close(p.wire);
    return cr_finish(failed);
}

const cr_command cr_command_run = {
    .name = "run", .operands = "", .summary = "everything: fetch on schedule, process, serve",
    .description = "Asks the sources when they are due, understands, groups and translates what is new, and serves the site, feeds and API on --listen, until "
                   "SIGINT or SIGTERM. The first signal lets every thread finish what is in hand, a second one ends at once; nothing is lost either way.\n\n"
                   "With an empty store the starter list of public news feeds is added; where none of them can be reached, a small sample edition is loaded, "
                   "which says so on every page.\n\n"
                   "On a terminal, where no translation model is installed, it asks once whether to fetch those that the editions want, with their size; nothing is fetched "
                   "without a yes, and never in a pipe or a service.",
    .options = options, .examples = examples, .wire = true, .run = run};
