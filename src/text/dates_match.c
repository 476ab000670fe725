/* Tokens and lattice. Positions go from right to left, so that when a rule starts at one, every edge it may
 * step over later is already there; at one position layer after layer. Edges and steps at a position are bounded,
 * so the whole is linear in the text. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/dates.h"
#include "text/letters.h"
#include "text/tools.h"

enum { MOST_EDGES = 64, MOST_STEPS = 1000, MOST_FIGURES = 12 }; /* news takes fewer than 500 steps at a place */

/* ---- tokens ---- */

/* Lower case, accents off; `kind`: of all its bytes. ASCII without capitals is its own folding, other ASCII goes to `room`, which is as
 * long as the word. */
static cr_str fold_token(cr_arena *arena, cr_str word, uint8_t kind, char *room) {
    if (kind & CR_BYTE_WIDE)
        return cr_text_strip(arena, word);
    if (!(kind & CR_BYTE_CAPITAL))
        return word;
    for (size_t i = 0; i < word.len; i++)
        room[i] = (char)(word.ptr[i] + (cr_byte_kinds[(unsigned char)word.ptr[i]] & CR_BYTE_CAPITAL ? 32 : 0));
    return (cr_str){room, word.len};
}

/* A full stop that nobody wrote, at the end of a line and of the text: rules name what follows an expression. */
static bool close_line(matcher *m) {
    if (m->count == 0)
        return true;
    size_t end = m->tokens[m->count - 1].end;
    token *t = CR_PUSH(m->arena, m->tokens, m->count, m->capacity);
    if (t)
        *t = (token){.start = end, .end = end, .folded = CR_STR("."), .space_before = true, .symbol = cr_date_symbol(m->rules, CR_STR("."))};
    return t != NULL;
}

/* Where the word or the number that begins with `c`, which ends at `at`, ends; what its bytes are is added to *kind. */
static size_t token_end(cr_str text, size_t at, uint32_t c, bool letter, uint8_t *kind) {
    uint8_t inside = letter ? CR_BYTE_SMALL | CR_BYTE_CAPITAL : CR_BYTE_DIGIT, seen = *kind, one = 0;
    if (c >= 0x2E80 && letter)
        return at;
    for (;;) {
        for (; at < text.len && ((one = cr_byte_kinds[(unsigned char)text.ptr[at]]) & inside); at++)
            seen |= one;
        if (at == text.len || !(one & CR_BYTE_WIDE))
            break;
        size_t next = at;
        uint32_t d = cr_utf8_read(text, &next);
        if (letter ? !cr_is_letter(d) || d >= 0x2E80 : !cr_is_digit(d))
            break;
        seen |= CR_BYTE_WIDE;
        at = next;
    }
    *kind = seen;
    return at;
}

cr_status cr_dates_tokenise(matcher *m, cr_error *err) {
    bool line = true, space = true;
    char *room = cr_arena_bytes(m->arena, m->text.len + 1);
    m->capacity = m->text.len / 4 + 16; /* a word and the space behind it */
    m->tokens = cr_arena_bytes(m->arena, m->capacity * sizeof *m->tokens);
    if (!room || !m->tokens)
        return cr_fail(err, CR_ERR_MEMORY, "dates: the arena is full");
    for (size_t at = 0; at < m->text.len;) {
        size_t start = at;
        uint8_t kind = cr_byte_kinds[(unsigned char)m->text.ptr[at]];
        uint32_t c = cr_utf8_read(m->text, &at);
        if (cr_utf8_is_space(c)) {
            bool ends = c == '\n' || c == 0x2028 || c == 0x2029;
            if (ends && !line && !close_line(m))
                break;
            line |= ends;
            space = true;
            continue;
        }
        bool letter = cr_is_letter(c), digit = cr_is_digit(c);
        if (letter || digit)
            at = token_end(m->text, at, c, letter, &kind);
        bool own_folding = cr_eastern_letter(c) && c != 0x30FF; /* of this one's own letters two others are made */
        token *t = m->count < m->capacity ? &m->tokens[m->count++] : CR_PUSH(m->arena, m->tokens, m->count, m->capacity);
        if (!t || m->count > INT_MAX / 2)
            return cr_fail(err, CR_ERR_MEMORY, "dates: the arena is full");
        cr_str word = cr_str_slice(m->text, start, at);
        *t = (token){.start = start, .end = at, .line_before = line, .space_before = space, .digits = digit, .capital = letter && cr_is_upper(c),
                     .folded = c == 0x2019 ? CR_STR("'") : c == 0x2013 || c == 0x2011 ? CR_STR("-") : own_folding ? word : fold_token(m->arena, word, kind, room + start)};
        t->symbol = t->folded.len <= 64 ? cr_date_symbol(m->rules, t->folded) : 0;
        line = space = false;
    }
    if (!close_line(m) || cr_arena_exhausted(m->arena))
        return cr_fail(err, CR_ERR_MEMORY, "dates: the arena is full");
    return CR_OK;
}

/* ---- edges ---- */

meaning *cr_dates_meaning(cr_arena *arena) {
    meaning *w = cr_arena_bytes(arena, sizeof *w);
    if (!w)
        return NULL;
    for (int i = 0; i < FIELD_ROOM; i++)
        w->f[i] = UNSET;
    w->a = w->b = NULL;
    return w;
}

bool cr_dates_add_edge(matcher *m, int i, int symbol, int end, int layer, int rule, int from, int to, const meaning *what) {
    if (!what || m->edges_here >= MOST_EDGES)
        return false;
    if (rule >= 0 && m->rules->rules[rule].output) { /* kept even where another reading has the edge: that one may come to nothing */
        found *f = CR_PUSH(m->arena, m->found, m->found_count, m->found_capacity);
        if (f)
            *f = (found){from, to, layer, rule, what};
    }
    edge *e = m->edges[i];
    while (e && !(e->symbol == symbol && e->end == end))
        e = e->next;
    bool widens = e && from == i && e->from != i; /* "fin 2021" where the other one is "fin" < "2021" */
    if (e && !widens && (e->layer != layer || e->rule <= rule))
        return false; /* an earlier layer or line has it */
    if (!e) {
        e = cr_arena_bytes(m->arena, sizeof *e);
        if (!e)
            return false;
        e->next = m->edges[i];
        m->edges[i] = e;
        m->edges_here++;
        m->symbols[i] |= cr_date_bit(symbol);
    }
    *e = (edge){symbol, end, layer, rule, from, to, what, e->next};
    return true;
}

static void digit_edge(matcher *m, int i, enum digit_class class, field f, int value) {
    meaning *w = cr_dates_meaning(m->arena);
    if (!w)
        return;
    w->f[f] = (int16_t)value;
    cr_dates_add_edge(m, i, m->rules->digit_symbols[class], i + 1, 0, -1, i, i + 1, w);
}

static void clock_edge(matcher *m, int i, enum digit_class class, int v) {
    meaning *w = cr_dates_meaning(m->arena);
    if (!w)
        return;
    w->f[F_HOUR] = (int16_t)(v / 100);
    w->f[F_MINUTE] = (int16_t)(v % 100);
    cr_dates_add_edge(m, i, m->rules->digit_symbols[class], i + 1, 0, -1, i, i + 1, w);
}

static bool is_mark(const matcher *m, int i, char mark) {
    return i >= 0 && (size_t)i < m->count && m->tokens[i].folded.len == 1 && m->tokens[i].folded.ptr[0] == mark;
}

/* "1,500" and "3.14" are no years and days. */
static bool inside_number(const matcher *m, int i) {
    const token *t = m->tokens;
    bool before = i >= 2 && !t[i].space_before && !t[i - 1].space_before && (is_mark(m, i - 1, ',') || is_mark(m, i - 1, '.')) && t[i - 2].digits &&
                  t[i].end - t[i].start == 3;
    bool after = (size_t)i + 2 < m->count && !t[i + 1].space_before && !t[i + 2].space_before && (is_mark(m, i + 1, ',') || is_mark(m, i + 1, '.')) &&
                 t[i + 2].digits && t[i + 2].end - t[i + 2].start == 3;
    bool money = i >= 1 && !t[i].line_before && t[i - 1].end > t[i - 1].start &&
                 (is_mark(m, i - 1, '$') || cr_str_is(t[i - 1].folded, "€") || cr_str_is(t[i - 1].folded, "£") || cr_str_is(t[i - 1].folded, "¥"));
    bool percent = (size_t)i + 1 < m->count && (is_mark(m, i + 1, '%') || is_mark(m, i + 1, '$') || cr_str_is(t[i + 1].folded, "€"));
    return before || after || money || percent;
}

/* "7,3": neither is a day. */
static bool decimal_comma(const matcher *m, int i) {
    const token *t = m->tokens;
    bool before = i >= 2 && !t[i].space_before && !t[i - 1].space_before && is_mark(m, i - 1, ',') && t[i - 2].digits;
    bool after = (size_t)i + 2 < m->count && !t[i + 1].space_before && !t[i + 2].space_before && is_mark(m, i + 1, ',') && t[i + 2].digits;
    return (before && t[i].end - t[i].start <= 2) || (after && t[i + 2].end - t[i + 2].start <= 2);
}

/* "4.5 percent", "3.5 million": what is counted is no hour and no day. */
static bool measured(const matcher *m, int i) {
    const token *t = m->tokens;
    size_t next = (size_t)i + 1;
    if (next + 1 < m->count && !t[next].space_before && !t[next + 1].space_before && (is_mark(m, i + 1, '.') || is_mark(m, i + 1, ',')) && t[next + 1].digits)
        next += 2;
    if (next >= m->count || t[next].line_before)
        return false;
    for (const edge *e = m->edges[next]; e; e = e->next)
        if (e->symbol == m->rules->measure)
            return true;
    return cr_date_is_in(m->rules, t[next].symbol, m->rules->measure);
}

static void digit_edges(matcher *m, int i) {
    const token *t = &m->tokens[i];
    size_t len = 0;
    int v = 0;
    for (size_t at = t->start; at < t->end;) {
        uint32_t c = cr_utf8_read(m->text, &at);
        if (++len > 4)
            return;
        v = v * 10 + u_charDigitValue((UChar32)c);
    }
    if (inside_number(m, i) || (m->rules->measure && measured(m, i)))
        return;
    digit_edge(m, i, C_INT, F_NUM, v);
    if (len <= 2 && v >= 1 && v <= 31 && !decimal_comma(m, i))
        digit_edge(m, i, C_DAY, F_DAY, v);
    if (len <= 2 && v >= 1 && v <= 12)
        digit_edge(m, i, C_MONTHNUM, F_MONTH, v);
    if (len == 4 && v >= 1000 && v <= 2199)
        digit_edge(m, i, C_YEAR, F_YEAR, v);
    if (len == 4 && v >= 1900 && v <= 2049)
        digit_edge(m, i, C_NEWS_YEAR, F_YEAR, v);
    if (len == 4 && v >= 1000 && v <= 2100 && v % 10 == 0)
        digit_edge(m, i, C_DECADE4, F_DECADE, v / 10);
    if (len == 2 && v >= 10 && v % 10 == 0)
        digit_edge(m, i, C_DECADE2, F_DECADE, v / 10);
    if (len == 4 && v / 100 <= 23 && v % 100 <= 59) { /* "0730"; without a nought before it, only beside "a.m." */
        clock_edge(m, i, C_HHMM, v);
        if (v < 1000)
            clock_edge(m, i, C_HHMM0, v);
    }
    if (len == 1)
        digit_edge(m, i, C_TENTH, F_TENTHS, v);
    if (len == 2)
        digit_edge(m, i, C_YY, F_YEAR, v < 50 ? 2000 + v : 1900 + v);
    if (len <= 2 && v <= 24)
        digit_edge(m, i, C_HOUR, F_HOUR, v);
    if (len == 2 && v <= 59)
        digit_edge(m, i, C_MIN, F_MINUTE, v);
}

/* ---- rules ---- */

typedef struct walk {
    matcher *m;
    int start, layer;
    const edge *path[MOST_ELEMENTS]; /* the edge of each element; NULL: a word */
    int ends[MOST_ELEMENTS];         /* token after each element */
    size_t depth;
} walk;

static void assign(meaning *w, const assignment *a) {
    int x = a->copy_x ? w->f[a->x] : a->x, y = a->copy_y ? w->f[a->y] : a->y;
    if ((a->copy_x && x == UNSET) || (a->copy_y && y == UNSET)) {
        if (!a->copy_y || x == UNSET)
            return;
        y = 1; /* DIR*NUM without a number */
    }
    int z = a->copy_z ? w->f[a->z] : a->z;
    long v = (long)(a->minus ? -x : x) * y + (z == UNSET ? 0 : z);
    w->f[a->target] = v > INT16_MAX || v < -INT16_MAX ? INT16_MAX : (int16_t)v;
}

void cr_dates_assign(meaning *w, const date_rule *rule) {
    if (rule->range)
        w->f[F_SPAN] = 1;
    for (size_t k = 0; k < rule->assignment_count; k++)
        assign(w, &rule->assignments[k]);
    if (rule->counted)
        w->f[F_COUNTED] = 1;
    if (!rule->keeps)
        w->f[F_NUM] = w->f[F_DIGITS] = w->f[F_UNIT] = w->f[F_DIR] = UNSET;
}

static const meaning *combine(walk *w, const date_rule *rule) {
    size_t first = 0;
    while (first < w->depth && !w->path[first])
        first++;
    if (first == w->depth)
        return rule->plain;
    meaning *out = cr_dates_meaning(w->m->arena);
    if (!out)
        return NULL;
    for (size_t k = first; k < w->depth; k++) {
        const edge *e = w->path[k];
        if (!e)
            continue;
        if (rule->range && e->rule >= 0 && w->m->rules->rules[e->rule].end) {
            if (!out->a)
                out->a = e->what;
            else
                out->b = e->what;
            continue;
        }
        for (int i = 0; i < FIELD_ROOM; i++) {
            int16_t v = e->what->f[i], before = out->f[i];
            out->f[i] = v != UNSET ? v : before;
        }
        if (e->what->a)
            out->a = e->what->a;
        if (e->what->b)
            out->b = e->what->b;
    }
    cr_dates_assign(out, rule);
    return out;
}

/* 1: a capital; 2: a capital that no start of a sentence explains. */
static bool capital_as_asked(const matcher *m, int i, int asked) {
    if (!m->tokens[i].capital || asked == 1 || i == 0)
        return m->tokens[i].capital && asked == 1;
    cr_str before = m->tokens[i - 1].folded;
    uint32_t c = before.len ? (unsigned char)*before.ptr : 0;
    return !m->tokens[i].line_before && (c >= 0x80 || (c | 32) >= 'a' || (c >= '0' && c <= '9') || c == ',') && !cr_str_is(before, "“") && !cr_str_is(before, "«");
}

static void complete(walk *w, const ending *end) {
    const date_rule *rule = &w->m->rules->rules[end->rule];
    int last = w->ends[w->depth - 1] - 1;
    if (!w->path[w->depth - 1] && !end->length && rule->layer && w->m->tokens[last].folded.len == 1 && strchr(",-/'", *w->m->tokens[last].folded.ptr))
        return; /* an optional mark with nothing behind it */
    int from = end->skip ? w->ends[end->skip - 1] : w->path[0] ? w->path[0]->from : w->start;
    int to = end->length ? w->ends[end->length - 1] : w->ends[w->depth - 1];
    for (const edge *e = w->m->edges[w->start]; e; e = e->next) /* the same is there: nothing to work out */
        if (e->symbol == rule->symbol && e->end == to && e->from == from && (e->rule == end->rule || (!rule->output && (e->layer != w->layer || e->rule <= end->rule))))
            return;
    const meaning *what = combine(w, rule);
    if (!what || (rule->layer == 0 && cr_dates_has(what, F_CAP) && !capital_as_asked(w->m, w->start, what->f[F_CAP])))
        return;
    cr_dates_add_edge(w->m, w->start, rule->symbol, to, w->layer, end->rule, from, to, what);
}

static void step(walk *w, int parent, int at); /* depth is bounded by MOST_ELEMENTS, which the data set, not the input */

static void enter(walk *w, int n, const edge *e, int end) {
    const node *nodes = w->m->rules->nodes;
    w->path[w->depth] = e;
    w->ends[w->depth++] = end;
    for (int k = nodes[n].ending; k; k = w->m->rules->endings[k].next)
        complete(w, &w->m->rules->endings[k]);
    if ((nodes[n].children & w->m->symbols[end]) && w->depth < MOST_ELEMENTS)
        step(w, n, end);
    w->depth--;
}

static void step(walk *w, int parent, int at) {
    const cr_date_rules *r = w->m->rules;
    int symbol = w->m->tokens[at].symbol, n = symbol ? cr_date_child(r, parent, symbol) : 0;
    if (n)
        enter(w, n, NULL, at + 1);
    for (int k = r->uses[symbol].first_member; k >= 0 && (size_t)k < r->member_count && r->members[k].word == symbol; k++) {
        if (++w->m->steps > MOST_STEPS)
            return;
        n = r->nodes[parent].children & cr_date_bit(r->members[k].set) ? cr_date_child(r, parent, r->members[k].set) : 0;
        if (n)
            enter(w, n, NULL, at + 1);
    }
    for (const edge *e = w->m->edges[at]; e; e = e->next) {
        if (++w->m->steps > MOST_STEPS)
            return;
        n = r->nodes[parent].children & cr_date_bit(e->symbol) ? cr_date_child(r, parent, e->symbol) : 0;
        if (n)
            enter(w, n, e, e->end);
    }
}

/* Where rules of the layer begin with the symbol, and are complete with it or may go on with what follows. */
static inline void begin(walk *w, int symbol, const edge *e, int end) {
    const symbol_use *use = &w->m->rules->uses[symbol];
    uint64_t next = use->next[w->layer];
    if (next == UINT64_MAX ? use->roots[w->layer] : (next & w->m->symbols[end]) != 0)
        enter(w, use->roots[w->layer], e, end);
}

/* The layers that a rule starts in with one of these edges, from `layers` on. */
static unsigned layers_of(const matcher *m, const edge *edges, const edge *seen) {
    unsigned layers = 0;
    for (const edge *e = edges; e != seen; e = e->next)
        layers |= m->rules->uses[e->symbol].layers;
    return layers;
}

/* "1/1/1/1/…", "12 15 0 3 …": figures joined by marks or by nothing, more of them than any date and time together have. */
static bool in_long_run(matcher *m, int i) {
    const token *t = &m->tokens[i];
    bool joined = m->figures_at == i + 2 && !t[1].space_before && !t[2].space_before && !t[1].digits && t[1].end - t[1].start <= 3;
    m->figures = joined || m->figures_at == i + 1 ? m->figures + 1 : 1;
    m->figures_at = i;
    return m->figures > MOST_FIGURES;
}

static void match_at(matcher *m, int i) {
    const token *t = &m->tokens[i];
    unsigned layers = m->rules->uses[t->symbol].layers; /* where a rule starts with what stands here */
    m->edges_here = m->steps = 0;
    if (t->digits && !in_long_run(m, i)) {
        digit_edges(m, i);
        cr_dates_numeric(m, i);
        layers |= layers_of(m, m->edges[i], NULL);
    }
    walk w; /* its paths are filled as far as they are read */
    w.m = m;
    w.start = i;
    w.depth = 0;
    for (; layers; layers &= ~0u << (w.layer + 1)) {
        const edge *edges = m->edges[i]; /* as they stand: a rule's first element is of an earlier layer */
        w.layer = __builtin_ctz(layers);
        begin(&w, t->symbol, NULL, i + 1);
        for (int k = m->rules->uses[t->symbol].first_member; k >= 0 && (size_t)k < m->rules->member_count && m->rules->members[k].word == t->symbol; k++)
            begin(&w, m->rules->members[k].set, NULL, i + 1);
        for (const edge *e = edges; e; e = e->next)
            begin(&w, e->symbol, e, e->end);
        layers |= layers_of(m, m->edges[i], edges);
    }
}

/* The tense by a verb's ending or beginning, where the language has such. The text itself is read and not its folding, as
 * the accent tells such a verb from other words. With a capital only where a sentence begins: "Comparecerá el jueves". */
static int8_t affix_tense(const matcher *m, int i) {
    const token *t = &m->tokens[i];
    size_t len = t->end - t->start;
    if (len < 5 || t->digits)
        return 0;
    const char *first = m->text.ptr + t->start;
    uint32_t end = cr_date_pair(first + len - 2), start = cr_date_pair(first);
    if (!(m->rules->affix_ends[end / 64] >> end % 64 & 1) && !(m->rules->affix_starts[start / 64] >> start % 64 & 1))
        return 0;
    for (size_t k = 0; k < AFFIXES; k++) {
        const affixes *a = &m->rules->affixes[k];
        for (size_t n = 0; n < a->list.count; n++) {
            cr_str s = a->list.items[n];
            if (len > s.len + (a->front ? 5 : 0) && memcmp(a->front ? first : first + len - s.len, s.ptr, s.len) == 0 && (!t->capital || !capital_as_asked(m, i, 2)))
                return a->tense;
        }
    }
    return 0;
}

/* "arrivé", which is folded to "arrive", speaks of the past. */
static bool is_participle(const matcher *m, int i) {
    cr_str word = cr_str_slice(m->text, m->tokens[i].start, m->tokens[i].end);
    return cr_str_ends(word, "é") || cr_str_ends(word, "ée") || cr_str_ends(word, "és");
}

/* The longest marker tells: "a lieu" is no "a". */
static void mark_tense(matcher *m, int i) {
    static const int8_t tenses[TENSES] = {-1, 1, TENSE_COMING, 0};
    unsigned plain = m->rules->uses[m->tokens[i].symbol].tense;
    for (int k = 0; plain >> k; k++)
        if ((plain >> k & 1) && (k != 2 || !is_participle(m, i)))
            m->tokens[i].tense = tenses[k];
    int longest = 0;
    for (const edge *e = m->edges[i]; e; e = e->next)
        for (int k = 0; k < TENSES && e->end > longest; k++)
            if (e->symbol == m->rules->tenses[k] && (k != 2 || !is_participle(m, e->end - 1))) {
                longest = e->end;
                m->tokens[i].tense = tenses[k];
                for (int n = i + 1; tenses[k] == 0 && n < longest; n++)
                    m->tokens[n].tense = 0; /* "than expected" */
            }
}

/* ---- which stay ---- */

static int longest_first(const void *x, const void *y) {
    const found *a = x, *b = y;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to > b->to ? -1 : 1;
    if (a->layer != b->layer)
        return a->layer > b->layer ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

cr_status cr_dates_match(matcher *m, cr_error *err) {
    m->edges = CR_NEW_ARRAY(m->arena, edge *, m->count + 1);
    m->symbols = CR_NEW_ARRAY(m->arena, uint64_t, m->count + 1);
    if (!m->edges || !m->symbols)
        return cr_fail(err, CR_ERR_MEMORY, "dates: the arena is full");
    for (int i = (int)m->count - 1; i >= 0; i--) {
        const symbol_use *use = &m->rules->uses[m->tokens[i].symbol];
        m->symbols[i] = use->bits;
        if (m->tokens[i].digits || use->complete || (use->follow & m->symbols[i + 1]))
            match_at(m, i);
        m->work += 1 + (unsigned)m->steps;
        m->tokens[i].tense = affix_tense(m, i);
        mark_tense(m, i);
        if (m->tokens[i].line_before)
            m->symbols[i] = 0;
    }
    if (cr_arena_exhausted(m->arena))
        return cr_fail(err, CR_ERR_MEMORY, "dates: the arena is full");
    if (m->found_count)
        qsort(m->found, m->found_count, sizeof *m->found, longest_first);
    return CR_OK;
}
