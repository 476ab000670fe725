/* How far the words go that a verb of saying reports. */
#include "speech/speech.h"

enum { THAT_REACH = 26, CLAUSE = 160 };

static bool coordinated(const cr_reading *r, uint32_t i) { return cr_word_has(r, i, CR_LEX_AND | CR_LEX_BUT) && !cr_word_has(r, i, CR_LEX_RELATIVE); }

/* The clause of a cue starts with its subject, or with the verb group. */
static uint32_t cue_start(const cr_cue *c) {
    return !c->after && !c->shared && c->subject.to > c->subject.from && c->subject.from < c->from ? c->subject.from : c->from;
}

uint32_t cr_speech_after(const cr_reading *r, const cr_cue *c) {
    uint32_t i = c->after && c->subject.to > c->to ? c->subject.to : c->to, high = r->sentences[c->sentence].to;
    if ((c->lex & CR_LEX_DATIVE) && r->english && !c->after) { /* "told reporters", "told the paper" */
        cr_phrase hearer = cr_speech_phrase(r, i, high);
        if (hearer.to > hearer.from && !cr_word_has(r, hearer.from, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY))
            i = hearer.to;
        else if (cr_word_has(r, i, CR_LEX_CLITIC))
            i++;
    }
    while (i < high && !r->inside[i]) {
        const cr_token *w = &r->t.at[i];
        if (cr_word_has(r, i, CR_LEX_ADVERB) && !cr_word_has(r, i, CR_LEX_THAT | CR_LEX_NEGATION | CR_LEX_DETERMINER))
            i += w->span;
        else if (cr_word_has(r, i, CR_LEX_TIME) && !r->mention_at[i])
            i += w->span;
        else
            break;
    }
    return i;
}

/* English "that" some words behind the verb: "said on Monday in Geneva that" opens what was said, "backed a law that bans" does not. */
static bool of_a_noun(const cr_reading *r, const cr_cue *c, uint32_t that) {
    uint32_t after = cr_speech_after(r, c);
    if (after + 1 >= that || (c->lex & CR_LEX_DATIVE))
        return false;
    return cr_str_is(cr_key(r, after), "to") || !(cr_word_has(r, after, CR_LEX_PREPOSITION | CR_LEX_TIME | CR_LEX_ADVERB | CR_LEX_CLITIC) || r->t.at[after].kind != CR_TOKEN_WORD);
}

uint32_t cr_speech_that(const cr_reading *r, const cr_cue *c) {
    uint32_t i = c->to, high = r->sentences[c->sentence].to;
    if (high > i + THAT_REACH)
        high = i + THAT_REACH;
    const cr_cue *next = c + 1; /* "urged residents to stay, adding that": the conjunction is the next verb's */
    if (next < r->cues + r->cue_count && next->kind == CR_CUE_VERB && next->from > i && next->from < high)
        high = next->from;
    for (; i < high; i++) {
        const cr_token *w = &r->t.at[i];
        if (r->inside[i] && !c->inside)
            return CR_NOWHERE;
        if (w->point == ':' || w->point == ';' || w->point == '.')
            return CR_NOWHERE;
        if (cr_word_has(r, i, CR_LEX_THAT) && (!r->english || cr_str_is(w->key, "that")))
            return r->english && of_a_noun(r, c, i) ? CR_NOWHERE : i;
        if (w->kind != CR_TOKEN_WORD)
            continue;
        if ((w->lex & CR_LEX_RELATIVE) || ((w->lex & CR_LEX_AUXILIARY) && !(w->lex & (CR_LEX_PREPOSITION | CR_LEX_CLITIC | CR_LEX_DETERMINER))) || coordinated(r, i)) {
            bool list = coordinated(r, i) && (r->t.at[i - 1].kind == CR_TOKEN_NUMBER || r->mention_at[i - 1] || r->mention_at[i + 1] || cr_word_has(r, i + 1, CR_LEX_ONE | CR_LEX_PLURAL));
            bool name = r->mention_at[i] || list;
            bool inner = c->after && i < c->subject.to;
            if (!name && !inner)
                return CR_NOWHERE;
        }
        if (i > c->to && (w->lex & CR_LEX_VERB) && (w->lex & CR_LEX_FINITE) && !(w->lex & (CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_CHANNEL | CR_LEX_PREPOSITION)) && i >= c->subject.to && r->english)
            return CR_NOWHERE;
    }
    return CR_NOWHERE;
}

uint32_t cr_speech_colon(const cr_reading *r, const cr_cue *c) {
    uint32_t i = c->to, high = r->sentences[c->sentence].to;
    if (high > i + THAT_REACH)
        high = i + THAT_REACH;
    const cr_cue *next = c + 1; /* "Asked about it, he said: ...": the colon is the next verb's */
    if (r->english && next < r->cues + r->cue_count && next->kind == CR_CUE_VERB && next->from > i && next->from < high && !cr_word_has(r, next->verb, CR_LEX_GERUND))
        high = next->from;
    for (; i < high && !r->inside[i]; i++)
        if (cr_point(r, i) == ':')
            return i;
    return CR_NOWHERE;
}

/* A comma, or the American one within the marks: “A,” adding. */
static bool comma_at(const cr_reading *r, uint32_t i) {
    return cr_point(r, i) == ',' || (r->english && i && r->t.at[i].kind == CR_TOKEN_MARK && r->inside[i] && cr_point(r, i - 1) == ',');
}

/* `said, “`: the words between marks are this verb's. */
static bool opens_quotation(const cr_reading *r, const cr_cue *c) {
    uint32_t i = cr_speech_after(r, c);
    if (cr_point(r, i) == ',' || cr_point(r, i) == ':')
        i++;
    return i < r->t.count && r->t.at[i].kind == CR_TOKEN_MARK && r->inside[i] && r->regions[r->inside[i] - 1].open == i && r->regions[r->inside[i] - 1].words > 3;
}

/* Does the clause end before the next cue `n`? Returns the token to end before, or CR_NOWHERE. */
static uint32_t cut_before(const cr_reading *r, const cr_cue *n, uint32_t from) {
    uint32_t start = cue_start(n);
    if (start <= from && r->english && n->kind == CR_CUE_VERB && !(n->lex & CR_LEX_WEAK) && (n->lex & (CR_LEX_FINITE | CR_LEX_PARTICIPLE | CR_LEX_GERUND) || !(n->lex & CR_LEX_VERB)))
        start = n->from; /* "posted a photograph and said": the subject stands before the first verb */
    if (start <= from || start == 0)
        return CR_NOWHERE;
    uint32_t before = start - 1;
    if (n->kind == CR_CUE_ACCORDING && cr_word_has(r, n->subject.from, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY) && n->subject.to > n->subject.from)
        return CR_NOWHERE; /* ", selon lui, ": the speaker again */
    if (n->kind == CR_CUE_ACCORDING)
        return cr_point(r, before) == ',' ? before : n->subject.to > n->subject.from ? start : CR_NOWHERE;
    bool comma = comma_at(r, before);
    if (cr_word_has(r, n->verb, CR_LEX_GERUND) && r->t.at[before].kind == CR_TOKEN_MARK && comma && n->from == n->verb)
        return start; /* the mark belongs to the words */
    if (cr_word_has(r, n->verb, CR_LEX_GERUND) && (comma || coordinated(r, before)) && n->from == n->verb)
        return before;
    while (before > from && cr_word_has(r, before, CR_LEX_ADVERB | CR_LEX_CLITIC) && !coordinated(r, before) && r->t.at[before].kind == CR_TOKEN_WORD)
        before--;
    if (cr_word_has(r, before, CR_LEX_AS) && before > from) /* ", comme l'a rapporté TASS" */
        return cr_point(r, before - 1) == ',' ? before - 1 : before;
    if ((n->after || n->carries) && comma) /* ", a ajouté X" */
        return start - 1;
    if (r->english && cr_point(r, before) == ',' && n->kind == CR_CUE_VERB && opens_quotation(r, n)) /* "Asked ..., Wood said, “A”" */
        return before;
    if (coordinated(r, before)) {
        bool sentence_like = n->shared || (before > from && (cr_point(r, before - 1) == ',' || cr_point(r, before - 1) == ';'));
        if (sentence_like || n->from == start)
            return before > from && cr_point(r, before - 1) == ',' ? before - 1 : before;
    }
    if (cr_point(r, before) == ';')
        return before;
    return CR_NOWHERE;
}

/* "When she announced the plan in June, nobody ...", "Asked about it, 46 percent ...": what the verb of an opening clause
 * reports ends with that clause, and the main clause is the writer's. */
static bool opening_clause(const cr_reading *r, const cr_cue *c) {
    if (c->kind != CR_CUE_VERB || c->after)
        return false;
    if (!r->english) {
        uint32_t first = r->sentences[c->sentence].from; /* "Si Moody's estime que ..., la situation ..." */
        return c->subject.from == first + 1 && cr_word_has(r, first, CR_LEX_BUT) && cr_word_has(r, first, CR_LEX_DOUBT) && c->from > first;
    }
    uint32_t start = c->shared ? c->from : cue_start(c), low = r->sentences[c->sentence].from;
    if (start == low + 1 && cr_word_has(r, low, CR_LEX_PREPOSITION) && c->from == c->verb && cr_word_has(r, c->verb, CR_LEX_GERUND))
        return true; /* "In announcing it, ..." */
    if (start == low && (c->from == c->verb || cr_str_ends(cr_key(r, low), "ing")) && (cr_word_has(r, c->verb, CR_LEX_GERUND) || c->subject.to == c->subject.from))
        return true;
    for (uint32_t i = start; i > low && i + 4 > start; i--) {
        if (cr_word_has(r, i - 1, CR_LEX_BUT) && !cr_str_is(cr_key(r, i - 1), "but") && !cr_str_is(cr_key(r, i - 1), "yet") && !cr_str_is(cr_key(r, i - 1), "so"))
            return i - 1 <= low + 1 || cr_point(r, i - 2) == ',';
        if (!cr_word_has(r, i - 1, CR_LEX_ADVERB | CR_LEX_DETERMINER) && !r->mention_at[i - 1])
            return false;
    }
    return false;
}

static bool open_bracket(const cr_reading *r, uint32_t from, uint32_t close) {
    for (uint32_t i = close; i-- > from && i + 40 > close;)
        if (cr_point(r, i) == '(')
            return true;
    return false;
}

uint32_t cr_speech_clause_end(const cr_reading *r, uint32_t cue, uint32_t from) {
    const cr_cue *c = &r->cues[cue];
    const cr_sentence *s = &r->sentences[c->sentence];
    bool opening = opening_clause(r, c);
    uint32_t end = s->to;
    if (end > from + CLAUSE)
        end = from + CLAUSE;
    for (uint32_t k = cue + 1; k < s->cue_to; k++) {
        if (r->cues[k].from < from)
            continue;
        uint32_t cut = cut_before(r, &r->cues[k], from);
        if (cut != CR_NOWHERE && cut > from) {
            if (cut < end)
                end = cut;
            break;
        }
    }
    for (uint32_t i = from; i < end; i++) { /* ", citant ...", ", comme l'a ..." without a verb of ours */
        if (opening && r->t.at[i].kind == CR_TOKEN_MARK && comma_at(r, i))
            end = i + 1;
        if (r->inside[i])
            continue;
        if (cr_point(r, i) == '.' && i > from && i + 1 < end && (cr_point(r, i + 1) == '(' || cr_point(r, i + 1) == '[') && (r->t.at[i + 1].flags & CR_TOKEN_SPACE))
            end = i; /* a sentence in brackets of its own follows */
        if (!r->english && cr_point(r, i) == ':' && i > from + 2 && i + 1 < end && r->t.at[i + 1].kind == CR_TOKEN_MARK && r->inside[i + 1] && r->regions[r->inside[i + 1] - 1].words > 3)
            end = i; /* "a reconnu que A : « B »": the quotation is a statement of its own */
        if (cr_point(r, i) == ')' && i > from && !open_bracket(r, from, i))
            end = i; /* the bracket that the writer opened before */
        if (opening && cr_point(r, i) == ',' && i > from)
            end = i;
        if (r->t.nouns_capital && cr_point(r, i) == ',' && cr_word_has(r, i + 1, CR_LEX_AS) && cr_speech_outlet(r, cr_speech_phrase(r, i + 2, end)))
            end = i; /* ", wie die Agentur X meldete" */
        if (cr_point(r, i) == ',' && i + 1 < end && (cr_word_has(r, i + 1, CR_LEX_CITING | CR_LEX_CARRIED) || (cr_word_has(r, i + 1, CR_LEX_AS) && cr_word_has(r, i + 2, CR_LEX_CLITIC | CR_LEX_CITING | CR_LEX_CARRIED) && i + 3 < end && cr_word_has(r, i + 3, CR_LEX_AUXILIARY | CR_LEX_VERB))))
            end = i;
        if ((r->t.at[i].flags & CR_TOKEN_LINE) && i > from)
            end = i;
    }
    for (uint32_t k = s->region_from; k < s->region_to; k++) { /* a quotation of the next cue */
        const cr_region *g = &r->regions[k];
        if (g->open >= from && g->open < end && g->cue != CR_NOWHERE && g->cue > cue && g->before)
            end = g->open;
    }
    while (end > from) { /* the full stop is the writer's, unless it stands within the marks */
        uint32_t p = cr_point(r, end - 1);
        bool stop = r->t.at[end - 1].kind == CR_TOKEN_PUNCT && (p == '.' || p == ',' || p == ';' || p == ':' || p == 0x2014 || p == 0x2013 || p == 0x3002);
        if (!stop || (p == '.' && r->inside[end - 1]) || (p == '.' && !(r->t.at[end - 1].flags & CR_TOKEN_SPACE) && end >= 2 && cr_word_has(r, end - 2, CR_LEX_ABBREVIATION) && end < s->to))
            break;
        end--;
    }
    return end;
}
