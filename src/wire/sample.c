#include "wire/sample.h"

#include <jansson.h>

#include "base/data.h"
#include "base/time.h"

static cr_str member(const json_t *record, const char *key) {
    const json_t *v = json_object_get(record, key);
    return json_is_string(v) ? (cr_str){json_string_value(v), json_string_length(v)} : CR_STR_NONE;
}

/* One line of sample.jsonl: {"id", "source", "url", "published", "language", "title", "text"} */
static cr_status take(cr_store *store, cr_arena *arena, const json_t *record, bool *fresh, cr_error *err) {
    cr_str name = member(record, "source");
    cr_source source = {.kind = CR_SOURCE_FILE,
                        .url = cr_str_format(arena, "sample:%.*s", CR_FMT(member(record, "language"))),
                        .title = name,
                        .language = member(record, "language"),
                        .rights = CR_RIGHTS_FULL,
                        .sample = true,
                        .state = CR_SOURCE_OK,
                        .added = cr_time_now()};
    CR_TRY(cr_store_source_put(store, &source, NULL, err));
    cr_document document = {.url = member(record, "url"),
                            .is_text = true,
                            .title = member(record, "title"),
                            .published = member(record, "published"),
                            .language = member(record, "language"),
                            .bytes = member(record, "text"),
                            .taken_in = cr_time_now()};
    memcpy(document.source, source.id, sizeof document.source);
    return cr_store_document_put(store, &document, fresh, err);
}

cr_status cr_wire_sample_load(cr_store *store, size_t *taken, cr_error *err) {
    cr_str rest = cr_data("wire/sample/sample.jsonl"), line;
    cr_arena *arena = cr_arena_new(0);
    if (!arena)
        return cr_fail(err, CR_ERR_MEMORY, "sample edition: out of memory");
    size_t count = 0;
    cr_status status = cr_store_begin(store, err);
    bool open = status == CR_OK;
    while (status == CR_OK && cr_str_split(&rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        json_t *record = json_loadb(line.ptr, line.len, 0, NULL);
        bool fresh = false;
        status = record ? take(store, arena, record, &fresh, err) : cr_fail(err, CR_ERR_SYNTAX, "sample edition: line %zu", count + 1);
        count += fresh;
        json_decref(record);
    }
    if (status == CR_OK)
        status = cr_store_commit(store, err);
    else if (open)
        cr_store_rollback(store);
    if (taken)
        *taken = status == CR_OK ? count : 0;
    cr_arena_free(arena);
    return status;
}
