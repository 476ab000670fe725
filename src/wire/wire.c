#include "wire/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "translate/shelf.h"

/* Every folder of the path that is missing. */
static cr_status make_folder(cr_str path, cr_error *err) {
    char *z = strndup(path.ptr, path.len);
    cr_status status = z ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    for (size_t i = 1; status == CR_OK && i <= path.len; i++)
        if (i == path.len || z[i] == '/') {
            z[i] = '\0';
            if (mkdir(z, 0700) != 0 && errno != EEXIST)
                status = cr_fail(err, CR_ERR_STORE, "%s: %s; choose another folder with --data", z, strerror(errno));
            if (i < path.len)
                z[i] = '/';
        }
    free(z);
    return status;
}

/* Programs that work on a store share a lock on its folder. Whoever is alone gives back what a program that died had in hand. */
static cr_status take_lock(cr_wire *wire, cr_error *err) {
    cr_str path = cr_str_format(wire->arena, "%.*s/lock", CR_FMT(wire->folder));
    if (cr_str_none(path))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    wire->lock = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (wire->lock < 0)
        return cr_fail(err, CR_ERR_STORE, "%s: %s; check who owns the folder", path.ptr, strerror(errno));
    if (flock(wire->lock, LOCK_EX | LOCK_NB) == 0)
        CR_TRY(cr_store_work_release_all(wire->store, err));
    if (flock(wire->lock, LOCK_SH) != 0)
        return cr_fail(err, CR_ERR_STORE, "%s: %s", path.ptr, strerror(errno));
    return CR_OK;
}

static cr_status put_sources(cr_wire *wire, cr_error *err) {
    for (size_t i = 0; i < wire->config.source_count; i++) {
        const cr_config_source *c = &wire->config.sources[i];
        cr_source source = {.kind = CR_SOURCE_FEED, .url = c->url, .title = c->title, .language = c->language, .rights = c->rights, .state = CR_SOURCE_NEW,
                            .added = cr_time_now(), .interval_seconds = wire->config.interval_minutes * 60};
        CR_TRY(cr_store_source_put(wire->store, &source, NULL, err));
    }
    return CR_OK;
}

static cr_status open_store(cr_wire *wire, const cr_wire_options *o, cr_error *err) {
    wire->folder = cr_config_data(wire->arena, o->data);
    wire->config.models = cr_config_models(wire->arena, &wire->config, o->data);
    wire->store_path = cr_str_format(wire->arena, "%.*s/courant.db", CR_FMT(wire->folder));
    if (cr_str_none(wire->store_path))
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    struct stat st;
    if (stat(wire->folder.ptr, &st) == 0 && !S_ISDIR(st.st_mode))
        return cr_fail(err, CR_ERR_STORE, "%.*s: is a file; --data names the folder of a store", CR_FMT(wire->folder));
    if (o->read_only) {
        if (access(wire->store_path.ptr, F_OK) != 0)
            return cr_fail(err, CR_ERR_NOT_FOUND, "%.*s: no store here yet; `courant import` or `courant add` makes one", CR_FMT(wire->folder));
    } else
        CR_TRY(make_folder(wire->folder, err));
    CR_TRY(cr_wire_connect(wire, o->read_only, false, &wire->store, err));
    if (o->read_only)
        return CR_OK;
    CR_TRY(take_lock(wire, err));
    CR_TRY(cr_store_editions_set(wire->store, wire->config.editions, err));
    return put_sources(wire, err);
}

cr_status cr_wire_open(const cr_wire_options *o, cr_wire **out, cr_error *err) {
    *out = NULL;
    cr_wire *wire = calloc(1, sizeof *wire);
    if (!wire)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    wire->lock = -1;
    wire->jobs = o->jobs ? o->jobs : 1;
    wire->log = o->log;
    pthread_mutex_init(&wire->writer, NULL);
    wire->arena = cr_arena_new(0);
    cr_status status = wire->arena ? cr_config_load(wire->arena, o->config, &wire->config, err) : cr_fail(err, CR_ERR_MEMORY, "out of memory");
    if (status == CR_OK && o->listen)
        wire->config.listen = cr_str_copy_z(wire->arena, o->listen);
    if (status == CR_OK)
        status = cr_shelf_new(&wire->config.limits, &wire->shelf, err);
    if (status == CR_OK)
        status = open_store(wire, o, err);
    if (status != CR_OK) {
        cr_wire_close(wire);
        return status;
    }
    *out = wire;
    return CR_OK;
}

cr_status cr_wire_connect(cr_wire *wire, bool read_only, bool rebuildable, cr_store **out, cr_error *err) {
    cr_store_options o = {.limits = &wire->config.limits, .read_only = read_only, .rebuildable = rebuildable, .writer = read_only ? NULL : &wire->writer};
    return cr_store_open(wire->store_path.ptr, &o, out, err);
}

void cr_wire_close(cr_wire *wire) {
    if (!wire)
        return;
    cr_wire_stop(wire);
    cr_shelf_free(wire->shelf);
    cr_store_close(wire->store);
    if (wire->lock >= 0)
        close(wire->lock);
    pthread_mutex_destroy(&wire->writer);
    cr_arena_free(wire->arena);
    free(wire);
}

cr_status cr_wire_work(cr_wire *wire, cr_wire_mode mode, bool forever, const atomic_bool *stop, cr_error *err) {
    CR_TRY(cr_wire_start(wire, mode, err));
    cr_status status;
    do {
        status = cr_wire_wait(wire, stop, NULL, NULL, err);
        if (forever && status != CR_ERR_CANCELLED) { /* a full disk may have room again */
            if (status != CR_OK)
                cr_log_line(wire->log, CR_LOG_ERROR, "%s", err ? err->line : "");
            usleep(500000);
        }
    } while (forever && status != CR_ERR_CANCELLED && !(stop && atomic_load(stop))); /* at rest, waiting ends before it looks at the flag */
    cr_wire_stop(wire);
    return status;
}
