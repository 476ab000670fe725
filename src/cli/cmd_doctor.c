/* courant doctor: what is missing, and the command that mends it. */
#include <courant/translate.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/wire_options.h"
#include "translate/models.h"

static const cr_option options[] = {
    {.name = "limits", .help = "print every limit with its value and meaning instead", .example = "courant doctor --limits"}, {0}};
static const char *const examples[] = {"courant doctor", "looks at the configuration, the store, the disk and the engines",
                                       "courant doctor --limits", "what may be set under [limits] in courant.conf", NULL};

static int bad;
static void say(bool fine, const char *format, ...) CR_PRINTF(2, 3);
static void say(bool fine, const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("%-5s ", fine ? "ok" : "MEND");
    vprintf(format, args);
    printf("\n");
    va_end(args);
    bad |= !fine;
}

static void print_limits(const cr_limits *limits) {
    for (int i = 0; i < CR_LIMIT_COUNT; i++)
        printf("%-30s %12zu  %s\n", cr_limit_key((cr_limit_name)i), limits->value[i], cr_limit_meaning((cr_limit_name)i));
}

static void look_at_engines(const cr_config *c, cr_arena *a, const char *data) {
    cr_translator_options o = cr_config_translator(a, c, data);
    cr_translator *t = NULL;
    cr_error err = {0};
    if (cr_translator_new(&o, &t, &err) != CR_OK) {
        say(false, "translation: %s", err.line);
        return;
    }
    for (size_t i = 0; i < c->editions.count; i++) { /* the main edition is what the others lead to: routes to and from it */
        cr_str pairs[2][2] = {{c->main, c->editions.items[i]}, {c->editions.items[i], c->main}};
        for (int way = 0; way < 2 && !cr_str_eq(c->main, c->editions.items[i]); way++) {
            cr_route route;
            cr_str why = CR_STR_NONE;
            if (cr_translator_route(t, a, pairs[way][0], pairs[way][1], CR_STR_NONE, &route, &why))
                say(true, "translation %.*s to %.*s: %.*s, %.*s%s", CR_FMT(pairs[way][0]), CR_FMT(pairs[way][1]), CR_FMT(route.engine), CR_FMT(route.model),
                    route.rough ? " (a rough gloss)" : "");
            else
                say(true, "translation %.*s to %.*s: none, the original is shown. %.*s", CR_FMT(pairs[way][0]), CR_FMT(pairs[way][1]), CR_FMT(why));
        }
    }
    cr_translator_free(t);
}

static void look_at_models(const cr_config *c, cr_arena *a, const char *data) {
    cr_str folder = cr_config_models(a, c, data);
    cr_installed_model *all;
    size_t count;
    uint64_t bytes = 0;
    cr_strs broken;
    cr_error err = {0};
    if (cr_models_list(a, folder, &all, &count, &broken, &err) != CR_OK) {
        say(false, "translation models: %s", err.line);
        return;
    }
    for (size_t i = 0; i < count; i++)
        bytes += all[i].bytes;
    if (count)
        say(true, "translation models: %zu, %.0f MB, in %.*s; `courant models check` tries them", count, (double)bytes / 1e6, CR_FMT(folder));
    else
        say(true, "translation models: none; `courant models available` lists them, `courant models add` fetches one");
    for (size_t i = 0; i < broken.count; i++)
        say(false, "translation models: %.*s is not whole: remove it and add the model again", CR_FMT(broken.items[i]));
}

static void look_at_disk(const char *folder) {
    struct statvfs v;
    if (statvfs(folder, &v) != 0)
        return;
    double free_gib = (double)v.f_bavail * (double)v.f_frsize / (1 << 30);
    say(free_gib > 0.5, free_gib > 0.5 ? "disk: %.1f GiB free in %s" : "disk: only %.1f GiB free in %s; free some space", free_gib, folder);
    say(access(folder, W_OK) == 0, access(folder, W_OK) == 0 ? "%s can be written" : "%s cannot be written: chown it to the user that runs Courant", folder);
}

static int run(cr_invocation *in) {
    cr_error err = {0};
    cr_wire *wire;
    cr_arena *a = cr_arena_new(0);
    cr_config config;
    bad = 0;
    if (in->operand_count || !a) {
        cr_arena_free(a);
        return cr_usage(in, "takes no file");
    }
    if (cr_config_load(a, cr_value(in, "config"), &config, &err) != CR_OK) {
        say(false, "configuration: %s", err.line);
        cr_config_read(a, CR_STR(""), "defaults", &config, &err) == CR_OK ? (void)0 : (void)cr_complain(&err);
    } else
        say(true, "configuration: %.*s", CR_FMT(cr_str_none(config.path) ? CR_STR("the defaults (examples/courant.conf shows every key)") : config.path));
    if (cr_given(in, "limits")) {
        print_limits(&config.limits);
        cr_arena_free(a);
        return cr_finish(bad);
    }
    cr_str folder = cr_config_data(a, cr_value(in, "data"));
    cr_str store = cr_str_format(a, "%.*s/courant.db", CR_FMT(folder));
    if (access(store.ptr, F_OK) != 0)
        say(true, "store: none yet in %.*s; `courant add URL` or `courant import FILE` begins one", CR_FMT(folder));
    else if (cr_cli_wire_open(in, false, &wire, &err) != CR_OK) /* also brings an older form up to date */
        say(false, "store: %s", err.line);
    else {
        say(cr_store_check(wire->store, &err) == CR_OK, "store: %s", err.status == CR_OK ? store.ptr : err.line);
        cr_store_counts counts;
        if (cr_store_count(wire->store, &counts, &err) == CR_OK) {
            size_t aside = counts.set_aside[1] + counts.set_aside[2] + counts.set_aside[3];
            say(true, "%zu documents, %zu articles", counts.documents, counts.articles);
            say(aside == 0, aside ? "%zu documents set aside: `courant status` says why, `courant retry` tries again" : "nothing set aside", aside);
            say(counts.sources_failing == 0, counts.sources_failing ? "%zu sources fail: `courant status` says why" : "every source answers", counts.sources_failing);
        }
        cr_wire_close(wire);
        look_at_disk(folder.ptr);
    }
    look_at_models(&config, a, cr_value(in, "data"));
    look_at_engines(&config, a, cr_value(in, "data"));
    cr_arena_free(a);
    return cr_finish(bad);
}

const cr_command cr_command_doctor = {
    .name = "doctor", .operands = "", .summary = "tell what is missing, and the command that mends it",
    .description = "Checks the configuration, the store's integrity, the disk, and which engines translate between the editions. Lines that begin with MEND want "
                   "something done, and say what; the exit status is then 1.",
    .options = options, .examples = examples, .wire = true, .run = run};
