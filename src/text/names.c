/* Names by form and context.
 *
 * A name is a run of capitalised words that the sentence's start does not explain away, cut loose from
 * titles and roles before it. What it names is told by the lexicon (countries, bodies, given names), by
 * its shape (acronyms, "Inc", "Ministry of ...") and by what stands beside it (a title, a role). Then the
 * short forms of a text are joined to its full ones: surname or given name, never across two texts. */
#include <courant/names.h>
#include <string.h>

#include "base/limits.h"
#include "base/vec.h"
#include "text/names_find.h"

const char *cr_name_kind_name(cr_name_kind kind) {
    static const char *const names[] = {"unknown", "person", "organisation", "place"};
    return (size_t)kind < 4 ? names[kind] : "unknown";
}

enum { LONGEST_NAME = 8, LONGEST_ROLE = 14, MOST_BASES = 12 };

#define is_word cr_token_is_word
#define has cr_token_has
#define capital cr_token_capital
#define known_name cr_token_known_name
typedef cr_name_finder finder;

/* "un" and "who" are words unless written UN and WHO. */
bool cr_token_known_name(const cr_tokens *t, size_t i) {
    if (!capital(t, i) || !(t->at[i].lex & (CR_LEX_PLACE | CR_LEX_NAMED_BODY)))
        return false;
    const cr_token *w = &t->at[i];
    if (w->span == 1 && w->end - w->start <= 4 && (w->lex & (CR_LEX_COMMON | CR_LEX_DETERMINER | CR_LEX_CLITIC)))
        return (w->flags & CR_TOKEN_ALL_CAPS) != 0;
    if (w->span == 1 && w->end - w->start <= 3)
        return (w->flags & CR_TOKEN_ALL_CAPS) != 0;
    return true;
}

static bool note_capitals(finder *f) {
    const cr_tokens *t = f->t;
    for (size_t i = 0; i < t->count; i++)
        if (capital(t, i) && !(t->at[i].flags & CR_TOKEN_SENTENCE) && i && (t->at[i - 1].kind == CR_TOKEN_WORD || t->at[i - 1].point == ',') &&
            !cr_map_put(f->capitals, t->at[i].key, NULL))
            return false;
    return true;
}

/* Was the word seen as a name elsewhere, in this form or in the nominative? */
static bool seen_capital(const finder *f, const cr_token *w) {
    char room[1024];
    cr_str bases[MOST_BASES];
    if (cr_map_get(f->capitals, w->key))
        return true;
    size_t n = cr_lexicon_bases(f->t->lexicon, w->key, room, sizeof room, bases, MOST_BASES);
    for (size_t i = 0; i < n; i++)
        if (cr_map_get(f->capitals, bases[i]))
            return true;
    return false;
}

/* May a name start with token i? */
static bool may_start(const finder *f, size_t i) {
    const cr_tokens *t = f->t;
    const cr_token *w = &t->at[i];
    if (!capital(t, i))
        return false;
    if (known_name(t, i))
        return true;
    if (w->lex & (CR_LEX_COMMON | CR_LEX_TIME | CR_LEX_SELF | CR_LEX_DETERMINER))
        return (w->flags & CR_TOKEN_ALL_CAPS) && !(w->lex & CR_LEX_SELF) && w->end - w->start > 3 && !(w->flags & CR_TOKEN_SENTENCE);
    bool opens = (w->flags & CR_TOKEN_SENTENCE) || (i && t->at[i - 1].kind == CR_TOKEN_MARK) || (i && t->at[i - 1].point == ':');
    if (!opens)
        return true;
    if (i > 1 && t->at[i - 1].kind == CR_TOKEN_MARK && has(t, i - 2, CR_LEX_ORGANISATION) && !has(t, i - 2, CR_LEX_FINITE)) /* компания «Уралкабель» */
        return true;
    if ((w->lex & CR_LEX_COMMERCIAL) && !(w->lex & (CR_LEX_GIVEN | CR_LEX_ROLE | CR_LEX_TITLE)))
        return false; /* "Акции Бримонт" */
    bool apposed = i + 2 < t->count && t->at[i + 1].point == ',' && (has(t, i + 2, CR_LEX_COMMERCIAL) || has(t, i + 3, CR_LEX_COMMERCIAL));
    bool owns = has(t, i + 1, CR_LEX_COMMERCIAL) || (has(t, i + 1, CR_LEX_FINITE) && (cr_token_is(t, i + 2, "it") || cr_token_is(t, i + 2, "its")));
    if (!w->lex && ((t->titles_capital && owns) || apposed)) /* "Tessaly employees", "Corvex said it", "Lumera, filiale de": a word that no list knows */
        return true;
    if ((w->lex & CR_LEX_FINITE) && !t->titles_capital && !t->nouns_capital && !(w->lex & (CR_LEX_GIVEN | CR_LEX_TITLE | CR_LEX_ROLE | CR_LEX_ORGANISATION)))
        return false; /* "Сказал Трамп", "Dijo Sánchez" */
    if ((w->lex & CR_LEX_GIVEN) || (w->flags & CR_TOKEN_ALL_CAPS) || capital(t, i + 1))
        return !(w->lex & CR_LEX_VERB) || capital(t, i + 1);
    return seen_capital(f, w) || (is_word(t, i + 1) && cr_str_eq(t->at[i + 1].key, CR_STR("'s")) && w->key.len > 3);
}

/* "(Conseil national) de | l'ordre", "(Camera) dei | deputati": one plain noun after the preposition at k - 1. */
static bool small_complement(const cr_tokens *t, size_t k, size_t *to) {
    const uint64_t grammar = CR_LEX_VERB | CR_LEX_AUXILIARY | CR_LEX_DETERMINER | CR_LEX_PREPOSITION | CR_LEX_CLITIC | CR_LEX_ADVERB | CR_LEX_HE | CR_LEX_SHE | CR_LEX_SELF | CR_LEX_TIME |
                             CR_LEX_RELATIVE | CR_LEX_AND | CR_LEX_BUT | CR_LEX_THAT | CR_LEX_COMMON | CR_LEX_PLURAL | CR_LEX_NEGATION;
    if (has(t, k, CR_LEX_DETERMINER) && !capital(t, k) && t->at[k].key.ptr[t->at[k].key.len - 1] == '\'') /* l'ordre */
        k++;
    if (!is_word(t, k) || capital(t, k) || (t->at[k].flags & CR_TOKEN_LINE) || t->at[k].key.len < 5)
        return false;
    bool members = has(t, k, CR_LEX_PLURAL) && !has(t, k, grammar & ~(uint64_t)CR_LEX_PLURAL); /* des médecins */
    if (!members && has(t, k, grammar))
        return false;
    *to = k + 1;
    return true;
}

/* "for", as names of bodies have it. */
static bool devoted(const cr_tokens *t, size_t j) {
    static const char *const words[] = {"for", "für", "pour", "para", "per", NULL};
    for (size_t i = 0; words[i]; i++)
        if (cr_token_is(t, j, words[i]))
            return true;
    return false;
}

/* Is token j the next part of the name that token j-1 belongs to? Sets *to behind what is taken. */
static bool continues(const finder *f, size_t from, size_t j, size_t *to) {
    const cr_tokens *t = f->t;
    if (j >= t->count || (t->at[j].flags & (CR_TOKEN_LINE | CR_TOKEN_SENTENCE)))
        return false;
    if (t->nouns_capital && j == from + 1 && t->at[from].key.len > 3 && !cr_map_get(f->capitals, t->at[from].key) && seen_capital(f, &t->at[from]))
        return false; /* Brinkmanns | Vorschlag */
    /* "ministro degli Esteri | Paolo Rossi": a complement ends where a person's name begins */
    /* "NATO | Jens Stoltenberg", "US | President Joe Biden", "Kementerian Luar Negeri Rusia | Maria Zakharova" */
    bool thing = !has(t, from, CR_LEX_GIVEN) && (known_name(t, from) || has(t, from, CR_LEX_ORGANISATION | CR_LEX_NATIONAL));
    if (thing && capital(t, j) && capital(t, j + t->at[j].span) && has(t, j, CR_LEX_GIVEN | CR_LEX_ROLE | CR_LEX_TITLE) && !has(t, j, CR_LEX_ORGANISATION))
        return false;
    bool complement = from && (has(t, from - 1, CR_LEX_OF) || (from > 1 && has(t, from - 1, CR_LEX_DETERMINER) && has(t, from - 2, CR_LEX_OF)));
    if (complement && !has(t, from, CR_LEX_GIVEN) && has(t, j, CR_LEX_GIVEN) && capital(t, j) && capital(t, j + 1))
        return false;
    /* "ministre des Transports | Chinedu Eze": one portfolio, then a name of two words that no list knows */
    size_t role = complement ? from - (has(t, from - 1, CR_LEX_OF) ? 2 : 3) : 0;
    if (complement && from >= 3 && j == from + 1 && cr_str_starts(t->at[role].key, "minist") && capital(t, j) && capital(t, j + 1) && !capital(t, j + 2))
        return false;
    if (capital(t, j) && !(t->at[j].lex & (CR_LEX_TIME | CR_LEX_SELF))) {
        *to = j + 1;
        return !(t->at[j].lex & CR_LEX_COMMON) || (t->at[j].flags & CR_TOKEN_ALL_CAPS) || known_name(t, j) || !(t->at[j].lex & (CR_LEX_DETERMINER | CR_LEX_HE | CR_LEX_SHE));
    }
    if (j == from + 1 && capital(t, j) && has(t, j, CR_LEX_DETERMINER) && capital(t, j + 1) && !(t->at[j + 1].flags & CR_TOKEN_LINE) && !known_name(t, from) &&
        !has(t, from, CR_LEX_ORGANISATION | CR_LEX_COMMON | CR_LEX_MEDIUM) && !t->titles_capital) {
        *to = j + 2; /* Tanguy Le Bihan */
        return true;
    }
    if (t->at[j].point == '.' && !(t->at[j].flags & CR_TOKEN_SPACE) && t->at[j - 1].end - t->at[j - 1].start == 1 && capital(t, j + 1)) {
        *to = j + 2; /* J. Edgar */
        return true;
    }
    if (t->at[j].point == '&' && capital(t, j + 1)) {
        *to = j + 2;
        return true;
    }
    bool of = has(t, j, CR_LEX_OF), particle = has(t, j, CR_LEX_PARTICLE);
    bool body = has(t, from, CR_LEX_ORGANISATION | CR_LEX_NAMED_BODY) && !known_name(t, from);
    if (body && has(t, j, CR_LEX_MODIFIER | CR_LEX_NATIONAL)) { /* Fédération française, Istituto superiore */
        *to = j + 1;
        return true;
    }
    if (body && capital(t, j + 1) && devoted(t, j)) { /* Institut für Weltwirtschaft */
        *to = j + 2;
        return true;
    }
    if (!of && !particle)
        return false;
    size_t k = j + 1;
    if (of && body && small_complement(t, k, to))
        return true;
    if (of && body && has(t, k, CR_LEX_DETERMINER) && !capital(t, k))
        k++;
    else if (particle && has(t, k, CR_LEX_PARTICLE) && !capital(t, k))
        k++;
    if (!capital(t, k) || has(t, k, CR_LEX_TIME) || (t->at[k].flags & CR_TOKEN_LINE))
        return false;
    if (has(t, j, CR_LEX_AND) && has(t, k, CR_LEX_GIVEN) && capital(t, k + 1))
        return false; /* "Juan Salas y Ana Salas", not "Ortega y Gasset" */
    *to = k + 1;
    if (!body && t->nouns_capital && has(t, k, CR_LEX_ORGANISATION | CR_LEX_MEDIUM | CR_LEX_ROLE)) /* sagte Orlow der | Agentur */
        return false;
    return body || (particle && !known_name(t, k) && (!of || (has(t, from, CR_LEX_GIVEN) && j == from + 1)));
}

/* "Senator", "Mr." before the name proper, from i; returns where the name starts. */
static size_t skip_titles(const cr_tokens *t, size_t i, bool *titled, uint64_t *lex) {
    for (size_t n = 0; n < 4; n++) {
        if (!has(t, i, CR_LEX_TITLE | CR_LEX_ROLE) || has(t, i, CR_LEX_GIVEN))
            break;
        size_t next = i + t->at[i].span;
        if (next < t->count && t->at[next].point == '.' && has(t, i, CR_LEX_TITLE))
            next++;
        if (!capital(t, next) || (t->at[next].flags & CR_TOKEN_LINE) || has(t, next, CR_LEX_SUFFIX))
            break;
        *titled = true;
        *lex |= t->at[i].lex & (CR_LEX_FEMALE | CR_LEX_TITLE | CR_LEX_ROLE);
        i = next;
    }
    return i;
}

/* "Transport Minister Chinedu Eze", "World Bank President Ajay Banga": where the name behind the written-out role starts;
 * `start` when none stands in the run. */
static size_t behind_role(const cr_tokens *t, size_t start, size_t end, uint64_t *lex) {
    size_t at = start;
    if (has(t, start, CR_LEX_GIVEN))
        return start;
    for (size_t k = start + 1; k + 1 < end; k++)
        if (has(t, k, CR_LEX_ROLE) && !has(t, k, CR_LEX_GIVEN | CR_LEX_ORGANISATION) && capital(t, k) && capital(t, k + 1) && !has(t, k + 1, CR_LEX_SUFFIX)) {
            at = k + 1;
            *lex |= t->at[k].lex & (CR_LEX_FEMALE | CR_LEX_ROLE);
        }
    for (size_t k = at; k < end; k++)
        if (has(t, k, CR_LEX_ORGANISATION | CR_LEX_MEDIUM | CR_LEX_PLURAL))
            return start;
    return at;
}

static cr_name_kind kind_of(const finder *f, size_t start, size_t end, bool titled) {
    const cr_tokens *t = f->t;
    if (end > start + 1 && has(t, end - 1, CR_LEX_ORGANISATION) && !capital(t, end - 1)) /* Томский университет */
        return CR_NAME_ORGANISATION;
    if (!titled && end > start + 1 && has(t, end - 1, CR_LEX_GEOGRAPHIC) && !has(t, start, CR_LEX_GIVEN | CR_LEX_ORGANISATION)) /* Pine River */
        return CR_NAME_PLACE;
    if (known_name(t, start) && start + t->at[start].span >= end)
        return (t->at[start].lex & CR_LEX_NAMED_BODY) ? CR_NAME_ORGANISATION : CR_NAME_PLACE;
    if (titled)
        return CR_NAME_PERSON;
    for (size_t i = start; i < end; i++)
        if (has(t, i, CR_LEX_ORGANISATION | CR_LEX_SUFFIX | CR_LEX_MEDIUM) || (i > start && has(t, i, CR_LEX_NAMED_BODY) && known_name(t, i)))
            return CR_NAME_ORGANISATION;
    if (has(t, start, CR_LEX_GIVEN) && end > start + 1)
        return CR_NAME_PERSON;
    if (end == start + 1 && (t->at[start].flags & CR_TOKEN_ALL_CAPS) && t->at[start].end - t->at[start].start <= 6)
        return CR_NAME_ORGANISATION;
    return CR_NAME_UNKNOWN;
}

typedef struct span { size_t role, start, end; } span; /* titles and role from `role`, the name from `start` */

static bool push_name(finder *f, span at, bool titled, uint64_t lex) {
    const cr_tokens *t = f->t;
    cr_mention *m = CR_PUSH(f->arena, f->items, f->count, f->capacity);
    if (!m)
        return false;
    *m = (cr_mention){.start = (uint32_t)at.start, .end = (uint32_t)at.end, .titled = titled, .full = (uint32_t)(f->count - 1)};
    m->kind = (uint8_t)kind_of(f, at.start, at.end, titled);
    bool given = has(t, at.start, CR_LEX_GIVEN);
    m->female = (lex & CR_LEX_FEMALE) || (given && has(t, at.start, CR_LEX_FEMALE));
    m->male = !m->female && ((lex & CR_LEX_TITLE) || given);
    if (m->kind == CR_NAME_PLACE) /* "Президент Турции": the role of whoever is named next */
        m->titled = m->female = m->male = false;
    else if (titled && !(lex & CR_LEX_TITLE)) {
        m->role_start = (uint32_t)at.role;
        m->role_end = (uint32_t)at.start;
    }
    /* "Der Imker Ottokar Pfennigwerth": where nouns have capitals, the first of three after an article is one */
    bool article = at.start && has(t, at.start - 1, CR_LEX_DETERMINER);
    if (t->nouns_capital && m->kind == CR_NAME_UNKNOWN && article && at.end == at.start + 3 && capital(t, at.start + 1)) { /* not "Die Zahl der Toten" */
        m->kind = has(t, at.start, CR_LEX_GEOGRAPHIC) ? CR_NAME_PLACE : CR_NAME_PERSON;
        m->role_start = m->start;
        m->role_end = ++m->start;
    }
    return true;
}

/* By its ending, as Slavic languages have it: Томский, Томского, Томская, Северное. */
static bool adjective(const cr_tokens *t, size_t i) {
    static const char *const endings[] = {"ий", "ый", "ой", "ая", "яя", "ую", "ое", "ее", "ие", "ые", "ого", "его", "ому", "ему", "им", "ым", "ском", "цком", NULL};
    for (size_t k = 0; endings[k]; k++)
        if (cr_str_ends(t->at[i].key, endings[k]))
            return true;
    return false;
}

/* "Health Minister Selin Aydin": up to three words that name no body, a role, and a name behind it, all with capitals. */
static bool portfolio_follows(const cr_tokens *t, size_t i) {
    for (size_t k = i; t->titles_capital && k < i + 4; k++) {
        if (!capital(t, k) || (t->at[k].flags & (CR_TOKEN_LINE | CR_TOKEN_SENTENCE)) || known_name(t, k) || has(t, k, CR_LEX_ORGANISATION | CR_LEX_MEDIUM | CR_LEX_GIVEN | CR_LEX_TIME))
            return false;
        if (has(t, k, CR_LEX_ROLE))
            return k > i && capital(t, k + 1) && !has(t, k + 1, CR_LEX_SUFFIX | CR_LEX_ROLE);
    }
    return false;
}

/* Reads the name at token i, if there is one; returns the token to go on with, 0 when memory is out. */
static size_t read_name(finder *f, size_t i) {
    const cr_tokens *t = f->t;
    bool titled = false;
    uint64_t lex = 0;
    size_t start = i;
    if (has(t, i, CR_LEX_NATIONAL) && !known_name(t, i) && (!capital(t, i + 1) || has(t, i + 1, CR_LEX_ROLE | CR_LEX_TITLE)))
        return i + 1; /* "the Russian leader" names nobody */
    if (portfolio_follows(t, i + t->at[i].span)) { /* "Turkish | Health Minister Selin Aydin", "US | Health Secretary Ann Cole" */
        if (known_name(t, i))
            return push_name(f, (span){i, i, i + t->at[i].span}, false, 0) ? i + t->at[i].span : 0;
        if (has(t, i, CR_LEX_NATIONAL))
            return i + 1;
    }
    if (has(t, i, CR_LEX_TITLE | CR_LEX_ROLE))
        start = skip_titles(t, i, &titled, &lex);
    if (titled && has(t, start, CR_LEX_ORGANISATION) && !has(t, start, CR_LEX_GIVEN | CR_LEX_TITLE | CR_LEX_ROLE)) { /* "Премьер | Лига", "Президент Федерации" */
        titled = false;
        lex = 0;
        start = f->bare_genitive ? start : i;
    }
    if (start == i && !may_start(f, i))
        return i + 1;
    if (!titled && has(t, start, CR_LEX_ROLE) && !has(t, start, CR_LEX_GIVEN)) /* "Le Président" names nobody */
        return start + 1;
    size_t end = known_name(t, start) ? start + t->at[start].span : start + 1, to;
    while (end - start < LONGEST_NAME && continues(f, start, end, &to)) {
        f->steps++;
        if (titled && !has(t, start, CR_LEX_GIVEN) && has(t, end, CR_LEX_GIVEN) && capital(t, end + 1)) /* "Гендиректор Веланто | Елена Карпова" */
            return !has(t, i, CR_LEX_COMMERCIAL) ? end : push_name(f, (span){start, start, end}, false, 0) ? end : 0;
        if (f->bare_genitive && end == start + t->at[start].span && known_name(t, start) && has(t, start, CR_LEX_PLACE) && capital(t, end) && capital(t, end + 1))
            return push_name(f, (span){i, start, end}, titled, lex) ? end : 0; /* "Тренер Норвегии | Одд Хансен" */
        if (f->bare_genitive && (titled ? has(t, i, CR_LEX_SEAT) : i > 0 && has(t, i - 1, CR_LEX_SEAT)) && end == start + 1 && !has(t, start, CR_LEX_GIVEN) && capital(t, end) && capital(t, end + 1))
            return push_name(f, (span){start, start, end}, false, 0) ? end : 0; /* "мэр Лунда | Ирма Линдгрен" */
        if (titled && known_name(t, start) && end == start + t->at[start].span && capital(t, end) && capital(t, end + 1) && to == end + 1)
            return end; /* "Президент России | Владимир Путин": the role's complement */
        end = to;
    }
    if (f->bare_genitive && titled && end == start + 1 && !has(t, start, CR_LEX_GIVEN) && has(t, end, CR_LEX_GEOGRAPHIC) && !capital(t, end) && capital(t, end + 1) && adjective(t, start))
        return push_name(f, (span){start, start, end + 1}, false, 0) ? end + 1 : 0; /* "Губернатор Тверской области | Пётр Зайцев" */
    if (f->bare_genitive && end == start + 1 && !titled && !has(t, start, CR_LEX_GIVEN | CR_LEX_ORGANISATION) && has(t, end, CR_LEX_ORGANISATION) && !capital(t, end) && adjective(t, start))
        end++; /* Томский университет, but not: сообщил Орлов | агентству */
    if (t->nouns_capital && end > start + 2 && has(t, end - 1, CR_LEX_SUFFIX) && has(t, start, CR_LEX_GENERIC_BODY))
        start++; /* "Konzern | Rheinstahl AG" */
    size_t behind = behind_role(t, start, end, &lex);
    titled |= behind > start;
    start = behind;
    return push_name(f, (span){i, start, end}, titled, lex) ? end : 0;
}

/* A role before: "le secrétaire général de l'OTAN, Jens Stoltenberg", "spokeswoman Haley Morris". */
static void role_before(finder *f, cr_mention *m, const cr_mention *last) {
    const cr_tokens *t = f->t;
    size_t i = m->start, best = 0, skip = 0, skip_end = 0;
    bool comma = false;
    if (i && t->at[i - 1].point == ',') {
        comma = true;
        i--;
    }
    size_t end = i;
    if (!i || (!comma && has(t, i - 1, CR_LEX_PREPOSITION | CR_LEX_DETERMINER | CR_LEX_VERB | CR_LEX_AUXILIARY)))
        return;
    if (comma && last && last->end == end && last->kind != CR_NAME_PLACE && last->kind != CR_NAME_ORGANISATION) { /* "A lawyer for | businessman Karim Haddad |, Ann Cole": his role is not hers */
        skip_end = last->end;
        skip = last->role_end == last->start && last->role_end > last->role_start ? last->role_start : last->start;
        if (!skip || !has(t, skip - 1, CR_LEX_OF | CR_LEX_PREPOSITION | CR_LEX_DETERMINER))
            return;
    }
    for (size_t n = 0; i && n < LONGEST_ROLE; n++, f->steps++) {
        i--;
        const cr_token *w = &t->at[i];
        if (i >= skip && i < skip_end)
            continue;
        if (i + 1 == skip && (w->lex & CR_LEX_PREPOSITION))
            continue;
        if (!comma && best && (w->lex & CR_LEX_OF) && !(w->lex & CR_LEX_ROLE) && (best == i + 2 || (best == i + 3 && has(t, i + 1, CR_LEX_DETERMINER))))
            break; /* "(porte-parole du) président Luc Petit": his own role stands nearest */
        if (w->kind == CR_TOKEN_MARK || (w->kind == CR_TOKEN_PUNCT && w->point != '-' && w->point != '/') || (w->lex & (CR_LEX_RELATIVE | CR_LEX_AUXILIARY)))
            break;
        if (w->lex & CR_LEX_ROLE)
            best = i + 1;
        else if ((w->lex & CR_LEX_FINITE) && !(w->lex & (CR_LEX_ORGANISATION | CR_LEX_DOCUMENT)) && !(w->flags & CR_TOKEN_CAPITAL))
            break;
        if ((w->lex & (CR_LEX_PREPOSITION | CR_LEX_AND)) && !(w->lex & CR_LEX_OF) && !best && !comma)
            break;
        if (best && (w->lex & (CR_LEX_DETERMINER | CR_LEX_PREPOSITION)) && !(w->lex & CR_LEX_OF))
            break;
        if (w->flags & CR_TOKEN_SENTENCE)
            break;
    }
    if (!best)
        return;
    while (t->titles_capital && !comma && best > 1 && !(t->at[best - 1].flags & CR_TOKEN_SENTENCE) && has(t, best - 2, CR_LEX_ORGANISATION) && !capital(t, best - 2) && !has(t, best - 2, CR_LEX_PLURAL | CR_LEX_FINITE))
        best--; /* "union leader", "opposition lawmaker" */
    m->role_start = (uint32_t)(best - 1);
    m->role_end = (uint32_t)end;
}

/* A role after: "Mircea Geoana, secrétaire général adjoint de l'alliance, ...". */
static void role_after(finder *f, cr_mention *m) {
    const cr_tokens *t = f->t;
    size_t i = m->end;
    if (i >= t->count || t->at[i].point != ',')
        return;
    i++;
    size_t start = i, role = 0;
    for (size_t n = 0; n < LONGEST_ROLE + 6 && i < t->count; n++, i++, f->steps++) {
        const cr_token *w = &t->at[i];
        if (n && (w->flags & CR_TOKEN_SENTENCE))
            break;
        if (w->kind == CR_TOKEN_MARK || (w->kind == CR_TOKEN_PUNCT && w->point != '-') || (w->lex & (CR_LEX_RELATIVE | CR_LEX_AUXILIARY | CR_LEX_HE | CR_LEX_SHE)))
            break;
        if (!role && n < 6 && (w->lex & CR_LEX_ROLE))
            role = i + 1;
        if (!role && (n >= 6 || (w->lex & (CR_LEX_PREPOSITION | CR_LEX_ACCORDING | CR_LEX_FINITE))))
            return;
    }
    if (!role)
        return;
    while (start < role - 1 && has(t, start, CR_LEX_DETERMINER))
        start++;
    m->role_start = (uint32_t)start;
    m->role_end = (uint32_t)i;
}

static void find_roles(finder *f) {
    const cr_tokens *t = f->t;
    for (size_t k = 0; k < f->count; k++) {
        cr_mention *m = &f->items[k];
        if (m->kind == CR_NAME_PLACE || m->kind == CR_NAME_ORGANISATION)
            continue;
        if (f->bare_genitive && k + 1 < f->count && f->items[k + 1].start == m->end && m->end == m->start + 1)
            continue; /* "мэр Лунда | Ирма Линдгрен": the role is hers */
        if (m->role_end == m->role_start && (m->end > m->start + 1 || (m->start && t->at[m->start - 1].point != ',')))
            role_before(f, m, k ? &f->items[k - 1] : NULL);
        if (k && m->role_end > m->role_start && t->at[m->start - 1].point != ',' && f->items[k - 1].end <= m->start && f->items[k - 1].role_end > f->items[k - 1].role_start &&
            f->items[k - 1].role_start <= m->role_start && m->role_start < f->items[k - 1].end)
            m->role_end = m->role_start; /* "President | Maria Lopez | met Angela Merkel": the role is hers who was named first */
        if (m->role_end == m->role_start)
            role_after(f, m);
        if (m->role_end == m->role_start)
            continue;
        if (m->kind == CR_NAME_UNKNOWN)
            m->kind = CR_NAME_PERSON;
        size_t noun = m->role_start;
        while (noun < m->role_end && !has(t, noun, CR_LEX_ROLE))
            noun++;
        if (has(t, noun, CR_LEX_FEMALE) && !m->male)
            m->female = true;
        if (has(t, noun, CR_LEX_PLURAL)) /* "the leaders of France and Spain, X and Y": nobody's own role */
            m->role_end = m->role_start;
    }
}

cr_status cr_mentions_find(cr_arena *arena, const cr_tokens *tokens, cr_mention **out, size_t *count, cr_error *err) {
    uint64_t steps;
    return cr_mentions_find_counting(arena, tokens, out, count, &steps, err);
}

cr_status cr_mentions_find_counting(cr_arena *arena, const cr_tokens *tokens, cr_mention **out, size_t *count, uint64_t *steps, cr_error *err) {
    finder f = {.arena = arena, .t = tokens, .capitals = cr_map_new(), .bare_genitive = tokens->bare_genitive};
    size_t most = cr_limit(NULL, CR_LIMIT_NAMES);
    bool ok = f.capitals && note_capitals(&f);
    if (ok && tokens->caseless)
        ok = cr_names_caseless(&f);
    for (size_t i = tokens->caseless ? tokens->count : 0; ok && i < tokens->count && f.count < most;) {
        if (tokens->at[i].kind != CR_TOKEN_WORD || !(tokens->at[i].flags & CR_TOKEN_CAPITAL) || (tokens->at[i].flags & CR_TOKEN_INSIDE)) {
            if (!has(tokens, i, CR_LEX_TITLE) || !capital(tokens, i + 1)) {
                i++;
                continue;
            }
        }
        i = read_name(&f, i);
        f.steps++;
        ok = i != 0;
    }
    if (ok && !tokens->caseless) {
        find_roles(&f);
        ok = cr_names_weigh(&f) && cr_names_join(&f) && (!tokens->nouns_capital || cr_names_drop_nouns(&f));
    }
    cr_map_free(f.capitals);
    *steps = f.steps;
    *out = f.items;
    *count = f.count;
    return ok ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for the names of a text of %zu bytes", tokens->text.len);
}

cr_status cr_names_find_with(const cr_lexicon *lexicon, cr_arena *arena, cr_str text, cr_str lang, cr_name **out, size_t *count, cr_error *err) {
    cr_tokens tokens;
    cr_mention *mentions = NULL;
    size_t n = 0;
    *out = NULL;
    *count = 0;
    CR_TRY(cr_tokens_cut(arena, text, lang, &tokens, err));
    cr_lexicon_mark(lexicon, &tokens);
    CR_TRY(cr_mentions_find(arena, &tokens, &mentions, &n, err));
    return cr_mentions_names(arena, &tokens, mentions, n, out, count, err);
}

cr_status cr_mentions_names(cr_arena *arena, const cr_tokens *tokens, const cr_mention *mentions, size_t n, cr_name **out, size_t *count, cr_error *err) {
    cr_name *names = CR_NEW_ARRAY(arena, cr_name, n + 1);
    if (!names)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for names");
    for (size_t i = 0; i < n; i++) {
        const cr_mention *m = &mentions[i], *full = &mentions[m->full];
        names[i] = (cr_name){.start = tokens->at[m->start].start, .end = tokens->at[m->end - 1].end, .kind = (cr_name_kind)m->kind};
        names[i].full = cr_str_squeeze(arena, cr_tokens_slice(tokens, full->start, full->end));
        if (m->role_end > m->role_start)
            names[i].role = cr_str_squeeze(arena, cr_tokens_slice(tokens, m->role_start, m->role_end));
    }
    *out = names;
    *count = n;
    return CR_OK;
}

cr_status cr_names_find(cr_arena *arena, cr_str text, cr_str lang, cr_name **out, size_t *count, cr_error *err) {
    cr_lexicon *lexicon = cr_lexicon_new(lang);
    *out = NULL;
    *count = 0;
    if (!lexicon)
        return cr_fail(err, CR_ERR_MEMORY, "out of memory for the lexicon");
    cr_status status = cr_names_find_with(lexicon, arena, text, lang, out, count, err);
    cr_lexicon_free(lexicon);
    return status;
}
