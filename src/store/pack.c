#include "store/pack.h"

#include "base/time.h"
#include "text/date_period.h"

enum { VERSION = 1 };

void cr_pack_number(cr_buf *b, uint64_t n) {
    char bytes[10];
    size_t len = 0;
    do {
        bytes[len++] = (char)((n & 127) | (n > 127 ? 128 : 0));
        n >>= 7;
    } while (n);
    cr_buf_add(b, bytes, len);
}

void cr_pack_str(cr_buf *b, cr_str s) {
    cr_pack_number(b, cr_str_none(s) ? 0 : (uint64_t)s.len + 1);
    if (s.len)
        cr_buf_add_str(b, s);
}

void cr_pack_strs(cr_buf *b, cr_strs list) {
    cr_pack_number(b, list.count);
    for (size_t i = 0; i < list.count; i++)
        cr_pack_str(b, list.items[i]);
}

uint64_t cr_unpack_number(cr_unpack *u) {
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && u->at < u->bytes.len; shift += 7) {
        unsigned char c = (unsigned char)u->bytes.ptr[u->at++];
        n |= (uint64_t)(c & 127) << shift;
        if (c < 128)
            return n;
    }
    u->broken = true;
    return 0;
}

cr_str cr_unpack_str(cr_unpack *u) {
    uint64_t n = cr_unpack_number(u);
    if (u->broken || n == 0)
        return CR_STR_NONE;
    n--;
    if (n > u->bytes.len - u->at) {
        u->broken = true;
        return CR_STR_NONE;
    }
    cr_str s = {u->bytes.ptr + u->at, (size_t)n};
    u->at += (size_t)n;
    return s;
}

/* A count of things of at least one byte each; an array for them, or NULL for none. */
static void *unpack_array(cr_unpack *u, size_t size, size_t *count) {
    uint64_t n = cr_unpack_number(u);
    *count = 0;
    if (u->broken || n == 0)
        return NULL;
    void *items = n <= u->bytes.len - u->at ? cr_arena_array(u->arena, (size_t)n, size) : NULL;
    if (!items) {
        u->broken = true;
        return NULL;
    }
    *count = (size_t)n;
    return items;
}

cr_strs cr_unpack_strs(cr_unpack *u) {
    cr_strs list = {0};
    list.items = unpack_array(u, sizeof *list.items, &list.count);
    for (size_t i = 0; i < list.count; i++)
        list.items[i] = cr_unpack_str(u);
    return list;
}

/* Spans are checked against the text they belong to, so that whoever reads them may slice without looking. */
static void pack_span(cr_buf *b, size_t start, size_t end) {
    cr_pack_number(b, start);
    cr_pack_number(b, end >= start ? end - start : 0);
}

static cr_span unpack_span(cr_unpack *u, size_t text_len) {
    uint64_t start = cr_unpack_number(u), len = cr_unpack_number(u);
    if (start > text_len || len > text_len - start) {
        u->broken = true;
        return (cr_span){0, 0};
    }
    return (cr_span){(size_t)start, (size_t)(start + len)};
}

/* ---- article ---- */

/* The string fields in one table, so that writing and reading cannot differ. */
static const size_t strings[] = {
    offsetof(cr_article, id),    offsetof(cr_article, url),         offsetof(cr_article, canonical_url),
    offsetof(cr_article, site),  offsetof(cr_article, title),       offsetof(cr_article, date),
    offsetof(cr_article, modified), offsetof(cr_article, lang),     offsetof(cr_article, description),
    offsetof(cr_article, image), offsetof(cr_article, section),     offsetof(cr_article, reason),
    offsetof(cr_article, method), offsetof(cr_article, text),
};
enum { STRINGS = sizeof strings / sizeof *strings };

static void pack_article(cr_buf *b, const cr_article *a) {
    for (size_t i = 0; i < STRINGS; i++)
        cr_pack_str(b, *(const cr_str *)(const void *)((const char *)a + strings[i]));
    cr_pack_strs(b, a->author);
    cr_pack_number(b, a->block_count);
    for (size_t i = 0; i < a->block_count; i++) {
        cr_pack_number(b, (uint64_t)a->blocks[i].kind);
        cr_pack_number(b, (uint64_t)a->blocks[i].level);
        pack_span(b, a->blocks[i].start, a->blocks[i].end);
    }
    cr_pack_number(b, a->notice != NULL);
    if (a->notice) {
        const cr_notice *n = a->notice;
        cr_pack_number(b, (n->machine_translated ? 1u : 0) | (n->relayed_automatically ? 2u : 0));
        cr_pack_str(b, n->main_language);
        cr_pack_strs(b, n->languages);
        cr_pack_str(b, n->relay_of);
        cr_pack_str(b, n->operator_name);
        cr_pack_str(b, n->text);
    }
    cr_pack_number(b, a->related_count);
    for (size_t i = 0; i < a->related_count; i++) {
        cr_pack_str(b, a->related[i].title);
        cr_pack_str(b, a->related[i].url);
        cr_pack_str(b, a->related[i].media);
    }
    cr_pack_strs(b, a->furniture);
    cr_pack_number(b, a->noai);
    cr_pack_number(b, (uint64_t)a->outcome);
    cr_pack_number(b, a->score > 0 ? (uint64_t)(a->score * 1e6 + 0.5) : 0);
}

static void unpack_article(cr_unpack *u, cr_article *a) {
    for (size_t i = 0; i < STRINGS; i++)
        *(cr_str *)(void *)((char *)a + strings[i]) = cr_unpack_str(u);
    a->author = cr_unpack_strs(u);
    a->blocks = unpack_array(u, sizeof *a->blocks, &a->block_count);
    for (size_t i = 0; i < a->block_count; i++) {
        uint64_t kind = cr_unpack_number(u), level = cr_unpack_number(u);
        cr_span span = unpack_span(u, a->text.len);
        u->broken |= kind > CR_BLOCK_PREFORMATTED || level > 100;
        a->blocks[i] = (cr_block){.kind = (cr_block_kind)kind, .level = (int)level, .start = span.start, .end = span.end};
    }
    if (cr_unpack_number(u)) {
        cr_notice *n = a->notice = CR_NEW(u->arena, cr_notice);
        if (!n) {
            u->broken = true;
            return;
        }
        uint64_t flags = cr_unpack_number(u);
        n->machine_translated = flags & 1;
        n->relayed_automatically = flags & 2;
        n->main_language = cr_unpack_str(u);
        n->languages = cr_unpack_strs(u);
        n->relay_of = cr_unpack_str(u);
        n->operator_name = cr_unpack_str(u);
        n->text = cr_unpack_str(u);
    }
    a->related = unpack_array(u, sizeof *a->related, &a->related_count);
    for (size_t i = 0; i < a->related_count; i++) {
        a->related[i].title = cr_unpack_str(u);
        a->related[i].url = cr_unpack_str(u);
        a->related[i].media = cr_unpack_str(u);
    }
    a->furniture = cr_unpack_strs(u);
    a->noai = cr_unpack_number(u) != 0;
    uint64_t outcome = cr_unpack_number(u);
    u->broken |= outcome >= CR_OUTCOME_COUNT;
    a->outcome = (cr_outcome)outcome;
    a->score = (double)cr_unpack_number(u) / 1e6;
}

/* ---- what was found in it ---- */

static void pack_statement(cr_buf *b, const cr_statement *s) {
    cr_pack_str(b, s->quote);
    cr_pack_number(b, s->quote_span_count);
    for (size_t i = 0; i < s->quote_span_count; i++)
        pack_span(b, s->quote_spans[i].start, s->quote_spans[i].end);
    cr_pack_str(b, s->speaker);
    cr_pack_str(b, s->mention);
    pack_span(b, s->speaker_span.start, s->speaker_span.end);
    cr_pack_str(b, s->role);
    cr_pack_str(b, s->verb);
    pack_span(b, s->verb_span.start, s->verb_span.end);
    cr_pack_number(b, (uint64_t)s->type);
    cr_pack_number(b, (uint64_t)s->act);
    cr_pack_number(b, s->negated);
    cr_pack_strs(b, s->via);
    cr_pack_str(b, s->channel);
    cr_pack_str(b, s->date);
}

static void unpack_statement(cr_unpack *u, size_t text_len, cr_statement *s) {
    s->quote = cr_unpack_str(u);
    s->quote_spans = unpack_array(u, sizeof *s->quote_spans, &s->quote_span_count);
    for (size_t i = 0; i < s->quote_span_count; i++)
        s->quote_spans[i] = unpack_span(u, text_len);
    s->speaker = cr_unpack_str(u);
    s->mention = cr_unpack_str(u);
    s->speaker_span = unpack_span(u, text_len);
    s->role = cr_unpack_str(u);
    s->verb = cr_unpack_str(u);
    s->verb_span = unpack_span(u, text_len);
    uint64_t type = cr_unpack_number(u), act = cr_unpack_number(u);
    u->broken |= type > CR_SPEECH_MIXED || act > CR_ACT_ASKS;
    s->type = (cr_speech_type)type;
    s->act = (cr_speech_act)act;
    s->negated = cr_unpack_number(u) != 0;
    s->via = cr_unpack_strs(u);
    s->channel = cr_unpack_str(u);
    s->date = cr_unpack_str(u);
}

void cr_knowledge_pack(const cr_knowledge *k, cr_buf *out) {
    cr_buf_add_byte(out, VERSION);
    pack_article(out, k->article);
    cr_pack_number(out, k->sentence_count);
    for (size_t i = 0; i < k->sentence_count; i++)
        pack_span(out, k->sentences[i].start, k->sentences[i].end);
    cr_pack_number(out, k->date_count);
    for (size_t i = 0; i < k->date_count; i++) {
        const cr_date *d = &k->dates[i];
        pack_span(out, d->start, d->end);
        cr_pack_number(out, (uint64_t)d->type);
        cr_pack_str(out, d->timex);
        cr_pack_str(out, d->value);
        cr_pack_str(out, d->from);
        cr_pack_str(out, d->to);
    }
    cr_pack_number(out, k->name_count);
    for (size_t i = 0; i < k->name_count; i++) {
        pack_span(out, k->names[i].start, k->names[i].end);
        cr_pack_number(out, (uint64_t)k->names[i].kind);
        cr_pack_str(out, k->names[i].full);
        cr_pack_str(out, k->names[i].role);
    }
    cr_pack_number(out, k->statement_count);
    for (size_t i = 0; i < k->statement_count; i++)
        pack_statement(out, &k->statements[i]);
}

bool cr_knowledge_unpack(cr_str bytes, cr_arena *a, cr_knowledge *out) {
    cr_unpack unpack = {.bytes = bytes, .at = 1, .arena = a}, *u = &unpack;
    *out = (cr_knowledge){.article = CR_NEW(a, cr_article)};
    if (!out->article || bytes.len == 0 || bytes.ptr[0] != VERSION)
        return false;
    unpack_article(u, out->article);
    size_t len = out->article->text.len;
    out->sentences = unpack_array(u, sizeof *out->sentences, &out->sentence_count);
    for (size_t i = 0; i < out->sentence_count; i++)
        out->sentences[i] = unpack_span(u, len);
    out->dates = unpack_array(u, sizeof *out->dates, &out->date_count);
    for (size_t i = 0; i < out->date_count; i++) {
        cr_date *d = &out->dates[i];
        cr_span span = unpack_span(u, len);
        uint64_t type = cr_unpack_number(u);
        u->broken |= type > CR_DATE_SET;
        *d = (cr_date){.start = span.start, .end = span.end, .type = (cr_date_type)type};
        d->timex = cr_unpack_str(u);
        d->value = cr_unpack_str(u);
        d->from = cr_unpack_str(u);
        d->to = cr_unpack_str(u);
    }
    out->names = unpack_array(u, sizeof *out->names, &out->name_count);
    for (size_t i = 0; i < out->name_count; i++) {
        cr_span span = unpack_span(u, len);
        uint64_t kind = cr_unpack_number(u);
        u->broken |= kind > CR_NAME_PLACE;
        out->names[i] = (cr_name){.start = span.start, .end = span.end, .kind = (cr_name_kind)kind};
        out->names[i].full = cr_unpack_str(u);
        out->names[i].role = cr_unpack_str(u);
    }
    out->statements = unpack_array(u, sizeof *out->statements, &out->statement_count);
    for (size_t i = 0; i < out->statement_count; i++)
        unpack_statement(u, len, &out->statements[i]);
    return !u->broken && u->at == bytes.len && !cr_arena_exhausted(a);
}

/* ---- small readings ---- */

cr_span cr_knowledge_sentence(const cr_knowledge *k, size_t at) {
    size_t low = 0, high = k->sentence_count; /* the last that starts at or before `at` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (k->sentences[middle].start <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low && at < k->sentences[low - 1].end)
        return k->sentences[low - 1];
    cr_str text = k->article->text;
    size_t start = at, end = at;
    while (start > 0 && text.ptr[start - 1] != '\n')
        start--;
    while (end < text.len && text.ptr[end] != '\n')
        end++;
    return (cr_span){start, end};
}

/* The date part; none when it does not start with a year ("XXXX-WXX-1", "PRESENT_REF"). */
static cr_str day_of(cr_str s) {
    size_t n = 0;
    while (n < s.len && n < 10 && ((s.ptr[n] >= '0' && s.ptr[n] <= '9') || s.ptr[n] == '-'))
        n++;
    cr_civil civil;
    cr_str day = {s.ptr, n};
    return (n == 4 || n == 7 || n == 10) && cr_time_parse(day, &civil) ? day : CR_STR_NONE;
}

cr_str cr_knowledge_day(const cr_date *d, cr_arena *a) {
    if (d->type == CR_DATE || d->type == CR_DATETIME || d->type == CR_DATETIME_RANGE) {
        cr_str day = day_of(cr_str_none(d->value) ? d->from : d->value);
        if (!cr_str_none(day) && !(d->type == CR_DATE && cr_str_none(d->value)))
            return cr_str_copy(a, day);
    }
    if (d->type != CR_DATE && d->type != CR_DATE_RANGE)
        return CR_STR_NONE;
    cr_str grain = day_of(d->timex); /* a calendar period is its own name: "2021-12" */
    if (!cr_str_none(grain) && grain.len == d->timex.len)
        return cr_str_copy(a, grain);
    cr_str from = day_of(d->from);
    int64_t last;
    if (cr_str_none(from))
        return CR_STR_NONE;
    if (!cr_date_last_day(d, &last))
        return cr_str_copy(a, from);
    int year, month, day;
    cr_civil_from_days(last, &year, &month, &day);
    cr_str end = cr_str_format(a, "%04d-%02d-%02d", year, month, day);
    return cr_str_compare(end, from) <= 0 ? cr_str_copy(a, from) : cr_str_format(a, "%.*s/%.*s", CR_FMT(from), CR_FMT(end));
}
