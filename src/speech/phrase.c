/* Noun phrases off the surface: where the subject of a verb starts and ends.
 *
 * There is no grammar here, only what newspapers do: a subject stands before its verb, after the last
 * comma that does not belong to an apposition, or after it where the verb is inverted. All walks are
 * bounded, so that a text without any full stop costs no more than another. */
#include "speech/speech.h"

enum { REACH = 60, APPOSITION = 45, PHRASE = 30 };

static bool boundary(const cr_reading *r, uint32_t i) {
    uint32_t p = cr_point(r, i);
    return p == ';' || p == ':' || p == 0x2014 || p == 0x2013 || p == '.' || p == '?' || p == '!' || p == 0x2026;
}

/* A finite verb, as far as it shows: an auxiliary, or a verb of saying that is not a noun here. */
static bool verbal(const cr_reading *r, uint32_t i) {
    const cr_token *w = &r->t.at[i];
    if (w->kind != CR_TOKEN_WORD)
        return false;
    if (w->lex & CR_LEX_AUXILIARY)
        return !(w->flags & CR_TOKEN_CAPITAL) && !(w->lex & (CR_LEX_PREPOSITION | CR_LEX_DETERMINER)) && !(r->english && cr_str_is(w->key, "'s"));
    return false;
}

static bool starts_phrase(const cr_reading *r, uint32_t i) {
    return cr_word_has(r, i, CR_LEX_DETERMINER | CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_LATTER | CR_LEX_ONE | CR_LEX_SELF | CR_LEX_TITLE) ||
           r->mention_at[i] || (cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_NATIONAL) && cr_capital(r, i)) ||
           r->t.at[i].kind == CR_TOKEN_NUMBER;
}

/* German: a number, in figures or in words, begins a phrase of its own. */
static bool counted(const cr_reading *r, uint32_t i) {
    static const char *const words[] = {"zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "hundert", "tausend", "rund", "etwa", "mindestens", "mehrere", NULL};
    if (r->t.at[i].kind == CR_TOKEN_NUMBER)
        return true;
    for (size_t k = 0; words[k]; k++)
        if (cr_str_is(cr_key(r, i), words[k]))
            return true;
    return false;
}

cr_phrase cr_speech_phrase(const cr_reading *r, uint32_t i, uint32_t end) {
    uint32_t from = i, last = i;
    if (end > i + PHRASE)
        end = i + PHRASE;
    if (i >= end || r->t.at[i].kind == CR_TOKEN_MARK || r->t.at[i].kind == CR_TOKEN_PUNCT)
        return (cr_phrase){i, i};
    uint32_t next = i + r->t.at[i].span; /* "the former mayor", "the former top aide" */
    bool adjective = r->english && cr_word_has(r, i, CR_LEX_LATTER) && (cr_word_has(r, next, CR_LEX_ROLE) || (next < end && cr_word_has(r, next + 1, CR_LEX_ROLE) && !cr_word_has(r, next, CR_LEX_VERB)));
    if (cr_word_has(r, i, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_LATTER) && !cr_word_has(r, i, CR_LEX_DETERMINER) && !adjective)
        return (cr_phrase){i, i + r->t.at[i].span};
    bool noun = false;
    for (; i < end; i++) {
        const cr_token *w = &r->t.at[i];
        if (r->inside[i] && r->inside[i] != r->inside[from] && r->regions[r->inside[i] - 1].words > 4)
            break;
        if (w->kind == CR_TOKEN_PUNCT && (w->point == '(' || w->point == '-' || w->point == '/' || w->point == '&' || w->point == ')'))
            continue;
        if (w->point == '.' && !(w->flags & CR_TOKEN_SPACE) && (cr_word_has(r, i - 1, CR_LEX_ABBREVIATION | CR_LEX_TITLE) || r->t.at[i - 1].end - r->t.at[i - 1].start == 1))
            continue;
        if (w->kind == CR_TOKEN_PUNCT)
            break;
        if (i > from && (w->flags & (CR_TOKEN_LINE | CR_TOKEN_INVERTED)))
            break;
        if (r->mention_at[i]) { /* a name is taken whole */
            i = r->mentions[r->mention_at[i] - 1].end - 1;
            if (i >= end)
                break;
            last = i + 1;
            noun = true;
            continue;
        }
        if (r->t.nouns_capital && noun && cr_capital(r, i - 1) && counted(r, i))
            break; /* "nach Angaben des Ministeriums zwei Millionen" */
        if (r->t.nouns_capital && noun && cr_str_is(w->key, "der") && cr_word_has(r, i + 1, CR_LEX_MEDIUM))
            break; /* "sagte ein Sprecher der Agentur X": the hearer */
        if (r->t.nouns_capital && noun && cr_str_is(w->key, "dem"))
            break; /* "sagte der Kanzler dem Sender": the hearer */
        if (r->t.nouns_capital && noun && w->kind == CR_TOKEN_WORD && !(w->flags & CR_TOKEN_CAPITAL) && cr_capital(r, i - 1) && !(w->lex & (CR_LEX_DETERMINER | CR_LEX_OF | CR_LEX_AND | CR_LEX_PARTICLE)))
            break; /* German: a small word after a noun is a verb */
        uint64_t stop = CR_LEX_THAT | CR_LEX_RELATIVE | CR_LEX_BUT | CR_LEX_CITING | CR_LEX_CARRIED | CR_LEX_ACCORDING;
        if (!cr_word_has(r, i, CR_LEX_DETERMINER | CR_LEX_AND | CR_LEX_OF) && (w->lex & stop))
            break;
        if (w->lex & CR_LEX_THAT && !(r->english && i == from))
            break;
        if (verbal(r, i) && i > from)
            break;
        if (noun && (w->lex & CR_LEX_VERB) && !(w->lex & (CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_DETERMINER)))
            break;
        if (noun && (w->lex & (CR_LEX_TIME | CR_LEX_CHANNEL)) && !cr_word_has(r, i - 1, CR_LEX_OF | CR_LEX_PREPOSITION | CR_LEX_DETERMINER))
            break;
        if (noun && (w->lex & CR_LEX_ADVERB) && !(w->lex & (CR_LEX_NATIONAL | CR_LEX_ROLE)))
            break;
        if (noun && (w->lex & CR_LEX_PREPOSITION) && !(w->lex & CR_LEX_OF) && !(r->english && (cr_str_is(w->key, "for") || cr_str_is(w->key, "at"))))
            break;
        if (noun && r->english && cr_word_has(r, i, CR_LEX_OF) && cr_word_has(r, i + 1, CR_LEX_HE | CR_LEX_SHE))
            break;
        if (w->kind == CR_TOKEN_WORD && !(w->lex & (CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_AND)))
            noun = true;
        else if (w->kind == CR_TOKEN_NUMBER)
            noun = true;
        if (!(w->lex & (CR_LEX_PREPOSITION | CR_LEX_AND | CR_LEX_DETERMINER)) || (w->lex & CR_LEX_ONE))
            last = i + 1;
    }
    return (cr_phrase){from, last > from ? last : from};
}

/* "Mardi, ", "En novembre ", "Plus tôt ": what may stand before the subject. Returns where the subject may start. */
static uint32_t skip_opening(const cr_reading *r, uint32_t i, uint32_t end) {
    while (i < end) {
        const cr_token *w = &r->t.at[i];
        if (w->kind == CR_TOKEN_PUNCT || w->kind == CR_TOKEN_MARK) {
            i++;
            continue;
        }
        if (cr_word_has(r, i, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY))
            return i;
        if (r->drops && (w->flags & CR_TOKEN_SENTENCE) && (w->lex & CR_LEX_DETERMINER) && cr_str_is(w->key, "a") && !cr_word_has(r, i + 1, CR_LEX_TIME | CR_LEX_DETERMINER))
            return i; /* Portuguese "A prefeita" */
        if (w->lex & (CR_LEX_ADVERB | CR_LEX_AND | CR_LEX_BUT | CR_LEX_AS) || (r->english && cr_str_is(w->key, "that"))) {
            i += w->span;
            continue;
        }
        if ((w->lex & CR_LEX_TIME) && !r->mention_at[i]) {
            i += w->span;
            continue;
        }
        if ((w->lex & CR_LEX_PREPOSITION) && !(w->lex & CR_LEX_DETERMINER && !cr_capital(r, i))) {
            /* a prepositional phrase: the subject is the first phrase after it that no preposition binds */
            uint32_t k = i + w->span;
            while (k < end && !(starts_phrase(r, k) && k > i + w->span && !cr_word_has(r, k - 1, CR_LEX_PREPOSITION | CR_LEX_OF | CR_LEX_DETERMINER | CR_LEX_NATIONAL)))
                k++;
            return k;
        }
        return i;
    }
    return end;
}

/* A quotation that somebody says, not a word in scare quotes inside a name or a description. */
static bool spoken(const cr_reading *r, uint32_t i) {
    const cr_region *g = &r->regions[r->inside[i] - 1];
    uint32_t p = cr_point(r, g->to - 1);
    return g->words > 4 || p == ',' || p == '?' || p == '!' || p == '.' || cr_point(r, g->close) == ',';
}

/* Left end of the clause whose verb group starts at `at`. */
static uint32_t clause_start(const cr_reading *r, uint32_t at, uint32_t low) {
    uint32_t floor = at > low + REACH ? at - REACH : low;
    for (uint32_t i = at; i > floor;) {
        i--;
        if (r->inside[i] && r->inside[i] != r->inside[at] && spoken(r, i))
            return i + 1;
        if (boundary(r, i) && !(cr_point(r, i) == '.' && !(r->t.at[i + 1].flags & CR_TOKEN_SENTENCE) && i && r->t.at[i - 1].kind == CR_TOKEN_WORD))
            return i + 1;
        if (cr_word_has(r, i, CR_LEX_THAT) && !cr_word_has(r, i, CR_LEX_DETERMINER))
            return i + 1;
    }
    return floor;
}

/* The comma that opens the apposition which ends with the comma at `close`; CR_NOWHERE when there is none. */
static uint32_t opening_comma(const cr_reading *r, uint32_t close, uint32_t low) {
    uint32_t floor = close > low + APPOSITION ? close - APPOSITION : low;
    for (uint32_t i = close; i > floor;) {
        i--;
        if (cr_point(r, i) == ',' && !r->inside[i])
            return i;
        if (boundary(r, i) && cr_point(r, i) != '.')
            return CR_NOWHERE;
    }
    return CR_NOWHERE;
}

/* Does an apposition go on before this chunk ("Joan Puig, mécanicien de 42 ans, qui filme ..., juge")? */
static bool apposed(const cr_reading *r, uint32_t from) {
    return cr_word_has(r, from, CR_LEX_RELATIVE | CR_LEX_ROLE | CR_LEX_OF | CR_LEX_AND) || (r->t.at[from].kind == CR_TOKEN_NUMBER) ||
           (cr_word_has(r, from, CR_LEX_GERUND | CR_LEX_PARTICIPLE) && !cr_capital(r, from)) || cr_word_has(r, from, CR_LEX_PREPOSITION) ||
           (cr_word_has(r, from, CR_LEX_DETERMINER) && (cr_word_has(r, from + 1, CR_LEX_ROLE)) && !cr_capital(r, from));
}

/* Tokens between subject and verb that belong to neither. Returns the end of what may be the subject. */
static uint32_t skip_between(const cr_reading *r, uint32_t at, uint32_t low) {
    while (at > low) {
        const cr_token *w = &r->t.at[at - 1];
        if (w->kind != CR_TOKEN_WORD || r->inside[at - 1] != r->inside[at < r->t.count ? at : at - 1])
            break;
        bool him = (w->lex & CR_LEX_HE) && at > low + 1; /* "lui a répondu le ministre" */
        bool object = (w->lex & CR_LEX_CLITIC) && (him || !(w->lex & (CR_LEX_HE | CR_LEX_SHE | CR_LEX_SELF))) && !r->english;
        bool inner = (w->flags & CR_TOKEN_INSIDE) && !r->mention_at[at - 1];
        if (!(w->lex & (CR_LEX_ADVERB | CR_LEX_AUXILIARY | CR_LEX_NEGATION)) && !object && !inner && !((w->lex & CR_LEX_TIME) && !r->mention_at[at - 1]))
            break;
        if ((w->lex & (CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_ONE | CR_LEX_ROLE | CR_LEX_ORGANISATION)) && !(object && him))
            break;
        at--;
    }
    return at;
}

/* From the first phrase in [from, to): cuts off what cannot belong to a subject. */
static cr_phrase tidy(const cr_reading *r, uint32_t from, uint32_t to) {
    from = skip_opening(r, from, to);
    while (to > from && (r->t.at[to - 1].kind == CR_TOKEN_PUNCT && cr_point(r, to - 1) != ')' && cr_point(r, to - 1) != '.'))
        to--;
    if (from >= to || to - from > PHRASE)
        return (cr_phrase){from, from};
    return (cr_phrase){from, to};
}

/* A comma, also the one within the marks: “A,” adding. */
static bool closes_clause(const cr_reading *r, uint32_t i) {
    return cr_point(r, i) == ',' || (r->english && i && r->t.at[i].kind == CR_TOKEN_MARK && cr_point(r, i - 1) == ',');
}

/* English: "Hours later, Trump returned the compliment, telling": the nearest name or pronoun that a verb follows. */
static cr_phrase doer(const cr_reading *r, uint32_t at, uint32_t low) {
    for (uint32_t i = at; i > low && i + 40 > at; i--) {
        uint32_t k = i - 1;
        bool pronoun = cr_word_has(r, k, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY) && !cr_word_has(r, k, CR_LEX_CLITIC | CR_LEX_DETERMINER);
        if (!(pronoun || r->mention_at[k]) || r->inside[k])
            continue;
        cr_phrase p = {k, i};
        if (r->mention_at[k])
            p = (cr_phrase){r->mentions[r->mention_at[k] - 1].start, r->mentions[r->mention_at[k] - 1].end};
        bool bound = p.from > low && cr_word_has(r, p.from - 1, CR_LEX_PREPOSITION | CR_LEX_OF);
        uint32_t v = p.to;
        while (v < at && cr_word_has(r, v, CR_LEX_ADVERB))
            v++;
        if (!bound && v < at && (cr_word_has(r, v, CR_LEX_AUXILIARY | CR_LEX_FINITE) || cr_str_ends(cr_key(r, v), "ed")) && !cr_str_is(cr_key(r, v), "'s"))
            return p;
        if (r->mention_at[k])
            i = p.from + 1;
    }
    return (cr_phrase){at, at};
}

/* `Edwin "Buzz" Aldrin followed him and said`: a name around a quoted nickname ends at the name. 0 when there is none. */
static uint32_t nicknamed(const cr_reading *r, cr_phrase p) {
    if (p.from >= p.to || !cr_capital(r, p.from))
        return 0;
    uint32_t i = r->mention_at[p.from] ? r->mentions[r->mention_at[p.from] - 1].end : p.from + 1;
    if (i >= p.to || !r->inside[i] || r->regions[r->inside[i] - 1].words > 3)
        return 0;
    i = r->regions[r->inside[i] - 1].close;
    if (i >= p.to || !(r->mention_at[i] || cr_capital(r, i)))
        return 0;
    i = r->mention_at[i] ? r->mentions[r->mention_at[i] - 1].end : i + 1;
    return i <= p.to ? i : 0;
}

/* "Le ciel est gris et les auditeurs ont demandé", "l'affaire pour laquelle le Parlement a estimé": behind the last joint that a
 * phrase follows, with no other verb up to ours. Empty when there is none. */
static cr_phrase behind_joint(const cr_reading *r, uint32_t from, uint32_t to) {
    for (uint32_t i = to; i-- > from + 1;) {
        if (verbal(r, i) || (cr_word_has(r, i, CR_LEX_FINITE) && !cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_PREPOSITION | CR_LEX_DETERMINER)))
            break;
        if (i + 1 < to && cr_word_has(r, i, CR_LEX_AND | CR_LEX_RELATIVE | CR_LEX_BUT) && !r->mention_at[i] && starts_phrase(r, i + 1) && !cr_word_has(r, i + 1, CR_LEX_RELATIVE)) {
            cr_phrase p = cr_speech_phrase(r, i + 1, to);
            if (p.to == to)
                return p;
        }
    }
    return (cr_phrase){to, to};
}

static cr_phrase subject_before(const cr_reading *r, const cr_cue *c, bool *shared) {
    uint32_t low = r->sentences[c->sentence].from;
    uint32_t end = skip_between(r, c->from, low);
    *shared = false;
    if (end > low && cr_word_has(r, end - 1, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_LATTER | CR_LEX_SELF | CR_LEX_ONE) && !cr_word_has(r, end - 1, CR_LEX_DETERMINER | CR_LEX_RELATIVE))
        return (cr_phrase){end - 1, end};
    if (end > low && (cr_word_has(r, end - 1, CR_LEX_AND | CR_LEX_BUT) || (cr_point(r, end - 1) == ',' && cr_word_has(r, c->verb, CR_LEX_GERUND))))
        *shared = true;
    if (end > low && cr_word_has(r, end - 1, CR_LEX_RELATIVE)) { /* "Trump, who said": the name before */
        end--;
        if (end > low && cr_point(r, end - 1) == ',')
            end--;
    } else if (end > low && cr_point(r, end - 1) == ',') { /* an apposition or a relative clause ends here */
        uint32_t comma = opening_comma(r, end - 1, low);
        while (comma != CR_NOWHERE && comma > low && apposed(r, comma + 1)) {
            uint32_t more = opening_comma(r, comma, low);
            uint32_t chunk = more == CR_NOWHERE ? low : more + 1;
            uint32_t start = skip_opening(r, chunk, comma);
            if (more == CR_NOWHERE || (start < comma && !apposed(r, chunk)))
                break;
            comma = more;
        }
        if (comma == CR_NOWHERE)
            return (cr_phrase){end, end};
        uint32_t start = clause_start(r, comma, low);
        uint32_t before = opening_comma(r, comma, start);
        cr_phrase head = tidy(r, before == CR_NOWHERE ? start : before + 1, comma);
        bool figure = head.to == head.from + 1 && r->t.at[head.from].kind == CR_TOKEN_NUMBER; /* "en janvier 2006, le juge X, successeur de Y, écrit" */
        if (head.from == head.to || figure || cr_word_has(r, head.from, CR_LEX_TIME)) /* "Mercredi, Jens Stoltenberg, a déclaré" */
            return tidy(r, comma + 1, end);
        uint32_t apposition = skip_opening(r, comma + 1, end);
        uint32_t named_at = apposition; /* "le porte-parole, le colonel Luc Martin," */
        while (named_at < apposition + 4 && named_at < end && !r->mention_at[named_at] && cr_word_has(r, named_at, CR_LEX_DETERMINER | CR_LEX_TITLE | CR_LEX_ROLE | CR_LEX_NATIONAL))
            named_at++;
        if (r->mention_at[named_at] && apposition == comma + 1 && end - 1 - apposition < 8 && (named_at == apposition || r->mentions[r->mention_at[named_at] - 1].kind == CR_NAME_PERSON))
            head.to = end - 1; /* "le secrétaire général, Jens Stoltenberg" */
        return head;
    }
    uint32_t start = clause_start(r, end, low);
    uint32_t comma = opening_comma(r, end, start);
    cr_phrase whole = tidy(r, comma == CR_NOWHERE ? start : comma + 1, end);
    uint32_t named = nicknamed(r, whole);
    if (named)
        return (cr_phrase){whole.from, named};
    cr_phrase np = cr_speech_phrase(r, whole.from, whole.to);
    if (np.to < whole.to && np.to > np.from) {
        /* words are left between the phrase and the verb: another verb perhaps, then the subject is shared */
        for (uint32_t i = np.to; i < whole.to; i++)
            if (!r->articles && cr_word_has(r, i, CR_LEX_CITING))
                return np;
            else if (verbal(r, i) || cr_word_has(r, i, CR_LEX_RELATIVE | CR_LEX_VERB)) {
                cr_phrase joined = behind_joint(r, np.to, whole.to);
                return joined.to > joined.from ? joined : np;
            }
        np.to = whole.to;
    }
    return np;
}

/* English: a word in -ed that no capital makes a name, behind the first word of the phrase. */
static bool has_past(const cr_reading *r, cr_phrase p) {
    for (uint32_t i = p.from + 1; i < p.to; i++)
        if (cr_str_ends(cr_key(r, i), "ed") && !cr_capital(r, i) && !cr_word_has(r, i, CR_LEX_ROLE))
            return true;
    return false;
}

/* After the verb: "a déclaré Mircea Geoana", "said Haley Morris", "a annoncé dimanche l'agence Anadolu". */
/* `said former Ohio Governor Ed Hill`, `said Harbour City Mayor Don Hill`: a name or a role within the same few words. */
static bool somebody_soon(const cr_reading *r, uint32_t i, uint32_t high) {
    for (uint32_t k = i; k < high && k < i + 6 && r->t.at[k].kind == CR_TOKEN_WORD && !cr_word_has(r, k, CR_LEX_VERB | CR_LEX_THAT | CR_LEX_AUXILIARY | CR_LEX_PREPOSITION); k++)
        if (r->mention_at[k] || cr_word_has(r, k, CR_LEX_ROLE | CR_LEX_TITLE | CR_LEX_ORGANISATION))
            return true;
    return false;
}

static cr_phrase subject_after(const cr_reading *r, const cr_cue *c) {
    uint32_t i = c->to, high = r->sentences[c->sentence].to;
    bool quoted = c->from && r->t.at[c->from - 1].kind == CR_TOKEN_MARK;
    bool says = cr_str_is(cr_key(r, c->verb), "said") || cr_str_is(cr_key(r, c->verb), "says");
    if (r->english && (c->from != c->verb || (!quoted && !says))) /* "has shown Smith", "stressed the need": without marks only "said" is turned round */
        return (cr_phrase){i, i};
    if (r->english && (c->lex & CR_LEX_DATIVE) && !(c->from && r->t.at[c->from - 1].kind == CR_TOKEN_MARK)) /* "Mary Holt, told the BBC" */
        return (cr_phrase){i, i};
    for (unsigned n = 0; n < 8 && i < high; n++) {
        const cr_token *w = &r->t.at[i];
        bool time = (w->lex & (CR_LEX_TIME | CR_LEX_ADVERB)) && !r->mention_at[i];
        if (time && !(w->lex & (CR_LEX_ROLE)))
            i += w->span;
        else if (cr_word_has(r, i, CR_LEX_DETERMINER) && cr_word_has(r, i + 1, CR_LEX_TIME) && !cr_word_has(r, i + 1, CR_LEX_ROLE))
            i += 2;
        else
            break;
    }
    if (cr_point(r, i) == ',' && cr_word_has(r, i + 1, CR_LEX_ACCORDING)) /* "auraient dit, selon le site, des agents" */
        for (uint32_t k = i + 2; k < high && k < i + 12; k++)
            if (cr_point(r, k) == ',') {
                i = k + 1;
                break;
            }
    bool behind = quoted || (c->from > 1 && cr_point(r, c->from - 1) == ',' && r->inside[c->from - 2]);
    if (!r->english && behind && cr_point(r, i) == ',') /* "« A », a lâché, agacé, le ministre" */
        for (uint32_t k = i + 1; k + 1 < high && k < i + 5 && !r->mention_at[k] && !cr_word_has(r, k, CR_LEX_AUXILIARY | CR_LEX_RELATIVE | CR_LEX_THAT | CR_LEX_GERUND); k++)
            if (cr_point(r, k) == ',' && k > i + 1) {
                i = starts_phrase(r, k + 1) ? k + 1 : i;
                break;
            }
    if (!r->english && cr_word_has(r, i, CR_LEX_PREPOSITION)) { /* "a déclaré à l'agence X une source": the hearer stands between */
        uint32_t k = i + 1;
        while (k < high && k < i + 8 && !r->mention_at[k] && r->t.at[k].kind == CR_TOKEN_WORD && !cr_word_has(r, k, CR_LEX_MEDIUM))
            k++;
        cr_phrase hearer = {i + 1, i + 1};
        if (k < high && (r->mention_at[k] || cr_word_has(r, k, CR_LEX_MEDIUM))) {
            uint32_t to = r->mention_at[k] ? r->mentions[r->mention_at[k] - 1].end : k + 1 < high && r->mention_at[k + 1] ? r->mentions[r->mention_at[k + 1] - 1].end : k + 1;
            hearer = (cr_phrase){i + 1, to};
        }
        if (hearer.to > hearer.from && hearer.to < high && cr_speech_outlet(r, hearer) && starts_phrase(r, hearer.to))
            i = hearer.to;
    }
    bool alone = r->t.nouns_capital && cr_capital(r, i) && c->from == c->verb && cr_point(r, c->from - (c->from > 0)) == ',' && !cr_word_has(r, i, CR_LEX_TIME | CR_LEX_ADVERB); /* ", sagte Orlow." */
    if (i >= high || (!starts_phrase(r, i) && !alone)) {
        if (!((r->english || !r->articles || cr_word_has(r, i, CR_LEX_PLURAL)) && i < high && r->t.at[i].kind == CR_TOKEN_WORD && cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_NATIONAL)) &&
            !(r->english && quoted && somebody_soon(r, i, high)) && !(!r->articles && i + 1 < high && r->t.at[i].kind == CR_TOKEN_WORD && r->mention_at[i + 1] && !cr_word_has(r, i, CR_LEX_PREPOSITION | CR_LEX_THAT | CR_LEX_CITING | CR_LEX_CARRIED))) /* говорит инженер Павел Лебедев */
            return (cr_phrase){i, i};
    }
    if (r->english && cr_word_has(r, i, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_SELF)) /* "..., said he would": the clause, not the speaker */
        return (cr_phrase){i, i};
    cr_phrase p = cr_speech_phrase(r, i, high);
    bool demands = (c->lex >> CR_LEX_ACT_SHIFT & 7) == CR_ACT_DEMANDS && (cr_str_is(cr_key(r, p.to), "à") || cr_str_is(cr_key(r, p.to), "a"));
    if (demands && !r->english && p.to > p.from) /* "a exhorté Moscou à suspendre": the one who is asked */
        return (cr_phrase){i, i};
    if (r->english && p.to > p.from && p.to < high && r->t.at[p.to].kind == CR_TOKEN_WORD && !cr_word_has(r, p.to, CR_LEX_PREPOSITION | CR_LEX_TIME | CR_LEX_RELATIVE | CR_LEX_CHANNEL | CR_LEX_AND | CR_LEX_BUT | CR_LEX_GERUND) && !(quoted && (cr_str_ends(cr_key(r, p.to), "ed") || cr_str_is(cr_key(r, p.to), "to"))) && !r->inside[p.to])
        return (cr_phrase){i, i};
    if (r->english && !quoted && (cr_word_has(r, i, CR_LEX_THAT) || has_past(r, p) || cr_word_has(r, p.to, CR_LEX_GERUND | CR_LEX_PARTICIPLE)))
        return (cr_phrase){i, i}; /* "X, who leads it, said her group planned": what was said, not who */
    /* an apposition with a name: "a déclaré le ministre, Sergueï Lavrov" */
    uint32_t name = p.to + 1; /* "o comandante da força, o general canadense Eedson Burns" */
    while (name < high && name < p.to + 5 && !r->mention_at[name] && cr_word_has(r, name, CR_LEX_DETERMINER | CR_LEX_ROLE | CR_LEX_TITLE | CR_LEX_NATIONAL))
        name++;
    if (p.to > p.from && cr_point(r, p.to) == ',' && name < high && r->mention_at[name] && cr_word_has(r, p.from + (cr_word_has(r, p.from, CR_LEX_DETERMINER) ? 1 : 0), CR_LEX_ROLE)) {
        const cr_mention *m = &r->mentions[r->mention_at[name] - 1];
        if (m->kind != CR_NAME_PLACE && (m->end >= high || r->t.at[m->end].kind != CR_TOKEN_WORD))
            p.to = m->end;
    }
    return p;
}

/* A name, a role, a body, a document: what speaks. */
static bool names_somebody(const cr_reading *r, cr_phrase p) {
    if (p.from == p.to || cr_word_has(r, p.from, CR_LEX_PREPOSITION))
        return false;
    for (uint32_t i = p.from; i < p.to && i < p.from + 4; i++)
        if (r->mention_at[i] || cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_GENERIC_BODY | CR_LEX_DOCUMENT | CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_ONE | CR_LEX_TITLE))
            return true;
    return false;
}

/* "Les États-Unis, l'Union européenne et le Groupe des Sept": a list is taken from its first name. */
static void widen_list(const cr_reading *r, cr_phrase *p, uint32_t low) {
    bool list = false;
    for (uint32_t i = p->from; i < p->to; i++)
        list |= cr_word_has(r, i, CR_LEX_AND) && i > p->from;
    for (unsigned n = 0; list && n < 6 && p->from > low + 1 && cr_point(r, p->from - 1) == ','; n++) {
        uint32_t comma = p->from - 1, i = comma - 1;
        if (!r->mention_at[i])
            return;
        i = r->mentions[r->mention_at[i] - 1].start;
        if (i > low && cr_word_has(r, i - 1, CR_LEX_DETERMINER))
            i--;
        if (i > low && cr_point(r, i - 1) != ',')
            return;
        p->from = i;
    }
}

/* "a cité le responsable comme avertissant que": the official warns, the ministry carries. */
static bool quoted_as(const cr_reading *r, cr_cue *c, uint32_t index) {
    const cr_cue *before = index ? &r->cues[index - 1] : NULL;
    if (!before || before->sentence != c->sentence || !(before->lex & CR_LEX_CITING) || !cr_word_has(r, c->verb, CR_LEX_GERUND) || c->from <= before->to + 1 ||
        !cr_word_has(r, c->from - 1, CR_LEX_AS))
        return false;
    cr_phrase p = cr_speech_phrase(r, before->to, c->from - 1);
    if (p.from == p.to)
        return false;
    c->subject = p;
    c->after = true;
    c->from = before->from;
    c->carrier = before->subject;
    return true;
}

/* "selon X", "X zufolge", "selon le ministre, X, ". */
static void according_subject(const cr_reading *r, cr_cue *c, uint32_t high) {
    if (cr_str_is(cr_key(r, c->from), "zufolge")) {
        uint32_t start = c->from, floor = r->sentences[c->sentence].from;
        while (start > floor && start + 8 > c->from && r->t.at[start - 1].kind == CR_TOKEN_WORD && !cr_word_has(r, start - 1, CR_LEX_AUXILIARY))
            start--;
        c->subject = (cr_phrase){start, c->from};
        return;
    }
    c->subject = cr_speech_phrase(r, c->to, high);
    c->after = true;
    uint32_t to = c->subject.to; /* "selon le ministre, Jens Stoltenberg, ..." */
    if (cr_point(r, to) == ',' && to + 1 < high && r->mention_at[to + 1] && r->mentions[r->mention_at[to + 1] - 1].kind == CR_NAME_PERSON) {
        const cr_mention *m = &r->mentions[r->mention_at[to + 1] - 1];
        if (cr_point(r, m->end) == ',' && !r->mention_at[c->subject.from])
            c->subject.to = m->end;
    }
}

void cr_speech_subject(cr_reading *r, uint32_t index) {
    cr_cue *c = &r->cues[index];
    uint32_t high = r->sentences[c->sentence].to;
    if (c->kind == CR_CUE_VERB && quoted_as(r, c, index)) {
        r->cues[index - 1].used = true;
        return;
    }
    if (c->kind == CR_CUE_ACCORDING) {
        according_subject(r, c, high);
        return;
    }
    if (c->inverted) {
        c->subject = (cr_phrase){c->pronoun, c->pronoun + 1};
        return;
    }
    if (index && c->from == c->verb && cr_word_has(r, c->verb, CR_LEX_GERUND) && r->cues[index - 1].sentence == c->sentence &&
        c->from && closes_clause(r, c->from - 1) && r->cues[index - 1].subject.to > r->cues[index - 1].subject.from) { /* ", ajoutant que" */
        c->subject = r->cues[index - 1].subject;
        c->shared = true;
        return;
    }
    uint32_t low = r->sentences[c->sentence].from, end = skip_between(r, c->from, low);
    if (r->english && c->from == c->verb && cr_word_has(r, c->verb, CR_LEX_GERUND) && c->from > low && closes_clause(r, c->from - 1)) {
        cr_phrase p = doer(r, c->from - 1, low);
        if (p.to > p.from) {
            c->subject = p;
            return;
        }
    }
    bool fresh = end == low || (end > low && ((!r->english && cr_word_has(r, end - 1, CR_LEX_AS) && !cr_word_has(r, end - 1, CR_LEX_THAT)) || cr_point(r, end - 1) == ',' || r->t.at[end - 1].kind == CR_TOKEN_MARK || boundary(r, end - 1)));
    if (fresh) { /* ", a déclaré X": the subject may follow */
        cr_phrase p = subject_after(r, c);
        bool object = cr_word_has(r, c->verb, CR_LEX_GERUND);
        if (p.to > p.from && !object) {
            if (!names_somebody(r, p)) { /* "X, directeur de Y, a annoncé son intention": the object of a subject before */
                bool ignored;
                cr_phrase earlier = subject_before(r, c, &ignored);
                if (names_somebody(r, earlier)) {
                    c->subject = earlier;
                    return;
                }
            }
            c->subject = p;
            c->after = true;
            /* "X, président de Y, a déclaré la guerre": a name before the comma is the better subject where a clause follows */
            if (!(cr_point(r, end ? end - 1 : 0) == ',' && cr_word_has(r, p.to, CR_LEX_THAT)))
                return;
        }
    }
    bool shared = false;
    cr_phrase before = subject_before(r, c, &shared);
    if (before.to > before.from && !(shared && before.to >= end)) {
        widen_list(r, &before, low);
        c->subject = before;
        c->after = false;
        c->shared = false;
    }
    if (c->subject.from == c->subject.to || shared) {
        if (shared && index && r->cues[index - 1].sentence == c->sentence && (c->subject.from == c->subject.to || c->subject.to >= end)) {
            c->subject = r->cues[index - 1].subject;
            c->shared = true;
        } else if (shared && c->subject.from == c->subject.to) { /* "Le parti serait ouvert, mais a fait remarquer que" */
            uint32_t start = skip_opening(r, low, c->from);
            c->subject = cr_speech_phrase(r, start, c->from);
        }
    }
    if (!r->articles && c->subject.from == c->subject.to && low + 1 < c->from && cr_word_has(r, low, CR_LEX_LOCATIVE) && r->mention_at[low + 1]) {
        const cr_mention *m = &r->mentions[r->mention_at[low + 1] - 1]; /* "В Кремле заявили": whoever speaks for it */
        if (m->end == end)
            c->subject = (cr_phrase){m->start, m->end};
    }
}
