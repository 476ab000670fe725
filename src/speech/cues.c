/* Verbs of saying with their auxiliaries, and "selon": the places from which statements are read. */
#include "base/limits.h"
#include "base/vec.h"
#include "speech/speech.h"

enum { AUXILIARY_REACH = 6 };

/* "was", "is", "est": with these a participle is passive. */
static bool passive_auxiliary(const cr_reading *r, uint32_t i) {
    static const char *const forms[] = {"is", "was", "are", "were", "be", "been", "being", "'s", "est", "sont", "était", "étaient", "fut", "furent",
                                        "serait", "seraient", "soit", "gets", "got", "are", "es", "fue", "fueron", "è", "foi", "foram", NULL};
    for (size_t k = 0; forms[k]; k++)
        if (cr_str_is(cr_key(r, i), forms[k]))
            return true;
    return false;
}

static bool reflexive(const cr_reading *r, uint32_t i) {
    return cr_str_is(cr_key(r, i), "s'") || cr_str_is(cr_key(r, i), "se") || cr_str_is(cr_key(r, i), "si");
}

/* "la demande", "a call", "of reports": a noun that looks like a verb. */
static bool noun_here(const cr_reading *r, uint32_t i) {
    if (!i || (r->t.at[i].flags & CR_TOKEN_SENTENCE))
        return false;
    uint32_t p = i - 1;
    if (r->inside[p] != r->inside[i])
        return false;
    if (r->english && cr_str_is(cr_key(r, p), "to"))
        return false;
    uint64_t nominal = CR_LEX_DETERMINER | CR_LEX_OF | CR_LEX_PREPOSITION; /* "les juges français estiment": there adjectives follow */
    if (r->english || r->t.nouns_capital)
        nominal |= CR_LEX_NATIONAL;
    if (cr_word_has(r, p, nominal) || (r->english && cr_str_is(cr_key(r, p), "'s") && !cr_word_has(r, i, CR_LEX_GERUND))) {
        if (cr_word_has(r, p, CR_LEX_CLITIC) && p && cr_word_has(r, p - 1, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_NEGATION | CR_LEX_RELATIVE))
            return false;
        if (r->english) {
            cr_str k = cr_key(r, i); /* "most said", "one said", "those in attendance said" */
            if (cr_word_has(r, p, CR_LEX_ONE | CR_LEX_NATIONAL) && (cr_str_is(k, "said") || cr_str_is(k, "told") || cr_str_is(k, "says")))
                return false;
            return !cr_word_has(r, i, CR_LEX_GERUND) || cr_word_has(r, p, CR_LEX_DETERMINER);
        }
        return !cr_word_has(r, i, CR_LEX_GERUND | CR_LEX_INFINITIVE);
    }
    return false;
}

/* Looks left from the main verb for its auxiliaries. Fills from, inverted, negated. Returns the auxiliary's
 * token or CR_NOWHERE; *passive tells. */
static uint32_t auxiliary(const cr_reading *r, cr_cue *c, bool *passive) {
    uint32_t found = CR_NOWHERE;
    *passive = false;
    for (uint32_t i = c->verb, n = 0; i > 0 && n < AUXILIARY_REACH; n++) {
        i--;
        const cr_token *w = &r->t.at[i];
        if (w->kind != CR_TOKEN_WORD || (r->t.at[i + 1].flags & CR_TOKEN_SENTENCE) || r->inside[i] != r->inside[c->verb])
            break;
        if (w->flags & CR_TOKEN_INVERTED) {
            c->inverted = true;
            c->pronoun = i;
            continue;
        }
        if (w->lex & CR_LEX_AUXILIARY) {
            found = i;
            c->from = i;
            if (passive_auxiliary(r, i) && !(i && reflexive(r, i - 1)) && !cr_word_has(r, c->verb, CR_LEX_GERUND))
                *passive = true;
            if (w->lex & CR_LEX_NEGATION)
                c->negated = true;
            continue;
        }
        if (w->lex & CR_LEX_NEGATION) {
            c->negated = true;
            if (w->lex & CR_LEX_PREPOSITION) /* "sans préciser", "without saying" */
                break;
            if (found != CR_NOWHERE || r->english)
                c->from = i;
            continue;
        }
        if (w->lex & CR_LEX_ADVERB || (w->flags & CR_TOKEN_INSIDE) || (w->lex & CR_LEX_CLITIC && !r->english)) {
            if ((w->lex & CR_LEX_CLITIC) && found != CR_NOWHERE && i + 1 == c->from)
                continue;
            continue;
        }
        break;
    }
    return found;
}

/* English verbs are nouns as well: "state", "reports", "comments". The bare form needs a plural before it or "to",
 * the form in -s a singular; neither is followed by "of" or another verb. */
static bool english_finite(const cr_reading *r, const cr_cue *c) {
    cr_str k = cr_key(r, c->verb);
    bool past = cr_str_ends(k, "ed") || cr_str_is(k, "said") || cr_str_is(k, "told") || cr_str_is(k, "wrote") || !(c->lex & CR_LEX_INFINITIVE);
    bool third = cr_str_ends(k, "s") && !cr_str_ends(k, "ss");
    if (past && !third)
        return true;
    uint32_t p = c->from;
    while (p && cr_word_has(r, p - 1, CR_LEX_ADVERB) && !(r->t.at[p].flags & CR_TOKEN_SENTENCE))
        p--;
    if (!p || (r->t.at[p].flags & CR_TOKEN_SENTENCE))
        return false;
    if (cr_word_has(r, c->to, CR_LEX_OF | CR_LEX_AUXILIARY | CR_LEX_AND) && !cr_str_is(cr_key(r, c->to), "'s"))
        return false;
    uint32_t q = p - 1;
    if (third && cr_word_has(r, q, CR_LEX_AND)) /* "rallies and protests": a verb needs another one before it */
        return r->cue_count && r->cues[r->cue_count - 1].from + 25 > c->from && r->cues[r->cue_count - 1].kind == CR_CUE_VERB;
    if (cr_word_has(r, q, CR_LEX_RELATIVE | CR_LEX_AND | CR_LEX_SELF) || cr_str_is(cr_key(r, q), "to"))
        return true;
    bool comma = cr_point(r, q) == ',' || r->t.at[q].kind == CR_TOKEN_MARK || cr_point(r, q) == 0x2014 || cr_point(r, q) == 0x2013 || cr_point(r, q) == '-';
    if (third)
        return comma || r->mention_at[q] || cr_word_has(r, q, CR_LEX_HE | CR_LEX_SHE | CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_MEDIUM | CR_LEX_ONE);
    bool plural = cr_word_has(r, q, CR_LEX_THEY | CR_LEX_PLURAL | CR_LEX_ONE) || (cr_str_ends(cr_key(r, q), "s") && cr_str_is(k, "say"));
    return plural || (cr_str_is(k, "say") && comma) || (cr_str_is(k, "say") && r->mention_at[q]);
}

static bool has_auxiliary(const cr_reading *r, uint32_t i) {
    cr_str k = cr_key(r, i);
    return cr_str_is(k, "has") || cr_str_is(k, "have") || cr_str_is(k, "had") || cr_str_is(k, "'ve");
}

/* "fait valoir", "went on to say" and the like carry no form: they are finite enough. */
static uint64_t form_of(uint64_t lex) { return lex & CR_LEX_VERB; }

static bool verb_cue(const cr_reading *r, uint32_t i, cr_cue *c) {
    const cr_token *w = &r->t.at[i];
    *c = (cr_cue){.kind = CR_CUE_VERB, .from = i, .verb = i, .to = i + w->span, .lex = w->lex, .pronoun = CR_NOWHERE};
    bool phrase = w->span > 1;
    uint64_t form = form_of(w->lex);
    if (!form && !phrase)
        return false;
    if (!phrase && noun_here(r, i))
        return false;
    if (phrase && r->english && i && (cr_word_has(r, i - 1, CR_LEX_DETERMINER) || cr_str_is(cr_key(r, i - 1), "'s")) && !cr_word_has(r, i - 1, CR_LEX_ONE | CR_LEX_RELATIVE))
        return false; /* "his call for" */
    if (!phrase && (w->flags & CR_TOKEN_CAPITAL) && !(w->flags & CR_TOKEN_SENTENCE) && !(r->t.at[i].flags & CR_TOKEN_ALL_CAPS) && cr_capital(r, i + 1))
        return false; /* part of a name */
    bool passive;
    uint32_t aux = auxiliary(r, c, &passive);
    if (passive)
        return false;
    if (r->english && aux != CR_NOWHERE && !phrase && !(form & (CR_LEX_PARTICIPLE | CR_LEX_GERUND)) && has_auxiliary(r, aux))
        return false; /* "had reasons": what follows "have" is a participle */
    if (r->english && c->from == i && i && r->t.at[i - 1].kind == CR_TOKEN_NUMBER && (w->lex & CR_LEX_NOMINAL))
        return false; /* "270 pledged delegates" */
    if (i + c->to - i < r->t.count && (r->t.at[c->to].flags & CR_TOKEN_INVERTED)) { /* "dit-il" */
        c->inverted = true;
        c->pronoun = c->to;
        c->to++;
    }
    if (phrase)
        return true;
    if (r->english && (form & (CR_LEX_FINITE | CR_LEX_INFINITIVE)) && aux == CR_NOWHERE && !english_finite(r, c))
        return false;
    if (form & (CR_LEX_FINITE | CR_LEX_GERUND))
        return true;
    if (r->english && (form & CR_LEX_INFINITIVE) && aux == CR_NOWHERE && i && cr_word_has(r, i - 1, CR_LEX_THEY | CR_LEX_PLURAL | CR_LEX_ROLE))
        return true; /* "they conclude" */
    if (form & CR_LEX_INFINITIVE) /* "a tenu à préciser que", "wants to say": after a preposition or an auxiliary */
        return aux != CR_NOWHERE || (i && (cr_word_has(r, i - 1, CR_LEX_PREPOSITION) || cr_str_is(cr_key(r, i - 1), "to")));
    return aux != CR_NOWHERE; /* a participle needs its auxiliary */
}

/* « Nous sommes prêts, a déclaré le maire. Nous irons. »: within the marks only a verb between comma and subject counts,
 * so that what a speaker reports is not taken for what is reported of him. */
static bool inner_incise(const cr_reading *r, const cr_cue *c) {
    uint32_t i = c->from;
    while (i && cr_word_has(r, i - 1, CR_LEX_CLITIC | CR_LEX_ADVERB) && !cr_word_has(r, i - 1, CR_LEX_AND | CR_LEX_BUT) && r->inside[i - 1])
        i--;
    uint32_t p = i ? cr_point(r, i - 1) : 0;
    if (r->english || c->kind != CR_CUE_VERB || (p != ',' && p != '?' && p != '!' && p != 0x2014 && p != 0x2013) || (c->lex & CR_LEX_GERUND && !(c->lex & CR_LEX_FINITE)))
        return false;
    if (c->inverted)
        return true;
    if (c->lex & CR_LEX_WEAK)
        return false;
    uint32_t to = c->to;
    while (to < c->to + 4 && cr_word_has(r, to, CR_LEX_TIME | CR_LEX_ADVERB) && !r->mention_at[to])
        to++; /* "a indiqué mercredi le ministère" */
    if (cr_word_has(r, to, CR_LEX_DETERMINER) && !cr_word_has(r, to, CR_LEX_PREPOSITION))
        to++;
    return r->mention_at[to] || cr_word_has(r, to, CR_LEX_TITLE) || ((!r->articles || (to > c->to && cr_word_has(r, to - 1, CR_LEX_DETERMINER))) && cr_word_has(r, to, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_GENERIC_BODY));
}

static bool push(cr_reading *r, size_t *capacity, const cr_cue *c) {
    size_t count = r->cue_count;
    cr_cue *to = CR_PUSH(r->arena, r->cues, count, *capacity);
    if (!to)
        return false;
    *to = *c;
    r->cue_count = (uint32_t)count;
    return true;
}

/* A verb phrase of several words has the act bits but perhaps no form. */
static bool speaks(const cr_token *w) { return (w->lex & CR_LEX_VERB) != 0; }

/* `“Never,” an angry Wood retaliated.`: right behind a quotation that a comma leaves open, somebody and a verb in -ed: whatever
 * the verb, it is one of saying here. */
static bool behind_quotation(const cr_reading *r, uint32_t i, cr_cue *c) {
    bool past = !(r->t.at[i].lex & (CR_LEX_VERB | CR_LEX_AUXILIARY)) && cr_str_ends(cr_key(r, i), "ed");
    bool plural = i && cr_word_has(r, i, CR_LEX_INFINITIVE) && !cr_word_has(r, i, CR_LEX_FINITE | CR_LEX_WEAK) && cr_str_ends(cr_key(r, i - 1), "s"); /* “A,” the Swiss state */
    if (r->inside[i] || !(past || plural) || cr_capital(r, i))
        return false;
    uint32_t p = i;
    while (p > 0 && i - p < 6 && !r->inside[p - 1] && r->t.at[p - 1].kind == CR_TOKEN_WORD && !cr_word_has(r, p - 1, CR_LEX_PREPOSITION | CR_LEX_AND | CR_LEX_BUT | CR_LEX_RELATIVE | CR_LEX_AUXILIARY | CR_LEX_FINITE))
        p--;
    if (p == i || !p || !r->inside[p - 1])
        return false;
    const cr_region *g = &r->regions[r->inside[p - 1] - 1];
    uint32_t last = cr_point(r, g->to - 1);
    bool who = r->mention_at[i - 1] || cr_word_has(r, i - 1, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_ROLE | CR_LEX_NATIONAL);
    if (!who || g->to <= g->from || (last != ',' && last != '!' && last != '?'))
        return false;
    *c = (cr_cue){.kind = CR_CUE_VERB, .from = i, .verb = i, .to = i + 1, .lex = r->t.at[i].lex | CR_LEX_FINITE, .pronoun = CR_NOWHERE};
    return true;
}

/* `« Jamais », se désole Anne Petit`, `« Jamais », s'amuse-t-il`: behind a quotation and a comma, a word that is nothing else, then a
 * name, a title or an inverted pronoun. */
static bool turned_round(const cr_reading *r, uint32_t i, cr_cue *c) {
    const cr_token *w = &r->t.at[i];
    uint64_t other = CR_LEX_VERB | CR_LEX_AUXILIARY | CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_THAT | CR_LEX_AND | CR_LEX_BUT | CR_LEX_RELATIVE | CR_LEX_ADVERB | CR_LEX_ROLE | CR_LEX_TITLE |
                     CR_LEX_CLITIC | CR_LEX_ACCORDING | CR_LEX_AS | CR_LEX_CITING | CR_LEX_CARRIED | CR_LEX_NATIONAL | CR_LEX_TIME | CR_LEX_HE | CR_LEX_SHE | CR_LEX_SCARE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_MEDIUM;
    if (w->kind != CR_TOKEN_WORD || r->inside[i] || (w->lex & other) || (w->flags & CR_TOKEN_CAPITAL) || i < 3 || r->t.nouns_capital)
        return false;
    uint32_t p = i;
    if (cr_point(r, p - 1) != ',') {
        if (cr_key(r, p - 1).len != 2 || !reflexive(r, p - 1))
            return false;
        p--;
    }
    if (p < 3 || cr_point(r, p - 1) != ',' || !r->inside[p - 2] || r->regions[r->inside[p - 2] - 1].words < 3)
        return false;
    bool inverted = (r->t.at[i + 1].flags & CR_TOKEN_INVERTED) != 0;
    uint32_t next = i + 1;
    if (cr_word_has(r, next, CR_LEX_DETERMINER) && !cr_word_has(r, next, CR_LEX_PREPOSITION))
        next++;
    bool who = next < r->t.count && ((r->mention_at[next] && r->mentions[r->mention_at[next] - 1].kind == CR_NAME_PERSON) || cr_word_has(r, next, CR_LEX_TITLE) ||
                                     (next > i + 1 && cr_word_has(r, next, CR_LEX_ROLE)));
    if (!inverted && !who)
        return false;
    *c = (cr_cue){.kind = CR_CUE_VERB, .from = p, .verb = i, .to = i + 1 + inverted, .lex = CR_LEX_FINITE, .inverted = inverted, .pronoun = inverted ? i + 1 : CR_NOWHERE};
    return true;
}

bool cr_speech_cues(cr_reading *r) {
    size_t capacity = 0;
    uint32_t sentence = 0;
    for (uint32_t i = 0; i < r->t.count; i++) {
        const cr_token *w = &r->t.at[i];
        while (sentence + 1 < r->sentence_count && r->sentences[sentence + 1].from <= i)
            sentence++;
        cr_cue c;
        bool ok = r->english ? behind_quotation(r, i, &c) : turned_round(r, i, &c);
        if (!ok && (w->kind != CR_TOKEN_WORD || (w->flags & CR_TOKEN_INSIDE) || !(w->lex & (CR_LEX_VERB | CR_LEX_ACCORDING))))
            continue;
        if (ok) {
            ;
        } else if (w->lex & CR_LEX_ACCORDING) {
            /* "pour" and "suivant" need a name or a pronoun at the head of the sentence: kept to the strong markers */
            bool weak = cr_str_is(w->key, "pour") || cr_str_is(w->key, "suivant") || cr_str_is(w->key, "para") || cr_str_is(w->key, "per");
            if (cr_str_is(w->key, "so") && !(i && cr_point(r, i - 1) == ',' && (cr_word_has(r, i + 1, CR_LEX_DETERMINER | CR_LEX_TITLE | CR_LEX_ROLE) || (r->mention_at[i + 1] && cr_capital(r, i + 1)))))
                continue; /* German: “A“, so der Minister */
            bool role = cr_word_has(r, i + 1, CR_LEX_DETERMINER) && cr_word_has(r, i + 2, CR_LEX_ROLE | CR_LEX_TITLE);
            bool head = (w->flags & CR_TOKEN_SENTENCE) && (role || cr_capital(r, i + 1) || cr_word_has(r, i + 1, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY));
            ok = !weak || head;
            c = (cr_cue){.kind = CR_CUE_ACCORDING, .from = i, .verb = i, .to = i + w->span, .lex = w->lex & ~CR_LEX_VERB, .pronoun = CR_NOWHERE};
        } else if (speaks(w))
            ok = verb_cue(r, i, &c);
        if (!ok)
            continue;
        c.sentence = sentence;
        c.inside = r->inside[i] != 0;
        if (c.inside && !inner_incise(r, &c))
            continue;
        if (r->cue_count && r->cues[r->cue_count - 1].sentence == sentence && r->cues[r->cue_count - 1].to >= c.from && r->cues[r->cue_count - 1].kind == CR_CUE_VERB) {
            cr_cue *before = &r->cues[r->cue_count - 1]; /* "a dit penser", "va demander": one group */
            if (before->to == c.from || c.from <= before->verb) {
                if (!(c.lex & CR_LEX_INFINITIVE)) {
                    c.from = before->from < c.from ? before->from : c.from;
                    *before = c;
                }
                continue;
            }
        }
        if (!push(r, &capacity, &c))
            return false;
    }
    return true;
}
