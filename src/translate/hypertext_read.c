/* HTML into runs of text with marks. */
#include <courant/text.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "html/tokenizer.h"
#include "translate/hypertext_inside.h"
#include "translate/protect.h"
#include "translate/segment.h"

typedef enum bit_kind { BIT_TEXT, BIT_OPEN, BIT_CLOSE, BIT_POINT, BIT_FIXED } bit_kind;

typedef struct bit { /* what a run is made of, as it comes */
    bit_kind kind;
    cr_html_tag tag;
    bool keep;
    cr_str name, raw, text;
    size_t partner; /* of OPEN and CLOSE: the other one, or CR_NO_MARK */
} bit;

typedef struct reader {
    cr_arena *arena;
    cr_hypertext *m;
    cr_str html, lang;
    const cr_limits *limits;
    cr_text_tools *tools;
    cr_html_tokenizer t;
    bit *bits;
    size_t bit_count, bit_room;
    size_t piece_room, sentence_room, number_room;
    bool failed;
    cr_error *err;
    cr_status status;
} reader;

static void add_piece(reader *r, cr_str raw, cr_run *run) {
    struct cr_hypertext_inside *in = r->m->inside;
    cr_piece *p = CR_PUSH(r->arena, in->pieces, in->piece_count, r->piece_room);
    r->failed = r->failed || !p;
    if (p)
        *p = (cr_piece){raw, run};
}

static void add_bit(reader *r, bit b) {
    bit *slot = CR_PUSH(r->arena, r->bits, r->bit_count, r->bit_room);
    r->failed = r->failed || !slot;
    if (slot)
        *slot = b;
}

/* ---- what an element is ---- */

static bool inline_element(const cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_UNKNOWN: /* a placeholder of the caller's */
    case CR_TAG_A: case CR_TAG_ABBR: case CR_TAG_ACRONYM: case CR_TAG_B: case CR_TAG_BDI: case CR_TAG_BDO: case CR_TAG_BIG: case CR_TAG_CITE: case CR_TAG_DATA:
    case CR_TAG_DEL: case CR_TAG_DFN: case CR_TAG_EM: case CR_TAG_FONT: case CR_TAG_I: case CR_TAG_INS: case CR_TAG_LABEL: case CR_TAG_MARK: case CR_TAG_Q:
    case CR_TAG_S: case CR_TAG_SMALL: case CR_TAG_SPAN: case CR_TAG_STRIKE: case CR_TAG_STRONG: case CR_TAG_SUB: case CR_TAG_SUP: case CR_TAG_TIME: case CR_TAG_TT:
    case CR_TAG_U: case CR_TAG_IMG: case CR_TAG_WBR: case CR_TAG_INPUT: case CR_TAG_CODE: case CR_TAG_KBD: case CR_TAG_SAMP: case CR_TAG_VAR: case CR_TAG_SVG:
    case CR_TAG_MATH: case CR_TAG_NOBR: return true;
    default: return false;
    }
}

static bool has_class(cr_str value, cr_str wanted) {
    cr_str name;
    while (cr_str_split(&value, ' ', &name))
        if (cr_str_eq(name, wanted))
            return true;
    return false;
}

static cr_str attribute(const cr_html_token *t, cr_html_attribute_id id) {
    for (size_t i = 0; i < t->attribute_count; i++)
        if (t->attributes[i].id == id)
            return t->attributes[i].value;
    return CR_STR_NONE;
}

/* Is its content to stay as it is? */
static bool fixed_element(const cr_html_token *t) {
    switch (t->tag) {
    case CR_TAG_CODE: case CR_TAG_KBD: case CR_TAG_SAMP: case CR_TAG_VAR: case CR_TAG_PRE: case CR_TAG_SCRIPT: case CR_TAG_STYLE: case CR_TAG_TEXTAREA: case CR_TAG_SVG:
    case CR_TAG_MATH: case CR_TAG_TEMPLATE: case CR_TAG_XMP: case CR_TAG_IFRAME: case CR_TAG_NOEMBED: case CR_TAG_NOFRAMES: case CR_TAG_PLAINTEXT: return true;
    default: return cr_str_is_nocase(attribute(t, CR_ATTRIBUTE_TRANSLATE), "no") || has_class(attribute(t, CR_ATTRIBUTE_CLASS), CR_STR("notranslate"));
    }
}

/* The tokenizer must be told of content that is no markup, as a tree construction would. */
static void tell_state(cr_html_tokenizer *t, cr_html_tag tag) {
    switch (tag) {
    case CR_TAG_TITLE: case CR_TAG_TEXTAREA: t->state = CR_HTML_STATE_RCDATA; break;
    case CR_TAG_STYLE: case CR_TAG_XMP: case CR_TAG_IFRAME: case CR_TAG_NOEMBED: case CR_TAG_NOFRAMES: t->state = CR_HTML_STATE_RAWTEXT; break;
    case CR_TAG_SCRIPT: t->state = CR_HTML_STATE_SCRIPT_DATA; break;
    case CR_TAG_PLAINTEXT: t->state = CR_HTML_STATE_PLAINTEXT; break;
    default: break;
    }
}

static bool is_void(const cr_html_token *t) { return (cr_html_tag_properties[t->tag] & CR_TAG_IS_VOID) != 0 || t->self_closing; }

/* ---- a run ---- */

typedef struct maker { /* a run's text as it grows */
    cr_buf text;
    bool space; /* white space is owed */
} maker;

static bool ascii_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

static void pay_space(maker *k) {
    if (k->space && k->text.len)
        cr_buf_add_byte(&k->text, ' ');
    k->space = false;
}

static void add_text(maker *k, cr_str s) {
    for (size_t i = 0; i < s.len;) {
        if (ascii_space(s.ptr[i])) {
            k->space = !(k->text.len && k->text.bytes[k->text.len - 1] == ' ');
            i++;
            continue;
        }
        pay_space(k);
        size_t from = i;
        while (i < s.len && !ascii_space(s.ptr[i]))
            i++;
        cr_buf_add(&k->text, s.ptr + from, i - from);
    }
}

static cr_str white_edge(cr_str s, bool end) {
    size_t n = 0;
    while (n < s.len && ascii_space(s.ptr[end ? s.len - 1 - n : n]))
        n++;
    return end ? cr_str_slice(s, s.len - n, s.len) : cr_str_slice(s, 0, n);
}

static bool is_white(cr_str s) { return white_edge(s, false).len == s.len; }

/* Sentences of a run, given out with a number each. */
static void cut(reader *r, cr_run *run) {
    cr_span *spans;
    size_t n;
    if (cr_protect_alone(run->text))
        return;
    cr_status status = cr_segment_sentences(r->tools, r->arena, run->text, r->lang, &spans, &n, r->err);
    if (status != CR_OK) {
        r->status = status;
        r->failed = true;
        return;
    }
    run->sentences = n ? CR_NEW_ARRAY(r->arena, cr_run_sentence, n) : NULL;
    for (size_t i = 0; run->sentences && i < n; i++) {
        run->sentences[i] = (cr_run_sentence){.source = spans[i]};
        size_t number = r->m->count;
        cr_str *slot = CR_PUSH(r->arena, r->m->sentences, r->m->count, r->sentence_room);
        cr_run_sentence **by = slot ? CR_PUSH(r->arena, r->m->inside->by_number, number, r->number_room) : NULL;
        if (!by) {
            r->failed = true;
            return;
        }
        *slot = cr_str_slice(run->text, spans[i].start, spans[i].end);
        *by = &run->sentences[i];
        run->sentence_count++;
    }
}

/* Nothing but white space, points and tags between `i` and its partner: no words to carry it to. */
static size_t empty_until(const reader *r, size_t i, size_t end) {
    if (r->bits[i].kind != BIT_OPEN || r->bits[i].partner == CR_NO_MARK || r->bits[i].partner >= end)
        return 0;
    for (size_t k = i + 1; k < r->bits[i].partner; k++)
        if (r->bits[k].kind == BIT_FIXED || (r->bits[k].kind == BIT_TEXT && !is_white(r->bits[k].text)))
            return 0;
    return r->bits[i].partner;
}

static cr_mark *add_mark(reader *r, cr_run *run, size_t *room, cr_mark m) {
    cr_mark *slot = CR_PUSH(r->arena, run->marks, run->mark_count, *room);
    r->failed = r->failed || !slot;
    if (slot)
        *slot = m;
    return slot;
}

/* The bits [from, to) as text and marks. Bits without a partner are points here: an element around them holds them. */
static void build(reader *r, cr_run *run, maker *k, size_t from, size_t to) {
    size_t room = 0, parent = CR_NO_MARK;
    for (size_t i = from; i < to && !r->failed; i++) {
        bit *b = &r->bits[i];
        size_t last = empty_until(r, i, to);
        if (b->kind == BIT_TEXT) {
            cr_mark *before = run->mark_count ? &run->marks[run->mark_count - 1] : NULL;
            if (before && before->kind == CR_MARK_POINT && before->end == k->text.len && k->text.len && k->text.bytes[k->text.len - 1] == ' ' && b->text.len && ascii_space(b->text.ptr[0]))
                before->space_after = true;
            add_text(k, b->text);
        } else if (b->kind == BIT_CLOSE && b->partner != CR_NO_MARK) {
            cr_mark *m = &run->marks[parent];
            m->end = k->text.len;
            m->close = b->raw;
            m->last = run->mark_count;
            parent = m->parent;
        } else {
            pay_space(k);
            cr_mark m = {.start = k->text.len, .end = k->text.len, .open = b->raw, .parent = parent, .keep = b->keep, .last = run->mark_count + 1};
            m.kind = b->kind == BIT_OPEN && b->partner != CR_NO_MARK && !last ? CR_MARK_ELEMENT : b->kind == BIT_FIXED && !is_white(b->text) ? CR_MARK_FIXED : CR_MARK_POINT;
            if (last) { /* all of it is one point */
                m.open = (cr_str){b->raw.ptr, (size_t)(r->bits[last].raw.ptr - b->raw.ptr) + r->bits[last].raw.len};
                i = last;
            }
            if (m.kind == CR_MARK_FIXED) {
                add_text(k, cr_str_trim(b->text));
                m.end = k->text.len;
            }
            if (!add_mark(r, run, &room, m))
                return;
            if (m.kind == CR_MARK_ELEMENT)
                parent = run->mark_count - 1;
        }
    }
}

static void add_run(reader *r, size_t from, size_t to) {
    bool words = false;
    for (size_t i = from; i < to && !words; i++)
        words = r->bits[i].kind == BIT_TEXT && !is_white(r->bits[i].text);
    if (!words) {
        for (size_t i = from; i < to; i++)
            add_piece(r, r->bits[i].raw, NULL);
        return;
    }
    cr_run *run = CR_NEW(r->arena, cr_run);
    maker k = {.space = false};
    cr_buf_init(&k.text, CR_BUF_NO_CEILING);
    if (!run) {
        r->failed = true;
        return;
    }
    *run = (cr_run){0};
    build(r, run, &k, from, to);
    run->text = cr_buf_copy(&k.text, r->arena);
    r->failed = r->failed || k.text.failed || cr_str_none(run->text);
    cr_buf_free(&k.text);
    run->lead = r->bits[from].kind == BIT_TEXT ? white_edge(r->bits[from].text, false) : CR_STR("");
    run->trail = r->bits[to - 1].kind == BIT_TEXT ? white_edge(r->bits[to - 1].text, true) : CR_STR("");
    if (!r->failed) {
        cut(r, run);
        add_piece(r, CR_STR_NONE, run);
    }
}

/* Opening and closing tags that belong together, innermost first; what closes over an open one leaves that without a partner. */
static void pair(reader *r) {
    size_t most = cr_limit(r->limits, CR_LIMIT_HTML_FORMATTING), depth = 0;
    size_t *stack = CR_NEW_ARRAY(r->arena, size_t, most + 1);
    r->failed = r->failed || !stack;
    for (size_t i = 0; stack && i < r->bit_count; i++) {
        bit *b = &r->bits[i];
        if (b->kind == BIT_OPEN && depth < most)
            stack[depth++] = i;
        else if (b->kind == BIT_CLOSE) {
            size_t d = depth;
            while (d > 0 && !(r->bits[stack[d - 1]].tag == b->tag && cr_str_eq(r->bits[stack[d - 1]].name, b->name)))
                d--;
            if (d > 0) {
                depth = d - 1;
                b->partner = stack[depth];
                r->bits[stack[depth]].partner = i;
            }
        }
    }
}

/* The run ends: cut it further at tags that belong to nothing in it. */
static void flush(reader *r) {
    pair(r);
    size_t from = 0, inside = 0;
    for (size_t i = 0; i < r->bit_count && !r->failed; i++) {
        bit *b = &r->bits[i];
        bool tag = b->kind == BIT_OPEN || b->kind == BIT_CLOSE;
        if (tag && b->partner != CR_NO_MARK)
            inside = b->kind == BIT_OPEN && b->partner > inside ? b->partner : inside;
        else if (tag && (inside == 0 || i > inside)) {
            if (i > from)
                add_run(r, from, i);
            add_piece(r, b->raw, NULL);
            from = i + 1;
        }
    }
    if (r->bit_count > from && !r->failed)
        add_run(r, from, r->bit_count);
    r->bit_count = 0;
}

/* ---- tokens ---- */

/* To the end of the element that has begun; its text, references resolved. */
static cr_str skip_element(reader *r, cr_html_token *t) {
    cr_html_tag tag = t->tag;
    cr_str name = t->name;
    size_t depth = 1;
    cr_buf text;
    cr_buf_init(&text, CR_BUF_NO_CEILING);
    while (depth && cr_html_token_next(&r->t, t)) {
        bool same = (t->kind == CR_HTML_TOKEN_START || t->kind == CR_HTML_TOKEN_END) && t->tag == tag && cr_str_eq(t->name, name);
        if (t->kind == CR_HTML_TOKEN_TEXT)
            cr_buf_add_str(&text, t->text);
        else if (t->kind == CR_HTML_TOKEN_START) {
            tell_state(&r->t, t->tag);
            depth += same && !is_void(t);
        } else if (t->kind == CR_HTML_TOKEN_END)
            depth -= same;
    }
    cr_str out = cr_buf_copy(&text, r->arena);
    r->failed = r->failed || text.failed || cr_str_none(out);
    cr_buf_free(&text);
    return out;
}

static void take(reader *r, cr_html_token *t, const char *start) {
    bit b = {.partner = CR_NO_MARK, .raw = {start, (size_t)(r->t.at - start)}};
    if (t->kind == CR_HTML_TOKEN_TEXT || t->kind == CR_HTML_TOKEN_COMMENT) {
        b.kind = t->kind == CR_HTML_TOKEN_TEXT ? BIT_TEXT : BIT_POINT;
        b.text = t->text;
        b.keep = true;
        add_bit(r, b);
        return;
    }
    bool tag = t->kind == CR_HTML_TOKEN_START || t->kind == CR_HTML_TOKEN_END, in = tag && inline_element(t);
    if (tag) {
        b.tag = t->tag;
        b.name = t->name;
        b.keep = t->tag == CR_TAG_A || t->tag == CR_TAG_UNKNOWN || !cr_str_none(attribute(t, CR_ATTRIBUTE_ID));
        b.kind = t->kind == CR_HTML_TOKEN_END ? BIT_CLOSE : is_void(t) ? BIT_POINT : BIT_OPEN;
    }
    if (t->kind == CR_HTML_TOKEN_START && !is_void(t)) {
        tell_state(&r->t, t->tag);
        if (fixed_element(t)) {
            b.text = skip_element(r, t);
            b.raw.len = (size_t)(r->t.at - start);
            b.kind = BIT_FIXED;
            b.keep = true;
        }
    }
    if (in) {
        add_bit(r, b);
        return;
    }
    flush(r);
    add_piece(r, b.raw, NULL);
}

cr_status cr_hypertext_read(cr_arena *arena, cr_str html, cr_str lang, const cr_limits *limits, cr_hypertext **out, cr_error *err) {
    cr_hypertext *m = CR_NEW(arena, cr_hypertext);
    struct cr_hypertext_inside *in = m ? CR_NEW(arena, struct cr_hypertext_inside) : NULL;
    reader r = {.arena = arena, .m = m, .html = cr_utf8_repair(arena, html), .lang = lang, .limits = limits, .err = err, .tools = cr_text_tools_new()};
    cr_html_token t = {0};
    *out = m;
    if (!in || !r.tools || (html.len && cr_str_none(r.html))) {
        cr_text_tools_free(r.tools);
        return cr_fail(err, CR_ERR_MEMORY, "HTML to translate: out of memory");
    }
    cr_text_tools_limit(r.tools, limits);
    *in = (struct cr_hypertext_inside){.arena = arena};
    *m = (cr_hypertext){.inside = in};
    cr_html_tokenizer_init(&r.t, arena, r.html);
    r.t.attribute_limit = cr_limit(limits, CR_LIMIT_HTML_ATTRIBUTES);
    const char *start = r.t.at;
    while (!r.failed && cr_html_token_next(&r.t, &t)) {
        take(&r, &t, start);
        start = r.t.at;
    }
    if (!r.failed)
        flush(&r);
    if (!r.failed && r.html.len && start < r.html.ptr + r.html.len) /* a tag that never ended */
        add_piece(&r, (cr_str){start, (size_t)(r.html.ptr + r.html.len - start)}, NULL);
    cr_text_tools_free(r.tools);
    if (r.status != CR_OK)
        return r.status;
    return r.failed || r.t.failed || cr_arena_exhausted(arena) ? cr_fail(err, CR_ERR_MEMORY, "HTML to translate: over the limit arena_bytes") : CR_OK;
}
