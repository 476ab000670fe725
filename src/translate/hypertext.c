/* Translated runs into HTML again. */
#include "translate/hypertext.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "translate/hypertext_inside.h"

void cr_hypertext_answer(cr_hypertext *m, size_t sentence, cr_str text, const cr_link *links, size_t link_count) {
    if (sentence >= m->count)
        return;
    cr_run_sentence *s = m->inside->by_number[sentence];
    s->answer = text;
    s->links = links;
    s->link_count = links ? link_count : 0;
}

static void escape(cr_buf *out, cr_str s) {
    for (size_t i = 0; i < s.len; i++)
        switch (s.ptr[i]) {
        case '&': cr_buf_add_z(out, "&amp;"); break;
        case '<': cr_buf_add_z(out, "&lt;"); break;
        case '>': cr_buf_add_z(out, "&gt;"); break;
        default: cr_buf_add_byte(out, s.ptr[i]);
        }
}

/* The run's text with the answers in it, and where each of them stands. */
static cr_str joined(const cr_run *run, cr_arena *a, cr_str to, cr_span *spans) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    bool dense = cr_str_is(to, "zh") || cr_str_is(to, "ja") || cr_str_is(to, "th");
    size_t done = 0;
    for (size_t i = 0; i < run->sentence_count; i++) {
        const cr_run_sentence *s = &run->sentences[i];
        cr_str between = cr_str_slice(run->text, done, s->source.start);
        if (i && between.len == 0 && !dense && !cr_str_none(s->answer)) /* Chinese sentences stand without a space */
            cr_buf_add_byte(&b, ' ');
        else if (!(i && dense && cr_str_is(between, " ") && !cr_str_none(s->answer)))
            cr_buf_add_str(&b, between);
        spans[i].start = b.len;
        cr_buf_add_str(&b, cr_str_none(s->answer) ? cr_str_slice(run->text, s->source.start, s->source.end) : s->answer);
        spans[i].end = b.len;
        done = s->source.end;
    }
    cr_buf_add_str(&b, cr_str_slice(run->text, done, run->text.len));
    cr_str out = b.failed ? CR_STR_NONE : cr_buf_copy(&b, a);
    cr_buf_free(&b);
    return out;
}

typedef struct opening { size_t at, mark; } opening;

static int by_place(const void *x, const void *y) {
    const opening *a = x, *b = y;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->mark > b->mark) - (a->mark < b->mark); /* the order of the source: an element before what is in it */
}

typedef struct writer {
    cr_buf *out;
    const cr_run *run;
    const cr_placed *placed;
    const opening *openings;
    size_t count, next;
    cr_str text;
    size_t done;
    size_t *stack, depth;
} writer;

static void text_until(writer *w, size_t at) {
    if (at > w->done) {
        escape(w->out, cr_str_slice(w->text, w->done, at));
        w->done = at;
    }
}

static void write_opening(writer *w, size_t i) {
    const cr_mark *m = &w->run->marks[i];
    text_until(w, w->placed[i].start);
    cr_buf_add_str(w->out, m->open);
    if (m->kind == CR_MARK_ELEMENT)
        w->stack[w->depth++] = i;
    else if (w->placed[i].end > w->done)
        w->done = w->placed[i].end;
    if (m->space_after)
        cr_buf_add_byte(w->out, ' ');
}

static void write_closing(writer *w) {
    size_t i = w->stack[--w->depth];
    text_until(w, w->placed[i].end);
    cr_buf_add_str(w->out, w->run->marks[i].close);
}

/* Elements nest, so whatever is next is the next opening or the end of the innermost open one. A mark that stands where an
 * element ends is still inside when it was inside in the source. */
static void write_marks(writer *w) {
    while (w->next < w->count || w->depth) {
        size_t top = w->depth ? w->stack[w->depth - 1] : CR_NO_MARK;
        if (w->next < w->count) {
            const opening *o = &w->openings[w->next];
            if (top == CR_NO_MARK || o->at < w->placed[top].end || (o->at == w->placed[top].end && o->mark > top && o->mark < w->run->marks[top].last)) {
                write_opening(w, o->mark);
                w->next++;
                continue;
            }
        }
        write_closing(w);
    }
}

static bool write_run(cr_buf *out, cr_arena *a, const cr_run *run, cr_str to) {
    cr_span *spans = CR_NEW_ARRAY(a, cr_span, run->sentence_count + 1);
    cr_placed *placed = CR_NEW_ARRAY(a, cr_placed, run->mark_count + 1);
    opening *openings = CR_NEW_ARRAY(a, opening, run->mark_count + 1);
    size_t *stack = CR_NEW_ARRAY(a, size_t, run->mark_count + 1);
    if (!spans || !placed || !openings || !stack)
        return false;
    cr_str text = joined(run, a, to, spans);
    if (cr_str_none(text) || (run->mark_count && !cr_hypertext_place(a, run, text, spans, placed)))
        return false;
    writer w = {.out = out, .run = run, .placed = placed, .openings = openings, .text = text, .stack = stack};
    for (size_t i = 0; i < run->mark_count; i++)
        if (placed[i].placed)
            openings[w.count++] = (opening){placed[i].start, i};
    qsort(openings, w.count, sizeof *openings, by_place);
    cr_buf_add_str(out, run->lead);
    write_marks(&w);
    text_until(&w, text.len);
    cr_buf_add_str(out, run->trail);
    return true;
}

/* Nothing was translated in it: the text and its marks as they were. */
static bool untouched(const cr_run *run) {
    for (size_t i = 0; i < run->sentence_count; i++)
        if (!cr_str_none(run->sentences[i].answer))
            return false;
    return true;
}

static void write_untouched(cr_buf *out, const cr_run *run) {
    cr_buf_add_str(out, run->lead);
    size_t done = 0, top = CR_NO_MARK;
    for (size_t i = 0; i <= run->mark_count; i++) {
        size_t until = i < run->mark_count ? run->marks[i].start : run->text.len;
        while (top != CR_NO_MARK && (i >= run->marks[top].last)) {
            escape(out, cr_str_slice(run->text, done, run->marks[top].end > done ? run->marks[top].end : done));
            done = run->marks[top].end > done ? run->marks[top].end : done;
            cr_buf_add_str(out, run->marks[top].close);
            top = run->marks[top].parent;
        }
        escape(out, cr_str_slice(run->text, done, until > done ? until : done));
        done = until > done ? until : done;
        if (i == run->mark_count)
            break;
        cr_buf_add_str(out, run->marks[i].open);
        if (run->marks[i].kind == CR_MARK_ELEMENT)
            top = i;
        else
            done = run->marks[i].end;
        if (run->marks[i].space_after)
            cr_buf_add_byte(out, ' ');
    }
    cr_buf_add_str(out, run->trail);
}

cr_status cr_hypertext_write(const cr_hypertext *m, cr_arena *arena, cr_str to, cr_str *out, cr_error *err) {
    cr_buf b;
    cr_buf_init(&b, CR_BUF_NO_CEILING);
    bool fine = true;
    for (size_t i = 0; i < m->inside->piece_count && fine; i++) {
        const cr_piece *p = &m->inside->pieces[i];
        if (!p->run)
            cr_buf_add_str(&b, p->raw);
        else if (untouched(p->run))
            write_untouched(&b, p->run);
        else
            fine = write_run(&b, arena, p->run, to);
    }
    *out = fine && !b.failed ? cr_buf_copy(&b, arena) : CR_STR_NONE;
    cr_buf_free(&b);
    return cr_str_none(*out) ? cr_fail(err, CR_ERR_MEMORY, "HTML to translate: over the limit arena_bytes") : CR_OK;
}
