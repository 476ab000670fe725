/* Chinese, Japanese and Arabic: verbs of saying found as strings, beside the marks and the commas of one sentence.
 *
 *     Chinese   X表示，A。 X说：“A”。 “A”，X说。 据X报道，A。       the speaker stands before the verb
 *               据V报道，X说：“A”。 V援引X的话说，A。              and V carries what X said
 *     Japanese  Xは「A」と述べた。 Xは、Aと発表した。 Xによると、A。  before は, and と closes what was said
 *     Arabic    قال X إن A.  "A"، قال X.  بحسب X، A.               the speaker stands behind the verb
 *
 * A sentence may hold several: each verb's words go on to the clause of the next. What stands around speaker and verb is the
 * frame, in which strings_frame.c finds channel, carrier and date. */
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "speech/strings_read.h"

enum { LONGEST_SENTENCE = 3000, LEAST_WORDS = 8, MOST_TRIES = 24 };

typedef cr_string_reading reading;
typedef cr_string_sentence sentence;
typedef cr_string_hit hit;

/* --- sentences ----------------------------------------------------------------------------------------------------- */

/* A full stop inside of the marks ends the sentence with them, unless a short "X said." follows. */
static bool goes_on(const reading *r, size_t i) {
    size_t end = i + 90 < r->text.len ? i + 90 : r->text.len, len;
    for (size_t k = i; k < end; k += len) {
        uint32_t p = cr_string_point(r->text, k, &len);
        if (k == i && (cr_string_joins(p) || cr_string_at(r->text, k, end, CR_STR("と"))))
            return true;
        if (cr_string_stops(p) || cr_string_opens(p) || p == '"')
            return false;
        int v = cr_string_word(&r->w->verbs, r->text, k, end);
        if (v >= 0 && cr_string_compound(r->w, r->text, k, end) < k + r->w->verbs.items[v].len) {
            uint32_t next = k + r->w->verbs.items[v].len < end ? cr_string_point(r->text, k + r->w->verbs.items[v].len, &len) : 0;
            return r->w->order == CR_VERB_FIRST ? k == i : cr_string_stops(next) || !next;
        }
        if (cr_string_joins(p))
            return false;
    }
    return false;
}

static size_t next_sentence(const reading *r, size_t i, sentence *s) {
    size_t open = 0, len, end = i + LONGEST_SENTENCE < r->text.len ? i + LONGEST_SENTENCE : r->text.len;
    unsigned depth = 0;
    uint32_t before = 0;
    s->region_count = 0;
    s->from = i;
    for (; i < end; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        bool straight = p == '"';
        if (p == '\n')
            break;
        if ((cr_string_opens(p) || (straight && !depth))) {
            if (!depth++)
                open = i;
        } else if (depth && (cr_string_closes(p) || straight) && !--depth) {
            if (s->region_count < CR_STRING_REGIONS)
                s->regions[s->region_count++] = (cr_span){open, i + len};
            if ((cr_string_stops(before) || before == '.') && !goes_on(r, i + len)) {
                i += len;
                break;
            }
        } else if (!depth && (cr_string_stops(p) || (p == '.' && (i + 1 >= end || r->text.ptr[i + 1] == ' ' || r->text.ptr[i + 1] == '\n'))))
            break;
        before = p;
    }
    s->to = i < end ? i : end;
    while (s->to > s->from && s->to < r->text.len && ((unsigned char)r->text.ptr[s->to] & 0xC0) == 0x80)
        s->to--;
    size_t next = s->to;
    while (next < r->text.len) {
        uint32_t p = cr_string_point(r->text, next, &len);
        if (!cr_string_stops(p) && p != '.' && !cr_string_blank(p))
            break;
        next += len;
    }
    return next > s->from ? next : s->from + 1;
}

/* --- statements ---------------------------------------------------------------------------------------------------- */

/* Direct where the words are one quotation, with a full stop perhaps: then without its marks. */
static cr_speech_type type_of(const reading *r, const sentence *s, cr_span *c) {
    size_t in = 0, len;
    const cr_span *only = NULL;
    for (size_t k = 0; k < s->region_count; k++)
        if (s->regions[k].start >= c->start && s->regions[k].end <= c->end) {
            in += s->regions[k].end - s->regions[k].start;
            only = &s->regions[k];
        }
    if (!only || in + 6 < c->end - c->start || only->start != c->start)
        return in ? CR_SPEECH_MIXED : CR_SPEECH_INDIRECT;
    cr_string_point(r->text, only->start, &len);
    c->start = only->start + len;
    size_t end = only->end;
    cr_utf8_previous(r->text, &end);
    c->end = end > c->start ? end : c->start;
    return CR_SPEECH_DIRECT;
}

static void speaker_of(reading *r, cr_statement *q, const hit *h) {
    q->speaker_span = h->who;
    if (!cr_span_empty(h->who)) {
        q->mention = cr_str_slice(r->text, h->who.start, h->who.end);
        bool known = true;
        for (size_t k = 0; k < r->w->nobody.count; k++)
            known &= !cr_str_eq(q->mention, r->w->nobody.items[k]);
        if (known) {
            q->speaker = r->last = q->mention;
            r->last_sentence = r->sentence;
            return;
        }
    }
    if (r->last.ptr && r->sentence - r->last_sentence <= 1) { /* he, she, or "and added" */
        q->speaker = r->last;
        r->last_sentence = r->sentence;
    }
}

static cr_statement *add(reading *r, const sentence *s, const hit *h) {
    cr_span first = h->content, second = h->more;
    first.start = cr_string_skip(r->text, first.start, first.end);
    if (first.end < first.start + LEAST_WORDS || r->count >= cr_limit(NULL, CR_LIMIT_STATEMENTS))
        return NULL;
    cr_speech_type type = CR_SPEECH_DIRECT;
    if (h->content.end <= s->from) { /* the sentence before, between its marks */
        size_t len, end = first.end;
        cr_string_point(r->text, first.start, &len);
        cr_utf8_previous(r->text, &end);
        first = (cr_span){first.start + len, end};
    } else
        type = type_of(r, s, &first);
    size_t spans = 1 + !cr_span_empty(second);
    if (spans == 2)
        type_of(r, s, &second);
    spans = 1 + !cr_span_empty(second); /* nothing between its marks */
    cr_span *at = CR_NEW_ARRAY(r->arena, cr_span, 2);
    cr_statement *q = at && first.end > first.start ? CR_PUSH(r->arena, r->out, r->count, r->capacity) : NULL;
    if (!q)
        return NULL;
    at[0] = first;
    at[1] = second;
    *q = (cr_statement){.type = type, .quote_spans = at, .quote_span_count = spans, .quote = cr_str_slice(r->text, first.start, first.end), .act = (cr_speech_act)h->act,
                        .verb_span = h->verb, .verb = cr_str_slice(r->text, h->verb.start, h->verb.end)};
    if (spans == 2)
        q->quote = cr_str_format(r->arena, "%.*s … %.*s", CR_FMT(q->quote), CR_FMT(cr_str_slice(r->text, second.start, second.end)));
    speaker_of(r, q, h);
    cr_string_carried(r, q, h->carrier);
    cr_string_frame(r, q, h->frame, h->who);
    return q;
}

/* --- the forms ----------------------------------------------------------------------------------------------------- */

/* All verbs of saying of a sentence with their speakers; how many statements they made. */
static size_t said_in(reading *r, const sentence *s, cr_span carrier) {
    hit hits[CR_STRING_HITS];
    size_t n = 0, len, before = r->count;
    unsigned tried = 0;
    for (size_t i = s->from; i < s->to && tried < MOST_TRIES && n < CR_STRING_HITS; i += len) {
        cr_string_point(r->text, i, &len);
        const cr_span *g = cr_string_region(s, i);
        size_t whole = g ? g->end : cr_string_compound(r->w, r->text, i, s->to);
        int v = g ? -1 : cr_string_word(&r->w->verbs, r->text, i, s->to);
        if (v >= 0 && whole - i >= r->w->verbs.items[v].len)
            v = -1;
        if (v < 0) {
            len = whole > i ? whole - i : len;
            continue;
        }
        tried++;
        const hit *last = n ? &hits[n - 1] : NULL;
        hit *h = &hits[n];
        bool found = r->w->order == CR_SPEAKER_FIRST ? cr_string_speaker_first(r, s, i, v, last, h) : r->w->order == CR_VERB_FIRST ? cr_string_verb_before(r, s, i, v, last, h) : cr_string_verb_last(r, s, i, v, last, h);
        len = r->w->verbs.items[v].len;
        if (!found)
            continue;
        if (r->w->order == CR_VERB_LAST && cr_span_empty(h->frame))
            h->frame = (cr_span){h->clause, h->content.start};
        n++;
    }
    if (!n && cr_string_pointed_at(r, s, &hits[0]))
        n++;
    for (size_t k = 0; k < n; k++) {
        hit *h = &hits[k], *next = k + 1 < n ? &hits[k + 1] : NULL;
        if (r->w->order == CR_SPEAKER_FIRST)
            cr_string_chinese_content(r, s, h, next);
        else if (r->w->order == CR_VERB_FIRST) {
            if (next && next->clause > h->content.start && next->clause < h->content.end) {
                h->content.end = next->clause;
                for (size_t end = h->content.end; end > h->content.start; h->content.end = end) {
                    uint32_t p = cr_utf8_previous(r->text, &end);
                    if (!cr_string_joins(p) && !cr_string_blank(p))
                        break;
                }
            }
            cr_string_second_half(r, s, h);
        }
        cr_statement *q = add(r, s, h);
        if (q)
            cr_string_carried(r, q, carrier);
    }
    return r->count - before;
}

/* "بحسب المهندس" behind the words: `"A"، بحسب X.` */
static bool according_behind(reading *r, const sentence *s) {
    const cr_string_words *w = r->w;
    size_t len;
    for (size_t i = s->from; w->order == CR_VERB_FIRST && i < s->to; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        const cr_span *g = cr_string_region(s, i);
        if (g)
            len = g->end - i;
        size_t next = i + len;
        if (g || !cr_string_joins(p))
            continue;
        next = cr_string_skip(r->text, next, s->to);
        int k = cr_string_word(&w->according, r->text, next, s->to);
        if (k < 0 || next > s->to)
            continue;
        size_t cue_end = next + w->according.items[k].len, who = cr_string_skip(r->text, cue_end, s->to), end = who, step;
        while (end < s->to && !cr_string_joins(cr_string_point(r->text, end, &step)))
            end += step;
        hit h = {.clause = next, .verb = {next, cue_end}, .who = cr_string_who(r, who, end), .content = {s->from, i}, .act = CR_ACT_SAYS};
        return !cr_span_empty(h.who) && end >= s->to && add(r, s, &h) != NULL;
    }
    return false;
}

/* What the source of "据X报道" is, without its verb, its noun: 世界卫生组织发布的报告 is 世界卫生组织, تقرير لمنظمة X is X. */
static cr_span source_in(const reading *r, size_t start, size_t to) {
    const cr_string_words *w = r->w;
    size_t end = to, len;
    for (size_t v = start; v < to && w->order == CR_SPEAKER_FIRST; v += len) {
        cr_string_point(r->text, v, &len);
        if (v > start && v < end && (cr_string_word(&w->verbs, r->text, v, to) >= 0 || cr_string_word(&w->postposed, r->text, v, to) >= 0))
            end = v;
    }
    int k = w->order == CR_VERB_FIRST ? cr_string_word(&w->relay, r->text, cr_string_skip(r->text, start, end), end) : -1; /* بحسب ما نقلته وكالة X */
    if (k >= 0)
        start = cr_string_skip(r->text, cr_string_skip(r->text, start, end) + w->relay.items[k].len, end);
    return cr_string_who(r, start, end);
}

/* "世界保健機関の報告書" speaks for 世界保健機関. */
static cr_span without_paper(const reading *r, cr_span who) {
    const cr_string_list *l = &r->w->channel;
    for (size_t k = 0; k < l->count; k++) {
        size_t n = l->items[k].len + CR_STR("の").len;
        if (who.end > who.start + n && cr_string_at(r->text, who.end - l->items[k].len, who.end, l->items[k]) && cr_string_at(r->text, who.end - n, who.end, CR_STR("の")))
            return (cr_span){who.start, who.end - n};
    }
    return who;
}

/* "据X报道，A", "بحسب X، A", "Xによると、A". True when the sentence is one of these. */
static bool according(reading *r, const sentence *s) {
    const cr_string_words *w = r->w;
    size_t len, from = cr_string_skip(r->text, s->from, s->to), word = from;
    if (w->order == CR_VERB_FIRST && cr_string_at(r->text, from, s->to, CR_STR("و")) && cr_string_word(&w->according, r->text, from, s->to) < 0)
        word += CR_STR("و").len;
    int k = cr_string_compound(w, r->text, word, s->to) > word ? -1 : cr_string_word(&w->according, r->text, word, s->to);
    bool before = k < 0;
    size_t start = before ? from : word + w->according.items[k].len;
    for (size_t i = start; i < s->to && i < from + CR_STRING_NAME + 60; i += len) {
        uint32_t p = cr_string_point(r->text, i, &len);
        if (cr_string_region(s, i))
            return false;
        int post = before && i > from ? cr_string_word(&w->postposed, r->text, i, s->to) : -1;
        bool japanese = post >= 0 && w->order == CR_VERB_LAST;
        if (!japanese && (before || !cr_string_joins(p)))
            continue;
        cr_span cue = japanese ? (cr_span){i, i + w->postposed.items[post].len} : (cr_span){word, start};
        sentence rest = *s;
        rest.from = japanese ? cue.end : i + len;
        hit h = {.clause = rest.from, .verb = cue, .content = {rest.from, s->to}, .act = CR_ACT_SAYS, .frame = {s->from, i}};
        h.who = japanese ? without_paper(r, cr_string_who(r, from, i)) : source_in(r, start, i);
        if (cr_string_medium(r, h.who) && said_in(r, &rest, h.who)) /* 据V报道，X说：“A”: V carries it */
            return true;
        for (size_t n = 0; n < w->hearsay.count; n++) /* ということです: still the source's */
            if (cr_string_ends(&w->hearsay, r->text, h.content.start, h.content.end) && cr_string_at(r->text, h.content.end - w->hearsay.items[n].len, h.content.end, w->hearsay.items[n]))
                h.content.end -= w->hearsay.items[n].len;
        add(r, s, &h);
        return true;
    }
    return false;
}

static void read_sentence(reading *r, const sentence *s) {
    if (!according(r, s) && !according_behind(r, s))
        said_in(r, s, (cr_span){0, 0});
    bool one = s->region_count == 1 && cr_string_skip(r->text, s->from, s->to) == s->regions[0].start && s->regions[0].end >= s->to;
    r->alone = one ? s->regions[0] : (cr_span){0, 0};
}

cr_status cr_string_statements(const cr_string_words *w, const cr_lexicon *lexicon, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_error *err) {
    reading r = {.w = w, .lexicon = lexicon, .arena = arena, .in = in, .text = in->text, .dates = in->dates};
    sentence s;
    for (size_t i = 0; i < r.text.len; r.sentence++) {
        i = next_sentence(&r, i, &s);
        if (s.to > s.from)
            read_sentence(&r, &s);
    }
    *out = r.out;
    *count = r.count;
    cr_date_tools_free(r.own_dates);
    return cr_arena_exhausted(arena) ? cr_fail(err, CR_ERR_MEMORY, "out of memory for the statements of a text of %zu bytes", r.text.len) : CR_OK;
}
