/* Quotation marks, paired. One pass over the marks of a text, and never more than one mark of look-ahead,
 * so that a megabyte of opening marks costs what a megabyte of letters does. Only outermost quotations are
 * kept: what is quoted inside a quotation is said by whoever speaks there. */
#include "base/vec.h"
#include "speech/speech.h"

enum { MOST_LINES = 14, LONGEST_QUOTATION = 20000, TITLE_TOKENS = 9, UNOPENED_TOKENS = 120 }; /* lines and bytes that a quotation may run on */

typedef enum side { NEITHER, OPENS, CLOSES } side;

typedef struct pairer {
    cr_reading *r;
    size_t capacity;
    uint32_t open;      /* token of the open outermost mark, or CR_NOWHERE */
    unsigned depth;     /* nested marks inside it */
    uint32_t lines;     /* line ends since */
} pairer;

/* « and “ are one family, so that « ... ” still closes; ' and ‘ another. */
static bool single(uint32_t p) { return p == '\'' || p == 0x2018 || p == 0x2019 || p == 0x201A || p == 0x201B || p == 0x2039 || p == 0x203A; }
static bool corner(uint32_t p) { return (p >= 0x300C && p <= 0x300F) || p == 0xFF62 || p == 0xFF63; }

static bool space_before(const cr_reading *r, uint32_t i) { return (r->t.at[i].flags & CR_TOKEN_SPACE) != 0; }
static bool space_after(const cr_reading *r, uint32_t i) { return i + 1 >= r->t.count || (r->t.at[i + 1].flags & CR_TOKEN_SPACE); }

/* What the neighbours say: a mark after a space and before a letter opens, one after a letter closes. */
static side by_neighbours(const cr_reading *r, uint32_t i) {
    bool before = space_before(r, i) || (i && (cr_point(r, i - 1) == '(' || cr_point(r, i - 1) == '[' || cr_point(r, i - 1) == 0x2014 || cr_point(r, i - 1) == 0x2013));
    uint32_t next = cr_point(r, i + 1);
    bool after = space_after(r, i) || next == ',' || next == ';' || (next == '.' && cr_point(r, i + 2) != '.');
    if (before && !after)
        return OPENS;
    if (!before)
        return CLOSES;
    return NEITHER;
}

static side side_of(const cr_reading *r, uint32_t i, bool open, uint32_t opened_by) {
    uint32_t p = cr_point(r, i);
    side s = by_neighbours(r, i);
    switch (p) {
    case 0xAB: /* German »...« turns them round */
        return open && opened_by == 0xBB && s == CLOSES ? CLOSES : OPENS;
    case 0xBB: /* "qu' »il n'y a pas de menace »" opens where nothing is open and a word follows at once */
        return !open && s == OPENS ? OPENS : CLOSES;
    case 0x201C: /* “ opens, but closes after „, and, mistyped, after “ */
        return open && (opened_by == 0x201E || (opened_by == 0x201C && s == CLOSES)) ? CLOSES : OPENS;
    case 0x201D:
        return !open && s == OPENS ? OPENS : CLOSES;
    case 0x201E: case 0x201F: case 0x300C: case 0x300E: case 0xFF62:
        return OPENS;
    case 0x300D: case 0x300F: case 0xFF63:
        return CLOSES;
    default: /* " and ＂ */
        if (open && i + 1 < r->t.count && !space_after(r, i) && (cr_point(r, i + 1) == ',' || cr_point(r, i + 1) == '.' || cr_point(r, i + 1) == ';'))
            return CLOSES; /* 'to war ", the ministry said': a space before the mark, but the writer's comma after it */
        if (s == NEITHER)
            return open ? CLOSES : OPENS;
        return s;
    }
}

/* “Morning Joe” after "'s", "of", "on", "the": every long word with a capital, and no verb before it. That is the name of something,
 * not what somebody said. English only: elsewhere titles keep small letters. */
static bool title(const cr_reading *r, uint32_t open, uint32_t from, uint32_t to) {
    if (!r->english || !open || to - from > TITLE_TOKENS)
        return false;
    if (!(cr_str_is(cr_key(r, open - 1), "'s") || cr_str_is(cr_key(r, open - 1), "’s") || cr_word_has(r, open - 1, CR_LEX_PREPOSITION | CR_LEX_OF | CR_LEX_DETERMINER | CR_LEX_SCARE)))
        return false;
    unsigned long_words = 0;
    for (uint32_t i = from; i < to; i++) {
        const cr_token *w = &r->t.at[i];
        if (w->kind == CR_TOKEN_PUNCT && w->point != ',' && w->point != '.' && w->point != ':' && w->point != '-')
            return false;
        if (w->kind != CR_TOKEN_WORD || w->end - w->start < 4)
            continue;
        if (!(w->flags & CR_TOKEN_CAPITAL) && !cr_word_has(r, i, CR_LEX_PREPOSITION))
            return false;
        long_words++;
    }
    return long_words > 1 || (long_words == 1 && to - from > 1);
}

static bool keep_at(pairer *q, uint32_t open, uint32_t from, uint32_t to, uint32_t close) {
    cr_reading *r = q->r;
    q->open = CR_NOWHERE;
    q->depth = 0;
    uint32_t words = 0;
    for (uint32_t i = from; i < to; i++)
        words += r->t.at[i].kind <= CR_TOKEN_NUMBER;
    if (!words || title(r, open, from, to))
        return true;
    size_t count = r->region_count;
    cr_region *g = CR_PUSH(r->arena, r->regions, count, q->capacity);
    if (!g)
        return false;
    r->region_count = (uint32_t)count;
    *g = (cr_region){.from = from, .to = to, .open = open, .close = close, .words = words, .closed = close > to};
    for (uint32_t i = open; i < close; i++)
        r->inside[i] = r->region_count;
    return true;
}

static bool keep(pairer *q, uint32_t to, uint32_t close) { return keep_at(q, q->open, q->open + 1, to, close); }

/* The quotation was never closed: it ends with the line it began on. */
static bool give_up(pairer *q, uint32_t now) {
    cr_reading *r = q->r;
    uint32_t end = q->open + 1;
    while (end < now && !(r->t.at[end].flags & CR_TOKEN_LINE))
        end++;
    return keep(q, end, end);
}

/* `... la victime », a prévenu X`: a closing mark where nothing is open, with a verb of saying behind it. */
static bool unopened(const cr_reading *r, uint32_t i, side s) {
    if (s == OPENS && !(cr_point(r, i) == '"' && by_neighbours(r, i) == NEITHER))
        return false;
    uint32_t k = i + 1;
    if (cr_point(r, k) == ',')
        k++;
    else if (s == OPENS && !cr_word_has(r, k, CR_LEX_FINITE))
        return false;
    for (uint32_t n = 0; n < 4; n++, k++)
        if (cr_word_has(r, k, CR_LEX_VERB) && !cr_word_has(r, k, CR_LEX_GERUND))
            return true;
        else if (!cr_word_has(r, k, CR_LEX_AUXILIARY | CR_LEX_CLITIC | CR_LEX_ADVERB))
            return false;
    return false;
}

/* Its words are taken from the start of the sentence. */
static bool closed_only(pairer *q, uint32_t i) {
    cr_reading *r = q->r;
    uint32_t from = i, floor = r->region_count ? r->regions[r->region_count - 1].close : 0;
    while (from > floor && i - from < UNOPENED_TOKENS && !(r->t.at[from].flags & (CR_TOKEN_SENTENCE | CR_TOKEN_LINE)))
        from--;
    if (i - from < 4 || i - from >= UNOPENED_TOKENS || r->inside[from])
        return true;
    if (!keep_at(q, from, from, i, i + 1))
        return false;
    return true;
}

static bool mark(pairer *q, uint32_t i) {
    cr_reading *r = q->r;
    bool open = q->open != CR_NOWHERE;
    uint32_t p = cr_point(r, i), by = open ? cr_point(r, q->open) : 0;
    if (single(p)) { /* only whole single-quoted stretches outside of others: ‘Stop it,’ he said */
        side s = by_neighbours(r, i);
        if (!open && p != 0x2019 && p != 0x203A && s == OPENS)
            q->open = i;
        else if (open && single(by) && s == CLOSES && (space_after(r, i) || cr_point(r, i + 1)))
            return keep(q, i, i + 1);
        return true;
    }
    side s = side_of(r, i, open, by);
    if (!open && unopened(r, i, s))
        return closed_only(q, i);
    if (s == OPENS && !open) {
        q->open = i;
        q->lines = 0;
        q->depth = 0;
    } else if (s == OPENS && single(by)) {
        q->open = i;
        q->lines = 0;
    } else if (s == OPENS && (r->t.at[i].flags & CR_TOKEN_LINE)) { /* the next paragraph of the same quotation opens again */
        if (!give_up(q, i))
            return false;
        q->open = i;
        q->lines = 0;
    } else if (s == OPENS) {
        if (p == by && p != 0xAB && p != 0x300C && p != 0x201C) { /* " never nests in itself */
            if (!give_up(q, i))
                return false;
            q->open = i;
            q->lines = 0;
        } else
            q->depth++;
    } else if (s == CLOSES && open && !single(by)) {
        bool pairs = p == by || (p == 0xBB && by == 0xAB) || (p == 0xAB && by == 0xBB) || (p == 0x201D && by == 0x201C) || corner(p);
        if (q->depth && !(pairs && p == '"'))
            q->depth--;
        else
            return keep(q, i, i + 1);
    }
    return true;
}

bool cr_speech_marks(cr_reading *r) {
    pairer q = {.r = r, .open = CR_NOWHERE};
    r->inside = CR_NEW_ARRAY(r->arena, uint32_t, r->t.count + 3);
    if (!r->inside)
        return false;
    uint32_t count = (uint32_t)r->t.count;
    for (uint32_t i = 0; i < count; i++) {
        const cr_token *w = &r->t.at[i];
        if (q.open != CR_NOWHERE && (w->flags & CR_TOKEN_LINE) && i > q.open) {
            q.lines++;
            bool by_single = single(cr_point(r, q.open));
            if (by_single || q.lines > MOST_LINES || w->start - r->t.at[q.open].start > LONGEST_QUOTATION) {
                if (by_single)
                    q.open = CR_NOWHERE;
                else if (!give_up(&q, i))
                    return false;
            }
        }
        if (w->kind == CR_TOKEN_MARK && !mark(&q, i))
            return false;
    }
    return q.open == CR_NOWHERE || single(cr_point(r, q.open)) || give_up(&q, count);
}

/* `“We are late.” Wood said.`: a full stop that should be a comma, where nothing but "X said" makes the next sentence. */
static bool said_alone(const cr_reading *r, uint32_t after) {
    for (uint32_t i = after; i < after + 7 && i < r->t.count; i++) {
        if (r->inside[i] || r->t.at[i].kind != CR_TOKEN_WORD)
            return false;
        if (i > after && cr_word_has(r, i, CR_LEX_FINITE) && !cr_word_has(r, i, CR_LEX_WEAK))
            return cr_point(r, i + 1) == '.';
    }
    return false;
}

/* `“Why?” Trump asked.`: a question or exclamation ends no sentence where a verb of saying follows with its subject. */
static bool goes_on(const cr_reading *r, uint32_t after) {
    if (after < 2 || !r->inside[after - 1])
        return false;
    uint32_t last = r->regions[r->inside[after - 1] - 1].to;
    while (last > 1 && single(cr_point(r, last - 1))) /* “... ‘Why?’” Trump asked */
        last--;
    uint32_t p = last ? cr_point(r, last - 1) : 0;
    if (p == '.')
        return said_alone(r, after);
    if (p != '?' && p != '!' && p != 0x2026)
        return false;
    for (uint32_t i = after; i < after + 6 && i < r->t.count; i++) {
        if (r->inside[i] || r->t.at[i].point == '.')
            return false;
        if (cr_word_has(r, i, CR_LEX_FINITE) && !cr_word_has(r, i + 1, CR_LEX_THAT))
            return true;
    }
    return false;
}

bool cr_speech_sentences(cr_reading *r) {
    size_t count = 0, capacity = 0;
    uint32_t n = (uint32_t)r->t.count;
    cr_sentence *s = NULL;
    for (uint32_t i = 0; i < n; i++) {
        const cr_token *w = &r->t.at[i];
        bool within = r->inside[i] && r->regions[r->inside[i] - 1].open != i;
        bool cut = i == 0 || (!within && (w->flags & (CR_TOKEN_SENTENCE | CR_TOKEN_LINE)));
        if (cut && i && !(w->flags & CR_TOKEN_LINE) && goes_on(r, i))
            cut = false;
        if (cut && i && (w->flags & CR_TOKEN_LINE) && !(w->flags & CR_TOKEN_BLANK) && cr_point(r, i - 1) == ',' && w->kind == CR_TOKEN_WORD && !(w->flags & CR_TOKEN_CAPITAL))
            cut = false; /* "« ... »,\nrailla-t-il": the line was broken inside the sentence */
        if (!cut)
            continue;
        if (s)
            s->to = i;
        s = CR_PUSH(r->arena, r->sentences, count, capacity);
        if (!s)
            return false;
        *s = (cr_sentence){.from = i, .paragraph = (w->flags & CR_TOKEN_LINE) != 0};
    }
    if (s)
        s->to = n;
    r->sentence_count = (uint32_t)count;
    return true;
}
