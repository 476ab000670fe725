/* The queue: what is owed, leased, set aside.
 *
 * A row of `work` is owed from the transaction that stores its cause to the one that stores its result. Taking it writes a
 * lease; whoever stores the result must still hold that lease. Two kinds of misfortune are counted apart: `attempts`, tries
 * that failed or ran out of their lease, and `interruptions`, ends of the program with the work in hand, which are seldom
 * the document's fault. Either count at its limit sets the work aside. */
#include <courant/article.h>

#include "base/time.h"
#include "store/sqlite/db.h"

cr_status cr_work_owe(cr_store *s, cr_work_kind kind, int64_t seq, cr_str language, bool head, int priority, cr_error *err) {
    return cr_sql_run(s, err, "INSERT OR IGNORE INTO work (kind, seq, language, head, priority) VALUES (?,?,?,?,?)", "nisnn", (int)kind, seq, language,
                      head, priority);
}

cr_status cr_work_owe_editions(cr_store *s, cr_str language, cr_error *err) {
    cr_str editions = CR_STR_NONE, rest, code;
    cr_arena *a = cr_arena_new(0);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%s: out of memory", s->path);
    cr_query q = cr_sql(s, "SELECT value FROM meta WHERE key = 'editions'", "");
    if (cr_sql_next(&q))
        editions = cr_sql_str(&q, 0, a);
    cr_status status = cr_sql_end(&q, err);
    rest = cr_str_none(language) ? editions : language;
    while (status == CR_OK && cr_str_split(&rest, ' ', &code))
        if (code.len)
            status = cr_sql_run(s, err,
                                "INSERT OR IGNORE INTO work (kind, seq, language, head, priority) SELECT 3, seq, ?1, h, h FROM article, "
                                "(SELECT 1 AS h UNION ALL SELECT 0) WHERE visible AND lang <> ?1 AND lang <> 'und'",
                                "s", code);
    /* what is grouped later, or grouped anew, is owed what is not in its list */
    if (status == CR_OK)
        status = cr_sql_run(s, err, "UPDATE article SET owed = ?1 WHERE visible AND owed <> ?1", "s", editions);
    cr_arena_free(a);
    return status;
}

/* The next row of a kind, if any. */
static cr_status find(cr_store *s, cr_work_kind kind, int64_t now, cr_work *out, int64_t *interruptions, bool *found, cr_error *err) {
#define FIRST "SELECT id, seq, language, head, attempts, interruptions, lease FROM work "
    static const char understand[] = FIRST "WHERE kind = 1 AND state = 0 AND priority = 0 AND lease_until <= ? ORDER BY seq LIMIT 1";
    /* strictly by seq: the first one owed must be free, and everything before it understood */
    static const char group[] = "SELECT * FROM (" FIRST "WHERE kind = 2 AND state = 0 AND priority = 0 ORDER BY seq LIMIT 1) w "
                                "WHERE (SELECT lease_until FROM work WHERE id = w.id) <= ? AND NOT EXISTS (SELECT 1 FROM work u "
                                "WHERE u.kind = 1 AND u.state = 0 AND u.priority = 0 AND u.seq < w.seq)";
    static const char translate[] = FIRST "WHERE kind = 3 AND state = 0 AND lease_until <= ? ORDER BY priority DESC, seq DESC, language LIMIT 1";
#undef FIRST
    cr_query q = cr_sql(s, kind == CR_WORK_UNDERSTAND ? understand : kind == CR_WORK_GROUP ? group : translate, "i", now);
    *found = cr_sql_next(&q);
    if (*found) {
        *out = (cr_work){.id = cr_sql_int(&q, 0), .kind = kind, .seq = cr_sql_int(&q, 1), .head = cr_sql_int(&q, 3) != 0};
        cr_str language = cr_sql_borrow(&q, 2);
        snprintf(out->language, sizeof out->language, "%.*s", CR_FMT(language));
        out->attempts = (unsigned)cr_sql_int(&q, 4) + 1;
        *interruptions = cr_sql_int(&q, 5);
        out->lease = cr_sql_int(&q, 6) + 1;
    }
    return cr_sql_end(&q, err);
}

static cr_status set_aside(cr_store *s, int64_t id, const char *reason, cr_error *err) {
    s->changed = true;
    return cr_sql_run(s, err, "UPDATE work SET state = 2, lease_until = 0, lease = lease + 1, reason = ? WHERE id = ?", "zi", reason, id);
}

static cr_status take(cr_store *s, cr_work_kind kind, int64_t now, cr_work *out, bool *found, cr_error *err) {
    size_t attempts = cr_limit(s->limits, CR_LIMIT_WORK_ATTEMPTS), interruptions = cr_limit(s->limits, CR_LIMIT_WORK_INTERRUPTIONS);
    for (;;) {
        int64_t interrupted = 0;
        CR_TRY(find(s, kind, now, out, &interrupted, found, err));
        if (!*found)
            return CR_OK;
        if (out->attempts > attempts)
            CR_TRY(set_aside(s, out->id, "no worker finished it within work_lease_seconds", err));
        else if ((size_t)interrupted >= interruptions)
            CR_TRY(set_aside(s, out->id, "the program ended each time it had this in hand", err));
        else
            break;
    }
    /* the reason of an earlier try goes: with one the row would count as waiting, not as in hand, when the program dies */
    return cr_sql_run(s, err, "UPDATE work SET attempts = attempts + 1, lease = lease + 1, reason = NULL, lease_until = ? WHERE id = ?", "ii",
                      now + (int64_t)cr_limit(s->limits, CR_LIMIT_WORK_LEASE_SECONDS), out->id);
}

cr_status cr_store_work_take(cr_store *s, cr_work_kind kind, int64_t now, cr_work *out, bool *found, cr_error *err) {
    *found = false;
    CR_TRY(cr_store_begin(s, err));
    cr_status status = cr_store_settle(s, take(s, kind, now, out, found, err), err);
    if (status != CR_OK)
        *found = false;
    return status;
}

cr_status cr_store_work_done(cr_store *s, const cr_work *work, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    cr_status status = cr_sql_run(s, err, "DELETE FROM work WHERE id = ? AND lease = ? AND state = 0", "ii", work->id, work->lease);
    if (status == CR_OK && sqlite3_changes(s->db) == 0)
        status = cr_fail(err, CR_ERR_STORE, "lease lost: another worker has document %lld; this result is dropped", (long long)work->seq);
    return cr_store_settle(s, status, err);
}

static cr_status failed(cr_store *s, const cr_work *work, const char *reason, int64_t now, cr_error *err) {
    enum { PAUSE_SECONDS = 2 }; /* a little longer after each try */
    int64_t held;
    CR_TRY(cr_sql_number(s, err, &held, 0, "SELECT 1 FROM work WHERE id = ? AND lease = ? AND state = 0", "ii", work->id, work->lease));
    if (!held)
        return CR_OK; /* another has it: his word counts */
    if (work->attempts >= cr_limit(s->limits, CR_LIMIT_WORK_ATTEMPTS))
        return set_aside(s, work->id, reason, err);
    return cr_sql_run(s, err, "UPDATE work SET lease_until = ?, reason = ? WHERE id = ?", "izi", now + (int64_t)work->attempts * PAUSE_SECONDS, reason,
                      work->id);
}

cr_status cr_store_work_failed(cr_store *s, const cr_work *work, const char *reason, int64_t now, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s, failed(s, work, reason, now, err), err);
}

cr_status cr_store_work_release_all(cr_store *s, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s,
                           cr_sql_run(s, err,
                                      "UPDATE work SET attempts = max(attempts - 1, 0), interruptions = interruptions + 1, lease_until = 0 "
                                      "WHERE state = 0 AND lease_until > 0 AND reason IS NULL",
                                      ""),
                           err);
}

cr_status cr_store_work_left(cr_store *s, cr_work_kind kind, size_t *out, cr_error *err) {
    enum { SOON = 20 }; /* a translation postponed for longer is not waited for: its server is away */
    int64_t n;
    CR_TRY(cr_sql_number(s, err, &n, 0, "SELECT count(*) FROM work WHERE kind = ?1 AND state = 0 AND (?1 <> 3 OR reason IS NULL OR lease_until <= ?2)", "ni",
                         (int)kind, cr_time_now() + SOON));
    *out = (size_t)n;
    return CR_OK;
}

cr_status cr_store_group_ready(cr_store *s, cr_arena *a, size_t most, int64_t **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s,
                        "SELECT w.seq, a.address FROM work w JOIN article a ON a.seq = w.seq WHERE w.kind = 2 AND w.state = 0 AND w.priority = 0 AND w.seq < "
                        "coalesce((SELECT seq FROM work WHERE kind = 1 AND state = 0 AND priority = 0 ORDER BY seq LIMIT 1), 9223372036854775807) "
                        "ORDER BY w.seq LIMIT ?",
                        "i", (int64_t)most);
    cr_map *addresses = cr_map_new();
    bool fresh = addresses != NULL;
    while (fresh && cr_sql_next(&q)) {
        cr_str address = cr_sql_borrow(&q, 1);
        if (address.len && (!cr_map_put(addresses, address, &fresh) || !fresh))
            break;
        int64_t *seq = CR_PUSH(a, *out, *count, capacity);
        if (seq)
            *seq = cr_sql_int(&q, 0);
    }
    cr_map_free(addresses);
    return cr_sql_end(&q, err);
}

cr_status cr_store_work_give_back(cr_store *s, const cr_work *work, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s,
                           cr_sql_run(s, err, "UPDATE work SET attempts = max(attempts - 1, 0), lease_until = 0 WHERE id = ? AND lease = ? AND state = 0",
                                      "ii", work->id, work->lease),
                           err);
}

cr_status cr_store_work_postpone(cr_store *s, const cr_work *work, const char *reason, int64_t until, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s,
                           cr_sql_run(s, err,
                                      "UPDATE work SET attempts = max(attempts - 1, 0), lease_until = ?, reason = ? WHERE id = ? AND lease = ? AND state = 0",
                                      "izii", until, reason, work->id, work->lease),
                           err);
}

cr_status cr_store_work_retry(cr_store *s, size_t *count, cr_error *err) {
    CR_TRY(cr_store_begin(s, err));
    s->changed = true;
    cr_status status = cr_sql_run(s, err, "UPDATE work SET state = 0, attempts = 0, interruptions = 0, lease_until = 0, reason = NULL WHERE state = 2", "");
    if (status == CR_OK && count)
        *count = (size_t)sqlite3_changes(s->db);
    if (status == CR_OK) /* an engine may have come since */
        status = cr_work_owe_editions(s, CR_STR_NONE, err);
    return cr_store_settle(s, status, err);
}

cr_status cr_store_count(cr_store *s, cr_store_counts *out, cr_error *err) {
    *out = (cr_store_counts){0};
    static const struct {
        const char *sql;
        size_t at;
    } counts[] = {
        {"SELECT count(*) FROM source WHERE kind <> 2 OR articles > 0", offsetof(cr_store_counts, sources)},
        {"SELECT count(*) FROM source WHERE state IN (2, 3, 4)", offsetof(cr_store_counts, sources_failing)},
        {"SELECT count(*) FROM document", offsetof(cr_store_counts, documents)},
        {"SELECT count(*) FROM article WHERE visible", offsetof(cr_store_counts, articles)},
        {"SELECT count(*) FROM bundle WHERE view = 0 AND kind = 1", offsetof(cr_store_counts, stories)},
        {"SELECT count(*) FROM bundle WHERE view = 0 AND kind = 2", offsetof(cr_store_counts, dossiers)},
        {"SELECT count(*) FROM statement", offsetof(cr_store_counts, statements)},
        {"SELECT count(*) FROM person", offsetof(cr_store_counts, people)},
        {"SELECT count(*) FROM memory", offsetof(cr_store_counts, translations)},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int64_t n;
        CR_TRY(cr_sql_number(s, err, &n, 0, counts[i].sql, ""));
        *(size_t *)(void *)((char *)out + counts[i].at) = (size_t)n;
    }
    cr_query q = cr_sql(s, "SELECT outcome, count(*) FROM article GROUP BY outcome", "");
    while (cr_sql_next(&q)) {
        int64_t outcome = cr_sql_int(&q, 0);
        if (outcome >= 0 && outcome < CR_OUTCOME_COUNT)
            out->outcomes[outcome] = (size_t)cr_sql_int(&q, 1);
    }
    CR_TRY(cr_sql_end(&q, err));
    q = cr_sql(s, "SELECT kind, state, lease_until > 0 AND reason IS NULL, count(*) FROM work GROUP BY 1, 2, 3", "");
    while (cr_sql_next(&q)) {
        int64_t kind = cr_sql_int(&q, 0);
        if (kind >= 1 && kind <= 3)
            (cr_sql_int(&q, 1) == 2 ? out->set_aside : cr_sql_int(&q, 2) ? out->leased : out->owed)[kind] += (size_t)cr_sql_int(&q, 3);
    }
    return cr_sql_end(&q, err);
}

cr_status cr_store_set_aside_list(cr_store *s, cr_arena *a, size_t most, cr_set_aside **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s,
                        "SELECT w.seq, d.url, w.reason, w.kind, w.attempts FROM work w JOIN document d ON d.seq = w.seq WHERE w.state = 2 "
                        "ORDER BY w.seq, w.kind LIMIT ?",
                        "i", (int64_t)most);
    bool room = true;
    while (room && cr_sql_next(&q)) {
        cr_set_aside *x = CR_PUSH(a, *out, *count, capacity);
        room = x != NULL;
        if (room)
            *x = (cr_set_aside){.seq = cr_sql_int(&q, 0), .url = cr_sql_str(&q, 1, a), .reason = cr_sql_str(&q, 2, a),
                                .kind = (cr_work_kind)cr_sql_int(&q, 3), .attempts = (unsigned)cr_sql_int(&q, 4)};
    }
    CR_TRY(cr_sql_end(&q, err));
    return room ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "set aside: out of memory");
}

cr_status cr_store_no_article_list(cr_store *s, cr_arena *a, size_t most, cr_no_article **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_query q = cr_sql(s, "SELECT d.url, a.reason, a.outcome FROM article a JOIN document d ON d.seq = a.seq WHERE a.outcome > 0 ORDER BY a.seq DESC LIMIT ?", "i",
                        (int64_t)most);
    bool room = true;
    while (room && cr_sql_next(&q)) {
        cr_no_article *x = CR_PUSH(a, *out, *count, capacity);
        room = x != NULL;
        if (room)
            *x = (cr_no_article){.url = cr_sql_str(&q, 0, a), .reason = cr_sql_str(&q, 1, a), .outcome = (cr_outcome)cr_sql_int(&q, 2)};
    }
    CR_TRY(cr_sql_end(&q, err));
    return room ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "no articles: out of memory");
}
