#include "translate/head.h"

#include "base/buf.h"

static bool put(cr_buf *b, const cr_translation *t, cr_str segment) {
    cr_buf_add_str(b, !cr_str_none(t->text) ? t->text : !cr_str_none(t->rejected) ? t->rejected : segment);
    cr_buf_add_byte(b, ' ');
    return !(t->flags & CR_FLAG_ENGINE_FAILED);
}

/* How many of the sentences begin within the lead. */
static size_t lead_of(const cr_head_request *q) {
    size_t n = 0;
    while (n < q->count && q->sentences[n].start < CR_HEAD_BYTES)
        n++;
    return n;
}

static cr_status translate(cr_translator *t, cr_arena *arena, const cr_head_request *q, size_t lead, cr_str *title, cr_str *text, bool *there, cr_error *err) {
    cr_str *segments = CR_NEW_ARRAY(arena, cr_str, lead + 1);
    cr_translation *answers;
    size_t n = 0, done = 0;
    if (!segments)
        return cr_fail(err, CR_ERR_MEMORY, "title and lead: out of memory");
    bool titled = !cr_str_empty(q->title);
    if (titled)
        segments[n++] = q->title;
    for (size_t i = 0; i < lead; i++)
        segments[n++] = cr_str_slice(q->text, q->sentences[i].start, q->sentences[i].end);
    cr_translate_request request = {.from = q->from, .to = q->to, .segments = segments, .count = n, .engine = q->engine};
    cr_error failed;
    if (cr_translator_run(t, arena, &request, &answers, &failed) != CR_OK)
        return failed.status == CR_ERR_MEMORY ? cr_fail(err, CR_ERR_MEMORY, "%s", failed.line) : CR_OK;
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    if (titled)
        done += put(&b, &answers[0], segments[0]);
    *title = cr_buf_copy(&b, arena);
    cr_buf_clear(&b);
    for (size_t i = titled; i < n; i++)
        done += put(&b, &answers[i], segments[i]);
    *text = cr_buf_copy(&b, arena);
    bool memory = !b.failed && !cr_str_none(*title) && !cr_str_none(*text);
    cr_buf_free(&b);
    *there = done > 0;
    return memory ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "title and lead: out of memory");
}

cr_status cr_translate_head(cr_translator *t, cr_arena *arena, const cr_head_request *q, cr_str *title, cr_str *lead, bool *there, cr_error *err) {
    size_t n = lead_of(q);
    cr_route route;
    cr_str why;
    *there = false;
    if (cr_str_eq(q->from, q->to) || (!n && cr_str_empty(q->title)) || !cr_translator_route(t, arena, q->from, q->to, q->engine, &route, &why))
        return CR_OK;
    return translate(t, arena, q, n, title, lead, there, err);
}
