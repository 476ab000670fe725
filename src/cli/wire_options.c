#include "cli/wire_options.h"

#include <signal.h>
#include <unistd.h>

#include "base/time.h"

static atomic_bool stop;

static void on_signal(int number) {
    if (atomic_exchange(&stop, true)) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

const atomic_bool *cr_cli_stop_flag(void) {
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop;
}

static void to_stderr(void *context, cr_log_level level, const char *line) {
    (void)context;
    (void)level;
    fprintf(stderr, "courant: %s\n", line);
}

static void quiet(void *context, cr_log_level level, const char *line) {
    if (level == CR_LOG_ERROR)
        to_stderr(context, level, line);
}

cr_status cr_cli_wire_open(const cr_invocation *in, bool read_only, cr_wire **out, cr_error *err) {
    static const cr_log log = {.write = to_stderr, .least = CR_LOG_WARNING}, quiet_log = {.write = quiet, .least = CR_LOG_ERROR};
    cr_wire_options o = {.config = cr_value(in, "config"), .data = cr_value(in, "data"), .listen = cr_value(in, "listen"), .jobs = (size_t)cr_jobs(in),
                         .log = cr_given(in, "quiet") ? &quiet_log : &log, .read_only = read_only};
    return cr_wire_open(&o, out, err);
}

cr_bar cr_bar_of(const cr_invocation *in) { return (cr_bar){.on = isatty(STDERR_FILENO) && !cr_given(in, "quiet")}; }

void cr_bar_show(cr_bar *bar, const char *what, size_t done, size_t total) {
    enum { EVERY_MS = 100, CELLS = 30 };
    int64_t now = cr_time_monotonic_ms();
    if (!bar->on || now - bar->shown_ms < EVERY_MS)
        return;
    bar->shown_ms = now;
    char cells[CELLS + 1];
    size_t full = total ? done * CELLS / total : 0;
    for (size_t i = 0; i < CELLS; i++)
        cells[i] = i < full ? '#' : '.';
    cells[CELLS] = '\0';
    int n = fprintf(stderr, "\r%s [%s] %zu of %zu", what, cells, done, total);
    for (size_t i = n > 0 ? (size_t)n : 0; i < bar->width; i++)
        fputc(' ', stderr);
    bar->width = n > 0 ? (size_t)n : 0;
}

void cr_bar_clear(cr_bar *bar) {
    if (bar->width) {
        fprintf(stderr, "\r%*s\r", (int)bar->width, "");
        bar->width = 0;
    }
}
