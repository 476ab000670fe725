/* Names left out or replaced. A name has its like in the other language: the same word, one that is spelt nearly so, or, for places
 * and bodies alone, another one. So a name without its like is lost when the target has no other new name; and where it has one, the
 * two must be such as nobody translates: a surname behind its given name, or a name that stands alone. */
#include "translate/check_names.h"

#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "story/words.h"

enum { NAMES = 64, TARGET_NAMES = 160, NAME_LETTERS = 40, LONE_LETTERS = 4, GIVEN_LETTERS = 3 };

typedef struct name {
    char letters[NAME_LETTERS];
    size_t count, word; /* word: its place in the text */
    bool capital, used, shout, plain;
} name;

/* In Latin letters, accents off. */
static name name_of(const cr_check_names *side, size_t i) {
    name out = {.word = i, .capital = side->words[i].capital && !side->words[i].opens};
    cr_str folded = side->words[i].folded, text = side->words[i].text;
    for (size_t at = 0; at < folded.len;) {
        char letters[4];
        size_t n = cr_story_latin(cr_utf8_next(folded, &at), letters);
        if (out.count + n > NAME_LETTERS)
            break;
        memcpy(out.letters + out.count, letters, n);
        out.count += n;
    }
    size_t upper = 0;
    for (size_t at = 0; at < text.len;)
        upper += u_isupper((UChar32)cr_utf8_next(text, &at)) != 0;
    out.shout = upper > 1; /* an acronym, a brand */
    return out;
}

static size_t distance(const name *a, const name *b) {
    size_t row[NAME_LETTERS + 1];
    for (size_t k = 0; k <= b->count; k++)
        row[k] = k;
    for (size_t i = 1; i <= a->count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b->count; k++) {
            size_t up = row[k], best = diagonal + (a->letters[i - 1] != b->letters[k - 1]);
            best = best < up + 1 ? best : up + 1;
            row[k] = best < row[k - 1] + 1 ? best : row[k - 1] + 1;
            diagonal = up;
        }
    }
    return row[b->count];
}

static size_t beginning(const name *a, const name *b) {
    size_t n = 0;
    while (n < a->count && n < b->count && a->letters[n] == b->letters[n])
        n++;
    return n;
}

/* Londres and London, Stoltenberg and Stoltenbergs, Milano and Milan. */
static bool alike(const name *a, const name *b) {
    size_t prefix = beginning(a, b), shorter = a->count < b->count ? a->count : b->count, longer = a->count + b->count - shorter;
    if ((prefix >= 4 && prefix * 2 >= shorter) || (prefix >= 3 && prefix * 3 >= shorter * 2))
        return true;
    return longer > 2 && longer - shorter <= longer / 3 && distance(a, b) <= longer / 3;
}

/* Consonants in classes that alphabets do not tell apart: Johnson and Dzhonson. */
static size_t skeleton(const name *n, char out[NAME_LETTERS]) {
    static const char from[] = "bcdfgjkmlnpqrstvwxz", to[] = "bkdfgjkmlnpkrstffxz";
    size_t count = 0;
    for (size_t i = 0; i < n->count; i++) {
        const char *at = strchr(from, n->letters[i]);
        char c = at && n->letters[i] ? to[at - from] : 0;
        if (c && (count == 0 || out[count - 1] != c))
            out[count++] = c;
    }
    return count;
}

static bool sounds_alike(const name *a, const name *b) {
    name x = {.word = 0}, y = {.word = 0};
    x.count = skeleton(a, x.letters);
    y.count = skeleton(b, y.letters);
    size_t longer = x.count > y.count ? x.count : y.count;
    return longer > 0 && distance(&x, &y) <= (longer + 1) / 3;
}

/* Most words of it in capitals: a headline in the English manner, where a capital makes no name. */
static bool title_case(const cr_check_names *s) {
    size_t long_words = 0, capitals = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->words[i].folded.len > 3) {
            long_words++;
            capitals += s->words[i].capital;
        }
    return long_words > 3 && capitals * 10 >= long_words * 7;
}

/* English writes what belongs to a people or place with a capital: "Scottish", "Vietnamese", "Bolivian". */
static bool adjective(const cr_check_names *s, cr_str w) {
    return cr_str_is(s->lang, "en") && w.len > 5 &&
           (cr_str_ends(w, "ish") || cr_str_ends(w, "ese") || cr_str_ends(w, "ian") || cr_str_ends(w, "ean") || cr_str_ends(w, "ians") || cr_str_ends(w, "eans"));
}

static bool plain(const cr_check_names *s, size_t i) {
    return cr_check_lookup(s->lexicon, CR_CHECK_PLAIN, s->words[i].folded, NULL) || adjective(s, s->words[i].folded);
}

/* Has a capital in English alone: no name of the other side is behind it. */
static bool everyday(const cr_check_names *s, size_t i) {
    cr_str w = s->words[i].folded;
    return cr_check_lookup(s->lexicon, CR_CHECK_MONTH, w, NULL) || adjective(s, w) || (cr_str_is(s->lang, "en") && cr_str_ends(w, "day"));
}

static bool beside(const cr_check_names *s, size_t i) { /* words i and i + 1 are one name's; a title is none */
    return i + 1 < s->count && s->words[i].capital && s->words[i + 1].capital && s->words[i + 1].gap == 1 && !plain(s, i) && !plain(s, i + 1);
}

/* The word before is of the same name; one that opens the sentence has its capital from there. */
static bool behind(const cr_check_names *s, size_t i) { return i && !s->words[i - 1].opens && beside(s, i - 1); }

/* Behind an article it may be a body's or a thing's name: those are translated. */
static bool bare(const cr_check_names *s, size_t i) {
    static const char *const articles[] = {"the", "a", "an", "le", "la", "les", "l", "du", "des", "un", "une", "el", "los", "las", "del", "al", "il", "lo", "gli", "i",
                                           "dell", "della", "nel", "o", "os", "as", "do", "da", "dos", "das", "no", "na", "der", "die", "das", "den", "dem", "ein", "els"};
    for (size_t k = 0; i && k < sizeof articles / sizeof *articles; k++)
        if (cr_str_is(s->words[i - 1].folded, articles[k]))
            return false;
    return true;
}

static bool lone(const cr_check_names *s, size_t i) { return !beside(s, i) && !behind(s, i) && bare(s, i); }

/* Two words, as persons are called. */
static bool person(const cr_check_names *s, size_t i) { return beside(s, i) && !beside(s, i + 1) && !behind(s, i) && bare(s, i); }

/* Among the places, bodies and outlets known the world over, in any language, word by word. */
static bool known(cr_str word) {
    cr_str file = cr_data("text/names/world.txt"), line, item;
    bool here = false;
    while (cr_str_split(&file, '\n', &line)) {
        if (cr_str_empty(line) || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '[') {
            here = !cr_str_starts(line, "[given");
            continue;
        }
        while (here && cr_str_split(&line, ',', &item)) {
            cr_str part;
            for (item = cr_str_trim(item); cr_str_split(&item, ' ', &part);)
                if (cr_str_eq(part, word))
                    return true;
        }
    }
    return false;
}

typedef struct match { /* a name of the source and what stands for it; target: TARGET_NAMES when there is nothing */
    name mine;
    size_t target;
} match;

static bool replaced(const cr_check_names *s, const cr_check_names *t, const match *m, size_t n, const name *target, size_t targets) {
    const name *spare = NULL;
    size_t spares = 0, lost = 0, last = 0;
    for (size_t k = 0; k < targets; k++)
        if (target[k].capital && !target[k].used && !target[k].plain) {
            spares++;
            spare = &target[k];
        }
    for (size_t i = 0; i < n; i++) {
        if (m[i].target < TARGET_NAMES)
            continue;
        lost++;
        last = i;
        /* the given name came through and another surname follows it */
        if (i == 0 || m[i - 1].mine.word + 1 != m[i].mine.word || !person(s, m[i - 1].mine.word) || m[i - 1].target >= TARGET_NAMES || m[i].mine.count < LONE_LETTERS)
            continue;
        const name *before = &target[m[i - 1].target];
        if (known(s->words[m[i].mine.word].folded))
            continue;
        if (!beside(t, before->word) && !behind(t, before->word) && before->capital && beginning(before, &m[i - 1].mine) == before->count)
            return true;
        if (!person(t, before->word))
            continue;
        for (size_t k = m[i - 1].target + 1; k < targets && target[k].word <= before->word + 1; k++)
            if (!target[k].used && target[k].capital && !target[k].shout && beginning(&target[k], &m[i].mine) < 2)
                return true;
    }
    if (lost != 1 || spares != 1 || m[last].mine.count < LONE_LETTERS || spare->count < LONE_LETTERS || spare->shout || beginning(spare, &m[last].mine) > 0)
        return false;
    return lone(s, m[last].mine.word) && lone(t, spare->word) && !known(s->words[m[last].mine.word].folded) && !known(t->words[spare->word].folded);
}

static bool cased(const cr_check_names *s, bool *latin) {
    size_t latins = 0;
    for (size_t i = 0; i < s->count; i++)
        latins += s->words[i].latin;
    *latin = latins * 4 >= s->count * 3;
    return *latin || cr_str_is(s->lang, "ru") || cr_str_is(s->lang, "uk") || cr_str_is(s->lang, "bg");
}

/* The word that opens a sentence is a name where the other side has it with a capital. */
static bool stands(const name *mine, const name *target, size_t targets) {
    for (size_t k = 0; k < targets; k++)
        if (target[k].capital && target[k].count == mine->count && beginning(&target[k], mine) == mine->count)
            return true;
    return false;
}

/* German gives any noun a capital: there the target's names are looked for in the source. One that stands alone
 * or is a person's, no place known the world over, and like no word there has come from nowhere. */
static bool invented(const cr_check_names *s, const cr_check_names *t) {
    name source[TARGET_NAMES];
    size_t sources = 0;
    for (size_t i = 0; i < s->count && sources < TARGET_NAMES; i++)
        source[sources++] = name_of(s, i);
    for (size_t i = 0, seen = 0; i < t->count && seen < NAMES; i++) {
        name mine = name_of(t, i);
        if (!mine.capital || mine.shout || mine.count <= LONE_LETTERS || plain(t, i) || !(lone(t, i) || (i && person(t, i - 1))) || known(t->words[i].folded))
            continue;
        bool found = false;
        seen++;
        for (size_t k = 0; k < sources && !found; k++)
            found = alike(&mine, &source[k]);
        if (!found)
            return true;
    }
    return false;
}

bool cr_check_name_lost(const cr_check_names *s, const cr_check_names *t) {
    bool latin_s, latin_t, cased_s = cased(s, &latin_s), cased_t = cased(t, &latin_t);
    if (!cased_t || s->capitals || t->capitals || title_case(t))
        return false;
    if (cr_str_is(s->lang, "de"))
        return !cr_str_is(t->lang, "de") && latin_s == latin_t && invented(s, t);
    if (!cased_s || title_case(s))
        return false;
    bool same_script = latin_s == latin_t;
    name target[TARGET_NAMES];
    match found[NAMES];
    size_t targets = 0, n = 0, lost = 0, spare = 0, common = 0, common_spare = 0;
    for (size_t i = 0; i < t->count && targets < TARGET_NAMES; i++)
        if (t->words[i].folded.len >= 3) { /* small ones too: Iceland may be "islandais" */
            target[targets] = name_of(t, i);
            target[targets].plain = plain(t, i);
            target[targets].capital = target[targets].capital && !everyday(t, i);
            targets++;
        }
    for (size_t i = 0; i < s->count && n < NAMES; i++) {
        name mine = name_of(s, i);
        bool name_there = mine.capital || (s->words[i].capital && stands(&mine, target, targets));
        if (!name_there || mine.shout || mine.count < GIVEN_LETTERS)
            continue;
        if (plain(s, i)) {
            common += !everyday(s, i);
            continue;
        }
        match *m = &found[n++];
        *m = (match){mine, TARGET_NAMES};
        for (size_t k = 0; k < targets && m->target == TARGET_NAMES; k++)
            if (same_script ? alike(&mine, &target[k]) : sounds_alike(&mine, &target[k])) {
                m->target = k;
                target[k].used = true;
            }
        lost += m->target == TARGET_NAMES;
    }
    for (size_t k = 0; k < targets; k++) {
        spare += target[k].capital && !target[k].used && !target[k].plain;
        common_spare += target[k].capital && !target[k].used && target[k].plain;
    }
    spare += common_spare > common ? common_spare - common : 0; /* "Cour" is no more than "Court" */
    if (lost == 0)
        return false;
    if (lost > spare || replaced(s, t, found, n, target, targets)) /* "États-Unis" may well be "United States" */
        return true;
    /* English writes too much with capitals for this: "Catalan" */
    return latin_s == latin_t && !cr_str_is(t->lang, "de") && !cr_str_is(t->lang, "en") && invented(s, t);
}
