/* The store as JSON Lines, canonical: in the order of taking in, with no time of ours, no lease, no id that depends on workers. */
#include <courant/feed.h>

#include "base/vec.h"
#include "page/article_json.h"
#include "speech/statement_json.h"
#include "text/date_json.h"
#include "wire/wire.h"

static void write_name(cr_json *j, const cr_utf8_table *points, const cr_name *n) {
    cr_json_object(j);
    cr_json_member_int(j, "start", (long long)cr_utf8_table_at(points, n->start));
    cr_json_member_int(j, "end", (long long)cr_utf8_table_at(points, n->end));
    cr_json_member_z(j, "kind", cr_name_kind_name(n->kind));
    cr_json_member(j, "full", n->full);
    cr_json_member(j, "role", n->role);
    cr_json_end(j);
}

/* What the article's own object does not hold yet. */
static void write_rest(cr_json *j, const cr_utf8_table *points, const cr_knowledge *k, const cr_document_row *row) {
    cr_json_member(j, "source", row->source_url);
    cr_json_member(j, "story", row->story[0] ? cr_str_of(row->story) : CR_STR_NONE);
    cr_json_member(j, "dossier", row->dossier[0] ? cr_str_of(row->dossier) : CR_STR_NONE);
    cr_json_member(j, "relay_of", row->relay_of[0] ? cr_str_of(row->relay_of) : CR_STR_NONE);
    cr_json_key(j, "similarity");
    if (row->story[0])
        cr_json_number(j, row->similarity, 4);
    else
        cr_json_null(j);
    cr_json_member_z(j, "rights", cr_rights_name(row->rights));
    cr_json_member_bool(j, "shown", row->shown);
    cr_json_key(j, "sentences");
    cr_json_array(j);
    for (size_t i = 0; i < k->sentence_count; i++)
        cr_span_write(j, points, k->sentences[i].start, k->sentences[i].end);
    cr_json_end(j);
    cr_json_key(j, "statements");
    cr_json_array(j);
    for (size_t i = 0; i < k->statement_count; i++)
        cr_statement_write(j, points, &k->statements[i], i < row->person_count ? row->persons[i] : "");
    cr_json_end(j);
    cr_json_key(j, "dates");
    cr_json_array(j);
    for (size_t i = 0; i < k->date_count; i++)
        cr_date_write(j, points, &k->dates[i]);
    cr_json_end(j);
    cr_json_key(j, "names");
    cr_json_array(j);
    for (size_t i = 0; i < k->name_count; i++)
        write_name(j, points, &k->names[i]);
    cr_json_end(j);
}

static void write_document(cr_arena *a, cr_buf *b, const cr_knowledge *k, const cr_document_row *row) {
    cr_json j = cr_json_on(b);
    if (!row->understood) {
        cr_json_object(&j);
        cr_json_member_z(&j, "id", row->id);
        cr_json_member(&j, "url", row->url);
        cr_json_member(&j, "outcome", CR_STR_NONE);
        cr_json_member(&j, "reason", cr_str_none(row->reason) ? CR_STR("not understood yet") : row->reason);
        cr_json_end(&j);
        return;
    }
    cr_utf8_table points;
    if (!cr_utf8_table_make(a, k->article->text, &points)) {
        b->failed = CR_ERR_MEMORY;
        return;
    }
    cr_buf rest;
    cr_buf_init(&rest, CR_BUF_NO_CEILING);
    cr_json r = cr_json_on(&rest);
    cr_json_object(&r);
    write_rest(&r, &points, k, row);
    cr_json_end(&r);
    cr_article_write(&j, k->article);
    if (b->len && !b->failed && !rest.failed) { /* one object of both: "…}" and "{…" */
        b->len--;
        cr_buf_add_z(b, ", ");
        cr_buf_add_str(b, cr_str_slice(cr_buf_str(&rest), 1, rest.len));
    } else
        b->failed = CR_ERR_MEMORY;
    cr_buf_free(&rest);
}

cr_status cr_wire_export(cr_store *store, bool (*write)(void *context, cr_str line), void *context, cr_error *err) {
    enum { ROWS = 100 };
    cr_arena *rows_arena = cr_arena_new(0), *a = cr_arena_new(0);
    cr_buf line;
    int64_t after = 0;
    size_t count = 1;
    cr_status status = rows_arena && a ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "export: out of memory");
    bool go = true;
    cr_buf_init(&line, CR_BUF_NO_CEILING);
    while (status == CR_OK && go && count > 0) {
        cr_document_row *rows;
        cr_arena_reset(rows_arena);
        status = cr_store_document_rows(store, rows_arena, after, ROWS, &rows, &count, err);
        for (size_t i = 0; status == CR_OK && go && i < count; i++) {
            cr_knowledge k = {0};
            after = rows[i].seq;
            cr_arena_reset(a);
            cr_buf_clear(&line);
            if (rows[i].understood)
                status = cr_store_knowledge_get(store, a, rows[i].seq, &k, err);
            if (status != CR_OK)
                break;
            write_document(a, &line, &k, &rows[i]);
            cr_buf_add_byte(&line, '\n');
            if (line.failed)
                status = cr_fail(err, CR_ERR_MEMORY, "export: out of memory");
            else
                go = write(context, cr_buf_str(&line));
        }
    }
    cr_buf_free(&line);
    cr_arena_free(rows_arena);
    cr_arena_free(a);
    return status;
}

cr_status cr_wire_export_opml(cr_store *store, cr_arena *a, cr_str *out, cr_error *err) {
    cr_source *sources;
    size_t count, n = 0;
    CR_TRY(cr_store_source_list(store, a, &sources, &count, err));
    cr_opml_outline *outlines = CR_NEW_ARRAY(a, cr_opml_outline, count + 1);
    if (!outlines)
        return cr_fail(err, CR_ERR_MEMORY, "export: out of memory");
    for (size_t i = 0; i < count; i++)
        if (sources[i].kind != CR_SOURCE_FILE)
            outlines[n++] = (cr_opml_outline){.url = sources[i].url, .title = sources[i].title, .site_url = sources[i].site_url, .language = sources[i].language};
    return cr_opml_write(a, CR_STR("Courant"), outlines, n, out, err);
}
