/* The one question of `courant run`: whether to fetch the models that the editions want. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/vec.h"
#include "cli/models_options.h"
#include "translate/staging.h"

/* What a released model takes, of either direction, as registries tell (2025): the exact sizes are known once the list is read. */
enum { FETCHED_MB = 25, ON_DISK_MB = 35, PAIRS_MOST = 40 };

typedef struct pair { cr_str from, to; } pair;

/* Every edition's language into English and out of it: two models lead from any language to any other. */
static size_t wanted_pairs(const cr_config *c, pair *pairs) {
    size_t n = 0;
    for (size_t i = 0; i < c->editions.count && n + 2 <= PAIRS_MOST; i++) {
        cr_str lang = c->editions.items[i];
        if (cr_str_is(lang, "en"))
            continue;
        pairs[n++] = (pair){lang, CR_STR("en")};
        pairs[n++] = (pair){CR_STR("en"), lang};
    }
    return c->editions.count > 1 ? n : 0;
}

static bool engine_wanted(const cr_config *c) {
    for (size_t i = 0; i < c->engines.count; i++)
        if (cr_str_is(c->engines.items[i], "marian"))
            return true;
    return c->engines.count == 0;
}

/* Is there anything to ask, and anybody to answer? */
static bool worth_asking(cr_cli_models *m, cr_str asked) {
    cr_installed_model *all;
    size_t count;
    cr_error ignored;
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !cr_given(m->in, "quiet") && !cr_given(m->in, "no-fetch") && !cr_str_empty(m->registry) &&
           cr_str_empty(m->config.libretranslate_url) && engine_wanted(&m->config) && access(asked.ptr, F_OK) != 0 &&
           cr_models_list(m->arena, m->adding.folder, &all, &count, NULL, &ignored) == CR_OK && count == 0;
}

static bool yes(void) {
    char line[32];
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        return false;
    cr_str answer = cr_str_trim(cr_str_of(line));
    return cr_str_is_nocase(answer, "y") || cr_str_is_nocase(answer, "yes");
}

static bool put_question(const cr_cli_models *m, const pair *pairs, size_t n) {
    size_t at = cr_str_find(m->registry, CR_STR("://"), 0), end;
    cr_str host = at == CR_STR_NPOS ? m->registry : cr_str_slice(m->registry, at + 3, m->registry.len);
    end = cr_str_find_byte(host, '/', 0);
    host.len = end == CR_STR_NPOS ? host.len : end;
    fprintf(stderr, "\nCourant can translate on this machine with the models that Firefox uses. Your editions want %zu of them:\n ", n);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, " %.*s-%.*s", CR_FMT(pairs[i].from), CR_FMT(pairs[i].to));
    fprintf(stderr, "\nThat is about %zu MB to fetch from %.*s, and %zu MB on the disk. `courant models` does the same at any time.\n"
            "Fetch them now? You are asked this once. [y/N] ", n * FETCHED_MB, CR_FMT(host), n * ON_DISK_MB);
    return yes();
}

/* The exact amount: to be agreed to again only where it is far more than was said. */
static bool agreed(const cr_registry *r, const pair *pairs, size_t n, const cr_registry_model **models) {
    uint64_t sum = 0;
    size_t there = 0;
    for (size_t i = 0; i < n; i++) {
        models[i] = cr_registry_choose(r, pairs[i].from, pairs[i].to, CR_STR_NONE, NULL);
        if (models[i]) {
            sum += models[i]->packed;
            there++;
        } else
            fprintf(stderr, "courant: the registry has no model %.*s-%.*s; it is left out\n", CR_FMT(pairs[i].from), CR_FMT(pairs[i].to));
    }
    fprintf(stderr, "courant: %zu models, %s to fetch; Ctrl-C stops, and what is there stays\n", there, cr_cli_megabytes(sum).text);
    if (sum / 1000000 <= n * FETCHED_MB * 3 / 2)
        return there > 0;
    fprintf(stderr, "That is more than was said. Fetch them? [y/N] ");
    return yes();
}

static void fetch_all(cr_cli_models *m, const pair *pairs, size_t n) {
    const cr_registry_model *models[PAIRS_MOST];
    cr_registry *r;
    cr_error err = {0};
    cr_cli_models_allow(m, m->registry);
    if (cr_adding_registry_read(&m->adding, m->arena, m->registry, &r, &err) != CR_OK) {
        cr_complain(&err);
        return;
    }
    if (!agreed(r, pairs, n, models))
        return;
    for (size_t i = 0; i < n && !atomic_load(m->stop); i++)
        if (models[i] && cr_cli_models_fetch(m, models[i], m->registry, &err) != CR_OK)
            cr_complain(&err);
}

void cr_cli_models_ask(const cr_invocation *in) {
    cr_cli_models m;
    cr_error err = {0};
    pair pairs[PAIRS_MOST];
    if (cr_cli_models_open(in, &m, &err) == CR_OK) { /* else whoever opens the wire says why */
        cr_str data = cr_config_data(m.arena, cr_value(in, "data")), asked = cr_str_format(m.arena, "%.*s/models-asked", CR_FMT(data));
        size_t n = wanted_pairs(&m.config, pairs);
        if (n && !cr_str_none(asked) && worth_asking(&m, asked)) {
            bool fetch = put_question(&m, pairs, n);
            if (!atomic_load(m.stop) && cr_staging_folder(data, &err) == CR_OK && cr_file_write(asked.ptr, fetch ? CR_STR("yes\n") : CR_STR("no\n"), &err) == CR_OK && fetch)
                fetch_all(&m, pairs, n);
        }
    }
    cr_cli_models_free(&m);
}
