/* Names that no list holds: what stands around all their mentions is weighed.
 *
 *     place    "in X", "the city of X", "the mayor of X"
 *     person   "X said", "X, 34,", two or three plain words with capitals and no article before them
 *              "Judge X", here or elsewhere
 *     body     "la société X", "компания «X»": its noun right before it
 *              "shares in X", "le PDG de X", "X employees", "X, filiale de Y", "X said it": what companies have and do
 *
 * One text uses a name for one thing: the evidence of a mention counts for all. */
#include "text/names_find.h"

enum { PLACE, PERSON, BODY, KINDS, STRONG = 3, WEAK = 1, BITS = 20, FULL = 1 << 19 }; /* the votes of a name share one word */

_Static_assert(sizeof(uintptr_t) * 8 >= 3 * 20, "three counts of 20 bits");

/* Two or three words with one capital each, none of which a list knows for something else. */
static bool plain_words(const cr_tokens *t, const cr_mention *m) {
    const uint64_t other = CR_LEX_PLACE | CR_LEX_NAMED_BODY | CR_LEX_ORGANISATION | CR_LEX_NATIONAL | CR_LEX_DOCUMENT | CR_LEX_MEDIUM | CR_LEX_COMMON | CR_LEX_TIME | CR_LEX_SUFFIX |
                           CR_LEX_GEOGRAPHIC | CR_LEX_MODIFIER | CR_LEX_DETERMINER | CR_LEX_CHANNEL;
    size_t words = 0;
    for (size_t i = m->start; i < m->end; i++) {
        if (cr_token_has(t, i, CR_LEX_PARTICLE) && !cr_token_capital(t, i))
            continue;
        if (t->at[i].point == '.')
            continue;
        if (i == m->start + 1 && m->end == i + 2 && cr_token_capital(t, i) && cr_token_has(t, i, CR_LEX_DETERMINER)) /* Le Bihan */
            continue;
        if (!cr_token_capital(t, i) || cr_token_has(t, i, other) || (t->at[i].flags & CR_TOKEN_ALL_CAPS))
            return false;
        words++;
    }
    return words == 2 || words == 3;
}

static bool says(const cr_tokens *t, size_t i) { return cr_token_has(t, i, CR_LEX_FINITE) && !cr_token_has(t, i, CR_LEX_WEAK) && !cr_token_capital(t, i); }

/* ", 34," and "(34)" */
static bool age_follows(const cr_tokens *t, size_t i) {
    if (i + 1 >= t->count || (t->at[i].point != ',' && t->at[i].point != '('))
        return false;
    return t->at[i + 1].kind == CR_TOKEN_NUMBER && t->at[i + 1].end - t->at[i + 1].start == 2;
}

static unsigned place_evidence(const cr_tokens *t, const cr_mention *m) {
    size_t i = m->start;
    if (m->titled || m->role_end > m->role_start || i == 0)
        return 0;
    if (cr_token_has(t, i - 1, CR_LEX_LOCATIVE))
        return m->end - m->start <= 2 ? STRONG - 1 : WEAK;
    size_t before = i - 1;
    if (cr_token_has(t, before, CR_LEX_OF) && before > 0)
        before--;
    else if (!(t->bare_genitive || (cr_token_has(t, before, CR_LEX_GEOGRAPHIC) && !cr_token_capital(t, before))))
        return 0;
    if (cr_token_has(t, before, CR_LEX_SEAT) || (cr_token_has(t, before, CR_LEX_GEOGRAPHIC) && !cr_token_has(t, before, CR_LEX_ORGANISATION)))
        return STRONG;
    return 0;
}

static unsigned person_evidence(const cr_tokens *t, const cr_mention *m) {
    bool plain = plain_words(t, m), initial = m->start > 0 && cr_token_has(t, m->start - 1, CR_LEX_DETERMINER | CR_LEX_LOCATIVE);
    if (age_follows(t, m->end))
        return STRONG;
    if (!plain || initial || t->nouns_capital)
        return 0;
    if (says(t, m->end) || (m->start > 0 && says(t, m->start - 1)))
        return STRONG;
    bool quoted = (m->start > 0 && t->at[m->start - 1].kind == CR_TOKEN_MARK) || (m->end < t->count && t->at[m->end].kind == CR_TOKEN_MARK);
    bool heading = (t->at[m->start].flags & CR_TOKEN_LINE) && (m->end >= t->count || (t->at[m->end].flags & CR_TOKEN_LINE));
    return quoted || heading || t->titles_capital ? 0 : WEAK;
}

static unsigned body_evidence(const cr_tokens *t, const cr_mention *m) {
    size_t i = m->start;
    if (i && t->at[i - 1].kind == CR_TOKEN_MARK)
        i--;
    if (!i || m->titled || t->titles_capital || !cr_token_has(t, i - 1, CR_LEX_ORGANISATION) || cr_token_has(t, i - 1, CR_LEX_PLURAL | CR_LEX_ROLE | CR_LEX_DETERMINER | CR_LEX_PREPOSITION))
        return 0;
    return t->nouns_capital || !cr_token_capital(t, i - 1) ? STRONG : 0;
}

/* The first word of the phrase that ends at i: "chiffre d'affaires". */
static size_t phrase_of(const cr_tokens *t, size_t i) {
    while (i && (t->at[i].flags & CR_TOKEN_INSIDE))
        i--;
    return i;
}

static unsigned company_evidence(const cr_tokens *t, const cr_mention *m) {
    size_t i = m->start, end = m->end;
    if (m->titled)
        return 0;
    size_t before = i;
    if (before && cr_token_has(t, before - 1, CR_LEX_DETERMINER) && !cr_token_has(t, before - 1, CR_LEX_OF))
        before--;
    bool bound = before && cr_token_has(t, before - 1, CR_LEX_OF | CR_LEX_PREPOSITION); /* of X, in X */
    if (bound || t->bare_genitive) {
        before -= bound;
        if (before && cr_token_has(t, phrase_of(t, before - 1), CR_LEX_COMMERCIAL))
            return STRONG;
    }
    if (t->titles_capital) { /* English: X shares, X's shareholders, X said it */
        size_t owned = end + cr_token_is(t, end, "'s");
        if (cr_token_has(t, owned, CR_LEX_COMMERCIAL) && !cr_token_capital(t, owned))
            return STRONG;
        if (says(t, end) && (cr_token_is(t, end + 1, "it") || cr_token_is(t, end + 1, "its")))
            return STRONG + 1;
    }
    if (end < t->count && t->at[end].point == ',') {
        end += 1 + cr_token_has(t, end + 1, CR_LEX_DETERMINER);
        if (cr_token_has(t, end, CR_LEX_COMMERCIAL) && !cr_token_has(t, end, CR_LEX_ROLE))
            return STRONG;
    }
    return 0;
}

static size_t votes_of(uintptr_t votes, int kind) { return votes >> (BITS * kind) & ((1u << BITS) - 1); }

static void add(uintptr_t *votes, int kind, unsigned weight) {
    if (votes_of(*votes, kind) < FULL)
        *votes += (uintptr_t)weight << (BITS * kind);
}

bool cr_names_weigh(cr_name_finder *f) {
    const cr_tokens *t = f->t;
    cr_map *votes = cr_map_new();
    bool ok = votes != NULL;
    for (size_t k = 0; ok && k < f->count; k++) {
        const cr_mention *m = &f->items[k];
        if (t->titles_capital && m->kind == CR_NAME_PERSON && m->end > m->start + 1) { /* "Paul Cole ... Cole said it was late": no company */
            uintptr_t *surname = cr_map_put(votes, cr_tokens_slice(t, m->end - 1, m->end), NULL);
            ok = surname != NULL;
            if (!ok)
                break;
            add(surname, PERSON, STRONG + 1);
        }
        bool titled = m->kind == CR_NAME_PERSON && m->titled; /* "le juge Caron": Caron is a person wherever it stands */
        if (m->kind != CR_NAME_UNKNOWN && !titled)
            continue;
        f->steps += m->end - m->start;
        uintptr_t *slot = cr_map_put(votes, cr_tokens_slice(t, m->start, m->end), NULL);
        ok = slot != NULL;
        if (ok && titled)
            add(slot, PERSON, STRONG + 1);
        else if (ok) {
            add(slot, PLACE, place_evidence(t, m));
            add(slot, PERSON, person_evidence(t, m));
            add(slot, BODY, body_evidence(t, m) + company_evidence(t, m));
        }
    }
    for (size_t k = 0; ok && k < f->count; k++) {
        cr_mention *m = &f->items[k];
        const uintptr_t *slot = m->kind == CR_NAME_UNKNOWN ? cr_map_get(votes, cr_tokens_slice(t, m->start, m->end)) : NULL;
        size_t place = slot ? votes_of(*slot, PLACE) : 0, person = slot ? votes_of(*slot, PERSON) : 0, body = slot ? votes_of(*slot, BODY) : 0;
        if (place > person && place > body)
            m->kind = CR_NAME_PLACE;
        else if (person > place && person > body)
            m->kind = CR_NAME_PERSON;
        else if (body > place && body > person)
            m->kind = CR_NAME_ORGANISATION;
    }
    cr_map_free(votes);
    return ok;
}
