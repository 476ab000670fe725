/* Who carries whose text, among the reports of a digest: reports.h tells it, from sketches made here, or the caller knows it
 * already, as the store does. */
#include "story/reports.h"

#include "story/digest.h"

static size_t find_id(const cr_digest_work *w, cr_str id) {
    for (size_t i = 0; i < w->count; i++)
        if (id.len && cr_str_eq(w->articles[i].id, id))
            return i;
    return SIZE_MAX;
}

static cr_status read_reports(cr_digest_work *w, cr_report *reports) {
    for (size_t i = 0; i < w->count; i++) {
        const cr_digest_article *a = &w->articles[i];
        cr_str bytes;
        CR_TRY(cr_sketch_make(w->arena, a->title, a->text, a->lang, &bytes, w->err));
        reports[i] = (cr_report){.lang = a->lang, .date = a->date, .outlet = a->outlet, .site = a->site, .named = a->credit,
                                 .machine_translated = a->machine_translated, .titled = !cr_str_empty(a->title),
                                 .whole = true, .near = find_id(w, a->relay_of), .sketch = cr_sketch_read(bytes)};
    }
    for (size_t i = 0; i < w->count; i++)
        if (reports[i].near >= w->count || reports[i].near == i) {
            reports[i].near = cr_reports_translated(reports, w->count, i);
            reports[i].relayed = w->articles[i].relayed || w->articles[i].copy; /* of a report that is not here */
        } else
            reports[i].relayed = w->articles[i].relayed;
    return CR_OK;
}

cr_status cr_digest_origins(cr_digest_work *w, cr_digest *out) {
    out->origins = CR_NEW_ARRAY(w->arena, cr_digest_origin, w->count + 1);
    cr_report *reports = CR_NEW_ARRAY(w->arena, cr_report, w->count + 1);
    w->copies = CR_NEW_ARRAY(w->arena, bool, w->count + 1);
    if (!out->origins || !reports || !w->copies)
        return cr_fail(w->err, CR_ERR_MEMORY, "digest: out of memory");
    if (w->options->origins) {
        memcpy(out->origins, w->options->origins, w->count * sizeof *out->origins);
        out->central = w->options->central < w->count ? w->options->central : SIZE_MAX;
    } else {
        CR_TRY(read_reports(w, reports));
        CR_TRY(cr_reports_origins(w->arena, reports, w->count, out->origins, w->err));
        CR_TRY(cr_reports_central(w->arena, reports, out->origins, w->count, &out->central, w->err));
    }
    for (size_t i = 0; i < w->count; i++) {
        const cr_digest_article *a = &w->articles[i];
        w->copies[i] = out->origins[i].of == SIZE_MAX ? a->copy && find_id(w, a->relay_of) == SIZE_MAX : out->origins[i].how == CR_ORIGIN_COPY;
    }
    out->independent = cr_origins_independent(out->origins, w->count);
    return CR_OK;
}
