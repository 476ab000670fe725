/* Documents as taken in, feed entries seen, addresses kept out. */
#include "base/hash.h"
#include "net/url.h"
#include "store/sqlite/db.h"

void cr_address_hash(cr_str url, char out[65]) { cr_hash_sha256(out, url); }

cr_str cr_address_of(cr_arena *a, const cr_document *d, bool file) {
    if (!file || cr_str_empty(d->url) || cr_url_is_web(d->url))
        return d->url;
    return cr_str_format(a, "%s %.*s", d->source, CR_FMT(d->url));
}

cr_str cr_address_key(cr_arena *a, cr_str url) {
    cr_str key = cr_url_is_web(url) ? cr_url_normalise(a, url) : CR_STR_NONE;
    if (cr_str_empty(key))
        return url;
    while (key.len && key.ptr[key.len - 1] == '/')
        key.len--;
    return key;
}

static cr_status put(cr_store *s, cr_arena *a, cr_document *d, bool *fresh, cr_error *err) {
    char address[65], key[65], own[65];
    int64_t known;
    cr_address_hash(d->url, address);
    cr_address_hash(cr_address_key(a, d->url), key);
    cr_address_hash(cr_address_of(a, d, true), own);
    CR_TRY(cr_sql_number(s, err, &known, 0,
                         "SELECT seq FROM document WHERE id = ?1 UNION ALL SELECT -1 FROM forgotten WHERE address IN (?2, ?3, ?4)", "zzzz", d->id, address, key,
                         own));
    *fresh = known == 0;
    d->seq = known > 0 ? known : 0;
    if (!*fresh)
        return CR_OK;
    CR_TRY(cr_sql_run(s, err,
                      "INSERT INTO document (id, source, url, is_text, charset, title, published, language, note, taken_in) "
                      "VALUES (?,?,?,?,?,?,?,?,?,?)",
                      "zzsnsssssi", d->id, d->source, d->url, d->is_text, d->charset, d->title, d->published, d->language, d->note, d->taken_in));
    d->seq = sqlite3_last_insert_rowid(s->db);
    cr_str bytes = d->bytes.len ? cr_store_compress(s, a, d->bytes) : CR_STR_NONE;
    cr_str feed_text = d->feed_text.len ? cr_store_compress(s, a, d->feed_text) : CR_STR_NONE;
    if ((d->bytes.len && cr_str_none(bytes)) || (d->feed_text.len && cr_str_none(feed_text)))
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(d->url));
    CR_TRY(cr_sql_run(s, err, "INSERT INTO raw VALUES (?,?,?)", "ibb", d->seq, bytes, feed_text));
    return cr_work_owe(s, CR_WORK_UNDERSTAND, d->seq, CR_STR(""), false, 0, err);
}

cr_status cr_store_document_put(cr_store *s, cr_document *d, bool *fresh, cr_error *err) {
    bool is_fresh = false;
    if (cr_str_none(d->url))
        d->url = CR_STR("");
    char kind = d->is_text ? 't' : 'h';
    cr_hash_id(d->id, CR_ID_DIGITS,
               (cr_str[]){CR_STR("document"), d->url, {&kind, 1}, d->bytes, d->feed_text, d->title, d->published, d->language}, 8);
    cr_arena *a = cr_arena_new(ZSTD_compressBound(d->bytes.len) + ZSTD_compressBound(d->feed_text.len) + 65536);
    if (!a)
        return cr_fail(err, CR_ERR_MEMORY, "%.*s: out of memory", CR_FMT(d->url));
    cr_status status = cr_store_begin(s, err);
    if (status == CR_OK)
        status = cr_store_settle(s, put(s, a, d, &is_fresh, err), err);
    cr_arena_free(a);
    if (fresh)
        *fresh = status == CR_OK && is_fresh;
    return status;
}

cr_status cr_store_document_get(cr_store *s, cr_arena *a, int64_t seq, cr_document *out, cr_error *err) {
    cr_query q = cr_sql(s,
                        "SELECT d.id, d.source, d.url, d.is_text, d.charset, d.title, d.published, d.language, d.note, d.taken_in, r.bytes, "
                        "r.feed_text FROM document d JOIN raw r ON r.seq = d.seq WHERE d.seq = ?",
                        "i", seq);
    *out = (cr_document){.seq = seq};
    bool found = cr_sql_next(&q);
    cr_status status = CR_OK;
    if (found) {
        size_t ceiling = cr_limit(s->limits, CR_LIMIT_INPUT_BYTES);
        cr_sql_id(&q, 0, out->id);
        cr_sql_id(&q, 1, out->source);
        out->url = cr_sql_str(&q, 2, a);
        out->is_text = cr_sql_int(&q, 3) != 0;
        out->charset = cr_sql_str(&q, 4, a);
        out->title = cr_sql_str(&q, 5, a);
        out->published = cr_sql_str(&q, 6, a);
        out->language = cr_sql_str(&q, 7, a);
        out->note = cr_sql_str(&q, 8, a);
        out->taken_in = cr_sql_int(&q, 9);
        cr_str bytes = cr_sql_borrow(&q, 10), feed_text = cr_sql_borrow(&q, 11);
        if (!cr_str_none(bytes))
            status = cr_store_expand(s, a, bytes, ceiling, &out->bytes, err);
        if (status == CR_OK && !cr_str_none(feed_text))
            status = cr_store_expand(s, a, feed_text, ceiling, &out->feed_text, err);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    if (status != CR_OK || ended != CR_OK)
        return status != CR_OK ? status : ended;
    return found ? CR_OK : cr_fail(err, CR_ERR_NOT_FOUND, "there is no document %lld", (long long)seq);
}

/* ---- walking ---- */

static cr_status persons_of(cr_store *s, cr_arena *a, cr_document_row *row, size_t statements, cr_error *err) {
    row->persons = cr_arena_array(a, statements + 1, CR_ID_ROOM);
    row->person_count = row->persons ? statements : 0;
    cr_query q = cr_sql(s, "SELECT number, person FROM statement WHERE seq = ?", "i", row->seq);
    while (cr_sql_next(&q)) {
        int64_t number = cr_sql_int(&q, 0);
        if (number >= 0 && (size_t)number < row->person_count)
            cr_sql_id(&q, 1, row->persons[number]);
    }
    return cr_sql_end(&q, err);
}

cr_status cr_store_document_rows(cr_store *s, cr_arena *a, int64_t after, size_t most, cr_document_row **out, size_t *count, cr_error *err) {
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    cr_status status = CR_OK;
    cr_query q = cr_sql(s,
                        "SELECT d.seq, d.id, x.story, x.dossier, x.relay_of, d.url, iif(s.kind = 2, NULL, s.url), x.seq IS NOT NULL, "
                        "(SELECT reason FROM work w WHERE w.seq = d.seq AND w.kind = 1 AND w.state = 2), x.outcome, x.similarity, x.rights, x.visible, "
                        "x.statements FROM document d LEFT JOIN article x ON x.seq = d.seq LEFT JOIN source s ON s.id = d.source "
                        "WHERE d.seq > ? ORDER BY d.seq LIMIT ?",
                        "ii", after, (int64_t)most);
    while (status == CR_OK && cr_sql_next(&q)) {
        cr_document_row *row = CR_PUSH(a, *out, *count, capacity);
        if (!row) {
            status = cr_fail(err, CR_ERR_MEMORY, "documents: out of memory");
            break;
        }
        row->seq = cr_sql_int(&q, 0);
        cr_sql_id(&q, 1, row->id);
        cr_sql_id(&q, 2, row->story);
        cr_sql_id(&q, 3, row->dossier);
        cr_sql_id(&q, 4, row->relay_of);
        row->url = cr_sql_str(&q, 5, a);
        row->source_url = cr_sql_str(&q, 6, a);
        row->understood = cr_sql_int(&q, 7) != 0;
        row->reason = cr_sql_str(&q, 8, a);
        row->outcome = (cr_outcome)cr_sql_int(&q, 9);
        row->similarity = cr_sql_real(&q, 10);
        row->rights = (cr_rights)cr_sql_int(&q, 11);
        row->shown = cr_sql_int(&q, 12) != 0;
        if (row->shown && cr_sql_int(&q, 13) > 0)
            status = persons_of(s, a, row, (size_t)cr_sql_int(&q, 13), err);
    }
    cr_status ended = cr_sql_end(&q, status == CR_OK ? err : NULL);
    return status != CR_OK ? status : ended;
}

/* ---- feed entries ---- */

static void key_hash(cr_str key, char out[CR_ID_ROOM]) { cr_hash_id(out, CR_ID_DIGITS, (cr_str[]){CR_STR("item"), key}, 2); }

cr_status cr_store_item_seen(cr_store *s, const char *source, cr_str key, bool *seen, cr_error *err) {
    char hash[CR_ID_ROOM];
    int64_t n;
    key_hash(key, hash);
    CR_TRY(cr_sql_number(s, err, &n, 0, "SELECT 1 FROM seen WHERE source = ? AND key = ?", "zz", source, hash));
    *seen = n != 0;
    return CR_OK;
}

cr_status cr_store_item_mark(cr_store *s, const char *source, cr_str key, cr_error *err) {
    char hash[CR_ID_ROOM];
    key_hash(key, hash);
    CR_TRY(cr_store_begin(s, err));
    return cr_store_settle(s, cr_sql_run(s, err, "INSERT OR IGNORE INTO seen VALUES (?,?)", "zz", source, hash), err);
}
