/* Texts taken apart into sentences for the desk, and put together again from its answers.
 *
 * Format text: lines stay lines, what stands between sentences stays, with the spaces that the target's script wants. What cannot be
 * translated, or comes back hopeless, stands in the original, and its flags say so. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "site/page.h"
#include "site/translate.h"
#include "translate/segment.h"

bool cr_text_has_letters(cr_str text) {
    for (size_t at = 0; at < text.len;)
        if (u_isalpha((UChar32)cr_utf8_next(text, &at)))
            return true;
    return false;
}

/* ---- taking apart ---- */

static cr_text_tools *take_tools(cr_service *s) {
    pthread_mutex_lock(&s->lock);
    cr_text_tools *t = s->tool_count ? s->tools[--s->tool_count] : NULL;
    pthread_mutex_unlock(&s->lock);
    if (!t && (t = cr_text_tools_new()) != NULL)
        cr_text_tools_limit(t, s->limits);
    return t;
}

static void give_tools(cr_service *s, cr_text_tools *t) {
    pthread_mutex_lock(&s->lock);
    if (t && s->tool_count < CR_TOOLS_KEPT) {
        s->tools[s->tool_count++] = t;
        t = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    cr_text_tools_free(t);
}

typedef struct plan {
    cr_call *call;
    cr_text_tools *tools;
    cr_str *segments;
    size_t count, room;
} plan;

static bool add_segment(plan *p, cr_str s) {
    cr_str *slot = CR_PUSH(p->call->arena, p->segments, p->count, p->room);
    if (slot)
        *slot = s;
    return slot != NULL;
}

static cr_status plan_plain(plan *p, cr_call_text *t, cr_error *err) {
    cr_arena *a = p->call->arena;
    size_t room = 0, at = 0;
    while (at < t->text.len) {
        size_t end = cr_str_find_byte(t->text, '\n', at), count;
        end = end == CR_STR_NPOS ? t->text.len : end;
        cr_str line = cr_str_slice(t->text, at, end);
        cr_span *spans;
        if (cr_text_has_letters(line))
            CR_TRY(cr_segment_sentences(p->tools, a, line, p->call->from, &spans, &count, err));
        else
            count = 0;
        for (size_t i = 0; i < count; i++) {
            cr_str sentence = cr_str_slice(line, spans[i].start, spans[i].end);
            if (!cr_text_has_letters(sentence))
                continue;
            cr_span *slot = CR_PUSH(a, t->sentences, t->count, room);
            if (!slot || !add_segment(p, sentence))
                return cr_fail(err, CR_ERR_MEMORY, "out of memory");
            *slot = (cr_span){at + spans[i].start, at + spans[i].end};
        }
        at = end + 1;
    }
    return CR_OK;
}

static cr_status plan_html(plan *p, cr_call_text *t, cr_error *err) {
    CR_TRY(cr_hypertext_read(p->call->arena, t->text, p->call->from, p->call->service->limits, &t->html, err));
    for (size_t i = 0; i < t->html->count; i++, t->count++)
        if (!add_segment(p, t->html->sentences[i]))
            return cr_fail(err, CR_ERR_MEMORY, "out of memory");
    return CR_OK;
}

bool cr_call_plan(cr_call *call) {
    plan p = {.call = call};
    const cr_strs *q = &call->asked.q;
    cr_error err = {0};
    cr_status status = CR_OK;
    bool same = cr_str_eq(call->from, call->to);
    call->texts = CR_NEW_ARRAY(call->arena, cr_call_text, q->count);
    p.tools = call->texts ? take_tools(call->service) : NULL;
    for (size_t i = 0; p.tools && status == CR_OK && i < q->count; i++) {
        cr_call_text *t = &call->texts[i];
        *t = (cr_call_text){.text = q->items[i], .skipped = same || !cr_text_has_letters(q->items[i]), .first = p.count};
        if (!t->skipped)
            status = call->html ? plan_html(&p, t, &err) : plan_plain(&p, t, &err);
    }
    bool good = p.tools && status == CR_OK;
    give_tools(call->service, p.tools);
    if (!good) {
        cr_call_error(call, 500, "Cannot translate text: %s", err.line[0] ? err.line : "out of memory");
        return false;
    }
    long long most = call->html ? 0 : call->asked.alternatives, ceiling = 50;
    call->task = (cr_desk_task){.arena = call->arena, .from = call->from, .to = call->to, .segments = p.segments, .count = p.count, .links = call->html,
                                .alternatives = (size_t)(most < 0 ? 0 : most > ceiling ? ceiling : most)};
    return true;
}

/* ---- putting together ---- */

static bool is_spaceless(cr_str lang) { return cr_str_starts(lang, "zh") || cr_str_is(lang, "zt") || cr_str_is(lang, "ja") || cr_str_is(lang, "th"); }

/* Between two sentences of a line: Chinese has no space there, English wants one. */
static void add_gap(const cr_call *call, cr_buf *out, cr_str gap, bool between) {
    bool blank = cr_str_find_byte(gap, '\n', 0) == CR_STR_NPOS && cr_str_empty(cr_str_trim(gap));
    if (between && gap.len && blank && is_spaceless(call->to) && !is_spaceless(call->from))
        return;
    if (between && !gap.len && is_spaceless(call->from) && !is_spaceless(call->to))
        gap = CR_STR(" ");
    cr_buf_add_str(out, gap);
}

static cr_str fitted(const cr_call *call, cr_arena *a, cr_str source, cr_str text);

/* The whole text with its n-th alternatives (0: the translations themselves). *own: some sentence has such a one. */
static cr_str put_together(const cr_call *call, const cr_call_text *t, size_t n, bool *own) {
    cr_buf out;
    size_t at = 0;
    cr_buf_init(&out, CR_SITE_PAGE_BYTES);
    *own = n == 0;
    for (size_t i = 0; i < t->count; i++) {
        const cr_translation *answer = &call->task.answers[t->first + i];
        cr_str source = cr_str_slice(t->text, t->sentences[i].start, t->sentences[i].end), text = answer->text;
        if (n && answer->alternatives.count >= n && !cr_str_none(text)) {
            text = answer->alternatives.items[n - 1];
            *own = true;
        }
        add_gap(call, &out, cr_str_slice(t->text, at, t->sentences[i].start), i > 0);
        cr_buf_add_str(&out, cr_str_none(text) ? source : t->count == 1 ? fitted(call, call->arena, source, text) : text);
        at = t->sentences[i].end;
    }
    cr_buf_add_str(&out, cr_str_slice(t->text, at, t->text.len));
    cr_str whole = out.failed ? CR_STR_NONE : cr_buf_copy(&out, call->arena);
    cr_buf_free(&out);
    return whole;
}

static cr_str put_html_together(const cr_call *call, const cr_call_text *t) {
    cr_str out;
    cr_error ignored;
    for (size_t i = 0; i < t->count; i++) {
        const cr_translation *answer = &call->task.answers[t->first + i];
        cr_hypertext_answer(t->html, i, answer->text, answer->links, answer->link_count);
    }
    return cr_hypertext_write(t->html, call->arena, call->to, &out, &ignored) == CR_OK ? out : t->text;
}

/* ---- a single sentence in the manner of its source, as LibreTranslate does it ---- */

static bool is_mark(char c) { return c == '!' || c == '?' || c == '.' || c == ',' || c == ';'; }

static bool has_ascii_marks(cr_str lang) {
    static const char *const others[] = {"zh", "ja", "th", "ar", "fa", "ur", "hi", "mr", "ne", "bn", "hy", "am", "my", "km", "lo", "bo", "ps", "el", "zt"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cr_str_starts(lang, others[i]))
            return false;
    return true;
}

/* "perro perro perro" for one word. */
static cr_str without_repeats(cr_str source, cr_str text) {
    enum { WORD_BYTES = 20 };
    cr_str rest = text, first, next;
    if (source.len >= WORD_BYTES || cr_str_find_byte(source, ' ', 0) != CR_STR_NPOS || !cr_str_split(&rest, ' ', &first) || !first.len)
        return text;
    while (cr_str_split(&rest, ' ', &next))
        if (!cr_str_eq_nocase(first, next))
            return text;
    return first;
}

static cr_str fitted(const cr_call *call, cr_arena *a, cr_str source, cr_str text) {
    if (!text.len || !source.len)
        return text;
    text = without_repeats(source, text);
    if (!has_ascii_marks(call->to) || !has_ascii_marks(call->from))
        return text;
    char last = source.ptr[source.len - 1], mine = text.ptr[text.len - 1];
    size_t end = source.len;
    bool word = u_isalnum((UChar32)cr_utf8_previous(source, &end));
    bool single = text.len < 2 || !is_mark(text.ptr[text.len - 2]); /* "..." stays */
    if (word && mine == '.' && single)
        return cr_str_slice(text, 0, text.len - 1);
    if ((last == '.' || last == '!' || last == '?') && mine != last && single && (source.len < 2 || !is_mark(source.ptr[source.len - 2]))) {
        end = text.len;
        bool ends_in_word = u_isalnum((UChar32)cr_utf8_previous(text, &end));
        if (is_mark(mine) || ends_in_word)
            return cr_str_format(a, "%.*s%c", CR_FMT(cr_str_slice(text, 0, text.len - (ends_in_word ? 0 : 1))), last);
    }
    return text;
}

/* ---- the reply ---- */

static void write_alternatives(const cr_call *call, cr_json *j, const cr_call_text *t, cr_str main_text) {
    size_t wanted = call->task.alternatives, count = 0;
    cr_str *shown = CR_NEW_ARRAY(call->arena, cr_str, wanted + 1);
    cr_json_array(j);
    for (size_t n = 1; shown && n <= wanted && !t->skipped && !call->html; n++) {
        bool own;
        cr_str text = put_together(call, t, n, &own);
        bool known = !own || !text.len || cr_str_eq(text, main_text);
        for (size_t k = 0; k < count && !known; k++)
            known = cr_str_eq(shown[k], text);
        if (known)
            continue;
        shown[count++] = text;
        cr_json_str(j, text);
    }
    cr_json_end(j);
}

static void write_flags(const cr_call *call, cr_json *j, const cr_call_text *t) {
    unsigned flags = 0;
    bool hopeless = false; /* what the engine itself was unsure of has no flag: its sentence stands as it was */
    for (size_t i = 0; i < t->count; i++) {
        flags |= call->task.answers[t->first + i].flags;
        hopeless = hopeless || (call->task.answers[t->first + i].grade == CR_GRADE_HOPELESS && !call->task.answers[t->first + i].flags);
    }
    cr_json_array(j);
    if (hopeless)
        cr_json_z(j, "hopeless");
    for (unsigned bit = 1; bit && bit <= flags; bit <<= 1)
        if ((flags & bit) && cr_translate_flag_name(bit))
            cr_json_z(j, cr_translate_flag_name(bit));
    cr_json_end(j);
}

typedef void (*write_fn)(const cr_call *call, cr_json *j, const cr_call_text *t, cr_str text);
static void write_text(const cr_call *call, cr_json *j, const cr_call_text *t, cr_str text) { (void)call, (void)t, cr_json_str(j, text); }
static void write_flag_list(const cr_call *call, cr_json *j, const cr_call_text *t, cr_str text) { (void)text, write_flags(call, j, t); }

/* One value, or a list of them where q was a list. */
static void write_member(const cr_call *call, cr_json *j, const char *key, const cr_str *texts, write_fn write) {
    cr_json_key(j, key);
    if (call->asked.list)
        cr_json_array(j);
    for (size_t i = 0; i < call->asked.q.count; i++)
        write(call, j, &call->texts[i], texts[i]);
    if (call->asked.list)
        cr_json_end(j);
}

/* Of the first sentence that an engine translated. */
static void write_engine(const cr_call *call, cr_json *j) {
    for (size_t i = 0; i < call->task.count; i++) {
        const cr_translation *t = &call->task.answers[i];
        if (!t->engine.len || cr_str_is(t->engine, "none"))
            continue;
        cr_json_member(j, "engine", t->engine);
        cr_json_member(j, "modelVersion", t->model);
        return;
    }
}

static bool failed(cr_call *call) {
    const cr_desk_task *t = &call->task;
    size_t missing = 0;
    switch (t->error.status) {
    case CR_OK:
        break;
    case CR_ERR_NOT_FOUND: /* what was there a moment ago is gone */
        cr_call_error(call, 400, "%s", t->error.line);
        return true;
    case CR_ERR_CANCELLED:
        cr_call_error(call, 503, "Cannot translate text: %s", t->error.line);
        return true;
    default:
        cr_call_error(call, 500, "Cannot translate text: %s", t->error.line);
        return true;
    }
    for (size_t i = 0; i < t->count; i++)
        missing += (t->answers[i].flags & CR_FLAG_ENGINE_FAILED) != 0;
    if (t->count && missing == t->count)
        cr_call_error(call, 500, "Cannot translate text: %.*s gave no answer", CR_FMT(t->answers[0].engine.len ? t->answers[0].engine : CR_STR("the engine")));
    return t->count && missing == t->count;
}

void cr_call_translated(cr_call *call) {
    if (failed(call))
        return;
    const cr_strs *q = &call->asked.q;
    cr_str *texts = CR_NEW_ARRAY(call->arena, cr_str, q->count);
    bool own;
    for (size_t i = 0; texts && i < q->count; i++) {
        const cr_call_text *t = &call->texts[i];
        texts[i] = t->skipped ? t->text : call->html ? put_html_together(call, t) : put_together(call, t, 0, &own);
    }
    if (!texts || cr_arena_exhausted(call->arena)) {
        cr_call_error(call, 500, "Cannot translate text: it takes more memory than is allowed");
        return;
    }
    cr_json j = cr_call_json(call);
    cr_json_object(&j);
    write_member(call, &j, "translatedText", texts, write_text);
    cr_detected_out(call, &j);
    if (call->asked.alternatives > 0)
        write_member(call, &j, "alternatives", texts, write_alternatives);
    write_engine(call, &j);
    write_member(call, &j, "flags", texts, write_flag_list);
    cr_json_end(&j);
}
