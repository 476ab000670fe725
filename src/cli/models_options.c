#include "cli/models_options.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "wire/fetching.h"

enum { EVERY_MS = 100, LINE_MOST = 200 };

cr_megabytes cr_cli_megabytes(uint64_t bytes) {
    cr_megabytes m;
    double mb = (double)bytes / 1e6;
    snprintf(m.text, sizeof m.text, mb >= 9.95 ? "%.0f MB" : bytes >= 10000 ? "%.2f MB" : "%.4f MB", mb);
    return m;
}

/* ---- the line of progress ---- */

void cr_cli_models_clear(cr_cli_models *m) {
    if (m->width)
        fprintf(stderr, "\r%*s\r", (int)m->width, "");
    m->width = 0;
}

/* "fr-en  model.fren.intgemm.alphas.bin.zst  12.3 of 26.2 MB  47 %  3.1 MB/s" */
static void show(cr_cli_models *m, const char *what, uint64_t done, uint64_t total, int64_t now) {
    char line[LINE_MOST], share[24] = "", rate[40] = "";
    struct winsize w = {0};
    double seconds = (double)(now - m->began_ms) / 1000;
    size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 20 ? w.ws_col : 80;
    if (total)
        snprintf(share, sizeof share, " of %.1f MB  %2.0f %%", (double)total / 1e6, 100 * (double)done / (double)total);
    if (seconds > .5 && done > m->began_at)
        snprintf(rate, sizeof rate, "  %.1f MB/s", (double)(done - m->began_at) / 1e6 / seconds);
    int n = snprintf(line, sizeof line, "%s  %.1f%s%s%s  %.60s", m->pair, (double)done / 1e6, total ? "" : " MB", share, rate, what);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    if (len >= columns)
        len = columns - 1;
    cr_log_clean(line);
    fprintf(stderr, "\r%.*s%*s", (int)len, line, m->width > len ? (int)(m->width - len) : 0, "");
    m->width = len;
}

static bool progress(void *context, const char *what, uint64_t done, uint64_t total) {
    cr_cli_models *m = context;
    int64_t now = cr_time_monotonic_ms();
    if (!*what) { /* somebody else is at the same model */
        if (!m->waited && !cr_given(m->in, "quiet"))
            fprintf(stderr, "courant: another program is adding the same model; waiting for it\n");
        m->waited = true;
    } else {
        if (m->began_ms == 0) {
            m->began_ms = now;
            m->began_at = done;
        }
        if (m->bar && now - m->shown_ms >= EVERY_MS) {
            m->shown_ms = now;
            show(m, what, done, total, now);
        }
    }
    return !atomic_load(m->stop);
}

/* ---- the configuration ---- */

/* The public registry's address ships with the example configuration, which lies beside the program's folder. */
static cr_str example_registry(cr_arena *a) {
    static const char *const places[] = {"../examples/courant.conf", "../share/doc/courant/examples/courant.conf", NULL};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    for (int i = 0; slash && places[i]; i++) {
        cr_config example;
        cr_error ignored;
        cr_str path = cr_str_format(a, "%.*s/%s", (int)(slash - self), self, places[i]);
        if (!cr_str_none(path) && access(path.ptr, R_OK) == 0 && cr_config_load(a, path.ptr, &example, &ignored) == CR_OK)
            return example.registry;
    }
    return CR_STR_NONE;
}

void cr_cli_models_allow(cr_cli_models *m, cr_str url) {
    size_t at = cr_str_find(url, CR_STR("://"), 0);
    if (at == CR_STR_NPOS)
        return;
    cr_str rest = cr_str_slice(url, at + 3, url.len);
    size_t end = 0;
    while (end < rest.len && !strchr("/?#", rest.ptr[end]))
        end++;
    rest.len = end;
    while (cr_str_find_byte(rest, '@', 0) != CR_STR_NPOS)
        rest = cr_str_slice(rest, cr_str_find_byte(rest, '@', 0) + 1, rest.len);
    cr_strs longer = {CR_NEW_ARRAY(m->arena, cr_str, m->guard.allow.count + 1), 0};
    if (!longer.items || !cr_address_allow_valid(rest))
        return;
    for (size_t i = 0; i < m->guard.allow.count; i++)
        longer.items[longer.count++] = m->guard.allow.items[i];
    longer.items[longer.count++] = cr_str_copy(m->arena, rest);
    m->guard.allow = longer;
}

cr_status cr_cli_models_open(const cr_invocation *in, cr_cli_models *m, cr_error *err) {
    char now[21];
    *m = (cr_cli_models){.in = in, .arena = cr_arena_new(0), .stop = cr_cli_stop_flag()};
    if (!m->arena)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is a full disk, to be said in words */
    CR_TRY(cr_config_load(m->arena, cr_value(in, "config"), &m->config, err));
    m->options = cr_fetching_fetch_options(&m->config, cr_given(in, "allow-private"), &m->guard);
    m->limits = m->config.limits;
    m->limits.value[CR_LIMIT_HOST_PAUSE_MS] = 0;
    m->options.limits = &m->limits;
    m->options.guard = &m->guard;
    m->registry = m->config.registry;
    if (cr_str_none(m->registry) && cr_str_none(m->config.path))
        m->registry = example_registry(m->arena);
    m->bar = isatty(STDERR_FILENO) && !cr_given(in, "quiet");
    cr_time_format(cr_time_now(), now);
    m->adding = (cr_adding){.folder = cr_config_models(m->arena, &m->config, cr_value(in, "data")), .now = cr_str_copy_z(m->arena, now), .limits = &m->limits,
                            .options = &m->options, .progress = progress, .context = m};
    return cr_str_none(m->adding.folder) ? cr_fail(err, CR_ERR_MEMORY, "out of memory") : CR_OK;
}

void cr_cli_models_free(cr_cli_models *m) {
    cr_cli_models_clear(m);
    cr_arena_free(m->arena);
}
