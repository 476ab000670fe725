#include "translate/check.h"

#include <courant/translate.h>
#include <math.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/utf8.h"
#include "translate/check_numbers.h"
#include "translate/stream.h"

enum { NUMBERS = 200, NAMES = 64, TARGET_NAMES = 160, NAME_POINTS = 40 };

typedef struct side {
    cr_str text, lang;
    const cr_check_word *words;
    size_t count;
    const cr_check_lexicon *lexicon;
    size_t points; /* code points */
    bool latin, ideographic, capitals;
} side;

static side side_of(cr_arena *a, cr_str text, cr_str lang) {
    side s = {.text = text, .lang = lang};
    s.words = cr_check_words(a, text, &s.count);
    s.lexicon = cr_check_lexicon_of(a, lang);
    s.points = cr_utf8_length(text);
    size_t latin = 0, ideographs = 0;
    for (size_t i = 0; i < s.count; i++) {
        latin += s.words[i].latin;
        ideographs += s.words[i].ideograph;
    }
    s.latin = latin * 4 >= s.count * 3;
    s.ideographic = ideographs * 2 > s.count;
    s.capitals = cr_check_capitals(text);
    return s;
}

/* ---- numbers ---- */

static bool holds(const cr_check_number *list, size_t count, double v) {
    for (size_t i = 0; i < count; i++)
        if (fabs(list[i].value - v) <= 1e-6 * fabs(v))
            return true;
    return false;
}

static bool number_changed(const side *s, const side *t) {
    cr_check_number a[NUMBERS], b[NUMBERS];
    size_t n = cr_check_numbers(s->text, s->words, s->count, s->lexicon, a, NUMBERS);
    size_t m = cr_check_numbers(t->text, t->words, t->count, t->lexicon, b, NUMBERS);
    bool word_lost = false, word_new = false;
    for (size_t i = 0; i < n; i++)
        if (!holds(b, m, a[i].value)) {
            if (!a[i].word)
                return true;
            word_lost = word_lost || a[i].value >= 2;
        }
    for (size_t i = 0; i < m; i++)
        if (!holds(a, n, b[i].value)) {
            if (!b[i].word)
                return true;
            word_new = word_new || b[i].value >= 2;
        }
    return word_lost && word_new && s->lexicon && t->lexicon;
}

/* ---- names ---- */

typedef struct name { uint32_t points[NAME_POINTS]; size_t count; } name;

/* Folded, accents off. */
static name name_of(cr_str folded) {
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&e);
    name out = {.count = 0};
    for (size_t at = 0; at < folded.len && out.count < NAME_POINTS;) {
        UChar32 c = (UChar32)cr_utf8_next(folded, &at);
        UChar parts[32];
        UErrorCode e2 = U_ZERO_ERROR;
        int32_t n = U_SUCCESS(e) && c >= 0x80 ? unorm2_getRawDecomposition(nfd, c, parts, 32, &e2) : -1;
        if (n > 0 && U_SUCCESS(e2) && !U16_IS_SURROGATE(parts[0]))
            c = parts[0];
        if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0)
            out.points[out.count++] = (uint32_t)c;
    }
    return out;
}

static size_t distance(const name *a, const name *b) {
    size_t row[NAME_POINTS + 1];
    for (size_t k = 0; k <= b->count; k++)
        row[k] = k;
    for (size_t i = 1; i <= a->count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b->count; k++) {
            size_t up = row[k], best = diagonal + (a->points[i - 1] != b->points[k - 1]);
            best = best < up + 1 ? best : up + 1;
            row[k] = best < row[k - 1] + 1 ? best : row[k - 1] + 1;
            diagonal = up;
        }
    }
    return row[b->count];
}

/* Londres and London, Stoltenberg and Stoltenbergs, Milano and Milan. */
static bool alike(const name *a, const name *b) {
    size_t prefix = 0, shorter = a->count < b->count ? a->count : b->count, longer = a->count + b->count - shorter;
    while (prefix < shorter && a->points[prefix] == b->points[prefix])
        prefix++;
    if (prefix >= 3 && prefix * 2 >= shorter)
        return true;
    return longer > 2 && longer - shorter <= longer / 3 && distance(a, b) <= longer / 3;
}

static bool name_lost(const side *s, const side *t) {
    if (!s->latin || !t->latin || s->capitals || t->capitals || cr_str_is(s->lang, "de"))
        return false;
    name target[TARGET_NAMES];
    bool used[TARGET_NAMES] = {false}, capital[TARGET_NAMES];
    size_t n = 0, lost = 0, spare = 0;
    for (size_t i = 0; i < t->count && n < TARGET_NAMES; i++)
        if (t->words[i].folded.len >= 3) { /* small ones too: Iceland may be "islandais" */
            capital[n] = t->words[i].capital && !t->words[i].opens;
            target[n++] = name_of(t->words[i].folded);
        }
    for (size_t i = 0, seen = 0; i < s->count && seen < NAMES; i++) {
        const cr_check_word *w = &s->words[i];
        if (!w->capital || w->opens || cr_check_lookup(s->lexicon, 'p', w->folded, NULL))
            continue;
        name mine = name_of(w->folded);
        if (mine.count < 3)
            continue;
        seen++;
        bool found = false;
        for (size_t k = 0; k < n && !found; k++)
            if (alike(&mine, &target[k]))
                found = used[k] = true;
        lost += !found;
    }
    for (size_t k = 0; k < n; k++)
        spare += capital[k] && !used[k];
    return lost > spare; /* "États-Unis" may well be "United States": another name for each lost one */
}

/* ---- negation ---- */

static bool substring_of_any(const side *s, char kind) { /* scripts without spaces: words are characters */
    for (size_t i = 0; i < s->count; i++) {
        cr_str w = s->words[i].folded;
        if (cr_check_lookup(s->lexicon, kind, w, NULL))
            return true;
        if (i + 1 < s->count && s->words[i].ideograph && s->words[i + 1].gap == 0) {
            cr_str two = {s->words[i].text.ptr, s->words[i].text.len + s->words[i + 1].text.len};
            if (cr_check_lookup(s->lexicon, kind, two, NULL))
                return true;
        }
    }
    return false;
}

/* English "don't": the word before the apostrophe ends in n, the word after it is t. */
static bool has_nt(const side *s) {
    for (size_t i = 1; i < s->count; i++)
        if (cr_str_is(s->words[i].folded, "t") && s->words[i].gap >= 1 && s->words[i].gap <= 3 && cr_str_ends(s->words[i - 1].folded, "n") &&
            !cr_utf8_is_space((unsigned char)s->words[i].text.ptr[-1]))
            return true;
    return false;
}

static bool negates(const side *s, bool broadly) {
    return substring_of_any(s, 'n') || (cr_str_is(s->lang, "en") && has_nt(s)) || (broadly && substring_of_any(s, 'y'));
}

/* A prefix that denies: "impossible", "unknown", "illégal", "disagree". */
static bool denies_by_prefix(const side *s) {
    static const char *const prefixes[] = {"un", "in", "im", "il", "ir", "dis", "des", "dés", "non", "anti", NULL};
    for (size_t i = 0; i < s->count; i++)
        for (int k = 0; prefixes[k]; k++)
            if (s->words[i].folded.len > 6 && cr_str_starts(s->words[i].folded, prefixes[k]))
                return true;
    return false;
}

static bool negation_lost(const side *s, const side *t) {
    if (!s->lexicon || !t->lexicon)
        return false;
    if (negates(s, false) && !negates(t, true) && !denies_by_prefix(t))
        return true;
    return negates(t, false) && !negates(s, true) && !denies_by_prefix(s);
}

/* ---- form ---- */

static size_t repeats_of(const side *s, size_t n) { /* longest run of one n-gram, in times */
    size_t best = 1, run = 0;
    for (size_t i = n; i < s->count; i++) {
        run = cr_str_eq(s->words[i].folded, s->words[i - n].folded) ? run + 1 : 0;
        if (run / n + 1 > best)
            best = run / n + 1;
    }
    return best;
}

static bool repetition(const side *s, const side *t) {
    for (size_t n = 1; n <= 6; n++) {
        size_t times = repeats_of(t, n);
        if (times >= (n == 1 ? 4 : 3) && times > repeats_of(s, n))
            return true;
    }
    return false;
}

static bool too_long(const side *s, const side *t) {
    size_t factor = s->ideographic && !t->ideographic ? 8 : 3;
    return t->points > factor * s->points + 40;
}

static bool untranslated(const cr_check *c, const side *s, const side *t) {
    if (c->unknown > 0.15 && c->unknown * (double)t->count >= 1.5)
        return true;
    size_t lower = 0;
    for (size_t i = 0; i < s->count; i++)
        lower += !s->words[i].capital && !s->words[i].ideograph && s->words[i].text.len > 2;
    return lower >= 4 && c->unknown < 0 && cr_str_eq(cr_str_trim(s->text), cr_str_trim(t->text));
}

static bool url_changed(cr_str source, cr_str target) {
    cr_span a;
    for (size_t at = 0; cr_stream_address(source, at, &a); at = a.end)
        if (cr_str_find(target, cr_str_slice(source, a.start, a.end), 0) == CR_STR_NPOS)
            return true;
    return false;
}

static size_t quote_marks(cr_str s) {
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = cr_utf8_next(s, &at);
        n += c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || (c >= 0x300C && c <= 0x300F);
    }
    return n;
}

unsigned cr_check_run(cr_arena *arena, const cr_check *c) {
    side s = side_of(arena, c->source, c->from), t = side_of(arena, c->target, c->to);
    unsigned flags = 0;
    flags |= number_changed(&s, &t) ? CR_FLAG_NUMBER_CHANGED : 0;
    flags |= name_lost(&s, &t) ? CR_FLAG_NAME_LOST : 0;
    flags |= negation_lost(&s, &t) ? CR_FLAG_NEGATION_LOST : 0;
    flags |= repetition(&s, &t) ? CR_FLAG_REPETITION : 0;
    flags |= too_long(&s, &t) ? CR_FLAG_TOO_LONG : 0;
    flags |= untranslated(c, &s, &t) ? CR_FLAG_UNTRANSLATED_WORDS : 0;
    flags |= url_changed(c->source, c->target) ? CR_FLAG_URL_CHANGED : 0;
    flags |= quote_marks(c->source) != quote_marks(c->target) ? CR_FLAG_QUOTES_CHANGED : 0;
    return flags;
}
