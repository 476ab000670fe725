/* The way through: rules of the language, tokens, lattice, values in the order of the text. */
#include "text/dates.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/letters.h"

enum { LANGUAGES = 32, TENSE_WINDOW = 14, SENTENCE_WINDOW = 120, PIECE = 128 << 10, SMALLEST_PIECE = 4 << 10 };

struct cr_date_tools {
    cr_arena *scratch; /* of the text at hand: emptied after each */
    cr_date_rules *rules[LANGUAGES];
    size_t count;
};

const char *cr_date_type_name(cr_date_type type) {
    static const char *const names[] = {"date", "daterange", "datetime", "datetimerange", "time", "timerange", "duration", "set"};
    return (size_t)type < sizeof names / sizeof *names ? names[type] : "date";
}

cr_date_tools *cr_date_tools_new(void) { return calloc(1, sizeof(cr_date_tools)); }

void cr_date_tools_free(cr_date_tools *tools) {
    for (size_t i = 0; tools && i < tools->count; i++)
        cr_date_rules_free(tools->rules[i]);
    if (tools)
        cr_arena_free(tools->scratch);
    free(tools);
}

static cr_status rules_of(cr_date_tools *tools, cr_str lang, cr_date_rules **out, cr_error *err) {
    if (lang.len > 3)
        lang = CR_STR("und");
    for (size_t i = 0; i < tools->count; i++)
        if (cr_str_is(lang, tools->rules[i]->lang)) {
            *out = tools->rules[i];
            return CR_OK;
        }
    CR_TRY(cr_date_rules_new(lang, out, err));
    if (tools->count == LANGUAGES) { /* the oldest makes room */
        cr_date_rules_free(tools->rules[0]);
        memmove(tools->rules, tools->rules + 1, (LANGUAGES - 1) * sizeof *tools->rules);
        tools->count--;
    }
    tools->rules[tools->count++] = *out;
    return CR_OK;
}

static bool ends_sentence(const matcher *m, int i) {
    cr_str s = m->tokens[i].folded;
    return (s.len == 1 && (*s.ptr == '.' || *s.ptr == '?' || *s.ptr == '!')) || cr_str_is(s, "。") || m->tokens[i].line_before;
}

static bool is_in(const matcher *m, int i, int set) { return set && cr_date_is_in(m->rules, m->tokens[i].symbol, set); }

static bool is_comma(const matcher *m, int i) {
    cr_str s = m->tokens[i].folded;
    if (s.len == 1)
        return *s.ptr == ';' || *s.ptr == '(' || *s.ptr == ')' || (*s.ptr == ',' && m->tokens[i + 1].space_before);
    return s.len >= 2 && s.len <= 3 && (unsigned char)*s.ptr >= 0x80 && (cr_str_is(s, "—") || cr_str_is(s, "،") || cr_str_is(s, "，"));
}

/* A word that opens a clause: "that", "who"; ", der". */
static bool opens_clause(const matcher *m, int i) {
    unsigned opens = m->rules->uses[m->tokens[i].symbol].opens;
    return (opens & 1) || (opens && i > 0 && is_comma(m, i - 1));
}

/* The marker nearest to the expression within its clause. False when it has none, and what stands around it tells. */
static bool tense_in_clause(const matcher *m, int from, int to, int *tense) {
    int near = TENSE_WINDOW + 1, i = from - 1, at;
    bool maybe = false, opened = false, joined = false, closed = false;
    *tense = 0;
    for (; i >= 0 && from - i <= TENSE_WINDOW; i--) {
        const token *t = &m->tokens[i];
        if (t->tense == TENSE_MAYBE_PAST)
            maybe = true;
        else if (t->tense && *tense)
            break;
        else if (t->tense) {
            near = from - i;
            *tense = t->tense;
        } else if ((opened = opens_clause(m, i)) || is_comma(m, i) || ends_sentence(m, i))
            break;
        if (t->line_before)
            break;
    }
    if (opened && *tense)
        return true; /* "qui a commencé lundi doit …" */
    if (opened && (maybe || (from - i >= 2 && m->tokens[i + 1].symbol == 0 && is_in(m, i, m->rules->who)))) {
        *tense = -1;
        return true;
    }
    for (at = to; (size_t)at < m->count && at - to + 1 < near && !ends_sentence(m, at) && !is_comma(m, at) && !opens_clause(m, at) && !joined; at++) {
        joined = maybe && !*tense && is_in(m, at, m->rules->and); /* "arrested the man on Monday and will …" */
        closed = m->tokens[at].tense == TENSE_MAYBE_PAST;
        if (m->tokens[at].tense && !closed) {
            *tense = maybe && m->tokens[at].tense == TENSE_COMING ? -1 : m->tokens[at].tense; /* "agreed on Sunday to meet" */
            return true;
        }
    }
    if (!*tense && (joined || (opened && closed) || (maybe && i >= 0 && is_comma(m, i)) || (opened && (size_t)at < m->count && is_comma(m, at))))
        *tense = -1; /* ", der am Mittwoch zurücktrat," */
    return *tense;
}

/* Where verbs close sentences, what stands before a pause belongs to the last one: "7日、会談する方針を示した". */
static int last_tense(const matcher *m, int to) {
    int tense = 0;
    for (int i = to; (size_t)i < m->count && i - to < SENTENCE_WINDOW && !ends_sentence(m, i); i++)
        if (m->tokens[i].tense && m->tokens[i].tense != TENSE_MAYBE_PAST)
            tense = m->tokens[i].tense;
    return tense;
}

/* The marker nearest to the expression within its clause, else within its sentence: "will", "a déclaré". */
static int tense_at(const matcher *m, int from, int to, bool weekday) {
    int near = TENSE_WINDOW + 1, tense = 0;
    if ((size_t)to < m->count && is_in(m, to, m->rules->topic))
        return last_tense(m, to);
    bool owned = (size_t)to < m->count && m->tokens[to].folded.len == 1 && *m->tokens[to].folded.ptr == '\'';
    if (weekday && from > 0 && !owned && !m->tokens[from].line_before && is_in(m, from - 1, m->rules->ahead))
        return TENSE_COMING; /* "a hearing for Monday" */
    if (m->rules->clause + m->rules->relative && tense_in_clause(m, from, to, &tense))
        return tense;
    tense = 0;
    for (int i = from - 1; i >= 0 && from - i <= TENSE_WINDOW; i--) {
        if (m->tokens[i].tense && m->tokens[i].tense != TENSE_MAYBE_PAST) {
            near = from - i;
            tense = m->tokens[i].tense;
        }
        if (near <= TENSE_WINDOW || (ends_sentence(m, i + 1) && i + 1 < from) || ends_sentence(m, i))
            break;
    }
    for (int i = to; (size_t)i < m->count && i - to < TENSE_WINDOW && !ends_sentence(m, i) && !opens_clause(m, i); i++)
        if (m->tokens[i].tense && m->tokens[i].tense != TENSE_MAYBE_PAST) {
            if (i - to + 1 < near)
                tense = m->tokens[i].tense;
            break;
        }
    return tense;
}

static bool has_edge(const matcher *m, int i, int symbol) {
    if (symbol && i >= 0 && (size_t)i < m->count && cr_date_is_in(m->rules, m->tokens[i].symbol, symbol))
        return true;
    if (symbol && i >= 0 && (size_t)i < m->count)
        for (const edge *e = m->edges[i]; e; e = e->next)
            if (e->symbol == symbol)
                return true;
    return false;
}

static bool begins_with_letter(const matcher *m, int i) {
    size_t at = m->tokens[i].start;
    return at < m->text.len && cr_is_letter(cr_utf8_read(m->text, &at));
}

/* A capital inside a sentence, which no word before explains; not "THREE DAYS". */
static bool written_as_name(const matcher *m, int i) {
    const token *t = &m->tokens[i];
    unsigned char last = (unsigned char)m->text.ptr[t->end - 1];
    return i > 0 && t->capital && !t->line_before && !(last >= 'A' && last <= 'Z') && begins_with_letter(m, i - 1);
}

/* Part of a name beside the expression: a word with a capital that the rules do not know. */
static bool name_word(const matcher *m, int i, int behind) {
    const token *t = &m->tokens[i];
    return i >= 0 && (size_t)i < m->count && t->capital && t->symbol == 0 && m->tokens[behind].space_before && !m->tokens[behind].line_before;
}

/* "Jan Nowak", "August Wilson", "Le Matin", "the Daily Harbour": names that hold words of the calendar. */
static bool in_name(const matcher *m, const found *f) {
    const meaning *w = f->what->a && !f->what->b ? f->what->a : f->what;
    int from = f->from, last = f->to - 1;
    if (!m->tokens[last].capital || w->a)
        return false;
    bool beside = name_word(m, f->to, f->to) || (from > 0 && name_word(m, from - 1, from) && written_as_name(m, from - 1));
    bool alone = last == from, inside = written_as_name(m, last);
    if (cr_dates_has(w, F_MONTH))
        return alone && beside && !cr_dates_has(w, F_DAY) && !cr_dates_has(w, F_YEAR) && !(from > 0 && is_in(m, from - 1, m->rules->before_month)) &&
               (is_in(m, from, m->rules->given) || (m->rules->small_units && inside));
    if (cr_dates_has(w, F_WEEKDAY) || cr_dates_has(w, F_EASTER) || cr_dates_has(w, F_YEAR) || cr_dates_has(w, F_DECADE) ||
        cr_dates_has(w, F_CENTURY) || cr_dates_has(w, F_SEASON))
        return false;
    for (int i = from; i <= last; i++)
        if (m->tokens[i].digits)
            return false;
    if (m->rules->small_units)
        return inside;
    int start = from > 0 && name_word(m, from - 1, from) ? from - 1 : from;
    return cr_dates_has(w, F_SET) && alone && beside && start > 0 && begins_with_letter(m, start - 1) && !m->tokens[start].line_before && !m->tokens[start - 1].capital;
}

/* "three days after the launch", "la veille du vote": counted from an event, of which the calendar knows nothing.
 * {preposed} are the words that end an offset ("three days after.") as well as open a complement, {event} those
 * that bind one ("du", "del"). */
static bool from_event(const matcher *m, const found *f) {
    const meaning *w = f->what->a && !f->what->b ? f->what->a : f->what;
    if (w->f[F_ANAPHOR] != 1 || w->f[F_N] == 0 || (size_t)f->to >= m->count || m->tokens[f->to].line_before)
        return false;
    if (has_edge(m, f->to, cr_date_symbol(m->rules, CR_STR("{event}"))))
        return true;
    if (m->tokens[f->to].start >= m->text.len)
        return false;
    uint32_t c = (unsigned char)m->text.ptr[m->tokens[f->to].start];
    bool word = c >= 0x80 || (c | 32) >= 'a';
    return word && has_edge(m, f->to - 1, cr_date_symbol(m->rules, CR_STR("{preposed}")));
}

static void read_reference(cr_str reference, date_context *c) {
    cr_civil ref;
    c->hour = -1;
    if (cr_str_none(reference) || !cr_time_parse(cr_str_trim(reference), &ref) || ref.month == 0 || ref.day == 0)
        return;
    c->has_ref = true;
    c->ref = cr_days_from_civil(ref.year, ref.month, ref.day);
    c->hour = ref.hour;
    c->minute = ref.minute;
    c->second = ref.second;
}

typedef struct dates_out {
    cr_arena *arena;
    cr_date **list;
    size_t *count, capacity;
} dates_out;

/* `offset`: of the piece in the text. */
static cr_status resolve_all(matcher *m, date_context *c, size_t offset, dates_out *o, cr_error *err) {
    size_t most = cr_limit(NULL, CR_LIMIT_DATES);
    int reached = 0;
    for (size_t k = 0; k < m->found_count && *o->count < most; k++) {
        const found *f = &m->found[k];
        if (f->from < reached || f->to <= f->from)
            continue;
        if (f->what->f[F_REF] == NO_DATE) {
            reached = f->to; /* "will last three days": what the rules took is kept from others */
            continue;
        }
        if (in_name(m, f)) {
            reached = f->to;
            continue;
        }
        if (from_event(m, f))
            continue; /* the length that stands in it has its turn */
        cr_date d = {.start = offset + m->tokens[f->from].start, .end = offset + m->tokens[f->to - 1].end};
        c->here = d.start;
        c->tense = tense_at(m, f->from, f->to, cr_dates_has(f->what, F_WEEKDAY));
        c->coming = c->tense > 0;
        if (c->tense == TENSE_COMING)
            c->tense = 0;
        if (!cr_dates_resolve(o->arena, f->what, c, &d) || cr_str_none(d.timex)) {
            if (f->what->f[F_DAY] != UNSET && f->what->f[F_MONTH] != UNSET)
                reached = f->to; /* the 30th of February is no February */
            continue; /* else what is shorter, or starts inside it, has its turn */
        }
        reached = f->to;
        cr_date *slot = CR_PUSH(o->arena, *o->list, *o->count, o->capacity);
        if (!slot)
            return cr_fail(err, CR_ERR_LIMIT, "dates: what the text holds needs more than arena_bytes (%zu)", cr_limit(NULL, CR_LIMIT_ARENA_BYTES));
        *slot = d;
    }
    return CR_OK;
}

/* A long text goes piece by piece, as tokens and lattice are many times its size; cut at white space where there is some. */
static size_t piece_end(cr_str text, size_t from, size_t size) {
    size_t end = from + size;
    if (end >= text.len)
        return text.len;
    for (size_t at = end; at > from + size / 2; at--)
        if (text.ptr[at - 1] == '\n' || text.ptr[at - 1] == ' ')
            return at;
    while (end > from + 1 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end--;
    return end;
}

cr_status cr_dates_find_with(cr_date_tools *tools, cr_arena *arena, cr_str text, cr_str lang, cr_str reference, cr_date **out,
                             size_t *count, cr_error *err) {
    *out = NULL;
    *count = 0;
    cr_date_tools *own = tools ? NULL : cr_date_tools_new();
    cr_date_tools *used = tools ? tools : own;
    if (used && !used->scratch)
        used->scratch = cr_arena_new(cr_limit(NULL, CR_LIMIT_DATES_PIECE_BYTES)); /* tokens and lattice are many times the text: they go at once */
    cr_arena *scratch = used ? used->scratch : NULL;
    cr_status status = CR_OK;
    cr_date_rules *rules;
    if (!scratch) {
        status = cr_fail(err, CR_ERR_MEMORY, "dates: out of memory");
        goto done;
    }
    status = rules_of(used, lang, &rules, err);
    date_context c = {0};
    read_reference(reference, &c);
    dates_out o = {.arena = arena, .list = out, .count = count};
    size_t most = cr_limit(NULL, CR_LIMIT_DATES);
    for (size_t at = 0, end, size = PIECE; status == CR_OK && at < text.len && *count < most; at = end) {
        end = piece_end(text, at, size);
        matcher m = {.rules = rules, .arena = scratch, .text = cr_str_slice(text, at, end)};
        status = cr_dates_tokenise(&m, err);
        if (status == CR_OK && m.count)
            status = cr_dates_match(&m, err);
        bool full = cr_arena_exhausted(scratch);
        if (status == CR_OK && !full)
            status = resolve_all(&m, &c, at, &o, err);
        cr_arena_reset(scratch);
        if (full && size > SMALLEST_PIECE) { /* half of it fits, or half of that */
            size /= 2;
            status = CR_OK;
            end = at;
        } else if (full)
            status = cr_fail(err, CR_ERR_LIMIT, "dates: the words from byte %zu on need more than dates_piece_bytes (%zu)", at,
                             cr_limit(NULL, CR_LIMIT_DATES_PIECE_BYTES));
        else
            size = PIECE;
    }
done:
    if (scratch)
        cr_arena_reset(scratch);
    cr_date_tools_free(own);
    if (status != CR_OK) {
        *out = NULL;
        *count = 0;
    }
    return status;
}

cr_status cr_dates_find(cr_arena *arena, cr_str text, cr_str lang, cr_str reference, cr_date **out, size_t *count,
                        cr_error *err) {
    return cr_dates_find_with(NULL, arena, text, lang, reference, out, count, err);
}
