/* Short and inflected forms of a text to its full ones: "Kerviel" to "Yann Kerviel", "Ракитина" to "Глеб Ракитин".
 *
 * A name's parts are kept by every form that may be their nominative, so that one look-up finds them; of several
 * full mentions the one that others are inflected forms of stands for all. Never across two texts. */
#include "text/names_find.h"

enum { MOST_BASES = 12, ROOM = 1024 };

#define has cr_token_has

/* The surname's token: the last, but for "Jr". */
static size_t surname_of(const cr_tokens *t, const cr_mention *m) {
    size_t last = m->end - 1;
    return has(t, last, CR_LEX_SUFFIX) && last > m->start ? last - 1 : last;
}

static size_t bases_of(const cr_tokens *t, size_t i, char *room, cr_str *out) {
    return cr_lexicon_bases(t->lexicon, t->at[i].key, room, ROOM, out, MOST_BASES);
}

/* Keeps mention k (as 1 + k) under the word and under what may be its nominative; the newest wins for the word itself. */
static bool keep_part(cr_name_finder *f, cr_map *by_part, size_t token, size_t k) {
    char room[ROOM];
    cr_str bases[MOST_BASES];
    uintptr_t *slot = cr_map_put(by_part, f->t->at[token].key, NULL);
    if (!slot)
        return false;
    *slot = k + 1;
    size_t n = bases_of(f->t, token, room, bases);
    for (size_t i = 0; i < n; i++) {
        slot = cr_map_put(by_part, bases[i], NULL);
        if (!slot)
            return false;
        if (!*slot)
            *slot = k + 1;
    }
    return true;
}

/* The mention kept under this word, or under one that it may be a form of. */
static uintptr_t find_part(const cr_name_finder *f, cr_map *by_part, size_t token) {
    char room[ROOM];
    cr_str bases[MOST_BASES];
    const uintptr_t *slot = cr_map_get(by_part, f->t->at[token].key);
    if (slot)
        return *slot;
    size_t n = bases_of(f->t, token, room, bases);
    for (size_t i = 0; i < n; i++)
        if ((slot = cr_map_get(by_part, bases[i])) != NULL)
            return *slot;
    return 0;
}

/* Is word b a form of word a, or both of a third? *nominative: a is what b is a form of. */
static bool same_word(const cr_tokens *t, size_t a, size_t b, bool *nominative) {
    char room_a[ROOM], room_b[ROOM];
    cr_str bases_a[MOST_BASES], bases_b[MOST_BASES];
    *nominative = false;
    if (cr_str_eq(t->at[a].key, t->at[b].key))
        return true;
    size_t m = bases_of(t, a, room_a, bases_a), n = bases_of(t, b, room_b, bases_b);
    for (size_t k = 0; k < n; k++)
        if (cr_str_eq(bases_b[k], t->at[a].key))
            return *nominative = true;
    for (size_t i = 0; i < m; i++) {
        if (cr_str_eq(bases_a[i], t->at[b].key))
            return true;
        for (size_t k = 0; k < n; k++)
            if (cr_str_eq(bases_a[i], bases_b[k]))
                return true;
    }
    return false;
}

static bool may_be_person(const cr_name_finder *f, const cr_mention *m) {
    const cr_tokens *t = f->t;
    if (m->kind == CR_NAME_ORGANISATION)
        return false;
    if (m->kind != CR_NAME_PLACE)
        return true;
    /* London, the writer; but in London, the town */
    return m->end == m->start + 1 && m->start > 0 && !has(t, m->start - 1, CR_LEX_PREPOSITION | CR_LEX_OF | CR_LEX_DETERMINER);
}

/* A mention of two or more words: the same as one before it, or kept as new. */
static bool join_full(cr_name_finder *f, cr_map *by_part, size_t k) {
    const cr_tokens *t = f->t;
    cr_mention *m = &f->items[k];
    size_t last = surname_of(t, m);
    uintptr_t at = find_part(f, by_part, last);
    if (at) {
        cr_mention *old = &f->items[at - 1];
        bool given, surname;
        if (old->end > old->start + 1 && same_word(t, m->start, old->start, &given) && same_word(t, last, surname_of(t, old), &surname)) {
            bool better = (given || surname) && old->full == at - 1; /* "Donald J. Trump", "Donald Trump"; "Глеба Ракитина", "Глеб Ракитин" */
            if (!better) {
                m->full = old->full;
                return true;
            }
            old->full = (uint32_t)k;
        }
    }
    return keep_part(f, by_part, last, k) && (!has(t, m->start, CR_LEX_GIVEN) || keep_part(f, by_part, m->start, k));
}

/* Those who bear one surname in a text, in the order in which they are named in full. */
enum { MOST_BEARERS = 8 };
typedef struct bearers {
    uint32_t at[MOST_BEARERS]; /* their full mentions */
    uint32_t count, seen;      /* how many there are; how many of them were named up to here */
    uint32_t holder;           /* 1 + the one whom the surname alone has meant so far, or 0 */
} bearers;

static size_t root_of(cr_name_finder *f, size_t k) {
    for (int step = 0; step < 8 && f->items[k].full != k; step++, f->steps++)
        k = f->items[k].full;
    return k;
}

/* A person, or two or three words that may well be one ("Emmanuel Laurent" where no list knows Emmanuel). */
static bool named_in_full(const cr_tokens *t, const cr_mention *m) {
    bool plain = m->kind == CR_NAME_UNKNOWN && m->end - m->start <= 3 && !t->at[m->start].lex && !(t->at[m->start].flags & CR_TOKEN_ALL_CAPS);
    return (m->kind == CR_NAME_PERSON || plain) && surname_of(t, m) > m->start;
}

/* Notes a full name with its bearers. A third mention ("Anna Roth, Max Roth, Anna Roth") is joined to its first. False when memory is out. */
static bool note_bearer(cr_name_finder *f, cr_map *by_surname, size_t k) {
    const cr_tokens *t = f->t;
    size_t root = root_of(f, k);
    const cr_mention *m = &f->items[root];
    if (!named_in_full(t, m))
        return true;
    uintptr_t *slot = cr_map_put(by_surname, t->at[surname_of(t, m)].key, NULL);
    if (!slot)
        return false;
    if (!*slot && !(*slot = (uintptr_t)CR_NEW(f->arena, bearers)))
        return false;
    bearers *b = (bearers *)*slot;
    bool nominative;
    for (uint32_t i = 0; i < b->count; i++, f->steps++)
        if (b->at[i] == root || same_word(t, m->start, f->items[b->at[i]].start, &nominative)) {
            if (b->at[i] != root)
                f->items[root].full = b->at[i];
            return true;
        }
    if (b->count < MOST_BEARERS)
        b->at[b->count++] = (uint32_t)root;
    return true;
}

static bool same_role(const cr_tokens *t, const cr_mention *a, const cr_mention *b) {
    for (size_t i = a->role_start; i < a->role_end; i++)
        for (size_t k = b->role_start; has(t, i, CR_LEX_ROLE) && k < b->role_end && k < b->role_start + 16u; k++)
            if (cr_str_eq(t->at[i].key, t->at[k].key))
                return true;
    return false;
}

/* Whom the title or the role beside the surname tells: 1 + the one bearer whom it fits, or 0. */
static uint32_t told(const cr_name_finder *f, const bearers *b, const cr_mention *m) {
    uint32_t by_role = 0, roles = 0, by_title = 0, titles = 0;
    for (uint32_t i = 0; i < b->count; i++) {
        const cr_mention *p = &f->items[b->at[i]];
        if (same_role(f->t, m, p)) {
            by_role = b->at[i] + 1;
            roles++;
        }
        if (!((m->female && p->male) || (m->male && p->female))) {
            by_title = b->at[i] + 1;
            titles++;
        }
    }
    return roles == 1 ? by_role : m->titled && titles == 1 ? by_title : 0;
}

/* A surname alone is his who bore it alone when it was first used so. Where two had been named before that, and neither title nor role
 * tells, it is nobody's: a wrong name is worse than none. */
static bool settle_surnames(cr_name_finder *f) {
    const cr_tokens *t = f->t;
    cr_map *by_surname = cr_map_new();
    bool ok = by_surname != NULL;
    for (size_t k = 0; ok && k < f->count; k++)
        if (named_in_full(t, &f->items[k]))
            ok = note_bearer(f, by_surname, k);
    for (size_t k = 0; ok && k < f->count; k++) {
        cr_mention *m = &f->items[k];
        size_t root = root_of(f, k);
        const cr_mention *full = &f->items[root];
        bool nominative, alone = surname_of(t, m) == m->start && root != k;
        const uintptr_t *slot = named_in_full(t, full) ? cr_map_get(by_surname, t->at[surname_of(t, full)].key) : NULL;
        bearers *b = slot ? (bearers *)*slot : NULL;
        if (!b || b->count < 2)
            continue;
        if (!alone) {
            for (uint32_t i = b->seen; i < b->count; i++)
                if (b->at[i] == root) {
                    b->at[i] = b->at[b->seen];
                    b->at[b->seen++] = (uint32_t)root;
                }
            continue;
        }
        if (!same_word(t, surname_of(t, full), m->start, &nominative))
            continue; /* by the given name */
        uint32_t who = told(f, b, m);
        if (!who && !b->holder && b->seen < 2)
            b->holder = b->at[0] + 1;
        who = who ? who : b->holder;
        m->full = who ? who - 1 : (uint32_t)k;
        m->shared = !who;
        if (m->shared)
            m->kind = CR_NAME_PERSON;
    }
    cr_map_free(by_surname);
    return ok;
}

static void share_knowledge(cr_name_finder *f) {
    for (size_t k = 0; k < f->count; k++) { /* a chain is as long as the forms of a name: two or three */
        cr_mention *m = &f->items[k];
        for (int step = 0; step < 8 && (f->steps++, true) && f->items[m->full].full != m->full; step++)
            m->full = f->items[m->full].full;
    }
    for (size_t k = 0; k < f->count; k++) { /* what one mention tells, the full one knows, and all of them */
        cr_mention *m = &f->items[k], *full = &f->items[m->full];
        if (m->kind == CR_NAME_PERSON && full->kind == CR_NAME_UNKNOWN)
            full->kind = CR_NAME_PERSON;
        if (!full->female && !full->male) {
            full->female = m->female;
            full->male = m->male;
        }
    }
    for (size_t k = 0; k < f->count; k++) {
        cr_mention *m = &f->items[k];
        m->kind = f->items[m->full].kind;
        m->female = f->items[m->full].female;
        m->male = f->items[m->full].male;
    }
}

/* `by_part`: surname or given name -> 1 + the last full mention seen. */
bool cr_names_join(cr_name_finder *f) {
    cr_map *by_part = cr_map_new();
    bool ok = by_part != NULL;
    for (int pass = 0; ok && pass < 2; pass++) /* the second pass reaches names that come only later */
        for (size_t k = 0; ok && k < f->count; k++) {
            cr_mention *m = &f->items[k];
            if (!may_be_person(f, m))
                continue;
            f->steps++;
            bool alone = surname_of(f->t, m) == m->start;
            if (!alone && pass == 0 && m->kind != CR_NAME_PLACE)
                ok = join_full(f, by_part, k);
            else if (alone && m->full == k) {
                uintptr_t at = find_part(f, by_part, m->start);
                if (at && (m->kind != CR_NAME_PLACE || f->items[at - 1].kind == CR_NAME_PERSON))
                    m->full = f->items[at - 1].full;
            }
        }
    ok = ok && settle_surnames(f);
    share_knowledge(f);
    cr_map_free(by_part);
    return ok;
}

bool cr_names_drop_nouns(cr_name_finder *f) {
    uint32_t *place = CR_NEW_ARRAY(f->arena, uint32_t, f->count + 1);
    if (!place)
        return false;
    size_t n = 0;
    for (size_t k = 0; k < f->count; k++) {
        place[k] = (uint32_t)n;
        if (f->items[k].kind != CR_NAME_UNKNOWN)
            f->items[n++] = f->items[k];
    }
    for (size_t k = 0; k < n; k++)
        f->items[k].full = place[f->items[k].full];
    f->count = n;
    return true;
}
