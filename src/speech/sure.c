/* What was reported without quotation marks: is it sure enough to be shown as somebody's words?
 *
 * English tells a clause from a noun and a speaker from a passer-by by little more than order, and its verbs of saying do other
 * work as well ("offers a view", "charged with", "declined sharply"). So here, and only for words that no marks hold, a statement
 * must show that somebody is named who can speak, that the verb is one of saying here, and that a clause follows. */
#include "speech/speech.h"

enum { SHORT = 5 };

/* A name, a role, a body, a pronoun: somebody. */
static bool somebody(const cr_reading *r, const cr_cue *c) {
    for (uint32_t i = c->subject.from; i < c->subject.to; i++)
        if (r->mention_at[i] || (cr_capital(r, i) && !(r->t.at[i].flags & CR_TOKEN_SENTENCE)) ||
            cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_GENERIC_BODY | CR_LEX_DOCUMENT | CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_ONE | CR_LEX_TITLE | CR_LEX_SELF | CR_LEX_NATIONAL | CR_LEX_PLURAL | CR_LEX_MEDIUM))
            return true;
    return false;
}

static uint32_t words_in(const cr_reading *r, const cr_found *f) {
    uint32_t n = 0;
    for (uint32_t k = 0; k < f->span_count; k++)
        for (uint32_t i = f->spans[k].from; i < f->spans[k].to && n < 100; i++)
            n += r->t.at[i].kind <= CR_TOKEN_NUMBER;
    return n;
}

/* "(denied) the report", "(a démenti) l'information": which, another sentence tells. Not "any wrongdoing", "toute irrégularité". */
bool cr_speech_definite(const cr_reading *r, uint32_t i) {
    static const char *const any[] = {"any", "all", "every", "some", "tout", "toute", "tous", "toutes", "cualquier", "todo", "toda", "ogni", "qualsiasi", "qualquer", "jede", "jeden", "jegliche", "alle", NULL};
    for (size_t k = 0; any[k]; k++)
        if (cr_str_is(cr_key(r, i), any[k]))
            return false;
    return (cr_word_has(r, i, CR_LEX_DETERMINER) && !cr_word_has(r, i, CR_LEX_ONE)) || cr_str_is(cr_key(r, i), "those") || cr_str_is(cr_key(r, i), "these");
}

static bool has_auxiliary(const cr_reading *r, const cr_found *f) {
    for (uint32_t i = f->spans[0].from; i < f->spans[0].to; i++)
        if (cr_word_has(r, i, CR_LEX_AUXILIARY))
            return true;
    return false;
}

static bool says(const cr_reading *r, const cr_cue *c) {
    static const char *const forms[] = {"said", "says", "say", "saying", "told", "tells", "telling", NULL};
    for (size_t k = 0; forms[k]; k++)
        if (cr_str_is(cr_key(r, c->verb), forms[k]))
            return true;
    return false;
}

/* "found the dam was safe", not "found the posting", "found it offensive", "found ways to pay": a verb near its subject. */
static bool clause(const cr_reading *r, uint32_t from, uint32_t to) {
    if (cr_word_has(r, from, CR_LEX_DOUBT) || cr_str_is(cr_key(r, from), "there"))
        return true;
    if (cr_word_has(r, from, CR_LEX_CLITIC) && !cr_word_has(r, from + 1, CR_LEX_AUXILIARY | CR_LEX_FINITE))
        return false;
    for (uint32_t i = from; i < to && i < from + 14; i++) {
        if (cr_point(r, i) == ',' || cr_word_has(r, i, CR_LEX_RELATIVE | CR_LEX_THAT | CR_LEX_BUT) || cr_str_is(cr_key(r, i), "to"))
            return false;
        if (cr_word_has(r, i, CR_LEX_AUXILIARY) && !cr_str_is(cr_key(r, i), "'s"))
            return true;
        if (i > from && !cr_capital(r, i) && (cr_word_has(r, i, CR_LEX_FINITE) || cr_str_ends(cr_key(r, i), "ed")) && !cr_word_has(r, i - 1, CR_LEX_DETERMINER | CR_LEX_PREPOSITION))
            return true;
        if (i > from && (r->mention_at[i - 1] || cr_word_has(r, i - 1, CR_LEX_HE | CR_LEX_SHE)) && cr_str_ends(cr_key(r, i), "s") && !cr_capital(r, i) && !cr_str_is(cr_key(r, i), "'s"))
            return true; /* "Wood wants" */
    }
    return false;
}

/* "by threatening to", "a plan to announce", "the first to say": the verb is the complement of another word. */
static bool complement(const cr_reading *r, const cr_cue *c) {
    if (c->from == 0 || (r->t.at[c->from].flags & CR_TOKEN_SENTENCE))
        return false;
    uint32_t p = c->from - 1;
    if (cr_word_has(r, c->verb, CR_LEX_GERUND) && c->from == c->verb)
        return cr_word_has(r, p, CR_LEX_PREPOSITION | CR_LEX_OF) && !cr_word_has(r, p, CR_LEX_BUT);
    return cr_str_is(cr_key(r, p), "to") || cr_str_is(cr_key(r, c->from), "to");
}

/* "I told them so": the writer's own words are the text, not a statement in it. "names he said would be released", "a plan that
 * critics said is late": what the words are about stands outside of them. "talks reported by Kyiv", "ads described as false": passive. */
static bool fragment(const cr_reading *r, const cr_cue *c, uint32_t from) {
    if (c->subject.to == c->subject.from + 1 && cr_word_has(r, c->subject.from, CR_LEX_SELF))
        return true;
    if (from != c->to)
        return false;
    if (cr_word_has(r, from, CR_LEX_AUXILIARY) && !cr_word_has(r, from, CR_LEX_NEGATION))
        return true;
    return cr_word_has(r, from, CR_LEX_AS) || cr_str_is(cr_key(r, from), "by") || (c->lex & CR_LEX_NOMINAL && cr_word_has(r, from, CR_LEX_PREPOSITION) && !cr_str_is(cr_key(r, from), "to"));
}

/* "ended in a “virtual tie” in the west": a word or two between marks in a long clause, scare quotes rather than words that a verb
 * which needs marks to report anything reports. */
static bool hardly_quoted(const cr_reading *r, const cr_found *f) {
    enum { SHARE = 5 };
    uint32_t in = 0, all = 0;
    for (uint32_t k = 0; k < f->span_count; k++)
        for (uint32_t i = f->spans[k].from; i < f->spans[k].to; i++)
            if (r->t.at[i].kind <= CR_TOKEN_NUMBER) {
                all++;
                in += r->inside[i] != 0;
            }
    return in * SHARE < all;
}

bool cr_speech_sure(const cr_reading *r, const cr_found *f) {
    if (!r->english || f->type == CR_SPEECH_DIRECT || f->cue == CR_NOWHERE)
        return true;
    const cr_cue *c = &r->cues[f->cue];
    if (f->type == CR_SPEECH_MIXED)
        return !(c->lex & CR_LEX_WEAK) || !hardly_quoted(r, f);
    uint32_t from = f->spans[0].from;
    bool that = from && cr_str_is(cr_key(r, from - 1), "that"), to = cr_str_is(cr_key(r, from), "to");
    bool own_subject = cr_word_has(r, from, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_SELF);
    if (c->kind == CR_CUE_ACCORDING)
        return somebody(r, c);
    uint64_t act = c->lex >> CR_LEX_ACT_SHIFT & 7;
    if (complement(r, c) || (fragment(r, c, from) && !(act == CR_ACT_DENIES && cr_word_has(r, from, CR_LEX_AUXILIARY) && cr_str_ends(cr_key(r, from), "ing"))))
        return false; /* but "denied having paid" */
    if (c->subject.from == c->subject.to ? !(that || own_subject) : !somebody(r, c))
        return false;
    if (that || own_subject)
        return true;
    if (to && !(c->lex & (CR_LEX_NOMINAL | CR_LEX_DATIVE)))
        return false; /* "went on to win" */
    bool object = !to && ((c->lex & CR_LEX_NOMINAL) || act == CR_ACT_DENIES);
    if (object && ((c->lex >> CR_LEX_ACT_SHIFT & 7) == CR_ACT_OFFERS || (cr_word_has(r, c->verb, CR_LEX_GERUND) && c->from == c->verb) || cr_word_has(r, from, CR_LEX_CLITIC)))
        return false; /* "offered a view", "praising the mayor", "stressed it" */
    bool relative = c->from && cr_word_has(r, c->from - 1, CR_LEX_RELATIVE);
    if (relative)
        return false;
    if (!object && !to && !says(r, c) && !clause(r, from, f->spans[0].to))
        return false;
    if (object && (act == CR_ACT_DENIES || act == CR_ACT_REFUSES)) /* "denied any wrongdoing", "rejected the union's figure" */
        return words_in(r, f) >= (act == CR_ACT_DENIES ? 2u : SHORT - 1u);
    return words_in(r, f) >= SHORT || (!object && has_auxiliary(r, f));
}
