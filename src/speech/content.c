/* What was said: joins quotations and clauses to the verbs of saying of their sentence. */
#include "base/limits.h"
#include "base/vec.h"
#include "speech/speech.h"

enum { SCARE_WORDS = 3, FAR_QUOTATION = 6, CONTINUES_WITHIN = 3 };

static uint32_t start_of(const cr_cue *c) {
    if (c->carrier.to > c->carrier.from && c->carrier.from < c->from) /* "TASS quoted him as saying" */
        return c->carrier.from;
    return !c->after && !c->shared && c->subject.to > c->subject.from && c->subject.from < c->from ? c->subject.from : c->from;
}
static bool comma_like(uint32_t p) { return p == ',' || p == '?' || p == '!' || p == 0x2026 || p == 0x2014 || p == 0x2013 || p == '-' || p == '.' || p == 0x3001; }

uint32_t cr_speech_words(const cr_reading *r, uint32_t from, uint32_t to) {
    uint32_t n = 0;
    for (uint32_t i = from; i < to && n < 100; i++)
        n += r->t.at[i].kind <= CR_TOKEN_NUMBER;
    return n;
}

/* `« A », a dit X`: is the cue the incise of the quotation before it? */
static bool incise_of(const cr_reading *r, const cr_region *g, const cr_cue *n) {
    uint32_t start = start_of(n);
    if (start < g->close || start > g->close + 6)
        return false;
    bool comma = g->to > g->from && comma_like(cr_point(r, g->to - 1));
    for (uint32_t i = g->close; i < start; i++) {
        if (comma_like(cr_point(r, i)))
            comma = true;
        else if (!cr_word_has(r, i, CR_LEX_ADVERB | CR_LEX_TIME | CR_LEX_AS | CR_LEX_CLITIC | CR_LEX_PREPOSITION | CR_LEX_DETERMINER) || cr_word_has(r, i, CR_LEX_AND | CR_LEX_BUT))
            return false;
    }
    if (n->kind == CR_CUE_ACCORDING)
        return comma || start <= g->close;
    if (cr_word_has(r, n->verb, CR_LEX_GERUND) && n->from == n->verb)
        return false;
    return comma || n->after || n->inverted;
}

/* "X a dit que A, rapporte l'agence Y", "X said A, the daily Y reported": a medium closes a sentence in which somebody else
 * speaks already; it carries those words. */
static void carriers(cr_reading *r, const cr_sentence *s) {
    if (s->cue_to < s->cue_from + 2)
        return;
    uint32_t end = s->cue_to; /* ", rapporte l'agence Y citant Z": the verb before */
    while (end > s->cue_from + 1 && (r->cues[end - 1].lex & CR_LEX_CITING) && (r->cues[end - 1].lex & CR_LEX_GERUND))
        end--;
    cr_cue *last = &r->cues[end - 1];
    uint32_t start = start_of(last);
    if (last->inside || last->kind != CR_CUE_VERB || last->lex & CR_LEX_GERUND || !cr_speech_outlet(r, last->subject) || start <= s->from)
        return;
    if (cr_point(r, start - 1) != ',' && r->t.at[start - 1].kind != CR_TOKEN_MARK && !cr_word_has(r, start - 1, CR_LEX_AS)) /* ", come riferisce l'agenzia Y" */
        return;
    for (uint32_t k = end - 1; k-- > s->cue_from;) {
        cr_cue *c = &r->cues[k];
        if (c->inside || c->kind != CR_CUE_VERB || c->subject.to == c->subject.from || c->lex & CR_LEX_WEAK || cr_speech_outlet(r, c->subject))
            continue;
        if (c->carrier.to == c->carrier.from)
            c->carrier = last->subject;
        last->carries = last->used = true;
    }
}

/* `Asked about it, Wood said “A”, as her office confirmed`: English puts the verb that stands right before the mark to that
 * quotation, unless it closes the one before. */
static bool opens(const cr_reading *r, const cr_sentence *s, uint32_t cue, uint32_t region) {
    const cr_cue *c = &r->cues[cue];
    if (!r->english || c->after || c->kind != CR_CUE_VERB || cr_speech_words(r, cr_speech_after(r, c), r->regions[region].open))
        return false;
    return region == s->region_from || !(r->regions[region - 1].cue == cue && r->regions[region - 1].before);
}

static void pair(cr_reading *r, const cr_sentence *s) {
    for (uint32_t k = s->region_from; k < s->region_to; k++) {
        cr_region *g = &r->regions[k];
        uint32_t before = CR_NOWHERE, next = CR_NOWHERE;
        for (uint32_t i = s->cue_from; i < s->cue_to; i++) {
            if (r->cues[i].inside || r->cues[i].used)
                continue;
            if (r->cues[i].to <= g->open)
                before = i;
            else if (r->cues[i].from >= g->close && next == CR_NOWHERE)
                next = i;
        }
        if (next != CR_NOWHERE && incise_of(r, g, &r->cues[next]) && !(before != CR_NOWHERE && opens(r, s, before, k))) {
            g->cue = next;
            g->before = true;
        } else if (before != CR_NOWHERE)
            g->cue = before;
        else if (next != CR_NOWHERE && k > s->region_from && r->regions[k - 1].cue == next && r->regions[k - 1].before)
            g->cue = next;
    }
    /* quotations before an incise belong to it together: « A » et « B », a-t-il dit */
    for (uint32_t k = s->region_to; k-- > s->region_from;) {
        cr_region *g = &r->regions[k];
        if (g->cue == CR_NOWHERE && k + 1 < s->region_to && r->regions[k + 1].before) {
            g->cue = r->regions[k + 1].cue;
            g->before = true;
        }
    }
}

cr_found *cr_speech_add(cr_reading *r, uint32_t sentence, uint32_t cue) {
    if (r->found_count >= cr_limit(NULL, CR_LIMIT_STATEMENTS))
        return NULL;
    cr_found *f = CR_PUSH(r->arena, r->found, r->found_count, r->found_capacity);
    if (f)
        *f = (cr_found){.sentence = sentence, .cue = cue};
    return f;
}

void cr_speech_span(cr_found *f, uint32_t from, uint32_t to) {
    if (to > from && f->span_count < sizeof f->spans / sizeof *f->spans)
        f->spans[f->span_count++] = (cr_phrase){from, to};
}

/* Direct where every word stands between marks, mixed where some do; marks at both ends are left off. */
static void classify(cr_reading *r, cr_found *f) {
    uint32_t in = 0, out = 0;
    for (uint32_t k = 0; k < f->span_count; k++) {
        cr_phrase *p = &f->spans[k];
        uint32_t g = r->inside[p->from];
        while (p->to > p->from + 1 && r->t.at[p->to - 1].kind == CR_TOKEN_PUNCT && !r->inside[p->to - 1] && comma_like(cr_point(r, p->to - 1)))
            p->to--;
        while (p->from + 1 < p->to && !g && r->t.at[p->from].kind == CR_TOKEN_PUNCT && (cr_point(r, p->from) == ',' || cr_point(r, p->from) == ';' || cr_point(r, p->from) == ':'))
            p->from++; /* nothing that is said begins with a comma */
        g = r->inside[p->from];
        if (g && r->regions[g - 1].open == p->from && r->regions[g - 1].close >= p->to && r->regions[g - 1].to > r->regions[g - 1].from) {
            p->from = r->regions[g - 1].from;
            if (p->to > r->regions[g - 1].to)
                p->to = r->regions[g - 1].to;
        }
        if (g && p->to == r->regions[g - 1].to && p->to > p->from + 1 && cr_point(r, p->to - 1) == ',') /* “A,” he said: the comma is the writer's */
            p->to--;
        for (uint32_t i = p->from; i < p->to; i++) {
            if (r->t.at[i].kind <= CR_TOKEN_NUMBER) {
                if (r->inside[i])
                    in++;
                else
                    out++;
            }
            if (r->inside[i])
                r->regions[r->inside[i] - 1].used = true;
        }
    }
    uint32_t first = f->spans[0].from; /* "—El puente abrirá —dijo X": the dash of a dialogue */
    bool dialogue = f->span_count && !in && first && !r->english && cr_point(r, first - 1) == 0x2014 && (r->t.at[first - 1].flags & CR_TOKEN_LINE);
    if (dialogue) {
        f->type = CR_SPEECH_DIRECT;
        return;
    }
    f->type = !in ? CR_SPEECH_INDIRECT : out ? CR_SPEECH_MIXED : CR_SPEECH_DIRECT;
}

/* Cues that lie within the words of a statement are part of what is said. */
static void swallow(cr_reading *r, const cr_found *f, const cr_sentence *s) {
    for (uint32_t k = 0; k < f->span_count; k++)
        for (uint32_t i = s->cue_from; i < s->cue_to; i++)
            if (r->cues[i].verb >= f->spans[k].from && r->cues[i].verb < f->spans[k].to && !r->cues[i].inside)
                r->cues[i].used = true;
}

bool cr_speech_finish(cr_reading *r, cr_found *f, uint32_t least) {
    classify(r, f);
    uint32_t words = 0;
    for (uint32_t k = 0; k < f->span_count; k++)
        words += cr_speech_words(r, f->spans[k].from, f->spans[k].to);
    uint32_t first = f->span_count ? f->spans[0].from : 0; /* "X reported, according to Y": an incise, what follows is not its object */
    bool incise = r->english && f->type == CR_SPEECH_INDIRECT && first && f->cue != CR_NOWHERE && cr_point(r, first - 1) == ',' && first > r->cues[f->cue].to &&
                  cr_word_has(r, first, CR_LEX_AND | CR_LEX_BUT | CR_LEX_ACCORDING | CR_LEX_CITING);
    if (!f->span_count || words < least || incise || !cr_speech_sure(r, f)) {
        r->found_count--;
        return true;
    }
    swallow(r, f, &r->sentences[f->sentence]);
    return true;
}

/* "GENEVA, March 3 (AP) — ", "PARIS (AFP) - ": the dateline is the agency's. */
static uint32_t behind_dateline(const cr_reading *r, const cr_sentence *s, uint32_t before) {
    bool bracket = false, place = (r->t.at[s->from].flags & CR_TOKEN_ALL_CAPS) != 0;
    uint32_t from = s->from;
    if (!s->paragraph || !(place || (cr_capital(r, from) && r->mention_at[from])))
        return from;
    for (uint32_t i = from; i < before && i < s->from + 16 && !r->inside[i]; i++) {
        uint32_t p = cr_point(r, i);
        bracket |= p == ')';
        bool dash = (p == 0x2014 || p == 0x2013 || p == '-') && (r->t.at[i].flags & CR_TOKEN_SPACE) && i + 1 < r->t.count && (r->t.at[i + 1].flags & CR_TOKEN_SPACE);
        if (dash && (bracket || place) && (bracket || p != '-')) /* with spaces around it: no word of two parts */
            from = i + 1;
        if ((dash && from > s->from) || cr_word_has(r, i, CR_LEX_VERB | CR_LEX_AUXILIARY | CR_LEX_THAT))
            break;
    }
    return from;
}

/* Where the text that an incise closes begins: the sentence, or the end of the statement before. */
uint32_t cr_speech_incise_start(const cr_reading *r, const cr_sentence *s, uint32_t before) {
    uint32_t from = s->from;
    for (size_t k = r->found_count; k-- > 0 && r->found[k].sentence + 1 > 0;) {
        const cr_found *f = &r->found[k];
        if (!f->span_count || f->spans[0].from < s->from)
            break;
        uint32_t end = f->spans[f->span_count - 1].to;
        if (end <= before && end > from)
            from = end;
        if (f->cue != CR_NOWHERE) {
            const cr_cue *c = &r->cues[f->cue];
            uint32_t after = c->after && c->subject.to > c->to ? c->subject.to : c->to;
            if (after <= before && after > from)
                from = after;
        }
    }
    if (from == s->from)
        from = behind_dateline(r, s, before);
    while (from < before && (r->t.at[from].kind == CR_TOKEN_PUNCT || (r->t.at[from].kind == CR_TOKEN_MARK && !r->inside[from])))
        from++;
    return from;
}

/* Quotations that the cue owns after it: added as spans of their own. */
static void add_after(cr_reading *r, const cr_sentence *s, uint32_t cue, cr_found *f) {
    for (uint32_t k = s->region_from; k < s->region_to; k++)
        if (r->regions[k].cue == cue && !r->regions[k].before &&
            (r->regions[k].words > SCARE_WORDS || !cr_speech_words(r, cr_speech_after(r, &r->cues[cue]), r->regions[k].open)))
            cr_speech_span(f, r->regions[k].from, r->regions[k].to); /* « A », a dit X, « B » */
}

/* « A », a dit X (« B »). */
static bool quoted_incise(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    uint32_t first = CR_NOWHERE, last = CR_NOWHERE;
    for (uint32_t k = s->region_from; k < s->region_to; k++)
        if (r->regions[k].cue == cue && r->regions[k].before) {
            if (first == CR_NOWHERE)
                first = k;
            last = k;
        }
    if (first == CR_NOWHERE)
        return false;
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    const cr_region *a = &r->regions[first], *b = &r->regions[last];
    uint32_t from = cr_speech_incise_start(r, s, a->open);
    uint32_t lead = a->open ? cr_point(r, a->open - 1) : 0;
    if (r->english && from < a->open && (lead == ',' || lead == ':' || lead == '(' || lead == 0x2014 || lead == 0x2013 || lead == '-')) /* `Asked about it, “A,” she said`: the writer's words */
        from = a->open;
    for (uint32_t k = s->cue_from; r->english && k < cue; k++) /* `Wood praised her “deep faith,” he said`: another verb leads to the mark */
        if (r->cues[k].from >= from && r->cues[k].from < a->open && r->cues[k].kind == CR_CUE_VERB)
            from = a->open;
    uint32_t outside = cr_speech_words(r, from, a->open);
    if (r->english && outside && (r->cues[cue].lex & CR_LEX_WEAK)) {
        r->found_count--;
        return false;
    }
    for (uint32_t k = first; k < last; k++)
        outside += cr_speech_words(r, r->regions[k].close, r->regions[k + 1].open);
    if (outside)
        cr_speech_span(f, from < a->open ? from : a->open, b->close);
    else
        for (uint32_t k = first; k <= last; k++)
            cr_speech_span(f, r->regions[k].from, r->regions[k].to);
    add_after(r, s, cue, f);
    uint32_t after = cr_speech_after(r, &r->cues[cue]); /* “Only you,” she said, would have dared. */
    if (r->english && f->span_count && cr_point(r, after) == ',' && cr_word_has(r, after + 1, CR_LEX_AUXILIARY | CR_LEX_THAT) && !r->inside[after + 1])
        cr_speech_span(f, after + 1, cr_speech_clause_end(r, cue, after + 1));
    r->cues[cue].used = true;
    return cr_speech_finish(r, f, 1);
}

/* Forms of verbs that no ending tells from nouns. */
static bool irregular(cr_str key) {
    static const char *const forms[] = {"began", "begins", "blew", "bought", "broke", "breaks", "brought", "brings", "built", "came", "comes", "chose", "died", "drew", "drove", "fell", "falls", "fled", "flew",
                                        "fought", "found", "froze", "gave", "gives", "goes", "went", "grew", "grows", "held", "hit", "hits", "kept", "keeps", "killed", "knew", "knows", "led", "leads", "left", "lost", "loses",
                                        "made", "makes", "meant", "means", "met", "paid", "pays", "ran", "remains", "rose", "rises", "sank", "sat", "saw", "sent", "set", "shot", "showed", "shows", "shut", "slid", "sold", "spent",
                                        "spoke", "stands", "stood", "stole", "struck", "swept", "took", "takes", "threw", "tore", "wants", "needs", "won", "wins", "works", "wore", NULL};
    for (size_t k = 0; forms[k]; k++)
        if (cr_str_is(key, forms[k]))
            return true;
    return false;
}

/* English has no mark of a clause but its verb. */
static bool clause_like(const cr_reading *r, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to && i < from + 60; i++) {
        if (r->inside[i] || cr_word_has(r, i, CR_LEX_AUXILIARY | CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_FINITE))
            return true;
        if (i > from && r->t.at[i].kind == CR_TOKEN_WORD && !cr_capital(r, i) && cr_str_ends(cr_key(r, i), "ed"))
            return true;
    }
    return false;
}

static bool has_irregular(const cr_reading *r, uint32_t from, uint32_t to) {
    for (uint32_t i = from + 1; i < to && i < from + 60 && cr_point(r, i) != ','; i++)
        if (r->t.at[i].kind == CR_TOKEN_WORD && !cr_capital(r, i) && !cr_word_has(r, i - 1, CR_LEX_DETERMINER) && irregular(cr_key(r, i)))
            return true;
    return false;
}

/* "..., he said in an interview": a preposition that no quotation and no object follows. */
static bool circumstance(const cr_reading *r, uint32_t cue, uint32_t at) {
    if (!cr_word_has(r, at, CR_LEX_PREPOSITION) || cr_str_is(cr_key(r, at), "to"))
        return false;
    for (uint32_t i = at; i < at + 10 && i < r->t.count; i++)
        if (r->inside[i] && r->regions[r->inside[i] - 1].cue == cue)
            return false;
    return true;
}

/* CONTENT, a déclaré X. CONTENT, he said. Also inside a quotation that never closed. */
static bool plain_incise(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    cr_cue *c = &r->cues[cue];
    uint32_t start = start_of(c);
    while (start > s->from && cr_word_has(r, start - 1, CR_LEX_CLITIC | CR_LEX_ADVERB) && !cr_word_has(r, start - 1, CR_LEX_AND | CR_LEX_BUT) && !r->mention_at[start - 1])
        start--;
    bool turned = c->after && !r->articles; /* "Переговоры провалились, сообщил X" */
    if (start <= s->from + (turned ? 1u : 2u) || !(cr_point(r, start - 1) == ',' || r->t.at[start - 1].kind == CR_TOKEN_MARK || cr_point(r, start - 1) == '?' || cr_point(r, start - 1) == 0x2014))
        return false;
    if (c->subject.to == c->subject.from || (cr_word_has(r, c->verb, CR_LEX_GERUND) && c->from == c->verb))
        return false;
    for (uint32_t k = s->region_from; r->english && k < s->region_to; k++) /* `Asked about it, Wood said, “A”` */
        if (r->regions[k].cue == cue && r->regions[k].open >= c->to && !cr_speech_words(r, cr_speech_after(r, c), r->regions[k].open))
            return false;
    if (!c->after && !c->inverted) { /* the subject stands before: only at the sentence's end, with nothing said after it */
        uint32_t after = cr_speech_after(r, c);
        bool empty = after >= s->to || cr_point(r, after) == '.' || cr_point(r, after) == ',' || circumstance(r, cue, after);
        empty &= !(c->lex & CR_LEX_NOMINAL) || !r->english;
        if (!r->english && cr_point(r, after) == ',' && after + 1 < s->to && r->inside[after + 1]) /* "Dalam wawancara, X mengatakan, “A”" */
            return false;
        if (!r->subject_first || !empty || (cr_speech_that(r, c) != CR_NOWHERE && cr_point(r, after) != ',') || (c->lex & CR_LEX_WEAK))
            return false;
    }
    if (c->lex & CR_LEX_WEAK && !c->inverted)
        return false;
    uint32_t from = cr_speech_incise_start(r, s, start - 1);
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    cr_speech_span(f, from, start - 1);
    uint32_t after = cr_speech_after(r, c); /* "A, a dit X, B": what goes on after the incise */
    bool goes_on = cr_point(r, after) == ',' && cr_speech_words(r, after, s->to) > 2 && !cr_word_has(r, after + 1, CR_LEX_GERUND | CR_LEX_CITING) && !cr_str_ends(cr_key(r, after + 1), "ing") &&
                   (r->english || !cr_word_has(r, after + 1, CR_LEX_AND | CR_LEX_BUT | CR_LEX_RELATIVE | CR_LEX_PREPOSITION | CR_LEX_ROLE | CR_LEX_DETERMINER));
    if (goes_on && (c->inverted || (r->english && !c->after)))
        cr_speech_span(f, after + 1, cr_speech_clause_end(r, cue, after + 1));
    if (r->english && f->span_count == 1 && !clause_like(r, f->spans[0].from, f->spans[0].to) && !has_irregular(r, f->spans[0].from, f->spans[0].to)) { /* "The chairman, Phil Lovas, said" */
        r->found_count--;
        return false;
    }
    c->used = true;
    size_t count = r->found_count;
    cr_speech_finish(r, f, turned ? 2 : 3);
    return r->found_count == count;
}

/* « A, a dit X. B »: the quotation goes on behind the incise. */
static void inner_incise(cr_reading *r, uint32_t sentence, uint32_t cue) {
    cr_cue *c = &r->cues[cue];
    c->used = true;
    if (!r->inside[c->from])
        return;
    cr_region *g = &r->regions[r->inside[c->from] - 1];
    uint32_t start = c->from, from = g->from;
    uint32_t dash = start > g->from && (cr_point(r, start - 1) == 0x2013 || cr_point(r, start - 1) == 0x2014) ? cr_point(r, start - 1) : 0;
    while (!dash && start > g->from && cr_point(r, start - 1) != ',' && start + 4 > c->from)
        start--; /* “A – ha detto X – B”: Italian papers take dashes */
    for (size_t k = r->found_count; k-- > 0 && r->found[k].sentence == sentence;) { /* a second incise of the same quotation */
        cr_found *f = &r->found[k];
        uint32_t last = f->span_count - 1;
        if (f->cue != CR_NOWHERE && f->span_count > 1 && f->spans[last].from < c->from && f->spans[last].to > c->to) {
            from = f->spans[last].from;
            f->span_count--;
            break;
        }
    }
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return;
    uint32_t lead = r->sentences[sentence].from;
    while (lead < g->open && r->t.at[lead].kind != CR_TOKEN_WORD)
        lead++;
    bool whole = lead < g->open && from == g->from && g->cue == CR_NOWHERE && g->open - lead < 8; /* Aujourd'hui, « on ne ... plus, explique-t-il. */
    cr_speech_span(f, whole ? lead : from, start > g->from ? start - (dash || cr_point(r, start - 1) == ',' ? 1u : 0u) : start);
    uint32_t end = c->after && c->subject.to > c->to ? c->subject.to : c->to;
    while (end < g->to && (dash ? cr_point(r, end) != dash : cr_point(r, end) != ',' && cr_point(r, end) != '.') && end < c->to + 40)
        end++;
    if (end < g->to)
        cr_speech_span(f, end + 1, g->to);
    g->used = true;
    cr_speech_finish(r, f, 1);
}

/* "a expliqué à la presse pourquoi A", "ont demandé, sans rire, si A": the token before the question word, or CR_NOWHERE. */
static uint32_t question(const cr_reading *r, const cr_cue *c, uint32_t high) {
    uint32_t after = cr_speech_after(r, c);
    if (r->english || c->after || !(cr_word_has(r, after, CR_LEX_PREPOSITION) || cr_point(r, after) == ','))
        return CR_NOWHERE;
    for (uint32_t i = after; i < high && i < after + 12 && !r->inside[i]; i++) {
        uint32_t p = cr_point(r, i);
        if (p == '.' || p == ':' || p == ';' || cr_word_has(r, i, CR_LEX_AUXILIARY | CR_LEX_AND | CR_LEX_THAT))
            return CR_NOWHERE;
        if (cr_word_has(r, i, CR_LEX_DOUBT) && i > after + 1)
            return i - 1;
    }
    return CR_NOWHERE;
}

/* Does the punctuation before the closing mark at `end` close the words as well? */
static bool ends_itself(const cr_reading *r, uint32_t end) {
    uint32_t p = end ? cr_point(r, end - 1) : 0;
    return p == ',' || p == '!' || p == '?' || p == '.';
}

/* "a affirmé, dans un entretien à X, avoir « A »": behind the second comma; German "sagte am Montag dem Sender, er habe „A“": behind the first. */
static uint32_t behind_insertion(const cr_reading *r, uint32_t after, uint32_t to) {
    bool comma = cr_point(r, after) == ',';
    if (r->english || (comma ? !cr_word_has(r, after + 1, CR_LEX_PREPOSITION) : !r->t.nouns_capital))
        return after;
    for (uint32_t i = after + 1; i < to && i < after + 16; i++) {
        if (cr_point(r, i) == ',')
            return i + 1;
        if (r->t.at[i].kind == CR_TOKEN_PUNCT || cr_word_has(r, i, CR_LEX_THAT))
            return after;
    }
    return after;
}

/* "denied any wrongdoing", "a démenti avoir rencontré X", "negó haber cobrado": what is denied stands right behind the verb. */
static bool denial(const cr_reading *r, const cr_cue *c, uint32_t after) {
    if ((c->lex >> CR_LEX_ACT_SHIFT & 7) != CR_ACT_DENIES || c->after || c->lex & CR_LEX_WEAK || after >= r->sentences[c->sentence].to || r->t.at[after].kind != CR_TOKEN_WORD)
        return false;
    const cr_mention *m = r->mention_at[after] ? &r->mentions[r->mention_at[after] - 1] : NULL;
    if (cr_str_is(cr_key(r, after), "to") && r->english)
        return false;
    if (m && r->english && cr_word_has(r, m->end, CR_LEX_DETERMINER) && !cr_str_is(cr_key(r, m->end), "'s"))
        return false; /* "denied Wood a seat" */
    bool told = !cr_speech_definite(r, after); /* "denied the report": which, another sentence tells; "the existence of a report" tells it */
    for (uint32_t i = after + 1; i < after + 5 && !told; i++)
        told = cr_word_has(r, i, CR_LEX_OF | CR_LEX_THAT) || (r->english && cr_str_is(cr_key(r, i), "'s"));
    if (!told)
        return false;
    uint64_t other = CR_LEX_AND | CR_LEX_BUT | CR_LEX_CITING | CR_LEX_CLITIC | CR_LEX_AS | (r->english ? CR_LEX_PREPOSITION : 0);
    return !cr_word_has(r, after, other) || cr_word_has(r, after, CR_LEX_DETERMINER);
}

/* X a déclaré que CONTENT; X: « A »; X a qualifié Y de « A ». */
static bool forward(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    cr_cue *c = &r->cues[cue];
    if (r->t.nouns_capital) /* "Sie sagte nicht, dass" */
        for (uint32_t i = c->to; i < s->to && i < c->to + 5 && r->t.at[i].kind == CR_TOKEN_WORD; i++)
            c->negated |= cr_word_has(r, i, CR_LEX_NEGATION);
    uint32_t that = cr_speech_that(r, c), colon = cr_speech_colon(r, c), from = CR_NOWHERE;
    const cr_region *first = NULL;
    for (uint32_t k = s->region_from; k < s->region_to && !first; k++)
        if (r->regions[k].cue == cue && !r->regions[k].before && r->regions[k].open >= c->to)
            first = &r->regions[k];
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    uint32_t after = cr_speech_after(r, c), least = that != CR_NOWHERE && (r->drops || !r->articles) ? 2 : 3; /* "que no cederá" */
    bool object = (c->lex & CR_LEX_NOMINAL) && !r->english && cr_word_has(r, after, CR_LEX_DETERMINER) && !cr_word_has(r, after, CR_LEX_PREPOSITION | CR_LEX_TIME | CR_LEX_THAT) &&
                  !cr_word_has(r, after + 1, CR_LEX_TIME) && r->t.at[after].kind == CR_TOKEN_WORD;
    if (that == CR_NOWHERE && !first && !(c->lex & CR_LEX_WEAK))
        that = question(r, c, s->to);
    if (that != CR_NOWHERE && (c->lex & CR_LEX_WEAK) && !first) { /* "pense que": thoughts and wishes are no speech */
        r->found_count--;
        c->used = true;
        return true;
    }
    if (that != CR_NOWHERE && object && that > after + 1) /* "a demandé des garanties que": what is asked for is the object */
        that = CR_NOWHERE;
    if (that != CR_NOWHERE && !(first && first->close <= that)) {
        from = that + 1;
        cr_speech_span(f, from, cr_speech_clause_end(r, cue, from));
    } else if (first && cr_speech_words(r, after, first->open) <= 1 + (colon != CR_NOWHERE ? 12 : 0)) {
        least = 1;
        for (uint32_t k = s->region_from; k < s->region_to; k++) {
            const cr_region *g = &r->regions[k];
            if (g->cue != cue || g->before || g->open < first->open)
                continue;
            if (g != first && cr_speech_words(r, g[-1].close, g->open) && f->span_count) /* « A » et « B » */
                f->spans[f->span_count - 1] = (cr_phrase){f->spans[f->span_count - 1].from == g[-1].from ? g[-1].open : f->spans[f->span_count - 1].from, g->close};
            else
                cr_speech_span(f, g->from, g->to);
        }
        uint32_t tail = cr_speech_clause_end(r, cue, first->from);
        uint32_t end = f->span_count ? f->spans[f->span_count - 1].to : 0;
        bool ended = r->english && ends_itself(r, end); /* “No deal,” he said */
        if (f->span_count && tail > end + 1 && !ended && first->words <= FAR_QUOTATION && colon == CR_NOWHERE && cr_speech_words(r, end, tail) && cr_speech_words(r, end, tail) < 25 && r->inside[end])
            f->spans[f->span_count - 1] = (cr_phrase){first->open, tail}; /* said “flexibility” would help */
    } else if (first && first->words >= FAR_QUOTATION && !r->english) {
        least = 1;
        cr_speech_span(f, first->from, first->to);
    } else if (first && cr_speech_words(r, after, first->open) < (r->english && (c->lex & CR_LEX_WEAK) ? 10 : 20)) {
        from = behind_insertion(r, after, first->open);
        cr_speech_span(f, from, cr_speech_clause_end(r, cue, from));
    } else if (colon != CR_NOWHERE && cr_speech_words(r, colon, s->to) > 3) {
        cr_speech_span(f, colon + 1, cr_speech_clause_end(r, cue, colon + 1));
    } else if (r->t.nouns_capital && !c->after && !(c->lex & CR_LEX_WEAK) && cr_point(r, after) == ',' && cr_speech_words(r, after, s->to) > 3 && !cr_word_has(r, after + 1, CR_LEX_AS | CR_LEX_BUT | CR_LEX_RELATIVE)) {
        cr_speech_span(f, after + 1, cr_speech_clause_end(r, cue, after + 1)); /* German: "X sagte, man werde gehen" */
    } else if (!(c->lex & CR_LEX_WEAK)) {
        bool phrase = r->t.at[after].kind <= CR_TOKEN_NUMBER && after < s->to;
        bool nominal = (c->lex & CR_LEX_NOMINAL) && (cr_word_has(r, after, CR_LEX_DETERMINER | CR_LEX_OF) || r->mention_at[after] || ((r->english || (!r->articles && !cr_word_has(r, after, CR_LEX_PREPOSITION | CR_LEX_AND | CR_LEX_BUT | CR_LEX_NEGATION))) && phrase));
        bool infinitive = cr_str_is(cr_key(r, after), "de") || cr_str_is(cr_key(r, after), "d'") || cr_str_is(cr_key(r, after), "ne") || cr_word_has(r, after, CR_LEX_DOUBT);
        bool clause = r->english && phrase && !cr_word_has(r, after, CR_LEX_AND | CR_LEX_BUT | CR_LEX_CITING) &&
                      (!cr_word_has(r, after, CR_LEX_PREPOSITION) || cr_str_is(cr_key(r, after), "to")) && cr_speech_words(r, after, s->to) > 2;
        if (r->subject_first && !r->english) /* Indonesian needs no conjunction either */
            clause = phrase && !(c->lex & CR_LEX_NOMINAL) && !cr_word_has(r, after, CR_LEX_AND | CR_LEX_BUT | CR_LEX_CITING | CR_LEX_PREPOSITION | CR_LEX_CLITIC) && cr_speech_words(r, after, s->to) > 2;
        if (denial(r, c, after)) {
            nominal = true;
            least = 2;
        }
        uint32_t end = phrase && !c->after && (nominal || infinitive || clause) ? cr_speech_clause_end(r, cue, after) : after;
        if (r->english && !nominal && !infinitive && !clause_like(r, after, end) && !cr_str_is(cr_key(r, after), "to"))
            end = after;
        if (r->english && (c->lex & CR_LEX_INFINITIVE) && !(c->lex & CR_LEX_FINITE))
            end = after; /* "declined to say", "to report": nothing was said */
        cr_speech_span(f, after, end);
    }
    c->used = true;
    return cr_speech_finish(r, f, least);
}

static int by_place(const cr_found *a, const cr_found *b) {
    return a->spans[0].from < b->spans[0].from ? -1 : a->spans[0].from > b->spans[0].from;
}

static void in_order(cr_found *f, size_t from, size_t count) { /* few a sentence */
    for (size_t i = from + 1; i < count; i++)
        for (size_t k = i; k > from && by_place(&f[k - 1], &f[k]) > 0; k--) {
            cr_found swap = f[k];
            f[k] = f[k - 1];
            f[k - 1] = swap;
        }
}

static void speakers(cr_reading *r, uint32_t sentence, size_t from) {
    for (size_t k = from; k < r->found_count; k++) {
        cr_found *f = &r->found[k];
        if (f->cue != CR_NOWHERE) {
            const cr_cue *c = &r->cues[f->cue];
            if (c->shared && k > from && f[-1].cue != CR_NOWHERE && f[-1].cue + 1 == f->cue)
                f->speaker = f[-1].speaker; /* "..., ajoutant que" */
            else if (r->drops && c->subject.to == c->subject.from && r->last.name.ptr && sentence - r->last_sentence <= 2)
                f->speaker = cr_speech_person(r, c->from, sentence); /* "Añadió que" */
            else
                f->speaker = cr_speech_resolve(r, c->subject, sentence);
            cr_speech_cited(r, f, &f->speaker);
            cr_speech_remember(r, &f->speaker, sentence);
        } else if (f->speaker.mention.to > f->speaker.mention.from)
            f->speaker = cr_speech_resolve(r, f->speaker.mention, sentence);
        else if (f->continues && r->last.mention.to > 0 && sentence - r->last_sentence <= CONTINUES_WITHIN) {
            f->speaker = r->last;
            f->speaker.carrier = (cr_phrase){0, 0};
            r->last_sentence = sentence;
        }
    }
}

/* "The drugs keep the body from rejecting the organ": to refuse without a quotation takes somebody who can, and a verb that
 * is no complement of another one. */
static bool refuses_nobody(const cr_reading *r, const cr_cue *c) {
    if (c->kind != CR_CUE_VERB || (c->lex >> CR_LEX_ACT_SHIFT & 7) != CR_ACT_REFUSES)
        return false;
    if (c->from == c->verb && c->from && cr_word_has(r, c->verb, CR_LEX_GERUND) && cr_word_has(r, c->from - 1, CR_LEX_PREPOSITION | CR_LEX_OF))
        return true;
    for (uint32_t i = c->subject.from; i < c->subject.to; i++)
        if (r->mention_at[i] || cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_GENERIC_BODY | CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_ONE | CR_LEX_NATIONAL | CR_LEX_LATTER | CR_LEX_MEDIUM | CR_LEX_DOCUMENT | CR_LEX_PLACE))
            return false;
    return c->subject.to > c->subject.from;
}

/* "If he said that the war was over, ...", "S'il disait que", "Wenn er sagt, dass": nobody said it. "Si Moody's estime que ..., la situation ...":
 * French sets what is so beside what follows from it; only what would be is told by the form. */
static bool conditional(const cr_reading *r, const cr_cue *c) {
    static const char *const words[][2] = {{"en", "if"}, {"en", "unless"}, {"de", "wenn"}, {"de", "falls"}, {"de", "sofern"}, {"fr", "si"}, {"fr", "s'"}, {"es", "si"}, {"ca", "si"}, {"it", "se"}, {"pt", "se"}, {"id", "jika"}};
    uint32_t i = start_of(c), low = r->sentences[c->sentence].from;
    if (c->kind != CR_CUE_VERB || c->after || c->shared)
        return false;
    while (i > low && cr_word_has(r, i - 1, CR_LEX_ADVERB | CR_LEX_NEGATION))
        i--;
    if (i <= low)
        return false;
    bool found = false;
    for (size_t n = 0; n < sizeof words / sizeof *words && !found; n++)
        found = cr_str_is(r->in->lang, words[n][0]) && cr_str_is(cr_key(r, i - 1), words[n][1]);
    bool opens = i - 1 == low || cr_point(r, i - 2) == ',' || cr_word_has(r, i - 2, CR_LEX_AND | CR_LEX_BUT);
    if (!found || (!opens && !r->english) || (i > low + 1 && cr_word_has(r, i - 2, CR_LEX_AS | CR_LEX_VERB | CR_LEX_INFINITIVE)))
        return false;
    if (!cr_str_is(r->in->lang, "fr"))
        return true;
    cr_str first = cr_key(r, c->from);
    return cr_str_ends(first, "ait") || cr_str_ends(first, "aient");
}

/* "did not say how many", "sans préciser quand", "did not disclose the number": nothing was said. "Did not say that it was safe" is
 * a statement, negated. */
static bool unsaid(const cr_reading *r, const cr_cue *c) {
    uint32_t i = cr_speech_after(r, c), end = i + 12;
    uint64_t act = c->lex >> CR_LEX_ACT_SHIFT & 7;
    bool negated = c->negated || (c->from > 1 && cr_word_has(r, c->from - 1, CR_LEX_PREPOSITION) && cr_word_has(r, c->from - 2, CR_LEX_NEGATION)); /* ohne zu sagen */
    for (uint32_t k = c->to; !negated && r->t.nouns_capital && k < c->to + 5 && r->t.at[k].kind == CR_TOKEN_WORD; k++) /* "sagte nicht, ob" */
        negated = cr_word_has(r, k, CR_LEX_NEGATION);
    if (!negated || c->kind != CR_CUE_VERB || (act != CR_ACT_SAYS && act != CR_ACT_ASKS))
        return false;
    for (; i < r->t.count && i < end && !r->inside[i]; i++) {
        if (cr_word_has(r, i, CR_LEX_DOUBT))
            return true;
        uint32_t p = cr_point(r, i);
        if (p == '.' || p == ':' || p == ';' || (cr_word_has(r, i, CR_LEX_THAT | CR_LEX_AUXILIARY) && !cr_word_has(r, i, CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_CLITIC)))
            break;
    }
    return (c->lex & CR_LEX_NOMINAL) && cr_speech_that(r, c) == CR_NOWHERE && !r->inside[cr_speech_after(r, c)];
}

/* "Wie die Polizei mitteilte, A." "A, wie die Polizei mitteilte." "Comme l'a expliqué la ministre, A." An outlet there only carries. */
static bool as_clause(cr_reading *r, uint32_t sentence, uint32_t cue) {
    const cr_sentence *s = &r->sentences[sentence];
    cr_cue *c = &r->cues[cue];
    uint32_t start = start_of(c), end = c->after && c->subject.to > c->to ? c->subject.to : c->to;
    while (start > s->from && cr_word_has(r, start - 1, CR_LEX_CLITIC | CR_LEX_AUXILIARY) && !cr_word_has(r, start - 1, CR_LEX_AS) && !r->mention_at[start - 1])
        start--;
    if (r->english || start <= s->from || !cr_word_has(r, start - 1, CR_LEX_AS) || c->subject.to == c->subject.from || (cr_speech_outlet(r, c->subject) && s->cue_to > s->cue_from + 1) || c->lex & (CR_LEX_WEAK | CR_LEX_CITING))
        return false;
    bool head = start - 1 == s->from;
    while (end < s->to && end < c->to + 12 && head && cr_point(r, end) != ',')
        end++;
    if (head ? cr_point(r, end) != ',' : cr_point(r, start - 2) != ',')
        return false;
    cr_found *f = cr_speech_add(r, sentence, cue);
    if (!f)
        return true;
    if (head)
        cr_speech_span(f, end + 1, cr_speech_clause_end(r, cue, end + 1));
    else
        cr_speech_span(f, cr_speech_incise_start(r, s, start - 2), start - 2);
    size_t count = r->found_count;
    cr_speech_finish(r, f, 3);
    c->used |= r->found_count == count;
    return r->found_count == count;
}

bool cr_speech_contents(cr_reading *r, uint32_t sentence) {
    cr_sentence *s = &r->sentences[sentence];
    size_t before = r->found_count;
    for (uint32_t k = s->cue_from; k < s->cue_to; k++)
        cr_speech_subject(r, k);
    carriers(r, s);
    pair(r, s);
    for (uint32_t k = s->cue_from; k < s->cue_to; k++) {
        cr_cue *c = &r->cues[k];
        if (c->used)
            continue;
        if (refuses_nobody(r, c) || unsaid(r, c) || conditional(r, c)) {
            c->used = true;
            continue;
        }
        if (c->inside) {
            inner_incise(r, sentence, k);
            continue;
        }
        if (quoted_incise(r, sentence, k))
            continue;
        if (c->kind == CR_CUE_ACCORDING)
            cr_speech_according(r, sentence, k);
        else if (!as_clause(r, sentence, k) && !plain_incise(r, sentence, k))
            forward(r, sentence, k);
    }
    cr_speech_alone(r, sentence);
    in_order(r->found, before, r->found_count);
    speakers(r, sentence, before);
    return !cr_arena_exhausted(r->arena);
}
