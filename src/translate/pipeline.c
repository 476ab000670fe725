#include "translate/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"

enum { FAILURES_IN_A_ROW = 6, ANSWER_FACTOR = 64, READ_CHUNK = 64 << 10 };

struct cr_pipeline {
    const cr_mode *mode;
    char **paths;         /* of the programs, mode->count of them, in `arena` */
    char **environment;   /* ours with LC_ALL=C.UTF-8 */
    cr_arena *arena;
    size_t seconds;       /* limit "translate_seconds" */
    pid_t pids[CR_MODE_PROGRAMS];
    size_t started;
    int in, out;          /* our ends; -1 when nothing runs */
    unsigned failures;    /* in a row */
    int64_t used;         /* cr_time_monotonic_ms */
};

/* ---- finding ---- */

static char *find_program(cr_arena *a, const char *name, cr_str folder) {
    cr_str first = cr_str_empty(folder) ? CR_STR_NONE : cr_str_format(a, "%.*s/%s", CR_FMT(folder), name);
    if (first.ptr && access(first.ptr, X_OK) == 0)
        return (char *)(size_t)first.ptr;
    const char *path = getenv("PATH");
    cr_str rest = cr_str_of(path && *path ? path : "/usr/local/bin:/usr/bin:/bin"), part;
    while (cr_str_split(&rest, ':', &part)) {
        if (cr_str_empty(part) || part.ptr[0] != '/')
            continue; /* never out of the current folder */
        cr_str full = cr_str_format(a, "%.*s/%s", CR_FMT(part), name);
        if (full.ptr && access(full.ptr, X_OK) == 0)
            return (char *)(size_t)full.ptr;
    }
    return NULL;
}

/* Our environment with the C.UTF-8 locale: without one Apertium's programs read bytes instead of letters. */
static char **make_environment(cr_arena *a) {
    size_t n = 0;
    while (environ && environ[n])
        n++;
    char **out = CR_NEW_ARRAY(a, char *, n + 2);
    size_t kept = 0;
    for (size_t i = 0; out && i < n; i++)
        if (strncmp(environ[i], "LC_ALL=", 7) != 0)
            out[kept++] = environ[i];
    if (out)
        out[kept] = (char *)(size_t)"LC_ALL=C.UTF-8";
    return out;
}

cr_status cr_pipeline_new(const cr_mode *mode, cr_str folder, const cr_limits *limits, cr_pipeline **out, cr_error *err) {
    *out = NULL;
    cr_pipeline *p = calloc(1, sizeof *p);
    if (!p || !(p->arena = cr_arena_new(0))) {
        free(p);
        return cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    }
    p->mode = mode;
    p->in = p->out = -1;
    p->seconds = cr_limit(limits, CR_LIMIT_TRANSLATE_SECONDS);
    p->paths = CR_NEW_ARRAY(p->arena, char *, mode->count);
    p->environment = make_environment(p->arena);
    cr_status status = p->paths && p->environment ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "apertium: out of memory");
    for (size_t i = 0; status == CR_OK && i < mode->count; i++) {
        p->paths[i] = find_program(p->arena, mode->programs[i].argv[0], folder);
        if (!p->paths[i])
            status = cr_fail(err, CR_ERR_ENGINE, "apertium: %.*s needs the program %s; apt install apertium", CR_FMT(mode->name),
                             mode->programs[i].argv[0]);
    }
    if (status != CR_OK)
        cr_pipeline_free(p);
    else
        *out = p;
    return status;
}

/* ---- starting and ending ---- */

static void end_group(cr_pipeline *p) {
    if (p->in >= 0)
        close(p->in);
    if (p->out >= 0)
        close(p->out);
    p->in = p->out = -1;
    if (p->started)
        kill(-p->pids[0], SIGKILL);
    for (size_t i = 0; i < p->started; i++) {
        kill(p->pids[i], SIGKILL); /* should it not have reached its group yet */
        while (waitpid(p->pids[i], NULL, 0) < 0 && errno == EINTR)
            ;
    }
    p->started = 0;
}

void cr_pipeline_free(cr_pipeline *p) {
    if (!p)
        return;
    end_group(p);
    cr_arena_free(p->arena);
    free(p);
}

/* In the child, between fork and exec: async-signal-safe calls only. */
static void become(const cr_pipeline *p, size_t i, int in, int out, int nowhere, pid_t group, pid_t parent) {
    static const struct rlimit no_core = {0, 0};
    setpgid(0, group);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127); /* child process: the parent died before the line above could tell */
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC); /* libraries open descriptors without O_CLOEXEC: sockets of the site and of libcurl */
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0)
        execve(p->paths[i], p->mode->programs[i].argv, p->environment);
    _exit(127); /* child process */
}

/* A pipe whose ends keep clear of 0, 1 and 2, so that dup2 above always makes a new descriptor. */
static bool open_pipe(int ends[2]) {
    int raw[2];
    if (pipe2(raw, O_CLOEXEC) != 0)
        return false;
    for (int k = 0; k < 2; k++) {
        ends[k] = raw[k] > 2 ? raw[k] : fcntl(raw[k], F_DUPFD_CLOEXEC, 3);
        if (raw[k] <= 2)
            close(raw[k]);
    }
    if (ends[0] >= 0 && ends[1] >= 0)
        return true;
    close(ends[0]);
    close(ends[1]);
    return false;
}

static bool spawn(cr_pipeline *p, size_t i, int in, int out, int nowhere) {
    pid_t parent = getpid(), group = p->started ? p->pids[0] : 0;
    pid_t pid = fork();
    if (pid == 0)
        become(p, i, in, out, nowhere, group, parent);
    if (pid < 0)
        return false;
    setpgid(pid, group ? group : pid); /* on both sides, whoever comes first */
    p->pids[p->started++] = pid;
    return true;
}

static bool start_group(cr_pipeline *p) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC), link[2] = {-1, -1};
    int next_in = -1;
    bool ok = nowhere >= 0 && open_pipe(link);
    if (ok) {
        p->in = link[1];
        next_in = link[0];
    }
    for (size_t i = 0; ok && i < p->mode->count; i++) {
        ok = open_pipe(link);
        if (!ok)
            break;
        ok = spawn(p, i, next_in, link[1], nowhere);
        close(next_in);
        close(link[1]);
        next_in = link[0];
    }
    p->out = next_in;
    if (nowhere >= 0)
        close(nowhere);
    if (ok)
        ok = fcntl(p->in, F_SETFL, O_NONBLOCK) == 0 && fcntl(p->out, F_SETFL, O_NONBLOCK) == 0;
    if (!ok)
        end_group(p);
    return ok;
}

bool cr_pipeline_is_open(const cr_pipeline *p) { return p->started > 0; }
int64_t cr_pipeline_used(const cr_pipeline *p) { return p->used; }
int cr_pipeline_group(const cr_pipeline *p) { return p->started ? (int)p->pids[0] : 0; }

void cr_pipeline_rest(cr_pipeline *p, int64_t before) {
    if (p->started && p->used < before)
        end_group(p);
}

/* ---- the loop ---- */

typedef struct exchange {
    cr_pipeline *p;
    cr_arena *arena;
    const cr_str *segments;
    cr_str *answers;
    size_t count;
    size_t answered;   /* segments done, from the front */
    size_t sending;    /* the one being written */
    size_t sent_bytes; /* of it; its length is followed by one NUL */
    cr_buf answer;     /* of segments[answered], so far */
    bool broken;       /* what came was no answer */
    bool more;         /* there was more than all answers */
} exchange;

typedef enum outcome { ALL_DONE, DIED, SILENT, NO_MEMORY } outcome;

/* Writes what the pipe takes now. False: the reader is gone. */
static bool send_some(exchange *x) {
    while (x->sending < x->count && x->sending - x->answered < CR_PIPELINE_AHEAD) {
        cr_str s = x->segments[x->sending];
        bool text = x->sent_bytes < s.len;
        ssize_t n = text ? write(x->p->in, s.ptr + x->sent_bytes, s.len - x->sent_bytes) : write(x->p->in, "", 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        if (text)
            x->sent_bytes += (size_t)n;
        else {
            x->sending++;
            x->sent_bytes = 0;
        }
    }
    return true;
}

/* Takes apart what came: answers, each ended by a NUL. */
static bool take(exchange *x, const char *bytes, size_t n) {
    for (size_t at = 0; at < n && x->answered < x->count;) {
        const char *end = memchr(bytes + at, '\0', n - at);
        size_t len = end ? (size_t)(end - (bytes + at)) : n - at;
        cr_buf_add(&x->answer, bytes + at, len);
        at += len + (end ? 1 : 0);
        if (!end)
            break;
        if (x->answer.failed)
            return false;
        cr_str asked = x->segments[x->answered];
        if (asked.len && memchr(asked.ptr, '\n', asked.len) && (x->answer.len == 0 || !memchr(x->answer.bytes, '\n', x->answer.len))) {
            x->broken = true; /* the last words of programs whose input ended: the closing superblank is not in them */
            return true;
        }
        x->answers[x->answered] = cr_buf_copy(&x->answer, x->arena);
        if (cr_str_none(x->answers[x->answered]))
            return false;
        cr_buf_clear(&x->answer);
        x->answered++;
        x->p->failures = 0;
        x->more = x->answered == x->count && at < n;
    }
    return !x->answer.failed;
}

static outcome converse(exchange *x) {
    char *chunk = malloc(READ_CHUNK);
    outcome result = NO_MEMORY;
    int64_t heard = cr_time_monotonic_ms();
    while (chunk) {
        if (x->answered == x->count) {
            result = ALL_DONE;
            break;
        }
        bool more = x->sending < x->count && x->sending - x->answered < CR_PIPELINE_AHEAD;
        struct pollfd fds[2] = {{.fd = x->p->out, .events = POLLIN}, {.fd = more ? x->p->in : -1, .events = POLLOUT}};
        int64_t left = heard + (int64_t)x->p->seconds * 1000 - cr_time_monotonic_ms();
        int ready = left > 0 ? poll(fds, 2, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            result = ready ? DIED : SILENT;
            break;
        }
        if (fds[0].revents) {
            size_t before = x->answered;
            ssize_t n = read(x->p->out, chunk, READ_CHUNK);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
                result = DIED;
                break;
            }
            if (n > 0 && !take(x, chunk, (size_t)n)) {
                result = x->answer.failed == CR_ERR_LIMIT ? SILENT : NO_MEMORY; /* babbling counts as failing */
                break;
            }
            if (x->broken) {
                result = DIED;
                break;
            }
            if (x->answered != before)
                heard = cr_time_monotonic_ms();
        }
        if (fds[1].revents && !send_some(x)) {
            fds[1].fd = -1; /* read what is still on its way, until the end shows at the other side */
            x->sending = x->count;
        }
    }
    free(chunk);
    return result;
}

/* Something lies in the pipe before anything was asked: it would be taken for an answer, and every one behind it for the next one's. */
static bool speaks_unasked(const cr_pipeline *p) {
    struct pollfd fd = {.fd = p->out, .events = POLLIN};
    return p->started && poll(&fd, 1, 0) != 0;
}

cr_status cr_pipeline_run(cr_pipeline *p, cr_arena *arena, const cr_str *segments, size_t count, cr_str *answers, cr_error *why) {
    exchange x = {.p = p, .arena = arena, .segments = segments, .answers = answers, .count = count};
    cr_buf_init(&x.answer, 4u << 20);
    cr_status status = CR_OK;
    for (size_t i = 0; i < count; i++)
        answers[i] = CR_STR_NONE;
    if (p->failures >= FAILURES_IN_A_ROW)
        p->failures = FAILURES_IN_A_ROW - 1; /* one try a call, it may have been mended */
    size_t tried = count; /* the segment that has had its second try */
    if (speaks_unasked(p))
        end_group(p);
    while (x.answered < count) {
        if (p->failures >= FAILURES_IN_A_ROW)
            break;
        if (!p->started && !start_group(p)) {
            status = cr_fail(why, CR_ERR_ENGINE, "apertium: %.*s could not be started: %s", CR_FMT(p->mode->name), strerror(errno));
            break;
        }
        x.sending = x.answered;
        x.sent_bytes = 0;
        x.broken = false;
        cr_buf_clear(&x.answer);
        outcome o = converse(&x);
        p->used = cr_time_monotonic_ms();
        if (o == ALL_DONE && !x.more)
            break;
        end_group(p);
        if (o == ALL_DONE)
            break;
        if (o == NO_MEMORY) {
            status = cr_fail(why, CR_ERR_MEMORY, "apertium: out of memory");
            break;
        }
        p->failures++;
        cr_fail(why, CR_ERR_ENGINE, o == SILENT ? "apertium: %.*s did not answer within translate_seconds" : "apertium: a program of %.*s died",
                CR_FMT(p->mode->name));
        if (o == SILENT || tried == x.answered)
            x.answered++; /* given up */
        else
            tried = x.answered;
    }
    cr_buf_free(&x.answer);
    return status;
}
