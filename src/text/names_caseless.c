/* Names where no capital tells them: Chinese, Japanese, Arabic.
 *
 *     外长|安东尼·布林肯|说      characters that foreign names are written with, parted by a dot
 *     国家主席|习近平|说         a family's character after a role or before a verb of saying
 *     イェンス・ストルテンベルグ|事務総長    katakana parted by a dot, or before a title
 *     田中|太郎|首相             a family's name, at most three characters, a title
 *     الأمين العام |ينس ستولتنبرغ    a given name and what follows it
 *
 * Places and bodies are those of the lists. A surname that stood in a full name is found again alone. */
#include "base/limits.h"
#include "base/vec.h"
#include "text/names_find.h"

#define has cr_token_has
enum { MOST_PARTS = 5, LONGEST_PART = 8, LONGEST_NATIVE = 3 };

typedef struct reading {
    cr_name_finder *f;
    const cr_tokens *t;
    cr_map *surnames;           /* slice of a surname -> 1 + the mention that holds it */
    size_t role_start, role_end; /* the role that ends last before the current token */
} reading;

static bool close(const cr_tokens *t, size_t i) { return i < t->count && !(t->at[i].flags & (CR_TOKEN_SPACE | CR_TOKEN_LINE)); }
static bool dot(const cr_tokens *t, size_t i) {
    uint32_t p = i < t->count ? t->at[i].point : 0;
    return p == 0xB7 || p == 0x30FB || p == 0xFF65 || p == 0x2027 || p == 0x2022 || p == 0xFF1D;
}
static bool katakana(const cr_tokens *t, size_t i) {
    return cr_token_is_word(t, i) && t->at[i].end - t->at[i].start >= 6 && (unsigned char)t->text.ptr[t->at[i].start] == 0xE3 && (unsigned char)t->text.ptr[t->at[i].start + 1] >= 0x82 &&
           !((unsigned char)t->text.ptr[t->at[i].start + 1] == 0x82 && (unsigned char)t->text.ptr[t->at[i].start + 2] < 0xA1);
}

static cr_mention *push(reading *r, size_t start, size_t end, cr_name_kind kind) {
    cr_name_finder *f = r->f;
    cr_mention *m = CR_PUSH(f->arena, f->items, f->count, f->capacity);
    if (!m)
        return NULL;
    *m = (cr_mention){.start = (uint32_t)start, .end = (uint32_t)end, .full = (uint32_t)(f->count - 1), .kind = (uint8_t)kind};
    if (kind == CR_NAME_PERSON && r->role_end == start) {
        m->role_start = (uint32_t)r->role_start;
        m->role_end = (uint32_t)r->role_end;
        m->titled = true;
    }
    return m;
}

/* A role behind the name, as Japanese and Chinese have it too: "ブリンケン|国務長官". */
static void role_behind(reading *r, cr_mention *m) {
    const cr_tokens *t = r->t;
    if (m->role_end > m->role_start || !has(t, m->end, CR_LEX_ROLE))
        return;
    m->role_start = m->end;
    m->role_end = m->end + t->at[m->end].span;
    m->titled = true;
}

/* Keeps the surname [start, end) of mention k; the newest wins. */
static bool keep_surname(reading *r, size_t start, size_t end, size_t k) {
    uintptr_t *slot = cr_map_put(r->surnames, cr_tokens_slice(r->t, start, end), NULL);
    if (slot)
        *slot = k + 1;
    return slot != NULL;
}

/* The place or body that a phrase of the lists names, or the mention of a surname that stood before. 0: none, else the token behind it. */
static size_t listed(reading *r, size_t i, bool *ok) {
    const cr_tokens *t = r->t;
    if (!has(t, i, CR_LEX_PLACE | CR_LEX_NAMED_BODY))
        return 0;
    *ok = push(r, i, i + t->at[i].span, has(t, i, CR_LEX_NAMED_BODY) ? CR_NAME_ORGANISATION : CR_NAME_PLACE) != NULL;
    return i + t->at[i].span;
}

/* ---- parts with dots between them ---- */

static bool foreign_letter(const cr_tokens *t, size_t i) { return has(t, i, CR_LEX_SUFFIX) && t->at[i].span == 1; }

/* The end of a part that starts at i. */
static size_t part_end(const cr_tokens *t, size_t i, bool kana) {
    size_t end = i;
    if (kana)
        return katakana(t, i) ? i + 1 : i;
    while (end < i + LONGEST_PART && foreign_letter(t, end) && (end == i || close(t, end)))
        end++;
    return end;
}

/* A name that starts at i in foreign sounds; 0 when there is none. */
static size_t foreign_name(reading *r, size_t i, bool *ok) {
    const cr_tokens *t = r->t;
    bool kana = katakana(t, i);
    size_t end = part_end(t, i, kana), last = i, parts = 1;
    r->f->steps += end - i;
    if (end == i)
        return 0;
    for (size_t next; parts < MOST_PARTS && dot(t, end) && close(t, end) && (next = part_end(t, end + 1, kana)) > end + 1; parts++) {
        r->f->steps += next - end;
        last = end + 1;
        end = next;
    }
    bool body = kana && has(t, last, CR_LEX_SUFFIX);
    bool titled = has(t, end, CR_LEX_TITLE | CR_LEX_ROLE) && close(t, end), after_role = r->role_end == i && r->role_end > r->role_start;
    if (parts == 1) {
        const uintptr_t *slot = cr_map_get(r->surnames, cr_tokens_slice(t, i, end));
        bool alone = kana ? titled : (after_role && end - i >= 2) || (end - i >= 3 && has(t, end, CR_LEX_COMMON | CR_LEX_TITLE));
        if (!slot && !alone)
            return 0;
        cr_mention *m = push(r, i, end, CR_NAME_PERSON);
        *ok = m != NULL;
        if (m && slot)
            m->full = r->f->items[*slot - 1].full;
        if (m)
            role_behind(r, m);
        return end;
    }
    bool sure = !kana || titled || after_role; /* things have dots between their parts as well */
    cr_mention *m = push(r, i, end, body ? CR_NAME_ORGANISATION : sure ? CR_NAME_PERSON : CR_NAME_UNKNOWN);
    *ok = m && (body || keep_surname(r, last, end, r->f->count - 1));
    if (m && !body)
        role_behind(r, m);
    return end;
}

/* ---- a family's name, then a given one ---- */

static bool given_letters(const cr_tokens *t, size_t from, size_t n) {
    for (size_t i = from; i < from + n; i++)
        if (!cr_token_is_word(t, i) || !close(t, i) || t->at[i].span != 1 || t->at[i].end - t->at[i].start < 3 || has(t, i, CR_LEX_COMMON | CR_LEX_TITLE | CR_LEX_ROLE | CR_LEX_TIME) || katakana(t, i) ||
            ((unsigned char)t->text.ptr[t->at[i].start] == 0xE3))
            return false;
    return true;
}

static size_t native_name(reading *r, size_t i, bool chinese, bool *ok) {
    const cr_tokens *t = r->t;
    if (!has(t, i, CR_LEX_PARTICLE) || has(t, i, CR_LEX_TIME))
        return 0;
    bool after_role = r->role_end == i && r->role_end > r->role_start;
    size_t family = i + t->at[i].span;
    static const unsigned char lengths[2][LONGEST_NATIVE + 1] = {{2, 1, 3, 0}, {2, 1, 2, 1}}; /* Japanese may do with the family's name and a title */
    for (size_t k = 0; k <= LONGEST_NATIVE; k++) {
        size_t end = family + lengths[chinese][k];
        if (!given_letters(t, family, end - family))
            continue;
        bool title = has(t, end, CR_LEX_TITLE | CR_LEX_ROLE) && close(t, end), age = end > family && end < t->count && (t->at[end].point == 0xFF08 || t->at[end].point == '(');
        bool ends = has(t, end, CR_LEX_COMMON | CR_LEX_TIME) || end >= t->count || t->at[end].kind != CR_TOKEN_WORD || (t->at[end].flags & CR_TOKEN_LINE);
        if (!(title || (chinese ? (after_role && ends) || has(t, end, CR_LEX_NOMINAL) : age)))
            continue;
        cr_mention *m = push(r, i, end, CR_NAME_PERSON);
        *ok = m != NULL;
        const uintptr_t *slot = end == family ? cr_map_get(r->surnames, cr_tokens_slice(t, i, end)) : NULL;
        if (m && slot)
            m->full = r->f->items[*slot - 1].full;
        if (m && end > family && !chinese)
            *ok = keep_surname(r, i, family, r->f->count - 1);
        if (m)
            role_behind(r, m);
        return end;
    }
    return 0;
}

/* ---- Arabic ---- */

static bool name_word(const cr_tokens *t, size_t i) {
    const uint64_t other = CR_LEX_COMMON | CR_LEX_PREPOSITION | CR_LEX_ROLE | CR_LEX_TITLE | CR_LEX_ORGANISATION | CR_LEX_PLACE | CR_LEX_NAMED_BODY | CR_LEX_NATIONAL | CR_LEX_AND;
    return cr_token_is_word(t, i) && !has(t, i, other) && !(t->at[i].flags & CR_TOKEN_LINE) && t->at[i].key.len >= 4;
}

/* The mention whose surname this word is, with or without what is written onto its front. */
static const uintptr_t *seen_surname(const reading *r, size_t i) {
    enum { MOST_BASES = 8 };
    char room[1024];
    cr_str bases[MOST_BASES];
    const uintptr_t *slot = cr_map_get(r->surnames, r->t->at[i].key);
    size_t n = slot ? 0 : cr_lexicon_bases(r->t->lexicon, r->t->at[i].key, room, sizeof room, bases, MOST_BASES);
    for (size_t k = 0; k < n && !slot; k++)
        slot = cr_map_get(r->surnames, bases[k]);
    return slot;
}

static size_t arabic_name(reading *r, size_t i, bool *ok) {
    const cr_tokens *t = r->t;
    if (!has(t, i, CR_LEX_GIVEN) || has(t, i, CR_LEX_COMMON | CR_LEX_ROLE)) {
        const uintptr_t *slot = t->at[i].key.len >= 6 ? seen_surname(r, i) : NULL;
        if (!slot || !name_word(t, i))
            return 0;
        cr_mention *m = push(r, i, i + 1, CR_NAME_PERSON);
        *ok = m != NULL;
        if (m)
            m->full = r->f->items[*slot - 1].full;
        return i + 1;
    }
    size_t end = i + 1;
    while (end < i + MOST_PARTS && (has(t, end, CR_LEX_PARTICLE) || (has(t, end, CR_LEX_GIVEN) && name_word(t, end) && cr_token_is_word(t, end + 1) && name_word(t, end + 1))))
        end++;
    if (name_word(t, end))
        end++;
    if (end == i + 1)
        return 0;
    cr_mention *m = push(r, i, end, CR_NAME_PERSON);
    *ok = m != NULL;
    if (m) {
        m->female = has(t, i, CR_LEX_FEMALE);
        m->male = !m->female;
        uintptr_t *slot = cr_map_put(r->surnames, t->at[end - 1].key, NULL);
        *ok = slot != NULL;
        if (slot)
            *slot = r->f->count;
    }
    return end;
}

/* "الأمين العام لحلف الناتو|": a role goes on through its nation, its body, its place. */
static void note_role(reading *r, size_t i) {
    const cr_tokens *t = r->t;
    if (has(t, i, CR_LEX_ROLE | CR_LEX_TITLE)) {
        r->role_start = i;
        r->role_end = i + t->at[i].span;
    } else if (r->role_end == i && r->role_end > r->role_start && r->role_end - r->role_start < 12 && !t->syllables &&
               has(t, i, CR_LEX_NATIONAL | CR_LEX_PLACE | CR_LEX_NAMED_BODY | CR_LEX_ORGANISATION))
        r->role_end = i + t->at[i].span;
}

bool cr_names_caseless(cr_name_finder *f) {
    reading r = {.f = f, .t = f->t, .surnames = cr_map_new()};
    const cr_tokens *t = f->t;
    size_t most = cr_limit(NULL, CR_LIMIT_NAMES);
    bool ok = r.surnames != NULL, chinese = t->syllables && t->lexicon && cr_lexicon_is(t->lexicon, CR_STR("zh"));
    for (size_t i = 0; ok && i < t->count && f->count < most;) {
        size_t end = 0;
        f->steps++;
        if (cr_token_is_word(t, i)) {
            if (t->at[i].span > 1 && has(t, i, CR_LEX_PLACE | CR_LEX_NAMED_BODY)) {
                note_role(&r, i);
                end = listed(&r, i, &ok);
            }
            if (!end && ok && !has(t, i, CR_LEX_TIME))
                end = t->syllables ? foreign_name(&r, i, &ok) : arabic_name(&r, i, &ok);
            if (!end && ok && t->syllables)
                end = native_name(&r, i, chinese, &ok);
            if (!end && ok) {
                note_role(&r, i);
                end = listed(&r, i, &ok);
            }
        }
        i = end ? end : i + (cr_token_is_word(t, i) ? t->at[i].span : 1u);
    }
    cr_map_free(r.surnames);
    return ok;
}
