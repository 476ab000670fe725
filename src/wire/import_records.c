/* Lists in: JSON Lines of articles, OPML of sources. */
#include <courant/feed.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "wire/importer.h"
#include "wire/record.h"

/* ---- records ---- */

/* What is told of a kind of broken line: the first with its number and reason, the others by their count. */
typedef struct fault {
    size_t count, line;
    cr_error first;
} fault;

typedef struct records {
    cr_importer *im;
    cr_str name;
    size_t number;   /* of the line at hand */
    size_t taken;
    fault broken;    /* lines left out */
    fault unlinked;  /* records taken in without the address they gave */
} records;

static void note(fault *f, size_t line, const cr_error *why) {
    if (f->count++ == 0) {
        f->line = line;
        f->first = *why;
    }
}

static void broken(records *r, const cr_error *why) {
    note(&r->broken, r->number, why);
    r->im->counts->refused++;
    r->im->counts->broken_lines++;
}

static cr_status take_record(records *r, cr_str line, cr_error *err) {
    cr_importer *im = r->im;
    cr_document d;
    cr_error why = {0};
    cr_str refused;
    line = cr_str_trim(line);
    if (line.len == 0)
        return CR_OK;
    cr_arena_reset(im->a);
    if (cr_record_read(im->a, line, r->name, r->number, &d, &refused, &why) != CR_OK) {
        broken(r, &why);
        return CR_OK;
    }
    if (!cr_str_none(refused)) {
        cr_fail(&why, CR_ERR_REFUSED, "\"url\" is no address of the web (http or https) and is left out: %.*s",
                CR_FMT(cr_str_slice(refused, 0, refused.len < 120 ? refused.len : 120)));
        note(&r->unlinked, r->number, &why);
    }
    if (d.bytes.len > cr_limit(&im->wire->config.limits, CR_LIMIT_PAGE_BYTES)) {
        cr_limit_met(&why, &im->wire->config.limits, CR_LIMIT_PAGE_BYTES, "record");
        d.note = cr_str_of(why.line);
        d.bytes = CR_STR_NONE;
    }
    r->taken++;
    return cr_import_put(im, &d, err);
}

static void tell(const records *r, const fault *f, const char *others) {
    cr_error line = f->first;
    if (!f->count)
        return;
    cr_error_prefix(&line, "%.*s:%zu", CR_FMT(r->name), f->line);
    size_t n = strlen(line.line);
    if (f->count > 1)
        snprintf(line.line + n, sizeof line.line - n, " (%s: %zu)", others, f->count);
    cr_import_say(r->im, line.line);
}

static void tell_all(const records *r) {
    tell(r, &r->unlinked, "the first of the records without a usable address");
    tell(r, &r->broken, "the first of the broken lines, all left out");
}

cr_status cr_import_records_of(cr_importer *im, cr_str name, cr_str bytes, cr_error *err) {
    records r = {.im = im, .name = name, .number = 1};
    cr_status status = CR_OK;
    cr_str line;
    for (; status == CR_OK && cr_str_split(&bytes, '\n', &line) && !cr_import_stopped(im); r.number++)
        status = take_record(&r, line, err);
    tell_all(&r);
    return status;
}

/* Part of a line, up to its end or that of the window. */
static cr_status take_part(records *r, cr_str part, bool ended, cr_buf *line, bool *dropping, cr_error *err) {
    cr_status status = CR_OK;
    if (!*dropping)
        cr_buf_add(line, part.ptr, part.len);
    if (line->failed && !*dropping) {
        cr_error why = {0};
        cr_limit_met(&why, &r->im->wire->config.limits, CR_LIMIT_LINE_BYTES, "record");
        broken(r, &why);
        *dropping = true;
    }
    if (!ended)
        return CR_OK;
    if (!*dropping)
        status = take_record(r, cr_buf_str(line), err);
    cr_buf_free(line);
    *dropping = false;
    r->number++;
    return status;
}

/* A file of any length, a line at a time. */
cr_status cr_import_records(cr_importer *im, cr_str name, cr_stream *s, cr_error *err) {
    records r = {.im = im, .name = name, .number = 1};
    bool dropping = false;
    cr_buf line;
    cr_buf_init(&line, cr_limit(&im->wire->config.limits, CR_LIMIT_LINE_BYTES));
    cr_status status = CR_OK;
    for (cr_str w; status == CR_OK && (w = cr_stream_peek(s, 1)).len > 0;) { /* when stopped it reads no more, and this ends soon */
        size_t end = cr_str_find_byte(w, '\n', 0), len = end == CR_STR_NPOS ? w.len : end;
        status = take_part(&r, cr_str_slice(w, 0, len), end != CR_STR_NPOS, &line, &dropping, err);
        cr_stream_take(s, len + (end != CR_STR_NPOS));
    }
    bool whole = cr_stream_how(s) == CR_STREAM_GOING || cr_stream_how(s) == CR_STREAM_ENDED;
    if (cr_import_stopped(im)) { /* what was read is kept; the half line at the end is no fault of the input */
    } else if (!whole) { /* what came before it is taken in; the rest must not look as if it had never been there */
        cr_error why = {0};
        cr_fail(&why, CR_ERR_IO, "%.*s:%zu: %s; import it again when it can be read whole", CR_FMT(name), r.number, cr_stream_why(s));
        im->counts->refused++;
        im->counts->broken_lines++;
        cr_import_say(im, why.line);
    } else if (status == CR_OK && line.len && !dropping)
        status = take_record(&r, cr_buf_str(&line), err);
    cr_buf_free(&line);
    tell_all(&r);
    return status;
}

/* ---- OPML ---- */

cr_status cr_import_opml(cr_importer *im, cr_str name, cr_str bytes, cr_error *err) {
    cr_opml_outline *outlines;
    size_t count, refused;
    cr_error why = {0};
    if (cr_opml_parse(im->a, bytes, &outlines, &count, &refused, &why) != CR_OK) {
        cr_error_prefix(&why, "%.*s", CR_FMT(name));
        im->counts->refused++;
        cr_import_say(im, why.line);
        return CR_OK;
    }
    for (size_t i = 0; i < count; i++) {
        bool fresh;
        cr_source source = {.kind = CR_SOURCE_FEED, .url = outlines[i].url, .title = outlines[i].title, .site_url = outlines[i].site_url,
                            .language = outlines[i].language, .state = CR_SOURCE_NEW, .added = cr_time_now(),
                            .interval_seconds = im->wire->config.interval_minutes * 60};
        for (size_t k = 0; k < im->wire->config.source_count; k++) /* what the configuration says of it stands */
            if (cr_str_eq(im->wire->config.sources[k].url, source.url))
                source.rights = im->wire->config.sources[k].rights;
        if (!im->open)
            CR_TRY(cr_store_begin(im->wire->store, err));
        im->open = true;
        CR_TRY(cr_store_source_put(im->wire->store, &source, &fresh, err));
        im->counts->sources += fresh;
    }
    if (refused) {
        cr_error line = {0};
        cr_fail(&line, CR_ERR_REFUSED, "%.*s: %zu addresses refused: only http and https are read", CR_FMT(name), refused);
        im->counts->refused += refused;
        cr_import_say(im, line.line);
    }
    return cr_import_settle(im, err);
}
