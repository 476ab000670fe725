/* From the words beside a quotation to who said it.
 *
 * A name is its fullest form in the text; a description ("le secrétaire général de l'OTAN", "the spokesman")
 * is the person who was given that role in the text; a pronoun is the person who spoke or led a sentence last;
 * "the alliance" is the body that spoke or led last; a document speaks for whoever issued it. What cannot be
 * told stays as it is written, and a pronoun that cannot be told stays nobody. */
#include <string.h>

#include "speech/speech.h"

enum { MENTIONS_BACK = 400, PRONOUN_SENTENCES = 8, BODY_SENTENCES = 25 };

static bool pronoun(const cr_reading *r, uint32_t i) {
    return cr_word_has(r, i, CR_LEX_HE | CR_LEX_SHE | CR_LEX_THEY | CR_LEX_LATTER) && !cr_word_has(r, i, CR_LEX_RELATIVE);
}

static cr_str plain(cr_reading *r, uint32_t from, uint32_t to) {
    return cr_str_squeeze(r->arena, cr_tokens_slice(&r->t, from, to));
}

static void take_mention(cr_reading *r, cr_speaker *s, const cr_mention *m) {
    if (m->shared) { /* one of two, and nothing tells which: nobody */
        s->kind = CR_NAME_PERSON;
        return;
    }
    const cr_mention *full = &r->mentions[m->full];
    s->full = m->full;
    cr_str nominative = cr_mention_nominative(r->arena, &r->t, full);
    s->name = nominative.ptr ? nominative : plain(r, full->start, full->end);
    s->kind = m->kind;
    s->female = m->female;
    s->male = m->male;
    const cr_mention *with = m->role_end > m->role_start ? m : full;
    if (with->role_end > with->role_start)
        s->role = plain(r, with->role_start, with->role_end);
    if (m->kind == CR_NAME_ORGANISATION)
        s->medium = cr_word_has(r, m->start, CR_LEX_MEDIUM_NAME) && (r->t.at[m->start].flags & CR_TOKEN_CAPITAL);
}

/* The noun that a phrase is about: its first noun after article, number and adjective. */
static uint32_t head_of(const cr_reading *r, cr_phrase p) {
    uint32_t i = p.from;
    while (i < p.to && (cr_word_has(r, i, CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_ONE) || r->t.at[i].kind != CR_TOKEN_WORD) && !r->mention_at[i])
        i++;
    if (r->english && !r->mention_at[i]) /* "the foundation's director": the owner is not the head */
        for (uint32_t k = i + 1; k + 1 < p.to && k < i + 5; k++)
            if (cr_str_is(cr_key(r, k), "'s"))
                i = k + 1;
    uint32_t first = i;
    for (; i < p.to && i < first + 4; i++) {
        if (r->mention_at[i] || cr_word_has(r, i, CR_LEX_ROLE | CR_LEX_ORGANISATION | CR_LEX_DOCUMENT | CR_LEX_GENERIC_BODY)) {
            while (r->english && !r->mention_at[i] && i + 1 < p.to && !r->mention_at[i + 1] && cr_word_has(r, i + 1, CR_LEX_ROLE))
                i++; /* "opposition lawmaker", "health ministry spokesman": an English noun stands behind those that describe it */
            return i;
        }
        if (cr_word_has(r, i, CR_LEX_OF | CR_LEX_PREPOSITION))
            break;
    }
    return first < p.to ? first : p.from;
}

/* "(a lawyer) for businessman Karim Haddad", "(l'avocate) de l'homme d'affaires Karim Haddad": through roles right before the name
 * goes the tie to the word before. */
static bool bound_by_role(const cr_reading *r, uint32_t from, uint32_t i) {
    const uint64_t grammar = CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_OF | CR_LEX_AND | CR_LEX_BUT | CR_LEX_VERB | CR_LEX_AUXILIARY | CR_LEX_ORGANISATION | CR_LEX_MEDIUM;
    uint32_t k = i; /* "for banker Karim Haddad": English sets only what he is between the two */
    if (r->english && k > from + 1 && r->t.at[k - 1].kind == CR_TOKEN_WORD && !cr_capital(r, k - 1) && !cr_word_has(r, k - 1, grammar) && cr_word_has(r, k - 2, CR_LEX_PREPOSITION | CR_LEX_OF))
        k--;
    while (k > from && !r->mention_at[k - 1] && (cr_word_has(r, k - 1, CR_LEX_ROLE | CR_LEX_TITLE | CR_LEX_NATIONAL) || (r->t.at[k - 1].flags & CR_TOKEN_INSIDE)))
        k--;
    if (k == i)
        return false;
    bool article = k > from && cr_word_has(r, k - 1, CR_LEX_DETERMINER) && !cr_word_has(r, k - 1, CR_LEX_OF);
    k -= article;
    return k > from + 1 && cr_word_has(r, k - 1, CR_LEX_OF | CR_LEX_PREPOSITION) && !cr_word_has(r, k - 1, CR_LEX_ROLE);
}

/* "l'avvocata dell'imprenditore Karim Haddad, Ann Cole": the name that closes the phrase behind a comma, where this one ends a complement. */
static bool before_another(const cr_reading *r, cr_phrase p, const cr_mention *m) {
    const cr_mention *next = m->end + 1 < p.to && cr_point(r, m->end) == ',' && r->mention_at[m->end + 1] ? &r->mentions[r->mention_at[m->end + 1] - 1] : NULL;
    if (!next || next->start != m->end + 1 || next->end < next->start + 2 || next->end < p.to || (next->kind != CR_NAME_PERSON && next->kind != CR_NAME_UNKNOWN))
        return false;
    for (uint32_t i = m->role_start; i < m->role_end && m->role_end == m->start; i++)
        if (cr_word_has(r, i, CR_LEX_OF))
            return true;
    return false;
}

/* A person named inside the phrase, not as a complement: "le ministre russe Sergueï Lavrov", "X, directeur de Y". */
static const cr_mention *apposed_name(const cr_reading *r, cr_phrase p) {
    for (uint32_t i = p.from; i < p.to; i++) {
        if (!r->mention_at[i])
            continue;
        const cr_mention *m = &r->mentions[r->mention_at[i] - 1];
        bool bound = i > p.from && (cr_word_has(r, i - 1, CR_LEX_OF | CR_LEX_PREPOSITION | CR_LEX_DETERMINER | CR_LEX_AND) || bound_by_role(r, p.from, i) || before_another(r, p, m));
        if (m->start == i && !bound && (m->kind == CR_NAME_PERSON || m->kind == CR_NAME_UNKNOWN))
            return m;
        if (m->end > i)
            i = m->end - 1;
    }
    return NULL;
}

static bool content_word(const cr_reading *r, uint32_t i) {
    return r->t.at[i].kind == CR_TOKEN_WORD && !cr_word_has(r, i, CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_OF);
}

/* "russe" and "Russie", "français" and "France": one country, as far as the first letters tell. */
static bool of_country(const cr_reading *r, uint32_t adjective, uint32_t place) {
    enum { STEM = 4 };
    cr_str a = cr_key(r, adjective), b = cr_key(r, place);
    return cr_word_has(r, adjective, CR_LEX_NATIONAL) && cr_word_has(r, place, CR_LEX_PLACE) && a.len >= STEM && b.len >= STEM && memcmp(a.ptr, b.ptr, STEM) == 0;
}

/* How many of the description's words stand in the role; all of them must. */
static unsigned fits(const cr_reading *r, cr_phrase d, const cr_mention *m) {
    unsigned n = 0;
    for (uint32_t i = d.from; i < d.to; i++) {
        if (!content_word(r, i))
            continue;
        bool found = false;
        for (uint32_t k = m->role_start; k < m->role_end && !found; k++)
            found = cr_str_eq(cr_key(r, i), cr_key(r, k)) || of_country(r, i, k);
        if (!found)
            return 0;
        n++;
    }
    return n;
}

static bool has_role(const cr_reading *r, const cr_mention *m, cr_phrase d) {
    if (m->role_end == m->role_start || m->role_end - m->role_start > 20 || (m->start && cr_word_has(r, m->start - 1, CR_LEX_MEDIUM)))
        return false; /* "interrogé par la chaîne X, le ministre": not X's role */
    return fits(r, d, m) > 0;
}

/* How many mentions stand before this token. They come in order. */
static uint32_t mentions_before(const cr_reading *r, uint32_t token) {
    uint32_t low = 0, high = r->mention_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->mentions[middle].start < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The person who was given this role in the text before (or, failing that, just after). */
static const cr_mention *by_role(const cr_reading *r, cr_phrase d) {
    uint32_t before = mentions_before(r, d.from), low = before > MENTIONS_BACK ? before - MENTIONS_BACK : 0;
    uint32_t high = r->mention_count - before > MENTIONS_BACK ? before + MENTIONS_BACK : r->mention_count;
    for (uint32_t k = before; k-- > low;)
        if (has_role(r, &r->mentions[k], d))
            return &r->mentions[k];
    for (uint32_t k = before; k < high; k++)
        if (has_role(r, &r->mentions[k], d))
            return &r->mentions[k];
    return NULL;
}

/* Where the words between two members of a list begin, going left from `i`: articles, "of"; CR_NOWHERE without a mention there. */
static const cr_mention *ends_before(const cr_reading *r, uint32_t i, uint64_t between) {
    while (i && cr_word_has(r, i - 1, between) && !r->mention_at[i - 1])
        i--;
    return i && r->mention_at[i - 1] ? &r->mentions[r->mention_at[i - 1] - 1] : NULL;
}

/* "les dirigeants de la Russie et des États-Unis, X et Y, ...": "le président russe" is X. */
static const cr_mention *by_leaders(const cr_reading *r, cr_phrase d) {
    uint32_t nation = CR_NOWHERE;
    for (uint32_t i = d.from; i < d.to; i++)
        if (cr_word_has(r, i, CR_LEX_NATIONAL))
            nation = i;
    for (uint32_t k = mentions_before(r, d.from), seen = 0; nation != CR_NOWHERE && k-- > 0 && seen < MENTIONS_BACK; seen++) {
        const cr_mention *first = &r->mentions[k], *second = k + 1 < r->mention_count ? first + 1 : NULL;
        if (!second || second->start >= d.from || first->kind == CR_NAME_PLACE || second->kind == CR_NAME_PLACE || second->start != first->end + 1 || !cr_word_has(r, first->end, CR_LEX_AND) ||
            first->start < 4 || cr_point(r, first->start - 1) != ',')
            continue;
        const cr_mention *there = ends_before(r, first->start - 1, 0), *here = there ? ends_before(r, there->start, CR_LEX_OF | CR_LEX_DETERMINER | CR_LEX_AND) : NULL;
        uint32_t noun = here ? here->start : 0;
        while (noun && cr_word_has(r, noun - 1, CR_LEX_OF | CR_LEX_DETERMINER))
            noun--;
        if (!noun || noun == here->start || !cr_word_has(r, noun - 1, CR_LEX_ROLE | CR_LEX_PLURAL) || !cr_word_has(r, noun - 1, CR_LEX_PLURAL))
            continue;
        if (of_country(r, nation, here->end - 1))
            return first;
        if (of_country(r, nation, there->end - 1))
            return second;
    }
    return NULL;
}

/* The last person who leads a sentence before token `at`, not too far back. */
static const cr_mention *leading_person(const cr_reading *r, uint32_t at, uint32_t sentence, bool body) {
    uint32_t floor = sentence > 3 ? r->sentences[sentence - 3].from : 0;
    for (uint32_t i = at; i > floor;) {
        i--;
        if (!r->mention_at[i] || r->inside[i])
            continue;
        const cr_mention *m = &r->mentions[r->mention_at[i] - 1];
        if (m->start != i)
            continue;
        if (body ? m->kind != CR_NAME_ORGANISATION : m->kind != CR_NAME_PERSON)
            continue;
        /* in subject position: before the first verb of its sentence, no preposition before it */
        bool bound = i && cr_word_has(r, i - 1, CR_LEX_PREPOSITION | CR_LEX_OF) && !(r->t.at[i].flags & CR_TOKEN_SENTENCE);
        if (cr_word_has(r, i - 1, CR_LEX_DETERMINER) && i > 1 && !cr_word_has(r, i - 1, CR_LEX_OF))
            bound = cr_word_has(r, i - 2, CR_LEX_PREPOSITION) && !(r->t.at[i - 1].flags & CR_TOKEN_SENTENCE);
        if (!bound)
            return m;
    }
    return NULL;
}

static void take_speaker(cr_speaker *s, const cr_speaker *from) {
    s->name = from->name;
    s->role = from->role;
    s->full = from->full;
    s->kind = from->kind;
    s->female = from->female;
    s->male = from->male;
}

static void resolve_pronoun(cr_reading *r, cr_speaker *s, cr_phrase p, uint32_t sentence) {
    bool he = cr_word_has(r, p.from, CR_LEX_HE), she = cr_word_has(r, p.from, CR_LEX_SHE), they = cr_word_has(r, p.from, CR_LEX_THEY);
    if (cr_word_has(r, p.from, CR_LEX_LATTER))
        he = she = true;
    s->female = she && !he;
    s->male = he && !she;
    s->plural = they;
    if (they && !cr_word_has(r, p.from, CR_LEX_LATTER)) {
        if (r->last.plural && sentence - r->last_sentence <= 3)
            take_speaker(s, &r->last);
        return;
    }
    const cr_mention *lead = leading_person(r, p.from, sentence, false);
    bool fits_lead = lead && !(he && !she && lead->female) && !(she && !he && lead->male);
    const cr_speaker *l = r->last_person.name.ptr ? &r->last_person : NULL;
    if (l && ((he && !she && l->female) || (she && !he && l->male) || sentence - r->last_person_sentence > PRONOUN_SENTENCES))
        l = NULL;
    if (l && l->mention.to > l->mention.from && fits_lead && lead->start > l->mention.to && l->full != lead->full && sentence - r->last_person_sentence > 0 &&
        (r->t.at[lead->start].flags & CR_TOKEN_SENTENCE || lead->start <= r->sentences[sentence].from + 3 || sentence - r->last_person_sentence > 1)) {
        uint32_t first = lead->start, of = sentence;
        for (uint32_t k = sentence; k > 0 && r->sentences[k].from > first; k--) {
            first = r->sentences[k - 1].from;
            of = k - 1;
        }
        if (lead->start < first + 8 && of != r->last_person_sentence) /* whom the speaker himself names leads nothing */
            l = NULL; /* somebody else has led a sentence since */
    }
    if (l)
        take_speaker(s, l);
    else if (fits_lead)
        take_mention(r, s, lead);
}

cr_speaker cr_speech_person(cr_reading *r, uint32_t token, uint32_t sentence) {
    cr_speaker s = {.full = CR_NOWHERE};
    const cr_mention *lead = leading_person(r, token, sentence, false);
    if (r->last_person.name.ptr && sentence - r->last_person_sentence <= PRONOUN_SENTENCES)
        take_speaker(&s, &r->last_person);
    else if (lead)
        take_mention(r, &s, lead);
    return s;
}

/* The last body named before token `at` whose name holds the noun of token `noun`: "the union" is the Maritime Workers Union. */
static const cr_mention *body_with_noun(const cr_reading *r, uint32_t at, uint32_t noun) {
    for (uint32_t k = mentions_before(r, at), seen = 0; k-- > 0 && seen < MENTIONS_BACK;) {
        const cr_mention *m = &r->mentions[k];
        seen++;
        if (m->kind == CR_NAME_PERSON)
            continue;
        for (uint32_t i = m->start; i < m->end; i++)
            if (cr_str_eq(cr_key(r, i), cr_key(r, noun)))
                return m;
    }
    return NULL;
}

static void resolve_body(cr_reading *r, cr_speaker *s, cr_phrase p, uint32_t head, uint32_t sentence) {
    s->kind = CR_NAME_ORGANISATION;
    if (r->last_body.name.ptr && sentence - r->last_body_sentence <= BODY_SENTENCES) {
        bool same_noun = cr_str_find_nocase(r->last_body.name, cr_token_text(&r->t, head), 0) != CR_STR_NPOS; /* "le ministère de ...": "le ministère" */
        bool named = !cr_word_has(r, head, CR_LEX_OWN_NOUN) && r->last_body.full != CR_NOWHERE && r->last_body.kind == CR_NAME_ORGANISATION;
        if (same_noun || named) {
            take_speaker(s, &r->last_body);
            return;
        }
    }
    bool own = cr_word_has(r, head, CR_LEX_OWN_NOUN);
    const cr_mention *m = own ? body_with_noun(r, p.from, head) : leading_person(r, p.from, sentence, true);
    if (m)
        take_mention(r, s, m);
    else if (!own && r->last_named.name.ptr)
        take_speaker(s, &r->last_named);
}

/* "the alliance", "l'organisation": one definite noun, nothing beside it. */
static bool bare(const cr_reading *r, cr_phrase p, uint32_t head) {
    uint32_t end = head + r->t.at[head].span;
    if (end < p.to && cr_word_has(r, end, CR_LEX_NATIONAL))
        end++;
    return end >= p.to && p.from < head && cr_word_has(r, p.from, CR_LEX_DETERMINER) && !cr_word_has(r, p.from, CR_LEX_ONE) &&
           !cr_str_is(cr_key(r, p.from), "un") && !cr_str_is(cr_key(r, p.from), "une") && !cr_str_is(cr_key(r, p.from), "a") &&
           !cr_str_is(cr_key(r, p.from), "an") && !cr_str_is(cr_key(r, p.from), "des");
}

/* The phrase as it stands, without "le", "the": "service de presse de l'OTAN". */
static void as_written(cr_reading *r, cr_speaker *s, cr_phrase p) {
    bool several = false;
    for (uint32_t i = p.from; i < p.to; i++)
        several |= cr_word_has(r, i, CR_LEX_AND);
    uint32_t from = p.from;
    cr_str k = cr_key(r, from);
    if (!several && p.to - from > 1 && (cr_str_is(k, "le") || cr_str_is(k, "la") || cr_str_is(k, "l'") || cr_str_is(k, "the") || cr_str_is(k, "el") || cr_str_is(k, "il") ||
                                        cr_str_is(k, "o") || (r->drops && cr_str_is(k, "a")) || cr_str_is(k, "die") || cr_str_is(k, "der") || cr_str_is(k, "das") || cr_str_is(k, "lo")))
        from++;
    s->name = plain(r, from, p.to);
    s->plural = several;
}

static void resolve_document(cr_reading *r, cr_speaker *s, cr_phrase p, uint32_t head) {
    s->document = true;
    for (uint32_t i = head + 1; i < p.to; i++) /* "le communiqué de l'OTAN", "a statement from NATO" */
        if (r->mention_at[i] && (cr_word_has(r, i - 1, CR_LEX_OF | CR_LEX_PREPOSITION | CR_LEX_DETERMINER) || (!r->articles && i == head + 1))) {
            take_mention(r, s, &r->mentions[r->mention_at[i] - 1]);
            return;
        }
    if (bare(r, p, head) && r->last.name.ptr)
        take_speaker(s, r->last_body.name.ptr ? &r->last_body : &r->last);
    else
        as_written(r, s, p);
}

/* "Anna Roth said A. Roth said B": where two Roths are known, still she who spoke right before. */
static void same_surname(const cr_reading *r, cr_speaker *s, cr_phrase p, uint32_t sentence) {
    const cr_speaker *l = &r->last_person;
    if (s->name.ptr || !l->name.ptr || l->full == CR_NOWHERE || sentence - r->last_person_sentence > 1)
        return;
    const cr_mention *full = &r->mentions[l->full];
    for (uint32_t i = p.from; i < p.to; i++) {
        const cr_mention *m = r->mention_at[i] ? &r->mentions[r->mention_at[i] - 1] : NULL;
        if (m && m->shared && full->end > full->start + 1 && cr_str_eq(cr_key(r, i), cr_key(r, full->end - 1))) {
            take_speaker(s, l);
            return;
        }
    }
}

static cr_speaker resolve(cr_reading *r, cr_phrase p, uint32_t sentence) {
    cr_speaker s = {.mention = p, .full = CR_NOWHERE};
    if (p.from >= p.to || cr_word_has(r, p.from, CR_LEX_SELF))
        return s;
    if (pronoun(r, p.from) && (p.to - p.from <= r->t.at[p.from].span || cr_word_has(r, p.from, CR_LEX_HE | CR_LEX_SHE))) {
        resolve_pronoun(r, &s, p, sentence);
        return s;
    }
    uint32_t head = head_of(r, p);
    bool several = false;
    for (uint32_t i = p.from; i < p.to && !several; i++)
        several = cr_word_has(r, i, CR_LEX_AND) && !r->mention_at[i] && i > p.from;
    const cr_mention *m = r->mention_at[head] ? &r->mentions[r->mention_at[head] - 1] : NULL;
    if (m && m->start < p.from && m->end - m->start > 2 && p.to - p.from == 1) /* "Nach Angaben der Polizei", read as one name at the head of a sentence */
        m = NULL;
    if (m && several && m->end < p.to && !(cr_point(r, m->end) == ',' && !cr_word_has(r, m->end, CR_LEX_AND))) {
        bool direct = cr_word_has(r, m->end, CR_LEX_AND) || cr_point(r, m->end) == ',';
        if (direct) {
            as_written(r, &s, p);
            s.plural = true;
            return s;
        }
    }
    const cr_mention *apposed = apposed_name(r, p);
    if (m && !apposed && m->kind != CR_NAME_PERSON && m->end < p.to && cr_word_has(r, p.to - 1, CR_LEX_ORGANISATION | CR_LEX_ROLE | CR_LEX_MEDIUM) && !cr_word_has(r, m->end, CR_LEX_AND | CR_LEX_OF) &&
        r->t.at[m->end].kind == CR_TOKEN_WORD && !cr_str_is(cr_key(r, m->end), "'s")) { /* "the NATO press service" */
        as_written(r, &s, p);
        s.kind = cr_word_has(r, p.to - 1, CR_LEX_ROLE) ? CR_NAME_PERSON : CR_NAME_ORGANISATION;
        return s;
    }
    if (m && (m->kind == CR_NAME_PERSON || m->kind == CR_NAME_UNKNOWN || m->end >= p.to || !apposed)) {
        if (r->english && m->end < p.to && cr_str_is(cr_key(r, m->end), "'s") && m->end + 1 < p.to) { /* "Trump's campaign" */
            const cr_mention *owned = apposed_name(r, (cr_phrase){m->end + 1, p.to}); /* "Trump's lawyer, Ann Cole" */
            if (owned && (owned->kind == CR_NAME_PERSON || owned != m))
                take_mention(r, &s, owned);
            else {
                as_written(r, &s, p);
                s.kind = CR_NAME_ORGANISATION;
            }
            return s;
        }
        take_mention(r, &s, m);
        return s;
    }
    if (cr_word_has(r, head, CR_LEX_DOCUMENT) && !cr_word_has(r, head, CR_LEX_ROLE)) {
        resolve_document(r, &s, p, head);
        return s;
    }
    if (apposed && !several && !(cr_word_has(r, head, CR_LEX_ORGANISATION) && !cr_word_has(r, head, CR_LEX_ROLE))) {
        take_mention(r, &s, apposed);
        return s;
    }
    if (cr_word_has(r, head, CR_LEX_GENERIC_BODY) && !cr_word_has(r, head, CR_LEX_ROLE) && bare(r, p, head)) {
        resolve_body(r, &s, p, head, sentence);
        if (s.name.ptr)
            return s;
    }
    if (cr_word_has(r, head, CR_LEX_ROLE) && !cr_word_has(r, head, CR_LEX_PLURAL) && !several) {
        const cr_mention *person = cr_word_has(r, p.from, CR_LEX_DETERMINER) || !r->english ? by_role(r, (cr_phrase){head, p.to}) : NULL;
        if (!person && cr_word_has(r, p.from, CR_LEX_DETERMINER))
            person = by_leaders(r, p);
        if (person) {
            take_mention(r, &s, person);
            return s;
        }
        bool any = cr_word_has(r, head, CR_LEX_GENERIC_BODY); /* "le responsable", "the diplomat": said of anybody */
        if (any && bare(r, p, head) && r->last_person.name.ptr && sentence - r->last_person_sentence <= 2) {
            take_speaker(&s, &r->last_person);
            if (sentence - r->last_person_sentence <= 1)
                s.carrier = r->last_person.carrier; /* "La source a noté": still through the agency */
            return s;
        }
        s.kind = CR_NAME_PERSON;
    }
    as_written(r, &s, p);
    if (cr_word_has(r, head, CR_LEX_ORGANISATION) && s.kind != CR_NAME_PERSON)
        s.kind = CR_NAME_ORGANISATION;
    s.plural |= cr_word_has(r, head, CR_LEX_PLURAL);
    s.medium = cr_word_has(r, head, CR_LEX_MEDIUM);
    return s;
}

cr_speaker cr_speech_resolve(cr_reading *r, cr_phrase p, uint32_t sentence) {
    cr_speaker s = resolve(r, p, sentence);
    same_surname(r, &s, p, sentence);
    return s;
}

void cr_speech_remember(cr_reading *r, const cr_speaker *s, uint32_t sentence) {
    if (!s->name.ptr)
        return;
    r->last = *s;
    r->last_sentence = sentence;
    if (s->kind == CR_NAME_ORGANISATION || s->kind == CR_NAME_PLACE) {
        if (!s->document && !s->medium) {
            r->last_body = *s;
            if (s->full != CR_NOWHERE && s->kind == CR_NAME_ORGANISATION)
                r->last_named = *s;
            r->last_body_sentence = sentence;
        }
    } else if (!s->plural) {
        r->last_person = *s;
        r->last_person_sentence = sentence;
    }
}
