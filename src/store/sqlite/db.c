/* Connection, statements, errors, transactions. */
#include "store/sqlite/db.h"

#include <courant/text.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/data.h"
#include "base/time.h"

enum {
    APPLICATION = 0x43726e74,  /* "Crnt", PRAGMA application_id */
    BUSY_MILLISECONDS = 30000, /* another program's transaction is waited for this long */
    PAGE_CACHE_KIB = 16384
};

/* Migrations in order; the number of a store (PRAGMA user_version) is how many it has been through. */
static const char *const migrations[] = {"store/0001-first.sql", "store/0002-languages.sql", "store/0003-makers.sql", "store/0004-corrections.sql",
                                         "store/0005-addresses.sql", "store/0006-origins.sql", "store/0007-hub.sql"};
enum { NEWEST = sizeof migrations / sizeof *migrations };

int cr_store_newest(void) { return NEWEST; }

cr_status cr_sqlite_fail(cr_store *s, int rc, cr_error *err) {
    const char *path = s->path;
    switch (rc & 0xFF) {
    case SQLITE_NOMEM:
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
    case SQLITE_FULL:
        return cr_fail(err, CR_ERR_STORE, "%s: the disk is full; free some space, nothing stored is lost", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return cr_fail(err, CR_ERR_STORE, "%s: locked by another program for more than %d seconds; end it or try again", path,
                       BUSY_MILLISECONDS / 1000);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return cr_fail(err, CR_ERR_STORE, "%s: damaged (%s); put a copy made by `courant backup` in its place", path,
                       sqlite3_errstr(rc));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return cr_fail(err, CR_ERR_STORE, "%s: cannot be written; check who owns the file and its folder", path);
    case SQLITE_CANTOPEN:
        return cr_fail(err, CR_ERR_STORE, "%s: cannot be opened: %s; check the path and its folder's permissions", path,
                       strerror(s->db && sqlite3_system_errno(s->db) ? sqlite3_system_errno(s->db) : ENOENT));
    case SQLITE_IOERR:
        return cr_fail(err, CR_ERR_STORE, "%s: the disk failed: %s; check it, nothing acknowledged is lost", path,
                       strerror(s->db && sqlite3_system_errno(s->db) ? sqlite3_system_errno(s->db) : EIO));
    default:
        return cr_fail(err, CR_ERR_STORE, "%s: %s", path, s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
    }
}

/* ---- statements ---- */

static sqlite3_stmt *statement_of(cr_store *s, const char *sql, cr_query *q) {
    uintptr_t *slot = cr_map_put(s->statements, cr_str_of(sql), NULL);
    sqlite3_stmt *kept = slot ? (sqlite3_stmt *)*slot : NULL;
    if (kept && !sqlite3_stmt_busy(kept))
        return kept;
    sqlite3_stmt *fresh = NULL;
    q->rc = sqlite3_prepare_v3(s->db, sql, -1, slot && !kept ? SQLITE_PREPARE_PERSISTENT : 0, &fresh, NULL);
    if (slot && !kept && fresh)
        *slot = (uintptr_t)fresh;
    else
        q->own = true;
    return fresh;
}

static cr_query query_of(cr_store *s, const char *sql, const char *types, va_list values) {
    cr_query q = {.s = s, .rc = SQLITE_OK};
    q.statement = statement_of(s, sql, &q);
    for (int i = 1; q.statement && q.rc == SQLITE_OK && *types; i++, types++) {
        cr_str text;
        switch (*types) {
        case 'i': q.rc = sqlite3_bind_int64(q.statement, i, va_arg(values, int64_t)); break;
        case 'n': q.rc = sqlite3_bind_int(q.statement, i, va_arg(values, int)); break;
        case 'd': q.rc = sqlite3_bind_double(q.statement, i, va_arg(values, double)); break;
        case 'z':
            text = cr_str_of(va_arg(values, const char *));
            q.rc = sqlite3_bind_text64(q.statement, i, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case 's':
            text = va_arg(values, cr_str);
            q.rc = sqlite3_bind_text64(q.statement, i, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
            break;
        default:
            text = va_arg(values, cr_str);
            q.rc = sqlite3_bind_blob64(q.statement, i, text.ptr, text.len, SQLITE_STATIC);
        }
    }
    return q;
}

cr_query cr_sql(cr_store *s, const char *sql, const char *types, ...) {
    va_list values;
    va_start(values, types);
    cr_query q = query_of(s, sql, types, values);
    va_end(values);
    return q;
}

bool cr_sql_next(cr_query *q) {
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    q->rc = q->statement ? sqlite3_step(q->statement) : SQLITE_NOMEM;
    return q->rc == SQLITE_ROW;
}

cr_status cr_sql_end(cr_query *q, cr_error *err) {
    cr_status status = CR_OK;
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW && q->rc != SQLITE_DONE)
        status = cr_sqlite_fail(q->s, q->rc, err);
    if (q->statement) {
        sqlite3_reset(q->statement);
        sqlite3_clear_bindings(q->statement); /* they point into the caller's memory */
        if (q->own)
            sqlite3_finalize(q->statement);
    }
    q->statement = NULL;
    return status;
}

cr_status cr_sql_run(cr_store *s, cr_error *err, const char *sql, const char *types, ...) {
    va_list values;
    va_start(values, types);
    cr_query q = query_of(s, sql, types, values);
    va_end(values);
    while (cr_sql_next(&q))
        ;
    return cr_sql_end(&q, err);
}

cr_status cr_sql_number(cr_store *s, cr_error *err, int64_t *out, int64_t otherwise, const char *sql, const char *types, ...) {
    va_list values;
    va_start(values, types);
    cr_query q = query_of(s, sql, types, values);
    va_end(values);
    *out = cr_sql_next(&q) ? cr_sql_int(&q, 0) : otherwise;
    return cr_sql_end(&q, err);
}

int64_t cr_sql_int(const cr_query *q, int column) { return sqlite3_column_int64(q->statement, column); }
double cr_sql_real(const cr_query *q, int column) { return sqlite3_column_double(q->statement, column); }

cr_str cr_sql_borrow(const cr_query *q, int column) {
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL)
        return CR_STR_NONE;
    const char *bytes = sqlite3_column_blob(q->statement, column);
    return (cr_str){bytes ? bytes : "", (size_t)sqlite3_column_bytes(q->statement, column)};
}

cr_str cr_sql_str(const cr_query *q, int column, cr_arena *a) {
    cr_str s = cr_sql_borrow(q, column);
    return cr_str_none(s) ? s : cr_str_copy(a, s);
}

void cr_sql_id(const cr_query *q, int column, char out[CR_ID_ROOM]) {
    cr_str s = cr_sql_borrow(q, column);
    size_t n = s.len < CR_ID_ROOM - 1 ? s.len : CR_ID_ROOM - 1;
    if (n)
        memcpy(out, s.ptr, n);
    out[n] = '\0';
}

/* ---- transactions ---- */

static int execute(cr_store *s, const char *sql) { return sqlite3_exec(s->db, sql, NULL, NULL, NULL); }

cr_status cr_store_begin(cr_store *s, cr_error *err) {
    if (s->depth++ > 0)
        return CR_OK;
    if (s->writer)
        pthread_mutex_lock(s->writer);
    s->broken = s->changed = false;
    /* IMMEDIATE: a transaction that starts by reading could not be raised to a writing one without losing its snapshot */
    cr_status status = s->read_only ? cr_sql_run(s, err, "BEGIN", "") : cr_sql_run(s, err, "BEGIN IMMEDIATE", "");
    if (status != CR_OK) {
        s->depth = 0;
        if (s->writer)
            pthread_mutex_unlock(s->writer);
    }
    return status;
}

static void outermost_over(cr_store *s) {
    cr_coming_forget(s);
    cr_bundles_forget(s);
    s->depth = 0;
    if (s->writer)
        pthread_mutex_unlock(s->writer);
}

cr_status cr_store_commit(cr_store *s, cr_error *err) {
    if (s->depth == 0)
        return cr_fail(err, CR_ERR_USAGE, "%s: commit without a transaction", s->path);
    if (s->depth > 1) {
        s->depth--;
        return s->broken ? cr_fail(err, CR_ERR_STORE, "%s: the transaction was rolled back inside", s->path) : CR_OK;
    }
    cr_status status = CR_OK;
    if (s->broken)
        status = cr_fail(err, CR_ERR_STORE, "%s: the transaction was rolled back inside", s->path);
    if (status == CR_OK)
        status = cr_coming_settle(s, err);
    if (status == CR_OK && s->due)
        status = cr_bundles_settle(s, err);
    if (status == CR_OK && s->changed)
        status = cr_sql_run(s, err, "UPDATE meta SET value = value + 1 WHERE key = 'version'", "");
    if (status == CR_OK)
        status = cr_sql_run(s, err, "COMMIT", "");
    if (status != CR_OK && !sqlite3_get_autocommit(s->db))
        execute(s, "ROLLBACK");
    outermost_over(s);
    return status;
}

void cr_store_rollback(cr_store *s) {
    if (s->depth == 0)
        return;
    s->broken = true;
    if (--s->depth > 0)
        return;
    if (!sqlite3_get_autocommit(s->db)) /* some errors roll back by themselves */
        execute(s, "ROLLBACK");
    outermost_over(s);
}

cr_status cr_store_settle(cr_store *s, cr_status status, cr_error *err) {
    if (status == CR_OK)
        return cr_store_commit(s, err);
    cr_store_rollback(s);
    return status;
}

/* ---- opening ---- */

cr_status cr_store_migrate(cr_store *s, int version, cr_error *err) {
    int64_t have, application;
    if (version == 0)
        version = NEWEST;
    if (version > NEWEST)
        return cr_fail(err, CR_ERR_USAGE, "%s: there is no form %d yet", s->path, version);
    CR_TRY(cr_sql_number(s, err, &have, 0, "PRAGMA user_version", ""));
    CR_TRY(cr_sql_number(s, err, &application, 0, "PRAGMA application_id", ""));
    if (application != APPLICATION && (application != 0 || have != 0))
        return cr_fail(err, CR_ERR_STORE, "%s: not a store of Courant; choose another folder with --data", s->path);
    if (have > NEWEST)
        return cr_fail(err, CR_ERR_STORE, "%s: written by a newer Courant (form %lld, this one knows %d); update Courant or choose another --data",
                       s->path, (long long)have, NEWEST);
    if (have >= version)
        return CR_OK;
    if (s->read_only)
        return cr_fail(err, CR_ERR_STORE, "%s: of an older form (%lld of %d); any writing command, `courant doctor` too, brings it up to date",
                       s->path, (long long)have, NEWEST);
    CR_TRY(cr_store_begin(s, err));
    /* another program may have been first */
    cr_status status = cr_sql_number(s, err, &have, 0, "PRAGMA user_version", "");
    for (int64_t i = have; status == CR_OK && i < version; i++) {
        cr_str script = cr_data(migrations[i]);
        int rc = execute(s, script.ptr ? script.ptr : "");
        if (rc != SQLITE_OK)
            status = cr_sqlite_fail(s, rc, err);
    }
    char number[100];
    snprintf(number, sizeof number, "PRAGMA user_version = %d; PRAGMA application_id = %d", version, APPLICATION);
    if (status == CR_OK && have < version) {
        int rc = execute(s, number);
        if (rc != SQLITE_OK)
            status = cr_sqlite_fail(s, rc, err);
    }
    return cr_store_settle(s, status, err);
}

/* An empty file is an error when a store is expected to be read. */
static cr_status set_up(cr_store *s, const cr_store_options *o, cr_error *err) {
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, BUSY_MILLISECONDS);
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, 1 << 30);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    char pragmas[256];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA cache_size = -%d; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY; PRAGMA synchronous = %s", PAGE_CACHE_KIB,
             o->relaxed_sync ? "OFF" : o->rebuildable ? "NORMAL" : "FULL");
    int rc = execute(s, pragmas);
    /* SQLite does not wait by itself where two programs turn a new store to WAL at the same moment */
    for (int64_t begun = cr_time_monotonic_ms(); rc == SQLITE_OK && !s->read_only;) {
        rc = execute(s, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864");
        if ((rc & 0xFF) != SQLITE_BUSY || cr_time_monotonic_ms() - begun > BUSY_MILLISECONDS)
            break;
        usleep(10000);
        rc = SQLITE_OK;
    }
    if (rc != SQLITE_OK)
        return cr_sqlite_fail(s, rc, err);
    return cr_store_migrate(s, o->version, err);
}

cr_status cr_store_open(const char *path, const cr_store_options *options, cr_store **out, cr_error *err) {
    static const cr_store_options plain = {0};
    const cr_store_options *o = options ? options : &plain;
    cr_status status = CR_OK;
    *out = NULL;
    cr_store *s = calloc(1, sizeof *s);
    if (!s)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
    s->path = strdup(path);
    s->limits = o->limits;
    s->read_only = o->read_only;
    s->writer = o->writer;
    s->statements = cr_map_new();
    s->compress = ZSTD_createCCtx();
    s->expand = ZSTD_createDCtx();
    if (!s->path || !s->statements || !s->compress || !s->expand) {
        status = cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
        goto done;
    }
    int flags = (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(path, &s->db, flags, NULL);
    status = rc == SQLITE_OK ? set_up(s, o, err) : cr_sqlite_fail(s, rc, err);
done:
    if (status != CR_OK) {
        cr_store_close(s);
        s = NULL;
    }
    *out = s;
    return status;
}

void cr_store_close(cr_store *s) {
    if (!s)
        return;
    while (s->depth)
        cr_store_rollback(s);
    size_t at = 0;
    cr_str key;
    uintptr_t value;
    while (s->statements && cr_map_next(s->statements, &at, &key, &value))
        sqlite3_finalize((sqlite3_stmt *)value);
    cr_coming_forget(s);
    cr_bundles_forget(s);
    cr_map_free(s->statements);
    sqlite3_close(s->db);
    cr_text_tools_free(s->text);
    ZSTD_freeCCtx(s->compress);
    ZSTD_freeDCtx(s->expand);
    free((void *)(size_t)s->path);
    free(s);
}

/* ---- care ---- */

cr_status cr_store_check(cr_store *s, cr_error *err) {
    char line[300] = "";
    cr_query q = cr_sql(s, "PRAGMA integrity_check(1)", "");
    if (cr_sql_next(&q))
        snprintf(line, sizeof line, "%.*s", CR_FMT(cr_sql_borrow(&q, 0)));
    CR_TRY(cr_sql_end(&q, err));
    if (strcmp(line, "ok") != 0)
        return cr_fail(err, CR_ERR_STORE, "%s: damaged (%s); put a copy made by `courant backup` in its place", s->path, line);
    return CR_OK;
}

cr_status cr_store_backup(cr_store *s, const char *path, cr_error *err) {
    size_t room = strlen(path) + 32;
    char *beside = malloc(room);
    if (!beside)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", path);
    snprintf(beside, room, "%s.new-%ld", path, (long)getpid());
    cr_store copy = {.path = beside};
    cr_status status = CR_OK;
    struct stat ours, there;
    if (stat(s->path, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev && ours.st_ino == there.st_ino) {
        free(beside);
        return cr_fail(err, CR_ERR_USAGE, "%s: that is the store itself; name another file for the copy", path);
    }
    unlink(beside);
    int rc = sqlite3_open_v2(beside, &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(copy.db, "main", s->db, "main") : NULL;
    if (!b) {
        status = cr_sqlite_fail(&copy, rc == SQLITE_OK ? sqlite3_errcode(copy.db) : rc, err);
        goto done;
    }
    /* in one step: in smaller ones it would start anew after each write of another connection, for ever on a busy store */
    do
        rc = sqlite3_backup_step(b, -1);
    while ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && usleep(20000) == 0);
    sqlite3_backup_finish(b);
    if (rc == SQLITE_DONE) /* one file that stands alone */
        rc = sqlite3_exec(copy.db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    else if (rc == SQLITE_OK)
        rc = SQLITE_ERROR;
    if (rc != SQLITE_OK)
        status = cr_sqlite_fail(&copy, rc, err);
done:
    sqlite3_close(copy.db);
    if (status == CR_OK && rename(beside, path) != 0)
        status = cr_fail(err, CR_ERR_IO, "%s: %s", path, strerror(errno));
    if (status != CR_OK)
        unlink(beside);
    free(beside);
    return status;
}

cr_status cr_store_version(cr_store *s, int64_t *out, cr_error *err) {
    return cr_sql_number(s, err, out, 0, "SELECT value FROM meta WHERE key = 'version'", "");
}

cr_status cr_store_tokens(cr_store *s, cr_arena *a, cr_str text, cr_str lang, cr_str *out, cr_error *err) {
    if (!s->text)
        s->text = cr_text_tools_new();
    return cr_text_search_tokens_with(s->text, a, text, lang, out, err);
}

/* ---- compression ---- */

cr_str cr_store_compress(cr_store *s, cr_arena *a, cr_str bytes) {
    enum { LEVEL = 3 };
    size_t room = ZSTD_compressBound(bytes.len);
    char *out = cr_arena_alloc(a, room);
    if (!out)
        return CR_STR_NONE;
    size_t n = ZSTD_compressCCtx(s->compress, out, room, bytes.ptr ? bytes.ptr : "", bytes.len, LEVEL);
    return ZSTD_isError(n) ? CR_STR_NONE : (cr_str){out, n};
}

cr_status cr_store_expand(cr_store *s, cr_arena *a, cr_str packed, size_t ceiling, cr_str *out, cr_error *err) {
    unsigned long long size = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    *out = CR_STR_NONE;
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > ceiling)
        return cr_fail(err, CR_ERR_STORE, "%s: damaged (a compressed text); put a copy made by `courant backup` in its place", s->path);
    char *bytes = cr_arena_alloc(a, (size_t)size + 1);
    if (!bytes)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    size_t n = ZSTD_decompressDCtx(s->expand, bytes, (size_t)size, packed.ptr, packed.len);
    if (ZSTD_isError(n) || n != size)
        return cr_fail(err, CR_ERR_STORE, "%s: damaged (a compressed text); put a copy made by `courant backup` in its place", s->path);
    *out = (cr_str){bytes, n};
    return CR_OK;
}
